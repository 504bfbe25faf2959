//! What is in doubt because a text has moved on: records made under an older version, and what rests on a text that
//! nobody has approved yet.

use super::View;
use super::block::{Inline, Inlines, Tone};
use super::frame::Head;
use crate::handbook::Suspect;
use crate::model::{Data, EntryId, Kind, Relation};

/// The most records that a document's page names as being in doubt.
const MAX_RECORDS: usize = 8;
/// The most lines of a history that are shown.
const MAX_CHANGES: usize = 5;

/// Marks of a record in a line of a table.
pub fn tags(view: &View<'_>, id: EntryId) -> Inlines {
    let mut tags = Inlines::EMPTY;
    if !view.book.suspects(id).is_empty() {
        tags.push(Inline::tag(Tone::Due, view.t("suspect")));
    }
    if !view.book.relies_on_changed(id).is_empty() {
        tags.push(Inline::tag(Tone::Due, view.t("rests_on_changed")));
    }
    tags
}

/// Under which version a record was made, and which is in force, in a few words.
pub fn reasons(view: &View<'_>, id: EntryId) -> Inlines {
    let reason = |it: &Suspect| {
        let key = view.book.entry(it.document).key.as_str();
        let words = [("made_under", &*it.made_under.text), ("key", key), ("in_force", &*it.in_force.text)];
        Inline::small(view.strings().fill("suspect_short", &words))
    };
    Inlines(view.book.suspects(id).iter().map(reason).collect())
}

/// What has to be known before an entry is relied on.
pub fn banners(view: &View<'_>, id: EntryId, mut head: Head) -> Head {
    let book = view.book;
    for suspect in book.suspects(id) {
        head = head.banner(Tone::Stale, view.t("suspect"), Inline::lines(explained(view, id, suspect)));
    }
    let changed = book.relies_on_changed(id);
    if !changed.is_empty() {
        let is_evidence = book.graph.from(id).iter().any(|edge| {
            edge.relation != Relation::SHOWS
                && matches!(edge.to, crate::handbook::Target::Entry(to) if changed.contains(&to))
                && !book.entry(id).kind.is_controlled()
        });
        let strong = if is_evidence { "rests_on_changed_banner" } else { "shows_changed_banner" };
        let links = Inlines::joined(", ", changed.into_iter().map(|it| view.link(it)));
        head = head.banner(Tone::Stale, view.t(strong), links);
    }
    let records = book.suspect_records(id);
    if !records.is_empty() {
        let version = book.entry(id).control.as_ref().and_then(|it| it.version.as_ref()).map_or("", |it| &*it.text);
        let text = view.strings().fill("records_in_doubt_text", &[("version", version)]);
        let mut lines = vec![Inlines::from(text)];
        lines.extend(records.iter().take(MAX_RECORDS).map(|it| Inlines::from(view.link(*it))));
        if records.len() > MAX_RECORDS {
            let n = (records.len() - MAX_RECORDS).to_string();
            lines.push(Inlines::from(view.strings().fill("n_more", &[("n", &n)])));
        }
        head = head.banner(Tone::Due, view.t("records_in_doubt"), Inline::lines(lines));
    }
    head
}

/// Which document has moved on, from which version to which, what changed, who looks, and how that is noted.
fn explained(view: &View<'_>, id: EntryId, suspect: &Suspect) -> Vec<Inlines> {
    let book = view.book;
    let document = book.entry(suspect.document);
    let words = [("made_under", &*suspect.made_under.text), ("in_force", &*suspect.in_force.text)];
    let mut lines = vec![Inlines::from([
        view.link_to(suspect.document, None),
        Inline::text(view.strings().fill("suspect_text", &words)),
    ])];
    for change in suspect.changes(book).into_iter().take(MAX_CHANGES) {
        let words = [("version", &*change.version.text), ("date", &view.strings().date(change.on.value))];
        let mut line = Inlines::from(Inline::muted(view.strings().fill("suspect_change", &words)));
        line.0.extend(view.inline_or_empty(document, change.change.as_ref()).0);
        lines.push(line);
    }
    // Whoever made the record knows what it shows, and the owner what changed.
    let makers = match &book.entry(id).data {
        Some(Data::Record(record)) => &record.by[..],
        _ => &[],
    };
    let mut roles: Vec<EntryId> = Vec::new();
    for role in makers.iter().chain(document.owner()).filter_map(|it| book.keys.find(&it.key)) {
        if book.entry(role).kind == Kind::Role && !roles.contains(&role) {
            roles.push(role);
        }
    }
    if let Some(first) = roles.first() {
        let titles: Vec<&str> = roles.iter().map(|it| book.entry(*it).title.as_str()).collect();
        let command =
            format!("clausebook confirm {} --by {} --because \"…\"", book.entry(id).key, book.entry(*first).key);
        let who = view.strings().fill("suspect_confirm", &[("who", &titles.join(", "))]);
        lines.push(Inlines::from([Inline::text(who), Inline::code(command)]));
    }
    lines
}

//! The register of controlled documents: version, state, owner, approval, next review.

use super::block::{Block, Cell, Choice, Column, Filter, Group, Inline, Inlines, Row, Select, Table, Tone};
use super::chrome::Part;
use super::frame::{Head, Page, Shell};
use super::{View, control};
use crate::handbook::Handbook;
use crate::model::{DocumentStatus, Entry, EntryId, Kind};

/// Documents that fit on the page; of a larger handbook it shows what needs attention, and leads to the registers of the
/// kinds for the rest.
const MAX_DOCUMENTS: usize = 300;

/// The page.
pub fn page(view: &View<'_>) -> Page {
    let book = view.book;
    let title = view.t("documents_register");
    let mut frame = view.frame(Part::Handbook, title, view.t("documents_lede"));
    frame.crumbs = view.crumbs(&[("", view.t("home"))], title);
    frame.shell = Shell::NoRail;
    let documents = ordered(book);
    let n = documents.len();
    let head = Head::new(title).kick(view.strings().plural("documents", n)).lede(view.t("documents_lede"));
    let mut page = Page::new(frame, head);
    if n == 0 {
        return page.intro(Block::note(Tone::Plain, view.t("empty_register"), view.t("empty_documents")));
    }
    let shown: Vec<&Entry> = match n > MAX_DOCUMENTS {
        true => documents.iter().copied().filter(|it| standing(view, it) != "ok").take(MAX_DOCUMENTS).collect(),
        false => documents.clone(),
    };
    if n > MAX_DOCUMENTS {
        let kinds = Kind::ALL.iter().filter(|kind| kind.is_controlled() && book.of_kind(**kind).len() > 0);
        let links = kinds.map(|kind| Inline::link(view.url(&format!("{}/", kind.address())), view.t(kind.address())));
        page = page.intro(Block::note(Tone::Plain, view.t("only_attention"), Inlines::joined(", ", links)));
    }
    page.intro(table(view, title, &shown))
}

/// Documents by kind and key; a draft of a next version stands below the version that it is to replace.
fn ordered(book: &Handbook) -> Vec<&Entry> {
    let mut documents: Vec<&Entry> =
        Kind::ALL.iter().filter(|it| it.is_controlled()).flat_map(|kind| book.of_kind(*kind)).collect();
    let replaced = |item: &Entry| -> Option<EntryId> {
        let key = item.control.as_ref()?.replaces.as_ref()?;
        book.keys.find(&key.key).filter(|_| book.is_draft(item.id))
    };
    documents.sort_by_key(|item| {
        let place = replaced(item).map_or(*item, |id| book.entry(id));
        (place.kind, place.key.clone(), place.id != item.id, item.key.clone())
    });
    documents
}

/// What the filter calls the state of a document.
fn standing(view: &View<'_>, item: &Entry) -> &'static str {
    let Some(control) = &item.control else { return "partial" };
    match control.status() {
        DocumentStatus::Retired => "na",
        _ if !control.is_in_force(view.book.as_of) => "partial",
        _ if view.book.is_changed_since_approval(item) => "stale",
        _ => match control::review_state(view, item) {
            Some((Tone::Late, _)) => "late",
            Some((Tone::Due, _)) => "due",
            _ => "ok",
        },
    }
}

fn table(view: &View<'_>, title: &str, documents: &[&Entry]) -> Table {
    let choices = [
        ("late", Tone::Late, "overdue"),
        ("due", Tone::Due, "due_soon"),
        ("stale", Tone::Stale, "changed_since_approval"),
        ("partial", Tone::Partial, "not_in_force"),
        ("ok", Tone::Ok, "in_force"),
        ("na", Tone::Na, "retired"),
    ];
    let choices = choices.into_iter().filter_map(|(value, tone, word)| {
        let n = documents.iter().filter(|it| standing(view, it) == value).count();
        (n > 0).then(|| Choice::new(tone, view.t(word), n).value(value))
    });
    let mut owners: Vec<EntryId> = documents.iter().filter_map(|it| view.book.keys.find(&it.owner()?.key)).collect();
    owners.sort_by_key(|id| view.book.entry(*id).title.to_lowercase());
    owners.dedup();
    let options = owners
        .into_iter()
        .take(60)
        .map(|id| (view.book.entry(id).key.as_str().to_owned(), view.book.entry(id).title.clone()));
    let filter = Filter::new(view.t("filter"))
        .statuses(view.t("status"), choices)
        .select(Select::new("owner", view.t("owner"), view.t("anyone")).options(options))
        .search(view.t("find_in_table"))
        .counted(view.strings().plural("documents", documents.len()), view.t("n_of_all"));
    let columns = [
        Column::new(view.t("document")),
        Column::new(view.t("version")),
        Column::new(view.t("status")),
        Column::new(view.t("owner")),
        Column::new(view.t("approved")),
        Column::new(view.t("next_review")),
    ];
    let mut table = Table::new(title).id("cb-documents").filter(filter).columns(columns);
    for of in documents.chunk_by(|a, b| a.kind == b.kind) {
        table =
            table.group(Group::new(view.t(of[0].kind.address())).note(view.strings().plural("documents", of.len())));
        for item in of {
            table.push(row(view, item));
        }
    }
    table
}

fn row(view: &View<'_>, item: &Entry) -> Row {
    let mut name = Inlines::from([view.link(item.id), Inline::small(Inline::code(item.key.as_str()))]);
    let control = item.control.as_ref();
    if let Some(old) = control.and_then(|it| it.replaces.as_ref()).filter(|_| view.book.is_draft(item.id)) {
        name.push(Inline::small([Inline::text(view.t("next_version_of")), view.key(old)]));
    }
    let version = control.and_then(|it| it.version.as_ref()).map_or("", |it| it.text.as_str());
    let mut state = Inlines::from(control::state(view, item));
    if view.book.is_in_force(item) && view.book.is_changed_since_approval(item) {
        state.push(Inline::tag(Tone::Stale, view.t("changed_since_approval")));
    }
    let approved = control.and_then(|it| it.approved.as_ref());
    let approval = approved.map_or(Cell::default(), |it| {
        Cell::new([control::dated(view, it.on.value), Inline::small(view.key(&it.by))]).sort(it.on.value.to_string())
    });
    let due = control::review_state(view, item).map_or_else(String::new, |(_, due)| due.to_string());
    let owner =
        item.owner().and_then(|it| view.book.keys.find(&it.key)).map_or("", |id| view.book.entry(id).key.as_str());
    Row::new([
        Cell::new(name),
        Cell::new(version),
        Cell::new(state),
        Cell::new(view.owner(item)),
        approval,
        Cell::new(control::review_cell(view, item)).sort(due),
    ])
    .data("status", standing(view, item))
    .data("owner", owner)
}

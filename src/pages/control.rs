//! What every controlled document says of itself: its head with version, approval and review, the banners over it, and
//! the box at its end. Entries of other kinds get the same head without what they do not have.

use super::block::{Block, Fact, Inline, Inlines, List, Row, Section, Table, Tone};
use super::frame::{Control, Head, RailSection};
use super::{View, checklist, doubt, entry, prose};
use crate::handbook::Contradiction;
use crate::model::kinds::Classification;
use crate::model::{Audience, DocumentStatus, Entry, EntryId, KeyRef};
use crate::parse::{Node, Value};
use crate::standards::Place;

/// The head of an entry's page: key and kind, title, summary, key facts, and what must be known before reading on.
pub fn head(view: &View<'_>, id: EntryId) -> Head {
    let item = view.book.entry(id);
    let mut head = Head::new(&*item.title);
    head = head.kick([Inline::code(item.key.as_str())]);
    head = head.kick(view.t(&format!("kind_{}", item.kind.word())));
    if item.control.is_some() {
        head = head.kick(state(view, item));
    }
    if let Some(summary) = item.summary() {
        head = head.lede(view.inline(item, summary));
    }
    for fact in facts(view, item) {
        head = head.fact(fact);
    }
    doubt::banners(view, id, banners(view, id, entry::broken(view, id, head)))
}

/// Key facts: who answers for it, its version, its approval, its next review.
pub fn facts(view: &View<'_>, item: &Entry) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(owner) = item.owner() {
        facts.push(Fact::new(view.t("owner"), view.key(owner)).note(holder(view, owner)));
    }
    let Some(control) = &item.control else { return facts };
    if let Some(version) = &control.version {
        let since = control.history.iter().find(|it| it.version.text == version.text && it.on.value <= view.book.as_of);
        let note =
            since.map(|it| view.strings().fill("in_force_since", &[("date", &view.strings().date(it.on.value))]));
        let is_in_force = control.is_in_force(view.book.as_of);
        facts.push(Fact::new(view.t("version"), &version.text).note(note.filter(|_| is_in_force).unwrap_or_default()));
    }
    if let Some(approved) = &control.approved {
        let by = view.key(&approved.by);
        let note = if approved.on.value > view.book.as_of {
            Inlines::from([Inline::text(view.t("coming"))])
        } else {
            Inlines::from([by])
        };
        facts.push(Fact::new(view.t("approved"), view.day(approved.on.value)).note(note));
    }
    if let Some(fact) = next_review(view, item) {
        facts.push(fact);
    }
    facts
}

/// The next review of a document in force: the day, and how far away it is.
pub fn next_review(view: &View<'_>, item: &Entry) -> Option<Fact> {
    let control = item.control.as_ref().filter(|it| it.is_in_force(view.book.as_of))?;
    let due = control.next_review(view.book.as_of)?;
    let (tone, _) = review_state(view, item)?;
    let distance = view.strings().distance(due, view.book.as_of);
    let note = if tone == Tone::Ok { Inline::text(distance) } else { Inline::tag(tone, distance) };
    Some(Fact::new(view.t("next_review"), view.day(due)).note(note))
}

/// The next review as a cell of a register: the day as a label in its tone. Empty where no review is promised, or where
/// the document is not in force.
pub fn review_cell(view: &View<'_>, item: &Entry) -> Inlines {
    match review_state(view, item) {
        Some((Tone::Ok, due)) => view.day(due).into(),
        Some((tone, due)) => Inlines::from([
            Inline::tag(tone, view.strings().date(due)),
            Inline::small(view.strings().distance(due, view.book.as_of)),
        ]),
        None => Inlines::EMPTY,
    }
}

/// How the next review stands, and its day: late past the grace, due within 30 days or inside the grace, else in order.
pub fn review_state(view: &View<'_>, item: &Entry) -> Option<(Tone, jiff::civil::Date)> {
    const SOON: crate::model::Interval = crate::model::Interval { months: 0, days: 30 };
    let book = view.book;
    let control = item.control.as_ref().filter(|it| it.is_in_force(book.as_of))?;
    let due = control.next_review(book.as_of)?;
    let is_late = book.review_limit(item).is_some_and(|limit| limit < book.as_of);
    let tone = if is_late {
        Tone::Late
    } else if due <= SOON.after(book.as_of) {
        Tone::Due
    } else {
        Tone::Ok
    };
    Some((tone, due))
}

/// Where a controlled document stands, as a label: draft, in review, in force, retired.
pub fn state(view: &View<'_>, item: &Entry) -> Inline {
    let Some(control) = &item.control else { return Inline::text("") };
    let is_in_force = control.is_in_force(view.book.as_of);
    match control.status() {
        DocumentStatus::Draft => Inline::tag(Tone::Partial, view.t("draft")),
        DocumentStatus::Review => Inline::tag(Tone::Due, view.t("review_state")),
        DocumentStatus::Approved if is_in_force => Inline::tag(Tone::Ok, view.t("in_force")),
        DocumentStatus::Approved => Inline::tag(Tone::Due, view.t("coming")),
        DocumentStatus::Retired => Inline::tag(Tone::Na, view.t("retired")),
    }
}

/// Who may see an entry, in words.
pub fn classification(view: &View<'_>, item: &Entry) -> String {
    view.t(match item.classification() {
        Classification::Public => "public",
        Classification::Internal => "internal",
        Classification::Confidential => "confidential",
    })
    .to_owned()
}

/// What must be known before reading on: a draft, a retired text, a change since approval, an overdue review.
fn banners(view: &View<'_>, id: EntryId, mut head: Head) -> Head {
    let book = view.book;
    let item = book.entry(id);
    let Some(control) = &item.control else { return head };
    let is_in_force = control.is_in_force(book.as_of);
    if control.status() == DocumentStatus::Retired {
        head = head.banner(Tone::Na, view.t("retired_banner"), view.t("retired_text"));
    } else if !is_in_force {
        let replaced = control.replaces.as_ref().and_then(|key| book.keys.find(&key.key));
        let body = match (replaced, &control.approved) {
            (Some(old), _) => Inlines::from([Inline::text(view.t("in_force_instead")), view.link(old)]),
            (None, Some(approved)) if approved.on.value > book.as_of => {
                view.strings().fill("in_force_from_day", &[("date", &view.strings().date(approved.on.value))]).into()
            }
            _ => view.t("draft_text").into(),
        };
        head = head.banner(Tone::Partial, view.t("draft_banner"), body);
    }
    if is_in_force && book.is_changed_since_approval(item) {
        head = head.banner(Tone::Stale, view.t("changed_banner"), view.t("changed_text"));
    }
    if let Some((Tone::Late, due)) = review_state(view, item) {
        let text = view.strings().fill("overdue_text", &[("date", &view.strings().date(due))]);
        head = head.banner(Tone::Late, view.t("overdue_banner"), text);
    }
    let drafts: Vec<Inline> = successors(view, id).into_iter().map(|it| view.link(it)).collect();
    if !drafts.is_empty() {
        head = head.banner(Tone::Plain, view.t("next_version_banner"), Inlines::joined(", ", drafts));
    }
    head
}

/// Drafts of the next version of a document.
pub fn successors(view: &View<'_>, id: EntryId) -> Vec<EntryId> {
    let edges = view.book.graph.to(id).filter(|edge| edge.relation.0 == "replaces" && edge.from != id);
    edges.map(|edge| edge.from).filter(|from| view.book.is_draft(*from)).collect()
}

/// The box at the end of a controlled document; `None` for entries of other kinds.
pub fn control(view: &View<'_>, id: EntryId) -> Option<Control> {
    let book = view.book;
    let item = book.entry(id);
    let control = item.control.as_ref()?;
    let mut out = Control::new();
    out = out.fact(Fact::new(view.t("status"), state(view, item)));
    out = out.fact(Fact::new(view.t("classification"), classification(view, item)));
    if let Some(review) = control.review {
        let last = control
            .last_review(book.as_of)
            .map(|day| view.strings().fill("last_on", &[("date", &view.strings().date(day))]));
        out = out.fact(Fact::new(view.t("reviewed"), view.every(review.value)).note(last.unwrap_or_default()));
    }
    match &control.applies_to {
        Some(Audience::All) => out = out.fact(Fact::new(view.t("to_be_known_by"), view.t("everybody"))),
        Some(Audience::Roles(roles)) if !roles.is_empty() => {
            out = out.fact(Fact::new(view.t("to_be_known_by"), view.keys(roles)));
        }
        _ => {}
    }
    // How many have read the version in force; who they are is shown nowhere.
    if let Some((n, n_all)) = book.n_of_readers(item).filter(|_| book.is_in_force(item)) {
        out = out.fact(Fact::new(view.t("acknowledged"), super::awareness::share(view, n, n_all)));
    }
    if !control.confirmed.is_empty() {
        let lines = control.confirmed.iter().map(|it| {
            let mut line = Inlines::from([dated(view, it.on.value), view.key(&it.by)]);
            if let Some(because) = &it.because {
                line.push(view.inline(item, because));
            }
            line
        });
        out = out.fact(Fact::new(view.t("confirmed"), Inline::lines(lines)));
    }
    let kept = control.approved.as_ref().and_then(|it| it.fingerprint.as_ref());
    if let Some(fingerprint) = kept {
        let short: String = fingerprint.text.chars().take(23).collect();
        out = out.fact(Fact::new(view.t("fingerprint"), Inline::code(format!("{short}…"))));
    }
    for fact in about(view, item) {
        out = out.fact(fact);
    }
    if !control.history.is_empty() {
        let table = Table::new(view.t("version_history")).columns([
            view.t("version"),
            view.t("in_force_from"),
            view.t("what_changed"),
            view.t("written_by"),
        ]);
        out = out.versions(table.rows(control.history.iter().map(|it| {
            let editorial = it.editorial.is_some_and(|it| it.value).then(|| Inline::small(view.t("editorial")));
            let mut change = view.inline_or_empty(item, it.change.as_ref());
            change.0.extend(editorial);
            Row::new([
                Inlines::from([Inline::strong(&*it.version.text)]),
                dated(view, it.on.value).into(),
                change,
                it.by.as_ref().map(|by| view.key(by)).into(),
            ])
        })));
    } else if control.approved.is_none() {
        out = out.remark(view.t("empty_history"));
    }
    let edit = view.edit_url(id);
    if !edit.is_empty() {
        out = out.link(Inline::link(edit, view.t("edit_page")));
    }
    Some(out)
}

/// Facts for the foot of any entry's page: former keys, tags, further data, and the file that it stands in.
pub fn about(view: &View<'_>, item: &Entry) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(common) = &item.common {
        if !common.points.is_empty() {
            let points = common.points.iter().map(|it| Inline::code(it.text()));
            facts.push(Fact::new(view.t("points_met"), Inlines::joined(", ", points)));
        }
        if !common.accept.is_empty() {
            let accepted = common.accept.iter().filter_map(|it| view.book.place(it)).map(|place| view.chip(place));
            facts.push(Fact::new(view.t("credit_accepted"), accepted.collect::<Inlines>()));
        }
        if !common.aliases.is_empty() {
            facts.push(Fact::new(
                view.t("aliases"),
                Inlines::joined(", ", common.aliases.iter().map(|it| Inline::code(it.key.as_str()))),
            ));
        }
        if !common.tags.is_empty() {
            facts.push(Fact::new(
                view.t("tags"),
                Inlines::joined(", ", common.tags.iter().map(|it| Inline::text(&*it.text))),
            ));
        }
        if let Some(extra) = &common.extra {
            facts.push(Fact::new(view.t("extra"), free(&extra.0)));
        }
    }
    facts.push(Fact::new(view.t("source"), Inline::code(view.book.path(item.source))));
    facts
}

/// Any data in words: names with their values.
fn free(node: &Node) -> Inlines {
    match &node.value {
        Value::Mapping(map) => {
            let line = |name: &str, value: &Node| {
                let mut line = Inlines::from([Inline::muted(format!("{name}:"))]);
                line.0.extend(free(value).0);
                line
            };
            Inline::lines(map.pairs.iter().map(|pair| line(&pair.name.value, &pair.value))).into()
        }
        Value::Sequence(items) => Inline::lines(items.iter().map(free)).into(),
        _ => node.text().unwrap_or_default().into(),
    }
}

/// What stands at the end of every entry's page: what a standard asks it to hold, what belongs to it, and what points at
/// it. Entries without document
/// control end with their facts too.
pub fn tail(view: &View<'_>, id: EntryId) -> Vec<Section> {
    let item = view.book.entry(id);
    let contents = checklist::section(view, id);
    let mut sections: Vec<Section> = Some(contents).into_iter().filter(|it| !it.is_empty()).collect();
    sections.extend(super::trail::section(view, id));
    let related = item.common.as_ref().map_or(&[][..], |it| &it.related);
    if !related.is_empty() {
        let list = List::of(related.iter().map(|it| Inlines::from(view.key(it))));
        sections.push(Section::new("cb-related", view.t("related")).block(Block::from(list)));
    }
    let referrers = entry::referrers(view, id);
    if !referrers.is_empty() {
        sections.push(referrers);
    }
    if item.control.is_none() {
        let mut facts = vec![Fact::new(view.t("classification"), classification(view, item))];
        facts.extend(about(view, item));
        sections.push(Section::new("cb-about", view.t("about_entry")).unlisted().block(Block::dl(facts)));
    }
    sections
}

/// What the whole entry satisfies, for the rail: clauses with the number of their requirements that are covered, and
/// requirements as chips.
pub fn satisfies(view: &View<'_>, id: EntryId) -> RailSection {
    let book = view.book;
    // A requirement is shown by its clause, so that a process with thirty steps keeps a short list.
    let mut clauses: Vec<_> = book.claims_of(id).map(|claim| book.standards.clause_of(claim.place)).collect();
    clauses.sort_unstable();
    clauses.dedup();
    let is_claimed = |it: &&Contradiction| {
        book.claims_of(id).any(|claim| match claim.place {
            Place::Requirement(claimed) => claimed == it.requirement,
            Place::Clause(claimed) => {
                book.standards.is_below(book.standards.requirement(it.requirement).clause, claimed)
            }
        })
    };
    let contradicted: Vec<_> = book
        .contradictions
        .of_entry(id)
        .filter(is_claimed)
        .map(|it| book.standards.requirement(it.requirement).clause)
        .collect();
    let items = clauses.iter().take(MAX_RAIL).map(|clause| {
        let clause = *clause;
        let counts = book.coverage.clause(clause).counts;
        let note = if counts.n_requirements == 0 {
            book.standards.clause(clause).title.clone()
        } else {
            let (n, all) = (view.strings().count(counts.n_covered), view.strings().count(counts.n_applicable()));
            format!(
                "{}, {}",
                book.standards.clause(clause).title,
                view.strings().fill("covered_of", &[("n", &n), ("all", &all)])
            )
        };
        let mut line = Inlines::from([view.chip(Place::Clause(clause)), Inline::small(note)]);
        if contradicted.contains(&clause) {
            line.push(Inline::tag(Tone::Partial, view.t("contradicted")));
        }
        line
    });
    let mut section = RailSection::new(view.t("satisfies")).items(items);
    if clauses.len() > MAX_RAIL {
        section = section.item(view.strings().fill("n_more", &[("n", &(clauses.len() - MAX_RAIL).to_string())]));
    }
    section
}

/// The most places in the rail.
const MAX_RAIL: usize = 14;

/// Who holds the role that a field names.
pub fn holder(view: &View<'_>, role: &KeyRef) -> String {
    view.book.keys.find(&role.key).map_or_else(String::new, |id| view.holders(id))
}

/// A day, marked where it is still to come.
pub fn dated(view: &View<'_>, day: jiff::civil::Date) -> Inline {
    if day <= view.book.as_of {
        return view.day(day);
    }
    Inline::lines([Inlines::from([view.day(day), Inline::tag(Tone::Due, view.t("coming"))])])
}

/// The first words of a field, for lists.
pub fn summary(view: &View<'_>, id: EntryId) -> String {
    view.book.entry(id).summary().map(|text| prose::plain(&text.text)).unwrap_or_default()
}

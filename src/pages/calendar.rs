//! Promises: what is done at planned intervals, when it was done last, and when it is due.

use super::block::{Block, Cell, Column, Fact, Inline, Inlines, List, Row, Section, Table, Tone, Width};
use super::clause::promise_state;
use super::evidence_cells::due_tag;
use super::{Page, View, entry_frame};
use crate::handbook::{Handbook, Promise, Target, Window};
use crate::model::{Data, EntryId};

/// The page of an activity.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let entry = view.book.entry(id);
    let (frame, mut head) = entry_frame::start(view, id);
    let Some(Data::Activity(activity)) = &entry.data else {
        return entry_frame::finish(view, id, Page::new(frame, head));
    };
    let promise = view.book.promises_of(id).find(|it| !it.is_review);
    let grace = activity
        .grace
        .map(|it| view.strings().fill("and_grace", &[("length", &view.length(it.value))]))
        .unwrap_or_default();
    head = head.fact(Fact::new(view.t("every"), view.every(activity.every.value)).note(grace));
    if let Some(promise) = promise {
        head = head
            .fact(Fact::new(view.t("state"), promise_state(view, promise.state)))
            .fact(Fact::new(view.t("last_kept"), last_kept(view, promise)))
            .fact(Fact::new(view.t("due"), promise.due.map(|day| view.day(day))))
            .fact(Fact::new(view.t("kept"), kept(view, promise)));
    }
    let mut facts = vec![
        Fact::new(view.t("who"), view.keys(&activity.by)),
        Fact::new(view.t("belongs_to"), view.keys(&activity.of)),
        Fact::new(view.t("first_on"), activity.from.map(|it| view.day(it.value))),
    ];
    facts.retain(|it| !it.value.is_empty());
    let mut page = Page::new(frame, head);
    if !facts.is_empty() {
        page = page.intro(Block::dl(facts));
    }
    if let Some(promise) = promise {
        page = page.section_if_any(windows(view, promise));
    }
    page = page.section_if_any(kept_by(view, id));
    entry_frame::finish(view, id, page)
}

/// The intervals of the last twelve months: kept or missed.
fn windows(view: &View<'_>, promise: &Promise) -> Section {
    const MAX_SHOWN: usize = 60;
    let section = Section::new("cb-windows", view.t("kept"));
    if promise.windows.is_empty() {
        return section;
    }
    let rows = promise.windows.iter().rev().take(MAX_SHOWN).map(|window| {
        let (tone, word) = if window.is_kept { (Tone::Ok, "kept_yes") } else { (Tone::Gap, "kept_no") };
        Row::new([Inlines::from(span(view, window)), Inline::tag(tone, view.t(word)).into()])
    });
    section.block(Table::new(view.t("kept")).columns([view.t("period"), view.t("state")]).rows(rows))
}

fn span(view: &View<'_>, window: &Window) -> String {
    format!("{} – {}", view.strings().date(window.start), view.strings().date(window.end))
}

/// What was done for an activity, newest first.
fn kept_by(view: &View<'_>, id: EntryId) -> Section {
    const MAX_SHOWN: usize = 50;
    let book = view.book;
    let edges = book.graph.to(id).filter(|edge| edge.relation.0 == "evidence_of" && edge.to == Target::Entry(id));
    let day_of = |id: EntryId| match &book.entry(id).data {
        Some(Data::Record(record)) => Some(record.on.value),
        Some(Data::Review(review)) => Some(review.on.value),
        Some(Data::Audit(audit)) => audit.done.map(|it| it.value),
        _ => None,
    };
    let mut done: Vec<_> = edges.filter_map(|edge| Some((day_of(edge.from)?, edge.from))).collect();
    done.sort_unstable_by(|a, b| b.cmp(a));
    done.dedup();
    let section = Section::new("cb-kept-by", view.t("shown_by"));
    if done.is_empty() {
        return section;
    }
    let items = done.iter().take(MAX_SHOWN).map(|(day, id)| {
        let line = Inlines::from([view.day(*day), view.link(*id)]);
        if *day > book.as_of { line.and(Inline::tag(Tone::Plain, view.t("coming"))) } else { line }
    });
    section.block(List::of(items))
}

/// When a promise was kept last, and what shows it.
pub fn last_kept(view: &View<'_>, promise: &Promise) -> Inlines {
    let Some(day) = promise.last else { return Inline::muted(view.t("never")).into() };
    let day = Inlines::from(view.day(day));
    match promise.last_by {
        Some(by) => day.and(Inline::link(view.entry_url(by, None), view.book.entry(by).key.as_str())),
        None => day,
    }
}

/// How often a promise was kept in twelve months, with the periods that are missing.
pub fn kept(view: &View<'_>, promise: &Promise) -> Inlines {
    const MAX_NAMED: usize = 3;
    let all = promise.windows.len();
    if all == 0 {
        return Inlines::EMPTY;
    }
    let n = promise.n_kept();
    let text = view.strings().fill("kept_of", &[("n", &n.to_string()), ("all", &all.to_string())]);
    let tone = if n == all { Tone::Ok } else { Tone::Partial };
    let mut cell = Inlines::from(Inline::tag(tone, text));
    let missing: Vec<String> = promise.windows.iter().filter(|it| !it.is_kept).map(|it| span(view, it)).collect();
    if !missing.is_empty() {
        let mut named = missing[..missing.len().min(MAX_NAMED)].join("; ");
        if missing.len() > MAX_NAMED {
            named = format!(
                "{named} {}",
                view.strings().fill("n_more", &[("n", &(missing.len() - MAX_NAMED).to_string())])
            );
        }
        cell.push(Inline::small(format!("{} {named}", view.t("missing"))));
    }
    cell
}

/// Path of the file that calendar programs subscribe to. A calendar without a single event would not be a valid one, so
/// there is none while no promise has a day.
pub fn calendar_file(book: &Handbook) -> Option<&'static str> {
    book.promises.iter().any(|it| it.due.is_some()).then_some("calendar.ics")
}

/// How to have the promises in one's own calendar.
pub fn subscription(view: &View<'_>) -> Option<Block> {
    let path = calendar_file(view.book)?;
    // A subscription needs the whole address, to be copied.
    let shown = view.site.base_url.as_ref().map_or_else(|| path.to_owned(), |base| format!("{base}{path}"));
    let words = view.t("calendar_subscribe");
    let (before, after) = words.split_once("{link}").unwrap_or((words, ""));
    Some(Block::paragraph(Inlines::from(before).and(Inline::link(view.url(path), shown)).and(Inline::text(after))))
}

/// Promises as a table.
pub fn table(view: &View<'_>, promises: &[&Promise], caption: &str) -> Table {
    Table::new(caption).sortable().columns(columns(view)).rows(promises.iter().map(|it| row(view, it)))
}

/// The columns of [`row`].
pub fn columns(view: &View<'_>) -> Vec<Column> {
    let column = |name| Column::new(view.t(name));
    // How often stands in one line with its grace below, however short the word above it is.
    let every = column("every").width(Width::Id);
    let rest = ["who", "last_kept", "due", "state", "kept"].map(column);
    [column("promise_col"), every].into_iter().chain(rest).collect()
}

/// A promise as a row.
pub fn row(view: &View<'_>, promise: &Promise) -> Row {
    use crate::handbook::PromiseState;
    let entry = view.book.entry(promise.entry);
    let mut what = Inlines::from(Inline::link(view.entry_url(promise.entry, None), &*promise.what));
    if promise.is_review {
        what.push(Inline::small(view.t("review_of_entry")));
    } else if promise.what != entry.title {
        what.push(Inline::small(&*entry.title));
    }
    let grace =
        promise.grace.map(|it| Inline::small(view.strings().fill("and_grace", &[("length", &view.length(it))])));
    let every = Inlines::from(view.every(promise.every));
    let due = match promise.due {
        Some(day) => Cell::new(due_tag(view, day)).sort(day.to_string()),
        None => Cell::default(),
    };
    let word = match promise.state {
        PromiseState::OnTime => "ok",
        PromiseState::DueSoon => "due",
        PromiseState::Overdue => "late",
        PromiseState::Never => "gap",
    };
    let last = promise.last.map(|day| day.to_string()).unwrap_or_default();
    Row::new([
        Cell::new(what),
        Cell::new(grace.map_or(every.clone(), |grace| every.and(grace))),
        Cell::new(Inlines::joined(", ", promise.who.iter().take(4).map(|id| view.link(*id)))),
        Cell::new(last_kept(view, promise)).sort(last),
        due,
        Cell::new(promise_state(view, promise.state)),
        Cell::new(kept(view, promise)),
    ])
    .data("status", word)
    .data("kind", entry.kind.address())
}

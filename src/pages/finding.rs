//! A finding: what is wrong, and what became of it, step by step.

use super::block::{Block, Cell, Column, Fact, Inline, Inlines, Row, Section, Table, TableStyle, Tone, Width};
use super::evidence_cells::{self as cells, due_tag};
use super::{Page, View, actions, entry_frame};
use crate::model::kinds::{Finding, Grade};
use crate::model::{Entry, EntryId, ReqRef};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let entry = view.book.entry(id);
    let (frame, mut head) = entry_frame::start(view, id);
    let Some(finding) = cells::finding_of(entry) else { return entry_frame::finish(view, id, Page::new(frame, head)) };
    let is_open = finding.is_open(view.book.as_of);
    head = head
        .fact(Fact::new(view.t("state"), cells::finding_state(view, finding)))
        .fact(Fact::new(view.t("grade"), grade(view, finding.grade.value, is_open)))
        .fact(Fact::new(view.t("found"), view.day(finding.found.value)).note(view.keys(&finding.source)));
    head = match (finding.closed, finding.due) {
        (Some(closed), _) if !is_open => head.fact(Fact::new(view.t("finding_closed"), view.day(closed.value))),
        (_, Some(due)) => head.fact(Fact::new(view.t("due"), due_tag(view, due.value))),
        (_, None) => head.fact(Fact::new(view.t("due"), Inline::tag(Tone::Partial, view.t("no_day_set")))),
    };
    let mut facts = vec![Fact::new(view.t("requirements"), references(view, &finding.requirement))];
    facts.push(Fact::new(view.t("about_what"), view.keys(&finding.about)));
    facts.push(Fact::new(view.t("location"), view.line(finding.location.as_ref())));
    let mut what = Section::new("cb-what", view.t("what_was_found"));
    if let Some(text) = &finding.what {
        what = what.block(Block::prose(view.text(entry, text)));
    }
    let facts: Vec<Fact> = facts.into_iter().filter(|it| !it.value.is_empty()).collect();
    if !facts.is_empty() {
        what = what.block(Block::dl(facts));
    }
    let page = Page::new(frame, head)
        .section_if_any(what)
        .section(steps(view, entry, finding))
        .section_if_any(actions::section(view, entry, &finding.actions, "action", view.t("actions")));
    entry_frame::finish(view, id, page)
}

/// The chips of requirements, controls and clauses; what nothing has stands as text.
pub fn references(view: &View<'_>, list: &[ReqRef]) -> Inlines {
    list.iter()
        .map(|it| view.book.place(it).map_or_else(|| Inline::text(it.text()), |place| view.chip(place)))
        .collect()
}

fn grade(view: &View<'_>, grade: Grade, is_open: bool) -> Inline {
    let tone = if is_open { cells::grade_tone(grade) } else { Tone::Plain };
    Inline::tag(tone, cells::grade_word(view, grade))
}

/// From what was put right at once to whether it worked; what is missing is named.
fn steps(view: &View<'_>, entry: &Entry, finding: &Finding) -> Section {
    let missing = |is_due: bool| {
        let tone = if is_due { Tone::Partial } else { Tone::Plain };
        Inlines::from(Inline::tag(tone, view.t("not_yet")))
    };
    let needs_cause = finding.grade.value.is_nonconformity();
    let mut rows: Vec<(&str, Inlines, Inlines)> = Vec::new();
    match &finding.correction {
        Some(it) => rows.push((
            "correction",
            view.inline(entry, &it.did).into(),
            actions::signed(view, it.by.as_ref(), it.on.map(|it| it.value)),
        )),
        None => rows.push(("correction", missing(needs_cause), Inlines::EMPTY)),
    }
    match &finding.extent {
        Some(it) => {
            let looked = Inlines::from(view.inline(entry, &it.looked));
            let found = it.found.as_ref().map(|found| Inline::small(view.inline(entry, found)));
            rows.push((
                "extent",
                found.map_or(looked.clone(), |found| looked.and(found)),
                actions::signed(view, it.by.as_ref(), it.on.map(|it| it.value)),
            ));
        }
        None => rows.push(("extent", missing(needs_cause), Inlines::EMPTY)),
    }
    match &finding.cause {
        Some(it) => {
            let is = Inlines::from(view.inline(entry, &it.is));
            let method = it.method.as_ref().map(|method| Inline::small(&*method.text));
            rows.push((
                "cause",
                method.map_or(is.clone(), |method| is.and(method)),
                actions::signed(view, it.by.as_ref(), it.on.map(|it| it.value)),
            ));
        }
        None => rows.push(("cause", missing(needs_cause), Inlines::EMPTY)),
    }
    rows.push((
        "actions",
        if finding.actions.is_empty() { missing(needs_cause) } else { actions::progress(view, &finding.actions) },
        Inlines::EMPTY,
    ));
    match &finding.effectiveness {
        Some(it) => rows.push(("effectiveness", actions::check(view, entry, it), Inlines::EMPTY)),
        None => rows.push(("effectiveness", missing(needs_cause), Inlines::EMPTY)),
    }
    let closed = finding.closed.filter(|day| day.value <= view.book.as_of);
    rows.push((
        "finding_closed",
        closed.map_or_else(|| missing(false), |day| Inlines::from(view.day(day.value))),
        Inlines::EMPTY,
    ));
    let table = Table::new(view.t("what_became_of_it"))
        .columns([view.t("step"), view.t("what_was_done"), view.t("by_and_when")])
        .rows(rows.into_iter().map(|(name, what, who)| Row::new([Inlines::from(view.t(name)), what, who])));
    Section::new("cb-steps", view.t("what_became_of_it")).block(table.style(TableStyle::Stack))
}

/// Findings as a table.
pub fn table(view: &View<'_>, ids: impl Iterator<Item = EntryId>, caption: &str) -> Table {
    Table::new(caption).id("cb-t-findings").sortable().columns(columns(view)).rows(ids.map(|id| row(view, id)))
}

/// The columns of [`row`].
pub fn columns(view: &View<'_>) -> Vec<Column> {
    vec![
        Column::new(view.t("number")).width(Width::Id),
        Column::new(view.t("grade")),
        Column::new(view.t("what_was_found")),
        Column::new(view.t("requirement")).nosort(),
        Column::new(view.t("owner")),
        Column::new(view.t("state")),
        Column::new(view.t("due")),
    ]
}

/// A finding as a row.
pub fn row(view: &View<'_>, id: EntryId) -> Row {
    let entry = view.book.entry(id);
    let key = Inline::link(view.entry_url(id, None), entry.key.as_str());
    let Some(finding) = cells::finding_of(entry) else {
        return Row::new([
            Cell::new(key),
            Cell::default(),
            Cell::new(&*entry.title),
            Cell::default(),
            Cell::default(),
            Cell::default(),
            Cell::default(),
        ]);
    };
    let is_open = finding.is_open(view.book.as_of);
    let shown = &finding.requirement[..finding.requirement.len().min(4)];
    let day = if is_open { finding.due } else { finding.closed };
    let due = match day {
        Some(day) if is_open => Cell::new(due_tag(view, day.value)).sort(day.value.to_string()),
        Some(day) => Cell::new(view.day(day.value)).sort(day.value.to_string()),
        None => Cell::default(),
    };
    let order = match finding.grade.value {
        Grade::Major => "1",
        Grade::Minor => "2",
        Grade::Observation => "3",
        Grade::Opportunity => "4",
    };
    Row::new([
        Cell::new(key),
        Cell::new(grade(view, finding.grade.value, is_open)).sort(order),
        Cell::new(&*entry.title),
        Cell::new(references(view, shown)),
        Cell::new(view.owner(entry)),
        Cell::new(cells::finding_state(view, finding)),
        due,
    ])
    .data("status", if is_open { "open" } else { "closed" })
}

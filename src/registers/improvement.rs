//! Audits, findings, management reviews, improvements, and all actions that come of them.

use super::column::{self, RegisterColumn, column};
use super::row_of;
use crate::handbook::Handbook;
use crate::matrices::{Cell, Column, Holds, Item, Row, State};
use crate::model::kinds::{Action, AuditType, Decision, FindingState, Grade};
use crate::model::{Data, Entry};
use crate::parse::markdown;

pub(super) const AUDITS: &[RegisterColumn] = &[
    column!("type", Name, Audit, |_, it| Cell::word(match it.audit_type.value {
        AuditType::Internal => "internal",
        AuditType::External => "external",
    })),
    column!("planned", Id, Audit, |_, it| Cell::of(it.planned.as_ref().map(|it| Item::Text(it.value.text.clone())))),
    column!("done", Id, Audit, |_, it| column::day(it.done)),
    column!("auditor", Name, Audit, |book, it| column::people(book, &it.auditors)),
    column!("criteria", Prose, Audit, |book, it| Cell::of(
        it.criteria.iter().filter_map(|it| book.place(it)).map(Item::Place)
    )),
    column!("covers", Source, Audit, |book, it| column::keys(book, &it.covers)),
    column!("locations", Name, Audit, |_, it| column::lines(&it.locations)),
    column!("conclusion", Prose, Audit, |_, it| column::text(it.conclusion.as_ref())),
    column!("report", Source, Audit, |_, it| Cell::of(it.place.as_ref().map(|it| Item::Where(it.text.clone())))),
];

pub(super) const FINDINGS: &[RegisterColumn] = &[
    column!("grade", Name, Finding, |_, it| Cell::word(match it.grade.value {
        Grade::Major => "grade_major",
        Grade::Minor => "grade_minor",
        Grade::Observation => "grade_observation",
        Grade::Opportunity => "grade_opportunity",
    })),
    column!("state", State, Finding, |book, it| {
        let is_late = it.due.is_some_and(|day| day.value < book.as_of);
        Cell::state(match (it.is_open(book.as_of), is_late) {
            (false, _) => State::Closed,
            (true, true) => State::Overdue,
            (true, false) => State::Open,
        })
    }),
    column!("progress", Name, Finding, |book, it| Cell::word(match it.state(book.as_of) {
        FindingState::Open => "finding_open",
        FindingState::Corrected => "finding_corrected",
        FindingState::CauseKnown => "finding_cause_known",
        FindingState::Acting => "finding_acting",
        FindingState::Done => "finding_done",
        FindingState::Closed => "finding_closed",
    })),
    column!("found", Id, Finding, |_, it| Cell::day(Some(it.found.value))),
    column!("source", Source, Finding, |book, it| column::keys(book, &it.source)),
    column!("requirement", Prose, Finding, |book, it| Cell::of(
        it.requirement.iter().filter_map(|it| book.place(it)).map(Item::Place)
    )),
    column!("about", Source, Finding, |book, it| column::keys(book, &it.about)),
    column!("what", Prose, Finding, |_, it| column::text(it.what.as_ref())),
    column!("correction", Prose, Finding, |_, it| column::text(it.correction.as_ref().map(|it| &it.did))),
    column!("extent", Prose, Finding, |_, it| column::text(it.extent.as_ref().and_then(|it| it.found.as_ref()))),
    column!("cause", Prose, Finding, |_, it| column::text(it.cause.as_ref().map(|it| &it.is))),
    column!("open_actions", Prose, Finding, |book, it| column::open_actions(book, &it.actions)),
    column!("effective", Name, Finding, |_, it| Cell::of(
        it.effectiveness.as_ref().map(|it| Item::Word(if it.worked.value { "yes" } else { "no" }))
    )),
    column!("due", Id, Finding, |_, it| column::day(it.due)),
    column!("finding_closed", Id, Finding, |_, it| column::day(it.closed)),
];

pub(super) const REVIEWS: &[RegisterColumn] = &[
    column!("held", Id, Review, |_, it| Cell::day(Some(it.on.value))),
    column!("chair", Name, Review, |book, it| Cell::of(it.chair.as_ref().map(|it| column::key(book, it)))),
    column!("participants", Name, Review, |book, it| column::keys(book, &it.participants)),
    column!("decisions", Prose, Review, |_, it| column::texts(it.decisions.iter().map(|it| &it.what))),
    column!("open_actions", Prose, Review, |book, it| column::open_actions(book, &it.decisions)),
    column!("minutes", Source, Review, |_, it| Cell::of(it.place.as_ref().map(|it| Item::Where(it.text.clone())))),
];

pub(super) const IMPROVEMENTS: &[RegisterColumn] = &[
    column!("proposed", Id, Improvement, |_, it| Cell::day(Some(it.proposed.value))),
    column!("decision", Name, Improvement, |_, it| Cell::word(match it.decision() {
        Decision::Proposed => "decision_proposed",
        Decision::Approved => "decision_approved",
        Decision::Rejected => "decision_rejected",
        Decision::Done => "decision_done",
    })),
    column!("source", Source, Improvement, |book, it| column::keys(book, &it.source)),
    column!("about", Source, Improvement, |book, it| column::keys(book, &it.about)),
    column!("criteria", Prose, Improvement, |_, it| column::text(it.criteria.as_ref())),
    column!("due", Id, Improvement, |_, it| column::day(it.due)),
    column!("target", Name, Improvement, |_, it| column::target(it.target.as_ref())),
    column!("reached", Name, Improvement, |_, it| Cell::of(it.result.as_ref().map(|result| {
        let number = &result.value.value.text;
        Item::Text(it.target.as_ref().map_or_else(|| number.clone(), |target| target.value.amount(number)))
    }))),
    column!("open_actions", Prose, Improvement, |book, it| column::open_actions(book, &it.actions)),
];

pub(super) fn action_columns() -> Vec<Column> {
    vec![
        Column::word("what", Holds::Prose),
        Column::word("stands_in", Holds::Source),
        Column::word("state", Holds::State),
        Column::word("owner", Holds::Name),
        Column::word("due", Holds::Id),
        Column::word("done", Holds::Id),
        Column::word("effective", Holds::Name),
        Column::word("evidence", Holds::Source),
    ]
}

/// Every action and decision of every entry, by the day on which it is due.
pub(super) fn action_rows(book: &Handbook) -> Vec<Row> {
    let mut found: Vec<(&Entry, &Action, usize)> = Vec::new();
    for entry in &book.entries {
        let actions: &[Action] = match &entry.data {
            Some(Data::Risk(it)) => &it.actions,
            Some(Data::Objective(it)) => &it.actions,
            Some(Data::Finding(it)) => &it.actions,
            Some(Data::Improvement(it)) => &it.actions,
            Some(Data::Review(it)) => &it.decisions,
            _ => &[],
        };
        found.extend(actions.iter().enumerate().map(|(number, it)| (&**entry, it, number)));
    }
    found.sort_by_key(|(entry, it, number)| (it.due.is_none(), it.due.map(|it| it.value), &entry.key, *number));
    let rows = found.into_iter().map(|(entry, it, number)| {
        let state = match (it.is_done(book.as_of), it.is_late(book.as_of)) {
            (true, _) => State::Closed,
            (false, true) => State::Overdue,
            (false, false) => State::Open,
        };
        let worked = it.check.as_ref().map(|it| Item::Word(if it.worked.value { "yes" } else { "no" }));
        let cells = vec![
            Cell::text(markdown::plain(&it.what.text)),
            Cell::of([Item::Entry(entry.id)]),
            Cell::state(state),
            Cell::of(it.owner.as_ref().map(|it| column::key(book, it))),
            column::day(it.due),
            column::day(it.done),
            Cell::of(worked),
            column::keys(book, &it.evidence),
        ];
        row_of(book, entry, format!("{}--{}", entry.key.as_str().to_lowercase(), number + 1), Some(state), cells)
    });
    rows.collect()
}

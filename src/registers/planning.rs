//! Risks, objectives, issues, interested parties, obligations and promises.

use super::column::{self, RegisterColumn, column};
use super::row_of;
use crate::handbook::{Handbook, PromiseState};
use crate::matrices::{About, Cell, Column, Group, Holds, Item, Row, State};
use crate::model::kinds::{ObligationKind, RiskType, Side, Treatment};
use crate::model::{Data, Kind};

pub(super) const RISKS: &[RegisterColumn] = &[
    column!("type", Name, Risk, |_, it| Cell::word(match it.risk_type.value {
        RiskType::Risk => "kind_risk",
        RiskType::Opportunity => "kind_opportunity",
    })),
    column!("source", Name, Risk, |_, it| column::line(it.source.as_ref())),
    column!("cause", Prose, Risk, |_, it| column::text(it.cause.as_ref())),
    column!("effect", Prose, Risk, |_, it| column::text(it.effect.as_ref())),
    column!("likelihood", Id, Risk, |_, it| column::number(it.likelihood.map(|it| it.value))),
    column!("impact", Id, Risk, |_, it| column::number(it.impact.map(|it| it.value))),
    column!("level", Id, Risk, |_, it| product(it.likelihood.map(|it| it.value), it.impact.map(|it| it.value))),
    column!("treatment", Name, Risk, |_, it| Cell::of(it.treatment.map(|it| Item::Word(match it.value {
        Treatment::Avoid => "treatment_avoid",
        Treatment::Reduce => "treatment_reduce",
        Treatment::Share => "treatment_share",
        Treatment::Accept => "treatment_accept",
        Treatment::Pursue => "treatment_pursue",
    })))),
    column!("residual", Id, Risk, |_, it| {
        let level = it.residual.as_ref();
        product(level.map(|it| it.likelihood.value), level.map(|it| it.impact.value))
    }),
    column!("accepted", Id, Risk, |_, it| column::day(it.accepted.as_ref().map(|it| it.on))),
    column!("open_actions", Prose, Risk, |book, it| column::open_actions(book, &it.actions)),
    RegisterColumn { name: "next_review", holds: Holds::Id, read: column::review_due },
];

fn product(likelihood: Option<u32>, impact: Option<u32>) -> Cell {
    let level = likelihood.zip(impact).map(|(a, b)| a as usize * b as usize);
    Cell::of(level.map(Item::Count))
}

pub(super) const OBJECTIVES: &[RegisterColumn] = &[
    column!("target", Prose, Objective, |_, it| column::targets(&it.measures)),
    column!("latest", Name, Objective, |book, it| Cell::lines(it.measures.iter().filter_map(|it| {
        column::latest(book, it.target.as_ref().map(|it| &it.value), &it.actuals).map(Item::Text)
    }))),
    column!("by_when", Id, Objective, |_, it| column::day(it.by_when)),
    column!("serves", Source, Objective, |book, it| column::keys(book, &it.serves)),
    column!("services", Source, Objective, |book, it| column::keys(book, &it.services)),
    column!("roles", Name, Objective, |book, it| column::keys(book, &it.roles)),
    column!("open_actions", Prose, Objective, |book, it| column::open_actions(book, &it.actions)),
];

pub(super) const ISSUES: &[RegisterColumn] =
    &[
        column!("source", Name, Issue, |_, it| Cell::word(match it.side.value {
            Side::Internal => "side_internal",
            Side::External => "side_external",
        })),
        column!("effect", Prose, Issue, |_, it| column::text(it.effect.as_ref())),
        column!("climate", Name, Issue, |_, it| Cell::of(
            it.climate.as_ref().map(|it| Item::Word(if it.relevant.value { "climate_yes" } else { "climate_no" }))
        )),
        column!("leads_to", Source, Issue, |book, it| column::keys(book, &it.leads_to)),
    ];

pub(super) const PARTIES: &[RegisterColumn] = &[
    column!("needs_of", Prose, Party, |_, it| column::texts(it.needs.iter().map(|it| &it.what))),
    column!("met_by", Source, Party, |book, it| Cell::lines(
        it.needs.iter().flat_map(|it| &it.met_by).map(|it| column::key(book, it))
    )),
];

pub(super) fn obligation_columns() -> Vec<Column> {
    vec![
        Column::word("what", Holds::Source),
        Column::word("type", Holds::Name),
        Column::word("what_it_means", Holds::Prose),
        Column::word("kind_plan", Holds::Source),
    ]
}

/// What plans say that laws, contracts and standards ask.
pub(super) fn obligation_rows(book: &Handbook) -> Vec<Row> {
    let mut rows = Vec::new();
    for entry in book.of_kind(Kind::Plan) {
        let Some(Data::Plan(plan)) = &entry.data else { continue };
        for (number, it) in plan.obligations.iter().enumerate() {
            let kind = it.kind.map(|it| match it.value {
                ObligationKind::Law => "obligation_law",
                ObligationKind::Contract => "obligation_contract",
                ObligationKind::Standard => "kind_standard",
            });
            let cells = vec![
                Cell::text(&it.what.text),
                Cell::of(kind.map(Item::Word)),
                column::text(it.means.as_ref()),
                Cell::of([Item::Entry(entry.id)]),
            ];
            let id = format!("{}--{}", entry.key.as_str().to_lowercase(), number + 1);
            rows.push(row_of(book, entry, id, None, cells));
        }
    }
    rows
}

pub(super) fn promise_columns() -> Vec<Column> {
    vec![
        Column::word("promise_col", Holds::Source),
        Column::word("state", Holds::State),
        Column::word("due", Holds::Id),
        Column::word("how_often", Holds::Name),
        Column::word("last_kept", Holds::Id),
        Column::word("shown_by", Holds::Source),
        Column::word("kept_of_windows", Holds::Name),
        Column::word("who", Holds::Name),
    ]
}

/// All promises by the day on which they are due.
pub(super) fn promise_rows(book: &Handbook) -> Vec<Row> {
    let rows = book.promises.iter().enumerate().map(|(number, it)| {
        let state = match it.state {
            PromiseState::Overdue => State::Overdue,
            PromiseState::Never => State::Never,
            PromiseState::DueSoon => State::DueSoon,
            PromiseState::OnTime => State::OnTime,
        };
        let kept = (!it.windows.is_empty()).then(|| Item::Text(format!("{}/{}", it.n_kept(), it.windows.len())));
        Row {
            id: format!("promise-{}", number + 1),
            about: About::Entry(it.entry),
            group: Group::All,
            state: Some(state),
            facets: Vec::new(),
            cells: vec![
                Cell::text(&it.what),
                Cell::state(state),
                Cell::day(it.due),
                Cell::of([Item::Every(it.every)]),
                Cell::day(it.last),
                Cell::of(it.last_by.map(Item::Entry)),
                Cell::of(kept),
                Cell::lines(it.who.iter().map(|id| Item::Entry(*id))),
            ],
        }
    });
    rows.collect()
}

//! The statement of applicability: every control, whether it applies and why, and how it is done.
//!
//! Source: ISO/IEC 27001:2022, clause 6.1.3.

use super::table::{About, Cell, Column, Facet, Group, Holds, Item, Row, State};
use super::{Unit, anchor, requirements};
use crate::handbook::{Handbook, Status};
use crate::parse::markdown;
use crate::standards::{ClauseId, Place};

pub(super) fn units(book: &Handbook) -> Vec<Unit> {
    let clauses = book.standards.listed().filter(|it| it.has_status()).flat_map(|it| &it.clauses);
    clauses.filter(|id| book.standards.clause(**id).is_control).map(|id| Unit::Clause(*id)).collect()
}

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::word("control", Holds::Prose),
        Column::word("applicable", Holds::Name),
        Column::word("status", Holds::State),
        Column::word("why", Holds::Prose),
        Column::word("implemented_by", Holds::Source),
        Column::word("evidence_age", Holds::Source),
    ]
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    let ids = units.iter().filter_map(|unit| if let Unit::Clause(id) = unit { Some(*id) } else { None });
    ids.map(|id| row(book, id)).collect()
}

fn row(book: &Handbook, id: ClauseId) -> Row {
    let clause = book.standards.clause(id);
    let requirement = clause.requirements.first().copied();
    let place = requirement.map_or(Place::Clause(id), Place::Requirement);
    let status = book.status_of(place);
    let because = requirement.and_then(|it| book.coverage.requirement(it).because.as_ref());
    let group = clause.parent.unwrap_or(id);
    Row {
        id: anchor(book, place),
        about: About::Place(Place::Clause(id)),
        group: Group::Clause(group),
        state: Some(State::Status(status)),
        facets: vec![(Facet::Clause, book.standards.clause(group).number.clone())],
        cells: vec![
            Cell::of([Item::Clause(id)]),
            Cell::word(if status == Status::NotApplicable { "no" } else { "yes" }),
            Cell::state(State::Status(status)),
            Cell::of(because.map(|it| Item::Text(markdown::plain(&it.text)))),
            requirement.map_or_else(Cell::default, |it| requirements::documents(book, it)),
            requirement.map_or_else(Cell::default, |it| requirements::evidence(book, it)),
        ],
    }
}

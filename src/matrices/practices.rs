//! Practices and processes of a framework, with the clause that each goes with and our process.

use super::Unit;
use super::table::{About, Cell, Column, Group, Holds, Item, Row};
use crate::handbook::Handbook;
use crate::model::{EntryId, Kind};
use crate::standards::{ClauseId, Place, StandardKind};

pub(super) fn units(book: &Handbook) -> Vec<Unit> {
    let frameworks = book.standards.iter().filter(|it| it.kind() == StandardKind::PracticeFramework);
    let clauses = frameworks.flat_map(|it| &it.clauses);
    clauses.filter(|id| book.standards.clause(**id).is_leaf()).map(|id| Unit::Clause(*id)).collect()
}

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::word("practice", Holds::Prose),
        Column::word("clause", Holds::Prose),
        Column::word("our_processes", Holds::Source),
    ]
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    // Where each process has its place, and what it claims of frameworks, found once for all rows.
    let placed: Vec<(EntryId, ClauseId)> =
        book.of_kind(Kind::Process).filter_map(|entry| Some((entry.id, book.clause_of_process(entry.id)?))).collect();
    let mut named: Vec<(ClauseId, EntryId)> = Vec::new();
    for entry in book.of_kind(Kind::Process) {
        named.extend(book.claims_of(entry.id).filter_map(|claim| match claim.place {
            Place::Clause(clause) => Some((clause, entry.id)),
            Place::Requirement(_) => None,
        }));
    }
    named.sort_unstable();
    let first = book.standards.first().map(|it| it.id);
    let ids = units.iter().filter_map(|unit| if let Unit::Clause(id) = unit { Some(*id) } else { None });
    let rows = ids.map(|id| {
        let clause = book.standards.clause(id);
        let equivalents = book.standards.equivalents(id).iter().map(|it| it.clause);
        let clauses: Vec<ClauseId> =
            equivalents.filter(|it| Some(book.standards.clause(*it).standard) == first).collect();
        let is_near = |it: ClauseId| {
            clauses.iter().any(|clause| book.standards.is_below(it, *clause) || book.standards.is_below(*clause, it))
        };
        let named = &named[named.partition_point(|it| it.0 < id)..named.partition_point(|it| it.0 <= id)];
        let mut processes: Vec<EntryId> = placed.iter().filter(|it| is_near(it.1)).map(|it| it.0).collect();
        processes.extend(named.iter().map(|it| it.1));
        processes.sort_unstable();
        processes.dedup();
        Row {
            id: format!("m-{}", clause.number.to_lowercase()),
            about: About::Place(Place::Clause(id)),
            group: clause.parent.map_or(Group::All, Group::Clause),
            state: None,
            facets: Vec::new(),
            cells: vec![
                Cell::of([Item::Clause(id)]),
                Cell::lines(clauses.into_iter().map(Item::Clause)),
                Cell::lines(processes.into_iter().map(Item::Entry)),
            ],
        }
    });
    rows.collect()
}

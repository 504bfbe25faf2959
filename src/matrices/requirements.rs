//! Requirements: what documents and proves each; and those that have to be in writing.

use super::table::{About, Cell, Column, Facet, Group, Holds, Item, Row, State, Weakness};
use super::{Unit, anchor, group_clause, owner_facet};
use crate::handbook::{Documented, Handbook};
use crate::model::kinds::Needs;
use crate::model::{Data, EntryId};
use crate::standards::{Place, ReqId};

/// Every requirement of the standards that have a status.
pub(super) fn all(book: &Handbook) -> Vec<Unit> {
    let standards = book.standards.listed().filter(|it| it.has_status());
    standards.flat_map(|it| &it.requirements).map(|id| Unit::Requirement(*id)).collect()
}

/// The core set of documented information of the first standard, then every requirement that has to be in writing.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.4.
pub(super) fn in_writing(book: &Handbook) -> Vec<Unit> {
    let Some(first) = book.standards.first() else { return Vec::new() };
    let n_items = first.file.documented_information.as_ref().map_or(0, |it| it.items.len());
    let written = first.requirements.iter().filter(|id| book.standards.requirement(**id).is_documented);
    (0..n_items).map(Unit::Document).chain(written.map(|id| Unit::Requirement(*id))).collect()
}

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::word("requirement", Holds::Id),
        Column::word("status", Holds::State),
        Column::word("what_is_asked", Holds::Prose),
        Column::word("needs", Holds::Id),
        Column::word("documented_in", Holds::Source),
        Column::word("evidence_age", Holds::Source),
        Column::word("owner", Holds::Name),
        Column::word("findings", Holds::Name),
    ]
}

pub(super) fn columns_in_writing() -> Vec<Column> {
    vec![
        Column::word("requirement", Holds::Id),
        Column::word("status", Holds::State),
        Column::word("what_is_asked", Holds::Prose),
        Column::word("documented_in", Holds::Source),
        Column::word("evidence_age", Holds::Source),
    ]
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    let ids = units.iter().filter_map(|unit| if let Unit::Requirement(id) = unit { Some(*id) } else { None });
    ids.map(|id| row(book, id)).collect()
}

fn row(book: &Handbook, id: ReqId) -> Row {
    let requirement = book.standards.requirement(id);
    let known = book.coverage.requirement(id);
    let owner = book.owner_of(id);
    let needs = match known.needs {
        Needs::Document => "needs_document",
        Needs::Record => "needs_record",
        Needs::Both => "needs_both_short",
    };
    let is_open =
        |id: &&EntryId| matches!(&book.entry(**id).data, Some(Data::Finding(finding)) if finding.is_open(book.as_of));
    let open = known.findings.iter().filter(is_open).map(|id| Item::Key(*id));
    let mut facets = vec![clause_facet(book, id)];
    facets.extend(owner_facet(book, owner));
    Row {
        id: anchor(book, Place::Requirement(id)),
        about: About::Place(Place::Requirement(id)),
        group: Group::Clause(requirement.clause),
        state: Some(state(book, id)),
        facets,
        cells: vec![
            Cell::of([Item::Anchor(requirement.number.clone())]),
            Cell::state(state(book, id)),
            Cell::text(&requirement.asks),
            Cell::word(needs),
            documents(book, id),
            evidence(book, id),
            Cell::of(owner.map(Item::Entry)),
            Cell::lines(open),
        ],
    }
}

pub(super) fn rows_in_writing(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    units
        .iter()
        .filter_map(|unit| match unit {
            Unit::Requirement(id) => Some(row_in_writing(book, *id)),
            Unit::Document(number) => core_row(book, *number),
            _ => None,
        })
        .collect()
}

fn row_in_writing(book: &Handbook, id: ReqId) -> Row {
    let requirement = book.standards.requirement(id);
    Row {
        id: anchor(book, Place::Requirement(id)),
        about: About::Place(Place::Requirement(id)),
        group: Group::Clause(requirement.clause),
        state: Some(state(book, id)),
        facets: vec![clause_facet(book, id)],
        cells: vec![
            Cell::of([Item::Anchor(requirement.number.clone())]),
            Cell::state(state(book, id)),
            Cell::text(&requirement.asks),
            documents(book, id),
            evidence(book, id),
        ],
    }
}

/// An item of the core set: it is as well off as the worst of the written requirements of its clauses, and stands where
/// they are documented.
fn core_row(book: &Handbook, number: usize) -> Option<Row> {
    let first = book.standards.first()?;
    let item = first.file.documented_information.as_ref()?.items.get(number)?;
    let places: Vec<Place> = item.clauses.iter().filter_map(|it| book.standards.find_in(first.id, &it.value)).collect();
    let requirements = || places.iter().flat_map(|place| book.standards.requirements_below(*place));
    let written: Vec<ReqId> = requirements()
        .filter(|id| {
            let requirement = book.standards.requirement(*id);
            requirement.is_documented && !requirement.is_informative
        })
        .collect();
    let all: Vec<ReqId> = if written.is_empty() { requirements().collect() } else { written };
    let worst = all.iter().map(|id| book.coverage.requirement(*id).status).max();
    let mut documents: Vec<Item> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for it in all.iter().flat_map(|id| &book.coverage.requirement(*id).documented_by).filter(|it| it.counts) {
        if seen.insert((it.entry, it.anchor.as_deref())) {
            documents.push(part(it));
        }
    }
    Some(Row {
        id: format!("m-{}", item.id.value),
        about: places.first().map_or(About::Nothing, |place| About::Place(*place)),
        group: Group::Word("core_documents"),
        state: worst.map(State::Status),
        facets: Vec::new(),
        cells: vec![
            Cell::of(places.iter().map(|place| Item::Place(*place))),
            worst.map_or_else(Cell::default, |it| Cell::state(State::Status(it))),
            Cell::text(&item.title.text),
            Cell::lines(documents),
            Cell::default(),
        ],
    })
}

/// How far a requirement is met; one that sets none has no status of its own.
fn state(book: &Handbook, id: ReqId) -> State {
    if book.standards.requirement(id).is_informative {
        State::Informative
    } else {
        State::Status(book.coverage.requirement(id).status)
    }
}

fn clause_facet(book: &Handbook, id: ReqId) -> (Facet, String) {
    let clause = group_clause(book, book.standards.requirement(id).clause);
    (Facet::Clause, book.standards.clause(clause).number.clone())
}

fn part(it: &Documented) -> Item {
    let weakness = match (it.is_contradicted, it.is_exact) {
        (true, _) => Some(Weakness::Contradicted),
        (false, false) => Some(Weakness::Broad),
        (false, true) => None,
    };
    Item::Part { entry: it.entry, anchor: it.anchor.clone(), state: it.state, weakness }
}

/// Where a requirement is documented.
pub(super) fn documents(book: &Handbook, id: ReqId) -> Cell {
    Cell::lines(book.coverage.requirement(id).documented_by.iter().map(part))
}

/// What proves it: what counts on the day, then what has run out; the newest first.
pub(super) fn evidence(book: &Handbook, id: ReqId) -> Cell {
    let all = &book.coverage.requirement(id).evidence;
    let (current, past): (Vec<_>, Vec<_>) = all.iter().partition(|it| it.is_current);
    Cell::lines(current.into_iter().chain(past).map(|it| Item::Evidence {
        entry: it.entry,
        on: it.on,
        until: it.valid_until,
    }))
}

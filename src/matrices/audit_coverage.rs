//! What the audits of the cycle look at: each clause, process and location, and when it was and will be audited.
//! All audits of the cycle are shown.
//!
//! Source: ISO/IEC 20000-1:2018, clause 9.2.

use super::table::{About, Cell, Column, Facet, Group, Holds, Item, Row, State};
use super::{Unit, anchor, entry_anchor, group_clause, owner, owner_facet};
use crate::handbook::{AuditCycle, Handbook, Reach};
use crate::model::Kind;
use crate::standards::Place;

/// More audits than this stand in one column together.
const MAX_COLUMNS: usize = 12;

/// Clauses that set requirements, processes, locations.
pub(super) fn units(book: &Handbook) -> Vec<Unit> {
    let clauses = book.standards.first().into_iter().flat_map(|it| &it.clauses).filter(|id| {
        let requirements = &book.standards.clause(**id).requirements;
        requirements.iter().any(|it| !book.standards.requirement(*it).is_informative)
    });
    let processes =
        book.of_kind(Kind::Process).filter(|entry| book.is_in_force(entry)).map(|entry| Unit::Entry(entry.id));
    let locations = (0..book.locations().len()).map(Unit::Location);
    clauses.map(|id| Unit::Clause(*id)).chain(processes).chain(locations).collect()
}

pub(super) fn columns(book: &Handbook) -> Vec<Column> {
    let mut columns = vec![Column::word("audited_item", Holds::Prose), Column::word("state", Holds::State)];
    let cycle = AuditCycle::of(book);
    if cycle.in_cycle().len() > MAX_COLUMNS {
        columns.push(Column::word("audits_of_cycle", Holds::Source));
    } else {
        let ids = cycle.in_cycle().iter().map(|number| cycle.audit(*number).id);
        columns.extend(ids.map(|id| Column::text(book.entry(id).key.as_str(), Holds::Id)));
    }
    columns.extend([Column::word("last_audited", Holds::Id), Column::word("next_planned", Holds::Id)]);
    columns
}

/// The cells after the first one, and the state: of what the audits with these numbers look at.
fn cells(book: &Handbook, cycle: &AuditCycle<'_>, numbers: &[usize]) -> (State, Vec<Cell>) {
    let state = match cycle.reach(numbers) {
        Reach::Audited => State::Audited,
        Reach::Planned => State::Planned,
        Reach::NotPlanned => State::NotPlanned,
    };
    let mut cells = vec![Cell::state(state)];
    let when = |number: usize| match (cycle.audit(number).done, cycle.audit(number).planned) {
        (Some(done), _) => vec![Item::Day(done)],
        (None, Some(planned)) if planned.end < book.as_of => {
            vec![Item::Text(planned.text.clone()), Item::State(State::Overdue)]
        }
        (None, Some(planned)) => vec![Item::Text(planned.text.clone())],
        (None, None) => Vec::new(),
    };
    if cycle.in_cycle().len() > MAX_COLUMNS {
        let shown = numbers.iter().filter(|number| cycle.is_in_cycle(**number));
        cells.push(Cell::lines(shown.map(|number| {
            Item::Line(std::iter::once(Item::Key(cycle.audit(*number).id)).chain(when(*number)).collect())
        })));
    } else {
        cells.extend(cycle.in_cycle().iter().map(|number| match numbers.binary_search(number) {
            Ok(_) => Cell::of(when(*number)),
            Err(_) => Cell::default(),
        }));
    }
    let last = numbers.iter().filter_map(|number| cycle.audit(*number).done).max();
    cells.push(Cell::of([last.map_or(Item::Word("never"), Item::Day)]));
    let open = numbers.iter().map(|number| cycle.audit(*number)).filter(|it| it.done.is_none());
    let next = open.filter_map(|it| Some((it.planned?, it.id))).filter(|it| it.0.end >= book.as_of).min();
    cells.push(Cell::lines(
        next.into_iter().flat_map(|(planned, id)| [Item::Text(planned.text.clone()), Item::Key(id)]),
    ));
    (state, cells)
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    let cycle = AuditCycle::of(book);
    let row = |id: String, about: About, group: Group, facets: Vec<(Facet, String)>, first: Item, numbers: &[usize]| {
        let (state, cells) = cells(book, &cycle, numbers);
        let cells = std::iter::once(Cell::of([first])).chain(cells).collect();
        Row { id, about, group, state: Some(state), facets, cells }
    };
    let locations = book.locations();
    let rows = units.iter().filter_map(|unit| match unit {
        Unit::Clause(id) => {
            let numbers = cycle.of_clause(*id);
            let above = group_clause(book, *id);
            let facets =
                vec![(Facet::Kind, "clauses".to_owned()), (Facet::Clause, book.standards.clause(above).number.clone())];
            let place = Place::Clause(*id);
            Some(row(
                anchor(book, place),
                About::Place(place),
                Group::Clause(above),
                facets,
                Item::Clause(*id),
                numbers,
            ))
        }
        Unit::Entry(id) => {
            let entry = book.entry(*id);
            let numbers = &cycle.of_process(book, *id);
            let mut facets = vec![(Facet::Kind, "processes".to_owned())];
            facets.extend(owner_facet(book, owner(book, entry)));
            let group = Group::Word("processes");
            Some(row(entry_anchor(entry, None), About::Entry(*id), group, facets, Item::Entry(*id), numbers))
        }
        Unit::Location(number) => {
            let name = *locations.get(*number)?;
            let numbers = &cycle.of_location(name);
            let facets = vec![(Facet::Kind, "locations".to_owned())];
            let (id, group) = (format!("m-location-{}", number + 1), Group::Word("locations"));
            Some(row(id, About::Nothing, group, facets, Item::Text(name.to_owned()), numbers))
        }
        _ => None,
    });
    rows.collect()
}

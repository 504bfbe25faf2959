//! What the audits of the cycle look at: each clause, process and location, and when it was and will be audited.
//!
//! All audits of the cycle are shown; whether something was audited is decided by the internal ones, as the programme
//! is the organisation's own duty.
//!
//! Source: ISO/IEC 20000-1:2018, clause 9.2.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::table::{About, Cell, Column, Facet, Group, Holds, Item, Row, State};
use super::{Unit, anchor, entry_anchor, group_clause, owner, owner_facet};
use crate::handbook::Handbook;
use crate::model::kinds::{Audit, AuditType};
use crate::model::{Data, EntryId, Kind, Line, Period};
use crate::standards::{ClauseId, Place};

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
    let locations = (0..locations(book).len()).map(Unit::Location);
    clauses.map(|id| Unit::Clause(*id)).chain(processes).chain(locations).collect()
}

/// Locations of the scope.
fn locations(book: &Handbook) -> &[Line] {
    book.of_kind(Kind::Scope)
        .find_map(|entry| if let Some(Data::Scope(scope)) = &entry.data { Some(&scope.locations[..]) } else { None })
        .unwrap_or_default()
}

/// An audit, and when it was or will be.
struct Dated<'a> {
    id: EntryId,
    audit: &'a Audit,
    /// The day on which it was done.
    done: Option<Date>,
    /// When it is planned, by itself or by an audit programme.
    planned: Option<&'a Period>,
}

impl Dated<'_> {
    /// Whether it was done in the cycle or is planned in it; without a cycle, every one is in it.
    fn is_in(&self, cycle: Option<&Period>) -> bool {
        let overlaps = |start, end| cycle.is_none_or(|it| it.overlaps(start, end));
        match (self.done, self.planned) {
            (Some(done), _) => overlaps(done, done),
            (None, Some(planned)) => overlaps(planned.start, planned.end),
            (None, None) => false,
        }
    }
}

fn cycle(book: &Handbook) -> Option<&Period> {
    book.config.as_ref()?.audit_cycle.as_ref().map(|it| &it.value)
}

/// Audits by the day on which they were done or are planned to begin.
fn audits(book: &Handbook) -> Vec<Dated<'_>> {
    let mut programme: HashMap<EntryId, &Period> = HashMap::new();
    for entry in book.of_kind(Kind::Plan).filter(|entry| book.is_in_force(entry)) {
        let Some(Data::Plan(plan)) = &entry.data else { continue };
        for item in &plan.audits {
            if let (Some(id), Some(planned)) = (book.keys.find(&item.audit.key), &item.planned) {
                programme.entry(id).or_insert(&planned.value);
            }
        }
    }
    let mut audits: Vec<Dated<'_>> = book
        .of_kind(Kind::Audit)
        .filter_map(|entry| match &entry.data {
            Some(Data::Audit(audit)) => Some((entry.id, audit)),
            _ => None,
        })
        .map(|(id, audit)| {
            let planned = audit.planned.as_ref().map(|it| &it.value).or_else(|| programme.get(&id).copied());
            let done = audit.done.map(|it| it.value).filter(|day| *day <= book.as_of);
            Dated { id, audit, done, planned }
        })
        .filter(|it| it.done.is_some() || it.planned.is_some())
        .collect();
    audits.sort_unstable_by_key(|it| (it.done.or(it.planned.map(|it| it.start)), it.id));
    audits
}

pub(super) fn columns(book: &Handbook) -> Vec<Column> {
    let mut columns = vec![Column::word("audited_item", Holds::Prose), Column::word("state", Holds::State)];
    let cycle = cycle(book);
    let in_cycle: Vec<EntryId> = audits(book).into_iter().filter(|it| it.is_in(cycle)).map(|it| it.id).collect();
    if in_cycle.len() > MAX_COLUMNS {
        columns.push(Column::word("audits_of_cycle", Holds::Source));
    } else {
        columns.extend(in_cycle.into_iter().map(|id| Column::text(book.entry(id).key.as_str(), Holds::Id)));
    }
    columns.extend([Column::word("last_audited", Holds::Id), Column::word("next_planned", Holds::Id)]);
    columns
}

/// Which audits look at what, by their numbers.
struct Looked<'a> {
    audits: Vec<Dated<'a>>,
    in_cycle: Vec<usize>,
    clauses: HashMap<ClauseId, Vec<usize>>,
    /// Clauses of audits that name no entries: for these the clauses speak.
    clauses_alone: HashMap<ClauseId, Vec<usize>>,
    entries: HashMap<EntryId, Vec<usize>>,
    locations: BTreeMap<String, Vec<usize>>,
    /// Audits that name no location: where there is only one, they were held there.
    anywhere: Vec<usize>,
}

impl<'a> Looked<'a> {
    fn new(book: &'a Handbook) -> Self {
        let audits = audits(book);
        let cycle = cycle(book);
        let in_cycle = (0..audits.len()).filter(|number| audits[*number].is_in(cycle)).collect();
        let mut looked = Self {
            audits: Vec::new(),
            in_cycle,
            clauses: HashMap::new(),
            clauses_alone: HashMap::new(),
            entries: HashMap::new(),
            locations: BTreeMap::new(),
            anywhere: Vec::new(),
        };
        for (number, Dated { audit, .. }) in audits.iter().enumerate() {
            for place in audit.criteria.iter().filter_map(|it| book.place(it)) {
                // A clause counts with all below it; a requirement for the clause that it stands in.
                let mut below = vec![book.standards.clause_of(place)];
                while let Some(clause) = below.pop() {
                    add(looked.clauses.entry(clause).or_default(), number);
                    if audit.covers.is_empty() {
                        add(looked.clauses_alone.entry(clause).or_default(), number);
                    }
                    if matches!(place, Place::Clause(_)) {
                        below.extend(&book.standards.clause(clause).children);
                    }
                }
            }
            for id in audit.covers.iter().filter_map(|it| book.keys.find(&it.key)) {
                add(looked.entries.entry(id).or_default(), number);
            }
            for location in &audit.locations {
                add(looked.locations.entry(location.text.trim().to_lowercase()).or_default(), number);
            }
            if audit.locations.is_empty() {
                looked.anywhere.push(number);
            }
        }
        looked.audits = audits;
        looked
    }

    /// Audits of a process: those that name it, and those that name no entries and look at its clause.
    fn process(&self, book: &Handbook, id: EntryId) -> Vec<usize> {
        let named = self.entries.get(&id).into_iter().flatten();
        let clause = book.clause_of_process(id).and_then(|it| self.clauses_alone.get(&it));
        merged(named.chain(clause.into_iter().flatten()))
    }

    fn location(&self, name: &str, is_only: bool) -> Vec<usize> {
        let named = self.locations.get(&name.to_lowercase()).into_iter().flatten();
        merged(named.chain(self.anywhere.iter().filter(|_| is_only)))
    }

    /// The cells after the first one, and the state: of the audits with these numbers.
    fn cells(&self, book: &Handbook, numbers: &[usize]) -> (State, Vec<Cell>) {
        let is_in_cycle = |number: usize| self.in_cycle.binary_search(&number).is_ok();
        let internal = numbers
            .iter()
            .map(|number| (*number, &self.audits[*number]))
            .filter(|(number, it)| is_in_cycle(*number) && it.audit.audit_type.value == AuditType::Internal);
        let mut state = State::NotPlanned;
        for (_, it) in internal {
            match (it.done, it.planned) {
                (Some(_), _) => state = State::Audited,
                // What was planned and not done in its time is no plan any more.
                (None, Some(planned)) if planned.end >= book.as_of && state != State::Audited => state = State::Planned,
                _ => {}
            }
        }
        let mut cells = vec![Cell::state(state)];
        let when = |number: usize| match (self.audits[number].done, self.audits[number].planned) {
            (Some(done), _) => vec![Item::Day(done)],
            (None, Some(planned)) if planned.end < book.as_of => {
                vec![Item::Text(planned.text.clone()), Item::State(State::Overdue)]
            }
            (None, Some(planned)) => vec![Item::Text(planned.text.clone())],
            (None, None) => Vec::new(),
        };
        if self.in_cycle.len() > MAX_COLUMNS {
            let shown = numbers.iter().filter(|number| is_in_cycle(**number));
            cells.push(Cell::lines(shown.map(|number| {
                Item::Line(std::iter::once(Item::Key(self.audits[*number].id)).chain(when(*number)).collect())
            })));
        } else {
            cells.extend(self.in_cycle.iter().map(|number| match numbers.binary_search(number) {
                Ok(_) => Cell::of(when(*number)),
                Err(_) => Cell::default(),
            }));
        }
        let last = numbers.iter().filter_map(|number| self.audits[*number].done).max();
        cells.push(Cell::of([last.map_or(Item::Word("never"), Item::Day)]));
        let open = numbers.iter().map(|number| &self.audits[*number]).filter(|it| it.done.is_none());
        let next = open.filter_map(|it| Some((it.planned?, it.id))).filter(|it| it.0.end >= book.as_of).min();
        cells.push(Cell::lines(
            next.into_iter().flat_map(|(planned, id)| [Item::Text(planned.text.clone()), Item::Key(id)]),
        ));
        (state, cells)
    }
}

/// Adds a number to a list that ends with the largest one.
fn add(list: &mut Vec<usize>, number: usize) {
    if list.last() != Some(&number) {
        list.push(number);
    }
}

/// Numbers in their order, each once.
fn merged<'n>(numbers: impl Iterator<Item = &'n usize>) -> Vec<usize> {
    let mut numbers: Vec<usize> = numbers.copied().collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    let looked = Looked::new(book);
    let none: &[usize] = &[];
    let row = |id: String, about: About, group: Group, facets: Vec<(Facet, String)>, first: Item, numbers: &[usize]| {
        let (state, cells) = looked.cells(book, numbers);
        let cells = std::iter::once(Cell::of([first])).chain(cells).collect();
        Row { id, about, group, state: Some(state), facets, cells }
    };
    let locations = locations(book);
    let rows = units.iter().filter_map(|unit| match unit {
        Unit::Clause(id) => {
            let numbers = looked.clauses.get(id).map_or(none, Vec::as_slice);
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
            let numbers = &looked.process(book, *id);
            let mut facets = vec![(Facet::Kind, "processes".to_owned())];
            facets.extend(owner_facet(book, owner(book, entry)));
            let group = Group::Word("processes");
            Some(row(entry_anchor(entry, None), About::Entry(*id), group, facets, Item::Entry(*id), numbers))
        }
        Unit::Location(number) => {
            let name = locations.get(*number)?.text.trim();
            let numbers = &looked.location(name, locations.len() == 1);
            let facets = vec![(Facet::Kind, "locations".to_owned())];
            let (id, group) = (format!("m-location-{}", number + 1), Group::Word("locations"));
            Some(row(id, About::Nothing, group, facets, Item::Text(name.to_owned()), numbers))
        }
        _ => None,
    });
    rows.collect()
}

//! Who has which part: every step of every process and procedure, and then every role with its steps.

use std::collections::{BTreeMap, HashSet};

use super::table::{About, Cell, Column, Facet, Group, Holds, Item, Row};
use super::{Unit, entry_anchor, known, owner, owner_facet};
use crate::handbook::{DocumentState, Handbook};
use crate::model::kinds::{Raci, Step};
use crate::model::{Data, Entry, EntryId, KeyRef, Kind};

/// Processes, procedures, then roles.
pub(super) fn units(book: &Handbook) -> Vec<Unit> {
    let entries = [Kind::Process, Kind::Procedure, Kind::Role].iter().flat_map(|kind| book.of_kind(*kind));
    entries.map(|entry| Unit::Entry(entry.id)).collect()
}

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::word("step_or_role", Holds::Prose),
        Column::word("raci_r_col", Holds::Name),
        Column::word("raci_a_col", Holds::Name),
        Column::word("raci_c_col", Holds::Name),
        Column::word("raci_i_col", Holds::Name),
    ]
}

/// The steps of a process or procedure.
pub(super) fn steps_of(entry: &Entry) -> &[Step] {
    match &entry.data {
        Some(Data::Process(process)) => &process.steps,
        Some(Data::Procedure(procedure)) => &procedure.steps,
        _ => &[],
    }
}

/// Who has which part in a step: responsible, accountable, consulted, informed; each once.
fn parts(book: &Handbook, owner: Option<EntryId>, step: &Step) -> [Vec<EntryId>; 4] {
    let raci = |pick: fn(&Raci) -> &Vec<KeyRef>| step.raci.as_ref().map_or_else(Vec::new, |it| known(book, pick(it)));
    let mut responsible = known(book, &step.by);
    responsible.extend(raci(|it| &it.responsible));
    let mut seen = HashSet::new();
    responsible.retain(|id| seen.insert(*id));
    let mut accountable = raci(|it| &it.accountable);
    if accountable.is_empty() {
        // Whoever owns the process answers for every step that names nobody else.
        accountable.extend(owner);
    }
    [responsible, accountable, raci(|it| &it.consulted), raci(|it| &it.informed)]
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    let ids: Vec<EntryId> =
        units.iter().filter_map(|unit| if let Unit::Entry(id) = unit { Some(*id) } else { None }).collect();
    let has_roles = ids.iter().any(|id| book.entry(*id).kind == Kind::Role);
    let by_role = if has_roles { steps_by_role(book) } else { BTreeMap::new() };
    ids.into_iter()
        .flat_map(|id| match book.entry(id).kind {
            Kind::Role => vec![role_row(book, id, by_role.get(&id))],
            _ => step_rows(book, id),
        })
        .collect()
}

fn step_rows(book: &Handbook, id: EntryId) -> Vec<Row> {
    let entry = book.entry(id);
    let owner = owner(book, entry);
    let row = |anchor: Option<String>, [responsible, accountable, consulted, informed]: [Vec<EntryId>; 4]| {
        let mut facets = vec![(Facet::Kind, entry.kind.address().to_owned())];
        facets.extend(owner_facet(book, accountable.first().copied()));
        let roles = |ids: Vec<EntryId>| Cell::lines(ids.into_iter().map(Item::Entry));
        let first = match &anchor {
            Some(anchor) => part(id, anchor.clone()),
            None => Item::Word("whole_entry"),
        };
        Row {
            id: entry_anchor(entry, anchor.as_deref()),
            about: About::Entry(id),
            group: Group::Entry(id),
            state: None,
            facets,
            cells: vec![Cell::of([first]), roles(responsible), roles(accountable), roles(consulted), roles(informed)],
        }
    };
    let steps = steps_of(entry);
    if steps.is_empty() {
        return vec![row(None, [Vec::new(), owner.into_iter().collect(), Vec::new(), Vec::new()])];
    }
    steps.iter().map(|step| row(Some(format!("step-{}", step.key.text)), parts(book, owner, step))).collect()
}

fn part(entry: EntryId, anchor: String) -> Item {
    Item::Part { entry, anchor: Some(anchor), state: DocumentState::InForce, weakness: None }
}

/// The steps of each role, by the part that it has in them.
type Steps = [Vec<(EntryId, String)>; 4];

fn steps_by_role(book: &Handbook) -> BTreeMap<EntryId, Steps> {
    let mut found: BTreeMap<EntryId, Steps> = BTreeMap::new();
    for entry in [Kind::Process, Kind::Procedure].iter().flat_map(|kind| book.of_kind(*kind)) {
        let owner = owner(book, entry);
        for step in steps_of(entry) {
            let anchor = format!("step-{}", step.key.text);
            for (letter, roles) in parts(book, owner, step).into_iter().enumerate() {
                for role in roles {
                    found.entry(role).or_default()[letter].push((entry.id, anchor.clone()));
                }
            }
        }
    }
    found
}

fn role_row(book: &Handbook, id: EntryId, steps: Option<&Steps>) -> Row {
    let cells = (0..4).map(|letter| {
        let steps = steps.map_or(&[][..], |it| &it[letter]);
        Cell::lines(steps.iter().map(|(entry, anchor)| part(*entry, anchor.clone())))
    });
    Row {
        id: entry_anchor(book.entry(id), None),
        about: About::Entry(id),
        group: Group::Word("roles_and_steps"),
        state: None,
        facets: [(Facet::Kind, Kind::Role.address().to_owned())]
            .into_iter()
            .chain(owner_facet(book, Some(id)))
            .collect(),
        cells: std::iter::once(Cell::of([Item::Entry(id)])).chain(cells).collect(),
    }
}

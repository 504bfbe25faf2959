//! Who else runs services, components and processes, and how we keep hold of it.
//!
//! Source: ISO/IEC 20000-1:2018, clause 8.2.3.

use std::collections::HashSet;

use super::table::{About, Cell, Column, Facet, Group, Holds, Item, Row};
use super::{Unit, entry_anchor, known, owner, owner_facet};
use crate::handbook::Handbook;
use crate::model::kinds::{OtherParty, ProvidedKind, Supplier, SupplierType};
use crate::model::{Data, EntryId, Kind};

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::word("other_party", Holds::Source),
        Column::word("type", Holds::Name),
        Column::word("services", Holds::Prose),
        Column::word("components", Holds::Prose),
        Column::word("processes", Holds::Prose),
        Column::word("agreements", Holds::Source),
        Column::word("owner", Holds::Name),
        Column::word("controls_of_supplier", Holds::Prose),
        Column::word("last_review", Holds::Id),
    ]
}

/// The word of a type of supplier.
pub(crate) fn type_word(kind: SupplierType) -> &'static str {
    match kind {
        SupplierType::External => "external",
        SupplierType::Internal => "internal",
        SupplierType::Customer => "customer_as_supplier",
    }
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    let ids = units.iter().filter_map(|unit| if let Unit::Entry(id) = unit { Some(*id) } else { None });
    ids.map(|id| row(book, id)).collect()
}

fn row(book: &Handbook, id: EntryId) -> Row {
    let entry = book.entry(id);
    let owner = owner(book, entry);
    let mut cells = vec![Cell::of([Item::Entry(id)])];
    let mut facets = Vec::new();
    if let Some(Data::Supplier(supplier)) = &entry.data {
        let word = type_word(supplier.supplier_type.value);
        facets.push((Facet::Kind, word.to_owned()));
        cells.push(Cell::word(word));
        for kind in [ProvidedKind::Service, ProvidedKind::Component, ProvidedKind::Process] {
            let mut items = provided(book, supplier, kind);
            if kind == ProvidedKind::Process {
                items.extend(in_scope(book, id).map(|it| Item::Text(it.runs.text.clone())));
            }
            cells.push(Cell::lines(items));
        }
        let mut agreements = book.agreements_with(id);
        agreements.extend(in_scope(book, id).flat_map(|it| known(book, &it.controlled_by)));
        let mut seen = HashSet::new();
        agreements.retain(|id| seen.insert(*id));
        cells.push(Cell::lines(agreements.into_iter().map(Item::Entry)));
        cells.push(Cell::of(owner.map(Item::Entry)));
        cells.push(Cell::lines(supplier.controls.iter().map(|it| Item::Text(it.what.text.clone()))));
        let last = supplier.reviews.iter().map(|it| it.on.value).filter(|day| *day <= book.as_of).max();
        cells.push(Cell::of([last.map_or(Item::Word("never"), Item::Day)]));
    }
    cells.resize_with(columns().len(), Cell::default);
    facets.extend(owner_facet(book, owner));
    Row { id: entry_anchor(entry, None), about: About::Entry(id), group: Group::All, state: None, facets, cells }
}

/// What it provides of one kind, with the services that it is for and the clauses whose process it runs.
fn provided(book: &Handbook, supplier: &Supplier, kind: ProvidedKind) -> Vec<Item> {
    let of_kind = supplier.provides.iter().filter(|it| it.kind.map_or(ProvidedKind::Service, |it| it.value) == kind);
    of_kind
        .map(|it| {
            let services = known(book, &it.what_for).into_iter().map(Item::Entry);
            let clauses = it.clauses.iter().filter_map(|it| book.place(it)).map(Item::Place);
            let what = Item::Text(it.what.text.clone());
            Item::Line(std::iter::once(what).chain(services).chain(clauses).collect())
        })
        .collect()
}

/// What the scope says about a party.
fn in_scope(book: &Handbook, id: EntryId) -> impl Iterator<Item = &OtherParty> {
    let scopes = book.of_kind(Kind::Scope).filter_map(|entry| match &entry.data {
        Some(Data::Scope(scope)) => Some(scope),
        _ => None,
    });
    scopes.flat_map(|scope| &scope.other_parties).filter(move |it| book.keys.find(&it.party.key) == Some(id))
}

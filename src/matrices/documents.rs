//! Documents and each of their parts, with what they meet.

use super::table::{About, Cell, Column, Facet, Group, Holds, Item, Row, State};
use super::{Unit, entry_anchor, owner, owner_facet};
use crate::handbook::{DocumentState, Handbook, Target};
use crate::model::{EntryId, Kind};
use crate::standards::Place;

/// Everything that claims something and is no evidence by itself, by kind and key.
pub(super) fn units(book: &Handbook) -> Vec<Unit> {
    let claiming =
        book.entries.iter().filter(|it| !Handbook::is_proof(it.kind) && book.claims_of(it.id).next().is_some());
    let mut ids: Vec<(Kind, &str, EntryId)> = claiming.map(|it| (it.kind, it.key.as_str(), it.id)).collect();
    ids.sort_unstable();
    ids.into_iter().map(|(.., id)| Unit::Entry(id)).collect()
}

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::word("document", Holds::Source),
        Column::word("section", Holds::Source),
        Column::word("state", Holds::State),
        Column::word("requirements", Holds::Prose),
        Column::word("other_standards", Holds::Prose),
        Column::word("records", Holds::Source),
    ]
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    let ids = units.iter().filter_map(|unit| if let Unit::Entry(id) = unit { Some(*id) } else { None });
    ids.flat_map(|id| rows_of(book, id)).collect()
}

fn rows_of(book: &Handbook, id: EntryId) -> Vec<Row> {
    let entry = book.entry(id);
    let first = book.standards.first().map(|it| it.id);
    let state = State::Document(book.document_state(id));
    // What each part meets, in the order of the text.
    let mut parts: Vec<(Option<&str>, Vec<Place>)> = Vec::new();
    let mut numbers = std::collections::HashMap::new();
    for claim in book.claims_of(id) {
        let anchor = claim.anchor.as_deref();
        let number = *numbers.entry(anchor).or_insert_with(|| {
            parts.push((anchor, Vec::new()));
            parts.len() - 1
        });
        parts[number].1.push(claim.place);
    }
    let mut proof: std::collections::HashMap<Option<&str>, Vec<EntryId>> = std::collections::HashMap::new();
    for edge in book.graph.to(id).filter(|edge| edge.relation.0 == "evidence_of" && edge.to == Target::Entry(id)) {
        proof.entry(edge.to_anchor.as_deref()).or_default().push(edge.from);
    }
    let rows = parts.into_iter().map(|(anchor, places)| {
        let (own, other): (Vec<Place>, Vec<Place>) =
            places.into_iter().partition(|place| Some(book.standards.standard_of(*place).id) == first);
        let section = anchor.map_or(Item::Word("whole_entry"), |anchor| Item::Part {
            entry: id,
            anchor: Some(anchor.to_owned()),
            state: DocumentState::InForce,
            weakness: None,
        });
        let mut records = proof.remove(&anchor).unwrap_or_default();
        records.dedup();
        let mut facets = vec![(Facet::Kind, entry.kind.address().to_owned())];
        facets.extend(owner_facet(book, owner(book, entry)));
        Row {
            id: entry_anchor(entry, anchor),
            about: About::Entry(id),
            group: Group::Kind(entry.kind),
            state: Some(state),
            facets,
            cells: vec![
                Cell::of([Item::Entry(id)]),
                Cell::of([section]),
                Cell::state(state),
                Cell::of(own.into_iter().map(Item::Place)),
                Cell::of(other.into_iter().map(Item::Place)),
                Cell::lines(records.into_iter().rev().map(Item::Key)),
            ],
        }
    });
    rows.collect()
}

//! Records, audits and reviews, with what each proves and until when.

use std::collections::HashSet;

use jiff::civil::Date;

use super::table::{About, Cell, Column, Facet, Group, Holds, Item, Row, State};
use super::{Unit, entry_anchor, known, owner_facet};
use crate::handbook::Handbook;
use crate::model::{Data, Entry, EntryId, KeyRef, Kind};
use crate::standards::Place;

/// The newest first.
pub(super) fn units(book: &Handbook) -> Vec<Unit> {
    let entries = [Kind::Record, Kind::Audit, Kind::Review].iter().flat_map(|kind| book.of_kind(*kind));
    let mut ids: Vec<(Date, EntryId)> = entries.filter_map(|entry| Some((day_of(entry)?, entry.id))).collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    ids.into_iter().map(|(_, id)| Unit::Entry(id)).collect()
}

/// The day of a piece of evidence.
pub(super) fn day_of(entry: &Entry) -> Option<Date> {
    match &entry.data {
        Some(Data::Record(record)) => Some(record.on.value),
        Some(Data::Audit(audit)) => Some(audit.done?.value),
        Some(Data::Review(review)) => Some(review.on.value),
        _ => None,
    }
}

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::word("record", Holds::Source),
        Column::word("date_col", Holds::Id),
        Column::word("proves", Holds::Prose),
        Column::word("evidence_of", Holds::Source),
        Column::word("kind_activity", Holds::Source),
        Column::word("valid_until", Holds::Id),
        Column::word("state", Holds::State),
    ]
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    let ids = units.iter().filter_map(|unit| if let Unit::Entry(id) = unit { Some(*id) } else { None });
    ids.map(|id| row(book, id)).collect()
}

fn row(book: &Handbook, id: EntryId) -> Row {
    let entry = book.entry(id);
    let (of, by): (&[KeyRef], Option<&KeyRef>) = match &entry.data {
        Some(Data::Record(record)) => (&record.of, record.by.first()),
        Some(Data::Audit(audit)) => (&audit.of, None),
        Some(Data::Review(review)) => (&review.of, review.chair.as_ref()),
        _ => (&[], None),
    };
    let places = places(book, id, of);
    let until = valid_until(book, id, &places);
    let day = day_of(entry);
    let state = match (day, until) {
        (Some(day), _) if day > book.as_of => Some(State::Coming),
        (_, Some(until)) if until < book.as_of => Some(State::RanOut),
        (_, Some(_)) => Some(State::Valid),
        // It proves nothing that has a limit.
        (_, None) => None,
    };
    let (activities, others): (Vec<EntryId>, Vec<EntryId>) =
        known(book, of).into_iter().partition(|id| book.entry(*id).kind == Kind::Activity);
    let is_suspect = !book.suspects(id).is_empty();
    let rests_on_changed = !book.relies_on_changed(id).is_empty();
    let doubts = is_suspect.then_some(Item::Word("suspect")).into_iter();
    let doubts = doubts.chain(rests_on_changed.then_some(Item::Word("rests_on_changed")));
    let mut facets = vec![(Facet::Kind, entry.kind.address().to_owned())];
    facets.extend(owner_facet(book, by.and_then(|it| book.keys.find(&it.key))));
    Row {
        id: entry_anchor(entry, None),
        about: About::Entry(id),
        group: Group::Year(day.map_or(0, Date::year)),
        state,
        facets,
        cells: vec![
            Cell::of([Item::Entry(id)]),
            Cell::day(day),
            Cell::of(places.into_iter().map(Item::Place)),
            Cell::lines(others.into_iter().map(Item::Entry)),
            Cell::lines(activities.into_iter().map(Item::Entry)),
            Cell::day(until),
            Cell::lines(state.map(Item::State).into_iter().chain(doubts)),
        ],
    }
}

/// What a record proves: what it says itself, else what the things meet that it is evidence of.
fn places(book: &Handbook, id: EntryId, of: &[KeyRef]) -> Vec<Place> {
    let mut places: Vec<Place> = book.claims_of(id).map(|claim| claim.place).collect();
    if places.is_empty() {
        let inherited = of.iter().filter_map(|it| Some((book.keys.find(&it.key)?, it.anchor.as_deref())));
        places = inherited
            .flat_map(|(entry, anchor)| {
                book.claims_of(entry).filter(move |claim| anchor.is_none() || claim.anchor.as_deref() == anchor)
            })
            .map(|claim| claim.place)
            .collect();
    }
    let mut seen = HashSet::new();
    places.retain(|place| seen.insert(*place));
    places
}

/// The first day after which it no longer counts for something.
fn valid_until(book: &Handbook, id: EntryId, places: &[Place]) -> Option<Date> {
    // A record that proves more than this in one place proves nothing in particular; its first ones tell as much.
    const MAX_LOOKED_AT: usize = 40;
    let requirements = places
        .iter()
        .take(MAX_LOOKED_AT)
        .flat_map(|place| book.standards.requirements_below(*place).into_iter().take(MAX_LOOKED_AT));
    requirements
        .filter_map(|requirement| book.coverage.requirement(requirement).evidence.iter().find(|it| it.entry == id))
        .map(|it| it.valid_until)
        .min()
}

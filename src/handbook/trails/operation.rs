//! Incident > problem > known error > change > release > configuration item > review: records that name each other in
//! `related`.

use std::collections::BTreeSet;

use super::{Note, Stage, Station, Thing, Trail, TrailKind};
use crate::handbook::{Handbook, Target};
use crate::model::kinds::Evidence;
use crate::model::{Data, EntryId, Kind};
use crate::standards::{ClauseId, Place, Standard};

/// Where a record stands: at the station of the process that it is of, by the clause of ISO/IEC 20000-1 that this
/// process is about, and at the station of a requirement that it shows to be met.
const STAGES: [(Stage, Option<&str>, Option<&str>); 6] = [
    (Stage::Incident, Some("8.6.1"), None),
    (Stage::Problem, Some("8.6.3"), None),
    (Stage::KnownError, None, Some("8.6.3-6")),
    (Stage::Change, Some("8.5.1"), Some("8.6.3-5")),
    (Stage::Release, Some("8.5.3"), None),
    (Stage::Item, Some("8.2.6"), None),
];

/// The standard that these numbers belong to.
const STANDARD: &str = "iso20000-1";

/// A trail is walked this many records far, at most.
const MAX_RECORDS: usize = 40;

/// The trail through a record; `None` where it stands alone, or at none of the stations.
pub(super) fn through(book: &Handbook, id: EntryId) -> Option<Trail> {
    let standard = book.standards.first().filter(|it| it.name() == STANDARD)?;
    if stages_of(book, standard, id).is_empty() {
        return None;
    }
    let mut at: Vec<(Stage, Vec<Thing>)> =
        STAGES.iter().map(|(stage, ..)| *stage).chain([Stage::Review]).map(|stage| (stage, Vec::new())).collect();
    let mut is_review_called_for = false;
    let mut look_backs: BTreeSet<EntryId> = BTreeSet::new();
    let mut n_records = 0;
    for id in related(book, id) {
        let Some(record) = record_of(book, id) else { continue };
        let stages = stages_of(book, standard, id);
        n_records += usize::from(!stages.is_empty());
        for (_, things) in at.iter_mut().filter(|(stage, _)| stages.contains(stage)) {
            things.push(Thing::entry(id).note(Note::On(record.on.value)));
        }
        if Handbook::asks_for_look_back(record) {
            is_review_called_for = true;
            look_backs.extend(book.look_backs_at(id));
        }
    }
    if n_records < 2 && !is_review_called_for {
        return None;
    }
    // A finding or an improvement looks back too; records have their stations already.
    let others = look_backs.iter().filter(|id| book.entry(**id).kind != Kind::Record);
    if let Some((_, things)) = at.last_mut() {
        things.extend(others.copied().map(Thing::entry));
    }
    let is_review_missing = is_review_called_for && look_backs.is_empty();
    // A hole between an incident and its change is a link that nobody wrote down; a release and its items may well not
    // be part of the story.
    let is_there = |stage: Stage| at.iter().any(|(it, things)| *it == stage && !things.is_empty());
    let is_problem_missing = is_there(Stage::Incident) && (is_there(Stage::KnownError) || is_there(Stage::Change));
    let is_change_missing = is_there(Stage::Problem) && (is_there(Stage::Release) || is_there(Stage::Item));
    let stations = at.into_iter().map(|(stage, things)| {
        let is_required = match stage {
            Stage::Problem => is_problem_missing,
            Stage::Change => is_change_missing,
            Stage::Review => is_review_missing,
            _ => false,
        };
        Station::required_if(is_required, stage, things)
    });
    Some(Trail { kind: TrailKind::Operation, stations: stations.collect() })
}

/// Records that name each other, from one on, by day.
fn related(book: &Handbook, id: EntryId) -> Vec<EntryId> {
    let mut found = vec![id];
    let mut next = 0;
    while let Some(at) = found.get(next).copied() {
        next += 1;
        let out = book.graph.from(at).iter().filter(|edge| edge.relation.0 == "related");
        let out = out.filter_map(|edge| match edge.to {
            Target::Entry(to) => Some(to),
            Target::Place(_) => None,
        });
        let back = book.graph.to(at).filter(|edge| edge.relation.0 == "related").map(|edge| edge.from);
        for to in out.chain(back) {
            if found.len() < MAX_RECORDS && !found.contains(&to) && record_of(book, to).is_some() {
                found.push(to);
            }
        }
    }
    found.sort_by_key(|id| (record_of(book, *id).map(|it| it.on.value), *id));
    found
}

/// A record that exists on the day and says that something happened.
fn record_of(book: &Handbook, id: EntryId) -> Option<&Evidence> {
    match &book.entry(id).data {
        Some(Data::Record(record)) if record.on.value <= book.as_of && !record.is_nil() => Some(record),
        _ => None,
    }
}

/// The stations of a record: a review by its type, all others by process and requirement.
fn stages_of(book: &Handbook, standard: &Standard, id: EntryId) -> Vec<Stage> {
    let Some(record) = record_of(book, id) else { return Vec::new() };
    if record.type_word() == Some(Evidence::REVIEW) {
        return vec![Stage::Review];
    }
    let of = record.of.iter().filter_map(|it| book.keys.find(&it.key));
    let clauses: Vec<ClauseId> =
        of.filter(|of| book.entry(*of).kind == Kind::Process).filter_map(|of| book.clause_of_process(of)).collect();
    let is_of = |number: &str| match book.standards.find_in(standard.id, number) {
        Some(Place::Clause(above)) => clauses.iter().any(|clause| book.standards.is_below(*clause, above)),
        _ => false,
    };
    let does_show = |number: &str| {
        let place = book.standards.find_in(standard.id, number);
        place.is_some_and(|place| book.claims_of(id).any(|claim| claim.place == place))
    };
    let is_at = |(_, clause, requirement): &&(Stage, Option<&str>, Option<&str>)| {
        clause.is_some_and(is_of) || requirement.is_some_and(does_show)
    };
    STAGES.iter().filter(is_at).map(|(stage, ..)| *stage).collect()
}

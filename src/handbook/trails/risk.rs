//! Risk > action > evidence that it worked.

use super::{Note, Stage, Station, Thing, Trail, TrailKind};
use crate::handbook::Handbook;
use crate::model::kinds::Action;
use crate::model::{Data, EntryId, Kind};

/// The trail of a risk.
pub(super) fn of(book: &Handbook, id: EntryId) -> Option<Trail> {
    let Some(Data::Risk(risk)) = &book.entry(id).data else { return None };
    let action = |action: &Action| Thing::action(book, id, action);
    let is_accepted = risk.accepted.is_some();
    let done: Vec<&Action> = risk.actions.iter().filter(|it| it.is_done(book.as_of)).collect();
    let mut proof = Vec::new();
    for it in &done {
        if let Some(check) = &it.check {
            proof.push(action(it).note(Note::Worked(check.worked.value)));
        }
        proof.extend(book.known(&it.evidence));
    }
    Some(Trail {
        kind: TrailKind::Risk,
        stations: vec![
            Station::required(Stage::Risk, vec![Thing::entry(id)]),
            Station::required_if(!is_accepted, Stage::Action, risk.actions.iter().map(action).collect()),
            Station::required_if(!done.is_empty(), Stage::Proof, proof),
        ],
    })
}

/// The trails of risks whose actions a record shows to be done.
pub(super) fn proven_by(book: &Handbook, record: EntryId) -> Vec<Trail> {
    let mut risks: Vec<EntryId> =
        book.graph.to(record).map(|edge| edge.from).filter(|from| book.entry(*from).kind == Kind::Risk).collect();
    risks.sort_unstable();
    risks.dedup();
    risks.into_iter().filter_map(|id| of(book, id)).collect()
}

//! Policy commitment > objective > measure > result.

use std::collections::BTreeSet;

use super::{At, Link, Note, Stage, Station, Thing, Trail, TrailKind, newest};
use crate::handbook::{Handbook, Target};
use crate::model::kinds::Commitment;
use crate::model::{Data, EntryId, Kind, anchor_prefix};

/// The trails of the commitments of a policy, or of those that an objective serves.
pub(super) fn through(book: &Handbook, id: EntryId) -> Vec<Trail> {
    let policies: BTreeSet<EntryId> = match book.entry(id).kind {
        Kind::Policy => BTreeSet::from([id]),
        _ => {
            let served = book.graph.from(id).iter().filter_map(|edge| match edge.to {
                Target::Entry(to) => Some(to),
                Target::Place(_) => None,
            });
            let naming = book.graph.to(id).map(|edge| edge.from);
            served.chain(naming).filter(|it| book.entry(*it).kind == Kind::Policy).collect()
        }
    };
    policies.into_iter().flat_map(|policy| of_policy(book, policy)).collect()
}

fn of_policy(book: &Handbook, id: EntryId) -> Vec<Trail> {
    let Some(Data::Policy(policy)) = &book.entry(id).data else { return Vec::new() };
    policy.commitments.iter().map(|it| of(book, id, it)).collect()
}

fn of(book: &Handbook, policy: EntryId, commitment: &Commitment) -> Trail {
    let anchor = format!("{}-{}", anchor_prefix("commitments"), commitment.key.text);
    let named = book.known(&commitment.objectives).into_iter().filter_map(|thing| match thing.at {
        At::Entry(id, _) if book.entry(id).kind == Kind::Objective => Some(id),
        _ => None,
    });
    let serving = book
        .graph
        .to(policy)
        .filter(|edge| edge.relation.0 == "serves" && edge.to_anchor.as_deref() == Some(&*anchor))
        .map(|edge| edge.from);
    let mut objectives: Vec<EntryId> = named.chain(serving).collect();
    objectives.sort_by(|a, b| book.entry(*a).key.cmp(&book.entry(*b).key));
    objectives.dedup();
    let (mut measures, mut results) = (Vec::new(), Vec::new());
    let mut n_without_result = 0;
    for id in &objectives {
        let Some(Data::Objective(objective)) = &book.entry(*id).data else { continue };
        for measure in &objective.measures {
            let thing = Thing::part(*id, format!("{}-{}", anchor_prefix("measures"), measure.key.text));
            measures.push(match &measure.target {
                Some(target) => thing.clone().note(Note::Target(target.value.clone())),
                None => thing.clone(),
            });
            match newest(book, measure) {
                Some(value) => results.push(thing.note(value)),
                None => n_without_result += 1,
            }
        }
    }
    let has_objective = !objectives.is_empty();
    let has_measure = !measures.is_empty();
    let mut result = Station::required_if(has_measure, Stage::Result, results);
    if n_without_result > 0 {
        result.link = Link::Missing;
    }
    Trail {
        kind: TrailKind::Commitment,
        stations: vec![
            Station::required(Stage::Commitment, vec![Thing::part(policy, anchor)]),
            Station::required(Stage::Objective, objectives.into_iter().map(Thing::entry).collect()),
            Station::required_if(has_objective, Stage::Measure, measures),
            result,
        ],
    }
}

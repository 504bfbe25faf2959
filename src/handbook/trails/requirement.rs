//! Requirement > section > step > record > audit > finding > corrective action > effectiveness.

use super::{Note, Stage, Station, Thing, Trail, TrailKind};
use crate::handbook::{Documented, Handbook};
use crate::model::kinds::{AuditType, Finding, Needs};
use crate::model::{Data, EntryId, Kind};
use crate::standards::{Place, ReqId};

/// A trail shows this many records, the newest first; the page of the clause has all.
const MAX_RECORDS: usize = 3;

/// The trails of the requirements that a finding names.
pub(super) fn through(book: &Handbook, finding: EntryId) -> Vec<Trail> {
    let Some(Data::Finding(data)) = &book.entry(finding).data else { return Vec::new() };
    let places = data.requirement.iter().filter_map(|it| match book.place(it)? {
        Place::Requirement(id) => Some(id),
        Place::Clause(_) => None,
    });
    places.map(|id| of(book, id)).collect()
}

/// The trail of a requirement.
pub(super) fn of(book: &Handbook, id: ReqId) -> Trail {
    let known = book.coverage.requirement(id);
    let is_step = |it: &&Documented| it.anchor.as_deref().is_some_and(|anchor| anchor.starts_with("step-"));
    let counting = || known.documented_by.iter().filter(|it| it.counts);
    let thing = |it: &Documented| match &it.anchor {
        Some(anchor) => Thing::part(it.entry, &**anchor),
        None => Thing::entry(it.entry),
    };
    let steps: Vec<Thing> = counting().filter(is_step).map(thing).collect();
    let sections: Vec<Thing> = counting().filter(|it| !is_step(it)).map(thing).collect();
    let has_document = !steps.is_empty() || !sections.is_empty();
    let records: Vec<Thing> = known
        .evidence
        .iter()
        .filter(|it| it.counts)
        .take(MAX_RECORDS)
        .map(|it| Thing::entry(it.entry).note(Note::On(it.on)))
        .collect();
    let findings: Vec<(EntryId, &Finding)> = known
        .findings
        .iter()
        .filter_map(|id| match &book.entry(*id).data {
            Some(Data::Finding(finding)) => Some((*id, &**finding)),
            _ => None,
        })
        .collect();
    let mut actions = Vec::new();
    let mut effects = Vec::new();
    for (id, finding) in &findings {
        actions.extend(finding.actions.iter().map(|action| Thing::action(book, *id, action)));
        let check = finding.effectiveness.as_ref().filter(|it| it.on.is_none_or(|on| on.value <= book.as_of));
        effects.extend(check.map(|check| Thing::entry(*id).note(Note::Worked(check.worked.value))));
    }
    let is_closed_nonconformity =
        findings.iter().any(|(_, finding)| finding.grade.value.is_nonconformity() && !finding.is_open(book.as_of));
    let shown = |id: EntryId, finding: &Finding| Thing::entry(id).note(Note::State(finding.state(book.as_of)));
    Trail {
        kind: TrailKind::Requirement,
        stations: vec![
            Station::required(
                Stage::Requirement,
                vec![Thing { at: super::At::Place(Place::Requirement(id)), note: None }],
            ),
            Station::required_if(known.needs != Needs::Record && !has_document, Stage::Section, sections),
            Station::optional(Stage::Step, steps),
            Station::required_if(known.needs != Needs::Document, Stage::Record, records),
            Station::optional(Stage::Audit, audits(book, id)),
            Station::optional(Stage::Finding, findings.iter().map(|(id, it)| shown(*id, it)).collect()),
            Station::required_if(is_closed_nonconformity, Stage::CorrectiveAction, actions),
            Station::required_if(is_closed_nonconformity, Stage::Effectiveness, effects),
        ],
    }
}

/// Internal audits that looked at a requirement, the newest first.
fn audits(book: &Handbook, id: ReqId) -> Vec<Thing> {
    let clause = book.standards.requirement(id).clause;
    let mut audits: Vec<_> = book
        .of_kind(Kind::Audit)
        .filter_map(|entry| {
            let Some(Data::Audit(audit)) = &entry.data else { return None };
            let done = audit.done.map(|it| it.value).filter(|day| *day <= book.as_of)?;
            let is_here = |place: Place| match place {
                Place::Requirement(it) => it == id,
                Place::Clause(above) => book.standards.is_below(clause, above),
            };
            let is_internal = audit.audit_type.value == AuditType::Internal;
            let looked = is_internal && audit.criteria.iter().filter_map(|it| book.place(it)).any(is_here);
            looked.then_some((done, entry.id))
        })
        .collect();
    audits.sort_unstable_by(|a, b| b.cmp(a));
    audits.into_iter().take(MAX_RECORDS).map(|(done, id)| Thing::entry(id).note(Note::On(done))).collect()
}

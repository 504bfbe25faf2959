//! Trails: the chains that auditors walk, from what somebody needs to what became of it, with the missing link named.
//!
//! A [`Trail`] is a row of [`Station`]s in the order of its kind. A station holds what stands there, or says that it is
//! missing, or that nothing is called for. Trails are made when they are asked for: a page shows those through its own
//! entry, the command line those through a key. **Invariant**: a trail has all stations of its kind, in their order.

mod commitment;
mod customer;
mod operation;
mod plain;
mod requirement;
mod risk;

use jiff::civil::Date;

pub use plain::{PlainStation, PlainThing, PlainTrail};

use super::Handbook;
use crate::model::kinds::{Action, FindingState, Measure};
use crate::model::{EntryId, KeyRef, Kind, Period, Target, anchor_prefix};
use crate::standards::{Place, ReqId};

/// Which chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrailKind {
    /// From a customer's need to the management review.
    Customer,
    /// From a risk to the proof that its actions worked.
    Risk,
    /// From an incident, problem or change to its release and review.
    Operation,
    /// From a commitment of a policy to what was measured.
    Commitment,
    /// From a requirement of a standard to the effect of what was found about it.
    Requirement,
}

impl TrailKind {
    /// The word of the data files and of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Risk => "risk",
            Self::Operation => "operation",
            Self::Commitment => "commitment",
            Self::Requirement => "requirement",
        }
    }
}

/// A place on a trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// What a customer needs.
    Need,
    /// What follows from it for a service.
    ServiceRequirement,
    /// The service in the catalogue.
    Service,
    /// What an agreement promises.
    AgreementTarget,
    /// What other parties promise for it.
    SupplierTarget,
    /// What was measured.
    Actuals,
    /// Where it was missed.
    Missed,
    /// What was started to make it better.
    Improvement,
    /// Where top management looked at it.
    ManagementReview,
    /// A risk or an opportunity.
    Risk,
    /// What is done about it.
    Action,
    /// That it worked.
    Proof,
    /// Something that went wrong.
    Incident,
    /// Its cause.
    Problem,
    /// A cause that is known and not gone.
    KnownError,
    /// What was changed.
    Change,
    /// How it went live.
    Release,
    /// What the register of items says.
    Item,
    /// The look back.
    Review,
    /// What a policy promises.
    Commitment,
    /// What makes it measurable.
    Objective,
    /// How it is measured.
    Measure,
    /// The newest value.
    Result,
    /// One obligation of a standard.
    Requirement,
    /// Where it is written.
    Section,
    /// Where it is done.
    Step,
    /// What shows that it was done.
    Record,
    /// Who looked.
    Audit,
    /// What was found.
    Finding,
    /// What removes the cause.
    CorrectiveAction,
    /// That the cause is gone.
    Effectiveness,
}

impl Stage {
    /// The word of the data files and of the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Need => "need",
            Self::ServiceRequirement => "service requirement",
            Self::Service => "service",
            Self::AgreementTarget => "agreement target",
            Self::SupplierTarget => "supplier target",
            Self::Actuals => "actuals",
            Self::Missed => "missed",
            Self::Improvement => "improvement",
            Self::ManagementReview => "management review",
            Self::Risk => "risk",
            Self::Action => "action",
            Self::Proof => "proof",
            Self::Incident => "incident",
            Self::Problem => "problem",
            Self::KnownError => "known error",
            Self::Change => "change",
            Self::Release => "release",
            Self::Item => "configuration item",
            Self::Review => "review",
            Self::Commitment => "commitment",
            Self::Objective => "objective",
            Self::Measure => "measure",
            Self::Result => "result",
            Self::Requirement => "requirement",
            Self::Section => "section",
            Self::Step => "step",
            Self::Record => "record",
            Self::Audit => "audit",
            Self::Finding => "finding",
            Self::CorrectiveAction => "corrective action",
            Self::Effectiveness => "effectiveness",
        }
    }
}

/// Whether what a station is for is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// It is.
    There,
    /// It is not, and it should be.
    Missing,
    /// It is not, and nothing calls for it.
    NotCalledFor,
}

/// What is known about a thing at a station.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// A value as people read it, its period, and whether it meets its target.
    Value(String, Period, Option<bool>),
    /// The periods in which a target was missed.
    MissedIn(Vec<Period>),
    /// The target as it is written.
    Target(Target),
    /// The day on which it happened.
    On(Date),
    /// Open, and the day by which it has to be done.
    Due(Option<Date>),
    /// Whether it worked.
    Worked(bool),
    /// How far a finding has come.
    State(FindingState),
}

/// Something that stands at a station.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    /// What it is.
    pub at: At,
    /// What is known about it.
    pub note: Option<Note>,
}

/// Where a thing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// An entry, or a part of it.
    Entry(EntryId, Option<String>),
    /// A place of a standard.
    Place(Place),
}

impl Thing {
    fn entry(id: EntryId) -> Self {
        Self { at: At::Entry(id, None), note: None }
    }

    fn part(id: EntryId, anchor: impl Into<String>) -> Self {
        Self { at: At::Entry(id, Some(anchor.into())), note: None }
    }

    /// An action of an entry: when it was done, or by when it has to be.
    fn action(book: &Handbook, id: EntryId, action: &Action) -> Self {
        let thing = match &action.key {
            Some(key) => Self::part(id, format!("{}-{}", anchor_prefix("actions"), key.text)),
            None => Self::entry(id),
        };
        thing.note(match action.done.filter(|_| action.is_done(book.as_of)) {
            Some(done) => Note::On(done.value),
            None => Note::Due(action.due.map(|it| it.value)),
        })
    }

    fn note(self, note: Note) -> Self {
        Self { note: Some(note), ..self }
    }

    /// Whether it is an entry, or a part of it.
    pub fn is_of(&self, entry: EntryId) -> bool {
        matches!(&self.at, At::Entry(id, _) if *id == entry)
    }
}

/// One stop on a trail.
#[derive(Clone, Debug, PartialEq)]
pub struct Station {
    /// Which.
    pub stage: Stage,
    /// What stands there.
    pub things: Vec<Thing>,
    /// Whether that is what should.
    pub link: Link,
}

impl Station {
    /// A station that has to have something.
    fn required(stage: Stage, things: Vec<Thing>) -> Self {
        let link = if things.is_empty() { Link::Missing } else { Link::There };
        Self { stage, things, link }
    }

    /// A station that may be empty.
    fn optional(stage: Stage, things: Vec<Thing>) -> Self {
        let link = if things.is_empty() { Link::NotCalledFor } else { Link::There };
        Self { stage, things, link }
    }

    /// A station that has to have something where a condition holds.
    fn required_if(is_required: bool, stage: Stage, things: Vec<Thing>) -> Self {
        if is_required { Self::required(stage, things) } else { Self::optional(stage, things) }
    }
}

/// A chain, from its first station to its last.
#[derive(Clone, Debug, PartialEq)]
pub struct Trail {
    /// Which chain.
    pub kind: TrailKind,
    /// Its stations.
    pub stations: Vec<Station>,
}

impl Trail {
    /// The first link that is missing.
    pub fn missing(&self) -> Option<Stage> {
        self.stations.iter().find(|station| station.link == Link::Missing).map(|station| station.stage)
    }

    /// Whether it passes through an entry.
    pub fn passes(&self, entry: EntryId) -> bool {
        self.stations.iter().flat_map(|station| &station.things).any(|thing| thing.is_of(entry))
    }

    /// Whether it passes through a part of an entry.
    fn passes_part(&self, entry: EntryId, anchor: &str) -> bool {
        let is_it = |thing: &Thing| matches!(&thing.at, At::Entry(id, Some(part)) if *id == entry && part == anchor);
        self.stations.iter().flat_map(|station| &station.things).any(is_it)
    }
}

impl Handbook {
    /// The trails through an entry, in the order of the handbook.
    pub fn trails_of(&self, id: EntryId) -> Vec<Trail> {
        let mut trails = match self.entry(id).kind {
            Kind::Service | Kind::Customer | Kind::Agreement | Kind::Supplier => customer::through(self, id),
            Kind::Improvement | Kind::Review => customer::through(self, id),
            Kind::Risk => risk::of(self, id).into_iter().collect(),
            Kind::Policy | Kind::Objective => commitment::through(self, id),
            Kind::Record => operation::through(self, id).into_iter().chain(risk::proven_by(self, id)).collect(),
            Kind::Finding => requirement::through(self, id),
            _ => Vec::new(),
        };
        if self.entry(id).kind == Kind::Finding {
            trails.extend(customer::through(self, id));
        }
        trails.retain(|trail| trail.passes(id));
        trails
    }

    /// The trails through a part of an entry.
    pub fn trails_of_part(&self, id: EntryId, anchor: &str) -> Vec<Trail> {
        self.trails_of(id).into_iter().filter(|trail| trail.passes_part(id, anchor)).collect()
    }

    /// The trail of a requirement.
    pub fn trail_of_requirement(&self, id: ReqId) -> Trail {
        requirement::of(self, id)
    }

    fn known(&self, references: &[KeyRef]) -> Vec<Thing> {
        let known = references.iter().filter_map(|it| Some((self.keys.find(&it.key)?, it)));
        known.map(|(id, it)| Thing { at: At::Entry(id, it.anchor.clone()), note: None }).collect()
    }
}

/// The newest value of a measure, as people read it.
fn newest(book: &Handbook, measure: &Measure) -> Option<Note> {
    let (period, number) = measure.actuals.latest(book.as_of)?;
    let target = measure.target.as_ref().map(|it| &it.value);
    let text = target.map_or_else(|| number.value.text.clone(), |it| it.amount(&number.value.text));
    Some(Note::Value(text, period.value.clone(), target.map(|it| it.is_met_by(number.value.value))))
}

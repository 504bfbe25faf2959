//! All entries together: who refers to whom, what is claimed and proven, what was promised and kept.
//!
//! A [`Handbook`] is made whole from the files of one moment, and nothing edits it in place. **Invariant**: every
//! edge of the graph ends at something that exists; what does not is a diagnostic.

mod acknowledgements;
mod audit_cycle;
mod checklists;
mod claims;
mod competences;
mod contradictions;
mod coverage;
mod evidence;
mod fingerprint;
mod graph;
mod keys;
mod links;
mod look_back;
mod promises;
mod resolve;
mod rules;
mod services;
mod suspect;
mod trails;
mod tree;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

pub use acknowledgements::{Reading, Readings, RoleReading};
pub use audit_cycle::{AuditCycle, DatedAudit, Reach};
pub use checklists::{Held, HeldPoint, Shown, item_name};
pub use claims::Claim;
pub use competences::CompetenceState;
pub use contradictions::{Contradiction, Contradictions};
pub use coverage::{ClauseCoverage, Counts, Coverage, DocumentState, Documented, RequirementCoverage, Status};
pub use evidence::EvidenceItem;
pub use fingerprint::{fingerprint, fingerprint_of};
pub use graph::{Edge, Graph, Target};
pub use keys::Keys;
pub use links::{Destination, LinkProblem};
pub use promises::{Promise, PromiseState, Window};
pub use rules::{HANDBOOK_MISSING, RULES};
pub use services::{ServiceLevel, Weaker};
pub use suspect::Suspect;
pub use trails::{At, Link, Note, PlainStation, PlainThing, PlainTrail, Stage, Station, Thing, Trail, TrailKind};
pub use tree::{Trace, Tree};

use crate::diagnostic::Diagnostic;
use crate::model::kinds::{Acknowledgement, Config, Contact, Lifecycle};
use crate::model::{Data, Entry, EntryId, Interval, Key, Kind, Relation};
use crate::source::{AsOf, SourceId, Sources};
use crate::standards::{Standards, shipped_files};

/// A whole handbook on one day.
#[derive(Debug)]
pub struct Handbook {
    /// What it was made from.
    pub sources: Arc<Sources>,
    /// `handbook.yaml`; `None` where it is missing or cannot be read.
    pub config: Option<Box<Config>>,
    /// The day for which statuses are computed.
    pub as_of: Date,
    /// All entries, by [`EntryId`].
    pub entries: Vec<Arc<Entry>>,
    /// Keys and aliases.
    pub keys: Keys,
    /// Standards, shipped and written.
    pub standards: Standards,
    /// Who refers to whom.
    pub graph: Graph,
    /// Claims that requirements are met.
    pub claims: Vec<Claim>,
    /// Claims that the data disproves.
    pub contradictions: Contradictions,
    /// What is covered.
    pub coverage: Coverage,
    /// What was promised.
    pub promises: Vec<Promise>,
    /// Who read what; never shown by person.
    pub acknowledgements: Vec<Acknowledgement>,
    /// The same as counts, by document and role.
    pub readings: Readings,
    /// Attachments that something refers to, by path below the content folder.
    pub attachments: BTreeSet<String>,
    by_kind: Vec<Vec<EntryId>>,
    /// Numbers of the promises of each entry that makes any.
    promises_by_entry: HashMap<EntryId, Vec<usize>>,
    drift: suspect::Drift,
}

/// What all files hold together, before they are linked.
#[derive(Debug, Default)]
pub struct Parsed {
    /// `handbook.yaml`.
    pub config: Option<Box<Config>>,
    /// Entries in the order of their files.
    pub entries: Vec<Entry>,
    /// Lines of files of acknowledgements.
    pub acknowledgements: Vec<Acknowledgement>,
    /// An author's own standards.
    pub standards: Vec<crate::standards::StandardFile>,
}

impl Handbook {
    /// Links and counts everything.
    pub fn new(sources: Arc<Sources>, parsed: Parsed, out: &mut Vec<Diagnostic>) -> Self {
        let Parsed { config, entries, acknowledgements, standards } = parsed;
        let as_of = as_of(&sources, config.as_deref(), out);
        let listed = config.as_ref().map_or(&[][..], |it| &it.standards);
        let standards = Standards::new(shipped_files(), standards, listed, out);
        let (entries, keys) = Keys::new(entries, out);
        let mut by_kind = vec![Vec::new(); Kind::COUNT];
        for entry in &entries {
            by_kind[entry.kind as usize].push(entry.id);
        }
        for ids in &mut by_kind {
            ids.sort_by(|a, b| entries[a.0 as usize].key.cmp(&entries[b.0 as usize].key));
        }
        let mut book = Self {
            sources,
            config,
            as_of,
            entries,
            keys,
            standards,
            graph: Graph::default(),
            claims: Vec::new(),
            contradictions: Contradictions::default(),
            coverage: Coverage::default(),
            promises: Vec::new(),
            acknowledgements,
            readings: Readings::default(),
            attachments: BTreeSet::new(),
            by_kind,
            promises_by_entry: HashMap::new(),
            drift: suspect::Drift::default(),
        };
        let resolved = resolve::resolve(&book, out);
        book.graph = Graph::new(resolved.edges, book.entries.len());
        book.claims = resolved.claims;
        book.attachments = resolved.attachments;
        book.drift = suspect::Drift::of(&book);
        book.contradictions = Contradictions::of(&book);
        book.coverage = Coverage::of(&book);
        book.promises = promises::promises(&book);
        for (number, promise) in book.promises.iter().enumerate() {
            book.promises_by_entry.entry(promise.entry).or_default().push(number);
        }
        book.readings = Readings::of(&book);
        book
    }

    /// An entry by its index.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0 as usize]
    }

    /// An entry by its key, or by one of its former keys.
    pub fn by_key(&self, key: &Key) -> Option<&Entry> {
        self.keys.find(key).map(|id| self.entry(id))
    }

    /// Entries of a kind, by their keys.
    pub fn of_kind(&self, kind: Kind) -> impl ExactSizeIterator<Item = &Entry> + Clone {
        self.by_kind[kind as usize].iter().map(|id| self.entry(*id))
    }

    /// Entries of a kind, by their keys.
    pub fn ids_of(&self, kind: Kind) -> &[EntryId] {
        &self.by_kind[kind as usize]
    }

    /// The place of an entry among those of its kind.
    pub fn rank(&self, id: EntryId) -> usize {
        let entry = self.entry(id);
        let ids = self.ids_of(entry.kind);
        // Of entries that share a key by mistake all stand at one place.
        ids.partition_point(|it| self.entry(*it).key < entry.key)
    }

    /// Entries of a kind that point at an entry in one way, each once, by their keys.
    pub fn pointing_at(&self, id: EntryId, kind: Kind, relation: Relation) -> Vec<EntryId> {
        let edges = self.graph.to(id).filter(|edge| edge.relation == relation && self.entry(edge.from).kind == kind);
        let mut ids: Vec<EntryId> = edges.map(|edge| edge.from).collect();
        ids.sort_by(|a, b| self.entry(*a).key.cmp(&self.entry(*b).key));
        ids.dedup();
        ids
    }

    /// The promises of an entry, by the day on which they are due.
    pub fn promises_of(&self, id: EntryId) -> impl Iterator<Item = &Promise> {
        self.promises_by_entry.get(&id).into_iter().flatten().map(|number| &self.promises[*number])
    }

    /// The contacts of `handbook.yaml`.
    pub fn contacts(&self) -> &[Contact] {
        self.config.as_ref().map_or(&[], |config| &config.contacts)
    }

    /// A contact by its key.
    pub fn contact(&self, key: &str) -> Option<&Contact> {
        self.contacts().iter().find(|it| it.key.text == key)
    }

    /// How long a document may be past its review; 30 days unless `handbook.yaml` says otherwise.
    pub fn review_grace(&self) -> Interval {
        const DEFAULT: Interval = Interval { months: 0, days: 30 };
        self.config.as_ref().and_then(|config| config.review_grace).map_or(DEFAULT, |it| it.value)
    }

    /// The path of a file below the content folder.
    pub fn path(&self, source: SourceId) -> &str {
        &self.sources.file(source).path
    }

    /// The day until which a controlled document's review is in time, its grace included.
    pub fn review_limit(&self, entry: &Entry) -> Option<Date> {
        let due = entry.control.as_ref()?.next_review(self.as_of)?;
        Some(self.review_grace().after(due))
    }

    /// Whether an entry of any kind holds on the day: a document by its approval, an agreement and a service by their
    /// dates; everything else always.
    pub fn is_in_force(&self, entry: &Entry) -> bool {
        if let Some(control) = &entry.control {
            return control.is_in_force(self.as_of);
        }
        match &entry.data {
            Some(Data::Agreement(agreement)) => agreement.is_in_force(self.as_of),
            Some(Data::Service(service)) => service.lifecycle_on(self.as_of) != Lifecycle::Retired,
            _ => !entry.kind.is_controlled(),
        }
    }
}

/// The day of the run: the one asked for, else today in the handbook's time zone.
fn as_of(sources: &Sources, config: Option<&Config>, out: &mut Vec<Diagnostic>) -> Date {
    let zone = config.and_then(|it| it.time_zone.as_ref());
    let known = zone.map(|name| (name, jiff::tz::TimeZone::get(&name.text)));
    if let Some((name, Err(_))) = &known {
        let message = format!("there is no time zone `{}`", name.text);
        out.push(
            Diagnostic::new(&rules::UNKNOWN_TIME_ZONE, name.span, message).help("write a name such as `Europe/Oslo`"),
        );
    }
    match sources.settings.as_of {
        AsOf::Day(day) => day,
        AsOf::Now(now) => {
            let zone = known.and_then(|(_, zone)| zone.ok()).unwrap_or(jiff::tz::TimeZone::UTC);
            now.to_zoned(zone).date()
        }
    }
}

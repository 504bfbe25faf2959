use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Handbook, fingerprint};
use crate::model::kinds::Evidence;
use crate::model::{Control, Data, Entry, EntryId, HistoryItem, Relation, Version};
use crate::source::Span;

/// Why evidence is in doubt: what it is evidence of has moved on since, and nobody has looked whether it still holds.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspect {
    /// The document.
    pub document: EntryId,
    /// The version that the record was made under.
    pub made_under: Version,
    /// The version in force.
    pub in_force: Version,
}

/// What has moved on since it was approved, or since it was relied on.
#[derive(Debug, Default)]
pub(super) struct Drift {
    /// For every entry, whether it is a document in force whose text is not the one that was approved.
    changed: Vec<bool>,
    suspects: BTreeMap<EntryId, Vec<Suspect>>,
    /// Records in doubt, by the document that moved on.
    by_document: BTreeMap<EntryId, Vec<EntryId>>,
}

impl Drift {
    pub(super) fn of(book: &Handbook) -> Self {
        let changed = book.entries.par_iter().map(|entry| is_changed(book, entry)).collect();
        let mut suspects: BTreeMap<EntryId, Vec<Suspect>> = BTreeMap::new();
        let mut by_document: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
        for entry in book.of_kind(crate::model::Kind::Record) {
            let Some(Data::Record(record)) = &entry.data else { continue };
            let found = outdated(book, record);
            for suspect in &found {
                by_document.entry(suspect.document).or_default().push(entry.id);
            }
            if !found.is_empty() {
                suspects.insert(entry.id, found);
            }
        }
        Self { changed, suspects, by_document }
    }
}

impl Handbook {
    /// Whether a controlled document in force was changed after its approval: its meaning has another hash than the one
    /// that was kept.
    pub fn is_changed_since_approval(&self, entry: &Entry) -> bool {
        self.drift.changed.get(entry.id.0 as usize).copied().unwrap_or(false)
    }

    /// Why a record is in doubt: each document in force whose version is not the one that the record was made under.
    /// Empty where all is well, or where somebody looked and confirmed.
    pub fn suspects(&self, record: EntryId) -> &[Suspect] {
        self.drift.suspects.get(&record).map_or(&[], Vec::as_slice)
    }

    /// Records in doubt because a document has moved on, by their keys.
    pub fn suspect_records(&self, document: EntryId) -> &[EntryId] {
        self.drift.by_document.get(&document).map_or(&[], Vec::as_slice)
    }

    /// Documents changed since their approval that an entry is evidence of, or whose sections its page shows.
    pub fn relies_on_changed(&self, id: EntryId) -> Vec<EntryId> {
        let is_proof = Self::is_proof(self.entry(id).kind);
        let relies = |relation| relation == Relation::SHOWS || is_proof && relation == Relation::of_field("of");
        let edges = self.graph.from(id).iter().filter(|edge| relies(edge.relation));
        let mut found: Vec<EntryId> = edges
            .filter_map(|edge| match edge.to {
                super::Target::Entry(to) if to != id => Some(to),
                _ => None,
            })
            .filter(|to| self.is_changed_since_approval(self.entry(*to)))
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Suspect {
    /// Lines of the document's history between the two versions, newest first: what changed since.
    pub fn changes<'b>(&self, book: &'b Handbook) -> Vec<&'b HistoryItem> {
        let control = book.entry(self.document).control.as_ref();
        control.map_or_else(Vec::new, |control| between(control, &self.made_under, &self.in_force))
    }

    /// The record that is in doubt says so here.
    pub fn span(&self) -> Span {
        self.made_under.span
    }
}

fn is_changed(book: &Handbook, entry: &Entry) -> bool {
    let control = entry.control.as_ref().filter(|it| it.is_in_force(book.as_of));
    let kept = control.and_then(|it| it.approved.as_ref()).and_then(|it| it.fingerprint.as_ref());
    kept.is_some_and(|kept| kept.text != fingerprint(entry, &book.sources))
}

fn outdated(book: &Handbook, record: &Evidence) -> Vec<Suspect> {
    // A record that is still to come was made under nothing yet.
    let Some(made_under) = record.made_under.as_ref().filter(|_| record.on.value <= book.as_of) else {
        return Vec::new();
    };
    let mut found: Vec<Suspect> = Vec::new();
    for document in record.of.iter().filter_map(|reference| book.by_key(&reference.key)) {
        let control = document.control.as_ref().filter(|it| it.is_in_force(book.as_of));
        let Some((control, version)) = control.and_then(|it| Some((it, it.version.as_ref()?))) else { continue };
        let is_older = Version::compare(&made_under.text, &version.text).is_lt();
        let is_known = found.iter().any(|it| it.document == document.id);
        if !is_older || is_known || is_same_meaning(control, made_under, version) {
            continue;
        }
        if !is_confirmed(book, record, control, version) {
            let (made_under, in_force) = (made_under.clone(), version.clone());
            found.push(Suspect { document: document.id, made_under, in_force });
        }
    }
    found
}

/// Lines of a history after one version, up to another.
fn between<'a>(control: &'a Control, after: &Version, until: &Version) -> Vec<&'a HistoryItem> {
    let is_between = |it: &&HistoryItem| {
        Version::compare(&it.version.text, &after.text).is_gt()
            && Version::compare(&it.version.text, &until.text).is_le()
    };
    control.history.iter().filter(is_between).collect()
}

/// Whether all that happened between two versions was editorial, by the history, which has to tell of the later one.
fn is_same_meaning(control: &Control, before: &Version, now: &Version) -> bool {
    let lines = between(control, before, now);
    lines.iter().any(|it| it.version.text == now.text) && lines.iter().all(|it| it.editorial.is_some_and(|it| it.value))
}

/// Whether somebody looked at a record beside the version in force.
fn is_confirmed(book: &Handbook, record: &Evidence, control: &Control, version: &Version) -> bool {
    let looked = record.confirmed.iter().filter(|look| look.on.value <= book.as_of);
    looked.into_iter().any(|look| match (&look.version, &control.approved) {
        (Some(seen), _) => Version::compare(&seen.text, &version.text).is_ge(),
        (None, Some(approved)) => approved.on.value <= look.on.value,
        (None, None) => false,
    })
}

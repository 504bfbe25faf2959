//! Matrices: what stands in each, once. Pages are drawn from here, and CSV, XLSX and JSON are written from here.
//!
//! **Invariant**: a matrix does not know who writes it down: nothing is cut, and the rows of a unit are the same
//! however the matrix is split. Every matrix exists, if only with its header.

mod applicability;
mod audit_coverage;
mod documents;
mod evidence;
mod integrated;
mod other_parties;
mod practices;
mod requirements;
mod responsibilities;
mod services;
mod split;
mod table;

use std::collections::HashSet;

pub(crate) use other_parties::type_word as supplier_type_word;
pub(crate) use services::{criticality_word, lifecycle_word};
pub use split::{Chunk, group_clause, group_of, section_of, split, standard_of};
pub use table::{About, Cell, Column, Facet, Group, Holds, Item, Label, Row, State, Table, Weakness};

use crate::handbook::Handbook;
use crate::model::{Entry, EntryId, KeyRef, Kind};
use crate::standards::{ClauseId, Place, ReqId};

/// A matrix, by its name in addresses and files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matrix {
    /// Requirements and what documents and proves them.
    EvidenceByClause,
    /// Documents and the requirements that they meet.
    ClausesByDocument,
    /// Records and the requirements that they prove.
    ClausesByEvidence,
    /// Steps and who has which part in them; roles and in which steps they have a part.
    Responsibilities,
    /// Topics that several standards share.
    Integrated,
    /// Controls and whether they apply.
    Applicability,
    /// Services, and whether all that is written about each agrees.
    Services,
    /// Suppliers and what they run.
    OtherParties,
    /// Clauses, processes and locations, and the audits that looked at them.
    AuditCoverage,
    /// What has to be in writing, and where it is.
    DocumentedInformation,
    /// Practices of a framework and our processes.
    Itil,
}

impl Matrix {
    /// All matrices, in the order of the overview.
    pub const ALL: &'static [Self] = &[
        Self::EvidenceByClause,
        Self::ClausesByDocument,
        Self::ClausesByEvidence,
        Self::Responsibilities,
        Self::Integrated,
        Self::Applicability,
        Self::Services,
        Self::OtherParties,
        Self::AuditCoverage,
        Self::DocumentedInformation,
        Self::Itil,
    ];

    /// Its name in addresses and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::EvidenceByClause => "evidence-by-clause",
            Self::ClausesByDocument => "clauses-by-document",
            Self::ClausesByEvidence => "clauses-by-evidence",
            Self::Responsibilities => "responsibilities",
            Self::Integrated => "integrated",
            Self::Applicability => "applicability",
            Self::Services => "services",
            Self::OtherParties => "other-parties",
            Self::AuditCoverage => "audit-coverage",
            Self::DocumentedInformation => "documented-information",
            Self::Itil => "itil",
        }
    }

    /// What it is about, in its order.
    pub fn units(self, book: &Handbook) -> Vec<Unit> {
        match self {
            Self::EvidenceByClause => requirements::all(book),
            Self::ClausesByDocument => documents::units(book),
            Self::ClausesByEvidence => evidence::units(book),
            Self::Responsibilities => responsibilities::units(book),
            Self::Integrated => integrated::units(book),
            Self::Applicability => applicability::units(book),
            Self::Services => book.of_kind(Kind::Service).map(|entry| Unit::Entry(entry.id)).collect(),
            Self::OtherParties => book.of_kind(Kind::Supplier).map(|entry| Unit::Entry(entry.id)).collect(),
            Self::AuditCoverage => audit_coverage::units(book),
            Self::DocumentedInformation => requirements::in_writing(book),
            Self::Itil => practices::units(book),
        }
    }

    /// Its columns.
    pub fn columns(self, book: &Handbook) -> Vec<Column> {
        match self {
            Self::EvidenceByClause => requirements::columns(),
            Self::ClausesByDocument => documents::columns(),
            Self::ClausesByEvidence => evidence::columns(),
            Self::Responsibilities => responsibilities::columns(),
            Self::Integrated => integrated::columns(book),
            Self::Applicability => applicability::columns(),
            Self::Services => services::columns(),
            Self::OtherParties => other_parties::columns(),
            Self::AuditCoverage => audit_coverage::columns(book),
            Self::DocumentedInformation => requirements::columns_in_writing(),
            Self::Itil => practices::columns(),
        }
    }

    /// The rows of some of its units.
    pub fn rows(self, book: &Handbook, units: &[Unit]) -> Vec<Row> {
        match self {
            Self::EvidenceByClause => requirements::rows(book, units),
            Self::ClausesByDocument => documents::rows(book, units),
            Self::ClausesByEvidence => evidence::rows(book, units),
            Self::Responsibilities => responsibilities::rows(book, units),
            Self::Integrated => integrated::rows(book, units),
            Self::Applicability => applicability::rows(book, units),
            Self::Services => services::rows(book, units),
            Self::OtherParties => other_parties::rows(book, units),
            Self::AuditCoverage => audit_coverage::rows(book, units),
            Self::DocumentedInformation => requirements::rows_in_writing(book, units),
            Self::Itil => practices::rows(book, units),
        }
    }

    /// All of it.
    pub fn table(self, book: &Handbook) -> Table {
        Table { columns: self.columns(book), rows: self.rows(book, &self.units(book)) }
    }
}

/// What a matrix is about, one after the other: each becomes one row or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A requirement.
    Requirement(ReqId),
    /// An entry.
    Entry(EntryId),
    /// A topic that standards share, by its number among all topics.
    Topic(usize),
    /// A clause or practice.
    Clause(ClauseId),
    /// An item of the core set of documented information, by its number.
    Document(usize),
    /// A location of the scope, by its number.
    Location(usize),
}

/// The anchor of a requirement's row. Numbers of other standards than the first carry its name.
pub fn anchor(book: &Handbook, place: Place) -> String {
    let standard = book.standards.standard_of(place);
    let number = book.standards.number(place);
    if book.standards.first().is_some_and(|first| first.id == standard.id) {
        format!("m-{number}")
    } else {
        format!("m-{}-{number}", standard.name())
    }
}

/// The anchor of an entry's row, or of the row of a part of it.
fn entry_anchor(entry: &Entry, part: Option<&str>) -> String {
    let key = entry.key.as_str().to_lowercase();
    part.map_or_else(|| format!("m-{key}"), |part| format!("m-{key}--{part}"))
}

/// The entries that references lead to, each once.
fn known(book: &Handbook, keys: &[KeyRef]) -> Vec<EntryId> {
    let mut seen = HashSet::new();
    keys.iter().filter_map(|it| book.keys.find(&it.key)).filter(|id| seen.insert(*id)).collect()
}

/// The role that answers for an entry.
fn owner(book: &Handbook, entry: &Entry) -> Option<EntryId> {
    entry.owner().and_then(|it| book.keys.find(&it.key))
}

/// What the filter by owner looks at.
fn owner_facet(book: &Handbook, owner: Option<EntryId>) -> Option<(Facet, String)> {
    owner.map(|id| (Facet::Owner, book.entry(id).key.as_str().to_owned()))
}

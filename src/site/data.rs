//! Data beside the pages, for other tools.

use serde::Serialize;

use super::written;
use crate::handbook::{Handbook, Promise, Target};
use crate::model::{Entry, EntryId};
use crate::pages;
use crate::standards::{ClauseId, Place, Requirement, Standard};

/// A file of data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DataFile {
    /// Statuses, claims, evidence and links.
    Trace,
    /// Every entry with all its fields, as they were written.
    Handbook,
}

impl DataFile {
    pub(super) const ALL: &'static [Self] = &[Self::Trace, Self::Handbook];

    /// Its path below the site's root.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Trace => "data/trace.json",
            Self::Handbook => "data/handbook.json",
        }
    }

    /// Its bytes.
    pub(super) fn render(self, book: &Handbook) -> Vec<u8> {
        let text = match self {
            Self::Trace => serde_json::to_vec(&trace(book)),
            Self::Handbook => serde_json::to_vec(&written::handbook(book, written::config(book).as_ref())),
        };
        let mut text = text.expect("texts, numbers, lists and maps always have a JSON form");
        text.push(b'\n');
        text
    }
}

/// Name and version of the program.
pub(super) fn generator() -> String {
    format!("clausebook {}", env!("CARGO_PKG_VERSION"))
}

#[derive(Serialize)]
struct Trace<'a> {
    as_of: String,
    audience: Option<&'a str>,
    generator: String,
    standards: Vec<TraceStandard<'a>>,
    entries: Vec<TraceEntry<'a>>,
    promises: Vec<TracePromise<'a>>,
}

#[derive(Serialize)]
struct TraceStandard<'a> {
    id: &'a str,
    title: &'a str,
    counts: TraceCounts,
    clauses: Vec<TraceClause<'a>>,
    requirements: Vec<TraceRequirement<'a>>,
}

#[derive(Serialize)]
struct TraceCounts {
    requirements: usize,
    covered: usize,
    stale: usize,
    partial: usize,
    gap: usize,
    not_applicable: usize,
    ready: usize,
}

#[derive(Serialize)]
struct TraceClause<'a> {
    id: &'a str,
    title: &'a str,
    parent: Option<&'a str>,
    status: Option<&'static str>,
    url: String,
}

#[derive(Serialize)]
struct TraceRequirement<'a> {
    id: &'a str,
    clause: &'a str,
    informative: bool,
    needs: &'static str,
    status: Option<&'static str>,
    ready: bool,
    documented_by: Vec<TraceDocument<'a>>,
    evidence: Vec<TraceEvidence<'a>>,
    findings: Vec<&'a str>,
}

#[derive(Serialize)]
struct TraceDocument<'a> {
    key: &'a str,
    section: Option<&'a str>,
    exact: bool,
    placed: bool,
    state: &'static str,
    counts: bool,
    contradicted: Option<TraceContradiction<'a>>,
    url: String,
}

/// Why the data of an entry disproves its claim.
#[derive(Serialize)]
struct TraceContradiction<'a> {
    missing: &'a [String],
}

#[derive(Serialize)]
struct TraceEvidence<'a> {
    key: &'a str,
    on: String,
    valid_until: String,
    current: bool,
    exact: bool,
    counts: bool,
    contradicted: bool,
    nil: bool,
    suspect: Option<TraceSuspect<'a>>,
    url: String,
}

/// Why a record is in doubt: its document has moved on.
#[derive(Serialize)]
struct TraceSuspect<'a> {
    document: &'a str,
    made_under: &'a str,
    in_force: &'a str,
}

#[derive(Serialize)]
struct TraceEntry<'a> {
    key: &'a str,
    kind: &'static str,
    title: &'a str,
    owner: Option<&'a str>,
    version: Option<&'a str>,
    status: Option<&'static str>,
    next_review: Option<String>,
    changed_since_approval: bool,
    url: String,
    satisfies: Vec<String>,
    links: Vec<TraceLink<'a>>,
}

#[derive(Serialize)]
struct TraceLink<'a> {
    relation: &'static str,
    to: String,
    section: Option<&'a str>,
}

#[derive(Serialize)]
struct TracePromise<'a> {
    key: &'a str,
    what: &'a str,
    review: bool,
    every: String,
    grace: Option<String>,
    who: Vec<&'a str>,
    last: Option<String>,
    last_by: Option<&'a str>,
    due: Option<String>,
    state: &'static str,
    windows: TraceWindows,
    url: String,
}

#[derive(Serialize)]
struct TraceWindows {
    kept: usize,
    all: usize,
    missing: Vec<String>,
}

fn trace(book: &Handbook) -> Trace<'_> {
    Trace {
        as_of: book.as_of.to_string(),
        audience: None,
        generator: generator(),
        standards: book.standards.listed().filter(|it| it.has_status()).map(|it| standard(book, it)).collect(),
        entries: sorted(book).into_iter().map(|it| trace_entry(book, it)).collect(),
        promises: promises(book),
    }
}

/// Promises by the keys of what promises, then by what is promised.
fn promises(book: &Handbook) -> Vec<TracePromise<'_>> {
    let mut promises: Vec<_> = book.promises.iter().map(|promise| trace_promise(book, promise)).collect();
    promises.sort_by(|a, b| (a.key, a.review, a.what).cmp(&(b.key, b.review, b.what)));
    promises
}

fn trace_promise<'a>(book: &'a Handbook, promise: &'a Promise) -> TracePromise<'a> {
    let key = |id: EntryId| book.entry(id).key.as_str();
    let missing = promise.windows.iter().filter(|window| !window.is_kept);
    TracePromise {
        key: key(promise.entry),
        what: &promise.what,
        review: promise.is_review,
        every: promise.every.to_string(),
        grace: promise.grace.map(|it| it.to_string()),
        who: promise.who.iter().map(|id| key(*id)).collect(),
        last: promise.last.map(|it| it.to_string()),
        last_by: promise.last_by.map(key),
        due: promise.due.map(|it| it.to_string()),
        state: promise.state.word(),
        windows: TraceWindows {
            kept: promise.n_kept(),
            all: promise.windows.len(),
            missing: missing.map(|window| format!("{}/{}", window.start, window.end)).collect(),
        },
        url: entry_url(book, promise.entry, None),
    }
}

/// Entries by their keys.
pub(super) fn sorted(book: &Handbook) -> Vec<&Entry> {
    let mut entries: Vec<&Entry> = book.entries.iter().map(AsRef::as_ref).collect();
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    entries
}

fn standard<'a>(book: &'a Handbook, standard: &'a Standard) -> TraceStandard<'a> {
    let counts = book.coverage.standard(standard.id);
    TraceStandard {
        id: standard.name(),
        title: standard.title(),
        counts: TraceCounts {
            requirements: counts.n_requirements,
            covered: counts.n_covered,
            stale: counts.n_stale,
            partial: counts.n_partial,
            gap: counts.n_gap,
            not_applicable: counts.n_not_applicable,
            ready: counts.n_ready,
        },
        clauses: standard.clauses.iter().map(|id| clause(book, *id)).collect(),
        requirements: standard
            .requirements
            .iter()
            .map(|id| requirement(book, book.standards.requirement(*id)))
            .collect(),
    }
}

fn clause(book: &Handbook, id: ClauseId) -> TraceClause<'_> {
    let clause = book.standards.clause(id);
    let counts = &book.coverage.clause(id).counts;
    TraceClause {
        id: &clause.number,
        title: &clause.title,
        parent: clause.parent.map(|it| book.standards.clause(it).number.as_str()),
        status: (counts.n_requirements > 0).then(|| counts.worst().word()),
        url: pages::clause_path(book, id),
    }
}

fn entry_url(book: &Handbook, id: EntryId, anchor: Option<&str>) -> String {
    let path = pages::entry_path(book, id);
    anchor.map_or(path.clone(), |anchor| format!("{path}#{anchor}"))
}

fn requirement<'a>(book: &'a Handbook, requirement: &'a Requirement) -> TraceRequirement<'a> {
    let known = book.coverage.requirement(requirement.id);
    let documented_by = known.documented_by.iter().map(|it| TraceDocument {
        key: book.entry(it.entry).key.as_str(),
        section: it.anchor.as_deref(),
        exact: it.is_exact,
        placed: it.is_placed,
        state: match it.state {
            crate::handbook::DocumentState::InForce => "in_force",
            crate::handbook::DocumentState::Overdue => "overdue",
            crate::handbook::DocumentState::NotInForce => "not_in_force",
        },
        counts: it.counts,
        contradicted: it
            .is_contradicted
            .then(|| TraceContradiction { missing: book.contradictions.missing(it.entry, requirement.id) }),
        url: entry_url(book, it.entry, it.anchor.as_deref()),
    });
    let evidence = known.evidence.iter().map(|it| TraceEvidence {
        key: book.entry(it.entry).key.as_str(),
        on: it.on.to_string(),
        valid_until: it.valid_until.to_string(),
        current: it.is_current,
        exact: it.is_exact,
        counts: it.counts,
        contradicted: it.is_contradicted,
        nil: it.is_nil,
        suspect: book.suspects(it.entry).first().map(|it| TraceSuspect {
            document: book.entry(it.document).key.as_str(),
            made_under: &it.made_under.text,
            in_force: &it.in_force.text,
        }),
        url: entry_url(book, it.entry, None),
    });
    TraceRequirement {
        id: &requirement.number,
        clause: &book.standards.clause(requirement.clause).number,
        informative: requirement.is_informative,
        needs: known.needs.word(),
        status: (!requirement.is_informative).then(|| known.status.word()),
        ready: known.is_ready && !requirement.is_informative,
        documented_by: documented_by.collect(),
        evidence: evidence.collect(),
        findings: known.findings.iter().map(|it| book.entry(*it).key.as_str()).collect(),
    }
}

fn place_name(book: &Handbook, place: Place) -> String {
    format!("{}:{}", book.standards.standard_of(place).name(), book.standards.number(place))
}

fn trace_entry<'a>(book: &'a Handbook, entry: &'a Entry) -> TraceEntry<'a> {
    let control = entry.control.as_ref();
    let mut satisfies: Vec<(Place, String)> =
        book.claims_of(entry.id).map(|it| (it.place, place_name(book, it.place))).collect();
    satisfies.sort_by(|a, b| crate::standards::compare_ids(&a.1, &b.1));
    satisfies.dedup();
    let links = book.graph.from(entry.id).iter().map(|edge| TraceLink {
        relation: edge.relation.0,
        to: match edge.to {
            Target::Entry(id) => book.entry(id).key.to_string(),
            Target::Place(place) => place_name(book, place),
        },
        section: edge.to_anchor.as_deref(),
    });
    TraceEntry {
        key: entry.key.as_str(),
        kind: entry.kind.word(),
        title: &entry.title,
        owner: entry.owner().map(|it| it.key.as_str()),
        version: control.and_then(|it| it.version.as_ref()).map(|it| it.text.as_str()),
        status: control.map(|it| it.status().word()),
        next_review: control.and_then(|it| it.next_review(book.as_of)).map(|it| it.to_string()),
        changed_since_approval: book.is_changed_since_approval(entry),
        url: match entry.kind {
            crate::model::Kind::Term => entry_url(book, entry.id, Some(&entry.key.as_str().to_lowercase())),
            _ => entry_url(book, entry.id, None),
        },
        satisfies: satisfies.into_iter().map(|(_, name)| name).collect(),
        links: links.collect(),
    }
}

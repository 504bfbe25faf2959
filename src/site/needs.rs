//! Every requirement, what it asks and needs, how it stands and what is missing: for gap analyses in other tools.

use serde::Serialize;

use crate::handbook::{DocumentState, Handbook, Status};
use crate::model::EntryId;
use crate::model::kinds::Needs;
use crate::standards::{ReqId, Standard};

#[derive(Serialize)]
struct File<'a> {
    as_of: String,
    generator: String,
    standards: Vec<NeedsOf<'a>>,
}

#[derive(Serialize)]
struct NeedsOf<'a> {
    id: &'a str,
    title: &'a str,
    edition: Option<&'a str>,
    requirements: Vec<Need<'a>>,
}

#[derive(Serialize)]
struct Need<'a> {
    id: &'a str,
    clause: &'a str,
    clause_title: &'a str,
    asks: &'a str,
    needs: &'static str,
    flags: Vec<&'static str>,
    status: Option<&'static str>,
    ready: bool,
    /// What would cover it: `document`, `record`, `document_in_time`, `record_in_time`, `finding_closed`.
    missing: Vec<&'static str>,
    evidence_examples: &'a [String],
    documented_by: Vec<&'a str>,
    evidence: Vec<&'a str>,
    owner: Option<&'a str>,
}

/// The bytes of the file.
pub(super) fn render(book: &Handbook) -> Vec<u8> {
    let standards = book.standards.listed().filter(|it| it.has_status());
    let file = File {
        as_of: book.as_of.to_string(),
        generator: super::data::generator(),
        standards: standards.map(|it| needs_of(book, it)).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&file).expect("texts, numbers, lists and maps always have a JSON form");
    bytes.push(b'\n');
    bytes
}

fn needs_of<'a>(book: &'a Handbook, standard: &'a Standard) -> NeedsOf<'a> {
    NeedsOf {
        id: standard.name(),
        title: standard.title(),
        edition: standard.file.edition.as_ref().map(|it| it.text.as_str()),
        requirements: standard.requirements.iter().map(|id| need(book, *id)).collect(),
    }
}

fn need(book: &Handbook, id: ReqId) -> Need<'_> {
    let requirement = book.standards.requirement(id);
    let clause = book.standards.clause(requirement.clause);
    let known = book.coverage.requirement(id);
    let flags = [
        ("informative", requirement.is_informative),
        ("event", requirement.is_event),
        ("interview", requirement.is_interview),
        ("documented", requirement.is_documented),
        ("reported", requirement.is_reported),
        ("recurring", requirement.is_recurring),
        ("named_person", requirement.is_named_person),
        ("top_management", requirement.is_top_management),
    ];
    let key = |id: EntryId| book.entry(id).key.as_str();
    Need {
        id: &requirement.number,
        clause: &clause.number,
        clause_title: &clause.title,
        asks: &requirement.asks,
        needs: match known.needs {
            Needs::Document => "document",
            Needs::Record => "record",
            Needs::Both => "both",
        },
        flags: flags.into_iter().filter(|it| it.1).map(|it| it.0).collect(),
        status: (!requirement.is_informative).then(|| known.status.word()),
        ready: known.is_ready,
        missing: missing(book, id),
        evidence_examples: &requirement.evidence,
        documented_by: known.documented_by.iter().map(|it| key(it.entry)).collect(),
        evidence: known.evidence.iter().map(|it| key(it.entry)).collect(),
        owner: book.owner_of(id).map(key),
    }
}

/// What would have to be there for the requirement to be covered and ready.
fn missing(book: &Handbook, id: ReqId) -> Vec<&'static str> {
    let known = book.coverage.requirement(id);
    if book.standards.requirement(id).is_informative || known.status == Status::NotApplicable {
        return Vec::new();
    }
    let mut missing = Vec::new();
    if known.needs != Needs::Record && !known.is_documented() {
        let is_overdue = known.documented_by.iter().any(|it| it.counts && it.state == DocumentState::Overdue);
        missing.push(if is_overdue { "document_in_time" } else { "document" });
    }
    if known.needs != Needs::Document && !known.is_evidenced() {
        let has_run_out = known.evidence.iter().any(|it| it.counts);
        missing.push(if has_run_out { "record_in_time" } else { "record" });
    }
    if known.status == Status::Covered && !known.is_ready {
        missing.push("finding_closed");
    }
    missing
}

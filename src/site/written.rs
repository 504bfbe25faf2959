//! `data/handbook.json`: everything that was written, so that another program can compute what this one computes.

use serde::Serialize;

use super::data::{generator, sorted};
use crate::handbook::{Handbook, fingerprint};
use crate::model::kinds::Acknowledgement;
use crate::model::{Entry, ReqRef};
use crate::parse::{Mapping, Node, Value, parse_yaml};
use crate::standards::{Place, Requirement, Standard};

/// The shape of `data/handbook.json`. Scalars are texts, as authors write them; what was not written is not there.
#[derive(Serialize)]
pub(super) struct HandbookFile<'a> {
    as_of: String,
    generator: String,
    /// Title of the handbook.
    handbook: Option<&'a str>,
    /// The fields of `handbook.yaml`.
    config: Option<FieldValue<'a>>,
    /// The standards with a status, in the order of `handbook.yaml`.
    standards: Vec<HandbookStandard<'a>>,
    /// Every entry, by its key.
    entries: Vec<HandbookEntry<'a>>,
    /// Which role read which version when; never who.
    acknowledgements: Vec<HandbookAcknowledgement<'a>>,
}

#[derive(Serialize)]
struct HandbookStandard<'a> {
    id: &'a str,
    clauses: Vec<HandbookClause<'a>>,
    requirements: Vec<HandbookRequirement<'a>>,
}

#[derive(Serialize)]
struct HandbookClause<'a> {
    id: &'a str,
    parent: Option<&'a str>,
    /// Whether `applicability` may leave it out.
    may_be_left_out: bool,
}

/// A requirement as its library has it, before `needs` and `applicability` of the handbook.
#[derive(Serialize)]
struct HandbookRequirement<'a> {
    id: &'a str,
    clause: &'a str,
    asks: &'a str,
    needs: &'static str,
    informative: bool,
    event: bool,
    interview: bool,
    documented: bool,
    reported: bool,
    recurring: bool,
    named_person: bool,
    top_management: bool,
    practice_interval: Option<String>,
}

#[derive(Serialize)]
struct HandbookEntry<'a> {
    kind: &'static str,
    path: &'a str,
    fields: Fields<'a>,
    sections: Vec<HandbookSection<'a>>,
    /// The hash of a controlled document's meaning as it is now; `approved.fingerprint` has the one that was approved.
    fingerprint: Option<String>,
}

#[derive(Serialize)]
struct HandbookSection<'a> {
    id: &'a str,
    title: &'a str,
    satisfies: Vec<String>,
    points: Vec<String>,
}

#[derive(Serialize)]
struct HandbookAcknowledgement<'a> {
    role: &'a str,
    document: &'a str,
    version: &'a str,
    date: String,
}

/// Fields as they were written, scalars as their text.
struct Fields<'a>(&'a Mapping);

struct FieldValue<'a>(&'a Node);

impl Serialize for Fields<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = self.0.pairs.iter().filter(|pair| !pair.value.is_null());
        serializer.collect_map(written.map(|pair| (&pair.name.value, FieldValue(&pair.value))))
    }
}

impl Serialize for FieldValue<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.value {
            Value::Null => serializer.serialize_none(),
            Value::Scalar { text, .. } => serializer.serialize_str(text),
            Value::Sequence(items) => serializer.collect_seq(items.iter().map(FieldValue)),
            Value::Mapping(map) => Fields(map).serialize(serializer),
        }
    }
}

/// The file of a handbook; `config` is `handbook.yaml`, read by [`config`].
pub(super) fn handbook<'a>(book: &'a Handbook, config: Option<&'a Node>) -> HandbookFile<'a> {
    HandbookFile {
        as_of: book.as_of.to_string(),
        generator: generator(),
        handbook: book.config.as_ref().map(|it| it.title.text.as_str()),
        config: config.map(FieldValue),
        standards: book.standards.listed().filter(|it| it.has_status()).map(|it| standard(book, it)).collect(),
        entries: sorted(book).into_iter().map(|it| entry(book, it)).collect(),
        acknowledgements: book.acknowledgements.iter().map(acknowledgement).collect(),
    }
}

/// The fields of `handbook.yaml` as they were written.
pub(super) fn config(book: &Handbook) -> Option<Node> {
    let (id, file) = book.sources.iter().find(|(_, file)| file.path == "handbook.yaml")?;
    // What is wrong with it was reported when the handbook was made.
    parse_yaml(&file.text, 0..file.text.len(), id, &mut Vec::new())
}

fn standard<'a>(book: &'a Handbook, standard: &'a Standard) -> HandbookStandard<'a> {
    let clauses = standard.clauses.iter().map(|id| book.standards.clause(*id)).map(|clause| HandbookClause {
        id: &clause.number,
        parent: clause.parent.map(|it| book.standards.clause(it).number.as_str()),
        may_be_left_out: book.may_be_left_out(Place::Clause(clause.id)),
    });
    let requirements = standard.requirements.iter().map(|id| requirement(book, book.standards.requirement(*id)));
    HandbookStandard { id: standard.name(), clauses: clauses.collect(), requirements: requirements.collect() }
}

fn requirement<'a>(book: &'a Handbook, it: &'a Requirement) -> HandbookRequirement<'a> {
    HandbookRequirement {
        id: &it.number,
        clause: &book.standards.clause(it.clause).number,
        asks: &it.asks,
        needs: it.needs.word(),
        informative: it.is_informative,
        event: it.is_event,
        interview: it.is_interview,
        documented: it.is_documented,
        reported: it.is_reported,
        recurring: it.is_recurring,
        named_person: it.is_named_person,
        top_management: it.is_top_management,
        practice_interval: it.practice_interval.map(|it| it.to_string()),
    }
}

fn entry<'a>(book: &'a Handbook, entry: &'a Entry) -> HandbookEntry<'a> {
    let headings = entry.body.iter().flat_map(|body| &body.headings);
    HandbookEntry {
        kind: entry.kind.word(),
        path: book.path(entry.source),
        fields: Fields(&entry.fields),
        sections: headings
            .map(|heading| HandbookSection {
                id: &heading.id,
                title: &heading.text,
                satisfies: heading.satisfies.iter().map(ReqRef::text).collect(),
                points: heading.points.iter().map(ReqRef::text).collect(),
            })
            .collect(),
        fingerprint: entry.control.is_some().then(|| fingerprint(entry, &book.sources)),
    }
}

fn acknowledgement(it: &Acknowledgement) -> HandbookAcknowledgement<'_> {
    HandbookAcknowledgement {
        role: it.role.key.as_str(),
        document: it.document.key.as_str(),
        version: &it.version,
        date: it.on.value.to_string(),
    }
}

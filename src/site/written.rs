//! `data/handbook.json`: everything that was written, so that another program can compute what this one computes.

use serde::Serialize;

use super::data::{generator, sorted};
use crate::handbook::{Handbook, fingerprint};
use crate::model::kinds::Acknowledgement;
use crate::model::{Entry, ReqRef};
use crate::parse::{Mapping, Node, Value, parse_yaml};
use crate::standards::{Checklist, Place, Requirement, Standard};

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
    checklists: Vec<HandbookChecklist<'a>>,
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

/// Contents that a requirement asks for as a list: a claim on it does not count where the entry leaves a point out.
///
/// A path in `shown_by` holds where its field is filled; with a part (`workload.limit`), where an item of the list has
/// that part filled; with a word (`capacity.of=people`), where it is this word. All terms joined by ` and ` have to hold,
/// one path of several is enough, and with `each` every item of that list is asked instead of the entry. A point that no
/// field shows is shown by `points` of the entry or of a heading, or, where none of its fields is written and no other
/// point shares its requirement, by an exact claim of a part of the entry.
#[derive(Serialize)]
struct HandbookChecklist<'a> {
    id: &'a str,
    title: &'a str,
    /// The requirement of the points that have none of their own.
    r#for: &'a str,
    /// Kinds, or kinds and their types: `supplier`, `agreement/sla`.
    of: Vec<String>,
    /// `all` points, `one` at least, or all of those `claimed` together; `null` where nothing is wanted.
    wanted: Option<&'static str>,
    /// The list whose items each have the points.
    each: Option<&'a str>,
    points: Vec<HandbookPoint<'a>>,
}

#[derive(Serialize)]
struct HandbookPoint<'a> {
    id: &'a str,
    title: &'a str,
    requirement: Option<&'a str>,
    shown_by: Vec<String>,
    /// `service-ends`: asked where a covered service is retired or has a last day; `service-moves`: never missed.
    when: Option<&'static str>,
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
    HandbookStandard {
        id: standard.name(),
        clauses: clauses.collect(),
        requirements: requirements.collect(),
        checklists: standard.file.checklists.iter().flat_map(|it| &it.items).map(checklist).collect(),
    }
}

fn checklist(list: &Checklist) -> HandbookChecklist<'_> {
    let points = list.points.iter().map(|it| HandbookPoint {
        id: &it.id.value,
        title: &it.title.text,
        requirement: it.requirement.as_ref().map(|it| it.value.as_str()),
        shown_by: it.shown_by.iter().map(|it| it.value.to_string()).collect(),
        when: it.when.map(|it| it.value.word()),
    });
    HandbookChecklist {
        id: &list.id.value,
        title: &list.title.text,
        r#for: &list.requirement.value,
        of: list.of.iter().map(|it| it.value.to_string()).collect(),
        wanted: list.wanted.map(|it| it.value.word()),
        each: list.each.as_ref().map(|it| it.value.as_str()),
        points: points.collect(),
    }
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

//! `data/handbook.json`: everything that statuses follow from, so that another program can compute them anew.
//!
//! ```text
//! { "as_of": "2026-11-22", "generator": "clausebook 0.1.0", "handbook": "title",
//!   "config": { "title", "organisation", "time_zone", "standards": [id, ...], "review_grace": "P30D",
//!               "needs": [{"requirement", "needs", "because"}],
//!               "applicability": [{"requirement", "applies", "because"}] },
//!   "standards": [ the listed ones that have statuses:
//!     { "id", "title", "exclusions_allowed": true, false or null, "annex_note": null or text,
//!       "clauses": [{"id", "title", "parent", "control", "informative"}],
//!       "requirements": [{"id", "clause", "needs", "informative", "documented", "event", "interview", "recurring",
//!                         "reported", "named_person", "top_management", "practice_interval": null or "P3M"}],
//!       "checklists": [{"id", "title", "for", "of": ["agreement/sla"], "wanted": null, "all", "one" or "claimed",
//!                       "each": null or field, "points": [{"id", "title", "requirement": null or id,
//!                       "shown_by": ["workload.limit"], "when": null, "service-ends" or "service-moves"}]}] } ],
//!   "acknowledged": [{"role", "on"}], the newest day up to the day of the handbook by role; never a person
//!   "entries": [ by key: { "kind", "path", "fields": as written, scalars as their text, empty ones left out,
//!     "fingerprint": of the meaning as it is now, null where the entry is no controlled document; the one that was
//!                    approved stands in "fields" under "approved",
//!     "sections": [{"id", "title", "level", "satisfies": [...], "points": [...]}] } ] }
//! ```
//!
//! The anchor of a part is made of its list and its key: `step-log` in `steps`, `measure-in-time` in `measures`,
//! `target-swap` in `targets`, `commitment-promise`, `action-train`. A path in `shown_by` holds where the field is filled,
//! or where an item of the list has the part after the point filled, or filled with the word after `=`; all terms joined
//! by ` and ` have to hold, and one path of several is enough. With `each` the paths are looked up in every item of that
//! list instead. A point that no field shows is shown by a heading or an entry whose `points` name it, or, where the
//! entry writes none of its fields and no other point shares its requirement, by an exact claim of a part. Fields may be
//! added; none changes its meaning.

use serde::Serialize;

use super::data::{generator, sorted};
use crate::handbook::{Handbook, fingerprint};
use crate::model::kinds::Config;
use crate::model::{Entry, Interval, ReqRef};
use crate::parse::{Mapping, Node, Value};
use crate::standards::{Checklist, Standard};

/// The whole file.
#[derive(Serialize)]
pub(super) struct HandbookFile<'a> {
    as_of: String,
    generator: String,
    handbook: Option<&'a str>,
    config: Option<ConfigFile<'a>>,
    standards: Vec<StandardEntry<'a>>,
    acknowledged: Vec<Acknowledged<'a>>,
    entries: Vec<HandbookEntry<'a>>,
}

#[derive(Serialize)]
struct ConfigFile<'a> {
    title: &'a str,
    organisation: &'a str,
    time_zone: Option<&'a str>,
    standards: Vec<&'a str>,
    review_grace: String,
    needs: Vec<NeedsEntry<'a>>,
    applicability: Vec<ApplicabilityEntry<'a>>,
}

#[derive(Serialize)]
struct NeedsEntry<'a> {
    requirement: String,
    needs: &'static str,
    because: &'a str,
}

#[derive(Serialize)]
struct ApplicabilityEntry<'a> {
    requirement: String,
    applies: bool,
    because: Option<&'a str>,
}

#[derive(Serialize)]
struct StandardEntry<'a> {
    id: &'a str,
    title: &'a str,
    exclusions_allowed: Option<bool>,
    annex_note: Option<&'a str>,
    clauses: Vec<ClauseEntry<'a>>,
    requirements: Vec<RequirementEntry<'a>>,
    checklists: Vec<ChecklistEntry<'a>>,
}

#[derive(Serialize)]
struct ClauseEntry<'a> {
    id: &'a str,
    title: &'a str,
    parent: Option<&'a str>,
    control: bool,
    informative: bool,
}

#[derive(Serialize)]
struct RequirementEntry<'a> {
    id: &'a str,
    clause: &'a str,
    needs: &'static str,
    informative: bool,
    documented: bool,
    event: bool,
    interview: bool,
    recurring: bool,
    reported: bool,
    named_person: bool,
    top_management: bool,
    practice_interval: Option<String>,
}

#[derive(Serialize)]
struct ChecklistEntry<'a> {
    id: &'a str,
    title: &'a str,
    r#for: &'a str,
    of: Vec<String>,
    wanted: Option<&'static str>,
    each: Option<&'a str>,
    points: Vec<PointEntry<'a>>,
}

#[derive(Serialize)]
struct PointEntry<'a> {
    id: &'a str,
    title: &'a str,
    requirement: Option<&'a str>,
    shown_by: Vec<String>,
    when: Option<&'static str>,
}

#[derive(Serialize)]
struct Acknowledged<'a> {
    role: &'a str,
    on: String,
}

#[derive(Serialize)]
struct HandbookEntry<'a> {
    kind: &'static str,
    path: &'a str,
    fields: Fields<'a>,
    fingerprint: Option<String>,
    sections: Vec<HandbookSection<'a>>,
}

#[derive(Serialize)]
struct HandbookSection<'a> {
    id: &'a str,
    title: &'a str,
    level: u8,
    satisfies: Vec<String>,
    points: Vec<String>,
}

impl<'a> HandbookFile<'a> {
    /// What a handbook puts into the file.
    pub(super) fn of(book: &'a Handbook) -> Self {
        let standards = book.standards.listed().filter(|it| it.has_status());
        Self {
            as_of: book.as_of.to_string(),
            generator: generator(),
            handbook: book.config.as_ref().map(|it| it.title.text.as_str()),
            config: book.config.as_ref().map(|it| config(it, book.review_grace())),
            standards: standards.map(|it| standard(book, it)).collect(),
            acknowledged: acknowledged(book),
            entries: sorted(book).into_iter().map(|it| entry(book, it)).collect(),
        }
    }
}

fn config(config: &Config, review_grace: Interval) -> ConfigFile<'_> {
    let needs = config.needs.iter().map(|it| NeedsEntry {
        requirement: it.requirement.text(),
        needs: it.needs.value.word(),
        because: &it.because.text,
    });
    let applicability = config.applicability.iter().map(|it| ApplicabilityEntry {
        requirement: it.requirement.text(),
        applies: it.applies.value,
        because: it.because.as_ref().map(|it| it.text.as_str()),
    });
    ConfigFile {
        title: &config.title.text,
        organisation: &config.organisation.text,
        time_zone: config.time_zone.as_ref().map(|it| it.text.as_str()),
        standards: config.standards.iter().map(|it| it.value.as_str()).collect(),
        review_grace: review_grace.to_string(),
        needs: needs.collect(),
        applicability: applicability.collect(),
    }
}

fn standard<'a>(book: &'a Handbook, standard: &'a Standard) -> StandardEntry<'a> {
    let standards = &book.standards;
    let clauses = standard.clauses.iter().map(|id| standards.clause(*id)).map(|clause| ClauseEntry {
        id: &clause.number,
        title: &clause.title,
        parent: clause.parent.map(|it| standards.clause(it).number.as_str()),
        control: clause.is_control,
        informative: clause.is_informative,
    });
    let requirements = standard.requirements.iter().map(|id| standards.requirement(*id)).map(|it| RequirementEntry {
        id: &it.number,
        clause: &standards.clause(it.clause).number,
        needs: it.needs.word(),
        informative: it.is_informative,
        documented: it.is_documented,
        event: it.is_event,
        interview: it.is_interview,
        recurring: it.is_recurring,
        reported: it.is_reported,
        named_person: it.is_named_person,
        top_management: it.is_top_management,
        practice_interval: it.practice_interval.map(|it| it.to_string()),
    });
    StandardEntry {
        id: standard.name(),
        title: standard.title(),
        exclusions_allowed: standard.file.exclusions_allowed.map(|it| it.value),
        annex_note: standard.file.annex_note.as_ref().map(|it| it.0.as_str()),
        clauses: clauses.collect(),
        requirements: requirements.collect(),
        checklists: standard.file.checklists.iter().flat_map(|it| &it.items).map(checklist).collect(),
    }
}

fn checklist(list: &Checklist) -> ChecklistEntry<'_> {
    let points = list.points.iter().map(|it| PointEntry {
        id: &it.id.value,
        title: &it.title.text,
        requirement: it.requirement.as_ref().map(|it| it.value.as_str()),
        shown_by: it.shown_by.iter().map(|it| it.value.to_string()).collect(),
        when: it.when.map(|it| it.value.word()),
    });
    ChecklistEntry {
        id: &list.id.value,
        title: &list.title.text,
        r#for: &list.requirement.value,
        of: list.of.iter().map(|it| it.value.to_string()).collect(),
        wanted: list.wanted.map(|it| it.value.word()),
        each: list.each.as_ref().map(|it| it.value.as_str()),
        points: points.collect(),
    }
}

/// The newest day on which somebody of a role acknowledged a document. Awareness pages rest on it.
fn acknowledged(book: &Handbook) -> Vec<Acknowledged<'_>> {
    let mut newest = std::collections::BTreeMap::new();
    for line in book.acknowledgements.iter().filter(|line| line.on.value <= book.as_of) {
        let day = newest.entry(line.role.key.as_str()).or_insert(line.on.value);
        *day = line.on.value.max(*day);
    }
    newest.into_iter().map(|(role, day)| Acknowledged { role, on: day.to_string() }).collect()
}

fn entry<'a>(book: &'a Handbook, entry: &'a Entry) -> HandbookEntry<'a> {
    let headings = entry.body.iter().flat_map(|body| &body.headings);
    let sections = headings.map(|heading| HandbookSection {
        id: &heading.id,
        title: &heading.text,
        level: heading.level,
        satisfies: heading.satisfies.iter().map(ReqRef::text).collect(),
        points: heading.points.iter().map(ReqRef::text).collect(),
    });
    HandbookEntry {
        kind: entry.kind.word(),
        path: book.path(entry.source),
        fields: Fields(&entry.fields),
        fingerprint: entry.kind.is_controlled().then(|| fingerprint(entry, &book.sources)),
        sections: sections.collect(),
    }
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

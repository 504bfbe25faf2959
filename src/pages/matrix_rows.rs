//! What stands in each matrix, as data: pages are drawn from it, and files for other tools can be written from it.
//!
//! **Invariant**: the rows of a matrix do not depend on how it is split over pages, and a row costs no more than what
//! it shows: lists in cells are cut, and the place where all of it stands is one link away.

use std::ops::Range;

use jiff::civil::Date;

use super::Matrix;
use super::block::Tone;
use super::view::tone;
use crate::handbook::{DocumentState, Documented, Handbook, Status, Target};
use crate::model::kinds::{Needs, Step};
use crate::model::{Data, Entry, EntryId, KeyRef, Kind};
use crate::standards::{ClauseId, Place, ReqId, StandardId, StandardKind};

/// The most documents in a cell.
const MAX_DOCUMENTS: usize = 3;
/// The most records in a cell.
const MAX_RECORDS: usize = 2;
/// The most chips in a cell.
const MAX_CHIPS: usize = 40;

/// A matrix as data.
pub struct MatrixData {
    /// Its columns.
    pub columns: Vec<MatrixColumn>,
    /// Its rows.
    pub rows: Vec<MatrixRow>,
}

/// A column of a matrix.
pub struct MatrixColumn {
    /// Its name among the words of the interface, or a standard's title.
    pub name: String,
    /// How wide it is.
    pub width: super::block::Width,
}

/// A row of a matrix.
pub struct MatrixRow {
    /// Its anchor.
    pub id: String,
    /// The name that it stands under, with those before it that have the same.
    pub group: Group,
    /// What filters look at.
    pub data: Vec<(&'static str, String)>,
    /// Its state.
    pub tone: Tone,
    /// As many cells as there are columns.
    pub cells: Vec<MatrixCell>,
}

/// What rows stand under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// A clause.
    Clause(ClauseId),
    /// An entry.
    Entry(EntryId),
    /// A kind of entries.
    Kind(Kind),
    /// A year.
    Year(i16),
    /// All rows together.
    All,
}

/// A cell of a matrix.
#[derive(Default)]
pub struct MatrixCell {
    /// What stands in it.
    pub items: Vec<Item>,
    /// Whether the items stand below each other.
    pub is_lines: bool,
}

impl MatrixCell {
    fn of(items: impl IntoIterator<Item = Item>) -> Self {
        Self { items: items.into_iter().collect(), is_lines: false }
    }

    fn lines(items: impl IntoIterator<Item = Item>) -> Self {
        Self { items: items.into_iter().collect(), is_lines: true }
    }

    fn text(text: impl Into<String>) -> Self {
        Self::of([Item::Text(text.into())])
    }
}

/// A thing in a cell.
pub enum Item {
    /// Words.
    Text(String),
    /// A name among the words of the interface.
    Word(&'static str),
    /// The row's own number.
    Anchor(String),
    /// A status.
    Status(Status),
    /// A place in an entry.
    Part {
        /// The entry.
        entry: EntryId,
        /// The part.
        anchor: Option<String>,
        /// What it is worth, where that matters.
        state: DocumentState,
        /// Whether the claim is broad.
        is_broad: bool,
    },
    /// A piece of evidence with its age.
    Evidence {
        /// The record.
        entry: EntryId,
        /// When it was made.
        on: Date,
        /// The last day on which it counts.
        until: Date,
    },
    /// An entry by its title.
    Entry(EntryId),
    /// An entry by its key.
    Key(EntryId),
    /// A requirement, control or clause.
    Place(Place),
    /// A clause by number and title.
    Clause(ClauseId),
    /// A day.
    Day(Date),
    /// So many more, at this place.
    MoreAt(usize, Place),
    /// So many more, on this entry's page.
    MoreOn(usize, EntryId),
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
}

/// What a matrix is about, in its order.
pub fn units(book: &Handbook, matrix: Matrix) -> Vec<Unit> {
    let standards = &book.standards;
    let entries =
        |kinds: &[Kind]| kinds.iter().flat_map(|kind| book.of_kind(*kind)).map(|entry| Unit::Entry(entry.id)).collect();
    match matrix {
        Matrix::EvidenceByClause => standards
            .listed()
            .filter(|it| it.has_status())
            .flat_map(|it| &it.requirements)
            .map(|id| Unit::Requirement(*id))
            .collect(),
        Matrix::ClausesByDocument => {
            let claiming =
                book.entries.iter().filter(|it| !Handbook::is_proof(it.kind) && book.claims_of(it.id).next().is_some());
            let mut ids: Vec<(Kind, &str, EntryId)> = claiming.map(|it| (it.kind, it.key.as_str(), it.id)).collect();
            ids.sort_unstable();
            ids.into_iter().map(|(.., id)| Unit::Entry(id)).collect()
        }
        Matrix::ClausesByEvidence => {
            let mut ids: Vec<(Date, EntryId)> = [Kind::Record, Kind::Audit, Kind::Review]
                .iter()
                .flat_map(|kind| book.of_kind(*kind))
                .filter_map(|entry| Some((day_of(entry)?, entry.id)))
                .collect();
            ids.sort_unstable_by(|a, b| b.cmp(a));
            ids.into_iter().map(|(_, id)| Unit::Entry(id)).collect()
        }
        Matrix::Responsibilities => entries(&[Kind::Process, Kind::Procedure]),
        Matrix::Integrated => {
            let n_topics: usize = standards.iter().map(|it| it.file.topics.len()).sum();
            (0..n_topics).map(Unit::Topic).collect()
        }
        Matrix::Applicability => {
            let clauses = standards.listed().filter(|it| it.has_status()).flat_map(|it| &it.clauses);
            clauses.filter(|id| standards.clause(**id).is_control).map(|id| Unit::Clause(*id)).collect()
        }
        Matrix::OtherParties => entries(&[Kind::Supplier]),
        Matrix::DocumentedInformation => {
            let first = standards.first().into_iter().flat_map(|it| &it.requirements);
            first.filter(|id| standards.requirement(**id).is_documented).map(|id| Unit::Requirement(*id)).collect()
        }
        Matrix::Itil => {
            let clauses =
                standards.iter().filter(|it| it.kind() == StandardKind::PracticeFramework).flat_map(|it| &it.clauses);
            clauses.filter(|id| standards.clause(**id).is_leaf()).map(|id| Unit::Clause(*id)).collect()
        }
    }
}

/// The day of a piece of evidence.
fn day_of(entry: &Entry) -> Option<Date> {
    match &entry.data {
        Some(Data::Record(record)) => Some(record.on.value),
        Some(Data::Audit(audit)) => Some(audit.done?.value),
        Some(Data::Review(review)) => Some(review.on.value),
        _ => None,
    }
}

/// About how many bytes the rows of a unit become: never much too few.
pub fn bytes(book: &Handbook, matrix: Matrix, unit: Unit) -> usize {
    const ROW: usize = 480;
    const LINK: usize = 130;
    const CHIP: usize = 210;
    match unit {
        Unit::Requirement(id) => {
            let known = book.coverage.requirement(id);
            let requirement = book.standards.requirement(id);
            let key = |id: EntryId| book.entry(id).key.as_str().len();
            let documents = known.documented_by.iter().take(MAX_DOCUMENTS).map(|it| {
                let anchor = it.anchor.as_ref().map_or_else(|| book.entry(it.entry).title.len(), |it| it.len() + 40);
                let is_marked = it.state != DocumentState::InForce || !it.is_exact;
                70 + 2 * key(it.entry) + anchor + if is_marked { 110 } else { 0 }
            });
            let records = known.evidence.iter().take(MAX_RECORDS).map(|it| 140 + 2 * key(it.entry));
            let rows: usize = documents.chain(records).sum();
            ROW + 150 + requirement.asks.len() + rows + known.findings.len().min(4) * LINK
        }
        Unit::Entry(id) => {
            let entry = book.entry(id);
            match (matrix, &entry.data) {
                (Matrix::Responsibilities, Some(Data::Process(it))) => 300 + steps_bytes(&it.steps),
                (Matrix::Responsibilities, Some(Data::Procedure(it))) => 300 + steps_bytes(&it.steps),
                _ => {
                    let n_claims = book.claims_of(id).count();
                    let rows = parts_of(book, id).max(1);
                    ROW * rows + n_claims.min(MAX_CHIPS * rows) * CHIP + (MAX_RECORDS + 6) * LINK
                }
            }
        }
        Unit::Topic(_) | Unit::Clause(_) => ROW + 8 * CHIP,
    }
}

fn steps_bytes(steps: &[Step]) -> usize {
    let keys = |step: &Step| {
        let raci = step
            .raci
            .as_ref()
            .map_or(0, |it| it.responsible.len() + it.accountable.len() + it.consulted.len() + it.informed.len());
        step.by.len() + raci + 1
    };
    steps.iter().map(|step| 420 + step.what.text.len() + keys(step) * 130).sum()
}

/// How many parts of an entry claim something, the whole counted as one.
fn parts_of(book: &Handbook, id: EntryId) -> usize {
    let mut anchors: Vec<Option<&str>> = book.claims_of(id).map(|claim| claim.anchor.as_deref()).collect();
    anchors.sort_unstable();
    anchors.dedup();
    anchors.len()
}

/// A part of a matrix that fits one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Which of the units.
    pub range: Range<usize>,
}

/// Splits units into parts of at most `budget` bytes. A part ends where a new group begins, unless the group alone is
/// too large; a new `section` always begins a part. Every unit is in one part.
pub fn split<G: PartialEq, S: PartialEq>(sizes: &[usize], groups: &[G], sections: &[S], budget: usize) -> Vec<Chunk> {
    let n = sizes.len();
    let mut chunks: Vec<Chunk> = Vec::new();
    let (mut start, mut size) = (0, 0);
    let mut at = 0;
    while at < n {
        let end = (at + 1..n).find(|next| groups[*next] != groups[at] || sections[*next] != sections[at]).unwrap_or(n);
        let group: usize = sizes[at..end].iter().sum();
        let is_new_section = at > start && sections[at] != sections[at - 1];
        if at > start && (is_new_section || size + group > budget) {
            chunks.push(Chunk { range: start..at });
            (start, size) = (at, 0);
        }
        if group > budget {
            for (index, more) in sizes.iter().enumerate().take(end).skip(at) {
                if size + more > budget && index > start {
                    chunks.push(Chunk { range: start..index });
                    (start, size) = (index, 0);
                }
                size += more;
            }
        } else {
            size += group;
        }
        at = end;
    }
    if start < n {
        chunks.push(Chunk { range: start..n });
    }
    chunks
}

/// The group of a unit for splitting: near things stay together.
pub fn group_of(book: &Handbook, matrix: Matrix, unit: Unit) -> u64 {
    match unit {
        Unit::Requirement(id) => u64::from(group_clause(book, book.standards.requirement(id).clause).0),
        Unit::Clause(id) => u64::from(group_clause(book, id).0),
        Unit::Entry(id) => match matrix {
            Matrix::ClausesByEvidence => day_of(book.entry(id)).map_or(0, |day| u64::from(day.year().unsigned_abs())),
            Matrix::Responsibilities => u64::from(id.0),
            _ => book.entry(id).kind as u64,
        },
        Unit::Topic(_) => 0,
    }
}

/// The clause that a part is named by: the main one, or in a main clause with much below the one below it.
pub fn group_clause(book: &Handbook, clause: ClauseId) -> ClauseId {
    let standards = &book.standards;
    let mut path = vec![clause];
    while let Some(parent) = standards.clause(path[path.len() - 1]).parent {
        path.push(parent);
    }
    let root = path[path.len() - 1];
    let is_long = standards.requirements_below(Place::Clause(root)).len() > 60;
    if is_long && path.len() > 1 { path[path.len() - 2] } else { root }
}

/// The standard of a unit: each begins a part of its own.
pub fn section_of(book: &Handbook, unit: Unit) -> Option<StandardId> {
    match unit {
        Unit::Requirement(id) => Some(book.standards.requirement(id).standard),
        Unit::Clause(id) => Some(book.standards.clause(id).standard),
        Unit::Entry(_) | Unit::Topic(_) => None,
    }
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

/// The rows of some units.
pub fn data(book: &Handbook, matrix: Matrix, units: &[Unit]) -> MatrixData {
    use super::block::Width::{Auto, Id, Name, Source, State};
    let column = |name: &str, width| MatrixColumn { name: name.to_owned(), width };
    let columns = match matrix {
        Matrix::EvidenceByClause => vec![
            column("requirement", Id),
            column("status", State),
            column("what_is_asked", Auto),
            column("needs", Id),
            column("documented_in", Source),
            column("evidence_age", Source),
            column("owner", Name),
            column("findings", Name),
        ],
        Matrix::ClausesByDocument => vec![
            column("document", Source),
            column("section", Source),
            column("state", State),
            column("requirements", Auto),
            column("other_standards", Auto),
            column("records", Source),
        ],
        Matrix::ClausesByEvidence => vec![
            column("record", Source),
            column("date_col", Id),
            column("proves", Auto),
            column("evidence_of", Source),
            column("valid_until", Id),
        ],
        Matrix::Responsibilities => vec![
            column("step", Auto),
            column("raci_r_col", Name),
            column("raci_a_col", Name),
            column("raci_c_col", Name),
            column("raci_i_col", Name),
        ],
        Matrix::Integrated => {
            let mut columns = vec![column("topic", Name)];
            columns.extend(integrated_standards(book).map(|it| column(book.standards.standard(it).title(), Auto)));
            columns.push(column("serves_several", Source));
            columns
        }
        Matrix::Applicability => vec![
            column("control", Auto),
            column("applicable", Name),
            column("status", State),
            column("why", Auto),
            column("implemented_by", Source),
            column("evidence_age", Source),
        ],
        Matrix::OtherParties => vec![
            column("other_party", Source),
            column("type", Name),
            column("services", Auto),
            column("components", Auto),
            column("processes", Auto),
            column("agreements", Source),
            column("owner", Name),
            column("controls_of_supplier", Auto),
            column("last_review", Id),
        ],
        Matrix::DocumentedInformation => vec![
            column("requirement", Id),
            column("status", State),
            column("what_is_asked", Auto),
            column("documented_in", Source),
            column("evidence_age", Source),
        ],
        Matrix::Itil => vec![column("practice", Auto), column("clause", Auto), column("our_processes", Source)],
    };
    let rows = units.iter().flat_map(|unit| rows_of(book, matrix, *unit)).collect();
    MatrixData { columns, rows }
}

fn rows_of(book: &Handbook, matrix: Matrix, unit: Unit) -> Vec<MatrixRow> {
    match (matrix, unit) {
        (Matrix::Applicability, Unit::Clause(id)) => vec![control_row(book, id)],
        (_, Unit::Clause(id)) => vec![practice_row(book, id)],
        (_, Unit::Requirement(id)) => vec![requirement_row(book, matrix, id)],
        (_, Unit::Topic(number)) => topic_row(book, number).into_iter().collect(),
        (Matrix::Responsibilities, Unit::Entry(id)) => step_rows(book, id),
        (Matrix::ClausesByEvidence, Unit::Entry(id)) => vec![record_row(book, id)],
        (Matrix::OtherParties, Unit::Entry(id)) => vec![party_row(book, id)],
        (_, Unit::Entry(id)) => document_rows(book, id),
    }
}

fn part(it: &Documented) -> Item {
    Item::Part { entry: it.entry, anchor: it.anchor.clone(), state: it.state, is_broad: !it.is_exact }
}

fn documents_cell(book: &Handbook, id: ReqId) -> MatrixCell {
    let all = &book.coverage.requirement(id).documented_by;
    let more = (all.len() > MAX_DOCUMENTS).then(|| Item::MoreAt(all.len() - MAX_DOCUMENTS, Place::Requirement(id)));
    MatrixCell::lines(all.iter().take(MAX_DOCUMENTS).map(part).chain(more))
}

/// The evidence that counts today; where none does, the newest that did.
fn evidence_cell(book: &Handbook, id: ReqId) -> MatrixCell {
    let all = &book.coverage.requirement(id).evidence;
    let n_current = all.iter().filter(|it| it.is_current).count();
    let n_shown = if n_current > 0 { n_current.min(MAX_RECORDS) } else { all.len().min(1) };
    let shown = all.iter().filter(|it| n_current == 0 || it.is_current).take(n_shown);
    let more = (all.len() > n_shown).then(|| Item::MoreAt(all.len() - n_shown, Place::Requirement(id)));
    MatrixCell::lines(shown.map(|it| Item::Evidence { entry: it.entry, on: it.on, until: it.valid_until }).chain(more))
}

fn requirement_row(book: &Handbook, matrix: Matrix, id: ReqId) -> MatrixRow {
    let requirement = book.standards.requirement(id);
    let known = book.coverage.requirement(id);
    let place = Place::Requirement(id);
    let owner = book.owner_of(id);
    let status = if requirement.is_informative { Item::Word("status_informative") } else { Item::Status(known.status) };
    let mut cells = vec![
        MatrixCell::of([Item::Anchor(requirement.number.clone())]),
        MatrixCell::of([status]),
        MatrixCell::text(&requirement.asks),
    ];
    if matrix == Matrix::EvidenceByClause {
        cells.push(MatrixCell::of([Item::Word(match known.needs {
            Needs::Document => "needs_document",
            Needs::Record => "needs_record",
            Needs::Both => "needs_both_short",
        })]));
    }
    cells.push(documents_cell(book, id));
    cells.push(evidence_cell(book, id));
    let mut data = vec![
        ("status", tone(known.status).class().to_owned()),
        ("clause", book.standards.clause(group_clause(book, requirement.clause)).number.clone()),
    ];
    if matrix == Matrix::EvidenceByClause {
        cells.push(MatrixCell::of(owner.map(Item::Entry)));
        let open = super::evidence_cells::open_findings(book, &known.findings);
        cells.push(MatrixCell::lines(open.into_iter().take(4).map(Item::Key)));
        data.extend(owner.map(|id| ("owner", book.entry(id).key.as_str().to_owned())));
    }
    MatrixRow {
        id: anchor(book, place),
        group: Group::Clause(requirement.clause),
        data,
        tone: tone(known.status),
        cells,
    }
}

fn chips(places: &[Place], owner: EntryId) -> MatrixCell {
    let more = (places.len() > MAX_CHIPS).then(|| Item::MoreOn(places.len() - MAX_CHIPS, owner));
    MatrixCell::of(places.iter().take(MAX_CHIPS).map(|it| Item::Place(*it)).chain(more))
}

fn document_rows(book: &Handbook, id: EntryId) -> Vec<MatrixRow> {
    let entry = book.entry(id);
    let first = book.standards.first().map(|it| it.id);
    let state = book.document_state(id);
    let mut anchors: Vec<Option<&str>> = Vec::new();
    for claim in book.claims_of(id) {
        let anchor = claim.anchor.as_deref();
        if !anchors.contains(&anchor) {
            anchors.push(anchor);
        }
    }
    let proof = |anchor: Option<&str>| {
        let edges = book.graph.to(id).filter(|edge| edge.relation.0 == "evidence_of" && edge.to == Target::Entry(id));
        let mut ids: Vec<EntryId> =
            edges.filter(|edge| edge.to_anchor.as_deref() == anchor).map(|edge| edge.from).collect();
        ids.dedup();
        let more = (ids.len() > MAX_RECORDS).then(|| Item::MoreOn(ids.len() - MAX_RECORDS, id));
        MatrixCell::lines(ids.iter().rev().take(MAX_RECORDS).map(|it| Item::Key(*it)).chain(more))
    };
    let rows = anchors.into_iter().map(|anchor| {
        let places: Vec<Place> =
            book.claims_of(id).filter(|claim| claim.anchor.as_deref() == anchor).map(|claim| claim.place).collect();
        let (own, other): (Vec<Place>, Vec<Place>) =
            places.into_iter().partition(|place| Some(book.standards.standard_of(*place).id) == first);
        let section = anchor.map(|anchor| Item::Part {
            entry: id,
            anchor: Some(anchor.to_owned()),
            state: DocumentState::InForce,
            is_broad: false,
        });
        MatrixRow {
            id: anchor.map_or_else(
                || format!("m-{}", entry.key.as_str().to_lowercase()),
                |anchor| format!("m-{}--{anchor}", entry.key.as_str().to_lowercase()),
            ),
            group: Group::Kind(entry.kind),
            data: vec![("kind", entry.kind.address().to_owned())],
            tone: Tone::Plain,
            cells: vec![
                MatrixCell::of([Item::Entry(id)]),
                MatrixCell::of([section.unwrap_or(Item::Word("whole_entry"))]),
                MatrixCell::of([Item::Word(match state {
                    DocumentState::InForce => "in_force",
                    DocumentState::Overdue => "overdue",
                    DocumentState::NotInForce => "not_in_force",
                })]),
                chips(&own, id),
                chips(&other, id),
                proof(anchor),
            ],
        }
    });
    rows.collect()
}

fn known(book: &Handbook, keys: &[KeyRef]) -> impl Iterator<Item = EntryId> {
    keys.iter().filter_map(|it| book.keys.find(&it.key))
}

fn record_row(book: &Handbook, id: EntryId) -> MatrixRow {
    let entry = book.entry(id);
    let of = match &entry.data {
        Some(Data::Record(record)) => &record.of[..],
        Some(Data::Audit(audit)) => &audit.of[..],
        Some(Data::Review(review)) => &review.of[..],
        _ => &[],
    };
    let mut places: Vec<Place> = book.claims_of(id).map(|claim| claim.place).collect();
    if places.is_empty() {
        let inherited = of.iter().filter_map(|it| Some((book.keys.find(&it.key)?, it.anchor.as_deref())));
        places = inherited
            .flat_map(|(entry, anchor)| {
                book.claims_of(entry).filter(move |claim| anchor.is_none() || claim.anchor.as_deref() == anchor)
            })
            .map(|claim| claim.place)
            .collect();
    }
    let mut seen = std::collections::HashSet::new();
    places.retain(|place| seen.insert(*place));
    let items = places
        .iter()
        .take(MAX_CHIPS)
        .flat_map(|place| book.standards.requirements_below(*place).into_iter().take(MAX_CHIPS));
    let until = items
        .filter_map(|requirement| book.coverage.requirement(requirement).evidence.iter().find(|it| it.entry == id))
        .map(|it| it.valid_until)
        .min();
    let day = day_of(entry);
    let is_coming = day.is_some_and(|day| day > book.as_of);
    MatrixRow {
        id: format!("m-{}", entry.key.as_str().to_lowercase()),
        group: Group::Year(day.map_or(0, jiff::civil::Date::year)),
        data: vec![("kind", entry.kind.address().to_owned())],
        tone: Tone::Plain,
        cells: vec![
            MatrixCell::of([Item::Entry(id)]),
            MatrixCell::of(day.map(Item::Day).into_iter().chain(is_coming.then_some(Item::Word("coming")))),
            chips(&places, id),
            MatrixCell::lines(known(book, of).take(4).map(Item::Entry)),
            MatrixCell::of(until.map(Item::Day)),
        ],
    }
}

fn step_rows(book: &Handbook, id: EntryId) -> Vec<MatrixRow> {
    const MAX_ROLES: usize = 12;
    let entry = book.entry(id);
    let steps = match &entry.data {
        Some(Data::Process(process)) => &process.steps[..],
        Some(Data::Procedure(procedure)) => &procedure.steps[..],
        _ => &[],
    };
    let roles = |keys: Vec<EntryId>| {
        let mut seen = std::collections::HashSet::new();
        MatrixCell::lines(keys.into_iter().filter(|id| seen.insert(*id)).take(MAX_ROLES).map(Item::Entry))
    };
    let owner: Vec<EntryId> = entry.owner().and_then(|it| book.keys.find(&it.key)).into_iter().collect();
    let rows = steps.iter().map(|step| {
        let raci = |pick: fn(&crate::model::kinds::Raci) -> &Vec<KeyRef>| {
            step.raci.as_ref().map_or_else(Vec::new, |it| known(book, pick(it)).collect::<Vec<_>>())
        };
        let mut responsible: Vec<EntryId> = known(book, &step.by).collect();
        responsible.extend(raci(|it| &it.responsible));
        let mut accountable = raci(|it| &it.accountable);
        if accountable.is_empty() {
            // Whoever owns the process answers for every step that names nobody else.
            accountable.clone_from(&owner);
        }
        let anchor = format!("step-{}", step.key.text);
        MatrixRow {
            id: format!("m-{}--{anchor}", entry.key.as_str().to_lowercase()),
            group: Group::Entry(id),
            data: Vec::new(),
            tone: Tone::Plain,
            cells: vec![
                MatrixCell::of([Item::Part {
                    entry: id,
                    anchor: Some(anchor),
                    state: DocumentState::InForce,
                    is_broad: false,
                }]),
                roles(responsible),
                roles(accountable),
                roles(raci(|it| &it.consulted)),
                roles(raci(|it| &it.informed)),
            ],
        }
    });
    rows.collect()
}

/// Standards of the columns of the integrated matrix: listed ones that topics name.
fn integrated_standards(book: &Handbook) -> impl Iterator<Item = StandardId> {
    let named = |name: &str| {
        book.standards
            .iter()
            .flat_map(|it| &it.file.topics)
            .any(|topic| topic.clauses.0.iter().any(|(id, _)| id == name))
    };
    book.standards.listed().filter(move |it| named(it.name())).map(|it| it.id)
}

fn topic_row(book: &Handbook, number: usize) -> Option<MatrixRow> {
    let topic = book.standards.iter().flat_map(|it| &it.file.topics).nth(number)?;
    let mut cells = vec![MatrixCell::text(&topic.title.text)];
    let mut serving: Vec<(EntryId, StandardId)> = Vec::new();
    for id in integrated_standards(book) {
        let standard = book.standards.standard(id);
        let ids = topic.clauses.0.iter().filter(|(name, _)| name == standard.name()).flat_map(|(_, ids)| ids);
        let places: Vec<Place> = ids.filter_map(|number| book.standards.find_in(id, number)).collect();
        for place in &places {
            for requirement in book.standards.requirements_below(*place) {
                serving.extend(book.coverage.requirement(requirement).documented_by.iter().map(|it| (it.entry, id)));
            }
        }
        cells.push(MatrixCell::of(places.into_iter().map(Item::Place)));
    }
    serving.sort_unstable();
    serving.dedup();
    let several = serving.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1).map(|run| Item::Entry(run[0].0));
    cells.push(MatrixCell::lines(several.take(MAX_DOCUMENTS)));
    Some(MatrixRow {
        id: format!("m-{}", topic.id.value),
        group: Group::All,
        data: Vec::new(),
        tone: Tone::Plain,
        cells,
    })
}

fn control_row(book: &Handbook, id: ClauseId) -> MatrixRow {
    let clause = book.standards.clause(id);
    let requirement = clause.requirements.first().copied();
    let place = requirement.map_or(Place::Clause(id), Place::Requirement);
    let status = book.status_of(place);
    let because = requirement
        .and_then(|it| book.coverage.requirement(it).because.as_ref())
        .map(|it| super::prose::plain(&it.text));
    let is_out = status == Status::NotApplicable;
    MatrixRow {
        id: anchor(book, place),
        group: Group::Clause(clause.parent.unwrap_or(id)),
        data: vec![("status", tone(status).class().to_owned())],
        tone: tone(status),
        cells: vec![
            MatrixCell::of([Item::Clause(id)]),
            MatrixCell::of([Item::Word(if is_out { "no" } else { "yes" })]),
            MatrixCell::of([Item::Status(status)]),
            MatrixCell::of(because.map(Item::Text)),
            requirement.map_or_else(MatrixCell::default, |it| documents_cell(book, it)),
            requirement.map_or_else(MatrixCell::default, |it| evidence_cell(book, it)),
        ],
    }
}

fn party_row(book: &Handbook, id: EntryId) -> MatrixRow {
    use crate::model::kinds::{ProvidedKind, SupplierType};
    let entry = book.entry(id);
    let mut cells = vec![MatrixCell::of([Item::Entry(id)])];
    if let Some(Data::Supplier(supplier)) = &entry.data {
        cells.push(MatrixCell::of([Item::Word(match supplier.supplier_type.value {
            SupplierType::External => "external",
            SupplierType::Internal => "internal",
            SupplierType::Customer => "customer_as_supplier",
        })]));
        for kind in [ProvidedKind::Service, ProvidedKind::Component, ProvidedKind::Process] {
            let provided =
                supplier.provides.iter().filter(|it| it.kind.map_or(ProvidedKind::Service, |it| it.value) == kind);
            cells.push(MatrixCell::lines(provided.map(|it| Item::Text(it.what.text.clone()))));
        }
        let agreements = book
            .of_kind(Kind::Agreement)
            .filter(|it| matches!(&it.data, Some(Data::Agreement(agreement)) if agreement.with.key == entry.key));
        cells.push(MatrixCell::lines(agreements.take(MAX_DOCUMENTS).map(|it| Item::Entry(it.id))));
        cells.push(MatrixCell::of(entry.owner().and_then(|it| book.keys.find(&it.key)).map(Item::Entry)));
        cells.push(MatrixCell::lines(supplier.controls.iter().map(|it| Item::Text(it.what.text.clone()))));
        let last = supplier.reviews.iter().map(|it| it.on.value).filter(|day| *day <= book.as_of).max();
        cells.push(MatrixCell::of([last.map_or(Item::Word("never"), Item::Day)]));
    }
    cells.resize_with(9, MatrixCell::default);
    MatrixRow {
        id: format!("m-{}", entry.key.as_str().to_lowercase()),
        group: Group::All,
        data: Vec::new(),
        tone: Tone::Plain,
        cells,
    }
}

fn practice_row(book: &Handbook, id: ClauseId) -> MatrixRow {
    let clause = book.standards.clause(id);
    let first = book.standards.first().map(|it| it.id);
    let equivalents = book.standards.equivalents(id).iter().map(|it| it.clause);
    let clauses: Vec<ClauseId> = equivalents.filter(|it| Some(book.standards.clause(*it).standard) == first).collect();
    let placed = book.of_kind(Kind::Process).filter(|entry| {
        book.clause_of_process(entry.id).is_some_and(|it| {
            clauses.iter().any(|clause| book.standards.is_below(it, *clause) || book.standards.is_below(*clause, it))
        })
    });
    let named = book
        .of_kind(Kind::Process)
        .filter(|entry| book.claims_of(entry.id).any(|claim| claim.place == Place::Clause(id)));
    let mut processes: Vec<EntryId> = placed.chain(named).map(|entry| entry.id).collect();
    processes.sort_unstable();
    processes.dedup();
    MatrixRow {
        id: format!("m-{}", clause.number.to_lowercase()),
        group: clause.parent.map_or(Group::All, Group::Clause),
        data: Vec::new(),
        tone: Tone::Plain,
        cells: vec![
            MatrixCell::of([Item::Clause(id)]),
            MatrixCell::lines(clauses.into_iter().map(Item::Clause)),
            MatrixCell::lines(processes.into_iter().take(MAX_DOCUMENTS).map(Item::Entry)),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitting_keeps_every_unit_once_and_in_order() {
        let sizes: Vec<usize> = (0..1000).map(|n| 300 + (n * 37) % 900).collect();
        let groups: Vec<usize> = (0..1000).map(|n| n / 17).collect();
        let sections: Vec<usize> = (0..1000).map(|n| n / 400).collect();
        for budget in [1_000, 20_000, 240_000, 10_000_000] {
            let chunks = split(&sizes, &groups, &sections, budget);
            let flat: Vec<usize> = chunks.iter().flat_map(|chunk| chunk.range.clone()).collect();
            assert_eq!(flat, (0..1000).collect::<Vec<_>>(), "{budget}");
            for chunk in &chunks {
                let size: usize = sizes[chunk.range.clone()].iter().sum();
                assert!(size <= budget || chunk.range.len() == 1, "{budget}: {size}");
                assert_eq!(sections[chunk.range.start], sections[chunk.range.end - 1]);
            }
        }
        assert!(split::<u8, u8>(&[], &[], &[], 10).is_empty());
    }

    #[test]
    fn a_group_that_fits_is_not_cut() {
        let chunks = split(&[10, 10, 10, 10, 10, 10], &[1, 1, 1, 2, 2, 2], &[0; 6], 50);
        assert_eq!(chunks, [Chunk { range: 0..3 }, Chunk { range: 3..6 }]);
        // One that is too large for any page is cut inside.
        let chunks = split(&[10, 10, 10, 10], &[1, 1, 1, 1], &[0; 4], 20);
        assert_eq!(chunks, [Chunk { range: 0..2 }, Chunk { range: 2..4 }]);
    }
}

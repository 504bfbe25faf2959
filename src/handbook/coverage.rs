use std::collections::{HashMap, HashSet};

use super::evidence::{EvidenceItem, evidence};
use super::{Claim, Handbook};
use crate::model::kinds::{Grade, Needs};
use crate::model::{Data, DocumentStatus, EntryId, Kind, Text};
use crate::standards::{ClauseId, Place, ReqId, StandardId};

/// How far a requirement is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Declared not to apply, with a reason.
    NotApplicable,
    /// What it needs is there and in time.
    Covered,
    /// It was there, and has run out.
    Stale,
    /// Something is there, and it is not enough.
    Partial,
    /// Nothing is there.
    Gap,
}

impl Status {
    /// All statuses, the worst first.
    pub const ALL: [Self; 5] = [Self::Gap, Self::Partial, Self::Stale, Self::Covered, Self::NotApplicable];

    /// The word of the data files.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::Covered => "covered",
            Self::Stale => "stale",
            Self::Partial => "partial",
            Self::Gap => "gap",
        }
    }
}

/// What a claim of an entry is worth on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentState {
    /// In force, and its review is kept.
    InForce,
    /// In force, and past its review, or changed since its approval.
    Overdue,
    /// A draft, not approved yet, retired or ended.
    NotInForce,
}

/// Where a requirement is documented.
#[derive(Clone, Debug)]
pub struct Documented {
    /// The entry.
    pub entry: EntryId,
    /// The section, step or other part; `None` for the whole entry.
    pub anchor: Option<String>,
    /// Whether the claim names the requirement, and not a clause above it.
    pub is_exact: bool,
    /// Whether it is exact, and made by a part or by an entry that is no document, so that a link lands on the place.
    pub is_placed: bool,
    /// Whether it is credit through the map between standards.
    pub is_credit: bool,
    /// What the entry is worth on the day.
    pub state: DocumentState,
    /// Whether the data of the entry disproves the claim: [`Handbook::contradictions`] says what is missing.
    pub is_contradicted: bool,
    /// Whether the requirement accepts such a claim: one that has to be in writing needs an exact one, and a
    /// contradicted one never counts.
    pub counts: bool,
}

/// What is known about one requirement.
#[derive(Clone, Debug)]
pub struct RequirementCoverage {
    /// What shows that it is met, here.
    pub needs: Needs,
    /// How far it is met.
    pub status: Status,
    /// Whether it is covered and has no open nonconformity.
    pub is_ready: bool,
    /// Where it is documented: what is in force first, then exact before broad.
    pub documented_by: Vec<Documented>,
    /// What proves it, newest first.
    pub evidence: Vec<EvidenceItem>,
    /// Findings that name it, or a clause above it, by their keys.
    pub findings: Vec<EntryId>,
    /// The reason why it was declared not to apply, or to apply.
    pub because: Option<Text>,
}

impl RequirementCoverage {
    /// Whether it is documented by something in force and in time.
    pub fn is_documented(&self) -> bool {
        self.documented_by.iter().any(|it| it.counts && it.state == DocumentState::InForce)
    }

    /// Whether evidence counts on the day.
    pub fn is_evidenced(&self) -> bool {
        self.evidence.iter().any(|it| it.counts && it.is_current)
    }
}

/// Requirements by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that count: informative ones do not.
    pub n_requirements: usize,
    /// Covered.
    pub n_covered: usize,
    /// Stale.
    pub n_stale: usize,
    /// Partial.
    pub n_partial: usize,
    /// Gaps.
    pub n_gap: usize,
    /// Not applicable.
    pub n_not_applicable: usize,
    /// Covered, without an open nonconformity.
    pub n_ready: usize,
}

impl Counts {
    fn add(&mut self, status: Status, is_ready: bool) {
        self.n_requirements += 1;
        self.n_ready += usize::from(is_ready);
        *match status {
            Status::NotApplicable => &mut self.n_not_applicable,
            Status::Covered => &mut self.n_covered,
            Status::Stale => &mut self.n_stale,
            Status::Partial => &mut self.n_partial,
            Status::Gap => &mut self.n_gap,
        } += 1;
    }

    /// How many have a status.
    pub fn of(&self, status: Status) -> usize {
        match status {
            Status::NotApplicable => self.n_not_applicable,
            Status::Covered => self.n_covered,
            Status::Stale => self.n_stale,
            Status::Partial => self.n_partial,
            Status::Gap => self.n_gap,
        }
    }

    /// How many apply.
    pub fn n_applicable(&self) -> usize {
        self.n_requirements - self.n_not_applicable
    }

    /// The worst status among them; a part without any is covered.
    pub fn worst(&self) -> Status {
        Status::ALL.into_iter().find(|status| self.of(*status) > 0).unwrap_or(Status::Covered)
    }

    fn merge(&mut self, other: &Self) {
        self.n_requirements += other.n_requirements;
        self.n_covered += other.n_covered;
        self.n_stale += other.n_stale;
        self.n_partial += other.n_partial;
        self.n_gap += other.n_gap;
        self.n_not_applicable += other.n_not_applicable;
        self.n_ready += other.n_ready;
    }
}

/// What is known about one clause and all below it.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClauseCoverage {
    /// Its requirements and those of the clauses below.
    pub counts: Counts,
    /// Whether a major nonconformity is open.
    pub has_open_major: bool,
}

/// What is covered, for every requirement and clause of every standard.
#[derive(Debug, Default)]
pub struct Coverage {
    requirements: Vec<RequirementCoverage>,
    clauses: Vec<ClauseCoverage>,
    standards: HashMap<StandardId, Counts>,
}

impl Coverage {
    /// Computes the coverage of a handbook whose claims are known.
    ///
    /// Source: the tables of statuses that the manual's chapter on traceability explains.
    pub(super) fn of(book: &Handbook) -> Self {
        let standards = &book.standards;
        let mut documented = documented(book);
        let mut evidence = evidence(book);
        let findings = findings(book);
        let overrides = Overrides::of(book);
        let mut majors: HashSet<ClauseId> = HashSet::new();
        let mut requirements = Vec::with_capacity(standards.n_requirements());
        for standard in standards.iter() {
            for id in &standard.requirements {
                debug_assert_eq!(requirements.len(), id.0 as usize, "requirements are numbered standard by standard");
                let requirement = standards.requirement(*id);
                let index = id.0 as usize;
                let needs = overrides.needs.get(id).copied().unwrap_or(requirement.needs);
                let applicability = overrides.applies.get(id);
                let status = match applicability {
                    Some((false, _)) => Status::NotApplicable,
                    _ => status(needs, &documented[index], &evidence[index]),
                };
                let open: Vec<_> = findings[index].iter().filter(|it| it.1).collect();
                if open.iter().any(|(_, _, grade)| *grade == Grade::Major) {
                    majors.insert(requirement.clause);
                }
                requirements.push(RequirementCoverage {
                    needs,
                    status,
                    is_ready: status == Status::Covered && !open.iter().any(|(_, _, grade)| grade.is_nonconformity()),
                    documented_by: std::mem::take(&mut documented[index]),
                    evidence: std::mem::take(&mut evidence[index]),
                    findings: findings[index].iter().map(|(entry, ..)| *entry).collect(),
                    because: applicability.and_then(|(_, because)| because.clone()),
                });
            }
        }
        let mut clauses = vec![ClauseCoverage::default(); standards.n_clauses()];
        let mut by_standard = HashMap::new();
        for standard in standards.iter() {
            let mut total = Counts::default();
            // Clauses below come after the one above, so walking backwards adds children before their parents.
            for id in standard.clauses.iter().rev() {
                let clause = standards.clause(*id);
                for requirement in &clause.requirements {
                    if !standards.requirement(*requirement).is_informative {
                        let known = &requirements[requirement.0 as usize];
                        clauses[id.0 as usize].counts.add(known.status, known.is_ready);
                    }
                }
                clauses[id.0 as usize].has_open_major |= majors.contains(id);
                let own = clauses[id.0 as usize];
                match clause.parent {
                    Some(parent) => {
                        let parent = &mut clauses[parent.0 as usize];
                        parent.counts.merge(&own.counts);
                        parent.has_open_major |= own.has_open_major;
                    }
                    None => total.merge(&own.counts),
                }
            }
            by_standard.insert(standard.id, total);
        }
        Self { requirements, clauses, standards: by_standard }
    }

    /// What is known about a requirement.
    pub fn requirement(&self, id: ReqId) -> &RequirementCoverage {
        &self.requirements[id.0 as usize]
    }

    /// What is known about a clause and all below it.
    pub fn clause(&self, id: ClauseId) -> &ClauseCoverage {
        &self.clauses[id.0 as usize]
    }

    /// Requirements of a standard by status.
    pub fn standard(&self, id: StandardId) -> Counts {
        self.standards.get(&id).copied().unwrap_or_default()
    }
}

/// What `handbook.yaml` says otherwise than the library.
struct Overrides {
    needs: HashMap<ReqId, Needs>,
    applies: HashMap<ReqId, (bool, Option<Text>)>,
}

impl Overrides {
    fn of(book: &Handbook) -> Self {
        let mut overrides = Self { needs: HashMap::new(), applies: HashMap::new() };
        let Some(config) = &book.config else { return overrides };
        for item in &config.needs {
            let places = book.place(&item.requirement);
            for requirement in places.into_iter().flat_map(|place| book.standards.requirements_below(place)) {
                overrides.needs.insert(requirement, item.needs.value);
            }
        }
        for item in &config.applicability {
            let Some(place) = book.place(&item.requirement) else { continue };
            let is_valid = item.applies.value || (book.may_be_left_out(place) && item.because.is_some());
            if is_valid {
                for requirement in book.standards.requirements_below(place) {
                    overrides.applies.insert(requirement, (item.applies.value, item.because.clone()));
                }
            }
        }
        overrides
    }
}

/// The first row that fits, from covered to gap.
fn status(needs: Needs, documented: &[Documented], evidence: &[EvidenceItem]) -> Status {
    let counting = || documented.iter().filter(|it| it.counts);
    let is_in_force = counting().any(|it| it.state == DocumentState::InForce);
    let was_documented = is_in_force || counting().any(|it| it.state == DocumentState::Overdue);
    let accepted = || evidence.iter().filter(|it| it.counts);
    let is_proven = accepted().any(|it| it.is_current);
    let was_proven = accepted().next().is_some();
    let is_empty = documented.is_empty() && evidence.is_empty();
    match needs {
        Needs::Document if is_in_force => Status::Covered,
        Needs::Document if was_documented => Status::Stale,
        Needs::Record if is_proven => Status::Covered,
        Needs::Record if was_proven => Status::Stale,
        Needs::Both if is_in_force && is_proven => Status::Covered,
        Needs::Both if was_documented && was_proven => Status::Stale,
        // A record is no substitute for a rule, so it does not lift a requirement that needs a document alone.
        Needs::Document if documented.is_empty() => Status::Gap,
        _ if is_empty => Status::Gap,
        _ => Status::Partial,
    }
}

/// Where each requirement is documented.
fn documented(book: &Handbook) -> Vec<Vec<Documented>> {
    let mut found: Vec<Vec<Documented>> = vec![Vec::new(); book.standards.n_requirements()];
    let mut states: HashMap<EntryId, DocumentState> = HashMap::new();
    for claim in &book.claims {
        let entry = book.entry(claim.entry);
        if Handbook::is_proof(entry.kind) {
            continue;
        }
        let state = *states.entry(claim.entry).or_insert_with(|| document_state(book, claim.entry));
        for id in book.standards.requirements_below(claim.place) {
            let is_exact = claim.is_exact();
            let requirement = book.standards.requirement(id);
            let is_contradicted = book.contradictions.is_contradicted(claim.entry, id);
            found[id.0 as usize].push(Documented {
                entry: claim.entry,
                anchor: claim.anchor.clone(),
                is_exact,
                is_placed: is_exact && is_placed(claim, entry.kind),
                is_credit: claim.is_credit,
                state,
                is_contradicted,
                counts: (is_exact || !requirement.is_documented) && !is_contradicted,
            });
        }
    }
    for list in &mut found {
        list.sort_by(|a, b| {
            // A promise to do something says less about how than a document does.
            let is_promise = |it: &Documented| book.entry(it.entry).kind == Kind::Activity;
            let rank = |it: &Documented| (it.state, !it.counts, !it.is_placed, !it.is_exact, is_promise(it), it.entry);
            rank(a).cmp(&rank(b))
        });
    }
    found
}

fn is_placed(claim: &Claim, kind: Kind) -> bool {
    claim.anchor.is_some() || !kind.is_controlled()
}

/// What the claims of an entry are worth on the day.
fn document_state(book: &Handbook, id: EntryId) -> DocumentState {
    let entry = book.entry(id);
    if !book.is_in_force(entry) {
        return DocumentState::NotInForce;
    }
    let is_late = book.review_limit(entry).is_some_and(|limit| limit < book.as_of);
    if is_late || book.is_changed_since_approval(entry) { DocumentState::Overdue } else { DocumentState::InForce }
}

/// Findings of each requirement: the entry, whether it is open, and its grade.
fn findings(book: &Handbook) -> Vec<Vec<(EntryId, bool, Grade)>> {
    let mut found: Vec<Vec<(EntryId, bool, Grade)>> = vec![Vec::new(); book.standards.n_requirements()];
    for entry in book.of_kind(Kind::Finding) {
        let Some(Data::Finding(finding)) = &entry.data else { continue };
        if finding.found.value > book.as_of {
            continue;
        }
        for reference in &finding.requirement {
            let places = book.place(reference);
            for requirement in places.into_iter().flat_map(|place| book.standards.requirements_below(place)) {
                let list = &mut found[requirement.0 as usize];
                if !list.iter().any(|(known, ..)| *known == entry.id) {
                    list.push((entry.id, finding.is_open(book.as_of), finding.grade.value));
                }
            }
        }
    }
    found
}

impl Handbook {
    /// What the claims of a controlled document or another entry are worth on the day.
    pub fn document_state(&self, id: EntryId) -> DocumentState {
        document_state(self, id)
    }

    /// Whether a controlled document is a draft, in review or approved for a day to come.
    pub fn is_draft(&self, id: EntryId) -> bool {
        let entry = self.entry(id);
        entry
            .control
            .as_ref()
            .is_some_and(|control| control.status() != DocumentStatus::Retired && !control.is_in_force(self.as_of))
    }

    /// The role that answers for a requirement: the owner of the first entry that documents it.
    pub fn owner_of(&self, requirement: ReqId) -> Option<EntryId> {
        let documented = &self.coverage.requirement(requirement).documented_by;
        documented.iter().find_map(|it| self.keys.find(&self.entry(it.entry).owner()?.key))
    }

    /// Whether a standard lets a clause or control be declared not to apply.
    pub fn may_be_left_out(&self, place: Place) -> bool {
        let clause = self.standards.clause(self.standards.clause_of(place));
        let standard = self.standards.standard(clause.standard);
        let is_allowed = standard.file.exclusions_allowed.is_some_and(|it| it.value);
        is_allowed
            || (clause.is_control && standard.file.annex_note.is_some())
            || (clause.is_control && standard.file.exclusions_allowed.is_none())
    }

    /// The status of a place: of a requirement, or the worst of a clause.
    pub fn status_of(&self, place: Place) -> Status {
        match place {
            Place::Requirement(id) => self.coverage.requirement(id).status,
            Place::Clause(id) => self.coverage.clause(id).counts.worst(),
        }
    }
}

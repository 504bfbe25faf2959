use std::cmp::Ordering;
use std::collections::HashMap;

use super::file::{ClauseFile, RequirementFile, StandardFile, StandardKind};
use super::map::{Equivalent, MapBuilder};
use super::rules::{DUPLICATE_CLAUSE, UNKNOWN_STANDARD};
use crate::diagnostic::{Diagnostic, closest};
use crate::model::Interval;
use crate::model::kinds::Needs;
use crate::source::{Span, Spanned};

/// Index of a standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StandardId(pub u32);

/// Index of a clause or control among all standards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClauseId(pub u32);

/// Index of a requirement among all standards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReqId(pub u32);

/// What an id of a standard names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A clause, with all below it.
    Clause(ClauseId),
    /// One requirement; a leaf clause or control of a standard without requirements of its own is one.
    Requirement(ReqId),
}

/// A standard.
#[derive(Debug)]
pub struct Standard {
    /// Its index.
    pub id: StandardId,
    /// As it is written in its file.
    pub file: StandardFile,
    /// Its clauses and controls, in its order; a clause stands before those below it.
    pub clauses: Vec<ClauseId>,
    /// Clauses without one above.
    pub roots: Vec<ClauseId>,
    /// Its requirements, in its order.
    pub requirements: Vec<ReqId>,
    /// Whether `handbook.yaml` lists it: only then it has pages and counts.
    pub is_listed: bool,
}

impl Standard {
    /// The id that references to it begin with.
    pub fn name(&self) -> &str {
        &self.file.id.value
    }

    /// Short title with the year.
    pub fn title(&self) -> &str {
        &self.file.title.text
    }

    /// What sort of text it is.
    pub fn kind(&self) -> StandardKind {
        self.file.kind.map_or(StandardKind::Requirements, |it| it.value)
    }

    /// Whether its requirements have a status.
    pub fn has_status(&self) -> bool {
        self.kind() == StandardKind::Requirements
    }
}

/// A clause or control.
#[derive(Debug)]
pub struct Clause {
    /// Its index.
    pub id: ClauseId,
    /// The standard that it belongs to.
    pub standard: StandardId,
    /// Its number.
    pub number: String,
    /// Its title.
    pub title: String,
    /// What it asks, in our words; empty where nothing is said.
    pub asks: String,
    /// The clause above.
    pub parent: Option<ClauseId>,
    /// Clauses directly below.
    pub children: Vec<ClauseId>,
    /// Requirements of its own; those of the clauses below are theirs.
    pub requirements: Vec<ReqId>,
    /// Whether it stands in an annex and has none below: a control.
    pub is_control: bool,
    /// Whether it asks nothing.
    pub is_informative: bool,
    /// Everything else that its file says.
    pub file: ClauseFile,
}

impl Clause {
    /// Whether no clause is below it.
    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    /// Its address below the standard's: the number in lower case.
    pub fn address(&self) -> String {
        self.number.to_lowercase()
    }
}

/// One obligation: a row of the matrix.
#[derive(Debug)]
pub struct Requirement {
    /// Its index.
    pub id: ReqId,
    /// The clause that it belongs to.
    pub clause: ClauseId,
    /// The standard that it belongs to.
    pub standard: StandardId,
    /// `8.6.1-3`; for a clause or control that is traced as a whole, its own number.
    pub number: String,
    /// What is asked, in our words.
    pub asks: String,
    /// What shows that it is met, by the library.
    pub needs: Needs,
    /// Whether it asks nothing: shown, not counted.
    pub is_informative: bool,
    /// Whether it is asked only when something happens.
    pub is_event: bool,
    /// Whether auditors ask people or watch.
    pub is_interview: bool,
    /// Whether the standard asks for it in writing.
    pub is_documented: bool,
    /// Whether the standard asks for a report.
    pub is_reported: bool,
    /// Whether the standard speaks of planned intervals.
    pub is_recurring: bool,
    /// Whether a person has to be named.
    pub is_named_person: bool,
    /// Whether it is addressed to top management.
    pub is_top_management: bool,
    /// Whether it is still to be checked against the standard.
    pub is_to_verify: bool,
    /// The interval that is usual.
    pub practice_interval: Option<Interval>,
    /// Examples of evidence.
    pub evidence: Vec<String>,
    /// Whether it stands for a whole leaf clause or control.
    pub is_whole_clause: bool,
}

/// All standards: the shipped ones and the author's own.
#[derive(Debug)]
pub struct Standards {
    standards: Vec<Standard>,
    clauses: Vec<Clause>,
    requirements: Vec<Requirement>,
    by_name: HashMap<String, StandardId>,
    places: HashMap<(StandardId, String), Place>,
    listed: Vec<StandardId>,
    map: HashMap<ClauseId, Vec<Equivalent>>,
}

impl Standards {
    /// Puts standards together; an author's own replaces a shipped one with the same id. `listed` are the ids in
    /// `handbook.yaml`, in its order; unknown ones are reported under [`UNKNOWN_STANDARD`].
    pub fn new(
        shipped: Vec<StandardFile>,
        own: Vec<StandardFile>,
        listed: &[Spanned<String>],
        out: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut files = shipped;
        for file in own {
            match files.iter_mut().find(|it| it.id.value == file.id.value) {
                Some(replaced) => *replaced = file,
                None => files.push(file),
            }
        }
        let mut this = Self {
            standards: Vec::new(),
            clauses: Vec::new(),
            requirements: Vec::new(),
            by_name: HashMap::new(),
            places: HashMap::new(),
            listed: Vec::new(),
            map: HashMap::new(),
        };
        for (index, file) in (0..).zip(files) {
            this.add(StandardId(index), file, out);
        }
        for name in listed {
            match this.by_name.get(&name.value) {
                Some(id) if !this.listed.contains(id) => {
                    this.listed.push(*id);
                    this.standards[id.0 as usize].is_listed = true;
                }
                Some(_) => {}
                None => out.push(this.unknown(name)),
            }
        }
        this.map = this.equivalents_of_all();
        this
    }

    fn unknown(&self, name: &Spanned<String>) -> Diagnostic {
        let message = format!("no standard has the id `{}`", name.value);
        let diagnostic = Diagnostic::new(&UNKNOWN_STANDARD, name.span, message);
        let mut names: Vec<_> =
            self.standards.iter().filter(|it| it.kind() != StandardKind::Map).map(Standard::name).collect();
        names.sort_unstable();
        diagnostic.help(match closest(&name.value, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", crate::model::field::quoted_list(&names)),
        })
    }

    fn add(&mut self, id: StandardId, file: StandardFile, out: &mut Vec<Diagnostic>) {
        self.by_name.insert(file.id.value.clone(), id);
        let has_status = file.kind.is_none_or(|it| it.value == StandardKind::Requirements);
        let mut building = Building { id, has_status, clauses: Vec::new(), requirements: Vec::new() };
        let mut roots = Vec::new();
        for (clauses, is_annex) in [(&file.clauses, false), (&file.annexes, true)] {
            for clause in clauses {
                roots.extend(self.add_clause(&mut building, clause, None, is_annex, out));
            }
        }
        let Building { clauses, requirements, .. } = building;
        self.standards.push(Standard { id, file, clauses, roots, requirements, is_listed: false });
    }

    fn claim_id(
        &mut self,
        standard: StandardId,
        id: &Spanned<String>,
        place: Place,
        out: &mut Vec<Diagnostic>,
    ) -> bool {
        if self.places.contains_key(&(standard, id.value.clone())) {
            let message = format!("the id `{}` stands twice in this standard", id.value);
            out.push(Diagnostic::new(&DUPLICATE_CLAUSE, id.span, message).help("give this one an id of its own"));
            return false;
        }
        self.places.insert((standard, id.value.clone()), place);
        true
    }

    fn add_clause(
        &mut self,
        building: &mut Building,
        file: &ClauseFile,
        parent: Option<ClauseId>,
        is_annex: bool,
        out: &mut Vec<Diagnostic>,
    ) -> Option<ClauseId> {
        let id = ClauseId(index(self.clauses.len()));
        if !self.claim_id(building.id, &file.id, Place::Clause(id), out) {
            return None;
        }
        let is = |flag: Option<Spanned<bool>>| flag.is_some_and(|it| it.value);
        let is_leaf = file.clauses.is_empty();
        let shallow = ClauseFile { clauses: Vec::new(), requirements: Vec::new(), ..file.clone() };
        self.clauses.push(Clause {
            id,
            standard: building.id,
            number: file.id.value.clone(),
            title: file.title.text.clone(),
            asks: file.asks.as_ref().map_or_else(String::new, |it| it.0.clone()),
            parent,
            children: Vec::new(),
            requirements: Vec::new(),
            is_control: is_annex && is_leaf,
            is_informative: is(file.informative),
            file: shallow,
        });
        building.clauses.push(id);
        let mut own = Vec::new();
        for requirement in &file.requirements {
            let req = ReqId(index(self.requirements.len()));
            if self.claim_id(building.id, &requirement.id, Place::Requirement(req), out) {
                self.requirements.push(requirement_of(req, id, building.id, requirement, is(file.informative)));
                own.push(req);
            }
        }
        if own.is_empty() && is_leaf && building.has_status && !is(file.informative) {
            let req = ReqId(index(self.requirements.len()));
            self.requirements.push(whole_clause(req, id, building.id, file));
            self.places.insert((building.id, file.id.value.clone()), Place::Requirement(req));
            own.push(req);
        }
        building.requirements.extend(&own);
        self.clauses[id.0 as usize].requirements = own;
        let mut children = Vec::new();
        for child in &file.clauses {
            children.extend(self.add_clause(building, child, Some(id), is_annex, out));
        }
        self.clauses[id.0 as usize].children = children;
        Some(id)
    }

    fn equivalents_of_all(&self) -> HashMap<ClauseId, Vec<Equivalent>> {
        let find = |standard: &str, id: &str| self.find(standard, id).map(|place| self.clause_of(place));
        let standard_of = |clause: ClauseId| self.clause(clause).standard;
        let mut builder = MapBuilder::new(&find, &standard_of);
        for standard in &self.standards {
            builder.add(&standard.file);
        }
        builder.finish()
    }

    /// Standards that `handbook.yaml` lists, in its order.
    pub fn listed(&self) -> impl Iterator<Item = &Standard> {
        self.listed.iter().map(|id| self.standard(*id))
    }

    /// The handbook's first standard: references without a colon go to it.
    pub fn first(&self) -> Option<&Standard> {
        self.listed.first().map(|id| self.standard(*id))
    }

    /// All standards, listed or not.
    pub fn iter(&self) -> impl Iterator<Item = &Standard> {
        self.standards.iter()
    }

    /// A standard.
    pub fn standard(&self, id: StandardId) -> &Standard {
        &self.standards[id.0 as usize]
    }

    /// A standard by the id in its file.
    pub fn by_name(&self, name: &str) -> Option<&Standard> {
        self.by_name.get(name).map(|id| self.standard(*id))
    }

    /// A clause.
    pub fn clause(&self, id: ClauseId) -> &Clause {
        &self.clauses[id.0 as usize]
    }

    /// A requirement.
    pub fn requirement(&self, id: ReqId) -> &Requirement {
        &self.requirements[id.0 as usize]
    }

    /// How many requirements all standards have together; ids run from 0.
    pub fn n_requirements(&self) -> usize {
        self.requirements.len()
    }

    /// How many clauses all standards have together; ids run from 0.
    pub fn n_clauses(&self) -> usize {
        self.clauses.len()
    }

    /// What an id of a standard names.
    pub fn find(&self, standard: &str, id: &str) -> Option<Place> {
        self.find_in(*self.by_name.get(standard)?, id)
    }

    /// What an id of a standard names.
    pub fn find_in(&self, standard: StandardId, id: &str) -> Option<Place> {
        self.places.get(&(standard, id.to_owned())).copied()
    }

    /// All ids of a standard, for suggestions.
    pub fn ids_of(&self, standard: StandardId) -> impl Iterator<Item = &str> {
        let standard = self.standard(standard);
        let clauses = standard.clauses.iter().map(|id| self.clause(*id).number.as_str());
        clauses.chain(standard.requirements.iter().map(|id| self.requirement(*id).number.as_str()))
    }

    /// The clause of a place: itself, or the one that a requirement belongs to.
    pub fn clause_of(&self, place: Place) -> ClauseId {
        match place {
            Place::Clause(clause) => clause,
            Place::Requirement(requirement) => self.requirement(requirement).clause,
        }
    }

    /// The standard of a place.
    pub fn standard_of(&self, place: Place) -> &Standard {
        self.standard(self.clause(self.clause_of(place)).standard)
    }

    /// The id of a place as it is written: `8.6.1`, `8.6.1-3`.
    pub fn number(&self, place: Place) -> &str {
        match place {
            Place::Clause(clause) => &self.clause(clause).number,
            Place::Requirement(requirement) => &self.requirement(requirement).number,
        }
    }

    /// Requirements of a place: itself, or all of a clause and of the clauses below it.
    pub fn requirements_below(&self, place: Place) -> Vec<ReqId> {
        match place {
            Place::Requirement(requirement) => vec![requirement],
            Place::Clause(clause) => {
                let mut found = Vec::new();
                let mut rest = vec![clause];
                while let Some(clause) = rest.pop() {
                    let clause = self.clause(clause);
                    found.extend(&clause.requirements);
                    rest.extend(clause.children.iter().rev());
                }
                found
            }
        }
    }

    /// Whether a clause is another one, or below it.
    pub fn is_below(&self, clause: ClauseId, ancestor: ClauseId) -> bool {
        std::iter::successors(Some(clause), |it| self.clause(*it).parent).any(|it| it == ancestor)
    }

    /// The main clause above a clause: 8 for 8.6.1.
    pub fn root_of(&self, clause: ClauseId) -> &Clause {
        let last = std::iter::successors(Some(clause), |it| self.clause(*it).parent).last();
        self.clause(last.unwrap_or(clause))
    }

    /// Clauses of other standards that go with a clause.
    pub fn equivalents(&self, clause: ClauseId) -> &[Equivalent] {
        self.map.get(&clause).map_or(&[], Vec::as_slice)
    }
}

/// What a standard is built into, while its clauses are walked.
struct Building {
    id: StandardId,
    has_status: bool,
    clauses: Vec<ClauseId>,
    requirements: Vec<ReqId>,
}

fn index(length: usize) -> u32 {
    u32::try_from(length).expect("files of at most 16 MiB hold fewer than four billion clauses")
}

fn requirement_of(
    id: ReqId,
    clause: ClauseId,
    standard: StandardId,
    file: &RequirementFile,
    is_in_informative: bool,
) -> Requirement {
    let is = |flag: Option<Spanned<bool>>| flag.is_some_and(|it| it.value);
    Requirement {
        id,
        clause,
        standard,
        number: file.id.value.clone(),
        asks: file.asks.0.clone(),
        needs: file.needs.map_or(Needs::Both, |it| it.value),
        is_informative: is_in_informative || is(file.informative),
        is_event: is(file.event),
        is_interview: is(file.interview),
        is_documented: is(file.documented),
        is_reported: is(file.reported),
        is_recurring: is(file.recurring),
        is_named_person: is(file.named_person),
        is_top_management: is(file.top_management),
        is_to_verify: is(file.verify),
        practice_interval: file.practice_interval.map(|it| it.value),
        evidence: file.evidence.iter().map(|it| it.text.clone()).collect(),
        is_whole_clause: false,
    }
}

/// A leaf clause or control of a standard that is not broken down into requirements is traced as a whole.
fn whole_clause(id: ReqId, clause: ClauseId, standard: StandardId, file: &ClauseFile) -> Requirement {
    let is = |flag: Option<Spanned<bool>>| flag.is_some_and(|it| it.value);
    Requirement {
        id,
        clause,
        standard,
        number: file.id.value.clone(),
        asks: file.asks.as_ref().map_or_else(|| file.title.text.clone(), |it| it.0.clone()),
        needs: Needs::Both,
        is_informative: is(file.informative),
        is_event: false,
        is_interview: false,
        is_documented: is(file.documented),
        is_reported: false,
        is_recurring: false,
        is_named_person: false,
        is_top_management: false,
        is_to_verify: is(file.verify),
        practice_interval: None,
        evidence: Vec::new(),
        is_whole_clause: true,
    }
}

/// Compares two ids as people count: `8.10` comes after `8.9`, `A.5.9` before `A.5.10`.
pub fn compare_ids(a: &str, b: &str) -> Ordering {
    let parts = |text: &str| {
        text.split(['.', '-'])
            .map(|part| part.parse::<u64>().map_or_else(|_| (1, 0, part.to_owned()), |n| (0, n, String::new())))
            .collect::<Vec<_>>()
    };
    parts(a).cmp(&parts(b))
}

impl Span {
    /// Whether the span lies in a file of the author's, and not in the shipped library.
    pub fn is_written(self) -> bool {
        self.source != super::shipped::SHIPPED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_map_points_both_ways_and_nowhere_else() {
        let mut out = Vec::new();
        let standards = Standards::new(super::super::shipped_files(), Vec::new(), &[], &mut out);
        assert!(out.is_empty(), "{out:?}");
        let clause = |standard, id| standards.clause_of(standards.find(standard, id).unwrap());
        let incident = clause("iso20000-1", "8.6.1");
        let names: Vec<_> = standards
            .equivalents(incident)
            .iter()
            .map(|it| {
                format!(
                    "{}:{}",
                    standards.standard(standards.clause(it.clause).standard).name(),
                    standards.clause(it.clause).number
                )
            })
            .collect();
        assert!(names.contains(&"iso27001-2022:A.5.24".to_owned()), "{names:?}");
        assert!(names.contains(&"itil:itil3-incident-management".to_owned()), "{names:?}");
        let back = standards.equivalents(clause("iso27001-2022", "A.5.24"));
        assert!(back.iter().any(|it| it.clause == incident));
        // A control of a standard without requirements of its own is one itself.
        assert!(matches!(standards.find("iso27001-2022", "A.5.24"), Some(Place::Requirement(_))));
        assert!(matches!(standards.find("iso20000-1", "8.6.1"), Some(Place::Clause(_))));
        let below = standards.requirements_below(Place::Clause(clause("iso20000-1", "8.6")));
        assert_eq!(below.len(), 9 + 4 + 8);
    }

    #[test]
    fn ids_sort_as_people_count() {
        let mut ids = ["10", "8.10", "8.9", "8.6.1-10", "8.6.1-9", "A.5.10", "A.5.9"];
        ids.sort_by(|a, b| compare_ids(a, b));
        assert_eq!(ids, ["8.6.1-9", "8.6.1-10", "8.9", "8.10", "10", "A.5.9", "A.5.10"]);
    }
}

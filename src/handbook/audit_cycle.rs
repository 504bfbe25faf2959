//! The audits of the cycle: what each of them looks at, and whether they reach a clause, process or location.
//!
//! All audits are known here; whether something is reached is decided by the internal ones of the cycle, as the
//! programme is the organisation's own duty. Audits go by their numbers, in the order of their days.
//!
//! Source: ISO/IEC 20000-1:2018, clause 9.2.

use std::collections::HashMap;

use jiff::civil::Date;

use super::Handbook;
use crate::model::kinds::{Audit, AuditType};
use crate::model::{Data, EntryId, Kind, Period};
use crate::standards::{ClauseId, Place};

/// Which audits look at what.
#[derive(Debug)]
pub struct AuditCycle<'a> {
    audits: Vec<DatedAudit<'a>>,
    in_cycle: Vec<usize>,
    as_of: Date,
    clauses: HashMap<ClauseId, Vec<usize>>,
    /// Clauses of audits that name no entries: for these the clauses speak.
    clauses_alone: HashMap<ClauseId, Vec<usize>>,
    entries: HashMap<EntryId, Vec<usize>>,
    locations: HashMap<String, Vec<usize>>,
    /// Audits that name no location: where there is only one, they were held there.
    anywhere: Vec<usize>,
    has_one_location: bool,
}

/// An audit, and when it was or will be.
#[derive(Debug)]
pub struct DatedAudit<'a> {
    /// Its entry.
    pub id: EntryId,
    /// What it says.
    pub audit: &'a Audit,
    /// The day on which it was done.
    pub done: Option<Date>,
    /// When it is planned, by itself or by an audit programme.
    pub planned: Option<&'a Period>,
}

/// How far the internal audits of the cycle have come with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// None looks at it.
    NotPlanned,
    /// One will, and is not past its time.
    Planned,
    /// One did.
    Audited,
}

impl DatedAudit<'_> {
    /// Whether it was done in the cycle or is planned in it; without a cycle, every one is in it.
    fn is_in(&self, cycle: Option<&Period>) -> bool {
        let overlaps = |start, end| cycle.is_none_or(|it| it.overlaps(start, end));
        match (self.done, self.planned) {
            (Some(done), _) => overlaps(done, done),
            (None, Some(planned)) => overlaps(planned.start, planned.end),
            (None, None) => false,
        }
    }
}

impl<'a> AuditCycle<'a> {
    /// The audits of a handbook, with the cycle of its settings.
    pub fn of(book: &'a Handbook) -> Self {
        let audits = audits(book);
        let cycle = book.config.as_ref().and_then(|it| it.audit_cycle.as_ref()).map(|it| &it.value);
        let mut this = Self {
            in_cycle: (0..audits.len()).filter(|number| audits[*number].is_in(cycle)).collect(),
            audits: Vec::new(),
            as_of: book.as_of,
            clauses: HashMap::new(),
            clauses_alone: HashMap::new(),
            entries: HashMap::new(),
            locations: HashMap::new(),
            anywhere: Vec::new(),
            has_one_location: book.locations().len() == 1,
        };
        for (number, DatedAudit { audit, .. }) in audits.iter().enumerate() {
            for place in audit.criteria.iter().filter_map(|it| book.place(it)) {
                // A clause counts with all below it; a requirement for the clause that it stands in.
                let mut below = vec![book.standards.clause_of(place)];
                while let Some(clause) = below.pop() {
                    add(this.clauses.entry(clause).or_default(), number);
                    if audit.covers.is_empty() {
                        add(this.clauses_alone.entry(clause).or_default(), number);
                    }
                    if matches!(place, Place::Clause(_)) {
                        below.extend(&book.standards.clause(clause).children);
                    }
                }
            }
            for id in audit.covers.iter().filter_map(|it| book.keys.find(&it.key)) {
                add(this.entries.entry(id).or_default(), number);
            }
            for location in &audit.locations {
                add(this.locations.entry(location.text.trim().to_lowercase()).or_default(), number);
            }
            if audit.locations.is_empty() {
                this.anywhere.push(number);
            }
        }
        this.audits = audits;
        this
    }

    /// The audit with a number.
    pub fn audit(&self, number: usize) -> &DatedAudit<'a> {
        &self.audits[number]
    }

    /// Numbers of the audits that were done in the cycle or are planned in it.
    pub fn in_cycle(&self) -> &[usize] {
        &self.in_cycle
    }

    /// Whether the audit with a number was done in the cycle or is planned in it.
    pub fn is_in_cycle(&self, number: usize) -> bool {
        self.in_cycle.binary_search(&number).is_ok()
    }

    /// Audits of the cycle that count: internal ones, done or not past their time.
    pub fn counting(&self) -> impl Iterator<Item = &DatedAudit<'a>> {
        let counts = |number: &&usize| self.reach(&[**number]) != Reach::NotPlanned;
        self.in_cycle.iter().filter(counts).map(|number| &self.audits[*number])
    }

    /// How far the audits with these numbers have come.
    pub fn reach(&self, numbers: &[usize]) -> Reach {
        let of_one = |number: &usize| {
            let it = &self.audits[*number];
            if !self.is_in_cycle(*number) || it.audit.audit_type.value != AuditType::Internal {
                return Reach::NotPlanned;
            }
            match (it.done, it.planned) {
                (Some(_), _) => Reach::Audited,
                // What was planned and not done in its time is no plan any more.
                (None, Some(planned)) if self.as_of <= planned.end => Reach::Planned,
                _ => Reach::NotPlanned,
            }
        };
        numbers.iter().map(of_one).max().unwrap_or(Reach::NotPlanned)
    }

    /// Numbers of the audits that look at a clause.
    pub fn of_clause(&self, id: ClauseId) -> &[usize] {
        self.clauses.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Numbers of the audits of a process: those that name it, and those that name no entries and look at its clause.
    pub fn of_process(&self, book: &Handbook, id: EntryId) -> Vec<usize> {
        let named = self.entries.get(&id).into_iter().flatten();
        let clause = book.clause_of_process(id).and_then(|it| self.clauses_alone.get(&it));
        merged(named.chain(clause.into_iter().flatten()))
    }

    /// Numbers of the audits that are held at a location of the scope.
    pub fn of_location(&self, name: &str) -> Vec<usize> {
        let named = self.locations.get(&name.to_lowercase()).into_iter().flatten();
        merged(named.chain(self.anywhere.iter().filter(|_| self.has_one_location)))
    }
}

impl Handbook {
    /// Locations of the scope in force.
    pub fn locations(&self) -> Vec<&str> {
        let scopes = self.of_kind(Kind::Scope).filter(|entry| self.is_in_force(entry));
        let lines = scopes.filter_map(|entry| match &entry.data {
            Some(Data::Scope(scope)) => Some(&scope.locations),
            _ => None,
        });
        lines.flatten().map(|it| it.text.trim()).collect()
    }
}

/// Audits by the day on which they were done or are planned to begin.
fn audits(book: &Handbook) -> Vec<DatedAudit<'_>> {
    let mut programme: HashMap<EntryId, &Period> = HashMap::new();
    for entry in book.of_kind(Kind::Plan).filter(|entry| book.is_in_force(entry)) {
        let Some(Data::Plan(plan)) = &entry.data else { continue };
        for item in &plan.audits {
            if let (Some(id), Some(planned)) = (book.keys.find(&item.audit.key), &item.planned) {
                programme.entry(id).or_insert(&planned.value);
            }
        }
    }
    let mut audits: Vec<DatedAudit<'_>> = book
        .of_kind(Kind::Audit)
        .filter_map(|entry| match &entry.data {
            Some(Data::Audit(audit)) => Some((entry.id, audit)),
            _ => None,
        })
        .map(|(id, audit)| {
            let planned = audit.planned.as_ref().map(|it| &it.value).or_else(|| programme.get(&id).copied());
            let done = audit.done.map(|it| it.value).filter(|day| *day <= book.as_of);
            DatedAudit { id, audit, done, planned }
        })
        .filter(|it| it.done.is_some() || it.planned.is_some())
        .collect();
    audits.sort_unstable_by_key(|it| (it.done.or(it.planned.map(|it| it.start)), it.id));
    audits
}

/// Adds a number to a list that ends with the largest one.
fn add(list: &mut Vec<usize>, number: usize) {
    if list.last() != Some(&number) {
        list.push(number);
    }
}

/// Numbers in their order, each once.
fn merged<'n>(numbers: impl Iterator<Item = &'n usize>) -> Vec<usize> {
    let mut numbers: Vec<usize> = numbers.copied().collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

use std::collections::{HashMap, HashSet};

use crate::checks::{day, first_few, processes};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Audit, AuditType, PlanType};
use crate::model::{Data, Entry, EntryId, Kind, Period};
use crate::source::Span;
use crate::standards::{ClauseId, Place, Standard};

/// Clauses that no internal audit of the cycle looks at.
const CLAUSE: Rule = Rule {
    name: "clause-not-audited",
    severity: Severity::Warning,
    clause: "9.2.2",
    looks_for: "Clauses of the first standard that the `criteria` of no internal audit in the `audit_cycle` of \
                `handbook.yaml` cover. An audit that is done counts, and one that is planned and not past its time.",
    why: "In one cycle everything is audited once; clauses 4, 5, 8.2.3 and 8.4.1 are what programmes leave out.",
    fix: "Add the clauses to the `criteria` of an audit to come, or plan a further one.",
};

/// Processes that no internal audit of the cycle looks at.
const PROCESS: Rule = Rule {
    name: "process-not-audited",
    severity: Severity::Warning,
    clause: "9.2.2",
    looks_for: "Processes in force that no internal audit in the `audit_cycle` names in `covers`. An audit without \
                `covers` counts for the processes whose clause its `criteria` cover.",
    why: "A clause can be audited in one process and missed in another; the programme has to reach each of them.",
    fix: "Add the processes to `covers` of an audit to come.",
};

/// Places that no internal audit of the cycle visits.
const LOCATION: Rule = Rule {
    name: "location-not-audited",
    severity: Severity::Warning,
    clause: "9.2.2",
    looks_for: "Locations of the scope that no internal audit in the `audit_cycle` names in `locations`. Where the \
                scope has one location, an audit without `locations` was there.",
    why: "The certificate names the sites; one that nobody of your own has looked at is where the auditor goes.",
    fix: "Add the location to `locations` of an audit to come, and visit it.",
};

/// Rules about the internal audits of a cycle.
pub(super) const RULES: &[&Rule] = &[&CLAUSE, &PROCESS, &LOCATION];

/// In one cycle the internal audits reach every clause, process and location.
///
/// Source: ISO/IEC 20000-1:2018, clause 9.2.2.
pub(super) fn audit_programme(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let cycle = book.config.as_ref().and_then(|config| config.audit_cycle.as_ref());
    let Some(cycle) = cycle.filter(|cycle| cycle.value.start <= book.as_of) else { return };
    let programme = programme(book);
    let audits = internal_audits(book, &cycle.value, &programme);
    // What is missed is added to an audit to come; the first of these, or else the newest that was done, is the place.
    let to_come = audits.iter().filter(|(_, audit)| audit.done.is_none());
    let next = to_come.min_by_key(|(entry, audit)| (audit.planned.as_ref().map(|it| it.value.start), entry.id));
    let newest = audits.iter().max_by_key(|(entry, audit)| (audit.done.map(|it| it.value), entry.id));
    let place = programme.place.or(next.or(newest).map(|(entry, _)| entry.key_span)).unwrap_or(cycle.span);
    let words = format!("from {} to {}", day(cycle.value.start), day(cycle.value.end));
    let new = |rule: &'static Rule, message: String, help: &str| {
        out.push(Diagnostic::new(rule, place, message).help(help));
    };
    report(book, &audits, &words, new);
}

fn report(
    book: &Handbook,
    audits: &[InternalAudit<'_>],
    cycle: &str,
    mut new: impl FnMut(&'static Rule, String, &str),
) {
    if audits.is_empty() {
        // Where nothing is audited, clauses, processes and locations are all missed for the same reason.
        let message = format!("no internal audit is done or planned in the cycle {cycle}");
        return new(&CLAUSE, message, "add the audits to `audits/`, with `criteria`, `covers` and what is `planned`");
    }
    let covered = Covered::by(book, audits);
    let clauses = book.standards.first().map_or_else(Vec::new, |first| covered.missed_clauses(book, first));
    if !clauses.is_empty() {
        let noun = if clauses.len() == 1 { "clause" } else { "clauses" };
        let message = format!("no internal audit of the cycle {cycle} covers {noun} {}", first_few(&clauses, 8));
        new(&CLAUSE, message, "add what is missed to the `criteria` of an audit to come, or plan a further audit");
    }
    let missed = covered.missed_processes(book);
    if !missed.is_empty() {
        let message = format!("no internal audit of the cycle {cycle} covers {}", first_few(&missed, 6));
        new(&PROCESS, message, "add what is missed to `covers` of an audit to come");
    }
    let missed = missed_locations(book, audits);
    if !missed.is_empty() {
        let message = format!("no internal audit of the cycle {cycle} is held in {}", first_few(&missed, 6));
        new(&LOCATION, message, "add what is missed to `locations` of an audit to come");
    }
}

type InternalAudit<'a> = (&'a Entry, &'a Audit);

/// What the audit programmes in force say.
struct Programme<'a> {
    /// Where the audits of the first one are listed.
    place: Option<Span>,
    /// When each audit is planned.
    planned: HashMap<EntryId, &'a Period>,
}

fn programme(book: &Handbook) -> Programme<'_> {
    let mut programme = Programme { place: None, planned: HashMap::new() };
    for entry in book.of_kind(Kind::Plan).filter(|entry| book.is_in_force(entry)) {
        let Some(Data::Plan(plan)) = &entry.data else { continue };
        if plan.plan_type.map(|it| it.value) != Some(PlanType::AuditProgramme) {
            continue;
        }
        let field = entry.fields.pairs.iter().find(|pair| pair.name.value == "audits");
        programme.place = programme.place.or(Some(field.map_or(entry.key_span, |pair| pair.name.span)));
        for item in &plan.audits {
            if let (Some(id), Some(planned)) = (book.keys.find(&item.audit.key), &item.planned) {
                programme.planned.entry(id).or_insert(&planned.value);
            }
        }
    }
    programme
}

/// Internal audits that were done in the cycle, or are planned in it and not past their time.
fn internal_audits<'a>(book: &'a Handbook, cycle: &Period, programme: &Programme<'_>) -> Vec<InternalAudit<'a>> {
    let in_cycle = |entry: &Entry, audit: &Audit| {
        if let Some(done) = audit.done.filter(|done| done.value <= book.as_of) {
            return cycle.start <= done.value && done.value <= cycle.end;
        }
        let planned = audit.planned.as_ref().map(|it| &it.value);
        let planned = planned.or_else(|| programme.planned.get(&entry.id).copied());
        planned.is_some_and(|planned| planned.overlaps(cycle.start, cycle.end) && book.as_of <= planned.end)
    };
    let audits = book.of_kind(Kind::Audit).filter_map(|entry| match &entry.data {
        Some(Data::Audit(audit)) => Some((entry, audit.as_ref())),
        _ => None,
    });
    audits.filter(|(entry, audit)| audit.audit_type.value == AuditType::Internal && in_cycle(entry, audit)).collect()
}

/// What audits look at.
struct Covered {
    clauses: HashSet<ClauseId>,
    /// Clauses of audits that name no entries: for these the clauses speak.
    clauses_alone: HashSet<ClauseId>,
    entries: HashSet<EntryId>,
}

impl Covered {
    fn by(book: &Handbook, audits: &[InternalAudit<'_>]) -> Self {
        let mut covered = Self { clauses: HashSet::new(), clauses_alone: HashSet::new(), entries: HashSet::new() };
        for (_, audit) in audits {
            let places: Vec<Place> = audit.criteria.iter().filter_map(|it| book.place(it)).collect();
            covered.clauses.extend(places.iter().map(|place| book.standards.clause_of(*place)));
            if audit.covers.is_empty() {
                covered.clauses_alone.extend(places.iter().map(|place| book.standards.clause_of(*place)));
            }
            covered.entries.extend(audit.covers.iter().filter_map(|it| book.keys.find(&it.key)));
        }
        covered
    }

    /// The highest clauses of a standard of which nothing is covered, by their numbers. Clauses that ask nothing, or
    /// nothing that applies, are no part of it.
    fn missed_clauses(&self, book: &Handbook, standard: &Standard) -> Vec<String> {
        // A clause stands before those below it: from the last to the first, each knows what is below.
        let mut has_covered: HashSet<ClauseId> = HashSet::new();
        for id in standard.clauses.iter().rev() {
            let clause = book.standards.clause(*id);
            let is_covered = clause.is_leaf() && is_in(book, *id, &self.clauses);
            if is_covered || clause.children.iter().any(|child| has_covered.contains(child)) {
                has_covered.insert(*id);
            }
        }
        let is_missed =
            |id: &ClauseId| !has_covered.contains(id) && book.coverage.clause(*id).counts.n_applicable() > 0;
        let is_highest = |id: &ClauseId| book.standards.clause(*id).parent.is_none_or(|parent| !is_missed(&parent));
        let missed = standard.clauses.iter().filter(|id| is_missed(id) && is_highest(id));
        missed.map(|id| format!("`{}`", book.standards.clause(*id).number)).collect()
    }

    fn missed_processes(&self, book: &Handbook) -> Vec<String> {
        let is_covered = |entry: &Entry| {
            let clause = || book.clause_of_process(entry.id);
            self.entries.contains(&entry.id) || clause().is_some_and(|it| is_in(book, it, &self.clauses_alone))
        };
        let in_force = processes(book).filter(|(entry, _)| book.is_in_force(entry));
        in_force.filter(|(entry, _)| !is_covered(entry)).map(|(entry, _)| format!("`{}`", entry.key)).collect()
    }
}

/// Whether a clause, or one above it, is among others.
fn is_in(book: &Handbook, clause: ClauseId, among: &HashSet<ClauseId>) -> bool {
    std::iter::successors(Some(clause), |it| book.standards.clause(*it).parent).any(|it| among.contains(&it))
}

fn missed_locations(book: &Handbook, audits: &[InternalAudit<'_>]) -> Vec<String> {
    let scopes = book.of_kind(Kind::Scope).filter(|entry| book.is_in_force(entry));
    let locations: Vec<&str> = scopes
        .filter_map(|entry| match &entry.data {
            Some(Data::Scope(scope)) => Some(scope.locations.iter().map(|it| it.text.trim())),
            _ => None,
        })
        .flatten()
        .collect();
    if locations.len() == 1 && audits.iter().any(|(_, audit)| audit.locations.is_empty()) {
        return Vec::new();
    }
    let visited: HashSet<String> =
        audits.iter().flat_map(|(_, audit)| &audit.locations).map(|it| it.text.trim().to_lowercase()).collect();
    let missed = locations.into_iter().filter(|location| !visited.contains(&location.to_lowercase()));
    missed.map(|location| format!("`{location}`")).collect()
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    const AUDITS: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
audit_cycle: 2026-01-01/2028-12-31
rules: [{rule: requirement-not-evidenced, severity: off, because: This is about audits.}]
--- standards/tiny.yaml
id: tiny
title: Tiny standard
edition: \"2026\"
kind: requirements
clauses:
  - id: \"1\"
    title: Desk
    clauses: [{id: \"1.1\", title: Calls}, {id: \"1.2\", title: Mails}]
  - {id: \"2\", title: Lines}
  - {id: \"3\", title: Words, informative: true}
--- scope.md
---
key: SCOPE
title: Scope
summary: What is in.
owner: ROL-A
status: approved
version: \"1.0\"
approved: {by: ROL-B, on: 2026-09-01}
satisfies: [1.1, 1.2, 2]
locations: [Oslo, Hamar]
---
--- audits/a.yaml
- {key: AUD-1, title: First audit, type: internal, criteria: [1], covers: [PRC-A], locations: [Oslo], done: 2026-06-01}
- {key: AUD-2, title: Second audit, type: internal, criteria: [2], covers: [SCOPE], locations: [hamar], planned: 2026-12}
";

    fn audits() -> String {
        format!("{AUDITS}{}", PROCESS.trim_start())
    }

    #[test]
    fn a_cycle_that_reaches_everything() {
        check_clean(&audits());
        // The last day of a planned audit is in time.
        check_clean(&audits().replace("planned: 2026-12", "planned: 2026-11-01/2026-11-22"));
        // Without a cycle nothing is promised.
        check_clean(
            &audits().replace("audit_cycle: 2026-01-01/2028-12-31\n", "").replace("criteria: [2]", "criteria: [1]"),
        );
    }

    #[test]
    fn a_clause_that_no_audit_looks_at() {
        check(
            &audits().replace("criteria: [1]", "criteria: [\"1.1\"]"),
            str![[r#"
warning[clause-not-audited]: no internal audit of the cycle from 1 Jan 2026 to 31 Dec 2028 covers clause `1.2`
 --> audits/a.yaml:2:9
  |
2 | - {key: AUD-2, title: Second audit, type: internal, criteria: [2], covers: [SCOPE], locations: [hamar], planned: 2026-12}
  |         ^^^^^
  |
help: add what is missed to the `criteria` of an audit to come, or plan a further audit


"#]],
        );
        // Of a clause that is missed as a whole the clauses below are not listed too.
        check(
            &audits().replace("criteria: [1]", "criteria: [2]"),
            str![[r#"
warning[clause-not-audited]: no internal audit of the cycle from 1 Jan 2026 to 31 Dec 2028 covers clause `1`
 --> audits/a.yaml:2:9
  |
2 | - {key: AUD-2, title: Second audit, type: internal, criteria: [2], covers: [SCOPE], locations: [hamar], planned: 2026-12}
  |         ^^^^^
  |
help: add what is missed to the `criteria` of an audit to come, or plan a further audit


"#]],
        );
    }

    #[test]
    fn an_audit_out_of_the_cycle_or_past_its_time_covers_nothing() {
        let late = audits().replace("locations: [Oslo]", "locations: [Oslo, Hamar]");
        check(
            &late.replace("planned: 2026-12", "planned: 2026-10"),
            str![[r#"
warning[clause-not-audited]: no internal audit of the cycle from 1 Jan 2026 to 31 Dec 2028 covers clause `2`
 --> audits/a.yaml:1:9
  |
1 | - {key: AUD-1, title: First audit, type: internal, criteria: [1], covers: [PRC-A], locations: [Oslo, Hamar], done: 2026-06-01}
  |         ^^^^^
  |
help: add what is missed to the `criteria` of an audit to come, or plan a further audit


"#]],
        );
        check(
            &late.replace("planned: 2026-12", "planned: 2029-01"),
            str![[r#"
warning[clause-not-audited]: no internal audit of the cycle from 1 Jan 2026 to 31 Dec 2028 covers clause `2`
 --> audits/a.yaml:1:9
  |
1 | - {key: AUD-1, title: First audit, type: internal, criteria: [1], covers: [PRC-A], locations: [Oslo, Hamar], done: 2026-06-01}
  |         ^^^^^
  |
help: add what is missed to the `criteria` of an audit to come, or plan a further audit


"#]],
        );
        check(
            &late.replace(
                "{key: AUD-2, title: Second audit, type: internal",
                "{key: AUD-2, title: Second audit, type: external",
            ),
            str![[r#"
warning[clause-not-audited]: no internal audit of the cycle from 1 Jan 2026 to 31 Dec 2028 covers clause `2`
 --> audits/a.yaml:1:9
  |
1 | - {key: AUD-1, title: First audit, type: internal, criteria: [1], covers: [PRC-A], locations: [Oslo, Hamar], done: 2026-06-01}
  |         ^^^^^
  |
help: add what is missed to the `criteria` of an audit to come, or plan a further audit


"#]],
        );
    }

    #[test]
    fn a_cycle_without_audits() {
        check(
            &audits().replace("type: internal", "type: external"),
            str![[r#"
warning[clause-not-audited]: no internal audit is done or planned in the cycle from 1 Jan 2026 to 31 Dec 2028
 --> handbook.yaml:4:14
  |
4 | audit_cycle: 2026-01-01/2028-12-31
  |              ^^^^^^^^^^^^^^^^^^^^^
  |
help: add the audits to `audits/`, with `criteria`, `covers` and what is `planned`


"#]],
        );
    }

    #[test]
    fn a_process_that_no_audit_looks_at() {
        check(
            &audits().replace("covers: [PRC-A]", "covers: [SCOPE]"),
            str![[r#"
warning[process-not-audited]: no internal audit of the cycle from 1 Jan 2026 to 31 Dec 2028 covers `PRC-A`
 --> audits/a.yaml:2:9
  |
2 | - {key: AUD-2, title: Second audit, type: internal, criteria: [2], covers: [SCOPE], locations: [hamar], planned: 2026-12}
  |         ^^^^^
  |
help: add what is missed to `covers` of an audit to come


"#]],
        );
        // Where an audit names no entries its clauses speak.
        check_clean(&audits().replace("covers: [PRC-A], ", ""));
        check_clean(&audits().replace("covers: [PRC-A]", "covers: [\"PRC-A#step-answer\"]"));
    }

    #[test]
    fn a_location_that_no_audit_visits() {
        check(
            &audits().replace("locations: [hamar]", "locations: [Oslo]"),
            str![[r#"
warning[location-not-audited]: no internal audit of the cycle from 1 Jan 2026 to 31 Dec 2028 is held in `Hamar`
 --> audits/a.yaml:2:9
  |
2 | - {key: AUD-2, title: Second audit, type: internal, criteria: [2], covers: [SCOPE], locations: [Oslo], planned: 2026-12}
  |         ^^^^^
  |
help: add what is missed to `locations` of an audit to come


"#]],
        );
        // Who has one place audits there.
        check_clean(
            &audits()
                .replace("locations: [hamar], ", "")
                .replace("locations: [Oslo], ", "")
                .replace("[Oslo, Hamar]", "[Oslo]"),
        );
    }

    #[test]
    fn the_programme_is_where_an_audit_is_missing() {
        let programme = "
--- plans/a.md
---
key: PLN-A
title: Audit programme
summary: What is audited when.
owner: ROL-A
status: approved
version: \"1.0\"
approved: {by: ROL-B, on: 2026-09-01}
type: audit-programme
audits: [{audit: AUD-1}, {audit: AUD-2, planned: 2026-12}]
satisfies: [1]
---
";
        let planned_there = audits().replace(", planned: 2026-12}", "}");
        check_clean(&format!("{planned_there}{}", &programme[1..]));
        check(
            &format!("{}{}", planned_there.replace("criteria: [2]", "criteria: [1]"), &programme[1..]),
            str![[r#"
warning[clause-not-audited]: no internal audit of the cycle from 1 Jan 2026 to 31 Dec 2028 covers clause `2`
  --> plans/a.md:10:1
   |
10 | audits: [{audit: AUD-1}, {audit: AUD-2, planned: 2026-12}]
   | ^^^^^^
   |
help: add what is missed to the `criteria` of an audit to come, or plan a further audit


"#]],
        );
    }
}

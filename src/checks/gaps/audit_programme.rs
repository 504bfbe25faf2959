use std::collections::HashSet;

use crate::checks::{day, first_few, processes};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{AuditCycle, Handbook, Reach};
use crate::model::kinds::PlanType;
use crate::model::{Data, Kind};
use crate::source::Span;
use crate::standards::{ClauseId, Standard};

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
    let looked = AuditCycle::of(book);
    // What is missed is added to an audit to come; the first of these, or else the newest that was done, is the place.
    let to_come = looked.counting().filter(|it| it.done.is_none());
    let next = to_come.min_by_key(|it| (it.planned.map(|it| it.start), it.id));
    let newest = looked.counting().max_by_key(|it| (it.done, it.id));
    let at_audit = next.or(newest).map(|it| book.entry(it.id).key_span);
    let place = programme(book).or(at_audit).unwrap_or(cycle.span);
    let words = format!("from {} to {}", day(cycle.value.start), day(cycle.value.end));
    let new = |rule: &'static Rule, message: String, help: &str| {
        out.push(Diagnostic::new(rule, place, message).help(help));
    };
    report(book, &looked, &words, new);
}

fn report(book: &Handbook, looked: &AuditCycle<'_>, cycle: &str, mut new: impl FnMut(&'static Rule, String, &str)) {
    if looked.counting().next().is_none() {
        // Where nothing is audited, clauses, processes and locations are all missed for the same reason.
        let message = format!("no internal audit is done or planned in the cycle {cycle}");
        return new(&CLAUSE, message, "add the audits to `audits/`, with `criteria`, `covers` and what is `planned`");
    }
    let clauses = book.standards.first().map_or_else(Vec::new, |first| missed_clauses(book, looked, first));
    if !clauses.is_empty() {
        let noun = if clauses.len() == 1 { "clause" } else { "clauses" };
        let message = format!("no internal audit of the cycle {cycle} covers {noun} {}", first_few(&clauses, 8));
        new(&CLAUSE, message, "add what is missed to the `criteria` of an audit to come, or plan a further audit");
    }
    let missed = missed_processes(book, looked);
    if !missed.is_empty() {
        let message = format!("no internal audit of the cycle {cycle} covers {}", first_few(&missed, 6));
        new(&PROCESS, message, "add what is missed to `covers` of an audit to come");
    }
    let missed = book.locations().into_iter().filter(|it| looked.reach(&looked.of_location(it)) == Reach::NotPlanned);
    let missed: Vec<String> = missed.map(|it| format!("`{it}`")).collect();
    if !missed.is_empty() {
        let message = format!("no internal audit of the cycle {cycle} is held in {}", first_few(&missed, 6));
        new(&LOCATION, message, "add what is missed to `locations` of an audit to come");
    }
}

/// Where the audits of the first audit programme in force are listed.
fn programme(book: &Handbook) -> Option<Span> {
    let entry = book.of_kind(Kind::Plan).filter(|entry| book.is_in_force(entry)).find(|entry| match &entry.data {
        Some(Data::Plan(plan)) => plan.plan_type.map(|it| it.value) == Some(PlanType::AuditProgramme),
        _ => false,
    })?;
    let field = entry.fields.pairs.iter().find(|pair| pair.name.value == "audits");
    Some(field.map_or(entry.key_span, |pair| pair.name.span))
}

/// The highest clauses of a standard of which nothing is covered, by their numbers. Clauses that ask nothing, or
/// nothing that applies, are no part of it.
fn missed_clauses(book: &Handbook, looked: &AuditCycle<'_>, standard: &Standard) -> Vec<String> {
    // A clause stands before those below it: from the last to the first, each knows what is below.
    let mut has_covered: HashSet<ClauseId> = HashSet::new();
    for id in standard.clauses.iter().rev() {
        let is_covered = looked.reach(looked.of_clause(*id)) != Reach::NotPlanned;
        if is_covered || book.standards.clause(*id).children.iter().any(|child| has_covered.contains(child)) {
            has_covered.insert(*id);
        }
    }
    let is_missed = |id: &ClauseId| !has_covered.contains(id) && book.coverage.clause(*id).counts.n_applicable() > 0;
    let is_highest = |id: &ClauseId| book.standards.clause(*id).parent.is_none_or(|parent| !is_missed(&parent));
    let missed = standard.clauses.iter().filter(|id| is_missed(id) && is_highest(id));
    missed.map(|id| format!("`{}`", book.standards.clause(*id).number)).collect()
}

fn missed_processes(book: &Handbook, looked: &AuditCycle<'_>) -> Vec<String> {
    let in_force = processes(book).map(|(entry, _)| entry).filter(|entry| book.is_in_force(entry));
    let missed = in_force.filter(|entry| looked.reach(&looked.of_process(book, entry.id)) == Reach::NotPlanned);
    missed.map(|entry| format!("`{}`", entry.key)).collect()
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

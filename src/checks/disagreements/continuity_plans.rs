use std::collections::HashMap;

use jiff::civil::Date;

use crate::checks::{day, days_between, first_few, in_words};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{Handbook, Promise, PromiseState, Target};
use crate::model::kinds::{Evidence, Lifecycle, Plan, PlanType};
use crate::model::{Data, Entry, EntryId, Interval, Kind, Version};
use crate::source::Span;

/// A continuity plan that was not tested in its interval.
const UNTESTED: Rule = Rule {
    name: "continuity-plan-untested",
    severity: Severity::Warning,
    clause: "8.7.2",
    looks_for: "A continuity plan in force whose last test is longer ago than the activity that tests it promises, or than \
                twelve months where none does; or that is in force that long and was never tested. Tests are those in \
                `tests`, and records of type `test` of the plan or of such an activity.",
    why: "A plan that was never tried is a hope; a year later the people and the systems in it are others.",
    fix: "Test it and add the test to `tests` with its record.",
};

/// A continuity plan that was not tested again after a major change.
const NOT_RETESTED: Rule = Rule {
    name: "continuity-plan-not-retested",
    severity: Severity::Warning,
    clause: "8.7.2",
    looks_for: "A continuity plan in force that was not tested since, more than 90 days ago, a service that it covers went \
                live, a record of type `major-change` was made of the plan or of such a service, or the plan came out \
                under a new whole number (2.4, then 3.0). A nil return of the plan that satisfies 8.7.2-9 answers it.",
    why: "After a major change the plan describes a place that is no longer there.",
    fix: "Test it again; or, if the change does not touch the plan, state so in a nil return of the plan.",
};

/// Rules about continuity plans.
pub(super) const RULES: &[&Rule] = &[&UNTESTED, &NOT_RETESTED];

/// How often a plan is tested where nothing else is promised.
const USUAL: Interval = Interval::months(12);
/// How long a new test may take after a major change.
const TIME: Interval = Interval { months: 0, days: 90 };
/// The requirement that asks for a test after a major change.
const RETEST: &str = "8.7.2-9";

/// Continuity plans are tested, and tested again after major changes.
///
/// Source: ISO/IEC 20000-1:2018, clause 8.7.2.
pub(super) fn continuity_plans(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let promises: HashMap<EntryId, &Promise> =
        book.promises.iter().filter(|it| !it.is_review).map(|it| (it.entry, it)).collect();
    let major_changes = major_changes(book);
    for entry in book.of_kind(Kind::Plan).filter(|entry| book.is_in_force(entry)) {
        let Some(Data::Plan(plan)) = &entry.data else { continue };
        if plan.plan_type.is_none_or(|it| it.value != PlanType::Continuity) {
            continue;
        }
        let activities = activities_of(book, entry.id);
        let last_test = last_test(book, entry, plan, &activities);
        if let Some(diagnostic) = untested(book, entry, plan, &activities, &promises, last_test) {
            out.push(diagnostic.key(entry.key.as_str()));
        } else if let Some(last_test) = last_test {
            out.extend(not_retested(book, entry, plan, &major_changes, last_test).map(|it| it.key(entry.key.as_str())));
        }
    }
}

/// Activities that belong to an entry.
fn activities_of(book: &Handbook, entry: EntryId) -> Vec<EntryId> {
    book.graph.to(entry).map(|edge| edge.from).filter(|id| book.entry(*id).kind == Kind::Activity).collect()
}

/// The day of the last test.
fn last_test(book: &Handbook, entry: &Entry, plan: &Plan, activities: &[EntryId]) -> Option<Date> {
    let listed = plan.tests.iter().map(|test| test.on.value);
    let subjects = [entry.id].into_iter().chain(activities.iter().copied());
    let recorded = subjects.flat_map(|id| book.graph.to(id)).filter_map(|edge| match &book.entry(edge.from).data {
        Some(Data::Record(record)) if record.type_word() == Some(Evidence::TEST) && !record.is_nil() => {
            Some(record.on.value)
        }
        _ => None,
    });
    listed.chain(recorded).filter(|day| *day <= book.as_of).max()
}

fn untested(
    book: &Handbook,
    entry: &Entry,
    plan: &Plan,
    activities: &[EntryId],
    promises: &HashMap<EntryId, &Promise>,
    last_test: Option<Date>,
) -> Option<Diagnostic> {
    // That the activity was not kept is said where it is promised.
    let is_reported = activities.iter().filter_map(|id| promises.get(id)).any(|promise| {
        matches!(promise.state, PromiseState::Overdue | PromiseState::Never) && promise.last <= last_test
    });
    // Tests that are written and cannot be read have diagnostics of their own.
    let is_unread = plan.tests.is_empty() && entry.fields.get("tests").is_some();
    if is_reported || is_unread {
        return None;
    }
    let promised = activities.iter().filter_map(|id| match &book.entry(*id).data {
        Some(Data::Activity(activity)) => Some((activity.every.value, activity.grace.map(|it| it.value))),
        _ => None,
    });
    let longest = promised.max_by(|a, b| a.0.approximate_days().total_cmp(&b.0.approximate_days()));
    let (every, grace) = longest.unwrap_or((USUAL, None));
    let control = entry.control.as_ref()?;
    let begun =
        control.history.iter().map(|item| item.on.value).chain(control.approved.iter().map(|it| it.on.value)).min();
    let due = every.after(last_test.or(begun)?);
    if book.as_of <= grace.map_or(due, |grace| grace.after(due)) {
        return None;
    }
    let every = in_words(every);
    let (span, message) = match last_test {
        Some(last) => {
            let span = entry.fields.get("tests").map_or(entry.key_span, |node| node.span);
            (
                span,
                format!(
                    "`{}` was last tested on {}, {} ago; a test is due every {every}",
                    entry.key,
                    day(last),
                    days_between(last, book.as_of)
                ),
            )
        }
        None => {
            let begun = begun.map(|begun| format!(" is in force since {} and", day(begun))).unwrap_or_default();
            (entry.key_span, format!("`{}`{begun} was never tested; a test is due every {every}", entry.key))
        }
    };
    Some(Diagnostic::new(&UNTESTED, span, message).help("test it, and add `{on: …, record: …}` to `tests`"))
}

/// Something after which a plan is tested again.
struct Change {
    on: Date,
    what: String,
    at: Span,
}

fn not_retested(
    book: &Handbook,
    entry: &Entry,
    plan: &Plan,
    major_changes: &HashMap<EntryId, Vec<EntryId>>,
    last_test: Date,
) -> Option<Diagnostic> {
    let stated = stated_until(book, entry.id);
    let is_open = |change: &Change| {
        last_test < change.on && TIME.after(change.on) < book.as_of && stated.is_none_or(|until| until < change.on)
    };
    let mut changes: Vec<Change> = services_gone_live(book, plan);
    let covered = plan.covers.iter().filter_map(|reference| book.keys.find(&reference.key));
    let records = [entry.id].into_iter().chain(covered).filter_map(|id| major_changes.get(&id)).flatten();
    changes.extend(records.filter_map(|id| major_change(book.entry(*id))));
    changes.extend(new_editions(entry));
    changes.retain(is_open);
    changes.sort_by_key(|change| (change.on, change.at));
    changes.dedup_by_key(|change| change.at);
    let names: Vec<String> = changes.iter().map(|change| change.what.clone()).collect();
    let first = changes.first()?;
    let span = entry.fields.get("tests").map_or(entry.key_span, |node| node.span);
    let message = format!("`{}` was last tested on {}, before {}", entry.key, day(last_test), first_few(&names, 3));
    let help =
        format!("test it again, or state in a record with `nil: true` and `of: {}` why that is not needed", entry.key);
    Some(Diagnostic::new(&NOT_RETESTED, span, message).note(first.at, "the first change since").help(help))
}

/// Covered services with the day on which they went live.
fn services_gone_live(book: &Handbook, plan: &Plan) -> Vec<Change> {
    let covered = plan.covers.iter().filter_map(|reference| book.by_key(&reference.key));
    covered
        .filter_map(|entry| match &entry.data {
            Some(Data::Service(service)) if service.lifecycle.value == Lifecycle::Live => {
                let from = service.from?;
                Some(Change {
                    on: from.value,
                    what: format!("`{}` went live on {}", entry.key, day(from.value)),
                    at: from.span,
                })
            }
            _ => None,
        })
        .collect()
}

/// Records of major changes, by what they name and what names them.
fn major_changes(book: &Handbook) -> HashMap<EntryId, Vec<EntryId>> {
    let mut by_subject: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
    for record in book.of_kind(Kind::Record).filter(|entry| major_change(entry).is_some()) {
        for edge in book.graph.from(record.id) {
            if let Target::Entry(subject) = edge.to {
                by_subject.entry(subject).or_default().push(record.id);
            }
        }
        for edge in book.graph.to(record.id) {
            by_subject.entry(edge.from).or_default().push(record.id);
        }
    }
    by_subject
}

/// The major change that an entry is the record of.
fn major_change(entry: &Entry) -> Option<Change> {
    match &entry.data {
        Some(Data::Record(record)) if record.type_word() == Some(Evidence::MAJOR_CHANGE) && !record.is_nil() => {
            let on = record.on.value;
            Some(Change { on, what: format!("`{}` of {}", entry.key, day(on)), at: entry.key_span })
        }
        _ => None,
    }
}

/// Versions of a plan with a new whole number; the first one apart.
fn new_editions(entry: &Entry) -> Vec<Change> {
    let Some(control) = &entry.control else { return Vec::new() };
    let whole = |version: &Version| version.text.split('.').next().unwrap_or_default().to_owned();
    let pairs = control.history.iter().zip(control.history.iter().skip(1));
    pairs
        .filter(|(new, old)| new.editorial.is_none_or(|it| !it.value) && whole(&new.version) != whole(&old.version))
        .map(|(new, _)| Change {
            on: new.on.value,
            what: format!("version {} of {}", new.version.text, day(new.on.value)),
            at: new.version.span,
        })
        .collect()
}

/// The last day for which a nil return states that no new test was needed.
fn stated_until(book: &Handbook, plan: EntryId) -> Option<Date> {
    let naming = book.graph.to(plan).filter(|edge| edge.to == Target::Entry(plan)).map(|edge| book.entry(edge.from));
    naming
        .filter_map(|entry| match &entry.data {
            Some(Data::Record(record)) if record.is_nil() && record.on.value <= book.as_of => {
                let is_about = entry.satisfies().iter().any(|it| it.id == RETEST) || entry.satisfies().is_empty();
                is_about.then(|| record.period.as_ref().map_or(record.on.value, |period| period.end))
            }
            _ => None,
        })
        .max()
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    fn plan(fields: &str, more: &str) -> String {
        format!(
            "--- roles/a.yaml\n- {{key: ROL-A, title: Desk, held_by: [Desk team]}}\n--- plans/a.md\n---\nkey: PLN-A\n\
             title: Loss of the hall\nsummary: What we do.\nstatus: approved\nversion: \"3.0\"\n\
             approved: {{by: ROL-A, on: 2026-01-10}}\nowner: ROL-A\ntype: continuity\nsatisfies: [1]\n{fields}\n---\n\nText.\n{more}"
        )
    }

    const NIL: &str = "--- records/a.yaml\n- {key: REC-NIL, title: No change, nil: true, looked_in: Tool, on: 2026-11-01, by: ROL-A, of: PLN-A, period: 2026-02-01/2026-10-31}\n";

    #[test]
    fn a_plan_that_was_not_tested_in_its_interval() {
        check(
            &plan("tests: [{on: 2025-11-21}]", ""),
            str![[r#"
warning[continuity-plan-untested]: `PLN-A` was last tested on 21 Nov 2025, 366 days ago; a test is due every 12 months
  --> plans/a.md:11:8
   |
11 | tests: [{on: 2025-11-21}]
   |        ^^^^^^^^^^^^^^^^^^
   |
help: test it, and add `{on: …, record: …}` to `tests`


"#]],
        );
        check(
            &plan("history: [{version: \"3.0\", on: 2025-11-01}]", ""),
            str![[r#"
warning[continuity-plan-untested]: `PLN-A` is in force since 1 Nov 2025 and was never tested; a test is due every 12 months
 --> plans/a.md:2:6
  |
2 | key: PLN-A
  |      ^^^^^
  |
help: test it, and add `{on: …, record: …}` to `tests`


"#]],
        );
        // A longer interval is promised and kept.
        let activity = "--- calendar/a.yaml\n- {key: ACT-A, title: Test, every: P24M, of: PLN-A, by: ROL-A}\n\
                        --- records/a.yaml\n- {key: REC-A, title: Test, on: 2025-01-11, by: ROL-A, of: ACT-A, type: test}\n";
        check_clean(&plan("history: [{version: \"3.0\", on: 2024-01-10}]", activity));
    }

    #[test]
    fn a_plan_that_was_tested_or_is_young() {
        check_clean(&plan("tests: [{on: 2025-11-22}]", ""));
        check_clean(&plan("history: [{version: \"3.0\", on: 2026-01-10}]", ""));
        check_clean(&plan("type: other", "").replace("type: continuity\n", ""));
        let record =
            "--- records/a.yaml\n- {key: REC-A, title: Test, on: 2026-02-11, by: ROL-A, of: PLN-A, type: test}\n";
        check_clean(&plan("tests: [{on: 2025-11-21}]", record));
    }

    #[test]
    fn a_plan_that_was_not_tested_again_after_a_major_change() {
        let tested = "tests: [{on: 2026-02-03}]\nhistory: [{version: \"3.0\", on: 2026-06-01}, {version: \"2.1\", on: 2026-04-01}, {version: \"2.0\", on: 2025-04-01}]";
        check(
            &plan(tested, ""),
            str![[r#"
warning[continuity-plan-not-retested]: `PLN-A` was last tested on 3 Feb 2026, before version 3.0 of 1 Jun 2026
  --> plans/a.md:11:8
   |
11 | tests: [{on: 2026-02-03}]
   |        ^^^^^^^^^^^^^^^^^^
12 | history: [{version: "3.0", on: 2026-06-01}, {version: "2.1", on: 2026-04-01}, {version: "2.0", on: 2025-04-01}]
   |                     ----- the first change since
   |
help: test it again, or state in a record with `nil: true` and `of: PLN-A` why that is not needed


"#]],
        );
        let change = "--- records/b.yaml\n- {key: REC-B, title: Second hall, on: 2026-06-30, by: ROL-A, related: PLN-A, type: major-change}\n";
        check(
            &plan("tests: [{on: 2026-02-03}]", change),
            str![[r#"
warning[continuity-plan-not-retested]: `PLN-A` was last tested on 3 Feb 2026, before `REC-B` of 30 Jun 2026
  --> plans/a.md:11:8
   |
11 | tests: [{on: 2026-02-03}]
   |        ^^^^^^^^^^^^^^^^^^
   |
  ::: records/b.yaml:1:9
   |
 1 | - {key: REC-B, title: Second hall, on: 2026-06-30, by: ROL-A, related: PLN-A, type: major-change}
   |         ----- the first change since
   |
help: test it again, or state in a record with `nil: true` and `of: PLN-A` why that is not needed


"#]],
        );
        // A nil return answers it, and so does a new test; and it may take a while.
        check_clean(&plan(tested, NIL));
        check_clean(&plan("tests: [{on: 2026-02-03}, {on: 2026-07-01}]", change));
        check_clean(&plan("tests: [{on: 2026-02-03}]", &change.replace("2026-06-30", "2026-08-24")));
    }
}

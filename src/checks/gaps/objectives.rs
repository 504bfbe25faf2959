use jiff::civil::Date;

use crate::checks::{day, first_few, is_written, item_as_written, list_of};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{Handbook, Target};
use crate::model::kinds::{Decision, Improvement, Measure, Objective};
use crate::model::{Data, Entry, Interval, Kind};
use crate::parse::Value;
use crate::source::Spanned;

/// An objective without a plan to reach it.
const WITHOUT_PLAN: Rule = Rule {
    name: "objective-without-plan",
    severity: Severity::Warning,
    clause: "6.2.2",
    looks_for: "An objective that does not say what is done for it, who answers for it, what it takes, by when it is to \
                be reached, or how its result is judged. One whose day is past is left alone.",
    why: "An objective without a plan is a wish: an auditor asks for these five answers, each of them by name.",
    fix: "Fill in `actions`, `owner`, `resources`, `by_when` and `evaluated`; an improvement that is `about` the \
          objective counts as something that is done.",
};

/// An objective that nobody measures.
const WITHOUT_ACTUALS: Rule = Rule {
    name: "objective-without-actuals",
    severity: Severity::Warning,
    clause: "9.1",
    looks_for: "A measure of an objective whose next value is missing a month after it was due: counted by `over` (a \
                year without it) from the newest value, else from the baseline, else from a year before `by_when`.",
    why: "What is set and not measured is not managed; the management review has nothing to look at.",
    fix: "Add the values to `actuals`, by their periods; or say in `over` how long each of them covers.",
};

/// An objective that is missed, and that nobody does anything about.
const OFF_TARGET: Rule = Rule {
    name: "objective-off-target",
    severity: Severity::Warning,
    clause: "10.2",
    looks_for: "An objective whose newest value misses the target, while no action of it is open and in time, and no \
                improvement, finding or decision of a management review is about it. What was done since the missed \
                period began counts; an objective that ended more than a year ago is left alone.",
    why: "A missed target is no nonconformity. A missed target that nobody reacts to is one.",
    fix: "Add an action, or an improvement or finding that is `about` the objective; or name the objective in the \
          decision that changes it.",
};

/// Rules about objectives.
pub(super) const RULES: &[&Rule] = &[&WITHOUT_PLAN, &WITHOUT_ACTUALS, &OFF_TARGET];

/// How long it takes until the value of a period that is over is known.
const TIME_TO_COLLECT: Interval = Interval::months(1);

/// Objectives have a plan, are measured, and somebody acts when they are missed.
///
/// Source: ISO/IEC 20000-1:2018, clauses 6.2.2, 9.1 and 10.2.
pub(super) fn objectives(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in book.of_kind(Kind::Objective) {
        let Some(Data::Objective(objective)) = &entry.data else { continue };
        let end = objective.by_when.map(|it| it.value);
        if end.is_none_or(|end| book.as_of <= end) {
            out.extend(without_plan(book, entry, objective));
        }
        if end.is_none_or(|end| book.as_of <= Interval::months(12).after(end)) {
            out.extend(without_actuals(book, entry, objective));
            out.extend(off_target(book, entry, objective));
        }
    }
}

fn without_plan(book: &Handbook, entry: &Entry, objective: &Objective) -> Option<Diagnostic> {
    let has_actions = is_written(entry, "actions") || related_improvements(book, entry).any(|it| is_pursued(it, book));
    let all_have_owners =
        !objective.actions.is_empty() && objective.actions.iter().all(|action| action.owner.is_some());
    let parts = [
        (has_actions, "what is done for it (`actions`)"),
        (is_written(entry, "owner") || all_have_owners, "who answers for it (`owner`)"),
        (is_written(entry, "resources"), "what it takes (`resources`)"),
        (is_written(entry, "by_when"), "by when it is to be reached (`by_when`)"),
        (is_written(entry, "evaluated"), "how the result is judged (`evaluated`)"),
    ];
    let missing: Vec<&str> = parts.into_iter().filter(|(is_there, _)| !is_there).map(|(_, words)| words).collect();
    if missing.is_empty() {
        return None;
    }
    let message = format!("the plan for `{}` does not say {}", entry.key, list_of(&missing));
    let help = "add what is missing: an objective is reached by somebody, with something, until some day";
    Some(Diagnostic::new(&WITHOUT_PLAN, entry.key_span, message).key(entry.key.as_str()).help(help))
}

fn without_actuals(book: &Handbook, entry: &Entry, objective: &Objective) -> Option<Diagnostic> {
    let late = objective.measures.iter().filter_map(|measure| {
        let (since, due) = next_value(objective, measure, book.as_of)?;
        let is_late = measure.target.is_some() && due < book.as_of && !has_unreadable_values(entry, measure);
        is_late.then_some((measure, since, due))
    });
    let late: Vec<_> = late.collect();
    let (first, first_since, _) = *late.first()?;
    let due = late.iter().map(|(.., due)| *due).min()?;
    let since = |since: Option<&str>| since.map_or_else(String::new, |period| format!(" since `{period}`"));
    // Measures that end at the same time end for the same reason.
    let is_same = late.iter().all(|(_, since, _)| *since == first_since);
    let name = |(measure, own, _): &(&Measure, Option<&str>, Date)| {
        format!("`{}`{}", measure.key.text, since(own.filter(|_| !is_same)))
    };
    let names = first_few(&late.iter().map(name).collect::<Vec<_>>(), 4);
    let all_since = since(first_since.filter(|_| is_same));
    let message = format!("`{}` has no value of {names}{all_since}; one was due by {}", entry.key, day(due));
    let help = "add the values to `actuals`, by their periods; `over` says how long each of them covers";
    Some(Diagnostic::new(&WITHOUT_ACTUALS, first.key.span, message).key(entry.key.as_str()).help(help))
}

/// The newest period with a value, and the day by which the next value should be known; `None` where no more is to
/// come, or where nothing says when.
fn next_value<'a>(objective: &Objective, measure: &'a Measure, as_of: Date) -> Option<(Option<&'a str>, Date)> {
    let every = measure.over.map_or(Interval::months(12), |it| it.value);
    // The period after one that ends on 30 September begins on the first, so that it ends with its month.
    let end_of_next = |end: Date| end.tomorrow().and_then(|start| every.after(start).yesterday()).unwrap_or(Date::MAX);
    let by_when = objective.by_when.map(|it| it.value);
    if let Some((newest, _)) = measure.actuals.0.iter().rev().find(|(period, _)| period.value.start <= as_of) {
        let next = end_of_next(newest.value.end);
        let is_last = by_when.is_some_and(|end| end < next);
        return (!is_last).then(|| (Some(newest.value.text.as_str()), TIME_TO_COLLECT.after(next)));
    }
    let baseline = objective.baseline.as_ref().map(|it| it.period.value.end);
    let begin = baseline.or(by_when.map(|end| Interval::months(-12).after(end)))?;
    let first = end_of_next(begin);
    Some((None, TIME_TO_COLLECT.after(by_when.map_or(first, |end| first.min(end)))))
}

/// Whether a value was written that could not be read, which has been reported.
fn has_unreadable_values(entry: &Entry, measure: &Measure) -> bool {
    let written = item_as_written(entry, "measures", measure.span).and_then(|item| item.get("actuals"));
    written.is_some_and(|node| match &node.value {
        Value::Mapping(map) => map.pairs.len() != measure.actuals.0.len(),
        _ => true,
    })
}

fn off_target(book: &Handbook, entry: &Entry, objective: &Objective) -> Option<Diagnostic> {
    let missed = objective.measures.iter().filter_map(|measure| {
        let target = &measure.target.as_ref()?.value;
        let (period, value) = measure.actuals.latest(book.as_of)?;
        let is_missed =
            !target.is_met_by(value.value.value) && !is_answered(book, entry, objective, period.value.start);
        let words = || {
            format!("{} in `{}`, the target is `{}`", target.amount(&value.value.text), period.value.text, target.text)
        };
        is_missed.then(|| (measure, value.span, words()))
    });
    let missed: Vec<_> = missed.collect();
    let ((measure, span, words), others) = missed.split_first()?;
    let message =
        format!("`{}` of `{}` is off target, and nothing is done about it: {words}", measure.key.text, entry.key);
    let mut diagnostic = Diagnostic::new(&OFF_TARGET, *span, message).key(entry.key.as_str());
    for (measure, span, words) in others {
        diagnostic = diagnostic.note(*span, format!("`{}` too: {words}", measure.key.text));
    }
    if let Some(due) = objective.actions.iter().filter(|it| it.is_late(book.as_of)).find_map(|it| it.due) {
        diagnostic = diagnostic.note(due.span, "the action that is open is past its day");
    }
    let help = format!("add an action with a day to come, or an improvement or finding with `about: {}`", entry.key);
    Some(diagnostic.help(help))
}

/// Whether somebody reacts to a value that misses its target, or did so since its period began.
fn is_answered(book: &Handbook, entry: &Entry, objective: &Objective, since: Date) -> bool {
    let recently = |day: Spanned<Date>| since <= day.value && day.value <= book.as_of;
    let by_action = objective.actions.iter().any(|action| {
        let is_under_way = !action.is_done(book.as_of) && !action.is_late(book.as_of);
        is_under_way || action.done.is_some_and(recently)
    });
    let answers = |other: &Entry, anchor: Option<&str>| match &other.data {
        Some(Data::Finding(finding)) => finding.is_open(book.as_of) || recently(finding.found),
        Some(Data::Improvement(improvement)) => {
            is_pursued(improvement, book)
                && (improvement.decision() != Decision::Done || recently(improvement.proposed))
        }
        Some(Data::Review(review)) => review.decisions.iter().any(|decision| {
            let is_named = decision.key.as_ref().is_some_and(|key| anchor == Some(&format!("decision-{}", key.text)));
            is_named && (recently(review.on) || (review.on.value <= book.as_of && !decision.is_done(book.as_of)))
        }),
        _ => false,
    };
    by_action
        || book.graph.to(entry.id).any(|edge| answers(book.entry(edge.from), edge.from_anchor.as_deref()))
        || book.graph.from(entry.id).iter().any(|edge| match edge.to {
            Target::Entry(to) => answers(book.entry(to), edge.to_anchor.as_deref()),
            Target::Place(_) => false,
        })
}

/// Improvements that name an objective.
fn related_improvements<'a>(book: &'a Handbook, entry: &Entry) -> impl Iterator<Item = &'a Improvement> {
    book.graph.to(entry.id).filter_map(|edge| match &book.entry(edge.from).data {
        Some(Data::Improvement(improvement)) => Some(improvement.as_ref()),
        _ => None,
    })
}

/// Whether an idea was there on the day and was not turned down.
fn is_pursued(improvement: &Improvement, book: &Handbook) -> bool {
    improvement.proposed.value <= book.as_of && improvement.decision() != Decision::Rejected
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const OBJECTIVE: &str = "
--- objectives/a.yaml
- key: OBJ-A
  title: Calls answered in time
  owner: ROL-A
  resources: Two more people in the morning.
  by_when: 2026-12-31
  evaluated: Monthly report.
  measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-09: 1, 2026-10: 2}}]
  actions: [{key: shift, do: Begin at seven., done: 2026-03-02}]
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
";

    #[test]
    fn an_objective_without_a_plan() {
        check(
            &OBJECTIVE
                .replace("  resources: Two more people in the morning.\n", "")
                .replace("  evaluated: Monthly report.\n", ""),
            str![[r#"
warning[objective-without-plan]: the plan for `OBJ-A` does not say what it takes (`resources`) and how the result is judged (`evaluated`)
 --> objectives/a.yaml:1:8
  |
1 | - key: OBJ-A
  |        ^^^^^
  |
help: add what is missing: an objective is reached by somebody, with something, until some day


"#]],
        );
    }

    #[test]
    fn somebody_who_does_each_action_answers_for_the_objective() {
        let ownerless = OBJECTIVE.replace("  owner: ROL-A\n", "");
        check_clean(&ownerless.replace("seven., done", "seven., owner: ROL-A, done"));
        check(
            &ownerless,
            str![[r#"
warning[objective-without-plan]: the plan for `OBJ-A` does not say who answers for it (`owner`)
 --> objectives/a.yaml:1:8
  |
1 | - key: OBJ-A
  |        ^^^^^
  |
help: add what is missing: an objective is reached by somebody, with something, until some day


"#]],
        );
    }

    #[test]
    fn an_improvement_is_something_that_is_done() {
        let idle = OBJECTIVE.replace("  actions: [{key: shift, do: Begin at seven., done: 2026-03-02}]\n", "");
        let with = |decision: &str| {
            format!(
                "{idle}--- improvements/a.yaml\n- {{key: IMP-A, title: Shift, proposed: 2026-05-02, about: OBJ-A, decision: {decision}}}\n"
            )
        };
        check_clean(&with("approved"));
        check(
            &with("rejected"),
            str![[r#"
warning[objective-without-plan]: the plan for `OBJ-A` does not say what is done for it (`actions`)
 --> objectives/a.yaml:1:8
  |
1 | - key: OBJ-A
  |        ^^^^^
  |
help: add what is missing: an objective is reached by somebody, with something, until some day


"#]],
        );
    }

    #[test]
    fn a_measure_without_values() {
        check(
            &OBJECTIVE.replace(", actuals: {2026-09: 1, 2026-10: 2}", ""),
            str![[r#"
warning[objective-without-actuals]: `OBJ-A` has no value of `late`; one was due by 28 Feb 2026
 --> objectives/a.yaml:7:20
  |
7 |   measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M}]
  |                    ^^^^
  |
help: add the values to `actuals`, by their periods; `over` says how long each of them covers


"#]],
        );
        // Its first month is over on 30 November, and then there is a month to count.
        let young = "\n  by_when: 2026-12-31\n  baseline: {period: 2026-10-31, value: 4}";
        check_clean(
            &OBJECTIVE.replace(", actuals: {2026-09: 1, 2026-10: 2}", "").replace("\n  by_when: 2026-12-31", young),
        );
    }

    #[test]
    fn a_measure_whose_values_end() {
        check(
            &OBJECTIVE.replace("{2026-09: 1, 2026-10: 2}", "{2026-07: 1, 2026-08: 2}"),
            str![[r#"
warning[objective-without-actuals]: `OBJ-A` has no value of `late` since `2026-08`; one was due by 30 Oct 2026
 --> objectives/a.yaml:7:20
  |
7 |   measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-07: 1, 2026-08: 2}}]
  |                    ^^^^
  |
help: add the values to `actuals`, by their periods; `over` says how long each of them covers


"#]],
        );
        // The value of October may take until the end of November.
        check_clean(&OBJECTIVE.replace("{2026-09: 1, 2026-10: 2}", "{2026-08: 1, 2026-09: 2}"));
        // What could not be read may be the newest value; it is reported as such.
        check(
            &OBJECTIVE.replace("{2026-09: 1, 2026-10: 2}", "{2026-07: 1, 2026-08: some}"),
            str![[r#"
error[bad-number]: `some` is not a number
 --> objectives/a.yaml:7:111
  |
7 |   measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-07: 1, 2026-08: some}}]
  |                                                                                                               ^^^^
  |
help: write digits with a point: `91.2`


"#]],
        );
    }

    #[test]
    fn measures_that_end_at_the_same_time_and_not() {
        let two = |second: &str| {
            let measures = format!(
                "2026-08: 2}}}}, {{key: calls, what: Calls, target: at least 9 calls, over: P1M, actuals: {second}}}]"
            );
            OBJECTIVE.replace("2026-09: 1, 2026-10: 2}}]", &measures)
        };
        check(
            &two("{2026-08: 9}"),
            str![[r#"
warning[objective-without-actuals]: `OBJ-A` has no value of `late` and `calls` since `2026-08`; one was due by 30 Oct 2026
 --> objectives/a.yaml:7:20
  |
7 |   measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-08: 2}}, {key: calls, what: Calls, targ...
  |                    ^^^^
  |
help: add the values to `actuals`, by their periods; `over` says how long each of them covers


"#]],
        );
        check(
            &two("{2026-07: 9}"),
            str![[r#"
warning[objective-without-actuals]: `OBJ-A` has no value of `late` since `2026-08` and `calls` since `2026-07`; one was due by 30 Sep 2026
 --> objectives/a.yaml:7:20
  |
7 |   measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-08: 2}}, {key: calls, what: Calls, targ...
  |                    ^^^^
  |
help: add the values to `actuals`, by their periods; `over` says how long each of them covers


"#]],
        );
    }

    #[test]
    fn an_objective_that_has_ended_asks_for_no_more_values() {
        let ended = OBJECTIVE.replace("by_when: 2026-12-31", "by_when: 2026-08-31");
        check_clean(&ended.replace("{2026-09: 1, 2026-10: 2}", "{2026-07: 1, 2026-08: 2}"));
        check_clean(&ended.replace("  evaluated: Monthly report.\n", ""));
    }

    const MISSED: (&str, &str) = ("2026-10: 2}", "2026-10: 5}");

    #[test]
    fn an_objective_off_its_target() {
        check(
            &OBJECTIVE.replace(MISSED.0, MISSED.1),
            str![[r#"
warning[objective-off-target]: `late` of `OBJ-A` is off target, and nothing is done about it: 5 calls in `2026-10`, the target is `at most 2 calls`
 --> objectives/a.yaml:7:111
  |
7 |   measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-09: 1, 2026-10: 5}}]
  |                                                                                                               ^
  |
help: add an action with a day to come, or an improvement or finding with `about: OBJ-A`


"#]],
        );
        check(
            &OBJECTIVE.replace(MISSED.0, MISSED.1).replace("done: 2026-03-02", "due: 2026-11-21"),
            str![[r#"
warning[objective-off-target]: `late` of `OBJ-A` is off target, and nothing is done about it: 5 calls in `2026-10`, the target is `at most 2 calls`
 --> objectives/a.yaml:7:111
  |
7 |   measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-09: 1, 2026-10: 5}}]
  |                                                                                                               ^
8 |   actions: [{key: shift, do: Begin at seven., due: 2026-11-21}]
  |                                                    ---------- the action that is open is past its day
  |
help: add an action with a day to come, or an improvement or finding with `about: OBJ-A`


"#]],
        );
    }

    #[test]
    fn somebody_reacts_to_a_miss() {
        let missed = OBJECTIVE.replace(MISSED.0, MISSED.1);
        // An action of its own, under way or done since the period began.
        check_clean(&missed.replace("done: 2026-03-02", "due: 2026-11-22"));
        check_clean(&missed.replace("done: 2026-03-02", "done: 2026-10-01"));
        for (folder, entry) in [
            ("improvements", "{key: IMP-A, title: Shift, proposed: 2026-05-02, about: OBJ-A, decision: approved}"),
            (
                "improvements",
                "{key: IMP-A, title: Shift, proposed: 2026-10-02, about: \"OBJ-A#measure-late\", decision: done}",
            ),
            ("findings", "{key: OBS-A, title: Calls, grade: observation, found: 2026-05-02, about: OBJ-A}"),
            (
                "reviews",
                "{key: MR-A, title: Review, on: 2026-11-02, chair: ROL-T, decisions: [{key: shift, do: \"A shift for [[OBJ-A]].\"}]}",
            ),
        ] {
            check_clean(&format!(
                "{missed}- {{key: ROL-T, title: Head, held_by: [Kari], top_management: true}}\n--- {folder}/a.yaml\n- {entry}\n"
            ));
        }
        // A note may name what was found.
        check_clean(&format!(
            "{}--- findings/a.yaml\n- {{key: OBS-A, title: Calls, grade: observation, found: 2026-10-20}}\n",
            missed.replace("5}}]", "5}, notes: {2026-10: \"See [[OBS-A]].\"}}]")
        ));
    }

    #[test]
    fn what_was_done_before_the_miss_is_no_answer() {
        let missed = OBJECTIVE.replace(MISSED.0, MISSED.1);
        let old = "--- improvements/a.yaml\n- {key: IMP-A, title: Shift, proposed: 2026-05-02, about: OBJ-A, decision: done}\n";
        check(
            &format!("{missed}{old}"),
            str![[r#"
warning[objective-off-target]: `late` of `OBJ-A` is off target, and nothing is done about it: 5 calls in `2026-10`, the target is `at most 2 calls`
 --> objectives/a.yaml:7:111
  |
7 |   measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-09: 1, 2026-10: 5}}]
  |                                                                                                               ^
  |
help: add an action with a day to come, or an improvement or finding with `about: OBJ-A`


"#]],
        );
    }
}

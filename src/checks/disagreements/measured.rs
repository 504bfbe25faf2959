use jiff::civil::Date;

use super::raw_item;
use crate::checks::list_of;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Lifecycle, Measure, Workload};
use crate::model::{Entry, Interval, Kind, Period};
use crate::parse::Value;
use crate::source::Spanned;

/// A target that is promised and not measured.
const NO_ACTUALS: Rule = Rule {
    name: "target-without-actuals",
    severity: Severity::Warning,
    clause: "8.3.3",
    looks_for: "A target of a live service, or of an agreement in force, without a value or a remark for its last period \
                that ended at least 14 days ago. Periods are as long as `over` says, else a year.",
    why: "A target that nobody measures is a wish. The first thing an auditor does with a target is to ask for its figures.",
    fix: "Add the value to `actuals`. Where nothing happened that could be measured, say so in `notes` of the period, as in \
          `2026-10: No outage`; that is an answer too.",
};

/// A limit that nobody looks at.
const UNMEASURED: Rule = Rule {
    name: "workload-unmeasured",
    severity: Severity::Warning,
    clause: "8.3.3",
    looks_for: "A workload limit of an agreement in force that was never measured in its first three months, or not in the \
                last twelve.",
    why: "The limit protects you: work beyond it may be done later or paid for. Without figures you cannot show that it \
          was passed.",
    fix: "Add what was counted to `actuals` of the workload.",
};

/// More work than was agreed.
const ABOVE_LIMIT: Rule = Rule {
    name: "workload-above-limit",
    severity: Severity::Warning,
    clause: "8.3.3",
    looks_for: "A workload of an agreement in force whose newest value is beyond the limit that was agreed.",
    why: "Targets hold for the agreed amount of work. Beyond it either the customer gets less than they think, or you \
          give more than you are paid for; both are talked about before, not after.",
    fix: "Agree on a new limit with the customer, bring the work back under it, or write down in a finding or improvement \
          what you do.",
};

/// Rules about figures.
pub(super) const RULES: &[&Rule] = &[&NO_ACTUALS, &UNMEASURED, &ABOVE_LIMIT];

/// How long figures may take.
const TIME_TO_REPORT: Interval = Interval { months: 0, days: 14 };

/// What is promised is measured, and so is the work that it holds for.
///
/// Source: ISO/IEC 20000-1:2018, clause 8.3.3.
pub(super) fn measured(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for (entry, service) in book.live_services() {
        let from = service.from.map(|it| it.value);
        no_actuals(book, entry, service.targets.iter(), from, out);
    }
    for entry in book.of_kind(Kind::Agreement) {
        let Some(agreement) = book.agreement(entry.id).filter(|it| it.is_in_force(book.as_of)) else { continue };
        let from = agreement.from.map(|it| it.value);
        let is_delivered = |target: &&Measure| {
            let service =
                target.service.as_ref().and_then(|key| book.keys.find(&key.key)).and_then(|id| book.service(id));
            service.is_none_or(|it| it.lifecycle_on(book.as_of) == Lifecycle::Live)
        };
        no_actuals(book, entry, agreement.targets.iter().filter(is_delivered), from, out);
        for workload in &agreement.workload {
            of_workload(book, entry, workload, from, out);
        }
    }
}

/// Targets of one entry without a value that is due.
fn no_actuals<'a>(
    book: &Handbook,
    entry: &Entry,
    targets: impl Iterator<Item = &'a Measure>,
    from: Option<Date>,
    out: &mut Vec<Diagnostic>,
) {
    const MAX_NOTES: usize = 4;
    let missing: Vec<(&Measure, Option<&Period>)> = targets
        .filter(|it| it.target.is_some() && is_all_read(entry, "targets", "key", &it.key.text, it.actuals.0.len()))
        .map(|it| (it, newest(it, book.as_of)))
        .filter(|(it, newest)| is_due(it, *newest, from, book.as_of))
        .collect();
    let Some(((first, period), others)) = missing.split_first() else { return };
    let keys: Vec<String> = missing.iter().map(|(it, _)| format!("`{}`", it.key.text)).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let (noun, have, were) = if others.is_empty() { ("target", "has", "was") } else { ("targets", "have", "were") };
    let no_value = match period {
        _ if others.iter().any(|(_, other)| other != period) => format!("{have} no value for the last period"),
        Some(period) => format!("{have} no value after `{}`", period.text),
        None => format!("{were} never measured"),
    };
    let message = format!("{noun} {} of `{}` {no_value}", list_of(&keys), entry.key);
    let mut diagnostic = Diagnostic::new(&NO_ACTUALS, first.key.span, message).key(entry.key.as_str());
    for (other, _) in others.iter().take(MAX_NOTES) {
        diagnostic = diagnostic.note(other.key.span, "nor this one");
    }
    let help = "add it to `actuals`, or say in `notes` of the period why there is none";
    out.push(diagnostic.help(help));
}

/// The newest period of which a value or a remark is known.
fn newest(target: &Measure, as_of: Date) -> Option<&Period> {
    let values = target.actuals.0.iter().map(|(period, _)| &period.value);
    let known = values.chain(target.notes.0.iter().map(|(period, _)| &period.value));
    known.filter(|it| it.start <= as_of).max_by_key(|it| it.end)
}

/// Whether the period after the newest one, else the first one, ended so long ago that its value could be there.
fn is_due(target: &Measure, newest: Option<&Period>, from: Option<Date>, as_of: Date) -> bool {
    const YEARLY: Interval = Interval::months(12);
    let over = target.over.map_or(YEARLY, |it| it.value);
    let start = newest.and_then(|it| it.end.tomorrow().ok()).or(from);
    start.is_none_or(|start| over.after(start).yesterday().is_ok_and(|end| TIME_TO_REPORT.after(end) <= as_of))
}

fn of_workload(book: &Handbook, entry: &Entry, workload: &Workload, from: Option<Date>, out: &mut Vec<Diagnostic>) {
    const YEAR: Interval = Interval::months(12);
    const QUARTER: Interval = Interval::months(3);
    let Some(limit) = &workload.limit else { return };
    let what = &workload.what;
    if !is_all_read(entry, "workload", "what", &what.text, workload.actuals.0.len()) {
        return;
    }
    let started = |it: &&(Spanned<Period>, _)| it.0.start <= book.as_of;
    let Some((period, value)) = workload.actuals.0.iter().rev().find(started) else {
        // A new agreement has time to count.
        if from.is_none_or(|from| QUARTER.after(from) <= book.as_of) {
            let message = format!("workload `{}` of `{}` was never measured", what.text, entry.key);
            let help = "add what was counted to its `actuals`";
            out.push(Diagnostic::new(&UNMEASURED, what.span, message).key(entry.key.as_str()).help(help));
        }
        return;
    };
    if YEAR.after(period.end) < book.as_of {
        let message = format!("workload `{}` of `{}` was not measured since `{}`", what.text, entry.key, period.text);
        let help = "add what was counted since to its `actuals`";
        out.push(Diagnostic::new(&UNMEASURED, period.span, message).key(entry.key.as_str()).help(help));
    } else if !limit.value.is_met_by(value.value.value) {
        let (number, agreed) = (limit.value.amount(&value.value.text), &limit.value.text);
        let message = format!(
            "workload `{}` of `{}` is `{number}` in `{}`, and `{agreed}` was agreed",
            what.text, entry.key, period.text
        );
        let help = "agree on a new limit, or write down what you do about it";
        out.push(
            Diagnostic::new(&ABOVE_LIMIT, value.span, message)
                .key(entry.key.as_str())
                .note(limit.span, "the limit")
                .help(help),
        );
    }
}

/// Whether all written values of an item could be read; those that could not are reported already.
fn is_all_read(entry: &Entry, list: &str, name: &str, text: &str, n_read: usize) -> bool {
    match raw_item(entry, list, name, text).and_then(|item| item.get("actuals")).map(|node| &node.value) {
        None => true,
        Some(Value::Mapping(map)) => map.pairs.len() == n_read,
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{SERVICE, check, check_clean};

    #[test]
    fn a_target_without_a_value_for_its_last_period() {
        check(
            &SERVICE.replace("actuals: {2026-10: 4.5}", "actuals: {2026-08: 4.5}"),
            str![[r#"
warning[target-without-actuals]: target `swap` of `AGR-B` has no value after `2026-08`
  --> agreements/a.yaml:18:19
   |
18 |   targets: [{key: swap, what: Swapped, measure: restore, target: at most 6 h, over: P1M, actuals: {2026-08: 4.5}}]
   |                   ^^^^
   |
help: add it to `actuals`, or say in `notes` of the period why there is none


"#]],
        );
        // The next quarter and the next year are not over, and the last week ended a few days ago.
        check_clean(&SERVICE.replace("over: P1M, actuals: {2026-10: 4.5}", "over: P3M, actuals: {2026-Q3: 4.5}"));
        check_clean(
            &SERVICE.replace("over: P1M, actuals: {2026-10: 4.5}", "over: P1W, actuals: {2026-11-02/2026-11-08: 4.5}"),
        );
        check_clean(&SERVICE.replace("over: P1M, actuals: {2026-10: 4.5}", "actuals: {2025-12: 4.5}"));
        // Nothing happened, and somebody says so.
        check_clean(
            &SERVICE.replace(
                "actuals: {2026-10: 4.5}",
                "actuals: {2026-08: 4.5}, notes: {2026-09-01/2026-10-31: No swap.}",
            ),
        );
    }

    #[test]
    fn targets_that_were_never_measured() {
        let more = "targets:\n    - {key: hands, what: Hands, target: at most 30 min, over: P1M}\n    - {key: eyes, what: Eyes, target: at most 30 min}\n    - {";
        let never = SERVICE.replace("  from: 2025-06-01\n  targets: [{", &format!("  from: 2025-06-01\n  {more}"));
        let never = never.replace("actuals: {2026-10: 4.5}}]", "actuals: {2026-10: 4.5}}");
        check(
            &never,
            str![[r#"
warning[target-without-actuals]: targets `hands` and `eyes` of `AGR-B` were never measured
  --> agreements/a.yaml:19:13
   |
19 |     - {key: hands, what: Hands, target: at most 30 min, over: P1M}
   |             ^^^^^
20 |     - {key: eyes, what: Eyes, target: at most 30 min}
   |             ---- nor this one
   |
help: add it to `actuals`, or say in `notes` of the period why there is none


"#]],
        );
        check_clean(&never.replace("from: 2025-06-01", "from: 2026-10-10"));
    }

    #[test]
    fn a_value_that_cannot_be_read_is_one_mistake() {
        check(
            &SERVICE.replace("actuals: {2026-10: 4.5}", "actuals: {2026-10: many}"),
            str![[r#"
error[bad-number]: `many` is not a number
  --> agreements/a.yaml:18:109
   |
18 |   targets: [{key: swap, what: Swapped, measure: restore, target: at most 6 h, over: P1M, actuals: {2026-10: many}}]
   |                                                                                                             ^^^^
   |
help: write digits with a point: `91.2`


"#]],
        );
    }

    #[test]
    fn workload_that_nobody_counts() {
        check(
            &SERVICE.replace("actuals: {2026-10: 371}", "actuals: {2025-10: 371}"),
            str![[r#"
warning[workload-unmeasured]: workload `Laptops` of `AGR-A` was not measured since `2025-10`
  --> agreements/a.yaml:10:68
   |
10 |   workload: [{what: Laptops, limit: at most 400 laptops, actuals: {2025-10: 371}}]
   |                                                                    ^^^^^^^
   |
help: add what was counted since to its `actuals`


"#]],
        );
        let never = SERVICE.replace(", actuals: {2026-10: 371}", "");
        check(
            &never,
            str![[r#"
warning[workload-unmeasured]: workload `Laptops` of `AGR-A` was never measured
  --> agreements/a.yaml:10:21
   |
10 |   workload: [{what: Laptops, limit: at most 400 laptops}]
   |                     ^^^^^^^
   |
help: add what was counted to its `actuals`


"#]],
        );
        check_clean(&never.replace("from: 2026-01-01", "from: 2026-08-23"));
        check_clean(&SERVICE.replace("actuals: {2026-10: 371}", "actuals: {2025-11: 371}"));
    }

    #[test]
    fn workload_beyond_its_limit() {
        check(
            &SERVICE.replace("actuals: {2026-10: 371}", "actuals: {2026-09: 371, 2026-10: 401}"),
            str![[r#"
warning[workload-above-limit]: workload `Laptops` of `AGR-A` is `401 laptops` in `2026-10`, and `at most 400 laptops` was agreed
  --> agreements/a.yaml:10:91
   |
10 |   workload: [{what: Laptops, limit: at most 400 laptops, actuals: {2026-09: 371, 2026-10: 401}}]
   |                                     ------------------- the limit                         ^^^
   |
help: agree on a new limit, or write down what you do about it


"#]],
        );
        check_clean(&SERVICE.replace("actuals: {2026-10: 371}", "actuals: {2026-09: 401, 2026-10: 400}"));
    }
}

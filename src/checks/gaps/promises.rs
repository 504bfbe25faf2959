use crate::checks::{day, days_between, in_words, list_of};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{Handbook, Promise, PromiseState, Window};
use crate::model::{Data, Entry};
use crate::source::Span;

/// A promise that is past its day and its grace.
const OVERDUE: Rule = Rule {
    name: "promise-overdue",
    severity: Severity::Warning,
    clause: "9.1",
    looks_for: "An activity, a report or a review of a risk, supplier or agreement that is past its day and its grace.",
    why: "Auditors audit you against the intervals that you promised yourselves.",
    fix: "Do it and record it; or promise an interval that you can keep.",
};

/// A promise that was never kept.
const NEVER_KEPT: Rule = Rule {
    name: "promise-never-kept",
    severity: Severity::Warning,
    clause: "9.1",
    looks_for: "An activity, a report or a review that is promised at an interval, and that nothing shows to have been \
                done even once.",
    why: "A promise that was never kept is worse than none: it is in writing.",
    fix: "Do it and record it; if the first one is still to come, say when in `from`.",
};

/// A promise with holes in its series.
const WITH_HOLES: Rule = Rule {
    name: "promise-with-holes",
    severity: Severity::Warning,
    clause: "9.1",
    looks_for: "An activity whose newest record is in time, and that was left out in the last twelve months.",
    why: "The newest record hides holes; an auditor who samples asks for the months between.",
    fix: "Cite the records of the missing periods. If there are none, say so in a finding and remove the cause.",
};

/// Rules about what was promised at an interval.
pub(super) const RULES: &[&Rule] = &[&OVERDUE, &NEVER_KEPT, &WITH_HOLES];

/// What is promised at planned intervals is done, and each time.
///
/// Source: ISO/IEC 20000-1:2018, clause 9.1 and every other that speaks of planned intervals.
pub(super) fn promises(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for promise in &book.promises {
        let entry = book.entry(promise.entry);
        // The review of a document has a rule of its own.
        if promise.is_review && entry.kind.is_controlled() {
            continue;
        }
        let (span, name, help) = words_for(entry, promise);
        let missed: Vec<_> = promise.windows.iter().filter(|window| !window.is_kept).collect();
        let every = in_words(promise.every);
        let diagnostic = match (promise.state, promise.due) {
            (PromiseState::Overdue, Some(due)) => {
                let late = days_between(due, book.as_of);
                Diagnostic::new(&OVERDUE, span, format!("{name} was due on {}, {late} ago", day(due))).help(help)
            }
            (PromiseState::Never, due) => {
                let first = due.map(|due| format!("; the first was due on {}", day(due))).unwrap_or_default();
                let message =
                    format!("{name} is promised every {every}, and nothing shows that it was ever done{first}");
                Diagnostic::new(&NEVER_KEPT, span, message).help(help)
            }
            _ if !missed.is_empty() => {
                let (n_all, n_kept) = (promise.windows.len(), promise.n_kept());
                let periods: Vec<_> = missed.iter().take(4).map(|window| period(window)).collect();
                let mut words: Vec<_> = periods.iter().map(String::as_str).collect();
                let more = format!("{} more", missed.len() - periods.len());
                if missed.len() > periods.len() {
                    words.push(&more);
                }
                let message = format!("{name} was done {n_kept} of {n_all} times in the last 12 months");
                let help = format!("cite what was done for {}, or say in a finding why it was not", list_of(&words));
                Diagnostic::new(&WITH_HOLES, span, message).help(help)
            }
            _ => continue,
        };
        out.push(diagnostic.key(entry.key.as_str()));
    }
}

/// Where a promise is written, what it is called in a sentence, and how it is kept.
fn words_for(entry: &Entry, promise: &Promise) -> (Span, String, String) {
    let key = &entry.key;
    if promise.is_review {
        let span = entry.fields.get("review").map_or(entry.key_span, |node| node.span);
        let help = match &entry.data {
            Some(Data::Supplier(_)) => "hold the review and add it to `reviews`",
            _ => "look at it and give the day in `reviewed`",
        };
        return (span, format!("the review of `{key}`"), help.into());
    }
    let reports = match &entry.data {
        Some(Data::Agreement(agreement)) => agreement.reports.iter().map(|it| &it.what).collect(),
        Some(Data::Plan(plan)) => plan.reports.iter().map(|it| &it.what).collect(),
        _ => Vec::new(),
    };
    match reports.into_iter().find(|what| what.text == promise.what) {
        Some(what) => (
            what.span,
            format!("the report `{}` of `{key}`", what.text),
            format!("make it and cite it in a record with `of: {key}`"),
        ),
        None => (entry.key_span, format!("`{key}`"), format!("do it and cite it in a record with `of: {key}`")),
    }
}

fn period(window: &Window) -> String {
    format!("{} to {}", day(window.start), day(window.end))
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const ACTIVITY: &str = "
--- calendar/a.yaml
- {key: ACT-A, title: Restore test, every: P1M, grace: P5D, from: 2026-05-01, by: ROL-A}
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
--- records/a.yaml
";

    fn records(days: &[&str]) -> String {
        let one = |(n, day): (usize, &&str)| format!("- {{key: REC-{n}, title: Test, on: {day}, of: ACT-A}}\n");
        format!("{ACTIVITY}{}", days.iter().enumerate().map(one).collect::<String>())
    }

    const KEPT: [&str; 6] = ["2026-05-20", "2026-06-20", "2026-07-20", "2026-08-20", "2026-09-20", "2026-10-20"];

    #[test]
    fn an_activity_past_its_grace() {
        check(
            &records(&KEPT[..5]),
            str![[r#"
warning[promise-overdue]: `ACT-A` was due on 20 Oct 2026, 33 days ago
 --> calendar/a.yaml:1:9
  |
1 | - {key: ACT-A, title: Restore test, every: P1M, grace: P5D, from: 2026-05-01, by: ROL-A}
  |         ^^^^^
  |
help: do it and cite it in a record with `of: ACT-A`


"#]],
        );
    }

    #[test]
    fn an_activity_that_was_never_done() {
        check(
            &records(&[]),
            str![[r#"
warning[promise-never-kept]: `ACT-A` is promised every month, and nothing shows that it was ever done; the first was due on 1 May 2026
 --> calendar/a.yaml:1:9
  |
1 | - {key: ACT-A, title: Restore test, every: P1M, grace: P5D, from: 2026-05-01, by: ROL-A}
  |         ^^^^^
  |
help: do it and cite it in a record with `of: ACT-A`


"#]],
        );
    }

    #[test]
    fn an_activity_with_a_hole() {
        check(
            &records(&[KEPT[0], KEPT[1], KEPT[3], KEPT[4], KEPT[5]]),
            str![[r#"
warning[promise-with-holes]: `ACT-A` was done 5 of 6 times in the last 12 months
 --> calendar/a.yaml:1:9
  |
1 | - {key: ACT-A, title: Restore test, every: P1M, grace: P5D, from: 2026-05-01, by: ROL-A}
  |         ^^^^^
  |
help: cite what was done for 1 Jul 2026 to 31 Jul 2026, or say in a finding why it was not


"#]],
        );
    }

    #[test]
    fn a_risk_that_nobody_looked_at() {
        check(
            "\n--- risks/a.yaml\n- {key: RSK-A, title: Heat, type: risk, review: P6M, treatment: accept}\n",
            str![[r#"
warning[promise-never-kept]: the review of `RSK-A` is promised every 6 months, and nothing shows that it was ever done
 --> risks/a.yaml:1:49
  |
1 | - {key: RSK-A, title: Heat, type: risk, review: P6M, treatment: accept}
  |                                                 ^^^
  |
help: look at it and give the day in `reviewed`


"#]],
        );
    }

    #[test]
    fn a_promise_that_is_kept_and_one_that_begins_later() {
        check_clean(&records(&KEPT));
        check_clean(&records(&[]).replace("2026-05-01", "2026-12-01"));
        check_clean(
            "\n--- risks/a.yaml\n- {key: RSK-A, title: Heat, type: risk, review: P6M, reviewed: 2026-05-22, treatment: accept}\n",
        );
    }
}

use jiff::civil::Date;

use crate::checks::{day, is_written, list_of};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Data, Kind};
use crate::source::Spanned;

/// A nonconformity that was closed before it was dealt with.
pub(super) const RULE: Rule = Rule {
    name: "finding-closed-too-early",
    severity: Severity::Warning,
    clause: "10.1.1",
    looks_for: "A nonconformity that is closed without a cause, a look for similar cases, a finished action, or a check \
                that it worked; or that is closed on a day before one of these.",
    why: "What was put right without its cause comes back; auditors open such findings again, and grade them higher.",
    fix: "Fill in `cause`, `extent` and `effectiveness`, or take out `closed` until they are known.",
};

/// A nonconformity is closed when its cause is gone, not when its trace is.
///
/// Source: ISO/IEC 20000-1:2018, clause 10.1.1.
pub(super) fn finding_closed_too_early(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in book.of_kind(Kind::Finding) {
        let Some(Data::Finding(finding)) = &entry.data else { continue };
        let closed =
            finding.closed.filter(|closed| closed.value <= book.as_of && finding.grade.value.is_nonconformity());
        let Some(closed) = closed else { continue };
        // What is dated later was not there yet; what has no day counts.
        let is_later = |on: Option<Spanned<Date>>| on.is_some_and(|on| closed.value < on.value);
        let mut missing = Vec::new();
        if !is_written(entry, "cause") || finding.cause.as_ref().is_some_and(|it| is_later(it.on)) {
            missing.push("a cause (`cause`)");
        }
        if !is_written(entry, "extent") || finding.extent.as_ref().is_some_and(|it| is_later(it.on)) {
            missing.push("a look for similar cases (`extent`)");
        }
        if finding.actions.iter().any(|action| !action.is_done(closed.value)) {
            missing.push("all of its actions `done`");
        }
        if !is_written(entry, "effectiveness") || finding.effectiveness.as_ref().is_some_and(|it| is_later(it.on)) {
            missing.push("a check that it worked (`effectiveness`)");
        }
        let did_fail = finding.effectiveness.as_ref().is_some_and(|check| !check.worked.value);
        let diagnostic = if !missing.is_empty() {
            let message = format!("`{}` was closed on {} without {}", entry.key, day(closed.value), list_of(&missing));
            Diagnostic::new(&RULE, closed.span, message)
                .help("add what is missing, or take out `closed` until it is known")
        } else if did_fail {
            let message =
                format!("`{}` was closed on {}, although what was done did not work", entry.key, day(closed.value));
            Diagnostic::new(&RULE, closed.span, message)
                .help("take out `closed`, look for the cause again and plan further actions")
        } else {
            continue;
        };
        out.push(diagnostic.key(entry.key.as_str()));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const FINDING: &str = "
--- findings/a.yaml
- key: NC-A
  title: Calls without a ticket
  grade: minor
  found: 2026-06-01
  extent: {looked: All calls of May., found: Three more.}
  cause: {is: The field is optional.}
  actions: [{key: field, do: Make it mandatory., done: 2026-07-01}]
  effectiveness: {worked: true, on: 2026-09-01}
  closed: 2026-09-02
";

    #[test]
    fn a_finding_without_cause_and_check() {
        let early = FINDING.replace("  cause: {is: The field is optional.}\n", "");
        check(
            &early.replace("  effectiveness: {worked: true, on: 2026-09-01}\n", ""),
            str![[r#"
warning[finding-closed-too-early]: `NC-A` was closed on 2 Sep 2026 without a cause (`cause`) and a check that it worked (`effectiveness`)
 --> findings/a.yaml:7:11
  |
7 |   closed: 2026-09-02
  |           ^^^^^^^^^^
  |
help: add what is missing, or take out `closed` until it is known


"#]],
        );
    }

    #[test]
    fn a_finding_whose_action_failed_or_is_open() {
        check(
            &FINDING.replace("worked: true", "worked: false"),
            str![[r#"
warning[finding-closed-too-early]: `NC-A` was closed on 2 Sep 2026, although what was done did not work
 --> findings/a.yaml:9:11
  |
9 |   closed: 2026-09-02
  |           ^^^^^^^^^^
  |
help: take out `closed`, look for the cause again and plan further actions


"#]],
        );
        check(
            &FINDING.replace("2026-07-01", "2026-10-01"),
            str![[r#"
warning[finding-closed-too-early]: `NC-A` was closed on 2 Sep 2026 without all of its actions `done`
 --> findings/a.yaml:9:11
  |
9 |   closed: 2026-09-02
  |           ^^^^^^^^^^
  |
help: add what is missing, or take out `closed` until it is known


"#]],
        );
    }

    #[test]
    fn a_finding_that_was_checked_after_it_was_closed() {
        check(
            &FINDING.replace("on: 2026-09-01", "on: 2026-09-03"),
            str![[r#"
warning[finding-closed-too-early]: `NC-A` was closed on 2 Sep 2026 without a check that it worked (`effectiveness`)
 --> findings/a.yaml:9:11
  |
9 |   closed: 2026-09-02
  |           ^^^^^^^^^^
  |
help: add what is missing, or take out `closed` until it is known


"#]],
        );
        check_clean(&FINDING.replace("on: 2026-09-01", "on: 2026-09-02"));
    }

    #[test]
    fn a_finding_that_was_dealt_with_and_an_observation() {
        check_clean(FINDING);
        check_clean(
            "\n--- findings/a.yaml\n- {key: OBS-A, title: Desk, grade: observation, found: 2026-06-01, closed: 2026-06-02}\n",
        );
    }
}

use crate::checks::{day, days_between};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Data, Kind};

/// A finding that is past its day.
pub(super) const RULE: Rule = Rule {
    name: "finding-overdue",
    severity: Severity::Warning,
    clause: "10.1",
    looks_for: "An open finding past its due date, or one of its actions past its own.",
    why: "An old nonconformity that is still open tells an auditor that the system does not mend itself.",
    fix: "Finish it and give the day in `closed` or `done`; or agree a new date with whoever raised it, and say why.",
};

/// Findings are closed in time.
///
/// Source: ISO/IEC 20000-1:2018, clause 10.1.
pub(super) fn finding_overdue(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in book.of_kind(Kind::Finding) {
        let Some(Data::Finding(finding)) = &entry.data else { continue };
        if !finding.is_open(book.as_of) {
            continue;
        }
        if let Some(due) = finding.due.filter(|due| due.value < book.as_of) {
            let late = days_between(due.value, book.as_of);
            let message = format!("`{}` was to be closed by {}, {late} ago", entry.key, day(due.value));
            let help = "finish it and give the day in `closed`, or agree a new date";
            out.push(Diagnostic::new(&RULE, due.span, message).key(entry.key.as_str()).help(help));
            continue;
        }
        for action in finding.actions.iter().filter(|action| action.is_late(book.as_of)) {
            let Some(due) = action.due else { continue };
            let late = days_between(due.value, book.as_of);
            let message = format!("an action of `{}` was to be done by {}, {late} ago", entry.key, day(due.value));
            let help = "do it and give the day in `done`, or agree a new date";
            out.push(Diagnostic::new(&RULE, due.span, message).key(entry.key.as_str()).help(help));
        }
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
  due: 2026-11-22
  actions: [{key: train, do: Train all., due: 2026-11-22}]
";

    #[test]
    fn a_finding_and_an_action_past_their_days() {
        check(
            &FINDING.replace("\n  due: 2026-11-22", "\n  due: 2026-11-21"),
            str![[r#"
warning[finding-overdue]: `NC-A` was to be closed by 21 Nov 2026, 1 day ago
 --> findings/a.yaml:5:8
  |
5 |   due: 2026-11-21
  |        ^^^^^^^^^^
  |
help: finish it and give the day in `closed`, or agree a new date


"#]],
        );
        check(
            &FINDING.replace("due: 2026-11-22}", "due: 2026-09-30}"),
            str![[r#"
warning[finding-overdue]: an action of `NC-A` was to be done by 30 Sep 2026, 53 days ago
 --> findings/a.yaml:6:47
  |
6 |   actions: [{key: train, do: Train all., due: 2026-09-30}]
  |                                               ^^^^^^^^^^
  |
help: do it and give the day in `done`, or agree a new date


"#]],
        );
    }

    #[test]
    fn the_last_day_and_a_closed_finding() {
        check_clean(FINDING);
        check_clean(
            &FINDING
                .replace("minor", "observation")
                .replace("2026-11-22", "2026-07-01\n  closed: 2026-07-02")
                .replace("\n  closed: 2026-07-02}", ", done: 2026-07-01}"),
        );
    }
}

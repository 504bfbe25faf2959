use crate::checks::processes;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::Step;
use crate::model::{Data, DocumentStatus, Entry, Kind};

/// A step that nobody does, or that several answer for.
pub(super) const RULE: Rule = Rule {
    name: "step-without-role",
    severity: Severity::Warning,
    clause: "5.3",
    looks_for: "A step that nobody does, or that more than one role is accountable for.",
    why: "A step without a doer is skipped, and where two answer for it each waits for the other.",
    fix: "Name who does it in `by`, and one accountable role in `raci: {A: ROLE}`; without that it is the owner.",
};

/// Every step is done by somebody and answered for by one.
///
/// Source: ISO/IEC 20000-1:2018, clause 5.3.
pub(super) fn step_without_role(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for (entry, process) in processes(book) {
        steps(entry, &process.steps, out);
    }
    for entry in book.of_kind(Kind::Procedure) {
        let is_retired = entry.control.as_ref().is_some_and(|it| it.status() == DocumentStatus::Retired);
        if let (Some(Data::Procedure(procedure)), false) = (&entry.data, is_retired) {
            steps(entry, &procedure.steps, out);
        }
    }
}

fn steps(entry: &Entry, steps: &[Step], out: &mut Vec<Diagnostic>) {
    for step in steps {
        let raci = step.raci.as_ref();
        if step.by.is_empty() && raci.is_none_or(|it| it.responsible.is_empty()) {
            let message = format!("nobody does step `{}` of `{}`", step.key.text, entry.key);
            let help = "name who does it: `by: ROLE`";
            out.push(Diagnostic::new(&RULE, step.key.span, message).key(entry.key.as_str()).help(help));
        } else if let Some([first, second, ..]) = raci.map(|it| it.accountable.as_slice()) {
            let message = format!("step `{}` of `{}` has more than one accountable role", step.key.text, entry.key);
            let help = "keep one of them in `A`; the others may be consulted (`C`) or informed (`I`)";
            out.push(
                Diagnostic::new(&RULE, second.span, message)
                    .note(first.span, "accountable already")
                    .key(entry.key.as_str())
                    .help(help),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    #[test]
    fn a_step_that_nobody_does() {
        check(
            &PROCESS.replace(", by: ROL-A}", "}"),
            str![[r#"
warning[step-without-role]: nobody does step `answer` of `PRC-A`
  --> processes/a.md:11:11
   |
11 |   - {key: answer, do: Answer}
   |           ^^^^^^
   |
help: name who does it: `by: ROLE`


"#]],
        );
    }

    #[test]
    fn a_step_that_two_answer_for() {
        check(
            &PROCESS.replace("by: ROL-A}", "by: ROL-A, raci: {A: [ROL-A, ROL-B]}}"),
            str![[r#"
warning[step-without-role]: step `answer` of `PRC-A` has more than one accountable role
  --> processes/a.md:11:60
   |
11 |   - {key: answer, do: Answer, by: ROL-A, raci: {A: [ROL-A, ROL-B]}}
   |                                                     -----  ^^^^^
   |                                                     |
   |                                                     accountable already
   |
help: keep one of them in `A`; the others may be consulted (`C`) or informed (`I`)


"#]],
        );
    }

    #[test]
    fn a_step_that_one_does_and_another_answers_for() {
        check_clean(&PROCESS.replace("by: ROL-A}", "raci: {R: ROL-A, A: ROL-B}}"));
    }
}

use crate::checks::processes;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{DocumentStatus, Kind};

/// A process of which nobody can tell how it is done.
pub(super) const RULE: Rule = Rule {
    name: "process-without-procedure",
    severity: Severity::Warning,
    clause: "8.1",
    looks_for: "A process that has no steps and no text, and that no procedure belongs to.",
    why: "Its purpose and its owner are then all that is known of it: whoever has to do it asks a colleague, and an \
          auditor finds nothing to compare the work with.",
    fix: "Describe it in `steps`, in the text of its page, or in a procedure that names it in `process`.",
};

/// Of every process somebody has written down how it is done.
///
/// Source: ISO/IEC 20000-1:2018, clauses 4.4 and 8.1.
pub(super) fn process_without_procedure(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for (entry, _) in processes(book) {
        let has_text = entry
            .body
            .as_ref()
            .is_some_and(|body| !book.sources.file(body.source).text[body.range.clone()].trim().is_empty());
        let belongs = |edge: &crate::handbook::Edge| {
            let procedure = book.entry(edge.from);
            let is_kept = procedure.control.as_ref().is_some_and(|it| it.status() != DocumentStatus::Retired);
            edge.relation.0 == "process" && procedure.kind == Kind::Procedure && is_kept
        };
        if entry.fields.get("steps").is_some() || has_text || book.graph.to(entry.id).any(belongs) {
            continue;
        }
        let message = format!("nothing says how process `{}` is done", entry.key);
        let help = "add `steps:`, describe it below the fields, or name it in the `process` of a procedure";
        out.push(Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    const STEPS: &str = "steps:\n  - {key: answer, do: Answer, by: ROL-A}\n";
    const PROCEDURE: &str = "
--- procedures/a.md
---
key: PRO-A
title: Answering
summary: How calls are answered.
process: PRC-A
status: retired
---
Say your name.
";

    #[test]
    fn a_process_that_is_not_described() {
        check(
            &PROCESS.replace(STEPS, ""),
            str![[r#"
warning[process-without-procedure]: nothing says how process `PRC-A` is done
 --> processes/a.md:2:6
  |
2 | key: PRC-A
  |      ^^^^^
  |
help: add `steps:`, describe it below the fields, or name it in the `process` of a procedure


"#]],
        );
    }

    #[test]
    fn a_procedure_that_is_retired_describes_nothing() {
        check(
            &format!("{}{}", PROCESS.replace(STEPS, ""), PROCEDURE.trim_start()),
            str![[r#"
warning[process-without-procedure]: nothing says how process `PRC-A` is done
 --> processes/a.md:2:6
  |
2 | key: PRC-A
  |      ^^^^^
  |
help: add `steps:`, describe it below the fields, or name it in the `process` of a procedure


"#]],
        );
    }

    #[test]
    fn steps_or_a_text_or_a_procedure() {
        check_clean(PROCESS);
        check_clean(&PROCESS.replace(STEPS, "").replace("---\n--- roles", "---\nPick up the phone.\n--- roles"));
        let procedure = PROCEDURE
            .trim_start()
            .replace("status: retired", "owner: ROL-A\nstatus: approved\napproved: {by: ROL-B, on: 2026-09-01}");
        check_clean(&format!("{}{procedure}", PROCESS.replace(STEPS, "")));
    }
}

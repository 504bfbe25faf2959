use crate::checks::processes;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;

/// A process that leaves nothing behind.
pub(super) const RULE: Rule = Rule {
    name: "process-without-record",
    severity: Severity::Warning,
    clause: "8.1",
    looks_for: "A process that names no record, in `records` or in a step, and that no record is evidence of.",
    why: "What leaves no trace cannot be shown to have happened, and an auditor has nothing to sample.",
    fix: "Say in `records` what the process leaves behind, where it is kept and how long.",
};

/// Every process leaves records.
///
/// Source: ISO/IEC 20000-1:2018, clauses 4.4 and 8.1.
pub(super) fn process_without_record(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for (entry, process) in processes(book) {
        let is_named = entry.fields.get("records").is_some() || process.steps.iter().any(|step| step.record.is_some());
        let is_proven = book
            .graph
            .to(entry.id)
            .any(|edge| edge.relation.0 == "evidence_of" && Handbook::is_proof(book.entry(edge.from).kind));
        if is_named || is_proven {
            continue;
        }
        let message = format!("process `{}` leaves no record behind", entry.key);
        let help = "add `records:` with what it leaves behind, in which tool and for how long";
        out.push(Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    const RECORDS: &str = "records: [{what: Ticket, kept_in: Ticket tool, keep: P3Y}]\n";

    #[test]
    fn a_process_that_leaves_nothing() {
        check(
            &PROCESS.replace(RECORDS, ""),
            str![[r#"
warning[process-without-record]: process `PRC-A` leaves no record behind
 --> processes/a.md:2:6
  |
2 | key: PRC-A
  |      ^^^^^
  |
help: add `records:` with what it leaves behind, in which tool and for how long


"#]],
        );
    }

    #[test]
    fn a_step_with_a_record_or_a_record_of_the_process() {
        check_clean(&PROCESS.replace(RECORDS, "").replace("by: ROL-A}", "by: ROL-A, record: Ticket}"));
        let record = "--- records/a.yaml\n- {key: REC-A, title: Tickets, on: 2026-11-01, of: PRC-A}\n";
        check_clean(&format!("{}{record}", PROCESS.replace(RECORDS, "")));
    }
}

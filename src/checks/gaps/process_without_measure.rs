use crate::checks::processes;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;

/// A process that is not measured.
pub(super) const RULE: Rule = Rule {
    name: "process-without-measure",
    severity: Severity::Warning,
    clause: "9.1",
    looks_for: "A process without a measure.",
    why: "Whether a process works is then an opinion; the evaluation of performance has no figures to look at.",
    fix: "Add one measure with a target: what, `target`, `over` which interval, and the `actuals` as they come in.",
};

/// Every process is measured.
///
/// Source: ISO/IEC 20000-1:2018, clause 9.1.
pub(super) fn process_without_measure(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for (entry, _) in processes(book) {
        if entry.fields.get("measures").is_some() {
            continue;
        }
        let message = format!("process `{}` is not measured", entry.key);
        let help = "add `measures:` with what is measured and its target";
        out.push(Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check};

    #[test]
    fn a_process_that_is_not_measured() {
        check(
            &PROCESS.replace("measures: [{key: late, what: Late calls, target: at most 2 calls}]\n", ""),
            str![[r#"
warning[process-without-measure]: process `PRC-A` is not measured
 --> processes/a.md:2:6
  |
2 | key: PRC-A
  |      ^^^^^
  |
help: add `measures:` with what is measured and its target


"#]],
        );
    }
}

use crate::checks::processes;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;

/// A process that nobody is accountable for.
pub(super) const RULE: Rule = Rule {
    name: "process-without-owner",
    severity: Severity::Warning,
    clause: "5.3",
    looks_for: "A process without an `owner`.",
    why: "The owner is accountable for the process and for every step that names nobody else; without one, nobody \
          improves it and nobody answers for it.",
    fix: "Name the accountable role in `owner`.",
};

/// Every process has one accountable role.
///
/// Source: ISO/IEC 20000-1:2018, clauses 4.4 and 5.3.
pub(super) fn process_without_owner(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for (entry, _) in processes(book) {
        // An owner that cannot be read has its own diagnostic.
        if entry.fields.get("owner").is_some() {
            continue;
        }
        let message = format!("nobody is accountable for process `{}`", entry.key);
        let help = "name the accountable role: `owner: ROLE`";
        out.push(Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    #[test]
    fn a_process_without_an_owner() {
        check(
            &PROCESS.replace("owner: ROL-A\n", ""),
            str![[r#"
warning[process-without-owner]: nobody is accountable for process `PRC-A`
 --> processes/a.md:2:6
  |
2 | key: PRC-A
  |      ^^^^^
  |
help: name the accountable role: `owner: ROLE`


"#]],
        );
    }

    #[test]
    fn a_process_with_an_owner_and_a_retired_one() {
        check_clean(PROCESS);
        check_clean(&PROCESS.replace("owner: ROL-A\n", "").replace("status: approved", "status: retired"));
    }
}

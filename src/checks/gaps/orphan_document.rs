use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Data, DocumentStatus, Kind};

/// A document that nothing leads to.
pub(super) const RULE: Rule = Rule {
    name: "orphan-document",
    severity: Severity::Warning,
    clause: "7.5.3.1",
    looks_for: "A document that satisfies no requirement and that no other entry refers to.",
    why: "Readers reach it by chance only, and an auditor asks what it is for.",
    fix: "Refer to it where it is needed, with a field or `[[KEY]]`; say what it satisfies; or retire it.",
};

/// Every document is reached from somewhere.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.3.1.
pub(super) fn orphan_document(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let mut claims = vec![false; book.entries.len()];
    for claim in &book.claims {
        claims[claim.entry.0 as usize] = true;
    }
    for kind in Kind::ALL.iter().filter(|kind| kind.is_controlled() && **kind != Kind::Scope) {
        for entry in book.of_kind(*kind) {
            let control = entry.control.as_ref();
            let is_set_aside =
                control.is_some_and(|it| it.status() == DocumentStatus::Retired || it.replaces.is_some());
            // A claim that cannot be read has its own diagnostic.
            let claims = claims[entry.id.0 as usize] || !entry.satisfies().is_empty();
            // The map of processes leads to every process.
            let is_in_the_map = entry.kind == Kind::Process;
            // The page of a process leads to its procedures.
            let belongs = matches!(&entry.data, Some(Data::Procedure(procedure)) if !procedure.process.is_empty());
            let is_reached = book.graph.to(entry.id).any(|edge| edge.from != entry.id);
            if is_set_aside || claims || is_in_the_map || belongs || is_reached {
                continue;
            }
            let message = format!("nothing refers to `{}`, and it satisfies no requirement", entry.key);
            let help =
                format!("refer to it where it is needed (`[[{}]]`), say what it satisfies, or retire it", entry.key);
            out.push(Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    const PAGE: &str = "
--- pages/a.md
---
key: PAG-A
title: A
summary: What it is.
MORE
---
";

    #[test]
    fn a_page_that_nothing_leads_to() {
        check(
            &PAGE.replace("MORE", "tags: [desk]"),
            str![[r#"
warning[orphan-document]: nothing refers to `PAG-A`, and it satisfies no requirement
 --> pages/a.md:2:6
  |
2 | key: PAG-A
  |      ^^^^^
  |
help: refer to it where it is needed (`[[PAG-A]]`), say what it satisfies, or retire it


"#]],
        );
    }

    #[test]
    fn a_page_that_satisfies_or_is_linked_or_retired() {
        check_clean(&PAGE.replace("MORE", "satisfies: [1]"));
        check_clean(&PAGE.replace("MORE", "status: retired"));
        let term = "--- glossary/a.yaml\n- {key: TRM-A, title: A, meaning: \"See [[PAG-A]].\"}\n";
        check_clean(&format!("{}{term}", PAGE.replace("MORE", "tags: [desk]")));
        let procedure = PAGE.replace("pages/", "procedures/").replace("MORE", "process: PRC-A");
        check_clean(&format!("{PROCESS}{}", procedure.trim_start()));
    }
}

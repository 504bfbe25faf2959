use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{DocumentStatus, Kind};

/// A document or service without its one sentence.
pub(super) const RULE: Rule = Rule {
    name: "summary-missing",
    severity: Severity::Advice,
    clause: "7.5.2",
    looks_for: "A document or a service without a `summary`.",
    why: "Lists and the search show it: with the title alone a reader has to open the page to know whether it is the \
          right one.",
    fix: "Say in one sentence what the reader finds there.",
};

/// Documents and services say in one sentence what they are.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.2.
pub(super) fn summary_missing(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let kinds = Kind::ALL.iter().filter(|kind| kind.is_controlled() || **kind == Kind::Service);
    for entry in kinds.flat_map(|kind| book.of_kind(*kind)) {
        let is_retired = entry.control.as_ref().is_some_and(|it| it.status() == DocumentStatus::Retired);
        if is_retired || entry.common.is_none() || entry.fields.get("summary").is_some() {
            continue;
        }
        let message = format!("`{}` has no summary", entry.key);
        let help = "add `summary:` with one sentence on what the reader finds there";
        out.push(Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    #[test]
    fn a_service_without_a_summary() {
        check(
            "\n--- services/a.md\n---\nkey: SVC-A\ntitle: A\nlifecycle: pipeline\n---\n",
            str![[r#"
advice[summary-missing]: `SVC-A` has no summary
 --> services/a.md:2:6
  |
2 | key: SVC-A
  |      ^^^^^
  |
help: add `summary:` with one sentence on what the reader finds there


"#]],
        );
    }

    #[test]
    fn a_service_with_one_and_a_risk_without() {
        check_clean(
            "
--- services/a.md
---
key: SVC-A
title: A
summary: What it is.
lifecycle: pipeline
---
--- risks/a.yaml
- {key: RSK-A, title: A, type: risk, treatment: accept}
",
        );
    }
}

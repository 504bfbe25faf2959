use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Data, DocumentStatus, Kind};

/// A document that nobody looks after.
pub(super) const RULE: Rule = Rule {
    name: "document-without-owner",
    severity: Severity::Warning,
    clause: "7.5.2",
    looks_for: "An approved scope, policy, plan, procedure or page without an `owner`. Processes have a rule of their own.",
    why: "A document that belongs to nobody is reviewed by nobody; readers who find a mistake have no one to tell.",
    fix: "Name the role that keeps it right in `owner`.",
};

/// Every document is looked after by somebody.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.2.
pub(super) fn document_without_owner(book: &Handbook, out: &mut Vec<Diagnostic>) {
    // A process without an owner, and a page from outside, are reported by their own rules.
    let kinds = Kind::ALL.iter().filter(|kind| kind.is_controlled() && **kind != Kind::Process);
    for entry in kinds.flat_map(|kind| book.of_kind(*kind)) {
        let is_approved = entry.control.as_ref().is_some_and(|it| it.status() == DocumentStatus::Approved);
        let is_external = matches!(&entry.data, Some(Data::Page(page)) if page.external.is_some());
        if !is_approved || is_external || entry.common.is_none() || entry.fields.get("owner").is_some() {
            continue;
        }
        let message = format!("nobody looks after {} `{}`", entry.kind.name(), entry.key);
        let help = "name the role that keeps it right: `owner: ROLE`";
        out.push(Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const POLICY: &str = "
--- policies/a.md
---
key: POL-A
title: Calls
summary: How fast we answer.
status: approved
approved: {by: ROL-A, on: 2026-01-01}
satisfies: [1]
---
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
";

    #[test]
    fn a_policy_that_belongs_to_nobody() {
        check(
            POLICY,
            str![[r#"
warning[document-without-owner]: nobody looks after policy `POL-A`
 --> policies/a.md:2:6
  |
2 | key: POL-A
  |      ^^^^^
  |
help: name the role that keeps it right: `owner: ROLE`


"#]],
        );
    }

    #[test]
    fn a_policy_with_an_owner_and_others_that_are_not_in_use() {
        check_clean(&POLICY.replace("satisfies:", "owner: ROL-A\nsatisfies:"));
        check_clean(&POLICY.replace("status: approved", "status: retired"));
        check_clean(&POLICY.replace("status: approved", "status: draft"));
    }
}

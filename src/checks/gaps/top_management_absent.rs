use std::collections::BTreeMap;

use crate::checks::list_of;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{DocumentState, Handbook, Status, Target};
use crate::model::kinds::Needs;
use crate::model::{Data, Entry, EntryId, KeyRef, Kind};
use crate::standards::{ReqId, Requirement};

/// Something that top management has to do, and did not.
pub(super) const RULE: Rule = Rule {
    name: "top-management-absent",
    severity: Severity::Warning,
    clause: "5.1",
    looks_for: "A requirement that speaks to top management, and that is shown only by records in which no role with \
                `top_management: true` took part, or only by documents that none of them approved.",
    why: "Leadership cannot be delegated: an auditor sits down with the top and asks what they did themselves.",
    fix: "Name who of top management took part, in `by`, `with` or `participants`; or cite something in which they did.",
};

/// Relations to those who did something or were there.
const TAKES_PART: &[&str] = &["done_by", "with", "participants", "chair", "owned_by", "auditors"];

/// What is asked of top management was done by top management.
///
/// Source: ISO/IEC 20000-1:2018, clauses 5.1, 5.2, 5.3 and 9.3.
pub(super) fn top_management_absent(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let asked: Vec<&Requirement> = book
        .standards
        .listed()
        .filter(|it| it.has_status())
        .flat_map(|it| &it.requirements)
        .map(|id| book.standards.requirement(*id))
        .filter(|it| it.is_top_management && !it.is_informative)
        .collect();
    // What each entry alone has to show: one entry in which the top took no part is one mistake.
    let mut absent: BTreeMap<EntryId, Vec<ReqId>> = BTreeMap::new();
    for requirement in asked {
        if let Some(entry) = shown_without_them(book, requirement) {
            absent.entry(entry).or_default().push(requirement.id);
        }
    }
    let has_top = book.of_kind(Kind::Role).any(is_top);
    for (id, requirements) in absent {
        let entry = book.entry(id);
        let numbers: Vec<String> =
            requirements.iter().map(|it| format!("`{}`", book.standards.requirement(*it).number)).collect();
        let words: Vec<&str> = numbers.iter().map(String::as_str).collect();
        let (key, asked) = (&entry.key, list_of(&words));
        let (message, help) = match (has_top, entry.kind.is_controlled()) {
            (false, _) => (
                format!("no role is marked as top management, and `{key}` shows {asked}, which is asked of it"),
                "say which roles are top management: `top_management: true`",
            ),
            (true, true) => (
                format!("nobody of top management approved `{key}`, which shows {asked}"),
                "have it approved by a role with `top_management: true`",
            ),
            (true, false) => (
                format!("nobody of top management took part in `{key}`, which shows {asked}"),
                "name who of them took part, in `by` or `with`, or cite something in which they did",
            ),
        };
        let first = book.standards.requirement(requirements[0]);
        let diagnostic = Diagnostic::new(&RULE, entry.key_span, message).help(help).key(entry.key.as_str());
        out.push(diagnostic.clause(crate::checks::clause_name(book, first)));
        // Where no role is marked, that is the mistake, and not each of the records.
        if !has_top {
            return;
        }
    }
}

/// The newest or first of what shows a requirement, if the top took part in none of it.
fn shown_without_them(book: &Handbook, requirement: &Requirement) -> Option<EntryId> {
    let known = book.coverage.requirement(requirement.id);
    // What is not covered has a diagnostic of its own.
    if known.status != Status::Covered {
        return None;
    }
    let shown: Vec<EntryId> = if known.needs == Needs::Document {
        let in_force = known.documented_by.iter().filter(|it| it.counts && it.state == DocumentState::InForce);
        in_force.map(|it| it.entry).collect()
    } else {
        known.evidence.iter().filter(|it| it.counts && it.is_current).map(|it| it.entry).collect()
    };
    let is_without = |entry: &Entry| match entry.kind {
        // A review without the top has a rule of its own.
        Kind::Review => false,
        // Nobody approves a role or an agreement here.
        kind if !kind.is_controlled() && known.needs == Needs::Document => false,
        _ => !took_part(book, entry),
    };
    let first = *shown.first()?;
    shown.iter().all(|id| is_without(book.entry(*id))).then_some(first)
}

/// Whether a role of top management approved a document, or did or attended something else.
fn took_part(book: &Handbook, entry: &Entry) -> bool {
    let is_top_key = |key: &KeyRef| book.by_key(&key.key).is_some_and(is_top);
    if let Some(control) = &entry.control {
        let confirmed = control.confirmed.iter().map(|it| &it.by);
        return control.approved.iter().map(|it| &it.by).chain(confirmed).any(is_top_key);
    }
    book.graph.from(entry.id).iter().any(|edge| match edge.to {
        Target::Entry(to) => TAKES_PART.contains(&edge.relation.0) && is_top(book.entry(to)),
        Target::Place(_) => false,
    })
}

fn is_top(entry: &Entry) -> bool {
    matches!(&entry.data, Some(Data::Role(role)) if role.is_top_management())
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const HANDBOOK: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
--- standards/tiny.yaml
id: tiny
title: Tiny standard
clauses:
  - id: \"1\"
    title: Leadership
    requirements:
      - {id: 1-1, asks: Make resources available., needs: record, top_management: true}
      - {id: 1-2, asks: Back the people., needs: record, top_management: true}
      - {id: 1-3, asks: Issue a policy., needs: document, top_management: true}
--- roles/a.yaml
- {key: ROL-A, title: Director, held_by: [Kari Nordmann], top_management: true}
- {key: ROL-B, title: Desk, held_by: [Desk team]}
--- records/a.yaml
- {key: REC-A, title: Budget, on: 2026-10-01, by: ROL-B, with: [ROL-A], satisfies: [1-1, 1-2]}
--- policies/a.md
---
key: POL-A
title: Policy
summary: What we promise.
owner: ROL-B
status: approved
approved: {by: ROL-A, on: 2026-01-01}
satisfies: [1-3]
---
";

    #[test]
    fn a_record_in_which_nobody_of_them_took_part() {
        check(
            &HANDBOOK.replace(", with: [ROL-A]", ""),
            str![[r#"
warning[top-management-absent]: nobody of top management took part in `REC-A`, which shows `1-1` and `1-2`
 --> records/a.yaml:1:9
  |
1 | - {key: REC-A, title: Budget, on: 2026-10-01, by: ROL-B, satisfies: [1-1, 1-2]}
  |         ^^^^^
  |
help: name who of them took part, in `by` or `with`, or cite something in which they did


"#]],
        );
    }

    #[test]
    fn a_policy_that_none_of_them_approved() {
        check(
            &HANDBOOK.replace("approved: {by: ROL-A", "approved: {by: ROL-B"),
            str![[r#"
warning[top-management-absent]: nobody of top management approved `POL-A`, which shows `1-3`
 --> policies/a.md:2:6
  |
2 | key: POL-A
  |      ^^^^^
  |
help: have it approved by a role with `top_management: true`


"#]],
        );
    }

    #[test]
    fn no_role_is_marked() {
        check(
            &HANDBOOK.replace(", top_management: true}\n- {key: ROL-B", "}\n- {key: ROL-B"),
            str![[r#"
warning[top-management-absent]: no role is marked as top management, and `POL-A` shows `1-3`, which is asked of it
 --> policies/a.md:2:6
  |
2 | key: POL-A
  |      ^^^^^
  |
help: say which roles are top management: `top_management: true`


"#]],
        );
    }

    #[test]
    fn one_of_them_was_there_at_least_once() {
        check_clean(HANDBOOK);
        let other = "- {key: REC-B, title: Speech, on: 2026-09-01, by: ROL-B, satisfies: [1-1]}\n--- policies";
        check_clean(&HANDBOOK.replacen("--- policies", other, 1));
    }
}

use crate::checks::list_of;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Data, DocumentStatus, Kind};

/// A document from outside of which the edition or the owner is not known.
pub(super) const RULE: Rule = Rule {
    name: "external-document-incomplete",
    severity: Severity::Warning,
    clause: "7.5.3.2",
    looks_for: "A page about a document from outside (`external`) without its edition or without an `owner`.",
    why: "Documents from outside change without asking you: without an edition nobody knows which one you work by, and \
          without an owner nobody looks for a new one.",
    fix: "Give its `edition` in `external`, and in `owner` the role that watches for a new one.",
};

/// Documents from outside are known by their edition, and watched by somebody.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.3.2.
pub(super) fn external_document_incomplete(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in book.of_kind(Kind::Page) {
        let is_retired = entry.control.as_ref().is_some_and(|it| it.status() == DocumentStatus::Retired);
        let Some(Data::Page(page)) = entry.data.as_ref().filter(|_| !is_retired) else { continue };
        let Some(external) = &page.external else { continue };
        let is_written = |name: &str| {
            entry.fields.get("external").and_then(|node| match &node.value {
                crate::parse::Value::Mapping(map) => map.get(name),
                _ => None,
            })
        };
        let mut missing = Vec::new();
        if is_written("edition").is_none() {
            missing.push("an edition (`edition`)");
        }
        if entry.common.is_some() && entry.fields.get("owner").is_none() {
            missing.push("a role that watches it (`owner`)");
        }
        if missing.is_empty() {
            continue;
        }
        let message = format!("`{}` stands for a document from outside, without {}", entry.key, list_of(&missing));
        let help = "give the edition that you work by, and the role that looks for a new one";
        out.push(Diagnostic::new(&RULE, external.span, message).key(entry.key.as_str()).help(help));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const PAGE: &str = "
--- pages/a.md
---
key: PAG-A
title: Hosting law
summary: What it means for us.
owner: ROL-A
status: approved
approved: {by: ROL-A, on: 2026-01-01}
satisfies: [1]
external: {publisher: Parliament, edition: \"2024\"}
---
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
";

    #[test]
    fn without_edition_and_owner() {
        check(
            &PAGE.replace(", edition: \"2024\"", "").replace("owner: ROL-A\n", ""),
            str![[r#"
warning[external-document-incomplete]: `PAG-A` stands for a document from outside, without an edition (`edition`) and a role that watches it (`owner`)
 --> pages/a.md:8:11
  |
8 | external: {publisher: Parliament}
  |           ^^^^^^^^^^^^^^^^^^^^^^^
  |
help: give the edition that you work by, and the role that looks for a new one


"#]],
        );
    }

    #[test]
    fn without_edition() {
        check(
            &PAGE.replace(", edition: \"2024\"", ""),
            str![[r#"
warning[external-document-incomplete]: `PAG-A` stands for a document from outside, without an edition (`edition`)
 --> pages/a.md:9:11
  |
9 | external: {publisher: Parliament}
  |           ^^^^^^^^^^^^^^^^^^^^^^^
  |
help: give the edition that you work by, and the role that looks for a new one


"#]],
        );
    }

    #[test]
    fn complete_or_from_inside_or_retired() {
        check_clean(PAGE);
        check_clean(&PAGE.replace("external: {publisher: Parliament, edition: \"2024\"}\n", ""));
        check_clean(&PAGE.replace(", edition: \"2024\"", "").replace("status: approved", "status: retired"));
    }
}

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{DocumentStatus, Entry, EntryId, Kind};

/// A document that is used and not approved.
pub(super) const RULE: Rule = Rule {
    name: "document-not-approved",
    severity: Severity::Warning,
    clause: "7.5.2",
    looks_for: "A document with the status `approved` and no approval, or a draft that other entries work by.",
    why: "A text without an approval is not in force, so whoever relies on it relies on nothing.",
    fix: "Have it approved: `clausebook approve` writes `status: approved` and `approved: {by, on}`; or take out the \
          references to it until then.",
};

/// Relations that only speak of a document, and do not build on it.
const LOOSE: &[&str] = &[
    "mentions",
    "includes",
    "related",
    "replaces",
    "see",
    "refs",
    "about",
    "covers",
    "source",
    "with",
    "goes_to",
    "comes_from",
];

/// What is relied on has been approved.
///
/// Source: ISO/IEC 20000-1:2018, clauses 7.5.2 and 7.5.3.
pub(super) fn document_not_approved(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in Kind::ALL.iter().filter(|kind| kind.is_controlled()).flat_map(|kind| book.of_kind(*kind)) {
        let Some(control) = &entry.control else { continue };
        let at = control.status.map_or(entry.key_span, |status| status.span);
        match control.status() {
            DocumentStatus::Approved if control.approved.is_none() => {
                // An approval that could not be read has its own diagnostic.
                if entry.fields.get("approved").is_some() {
                    continue;
                }
                let message = format!("`{}` says that it is approved, and not by whom and when", entry.key);
                let help = "add `approved: {by: ROLE, on: DATE}`, or make it a `draft`";
                out.push(Diagnostic::new(&RULE, at, message).key(entry.key.as_str()).help(help));
            }
            DocumentStatus::Draft | DocumentStatus::Review => {
                let Some((user, span)) = user_of(book, entry) else { continue };
                let message = format!("`{}` is not approved, and `{}` relies on it", entry.key, user.key);
                let help = "have it approved, or take out the reference until it is";
                out.push(
                    Diagnostic::new(&RULE, at, message).note(span, "relied on here").key(entry.key.as_str()).help(help),
                );
            }
            DocumentStatus::Approved | DocumentStatus::Retired => {}
        }
    }
}

/// The first entry in force that builds on a document.
fn user_of<'a>(book: &'a Handbook, document: &Entry) -> Option<(&'a Entry, crate::source::Span)> {
    let is_in_use = |id: EntryId| id != document.id && book.is_in_force(book.entry(id));
    let edges = book.graph.to(document.id).filter(|edge| !LOOSE.contains(&edge.relation.0) && is_in_use(edge.from));
    edges.min_by_key(|edge| edge.span).map(|edge| (book.entry(edge.from), edge.span))
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    #[test]
    fn a_status_without_an_approval() {
        check(
            "
--- policies/a.md
---
key: POL-A
title: A
summary: What it is.
owner: ROL-A
status: approved
related: [ROL-A]
---
--- roles/a.md
---
key: ROL-A
title: Approver
purpose: Lives by [[POL-A]].
held_by: [A team]
---
",
            str![[r#"
warning[document-not-approved]: `POL-A` says that it is approved, and not by whom and when
 --> policies/a.md:6:9
  |
6 | status: approved
  |         ^^^^^^^^
  |
help: add `approved: {by: ROLE, on: DATE}`, or make it a `draft`


"#]],
        );
    }

    const DRAFT: &str = "
--- procedures/a.md
---
key: PRO-A
title: A
summary: What it is.
owner: ROL-A
STATUS
---
--- roles/a.md
---
key: ROL-A
title: Approver
purpose: Lives by [[PRO-A]].
held_by: [A team]
---
--- services/a.md
---
key: SVC-A
title: A
summary: What it is.
lifecycle: pipeline
request: {procedure: PRO-A}
---
";

    #[test]
    fn a_draft_that_is_relied_on() {
        check(
            &DRAFT.replace("STATUS", "status: draft"),
            str![[r#"
warning[document-not-approved]: `PRO-A` is not approved, and `SVC-A` relies on it
 --> procedures/a.md:6:9
  |
6 | status: draft
  |         ^^^^^
  |
 ::: services/a.md:6:22
  |
6 | request: {procedure: PRO-A}
  |                      ----- relied on here
  |
help: have it approved, or take out the reference until it is


"#]],
        );
    }

    #[test]
    fn a_document_in_force_and_a_draft_that_is_only_mentioned() {
        check_clean(&DRAFT.replace("STATUS", "status: approved\napproved: {by: ROL-A, on: 2026-01-01}"));
        check_clean(
            &DRAFT.replace("STATUS", "status: draft").replace("request: {procedure: PRO-A}", "value: See [[PRO-A]]."),
        );
    }
}

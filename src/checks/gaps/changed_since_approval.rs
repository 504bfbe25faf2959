use crate::checks::day;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::Kind;

/// A document that was changed after its approval.
pub(super) const RULE: Rule = Rule {
    name: "changed-since-approval",
    severity: Severity::Warning,
    clause: "7.5.3.2",
    looks_for: "A document in force whose text differs from the one that was approved, by its fingerprint.",
    why: "People would work by a text that nobody approved; until it is approved again, what it satisfies is stale.",
    fix: "If the change was meant, `clausebook approve` writes the new version, day and fingerprint; if not, undo it.",
};

/// What is in force is what was approved.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.3.
pub(super) fn changed_since_approval(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in Kind::ALL.iter().filter(|kind| kind.is_controlled()).flat_map(|kind| book.of_kind(*kind)) {
        let control = entry.control.as_ref().filter(|it| it.is_in_force(book.as_of));
        let Some(approved) = control.and_then(|it| it.approved.as_ref()) else { continue };
        let Some(kept) = approved.fingerprint.as_ref().filter(|_| book.is_changed_since_approval(entry)) else {
            continue;
        };
        let message = format!("`{}` was changed after its approval on {}", entry.key, day(approved.on.value));
        out.push(
            Diagnostic::new(&RULE, kept.span, message)
                .label("the text that was approved had this fingerprint")
                .key(entry.key.as_str())
                .help(format!(
                    "undo the change, or have it approved: `clausebook approve {} --by {} --version VERSION`, or `--editorial`",
                    entry.key, approved.by.key
                )),
        );
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const DOCUMENT: &str = "
--- pages/a.md
---
key: PAG-A
title: A
summary: What it is.
owner: ROL-A
version: \"2.0\"
status: approved
approved: {by: ROL-A, on: 2026-10-22, fingerprint: FINGERPRINT}
tags: [left-out]
---
BODY

See [[PAG-B]].
--- pages/b.md
---
key: PAG-B
title: B
summary: What it is.
owner: ROL-A
status: approved
approved: {by: ROL-A, on: 2026-10-22}
---
See [[PAG-A]].
--- roles/a.md
---
key: ROL-A
title: Approver
held_by: [A team]
---
";
    const FINGERPRINT: &str = "sha256:b8e8e01075270ad90ce0681d1091379dd79a513c1f9047eec2887447d04f7b69";

    #[test]
    fn a_text_that_is_not_the_approved_one() {
        check(
            &DOCUMENT.replace("FINGERPRINT", FINGERPRINT).replace("BODY", "Edited."),
            str![[r#"
warning[changed-since-approval]: `PAG-A` was changed after its approval on 22 Oct 2026
 --> pages/a.md:8:52
  |
8 | approved: {by: ROL-A, on: 2026-10-22, fingerprint: sha256:b8e8e01075270ad90ce0681d1091379dd79a513c1f9047eec2887447d04f7b69}
  |                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the text that was approved had this fingerprint
  |
help: undo the change, or have it approved: `clausebook approve PAG-A --by ROL-A --version VERSION`, or `--editorial`


"#]],
        );
    }

    #[test]
    fn white_space_and_tags_are_no_change() {
        let approved = DOCUMENT.replace("FINGERPRINT", FINGERPRINT).replace("BODY", "As approved.");
        check_clean(&approved);
        check_clean(&approved.replace("As approved.", "As approved.  ").replace("left-out", "desk"));
    }
}

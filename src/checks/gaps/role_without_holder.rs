use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Data, Kind};

/// A role that nobody holds.
pub(super) const RULE: Rule = Rule {
    name: "role-without-holder",
    severity: Severity::Warning,
    clause: "5.3",
    looks_for: "A role that no person and no team holds.",
    why: "A duty that belongs to an empty chair is nobody's duty; it is what an interview finds first.",
    fix: "Name a person or a team in `held_by`, or give the role's duties to another role.",
};

/// Every role is held by somebody.
///
/// Source: ISO/IEC 20000-1:2018, clause 5.3.
pub(super) fn role_without_holder(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in book.of_kind(Kind::Role) {
        let Some(Data::Role(role)) = &entry.data else { continue };
        if role.held_by.iter().any(|name| !name.text.trim().is_empty()) {
            continue;
        }
        let message = format!("nobody holds role `{}`", entry.key);
        out.push(
            Diagnostic::new(&RULE, entry.key_span, message)
                .key(entry.key.as_str())
                .help("name a person or a team in `held_by`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    #[test]
    fn a_role_that_nobody_holds() {
        check(
            "
--- roles/sdm.md
---
key: ROL-SDM
title: Service desk manager
---
",
            str![[r#"
warning[role-without-holder]: nobody holds role `ROL-SDM`
 --> roles/sdm.md:2:6
  |
2 | key: ROL-SDM
  |      ^^^^^^^
  |
help: name a person or a team in `held_by`


"#]],
        );
    }

    #[test]
    fn a_role_that_a_team_holds() {
        check_clean(
            "
--- roles/sdm.md
---
key: ROL-SDM
title: Service desk manager
held_by: [Desk leads]
---
",
        );
    }
}

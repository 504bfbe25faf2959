use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Audience, Data, EntryId, Kind};

/// A role that no awareness entry speaks to.
pub(super) const RULE: Rule = Rule {
    name: "awareness-missing",
    severity: Severity::Warning,
    clause: "7.3",
    looks_for: "A role that no entry of `awareness/` names, in a handbook that has such entries; one for `all` is not \
                enough.",
    why: "People have to know what their own work contributes and what goes wrong without it. An auditor asks them in \
          their own words, and a text for everybody tells nobody what to do.",
    fix: "Name the role in `for` of an entry that fits it, or write one with its messages and three usual situations.",
};

/// Every role is told what it has to know.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.3.
pub(super) fn awareness_missing(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let mut served: BTreeSet<EntryId> = BTreeSet::new();
    // Where nothing was written yet, the requirements of the clause say so.
    let mut is_begun = false;
    for entry in book.of_kind(Kind::Awareness) {
        is_begun = true;
        match &entry.data {
            Some(Data::Awareness(awareness)) => match &awareness.roles {
                Some(Audience::Roles(roles)) => served.extend(roles.iter().filter_map(|it| book.keys.find(&it.key))),
                Some(Audience::All) => {}
                // Whom it is for could not be read, which has a diagnostic of its own.
                None if entry.fields.get("for").is_some() => return,
                None => {}
            },
            _ => return,
        }
    }
    if !is_begun {
        return;
    }
    for entry in book.of_kind(Kind::Role) {
        // An empty chair has a diagnostic of its own.
        let is_held = matches!(&entry.data, Some(Data::Role(role)) if !role.held_by.is_empty());
        if !is_held || served.contains(&entry.id) {
            continue;
        }
        let message = format!("no awareness entry is for role `{}`", entry.key);
        let help = "name it in `for` of an entry in `awareness/` that fits, or write one";
        out.push(Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const ROLES: &str = "
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
- {key: ROL-B, title: Manager, held_by: [Kari Nordmann]}
";
    const LESSONS: &str = "--- awareness/a.yaml
- {key: AWR-ALL, title: For all, for: all}
- {key: AWR-A, title: At the desk, for: [ROL-A]}
";

    #[test]
    fn a_role_that_only_a_text_for_everybody_speaks_to() {
        check(
            &format!("{ROLES}{LESSONS}"),
            str![[r#"
warning[awareness-missing]: no awareness entry is for role `ROL-B`
 --> roles/a.yaml:2:9
  |
2 | - {key: ROL-B, title: Manager, held_by: [Kari Nordmann]}
  |         ^^^^^
  |
help: name it in `for` of an entry in `awareness/` that fits, or write one


"#]],
        );
    }

    #[test]
    fn every_role_is_named_or_nothing_is_written_yet() {
        check_clean(&format!("{ROLES}{}", LESSONS.replace("[ROL-A]", "[ROL-A, ROL-B]")));
        check_clean(ROLES);
    }
}

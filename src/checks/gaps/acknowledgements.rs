use crate::checks::{day, first_few, list_of};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Entry, EntryId, Kind, Unit};

/// A version that nobody of a role has read, although they had read one before.
const OUTDATED: Rule = Rule {
    name: "acknowledgement-outdated",
    severity: Severity::Warning,
    clause: "7.3",
    looks_for: "A document of which people of a role read an earlier version, and nobody of them the one in force, \
                although more than its wording has changed.",
    why: "They work by what they read then. A log of readers proves awareness only for the version that it names.",
    fix: "Ask the role to read the version in force and add the answers to `acknowledgements/`; if only the wording \
          changed, say `editorial: true` in its line of `history`.",
};

/// A version that too few have read.
const BELOW_TARGET: Rule = Rule {
    name: "acknowledgement-below-target",
    severity: Severity::Warning,
    clause: "7.3",
    looks_for: "A document that readers are asked to confirm, and whose version in force fewer have confirmed than \
                `acknowledge.target` in `handbook.yaml` asks for.",
    why: "The target is your own: an auditor reads it, counts, and asks those who are missing.",
    fix: "Remind the roles named, and add their answers to `acknowledgements/`.",
};

/// Rules about who has read what.
pub(super) const RULES: &[&Rule] = &[&OUTDATED, &BELOW_TARGET];

/// What has to be known has been read, in the version that holds.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.3.
pub(super) fn acknowledgements(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let in_force = Kind::ALL.iter().filter(|kind| kind.is_controlled()).flat_map(|kind| book.of_kind(*kind));
    for entry in in_force.filter(|entry| book.is_in_force(entry)) {
        let readers = book.readers_of(entry);
        let is_reader = |role: EntryId| readers.as_ref().is_none_or(|roles| roles.contains(&role));
        // One diagnostic a document: who has read nothing of it anew is also missing from the share.
        if let Some(diagnostic) = outdated(book, entry, is_reader).or_else(|| below_target(book, entry, is_reader)) {
            out.push(diagnostic.key(entry.key.as_str()));
        }
    }
}

fn outdated(book: &Handbook, entry: &Entry, is_reader: impl Fn(EntryId) -> bool) -> Option<Diagnostic> {
    let control = entry.control.as_ref()?;
    let version = control.version.as_ref()?;
    let reading = book.readings.of_document(entry.id)?;
    let behind = reading.roles.iter().filter(|(role, it)| is_reader(**role) && it.n_current == 0);
    let behind: Vec<String> = behind
        .filter_map(|(role, it)| Some(format!("`{}` (who read {})", book.entry(*role).key, it.earlier.as_ref()?)))
        .collect();
    if behind.is_empty() {
        return None;
    }
    let since = control.history.iter().find(|it| it.version.text == version.text).map(|it| it.on.value);
    let since = since.or(control.approved.as_ref().map(|it| it.on.value));
    let since = since.map(|on| format!(" on {}", day(on))).unwrap_or_default();
    let words: Vec<&str> = behind.iter().map(String::as_str).collect();
    let message = format!(
        "nobody of {} has read `{}` anew since version {} came into force{since}",
        list_of(&words),
        entry.key,
        version.text
    );
    let help = "have it read anew; if only the wording changed, say `editorial: true` in its line of `history`";
    Some(Diagnostic::new(&OUTDATED, version.span, message).help(help))
}

fn below_target(book: &Handbook, entry: &Entry, is_reader: impl Fn(EntryId) -> bool) -> Option<Diagnostic> {
    let target = book.config.as_ref()?.acknowledge.as_ref()?.target.as_ref()?;
    let version = entry.control.as_ref()?.version.as_ref()?;
    let (n, n_all) = book.n_of_readers(entry)?;
    let percent = n as f64 * 100.0 / n_all as f64;
    if target.value.unit != Unit::Percent || target.value.is_met_by(percent) {
        return None;
    }
    // Rounded down, so that a share just below the target does not look like it.
    let percent = (percent * 10.0).floor() / 10.0;
    let reading = book.readings.of_document(entry.id)?;
    let missing = book.of_kind(Kind::Role).filter(|role| is_reader(role.id)).filter_map(|role| {
        let people = book.people_of(role.id)?;
        let n_read = reading.roles.get(&role.id).map_or(0, |it| it.n_current).min(people);
        (n_read < people).then(|| format!("{} of {people} of `{}`", people - n_read, role.key))
    });
    let missing: Vec<String> = missing.collect();
    let message = format!(
        "{n} of {n_all} people have read version {} of `{}`: {percent} %, and the target is {}",
        version.text, entry.key, target.value.text
    );
    let help = match missing.is_empty() {
        true => "remind its readers, and add their answers to `acknowledgements/`".to_owned(),
        false => format!("remind those who are missing: {}", first_few(&missing, 6)),
    };
    Some(Diagnostic::new(&BELOW_TARGET, version.span, message).note(target.span, "the target").help(help))
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const POLICY: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
acknowledge: {link: \"mailto:a@b.example\", target: at least 75 %}
--- standards/tiny.yaml
id: tiny
title: Tiny standard
clauses: [{id: \"1\", title: Desk, informative: true}]
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team], people: 3}
- {key: ROL-B, title: Manager, held_by: [Kari Nordmann], people: 1}
--- policies/a.md
---
key: POL-A
title: Calls
summary: How fast we answer.
owner: ROL-B
version: \"2.0\"
status: approved
approved: {by: ROL-B, on: 2026-03-02}
applies_to: [ROL-A, ROL-B]
satisfies: [1]
history:
  - {version: \"2.0\", on: 2026-03-02}
  - {version: \"1.0\", on: 2025-03-02}
---
--- acknowledgements/a.csv
who,role,document,version,date
p-ada,ROL-A,POL-A,2.0,2026-04-01
p-bo,ROL-A,POL-A,2.0,2026-04-01
p-kari,ROL-B,POL-A,2.0,2026-04-01
";

    #[test]
    fn a_role_that_read_an_earlier_version() {
        check(
            &POLICY.replace("p-kari,ROL-B,POL-A,2.0,2026-04-01", "p-kari,ROL-B,POL-A,1.0,2025-04-01"),
            str![[r#"
warning[acknowledgement-outdated]: nobody of `ROL-B` (who read 1.0) has read `POL-A` anew since version 2.0 came into force on 2 Mar 2026
 --> policies/a.md:6:10
  |
6 | version: "2.0"
  |          ^^^^^
  |
help: have it read anew; if only the wording changed, say `editorial: true` in its line of `history`


"#]],
        );
    }

    #[test]
    fn too_few_have_read_it_and_no_reader_is_named() {
        check(
            &POLICY.replace("p-bo,ROL-A,POL-A,2.0,2026-04-01", "p-bo,ROL-A,POL-A,1.0,2025-04-01"),
            str![[r#"
warning[acknowledgement-below-target]: 2 of 4 people have read version 2.0 of `POL-A`: 50 %, and the target is at least 75 %
 --> policies/a.md:6:10
  |
6 | version: "2.0"
  |          ^^^^^
  |
 ::: handbook.yaml:4:51
  |
4 | acknowledge: {link: "mailto:a@b.example", target: at least 75 %}
  |                                                   ------------- the target
  |
help: remind those who are missing: 2 of 3 of `ROL-A`


"#]],
        );
    }

    #[test]
    fn enough_have_read_it_or_only_the_wording_changed() {
        check_clean(POLICY);
        let wording = POLICY.replace("on: 2026-03-02}\n  -", "on: 2026-03-02, editorial: true}\n  -");
        check_clean(&wording.replace("2.0,2026-04-01", "1.0,2025-04-01"));
    }

    #[test]
    fn nobody_was_asked_or_other_roles_are_concerned() {
        let start = POLICY.find("p-ada").expect("it is there");
        check_clean(&POLICY[..start]);
        let other = POLICY
            .replace("applies_to: [ROL-A, ROL-B]", "applies_to: [ROL-A]")
            .replace("at least 75 %", "at least 66 %");
        check_clean(&other.replace("ROL-B,POL-A,2.0,2026-04-01", "ROL-B,POL-A,1.0,2025-04-01"));
    }
}

use std::collections::{BTreeMap, BTreeSet};

use crate::checks::{day, list_of};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::Competence;
use crate::model::{Data, Entry, EntryId, KeyRef, Kind};

/// A competence that is required and not shown.
pub(super) const RULE: Rule = Rule {
    name: "competence-not-shown",
    severity: Severity::Warning,
    clause: "7.2",
    looks_for: "A competence that a role needs, and that nobody of the role has shown, or not as many as hold it, or \
                longer ago than its renewal.",
    why: "An auditor picks a role, reads what it needs and asks for the proof of it; a course that is planned is none.",
    fix: "Train whoever is missing, and cite it in `shown` with the role, the day and the number of people; or do not \
          ask this role for it.",
};

/// Who needs a competence has shown it.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.2.
pub(super) fn competence_not_shown(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let needed = needed(book);
    for entry in book.of_kind(Kind::Competence) {
        let (Some(Data::Competence(competence)), Some(roles)) = (&entry.data, needed.get(&entry.id)) else { continue };
        // What was shown may stand in what could not be read, which has a diagnostic of its own.
        let n_written = entry.fields.get("shown").map_or(0, |node| match &node.value {
            crate::parse::Value::Sequence(items) => items.len(),
            _ => 1,
        });
        if competence.shown.len() < n_written {
            continue;
        }
        let missing: Vec<String> = roles.iter().filter_map(|role| missing(book, competence, *role)).collect();
        if missing.is_empty() {
            continue;
        }
        let words: Vec<&str> = missing.iter().map(String::as_str).collect();
        let message = format!("`{}` is not shown by all who need it: {}", entry.key, list_of(&words));
        out.push(
            Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help(book, entry, competence)),
        );
    }
}

/// Roles that need each competence: those that it names, and those that name it.
fn needed(book: &Handbook) -> BTreeMap<EntryId, BTreeSet<EntryId>> {
    let mut needed: BTreeMap<EntryId, BTreeSet<EntryId>> = BTreeMap::new();
    let find = |key: &KeyRef, kind: Kind| book.keys.find(&key.key).filter(|id| book.entry(*id).kind == kind);
    for entry in book.of_kind(Kind::Competence) {
        let Some(Data::Competence(competence)) = &entry.data else { continue };
        needed.entry(entry.id).or_default().extend(competence.roles.iter().filter_map(|it| find(it, Kind::Role)));
    }
    for entry in book.of_kind(Kind::Role) {
        let Some(Data::Role(role)) = &entry.data else { continue };
        for competence in role.competence.iter().filter_map(|it| find(it, Kind::Competence)) {
            needed.entry(competence).or_default().insert(entry.id);
        }
    }
    needed
}

/// Who of a role has not shown a competence.
fn missing(book: &Handbook, competence: &Competence, role: EntryId) -> Option<String> {
    let entry = book.entry(role);
    let is_held = matches!(&entry.data, Some(Data::Role(data)) if !data.held_by.is_empty());
    let people = book.people_of(role);
    // An empty chair needs no course, and has a diagnostic of its own.
    if !is_held || people == Some(0) {
        return None;
    }
    let (key, state) = (&entry.key, book.competence_state(competence, role));
    let ran_out = || {
        let until = competence.renew.zip(state.newest).map(|(renew, newest)| renew.value.after(newest));
        until.map(|until| format!(" (good until {})", day(until))).unwrap_or_default()
    };
    match (people, state.n_people) {
        (Some(people), _) if !state.is_current => Some(format!("0 of {people} people of `{key}`{}", ran_out())),
        (None, _) if !state.is_current => Some(format!("nobody of `{key}`{}", ran_out())),
        (Some(people), Some(n)) if n < people => Some(format!("{n} of {people} people of `{key}`")),
        _ => None,
    }
}

fn help(book: &Handbook, entry: &Entry, competence: &Competence) -> String {
    let next = competence.planned.iter().map(|it| it.value).filter(|on| *on > book.as_of).min();
    match next {
        Some(next) => format!("the next date is {}: cite it in `shown` of `{}` when it was held", day(next), entry.key),
        None => "plan a date in `planned`; when it was held, add `{role, on, people}` to `shown`".into(),
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const COURSE: &str = "
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team], people: 10}
- {key: ROL-B, title: Manager, held_by: [Kari Nordmann], competence: [COM-A]}
--- competence/a.yaml
- key: COM-A
  title: Course
  for: [ROL-A]
  renew: P12M
  shown:
    - {role: ROL-A, on: 2026-09-01, people: 6}
    - {role: ROL-A, on: 2025-11-22, people: 4}
    - {role: ROL-B, on: 2025-12-01}
";

    #[test]
    fn not_all_have_shown_it() {
        check(
            &COURSE.replace("2025-11-22", "2025-11-21").replace("2025-12-01", "2025-11-01"),
            str![[r#"
warning[competence-not-shown]: `COM-A` is not shown by all who need it: 6 of 10 people of `ROL-A` and nobody of `ROL-B` (good until 1 Nov 2026)
 --> competence/a.yaml:1:8
  |
1 | - key: COM-A
  |        ^^^^^
  |
help: plan a date in `planned`; when it was held, add `{role, on, people}` to `shown`


"#]],
        );
    }

    #[test]
    fn nobody_has_and_a_date_is_planned() {
        let none = &COURSE[..COURSE.find("  shown").expect("it is there")];
        check(
            &format!("{none}  planned: [2026-06-01, 2027-02-10, 2027-01-20]\n"),
            str![[r#"
warning[competence-not-shown]: `COM-A` is not shown by all who need it: 0 of 10 people of `ROL-A` and nobody of `ROL-B`
 --> competence/a.yaml:1:8
  |
1 | - key: COM-A
  |        ^^^^^
  |
help: the next date is 20 Jan 2027: cite it in `shown` of `COM-A` when it was held


"#]],
        );
    }

    #[test]
    fn all_have_shown_it_or_nobody_holds_the_role() {
        check_clean(COURSE);
        check_clean(&COURSE.replace("  renew: P12M\n", "").replace("2025", "2019"));
        check_clean(&COURSE.replace("    - {role: ROL-B, on: 2025-12-01}\n", "").replace(", competence: [COM-A]", ""));
    }
}

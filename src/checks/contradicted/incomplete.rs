use std::collections::HashSet;

use super::rules::Subject;
use crate::checks::{clause_name, list_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::handbook::{Handbook, Held, HeldPoint, Shown, Status, item_name};
use crate::model::{Entry, rules::RULES as READING};
use crate::parse::{Node, Value};
use crate::source::Span;
use crate::standards::{Requirement, Wanted};

/// The most items of a list that one message names.
const MAX_ITEMS: usize = 4;

/// Every entry in force shows the points that the standard asks of it.
///
/// Source: ISO/IEC 20000-1:2018, clauses 6.2.1, 6.3, 7.4, 8.2.3.1, 8.3.3, 8.3.4, 8.4.3, 8.5.1.1, 8.5.2.1, 8.5.3, 8.7.2.
pub(super) fn incomplete(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let is_unreadable = |it: &&Diagnostic| it.severity == Severity::Error && READING.contains(&it.rule);
    let unreadable: HashSet<String> = out.iter().filter(is_unreadable).filter_map(|it| it.key.clone()).collect();
    let mut told_together: HashSet<&str> = HashSet::new();
    for id in book.contradictions.entries() {
        let entry = book.entry(id);
        // A field that cannot be read is told already, and may be the one that is missing.
        if unreadable.contains(entry.key.as_str()) {
            continue;
        }
        let mut lists: Vec<(Subject, Held<'_>)> = book
            .checklists_of(id)
            .into_iter()
            .filter(|held| !held.is_complete() && missing(book, held).next().is_some())
            .map(|held| (Subject::of(held.checklist, entry.kind, entry_type(entry)), held))
            .collect();
        // What several entries claim together is missing once.
        lists.retain(|(subject, held)| !subject.is_claimed() || told_together.insert(&held.checklist.id.value));
        // Lists of several standards about one entry are one mistake.
        while !lists.is_empty() {
            let rule = lists[0].0.rule;
            let (same, others): (Vec<_>, Vec<_>) = lists.into_iter().partition(|it| it.0.rule == rule);
            lists = others;
            let subject = &same[0].0;
            let held: Vec<&Held<'_>> = same.iter().map(|it| &it.1).collect();
            out.push(tell(book, entry, subject, &held).key(entry.key.as_str()));
        }
    }
}

fn entry_type(entry: &Entry) -> Option<&str> {
    entry.fields.get("type").and_then(Node::text)
}

/// Points that are missing and asked for by a requirement that applies.
fn missing<'a>(book: &'a Handbook, held: &'a Held<'a>) -> impl Iterator<Item = &'a HeldPoint<'a>> {
    let applies = |it: &&HeldPoint<'_>| it.place.is_some_and(|place| book.status_of(place) != Status::NotApplicable);
    held.missing().filter(applies)
}

fn tell(book: &Handbook, entry: &Entry, subject: &Subject, held: &[&Held<'_>]) -> Diagnostic {
    let message = match held[0].checklist.each {
        Some(_) => items_message(book, entry, subject, held[0]),
        None => whole_message(book, entry, subject, held),
    };
    let asked = held.iter().flat_map(|it| missing(book, it)).find_map(|it| requirement_of(book, it));
    let diagnostic = Diagnostic::new(subject.rule, span(book, entry, subject, held[0]), message);
    let diagnostic = diagnostic.help(help(book, entry, subject, held));
    match asked {
        Some(requirement) => diagnostic.clause(clause_name(book, requirement)),
        None => diagnostic,
    }
}

fn requirement_of<'a>(book: &'a Handbook, point: &HeldPoint<'_>) -> Option<&'a Requirement> {
    let first = book.standards.requirements_below(point.place?).first().copied()?;
    Some(book.standards.requirement(first))
}

/// The first item that lacks something, else the key.
fn span(book: &Handbook, entry: &Entry, subject: &Subject, held: &Held<'_>) -> Span {
    let provides = entry.fields.get("provides").filter(|_| subject.is_other_party());
    let item = match (provides.map(|it| &it.value), incomplete_items(book, held).first()) {
        (Some(Value::Sequence(items)), _) => items.first(),
        (_, Some((index, _))) => Some(held.items[*index]),
        _ => None,
    };
    item.and_then(item_name).map_or(entry.key_span, |it| it.span)
}

/// `AGR-A` lacks 2 of the 3 points of a service level agreement: workload limits and exceptions
fn whole_message(book: &Handbook, entry: &Entry, subject: &Subject, held: &[&Held<'_>]) -> String {
    let key = &entry.key;
    if subject.is_other_party() {
        return format!("`{key}` names nothing that it provides or runs as a service, a component or a process");
    }
    let titles: Vec<&str> = held.iter().flat_map(|it| titles(book, it)).collect();
    let words = words(&titles);
    if subject.is_claimed() {
        let asked = held.iter().flat_map(|it| missing(book, it)).find_map(|it| requirement_of(book, it));
        let number = asked.map_or("", |it| it.number.as_str());
        return format!("`{key}` claims `{number}`, and nothing that claims it has {words}");
    }
    let n_all = held.iter().flat_map(|it| &it.points).filter(|it| it.shown != Shown::NotAsked).count();
    let noun = match subject.noun {
        "" => format!("`{}`", held[0].checklist.title.text),
        noun => noun.to_owned(),
    };
    if held.iter().all(|it| it.checklist.wanted.is_some_and(|it| it.value == Wanted::One)) {
        return format!("`{key}` has none of the {n_all} points of {noun}: {words}");
    }
    match (titles.len(), n_all) {
        (1, 1) => format!("`{key}` lacks what belongs into {noun}: {words}"),
        (n, n_all) if n == n_all => format!("`{key}` lacks every point of {noun}: {words}"),
        (n, n_all) => format!("`{key}` lacks {n} of the {n_all} points of {noun}: {words}"),
    }
}

/// `PLN-A` does not say for 2 of 9 communications: `Report` (how), `Survey` (when and how)
fn items_message(book: &Handbook, entry: &Entry, subject: &Subject, held: &Held<'_>) -> String {
    let key = &entry.key;
    let each = held.checklist.each.as_ref().map_or("", |it| it.value.as_str());
    let items = incomplete_items(book, held);
    if items.is_empty() {
        return match subject.is_objective() {
            true => format!("`{key}` cannot be measured: it has no measure"),
            false => format!("`{key}` has no `{each}`, and says nowhere {}", words(&titles(book, held))),
        };
    }
    let name = |index: usize| item_name(held.items[index]).and_then(|it| it.text()).unwrap_or_default();
    if subject.is_objective() {
        let names: Vec<String> = items.iter().take(MAX_ITEMS).map(|(index, _)| format!("`{}`", name(*index))).collect();
        let verb = if items.len() == 1 { "has" } else { "have" };
        return format!("`{key}` cannot be measured: {} {verb} no target", and_more(&names, items.len()));
    }
    if let [(index, points)] = items.as_slice() {
        return format!("`{key}` does not say for `{}` {}", name(*index), words(points));
    }
    let named: Vec<String> =
        items.iter().take(MAX_ITEMS).map(|(index, points)| format!("`{}` ({})", name(*index), words(points))).collect();
    let (n, n_all) = (items.len(), held.items.len());
    format!("`{key}` does not say everything for {n} of {n_all} `{each}`: {}", and_more(&named, items.len()))
}

fn titles<'a>(book: &'a Handbook, held: &'a Held<'a>) -> Vec<&'a str> {
    missing(book, held).map(|it| it.point.title.text.as_str()).collect()
}

/// Items that lack a point, by their positions, each with what it lacks.
fn incomplete_items<'a>(book: &'a Handbook, held: &'a Held<'a>) -> Vec<(usize, Vec<&'a str>)> {
    let mut lacking: Vec<Vec<&str>> = vec![Vec::new(); held.items.len()];
    for it in missing(book, held) {
        if let Shown::Missing(items) = &it.shown {
            for index in items {
                lacking[*index].push(&it.point.title.text);
            }
        }
    }
    lacking.into_iter().enumerate().filter(|(_, points)| !points.is_empty()).collect()
}

fn and_more(names: &[String], n_all: usize) -> String {
    match n_all - names.len() {
        0 => joined(names),
        n => format!("{} and {n} more", names.join(", ")),
    }
}

fn joined(words: &[String]) -> String {
    list_of(&words.iter().map(String::as_str).collect::<Vec<_>>())
}

/// `a, b and c`; divided by semicolons where a point has a comma of its own.
fn words(titles: &[&str]) -> String {
    if titles.iter().any(|it| it.contains(',')) { titles.join("; ") } else { list_of(titles) }
}

/// The fields that would show what is missing, and the section that may say it instead.
fn help(book: &Handbook, entry: &Entry, subject: &Subject, held: &[&Held<'_>]) -> String {
    if subject.is_other_party() {
        return "list it in `provides`, each with its `kind`: `service`, `component` or `process`".into();
    }
    if subject.is_objective() {
        return "give it `measures`, each with a `target` such as `at least 92 %`".into();
    }
    let mut fields: Vec<(&str, Vec<String>)> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for held in held {
        let each = held.checklist.each.as_ref().map(|it| it.value.as_str());
        for it in missing(book, held) {
            names.push(&it.point.id.value);
            for term in it.point.shown_by.first().iter().flat_map(|path| &path.value.0) {
                let (field, part) = match (each, &term.part) {
                    (Some(each), _) => (each, Some(&term.field)),
                    (None, part) => (term.field.as_str(), part.as_ref()),
                };
                let part = part.map(|part| match &term.word {
                    Some(word) => format!("`{part}: {word}`"),
                    None => format!("`{part}`"),
                });
                match fields.iter_mut().find(|(known, _)| *known == field) {
                    Some((_, parts)) => parts.extend(part),
                    None => fields.push((field, part.into_iter().collect())),
                }
            }
        }
    }
    // A field alone before one with parts, so that an "and" between the parts is read as such.
    fields.sort_by_key(|(_, parts)| !parts.is_empty());
    let written: Vec<String> = fields
        .iter()
        .map(|(field, parts)| match parts.as_slice() {
            [] => format!("`{field}`"),
            parts => format!("`{field}` with {}", joined(parts)),
        })
        .collect();
    let marks: Vec<String> = names.iter().take(MAX_ITEMS).map(|it| format!("`{{#{it} points={it}}}`")).collect();
    match (written.as_slice(), entry.body.is_some()) {
        ([], true) => format!("write it, and name the point on the heading of its section: {}", marks.join(", ")),
        (fields, true) => {
            format!("fill in {}, or name the point on the heading of a section: {}", joined(fields), marks.join(", "))
        }
        ([], false) => format!("add `points: [{}]` where the signed text says so", names.join(", ")),
        (fields, false) => {
            format!("fill in {}, or add `points: [{}]` where the signed text says so", joined(fields), names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    /// A handbook of one standard with these checklists, and a role.
    fn handbook(lists: &str, entries: &str) -> String {
        format!(
            "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
--- standards/tiny.yaml
id: tiny
title: Tiny standard
checklists:
  items:
{lists}
clauses: [{{id: \"1\", title: Desk, requirements: [{{id: 1-1, asks: Agree., needs: document}}]}}]
--- roles/a.yaml
- {{key: ROL-A, title: Desk, held_by: [Desk team]}}
{entries}"
        )
    }

    const SLA: &str = "    - {id: promise, title: Promise, for: 1-1, of: [agreement/sla], wanted: all, points: [{id: limits, title: workload limits, shown_by: [workload.limit]}, {id: exceptions, title: exceptions, shown_by: [exceptions]}]}";
    const AGREEMENT: &str = "--- customers/a.yaml
- {key: CUS-A, title: Nordbygg}
--- agreements/a.yaml
- key: AGR-A
  title: Agreement
  type: sla
  with: CUS-A
  from: 2026-01-01
  until: 2026-11-22
  owner: ROL-A
  satisfies: [1-1]
  workload: [{what: Laptops, limit: at most 4 laptops, actuals: {2026-10: 3}}]
";

    #[test]
    fn an_agreement_without_exceptions() {
        check(
            &handbook(SLA, AGREEMENT),
            str![[r#"
warning[sla-incomplete]: `AGR-A` lacks 1 of the 2 points of a service level agreement: exceptions
 --> agreements/a.yaml:1:8
  |
1 | - key: AGR-A
  |        ^^^^^
  |
help: fill in `exceptions`, or add `points: [exceptions]` where the signed text says so


"#]],
        );
        check_clean(&handbook(SLA, &format!("{AGREEMENT}  exceptions: [Storms]\n")));
        check_clean(&handbook(SLA, &format!("{AGREEMENT}  points: [exceptions]\n")));
    }

    #[test]
    fn what_has_ended_is_not_held_against_anybody() {
        check(
            &handbook(SLA, &AGREEMENT.replace("2026-11-22", "2026-11-21")),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[requirement-not-documented]: `1-1` is not documented (`AGR-A` is not in force): Agree
    help: [..]


"#]],
        );
    }

    #[test]
    fn a_misspelt_field_is_one_mistake() {
        check(
            &handbook(SLA, &format!("{AGREEMENT}  exeptions: [Storms]\n")),
            str![[r#"
error[unknown-field]: there is no field `exeptions` here
  --> agreements/a.yaml:10:3
   |
10 |   exeptions: [Storms]
   |   ^^^^^^^^^
   |
help: did you mean `exceptions`?


"#]],
        );
    }

    const TYPES: &str = "    - {id: types, title: Types, for: 1-1, of: [policy, process], wanted: claimed, points: [{id: emergency, title: a type for emergencies, requirement: 1-1, shown_by: [categories.emergency=true]}]}";

    fn policy(key: &str, fields: &str) -> String {
        format!(
            "--- policies/{key}.md
---
key: {key}
title: Releases
summary: How releases go.
owner: ROL-A
status: approved
approved: {{by: ROL-A, on: 2026-10-01}}
satisfies: [1-1]
{fields}---
"
        )
    }

    #[test]
    fn what_two_documents_claim_together_is_missing_once() {
        let two = |fields: &str| policy("POL-A", "") + &policy("POL-B", fields);
        check(
            &handbook(TYPES, &two("")),
            str![[r#"
warning[release-types-incomplete]: `POL-A` claims `1-1`, and nothing that claims it has a type for emergencies
 --> policies/POL-A.md:2:6
  |
2 | key: POL-A
  |      ^^^^^
  |
help: fill in `categories` with `emergency: true`, or name the point on the heading of a section: `{#emergency points=emergency}`


"#]],
        );
        check_clean(&handbook(TYPES, &two("categories: [{key: urgent, what: At once, emergency: true}]\n")));
    }

    #[test]
    fn many_communications_are_told_in_one_line() {
        let lists = "    - {id: talk, title: Talk, for: 1-1, of: [plan/communication], wanted: all, each: communications, points: [{id: when, title: when, shown_by: [when]}, {id: how, title: how, shown_by: [how]}]}";
        let plan = |rows: &str| {
            let fields = format!("type: communication\ncommunications:\n{rows}");
            policy("PLN-A", &fields).replace("policies/", "plans/")
        };
        let rows = "  - {what: A, when: Daily}\n  - {what: B}\n  - {what: C, when: Daily, how: Mail}\n  - {what: D, how: Mail}\n  - {what: E}\n  - {what: F}\n";
        check(
            &handbook(lists, &plan(rows)),
            str![[r#"
warning[communication-incomplete]: `PLN-A` does not say everything for 5 of 6 `communications`: `A` (how), `B` (when and how), `D` (when), `E` (when and how) and 1 more
  --> plans/PLN-A.md:11:12
   |
11 |   - {what: A, when: Daily}
   |            ^
   |
help: fill in `communications` with `when` and `how`, or name the point on the heading of a section: `{#when points=when}`, `{#how points=how}`


"#]],
        );
        let said = "## Always by mail, on Mondays {#how points=how,when}\n";
        check_clean(&handbook(lists, &format!("{}{said}", plan(rows))));
    }
}

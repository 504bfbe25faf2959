use std::collections::HashSet;

use super::rules::Subject;
use crate::checks::{clause_name, list_of};
use crate::diagnostic::{Diagnostic, Severity};
use crate::handbook::{Handbook, Held, HeldPoint, Shown, Status, item_name};
use crate::model::{Entry, rules::RULES as READING};
use crate::standards::{FieldPath, FieldTerm, Wanted};

/// The most items of a list that one message names.
const MAX_ITEMS: usize = 4;

/// Every entry in force shows the points that the standard asks of it.
///
/// Source: ISO/IEC 20000-1:2018, clauses 6.2.1, 6.3, 7.4, 8.2.3.1, 8.3.3, 8.3.4, 8.4.3, 8.5.1.1, 8.5.2.1, 8.5.3, 8.7.2.
pub(super) fn incomplete(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let is_unreadable = |it: &&Diagnostic| it.severity == Severity::Error && READING.contains(&it.rule);
    let unreadable: HashSet<String> = out.iter().filter(is_unreadable).filter_map(|it| it.key.clone()).collect();
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
            .map(|held| (Subject::of(held.checklist, entry), held))
            .collect();
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

/// Points that are missing and asked for by a requirement that applies.
fn missing<'a>(book: &'a Handbook, held: &'a Held<'a>) -> impl Iterator<Item = &'a HeldPoint<'a>> {
    let applies = |it: &&HeldPoint<'_>| it.place.is_some_and(|place| book.status_of(place) != Status::NotApplicable);
    held.missing().filter(applies)
}

fn tell(book: &Handbook, entry: &Entry, subject: &Subject, held: &[&Held<'_>]) -> Diagnostic {
    let first = held[0];
    let span = match (incomplete_items(book, first).first(), first.items.as_slice()) {
        (Some((index, _)), items) => item_name(items[*index]).map_or(entry.key_span, |it| it.span),
        _ => entry.key_span,
    };
    let message = if first.checklist.each.is_some() {
        items_message(book, entry, subject, first)
    } else {
        whole_message(book, entry, subject, held)
    };
    let asked = missing(book, first).find_map(|it| book.standards.requirements_below(it.place?).first().copied());
    let diagnostic = Diagnostic::new(subject.rule, span, message).help(help(book, entry, held));
    match asked {
        Some(id) => diagnostic.clause(clause_name(book, book.standards.requirement(id))),
        None => diagnostic,
    }
}

/// `AGR-A` lacks 2 of the 3 points of a service level agreement: workload limits and exceptions
fn whole_message(book: &Handbook, entry: &Entry, subject: &Subject, held: &[&Held<'_>]) -> String {
    let key = &entry.key;
    let titles: Vec<&str> =
        held.iter().flat_map(|it| missing(book, it)).map(|it| it.point.title.text.as_str()).collect();
    let n_all = held.iter().flat_map(|it| &it.points).filter(|it| it.shown != Shown::NotAsked).count();
    let noun = match subject.noun {
        "" => format!("`{}`", held[0].checklist.title.text),
        noun => noun.to_owned(),
    };
    if held.iter().all(|it| it.checklist.wanted.is_some_and(|it| it.value == Wanted::One)) {
        return format!("`{key}` shows none of the {n_all} points of {noun}: {}", words(&titles));
    }
    match n_all {
        1 => format!("`{key}` lacks the one point of {noun}: {}", words(&titles)),
        _ => format!("`{key}` lacks {} of the {n_all} points of {noun}: {}", titles.len(), words(&titles)),
    }
}

/// `PLN-A` does not say for 2 of 9 communications: `Report` (how), `Survey` (when and how)
fn items_message(book: &Handbook, entry: &Entry, subject: &Subject, held: &Held<'_>) -> String {
    let key = &entry.key;
    let each = held.checklist.each.as_ref().map_or("", |it| it.value.as_str());
    let items = incomplete_items(book, held);
    let is_objective = subject.rule.name == "objective-not-measurable";
    if items.is_empty() {
        return match is_objective {
            true => format!("`{key}` cannot be measured: it has no measure"),
            false => format!("`{key}` has no `{each}`, and says nowhere {}", words(&titles(book, held))),
        };
    }
    let name = |index: usize| item_name(held.items[index]).and_then(|it| it.text()).unwrap_or_default();
    if is_objective {
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
fn help(book: &Handbook, entry: &Entry, held: &[&Held<'_>]) -> String {
    let mut fields: Vec<String> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for held in held {
        for it in missing(book, held) {
            names.push(&it.point.id.value);
            let Some(path) = it.point.shown_by.first() else { continue };
            let shown = match &held.checklist.each {
                Some(each) => format!("{} in `{}`", field_names(&path.value), each.value),
                None => field_names(&path.value),
            };
            if !fields.contains(&shown) {
                fields.push(shown);
            }
        }
    }
    let section = match (entry.body.is_some(), names.as_slice()) {
        (true, [name]) => format!("name the section that says so: `{{#{name} points={name}}}`"),
        (true, _) => format!(
            "name the sections that say so: `{{#{} points={}}}`, and so on for {}",
            names[0],
            names[0],
            joined(&names[1..].iter().map(|it| format!("`{it}`")).collect::<Vec<_>>()),
        ),
        (false, _) => format!("add `points: [{}]` where the signed text says so", names.join(", ")),
    };
    let is_one = held.iter().all(|it| it.checklist.wanted.is_some_and(|it| it.value == Wanted::One));
    match fields.as_slice() {
        [] => section,
        fields if is_one => format!("write one of {}", joined(fields)),
        fields => format!("fill in {}; or {section}", joined(fields)),
    }
}

/// The fields of a path as an author writes them: `limit` in `workload`.
fn field_names(path: &FieldPath) -> String {
    let written = |term: &FieldTerm| match (&term.part, &term.word) {
        (Some(part), Some(word)) => format!("`{part}: {word}` in `{}`", term.field),
        (Some(part), None) => format!("`{part}` in `{}`", term.field),
        (None, _) => format!("`{}`", term.field),
    };
    let parts: Vec<String> = path.0.iter().map(written).collect();
    parts.join(" and ")
}

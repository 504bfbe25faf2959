//! The rules that look at a whole handbook, and the table of all rules.
//!
//! A rule is a plain function. What is missing is looked for in `gaps`, claims that the data disproves in
//! `contradicted`, what contradicts itself in `disagreements`, what could be better in `advice`; [`CHECKS`] holds them all, and [`all_rules`] is what `clausebook explain` prints.
//! **Invariant**: every rule that any room reports under is in the table, once.

mod advice;
mod contradicted;
mod disagreements;
mod gaps;
mod unknown_rule;

#[cfg(test)]
mod fixture;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Rule};
use crate::handbook::Handbook;
use crate::model::kinds::Process;
use crate::model::{Data, DocumentStatus, Entry, Interval, Kind};
use crate::parse::{Mapping, Node, Value};
use crate::source::Span;
use crate::standards::Requirement;
use crate::{handbook, model, standards, theme};

/// Rules that one walk over the handbook looks for, and the function that walks.
pub struct Check {
    /// The rules; most walks look for one.
    pub rules: &'static [&'static Rule],
    /// Adds what it finds.
    pub run: fn(&Handbook, &mut Vec<Diagnostic>),
}

/// The checks of this room, one table for each sort of mistake.
pub const CHECKS: &[&[Check]] =
    &[gaps::CHECKS, contradicted::CHECKS, disagreements::CHECKS, advice::CHECKS, unknown_rule::CHECKS];

/// Runs every check.
pub fn run(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for check in CHECKS.iter().copied().flatten() {
        (check.run)(book, out);
    }
}

/// Every rule of the program: those of the fields, of the standards, of the links, and the checks.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    let earlier = [model::RULES, standards::RULES, handbook::RULES, theme::RULES].into_iter().flatten().copied();
    earlier.chain(CHECKS.iter().copied().flatten().flat_map(|check| check.rules.iter().copied()))
}

/// A rule by its name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    all_rules().find(|rule| rule.name == name)
}

/// Processes that are not retired, by their keys.
fn processes(book: &Handbook) -> impl Iterator<Item = (&Entry, &Process)> {
    book.of_kind(Kind::Process)
        .filter_map(|entry| match &entry.data {
            Some(Data::Process(process)) => Some((entry, process.as_ref())),
            _ => None,
        })
        .filter(|(entry, _)| entry.control.as_ref().is_none_or(|it| it.status() != DocumentStatus::Retired))
}

/// A requirement with its standard, as references name it: `iso20000-1:8.6.1-7`.
fn clause_name(book: &Handbook, requirement: &Requirement) -> String {
    format!("{}:{}", book.standards.standard(requirement.standard).name(), requirement.number)
}

/// A day as people write it: `2 Mar 2026`.
fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `1 day`, `12 days`
fn days_between(from: Date, to: Date) -> String {
    match (to - from).get_days() {
        1 => "1 day".into(),
        n => format!("{n} days"),
    }
}

/// `12 months`, `14 days`
fn in_words(interval: Interval) -> String {
    let count = |n: i32, one: &str, many: &str| match n {
        1 => one.to_owned(),
        n => format!("{n} {many}"),
    };
    match (interval.months, interval.days) {
        (months, 0) => count(months, "month", "months"),
        (0, days) => count(days, "day", "days"),
        (months, days) => format!("{} and {}", count(months, "month", "months"), count(days, "day", "days")),
    }
}

/// `a`, `a and b`, `a, b and c`
fn list_of(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => (*only).to_owned(),
        None => String::new(),
    }
}

/// `a`, `a and b`, `a, b and 3 more`: the first few of many words.
fn first_few(words: &[String], max: usize) -> String {
    let more = format!("{} more", words.len().saturating_sub(max));
    let mut shown: Vec<&str> = words.iter().take(max).map(String::as_str).collect();
    if words.len() > max {
        shown.push(&more);
    }
    list_of(&shown)
}

/// Whether a field is there, even where it could not be read: that has been reported already.
fn is_written(entry: &Entry, field: &str) -> bool {
    entry.fields.get(field).is_some()
}

/// The items of a list as they were written; a single value is a list of one.
fn items<'a>(entry: &'a Entry, field: &str) -> impl Iterator<Item = &'a Node> {
    let items = entry.fields.get(field).map_or(&[][..], |node| match &node.value {
        Value::Sequence(items) => items,
        _ => std::slice::from_ref(node),
    });
    items.iter().filter(|item| !item.is_null())
}

/// Those items of a list that are groups of fields.
fn written_items<'a>(entry: &'a Entry, list: &str) -> impl Iterator<Item = &'a Mapping> {
    items(entry, list).filter_map(|item| match &item.value {
        Value::Mapping(map) => Some(map),
        _ => None,
    })
}

/// How many items a list was written with; fewer were read where one could not be, which has been reported.
fn n_items(entry: &Entry, field: &str) -> usize {
    items(entry, field).count()
}

/// One item of a list as it was written: what could not be read of it stands here too.
fn item_as_written<'a>(entry: &'a Entry, field: &str, item: Span) -> Option<&'a Mapping> {
    written_items(entry, field).find(|map| map.span == item)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_rule_has_one_name_and_explains_itself() {
        let mut names = HashSet::new();
        for rule in all_rules() {
            assert!(names.insert(rule.name), "`{}` is in the table twice", rule.name);
            let is_kebab =
                rule.name.split('-').all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_lowercase()));
            assert!(is_kebab, "`{}` is not in kebab case", rule.name);
            for text in [rule.looks_for, rule.why, rule.fix] {
                assert!(text.ends_with('.') && text.len() > 8, "`{}` explains too little: {text}", rule.name);
                assert!(!text.contains("shall"), "`{}` speaks like a standard: {text}", rule.name);
            }
        }
    }
}

//! Roles, competences and terms.

use super::column::{self, RegisterColumn, column};
use crate::matrices::{Cell, Item};

pub(super) const ROLES: &[RegisterColumn] = &[
    column!("purpose", Prose, Role, |_, it| column::text(it.purpose.as_ref())),
    column!("held_by", Name, Role, |_, it| column::lines(&it.held_by)),
    column!("people", Id, Role, |_, it| column::number(it.people.map(|it| it.value))),
    column!("backup", Name, Role, |book, it| Cell::of(it.backup.as_ref().map(|it| column::key(book, it)))),
    column!("top_management", Name, Role, |_, it| Cell::word(if it.is_top_management() { "yes" } else { "no" })),
    column!("responsibilities", Prose, Role, |_, it| column::texts(&it.responsibilities)),
    column!("authorities", Prose, Role, |_, it| column::texts(&it.authorities)),
    column!("competences", Source, Role, |book, it| column::keys(book, &it.competence)),
];

pub(super) const COMPETENCES: &[RegisterColumn] = &[
    column!("roles", Name, Competence, |book, it| column::keys(book, &it.roles)),
    column!("how", Prose, Competence, |_, it| column::text(it.how.as_ref())),
    column!("renew", Name, Competence, |_, it| Cell::of(it.renew.map(|it| Item::Every(it.value)))),
    column!("shown", Prose, Competence, |book, it| Cell::lines(
        it.shown.iter().filter(|it| it.on.value <= book.as_of).map(|it| {
            let people = it.people.map(|it| Item::Aside(vec![Item::Count(it.value as usize)]));
            let first = [column::key(book, &it.role), Item::Day(it.on.value)];
            Item::Line(first.into_iter().chain(people).collect())
        })
    )),
    column!("planned", Id, Competence, |book, it| Cell::day(
        it.planned.iter().map(|it| it.value).filter(|day| *day > book.as_of).min()
    )),
];

pub(super) const TERMS: &[RegisterColumn] = &[
    column!("abbreviation", Id, Term, |_, it| column::line(it.abbreviation.as_ref())),
    column!("meaning", Prose, Term, |_, it| column::text(it.meaning.as_ref())),
    column!("synonyms", Name, Term, |_, it| column::lines(&it.synonyms)),
    column!("source", Name, Term, |_, it| column::line(it.source.as_ref())),
];

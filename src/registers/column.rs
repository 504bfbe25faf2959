//! Columns of registers, and how fields become cells.

use jiff::civil::Date;

use crate::handbook::{DocumentState, Handbook};
use crate::matrices::{Cell, Holds, Item};
use crate::model::kinds::{Action, Measure, Person};
use crate::model::{Entry, EntryId, KeyRef, Kind, Line, Series, Target, Text};
use crate::parse::markdown;
use crate::source::Spanned;

/// A column of a register.
#[derive(Debug)]
pub(super) struct RegisterColumn {
    /// Its name among the words of the interface.
    pub(super) name: &'static str,
    /// What stands in it.
    pub(super) holds: Holds,
    /// The cell of an entry; empty where the entry lacks the field or could not be read.
    pub(super) read: fn(&Handbook, &Entry) -> Cell,
}

/// A column whose cell is read from the fields of one kind.
macro_rules! column {
    ($name:literal, $holds:ident, $kind:ident, |$book:pat_param, $it:pat_param| $cell:expr) => {
        $crate::registers::column::RegisterColumn {
            name: $name,
            holds: $crate::matrices::Holds::$holds,
            read: |$book, entry| match &entry.data {
                Some($crate::model::Data::$kind($it)) => $cell,
                _ => $crate::matrices::Cell::default(),
            },
        }
    };
}
pub(super) use column;

/// What every register begins with.
pub(super) const BEFORE: &[RegisterColumn] = &[
    RegisterColumn { name: "key", holds: Holds::Id, read: |_, entry| Cell::of([Item::Key(entry.id)]) },
    RegisterColumn { name: "title", holds: Holds::Source, read: |_, entry| Cell::text(&entry.title) },
];

/// What every register ends with.
pub(super) const AFTER: &[RegisterColumn] = &[
    RegisterColumn {
        name: "owner",
        holds: Holds::Name,
        read: |book, entry| keys(book, entry.owner().map_or(&[][..], std::slice::from_ref)),
    },
    RegisterColumn { name: "summary", holds: Holds::Prose, read: |_, entry| text(entry.summary()) },
    RegisterColumn {
        name: "meets",
        holds: Holds::Prose,
        read: |book, entry| Cell::of(book.claims_of(entry.id).map(|claim| Item::Place(claim.place))),
    },
];

/// The words of a text.
pub(super) fn text(text: Option<&Text>) -> Cell {
    Cell::of(text.map(|it| Item::Text(markdown::plain(&it.text))))
}

/// The words of several texts, below each other.
pub(super) fn texts<'t>(texts: impl IntoIterator<Item = &'t Text>) -> Cell {
    Cell::lines(texts.into_iter().map(|it| Item::Text(markdown::plain(&it.text))))
}

pub(super) fn line(line: Option<&Line>) -> Cell {
    Cell::of(line.map(|it| Item::Text(it.text.clone())))
}

pub(super) fn lines<'l>(lines: impl IntoIterator<Item = &'l Line>) -> Cell {
    Cell::lines(lines.into_iter().map(|it| Item::Text(it.text.clone())))
}

/// What references lead to; where one leads to a part, that part.
pub(super) fn keys(book: &Handbook, keys: &[KeyRef]) -> Cell {
    Cell::lines(keys.iter().map(|it| key(book, it)))
}

pub(super) fn key(book: &Handbook, reference: &KeyRef) -> Item {
    match book.keys.find(&reference.key) {
        Some(entry) => reference.anchor.as_ref().map_or(Item::Entry(entry), |anchor| part(entry, anchor.clone())),
        None => Item::Text(reference.key.as_str().to_owned()),
    }
}

/// A part of an entry.
pub(super) fn part(entry: EntryId, anchor: String) -> Item {
    Item::Part { entry, anchor: Some(anchor), state: DocumentState::InForce, weakness: None }
}

/// Roles, and names of those who have none.
pub(super) fn people(book: &Handbook, people: &[Person]) -> Cell {
    Cell::lines(people.iter().map(|it| match it {
        Person::Key(reference) => key(book, reference),
        Person::Name(name) => Item::Text(name.text.clone()),
    }))
}

pub(super) fn day(day: Option<Spanned<Date>>) -> Cell {
    Cell::day(day.map(|it| it.value))
}

pub(super) fn target(target: Option<&Spanned<Target>>) -> Cell {
    Cell::of(target.map(|it| Item::Target(it.value.clone())))
}

pub(super) fn number(number: Option<u32>) -> Cell {
    Cell::of(number.map(|it| Item::Count(it as usize)))
}

/// Measures with their targets, below each other.
pub(super) fn targets(measures: &[Measure]) -> Cell {
    Cell::lines(measures.iter().map(|it| {
        let target = it.target.as_ref().map(|it| Item::Target(it.value.clone()));
        Item::Line(std::iter::once(Item::Text(format!("{}:", it.what.text))).chain(target).collect())
    }))
}

/// The newest value of a series on the day, in the unit of its target, with its period.
pub(super) fn latest(book: &Handbook, target: Option<&Target>, series: &Series) -> Option<String> {
    let (period, value) = series.latest(book.as_of)?;
    let amount = target.map_or_else(|| value.value.text.clone(), |it| it.amount(&value.value.text));
    Some(format!("{amount} ({})", period.value.text))
}

/// Actions that are still open on the day, with the day by which they are due.
pub(super) fn open_actions(book: &Handbook, actions: &[Action]) -> Cell {
    Cell::lines(actions.iter().filter(|it| !it.is_done(book.as_of)).map(|it| {
        let what = Item::Text(markdown::plain(&it.what.text));
        let due = it.due.map(|due| Item::Aside(vec![Item::Day(due.value)]));
        Item::Line(std::iter::once(what).chain(due).collect())
    }))
}

/// The day on which the review of an entry is due that it promises of itself.
pub(super) fn review_due(book: &Handbook, entry: &Entry) -> Cell {
    let of_document = entry.control.as_ref().and_then(|it| it.next_review(book.as_of));
    let promised = || book.promises_of(entry.id).find(|it| it.is_review).and_then(|it| it.due);
    Cell::day(of_document.or_else(promised))
}

/// What a kind of entries is called.
pub(super) fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Scope => "kind_scope",
        Kind::Policy => "kind_policy",
        Kind::Plan => "kind_plan",
        Kind::Process => "kind_process",
        Kind::Procedure => "kind_procedure",
        _ => "kind_page",
    }
}

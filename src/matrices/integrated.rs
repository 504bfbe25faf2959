//! Topics that several standards share, and what satisfies more than one of them.

use std::collections::BTreeMap;

use super::Unit;
use super::table::{About, Cell, Column, Group, Holds, Item, Row};
use crate::handbook::Handbook;
use crate::model::EntryId;
use crate::standards::{Place, StandardId};

pub(super) fn units(book: &Handbook) -> Vec<Unit> {
    let n_topics: usize = book.standards.iter().map(|it| it.file.topics.len()).sum();
    (0..n_topics).map(Unit::Topic).collect()
}

/// Standards that have a column: listed ones that topics name.
fn standards(book: &Handbook) -> Vec<StandardId> {
    let named = |name: &str| {
        let topics = book.standards.iter().flat_map(|it| &it.file.topics);
        topics.flat_map(|topic| &topic.clauses.0).any(|(id, _)| id == name)
    };
    book.standards.listed().filter(|it| named(it.name())).map(|it| it.id).collect()
}

pub(super) fn columns(book: &Handbook) -> Vec<Column> {
    let mut columns = vec![Column::word("topic", Holds::Name)];
    let standards = standards(book).into_iter();
    columns.extend(standards.map(|it| Column::text(book.standards.standard(it).title(), Holds::Prose)));
    columns.push(Column::word("serves_several", Holds::Source));
    columns
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    let standards = standards(book);
    let topics: Vec<_> = book.standards.iter().flat_map(|it| &it.file.topics).collect();
    let shown = units.iter().filter_map(|unit| if let Unit::Topic(number) = unit { topics.get(*number) } else { None });
    let rows = shown.map(|topic| {
        let mut cells = vec![Cell::text(&topic.title.text)];
        // Of each document that is in force: clauses of the topic in which it documents something, by standard.
        let mut serving: BTreeMap<EntryId, Vec<(StandardId, Place)>> = BTreeMap::new();
        for id in &standards {
            let standard = book.standards.standard(*id);
            let ids = topic.clauses.0.iter().filter(|(name, _)| name == standard.name()).flat_map(|(_, ids)| ids);
            let places: Vec<Place> = ids.filter_map(|number| book.standards.find_in(*id, number)).collect();
            for place in &places {
                let requirements = book.standards.requirements_below(*place).into_iter();
                for it in requirements.flat_map(|it| &book.coverage.requirement(it).documented_by) {
                    let places = serving.entry(it.entry).or_default();
                    if !places.contains(&(*id, *place)) {
                        places.push((*id, *place));
                    }
                }
            }
            cells.push(Cell::of(places.into_iter().map(Item::Place)));
        }
        let several = serving.into_iter().filter(|(_, places)| places.iter().any(|(id, _)| *id != places[0].0));
        cells.push(Cell::lines(several.map(|(entry, places)| {
            let places = places.into_iter().map(|(_, place)| Item::Place(place));
            Item::Line(std::iter::once(Item::Entry(entry)).chain(places).collect())
        })));
        Row {
            id: format!("m-{}", topic.id.value),
            about: About::Nothing,
            group: Group::All,
            state: None,
            facets: Vec::new(),
            cells,
        }
    });
    rows.collect()
}

//! The bar of filters above a matrix: states, clauses, kinds and owners that its rows have.

use std::collections::BTreeMap;

use super::View;
use super::block::{Choice, Filter, Row, Select};
use super::matrix_cells::state_tone;
use crate::matrices::{self as data, Facet, State};
use crate::model::{Key, Kind};

/// What rows can be filtered by, in the order in which it was met, and how many rows have each state.
#[derive(Debug, Default)]
pub(super) struct Found {
    states: BTreeMap<State, usize>,
    facets: [Vec<String>; Facet::ALL.len()],
    seen: std::collections::HashSet<(Facet, String)>,
}

impl Found {
    /// Looks at more rows.
    pub(super) fn add(&mut self, rows: &[data::Row]) {
        for row in rows {
            if let Some(state) = row.state {
                *self.states.entry(state).or_default() += 1;
            }
            for (facet, value) in &row.facets {
                self.meet(*facet, value);
            }
        }
    }

    /// Takes over what others have.
    pub(super) fn merge(&mut self, other: Self) {
        for (state, n) in other.states {
            *self.states.entry(state).or_default() += n;
        }
        for (facet, values) in Facet::ALL.into_iter().zip(other.facets) {
            for value in values {
                self.meet(facet, &value);
            }
        }
    }

    /// Lets a reader choose what only others have, so that an address that asks for it finds nothing here and leads on.
    pub(super) fn widen(&mut self, other: Self) {
        for state in other.states.into_keys() {
            self.states.entry(state).or_insert(0);
        }
        for (facet, values) in Facet::ALL.into_iter().zip(other.facets) {
            for value in values {
                self.meet(facet, &value);
            }
        }
    }

    fn meet(&mut self, facet: Facet, value: &str) {
        if self.seen.insert((facet, value.to_owned())) {
            self.facets[facet as usize].push(value.to_owned());
        }
    }

    /// A row that stands for all of them: it is shown where one of them would be.
    pub(super) fn mark(&self, mut row: Row) -> Row {
        let states: Vec<&str> = self.states.keys().map(|it| it.name()).collect();
        if !states.is_empty() {
            row = row.data("status", states.join(" "));
        }
        for facet in Facet::ALL {
            let values = &self.facets[facet as usize];
            if !values.is_empty() {
                row = row.data(facet.name(), values.join(" "));
            }
        }
        row
    }
}

/// The bar above rows of which this was found.
pub(super) fn filter(view: &View<'_>, found: &Found, n_rows: usize) -> Filter {
    let mut filter = Filter::new(view.t("filter"));
    if found.states.len() > 1 {
        // The worst first.
        let mut states: Vec<(State, usize)> = found.states.iter().map(|(state, n)| (*state, *n)).collect();
        states.sort_by_key(|(state, _)| match state {
            State::Status(status) => (0, std::cmp::Reverse(Some(*status)), *state),
            state => (1, std::cmp::Reverse(None), *state),
        });
        let choices = states
            .into_iter()
            .map(|(state, n)| Choice::new(state_tone(state), view.t(state.word()), n).value(state.name()));
        filter = filter.statuses(view.t("state"), choices);
    }
    for facet in Facet::ALL {
        let values = &found.facets[facet as usize];
        if values.len() < 2 {
            continue;
        }
        let any = if facet == Facet::Owner { "anyone" } else { "any" };
        let mut options: Vec<(String, String)> =
            values.iter().map(|value| (value.clone(), shown(view, facet, value))).collect();
        if facet == Facet::Owner {
            options.sort_by_key(|(key, title)| (title.to_lowercase(), key.clone()));
        }
        filter = filter.select(Select::new(facet.name(), view.t(facet.name()), view.t(any)).options(options));
    }
    let n = view.strings().count(n_rows);
    let placeholder =
        if found.states.keys().any(|it| matches!(it, State::Status(_))) { view.t("find_example") } else { "" };
    filter.search(placeholder).counted(view.strings().fill("all_n", &[("n", &n)]), view.t("n_of_all"))
}

/// What a reader chooses from.
fn shown(view: &View<'_>, facet: Facet, value: &str) -> String {
    match facet {
        Facet::Clause => value.to_owned(),
        Facet::Owner => {
            let entry = Key::new(value).ok().and_then(|key| view.book.by_key(&key));
            entry.map_or_else(|| value.to_owned(), |it| it.title.clone())
        }
        Facet::Kind => {
            let kind = Kind::ALL.iter().find(|kind| kind.address() == value);
            view.t(kind.map_or(value, |kind| super::entry_frame::register_title(*kind))).to_owned()
        }
    }
}

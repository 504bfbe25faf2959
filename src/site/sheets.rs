//! Tables as sheets for other tools: words and addresses put in, and nothing left out.

use crate::exchange::{Cell, Colour, Column, Link, Meaning, Row, Sheet, Site, Value};
use crate::handbook::{DocumentState, Handbook, Status};
use crate::matrices::{self as data, About, Group, Item, Label, Matrix, State, Table};
use crate::model::EntryId;
use crate::pages::{self, View};
use crate::registers::Register;
use crate::standards::Place;

/// The sheet of a matrix.
pub(super) fn matrix(view: &View<'_>, matrix: Matrix, site: Site) -> Sheet {
    let title = pages::matrix_title(view, matrix);
    let text = pages::matrix_text(view, matrix);
    sheet(view, matrix.name(), title, text, &matrix.table(view.book), site)
}

/// The sheet of a register.
pub(super) fn register(view: &View<'_>, register: &Register, site: Site) -> Sheet {
    let title = view.t(register.title).to_owned();
    sheet(view, register.name, title, String::new(), &register.table(view.book), site)
}

/// The sheet of any table.
fn sheet(view: &View<'_>, name: &str, title: String, text: String, table: &Table, site: Site) -> Sheet {
    let book = view.book;
    let has_groups = table.rows.iter().any(|row| row.group != Group::All);
    let mut columns: Vec<Column> = table
        .columns
        .iter()
        .map(|column| match &column.label {
            Label::Word(name) => Column { name: name.trim_end_matches("_col").into(), label: view.t(name).into() },
            Label::Text(text) => Column { name: text.clone(), label: clean(text) },
        })
        .collect();
    if has_groups {
        columns.push(Column { name: "group".into(), label: view.t("stands_under").into() });
    }
    columns.push(Column { name: "address".into(), label: view.t("address").into() });
    let rows = table.rows.iter().map(|row| {
        let mut cells: Vec<Cell> = row.cells.iter().map(|it| cell(view, it, row)).collect();
        if has_groups {
            cells.push(group(view, &row.group));
        }
        cells.push(own_address(view, row.about, &site));
        Row { id: row.id.clone(), state: row.state.map_or("", State::name).into(), cells }
    });
    let rows = rows.collect();
    Sheet {
        name: name.to_owned(),
        notes: notes(view, &title, text),
        title,
        as_of: book.as_of,
        generator: super::data::generator(),
        site,
        columns,
        rows,
        legend: legend(view, table),
        about: view.t("about_this_file").to_owned(),
    }
}

/// Title, day, version, standards.
fn notes(view: &View<'_>, title: &str, text: String) -> Vec<(String, String)> {
    let book = view.book;
    let note = |name: &str, text: String| (view.t(name).to_owned(), clean(&text));
    let config = book.config.as_ref();
    let mut notes = vec![(clean(title), clean(&text))];
    notes.extend(config.map(|it| note("handbook", format!("{}, {}", it.title.text, it.organisation.text))));
    notes.push(note("as_of_col", book.as_of.to_string()));
    notes.push(note("made_with", super::data::generator()));
    for standard in book.standards.listed().filter(|it| it.has_status()) {
        notes.push(note("standard", pages::edition(view, standard)));
    }
    notes
}

/// What the states mean that occur in a table.
fn legend(view: &View<'_>, table: &Table) -> Vec<Meaning> {
    let mut states: Vec<State> = Vec::new();
    let mut add = |state: State| {
        if !states.contains(&state) {
            states.push(state);
        }
    };
    for row in &table.rows {
        row.state.into_iter().for_each(&mut add);
        for item in row.cells.iter().flat_map(|it| &it.items) {
            if let Item::State(state) = item {
                add(*state);
            }
        }
    }
    // Those of requirements first, the worst of them on top.
    states.sort_unstable_by_key(|state| match state {
        State::Status(status) => (0, std::cmp::Reverse(Some(*status)), *state),
        state => (1, std::cmp::Reverse(None), *state),
    });
    states
        .into_iter()
        .map(|state| Meaning {
            word: view.t(state.word()).to_owned(),
            text: view.t(&format!("{}_means", state.name())).to_owned(),
            colour: colour(state),
        })
        .collect()
}

/// The colour of a state.
fn colour(state: State) -> Colour {
    match state {
        State::Status(Status::Covered)
        | State::Document(DocumentState::InForce)
        | State::Valid
        | State::Agrees
        | State::Audited
        | State::OnTime
        | State::Closed => Colour::Good,
        State::Status(Status::Partial)
        | State::Document(DocumentState::NotInForce)
        | State::Planned
        | State::Open
        | State::DueSoon => Colour::Partial,
        State::Status(Status::Gap) | State::Disagrees | State::NotPlanned | State::Never | State::Overdue => {
            Colour::Bad
        }
        State::Status(Status::Stale) | State::Document(DocumentState::Overdue) | State::RanOut => Colour::Old,
        State::Status(Status::NotApplicable) | State::Informative | State::Coming => Colour::Quiet,
    }
}

/// A text without what would change how a terminal or a spreadsheet reads it.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

fn group(view: &View<'_>, group: &Group) -> Cell {
    let mut cell = Cell::default();
    match group {
        Group::Clause(id) => {
            let clause = view.book.standards.clause(*id);
            cell.text = clean(&format!("{} {}", clause.number, clause.title));
            cell.links.extend(place_link(view, Place::Clause(*id)));
        }
        Group::Entry(id) => {
            cell.text = named(view.book, *id);
            cell.links.push(entry_link(view, *id, None));
        }
        Group::Kind(kind) => cell.text = view.t(pages::register_title(*kind)).to_owned(),
        Group::Year(year) => cell.text = year.to_string(),
        Group::Word(name) => cell.text = view.t(name).to_owned(),
        Group::Text(text) => cell.text = clean(text),
        Group::All => {}
    }
    cell
}

/// The address of what a row is about, as a text that can be followed.
fn own_address(view: &View<'_>, about: About, site: &Site) -> Cell {
    let link = match about {
        About::Entry(id) => Some(entry_link(view, id, None)),
        About::Place(place) => place_link(view, place),
        About::Nothing => None,
    };
    let Some(link) = link else { return Cell::default() };
    let text = match site {
        Site::At(base) => format!("{base}{}", link.address),
        Site::Around(_) | Site::Unknown => link.address.clone(),
    };
    Cell { text, links: vec![link], ..Cell::default() }
}

fn entry_link(view: &View<'_>, id: EntryId, anchor: Option<&str>) -> Link {
    Link { key: view.book.entry(id).key.as_str().to_owned(), address: view.entry_url(id, anchor).as_str().to_owned() }
}

/// A place of a standard that has pages.
fn place_link(view: &View<'_>, place: Place) -> Option<Link> {
    let standard = view.book.standards.standard_of(place);
    let key = format!("{}:{}", standard.name(), view.book.standards.number(place));
    standard.is_listed.then(|| Link { key, address: view.place_url(place).as_str().to_owned() })
}

/// An entry by key and title.
fn named(book: &Handbook, id: EntryId) -> String {
    let entry = book.entry(id);
    let key = entry.key.as_str();
    if entry.title == key { key.to_owned() } else { clean(&format!("{key} {}", entry.title)) }
}

fn cell(view: &View<'_>, it: &data::Cell, row: &data::Row) -> Cell {
    let mut cell = Cell::default();
    if let [only] = &it.items[..] {
        cell.value = match only {
            Item::Day(day) => Value::Day(*day),
            Item::Count(n) => Value::Number(*n as f64),
            _ => Value::Text,
        };
    }
    let separator = if it.is_lines { "\n" } else { ", " };
    for (number, item) in it.items.iter().enumerate() {
        if number > 0 {
            cell.text.push_str(separator);
        }
        put(view, item, row, &mut cell);
        if let (Item::State(state), None) = (item, cell.colour) {
            cell.colour = Some(colour(*state));
        }
        if has_conflict(item) {
            cell.colour = Some(Colour::Bad);
        } else if let (Item::Remark(..), None) = (item, cell.colour) {
            cell.colour = Some(Colour::Partial);
        }
    }
    cell
}

fn has_conflict(item: &Item) -> bool {
    match item {
        Item::Conflict(..) => true,
        Item::Line(items) => items.iter().any(has_conflict),
        _ => false,
    }
}

/// Adds the words of a thing and what it points at.
fn put(view: &View<'_>, item: &Item, row: &data::Row, out: &mut Cell) {
    let book = view.book;
    match item {
        Item::Text(text) => out.text.push_str(&clean(text)),
        Item::Word(name) => out.text.push_str(view.t(name)),
        Item::Anchor(number) => {
            out.text.push_str(number);
            if let About::Place(place) = row.about {
                out.links.extend(place_link(view, place));
            }
        }
        Item::State(state) => out.text.push_str(view.t(state.word())),
        Item::Conflict(word, about) | Item::Remark(word, about) => {
            out.text.push_str(view.t(word));
            put_all(view, about, row, ": ", out);
        }
        Item::Part { entry, anchor, state, weakness } => {
            out.text.push_str(&named(book, *entry));
            if let Some(part) = anchor.as_ref().and_then(|it| view.part_title(*entry, it)) {
                out.text.push_str(": ");
                out.text.push_str(&clean(&part));
            }
            let mark = match state {
                DocumentState::InForce => None,
                DocumentState::Overdue if book.is_changed_since_approval(book.entry(*entry)) => {
                    Some(view.t("changed_since_approval").to_lowercase())
                }
                state => Some(view.t(State::Document(*state).word()).to_lowercase()),
            };
            for mark in mark.into_iter().chain(weakness.map(|it| view.t(it.word()).to_owned())) {
                out.text.push_str(&format!(" ({mark})"));
            }
            out.links.push(entry_link(view, *entry, anchor.as_deref()));
        }
        Item::Evidence { entry, on, until } => {
            let until = view.strings().fill("valid_until_day", &[("date", &until.to_string())]);
            out.text.push_str(&format!("{} ({on}, {until})", named(book, *entry)));
            for suspect in book.suspects(*entry) {
                let key = book.entry(suspect.document).key.as_str();
                let words =
                    [("made_under", &*suspect.made_under.text), ("key", key), ("in_force", &*suspect.in_force.text)];
                let reason = view.strings().fill("suspect_short", &words);
                out.text.push_str(&clean(&format!(" ({}: {reason})", view.t("suspect").to_lowercase())));
            }
            out.links.push(entry_link(view, *entry, None));
        }
        Item::Entry(id) => {
            out.text.push_str(&named(book, *id));
            out.links.push(entry_link(view, *id, None));
        }
        Item::Key(id) => {
            out.text.push_str(book.entry(*id).key.as_str());
            out.links.push(entry_link(view, *id, None));
        }
        Item::Place(place) => {
            let standard = book.standards.standard_of(*place);
            if book.standards.first().is_none_or(|first| first.id != standard.id) {
                out.text.push_str(&format!("{} ", view.short_name(standard.id)));
            }
            out.text.push_str(book.standards.number(*place));
            out.links.extend(place_link(view, *place));
        }
        Item::Clause(id) => {
            let clause = book.standards.clause(*id);
            out.text.push_str(&clean(&format!("{} {}", clause.number, clause.title)));
            out.links.extend(place_link(view, Place::Clause(*id)));
        }
        Item::Day(day) => out.text.push_str(&day.to_string()),
        Item::Count(n) => out.text.push_str(&n.to_string()),
        Item::Money(money) => out.text.push_str(&format!("{} {}", money.currency, money.amount.text)),
        Item::Target(target) => out.text.push_str(&clean(&view.target(target))),
        Item::Every(interval) => out.text.push_str(&view.every(*interval)),
        Item::Where(place) => {
            out.text.push_str(&clean(place));
            let is_address = place.starts_with("https:") || place.starts_with("http:");
            let copy = book.attachments.contains(place).then(|| pages::attachment_path(place));
            let address = if is_address { Some(place.clone()) } else { copy };
            out.links.extend(address.map(|address| Link { key: String::new(), address }));
        }
        Item::Aside(items) => {
            put_all(view, items, row, "(", out);
            out.text.push(')');
        }
        Item::Line(items) => put_all(view, items, row, "", out),
    }
}

/// Adds things in one line, the first one after these words.
fn put_all(view: &View<'_>, items: &[Item], row: &data::Row, first: &str, out: &mut Cell) {
    for (number, item) in items.iter().enumerate() {
        out.text.push_str(match (number, item) {
            (0, _) => first,
            (_, Item::Place(_)) if matches!(items[number - 1], Item::Place(_)) => ", ",
            (_, Item::Entry(_)) => " · ",
            _ => " ",
        });
        put(view, item, row, out);
    }
}

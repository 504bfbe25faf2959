//! Registers as tables: every entry of a kind with the columns that its owner wants in a spreadsheet.
//!
//! A register is rows and a list of columns, each with the function that reads its cell. **Invariant**: an entry that
//! could not be read still has its row, with its key and title. What matrices hold is not repeated here.

mod column;
mod delivery;
mod documents;
mod improvement;
mod people;
mod planning;

use column::RegisterColumn;

use crate::handbook::Handbook;
use crate::matrices::{About, Cell, Column, Facet, Group, Item, Row, State, Table};
use crate::model::{Entry, Kind};

/// A register, by its name on the command line.
#[derive(Debug)]
pub struct Register {
    /// Its name: `risks`.
    pub name: &'static str,
    /// What it is called, among the words of the interface.
    pub title: &'static str,
    rows: Rows,
}

/// Where the rows of a register come from.
#[derive(Debug)]
enum Rows {
    /// Entries of these kinds, each with these columns after its key and title.
    Entries(&'static [Kind], &'static [RegisterColumn]),
    /// Something that entries hold.
    Parts(fn() -> Vec<Column>, fn(&Handbook) -> Vec<Row>),
}

/// Every register, by name.
pub const REGISTERS: &[Register] = &[
    Register {
        name: "actions",
        title: "all_actions",
        rows: Rows::Parts(improvement::action_columns, improvement::action_rows),
    },
    Register { name: "agreements", title: "agreements", rows: Rows::Entries(&[Kind::Agreement], delivery::AGREEMENTS) },
    Register { name: "audits", title: "audits", rows: Rows::Entries(&[Kind::Audit], improvement::AUDITS) },
    Register {
        name: "calendar",
        title: "calendar",
        rows: Rows::Parts(planning::promise_columns, planning::promise_rows),
    },
    Register { name: "catalogue", title: "catalogue", rows: Rows::Entries(&[Kind::Service], delivery::SERVICES) },
    Register {
        name: "competence",
        title: "competences",
        rows: Rows::Entries(&[Kind::Competence], people::COMPETENCES),
    },
    Register {
        name: "complaints",
        title: "complaints",
        rows: Rows::Parts(delivery::complaint_columns, delivery::complaint_rows),
    },
    Register { name: "context", title: "issues", rows: Rows::Entries(&[Kind::Issue], planning::ISSUES) },
    Register { name: "customers", title: "customers", rows: Rows::Entries(&[Kind::Customer], delivery::CUSTOMERS) },
    Register {
        name: "documents",
        title: "documents",
        rows: Rows::Entries(
            &[Kind::Scope, Kind::Policy, Kind::Plan, Kind::Process, Kind::Procedure, Kind::Page],
            documents::DOCUMENTS,
        ),
    },
    Register { name: "findings", title: "findings", rows: Rows::Entries(&[Kind::Finding], improvement::FINDINGS) },
    Register {
        name: "improvements",
        title: "improvements",
        rows: Rows::Entries(&[Kind::Improvement], improvement::IMPROVEMENTS),
    },
    Register { name: "objectives", title: "objectives", rows: Rows::Entries(&[Kind::Objective], planning::OBJECTIVES) },
    Register {
        name: "obligations",
        title: "obligations",
        rows: Rows::Parts(planning::obligation_columns, planning::obligation_rows),
    },
    Register { name: "parties", title: "parties", rows: Rows::Entries(&[Kind::Party], planning::PARTIES) },
    Register { name: "processes", title: "processes", rows: Rows::Entries(&[Kind::Process], documents::PROCESSES) },
    Register { name: "records", title: "records", rows: Rows::Entries(&[Kind::Record], documents::RECORDS) },
    Register { name: "reviews", title: "reviews", rows: Rows::Entries(&[Kind::Review], improvement::REVIEWS) },
    Register { name: "risks", title: "risks", rows: Rows::Entries(&[Kind::Risk], planning::RISKS) },
    Register { name: "roles", title: "roles", rows: Rows::Entries(&[Kind::Role], people::ROLES) },
    Register { name: "suppliers", title: "suppliers", rows: Rows::Entries(&[Kind::Supplier], delivery::SUPPLIERS) },
    Register { name: "targets", title: "targets", rows: Rows::Parts(delivery::target_columns, delivery::target_rows) },
    Register { name: "terms", title: "glossary", rows: Rows::Entries(&[Kind::Term], people::TERMS) },
];

impl Register {
    /// The register of a name.
    pub fn find(name: &str) -> Option<&'static Self> {
        REGISTERS.iter().find(|it| it.name == name)
    }

    /// All of it: entries by kind and key.
    pub fn table(&self, book: &Handbook) -> Table {
        match &self.rows {
            Rows::Parts(columns, rows) => Table { columns: columns(), rows: rows(book) },
            Rows::Entries(kinds, own) => {
                let columns = || column::BEFORE.iter().chain(*own).chain(column::AFTER);
                let entries = kinds.iter().flat_map(|kind| book.of_kind(*kind));
                Table {
                    columns: columns().map(|it| Column::word(it.name, it.holds)).collect(),
                    rows: entries.map(|entry| row(book, entry, columns())).collect(),
                }
            }
        }
    }
}

fn row<'c>(book: &Handbook, entry: &Entry, columns: impl Iterator<Item = &'c RegisterColumn>) -> Row {
    let cells: Vec<Cell> = columns.map(|it| (it.read)(book, entry)).collect();
    let state = cells.iter().flat_map(|it| &it.items).find_map(|it| match it {
        Item::State(state) => Some(*state),
        _ => None,
    });
    row_of(book, entry, entry.key.as_str().to_lowercase(), state, cells)
}

/// A row about an entry, or a part of it.
fn row_of(book: &Handbook, entry: &Entry, id: String, state: Option<State>, cells: Vec<Cell>) -> Row {
    let owner = entry.owner().and_then(|it| book.by_key(&it.key));
    let facets = owner.map(|it| (Facet::Owner, it.key.as_str().to_owned())).into_iter().collect();
    Row { id, about: About::Entry(entry.id), group: Group::All, state, facets, cells }
}

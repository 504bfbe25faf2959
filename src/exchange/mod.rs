//! Files for other tools: a sheet in, bytes out, one file a format.
//!
//! A [`Sheet`] is a table that has its words and addresses already; this room knows no handbook. **Invariant**: the
//! same sheet gives the same bytes, and whatever a cell says, no tool takes it for a formula, a macro or markup.

mod csv;
mod json;
mod xlsx;

use jiff::civil::Date;

/// A form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileFormat {
    /// Comma-separated values, RFC 4180, UTF-8.
    Csv,
    /// A workbook of Office Open XML.
    Xlsx,
    /// JSON.
    Json,
}

impl FileFormat {
    /// All of them, in the order of links to them.
    pub const ALL: [Self; 3] = [Self::Csv, Self::Xlsx, Self::Json];

    /// How names of its files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }
}

/// A table with all its words, ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Its name in addresses and files.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// The day for which it was made.
    pub as_of: Date,
    /// Program and version.
    pub generator: String,
    /// From where addresses of cells lead.
    pub site: Site,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; each has as many cells as there are columns.
    pub rows: Vec<Row>,
    /// What a reader has to know about it: names and texts.
    pub notes: Vec<(String, String)>,
    /// The states that occur, and what each means.
    pub legend: Vec<Meaning>,
    /// What the sheets of a workbook are called: the second one.
    pub about: String,
}

/// Where the site is, seen from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Site {
    /// At this address, which ends in `/`.
    At(String),
    /// Around the file: the way from it to the site's root.
    Around(&'static str),
    /// Nobody knows.
    Unknown,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name for programs.
    pub name: String,
    /// Its name for people.
    pub label: String,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Its anchor on the page of the table; empty for none.
    pub id: String,
    /// Its state for programs; empty for none.
    pub state: String,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// What it says; lines are divided by line feeds.
    pub text: String,
    /// What it is, where it is more than a text.
    pub value: Value,
    /// What it points at, in the order of the text.
    pub links: Vec<Link>,
    /// The colour of its state.
    pub colour: Option<Colour>,
}

/// What a cell is for a spreadsheet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Value {
    /// Text.
    #[default]
    Text,
    /// A day.
    Day(Date),
    /// A number.
    Number(f64),
}

/// Something that a cell points at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its key or number; empty for a mere address.
    pub key: String,
    /// Below the site's root, or an address of its own with `https:`.
    pub address: String,
}

/// The colour of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// As it should be.
    Good,
    /// Not enough.
    Partial,
    /// Missing or contradicted.
    Bad,
    /// Run out, or soon.
    Old,
    /// Of no weight.
    Quiet,
}

/// A state and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The word of the cells.
    pub word: String,
    /// What it means.
    pub text: String,
    /// Its colour.
    pub colour: Colour,
}

impl Sheet {
    /// The bytes of a file.
    pub fn write(&self, format: FileFormat) -> Vec<u8> {
        match format {
            FileFormat::Csv => csv::write(self),
            FileFormat::Xlsx => xlsx::write(self),
            FileFormat::Json => json::write(self),
        }
    }
}

/// An address that a tool may open: nothing runs where it leads.
fn is_safe(address: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme))
}

#[cfg(test)]
fn example(text: &str) -> Sheet {
    let cell = |text: &str| Cell { text: text.to_owned(), ..Cell::default() };
    Sheet {
        name: "example".into(),
        title: text.into(),
        as_of: jiff::civil::date(2026, 11, 22),
        generator: "clausebook".into(),
        site: Site::Around("../"),
        columns: ["what", "day", "n"].map(|it| Column { name: it.into(), label: it.into() }).into(),
        rows: vec![Row {
            id: "m-1".into(),
            state: "gap".into(),
            cells: vec![
                Cell {
                    links: vec![Link { key: "PRC-INC".into(), address: "processes/prc-inc/#step-log".into() }],
                    colour: Some(Colour::Bad),
                    ..cell(text)
                },
                Cell { value: Value::Day(jiff::civil::date(2026, 2, 28)), ..cell("2026-02-28") },
                Cell { value: Value::Number(-1.5), ..cell("-1.5") },
            ],
        }],
        notes: vec![(text.into(), text.into())],
        legend: vec![Meaning { word: "Gap".into(), text: text.into(), colour: Colour::Bad }],
        about: "About".into(),
    }
}

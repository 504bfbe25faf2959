//! What tables are made of before anybody has drawn them: columns, rows, cells and the things in cells.
//!
//! Nothing here is cut, worded or addressed: a page shortens long cells and puts glyphs, a file takes everything.

use jiff::civil::Date;

use crate::handbook::{DocumentState, Status};
use crate::model::kinds::Money;
use crate::model::{EntryId, Interval, Kind, Target};
use crate::standards::{ClauseId, Place};

/// A table as data.
#[derive(Debug, Default)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; each has as many cells as there are columns.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// What it is called.
    pub label: Label,
    /// What stands in it, which decides how wide it has to be.
    pub holds: Holds,
}

impl Column {
    /// A column that a word of the interface names.
    pub fn word(name: &'static str, holds: Holds) -> Self {
        Self { label: Label::Word(name), holds }
    }

    /// A column that a text of the handbook names.
    pub fn text(name: impl Into<String>, holds: Holds) -> Self {
        Self { label: Label::Text(name.into()), holds }
    }
}

/// What a column is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// A word of the interface.
    Word(&'static str),
    /// A text of the handbook or of a standard.
    Text(String),
}

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    /// A number of a clause, a key, a day: never broken over two lines.
    Id,
    /// A state in a word.
    State,
    /// A name or two.
    Name,
    /// A place in a document, a record with its age.
    Source,
    /// Whatever is left: sentences, lists.
    Prose,
}

/// A row.
#[derive(Debug)]
pub struct Row {
    /// Its anchor, unique in the table.
    pub id: String,
    /// What it is about: where all of it stands.
    pub about: About,
    /// The name that it stands under, with those before it that have the same.
    pub group: Group,
    /// Its state, where it has one.
    pub state: Option<State>,
    /// What else it can be filtered by.
    pub facets: Vec<(Facet, String)>,
    /// As many cells as there are columns.
    pub cells: Vec<Cell>,
}

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// An entry.
    Entry(EntryId),
    /// A requirement, control or clause.
    Place(Place),
    /// Nothing that has a page.
    Nothing,
}

/// What rows stand under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Group {
    /// A clause.
    Clause(ClauseId),
    /// An entry.
    Entry(EntryId),
    /// A kind of entries.
    Kind(Kind),
    /// A year.
    Year(i16),
    /// A word of the interface.
    Word(&'static str),
    /// A text of the handbook.
    Text(String),
    /// All rows together.
    All,
}

/// What rows can be filtered by, besides their state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// The number of a clause.
    Clause,
    /// A kind of entries by its address, or another word of the interface.
    Kind,
    /// The key of the role that answers for it.
    Owner,
}

impl Facet {
    /// All of them, in the order of a bar of filters.
    pub const ALL: [Self; 3] = [Self::Clause, Self::Kind, Self::Owner];

    /// Its name in an address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Clause => "clause",
            Self::Kind => "kind",
            Self::Owner => "owner",
        }
    }
}

/// A state of a row or of a thing in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// How far a requirement is met.
    Status(Status),
    /// A requirement that sets none.
    Informative,
    /// What a document is worth.
    Document(DocumentState),
    /// A record that counts.
    Valid,
    /// A record that has run out.
    RanOut,
    /// Dated later than the day.
    Coming,
    /// All columns say the same.
    Agrees,
    /// Some column contradicts another.
    Disagrees,
    /// Audited in the cycle.
    Audited,
    /// To be audited in the cycle.
    Planned,
    /// In no audit of the cycle.
    NotPlanned,
    /// Done in time so far.
    OnTime,
    /// To be done soon.
    DueSoon,
    /// Past its day.
    Overdue,
    /// Never done.
    Never,
    /// Still to be settled.
    Open,
    /// Settled.
    Closed,
}

impl State {
    /// Its name in addresses and data files, without spaces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Status(status) => status.word(),
            Self::Informative => "informative",
            Self::Document(DocumentState::InForce) => "in_force",
            Self::Document(DocumentState::NotInForce) => "not_in_force",
            Self::Document(DocumentState::Overdue) | Self::Overdue => "overdue",
            Self::Valid => "valid",
            Self::RanOut => "ran_out",
            Self::Coming => "coming",
            Self::Agrees => "agrees",
            Self::Disagrees => "disagrees",
            Self::Audited => "audited",
            Self::Planned => "planned",
            Self::NotPlanned => "not_planned",
            Self::OnTime => "on_time",
            Self::DueSoon => "due_soon",
            Self::Never => "never",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }

    /// Its name among the words of the interface.
    pub fn word(self) -> &'static str {
        match self {
            Self::Status(Status::NotApplicable) => "status_na",
            Self::Status(Status::Covered) => "status_covered",
            Self::Status(Status::Stale) => "status_stale",
            Self::Status(Status::Partial) => "status_partial",
            Self::Status(Status::Gap) => "status_gap",
            Self::Informative => "status_informative",
            Self::Valid => "valid",
            Self::Open => "not_done",
            Self::Closed => "finding_closed",
            other => other.name(),
        }
    }
}

/// A cell.
#[derive(Debug, Default)]
pub struct Cell {
    /// What stands in it, all of it.
    pub items: Vec<Item>,
    /// Whether the items stand below each other.
    pub is_lines: bool,
}

impl Cell {
    /// Things beside each other.
    pub fn of(items: impl IntoIterator<Item = Item>) -> Self {
        Self { items: items.into_iter().collect(), is_lines: false }
    }

    /// Things below each other.
    pub fn lines(items: impl IntoIterator<Item = Item>) -> Self {
        Self { items: items.into_iter().collect(), is_lines: true }
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of([Item::Text(text.into())])
    }

    /// A word of the interface.
    pub fn word(name: &'static str) -> Self {
        Self::of([Item::Word(name)])
    }

    /// A state.
    pub fn state(state: State) -> Self {
        Self::of([Item::State(state)])
    }

    /// A day that may be absent.
    pub fn day(day: Option<Date>) -> Self {
        Self::of(day.map(Item::Day))
    }
}

/// What keeps a claim from being as good as it could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// It names the clause, not the requirement.
    Broad,
    /// The data of the entry disproves it, so it does not count.
    Contradicted,
}

impl Weakness {
    /// Its name among the words of the interface.
    pub fn word(self) -> &'static str {
        match self {
            Self::Broad => "broad",
            Self::Contradicted => "contradicted",
        }
    }
}

/// A thing in a cell.
#[derive(Debug)]
pub enum Item {
    /// Words.
    Text(String),
    /// A name among the words of the interface.
    Word(&'static str),
    /// The row's own number.
    Anchor(String),
    /// A state.
    State(State),
    /// What contradicts something else, by its name among the words of the interface, and what it is about.
    Conflict(&'static str, Vec<Item>),
    /// What wants an eye and contradicts nothing, by its name among the words of the interface, and what it is about.
    Remark(&'static str, Vec<Item>),
    /// A place in an entry.
    Part {
        /// The entry.
        entry: EntryId,
        /// The part.
        anchor: Option<String>,
        /// What it is worth, where that matters.
        state: DocumentState,
        /// What the claim lacks.
        weakness: Option<Weakness>,
    },
    /// A piece of evidence with its age.
    Evidence {
        /// The record.
        entry: EntryId,
        /// When it was made.
        on: Date,
        /// The last day on which it counts.
        until: Date,
    },
    /// An entry by its title.
    Entry(EntryId),
    /// An entry by its key.
    Key(EntryId),
    /// A requirement, control or clause.
    Place(Place),
    /// A clause by number and title.
    Clause(ClauseId),
    /// A day.
    Day(Date),
    /// A whole number.
    Count(usize),
    /// An amount of money.
    Money(Money),
    /// A target with its unit.
    Target(Target),
    /// How often.
    Every(Interval),
    /// Where something lies: an address, or a path below the content folder.
    Where(String),
    /// What explains the thing before it.
    Aside(Vec<Item>),
    /// Several things in one line.
    Line(Vec<Item>),
}

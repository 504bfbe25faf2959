//! Tables, from two columns of dates to the matrix of all requirements.

use serde::Serialize;

use super::inline::{Inline, Inlines, Tone, Url};

/// How a table looks and what becomes of it on a phone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableStyle {
    /// Two or three narrow columns: stays a table everywhere, and scrolls where it has to.
    Plain,
    /// Rows become cards on a phone, with the column's name before each cell.
    #[default]
    Stack,
    /// All requirements: dense rows under the names of their clauses, clauses that fold on a phone.
    Matrix,
    /// From requirement to proof, three columns joined by a thread.
    Thread,
    /// Who does what: narrow columns of letters.
    Raci,
    /// Measures with small plots.
    Kpis,
}

/// How wide a column is. A matrix needs one for each of its columns; elsewhere the browser finds out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Width {
    /// As wide as its content asks, or what is left over.
    #[default]
    Auto,
    /// A key, a clause or requirement number, a date: never broken over two lines.
    Id,
    /// A state with its word.
    State,
    /// A name.
    Name,
    /// A document with its section, a record with its age.
    Source,
}

/// A table. It can be sorted and filtered where scripts run; without them it is whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// Id in the page; needed where there is a [`Filter`], and made unique by the builder.
    pub id: String,
    /// What the table shows. Said, and shown where `show_caption` is set.
    pub caption: String,
    pub show_caption: bool,
    pub style: TableStyle,
    pub sortable: bool,
    pub filter: Option<Filter>,
    pub columns: Vec<Column>,
    /// Rows, in groups; a table without groups has one without a heading.
    pub groups: Vec<Group>,
}

impl Table {
    /// An empty table; the caption says what it shows to those who do not see the heading above it.
    pub fn new(caption: impl Into<String>) -> Self {
        Self { caption: caption.into(), ..Self::default() }
    }

    /// Id in the page.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Shows the caption above the table.
    pub fn show_caption(mut self) -> Self {
        self.show_caption = true;
        self
    }

    /// How it looks.
    pub fn style(mut self, style: TableStyle) -> Self {
        self.style = style;
        self
    }

    /// Can be sorted by a click on the name of a column.
    pub fn sortable(mut self) -> Self {
        self.sortable = true;
        self
    }

    /// A bar of filters above the table; needs an [`id`](Self::id).
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filter = Some(filter);
        self
    }

    /// The columns; the first one names the row.
    pub fn columns<T: Into<Column>>(mut self, columns: impl IntoIterator<Item = T>) -> Self {
        self.columns.extend(columns.into_iter().map(Into::into));
        self
    }

    /// Begins a group: the rows that follow stand under it.
    pub fn group(mut self, group: Group) -> Self {
        self.groups.push(group);
        self
    }

    /// Adds a row to the last group.
    pub fn row(mut self, row: Row) -> Self {
        self.push(row);
        self
    }

    /// Adds rows to the last group.
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        for row in rows {
            self.push(row);
        }
        self
    }

    /// Adds a row to the last group, in place.
    pub fn push(&mut self, row: Row) {
        match self.groups.last_mut() {
            Some(group) => group.rows.push(row),
            None => self.groups.push(Group { rows: vec![row], ..Group::default() }),
        }
    }

    /// Number of rows in all groups.
    pub fn n_rows(&self) -> usize {
        self.groups.iter().map(|group| group.rows.len()).sum()
    }

    /// True where it has no row.
    pub fn is_empty(&self) -> bool {
        self.n_rows() == 0
    }
}

/// A column and its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Column {
    pub label: Inlines,
    /// What stands before the cell on a phone: the label, unless a shorter word or none is given.
    pub short: String,
    /// Numbers, to the right.
    pub numeric: bool,
    pub width: Width,
    /// Not worth sorting by: prose, plots.
    pub nosort: bool,
    /// Left out on a phone, because the row says it elsewhere or a page behind it does.
    pub minor: bool,
}

impl Column {
    /// A column; on a phone its name stands before each cell.
    pub fn new(label: impl Into<String>) -> Self {
        let label = label.into();
        Self { short: label.clone(), label: label.into(), ..Self::default() }
    }

    /// A column whose name is more than text.
    pub fn inline(label: impl Into<Inlines>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    /// Another word before the cell on a phone; an empty one for none.
    pub fn short(mut self, short: impl Into<String>) -> Self {
        self.short = short.into();
        self
    }

    /// Numbers, to the right.
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// How wide it is.
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// Not worth sorting by.
    pub fn nosort(mut self) -> Self {
        self.nosort = true;
        self
    }

    /// Left out on a phone.
    pub fn minor(mut self) -> Self {
        self.minor = true;
        self
    }
}

impl From<&str> for Column {
    fn from(label: &str) -> Self {
        Self::new(label)
    }
}

impl From<String> for Column {
    fn from(label: String) -> Self {
        Self::new(label)
    }
}

/// Rows under a common name, such as the requirements of a clause.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Group {
    /// Anchor, such as `c-8.6.1`; empty for none.
    pub id: String,
    /// Name; empty for rows without one.
    pub title: Inlines,
    /// Counts at the end of the line ("3 of 3 covered").
    pub note: Inlines,
    pub rows: Vec<Row>,
}

impl Group {
    /// A group with its name.
    pub fn new(title: impl Into<Inlines>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Anchor of the group.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Counts at the end of the line.
    pub fn note(mut self, note: impl Into<Inlines>) -> Self {
        self.note = note.into();
        self
    }
}

/// A row: as many cells as there are columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// Anchor, such as `m-8.6.1-7`; empty for none.
    pub id: String,
    /// What filters look at: pairs of a control's name (`status`, `clause`, `owner`, `kind`) and the row's value.
    pub data: Vec<(String, String)>,
    /// Colours the thread and the row's marks.
    pub tone: Tone,
    pub cells: Vec<Cell>,
}

impl Row {
    /// A row of these cells.
    pub fn new<T: Into<Cell>>(cells: impl IntoIterator<Item = T>) -> Self {
        Self { cells: cells.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Anchor of the row.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// A value that filters look at, under the name of the control. Several words of one control are separated by a
    /// space: the row is shown where one of them is asked for.
    pub fn data(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.data.push((name.into(), value.into()));
        self
    }

    /// The state of the row: what the filter `status` looks at, and the colour of its thread.
    pub fn status(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self.data("status", tone.class())
    }

    /// Colours the thread without a filter's value.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// Adds a cell.
    pub fn cell(mut self, cell: impl Into<Cell>) -> Self {
        self.cells.push(cell.into());
        self
    }
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Cell {
    pub html: Inlines,
    /// What sorting compares instead of the text: an ISO date, a plain number.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// In a thread: the link to the left is broken here.
    #[serde(skip_serializing_if = "is_false")]
    pub cut: bool,
}

impl Cell {
    /// A cell with this content.
    pub fn new(content: impl Into<Inlines>) -> Self {
        Self { html: content.into(), ..Self::default() }
    }

    /// What sorting compares instead of the text.
    pub fn sort(mut self, value: impl Into<String>) -> Self {
        self.sort = value.into();
        self
    }

    /// The thread breaks before this cell.
    pub fn cut(mut self, cut: bool) -> Self {
        self.cut = cut;
        self
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

impl<T: Into<Inlines>> From<T> for Cell {
    fn from(content: T) -> Self {
        Self::new(content)
    }
}

/// The bar of filters above a table. Filters read the address and write it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Filter {
    /// What the bar is ("Filter the matrix").
    pub label: String,
    /// Name of the group of states ("Status").
    pub legend: String,
    /// States to choose from, with their counts.
    pub statuses: Vec<Choice>,
    pub selects: Vec<Select>,
    /// Whether there is a field to search in the table.
    pub search: bool,
    /// An example of what to type there.
    pub placeholder: String,
    /// Where the other parts of the table are: links to pages in this folder take the filter along. Empty for a table
    /// that is whole.
    pub carry: Url,
    /// Another table of the page whose rows are filtered with these; empty for none.
    pub also: String,
    /// How the count reads where all rows show: "All {n} requirements", with the number in it.
    pub all: String,
    /// How the count reads else; the script puts numbers for `{n}` and `{all}`: "{n} of {all} requirements".
    pub some: String,
}

impl Filter {
    /// An empty bar.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    /// States to choose from, under this legend.
    pub fn statuses(mut self, legend: impl Into<String>, choices: impl IntoIterator<Item = Choice>) -> Self {
        self.legend = legend.into();
        self.statuses.extend(choices);
        self
    }

    /// Adds a list to choose one of.
    pub fn select(mut self, select: Select) -> Self {
        self.selects.push(select);
        self
    }

    /// A field to search in the table.
    pub fn search(mut self, placeholder: impl Into<String>) -> Self {
        self.search = true;
        self.placeholder = placeholder.into();
        self
    }

    /// Takes the filter along to pages in this folder, which show other parts of the table.
    pub fn carry(mut self, folder: Url) -> Self {
        self.carry = folder;
        self
    }

    /// Filters the rows of another table of the page too, by its id.
    pub fn also(mut self, id: impl Into<String>) -> Self {
        self.also = id.into();
        self
    }

    /// How the count of rows reads: all, and `{n}` of `{all}`.
    pub fn counted(mut self, all: impl Into<String>, some: impl Into<String>) -> Self {
        self.all = all.into();
        self.some = some.into();
        self
    }
}

/// A state to filter by.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Choice {
    pub tone: Tone,
    /// Glyph of the tone.
    pub glyph: Option<&'static str>,
    /// What the row's `data-status` holds.
    pub value: String,
    pub word: String,
    pub count: usize,
}

impl Choice {
    /// A state of requirements; rows say it by [`Row::status`].
    pub fn new(tone: Tone, word: impl Into<String>, count: usize) -> Self {
        Self { tone, glyph: tone.glyph(), value: tone.class().into(), word: word.into(), count }
    }

    /// Another value than the tone's name, for rows that say it by [`Row::data`].
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
}

/// A list to choose one value of.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Select {
    /// The name in the address and in the rows' data: `clause`, `owner`, `kind`.
    pub name: String,
    pub label: String,
    /// The first option, for no choice ("Anyone").
    pub any: String,
    /// Pairs of value and text.
    pub options: Vec<(String, String)>,
}

impl Select {
    /// A list without options.
    pub fn new(name: impl Into<String>, label: impl Into<String>, any: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), any: any.into(), options: Vec::new() }
    }

    /// Adds an option.
    pub fn option(mut self, value: impl Into<String>, text: impl Into<String>) -> Self {
        self.options.push((value.into(), text.into()));
        self
    }

    /// Adds options.
    pub fn options(mut self, options: impl IntoIterator<Item = (String, String)>) -> Self {
        self.options.extend(options);
        self
    }
}

impl From<Inline> for Row {
    fn from(inline: Inline) -> Self {
        Self::new([inline])
    }
}

//! Matrices: everything laid beside everything, in rows that can be filtered and linked to.

use super::block::{
    Block, Cell, Choice, ClauseBars, Column, Filter, Inline, Inlines, Key, Row, Section, Select, Spectrum, Table,
    TableStyle, Tone, Width,
};
use super::chrome::Part;
use super::evidence_cells::{age_tone, days_between, place_link, state_tag};
use super::frame::{Head, Pager, Shell};
use super::matrix_rows::{self as data, Chunk, Group, Item, MatrixCell, MatrixRow, Unit};
use super::view::tone;
use super::{Page, View};
use crate::handbook::{Handbook, Status};
use crate::standards::{ClauseId, Place, Standard};

/// A matrix, by its name in addresses and files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matrix {
    /// Requirements and what documents and proves them.
    EvidenceByClause,
    /// Documents and the requirements that they meet.
    ClausesByDocument,
    /// Records and the requirements that they prove.
    ClausesByEvidence,
    /// Steps and who has which part in them.
    Responsibilities,
    /// Topics that several standards share.
    Integrated,
    /// Controls and whether they apply.
    Applicability,
    /// Suppliers and what they run.
    OtherParties,
    /// What has to be in writing, and where it is.
    DocumentedInformation,
    /// Practices of a framework and our processes.
    Itil,
}

/// The most bytes that the rows of one page may take by estimate; the frame and an error of the estimate come on top.
const BUDGET: usize = 288_000;

impl Matrix {
    /// All matrices, in the order of the overview.
    pub const ALL: &'static [Self] = &[
        Self::EvidenceByClause,
        Self::ClausesByDocument,
        Self::ClausesByEvidence,
        Self::Responsibilities,
        Self::Integrated,
        Self::Applicability,
        Self::OtherParties,
        Self::DocumentedInformation,
        Self::Itil,
    ];

    /// Its name in addresses and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::EvidenceByClause => "evidence-by-clause",
            Self::ClausesByDocument => "clauses-by-document",
            Self::ClausesByEvidence => "clauses-by-evidence",
            Self::Responsibilities => "responsibilities",
            Self::Integrated => "integrated",
            Self::Applicability => "applicability",
            Self::OtherParties => "other-parties",
            Self::DocumentedInformation => "documented-information",
            Self::Itil => "itil",
        }
    }

    fn title(self, view: &View<'_>) -> String {
        view.t(&format!("matrix_{}", self.name().replace('-', "_"))).to_owned()
    }

    fn text(self, view: &View<'_>) -> String {
        view.t(&format!("matrix_{}_text", self.name().replace('-', "_"))).to_owned()
    }
}

/// The parts of a matrix, each short enough for a page.
fn chunks(book: &Handbook, matrix: Matrix, units: &[Unit]) -> Vec<Chunk> {
    let sizes: Vec<usize> = units.iter().map(|unit| data::bytes(book, matrix, *unit)).collect();
    let groups: Vec<u64> = units.iter().map(|unit| data::group_of(book, matrix, *unit)).collect();
    let sections: Vec<_> = units.iter().map(|unit| data::section_of(book, *unit)).collect();
    data::split(&sizes, &groups, &sections, BUDGET)
}

/// Whether the first page shows the first part, because that is all of the first standard. Otherwise the first page of
/// a matrix that is split is an overview.
fn has_first_part(book: &Handbook, units: &[Unit], chunks: &[Chunk]) -> bool {
    match chunks {
        [] | [_] => true,
        [first, second, ..] => {
            let section = |index: usize| units.get(index).and_then(|unit| data::section_of(book, *unit));
            section(first.range.start) != section(second.range.start)
        }
    }
}

/// Number of parts of a matrix that is too long for one page; 0 where one page will do.
pub fn n_parts(book: &Handbook, matrix: Matrix) -> usize {
    let units = data::units(book, matrix);
    let chunks = chunks(book, matrix, &units);
    if has_first_part(book, &units, &chunks) { chunks.len().saturating_sub(1) } else { chunks.len() }
}

/// Path of a matrix, or of a part of it.
pub fn path(matrix: Matrix, part: usize) -> String {
    if part == 0 { format!("matrices/{}/", matrix.name()) } else { format!("matrices/{}/{part}/", matrix.name()) }
}

/// All matrices.
pub fn index(view: &View<'_>) -> Page {
    let title = view.t("matrices").to_owned();
    let mut frame = view.frame(Part::Standard, &*title, view.t("matrices_lede"));
    frame.crumbs = view.crumbs(&[("standards/", view.t("standards"))], &title);
    let rows = Matrix::ALL.iter().map(|matrix| {
        let n = data::units(view.book, *matrix).len();
        Row::new([
            Inlines::from(Inline::link(view.url(&path(*matrix, 0)), matrix.title(view))),
            matrix.text(view).into(),
            view.strings().count(n).into(),
        ])
    });
    let columns = [
        Column::new(view.t("matrix_col")),
        Column::new(view.t("what_it_shows")),
        Column::new(view.t("rows")).numeric(),
    ];
    Page::new(frame, Head::new(&*title).lede(view.t("matrices_lede")))
        .intro(Table::new(&*title).columns(columns).rows(rows))
}

/// A matrix, or a part of it.
pub fn page(view: &View<'_>, matrix: Matrix, part: usize) -> Page {
    let units = data::units(view.book, matrix);
    let chunks = chunks(view.book, matrix, &units);
    if chunks.len() < 2 {
        return table_page(view, matrix, &units, None);
    }
    let first = usize::from(!has_first_part(view.book, &units, &chunks));
    match part.checked_sub(first).and_then(|index| Some((index, chunks.get(index)?))) {
        Some((index, chunk)) => {
            let parts = Parts { index, first, chunks: &chunks, units: &units };
            table_page(view, matrix, &units[chunk.range.clone()], Some(&parts))
        }
        None => overview(view, matrix, &units, &chunks),
    }
}

/// The parts of a matrix that is split, and which of them a page shows.
struct Parts<'a> {
    index: usize,
    /// Number of the first part: 0 where it is the first page.
    first: usize,
    chunks: &'a [Chunk],
    units: &'a [Unit],
}

/// What a part of a matrix is called: "8.2 to 8.4", "2026", "Policies".
fn part_name(view: &View<'_>, matrix: Matrix, units: &[Unit]) -> String {
    let name = |unit: &Unit| match unit {
        Unit::Requirement(id) => view.book.standards.clause(view.book.standards.requirement(*id).clause).number.clone(),
        Unit::Clause(id) => view.book.standards.clause(*id).number.clone(),
        Unit::Entry(id) => view.book.entry(*id).key.as_str().to_owned(),
        Unit::Topic(number) => (number + 1).to_string(),
    };
    let (Some(first), Some(last)) = (units.first(), units.last()) else { return matrix.title(view) };
    let standard = data::section_of(view.book, *first).map(|id| view.book.standards.standard(id).title().to_owned());
    let (first, last) = (name(first), name(last));
    let range = if first == last { first } else { view.strings().fill("from_to", &[("from", &first), ("to", &last)]) };
    standard.map_or(range.clone(), |standard| format!("{standard}, {range}"))
}

fn table_page(view: &View<'_>, matrix: Matrix, units: &[Unit], parts: Option<&Parts<'_>>) -> Page {
    let title = match parts {
        Some(_) => format!("{}: {}", matrix.title(view), part_name(view, matrix, units)),
        None => matrix.title(view),
    };
    let mut frame = view.frame(Part::Standard, &*title, matrix.text(view));
    let whole = path(matrix, 0);
    let (matrices, own) = (view.t("matrices").to_owned(), matrix.title(view));
    frame.crumbs = match parts {
        Some(parts) if parts.index + parts.first > 0 => {
            let above = [("standards/", view.t("standards")), ("matrices/", &*matrices), (&*whole, &*own)];
            view.crumbs(&above, &part_name(view, matrix, units))
        }
        _ => view.crumbs(&[("standards/", view.t("standards")), ("matrices/", &matrices)], &own),
    };
    frame.shell = Shell::Wide;
    let mut page = Page::new(frame, Head::new(&*title).meta(meta(view, matrix, units)));
    if matrix == Matrix::EvidenceByClause {
        let links = parts
            .filter(|it| it.first == 0 && it.index == 0)
            .map_or(Inlines::EMPTY, |it| other_parts(view, matrix, it));
        if !links.is_empty() {
            page = page.intro(Block::remark(links));
        }
        page = page.intro(spectrum(view, units));
    }
    let table = table(view, matrix, units);
    page = if table.is_empty() { page.intro(Block::paragraph(view.t("empty_register"))) } else { page.intro(table) };
    if let Some(Parts { index, first, chunks, units: all }) = parts {
        let link = |index: usize| {
            let chunk = chunks.get(index)?;
            Some((view.url(&path(matrix, index + first)), part_name(view, matrix, &all[chunk.range.clone()])))
        };
        page = page.pager(Pager::new(index.checked_sub(1).and_then(link), link(index + 1)));
    }
    page
}

/// Standards, their counts and editions, in one quiet line.
fn meta(view: &View<'_>, matrix: Matrix, units: &[Unit]) -> Inlines {
    let mut standards: Vec<&Standard> = Vec::new();
    for unit in units {
        if let Some(id) = data::section_of(view.book, *unit).filter(|id| !standards.iter().any(|it| it.id == *id)) {
            standards.push(view.book.standards.standard(id));
        }
    }
    if standards.is_empty() {
        return matrix.text(view).into();
    }
    let lines = standards.into_iter().map(|standard| super::clause::edition(view, standard));
    Inlines::from(lines.collect::<Vec<_>>().join(" "))
}

fn table(view: &View<'_>, matrix: Matrix, units: &[Unit]) -> Table {
    let content = data::data(view.book, matrix, units);
    let columns = content.columns.iter().map(|column| {
        let label = view.t(&column.name);
        let column = Column::new(label).width(column.width);
        if column.width == Width::Auto { column.nosort() } else { column }
    });
    let style = match matrix {
        Matrix::Responsibilities | Matrix::OtherParties | Matrix::Integrated | Matrix::Itil => TableStyle::Stack,
        _ => TableStyle::Matrix,
    };
    let mut table = Table::new(matrix.title(view)).id("cb-matrix").style(style).sortable().columns(columns);
    if let Some(filter) = filter(view, matrix, &content.rows) {
        table = table.filter(filter);
    }
    let mut group: Option<Group> = None;
    for row in content.rows {
        if group.as_ref() != Some(&row.group) {
            if row.group != Group::All {
                table = table.group(heading(view, &row.group));
            }
            group = Some(row.group.clone());
        }
        table.push(draw(view, row));
    }
    table
}

fn heading(view: &View<'_>, group: &Group) -> super::block::Group {
    use super::block::Group as Heading;
    match group {
        Group::Clause(id) => {
            let clause = view.book.standards.clause(*id);
            let counts = view.book.coverage.clause(*id).counts;
            let title = format!("{} {}", clause.number, clause.title);
            let heading = Heading::new(Inline::link(view.place_url(Place::Clause(*id)), title))
                .id(format!("c-{}", data::anchor(view.book, Place::Clause(clause.id)).trim_start_matches("m-")));
            if counts.n_requirements == 0 {
                return heading;
            }
            let (n, all) = (counts.n_covered.to_string(), counts.n_applicable().to_string());
            heading.note(view.strings().fill("covered_of", &[("n", &n), ("all", &all)]))
        }
        Group::Entry(id) => Heading::new(view.link(*id)).note(view.book.entry(*id).key.as_str()),
        Group::Kind(kind) => Heading::new(view.t(super::entry_frame::register_title(*kind))),
        Group::Year(year) => Heading::new(year.to_string()),
        Group::All => Heading::default(),
    }
}

fn draw(view: &View<'_>, row: MatrixRow) -> Row {
    let id = row.id.clone();
    let cells = row.cells.iter().map(|it| cell(view, it, &id));
    let mut drawn = Row::new(cells.collect::<Vec<_>>()).id(&*id).tone(row.tone);
    for (name, value) in row.data {
        drawn = drawn.data(name, value);
    }
    drawn
}

fn cell(view: &View<'_>, cell: &MatrixCell, id: &str) -> Cell {
    let items = cell.items.iter().map(|it| item(view, it, id));
    let mut drawn = if cell.is_lines {
        Cell::new(Inline::lines(items))
    } else {
        Cell::new(items.flat_map(|it| it.0).collect::<Inlines>())
    };
    if let [Item::Day(day), ..] = cell.items[..] {
        drawn = drawn.sort(day.to_string());
    }
    drawn
}

fn item(view: &View<'_>, item: &Item, row: &str) -> Inlines {
    let more = |n: usize, url: super::block::Url| {
        Inline::link(url, view.strings().fill("n_more", &[("n", &view.strings().count(n))])).into()
    };
    match item {
        Item::Text(text) => text.as_str().into(),
        Item::Word(name) => view.t(name).into(),
        Item::Anchor(number) => Inline::anchor(row, number).into(),
        Item::Status(status) => view.status(*status).into(),
        Item::Part { entry, anchor, state, is_broad } => {
            let mut part = Inlines::from(place_link(view, *entry, anchor.as_deref()));
            if let Some(tag) = state_tag(view, *entry, *state) {
                part.push(tag);
            }
            if *is_broad {
                part.push(Inline::muted(view.t("broad")));
            }
            part
        }
        Item::Evidence { entry, on, until } => {
            let as_of = view.book.as_of;
            let key = Inline::link(view.entry_url(*entry, None), view.book.entry(*entry).key.as_str());
            let age = view.strings().fill("age_short", &[("n", &days_between(*on, as_of).to_string())]);
            // Fresh evidence is the rule, and stays quiet.
            match age_tone(*on, *until, as_of) {
                Tone::Fresh => Inlines::from([key, Inline::muted(format!("{}, {age}", view.strings().date(*on)))]),
                tone => Inlines::from([key, Inline::muted(view.strings().date(*on)), Inline::tag(tone, age)]),
            }
        }
        Item::Entry(id) => view.link(*id).into(),
        Item::Key(id) => Inline::link(view.entry_url(*id, None), view.book.entry(*id).key.as_str()).into(),
        Item::Place(place) => view.chip(*place).into(),
        Item::Clause(id) => view.clause_link(*id).into(),
        Item::Day(day) => view.day(*day).into(),
        Item::MoreAt(n, place) => more(*n, view.place_url(*place)),
        Item::MoreOn(n, id) => more(*n, view.entry_url(*id, None)),
    }
}

fn filter(view: &View<'_>, matrix: Matrix, rows: &[MatrixRow]) -> Option<Filter> {
    const MIN_ROWS: usize = 12;
    if rows.len() < MIN_ROWS {
        return None;
    }
    let value =
        |row: &MatrixRow, name: &str| row.data.iter().find(|(it, _)| *it == name).map(|(_, value)| value.clone());
    let distinct = |name: &str| {
        let mut values: Vec<String> = Vec::new();
        for value in rows.iter().filter_map(|row| value(row, name)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    };
    let mut filter = Filter::new(view.t("filter"));
    let statuses = Status::ALL.into_iter().rev().map(|status| {
        (status, rows.iter().filter(|row| value(row, "status").is_some_and(|it| it == tone(status).class())).count())
    });
    let choices: Vec<Choice> = statuses
        .filter(|(_, n)| *n > 0)
        .map(|(status, n)| Choice::new(tone(status), view.status_word(status), n))
        .collect();
    if choices.len() > 1 {
        filter = filter.statuses(view.t("status"), choices);
    }
    let clauses = distinct("clause");
    if clauses.len() > 1 {
        filter = filter.select(
            Select::new("clause", view.t("clause"), view.t("any"))
                .options(clauses.into_iter().map(|it| (it.clone(), it))),
        );
    }
    let owners = distinct("owner");
    if owners.len() > 1 {
        let title = |key: &String| {
            crate::model::Key::new(key)
                .ok()
                .and_then(|key| view.book.by_key(&key))
                .map_or_else(|| key.clone(), |it| it.title.clone())
        };
        filter = filter.select(
            Select::new("owner", view.t("owner"), view.t("anyone"))
                .options(owners.into_iter().map(|it| (it.clone(), title(&it)))),
        );
    }
    let kinds = distinct("kind");
    if kinds.len() > 1 {
        filter = filter.select(
            Select::new("kind", view.t("kind"), view.t("any"))
                .options(kinds.into_iter().map(|it| (it.clone(), view.t(&it).to_owned()))),
        );
    }
    let n = view.strings().count(rows.len());
    let placeholder = if matrix == Matrix::EvidenceByClause { view.t("find_example") } else { "" };
    Some(filter.search(placeholder).counted(view.strings().fill("all_n", &[("n", &n)]), view.t("n_of_all")))
}

/// Links to the other parts of a matrix whose first page is its first part.
fn other_parts(view: &View<'_>, matrix: Matrix, parts: &Parts<'_>) -> Inlines {
    let links = parts.chunks.iter().enumerate().skip(1).map(|(index, chunk)| {
        Inline::link(view.url(&path(matrix, index)), part_name(view, matrix, &parts.units[chunk.range.clone()]))
    });
    let mut text = Inlines::from(format!("{}:", view.t("see_also")));
    text.0.extend(Inlines::joined(", ", links).0);
    text
}

/// A bar for each requirement, by main clause; in a main clause with much below it by the clauses below it.
fn spectrum(view: &View<'_>, units: &[Unit]) -> Spectrum {
    let standards = &view.book.standards;
    let mut clauses: Vec<(ClauseId, Vec<Tone>)> = Vec::new();
    for unit in units {
        let Unit::Requirement(id) = unit else { continue };
        let requirement = standards.requirement(*id);
        let state =
            if requirement.is_informative { Tone::Na } else { tone(view.book.coverage.requirement(*id).status) };
        let clause = data::group_clause(view.book, requirement.clause);
        match clauses.last_mut() {
            Some((last, states)) if *last == clause => states.push(state),
            _ => clauses.push((clause, vec![state])),
        }
    }
    let bars = clauses.into_iter().map(|(id, states)| {
        let clause = standards.clause(id);
        let n_covered = states.iter().filter(|it| **it == Tone::Covered).count();
        let counts = view
            .strings()
            .fill("covered_of_requirements", &[("n", &n_covered.to_string()), ("all", &states.len().to_string())]);
        let label = format!("{} {}: {counts}", clause.number, clause.title);
        ClauseBars::new(&*clause.number, view.place_url(Place::Clause(id)), label, &states)
    });
    Spectrum::new(view.t("spectrum_label"), bars)
}

/// The first page of a matrix that is split: its parts, and of the requirements those that are not covered.
fn overview(view: &View<'_>, matrix: Matrix, units: &[Unit], chunks: &[Chunk]) -> Page {
    const MAX_OPEN: usize = 120;
    let title = matrix.title(view);
    let mut frame = view.frame(Part::Standard, &*title, matrix.text(view));
    frame.crumbs = view.crumbs(&[("standards/", view.t("standards")), ("matrices/", view.t("matrices"))], &title);
    frame.shell = Shell::Wide;
    let mut page = Page::new(frame, Head::new(&*title).lede(matrix.text(view)).meta(meta(view, matrix, units)));
    if matrix == Matrix::EvidenceByClause {
        let counts = |status: Status| units.iter().filter(|unit| status_of(view.book, **unit) == Some(status)).count();
        let mut key = Key::new(view.t("key"));
        for status in Status::ALL.into_iter().rev() {
            key = key.entry(tone(status), view.status_word(status), counts(status), "");
        }
        let few = units.len() <= 600;
        page = if few { page.intro(spectrum(view, units)) } else { page };
        page = page.intro(key);
    }
    let rows = chunks.iter().enumerate().map(|(index, chunk)| {
        let units = &units[chunk.range.clone()];
        let n_covered = units.iter().filter(|unit| status_of(view.book, **unit) == Some(Status::Covered)).count();
        let worst = units.iter().filter_map(|unit| status_of(view.book, *unit)).max();
        Row::new([
            Cell::new(Inline::link(view.url(&path(matrix, index + 1)), part_name(view, matrix, units))),
            Cell::new(view.strings().count(units.len())),
            Cell::new(worst.map_or(String::new(), |_| view.strings().count(n_covered))),
            Cell::new(worst.map(|it| view.status(it))),
        ])
    });
    let columns = [
        Column::new(view.t("part")),
        Column::new(view.t("rows")).numeric(),
        Column::new(view.t("status_covered")).numeric(),
        Column::new(view.t("worst")),
    ];
    page = page.section(
        Section::new("cb-parts", view.t("parts")).block(Table::new(view.t("parts")).columns(columns).rows(rows)),
    );
    if matrix == Matrix::EvidenceByClause {
        let open: Vec<Unit> = units
            .iter()
            .copied()
            .filter(|unit| {
                status_of(view.book, *unit).is_some_and(|it| !matches!(it, Status::Covered | Status::NotApplicable))
            })
            .collect();
        let section = Section::new("cb-open", view.t("not_covered")).aside(view.strings().count(open.len()));
        page = if open.is_empty() {
            page.section(section.block(Block::paragraph(view.t("all_covered"))))
        } else {
            page.section(section.block(table(view, matrix, &open[..open.len().min(MAX_OPEN)])))
        };
    }
    page
}

fn status_of(book: &Handbook, unit: Unit) -> Option<Status> {
    match unit {
        Unit::Requirement(id) if !book.standards.requirement(id).is_informative => {
            Some(book.coverage.requirement(id).status)
        }
        Unit::Clause(id) if book.standards.clause(id).is_control => Some(book.status_of(Place::Clause(id))),
        _ => None,
    }
}

//! Matrices: everything laid beside everything, in rows that can be filtered and linked to.

use super::block::{
    Block, Cell, ClauseBars, Column, Inline, Inlines, Key, Row, Section, Spectrum, Table, TableStyle, Tone, Width,
};
use super::chrome::Part;
use super::frame::{Head, Pager, Shell};
use super::matrix_cells::{self as cells, bytes};
use super::matrix_filter::{Found, filter};
use super::view::tone;
use super::{Page, View};
use crate::exchange::FileFormat;
use crate::handbook::{Handbook, Status};
use crate::matrices::{self as data, Chunk, Group, Holds, Label, Matrix, Unit, standard_of};
use crate::standards::{ClauseId, Place, Standard};

/// The most bytes that the rows of one page may take by estimate; the frame and an error of the estimate come on top.
const BUDGET: usize = 288_000;

/// What a matrix is called.
pub fn title(view: &View<'_>, matrix: Matrix) -> String {
    view.t(&format!("matrix_{}", matrix.name().replace('-', "_"))).to_owned()
}

/// What it shows, in a sentence.
pub fn text(view: &View<'_>, matrix: Matrix) -> String {
    view.t(&format!("matrix_{}_text", matrix.name().replace('-', "_"))).to_owned()
}

/// The parts of a matrix, each short enough for a page.
fn chunks(book: &Handbook, matrix: Matrix, units: &[Unit]) -> Vec<Chunk> {
    let sizes: Vec<usize> = units.iter().map(|unit| bytes(book, matrix, *unit)).collect();
    let groups: Vec<u64> = units.iter().map(|unit| data::group_of(book, matrix, *unit)).collect();
    let sections: Vec<_> = units.iter().map(|unit| data::section_of(book, matrix, *unit)).collect();
    data::split(&sizes, &groups, &sections, BUDGET)
}

/// Whether the first page shows the first part, because that is all of the first standard. Otherwise the first page of
/// a matrix that is split is an overview.
fn has_first_part(book: &Handbook, matrix: Matrix, units: &[Unit], chunks: &[Chunk]) -> bool {
    match chunks {
        [] | [_] => true,
        [first, second, ..] => {
            let section = |index: usize| units.get(index).and_then(|unit| data::section_of(book, matrix, *unit));
            section(first.range.start) != section(second.range.start)
        }
    }
}

/// Number of parts of a matrix that is too long for one page; 0 where one page will do.
pub fn n_parts(book: &Handbook, matrix: Matrix) -> usize {
    let units = matrix.units(book);
    let chunks = chunks(book, matrix, &units);
    if has_first_part(book, matrix, &units, &chunks) { chunks.len().saturating_sub(1) } else { chunks.len() }
}

/// Path of a matrix, or of a part of it.
pub fn path(matrix: Matrix, part: usize) -> String {
    if part == 0 { format!("matrices/{}/", matrix.name()) } else { format!("matrices/{}/{part}/", matrix.name()) }
}

/// Path of a file of a matrix.
pub fn file_path(matrix: Matrix, extension: &str) -> String {
    format!("matrices/{}.{extension}", matrix.name())
}

/// Links to the files of a matrix, in one quiet line.
fn files(view: &View<'_>, matrix: Matrix) -> Inlines {
    let links = FileFormat::ALL
        .iter()
        .map(|it| Inline::link(view.url(&file_path(matrix, it.extension())), it.extension().to_uppercase()));
    Inlines::joined(", ", links)
}

/// All matrices.
pub fn index(view: &View<'_>) -> Page {
    let name = view.t("matrices").to_owned();
    let mut frame = view.frame(Part::Standard, &*name, view.t("matrices_lede"));
    frame.crumbs = view.crumbs(&[("standards/", view.t("standards"))], &name);
    let rows = Matrix::ALL.iter().map(|matrix| {
        let n = matrix.units(view.book).len();
        Row::new([
            Inlines::from(Inline::link(view.url(&path(*matrix, 0)), title(view, *matrix))),
            text(view, *matrix).into(),
            view.strings().count(n).into(),
            Inline::small(files(view, *matrix)).into(),
        ])
    });
    let columns = [
        Column::new(view.t("matrix_col")),
        Column::new(view.t("what_it_shows")),
        Column::new(view.t("rows")).numeric(),
        Column::new(view.t("files")).width(Width::Id).nosort(),
    ];
    Page::new(frame, Head::new(&*name).lede(view.t("matrices_lede")))
        .intro(Table::new(&*name).columns(columns).rows(rows))
}

/// A matrix, or a part of it.
pub fn page(view: &View<'_>, matrix: Matrix, part: usize) -> Page {
    let units = matrix.units(view.book);
    let chunks = chunks(view.book, matrix, &units);
    if chunks.len() < 2 {
        return table_page(view, matrix, &units, None);
    }
    let first = usize::from(!has_first_part(view.book, matrix, &units, &chunks));
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
        Unit::Topic(number) | Unit::Document(number) | Unit::Location(number) => (number + 1).to_string(),
    };
    let (Some(first), Some(last)) = (units.first(), units.last()) else { return title(view, matrix) };
    let standard = standard_of(view.book, *first).map(|id| view.book.standards.standard(id).title().to_owned());
    let (first, last) = (name(first), name(last));
    let range = if first == last { first } else { view.strings().fill("from_to", &[("from", &first), ("to", &last)]) };
    standard.map_or(range.clone(), |standard| format!("{standard}, {range}"))
}

fn table_page(view: &View<'_>, matrix: Matrix, units: &[Unit], parts: Option<&Parts<'_>>) -> Page {
    let own = title(view, matrix);
    let title = match parts {
        Some(_) => format!("{own}: {}", part_name(view, matrix, units)),
        None => own.clone(),
    };
    let mut frame = view.frame(Part::Standard, &*title, text(view, matrix));
    let whole = path(matrix, 0);
    let matrices = view.t("matrices").to_owned();
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
        page = page.intro(spectrum(view, units));
    }
    let rows = matrix.rows(view.book, units);
    let is_filtered = rows.len() >= MIN_FILTERED || parts.is_some();
    let mut shown = Found::default();
    shown.add(&rows);
    let others = parts.filter(|it| it.first == 0 && it.index == 0).map(|it| {
        let (list, found) = parts_table(view, matrix, it.units, &it.chunks[1..], 1);
        shown.widen(found);
        Section::new("cb-parts", view.t("see_also")).block(list)
    });
    let mut table = table(view, matrix, rows);
    if table.is_empty() {
        page = page.intro(Block::paragraph(view.t("empty_register")));
    } else {
        if is_filtered {
            let bar = filter(view, &shown, table.n_rows());
            let bar = if parts.is_some() { bar.carry(view.url(&whole)).also("cb-part-list") } else { bar };
            table = table.filter(bar);
        }
        page = page.intro(table);
    }
    page = page.sections(others);
    if let Some(parts @ Parts { index, chunks, units: all, .. }) = parts {
        let link = |index: usize| {
            let chunk = chunks.get(index)?;
            Some((view.url(&path(matrix, index + parts.first)), part_name(view, matrix, &all[chunk.range.clone()])))
        };
        page = page.pager(Pager::new(index.checked_sub(1).and_then(link), link(index + 1)));
    }
    page
}

/// Fewer rows are read faster than filtered.
const MIN_FILTERED: usize = 12;

/// Standards, their counts and editions, and the files, in quiet lines.
fn meta(view: &View<'_>, matrix: Matrix, units: &[Unit]) -> Inlines {
    let mut standards: Vec<&Standard> = Vec::new();
    for unit in units {
        if let Some(id) = standard_of(view.book, *unit).filter(|id| !standards.iter().any(|it| it.id == *id)) {
            standards.push(view.book.standards.standard(id));
        }
    }
    let mut meta = if standards.is_empty() {
        Inlines::from(text(view, matrix))
    } else {
        let lines = standards.into_iter().map(|standard| super::clause::edition(view, standard));
        Inlines::from(lines.collect::<Vec<_>>().join(" "))
    };
    meta.push(Inline::text(view.t("all_of_it_as")));
    meta.0.extend(files(view, matrix).0);
    meta
}

fn table(view: &View<'_>, matrix: Matrix, rows: Vec<data::Row>) -> Table {
    let columns = matrix.columns(view.book).into_iter().map(|column| {
        let label = match &column.label {
            Label::Word(name) => view.t(name),
            Label::Text(text) => text,
        };
        let width = match column.holds {
            Holds::Id => Width::Id,
            Holds::State => Width::State,
            Holds::Name => Width::Name,
            Holds::Source => Width::Source,
            Holds::Prose => Width::Auto,
        };
        let shown = Column::new(label).width(width);
        // A column that is named by a text, such as one of an audit, is one of many alike.
        let is_alike = matches!(column.label, Label::Text(_));
        if width == Width::Auto || is_alike { shown.nosort() } else { shown }
    });
    let style = match matrix {
        Matrix::EvidenceByClause
        | Matrix::ClausesByDocument
        | Matrix::ClausesByEvidence
        | Matrix::Applicability
        | Matrix::DocumentedInformation => TableStyle::Matrix,
        _ => TableStyle::Stack,
    };
    let mut table = Table::new(title(view, matrix)).id("cb-matrix").style(style).sortable().columns(columns);
    let mut group: Option<Group> = None;
    for row in rows {
        if group.as_ref() != Some(&row.group) {
            if row.group != Group::All {
                table = table.group(heading(view, matrix, &row.group));
            }
            group = Some(row.group.clone());
        }
        table.push(cells::row(view, &row));
    }
    table
}

fn heading(view: &View<'_>, matrix: Matrix, group: &Group) -> super::block::Group {
    use super::block::Group as Heading;
    match group {
        Group::Clause(id) => {
            let clause = view.book.standards.clause(*id);
            let counts = view.book.coverage.clause(*id).counts;
            let title = format!("{} {}", clause.number, clause.title);
            let heading = Heading::new(Inline::link(view.place_url(Place::Clause(*id)), title))
                .id(format!("c-{}", data::anchor(view.book, Place::Clause(clause.id)).trim_start_matches("m-")));
            // How far a clause is covered says nothing about what audits looked at.
            if counts.n_requirements == 0 || matrix == Matrix::AuditCoverage {
                return heading;
            }
            let (n, all) = (counts.n_covered.to_string(), counts.n_applicable().to_string());
            heading.note(view.strings().fill("covered_of", &[("n", &n), ("all", &all)]))
        }
        Group::Entry(id) => Heading::new(view.link(*id)).note(view.book.entry(*id).key.as_str()),
        Group::Kind(kind) => Heading::new(view.t(super::entry_frame::register_title(*kind))),
        Group::Year(year) => Heading::new(year.to_string()),
        Group::Word(name) => Heading::new(view.t(name)),
        Group::Text(text) => Heading::new(text.as_str()),
        Group::All => Heading::default(),
    }
}

/// Parts of a matrix, the first of which has this number, and what their rows can be filtered by: a filter in the
/// address leads to the parts that have such rows.
fn parts_table(view: &View<'_>, matrix: Matrix, units: &[Unit], chunks: &[Chunk], first: usize) -> (Table, Found) {
    let mut all = Found::default();
    let rows: Vec<Row> = chunks
        .iter()
        .enumerate()
        .map(|(index, chunk)| {
            let units = &units[chunk.range.clone()];
            let n_covered = units.iter().filter(|it| status_of(view.book, **it) == Some(Status::Covered)).count();
            let worst = units.iter().filter_map(|unit| status_of(view.book, *unit)).max();
            let mut found = Found::default();
            found.add(&matrix.rows(view.book, units));
            let row = Row::new([
                Cell::new(Inline::link(view.url(&path(matrix, index + first)), part_name(view, matrix, units))),
                Cell::new(view.strings().count(units.len())),
                Cell::new(worst.map_or(String::new(), |_| view.strings().count(n_covered))),
                Cell::new(worst.map(|it| view.status(it))),
            ]);
            let row = found.mark(row);
            all.merge(found);
            row
        })
        .collect();
    let columns = [
        Column::new(view.t("part")),
        Column::new(view.t("rows")).numeric(),
        Column::new(view.t("status_covered")).numeric(),
        Column::new(view.t("worst")),
    ];
    (Table::new(view.t("parts")).id("cb-part-list").columns(columns).rows(rows), all)
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
    let title = title(view, matrix);
    let mut frame = view.frame(Part::Standard, &*title, text(view, matrix));
    frame.crumbs = view.crumbs(&[("standards/", view.t("standards")), ("matrices/", view.t("matrices"))], &title);
    frame.shell = Shell::Wide;
    let mut page = Page::new(frame, Head::new(&*title).lede(text(view, matrix)).meta(meta(view, matrix, units)));
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
    let (list, found) = parts_table(view, matrix, units, chunks, 1);
    let bar = filter(view, &found, list.n_rows()).carry(view.url(&path(matrix, 0)));
    let bar = if matrix == Matrix::EvidenceByClause { bar.also("cb-matrix") } else { bar };
    page = page.section(Section::new("cb-parts", view.t("parts")).block(list.filter(bar)));
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
            page.section(section.block(table(view, matrix, matrix.rows(view.book, &open[..open.len().min(MAX_OPEN)]))))
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

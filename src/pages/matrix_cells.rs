//! Rows of matrices on a page: long cells are cut, and say where all of it stands.

use super::block::{Cell, Inline, Inlines, Row, Tone};
use super::evidence_cells::{age_tone, days_between, place_link, state_tag};
use super::view::tone;
use super::{View, doubt};
use crate::handbook::{DocumentState, Handbook};
use crate::matrices::{self as data, About, Facet, Item, Matrix, State, Unit, Weakness};
use crate::model::kinds::Step;
use crate::model::{Data, EntryId};

/// The most places in documents in a cell.
const MAX_PARTS: usize = 3;
/// The most records in a cell.
const MAX_RECORDS: usize = 2;
/// The most chips in a cell.
const MAX_CHIPS: usize = 40;
/// The most names in a cell, and the most things in one line of it.
const MAX_NAMES: usize = 8;

/// A row as the theme draws it.
pub(super) fn row(view: &View<'_>, row: &data::Row) -> Row {
    let cells = row.cells.iter().map(|it| cell(view, it, row));
    let mut drawn = Row::new(cells.collect::<Vec<_>>()).id(&*row.id);
    if let Some(state) = row.state {
        drawn = drawn.tone(state_tone(state)).data("status", state.name());
    }
    let mut facets: Vec<&(Facet, String)> = row.facets.iter().collect();
    facets.sort_unstable();
    for (facet, value) in facets {
        drawn = drawn.data(facet.name(), &**value);
    }
    drawn
}

fn cell(view: &View<'_>, cell: &data::Cell, row: &data::Row) -> Cell {
    let n = n_shown(view.book, &cell.items);
    let more = (cell.items.len() > n).then(|| more(view, cell.items.len() - n, row.about));
    let items = cell.items.iter().take(n).map(|it| item(view, it, row)).chain(more);
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

/// How many of the things in a cell a page shows: of evidence what counts, or else the newest that did.
fn n_shown(book: &Handbook, items: &[Item]) -> usize {
    let most = match items.first() {
        Some(Item::Evidence { .. }) => {
            let is_current = |it: &&Item| matches!(it, Item::Evidence { until, .. } if *until >= book.as_of);
            items.iter().filter(is_current).count().clamp(1, MAX_RECORDS)
        }
        Some(Item::Part { .. }) => MAX_PARTS,
        Some(Item::Key(_)) => 4,
        Some(Item::Place(_)) => MAX_CHIPS,
        _ => MAX_NAMES,
    };
    items.len().min(most)
}

fn more(view: &View<'_>, n: usize, about: About) -> Inlines {
    let text = view.strings().fill("n_more", &[("n", &view.strings().count(n))]);
    match about {
        About::Place(place) => Inline::link(view.place_url(place), text).into(),
        About::Entry(id) => Inline::link(view.entry_url(id, None), text).into(),
        About::Nothing => Inline::muted(text).into(),
    }
}

/// The tone of a state.
pub(super) fn state_tone(state: State) -> Tone {
    match state {
        State::Status(status) => tone(status),
        State::Informative => Tone::Na,
        State::Document(DocumentState::InForce) | State::Coming => Tone::Plain,
        State::Document(DocumentState::Overdue) | State::Overdue => Tone::Late,
        State::Document(DocumentState::NotInForce) | State::Open => Tone::Partial,
        State::Valid => Tone::Fresh,
        State::RanOut => Tone::Stale,
        State::Agrees | State::Audited | State::OnTime | State::Closed => Tone::Ok,
        State::Disagrees | State::NotPlanned | State::Never => Tone::Gap,
        State::Planned | State::DueSoon => Tone::Due,
    }
}

/// A state: in a register of requirements with its glyph, elsewhere as a label; what is the rule stays quiet.
fn state(view: &View<'_>, state: State) -> Inline {
    let word = view.t(state.word());
    match state {
        State::Status(_) => Inline::status(state_tone(state), word),
        State::Informative | State::Document(DocumentState::InForce) | State::Coming | State::Valid => {
            Inline::muted(word)
        }
        _ => Inline::tag(state_tone(state), word),
    }
}

fn item(view: &View<'_>, it: &Item, row: &data::Row) -> Inlines {
    match it {
        Item::Text(text) | Item::Where(text) => text.as_str().into(),
        Item::Word(name) => view.t(name).into(),
        Item::Anchor(number) => Inline::anchor(&*row.id, number).into(),
        Item::State(it) => state(view, *it).into(),
        Item::Conflict(word, about) => tagged(view, (Tone::Gap, word), about, row),
        Item::Remark(word, about) => tagged(view, (Tone::Due, word), about, row),
        Item::Part { entry, anchor, state, weakness } => {
            // The row says already which entry it is about.
            let own = anchor.as_deref().filter(|_| row.about == About::Entry(*entry));
            let own = own.and_then(|anchor| Some((anchor, view.part_title(*entry, anchor)?)));
            let mut part = Inlines::from(match own {
                Some((anchor, title)) => Inline::link(view.entry_url(*entry, Some(anchor)), title),
                None => place_link(view, *entry, anchor.as_deref()),
            });
            if let Some(tag) = state_tag(view, *entry, *state) {
                part.push(tag);
            }
            match weakness {
                Some(it @ Weakness::Contradicted) => part.push(Inline::tag(Tone::Partial, view.t(it.word()))),
                Some(it @ Weakness::Broad) => part.push(Inline::muted(view.t(it.word()))),
                None => {}
            }
            part
        }
        Item::Evidence { entry, on, until } => {
            let as_of = view.book.as_of;
            let key = Inline::link(view.entry_url(*entry, None), view.book.entry(*entry).key.as_str());
            let age = view.strings().fill("age_short", &[("n", &days_between(*on, as_of).to_string())]);
            // Fresh evidence is the rule, and stays quiet.
            let mut line = match age_tone(*on, *until, as_of) {
                Tone::Fresh => Inlines::from([key, Inline::muted(format!("{}, {age}", view.strings().date(*on)))]),
                tone => Inlines::from([key, Inline::muted(view.strings().date(*on)), Inline::tag(tone, age)]),
            };
            line.0.extend(doubt::tags(view, *entry).0);
            line
        }
        Item::Entry(id) => view.link(*id).into(),
        Item::Key(id) => Inline::link(view.entry_url(*id, None), view.book.entry(*id).key.as_str()).into(),
        Item::Place(place) => view.chip(*place).into(),
        Item::Clause(id) => view.clause_link(*id).into(),
        Item::Day(day) => view.day(*day).into(),
        Item::Count(n) => view.strings().count(*n).into(),
        Item::Money(money) => view.money(money).into(),
        Item::Target(target) => view.target(target).into(),
        Item::Every(interval) => view.every(*interval).into(),
        Item::Aside(items) => {
            let mut html = String::from("(");
            for (number, it) in items.iter().enumerate() {
                html.push_str(if number > 0 { " " } else { "" });
                item(view, it, row).write_html(&mut html);
            }
            html.push(')');
            Inline::html(html).into()
        }
        Item::Line(items) => {
            let n = items.len().min(MAX_NAMES);
            let more = (items.len() > n).then(|| more(view, items.len() - n, row.about));
            let things = items.iter().take(n).enumerate().map(|(number, it)| {
                // Names side by side would read as one.
                let dot = (number > 0 && matches!(it, Item::Entry(_))).then(|| Inline::text("·"));
                dot.into_iter().chain(item(view, it, row).0).collect()
            });
            things.chain(more).flat_map(|it: Inlines| it.0).collect()
        }
    }
}

/// A word as a label, and what it is about.
fn tagged(view: &View<'_>, (tone, word): (Tone, &str), about: &[Item], row: &data::Row) -> Inlines {
    let about = about.iter().flat_map(|it| item(view, it, row).0);
    std::iter::once(Inline::tag(tone, view.t(word))).chain(about).collect()
}

/// About how many bytes the rows of a unit become on a page: never much too few.
pub(super) fn bytes(book: &Handbook, matrix: Matrix, unit: Unit) -> usize {
    const ROW: usize = 480;
    const LINK: usize = 130;
    const CHIP: usize = 210;
    match unit {
        Unit::Requirement(id) => {
            let known = book.coverage.requirement(id);
            let requirement = book.standards.requirement(id);
            let key = |id: EntryId| book.entry(id).key.as_str().len();
            let documents = known.documented_by.iter().take(MAX_PARTS).map(|it| {
                let anchor = it.anchor.as_ref().map_or_else(|| book.entry(it.entry).title.len(), |it| it.len() + 40);
                let is_marked = it.state != DocumentState::InForce || !it.is_exact;
                70 + 2 * key(it.entry) + anchor + if is_marked { 110 } else { 0 }
            });
            let records = known.evidence.iter().take(MAX_RECORDS).map(|it| 140 + 2 * key(it.entry));
            let rows: usize = documents.chain(records).sum();
            ROW + 150 + requirement.asks.len() + rows + known.findings.len().min(4) * LINK
        }
        Unit::Entry(id) => {
            let entry = book.entry(id);
            match (matrix, &entry.data) {
                (Matrix::Responsibilities, Some(Data::Process(it))) => 800 + steps_bytes(&it.steps),
                (Matrix::Responsibilities, Some(Data::Procedure(it))) => 800 + steps_bytes(&it.steps),
                // Each of its four cells is cut.
                (Matrix::Responsibilities, _) => ROW + book.graph.to(id).len().min(4 * MAX_PARTS) * CHIP,
                (Matrix::Services, Some(Data::Service(it))) => {
                    let n_lines = it.requirements.len().min(MAX_PARTS)
                        + it.capacity.len().min(MAX_NAMES)
                        + 2 * it.depends_on.len().min(MAX_NAMES)
                        + book.graph.to(id).len().min(2 * MAX_NAMES);
                    3 * ROW + n_lines * CHIP
                }
                (Matrix::OtherParties, Some(Data::Supplier(it))) => {
                    let words: usize = it.provides.iter().map(|it| it.what.text.len()).sum::<usize>()
                        + it.controls.iter().map(|it| it.what.text.len()).sum::<usize>();
                    let n_links: usize =
                        it.provides.iter().map(|it| (it.what_for.len() + it.clauses.len()).min(MAX_NAMES)).sum();
                    2 * ROW + words + (n_links + book.graph.to(id).len().min(MAX_NAMES)) * CHIP
                }
                (Matrix::AuditCoverage, _) => audit_row_bytes(),
                _ => {
                    let n_claims = book.claims_of(id).count();
                    let rows = parts_of(book, id).max(1);
                    ROW * rows + n_claims.min(MAX_CHIPS * rows) * CHIP + (MAX_RECORDS + 6) * LINK
                }
            }
        }
        Unit::Clause(_) | Unit::Location(_) if matrix == Matrix::AuditCoverage => audit_row_bytes(),
        Unit::Topic(_) => ROW + 8 * CHIP + MAX_NAMES * 3 * CHIP,
        Unit::Clause(_) | Unit::Document(_) | Unit::Location(_) => ROW + 8 * CHIP,
    }
}

/// A day in each of at most a dozen columns.
fn audit_row_bytes() -> usize {
    1_900
}

fn steps_bytes(steps: &[Step]) -> usize {
    let keys = |step: &Step| {
        let raci = step
            .raci
            .as_ref()
            .map_or(0, |it| it.responsible.len() + it.accountable.len() + it.consulted.len() + it.informed.len());
        step.by.len() + raci + 1
    };
    steps.iter().map(|step| 460 + step.what.text.len() + keys(step) * 130).sum()
}

/// How many parts of an entry claim something, the whole counted as one.
fn parts_of(book: &Handbook, id: EntryId) -> usize {
    let mut anchors: Vec<Option<&str>> = book.claims_of(id).map(|claim| claim.anchor.as_deref()).collect();
    anchors.sort_unstable();
    anchors.dedup();
    anchors.len()
}

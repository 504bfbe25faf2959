//! Registers: all entries of a kind as a table, split where one page would be too long.

use super::block::{Block, Cell, Choice, Column, Filter, Inline, Inlines, Row, Section, Select, Table, Tone, Width};
use super::chrome::Part;
use super::entry::part_of;
use super::evidence_cells::{self as cells, due_tag};
use super::frame::{Head, Pager, Shell};
use super::{Page, View, actions, audit, calendar, control, entry_frame, finding, improvement, objective, prose, risk};
use crate::handbook::{Handbook, PromiseState};
use crate::model::kinds::{AgreementType, CustomerType, SupplierType};
use crate::model::{Data, Entry, EntryId, Kind};

/// The most rows of a page.
const MAX_ROWS: usize = 400;
/// The most bytes that the rows of one page may take by estimate.
const BUDGET: usize = 200_000;
/// The most chips of what an entry meets.
const MAX_CHIPS: usize = 6;

/// A part of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RegisterPart {
    /// What it is called: a year, or the first and the last key.
    title: String,
    /// Its entries.
    ids: Vec<EntryId>,
}

/// The entries of a kind in the order of their register: what has a day by that, the newest first.
fn ordered(book: &Handbook, kind: Kind) -> Vec<EntryId> {
    let mut ids: Vec<EntryId> = book.of_kind(kind).map(|entry| entry.id).collect();
    let day = |id: &EntryId| match &book.entry(*id).data {
        Some(Data::Record(it)) => Some(it.on.value),
        Some(Data::Review(it)) => Some(it.on.value),
        Some(Data::Audit(it)) => it.done.map(|it| it.value).or(it.planned.as_ref().map(|it| it.value.start)),
        Some(Data::Finding(it)) => Some(it.found.value),
        Some(Data::Improvement(it)) => Some(it.proposed.value),
        _ => None,
    };
    match kind {
        Kind::Record | Kind::Review | Kind::Audit | Kind::Finding | Kind::Improvement => {
            ids.sort_by_key(|id| std::cmp::Reverse(day(id)));
        }
        Kind::Risk => {
            let score = |id: &EntryId| match &book.entry(*id).data {
                Some(Data::Risk(it)) => {
                    let is_risk = it.risk_type.value == crate::model::kinds::RiskType::Risk;
                    (is_risk, risk::after(it).or(risk::before(it)).map_or(0, |(a, b)| u64::from(a) * u64::from(b)))
                }
                _ => (false, 0),
            };
            ids.sort_by_key(|id| std::cmp::Reverse(score(id)));
        }
        _ => {}
    }
    ids
}

/// About how many bytes the row of an entry takes.
fn bytes(book: &Handbook, entry: &Entry) -> usize {
    let summary = entry.summary().map_or(0, |it| it.text.len());
    let n_claims = book.claims_of(entry.id).take(MAX_CHIPS).count();
    900 + 2 * entry.title.len() + summary.min(300) + n_claims * 210
}

/// Splits rows of these sizes into runs of at most so many rows and bytes; every row is in one run.
fn runs(sizes: &[usize]) -> Vec<std::ops::Range<usize>> {
    let mut runs = Vec::new();
    let (mut start, mut total) = (0, 0);
    for (index, size) in sizes.iter().enumerate() {
        if index > start && (total + size > BUDGET || index - start == MAX_ROWS) {
            runs.push(start..index);
            (start, total) = (index, 0);
        }
        total += size;
    }
    if start < sizes.len() {
        runs.push(start..sizes.len());
    }
    runs
}

/// The parts of a register; one where a page will do. Records are split by year first.
fn parts(book: &Handbook, kind: Kind) -> Vec<RegisterPart> {
    let ids = ordered(book, kind);
    let sizes: Vec<usize> = ids.iter().map(|id| bytes(book, book.entry(*id))).collect();
    if runs(&sizes).len() < 2 {
        return vec![RegisterPart { title: String::new(), ids }];
    }
    let year = |id: &EntryId| match &book.entry(*id).data {
        Some(Data::Record(it)) => it.on.value.year().to_string(),
        _ => String::new(),
    };
    let mut parts = Vec::new();
    let mut at = 0;
    for group in ids.chunk_by(|a, b| year(a) == year(b)) {
        let runs = runs(&sizes[at..at + group.len()]);
        let is_cut = runs.len() > 1;
        for run in runs {
            let ids = group[run].to_vec();
            let key = |id: Option<&EntryId>| id.map_or("", |id| book.entry(*id).key.as_str());
            let range = format!("{} – {}", key(ids.first()), key(ids.last()));
            let year = year(&group[0]);
            let title = match (year.is_empty(), is_cut) {
                (true, _) => range,
                (false, false) => year,
                (false, true) => format!("{year}: {range}"),
            };
            parts.push(RegisterPart { title, ids });
        }
        at += group.len();
    }
    parts
}

/// Number of parts of a register that is too long for one page; 0 where one page will do. The calendar shows promises
/// of all kinds, and is as long as they are.
pub fn n_parts(book: &Handbook, kind: Kind) -> usize {
    let n = if kind == Kind::Activity { book.promises.len().div_ceil(MAX_PROMISES) } else { parts(book, kind).len() };
    if n > 1 { n } else { 0 }
}

/// The most promises of a page.
const MAX_PROMISES: usize = 150;

/// Path of a register, or of a part of it. A key begins with a letter, so a number is never an entry's address.
pub fn path(kind: Kind, part: usize) -> String {
    if part == 0 { format!("{}/", kind.address()) } else { format!("{}/{part}/", kind.address()) }
}

/// All entries of a kind, or a part of them.
pub fn page(view: &View<'_>, kind: Kind, part: usize) -> Page {
    if kind == Kind::Activity {
        return calendar_page(view, part);
    }
    let parts = parts(view.book, kind);
    match (parts.as_slice(), part) {
        ([only], _) => table_page(view, kind, only, None),
        (parts, 0) => {
            let rows = parts.iter().enumerate().map(|(index, part)| (index + 1, part.title.clone(), part.ids.len()));
            overview(view, kind, rows.collect())
        }
        (parts, part) => match parts.get(part - 1) {
            Some(shown) => {
                let link = |index: usize| Some((view.url(&path(kind, index + 1)), parts.get(index)?.title.clone()));
                let pager = Pager::new((part - 1).checked_sub(1).and_then(link), link(part));
                table_page(view, kind, shown, Some(pager))
            }
            None => overview(view, kind, Vec::new()),
        },
    }
}

fn frame(view: &View<'_>, kind: Kind, part: &str) -> (super::frame::Frame, Head) {
    let title = view.t(entry_frame::register_title(kind)).to_owned();
    let lede = lede(view, kind);
    let register = path(kind, 0);
    let room = [("audit/", view.t("audit_room"))];
    let above: &[(&str, &str)] = if part_of(kind) == Part::Audit { &room } else { &[] };
    if part.is_empty() {
        let mut frame = view.frame(part_of(kind), &*title, &*lede);
        frame.crumbs = view.crumbs(above, &title);
        frame.shell = Shell::NoRail;
        return (frame, Head::new(title).lede(lede));
    }
    let mut frame = view.frame(part_of(kind), format!("{title}: {part}"), &*lede);
    let above: Vec<(&str, &str)> = above.iter().copied().chain([(register.as_str(), title.as_str())]).collect();
    frame.crumbs = view.crumbs(&above, part);
    frame.shell = Shell::NoRail;
    (frame, Head::new(format!("{title}: {part}")))
}

/// What a register is for, in a sentence.
fn lede(view: &View<'_>, kind: Kind) -> String {
    let name = format!("register_{}", kind.word().replace(' ', "_"));
    let text = view.t(&name);
    if text == name { String::new() } else { text.to_owned() }
}

fn overview(view: &View<'_>, kind: Kind, parts: Vec<(usize, String, usize)>) -> Page {
    let (frame, head) = frame(view, kind, "");
    let rows = parts.into_iter().map(|(part, title, n)| {
        Row::new([Inlines::from(Inline::link(view.url(&path(kind, part)), title)), view.strings().count(n).into()])
    });
    let columns = [Column::new(view.t("part")), Column::new(view.t("entries")).numeric()];
    Page::new(frame, head).intro(Table::new(view.t("parts")).columns(columns).rows(rows))
}

fn table_page(view: &View<'_>, kind: Kind, part: &RegisterPart, pager: Option<Pager>) -> Page {
    let (frame, head) = frame(view, kind, &part.title);
    let mut page = Page::new(frame, head);
    if part.ids.is_empty() {
        let word = if kind == Kind::Record { "empty_records" } else { "empty_register" };
        return page.intro(Block::paragraph(view.t(word)));
    }
    if kind == Kind::Risk {
        if let Some(heat) = risk::heat(view, &part.ids) {
            page = page.section(
                Section::new("cb-heat", view.t("risk_matrix"))
                    .block(heat)
                    .block(Block::remark(view.t("risk_matrix_hint"))),
            );
        }
        page = page.section(Section::new("cb-all", view.t("register")).block(table(view, kind, &part.ids)));
    } else {
        page = page.intro(table(view, kind, &part.ids));
    }
    match pager {
        Some(pager) => page.pager(pager),
        None => page,
    }
}

/// Entries of a kind as a table, with a bar of filters where there are many.
fn table(view: &View<'_>, kind: Kind, ids: &[EntryId]) -> Table {
    const MIN_FILTERED: usize = 12;
    let mut table =
        Table::new(view.t(entry_frame::register_title(kind))).id("cb-register").sortable().columns(columns(view, kind));
    for id in ids {
        let entry = view.book.entry(*id);
        let mut row = row(view, kind, *id).id(entry.key.as_str().to_lowercase());
        if let Some(owner) = entry.owner() {
            row = row.data("owner", owner.key.as_str());
        }
        table.push(row);
    }
    if ids.len() < MIN_FILTERED {
        return table;
    }
    let filter = filter(view, &table);
    table.filter(filter)
}

fn filter(view: &View<'_>, table: &Table) -> Filter {
    let rows = || table.groups.iter().flat_map(|group| &group.rows);
    let distinct = |name: &str| {
        let mut values: Vec<(String, usize)> = Vec::new();
        for (_, value) in rows().flat_map(|row| &row.data).filter(|(it, _)| it == name) {
            match values.iter_mut().find(|(known, _)| known == value) {
                Some((_, n)) => *n += 1,
                None => values.push((value.clone(), 1)),
            }
        }
        values
    };
    let mut filter = Filter::new(view.t("filter"));
    let statuses = distinct("status");
    if statuses.len() > 1 {
        let choices = statuses.into_iter().map(|(value, n)| {
            let (tone, word) = status_word(&value);
            Choice::new(tone, view.t(word), n).value(value)
        });
        filter = filter.statuses(view.t("state"), choices);
    }
    for (name, any) in [("kind", "any"), ("owner", "anyone")] {
        let mut values = distinct(name);
        values.sort();
        if values.len() > 1 {
            let shown = |value: &str| match crate::model::Key::new(value).ok().and_then(|key| view.book.by_key(&key)) {
                Some(entry) => entry.title.clone(),
                None => view.t(value).to_owned(),
            };
            let label = if name == "kind" { "type" } else { name };
            filter = filter.select(
                Select::new(name, view.t(label), view.t(any))
                    .options(values.into_iter().map(|(value, _)| (value.clone(), shown(&value)))),
            );
        }
    }
    let n = view.strings().count(table.n_rows());
    filter.search("").counted(view.strings().fill("all_n", &[("n", &n)]), view.t("n_of_all"))
}

/// The tone and the word of a state that rows of registers carry.
fn status_word(value: &str) -> (Tone, &'static str) {
    match value {
        "open" => (Tone::Partial, "not_done"),
        "closed" => (Tone::Ok, "finding_closed"),
        "fresh" => (Tone::Fresh, "in_time"),
        "due" => (Tone::Due, "due_soon"),
        "stale" => (Tone::Stale, "ran_out"),
        "late" => (Tone::Late, "overdue"),
        "gap" => (Tone::Gap, "never"),
        "ok" => (Tone::Ok, "on_time"),
        "coming" => (Tone::Plain, "coming"),
        _ => (Tone::Plain, "unknown"),
    }
}

fn columns(view: &View<'_>, kind: Kind) -> Vec<Column> {
    let names: &[&str] = match kind {
        Kind::Finding => return finding::columns(view),
        Kind::Audit => return audit::columns(view),
        Kind::Record => &["date_col", "record", "age", "valid_until", "evidence_of", "proves"],
        Kind::Risk => &["title", "type", "level", "treatment", "residual", "actions", "next_review", "owner"],
        Kind::Objective => &["title", "target", "latest", "by_when", "actions", "owner"],
        Kind::Review => &["title", "held", "chair", "decisions", "minutes"],
        Kind::Improvement => &["title", "proposed", "decision", "due", "target", "reached", "owner"],
        Kind::Supplier => &["title", "type", "gives_us", "last_review", "next_review", "owner"],
        Kind::Agreement => &["title", "type", "with", "services", "since", "until", "next_review", "owner"],
        Kind::Customer => &["title", "type", "services", "contact", "satisfaction", "complaints"],
        Kind::Issue => &["title", "source", "effect", "climate", "leads_to", "owner"],
        Kind::Party => &["title", "needs_of", "met_by", "owner"],
        Kind::Competence => &["title", "roles", "how", "renew", "shown", "planned"],
        Kind::Service => &["title", "group", "lifecycle", "criticality", "owner"],
        Kind::Role => &["title", "purpose", "held_by"],
        kind if kind.is_controlled() => &["title", "version", "state", "next_review", "owner", "meets"],
        _ => &["title", "owner", "meets"],
    };
    let is_prose = |name: &str| {
        matches!(name, "proves" | "meets" | "how" | "effect" | "gives_us" | "purpose" | "met_by" | "needs_of")
    };
    let column = |name: &&str| {
        let column = Column::new(view.t(name));
        let column = if is_prose(name) { column.nosort() } else { column };
        if *name == "date_col" { column.width(Width::Id) } else { column }
    };
    names.iter().map(column).collect()
}

/// Title with key, and the summary below.
fn name_cell(view: &View<'_>, entry: &Entry) -> Cell {
    let mut name = Inlines::from(view.link(entry.id));
    let mut small = Inlines::from(Inline::code(entry.key.as_str()));
    if let Some(summary) = entry.summary() {
        small.push(Inline::text(prose::plain(&summary.text)));
    }
    if entry.is_broken() {
        name.push(Inline::tag(Tone::Gap, view.t("cannot_be_read")));
    }
    name.push(Inline::small(small));
    Cell::new(name).sort(entry.title.to_lowercase())
}

/// What an entry meets: a few chips, then a count that leads to the entry.
fn chips(view: &View<'_>, id: EntryId) -> Inlines {
    let mut places: Vec<crate::standards::Place> = Vec::new();
    let mut n = 0;
    for claim in view.book.claims_of(id) {
        if !places.contains(&claim.place) {
            n += 1;
            if places.len() < MAX_CHIPS {
                places.push(claim.place);
            }
        }
    }
    let mut chips: Inlines = places.into_iter().map(|it| view.chip(it)).collect();
    if n > MAX_CHIPS {
        chips.push(Inline::muted(view.strings().fill("n_more", &[("n", &(n - MAX_CHIPS).to_string())])));
    }
    chips
}

fn day(view: &View<'_>, day: Option<jiff::civil::Date>) -> Cell {
    day.map_or_else(Cell::default, |it| Cell::new(view.day(it)).sort(it.to_string()))
}

fn due(view: &View<'_>, day: Option<jiff::civil::Date>) -> Cell {
    day.map_or_else(Cell::default, |it| Cell::new(due_tag(view, it)).sort(it.to_string()))
}

/// A few links, then a count.
fn some_keys(view: &View<'_>, keys: &[crate::model::KeyRef]) -> Inlines {
    const MAX_KEYS: usize = 4;
    let mut links = view.keys(&keys[..keys.len().min(MAX_KEYS)]);
    if keys.len() > MAX_KEYS {
        links.push(Inline::muted(view.strings().fill("n_more", &[("n", &(keys.len() - MAX_KEYS).to_string())])));
    }
    links
}

fn row(view: &View<'_>, kind: Kind, id: EntryId) -> Row {
    let entry = view.book.entry(id);
    let book = view.book;
    let name = || name_cell(view, entry);
    let owner = || Cell::new(view.owner(entry));
    let review_due = || book.promises_of(id).find(|it| it.is_review).and_then(|it| it.due);
    match (kind, &entry.data) {
        (Kind::Finding, _) => finding::row(view, id),
        (Kind::Audit, _) => audit::row(view, id),
        (_, Some(Data::Record(record))) => {
            let is_coming = record.on.value > book.as_of;
            let first = if is_coming { None } else { super::record::first_to_run_out(view, id) };
            let mut marks = match (&first, is_coming) {
                (_, true) => Inlines::from(Inline::tag(Tone::Plain, view.t("coming"))),
                (Some(item), _) => Inlines::from(cells::age_tag(view, item)),
                (None, _) => Inlines::from(Inline::muted(view.strings().distance(record.on.value, book.as_of))),
            };
            if record.is_nil() {
                marks.push(Inline::muted(view.t("nil_return")));
            }
            marks.0.extend(super::doubt::tags(view, id).0);
            let status = match &first {
                _ if is_coming => "coming",
                Some(item) => cells::age_tone(item.on, item.valid_until, book.as_of).class(),
                None => "fresh",
            };
            let proves = if book.claims_of(id).next().is_some() { chips(view, id) } else { Inlines::EMPTY };
            let date = day(view, Some(record.on.value));
            Row::new([
                date,
                name(),
                Cell::new(marks),
                day(view, first.map(|it| it.valid_until)),
                Cell::new(some_keys(view, &record.of)),
                Cell::new(proves),
            ])
            .data("status", status)
        }
        (_, Some(Data::Risk(it))) => {
            let score = |level: Option<(u32, u32)>| {
                Cell::new(risk::score_tag(view, it, level))
                    .sort(level.map_or(0, |(a, b)| u64::from(a) * u64::from(b)).to_string())
            };
            let cells = [
                name(),
                Cell::new(view.t(risk::type_word(it))),
                score(risk::before(it)),
                Cell::new(risk::treatment(view, it)),
                score(risk::after(it)),
                Cell::new(actions::progress(view, &it.actions)),
                due(view, review_due()),
                owner(),
            ];
            Row::new(cells).data("kind", risk::type_word(it))
        }
        (_, Some(Data::Objective(it))) => {
            let targets = it
                .measures
                .iter()
                .take(3)
                .map(|it| Inlines::from(it.target.as_ref().map_or_else(String::new, |it| view.target(&it.value))));
            Row::new([
                name(),
                Cell::new(Inline::lines(targets)),
                Cell::new(objective::latest(view, it)),
                due(view, it.by_when.map(|it| it.value)),
                Cell::new(actions::progress(view, &it.actions)),
                owner(),
            ])
        }
        (_, Some(Data::Review(it))) => {
            let minutes = it.place.as_ref().map(|it| view.place(it));
            let chair = it.chair.as_ref().map(|it| view.key(it));
            Row::new([
                name(),
                day(view, Some(it.on.value)),
                Cell::new(chair),
                Cell::new(actions::progress(view, &it.decisions)),
                Cell::new(minutes),
            ])
        }
        (_, Some(Data::Improvement(it))) => Row::new([
            name(),
            day(view, Some(it.proposed.value)),
            Cell::new(improvement::decision(view, it)),
            Cell::new(improvement::due(view, it)).sort(it.due.map_or_else(String::new, |it| it.value.to_string())),
            Cell::new(it.target.as_ref().map_or_else(String::new, |it| view.target(&it.value))),
            Cell::new(improvement::reached(view, it)),
            owner(),
        ])
        .data(
            "status",
            if matches!(it.decision(), crate::model::kinds::Decision::Done | crate::model::kinds::Decision::Rejected) {
                "closed"
            } else {
                "open"
            },
        ),
        (_, Some(Data::Supplier(it))) => {
            let word = match it.supplier_type.value {
                SupplierType::External => "external",
                SupplierType::Internal => "internal",
                SupplierType::Customer => "customer_as_supplier",
            };
            let gives = it.provides.iter().take(4).map(|it| it.what.text.as_str()).collect::<Vec<_>>().join(", ");
            let last = it.reviews.iter().map(|it| it.on.value).filter(|day| *day <= book.as_of).max();
            Row::new([
                name(),
                Cell::new(view.t(word)),
                Cell::new(gives),
                day(view, last),
                due(view, review_due()),
                owner(),
            ])
            .data("kind", word)
        }
        (_, Some(Data::Agreement(it))) => {
            let word = match it.agreement_type.value {
                AgreementType::Sla => "type_sla",
                AgreementType::Ola => "type_ola",
                AgreementType::Contract => "type_contract",
            };
            let until = match it.until {
                Some(until) if until.value < book.as_of => {
                    Cell::new(Inline::tag(Tone::Late, view.strings().date(until.value))).sort(until.value.to_string())
                }
                until => day(view, until.map(|it| it.value)),
            };
            let since = day(view, it.from.map(|it| it.value));
            Row::new([
                name(),
                Cell::new(view.t(word)),
                Cell::new(view.key(&it.with)),
                Cell::new(some_keys(view, &it.services)),
                since,
                until,
                due(view, review_due()),
                owner(),
            ])
            .data("kind", word)
        }
        (_, Some(Data::Customer(it))) => {
            let word = match it.customer_type.map(|it| it.value) {
                Some(CustomerType::Users) => "users_kind",
                _ => "kind_customer",
            };
            let latest = it.satisfaction.as_ref().and_then(|it| {
                let target = it.target.as_ref().map(|it| &it.value);
                let (_, value) = it.actuals.latest(book.as_of)?;
                let standing = super::measure::standing(target, &it.actuals, book.as_of);
                Some(Inlines::from([
                    Inline::text(super::measure::value_of(view, target, &value.value.text)),
                    standing.show(view),
                ]))
            });
            let n_open = it
                .complaints
                .iter()
                .filter(|it| it.on.value <= book.as_of && it.done.is_none_or(|day| day.value > book.as_of))
                .count();
            let complaints = Inlines::from(view.strings().count(it.complaints.len()))
                .and(Inline::muted(format!("({})", view.strings().fill("n_open", &[("n", &n_open.to_string())]))));
            Row::new([
                name(),
                Cell::new(view.t(word)),
                Cell::new(some_keys(view, &it.services)),
                Cell::new(view.keys(&it.contact)),
                Cell::new(latest.unwrap_or_default()),
                Cell::new(complaints),
            ])
            .data("kind", word)
        }
        (_, Some(Data::Issue(it))) => {
            let side = match it.side.value {
                crate::model::kinds::Side::Internal => "side_internal",
                crate::model::kinds::Side::External => "side_external",
            };
            let climate = it
                .climate
                .as_ref()
                .map_or("", |it| view.t(if it.relevant.value { "climate_yes" } else { "climate_no" }));
            Row::new([
                name(),
                Cell::new(view.t(side)),
                Cell::new(view.inline_or_empty(entry, it.effect.as_ref())),
                Cell::new(climate),
                Cell::new(some_keys(view, &it.leads_to)),
                owner(),
            ])
            .data("kind", side)
        }
        (_, Some(Data::Party(it))) => {
            let needs = it.needs.iter().take(5).map(|need| Inlines::from(view.inline(entry, &need.what)));
            let met: Vec<crate::model::KeyRef> = it.needs.iter().flat_map(|need| need.met_by.iter().cloned()).collect();
            Row::new([name(), Cell::new(Inline::lines(needs)), Cell::new(some_keys(view, &met)), owner()])
        }
        (_, Some(Data::Competence(it))) => {
            let last = it.shown.iter().map(|it| it.on.value).filter(|day| *day <= book.as_of).max();
            let next = it.planned.iter().map(|it| it.value).filter(|day| *day > book.as_of).min();
            Row::new([
                name(),
                Cell::new(some_keys(view, &it.roles)),
                Cell::new(view.inline_or_empty(entry, it.how.as_ref())),
                Cell::new(it.renew.map_or_else(String::new, |it| view.every(it.value))),
                day(view, last),
                day(view, next),
            ])
        }
        (_, Some(Data::Service(it))) => {
            use crate::model::kinds::{CriticalityLevel, Lifecycle};
            let lifecycle = match it.lifecycle.value {
                Lifecycle::Pipeline => "pipeline",
                Lifecycle::Live => "live",
                Lifecycle::Retired => "retired",
            };
            let criticality = it.criticality.as_ref().map_or("", |it| match it.level.value {
                CriticalityLevel::High => "high",
                CriticalityLevel::Medium => "medium",
                CriticalityLevel::Low => "low",
            });
            let criticality = if criticality.is_empty() { "" } else { view.t(criticality) };
            Row::new([
                name(),
                Cell::new(view.line(it.group.as_ref())),
                Cell::new(view.t(lifecycle)),
                Cell::new(criticality),
                owner(),
            ])
            .data("kind", lifecycle)
        }
        (_, Some(Data::Role(it))) => {
            Row::new([name(), Cell::new(view.inline_or_empty(entry, it.purpose.as_ref())), Cell::new(view.holders(id))])
        }
        _ if kind.is_controlled() => {
            let version = entry.control.as_ref().and_then(|it| it.version.as_ref()).map_or("", |it| it.text.as_str());
            Row::new([
                name(),
                Cell::new(version),
                Cell::new(control::state(view, entry)),
                Cell::new(control::review_cell(view, entry)),
                owner(),
                Cell::new(chips(view, id)),
            ])
        }
        _ => {
            // An entry that could not be read has a name, and nothing for the other columns.
            let mut row = Row::new([name()]);
            row.cells.resize_with(columns(view, kind).len(), Cell::default);
            row
        }
    }
}

/// All promises by the day on which they are due.
fn calendar_page(view: &View<'_>, part: usize) -> Page {
    let promises: Vec<&crate::handbook::Promise> = view.book.promises.iter().collect();
    let chunks: Vec<&[&crate::handbook::Promise]> = promises.chunks(MAX_PROMISES).collect();
    let name = |chunk: &[&crate::handbook::Promise]| {
        let day = |it: Option<&&crate::handbook::Promise>| {
            it.and_then(|it| it.due).map_or_else(|| view.t("never").to_owned(), |it| view.strings().date(it))
        };
        format!("{} – {}", day(chunk.first()), day(chunk.last()))
    };
    let (title, shown) = match (chunks.as_slice(), part) {
        ([], _) => (String::new(), &[][..]),
        ([only], _) => (String::new(), *only),
        (chunks, 0) => {
            let rows = chunks.iter().enumerate().map(|(index, chunk)| (index + 1, name(chunk), chunk.len()));
            return overview(view, Kind::Activity, rows.collect());
        }
        (chunks, part) => chunks.get(part - 1).map_or((String::new(), &[][..]), |chunk| (name(chunk), *chunk)),
    };
    let (frame, head) = frame(view, Kind::Activity, &title);
    let mut page = Page::new(frame, head);
    if shown.is_empty() {
        return page.intro(Block::paragraph(view.t("empty_register")));
    }
    if title.is_empty() {
        let count = |state: PromiseState| promises.iter().filter(|it| it.state == state).count();
        page = page.intro(Block::figures([
            super::block::Figure::new(Tone::Ok, count(PromiseState::OnTime), view.t("on_time")),
            super::block::Figure::new(Tone::Due, count(PromiseState::DueSoon), view.t("due_soon")),
            super::block::Figure::new(Tone::Late, count(PromiseState::Overdue), view.t("overdue")),
            super::block::Figure::new(Tone::Gap, count(PromiseState::Never), view.t("never")),
        ]));
        if let Some(block) = calendar::subscription(view) {
            page = page.intro(block);
        }
    }
    let table = calendar::table(view, shown, view.t("calendar")).id("cb-register");
    let filter = filter(view, &table);
    let page = page.intro(table.filter(filter));
    let link = |index: usize| Some((view.url(&path(Kind::Activity, index + 1)), name(chunks.get(index)?)));
    match part {
        0 => page,
        part => page.pager(Pager::new((part - 1).checked_sub(1).and_then(link), link(part))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_hold_every_row_once_and_keep_their_limits() {
        let sizes: Vec<usize> = (0..10_000).map(|n| 500 + (n * 31) % 2_500).collect();
        let runs = runs(&sizes);
        let flat: Vec<usize> = runs.iter().flat_map(Clone::clone).collect();
        assert_eq!(flat, (0..10_000).collect::<Vec<_>>());
        for run in &runs {
            assert!(run.len() <= MAX_ROWS && sizes[run.clone()].iter().sum::<usize>() <= BUDGET);
        }
        assert_eq!(super::runs(&[]), []);
        // One row that is too large for any page has a page of its own.
        assert_eq!(super::runs(&[1, BUDGET + 1, 1]), [0..1, 1..2, 2..3]);
    }
}

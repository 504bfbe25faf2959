//! A process or procedure: what it is for, how it flows, who does what, how we know that it works, what it leaves behind;
//! and the map of all processes.

use super::block::{Block, Card, Fact, Inline, Inlines, List, Row, Section, Table, Tone, Url};
use super::chrome::Part;
use super::frame::{Head, Page, Pager, RailSection};
use super::view::tone;
use super::{View, control, entry_path, measure, prose, steps};
use crate::handbook::{Handbook, Status};
use crate::model::kinds::{Category, Interface, KeptRecord, Process};
use crate::model::{Data, Entry, EntryId, Kind, Relation};
use crate::standards::ReqId;

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let item = view.book.entry(id);
    let mut frame = view.frame(Part::Handbook, &*item.title, control::summary(view, id));
    frame.edit_url = view.edit_url(id);
    frame.crumbs = crumbs(view, item);
    let mut page = Page::new(frame, head(view, item));
    let (lead, sections) = prose::sections(view, item);
    if let Some(lead) = lead {
        page = page.intro(lead);
    }
    if let Some(Data::Process(process)) = &item.data {
        page = page.section_if_any(frame_of(view, item, process));
    }
    page = page.section_if_any(flow(view, item));
    if let Some(raci) = steps::raci(view, item) {
        page = page.section(
            Section::new("cb-raci", view.t("who_does_what"))
                .block(Block::from(raci))
                .block(Block::remark(view.t("raci_hint"))),
        );
    }
    if let Some(Data::Process(process)) = &item.data {
        if !process.rules.is_empty() {
            let list = List::of(process.rules.iter().map(|it| Inlines::from(view.inline(item, it))));
            page = page.section(Section::new("cb-rules", view.t("rules")).block(Block::from(list)));
        }
        page = page.section_if_any(categories(view, item, &process.categories));
    }
    page = page.sections(sections);
    if let Some(Data::Process(process)) = &item.data {
        page = page.section_if_any(Section::new("cb-measures", view.t("how_we_know")).blocks(measure::blocks(
            view,
            item,
            &process.measures,
            "measure",
        )));
        page = page.section_if_any(records(view, item, &process.records));
        page = page.section_if_any(interfaces(view, item, process));
        page = page.section_if_any(procedures(view, id));
    } else if !newest_evidence(view.book, id).is_empty() {
        page = page.section_if_any(records(view, item, &[]));
    }
    page = page.sections(control::tail(view, id));
    page.control = control::control(view, id);
    page = page.rail(control::satisfies(view, id)).rail(evidence_rail(view, id)).rail(your_part(view, item));
    page.pager(pager(view, id))
}

fn crumbs(view: &View<'_>, item: &Entry) -> Vec<super::frame::Crumb> {
    if item.kind == Kind::Process {
        let group = view.site.process_groups.iter().find(|group| group.processes.contains(&item.id));
        let (path, title) = group.map_or_else(Default::default, |group| {
            (format!("processes/#{}", group_id(&group.id)), group.title.clone())
        });
        return match title.is_empty() {
            true => view.crumbs(&[("processes/", view.t("processes"))], &item.title),
            false => view.crumbs(&[("processes/", view.t("processes")), (&path, &title)], &item.title),
        };
    }
    let parent = match &item.data {
        Some(Data::Procedure(procedure)) => procedure.process.iter().find_map(|it| view.book.keys.find(&it.key)),
        _ => None,
    };
    let mut above = vec![("procedures/".to_owned(), view.t("procedures").to_owned())];
    above.extend(parent.map(|id| (entry_path(view.book, id), view.book.entry(id).title.clone())));
    let above: Vec<(&str, &str)> = above.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    view.crumbs(&above, &item.title)
}

fn head(view: &View<'_>, item: &Entry) -> Head {
    let mut head = control::head(view, item.id);
    if let Some(clause) = view.book.clause_of_process(item.id).filter(|_| item.kind == Kind::Process) {
        head = head.kick(view.chip(crate::standards::Place::Clause(clause)));
    }
    if let Some(Data::Procedure(procedure)) = &item.data
        && !procedure.process.is_empty()
    {
        head = head.fact(Fact::new(view.t("belongs_to"), view.keys(&procedure.process)));
    }
    head
}

/// Purpose, trigger, inputs, outputs.
fn frame_of(view: &View<'_>, item: &Entry, process: &Process) -> Section {
    let mut section = Section::new("cb-purpose", view.t("purpose"));
    if let Some(purpose) = &process.purpose {
        section = section.block(Block::prose(view.text(item, purpose)));
    }
    let mut facts = Vec::new();
    if !process.trigger.is_empty() {
        facts.push(Fact::new(view.t("trigger"), Inline::lines(process.trigger.iter().map(|it| view.inline(item, it)))));
    }
    let flow_of = |what: &str, keys: &[crate::model::KeyRef], word: &str| {
        let mut line = Inlines::from(what);
        if !keys.is_empty() {
            line.push(Inline::muted(view.t(word).to_lowercase()));
            line.0.extend(view.keys(keys).0);
        }
        line
    };
    if !process.inputs.is_empty() {
        let lines = process.inputs.iter().map(|it| flow_of(&it.what.text, &it.from, "from"));
        facts.push(Fact::new(view.t("inputs"), Inline::lines(lines)));
    }
    if !process.outputs.is_empty() {
        let lines = process.outputs.iter().map(|it| flow_of(&it.what.text, &it.to, "to"));
        facts.push(Fact::new(view.t("outputs"), Inline::lines(lines)));
    }
    if facts.is_empty() { section } else { section.block(Block::dl(facts)) }
}

fn flow(view: &View<'_>, item: &Entry) -> Section {
    let section = Section::new("cb-flow", view.t("how_it_flows"));
    match steps::flow(view, item) {
        Some(flow) => section.aside(view.strings().plural("steps", steps::of(item).len())).block(flow),
        None if item.kind == Kind::Process && !item.is_broken() => {
            section.block(Block::paragraph(view.t("empty_steps")))
        }
        None => section,
    }
}

/// Categories of what a process or policy handles.
pub fn categories(view: &View<'_>, item: &Entry, categories: &[Category]) -> Section {
    let section = Section::new("cb-categories", view.t("categories"));
    if categories.is_empty() {
        return section;
    }
    let rows = categories.iter().map(|it| {
        let anchor = format!("category-{}", it.key.text);
        let mut what = Inlines::from(&it.what.text);
        if it.emergency.is_some_and(|it| it.value) {
            what.push(Inline::tag(Tone::Due, view.t("emergency")));
        }
        let name = Inlines::from(Inline::anchor(&*anchor, &*it.key.text));
        Row::new([name, what, view.claims(item.id, Some(&anchor)).into()]).id(anchor)
    });
    let table =
        Table::new(view.t("categories")).columns([view.t("category"), view.t("what_belongs"), view.t("satisfies")]);
    section.block(Block::from(table.rows(rows)))
}

/// Records that the process leaves behind, and the newest evidence of it.
fn records(view: &View<'_>, item: &Entry, kept: &[KeptRecord]) -> Section {
    let mut section = Section::new("cb-records", view.t("records_we_keep"));
    if !kept.is_empty() {
        let table = Table::new(view.t("records_we_keep")).columns([
            view.t("record"),
            view.t("kept_in"),
            view.t("kept_for"),
            view.t("seen_by"),
        ]);
        section = section.block(Block::from(table.rows(kept.iter().map(|it| {
            let keep = it.keep.map(|it| view.length(it.value)).unwrap_or_default();
            Row::new([
                Inlines::from(Inline::strong(&*it.what.text)),
                view.line(it.kept_in.as_ref()),
                keep.into(),
                view.line(it.seen_by.as_ref()),
            ])
        }))));
    }
    let newest = newest_evidence(view.book, item.id);
    if newest.is_empty() {
        return if section.is_empty() { section } else { section.block(Block::remark(view.t("empty_records"))) };
    }
    let n = newest.len();
    let table = Table::new(view.t("newest_evidence")).show_caption().columns([
        view.t("evidence"),
        view.t("made_on"),
        view.t("shows"),
    ]);
    section = section.block(Block::from(table.rows(newest.into_iter().take(MAX_EVIDENCE).map(|(on, record)| {
        let record = view.book.entry(record);
        let shows = match &record.data {
            Some(Data::Record(it)) => view.inline_or_empty(record, it.shows.as_ref()),
            _ => Inlines::EMPTY,
        };
        let age = view.strings().distance(on, view.book.as_of);
        Row::new([
            Inlines::from([view.link(record.id), Inline::small(Inline::code(record.key.as_str()))]),
            Inlines::from([view.day(on), Inline::small(age)]),
            shows,
        ])
    }))));
    if n > MAX_EVIDENCE {
        let rest = view.strings().fill("n_more", &[("n", &(n - MAX_EVIDENCE).to_string())]);
        section = section.block(Block::remark([Inline::link("#cb-referrers", rest)]));
    }
    section
}

/// Pieces of evidence listed on a process; the rest is among what points at it.
const MAX_EVIDENCE: usize = 6;

/// Records of a process or of a part of it, made up to the day, newest first.
pub fn newest_evidence(book: &Handbook, id: EntryId) -> Vec<(jiff::civil::Date, EntryId)> {
    let edges = book.graph.to(id).filter(|edge| edge.relation.0 == "evidence_of");
    let mut found: Vec<_> = edges
        .filter_map(|edge| match &book.entry(edge.from).data {
            Some(Data::Record(record)) if record.on.value <= book.as_of => Some((record.on.value, edge.from)),
            _ => None,
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.dedup();
    found
}

/// Where the process meets others: what it says of them, and what they say of it.
fn interfaces(view: &View<'_>, item: &Entry, process: &Process) -> Section {
    let section = Section::new("cb-interfaces", view.t("interfaces"));
    let rows = both_sides(view.book, item, process);
    if rows.is_empty() {
        return section;
    }
    let table =
        Table::new(view.t("interfaces")).columns([view.t("with"), view.t("what_for"), view.t("seen_from_there")]);
    let words = |side: Option<&Interface>| side.map_or(Inlines::EMPTY, |it| view.line(it.what_for.as_ref()));
    section.block(Block::from(
        table.rows(
            rows.into_iter()
                .map(|(other, own, theirs)| Row::new([Inlines::from(view.link(other)), words(own), words(theirs)])),
        ),
    ))
}

/// Interfaces of a process, by the other process: its own words and those of the other.
fn both_sides<'a>(
    book: &'a Handbook,
    item: &Entry,
    process: &'a Process,
) -> Vec<(EntryId, Option<&'a Interface>, Option<&'a Interface>)> {
    let mut rows: Vec<(EntryId, Option<&Interface>, Option<&Interface>)> = Vec::new();
    for own in &process.interfaces {
        if let Some(other) = book.keys.find(&own.with.key) {
            rows.push((other, Some(own), None));
        }
    }
    let others = book.pointing_at(item.id, Kind::Process, Relation::of_field("with"));
    for other in others.into_iter().filter(|id| *id != item.id && !book.is_draft(*id)).map(|id| book.entry(id)) {
        let Some(Data::Process(data)) = &other.data else { continue };
        for theirs in data.interfaces.iter().filter(|it| book.keys.find(&it.with.key) == Some(item.id)) {
            match rows.iter_mut().find(|(id, _, seen)| *id == other.id && seen.is_none()) {
                Some(row) => row.2 = Some(theirs),
                None => rows.push((other.id, None, Some(theirs))),
            }
        }
    }
    rows
}

/// Procedures that belong to a process.
fn procedures(view: &View<'_>, id: EntryId) -> Section {
    let section = Section::new("cb-procedures", view.t("procedures_of"));
    let of = view.book.pointing_at(id, Kind::Procedure, Relation::of_field("process"));
    if of.is_empty() {
        return section;
    }
    let cards = of.into_iter().map(|id| card(view, view.book.entry(id)));
    section.block(Block::cards(cards))
}

/// A document as a card: title, summary, owner, version.
fn card(view: &View<'_>, item: &Entry) -> Card {
    let mut card = Card::new(&*item.title)
        .url(view.entry_url(item.id, None))
        .code(item.key.as_str())
        .text(control::summary(view, item.id));
    if let Some(owner) = item.owner() {
        card = card.foot(view.key(owner));
    }
    if let Some(control) = &item.control {
        card = match &control.version {
            Some(version) if control.is_in_force(view.book.as_of) => {
                card.foot(format!("{} {}", view.t("version"), version.text))
            }
            _ => card.foot(control::state(view, item)),
        };
        if let Some((Tone::Late | Tone::Due, _)) = control::review_state(view, item) {
            card = card.foot(control::review_cell(view, item));
        }
    }
    card
}

/// States of the requirements that a process claims.
fn evidence_rail(view: &View<'_>, id: EntryId) -> RailSection {
    let book = view.book;
    let mut requirements: Vec<ReqId> =
        book.claims_of(id).flat_map(|claim| book.standards.requirements_below(claim.place)).collect();
    requirements.retain(|it| {
        book.standards.standard(book.standards.requirement(*it).standard).has_status()
            && !book.standards.requirement(*it).is_informative
    });
    requirements.sort_unstable();
    requirements.dedup();
    let mut section = RailSection::new(view.t("evidence"));
    for status in Status::ALL {
        let n = requirements.iter().filter(|it| book.coverage.requirement(**it).status == status).count();
        if n > 0 {
            section = section.item([view.status(status), Inline::text(view.strings().count(n))]);
        }
    }
    if !section.items.is_empty() && !newest_evidence(book, id).is_empty() {
        section = section.item(Inline::link("#cb-records", view.t("see_records")));
    }
    section
}

/// Everybody who has a part, with a link to what they have to know.
fn your_part(view: &View<'_>, item: &Entry) -> RailSection {
    let people = steps::people(view.book, item);
    RailSection::new(view.t("your_part")).items(people.into_iter().take(12).map(|who| Inlines::from(view.link(who))))
}

/// The processes before and after it on the map; for procedures those of their register.
fn pager(view: &View<'_>, id: EntryId) -> Pager {
    if view.book.entry(id).kind == Kind::Process {
        let order: Vec<EntryId> =
            view.site.process_groups.iter().flat_map(|group| group.processes.iter().copied()).collect();
        return neighbours(view, &order, id);
    }
    in_register(view, id)
}

/// Previous and next in the register of its kind, without walking it.
pub fn in_register(view: &View<'_>, id: EntryId) -> Pager {
    let (ids, at) = (view.book.ids_of(view.book.entry(id).kind), view.book.rank(id));
    neighbours(view, &ids[at.saturating_sub(1)..(at + 2).min(ids.len())], id)
}

/// Previous and next of a list of entries.
pub fn neighbours(view: &View<'_>, order: &[EntryId], id: EntryId) -> Pager {
    let Some(at) = order.iter().position(|it| *it == id) else { return Pager::default() };
    let link = |id: &EntryId| -> (Url, String) { (view.entry_url(*id, None), view.book.entry(*id).title.clone()) };
    Pager::new(at.checked_sub(1).and_then(|at| order.get(at)).map(link), order.get(at + 1).map(link))
}

/// Anchor of a group on the map.
fn group_id(id: &str) -> String {
    if id.is_empty() { "cb-group".to_owned() } else { format!("cb-group-{id}") }
}

/// The map of all processes, by the groups of the standard.
pub fn map(view: &View<'_>) -> Page {
    let title = view.t("process_map");
    let mut frame = view.frame(Part::Handbook, title, view.t("process_map_lede"));
    frame.crumbs = view.crumbs(&[("", view.t("home"))], title);
    let groups = &view.site.process_groups;
    let n = groups.iter().map(|group| group.processes.len()).sum();
    let head = Head::new(title).kick(view.strings().plural("processes", n)).lede(view.t("process_map_lede"));
    let mut page = Page::new(frame, head);
    if n == 0 {
        return page.intro(Block::note(Tone::Plain, view.t("empty_register"), view.t("empty_processes")));
    }
    for group in groups {
        let cards = group.processes.iter().map(|id| {
            let item = view.book.entry(*id);
            let card = card(view, item);
            match view.book.clause_of_process(*id) {
                Some(clause) => {
                    let status = view.book.status_of(crate::standards::Place::Clause(clause));
                    let number = view.book.standards.clause(clause).number.clone();
                    card.foot(Inline::chip(
                        number,
                        view.place_url(crate::standards::Place::Clause(clause)),
                        tone(status),
                        view.status_word(status),
                    ))
                }
                None => card,
            }
        });
        let mut section = Section::new(group_id(&group.id), &*group.title);
        if !group.id.is_empty() {
            section = section.number(&*group.id);
        }
        page = page.section(section.block(Block::cards(cards)));
    }
    let procedures = view.book.of_kind(Kind::Procedure).len();
    let links = RailSection::new(view.t("see_also")).item([
        Inline::link(view.url("procedures/"), view.t("procedures")),
        Inline::muted(view.strings().count(procedures)),
    ]);
    page.rail(links)
}

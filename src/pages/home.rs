//! The first page: who to call, three ways in, how ready we are, the policy in short, what changed, the services. Every
//! number on it is counted.

use super::block::{
    Block, ClauseBars, Column, Door, Figure, Inline, Inlines, Key, List, ListItem, ListStyle, Row, Section, Spectrum,
    Table, Tone, Url, Width,
};
use super::chrome::Part;
use super::frame::{Head, Page, Shell};
use super::view::tone;
use super::{View, awareness, changes, contact, control, measure, service, standard_path};
use crate::handbook::{Handbook, Status};
use crate::model::kinds::{HomeBlock, Lifecycle};
use crate::model::{Data, EntryId, Interval, Kind};
use crate::standards::{ClauseId, Place, Standard};

/// Blocks of a home page where `handbook.yaml` names none.
const DEFAULT: [HomeBlock; 6] = [
    HomeBlock::Contacts,
    HomeBlock::Doors,
    HomeBlock::Readiness,
    HomeBlock::Policy,
    HomeBlock::Changes,
    HomeBlock::Services,
];

/// The page.
pub fn page(view: &View<'_>) -> Page {
    let book = view.book;
    let config = book.config.as_deref();
    let organisation = config.map_or("", |it| it.organisation.text.as_str());
    let lede = view.strings().fill("home_lede", &[("organisation", organisation)]);
    let mut frame = view.frame(Part::Handbook, view.t("home_title"), &*lede);
    frame.shell = Shell::Wide;
    let mut head = Head::new(view.t("home_title")).lede(lede);
    let written: Vec<HomeBlock> = config.map_or_else(Vec::new, |it| it.home.iter().map(|it| it.value).collect());
    let blocks = if written.is_empty() { DEFAULT.to_vec() } else { written };
    if blocks.contains(&HomeBlock::Contacts)
        && let Some(call) = contact::call(view, first_contacts(book))
    {
        head = head.call(call);
    }
    let mut page = Page::new(frame, head);
    for block in blocks {
        let section = match block {
            // They stand beside the title, before everything else.
            HomeBlock::Contacts => continue,
            HomeBlock::Doors => Section::plain([doors(view)]),
            HomeBlock::Services => services(view),
            HomeBlock::Policy => policy(view),
            HomeBlock::Readiness => readiness(view),
            HomeBlock::Changes => recent(view),
        };
        page = page.section_if_any(section);
    }
    page
}

/// The most contacts beside the title; each role's page has its own.
const MAX_CONTACTS: usize = 4;

fn first_contacts(book: &Handbook) -> impl Iterator<Item = &crate::model::kinds::Contact> {
    book.contacts().iter().take(MAX_CONTACTS)
}

fn doors(view: &View<'_>) -> Block {
    let book = view.book;
    let strings = view.strings();
    let n_of = |kind: Kind| book.of_kind(kind).len();
    let n_lessons = n_of(Kind::Role);
    let staff = Door::new(view.t("door_staff"), view.t("door_staff_text"))
        .link(view.url("roles/"), view.t("find_my_role"), strings.plural("roles", n_of(Kind::Role)))
        .link(view.url("awareness/"), view.t("what_i_must_know"), strings.plural("roles", n_lessons))
        .link(view.url("services/"), view.t("look_up_service"), strings.plural("services", n_of(Kind::Service)))
        .link(view.url("processes/"), view.t("look_up_process"), strings.plural("processes", n_of(Kind::Process)));
    let work = Work::of(view);
    let documents = |n: usize| strings.plural("documents", n);
    let owner = Door::new(view.t("door_owner"), view.t("door_owner_text"))
        .link(view.url("documents/?status=late"), view.t("reviews_overdue"), documents(work.n_overdue))
        .link(view.url("documents/?status=due"), view.t("reviews_due"), documents(work.n_due))
        .link(view.url("documents/?status=partial"), view.t("waiting_approval"), documents(work.n_waiting))
        .link(view.url("records/"), view.t("evidence_to_renew"), strings.plural("requirements", work.n_stale));
    let mut auditor = Door::new(view.t("door_auditor"), view.t("door_auditor_text"));
    if let Some(first) = book.standards.first() {
        let counts = book.coverage.standard(first.id);
        auditor = auditor.link(
            view.url("matrices/"),
            view.t("matrix"),
            strings.plural("requirements", counts.n_requirements),
        );
    }
    let findings = open_findings(book);
    auditor = auditor.link(
        view.url("audit/"),
        view.t("audit_room"),
        format!(
            "{} {}",
            strings.count(findings),
            view.t(one_or_many(findings, "open_findings_figure_one", "open_findings_figure"))
        ),
    );
    if let Some(first) = book.standards.first() {
        auditor = auditor.link(view.url(&standard_path(book, first.id)), view.t("start_at_clause"), first.title());
    }
    auditor = auditor.link(view.url("documents/"), view.t("register_of_documents"), documents(n_controlled(book)));
    Block::doors([staff, owner, auditor])
}

/// What waits for owners of documents.
struct Work {
    n_overdue: usize,
    n_due: usize,
    n_waiting: usize,
    n_stale: usize,
}

impl Work {
    fn of(view: &View<'_>) -> Self {
        const SOON: Interval = Interval { months: 0, days: 30 };
        let book = view.book;
        let mut work = Self { n_overdue: 0, n_due: 0, n_waiting: 0, n_stale: 0 };
        for item in book.entries.iter().filter(|it| it.kind.is_controlled()) {
            if book.is_draft(item.id) {
                work.n_waiting += 1;
            }
            match control::review_state(view, item) {
                Some((_, due)) if due < book.as_of => work.n_overdue += 1,
                Some((_, due)) if due <= SOON.after(book.as_of) => work.n_due += 1,
                _ => {}
            }
        }
        if let Some(first) = book.standards.first() {
            work.n_stale = book.coverage.standard(first.id).n_stale;
        }
        work
    }
}

fn n_controlled(book: &Handbook) -> usize {
    book.entries.iter().filter(|it| it.kind.is_controlled()).count()
}

fn open_findings(book: &Handbook) -> usize {
    let is_open = |data: &Option<Data>| matches!(data, Some(Data::Finding(finding)) if finding.is_open(book.as_of));
    book.of_kind(Kind::Finding).filter(|it| is_open(&it.data)).count()
}

fn readiness(view: &View<'_>) -> Section {
    let book = view.book;
    let strings = view.strings();
    let note = strings.fill("readiness_note", &[("date", &strings.date(book.as_of))]);
    let section = Section::new("cb-readiness", view.t("readiness")).aside(note);
    let Some(first) = book.standards.first().filter(|it| it.has_status()) else { return section };
    let counts = book.coverage.standard(first.id);
    let (covered, all) = (strings.count(counts.n_covered), strings.count(counts.n_applicable()));
    let is_whole = counts.n_covered == counts.n_applicable();
    let share = strings.share(counts.n_covered, counts.n_applicable());
    let work = Work::of(view);
    let findings = open_findings(book);
    let quiet = |n: usize, bad: Tone| if n == 0 { Tone::Covered } else { bad };
    let figures = [
        Figure::new(
            if is_whole { Tone::Covered } else { Tone::Partial },
            share,
            strings.fill("covered_of_requirements", &[("n", &covered), ("all", &all)]),
        )
        .unit(" %"),
        Figure::new(
            quiet(counts.n_gap, Tone::Gap),
            strings.count(counts.n_gap),
            view.t(one_or_many(counts.n_gap, "gaps_figure_one", "gaps_figure")),
        ),
        Figure::new(
            quiet(counts.n_stale, Tone::Stale),
            strings.count(counts.n_stale),
            view.t(one_or_many(counts.n_stale, "stale_figure_one", "stale_figure")),
        ),
        Figure::new(
            quiet(findings, Tone::Partial),
            strings.count(findings),
            view.t(one_or_many(findings, "open_findings_figure_one", "open_findings_figure")),
        ),
        Figure::new(
            quiet(work.n_overdue, Tone::Gap),
            strings.count(n_controlled(book) - work.n_overdue),
            view.t("documents_in_date"),
        )
        .unit(format!(" / {}", strings.count(n_controlled(book)))),
    ];
    section
        .block(Block::figures(figures))
        .block(Block::from(spectrum(view, first)))
        .block(Block::from(key(view, first)))
        .block(Block::remark(format!("{}: {}", first.title(), view.t("spectrum_hint"))))
}

/// One bar for each requirement: clauses of the first level, and of the second where they have clauses below them.
fn spectrum(view: &View<'_>, standard: &Standard) -> Spectrum {
    let book = view.book;
    let mut clauses: Vec<ClauseId> = Vec::new();
    for root in &standard.roots {
        let clause = book.standards.clause(*root);
        let is_deep = clause.children.iter().any(|it| !book.standards.clause(*it).children.is_empty());
        if is_deep
            && clause.requirements.is_empty()
            && book.standards.requirements_below(Place::Clause(*root)).len() > 100
        {
            clauses.extend(&clause.children);
        } else {
            clauses.push(*root);
        }
    }
    let bars = clauses.into_iter().filter_map(|id| {
        let clause = book.standards.clause(id);
        let below = book.standards.requirements_below(Place::Clause(id));
        let statuses: Vec<Status> = below
            .iter()
            .filter(|it| !book.standards.requirement(**it).is_informative)
            .map(|it| book.coverage.requirement(*it).status)
            .collect();
        if statuses.is_empty() {
            return None;
        }
        let states: Vec<Tone> = statuses.iter().map(|it| tone(*it)).collect();
        let words: Vec<String> = Status::ALL
            .into_iter()
            .filter_map(|status| {
                let n = statuses.iter().filter(|it| **it == status).count();
                (n > 0).then(|| format!("{} {}", view.strings().count(n), view.status_word(status)))
            })
            .collect();
        let label = format!(
            "{} {}, {}: {}",
            clause.number,
            clause.title,
            view.strings().plural("requirements", states.len()),
            words.join(", ")
        );
        Some(ClauseBars::new(&*clause.number, view.place_url(Place::Clause(id)), label, &states))
    });
    Spectrum::new(view.t("spectrum_label"), bars)
}

fn key(view: &View<'_>, standard: &Standard) -> Key {
    let counts = view.book.coverage.standard(standard.id);
    let order = [Status::Covered, Status::Partial, Status::Stale, Status::Gap, Status::NotApplicable];
    order.into_iter().filter(|status| counts.of(*status) > 0).fold(Key::new(view.t("key")), |key, status| {
        key.entry(tone(status), view.status_word(status), counts.of(status), Url::default())
    })
}

fn policy(view: &View<'_>) -> Section {
    let section = Section::new("cb-policy", view.t("policy_in_short"));
    let Some((item, data)) = awareness::policy(view) else { return section };
    if data.commitments.is_empty() {
        return section;
    }
    let list = data.commitments.iter().fold(List::new().style(ListStyle::Duties), |list, it| {
        list.item(
            ListItem::new(Inlines::from(view.inline(item, &it.say)))
                .note(view.inline_or_empty(item, it.because.as_ref())),
        )
    });
    let mut by = Inlines::from(Inline::link(view.entry_url(item.id, None), view.t("read_policy")));
    by.0.extend(awareness::approval(view, item).0);
    section.block(Block::from(list)).block(Block::remark(by))
}

/// Lines under "what changed recently"; the rest has a page.
const MAX_CHANGES: usize = 6;

fn recent(view: &View<'_>) -> Section {
    let section = Section::new("cb-changes", view.t("what_changed_recently"));
    let changes = changes::all(view.book);
    if changes.is_empty() {
        return section;
    }
    let list = changes.iter().take(MAX_CHANGES).fold(List::new().style(ListStyle::Timeline), |list, change| {
        let item = view.book.entry(change.entry);
        let line = Inlines::from([view.day(change.on), view.link(change.entry), Inline::muted(&*change.version)]);
        list.item(ListItem::new(line).note(change.text.map_or(Inlines::EMPTY, |text| view.inline(item, text).into())))
    });
    section.aside(Inline::link(view.url("changes/"), view.t("see_all"))).block(Block::from(list))
}

/// Services on the first page; the rest has the catalogue.
const MAX_SERVICES: usize = 12;

fn services(view: &View<'_>) -> Section {
    let book = view.book;
    let section = Section::new("cb-services", view.t("services"));
    let is_live = |id: &EntryId| {
        let item = book.entry(*id);
        book.is_in_force(item)
            && matches!(&item.data, Some(Data::Service(data)) if data.lifecycle.value == Lifecycle::Live)
    };
    let ids: Vec<EntryId> = service::groups(book).into_iter().flat_map(|(_, ids)| ids).filter(is_live).collect();
    if ids.is_empty() {
        return section;
    }
    let columns = [
        Column::new(view.t("kind_service")),
        Column::new(view.t("service_hours")),
        Column::new(view.t("target")),
        Column::new(view.t("latest")).numeric(),
        Column::new(view.t("trend")).nosort(),
        Column::new(view.t("result")).width(Width::State),
    ];
    let table = Table::new(view.t("services")).columns(columns);
    let section = section.aside(Inline::link(view.url("services/"), view.t("see_all")));
    section.block(Block::from(table.rows(ids.into_iter().take(MAX_SERVICES).map(|id| {
        let item = book.entry(id);
        let name = Inlines::from([view.link(id), Inline::small(control::summary(view, id))]);
        let Some(Data::Service(data)) = &item.data else {
            return Row::new([name, Inlines::EMPTY, Inlines::EMPTY, Inlines::EMPTY, Inlines::EMPTY, Inlines::EMPTY]);
        };
        let hours = data.hours.as_ref().map(|it| measure::hours(view, &it.value)).unwrap_or_default();
        // The target that is missed speaks for the service; else its first one.
        let standing = |it: &&crate::model::kinds::Measure| {
            measure::standing(it.target.as_ref().map(|it| &it.value), &it.actuals, book.as_of)
        };
        let shown = data.targets.iter().find(|it| standing(it) == measure::Standing::Missed).or(data.targets.first());
        let Some(shown) = shown else {
            return Row::new([name, hours.into(), Inlines::EMPTY, Inlines::EMPTY, Inlines::EMPTY, Inlines::EMPTY]);
        };
        let target = shown.target.as_ref().map(|it| &it.value);
        let standing = standing(&shown);
        let latest = shown.actuals.latest(book.as_of).map_or(Inlines::EMPTY, |(period, value)| {
            Inlines::from([
                Inline::strong(measure::value_of(view, target, &value.value.text)),
                Inline::small(measure::period_of(view, &period.value)),
            ])
        });
        let promised = target.map_or_else(String::new, |it| view.target(it));
        Row::new([
            name,
            hours.into(),
            Inlines::from([Inline::text(&*shown.what.text), Inline::small(promised)]),
            latest,
            measure::spark(target, &shown.actuals, book.as_of, standing.tone()).map_or(Inlines::EMPTY, Inlines::from),
            standing.show(view).into(),
        ])
    }))))
}

/// The word for one thing, or for any other number of them.
fn one_or_many<'a>(n: usize, one: &'a str, many: &'a str) -> &'a str {
    if n == 1 { one } else { many }
}

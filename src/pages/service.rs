//! A service as its customers see it, then as those who run it do; and the catalogue of all services.

use super::block::{
    Block, Button, Card, Column, Fact, Filter, Group, Inline, Inlines, List, Pane, Row, Section, Select, Table,
    TableStyle, Tone, Width,
};
use super::chrome::Part;
use super::frame::{Head, Page, Pager, RailSection, Shell};
use super::{View, agreement, contact, control, measure, process, prose};
use crate::handbook::Handbook;
use crate::model::kinds::{Capacity, CriticalityLevel, Lifecycle, Measure, Recovery, Service};
use crate::model::{Data, Entry, EntryId, KeyRef, Kind};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let book = view.book;
    let item = book.entry(id);
    let mut frame = view.frame(Part::Services, &*item.title, control::summary(view, id));
    frame.edit_url = view.edit_url(id);
    let Some(Data::Service(data)) = &item.data else {
        frame.crumbs = view.crumbs(&[("services/", view.t("services"))], &item.title);
        let (_, sections) = prose::sections(view, item);
        return Page::new(frame, control::head(view, id)).sections(sections).sections(control::tail(view, id));
    };
    frame.crumbs = match &data.group {
        Some(group) => view.crumbs(
            &[("services/", view.t("services")), (&format!("services/#{}", group_id(&group.text)), &group.text)],
            &item.title,
        ),
        None => view.crumbs(&[("services/", view.t("services"))], &item.title),
    };
    let (lead, sections) = prose::sections(view, item);
    let mut page = Page::new(frame, head(view, item, data));
    if let Some(lead) = lead {
        page = page.intro(lead);
    }
    page = page.section_if_any(what_you_get(view, item, data)).section_if_any(how_to_get(view, item, data));
    page = page.section_if_any(Section::new("cb-targets", view.t("promise")).blocks(measure::blocks(
        view,
        item,
        &data.targets,
        "target",
    )));
    page = page.sections(sections);
    page = page.section_if_any(requirements(view, item, data));
    page = page.section_if_any(dependencies(view, item, data)).section_if_any(suppliers(view, item, data));
    page = page.section_if_any(agreements(view, id)).section_if_any(behind(view, item, data));
    page = page.section_if_any(capacity(view, &data.capacity)).section_if_any(money(view, data));
    page = page.sections(control::tail(view, id));
    page = page.rail(documents(view, id)).rail(control::satisfies(view, id));
    page.pager(pager(view, id))
}

fn head(view: &View<'_>, item: &Entry, data: &Service) -> Head {
    let mut head = control::head(view, item.id).kick(lifecycle(view, data.lifecycle.value));
    if let Some(criticality) = &data.criticality {
        head = head.kick([
            Inline::text(format!("{}:", view.t("criticality"))),
            Inline::text(level(view, criticality.level.value)),
        ]);
    }
    if data.cloud.is_some_and(|it| it.value) {
        let mut cloud = Inlines::from(view.t("cloud_service"));
        let guides = view.book.standards.listed().filter(|it| matches!(it.name(), "iso27017" | "iso27018"));
        cloud.0.extend(guides.map(|it| Inline::link(view.standard_url(it.id), view.short_name(it.id))));
        head = head.kick(cloud);
    }
    if let Some(url) = data.request.as_ref().and_then(|it| it.url.as_ref()) {
        head = head.action(Button::link(&*url.text, view.t("request")).main());
    }
    let support =
        data.support.as_ref().and_then(|it| it.contact.as_ref()).and_then(|key| view.book.contact(&key.value));
    if let Some(contact) = support {
        let url = match (&contact.url, &contact.phone, &contact.mail) {
            (Some(url), ..) => Some(url.text.clone()),
            (None, Some(phone), _) => Some(format!(
                "tel:{}",
                phone.text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>()
            )),
            (None, None, Some(mail)) => Some(format!("mailto:{}", mail.text)),
            (None, None, None) => None,
        };
        if let Some(url) = url {
            head = head.action(Button::link(url, view.t("get_help")));
        }
    }
    if let Some(hours) = &data.hours {
        head = head.fact(Fact::new(view.t("service_hours"), measure::hours(view, &hours.value)));
    }
    if let Some(support) = &data.support {
        let who = support.contact.as_ref().and_then(|key| view.book.contact(&key.value));
        let shown = who.map_or(Inlines::EMPTY, |it| match &it.phone {
            Some(phone) => Inlines::from(Inline::link(format!("tel:{}", phone.text.replace(' ', "")), &*phone.text)),
            None => Inlines::from(&it.who.text),
        });
        let hours = support.hours.as_ref().map(|it| measure::hours(view, &it.value)).unwrap_or_default();
        let who = who.filter(|it| it.phone.is_some()).map(|it| it.who.text.as_str()).unwrap_or_default();
        let note = if who.is_empty() || hours.is_empty() { format!("{who}{hours}") } else { format!("{who}, {hours}") };
        head = head.fact(Fact::new(view.t("support"), shown).note(note));
    }
    if let Some(from) = data.from {
        head = head.fact(Fact::new(view.t("since"), control::dated(view, from.value)));
    }
    if let Some(until) = data.until {
        head = head.fact(Fact::new(view.t("until"), view.day(until.value)));
    }
    head
}

/// Where a service is in its life, as a label.
fn lifecycle(view: &View<'_>, lifecycle: Lifecycle) -> Inline {
    match lifecycle {
        Lifecycle::Pipeline => Inline::tag(Tone::Due, view.t("pipeline")),
        Lifecycle::Live => Inline::tag(Tone::Ok, view.t("live")),
        Lifecycle::Retired => Inline::tag(Tone::Na, view.t("retired")),
    }
}

fn level<'v>(view: &'v View<'_>, level: CriticalityLevel) -> &'v str {
    view.t(match level {
        CriticalityLevel::High => "high",
        CriticalityLevel::Medium => "medium",
        CriticalityLevel::Low => "low",
    })
}

fn what_you_get(view: &View<'_>, item: &Entry, data: &Service) -> Section {
    let mut section = Section::new("cb-get", view.t("what_you_get"));
    if let Some(gets) = &data.gets {
        section = section.block(Block::prose(view.text(item, gets)));
    }
    let mut panes = Vec::new();
    for (id, title, lines) in
        [("cb-included", "included", &data.includes), ("cb-not-included", "not_included", &data.excludes)]
    {
        if !lines.is_empty() {
            let list = List::of(lines.iter().map(|it| Inlines::from(&it.text)));
            panes.push(Pane::new(id, view.t(title)).inner().block(Block::from(list)));
        }
    }
    if !panes.is_empty() {
        section = section.block(Block::columns(panes));
    }
    match &data.value {
        Some(value) => {
            section.block(Block::note(Tone::Plain, format!("{}:", view.t("value")), view.inline(item, value)))
        }
        None => section,
    }
}

fn how_to_get(view: &View<'_>, item: &Entry, data: &Service) -> Section {
    let section = Section::new("cb-how", view.t("how_to_get"));
    let mut facts = Vec::new();
    if let Some(users) = &data.users {
        facts.push(Fact::new(view.t("who_can_ask"), view.inline(item, users)));
    }
    if let Some(request) = &data.request {
        if let Some(how) = &request.how {
            facts.push(Fact::new(view.t("how"), view.inline(item, how)));
        }
        if let Some(url) = &request.url {
            facts.push(Fact::new(view.t("where"), view.place(url)));
        }
        if let Some(takes) = &request.takes {
            facts.push(Fact::new(view.t("takes"), view.target(&takes.value)));
        }
        if let Some(price) = &request.price {
            facts.push(Fact::new(view.t("price"), &price.text));
        }
        if let Some(procedure) = &request.procedure {
            facts.push(Fact::new(view.t("fulfilled_by"), view.key(procedure)));
        }
    }
    let support =
        data.support.as_ref().and_then(|it| it.contact.as_ref()).and_then(|key| view.book.contact(&key.value));
    if let Some(support) = support {
        facts.push(Fact::new(view.t("get_help"), contact::line(view, support)));
    }
    if facts.is_empty() { section } else { section.block(Block::dl(facts)) }
}

/// What customers require of it, and the needs that this comes from.
fn requirements(view: &View<'_>, item: &Entry, data: &Service) -> Section {
    let section = Section::new("cb-requirements", view.t("service_requirements"));
    if data.requirements.is_empty() {
        return section;
    }
    let table = Table::new(view.t("service_requirements")).columns([
        view.t("requirement"),
        view.t("from"),
        view.t("agreed_on"),
        view.t("promised_in"),
    ]);
    section.block(Block::from(table.rows(data.requirements.iter().map(|it| {
        let anchor = format!("req-{}", it.key.text);
        let mut what = Inlines::from(view.inline(item, &it.what));
        what.0.extend(view.claims(item.id, Some(&anchor)));
        let promised = view
            .book
            .graph
            .to(item.id)
            .filter(|edge| edge.to_anchor.as_deref() == Some(&anchor) && edge.relation.0 == "meets");
        let promised: Vec<Inline> = promised.map(|edge| view.link_to(edge.from, edge.from_anchor.as_deref())).collect();
        Row::new([
            what,
            view.keys(&it.from),
            it.agreed.map(|day| control::dated(view, day.value)).into(),
            Inline::lines(promised.into_iter().map(Inlines::from)).into(),
        ])
        .id(anchor)
    }))))
}

/// What it needs, and what needs it.
fn dependencies(view: &View<'_>, item: &Entry, data: &Service) -> Section {
    let mut section = Section::new("cb-depends", view.t("depends_on"));
    let mut panes = Vec::new();
    if !data.depends_on.is_empty() {
        let list = List::of(data.depends_on.iter().map(|it| {
            let mut line = view.keys(&it.on);
            if let Some(what_for) = &it.what_for {
                line.push(Inline::small(&*what_for.text));
            }
            line
        }));
        panes.push(Pane::new("cb-built-on", view.t("built_on")).inner().block(Block::from(list)));
    }
    let users = used_by(view.book, item.id);
    if !users.is_empty() {
        let list = List::of(users.iter().map(|id| Inlines::from(view.link(*id))));
        panes.push(Pane::new("cb-used-by", view.t("used_by")).inner().block(Block::from(list)));
    }
    if !data.components.is_empty() {
        let list = List::of(data.components.iter().map(|it| Inlines::from(&it.text)));
        panes.push(Pane::new("cb-components", view.t("components")).inner().block(Block::from(list)));
    }
    if !panes.is_empty() {
        section = section.block(Block::columns(panes));
    }
    section
}

/// Services that need a service.
fn used_by(book: &Handbook, id: EntryId) -> Vec<EntryId> {
    let edges =
        book.graph.to(id).filter(|edge| edge.relation.0 == "depends_on" && book.entry(edge.from).kind == Kind::Service);
    let mut users: Vec<EntryId> = edges.map(|edge| edge.from).filter(|from| *from != id).collect();
    users.sort_by_key(|id| book.entry(*id).key.clone());
    users.dedup();
    users
}

/// Suppliers it is built on, with their contract and their last review.
fn suppliers(view: &View<'_>, item: &Entry, data: &Service) -> Section {
    let book = view.book;
    let section = Section::new("cb-suppliers", view.t("suppliers"));
    let ids = book.suppliers_of(item.id);
    if ids.is_empty() {
        return section;
    }
    let table = Table::new(view.t("suppliers")).columns([
        view.t("kind_supplier"),
        view.t("gives_us"),
        view.t("recovery"),
        view.t("type_contract"),
        view.t("last_review"),
    ]);
    section.block(Block::from(table.rows(ids.into_iter().map(|id| {
        let supplier = book.entry(id);
        let mut gives: Vec<Inlines> =
            provides_for(book, supplier, item.id).map(|it| Inlines::from(&it.what.text)).collect();
        if gives.is_empty() {
            let own = data.depends_on.iter().filter(|it| it.on.iter().any(|key| book.keys.find(&key.key) == Some(id)));
            gives.extend(own.filter_map(|it| it.what_for.as_ref()).map(|it| Inlines::from(&it.text)));
        }
        let (recovery, last) = match &supplier.data {
            Some(Data::Supplier(data)) => {
                let last = data.reviews.iter().map(|it| it.on.value).filter(|day| *day <= book.as_of).max();
                (data.recovery.as_ref().map_or(Inlines::EMPTY, |it| recovery_of(view, it)), last)
            }
            _ => Default::default(),
        };
        let contracts = agreement::with(book, id).into_iter().map(|it| {
            let mut line = Inlines::from(view.link(it.id));
            line.push(Inline::small(agreement::until(view, it)));
            line
        });
        Row::new([
            Inlines::from(view.link(id)),
            Inline::lines(gives).into(),
            recovery,
            Inline::lines(contracts).into(),
            last.map(|day| view.day(day)).into(),
        ])
    }))))
}

fn provides_for<'a>(
    book: &'a Handbook,
    supplier: &'a Entry,
    service: EntryId,
) -> impl Iterator<Item = &'a crate::model::kinds::Provided> {
    let provides = match &supplier.data {
        Some(Data::Supplier(data)) => data.provides.as_slice(),
        _ => &[],
    };
    provides.iter().filter(move |it| it.what_for.iter().any(|key| book.keys.find(&key.key) == Some(service)))
}

/// "Back within …, data lost at most …".
pub fn recovery_of(view: &View<'_>, recovery: &Recovery) -> Inlines {
    let mut lines = Vec::new();
    if let Some(rto) = &recovery.rto {
        lines
            .push(Inlines::from([Inline::muted(format!("{}:", view.t("rto"))), Inline::text(view.target(&rto.value))]));
    }
    if let Some(rpo) = &recovery.rpo {
        lines
            .push(Inlines::from([Inline::muted(format!("{}:", view.t("rpo"))), Inline::text(view.target(&rpo.value))]));
    }
    Inline::lines(lines).into()
}

/// Agreements that cover it.
fn agreements(view: &View<'_>, id: EntryId) -> Section {
    let section = Section::new("cb-agreements", view.t("agreements"));
    let of = agreement::covering(view.book, id);
    if of.is_empty() { section } else { section.block(Block::from(agreement::table(view, &of))) }
}

/// What stands behind it: availability, recovery, criticality, the configuration item.
fn behind(view: &View<'_>, item: &Entry, data: &Service) -> Section {
    let section = Section::new("cb-behind", view.t("behind_it"));
    let mut facts = Vec::new();
    if let Some(availability) = &data.availability {
        if let Some(needs) = &availability.needs {
            facts.push(Fact::new(view.t("availability"), view.inline(item, needs)));
        }
        if !availability.risks.is_empty() {
            facts.push(Fact::new(view.t("risks"), view.keys(&availability.risks)));
        }
    }
    if let Some(recovery) = &data.recovery {
        facts.push(Fact::new(view.t("recovery"), recovery_of(view, recovery)));
    }
    if let Some(criticality) = &data.criticality {
        let mut value = Inlines::from(level(view, criticality.level.value));
        if let Some(because) = &criticality.because {
            value.push(Inline::small(view.inline(item, because)));
        }
        facts.push(Fact::new(view.t("criticality"), value));
    }
    if let Some(register) = &data.register {
        facts.push(Fact::new(view.t("configuration_item"), view.place(register)));
    }
    if facts.is_empty() { section } else { section.block(Block::dl(facts)) }
}

/// What may run short.
fn capacity(view: &View<'_>, capacity: &[Capacity]) -> Section {
    let section = Section::new("cb-capacity", view.t("capacity"));
    if capacity.is_empty() {
        return section;
    }
    let table = Table::new(view.t("capacity")).style(TableStyle::Kpis).columns(measure::columns(view));
    section.block(Block::from(table.rows(capacity.iter().map(|it| {
        let target = it.target.as_ref().map(|it| &it.value);
        measure::row(view, Inline::strong(&*it.what.text), target, &it.actuals)
    }))))
}

fn money(view: &View<'_>, data: &Service) -> Section {
    let section = Section::new("cb-cost", view.t("cost"));
    let Some(cost) = &data.cost else { return section };
    let mut facts = Vec::new();
    if let Some(model) = &cost.model {
        facts.push(Fact::new(view.t("price_model"), &model.text));
    }
    if let Some(period) = &cost.period {
        facts.push(Fact::new(view.t("period"), measure::period_of(view, &period.value)));
    }
    for (name, money) in [("budget", &cost.budget), ("actual", &cost.actual), ("forecast", &cost.forecast)] {
        if let Some(money) = money {
            facts.push(Fact::new(view.t(name), view.money(money)));
        }
    }
    if facts.is_empty() { section } else { section.block(Block::facts(facts)) }
}

/// Agreements and plans that speak of it, for the rail.
fn documents(view: &View<'_>, id: EntryId) -> RailSection {
    let book = view.book;
    let agreements = agreement::covering(book, id)
        .into_iter()
        .map(|it| Inlines::from([view.link(it.id), Inline::small(agreement::until(view, it))]));
    let covers = |keys: &[KeyRef]| keys.iter().any(|it| book.keys.find(&it.key) == Some(id));
    let plans =
        book.of_kind(Kind::Plan).filter(|it| matches!(&it.data, Some(Data::Plan(plan)) if covers(&plan.covers)));
    let items: Vec<Inlines> =
        agreements.take(8).chain(plans.take(8).map(|it| Inlines::from(view.link(it.id)))).collect();
    RailSection::new(view.t("documents")).items(items)
}

/// How many targets of a service were met by their newest values.
pub fn targets_met(view: &View<'_>, item: &Entry) -> Inlines {
    let targets: &[Measure] = match &item.data {
        Some(Data::Service(data)) => &data.targets,
        Some(Data::Agreement(data)) => &data.targets,
        _ => &[],
    };
    let known: Vec<_> = targets
        .iter()
        .map(|it| measure::standing(it.target.as_ref().map(|it| &it.value), &it.actuals, view.book.as_of))
        .filter(|it| *it != measure::Standing::Unknown)
        .collect();
    if known.is_empty() {
        return if targets.is_empty() { Inlines::EMPTY } else { Inline::muted(view.t("no_value")).into() };
    }
    let n = known.iter().filter(|it| **it != measure::Standing::Missed).count();
    let text = view.strings().fill("targets_met", &[("n", &n.to_string()), ("all", &known.len().to_string())]);
    Inline::status(if n == known.len() { Tone::Ok } else { Tone::Gap }, text).into()
}

/// Groups of the catalogue with their services; those without a group come last.
pub fn groups(book: &Handbook) -> Vec<(String, Vec<EntryId>)> {
    let mut groups: Vec<(String, Vec<EntryId>)> = Vec::new();
    for item in book.of_kind(Kind::Service) {
        let name = match &item.data {
            Some(Data::Service(data)) => data.group.as_ref().map_or("", |it| it.text.as_str()),
            _ => "",
        };
        match groups.iter_mut().find(|(group, _)| group == name) {
            Some((_, ids)) => ids.push(item.id),
            None => groups.push((name.to_owned(), vec![item.id])),
        }
    }
    groups.sort_by_key(|(name, _)| (name.is_empty(), name.to_lowercase()));
    groups
}

fn pager(view: &View<'_>, id: EntryId) -> Pager {
    let order: Vec<EntryId> = groups(view.book).into_iter().flat_map(|(_, ids)| ids).collect();
    process::neighbours(view, &order, id)
}

/// Anchor of a group of the catalogue.
fn group_id(name: &str) -> String {
    let slug: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    format!("cb-group-{slug}")
}

/// The catalogue of services, by group.
pub fn catalogue(view: &View<'_>) -> Page {
    let title = view.t("services");
    let mut frame = view.frame(Part::Services, title, view.t("catalogue_lede"));
    frame.crumbs = view.crumbs(&[("", view.t("home"))], title);
    frame.shell = Shell::NoRail;
    let services = view.book.of_kind(Kind::Service);
    let n = services.len();
    let page = Page::new(
        frame,
        Head::new(view.t("catalogue")).kick(view.strings().plural("services", n)).lede(view.t("catalogue_lede")),
    );
    if n == 0 {
        return page.intro(Block::note(Tone::Plain, view.t("empty_register"), view.t("empty_services")));
    }
    let words = [(Lifecycle::Live, "live"), (Lifecycle::Pipeline, "pipeline"), (Lifecycle::Retired, "retired")];
    let word = |of: Lifecycle| words.iter().find(|(it, _)| *it == of).map_or("", |(_, word)| *word);
    let of = |item: &Entry| match &item.data {
        Some(Data::Service(data)) => word(data.lifecycle.value),
        _ => "",
    };
    let present = words.iter().filter(|(_, word)| services.clone().any(|it| of(it) == *word));
    let select = Select::new("lifecycle", view.t("lifecycle"), view.t("any"))
        .options(present.map(|(_, word)| ((*word).to_owned(), view.t(word).to_owned())));
    let filter = Filter::new(view.t("filter"))
        .select(select)
        .search(view.t("find_in_table"))
        .counted(view.strings().plural("services", n), view.t("n_of_all"));
    let columns = [
        Column::new(view.t("kind_service")),
        Column::new(view.t("lifecycle")),
        Column::new(view.t("service_hours")).minor(),
        Column::new(view.t("owner")),
        Column::new(view.t("targets")).width(Width::State),
    ];
    let mut table = Table::new(title).id("cb-services").filter(filter).columns(columns);
    for (name, ids) in groups(view.book) {
        let group_title = if name.is_empty() { view.t("other_services").to_owned() } else { name.clone() };
        table =
            table.group(Group::new(group_title).id(group_id(&name)).note(view.strings().plural("services", ids.len())));
        for id in ids {
            let item = view.book.entry(id);
            let (life, hours) = match &item.data {
                Some(Data::Service(data)) => (
                    Inlines::from(lifecycle(view, data.lifecycle.value)),
                    data.hours.as_ref().map(|it| measure::hours(view, &it.value)).unwrap_or_default(),
                ),
                _ => Default::default(),
            };
            table.push(
                Row::new([
                    Inlines::from([view.link(id), Inline::small(control::summary(view, id))]),
                    life,
                    hours.into(),
                    view.owner(item),
                    targets_met(view, item),
                ])
                .data("lifecycle", of(item)),
            );
        }
    }
    page.intro(table)
}

/// A service as a card of other pages.
pub fn card(view: &View<'_>, id: EntryId) -> Card {
    let item = view.book.entry(id);
    let met = targets_met(view, item);
    let mut foot = if met.is_empty() { Inlines::EMPTY } else { Inlines::from(format!("{}:", view.t("targets"))) };
    foot.0.extend(met.0);
    Card::new(&*item.title).url(view.entry_url(id, None)).text(control::summary(view, id)).foot(foot)
}

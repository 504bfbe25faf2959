//! A controlled document that is no process: scope, policy, plan, page. Its fields come as lists and tables between the
//! author's sections.

use super::block::{Block, Fact, Inline, Inlines, List, ListItem, ListStyle, Row, Section, Table, Tone};
use super::chrome::Part;
use super::frame::{Head, Page, RailSection};
use super::{View, control, measure, process, prose, service};
use crate::model::kinds::{
    CapacityResource, Lifecycle, ObligationKind, Page as Other, Person, Plan, PlanType, Policy, PolicyType, Scope,
};
use crate::model::{Data, Entry, EntryId, KeyRef, Kind, Line};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let item = view.book.entry(id);
    let mut frame = view.frame(Part::Handbook, &*item.title, control::summary(view, id));
    frame.edit_url = view.edit_url(id);
    frame.crumbs = match item.kind {
        Kind::Scope => view.crumbs(&[("documents/", view.t("documents_register"))], &item.title),
        kind => view.crumbs(&[(&format!("{}/", kind.address()), view.t(kind.address()))], &item.title),
    };
    let mut page = Page::new(frame, head(view, item));
    let (lead, sections) = prose::sections(view, item);
    let (before, after) = match &item.data {
        Some(Data::Policy(data)) => (commitments(view, item, data), policy_rest(view, item, data)),
        Some(Data::Plan(data)) => (Vec::new(), plan(view, item, data)),
        Some(Data::Scope(data)) => (statement(view, item, data), scope(view, item, data)),
        _ => Default::default(),
    };
    if let Some(lead) = lead {
        page = page.intro(lead);
    }
    page = page.sections(before).sections(sections).sections(after).sections(control::tail(view, id));
    page.control = control::control(view, id);
    page = page.rail(control::satisfies(view, id)).rail(readers(view, item));
    page.pager(process::in_register(view, id))
}

fn head(view: &View<'_>, item: &Entry) -> Head {
    let head = control::head(view, item.id);
    match &item.data {
        Some(Data::Policy(policy)) => match policy.policy_type.map(|it| it.value) {
            Some(PolicyType::Change) => head.kick(view.t("policy_of_change")),
            Some(PolicyType::InformationSecurity) => head.kick(view.t("policy_of_security")),
            Some(PolicyType::ServiceManagement) => head.kick(view.t("policy_of_sm")),
            Some(PolicyType::Other) | None => head,
        },
        Some(Data::Plan(plan)) => match plan.plan_type.map(|it| it.value) {
            Some(PlanType::ServiceManagement) => head.kick(view.t("plan_of_sm")),
            Some(PlanType::Continuity) => head.kick(view.t("plan_of_continuity")),
            Some(PlanType::AuditProgramme) => head.kick(view.t("programme")),
            Some(PlanType::Communication) => head.kick(view.t("plan_of_communication")),
            Some(PlanType::Capacity) => head.kick(view.t("plan_of_capacity")),
            Some(PlanType::NewService) => head.kick(view.t("plan_of_new_service")),
            Some(PlanType::Other) | None => head,
        },
        Some(Data::Page(page)) => external(view, page, head),
        _ => head,
    }
}

/// Publisher and edition of a document from outside.
fn external(view: &View<'_>, page: &Other, mut head: Head) -> Head {
    let Some(external) = &page.external else { return head };
    head = head.kick(Inline::tag(Tone::Plain, view.t("from_outside")));
    if let Some(publisher) = &external.publisher {
        head = head.fact(Fact::new(view.t("publisher"), &publisher.text));
    }
    if let Some(edition) = &external.edition {
        head = head.fact(Fact::new(view.t("edition"), &edition.text));
    }
    if let Some(place) = &external.place {
        head = head.fact(Fact::new(view.t("where"), view.place(place)));
    }
    head
}

/// Roles that have to know the document, for the rail.
fn readers(view: &View<'_>, item: &Entry) -> RailSection {
    let section = RailSection::new(view.t("to_be_known_by"));
    match view.book.readers_of(item) {
        None => section.item(view.t("everybody")),
        Some(roles) => section.items(roles.into_iter().take(14).map(|role| Inlines::from(view.link(role)))),
    }
}

/// Commitments in large type, each with its reason and the objectives that make it measurable.
fn commitments(view: &View<'_>, item: &Entry, policy: &Policy) -> Vec<Section> {
    if policy.commitments.is_empty() {
        return Vec::new();
    }
    let list = List::new().style(ListStyle::Duties);
    let list = policy.commitments.iter().fold(list, |list, it| {
        let anchor = format!("commitment-{}", it.key.text);
        let mut line = Inlines::from(Inline::html(format!("<b>{}</b>", prose::inline(view, item, &it.say.text))));
        line.0.extend(view.claims(item.id, Some(&anchor)));
        let mut note = view.inline_or_empty(item, it.because.as_ref());
        if !it.objectives.is_empty() {
            note.push(Inline::text(format!("{}:", view.t("objectives"))));
            note.0.extend(view.keys(&it.objectives).0);
        }
        list.item(ListItem::new(line).note(note).id(anchor))
    });
    vec![Section::new("cb-commitments", view.t("commitments")).block(Block::from(list))]
}

fn policy_rest(view: &View<'_>, item: &Entry, policy: &Policy) -> Vec<Section> {
    let mut sections = Vec::new();
    let categories = process::categories(view, item, &policy.categories);
    if !categories.is_empty() {
        sections.push(categories);
    }
    if let Some(criteria) = &policy.major_criteria {
        sections
            .push(Section::new("cb-major", view.t("major_criteria")).block(Block::prose(view.text(item, criteria))));
    }
    if let Some(if_not) = &policy.if_not {
        sections.push(Section::new("cb-if-not", view.t("if_not")).block(Block::prose(view.text(item, if_not))));
    }
    sections
}

/// A table as a section of its own, unless it is empty.
fn section_of(view: &View<'_>, id: &str, title: &str, columns: &[&str], rows: Vec<Row>) -> Option<Section> {
    if rows.is_empty() {
        return None;
    }
    let title = view.t(title);
    let table = Table::new(title).columns(columns.iter().map(|name| view.t(name))).rows(rows);
    Some(Section::new(id, title).block(Block::from(table)))
}

fn people(view: &View<'_>, people: &[Person]) -> Inlines {
    Inlines::joined(", ", people.iter().map(|it| view.person(it)))
}

/// The lists of a plan, each as a table.
fn plan(view: &View<'_>, item: &Entry, plan: &Plan) -> Vec<Section> {
    let mut sections = Vec::new();
    if !plan.covers.is_empty() {
        let list = List::of(plan.covers.iter().map(|it| Inlines::from(view.key(it))));
        sections.push(Section::new("cb-covers", view.t("covers")).block(Block::from(list)));
    }
    let rows = plan.communications.iter().map(|it| {
        Row::new([
            Inlines::from(Inline::strong(&*it.what.text)),
            view.line(it.when.as_ref()),
            people(view, &it.whom),
            view.line(it.how.as_ref()),
            view.keys(&it.who),
        ])
    });
    sections.extend(section_of(
        view,
        "cb-communications",
        "communications",
        &["what", "when", "with_whom", "how", "who"],
        rows.collect(),
    ));
    let rows = plan.reports.iter().map(|it| {
        let every = it.every.map(|it| view.every(it.value)).unwrap_or_default();
        Row::new([
            Inlines::from(Inline::strong(&*it.what.text)),
            view.line(it.purpose.as_ref()),
            people(view, &it.readers),
            every.into(),
            view.keys(&it.who),
        ])
    });
    sections.extend(section_of(
        view,
        "cb-reports",
        "reports",
        &["form_report", "purpose", "readers", "every", "who"],
        rows.collect(),
    ));
    let rows = plan.obligations.iter().map(|it| {
        let kind = it.kind.map_or("", |it| match it.value {
            ObligationKind::Law => view.t("obligation_law"),
            ObligationKind::Contract => view.t("obligation_contract"),
            ObligationKind::Standard => view.t("kind_standard"),
        });
        Row::new([
            Inlines::from(Inline::strong(&*it.what.text)),
            kind.into(),
            view.inline_or_empty(item, it.means.as_ref()),
        ])
    });
    sections.extend(section_of(
        view,
        "cb-obligations",
        "obligations",
        &["what", "source", "what_it_means"],
        rows.collect(),
    ));
    let rows = plan.limitations.iter().map(|it| {
        Row::new([Inlines::from(Inline::strong(&*it.what.text)), view.inline_or_empty(item, it.means.as_ref())])
    });
    sections.extend(section_of(view, "cb-limitations", "limitations", &["what", "what_it_means"], rows.collect()));
    let rows = plan.capacity.iter().map(|it| {
        let of = view.t(match it.of.value {
            CapacityResource::People => "people",
            CapacityResource::Technology => "technology",
            CapacityResource::Information => "information",
            CapacityResource::Money => "money",
        });
        let by = it.by.as_ref().map(|it| measure::period_of(view, &it.value)).unwrap_or_default();
        Row::new([Inlines::from(of), (&it.need.text).into(), by.into()])
    });
    sections.extend(section_of(view, "cb-capacity", "capacity", &["of_what", "needed", "by_when"], rows.collect()));
    let rows = plan.registers.iter().map(|it| {
        let place = it.place.as_ref().map(|it| view.place(it));
        let owner = it.owner.as_ref().map(|it| view.key(it));
        let verified = it.verified.map(|day| control::dated(view, day.value));
        Row::new([Inlines::from(Inline::strong(&*it.what.text)), place.into(), owner.into(), verified.into()])
    });
    sections.extend(section_of(
        view,
        "cb-registers",
        "registers",
        &["what", "where", "owner", "verified"],
        rows.collect(),
    ));
    let rows = plan.tests.iter().map(|it| {
        Row::new([Inlines::from(control::dated(view, it.on.value)), it.record.as_ref().map(|it| view.key(it)).into()])
    });
    sections.extend(section_of(view, "cb-tests", "tests", &["date_col", "record"], rows.collect()));
    let rows = plan.audits.iter().map(|it| {
        let planned = it.planned.as_ref().map(|it| measure::period_of(view, &it.value)).unwrap_or_default();
        Row::new([Inlines::from(view.key(&it.audit)), planned.into(), audit_state(view, &it.audit)])
    });
    sections.extend(section_of(view, "cb-audits", "audits", &["kind_audit", "planned", "held"], rows.collect()));
    sections
}

/// When a planned audit was held, or that it is still to come.
fn audit_state(view: &View<'_>, key: &KeyRef) -> Inlines {
    let audit = view.book.keys.find(&key.key).map(|id| &view.book.entry(id).data);
    let Some(Some(Data::Audit(audit))) = audit else { return Inlines::EMPTY };
    match audit.done.filter(|day| day.value <= view.book.as_of) {
        Some(day) => view.day(day.value).into(),
        None => Inline::tag(Tone::Due, view.t("coming")).into(),
    }
}

fn statement(view: &View<'_>, item: &Entry, scope: &Scope) -> Vec<Section> {
    match &scope.statement {
        Some(statement) => {
            vec![Section::new("cb-statement", view.t("statement")).block(Block::quote(view.text(item, statement)))]
        }
        None => Vec::new(),
    }
}

/// What the scope holds: units, services, places, customers, technology, other parties, what is left out.
fn scope(view: &View<'_>, item: &Entry, scope: &Scope) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut facts = Vec::new();
    let lines = |lines: &[Line]| Inline::lines(lines.iter().map(|it| Inlines::from(&it.text)));
    for (name, list) in [("units", &scope.units), ("locations", &scope.locations), ("technology", &scope.technology)] {
        if !list.is_empty() {
            facts.push(Fact::new(view.t(name), lines(list)));
        }
    }
    if let Some(people) = scope.people {
        facts.push(Fact::new(
            view.t("people"),
            view.strings().count(usize::try_from(people.value).unwrap_or(usize::MAX)),
        ));
    }
    if !scope.customers.is_empty() {
        facts.push(Fact::new(view.t("customers"), Inline::lines(scope.customers.iter().map(|it| view.key(it)))));
    }
    if !facts.is_empty() {
        sections.push(Section::new("cb-limits", view.t("within_scope")).block(Block::dl(facts)));
    }
    let named: Vec<EntryId> = scope.services.iter().filter_map(|it| view.book.keys.find(&it.key)).collect();
    let is_live =
        |it: &&Entry| matches!(&it.data, Some(Data::Service(data)) if data.lifecycle.value == Lifecycle::Live);
    let services = if scope.services.is_empty() {
        view.book.of_kind(Kind::Service).filter(is_live).map(|it| it.id).collect()
    } else {
        named
    };
    if !services.is_empty() {
        let n = services.len();
        let cards = services.into_iter().take(24).map(|id| service::card(view, id));
        let mut section = Section::new("cb-services", view.t("services"))
            .aside(view.strings().plural("services", n))
            .block(Block::cards(cards));
        if n > 24 {
            section = section.block(Block::remark([Inline::link(view.url("services/"), view.t("see_all"))]));
        }
        sections.push(section);
    }
    let rows = scope
        .other_parties
        .iter()
        .map(|it| Row::new([Inlines::from(view.key(&it.party)), (&it.runs.text).into(), view.keys(&it.controlled_by)]));
    sections.extend(section_of(
        view,
        "cb-other-parties",
        "other_parties",
        &["kind_supplier", "runs", "controlled_by"],
        rows.collect(),
    ));
    let rows = scope.excluded.iter().map(|it| {
        Row::new([Inlines::from(Inline::strong(&*it.what.text)), view.inline_or_empty(item, it.because.as_ref())])
    });
    sections.extend(section_of(view, "cb-excluded", "excluded", &["what", "because"], rows.collect()));
    sections
}

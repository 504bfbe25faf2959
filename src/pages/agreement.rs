//! An agreement with a customer or a supplier: what was promised, how it went, what is left out.

use super::block::{Block, Fact, Inline, Inlines, List, Row, Section, Table, TableStyle, Tone};
use super::chrome::Part;
use super::frame::{Head, Page};
use super::{View, control, measure, prose, service};
use crate::handbook::Handbook;
use crate::model::kinds::{Agreement, AgreementType};
use crate::model::{Data, Entry, EntryId, Kind, Text};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let item = view.book.entry(id);
    let mut frame = view.frame(Part::Services, &*item.title, control::summary(view, id));
    frame.edit_url = view.edit_url(id);
    frame.crumbs = view.crumbs(&[("agreements/", view.t("agreements"))], &item.title);
    let (lead, sections) = prose::sections(view, item);
    let head = control::head(view, id);
    let Some(Data::Agreement(data)) = &item.data else {
        return Page::new(frame, head).sections(sections).sections(control::tail(view, id));
    };
    let mut page = Page::new(frame, facts(view, data, head));
    if let Some(lead) = lead {
        page = page.intro(lead);
    }
    if !data.services.is_empty() {
        let cards = data.services.iter().filter_map(|it| view.book.keys.find(&it.key)).map(|id| {
            match view.book.entry(id).kind {
                Kind::Service => service::card(view, id),
                _ => super::block::Card::new(&*view.book.entry(id).title)
                    .url(view.entry_url(id, None))
                    .text(control::summary(view, id)),
            }
        });
        page = page.section(Section::new("cb-covers", view.t("services_covered")).block(Block::cards(cards)));
    }
    page = page.section_if_any(Section::new("cb-targets", view.t("promise")).blocks(measure::blocks(
        view,
        item,
        &data.targets,
        "target",
    )));
    page = page.section_if_any(workload(view, data));
    let lists: [(&str, &str, &[Text]); 5] = [
        ("cb-commitments", "commitments", &data.commitments),
        ("cb-activities", "activities", &data.activities),
        ("cb-interfaces", "interfaces", &data.interfaces),
        ("cb-obligations", "obligations", &data.obligations),
        ("cb-exceptions", "exceptions", &data.exceptions),
    ];
    for (id, title, texts) in lists {
        if !texts.is_empty() {
            let list = List::of(texts.iter().map(|it| Inlines::from(view.inline(item, it))));
            page = page.section(Section::new(id, view.t(title)).block(Block::from(list)));
        }
    }
    if let Some(authorities) = &data.authorities {
        let mut facts = Vec::new();
        for (name, text) in [("decided_by_us", &authorities.ours), ("decided_by_them", &authorities.theirs)] {
            facts.extend(text.as_ref().map(|text| Fact::new(view.t(name), view.inline(item, text))));
        }
        page = page.section(Section::new("cb-authorities", view.t("authorities")).block(Block::dl(facts)));
    }
    page = page.section_if_any(reports(view, id, data)).sections(sections).sections(control::tail(view, id));
    page.rail(control::satisfies(view, id))
}

fn facts(view: &View<'_>, data: &Agreement, mut head: Head) -> Head {
    head = head.kick(view.t(type_word(data))).kick(state(view, data));
    head = head.fact(Fact::new(view.t("with"), view.key(&data.with)));
    if let Some(from) = data.from {
        head = head.fact(Fact::new(view.t("from"), control::dated(view, from.value)));
    }
    if let Some(until) = data.until {
        let distance = view.strings().distance(until.value, view.book.as_of);
        head = head.fact(Fact::new(view.t("until"), view.day(until.value)).note(distance));
    }
    if let Some(notice) = data.notice {
        let last_day = data.until.map(|until| {
            let back =
                crate::model::Interval { months: -notice.value.months, days: -notice.value.days }.after(until.value);
            view.strings().fill("notice_by", &[("date", &view.strings().date(back))])
        });
        head = head.fact(Fact::new(view.t("notice"), view.length(notice.value)).note(last_day.unwrap_or_default()));
    }
    if let Some(review) = data.review {
        let next = data.reviewed.filter(|day| day.value <= view.book.as_of).map(|day| review.value.after(day.value));
        let value = match next {
            Some(next) if next < view.book.as_of => Inlines::from(Inline::tag(Tone::Late, view.strings().date(next))),
            Some(next) => view.day(next).into(),
            None => view.every(review.value).into(),
        };
        let last = data
            .reviewed
            .map(|day| view.strings().fill("last_on", &[("date", &view.strings().date(day.value))]))
            .unwrap_or_default();
        head = head.fact(Fact::new(view.t("next_review"), value).note(last));
    } else if let Some(reviewed) = data.reviewed {
        head = head.fact(Fact::new(view.t("last_review"), view.day(reviewed.value)));
    }
    if let Some(place) = &data.place {
        head = head.fact(Fact::new(view.t("signed_text"), view.place(place)));
    }
    head
}

/// Whether it holds today, as a label.
pub fn state(view: &View<'_>, data: &Agreement) -> Inline {
    let as_of = view.book.as_of;
    if data.is_in_force(as_of) {
        Inline::tag(Tone::Ok, view.t("in_force"))
    } else if data.from.is_some_and(|day| day.value > as_of) {
        Inline::tag(Tone::Due, view.t("coming"))
    } else {
        Inline::tag(Tone::Na, view.t("ended"))
    }
}

/// The word for its type.
fn type_word(data: &Agreement) -> &'static str {
    match data.agreement_type.value {
        AgreementType::Sla => "type_sla",
        AgreementType::Ola => "type_ola",
        AgreementType::Contract => "type_contract",
    }
}

fn workload(view: &View<'_>, data: &Agreement) -> Section {
    let section = Section::new("cb-workload", view.t("workload"));
    if data.workload.is_empty() {
        return section;
    }
    let table = Table::new(view.t("workload")).style(TableStyle::Kpis).columns(measure::columns(view));
    section.block(Block::from(table.rows(data.workload.iter().map(|it| {
        measure::row(view, Inline::strong(&*it.what.text), it.limit.as_ref().map(|it| &it.value), &it.actuals)
    }))))
}

fn reports(view: &View<'_>, id: EntryId, data: &Agreement) -> Section {
    let section = Section::new("cb-reports", view.t("reports"));
    if data.reports.is_empty() {
        return section;
    }
    let last = super::process::newest_evidence(view.book, id).into_iter().next();
    let table = Table::new(view.t("reports")).columns([
        view.t("form_report"),
        view.t("every"),
        view.t("to"),
        view.t("newest_evidence"),
    ]);
    section.block(Block::from(table.rows(data.reports.iter().map(|it| {
        let every = it.every.map(|it| view.every(it.value)).unwrap_or_default();
        let last =
            last.map_or(Inlines::EMPTY, |(on, record)| Inlines::from([view.link(record), Inline::small(view.day(on))]));
        Row::new([Inlines::from(&it.what.text), every.into(), view.keys(&it.to), last])
    }))))
}

/// Agreements as a table: with whom, until when, how the targets went.
pub fn table(view: &View<'_>, agreements: &[&Entry]) -> Table {
    let table = Table::new(view.t("agreements")).columns([
        view.t("kind_agreement"),
        view.t("with"),
        view.t("until"),
        view.t("targets"),
    ]);
    table.rows(agreements.iter().take(50).map(|item| {
        let Some(Data::Agreement(data)) = &item.data else {
            return Row::new([Inlines::from(view.link(item.id)), Inlines::EMPTY, Inlines::EMPTY, Inlines::EMPTY]);
        };
        let mut until = Inlines::from(self::until(view, item));
        if !data.is_in_force(view.book.as_of) {
            until.push(state(view, data));
        }
        Row::new([
            Inlines::from([view.link(item.id), Inline::small(view.t(type_word(data)))]),
            view.key(&data.with).into(),
            until,
            service::targets_met(view, item),
        ])
    }))
}

/// "until 31 Dec 2028"; empty for an agreement without an end.
pub fn until(view: &View<'_>, item: &Entry) -> String {
    match &item.data {
        Some(Data::Agreement(data)) => data.until.map_or_else(String::new, |day| {
            view.strings().fill("until_day", &[("date", &view.strings().date(day.value))])
        }),
        _ => String::new(),
    }
}

/// Agreements with a customer or supplier.
pub fn with(book: &Handbook, other: EntryId) -> Vec<&Entry> {
    readable(book, book.agreements_with(other))
}

/// Agreements that cover a service, or have a target for it.
pub fn covering(book: &Handbook, service: EntryId) -> Vec<&Entry> {
    readable(book, book.agreements_covering(service))
}

fn readable(book: &Handbook, ids: Vec<EntryId>) -> Vec<&Entry> {
    ids.into_iter().filter(|id| book.agreement(*id).is_some()).map(|id| book.entry(id)).collect()
}

//! A supplier: what it provides, under which agreement, and how we keep hold of it.

use super::block::{Block, Fact, Inline, Inlines, List, Row, Section, Table, Tone};
use super::chrome::Part;
use super::frame::{Head, Page};
use super::{View, agreement, control, customer, prose, service};
use crate::model::kinds::{ControlMeans, ProvidedKind, Supplier, SupplierType};
use crate::model::{Data, Entry, EntryId, Interval};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let item = view.book.entry(id);
    let mut frame = view.frame(Part::Services, &*item.title, control::summary(view, id));
    frame.edit_url = view.edit_url(id);
    frame.crumbs = view.crumbs(&[("suppliers/", view.t("suppliers"))], &item.title);
    let (lead, sections) = prose::sections(view, item);
    let head = control::head(view, id);
    let Some(Data::Supplier(data)) = &item.data else {
        return Page::new(frame, head).sections(sections).sections(control::tail(view, id));
    };
    let mut page = Page::new(frame, facts(view, data, head));
    if let Some(lead) = lead {
        page = page.intro(lead);
    }
    page = page.section_if_any(provides(view, data));
    let agreements = agreement::with(view.book, id);
    if !agreements.is_empty() {
        page = page.section(
            Section::new("cb-agreements", view.t("agreements")).block(Block::from(agreement::table(view, &agreements))),
        );
    }
    if !data.controls.is_empty() {
        let rows = data.controls.iter().map(|it| {
            let looks_at = it.kind.map_or("", |it| match it.value {
                ControlMeans::Result => view.t("looks_at_result"),
                ControlMeans::Process => view.t("looks_at_process"),
            });
            Row::new([Inlines::from(&it.what.text), looks_at.into()])
        });
        let table = Table::new(view.t("controls_of_supplier")).columns([view.t("what"), view.t("looks_at")]).rows(rows);
        page = page.section(Section::new("cb-controls", view.t("controls_of_supplier")).block(Block::from(table)));
    }
    page = page.section_if_any(customer::reviews(view, item, &data.reviews, "performance_reviews"));
    page = page.section_if_any(chosen(view, item, data)).section(disputes(view, item, data));
    page = page.sections(sections).sections(control::tail(view, id));
    page.rail(control::satisfies(view, id))
}

fn facts(view: &View<'_>, data: &Supplier, mut head: Head) -> Head {
    head = head.kick(view.t(match data.supplier_type.value {
        SupplierType::External => "external",
        SupplierType::Internal => "internal",
        SupplierType::Customer => "customer_as_supplier",
    }));
    if let Some(recovery) = &data.recovery {
        head = head.fact(Fact::new(view.t("recovery"), service::recovery_of(view, recovery)));
    }
    if let Some(review) = data.review {
        const SOON: Interval = Interval { months: 0, days: 30 };
        let as_of = view.book.as_of;
        let last = data.reviews.iter().map(|it| it.on.value).filter(|day| *day <= as_of).max();
        let fact = match last {
            None => Fact::new(view.t("next_review"), Inline::tag(Tone::Late, view.t("never")))
                .note(view.every(review.value)),
            Some(last) => {
                let due = review.value.after(last);
                let tone = if due < as_of { Tone::Late } else { Tone::Due };
                let shown =
                    if due > SOON.after(as_of) { view.day(due) } else { Inline::tag(tone, view.strings().date(due)) };
                Fact::new(view.t("next_review"), shown).note(view.every(review.value))
            }
        };
        head = head.fact(fact);
    }
    head
}

fn provides(view: &View<'_>, data: &Supplier) -> Section {
    let section = Section::new("cb-provides", view.t("provides"));
    if data.provides.is_empty() {
        return section;
    }
    let table =
        Table::new(view.t("provides")).columns([view.t("what"), view.t("kind"), view.t("for_what"), view.t("clause")]);
    section.block(Block::from(table.rows(data.provides.iter().map(|it| {
        let kind = it.kind.map_or("", |it| match it.value {
            ProvidedKind::Service => view.t("kind_service"),
            ProvidedKind::Component => view.t("component"),
            ProvidedKind::Process => view.t("kind_process"),
        });
        let clauses = it.clauses.iter().filter_map(|it| view.book.place(it)).map(|place| view.chip(place));
        Row::new([
            Inlines::from(Inline::strong(&*it.what.text)),
            kind.into(),
            view.keys(&it.what_for),
            clauses.collect(),
        ])
    }))))
}

fn chosen(view: &View<'_>, item: &Entry, data: &Supplier) -> Section {
    let section = Section::new("cb-chosen", view.t("chosen"));
    let Some(chosen) = &data.chosen else { return section };
    let mut facts = Vec::new();
    if let Some(criteria) = &chosen.criteria {
        facts.push(Fact::new(view.t("criteria"), view.inline(item, criteria)));
    }
    if let Some(by) = &chosen.by {
        facts.push(Fact::new(view.t("made_by"), view.key(by)));
    }
    if let Some(on) = chosen.on {
        facts.push(Fact::new(view.t("date_col"), control::dated(view, on.value)));
    }
    if facts.is_empty() { section } else { section.block(Block::dl(facts)) }
}

/// Disputes; that there is none is an answer too.
fn disputes(view: &View<'_>, item: &Entry, data: &Supplier) -> Section {
    let section = Section::new("cb-disputes", view.t("disputes"));
    if data.disputes.is_empty() {
        return section.block(Block::from(List::of([Inlines::from(view.t("no_disputes"))])));
    }
    let mut disputes: Vec<_> = data.disputes.iter().collect();
    disputes.sort_by_key(|it| std::cmp::Reverse(it.on.value));
    let table =
        Table::new(view.t("disputes")).columns([view.t("date_col"), view.t("what"), view.t("state"), view.t("result")]);
    section.block(Block::from(table.rows(disputes.into_iter().map(|it| {
        let state = match it.done.filter(|day| day.value <= view.book.as_of) {
            Some(day) => Inlines::from([Inline::tag(Tone::Ok, view.t("settled")), Inline::small(view.day(day.value))]),
            None => Inline::tag(Tone::Due, view.t("not_done")).into(),
        };
        Row::new([
            Inlines::from(control::dated(view, it.on.value)),
            view.inline(item, &it.what).into(),
            state,
            view.inline_or_empty(item, it.result.as_ref()),
        ])
    }))))
}

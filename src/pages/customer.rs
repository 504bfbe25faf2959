//! A customer or user group: what they need, what they use, how content they are.

use super::block::{Block, Fact, Inline, Inlines, Row, Section, Table, TableStyle, Tone};
use super::chrome::Part;
use super::frame::Page;
use super::{View, agreement, control, measure, prose, service};
use crate::handbook::Handbook;
use crate::model::kinds::{Complaint, Customer, CustomerType, ServiceReview};
use crate::model::{Data, Entry, EntryId, KeyRef, Kind};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let item = view.book.entry(id);
    let mut frame = view.frame(Part::Services, &*item.title, control::summary(view, id));
    frame.edit_url = view.edit_url(id);
    frame.crumbs = view.crumbs(&[("customers/", view.t("customers"))], &item.title);
    let (lead, sections) = prose::sections(view, item);
    let mut head = control::head(view, id);
    let Some(Data::Customer(data)) = &item.data else {
        return Page::new(frame, head).sections(sections).sections(control::tail(view, id));
    };
    if let Some(of) = data.customer_type {
        head = head.kick(view.t(match of.value {
            CustomerType::Customer => "pays_and_agrees",
            CustomerType::Users => "uses",
        }));
    }
    if !data.contact.is_empty() {
        let holders = data.contact.first().map(|it| control::holder(view, it)).unwrap_or_default();
        head = head.fact(Fact::new(view.t("looked_after_by"), view.keys(&data.contact)).note(holders));
    }
    let mut page = Page::new(frame, head);
    if let Some(lead) = lead {
        page = page.intro(lead);
    }
    page = page.section_if_any(needs(view, item, data)).section_if_any(services(view, data));
    let agreements = agreement::with(view.book, id);
    if !agreements.is_empty() {
        page = page.section(
            Section::new("cb-agreements", view.t("agreements")).block(Block::from(agreement::table(view, &agreements))),
        );
    }
    page = page.section_if_any(satisfaction(view, data));
    page = page.section_if_any(reviews(view, item, &data.reviews, "service_reviews"));
    page = page.section_if_any(complaints(view, item, data));
    page = page.sections(sections).sections(control::tail(view, id));
    page.rail(control::satisfies(view, id))
}

/// What they need, and the requirements of services that answer it.
fn needs(view: &View<'_>, item: &Entry, data: &Customer) -> Section {
    let section = Section::new("cb-needs", view.t("needs_of"));
    if data.needs.is_empty() {
        return section;
    }
    let table = Table::new(view.t("needs_of")).columns([view.t("needs_of"), view.t("answered_by")]);
    section.block(Block::from(table.rows(data.needs.iter().map(|it| {
        let anchor = format!("need-{}", it.key.text);
        let answers = answering(view.book, item.id, &anchor)
            .into_iter()
            .map(|(from, part)| Inlines::from(view.link_to(from, part.as_deref())));
        Row::new([Inlines::from(view.inline(item, &it.what)), Inline::lines(answers).into()]).id(anchor)
    }))))
}

/// What refers to a part of an entry from within the parts of others, services before everything else.
pub fn answering(book: &Handbook, id: EntryId, anchor: &str) -> Vec<(EntryId, Option<String>)> {
    let edges = book.graph.to(id).filter(|edge| edge.from != id && edge.to_anchor.as_deref() == Some(anchor));
    let mut found: Vec<_> = edges.map(|edge| (edge.from, edge.from_anchor.clone())).collect();
    found.sort_by_key(|(from, part)| (book.entry(*from).kind != Kind::Service, *from, part.clone()));
    found.dedup();
    found
}

fn services(view: &View<'_>, data: &Customer) -> Section {
    let section = Section::new("cb-services", view.t("services"));
    let ids: Vec<EntryId> = data.services.iter().filter_map(|it| view.book.keys.find(&it.key)).collect();
    if ids.is_empty() {
        return section;
    }
    section.block(Block::cards(ids.into_iter().take(50).map(|id| service::card(view, id))))
}

fn satisfaction(view: &View<'_>, data: &Customer) -> Section {
    let section = Section::new("cb-satisfaction", view.t("satisfaction"));
    let Some(satisfaction) = &data.satisfaction else { return section };
    let mut what = Inlines::from(Inline::strong(&*satisfaction.what.text));
    let mut small: Vec<String> = satisfaction.sample.iter().map(|it| it.text.clone()).collect();
    if let Some(n) = satisfaction.answers {
        small.push(view.strings().plural("answers", usize::try_from(n.value).unwrap_or(usize::MAX)));
    }
    if !small.is_empty() {
        what.push(Inline::small(small.join(" · ")));
    }
    let table = Table::new(view.t("satisfaction")).style(TableStyle::Kpis).columns(measure::columns(view));
    section.block(Block::from(table.row(measure::row(
        view,
        what,
        satisfaction.target.as_ref().map(|it| &it.value),
        &satisfaction.actuals,
    ))))
}

/// Reviews held with a customer or of a supplier, newest first.
pub fn reviews(view: &View<'_>, item: &Entry, reviews: &[ServiceReview], title: &str) -> Section {
    let section = Section::new("cb-reviews", view.t(title));
    if reviews.is_empty() {
        return section;
    }
    let mut reviews: Vec<&ServiceReview> = reviews.iter().collect();
    reviews.sort_by_key(|it| std::cmp::Reverse(it.on.value));
    let n = reviews.len();
    let table =
        Table::new(view.t(title)).columns([view.t("date_col"), view.t("made_by"), view.t("result"), view.t("record")]);
    let table = table.rows(reviews.into_iter().take(50).map(|it| {
        Row::new([
            Inlines::from(control::dated(view, it.on.value)),
            view.keys(&it.by),
            view.inline_or_empty(item, it.result.as_ref()),
            records(view, &it.record),
        ])
    }));
    let section = section.block(Block::from(table));
    if n > 50 {
        section.block(Block::remark(view.strings().fill("n_more", &[("n", &(n - 50).to_string())])))
    } else {
        section
    }
}

/// Records as links, one a line.
pub fn records(view: &View<'_>, keys: &[KeyRef]) -> Inlines {
    Inline::lines(keys.iter().map(|it| view.key(it))).into()
}

fn complaints(view: &View<'_>, item: &Entry, data: &Customer) -> Section {
    let section = Section::new("cb-complaints", view.t("complaints"));
    if data.complaints.is_empty() {
        return section;
    }
    let mut complaints: Vec<&Complaint> = data.complaints.iter().collect();
    complaints.sort_by_key(|it| std::cmp::Reverse(it.on.value));
    let as_of = view.book.as_of;
    let columns = [view.t("date_col"), view.t("complaints"), view.t("made_by"), view.t("state"), view.t("result")];
    section.block(Block::from(Table::new(view.t("complaints")).columns(columns).rows(
        complaints.into_iter().take(50).map(|it| {
            let mut what = Inlines::from(view.inline(item, &it.what));
            if !it.service.is_empty() {
                what.push(Inline::small(view.keys(&it.service)));
            }
            let mut by = view.keys(&it.by);
            if let Some(escalated) = &it.escalated {
                let mut line = Inlines::from([Inline::text(format!("{}:", view.t("escalated")))]);
                line.0.extend(view.keys(&escalated.to).0);
                line.0.extend(escalated.on.map(|day| control::dated(view, day.value)));
                by.push(Inline::small(line));
            }
            let state = match (it.done.filter(|day| day.value <= as_of), it.due) {
                (Some(day), _) => {
                    Inlines::from([Inline::tag(Tone::Ok, view.t("done")), Inline::small(view.day(day.value))])
                }
                (None, Some(due)) => {
                    let tone = if due.value < as_of { Tone::Late } else { Tone::Due };
                    Inlines::from([
                        Inline::tag(tone, view.t("not_done")),
                        Inline::small(Inlines::from([Inline::text(view.t("due")), view.day(due.value)])),
                    ])
                }
                (None, None) => Inline::tag(Tone::Due, view.t("not_done")).into(),
            };
            let mut result = view.inline_or_empty(item, it.result.as_ref());
            if !it.record.is_empty() {
                result.push(Inline::small(records(view, &it.record)));
            }
            Row::new([Inlines::from(control::dated(view, it.on.value)), what, by, state, result])
        }),
    )))
}

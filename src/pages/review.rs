//! A management review: what was looked at, what was missing, and what was decided.

use super::block::{Block, Cell, Fact, Inline, Inlines, Row, Section, Table, Tone};
use super::{Page, View, actions, entry_frame, record};
use crate::model::kinds::Review;
use crate::model::{Data, Entry, EntryId};
use crate::standards::{Checklist, Place};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let entry = view.book.entry(id);
    let (frame, mut head) = entry_frame::start(view, id);
    let Some(Data::Review(review)) = &entry.data else { return entry_frame::finish(view, id, Page::new(frame, head)) };
    head = head
        .fact(Fact::new(view.t("held"), view.day(review.on.value)))
        .fact(Fact::new(view.t("chair"), review.chair.as_ref().map(|it| view.key(it))))
        .fact(Fact::new(view.t("participants"), view.keys(&review.participants)))
        .fact(Fact::new(view.t("decisions"), actions::progress(view, &review.decisions)))
        .fact(Fact::new(view.t("minutes"), review.place.as_ref().map(|it| view.place(it))))
        .fact(Fact::new(view.t("keeps_promise"), view.keys(&review.of)));
    head.facts.retain(|it| !it.value.is_empty());
    let mut decisions = actions::section(view, entry, &review.decisions, "decision", view.t("decisions"));
    if decisions.is_empty() {
        decisions = decisions.block(Block::note(Tone::Partial, view.t("nothing_decided"), ""));
    }
    let page = Page::new(frame, head)
        .section(decisions)
        .section_if_any(inputs(view, entry, review))
        .section_if_any(record::proves(view, &record::proven(view, id)));
    entry_frame::finish(view, id, page)
}

/// The standard's list of what a review looks at.
fn checklist<'a>(view: &View<'a>) -> Option<&'a Checklist> {
    let lists = view.book.standards.listed().filter_map(|standard| standard.file.checklists.as_ref());
    lists.flat_map(|lists| &lists.items).find(|list| list.id.value == "review-inputs")
}

/// Each point of the standard's list with what was seen; points that nobody looked at are named.
fn inputs(view: &View<'_>, entry: &Entry, review: &Review) -> Section {
    let section = Section::new("cb-inputs", view.t("review_inputs"));
    let list = checklist(view);
    let cell = |point: &str| {
        let seen: Vec<Inlines> = review
            .inputs
            .iter()
            .filter(|it| it.point.value == point)
            .map(|it| {
                let mut line = view.inline_or_empty(entry, it.seen.as_ref());
                if !it.refs.is_empty() {
                    line.push(Inline::small(view.keys(&it.refs)));
                }
                line
            })
            .collect();
        if seen.is_empty() {
            Inlines::from(Inline::tag(Tone::Gap, view.t("not_looked_at")))
        } else {
            Inline::lines(seen).into()
        }
    };
    let mut rows: Vec<Row> = Vec::new();
    let known = list.map_or(&[][..], |list| &list.points);
    for point in known {
        let place = point
            .requirement
            .as_ref()
            .and_then(|it| view.book.standards.find_in(view.book.standards.first()?.id, &it.value));
        let chip = place.filter(|it| matches!(it, Place::Requirement(_))).map(|it| view.chip(it));
        rows.push(Row::new([Cell::new(&point.title.text), Cell::new(cell(&point.id.value)), Cell::new(chip)]));
    }
    for input in review.inputs.iter().filter(|it| !known.iter().any(|point| point.id.value == it.point.value)) {
        rows.push(Row::new([Cell::new(&*input.point.value), Cell::new(cell(&input.point.value)), Cell::default()]));
    }
    if rows.is_empty() {
        return section;
    }
    let n_missing =
        known.iter().filter(|point| !review.inputs.iter().any(|it| it.point.value == point.id.value)).count();
    let section = match n_missing {
        0 => section,
        n => section.block(Block::note(Tone::Partial, view.strings().plural("points_missing", n), "")),
    };
    section.block(
        Table::new(view.t("review_inputs"))
            .columns(["point", "what_was_seen", "requirement"].map(|it| view.t(it)))
            .rows(rows),
    )
}

//! An objective: what is measured, how far it is, and what is done to reach it.

use super::block::{Block, Fact, Inline, Inlines, Section};
use super::evidence_cells::due_tag;
use super::{Page, View, actions, entry_frame, measure};
use crate::model::{Data, EntryId};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let entry = view.book.entry(id);
    let (frame, mut head) = entry_frame::start(view, id);
    let Some(Data::Objective(objective)) = &entry.data else {
        return entry_frame::finish(view, id, Page::new(frame, head));
    };
    if let Some(first) = objective.measures.first() {
        let target = first.target.as_ref().map(|it| &it.value);
        let standing = measure::standing(target, &first.actuals, view.book.as_of);
        if let Some((period, value)) = first.actuals.latest(view.book.as_of) {
            let shown = measure::value_of(view, target, &value.value.text);
            head = head.fact(
                Fact::new(view.t("latest"), [Inline::text(shown), standing.show(view)])
                    .note(measure::period_of(view, &period.value)),
            );
        }
        head = head.fact(Fact::new(view.t("target"), target.map_or_else(String::new, |it| view.target(it))));
        if let Some(baseline) = &objective.baseline {
            let shown = measure::value_of(view, target, &baseline.value.value.text);
            head =
                head.fact(Fact::new(view.t("baseline"), shown).note(measure::period_of(view, &baseline.period.value)));
        }
    }
    head = head.fact(Fact::new(view.t("by_when"), objective.by_when.map(|it| due_tag(view, it.value))));
    head.facts.retain(|it| !it.value.is_empty());
    let mut facts = vec![
        Fact::new(view.t("serves"), view.keys(&objective.serves)),
        Fact::new(view.t("services"), view.keys(&objective.services)),
        Fact::new(view.t("who_moves_it"), view.keys(&objective.roles)),
        Fact::new(view.t("resources"), view.inline_or_empty(entry, objective.resources.as_ref())),
        Fact::new(view.t("evaluated"), view.inline_or_empty(entry, objective.evaluated.as_ref())),
    ];
    facts.retain(|it| !it.value.is_empty());
    let measures = Section::new("cb-measures", view.t("measures")).blocks(measure::blocks(
        view,
        entry,
        &objective.measures,
        "measure",
    ));
    let mut plan = Section::new("cb-plan", view.t("how_it_is_reached"));
    if !facts.is_empty() {
        plan = plan.block(Block::dl(facts));
    }
    let page = Page::new(frame, head).section_if_any(measures).section_if_any(plan).section_if_any(actions::section(
        view,
        entry,
        &objective.actions,
        "action",
        view.t("actions"),
    ));
    entry_frame::finish(view, id, page)
}

/// The newest value of an objective against its target, in a cell.
pub fn latest(view: &View<'_>, objective: &crate::model::kinds::Objective) -> Inlines {
    const MAX_MEASURES: usize = 3;
    let lines = objective.measures.iter().take(MAX_MEASURES).map(|it| {
        let target = it.target.as_ref().map(|it| &it.value);
        let standing = measure::standing(target, &it.actuals, view.book.as_of);
        let shown = it.actuals.latest(view.book.as_of).map_or_else(
            || view.t("no_value").to_owned(),
            |(_, value)| measure::value_of(view, target, &value.value.text),
        );
        Inlines::from([Inline::strong(shown), standing.show(view)])
    });
    Inline::lines(lines).into()
}

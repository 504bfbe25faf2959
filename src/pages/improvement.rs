//! An improvement: from the idea to what it reached.

use super::block::{Block, Fact, Inline, Inlines, Section, Tone};
use super::evidence_cells::due_tag;
use super::{Page, View, actions, entry_frame};
use crate::model::kinds::{Decision, Improvement};
use crate::model::{Data, EntryId};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let entry = view.book.entry(id);
    let (frame, mut head) = entry_frame::start(view, id);
    let Some(Data::Improvement(improvement)) = &entry.data else {
        return entry_frame::finish(view, id, Page::new(frame, head));
    };
    head = head
        .fact(
            Fact::new(view.t("decision"), decision(view, improvement)).note(
                improvement
                    .decided
                    .as_ref()
                    .map_or(Inlines::EMPTY, |it| actions::signed(view, Some(&it.by), Some(it.on.value))),
            ),
        )
        .fact(Fact::new(view.t("proposed"), view.day(improvement.proposed.value)).note(view.keys(&improvement.source)))
        .fact(Fact::new(view.t("due"), due(view, improvement)))
        .fact(Fact::new(
            view.t("target"),
            improvement.target.as_ref().map_or_else(String::new, |it| view.target(&it.value)),
        ))
        .fact(Fact::new(view.t("reached"), reached(view, improvement)));
    head.facts.retain(|it| !it.value.is_empty());
    let mut facts = vec![
        Fact::new(view.t("about_what"), view.keys(&improvement.about)),
        Fact::new(view.t("evaluated"), view.inline_or_empty(entry, improvement.criteria.as_ref())),
        Fact::new(
            view.t("why_decided"),
            improvement.decided.as_ref().map_or(Inlines::EMPTY, |it| view.inline_or_empty(entry, it.because.as_ref())),
        ),
    ];
    if let Some(result) = &improvement.result {
        let period = result.period.as_ref().map_or("", |it| it.value.text.as_str());
        facts.push(
            Fact::new(view.t("result"), reached(view, improvement).and(Inline::muted(period)))
                .note(view.inline_or_empty(entry, result.because.as_ref())),
        );
    }
    facts.retain(|it| !it.value.is_empty());
    let mut about = Section::new("cb-improvement", view.t("from_idea_to_result"));
    if !facts.is_empty() {
        about = about.block(Block::dl(facts));
    }
    let page = Page::new(frame, head).section_if_any(about).section_if_any(actions::section(
        view,
        entry,
        &improvement.actions,
        "action",
        view.t("actions"),
    ));
    entry_frame::finish(view, id, page)
}

/// What became of it, as a label.
pub fn decision(view: &View<'_>, improvement: &Improvement) -> Inline {
    let (tone, name) = match improvement.decision() {
        Decision::Proposed => (Tone::Due, "decision_proposed"),
        Decision::Approved => (Tone::Ok, "decision_approved"),
        Decision::Rejected => (Tone::Na, "decision_rejected"),
        Decision::Done => (Tone::Covered, "decision_done"),
    };
    Inline::tag(tone, view.t(name))
}

/// The day by which; late only while it is still to be done.
pub fn due(view: &View<'_>, improvement: &Improvement) -> Inlines {
    let is_over = matches!(improvement.decision(), Decision::Done | Decision::Rejected);
    match improvement.due {
        Some(due) if is_over => view.day(due.value).into(),
        Some(due) => due_tag(view, due.value).into(),
        None => Inlines::EMPTY,
    }
}

/// The value reached, against the target.
pub fn reached(view: &View<'_>, improvement: &Improvement) -> Inlines {
    let Some(result) = &improvement.result else { return Inlines::EMPTY };
    let number = &result.value.value;
    match &improvement.target {
        Some(target) => {
            let is_met = target.value.is_met_by(number.value);
            let (tone, word) = if is_met { (Tone::Ok, "met") } else { (Tone::Gap, "missed") };
            Inlines::from([Inline::text(view.amount(&target.value, &number.text)), Inline::status(tone, view.t(word))])
        }
        None => number.text.as_str().into(),
    }
}

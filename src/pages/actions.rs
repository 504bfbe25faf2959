//! Things to be done, and whether they helped: of risks, findings, objectives, improvements and reviews.

use super::View;
use super::block::{Cell, Inline, Inlines, Row, Section, Table, Tone};
use super::evidence_cells::due_tag;
use crate::model::Entry;
use crate::model::kinds::{Action, Check};

/// A section with the actions of an entry; nothing where there are none. `prefix` begins the anchors of the rows.
pub fn section(view: &View<'_>, entry: &Entry, actions: &[Action], prefix: &str, title: &str) -> Section {
    let section = Section::new(format!("cb-{prefix}s"), title);
    if actions.is_empty() { section } else { section.block(table(view, entry, actions, prefix, title)) }
}

/// A table of actions, each a row with its anchor: `action-train`, `decision-desk`.
pub fn table(view: &View<'_>, entry: &Entry, actions: &[Action], prefix: &str, caption: &str) -> Table {
    let rows = actions.iter().map(|action| {
        let what = Inlines::from(view.inline(entry, &action.what));
        let row = Row::new([
            Cell::new(what),
            Cell::new(action.owner.as_ref().map(|it| view.key(it))),
            state(view, action),
            Cell::new(view.keys(&action.evidence)),
            Cell::new(action.check.as_ref().map_or(Inlines::EMPTY, |it| check(view, entry, it))),
        ]);
        match &action.key {
            Some(key) => row.id(format!("{prefix}-{}", key.text)),
            None => row,
        }
    });
    Table::new(caption)
        .columns([view.t("action"), view.t("owner"), view.t("due"), view.t("evidence"), view.t("checked")])
        .rows(rows)
}

/// Whether it is done, else by when; late ones say how late.
fn state(view: &View<'_>, action: &Action) -> Cell {
    let as_of = view.book.as_of;
    let done = action.done.filter(|day| day.value <= as_of);
    match (done, action.due) {
        (Some(done), due) => {
            let is_late = due.is_some_and(|due| due.value < done.value);
            let text =
                Inlines::from(Inline::tag(Tone::Ok, format!("{} {}", view.t("done"), view.strings().date(done.value))));
            let note = due
                .filter(|_| is_late)
                .map(|due| Inline::small(format!("{} {}", view.t("was_due"), view.strings().date(due.value))));
            Cell::new(note.map_or(text.clone(), |note| text.and(note))).sort(done.value.to_string())
        }
        (None, Some(due)) => Cell::new(due_tag(view, due.value)).sort(due.value.to_string()),
        (None, None) => Cell::new(Inline::tag(Tone::Partial, view.t("no_day_set"))),
    }
}

/// Whether something had its effect, who looked, when, and what was seen.
pub fn check(view: &View<'_>, entry: &Entry, check: &Check) -> Inlines {
    let (tone, word) = if check.worked.value { (Tone::Ok, "worked") } else { (Tone::Gap, "did_not_work") };
    let mut text = Inlines::from(Inline::tag(tone, view.t(word)));
    if let Some(because) = &check.because {
        text.push(view.inline(entry, because));
    }
    text.push(Inline::small(signed(view, check.by.as_ref(), check.on.map(|it| it.value))));
    text
}

/// Who and when, below what they did.
pub fn signed(view: &View<'_>, by: Option<&crate::model::KeyRef>, on: Option<jiff::civil::Date>) -> Inlines {
    Inlines::joined(", ", by.map(|it| view.key(it)).into_iter().chain(on.map(|it| view.day(it))))
}

/// How many of a list are done, as a label: "3 of 7 done".
pub fn progress(view: &View<'_>, actions: &[Action]) -> Inlines {
    if actions.is_empty() {
        return Inline::muted(view.t("none")).into();
    }
    let as_of = view.book.as_of;
    let n_done = actions.iter().filter(|it| it.is_done(as_of)).count();
    let is_late = actions.iter().any(|it| it.is_late(as_of));
    let tone = match (is_late, n_done == actions.len()) {
        (true, _) => Tone::Late,
        (false, true) => Tone::Ok,
        (false, false) => Tone::Due,
    };
    let text = view.strings().fill("n_of_all_done", &[("n", &n_done.to_string()), ("all", &actions.len().to_string())]);
    Inline::tag(tone, text).into()
}

//! What a standard asks an entry to hold, point by point: which field or section shows it, and what is missing. Page and
//! check look at the same list, so an author, a reader and an auditor see one answer.

use super::View;
use super::block::{Block, Inline, Inlines, Row, Section, Table, Tone};
use crate::handbook::{Held, HeldPoint, Shown, item_name};
use crate::model::{Entry, EntryId};
use crate::standards::{Place, Wanted};

/// The most items of a list that are named as incomplete.
const MAX_ITEMS: usize = 8;

/// The contents that the standards ask of an entry; empty where they ask for none. A list that every item keeps is its
/// own proof, and is not shown again.
pub fn section(view: &View<'_>, id: EntryId) -> Section {
    let item = view.book.entry(id);
    let lists: Vec<Held<'_>> = view
        .book
        .checklists_of(id)
        .into_iter()
        .filter(|held| held.checklist.each.is_none() || !held.is_complete())
        .collect();
    let section = Section::new("cb-contents", view.t("asked_contents"));
    lists.iter().fold(section, |section, held| section.blocks(blocks(view, item, held)))
}

fn blocks(view: &View<'_>, item: &Entry, held: &Held<'_>) -> Vec<Block> {
    let mut blocks = Vec::new();
    let title = &*held.checklist.title.text;
    let n_missing = if held.is_complete() { 0 } else { held.missing().count() };
    if n_missing > 0 && view.book.is_in_force(item) {
        let strong = view.strings().plural("points_lacking", n_missing);
        blocks.push(Block::note(Tone::Partial, strong, view.t("points_lacking_text")));
    }
    let is_one = held.checklist.wanted.is_some_and(|it| it.value == Wanted::One);
    let rows = held.points.iter().map(|it| {
        let chip = it.place.filter(|it| matches!(it, Place::Requirement(_))).map(|it| view.chip(it));
        // Where one point is enough, the others are not missing.
        let is_quiet = is_one && held.is_complete();
        Row::new([Inlines::from(&it.point.title.text), shown(view, item, held, it, is_quiet), chip.into()])
    });
    blocks.push(Block::from(
        Table::new(title).columns(["point", "shown_by", "requirement"].map(|it| view.t(it))).rows(rows),
    ));
    blocks
}

fn shown(view: &View<'_>, item: &Entry, held: &Held<'_>, it: &HeldPoint<'_>, is_quiet: bool) -> Inlines {
    match &it.shown {
        Shown::Field(field) => match place_of(field) {
            Some((anchor, word)) => Inline::link(view.entry_url(item.id, Some(anchor)), view.t(word)).into(),
            None => Inline::code(*field).into(),
        },
        Shown::Part(anchor) => {
            let title = view.part_title(item.id, anchor).unwrap_or_else(|| (*anchor).to_owned());
            Inline::link(view.entry_url(item.id, Some(anchor)), title).into()
        }
        Shown::Said => Inline::muted(view.t("point_said")).into(),
        Shown::NotAsked => Inline::muted(view.t("point_not_asked")).into(),
        Shown::Missing(_) if is_quiet => Inline::muted("–").into(),
        Shown::Missing(items) => {
            let mut line = Inlines::from(Inline::tag(Tone::Partial, view.t("point_missing")));
            let names = items.iter().filter_map(|index| item_name(held.items.get(*index)?)?.text());
            let mut names: Vec<&str> = names.collect();
            let n_more = names.len().saturating_sub(MAX_ITEMS);
            names.truncate(MAX_ITEMS);
            if !names.is_empty() {
                line.push(Inline::small(names.join("; ")));
            }
            if n_more > 0 {
                line.push(Inline::small(view.strings().fill("n_more", &[("n", &view.strings().count(n_more))])));
            }
            line
        }
    }
}

/// Where a field stands on the page of its entry: the section's anchor and its title among the words of the interface.
fn place_of(field: &str) -> Option<(&'static str, &'static str)> {
    Some(match field {
        "targets" => ("cb-targets", "promise"),
        "workload" => ("cb-workload", "workload"),
        "exceptions" => ("cb-exceptions", "exceptions"),
        "obligations" => ("cb-obligations", "obligations"),
        "authorities" => ("cb-authorities", "authorities"),
        "commitments" => ("cb-commitments", "commitments"),
        "activities" => ("cb-activities", "activities"),
        "interfaces" => ("cb-interfaces", "interfaces"),
        "covers" => ("cb-covers", "covers"),
        "limitations" => ("cb-limitations", "limitations"),
        "communications" => ("cb-communications", "communications"),
        "capacity" => ("cb-capacity", "capacity"),
        "categories" => ("cb-categories", "categories"),
        "major_criteria" => ("cb-major", "major_criteria"),
        "provides" => ("cb-provides", "provides"),
        "measures" => ("cb-measures", "measures"),
        _ => return None,
    })
}

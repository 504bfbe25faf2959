//! What the pages of all entries in registers begin and end with.

use super::block::{Inline, Inlines, Section, Tone};
use super::evidence_cells::coming_day;
use super::frame::{Frame, Head, Page};
use super::{View, control, doubt, entry, prose};
use crate::model::EntryId;

/// The frame of an entry's page, and its head with key, owner, summary and what of it could not be read.
pub fn start(view: &View<'_>, id: EntryId) -> (Frame, Head) {
    let item = view.book.entry(id);
    let summary = item.summary().map(|text| prose::plain(&text.text)).unwrap_or_default();
    let mut frame = view.frame(entry::part_of(item.kind), &*item.title, summary);
    frame.edit_url = view.edit_url(id);
    let register = format!("{}/", item.kind.address());
    frame.crumbs = view.crumbs(&[(&register, view.t(register_title(item.kind)))], &item.title);
    let kind = view.t(&format!("kind_{}", item.kind.word())).to_owned();
    let mut head = Head::new(&*item.title).kick(kind).kick(Inline::code(item.key.as_str()));
    if item.owner().is_some() {
        head = head.kick(Inlines::from(view.t("owner")).and(Inline::html(view.owner(item).html())));
    }
    if let Some(day) = coming_day(item, view.book.as_of) {
        head = head.kick(Inlines::from(Inline::tag(Tone::Plain, view.t("coming"))).and(view.day(day)));
    }
    if let Some(summary) = item.summary() {
        head = head.lede(view.inline(item, summary));
    }
    (frame, doubt::banners(view, id, entry::broken(view, id, head)))
}

/// The name of a kind's register in the words of the interface.
pub fn register_title(kind: crate::model::Kind) -> &'static str {
    match kind {
        crate::model::Kind::Record => "evidence_register",
        crate::model::Kind::Competence => "competences",
        kind => kind.address(),
    }
}

/// Adds the body, what every entry may have, what points here, and what it meets.
pub fn finish(view: &View<'_>, id: EntryId, page: Page) -> Page {
    let item = view.book.entry(id);
    let (lead, sections) = prose::sections(view, item);
    let page = match lead {
        Some(lead) => page.section(Section::plain([lead])),
        None => page,
    };
    page.sections(sections).sections(control::tail(view, id)).rail(control::satisfies(view, id))
}

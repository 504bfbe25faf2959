//! What bears on the system from inside and outside: issues, and interested parties with what they need.

use super::block::{Block, Fact, Inline, Inlines, List, Row, Section, Table, Tone};
use super::chrome::Part;
use super::frame::Page;
use super::{View, control, prose};
use crate::model::kinds::{Issue, Party, Side};
use crate::model::{Data, Entry, EntryId};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let item = view.book.entry(id);
    let mut frame = view.frame(Part::Handbook, &*item.title, control::summary(view, id));
    frame.edit_url = view.edit_url(id);
    frame.crumbs = view.crumbs(&[(&format!("{}/", item.kind.address()), view.t(item.kind.address()))], &item.title);
    let (lead, sections) = prose::sections(view, item);
    let mut head = control::head(view, id);
    let own = match &item.data {
        Some(Data::Issue(issue)) => {
            head = head.kick(view.t(match issue.side.value {
                Side::Internal => "side_internal",
                Side::External => "side_external",
            }));
            of_issue(view, item, issue)
        }
        Some(Data::Party(party)) => needs(view, item, party),
        _ => Vec::new(),
    };
    let mut page = Page::new(frame, head);
    if let Some(lead) = lead {
        page = page.intro(lead);
    }
    page.sections(own).sections(sections).sections(control::tail(view, id)).rail(control::satisfies(view, id))
}

fn of_issue(view: &View<'_>, item: &Entry, issue: &Issue) -> Vec<Section> {
    let mut sections = Vec::new();
    if let Some(effect) = &issue.effect {
        sections.push(Section::new("cb-effect", view.t("effect")).block(Block::prose(view.text(item, effect))));
    }
    if let Some(climate) = &issue.climate {
        let is_relevant = climate.relevant.value;
        let answer = view.t(if is_relevant { "climate_yes" } else { "climate_no" });
        let mut section = Section::new("cb-climate", view.t("climate"));
        section = section.block(Block::dl([Fact::new(view.t("climate_question"), Inline::strong(answer))]));
        if let Some(because) = &climate.because {
            section = section.block(Block::prose(view.text(item, because)));
        }
        sections.push(section);
    }
    if !issue.leads_to.is_empty() {
        let list = List::of(issue.leads_to.iter().map(|key| {
            let mut line = Inlines::from(view.key(key));
            if let Some(id) = view.book.keys.find(&key.key) {
                line.push(Inline::muted(view.t(&format!("kind_{}", view.book.entry(id).kind.word()))));
            }
            line
        }));
        sections.push(Section::new("cb-leads-to", view.t("leads_to")).block(Block::from(list)));
    }
    sections
}

fn needs(view: &View<'_>, item: &Entry, party: &Party) -> Vec<Section> {
    if party.needs.is_empty() {
        return Vec::new();
    }
    let table = Table::new(view.t("needs_of")).columns([view.t("needs_of"), view.t("met_by"), view.t("climate")]);
    let rows = party.needs.iter().map(|it| {
        let climate = it.climate.map(|it| match it.value {
            true => Inline::tag(Tone::Plain, view.t("yes")),
            false => Inline::muted(view.t("no")),
        });
        let row = Row::new([Inlines::from(view.inline(item, &it.what)), view.keys(&it.met_by), climate.into()]);
        match &it.key {
            Some(key) => row.id(format!("need-{}", key.text)),
            None => row,
        }
    });
    vec![Section::new("cb-needs", view.t("needs_of")).block(Block::from(table.rows(rows)))]
}

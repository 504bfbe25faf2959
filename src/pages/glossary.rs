//! All terms, each a row with its anchor.

use super::block::{Block, Column, Filter, Inline, Inlines, Row, Table, Tone};
use super::chrome::Part;
use super::frame::{Head, Page, Shell};
use super::{View, prose};
use crate::model::{Data, Entry, Kind};

/// The page.
pub fn page(view: &View<'_>) -> Page {
    let title = view.t("glossary");
    let mut frame = view.frame(Part::Handbook, title, view.t("glossary_lede"));
    frame.crumbs = view.crumbs(&[("", view.t("home"))], title);
    frame.shell = Shell::NoRail;
    let mut terms: Vec<&Entry> = view.book.of_kind(Kind::Term).collect();
    terms.sort_by_key(|it| (it.title.to_lowercase(), it.key.clone()));
    let page = Page::new(frame, Head::new(title).lede(view.t("glossary_lede")));
    if terms.is_empty() {
        return page.intro(Block::note(Tone::Plain, view.t("empty_register"), view.t("empty_terms")));
    }
    let filter = Filter::new(view.t("filter"))
        .search(view.t("find_in_table"))
        .counted(view.strings().fill("all_n", &[("n", &view.strings().count(terms.len()))]), view.t("n_of_all"));
    let columns = [
        Column::new(view.t("kind_term")),
        Column::new(view.t("abbreviation")),
        Column::new(view.t("meaning")),
        Column::new(view.t("synonyms")),
        Column::new(view.t("source")).minor(),
    ];
    page.intro(
        Table::new(title)
            .id("cb-terms")
            .filter(filter)
            .columns(columns)
            .rows(terms.into_iter().map(|item| row(view, item))),
    )
}

fn row(view: &View<'_>, item: &Entry) -> Row {
    let id = item.key.as_str().to_lowercase();
    let name = Inlines::from(Inline::anchor(&*id, &*item.title));
    let Some(Data::Term(term)) = &item.data else {
        let broken = Inline::tag(Tone::Gap, view.t("broken_banner"));
        return Row::new([name, Inlines::EMPTY, broken.into(), Inlines::EMPTY, Inlines::EMPTY]).id(id);
    };
    let mut meaning = view.inline_or_empty(item, term.meaning.as_ref().or(item.summary()));
    if let Some(body) = &item.body
        && !body.range.is_empty()
    {
        let (lead, sections) = prose::sections(view, item);
        let html =
            lead.into_iter().chain(sections.into_iter().flat_map(|it| it.blocks)).filter_map(|block| match block {
                Block::Prose { html } => Some(Inline::html(html)),
                _ => None,
            });
        meaning.0.extend(html);
    }
    let related = item.common.as_ref().map_or(&[][..], |it| &it.related);
    if !related.is_empty() {
        let mut line = Inlines::from([Inline::text(format!("{}:", view.t("related")))]);
        line.0.extend(view.keys(related).0);
        meaning.push(Inline::small(line));
    }
    let synonyms: Vec<&str> = term.synonyms.iter().map(|it| it.text.as_str()).collect();
    let source = term.source.as_ref().map(|source| match view.book.standards.by_name(&source.text) {
        Some(standard) if standard.is_listed => Inline::link(view.standard_url(standard.id), standard.title()),
        Some(standard) => Inline::text(standard.title()),
        None => Inline::text(&*source.text),
    });
    Row::new([name, view.line(term.abbreviation.as_ref()), meaning, synonyms.join(", ").into(), source.into()]).id(id)
}

//! Markdown into HTML: links resolved, headings left to the page, raw HTML shown as text.

use std::collections::HashMap;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, LinkType, Tag, TagEnd, html};

use super::View;
use super::block::{Block, Section, escape_into};
use super::view::attachment_path;
use crate::handbook::Destination;
use crate::model::kinds::Html;
use crate::model::{Entry, EntryId, Heading};
pub use crate::parse::markdown::plain;
use crate::parse::markdown::{self, LinkForm, wiki_target};
use crate::standards::Place;

/// Sections of other entries are shown in place this deep; circles are reported when the handbook is linked.
const MAX_EMBEDS: usize = 4;

/// A text as blocks of HTML.
pub fn block(view: &View<'_>, entry: &Entry, text: &str) -> String {
    let mut renderer = Renderer::new(view, entry, 0);
    let events = renderer.events(text);
    renderer.html(events)
}

/// A text for the inside of a line: a single paragraph without its tags.
pub fn inline(view: &View<'_>, entry: &Entry, text: &str) -> String {
    let is_plain = !text.contains(|c: char| {
        matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '&' | '\\' | '~' | '\n' | '#' | '|' | '!')
    }) && !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | ' '));
    if is_plain {
        let mut escaped = String::new();
        escape_into(text, &mut escaped);
        return escaped;
    }
    let html = block(view, entry, text);
    let html = html.trim_end();
    match html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(inside) if !inside.contains("<p>") => inside.to_owned(),
        _ => html.to_owned(),
    }
}

/// The first sentence of a section of an entry's body, in plain words; empty where it begins with something else.
pub fn first_sentence(view: &View<'_>, entry: &Entry, anchor: &str) -> String {
    let Some(body) = &entry.body else { return String::new() };
    let Some(heading) = body.headings.iter().find(|it| it.id == anchor) else { return String::new() };
    let text = &view.book.sources.file(body.source).text[heading.section.clone()];
    let mut words = String::new();
    let mut is_in_paragraph = false;
    for (event, _) in markdown::events(text) {
        match event {
            Event::Start(Tag::Paragraph) => is_in_paragraph = true,
            Event::End(TagEnd::Paragraph) => break,
            Event::Text(text) | Event::Code(text) if is_in_paragraph => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::Start(Tag::Heading { .. }) => break,
            _ => {}
        }
    }
    match words.find(". ") {
        Some(end) => words[..=end].to_owned(),
        None => words,
    }
}

/// The body of an entry: what stands before the first heading, and a section for each heading.
pub fn sections(view: &View<'_>, entry: &Entry) -> (Option<Block>, Vec<Section>) {
    let Some(body) = &entry.body else { return (None, Vec::new()) };
    let text = &view.book.sources.file(body.source).text[body.range.clone()];
    let mut renderer = Renderer::new(view, entry, 0);
    let mut parts: Vec<Vec<Event<'_>>> = vec![Vec::new()];
    let mut is_in_heading = false;
    for event in renderer.events(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                is_in_heading = true;
                parts.push(Vec::new());
            }
            Event::End(TagEnd::Heading(_)) => is_in_heading = false,
            event if !is_in_heading => parts.last_mut().expect("there is one from the start").push(event),
            _ => {}
        }
    }
    let mut rendered = parts.into_iter().map(|events| renderer.html(events)).collect::<Vec<_>>().into_iter();
    let lead = rendered.next().filter(|html| !html.trim().is_empty()).map(Block::prose);
    let mut level = 1;
    let mut sections: Vec<Section> = Vec::new();
    for (heading, html) in body.headings.iter().zip(rendered) {
        // Levels never jump, whatever the author wrote.
        level = heading.level.clamp(2, level + 1);
        sections.push(section(view, entry, heading, level, html));
    }
    if let Some(notes) = renderer.footnotes() {
        match sections.last_mut() {
            Some(last) => last.blocks.push(Block::prose(notes)),
            None => return (Some(Block::prose(lead.map_or_else(String::new, prose_html) + &notes)), sections),
        }
    }
    (lead, sections)
}

fn prose_html(block: Block) -> String {
    match block {
        Block::Prose { html } => html,
        _ => String::new(),
    }
}

fn section(view: &View<'_>, entry: &Entry, heading: &Heading, level: u8, html: String) -> Section {
    let refs = view.claims(entry.id, Some(&heading.id));
    let section = Section::new(&*heading.id, &*heading.text).level(level).refs(refs);
    if html.trim().is_empty() { section } else { section.block(Block::prose(html)) }
}

struct Renderer<'v, 'a> {
    view: &'v View<'a>,
    entry: &'v Entry,
    depth: usize,
    /// Numbers of footnotes, by name, in the order of their first use.
    numbers: HashMap<String, usize>,
    notes: Vec<(usize, String)>,
}

impl<'v, 'a> Renderer<'v, 'a> {
    fn new(view: &'v View<'a>, entry: &'v Entry, depth: usize) -> Self {
        Self { view, entry, depth, numbers: HashMap::new(), notes: Vec::new() }
    }

    fn html(&self, events: Vec<Event<'_>>) -> String {
        let mut out = String::new();
        html::push_html(&mut out, events.into_iter());
        // The page's policy allows no inline style. Only the writer of tables makes these, since quotes in text are escaped.
        if out.contains(" style=\"text-align: ") {
            for (style, class) in [("right", " class=\"n\""), ("center", " class=\"c\""), ("left", "")] {
                out = out.replace(&format!(" style=\"text-align: {style}\""), class);
            }
        }
        let is_sanitised =
            self.view.book.config.as_ref().and_then(|it| it.html).is_some_and(|it| it.value == Html::Sanitise);
        if is_sanitised {
            let mut cleaner = ammonia::Builder::default();
            cleaner.add_generic_attributes(["id", "class", "role", "aria-label", "tabindex"]).link_rel(None);
            cleaner.url_relative(ammonia::UrlRelative::PassThrough);
            return cleaner.clean(&out).to_string();
        }
        out
    }

    /// The events of a text with everything resolved that needs the handbook.
    fn events<'t>(&mut self, text: &'t str) -> Vec<Event<'t>> {
        let source: Vec<Event<'t>> = markdown::events(text).map(|(event, _)| event).collect();
        let is_raw_kept =
            self.view.book.config.as_ref().and_then(|it| it.html).is_some_and(|it| it.value == Html::Sanitise);
        let mut events: Vec<Event<'t>> = Vec::with_capacity(source.len());
        // What each open link or picture ends with.
        let mut ends: Vec<Option<&'static str>> = Vec::new();
        let mut note: Option<(usize, usize)> = None;
        let mut index = 0;
        while index < source.len() {
            if let Some((html, next)) = self.embed(&source, index) {
                events.push(Event::Html(html.into()));
                index = next;
                continue;
            }
            let event = source[index].clone();
            index += 1;
            match event {
                Event::Html(raw) if !is_raw_kept => events.push(Event::Text(raw)),
                Event::InlineHtml(raw) if !is_raw_kept => events.push(Event::Text(raw)),
                Event::Start(Tag::HtmlBlock) if !is_raw_kept => events.push(Event::Start(Tag::Paragraph)),
                Event::End(TagEnd::HtmlBlock) if !is_raw_kept => events.push(Event::End(TagEnd::Paragraph)),
                Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                    let (form, has_words) = match link_type {
                        LinkType::WikiLink { has_pothole } => (LinkForm::Wiki, has_pothole),
                        LinkType::Email => (LinkForm::Inline, true),
                        _ => (LinkForm::Inline, true),
                    };
                    let written = if link_type == LinkType::Email {
                        format!("mailto:{dest_url}")
                    } else {
                        wiki_target(form, &dest_url)
                    };
                    let found = self.view.book.follow(self.entry, form, &written).ok();
                    let Some((url, words)) = found.map(|it| self.address(&it)) else {
                        ends.push(None);
                        continue;
                    };
                    let mut open = String::from("<a href=\"");
                    escape_into(&url, &mut open);
                    if !title.is_empty() {
                        open.push_str("\" title=\"");
                        escape_into(&title, &mut open);
                    }
                    open.push_str("\">");
                    events.push(Event::InlineHtml(open.into()));
                    ends.push(Some("</a>"));
                    if !has_words {
                        // `[[KEY]]` shows the title, not the key that the parser takes for its words.
                        events.push(Event::Text(words.into()));
                        while index < source.len() && !matches!(source[index], Event::End(TagEnd::Link)) {
                            index += 1;
                        }
                    }
                }
                Event::End(TagEnd::Link) => {
                    if let Some(Some(end)) = ends.pop() {
                        events.push(Event::InlineHtml(end.into()));
                    }
                }
                Event::Start(Tag::Image { dest_url, title, .. }) => {
                    let mut words = String::new();
                    while index < source.len() && !matches!(source[index], Event::End(TagEnd::Image)) {
                        if let Event::Text(text) | Event::Code(text) = &source[index] {
                            words.push_str(text);
                        }
                        index += 1;
                    }
                    index += 1;
                    events.push(Event::InlineHtml(self.picture(&dest_url, &words, &title).into()));
                }
                Event::Start(Tag::Table(alignment)) => {
                    let label = self.view.t("table_label").to_owned();
                    events.push(Event::Html(
                        format!("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\">\n")
                            .into(),
                    ));
                    events.push(Event::Start(Tag::Table(alignment)));
                }
                Event::End(TagEnd::Table) => {
                    events.push(Event::End(TagEnd::Table));
                    events.push(Event::Html("</div>\n".into()));
                }
                Event::Start(Tag::BlockQuote(Some(kind))) => events.push(Event::Html(self.alert(kind).into())),
                Event::End(TagEnd::BlockQuote(Some(_))) => events.push(Event::Html("</div>\n".into())),
                Event::TaskListMarker(is_done) => {
                    let (mark, word) =
                        if is_done { ("☑", self.view.t("done")) } else { ("☐", self.view.t("not_done")) };
                    let html = format!(
                        "<span class=\"task\"><span aria-hidden=\"true\">{mark}</span><span class=\"vh\">{word}:</span></span> "
                    );
                    events.push(Event::InlineHtml(html.into()));
                }
                Event::FootnoteReference(name) => {
                    let next = self.numbers.len() + 1;
                    let number = *self.numbers.entry(name.to_string()).or_insert(next);
                    let html = format!(
                        "<sup class=\"fn\"><a id=\"cb-fnref-{number}\" href=\"#cb-fn-{number}\">{number}</a></sup>"
                    );
                    events.push(Event::InlineHtml(html.into()));
                }
                Event::Start(Tag::FootnoteDefinition(name)) => {
                    let next = self.numbers.len() + 1;
                    let number = *self.numbers.entry(name.to_string()).or_insert(next);
                    note = Some((number, events.len()));
                }
                Event::End(TagEnd::FootnoteDefinition) => {
                    if let Some((number, start)) = note.take() {
                        let html = self.html(events.split_off(start));
                        self.notes.push((number, html));
                    }
                }
                event => events.push(event),
            }
        }
        events
    }

    /// Footnotes of everything that was rendered, as a list in the order of their numbers.
    fn footnotes(&mut self) -> Option<String> {
        if self.notes.is_empty() {
            return None;
        }
        self.notes.sort();
        let mut out = String::from("<ol class=\"footnotes\">\n");
        for (number, html) in &self.notes {
            out.push_str(&format!("<li id=\"cb-fn-{number}\" value=\"{number}\">{html}</li>\n"));
        }
        out.push_str("</ol>\n");
        Some(out)
    }

    /// Address and words of a destination.
    fn address(&self, destination: &Destination) -> (String, String) {
        let view = self.view;
        match destination {
            Destination::Entry(id, anchor) => {
                let words = match anchor.as_deref().and_then(|anchor| view.part_title(*id, anchor)) {
                    Some(part) if *id == self.entry.id => part,
                    Some(part) => format!("{}: {part}", view.book.entry(*id).title),
                    None => view.book.entry(*id).title.clone(),
                };
                (view.entry_url(*id, anchor.as_deref()).as_str().to_owned(), words)
            }
            Destination::Place(place) => {
                let standards = &view.book.standards;
                let standard = standards.standard_of(*place);
                let number = standards.number(*place);
                let words = match place {
                    Place::Clause(clause) => {
                        format!("{} {number} {}", standard.title(), standards.clause(*clause).title)
                    }
                    Place::Requirement(_) => format!("{} {number}", standard.title()),
                };
                (view.place_url(*place).as_str().to_owned(), words)
            }
            Destination::Attachment(path) => {
                let name = path.rsplit('/').next().unwrap_or(path).to_owned();
                (view.url(&attachment_path(path)).as_str().to_owned(), name)
            }
            Destination::Outside(url) => (url.clone(), url.clone()),
        }
    }

    fn picture(&self, target: &str, words: &str, title: &CowStr<'_>) -> String {
        let found = self.view.book.follow(self.entry, LinkForm::Image, target);
        let mut out = String::new();
        match found {
            // Pictures from other hosts would tell them who reads: they are left out by the page's policy anyway.
            Ok(Destination::Attachment(path)) => {
                out.push_str("<img loading=\"lazy\" src=\"");
                escape_into(self.view.url(&attachment_path(&path)).as_str(), &mut out);
                out.push_str("\" alt=\"");
                escape_into(words, &mut out);
                if !title.is_empty() {
                    out.push_str("\" title=\"");
                    escape_into(title, &mut out);
                }
                out.push_str("\">");
            }
            _ => escape_into(words, &mut out),
        }
        out
    }

    fn alert(&self, kind: BlockQuoteKind) -> String {
        let (tone, name) = match kind {
            BlockQuoteKind::Note => ("plain", "alert_note"),
            BlockQuoteKind::Tip => ("ok", "alert_tip"),
            BlockQuoteKind::Important => ("plain", "alert_important"),
            BlockQuoteKind::Warning => ("due", "alert_warning"),
            BlockQuoteKind::Caution => ("late", "alert_caution"),
        };
        format!("<div class=\"note s-{tone}\"><p><strong>{}</strong></p>\n", self.view.t(name))
    }

    /// A section of another entry, where a paragraph holds nothing but `![[KEY#section]]`; with the index after it.
    fn embed(&self, source: &[Event<'_>], index: usize) -> Option<(String, usize)> {
        let [
            Event::Start(Tag::Paragraph),
            Event::Start(Tag::Image { link_type: LinkType::WikiLink { .. }, dest_url, .. }),
            ..,
        ] = source.get(index..)?
        else {
            return None;
        };
        let end = index + source[index..].iter().position(|event| matches!(event, Event::End(TagEnd::Paragraph)))?;
        let target = wiki_target(LinkForm::Embed, dest_url);
        let Ok(Destination::Entry(id, anchor)) = self.view.book.follow(self.entry, LinkForm::Embed, &target) else {
            return Some((String::new(), end + 1));
        };
        if self.depth >= MAX_EMBEDS {
            return Some((String::new(), end + 1));
        }
        Some((self.shown(id, anchor.as_deref()), end + 1))
    }

    fn shown(&self, id: EntryId, anchor: Option<&str>) -> String {
        let other = self.view.book.entry(id);
        let Some(body) = &other.body else { return String::new() };
        let file = self.view.book.sources.file(body.source);
        let range = match anchor.and_then(|anchor| body.headings.iter().find(|it| it.id == anchor)) {
            Some(heading) => heading.section.clone(),
            None => body.range.clone(),
        };
        let mut inner = Renderer::new(self.view, other, self.depth + 1);
        // Headings inside become plain bold lines: the page has its own order of headings.
        let events = inner.events(&file.text[range]).into_iter().map(|event| match event {
            Event::Start(Tag::Heading { .. }) => Event::Html("<p><strong>".into()),
            Event::End(TagEnd::Heading(_)) => Event::Html("</strong></p>\n".into()),
            event => event,
        });
        let events: Vec<_> = events.collect();
        let mut out = String::from("<blockquote class=\"shown\">\n");
        out.push_str(&inner.html(events));
        let mut title = String::new();
        escape_into(&other.title, &mut title);
        let mut url = String::new();
        escape_into(self.view.entry_url(id, anchor).as_str(), &mut url);
        out.push_str(&format!("<p class=\"small\"><a href=\"{url}\">{title}</a></p>\n</blockquote>\n"));
        out
    }
}

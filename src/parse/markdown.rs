//! Markdown: the options that handbooks are written with, and what a text holds without rendering it.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, OffsetIter, Options, Parser, Tag, TagEnd};

/// What handbooks are written in: GFM tables, footnotes, task lists, alerts, definition lists, heading attributes,
/// wiki links.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_WIKILINKS
}

/// The events of a text with their places in it.
pub fn events(text: &str) -> OffsetIter<'_> {
    Parser::new_ext(text, options()).into_offset_iter()
}

/// The words of a text without any markup.
pub fn plain(text: &str) -> String {
    let mut words = String::new();
    for (event, _) in events(text) {
        match event {
            Event::Text(text) | Event::Code(text) => words.push_str(&text),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item) => words.push(' '),
            _ => {}
        }
    }
    words.trim().to_owned()
}

/// A heading of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawHeading {
    /// 1 to 6.
    pub level: u8,
    /// The words of the heading without markup.
    pub text: String,
    /// The id that was given in braces.
    pub id: Option<String>,
    /// Further attributes in braces, in their order; classes as `class`.
    pub attributes: Vec<(String, Option<String>)>,
    /// Bytes of the whole heading.
    pub range: Range<usize>,
}

/// How a link is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkForm {
    /// `[[KEY]]`, `[[KEY|words]]`
    Wiki,
    /// `![[KEY#section]]`
    Embed,
    /// `[words](target)` and its relatives
    Inline,
    /// `![words](target)`
    Image,
}

/// A link of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawLink {
    /// How it is written.
    pub form: LinkForm,
    /// Where it leads, as it was written.
    pub target: String,
    /// Bytes of the whole link.
    pub range: Range<usize>,
    /// Whether it has words of its own; for an image, an alternative text.
    pub has_words: bool,
}

/// What a text holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Headings in their order.
    pub headings: Vec<RawHeading>,
    /// Links in their order.
    pub links: Vec<RawLink>,
}

/// Headings and links of a text.
pub fn outline(text: &str) -> Outline {
    let mut outline = Outline::default();
    let mut heading: Option<RawHeading> = None;
    let mut image: Option<(usize, bool)> = None;
    for (event, range) in events(text) {
        match event {
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                let classes = classes.iter().map(|class| ("class".to_owned(), Some(class.to_string())));
                let attrs =
                    attrs.iter().map(|(name, value)| (name.to_string(), value.as_ref().map(ToString::to_string)));
                heading = Some(RawHeading {
                    level: level as u8,
                    text: String::new(),
                    id: id.map(|it| it.to_string()),
                    attributes: classes.chain(attrs).collect(),
                    range,
                });
            }
            Event::End(TagEnd::Heading(_)) => outline.headings.extend(heading.take()),
            Event::Text(words) | Event::Code(words) => {
                if let Some(heading) = &mut heading {
                    heading.text.push_str(&words);
                }
                if let Some((_, has_words)) = &mut image {
                    *has_words |= !words.trim().is_empty();
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut heading {
                    heading.text.push(' ');
                }
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let (form, has_words) = match link_type {
                    LinkType::WikiLink { has_pothole } => (LinkForm::Wiki, has_pothole),
                    _ => (LinkForm::Inline, true),
                };
                let target = wiki_target(form, &dest_url);
                outline.links.push(RawLink { form, target, range, has_words });
            }
            Event::Start(Tag::Image { link_type, dest_url, .. }) => {
                let form =
                    if matches!(link_type, LinkType::WikiLink { .. }) { LinkForm::Embed } else { LinkForm::Image };
                image = Some((outline.links.len(), false));
                let target = wiki_target(form, &dest_url);
                outline.links.push(RawLink { form, target, range, has_words: false });
            }
            Event::End(TagEnd::Image) => {
                if let Some((index, has_words)) = image.take() {
                    outline.links[index].has_words = has_words;
                }
            }
            _ => {}
        }
    }
    outline
}

/// The target of a wiki link. In a table its bar is written `\|`, and the parser leaves the backslash.
pub fn wiki_target(form: LinkForm, target: &str) -> String {
    match form {
        LinkForm::Wiki | LinkForm::Embed => target.trim_end_matches('\\').trim().to_owned(),
        LinkForm::Inline | LinkForm::Image => target.to_owned(),
    }
}

/// The parts of a text that are read as sentences: without code, and without the keys of links that have no words.
pub fn prose(text: &str) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut n_hidden = 0usize;
    let is_hidden = |tag: &Tag<'_>| match tag {
        Tag::CodeBlock(_) => true,
        Tag::Link { link_type: LinkType::WikiLink { has_pothole }, .. } => !has_pothole,
        Tag::Image { link_type: LinkType::WikiLink { .. }, .. } => true,
        _ => false,
    };
    let mut hidden = Vec::new();
    for (event, range) in events(text) {
        match event {
            Event::Start(tag) => {
                hidden.push(is_hidden(&tag));
                n_hidden += usize::from(is_hidden(&tag));
            }
            Event::End(_) => n_hidden -= usize::from(hidden.pop().unwrap_or_default()),
            // The parser ends a text at every sign that might begin something.
            Event::Text(_) if n_hidden == 0 => match parts.last_mut() {
                Some(last) if last.end == range.start => last.end = range.end,
                _ => parts.push(range),
            },
            _ => {}
        }
    }
    parts
}

/// The id that a heading gets from its text: lower case, hyphens, letters of every script kept.
pub fn id_from_text(text: &str) -> String {
    let mut id = String::new();
    for c in text.chars() {
        if c.is_alphanumeric() {
            id.extend(c.to_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-');
    if id.is_empty() { "section".to_owned() } else { id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_carry_their_attributes() {
        let outline = outline("## Major `P1` incidents {#major satisfies=8.6.1-5,8.6.1-6}\n\nText\n");
        assert_eq!(
            outline.headings,
            [RawHeading {
                level: 2,
                text: "Major P1 incidents".into(),
                id: Some("major".into()),
                attributes: vec![("satisfies".into(), Some("8.6.1-5,8.6.1-6".into()))],
                range: 0..59,
            }]
        );
    }

    #[test]
    fn wiki_links_are_found_with_and_without_words() {
        let text = "See [[PRC-INC#major]] and [[8.6.1|that]].\n\n![[PRC-INC#major]]\n\n| a |\n|---|\n| [[A-B\\|x]] |\n";
        let links: Vec<_> = outline(text).links.into_iter().map(|it| (it.form, it.target, it.has_words)).collect();
        assert_eq!(
            links,
            [
                (LinkForm::Wiki, "PRC-INC#major".into(), false),
                (LinkForm::Wiki, "8.6.1".into(), true),
                (LinkForm::Embed, "PRC-INC#major".into(), true),
                (LinkForm::Wiki, "A-B".into(), true),
            ]
        );
    }

    #[test]
    fn ids_keep_letters_of_every_script() {
        assert_eq!(id_from_text("Über uns: P1 & P2!"), "über-uns-p1-p2");
        assert_eq!(id_from_text("範囲"), "範囲");
        assert_eq!(id_from_text("?"), "section");
    }

    #[test]
    fn prose_has_no_code_and_no_bare_keys() {
        let text = "See [[PRC-INC]], [[PRC-INC|the *big* one]] & `A`.\n\n```\nB\n```\n![[PRC-INC]] ![C](d.png)\n";
        let parts: Vec<_> = prose(text).into_iter().map(|part| &text[part]).collect();
        assert_eq!(parts, ["See ", ", ", "the ", "big", " one", " & ", ".", " ", "C"]);
    }
}

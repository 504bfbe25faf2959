use std::collections::HashMap;
use std::ops::Range;

use super::field::Reader;
use super::value::is_slug;
use super::{ReqRef, rules};
use crate::diagnostic::Diagnostic;
use crate::parse::markdown::{self, LinkForm, RawHeading};
use crate::source::{SourceId, Span};

/// The Markdown of an entry below its fields: what it holds, not how it looks.
#[derive(Clone, Debug)]
pub struct Body {
    /// The file that it stands in.
    pub source: SourceId,
    /// Its bytes in the file.
    pub range: Range<usize>,
    /// Headings in their order.
    pub headings: Vec<Heading>,
    /// Links in their order.
    pub links: Vec<BodyLink>,
}

/// A heading, which is an anchor and may be a claim.
#[derive(Clone, Debug)]
pub struct Heading {
    /// 1 to 6; a body begins at 2.
    pub level: u8,
    /// Its words without markup.
    pub text: String,
    /// Its anchor: the given id, else made from the words.
    pub id: String,
    /// Whether the author gave the id.
    pub is_given: bool,
    /// The whole heading.
    pub span: Span,
    /// Bytes of the section in the file: from after the heading to the next heading of the same or a higher level.
    pub section: Range<usize>,
    /// Requirements that the section meets.
    pub satisfies: Vec<ReqRef>,
    /// Points of checklists that the section meets.
    pub points: Vec<ReqRef>,
}

/// A link in a body.
#[derive(Clone, Debug)]
pub struct BodyLink {
    /// How it is written.
    pub form: LinkForm,
    /// Where it leads, as it was written.
    pub target: String,
    /// Whether it has words, or a picture its alternative text.
    pub has_words: bool,
    /// The whole link.
    pub span: Span,
    /// Index of the heading above it.
    pub heading: Option<usize>,
}

impl Body {
    /// Reads the body of a Markdown entry.
    pub fn read(text: &str, range: Range<usize>, source: SourceId, cx: &mut Reader<'_>) -> Self {
        let markdown = &text[range.clone()];
        let outline = markdown::outline(markdown);
        let base = range.start;
        let mut taken: HashMap<String, Span> = HashMap::new();
        let mut headings: Vec<Heading> = Vec::with_capacity(outline.headings.len());
        for raw in outline.headings {
            headings.push(heading(text, raw, base, source, &mut taken, cx));
        }
        let starts: Vec<_> = headings.iter().map(|it| (it.level, it.span.start as usize)).collect();
        for (index, heading) in headings.iter_mut().enumerate() {
            let next = starts[index + 1..].iter().find(|(level, _)| *level <= heading.level);
            heading.section.end = next.map_or(range.end, |(_, start)| *start);
        }
        let links = outline
            .links
            .into_iter()
            .map(|raw| {
                let start = base + raw.range.start;
                let heading = starts.partition_point(|(_, at)| *at <= start).checked_sub(1);
                let span = Span::new(source, start, base + raw.range.end);
                BodyLink { form: raw.form, target: raw.target, has_words: raw.has_words, span, heading }
            })
            .collect();
        Self { source, range, headings, links }
    }
}

fn heading(
    text: &str,
    raw: RawHeading,
    base: usize,
    source: SourceId,
    taken: &mut HashMap<String, Span>,
    cx: &mut Reader<'_>,
) -> Heading {
    let (start, end) = (base + raw.range.start, base + raw.range.end);
    let written = text[start..end].trim_end();
    let span = Span::new(source, start, start + written.len());
    // The place of an attribute inside the braces, for a mark that is no longer than it has to be.
    let place =
        |needle: &str| match written.rfind('{').and_then(|brace| written[brace..].find(needle).map(|at| brace + at)) {
            Some(at) => span.part(at, at + needle.len()),
            None => span,
        };
    let mut satisfies = Vec::new();
    let mut points = Vec::new();
    for (name, value) in &raw.attributes {
        match (name.as_str(), value.as_deref()) {
            ("satisfies" | "points", Some(list)) if !list.is_empty() => {
                let into = if name == "satisfies" { &mut satisfies } else { &mut points };
                let list_span = place(list);
                let mut offset = 0;
                for part in list.split(',') {
                    // A list that ends with a comma goes on after a space, as an attribute that is reported below.
                    if !part.is_empty() {
                        into.push(ReqRef::parse(part, list_span.part(offset, offset + part.len())));
                    }
                    offset += part.len() + 1;
                }
            }
            _ => {
                let shown = match (name.as_str(), value) {
                    ("class", Some(class)) => format!(".{class}"),
                    (_, Some(value)) => format!("{name}={value}"),
                    (_, None) => name.clone(),
                };
                let message = format!("a heading cannot have the attribute `{shown}`");
                let help = "a list has no spaces and no quotes: `{#major satisfies=8.6.1-5,8.6.1-6}`";
                cx.report(Diagnostic::new(&rules::BAD_HEADING_TRACE, place(&shown), message).help(help));
            }
        }
    }
    let is_given = raw.id.is_some();
    let id = match raw.id {
        Some(id) => {
            if !is_slug(&id) {
                let message = format!("`{id}` cannot become an anchor");
                let help = "use lower-case letters, digits and hyphens";
                cx.report(Diagnostic::new(&rules::BAD_HEADING_TRACE, place(&id), message).help(help));
            }
            if let Some(first) = taken.get(&id) {
                let message = format!("the id `{id}` is given twice in this document");
                cx.report(
                    Diagnostic::new(&rules::DUPLICATE_ANCHOR, place(&id), message)
                        .note(*first, "first given here")
                        .help("give one of them another id"),
                );
            }
            id
        }
        None => {
            let plain = markdown::id_from_text(&raw.text);
            let mut id = plain.clone();
            let mut n = 2;
            while taken.contains_key(&id) {
                id = format!("{plain}-{n}");
                n += 1;
            }
            id
        }
    };
    taken.entry(id.clone()).or_insert(span);
    Heading { level: raw.level, text: raw.text, id, is_given, span, section: end..end, satisfies, points }
}

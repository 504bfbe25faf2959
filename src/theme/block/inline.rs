//! What stands inside a line, a cell or a label. It writes its own HTML: a matrix has thirty thousand cells, and a
//! template would spend more time choosing how to draw each than on all the rest of the page.

use std::fmt::Write as _;

use serde::{Serialize, Serializer};

use super::chart::{Meter, Spark};

/// A state or the age of something: it picks glyph and colour, and always stands beside a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Documented, and evidence inside its limit.
    Covered,
    /// Documented or proven in part.
    Partial,
    /// Nothing there.
    Gap,
    /// Was there, and ran out.
    Stale,
    /// Does not apply.
    Na,
    /// Evidence inside its limit.
    Fresh,
    /// Soon to be done or renewed.
    Due,
    /// Past its date.
    Late,
    /// As it ought to be: met, live, done, in force.
    Ok,
    /// No judgement: a label.
    #[default]
    Plain,
}

impl Tone {
    /// The name in CSS: `s-` and this.
    pub fn class(self) -> &'static str {
        match self {
            Self::Covered => "covered",
            Self::Partial => "partial",
            Self::Gap => "gap",
            Self::Stale => "stale",
            Self::Na => "na",
            Self::Fresh => "fresh",
            Self::Due => "due",
            Self::Late => "late",
            Self::Ok => "ok",
            Self::Plain => "plain",
        }
    }

    /// The glyph that goes with it: one of the five of the frame's sprite, or none.
    pub fn glyph(self) -> Option<&'static str> {
        match self {
            Self::Covered | Self::Fresh | Self::Ok => Some("covered"),
            Self::Partial => Some("partial"),
            Self::Gap | Self::Late => Some("gap"),
            Self::Stale | Self::Due => Some("stale"),
            Self::Na => Some("na"),
            Self::Plain => None,
        }
    }
}

/// An address that is safe to put into `href`: relative, or of a scheme that cannot run anything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Url(String);

impl Url {
    /// Any other scheme than these is turned into `#`: a handbook's text may be hostile, and its links never run.
    const SCHEMES: [&'static str; 5] = ["https", "http", "mailto", "tel", "sip"];

    /// Takes an address as an author or a builder wrote it.
    pub fn new(address: impl Into<String>) -> Self {
        let address = address.into();
        let text = address.trim();
        // A browser drops tabs and line ends inside a scheme, so anything but plain letters there is refused as well.
        let scheme = text.split_once(':').map(|(head, _)| head).filter(|head| !head.contains(['/', '?', '#']));
        match scheme {
            Some(scheme) if !Self::SCHEMES.iter().any(|s| s.eq_ignore_ascii_case(scheme)) => Self("#".into()),
            _ if text.contains(char::is_control) => Self("#".into()),
            _ if text.len() == address.len() => Self(address),
            _ => Self(text.to_owned()),
        }
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True where no address was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Url {
    fn from(address: &str) -> Self {
        Self::new(address)
    }
}

impl From<String> for Url {
    fn from(address: String) -> Self {
        Self::new(address)
    }
}

impl From<&String> for Url {
    fn from(address: &String) -> Self {
        Self::new(address.as_str())
    }
}

/// One thing inside a line, a cell or a label.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    Text(String),
    Strong(String),
    /// Quiet text in the line.
    Muted(String),
    /// Quiet text on a line of its own, below what it explains.
    Small(Inlines),
    /// A key or clause number, with figures of equal width.
    Code(String),
    /// A link; `code` is a key or number before its text.
    Link {
        url: Url,
        text: String,
        code: Option<String>,
    },
    /// The number of the row or section that it stands in, a link to itself.
    Anchor {
        id: String,
        text: String,
    },
    /// A state: glyph, colour and word.
    Status {
        tone: Tone,
        word: String,
    },
    /// An age, a due date or a state, as a coloured label.
    Tag {
        tone: Tone,
        text: String,
    },
    /// A requirement with its state. `word` is said, not shown.
    Chip {
        id: String,
        url: Url,
        tone: Tone,
        word: String,
    },
    /// A date for people and for machines.
    Time {
        iso: String,
        shown: String,
    },
    /// R, A, C, I or several of them, with the word that is said.
    Raci {
        letters: String,
        word: String,
    },
    /// Values over time, small; the numbers stand beside it.
    Spark(Spark),
    /// A value against its target, small; the numbers stand beside it.
    Meter(Meter),
    /// Said, not shown.
    Hidden(String),
    /// An abbreviation, with its meaning on hover, focus and tap.
    Abbr {
        short: String,
        meaning: String,
    },
    /// Lines below each other.
    Lines(Vec<Inlines>),
    /// A list of points.
    List(Vec<Inlines>),
    /// Safe HTML of Markdown.
    Html(String),
}

impl Inline {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Text that carries the weight.
    pub fn strong(text: impl Into<String>) -> Self {
        Self::Strong(text.into())
    }

    /// Quiet text in the line.
    pub fn muted(text: impl Into<String>) -> Self {
        Self::Muted(text.into())
    }

    /// Quiet text on a line of its own.
    pub fn small(text: impl Into<Inlines>) -> Self {
        Self::Small(text.into())
    }

    /// A key or clause number.
    pub fn code(code: impl Into<String>) -> Self {
        Self::Code(code.into())
    }

    /// A link.
    pub fn link(url: impl Into<Url>, text: impl Into<String>) -> Self {
        Self::Link { url: url.into(), text: text.into(), code: None }
    }

    /// A link whose text begins with a key or number.
    pub fn coded_link(url: impl Into<Url>, code: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Link { url: url.into(), text: text.into(), code: Some(code.into()) }
    }

    /// The number of the row or section that it stands in: a link to itself, to be copied.
    pub fn anchor(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self::Anchor { id: id.into(), text: text.into() }
    }

    /// A state: glyph, colour and word.
    pub fn status(tone: Tone, word: impl Into<String>) -> Self {
        Self::Status { tone, word: word.into() }
    }

    /// An age, a due date or a state, as a coloured label.
    pub fn tag(tone: Tone, text: impl Into<String>) -> Self {
        Self::Tag { tone, text: text.into() }
    }

    /// A requirement with its state; `word` is the state in words, for those who do not see the glyph.
    pub fn chip(id: impl Into<String>, url: impl Into<Url>, tone: Tone, word: impl Into<String>) -> Self {
        Self::Chip { id: id.into(), url: url.into(), tone, word: word.into() }
    }

    /// A date: ISO 8601 for machines, and as people read it.
    pub fn time(iso: impl Into<String>, shown: impl Into<String>) -> Self {
        Self::Time { iso: iso.into(), shown: shown.into() }
    }

    /// A part in a step: `letters` are R, A, C, I or several of them, `word` what they stand for.
    pub fn raci(letters: impl Into<String>, word: impl Into<String>) -> Self {
        Self::Raci { letters: letters.into(), word: word.into() }
    }

    /// Said, not shown.
    pub fn hidden(text: impl Into<String>) -> Self {
        Self::Hidden(text.into())
    }

    /// An abbreviation and what it stands for.
    pub fn abbr(short: impl Into<String>, meaning: impl Into<String>) -> Self {
        Self::Abbr { short: short.into(), meaning: meaning.into() }
    }

    /// Lines below each other.
    pub fn lines<T: Into<Inlines>>(lines: impl IntoIterator<Item = T>) -> Self {
        Self::Lines(lines.into_iter().map(Into::into).collect())
    }

    /// A list of points.
    pub fn list<T: Into<Inlines>>(points: impl IntoIterator<Item = T>) -> Self {
        Self::List(points.into_iter().map(Into::into).collect())
    }

    /// HTML that is already safe: words in a line; in cells, list items, descriptions, notes and cards also paragraphs
    /// and lists.
    pub fn html(html: impl Into<String>) -> Self {
        Self::Html(html.into())
    }

    /// True where it would show nothing.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) | Self::Html(text) => text.is_empty(),
            Self::Lines(lines) | Self::List(lines) => lines.iter().all(Inlines::is_empty),
            Self::Small(text) => text.is_empty(),
            _ => false,
        }
    }

    /// Appends its HTML, every text in it escaped.
    pub fn write_html(&self, out: &mut String) {
        match self {
            Self::Text(text) => escape_into(text, out),
            Self::Strong(text) => element("<b>", text, "</b>", out),
            Self::Muted(text) => element("<span class=\"muted\">", text, "</span>", out),
            Self::Small(text) => {
                out.push_str("<small>");
                text.write_html(out);
                out.push_str("</small>");
            }
            Self::Code(code) => element("<span class=\"mono\">", code, "</span>", out),
            Self::Link { url, text, code } => {
                attribute("<a href=\"", url.as_str(), "\">", out);
                if let Some(code) = code {
                    element("<span class=\"mono\">", code, "</span> ", out);
                }
                element("", text, "</a>", out);
            }
            Self::Anchor { id, text } => {
                attribute("<a class=\"rid\" href=\"#", id, "\" data-copy>", out);
                element("", text, "</a>", out);
            }
            Self::Status { tone, word } => {
                let _ = write!(out, "<span class=\"st s-{}\">", tone.class());
                if glyph(*tone, out) {
                    out.push(' ');
                }
                element("", word, "</span>", out);
            }
            Self::Tag { tone, text } => {
                let _ = write!(out, "<span class=\"tag s-{}\">", tone.class());
                glyph(*tone, out);
                element("", text, "</span>", out);
            }
            Self::Chip { id, url, tone, word } => {
                let _ = write!(out, "<a class=\"ref s-{}", tone.class());
                attribute("\" href=\"", url.as_str(), "\">", out);
                glyph(*tone, out);
                escape_into(id, out);
                if !word.is_empty() {
                    element("<span class=\"vh\">, ", word, "</span>", out);
                }
                out.push_str("</a>");
            }
            Self::Time { iso, shown } => {
                attribute("<time datetime=\"", iso, "\">", out);
                element("", shown, "</time>", out);
            }
            Self::Raci { letters, word } => {
                // The first letter gives the colour: who answers (A) outweighs who does (R).
                let class = if letters.contains('A') { 'A' } else { letters.chars().next().unwrap_or('-') };
                attribute("<i class=\"", class.encode_utf8(&mut [0; 4]), "\">", out);
                element("", letters, "</i>", out);
                element("<span class=\"vh\"> ", word, "</span>", out);
            }
            Self::Spark(spark) => spark.write_svg(out),
            Self::Meter(meter) => meter.write_svg(out),
            Self::Hidden(text) => element("<span class=\"vh\">", text, "</span>", out),
            Self::Abbr { short, meaning } => {
                attribute("<abbr tabindex=\"0\" title=\"", meaning, "\">", out);
                element("", short, "</abbr>", out);
            }
            Self::Lines(lines) => {
                for (index, line) in lines.iter().filter(|line| !line.is_empty()).enumerate() {
                    if index > 0 {
                        out.push_str("<br>");
                    }
                    line.write_html(out);
                }
            }
            Self::List(points) => {
                out.push_str("<ul>");
                for point in points {
                    out.push_str("<li>");
                    point.write_html(out);
                    out.push_str("</li>");
                }
                out.push_str("</ul>");
            }
            Self::Html(html) => out.push_str(html),
        }
    }

    /// True where a space before it would be wrong: text that begins with a closing mark or brings its own space.
    fn leans_left(&self) -> bool {
        match self {
            Self::Text(text) | Self::Html(text) => text
                .starts_with(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';' | ':' | ')' | '?' | '!' | '…')),
            Self::Hidden(text) => text.starts_with([',', '.', ' ']),
            _ => false,
        }
    }

    /// True where a space after it would be wrong: text that ends with an opening mark or brings its own space.
    fn leans_right(&self) -> bool {
        match self {
            Self::Text(text) | Self::Html(text) => {
                text.ends_with(|c: char| c.is_whitespace() || matches!(c, '(' | '“' | '„'))
            }
            _ => false,
        }
    }
}

/// The inlines of a cell, a label or a line. In a template it is one string of safe HTML.
///
/// Neighbours get a space between them, unless a text brings its own or begins with a closing mark.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inlines(pub Vec<Inline>);

impl Inlines {
    /// Nothing: an empty cell.
    pub const EMPTY: Self = Self(Vec::new());

    /// Adds one more.
    pub fn and(mut self, inline: impl Into<Inline>) -> Self {
        self.0.push(inline.into());
        self
    }

    /// Adds one more in place.
    pub fn push(&mut self, inline: impl Into<Inline>) {
        self.0.push(inline.into());
    }

    /// Several, separated by a text such as `, `, which then sets the spaces alone.
    pub fn joined(separator: &str, items: impl IntoIterator<Item = Inline>) -> Self {
        let mut all = Vec::new();
        for item in items {
            if !all.is_empty() {
                all.push(Inline::text(separator));
            }
            all.push(item);
        }
        Self(all)
    }

    /// True where it would show nothing.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Inline::is_empty)
    }

    /// Its HTML, every text in it escaped.
    pub fn html(&self) -> String {
        let mut out = String::new();
        self.write_html(&mut out);
        out
    }

    /// Appends its HTML.
    pub fn write_html(&self, out: &mut String) {
        let mut before: Option<&Inline> = None;
        for inline in self.0.iter().filter(|inline| !inline.is_empty()) {
            if before.is_some_and(|before| !before.leans_right()) && !inline.leans_left() {
                out.push(' ');
            }
            inline.write_html(out);
            before = Some(inline);
        }
    }
}

impl Serialize for Inlines {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.html())
    }
}

impl Serialize for Inline {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = String::new();
        self.write_html(&mut out);
        serializer.serialize_str(&out)
    }
}

impl From<&str> for Inline {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Inline {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Inlines {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::EMPTY } else { Self(vec![Inline::text(text)]) }
    }
}

impl From<String> for Inlines {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::EMPTY } else { Self(vec![Inline::Text(text)]) }
    }
}

impl From<&String> for Inlines {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<Inline> for Inlines {
    fn from(inline: Inline) -> Self {
        Self(vec![inline])
    }
}

impl From<Option<Inline>> for Inlines {
    fn from(inline: Option<Inline>) -> Self {
        Self(inline.into_iter().collect())
    }
}

impl From<Vec<Inline>> for Inlines {
    fn from(inlines: Vec<Inline>) -> Self {
        Self(inlines)
    }
}

impl<const N: usize> From<[Inline; N]> for Inlines {
    fn from(inlines: [Inline; N]) -> Self {
        Self(inlines.into())
    }
}

impl FromIterator<Inline> for Inlines {
    fn from_iter<T: IntoIterator<Item = Inline>>(inlines: T) -> Self {
        Self(inlines.into_iter().collect())
    }
}

impl From<Spark> for Inline {
    fn from(spark: Spark) -> Self {
        Self::Spark(spark)
    }
}

impl From<Meter> for Inline {
    fn from(meter: Meter) -> Self {
        Self::Meter(meter)
    }
}

impl From<Spark> for Inlines {
    fn from(spark: Spark) -> Self {
        Inline::Spark(spark).into()
    }
}

impl From<Meter> for Inlines {
    fn from(meter: Meter) -> Self {
        Inline::Meter(meter).into()
    }
}

/// Appends a text so that it is inert in HTML, between tags and in quoted attributes alike.
///
/// Control characters that HTML forbids are left out.
pub fn escape_into(text: &str, out: &mut String) {
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let entity = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            0..=8 | 11..=31 | 127 => "",
            _ => continue,
        };
        out.push_str(&text[copied..at]);
        out.push_str(entity);
        copied = at + 1;
    }
    out.push_str(&text[copied..]);
}

fn element(open: &str, text: &str, close: &str, out: &mut String) {
    out.push_str(open);
    escape_into(text, out);
    out.push_str(close);
}

fn attribute(before: &str, value: &str, after: &str, out: &mut String) {
    element(before, value, after, out);
}

/// Appends the glyph of a tone; false where it has none.
fn glyph(tone: Tone, out: &mut String) -> bool {
    let Some(name) = tone.glyph() else {
        return false;
    };
    let _ = write!(out, "<svg class=\"g\" aria-hidden=\"true\"><use href=\"#cb-g-{name}\"/></svg>");
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_is_inert() {
        let bad = "<script>alert('1')</script>\" onload=\"x\u{7}";
        let html = Inlines::from([
            Inline::text(bad),
            Inline::link(format!("/{bad}"), bad),
            Inline::tag(Tone::Due, bad),
            Inline::chip(bad, "#a", Tone::Gap, bad),
            Inline::time(bad, bad),
            Inline::raci(bad, bad),
            Inline::abbr(bad, bad),
            Inline::list([bad]),
        ])
        .html();
        assert!(!html.contains("<script"), "{html}");
        assert!(!html.contains("\" onload"), "{html}");
        assert!(!html.contains('\u{7}'), "{html}");
    }

    #[test]
    fn only_harmless_schemes_become_links() {
        for good in
            ["", "#a", "../x/#y", "a/b:c", "?q=a:b", "https://halden.example/", "mailto:a@b.example", "tel:+4721000000"]
        {
            assert_eq!(Url::new(good).as_str(), good);
        }
        for bad in ["javascript:alert(1)", " JavaScript:x", "java\tscript:x", "data:text/html,x", "vbscript:x", "a\nb"]
        {
            assert_eq!(Url::new(bad).as_str(), "#", "{bad}");
        }
    }

    #[test]
    fn neighbours_get_a_space_where_one_is_due() {
        let html = Inlines::from([
            Inline::text("see ("),
            Inline::link("a/", "A"),
            Inline::text("),"),
            Inline::muted("then"),
            Inline::text("b"),
            Inline::text(""),
            Inline::text("."),
        ])
        .html();
        assert_eq!(html, "see (<a href=\"a/\">A</a>), <span class=\"muted\">then</span> b.");
    }

    #[test]
    fn a_list_is_joined_by_what_separates_it() {
        let html = Inlines::joined(", ", [Inline::text("a"), Inline::text("b")]).html();
        assert_eq!(html, "a, b");
    }
}

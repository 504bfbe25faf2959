//! A page as its tags tell it: enough to follow links and to find what must not be there.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// One page.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) ids: Vec<String>,
    pub(crate) elements: Vec<Element>,
    /// Text between tags, scripts and styles not counted.
    pub(crate) text: String,
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    /// The ids of the elements that it lies in, and its own.
    pub(crate) inside: Vec<String>,
    /// Text directly after a `script` or `style` tag.
    pub(crate) raw_text: String,
}

impl Element {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// Addresses that a browser loads or opens because of this tag.
    pub(crate) fn addresses(&self) -> Vec<&str> {
        let mut found = Vec::new();
        for (name, value) in &self.attributes {
            match name.as_str() {
                "href" | "src" | "action" | "poster" | "data" | "xlink:href" => found.push(value.as_str()),
                "srcset" => found.extend(value.split(',').filter_map(|it| it.split_whitespace().next())),
                "content" if self.attribute("http-equiv") == Some("refresh") => {
                    found.extend(value.split_once("url=").map(|(_, url)| url));
                }
                _ => {}
            }
        }
        found
    }
}

/// Tags that have no end.
const VOID: &[&str] =
    &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

impl Document {
    pub(crate) fn parse(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut document = Self::default();
        // Name and id of every element that is open.
        let mut open: Vec<(String, Option<String>)> = Vec::new();
        let mut is_raw = false;
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => {
                    let name = text(&tag.name);
                    let attributes: Vec<_> =
                        tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect();
                    let id = attributes.iter().find(|(name, _)| name == "id").map(|(_, value)| value.clone());
                    document.ids.extend(id.clone());
                    let outer = open.iter().filter_map(|(_, id)| id.clone());
                    let inside = outer.chain(id.clone()).collect();
                    is_raw = matches!(name.as_str(), "script" | "style");
                    if !tag.self_closing && !VOID.contains(&name.as_str()) {
                        open.push((name.clone(), id));
                    }
                    document.elements.push(Element { name, attributes, inside, raw_text: String::new() });
                }
                Token::EndTag(tag) => {
                    is_raw = false;
                    let name = text(&tag.name);
                    // End tags may be left out (`</li>`, `</p>`): everything inside ends too.
                    if let Some(at) = open.iter().rposition(|(it, _)| *it == name) {
                        open.truncate(at);
                    }
                }
                Token::String(words) if is_raw => {
                    if let Some(last) = document.elements.last_mut() {
                        last.raw_text.push_str(&text(&words));
                    }
                }
                Token::String(words) => document.text.push_str(&text(&words)),
                _ => {}
            }
        }
        document
    }

    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |it| it.name == name)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_link_knows_what_it_lies_in() {
    let page = Document::parse("<ul id=a><li id=b><a href='x/#y'>x</a><li id=c><a href=z>&amp;</a></ul><a href=w></a>");
    let inside: Vec<_> = page.all("a").map(|it| it.inside.join(" ")).collect();
    // `</li>` was left out, so the second item lies in the first as far as tags tell.
    assert_eq!(inside, ["a b", "a b c", ""]);
    assert_eq!(page.text, "x&");
}

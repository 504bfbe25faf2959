//! How a reader says that a document was read. Who did is only ever counted, by the handbook.

use super::View;
use crate::handbook::fingerprint;
use crate::model::Entry;

/// The address at which a reader of a role confirms a document, by the template of `handbook.yaml`.
pub fn link(view: &View<'_>, role: &Entry, document: &Entry) -> Option<String> {
    let template = &view.book.config.as_ref()?.acknowledge.as_ref()?.link.text;
    let version = document.control.as_ref().and_then(|it| it.version.as_ref()).map_or("", |it| it.text.as_str());
    let values = [
        ("{document}", document.key.as_str().to_owned()),
        ("{version}", version.to_owned()),
        ("{role}", role.key.as_str().to_owned()),
        ("{fingerprint}", fingerprint(document, &view.book.sources)),
        ("{code}", String::new()),
    ];
    let mut link = template.replace(' ', "%20");
    for (name, value) in values {
        link = link.replace(name, &percent_encoded(&value));
    }
    Some(link)
}

/// A text as a part of an address: letters, digits and `-._~` stay.
fn percent_encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::model::Key;
    use crate::pages::View;
    use crate::pages::example::{DESK, book, info};

    #[test]
    fn the_link_carries_document_version_and_role() {
        let (book, info) = (book(DESK), info());
        let view = View::new(&book, &info, "awareness/rol-sda/");
        let entry = |key| book.by_key(&Key::new(key).unwrap()).unwrap();
        let link = super::link(&view, entry("ROL-SDA"), entry("PRC-INC")).unwrap();
        assert_eq!(link, "mailto:a@b.example?subject=Read%20PRC-INC%202.1&body=ROL-SDA");
    }
}

//! Who read what, as counts: no reader is ever shown, in any form.

use std::collections::BTreeSet;

use super::View;
use crate::handbook::{Handbook, fingerprint};
use crate::model::{Entry, EntryId};

/// How many people of a role have read the version in force of a document. A version that changed the wording only
/// keeps what was said of the one before.
pub fn n_readers(book: &Handbook, role: EntryId, document: &Entry) -> usize {
    let versions = valid_versions(book, document);
    let lines = book.acknowledgements.iter().filter(|line| {
        line.on.value <= book.as_of
            && versions.contains(&line.version.as_str())
            && book.keys.find(&line.document.key) == Some(document.id)
            && book.keys.find(&line.role.key) == Some(role)
    });
    lines.map(|line| line.who.as_str()).collect::<BTreeSet<_>>().len()
}

/// The version in force, and those before it from which only the wording differs.
fn valid_versions<'a>(book: &Handbook, document: &'a Entry) -> Vec<&'a str> {
    let Some(control) = &document.control else { return Vec::new() };
    let Some(version) = &control.version else { return Vec::new() };
    let mut versions = vec![version.text.as_str()];
    let mut is_open = true;
    for item in control.history.iter().filter(|it| it.on.value <= book.as_of) {
        if item.version.text != version.text && !versions.contains(&item.version.text.as_str()) {
            if !is_open {
                break;
            }
            versions.push(&item.version.text);
        }
        is_open = item.editorial.is_some_and(|it| it.value);
        if !is_open {
            break;
        }
    }
    versions
}

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

    const READ: (&str, &str) = (
        "acknowledgements/2026.csv",
        "who,role,document,version,date\na,ROL-SDA,PRC-INC,2.1,2026-03-09\na,ROL-SDA,PRC-INC,2.1,2026-04-09\nb,ROL-SDA,PRC-INC,2.0,2026-01-09\n\
         c,ROL-SDA,PRC-INC,1.0,2025-02-01\nd,ROL-DM,PRC-INC,2.1,2026-03-09\ne,ROL-SDA,PRC-INC,2.1,2026-12-09\n",
    );

    #[test]
    fn people_count_once_and_a_change_of_wording_keeps_them() {
        let files: Vec<_> = DESK.iter().copied().chain([READ]).collect();
        let book = book(&files);
        let id = |key| book.keys.find(&Key::new(key).unwrap()).unwrap();
        // `a` twice, `b` by the version before; `c` read an older one, `d` has another role, `e` is still to come.
        assert_eq!(super::n_readers(&book, id("ROL-SDA"), book.entry(id("PRC-INC"))), 2);
        assert_eq!(super::n_readers(&book, id("ROL-SDM"), book.entry(id("PRC-INC"))), 0);
    }

    #[test]
    fn the_link_carries_document_version_and_role() {
        let (book, info) = (book(DESK), info());
        let view = View::new(&book, &info, "awareness/rol-sda/");
        let entry = |key| book.by_key(&Key::new(key).unwrap()).unwrap();
        let link = super::link(&view, entry("ROL-SDA"), entry("PRC-INC")).unwrap();
        assert_eq!(link, "mailto:a@b.example?subject=Read%20PRC-INC%202.1&body=ROL-SDA");
    }
}

//! Every field of every kind, in one small handbook: it is read without an error.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clausebook::diagnostic::{Diagnostic, Severity};
use clausebook::disk;
use clausebook::handbook::Handbook;
use clausebook::model::Kind;
use clausebook::pipeline;
use clausebook::source::Settings;
use jiff::civil::date;
use snapbox::str;

use crate::handbook_test::{AS_OF, HandbookTest, names_in};

const FIELDS: &str = "tests/handbooks/fields";

fn handbook() -> (Handbook, Vec<Diagnostic>) {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join(FIELDS).join("content");
    let sources = disk::load(&content, None, Settings::on(date(2026, 11, 22))).expect("the fixture can be read");
    pipeline::compile(sources)
}

#[test]
fn every_kind_is_read_without_an_error() {
    let (book, found) = handbook();
    let errors: Vec<_> = found.iter().filter(|it| it.severity == Severity::Error).map(|it| &it.message).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    for kind in Kind::ALL {
        assert!(book.of_kind(*kind).len() > 0, "no {} was read", kind.name());
    }
    for entry in &book.entries {
        assert!(!entry.is_broken(), "`{}` was not read whole", entry.key);
    }
    assert!(book.config.is_some());
    assert_eq!(book.acknowledgements.len(), 1);
    assert!(book.standards.by_name("house").is_some());
}

/// A field that the reader knows and that no example shows would be one that nobody can find out about.
#[test]
fn every_field_that_is_read_is_shown() {
    let (book, _) = handbook();
    let mut unseen = Vec::new();
    for kind in Kind::ALL {
        let seen: BTreeSet<&str> = book
            .of_kind(*kind)
            .flat_map(|entry| entry.fields.pairs.iter().map(|pair| pair.name.value.as_str()))
            .collect();
        unseen.extend(
            kind.fields().iter().filter(|name| !seen.contains(**name)).map(|name| format!("{}.{name}", kind.name())),
        );
    }
    // Further than the examples go: the same shapes as in other kinds.
    snapbox::assert_data_eq!(
        unseen.join("\n"),
        str![[r#"
process.categories
procedure.steps
service.until
agreement.activities
agreement.interfaces
management review.where
improvement.actions
"#]]
    );
}

/// What the example's author reads is about what is missing, never about what cannot be read.
#[test]
fn the_example_has_warnings_only() {
    let ran = HandbookTest::copy(FIELDS).run(&format!("check --as-of {AS_OF}"));
    let text = ran.code(0).stderr_text();
    assert!(!text.contains("error["), "{text}");
}

/// Every handbook beside this one is used by a test.
#[test]
fn no_fixture_lies_unread() {
    let used = ["fields"];
    for name in names_in("tests/handbooks") {
        assert!(used.contains(&name.as_str()), "nothing reads tests/handbooks/{name}");
        for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/handbooks").join(&name))
            .expect("it is a folder")
        {
            let file = entry.expect("a fixture can be read").file_name();
            assert_eq!(file, "content", "nothing reads {name}/{file:?}");
        }
    }
}

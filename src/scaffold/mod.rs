//! What a handbook begins with: texts as values, which the edge writes.
//!
//! [`Template`] is the explained file of a kind, from which `new` writes an entry; [`blank`] is a skeleton whose gaps are
//! the plan of work, [`sample`] the complete example. **Invariant**: every field of every kind is explained in its
//! template and nowhere else, and what is written reads without errors.

mod beside;
mod blank;
mod plan_of_work;
mod sample;
mod stages;
mod template;

pub use blank::blank;
pub use sample::{SAMPLE_DAY, sample};
pub use template::{Form, NewEntry, Template};

use std::borrow::Cow;

/// A file to be written: its path below the folder that holds the content folder, with `/`, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Where.
    pub path: String,
    /// What.
    pub bytes: Cow<'static, [u8]>,
}

impl NewFile {
    fn text(path: impl Into<String>, text: impl Into<Cow<'static, str>>) -> Self {
        let bytes = match text.into() {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
        Self { path: path.into(), bytes }
    }
}

/// Puts values in the place of names between braces, in one pass: what a value says is never replaced again. Names that
/// `value` does not know stay, as YAML has braces of its own.
fn fill<'a>(text: &str, value: impl Fn(&str) -> Option<Cow<'a, str>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, inside) = rest.split_at(open);
        out.push_str(before);
        let filled = inside.find('}').and_then(|close| Some((value(&inside[1..close])?, close)));
        match filled {
            Some((value, close)) => {
                out.push_str(&value);
                rest = &inside[close + 1..];
            }
            None => {
                out.push('{');
                rest = &inside[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_filled_once() {
        let value = |name: &str| match name {
            "a" => Some(Cow::Borrowed("{b}")),
            "b" => Some(Cow::Borrowed("2")),
            _ => None,
        };
        assert_eq!(fill("{a} {{b}: {x: {b}}, {c}", value), "{b} {2: {x: 2}, {c}");
        assert_eq!(fill("{a", value), "{a");
        assert_eq!(fill("{", value), "{");
    }
}

//! From a YAML tree to a record: every field is read on its own, so a mistake costs what it touches and no more.

use super::{KeyRef, ReqRef, Slug, Text, Where, rules};
use crate::diagnostic::{Diagnostic, Rule, closest};
use crate::parse::{Mapping, Node, Value};
use crate::source::{Span, Spanned};

/// Collects what goes wrong while one file is read.
pub struct Reader<'a> {
    /// Diagnostics of the file.
    pub out: &'a mut Vec<Diagnostic>,
    /// Key of the entry being read, if it is known yet.
    pub key: Option<String>,
}

impl Reader<'_> {
    /// Adds a diagnostic, with the key of the present entry.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        let diagnostic = match &self.key {
            Some(key) => diagnostic.key(key.clone()),
            None => diagnostic,
        };
        self.out.push(diagnostic);
    }

    /// Reads one field of a mapping; `None` if it is required and absent, or cannot be read and has no empty value.
    pub fn field<T: Field>(&mut self, map: &Mapping, name: &'static str) -> Option<T> {
        match map.get(name) {
            Some(node) => T::read(node, self).or_else(T::absent),
            None => {
                let absent = T::absent();
                if absent.is_none() {
                    let message = format!("the field `{name}` is missing");
                    let at = map.pairs.first().map_or(map.span, |pair| pair.name.span);
                    self.report(Diagnostic::new(&rules::MISSING_FIELD, at, message).help(format!("add `{name}:`")));
                }
                absent
            }
        }
    }

    /// Reports the fields of a mapping that are in none of the lists.
    pub fn unknown_fields(&mut self, map: &Mapping, known: &[&[&'static str]]) {
        let names = || known.iter().flat_map(|list| list.iter().copied());
        for pair in &map.pairs {
            let name = &pair.name.value;
            if names().any(|it| it == name) {
                continue;
            }
            let message = format!("there is no field `{name}` here");
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_FIELD, pair.name.span, message);
            let help = match closest(name, names()) {
                // The rest of a text after a comma looks like a field without a value.
                _ if pair.value.is_null() && name.contains([' ', '.']) => {
                    "a comma ends a value between `{` and `}`: put the whole text in quotes".into()
                }
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    let mut all: Vec<_> = names().collect();
                    all.sort_unstable();
                    format!("the fields are {}", quoted_list(&all))
                }
            };
            self.report(diagnostic.help(help));
        }
    }

    /// Reports a value of the wrong sort.
    pub fn wrong_type(&mut self, node: &Node, expected: &str) {
        let message = format!("{expected} is expected here, and this is {}", node.sort());
        self.report(Diagnostic::new(&rules::WRONG_TYPE, node.span, message));
    }
}

/// `a`, `b` and `c`
pub fn quoted_list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

/// A value that a field can hold.
pub trait Field: Sized {
    /// Reads it; `None` when it cannot be read, which has then been reported.
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self>;

    /// The value where the field is not there; `None` where it is required.
    fn absent() -> Option<Self> {
        None
    }

    /// Shows everything inside that other entries or pages care about.
    fn walk(&self, _field: &'static str, _visitor: &mut dyn Visitor) {}

    /// The key of an item in a list: what its anchor is made from.
    fn slug(&self) -> Option<&Slug> {
        None
    }
}

/// Sees the references, texts and anchors of an entry, in the order of its fields.
pub trait Visitor {
    /// A part with a key of its own begins: a step, a measure, an action.
    fn enter(&mut self, field: &'static str, slug: &Slug);
    /// It ends.
    fn leave(&mut self);
    /// A reference to an entry.
    fn key(&mut self, field: &'static str, key: &KeyRef);
    /// A reference to a clause, control or requirement.
    fn requirement(&mut self, field: &'static str, requirement: &ReqRef);
    /// Prose that may hold references.
    fn text(&mut self, field: &'static str, text: &Text);
    /// A file or an address.
    fn place(&mut self, field: &'static str, place: &Where);
}

/// A value that is read from one scalar.
pub trait Scalar: Sized {
    /// The rule under which a value that cannot be read is reported.
    const RULE: &'static Rule;

    /// Reads the text; the error is the message, and a way out if there is one.
    fn parse(text: &str) -> Result<Self, (String, Option<String>)>;
}

impl<T: Scalar> Field for Spanned<T> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let Some(text) = node.text() else {
            cx.wrong_type(node, "a single value");
            return None;
        };
        match T::parse(text) {
            Ok(value) => Some(Self { value, span: node.span }),
            Err((message, help)) => {
                let mut diagnostic = Diagnostic::new(T::RULE, node.span, message);
                diagnostic.help = help;
                cx.report(diagnostic);
                None
            }
        }
    }
}

impl Scalar for bool {
    const RULE: &'static Rule = &rules::UNKNOWN_WORD;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        match text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err((format!("`{text}` is neither `true` nor `false`"), None)),
        }
    }
}

impl Scalar for u32 {
    const RULE: &'static Rule = &rules::BAD_NUMBER;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        text.parse().map_err(|_| (format!("`{text}` is not a whole number"), Some("write it in digits: `3`".into())))
    }
}

/// Any text as it was written: for values that are looked up elsewhere, such as the id of a standard.
impl Scalar for String {
    const RULE: &'static Rule = &rules::WRONG_TYPE;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        Ok(text.to_owned())
    }
}

impl<T: Field> Field for Option<T> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        T::read(node, cx).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn walk(&self, field: &'static str, visitor: &mut dyn Visitor) {
        if let Some(value) = self {
            value.walk(field, visitor);
        }
    }

    fn slug(&self) -> Option<&Slug> {
        self.as_ref().and_then(Field::slug)
    }
}

impl<T: Field> Field for Box<T> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        T::read(node, cx).map(Box::new)
    }

    fn walk(&self, field: &'static str, visitor: &mut dyn Visitor) {
        (**self).walk(field, visitor);
    }
}

/// One value or a list of them: `by: ROL-SDA`, `by: [ROL-SDA, ROL-SDM]`.
impl<T: Field> Field for Vec<T> {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        Some(match &node.value {
            Value::Sequence(items) => {
                items.iter().filter(|item| !item.is_null()).filter_map(|item| T::read(item, cx)).collect()
            }
            _ => T::read(node, cx).into_iter().collect(),
        })
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn walk(&self, field: &'static str, visitor: &mut dyn Visitor) {
        for value in self {
            value.walk(field, visitor);
        }
    }
}

/// A group of fields.
pub trait Record: Sized {
    /// Names of the fields as authors write them.
    const FIELDS: &'static [&'static str];

    /// Reads the fields of a mapping without looking for unknown ones; `None` when a required one is missing.
    fn take(map: &Mapping, cx: &mut Reader<'_>) -> Option<Self>;

    /// Shows all fields to a visitor.
    fn walk_fields(&self, visitor: &mut dyn Visitor);
}

/// Reads a record and reports fields that it does not have.
pub fn read_record<T: Record>(node: &Node, cx: &mut Reader<'_>) -> Option<T> {
    let Value::Mapping(map) = &node.value else {
        cx.wrong_type(node, "a group of fields");
        return None;
    };
    cx.unknown_fields(map, &[T::FIELDS]);
    T::take(map, cx)
}

/// Declares a record: its struct, how it is read, and what a visitor sees.
///
/// `field: Type` reads the field of that name; `field = "name": Type` one whose name Rust reserves. `Option` and
/// `Vec` may be absent, every other type is required.
macro_rules! record {
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $name:literal) => { $name };
    ($(#[$meta:meta])* $record:ident {
        $($(#[$field_meta:meta])* $field:ident $(= $name:literal)? : $type:ty),* $(,)?
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        pub struct $record {
            $($(#[$field_meta])* pub $field: $type,)*
            /// From the first field's name to the end of the last value.
            pub span: $crate::source::Span,
        }

        impl $crate::model::field::Record for $record {
            const FIELDS: &'static [&'static str] = &[$($crate::model::field::record!(@name $field $($name)?)),*];

            fn take(map: &$crate::parse::Mapping, cx: &mut $crate::model::field::Reader<'_>) -> Option<Self> {
                $(let $field = cx.field::<$type>(map, $crate::model::field::record!(@name $field $($name)?));)*
                Some(Self { $($field: $field?,)* span: map.span })
            }

            fn walk_fields(&self, visitor: &mut dyn $crate::model::field::Visitor) {
                $($crate::model::field::Field::walk(
                    &self.$field,
                    $crate::model::field::record!(@name $field $($name)?),
                    visitor,
                );)*
            }
        }

        impl $crate::model::field::Field for $record {
            fn read(node: &$crate::parse::Node, cx: &mut $crate::model::field::Reader<'_>) -> Option<Self> {
                $crate::model::field::read_record(node, cx)
            }

            fn walk(&self, field: &'static str, visitor: &mut dyn $crate::model::field::Visitor) {
                let slugs = [$($crate::model::field::Field::slug(&self.$field)),*];
                let slug = slugs.into_iter().flatten().next();
                if let Some(slug) = slug {
                    visitor.enter(field, slug);
                }
                $crate::model::field::Record::walk_fields(self, visitor);
                if slug.is_some() {
                    visitor.leave();
                }
            }
        }
    };
}
pub(crate) use record;

/// Declares the words that a field allows, as an enum.
macro_rules! choice {
    ($(#[$meta:meta])* $choice:ident { $($(#[$variant_meta:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $choice { $($(#[$variant_meta])* $variant),* }

        impl $choice {
            /// Every word, in the order of their meaning.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word as authors write it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl $crate::model::field::Scalar for $choice {
            const RULE: &'static $crate::diagnostic::Rule = &$crate::model::field::UNKNOWN_WORD_RULE;

            fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
                match text {
                    $($word => Ok(Self::$variant),)*
                    _ => Err($crate::model::field::unknown_word(text, &[$($word),*])),
                }
            }
        }
    };
}
pub(crate) use choice;

/// The rule of every [`choice!`].
pub(crate) const UNKNOWN_WORD_RULE: Rule = rules::UNKNOWN_WORD;

/// Message and way out for a word that a choice does not have.
pub(crate) fn unknown_word(text: &str, words: &[&str]) -> (String, Option<String>) {
    let help = match closest(text, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the words are {}", quoted_list(words)),
    };
    (format!("`{text}` is not a word that this field knows"), Some(help))
}

/// Anything at all, for a theme: kept as it was read.
#[derive(Clone, Debug)]
pub struct Free(pub Node);

impl Field for Free {
    fn read(node: &Node, _: &mut Reader<'_>) -> Option<Self> {
        Some(Self(node.clone()))
    }
}

/// A part of a value's text as a span: exact where the text stands in the source as it is, else the whole value.
pub fn part_of(node_span: Span, text_at: Option<u32>, start: usize, end: usize) -> Span {
    match text_at {
        Some(at) => Span::new(node_span.source, at as usize + start, at as usize + end),
        None => node_span,
    }
}

/// Names and texts of a mapping of texts; what is no text is reported and left out.
pub fn text_pairs(node: &Node, cx: &mut Reader<'_>) -> Option<Vec<(String, String)>> {
    let Value::Mapping(map) = &node.value else {
        cx.wrong_type(node, "names and texts");
        return None;
    };
    let pair = |pair: &crate::parse::Pair| match pair.value.text() {
        Some(text) => Some((pair.name.value.clone(), text.to_owned())),
        None => {
            cx.wrong_type(&pair.value, "a text");
            None
        }
    };
    Some(map.pairs.iter().filter_map(pair).collect())
}

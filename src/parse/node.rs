use crate::source::{Span, Spanned};

/// A YAML value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// From the first to the last byte of the value; quotes belong to it.
    pub span: Span,
    /// What it holds.
    pub value: Value,
}

/// What a YAML value holds. Scalars stay text: what they mean is the field's affair.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing was written, or `null` or `~`.
    Null,
    /// A text.
    Scalar {
        /// The text after YAML has read it.
        text: String,
        /// First byte of the same text in the source, where it stands there unchanged: then a part of the text has
        /// a place of its own.
        text_at: Option<u32>,
    },
    /// Items in their order.
    Sequence(Vec<Node>),
    /// Fields in their order.
    Mapping(Mapping),
}

/// Fields of a mapping, in the author's order, each name once.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// From the first name to the end of the last value.
    pub span: Span,
    /// Names and values.
    pub pairs: Vec<Pair>,
}

/// One field of a mapping.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The field's name.
    pub name: Spanned<String>,
    /// Its value.
    pub value: Node,
}

impl Mapping {
    /// The value of a field; a field without a value counts as absent.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.pairs.iter().find(|pair| pair.name.value == name).map(|pair| &pair.value).filter(|node| !node.is_null())
    }
}

impl Node {
    /// Whether nothing was written.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// What the value is, in a word for the author.
    pub fn sort(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Scalar { .. } => "a text",
            Value::Sequence(_) => "a list",
            Value::Mapping(_) => "a group of fields",
        }
    }
}

use super::field::{Field, Reader, Visitor};
use super::{Key, rules};
use crate::diagnostic::Diagnostic;
use crate::parse::{Node, Value};
use crate::source::Span;

/// A reference to an entry, or to a part of one: `PRC-INC`, `PRC-INC#step-log`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRef {
    /// The entry's key.
    pub key: Key,
    /// The part, without `#`.
    pub anchor: Option<String>,
    /// Where it is written.
    pub span: Span,
}

impl KeyRef {
    /// Reads `KEY` or `KEY#anchor`; the error says what is wrong.
    pub fn parse(text: &str, span: Span) -> Result<Self, &'static str> {
        let (key, anchor) = match text.split_once('#') {
            Some((key, anchor)) => (key, Some(anchor.to_owned())),
            None => (text, None),
        };
        Ok(Self { key: Key::new(key)?, anchor, span })
    }
}

impl Field for KeyRef {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let Some(text) = node.text() else {
            cx.wrong_type(node, "a key");
            return None;
        };
        match Self::parse(text, node.span) {
            Ok(reference) => Some(reference),
            Err(reason) => {
                let message = format!("`{text}` is not a key: {reason}");
                let diagnostic = Diagnostic::new(&rules::BAD_KEY, node.span, message);
                let key = text.split_once('#').map_or(text, |(key, _)| key);
                cx.report(match Key::meant_by(key) {
                    Some(meant) => diagnostic.help(format!("did you mean `{meant}`?")),
                    None => diagnostic,
                });
                None
            }
        }
    }

    fn walk(&self, field: &'static str, visitor: &mut dyn Visitor) {
        visitor.key(field, self);
    }
}

/// A reference to a clause, control or requirement: `8.6.1-5`, `iso27001-2022:A.5.24`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReqRef {
    /// The standard's id; without one, the handbook's first standard.
    pub standard: Option<String>,
    /// The id of the clause, control or requirement in it.
    pub id: String,
    /// Where it is written.
    pub span: Span,
}

impl ReqRef {
    /// Reads `id` or `standard:id`.
    pub fn parse(text: &str, span: Span) -> Self {
        match text.split_once(':') {
            Some((standard, id)) => Self { standard: Some(standard.to_owned()), id: id.to_owned(), span },
            None => Self { standard: None, id: text.to_owned(), span },
        }
    }

    /// The reference as it was written.
    pub fn text(&self) -> String {
        match &self.standard {
            Some(standard) => format!("{standard}:{}", self.id),
            None => self.id.clone(),
        }
    }
}

impl Field for ReqRef {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar { text, .. } => Some(Self::parse(text.trim(), node.span)),
            _ => {
                cx.wrong_type(node, "a clause or requirement");
                None
            }
        }
    }

    fn walk(&self, field: &'static str, visitor: &mut dyn Visitor) {
        visitor.requirement(field, self);
    }
}

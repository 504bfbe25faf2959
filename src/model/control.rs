use std::cmp::Ordering;

use jiff::civil::Date;

use super::field::{Field, Reader, choice, record};
use super::{Interval, KeyRef, Line, Text};
use crate::parse::{Node, Value};
use crate::source::Spanned;

choice! {
    /// Where a controlled document stands.
    DocumentStatus {
        /// Being written; its claims do not count.
        Draft = "draft",
        /// Written, and waiting for approval.
        Review = "review",
        /// In force.
        Approved = "approved",
        /// No longer in force.
        Retired = "retired",
    }
}

/// A version such as `3.10`, compared part by part as numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// As it was written.
    pub text: String,
    /// Where it is written.
    pub span: crate::source::Span,
}

impl Version {
    /// Compares two versions: `3.10` is after `3.9`; parts that are no numbers compare as text.
    pub fn compare(a: &str, b: &str) -> Ordering {
        let mut parts = (a.split('.'), b.split('.'));
        loop {
            let order = match (parts.0.next(), parts.1.next()) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some(a), Some(b)) => match (a.parse::<u64>(), b.parse::<u64>()) {
                    (Ok(a), Ok(b)) => a.cmp(&b),
                    _ => a.cmp(b),
                },
            };
            if order != Ordering::Equal {
                return order;
            }
        }
    }
}

impl Field for Version {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let line = Line::read(node, cx)?;
        Some(Self { text: line.text, span: line.span })
    }
}

record! {
    /// Who approved a document, when, and the hash of what was approved.
    Approval {
        /// The role that approved.
        by: KeyRef,
        /// The day.
        on: Spanned<Date>,
        /// `sha256:` and the hash of the document's meaning.
        fingerprint: Option<Line>,
    }
}

record! {
    /// A review that ended without a change, or a record that still holds under a newer version.
    Confirmation {
        /// The role that looked.
        by: KeyRef,
        /// The day.
        on: Spanned<Date>,
        /// The version that was looked at, for a record.
        version: Option<Version>,
        /// Why it still holds.
        because: Option<Text>,
    }
}

record! {
    /// One version in the history of a document.
    HistoryItem {
        /// The version.
        version: Version,
        /// The day it came into force.
        on: Spanned<Date>,
        /// The role that changed it.
        by: Option<KeyRef>,
        /// What changed.
        change: Option<Text>,
        /// Whether the meaning stayed.
        editorial: Option<Spanned<bool>>,
    }
}

record! {
    /// What every controlled document has: its version, approval and review.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 7.5.
    Control {
        /// Its version.
        version: Option<Version>,
        /// Where it stands; a document without a status is a draft.
        status: Option<Spanned<DocumentStatus>>,
        /// Its approval.
        approved: Option<Approval>,
        /// Reviews that ended without a change.
        confirmed: Vec<Confirmation>,
        /// How often a review is promised.
        review: Option<Spanned<Interval>>,
        /// The document that this draft is to replace.
        replaces: Option<KeyRef>,
        /// Roles that must know it, or `all`.
        applies_to: Option<Audience>,
        /// Versions, newest first.
        history: Vec<HistoryItem>,
    }
}

/// Roles that something is for.
#[derive(Clone, Debug)]
pub enum Audience {
    /// Everybody.
    All,
    /// The roles named.
    Roles(Vec<KeyRef>),
}

impl Field for Audience {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        // Alone or in a list: who is in everybody need not be named beside them, and is looked at all the same.
        let is_all = |node: &Node| node.text() == Some("all");
        let in_list = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        if in_list.iter().any(is_all) {
            in_list.iter().filter(|it| !is_all(it)).for_each(|it| drop(KeyRef::read(it, cx)));
            return Some(Self::All);
        }
        Vec::read(node, cx).map(Self::Roles)
    }

    fn walk(&self, field: &'static str, visitor: &mut dyn super::field::Visitor) {
        if let Self::Roles(roles) = self {
            roles.walk(field, visitor);
        }
    }
}

impl Control {
    /// Where the document stands; without a status it is a draft.
    pub fn status(&self) -> DocumentStatus {
        self.status.map_or(DocumentStatus::Draft, |it| it.value)
    }

    /// Whether it is in force on a day: approved by then, and neither draft nor retired.
    pub fn is_in_force(&self, on: Date) -> bool {
        self.status() == DocumentStatus::Approved
            && self.approved.as_ref().is_some_and(|approval| approval.on.value <= on)
    }

    /// The day of the last review: the latest of the approval and the confirmations up to a day.
    pub fn last_review(&self, on: Date) -> Option<Date> {
        let approved = self.approved.iter().map(|it| it.on.value);
        approved.chain(self.confirmed.iter().map(|it| it.on.value)).filter(|day| *day <= on).max()
    }

    /// The day on which the next review is due.
    pub fn next_review(&self, on: Date) -> Option<Date> {
        Some(self.review?.after(self.last_review(on)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert_eq!(Version::compare("3.10", "3.9"), Ordering::Greater);
        assert_eq!(Version::compare("3", "3.0"), Ordering::Less);
        assert_eq!(Version::compare("2.0", "2.0"), Ordering::Equal);
        assert_eq!(Version::compare("2026-a", "2026-b"), Ordering::Less);
    }
}

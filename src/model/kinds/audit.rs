use jiff::civil::Date;

use crate::model::field::{Field, Reader, Visitor, choice, record};
use crate::model::value::Where;
use crate::model::{KeyRef, Line, Number, Period, ReqRef, Text};
use crate::parse::Node;
use crate::source::Spanned;

choice! {
    /// Who audits.
    AuditType {
        /// The organisation itself.
        Internal = "internal",
        /// A certification body or a customer.
        External = "external",
    }
}

choice! {
    /// A stage of certification.
    AuditStage {
        /// Is it designed, documented and ready?
        Stage1 = "stage-1",
        /// Does it work in daily life?
        Stage2 = "stage-2",
        /// The yearly look.
        Surveillance = "surveillance",
        /// The whole system again.
        Recertification = "recertification",
    }
}

/// Somebody: a role by its key, or a name in words.
#[derive(Clone, Debug)]
pub enum Person {
    /// An entry.
    Key(KeyRef),
    /// Words.
    Name(Line),
}

impl Field for Person {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        // A key has a hyphen; a name in capitals without one is a name.
        let is_key = |text: &str| text.contains('-') && KeyRef::parse(text, node.span).is_ok();
        if node.text().is_some_and(is_key) {
            return KeyRef::read(node, cx).map(Self::Key);
        }
        Line::read(node, cx).map(Self::Name)
    }

    fn walk(&self, field: &'static str, visitor: &mut dyn Visitor) {
        if let Self::Key(key) = self {
            visitor.key(field, key);
        }
    }
}

record! {
    /// An internal or external audit.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 9.2.
    Audit {
        /// Who audits.
        audit_type = "type": Spanned<AuditType>,
        /// Stage of certification, of an external audit.
        stage: Option<Spanned<AuditStage>>,
        /// Clauses audited, with all below them.
        criteria: Vec<ReqRef>,
        /// Entries audited.
        covers: Vec<KeyRef>,
        /// Sites audited.
        locations: Vec<Line>,
        /// Roles or names.
        auditors: Vec<Person>,
        /// When it is planned.
        planned: Option<Spanned<Period>>,
        /// The day it was done; absent while it is to come.
        done: Option<Spanned<Date>>,
        /// The promise that it keeps.
        of: Vec<KeyRef>,
        /// What was sampled.
        sample: Vec<Sample>,
        /// What came out.
        conclusion: Option<Text>,
        /// Where the report is.
        place = "where": Option<Where>,
    }
}

record! {
    /// A sample of an audit.
    Sample {
        /// Of what.
        what: Line,
        /// How many.
        number: Option<Spanned<Number>>,
        /// From when.
        period: Option<Spanned<Period>>,
    }
}

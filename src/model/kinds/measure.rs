use crate::diagnostic::Diagnostic;
use crate::model::field::{Field, Reader, record};
use crate::model::value::Notes;
use crate::model::{Hours, Interval, KeyRef, Line, Number, Series, Slug, Target, rules};
use crate::parse::Node;
use crate::source::{Span, Spanned};

record! {
    /// Something that is measured against a target: of a process, an objective, a service or an agreement.
    ///
    /// Source: ISO/IEC 20000-1:2018, clauses 8.3.3 and 9.1.
    Measure {
        /// Unique in the entry.
        key: Slug,
        /// The service, in an agreement.
        service: Option<KeyRef>,
        /// What is measured.
        what: Line,
        /// What is compared with what: `availability`, `respond`, `restore`, or a word.
        measure: Option<Line>,
        /// The case it holds for; only equal cases are compared.
        case = "for": Option<Line>,
        /// The target.
        target: Option<Spanned<Target>>,
        /// Hours in which its clock runs; default: the hours of the service.
        window: Option<Spanned<Hours>>,
        /// How long each value covers.
        over: Option<Spanned<Interval>>,
        /// The service requirement that it meets.
        meets: Vec<KeyRef>,
        /// Where the figures come from.
        source: Option<Line>,
        /// Requirements of a standard that it meets.
        satisfies: Vec<crate::model::ReqRef>,
        /// Measured values, in the unit of the target.
        actuals: Series,
        /// Remarks by period.
        notes: Notes,
    }
}

record! {
    /// Something that may run short, and its limit.
    Capacity {
        /// What is counted.
        what: Line,
        /// How much is needed.
        target: Option<Spanned<Target>>,
        /// Measured values.
        actuals: Series,
    }
}

/// An amount of money: `EUR 240000`.
#[derive(Clone, Debug)]
pub struct Money {
    /// Three letters.
    pub currency: String,
    /// How much.
    pub amount: Number,
    /// Where it is written.
    pub span: Span,
}

impl Field for Money {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let line = Line::read(node, cx)?;
        let parts = line
            .text
            .split_once(' ')
            .filter(|(currency, _)| currency.len() == 3 && currency.bytes().all(|c| c.is_ascii_uppercase()));
        let money = parts.and_then(|(currency, amount)| {
            Some(Self { currency: currency.to_owned(), amount: Number::from_text(amount.trim())?, span: line.span })
        });
        if money.is_none() {
            let message = format!("`{}` is not an amount of money", line.text);
            cx.report(
                Diagnostic::new(&rules::BAD_NUMBER, line.span, message)
                    .help("write the currency and the amount: `EUR 240000`"),
            );
        }
        money
    }
}

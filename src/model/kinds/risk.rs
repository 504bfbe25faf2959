use jiff::civil::Date;

use super::Action;
use crate::model::field::{choice, record};
use crate::model::{Interval, KeyRef, Line, Text};
use crate::source::Spanned;

choice! {
    /// Harm or chance.
    RiskType {
        /// Something that may go wrong.
        Risk = "risk",
        /// Something that may go well.
        Opportunity = "opportunity",
    }
}

choice! {
    /// What is done about it.
    Treatment {
        /// The cause is removed.
        Avoid = "avoid",
        /// Likelihood or impact is made smaller.
        Reduce = "reduce",
        /// Another party carries a part.
        Share = "share",
        /// It is lived with.
        Accept = "accept",
        /// An opportunity is taken.
        Pursue = "pursue",
    }
}

record! {
    /// A risk or an opportunity.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 6.1.
    Risk {
        /// Harm or chance.
        risk_type = "type": Spanned<RiskType>,
        /// Where it comes from.
        source: Option<Line>,
        /// Why it may happen.
        cause: Option<Text>,
        /// What it would do to customers.
        effect: Option<Text>,
        /// From 1 to the highest level of the scale.
        likelihood: Option<Spanned<u32>>,
        /// From 1 to the highest level of the scale.
        impact: Option<Spanned<u32>>,
        /// What is done about it.
        treatment: Option<Spanned<Treatment>>,
        /// What remains after treatment.
        residual: Option<Level>,
        /// Who accepted what remains.
        accepted: Option<Acceptance>,
        /// How often it is looked at.
        review: Option<Spanned<Interval>>,
        /// When it was looked at last.
        reviewed: Option<Spanned<Date>>,
        /// What is done.
        actions: Vec<Action>,
    }
}

record! {
    /// Likelihood and impact after treatment.
    Level {
        /// From 1 to the highest level of the scale.
        likelihood: Spanned<u32>,
        /// From 1 to the highest level of the scale.
        impact: Spanned<u32>,
    }
}

record! {
    /// Who accepted what remains, when and why.
    Acceptance {
        /// The role.
        by: KeyRef,
        /// The day.
        on: Spanned<Date>,
        /// Why.
        because: Option<Text>,
    }
}

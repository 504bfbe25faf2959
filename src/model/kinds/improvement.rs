use jiff::civil::Date;

use super::Action;
use crate::model::field::{choice, record};
use crate::model::{KeyRef, Number, Period, Target, Text};
use crate::source::Spanned;

choice! {
    /// What became of an idea.
    Decision {
        /// Not decided yet.
        Proposed = "proposed",
        /// It will be done.
        Approved = "approved",
        /// It will not.
        Rejected = "rejected",
        /// It was done.
        Done = "done",
    }
}

record! {
    /// An improvement.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 10.2.
    Improvement {
        /// Where the idea comes from.
        source: Vec<KeyRef>,
        /// What it is about.
        about: Vec<KeyRef>,
        /// The day it was proposed.
        proposed: Spanned<Date>,
        /// How it is judged.
        criteria: Option<Text>,
        /// What became of it; default: proposed.
        decision: Option<Spanned<Decision>>,
        /// Who decided.
        decided: Option<Decided>,
        /// The day by which.
        due: Option<Spanned<Date>>,
        /// What it has to reach.
        target: Option<Spanned<Target>>,
        /// What is done.
        actions: Vec<Action>,
        /// What it reached.
        result: Option<Outcome>,
    }
}

record! {
    /// Who decided, when and why.
    Decided {
        /// The role.
        by: KeyRef,
        /// The day.
        on: Spanned<Date>,
        /// Why.
        because: Option<Text>,
    }
}

record! {
    /// What an improvement reached.
    Outcome {
        /// The value, in the unit of the target.
        value: Spanned<Number>,
        /// When it was measured.
        period: Option<Spanned<Period>>,
        /// What was seen.
        because: Option<Text>,
    }
}

impl Improvement {
    /// What became of it.
    pub fn decision(&self) -> Decision {
        self.decision.map_or(Decision::Proposed, |it| it.value)
    }
}

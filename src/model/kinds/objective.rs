use jiff::civil::Date;

use super::{Action, Measure};
use crate::model::field::record;
use crate::model::{KeyRef, Number, Period, Text};
use crate::source::Spanned;

record! {
    /// A service management objective, its measures and the plan to reach it.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 6.2.
    Objective {
        /// What is measured.
        measures: Vec<Measure>,
        /// Where it started.
        baseline: Option<Baseline>,
        /// Commitments that it serves.
        serves: Vec<KeyRef>,
        /// Services that it is about.
        services: Vec<KeyRef>,
        /// Roles that move it.
        roles: Vec<KeyRef>,
        /// What it takes.
        resources: Option<Text>,
        /// The day by which.
        by_when: Option<Spanned<Date>>,
        /// How the result is judged.
        evaluated: Option<Text>,
        /// What is done for it.
        actions: Vec<Action>,
    }
}

record! {
    /// The value before the work began.
    Baseline {
        /// When it was measured.
        period: Spanned<Period>,
        /// The value.
        value: Spanned<Number>,
    }
}

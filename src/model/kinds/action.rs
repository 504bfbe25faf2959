use jiff::civil::Date;

use crate::model::field::record;
use crate::model::{KeyRef, Slug, Text};
use crate::source::Spanned;

record! {
    /// Something to be done: in risks, findings, improvements, objectives and as a decision of a review.
    Action {
        /// Unique in the entry.
        key: Option<Slug>,
        /// What is to be done.
        what = "do": Text,
        /// The role that does it.
        owner: Option<KeyRef>,
        /// The day by which.
        due: Option<Spanned<Date>>,
        /// The day it was done; absent while it is open.
        done: Option<Spanned<Date>>,
        /// What shows it.
        evidence: Vec<KeyRef>,
        /// Whether it helped.
        check: Option<Check>,
    }
}

record! {
    /// A look back at whether an action had its effect.
    Check {
        /// Whether it worked.
        worked: Spanned<bool>,
        /// The role that looked.
        by: Option<KeyRef>,
        /// The day.
        on: Option<Spanned<Date>>,
        /// What was seen.
        because: Option<Text>,
    }
}

impl Action {
    /// Whether it was done by a day.
    pub fn is_done(&self, on: Date) -> bool {
        self.done.is_some_and(|day| day.value <= on)
    }

    /// Whether it is open and past its day.
    pub fn is_late(&self, on: Date) -> bool {
        !self.is_done(on) && self.due.is_some_and(|day| day.value < on)
    }
}

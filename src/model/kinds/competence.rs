use jiff::civil::Date;

use crate::model::field::record;
use crate::model::{Interval, KeyRef, Text};
use crate::source::Spanned;

record! {
    /// A training or qualification.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 7.2.
    Competence {
        /// Roles that need it.
        roles = "for": Vec<KeyRef>,
        /// How it is gained.
        how: Option<Text>,
        /// How often it is renewed.
        renew: Option<Spanned<Interval>>,
        /// Dates to come.
        planned: Vec<Spanned<Date>>,
        /// Where it was shown, as counts.
        shown: Vec<Shown>,
    }
}

record! {
    /// People of a role who showed a competence.
    Shown {
        /// The role.
        role: KeyRef,
        /// The day.
        on: Spanned<Date>,
        /// How many people.
        people: Option<Spanned<u32>>,
        /// The record of it.
        record: Vec<KeyRef>,
    }
}

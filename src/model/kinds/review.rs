use jiff::civil::Date;

use super::Action;
use crate::model::field::record;
use crate::model::value::Where;
use crate::model::{KeyRef, Text};
use crate::source::Spanned;

record! {
    /// A management review.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 9.3.
    Review {
        /// The day.
        on: Spanned<Date>,
        /// Who led it.
        chair: Option<KeyRef>,
        /// Who took part.
        participants: Vec<KeyRef>,
        /// The promise that it keeps.
        of: Vec<KeyRef>,
        /// What was looked at.
        inputs: Vec<ReviewInput>,
        /// What was decided.
        decisions: Vec<Action>,
        /// Where the minutes are.
        place = "where": Option<Where>,
    }
}

record! {
    /// One point that was looked at.
    ReviewInput {
        /// A point of the checklist `review-inputs`.
        point: Spanned<String>,
        /// What was seen.
        seen: Option<Text>,
        /// Entries that were laid before it.
        refs: Vec<KeyRef>,
    }
}

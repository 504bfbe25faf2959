use jiff::civil::Date;

use crate::model::field::record;
use crate::model::{Interval, KeyRef};
use crate::source::Spanned;

record! {
    /// Something promised at planned intervals.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 9.1 and every other that speaks of planned intervals.
    Activity {
        /// How often.
        every: Spanned<Interval>,
        /// How late it may be.
        grace: Option<Spanned<Interval>>,
        /// The day of the first one.
        from: Option<Spanned<Date>>,
        /// Who does it.
        by: Vec<KeyRef>,
        /// The process or agreement it belongs to.
        of: Vec<KeyRef>,
    }
}

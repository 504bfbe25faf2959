use crate::model::field::record;
use crate::model::{Line, Text};

record! {
    /// A term of the handbook.
    Term {
        /// Its short form.
        abbreviation: Option<Line>,
        /// What it means.
        meaning: Option<Text>,
        /// Other words for it.
        synonyms: Vec<Line>,
        /// Where the meaning comes from.
        source: Option<Line>,
    }
}

use crate::model::field::record;
use crate::model::{KeyRef, Text};
use crate::source::Spanned;

record! {
    /// An interested party and what it needs.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 4.2 with Amendment 1:2024.
    Party {
        /// What it needs.
        needs: Vec<PartyNeed>,
    }
}

record! {
    /// A need of an interested party.
    PartyNeed {
        /// Unique in the entry, where others refer to it.
        key: Option<crate::model::Slug>,
        /// What is needed.
        what: Text,
        /// What meets it.
        met_by: Vec<KeyRef>,
        /// Whether it is about climate change.
        climate: Option<Spanned<bool>>,
    }
}

use crate::model::field::{choice, record};
use crate::model::{KeyRef, Text};
use crate::source::Spanned;

choice! {
    /// Where an issue comes from.
    Side {
        /// From inside the organisation.
        Internal = "internal",
        /// From outside.
        External = "external",
    }
}

record! {
    /// An internal or external issue that bears on the service management system.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 4.1 with Amendment 1:2024.
    Issue {
        /// Where it comes from.
        side: Spanned<Side>,
        /// What it does to the system.
        effect: Option<Text>,
        /// Whether climate change matters here.
        climate: Option<Climate>,
        /// Risks, objectives and improvements that follow.
        leads_to: Vec<KeyRef>,
    }
}

record! {
    /// The answer to the climate question.
    Climate {
        /// Whether it matters.
        relevant: Spanned<bool>,
        /// Why, or why not.
        because: Option<Text>,
    }
}

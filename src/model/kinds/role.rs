use crate::model::field::record;
use crate::model::{KeyRef, Line, Text};
use crate::source::Spanned;

record! {
    /// A role: what it is for, what it may decide, who holds it.
    ///
    /// Source: ISO/IEC 20000-1:2018, clauses 5.3 and 7.2.
    Role {
        /// What it is for.
        purpose: Option<Text>,
        /// What it answers for.
        responsibilities: Vec<Text>,
        /// What it may decide.
        authorities: Vec<Text>,
        /// Competences that it needs.
        competence: Vec<KeyRef>,
        /// Names or teams; nothing: no holder.
        held_by: Vec<Line>,
        /// Number of people who have it.
        people: Option<Spanned<u32>>,
        /// The role that stands in.
        backup: Option<KeyRef>,
        /// Whether it belongs to top management.
        top_management: Option<Spanned<bool>>,
        /// Key of a contact in `handbook.yaml`.
        contact: Option<Spanned<String>>,
    }
}

impl Role {
    /// Whether it belongs to top management.
    pub fn is_top_management(&self) -> bool {
        self.top_management.is_some_and(|it| it.value)
    }
}

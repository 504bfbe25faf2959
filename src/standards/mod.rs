//! The standards: clauses, requirements and controls, and the map between them.
//!
//! The shipped library is embedded in the program and read by the same parser as an author's own files in
//! `content/standards/`. All sentences in it are ours; numbers and titles are facts. **Invariant**: ids are unique in
//! a standard, and everything that has a status is a [`Requirement`].

mod catalogue;
mod checklist;
mod file;
mod map;
mod rules;
mod shipped;

pub use catalogue::{Clause, ClauseId, Place, ReqId, Requirement, Standard, StandardId, Standards, compare_ids};
pub use checklist::{Checklist, FieldPath, FieldTerm, Holder, Occasion, Point, Wanted};
pub use file::{
    ClauseFile, DocKind, DocumentedItem, ExplicitItem, ImplicitItem, ProcessGroup, RequirementFile, ScopeParameter,
    StandardFile, StandardKind, Topic,
};
pub use map::{Equivalent, Strength};
pub use rules::{RULES, UNKNOWN_STANDARD};
pub use shipped::shipped_files;

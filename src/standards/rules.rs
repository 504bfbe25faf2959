//! Rules about files of standards.

use crate::diagnostic::{Rule, Severity};

/// A standard that is neither shipped nor written.
pub const UNKNOWN_STANDARD: Rule = Rule {
    name: "unknown-standard",
    severity: Severity::Error,
    clause: "",
    looks_for: "An id in `standards:` of `handbook.yaml` that names no standard.",
    why: "Its clauses would have no pages and no counts.",
    fix: "Use the id of a shipped standard, or write the standard as a file in `content/standards/`.",
};

/// Two clauses or requirements of a standard with the same id.
pub const DUPLICATE_CLAUSE: Rule = Rule {
    name: "duplicate-clause",
    severity: Severity::Error,
    clause: "",
    looks_for: "Two clauses or requirements of one standard with the same id.",
    why: "A claim on one of them would count for the other.",
    fix: "Give each its own id; ids are stable, so append rather than renumber.",
};

/// The rules of this room.
pub const RULES: &[&Rule] = &[&UNKNOWN_STANDARD, &DUPLICATE_CLAUSE];

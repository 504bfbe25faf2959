//! One file's syntax, not its meaning: YAML into a tree with spans, Markdown into its headings and links.
//!
//! **Invariant**: parsing never fails. What cannot be read is reported and left out, and everything around it is
//! read. `parse/yaml.rs` alone names the YAML crate.

mod edit;
mod front_matter;
pub mod markdown;
mod node;
mod yaml;

pub use edit::{CannotEdit, Edit, Fields, Scalar};
pub use front_matter::{Split, split};
pub use node::{Mapping, Node, Pair, Value};
pub use yaml::parse as parse_yaml;

use crate::diagnostic::{Rule, Severity};

/// YAML that cannot be read.
pub const INVALID_YAML: Rule = Rule {
    name: "invalid-yaml",
    severity: Severity::Error,
    clause: "",
    looks_for: "YAML that cannot be read as it stands.",
    why: "What cannot be read is left out, and what depends on it is missing from the handbook.",
    fix: "Correct the marked place; values with `: `, ` #` or a leading `[`, `{`, `>`, `|`, `*`, `&`, `!`, `%` or `@` need quotes.",
};

/// A field that stands twice in one mapping.
pub const DUPLICATE_FIELD: Rule = Rule {
    name: "duplicate-field",
    severity: Severity::Error,
    clause: "",
    looks_for: "A field that stands twice in the same entry.",
    why: "Only one of the two values can hold, and a reader cannot know which was meant.",
    fix: "Keep one of the two.",
};

/// A Markdown entry without its block of fields.
pub const FRONT_MATTER_MISSING: Rule = Rule {
    name: "front-matter-missing",
    severity: Severity::Error,
    clause: "7.5.2",
    looks_for: "A Markdown file in a kind's folder without a closed block of fields between two lines `---`.",
    why: "Without its fields a document has no key, no owner and no approval.",
    fix: "Begin the file with `---`, the fields, and `---` again; a file that is no entry is called `README.md` or begins with `_`.",
};

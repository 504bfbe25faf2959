//! How the site looks and which words it uses. It is given pages as data ([`frame`], made of [blocks](block)) and knows no handbook:
//! templates are given everything and look nothing up.
//!
//! The default theme is part of the program. A user's theme is laid over it file by file; a file that cannot be used
//! costs a [`TemplateError`], and the built-in one stands in for it.

mod assets;
#[allow(missing_docs, reason = "fields are named as the templates name them, and say there what they are")]
pub mod block;
mod brand;
mod embedded;
#[allow(missing_docs, reason = "fields are named as the templates name them, and say there what they are")]
pub mod frame;
mod minify;
mod strings;
mod templates;

pub use assets::{Asset, Assets};
pub use brand::{Brand, BrandProblem};
pub use embedded::{SHIPPED_STRINGS, shipped_strings};
pub use strings::Strings;
pub use templates::{TemplateError, Theme};

use crate::diagnostic::{Rule, Severity};

/// A template that does not compile.
pub const BAD_TEMPLATE: Rule = Rule {
    name: "bad-template",
    severity: Severity::Error,
    clause: "",
    looks_for: "A template of your theme that does not compile, or fails on a page.",
    why: "The built-in template stands in for it, so the site is whole and looks different from what you meant.",
    fix: "Mend the template at the line that the message names.",
};

/// A theme that is not there.
pub const UNKNOWN_THEME: Rule = Rule {
    name: "unknown-theme",
    severity: Severity::Error,
    clause: "",
    looks_for: "A `theme` that names no folder in `themes/` beside the content folder.",
    why: "The site would look like the built-in theme, and nobody would know why.",
    fix: "Correct the name, or make the folder; it needs only the files that differ from the built-in ones.",
};

/// A colour that cannot be used as it is.
pub const UNREADABLE_COLOUR: Rule = Rule {
    name: "unreadable-colour",
    severity: Severity::Warning,
    clause: "",
    looks_for: "A colour in `brand:` that is none, or on which text cannot be read.",
    why: "Text needs a contrast of 4.5 to 1; a colour that gives less is moved until it does.",
    fix: "Write `#rrggbb`, and choose a darker or lighter colour.",
};

/// The rules of this room.
pub const RULES: &[&Rule] = &[&BAD_TEMPLATE, &UNKNOWN_THEME, &UNREADABLE_COLOUR];

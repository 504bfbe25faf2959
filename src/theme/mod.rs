//! How the site looks and which words it uses. This room knows pages as data ([`crate::pages::frame`]) and no handbook:
//! templates are given everything and look nothing up.
//!
//! The default theme is part of the program. A user's theme is laid over it file by file; a file that cannot be used
//! costs a [`TemplateError`], and the built-in one stands in for it.

mod assets;
mod brand;
mod embedded;
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

/// The rules of this room.
pub const RULES: &[&Rule] = &[&BAD_TEMPLATE];

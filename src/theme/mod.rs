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

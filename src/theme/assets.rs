//! Style sheet, script and icon: made small, and named by what is in them, so that a browser may keep them for ever.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::brand::Brand;
use super::embedded::{CSS, ICON, JS};
use super::minify;

/// A file of the theme as it is written into the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Address below the site's root, such as `assets/site.3f9c01ab52.css`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

impl Asset {
    fn new(stem: &str, ending: &str, text: String) -> Self {
        let mut path = format!("assets/{stem}.");
        for byte in &Sha256::digest(text.as_bytes())[..5] {
            let _ = write!(path, "{byte:02x}");
        }
        path.push('.');
        path.push_str(ending);
        Self { path, text }
    }
}

/// The files that every page asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assets {
    /// The style sheet.
    pub css: Asset,
    /// The script.
    pub js: Asset,
    /// The icon in a browser's tab.
    pub icon: Asset,
}

/// What templates see of [`Assets`]: addresses below the site's root.
#[derive(Serialize)]
pub(super) struct Addresses<'a> {
    css: &'a str,
    js: &'a str,
    icon: &'a str,
}

impl Assets {
    /// The built-in files, those of a user's theme in their place, and the colours of the organisation.
    pub fn new(files: &[(String, String)], brand: &Brand) -> Self {
        let pick = |name: &str, built_in: &'static str| {
            files.iter().find(|(own, _)| own == name).map_or(built_in, |(_, text)| text.as_str())
        };
        let mut css = minify::css(pick("site.css", CSS));
        css.push_str(&brand.css());
        Self {
            css: Asset::new("site", "css", css),
            js: Asset::new("site", "js", minify::js(pick("site.js", JS))),
            icon: Asset::new("icon", "svg", pick("icon.svg", ICON).to_owned()),
        }
    }

    /// All of them, in the order of their addresses.
    pub fn all(&self) -> [&Asset; 3] {
        [&self.icon, &self.css, &self.js]
    }

    pub(super) fn addresses(&self) -> Addresses<'_> {
        Addresses { css: &self.css.path, js: &self.js.path, icon: &self.icon.path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_assets_keep_their_budget() {
        let assets = Assets::new(&[], &Brand::default());
        assert!(assets.css.text.len() <= 34_000, "style sheet has {} bytes", assets.css.text.len());
        assert!(assets.js.text.len() <= 10_000, "script has {} bytes", assets.js.text.len());
        assert!(!assets.css.text.contains("url("), "no content from elsewhere");
    }

    #[test]
    fn a_name_follows_the_content() {
        let own = Assets::new(&[("site.css".into(), "a { color: red }".into())], &Brand::default());
        assert_eq!(own.css.text, "a{color:red}");
        assert_ne!(own.css.path, Assets::new(&[], &Brand::default()).css.path);
        assert_eq!(own.css.path.len(), "assets/site.0123456789.css".len());
    }
}

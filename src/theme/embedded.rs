//! The default theme, as it stands in `themes/default/`.

macro_rules! embed {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../themes/default/", $name)))),*]
    };
}

/// The templates of the default theme, by the names under which a user's theme replaces them.
pub(super) const TEMPLATES: &[(&str, &str)] = embed![
    "404.html",
    "audit.html",
    "base.html",
    "clause.html",
    "components/banners.html",
    "components/blocks.html",
    "components/brand.html",
    "components/buttons.html",
    "components/call.html",
    "components/cards.html",
    "components/columns.html",
    "components/control.html",
    "components/crumbs.html",
    "components/dl.html",
    "components/doors.html",
    "components/drawing.html",
    "components/facts.html",
    "components/figures.html",
    "components/filter.html",
    "components/flow.html",
    "components/foot.html",
    "components/head.html",
    "components/heat.html",
    "components/key.html",
    "components/list.html",
    "components/pager.html",
    "components/quiz.html",
    "components/rail.html",
    "components/section.html",
    "components/side.html",
    "components/spectrum.html",
    "components/sprite.html",
    "components/table.html",
    "components/tree.html",
    "document.html",
    "home.html",
    "matrix.html",
    "page.html",
    "process.html",
    "redirect.html",
    "register.html",
    "role.html",
    "service.html",
];

pub(super) const CSS: &str = include_str!("../../themes/default/site.css");
pub(super) const JS: &str = include_str!("../../themes/default/site.js");
pub(super) const ICON: &str = include_str!("../../themes/default/icon.svg");

/// The words of the interface in the languages that ship: pairs of a language and its file, YAML of `key: text`.
pub const SHIPPED_STRINGS: &[(&str, &str)] = &[
    ("en", include_str!("../../themes/default/strings/en.yaml")),
    ("de", include_str!("../../themes/default/strings/de.yaml")),
];

/// The file of a language that ships, by its primary tag: `de` for `de-AT` as well.
pub fn shipped_strings(language: &str) -> Option<&'static str> {
    let primary = language.split('-').next().unwrap_or(language);
    SHIPPED_STRINGS.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(primary)).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_default_theme_is_embedded() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/themes/default");
        let mut found: Vec<String> = Vec::new();
        for folder in ["", "components/"] {
            for entry in std::fs::read_dir(format!("{root}/{folder}")).expect("the theme is part of the repository") {
                let name = entry.expect("readable").file_name().into_string().expect("plain names");
                if name.ends_with(".html") {
                    found.push(format!("{folder}{name}"));
                }
            }
        }
        found.sort();
        assert_eq!(found, TEMPLATES.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>());
    }
}

//! What holds for every page, whatever it shows.

use std::collections::BTreeSet;

use crate::built::{Built, SAMPLE, none};

/// No page but the print edition is larger.
const PAGE_LIMIT: usize = 300 * 1024;

#[test]
fn every_page_has_one_first_heading() {
    let count = |name: &str| SAMPLE.pages[name].all("h1").count();
    none(
        "pages have no or several <h1>",
        SAMPLE.pages.keys().filter(|it| count(it) != 1).map(|it| format!("{it}: {}", count(it))).collect(),
    );
}

#[test]
fn every_page_has_a_title_a_language_and_one_main_part() {
    let mut wrong = Vec::new();
    for (name, page) in &SAMPLE.pages {
        if page.all("title").count() == 0 {
            wrong.push(format!("{name}: no title"));
        }
        if page.all("html").next().and_then(|it| it.attribute("lang")).is_none_or(str::is_empty) {
            wrong.push(format!("{name}: no language"));
        }
        if page.all("main").count() != 1 {
            wrong.push(format!("{name}: {} main parts", page.all("main").count()));
        }
        for image in page.all("img").filter(|it| it.attribute("alt").is_none()) {
            wrong.push(format!("{name}: an image without a text instead: {:?}", image.attributes));
        }
    }
    none("pages lack something", wrong);
}

#[test]
fn ids_are_unique_on_every_page() {
    let mut wrong = Vec::new();
    for (name, page) in &SAMPLE.pages {
        let mut seen = BTreeSet::new();
        wrong.extend(page.ids.iter().filter(|id| !seen.insert(*id)).map(|id| format!("{name}: {id}")));
        wrong.extend(
            page.ids
                .iter()
                .filter(|id| id.is_empty() || id.contains(char::is_whitespace))
                .map(|id| format!("{name}: bad id `{id}`")),
        );
    }
    none("ids stand twice", wrong);
}

#[test]
fn no_page_is_large() {
    let large = SAMPLE.files.iter().filter(|(name, bytes)| name.ends_with(".html") && bytes.len() > PAGE_LIMIT);
    none("pages are too large", large.map(|(name, bytes)| format!("{name}: {} KiB", bytes.len() / 1024)).collect());
}

/// A strict content-security policy, and nothing on the page that it would refuse.
pub(crate) fn policy_mistakes(site: &Built) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, page) in &site.pages {
        let policy = page.all("meta").find(|it| it.attribute("http-equiv") == Some("Content-Security-Policy"));
        match policy.and_then(|it| it.attribute("content")) {
            None => wrong.push(format!("{name}: no content-security policy")),
            Some(policy) => {
                if !policy.contains("default-src 'none'")
                    || policy.contains("'unsafe-inline'")
                    || policy.contains("'unsafe-eval'")
                    || policy.contains("data:")
                {
                    wrong.push(format!("{name}: a weak policy: {policy}"));
                }
            }
        }
        for element in &page.elements {
            if matches!(element.name.as_str(), "script" | "style")
                && !element.raw_text.trim().is_empty()
                && element.attribute("type") != Some("application/json")
            {
                wrong.push(format!("{name}: <{}> with text: {}", element.name, element.raw_text.trim()));
            }
            if matches!(element.name.as_str(), "iframe" | "object" | "embed" | "base" | "style") {
                wrong.push(format!("{name}: <{}>", element.name));
            }
            for (attribute, value) in &element.attributes {
                if attribute == "style" || attribute.starts_with("on") {
                    wrong.push(format!("{name}: <{} {attribute}={value:?}>", element.name));
                }
            }
            for address in element.addresses() {
                let start = address.trim_start().to_ascii_lowercase();
                if ["data:", "javascript:", "vbscript:", "file:"].iter().any(|it| start.starts_with(it)) {
                    wrong.push(format!("{name}: `{address}`"));
                }
            }
        }
    }
    wrong
}

#[test]
fn nothing_needs_a_weaker_policy() {
    none("things break the content-security policy", policy_mistakes(&SAMPLE));
}

/// Our own texts never speak as a standard does.
#[test]
fn no_text_sounds_like_a_standard() {
    let word = ["sh", "all"].concat();
    let mut wrong = Vec::new();
    for (name, bytes) in &SAMPLE.files {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        let is_word = |at: usize| {
            let letter = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
            !letter(text[..at].chars().next_back()) && !letter(text[at + word.len()..].chars().next())
        };
        if text.match_indices(&word).any(|(at, _)| is_word(at)) {
            wrong.push(name.clone());
        }
    }
    none("files use the word that standards keep for requirements", wrong);
}

//! Every link of every page leads somewhere, and every page can be reached.

use std::collections::{BTreeSet, VecDeque};

use crate::built::{Built, SAMPLE, none};

/// What an address on a page means.
#[derive(Debug, PartialEq)]
pub(crate) enum Goes {
    /// To a file of the site, and an anchor in it.
    Inside(String, Option<String>),
    /// To another host, to mail or to a phone.
    Outside,
    /// Nowhere that works on every host.
    Wrong(&'static str),
}

/// Resolves an address as a browser would, on a host that shows a folder's `index.html`.
pub(crate) fn resolve(page: &str, address: &str) -> Goes {
    let (path, anchor) = match address.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (address, None),
    };
    let path = path.split('?').next().unwrap_or_default();
    if let Some((scheme, _)) = path.split_once(':') {
        let is_known = matches!(scheme, "https" | "http" | "mailto" | "tel");
        return if is_known { Goes::Outside } else { Goes::Wrong("its scheme is not one that a handbook needs") };
    }
    if path.starts_with('/') {
        return Goes::Wrong("it works at the root of a host only");
    }
    if path.is_empty() {
        return Goes::Inside(page.to_owned(), anchor);
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                if parts.pop().is_none() {
                    return Goes::Wrong("it leads out of the site");
                }
            }
            part => parts.push(part),
        }
    }
    let mut file = parts.join("/");
    if path.ends_with('/') || path.ends_with("..") || path.ends_with('.') {
        file.push_str(if file.is_empty() { "index.html" } else { "/index.html" });
    }
    Goes::Inside(file, anchor)
}

/// The base address of the sample.
fn base_url(site: &Built) -> String {
    let handbook = String::from_utf8(site.files["index.html"].clone()).expect("pages are UTF-8");
    let canonical = handbook.split("rel=\"canonical\" href=\"").nth(1).expect("the sample has a base address");
    canonical.split('"').next().unwrap_or_default().to_owned()
}

/// The file that an address leads to; the page for missing addresses uses full ones.
fn goes(page: &str, address: &str, base: &str) -> Goes {
    match address.strip_prefix(base) {
        Some("") if page == "404.html" => Goes::Inside("index.html".into(), None),
        Some(rest) if page == "404.html" => resolve(page, rest),
        _ => resolve(page, address),
    }
}

#[test]
fn every_link_and_anchor_resolves() {
    let base = base_url(&SAMPLE);
    let mut wrong = Vec::new();
    let mut n_links = 0;
    for (name, page) in &SAMPLE.pages {
        for element in &page.elements {
            for address in element.addresses() {
                n_links += 1;
                match goes(name, address, &base) {
                    Goes::Outside => {}
                    Goes::Wrong(why) => wrong.push(format!("{name}: `{address}`: {why}")),
                    Goes::Inside(file, anchor) => {
                        if !SAMPLE.files.contains_key(&file) {
                            wrong.push(format!("{name}: `{address}`: there is no {file}"));
                        } else if let Some(anchor) = anchor
                            && !SAMPLE.pages.get(&file).is_some_and(|it| it.ids.contains(&anchor))
                        {
                            wrong.push(format!("{name}: `{address}`: {file} has no such id"));
                        }
                    }
                }
            }
        }
    }
    none("links lead nowhere", wrong);
    assert!(n_links > 5_000, "the sample has {n_links} links only");
}

/// What is loaded comes from the site itself: handbooks live on networks that reach nothing else.
#[test]
fn nothing_is_loaded_from_elsewhere() {
    let base = base_url(&SAMPLE);
    let mut wrong = Vec::new();
    for (name, page) in &SAMPLE.pages {
        for element in page.elements.iter().filter(|it| it.name != "a") {
            let is_a_name = matches!(element.attribute("rel"), Some("canonical" | "alternate"));
            let foreign =
                element.addresses().into_iter().filter(|it| goes(name, it, &base) == Goes::Outside && !is_a_name);
            wrong.extend(foreign.map(|it| format!("{name}: <{}> loads `{it}`", element.name)));
        }
    }
    for (name, bytes) in SAMPLE.files.iter().filter(|(name, _)| name.ends_with(".css")) {
        let css = String::from_utf8_lossy(bytes);
        for address in css.split("url(").skip(1).filter_map(|it| it.split(')').next()) {
            let address = address.trim_matches(['"', '\'']);
            match resolve(name, address) {
                Goes::Inside(file, _) if SAMPLE.files.contains_key(&file) => {}
                _ => wrong.push(format!("{name}: url({address})")),
            }
        }
    }
    none("things are loaded from elsewhere", wrong);
}

#[test]
fn every_page_can_be_reached_from_the_first() {
    let mut seen = BTreeSet::from(["index.html".to_owned()]);
    let mut queue = VecDeque::from(["index.html".to_owned()]);
    while let Some(name) = queue.pop_front() {
        let Some(page) = SAMPLE.pages.get(&name) else { continue };
        for address in page.all("a").flat_map(|it| it.addresses()) {
            if let Goes::Inside(file, _) = resolve(&name, address)
                && seen.insert(file.clone())
            {
                queue.push_back(file);
            }
        }
    }
    let is_a_forward =
        |name: &String| SAMPLE.pages[name].all("meta").any(|it| it.attribute("http-equiv") == Some("refresh"));
    let lost = SAMPLE.pages.keys().filter(|it| !seen.contains(*it) && *it != "404.html" && !is_a_forward(it));
    none("pages cannot be reached", lost.cloned().collect());
}

#[test]
fn addresses_resolve_as_in_a_browser() {
    let inside = |file: &str, anchor: Option<&str>| Goes::Inside(file.into(), anchor.map(Into::into));
    assert_eq!(resolve("a/b/index.html", "../c/#x"), inside("a/c/index.html", Some("x")));
    assert_eq!(resolve("a/b/index.html", "../../"), inside("index.html", None));
    assert_eq!(resolve("a/index.html", "#x"), inside("a/index.html", Some("x")));
    assert_eq!(resolve("index.html", "files/a.csv"), inside("files/a.csv", None));
    assert_eq!(resolve("matrices/m/index.html", "?status=gap#m-1"), inside("matrices/m/index.html", Some("m-1")));
    assert_eq!(resolve("index.html", "../x/"), Goes::Wrong("it leads out of the site"));
    assert_eq!(resolve("index.html", "mailto:desk@halden.example"), Goes::Outside);
    assert!(matches!(resolve("index.html", "/x/"), Goes::Wrong(_)));
    assert!(matches!(resolve("index.html", "javascript:x"), Goes::Wrong(_)));
}

//! Which paths may be written: inside the target, and each a file of its own on every file system.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use super::manifest::MANIFEST;
use super::target::{MARKER, OWN_PREFIX};
use super::write_error::WriteError;

/// Checks the paths of all outputs before anything is touched.
///
/// A path is relative, separated by `/`, without `.`, `..` or empty parts. Two paths that differ only in
/// case or in Unicode form are one file on macOS and Windows, so they are refused everywhere: the same
/// handbook gives the same site on any machine.
pub(super) fn check_paths<S: AsRef<str>>(paths: &[S]) -> Result<(), WriteError> {
    let mut files: HashMap<String, &str> = HashMap::with_capacity(paths.len());
    for path in paths {
        let path = path.as_ref();
        if let Some(why) = flaw(path) {
            return Err(WriteError::Path { path: path.to_owned(), why });
        }
        if let Some(first) = files.insert(fold(path), path) {
            return Err(clash(first, path));
        }
    }
    for path in paths {
        let path = path.as_ref();
        let folded = fold(path);
        for folder in ancestors(&folded) {
            if let Some(file) = files.get(folder) {
                return Err(clash(file, path));
            }
        }
    }
    Ok(())
}

/// The folders above a path, nearest first, without the root.
pub(super) fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices('/').map(|(at, _)| &path[..at])
}

/// Every folder that these paths stand in, without the root.
pub(super) fn folders<'a>(paths: impl Iterator<Item = &'a str>) -> HashSet<&'a str> {
    let mut folders = HashSet::new();
    for path in paths {
        for folder in ancestors(path) {
            if !folders.insert(folder) {
                break; // The folders above it are there already.
            }
        }
    }
    folders
}

/// The form of a path that is equal for all spellings that some file system takes for the same name.
pub(super) fn fold(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfd().map(fold_char).nfc().collect()
}

/// Simple case folding: over the capital letter, so that all small forms of one letter meet; a letter
/// whose capital is more than one letter stays as it is.
fn fold_char(letter: char) -> char {
    let mut capital = letter.to_uppercase();
    let first = match (capital.next(), capital.next()) {
        (Some(first), None) => first,
        _ => letter,
    };
    let mut small = first.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) => small,
        _ => letter,
    }
}

fn clash(first: &str, second: &str) -> WriteError {
    WriteError::Clash { first: first.to_owned(), second: second.to_owned() }
}

/// What makes a path unfit to be written, if anything.
fn flaw(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with('/') {
        return Some("it is absolute");
    }
    if path.chars().any(|letter| letter == '\\' || letter.is_control()) {
        return Some("it holds a backslash or a control character");
    }
    for part in path.split('/') {
        match part {
            "" => return Some("a part of it is empty"),
            "." | ".." => return Some("it leads out of its folder"),
            _ if cfg!(windows) && unfit_for_windows(part) => {
                return Some("Windows does not allow such a name");
            }
            _ => {}
        }
    }
    let first = fold(path.split('/').next().unwrap_or(path));
    if first == MANIFEST || first == MARKER || first.starts_with(OWN_PREFIX) {
        return Some("the name is kept for what the build adds itself");
    }
    None
}

/// Names that Windows takes for something else than a file: streams, devices, names it shortens.
fn unfit_for_windows(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    let is_numbered_device = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|last: char| last.is_ascii_digit());
    part.contains([':', '<', '>', '"', '|', '?', '*'])
        || part.ends_with(['.', ' '])
        || matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || is_numbered_device
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_paths_pass() {
        let paths = ["index.html", "a/index.html", "a/b/index.html", "a-b.css", "files/Größe 1.pdf", "files/..hidden"];
        assert!(check_paths(&paths).is_ok());
    }

    #[test]
    fn a_path_that_leaves_the_target_is_refused() {
        for path in ["", "/etc/x", "../x", "a/../x", "a/..", "./x", "a//x", "a/", "a\\b", "a\nb", "a\0b"] {
            let error = check_paths(&[path]).expect_err(path);
            assert!(matches!(error, WriteError::Path { .. }), "{path:?}");
        }
    }

    #[test]
    fn the_names_of_the_build_itself_are_refused() {
        for path in ["manifest.json", "Manifest.JSON", ".clausebook", ".clausebook-new-7/x", ".clausebook-pending"] {
            assert!(check_paths(&[path]).is_err(), "{path}");
        }
    }

    #[test]
    fn two_spellings_of_one_name_are_refused_and_both_are_named() {
        for (first, second) in [
            ("a/B.pdf", "a/b.pdf"),
            ("files/\u{e4}.pdf", "files/a\u{308}.pdf"),
            ("files/\u{c4}.pdf", "files/a\u{308}.pdf"),
            ("files/\u{3a3}.pdf", "files/\u{3c2}.pdf"),
            ("a", "a/b"),
            ("x/A/b", "x/a"),
            ("same", "same"),
        ] {
            let text = check_paths(&[first, second]).expect_err(first).to_string();
            for path in [first, second] {
                // Escaped, so that one can tell the two forms of a letter.
                assert!(text.contains(&format!("{path:?}")), "{text}");
            }
        }
    }

    #[test]
    fn names_for_windows() {
        for name in ["con", "Aux.html", "com1.txt", "a:b", "what?", "end.", "end "] {
            assert!(unfit_for_windows(name), "{name}");
        }
        for name in ["context", "com.html", "a.5.24", "index.html", "company"] {
            assert!(!unfit_for_windows(name), "{name}");
        }
    }

    #[test]
    fn folders_of_paths() {
        let mut found: Vec<_> = folders(["a/b/c", "a/d", "e"].into_iter()).into_iter().collect();
        found.sort_unstable();
        assert_eq!(found, ["a", "a/b"]);
    }
}

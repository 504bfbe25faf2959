//! `manifest.json` names every file with its true checksum.

use std::collections::BTreeMap;
use std::path::Path;

use clausebook::disk::{Checksum, Manifest};

use crate::built::{SAMPLE, files, none};

/// What differs between a site and its manifest.
pub(crate) fn differences(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let Some(bytes) = files.get("manifest.json") else { return vec!["there is no manifest.json".into()] };
    let manifest = match Manifest::parse(bytes) {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("manifest.json: {error}")],
    };
    let mut wrong = Vec::new();
    for record in &manifest.files {
        match files.get(&record.path) {
            None => wrong.push(format!("{} is missing", record.path)),
            Some(bytes) if record.sha256 != Checksum::of(bytes) || record.size != bytes.len() as u64 => {
                wrong.push(format!("{} differs", record.path));
            }
            Some(_) => {}
        }
    }
    for name in files.keys().filter(|it| *it != "manifest.json") {
        if manifest.files.binary_search_by(|it| it.path.as_str().cmp(name)).is_err() {
            wrong.push(format!("{name} is not listed"));
        }
    }
    wrong
}

/// Fails unless the site in a folder is exactly what its manifest says.
#[track_caller]
pub(crate) fn assert_whole(site: &Path) {
    none("files are not as the manifest says", differences(&files(site)));
}

#[test]
fn the_manifest_lists_every_file() {
    none("files are not as the manifest says", differences(&SAMPLE.files));
}

#[test]
fn the_manifest_says_what_was_built() {
    let manifest = SAMPLE.json("manifest.json");
    assert_eq!(manifest["as_of"], crate::built::AS_OF);
    assert_eq!(manifest["generator"], concat!("clausebook ", env!("CARGO_PKG_VERSION")));
    assert!(manifest["audience"].is_null());
}

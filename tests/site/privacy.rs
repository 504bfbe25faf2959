//! Nobody who confirmed having read something is named on the site, in no form.

use std::fs;

use sha2::{Digest, Sha256};

use crate::built::{build, copy, files, none, run, sample};

#[test]
fn readers_are_counted_and_never_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let (content, out) = (folder.path().join("content"), folder.path().join("site"));
    copy(&sample(), &content);
    let readers: Vec<String> = (0..20).map(|it| format!("canary.reader-{it}@halden.example")).collect();
    let mut csv = String::from("who,role,document,version,date,fingerprint,code\n");
    for reader in &readers {
        csv.push_str(&format!("{reader},ROL-ENG,POL-SMS,4.0,2026-01-21,,\n"));
    }
    fs::write(content.join("acknowledgements/2026.csv"), csv).expect("the file can be written");
    run(&mut build(&content, &out), 0);
    let mut found = Vec::new();
    for (name, bytes) in files(&out) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        for reader in &readers {
            let digest: String = Sha256::digest(reader.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
            let local = reader.split('@').next().unwrap_or_default();
            // A short form of a hash is a name too.
            if text.contains(local) || text.contains(&digest[..12]) {
                found.push(format!("{name}: {reader}"));
            }
        }
    }
    none("readers are named", found);
}

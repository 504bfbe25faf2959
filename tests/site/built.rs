//! Building: the program, its arguments, and what lies in the folder afterwards.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::html::Document;

/// The day for which the sample is built.
pub(crate) const AS_OF: &str = "2026-11-22";

/// The sample handbook.
pub(crate) fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content")
}

/// The program, with nothing of the environment that changes what it says.
pub(crate) fn clausebook() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clausebook"));
    command.env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR");
    command
}

/// The command that builds a handbook into a folder.
pub(crate) fn build(content: &Path, out: &Path) -> Command {
    let mut command = clausebook();
    command.args(["build", "--quiet", "--as-of", AS_OF, "--content"]).arg(content).arg("--out").arg(out);
    command
}

/// Runs a command and says what it printed when the exit code is another one.
#[track_caller]
pub(crate) fn run(command: &mut Command, code: i32) -> Output {
    let output = command.output().expect("the program can be started");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{command:?} printed:\n{stderr}");
    output
}

/// Every file below a folder, by its path with `/`.
pub(crate) fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for item in fs::read_dir(&folder).expect("the folder can be read") {
            let path = item.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .expect("it lies below")
                    .to_str()
                    .expect("names are UTF-8")
                    .replace('\\', "/");
                files.insert(name, fs::read(&path).expect("the file can be read"));
            }
        }
    }
    files
}

/// Copies a folder with all below it.
pub(crate) fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        let path = to.join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder can be made");
        fs::write(path, bytes).expect("the file can be written");
    }
}

/// Writes a small handbook: text of files by their paths.
pub(crate) fn handbook(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    for (name, text) in files {
        let path = folder.path().join("content").join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
    folder
}

/// A site that was built.
pub(crate) struct Built {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) pages: BTreeMap<String, Document>,
}

impl Built {
    pub(crate) fn read(root: &Path) -> Self {
        let files = files(root);
        let html = files.iter().filter(|(name, _)| name.ends_with(".html"));
        let pages = html
            .map(|(name, bytes)| (name.clone(), Document::parse(std::str::from_utf8(bytes).expect("pages are UTF-8"))))
            .collect();
        Self { files, pages }
    }

    /// A file as JSON.
    pub(crate) fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_slice(&self.files[name]).unwrap_or_else(|error| panic!("{name}: {error}"))
    }
}

/// The sample, built once for all tests.
pub(crate) static SAMPLE: LazyLock<Built> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let out = folder.path().join("site");
    run(&mut build(&sample(), &out), 0);
    Built::read(&out)
});

/// Fails with a list, so that one run tells of everything.
#[track_caller]
pub(crate) fn none(what: &str, found: Vec<String>) {
    const SHOWN: usize = 40;
    let list: Vec<&str> = found.iter().take(SHOWN).map(String::as_str).collect();
    assert!(found.is_empty(), "{} {what}:\n{}", found.len(), list.join("\n"));
}

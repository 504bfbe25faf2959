//! The same content gives the same bytes, wherever and however it is built.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::built::{SAMPLE, build, clausebook, copy, files, none, run, sample};

/// Names of files that are not equal in both.
fn differing(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let names = a.keys().chain(b.keys().filter(|it| !a.contains_key(*it)));
    names.filter(|it| a.get(*it) != b.get(*it)).cloned().collect()
}

#[track_caller]
fn assert_equals_sample(site: &Path) {
    none("files differ", differing(&SAMPLE.files, &files(site)));
}

#[test]
fn with_one_thread() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("one");
    run(build(&sample(), &out).args(["--jobs", "1"]), 0);
    assert_equals_sample(&out);
}

#[test]
fn from_another_working_directory() {
    let folder = tempfile::tempdir().expect("a folder");
    let below = sample().join("processes");
    run(build(Path::new(".."), &folder.path().join("site")).current_dir(below), 0);
    assert_equals_sample(&folder.path().join("site"));
}

#[test]
fn from_a_copy_with_other_times() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = folder.path().join("deep/er/content");
    copy(&sample(), &content);
    // Without options the content is found from a folder below it, and the site lies beside it.
    let mut command = clausebook();
    run(command.args(["build", "-q", "--as-of", crate::built::AS_OF]).current_dir(content.join("roles")), 0);
    assert_equals_sample(&folder.path().join("deep/er/site"));
}

#[test]
fn with_the_day_from_the_environment() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("site");
    let mut command = clausebook();
    // 22 November 2026, 23:59:59 UTC; it is the next day already in the sample's own zone.
    command
        .env("SOURCE_DATE_EPOCH", "1795391999")
        .args(["build", "-q", "--content"])
        .arg(sample())
        .arg("--out")
        .arg(&out);
    run(&mut command, 0);
    assert_equals_sample(&out);
}

#[test]
fn a_second_build_touches_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("site");
    run(&mut build(&sample(), &out), 0);
    let before = times(&out);
    run(&mut build(&sample(), &out), 0);
    let after = times(&out);
    let touched = before.iter().filter(|(name, time)| after.get(*name) != Some(time)).map(|(name, _)| name.clone());
    none("files were touched", touched.collect());
    assert_equals_sample(&out);
}

#[test]
fn only_what_changed_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (content, out) = (folder.path().join("content"), folder.path().join("site"));
    copy(&sample(), &content);
    run(&mut build(&content, &out), 0);
    let before = times(&out);
    let glossary = content.join("glossary/terms.yaml");
    let text = fs::read_to_string(&glossary).expect("the sample has a glossary");
    fs::write(&glossary, text.replacen("How we plan", "How we all plan", 1)).expect("it can be written");
    run(&mut build(&content, &out), 0);
    let after = times(&out);
    let new = files(&out);
    for (name, time) in &before {
        let is_equal = SAMPLE.files.get(name) == new.get(name);
        assert_eq!(
            is_equal,
            after.get(name) == Some(time),
            "{name}: equal bytes keep their time, others get a new one"
        );
    }
    assert_ne!(
        SAMPLE.files.get("glossary/index.html"),
        new.get("glossary/index.html"),
        "the page shows the new meaning"
    );
}

/// Times of every file.
fn times(root: &Path) -> BTreeMap<String, SystemTime> {
    let time =
        |name: &String| fs::metadata(root.join(name)).and_then(|it| it.modified()).expect("the system keeps times");
    files(root).into_keys().map(|name| (name.clone(), time(&name))).collect()
}

//! Handbooks with one mistake each, and what their authors read.

use std::fs;
use std::path::Path;

use rayon::prelude::*;

use crate::handbook_test::{HandbookTest, names_in};

const BROKEN: &str = "tests/broken";

/// A mistake is small: this many lines, written and taken out together, mend it.
const MAX_LINES_MENDED: usize = 8;

/// Rules about files that a repository cannot hold; their handbooks are made while the test runs.
const MADE_AT_RUN_TIME: &[&str] = &["unreadable-file"];

/// Each folder is a handbook with one mistake; `expected.txt` is what its author reads.
#[test]
fn broken_handbooks() {
    let cases = HandbookTest::all(BROKEN);
    let rules = rules();
    assert!(cases.len() >= 30, "only {} broken handbooks", cases.len());
    let look = |case: HandbookTest| {
        let ran = case.check();
        let (name, text) = (case.name(), ran.stderr_text());
        // Advice leaves the handbook fit to be published, under `--strict` too.
        let code = if text.contains("no errors, no warnings, 1 advice") { 0 } else { 1 };
        let ran = ran.stderr(case.file("expected.txt")).code(code);
        assert_eq!(ran.stdout_text(), "", "{name}: diagnostics for people go to stderr");
        assert_eq!(count(&text), 1, "{name}: one mistake gives one diagnostic:\n{text}");
        let rule = rule_of(&name, &rules).unwrap_or_else(|| panic!("`{name}` begins with no rule's name"));
        assert!(text.contains(&format!("[{rule}]: ")), "{name}: another rule found it:\n{text}");
    };
    // Each runs the program for itself, so they can run side by side, in threads that no other test waits for.
    let pool = rayon::ThreadPoolBuilder::new().build().expect("threads can be started");
    pool.install(|| cases.into_par_iter().for_each(look));
}

/// The other way round: each broken handbook is one small change away from a good one. What lies in `mended` is laid
/// over it, and nothing is left to say. Every rule has such a case, so none can be silenced only by turning it off.
#[test]
fn mended_handbooks() {
    let cases: Vec<_> =
        HandbookTest::all(BROKEN).into_iter().filter(|case| case.path().join("mended").is_dir()).collect();
    let rules = rules();
    let mended: Vec<_> = cases.iter().filter_map(|case| rule_of(&case.name(), &rules)).collect();
    let missing: Vec<_> =
        rules.iter().filter(|rule| !MADE_AT_RUN_TIME.contains(&rule.as_str()) && !mended.contains(rule)).collect();
    assert!(missing.is_empty(), "no folder in {BROKEN} has a `mended` for {missing:?}");
    let look = |case: HandbookTest| {
        let name = case.name();
        let n_changed = case.n_lines_mended();
        assert!((1..=MAX_LINES_MENDED).contains(&n_changed), "{name}: mending it changes {n_changed} lines");
        let text = case.mend().check().stderr_text();
        assert_eq!(text, "no errors, no warnings, no advice\n", "{name}: mended, and still");
    };
    let pool = rayon::ThreadPoolBuilder::new().build().expect("threads can be started");
    pool.install(|| cases.into_par_iter().for_each(look));
}

/// How many diagnostics the last line counts.
fn count(text: &str) -> usize {
    let last = text.trim_end().lines().last().unwrap_or_default();
    last.split(' ').filter_map(|word| word.parse::<usize>().ok()).sum()
}

/// Every rule that `explain` lists has a handbook that breaks it, and nothing lies there unread.
#[test]
fn every_rule_has_a_broken_handbook() {
    let names = names_in(BROKEN);
    let rules = rules();
    assert!(rules.len() > 50, "`explain` lists {} rules", rules.len());
    let has_case = |rule: &&String| names.iter().any(|name| rule_of(name, &rules).as_ref() == Some(*rule));
    let missing: Vec<_> =
        rules.iter().filter(|rule| !MADE_AT_RUN_TIME.contains(&rule.as_str()) && !has_case(rule)).collect();
    assert!(missing.is_empty(), "no folder in {BROKEN} breaks {missing:?}");
    for name in &names {
        for entry in
            fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(BROKEN).join(name)).expect("a fixture can be read")
        {
            let file = entry.expect("a fixture can be read").file_name();
            let is_read = ["content", "themes", "expected.txt", "mended"].iter().any(|known| file == **known);
            assert!(is_read, "{BROKEN}/{name}: nothing reads {file:?}");
        }
    }
}

/// Every rule explains itself.
#[test]
fn every_rule_is_explained() {
    let handbook = HandbookTest::empty();
    for rule in rules() {
        let text = handbook.run(&format!("explain {rule}")).code(0).stdout_text();
        for part in ["Looks for: ", "Why: ", "Mend it: "] {
            assert!(text.contains(part), "{rule}: no `{part}`:\n{text}");
        }
    }
    assert!(
        handbook
            .run("explain role-without-holders")
            .code(2)
            .stderr_text()
            .contains("did you mean `role-without-holder`?")
    );
}

/// Names of all rules, as `explain` lists them.
fn rules() -> Vec<String> {
    let list = HandbookTest::empty().run("explain").code(0).stdout_text();
    list.lines().filter_map(|line| line.split_whitespace().next().map(ToOwned::to_owned)).collect()
}

/// The rule that a folder's name begins with: the longest one, so that `unknown-rule-x` is not `unknown`.
fn rule_of(name: &str, rules: &[String]) -> Option<String> {
    let fits =
        |rule: &&String| name.strip_prefix(rule.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    rules.iter().filter(fits).max_by_key(|rule| rule.len()).cloned()
}

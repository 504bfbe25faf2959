//! What `check` says, where, and with which exit code.

use snapbox::str;

use crate::handbook_test::{AS_OF, HandbookTest};

/// A handbook with one warning, one gap and nothing broken.
fn with_gaps() -> HandbookTest {
    HandbookTest::empty()
        .write("content/roles/desk.yaml", "- {key: ROL-DESK, title: Desk}\n")
        .write("content/standards/tiny.yaml", "id: tiny\ntitle: Tiny\nclauses: [{id: \"1\", title: Desk, requirements: [{id: 1-1, asks: Answer., needs: record, evidence: [Call report, Shift log]}]}]\n")
}

/// The same with something broken.
fn broken() -> HandbookTest {
    with_gaps().write("content/risks/risks.yaml", "- {key: RSK-A, title: A, type: rsk}\n")
}

fn check(handbook: &HandbookTest, options: &str) -> crate::handbook_test::Ran {
    handbook.run(&format!("check --as-of {AS_OF}{options}"))
}

#[test]
fn warnings_fail_under_strict_only() {
    check(&with_gaps(), "").code(0);
    check(&with_gaps(), " --strict").code(1);
    check(&broken(), "").code(1);
    check(&HandbookTest::empty(), " --strict").code(0);
}

#[test]
fn quiet_prints_errors_and_verbose_what_closes_a_gap() {
    snapbox::assert_data_eq!(
        check(&broken(), " --quiet").stderr_text(),
        str![[r#"
error[unknown-word]: `rsk` is not a word that this field knows
 --> content/risks/risks.yaml:1:32
  |
1 | - {key: RSK-A, title: A, type: rsk}
  |                                ^^^
  |
help: did you mean `risk`?


"#]]
    );
    snapbox::assert_data_eq!(
        check(&with_gaps(), " --verbose").stderr_text(),
        str![[r#"
warning[role-without-holder]: nobody holds role `ROL-DESK`
 --> content/roles/desk.yaml:1:9
  |
1 | - {key: ROL-DESK, title: Desk}
  |         ^^^^^^^^
  |
help: name a person or a team in `held_by`

Tiny, 1 Desk (content/handbook.yaml:3:13)
  warning[requirement-not-evidenced]: `1-1` is not evidenced: Answer
    help: it needs a record: cite a record with `satisfies: [1-1]`; for example: Call report; Shift log

no errors, 2 warnings, no advice

"#]]
    );
}

#[test]
fn json_is_one_object_a_line_on_stdout() {
    let ran = check(&broken(), " --format json").code(1);
    assert_eq!(ran.stderr_text(), "");
    let lines: Vec<serde_json::Value> =
        ran.stdout_text().lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect();
    let rules: Vec<_> = lines.iter().map(|line| line["rule"].as_str().unwrap_or_default()).collect();
    assert_eq!(rules, ["unknown-word", "role-without-holder", "requirement-not-evidenced"]);
    let gap = &lines[2];
    assert_eq!(gap["clause"], "tiny:1-1");
    assert_eq!((gap["path"].as_str(), gap["line"].as_u64()), (Some("content/handbook.yaml"), Some(3)));
    for line in &lines {
        for field in ["severity", "message", "column", "end_line", "end_column", "key", "help", "notes"] {
            assert!(line.get(field).is_some(), "{line} has no `{field}`");
        }
    }
}

#[test]
fn github_annotates_a_pull_request() {
    let hostile = "- {key: RSK-B, title: \"B\\u001b[31m\", type: \"a: 50 %,\\n::error::x\"}\n";
    let ran = check(&broken().write("content/risks/a, b.yaml", hostile), " --format github").code(1);
    assert_eq!(ran.stderr_text(), "");
    snapbox::assert_data_eq!(
        ran.stdout_text(),
        str![[r#"
::error file=content/risks/a%2C b.yaml,line=1,endLine=1,col=44,endColumn=66,title=unknown-word::`a: 50 %25,%0A::error::x` is not a word that this field knows%0Ahelp: the words are `risk` and `opportunity`
::error file=content/risks/risks.yaml,line=1,endLine=1,col=32,endColumn=35,title=unknown-word::`rsk` is not a word that this field knows%0Ahelp: did you mean `risk`?
::warning file=content/roles/desk.yaml,line=1,endLine=1,col=9,endColumn=17,title=role-without-holder::nobody holds role `ROL-DESK`%0Ahelp: name a person or a team in `held_by`
::warning file=content/handbook.yaml,line=3,endLine=3,col=13,endColumn=17,title=requirement-not-evidenced::`1-1` is not evidenced: Answer%0Ahelp: it needs a record: cite a record with `satisfies: [1-1]`; for example: Call report; Shift log

"#]]
    );
    check(&with_gaps(), " --format github").code(0);
    check(&with_gaps(), " --format github --strict").code(1);
}

/// tests/python looks at it with the published schema.
#[test]
fn sarif_is_one_log_on_stdout() {
    let ran = check(&broken(), " --format sarif").code(1);
    assert_eq!(ran.stderr_text(), "");
    let log: serde_json::Value = serde_json::from_str(&ran.stdout_text()).expect("it is JSON");
    let results = log["runs"][0]["results"].as_array().expect("there are results");
    let rules: Vec<_> = results.iter().map(|it| (it["ruleId"].as_str(), it["level"].as_str())).collect();
    let expected =
        [("unknown-word", "error"), ("role-without-holder", "warning"), ("requirement-not-evidenced", "warning")];
    assert_eq!(rules, expected.map(|(rule, level)| (Some(rule), Some(level))));
    let (first, rules) = (&results[0], &log["runs"][0]["tool"]["driver"]["rules"]);
    assert_eq!(first["message"]["text"], "`rsk` is not a word that this field knows.\nhelp: did you mean `risk`?");
    let index = first["ruleIndex"].as_u64().and_then(|it| usize::try_from(it).ok()).expect("a place in the list");
    assert_eq!(rules[index]["id"], "unknown-word");
    let place = &first["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/risks/risks.yaml");
    let region = serde_json::json!({"startLine": 1, "startColumn": 32, "endLine": 1, "endColumn": 35});
    assert_eq!(place["region"], region);
    assert_eq!(first["properties"]["key"], "RSK-A");
    check(&with_gaps(), " --format sarif").code(0);
}

#[test]
fn paths_are_those_that_the_terminal_can_open() {
    let handbook = broken();
    let place = |content: &str| {
        let text = handbook.run(&format!("check --as-of {AS_OF} --content {content}")).code(1).stderr_text();
        text.lines().find_map(|line| line.trim().strip_prefix("--> ").map(ToOwned::to_owned)).unwrap_or_default()
    };
    assert_eq!(place("content"), "content/risks/risks.yaml:1:32");
    assert_eq!(place("./content/"), "content/risks/risks.yaml:1:32");
    let absolute = handbook.path().join("content").display().to_string();
    assert_eq!(place(&absolute), format!("{}/risks/risks.yaml:1:32", absolute.replace('\\', "/")));
}

#[test]
fn what_cannot_run_says_so() {
    let handbook = HandbookTest::empty();
    let said = |arguments: &str| handbook.run(arguments).code(2).stderr_text();
    snapbox::assert_data_eq!(
        said("check --content nowhere"),
        str![[r#"
error: there is no folder `nowhere`

"#]]
    );
    assert!(said("check --as-of 2026-02-30").contains("the calendar has no such day"));
    assert!(said("check --format yaml").contains("[possible values: human, json, sarif, github]"));
}

/// A rule may be set to another severity, with a reason; one that is off says nothing.
#[test]
fn a_handbook_may_change_severities() {
    let config = |severity: &str| {
        let rules = format!("rules: [{{rule: role-without-holder, severity: {severity}, because: We are hiring.}}]\n");
        with_gaps().write("content/handbook.yaml", format!("title: H\norganisation: O\nstandards: [tiny]\n{rules}"))
    };
    let last = |severity: &str| {
        let text = check(&config(severity), "").stderr_text();
        text.lines().last().unwrap_or_default().to_owned()
    };
    assert_eq!(last("error"), "1 error, 1 warning, no advice");
    assert_eq!(last("warning"), "no errors, 2 warnings, no advice");
    assert_eq!(last("advice"), "no errors, 1 warning, 1 advice");
    assert_eq!(last("off"), "no errors, 1 warning, no advice");
}

/// The same content and date give the same words, in the same order.
#[test]
fn two_runs_say_the_same() {
    let sample = HandbookTest::copy("content");
    let run = || sample.run(&format!("check --content . --format json --as-of {AS_OF}")).stdout_text();
    assert_eq!(run(), run());
}

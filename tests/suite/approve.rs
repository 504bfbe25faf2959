//! `approve` and `confirm` write a few fields, and touch nothing else.

use std::fs;
use std::path::Path;

use clausebook::approval::{self, Approve, Changes, FileChange};
use clausebook::pipeline;
use clausebook::source::{Settings, Sources};
use rayon::prelude::*;
use snapbox::str;

use crate::handbook_test::{AS_OF, HandbookTest, Ran};

const HANDBOOK: &str = "title: Handbook
organisation: Halden
standards: [tiny]
approvers: [{kinds: [policy], by: [ROL-TOP]}]
";
const ROLES: &str = "- {key: ROL-A, title: Approver, held_by: [A team]}
- {key: ROL-TOP, title: Director, held_by: [One person]}
";
const DOCUMENT: &str = "---
key: PAG-A
title: A   # the first page
summary: What it is.
owner: ROL-A
version: \"1.0\"   # as printed
status: approved
approved: {by: ROL-A, on: 2026-01-22}  # in the meeting
review: P12M
history:   # newest first
  # the beginning
  - {version: \"1.0\", on: 2026-01-22, by: ROL-A, change: First version.}
---

## What it is

Text,  with two spaces.
See [[PAG-B]].
";
const OTHER: &str = "---
key: PAG-B
title: B
summary: What it is.
owner: ROL-A
status: approved
approved: {by: ROL-A, on: 2026-01-22}
---
See [[PAG-A]].
";

/// A handbook with a document of this text, and another that refers to it.
fn handbook(document: &str) -> HandbookTest {
    HandbookTest::empty()
        .write("content/handbook.yaml", HANDBOOK)
        .write("content/roles/roles.yaml", ROLES)
        .write("content/pages/a.md", document)
        .write("content/pages/b.md", OTHER)
}

/// Runs a verb with words that hold spaces in quotes.
fn run(handbook: &HandbookTest, arguments: &str) -> Ran {
    let mut words: Vec<&str> = Vec::new();
    for (at, part) in arguments.split('"').enumerate() {
        match at % 2 {
            0 => words.extend(part.split_whitespace()),
            _ => words.push(part),
        }
    }
    words.extend(["--as-of", AS_OF]);
    handbook.run_with(&words)
}

/// What a document holds after it was approved as version 2.0, and that nothing is left to say about it.
#[track_caller]
fn approved(document: &str) -> String {
    let handbook = handbook(document);
    let before = fs::read(handbook.path().join("content/pages/b.md")).expect("a file can be read");
    run(&handbook, "approve PAG-A --by ROL-A --version 2.0 --change \"It is: shorter\"").code(0);
    let after = fs::read(handbook.path().join("content/pages/b.md")).expect("a file can be read");
    assert_eq!(before, after, "another file was touched");
    assert_eq!(handbook.check().code(0).stderr_text(), "no errors, no warnings, no advice\n");
    let names: Vec<_> = fs::read_dir(handbook.path().join("content/pages"))
        .expect("the folder is there")
        .map(|it| it.expect("it can be read").file_name())
        .collect();
    assert_eq!(names.len(), 2, "something stays behind: {names:?}");
    handbook.text("content/pages/a.md")
}

/// The text with a fingerprint shortened, so that a test shows where it stands.
fn shortened(text: &str) -> String {
    match text.split_once("sha256:") {
        Some((before, after)) => format!("{before}sha256:_{}", shortened(&after[64..])),
        None => text.to_owned(),
    }
}

#[test]
fn an_approval_changes_four_fields_and_no_other_byte() {
    let after = approved(DOCUMENT);
    let expected = DOCUMENT
        .replace("version: \"1.0\"   #", "version: \"2.0\"   #")
        .replace("on: 2026-01-22}  #", "on: 2026-11-22, fingerprint: sha256:_}  #")
        .replace(
            "newest first\n",
            "newest first\n  - {version: \"2.0\", on: 2026-11-22, by: ROL-A, change: \"It is: shorter\"}\n",
        );
    assert_eq!(shortened(&after), expected);
}

#[test]
fn line_ends_and_a_byte_order_mark_stay() {
    let with_crlf = DOCUMENT.replace('\n', "\r\n");
    let after = approved(&format!("\u{feff}{with_crlf}"));
    let expected = shortened(&approved(DOCUMENT)).replace('\n', "\r\n");
    assert_eq!(shortened(&after), format!("\u{feff}{expected}"));
    // A fingerprint knows no line ends.
    let fingerprint = |text: &str| text.split_once("sha256:").map(|(_, rest)| rest[..64].to_owned());
    assert_eq!(fingerprint(&after), fingerprint(&approved(DOCUMENT)));
}

#[test]
fn fields_with_a_line_each_stay_so() {
    let block = DOCUMENT
        .replace("approved: {by: ROL-A, on: 2026-01-22}  #", "approved:   # both\n    on: 2026-01-22\n    by: ROL-A  #")
        .replace(
            "  - {version: \"1.0\", on: 2026-01-22, by: ROL-A,",
            "  - version: \"1.0\"\n    on: 2026-01-22\n    by: ROL-A\n   ",
        )
        .replace("version.}", "version.");
    snapbox::assert_data_eq!(
        shortened(&approved(&block)),
        str![[r#"
---
key: PAG-A
title: A   # the first page
summary: What it is.
owner: ROL-A
version: "2.0"   # as printed
status: approved
approved:   # both
    on: 2026-11-22
    fingerprint: sha256:_
    by: ROL-A  # in the meeting
review: P12M
history:   # newest first
  - version: "2.0"
    on: 2026-11-22
    by: ROL-A
    change: "It is: shorter"
  # the beginning
  - version: "1.0"
    on: 2026-01-22
    by: ROL-A
    change: First version.
---

## What it is

Text,  with two spaces.
See [[PAG-B]].

"#]]
    );
}

#[test]
fn a_draft_gets_the_fields_that_it_has_not() {
    let draft = "---\nkey: PAG-A\ntitle: A\nsummary: What it is.\nowner: ROL-A\nreview: P12M\n---\nSee [[PAG-B]].";
    snapbox::assert_data_eq!(
        shortened(&approved(draft)),
        str![[r#"
---
key: PAG-A
title: A
summary: What it is.
owner: ROL-A
version: "2.0"
status: approved
approved: {by: ROL-A, on: 2026-11-22, fingerprint: sha256:_}
review: P12M
history:
  - {version: "2.0", on: 2026-11-22, by: ROL-A, change: "It is: shorter"}
---
See [[PAG-B]].
"#]]
    );
    // What the author wrote ahead is completed, not doubled.
    let ahead = draft.replace(
        "review: P12M",
        "version: '2.0'\nstatus: review\nhistory: [{version: 2.0, on: 2026-11-20, change: Ours}]",
    );
    let handbook = handbook(&ahead);
    run(&handbook, "approve PAG-A --by ROL-A").code(0);
    let line = "history: [{version: 2.0, on: 2026-11-22, by: ROL-A, change: Ours}]";
    let text = handbook.text("content/pages/a.md");
    assert!(text.contains(line) && text.contains("version: '2.0'\nstatus: approved\n"), "{text}");
}

/// What `approve` says when it does nothing.
#[track_caller]
fn refused(handbook: &HandbookTest, arguments: &str, expected: snapbox::data::Inline) {
    let before = handbook.text("content/pages/a.md");
    let said = run(handbook, arguments).code(2).stderr_text();
    snapbox::assert_data_eq!(said, expected);
    assert_eq!(handbook.text("content/pages/a.md"), before);
}

#[test]
fn what_may_not_be_approved() {
    let a = handbook(DOCUMENT);
    refused(
        &a,
        "approve PAG-C --by ROL-A",
        str![[r#"
error: nothing is called `PAG-C`; did you mean `PAG-A`?

"#]],
    );
    refused(
        &a,
        "approve PAG-A --by ROL-B",
        str![[r#"
error: nothing is called `ROL-B`; did you mean `ROL-A`?

"#]],
    );
    refused(
        &a,
        "approve ROL-A --by ROL-A",
        str![[r#"
error: `ROL-A` is a role, and only documents are approved

"#]],
    );
    refused(
        &a,
        "approve PAG-A --by PAG-B",
        str![[r#"
error: `PAG-B` is a page, and only a role can sign

"#]],
    );
    refused(
        &a,
        "approve PAG-A --by ROL-A",
        str![[r#"
error: say which version of `PAG-A` this is with `--version`; the last one approved is 1.0
help: if it is the very text that was approved, `clausebook approve --seal PAG-A` keeps its fingerprint

"#]],
    );
    refused(
        &a,
        "approve PAG-A --by ROL-A --version 1.0",
        str![[r#"
error: version 1.0 has to be after 1.0, the last one of `PAG-A` that was approved

"#]],
    );
    refused(
        &a,
        "approve PAG-A --by ROL-A --version \"two, three\"",
        str![[r#"
error: `two, three` is no version: write numbers with points between, such as `3.1`

"#]],
    );
    let higher = handbook(&DOCUMENT.replace("1.0", "3.9"));
    run(&higher, "approve PAG-A --by ROL-A --version 3.10").code(0);
    refused(
        &higher,
        "approve PAG-A --by ROL-A --version 3.11",
        str![[r#"
error: `PAG-A` has not changed since `ROL-A` approved it on 2026-11-22
help: a review that ends without a change is `clausebook confirm PAG-A --by ROLE --because TEXT`

"#]],
    );
    let retired = handbook(&DOCUMENT.replace("status: approved", "status: retired"));
    refused(
        &retired,
        "approve PAG-A --by ROL-A --version 2.0",
        str![[r#"
error: `PAG-A` is retired
help: make it a `draft` first, if it is to come back

"#]],
    );
    let broken = handbook(&DOCUMENT.replace("owner: ROL-A", "owner: ROL-X"));
    refused(
        &broken,
        "approve PAG-A --by ROL-A --version 2.0",
        str![[r#"
error: `PAG-A` has errors: no role is called `ROL-X`
help: mend pages/a.md; `clausebook check` shows them

"#]],
    );
    let policy =
        handbook(DOCUMENT).write("content/policies/p.md", "---\nkey: POL-A\ntitle: P\nversion: \"1.0\"\n---\n");
    refused(
        &policy,
        "approve POL-A --by ROL-A",
        str![[r#"
error: `ROL-A` may not approve a policy: `approvers` in handbook.yaml names `ROL-TOP`

"#]],
    );
    run(&policy, "approve POL-A --by ROL-TOP").code(0);
}

/// A value that is used elsewhere by an alias, a change that would bring a mistake: nothing is written.
#[test]
fn what_would_change_more_than_it_should() {
    let shared = DOCUMENT
        .replace("version: \"1.0\"   #", "version: &v \"1.0\"   #")
        .replace("- {version: \"1.0\"", "- {version: *v");
    // A tag and a line of the history would say 2.0 too.
    let aliased = handbook(&shared.replace("review: P12M", "tags: [*v]"));
    refused(
        &aliased,
        "approve PAG-A --by ROL-A --version 2.0",
        str![[r#"
error: `PAG-A` would not say what was meant afterwards; its fields are written in an unusual way
help: change them by hand

"#]],
    );
    // Of the line of the history alone too.
    let aliased = handbook(&shared);
    let said = run(&aliased, "approve PAG-A --by ROL-A --version 2.0").code(2).stderr_text();
    assert!(said.contains("would not say what was meant"), "{said}");
    refused(
        &handbook(DOCUMENT),
        "approve PAG-A --by ROL-A --version 2.0 --change \"See [[PAG-X]]\"",
        str![[r#"
error[unknown-reference]: nothing is called `PAG-X`
  --> content/pages/a.md:11:62
   |
11 |   - {version: "2.0", on: 2026-11-22, by: ROL-A, change: "See [[PAG-X]]"}
   |                                                              ^^^^^^^^^
   |
help: did you mean `PAG-A` (A)?

error: nothing is written: it would bring these mistakes into the handbook

"#]],
    );
}

#[test]
fn an_editorial_change_renews_the_approval() {
    let test = handbook(DOCUMENT);
    run(&test, "approve --seal PAG-A PAG-B").code(0);
    let sealed = test.text("content/pages/a.md");
    let expected = DOCUMENT.replace("on: 2026-01-22}  #", "on: 2026-01-22, fingerprint: sha256:_}  #");
    assert_eq!(shortened(&sealed), expected);
    let said = run(&test, "approve --seal PAG-A").code(0).stderr_text();
    assert_eq!(said, "nothing to do: every text is the one that was approved, by its fingerprint\n");
    let test = test.write("content/pages/a.md", sealed.replace("Text,", "A text,"));
    assert!(test.check().code(1).stderr_text().contains("changed-since-approval"));
    assert!(
        run(&test, "approve --seal PAG-A").code(2).stderr_text().contains("`PAG-A` was changed after its approval")
    );
    let said = run(&test, "confirm PAG-A --by ROL-A --because Right").code(2).stderr_text();
    assert!(said.contains("so it needs a new one"), "{said}");
    run(&test, "approve PAG-A --by ROL-TOP --editorial").code(0);
    let text = test.text("content/pages/a.md");
    assert!(text.contains("version: \"1.0\"   # as printed"), "{text}");
    assert!(
        text.contains("  - {version: \"1.0\", on: 2026-11-22, by: ROL-TOP, editorial: true}\n  # the beginning"),
        "{text}"
    );
    assert_eq!(test.check().code(0).stderr_text(), "no errors, no warnings, no advice\n");
}

#[test]
fn a_confirmation_moves_the_review_on() {
    let late = DOCUMENT.replace("2026-01-22", "2025-01-22");
    let test = handbook(&late);
    assert!(test.check().code(1).stderr_text().contains("review-overdue"));
    snapbox::assert_data_eq!(
        run(&test, "confirm PAG-A --by ROL-A --because \"Read again; still right\"").code(0).stderr_text(),
        str![[r#"
`PAG-A` is confirmed by `ROL-A`; its next review is due on 2027-11-22
content/pages/a.md
  + confirmed:
  +   - {by: ROL-A, on: 2026-11-22, because: Read again; still right}

"#]]
    );
    let line = "meeting\nconfirmed:\n  - {by: ROL-A, on: 2026-11-22, because: Read again; still right}\nreview";
    assert_eq!(test.text("content/pages/a.md"), late.replace("meeting\nreview", line));
    assert_eq!(test.check().code(0).stderr_text(), "no errors, no warnings, no advice\n");
    let said = run(&test, "confirm PAG-A --by ROL-A --because Again").code(2).stderr_text();
    assert_eq!(said, "error: `PAG-A` was confirmed by `ROL-A` on 2026-11-22 already\n");
}

const RECORDS: &str = "# Evidence
- key: REC-A
  title: A
  on: 2026-01-30
  of: PAG-A
  made_under: \"0.9\"   # before

# Two more
- {key: REC-B, title: B, on: 2026-01-30, of: PAG-A, made_under: \"0.9\",
   confirmed: [{by: ROL-A, on: 2026-01-31, version: \"0.95\", because: Same.}]}
- {key: REC-C, title: C, on: 2026-01-30, of: PAG-A, made_under: \"1.0\"}
";

#[test]
fn records_are_confirmed_beside_the_version_in_force() {
    let test = handbook(DOCUMENT).write("content/records/r.yaml", RECORDS);
    run(&test, "confirm REC-A REC-B --by ROL-TOP --because \"Nothing of it changed\"").code(0);
    snapbox::assert_data_eq!(
        test.text("content/records/r.yaml"),
        str![[r##"
# Evidence
- key: REC-A
  title: A
  on: 2026-01-30
  of: PAG-A
  made_under: "0.9"   # before
  confirmed:
    - {by: ROL-TOP, on: 2026-11-22, version: "1.0", because: Nothing of it changed}

# Two more
- {key: REC-B, title: B, on: 2026-01-30, of: PAG-A, made_under: "0.9",
   confirmed: [{by: ROL-TOP, on: 2026-11-22, version: "1.0", because: Nothing of it changed}, {by: ROL-A, on: 2026-01-31, version: "0.95", because: Same.}]}
- {key: REC-C, title: C, on: 2026-01-30, of: PAG-A, made_under: "1.0"}

"##]]
    );
    assert_eq!(
        run(&test, "confirm REC-C --by ROL-TOP --because Same").code(2).stderr_text(),
        "error: `REC-C` needs no confirmation: what it is evidence of has not moved on since\n"
    );
}

const NEXT: &str = "---
key: PAG-A-NEXT
title: A, better
summary: What it is.
owner: ROL-A
status: draft
replaces: PAG-A
review: P12M
---

See [[PAG-B]], and not [[PAG-OLD]].
";

/// The handbook with a draft that is to replace the document in force.
fn with_draft() -> HandbookTest {
    let document = DOCUMENT.replace("owner:", "aliases: [PAG-OLD]\nowner:");
    handbook(&document).write("content/pages/next.md", NEXT)
}

#[test]
fn a_draft_takes_the_place_of_the_document_in_force() {
    let test = with_draft();
    snapbox::assert_data_eq!(
        run(&test, "approve PAG-A-NEXT --by ROL-A").code(2).stderr_text(),
        str![[r#"
error: say which version of `PAG-A` this is with `--version`; the last one approved is 1.0
help: if it is the very text that was approved, `clausebook approve --seal PAG-A` keeps its fingerprint

"#]]
    );
    run(&test, "approve PAG-A-NEXT --by ROL-A --version 2.0 --change Better").code(0);
    assert!(!test.path().join("content/pages/next.md").exists(), "the draft stays behind");
    snapbox::assert_data_eq!(
        shortened(&test.text("content/pages/a.md")),
        str![[r#"
---
key: PAG-A
title: A, better
summary: What it is.
owner: ROL-A
version: "2.0"
status: approved
approved: {by: ROL-A, on: 2026-11-22, fingerprint: sha256:_}
aliases: [PAG-A-NEXT, PAG-OLD]
review: P12M
history:
  - {version: "2.0", on: 2026-11-22, by: ROL-A, change: Better}
  - {version: "1.0", on: 2026-01-22, by: ROL-A, change: First version.}
---

See [[PAG-B]], and not [[PAG-OLD]].

"#]]
    );
    assert_eq!(test.check().code(0).stderr_text(), "no errors, no warnings, no advice\n");
    assert_eq!(
        run(&test, "approve PAG-A-NEXT --by ROL-A").code(2).stderr_text().lines().next(),
        Some("error: `PAG-A` has not changed since `ROL-A` approved it on 2026-11-22")
    );
}

/// Cut off between the two files, the handbook can be read, and asking again completes it.
#[test]
fn a_draft_whose_taking_over_was_cut_off() {
    let test = with_draft();
    run(&test, "approve PAG-A-NEXT --by ROL-A --version 2.0").code(0);
    let whole = test.text("content/pages/a.md");
    let test = test.write("content/pages/next.md", NEXT);
    assert!(test.check().code(1).stderr_text().ends_with("1 error, no warnings, no advice\n"));
    snapbox::assert_data_eq!(
        run(&test, "approve PAG-A-NEXT --by ROL-A --version 2.0").code(0).stderr_text(),
        str![[r#"
`PAG-A-NEXT` has taken the place of `PAG-A`; its draft is removed
content/pages/next.md is removed

"#]]
    );
    assert_eq!(test.text("content/pages/a.md"), whole);
    assert_eq!(test.check().code(0).stderr_text(), "no errors, no warnings, no advice\n");
}

/// Whatever moment it is killed at, the file is the former one or the new one.
#[test]
fn killed_at_any_moment() {
    let test = handbook(DOCUMENT);
    let begin = std::time::Instant::now();
    run(&test, "approve PAG-A --by ROL-A").code(2);
    let whole_run = begin.elapsed();
    for moment in 0..16_u32 {
        let version = format!("2.{moment}");
        let before = test.text("content/pages/a.md");
        let mut command = test.command();
        command.args(["approve", "-q", "PAG-A", "--by", "ROL-A", "--as-of", AS_OF, "--version", &version]);
        let mut child = command.spawn().expect("the program can be started");
        std::thread::sleep(whole_run * moment / 10);
        // A run that ended before its turn has nothing left to kill.
        let _ = child.kill();
        child.wait().expect("the program ends");
        let after = test.text("content/pages/a.md");
        let is_new =
            after.contains(&format!("version: \"{version}\"   # as printed")) && after.ends_with("See [[PAG-B]].\n");
        assert!(after == before || is_new, "{after}");
        if is_new {
            fs::write(test.path().join("content/pages/a.md"), after.replace("Text", "Text again"))
                .expect("a file can be written");
        }
    }
    run(&test, "approve PAG-A --by ROL-A --version 3.0").code(0);
    assert_eq!(test.check().code(0).stderr_text(), "no errors, no warnings, no advice\n");
    let names = fs::read_dir(test.path().join("content/pages")).expect("the folder is there").count();
    assert_eq!(names, 2, "something stays behind");
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay_and_read_only_files_too() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
    let test = handbook(DOCUMENT).write("content/pages/_real.md", DOCUMENT);
    let (link, real) = (test.path().join("content/pages/a.md"), test.path().join("content/pages/_real.md"));
    fs::remove_file(&link).expect("a file can be removed");
    symlink("_real.md", &link).expect("links can be made");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).expect("permissions can be set");
    run(&test, "approve PAG-A --by ROL-A --version 2.0").code(0);
    assert!(link.is_symlink(), "the link has become a file");
    assert_eq!(fs::metadata(&real).expect("it is there").mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&real).expect("it is there").contains("version: \"2.0\""));
    fs::set_permissions(&real, fs::Permissions::from_mode(0o440)).expect("permissions can be set");
    let before = fs::read_to_string(&real).expect("it is there");
    snapbox::assert_data_eq!(
        run(&test, "confirm PAG-A --by ROL-A --because Same").code(2).stderr_text(),
        str![[r#"
error: cannot write `content/pages/a.md`: permission denied
help: the file is as it was; make it writable and ask again

"#]]
    );
    assert_eq!(fs::read_to_string(&real).expect("it is there"), before);
}

/// No room for a new file: one message, and the former one is whole.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let test = handbook(DOCUMENT);
    let mut command = std::process::Command::new("sh");
    // A limit of nothing for new files, and an error instead of a signal.
    let script = "trap '' XFSZ; ulimit -f 0; exec \"$0\" approve PAG-A --by ROL-A --version 2.0 --as-of 2026-11-22";
    command.args(["-c", script, env!("CARGO_BIN_EXE_clausebook")]).current_dir(test.path());
    let output = command.output().expect("a shell can be started");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(
        said.lines().filter(|it| it.starts_with("error: cannot write `content/pages/a.md`")).count(),
        1,
        "{said}"
    );
    assert_eq!(test.text("content/pages/a.md"), DOCUMENT);
    assert_eq!(fs::read_dir(test.path().join("content/pages")).expect("the folder is there").count(), 2);
}

/// A handbook of many documents is sealed with few files open at a time.
#[cfg(target_os = "linux")]
#[test]
fn many_documents_at_once() {
    let mut test = handbook(DOCUMENT);
    for n in 0..300 {
        test = test.write(&format!("content/pages/n{n}.md"), OTHER.replace("PAG-B", &format!("PAG-N{n}")));
    }
    let mut command = std::process::Command::new("sh");
    let script = "ulimit -n 200; exec \"$0\" approve --seal --all --as-of 2026-11-22";
    command.args(["-c", script, env!("CARGO_BIN_EXE_clausebook")]).current_dir(test.path());
    let output = command.output().expect("a shell can be started");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    for n in 0..300 {
        assert!(test.text(&format!("content/pages/n{n}.md")).contains(", fingerprint: sha256:"), "{n}");
    }
}

/// Every document of the sample can be approved, and only lines of its version, status, approval and history differ.
#[test]
fn every_document_of_the_sample() {
    let sample = HandbookTest::copy("content");
    let documents = documents(sample.path());
    assert!(documents.len() > 70, "only {} documents", documents.len());
    let keys: Vec<&str> = documents.iter().map(|(_, text)| field(text, "key")).collect();
    let said = run(&sample, &format!("approve --content . --by ROL-MD --version 99.1 {}", keys.join(" ")));
    assert!(said.code(2).stderr_text().contains("may not approve"), "`approvers` of the sample are asked");
    let config = sample.text("handbook.yaml");
    let open: String = config.split_inclusive('\n').filter(|it| !it.starts_with("  - {kinds: ")).collect();
    let sample = sample.write("handbook.yaml", open.replace("approvers:\n", ""));
    run(&sample, &format!("approve --content . --by ROL-MD --version 99.1 {}", keys.join(" "))).code(0);
    documents.par_iter().for_each(|(path, before)| {
        let after = fs::read_to_string(sample.path().join(path)).expect("a file can be read");
        let (a, b): (Vec<_>, Vec<_>) = (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
        let differing: Vec<&&str> = b.iter().filter(|line| !a.contains(line)).collect();
        let is_ours = |line: &str| {
            [
                "version: \"99.1\"",
                "approved: {by: ROL-MD, on: 2026-11-22, fingerprint: sha256:",
                "  - {version: \"99.1\"",
            ]
            .iter()
            .any(|it| line.starts_with(it))
                || matches!(line, "status: approved\n" | "history:\n")
        };
        assert!(differing.iter().all(|line| is_ours(line)), "{path}: {differing:?}");
        // Taking those out again gives the former text without its own.
        let rest = |lines: &[&str], is_ours: &dyn Fn(&str) -> bool| -> String {
            lines.iter().filter(|line| !is_ours(line)).copied().collect()
        };
        let was =
            |line: &str| ["version: ", "status: ", "approved: ", "history:\n"].iter().any(|it| line.starts_with(it));
        assert_eq!(rest(&a, &was), rest(&b, &|line| was(line) || is_ours(line)), "{path}");
    });
    let said = run(&sample, "check --content . --format json").code(0).stdout_text();
    assert!(!said.contains("changed-since-approval"), "{said}");
}

fn field<'t>(text: &'t str, name: &str) -> &'t str {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
    line.unwrap_or_else(|| panic!("no {name} in {text}"))
}

/// Controlled documents of the sample that are not retired and replace none: path and text.
fn documents(content: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for folder in ["policies", "plans", "processes", "procedures", "pages"] {
        for file in fs::read_dir(content.join(folder)).expect("the sample is there") {
            let name = file.expect("it can be read").file_name();
            let path = format!("{folder}/{}", name.to_string_lossy());
            let text = fs::read_to_string(content.join(&path)).expect("the sample is text");
            // A next version takes another's file, so the two cannot be approved in one go.
            if !text.contains("\nstatus: retired\n") && !text.contains("\nreplaces: ") {
                // As an imported handbook has them: what is unchanged by its fingerprint is not approved twice.
                let text = without_fingerprint(&text);
                fs::write(content.join(&path), &text).expect("a file can be written");
                found.push((path, text));
            }
        }
    }
    found
}

fn without_fingerprint(text: &str) -> String {
    match text.split_once(", fingerprint: sha256:") {
        Some((before, after)) => format!("{before}{}", &after[64..]),
        None => text.to_owned(),
    }
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn one_of<'a>(&mut self, pieces: &[&'a str]) -> &'a str {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        pieces[usize::try_from(self.0 % pieces.len() as u64).expect("a small number")]
    }
}

/// Fields in many styles, some of them odd: what is approved has its other lines as they were, and the rest is refused.
#[test]
fn fields_in_any_style() {
    const N_ROUNDS: u64 = 60;
    let n_approved = (1..=N_ROUNDS).into_par_iter().filter(|round| is_approved_in_any_style(*round)).count();
    assert!((25..55).contains(&n_approved), "{n_approved} of {N_ROUNDS} were approved");
}

/// Whether a document with fields in styles of chance was approved; panics where more than its own lines changed.
fn is_approved_in_any_style(round: u64) -> bool {
    let mut dice = Dice(round.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut text = String::from("---\nkey: PAG-A\n");
    for styles in [
        &["title: A\n", "title: 'A'   # a\n", "title: >-\n  A\n  b\n", "title: \"A\\\n  b\"\n"][..],
        &["", "summary: |\n  One.\n\n\n", "# a comment\n", "summary: What it is. # why\n", "\n\n"],
        &[
            "",
            "version: \"1.0\"\n",
            "version: '1.0' # x\n",
            "version: 1.0   \n",
            "version:\n",
            "version: ~ # x\n",
            "version: &v 1.0\n",
            "version: |\n  1.0\n",
            "version: !!str 1.0\n",
        ],
        &[
            "status: approved\n",
            "status: 'approved'\n",
            "",
            "status: draft # x\n",
            "status:   review\n",
            "status: &s approved\n",
        ],
        &[
            "approved: {by: ROL-A, on: 2026-01-22}\n",
            "approved: {by: ROL-A, on: 2026-01-22,} # x\n",
            "approved:\n  by: ROL-A   # x\n  # y\n  on: 2026-01-22\n",
            "approved: { on: 2026-01-22 , by: 'ROL-A'\n  }\n",
            "approved: &a {by: ROL-A, on: 2026-01-22}\n",
            "",
        ],
        &["", "tags: [a]\n", "tags:\n- a\n- b # c\n", "extra: {x: [1, {y: z}]}\n", "extra:\n  x: &x\n  - 1\n  y: *x\n"],
        &[
            "",
            "history: []\n",
            "history:\n",
            "history: [{version: 1.0, on: 2026-01-22}]\n",
            "history:\n- {version: 1.0, on: 2026-01-22}\n",
            "history:\n  # first\n    # odd\n  - version: 1.0\n    on: 2026-01-22 # x\n\n",
            "history:\n  -   version: '1.0'\n      on: 2026-01-22\n",
            "history:\n  -\n    {version: 1.0,\n     on: 2026-01-22}\n  # last\n",
            "history: # newest first\n- version: 1.0\n  on: 2026-01-22\n  change: |\n    One.\n",
            "history: &h [{version: 1.0, on: 2026-01-22}]\n",
        ],
        &["", "review: P12M\n", "# the end\n", "related: [ROL-A]   \n"],
    ] {
        text.push_str(dice.one_of(styles));
    }
    text.push_str("---\nBody  \n\n");
    if round.is_multiple_of(3) {
        text = text.replace('\n', "\r\n");
    }
    let files = [("handbook.yaml", HANDBOOK), ("roles/roles.yaml", ROLES), ("pages/a.md", text.as_str())];
    let settings = Settings::on(AS_OF.parse().expect("a day"));
    let (book, diagnostics) = pipeline::compile(Sources::from_texts(files, settings));
    let mut changes = Changes::new(&book, &diagnostics);
    let wish = Approve { by: "ROL-A", version: Some("2.0"), is_editorial: false, change: Some("More, and better") };
    if approval::approve(&mut changes, "PAG-A", &wish).is_err() {
        return false;
    }
    let (after, found) = pipeline::compile(changes.sources());
    if changes.verify(&after, &found).is_err() {
        return false;
    }
    let files = changes.files();
    let [FileChange::Write { new, .. }] = files[..] else { panic!("one file is written, not {}", files.len()) };
    let ours =
        ["version", "status", "approved", "by:", "on:", "history", "- {version", "-   version", "~", "}", "|", "1.0"];
    let mut rest = new.split_inclusive('\n');
    for line in text.split_inclusive('\n') {
        let is_ours = ours.iter().any(|it| line.trim_start().trim_start_matches("- ").starts_with(it));
        assert!(is_ours || rest.any(|it| it == line), "{line:?} of\n{text}\nis lost in\n{new}");
    }
    assert_eq!(new.matches("\r\n").count(), if round.is_multiple_of(3) { new.matches('\n').count() } else { 0 });
    true
}

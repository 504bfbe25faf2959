//! A handbook's first five minutes: both forms are written whole, build at once, and write nothing over.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use snapbox::str;

use crate::handbook_test::{AS_OF, HandbookTest};

/// Files below a folder, by their paths.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(folder: &Path, root: &Path, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(folder).expect("a folder can be read") {
            let path = entry.expect("a folder can be read").path();
            if path.is_dir() {
                walk(&path, root, out);
            } else {
                let name = path.strip_prefix(root).expect("it stands below").to_string_lossy().replace('\\', "/");
                out.insert(name, fs::read(&path).expect("a file can be read"));
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(root, root, &mut out);
    out
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The list of the sample's files in the program is the folder's, or is written so: what is embedded by a list is built
/// anew when a file of it changes, and nothing else is.
#[test]
fn the_program_holds_every_file_of_the_sample() {
    let list = repository().join("src/sample.rs");
    let text = fs::read_to_string(&list).expect("the list is part of the repository");
    let begin = text.find("embed![\n").expect("the list begins") + "embed![\n".len();
    let names: String = files(&repository().join("content")).keys().map(|name| format!("    {name:?},\n")).collect();
    let expected = format!("{}{names}];\n", &text[..begin]);
    if text != expected && std::env::var_os("SNAPSHOTS").is_some_and(|it| it == "overwrite") {
        fs::write(&list, &expected).expect("the list can be written");
        return;
    }
    assert!(
        text == expected,
        "src/sample.rs does not list the files of content/; this writes it: SNAPSHOTS=overwrite cargo test --test suite init"
    );
}

#[test]
fn the_sample_is_written_as_it_is_and_builds() {
    let here = HandbookTest::nothing();
    let ran = here.run("init --sample").code(0);
    assert_eq!(ran.stdout_text(), "");
    let written = files(&here.path().join("content"));
    let original = files(&repository().join("content"));
    assert_eq!(written.keys().collect::<Vec<_>>(), original.keys().collect::<Vec<_>>());
    for (name, bytes) in &original {
        assert!(written[name] == *bytes, "content/{name} differs");
    }
    let day = original["README.md"].windows(16).any(|it| it == b"22 November 2026");
    let guide = fs::read_to_string(here.path().join("README.md")).expect("there is a guide");
    assert!(day && guide.contains(&format!("--as-of {AS_OF}")), "{guide}");
    here.run(&format!("check --as-of {AS_OF}")).code(0);
}

#[test]
fn the_skeleton_lists_every_requirement_as_a_gap_and_what_would_close_it() {
    let here = HandbookTest::nothing();
    here.run(&format!("init --blank --as-of {AS_OF}")).code(0);
    here.run(&format!("build --as-of {AS_OF}")).code(0);
    let ran = here.run(&format!("check --format json --as-of {AS_OF}")).code(0);
    let found: Vec<serde_json::Value> =
        ran.stdout_text().lines().map(|line| serde_json::from_str(line).expect("each line is an object")).collect();
    let (gaps, others): (Vec<_>, Vec<_>) = found.iter().partition(|it| {
        it["clause"].as_str().is_some_and(|clause| clause.starts_with("iso20000-1:"))
            && it["path"] == "content/handbook.yaml"
    });
    assert_eq!(gaps.len(), 286);
    let n =
        |words: &str| gaps.iter().filter(|it| it["help"].as_str().is_some_and(|help| help.starts_with(words))).count();
    assert_eq!(
        [n("it needs a document: "), n("it needs a record: "), n("it needs a document and a record: ")],
        [109, 147, 30]
    );
    assert_eq!(
        gaps.iter().filter(|it| it["help"].as_str().is_some_and(|help| help.contains("; for example: "))).count(),
        286
    );
    // Beside the gaps, only what the first hour is to mend.
    let others: Vec<_> = others.iter().map(|it| (it["rule"].as_str(), it["key"].as_str())).collect();
    assert_eq!(others, [(Some("process-missing"), None), (Some("role-without-holder"), Some("ROL-TOP"))]);
    let last = here.run(&format!("check --as-of {AS_OF}")).code(0).stderr_text();
    assert!(
        last.ends_with("no errors, 288 warnings, no advice; `check -v` says what would close each gap\n"),
        "{last}"
    );
}

#[test]
fn it_says_what_it_wrote_and_what_is_next() {
    let here = HandbookTest::nothing();
    snapbox::assert_data_eq!(
        here.run("init new --blank").code(0).stderr_text(),
        str![[r#"
wrote 38 files into `new/content`
beside it: README.md, .editorconfig, .github/workflows/handbook.yml, .gitignore, .vscode/extensions.json, .vscode/settings.json
next:
  cd new
  clausebook check                       # what is missing, clause by clause
  clausebook build                       # the site
  then README.md, and the plan of work on the site: what to do first

"#]]
    );
    assert_eq!(here.run("init other --sample --quiet").code(0).stderr_text(), "");
}

/// What the workflow runs are commands that this version knows.
#[test]
fn the_workflow_runs_this_version() {
    let here = HandbookTest::nothing();
    here.run("init --blank --quiet").code(0);
    let workflow = fs::read_to_string(here.path().join(".github/workflows/handbook.yml")).expect("it is written");
    assert!(workflow.contains(&format!("CLAUSEBOOK_VERSION: {}\n", env!("CARGO_PKG_VERSION"))), "{workflow}");
    let commands: Vec<_> = workflow.lines().filter_map(|line| line.trim().strip_prefix("- run: clausebook ")).collect();
    assert!(commands.len() >= 2, "{workflow}");
    for command in commands {
        here.run(command).code(0);
    }
    for json in [".vscode/settings.json", ".vscode/extensions.json"] {
        let text = fs::read_to_string(here.path().join(json)).expect("it is written");
        serde_json::from_str::<serde_json::Value>(&text).expect("settings are JSON");
    }
}

#[test]
fn what_is_in_the_way_is_named_before_anything_is_written() {
    let here =
        HandbookTest::nothing().write("content/mine.md", "mine").write(".gitignore", "mine").write("README.md", "mine");
    for form in ["--sample", "--blank"] {
        let before = files(here.path());
        let said = here.run(&format!("init {form}")).code(2).stderr_text();
        assert_eq!(
            said,
            "error: `./.gitignore`, `./README.md`, `./content` are there already, and nothing is written over; nothing was \
             written\nhelp: move away what is in the way, or name another folder: `clausebook init DIR`\n"
        );
        assert_eq!(files(here.path()), before);
    }
    let said = here.run("init README.md --blank").code(2).stderr_text();
    assert!(said.starts_with("error: `README.md` is there already"), "{said}");
}

#[test]
fn a_form_has_to_be_chosen() {
    let here = HandbookTest::nothing();
    snapbox::assert_data_eq!(
        here.run("init").code(2).stderr_text(),
        str![[r#"
error: say what to begin with: `--blank` writes a skeleton with every requirement listed, `--sample` the complete handbook of an invented firm

"#]]
    );
    here.run("init --blank --sample").code(2);
    let said = here.run("init --blank --content docs/content").code(2).stderr_text();
    assert!(said.contains("`clausebook init docs`"), "{said}");
    assert!(files(here.path()).is_empty());
}

#[test]
fn without_a_handbook_the_way_to_one_is_shown() {
    let here = HandbookTest::nothing();
    for command in ["check", "build", "new role ROL-A"] {
        let said = here.run(command).code(2).stderr_text();
        assert!(said.contains("there is no handbook here") && said.contains("`clausebook init --blank`"), "{said}");
    }
}

/// Whenever it is killed: there is no content, or all of it, and the next run makes it whole.
#[test]
fn a_run_that_is_killed_leaves_nothing_half() {
    let sample = files(&repository().join("content"));
    let mut pause = Duration::from_micros(500);
    let mut n_finished = 0;
    while n_finished < 2 {
        let here = HandbookTest::nothing();
        let mut child = Command::new(env!("CARGO_BIN_EXE_clausebook"))
            .args(["init", "--sample", "--quiet"])
            .current_dir(here.path())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be started");
        let start = Instant::now();
        while start.elapsed() < pause && matches!(child.try_wait(), Ok(None)) {
            std::thread::yield_now();
        }
        let is_finished = matches!(child.try_wait(), Ok(Some(_)));
        let _ = child.kill();
        let _ = child.wait();
        n_finished += usize::from(is_finished);
        let content = here.path().join("content");
        if content.exists() {
            assert!(files(&content) == sample, "after {pause:?}");
        } else {
            here.run("init --sample").code(0);
            assert!(files(&content) == sample, "after {pause:?}");
            let beside: Vec<_> = files(here.path()).into_keys().filter(|path| !path.starts_with("content/")).collect();
            assert!(beside.iter().all(|path| !path.contains("clausebook")), "{beside:?}");
        }
        pause *= 2;
    }
}

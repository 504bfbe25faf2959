//! What a build does to the folder that it writes to: all or nothing, and never anything that it did not make.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::built::{build, clausebook, files, handbook, run, sample};
use crate::manifest::assert_whole;

/// Whatever moment a build is killed at, what readers see is whole, and the next build works.
#[test]
fn killed_at_any_moment() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("site");
    let start = Instant::now();
    run(&mut build(&sample(), &out), 0);
    let whole_run = start.elapsed();
    // Another day changes nearly every page, so that each of these runs has a site to swap in.
    let days = ["2026-10-01", "2026-11-22"];
    for moment in 0..20_u32 {
        let mut command = clausebook();
        command
            .args(["build", "-q", "--as-of", days[moment as usize % 2], "--content"])
            .arg(sample())
            .arg("--out")
            .arg(&out);
        let mut child = command.stderr(Stdio::null()).spawn().expect("the program can be started");
        std::thread::sleep(whole_run * moment / 18 + Duration::from_millis(1));
        // A run that ended before its turn has nothing left to kill.
        let _ = child.kill();
        child.wait().expect("the program ends");
        assert_whole(&out);
    }
    run(&mut build(&sample(), &out), 0);
    assert_whole(&out);
    let left: Vec<_> = fs::read_dir(folder.path())
        .expect("the folder can be read")
        .map(|it| it.expect("it can be read").file_name())
        .collect();
    let folders: Vec<_> = left.iter().filter(|it| folder.path().join(it).is_dir()).collect();
    assert_eq!(folders, ["site"], "no half-built folder stays behind");
}

#[test]
fn a_folder_with_foreign_files_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("photos");
    fs::create_dir_all(out.join("2026")).expect("a folder");
    fs::write(out.join("2026/summer.jpg"), "picture").expect("a file");
    fs::write(out.join("index.html"), "mine").expect("a file");
    let before = files(folder.path());
    let output = run(&mut build(&sample(), &out), 2);
    assert_eq!(before, files(folder.path()), "nothing is touched");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("photos"), "it names the folder: {said}");
    assert_eq!(said.lines().filter(|it| it.starts_with("error")).count(), 1, "it says one thing: {said}");
}

#[test]
fn a_file_in_the_way_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("site");
    fs::write(&out, "mine").expect("a file");
    run(&mut build(&sample(), &out), 2);
    assert_eq!(fs::read(&out).expect("it is still there"), b"mine");
}

#[test]
fn the_content_folder_is_never_a_target() {
    let book = handbook(&[("handbook.yaml", "title: A\norganisation: B\nstandards: [iso20000-1]\n")]);
    let content = book.path().join("content");
    let before = files(book.path());
    run(&mut build(&content, &content), 2);
    run(&mut build(&content, &content.join("site")), 2);
    run(&mut build(&content, book.path()), 2);
    assert_eq!(before, files(book.path()));
}

const CLEAN: &[(&str, &str)] = &[("handbook.yaml", "title: A\norganisation: B\nstandards: [iso20000-1]\n")];

#[test]
fn exit_codes() {
    let clean = handbook(CLEAN);
    let (content, out) = (clean.path().join("content"), clean.path().join("site"));
    run(&mut build(&content, &out), 0);
    assert_whole(&out);
    // Every requirement is a gap, and gaps are warnings.
    run(build(&content, &out).arg("--strict"), 1);

    fs::create_dir(content.join("processes")).expect("a folder");
    fs::write(content.join("processes/inc.md"), "---\nkey: PRC-INC\ntitle: Incidents\nowner: ROL-NONE\n---\n")
        .expect("a file");
    let output = run(&mut build(&content, &out), 1);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("error[unknown-reference]") && said.contains("processes/inc.md:4:8"), "{said}");
    assert!(files(&out).contains_key("processes/prc-inc/index.html"), "errors do not stop the build");
    assert_whole(&out);

    run(&mut build(&clean.path().join("nowhere"), &out), 2);
    run(build(&content, &out).arg("--unknown"), 2);
    run(build(&content, &out).args(["--jobs", "0"]), 2);
    run(clausebook().args(["build", "--as-of", "22.11.2026", "--content"]).arg(&content), 2);
    run(
        clausebook()
            .env("SOURCE_DATE_EPOCH", "yesterday")
            .args(["build", "--content"])
            .arg(&content)
            .arg("--out")
            .arg(&out),
        2,
    );
}

#[test]
fn the_closing_line_says_what_was_done() {
    let book = handbook(CLEAN);
    let out = book.path().join("site");
    let mut command = clausebook();
    command.args(["build", "--as-of", crate::built::AS_OF, "--content"]).arg(book.path().join("content"));
    let output = run(&mut command, 0);
    assert!(output.stdout.is_empty(), "what was asked for is the folder, not text");
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().last().unwrap_or_default();
    let n_files = files(&out).len();
    assert!(last.contains("0 of 286 requirements of ISO/IEC 20000-1:2018 covered"), "{last}");
    assert!(last.contains(" files in ") && last.contains("index.html"), "{last}");
    assert!(n_files > 100, "{n_files} files");
}

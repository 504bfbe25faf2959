//! Whatever lies in the content folder: a diagnostic names the file, the rest is read, nothing panics.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use clausebook::diagnostic::{Diagnostic, Format, Location, Renderer};
use clausebook::handbook::Handbook;
use clausebook::model::{Key, Kind, read_file};
use clausebook::pipeline;
use clausebook::source::{Settings, SourceId, Sources};
use jiff::civil::date;
use rayon::prelude::*;
use snapbox::str;

use crate::handbook_test::{AS_OF, HandbookTest};

/// Random numbers that are the same on every machine and in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        // xorshift64*: small, and random enough for breaking files.
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let n = u64::try_from(n.max(1)).expect("lengths fit");
        usize::try_from((self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % n).expect("smaller than a length")
    }
}

/// Pieces that YAML and Markdown give a meaning to, and some that nobody expects.
const PIECES: &[&str] = &[
    "---\n",
    "key: ",
    "title: ",
    "on: ",
    "- ",
    "  ",
    "\t",
    "\n",
    "\r\n",
    ": ",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "|\n",
    ">",
    "&a ",
    "*a",
    "!x ",
    "#",
    "# ",
    "## ",
    "{#a satisfies=1}",
    "[[",
    "]]",
    "![[",
    "](",
    ")",
    "|---|",
    "`",
    "```\n",
    "~",
    "2026-11-20",
    "P12M",
    "PRC-A",
    "1-1",
    "at least 5 %",
    "é",
    "範",
    "\u{301}",
    "\u{202e}",
    "\u{feff}",
    "\0",
    "\u{1b}[2J",
    "😀",
    "null",
    "%",
    "@",
    ",",
    "a",
    "Z",
    "9",
    "\\",
    "<script>",
    "steps:\n",
    "satisfies: ",
    "next: ",
    "...\n",
];

/// A day long after all of the sample's.
fn settings() -> Settings {
    Settings::on(date(2026, 11, 22))
}

/// All texts of the sample handbook, by their paths below the content folder.
fn sample() -> Vec<(String, String)> {
    fn walk(folder: &Path, path: &str, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("the sample can be read") {
            let entry = entry.expect("the sample can be read");
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
            let is_text =
                [".md", ".yaml", ".csv"].iter().any(|ending| name.ends_with(ending)) && !path.starts_with("files/");
            if entry.path().is_dir() {
                walk(&entry.path(), &path, files);
            } else if is_text && name != "README.md" {
                files.push((path, fs::read_to_string(entry.path()).expect("the sample is text")));
            }
        }
    }
    let mut files = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), "", &mut files);
    files.sort();
    assert!(files.len() > 50, "the sample has {} files", files.len());
    files
}

/// Reads one text as the file of a path and prints what is wrong with it, as `check` does.
fn read(path: &str, text: &str) -> Vec<Diagnostic> {
    let sources = Sources::from_texts([(path, text)], settings());
    let mut found = Vec::new();
    read_file(&sources.files[0], SourceId(0), &mut found);
    print(&sources, &found);
    found
}

/// Prints diagnostics in both forms: a span off a character's border would panic here.
fn print(sources: &Sources, found: &[Diagnostic]) {
    let renderer = Renderer::new(sources, false, true);
    let human = renderer.all(found, Format::Human);
    assert!(!human.contains('\u{1b}'), "an escape sequence reaches the terminal");
    assert_eq!(renderer.all(found, Format::Json).lines().count(), found.len());
    assert_eq!(renderer.all(found, Format::Github).split_inclusive('\n').count(), found.len());
    let sarif: Result<serde_json::Value, _> = serde_json::from_str(&renderer.sarif(found, []));
    assert!(sarif.is_ok_and(|it| it["runs"][0]["results"].as_array().is_some_and(|all| all.len() == found.len())));
}

fn compile(files: &[(String, String)]) -> (Handbook, Vec<Diagnostic>) {
    let texts = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let (book, found) = pipeline::compile(Sources::from_texts(texts, settings()));
    print(&book.sources, &found);
    (book, found)
}

#[test]
fn any_text_in_any_folder() {
    let folders = Kind::ALL.iter().map(|kind| kind.folder()).filter(|folder| !folder.is_empty());
    let mut paths: Vec<String> =
        folders.flat_map(|folder| [format!("{folder}/x.md"), format!("{folder}/x.yaml")]).collect();
    paths.extend(
        ["scope.md", "handbook.yaml", "standards/x.yaml", "acknowledgements/x.csv", "nowhere/x.md"].map(Into::into),
    );
    let mut dice = Dice(0x1d1ce);
    for path in &paths {
        for _ in 0..60 {
            let n_pieces = dice.below(60);
            let text: String = (0..n_pieces).map(|_| PIECES[dice.below(PIECES.len())]).collect();
            read(path, &text);
            read(path, &format!("---\nkey: A\n{text}\n---\n{text}"));
        }
    }
}

#[test]
fn the_sample_cut_off_anywhere() {
    for (path, text) in sample() {
        for end in (0..text.len()).step_by(97).filter(|end| text.is_char_boundary(*end)) {
            read(&path, &text[..end]);
        }
    }
}

#[test]
fn each_field_of_the_sample_lost_doubled_or_spoilt() {
    let garbage = ["", "[", "{x: {y: z}}", "2026-13-45", "\"", "- a\n- b", "*none", "\u{202e}範", "|"];
    let spoil = |(path, text): (String, String)| {
        let mut dice = Dice(0xf1e1d + text.len() as u64);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let is_field = |line: &str| {
            line.split_once(':').is_some_and(|(name, _)| !name.trim().contains(' ') || name.contains("- "))
        };
        for (n, line) in lines.iter().enumerate().filter(|(_, line)| is_field(line)) {
            let (name, _) = line.split_once(':').expect("a field has a colon");
            let spoilt = format!("{name}: {}\n", garbage[dice.below(garbage.len())]);
            let doubled = format!("{line}{line}");
            for instead in ["", doubled.as_str(), spoilt.as_str()] {
                let changed = [&lines[..n], &[instead], &lines[n + 1..]].concat().concat();
                read(&path, &changed);
            }
        }
    };
    pool(0).install(|| sample().into_par_iter().for_each(spoil));
}

/// Whole handbooks of spoilt files are linked, counted and checked.
#[test]
fn the_sample_with_a_mistake_in_every_file() {
    let sample = sample();
    let mut dice = Dice(0xb00c);
    for round in 0..12 {
        let spoilt: Vec<_> = sample
            .iter()
            .map(|(path, text)| {
                let mut lines: Vec<String> = text.split_inclusive('\n').map(Into::into).collect();
                for _ in 0..=round / 4 {
                    let n = dice.below(lines.len());
                    match dice.below(4) {
                        0 => lines[n].clear(),
                        1 => lines[n] = lines[n].repeat(2),
                        2 => lines[n].insert_str(0, PIECES[dice.below(PIECES.len())]),
                        _ => lines[n] = lines[n].replace(|c: char| c.is_ascii_digit(), "7"),
                    }
                }
                (path.clone(), lines.concat())
            })
            .collect();
        compile(&spoilt);
    }
}

/// Threads of a test's own, so that it waits for no other test.
fn pool(n_threads: usize) -> rayon::ThreadPool {
    rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().expect("threads can be started")
}

/// How long this thread has run, where the system says so: a busy machine does not count.
fn time_on_cpu() -> Option<Duration> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
}

/// A handbook with one good role beside a hostile file: the file is named, the role is read, and it does not take long.
#[track_caller]
fn survives(path: &str, text: String) {
    let files = [
        ("handbook.yaml", "title: Handbook\norganisation: Halden\nstandards: [iso22301]\n".to_owned()),
        ("roles/good.md", "---\nkey: ROL-GOOD\ntitle: Good\nheld_by: [Team]\n---\n".to_owned()),
        (path, text),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text));
    let (book, found, took) = pool(1).install(|| {
        let (before, begin) = (time_on_cpu(), Instant::now());
        let (book, found) = compile(&files);
        let took = before.and_then(|before| Some(time_on_cpu()? - before));
        (book, found, took.unwrap_or_else(|| begin.elapsed()))
    });
    assert!(took < Duration::from_secs(20), "{path} took {took:?}");
    let key = Key::new("ROL-GOOD").expect("this is a key");
    assert!(book.by_key(&key).is_some(), "{path} kept another file from being read");
    let names_it = |it: &Diagnostic| match &it.location {
        Location::Span(span) => book.path(span.source) == path,
        Location::Path(named) => named == path,
    };
    assert!(found.iter().any(names_it), "nothing names {path}");
}

#[test]
fn hostile_yaml_is_bounded() {
    survives("risks/deep.yaml", "[".repeat(200_000));
    survives("risks/deep-fields.yaml", (0..5_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect());
    survives("risks/deep-flow.yaml", format!("a: {}", "{a: ".repeat(100_000)));
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (name, last) in ('b'..='j').zip('a'..) {
        bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{last}"); 10].join(", ")));
    }
    survives("risks/bomb.yaml", bomb);
    survives("risks/long-line.yaml", format!("- {{key: RSK-A, title: {}, type: wrong}}\n", "x".repeat(4_000_000)));
    survives("risks/long.yaml", format!("{}- key: \"RSK\n", "# a line\n".repeat(1_000_000)));
    let items: String = (0..20_000).map(|n| format!("- {{key: RSK-{n}, title: Heat, type: risk}}\n")).collect();
    survives("risks/many.yaml", format!("{items}- {{key: RSK-X, title: \"}}\n"));
    survives("risks/all-broken.yaml", "- {key: \"\n".repeat(20_000));
}

#[test]
fn hostile_markdown_is_bounded() {
    let entry = |body: String| format!("---\nkey: PAG-A\ntitle: A\n---\n{body}\n");
    survives("pages/quotes.md", entry(">".repeat(50_000)));
    survives("pages/lists.md", entry((0..2_000).map(|n| format!("{}- a\n", "  ".repeat(n))).collect()));
    survives("pages/brackets.md", entry("[".repeat(100_000)));
    survives("pages/links.md", entry("[[PAG-B]] ".repeat(20_000)));
    survives("pages/headings.md", entry("## Same {#same}\n\n".repeat(5_000)));
    survives("pages/stars.md", entry("*a **b ".repeat(30_000)));
    survives("pages/no-end.md", format!("---\n{}", "key: A\n".repeat(100_000)));
    survives("acknowledgements/a.csv", format!("who,role,document,version,date\n{}", "\"a,b\n".repeat(100_000)));
}

/// Bytes that are no text, in the folder of every kind, at once.
#[test]
fn any_bytes_in_every_folder() {
    let mut dice = Dice(0xb17e5);
    let mut handbook = with_a_witness();
    let mut paths = Vec::new();
    for folder in Kind::ALL.iter().map(|kind| kind.folder()).filter(|folder| !folder.is_empty()) {
        paths.extend([format!("{folder}/x.md"), format!("{folder}/x.yaml")]);
    }
    paths.extend(["scope.md", "standards/x.yaml", "acknowledgements/x.csv"].map(Into::into));
    for path in &paths {
        let mut bytes: Vec<u8> = (0..400).map(|_| u8::try_from(dice.below(256)).expect("a byte")).collect();
        // No text begins like this.
        bytes.insert(0, 0xff);
        handbook = handbook.write(&format!("content/{path}"), bytes);
    }
    let text = handbook.run(&format!("check --as-of {AS_OF}")).code(1).stderr_text();
    assert!(text.contains("nobody holds role `ROL-WITNESS`"), "the other entries were not read:\n{text}");
    for path in &paths {
        assert!(text.contains(&format!("--> content/{path}\n")), "nothing names {path}");
    }
}

/// A handbook whose good role has nobody, so that its warning shows that it was read.
fn with_a_witness() -> HandbookTest {
    HandbookTest::empty().write("content/roles/witness.md", "---\nkey: ROL-WITNESS\ntitle: Witness\n---\n")
}

/// Runs `check` and compares what is said about everything but the witness.
#[track_caller]
fn reads_on(handbook: &HandbookTest, expected: snapbox::data::Inline) {
    let begin = Instant::now();
    let text = handbook.run(&format!("check --as-of {AS_OF}")).code(1).stderr_text();
    assert!(begin.elapsed() < Duration::from_secs(120), "it took {:?}", begin.elapsed());
    assert!(text.contains("nobody holds role `ROL-WITNESS`"), "the other entries were not read:\n{text}");
    let about_files: Vec<_> = text.split("\n\n").filter(|part| part.starts_with("error[")).collect();
    snapbox::assert_data_eq!(about_files.join("\n\n"), expected);
}

#[test]
fn a_file_that_is_not_utf8() {
    reads_on(
        &with_a_witness().write("content/roles/latin.md", b"---\nkey: ROL-A\ntitle: \xe9t\xe9\n---\n"),
        str![[r#"
error[unreadable-file]: this file is not UTF-8 text: byte 23 is wrong
--> content/roles/latin.md
 |
help: save it as UTF-8
"#]],
    );
}

#[test]
fn a_file_of_50_megabytes() {
    reads_on(
        &with_a_witness().write("content/roles/large.md", vec![b'x'; 50 * 1024 * 1024]),
        str![[r#"
error[unreadable-file]: this file has 50 MiB, and 16 MiB can be read
--> content/roles/large.md
 |
help: divide it, or link to where it lies
"#]],
    );
}

#[test]
fn two_files_with_the_same_key() {
    let role = "---\nkey: ROL-TWIN\ntitle: Twin\nheld_by: [Team]\n---\n";
    reads_on(
        &with_a_witness().write("content/roles/a.md", role).write("content/roles/b.md", role),
        str![[r#"
error[duplicate-key]: the key `ROL-TWIN` is taken
 --> content/roles/b.md:2:6
  |
2 | key: ROL-TWIN
  |      ^^^^^^^^
  |
 ::: content/roles/a.md:2:6
  |
2 | key: ROL-TWIN
  |      -------- first used here
  |
help: rename one of them; the one that others refer to keeps its key
"#]],
    );
}

#[test]
fn two_names_that_differ_in_case_only() {
    let role = |key: &str| format!("---\nkey: {key}\ntitle: Twin\nheld_by: [Team]\n---\n");
    let handbook =
        with_a_witness().write("content/roles/Desk.md", role("ROL-A")).write("content/roles/desk.md", role("ROL-B"));
    // Where the file system folds case there is one file, and nothing to say.
    if fs::read_dir(handbook.path().join("content/roles")).expect("the folder is there").count() == 3 {
        reads_on(
            &handbook,
            str![[r#"
error[unreadable-file]: its name differs from `roles/Desk.md` in case or Unicode form only
--> content/roles/desk.md
 |
help: rename one of them: not every system can hold both
"#]],
        );
    }
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn links_in_a_circle() {
        let handbook = with_a_witness();
        let content = handbook.path().join("content");
        symlink(&content, content.join("roles/again")).expect("links can be made");
        symlink("loop.md", content.join("roles/loop.md")).expect("links can be made");
        reads_on(
            &handbook,
            str![[r#"
error[unreadable-file]: this symbolic link leads in a circle
--> content/roles/again
 |
help: remove the link

error[unreadable-file]: this symbolic link leads in a circle
--> content/roles/loop.md
 |
help: remove the link
"#]],
        );
    }

    #[test]
    fn a_link_out_of_the_content_and_one_to_nothing() {
        let handbook = with_a_witness().write("secret.md", "---\nkey: ROL-SECRET\ntitle: Secret\n---\n");
        let content = handbook.path().join("content");
        symlink("../../secret.md", content.join("roles/secret.md")).expect("links can be made");
        symlink("gone.md", content.join("roles/to-nothing.md")).expect("links can be made");
        reads_on(
            &handbook,
            str![[r#"
error[unreadable-file]: this symbolic link leads out of the content folder
--> content/roles/secret.md
 |
help: copy the file into the content folder

error[unreadable-file]: this file cannot be read: no such file or directory
--> content/roles/to-nothing.md
 |
help: check that it exists and that you may read it
"#]],
        );
    }

    #[test]
    fn a_folder_that_may_not_be_read() {
        let handbook = with_a_witness().write("content/risks/a.yaml", "[]\n");
        let folder = handbook.path().join("content/risks");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o000)).expect("permissions can be set");
        // The superuser reads everything.
        if fs::read_dir(&folder).is_err() {
            reads_on(&handbook, str![]);
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("permissions can be set");
    }
}

/// The one rule that no folder in `tests/broken/` can hold.
#[test]
fn every_diagnostic_of_a_file_is_in_json_too() {
    let handbook = with_a_witness().write("content/roles/latin.md", b"\xff");
    let text = handbook.run(&format!("check --format json --as-of {AS_OF}")).code(1).stdout_text();
    snapbox::assert_data_eq!(
        text,
        str![[r#"
{"rule":"role-without-holder","severity":"warning","message":"nobody holds role `ROL-WITNESS`","path":"content/roles/witness.md","line":2,"column":6,"end_line":2,"end_column":17,"key":"ROL-WITNESS","clause":null,"help":"name a person or a team in `held_by`","notes":[]}
{"rule":"unreadable-file","severity":"error","message":"this file is not UTF-8 text: byte 1 is wrong","path":"content/roles/latin.md","line":null,"column":null,"end_line":null,"end_column":null,"key":null,"clause":null,"help":"save it as UTF-8","notes":[]}

"#]]
    );
}

/// What depends on `handbook.yaml` is not reported again for each claim.
#[test]
fn a_handbook_file_that_cannot_be_read() {
    let handbook = with_a_witness().write("content/handbook.yaml", b"title: \xff\n");
    let page = "---\nkey: PAG-A\ntitle: A\nsummary: What it is.\nsatisfies: [1, \"tiny:1\"]\n---\nSee [[1]].\n";
    reads_on(
        &handbook.write("content/pages/a.md", page),
        str![[r#"
error[unreadable-file]: this file is not UTF-8 text: byte 8 is wrong
--> content/handbook.yaml
 |
help: save it as UTF-8
"#]],
    );
}

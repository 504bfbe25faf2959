//! Builds into real folders that fail or are killed at every step.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::SystemTime;

use super::super::target::OWN_PREFIX;
use super::super::write_error::Left;
use super::*;

type Files = BTreeMap<String, String>;

/// Two editions of a site: something stays, changes, vanishes and comes; a file becomes a folder, a folder
/// a file, and a name changes its case.
const FORMER: [(&str, &str); 8] = [
    ("index.html", "home 1"),
    ("site-1.css", "style 1"),
    ("roles/rol-sdm/index.html", "stays"),
    ("roles/rol-x/index.html", "vanishes"),
    ("turn", "file"),
    ("back/in/file", "folder"),
    ("Case/a.pdf", "one"),
    ("data/trace.json", "same length 1"),
];
const NEW_EDITION: [(&str, &str); 8] = [
    ("index.html", "home, edition 2"),
    ("site-2.css", "style 2"),
    ("roles/rol-sdm/index.html", "stays"),
    ("roles/rol-y/index.html", "comes"),
    ("turn/into/folder", "folder"),
    ("back", "file"),
    ("case/a.pdf", "two"),
    ("data/trace.json", "same length 2"),
];
const WAYS: [Swap; 3] = [Swap::Exchange, Swap::Renames, Swap::InPlace];

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Place { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    fn site(&self) -> PathBuf {
        self.dir.path().join("site")
    }

    /// Whatever stands beside the target.
    fn beside(&self) -> Vec<String> {
        let names =
            fs::read_dir(self.dir.path()).expect("it is there").map(|entry| entry.expect("readable").file_name());
        let mut names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        names.retain(|name| name != "site" && !(name == ".site.clausebook-lock" && cfg!(not(unix))));
        names.sort();
        names
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.dir.path().join(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("a temporary folder can be written");
        fs::write(path, text).expect("a temporary folder can be written");
    }
}

fn head(edition: &str) -> Map<String, Value> {
    Map::from_iter([("generator".to_owned(), Value::from(edition))])
}

fn options(edition: &[(&str, &str)]) -> WriteOptions<'static> {
    WriteOptions { head: head(edition[0].1), ..WriteOptions::default() }
}

fn build_with(target: &Path, edition: &[(&str, &str)], options: &WriteOptions<'_>) -> Result<Written, WriteError> {
    let paths: Vec<&str> = edition.iter().map(|(path, _)| *path).collect();
    write_site(target, &paths, |index| edition[index].1, options)
}

fn build(target: &Path, edition: &[(&str, &str)]) -> Written {
    build_with(target, edition, &options(edition)).expect("nothing is in the way")
}

/// All files of a folder and their text. An empty one if there is no folder.
fn read(root: &Path) -> Files {
    let listing = Listing::read(root).unwrap_or_default();
    let text = |path: &str| fs::read_to_string(root.join(path)).unwrap_or_default();
    listing.files.iter().map(|file| (file.path.clone(), text(&file.path))).collect()
}

/// What a build of an edition into an empty folder gives.
fn cold(edition: &[(&str, &str)]) -> Files {
    let place = Place::new();
    build(&place.site(), edition);
    read(&place.site())
}

fn folders_of(root: &Path) -> Vec<String> {
    let mut folders = Listing::read(root).unwrap_or_default().folders;
    folders.sort();
    folders
}

fn long_ago() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000)
}

fn set_modified(path: &Path) {
    let file = OpenOptions::new().write(true).open(path).expect("it is there");
    file.set_modified(long_ago()).expect("time stamps can be set");
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).and_then(|found| found.modified()).expect("it is there")
}

fn disk_full() -> io::Error {
    io::ErrorKind::StorageFull.into()
}

#[test]
fn a_first_build() {
    let place = Place::new();
    let target = place.dir.path().join("deep/er/site");
    let written = build(&target, &FORMER);
    assert_eq!((written.n_files, written.n_changed, written.n_removed), (8, 8, 0));
    let files = read(&target);
    assert_eq!(files.len(), 10);
    let manifest = Manifest::parse(files[MANIFEST].as_bytes()).expect("it was just written");
    assert_eq!(manifest.head, head("home 1"));
    assert_eq!(written.manifest, Checksum::of(files[MANIFEST].as_bytes()));
    let listed: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    let there: Vec<&str> = files.keys().map(String::as_str).filter(|path| *path != MANIFEST).collect();
    assert_eq!(listed, there);
    for file in manifest.files {
        let text = files[&file.path].as_bytes();
        assert_eq!((file.size, file.sha256), (text.len() as u64, Checksum::of(text)));
    }
}

#[test]
fn the_order_of_the_paths_does_not_matter() {
    let mut reversed = FORMER;
    reversed.reverse();
    let place = Place::new();
    build_with(&place.site(), &reversed, &options(&FORMER)).expect("nothing is in the way");
    assert_eq!(read(&place.site()), cold(&FORMER));
}

#[test]
fn an_empty_folder_becomes_a_site() {
    for swap in WAYS {
        let place = Place::new();
        place.put("site/.DS_Store", "litter");
        fs::create_dir_all(place.site().join("a/b")).expect("a temporary folder can be written");
        let options = WriteOptions { swap, ..options(&FORMER) };
        build_with(&place.site(), &FORMER, &options).expect("it is as good as empty");
        let mut files = read(&place.site());
        files.remove(".DS_Store");
        assert_eq!(files, cold(&FORMER));
        assert_eq!(place.beside(), [""; 0]);
    }
}

#[test]
fn the_same_again_touches_nothing() {
    let place = Place::new();
    build(&place.site(), &FORMER);
    set_modified(&place.site().join("index.html"));
    let before = modified(&place.site());
    let written = build(&place.site(), &FORMER);
    assert_eq!((written.swap, written.n_changed), (None, 0));
    assert_eq!(modified(&place.site().join("index.html")), long_ago());
    assert_eq!(modified(&place.site()), before);
    assert_eq!(place.beside(), [""; 0]);
}

#[test]
fn a_new_edition_equals_a_cold_build_and_keeps_what_did_not_change() {
    for swap in WAYS {
        let place = Place::new();
        build(&place.site(), &FORMER);
        for path in ["index.html", "roles/rol-sdm/index.html", "data/trace.json", MARKER] {
            set_modified(&place.site().join(path));
        }
        let options = WriteOptions { swap, ..options(&NEW_EDITION) };
        let written = build_with(&place.site(), &NEW_EDITION, &options).expect("nothing is in the way");
        assert_eq!(written.swap, Some(swap));
        assert_eq!((written.n_changed, written.n_removed), (7, 5));
        assert_eq!(read(&place.site()), cold(&NEW_EDITION), "{swap:?}");
        assert_eq!(
            folders_of(&place.site()),
            ["case", "data", "roles", "roles/rol-sdm", "roles/rol-y", "turn", "turn/into"]
        );
        for path in ["roles/rol-sdm/index.html", MARKER] {
            assert_eq!(modified(&place.site().join(path)), long_ago(), "{swap:?} {path}");
        }
        for path in ["index.html", "data/trace.json"] {
            assert_ne!(modified(&place.site().join(path)), long_ago(), "{swap:?} {path}");
        }
        assert_eq!(place.beside(), [""; 0]);
    }
}

#[test]
fn a_file_that_somebody_changed_is_mended_and_time_stamps_are_not_trusted() {
    for swap in WAYS {
        let place = Place::new();
        build(&place.site(), &FORMER);
        let changed = place.site().join("data/trace.json");
        let before = modified(&changed);
        fs::write(&changed, "same length X").expect("it is there");
        let file = OpenOptions::new().write(true).open(&changed).expect("it is there");
        file.set_modified(before).expect("time stamps can be set");
        fs::remove_file(place.site().join("turn")).expect("it is there");
        let written = build_with(&place.site(), &FORMER, &WriteOptions { swap, ..options(&FORMER) });
        assert_eq!(written.map(|written| written.n_changed).ok(), Some(2));
        assert_eq!(read(&place.site()), cold(&FORMER));
    }
}

#[test]
fn a_folder_too_many_goes() {
    for swap in WAYS {
        let place = Place::new();
        build(&place.site(), &FORMER);
        let before = folders_of(&place.site());
        fs::create_dir_all(place.site().join("empty/too")).expect("a temporary folder can be written");
        build_with(&place.site(), &FORMER, &WriteOptions { swap, ..options(&FORMER) }).expect("nothing is in the way");
        assert_eq!(folders_of(&place.site()), before);
    }
}

#[test]
fn folders_of_others_are_refused_and_nothing_is_touched() {
    type Prepare = fn(&Place);
    let cases: [(&str, Prepare); 6] = [
        ("a folder with a file", |place| place.put("site/notes.txt", "mine")),
        ("a file deep down", |place| place.put("site/a/b/c.txt", "mine")),
        ("a manifest without a marker", |place| place.put("site/manifest.json", "{\"files\": []}")),
        ("a marker of something else", |place| place.put("site/.clausebook", "mine")),
        ("a file added to a site", |place| {
            build(&place.site(), &FORMER);
            place.put("site/roles/CNAME", "mine");
        }),
        ("a site without its manifest", |place| {
            build(&place.site(), &FORMER);
            place.put("site/manifest.json", "{\"files\": [");
        }),
    ];
    for (what, prepare) in cases {
        for swap in WAYS {
            let place = Place::new();
            prepare(&place);
            let before = (read(&place.site()), modified(&place.site()));
            let options = WriteOptions { swap, ..options(&NEW_EDITION) };
            let error = build_with(&place.site(), &NEW_EDITION, &options).expect_err(what);
            assert!(matches!(error, WriteError::Foreign { .. }), "{what}: {error}");
            assert_eq!((read(&place.site()), modified(&place.site())), before, "{what}");
            assert_eq!(place.beside(), [""; 0], "{what}");
        }
    }
}

#[test]
fn the_content_is_no_target() {
    let place = Place::new();
    place.put("site/content/handbook.yaml", "title: x");
    let options = WriteOptions { forbidden: vec![place.site().join("content")], ..options(&FORMER) };
    for target in [place.site(), place.site().join("content/site")] {
        let error = build_with(&target, &FORMER, &options).expect_err("the content would be lost");
        assert!(matches!(error, WriteError::Forbidden { .. }), "{error}");
    }
    assert_eq!(read(&place.site()).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_linked_target_stays_a_link() {
    let place = Place::new();
    fs::create_dir_all(place.dir.path().join("srv/real")).expect("a temporary folder can be written");
    std::os::unix::fs::symlink("srv/real", place.site()).expect("a temporary folder can hold links");
    build(&place.site(), &FORMER);
    build(&place.site(), &NEW_EDITION);
    assert!(place.site().is_symlink());
    assert_eq!(read(&place.dir.path().join("srv/real")), cold(&NEW_EDITION));
    assert_eq!(place.beside(), ["srv"]);
}

#[cfg(unix)]
#[test]
fn links_in_a_site_are_not_followed() {
    let place = Place::new();
    place.put("other/index.html", "stays");
    build(&place.site(), &FORMER);
    // Where a file was, there is a link to one with the same bytes; and a link to a folder, somebody's.
    let file = place.site().join("roles/rol-sdm/index.html");
    fs::remove_file(&file).expect("it is there");
    std::os::unix::fs::symlink(place.dir.path().join("other/index.html"), &file).expect("a link");
    build(&place.site(), &FORMER);
    assert!(!file.is_symlink());
    std::os::unix::fs::symlink(place.dir.path().join("other"), place.site().join("link")).expect("a link");
    assert!(build_with(&place.site(), &FORMER, &options(&FORMER)).is_err());
    assert_eq!(read(&place.dir.path().join("other"))["index.html"], "stays");
}

/// The permission of the folder is its owner's, and stays when another folder takes its place.
#[cfg(unix)]
#[test]
fn the_permissions_of_the_target_stay() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    build(&place.site(), &FORMER);
    fs::set_permissions(place.site(), fs::Permissions::from_mode(0o750)).expect("it is ours");
    build(&place.site(), &NEW_EDITION);
    let mode = fs::metadata(place.site()).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o750);
}

#[test]
fn every_path_is_rendered_once_and_progress_is_told() {
    let place = Place::new();
    let paths: Vec<String> = (0..500).map(|n| format!("{}/{n}.html", n % 7)).collect();
    let calls: Vec<AtomicUsize> = paths.iter().map(|_| AtomicUsize::new(0)).collect();
    let told = Mutex::new(Vec::new());
    let on_progress = |n_done, n_all| told.lock().expect("no thread panics").push((n_done, n_all));
    let options = WriteOptions { on_progress: Some(&on_progress), ..WriteOptions::default() };
    let render = |index: usize| {
        calls[index].fetch_add(1, Ordering::Relaxed);
        format!("page {index}").into_bytes()
    };
    write_site(&place.site(), &paths, render, &options).expect("nothing is in the way");
    assert!(calls.iter().all(|n| n.load(Ordering::Relaxed) == 1));
    let mut told = told.into_inner().expect("no thread panics");
    told.sort_unstable();
    assert_eq!(told, (1..=500).map(|n| (n, 500)).collect::<Vec<_>>());
}

/// At every step: the system refuses, the former site is whole, nothing is left lying about, and the next
/// build is a good one.
#[test]
fn a_failure_at_any_step() {
    for swap in WAYS {
        for has_former in [true, false] {
            for step in 0.. {
                let place = Place::new();
                if has_former {
                    build(&place.site(), &FORMER);
                }
                let before = read(&place.site());
                let n_steps = AtomicUsize::new(0);
                let last = Mutex::new(Step::Fresh);
                let fault = |now: Step| {
                    if n_steps.fetch_add(1, Ordering::Relaxed) != step {
                        return Ok(());
                    }
                    *last.lock().expect("no thread panics") = now;
                    Err(disk_full())
                };
                let options = WriteOptions { swap, fault: Some(&fault), ..options(&NEW_EDITION) };
                let result = build_with(&place.site(), &NEW_EDITION, &options);
                let was_reached = n_steps.into_inner() > step;
                let last = last.into_inner().expect("no thread panics");
                match result {
                    Ok(written) => {
                        assert_eq!(read(&place.site()), cold(&NEW_EDITION));
                        match (was_reached, last) {
                            // The former site could not be removed, or the next way to swap was taken.
                            (true, Step::Remove) => assert_eq!(written.kept_aside.len(), 1),
                            (true, _) => assert!(matches!(last, Step::Exchange | Step::Marker)),
                            (false, _) => {}
                        }
                    }
                    Err(WriteError::Io { left, .. }) => {
                        let expected = match (last, has_former) {
                            (Step::Place, _) => Left::Mixture,
                            (_, true) => Left::Former,
                            (_, false) => Left::Nothing,
                        };
                        assert_eq!(left, expected, "{swap:?} {step} {last:?}");
                        if left != Left::Mixture {
                            assert_eq!(read(&place.site()), before, "{swap:?} {step} {last:?}");
                            assert_eq!(place.site().exists(), has_former);
                        }
                        assert_eq!(place.beside(), [""; 0], "{swap:?} {step} {last:?}");
                    }
                    Err(error) => panic!("{swap:?} {step} {last:?}: {error}"),
                }
                build(&place.site(), &NEW_EDITION);
                assert_eq!(read(&place.site()), cold(&NEW_EDITION), "{swap:?} {step} {last:?}");
                assert_eq!(place.beside(), [""; 0], "{swap:?} {step} {last:?}");
                if !was_reached {
                    break;
                }
            }
        }
    }
}

#[test]
fn a_renderer_that_panics_leaves_the_former_site() {
    for swap in WAYS {
        let place = Place::new();
        build(&place.site(), &FORMER);
        let before = read(&place.site());
        let paths = NEW_EDITION.map(|(path, _)| path);
        let render = |index: usize| {
            assert!(index != 3, "a page that cannot be made");
            NEW_EDITION[index].1
        };
        let options = WriteOptions { swap, ..options(&NEW_EDITION) };
        let result = catch_unwind(AssertUnwindSafe(|| write_site(&place.site(), &paths, render, &options)));
        assert!(result.is_err());
        assert_eq!(read(&place.site()), before);
        assert_eq!(place.beside(), [""; 0]);
    }
}

#[test]
fn a_target_that_cannot_be_renamed_is_replaced_file_by_file() {
    // A mount of another file system refuses to be renamed, one of the same already to share a file.
    let cases: [(io::ErrorKind, &[Step]); 3] = [
        (io::ErrorKind::ResourceBusy, &[Step::Exchange, Step::FirstRename]),
        (io::ErrorKind::CrossesDevices, &[Step::Exchange, Step::FirstRename]),
        (io::ErrorKind::CrossesDevices, &[Step::Marker]),
    ];
    for (kind, steps) in cases {
        let place = Place::new();
        build(&place.site(), &FORMER);
        set_modified(&place.site().join("roles/rol-sdm/index.html"));
        let fault = |step| if steps.contains(&step) { Err(kind.into()) } else { Ok(()) };
        let options = WriteOptions { fault: Some(&fault), ..options(&NEW_EDITION) };
        let written = build_with(&place.site(), &NEW_EDITION, &options).expect("files can be replaced");
        assert_eq!(written.swap, Some(Swap::InPlace));
        assert_eq!(read(&place.site()), cold(&NEW_EDITION));
        assert_eq!(modified(&place.site().join("roles/rol-sdm/index.html")), long_ago());
        assert_eq!(place.beside(), [""; 0]);
    }
}

#[test]
fn a_file_that_comes_while_we_build_is_not_lost() {
    for swap in [Swap::Exchange, Swap::Renames] {
        let place = Place::new();
        build(&place.site(), &FORMER);
        let paths = NEW_EDITION.map(|(path, _)| path);
        let render = |index: usize| {
            if index == 0 {
                place.put("site/roles/rol-x/mine.txt", "mine");
            }
            NEW_EDITION[index].1
        };
        let options = WriteOptions { swap, ..options(&NEW_EDITION) };
        let mut written = write_site(&place.site(), &paths, render, &options).expect("nothing is in the way");
        assert_eq!(read(&place.site()), cold(&NEW_EDITION));
        // It is told again by every build, and never removed.
        for _ in 0..2 {
            assert_eq!(written.kept_aside.len(), 1);
            let kept = read(&written.kept_aside[0]);
            assert_eq!(kept["roles/rol-x/mine.txt"], "mine");
            assert_eq!(kept.len(), 3, "marker and manifest stay with it");
            written = build(&place.site(), &NEW_EDITION);
        }
    }
}

#[test]
fn leftovers_of_killed_runs_go_and_what_only_looks_like_them_stays() {
    let place = Place::new();
    build(&place.site(), &FORMER);
    fs::create_dir(place.dir.path().join(".site.clausebook-new-1")).expect("a temporary folder can be written");
    place.put(".site.clausebook-new-2/.clausebook", MARKER_TEXT);
    place.put(".site.clausebook-new-2/a/index.html", "half");
    build(&place.dir.path().join(".site.clausebook-new-3"), &FORMER);
    build(&place.dir.path().join(".site.clausebook-old-3.2"), &FORMER);
    place.put("site/.clausebook-new-4/.clausebook", MARKER_TEXT);
    place.put("site/.clausebook-new-4/index.html", "half");
    place.put("site/.clausebook-tmp", "half");
    let foreign = [
        ".other.clausebook-new-5/.clausebook",
        ".site.clausebook-new-6",
        ".site.clausebook-new-7/mine.txt",
        ".site.clausebook-new-notes/.clausebook",
        ".site.clausebook-old-/.clausebook",
    ];
    for path in foreign {
        place.put(path, MARKER_TEXT);
    }
    let written = build(&place.site(), &NEW_EDITION);
    assert!(written.kept_aside.is_empty());
    assert_eq!(read(&place.site()), cold(&NEW_EDITION));
    assert_eq!(place.beside(), foreign.map(|path| path.split('/').next().unwrap_or(path)));
}

#[test]
fn two_runs_at_once_give_one_whole_site() {
    let place = Place::new();
    let n_waits = AtomicUsize::new(0);
    let on_wait = |_| {
        n_waits.fetch_add(1, Ordering::Relaxed);
    };
    let run = |edition: &[(&str, &str)]| {
        for _ in 0..10 {
            let wait = Duration::from_secs(60);
            let options = WriteOptions { on_wait: Some(&on_wait), wait, ..options(edition) };
            build_with(&place.site(), edition, &options).expect("the other run ends soon");
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| run(&FORMER));
        scope.spawn(|| run(&NEW_EDITION));
    });
    let site = read(&place.site());
    assert!(site == cold(&FORMER) || site == cold(&NEW_EDITION));
    assert_eq!(place.beside(), [""; 0]);
}

/// What the tests below run as a process of its own: a build that dies at a step, or stops there until
/// its standard input is closed.
#[test]
fn child() {
    let Ok(job) = std::env::var(JOB) else { return };
    let [target, way, what, step] = job.split('\n').collect::<Vec<_>>()[..] else { panic!("{job}") };
    let (step, swap) = (step.parse::<usize>(), way.parse::<usize>());
    let (step, swap) = (step.expect("a number"), WAYS[swap.expect("a number")]);
    let n_steps = AtomicUsize::new(0);
    let fault = |_| {
        if n_steps.fetch_add(1, Ordering::SeqCst) == step {
            if what == "die" {
                std::process::abort();
            }
            println!("\nholding");
            io::stdin().read_to_string(&mut String::new())?;
        }
        Ok(())
    };
    let options = WriteOptions { swap, fault: Some(&fault), ..options(&NEW_EDITION) };
    build_with(Path::new(target), &NEW_EDITION, &options).expect("nothing is in the way");
}

const JOB: &str = "CLAUSEBOOK_TEST_WRITE";

fn child_command(target: &Path, swap: Swap, what: &str, step: usize) -> Command {
    let (_, module) = module_path!().split_once("::").expect("in a crate");
    let way = WAYS.iter().position(|way| *way == swap).unwrap_or_default();
    let mut command = Command::new(std::env::current_exe().expect("we run"));
    command.args(["--exact", "--nocapture", &format!("{module}::child")]);
    command.env(JOB, format!("{}\n{way}\n{what}\n{step}", target.display()));
    command.stderr(Stdio::null());
    command
}

/// Kills a build at every step, in every way to swap: the site is always whole (file by file: each file
/// is), and the next build, even one that fails itself, finds everything it needs.
#[test]
fn a_build_killed_at_any_step() {
    let (former, new) = (cold(&FORMER), cold(&NEW_EDITION));
    for swap in WAYS {
        for has_former in [true, false] {
            for step in 0.. {
                let place = Place::new();
                if has_former {
                    build(&place.site(), &FORMER);
                } else if swap == Swap::InPlace {
                    fs::create_dir(place.site()).expect("a temporary folder can be written");
                }
                let status = child_command(&place.site(), swap, "die", step).stdout(Stdio::null()).status();
                let was_killed = !status.expect("it could be started").success();
                let at = format!("{swap:?}, step {step}, former site: {has_former}");

                let site = read(&place.site());
                if swap == Swap::InPlace {
                    for (path, text) in &site {
                        let is_ours = path.starts_with(OWN_PREFIX);
                        let is_whole = former.get(path) == Some(text) || new.get(path) == Some(text);
                        assert!(is_ours || is_whole, "{at}: {path}");
                    }
                } else if site.is_empty() && has_former {
                    // Between the two renames: the former site is whole, beside its place.
                    assert_eq!(swap, Swap::Renames, "{at}");
                    let old = place.beside().into_iter().find(|name| name.contains("-old-"));
                    assert_eq!(read(&place.dir.path().join(old.expect(&at))), former, "{at}");
                } else if has_former {
                    assert!(site == former || site == new, "{at}");
                } else {
                    assert!(site.is_empty() || site == new, "{at}");
                }

                // A next run that fails completes the swap, if it does nothing else.
                let fault = |now| {
                    if now == Step::Fresh { Err(disk_full()) } else { Ok(()) }
                };
                let failing = WriteOptions { fault: Some(&fault), ..options(&FORMER) };
                build_with(&place.site(), &FORMER, &failing).expect_err("the disk is full");
                let site = read(&place.site());
                assert!(!has_former || swap == Swap::InPlace || site == former || site == new, "{at}");

                build(&place.site(), &NEW_EDITION);
                assert_eq!(read(&place.site()), new, "{at}");
                assert_eq!(place.beside(), [""; 0], "{at}");
                if !was_killed {
                    break;
                }
            }
        }
    }
}

#[test]
fn another_process_holds_the_target() {
    let place = Place::new();
    build(&place.site(), &FORMER);
    let before = read(&place.site());
    let mut command = child_command(&place.site(), Swap::Exchange, "hold", 3);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it could be started");
    let mut told = io::BufRead::lines(io::BufReader::new(child.stdout.take().expect("piped")));
    assert!(told.any(|line| line.is_ok_and(|line| line == "holding")));

    let waits = Mutex::new(Vec::new());
    let on_wait = |holder| waits.lock().expect("no thread panics").push(holder);
    let wait = Duration::from_millis(60);
    let options = WriteOptions { wait, on_wait: Some(&on_wait), ..options(&FORMER) };
    let error = build_with(&place.site(), &FORMER, &options).expect_err("somebody holds it");
    assert!(matches!(error, WriteError::Locked { holder, .. } if holder == Some(child.id())), "{error}");
    assert_eq!(*waits.lock().expect("no thread panics"), [Some(child.id())]);
    assert_eq!(read(&place.site()), before);

    drop(child.stdin.take());
    assert!(child.wait().is_ok_and(|status| status.success()));
    assert_eq!(read(&place.site()), cold(&NEW_EDITION));
}

/// Not for root, to whom every folder is writable.
#[cfg(unix)]
#[test]
fn folders_that_we_must_not_write_to() {
    use std::os::unix::fs::PermissionsExt;
    if rustix::process::geteuid().is_root() {
        return;
    }
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    let place = Place::new();
    build(&place.site(), &FORMER);

    mode(&place.site(), 0o555);
    let error = build_with(&place.site(), &NEW_EDITION, &options(&NEW_EDITION)).expect_err("it is read-only");
    assert!(error.to_string().contains("the former site is as it was"), "{error}");
    assert_eq!(read(&place.site()), cold(&FORMER));
    mode(&place.site(), 0o755);

    // Its neighbourhood belongs to somebody else: the site is written file by file, lock and all inside.
    fs::create_dir(place.dir.path().join("empty")).expect("a temporary folder can be written");
    mode(place.dir.path(), 0o555);
    let into_empty = build_with(&place.dir.path().join("empty"), &FORMER, &options(&FORMER));
    let written = build_with(&place.site(), &NEW_EDITION, &options(&NEW_EDITION));
    let refused = build_with(&place.dir.path().join("new"), &FORMER, &options(&FORMER));
    mode(place.dir.path(), 0o755);
    assert_eq!(written.map(|written| written.swap).ok(), Some(Some(Swap::InPlace)));
    assert_eq!(read(&place.site()), cold(&NEW_EDITION));
    assert_eq!(into_empty.map(|written| written.swap).ok(), Some(Some(Swap::InPlace)));
    assert_eq!(read(&place.dir.path().join("empty")), cold(&FORMER));
    assert!(refused.is_err_and(|error| error.to_string().contains("permission denied")));
    assert_eq!(place.beside(), ["empty"]);
}

//! Files that are not there yet, written all or none: the beginning of a handbook, and one entry more.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::fresh::write_new;
use super::lock::{Lock, LockError};
use crate::scaffold::NewFile;

/// The folder whose files come to their place last and in one step: where it is, everything is.
const CONTENT: &str = "content";
/// What is being written, before it comes to its place.
const STAGE: &str = ".clausebook-init";
/// Held while writing.
const LOCK: &str = ".clausebook-init.lock";
/// Says that a folder of that name is ours, so that the next run may clear it away.
const MARKER: &str = ".clausebook";

/// Why nothing was written.
#[derive(Debug)]
pub enum BeginError {
    /// These are there already.
    InTheWay(Vec<PathBuf>),
    /// Another run writes there.
    Busy,
    /// The system refused; what was to be done, and to what.
    Io(&'static str, PathBuf, io::Error),
}

impl fmt::Display for BeginError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InTheWay(paths) => {
                let names: Vec<_> = paths.iter().map(|path| format!("`{}`", path.display())).collect();
                let verb = if names.len() == 1 { "is" } else { "are" };
                write!(f, "{} {verb} there already, and nothing is written over; nothing was written", names.join(", "))
            }
            Self::Busy => f.write_str("another run is writing there; nothing was written"),
            Self::Io(what, path, error) => {
                write!(f, "cannot {what} `{}`: {error}; nothing was written", path.display())
            }
        }
    }
}

/// Writes files into a folder, which is made if it is not there: all of them, or none. Nothing is written over; a file
/// that is there with the same bytes is no hindrance, so that a run that was killed can be run again.
///
/// # Errors
/// When something is in the way, or the system refuses.
pub fn begin(folder: &Path, files: &[NewFile]) -> Result<(), BeginError> {
    begin_with(folder, files, &|_| Ok(()))
}

/// `before_move` is called before each thing comes to its place.
fn begin_with(
    folder: &Path,
    files: &[NewFile],
    before_move: &dyn Fn(&Path) -> io::Result<()>,
) -> Result<(), BeginError> {
    let io = |what: &'static str, path: &Path| {
        let path = path.to_owned();
        move |error| BeginError::Io(what, path, error)
    };
    let in_the_way = in_the_way(folder, files);
    if !in_the_way.is_empty() {
        return Err(BeginError::InTheWay(in_the_way));
    }
    let is_new_folder = !folder.exists();
    fs::create_dir_all(folder).map_err(io("make the folder", folder))?;
    let result = (|| {
        let _lock = match Lock::take(&folder.join(LOCK), Duration::ZERO, &|_| ()) {
            Ok(lock) => lock,
            Err(LockError::Held(_)) => return Err(BeginError::Busy),
            Err(LockError::Io(error)) => return Err(io("write into", folder)(error)),
        };
        let stage = folder.join(STAGE);
        clear(&stage).map_err(io("clear away", &stage))?;
        fs::create_dir(&stage).map_err(io("make the folder", &stage))?;
        let done = stage_and_move(folder, &stage, files, before_move, &io);
        let _ = clear(&stage);
        done
    })();
    if result.is_err() && is_new_folder {
        // Only if it is empty, as it was.
        let _ = fs::remove_dir(folder);
    }
    result
}

fn stage_and_move<E: FnOnce(io::Error) -> BeginError>(
    folder: &Path,
    stage: &Path,
    files: &[NewFile],
    before_move: &dyn Fn(&Path) -> io::Result<()>,
    io: &dyn Fn(&'static str, &Path) -> E,
) -> Result<(), BeginError> {
    let marker = stage.join(MARKER);
    fs::write(&marker, "").map_err(io("write", &marker))?;
    for file in files {
        write_new(stage, &file.path, &file.bytes).map_err(io("write", &folder.join(&file.path)))?;
    }
    let mut moved: Vec<PathBuf> = Vec::new();
    for unit in units(folder, files) {
        let (from, to) = (stage.join(&unit), folder.join(&unit));
        let done = before_move(&unit).and_then(|()| move_new(&from, &to));
        match done {
            Ok(true) => moved.push(unit),
            Ok(false) => {}
            Err(error) => {
                for unit in moved.iter().rev() {
                    let _ = fs::rename(folder.join(unit), stage.join(unit));
                }
                return Err(match error.kind() {
                    io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => BeginError::InTheWay(vec![to]),
                    _ => io("write", &to)(error),
                });
            }
        }
    }
    Ok(())
}

/// What is there and must not be written over.
fn in_the_way(folder: &Path, files: &[NewFile]) -> Vec<PathBuf> {
    let mut found = BTreeSet::new();
    if fs::symlink_metadata(folder).is_ok() && !folder.is_dir() {
        return vec![folder.to_owned()];
    }
    for file in files {
        let mut place = folder.to_owned();
        let mut parts = file.path.split('/').peekable();
        while let Some(part) = parts.next() {
            place.push(part);
            let Ok(there) = fs::symlink_metadata(&place) else { break };
            let is_fine = match parts.peek() {
                Some(_) if part == CONTENT => {
                    there.is_dir() && fs::read_dir(&place).is_ok_and(|mut inside| inside.next().is_none())
                }
                Some(_) => there.is_dir(),
                None => there.is_file() && fs::read(&place).is_ok_and(|bytes| bytes == *file.bytes),
            };
            if !is_fine {
                found.insert(place);
                break;
            }
        }
    }
    found.into_iter().collect()
}

/// What comes to its place in one step each: of each file the highest folder that is not there yet, else the file. The
/// content comes last.
fn units(folder: &Path, files: &[NewFile]) -> Vec<PathBuf> {
    let mut units = BTreeSet::new();
    for file in files {
        let mut unit = PathBuf::new();
        for part in file.path.split('/') {
            unit.push(part);
            if part == CONTENT || !folder.join(&unit).exists() {
                break;
            }
        }
        units.insert((unit.starts_with(CONTENT), unit));
    }
    units.into_iter().map(|(_, unit)| unit).collect()
}

/// Moves a file or a folder to a place where there is nothing, or an empty folder. Says whether it did: a file that is
/// there already was found to be the same.
fn move_new(from: &Path, to: &Path) -> io::Result<bool> {
    if from.is_dir() {
        // Elsewhere than on Unix, a folder is not replaced even when it is empty.
        if cfg!(not(unix)) && to.is_dir() {
            fs::remove_dir(to)?;
        }
        return fs::rename(from, to).map(|()| true);
    }
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match fs::read(to)? == fs::read(from)? {
            true => Ok(false),
            false => Err(error),
        },
        // The file system has no such thing.
        Err(_) => {
            copy_new(from, to)?;
            fs::remove_file(from).map(|()| true)
        }
    }
}

fn copy_new(from: &Path, to: &Path) -> io::Result<()> {
    let bytes = fs::read(from)?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(to)?;
    io::Write::write_all(&mut file, &bytes).inspect_err(|_| {
        let _ = fs::remove_file(to);
    })
}

/// Removes what a run wrote before it came to its place.
fn clear(stage: &Path) -> io::Result<()> {
    let Ok(there) = fs::symlink_metadata(stage) else { return Ok(()) };
    let is_ours = there.is_dir()
        && (stage.join(MARKER).is_file() || fs::read_dir(stage).is_ok_and(|mut inside| inside.next().is_none()));
    match is_ours {
        true => fs::remove_dir_all(stage),
        false => Err(io::Error::new(io::ErrorKind::AlreadyExists, "it is not ours")),
    }
}

/// Writes one file where there is none, with the folders above it: whole or not at all.
///
/// # Errors
/// When something is there, or the system refuses.
pub fn write_entry(place: &Path, bytes: &[u8]) -> Result<(), BeginError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => BeginError::InTheWay(vec![place.to_owned()]),
        _ => BeginError::Io("write", place.to_owned(), error),
    };
    if fs::symlink_metadata(place).is_ok() {
        return Err(BeginError::InTheWay(vec![place.to_owned()]));
    }
    let folder = place.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(failed)?;
    // Hidden, so that a preview that looks meanwhile does not see half of it.
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let draft = format!(".{name}.{}", std::process::id());
    let written = write_new(folder, &draft, bytes).and_then(|()| move_new(&folder.join(&draft), place));
    let _ = fs::remove_file(folder.join(&draft));
    written.map(drop).map_err(failed)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::cell::Cell;

    use super::*;

    fn files() -> Vec<NewFile> {
        let file = |path: &str| NewFile { path: path.into(), bytes: Cow::Owned(path.as_bytes().to_vec()) };
        vec![
            file("content/handbook.yaml"),
            file("content/roles/a.md"),
            file("README.md"),
            file(".github/workflows/handbook.yml"),
            file(".vscode/settings.json"),
        ]
    }

    /// Paths of all files below a folder, sorted.
    fn all(folder: &Path) -> Vec<String> {
        fn walk(folder: &Path, root: &Path, out: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => walk(&path, root, out),
                    false => out.push(path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/")),
                }
            }
        }
        let mut out = Vec::new();
        walk(folder, folder, &mut out);
        out.sort();
        out
    }

    fn is_whole(folder: &Path) -> bool {
        files().iter().all(|file| fs::read(folder.join(&file.path)).is_ok_and(|bytes| bytes == *file.bytes))
    }

    #[test]
    fn all_files_come_into_a_folder_that_may_have_others() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("content")).unwrap();
        fs::create_dir_all(dir.path().join(".github/workflows")).unwrap();
        fs::write(dir.path().join(".github/workflows/other.yml"), "mine").unwrap();
        begin(dir.path(), &files()).unwrap();
        assert!(is_whole(dir.path()));
        assert_eq!(all(dir.path()).len(), files().len() + 1, "{:?}", all(dir.path()));
        let deep = dir.path().join("a/b");
        begin(&deep, &files()).unwrap();
        assert!(is_whole(&deep));
    }

    #[test]
    fn what_is_in_the_way_is_named_and_nothing_is_written() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("content/.hidden")).unwrap();
        fs::write(dir.path().join("README.md"), "mine").unwrap();
        fs::write(dir.path().join(".vscode"), "a file").unwrap();
        let before = all(dir.path());
        let Err(BeginError::InTheWay(found)) = begin(dir.path(), &files()) else { panic!("it is in the way") };
        let names: Vec<_> = found.iter().map(|it| it.strip_prefix(dir.path()).unwrap().to_str().unwrap()).collect();
        assert_eq!(names, [".vscode", "README.md", "content"]);
        assert_eq!(all(dir.path()), before);
        let file = dir.path().join("README.md");
        assert!(matches!(begin(&file, &files()), Err(BeginError::InTheWay(found)) if found == [file]));
    }

    /// Whatever fails on the way, everything is as it was; and a run that was killed there is made good by the next.
    #[test]
    fn a_run_that_fails_or_dies_leaves_nothing_half() {
        for n_moves in 0..5 {
            let dir = tempfile::tempdir().unwrap();
            let target = dir.path().join("new");
            for folder in [dir.path(), &target] {
                let before = all(dir.path());
                let n_left = Cell::new(n_moves);
                let fails = |_: &Path| match n_left.replace(n_left.get() - 1) {
                    0 => Err(io::Error::other("the disk is full")),
                    _ => Ok(()),
                };
                let result = begin_with(folder, &files(), &fails);
                if n_moves < 4 {
                    assert!(matches!(result, Err(BeginError::Io("write", ..))), "{n_moves}: {result:?}");
                    assert_eq!(all(dir.path()), before, "{n_moves}");
                }
            }
            assert_eq!(n_moves == 4, target.exists());
        }
        for n_moves in 0..4 {
            let dir = tempfile::tempdir().unwrap();
            let n_left = Cell::new(n_moves);
            let dies = |_: &Path| match n_left.replace(n_left.get() - 1) {
                0 => panic!("killed"),
                _ => Ok(()),
            };
            let run = std::panic::AssertUnwindSafe(|| begin_with(dir.path(), &files(), &dies));
            assert!(std::panic::catch_unwind(run).is_err());
            assert!(!dir.path().join("content").exists(), "{n_moves}");
            begin(dir.path(), &files()).unwrap();
            assert!(is_whole(dir.path()));
            assert_eq!(all(dir.path()).len(), files().len());
        }
    }

    #[test]
    fn a_folder_of_that_name_that_is_not_ours_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(STAGE)).unwrap();
        fs::write(dir.path().join(STAGE).join("mine"), "mine").unwrap();
        assert!(begin(dir.path(), &files()).is_err());
        assert_eq!(all(dir.path()), [format!("{STAGE}/mine")]);
    }

    #[test]
    fn one_entry_is_written_where_there_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let place = dir.path().join("roles/a.md");
        write_entry(&place, b"a").unwrap();
        assert!(matches!(write_entry(&place, b"b"), Err(BeginError::InTheWay(found)) if found == [place.clone()]));
        assert_eq!(fs::read(&place).unwrap(), b"a");
        assert_eq!(all(dir.path()), ["roles/a.md"]);
    }
}

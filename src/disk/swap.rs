//! Puts a finished site into the place of the former one.
//!
//! In one exchange of two folders where the system has it; else by two renames; and where the target
//! cannot be renamed at all (a mount point, a parent folder that is not ours), file by file.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::fresh::Fresh;
use super::leftovers::{OLD, remove_folders};
use super::manifest::MANIFEST;
use super::paths::{ancestors, fold};
use super::target::{Listing, MARKER, MARKER_TEXT, PENDING, Target};
use super::write::{Step, WriteOptions};
use super::write_error::{Left, WriteError};

/// How a new site takes the place of the former one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Swap {
    /// In one step, which readers see as a whole.
    #[default]
    Exchange,
    /// The former site is moved aside, then the new one comes: between the two there is none. A run that
    /// is killed there is completed by the next one.
    Renames,
    /// File by file: readers may see pages of both.
    InPlace,
}

/// What the swap has to do.
pub(super) struct Change<'a> {
    /// Every path of the new site.
    pub paths: &'a [&'a str],
    /// Those of them that are new or have new bytes; they lie in the fresh folder.
    pub changed: &'a [&'a str],
    /// Paths of the former site that the new one does not have.
    pub vanished: &'a [&'a str],
    /// Every folder of the new site.
    pub folders: &'a HashSet<&'a str>,
    /// Whether marker and manifest have to be written.
    pub marker: bool,
    pub manifest: bool,
}

/// A temporary file at the root of the target.
const TEMPORARY: &str = ".clausebook-tmp";

/// Swaps `fresh` in, trying from `first` on whatever works. Returns how it was done, and where the former
/// site is now, if it is to be removed.
pub(super) fn swap(
    target: &Target,
    fresh: &Fresh,
    former: Option<&Listing>,
    change: &Change<'_>,
    first: Swap,
    options: &WriteOptions<'_>,
) -> Result<(Swap, Option<PathBuf>), WriteError> {
    let failed = |error| WriteError::io("put the new site into", &target.shown, error);
    let Some(former) = former else {
        options.reach(Step::Swap).map_err(failed)?;
        fs::rename(&fresh.folder, &target.real).map_err(failed)?;
        return Ok((Swap::Renames, None));
    };
    if first != Swap::InPlace {
        // The right to enter and change the folder is the user's decision, not ours. The site is good
        // without it, and so is the next build.
        if let Ok(found) = fs::metadata(&target.real) {
            let _ = fs::set_permissions(&fresh.folder, found.permissions());
        }
    }
    if first == Swap::Exchange {
        let swapped = options.reach(Step::Exchange).and_then(|()| exchange(&fresh.folder, &target.real));
        if swapped.is_ok() {
            return Ok((Swap::Exchange, Some(fresh.folder.clone())));
        }
    }
    if first != Swap::InPlace {
        match two_renames(target, fresh, options) {
            Ok(aside) => return Ok((Swap::Renames, Some(aside))),
            Err((error, Left::Former)) if cannot_be_renamed(&error) => {}
            Err((error, left)) => return Err(failed(error).leaving(left)),
        }
    }
    in_place(target, &fresh.folder, former, change, options)?;
    Ok((Swap::InPlace, None))
}

/// Exchanges two folders of one file system in one step.
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?;
        Ok(())
    }
    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    {
        let _ = (one, other);
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// Moves the former site aside and the new one to its place. The name of the former one tells the next
/// run which new one belongs to it.
fn two_renames(target: &Target, fresh: &Fresh, options: &WriteOptions<'_>) -> Result<PathBuf, (io::Error, Left)> {
    let aside = target.beside(&format!("{OLD}{}", fresh.id));
    let first = options.reach(Step::FirstRename).and_then(|()| fs::rename(&target.real, &aside));
    first.map_err(|error| (error, Left::Former))?;
    let second = options.reach(Step::SecondRename).and_then(|()| fs::rename(&fresh.folder, &target.real));
    second.map_err(|error| match fs::rename(&aside, &target.real) {
        Ok(()) => (error, Left::Former),
        Err(_) => (error, Left::Aside(aside.clone())),
    })?;
    Ok(aside)
}

/// Whether an error says that a folder is held where it is, while its files may still be changed.
fn cannot_be_renamed(error: &io::Error) -> bool {
    use io::ErrorKind;
    matches!(error.kind(), ErrorKind::ResourceBusy | ErrorKind::CrossesDevices | ErrorKind::PermissionDenied)
}

/// Replaces the former site file by file, changed ones only.
///
/// At any moment every file here is named by the manifest or by the list of pending files, so that a run
/// which is killed leaves nothing that the next one would take for somebody else's. What pages need comes
/// before the pages, and what vanished goes after them.
fn in_place(
    target: &Target,
    fresh: &Path,
    former: &Listing,
    change: &Change<'_>,
    options: &WriteOptions<'_>,
) -> Result<(), WriteError> {
    let root = target.real.as_path();
    let failed = |path: &str| {
        let path = target.shown.join(path);
        move |error| WriteError::io("write", path, error).leaving(Left::Mixture)
    };
    let unbegun = |error| WriteError::io("write to", &target.shown, error).leaving(Left::Former);
    options.reach(Step::Swap).map_err(unbegun)?;
    if change.marker {
        write_by_rename(root, MARKER, MARKER_TEXT.as_bytes()).map_err(unbegun)?;
    }
    let mut pending: Vec<&str> = former.site_files().chain(change.paths.iter().copied()).collect();
    pending.sort_unstable();
    pending.dedup();
    write_by_rename(root, PENDING, pending.join("\n").as_bytes()).map_err(unbegun)?;

    let (in_the_way, vanished): (Vec<&str>, Vec<&str>) = {
        let obstacle = Obstacle::new(change);
        change.vanished.iter().partition(|path| obstacle.is_in_the_way(path))
    };
    let unneeded = || former.folders.iter().map(String::as_str).filter(|folder| !change.folders.contains(folder));
    for path in in_the_way {
        remove_file(&root.join(path)).map_err(failed(path))?;
    }
    remove_folders(root, unneeded());
    let mut changed = change.changed.to_vec();
    changed.sort_by_key(|path| path.ends_with(".html"));
    for path in changed {
        options.reach(Step::Place).and_then(|()| place(fresh, root, path)).map_err(failed(path))?;
    }
    for path in vanished {
        options.reach(Step::Place).and_then(|()| remove_file(&root.join(path))).map_err(failed(path))?;
    }
    remove_folders(root, unneeded());
    if change.manifest {
        options.reach(Step::Place).and_then(|()| place(fresh, root, MANIFEST)).map_err(failed(MANIFEST))?;
    }
    options.reach(Step::Place).and_then(|()| remove_file(&root.join(PENDING))).map_err(failed(PENDING))
}

/// Which vanished files have to go before new ones can come: a file where a folder is to be, files below
/// a file that is to be, and another spelling of a new file's name.
struct Obstacle {
    files: HashSet<String>,
    folders: HashSet<String>,
}

impl Obstacle {
    fn new(change: &Change<'_>) -> Self {
        Obstacle {
            files: change.paths.iter().map(|path| fold(path)).collect(),
            folders: change.folders.iter().map(|folder| fold(folder)).collect(),
        }
    }

    fn is_in_the_way(&self, path: &str) -> bool {
        let path = fold(path);
        self.files.contains(&path)
            || self.folders.contains(&path)
            || ancestors(&path).any(|folder| self.files.contains(folder))
    }
}

/// Moves one file of the fresh folder to its place, over the former one.
fn place(fresh: &Path, root: &Path, path: &str) -> io::Result<()> {
    let (from, to) = (fresh.join(path), root.join(path));
    match fs::rename(&from, &to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = to.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::rename(&from, &to)
        }
        renamed => renamed,
    }
    .or_else(|error| {
        if error.kind() != io::ErrorKind::CrossesDevices {
            return Err(error);
        }
        let temporary = root.join(TEMPORARY);
        fs::copy(&from, &temporary)?;
        fs::rename(&temporary, &to)
    })
}

/// Writes a file so that it is there as a whole or not at all.
pub(super) fn write_by_rename(root: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = root.join(TEMPORARY);
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, root.join(path)));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

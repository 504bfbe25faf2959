//! What runs that were killed left beside a target or in it, and how a site is removed without losing
//! anything that is not part of it.
//!
//! Only the holder of the lock may come here: then whatever has the names of a build is of a run that died.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::manifest::MANIFEST;
use super::target::{INNER_LOCK, Listing, MARKER, OWN_PREFIX, PENDING, Target};
use super::write_error::{Left, WriteError};

/// A folder that is being made: `.site.clausebook-new-ID`.
pub(super) const NEW: &str = "new-";
/// A former site that was moved aside: `.site.clausebook-old-ID`.
pub(super) const OLD: &str = "old-";

/// A folder that a run left beside the target.
struct Leftover {
    folder: PathBuf,
    id: String,
    is_new: bool,
}

/// Completes what a run began that was killed after it had moved the former site aside and before the new
/// one was in its place: the new one comes there if it is complete, else the former one comes back.
/// To be called where the target is missing or empty. Says whether there was something to complete.
pub(super) fn recover(target: &Target) -> Result<bool, WriteError> {
    let leftovers = find(target).map_err(|error| WriteError::io("read the folder of", &target.shown, error))?;
    let is_ours = |folder: &Path| folder.join(MARKER).is_file();
    let Some(old) = leftovers.iter().find(|found| !found.is_new && is_ours(&found.folder)) else {
        return Ok(false);
    };
    // The manifest is the last file of a new site.
    let is_complete = |folder: &Path| is_ours(folder) && folder.join(MANIFEST).is_file();
    let new = leftovers.iter().find(|found| found.is_new && found.id == old.id && is_complete(&found.folder));
    let whole = &new.unwrap_or(old).folder;
    let move_back = || {
        match fs::remove_dir(&target.real) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::rename(whole, &target.real)
    };
    move_back().map_err(|error| {
        WriteError::io("put the former site back to", &target.shown, error).leaving(Left::Aside(old.folder.clone()))
    })?;
    Ok(true)
}

/// Removes what killed runs left beside the target. Returns the folders that have to stay, because they
/// hold files that no build wrote.
pub(super) fn sweep_beside(target: &Target) -> Vec<PathBuf> {
    // Litter is no reason to fail: it is found again by the next run.
    let leftovers = find(target).unwrap_or_default();
    let mut kept = Vec::new();
    for leftover in leftovers {
        let Ok(listing) = Listing::read(&leftover.folder) else {
            continue;
        };
        let has_marker = listing.has_regular(MARKER);
        if !has_marker && !listing.is_empty() {
            continue; // Called like ours, but not ours.
        }
        // Nobody but the run that made it knows an unfinished folder, so all in it is that run's.
        let is_unfinished = leftover.is_new && has_marker && !listing.has_regular(MANIFEST);
        let may_go = is_unfinished || listing.foreign(&leftover.folder).is_none();
        if !may_go || !remove_site(&leftover.folder, &listing) {
            kept.push(leftover.folder);
        }
    }
    kept
}

/// Removes what killed runs left in the target itself, which has to be a site.
/// The list of pending files stays: it says which files are a build's.
pub(super) fn sweep_inside(target: &Path) {
    let Ok(entries) = fs::read_dir(target) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_leftover =
            name.to_str().is_some_and(|name| name.starts_with(OWN_PREFIX) && name != PENDING && name != INNER_LOCK);
        if !is_leftover {
            continue;
        }
        // What cannot be removed now is found again by the next run.
        if entry.file_type().is_ok_and(|found| found.is_dir()) {
            remove_unfinished(&entry.path());
        } else {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes a folder that nobody but a build ever knew of.
pub(super) fn remove_unfinished(folder: &Path) {
    if let Ok(listing) = Listing::read(folder) {
        remove_site(folder, &listing);
    }
}

/// Removes the site in `root`, of which `listing` was taken before: these files and no others, so that
/// a file which somebody put there meanwhile is not lost. Marker and manifest go last, for the run that
/// goes on when this one is killed. Says whether the folder is gone.
pub(super) fn remove_site(root: &Path, listing: &Listing) -> bool {
    const LAST: [&str; 3] = [PENDING, MANIFEST, MARKER];
    let files = listing.files.par_iter().map(|file| file.path.as_str());
    files.filter(|path| !LAST.contains(path)).for_each(|path| {
        let _ = fs::remove_file(root.join(path));
    });
    remove_folders(root, listing.folders.iter().map(String::as_str));
    let is_last = |name: &std::ffi::OsStr| LAST.iter().any(|last| name == *last);
    match fs::read_dir(root) {
        Ok(mut rest) => {
            if rest.any(|entry| entry.is_ok_and(|entry| !is_last(&entry.file_name()))) {
                return false;
            }
        }
        Err(error) => return error.kind() == io::ErrorKind::NotFound,
    }
    for name in LAST {
        let _ = fs::remove_file(root.join(name));
    }
    fs::remove_dir(root).is_ok()
}

/// Removes these folders where they are empty, the deepest first.
pub(super) fn remove_folders<'a>(root: &Path, folders: impl Iterator<Item = &'a str>) {
    let mut levels: Vec<Vec<&str>> = Vec::new();
    for folder in folders {
        let depth = folder.matches('/').count();
        if levels.len() <= depth {
            levels.resize(depth + 1, Vec::new());
        }
        levels[depth].push(folder);
    }
    for level in levels.into_iter().rev() {
        level.par_iter().for_each(|folder| {
            let _ = fs::remove_dir(root.join(folder));
        });
    }
}

/// A name for the folders of this run that none beside the target has.
pub(super) fn free_id(target: &Target) -> String {
    let own = std::process::id();
    let is_free = |id: &String| {
        let taken = |kind| target.beside(&format!("{kind}{id}")).symlink_metadata().is_ok();
        !taken(NEW) && !taken(OLD)
    };
    let ids = (1_u32..).map(|attempt| match attempt {
        1 => own.to_string(),
        _ => format!("{own}.{attempt}"),
    });
    ids.take(10_000).find(is_free).unwrap_or_else(|| own.to_string())
}

/// The folders beside the target that have the names of a build's, by name.
fn find(target: &Target) -> io::Result<Vec<Leftover>> {
    let prefix = target.sibling_prefix();
    let mut found = Vec::new();
    for entry in fs::read_dir(target.parent())? {
        let entry = entry?;
        let name = entry.file_name();
        // Names of the same bytes before the prefix's end, whatever their encoding.
        let Some(rest) = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes()) else {
            continue;
        };
        let rest = String::from_utf8_lossy(rest);
        let (is_new, id) = match (rest.strip_prefix(NEW), rest.strip_prefix(OLD)) {
            (Some(id), _) => (true, id),
            (None, Some(id)) => (false, id),
            (None, None) => continue,
        };
        let is_id = id.starts_with(|first: char| first.is_ascii_digit())
            && id.chars().all(|letter| letter.is_ascii_digit() || letter == '.');
        if is_id && entry.file_type()?.is_dir() {
            found.push(Leftover { folder: entry.path(), id: id.to_owned(), is_new });
        }
    }
    found.sort_unstable_by(|a, b| a.folder.cmp(&b.folder));
    Ok(found)
}

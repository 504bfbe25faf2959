//! Writes a site to a folder, so that a reader sees the former site or the new one and nothing between.
//!
//! The new site is made in a fresh folder beside the target and swapped in when it is whole. What did not
//! change is taken over from the former site as a second name of the same file (a hard link), bytes and
//! time stamps with it. A file counts as unchanged after its bytes were compared: a manifest can only say
//! what was written once, and the site has to equal a build into an empty folder even if somebody changed a
//! file since. The former site is only read until the swap, so a run may be killed at any moment: what it
//! leaves beside the target is cleared away by the next run.
//!
//! Nothing is forced to the disk: a killed process loses no byte that it has written, since the system
//! keeps them. After a power failure shortly after a build, files may be cut short; the manifest shows
//! which, and the next build mends them, because it compares.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::fresh::{Fresh, Room, holds, take_over, write_new};
use super::leftovers;
use super::lock::{Lock, LockError};
use super::manifest::{Checksum, FileRecord, MANIFEST, Manifest};
use super::paths::{check_paths, folders};
use super::swap::{Change, Swap, swap, write_by_rename};
use super::target::{INNER_LOCK, Listing, MARKER, MARKER_TEXT, PENDING, Target};
use super::write_error::WriteError;

/// What to write besides the files, and how.
#[derive(Clone)]
pub struct WriteOptions<'a> {
    /// Folders that the target must not be, hold or lie in: those that are read from.
    pub forbidden: Vec<PathBuf>,
    /// The first fields of the manifest, in this order.
    pub head: Map<String, Value>,
    /// How long to wait for another run that writes to the target.
    pub wait: Duration,
    /// The way to swap that is tried first; those after it follow when it does not work.
    pub swap: Swap,
    /// Called once before waiting, with the id of the process that writes to the target, where known.
    pub on_wait: Option<&'a (dyn Fn(Option<u32>) + Sync)>,
    /// Called after each file with the number of files done and of all; from any thread.
    pub on_progress: Option<&'a (dyn Fn(usize, usize) + Sync)>,
    /// Called at each step: the error it returns is what the system might have said there.
    #[cfg(test)]
    pub(crate) fault: Option<&'a (dyn Fn(Step) -> io::Result<()> + Sync)>,
}

impl Default for WriteOptions<'_> {
    fn default() -> Self {
        WriteOptions {
            forbidden: Vec::new(),
            head: Map::new(),
            wait: Duration::from_secs(5),
            swap: Swap::default(),
            on_wait: None,
            on_progress: None,
            #[cfg(test)]
            fault: None,
        }
    }
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Files of the site, marker and manifest not counted.
    pub n_files: usize,
    /// Files that are new or have new bytes.
    pub n_changed: usize,
    /// Files of the former site that the new one does not have.
    pub n_removed: usize,
    /// Bytes of all files.
    pub n_bytes: u64,
    /// The checksum of the manifest, which stands for the whole site.
    pub manifest: Checksum,
    /// How the new site came to its place; `None` when it equals the former one and nothing was touched.
    pub swap: Option<Swap>,
    /// Whether a run that was killed between two renames had to be completed first.
    pub has_recovered: bool,
    /// Folders beside the target that hold a former site and could not be removed, because files lie there
    /// that no build wrote, or because the system refused.
    pub kept_aside: Vec<PathBuf>,
}

/// The moments at which a run may fail or be killed, for tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Fresh,
    Marker,
    File,
    Link,
    Manifest,
    Swap,
    Exchange,
    FirstRename,
    SecondRename,
    Place,
    Remove,
}

impl WriteOptions<'_> {
    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "in tests it asks the options")]
    #[inline]
    pub(super) fn reach(&self, _: Step) -> io::Result<()> {
        Ok(())
    }

    #[cfg(test)]
    pub(super) fn reach(&self, step: Step) -> io::Result<()> {
        self.fault.map_or(Ok(()), |fault| fault(step))
    }
}

/// Writes a site of these `paths` to the folder `target`; `render` makes the bytes of `paths[index]`.
///
/// `render` is called once for each path, on the threads of the current rayon pool, and its bytes are
/// written and dropped at once. Beside the files the folder gets a marker and `manifest.json`; the same
/// paths, bytes and head give the same folder on any machine.
///
/// Fails, with the former site whole, when the target is or holds something that no build wrote, when
/// another run holds it for longer than we wait, when a path is no good, and when the system refuses.
/// Where the target cannot be renamed, files are replaced one by one, and a failure then may leave files
/// of both sites until the next build; the error says so.
pub fn write_site<S, F, B>(
    target: &Path,
    paths: &[S],
    render: F,
    options: &WriteOptions<'_>,
) -> Result<Written, WriteError>
where
    S: AsRef<str> + Sync,
    F: Fn(usize) -> B + Sync,
    B: AsRef<[u8]>,
{
    check_paths(paths)?;
    let paths: Vec<&str> = paths.iter().map(AsRef::as_ref).collect();
    let target = Target::resolve(target, &options.forbidden)?;
    // After the failure, when everything is cleared away: what lies there now is what the run leaves.
    write_locked(&target, &paths, render, options).map_err(|error| error.leaving(target.left()))
}

fn write_locked<F, B>(
    target: &Target,
    paths: &[&str],
    render: F,
    options: &WriteOptions<'_>,
) -> Result<Written, WriteError>
where
    F: Fn(usize) -> B + Sync,
    B: AsRef<[u8]>,
{
    target.check_writable()?;
    let (lock, lock_room) = take_lock(target, options)?;
    let mut former = target.inspect()?;
    let mut has_recovered = false;
    let mut kept_aside = Vec::new();
    if lock.is_exclusive() {
        if lock_room == Room::Beside {
            if former.as_ref().is_none_or(Listing::is_empty) && leftovers::recover(target)? {
                has_recovered = true;
                former = target.inspect()?;
            }
            kept_aside = leftovers::sweep_beside(target);
        }
        if let Some(former) = &mut former
            && former.has_regular(MARKER)
        {
            leftovers::sweep_inside(&target.real);
            former.forget_leftovers();
        }
    }
    let former = former;

    let mut fresh = Fresh::create(target, former.as_ref(), lock_room, options)?;
    let rendered = render_all(target, paths, render, &fresh, former.as_ref(), options)?;
    let plan = Plan::new(target, paths, &rendered, &fresh, former.as_ref(), options);
    let mut written = Written {
        n_files: paths.len(),
        n_changed: plan.changed.len(),
        n_removed: plan.vanished.len(),
        n_bytes: rendered.iter().map(|file| file.size).sum(),
        manifest: Checksum::of(&plan.manifest),
        swap: None,
        has_recovered,
        kept_aside,
    };
    if plan.is_nothing(former.as_ref()) {
        return Ok(written);
    }
    plan.complete(target, &fresh, options)?;
    let first = if fresh.room == Room::Inside { Swap::InPlace } else { options.swap };
    let change = plan.change(paths);
    let (how, old) = swap(target, &fresh, former.as_ref(), &change, first, options)?;
    written.swap = Some(how);
    match how {
        Swap::Exchange | Swap::Renames => fresh.keep(),
        Swap::InPlace => fresh.keep_marker(),
    }
    if let (Some(old), Some(former)) = (old, former) {
        let is_gone = options.reach(Step::Remove).is_ok() && leftovers::remove_site(&old, &former);
        if !is_gone {
            written.kept_aside.push(old);
        }
    }
    Ok(written)
}

fn take_lock(target: &Target, options: &WriteOptions<'_>) -> Result<(Lock, Room), WriteError> {
    let on_wait = |holder| {
        if let Some(on_wait) = options.on_wait {
            on_wait(holder);
        }
    };
    let failed = |error| match error {
        LockError::Held(holder) => WriteError::Locked { target: target.shown.clone(), holder },
        LockError::Io(error) => WriteError::io("make a lock beside", &target.shown, error),
    };
    let parent_failed = |error| WriteError::io("make the folder of", &target.shown, error);
    fs::create_dir_all(target.parent()).map_err(parent_failed)?;
    match Lock::take(&target.beside("lock"), options.wait, &on_wait) {
        Ok(lock) => Ok((lock, Room::Beside)),
        Err(LockError::Io(error)) if is_not_ours(&error) && target.real.is_dir() => {
            // Even the lock would touch it, so look first; after that, under the lock, look again.
            target.inspect()?;
            let lock = Lock::take(&target.real.join(INNER_LOCK), options.wait, &on_wait).map_err(failed)?;
            Ok((lock, Room::Inside))
        }
        Err(error) => Err(failed(error)),
    }
}

fn is_not_ours(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// What became of one path.
struct RenderedFile {
    size: u64,
    sha256: Checksum,
    is_kept: bool,
}

/// Renders every file, and writes those that are not in the former site as they are.
fn render_all<F, B>(
    target: &Target,
    paths: &[&str],
    render: F,
    fresh: &Fresh,
    former: Option<&Listing>,
    options: &WriteOptions<'_>,
) -> Result<Vec<RenderedFile>, WriteError>
where
    F: Fn(usize) -> B + Sync,
    B: AsRef<[u8]>,
{
    let n_done = AtomicUsize::new(0);
    let render_one = |(index, path): (usize, &&str)| {
        let bytes = render(index);
        let bytes = bytes.as_ref();
        let is_kept = former.is_some_and(|former| former.has_regular(path) && holds(&target.real.join(path), bytes));
        if !is_kept {
            let written = options.reach(Step::File).and_then(|()| write_new(&fresh.folder, path, bytes));
            written.map_err(|error| WriteError::io("write", target.shown.join(path), error))?;
        }
        let n_done = n_done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(on_progress) = options.on_progress {
            on_progress(n_done, paths.len());
        }
        Ok(RenderedFile { size: bytes.len() as u64, sha256: Checksum::of(bytes), is_kept })
    };
    paths.par_iter().enumerate().map(render_one).collect()
}

/// What has to be done after every file is rendered.
struct Plan<'a> {
    kept: Vec<&'a str>,
    changed: Vec<&'a str>,
    vanished: Vec<&'a str>,
    folders: HashSet<&'a str>,
    manifest: Vec<u8>,
    keeps_marker: bool,
    keeps_manifest: bool,
}

impl<'a> Plan<'a> {
    fn new(
        target: &Target,
        paths: &[&'a str],
        rendered: &[RenderedFile],
        fresh: &Fresh,
        former: Option<&'a Listing>,
        options: &WriteOptions<'_>,
    ) -> Self {
        let marker = FileRecord {
            path: MARKER.to_owned(),
            size: MARKER_TEXT.len() as u64,
            sha256: Checksum::of(MARKER_TEXT.as_bytes()),
        };
        let files = paths.iter().zip(rendered).map(|(path, file)| FileRecord {
            path: (*path).to_owned(),
            size: file.size,
            sha256: file.sha256,
        });
        let manifest = Manifest::new(options.head.clone(), files.chain([marker]).collect()).to_bytes();
        let (kept, changed): (Vec<_>, Vec<_>) = paths.iter().zip(rendered).partition(|(_, file)| file.is_kept);
        let only_paths = |files: Vec<(&&'a str, _)>| files.into_iter().map(|(path, _)| *path).collect();
        let wanted: HashSet<&str> = paths.iter().copied().collect();
        let vanished = former.into_iter().flat_map(Listing::site_files);
        let keeps_manifest =
            former.is_some_and(|former| former.has_regular(MANIFEST)) && holds(&target.real.join(MANIFEST), &manifest);
        Plan {
            kept: only_paths(kept),
            changed: only_paths(changed),
            vanished: vanished.filter(|path| !wanted.contains(path)).collect(),
            folders: folders(paths.iter().copied()),
            keeps_marker: fresh.keeps_marker,
            keeps_manifest,
            manifest,
        }
    }

    /// Whether the former site is what was rendered, to the last file and folder.
    fn is_nothing(&self, former: Option<&Listing>) -> bool {
        let is_tidy = |former: &Listing| {
            // Every folder that is needed is there, so a different number means folders too many.
            former.folders.len() == self.folders.len() && !former.has_regular(PENDING)
        };
        self.changed.is_empty()
            && self.vanished.is_empty()
            && self.keeps_marker
            && self.keeps_manifest
            && former.is_some_and(is_tidy)
    }

    /// Makes the fresh folder whole: takes unchanged files over, unless they can stay where they are, then
    /// writes the manifest, whose presence says that the folder is complete.
    fn complete(&self, target: &Target, fresh: &Fresh, options: &WriteOptions<'_>) -> Result<(), WriteError> {
        let take_over = |path: &str| {
            let taken = options.reach(Step::Link).and_then(|()| take_over(&target.real, &fresh.folder, path));
            taken.map_err(|error| WriteError::io("take over", target.shown.join(path), error))
        };
        if fresh.room == Room::Beside {
            self.kept.par_iter().try_for_each(|path| take_over(path))?;
            if self.keeps_manifest {
                return take_over(MANIFEST);
            }
        }
        if !self.keeps_manifest {
            let written = options.reach(Step::Manifest);
            let written = written.and_then(|()| write_by_rename(&fresh.folder, MANIFEST, &self.manifest));
            written.map_err(|error| WriteError::io("write", target.shown.join(MANIFEST), error))?;
        }
        Ok(())
    }

    fn change<'b>(&'b self, paths: &'b [&'b str]) -> Change<'b> {
        Change {
            paths,
            changed: &self.changed,
            vanished: &self.vanished,
            folders: &self.folders,
            marker: !self.keeps_marker,
            manifest: !self.keeps_manifest,
        }
    }
}

#[cfg(test)]
mod tests;

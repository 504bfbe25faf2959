//! The folder in which a new site is made, and how files come into it: written, or taken over from the
//! former site.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::leftovers::{self, NEW};
use super::swap::{Swap, write_by_rename};
use super::target::{Listing, MARKER, MARKER_TEXT, OWN_PREFIX, Target};
use super::write::{Step, WriteOptions};
use super::write_error::WriteError;

/// The folder in which the new site is made. Removed when dropped, unless kept.
pub(super) struct Fresh {
    pub folder: PathBuf,
    /// Tells the folders of this run from those of others.
    pub id: String,
    pub room: Room,
    /// Whether the target's marker is as it has to be, and is taken over.
    pub keeps_marker: bool,
    goes_when_dropped: bool,
    /// The marker that was put into an empty target, so that the next run knows what is left in there;
    /// it goes again when no site comes.
    marked: Option<PathBuf>,
}

impl Fresh {
    /// Makes it beside the target, and in the target where the two cannot be swapped.
    pub fn create(
        target: &Target,
        former: Option<&Listing>,
        lock_room: Room,
        options: &WriteOptions<'_>,
    ) -> Result<Self, WriteError> {
        let id = leftovers::free_id(target);
        let mut fresh = Fresh {
            folder: target.beside(&format!("{NEW}{id}")),
            id,
            room: Room::Beside,
            keeps_marker: false,
            goes_when_dropped: false,
            marked: None,
        };
        let is_bound = lock_room == Room::Inside || options.swap == Swap::InPlace || target.is_mount_point();
        if former.is_none() || !is_bound {
            let made = options.reach(Step::Fresh).and_then(|()| fresh.make());
            made.map_err(|error| WriteError::io("make a folder beside", &target.shown, error))?;
            match former.map_or(Ok(()), |former| fresh.take_marker(target, former, options)) {
                Ok(()) => return Ok(fresh),
                // The same file system mounted twice: only a second name for a file shows it.
                Err(error) if error.kind() == io::ErrorKind::CrossesDevices => fresh.remove(),
                Err(error) => return Err(WriteError::io("take over", target.shown.join(MARKER), error)),
            }
        }
        let made = options.reach(Step::Fresh).and_then(|()| fresh.move_inside(target));
        made.map_err(|error| WriteError::io("write to", &target.shown, error))?;
        Ok(fresh)
    }

    fn make(&mut self) -> io::Result<()> {
        fs::create_dir(&self.folder)?;
        self.goes_when_dropped = true;
        write_new(&self.folder, MARKER, MARKER_TEXT.as_bytes())
    }

    fn move_inside(&mut self, target: &Target) -> io::Result<()> {
        let marker = target.real.join(MARKER);
        if !marker.exists() {
            self.marked = Some(marker.clone());
            write_by_rename(&target.real, MARKER, MARKER_TEXT.as_bytes())?;
        }
        self.keeps_marker = holds(&marker, MARKER_TEXT.as_bytes());
        self.room = Room::Inside;
        self.folder = target.real.join(format!("{OWN_PREFIX}{NEW}{}", self.id));
        self.make()
    }

    /// Takes the former marker over, for its time stamp. Fails with `CrossesDevices` where nothing can be
    /// taken over without a copy, and so nothing swapped either.
    fn take_marker(&mut self, target: &Target, former: &Listing, options: &WriteOptions<'_>) -> io::Result<()> {
        if !former.has_regular(MARKER) {
            return Ok(());
        }
        let (from, to) = (target.real.join(MARKER), self.folder.join(MARKER));
        let taken = self.folder.join(TAKEN_MARKER);
        match options.reach(Step::Marker).and_then(|()| fs::hard_link(&from, &taken)) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => return Err(error),
            Err(_) => copy_with_time(&from, &taken)?,
        }
        self.keeps_marker = holds(&from, MARKER_TEXT.as_bytes());
        if self.keeps_marker {
            // Over the one that is there, so that the folder has a marker at any moment.
            fs::rename(taken, to)
        } else {
            fs::remove_file(taken)
        }
    }

    /// Says that the new site is in place, so that nothing is left to clear away: after an exchange the
    /// folder is the former site, and after a rename it is the target.
    pub fn keep(&mut self) {
        self.goes_when_dropped = false;
        self.marked = None;
    }

    /// Says that the files of the folder came to their place one by one; the rest of it may go.
    pub fn keep_marker(&mut self) {
        self.marked = None;
    }

    fn remove(&mut self) {
        leftovers::remove_unfinished(&self.folder);
        self.goes_when_dropped = false;
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if self.goes_when_dropped {
            self.remove();
        }
        if let Some(marker) = &self.marked {
            let _ = fs::remove_file(marker);
        }
    }
}

/// Where a run keeps its lock or its fresh folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Room {
    Beside,
    /// In the target, which is a mount point or stands in a folder that we must not write to.
    Inside,
}

/// The former marker on its way into the fresh folder.
const TAKEN_MARKER: &str = ".clausebook-marker";

/// Writes a file that is not there yet, and the folders it stands in.
pub(super) fn write_new(root: &Path, path: &str, bytes: &[u8]) -> io::Result<()> {
    let place = root.join(path);
    let create = || OpenOptions::new().write(true).create_new(true).open(&place);
    let mut file = with_folder(&place, create)?;
    file.write_all(bytes)
}

/// Gives an unchanged file of the former site a second name in the fresh folder; where the file system
/// has no such thing, a copy.
pub(super) fn take_over(former: &Path, fresh: &Path, path: &str) -> io::Result<()> {
    let (from, to) = (former.join(path), fresh.join(path));
    with_folder(&to, || match fs::hard_link(&from, &to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => copy_with_time(&from, &to),
        linked => linked,
    })
}

/// Copies a file and its time stamp.
fn copy_with_time(from: &Path, to: &Path) -> io::Result<()> {
    let modified = fs::metadata(from)?.modified()?;
    fs::copy(from, to)?;
    OpenOptions::new().write(true).open(to)?.set_modified(modified)
}

/// Makes a file, and where that fails for want of its folder, the folder first: most folders are there.
fn with_folder<T>(place: &Path, make: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match make() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(folder) = place.parent() {
                fs::create_dir_all(folder)?;
            }
            make()
        }
        made => made,
    }
}

/// Whether a file has exactly these bytes. One that cannot be read does not, and is written anew.
pub(super) fn holds(path: &Path, bytes: &[u8]) -> bool {
    let compare = || -> io::Result<bool> {
        let mut file = File::open(path)?;
        if file.metadata()?.len() != bytes.len() as u64 {
            return Ok(false);
        }
        let mut buffer = [0; 32 * 1024];
        let mut rest = bytes;
        while !rest.is_empty() {
            let n_read = file.read(&mut buffer)?;
            if n_read == 0 || !rest.starts_with(&buffer[..n_read]) {
                return Ok(false);
            }
            rest = &rest[n_read..];
        }
        Ok(true)
    };
    compare().unwrap_or(false)
}

//! Changed texts of the content come to their files in one step each: what cannot be written leaves them as they are.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::lock::{Lock, LockError};
use super::write_error::{reason, shown};
use crate::approval::FileChange;

/// Files that are held open at once: systems allow a few hundred.
const MAX_AT_ONCE: usize = 100;
/// How long to wait for another run that writes the same file.
const WAIT: Duration = Duration::from_secs(10);

/// Writes changes to files of a content folder, in their order.
///
/// New texts are written beside their files, forced to the disk, and renamed over them when all are there. Links stay
/// links, permissions stay, and a byte order mark does.
///
/// # Errors
/// A sentence and a way out, where a file is not what was read, may not be written, or has no room. Nothing was changed
/// then; only where there are many files, or one fails at the very end, the ones before it have been.
pub fn apply(content: &Path, changes: &[FileChange<'_>]) -> Result<(), String> {
    changes.chunks(MAX_AT_ONCE).try_for_each(|some| apply_some(content, some))
}

fn apply_some(content: &Path, changes: &[FileChange<'_>]) -> Result<(), String> {
    let mut ready = Vec::new();
    for change in changes {
        let (FileChange::Write { path, old, .. } | FileChange::Remove { path, old }) = change;
        let place = content.join(path);
        let cannot = |error: &io::Error| cannot_write(&place, error);
        let target = Target::open(&place, old)?;
        if let FileChange::Write { new, .. } = change {
            target.prepare(new).map_err(|error| cannot(&error))?;
        }
        ready.push((place, target, change));
    }
    for (place, target, change) in ready {
        let done = match change {
            FileChange::Write { .. } => target.commit(),
            FileChange::Remove { .. } => fs::remove_file(&place).and_then(|()| sync_folder(&place)),
        };
        done.map_err(|error| cannot_write(&place, &error))?;
    }
    Ok(())
}

/// A file that is to be replaced, locked against other runs.
struct Target {
    /// Where it really is, links followed.
    real: PathBuf,
    /// Where the new text is written first; hidden, so that it is no part of a handbook.
    fresh: PathBuf,
    has_mark: bool,
    permissions: fs::Permissions,
    _lock: Lock,
}

impl Target {
    /// Finds the file and sees that it still holds the text that was read.
    fn open(place: &Path, old: &str) -> Result<Self, String> {
        let cannot = |error: io::Error| cannot_write(place, &error);
        let real = place.canonicalize().map_err(cannot)?;
        let (Some(folder), Some(name)) = (real.parent(), real.file_name().and_then(|it| it.to_str())) else {
            return Err(format!("{} cannot be written", shown(place)));
        };
        let permissions = fs::metadata(&real).map_err(cannot)?.permissions();
        // A file that is read-only is meant to stay, even where a rename would pass it by.
        if permissions.readonly() {
            return Err(cannot(io::ErrorKind::PermissionDenied.into()));
        }
        let lock = Lock::take(&folder.join(format!(".{name}.clausebook-lock")), WAIT, &|_| {});
        let lock = lock.map_err(|error| match error {
            LockError::Held(_) => {
                format!("another run is writing {}\nhelp: wait until it has finished, and ask again", shown(place))
            }
            LockError::Io(error) => cannot_write(place, &error),
        })?;
        let bytes = fs::read(&real).map_err(cannot)?;
        let has_mark = bytes.starts_with("\u{feff}".as_bytes());
        if bytes[if has_mark { 3 } else { 0 }..] != *old.as_bytes() {
            return Err(format!(
                "{} was changed while it was looked at\nhelp: nothing was written; ask again",
                shown(place)
            ));
        }
        let fresh = folder.join(format!(".{name}.clausebook-new"));
        Ok(Self { real, fresh, has_mark, permissions, _lock: lock })
    }

    /// Writes the new text beside the file.
    fn prepare(&self, new: &str) -> io::Result<()> {
        // Whoever holds the lock may take away what a killed run left.
        match fs::remove_file(&self.fresh) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(&self.fresh)?;
        if self.has_mark {
            file.write_all("\u{feff}".as_bytes())?;
        }
        file.write_all(new.as_bytes())?;
        file.set_permissions(self.permissions.clone())?;
        keep_owner(&self.real, &self.fresh);
        file.sync_all()
    }

    fn commit(&self) -> io::Result<()> {
        fs::rename(&self.fresh, &self.real)?;
        sync_folder(&self.real)
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // After a rename there is nothing of this name.
        let _ = fs::remove_file(&self.fresh);
    }
}

/// Gives a new file the owner of the former one, where that is allowed.
#[cfg(unix)]
fn keep_owner(from: &Path, to: &Path) {
    use std::os::unix::fs::{MetadataExt, chown};
    if let (Ok(old), Ok(new)) = (fs::metadata(from), fs::metadata(to))
        && (old.uid(), old.gid()) != (new.uid(), new.gid())
    {
        let _ = chown(to, Some(old.uid()), Some(old.gid()));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &Path) {}

/// Forces the name of a file to the disk; where folders cannot be opened there is no such thing.
fn sync_folder(file: &Path) -> io::Result<()> {
    match file.parent().map(File::open) {
        Some(Ok(folder)) if cfg!(unix) => folder.sync_all(),
        _ => Ok(()),
    }
}

fn cannot_write(place: &Path, error: &io::Error) -> String {
    use io::ErrorKind;
    let help = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space and ask again",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "make it writable and ask again",
        _ => "mend that and ask again",
    };
    format!("cannot write {}: {}\nhelp: the file is as it was; {help}", shown(place), reason(error))
}

//! The lock that a build holds, so that two runs never write to one target at the same time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// How long to sleep between two attempts.
const PAUSE: Duration = Duration::from_millis(25);

/// Held from the first look at the target until the site is in place. The operating system lets go of
/// it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock {
    /// `None` where the file system knows no locks.
    file: Option<File>,
    path: PathBuf,
}

#[derive(Debug)]
pub(super) enum LockError {
    /// Another run holds it; its process id, where it can be read.
    Held(Option<u32>),
    Io(io::Error),
}

impl Lock {
    /// Takes the lock at `path`, waiting at most `wait`; `on_wait` hears once who holds it.
    pub(super) fn take(path: &Path, wait: Duration, on_wait: &dyn Fn(Option<u32>)) -> Result<Self, LockError> {
        let start = Instant::now();
        let mut has_told = false;
        let mut n_attempts = 0;
        loop {
            let mut file = open(path).map_err(LockError::Io)?;
            match file.try_lock() {
                Ok(()) if is_still_at(&file, path) => {
                    // Who holds it is a courtesy to the other run; the lock is good without it.
                    let _ = write_holder(&mut file);
                    return Ok(Lock { file: Some(file), path: path.to_owned() });
                }
                // The former holder removed the file between our opening and locking it.
                Ok(()) => continue,
                Err(TryLockError::WouldBlock) => {
                    let holder = read_holder(&mut file);
                    if start.elapsed() >= wait {
                        return Err(LockError::Held(holder));
                    }
                    n_attempts += 1;
                    // A run that has only just locked the file has not put its name in yet.
                    if !has_told && (holder.is_some() || n_attempts > 2) {
                        on_wait(holder);
                        has_told = true;
                    }
                    thread::sleep(PAUSE.min(wait));
                }
                Err(TryLockError::Error(error)) if has_no_locks(&error) => {
                    return Ok(Lock { file: None, path: path.to_owned() });
                }
                Err(TryLockError::Error(error)) => return Err(LockError::Io(error)),
            }
        }
    }

    /// Whether other runs are kept away. Not so on a file system without locks.
    pub(super) fn is_exclusive(&self) -> bool {
        self.file.is_some()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Elsewhere one cannot tell whether a file that was just locked is still the one at the path,
        // so there the file stays, empty of meaning.
        if cfg!(unix) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    // In a folder that others may write to, the name may be a link to somebody's file.
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits() as i32);
    }
    match options.open(path) {
        // Made by another user: a lock needs no right to write.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && path.is_file() => File::open(path),
        opened => opened,
    }
}

#[cfg(unix)]
fn is_still_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(ours), Ok(there)) => (ours.dev(), ours.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

#[cfg(not(unix))]
fn is_still_at(_: &File, _: &Path) -> bool {
    true // The file is never removed there.
}

fn has_no_locks(error: &io::Error) -> bool {
    #[cfg(unix)]
    if let Some(code) = error.raw_os_error() {
        use rustix::io::Errno;
        let unsupported = [Errno::NOSYS, Errno::OPNOTSUPP, Errno::NOTSUP, Errno::NOLCK];
        return unsupported.iter().any(|errno| errno.raw_os_error() == code);
    }
    error.kind() == io::ErrorKind::Unsupported
}

fn write_holder(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn read_holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.rewind().ok()?;
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn the_second_run_is_told_who_holds_the_lock() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("lock");
        let held = Lock::take(&path, Duration::ZERO, &|_| ()).expect("nobody holds it");
        let told = AtomicUsize::new(0);
        let second = Lock::take(&path, Duration::from_millis(120), &|holder| {
            assert_eq!(holder, Some(std::process::id()));
            told.fetch_add(1, Ordering::Relaxed);
        });
        match second {
            Err(LockError::Held(holder)) => assert_eq!(holder, Some(std::process::id())),
            other => panic!("{other:?}"),
        }
        assert_eq!(told.into_inner(), 1);
        drop(held);
        assert!(Lock::take(&path, Duration::ZERO, &|_| ()).is_ok());
    }

    #[test]
    fn the_file_goes_with_the_lock() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("lock");
        drop(Lock::take(&path, Duration::ZERO, &|_| ()));
        assert_eq!(path.exists(), !cfg!(unix));
    }

    #[test]
    fn at_most_one_of_many_holds_it() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("lock");
        let inside = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..25 {
                        let lock = Lock::take(&path, Duration::from_secs(60), &|_| ());
                        assert!(lock.is_ok());
                        assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0);
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                    }
                });
            }
        });
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_place_of_the_lock_is_not_followed() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let foreign = dir.path().join("foreign");
        fs::write(&foreign, "keep me").expect("a temporary folder can be written");
        let path = dir.path().join("lock");
        std::os::unix::fs::symlink(&foreign, &path).expect("a temporary folder can hold links");
        let taken = Lock::take(&path, Duration::ZERO, &|_| ());
        assert!(matches!(taken, Err(LockError::Io(_))));
        assert_eq!(fs::read_to_string(&foreign).ok().as_deref(), Some("keep me"));
    }
}

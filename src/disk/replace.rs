//! One file, written as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file in one step: what was there stays until all of the new one is on the disk, and stays where that cannot
/// be done. A link stays a link; what is no file, such as `/dev/stdout`, is written to as it is.
///
/// # Errors
/// There is no folder, no permission, no room.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&real).is_ok_and(|it| !it.is_file()) {
        if real.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
        }
        return OpenOptions::new().write(true).open(&real)?.write_all(bytes);
    }
    let (fresh, mut file) = create_beside(&real)?;
    let kept = fs::metadata(&real).map(|it| it.permissions());
    let written = file
        .write_all(bytes)
        .and_then(|()| kept.map_or(Ok(()), |permissions| file.set_permissions(permissions)))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&fresh, &real));
    if written.is_err() {
        // Nothing more can be done where it cannot be removed either.
        let _ = fs::remove_file(&fresh);
    }
    written
}

/// A new file with a name that nothing has.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    const MAX_TRIES: u32 = 100;
    let name = path.file_name().ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "it names no file"))?;
    for number in 0..MAX_TRIES {
        let mut fresh = std::ffi::OsString::from(".");
        fresh.push(name);
        fresh.push(format!(".{}-{number}", std::process::id()));
        let fresh = path.with_file_name(fresh);
        match OpenOptions::new().write(true).create_new(true).open(&fresh) {
            Ok(file) => return Ok((fresh, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "files of former runs are in the way"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(replace(&folder.path().join("missing/a.csv"), b"x").is_err());
        assert!(replace(folder.path(), b"x").is_err());
    }
}

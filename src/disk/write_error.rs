//! Why a site could not be written, in words for the person who asked for it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a site could not be written: what, where, why, and the way out. Its `Display` is one sentence and,
/// on a line of its own, `help:` and the next step.
#[derive(Debug)]
#[allow(missing_docs, reason = "each variant says what it tells; its fields are named by what they hold")]
pub enum WriteError {
    /// An output has a path that cannot be written.
    Path { path: String, why: &'static str },
    /// Two outputs are one file, here or on another system.
    Clash { first: String, second: String },
    /// The target is, holds or lies in a folder that is read from.
    Forbidden { target: PathBuf, folder: PathBuf },
    /// The target is something else than a folder.
    NotAFolder { target: PathBuf, what: &'static str },
    /// The target holds files that no build wrote. Nothing in it was touched.
    Foreign {
        target: PathBuf,
        why: &'static str,
        /// The first few of them, below the target.
        files: Vec<PathBuf>,
        n_files: usize,
    },
    /// Another run writes to the target, and did not finish while we waited.
    Locked {
        target: PathBuf,
        /// Its process id, where it could be read.
        holder: Option<u32>,
    },
    /// The operating system refused.
    Io {
        /// Follows "cannot": `write`, `make a folder beside`.
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
        left: Left,
    },
}

/// What a failed run leaves at the target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// There was no site, and there is none.
    Nothing,
    /// The former site, as it was.
    Former,
    /// Files of both: only where the target cannot be renamed, and until the next build.
    Mixture,
    /// The former site is whole, in this folder beside the target; the next build puts it back.
    Aside(PathBuf),
}

impl WriteError {
    pub(super) fn io(doing: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        WriteError::Io { doing, path: path.into(), source, left: Left::Nothing }
    }

    /// The same error, with what it leaves behind; what was said before stays.
    pub(super) fn leaving(mut self, now: Left) -> Self {
        if let WriteError::Io { left, .. } = &mut self
            && *left == Left::Nothing
        {
            *left = now;
        }
        self
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Path { path, why } => {
                // Debug form: whatever is in the name, the terminal sees it escaped.
                write!(f, "cannot write a file called {path:?}: {why}")?;
                f.write_str("\nhelp: rename what it is made from")
            }
            WriteError::Clash { first, second } => {
                write!(f, "cannot write both {first:?} and {second:?}: ")?;
                f.write_str("on some systems they are the same name")?;
                f.write_str("\nhelp: rename what one of them is made from")
            }
            WriteError::Forbidden { target, folder } => {
                let (target, folder) = (shown(target), shown(folder));
                write!(f, "cannot write to {target}: it is, holds or lies in {folder}, which is read from")?;
                f.write_str("\nhelp: choose a folder of its own with `--out`")
            }
            WriteError::NotAFolder { target, what } => {
                write!(f, "cannot write to {}: it is {what}", shown(target))?;
                f.write_str("\nhelp: move it away, or choose another folder with `--out`")
            }
            WriteError::Foreign { target, why, files, n_files } => {
                write!(f, "will not write to {}: {why}", shown(target))?;
                for (at, file) in files.iter().enumerate() {
                    write!(f, "{} {}", if at == 0 { ":" } else { "," }, shown(file))?;
                }
                if *n_files > files.len() {
                    write!(f, " and {} more", n_files - files.len())?;
                }
                f.write_str("\nhelp: nothing was touched; move them away, or choose another folder with `--out`")
            }
            WriteError::Locked { target, holder } => {
                write!(f, "cannot write to {}: ", shown(target))?;
                match holder {
                    Some(id) => write!(f, "process {id} is writing to it")?,
                    None => f.write_str("another run is writing to it")?,
                }
                f.write_str("\nhelp: wait until it has finished, and build again")
            }
            WriteError::Io { doing, path, source, left } => {
                write!(f, "cannot {doing} {}: {}", shown(path), reason(source))?;
                write!(f, "\nhelp: {left}; {}", way_out(source))
            }
        }
    }
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Left::Nothing => f.write_str("no site was written"),
            Left::Former => f.write_str("the former site is as it was"),
            Left::Mixture => f.write_str("the folder holds files of the former and the new site until the next build"),
            Left::Aside(folder) => {
                write!(f, "the former site is whole, in {}, and the next build puts it back", shown(folder))
            }
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            WriteError::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

/// A path for people: with `/`, in backticks, no control character as it is.
pub(super) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    let escaped = text.chars().flat_map(|letter| {
        let escape = letter.is_control().then(|| letter.escape_default());
        let plain = (!letter.is_control()).then_some(letter);
        escape.into_iter().flatten().chain(plain)
    });
    format!("`{}`", escaped.collect::<String>())
}

pub(super) fn reason(error: &io::Error) -> String {
    use io::ErrorKind;
    let text = match error.kind() {
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "the disk quota is used up",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only",
        ErrorKind::InvalidFilename => "the name is too long",
        _ => return error.to_string(),
    };
    text.to_owned()
}

fn way_out(error: &io::Error) -> &'static str {
    use io::ErrorKind;
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some space and build again",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "make it writable, or choose another folder with `--out`"
        }
        ErrorKind::InvalidFilename => "shorten the name, and build again",
        _ => "mend that and build again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk() {
        let source = io::Error::from(io::ErrorKind::StorageFull);
        let error = WriteError::io("write", "site/a\u{1b}[31m.html", source).leaving(Left::Former);
        assert_eq!(
            error.to_string(),
            "cannot write `site/a\\u{1b}[31m.html`: the disk is full\n\
             help: the former site is as it was; free some space and build again"
        );
    }

    #[test]
    fn foreign_files() {
        let error = WriteError::Foreign {
            target: "site".into(),
            why: "it holds files that no build wrote",
            files: vec!["CNAME".into(), "a/b".into()],
            n_files: 5,
        };
        assert_eq!(
            error.to_string(),
            "will not write to `site`: it holds files that no build wrote: `CNAME`, `a/b` and 3 more\n\
             help: nothing was touched; move them away, or choose another folder with `--out`"
        );
    }

    #[test]
    fn what_was_said_first_about_the_former_site_stays() {
        let source = io::Error::from(io::ErrorKind::StorageFull);
        let error = WriteError::io("write", "site", source).leaving(Left::Mixture).leaving(Left::Former);
        assert!(matches!(error, WriteError::Io { left: Left::Mixture, .. }));
    }
}

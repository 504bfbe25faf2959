//! The folder that a site is written to: where it really is, what lies in it, and whose that is.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::manifest::{MANIFEST, Manifest};
use super::write_error::{Left, WriteError};

/// A file of this name says that a folder was written by a build.
pub(super) const MARKER: &str = ".clausebook";
/// The marker's text. The first line is what a build looks for and stays for ever.
pub(super) const MARKER_TEXT: &str = "clausebook site\n\
    The next build replaces every file in this folder. What is listed in manifest.json was written by a build;\n\
    beside other files nothing is built, so that they are not lost.\n";
const MARKER_LINE: &str = "clausebook site\n";
/// What a build leaves in a folder besides the site, when it is killed there, begins like this.
pub(super) const OWN_PREFIX: &str = ".clausebook-";
/// The files that a build which replaces one by one may have left here, a line each.
pub(super) const PENDING: &str = ".clausebook-pending";
/// The lock, in a target whose neighbourhood cannot be written.
pub(super) const INNER_LOCK: &str = ".clausebook-lock";

/// A target folder, which need not exist yet.
#[derive(Debug)]
pub(super) struct Target {
    /// As the user called it: for messages.
    pub shown: PathBuf,
    /// Absolute and without links: for work.
    pub real: PathBuf,
    parent: PathBuf,
    name: OsString,
}

/// What lies in a folder, at any depth. Links are not followed.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Everything but folders, sorted by path.
    pub files: Vec<Found>,
    pub folders: Vec<String>,
    /// What has a name that is not UTF-8: never ours.
    odd: Vec<PathBuf>,
}

#[derive(Debug)]
pub(super) struct Found {
    /// Below the folder, with `/`.
    pub path: String,
    /// An ordinary file: no link, pipe or device.
    pub is_regular: bool,
}

impl Target {
    /// Finds the folder that `target` means. A link to a folder is followed: the site is written beside
    /// the real folder, and the link stays. The folder must not be, hold or lie in a `forbidden` one.
    pub fn resolve(target: &Path, forbidden: &[PathBuf]) -> Result<Self, WriteError> {
        let unusable = |what| WriteError::NotAFolder { target: target.to_owned(), what };
        let cannot_find = |error| WriteError::io("find", target, error);
        let real = match fs::symlink_metadata(target) {
            Ok(found) => match fs::canonicalize(target) {
                Ok(real) if real.is_dir() => real,
                Ok(_) if found.is_symlink() => {
                    return Err(unusable("a link to something else than a folder"));
                }
                Ok(_) => return Err(unusable("not a folder")),
                Err(_) if found.is_symlink() => return Err(unusable("a link that leads nowhere")),
                Err(error) => return Err(cannot_find(error)),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => resolve_missing(target).map_err(cannot_find)?,
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                return Err(unusable("below something that is not a folder"));
            }
            Err(error) => return Err(cannot_find(error)),
        };
        let (Some(parent), Some(name)) = (real.parent(), real.file_name()) else {
            return Err(unusable("the root of the file system"));
        };
        for folder in forbidden {
            // What cannot be found cannot be overwritten.
            let Ok(read_from) = fs::canonicalize(folder) else {
                continue;
            };
            if real.starts_with(&read_from) || read_from.starts_with(&real) {
                let (target, folder) = (target.to_owned(), folder.clone());
                return Err(WriteError::Forbidden { target, folder });
            }
        }
        Ok(Target { shown: target.to_owned(), parent: parent.to_owned(), name: name.to_owned(), real })
    }

    /// The folder that the target stands in.
    pub fn parent(&self) -> &Path {
        &self.parent
    }

    /// The start of the names of what a build keeps beside the target: `.site.clausebook-`.
    pub fn sibling_prefix(&self) -> OsString {
        let mut name = OsString::from(".");
        name.push(&self.name);
        name.push(OWN_PREFIX);
        name
    }

    /// A place beside the target for what a build keeps there: `.site.clausebook-lock`.
    pub fn beside(&self, what: &str) -> PathBuf {
        let mut name = self.sibling_prefix();
        name.push(what);
        self.parent.join(name)
    }

    /// Whether the target is a file system of its own, as far as the numbers of the devices tell.
    pub fn is_mount_point(&self) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
            matches!((device(&self.real), device(&self.parent)), (Some(own), Some(parent)) if own != parent)
        }
        #[cfg(not(unix))]
        false
    }

    /// Fails where the target exists and its files must not be changed.
    pub fn check_writable(&self) -> Result<(), WriteError> {
        #[cfg(unix)]
        {
            use rustix::fs::{Access, access};
            match access(&self.real, Access::WRITE_OK | Access::EXEC_OK) {
                Ok(()) | Err(rustix::io::Errno::NOENT) => {}
                Err(error) => return Err(WriteError::io("write to", &self.shown, error.into())),
            }
        }
        Ok(())
    }

    /// What lies at the target while nothing is changed there.
    pub fn left(&self) -> Left {
        if self.real.join(MARKER).is_file() { Left::Former } else { Left::Nothing }
    }

    /// What lies in the target; `None` if there is none. Fails when something in it is not a build's.
    pub fn inspect(&self) -> Result<Option<Listing>, WriteError> {
        let listing = match Listing::read(&self.real) {
            Ok(listing) => listing,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(WriteError::io("read", &self.shown, error)),
        };
        match listing.foreign(&self.real) {
            None => Ok(Some(listing)),
            Some(Foreign { why, mut files }) => {
                let n_files = files.len();
                files.truncate(3);
                let target = self.shown.clone();
                Err(WriteError::Foreign { target, why, files, n_files })
            }
        }
    }
}

/// Files that are not a build's, and how one can tell.
pub(super) struct Foreign {
    pub why: &'static str,
    pub files: Vec<PathBuf>,
}

impl Listing {
    /// Lists a folder, level by level.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut listing = Listing::default();
        let mut level = vec![String::new()];
        while !level.is_empty() {
            let parts: Vec<Listing> =
                level.par_iter().map(|folder| Listing::read_one(root, folder)).collect::<io::Result<_>>()?;
            level.clear();
            for part in parts {
                listing.files.extend(part.files);
                listing.odd.extend(part.odd);
                level.extend(part.folders);
            }
            listing.folders.extend_from_slice(&level);
        }
        listing.files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        listing.odd.sort_unstable();
        Ok(listing)
    }

    fn read_one(root: &Path, folder: &str) -> io::Result<Self> {
        let mut listing = Listing::default();
        for entry in fs::read_dir(root.join(folder))? {
            let entry = entry?;
            let file_type = entry.file_type()?;
            let Ok(name) = entry.file_name().into_string() else {
                listing.odd.push(Path::new(folder).join(entry.file_name()));
                continue;
            };
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if file_type.is_dir() {
                listing.folders.push(path);
            } else {
                let is_regular = file_type.is_file();
                listing.files.push(Found { path, is_regular });
            }
        }
        Ok(listing)
    }

    /// Whether there is an ordinary file of this path.
    pub fn has_regular(&self, path: &str) -> bool {
        let found = self.files.binary_search_by(|file| file.path.as_str().cmp(path));
        found.is_ok_and(|at| self.files[at].is_regular)
    }

    /// Leaves out what killed runs left in the target, after it was removed.
    pub fn forget_leftovers(&mut self) {
        let is_leftover = |path: &str| path.starts_with(OWN_PREFIX) && path != PENDING && path != INNER_LOCK;
        self.files.retain(|file| !is_leftover(&file.path));
        self.folders.retain(|folder| !is_leftover(folder));
    }

    /// Whether nothing lies here that anybody put here.
    pub fn is_empty(&self) -> bool {
        self.odd.is_empty() && self.files.iter().all(|file| is_litter(&file.path))
    }

    /// Files of a site: all but marker, manifest and what systems and builds leave about.
    pub fn site_files(&self) -> impl Iterator<Item = &str> {
        let paths = self.files.iter().map(|file| file.path.as_str());
        paths.filter(|path| !is_own(path) && !is_litter(path))
    }

    /// What lies in `root`, whose listing this is, and was not written by a build.
    pub fn foreign(&self, root: &Path) -> Option<Foreign> {
        if self.is_empty() {
            return None;
        }
        let (why, known) = if !self.has_regular(MARKER) || !is_marker(&root.join(MARKER)) {
            // Not even what is called like ours is ours.
            let mut files = self.odd.clone();
            let paths = self.files.iter().map(|file| file.path.as_str());
            files.extend(paths.filter(|path| !is_litter(path)).map(PathBuf::from));
            let why = "it is not empty and was not written by a build";
            return Some(Foreign { why, files });
        } else {
            match read_known(root, self) {
                Some(known) => ("it holds files that no build wrote", known),
                None => (
                    "without a readable manifest.json nobody can tell which of its files are a build's",
                    HashSet::new(),
                ),
            }
        };
        let mut files = self.odd.clone();
        let unknown = self.site_files().filter(|path| !known.contains(&composed(path)));
        files.extend(unknown.map(PathBuf::from));
        (!files.is_empty()).then_some(Foreign { why, files })
    }
}

/// The files that the manifest, or a build that was killed while it replaced them, lays claim to.
/// `None` if neither can be read.
fn read_known(root: &Path, listing: &Listing) -> Option<HashSet<String>> {
    let read = |name: &str| listing.has_regular(name).then(|| fs::read(root.join(name)).ok())?;
    let manifest = read(MANIFEST).and_then(|bytes| Manifest::parse(&bytes).ok());
    let pending = read(PENDING).and_then(|bytes| String::from_utf8(bytes).ok());
    if manifest.is_none() && pending.is_none() {
        return None;
    }
    let mut known = HashSet::new();
    known.extend(manifest.into_iter().flat_map(|manifest| manifest.files).map(|file| composed(&file.path)));
    known.extend(pending.iter().flat_map(|text| text.lines()).map(composed));
    Some(known)
}

/// A path in composed Unicode form: some file systems give names back decomposed.
fn composed(path: &str) -> String {
    if path.is_ascii() { path.to_owned() } else { path.nfc().collect() }
}

fn is_marker(path: &Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.starts_with(MARKER_LINE.as_bytes()))
}

/// Marker, manifest, and what a build puts into a folder while it works there.
pub(super) fn is_own(path: &str) -> bool {
    path == MARKER || path == MANIFEST || path.starts_with(OWN_PREFIX)
}

/// Files that systems put into folders without being asked, and our lock: no reason to refuse a folder.
fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_of_systems = matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini");
    is_of_systems || name.starts_with("._") || name.starts_with(".nfs") || path == INNER_LOCK
}

/// The real place of a folder that does not exist: its nearest existing ancestor without links, and the rest.
fn resolve_missing(target: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(target)?;
    let mut existing = absolute.as_path();
    let mut rest = Vec::new();
    loop {
        match fs::canonicalize(existing) {
            Ok(real) => return Ok(rest.iter().rev().fold(real, |path, name| path.join(name))),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Err(error) => {
                // `..` below a folder that is missing has no place; a link that leads nowhere is no folder.
                let (Some(parent), Some(Component::Normal(name))) =
                    (existing.parent(), existing.components().next_back())
                else {
                    return Err(error);
                };
                if existing.is_symlink() {
                    return Err(error);
                }
                rest.push(name.to_owned());
                existing = parent;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a temporary folder")
    }

    #[test]
    fn a_target_in_around_or_at_the_content_is_refused() {
        let dir = folder();
        let content = dir.path().join("work/content");
        fs::create_dir_all(content.join("roles")).expect("a temporary folder can be written");
        let forbidden = [content.clone(), dir.path().join("missing")];
        for target in ["work", "work/content", "work/content/roles", "work/content/site/new", "work/x/../content"] {
            let error = Target::resolve(&dir.path().join(target), &forbidden).expect_err(target);
            // `x` does not exist, so what lies above it cannot be told.
            let is_refused = matches!(error, WriteError::Forbidden { .. } | WriteError::Io { .. });
            assert!(is_refused, "{target}: {error}");
        }
        for target in ["work/site", "work/content-site", "missing/site", "other"] {
            let resolved = Target::resolve(&dir.path().join(target), &forbidden);
            assert!(resolved.is_ok_and(|found| found.real.ends_with(target)), "{target}");
        }
    }

    #[test]
    fn files_and_roots_are_no_targets() {
        let dir = folder();
        let file = dir.path().join("file");
        fs::write(&file, "x").expect("a temporary folder can be written");
        for target in [file.clone(), file.join("below"), PathBuf::from("/")] {
            let error = Target::resolve(&target, &[]).expect_err("not a folder");
            assert!(matches!(error, WriteError::NotAFolder { .. }), "{target:?}: {error}");
        }
        assert!(Target::resolve(Path::new(""), &[]).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_is_followed_and_other_links_are_refused() {
        use std::os::unix::fs::symlink;
        let dir = folder();
        let real = dir.path().join("real");
        fs::create_dir(&real).expect("a temporary folder can be written");
        let link = |to: &Path, name: &str| {
            let from = dir.path().join(name);
            symlink(to, &from).expect("a temporary folder can hold links");
            from
        };
        let good = Target::resolve(&link(&real, "good"), &[]).expect("a link to a folder");
        assert_eq!(good.real, fs::canonicalize(&real).expect("it exists"));
        let dangling = link(&dir.path().join("nowhere"), "dangling");
        assert!(matches!(Target::resolve(&dangling, &[]), Err(WriteError::NotAFolder { .. })));
        assert!(Target::resolve(&dangling.join("site"), &[]).is_err());
        // Over the link one cannot reach what is forbidden.
        assert!(matches!(Target::resolve(&dir.path().join("good/site"), &[real]), Err(WriteError::Forbidden { .. })));
    }

    #[test]
    fn litter_of_systems_is_no_reason_to_refuse() {
        let dir = folder();
        let target = Target::resolve(dir.path(), &[]).expect("it exists");
        fs::create_dir(dir.path().join("empty")).expect("a temporary folder can be written");
        fs::write(dir.path().join("empty/.DS_Store"), "x").expect("a temporary folder can be written");
        assert!(target.inspect().is_ok());
        fs::write(dir.path().join("CNAME"), "x").expect("a temporary folder can be written");
        assert!(matches!(target.inspect(), Err(WriteError::Foreign { n_files: 1, .. })));
    }
}

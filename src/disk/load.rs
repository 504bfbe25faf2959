use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::source::{Attachment, File, Problem, ProblemKind, Settings, Sources, ThemeFile};

/// The largest file that is read.
const MAX_BYTES: u64 = 16 * 1024 * 1024;
/// How deep folders may nest.
const MAX_DEPTH: usize = 64;

/// Reads a content folder into [`Sources`]; a file that cannot be read becomes a [`Problem`].
///
/// # Errors
/// When the folder itself cannot be read.
pub fn load(content: &Path, themes: Option<&Path>, settings: Settings) -> io::Result<Sources> {
    let root = content.canonicalize()?;
    fs::read_dir(&root)?;
    let mut walk = Walk { root: root.clone(), found: Vec::new(), problems: Vec::new() };
    walk.folder(&root, "", &mut vec![root.clone()]);
    let Walk { mut found, mut problems, .. } = walk;
    found.sort();
    problems.extend(name_clashes(&found));
    let read: Vec<_> = found.par_iter().map(|(path, place)| (path, read(path, place))).collect();
    let mut files = Vec::new();
    let mut attachments = BTreeMap::new();
    for (path, result) in read {
        match result {
            Ok(Input::Text(text)) => files.push(Arc::new(File::new(path.clone(), text))),
            Ok(Input::Bytes(attachment)) => {
                attachments.insert(path.clone(), attachment);
            }
            Err(kind) => problems.push(Problem { path: path.clone(), kind }),
        }
    }
    problems.sort_by(|a, b| a.path.cmp(&b.path));
    let themes = themes.map_or_else(Vec::new, theme_files);
    Ok(Sources { files, attachments, themes, problems, settings })
}

/// A file as it was read.
enum Input {
    Text(String),
    Bytes(Attachment),
}

/// Whether a file is text that the compiler reads, by its path below the content folder.
fn is_text(path: &str) -> bool {
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, ending)| ending);
    let is = |wanted: &str| ending.eq_ignore_ascii_case(wanted);
    is("md") || is("yaml") || (is("csv") && path.starts_with("acknowledgements/"))
}

/// Whether a name is left alone: hidden, set aside, an editor's backup, or a note to authors.
fn is_ignored(name: &str) -> bool {
    name.starts_with(['.', '_']) || name.ends_with('~') || name == "README.md"
}

fn read(path: &str, place: &Path) -> Result<Input, ProblemKind> {
    let unreadable = |error: io::Error| ProblemKind::Unreadable(reason(&error));
    let file = fs::File::open(place).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    if length > MAX_BYTES {
        return Err(ProblemKind::TooLarge(length));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    // The file may grow while it is read: never more than the limit and one byte.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(ProblemKind::TooLarge(bytes.len() as u64));
    }
    if is_text(path) {
        return String::from_utf8(bytes)
            .map(Input::Text)
            .map_err(|error| ProblemKind::NotUtf8(error.utf8_error().valid_up_to()));
    }
    let sha256 = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Input::Bytes(Attachment { bytes: bytes.into(), sha256 }))
}

/// The system's words without its number.
fn reason(error: &io::Error) -> String {
    let words = error.to_string();
    words.split(" (os error").next().unwrap_or(&words).to_lowercase()
}

struct Walk {
    root: PathBuf,
    found: Vec<(String, PathBuf)>,
    problems: Vec<Problem>,
}

impl Walk {
    /// Walks one folder; `above` holds the real paths of the folders above it, itself included.
    fn folder(&mut self, folder: &Path, path: &str, above: &mut Vec<PathBuf>) {
        let problem = |path: &str, kind| Problem { path: path.to_owned(), kind };
        if above.len() > MAX_DEPTH {
            self.problems.push(problem(path, ProblemKind::TooDeep));
            return;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.problems.push(problem(path, ProblemKind::Unreadable(reason(&error))));
                return;
            }
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let shown = format!(
                    "{}{}",
                    if path.is_empty() { String::new() } else { format!("{path}/") },
                    name.to_string_lossy()
                );
                self.problems.push(problem(&shown, ProblemKind::Unreadable("its name is not UTF-8".into())));
                continue;
            };
            if is_ignored(name) {
                continue;
            }
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            let place = entry.path();
            let Ok(kind) = entry.file_type() else {
                self.problems.push(problem(&path, ProblemKind::Unreadable("it vanished".into())));
                continue;
            };
            if !kind.is_symlink() {
                if kind.is_dir() {
                    above.push(place.clone());
                    self.folder(&place, &path, above);
                    above.pop();
                } else if kind.is_file() {
                    self.found.push((path, place));
                } else {
                    self.problems
                        .push(problem(&path, ProblemKind::Unreadable("it is neither a file nor a folder".into())));
                }
                continue;
            }
            match place.canonicalize() {
                Err(error) => {
                    let is_loop = error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
                    let kind = if is_loop { ProblemKind::Loop } else { ProblemKind::Unreadable(reason(&error)) };
                    self.problems.push(problem(&path, kind));
                }
                Ok(real) if !real.starts_with(&self.root) => self.problems.push(problem(&path, ProblemKind::LeadsOut)),
                Ok(real) if real.is_dir() => {
                    if above.contains(&real) {
                        self.problems.push(problem(&path, ProblemKind::Loop));
                    } else {
                        above.push(real.clone());
                        self.folder(&real, &path, above);
                        above.pop();
                    }
                }
                Ok(real) => self.found.push((path, real)),
            }
        }
    }
}

/// Files whose paths differ in case or Unicode form only. Both are read; not every system can hold both.
fn name_clashes(found: &[(String, PathBuf)]) -> Vec<Problem> {
    let mut seen: HashMap<String, &str> = HashMap::new();
    let mut problems = Vec::new();
    for (path, _) in found {
        let folded: String = path.nfc().collect::<String>().to_lowercase();
        match seen.get(folded.as_str()) {
            Some(first) => {
                problems.push(Problem { path: path.clone(), kind: ProblemKind::NameClash((*first).to_owned()) });
            }
            None => {
                seen.insert(folded, path);
            }
        }
    }
    problems
}

/// Files of all themes; what cannot be read is not laid over.
fn theme_files(folder: &Path) -> Vec<ThemeFile> {
    let Ok(root) = folder.canonicalize() else { return Vec::new() };
    let mut walk = Walk { root: root.clone(), found: Vec::new(), problems: Vec::new() };
    walk.folder(&root, "", &mut vec![root.clone()]);
    walk.found.sort();
    let read = |(name, place): (String, PathBuf)| {
        let bytes = fs::read(&place).ok().filter(|bytes| bytes.len() as u64 <= MAX_BYTES)?;
        let shown = folder.join(&name).to_string_lossy().replace('\\', "/");
        Some(ThemeFile { name, bytes: bytes.into(), shown })
    };
    walk.found.into_iter().filter_map(read).collect()
}

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{File, Settings, SourceId, Span};

/// A file that is no entry: a logo, a picture, a record's PDF.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// The file's bytes.
    pub bytes: Arc<[u8]>,
    /// SHA-256 of the bytes, as 64 hexadecimal digits.
    pub sha256: String,
}

/// A file of a user's theme, to be laid over the built-in one of the same name.
#[derive(Clone, Debug)]
pub struct ThemeFile {
    /// Path below `themes/`: the theme's name, then the file's.
    pub name: String,
    /// Bytes of the file.
    pub bytes: Arc<[u8]>,
    /// Path as it is shown to the author.
    pub shown: String,
}

/// What kept a file from being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The bytes are no UTF-8 text; with the offset of the first wrong byte.
    NotUtf8(usize),
    /// The file is larger than 16 MiB; with its size in bytes.
    TooLarge(u64),
    /// The system refused, with its words.
    Unreadable(String),
    /// A symbolic link leads out of the content folder.
    LeadsOut,
    /// A symbolic link leads back to a folder above itself.
    Loop,
    /// Folders are nested more than 64 deep.
    TooDeep,
    /// Another file's name differs in case or Unicode form only.
    NameClash(String),
}

/// A file that could not be read, and why.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Path below the content folder.
    pub path: String,
    /// What went wrong.
    pub kind: ProblemKind,
}

/// Every input of one run, as a value: nothing below this room opens a file.
#[derive(Debug)]
pub struct Sources {
    /// Texts in the order of their paths; a [`SourceId`] is an index here.
    pub files: Vec<Arc<File>>,
    /// Files that are no entries, by path below the content folder.
    pub attachments: BTreeMap<String, Attachment>,
    /// Files of the user's themes.
    pub themes: Vec<ThemeFile>,
    /// Files that could not be read.
    pub problems: Vec<Problem>,
    /// What the command line says.
    pub settings: Settings,
}

impl Sources {
    /// Sources from texts alone, as tests use them.
    pub fn from_texts<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>, settings: Settings) -> Self {
        let mut files: Vec<_> = files.into_iter().map(|(path, text)| Arc::new(File::new(path, text))).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Self { files, attachments: BTreeMap::new(), themes: Vec::new(), problems: Vec::new(), settings }
    }

    /// A file by its id.
    pub fn file(&self, id: SourceId) -> &File {
        &self.files[id.0 as usize]
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Arc<File>)> {
        (0..).map(SourceId).zip(&self.files)
    }

    /// The text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.source).text.get(span.range()).unwrap_or_default()
    }
}

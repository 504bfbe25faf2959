use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::handbook::Handbook;
use crate::model::{Contents, Entry, Key, read_file};
use crate::parse::{CannotEdit, Edit, Mapping};
use crate::source::{File, SourceId, Sources};

/// New texts of some files of a handbook, not written yet.
pub struct Changes<'b> {
    pub(super) book: &'b Handbook,
    pub(super) diagnostics: &'b [Diagnostic],
    texts: BTreeMap<SourceId, String>,
    removed: BTreeSet<SourceId>,
    pub(super) touched: BTreeMap<Key, Touched<'b>>,
}

/// What a change does to one entry.
pub(super) struct Touched<'b> {
    /// The entry whose fields and body it has afterwards.
    pub(super) like: &'b Entry,
    /// Fields that may differ.
    pub(super) fields: &'static [&'static str],
    /// The fingerprint that its approval has to hold.
    pub(super) fingerprint: Option<String>,
    /// The key that it takes over.
    pub(super) replaces: Option<Key>,
    /// The line of its history that is completed, counted from 0.
    pub(super) completed: Option<usize>,
    /// What was done, in a sentence.
    pub(super) done: String,
}

/// What is to be done to a file. A list of them is done in its order: whatever moment it is cut off at, the files can be
/// read, and asking again completes it.
#[derive(Debug, PartialEq, Eq)]
pub enum FileChange<'a> {
    /// It gets a new text.
    Write {
        /// Its path below the content folder.
        path: &'a str,
        /// Its text before, without a byte order mark.
        old: &'a str,
        /// Its text afterwards.
        new: &'a str,
    },
    /// It goes.
    Remove {
        /// Its path below the content folder.
        path: &'a str,
        /// Its text before, without a byte order mark.
        old: &'a str,
    },
}

impl<'b> Changes<'b> {
    /// No changes to a handbook yet; with what is known to be wrong with it.
    pub fn new(book: &'b Handbook, diagnostics: &'b [Diagnostic]) -> Self {
        Self { book, diagnostics, texts: BTreeMap::new(), removed: BTreeSet::new(), touched: BTreeMap::new() }
    }

    /// What was done, a sentence for each entry.
    pub fn done(&self) -> impl Iterator<Item = &str> {
        self.touched.values().map(|it| it.done.as_str())
    }

    /// What is to be done to files: texts first, so that nothing goes before what takes its place is there.
    pub fn files(&self) -> Vec<FileChange<'_>> {
        let old = |id: SourceId| self.book.sources.file(id);
        let written = self.texts.iter().filter(|(id, _)| !self.removed.contains(id));
        let written = written.map(|(id, new)| FileChange::Write { path: &old(*id).path, old: &old(*id).text, new });
        let removed = self.removed.iter().map(|id| FileChange::Remove { path: &old(*id).path, old: &old(*id).text });
        written.chain(removed).collect()
    }

    /// The inputs of a run after the changes.
    pub fn sources(&self) -> Sources {
        let before = &self.book.sources;
        let files = before.iter().filter(|(id, _)| !self.removed.contains(id)).map(|(id, file)| {
            self.texts.get(&id).map_or_else(|| Arc::clone(file), |text| Arc::new(File::new(&*file.path, &**text)))
        });
        Sources {
            files: files.collect(),
            attachments: before.attachments.clone(),
            themes: before.themes.clone(),
            problems: before.problems.clone(),
            settings: before.settings.clone(),
        }
    }

    /// Refuses an entry whose file has errors: what cannot be read cannot be signed.
    pub(super) fn refuse_errors(&self, entry: &Entry) -> Result<(), String> {
        let is_here = |it: &&Diagnostic| {
            it.severity == Severity::Error
                && match &it.location {
                    Location::Span(span) => span.source == entry.source,
                    Location::Path(path) => path == self.book.path(entry.source),
                }
        };
        let mut errors = self.diagnostics.iter().filter(is_here);
        let Some(first) = errors.next() else { return Ok(()) };
        let more = match errors.count() {
            0 => String::new(),
            n => format!(" (and {n} more)"),
        };
        let path = self.book.path(entry.source);
        Err(format!(
            "`{}` has errors: {}{more}\nhelp: mend {path}; `clausebook check` shows them",
            entry.key, first.message
        ))
    }

    /// Edits the fields of an entry, in the text that earlier changes left.
    pub(super) fn edit(
        &mut self,
        entry: &Entry,
        change: impl FnOnce(&mut Edit<'_>, &Mapping) -> Result<(), CannotEdit>,
    ) -> Result<(), String> {
        let text = match self.texts.get(&entry.source) {
            None => edited(&self.book.sources.file(entry.source).text, &entry.fields, entry, change)?,
            Some(text) => {
                let now = read(self.book.path(entry.source), text).into_iter().find(|it| it.key == entry.key);
                let now = now.ok_or_else(|| format!("`{}` cannot be found again in its file", entry.key))?;
                edited(text, &now.fields, entry, change)?
            }
        };
        self.texts.insert(entry.source, text);
        Ok(())
    }

    /// Gives one file the text of another, edited, and takes the other away.
    pub(super) fn move_over(
        &mut self,
        from: &Entry,
        to: &Entry,
        change: impl FnOnce(&mut Edit<'_>, &Mapping) -> Result<(), CannotEdit>,
    ) -> Result<(), String> {
        let text = edited(&self.book.sources.file(from.source).text, &from.fields, from, change)?;
        self.texts.insert(to.source, text);
        self.removed.insert(from.source);
        Ok(())
    }

    /// Takes the file of an entry away.
    pub(super) fn remove(&mut self, entry: &Entry) {
        self.removed.insert(entry.source);
    }
}

fn edited(
    text: &str,
    fields: &Mapping,
    entry: &Entry,
    change: impl FnOnce(&mut Edit<'_>, &Mapping) -> Result<(), CannotEdit>,
) -> Result<String, String> {
    let mut edit = Edit::new(text);
    change(&mut edit, fields).map_err(|CannotEdit { field }| {
        let key = &entry.key;
        format!("`{field}` of `{key}` is written in a way that cannot be changed by itself, as an alias or a block of text\nhelp: write it out as `{field}: value`")
    })?;
    Ok(edit.finish())
}

/// The entries of one file.
fn read(path: &str, text: &str) -> Vec<Entry> {
    match read_file(&File::new(path, text), SourceId(0), &mut Vec::new()) {
        Contents::Entries(entries) => entries,
        _ => Vec::new(),
    }
}

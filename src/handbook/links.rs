use super::Handbook;
use crate::model::{Entry, EntryId, Key, Kind, ReqRef};
use crate::parse::markdown::LinkForm;
use crate::source::{SourceId, Span};
use crate::standards::Place;

/// Where a link in prose leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To an entry, or a part of it.
    Entry(EntryId, Option<String>),
    /// To a clause, control or requirement.
    Place(Place),
    /// To an attachment, by its path below the content folder.
    Attachment(String),
    /// Out of the handbook.
    Outside(String),
}

/// Why a link leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkProblem {
    /// No entry and no clause has this name.
    UnknownName(String),
    /// The entry has no such part.
    UnknownAnchor(EntryId, String),
    /// The standard has no such clause, or is not listed.
    UnknownRequirement(ReqRef),
    /// There is no such file below the content folder.
    NoFile(String),
    /// The path leads out of the content folder or begins at a root.
    OutOfContent(String),
    /// The file holds several entries, so the link does not say which.
    Ambiguous(String),
    /// The address would run a script or show a document of its own.
    Unsafe(String),
}

impl Handbook {
    /// Where a link leads that stands in an entry.
    pub fn follow(&self, from: &Entry, form: LinkForm, target: &str) -> Result<Destination, LinkProblem> {
        match form {
            LinkForm::Wiki | LinkForm::Embed => self.follow_name(from, target),
            LinkForm::Inline | LinkForm::Image => self.follow_path(from, target),
        }
    }

    /// A name as wiki links and `trace` take it: a key with an optional part, or a clause or requirement.
    pub fn follow_name(&self, from: &Entry, target: &str) -> Result<Destination, LinkProblem> {
        let (name, anchor) = match target.split_once('#') {
            Some((name, anchor)) => (name, Some(anchor)),
            None => (target, None),
        };
        if name.is_empty() {
            return self.part_of(from.id, anchor);
        }
        if name.contains(':') {
            let reference = ReqRef::parse(name, from.key_span);
            return match self.place(&reference) {
                Some(place) => Ok(Destination::Place(place)),
                None => Err(LinkProblem::UnknownRequirement(reference)),
            };
        }
        if let Some(entry) = Key::new(name).ok().and_then(|key| self.keys.find(&key)) {
            return self.part_of(entry, anchor);
        }
        let reference = ReqRef::parse(name, from.key_span);
        match self.place(&reference) {
            Some(place) => Ok(Destination::Place(place)),
            None if name.starts_with(|c: char| c.is_ascii_digit()) => Err(LinkProblem::UnknownRequirement(reference)),
            None => Err(LinkProblem::UnknownName(name.to_owned())),
        }
    }

    fn part_of(&self, entry: EntryId, anchor: Option<&str>) -> Result<Destination, LinkProblem> {
        match anchor {
            None | Some("") => Ok(Destination::Entry(entry, None)),
            Some(anchor) if self.keys.has_anchor(entry, anchor) => {
                Ok(Destination::Entry(entry, Some(anchor.to_owned())))
            }
            Some(anchor) => Err(LinkProblem::UnknownAnchor(entry, anchor.to_owned())),
        }
    }

    fn follow_path(&self, from: &Entry, target: &str) -> Result<Destination, LinkProblem> {
        let scheme = target.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        if let Some(scheme) = scheme.filter(|it| !it.contains(['/', '#', '?'])) {
            let is_harmless = matches!(scheme.as_str(), "https" | "http" | "mailto" | "tel");
            let problem = || LinkProblem::Unsafe(target.to_owned());
            return if is_harmless { Ok(Destination::Outside(target.to_owned())) } else { Err(problem()) };
        }
        let (path, anchor) = match target.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (target, None),
        };
        if path.is_empty() {
            return self.part_of(from.id, anchor);
        }
        let out_of_content = || LinkProblem::OutOfContent(target.to_owned());
        if path.starts_with('/') || path.contains('\\') {
            return Err(out_of_content());
        }
        let path = percent_decoded(path);
        let base = self.path(from.source);
        let mut parts: Vec<&str> = base.split('/').collect();
        parts.pop();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or_else(out_of_content)?;
                }
                part => parts.push(part),
            }
        }
        let path = parts.join("/");
        if self.sources.attachments.contains_key(&path) {
            return Ok(Destination::Attachment(path));
        }
        let file = self.sources.files.binary_search_by(|file| file.path.as_str().cmp(&path));
        let source = file.ok().and_then(|index| u32::try_from(index).ok()).map(SourceId);
        match source.map(|source| self.keys.in_source(source)) {
            Some([entry]) => self.part_of(*entry, anchor),
            Some([]) | None => Err(LinkProblem::NoFile(path)),
            Some(_) => Err(LinkProblem::Ambiguous(path)),
        }
    }

    /// What a reference to a standard names; `None` if the standard is not listed or has no such id.
    pub fn place(&self, reference: &ReqRef) -> Option<Place> {
        let standard = match &reference.standard {
            Some(name) => self.standards.by_name(name).filter(|it| it.is_listed)?,
            None => self.standards.first()?,
        };
        self.standards.find_in(standard.id, &reference.id)
    }

    /// Kinds that a field may refer to; empty for any.
    pub(super) fn kinds_of_field(field: &str) -> &'static [Kind] {
        match field {
            "owner" | "backup" | "chair" | "participants" | "applies_to" | "role" | "roles" => &[Kind::Role],
            "by" | "A" | "C" | "I" | "R" | "who" => &[Kind::Role, Kind::Supplier],
            "competence" => &[Kind::Competence],
            "procedure" => &[Kind::Procedure],
            "process" => &[Kind::Process],
            "objectives" => &[Kind::Objective],
            "controlled_by" => &[Kind::Agreement],
            "risks" => &[Kind::Risk],
            "customers" => &[Kind::Customer],
            "replaces" => &[Kind::Scope, Kind::Policy, Kind::Plan, Kind::Process, Kind::Procedure, Kind::Page],
            "audit" => &[Kind::Audit],
            _ => &[],
        }
    }

    /// The span of an entry's key, for notes.
    pub fn span_of(&self, entry: EntryId) -> Span {
        self.entry(entry).key_span
    }
}

/// A path with `%20` and its like written out; bytes that give no text are left as they are.
fn percent_decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let pair = tail.get(..2).and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        match (first, pair) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| path.to_owned())
}

use std::sync::Arc;

use super::field::{Field, Reader, Record, Visitor, record};
use super::kinds::{self, Acknowledgement, Config};
use super::{Body, Control, Data, EntryId, Key, KeyRef, Kind, Line, ReqRef, Text, rules};
use crate::diagnostic::{Diagnostic, closest};
use crate::parse::{self, FRONT_MATTER_MISSING, Mapping, Node, Pair, Value};
use crate::source::{File, SourceId, Span, Spanned};

record! {
    /// The fields that every entry may have.
    Common {
        /// The entry's title.
        title: Line,
        /// One sentence for lists and search.
        summary: Option<Text>,
        /// The role that answers for it.
        owner: Option<KeyRef>,
        /// Requirements that it meets.
        satisfies: Vec<ReqRef>,
        /// Points of checklists that it meets.
        points: Vec<ReqRef>,
        /// Credit through the map between standards.
        accept: Vec<ReqRef>,
        /// Other entries that belong to it.
        related: Vec<KeyRef>,
        /// Words to find it by.
        tags: Vec<Line>,
        /// Former keys, which redirect.
        aliases: Vec<KeyRef>,
        /// Who may see it.
        classification: Option<Spanned<kinds::Classification>>,
        /// Anything, for a theme.
        extra: Option<super::field::Free>,
    }
}

/// Anything named: a process, a role, a record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its index in the handbook.
    pub id: EntryId,
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub key: Key,
    /// Where the key is written.
    pub key_span: Span,
    /// Its title; the key where it has none.
    pub title: String,
    /// The file that it stands in.
    pub source: SourceId,
    /// The fields that every entry may have; `None` where the title is missing.
    pub common: Option<Common>,
    /// Version, approval and review of a controlled document.
    pub control: Option<Control>,
    /// The fields of its kind; `None` where a required one is missing.
    pub data: Option<Data>,
    /// The Markdown below the fields.
    pub body: Option<Body>,
    /// All fields as they were read, for the fingerprint and the data files.
    pub fields: Arc<Mapping>,
}

impl Entry {
    /// Requirements that the whole entry meets.
    pub fn satisfies(&self) -> &[ReqRef] {
        self.common.as_ref().map_or(&[], |common| &common.satisfies)
    }

    /// The role that answers for it.
    pub fn owner(&self) -> Option<&KeyRef> {
        self.common.as_ref().and_then(|common| common.owner.as_ref())
    }

    /// One sentence for lists and search.
    pub fn summary(&self) -> Option<&Text> {
        self.common.as_ref().and_then(|common| common.summary.as_ref())
    }

    /// Who may see it.
    pub fn classification(&self) -> kinds::Classification {
        let written = self.common.as_ref().and_then(|common| common.classification);
        written.map_or(kinds::Classification::Internal, |it| it.value)
    }

    /// Whether a required field could not be read, so that the page shows what is wrong instead.
    pub fn is_broken(&self) -> bool {
        self.common.is_none() || self.data.is_none()
    }

    /// Shows all fields to a visitor.
    pub fn walk(&self, visitor: &mut dyn Visitor) {
        if let Some(common) = &self.common {
            common.walk_fields(visitor);
        }
        if let Some(control) = &self.control {
            control.walk_fields(visitor);
        }
        if let Some(data) = &self.data {
            data.walk(visitor);
        }
    }
}

/// What one file holds.
#[derive(Clone, Debug)]
pub enum Contents {
    /// `handbook.yaml`.
    Config(Box<Config>),
    /// Entries of one kind; their ids are given when all files are together.
    Entries(Vec<Entry>),
    /// Lines of a file of acknowledgements.
    Acknowledgements(Vec<Acknowledgement>),
    /// A standard of the author's own, to be read by the room of the standards.
    Standard(Node),
    /// Nothing: no entry, or nothing of it could be read.
    Nothing,
}

/// Reads one file of the content, by the folder that it stands in.
pub fn read_file(file: &File, source: SourceId, out: &mut Vec<Diagnostic>) -> Contents {
    let extension = file.extension();
    let (folder, _) = file.path.split_once('/').unwrap_or(("", &file.path));
    let mut cx = Reader { out, key: None };
    match (folder, file.path.as_str(), extension.as_str()) {
        (_, "handbook.yaml", _) => config(file, source, &mut cx),
        ("acknowledgements", _, "csv") => {
            Contents::Acknowledgements(kinds::read_acknowledgements(file, source, &mut cx))
        }
        ("standards", _, "yaml") => match parse::parse_yaml(&file.text, 0..file.text.len(), source, cx.out) {
            Some(node) => Contents::Standard(node),
            None => Contents::Nothing,
        },
        (_, "scope.md", _) => entries(Kind::Scope, file, source, &extension, &mut cx),
        _ => match Kind::of_folder(folder) {
            Some(kind) => entries(kind, file, source, &extension, &mut cx),
            None => {
                unknown_kind(file, folder, source, &mut cx);
                Contents::Nothing
            }
        },
    }
}

fn unknown_kind(file: &File, folder: &str, source: SourceId, cx: &mut Reader<'_>) {
    let folders =
        Kind::ALL.iter().map(|kind| kind.folder()).filter(|it| !it.is_empty()).chain(["standards", "acknowledgements"]);
    let message = if folder.is_empty() {
        format!("`{}` stands in no kind's folder", file.path)
    } else {
        format!("no kind of entry has the folder `{folder}`")
    };
    let diagnostic = Diagnostic::new(&rules::UNKNOWN_KIND, Span::start_of(source), message);
    cx.report(match closest(folder, folders) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic
            .help("move it into a kind's folder; a file that is no entry is called `README.md` or begins with `_`"),
    });
}

fn config(file: &File, source: SourceId, cx: &mut Reader<'_>) -> Contents {
    let Some(node) = parse::parse_yaml(&file.text, 0..file.text.len(), source, cx.out) else {
        return Contents::Nothing;
    };
    let config = Config::read(&node, cx)
        .or_else(|| Config::read(&with_names(&node)?, &mut Reader { out: &mut Vec::new(), key: None }));
    config.map_or(Contents::Nothing, |config| Contents::Config(Box::new(config)))
}

/// The same fields with a title and an organisation where these cannot be read, which has been reported: all other
/// fields hold, most of all the list of standards, without which every claim would be reported too.
fn with_names(node: &Node) -> Option<Node> {
    let Value::Mapping(map) = &node.value else { return None };
    let mut map = map.clone();
    map.pairs.retain(|pair| !matches!(pair.name.value.as_str(), "title" | "organisation"));
    for name in ["title", "organisation"] {
        let written = match &node.value {
            Value::Mapping(written) => written.get(name).and_then(Node::text),
            _ => None,
        };
        let text = written.and_then(|text| text.lines().next()).unwrap_or("Handbook").to_owned();
        let value = Node { span: node.span, value: Value::Scalar { text, text_at: None } };
        map.pairs.push(Pair { name: Spanned { value: name.to_owned(), span: node.span }, value });
    }
    Some(Node { span: node.span, value: Value::Mapping(map) })
}

fn entries(kind: Kind, file: &File, source: SourceId, extension: &str, cx: &mut Reader<'_>) -> Contents {
    if extension != "md" {
        if !kind.may_be_a_list() {
            let message = format!("{} is a document, written as Markdown", kind.with_article());
            cx.report(
                Diagnostic::new(&rules::UNKNOWN_KIND, Span::start_of(source), message)
                    .help("rename the file to end in `.md`, with its fields between two lines `---`"),
            );
            return Contents::Nothing;
        }
        let Some(node) = parse::parse_yaml(&file.text, 0..file.text.len(), source, cx.out) else {
            return Contents::Nothing;
        };
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(&node),
        };
        return Contents::Entries(items.iter().filter_map(|item| entry(kind, item, source, None, cx)).collect());
    }
    let parts = match parse::split(&file.text) {
        Ok(parts) => parts,
        Err(reason) => {
            let help = "begin the file with `---`, its fields, and `---` again";
            cx.report(Diagnostic::new(&FRONT_MATTER_MISSING, Span::start_of(source), reason).help(help));
            return Contents::Nothing;
        }
    };
    let Some(node) = parse::parse_yaml(&file.text, parts.fields, source, cx.out) else { return Contents::Nothing };
    Contents::Entries(entry(kind, &node, source, Some((file, parts.body)), cx).into_iter().collect())
}

fn entry(
    kind: Kind,
    node: &Node,
    source: SourceId,
    body: Option<(&File, std::ops::Range<usize>)>,
    cx: &mut Reader<'_>,
) -> Option<Entry> {
    let Value::Mapping(map) = &node.value else {
        if !node.is_null() {
            cx.wrong_type(node, &format!("{} with its fields", kind.with_article()));
        }
        return None;
    };
    cx.key = None;
    // Without a key there is nothing to refer to and no address: the entry is reported and left out. A key that is
    // written wrongly is reported and taken as it was meant, so that references to it hold.
    let key = cx.field::<Spanned<Key>>(map, "key").or_else(|| {
        let written = map.get("key")?;
        Some(Spanned { value: Key::meant_by(written.text()?)?, span: written.span })
    })?;
    cx.key = Some(key.value.to_string());
    let control_fields = if kind.is_controlled() { Control::FIELDS } else { &[] };
    cx.unknown_fields(map, &[&["key"], Common::FIELDS, control_fields, kind.fields()]);
    let common = Common::take(map, cx);
    let control = if kind.is_controlled() { Control::take(map, cx) } else { None };
    let data = kind.read(map, cx);
    let body = body.map(|(file, range)| Body::read(&file.text, range, source, cx));
    cx.key = None;
    let title = match (&common, map.get("title").and_then(Node::text)) {
        (Some(common), _) => common.title.text.clone(),
        (None, Some(title)) => title.lines().next().unwrap_or_default().to_owned(),
        (None, None) => key.value.to_string(),
    };
    Some(Entry {
        id: EntryId(0),
        kind,
        key: key.value.clone(),
        key_span: key.span,
        title,
        source,
        common,
        control,
        data,
        body,
        fields: Arc::new(map.clone()),
    })
}

impl super::field::Scalar for Key {
    const RULE: &'static crate::diagnostic::Rule = &rules::BAD_KEY;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        Self::new(text).map_err(|reason| {
            let help = Self::meant_by(text).map(|meant| format!("did you mean `{meant}`?"));
            (format!("`{text}` is not a key: {reason}"), help)
        })
    }
}

use std::collections::HashMap;
use std::ops::Range;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError};

use super::{DUPLICATE_FIELD, INVALID_YAML, Mapping, Node, Pair, Value};
use crate::diagnostic::Diagnostic;
use crate::source::{SourceId, Span, Spanned};

/// Values that one file may hold, aliases written out: more is an attack or a mistake.
const MAX_NODES: usize = 2_000_000;
/// Values that aliases may add to a file.
const MAX_ALIASED_NODES: usize = 100_000;
/// Nesting of lists and fields.
const MAX_DEPTH: usize = 64;
/// Places of bad syntax that are reported in one file.
const MAX_SYNTAX_ERRORS: usize = 20;

/// Reads a part of a file as YAML; `None` if nothing of it can be read.
///
/// Where the syntax is broken, the fields (or list items) at the left margin are looked at one by one: the broken
/// ones are reported under [`INVALID_YAML`] and left out, the others are read. Bounded in time, depth and memory,
/// whatever the text holds.
pub fn parse(text: &str, part: Range<usize>, source: SourceId, out: &mut Vec<Diagnostic>) -> Option<Node> {
    let text = text.get(part.clone()).unwrap_or_default();
    let reading = Reading { text, base: part.start, source };
    match reading.read(text, out) {
        Ok(node) => node,
        Err(mistake) => reading.read_around(&mistake, out),
    }
}

/// A mistake of syntax: where, and what it means for an author.
struct Mistake {
    offset: usize,
    message: String,
    help: Option<String>,
    /// Whether it is about the file as a whole, so that reading around it is no use.
    is_limit: bool,
}

struct Reading<'t> {
    text: &'t str,
    base: usize,
    source: SourceId,
}

impl Reading<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, self.base + start, self.base + end)
    }

    /// Reads a text of the same length as the part; diagnostics are added only when the syntax holds.
    fn read(&self, text: &str, out: &mut Vec<Diagnostic>) -> Result<Option<Node>, Mistake> {
        let options = granit_parser::options! {
            emit_comments: false,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        let mut builder =
            Builder { reading: self, text, anchors: HashMap::new(), n_nodes: 0, n_aliased: 0, found: Vec::new() };
        let mut parser = Parser::new_from_str_with_options(text, options);
        let node = builder.document(&mut parser)?;
        out.append(&mut builder.found);
        Ok(node)
    }

    /// Finds the broken fields at the left margin, reports them, and reads the rest.
    fn read_around(&self, whole: &Mistake, out: &mut Vec<Diagnostic>) -> Option<Node> {
        let chunks = chunks(self.text);
        let mut kept = String::with_capacity(self.text.len());
        let mut n_broken = 0;
        if chunks.len() > 1 && !whole.is_limit {
            for chunk in chunks {
                // Read on its own, so that a long file is read twice and not once for each field.
                let text = &self.text[chunk.clone()];
                kept.push_str(&self.text[kept.len()..chunk.start]);
                let alone = Self { text, base: self.base + chunk.start, source: self.source };
                let Err(mistake) = alone.read(text, &mut Vec::new()) else {
                    kept.push_str(text);
                    continue;
                };
                // Blanks keep the offsets of what follows as they are in the file.
                kept.push_str(&blank(text));
                n_broken += 1;
                if n_broken <= MAX_SYNTAX_ERRORS {
                    let mistake = Mistake { offset: mistake.offset + chunk.start, ..mistake };
                    self.report(&mistake, chunk, out);
                }
            }
        }
        if n_broken == 0 {
            self.report(whole, 0..self.text.len(), out);
            return None;
        }
        match self.read(&kept, out) {
            Ok(node) => node,
            Err(mistake) => {
                self.report(&mistake, 0..self.text.len(), out);
                None
            }
        }
    }

    fn report(&self, mistake: &Mistake, chunk: Range<usize>, out: &mut Vec<Diagnostic>) {
        let text = &self.text[chunk.clone()];
        // What was read may have had blanks where the text has longer characters.
        let offset = floor(self.text, mistake.offset);
        // An error at the end of the text says little: the field that it began in says more.
        let at_end = self.text[offset..].trim().is_empty() || !chunk.contains(&offset);
        let (start, end) = if at_end {
            let first_line = text.lines().next().unwrap_or_default();
            (chunk.start, chunk.start + first_line.trim_end().len())
        } else {
            let line_end = self.text[offset..].find(['\r', '\n']).map_or(self.text.len(), |it| offset + it);
            let end = self.text[offset..line_end].trim_end().len() + offset;
            (offset, end.max(offset + 1).min(self.text.len()))
        };
        let mut diagnostic = Diagnostic::new(&INVALID_YAML, self.span(start, end), mistake.message.clone());
        let line_start = self.text[..start].rfind('\n').map_or(0, |it| it + 1);
        let line = self.text[line_start..].lines().next().unwrap_or_default();
        if let Some(help) = help_for_line(line).or_else(|| mistake.help.clone()) {
            diagnostic = diagnostic.help(help);
        }
        out.push(diagnostic);
    }
}

/// Ranges of the fields, or list items, that begin at the left margin.
fn chunks(text: &str) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if line.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '#' | ']' | '}')) {
            starts.push(offset);
        }
        offset += line.len();
    }
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

/// The nearest character border at or before a byte.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}

/// A text of the same length in bytes with the same line ends and nothing else.
fn blank(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

/// What is usually meant by a line that YAML cannot read.
fn help_for_line(line: &str) -> Option<String> {
    let (name, value) = line.trim_start().trim_start_matches("- ").split_once(':')?;
    if name.starts_with(['{', '[']) {
        return None;
    }
    let value = value.trim();
    let quoted = |value: &str| format!("put the value in quotes: `{}: \"{value}\"`", name.trim());
    let comparison = value.strip_prefix(['>', '<']).map(|rest| rest.trim_start_matches('='));
    if comparison.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit())) {
        return Some(format!("YAML reads a bare `{}` as something else; {}", &value[..1], quoted(value)));
    }
    if value.starts_with("[[") || (value.contains(": ") && !value.starts_with(['"', '\'', '{', '['])) {
        return Some(quoted(&value.replace('"', "'")));
    }
    if value.starts_with(['@', '`', '%']) {
        return Some(quoted(value));
    }
    None
}

struct Builder<'r, 't> {
    reading: &'r Reading<'t>,
    text: &'r str,
    anchors: HashMap<usize, (Node, usize)>,
    n_nodes: usize,
    n_aliased: usize,
    found: Vec<Diagnostic>,
}

type Events<'t> = Parser<'t, granit_parser::StrInput<'t>>;

impl<'t> Builder<'_, 't> {
    fn document(&mut self, parser: &mut Events<'t>) -> Result<Option<Node>, Mistake>
    where
        Self: 't,
    {
        let mut root = None;
        loop {
            let (event, span) = self.next(parser)?;
            match event {
                Event::StreamEnd => return Ok(root),
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if root.is_some() => {
                    return Err(Mistake {
                        offset: start_of(&span),
                        message: "a second document begins here".into(),
                        help: Some("remove the line `---`".into()),
                        is_limit: true,
                    });
                }
                Event::DocumentStart(..) => {}
                event => root = Some(self.node(event, span, parser, 0)?),
            }
        }
    }

    fn next(&self, parser: &mut Events<'t>) -> Result<(Event<'t>, granit_parser::Span), Mistake> {
        match parser.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.mistake(&error)),
            None => Err(Mistake {
                offset: self.text.len(),
                message: "the text ends too early".into(),
                help: None,
                is_limit: false,
            }),
        }
    }

    fn node(
        &mut self,
        event: Event<'t>,
        at: granit_parser::Span,
        parser: &mut Events<'t>,
        depth: usize,
    ) -> Result<Node, Mistake> {
        self.n_nodes += 1;
        if self.n_nodes > MAX_NODES || depth > MAX_DEPTH {
            return Err(Mistake {
                offset: start_of(&at),
                message: format!("the file holds more than {MAX_NODES} values or nests deeper than {MAX_DEPTH}"),
                help: Some("divide the file".into()),
                is_limit: true,
            });
        }
        let start = start_of(&at);
        let before = self.n_nodes;
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, _) => (self.scalar(&text, style, &at), anchor),
            Event::Alias(id) => {
                let (node, size) = self.anchors.get(&id).ok_or_else(|| Mistake {
                    offset: start,
                    message: "this alias stands inside the value that it names".into(),
                    help: None,
                    is_limit: false,
                })?;
                self.n_aliased += size;
                // Counted as values of the file, so that an alias of aliases has its full size.
                self.n_nodes += size;
                if self.n_aliased > MAX_ALIASED_NODES {
                    return Err(Mistake {
                        offset: start,
                        message: format!("aliases add more than {MAX_ALIASED_NODES} values to this file"),
                        help: Some("write the values out".into()),
                        is_limit: true,
                    });
                }
                (node.clone(), 0)
            }
            Event::SequenceStart(_, anchor, _) => {
                let mut items = Vec::new();
                loop {
                    let (event, span) = self.next(parser)?;
                    if matches!(event, Event::SequenceEnd) {
                        let end = self.trimmed_end(start, end_of(&span));
                        break (Node { span: self.reading.span(start, end), value: Value::Sequence(items) }, anchor);
                    }
                    items.push(self.node(event, span, parser, depth + 1)?);
                }
            }
            Event::MappingStart(_, anchor, _) => (self.mapping(start, parser, depth)?, anchor),
            _ => {
                return Err(Mistake {
                    offset: start,
                    message: "a value is expected here".into(),
                    help: None,
                    is_limit: false,
                });
            }
        };
        if anchor != 0 {
            self.anchors.insert(anchor, (node.clone(), self.n_nodes - before + 1));
        }
        Ok(node)
    }

    fn mapping(&mut self, start: usize, parser: &mut Events<'t>, depth: usize) -> Result<Node, Mistake> {
        let mut pairs: Vec<Pair> = Vec::new();
        let mut seen: HashMap<String, Span> = HashMap::new();
        let end = loop {
            let (event, span) = self.next(parser)?;
            if matches!(event, Event::MappingEnd) {
                break end_of(&span);
            }
            let name = self.node(event, span, parser, depth + 1)?;
            let (event, span) = self.next(parser)?;
            let value = self.node(event, span, parser, depth + 1)?;
            let text = match name.value {
                Value::Scalar { text, .. } => text,
                Value::Null => String::new(),
                _ => {
                    let offset = name.span.start as usize - self.reading.base;
                    return Err(Mistake {
                        offset,
                        message: "a field's name has to be a word".into(),
                        help: None,
                        is_limit: false,
                    });
                }
            };
            if let Some(first) = seen.get(&text) {
                let message = format!("`{text}` stands here twice");
                self.found.push(
                    Diagnostic::new(&DUPLICATE_FIELD, name.span, message)
                        .note(*first, "the first one is used")
                        .help("keep one of the two"),
                );
                continue;
            }
            seen.insert(text.clone(), name.span);
            pairs.push(Pair { name: Spanned { value: text, span: name.span }, value });
        };
        let span = self.reading.span(start, self.trimmed_end(start, end));
        Ok(Node { span, value: Value::Mapping(Mapping { span, pairs }) })
    }

    fn scalar(&self, text: &str, style: ScalarStyle, at: &granit_parser::Span) -> Node {
        let (start, end) = (start_of(at), self.trimmed_end(start_of(at), end_of(at)));
        let span = self.reading.span(start, end);
        if style == ScalarStyle::Plain && matches!(text, "" | "~" | "null") {
            return Node { span, value: Value::Null };
        }
        let inside = match style {
            ScalarStyle::Plain => Some(start),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Some(start + 1),
            _ => None,
        };
        let text_at = inside
            .filter(|from| self.text.get(*from..*from + text.len()) == Some(text))
            .and_then(|from| u32::try_from(self.reading.base + from).ok());
        Node { span, value: Value::Scalar { text: text.to_owned(), text_at } }
    }

    /// The end of a value without the white space and comments that the parser counts to it.
    fn trimmed_end(&self, start: usize, end: usize) -> usize {
        let start = start.min(self.text.len());
        let end = end.clamp(start, self.text.len());
        start + self.text.get(start..end).map_or(0, |it| it.trim_end().len())
    }

    fn mistake(&self, error: &ScanError) -> Mistake {
        let offset = error.marker().byte_offset().unwrap_or(self.text.len()).min(self.text.len());
        let offset = floor(self.text, offset);
        // The parser stops before the line that begins with the tab; the author looks for the tab.
        let offset = match error.kind() {
            ErrorKind::TabNotAllowed
            | ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabAtBlockScalarStart
            | ErrorKind::TabInPlainScalar => self.text[offset..].find('\t').map_or(offset, |at| offset + at),
            _ => offset,
        };
        let (message, help) = in_our_words(error.kind());
        Mistake { offset, message: message.into(), help: help.map(Into::into), is_limit: false }
    }
}

fn start_of(span: &granit_parser::Span) -> usize {
    span.start.byte_offset().unwrap_or(0)
}

fn end_of(span: &granit_parser::Span) -> usize {
    span.end.byte_offset().unwrap_or(0)
}

/// The parser's words are for programmers; these are for the people who write handbooks.
fn in_our_words(kind: &ErrorKind) -> (&'static str, Option<&'static str>) {
    use ErrorKind as E;
    let quotes = Some("put the value in quotes");
    match kind {
        E::UnclosedQuotedScalar | E::DocumentIndicatorInQuotedScalar => {
            ("a quote is opened and not closed", Some("close the quote"))
        }
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            ("text follows a closed quote", Some("put the whole value in quotes; a quote inside is written twice"))
        }
        E::UnclosedFlowCollection { .. }
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping
        | E::ExpectedFlowMappingSeparator
        | E::ExpectedFlowSequenceSeparator
        | E::MismatchedFlowCollectionEnd { .. }
        | E::MisplacedFlowCollectionEnd => {
            ("a bracket has no partner, or a comma is missing", Some("check `[`, `]`, `{`, `}` and the commas between"))
        }
        E::MappingValueNotAllowed | E::InvalidColonPlacement => ("a colon with a space stands inside a value", quotes),
        E::TabNotAllowed
        | E::TabInBlockIndentation
        | E::TabInIndentation
        | E::TabAtBlockScalarStart
        | E::TabInPlainScalar => ("a tab stands where YAML allows spaces only", Some("replace the tab by spaces")),
        E::InvalidIndentation
        | E::ExpectedBlockMappingKey
        | E::ExpectedBlockSequenceEntry
        | E::SimpleKeyExpected
        | E::InvalidSimpleKey => (
            "this line does not fit to the lines above",
            Some("a field is `name: value`, a list item `- value`, and fields of one group begin in the same column"),
        ),
        E::UnknownAnchor => ("this alias names nothing", Some("a value that begins with `*` needs quotes")),
        E::RecursionLimitExceeded => ("lists and fields nest too deep", None),
        E::InvalidBlockScalarHeader | E::InvalidBlockScalarIndent => (
            "this cannot be read as a block of text",
            Some("begin the block on the next line, further to the right, or put the value in quotes"),
        ),
        E::UnknownQuotedScalarEscape => {
            ("unknown escape in double quotes", Some("write `\\\\` for a backslash, or use single quotes"))
        }
        E::UnexpectedCharacter { .. } | E::ExpectedNodeContent | E::PlainScalarStartsWithDashFlowIndicator => {
            ("a value cannot begin like this", quotes)
        }
        E::BlockSequenceEntryNotAllowed => {
            ("a list cannot begin on this line", Some("begin the list on the next line, or put the value in quotes"))
        }
        _ => ("this cannot be read as YAML", quotes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Node>, Vec<String>) {
        let mut out = Vec::new();
        let node = parse(text, 0..text.len(), SourceId(0), &mut out);
        (node, out.iter().map(|it| format!("{}..{} {}", span(it).start, span(it).end, it.message)).collect())
    }

    fn span(diagnostic: &Diagnostic) -> Span {
        match diagnostic.location {
            crate::diagnostic::Location::Span(span) => span,
            crate::diagnostic::Location::Path(_) => unreachable!("YAML is read from a text"),
        }
    }

    fn fields(node: &Node) -> Vec<(&str, &Node)> {
        match &node.value {
            Value::Mapping(map) => map.pairs.iter().map(|it| (it.name.value.as_str(), &it.value)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn scalars_stay_text_and_keep_their_place() {
        let text = "on: 3.10   # comment\nwho: \"a b\"\nnone:\nlist: [x, yes]\nblock: |\n  one\n  two\n";
        let (node, found) = read(text);
        assert!(found.is_empty());
        let node = node.unwrap();
        let fields = fields(&node);
        assert_eq!(fields[0].1.text(), Some("3.10"));
        assert_eq!(&text[fields[0].1.span.range()], "3.10");
        assert_eq!(fields[1].1.text(), Some("a b"));
        assert!(matches!(fields[1].1.value, Value::Scalar { text_at: Some(27), .. }));
        assert!(fields[2].1.is_null());
        assert_eq!(&text[fields[3].1.span.range()], "[x, yes]");
        assert_eq!(fields[4].1.text(), Some("one\ntwo\n"));
    }

    #[test]
    fn a_broken_field_costs_itself_and_no_other() {
        let (node, found) = read("key: A\ntitle: \"never closed\nowner: B\ntarget: >= 99 %\nlast: x\n");
        let node = node.unwrap();
        assert_eq!(fields(&node).iter().map(|it| it.0).collect::<Vec<_>>(), ["key", "owner", "last"]);
        assert_eq!(found, ["14..27 a quote is opened and not closed", "45..52 this cannot be read as a block of text"]);
    }

    #[test]
    fn a_field_twice_is_reported_once() {
        let (node, found) = read("a: 1\na: 2\na: 3\n");
        assert_eq!(fields(&node.unwrap()).len(), 1);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn bombs_and_deep_nesting_are_bounded() {
        let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (name, last) in ('b'..='j').zip('a'..) {
            bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{last}"); 10].join(", ")));
        }
        assert_eq!(read(&bomb).1.len(), 1);
        let deep = "[".repeat(100_000);
        assert_eq!(read(&deep).1.len(), 1);
    }
}

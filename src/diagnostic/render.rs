use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer as Painter, Snippet};
use serde::Serialize;

use super::{Diagnostic, Location, Severity};
use crate::source::{File, Position, Sources, Span};

/// The form in which diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, in the manner of rustc.
    Human,
    /// One JSON object a line.
    Json,
    /// Workflow commands, which annotate a pull request on GitHub.
    Github,
}

/// How many diagnostics there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Number of errors.
    pub n_errors: usize,
    /// Number of warnings.
    pub n_warnings: usize,
    /// Number of remarks.
    pub n_advice: usize,
}

impl Summary {
    /// Counts diagnostics.
    pub fn of(diagnostics: &[Diagnostic]) -> Self {
        let count = |severity| diagnostics.iter().filter(|it| it.severity == severity).count();
        Self {
            n_errors: count(Severity::Error),
            n_warnings: count(Severity::Warning),
            n_advice: count(Severity::Advice),
        }
    }

    /// Both counts together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            n_errors: self.n_errors + other.n_errors,
            n_warnings: self.n_warnings + other.n_warnings,
            n_advice: self.n_advice + other.n_advice,
        }
    }

    /// `2 errors, 1 warning, no advice` in plain words.
    pub fn words(self) -> String {
        let count = |n: usize, one: &str, many: &str| match n {
            0 => format!("no {many}"),
            1 => format!("1 {one}"),
            n => format!("{n} {many}"),
        };
        format!(
            "{}, {}, {}",
            count(self.n_errors, "error", "errors"),
            count(self.n_warnings, "warning", "warnings"),
            count(self.n_advice, "advice", "advice"),
        )
    }
}

/// Writes diagnostics as text.
pub struct Renderer<'a> {
    pub(super) sources: &'a Sources,
    painter: Painter,
    is_verbose: bool,
}

/// Bytes before and after a mark that are still shown: a line may be a megabyte long.
const CONTEXT: usize = 240;

impl<'a> Renderer<'a> {
    /// A renderer for people; `color` asks for terminal colours.
    pub fn new(sources: &'a Sources, color: bool, is_verbose: bool) -> Self {
        let painter = if color { Painter::styled() } else { Painter::plain() };
        Self { sources, painter, is_verbose }
    }

    /// All diagnostics in one form; gaps come last, grouped by clause.
    pub fn all(&self, diagnostics: &[Diagnostic], format: Format) -> String {
        let mut out = String::new();
        let line: fn(&Self, &Diagnostic) -> String = match format {
            Format::Json => Self::json,
            Format::Github => Self::github,
            Format::Human => return self.for_people(diagnostics),
        };
        for diagnostic in diagnostics {
            out.push_str(&line(self, diagnostic));
            out.push('\n');
        }
        out
    }

    fn for_people(&self, diagnostics: &[Diagnostic]) -> String {
        let mut out = String::new();
        for diagnostic in diagnostics.iter().filter(|it| it.gap_of.is_none()) {
            out.push_str(&self.human(diagnostic));
            out.push_str("\n\n");
        }
        let mut heading = None;
        for diagnostic in diagnostics.iter().filter(|it| it.gap_of.is_some()) {
            if heading != diagnostic.gap_of.as_deref() {
                if heading.is_some() {
                    out.push('\n');
                }
                heading = diagnostic.gap_of.as_deref();
                let _ = writeln!(out, "{} ({})", printable(heading.unwrap_or_default()), self.place(diagnostic));
            }
            let (severity, rule) = (diagnostic.severity.word(), diagnostic.rule.name);
            let _ = writeln!(out, "  {severity}[{rule}]: {}", printable(&diagnostic.message));
            if let (true, Some(help)) = (self.is_verbose, &diagnostic.help) {
                let _ = writeln!(out, "    help: {}", printable(help));
            }
        }
        if heading.is_some() {
            out.push('\n');
        }
        out
    }

    /// `content/roles/sdm.md:2:6`
    fn place(&self, diagnostic: &Diagnostic) -> String {
        match &diagnostic.location {
            Location::Path(path) => self.shown(&printable(path)),
            Location::Span(span) => {
                let file = self.sources.file(span.source);
                let at = file.position(span.start as usize);
                format!("{}:{}:{}", self.shown(&printable(&file.path)), at.line, at.column)
            }
        }
    }

    /// A path below the content folder as a terminal opens it; files of a theme lie beside that folder.
    pub(super) fn shown(&self, path: &str) -> String {
        let prefix = self.sources.settings.shown_prefix.as_str();
        let folder = prefix.trim_end_matches('/');
        match path.strip_prefix("../") {
            Some(beside) if !folder.is_empty() && !folder.ends_with("..") => match folder.rsplit_once('/') {
                Some((above, _)) => format!("{above}/{beside}"),
                None => beside.to_owned(),
            },
            _ => format!("{prefix}{path}"),
        }
    }

    /// One diagnostic for people, without a line end.
    fn human(&self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Advice => Level::INFO.with_name("advice"),
        };
        let mut group = Group::with_title(level.primary_title(printable(&diagnostic.message)).id(diagnostic.rule.name));
        match &diagnostic.location {
            Location::Path(path) => {
                group = group.element(Origin::path(self.shown(&printable(path))));
            }
            Location::Span(span) => {
                let mut marks = vec![(*span, AnnotationKind::Primary, diagnostic.label.as_deref().unwrap_or_default())];
                for note in &diagnostic.notes {
                    marks.push((note.span, AnnotationKind::Context, note.message.as_str()));
                }
                let mut rest = marks;
                while let Some(source) = rest.first().map(|(span, ..)| span.source) {
                    let (here, elsewhere): (Vec<_>, Vec<_>) =
                        rest.into_iter().partition(|(span, ..)| span.source == source);
                    group = self.snippets(group, self.sources.file(source), &here);
                    rest = elsewhere;
                }
            }
        }
        let mut report = vec![group];
        if let Some(help) = &diagnostic.help {
            report.push(Group::with_title(Level::HELP.secondary_title(printable(help))));
        }
        self.painter.render(&report)
    }

    /// The marked lines of one file. Only the lines concerned are handed over, so that a diagnostic in a long file
    /// costs no more than one in a short file.
    fn snippets<'b>(&self, mut group: Group<'b>, file: &File, marks: &[(Span, AnnotationKind, &str)]) -> Group<'b> {
        let path = self.shown(&printable(&file.path));
        let lines =
            |span: Span| (file.line_of(span.start as usize), file.line_of((span.end.max(span.start + 1) - 1) as usize));
        let first = marks.iter().map(|(span, ..)| lines(*span).0).min().unwrap_or_default();
        let last = marks.iter().map(|(span, ..)| lines(*span).0).max().unwrap_or_default();
        let window = file.line(first).unwrap_or(0..0).start..file.line(last).unwrap_or(0..0).end;
        if window.len() > CONTEXT * 8 && marks.len() > 1 {
            return marks.iter().fold(group, |group, mark| self.snippets(group, file, std::slice::from_ref(mark)));
        }
        if window.len() > CONTEXT * 8 {
            for (span, _, label) in marks {
                let Position { line, column } = file.position(span.start as usize);
                group = group.element(Origin::path(path.clone()).line(line).char_column(column));
                if !label.is_empty() {
                    group = group.element(Level::NOTE.message(printable(label)));
                }
            }
            return group;
        }
        let text = printable_same_length(&file.text[window.clone()]);
        let mut snippet = Snippet::source(text).line_start(first + 1).path(path);
        for (span, kind, label) in marks {
            let range = span.range();
            let line_end = file.line(lines(*span).0).unwrap_or(0..0).end;
            let start = range.start.min(window.end) - window.start;
            // A range over several lines marks its first line: the mistake is named there.
            let end = range.end.min(line_end).max(range.start).min(window.end) - window.start;
            let mark = kind.span(start..end.max(start));
            let label = printable(label);
            snippet = snippet.annotation(if label.is_empty() { mark } else { mark.label(label) });
        }
        group.element(snippet)
    }

    fn json(&self, diagnostic: &Diagnostic) -> String {
        let point = |span: Span| {
            let file = self.sources.file(span.source);
            let (start, end) = (file.position(span.start as usize), file.position(span.end as usize));
            (self.shown(&file.path), start, end)
        };
        let (path, start, end) = match &diagnostic.location {
            Location::Path(path) => (self.shown(path), None, None),
            Location::Span(span) => {
                let (path, start, end) = point(*span);
                (path, Some(start), Some(end))
            }
        };
        let notes = diagnostic
            .notes
            .iter()
            .map(|note| {
                let (path, start, _) = point(note.span);
                JsonNote { message: &note.message, path, line: start.line, column: start.column }
            })
            .collect();
        let object = JsonDiagnostic {
            rule: diagnostic.rule.name,
            severity: diagnostic.severity.word(),
            message: &diagnostic.message,
            path,
            line: start.map(|it| it.line),
            column: start.map(|it| it.column),
            end_line: end.map(|it| it.line),
            end_column: end.map(|it| it.column),
            key: diagnostic.key.as_deref(),
            clause: diagnostic.clause.as_deref(),
            help: diagnostic.help.as_deref(),
            notes,
        };
        serde_json::to_string(&object).expect("strings and numbers always have a JSON form")
    }
}

#[derive(Serialize)]
struct JsonDiagnostic<'a> {
    rule: &'a str,
    severity: &'a str,
    message: &'a str,
    path: String,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    key: Option<&'a str>,
    clause: Option<&'a str>,
    help: Option<&'a str>,
    notes: Vec<JsonNote<'a>>,
}

#[derive(Serialize)]
struct JsonNote<'a> {
    message: &'a str,
    path: String,
    line: usize,
    column: usize,
}

/// Characters that change what a terminal does or the order in which a line is read.
pub(super) fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}')
}

/// A text that is safe to print on one line, at most 400 characters of it.
fn printable(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(400)
        .map(|c| {
            if c == '\n' {
                ' '
            } else if is_unsafe(c) {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect();
    if text.chars().nth(400).is_some() {
        shown.push('…');
    }
    shown
}

/// The same with every character replaced by one of the same length in bytes, so that spans stay true.
fn printable_same_length(text: &str) -> String {
    let replace = |c: char| match (is_unsafe(c), c.len_utf8()) {
        (false, _) => c,
        (true, 1) => '?',
        (true, 2) => '¿',
        (true, _) => '\u{fffd}',
    };
    // A carriage return before a line feed is part of the line end.
    text.replace("\r\n", " \n").chars().map(replace).collect()
}

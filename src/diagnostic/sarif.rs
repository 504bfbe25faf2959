//! Diagnostics as SARIF 2.1.0, which code scanning and editors read.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::render::{Renderer, is_unsafe};
use super::{Diagnostic, Location, Rule, Severity};
use crate::source::Span;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    language: &'static str,
    column_kind: &'static str,
    results: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    name: String,
    short_description: Message,
    full_description: Message,
    help: Message,
    default_configuration: Configuration,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<RuleProperties>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct RuleProperties {
    /// The clause that the rule serves.
    clause: &'static str,
    tags: [String; 1],
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Place; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<FindingProperties<'a>>,
}

#[derive(Serialize)]
struct FindingProperties<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl Renderer<'_> {
    /// All diagnostics as one SARIF log, with every rule that was looked at.
    pub fn sarif(&self, diagnostics: &[Diagnostic], rules: impl IntoIterator<Item = &'static Rule>) -> String {
        let mut rules: Vec<&'static Rule> = rules.into_iter().collect();
        rules.sort_by_key(|rule| rule.name);
        let index: HashMap<&str, usize> = rules.iter().enumerate().map(|(at, rule)| (rule.name, at)).collect();
        let mut seen: HashMap<String, usize> = HashMap::new();
        let results = diagnostics.iter().map(|it| self.finding(it, &index, &mut seen)).collect();
        let version = env!("CARGO_PKG_VERSION");
        let driver = Driver {
            name: "clausebook",
            version,
            semantic_version: version,
            rules: rules.into_iter().map(descriptor).collect(),
        };
        let run = Run { tool: Tool { driver }, language: "en", column_kind: "unicodeCodePoints", results };
        let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run] };
        let mut text = serde_json::to_string(&log).expect("texts, numbers and lists always have a JSON form");
        text.push('\n');
        text
    }

    fn finding<'d>(
        &self,
        diagnostic: &'d Diagnostic,
        index: &HashMap<&str, usize>,
        seen: &mut HashMap<String, usize>,
    ) -> Finding<'d> {
        let place = |span: Span, id: Option<usize>, message: Option<Message>| {
            let file = self.sources.file(span.source);
            let (start, end) = (file.position(span.start as usize), file.position(span.end as usize));
            let region = Region {
                start_line: start.line,
                start_column: start.column,
                end_line: end.line,
                end_column: end.column,
            };
            let artifact_location = Artifact { uri: uri(&self.shown(&file.path)) };
            let physical_location = PhysicalLocation { artifact_location, region: Some(region) };
            Place { id, physical_location, message }
        };
        let location = match &diagnostic.location {
            Location::Span(span) => place(*span, None, diagnostic.label.as_deref().map(message)),
            Location::Path(path) => {
                let artifact_location = Artifact { uri: uri(&self.shown(path)) };
                Place {
                    id: None,
                    physical_location: PhysicalLocation { artifact_location, region: None },
                    message: None,
                }
            }
        };
        let notes = diagnostic.notes.iter().enumerate();
        let related = notes.map(|(at, note)| place(note.span, Some(at + 1), Some(message(&note.message)))).collect();
        let mut text = format!("{}.", diagnostic.message);
        if let Some(help) = &diagnostic.help {
            text.push_str("\nhelp: ");
            text.push_str(help);
        }
        let fingerprint = self.fingerprint(diagnostic);
        let n_seen = seen.entry(fingerprint.clone()).or_default();
        *n_seen += 1;
        let has_properties = diagnostic.key.is_some() || diagnostic.clause.is_some();
        Finding {
            rule_id: diagnostic.rule.name,
            rule_index: index.get(diagnostic.rule.name).copied(),
            level: level(diagnostic.severity),
            message: message(&text),
            locations: [location],
            related_locations: related,
            // The only name that code scanning on GitHub looks at.
            partial_fingerprints: BTreeMap::from([("primaryLocationLineHash", format!("{fingerprint}:{n_seen}"))]),
            properties: has_properties
                .then_some(FindingProperties { key: diagnostic.key.as_deref(), clause: diagnostic.clause.as_deref() }),
        }
    }

    /// What tells a diagnostic from others, wherever its line moves and however the days count: its rule, file, entry,
    /// clause, and what its message names.
    fn fingerprint(&self, diagnostic: &Diagnostic) -> String {
        let path = match &diagnostic.location {
            Location::Span(span) => &self.sources.file(span.source).path,
            Location::Path(path) => path,
        };
        let mut hash = Sha256::new();
        for part in [
            diagnostic.rule.name,
            path,
            diagnostic.key.as_deref().unwrap_or_default(),
            diagnostic.clause.as_deref().unwrap_or_default(),
            &without_counts(&diagnostic.message),
        ] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A message without the numbers outside its backticks: days and counts change by themselves.
fn without_counts(message: &str) -> String {
    let parts = message.split('`').enumerate().map(|(at, part)| match at % 2 {
        0 => part.replace(|c: char| c.is_ascii_digit(), ""),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
}

fn descriptor(rule: &'static Rule) -> Descriptor {
    let words = rule.name.split('-').map(|word| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    });
    Descriptor {
        id: rule.name,
        name: words.collect(),
        short_description: message(rule.looks_for),
        full_description: message(rule.why),
        help: message(rule.fix),
        default_configuration: Configuration { level: level(rule.severity) },
        properties: (!rule.clause.is_empty())
            .then(|| RuleProperties { clause: rule.clause, tags: [format!("iso20000-1:{}", rule.clause)] }),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

/// A text as a message: braces stand for placeholders there, and brackets before a parenthesis for a link, unless they
/// are escaped.
fn message(text: &str) -> Message {
    let has_link = text.contains("](");
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '{' | '}' => out.extend([c, c]),
            '[' | ']' | '\\' if has_link => out.extend(['\\', c]),
            c if is_unsafe(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    Message { text: out }
}

/// A path as an address: relative as it is, an absolute one as a file's.
fn uri(path: &str) -> String {
    let is_drive = path.as_bytes().get(1) == Some(&b':');
    let mut out = match (path.starts_with('/'), is_drive) {
        (true, _) => "file://".to_owned(),
        (_, true) => "file:///".to_owned(),
        _ => String::new(),
    };
    for (at, byte) in path.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            b':' if is_drive && at == 1 => out.push(':'),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_addresses() {
        assert_eq!(uri("content/roles/sdm.md"), "content/roles/sdm.md");
        assert_eq!(uri("../å b/100%#1.md"), "../%C3%A5%20b/100%25%231.md");
        assert_eq!(uri("/tmp/a:b.md"), "file:///tmp/a%3Ab.md");
        assert_eq!(uri("C:/a.md"), "file:///C:/a.md");
    }

    #[test]
    fn braces_and_links_of_a_message_are_text() {
        assert_eq!(message("add `{by, on}` to [[A]]").text, "add `{{by, on}}` to [[A]]");
        assert_eq!(message("see [a\\](b)").text, "see \\[a\\\\\\](b)");
        assert_eq!(message("\u{1b}[31m\u{202e}").text, "\u{fffd}[31m\u{fffd}");
    }

    #[test]
    fn what_counts_by_itself_is_no_part_of_a_fingerprint() {
        let overdue = "`ACT-1` was due on 2 Mar 2026, 43 days ago";
        assert_eq!(without_counts(overdue), without_counts("`ACT-1` was due on 2 Mar 2026, 44 days ago"));
        assert_ne!(without_counts(overdue), without_counts("`ACT-2` was due on 2 Mar 2026, 43 days ago"));
    }
}

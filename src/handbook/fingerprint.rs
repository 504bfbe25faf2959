use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::Entry;
use crate::parse::{Mapping, Node, Value};
use crate::source::Sources;

/// Fields that say something about a document and not what it means.
const LEFT_OUT: &[&str] = &["version", "status", "approved", "confirmed", "history", "aliases", "tags", "extra"];
/// Lists of measures; their values and remarks come in every month.
const MEASURES: &[&str] = &["measures", "targets"];

/// The hash of a document's meaning: `sha256:` and 64 hexadecimal digits.
///
/// All fields but the ones left out as JSON with sorted names and scalars as their text, absent fields left out; then a
/// line feed and the body with `\n` line ends, no white space at line ends and no empty lines at its end.
pub fn fingerprint(entry: &Entry, sources: &Sources) -> String {
    let body = entry.body.as_ref().map(|body| &sources.file(body.source).text[body.range.clone()]);
    fingerprint_of(&entry.fields, body)
}

/// The same for fields and a body that belong together.
pub fn fingerprint_of(fields: &Mapping, body: Option<&str>) -> String {
    let meaning = Canonical::of_fields(fields, |name| LEFT_OUT.contains(&name));
    let json = serde_json::to_string(&meaning).expect("texts, lists and maps always have a JSON form");
    let mut hash = Sha256::new();
    hash.update(json.as_bytes());
    hash.update(b"\n");
    if let Some(text) = body {
        let lines: Vec<_> = text.lines().map(str::trim_end).collect();
        let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
        hash.update(lines[..end].join("\n").as_bytes());
    }
    let digits: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

#[derive(Serialize)]
#[serde(untagged)]
enum Canonical<'a> {
    Text(&'a str),
    List(Vec<Canonical<'a>>),
    Fields(BTreeMap<&'a str, Canonical<'a>>),
}

impl<'a> Canonical<'a> {
    fn of(node: &'a Node, is_measure: bool) -> Option<Self> {
        Some(match &node.value {
            Value::Null => return None,
            Value::Scalar { text, .. } => Self::Text(text),
            Value::Sequence(items) => Self::List(items.iter().filter_map(|item| Self::of(item, is_measure)).collect()),
            Value::Mapping(map) => Self::of_fields(map, |name| is_measure && matches!(name, "actuals" | "notes")),
        })
    }

    fn of_fields(map: &'a Mapping, is_left_out: impl Fn(&str) -> bool) -> Self {
        let kept = map.pairs.iter().filter(|pair| !is_left_out(&pair.name.value));
        let fields = kept.filter_map(|pair| {
            let name = pair.name.value.as_str();
            Some((name, Self::of(&pair.value, MEASURES.contains(&name))?))
        });
        Self::Fields(fields.collect())
    }
}

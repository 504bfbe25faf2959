//! Changes to a few fields of a YAML text that leave everything else as it is, byte for byte.

use std::ops::Range;

use super::{Mapping, Node, Pair, Value};

/// Changes to the fields of one mapping, collected and made at once.
///
/// Comments, quoting, order, line ends and white space stay. Values are written in the style that is there: a group of
/// fields between braces stays on its line, one with a line for each field gets a line more. Whether the text then says
/// what was meant is for the caller to see, who reads it again.
pub struct Edit<'t> {
    text: &'t str,
    changes: Vec<(Range<usize>, String)>,
}

/// A field that is written in a way that cannot be changed without touching more than it: as an alias, as a block of
/// text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannotEdit {
    /// The field's name.
    pub field: String,
}

/// A scalar to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// A word that needs no quotes wherever it stands: a key, a day, a fingerprint.
    Word(String),
    /// What would be a number or a day without quotes.
    Quoted(String),
    /// Prose, with quotes where it needs them.
    Prose(String),
}

/// Fields of a group, in their order.
pub type Fields<'a> = [(&'a str, Scalar)];

impl Scalar {
    /// As it stands in a text, between braces or not.
    fn yaml(&self) -> String {
        match self {
            Self::Word(text) => text.clone(),
            Self::Quoted(text) => quoted(text),
            Self::Prose(text) if is_plain(text) => text.clone(),
            Self::Prose(text) => quoted(text),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Quoted(text) | Self::Prose(text) => text,
        }
    }
}

impl<'t> Edit<'t> {
    /// No changes to a text yet.
    pub fn new(text: &'t str) -> Self {
        Self { text, changes: Vec::new() }
    }

    /// The text with all changes made.
    pub fn finish(mut self) -> String {
        // What is inserted at one place keeps the order in which it was asked for.
        self.changes.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(self.text.len() + 512);
        let mut done = 0;
        for (range, new) in &self.changes {
            out.push_str(&self.text[done..range.start.max(done)]);
            out.push_str(new);
            done = range.end.max(done);
        }
        out.push_str(&self.text[done..]);
        out
    }

    /// Sets a field to a scalar; quotes that are there stay. Where the field is missing, it comes behind the first of
    /// `after` that is there, else at the end.
    pub fn set(&mut self, map: &Mapping, name: &str, value: &Scalar, after: &[&str]) -> Result<(), CannotEdit> {
        let Some(pair) = pair(map, name) else {
            self.insert_field(map, name, &value.yaml(), after);
            return Ok(());
        };
        match &pair.value.value {
            Value::Null => self.fill(pair, &value.yaml()),
            Value::Scalar { .. } => {
                let range = self.own_range(pair)?;
                let quoted_already = match self.text.as_bytes().get(range.start) {
                    Some(b'"') => Some(quoted(value.text())),
                    Some(b'\'') => Some(format!("'{}'", value.text().replace('\'', "''"))),
                    _ => None,
                };
                // What stands there without quotes shows that the author writes it so.
                let plain = matches!(value, Scalar::Quoted(text) if is_word(text)).then(|| value.text().to_owned());
                let new = quoted_already.or(plain).unwrap_or_else(|| value.yaml());
                self.changes.push((range, new));
                Ok(())
            }
            Value::Sequence(_) | Value::Mapping(_) => Err(CannotEdit { field: name.to_owned() }),
        }
    }

    /// Sets some fields of a group, and leaves its others.
    pub fn set_fields(
        &mut self,
        map: &Mapping,
        name: &str,
        fields: &Fields<'_>,
        after: &[&str],
    ) -> Result<(), CannotEdit> {
        let Some(pair) = pair(map, name) else {
            self.insert_field(map, name, &group(fields), after);
            return Ok(());
        };
        match &pair.value.value {
            Value::Null => self.fill(pair, &group(fields)),
            Value::Mapping(inner) => {
                self.own_range(pair)?;
                let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
                for (at, (name, value)) in fields.iter().enumerate() {
                    let before: Vec<&str> = names[..at].iter().rev().copied().collect();
                    self.set(inner, name, value, &before)?;
                }
                Ok(())
            }
            _ => Err(CannotEdit { field: name.to_owned() }),
        }
    }

    /// Puts a group of fields in front of a list of such groups; where there is no list, it is made.
    pub fn prepend(
        &mut self,
        map: &Mapping,
        name: &str,
        fields: &Fields<'_>,
        after: &[&str],
    ) -> Result<(), CannotEdit> {
        self.add(map, name, &[fields], Side::Front, after)
    }

    /// Puts groups of fields behind a list of such groups.
    pub fn append(
        &mut self,
        map: &Mapping,
        name: &str,
        items: &[&Fields<'_>],
        after: &[&str],
    ) -> Result<(), CannotEdit> {
        self.add(map, name, items, Side::Back, after)
    }

    fn add(
        &mut self,
        map: &Mapping,
        name: &str,
        items: &[&Fields<'_>],
        side: Side,
        after: &[&str],
    ) -> Result<(), CannotEdit> {
        if items.is_empty() {
            return Ok(());
        }
        let groups: Vec<String> = items.iter().map(|fields| group(fields)).collect();
        let in_brackets = format!("[{}]", groups.join(", "));
        let indent = self.block_indent(map);
        let Some(pair) = pair(map, name) else {
            match indent {
                Some(indent) => {
                    let items = groups.iter().map(|it| format!("{indent}  - {it}"));
                    let lines: Vec<String> = std::iter::once(format!("{indent}{name}:")).chain(items).collect();
                    self.insert_lines(self.behind(map, after), &lines);
                }
                // Between braces everything stands between braces.
                None => self.insert_field(map, name, &in_brackets, after),
            }
            return Ok(());
        };
        match (&pair.value.value, indent) {
            (Value::Null, None) => self.fill(pair, &in_brackets),
            (Value::Null, Some(indent)) => {
                // Of `history: ~` the name stays.
                self.fill(pair, "")?;
                let lines: Vec<String> = groups.iter().map(|it| format!("{indent}  - {it}")).collect();
                self.insert_lines(self.end_of(pair), &lines);
                Ok(())
            }
            (Value::Sequence(old), _) if self.begins(&pair.value, '[') => {
                self.add_in_brackets(pair, old, &groups, side)
            }
            (Value::Sequence(old), _) => {
                self.own_range(pair)?;
                let (Some(first), Some(dash)) = (old.first(), self.dash(pair)) else {
                    return Err(CannotEdit { field: name.to_owned() });
                };
                let has_lines = matches!(first.value, Value::Mapping(_)) && !self.begins(first, '{');
                let lines: Vec<String> = match has_lines {
                    true => items.iter().flat_map(|fields| lines_of(fields, &dash)).collect(),
                    false => groups.iter().map(|it| format!("{dash}- {it}")).collect(),
                };
                let at = match side {
                    // Above what is said about the first item.
                    Side::Front => self.colon(pair),
                    Side::Back => self.end_of(pair),
                };
                self.insert_lines(at, &lines);
                Ok(())
            }
            _ => Err(CannotEdit { field: name.to_owned() }),
        }
    }

    /// Adds words to a list; a single one becomes a list.
    pub fn add_words(&mut self, map: &Mapping, name: &str, words: &[String], after: &[&str]) -> Result<(), CannotEdit> {
        if words.is_empty() {
            return Ok(());
        }
        let Some(pair) = pair(map, name) else {
            self.insert_field(map, name, &format!("[{}]", words.join(", ")), after);
            return Ok(());
        };
        match &pair.value.value {
            Value::Null => self.fill(pair, &format!("[{}]", words.join(", "))),
            Value::Scalar { .. } => {
                let range = self.own_range(pair)?;
                self.changes.push((range.start..range.start, "[".into()));
                self.changes.push((range.end..range.end, format!(", {}]", words.join(", "))));
                Ok(())
            }
            Value::Sequence(old) if self.begins(&pair.value, '[') => self.add_in_brackets(pair, old, words, Side::Back),
            Value::Sequence(_) => {
                self.own_range(pair)?;
                let dash = self.dash(pair).ok_or_else(|| CannotEdit { field: name.to_owned() })?;
                let lines: Vec<String> = words.iter().map(|it| format!("{dash}- {it}")).collect();
                self.insert_lines(self.end_of(pair), &lines);
                Ok(())
            }
            Value::Mapping(_) => Err(CannotEdit { field: name.to_owned() }),
        }
    }

    /// Takes a field out, with the line or lines that it stands on.
    pub fn remove(&mut self, map: &Mapping, name: &str) -> Result<(), CannotEdit> {
        let Some(at) = map.pairs.iter().position(|pair| pair.name.value == name) else { return Ok(()) };
        let pair = &map.pairs[at];
        self.own_range(pair)?;
        let end = self.end_of(pair);
        let range = match (self.block_indent(map), at.checked_sub(1), map.pairs.get(at + 1)) {
            (Some(_), ..) => self.line_start(pair.name.span.range().start)..self.next_line(end).unwrap_or(end),
            (None, Some(before), _) => self.end_of(&map.pairs[before])..end,
            (None, None, Some(next)) => pair.name.span.range().start..next.name.span.range().start,
            (None, None, None) => pair.name.span.range().start..end,
        };
        self.changes.push((range, String::new()));
        Ok(())
    }

    /// Adds items to a list between brackets.
    fn add_in_brackets(&mut self, pair: &Pair, old: &[Node], items: &[String], side: Side) -> Result<(), CannotEdit> {
        let range = self.own_range(pair)?;
        let joined = items.join(", ");
        let (at, new) = match (old.first(), old.last(), side) {
            (Some(first), _, Side::Front) => (first.span.range().start, format!("{joined}, ")),
            (_, Some(last), Side::Back) => (self.leaf_end(last), format!(", {joined}")),
            _ => (range.start + 1, joined),
        };
        self.changes.push((at..at, new));
        Ok(())
    }

    /// Writes a field that is not there yet.
    fn insert_field(&mut self, map: &Mapping, name: &str, value: &str, after: &[&str]) {
        let at = self.behind(map, after);
        match self.block_indent(map) {
            Some(indent) => self.insert_lines(at, &[format!("{indent}{name}: {value}")]),
            None if map.pairs.is_empty() => self.changes.push((at..at, format!("{name}: {value}"))),
            None => self.changes.push((at..at, format!(", {name}: {value}"))),
        }
    }

    /// The byte behind the first of some fields that is there, else behind the last field.
    fn behind(&self, map: &Mapping, after: &[&str]) -> usize {
        let field = after.iter().find_map(|name| pair(map, name)).or(map.pairs.last());
        field.map_or(map.span.range().start + 1, |field| self.end_of(field))
    }

    /// Gives a field without a value one.
    fn fill(&mut self, pair: &Pair, value: &str) -> Result<(), CannotEdit> {
        let written = pair.value.span.range();
        let is_word = matches!(self.text.get(written.clone()), Some("~" | "null"));
        if is_word && written.start >= pair.name.span.range().end {
            self.changes.push((written, value.to_owned()));
        } else if !value.is_empty() {
            let colon = self.colon(pair);
            self.changes.push((colon..colon, format!(" {value}")));
        }
        Ok(())
    }

    /// Inserts whole lines below the one that holds a byte.
    fn insert_lines(&mut self, at: usize, lines: &[String]) {
        let line_end = self.line_end_style(at);
        let (at, new) = match self.next_line(at) {
            Some(next) => (next, lines.iter().map(|line| format!("{line}{line_end}")).collect()),
            None => (self.text.len(), lines.iter().map(|line| format!("{line_end}{line}")).collect::<String>()),
        };
        self.changes.push((at..at, new));
    }

    /// Where the value of a field is written; an alias is written elsewhere, and a block of text is not all of it.
    fn own_range(&self, pair: &Pair) -> Result<Range<usize>, CannotEdit> {
        let (name, value) = (pair.name.span.range(), pair.value.span.range());
        let between = self.text.get(name.end..value.start);
        let is_block = |it: &str| {
            matches!(pair.value.value, Value::Scalar { .. })
                && it.lines().next().is_some_and(|line| line.trim_start_matches([':', ' ']).starts_with(['|', '>']))
        };
        match between {
            Some(between) if !is_block(between) => Ok(value),
            _ => Err(CannotEdit { field: pair.name.value.clone() }),
        }
    }

    /// White space in front of the fields of a mapping that has a line for each; `None` between braces.
    fn block_indent(&self, map: &Mapping) -> Option<String> {
        let first = map.pairs.first().filter(|_| !self.text[map.span.range()].starts_with('{'))?;
        let start = first.name.span.range().start;
        let before = &self.text[self.line_start(start)..start];
        Some(" ".repeat(before.chars().count()))
    }

    /// White space in front of the first dash of a list.
    fn dash(&self, list: &Pair) -> Option<String> {
        let start = list.value.span.range().start;
        let before = &self.text[self.line_start(start)..start];
        let is_at_dash = self.text[start..].starts_with('-') && before.bytes().all(|it| it == b' ');
        let before = if is_at_dash { before } else { before.trim_end().strip_suffix('-')? };
        before.bytes().all(|it| it == b' ').then(|| before.to_owned())
    }

    fn begins(&self, node: &Node, with: char) -> bool {
        self.text[node.span.range()].starts_with(with)
    }

    /// The byte behind the colon of a field.
    fn colon(&self, pair: &Pair) -> usize {
        let end = pair.name.span.range().end;
        self.text[end..].find(':').map_or(end, |at| end + at + 1)
    }

    /// The byte behind the last one of a field. What YAML counts to a list or a group goes on to whatever follows it,
    /// comments included; what is written ends with its last scalar or bracket.
    fn end_of(&self, pair: &Pair) -> usize {
        let value = &pair.value;
        if value.is_null() {
            return self.colon(pair).max(value.span.range().end);
        }
        // An alias is read where the value is written that it names.
        self.leaf_end(value).max(pair.name.span.range().end)
    }

    fn leaf_end(&self, node: &Node) -> usize {
        let range = node.span.range();
        match &node.value {
            Value::Mapping(map) if !self.begins(node, '{') => {
                map.pairs.last().map_or(range.end, |pair| self.end_of(pair))
            }
            Value::Sequence(items) if !self.begins(node, '[') => {
                items.last().map_or(range.end, |item| self.leaf_end(item)).max(range.start)
            }
            _ => range.end,
        }
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |it| it + 1)
    }

    fn next_line(&self, at: usize) -> Option<usize> {
        self.text[at..].find('\n').map(|it| at + it + 1)
    }

    /// How lines end here.
    fn line_end_style(&self, at: usize) -> &'static str {
        let end = self.next_line(at).or_else(|| self.text.find('\n').map(|it| it + 1));
        if end.is_some_and(|end| self.text[..end].ends_with("\r\n")) { "\r\n" } else { "\n" }
    }
}

#[derive(Clone, Copy)]
enum Side {
    Front,
    Back,
}

/// A field, with or without a value.
fn pair<'a>(map: &'a Mapping, name: &str) -> Option<&'a Pair> {
    map.pairs.iter().find(|pair| pair.name.value == name)
}

/// `{by: ROL-COO, on: 2026-03-02}`
fn group(fields: &Fields<'_>) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {}", value.yaml())).collect();
    format!("{{{}}}", fields.join(", "))
}

/// A group as an item of a list, with a line for each field.
fn lines_of(fields: &Fields<'_>, indent: &str) -> Vec<String> {
    let line = |(at, (name, value)): (usize, &(&str, Scalar))| {
        format!("{indent}{}{name}: {}", if at == 0 { "- " } else { "  " }, value.yaml())
    };
    fields.iter().enumerate().map(line).collect()
}

/// Whether a text can stand without quotes even between braces, and every program reads it as text.
fn is_plain(text: &str) -> bool {
    const WORDS: &[&str] = &["null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    text.starts_with(char::is_alphabetic)
        && !text.ends_with(char::is_whitespace)
        && !text.contains([',', '[', ']', '{', '}', ':', '#', '\u{feff}', '\u{2028}', '\u{2029}'])
        && !text.contains(char::is_control)
        && !WORDS.contains(&text.to_lowercase().as_str())
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_'))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}') => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse_yaml;
    use crate::source::SourceId;

    fn word(text: &str) -> Scalar {
        Scalar::Word(text.into())
    }

    /// The text after some changes to its mapping, or to the mapping that is the first item of its list.
    #[track_caller]
    fn edited(text: &str, change: impl FnOnce(&mut Edit<'_>, &Mapping) -> Result<(), CannotEdit>) -> String {
        let mut out = Vec::new();
        let node = parse_yaml(text, 0..text.len(), SourceId(0), &mut out).expect("the text can be read");
        let map = match &node.value {
            Value::Mapping(map) => map,
            Value::Sequence(items) => match &items[0].value {
                Value::Mapping(map) => map,
                _ => panic!("a list of groups"),
            },
            _ => panic!("a group of fields"),
        };
        let mut edit = Edit::new(text);
        change(&mut edit, map).expect("it can be edited");
        let new = edit.finish();
        let again = parse_yaml(&new, 0..new.len(), SourceId(0), &mut out);
        assert!(again.is_some() && out.is_empty(), "the text can be read no more:\n{new}\n{out:?}");
        new
    }

    #[test]
    fn a_scalar_keeps_its_quotes_and_its_comment() {
        let version = |text| edited(text, |edit, map| edit.set(map, "version", &Scalar::Quoted("3.2".into()), &["a"]));
        assert_eq!(version("a: 1\nversion: \"3.1\"   # it\nz: 2\n"), "a: 1\nversion: \"3.2\"   # it\nz: 2\n");
        assert_eq!(version("version: '3.1'\r\n"), "version: '3.2'\r\n");
        assert_eq!(version("version: 3.1"), "version: 3.2");
        assert_eq!(version("version:   # none yet\na: 1\n"), "version: \"3.2\"   # none yet\na: 1\n");
        assert_eq!(version("version: ~\n"), "version: \"3.2\"\n");
        assert_eq!(version("a: 1 # one\n# two\nz: 2\n"), "a: 1 # one\nversion: \"3.2\"\n# two\nz: 2\n");
        assert_eq!(
            version("a:\n  - x # one\n\n# two\nz: 2\r\n"),
            "a:\n  - x # one\nversion: \"3.2\"\n\n# two\nz: 2\r\n"
        );
        assert_eq!(version("a: |\r\n  x\r\nz: 2"), "a: |\r\n  x\r\nversion: \"3.2\"\r\nz: 2");
        assert_eq!(version("{a: 1, z: 2}\n"), "{a: 1, version: \"3.2\", z: 2}\n");
        assert_eq!(version("  a: 1\n  z: 2\n"), "  a: 1\n  version: \"3.2\"\n  z: 2\n");
        assert_eq!(version("z: 1"), "z: 1\nversion: \"3.2\"");
    }

    #[test]
    fn a_group_stays_in_its_style() {
        let fields = [("by", word("B")), ("on", word("2026-11-22")), ("print", word("sha256:ab"))];
        let approve = |text| edited(text, |edit, map| edit.set_fields(map, "approved", &fields, &["a"]));
        assert_eq!(
            approve("approved: {by: A, on: 2026-03-02}  # board\n"),
            "approved: {by: B, on: 2026-11-22, print: sha256:ab}  # board\n"
        );
        assert_eq!(
            approve("approved:\n  # the board\n  on: 2026-03-02 # late\n  by: A\na: 1\n"),
            "approved:\n  # the board\n  on: 2026-11-22 # late\n  print: sha256:ab\n  by: B\na: 1\n"
        );
        assert_eq!(approve("a: 1\nb: 2\n"), "a: 1\napproved: {by: B, on: 2026-11-22, print: sha256:ab}\nb: 2\n");
        assert_eq!(approve("approved:\nb: 2\n"), "approved: {by: B, on: 2026-11-22, print: sha256:ab}\nb: 2\n");
    }

    #[test]
    fn a_list_gets_its_item_in_front() {
        let fields = [("on", word("2026-11-22")), ("change", Scalar::Prose("More, \"better\"".into()))];
        let add = |text| edited(text, |edit, map| edit.prepend(map, "history", &fields, &[]));
        let item = r#"{on: 2026-11-22, change: "More, \"better\""}"#;
        assert_eq!(
            add("history:   # newest first\n  # the first\n  - {on: 2026-01-01}\n"),
            format!("history:   # newest first\n  - {item}\n  # the first\n  - {{on: 2026-01-01}}\n")
        );
        assert_eq!(add("history:\n- {on: 1}\nz: 1\n"), format!("history:\n- {item}\n- {{on: 1}}\nz: 1\n"));
        assert_eq!(
            add("history:\n    - on: 1\n      change: x\n"),
            "history:\n    - on: 2026-11-22\n      change: \"More, \\\"better\\\"\"\n    - on: 1\n      change: x\n"
        );
        assert_eq!(add("history: [{on: 1}]\n"), format!("history: [{item}, {{on: 1}}]\n"));
        assert_eq!(add("history: []\n"), format!("history: [{item}]\n"));
        assert_eq!(add("a: 1\nhistory:\n"), format!("a: 1\nhistory:\n  - {item}\n"));
        assert_eq!(
            add("- {a: 1,\n   b: 2}  # x\n- 1\n"),
            format!("- {{a: 1,\n   b: 2, history: [{item}]}}  # x\n- 1\n")
        );
        assert_eq!(
            add("- a: 1\n  history:\n    - {on: 1}\n- b: 1\n"),
            format!("- a: 1\n  history:\n    - {item}\n    - {{on: 1}}\n- b: 1\n")
        );
    }

    #[test]
    fn a_list_that_is_not_there_has_an_item_a_line() {
        let add = |text| edited(text, |edit, map| edit.prepend(map, "history", &[("on", word("2"))], &[]));
        assert_eq!(add("a: 1\n"), "a: 1\nhistory:\n  - {on: 2}\n");
        assert_eq!(add("- a: 1\n- b: 1\n"), "- a: 1\n  history:\n    - {on: 2}\n- b: 1\n");
    }

    #[test]
    fn items_come_behind_a_list_and_words_into_one() {
        let item: &Fields<'_> = &[("on", word("2"))];
        let append = |text| edited(text, |edit, map| edit.append(map, "history", &[item, item], &[]));
        assert_eq!(
            append("history:\n  - on: 1\n# z\nz: 1\n"),
            "history:\n  - on: 1\n  - on: 2\n  - on: 2\n# z\nz: 1\n"
        );
        assert_eq!(append("history: [{on: 1}]\n"), "history: [{on: 1}, {on: 2}, {on: 2}]\n");
        let words = |text| edited(text, |edit, map| edit.add_words(map, "aliases", &["C".into()], &["a"]));
        assert_eq!(words("aliases: A # x\n"), "aliases: [A, C] # x\n");
        assert_eq!(words("aliases: [A, B,]\n"), "aliases: [A, B, C,]\n");
        assert_eq!(words("aliases:\n  - A\nz: 1\n"), "aliases:\n  - A\n  - C\nz: 1\n");
        assert_eq!(words("a: 1\nz: 1\n"), "a: 1\naliases: [C]\nz: 1\n");
    }

    #[test]
    fn a_field_goes_with_its_line() {
        let remove = |text| edited(text, |edit, map| edit.remove(map, "b"));
        assert_eq!(remove("a: 1\nb: 2 # x\n# y\nc: 3\n"), "a: 1\n# y\nc: 3\n");
        assert_eq!(remove("{a: 1, b: 2, c: 3}\n"), "{a: 1, c: 3}\n");
        assert_eq!(remove("{b: 2, c: 3}\n"), "{c: 3}\n");
    }

    #[test]
    fn an_alias_and_a_block_of_text_are_left_alone() {
        let text = "x: &x {by: A}\napproved: *x\nversion: |\n  3.1\n";
        let node = parse_yaml(text, 0..text.len(), SourceId(0), &mut Vec::new()).expect("the text can be read");
        let Value::Mapping(map) = &node.value else { panic!("a group of fields") };
        let mut edit = Edit::new(text);
        assert!(edit.set_fields(map, "approved", &[("by", word("B"))], &[]).is_err());
        assert!(edit.set(map, "version", &word("3.2"), &[]).is_err());
        assert_eq!(edit.finish(), text);
    }

    #[test]
    fn prose_is_quoted_where_it_has_to_be() {
        let yaml = |text: &str| Scalar::Prose(text.into()).yaml();
        assert_eq!(yaml("Major incidents have their own steps."), "Major incidents have their own steps.");
        assert_eq!(yaml("Lessons of 3 June: numbers"), "\"Lessons of 3 June: numbers\"");
        for text in ["", "- x", "3.1", "Yes", "a # b", "[[PRC-A]]", "a\nb", "tab\t", "\u{1b}[31m", "x ", "'q'", "\\"] {
            let line = format!("a: {{b: {}}}\n", yaml(text));
            let node = parse_yaml(&line, 0..line.len(), SourceId(0), &mut Vec::new()).expect("the text can be read");
            let Value::Mapping(map) = &node.value else { panic!("a group of fields") };
            let Value::Mapping(inner) = &map.pairs[0].value.value else { panic!("a group of fields") };
            assert_eq!(inner.pairs[0].value.text(), Some(text), "{line}");
        }
    }
}

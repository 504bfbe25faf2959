//! Contents that a standard asks for as a list, and where an entry shows them: read from the file of the standard, so
//! that an author's own standard can ask for the contents of a plan or an agreement in the same way.

use std::fmt;

use super::file::Words;
use crate::diagnostic::{Rule, closest};
use crate::model::field::{Scalar, choice, quoted_list, record};
use crate::model::{Kind, Line, rules};
use crate::parse::{Mapping, Node, Value};
use crate::source::Spanned;

record! {
    /// The checklists of a standard.
    Checklists {
        /// What they are.
        note: Option<Words>,
        /// The checklists.
        items: Vec<Checklist>,
    }
}

choice! {
    /// How many points of a checklist an entry has to show, so that its claim on the requirement holds.
    Wanted {
        /// Every point.
        All = "all",
        /// One point at least.
        One = "one",
        /// Every point, of the entries that claim the requirement, together.
        Claimed = "claimed",
    }
}

record! {
    /// Contents that one requirement asks for as a list.
    Checklist {
        /// Its id.
        id: Spanned<String>,
        /// What has these contents.
        title: Line,
        /// The requirement.
        requirement = "for": Spanned<String>,
        /// The entries whose contents they are.
        of: Vec<Spanned<Holder>>,
        /// How many points such an entry has to show; without it, the points only have names.
        wanted: Option<Spanned<Wanted>>,
        /// The list in the entry each item of which has the points.
        each: Option<Spanned<String>>,
        /// The points.
        points: Vec<Point>,
    }
}

choice! {
    /// What has to happen before a point is asked for.
    Occasion {
        /// A service that the entry covers has ended or has a last day.
        ServiceEnds = "service-ends",
        /// A service goes to or comes from another party, which only the author knows.
        ServiceMoves = "service-moves",
    }
}

record! {
    /// One point of a checklist.
    Point {
        /// Its id in the checklist.
        id: Spanned<String>,
        /// What it is.
        title: Line,
        /// The requirement that asks for it.
        requirement: Option<Spanned<String>>,
        /// Fields that show it: one of them is enough.
        shown_by: Vec<Spanned<FieldPath>>,
        /// When it is asked for; without it, always.
        when: Option<Spanned<Occasion>>,
    }
}

impl Checklist {
    /// The requirement of a point: its own, or that of the list.
    pub fn requirement_of<'a>(&'a self, point: &'a Point) -> &'a str {
        point.requirement.as_ref().map_or(&self.requirement.value, |it| &it.value)
    }

    /// Whether its points are the contents of an entry of this kind with these fields. A list inside the entry has the
    /// points wherever it is written, whatever the type of the entry.
    pub fn is_of(&self, kind: Kind, fields: &Mapping) -> bool {
        let entry_type = fields.get("type").and_then(Node::text);
        let has_items = || self.each.as_ref().is_some_and(|field| !items(fields, &field.value).is_empty());
        self.of.iter().map(|it| &it.value).any(|it| {
            it.kind == kind && (it.entry_type.is_none() || it.entry_type.as_deref() == entry_type || has_items())
        })
    }

    /// The items that each have the points, where the list is about the items of a field.
    pub fn items<'a>(&self, fields: &'a Mapping) -> Vec<&'a Node> {
        self.each.as_ref().map_or_else(Vec::new, |field| items(fields, &field.value))
    }
}

fn items<'a>(fields: &'a Mapping, field: &str) -> Vec<&'a Node> {
    match fields.get(field).map(|node| (node, &node.value)) {
        Some((_, Value::Sequence(items))) => items.iter().collect(),
        Some((node, _)) => vec![node],
        None => Vec::new(),
    }
}

/// A sort of entry: a kind (`supplier`), or a kind and its type (`agreement/sla`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The kind.
    pub kind: Kind,
    /// The word in its field `type`.
    pub entry_type: Option<String>,
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.word())?;
        self.entry_type.as_ref().map_or(Ok(()), |word| write!(f, "/{word}"))
    }
}

impl Scalar for Holder {
    const RULE: &'static Rule = &rules::UNKNOWN_WORD;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        let (name, entry_type) = match text.split_once('/') {
            Some((name, word)) => (name, Some(word.to_owned())),
            None => (text, None),
        };
        match Kind::ALL.iter().find(|kind| kind.word() == name) {
            Some(kind) => Ok(Self { kind: *kind, entry_type }),
            None => {
                let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
                let help = match closest(name, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the kinds are {}", quoted_list(&names)),
                };
                Err((format!("there is no kind of entry `{name}`"), Some(help)))
            }
        }
    }
}

/// What has to be written in an entry to show a point: `exceptions` (a field that is not empty), `workload.limit` (an
/// item of a list with this field), `capacity.of=people` (with this word in it); several at once with ` and `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPath(pub Vec<FieldTerm>);

/// One part of a [`FieldPath`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTerm {
    /// The field.
    pub field: String,
    /// The field in it.
    pub part: Option<String>,
    /// What stands in it.
    pub word: Option<String>,
}

impl Scalar for FieldPath {
    const RULE: &'static Rule = &rules::BAD_TEXT;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        let is_name = |name: &str| !name.is_empty() && name.bytes().all(|c| c.is_ascii_lowercase() || c == b'_');
        let terms = text.split(" and ").map(|term| {
            let (path, word) = match term.trim().split_once('=') {
                Some((path, word)) => (path, Some(word.to_owned())),
                None => (term.trim(), None),
            };
            let (field, part) = match path.split_once('.') {
                Some((field, part)) => (field.to_owned(), Some(part.to_owned())),
                None => (path.to_owned(), None),
            };
            let is_good = is_name(&field) && part.as_deref().is_none_or(is_name);
            is_good.then_some(FieldTerm { field, part, word })
        });
        terms.collect::<Option<Vec<_>>>().map(Self).ok_or_else(|| {
            let help = "write `exceptions`, `workload.limit` or `capacity.of=people`";
            (format!("`{text}` names no field of an entry"), Some(help.to_owned()))
        })
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { " and " })?;
            f.write_str(&term.field)?;
            term.part.as_ref().map_or(Ok(()), |part| write!(f, ".{part}"))?;
            term.word.as_ref().map_or(Ok(()), |word| write!(f, "={word}"))?;
        }
        Ok(())
    }
}

impl FieldPath {
    /// Whether the fields hold what it asks for. Fields are taken as they were written: one that cannot be read has
    /// been reported, and is not missing too.
    pub fn holds(&self, fields: &Mapping) -> bool {
        self.0.iter().all(|term| term.holds(fields))
    }

    /// Whether any of its fields is written, be it with something else.
    pub fn is_written(&self, fields: &Mapping) -> bool {
        self.0.iter().any(|term| fields.get(&term.field).is_some())
    }
}

impl FieldTerm {
    fn holds(&self, fields: &Mapping) -> bool {
        let is_meant = |node: &Node| match &self.word {
            Some(word) => node.text() == Some(word),
            None => is_filled(node),
        };
        match &self.part {
            None => fields.get(&self.field).is_some_and(is_meant),
            Some(part) => items(fields, &self.field).into_iter().any(|item| match &item.value {
                Value::Mapping(map) => map.get(part).is_some_and(is_meant),
                _ => false,
            }),
        }
    }
}

/// Whether something stands in a field.
fn is_filled(node: &Node) -> bool {
    match &node.value {
        Value::Null => false,
        Value::Scalar { text, .. } => !text.trim().is_empty(),
        Value::Sequence(items) => items.iter().any(is_filled),
        Value::Mapping(map) => map.pairs.iter().any(|pair| is_filled(&pair.value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::SourceId;

    fn fields(text: &str) -> Mapping {
        let mut out = Vec::new();
        let node = crate::parse::parse_yaml(text, 0..text.len(), SourceId(0), &mut out).expect("fields");
        assert!(out.is_empty());
        match node.value {
            Value::Mapping(map) => map,
            _ => panic!("`{text}` holds no fields"),
        }
    }

    fn holds(path: &str, text: &str) -> bool {
        FieldPath::parse(path).expect("a path").holds(&fields(text))
    }

    #[test]
    fn a_field_shows_a_point_when_something_stands_in_it() {
        assert!(holds("exceptions", "exceptions: [Storms]"));
        assert!(holds("major_criteria", "major_criteria: Two customers stop."));
        for empty in ["exceptions:", "exceptions: []", "exceptions: [\"\"]", "exceptions: \"\"", "limits: [Storms]"] {
            assert!(!holds("exceptions", empty), "{empty}");
        }
    }

    #[test]
    fn an_item_of_a_list_shows_a_point_by_a_field_or_a_word() {
        let workload = "workload: [{what: Laptops}, {what: Phones, limit: at most 4 phones}]";
        assert!(holds("workload.limit", workload));
        assert!(!holds("workload.limit", "workload: [{what: Laptops}]"));
        assert!(!holds("workload.limit", "workload: [Laptops]"));
        let capacity = "capacity: [{of: people, need: Two}, {of: money, need: Ten}]";
        assert!(holds("capacity.of=people", capacity) && holds("capacity.of=money", capacity));
        assert!(!holds("capacity.of=technology", capacity));
        assert!(!holds("categories.emergency=true", "categories: [{key: a, what: A, emergency: false}]"));
    }

    #[test]
    fn both_sides_are_needed_where_both_are_named() {
        let path = "authorities.ours and authorities.theirs";
        assert!(holds(path, "authorities: {ours: Orders, theirs: Repairs}"));
        assert!(!holds(path, "authorities: {ours: Orders}"));
        assert!(!holds(path, "targets: [{key: a, what: A}]"));
    }

    #[test]
    fn a_path_is_shown_as_it_is_written() {
        for path in ["exceptions", "workload.limit", "capacity.of=people", "authorities.ours and authorities.theirs"] {
            assert_eq!(FieldPath::parse(path).expect("a path").to_string(), path);
        }
        for holder in ["supplier", "agreement/sla", "review"] {
            assert_eq!(Holder::parse(holder).expect("a kind").to_string(), holder);
        }
    }

    #[test]
    fn what_is_no_path_is_told() {
        for bad in ["", "Targets", "a.b.c", "targets.", "targets and "] {
            assert!(FieldPath::parse(bad).is_err(), "{bad}");
        }
        let (message, help) = Holder::parse("agrement/sla").expect_err("no kind is called so");
        assert_eq!(message, "there is no kind of entry `agrement`");
        assert_eq!(help.as_deref(), Some("did you mean `agreement`?"));
    }
}

use std::collections::HashMap;

use super::changes::{Changes, Touched};
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::handbook::{Handbook, fingerprint};
use crate::model::{Entry, Key};
use crate::parse::{Mapping, Node, Value};

/// Why changes may not be written.
#[derive(Debug)]
pub enum Refusal {
    /// Mistakes that the handbook would have and does not have now.
    Mistakes(Vec<Diagnostic>),
    /// The texts would not say what was meant; for example, a value that changes is used elsewhere as an alias.
    Otherwise(String),
}

impl Changes<'_> {
    /// Compares the handbook with what it would be: nothing but the fields concerned may differ, approvals hold the
    /// fingerprint of their text, and there is no error that was not there before.
    pub fn verify(&self, after: &Handbook, diagnostics: &[Diagnostic]) -> Result<(), Refusal> {
        let mistakes = self.new_errors(after, diagnostics);
        if !mistakes.is_empty() {
            return Err(Refusal::Mistakes(mistakes));
        }
        self.compare(after).map_err(Refusal::Otherwise)
    }

    fn new_errors(&self, after: &Handbook, diagnostics: &[Diagnostic]) -> Vec<Diagnostic> {
        // Lines move, so an error is known by what it says and where.
        fn name(book: &Handbook, it: &Diagnostic) -> (&'static str, String, String) {
            let path = match &it.location {
                Location::Span(span) => book.path(span.source).to_owned(),
                Location::Path(path) => path.clone(),
            };
            (it.rule.name, path, it.message.clone())
        }
        let mut known: HashMap<_, usize> = HashMap::new();
        for it in self.diagnostics.iter().filter(|it| it.severity == Severity::Error) {
            *known.entry(name(self.book, it)).or_default() += 1;
        }
        let mut is_new = |it: &&Diagnostic| match known.get_mut(&name(after, it)) {
            Some(n) if *n > 0 => {
                *n -= 1;
                false
            }
            _ => true,
        };
        let errors = diagnostics.iter().filter(|it| it.severity == Severity::Error);
        errors.filter(|it| is_new(it)).cloned().collect()
    }

    fn compare(&self, after: &Handbook) -> Result<(), String> {
        let otherwise = |key: &Key| {
            format!(
                "`{key}` would not say what was meant afterwards; its fields are written in an unusual way\nhelp: change them by hand"
            )
        };
        let replaced: Vec<&Key> = self.touched.values().filter_map(|it| it.replaces.as_ref()).collect();
        if after.entries.len() + replaced.len() != self.book.entries.len() {
            return Err("an entry would be lost, so nothing is written".into());
        }
        for old in self.book.entries.iter().filter(|it| !replaced.contains(&&it.key)) {
            let new = after.by_key(&old.key).filter(|new| new.key == old.key).ok_or_else(|| otherwise(&old.key))?;
            let is_as_meant = match self.touched.get(&old.key) {
                None => is_same_but(&old.fields, &new.fields, &[]) && body(self.book, old) == body(after, new),
                Some(touched) => self.is_as_meant(touched, after, new),
            };
            if !is_as_meant || after.path(new.source) != self.book.path(old.source) {
                return Err(otherwise(&old.key));
            }
        }
        Ok(())
    }

    fn is_as_meant(&self, touched: &Touched<'_>, after: &Handbook, new: &Entry) -> bool {
        let Touched { like, fields, fingerprint: wanted, replaces, completed, .. } = touched;
        let has_fingerprint = wanted.as_ref().is_none_or(|wanted| {
            let kept = new.control.as_ref().and_then(|it| it.approved.as_ref()).and_then(|it| it.fingerprint.as_ref());
            kept.is_some_and(|kept| kept.text == *wanted) && fingerprint(new, &after.sources) == *wanted
        });
        let has_lists = keeps_items(&like.fields, &new.fields, "history", *completed)
            && keeps_items(&like.fields, &new.fields, "confirmed", None);
        is_same_but(&like.fields, &new.fields, fields)
            && has_lists
            && body(self.book, like) == body(after, new)
            && has_fingerprint
            && replaces.as_ref().is_none_or(|key| after.by_key(key).is_some_and(|it| it.id == new.id))
    }
}

fn body<'b>(book: &'b Handbook, entry: &Entry) -> Option<&'b str> {
    let body = entry.body.as_ref()?;
    Some(&book.sources.file(body.source).text[body.range.clone()])
}

/// Whether a list still has every item that it had, in their order, but for one.
fn keeps_items(before: &Mapping, after: &Mapping, name: &str, but: Option<usize>) -> bool {
    let items = |map| match Mapping::get(map, name).map(|node| &node.value) {
        Some(Value::Sequence(items)) => items.as_slice(),
        _ => &[],
    };
    let mut rest = items(after).iter();
    let kept = items(before).iter().enumerate().filter(|(at, _)| Some(*at) != but);
    kept.into_iter().all(|(_, item)| rest.any(|it| is_same(it, item)))
}

/// Whether two groups hold the same fields in the same order, some of them aside.
fn is_same_but(a: &Mapping, b: &Mapping, aside: &[&str]) -> bool {
    let rest = |map: &'_ Mapping| -> Vec<usize> {
        (0..map.pairs.len()).filter(|at| !aside.contains(&map.pairs[*at].name.value.as_str())).collect()
    };
    let (rest_a, rest_b) = (rest(a), rest(b));
    rest_a.len() == rest_b.len()
        && rest_a.into_iter().zip(rest_b).all(|(at, bt)| {
            let (a, b) = (&a.pairs[at], &b.pairs[bt]);
            a.name.value == b.name.value && is_same(&a.value, &b.value)
        })
}

fn is_same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Null, Value::Null) => true,
        (Value::Scalar { text: a, .. }, Value::Scalar { text: b, .. }) => a == b,
        (Value::Sequence(a), Value::Sequence(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Value::Mapping(a), Value::Mapping(b)) => is_same_but(a, b, &[]),
        _ => false,
    }
}

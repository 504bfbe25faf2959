use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::rules::DUPLICATE_KEY;
use crate::diagnostic::{Diagnostic, closest};
use crate::model::field::Visitor;
use crate::model::{
    Entry, EntryId, Key, KeyRef, Kind, ReqRef, Slug, Text, Where, anchor_prefix, rules::DUPLICATE_ANCHOR,
};
use crate::source::{SourceId, Span};

/// Names of entries, and what is inside each that can be pointed at.
#[derive(Debug, Default)]
pub struct Keys {
    by_key: HashMap<Key, EntryId>,
    aliases: HashMap<Key, EntryId>,
    anchors: Vec<HashSet<String>>,
    by_source: HashMap<SourceId, Vec<EntryId>>,
}

impl Keys {
    /// Gives each entry its id. Of two with the same key the first one stays; an alias never hides a key.
    pub(super) fn new(read: Vec<Entry>, out: &mut Vec<Diagnostic>) -> (Vec<Arc<Entry>>, Self) {
        let mut keys = Self::default();
        let mut entries: Vec<Arc<Entry>> = Vec::with_capacity(read.len());
        for mut entry in read {
            if let Some(first) = keys.by_key.get(&entry.key) {
                let first = entries[first.0 as usize].key_span;
                let message = format!("the key `{}` is taken", entry.key);
                let diagnostic = Diagnostic::new(&DUPLICATE_KEY, entry.key_span, message);
                let help = "rename one of them; the one that others refer to keeps its key";
                out.push(diagnostic.note(first, "first used here").key(entry.key.as_str()).help(help));
                continue;
            }
            entry.id = EntryId(u32::try_from(entries.len()).unwrap_or(u32::MAX));
            keys.by_key.insert(entry.key.clone(), entry.id);
            keys.by_source.entry(entry.source).or_default().push(entry.id);
            keys.anchors.push(anchors(&entry, out));
            entries.push(Arc::new(entry));
        }
        for entry in &entries {
            for alias in entry.common.iter().flat_map(|common| &common.aliases) {
                let holder = keys.by_key.get(&alias.key).or_else(|| keys.aliases.get(&alias.key));
                match holder {
                    Some(holder) => {
                        let first = &entries[holder.0 as usize];
                        let message = format!("`{}` cannot be an alias: the key is taken", alias.key);
                        let diagnostic = Diagnostic::new(&DUPLICATE_KEY, alias.span, message).key(entry.key.as_str());
                        out.push(
                            diagnostic
                                .note(first.key_span, "by this entry")
                                .help("remove the alias, or rename the other entry"),
                        );
                    }
                    None => {
                        keys.aliases.insert(alias.key.clone(), entry.id);
                    }
                }
            }
        }
        (entries, keys)
    }

    /// The entry of a key or alias.
    pub fn find(&self, key: &Key) -> Option<EntryId> {
        self.by_key.get(key).or_else(|| self.aliases.get(key)).copied()
    }

    /// Whether an entry has a part of this name.
    pub fn has_anchor(&self, entry: EntryId, anchor: &str) -> bool {
        self.anchors[entry.0 as usize].contains(anchor)
    }

    /// The part of an entry that is nearest to a name.
    pub fn closest_anchor(&self, entry: EntryId, anchor: &str) -> Option<&str> {
        let mut names: Vec<_> = self.anchors[entry.0 as usize].iter().map(String::as_str).collect();
        names.sort_unstable();
        closest(anchor, names.iter().copied()).or_else(|| {
            // A step named without `step-` is the usual slip.
            names.into_iter().find(|name| name.split_once('-').is_some_and(|(_, rest)| rest == anchor))
        })
    }

    /// The key that is nearest to a text, among the entries of some kinds; of no kinds means of all.
    pub fn closest<'a>(&self, text: &str, kinds: &[Kind], entries: &'a [Arc<Entry>]) -> Option<&'a Entry> {
        let fits = |entry: &&Arc<Entry>| kinds.is_empty() || kinds.contains(&entry.kind);
        let near = closest(text, entries.iter().filter(fits).map(|entry| entry.key.as_str()))?;
        entries.iter().find(|entry| entry.key.as_str() == near).map(AsRef::as_ref)
    }

    /// Former keys and the entries that they lead to, by key.
    pub fn aliases(&self) -> impl Iterator<Item = (&Key, EntryId)> {
        let mut aliases: Vec<_> = self.aliases.iter().map(|(key, id)| (key, *id)).collect();
        aliases.sort();
        aliases.into_iter()
    }

    /// Entries of a file.
    pub fn in_source(&self, source: SourceId) -> &[EntryId] {
        self.by_source.get(&source).map_or(&[], Vec::as_slice)
    }
}

/// Names of all parts of an entry. Two parts of one sort with the same key are reported.
fn anchors(entry: &Entry, out: &mut Vec<Diagnostic>) -> HashSet<String> {
    let mut collector = AnchorCollector { found: HashMap::new(), out, key: entry.key.as_str() };
    entry.walk(&mut collector);
    let mut names: HashSet<_> = collector.found.into_keys().collect();
    names.extend(entry.body.iter().flat_map(|body| &body.headings).map(|heading| heading.id.clone()));
    names
}

struct AnchorCollector<'a> {
    found: HashMap<String, Span>,
    out: &'a mut Vec<Diagnostic>,
    key: &'a str,
}

impl Visitor for AnchorCollector<'_> {
    fn enter(&mut self, field: &'static str, slug: &Slug) {
        let name = format!("{}-{}", anchor_prefix(field), slug.text);
        if let Some(first) = self.found.get(&name) {
            let message = format!("`{}` is used twice in this entry's `{field}`", slug.text);
            let diagnostic = Diagnostic::new(&DUPLICATE_ANCHOR, slug.span, message).key(self.key);
            self.out.push(diagnostic.note(*first, "first used here").help("rename one of them"));
        } else {
            self.found.insert(name, slug.span);
        }
    }
    fn leave(&mut self) {}
    fn key(&mut self, _: &'static str, _: &KeyRef) {}
    fn requirement(&mut self, _: &'static str, _: &ReqRef) {}
    fn text(&mut self, _: &'static str, _: &Text) {}
    fn place(&mut self, _: &'static str, _: &Where) {}
}

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Data, Entry, Kind};
use crate::parse::{Mapping, Node, Value};

/// A term that is defined and never used.
pub(super) const RULE: Rule = Rule {
    name: "term-unused",
    severity: Severity::Warning,
    clause: "3",
    looks_for: "A term of the glossary that no text uses: neither its title nor its abbreviation nor a synonym, and to \
                which nothing refers.",
    why: "A glossary that defines what nobody says hides the words that people do look up; often the texts use another \
          word for the same thing, and readers take it for something else.",
    fix: "Use the term where it is meant, add the word that the texts use to `synonyms`, or remove the term.",
};

/// Names of more words are compared by their first ones, so that the work stays in proportion to the texts.
const MAX_WORDS: usize = 8;

/// What is defined is used.
///
/// Source: ISO/IEC 20000-1:2018, clause 3.
pub(super) fn term_unused(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let terms: Vec<&Entry> = book.of_kind(Kind::Term).filter(|entry| !entry.is_broken()).collect();
    if terms.is_empty() {
        return;
    }
    let mut names = Names::of(&terms);
    for entry in &book.entries {
        let own = names.terms.get(&entry.id.0).copied();
        names.look_for_in_mapping(&entry.fields, own);
        if let Some(body) = &entry.body {
            names.look_for_in(&book.sources.file(body.source).text[body.range.clone()], own);
        }
    }
    for (number, entry) in terms.into_iter().enumerate() {
        let is_referred_to = book.graph.to(entry.id).any(|edge| edge.from != entry.id);
        if names.is_used[number] || is_referred_to {
            continue;
        }
        let message = format!("`{}` defines `{}`, and no text uses it", entry.key, entry.title);
        let help = "use it where it is meant, add the word that the texts use to `synonyms`, or remove it";
        out.push(Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help));
    }
}

/// The names of all terms as a tree of words, so that a text is walked once for all of them.
struct Names {
    words: HashMap<String, u32>,
    next: HashMap<(u32, u32), u32>,
    /// Terms whose name ends at a node.
    ends: HashMap<u32, Vec<usize>>,
    /// Number of each term among the terms, by the index of its entry.
    terms: HashMap<u32, usize>,
    is_used: Vec<bool>,
}

impl Names {
    fn of(terms: &[&Entry]) -> Self {
        let mut names = Self {
            words: HashMap::new(),
            next: HashMap::new(),
            ends: HashMap::new(),
            terms: terms.iter().enumerate().map(|(number, entry)| (entry.id.0, number)).collect(),
            is_used: vec![false; terms.len()],
        };
        for (number, entry) in terms.iter().enumerate() {
            let Some(Data::Term(term)) = &entry.data else { continue };
            names.add(&entry.title, number);
            for name in term.abbreviation.iter().chain(&term.synonyms) {
                names.add(&name.text, number);
            }
        }
        names
    }

    fn add(&mut self, name: &str, term: usize) {
        let mut node = 0;
        let mut is_empty = true;
        for word in words(name).into_iter().flatten().take(MAX_WORDS) {
            is_empty = false;
            let n_words = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            let word = *self.words.entry(word).or_insert(n_words);
            // The root is 0, so the first node made is 1.
            let n_nodes = u32::try_from(self.next.len()).unwrap_or(u32::MAX - 1) + 1;
            node = *self.next.entry((node, word)).or_insert(n_nodes);
        }
        if is_empty {
            // A name of signs alone cannot be looked for.
            self.is_used[term] = true;
        } else {
            self.ends.entry(node).or_default().push(term);
        }
    }

    fn look_for_in_mapping(&mut self, mapping: &Mapping, own: Option<usize>) {
        for pair in &mapping.pairs {
            // Pages show fields under their names, and `rpo` as RPO.
            self.look_for_in(&pair.name.value.to_uppercase(), own);
            self.look_for_in_node(&pair.value, own);
        }
    }

    fn look_for_in_node(&mut self, node: &Node, own: Option<usize>) {
        match &node.value {
            Value::Scalar { text, .. } => self.look_for_in(text, own),
            Value::Sequence(items) => items.iter().for_each(|item| self.look_for_in_node(item, own)),
            Value::Mapping(mapping) => self.look_for_in_mapping(mapping, own),
            _ => {}
        }
    }

    fn look_for_in(&mut self, text: &str, own: Option<usize>) {
        let known: Vec<Option<u32>> =
            words(text).into_iter().map(|word| word.and_then(|word| self.words.get(&word).copied())).collect();
        for start in 0..known.len() {
            let mut node = 0;
            for word in known[start..].iter().take(MAX_WORDS) {
                let Some(next) = word.and_then(|word| self.next.get(&(node, word))) else { break };
                node = *next;
                for term in self.ends.get(&node).into_iter().flatten().filter(|term| Some(**term) != own) {
                    self.is_used[*term] = true;
                }
            }
        }
    }
}

/// The words of a text without their endings; `None` for a key, which says nothing in words.
fn words(text: &str) -> Vec<Option<String>> {
    let is_of_word = |c: char| c.is_alphanumeric();
    let mut found = Vec::new();
    for run in text.split(|c: char| !is_of_word(c) && c != '-').filter(|run| !run.is_empty()) {
        let is_key = run.contains('-') && run.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
        if is_key {
            found.push(None);
            continue;
        }
        found.extend(run.split('-').filter(|word| !word.is_empty()).map(|word| Some(stem(word))));
    }
    found
}

/// A word without the endings of plural, genitive and tense in English and German. It may join words that differ: a term
/// that seems to be used is the smaller mistake. What is written in capitals stays, so that `IT` is not `it`.
fn stem(word: &str) -> String {
    const ENDINGS: [&str; 8] = ["ing", "ed", "es", "en", "er", "s", "e", "n"];
    let is_abbreviation = word.chars().count() > 1 && !word.chars().any(char::is_lowercase);
    if is_abbreviation {
        return word.to_owned();
    }
    let mut word = word.to_lowercase();
    while let Some(rest) =
        ENDINGS.iter().find_map(|ending| word.strip_suffix(ending)).filter(|it| it.chars().count() >= 3)
    {
        word.truncate(rest.len());
    }
    word
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use super::words;
    use crate::checks::fixture::{check, check_clean};

    const TERM: &str = "
--- glossary/a.yaml
- {key: TRM-SLA, title: Service level agreement, abbreviation: IT, meaning: What a service level agreement is.}
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team], purpose: PURPOSE}
";

    #[test]
    fn a_term_that_nobody_uses() {
        check(
            &TERM.replace("PURPOSE", "Does it; knows PRC-IT and the service level."),
            str![[r#"
warning[term-unused]: `TRM-SLA` defines `Service level agreement`, and no text uses it
 --> glossary/a.yaml:1:9
  |
1 | - {key: TRM-SLA, title: Service level agreement, abbreviation: IT, meaning: What a service level agreement is.}
  |         ^^^^^^^
  |
help: use it where it is meant, add the word that the texts use to `synonyms`, or remove it


"#]],
        );
    }

    #[test]
    fn a_term_in_another_form_or_by_a_synonym_or_a_reference() {
        check_clean(&TERM.replace("PURPOSE", "Keeps the service-level agreements."));
        check_clean(&TERM.replace("PURPOSE", "Works in IT"));
        check_clean(&TERM.replace("meaning:", "synonyms: [promise], meaning:").replace("PURPOSE", "Promised"));
        check_clean(&TERM.replace("PURPOSE", "\"Keeps [[TRM-SLA|them]].\""));
    }

    #[test]
    fn words_lose_their_endings_and_keys_say_nothing() {
        let words = |text: &str| words(text).into_iter().flatten().collect::<Vec<_>>().join(" ");
        assert_eq!(words("Agreements, agreed: Störungen (PRC-INC) on-call SLA"), "agreement agr störung on call SLA");
        assert_eq!(words("a be the news"), "a be the new");
    }
}

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::field::Visitor;
use crate::model::{Data, Entry, EntryId, Key, KeyRef, Kind, ReqRef, Slug, Text, Where};
use crate::parse::markdown;
use crate::source::Span;

/// An abbreviation that nothing explains.
pub(super) const RULE: Rule = Rule {
    name: "abbreviation-unknown",
    severity: Severity::Advice,
    clause: "7.5.3.1",
    looks_for: "An abbreviation of two to six capitals in the text of a document in force, that is neither in the glossary \
                nor in the title of a document, role, service or party, and not explained in brackets where the document first uses it. Each is told once, with \
                the number of places. Not meant are keys and code, units, currencies and numbers beside figures, and what \
                every office knows (ISO, PDF, URL).",
    why: "Whoever wrote it knows what it means; whoever joined last week does not, and asks nobody. With an entry in the \
          glossary every page shows the meaning where the abbreviation stands, and the search finds both.",
    fix: "Add it to `glossary/` as the `abbreviation` or a synonym of a term, or write it out where it is first used.",
};

/// What needs no explanation in an office, and currencies that may stand without a figure.
const COMMON: &[&str] = &[
    "AG", "AM", "AS", "CD", "CEO", "CSV", "DVD", "EC", "EU", "FAQ", "GMT", "GPS", "HTML", "HTTP", "HTTPS", "ID", "IEC",
    "II", "III", "ISO", "IT", "ITIL", "IV", "JSON", "LTD", "NB", "OK", "PC", "PDF", "PIN", "PM", "PS", "TV", "UK",
    "UN", "URL", "US", "USA", "USB", "UTC", "VI", "VII", "VIII", "WC", "XML", "AUD", "CAD", "CHF", "CNY", "CZK", "DKK",
    "EUR", "GBP", "HUF", "INR", "JPY", "NOK", "PLN", "SEK", "USD",
];

/// Kinds of things that have a name, beside controlled documents.
const NAMED: &[Kind] = &[
    Kind::Party,
    Kind::Role,
    Kind::Service,
    Kind::Customer,
    Kind::Agreement,
    Kind::Supplier,
    Kind::Competence,
    Kind::Term,
];

/// Words in capitals are explained.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.3.1.
pub(super) fn abbreviation_unknown(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let known = known(book);
    let mut reading =
        Reading { book, document: None, ordinary: HashSet::new(), explained: HashSet::new(), uses: BTreeMap::new() };
    for entry in Kind::ALL.iter().filter(|kind| kind.is_controlled()).flat_map(|kind| book.of_kind(*kind)) {
        if book.is_in_force(entry) {
            reading.document(entry);
        }
    }
    // `NOT` is no abbreviation where `not` is a word.
    let is_word = |abbreviation: &str| reading.ordinary.contains(abbreviation);
    for (abbreviation, uses) in &reading.uses {
        if known.contains(abbreviation.as_str()) || is_word(abbreviation) {
            continue;
        }
        let places = match (uses.n, uses.documents.len()) {
            (1, _) => "once".to_owned(),
            (n, 1) => format!("{n} times"),
            (n, documents) => format!("{n} times in {documents} documents"),
        };
        let message = format!("`{abbreviation}` is used {places}, and nothing says what it means");
        let help = format!(
            "add it to `glossary/` with `abbreviation: {abbreviation}`, or write it out where it is first used"
        );
        let key = &book.entry(uses.first).key;
        out.push(Diagnostic::new(&RULE, uses.span, message).key(key.as_str()).help(help));
    }
}

/// What a reader can look up, or knows.
fn known(book: &Handbook) -> HashSet<String> {
    let mut known: HashSet<String> = COMMON.iter().map(|it| (*it).to_owned()).collect();
    let name = |text: &str, known: &mut HashSet<String>| {
        known.extend(runs(text).flat_map(|run| abbreviations(&text[run])).map(ToOwned::to_owned));
        // `Chief operating officer` explains COO.
        let initials = text.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
        known.insert(initials.flat_map(char::to_uppercase).collect());
    };
    for entry in &book.entries {
        // The title of a record or a risk uses words, where that of a service or a document gives things their names.
        let is_a_name = entry.kind.is_controlled() || NAMED.contains(&entry.kind);
        if is_a_name {
            name(&entry.title, &mut known);
        }
        known.extend(entry.key.as_str().split('-').map(ToOwned::to_owned));
        match &entry.data {
            Some(Data::Term(term)) => {
                term.abbreviation.iter().chain(&term.synonyms).for_each(|line| name(&line.text, &mut known));
            }
            Some(Data::Scope(scope)) => {
                let names = scope.units.iter().chain(&scope.locations).chain(&scope.technology);
                names.for_each(|line| name(&line.text, &mut known));
            }
            _ => {}
        }
    }
    if let Some(config) = &book.config {
        name(&config.title.text, &mut known);
        name(&config.organisation.text, &mut known);
    }
    known
}

/// Where an abbreviation is used without an explanation.
struct Uses {
    first: EntryId,
    span: Span,
    n: usize,
    documents: BTreeSet<EntryId>,
}

/// Reads the texts of all documents, once.
struct Reading<'a> {
    book: &'a Handbook,
    document: Option<EntryId>,
    /// Words that also occur in small letters, in capitals.
    ordinary: HashSet<String>,
    /// What the present document has explained.
    explained: HashSet<String>,
    uses: BTreeMap<String, Uses>,
}

impl Reading<'_> {
    fn document(&mut self, entry: &Entry) {
        self.document = Some(entry.id);
        self.explained.clear();
        entry.walk(self);
        if let Some(body) = &entry.body {
            let base = body.range.start;
            let text = &self.book.sources.file(body.source).text[body.range.clone()];
            self.prose(text, |start, end| Span::new(body.source, base + start, base + end));
        }
    }

    fn prose(&mut self, text: &str, span: impl Fn(usize, usize) -> Span) {
        let Some(document) = self.document else { return };
        let parts = markdown::prose(text);
        for part in parts {
            let words: Vec<Range<usize>> =
                runs(&text[part.clone()]).map(|run| part.start + run.start..part.start + run.end).collect();
            for (number, run) in words.iter().enumerate() {
                let word = &text[run.clone()];
                if (2..=6).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_lowercase()) {
                    self.ordinary.insert(word.to_ascii_uppercase());
                }
                // Only what stands beside it on the line of reading: `RTO/RPO` are two, `DANGER ZONE` shouts.
                let before = number.checked_sub(1).map(|it| (&words[it], words[it].end..run.start));
                let after = words.get(number + 1).map(|it| (it, run.end..it.start));
                let beside =
                    before.into_iter().chain(after).filter(|(_, between)| text[between.clone()].trim().is_empty());
                let mut neighbours = beside.map(|(it, _)| &text[it.clone()]);
                let is_other = |it: &str| is_figure(it) || is_shouted(word, it);
                if is_part_of_a_name(text, run) || self.is_key(word) || neighbours.any(is_other) {
                    continue;
                }
                for abbreviation in abbreviations(word) {
                    if is_explained(text, run) {
                        self.explained.insert(abbreviation.to_owned());
                    }
                    if self.explained.contains(abbreviation) {
                        continue;
                    }
                    let uses = self.uses.entry(abbreviation.to_owned()).or_insert_with(|| {
                        let start = run.start + word.find(abbreviation).unwrap_or_default();
                        let span = span(start, start + abbreviation.len());
                        Uses { first: document, span, n: 0, documents: BTreeSet::new() }
                    });
                    uses.n += 1;
                    uses.documents.insert(document);
                }
            }
        }
    }

    /// Whether a word with hyphens is a key, or a number such as `C-26-0741`.
    fn is_key(&self, word: &str) -> bool {
        word.contains('-')
            && (word.bytes().any(|c| c.is_ascii_digit())
                || Key::new(word).is_ok_and(|key| self.book.keys.find(&key).is_some()))
    }
}

impl Visitor for Reading<'_> {
    fn enter(&mut self, _: &'static str, _: &Slug) {}
    fn leave(&mut self) {}
    fn key(&mut self, _: &'static str, _: &KeyRef) {}
    fn requirement(&mut self, _: &'static str, _: &ReqRef) {}
    fn place(&mut self, _: &'static str, _: &Where) {}

    fn text(&mut self, _: &'static str, text: &Text) {
        self.prose(&text.text, |start, end| text.part(start, end));
    }
}

/// Runs of letters, digits and hyphens, with figures such as `6.8` in one.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_inside = |c: char| c.is_alphanumeric() || c == '-';
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(is_inside)?;
        let end = text[start..].find(|c: char| !is_inside(c)).map_or(text.len(), |n| start + n);
        rest = end;
        Some(start..end)
    })
}

/// The abbreviations in a word: `SLA` in `SLAs`, `VPN` in `VPN-client`.
fn abbreviations(word: &str) -> impl Iterator<Item = &str> {
    word.split('-').filter_map(|part| {
        let part = part.strip_suffix('s').unwrap_or(part);
        let n_capitals = part.bytes().filter(u8::is_ascii_uppercase).count();
        let is_allowed = part.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        (is_allowed && n_capitals >= 2 && part.len() <= 6 && part.starts_with(|c: char| c.is_ascii_uppercase()))
            .then_some(part)
    })
}

/// Whether a word stands in an address, the name of a file or a placeholder.
fn is_part_of_a_name(text: &str, run: &Range<usize>) -> bool {
    let before = text[..run.start].chars().next_back();
    let mut after = text[run.end..].chars();
    let (next, second) = (after.next(), after.next());
    let joins = |c: Option<char>| c.is_some_and(|c| matches!(c, '@' | '_' | '\\' | '{' | '}' | '$' | '=' | '<' | '>'));
    joins(before)
        || joins(next)
        || before == Some('.')
        || (next == Some('.') && second.is_some_and(char::is_alphanumeric))
}

/// Whether a word is a number: beside it stand units, currencies and the names of standards.
fn is_figure(word: &str) -> bool {
    word.bytes().all(|c| c.is_ascii_digit() || c == b'-')
}

/// Whether two neighbours are in capitals, as in a warning that shouts.
fn is_shouted(word: &str, neighbour: &str) -> bool {
    let is_loud = |it: &str| it.len() > 1 && it.bytes().all(|c| c.is_ascii_uppercase());
    is_loud(word) && is_loud(neighbour)
}

/// Whether brackets explain a word: `way back (WB)`, `WB (way back)`.
fn is_explained(text: &str, run: &Range<usize>) -> bool {
    let (before, after) = (text[..run.start].trim_end(), text[run.end..].trim_start());
    if after.starts_with(')') && before.ends_with('(') && before.len() > 1 {
        return true;
    }
    let Some(inside) = after.strip_prefix('(') else { return false };
    let inside = inside.split(')').next().unwrap_or_default();
    inside.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)).count() >= 2
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use super::*;
    use crate::checks::fixture::{PROCESS, check, check_clean};

    fn with(text: &str) -> String {
        PROCESS.replace("---\n--- roles", &format!("---\n{text}\n--- roles"))
    }

    #[test]
    fn an_abbreviation_that_nothing_explains() {
        check(
            &with(
                "Outside the office use the VPN-client or VPN/WLAN. Two VPNs are open, but NOT the WLAN (wireless network). Do not ask.",
            ),
            str![[r#"
advice[abbreviation-unknown]: `VPN` is used 3 times, and nothing says what it means
  --> processes/a.md:15:28
   |
15 | Outside the office use the VPN-client or VPN/WLAN. Two VPNs are open, but NOT the WLAN (wireless network). Do not ask.
   |                            ^^^
   |
help: add it to `glossary/` with `abbreviation: VPN`, or write it out where it is first used

advice[abbreviation-unknown]: `WLAN` is used once, and nothing says what it means
  --> processes/a.md:15:46
   |
15 | Outside the office use the VPN-client or VPN/WLAN. Two VPNs are open, but NOT the WLAN (wireless network). Do not ask.
   |                                              ^^^^
   |
help: add it to `glossary/` with `abbreviation: WLAN`, or write it out where it is first used


"#]],
        );
    }

    #[test]
    fn one_in_a_field() {
        check(
            &PROCESS.replace("do: Answer,", "do: Answer, how: Open the CMDB.,"),
            str![[r#"
advice[abbreviation-unknown]: `CMDB` is used once, and nothing says what it means
  --> processes/a.md:11:45
   |
11 |   - {key: answer, do: Answer, how: Open the CMDB., by: ROL-A}
   |                                             ^^^^
   |
help: add it to `glossary/` with `abbreviation: CMDB`, or write it out where it is first used


"#]],
        );
    }

    #[test]
    fn explained_in_brackets_or_the_glossary_or_a_title() {
        check_clean(&with("The CMDB (configuration management database) knows. Ask the CMDB."));
        check_clean(&with("The configuration management database (CMDB) knows. Ask the CMDB."));
        let terms = "--- glossary/a.yaml\n- {key: TRM-A, title: Register, abbreviation: CMDB, meaning: Of items., synonyms: [business impact analysis]}\n- {key: TRM-B, title: The GDPR, meaning: A law., synonyms: [law]}\n";
        check_clean(&format!("{}{terms}", with("Register: CMDB, BIA and GDPR, a law.")));
    }

    #[test]
    fn what_is_no_abbreviation() {
        check_clean(&with(
            "`KSM` and [[PRC-A]] by PRC-A; 50 GB for NOK 5 or EN 301, tickets C-26-0741, ISO/IEC and PDF at A@XYZ.com",
        ));
        check_clean(&with("Do NOT touch it. DANGER ZONE. It is not yours. Mc2, P1, Wi-Fi, X.\n\n```\nABC DEF\n```"));
    }

    #[test]
    fn words_and_what_is_in_them() {
        let found = |word| abbreviations(word).collect::<Vec<_>>();
        assert_eq!(found("SLAs"), ["SLA"]);
        assert_eq!(found("VPN-client"), ["VPN"]);
        assert_eq!(found("CI-CD"), ["CI", "CD"]);
        assert_eq!(found("OAuth2"), Vec::<&str>::new());
        assert_eq!(found("7EL"), Vec::<&str>::new());
        assert_eq!(found("TOOLONG"), Vec::<&str>::new());
        assert!(is_explained("the way back (WB) is", &(14..16)) && is_explained("WB (way back) is", &(0..2)));
        assert!(!is_explained("(WB) is", &(1..3)) && !is_explained("WB (later) is", &(0..2)));
    }
}

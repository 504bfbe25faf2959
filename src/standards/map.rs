use std::collections::HashMap;

use super::catalogue::{ClauseId, StandardId};
use super::file::StandardFile;
use crate::model::field::choice;
use crate::source::Spanned;

choice! {
    /// How close two clauses of different standards are.
    Strength {
        /// One set of evidence usually serves both.
        Strong = "strong",
        /// They overlap.
        Partial = "partial",
        /// They are related.
        Weak = "weak",
        /// There is no match.
        None = "none",
    }
}

/// A clause of another standard that goes with a clause.
#[derive(Clone, Debug)]
pub struct Equivalent {
    /// The other clause.
    pub clause: ClauseId,
    /// How close it is, where the map says so.
    pub strength: Option<Strength>,
    /// What both share: a topic or a remark.
    pub why: String,
    /// Whether the standards share the text.
    pub is_harmonised: bool,
}

/// Both directions of every pair of clauses that any file of the library maps.
pub(super) struct MapBuilder<'a> {
    find: &'a dyn Fn(&str, &str) -> Option<ClauseId>,
    standard_of: &'a dyn Fn(ClauseId) -> StandardId,
    found: HashMap<ClauseId, Vec<Equivalent>>,
}

impl<'a> MapBuilder<'a> {
    pub(super) fn new(
        find: &'a dyn Fn(&str, &str) -> Option<ClauseId>,
        standard_of: &'a dyn Fn(ClauseId) -> StandardId,
    ) -> Self {
        Self { find, standard_of, found: HashMap::new() }
    }

    fn link(&mut self, a: ClauseId, b: ClauseId, strength: Option<Strength>, why: &str, is_harmonised: bool) {
        if a == b || (self.standard_of)(a) == (self.standard_of)(b) || strength == Some(Strength::None) {
            return;
        }
        for (from, to) in [(a, b), (b, a)] {
            let list = self.found.entry(from).or_default();
            match list.iter_mut().find(|it| it.clause == to) {
                Some(known) => {
                    // The closest word wins, and a remark is better than none.
                    known.strength = match (known.strength, strength) {
                        (Some(old), Some(new)) => Some(old.min(new)),
                        (old, new) => old.or(new),
                    };
                    known.is_harmonised |= is_harmonised;
                    if known.why.is_empty() {
                        why.clone_into(&mut known.why);
                    }
                }
                None => list.push(Equivalent { clause: to, strength, why: why.to_owned(), is_harmonised }),
            }
        }
    }

    fn link_ids(
        &mut self,
        from: Option<ClauseId>,
        standard: &str,
        ids: &[Spanned<String>],
        strength: Option<Strength>,
        why: &str,
    ) {
        let Some(from) = from else { return };
        for id in ids {
            if let Some(to) = (self.find)(standard, &id.value) {
                self.link(from, to, strength, why, false);
            }
        }
    }

    /// Adds what one file says about other standards.
    pub(super) fn add(&mut self, file: &StandardFile) {
        for topic in &file.topics {
            let is_harmonised = topic.harmonised.is_some_and(|it| it.value);
            let clauses: Vec<_> = topic
                .clauses
                .0
                .iter()
                .flat_map(|(standard, ids)| ids.iter().filter_map(|id| (self.find)(standard, id)).collect::<Vec<_>>())
                .collect();
            let strength = if is_harmonised { Some(Strength::Strong) } else { None };
            for (index, a) in clauses.iter().enumerate() {
                for b in &clauses[index + 1..] {
                    self.link(*a, *b, strength, &topic.title.text, is_harmonised);
                }
            }
        }
        let pairings = [
            ("iso27001-2022", &file.process_to_iso27001_2022),
            ("iso22301", &file.process_to_iso22301),
            ("iso9001", &file.process_to_iso9001),
        ];
        for (standard, pairings) in pairings {
            for pairing in pairings {
                let from = (self.find)("iso20000-1", &pairing.clause.value);
                let why = pairing.why.as_ref().map_or("", |it| &it.0);
                let strength = pairing.strength.map(|it| it.value);
                self.link_ids(from, standard, &pairing.controls, strength, why);
                self.link_ids(from, standard, &pairing.clauses, strength, why);
            }
        }
        for pointer in &file.iso27017_27018_27701_pointers {
            let from = (self.find)("iso20000-1", &pointer.clause.value);
            self.link_ids(from, "iso27017", &pointer.iso27017, None, "");
            self.link_ids(from, "iso27018", &pointer.iso27018, None, "");
            self.link_ids(from, "iso27701", &pointer.iso27701, None, "");
        }
        let target = file.maps_to_standard.as_ref().or(file.guides.as_ref()).map(|it| it.text.clone());
        let mut rest: Vec<_> = file.clauses.iter().chain(&file.annexes).collect();
        while let Some(clause) = rest.pop() {
            rest.extend(&clause.clauses);
            let from = (self.find)(&file.id.value, &clause.id.value);
            if let Some(target) = &target {
                self.link_ids(from, target, &clause.maps_to, None, "");
            }
            self.link_ids(from, "iso27001-2013", &clause.from_2013, None, "");
            self.link_ids(from, "iso27001-2013", &clause.iso27001_2013, None, "");
            self.link_ids(from, "iso27001-2022", &clause.iso27001_2022, None, "");
            self.link_ids(from, "iso27001-2022", &clause.maps_to_iso27001_2022, None, "");
            self.link_ids(from, "iso20000-1", &clause.maps_to_iso20000_1, None, "");
        }
    }

    /// The map, each list in the order of the clauses.
    pub(super) fn finish(mut self) -> HashMap<ClauseId, Vec<Equivalent>> {
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself, in any order")]
        for list in self.found.values_mut() {
            list.sort_by_key(|it| it.clause);
        }
        self.found
    }
}

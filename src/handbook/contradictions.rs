//! Claims that the data disproves: an agreement without what an agreement has to hold, a plan without its points, an
//! objective that nothing measures. They are found before the coverage, because such a claim does not count.

use std::collections::{BTreeMap, HashMap};

use super::Handbook;
use super::checklists::{Shown, hold, is_asked};
use crate::model::{Data, Entry, EntryId, Kind};
use crate::standards::{Checklist, ReqId, Standard, Wanted};

/// What an entry in force lacks, for one requirement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The entry.
    pub entry: EntryId,
    /// The requirement that its claims do not meet.
    pub requirement: ReqId,
    /// The points that nothing shows, as the standard's checklist calls them.
    pub missing: Vec<String>,
}

/// All contradictions of a handbook.
#[derive(Debug, Default)]
pub struct Contradictions {
    found: BTreeMap<(EntryId, ReqId), Contradiction>,
}

impl Contradictions {
    /// Looks at every entry in force for which a listed standard has a checklist. Drafts, what has ended and what is
    /// still to come count for nothing anyhow, and an objective whose day is past is history.
    ///
    /// Source: ISO/IEC 20000-1:2018, clauses 6.2.1, 6.3, 7.4, 8.2.3.1, 8.3.3, 8.3.4, 8.4.3, 8.5.1.1, 8.5.2.1, 8.5.3 and
    /// 8.7.2, by the checklists of the shipped library.
    pub(super) fn of(book: &Handbook) -> Self {
        let mut contradictions = Self::default();
        let mut lists: HashMap<Kind, Vec<(&Standard, &Checklist)>> = HashMap::new();
        for standard in book.standards.listed().filter(|it| it.has_status()) {
            for list in standard.file.checklists.iter().flat_map(|it| &it.items).filter(|it| it.wanted.is_some()) {
                let mut kinds: Vec<Kind> = list.of.iter().map(|it| it.value.kind).collect();
                kinds.sort_unstable();
                kinds.dedup();
                for kind in kinds {
                    lists.entry(kind).or_default().push((standard, list));
                }
            }
        }
        // Entries that claim a requirement together: what one of them shows the others need not.
        let mut together: Vec<(&Standard, &Checklist, Vec<EntryId>)> = Vec::new();
        for entry in &book.entries {
            let Some(lists) = lists.get(&entry.kind) else { continue };
            if entry.is_broken() || !book.is_in_force(entry) || is_over(book, entry) {
                continue;
            }
            for (standard, list) in lists {
                if !is_asked(book, standard, list, entry) {
                    continue;
                }
                if list.wanted.is_some_and(|it| it.value == Wanted::Claimed) {
                    match together.iter_mut().find(|(_, known, _)| std::ptr::eq(*known, *list)) {
                        Some((.., entries)) => entries.push(entry.id),
                        None => together.push((standard, list, vec![entry.id])),
                    }
                    continue;
                }
                let held = hold(book, standard, list, entry);
                if !held.is_complete() {
                    for it in held.missing() {
                        contradictions.add(book, entry.id, it.place, &it.point.title.text);
                    }
                }
            }
        }
        for (standard, list, entries) in together {
            let held: Vec<_> = entries.iter().map(|id| hold(book, standard, list, book.entry(*id))).collect();
            for (index, point) in list.points.iter().enumerate() {
                if held.iter().all(|it| matches!(it.points[index].shown, Shown::Missing(_))) {
                    for id in &entries {
                        contradictions.add(book, *id, held[0].points[index].place, &point.title.text);
                    }
                }
            }
        }
        contradictions
    }

    fn add(&mut self, book: &Handbook, entry: EntryId, place: Option<crate::standards::Place>, title: &str) {
        for requirement in place.into_iter().flat_map(|place| book.standards.requirements_below(place)) {
            let found = self.found.entry((entry, requirement)).or_insert_with(|| Contradiction {
                entry,
                requirement,
                missing: Vec::new(),
            });
            found.missing.push(title.to_owned());
        }
    }

    /// Whether claims of an entry on a requirement are disproved.
    pub fn is_contradicted(&self, entry: EntryId, requirement: ReqId) -> bool {
        self.found.contains_key(&(entry, requirement))
    }

    /// What an entry lacks for a requirement; empty where it lacks nothing.
    pub fn missing(&self, entry: EntryId, requirement: ReqId) -> &[String] {
        self.found.get(&(entry, requirement)).map_or(&[], |it| &it.missing)
    }

    /// All of them, entry by entry.
    pub fn iter(&self) -> impl Iterator<Item = &Contradiction> {
        self.found.values()
    }

    /// Those of one entry.
    pub fn of_entry(&self, entry: EntryId) -> impl Iterator<Item = &Contradiction> {
        self.found.range((entry, ReqId(0))..=(entry, ReqId(u32::MAX))).map(|(_, it)| it)
    }

    /// Entries that have any, in their order.
    pub fn entries(&self) -> Vec<EntryId> {
        let mut entries: Vec<EntryId> = self.found.keys().map(|(entry, _)| *entry).collect();
        entries.dedup();
        entries
    }
}

fn is_over(book: &Handbook, entry: &Entry) -> bool {
    match &entry.data {
        Some(Data::Objective(objective)) => objective.by_when.is_some_and(|day| day.value < book.as_of),
        _ => false,
    }
}

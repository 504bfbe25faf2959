use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::{Claim, Handbook};
use crate::model::{Data, Entry, EntryId, Interval, KeyRef, Kind};
use crate::standards::{Place, ReqId};

/// A year: how long evidence is good for where nothing else is said.
const DEFAULT_VALIDITY: Interval = Interval::months(12);

/// One piece of evidence for one requirement.
#[derive(Clone, Debug)]
pub struct EvidenceItem {
    /// The record, audit, review or other entry.
    pub entry: EntryId,
    /// When it was made.
    pub on: Date,
    /// The last day on which it counts.
    pub valid_until: Date,
    /// Whether it counts on the day of the handbook.
    pub is_current: bool,
    /// Whether it names the requirement, directly or by what it is evidence of.
    pub is_exact: bool,
    /// Whether it states that nothing happened.
    pub is_nil: bool,
    /// Whether it rests on claims of what it is evidence of, and the data disproves these.
    pub is_contradicted: bool,
    /// Whether it is of the sort that the requirement accepts; its age apart.
    pub counts: bool,
}

/// Something that was done, before it is laid beside requirements.
struct Deed<'a> {
    entry: &'a Entry,
    on: Date,
    is_nil: bool,
    /// Whether a nil return says who, for which period and where was looked.
    is_complete: bool,
    valid_for: Option<Interval>,
    of: &'a [KeyRef],
}

/// Evidence of every requirement, by its index, newest first.
pub(super) fn evidence(book: &Handbook) -> Vec<Vec<EvidenceItem>> {
    let mut found = vec![Vec::new(); book.standards.n_requirements()];
    let mut claims: HashMap<EntryId, Vec<&Claim>> = HashMap::new();
    for claim in &book.claims {
        claims.entry(claim.entry).or_default().push(claim);
    }
    let none = Vec::new();
    let claims_of = |entry: EntryId| claims.get(&entry).unwrap_or(&none);
    for deed in deeds(book) {
        // A deed dated after the day has not happened yet.
        if deed.on > book.as_of {
            continue;
        }
        let own = claims_of(deed.entry.id);
        // A claim that leads nowhere is still a claim: what it should have named is not guessed from elsewhere.
        let has_own = !own.is_empty() || !deed.entry.satisfies().is_empty();
        let proven = if has_own {
            own.iter().map(|it| Proven { place: it.place, is_exact: it.is_exact(), by: None }).collect()
        } else {
            inherited(book, &deed, &claims_of)
        };
        let mut best: BTreeMap<ReqId, Strength> = BTreeMap::new();
        for it in proven {
            for requirement in book.standards.requirements_below(it.place) {
                let is_disproved = it.by.is_some_and(|by| book.contradictions.is_contradicted(by, requirement));
                let strength = match (is_disproved, it.is_exact) {
                    (true, _) => Strength::Disproved,
                    (false, false) => Strength::Broad,
                    (false, true) => Strength::Exact,
                };
                let known = best.entry(requirement).or_insert(strength);
                *known = strength.max(*known);
            }
        }
        for (requirement, strength) in best {
            found[requirement.0 as usize].push(item(book, &deed, requirement, strength));
        }
    }
    for items in &mut found {
        items.sort_by_key(|item: &EvidenceItem| (std::cmp::Reverse(item.on), item.entry));
    }
    found
}

/// What a deed proves, by its own claim or by that of what it is evidence of.
struct Proven {
    place: Place,
    is_exact: bool,
    /// The entry whose claim is taken over.
    by: Option<EntryId>,
}

/// How well a deed proves a requirement; of several ways the best counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// By a claim that the data disproves.
    Disproved,
    /// By a clause, or by a whole process.
    Broad,
    /// By the requirement itself.
    Exact,
}

fn item(book: &Handbook, deed: &Deed<'_>, requirement: ReqId, strength: Strength) -> EvidenceItem {
    let is_exact = strength == Strength::Exact;
    let is_contradicted = strength == Strength::Disproved;
    let requirement = book.standards.requirement(requirement);
    let needs_exact =
        requirement.is_recurring || requirement.is_reported || requirement.is_named_person || requirement.is_event;
    let is_accepted_nil = !deed.is_nil || (requirement.is_event && deed.is_complete);
    let valid_until = valid_until(book, deed, requirement.practice_interval);
    EvidenceItem {
        entry: deed.entry.id,
        on: deed.on,
        valid_until,
        is_current: book.as_of <= valid_until,
        is_exact,
        is_nil: deed.is_nil,
        is_contradicted,
        counts: (is_exact || !needs_exact) && is_accepted_nil && !is_contradicted,
    }
}

/// The last day of a deed: its own validity, else the interval and grace of its activity (the shortest of several),
/// else what is usual for the requirement, else a year.
fn valid_until(book: &Handbook, deed: &Deed<'_>, practice_interval: Option<Interval>) -> Date {
    if let Some(valid_for) = deed.valid_for {
        return valid_for.after(deed.on);
    }
    let promised = deed.of.iter().filter_map(|reference| match &book.by_key(&reference.key)?.data {
        Some(Data::Activity(activity)) => {
            let due = activity.every.value.after(deed.on);
            Some(activity.grace.map_or(due, |grace| grace.value.after(due)))
        }
        _ => None,
    });
    promised.min().unwrap_or_else(|| practice_interval.unwrap_or(DEFAULT_VALIDITY).after(deed.on))
}

/// What a deed without claims of its own proves: what the things satisfy that it is evidence of.
fn inherited<'a>(book: &Handbook, deed: &Deed<'_>, claims_of: &impl Fn(EntryId) -> &'a Vec<&'a Claim>) -> Vec<Proven> {
    let mut proven = Vec::new();
    for reference in deed.of {
        let Some(entry) = book.by_key(&reference.key) else { continue };
        let is_part = |claim: &&&Claim| reference.anchor.is_none() || claim.anchor == reference.anchor;
        // A whole process says too little about which of its steps was done.
        let is_precise =
            reference.anchor.is_some() || matches!(entry.kind, Kind::Activity | Kind::Agreement | Kind::Plan);
        proven.extend(claims_of(entry.id).iter().filter(is_part).map(|claim| Proven {
            place: claim.place,
            is_exact: claim.is_exact() && is_precise,
            by: Some(entry.id),
        }));
    }
    proven
}

/// Everything that was done, with its day.
fn deeds(book: &Handbook) -> Vec<Deed<'_>> {
    let mut deeds = Vec::new();
    for entry in &book.entries {
        let plain = |on: Date, of| Deed { entry, on, is_nil: false, is_complete: true, valid_for: None, of };
        match &entry.data {
            Some(Data::Record(record)) => deeds.push(Deed {
                entry,
                on: record.on.value,
                is_nil: record.is_nil(),
                is_complete: record.period.is_some() && record.looked_in.is_some() && !record.by.is_empty(),
                valid_for: record.valid_for.map(|it| it.value),
                of: &record.of,
            }),
            Some(Data::Audit(audit)) => deeds.extend(audit.done.map(|done| plain(done.value, &audit.of))),
            Some(Data::Review(review)) => deeds.push(plain(review.on.value, &review.of)),
            Some(Data::Finding(finding)) => deeds.extend(finding.closed.map(|closed| plain(closed.value, &[]))),
            Some(Data::Improvement(improvement)) => {
                let period = improvement.result.as_ref().and_then(|result| result.period.as_ref());
                deeds.extend(period.map(|period| plain(period.end, &[])));
            }
            Some(Data::Competence(competence)) => {
                deeds.extend(competence.shown.iter().map(|shown| Deed {
                    valid_for: competence.renew.map(|it| it.value),
                    ..plain(shown.on.value, &[])
                }));
            }
            Some(Data::Awareness(awareness)) => {
                let newest = book.acknowledgements.iter().filter(|line| match &awareness.roles {
                    Some(crate::model::Audience::Roles(roles)) => roles.iter().any(|role| role.key == line.role.key),
                    Some(crate::model::Audience::All) => true,
                    None => false,
                });
                let days = newest.map(|line| line.on.value).filter(|day| *day <= book.as_of);
                deeds.extend(days.max().map(|day| plain(day, &[])));
            }
            _ => {}
        }
    }
    deeds
}

impl Handbook {
    /// Whether entries of a kind prove that something was done, rather than say how it is to be done.
    pub fn is_proof(kind: Kind) -> bool {
        matches!(kind, Kind::Record | Kind::Audit | Kind::Review | Kind::Finding | Kind::Improvement)
    }
}

use jiff::civil::Date;

use super::{Handbook, Target};
use crate::model::{Data, Entry, EntryId, Interval, KeyRef, Kind, Period};

/// How a promise stands on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PromiseState {
    /// Past its day and its grace.
    Overdue,
    /// It was never kept, and its first day is past.
    Never,
    /// Due within 30 days, or past its day and within its grace.
    DueSoon,
    /// Kept in time.
    OnTime,
}

impl PromiseState {
    /// The words of the data files and of the search.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnTime => "on time",
            Self::DueSoon => "due soon",
            Self::Overdue => "overdue",
            Self::Never => "never",
        }
    }
}

/// One interval of a promise that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Whether something was done in it, or in its grace.
    pub is_kept: bool,
}

/// Something that was promised at an interval, and when it was done last.
#[derive(Clone, Debug)]
pub struct Promise {
    /// The entry that promises.
    pub entry: EntryId,
    /// What is promised.
    pub what: String,
    /// Whether it is a review of the entry itself.
    pub is_review: bool,
    /// How often.
    pub every: Interval,
    /// How late it may be.
    pub grace: Option<Interval>,
    /// Who does it.
    pub who: Vec<EntryId>,
    /// When it was done last.
    pub last: Option<Date>,
    /// The entry that shows it, where there is one.
    pub last_by: Option<EntryId>,
    /// When it is due next.
    pub due: Option<Date>,
    /// How it stands.
    pub state: PromiseState,
    /// Intervals that are over and ended within the last twelve months, oldest first.
    pub windows: Vec<Window>,
}

impl Promise {
    /// How many of the intervals of the last twelve months were kept.
    pub fn n_kept(&self) -> usize {
        self.windows.iter().filter(|window| window.is_kept).count()
    }
}

/// The calendar has an end; no promise needs more windows than this.
const MAX_WINDOWS: i32 = 20_000;

/// All promises, by the day on which they are due.
pub(super) fn promises(book: &Handbook) -> Vec<Promise> {
    let mut promises = Vec::new();
    for entry in &book.entries {
        promises.extend(of_entry(book, entry));
    }
    promises.sort_by(|a, b| (a.due, a.entry, &a.what).cmp(&(b.due, b.entry, &b.what)));
    promises
}

fn of_entry(book: &Handbook, entry: &Entry) -> Vec<Promise> {
    let owner: Vec<_> = entry.owner().and_then(|owner| book.keys.find(&owner.key)).into_iter().collect();
    let new = |what: String, every: Interval, last: Option<Date>| Promise {
        entry: entry.id,
        what,
        is_review: false,
        every,
        grace: None,
        who: owner.clone(),
        last,
        last_by: None,
        due: last.map(|day| every.after(day)),
        state: PromiseState::OnTime,
        windows: Vec::new(),
    };
    let by_then = |days: &mut dyn Iterator<Item = Date>| days.filter(|day| *day <= book.as_of).max();
    let review = |every: Option<Interval>, last: Option<Date>| {
        every.map(|every| Promise { is_review: true, ..new(entry.title.clone(), every, last) })
    };
    let mut found: Vec<Promise> = Vec::new();
    if let Some(control) = &entry.control {
        // A review is promised from the approval on.
        if control.is_in_force(book.as_of) {
            let promise = review(control.review.map(|it| it.value), control.last_review(book.as_of));
            found.extend(promise.map(|it| Promise { grace: Some(book.review_grace()), ..it }));
        }
    }
    match &entry.data {
        Some(Data::Activity(activity)) => {
            let done = done(book, entry.id);
            let newest = done.iter().max_by_key(|it| it.on);
            let every = activity.every.value;
            let mut promise = new(entry.title.clone(), every, newest.map(|it| it.on));
            promise.last_by = newest.map(|it| it.entry);
            promise.grace = activity.grace.map(|it| it.value);
            promise.due = promise.due.or(activity.from.map(|it| it.value));
            if !activity.by.is_empty() {
                promise.who = known(book, &activity.by);
            }
            promise.windows =
                activity.from.map_or_else(Vec::new, |from| windows(book, from.value, every, promise.grace, &done));
            found.push(promise);
        }
        Some(Data::Risk(risk)) => {
            let last = by_then(&mut risk.reviewed.iter().map(|it| it.value));
            found.extend(review(risk.review.map(|it| it.value), last));
        }
        Some(Data::Supplier(supplier)) => {
            let last = by_then(&mut supplier.reviews.iter().map(|it| it.on.value));
            let chosen = supplier.chosen.as_ref().and_then(|it| it.on);
            found.extend(
                review(supplier.review.map(|it| it.value), last).map(|it| first_due(it, chosen.map(|it| it.value))),
            );
        }
        Some(Data::Agreement(agreement)) if agreement.is_in_force(book.as_of) => {
            let last = by_then(&mut agreement.reviewed.iter().map(|it| it.value));
            let from = agreement.from.map(|it| it.value);
            found.extend(review(agreement.review.map(|it| it.value), last).map(|it| first_due(it, from)));
            for report in &agreement.reports {
                let last = done(book, entry.id).into_iter().max_by_key(|it| it.on);
                let promise = report.every.map(|every| Promise {
                    last_by: last.as_ref().map(|it| it.entry),
                    ..new(report.what.text.clone(), every.value, last.as_ref().map(|it| it.on))
                });
                found.extend(promise.map(|it| first_due(it, from)));
            }
        }
        Some(Data::Plan(plan)) if book.is_in_force(entry) => {
            let from = entry.control.as_ref().and_then(|it| it.approved.as_ref()).map(|it| it.on.value);
            for report in &plan.reports {
                let last = done(book, entry.id).into_iter().max_by_key(|it| it.on);
                let promise = report.every.map(|every| Promise {
                    who: known(book, &report.who),
                    last_by: last.as_ref().map(|it| it.entry),
                    ..new(report.what.text.clone(), every.value, last.as_ref().map(|it| it.on))
                });
                found.extend(promise.map(|it| first_due(it, from)));
            }
        }
        _ => {}
    }
    for promise in &mut found {
        promise.state = state(book.as_of, promise);
    }
    found
}

/// A promise that was never kept is due one interval after the day from which it holds.
fn first_due(promise: Promise, from: Option<Date>) -> Promise {
    Promise { due: promise.due.or(from.map(|day| promise.every.after(day))), ..promise }
}

fn known(book: &Handbook, keys: &[KeyRef]) -> Vec<EntryId> {
    keys.iter().filter_map(|it| book.keys.find(&it.key)).collect()
}

fn state(as_of: Date, promise: &Promise) -> PromiseState {
    const SOON: Interval = Interval { months: 0, days: 30 };
    let Some(due) = promise.due else { return PromiseState::Never };
    let limit = promise.grace.map_or(due, |grace| grace.after(due));
    if as_of > limit {
        if promise.last.is_none() { PromiseState::Never } else { PromiseState::Overdue }
    } else if SOON.after(as_of) >= due {
        PromiseState::DueSoon
    } else {
        PromiseState::OnTime
    }
}

/// Something that was done for a promise.
struct Done {
    entry: EntryId,
    on: Date,
    period: Option<Period>,
}

/// Records, audits and reviews that name an entry in their `of`, up to the day.
fn done(book: &Handbook, promise: EntryId) -> Vec<Done> {
    let edges =
        book.graph.to(promise).filter(|edge| edge.relation.0 == "evidence_of" && edge.to == Target::Entry(promise));
    let done = edges.filter_map(|edge| {
        let entry = book.entry(edge.from);
        let (on, period) = match &entry.data {
            Some(Data::Record(record)) => (record.on.value, record.period.as_ref().map(|it| it.value.clone())),
            Some(Data::Audit(audit)) => (audit.done?.value, None),
            Some(Data::Review(review)) => (review.on.value, None),
            _ => return None,
        };
        debug_assert!(Handbook::is_proof(entry.kind) || entry.kind == Kind::Record, "only proof keeps a promise");
        Some(Done { entry: entry.id, on, period })
    });
    done.filter(|it| it.on <= book.as_of).collect()
}

/// The windows of a promise that ended within the last twelve months.
fn windows(book: &Handbook, from: Date, every: Interval, grace: Option<Interval>, done: &[Done]) -> Vec<Window> {
    let year_ago = Interval::months(-12).after(book.as_of);
    let mut windows = Vec::new();
    for n in 0..MAX_WINDOWS {
        let start = every.times_after(n, from);
        let next = every.times_after(n + 1, from);
        let Ok(end) = next.yesterday() else { break };
        if end >= book.as_of || next <= start {
            break;
        }
        if end < year_ago {
            continue;
        }
        let limit = grace.map_or(end, |grace| grace.after(end));
        let is_kept = done.iter().any(|it| {
            it.period.as_ref().is_some_and(|period| period.overlaps(start, end)) || (start <= it.on && it.on <= limit)
        });
        // While its grace runs it may still be kept.
        if is_kept || limit < book.as_of {
            windows.push(Window { start, end, is_kept });
        }
    }
    windows
}

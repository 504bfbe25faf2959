//! How the contents that a standard asks for as a list stand in an entry: which point is shown by what.

use std::collections::HashMap;

use super::Handbook;
use crate::model::kinds::Lifecycle;
use crate::model::{Data, Entry, EntryId, ReqRef};
use crate::parse::{Node, Value};
use crate::standards::{Checklist, Occasion, Place, Point, Standard, StandardId, Wanted};

/// A checklist and what an entry shows of it.
#[derive(Debug)]
pub struct Held<'a> {
    /// The standard that asks.
    pub standard: StandardId,
    /// What it asks.
    pub checklist: &'a Checklist,
    /// Its points, in their order.
    pub points: Vec<HeldPoint<'a>>,
    /// The items that each have the points, where the list is about the items of a field.
    pub items: Vec<&'a Node>,
}

/// A point and what shows it.
#[derive(Debug)]
pub struct HeldPoint<'a> {
    /// The point.
    pub point: &'a Point,
    /// The requirement that asks for it, if the standard has it.
    pub place: Option<Place>,
    /// What shows it.
    pub shown: Shown<'a>,
}

/// What shows a point of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown<'a> {
    /// A field of the entry.
    Field(&'a str),
    /// A section, step or other part that names the point, or claims its requirement.
    Part(&'a str),
    /// The entry says that it meets the point, with `points`.
    Said,
    /// It is not asked for here, or another entry that claims the requirement shows it.
    NotAsked,
    /// Nothing shows it: in the whole entry, or in these items of the list by their positions.
    Missing(Vec<usize>),
}

impl Held<'_> {
    /// Points that nothing shows.
    pub fn missing(&self) -> impl Iterator<Item = &HeldPoint<'_>> {
        self.points.iter().filter(|it| matches!(it.shown, Shown::Missing(_)))
    }

    /// Whether the entry shows as much as the requirement wants.
    pub fn is_complete(&self) -> bool {
        match self.checklist.wanted.map(|it| it.value) {
            None => true,
            Some(Wanted::One) => {
                self.points.is_empty() || self.points.iter().any(|it| !matches!(it.shown, Shown::Missing(_)))
            }
            Some(Wanted::All | Wanted::Claimed) => self.missing().next().is_none(),
        }
    }
}

/// What a field holds beside the title of an item: words by which an author knows it.
pub fn item_name(item: &Node) -> Option<&Node> {
    let Value::Mapping(map) = &item.value else { return Some(item) };
    ["key", "what", "title"].into_iter().find_map(|name| map.get(name)).or(map.pairs.first().map(|pair| &pair.value))
}

impl Handbook {
    /// Checklists of the listed standards that an entry has to show, and how far it does. One of an entry that has to
    /// claim the requirement first is there only where it does.
    pub fn checklists_of(&self, id: EntryId) -> Vec<Held<'_>> {
        let entry = self.entry(id);
        let wanted = self.standards.listed().filter(|it| it.has_status()).flat_map(|standard| {
            let lists = standard.file.checklists.iter().flat_map(|it| &it.items);
            lists.filter(|it| it.wanted.is_some()).map(move |list| (standard, list))
        });
        let own = wanted.filter(|(standard, list)| is_asked(self, standard, list, entry));
        let is_open = |point: &HeldPoint<'_>| {
            let asked = point.place.into_iter().flat_map(|place| self.standards.requirements_below(place));
            asked.into_iter().any(|requirement| self.contradictions.is_contradicted(id, requirement))
        };
        own.map(|(standard, list)| {
            let mut held = hold(self, standard, list, entry);
            if list.wanted.is_some_and(|it| it.value == Wanted::Claimed) && self.is_in_force(entry) {
                for point in &mut held.points {
                    if matches!(point.shown, Shown::Missing(_)) && !is_open(point) {
                        point.shown = Shown::NotAsked;
                    }
                }
            }
            held
        })
        .collect()
    }
}

/// Whether a checklist is about an entry.
pub(super) fn is_asked(book: &Handbook, standard: &Standard, list: &Checklist, entry: &Entry) -> bool {
    if !list.is_of(entry.kind, &entry.fields) {
        return false;
    }
    if list.wanted.is_none_or(|it| it.value != Wanted::Claimed) {
        return true;
    }
    let Some(place) = book.standards.find_in(standard.id, &list.requirement.value) else { return false };
    let asked = book.standards.requirements_below(place);
    book.claims_of(entry.id).any(|claim| {
        book.standards.requirements_below(claim.place).iter().any(|requirement| asked.contains(requirement))
    })
}

/// What an entry shows of a checklist.
pub(super) fn hold<'a>(book: &'a Handbook, standard: &Standard, list: &'a Checklist, entry: &'a Entry) -> Held<'a> {
    let items = list.items(&entry.fields);
    let place = |point: &Point| book.standards.find_in(standard.id, list.requirement_of(point));
    let mut n_points: HashMap<&str, usize> = HashMap::new();
    for point in &list.points {
        *n_points.entry(list.requirement_of(point)).or_default() += 1;
    }
    let points = list.points.iter().map(|point| {
        // A claim speaks for a point only where no other point shares its requirement.
        let is_alone = point.requirement.is_some() && n_points[list.requirement_of(point)] == 1;
        let claimed = place(point).filter(|_| is_alone);
        HeldPoint { point, place: place(point), shown: shown(book, list, point, claimed, &items, entry) }
    });
    Held { standard: standard.id, checklist: list, points: points.collect(), items }
}

fn shown<'a>(
    book: &'a Handbook,
    list: &'a Checklist,
    point: &'a Point,
    claimed: Option<Place>,
    items: &[&'a Node],
    entry: &'a Entry,
) -> Shown<'a> {
    let paths = || point.shown_by.iter().map(|it| &it.value);
    let is_point = |it: &ReqRef| names(it, list, point);
    let mut bare = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let has_it = match &item.value {
            Value::Mapping(map) => paths().any(|path| path.holds(map)),
            _ => false,
        };
        if !has_it {
            bare.push(index);
        }
    }
    if let (false, true, Some(each)) = (items.is_empty(), bare.is_empty(), &list.each) {
        return Shown::Field(&each.value);
    }
    if list.each.is_none()
        && let Some(path) = paths().find(|path| path.holds(&entry.fields))
    {
        return Shown::Field(&path.0[0].field);
    }
    let headings = entry.body.iter().flat_map(|body| &body.headings);
    if let Some(heading) = headings.into_iter().find(|it| it.points.iter().any(is_point)) {
        return Shown::Part(&heading.id);
    }
    if entry.common.iter().flat_map(|it| &it.points).any(is_point) {
        return Shown::Said;
    }
    // A field that is written with something else is held against a claim; where none is, the claim has to be believed.
    let is_written = !items.is_empty() || (list.each.is_none() && paths().any(|path| path.is_written(&entry.fields)));
    if let Some(place) = claimed.filter(|_| !is_written) {
        let mut claims = book.claims_of(entry.id).filter(|it| it.place == place && !it.is_credit);
        if let Some(anchor) = claims.find_map(|it| it.anchor.as_deref()) {
            return Shown::Part(anchor);
        }
    }
    if point.when.is_some_and(|it| !happens(book, it.value, entry)) {
        return Shown::NotAsked;
    }
    Shown::Missing(bare)
}

/// Whether an author's `points` means this point: by its id, or by the id of the list too.
fn names(written: &ReqRef, list: &Checklist, point: &Point) -> bool {
    match written.id.split_once('/') {
        Some((name, id)) => name == list.id.value && id == point.id.value,
        None => written.id == point.id.value,
    }
}

/// Whether the occasion on which a point is asked for is there, as far as the data tells.
fn happens(book: &Handbook, occasion: Occasion, entry: &Entry) -> bool {
    let covered = match &entry.data {
        Some(Data::Plan(plan)) => &plan.covers[..],
        _ => &[],
    };
    match occasion {
        Occasion::ServiceEnds => covered.iter().filter_map(|it| book.by_key(&it.key)).any(|it| match &it.data {
            Some(Data::Service(service)) => service.lifecycle.value == Lifecycle::Retired || service.until.is_some(),
            _ => false,
        }),
        Occasion::ServiceMoves => false,
    }
}

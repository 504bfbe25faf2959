//! Need > service requirement > catalogue > agreement target > supplier target > actuals > missed > improvement >
//! management review.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Note, Stage, Station, Thing, Trail, TrailKind, newest};
use crate::handbook::{Handbook, ServiceLevel, Target};
use crate::model::kinds::{Measure, ServiceRequirement};
use crate::model::{Data, EntryId, Kind, Line, Period, Relation, anchor_prefix};

/// A target that is missed this often within a year asks for an improvement.
const OFTEN: usize = 2;

/// The trails of all services that have to do with an entry; not all of them pass through it.
pub(super) fn through(book: &Handbook, id: EntryId) -> Vec<Trail> {
    services_near(book, id).into_iter().flat_map(|service| of_service(book, service)).collect()
}

/// Services that an entry is about, or that need it.
fn services_near(book: &Handbook, id: EntryId) -> Vec<EntryId> {
    let entry = book.entry(id);
    let pointed_at = book.graph.from(id).iter().filter_map(|edge| match edge.to {
        Target::Entry(to) => Some(to),
        Target::Place(_) => None,
    });
    let pointing = book.graph.to(id).map(|edge| edge.from);
    let near: BTreeSet<EntryId> = pointed_at.chain(pointing).chain([id]).collect();
    let mut services: BTreeSet<EntryId> = BTreeSet::new();
    for near in near {
        match book.entry(near).kind {
            Kind::Service => {
                services.insert(near);
            }
            // What is about an agreement is about its services; so is a contract that backs them, or an improvement
            // that a review looked at.
            Kind::Agreement | Kind::Improvement | Kind::Finding if near != id || entry.kind != Kind::Service => {
                let of = book.graph.from(near).iter().filter_map(|edge| match edge.to {
                    Target::Entry(to) => Some(to),
                    Target::Place(_) => None,
                });
                for to in of {
                    match book.entry(to).kind {
                        Kind::Service => {
                            services.insert(to);
                        }
                        Kind::Agreement => services.extend(services_of(book, to)),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    // A contract backs the services that are built on those that it covers.
    let mut all = services.clone();
    if matches!(entry.kind, Kind::Agreement | Kind::Supplier) {
        for service in services {
            all.extend(book.pointing_at(service, Kind::Service, Relation::of_field("on")));
        }
    }
    all.into_iter().collect()
}

fn services_of(book: &Handbook, agreement: EntryId) -> Vec<EntryId> {
    match &book.entry(agreement).data {
        Some(Data::Agreement(it)) => it.services.iter().filter_map(|it| book.keys.find(&it.key)).collect(),
        _ => Vec::new(),
    }
}

/// One trail for each requirement of a service and each target that meets it.
fn of_service(book: &Handbook, id: EntryId) -> Vec<Trail> {
    let Some(Data::Service(service)) = &book.entry(id).data else { return Vec::new() };
    let around = Around::of(book, id);
    let mut trails = Vec::new();
    for requirement in &service.requirements {
        let anchor = format!("{}-{}", anchor_prefix("requirements"), requirement.key.text);
        let targets = targets_for(book, id, &anchor);
        if targets.is_empty() {
            trails.push(trail(book, &around, requirement, None));
        }
        trails.extend(targets.iter().map(|it| trail(book, &around, requirement, Some(it))));
    }
    trails
}

/// What all trails of a service share.
struct Around<'a> {
    service: EntryId,
    /// What other parties promise for it, and for what it is built on.
    backing: Vec<ServiceLevel<'a>>,
    /// The day of the newest management review.
    newest_review: Option<Date>,
}

impl<'a> Around<'a> {
    fn of(book: &'a Handbook, service: EntryId) -> Self {
        let built_on = built_on(book, service).into_iter();
        Self {
            service,
            backing: built_on.flat_map(|id| book.agreed_levels(&book.agreements_behind(id), id)).collect(),
            newest_review: book.of_kind(Kind::Review).filter_map(|entry| held(book, entry.id)).max(),
        }
    }
}

/// A target of an agreement or a service.
struct Promised<'a> {
    entry: EntryId,
    anchor: String,
    measure: &'a Measure,
}

/// Targets that meet a requirement of a service: of agreements in force, and of the service itself.
fn targets_for<'a>(book: &'a Handbook, service: EntryId, requirement: &str) -> Vec<Promised<'a>> {
    let edges = book
        .graph
        .to(service)
        .filter(|edge| edge.relation.0 == "meets" && edge.to_anchor.as_deref() == Some(requirement))
        .filter(|edge| book.is_in_force(book.entry(edge.from)));
    edges.filter_map(|edge| target_at(book, edge.from, edge.from_anchor.as_deref()?)).collect()
}

fn target_at<'a>(book: &'a Handbook, entry: EntryId, anchor: &str) -> Option<Promised<'a>> {
    let targets = match &book.entry(entry).data {
        Some(Data::Agreement(it)) => &it.targets,
        Some(Data::Service(it)) => &it.targets,
        _ => return None,
    };
    let slug = anchor.strip_prefix(anchor_prefix("targets"))?.strip_prefix('-')?;
    let measure = targets.iter().find(|it| it.key.text == slug)?;
    Some(Promised { entry, anchor: anchor.to_owned(), measure })
}

fn trail(
    book: &Handbook,
    around: &Around<'_>,
    requirement: &ServiceRequirement,
    promised: Option<&Promised<'_>>,
) -> Trail {
    let id = around.service;
    let anchor = format!("{}-{}", anchor_prefix("requirements"), requirement.key.text);
    let this = |it: &Promised<'_>| Thing::part(it.entry, &*it.anchor);
    let target = promised.map(|it| match &it.measure.target {
        Some(target) => this(it).note(Note::Target(target.value.clone())),
        None => this(it),
    });
    let value = promised.and_then(|it| Some(this(it).note(newest(book, it.measure)?)));
    let missed: Vec<Period> = promised
        .and_then(|it| Some(it.measure.actuals.missed_in_year(&it.measure.target.as_ref()?.value, book.as_of)))
        .map_or_else(Vec::new, |periods| periods.cloned().collect());
    let missed_thing = promised.filter(|_| !missed.is_empty()).map(|it| this(it).note(Note::MissedIn(missed.clone())));
    let improvements = match promised {
        Some(promised) if !missed.is_empty() => improvements(book, id, promised),
        _ => Vec::new(),
    };
    let reviews = reviews(book, &improvements);
    // What came after the last review waits for the next one.
    let is_review_due = improvements.iter().any(|it| {
        let begun = begun(book, *it);
        around.newest_review.is_some_and(|held| begun.is_some_and(|begun| begun <= held))
    });
    let entries = |ids: Vec<EntryId>| ids.into_iter().map(Thing::entry).collect::<Vec<_>>();
    Trail {
        kind: TrailKind::Customer,
        stations: vec![
            Station::required(Stage::Need, book.known(&requirement.from)),
            Station::required(Stage::ServiceRequirement, vec![Thing::part(id, anchor)]),
            Station::required(Stage::Service, vec![Thing::entry(id)]),
            Station::required(Stage::AgreementTarget, target.into_iter().collect()),
            Station::optional(Stage::SupplierTarget, promised.map(|it| behind(around, it)).unwrap_or_default()),
            Station::required_if(promised.is_some(), Stage::Actuals, value.into_iter().collect()),
            Station::optional(Stage::Missed, missed_thing.into_iter().collect()),
            Station::required_if(missed.len() >= OFTEN, Stage::Improvement, entries(improvements.clone())),
            Station::required_if(is_review_due, Stage::ManagementReview, entries(reviews)),
        ],
    }
}

/// Targets of the same measure and case that other parties promise.
fn behind(around: &Around<'_>, promised: &Promised<'_>) -> Vec<Thing> {
    let name = |line: &Option<Line>| line.as_ref().map(|it| it.text.trim().to_lowercase());
    let Some(measure) = name(&promised.measure.measure) else { return Vec::new() };
    let case = name(&promised.measure.case).unwrap_or_default();
    let mut things: Vec<Thing> = Vec::new();
    for level in around.backing.iter().filter(|it| it.measure == measure && it.case == case) {
        let Some(key) = level.key else { continue };
        let thing = Thing::part(level.entry.id, format!("{}-{}", anchor_prefix("targets"), key.text))
            .note(Note::Target(level.promised.target.clone()));
        if !things.contains(&thing) {
            things.push(thing);
        }
    }
    things
}

/// A service and all services that it is built on.
fn built_on(book: &Handbook, service: EntryId) -> Vec<EntryId> {
    let mut found = vec![service];
    let mut next = 0;
    while let Some(id) = found.get(next).copied() {
        next += 1;
        for edge in book.graph.from(id).iter().filter(|edge| edge.relation == Relation::of_field("on")) {
            if let Target::Entry(to) = edge.to
                && book.entry(to).kind == Kind::Service
                && !found.contains(&to)
            {
                found.push(to);
            }
        }
    }
    found
}

/// Improvements and findings about a target, or about its whole agreement or service.
fn improvements(book: &Handbook, service: EntryId, promised: &Promised<'_>) -> Vec<EntryId> {
    let mut found = Vec::new();
    for about in [promised.entry, service] {
        let edges = book.graph.to(about).filter(|edge| {
            let is_about_it = edge.to_anchor.as_deref().is_none_or(|anchor| {
                // The target of a service that stands behind the one of the agreement.
                anchor == promised.anchor || (about == service && is_same_measure(book, service, anchor, promised))
            });
            // What improves a whole service may mend its target; a finding about it may be about anything.
            let counts = match book.entry(edge.from).kind {
                Kind::Improvement => true,
                Kind::Finding => edge.to_anchor.is_some(),
                _ => false,
            };
            edge.relation.0 == "about" && is_about_it && counts
        });
        found.extend(edges.map(|edge| edge.from).filter(|id| begun(book, *id).is_some()));
    }
    found.sort_by_key(|id| (begun(book, *id), *id));
    found.dedup();
    found
}

fn is_same_measure(book: &Handbook, service: EntryId, anchor: &str, promised: &Promised<'_>) -> bool {
    target_at(book, service, anchor).is_some_and(|it| {
        let name = |measure: &Measure| measure.measure.as_ref().map(|it| it.text.clone());
        name(it.measure).is_some() && name(it.measure) == name(promised.measure)
    })
}

/// The day on which an improvement was proposed or a finding made; `None` where that is still to come.
fn begun(book: &Handbook, id: EntryId) -> Option<Date> {
    let day = match &book.entry(id).data {
        Some(Data::Improvement(it)) => it.proposed.value,
        Some(Data::Finding(it)) => it.found.value,
        _ => return None,
    };
    (day <= book.as_of).then_some(day)
}

fn held(book: &Handbook, review: EntryId) -> Option<Date> {
    match &book.entry(review).data {
        Some(Data::Review(it)) => Some(it.on.value).filter(|day| *day <= book.as_of),
        _ => None,
    }
}

/// Management reviews that looked at improvements, or that they come from, by day.
fn reviews(book: &Handbook, improvements: &[EntryId]) -> Vec<EntryId> {
    let mut found = Vec::new();
    for id in improvements {
        found.extend(book.graph.to(*id).map(|edge| edge.from).filter(|from| held(book, *from).is_some()));
        found.extend(book.graph.from(*id).iter().filter_map(|edge| match edge.to {
            Target::Entry(to) if edge.relation.0 == "source" && held(book, to).is_some() => Some(to),
            _ => None,
        }));
    }
    found.sort_by_key(|id| (held(book, *id), *id));
    found.dedup();
    found
}

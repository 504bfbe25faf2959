//! Services: all that different entries say about each, side by side, and whether it agrees.
//!
//! A live service in the scope has an owner, a criticality, requirements that targets meet, an agreement in force, a
//! budget that is kept and a recovery objective that what it depends on can hold. A cell that lacks or contradicts one
//! of these says so.
//!
//! Source: ISO/IEC 20000-1:2018, clauses 8.2.2 to 8.2.4, 8.3 and 8.4.

use std::collections::HashSet;

use super::table::{About, Cell, Column, Facet, Group, Holds, Item, Row, State};
use super::{Unit, entry_anchor, owner, owner_facet};
use crate::handbook::{DocumentState, Handbook, Target as Edge};
use crate::model::kinds::{Agreement, AgreementType, Capacity, CriticalityLevel, Lifecycle, Money, Recovery, Service};
use crate::model::{Data, Entry, EntryId, Kind, Promised, Relation, Strength, Target};

pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::word("service", Holds::Source),
        Column::word("do_they_agree", Holds::State),
        Column::word("in_scope_col", Holds::Name),
        Column::word("catalogue", Holds::Name),
        Column::word("criticality", Holds::Name),
        Column::word("requirements", Holds::Source),
        Column::word("agreements", Holds::Source),
        Column::word("suppliers", Holds::Source),
        Column::word("budget", Holds::Name),
        Column::word("capacity", Holds::Source),
        Column::word("recovery", Holds::Name),
        Column::word("owner", Holds::Name),
    ]
}

/// The word of a place in the life of a service.
pub(crate) fn lifecycle_word(lifecycle: Lifecycle) -> &'static str {
    match lifecycle {
        Lifecycle::Pipeline => "pipeline",
        Lifecycle::Live => "live",
        Lifecycle::Retired => "retired",
    }
}

/// The word of a criticality.
pub(crate) fn criticality_word(level: CriticalityLevel) -> &'static str {
    match level {
        CriticalityLevel::High => "high",
        CriticalityLevel::Medium => "medium",
        CriticalityLevel::Low => "low",
    }
}

pub(super) fn rows(book: &Handbook, units: &[Unit]) -> Vec<Row> {
    let scope = Scope::of(book);
    let ids = units.iter().filter_map(|unit| if let Unit::Entry(id) = unit { Some(*id) } else { None });
    ids.map(|id| row(book, &scope, id)).collect()
}

/// The services that the scope names; none where it leaves that to the catalogue.
struct Scope {
    is_written: bool,
    named: HashSet<EntryId>,
}

impl Scope {
    fn of(book: &Handbook) -> Self {
        let scopes = book.of_kind(Kind::Scope);
        let named: HashSet<EntryId> = scopes
            .flat_map(|entry| match &entry.data {
                Some(Data::Scope(scope)) => &scope.services[..],
                _ => &[],
            })
            .filter_map(|it| book.keys.find(&it.key))
            .collect();
        Self { is_written: !named.is_empty(), named }
    }

    fn has(&self, id: EntryId, is_live: bool) -> bool {
        if self.is_written { self.named.contains(&id) } else { is_live }
    }
}

fn conflict(word: &'static str) -> Item {
    Item::Conflict(word, Vec::new())
}

fn row(book: &Handbook, scope: &Scope, id: EntryId) -> Row {
    let entry = book.entry(id);
    let owner = owner(book, entry);
    let mut cells = Vec::new();
    let mut facets = Vec::new();
    if let Some(Data::Service(service)) = &entry.data {
        let lifecycle = service.lifecycle_on(book.as_of);
        let is_live = lifecycle == Lifecycle::Live;
        let is_in_scope = scope.has(id, is_live);
        // Only what is delivered, and by this system, has to be complete.
        let is_due = is_live && is_in_scope;
        let agreements = agreements(book, id);
        cells.push(in_scope(is_in_scope, lifecycle));
        cells.push(in_catalogue(book, lifecycle, &agreements));
        let level = service.criticality.as_ref().map(|it| Item::Word(criticality_word(it.level.value)));
        cells.push(or_missing(level.into_iter().collect(), is_due));
        cells.push(requirements(book, entry, service, is_due));
        cells.push(agreements_cell(book, &agreements, is_due));
        cells.push(suppliers(book, id, is_due));
        cells.push(budget(service, is_due));
        cells.push(Cell::lines(service.capacity.iter().map(|it| capacity(book, it))));
        cells.push(recovery(book, service, is_due));
        cells.push(or_missing(owner.map(Item::Entry).into_iter().collect(), is_due));
        facets.push((Facet::Kind, lifecycle_word(lifecycle).to_owned()));
    }
    cells.resize_with(columns().len() - 2, Cell::default);
    facets.extend(owner_facet(book, owner));
    let is_conflict = |item: &Item| match item {
        Item::Conflict(..) => true,
        Item::Line(items) => items.iter().any(|it| matches!(it, Item::Conflict(..))),
        _ => false,
    };
    let is_disputed = cells.iter().flat_map(|cell| &cell.items).any(is_conflict);
    let state = if is_disputed { State::Disagrees } else { State::Agrees };
    let head = [Cell::of([Item::Entry(id)]), Cell::state(state)];
    Row {
        id: entry_anchor(entry, None),
        about: About::Entry(id),
        group: Group::All,
        state: Some(state),
        facets,
        cells: head.into_iter().chain(cells).collect(),
    }
}

/// Things, or the word that they are missing where they are due.
fn or_missing(items: Vec<Item>, is_due: bool) -> Cell {
    let missing = (items.is_empty() && is_due).then(|| conflict("is_missing"));
    Cell::lines(items.into_iter().chain(missing))
}

fn in_scope(is_in_scope: bool, lifecycle: Lifecycle) -> Cell {
    let word = Item::Word(if is_in_scope { "yes" } else { "no" });
    let is_gone = lifecycle == Lifecycle::Retired;
    Cell::lines([word].into_iter().chain((is_in_scope && is_gone).then(|| conflict("in_scope_and_retired"))))
}

/// Agreements that cover a service or promise something for it.
fn agreements(book: &Handbook, id: EntryId) -> Vec<(EntryId, &Agreement)> {
    let ids = book.agreements_covering(id).into_iter();
    ids.filter_map(|id| Some((id, book.agreement(id)?))).collect()
}

fn in_catalogue(book: &Handbook, lifecycle: Lifecycle, agreements: &[(EntryId, &Agreement)]) -> Cell {
    let word = Item::Word(lifecycle_word(lifecycle));
    let is_live = lifecycle == Lifecycle::Live;
    let promised = agreements
        .iter()
        .filter(|(_, it)| !is_live && it.agreement_type.value == AgreementType::Sla && it.is_in_force(book.as_of));
    let promised: Vec<Item> = promised.map(|(id, _)| Item::Key(*id)).collect();
    let conflict = (!promised.is_empty()).then_some(Item::Conflict("agreed_and_not_live", promised));
    Cell::lines([word].into_iter().chain(conflict))
}

/// What customers require, each with a mark where no target meets it.
fn requirements(book: &Handbook, entry: &Entry, service: &Service, is_due: bool) -> Cell {
    let met: HashSet<&str> = book
        .graph
        .to(entry.id)
        .filter(|edge| edge.relation == Relation("meets") && edge.to == Edge::Entry(entry.id))
        .filter_map(|edge| edge.to_anchor.as_deref())
        .collect();
    let items = service.requirements.iter().map(|it| {
        let anchor = format!("req-{}", it.key.text);
        let is_met = met.contains(anchor.as_str());
        let part = part(entry.id, Some(anchor));
        match is_met || !is_due {
            true => part,
            false => Item::Line(vec![part, conflict("no_target_meets_it")]),
        }
    });
    or_missing(items.collect(), is_due)
}

/// Agreements with customers that hold; others only where they have ended.
fn agreements_cell(book: &Handbook, agreements: &[(EntryId, &Agreement)], is_due: bool) -> Cell {
    let slas = || agreements.iter().filter(|(_, it)| it.agreement_type.value == AgreementType::Sla);
    let is_promised = slas().any(|(_, it)| it.is_in_force(book.as_of));
    let mut items: Vec<Item> = Vec::new();
    for (id, agreement) in agreements {
        if agreement.is_in_force(book.as_of) {
            items.push(Item::Key(*id));
        } else if is_due && !is_promised && agreement.until.is_some_and(|day| day.value < book.as_of) {
            items.push(Item::Conflict("agreement_ended", vec![Item::Key(*id)]));
        }
    }
    if is_due && !is_promised && slas().next().is_none() {
        items.push(conflict("no_agreement"));
    }
    Cell::lines(items)
}

/// Other parties that it depends on, by its own word or by theirs; a mark where none of our agreements with one holds.
/// What one promises less than customers were promised for it stands here too.
fn suppliers(book: &Handbook, id: EntryId, is_due: bool) -> Cell {
    let parties = book.suppliers_of(id).into_iter().map(|id| {
        let is_bound = book.agreements_with(id).iter().any(|it| book.is_in_force(book.entry(*it)));
        match is_bound || !is_due {
            true => Item::Entry(id),
            false => Item::Line(vec![Item::Entry(id), conflict("no_agreement")]),
        }
    });
    let mut items: Vec<Item> = parties.collect();
    // One weak target may fail several promises.
    let mut seen = HashSet::new();
    for it in book.unbacked_levels(id).into_iter().filter(|_| is_due) {
        if seen.insert(it.weak.name()) {
            let anchor = it.weak.key.map(|key| format!("target-{}", key.text));
            let weak = part(it.weak.entry.id, anchor);
            items.push(Item::Conflict("promises_less", vec![weak, Item::Target(it.weak.promised.target.clone())]));
        }
    }
    Cell::lines(items)
}

fn part(entry: EntryId, anchor: Option<String>) -> Item {
    Item::Part { entry, anchor, state: DocumentState::InForce, weakness: None }
}

fn budget(service: &Service, is_due: bool) -> Cell {
    let Some((cost, budget)) = service.cost.as_ref().and_then(|it| Some((it, it.budget.as_ref()?))) else {
        return or_missing(Vec::new(), is_due);
    };
    let period = cost.period.as_ref().map(|it| Item::Text(format!("({})", it.value.text)));
    let planned = std::iter::once(Item::Money(budget.clone())).chain(period);
    let is_above = |money: &&Money| money.currency == budget.currency && money.amount.value > budget.amount.value;
    let spent = cost.actual.as_ref().filter(is_above).map(|it| Item::Conflict("spent_above_budget", amount(it)));
    // A forecast may still turn out wrong: nothing disagrees yet.
    let expected = cost.forecast.as_ref().filter(is_above);
    let above = spent.or_else(|| expected.map(|it| Item::Remark("forecast_above_budget", amount(it))));
    Cell::lines([Item::Line(planned.collect())].into_iter().chain(above))
}

fn amount(money: &Money) -> Vec<Item> {
    vec![Item::Money(money.clone())]
}

/// What may run short: the newest value beside what is needed.
fn capacity(book: &Handbook, capacity: &Capacity) -> Item {
    let latest = capacity.actuals.latest(book.as_of).map(|(_, value)| &value.value);
    let target = capacity.target.as_ref().map(|it| &it.value);
    let mut text = capacity.what.text.clone();
    if let Some(value) = latest {
        text = format!("{text}: {}", target.map_or_else(|| value.text.clone(), |it| it.amount(&value.text)));
    }
    let mut items = vec![Item::Text(text)];
    if let Some(target) = target {
        let is_missed = latest.is_some_and(|it| !target.is_met_by(it.value));
        let wanted = vec![Item::Target(target.clone())];
        items.push(if is_missed { Item::Conflict("target_is", wanted) } else { Item::Aside(wanted) });
    }
    Item::Line(items)
}

/// Recovery objectives, with a mark where something that the service depends on promises less.
fn recovery(book: &Handbook, service: &Service, is_due: bool) -> Cell {
    fn rto(it: &Recovery) -> Option<&Target> {
        it.rto.as_ref().map(|it| &it.value)
    }
    fn rpo(it: &Recovery) -> Option<&Target> {
        it.rpo.as_ref().map(|it| &it.value)
    }
    let mut items = Vec::new();
    for (word, pick) in [("rto_short", rto as fn(&Recovery) -> Option<&Target>), ("rpo_short", rpo)] {
        let Some(target) = service.recovery.as_ref().and_then(pick) else { continue };
        let mut line = vec![Item::Word(word), Item::Target(target.clone())];
        let dependencies = service.depends_on.iter().flat_map(|it| &it.on).filter_map(|it| book.keys.find(&it.key));
        for id in dependencies.filter(|_| is_due) {
            let theirs = match &book.entry(id).data {
                Some(Data::Service(it)) => it.recovery.as_ref(),
                Some(Data::Supplier(it)) => it.recovery.as_ref(),
                _ => None,
            };
            if let Some(theirs) = theirs.and_then(pick).filter(|it| is_weaker(it, target)) {
                line.push(Item::Conflict("promises_less", vec![Item::Key(id), Item::Target(theirs.clone())]));
            }
        }
        items.push(Item::Line(line));
    }
    or_missing(items, is_due)
}

/// Whether one objective promises less than another, where they can be compared.
fn is_weaker(theirs: &Target, own: &Target) -> bool {
    let by_the_clock = |target| Promised { target, hours: None };
    matches!(by_the_clock(theirs).against(by_the_clock(own)), Some(Strength::Weaker(_)))
}

//! Services, agreements, suppliers, customers, and what they hold: targets and complaints.

use super::column::{self, RegisterColumn, column};
use super::row_of;
use crate::handbook::Handbook;
use crate::matrices::{Cell, Column, Holds, Item, Row, State, criticality_word, lifecycle_word, supplier_type_word};
use crate::model::kinds::{AgreementType, CustomerType, Measure, Money};
use crate::model::{Data, Entry, EntryId, Kind};

pub(super) const SERVICES: &[RegisterColumn] = &[
    column!("group", Name, Service, |_, it| column::line(it.group.as_ref())),
    column!("lifecycle", Name, Service, |book, it| Cell::word(lifecycle_word(it.lifecycle_on(book.as_of)))),
    column!("criticality", Name, Service, |_, it| Cell::of(
        it.criticality.as_ref().map(|it| Item::Word(criticality_word(it.level.value)))
    )),
    column!("what_you_get", Prose, Service, |_, it| column::text(it.gets.as_ref())),
    column!("includes", Prose, Service, |_, it| column::lines(&it.includes)),
    column!("excludes", Prose, Service, |_, it| column::lines(&it.excludes)),
    column!("hours", Name, Service, |_, it| Cell::of(it.hours.as_ref().map(|it| Item::Text(it.value.text.clone())))),
    column!("targets", Prose, Service, |_, it| column::targets(&it.targets)),
    column!("depends_on", Source, Service, |book, it| Cell::lines(
        it.depends_on.iter().flat_map(|it| &it.on).map(|it| column::key(book, it))
    )),
    column!("budget", Name, Service, |_, it| money(it.cost.as_ref().and_then(|it| it.budget.as_ref()))),
    column!("actual_cost", Name, Service, |_, it| money(it.cost.as_ref().and_then(|it| it.actual.as_ref()))),
    column!("forecast", Name, Service, |_, it| money(it.cost.as_ref().and_then(|it| it.forecast.as_ref()))),
    column!("rto", Name, Service, |_, it| column::target(it.recovery.as_ref().and_then(|it| it.rto.as_ref()))),
    column!("rpo", Name, Service, |_, it| column::target(it.recovery.as_ref().and_then(|it| it.rpo.as_ref()))),
];

fn money(money: Option<&Money>) -> Cell {
    Cell::of(money.map(|it| Item::Text(format!("{} {}", it.currency, it.amount.text))))
}

pub(super) const AGREEMENTS: &[RegisterColumn] = &[
    column!("type", Name, Agreement, |_, it| Cell::word(match it.agreement_type.value {
        AgreementType::Sla => "type_sla",
        AgreementType::Ola => "type_ola",
        AgreementType::Contract => "type_contract",
    })),
    column!("with", Source, Agreement, |book, it| Cell::of([column::key(book, &it.with)])),
    column!("services", Source, Agreement, |book, it| column::keys(book, &it.services)),
    column!("since", Id, Agreement, |_, it| column::day(it.from)),
    column!("until", Id, Agreement, |_, it| column::day(it.until)),
    column!("targets", Prose, Agreement, |_, it| column::targets(&it.targets)),
    column!("workload", Prose, Agreement, |book, it| Cell::lines(it.workload.iter().map(|it| {
        let latest = column::latest(book, it.limit.as_ref().map(|it| &it.value), &it.actuals);
        let text = latest.map_or_else(|| it.what.text.clone(), |latest| format!("{}: {latest}", it.what.text));
        let limit = it.limit.as_ref().map(|it| Item::Aside(vec![Item::Target(it.value.clone())]));
        Item::Line(std::iter::once(Item::Text(text)).chain(limit).collect())
    }))),
    RegisterColumn { name: "next_review", holds: Holds::Id, read: column::review_due },
    column!("where", Source, Agreement, |_, it| Cell::of(it.place.as_ref().map(|it| Item::Where(it.text.clone())))),
];

pub(super) const SUPPLIERS: &[RegisterColumn] = &[
    column!("type", Name, Supplier, |_, it| Cell::word(supplier_type_word(it.supplier_type.value))),
    column!("gives_us", Prose, Supplier, |_, it| column::lines(it.provides.iter().map(|it| &it.what))),
    RegisterColumn {
        name: "agreements",
        holds: Holds::Source,
        read: |book, entry| Cell::lines(book.agreements_with(entry.id).into_iter().map(Item::Entry)),
    },
    column!("controls_of_supplier", Prose, Supplier, |_, it| column::lines(it.controls.iter().map(|it| &it.what))),
    column!("last_review", Id, Supplier, |book, it| Cell::day(
        it.reviews.iter().map(|it| it.on.value).filter(|day| *day <= book.as_of).max()
    )),
    RegisterColumn { name: "next_review", holds: Holds::Id, read: column::review_due },
];

pub(super) const CUSTOMERS: &[RegisterColumn] = &[
    column!("type", Name, Customer, |_, it| Cell::word(match it.customer_type.map(|it| it.value) {
        Some(CustomerType::Users) => "users_kind",
        _ => "kind_customer",
    })),
    column!("services", Source, Customer, |book, it| column::keys(book, &it.services)),
    column!("contact", Name, Customer, |book, it| column::keys(book, &it.contact)),
    column!("needs_of", Prose, Customer, |_, it| column::texts(it.needs.iter().map(|it| &it.what))),
    column!("satisfaction", Name, Customer, |book, it| Cell::of(
        it.satisfaction
            .as_ref()
            .and_then(|it| column::latest(book, it.target.as_ref().map(|it| &it.value), &it.actuals))
            .map(Item::Text)
    )),
    column!("complaints", Id, Customer, |_, it| Cell::of([Item::Count(it.complaints.len())])),
    column!("last_review", Id, Customer, |book, it| Cell::day(
        it.reviews.iter().map(|it| it.on.value).filter(|day| *day <= book.as_of).max()
    )),
];

pub(super) fn complaint_columns() -> Vec<Column> {
    vec![
        Column::word("what", Holds::Prose),
        Column::word("kind_customer", Holds::Source),
        Column::word("service", Holds::Source),
        Column::word("date_col", Holds::Id),
        Column::word("state", Holds::State),
        Column::word("due", Holds::Id),
        Column::word("done", Holds::Id),
        Column::word("result", Holds::Prose),
    ]
}

pub(super) fn complaint_rows(book: &Handbook) -> Vec<Row> {
    let mut rows = Vec::new();
    for entry in book.of_kind(Kind::Customer) {
        let Some(Data::Customer(customer)) = &entry.data else { continue };
        for (number, it) in customer.complaints.iter().enumerate().filter(|(_, it)| it.on.value <= book.as_of) {
            let is_done = it.done.is_some_and(|day| day.value <= book.as_of);
            let is_late = it.due.is_some_and(|day| day.value < book.as_of);
            let state = match (is_done, is_late) {
                (true, _) => State::Closed,
                (false, true) => State::Overdue,
                (false, false) => State::Open,
            };
            let cells = vec![
                column::text(Some(&it.what)),
                Cell::of([Item::Entry(entry.id)]),
                column::keys(book, &it.service),
                Cell::day(Some(it.on.value)),
                Cell::state(state),
                column::day(it.due),
                column::day(it.done),
                column::text(it.result.as_ref()),
            ];
            let id = format!("{}--{}", entry.key.as_str().to_lowercase(), number + 1);
            rows.push(row_of(book, entry, id, Some(state), cells));
        }
    }
    rows
}

pub(super) fn target_columns() -> Vec<Column> {
    vec![
        Column::word("what", Holds::Source),
        Column::word("stands_in", Holds::Source),
        Column::word("service", Holds::Source),
        Column::word("target", Holds::Name),
        Column::word("latest", Holds::Name),
        Column::word("reached", Holds::Name),
        Column::word("meets", Holds::Source),
    ]
}

/// Every target of services, agreements, processes and objectives, with its newest value.
pub(super) fn target_rows(book: &Handbook) -> Vec<Row> {
    let mut rows = Vec::new();
    for entry in
        [Kind::Service, Kind::Agreement, Kind::Process, Kind::Objective].iter().flat_map(|it| book.of_kind(*it))
    {
        let (measures, prefix, service): (&[Measure], &str, Option<EntryId>) = match &entry.data {
            Some(Data::Service(it)) => (&it.targets, "target", Some(entry.id)),
            Some(Data::Agreement(it)) => (&it.targets, "target", None),
            Some(Data::Process(it)) => (&it.measures, "measure", None),
            Some(Data::Objective(it)) => (&it.measures, "measure", None),
            _ => continue,
        };
        for it in measures {
            rows.push(target_row(book, entry, it, format!("{prefix}-{}", it.key.text), service));
        }
    }
    rows
}

fn target_row(book: &Handbook, entry: &Entry, it: &Measure, anchor: String, service: Option<EntryId>) -> Row {
    let target = it.target.as_ref().map(|it| &it.value);
    let reached =
        it.actuals.latest(book.as_of).zip(target).map(|((_, value), target)| target.is_met_by(value.value.value));
    let service = it.service.as_ref().and_then(|it| book.keys.find(&it.key)).or(service);
    let cells = vec![
        Cell::of([column::part(entry.id, anchor.clone())]),
        Cell::of([Item::Entry(entry.id)]),
        Cell::of(service.map(Item::Entry)),
        column::target(it.target.as_ref()),
        Cell::of(column::latest(book, target, &it.actuals).map(Item::Text)),
        Cell::of(reached.map(|is_met| Item::Word(if is_met { "yes" } else { "no" }))),
        column::keys(book, &it.meets),
    ];
    row_of(book, entry, format!("{}--{anchor}", entry.key.as_str().to_lowercase()), None, cells)
}

use std::collections::BTreeMap;

use crate::checks::{day, list_of};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Agreement, AgreementType};
use crate::model::{Data, EntryId, Kind, Relation};
use crate::source::Span;

/// An agreement that has ended while what it was about goes on.
pub(super) const RULE: Rule = Rule {
    name: "agreement-ended",
    severity: Severity::Warning,
    clause: "8.3",
    looks_for: "An agreement whose `until` is past while its live service goes on with the same customer or supplier, and \
                no other agreement in force with them covers it; and a scope by which only ended agreements control what \
                another party runs.",
    why: "The service goes on and nothing is agreed: a customer holds you to what they remember, a supplier to nothing.",
    fix: "Renew it and move `until`, or add the agreement that follows it. If it is over, take the service away from the \
          customer, or the supplier from what the service depends on.",
};

/// What is used or bought today is agreed today.
///
/// Source: ISO/IEC 20000-1:2018, clauses 8.2.3, 8.3.3 and 8.3.4.
pub(super) fn agreement_ended(book: &Handbook, out: &mut Vec<Diagnostic>) {
    // Of several that have ended one after the other the last one is missed.
    let mut missed: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
    for (service, _) in book.live_services() {
        for agreement in last_ended(book, service.id) {
            missed.entry(agreement).or_default().push(service.id);
        }
    }
    for (id, services) in &missed {
        let (entry, Some(agreement)) = (book.entry(*id), book.agreement(*id)) else { continue };
        let Some(until) = agreement.until else { continue };
        let keys: Vec<String> = services.iter().map(|it| format!("`{}`", book.entry(*it).key)).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let partner = &agreement.with.key;
        let goes_on = match agreement.agreement_type.value {
            AgreementType::Sla => format!("`{partner}` still uses {}", list_of(&keys)),
            _ => format!("{} still {} on `{partner}`", list_of(&keys), if keys.len() == 1 { "rests" } else { "rest" }),
        };
        let message = format!("`{}` ended on {}, and {goes_on}", entry.key, day(until.value));
        let mut diagnostic = Diagnostic::new(&RULE, until.span, message).key(entry.key.as_str());
        for (span, note) in services.iter().filter_map(|it| goes_on_at(book, *it, agreement)).take(4) {
            diagnostic = diagnostic.note(span, note);
        }
        if let Some((span, note)) = next(book, agreement) {
            diagnostic = diagnostic.note(span, note);
        }
        out.push(diagnostic.help("renew it, add the agreement that follows it, or let the service end there too"));
    }
    controls(book, &missed, out);
}

/// Whether a service has no agreement with a customer because one has ended, which is reported there.
pub(super) fn is_ground_for(book: &Handbook, service: EntryId) -> bool {
    let is_sla = |id: &EntryId| book.agreement(*id).is_some_and(|it| it.agreement_type.value == AgreementType::Sla);
    last_ended(book, service).iter().any(is_sla)
}

/// For each customer or supplier with whom a service goes on, and nobody has an agreement in force: the agreement that
/// ended last.
fn last_ended(book: &Handbook, service: EntryId) -> Vec<EntryId> {
    let mut by_partner: BTreeMap<EntryId, Vec<EntryId>> = BTreeMap::new();
    let suppliers = book.suppliers_of(service);
    let general = suppliers.iter().flat_map(|it| book.agreements_with(*it));
    let general = general.filter(|id| book.agreement(*id).is_some_and(Agreement::names_no_service));
    for id in book.agreements_covering(service).into_iter().chain(general) {
        let partner = book.agreement(id).and_then(|it| book.keys.find(&it.with.key));
        if let Some(partner) = partner {
            by_partner.entry(partner).or_default().push(id);
        }
    }
    let customers = book.pointing_at(service, Kind::Customer, Relation("services"));
    let goes_on = |partner: &EntryId| {
        customers.contains(partner) || (suppliers.contains(partner) && !is_without_agreement(book, *partner))
    };
    let ended = by_partner.into_iter().filter(|(partner, _)| goes_on(partner)).filter_map(|(_, ids)| {
        let of = |id: &EntryId| book.agreement(*id);
        if ids.iter().filter_map(of).any(|it| it.is_in_force(book.as_of)) {
            return None;
        }
        let ended = ids.into_iter().filter(|id| of(id).is_some_and(|it| has_ended(book, it)));
        ended.max_by_key(|id| of(id).and_then(|it| it.until).map(|it| it.value))
    });
    ended.collect()
}

/// Whether a supplier has no agreement in force for anything that it provides: a rule of its own says so.
fn is_without_agreement(book: &Handbook, supplier: EntryId) -> bool {
    let provides = matches!(&book.entry(supplier).data, Some(Data::Supplier(it)) if !it.provides.is_empty());
    let mut agreements = book.agreements_with(supplier).into_iter().filter_map(|id| book.agreement(id));
    provides && !agreements.any(|it| it.is_in_force(book.as_of))
}

fn has_ended(book: &Handbook, agreement: &Agreement) -> bool {
    agreement.until.is_some_and(|until| until.value < book.as_of)
}

/// Where it says that a service goes on.
fn goes_on_at(book: &Handbook, service: EntryId, agreement: &Agreement) -> Option<(Span, String)> {
    let partner = book.keys.find(&agreement.with.key)?;
    let edge = match book.entry(partner).kind {
        Kind::Customer => {
            book.graph.from(partner).iter().find(|edge| edge.relation.0 == "services" && ends_at(edge, service))
        }
        _ => {
            let own =
                book.graph.from(service).iter().find(|edge| edge.relation.0 == "depends_on" && ends_at(edge, partner));
            own.or_else(|| {
                book.graph.from(partner).iter().find(|edge| edge.relation.0 == "for" && ends_at(edge, service))
            })
        }
    }?;
    let note = match book.entry(partner).kind {
        Kind::Customer => format!("`{}` is used here", book.entry(service).key),
        _ => format!("`{}` rests on it here", book.entry(service).key),
    };
    Some((edge.span, note))
}

fn ends_at(edge: &crate::handbook::Edge, entry: EntryId) -> bool {
    edge.to == crate::handbook::Target::Entry(entry)
}

/// An agreement with the same partner that has not begun.
fn next(book: &Handbook, ended: &Agreement) -> Option<(Span, String)> {
    let partner = book.keys.find(&ended.with.key)?;
    book.agreements_with(partner).into_iter().find_map(|id| {
        let from = book.agreement(id)?.from.filter(|from| from.value > book.as_of)?;
        Some((from.span, format!("`{}` begins only on {}", book.entry(id).key, day(from.value))))
    })
}

/// What another party runs is controlled by an agreement in force.
fn controls(book: &Handbook, missed: &BTreeMap<EntryId, Vec<EntryId>>, out: &mut Vec<Diagnostic>) {
    for entry in book.of_kind(Kind::Scope) {
        let Some(Data::Scope(scope)) = &entry.data else { continue };
        for party in &scope.other_parties {
            let known: Vec<_> =
                party.controlled_by.iter().filter_map(|it| Some((it, book.keys.find(&it.key)?))).collect();
            let agreements: Vec<_> =
                known.iter().filter_map(|(key, id)| Some((*key, *id, book.agreement(*id)?))).collect();
            let is_all_over = !agreements.is_empty() && agreements.iter().all(|(_, _, it)| has_ended(book, it));
            let [(key, _, agreement), ..] = agreements.as_slice() else { continue };
            if !is_all_over || agreements.iter().any(|(_, id, _)| missed.contains_key(id)) {
                continue;
            }
            let Some(until) = agreement.until else { continue };
            let message = format!(
                "the scope controls `{}` by `{}`, which ended on {}",
                party.party.key,
                key.key,
                day(until.value)
            );
            out.push(
                Diagnostic::new(&RULE, key.span, message)
                    .key(entry.key.as_str())
                    .note(until.span, "it ended here")
                    .help("name the agreement in force in `controlled_by`"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{SERVICE, check, check_clean};

    #[test]
    fn an_agreement_has_ended_and_the_customer_goes_on() {
        let ended = SERVICE.replace("from: 2026-01-01", "until: 2026-11-21");
        check(
            &ended,
            str![[r#"
warning[agreement-ended]: `AGR-A` ended on 21 Nov 2026, and `CUS-A` still uses `SVC-LAP`
 --> agreements/a.yaml:7:10
  |
7 |   until: 2026-11-21
  |          ^^^^^^^^^^
  |
 ::: customers/a.yaml:1:44
  |
1 | - {key: CUS-A, title: Builders, services: [SVC-LAP]}
  |                                            ------- `SVC-LAP` is used here
  |
help: renew it, add the agreement that follows it, or let the service end there too


"#]],
        );
        // The older of two is history, and the next one is still to come.
        let others = "
--- agreements/b.yaml
- {key: AGR-OLD, title: Before, type: sla, with: CUS-A, services: [SVC-LAP], until: 2024-12-31}
- {key: AGR-NEXT, title: Next, type: sla, with: CUS-A, services: [SVC-LAP], from: 2027-01-01}
";
        check(
            &format!("{ended}{others}"),
            str![[r#"
warning[agreement-ended]: `AGR-A` ended on 21 Nov 2026, and `CUS-A` still uses `SVC-LAP`
 --> agreements/a.yaml:7:10
  |
7 |   until: 2026-11-21
  |          ^^^^^^^^^^
  |
 ::: customers/a.yaml:1:44
  |
1 | - {key: CUS-A, title: Builders, services: [SVC-LAP]}
  |                                            ------- `SVC-LAP` is used here
  |
 ::: agreements/b.yaml:2:83
  |
2 | - {key: AGR-NEXT, title: Next, type: sla, with: CUS-A, services: [SVC-LAP], from: 2027-01-01}
  |                                                                                   ---------- `AGR-NEXT` begins only on 1 Jan 2027
  |
help: renew it, add the agreement that follows it, or let the service end there too


"#]],
        );
        check_clean(&SERVICE.replace("from: 2026-01-01", "until: 2026-11-22"));
        check_clean(&format!(
            "{ended}{}",
            others.replace("2027-01-01", "2026-11-22").replace(
                "title: Next",
                "title: Next, targets: [{key: swap, what: Swapped, meets: SVC-LAP#req-swap, actuals: {2026-10: 1}}]"
            )
        ));
    }

    /// Another service of the same supplier, with an agreement in force.
    const PRINTERS: &str = "
--- services/b.yaml
- key: SVC-PRT
  title: Printers
  summary: Paper.
  lifecycle: live
  criticality: {level: low}
  requirements: [{key: a, what: A}]
  recovery: {rto: at most 2 d}
  cost: {budget: EUR 1, period: 2026}
--- agreements/b.yaml
- {key: AGR-C, title: Printers, type: contract, with: SUP-A, services: [SVC-PRT]}
- {key: AGR-D, title: Printers, type: sla, with: CUS-A, services: [SVC-PRT], targets: [{key: a, what: A, meets: SVC-PRT#req-a}]}
";

    #[test]
    fn an_agreement_with_a_supplier_has_ended() {
        let ended = SERVICE.replace("from: 2025-06-01", "until: 2025-05-31");
        check(
            &ended,
            str![[r#"
warning[agreement-ended]: `AGR-B` ended on 31 May 2025, and `SVC-LAP` still rests on `SUP-A`
  --> agreements/a.yaml:17:10
   |
17 |   until: 2025-05-31
   |          ^^^^^^^^^^
   |
  ::: services/a.yaml:9:21
   |
 9 |   depends_on: [{on: SUP-A}]
   |                     ----- `SVC-LAP` rests on it here
   |
help: renew it, add the agreement that follows it, or let the service end there too


"#]],
        );
        // Nothing rests on the supplier any more.
        check_clean(&ended.replace("  depends_on: [{on: SUP-A}]\n", ""));
        // A supplier without any agreement has a rule of its own; one with another agreement has not.
        let provides = ended.replace("recovery: {rto: at most 12 h}}", "provides: [{what: Repair}]}");
        check(
            &provides,
            str![[r#"
warning[supplier-without-agreement]: `SUP-A` has no agreement in force: `AGR-B` ended on 31 May 2025
  --> suppliers/a.yaml:1:9
   |
 1 | - {key: SUP-A, title: Repairers, type: external, owner: ROL-A, review: P12M, reviews: [{on: 2026-07-01}], provides: [{what: Repair}]}
   |         ^^^^^
   |
  ::: agreements/a.yaml:17:10
   |
17 |   until: 2025-05-31
   |          ---------- its last day
   |
help: renew it and move `until`, or add the agreement that follows


"#]],
        );
        check(
            &format!("{provides}{PRINTERS}"),
            str![[r#"
warning[agreement-ended]: `AGR-B` ended on 31 May 2025, and `SVC-LAP` still rests on `SUP-A`
  --> agreements/a.yaml:17:10
   |
17 |   until: 2025-05-31
   |          ^^^^^^^^^^
   |
  ::: services/a.yaml:9:21
   |
 9 |   depends_on: [{on: SUP-A}]
   |                     ----- `SVC-LAP` rests on it here
   |
help: renew it, add the agreement that follows it, or let the service end there too


"#]],
        );
    }

    #[test]
    fn the_scope_controls_by_an_agreement_that_has_ended() {
        let scope = "
--- agreements/b.yaml
- {key: AGR-OLD, title: Before, type: contract, with: SUP-A, services: [SVC-LAP], until: 2024-12-31}
--- scope.md
---
key: SCOPE
title: Scope
summary: What is in.
owner: ROL-A
version: \"1.0\"
status: approved
approved: {by: ROL-A, on: 2026-09-01}
other_parties: [{party: SUP-A, runs: Repair, controlled_by: AGR-OLD}]
---
";
        check(
            &format!("{SERVICE}{scope}"),
            str![[r#"
warning[agreement-ended]: the scope controls `SUP-A` by `AGR-OLD`, which ended on 31 Dec 2024
 --> scope.md:9:61
  |
9 | other_parties: [{party: SUP-A, runs: Repair, controlled_by: AGR-OLD}]
  |                                                             ^^^^^^^
  |
 ::: agreements/b.yaml:1:90
  |
1 | - {key: AGR-OLD, title: Before, type: contract, with: SUP-A, services: [SVC-LAP], until: 2024-12-31}
  |                                                                                          ---------- it ended here
  |
help: name the agreement in force in `controlled_by`


"#]],
        );
        check_clean(&format!(
            "{SERVICE}{}",
            scope.replace("controlled_by: AGR-OLD", "controlled_by: [AGR-OLD, AGR-B]")
        ));
    }
}

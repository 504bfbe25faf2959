use std::collections::{BTreeMap, BTreeSet};

use crate::checks::{day, list_of};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Agreement, Lifecycle, Scope, Service};
use crate::model::{Data, DocumentStatus, Entry, EntryId, KeyRef, Kind};
use crate::source::Span;

/// A service that is counted on and not delivered.
const NOT_IN_CATALOGUE: Rule = Rule {
    name: "service-not-in-catalogue",
    severity: Severity::Warning,
    clause: "8.2.4",
    looks_for: "A service that the scope lists, or that an agreement in force covers, and that is not live on the day: it \
                is still in the pipeline, or, in the scope, retired.",
    why: "The scope, the catalogue and the agreements are read side by side in an audit. A customer who was promised a \
          service that nobody delivers has a complaint; a scope that lists it is wrong on the certificate.",
    fix: "Write `lifecycle: live` if it is delivered. Else leave it out of the scope, and let the agreement begin with it.",
};

/// A retired service in an agreement in force.
const RETIRED: Rule = Rule {
    name: "retired-service-in-agreement",
    severity: Severity::Warning,
    clause: "8.2.4",
    looks_for: "An agreement in force that covers, or has a target for, a service that is retired.",
    why: "What is agreed is owed: a customer may ask for it, or you pay a supplier for nothing. The end of a service \
          includes the end of what was agreed about it.",
    fix: "Take the service and its targets out of the agreement, or end the agreement with `until`.",
};

/// A live service outside the scope.
const OUT_OF_SCOPE: Rule = Rule {
    name: "service-out-of-scope",
    severity: Severity::Warning,
    clause: "4.3",
    looks_for: "A live service that is not among the services that the scope lists, and that the scope does not name as \
                left out either.",
    why: "An auditor who finds it asks whether it was forgotten, or left out to hide something. Both need an answer in \
          writing.",
    fix: "Add it to `services` of the scope; or name it in `excluded`, with the reason.",
};

/// Rules about which services there are.
pub(super) const RULES: &[&Rule] = &[&NOT_IN_CATALOGUE, &RETIRED, &OUT_OF_SCOPE];

/// Scope, catalogue and agreements speak of the same services.
///
/// Source: ISO/IEC 20000-1:2018, clauses 4.3, 8.2.4 and 8.3.3.
pub(super) fn catalogue(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let mut counted_on: BTreeMap<EntryId, Vec<Place<'_>>> = BTreeMap::new();
    for (entry, scope) in scopes(book) {
        for key in &scope.services {
            let Some((id, service)) = service(book, key) else { continue };
            let place = Place { entry, span: key.span };
            match service.lifecycle_on(book.as_of) {
                Lifecycle::Pipeline => counted_on.entry(id).or_default().push(place),
                Lifecycle::Retired => retired_in_scope(book, id, service, &place, out),
                Lifecycle::Live => {}
            }
        }
        out_of_scope(book, entry, scope, out);
    }
    for (entry, agreement) in agreements_in_force(book) {
        let mut seen: BTreeSet<EntryId> = BTreeSet::new();
        for key in agreement.services.iter().chain(agreement.targets.iter().filter_map(|it| it.service.as_ref())) {
            let Some((id, service)) = service(book, key) else { continue };
            if !seen.insert(id) {
                continue;
            }
            let place = Place { entry, span: key.span };
            match service.lifecycle_on(book.as_of) {
                Lifecycle::Pipeline => counted_on.entry(id).or_default().push(place),
                Lifecycle::Retired => retired_in_agreement(book, id, service, &place, out),
                Lifecycle::Live => {}
            }
        }
    }
    for (id, places) in counted_on {
        not_begun(book, id, &places, out);
    }
}

/// Where a service is named.
struct Place<'a> {
    entry: &'a Entry,
    span: Span,
}

/// Scopes that are not retired; there is one.
fn scopes(book: &Handbook) -> impl Iterator<Item = (&Entry, &Scope)> {
    let is_retired = |entry: &Entry| entry.control.as_ref().is_some_and(|it| it.status() == DocumentStatus::Retired);
    book.of_kind(Kind::Scope).filter(move |entry| !is_retired(entry)).filter_map(|entry| match &entry.data {
        Some(Data::Scope(scope)) => Some((entry, &**scope)),
        _ => None,
    })
}

fn agreements_in_force(book: &Handbook) -> impl Iterator<Item = (&Entry, &Agreement)> {
    book.of_kind(Kind::Agreement)
        .filter_map(|entry| Some((entry, book.agreement(entry.id)?)))
        .filter(|(_, agreement)| agreement.is_in_force(book.as_of))
}

fn service<'a>(book: &'a Handbook, key: &KeyRef) -> Option<(EntryId, &'a Service)> {
    let id = book.keys.find(&key.key)?;
    Some((id, book.service(id)?))
}

/// A service in the pipeline that the scope or agreements count on: one mistake, wherever it is named.
fn not_begun(book: &Handbook, id: EntryId, places: &[Place<'_>], out: &mut Vec<Diagnostic>) {
    const MAX_NOTES: usize = 4;
    let (entry, Some(service)) = (book.entry(id), book.service(id)) else { return };
    let names: Vec<String> = places.iter().take(MAX_NOTES).map(|it| named(it.entry)).collect();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    let more = format!("{} more", places.len() - names.len());
    if places.len() > names.len() {
        names.push(&more);
    }
    let (span, state) = match service.from.filter(|_| service.lifecycle.value == Lifecycle::Live) {
        Some(from) => (from.span, format!("begins on {}", day(from.value))),
        None => (service.lifecycle.span, "is in the pipeline".to_owned()),
    };
    let verb = if places.len() == 1 { "counts" } else { "count" };
    let message = format!("`{}` {state}, and {} {verb} on it already", entry.key, list_of(&names));
    let mut diagnostic = Diagnostic::new(&NOT_IN_CATALOGUE, span, message).key(entry.key.as_str());
    for place in places.iter().take(MAX_NOTES) {
        let what = if place.entry.kind == Kind::Scope { "listed in the scope" } else { "covered by this agreement" };
        diagnostic = diagnostic.note(place.span, what);
    }
    let help = "if it is delivered, say so in its `lifecycle` and `from`; else leave it out there until it is";
    out.push(diagnostic.help(help));
}

fn named(entry: &Entry) -> String {
    if entry.kind == Kind::Scope { "the scope".into() } else { format!("`{}`", entry.key) }
}

fn retired_in_scope(book: &Handbook, id: EntryId, service: &Service, place: &Place<'_>, out: &mut Vec<Diagnostic>) {
    let message = format!("the scope lists `{}`, which is retired", book.entry(id).key);
    let diagnostic = Diagnostic::new(&NOT_IN_CATALOGUE, place.span, message).key(place.entry.key.as_str());
    out.push(end_noted(book, service, diagnostic).help("leave it out of `services` of the scope"));
}

fn retired_in_agreement(book: &Handbook, id: EntryId, service: &Service, place: &Place<'_>, out: &mut Vec<Diagnostic>) {
    let message = format!("`{}` is in force and covers `{}`, which is retired", place.entry.key, book.entry(id).key);
    let diagnostic = Diagnostic::new(&RETIRED, place.span, message).key(place.entry.key.as_str());
    let help = "take the service and its targets out of the agreement, or end the agreement with `until`";
    out.push(end_noted(book, service, diagnostic).help(help));
}

fn end_noted(book: &Handbook, service: &Service, diagnostic: Diagnostic) -> Diagnostic {
    match service.until.filter(|until| until.value < book.as_of) {
        Some(until) => diagnostic.note(until.span, format!("it ended on {}", day(until.value))),
        None => diagnostic.note(service.lifecycle.span, "retired here"),
    }
}

/// Live services that the scope's list leaves out. Without a list, every live service is in.
fn out_of_scope(book: &Handbook, scope_entry: &Entry, scope: &Scope, out: &mut Vec<Diagnostic>) {
    let Some(list) = scope_entry.fields.get("services").filter(|_| !scope.services.is_empty()) else { return };
    let listed: BTreeSet<EntryId> = scope.services.iter().filter_map(|key| book.keys.find(&key.key)).collect();
    for (entry, _) in book.live_services() {
        if listed.contains(&entry.id) || scope.excluded.iter().any(|it| names(&it.what.text, entry)) {
            continue;
        }
        if scope.excluded.iter().filter_map(|it| it.because.as_ref()).any(|because| names(&because.text, entry)) {
            continue;
        }
        let message = format!("`{}` is live, and the scope leaves it out without a word", entry.key);
        out.push(
            Diagnostic::new(&OUT_OF_SCOPE, entry.key_span, message)
                .key(entry.key.as_str())
                .note(list.span, "services in scope")
                .help(format!("add it there, or say in `excluded` why `{}` is left out", entry.key)),
        );
    }
}

/// Whether a text names an entry by its key.
fn names(text: &str, entry: &Entry) -> bool {
    let is_of_key = |c: char| c.is_ascii_alphanumeric() || c == '-';
    text.split(|c: char| !is_of_key(c)).any(|word| word == entry.key.as_str())
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{SERVICE, check, check_clean};

    const SCOPE: &str = "
--- scope.md
---
key: SCOPE
title: Scope
summary: What is in.
owner: ROL-A
version: \"1.0\"
status: approved
approved: {by: ROL-A, on: 2026-09-01}
services: [SVC-LAP]
excluded: [{what: Telephones, because: The group runs `SVC-TEL`.}]
---
";

    #[test]
    fn a_service_in_the_pipeline_that_is_counted_on() {
        check(
            &format!("{}{SCOPE}", SERVICE.replace("lifecycle: live", "lifecycle: pipeline")),
            str![[r#"
warning[service-not-in-catalogue]: `SVC-LAP` is in the pipeline, and the scope, `AGR-A` and `AGR-B` count on it already
  --> services/a.yaml:5:14
   |
 5 |   lifecycle: pipeline
   |              ^^^^^^^^
   |
  ::: scope.md:9:12
   |
 9 | services: [SVC-LAP]
   |            ------- listed in the scope
   |
  ::: agreements/a.yaml:5:14
   |
 5 |   services: [SVC-LAP]
   |              ------- covered by this agreement
...
15 |   services: [SVC-LAP]
   |              ------- covered by this agreement
   |
help: if it is delivered, say so in its `lifecycle` and `from`; else leave it out there until it is


"#]],
        );
        check(
            &SERVICE.replace("from: 2024-01-01", "from: 2026-11-23"),
            str![[r#"
warning[service-not-in-catalogue]: `SVC-LAP` begins on 23 Nov 2026, and `AGR-A` and `AGR-B` count on it already
  --> services/a.yaml:6:9
   |
 6 |   from: 2026-11-23
   |         ^^^^^^^^^^
   |
  ::: agreements/a.yaml:5:14
   |
 5 |   services: [SVC-LAP]
   |              ------- covered by this agreement
...
15 |   services: [SVC-LAP]
   |              ------- covered by this agreement
   |
help: if it is delivered, say so in its `lifecycle` and `from`; else leave it out there until it is


"#]],
        );
        check_clean(&format!("{}{SCOPE}", SERVICE.replace("from: 2024-01-01", "from: 2026-11-22")));
    }

    #[test]
    fn a_retired_service_in_an_agreement_and_in_the_scope() {
        check(
            &SERVICE.replace("lifecycle: live", "lifecycle: retired"),
            str![[r#"
warning[retired-service-in-agreement]: `AGR-A` is in force and covers `SVC-LAP`, which is retired
 --> agreements/a.yaml:5:14
  |
5 |   services: [SVC-LAP]
  |              ^^^^^^^
  |
 ::: services/a.yaml:5:14
  |
5 |   lifecycle: retired
  |              ------- retired here
  |
help: take the service and its targets out of the agreement, or end the agreement with `until`

warning[retired-service-in-agreement]: `AGR-B` is in force and covers `SVC-LAP`, which is retired
  --> agreements/a.yaml:15:14
   |
15 |   services: [SVC-LAP]
   |              ^^^^^^^
   |
  ::: services/a.yaml:5:14
   |
 5 |   lifecycle: retired
   |              ------- retired here
   |
help: take the service and its targets out of the agreement, or end the agreement with `until`


"#]],
        );
        let ended = SERVICE.replace("lifecycle: live", "lifecycle: live\n  until: 2026-11-21");
        let no_agreement =
            ended.replace("from: 2026-01-01", "until: 2026-11-21").replace("from: 2025-06-01", "until: 2026-11-21");
        check(
            &format!("{no_agreement}{SCOPE}"),
            str![[r#"
warning[service-not-in-catalogue]: the scope lists `SVC-LAP`, which is retired
 --> scope.md:9:12
  |
9 | services: [SVC-LAP]
  |            ^^^^^^^
  |
 ::: services/a.yaml:6:10
  |
6 |   until: 2026-11-21
  |          ---------- it ended on 21 Nov 2026
  |
help: leave it out of `services` of the scope


"#]],
        );
        check_clean(&no_agreement);
    }

    #[test]
    fn a_live_service_that_the_scope_forgets() {
        let other = SCOPE.replace("services: [SVC-LAP]", "services: [SVC-TEL]");
        let telephones = "
--- services/tel.yaml
- {key: SVC-TEL, title: Telephones, summary: Talk., lifecycle: live, criticality: {level: low}, requirements: [{key: talk, what: Talk}], recovery: {rto: at most 2 d}, cost: {budget: EUR 1, period: 2026}}
--- agreements/tel.yaml
- {key: AGR-TEL, title: Telephones, type: sla, with: CUS-A, services: [SVC-TEL], targets: [{key: talk, what: Talk, meets: SVC-TEL#req-talk, actuals: {2026-10: 1}}]}
";
        check(
            &format!("{SERVICE}{other}{telephones}"),
            str![[r#"
warning[service-out-of-scope]: `SVC-LAP` is live, and the scope leaves it out without a word
 --> services/a.yaml:1:8
  |
1 | - key: SVC-LAP
  |        ^^^^^^^
  |
 ::: scope.md:9:11
  |
9 | services: [SVC-TEL]
  |           --------- services in scope
  |
help: add it there, or say in `excluded` why `SVC-LAP` is left out


"#]],
        );
        // What is left out by name is meant; without a list, all are in.
        check_clean(&format!("{SERVICE}{SCOPE}{telephones}"));
        check_clean(&format!("{SERVICE}{telephones}{}", SCOPE.replace("services: [SVC-LAP]\n", "")));
    }
}

use std::collections::BTreeSet;

use crate::checks::list_of;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Agreement, AgreementType, Lifecycle, Measure, Service};
use crate::model::{Data, Entry, EntryId, Kind, Slug};
use crate::source::Span;

/// A requirement that nothing promised answers.
const UNMET: Rule = Rule {
    name: "service-requirement-unmet",
    severity: Severity::Warning,
    clause: "8.3.3",
    looks_for: "A requirement of a live service that no target of the service or of an agreement in force names in `meets`.",
    why: "What a customer requires and nobody promised is found out when it fails. An auditor follows a requirement to its \
          target, and the target to its figures.",
    fix: "Name the requirement in `meets` of the target that answers it; if there is none, agree on one, or write with the \
          customer why not and take the requirement out.",
};

/// A target without a reason.
const UNASKED: Rule = Rule {
    name: "target-without-requirement",
    severity: Severity::Warning,
    clause: "8.3.3",
    looks_for: "A target of a service level agreement in force that names no requirement in `meets`, and whose counterpart \
                of the service names none either.",
    why: "Agreements are made from requirements. A target that nobody asked for costs money and proves nothing; one whose \
          reason is not written is the first to be cut by mistake.",
    fix: "Name the service requirement that it answers in `meets`: `SVC-LAP#req-mobile`. If there is none, write it down \
          or drop the target.",
};

/// Rules about requirements of services and the targets that answer them.
pub(super) const RULES: &[&Rule] = &[&UNMET, &UNASKED];

/// What is required is promised, and what is promised is required.
///
/// Source: ISO/IEC 20000-1:2018, clauses 8.2.2 and 8.3.3.
pub(super) fn service_requirements(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for (entry, service) in book.live_services() {
        unmet(book, entry, service, out);
    }
    for entry in book.of_kind(Kind::Agreement) {
        let Some(agreement) = book.agreement(entry.id) else { continue };
        if agreement.agreement_type.value == AgreementType::Sla && agreement.is_in_force(book.as_of) {
            unasked(book, entry, agreement, out);
        }
    }
}

fn unmet(book: &Handbook, entry: &Entry, service: &Service, out: &mut Vec<Diagnostic>) {
    // Where nothing is agreed at all, that is the mistake.
    if service.requirements.is_empty() || book.service_level_agreements(entry.id).is_empty() {
        return;
    }
    let met: BTreeSet<&str> = book
        .graph
        .to(entry.id)
        .filter(|edge| edge.relation.0 == "meets" && promises_today(book, edge.from))
        .filter_map(|edge| edge.to_anchor.as_deref()?.strip_prefix("req-"))
        .collect();
    let is_due = |agreed: Option<jiff::civil::Date>| agreed.is_none_or(|day| day <= book.as_of);
    let open = service.requirements.iter().filter(|it| is_due(it.agreed.map(|it| it.value)));
    let open: Vec<&Slug> = open.map(|it| &it.key).filter(|key| !met.contains(key.text.as_str())).collect();
    let message = |keys: &str| format!("no target answers {keys} of `{}`", entry.key);
    let Some(diagnostic) = several(&UNMET, entry, &open, "requirement", message) else { return };
    let example = open.first().map_or("", |key| key.text.as_str());
    let help = format!("write `meets: {}#req-{example}` at the target that answers it, or agree on one", entry.key);
    out.push(diagnostic.help(help));
}

/// Whether what an entry promises holds on the day.
fn promises_today(book: &Handbook, id: EntryId) -> bool {
    let entry = book.entry(id);
    matches!(entry.data, Some(Data::Agreement(_) | Data::Service(_))) && book.is_in_force(entry)
}

fn unasked(book: &Handbook, entry: &Entry, agreement: &Agreement, out: &mut Vec<Diagnostic>) {
    let open = agreement.targets.iter().filter(|it| it.meets.is_empty() && !is_written(entry, it));
    let open: Vec<&Slug> = open.filter(|it| is_unasked(book, agreement, it)).map(|it| &it.key).collect();
    let message = |keys: &str| format!("no service requirement asks for {keys} of `{}`", entry.key);
    let Some(diagnostic) = several(&UNASKED, entry, &open, "target", message) else { return };
    out.push(diagnostic.help("name the requirement that it answers in `meets`; if nobody asked for it, drop it"));
}

/// Whether a target without `meets` has no counterpart of a service with one. A service that is not delivered, and one
/// without requirements, is reported once, and not for each of its targets.
fn is_unasked(book: &Handbook, agreement: &Agreement, target: &Measure) -> bool {
    let services = target.service.as_ref().map_or(agreement.services.as_slice(), std::slice::from_ref);
    let services = services.iter().filter_map(|key| book.keys.find(&key.key));
    let asking: Vec<EntryId> = services
        .filter(|id| {
            book.service(*id).is_some_and(|service| {
                service.lifecycle_on(book.as_of) == Lifecycle::Live && !service.requirements.is_empty()
            })
        })
        .collect();
    let is_asked = |id: &EntryId| book.service_target_behind(*id, target).is_some_and(|own| !own.meets.is_empty());
    !asking.is_empty() && !asking.iter().any(is_asked)
}

/// Whether `meets` of a target is written, though it could not be read.
fn is_written(entry: &Entry, target: &Measure) -> bool {
    super::raw_item(entry, "targets", "key", &target.key.text).is_some_and(|item| item.get("meets").is_some())
}

/// One diagnostic for several parts of an entry: at the first one, with the others noted.
fn several(
    rule: &'static Rule,
    entry: &Entry,
    parts: &[&Slug],
    what: &str,
    message: impl Fn(&str) -> String,
) -> Option<Diagnostic> {
    let (first, others) = parts.split_first()?;
    let keys: Vec<String> = parts.iter().map(|it| format!("`{}`", it.text)).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let plural = if others.is_empty() { "" } else { "s" };
    let message = message(&format!("{what}{plural} {}", list_of(&keys)));
    let spans: Vec<Span> = others.iter().take(4).map(|it| it.span).collect();
    let diagnostic = Diagnostic::new(rule, first.span, message).key(entry.key.as_str());
    Some(spans.into_iter().fold(diagnostic, |diagnostic, span| diagnostic.note(span, "nor this one")))
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{SERVICE, check, check_clean};

    #[test]
    fn a_requirement_that_no_target_answers() {
        let more = SERVICE.replace(
            "requirements: [{key: swap, what: Swapped within a day}]",
            "requirements: [{key: swap, what: Swapped within a day}, {key: train, what: Works on trains}, {key: ship, what: Works at sea}]",
        );
        check(
            &more,
            str![[r#"
warning[service-requirement-unmet]: no target answers requirements `train` and `ship` of `SVC-LAP`
  --> services/a.yaml:12:65
   |
12 |   requirements: [{key: swap, what: Swapped within a day}, {key: train, what: Works on trains}, {key: ship, what: Works at sea}]
   |                                                                 ^^^^^                                ---- nor this one
   |
help: write `meets: SVC-LAP#req-train` at the target that answers it, or agree on one


"#]],
        );
        // One that is agreed for later, and one that a target of the service itself answers.
        check_clean(
            &more
                .replace("trains}", "trains, agreed: 2026-11-23}")
                .replace("what: Works at sea}", "what: Works at sea, agreed: 2027-01-01}"),
        );
        let itself = more.replace("measure: restore, target: at most 8 h, over: P1M, actuals: {2026-10: 6.5}", "measure: restore, target: at most 8 h, over: P1M, meets: [SVC-LAP#req-train, SVC-LAP#req-ship], actuals: {2026-10: 6.5}");
        check_clean(&itself);
    }

    #[test]
    fn a_target_that_nobody_asked_for() {
        let more = SERVICE.replace(
            "  workload:",
            "    - {key: polite, what: Polite answers, actuals: {2026-10: 99}}\n    - {key: fast, what: Fast answers, actuals: {2026-10: 99}}\n  workload:",
        );
        check(
            &more,
            str![[r#"
warning[target-without-requirement]: no service requirement asks for targets `polite` and `fast` of `AGR-A`
  --> agreements/a.yaml:10:13
   |
10 |     - {key: polite, what: Polite answers, actuals: {2026-10: 99}}
   |             ^^^^^^
11 |     - {key: fast, what: Fast answers, actuals: {2026-10: 99}}
   |             ---- nor this one
   |
help: name the requirement that it answers in `meets`; if nobody asked for it, drop it


"#]],
        );
        // The requirement may stand at the target of the service on which this one rests.
        let own = SERVICE.replacen("target: at most 8 h,", "target: at most 8 h, meets: SVC-LAP#req-swap,", 1);
        check_clean(&own.replace("over: P1M, meets: SVC-LAP#req-swap", "over: P1M"));
        // An agreement that has not begun promises nothing yet.
        check_clean(&format!(
            "{SERVICE}--- agreements/b.yaml\n- {{key: AGR-C, title: Next, type: sla, with: CUS-A, services: [SVC-LAP], from: 2026-11-23, targets: [{{key: polite, what: Polite}}]}}\n"
        ));
    }
}

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{Handbook, ServiceLevel, Weaker};
use crate::model::Difference;
use crate::source::Span;

/// A supplier's target that does not hold up what rests on it.
const SUPPLIER_WEAKER: Rule = Rule {
    name: "supplier-target-weaker",
    severity: Severity::Warning,
    clause: "8.3.4",
    looks_for: "A target of a contract or internal agreement in force that is weaker than the target of a service level \
                agreement, or of a live service, that rests on it. Compared are targets of the same `measure` and `for`, \
                over units (30 min and 1 h) and over the hours of their `window`.",
    why: "What a supplier need not do, you cannot promise: the first long outage is theirs within the contract and yours \
          outside the agreement. Auditors lay both side by side.",
    fix: "Agree on at least as much with the supplier; or promise the customer less, on the service's page too.",
};

/// A customer was promised more than the service is made for.
const BEYOND_SERVICE: Rule = Rule {
    name: "agreement-beyond-service",
    severity: Severity::Warning,
    clause: "8.3.3",
    looks_for: "A live service whose own target, or recovery objective, is weaker than what a service level agreement in \
                force promises for it.",
    why: "People who run a service look at its own target. A customer who was promised more gets it by chance, and \
          everybody else reads a promise that is not the true one.",
    fix: "Raise the target of the service, with what it rests on; or agree with the customer on what the service is made for.",
};

/// Rules about promises that rest on weaker ones.
pub(super) const RULES: &[&Rule] = &[&SUPPLIER_WEAKER, &BEYOND_SERVICE];

/// What a promise rests on, by the place of its number, with every promise that is stronger.
type ByTarget<'a> = BTreeMap<Span, Vec<Weaker<'a>>>;

/// Nothing is promised that what it rests on does not hold up.
///
/// Source: ISO/IEC 20000-1:2018, clauses 8.3.3 and 8.3.4.
pub(super) fn levels(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let (mut unbacked, mut beyond) = (ByTarget::new(), ByTarget::new());
    for (entry, _) in book.live_services() {
        for found in book.unbacked_levels(entry.id) {
            unbacked.entry(found.weak.span).or_default().push(found);
        }
        for found in book.levels_beyond_service(entry.id) {
            beyond.entry(found.weak.span).or_default().push(found);
        }
    }
    // A promise beyond its supplier is beyond its service most of the time, and taken back in both places at once.
    let told: BTreeSet<_> = unbacked.values().flatten().map(|it| it.promise.span).collect();
    for found in unbacked.values() {
        let partner = found.first().and_then(|it| book.agreement(it.weak.entry.id)).map(|it| &it.with.key);
        let partner = partner.map_or_else(|| "the supplier".to_owned(), |key| format!("`{key}`"));
        let help = format!("agree on at least as much with {partner}, or promise less");
        out.extend(diagnostic(book, &SUPPLIER_WEAKER, found).map(|it| it.help(help)));
    }
    for mut found in beyond.into_values() {
        found.retain(|it| !told.contains(&it.promise.span));
        let help = "raise what the service promises, with what it rests on, or agree on less with the customer";
        out.extend(diagnostic(book, &BEYOND_SERVICE, &found).map(|it| it.help(help)));
    }
}

/// One diagnostic at the weaker number, or at its hours, with the promises noted.
fn diagnostic(book: &Handbook, rule: &'static Rule, found: &[Weaker<'_>]) -> Option<Diagnostic> {
    const MAX_NOTES: usize = 4;
    let Weaker { weak, promise, by } = found.first()?;
    let more = match found.len() - 1 {
        0 => String::new(),
        1 => "; 1 more promise rests on it".to_owned(),
        n => format!("; {n} more promises rest on it"),
    };
    let message = format!(
        "{} is {}, and {}, which rests on it, is {}{more}",
        named(weak),
        amount(weak, *by),
        named(promise),
        amount(promise, *by)
    );
    let span = if *by == Difference::Hours { weak.hours_span.unwrap_or(weak.span) } else { weak.span };
    let diagnostic = Diagnostic::new(rule, span, message).key(weak.entry.key.as_str());
    let notes = found.iter().take(MAX_NOTES).map(|it| (it.promise.span, promised_by(book, &it.promise)));
    Some(notes.fold(diagnostic, |diagnostic, (span, note)| diagnostic.note(span, note)))
}

/// What a promise is called in a sentence.
fn named(level: &ServiceLevel<'_>) -> String {
    match level.key {
        Some(key) => format!("`{}#target-{}`", level.entry.key, key.text),
        None => format!("the `{}` of `{}`", level.measure, level.entry.key),
    }
}

/// The number, and the hours where these differ.
fn amount(level: &ServiceLevel<'_>, by: Difference) -> String {
    let number = format!("`{}`", level.promised.target.text);
    match level.promised.hours.filter(|_| by != Difference::Number) {
        Some(hours) => format!("{number} in `{}`", hours.text),
        None => number,
    }
}

/// To whom, or by whom.
fn promised_by(book: &Handbook, level: &ServiceLevel<'_>) -> String {
    match book.agreement(level.entry.id) {
        Some(agreement) => format!("promised to `{}`", agreement.with.key),
        None => format!("promised by `{}` itself", level.entry.key),
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{SERVICE, check, check_clean};

    #[test]
    fn a_supplier_promises_less_than_what_rests_on_it() {
        check(
            &SERVICE.replace("target: at most 6 h", "target: at most 12 h"),
            str![[r#"
warning[supplier-target-weaker]: `AGR-B#target-swap` is `at most 12 h`, and `AGR-A#target-swap`, which rests on it, is `at most 8 h`; 1 more promise rests on it
  --> agreements/a.yaml:18:66
   |
 9 |     - {key: swap, service: SVC-LAP, what: Swapped, measure: restore, target: at most 8 h, over: P1M, meets: SVC-LAP#req-swap, actual...
   |                                                                              ----------- promised to `CUS-A`
...
18 |   targets: [{key: swap, what: Swapped, measure: restore, target: at most 12 h, over: P1M, actuals: {2026-10: 4.5}}]
   |                                                                  ^^^^^^^^^^^^
   |
  ::: services/a.yaml:10:66
   |
10 |   targets: [{key: swap, what: Swapped, measure: restore, target: at most 8 h, over: P1M, actuals: {2026-10: 6.5}}]
   |                                                                  ----------- promised by `SVC-LAP` itself
   |
help: agree on at least as much with `SUP-A`, or promise less


"#]],
        );
        // The other unit changes nothing, and neither does what is as good.
        check_clean(&SERVICE.replace("target: at most 6 h", "target: at most 480 min"));
        check(
            &SERVICE.replace("target: at most 6 h", "target: at most 481 min"),
            str![[r#"
warning[supplier-target-weaker]: `AGR-B#target-swap` is `at most 481 min`, and `AGR-A#target-swap`, which rests on it, is `at most 8 h`; 1 more promise rests on it
  --> agreements/a.yaml:18:66
   |
 9 |     - {key: swap, service: SVC-LAP, what: Swapped, measure: restore, target: at most 8 h, over: P1M, meets: SVC-LAP#req-swap, actual...
   |                                                                              ----------- promised to `CUS-A`
...
18 |   targets: [{key: swap, what: Swapped, measure: restore, target: at most 481 min, over: P1M, actuals: {2026-10: 4.5}}]
   |                                                                  ^^^^^^^^^^^^^^^
   |
  ::: services/a.yaml:10:66
   |
10 |   targets: [{key: swap, what: Swapped, measure: restore, target: at most 8 h, over: P1M, actuals: {2026-10: 6.5}}]
   |                                                                  ----------- promised by `SVC-LAP` itself
   |
help: agree on at least as much with `SUP-A`, or promise less


"#]],
        );
        // Another case, another measure, working days: nothing is compared.
        for other in ["target: at most 12 wd", "for: P2, target: at most 12 h"] {
            check_clean(&SERVICE.replace("target: at most 6 h", other));
        }
    }

    #[test]
    fn a_supplier_works_in_narrower_hours() {
        check(
            &SERVICE.replace("target: at most 6 h", "target: at most 8 h, window: Mon-Fri 08:00-16:00"),
            str![[r#"
warning[supplier-target-weaker]: `AGR-B#target-swap` is `at most 8 h` in `Mon-Fri 08:00-16:00`, and `AGR-A#target-swap`, which rests on it, is `at most 8 h` in `Mon-Fri 07:00-19:00`; 1 more promise rests on it
  --> agreements/a.yaml:18:87
   |
 9 |     - {key: swap, service: SVC-LAP, what: Swapped, measure: restore, target: at most 8 h, over: P1M, meets: SVC-LAP#req-swap, actual...
   |                                                                              ----------- promised to `CUS-A`
...
18 |   targets: [{key: swap, what: Swapped, measure: restore, target: at most 8 h, window: Mon-Fri 08:00-16:00, over: P1M, actuals: {2026...
   |                                                                                       ^^^^^^^^^^^^^^^^^^^
   |
  ::: services/a.yaml:10:66
   |
10 |   targets: [{key: swap, what: Swapped, measure: restore, target: at most 8 h, over: P1M, actuals: {2026-10: 6.5}}]
   |                                                                  ----------- promised by `SVC-LAP` itself
   |
help: agree on at least as much with `SUP-A`, or promise less


"#]],
        );
        // Faster in narrower hours: nobody can say which is weaker.
        check_clean(&SERVICE.replace("target: at most 6 h", "target: at most 6 h, window: Mon-Fri 08:00-16:00"));
        check_clean(&SERVICE.replace("target: at most 6 h", "target: at most 12 h, window: 24x7"));
    }

    #[test]
    fn an_agreement_promises_more_than_the_service() {
        let more = SERVICE.replace("at most 8 h, over: P1M, meets", "at most 7 h, over: P1M, meets");
        check(
            &more,
            str![[r#"
warning[agreement-beyond-service]: `SVC-LAP#target-swap` is `at most 8 h`, and `AGR-A#target-swap`, which rests on it, is `at most 7 h`
  --> services/a.yaml:10:66
   |
10 |   targets: [{key: swap, what: Swapped, measure: restore, target: at most 8 h, over: P1M, actuals: {2026-10: 6.5}}]
   |                                                                  ^^^^^^^^^^^
   |
  ::: agreements/a.yaml:9:78
   |
 9 |     - {key: swap, service: SVC-LAP, what: Swapped, measure: restore, target: at most 7 h, over: P1M, meets: SVC-LAP#req-swap, actual...
   |                                                                              ----------- promised to `CUS-A`
   |
help: raise what the service promises, with what it rests on, or agree on less with the customer


"#]],
        );
        // What the supplier does not hold up either is one mistake.
        check(
            &more.replace("target: at most 6 h", "target: at most 7.5 h"),
            str![[r#"
warning[supplier-target-weaker]: `AGR-B#target-swap` is `at most 7.5 h`, and `AGR-A#target-swap`, which rests on it, is `at most 7 h`
  --> agreements/a.yaml:18:66
   |
 9 |     - {key: swap, service: SVC-LAP, what: Swapped, measure: restore, target: at most 7 h, over: P1M, meets: SVC-LAP#req-swap, actual...
   |                                                                              ----------- promised to `CUS-A`
...
18 |   targets: [{key: swap, what: Swapped, measure: restore, target: at most 7.5 h, over: P1M, actuals: {2026-10: 4.5}}]
   |                                                                  ^^^^^^^^^^^^^
   |
help: agree on at least as much with `SUP-A`, or promise less


"#]],
        );
        check_clean(&more.replace("at most 7 h", "at most 9 h"));
    }

    #[test]
    fn recovery_objectives_are_promises_too() {
        let rto = "{key: back, what: Back, measure: RTO, target: at most 20 h, over: P1M, meets: SVC-LAP#req-swap, actuals: {2026-10: 2}}";
        check(
            &SERVICE.replace("  workload:", &format!("    - {rto}\n  workload:")),
            str![[r#"
warning[agreement-beyond-service]: the `rto` of `SVC-LAP` is `at most 24 h`, and `AGR-A#target-back`, which rests on it, is `at most 20 h`
  --> services/a.yaml:11:19
   |
11 |   recovery: {rto: at most 24 h, rpo: at most 24 h}
   |                   ^^^^^^^^^^^^
   |
  ::: agreements/a.yaml:10:53
   |
10 |     - {key: back, what: Back, measure: RTO, target: at most 20 h, over: P1M, meets: SVC-LAP#req-swap, actuals: {2026-10: 2}}
   |                                                     ------------ promised to `CUS-A`
   |
help: raise what the service promises, with what it rests on, or agree on less with the customer


"#]],
        );
    }
}

use super::agreement_ended;
use crate::checks::day;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{AgreementType, Service};
use crate::model::{Entry, EntryId};
use crate::parse::Value;
use crate::source::Span;

/// A live service that no customer agreed to.
const NO_AGREEMENT: Rule = Rule {
    name: "service-without-agreement",
    severity: Severity::Warning,
    clause: "8.3.3",
    looks_for: "A live service that no service level agreement in force covers.",
    why: "Without an agreement nobody can say what good service is: every expectation is as right as any other, and \
          there is nothing to report against.",
    fix: "Cover it by an agreement of type `sla` with the customer who uses it; or retire the service.",
};

/// A live service that nobody asked for.
const NO_REQUIREMENT: Rule = Rule {
    name: "service-without-requirement",
    severity: Severity::Warning,
    clause: "8.2.2",
    looks_for: "A live service without a service requirement.",
    why: "Targets, capacity and continuity follow from what customers need of a service. Where that is written nowhere, \
          they are guesses.",
    fix: "Write what customers need of it in `requirements`, with the need that each comes from.",
};

/// A live service of unknown weight.
const NO_CRITICALITY: Rule = Rule {
    name: "service-without-criticality",
    severity: Severity::Warning,
    clause: "8.2.2",
    looks_for: "A live service without a criticality.",
    why: "What comes back first after a disaster, and what gets money and people first, depends on it.",
    fix: "Give `criticality` with its level and the reason.",
};

/// A live service without money.
const NO_BUDGET: Rule = Rule {
    name: "service-without-budget",
    severity: Severity::Warning,
    clause: "8.4.1",
    looks_for: "A live service without a budget in `cost`, or with one for a period that is over.",
    why: "Services are budgeted and accounted for; what is not in the budget is cut first, and its cost is known last.",
    fix: "Give `cost` with `budget` and `period`.",
};

/// A live service that nobody knows how fast to bring back.
const NO_RECOVERY: Rule = Rule {
    name: "service-without-recovery-objective",
    severity: Severity::Warning,
    clause: "8.7.2",
    looks_for: "A live service without a recovery time or recovery point objective.",
    why: "A continuity plan cannot be tested against nothing: how fast is fast enough is decided before the disaster.",
    fix: "Give `recovery` with `rto`, and `rpo` where data can be lost.",
};

/// Rules about what every live service has.
pub(super) const RULES: &[&Rule] = &[&NO_AGREEMENT, &NO_REQUIREMENT, &NO_CRITICALITY, &NO_BUDGET, &NO_RECOVERY];

/// A live service has an agreement, requirements, a criticality, a budget and recovery objectives.
///
/// Source: ISO/IEC 20000-1:2018, clauses 8.2.2, 8.3.3, 8.4.1 and 8.7.2.
pub(super) fn live_services(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for (entry, service) in book.live_services() {
        let key = entry.key.as_str();
        agreement(book, entry, out);
        let mut missing = |rule: &'static Rule, message: String, help: &str| {
            out.push(Diagnostic::new(rule, entry.key_span, message).key(key).help(help));
        };
        if is_absent(entry, "requirements") {
            let help = "add `requirements:` with what customers need of it, and from which need";
            missing(&NO_REQUIREMENT, format!("`{key}` is live, and nothing says what customers require of it"), help);
        }
        if is_absent(entry, "criticality") {
            let help = "add `criticality:` with `level` and `because`";
            missing(&NO_CRITICALITY, format!("`{key}` is live, and nothing says how critical it is"), help);
        }
        if is_absent(entry, "recovery") || has_none_of(entry, "recovery", &["rto", "rpo"]) {
            let help = "add `recovery:` with `rto`, and `rpo` where data can be lost";
            missing(&NO_RECOVERY, format!("`{key}` is live, and nothing says how fast it has to come back"), help);
        }
        budget(book, entry, service, out);
    }
}

fn agreement(book: &Handbook, entry: &Entry, out: &mut Vec<Diagnostic>) {
    // Where the agreement has ended and the service goes on, that is the mistake.
    if !book.service_level_agreements(entry.id).is_empty() || agreement_ended::is_ground_for(book, entry.id) {
        return;
    }
    let message = format!("`{}` is live, and no service level agreement in force covers it", entry.key);
    let mut diagnostic = Diagnostic::new(&NO_AGREEMENT, entry.key_span, message).key(entry.key.as_str());
    for (span, note) in others(book, entry.id) {
        diagnostic = diagnostic.note(span, note);
    }
    out.push(diagnostic.help("cover it by an agreement of type `sla`, or retire it"));
}

/// Service level agreements that held once, or will.
fn others(book: &Handbook, service: EntryId) -> impl Iterator<Item = (Span, String)> {
    let covering = book.agreements_covering(service).into_iter();
    covering.take(4).filter_map(|id| {
        let agreement = book.agreement(id).filter(|it| it.agreement_type.value == AgreementType::Sla)?;
        let key = &book.entry(id).key;
        match (agreement.from, agreement.until) {
            (Some(from), _) if from.value > book.as_of => {
                Some((from.span, format!("`{key}` begins on {}", day(from.value))))
            }
            (_, Some(until)) => Some((until.span, format!("`{key}` ended on {}", day(until.value)))),
            _ => None,
        }
    })
}

fn budget(book: &Handbook, entry: &Entry, service: &Service, out: &mut Vec<Diagnostic>) {
    let key = &entry.key;
    let help = "add `cost:` with `budget` and `period`";
    if is_absent(entry, "cost") || has_none_of(entry, "cost", &["budget"]) {
        let message = format!("`{key}` is live, and has no budget");
        out.push(Diagnostic::new(&NO_BUDGET, entry.key_span, message).key(key.as_str()).help(help));
        return;
    }
    let period = service.cost.as_ref().and_then(|it| it.period.as_ref());
    if let Some(period) = period.filter(|it| it.value.end < book.as_of) {
        let message = format!("the budget of `{key}` is for `{}`, and it is live still", period.value.text);
        let help = "give the budget of the present period";
        out.push(Diagnostic::new(&NO_BUDGET, period.span, message).key(key.as_str()).help(help));
    }
}

/// Whether a field was left out, or holds nothing. One that cannot be read is reported already.
fn is_absent(entry: &Entry, field: &str) -> bool {
    match entry.fields.get(field).map(|node| &node.value) {
        None => true,
        Some(Value::Sequence(items)) => items.is_empty(),
        Some(Value::Mapping(map)) => map.pairs.is_empty(),
        Some(_) => false,
    }
}

/// Whether a group of fields was written, and none of these in it. Where one is written and cannot be read, that is
/// reported already.
fn has_none_of(entry: &Entry, field: &str, inner: &[&str]) -> bool {
    match entry.fields.get(field).map(|node| &node.value) {
        Some(Value::Mapping(map)) => inner.iter().all(|name| map.get(name).is_none()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{SERVICE, check, check_clean};

    #[test]
    fn a_live_service_that_no_agreement_covers() {
        check(
            &SERVICE.replace("from: 2026-01-01", "from: 2026-11-23"),
            str![[r#"
warning[service-without-agreement]: `SVC-LAP` is live, and no service level agreement in force covers it
 --> services/a.yaml:1:8
  |
1 | - key: SVC-LAP
  |        ^^^^^^^
  |
 ::: agreements/a.yaml:7:9
  |
7 |   from: 2026-11-23
  |         ---------- `AGR-A` begins on 23 Nov 2026
  |
help: cover it by an agreement of type `sla`, or retire it


"#]],
        );
        // A contract with a supplier is no agreement with a customer.
        check(
            &SERVICE.replace("type: sla", "type: contract").replace("with: CUS-A", "with: SUP-A"),
            str![[r#"
warning[service-without-agreement]: `SVC-LAP` is live, and no service level agreement in force covers it
 --> services/a.yaml:1:8
  |
1 | - key: SVC-LAP
  |        ^^^^^^^
  |
help: cover it by an agreement of type `sla`, or retire it


"#]],
        );
        check_clean(&SERVICE.replace("from: 2026-01-01", "from: 2026-11-22"));
    }

    #[test]
    fn a_live_service_that_says_too_little() {
        for (line, expected) in [
            (
                "  criticality: {level: high}\n",
                str![[r#"
warning[service-without-criticality]: `SVC-LAP` is live, and nothing says how critical it is
 --> services/a.yaml:1:8
  |
1 | - key: SVC-LAP
  |        ^^^^^^^
  |
help: add `criticality:` with `level` and `because`


"#]],
            ),
            (
                "  cost: {budget: EUR 240000, period: 2026}\n",
                str![[r#"
warning[service-without-budget]: `SVC-LAP` is live, and has no budget
 --> services/a.yaml:1:8
  |
1 | - key: SVC-LAP
  |        ^^^^^^^
  |
help: add `cost:` with `budget` and `period`


"#]],
            ),
            (
                "  recovery: {rto: at most 24 h, rpo: at most 24 h}\n",
                str![[r#"
warning[service-without-recovery-objective]: `SVC-LAP` is live, and nothing says how fast it has to come back
 --> services/a.yaml:1:8
  |
1 | - key: SVC-LAP
  |        ^^^^^^^
  |
help: add `recovery:` with `rto`, and `rpo` where data can be lost


"#]],
            ),
        ] {
            check(&SERVICE.replace(line, ""), expected);
        }
        check(
            &SERVICE.replace("budget: EUR 240000", "model: Price per laptop"),
            str![[r#"
warning[service-without-budget]: `SVC-LAP` is live, and has no budget
 --> services/a.yaml:1:8
  |
1 | - key: SVC-LAP
  |        ^^^^^^^
  |
help: add `cost:` with `budget` and `period`


"#]],
        );
        // A budget that cannot be read is reported as such; one of the two objectives is enough.
        check(
            &SERVICE.replace("budget: EUR 240000", "budget: much"),
            str![[r#"
error[bad-number]: `much` is not an amount of money
  --> services/a.yaml:13:18
   |
13 |   cost: {budget: much, period: 2026}
   |                  ^^^^
   |
help: write the currency and the amount: `EUR 240000`


"#]],
        );
        check_clean(&SERVICE.replace(", rpo: at most 24 h", ""));
    }

    #[test]
    fn a_live_service_of_which_nobody_required_anything() {
        // What the agreement promises for it is then asked for by nobody; that is one mistake.
        let line = "  requirements: [{key: swap, what: Swapped within a day}]\n";
        check(
            &SERVICE.replace(line, "  requirements: []\n").replace(", meets: SVC-LAP#req-swap", ""),
            str![[r#"
warning[service-without-requirement]: `SVC-LAP` is live, and nothing says what customers require of it
 --> services/a.yaml:1:8
  |
1 | - key: SVC-LAP
  |        ^^^^^^^
  |
help: add `requirements:` with what customers need of it, and from which need


"#]],
        );
    }

    #[test]
    fn a_budget_for_a_period_that_is_over() {
        check(
            &SERVICE.replace("period: 2026", "period: 2025"),
            str![[r#"
warning[service-without-budget]: the budget of `SVC-LAP` is for `2025`, and it is live still
  --> services/a.yaml:13:38
   |
13 |   cost: {budget: EUR 240000, period: 2025}
   |                                      ^^^^
   |
help: give the budget of the present period


"#]],
        );
        check_clean(&SERVICE.replace("period: 2026", "period: 2026-01-01/2026-11-22"));
    }

    #[test]
    fn what_is_not_delivered_needs_none_of_it() {
        check_clean(
            "\n--- services/a.yaml\n- {key: SVC-A, title: Next year, summary: To come., lifecycle: pipeline}\n- {key: SVC-B, title: Last year, summary: Over., lifecycle: retired}\n",
        );
    }
}

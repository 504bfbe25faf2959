use std::collections::HashSet;

use crate::checks::{day, is_written};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Agreement, Supplier};
use crate::model::{Data, Entry, Kind};

/// A supplier without an agreement in force.
const WITHOUT_AGREEMENT: Rule = Rule {
    name: "supplier-without-agreement",
    severity: Severity::Warning,
    clause: "8.3.4",
    looks_for: "A supplier, internal or external or a customer who supplies, with whom no agreement is in force. One \
                whose agreements have ended, and that provides nothing any more, is left alone.",
    why: "What is agreed nowhere cannot be asked for; with internal suppliers it is forgotten most often.",
    fix: "Write the agreement into `agreements/`, with the supplier in `with`; where the work has ended, take out what \
          it `provides`.",
};

/// A supplier that nobody answers for.
const WITHOUT_OWNER: Rule = Rule {
    name: "supplier-without-owner",
    severity: Severity::Warning,
    clause: "8.3.4.1",
    looks_for: "A supplier without `owner`: the role on our side that answers for the relationship.",
    why: "Somebody has to manage the relationship, the contract and the performance of each supplier, by name.",
    fix: "Name a role of your own in `owner`.",
};

/// A supplier whose performance nobody promised to look at.
const WITHOUT_REVIEW: Rule = Rule {
    name: "supplier-without-review",
    severity: Severity::Warning,
    clause: "8.3.4",
    looks_for: "A supplier that promises no performance review: without `review`, and without an activity of the \
                calendar that names it in `of`. A promise that was not kept is reported as such.",
    why: "Performance of suppliers is to be looked at, at planned intervals; what nobody planned is not done.",
    fix: "Say in `review` how often, hold the reviews and add them to `reviews`.",
};

/// Rules about suppliers.
pub(super) const RULES: &[&Rule] = &[&WITHOUT_AGREEMENT, &WITHOUT_OWNER, &WITHOUT_REVIEW];

/// Each supplier has an agreement, somebody of ours who answers for it, and a promised look at its performance.
///
/// Source: ISO/IEC 20000-1:2018, clause 8.3.4.
pub(super) fn suppliers(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let unreadable = of_unreadable_agreements(book);
    for entry in book.of_kind(Kind::Supplier) {
        let Some(Data::Supplier(supplier)) = &entry.data else { continue };
        let agreements = agreements(book, entry);
        if is_former(book, supplier, &agreements) {
            continue;
        }
        if !unreadable.contains(entry.key.as_str()) {
            out.extend(without_agreement(book, entry, &agreements));
        }
        out.extend(without_owner(entry));
        out.extend(without_review(book, entry));
    }
}

/// Agreements with a supplier, ended ones too.
fn agreements<'a>(book: &'a Handbook, supplier: &Entry) -> Vec<(&'a Entry, &'a Agreement)> {
    let ids = book.agreements_with(supplier.id).into_iter();
    ids.filter_map(|id| Some((book.entry(id), book.agreement(id)?))).collect()
}

/// Suppliers of agreements that cannot be read, which has been reported.
fn of_unreadable_agreements(book: &Handbook) -> HashSet<&str> {
    let unreadable = book.of_kind(Kind::Agreement).filter(|entry| entry.data.is_none());
    unreadable.filter_map(|entry| entry.fields.get("with")?.text()).collect()
}

/// Whether the work of a supplier has ended: its agreements have, and nothing is provided.
fn is_former(book: &Handbook, supplier: &Supplier, agreements: &[(&Entry, &Agreement)]) -> bool {
    let has_ended = |agreement: &Agreement| agreement.until.is_some_and(|day| day.value < book.as_of);
    !agreements.is_empty() && agreements.iter().all(|(_, it)| has_ended(it)) && supplier.provides.is_empty()
}

fn without_agreement(book: &Handbook, entry: &Entry, agreements: &[(&Entry, &Agreement)]) -> Option<Diagnostic> {
    if agreements.iter().any(|(_, agreement)| agreement.is_in_force(book.as_of)) {
        return None;
    }
    let ended = agreements
        .iter()
        .filter_map(|(other, agreement)| Some((agreement.until?, &other.key)))
        .filter(|(day, _)| day.value < book.as_of)
        .max_by_key(|(day, _)| day.value);
    let to_come = agreements
        .iter()
        .filter_map(|(other, agreement)| Some((agreement.from?, &other.key)))
        .filter(|(day, _)| book.as_of < day.value)
        .min_by_key(|(day, _)| day.value);
    let new = |message: String| Diagnostic::new(&WITHOUT_AGREEMENT, entry.key_span, message).key(entry.key.as_str());
    Some(match (ended, to_come) {
        (_, Some((from, key))) => {
            new(format!("`{}` has no agreement in force: `{key}` begins on {}", entry.key, day(from.value)))
                .note(from.span, "its first day")
                .help("add the agreement that holds until then")
        }
        (Some((until, key)), None) => {
            new(format!("`{}` has no agreement in force: `{key}` ended on {}", entry.key, day(until.value)))
                .note(until.span, "its last day")
                .help("renew it and move `until`, or add the agreement that follows")
        }
        (None, None) => new(format!("there is no agreement with `{}`", entry.key))
            .help(format!("add one to `agreements/`, with `with: {}`", entry.key)),
    })
}

fn without_owner(entry: &Entry) -> Option<Diagnostic> {
    if is_written(entry, "owner") {
        return None;
    }
    let message = format!("nobody of our own answers for `{}`", entry.key);
    let diagnostic = Diagnostic::new(&WITHOUT_OWNER, entry.key_span, message).key(entry.key.as_str());
    Some(diagnostic.help("name the role in `owner`"))
}

fn without_review(book: &Handbook, entry: &Entry) -> Option<Diagnostic> {
    let mut of = book.graph.to(entry.id).filter(|edge| edge.relation.0 == "evidence_of");
    if is_written(entry, "review") || of.any(|edge| book.entry(edge.from).kind == Kind::Activity) {
        return None;
    }
    let message = format!("nothing says how often the performance of `{}` is reviewed", entry.key);
    let diagnostic = Diagnostic::new(&WITHOUT_REVIEW, entry.key_span, message).key(entry.key.as_str());
    Some(diagnostic.help("promise it: `review: P12M`, and add each review to `reviews`"))
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const SUPPLIER: &str = "
--- suppliers/a.yaml
- key: SUP-A
  title: Line provider
  type: external
  owner: ROL-A
  provides: [{what: Lines}]
  review: P12M
  reviews: [{on: 2026-09-01, by: ROL-A, result: In time.}]
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
--- agreements/a.yaml
- {key: AGR-A, title: Contract, type: contract, with: SUP-A, from: 2026-01-01, until: 2026-11-22}
";

    #[test]
    fn a_supplier_without_an_agreement() {
        check(
            SUPPLIER.split("--- agreements").next().expect("there is a first part"),
            str![[r#"
warning[supplier-without-agreement]: there is no agreement with `SUP-A`
 --> suppliers/a.yaml:1:8
  |
1 | - key: SUP-A
  |        ^^^^^
  |
help: add one to `agreements/`, with `with: SUP-A`


"#]],
        );
    }

    #[test]
    fn a_supplier_whose_agreement_has_ended_or_is_to_come() {
        check(
            &SUPPLIER.replace("2026-11-22", "2026-11-21"),
            str![[r#"
warning[supplier-without-agreement]: `SUP-A` has no agreement in force: `AGR-A` ended on 21 Nov 2026
 --> suppliers/a.yaml:1:8
  |
1 | - key: SUP-A
  |        ^^^^^
  |
 ::: agreements/a.yaml:1:87
  |
1 | - {key: AGR-A, title: Contract, type: contract, with: SUP-A, from: 2026-01-01, until: 2026-11-21}
  |                                                                                       ---------- its last day
  |
help: renew it and move `until`, or add the agreement that follows


"#]],
        );
        check(
            &SUPPLIER.replace("2026-01-01", "2026-12-01").replace("2026-11-22", "2027-11-30"),
            str![[r#"
warning[supplier-without-agreement]: `SUP-A` has no agreement in force: `AGR-A` begins on 1 Dec 2026
 --> suppliers/a.yaml:1:8
  |
1 | - key: SUP-A
  |        ^^^^^
  |
 ::: agreements/a.yaml:1:68
  |
1 | - {key: AGR-A, title: Contract, type: contract, with: SUP-A, from: 2026-12-01, until: 2027-11-30}
  |                                                                    ---------- its first day
  |
help: add the agreement that holds until then


"#]],
        );
        check_clean(&SUPPLIER.replace("2026-11-22", "2026-11-21").replace("  provides: [{what: Lines}]\n", ""));
    }

    #[test]
    fn an_agreement_that_cannot_be_read_is_reported_once() {
        check(
            &SUPPLIER.replace("type: contract", "type: contrat"),
            str![[r#"
error[unknown-word]: `contrat` is not a word that this field knows
 --> agreements/a.yaml:1:39
  |
1 | - {key: AGR-A, title: Contract, type: contrat, with: SUP-A, from: 2026-01-01, until: 2026-11-22}
  |                                       ^^^^^^^
  |
help: did you mean `contract`?


"#]],
        );
    }

    #[test]
    fn a_supplier_that_nobody_answers_for() {
        check(
            &SUPPLIER.replace("  owner: ROL-A\n", ""),
            str![[r#"
warning[supplier-without-owner]: nobody of our own answers for `SUP-A`
 --> suppliers/a.yaml:1:8
  |
1 | - key: SUP-A
  |        ^^^^^
  |
help: name the role in `owner`


"#]],
        );
    }

    #[test]
    fn a_supplier_whose_performance_nobody_promised_to_look_at() {
        let silent = SUPPLIER.replace("  review: P12M\n", "");
        check(
            &silent,
            str![[r#"
warning[supplier-without-review]: nothing says how often the performance of `SUP-A` is reviewed
 --> suppliers/a.yaml:1:8
  |
1 | - key: SUP-A
  |        ^^^^^
  |
help: promise it: `review: P12M`, and add each review to `reviews`


"#]],
        );
        let activity = "--- calendar/a.yaml\n- {key: ACT-A, title: Talk, every: P3M, from: 2026-12-01, of: SUP-A}\n";
        check_clean(&format!("{silent}{activity}"));
    }

    #[test]
    fn a_supplier_with_everything() {
        check_clean(SUPPLIER);
    }
}

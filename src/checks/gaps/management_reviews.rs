use crate::checks::{day, first_few, is_written, n_items};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Audit, AuditType, Review, ReviewInput};
use crate::model::{Data, Entry, Interval, KeyRef, Kind};
use crate::standards::Point;

/// A management review that left something out.
const WITHOUT_INPUT: Rule = Rule {
    name: "review-without-input",
    severity: Severity::Warning,
    clause: "9.3",
    looks_for: "The newest management review, where it did not look at a point of the checklist `review-inputs`. \
                Sittings within three months count as one review; older reviews are history and left alone.",
    why: "The list is given, so that auditors tick it off; a point that was not looked at is a finding against the top.",
    fix: "Look at the point, in a further sitting if need be, and add it to `inputs` with what was seen.",
};

/// A management review that decided nothing.
const WITHOUT_DECISION: Rule = Rule {
    name: "review-without-decision",
    severity: Severity::Warning,
    clause: "9.3",
    looks_for: "The newest management review, where it has no `decisions` and no improvement or finding names it as its \
                `source`. Sittings within three months count as one review.",
    why: "A review that decides nothing was a meeting; decisions on improvements and changes are what it is held for.",
    fix: "Write down what was decided, by whom it is done and until when; that something stays as it is can be decided \
          too.",
};

/// A management review without the top.
const WITHOUT_TOP: Rule = Rule {
    name: "review-without-top-management",
    severity: Severity::Warning,
    clause: "9.3",
    looks_for: "The newest management review, where neither its `chair` nor one of its `participants` is a role with \
                `top_management: true`. Sittings within three months count as one review.",
    why: "Top management itself has to review the system; a review by others is a report to it.",
    fix: "Name who of the top took part, or hold the review again with them; mark their roles `top_management: true`.",
};

/// A management review without the result of an audit.
const BEFORE_AUDIT: Rule = Rule {
    name: "review-before-audit",
    severity: Severity::Warning,
    clause: "9.3",
    looks_for: "The newest management review, where no internal audit was done in the twelve months up to it.",
    why: "The results of internal audits are an input of the review: first the audit of the year, then the review.",
    fix: "Hold the audit, and look at its results in a further sitting; next year plan the audit before the review.",
};

/// Rules about management reviews.
pub(super) const RULES: &[&Rule] = &[&WITHOUT_INPUT, &WITHOUT_DECISION, &WITHOUT_TOP, &BEFORE_AUDIT];

/// Sittings that are no further apart make one review.
const SITTINGS: Interval = Interval::months(3);

/// The newest management review is complete: its points, its decisions, its people, and an audit before it.
///
/// Source: ISO/IEC 20000-1:2018, clause 9.3.
pub(super) fn management_reviews(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let sittings = newest_review(book);
    let Some((entry, review)) = sittings.last().copied() else { return };
    let found = [
        without_input(book, &sittings),
        without_decision(book, &sittings),
        without_top(book, &sittings),
        before_audit(book, entry, review),
    ];
    out.extend(found.into_iter().flatten());
}

type Sitting<'a> = (&'a Entry, &'a Review);

/// The newest review that was held, with the sittings shortly before it; the newest last.
fn newest_review(book: &Handbook) -> Vec<Sitting<'_>> {
    let mut held: Vec<Sitting<'_>> = book
        .of_kind(Kind::Review)
        .filter_map(|entry| match &entry.data {
            Some(Data::Review(review)) if review.on.value <= book.as_of => Some((entry, review.as_ref())),
            _ => None,
        })
        .collect();
    held.sort_by_key(|(_, review)| review.on.value);
    let newest = held.last().map(|(_, review)| review.on.value);
    held.retain(|(_, review)| newest.is_some_and(|newest| newest <= SITTINGS.after(review.on.value)));
    held
}

fn without_input(book: &Handbook, sittings: &[Sitting<'_>]) -> Option<Diagnostic> {
    let (entry, _) = sittings.last()?;
    let points = points(book)?;
    let is_looked_at = |point: &Point| {
        let name = point.id.value.as_str();
        sittings.iter().any(|(entry, review)| {
            let in_inputs = review.inputs.iter().any(|input| input.point.value == name);
            let on_entry = entry.common.iter().flat_map(|common| &common.points);
            let on_headings = entry.body.iter().flat_map(|body| &body.headings).flat_map(|heading| &heading.points);
            in_inputs
                || on_entry.chain(on_headings).any(|it| it.id.strip_prefix("review-inputs/").unwrap_or(&it.id) == name)
        })
    };
    // An input that cannot be read, or whose point is unknown, has been reported, and may be the one that is missing.
    let is_known = |input: &ReviewInput| points.iter().any(|point| point.id.value == input.point.value);
    let is_mistaken = |(entry, review): &Sitting<'_>| {
        n_items(entry, "inputs") != review.inputs.len() || !review.inputs.iter().all(is_known)
    };
    if sittings.iter().any(is_mistaken) {
        return None;
    }
    let missing = points.iter().filter(|point| !is_looked_at(point));
    let missing: Vec<String> = missing.map(|point| format!("`{}`", point.id.value)).collect();
    let message = match missing.len() {
        0 => return None,
        n if n == points.len() => format!("`{}` says nothing of the {n} points that a review looks at", entry.key),
        _ => format!("`{}` did not look at {}", entry.key, first_few(&missing, 6)),
    };
    let help = "add to `inputs` what was seen: `{point, seen, refs}`; look at what was left out in a further sitting";
    Some(Diagnostic::new(&WITHOUT_INPUT, entry.key_span, message).key(entry.key.as_str()).help(help))
}

/// The standard's list of what a review looks at.
fn points(book: &Handbook) -> Option<&[Point]> {
    let lists = book.standards.listed().filter_map(|standard| standard.file.checklists.as_ref());
    let list = lists.flat_map(|lists| &lists.items).find(|list| list.id.value == "review-inputs")?;
    Some(&list.points)
}

fn without_decision(book: &Handbook, sittings: &[Sitting<'_>]) -> Option<Diagnostic> {
    let has_decided = |entry: &Entry| {
        let led_to = book.graph.to(entry.id).filter(|edge| edge.relation.0 == "source");
        is_written(entry, "decisions") || led_to.map(|edge| book.entry(edge.from).kind).any(is_a_result)
    };
    if sittings.iter().any(|(entry, _)| has_decided(entry)) {
        return None;
    }
    let (entry, _) = sittings.last()?;
    let message = format!("`{}` decided nothing", entry.key);
    let help = "add to `decisions` what is done, by whom and until when";
    Some(Diagnostic::new(&WITHOUT_DECISION, entry.key_span, message).key(entry.key.as_str()).help(help))
}

fn is_a_result(kind: Kind) -> bool {
    matches!(kind, Kind::Improvement | Kind::Finding)
}

fn without_top(book: &Handbook, sittings: &[Sitting<'_>]) -> Option<Diagnostic> {
    let people =
        |review: &'_ Review| -> Vec<KeyRef> { review.chair.iter().chain(&review.participants).cloned().collect() };
    let is_top_or_unknown = |person: &KeyRef| match book.by_key(&person.key).map(|it| &it.data) {
        Some(Some(Data::Role(role))) => role.is_top_management(),
        // A reference that leads nowhere, or to no role, has been reported.
        _ => true,
    };
    if sittings.iter().any(|(_, review)| people(review).iter().any(is_top_or_unknown)) {
        return None;
    }
    let (entry, review) = sittings.last()?;
    let is_named = is_written(entry, "chair") || is_written(entry, "participants");
    if is_named && people(review).is_empty() {
        return None;
    }
    let message = if is_named {
        format!("nobody of top management took part in `{}`", entry.key)
    } else {
        format!("`{}` does not say who took part", entry.key)
    };
    let span = ["participants", "chair"].into_iter().find_map(|field| entry.fields.get(field)).map(|node| node.span);
    let help = "name who of the top took part in `chair` or `participants`, and mark that role `top_management: true`";
    let diagnostic = Diagnostic::new(&WITHOUT_TOP, span.unwrap_or(entry.key_span), message);
    Some(diagnostic.key(entry.key.as_str()).help(help))
}

fn before_audit(book: &Handbook, entry: &Entry, review: &Review) -> Option<Diagnostic> {
    let audits: Vec<(&Entry, &Audit)> = book
        .of_kind(Kind::Audit)
        .filter_map(|entry| match &entry.data {
            Some(Data::Audit(audit)) if audit.audit_type.value == AuditType::Internal => Some((entry, audit.as_ref())),
            _ => None,
        })
        .collect();
    let on = review.on.value;
    let year_before = Interval::months(-12).after(on);
    let is_before = |audit: &Audit| audit.done.is_some_and(|done| year_before <= done.value && done.value <= on);
    // Without any internal audit that is what is missing, and the requirement of clause 9.2 says so.
    if audits.is_empty() || audits.iter().any(|(_, audit)| is_before(audit)) {
        return None;
    }
    let message = format!("`{}` was held without an internal audit in the twelve months before it", entry.key);
    let help = "look at the results of the audit in a further sitting, and plan it before the review next time";
    let diagnostic = Diagnostic::new(&BEFORE_AUDIT, review.on.span, message).key(entry.key.as_str()).help(help);
    let later =
        audits.iter().filter_map(|(entry, audit)| Some((audit.done?, entry))).filter(|(done, _)| on < done.value);
    Some(match later.min_by_key(|(done, _)| done.value) {
        Some((done, audit)) => {
            diagnostic.note(done.span, format!("`{}` was done after it, on {}", audit.key, day(done.value)))
        }
        None => diagnostic,
    })
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const REVIEW: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
--- standards/tiny.yaml
id: tiny
title: Tiny standard
edition: \"2026\"
kind: requirements
clauses: [{id: \"1\", title: Desk, informative: true}]
checklists:
  items:
    - id: review-inputs
      title: Management review inputs
      for: \"1\"
      points: [{id: context, title: what changed}, {id: audits, title: audits}, {id: risks, title: risks}]
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
- {key: ROL-T, title: Managing director, held_by: [Kari Nordmann], top_management: true}
--- reviews/a.yaml
- key: MR-2026
  title: Management review of 2026
  on: 2026-09-17
  chair: ROL-T
  inputs:
    - {point: context, seen: Nothing new.}
    - {point: audits, seen: One finding.}
    - {point: risks, seen: All treated.}
  decisions: [{do: Go on., owner: ROL-A}]
";

    #[test]
    fn a_review_that_left_points_out() {
        check(
            &REVIEW.replace("    - {point: risks, seen: All treated.}\n", ""),
            str![[r#"
warning[review-without-input]: `MR-2026` did not look at `risks`
 --> reviews/a.yaml:1:8
  |
1 | - key: MR-2026
  |        ^^^^^^^
  |
help: add to `inputs` what was seen: `{point, seen, refs}`; look at what was left out in a further sitting


"#]],
        );
        let bare: String = REVIEW
            .lines()
            .filter(|line| !line.contains("seen:") && *line != "  inputs:")
            .fold(String::new(), |text, line| text + line + "\n");
        check(
            &bare,
            str![[r#"
warning[review-without-input]: `MR-2026` says nothing of the 3 points that a review looks at
 --> reviews/a.yaml:1:8
  |
1 | - key: MR-2026
  |        ^^^^^^^
  |
help: add to `inputs` what was seen: `{point, seen, refs}`; look at what was left out in a further sitting


"#]],
        );
    }

    #[test]
    fn a_point_that_does_not_exist_is_reported_once() {
        check(
            &REVIEW.replace("point: risks", "point: risk"),
            str![[r#"
error[unknown-point]: no checklist of this entry has the point `risk`
 --> reviews/a.yaml:8:15
  |
8 |     - {point: risk, seen: All treated.}
  |               ^^^^
  |
help: did you mean `risks`?


"#]],
        );
    }

    #[test]
    fn a_point_on_the_entry_and_one_of_another_sitting() {
        let without = REVIEW.replace("    - {point: risks, seen: All treated.}\n", "");
        check_clean(&without.replace("  chair:", "  points: [risks]\n  chair:"));
        let sitting = |day: &str| {
            format!(
                "{without}- {{key: MR-2026-R, title: Risks, on: {day}, chair: ROL-T, inputs: [{{point: risks, seen: All treated.}}]}}\n"
            )
        };
        check_clean(&sitting("2026-06-17"));
        check(
            &sitting("2026-06-16"),
            str![[r#"
warning[review-without-input]: `MR-2026` did not look at `risks`
 --> reviews/a.yaml:1:8
  |
1 | - key: MR-2026
  |        ^^^^^^^
  |
help: add to `inputs` what was seen: `{point, seen, refs}`; look at what was left out in a further sitting


"#]],
        );
        // A sitting to come has not looked at anything.
        check(
            &sitting("2026-11-23"),
            str![[r#"
warning[review-without-input]: `MR-2026` did not look at `risks`
 --> reviews/a.yaml:1:8
  |
1 | - key: MR-2026
  |        ^^^^^^^
  |
help: add to `inputs` what was seen: `{point, seen, refs}`; look at what was left out in a further sitting


"#]],
        );
    }

    #[test]
    fn a_review_that_decided_nothing() {
        let idle = REVIEW.replace("  decisions: [{do: Go on., owner: ROL-A}]\n", "");
        check(
            &idle,
            str![[r#"
warning[review-without-decision]: `MR-2026` decided nothing
 --> reviews/a.yaml:1:8
  |
1 | - key: MR-2026
  |        ^^^^^^^
  |
help: add to `decisions` what is done, by whom and until when


"#]],
        );
        let led_to = "--- improvements/a.yaml\n- {key: IMP-A, title: Shift, proposed: 2026-09-17, source: MR-2026}\n";
        check_clean(&format!("{idle}{led_to}"));
    }

    #[test]
    fn a_review_without_the_top() {
        check(
            &REVIEW.replace("chair: ROL-T", "chair: ROL-A"),
            str![[r#"
warning[review-without-top-management]: nobody of top management took part in `MR-2026`
 --> reviews/a.yaml:4:10
  |
4 |   chair: ROL-A
  |          ^^^^^
  |
help: name who of the top took part in `chair` or `participants`, and mark that role `top_management: true`


"#]],
        );
        check(
            &REVIEW.replace("  chair: ROL-T\n", ""),
            str![[r#"
warning[review-without-top-management]: `MR-2026` does not say who took part
 --> reviews/a.yaml:1:8
  |
1 | - key: MR-2026
  |        ^^^^^^^
  |
help: name who of the top took part in `chair` or `participants`, and mark that role `top_management: true`


"#]],
        );
        check_clean(&REVIEW.replace("chair: ROL-T", "chair: ROL-A\n  participants: [ROL-A, ROL-T]"));
    }

    fn with_audits(days: &[&str]) -> String {
        let audits = days
            .iter()
            .enumerate()
            .map(|(n, day)| format!("- {{key: AUD-{n}, title: Internal audit, type: internal, done: {day}}}\n"));
        format!("{REVIEW}--- audits/a.yaml\n{}", audits.collect::<String>())
    }

    #[test]
    fn a_review_before_the_audit() {
        check(
            &with_audits(&["2025-09-16", "2026-10-05"]),
            str![[r#"
warning[review-before-audit]: `MR-2026` was held without an internal audit in the twelve months before it
 --> reviews/a.yaml:3:7
  |
3 |   on: 2026-09-17
  |       ^^^^^^^^^^
  |
 ::: audits/a.yaml:2:61
  |
2 | - {key: AUD-1, title: Internal audit, type: internal, done: 2026-10-05}
  |                                                             ---------- `AUD-1` was done after it, on 5 Oct 2026
  |
help: look at the results of the audit in a further sitting, and plan it before the review next time


"#]],
        );
        check_clean(&with_audits(&["2025-09-17", "2026-10-05"]));
        check_clean(&with_audits(&["2026-09-17"]));
    }

    #[test]
    fn an_older_review_is_history() {
        let old = "- {key: MR-2025, title: Management review of 2025, on: 2025-09-18}\n";
        check_clean(&format!("{REVIEW}{old}"));
    }
}

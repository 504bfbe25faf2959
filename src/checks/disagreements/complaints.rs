use std::collections::HashSet;

use crate::checks::{day, days_between, written_items};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Data, Entry, Kind};
use crate::source::Span;

/// A complaint that is open past its day.
const OVERDUE: Rule = Rule {
    name: "complaint-overdue",
    severity: Severity::Warning,
    clause: "8.3.2",
    looks_for: "A complaint of a customer that is past its `due` day and not `done`.",
    why: "A customer who complained and heard nothing complains once more, to the auditor or to your competitor.",
    fix: "Answer it and give the day in `done` with the `result`; or escalate it and agree a new day with the customer.",
};

/// A complaint that was closed without a word on what came out.
const WITHOUT_RESULT: Rule = Rule {
    name: "complaint-without-result",
    severity: Severity::Warning,
    clause: "8.3.2",
    looks_for: "A complaint of a customer that is `done` and has no `result`.",
    why: "Nobody can see whether the customer got an answer, and the next review has nothing to learn from.",
    fix: "Say in `result` what came out and what the customer was told.",
};

/// Rules about complaints.
pub(super) const RULES: &[&Rule] = &[&OVERDUE, &WITHOUT_RESULT];

/// Complaints are answered in time, and the answer is kept.
///
/// Source: ISO/IEC 20000-1:2018, clause 8.3.2.
pub(super) fn complaints(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in book.of_kind(Kind::Customer) {
        let Some(Data::Customer(customer)) = &entry.data else { continue };
        let with_day = with_field(entry, "done");
        let with_result = with_field(entry, "result");
        for complaint in customer.complaints.iter().filter(|it| it.on.value <= book.as_of) {
            let is_done = complaint.done.is_some_and(|done| done.value <= book.as_of);
            // A day that cannot be read has its own diagnostic, and so has a result.
            let is_open = !is_done && (complaint.done.is_some() || !with_day.contains(&complaint.span));
            let made = day(complaint.on.value);
            let diagnostic = if let (true, Some(due)) = (is_open, complaint.due.filter(|due| due.value < book.as_of)) {
                let late = days_between(due.value, book.as_of);
                let message = format!(
                    "the complaint of `{}` of {made} was to be answered by {}, {late} ago",
                    entry.key,
                    day(due.value)
                );
                Diagnostic::new(&OVERDUE, due.span, message)
                    .help("answer it and give `done` and `result`, or agree a new day with the customer")
            } else if is_done && !with_result.contains(&complaint.span) {
                let Some(done) = complaint.done else { continue };
                let message = format!("the complaint of `{}` of {made} was closed without a result", entry.key);
                Diagnostic::new(&WITHOUT_RESULT, done.span, message).help("say in `result:` what came out")
            } else {
                continue;
            };
            out.push(diagnostic.key(entry.key.as_str()));
        }
    }
}

/// Complaints, by their places, in which a field is written.
fn with_field(entry: &Entry, field: &str) -> HashSet<Span> {
    written_items(entry, "complaints").filter(|map| map.get(field).is_some()).map(|map| map.span).collect()
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    fn complaint(fields: &str) -> String {
        format!(
            "--- customers/a.yaml\n- {{key: CUS-A, title: Nordbygg, complaints: [{{on: 2026-10-01, what: Late swap, {fields}}}]}}\n"
        )
    }

    #[test]
    fn a_complaint_that_is_open_past_its_day() {
        check(
            &complaint("due: 2026-11-20"),
            str![[r#"
warning[complaint-overdue]: the complaint of `CUS-A` of 1 Oct 2026 was to be answered by 20 Nov 2026, 2 days ago
 --> customers/a.yaml:1:85
  |
1 | - {key: CUS-A, title: Nordbygg, complaints: [{on: 2026-10-01, what: Late swap, due: 2026-11-20}]}
  |                                                                                     ^^^^^^^^^^
  |
help: answer it and give `done` and `result`, or agree a new day with the customer


"#]],
        );
        check_clean(&complaint("due: 2026-11-22"));
        // Answered after the day on which the handbook is looked at.
        check(
            &complaint("due: 2026-11-21, done: 2026-11-23, result: Spare added."),
            str![[r#"
warning[complaint-overdue]: the complaint of `CUS-A` of 1 Oct 2026 was to be answered by 21 Nov 2026, 1 day ago
 --> customers/a.yaml:1:85
  |
1 | - {key: CUS-A, title: Nordbygg, complaints: [{on: 2026-10-01, what: Late swap, due: 2026-11-21, done: 2026-11-23, result: Spare added...
  |                                                                                     ^^^^^^^^^^
  |
help: answer it and give `done` and `result`, or agree a new day with the customer


"#]],
        );
    }

    #[test]
    fn a_complaint_that_was_closed_without_a_result() {
        check(
            &complaint("due: 2026-10-10, done: 2026-10-05"),
            str![[r#"
warning[complaint-without-result]: the complaint of `CUS-A` of 1 Oct 2026 was closed without a result
 --> customers/a.yaml:1:103
  |
1 | - {key: CUS-A, title: Nordbygg, complaints: [{on: 2026-10-01, what: Late swap, due: 2026-10-10, done: 2026-10-05}]}
  |                                                                                                       ^^^^^^^^^^
  |
help: say in `result:` what came out


"#]],
        );
        check_clean(&complaint("due: 2026-10-10, done: 2026-10-12, result: Spare added."));
    }
}

use crate::checks::{day, days_between};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::Evidence;
use crate::model::{Data, Interval, Kind};

/// An emergency change that nobody looked back at.
const EMERGENCY_CHANGE: Rule = Rule {
    name: "emergency-change-without-review",
    severity: Severity::Warning,
    clause: "8.5.1.3",
    looks_for: "A record of type `emergency-change`, older than 30 days, that is related to no review, finding, \
                problem or improvement.",
    why: "What went past the usual checks is checked afterwards; auditors sample emergency changes for just that.",
    fix: "Review it, and name the two in each other's `related`; a record of a review has the type `review`.",
};

/// A failed change that nobody looked back at.
const FAILED_CHANGE: Rule = Rule {
    name: "failed-change-without-review",
    severity: Severity::Warning,
    clause: "8.5.1.3",
    looks_for: "A record of type `failed-change`, older than 30 days, that is related to no review, finding, \
                problem or improvement.",
    why: "A change that failed and was not looked into will fail again.",
    fix: "Review it, and name the two in each other's `related`; a record of a review has the type `review`.",
};

/// A major incident that nobody looked back at.
const MAJOR_INCIDENT: Rule = Rule {
    name: "major-incident-without-review",
    severity: Severity::Warning,
    clause: "8.6.1",
    looks_for: "A record of type `major-incident`, older than 30 days, that is related to no review, finding, \
                problem or improvement.",
    why: "Each major incident is analysed for what could have been done better; the customer will ask, and so will the auditor.",
    fix: "Review it, and name the two in each other's `related`; a record of a review has the type `review`.",
};

/// A continuity plan that was called, and nobody looked back at it.
const INVOCATION: Rule = Rule {
    name: "invocation-without-review",
    severity: Severity::Warning,
    clause: "8.7.2",
    looks_for: "A record of type `invocation`, older than 30 days, that is related to no review, finding, problem or \
                improvement.",
    why: "Nothing shows better than the real case what a continuity plan lacks, while people still remember it.",
    fix: "Review it, and name the two in each other's `related`; a record of a review has the type `review`.",
};

/// Rules about events that call for a look back.
pub(super) const RULES: &[&Rule] = &[&EMERGENCY_CHANGE, &FAILED_CHANGE, &MAJOR_INCIDENT, &INVOCATION];

/// How long a look back may take.
const TIME: Interval = Interval { months: 0, days: 30 };

/// What went wrong, or past the usual way, is looked back at.
///
/// Source: ISO/IEC 20000-1:2018, clauses 8.5.1.3, 8.6.1 and 8.7.2.
pub(super) fn unreviewed_events(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in book.of_kind(Kind::Record) {
        let Some(Data::Record(record)) = &entry.data else { continue };
        let (rule, what) = match record.type_word() {
            Some(Evidence::EMERGENCY_CHANGE) => (&EMERGENCY_CHANGE, "emergency change"),
            Some(Evidence::FAILED_CHANGE) => (&FAILED_CHANGE, "failed change"),
            Some(Evidence::MAJOR_INCIDENT) => (&MAJOR_INCIDENT, "major incident"),
            Some(Evidence::INVOCATION) => (&INVOCATION, "invocation"),
            _ => continue,
        };
        let is_due = Handbook::asks_for_look_back(record) && TIME.after(record.on.value) < book.as_of;
        if !is_due || book.look_backs_at(entry.id).next().is_some() {
            continue;
        }
        let ago = days_between(record.on.value, book.as_of);
        let message = format!("nobody looked back at {what} `{}` of {}, {ago} ago", entry.key, day(record.on.value));
        let span = record.record_type.as_ref().map_or(entry.key_span, |it| it.span);
        out.push(
            Diagnostic::new(rule, span, message)
                .key(entry.key.as_str())
                .help("review it, and name the record of the review (`type: review`), the finding, problem or improvement, in `related`"),
        );
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    fn event(kind: &str, fields: &str) -> String {
        format!(
            "--- roles/a.yaml\n- {{key: ROL-A, title: Desk, held_by: [Desk team]}}\n--- records/a.yaml\n\
             - {{key: REC-A, title: Mail down, on: 2026-10-22, by: ROL-A, type: {kind}{fields}}}\n"
        )
    }

    const REVIEW: &str = "- {key: REC-B, title: Look back, on: 2026-10-30, by: ROL-A, type: review, related: REC-A}\n";

    #[test]
    fn events_that_nobody_looked_back_at() {
        check(
            &event("emergency-change", ""),
            str![[r#"
warning[emergency-change-without-review]: nobody looked back at emergency change `REC-A` of 22 Oct 2026, 31 days ago
 --> records/a.yaml:1:67
  |
1 | - {key: REC-A, title: Mail down, on: 2026-10-22, by: ROL-A, type: emergency-change}
  |                                                                   ^^^^^^^^^^^^^^^^
  |
help: review it, and name the record of the review (`type: review`), the finding, problem or improvement, in `related`


"#]],
        );
        check(
            &event("failed-change", ""),
            str![[r#"
warning[failed-change-without-review]: nobody looked back at failed change `REC-A` of 22 Oct 2026, 31 days ago
 --> records/a.yaml:1:67
  |
1 | - {key: REC-A, title: Mail down, on: 2026-10-22, by: ROL-A, type: failed-change}
  |                                                                   ^^^^^^^^^^^^^
  |
help: review it, and name the record of the review (`type: review`), the finding, problem or improvement, in `related`


"#]],
        );
        // A report about it is no review, and one that is still to come neither.
        check(
            &format!(
                "{}{}{}",
                event("major-incident", ", related: REC-C"),
                REVIEW.replace("2026-10-30", "2026-11-23"),
                REVIEW.replace("REC-B", "REC-C").replace("type: review, related: REC-A", "type: report"),
            ),
            str![[r#"
warning[major-incident-without-review]: nobody looked back at major incident `REC-A` of 22 Oct 2026, 31 days ago
 --> records/a.yaml:1:67
  |
1 | - {key: REC-A, title: Mail down, on: 2026-10-22, by: ROL-A, type: major-incident, related: REC-C}
  |                                                                   ^^^^^^^^^^^^^^
  |
help: review it, and name the record of the review (`type: review`), the finding, problem or improvement, in `related`


"#]],
        );
    }

    #[test]
    fn events_that_somebody_looked_back_at() {
        for kind in ["emergency-change", "failed-change", "major-incident", "invocation"] {
            check_clean(&format!("{}{REVIEW}", event(kind, "")));
            check_clean(&event(kind, "").replace("2026-10-22", "2026-10-23"));
            check_clean(&event(kind, ", nil: true, looked_in: Tool, period: 2026-09"));
            let problem = REVIEW.replace("type: review, related: REC-A", "type: problem");
            check_clean(&format!("{}{problem}", event(kind, ", related: REC-B")));
            let finding = "--- findings/a.yaml\n- {key: OBS-A, title: Mail, grade: observation, found: 2026-10-25, source: REC-A}\n";
            check_clean(&format!("{}{finding}", event(kind, "")));
        }
        check_clean(&event("report", ""));
    }
}

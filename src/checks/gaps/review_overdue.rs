use crate::checks::{day, days_between};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::Kind;

/// A controlled document past its review.
pub(super) const RULE: Rule = Rule {
    name: "review-overdue",
    severity: Severity::Warning,
    clause: "7.5.2",
    looks_for: "A document in force that is past the review which it promises, the grace of the handbook included.",
    why: "A document that nobody has looked at in time does not count as one that is kept up to date: what it \
          satisfies turns stale.",
    fix: "Read it again. If it still holds, `clausebook confirm` notes that in `confirmed`; if not, change it and \
          `clausebook approve` the new version.",
};

/// Documents are reviewed as often as they promise.
///
/// Source: ISO/IEC 20000-1:2018, clauses 7.5.2 and 7.5.3.
pub(super) fn review_overdue(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in Kind::ALL.iter().filter(|kind| kind.is_controlled()).flat_map(|kind| book.of_kind(*kind)) {
        let Some(control) = entry.control.as_ref().filter(|it| it.is_in_force(book.as_of)) else { continue };
        let (Some(review), Some(due), Some(limit)) =
            (control.review, control.next_review(book.as_of), book.review_limit(entry))
        else {
            continue;
        };
        if book.as_of <= limit {
            continue;
        }
        let late = days_between(due, book.as_of);
        let message = format!("the review of `{}` was due on {}, {late} ago", entry.key, day(due));
        let role = entry.owner().map_or("ROLE", |role| role.key.as_str());
        let help = format!(
            "read it again: if it still holds, `clausebook confirm {} --by {role} --because TEXT`; if not, approve a new version",
            entry.key
        );
        out.push(Diagnostic::new(&RULE, review.span, message).key(entry.key.as_str()).help(help));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    #[test]
    fn a_review_that_is_past_its_grace() {
        check(
            "
--- pages/a.md
---
key: PAG-A
title: A
summary: What it is.
owner: ROL-A
status: approved
approved: {by: ROL-A, on: 2025-10-22}
review: P12M
related: [ROL-A]
---
--- roles/a.md
---
key: ROL-A
title: Reader of [[PAG-A]]
purpose: Reads [[PAG-A]].
held_by: [A team]
---
",
            str![[r#"
warning[review-overdue]: the review of `PAG-A` was due on 22 Oct 2026, 31 days ago
 --> pages/a.md:8:9
  |
8 | review: P12M
  |         ^^^^
  |
help: read it again: if it still holds, `clausebook confirm PAG-A --by ROL-A --because TEXT`; if not, approve a new version


"#]],
        );
    }

    #[test]
    fn the_last_day_of_grace_a_confirmation_and_a_draft() {
        check_clean(
            "
--- pages/a.md
---
key: PAG-A
title: A
summary: What it is.
owner: ROL-A
status: approved
approved: {by: ROL-A, on: 2025-10-23}
review: P12M
---
See [[PAG-B]] and [[PAG-C]].
--- pages/b.md
---
key: PAG-B
title: B
summary: What it is.
owner: ROL-A
status: approved
approved: {by: ROL-A, on: 2024-01-01}
confirmed: [{by: ROL-A, on: 2026-02-01, because: Still right.}]
review: P12M
---
See [[PAG-A]].
--- pages/c.md
---
key: PAG-C
title: C
summary: What it is.
approved: {by: ROL-A, on: 2024-01-01}
review: P12M
---
--- roles/a.md
---
key: ROL-A
title: Approver
held_by: [A team]
---
",
        );
    }
}

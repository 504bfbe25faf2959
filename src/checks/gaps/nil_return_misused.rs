use crate::checks::list_of;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Data, Kind};
use crate::standards::Place;

/// A nil return where something was due, or one that does not say enough.
pub(super) const RULE: Rule = Rule {
    name: "nil-return-misused",
    severity: Severity::Warning,
    clause: "7.5.3",
    looks_for: "A nil return (`nil: true`) for something that is always due, or without its period, its author or where \
                was looked.",
    why: "That no major incident happened is evidence; that no test was held is a finding. And a statement counts only \
          if it says who looked where, and for which period.",
    fix: "Use nil returns for what is asked only when something happens, with `by`, `period` and `looked_in`; elsewhere \
          do what is due and record that.",
};

/// "Nothing happened" is said only of what may not happen.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.
pub(super) fn nil_return_misused(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in book.of_kind(Kind::Record) {
        let Some(Data::Record(record)) = &entry.data else { continue };
        let Some(nil) = record.nil.filter(|nil| nil.value) else { continue };
        let mut missing = Vec::new();
        for (field, words) in [
            ("by", "who states it (`by`)"),
            ("period", "its `period`"),
            ("looked_in", "where was looked (`looked_in`)"),
        ] {
            if entry.fields.get(field).is_none() {
                missing.push(words);
            }
        }
        if !missing.is_empty() {
            let message = format!("the nil return `{}` does not say {}", entry.key, list_of(&missing));
            let help = "without it the statement does not count";
            out.push(Diagnostic::new(&RULE, nil.span, message).key(entry.key.as_str()).help(help));
            continue;
        }
        // Inherited from a whole process a claim is broad, and counts for no event anyway.
        let claims = book.claims_of(entry.id).filter(|claim| !claim.is_credit);
        let always_due = claims.filter_map(|claim| match claim.place {
            Place::Requirement(id) => Some((claim, book.standards.requirement(id))).filter(|(_, it)| !it.is_event),
            Place::Clause(_) => None,
        });
        for (claim, requirement) in always_due {
            let message =
                format!("`{}` says that nothing happened, and `{}` is always due", entry.key, requirement.number);
            let help = "take out this claim, and do what is due; that it was not done is a finding, and no proof";
            out.push(
                Diagnostic::new(&RULE, claim.span, message)
                    .note(nil.span, "a nil return")
                    .key(entry.key.as_str())
                    .clause(crate::checks::clause_name(book, requirement))
                    .help(help),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const RECORD: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
--- standards/tiny.yaml
id: tiny
title: Tiny standard
edition: \"2026\"
clauses:
  - id: \"1\"
    title: Desk
    requirements:
      - {id: 1-1, asks: Look into each outage., needs: record, event: true}
      - {id: 1-2, asks: Test the fallback., needs: record}
--- records/a.yaml
- {key: REC-TEST, title: Test of the fallback, on: 2026-10-01, satisfies: [1-2]}
- key: REC-A
  title: No outage
  on: 2026-10-02
  by: ROL-A
  period: 2026-Q3
  nil: true
  looked_in: Ticket tool
  satisfies: [1-1]
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
";

    #[test]
    fn a_nil_return_for_what_is_always_due() {
        check(
            &RECORD.replace("satisfies: [1-1]", "satisfies: [1-1, 1-2]"),
            str![[r#"
warning[nil-return-misused]: `REC-A` says that nothing happened, and `1-2` is always due
 --> records/a.yaml:9:20
  |
7 |   nil: true
  |        ---- a nil return
8 |   looked_in: Ticket tool
9 |   satisfies: [1-1, 1-2]
  |                    ^^^
  |
help: take out this claim, and do what is due; that it was not done is a finding, and no proof


"#]],
        );
    }

    #[test]
    fn a_nil_return_that_says_too_little() {
        let evidence = "- {key: REC-B, title: Outage of May, on: 2026-05-09, satisfies: [1-1]}\n- key: REC-A";
        check(
            &RECORD.replace("  looked_in: Ticket tool\n", "").replace("- key: REC-A", evidence),
            str![[r#"
warning[nil-return-misused]: the nil return `REC-A` does not say where was looked (`looked_in`)
 --> records/a.yaml:8:8
  |
8 |   nil: true
  |        ^^^^
  |
help: without it the statement does not count


"#]],
        );
    }

    #[test]
    fn a_nil_return_for_an_event() {
        check_clean(RECORD);
    }
}

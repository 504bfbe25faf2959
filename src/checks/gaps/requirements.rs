use crate::checks::day;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{DocumentState, Documented, Handbook, RequirementCoverage, Status};
use crate::model::kinds::Needs;
use crate::source::Span;
use crate::standards::{Requirement, Standard};

/// A requirement that no document in force meets.
const NOT_DOCUMENTED: Rule = Rule {
    name: "requirement-not-documented",
    severity: Severity::Warning,
    clause: "7.5.1",
    looks_for: "A requirement that needs a document, and that no document in force satisfies. Of standards after the \
                first one in `standards:` only the number is told.",
    why: "Stage 1 of a certification reads the documents: what is written nowhere is a finding before anybody is asked.",
    fix: "Write it where people look for it, and claim it there: `satisfies` on the section, the step or the document.",
};

/// A requirement that nothing shows to be met.
const NOT_EVIDENCED: Rule = Rule {
    name: "requirement-not-evidenced",
    severity: Severity::Warning,
    clause: "7.5.1",
    looks_for: "A requirement that needs a record, and that no record shows to be met. Of standards after the first one \
                in `standards:` only the number is told.",
    why: "Stage 2 of a certification asks for proof: what was done and not recorded counts as not done.",
    fix: "Cite a record of it, with `satisfies` or with `of` the activity or step that satisfies it; `check -v` names \
          examples.",
};

/// A requirement whose evidence has run out.
const EVIDENCE_STALE: Rule = Rule {
    name: "evidence-stale",
    severity: Severity::Warning,
    clause: "7.5.1",
    looks_for: "A requirement whose evidence has all run out, by the interval of its activity or by what is usual.",
    why: "It shows that something was done once, and not that it is still done.",
    fix: "Do it again and record it; or say in `valid_for` of the record why it holds for longer.",
};

/// Something to be done again and again that nobody promised.
const RECURRING_WITHOUT_PROMISE: Rule = Rule {
    name: "recurring-without-promise",
    severity: Severity::Warning,
    clause: "9.1",
    looks_for: "A requirement to do something at planned intervals that no activity and no `review` or `every` of an \
                entry promises.",
    why: "Planned intervals have to be planned: without one nobody knows when it is due, and an auditor has nothing to \
          hold the records against.",
    fix: "Add an entry to `calendar/` with `every` and `satisfies`, or claim it in the entry whose `review` keeps it.",
};

/// Rules about what is missing from the whole handbook.
pub(super) const RULES: &[&Rule] = &[&NOT_DOCUMENTED, &NOT_EVIDENCED, &EVIDENCE_STALE, &RECURRING_WITHOUT_PROMISE];

/// Every requirement that counts and applies has what it needs; one that does not is reported once.
///
/// Source: ISO/IEC 20000-1:2018, clauses 7.5.1 and 9.1.
pub(super) fn requirements(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let Some(config) = &book.config else { return };
    let promised = promised(book);
    let mut with_status = book.standards.listed().filter(|standard| standard.has_status());
    let span_of =
        |standard: &Standard| config.standards.iter().find(|it| it.value == standard.name()).map(|it| it.span);
    if let Some(first) = with_status.next()
        && let Some(span) = span_of(first)
    {
        for requirement in counted(book, first) {
            let known = book.coverage.requirement(requirement.id);
            let clause = book.standards.clause(requirement.clause);
            let gap = gap(book, requirement, known).or_else(|| {
                // One that is not covered is reported already, and mending that shows whether a promise is missing.
                let is_hole =
                    requirement.is_recurring && known.status == Status::Covered && !promised[requirement.id.0 as usize];
                is_hole.then(|| no_promise(requirement))
            });
            if let Some(gap) = gap {
                let heading = format!("{}, {} {}", first.title(), clause.number, clause.title);
                out.push(gap.at(span).gap_of(heading).clause(crate::checks::clause_name(book, requirement)));
            }
        }
    }
    for standard in with_status {
        if let Some(span) = span_of(standard) {
            summary(book, standard, span, out);
        }
    }
}

/// Requirements of a standard that count and apply.
fn counted<'a>(book: &'a Handbook, standard: &'a Standard) -> impl Iterator<Item = &'a Requirement> {
    let all = standard.requirements.iter().map(|id| book.standards.requirement(*id));
    all.filter(|it| !it.is_informative && book.coverage.requirement(it.id).status != Status::NotApplicable)
}

/// What is missing for one requirement, before it is known where that stands.
struct Gap {
    rule: &'static Rule,
    message: String,
    help: String,
}

impl Gap {
    fn at(self, span: Span) -> Diagnostic {
        Diagnostic::new(self.rule, span, self.message).help(self.help)
    }
}

fn gap(book: &Handbook, requirement: &Requirement, known: &RequirementCoverage) -> Option<Gap> {
    let number = &requirement.number;
    let asks = requirement.asks.trim_end_matches('.');
    let is_needed = match known.needs {
        Needs::Document => "a document",
        Needs::Record => "a record",
        Needs::Both => "a document and a record",
    };
    let help = |what_to_do: &str| {
        let examples = match requirement.evidence.as_slice() {
            [] => String::new(),
            examples => format!("; for example: {}", examples.join("; ")),
        };
        format!("it needs {is_needed}: {what_to_do}{examples}")
    };
    let to_document = format!("write it down, and claim it on the section or step with `satisfies: [{number}]`");
    let to_prove = format!("cite a record with `satisfies: [{number}]`");
    let to_do_both = format!("{to_document}; then {to_prove}");
    let gap = |rule, message: String, help: String| Some(Gap { rule, message, help });
    let document = if known.needs == Needs::Record { None } else { document_gap(book, requirement, known) };
    let proof = if known.needs == Needs::Document { None } else { proof_gap(book, requirement, known) };
    match (document, proof) {
        (None, None) => None,
        (Some(reason), None) => {
            gap(&NOT_DOCUMENTED, format!("`{number}` is not documented{reason}: {asks}"), help(&to_document))
        }
        (None, Some(Proof::Missing(reason))) => {
            gap(&NOT_EVIDENCED, format!("`{number}` is not evidenced{reason}: {asks}"), help(&to_prove))
        }
        (None, Some(Proof::Stale(since))) => {
            gap(&EVIDENCE_STALE, format!("the evidence of `{number}` {since}: {asks}"), help(&to_prove))
        }
        (Some(_), Some(Proof::Missing(_))) => {
            let message = format!("`{number}` is neither documented nor evidenced: {asks}");
            gap(&NOT_DOCUMENTED, message, help(&to_do_both))
        }
        (Some(reason), Some(Proof::Stale(since))) => {
            let message = format!("`{number}` is not documented{reason}, and its evidence {since}: {asks}");
            gap(&NOT_DOCUMENTED, message, help(&to_do_both))
        }
    }
}

/// Why a requirement is not documented. One whose document is overdue or lacks a point has been written: the document
/// has a diagnostic of its own.
fn document_gap(book: &Handbook, requirement: &Requirement, known: &RequirementCoverage) -> Option<String> {
    let key = |entry| &book.entry(entry).key;
    let is_told = |it: &Documented| (it.counts || it.is_contradicted) && it.state != DocumentState::NotInForce;
    if known.documented_by.iter().any(is_told) {
        return None;
    }
    let in_force = known.documented_by.iter().find(|it| it.state != DocumentState::NotInForce);
    Some(match (in_force, known.documented_by.first()) {
        (Some(broad), _) => {
            let clause = &book.standards.clause(requirement.clause).number;
            format!(" (`{}` claims `{clause}` as a whole, and this has to be in writing)", key(broad.entry))
        }
        (None, Some(draft)) => format!(" (`{}` is not in force)", key(draft.entry)),
        (None, None) => String::new(),
    })
}

/// Why a requirement is not evidenced.
enum Proof {
    /// Nothing that counts was ever there; with the reason, if there is something else.
    Missing(String),
    /// It has run out.
    Stale(String),
}

fn proof_gap(book: &Handbook, requirement: &Requirement, known: &RequirementCoverage) -> Option<Proof> {
    // Evidence that rests on an incomplete plan or agreement is told with that.
    if known.is_evidenced() || known.evidence.iter().any(|it| it.is_contradicted && it.is_current) {
        return None;
    }
    let key = |entry| &book.entry(entry).key;
    let newest = known.evidence.iter().filter(|it| it.counts).max_by_key(|it| it.valid_until);
    if let Some(newest) = newest {
        return Some(Proof::Stale(format!("was good until {} (`{}`)", day(newest.valid_until), key(newest.entry))));
    }
    Some(Proof::Missing(match known.evidence.first() {
        Some(item) if item.is_nil && item.is_exact && !requirement.is_event => {
            format!(" (`{}` says only that nothing happened)", key(item.entry))
        }
        Some(item) => format!(" (`{}` does not name it)", key(item.entry)),
        None => String::new(),
    }))
}

fn no_promise(requirement: &Requirement) -> Gap {
    let number = &requirement.number;
    Gap {
        rule: &RECURRING_WITHOUT_PROMISE,
        message: format!("nobody promised how often `{number}` is done: {}", requirement.asks.trim_end_matches('.')),
        help: format!("add an activity to `calendar/` with `every` and `satisfies: [{number}]`"),
    }
}

/// For every requirement, whether an entry that promises something at an interval claims it.
fn promised(book: &Handbook) -> Vec<bool> {
    let mut promises = vec![false; book.entries.len()];
    for promise in &book.promises {
        promises[promise.entry.0 as usize] = true;
    }
    let mut promised = vec![false; book.standards.n_requirements()];
    for claim in book.claims.iter().filter(|claim| promises[claim.entry.0 as usize]) {
        for requirement in book.standards.requirements_below(claim.place) {
            promised[requirement.0 as usize] = true;
        }
    }
    promised
}

/// How much is missing of a further standard, in one line a rule: its matrix says where.
fn summary(book: &Handbook, standard: &Standard, span: Span, out: &mut Vec<Diagnostic>) {
    let mut n_all = 0;
    let mut n_gaps = [0; 3];
    for requirement in counted(book, standard) {
        n_all += 1;
        if let Some(gap) = gap(book, requirement, book.coverage.requirement(requirement.id)) {
            let index = [&NOT_DOCUMENTED, &NOT_EVIDENCED, &EVIDENCE_STALE].iter().position(|rule| **rule == *gap.rule);
            n_gaps[index.unwrap_or_default()] += 1;
        }
    }
    let lines: [(&'static Rule, &str); 3] = [
        (&NOT_DOCUMENTED, "are not documented"),
        (&NOT_EVIDENCED, "are documented and not evidenced"),
        (&EVIDENCE_STALE, "have evidence that has run out"),
    ];
    for ((rule, words), n) in lines.into_iter().zip(n_gaps) {
        if n == 0 {
            continue;
        }
        let message = format!("{n} of {n_all} requirements {words}");
        let has_controls = standard.clauses.iter().any(|id| book.standards.clause(*id).is_control);
        let but = if has_controls { "; a control may be left out with a reason, in `applicability`" } else { "" };
        let help = format!("claim them as `{}:ID`{but}", standard.name());
        out.push(Diagnostic::new(rule, span, message).help(help).gap_of(standard.title()).clause(standard.name()));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    /// A handbook of one standard with one clause; `NEEDS` is what its requirement asks for.
    const HANDBOOK: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
--- standards/tiny.yaml
id: tiny
title: Tiny standard
clauses: [{id: \"1\", title: Desk, requirements: [{id: 1-1, asks: Answer within 20 seconds., evidence: [Call report], NEEDS}]}]
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
";
    const DOCUMENT: &str = "
--- policies/a.md
---
key: POL-A
title: Calls
summary: How fast we answer.
owner: ROL-A
status: approved
approved: {by: ROL-A, on: 2026-01-01}
satisfies: [1-1]
---
";
    const RECORD: &str = "--- records/a.yaml\n- {key: REC-A, title: Calls, on: 2026-10-01, satisfies: [1-1]}\n";

    fn handbook(needs: &str, entries: &[&str]) -> String {
        format!("{}{}", HANDBOOK.replace("NEEDS", needs), entries.concat())
    }

    #[test]
    fn nothing_documents_it() {
        check(
            &handbook("needs: document", &[]),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[requirement-not-documented]: `1-1` is not documented: Answer within 20 seconds
    help: it needs a document: write it down, and claim it on the section or step with `satisfies: [1-1]`; for example: Call report


"#]],
        );
    }

    #[test]
    fn only_a_draft_documents_it() {
        check(
            &handbook("needs: document", &[&DOCUMENT.replace("status: approved", "status: review")]),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[requirement-not-documented]: `1-1` is not documented (`POL-A` is not in force): Answer within 20 seconds
    help: it needs a document: write it down, and claim it on the section or step with `satisfies: [1-1]`; for example: Call report


"#]],
        );
    }

    #[test]
    fn only_a_claim_on_its_clause_documents_it() {
        check(
            &handbook("needs: document, documented: true", &[&DOCUMENT.replace("[1-1]", "[1]")]),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[requirement-not-documented]: `1-1` is not documented (`POL-A` claims `1` as a whole, and this has to be in writing): Answer within 20 seconds
    help: it needs a document: write it down, and claim it on the section or step with `satisfies: [1-1]`; for example: Call report


"#]],
        );
    }

    #[test]
    fn nothing_shows_it() {
        check(
            &handbook("needs: record", &[]),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[requirement-not-evidenced]: `1-1` is not evidenced: Answer within 20 seconds
    help: it needs a record: cite a record with `satisfies: [1-1]`; for example: Call report


"#]],
        );
        check(
            &handbook("needs: both", &[DOCUMENT]),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[requirement-not-evidenced]: `1-1` is not evidenced: Answer within 20 seconds
    help: it needs a document and a record: cite a record with `satisfies: [1-1]`; for example: Call report


"#]],
        );
    }

    #[test]
    fn a_record_of_the_clause_does_not_name_it() {
        check(
            &handbook("needs: record, event: true", &[&RECORD.replace("[1-1]", "[1]")]),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[requirement-not-evidenced]: `1-1` is not evidenced (`REC-A` does not name it): Answer within 20 seconds
    help: it needs a record: cite a record with `satisfies: [1-1]`; for example: Call report


"#]],
        );
    }

    #[test]
    fn what_showed_it_has_run_out() {
        check(
            &handbook("needs: both", &[DOCUMENT, &RECORD.replace("2026-10-01", "2025-11-21")]),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[evidence-stale]: the evidence of `1-1` was good until 21 Nov 2026 (`REC-A`): Answer within 20 seconds
    help: it needs a document and a record: cite a record with `satisfies: [1-1]`; for example: Call report


"#]],
        );
    }

    #[test]
    fn neither_is_there_in_one_message() {
        check(
            &handbook("needs: both", &[]),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[requirement-not-documented]: `1-1` is neither documented nor evidenced: Answer within 20 seconds
    help: it needs a document and a record: write it down, and claim it on the section or step with `satisfies: [1-1]`; then cite a record with `satisfies: [1-1]`; for example: Call report


"#]],
        );
        check(
            &handbook("needs: both", &[&RECORD.replace("2026-10-01", "2025-11-21")]),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[requirement-not-documented]: `1-1` is not documented, and its evidence was good until 21 Nov 2026 (`REC-A`): Answer within 20 seconds
    help: it needs a document and a record: write it down, and claim it on the section or step with `satisfies: [1-1]`; then cite a record with `satisfies: [1-1]`; for example: Call report


"#]],
        );
    }

    #[test]
    fn nobody_promised_when() {
        check(
            &handbook("needs: record, recurring: true", &[RECORD]),
            str![[r#"
Tiny standard, 1 Desk (handbook.yaml:3:13)
  warning[recurring-without-promise]: nobody promised how often `1-1` is done: Answer within 20 seconds
    help: add an activity to `calendar/` with `every` and `satisfies: [1-1]`


"#]],
        );
    }

    #[test]
    fn what_is_needed_is_there_and_no_more_is_asked_for() {
        check_clean(&handbook("needs: document", &[DOCUMENT]));
        check_clean(&handbook("needs: record", &[RECORD]));
        check_clean(&handbook("needs: both", &[DOCUMENT, RECORD]));
        check_clean(&handbook("needs: both, informative: true", &[]));
        let activity = "--- calendar/a.yaml\n- {key: ACT-A, title: Count, every: P3M, satisfies: [1-1]}\n";
        check_clean(&handbook(
            "needs: record, recurring: true",
            &[&RECORD.replace("satisfies: [1-1]", "of: ACT-A"), activity],
        ));
    }

    #[test]
    fn a_further_standard_is_told_in_one_line() {
        let house = "--- standards/house.yaml\nid: house\ntitle: House rules\nclauses:\n  - {id: \"1\", title: Desk}\n  - {id: \"2\", title: Door}\n";
        let both = handbook("needs: document", &[DOCUMENT, house]).replace("[tiny]", "[tiny, house]");
        check(
            &both,
            str![[r#"
House rules (handbook.yaml:3:19)
  warning[requirement-not-documented]: 2 of 2 requirements are not documented
    help: claim them as `house:ID`


"#]],
        );
    }
}

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{DocumentState, Handbook};
use crate::model::{Data, Kind};
use crate::standards::Place;

/// The question of climate change, without an answer or without its reason.
pub(super) const RULE: Rule = Rule {
    name: "climate-question-open",
    severity: Severity::Warning,
    clause: "4.1",
    looks_for: "An issue that says whether climate change matters, and not why; or a claim that the question is \
                answered, where no issue answers it in `climate` and no section of a document does.",
    why: "Since Amendment 1:2024 every audit asks it. A plain no is a good answer, as long as somebody thought about it \
          and can say why.",
    fix: "Answer it on an issue in `context/`: `climate: {relevant: false, because: ...}`.",
};

/// The requirement that asks the question.
const QUESTION: (&str, &str) = ("iso20000-1", "4.1-3");

/// Whether climate change matters has been decided, with a reason.
///
/// Source: ISO/IEC 20000-1:2018, clause 4.1 with Amendment 1:2024.
pub(super) fn climate_question_open(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let mut is_answered = false;
    for entry in book.of_kind(Kind::Issue) {
        // An answer that could not be read has its own diagnostic.
        is_answered |= entry.fields.get("climate").is_some();
        let Some(Data::Issue(issue)) = &entry.data else { continue };
        let Some(climate) =
            issue.climate.as_ref().filter(|it| it.because.as_ref().is_none_or(|why| why.text.trim().is_empty()))
        else {
            continue;
        };
        let matters = if climate.relevant.value { "matters" } else { "does not matter" };
        let message = format!("`{}` says that climate change {matters} here, and not why", entry.key);
        let help = "add the reason: `because: ...`";
        out.push(Diagnostic::new(&RULE, climate.relevant.span, message).key(entry.key.as_str()).help(help));
    }
    if is_answered {
        return;
    }
    let (standard, number) = QUESTION;
    let is_listed = book.standards.by_name(standard).is_some_and(|it| it.is_listed);
    let Some(Place::Requirement(id)) = book.standards.find(standard, number).filter(|_| is_listed) else { return };
    // Where nothing documents it, the requirement is reported as such; a section of a document can answer in words.
    let known = book.coverage.requirement(id);
    let mut counting = known.documented_by.iter().filter(|it| it.counts && it.state != DocumentState::NotInForce);
    let Some(first) = counting.clone().next() else { return };
    if counting.any(|it| it.is_placed && it.anchor.is_some() && book.entry(it.entry).kind.is_controlled()) {
        return;
    }
    let entry = book.entry(first.entry);
    let message = format!("`{}` claims `{number}`, and no issue says whether climate change matters here", entry.key);
    let help = "answer it on an issue in `context/`: `climate: {relevant: false, because: ...}`";
    let diagnostic = Diagnostic::new(&RULE, entry.key_span, message).help(help);
    out.push(diagnostic.key(entry.key.as_str()).clause(format!("{standard}:{number}")));
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const HANDBOOK: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [iso20000-1]
--- standards/iso20000-1.yaml
id: iso20000-1
title: Tiny standard
clauses: [{id: \"4.1\", title: Context, requirements: [{id: 4.1-3, asks: Decide whether climate change matters., needs: document}]}]
--- context/a.yaml
- key: ISS-A
  title: Heat
  side: external
  satisfies: [4.1-3]
";

    #[test]
    fn a_claim_without_an_answer() {
        check(
            HANDBOOK,
            str![[r#"
warning[climate-question-open]: `ISS-A` claims `4.1-3`, and no issue says whether climate change matters here
 --> context/a.yaml:1:8
  |
1 | - key: ISS-A
  |        ^^^^^
  |
help: answer it on an issue in `context/`: `climate: {relevant: false, because: ...}`


"#]],
        );
    }

    #[test]
    fn an_answer_without_a_reason() {
        check(
            &format!("{HANDBOOK}  climate: {{relevant: false}}\n"),
            str![[r#"
warning[climate-question-open]: `ISS-A` says that climate change does not matter here, and not why
 --> context/a.yaml:5:23
  |
5 |   climate: {relevant: false}
  |                       ^^^^^
  |
help: add the reason: `because: ...`


"#]],
        );
    }

    #[test]
    fn an_answer_with_its_reason_or_in_a_section() {
        check_clean(&format!("{HANDBOOK}  climate: {{relevant: true, because: Cooled by outside air.}}\n"));
        let plan = "--- plans/a.md
---
key: PLN-A
title: Plan
summary: What we plan.
owner: ROL-A
status: approved
approved: {by: ROL-A, on: 2026-01-01}
---
## Climate {#climate satisfies=4.1-3}

It does not matter, because we own no halls.
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
";
        check_clean(&format!("{HANDBOOK}{plan}"));
    }
}

use std::collections::BTreeSet;

use crate::checks::list_of;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{Claim, DocumentState, Handbook, RequirementCoverage, Status};
use crate::model::kinds::Needs;
use crate::standards::{ReqId, Standard};

/// Requirements that a document meets only because it claims the clause above them.
pub(super) const RULE: Rule = Rule {
    name: "only-broad-claim",
    severity: Severity::Warning,
    clause: "7.5.1",
    looks_for: "Requirements that are documented only by a claim on their clause or one above it. Of standards after \
                the first one in `standards:` only the number is told.",
    why: "Such a claim says that the answer is somewhere in there; an auditor asks for the sentence, and whoever wrote \
          the claim has often not looked for each of them.",
    fix: "Claim each requirement on the section or step that meets it; what nothing meets is then seen to be missing.",
};

/// Claims name what they meet.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.1.
pub(super) fn broad_claims(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let mut with_status = book.standards.listed().filter(|standard| standard.has_status());
    let Some(first) = with_status.next() else { return };
    let mut open = only_broad(book, first);
    for claim in
        book.claims.iter().filter(|claim| !claim.is_exact() && book.standards.standard_of(claim.place).id == first.id)
    {
        let here: Vec<ReqId> = book.standards.requirements_below(claim.place);
        let here: Vec<ReqId> = here.into_iter().filter(|id| open.contains(id) && is_first(book, *id, claim)).collect();
        if !here.is_empty() {
            out.push(diagnostic(book, claim, &here));
        }
        for id in here {
            open.remove(&id);
        }
    }
    for standard in with_status {
        summary(book, standard, out);
    }
}

/// Requirements of a standard that are documented as they have to be, and only broadly.
fn only_broad(book: &Handbook, standard: &Standard) -> BTreeSet<ReqId> {
    let is_open = |id: &ReqId| {
        let requirement = book.standards.requirement(*id);
        let known = book.coverage.requirement(*id);
        !requirement.is_informative && known.status != Status::NotApplicable && is_only_broad(known)
    };
    standard.requirements.iter().copied().filter(is_open).collect()
}

fn is_only_broad(known: &RequirementCoverage) -> bool {
    let mut counting = known.documented_by.iter().filter(|it| it.counts && it.state != DocumentState::NotInForce);
    known.needs != Needs::Record && counting.clone().next().is_some() && counting.all(|it| !it.is_exact)
}

/// Whether a claim is the one that the matrix shows for a requirement.
fn is_first(book: &Handbook, id: ReqId, claim: &Claim) -> bool {
    let shown = book.coverage.requirement(id).documented_by.first();
    shown.is_some_and(|it| it.entry == claim.entry && it.anchor == claim.anchor)
}

fn diagnostic(book: &Handbook, claim: &Claim, here: &[ReqId]) -> Diagnostic {
    const MAX_NAMED: usize = 6;
    let numbers: Vec<String> = here.iter().map(|id| format!("`{}`", book.standards.requirement(*id).number)).collect();
    let mut words: Vec<&str> = numbers.iter().take(MAX_NAMED).map(String::as_str).collect();
    let more = format!("{} more", here.len() - words.len());
    if here.len() > words.len() {
        words.push(&more);
    }
    let (key, clause) = (&book.entry(claim.entry).key, book.standards.number(claim.place));
    let are = if here.len() == 1 { "is" } else { "are" };
    let message =
        format!("{} {are} documented only by the claim of `{key}` on the whole of `{clause}`", list_of(&words));
    let help = match here {
        [one] => format!(
            "claim it where it is met: `satisfies: [{}]` on the section or step",
            book.standards.requirement(*one).number
        ),
        _ => "claim each on the section or step that meets it, and take out the claim on the whole clause".to_owned(),
    };
    let first = book.standards.requirement(here[0]);
    Diagnostic::new(&RULE, claim.span, message)
        .key(key.as_str())
        .clause(crate::checks::clause_name(book, first))
        .help(help)
}

/// How many of a further standard, in one line: its matrix says which.
fn summary(book: &Handbook, standard: &Standard, out: &mut Vec<Diagnostic>) {
    let written = book.config.iter().flat_map(|config| &config.standards).find(|it| it.value == standard.name());
    let n = only_broad(book, standard).len();
    if let (Some(written), 1..) = (written, n) {
        let n_all = book.coverage.standard(standard.id).n_applicable();
        let are = if n == 1 { "is" } else { "are" };
        let message = format!("{n} of {n_all} requirements {are} documented only by a claim on a clause above");
        let help = format!("claim each as `{}:ID` where it is met", standard.name());
        let diagnostic = Diagnostic::new(&RULE, written.span, message).help(help);
        out.push(diagnostic.gap_of(standard.title()).clause(standard.name()));
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const HANDBOOK: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
--- standards/tiny.yaml
id: tiny
title: Tiny standard
clauses:
  - id: \"1\"
    title: Desk
    requirements:
      - {id: 1-1, asks: Answer within 20 seconds., needs: document}
      - {id: 1-2, asks: Tell them who you are., needs: document}
      - {id: 1-3, asks: Count the calls., needs: record}
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
--- records/a.yaml
- {key: REC-A, title: Calls, on: 2026-10-01, satisfies: [1-3]}
--- policies/a.md
---
key: POL-A
title: Calls
summary: How fast we answer.
owner: ROL-A
status: approved
approved: {by: ROL-A, on: 2026-01-01}
satisfies: [1]
---
";

    #[test]
    fn a_clause_that_is_claimed_as_a_whole() {
        check(
            HANDBOOK,
            str![[r#"
warning[only-broad-claim]: `1-1` and `1-2` are documented only by the claim of `POL-A` on the whole of `1`
 --> policies/a.md:8:13
  |
8 | satisfies: [1]
  |             ^
  |
help: claim each on the section or step that meets it, and take out the claim on the whole clause


"#]],
        );
    }

    #[test]
    fn one_that_a_section_does_not_name() {
        check(
            &format!("{HANDBOOK}## Calls {{#calls satisfies=1-1}}\n"),
            str![[r#"
warning[only-broad-claim]: `1-2` is documented only by the claim of `POL-A` on the whole of `1`
 --> policies/a.md:8:13
  |
8 | satisfies: [1]
  |             ^
  |
help: claim it where it is met: `satisfies: [1-2]` on the section or step


"#]],
        );
    }

    #[test]
    fn a_further_standard_is_told_in_one_line() {
        let house = "--- standards/house.yaml\nid: house\ntitle: House rules\nclauses: [{id: \"1\", title: Desk, requirements: [{id: 1-1, asks: Be kind., needs: document}, {id: 1-2, asks: Be short., needs: document}]}]\n";
        let both = HANDBOOK.replace("[tiny]", "[tiny, house]").replace("[1]", "[1-1, 1-2, house:1]");
        check(
            &format!("{}{house}", both.replace("--- policies", &format!("{house}--- policies"))).replacen(house, "", 1),
            str![[r#"
House rules (handbook.yaml:3:19)
  warning[only-broad-claim]: 2 of 2 requirements are documented only by a claim on a clause above
    help: claim each as `house:ID` where it is met


"#]],
        );
    }

    #[test]
    fn each_is_named_or_needs_no_document() {
        check_clean(&HANDBOOK.replace("satisfies: [1]", "satisfies: [1-1, 1-2]"));
        check_clean(
            &HANDBOOK
                .replace("satisfies: [1]", "satisfies: [1, 1-1]")
                .replace("Tell them who you are., needs: document", "Say., needs: record, informative: true"),
        );
    }
}

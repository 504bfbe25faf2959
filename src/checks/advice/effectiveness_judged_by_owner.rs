use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Action, Check};
use crate::model::{Data, Entry, KeyRef};

/// A check of an effect by those who answer for it.
pub(super) const RULE: Rule = Rule {
    name: "effectiveness-judged-by-owner",
    severity: Severity::Advice,
    clause: "10.1.1",
    looks_for: "An action or a finding whose owner also judged whether it worked.",
    why: "Whoever did the work wants it to have worked. An auditor trusts the judgement more when somebody else looked, \
          and often so do those who have to live with the result.",
    fix: "Let another role look, and name it in `by` of the check.",
};

/// Whether something worked is judged by somebody else than its owner.
///
/// Source: ISO/IEC 20000-1:2018, clauses 6.1.3 and 10.1.1.
pub(super) fn effectiveness_judged_by_owner(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in &book.entries {
        let actions = match &entry.data {
            Some(Data::Risk(risk)) => &risk.actions,
            Some(Data::Finding(finding)) => &finding.actions,
            Some(Data::Improvement(improvement)) => &improvement.actions,
            Some(Data::Objective(objective)) => &objective.actions,
            Some(Data::Review(review)) => &review.decisions,
            _ => continue,
        };
        // Who answers for a finding as a whole checks it once: its actions are then not looked at one by one.
        if let Some(Data::Finding(finding)) = &entry.data
            && let Some(diagnostic) =
                judged(book, finding.effectiveness.as_ref(), entry.owner(), || format!("`{}`", entry.key))
        {
            out.push(diagnostic.key(entry.key.as_str()));
            continue;
        }
        for action in actions {
            let owner = action.owner.as_ref().or(entry.owner());
            if let Some(diagnostic) = judged(book, action.check.as_ref(), owner, || name_of(entry, action)) {
                out.push(diagnostic.key(entry.key.as_str()));
            }
        }
    }
}

fn judged(
    book: &Handbook,
    check: Option<&Check>,
    owner: Option<&KeyRef>,
    what: impl Fn() -> String,
) -> Option<Diagnostic> {
    let check = check.filter(|check| check.on.is_none_or(|on| on.value <= book.as_of))?;
    let (by, owner) = (check.by.as_ref()?, owner?);
    let (judge, answerable) = (book.by_key(&by.key)?, book.by_key(&owner.key)?);
    if judge.id != answerable.id {
        return None;
    }
    let message = format!("`{}` judged whether {} worked, and answers for it", judge.key, what());
    let help = "let another role look, and name it in `by`";
    Some(Diagnostic::new(&RULE, by.span, message).note(owner.span, "the owner").help(help))
}

fn name_of(entry: &Entry, action: &Action) -> String {
    match &action.key {
        Some(key) => format!("the action `{}` of `{}`", key.text, entry.key),
        None => format!("an action of `{}`", entry.key),
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const FINDING: &str = "
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team], competence: []}
- {key: ROL-B, title: Auditor, held_by: [Kari Nordmann]}
--- findings/a.yaml
- key: NC-A
  title: Calls without a ticket
  grade: minor
  found: 2026-06-01
  owner: ROL-A
  extent: {looked: All calls of May., found: Three more.}
  cause: {is: The field is optional.}
  actions: [{key: field, do: Make it mandatory., owner: ROL-A, done: 2026-07-01, check: {worked: true, by: ROL-B, on: 2026-09-01}}]
  effectiveness: {worked: true, by: ROL-B, on: 2026-09-01}
  closed: 2026-09-02
";

    #[test]
    fn the_owner_of_a_finding_judged_it() {
        check(
            &FINDING.replace("effectiveness: {worked: true, by: ROL-B", "effectiveness: {worked: true, by: ROL-A"),
            str![[r#"
advice[effectiveness-judged-by-owner]: `ROL-A` judged whether `NC-A` worked, and answers for it
 --> findings/a.yaml:9:37
  |
5 |   owner: ROL-A
  |          ----- the owner
...
9 |   effectiveness: {worked: true, by: ROL-A, on: 2026-09-01}
  |                                     ^^^^^
  |
help: let another role look, and name it in `by`


"#]],
        );
    }

    #[test]
    fn the_owner_of_an_action_judged_it() {
        check(
            &FINDING.replace("check: {worked: true, by: ROL-B", "check: {worked: true, by: ROL-A"),
            str![[r#"
advice[effectiveness-judged-by-owner]: `ROL-A` judged whether the action `field` of `NC-A` worked, and answers for it
 --> findings/a.yaml:8:108
  |
8 |   actions: [{key: field, do: Make it mandatory., owner: ROL-A, done: 2026-07-01, check: {worked: true, by: ROL-A, on: 2026-09-01}}]
  |                                                         ----- the owner                                    ^^^^^
  |
help: let another role look, and name it in `by`


"#]],
        );
    }

    #[test]
    fn somebody_else_did_or_nobody_is_named() {
        check_clean(FINDING);
        check_clean(&FINDING.replace(", by: ROL-B", ""));
        check_clean(
            &FINDING
                .replace("owner: ROL-A, done", "owner: ROL-B, done")
                .replace("check: {worked: true, by: ROL-B", "check: {worked: true, by: ROL-A"),
        );
    }
}

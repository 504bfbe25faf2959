use std::collections::HashMap;

use jiff::civil::Date;

use crate::checks::{day, first_few, is_written};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Audit, AuditType, Competence, Person, Role, Step};
use crate::model::{Data, Entry, EntryId, Interval, KeyRef, Kind};
use crate::source::Span;

/// An auditor who audits their own work.
const OWN_WORK: Rule = Rule {
    name: "auditor-audits-own-work",
    severity: Severity::Warning,
    clause: "9.2.2",
    looks_for: "An internal audit, to come or done in the last twelve months, whose auditor owns or does something that \
                it `covers`: the same role, or a role with the same single holder.",
    why: "Auditors have to be impartial; who audits their own process is the first thing that is asked about an audit.",
    fix: "Let somebody else audit that part, as an audit of its own or as its only auditor; where it was done, have it \
          audited again.",
};

/// An internal auditor who had not shown to be able to audit.
const WITHOUT_COMPETENCE: Rule = Rule {
    name: "auditor-without-competence",
    severity: Severity::Warning,
    clause: "7.2",
    looks_for: "A role that audits internally and that no competence is asked of; or that had shown none on the day of \
                an audit of the last twelve months, though it has by now.",
    why: "An audit by somebody who never learned to audit is worth little, and the certification auditor asks for the \
          course first.",
    fix: "Say what an auditor has to be able to in `competence/`, with when it was shown; have such an audit looked \
          through by somebody who can.",
};

/// Rules about internal auditors.
pub(super) const RULES: &[&Rule] = &[&OWN_WORK, &WITHOUT_COMPETENCE];

/// Internal auditors are impartial and able.
///
/// Source: ISO/IEC 20000-1:2018, clauses 7.2 and 9.2.2.
pub(super) fn auditors(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let competences = competences(book);
    let mut asked_nothing: HashMap<EntryId, &Entry> = HashMap::new();
    for entry in book.of_kind(Kind::Audit) {
        let Some(Data::Audit(audit)) = &entry.data else { continue };
        let done = audit.done.map(|it| it.value).filter(|done| *done <= book.as_of);
        let is_recent = done.is_none_or(|done| Interval::months(-12).after(book.as_of) <= done);
        if audit.audit_type.value != AuditType::Internal || !is_recent {
            continue;
        }
        for auditor in &audit.auditors {
            out.extend(own_work(book, entry, audit, auditor, done.is_some()));
            let Person::Key(reference) = auditor else { continue };
            let Some((role, _)) = role_of(book, reference) else { continue };
            if let Some(asked) = competences.get(&role.id) {
                out.extend(done.and_then(|done| not_yet_able(book, entry, reference, role, asked, done)));
            } else {
                asked_nothing.entry(role.id).or_insert(entry);
            }
        }
    }
    let mut roles: Vec<_> = asked_nothing.into_iter().collect();
    roles.sort_by_key(|(role, _)| *role);
    for (role, audit) in roles {
        let role = book.entry(role);
        if is_written(role, "competence") {
            continue;
        }
        let message = format!("no competence is asked of `{}`, which audits in `{}`", role.key, audit.key);
        let help = format!("add one to `competence/`, with `for: {}` and when it was `shown`", role.key);
        let diagnostic = Diagnostic::new(&WITHOUT_COMPETENCE, role.key_span, message).key(role.key.as_str());
        out.push(diagnostic.help(help));
    }
}

fn role_of<'a>(book: &'a Handbook, reference: &KeyRef) -> Option<(&'a Entry, &'a Role)> {
    let entry = book.by_key(&reference.key)?;
    match &entry.data {
        Some(Data::Role(role)) => Some((entry, role)),
        _ => None,
    }
}

fn own_work(
    book: &Handbook,
    audit_entry: &Entry,
    audit: &Audit,
    auditor: &Person,
    is_done: bool,
) -> Option<Diagnostic> {
    let (name, span) = match auditor {
        Person::Key(reference) => (format!("`{}`", reference.key), reference.span),
        Person::Name(line) => (format!("`{}`", line.text), line.span),
    };
    let own: Vec<OwnPart> = audit.covers.iter().filter_map(|covered| own_part(book, covered, auditor)).collect();
    let first = own.first()?;
    let names: Vec<String> = own.iter().map(|it| it.name.clone()).collect();
    let verb = if is_done { "audited" } else { "is to audit" };
    let message = format!("{name} {verb} their own work in `{}`: {}", audit_entry.key, first_few(&names, 4));
    let help = if is_done {
        "have that part audited again by somebody else"
    } else {
        "let somebody else audit that part, in an audit of its own"
    };
    let diagnostic = Diagnostic::new(&OWN_WORK, span, message).key(audit_entry.key.as_str()).help(help);
    Some(diagnostic.note(first.owned_at, if first.is_same_role { "answers for it" } else { "held by the same person" }))
}

/// Something that is covered and is the auditor's own.
struct OwnPart {
    name: String,
    /// Where that is written.
    owned_at: Span,
    /// Whether the role is the same, and not the person who holds it.
    is_same_role: bool,
}

fn own_part(book: &Handbook, covered: &KeyRef, auditor: &Person) -> Option<OwnPart> {
    let entry = book.by_key(&covered.key)?;
    let step = covered.anchor.as_deref().and_then(|anchor| anchor.strip_prefix("step-")).and_then(|key| {
        let steps = match &entry.data {
            Some(Data::Process(process)) => &process.steps,
            Some(Data::Procedure(procedure)) => &procedure.steps,
            _ => return None,
        };
        steps.iter().find(|step| step.key.text == key)
    });
    let answer: Vec<&KeyRef> = match step {
        Some(step) => doers(step).chain(accountable(entry, step)).collect(),
        None => entry.owner().into_iter().collect(),
    };
    let own = answer.into_iter().find(|role| is_same(book, auditor, role))?;
    let name = match &covered.anchor {
        Some(anchor) => format!("`{}#{anchor}`", entry.key),
        None => format!("`{}`", entry.key),
    };
    let is_same_role =
        matches!(auditor, Person::Key(reference) if book.keys.find(&reference.key) == book.keys.find(&own.key));
    Some(OwnPart { name, owned_at: own.span, is_same_role })
}

fn doers(step: &Step) -> impl Iterator<Item = &KeyRef> {
    step.by.iter().chain(step.raci.iter().flat_map(|raci| &raci.responsible))
}

/// Who answers for a step: who is named, else the owner of the process.
fn accountable<'a>(entry: &'a Entry, step: &'a Step) -> impl Iterator<Item = &'a KeyRef> {
    let named = step.raci.as_ref().map_or(&[][..], |raci| &raci.accountable);
    named.iter().chain(entry.owner().filter(|_| named.is_empty()))
}

/// Whether an auditor is a role, or the only one who holds it.
fn is_same(book: &Handbook, auditor: &Person, role: &KeyRef) -> bool {
    let Some((entry, role)) = role_of(book, role) else { return false };
    let holds = |name: &str| matches!(role.held_by.as_slice(), [only] if only.text.trim() == name.trim());
    match auditor {
        Person::Name(line) => holds(&line.text),
        Person::Key(reference) => match role_of(book, reference) {
            Some((other, _)) if other.id == entry.id => true,
            Some((_, auditor)) => matches!(auditor.held_by.as_slice(), [only] if holds(&only.text)),
            None => false,
        },
    }
}

/// Competences that are asked of each role.
fn competences(book: &Handbook) -> HashMap<EntryId, Vec<&Competence>> {
    let mut asked: HashMap<EntryId, Vec<&Competence>> = HashMap::new();
    for entry in book.of_kind(Kind::Competence) {
        let Some(Data::Competence(competence)) = &entry.data else { continue };
        let by_roles = book.pointing_at(entry.id, Kind::Role, crate::model::Relation("competence"));
        let mut roles: Vec<EntryId> = competence.roles.iter().filter_map(|it| book.keys.find(&it.key)).collect();
        roles.extend(by_roles);
        roles.sort();
        roles.dedup();
        for role in roles {
            asked.entry(role).or_default().push(competence);
        }
    }
    asked
}

/// A role that has shown a competence by now, and had shown none on the day of its audit.
fn not_yet_able(
    book: &Handbook,
    audit: &Entry,
    reference: &KeyRef,
    role: &Entry,
    asked: &[&Competence],
    done: Date,
) -> Option<Diagnostic> {
    let has_shown = |on: Date| asked.iter().any(|competence| is_shown(book, competence, role, on));
    // What is still not shown is reported once, where it is asked for.
    if has_shown(done) || !has_shown(book.as_of) {
        return None;
    }
    let message = format!("`{}` audited on {} and had shown no competence for it by then", reference.key, day(done));
    let help = "cite what was shown before that day, or have the audit looked through by somebody who can";
    Some(Diagnostic::new(&WITHOUT_COMPETENCE, reference.span, message).key(audit.key.as_str()).help(help))
}

fn is_shown(book: &Handbook, competence: &Competence, role: &Entry, on: Date) -> bool {
    competence.shown.iter().any(|shown| {
        let is_current = competence.renew.is_none_or(|renew| on <= renew.value.after(shown.on.value));
        shown.on.value <= on && is_current && book.keys.find(&shown.role.key) == Some(role.id)
    })
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    fn audit(fields: &str) -> String {
        let audit = format!(
            "--- audits/a.yaml\n- {{key: AUD-1, title: Internal audit, type: internal, covers: [PRC-A], {fields}}}\n"
        );
        let auditor = "- {key: ROL-C, title: Auditor, held_by: [Liv Moe]}\n";
        let competence = "--- competence/a.yaml\n- {key: COM-A, title: Auditing, for: [ROL-A, ROL-C], renew: P12M, shown: [{role: ROL-C, on: 2026-03-02}, {role: ROL-A, on: 2026-03-02}]}\n";
        format!("{PROCESS}{auditor}{audit}{competence}")
    }

    #[test]
    fn an_auditor_of_their_own_process() {
        check(
            &audit("auditors: [ROL-A], done: 2026-06-01"),
            str![[r#"
warning[auditor-audits-own-work]: `ROL-A` audited their own work in `AUD-1`: `PRC-A`
 --> audits/a.yaml:1:83
  |
1 | - {key: AUD-1, title: Internal audit, type: internal, covers: [PRC-A], auditors: [ROL-A], done: 2026-06-01}
  |                                                                                   ^^^^^
  |
 ::: processes/a.md:8:8
  |
8 | owner: ROL-A
  |        ----- answers for it
  |
help: have that part audited again by somebody else


"#]],
        );
        check(
            &audit("auditors: [ROL-A], planned: 2026-12"),
            str![[r#"
warning[auditor-audits-own-work]: `ROL-A` is to audit their own work in `AUD-1`: `PRC-A`
 --> audits/a.yaml:1:83
  |
1 | - {key: AUD-1, title: Internal audit, type: internal, covers: [PRC-A], auditors: [ROL-A], planned: 2026-12}
  |                                                                                   ^^^^^
  |
 ::: processes/a.md:8:8
  |
8 | owner: ROL-A
  |        ----- answers for it
  |
help: let somebody else audit that part, in an audit of its own


"#]],
        );
        check_clean(&audit("auditors: [ROL-C], done: 2026-06-01"));
        check_clean(&audit("auditors: [Nordsert AS], done: 2026-06-01"));
        check_clean(&audit("auditors: [ROL-A], done: 2026-06-01").replace("type: internal", "type: external"));
        // Older audits are history.
        check_clean(&audit("auditors: [ROL-A], done: 2025-11-21"));
    }

    #[test]
    fn one_person_in_two_roles() {
        let same = |text: String| text.replace("held_by: [Desk team]", "held_by: [Liv Moe]");
        check(
            &same(audit("auditors: [ROL-C], done: 2026-06-01")),
            str![[r#"
warning[auditor-audits-own-work]: `ROL-C` audited their own work in `AUD-1`: `PRC-A`
 --> audits/a.yaml:1:83
  |
1 | - {key: AUD-1, title: Internal audit, type: internal, covers: [PRC-A], auditors: [ROL-C], done: 2026-06-01}
  |                                                                                   ^^^^^
  |
 ::: processes/a.md:8:8
  |
8 | owner: ROL-A
  |        ----- held by the same person
  |
help: have that part audited again by somebody else


"#]],
        );
        check(
            &same(audit("auditors: [Liv Moe], done: 2026-06-01")),
            str![[r#"
warning[auditor-audits-own-work]: `Liv Moe` audited their own work in `AUD-1`: `PRC-A`
 --> audits/a.yaml:1:83
  |
1 | - {key: AUD-1, title: Internal audit, type: internal, covers: [PRC-A], auditors: [Liv Moe], done: 2026-06-01}
  |                                                                                   ^^^^^^^
  |
 ::: processes/a.md:8:8
  |
8 | owner: ROL-A
  |        ----- held by the same person
  |
help: have that part audited again by somebody else


"#]],
        );
        // One of several auditors may leave out what is theirs.
        check_clean(
            &same(audit("auditors: [ROL-C], done: 2026-06-01"))
                .replace("Auditor, held_by: [Liv Moe]", "Auditor, held_by: [Liv Moe, Bo Aas]"),
        );
    }

    #[test]
    fn an_auditor_who_does_the_step() {
        let step =
            audit("auditors: [ROL-C], done: 2026-06-01").replace("covers: [PRC-A]", "covers: [\"PRC-A#step-answer\"]");
        check_clean(&step);
        check(
            &step.replace("do: Answer, by: ROL-A", "do: Answer, by: ROL-C"),
            str![[r#"
warning[auditor-audits-own-work]: `ROL-C` audited their own work in `AUD-1`: `PRC-A#step-answer`
  --> audits/a.yaml:1:97
   |
 1 | - {key: AUD-1, title: Internal audit, type: internal, covers: ["PRC-A#step-answer"], auditors: [ROL-C], done: 2026-06-01}
   |                                                                                                 ^^^^^
   |
  ::: processes/a.md:11:35
   |
11 |   - {key: answer, do: Answer, by: ROL-C}
   |                                   ----- answers for it
   |
help: have that part audited again by somebody else


"#]],
        );
    }

    #[test]
    fn an_auditor_who_could_not_yet() {
        check(
            &audit("auditors: [ROL-C], done: 2026-03-01"),
            str![[r#"
warning[auditor-without-competence]: `ROL-C` audited on 1 Mar 2026 and had shown no competence for it by then
 --> audits/a.yaml:1:83
  |
1 | - {key: AUD-1, title: Internal audit, type: internal, covers: [PRC-A], auditors: [ROL-C], done: 2026-03-01}
  |                                                                                   ^^^^^
  |
help: cite what was shown before that day, or have the audit looked through by somebody who can


"#]],
        );
        check_clean(&audit("auditors: [ROL-C], done: 2026-03-02"));
        check_clean(&audit("auditors: [ROL-C], planned: 2026-12"));
    }

    #[test]
    fn an_auditor_of_whom_nothing_is_asked() {
        let nothing = audit("auditors: [ROL-C], done: 2026-06-01").replace("for: [ROL-A, ROL-C]", "for: [ROL-A]");
        check(
            &nothing.replace("{role: ROL-C, on: 2026-03-02}, ", ""),
            str![[r#"
warning[auditor-without-competence]: no competence is asked of `ROL-C`, which audits in `AUD-1`
 --> roles/a.yaml:3:9
  |
3 | - {key: ROL-C, title: Auditor, held_by: [Liv Moe]}
  |         ^^^^^
  |
help: add one to `competence/`, with `for: ROL-C` and when it was `shown`


"#]],
        );
        check_clean(&nothing.replace("held_by: [Liv Moe]", "held_by: [Liv Moe], competence: [COM-A]"));
    }
}

use std::collections::BTreeMap;

use crate::checks::list_of;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Provided, ProvidedKind, Step};
use crate::model::{Data, Entry, EntryId, KeyRef, Kind};
use crate::standards::ClauseId;

/// A step of a supplier that the supplier's entry does not name.
const NOT_NAMED: Rule = Rule {
    name: "supplier-step-not-named",
    severity: Severity::Warning,
    clause: "8.2.3.1",
    looks_for: "A step of a process or procedure in force that a supplier does, where nothing in the supplier's \
                `provides` names that process, one of its steps or its clause.",
    why: "The list of what other parties run is what an auditor starts from; a part that it leaves out is controlled by \
          nobody.",
    fix: "Add it to `provides` of the supplier, `kind: process` with the process in `for` or its clause in `clauses`; or \
          correct who does the step.",
};

/// A step that a supplier answers for.
const WITHOUT_ACCOUNTABLE: Rule = Rule {
    name: "supplier-step-without-accountable",
    severity: Severity::Warning,
    clause: "8.2.3.1",
    looks_for: "A step with a supplier as its accountable party (`raci: {A: …}`) and no role of our own.",
    why: "Others may do the work; whoever is certified stays accountable for it, and has to be able to say who that is.",
    fix: "Name a role of your own in `A`, or leave `A` out so that the owner of the process is accountable.",
};

/// Rules about steps that suppliers do.
pub(super) const RULES: &[&Rule] = &[&NOT_NAMED, &WITHOUT_ACCOUNTABLE];

/// What suppliers do is on their list, and answered for by a role of our own.
///
/// Source: ISO/IEC 20000-1:2018, clauses 8.2.3.1 and 5.3.
pub(super) fn supplier_steps(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for kind in [Kind::Process, Kind::Procedure] {
        for entry in book.of_kind(kind).filter(|entry| book.is_in_force(entry)) {
            let (steps, processes) = match &entry.data {
                Some(Data::Process(process)) => (&process.steps, &[][..]),
                Some(Data::Procedure(procedure)) => (&procedure.steps, &procedure.process[..]),
                _ => continue,
            };
            let whole = Whole::new(book, entry, processes);
            let mut by_supplier: BTreeMap<EntryId, Vec<(&Step, &KeyRef)>> = BTreeMap::new();
            for step in steps {
                accountable(book, entry, step, out);
                let responsible = step.raci.iter().flat_map(|raci| &raci.responsible);
                for doer in step.by.iter().chain(responsible) {
                    let Some(id) = book.keys.find(&doer.key) else { continue };
                    if book.entry(id).kind == Kind::Supplier {
                        by_supplier.entry(id).or_default().push((step, doer));
                    }
                }
            }
            for (supplier, steps) in by_supplier {
                not_named(book, &whole, book.entry(supplier), &steps, out);
            }
        }
    }
}

/// A process or procedure, and under which names a supplier's entry may speak of it.
struct Whole<'a> {
    entry: &'a Entry,
    /// Itself and, for a procedure, the processes that it belongs to.
    ids: Vec<EntryId>,
    /// The clauses of these.
    clauses: Vec<ClauseId>,
}

impl<'a> Whole<'a> {
    fn new(book: &Handbook, entry: &'a Entry, processes: &[KeyRef]) -> Self {
        let mut ids = vec![entry.id];
        ids.extend(processes.iter().filter_map(|process| book.keys.find(&process.key)));
        let claimed = book.claims_of(entry.id).map(|claim| book.standards.clause_of(claim.place));
        let placed = ids.iter().filter_map(|id| book.clause_of_process(*id));
        let mut clauses: Vec<ClauseId> = claimed.chain(placed).collect();
        clauses.sort_unstable();
        clauses.dedup();
        Self { entry, ids, clauses }
    }

    /// Whether one line of a supplier's `provides` speaks of a step.
    fn is_named_by(&self, book: &Handbook, provided: &Provided, step: &Step) -> bool {
        let anchor = format!("step-{}", step.key.text);
        let mut names_process = false;
        for reference in &provided.what_for {
            let Some(id) = book.keys.find(&reference.key) else { continue };
            names_process |= matches!(book.entry(id).kind, Kind::Process | Kind::Procedure);
            if self.ids.contains(&id) && reference.anchor.as_ref().is_none_or(|it| *it == anchor) {
                return true;
            }
        }
        let standards = &book.standards;
        let is_about = |clause: ClauseId| {
            self.clauses.iter().any(|own| standards.is_below(*own, clause) || standards.is_below(clause, *own))
        };
        if provided.clauses.iter().filter_map(|it| book.place(it)).any(|place| is_about(standards.clause_of(place))) {
            return true;
        }
        // A process that is named in words alone may be this one.
        provided.kind.is_some_and(|kind| kind.value == ProvidedKind::Process)
            && !names_process
            && provided.clauses.is_empty()
    }
}

fn not_named(
    book: &Handbook,
    whole: &Whole<'_>,
    supplier: &Entry,
    steps: &[(&Step, &KeyRef)],
    out: &mut Vec<Diagnostic>,
) {
    // What cannot be read has its own diagnostic.
    let Some(Data::Supplier(data)) = &supplier.data else { return };
    let is_unread = data.provides.is_empty() && supplier.fields.get("provides").is_some();
    let is_named = |step: &Step| data.provides.iter().any(|it| whole.is_named_by(book, it, step));
    let mut missing: Vec<_> = steps.iter().filter(|(step, _)| !is_named(step)).collect();
    missing.dedup_by_key(|(step, _)| step.key.span);
    let Some((_, first)) = missing.first().filter(|_| !is_unread) else { return };
    let names: Vec<String> = missing.iter().map(|(step, _)| format!("`{}`", step.key.text)).collect();
    let names = list_of(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let (noun, verb, them) = if missing.len() == 1 { ("step", "is", "it") } else { ("steps", "are", "them") };
    let key = &whole.entry.key;
    let message =
        format!("{noun} {names} of `{key}` {verb} done by `{}`, whose `provides` does not name {them}", first.key);
    let at = supplier.fields.get("provides").map_or(supplier.key_span, |node| node.span);
    let help = format!("add `{{what: …, kind: process, for: {key}}}` to its `provides`, or correct who does it");
    out.push(
        Diagnostic::new(&NOT_NAMED, first.span, message)
            .note(at, format!("what `{}` provides", supplier.key))
            .key(key.as_str())
            .help(help),
    );
}

/// Reports a step that only a supplier answers for. Where no `A` is written it is the owner, and a missing owner has a
/// rule of its own; so have several accountable roles.
fn accountable(book: &Handbook, entry: &Entry, step: &Step, out: &mut Vec<Diagnostic>) {
    let Some([only]) = step.raci.as_ref().map(|raci| raci.accountable.as_slice()) else { return };
    if book.by_key(&only.key).is_none_or(|it| it.kind != Kind::Supplier) {
        return;
    }
    let message = format!(
        "step `{}` of `{}` is answered for by `{}`, and by no role of our own",
        step.key.text, entry.key, only.key
    );
    let help = match entry.owner() {
        Some(owner) => format!("name a role of our own in `A`; without `A` it is the owner, `{}`", owner.key),
        None => "name a role of our own in `A`".into(),
    };
    out.push(Diagnostic::new(&WITHOUT_ACCOUNTABLE, only.span, message).key(entry.key.as_str()).help(help));
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    const SUPPLIER: &str = "--- suppliers/a.yaml
key: SUP-A
title: Night desk
type: internal
owner: ROL-B
review: P12M
reviews: [{on: 2026-09-01, by: ROL-B, result: In time.}]
provides: [{what: Calls at night, kind: service}]
--- agreements/a.yaml
- {key: AGR-A, title: Calls at night, type: ola, with: SUP-A, owner: ROL-B}
";

    /// The process with a step that a supplier does beside one of our own.
    fn by_supplier(step: &str, provides: &str) -> String {
        let ours = "  - {key: close, do: Close, by: ROL-A}";
        let process = PROCESS.replace("by: ROL-A}", &format!("by: SUP-A{step}}}\n{ours}"));
        format!("{process}{}", SUPPLIER.replace("{what: Calls at night, kind: service}", provides))
    }

    #[test]
    fn a_step_that_the_suppliers_entry_does_not_name() {
        check(
            &by_supplier("", "{what: Calls at night, kind: service}"),
            str![[r#"
warning[supplier-step-not-named]: step `answer` of `PRC-A` is done by `SUP-A`, whose `provides` does not name it
  --> processes/a.md:11:35
   |
11 |   - {key: answer, do: Answer, by: SUP-A}
   |                                   ^^^^^
   |
  ::: suppliers/a.yaml:7:11
   |
 7 | provides: [{what: Calls at night, kind: service}]
   |           --------------------------------------- what `SUP-A` provides
   |
help: add `{what: …, kind: process, for: PRC-A}` to its `provides`, or correct who does it


"#]],
        );
        // The name of another step is not the name of this one.
        check(
            &by_supplier("", "{what: Closing, kind: process, for: \"PRC-A#step-close\"}")
                .replace("do: Close, by: ROL-A}", "do: Close, by: [ROL-A, SUP-A]}"),
            str![[r#"
warning[supplier-step-not-named]: step `answer` of `PRC-A` is done by `SUP-A`, whose `provides` does not name it
  --> processes/a.md:11:35
   |
11 |   - {key: answer, do: Answer, by: SUP-A}
   |                                   ^^^^^
   |
  ::: suppliers/a.yaml:7:11
   |
 7 | provides: [{what: Closing, kind: process, for: "PRC-A#step-close"}]
   |           --------------------------------------------------------- what `SUP-A` provides
   |
help: add `{what: …, kind: process, for: PRC-A}` to its `provides`, or correct who does it


"#]],
        );
    }

    #[test]
    fn steps_that_it_names() {
        for provides in [
            "{what: Calls at night, kind: process, for: PRC-A}",
            "{what: Calls at night, kind: process, for: \"PRC-A#step-answer\"}",
            "{what: Calls at night, kind: process, clauses: [1]}",
            "{what: Calls at night, kind: service, clauses: [1]}",
            "{what: Calls at night, kind: process}",
        ] {
            check_clean(&by_supplier("", provides));
        }
        // A draft is not followed yet.
        check_clean(&by_supplier("", "{what: X, kind: service}").replace("status: approved", "status: retired"));
    }

    #[test]
    fn a_step_that_only_a_supplier_answers_for() {
        let named = "{what: Calls at night, kind: process, for: PRC-A}";
        check(
            &by_supplier(", raci: {A: SUP-A}", named),
            str![[r#"
warning[supplier-step-without-accountable]: step `answer` of `PRC-A` is answered for by `SUP-A`, and by no role of our own
  --> processes/a.md:11:52
   |
11 |   - {key: answer, do: Answer, by: SUP-A, raci: {A: SUP-A}}
   |                                                    ^^^^^
   |
help: name a role of our own in `A`; without `A` it is the owner, `ROL-A`


"#]],
        );
        check_clean(&by_supplier(", raci: {A: ROL-A}", named));
    }
}

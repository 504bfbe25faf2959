use std::collections::{BTreeMap, HashSet};

use crate::checks::{list_of, written_items};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::Process;
use crate::model::{Data, Entry, EntryId, KeyRef, Kind};
use crate::source::Span;

/// An interface that only one of two processes states.
const ONE_SIDED: Rule = Rule {
    name: "interface-one-sided",
    severity: Severity::Warning,
    clause: "4.4",
    looks_for: "A process in force that names an interface with another one, which names none with it.",
    why: "Work is lost where processes meet; an auditor asks both owners, and one of them has not heard of it.",
    fix: "Agree with the other owner and state the interface on both sides, or remove it.",
};

/// Something handed over that the other side does not know of.
const NOT_TAKEN: Rule = Rule {
    name: "output-not-taken",
    severity: Severity::Warning,
    clause: "4.4",
    looks_for: "An output that goes to a process without an input from there, an input from a process without an output \
                there, or an output that nobody is said to take. A process that knows nothing of the other one at all \
                is told so once.",
    why: "What one process produces and no other one takes is work for nothing, or arrives by luck.",
    fix: "Add the input or the output on the other side, say `to` whom the output goes, or take it out.",
};

/// Rules about what processes hand to each other.
pub(super) const RULES: &[&Rule] = &[&ONE_SIDED, &NOT_TAKEN];

/// Both sides of a meeting point say the same.
///
/// Source: ISO/IEC 20000-1:2018, clause 4.4.
pub(super) fn interfaces(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let processes: Vec<(&Entry, &Process)> = book
        .of_kind(Kind::Process)
        .filter(|entry| book.is_in_force(entry))
        .filter_map(|entry| match &entry.data {
            Some(Data::Process(process)) => Some((entry, process.as_ref())),
            _ => None,
        })
        .collect();
    let said = said(book, &processes);
    for ((from, about), one) in &said {
        let other = said.get(&(*about, *from));
        let (entry, other_entry) = (book.entry(*from), book.entry(*about));
        let has_other = |is_there: fn(&Said<'_>) -> bool| other.is_some_and(is_there);
        let outputs = if has_other(|it| !it.inputs.is_empty()) { &[][..] } else { &one.outputs };
        let inputs = if has_other(|it| !it.outputs.is_empty()) { &[][..] } else { &one.inputs };
        let diagnostic = match one.interface {
            Some(span) if !has_other(|it| it.interface.is_some()) => {
                let message =
                    format!("`{}` names an interface with `{}`, which names none with it", entry.key, other_entry.key);
                let help = format!("add `{{with: {}, for: …}}` to `interfaces` of `{}`", entry.key, other_entry.key);
                let at = place_of(other_entry, "interfaces");
                // What it gives or takes unheard is the same silence, not a second one.
                Diagnostic::new(&ONE_SIDED, span, message).note(at, "the other side").help(help)
            }
            _ => match (outputs, inputs) {
                ([(what, span), ..], _) => {
                    let message = format!(
                        "`{}` gives {} to `{}`, which takes no input from it",
                        entry.key,
                        names(outputs),
                        other_entry.key
                    );
                    let help =
                        format!("add `{{what: {what}, from: {}}}` to `inputs` of `{}`", entry.key, other_entry.key);
                    Diagnostic::new(&NOT_TAKEN, *span, message)
                        .note(place_of(other_entry, "inputs"), "the other side")
                        .help(help)
                }
                ([], [(what, span), ..]) => {
                    let message = format!(
                        "`{}` takes {} from `{}`, which has no output to it",
                        entry.key,
                        names(inputs),
                        other_entry.key
                    );
                    let help =
                        format!("add `{{what: {what}, to: {}}}` to `outputs` of `{}`", entry.key, other_entry.key);
                    Diagnostic::new(&NOT_TAKEN, *span, message)
                        .note(place_of(other_entry, "outputs"), "the other side")
                        .help(help)
                }
                ([], []) => continue,
            },
        };
        out.push(diagnostic.key(entry.key.as_str()));
    }
    let mut taken: HashSet<(EntryId, String)> = HashSet::new();
    for ((_, giver), one) in &said {
        taken.extend(one.inputs.iter().map(|(what, _)| (*giver, what.to_lowercase())));
    }
    for (entry, _) in processes {
        taken_by_nobody(entry, &taken, out);
    }
}

/// Reports outputs that say not to whom they go, unless another process takes them by name.
fn taken_by_nobody(entry: &Entry, taken: &HashSet<(EntryId, String)>, out: &mut Vec<Diagnostic>) {
    // As it is written: a `to` that cannot be read has its own diagnostic.
    let open: Vec<(&str, Span)> = written_items(entry, "outputs")
        .filter(|output| output.get("to").is_none())
        .filter_map(|output| output.get("what").and_then(|what| Some((what.text()?, what.span))))
        .filter(|(what, _)| !taken.contains(&(entry.id, what.to_lowercase())))
        .collect();
    let Some((_, first)) = open.first() else { return };
    let go = if open.len() == 1 { "it goes" } else { "they go" };
    let message = format!("nobody is said to take {} of `{}`", names(&open), entry.key);
    let help = format!("say where {go}: `to:` with a process, a role, a customer or a supplier");
    out.push(Diagnostic::new(&NOT_TAKEN, *first, message).key(entry.key.as_str()).help(help));
}

/// What one process says about another.
#[derive(Default)]
struct Said<'a> {
    interface: Option<Span>,
    /// What goes to it, and where that is written.
    outputs: Vec<(&'a str, Span)>,
    /// What comes from it.
    inputs: Vec<(&'a str, Span)>,
}

/// What each process in force says about each other one in force, by the two.
fn said<'a>(book: &Handbook, processes: &[(&Entry, &'a Process)]) -> BTreeMap<(EntryId, EntryId), Said<'a>> {
    let mut said: BTreeMap<(EntryId, EntryId), Said<'_>> = BTreeMap::new();
    for (entry, process) in processes {
        let other = |reference: &KeyRef| {
            let other = book.by_key(&reference.key)?;
            let counts =
                other.kind == Kind::Process && other.id != entry.id && other.data.is_some() && book.is_in_force(other);
            counts.then_some((entry.id, other.id))
        };
        for interface in &process.interfaces {
            if let Some(pair) = other(&interface.with) {
                said.entry(pair).or_default().interface.get_or_insert(interface.with.span);
            }
        }
        for output in &process.outputs {
            for reference in &output.to {
                if let Some(pair) = other(reference) {
                    said.entry(pair).or_default().outputs.push((&output.what.text, reference.span));
                }
            }
        }
        for input in &process.inputs {
            for reference in &input.from {
                if let Some(pair) = other(reference) {
                    said.entry(pair).or_default().inputs.push((&input.what.text, reference.span));
                }
            }
        }
    }
    said
}

/// Where a field is written, else where it would be added.
fn place_of(entry: &Entry, field: &str) -> Span {
    entry.fields.get(field).map_or(entry.key_span, |node| node.span)
}

/// `a`, `b` and `c`, each in backticks.
fn names(things: &[(&str, Span)]) -> String {
    let names: Vec<String> = things.iter().map(|(what, _)| format!("`{what}`")).collect();
    list_of(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    /// Two processes that meet, from what each says.
    fn two(a: &str, b: &str) -> String {
        let (process, roles) = PROCESS.split_once("--- roles/a.yaml").expect("the fixture has roles");
        let b = process
            .replace("PRC-A", "PRC-B")
            .replace("processes/a.md", "processes/b.md")
            .replace("measures:", &format!("{b}measures:"));
        format!("{}{b}--- roles/a.yaml{roles}", process.replace("measures:", &format!("{a}measures:")))
    }

    #[test]
    fn an_interface_that_the_other_side_does_not_know() {
        check(
            &two(
                "interfaces: [{with: PRC-B, for: Repeated calls}]\noutputs: [{what: Known error, to: PRC-B}]\n",
                "interfaces: [{with: PRC-A#step-answer, for: X}]\n".replace("PRC-A#step-answer", "ROL-A").as_str(),
            ),
            str![[r#"
warning[interface-one-sided]: `PRC-A` names an interface with `PRC-B`, which names none with it
  --> processes/a.md:12:21
   |
12 | interfaces: [{with: PRC-B, for: Repeated calls}]
   |                     ^^^^^
   |
  ::: processes/b.md:12:13
   |
12 | interfaces: [{with: ROL-A, for: X}]
   |             ----------------------- the other side
   |
help: add `{with: PRC-A, for: …}` to `interfaces` of `PRC-B`


"#]],
        );
        check_clean(&two("interfaces: [{with: PRC-B, for: X}]\n", "interfaces: [{with: PRC-A, for: Y}]\n"));
    }

    #[test]
    fn outputs_and_inputs_that_only_one_side_knows() {
        let both = "interfaces: [{with: PRC-B, for: X}]\n";
        let back = "interfaces: [{with: PRC-A, for: X}]\n";
        check(
            &two(
                &format!("{both}outputs: [{{what: Known error, to: PRC-B}}, {{what: Trend, to: [PRC-B, ROL-A]}}]\n"),
                back,
            ),
            str![[r#"
warning[output-not-taken]: `PRC-A` gives `Known error` and `Trend` to `PRC-B`, which takes no input from it
  --> processes/a.md:13:35
   |
13 | outputs: [{what: Known error, to: PRC-B}, {what: Trend, to: [PRC-B, ROL-A]}]
   |                                   ^^^^^
   |
  ::: processes/b.md:2:6
   |
 2 | key: PRC-B
   |      ----- the other side
   |
help: add `{what: Known error, from: PRC-A}` to `inputs` of `PRC-B`


"#]],
        );
        check(
            &two("inputs: [{what: Alarm, from: PRC-B}]\n", ""),
            str![[r#"
warning[output-not-taken]: `PRC-A` takes `Alarm` from `PRC-B`, which has no output to it
  --> processes/a.md:12:30
   |
12 | inputs: [{what: Alarm, from: PRC-B}]
   |                              ^^^^^
   |
  ::: processes/b.md:2:6
   |
 2 | key: PRC-B
   |      ----- the other side
   |
help: add `{what: Alarm, to: PRC-A}` to `outputs` of `PRC-B`


"#]],
        );
        check_clean(&two(
            "outputs: [{what: Known error, to: PRC-B}]\n",
            "inputs: [{what: Mistakes known, from: PRC-A}]\n",
        ));
        // What comes from outside, or from a process that is not in force, is not asked for its side.
        check_clean(&two("inputs: [{what: Alarm, from: ROL-A}]\noutputs: [{what: Answer, to: ROL-B}]\n", ""));
    }

    #[test]
    fn an_output_that_goes_nowhere() {
        check(
            &two("outputs: [{what: Known error}, {what: Trend}]\n", ""),
            str![[r#"
warning[output-not-taken]: nobody is said to take `Known error` and `Trend` of `PRC-A`
  --> processes/a.md:12:18
   |
12 | outputs: [{what: Known error}, {what: Trend}]
   |                  ^^^^^^^^^^^
   |
help: say where they go: `to:` with a process, a role, a customer or a supplier


"#]],
        );
        check_clean(&two(
            "outputs: [{what: Known error, to: PRC-B}, {what: known error}]\n",
            "inputs: [{what: Known error, from: PRC-A}]\n",
        ));
    }
}

use std::collections::HashSet;

use crate::checks::{list_of, processes};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::standards::{ClauseId, Place};

/// A process of the standard that is none here.
pub(super) const RULE: Rule = Rule {
    name: "process-missing",
    severity: Severity::Warning,
    clause: "8",
    looks_for: "A process that the handbook's first standard names (8.2 to 8.7 of ISO/IEC 20000-1), which no process here \
                is about: none has its clause in `clause`, and none claims anything of it.",
    why: "Everything in that part of the standard is asked of a process; without one there is no owner, no measure and \
          nothing to audit.",
    fix: "Write the process; or, where one that you have covers it, say so in its `satisfies`.",
};

/// More are named by their numbers alone, so that the line can still be read.
const MAX_TITLES: usize = 6;

/// Each process of the standard is one here.
///
/// Source: ISO/IEC 20000-1:2018, clauses 4.4 and 8.2 to 8.7.
pub(super) fn process_missing(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let Some(first) = book.standards.first() else { return };
    let Some(written) = book.config.as_ref().and_then(|config| config.standards.first()) else { return };
    let named = first.file.process_groups.iter().flat_map(|group| &group.processes);
    let named = named.filter_map(|number| match book.standards.find_in(first.id, &number.value)? {
        Place::Clause(clause) => Some(clause),
        Place::Requirement(_) => None,
    });
    let named: Vec<ClauseId> = named.collect();
    if named.is_empty() {
        return;
    }
    let about = Subjects::new(book);
    let missing: Vec<ClauseId> = named.iter().copied().filter(|clause| !about.have(book, *clause)).collect();
    if missing.is_empty() {
        return;
    }
    let titled = |id: &ClauseId| {
        let clause = book.standards.clause(*id);
        if missing.len() > MAX_TITLES { clause.number.clone() } else { format!("{} {}", clause.number, clause.title) }
    };
    let names: Vec<String> = missing.iter().map(titled).collect();
    let names = list_of(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let (n, all, title) = (missing.len(), named.len(), first.title());
    let (message, help) = match n {
        1 => (
            format!("no process here is about {names}, one of the {all} processes of {title}"),
            "write it, or name its clause in `satisfies` of the process that covers it",
        ),
        _ => (
            format!("no process here is about {n} of the {all} processes of {title}: {names}"),
            "write them, or name their clauses in `satisfies` of the processes that cover them",
        ),
    };
    out.push(Diagnostic::new(&RULE, written.span, message).help(help));
}

/// The clauses that processes are about.
struct Subjects {
    /// Those that are named.
    named: HashSet<ClauseId>,
    /// These and all above them.
    with_parents: HashSet<ClauseId>,
}

impl Subjects {
    fn new(book: &Handbook) -> Self {
        let mut named = HashSet::new();
        for (entry, _) in processes(book) {
            named.extend(book.clause_of_process(entry.id));
            named.extend(book.claims_of(entry.id).map(|claim| book.standards.clause_of(claim.place)));
        }
        let with_parents = named.iter().flat_map(|clause| parents(book, *clause)).collect();
        Self { named, with_parents }
    }

    /// Whether one is about a clause: names it, something below it, or what it stands below.
    fn have(&self, book: &Handbook, clause: ClauseId) -> bool {
        self.with_parents.contains(&clause) || parents(book, clause).any(|it| self.named.contains(&it))
    }
}

/// A clause and all above it.
fn parents(book: &Handbook, clause: ClauseId) -> impl Iterator<Item = ClauseId> {
    std::iter::successors(Some(clause), |it| book.standards.clause(*it).parent)
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    /// A handbook whose standard names two processes.
    fn with(process: &str) -> String {
        format!(
            "--- handbook.yaml\ntitle: Handbook\norganisation: Halden\nstandards: [two]\n--- standards/two.yaml\n\
             id: two\ntitle: Two processes\nedition: \"2026\"\nkind: requirements\n\
             process_groups: [{{id: \"1\", title: Desk, processes: [\"1.1\", \"1.2\"]}}]\n\
             clauses:\n  - id: \"1\"\n    title: Desk\n    clauses:\n      \
             - {{id: \"1.1\", title: Calls, requirements: [{{id: 1.1-1, asks: Answer., informative: true}}]}}\n      \
             - {{id: \"1.2\", title: Problems, requirements: [{{id: 1.2-1, asks: Look., informative: true}}]}}\n{process}"
        )
    }

    #[test]
    fn a_process_that_is_missing() {
        check(
            &with(&PROCESS.replace("[1]", "[1.1-1]")),
            str![[r#"
warning[process-missing]: no process here is about 1.2 Problems, one of the 2 processes of Two processes
 --> handbook.yaml:3:13
  |
3 | standards: [two]
  |             ^^^
  |
help: write it, or name its clause in `satisfies` of the process that covers it


"#]],
        );
        check(
            &with("--- roles/a.yaml\n- {key: ROL-A, title: Desk, held_by: [Desk team]}\n"),
            str![[r#"
warning[process-missing]: no process here is about 2 of the 2 processes of Two processes: 1.1 Calls and 1.2 Problems
 --> handbook.yaml:3:13
  |
3 | standards: [two]
  |             ^^^
  |
help: write them, or name their clauses in `satisfies` of the processes that cover them


"#]],
        );
    }

    #[test]
    fn processes_that_are_there() {
        for claims in ["[1]", "[1.1, 1.2]", "[1.1-1, 1.2-1]"] {
            check_clean(&with(&PROCESS.replace("[1]", claims)));
        }
        check_clean(&with(&PROCESS.replace("satisfies: [1]", "satisfies: [1.1]\nclause: \"1.2\"")));
        // The rest of the fixtures has a standard that names none.
        check_clean(PROCESS);
    }
}

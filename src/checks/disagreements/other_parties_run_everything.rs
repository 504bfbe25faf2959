use std::collections::HashSet;

use crate::checks::{list_of, processes};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Lifecycle, ProvidedKind, Service, Step, Supplier};
use crate::model::{Data, Entry, EntryId, Kind};
use crate::source::Span;

/// Nothing is left in our own hands.
pub(super) const RULE: Rule = Rule {
    name: "other-parties-run-everything",
    severity: Severity::Warning,
    clause: "8.2.3.1",
    looks_for: "A handbook in which suppliers provide every live service as a whole (under its title), provide every \
                component that a live service lists, or do every step of every process in force.",
    why: "Who lets others run all services, all components or all processes has nothing of their own to certify.",
    fix: "Name what you run yourselves: the service, the component or the step; or correct what the supplier is said to \
          provide.",
};

/// A part of the services, of the components and of the processes stays in our own hands.
///
/// Source: ISO/IEC 20000-1:2018, clause 8.2.3.1; requirement 8.2.3.1-3.
pub(super) fn other_parties_run_everything(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let services: Vec<(&Entry, &Service)> = book
        .of_kind(Kind::Service)
        .filter(|entry| book.is_in_force(entry))
        .filter_map(|entry| match &entry.data {
            Some(Data::Service(service)) if service.lifecycle.value == Lifecycle::Live => {
                Some((entry, service.as_ref()))
            }
            _ => None,
        })
        .collect();
    let provided = Provided::new(book);
    let mut all = Vec::new();
    let mut at: Option<Span> = None;
    let mut add = |what, entry: &Entry| {
        all.push(what);
        at = at.or(Some(entry.key_span));
    };
    if let Some((first, _)) = services.first()
        && services.iter().all(|(entry, _)| provided.services.contains(&(entry.id, plain(&entry.title))))
    {
        add("every live service", first);
    }
    let mut components = services.iter().flat_map(|(entry, service)| service.components.iter().map(|it| (*entry, it)));
    if let Some((first, _)) = components.clone().next()
        && components.all(|(entry, component)| provided.components.contains(&(entry.id, plain(&component.text))))
    {
        add("every component of the live services", first);
    }
    let run: Vec<(&Entry, &[Step])> = processes(book)
        .filter(|(entry, process)| book.is_in_force(entry) && !process.steps.is_empty())
        .map(|(entry, process)| (entry, process.steps.as_slice()))
        .collect();
    if let Some((first, _)) = run.first()
        && run.iter().all(|(_, steps)| steps.iter().all(|step| is_done_by_suppliers(book, step)))
    {
        add("every step of every process", first);
    }
    let scope = book.of_kind(Kind::Scope).next();
    let at = scope.map(|scope| scope.fields.get("other_parties").map_or(scope.key_span, |node| node.span)).or(at);
    if let (false, Some(span)) = (all.is_empty(), at) {
        let message = format!("other parties run {}, and nothing of it is ours", list_of(&all));
        let help = "name what we run ourselves, or correct what the suppliers are said to provide";
        out.push(Diagnostic::new(&RULE, span, message).help(help));
    }
}

/// What suppliers provide for each service, in lower case.
#[derive(Default)]
struct Provided {
    services: HashSet<(EntryId, String)>,
    components: HashSet<(EntryId, String)>,
}

impl Provided {
    fn new(book: &Handbook) -> Self {
        let mut provided = Self::default();
        let suppliers = book.of_kind(Kind::Supplier).filter_map(|entry| match &entry.data {
            Some(Data::Supplier(supplier)) => Some(supplier.as_ref()),
            _ => None,
        });
        for item in suppliers.flat_map(|supplier: &Supplier| &supplier.provides) {
            let things = match item.kind.map(|it| it.value) {
                Some(ProvidedKind::Service) => &mut provided.services,
                Some(ProvidedKind::Component) => &mut provided.components,
                Some(ProvidedKind::Process) | None => continue,
            };
            let services = item.what_for.iter().filter_map(|service| book.keys.find(&service.key));
            things.extend(services.map(|service| (service, plain(&item.what.text))));
        }
        provided
    }
}

fn plain(text: &str) -> String {
    text.trim().to_lowercase()
}

fn is_done_by_suppliers(book: &Handbook, step: &Step) -> bool {
    let mut doers = step.by.iter().chain(step.raci.iter().flat_map(|raci| &raci.responsible)).peekable();
    // A step that nobody does has its own diagnostic.
    doers.peek().is_some() && doers.all(|doer| book.by_key(&doer.key).is_some_and(|entry| entry.kind == Kind::Supplier))
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, SERVICE, check, check_clean};

    fn supplier(provides: &str) -> String {
        format!(
            "--- suppliers/a.yaml\n- {{key: SUP-A, title: Partner, type: internal, owner: ROL-A, provides: [{provides}], \
             review: P12M, reviews: [{{on: 2026-09-01, by: ROL-A, result: In time.}}]}}\n\
             --- agreements/a.yaml\n- {{key: AGR-A, title: Work, type: ola, with: SUP-A, owner: ROL-A}}\n"
        )
    }

    /// A live service of two components, and what its supplier provides.
    fn services(provides: &str) -> String {
        let service = SERVICE.replace("  depends_on:", "  components: [Laptop, Dock]\n  depends_on:");
        service.replace("type: external, ", &format!("type: external, provides: [{provides}], "))
    }

    #[test]
    fn services_and_components_that_all_come_from_others() {
        check(
            &services(
                "{what: laptops, kind: service, for: SVC-LAP}, {what: Laptop, kind: component, for: SVC-LAP}, {what: Dock, kind: component, for: SVC-LAP}",
            ),
            str![[r#"
warning[other-parties-run-everything]: other parties run every live service and every component of the live services, and nothing of it is ours
 --> services/a.yaml:1:8
  |
1 | - key: SVC-LAP
  |        ^^^^^^^
  |
help: name what we run ourselves, or correct what the suppliers are said to provide


"#]],
        );
    }

    #[test]
    fn a_part_that_is_ours() {
        // A service for a service is not the service, and the dock is ours.
        check_clean(&services(
            "{what: Repair, kind: service, for: SVC-LAP}, {what: Laptop, kind: component, for: SVC-LAP}",
        ));
        check_clean(&services("{what: Laptops of the night shift, kind: service, for: SVC-LAP}"));
        check_clean(&services("{what: Laptops, kind: process, for: SVC-LAP}"));
    }

    #[test]
    fn processes_that_others_do() {
        let book = format!("{PROCESS}{}", supplier("{what: Calls, kind: process, for: PRC-A}"));
        check(
            &book.replace("by: ROL-A}", "by: SUP-A}"),
            str![[r#"
warning[other-parties-run-everything]: other parties run every step of every process, and nothing of it is ours
 --> processes/a.md:2:6
  |
2 | key: PRC-A
  |      ^^^^^
  |
help: name what we run ourselves, or correct what the suppliers are said to provide


"#]],
        );
        check_clean(&book.replace("by: ROL-A}", "by: [SUP-A, ROL-A]}"));
    }
}

use std::cmp::Ordering;

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::{Lifecycle, Recovery, Service};
use crate::model::{Data, Entry, EntryId, Kind, Target};
use crate::source::Spanned;

/// A service that comes back before what it needs.
pub(super) const RULE: Rule = Rule {
    name: "recovery-tighter-than-dependency",
    severity: Severity::Warning,
    clause: "8.7.2",
    looks_for: "A live service whose recovery time or recovery point objective is tighter than that of a service or \
                supplier that it depends on. Numbers are compared over units: 90 min and 1 h.",
    why: "A service is not back before what it stands on, and no data is newer than its copy. In a continuity test this \
          is what makes the plan fail.",
    fix: "Give the service the time that its dependencies need, or agree on more with them; if it can do without them, say \
          so and take them out of `depends_on`.",
};

/// No service promises to be back before what it depends on.
///
/// Source: ISO/IEC 20000-1:2018, clause 8.7.2.
pub(super) fn recovery_tighter_than_dependency(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for (entry, service) in book.live_services() {
        let Some(recovery) = &service.recovery else { continue };
        let dependencies = dependencies(book, entry.id, service);
        let objectives: [(&str, Objective); 2] = [("rto", |it| it.rto.as_ref()), ("rpo", |it| it.rpo.as_ref())];
        for (name, objective) in objectives {
            let Some(own) = objective(recovery) else { continue };
            let weaker = dependencies.iter().filter_map(|(other, recovery)| Some((*other, objective(recovery)?)));
            let weaker = weaker.filter(|(_, theirs)| theirs.value.strength(&own.value) == Some(Ordering::Less));
            out.extend(diagnostic(entry, name, own, &weaker.collect::<Vec<_>>()));
        }
    }
}

/// One of the two objectives.
type Objective = fn(&Recovery) -> Option<&Spanned<Target>>;

/// What a service depends on, with its recovery objectives.
fn dependencies<'a>(book: &'a Handbook, id: EntryId, service: &Service) -> Vec<(&'a Entry, &'a Recovery)> {
    let named = service.depends_on.iter().flat_map(|it| &it.on).filter_map(|key| book.keys.find(&key.key));
    let services = named.filter(|it| *it != id && book.entry(*it).kind == Kind::Service);
    let mut ids: Vec<EntryId> = services.chain(book.suppliers_of(id)).collect();
    ids.sort_by(|a, b| book.entry(*a).key.cmp(&book.entry(*b).key));
    ids.dedup();
    let with_objectives = ids.into_iter().filter_map(|id| {
        let entry = book.entry(id);
        let recovery = match &entry.data {
            Some(Data::Service(other)) if other.lifecycle_on(book.as_of) == Lifecycle::Live => &other.recovery,
            Some(Data::Supplier(supplier)) => &supplier.recovery,
            _ => return None,
        };
        Some((entry, recovery.as_ref()?))
    });
    with_objectives.collect()
}

fn diagnostic(
    entry: &Entry,
    name: &str,
    own: &Spanned<Target>,
    weaker: &[(&Entry, &Spanned<Target>)],
) -> Option<Diagnostic> {
    const MAX_NOTES: usize = 4;
    let (first, theirs) = weaker.first()?;
    let key = &entry.key;
    let more = match weaker.len() - 1 {
        0 => String::new(),
        1 => ", and so does 1 more".to_owned(),
        n => format!(", and so do {n} more"),
    };
    let message = match name {
        "rto" => format!(
            "`{key}` promises to be back in `{}`, and `{}`, which it depends on, needs `{}`{more}",
            own.value.text, first.key, theirs.value.text
        ),
        _ => format!(
            "`{key}` promises to lose `{}` of data, and `{}`, which it depends on, may lose `{}`{more}",
            own.value.text, first.key, theirs.value.text
        ),
    };
    let mut diagnostic = Diagnostic::new(&RULE, own.span, message).key(key.as_str());
    for (other, theirs) in weaker.iter().take(MAX_NOTES) {
        diagnostic = diagnostic.note(theirs.span, format!("the `{name}` of `{}`", other.key));
    }
    Some(diagnostic.help("give the service as much time as it needs with them, or agree on more with them"))
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{SERVICE, check, check_clean};

    const DESK: &str = "
--- services/desk.yaml
- {key: SVC-DESK, title: Desk, summary: Answers., lifecycle: live, criticality: {level: low}, requirements: [{key: talk, what: Talk}], recovery: {rto: at most 25 h, rpo: at most 1 d}, cost: {budget: EUR 1, period: 2026}}
--- agreements/desk.yaml
- {key: AGR-DESK, title: Desk, type: sla, with: CUS-A, services: [SVC-DESK], targets: [{key: talk, what: Talk, meets: SVC-DESK#req-talk, actuals: {2026-10: 1}}]}
";

    fn on_desk() -> String {
        format!("{}{DESK}", SERVICE.replace("depends_on: [{on: SUP-A}]", "depends_on: [{on: [SUP-A, SVC-DESK]}]"))
    }

    #[test]
    fn a_service_is_back_before_what_it_depends_on() {
        check(
            &on_desk().replace("recovery: {rto: at most 12 h}", "recovery: {rto: at most 1500 min, rpo: at most 30 h}"),
            str![[r#"
warning[recovery-tighter-than-dependency]: `SVC-LAP` promises to be back in `at most 24 h`, and `SUP-A`, which it depends on, needs `at most 1500 min`, and so does 1 more
  --> services/a.yaml:11:19
   |
11 |   recovery: {rto: at most 24 h, rpo: at most 24 h}
   |                   ^^^^^^^^^^^^
   |
  ::: suppliers/a.yaml:1:123
   |
 1 | ... reviews: [{on: 2026-07-01}], recovery: {rto: at most 1500 min, rpo: at most 30 h}}
   |                                                  ---------------- the `rto` of `SUP-A`
   |
  ::: services/desk.yaml:1:152
   |
 1 | ...s: [{key: talk, what: Talk}], recovery: {rto: at most 25 h, rpo: at most 1 d}, cost: {budget: EUR 1, period: 2026}}
   |                                                  ------------ the `rto` of `SVC-DESK`
   |
help: give the service as much time as it needs with them, or agree on more with them

warning[recovery-tighter-than-dependency]: `SVC-LAP` promises to lose `at most 24 h` of data, and `SUP-A`, which it depends on, may lose `at most 30 h`
  --> services/a.yaml:11:38
   |
11 |   recovery: {rto: at most 24 h, rpo: at most 24 h}
   |                                      ^^^^^^^^^^^^
   |
  ::: suppliers/a.yaml:1:146
   |
 1 | ...07-01}], recovery: {rto: at most 1500 min, rpo: at most 30 h}}
   |                                                    ------------ the `rpo` of `SUP-A`
   |
help: give the service as much time as it needs with them, or agree on more with them


"#]],
        );
        // A day is 24 hours, and more time than needed is fine.
        check_clean(&on_desk().replace("at most 25 h", "at most 1 d"));
        check_clean(&on_desk().replace("rto: at most 24 h", "rto: at most 2 d"));
        // What is not delivered holds nobody up, and working days are never compared.
        check_clean(&on_desk().replace("at most 25 h", "at most 9 wd"));
        check_clean(
            &on_desk()
                .replace(
                    "title: Desk, summary: Answers., lifecycle: live",
                    "title: Desk, summary: Answers., lifecycle: retired",
                )
                .replace("title: Desk, type: sla,", "title: Desk, type: sla, until: 2026-01-31,"),
        );
    }
}

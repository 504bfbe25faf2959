//! The rules under which an incomplete entry is reported, by its kind and type.

use crate::diagnostic::{Rule, Severity};
use crate::model::Kind;
use crate::standards::{Checklist, Wanted};

const fn rule(
    name: &'static str,
    clause: &'static str,
    looks_for: &'static str,
    why: &'static str,
    fix: &'static str,
) -> Rule {
    Rule { name, severity: Severity::Warning, clause, looks_for, why, fix }
}

/// An agreement with a customer without targets, workload limits or exceptions.
const SLA: Rule = rule(
    "sla-incomplete",
    "8.3.3",
    "A service level agreement in force without targets, workload limits or exceptions.",
    "A target without its limit and its exceptions is a promise for every day and any amount of work; auditors ask for \
     all three by name.",
    "Fill in `targets`, `workload` with a `limit`, and `exceptions`; where the signed text says it, name the point: \
     `points: [exceptions]`, or `{#exceptions points=exceptions}` on the section.",
);
/// A contract with an external supplier that leaves out a point.
const CONTRACT: Rule = rule(
    "contract-incomplete",
    "8.3.4.1",
    "A contract in force that does not say what is supplied, what it has to meet, by which targets or obligations, or \
     who may decide what on both sides.",
    "What a contract leaves open is settled in the first dispute, at the customer's cost.",
    "Fill in `targets` or `obligations`, and `authorities` of both sides; name the sections that state the scope and \
     the requirements: `{#scope points=scope}`.",
);
/// An agreement with an internal supplier that leaves out a point.
const INTERNAL: Rule = rule(
    "internal-agreement-incomplete",
    "8.3.4.2",
    "An agreement in force with an internal supplier, or with a customer who supplies, without targets, commitments, \
     activities or interfaces.",
    "Colleagues rarely write down what they owe each other, so this is where a chain of targets breaks.",
    "Fill in `targets`, `commitments`, `activities` and `interfaces`.",
);
/// A continuity plan without one of its points.
const CONTINUITY: Rule = rule(
    "continuity-plan-incomplete",
    "8.7.2",
    "A service continuity plan in force that does not say who invokes it and when, what to do, what is promised \
     meanwhile, how fast services come back, or how the way back to normal goes.",
    "On the day nobody has time to work out what the plan forgot; the way back is forgotten most.",
    "Write the section and name the point on its heading: `## The way back {#return points=return}`.",
);
/// A plan for a new or changed service without one of its points.
const NEW_SERVICE: Rule = rule(
    "service-plan-incomplete",
    "8.5.2.1",
    "A plan in force for a new, changed or ending service that leaves out a point, such as duties, tests, acceptance, \
     outcomes in numbers or, where a service ends, what becomes of its data.",
    "What is not planned is found out at the handover to those who run the service.",
    "Write the section and name the point on its heading: `## Tests {#testing points=testing}`; where a point does \
     not apply, the section says so.",
);
/// The service management plan without one of its points.
const SERVICE_MANAGEMENT: Rule = rule(
    "service-management-plan-incomplete",
    "6.3",
    "A service management plan in force without one of its eight points: services, limitations, obligations, \
     authorities, resources, other parties, technology, measuring and improving.",
    "Auditors read this plan first, with the list beside it.",
    "Fill in `covers`, `limitations` and `obligations`; for the other points claim the requirement on the section, \
     `{#technology satisfies=6.3-8}`, or name the point.",
);
/// A change policy without emergencies or without criteria for major impact.
const CHANGE_POLICY: Rule = rule(
    "change-policy-incomplete",
    "8.5.1.1",
    "A change management policy in force without a category for emergencies, or without criteria for a major impact.",
    "Without the first, urgent changes go round the process; without the second, a new service comes in as a patch.",
    "Add a category with `emergency: true`, and `major_criteria`.",
);
/// Types of releases without one for emergencies.
const RELEASES: Rule = rule(
    "release-types-incomplete",
    "8.5.3",
    "Documents in force that claim the types of releases, none of which has a type for emergencies.",
    "An emergency release is the one that is made at night, by whoever is there: its short road has to be known.",
    "Add a category with `emergency: true` to the release process or policy, or claim the requirement on the section \
     that defines the types.",
);
/// Another party of whom nobody knows what it runs.
const OTHER_PARTY: Rule = rule(
    "other-party-without-share",
    "8.2.3.1",
    "A supplier of whom it is not said which services, components or processes it provides or runs.",
    "What others run has to stay under your control, and nobody controls what is not listed.",
    "List it in `provides`, each with its `kind`: service, component or process.",
);
/// A capacity plan that leaves out a resource.
const CAPACITY: Rule = rule(
    "capacity-plan-incomplete",
    "8.4.3",
    "A capacity plan in force without the need of people, technology, information or money.",
    "Machines are always in it; people and money are what runs short.",
    "Add the need to `capacity` with its `of`; where nothing more is needed, say so on a section: \
     `{#money points=money}`.",
);
/// A communication without one of its five answers.
const COMMUNICATION: Rule = rule(
    "communication-incomplete",
    "7.4",
    "A communication in a plan in force that does not say when, with whom, how or who is responsible; or a \
     communication plan without any.",
    "The message that nobody is to send is the one that a customer misses.",
    "Fill in `when`, `whom`, `how` and `who`; what holds for all may stand in a section: `{#how points=how}`.",
);
/// An objective that cannot be measured.
const OBJECTIVE: Rule = rule(
    "objective-not-measurable",
    "6.2.1",
    "An objective without a measure, or with a measure that has no target.",
    "Nobody can tell whether it was reached, so nobody is held to it.",
    "Give it `measures`, each with a `target`: `at least 92 %`.",
);
/// Contents that another standard asks for.
const OTHER: Rule = rule(
    "checklist-incomplete",
    "7.5.1",
    "An entry in force that leaves out a point of a checklist in a standard of your own.",
    "The list is your own rule for such entries; a claim on its requirement does not count without it.",
    "Fill in the field, or name the point on the section that says it: `{#point points=point}`.",
);

/// The rules of incomplete entries.
pub(super) const RULES: &[&Rule] = &[
    &SLA,
    &CONTRACT,
    &INTERNAL,
    &CONTINUITY,
    &NEW_SERVICE,
    &SERVICE_MANAGEMENT,
    &CHANGE_POLICY,
    &RELEASES,
    &OTHER_PARTY,
    &CAPACITY,
    &COMMUNICATION,
    &OBJECTIVE,
    &OTHER,
];

/// What an incomplete entry is called in a message, and the rule that it breaks.
pub(super) struct Subject {
    /// The rule.
    pub(super) rule: &'static Rule,
    /// What has the points, with an article; empty for a list of the author's own, which has a title.
    pub(super) noun: &'static str,
    is_claimed: bool,
}

impl Subject {
    /// The subject of a checklist in an entry: by the list whose items it is about, else by kind and type.
    pub(super) fn of(list: &Checklist, kind: Kind, entry_type: Option<&str>) -> Self {
        let each = list.each.as_ref().map(|it| it.value.as_str());
        let is_claimed = list.wanted.is_some_and(|it| it.value == Wanted::Claimed);
        let is_of_releases =
            is_claimed && list.points.iter().flat_map(|it| &it.shown_by).any(|it| it.value.0[0].field == "categories");
        let (rule, noun) = match (kind, entry_type, each) {
            _ if is_of_releases => (&RELEASES, "the types of releases"),
            (Kind::Plan, _, Some("communications")) => (&COMMUNICATION, "a communication plan"),
            (Kind::Objective, _, Some("measures")) => (&OBJECTIVE, "an objective"),
            (Kind::Agreement, Some("sla"), None) => (&SLA, "a service level agreement"),
            (Kind::Agreement, Some("contract"), None) => (&CONTRACT, "a contract"),
            (Kind::Agreement, Some("ola"), None) => (&INTERNAL, "an internal agreement"),
            (Kind::Plan, Some("continuity"), None) => (&CONTINUITY, "a continuity plan"),
            (Kind::Plan, Some("new-service"), None) => (&NEW_SERVICE, "a plan for a new or changed service"),
            (Kind::Plan, Some("service-management"), None) => (&SERVICE_MANAGEMENT, "a service management plan"),
            (Kind::Plan, Some("capacity"), None) => (&CAPACITY, "a capacity plan"),
            (Kind::Policy, Some("change"), None) => (&CHANGE_POLICY, "a change policy"),
            (Kind::Supplier, _, None) => (&OTHER_PARTY, "another party"),
            _ => (&OTHER, ""),
        };
        Self { rule, noun, is_claimed }
    }

    /// Whether entries that claim the requirement answer for the points together.
    pub(super) fn is_claimed(&self) -> bool {
        self.is_claimed
    }

    /// Whether it is about an objective without a measure or target.
    pub(super) fn is_objective(&self) -> bool {
        *self.rule == OBJECTIVE
    }

    /// Whether it is about what another party runs.
    pub(super) fn is_other_party(&self) -> bool {
        *self.rule == OTHER_PARTY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_checklist_of_the_library_has_a_rule_of_its_own() {
        let files = crate::standards::shipped_files();
        let lists = files.iter().filter_map(|it| it.checklists.as_ref()).flat_map(|it| &it.items);
        let mut told = Vec::new();
        for list in lists.filter(|it| it.wanted.is_some()) {
            for of in &list.of {
                let subject = Subject::of(list, of.value.kind, of.value.entry_type.as_deref());
                assert_ne!(subject.rule, &OTHER, "{}", list.id.value);
                told.push(subject.rule.name);
            }
        }
        told.sort_unstable();
        told.dedup();
        assert_eq!(told.len(), RULES.len() - 1, "{told:?}");
    }
}

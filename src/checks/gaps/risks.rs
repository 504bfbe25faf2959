use jiff::civil::Date;

use crate::checks::{day, first_few, is_written, item_as_written, list_of};
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{Handbook, Target};
use crate::model::kinds::{Action, Risk, RiskScale, RiskType, Treatment};
use crate::model::{Data, Entry, Interval, Kind};
use crate::standards::{Checklist, Standard};

/// A risk or opportunity without treatment.
const WITHOUT_TREATMENT: Rule = Rule {
    name: "risk-without-treatment",
    severity: Severity::Warning,
    clause: "6.1.3",
    looks_for: "A risk or opportunity without `treatment`; or one that is to be avoided, reduced, shared or pursued, \
                while it has no action and no improvement, plan, procedure, activity, agreement or objective goes with \
                it.",
    why: "A register that lists risks and leaves them there is the usual finding: each has to be dealt with or accepted.",
    fix: "Say in `treatment` what is done about it, and give it an action; or accept it.",
};

/// A risk above the limit that nobody treats or accepted.
const ABOVE_LIMIT: Rule = Rule {
    name: "risk-above-limit",
    severity: Severity::Warning,
    clause: "6.1.2",
    looks_for: "A risk above `risk_scale.accept` of `handbook.yaml` that has no action and that nobody accepted in \
                writing; by `residual` where that is given, else by likelihood times impact. What still remains above \
                the limit needs an open action or an acceptance.",
    why: "The limit is your own rule: an auditor looks for the risks above it first.",
    fix: "Add an action with an owner and a day; or have it accepted, with the reason, in `accepted`.",
};

/// An action that nobody looked back at.
const NOT_CHECKED: Rule = Rule {
    name: "risk-action-not-checked",
    severity: Severity::Warning,
    clause: "6.1.3",
    looks_for: "An action of a risk or opportunity that was done more than three months ago, without a `check` and \
                without evidence that is younger than the action itself.",
    why: "Doing something is not enough: whether it helped has to be looked at, and the management review asks for it.",
    fix: "Look whether it worked and say so in `check`; or cite in `evidence` a record, an audit or a review made later \
          that shows it.",
};

/// A source of risks that the register leaves out.
const SOURCE_MISSING: Rule = Rule {
    name: "risk-source-missing",
    severity: Severity::Warning,
    clause: "6.1.2",
    looks_for: "A register with risks, none of which comes from one of the sources of the checklist `risk-sources`: the \
                organization, missing a service requirement, other parties.",
    why: "The standard names these three sources; the one that is forgotten most often is what other parties run.",
    fix: "Look there for risks and add what you find; or say in `source` of a risk that it comes from there.",
};

/// A register without an opportunity.
const NO_OPPORTUNITY: Rule = Rule {
    name: "opportunity-missing",
    severity: Severity::Warning,
    clause: "6.1.1",
    looks_for: "A register with risks, and without a single entry of `type: opportunity`, under a standard that asks for \
                both.",
    why: "The clause is about risks and opportunities; a list of fears alone meets half of it.",
    fix: "Add what could go better than planned, with what is done to get there.",
};

/// Rules about risks and opportunities.
pub(super) const RULES: &[&Rule] = &[&WITHOUT_TREATMENT, &ABOVE_LIMIT, &NOT_CHECKED, &SOURCE_MISSING, &NO_OPPORTUNITY];

/// When the effect of an action can be seen, so that somebody should have looked.
const TIME_TO_WORK: Interval = Interval::months(3);

/// Risks and opportunities are treated, what remains is accepted, and somebody looks whether it helped.
///
/// Source: ISO/IEC 20000-1:2018, clauses 6.1.1 to 6.1.3.
pub(super) fn risks(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let scale = book.config.as_ref().and_then(|config| config.risk_scale.as_ref());
    let mut register: Vec<&Risk> = Vec::new();
    for entry in book.of_kind(Kind::Risk) {
        let Some(Data::Risk(risk)) = &entry.data else { continue };
        register.push(risk);
        let above = scale.and_then(|scale| above_limit(book, entry, risk, scale));
        out.extend(without_treatment(book, entry, risk, above.is_some()).or(above));
        out.extend(not_checked(book, entry, risk));
    }
    out.extend(source_missing(book, &register));
    out.extend(no_opportunity(book, &register));
}

fn without_treatment(book: &Handbook, entry: &Entry, risk: &Risk, is_above_limit: bool) -> Option<Diagnostic> {
    let help = match risk.risk_type.value {
        RiskType::Risk => {
            "set `treatment` to `avoid`, `reduce`, `share` or `accept`, and add what is done in `actions`"
        }
        RiskType::Opportunity => "set `treatment` to `pursue` or `accept`, and add what is done in `actions`",
    };
    if !is_written(entry, "treatment") {
        let message = format!("nothing says what is done about `{}`", entry.key);
        let diagnostic = Diagnostic::new(&WITHOUT_TREATMENT, entry.key_span, message).help(help);
        return Some(diagnostic.key(entry.key.as_str()));
    }
    let treatment = risk.treatment.filter(|it| it.value != Treatment::Accept)?;
    // Above the limit the missing action is reported there, with the limit.
    if is_above_limit || is_written(entry, "actions") || has_measure_elsewhere(book, entry) {
        return None;
    }
    let done = match treatment.value {
        Treatment::Avoid => "avoided",
        Treatment::Reduce => "reduced",
        Treatment::Share => "shared",
        Treatment::Pursue => "pursued",
        Treatment::Accept => return None,
    };
    let message = format!("`{}` is to be {done}, and no action says how", entry.key);
    let help = "add to `actions` what is done, or name in `related` the plan, procedure or agreement that does it";
    Some(Diagnostic::new(&WITHOUT_TREATMENT, treatment.span, message).key(entry.key.as_str()).help(help))
}

/// Whether something that goes with a risk can treat it: a share by contract, a plan for the worst case.
fn has_measure_elsewhere(book: &Handbook, entry: &Entry) -> bool {
    let treats = |kind: Kind| {
        matches!(
            kind,
            Kind::Improvement | Kind::Plan | Kind::Procedure | Kind::Activity | Kind::Agreement | Kind::Objective
        )
    };
    let of = |target: Target| matches!(target, Target::Entry(id) if treats(book.entry(id).kind));
    book.graph.from(entry.id).iter().any(|edge| of(edge.to))
        || book.graph.to(entry.id).any(|edge| treats(book.entry(edge.from).kind))
}

fn above_limit(book: &Handbook, entry: &Entry, risk: &Risk, scale: &RiskScale) -> Option<Diagnostic> {
    let limit = &scale.accept.value;
    let level = match &risk.residual {
        Some(residual) => Some((residual.likelihood.value, residual.impact.value)),
        None if is_written(entry, "residual") => None,
        None => risk.likelihood.zip(risk.impact).map(|(likelihood, impact)| (likelihood.value, impact.value)),
    };
    let (likelihood, impact) = level.filter(|_| risk.risk_type.value == RiskType::Risk)?;
    let score = u64::from(likelihood) * u64::from(impact);
    let is_accepted = match &risk.accepted {
        Some(accepted) => accepted.on.value <= book.as_of,
        None => is_written(entry, "accepted"),
    };
    // What was done is in what remains; only something still to come can lower that.
    let is_acted_on = match &risk.residual {
        Some(_) => risk.actions.iter().any(|action| !action.is_done(book.as_of)),
        None => is_written(entry, "actions"),
    };
    if limit.is_met_by(score as f64) || is_accepted || is_acted_on {
        return None;
    }
    let message = match &risk.residual {
        Some(_) => format!(
            "what remains of `{}` is {score} ({likelihood} times {impact}), above the limit, and nobody accepted it or \
             plans more",
            entry.key
        ),
        None => format!(
            "`{}` stands at {score} ({likelihood} times {impact}), above the limit, and nobody acts on it or accepted it",
            entry.key
        ),
    };
    let help = "add an action with an owner and a day, or have it accepted in writing: `accepted: {by, on, because}`";
    let diagnostic = Diagnostic::new(&ABOVE_LIMIT, entry.key_span, message).key(entry.key.as_str()).help(help);
    Some(diagnostic.note(scale.accept.span, "the limit"))
}

fn not_checked(book: &Handbook, entry: &Entry, risk: &Risk) -> Option<Diagnostic> {
    let unproven = risk.actions.iter().filter_map(|action| {
        let done = action.done.filter(|done| TIME_TO_WORK.after(done.value) < book.as_of)?;
        let is_looked_at = match &action.check {
            Some(check) => check.on.is_none_or(|on| on.value <= book.as_of),
            None => item_as_written(entry, "actions", action.span).is_some_and(|item| item.get("check").is_some()),
        };
        (!is_looked_at && !has_younger_evidence(book, action, done.value)).then_some((action, done))
    });
    let unproven: Vec<_> = unproven.collect();
    let (_, first) = unproven.first()?;
    let words = |action: &Action, done: Date| match &action.key {
        Some(key) => format!("`{}` (done on {})", key.text, day(done)),
        None => format!("what was done on {}", day(done)),
    };
    let names: Vec<String> = unproven.iter().map(|(action, done)| words(action, done.value)).collect();
    let message = format!("nobody looked whether {} helped with `{}`", first_few(&names, 4), entry.key);
    let help =
        "look at it and add `check: {worked, by, on, because}`, or cite in `evidence` a later record that shows it";
    Some(Diagnostic::new(&NOT_CHECKED, first.span, message).key(entry.key.as_str()).help(help))
}

/// Whether something made after an action shows what became of it.
fn has_younger_evidence(book: &Handbook, action: &Action, done: Date) -> bool {
    action.evidence.iter().any(|reference| {
        let made = match book.by_key(&reference.key).and_then(|it| it.data.as_ref()) {
            Some(Data::Record(record)) => Some(record.on.value),
            Some(Data::Audit(audit)) => audit.done.map(|it| it.value),
            Some(Data::Review(review)) => Some(review.on.value),
            _ => None,
        };
        made.is_some_and(|made| done < made && made <= book.as_of)
    })
}

fn source_missing(book: &Handbook, register: &[&Risk]) -> Option<Diagnostic> {
    let (standard, list) = risk_sources(book)?;
    let risks: Vec<&&Risk> = register.iter().filter(|it| it.risk_type.value == RiskType::Risk).collect();
    let is_named = |source: &str| risks.iter().any(|it| it.source.as_ref().is_some_and(|it| it.text.trim() == source));
    let missing = list.points.iter().filter(|point| !is_named(&point.id.value));
    let missing: Vec<String> = missing.map(|point| format!("`{}`", point.id.value)).collect();
    if risks.is_empty() || missing.is_empty() {
        return None;
    }
    let words: Vec<&str> = missing.iter().map(String::as_str).collect();
    let sources = if words.len() == 1 { "source" } else { "sources" };
    let message = format!("the register has no risk from the {sources} {}", list_of(&words));
    let n_without = risks.iter().filter(|it| it.source.is_none()).count();
    let help = match n_without {
        0 => "look there for risks and add what you find".to_owned(),
        1 => "say where the one risk without `source` comes from, and look for more".to_owned(),
        n => format!("say where the {n} risks without `source` come from, and look for more"),
    };
    whole_handbook(book, standard, list, &SOURCE_MISSING, message).map(|it| it.help(help))
}

fn no_opportunity(book: &Handbook, register: &[&Risk]) -> Option<Diagnostic> {
    let (standard, list) = risk_sources(book)?;
    let of_type = |risk_type: RiskType| register.iter().filter(|it| it.risk_type.value == risk_type).count();
    let n_risks = of_type(RiskType::Risk);
    if n_risks == 0 || of_type(RiskType::Opportunity) > 0 {
        return None;
    }
    let risks = if n_risks == 1 { "one risk".to_owned() } else { format!("{n_risks} risks") };
    let message = format!("the register has {risks} and no opportunity");
    let help = "add what could go better than planned, with `type: opportunity`";
    whole_handbook(book, standard, list, &NO_OPPORTUNITY, message).map(|it| it.help(help))
}

/// Something that the whole register lacks, under the heading of the clause that asks for it.
fn whole_handbook(
    book: &Handbook,
    standard: &Standard,
    list: &Checklist,
    rule: &'static Rule,
    message: String,
) -> Option<Diagnostic> {
    let listed = &book.config.as_ref()?.standards;
    let span = listed.iter().find(|it| it.value == standard.name())?.span;
    let find = |id: &str| book.standards.find_in(standard.id, id);
    let place = find(rule.clause).or_else(|| find(&list.requirement.value))?;
    let clause = book.standards.clause(book.standards.clause_of(place));
    let heading = format!("{}, {} {}", standard.title(), clause.number, clause.title);
    let name = format!("{}:{}", standard.name(), clause.number);
    Some(Diagnostic::new(rule, span, message).gap_of(heading).clause(name))
}

/// The list of sources that the first listed standard with such a list has.
fn risk_sources(book: &Handbook) -> Option<(&Standard, &Checklist)> {
    book.standards.listed().find_map(|standard| {
        let lists = standard.file.checklists.as_ref()?;
        Some((standard, lists.items.iter().find(|list| list.id.value == "risk-sources")?))
    })
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const STANDARD: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
risk_scale: {levels: 5, accept: at most 6}
--- standards/tiny.yaml
id: tiny
title: Tiny standard
edition: \"2026\"
kind: requirements
clauses: [{id: \"1\", title: Desk, informative: true}]
";

    fn risk(fields: &str) -> String {
        format!("{STANDARD}--- risks/a.yaml\n- {{key: RSK-A, title: The line is down, type: risk, {fields}}}\n")
    }

    #[test]
    fn a_risk_that_nobody_treats() {
        check(
            &risk("likelihood: 2, impact: 3"),
            str![[r#"
warning[risk-without-treatment]: nothing says what is done about `RSK-A`
 --> risks/a.yaml:1:9
  |
1 | - {key: RSK-A, title: The line is down, type: risk, likelihood: 2, impact: 3}
  |         ^^^^^
  |
help: set `treatment` to `avoid`, `reduce`, `share` or `accept`, and add what is done in `actions`


"#]],
        );
        check(
            &risk("treatment: reduce"),
            str![[r#"
warning[risk-without-treatment]: `RSK-A` is to be reduced, and no action says how
 --> risks/a.yaml:1:64
  |
1 | - {key: RSK-A, title: The line is down, type: risk, treatment: reduce}
  |                                                                ^^^^^^
  |
help: add to `actions` what is done, or name in `related` the plan, procedure or agreement that does it


"#]],
        );
        check_clean(&risk("treatment: accept"));
        check_clean(&risk("treatment: reduce, actions: [{do: Order a second line.}]"));
    }

    #[test]
    fn a_risk_that_a_plan_treats() {
        let plan = "--- improvements/a.yaml\n- {key: IMP-A, title: Second line, proposed: 2026-05-02, about: RSK-A}\n";
        check_clean(&format!("{}{plan}", risk("treatment: reduce")));
    }

    #[test]
    fn a_risk_above_the_limit() {
        check(
            &risk("likelihood: 3, impact: 4, treatment: reduce"),
            str![[r#"
warning[risk-above-limit]: `RSK-A` stands at 12 (3 times 4), above the limit, and nobody acts on it or accepted it
 --> risks/a.yaml:1:9
  |
1 | - {key: RSK-A, title: The line is down, type: risk, likelihood: 3, impact: 4, treatment: reduce}
  |         ^^^^^
  |
 ::: handbook.yaml:4:33
  |
4 | risk_scale: {levels: 5, accept: at most 6}
  |                                 --------- the limit
  |
help: add an action with an owner and a day, or have it accepted in writing: `accepted: {by, on, because}`


"#]],
        );
        check(
            &risk(
                "likelihood: 3, impact: 4, treatment: reduce, residual: {likelihood: 2, impact: 4}, actions: [{do: Order a line., done: 2026-11-02}]",
            ),
            str![[r#"
warning[risk-above-limit]: what remains of `RSK-A` is 8 (2 times 4), above the limit, and nobody accepted it or plans more
 --> risks/a.yaml:1:9
  |
1 | - {key: RSK-A, title: The line is down, type: risk, likelihood: 3, impact: 4, treatment: reduce, residual: {likelihood: 2, impact: 4}...
  |         ^^^^^
  |
 ::: handbook.yaml:4:33
  |
4 | risk_scale: {levels: 5, accept: at most 6}
  |                                 --------- the limit
  |
help: add an action with an owner and a day, or have it accepted in writing: `accepted: {by, on, because}`


"#]],
        );
    }

    #[test]
    fn a_risk_within_the_limit_or_accepted_or_acted_on() {
        check_clean(&risk("likelihood: 2, impact: 3, treatment: accept"));
        check_clean(&risk(
            "likelihood: 3, impact: 4, treatment: reduce, actions: [{do: Order a line., done: 2026-11-02}]",
        ));
        check_clean(&risk(
            "likelihood: 3, impact: 4, treatment: reduce, residual: {likelihood: 2, impact: 3}, actions: [{do: Order a line., done: 2026-11-02}]",
        ));
        let accepted = |day: &str| {
            let fields = format!(
                "likelihood: 3, impact: 4, treatment: accept, accepted: {{by: ROL-A, on: {day}, because: Rare.}}"
            );
            format!("{}--- roles/a.yaml\n- {{key: ROL-A, title: Head, held_by: [Kari]}}\n", risk(&fields))
        };
        check_clean(&accepted("2026-11-22"));
        check(
            &accepted("2026-11-23"),
            str![[r#"
warning[risk-above-limit]: `RSK-A` stands at 12 (3 times 4), above the limit, and nobody acts on it or accepted it
 --> risks/a.yaml:1:9
  |
1 | - {key: RSK-A, title: The line is down, type: risk, likelihood: 3, impact: 4, treatment: accept, accepted: {by: ROL-A, on: 2026-11-23...
  |         ^^^^^
  |
 ::: handbook.yaml:4:33
  |
4 | risk_scale: {levels: 5, accept: at most 6}
  |                                 --------- the limit
  |
help: add an action with an owner and a day, or have it accepted in writing: `accepted: {by, on, because}`


"#]],
        );
    }

    #[test]
    fn a_chance_has_no_limit() {
        check_clean(&risk("likelihood: 5, impact: 5, treatment: accept").replace("type: risk", "type: opportunity"));
    }

    fn treated(action: &str) -> String {
        risk(&format!("treatment: reduce, actions: [{{key: line, do: Order a line., {action}}}]"))
    }

    #[test]
    fn an_action_that_nobody_looked_back_at() {
        check(
            &treated("done: 2026-08-21"),
            str![[r#"
warning[risk-action-not-checked]: nobody looked whether `line` (done on 21 Aug 2026) helped with `RSK-A`
 --> risks/a.yaml:1:119
  |
1 | - {key: RSK-A, title: The line is down, type: risk, treatment: reduce, actions: [{key: line, do: Order a line., done: 2026-08-21}]}
  |                                                                                                                       ^^^^^^^^^^
  |
help: look at it and add `check: {worked, by, on, because}`, or cite in `evidence` a later record that shows it


"#]],
        );
        check_clean(&treated("done: 2026-08-22"));
        check_clean(&treated("due: 2026-08-21"));
        check_clean(&treated("done: 2026-08-21, check: {worked: true, on: 2026-11-22}"));
        // What cannot be read is reported once.
        check(
            &treated("done: 2026-08-21, check: {worked: perhaps}"),
            str![[r#"
error[unknown-word]: `perhaps` is neither `true` nor `false`
 --> risks/a.yaml:1:147
  |
1 | ...: line, do: Order a line., done: 2026-08-21, check: {worked: perhaps}}]}
  |                                                                 ^^^^^^^


"#]],
        );
    }

    #[test]
    fn evidence_shows_an_effect_when_it_is_younger_than_the_action() {
        let record = |day: &str| {
            let text = treated("done: 2026-07-01, evidence: [REC-A]");
            format!("{text}--- records/a.yaml\n- {{key: REC-A, title: Line tried, on: {day}}}\n")
        };
        check_clean(&record("2026-07-02"));
        check(
            &record("2026-07-01"),
            str![[r#"
warning[risk-action-not-checked]: nobody looked whether `line` (done on 1 Jul 2026) helped with `RSK-A`
 --> risks/a.yaml:1:119
  |
1 | - {key: RSK-A, title: The line is down, type: risk, treatment: reduce, actions: [{key: line, do: Order a line., done: 2026-07-01, evi...
  |                                                                                                                       ^^^^^^^^^^
  |
help: look at it and add `check: {worked, by, on, because}`, or cite in `evidence` a later record that shows it


"#]],
        );
    }

    /// A standard that says where risks come from.
    fn register(risks: &str) -> String {
        let lists = "
checklists:
  items:
    - id: risk-sources
      title: Where risks come from
      for: \"2\"
      points: [{id: organization, title: the organization}, {id: other-parties, title: other parties}]
";
        let clauses =
            "clauses: [{id: \"1\", title: Desk, informative: true}, {id: \"2\", title: Risks, informative: true}]";
        let standard = STANDARD.replace("clauses: [{id: \"1\", title: Desk, informative: true}]", clauses);
        format!("{}{}--- risks/a.yaml\n{risks}", standard, &lists[1..])
    }

    const OWN: &str = "- {key: RSK-A, title: Key people leave, type: risk, source: organization, treatment: accept}\n";
    const OTHER: &str =
        "- {key: RSK-B, title: The line is down, type: risk, source: other-parties, treatment: accept}\n";
    const CHANCE: &str = "- {key: OPP-A, title: Used laptops, type: opportunity, treatment: accept}\n";

    #[test]
    fn a_register_that_forgets_a_source() {
        check(
            &register(&format!("{OWN}{CHANCE}")),
            str![[r#"
Tiny standard, 2 Risks (handbook.yaml:3:13)
  warning[risk-source-missing]: the register has no risk from the source `other-parties`
    help: look there for risks and add what you find


"#]],
        );
        check(
            &register(&format!("{}{CHANCE}", OWN.replace("source: organization, ", ""))),
            str![[r#"
Tiny standard, 2 Risks (handbook.yaml:3:13)
  warning[risk-source-missing]: the register has no risk from the sources `organization` and `other-parties`
    help: say where the one risk without `source` comes from, and look for more


"#]],
        );
    }

    #[test]
    fn a_register_without_a_chance() {
        check(
            &register(&format!("{OWN}{OTHER}")),
            str![[r#"
Tiny standard, 2 Risks (handbook.yaml:3:13)
  warning[opportunity-missing]: the register has 2 risks and no opportunity
    help: add what could go better than planned, with `type: opportunity`


"#]],
        );
    }

    #[test]
    fn a_whole_register_and_an_empty_one() {
        check_clean(&register(&format!("{OWN}{OTHER}{CHANCE}")));
        check_clean(&register(CHANCE));
        check_clean(&register("[]\n"));
    }
}

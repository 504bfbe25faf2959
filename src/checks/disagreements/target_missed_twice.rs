use std::collections::HashMap;

use jiff::civil::Date;

use crate::checks::first_few;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{Handbook, Target};
use crate::model::kinds::{Action, Measure};
use crate::model::{Data, Entry, EntryId, Kind, Period, Relation};

/// A target that is missed again and again, and nothing follows.
pub(super) const RULE: Rule = Rule {
    name: "target-missed-twice",
    severity: Severity::Warning,
    clause: "10.1.1",
    looks_for: "A measure of a process, service or agreement that missed its target in two periods of the last twelve \
                months, and no finding, improvement or decision of a management review names it or what it belongs to. \
                A note explains a period; it changes nothing. Objectives have a rule of their own.",
    why: "Once is chance; twice without a cause looked for is what an auditor calls a system that does not react.",
    fix: "Raise a finding or an improvement that names the measure in `about`; or change a target that nobody needs.",
};

/// Who misses a target twice asks why.
///
/// Source: ISO/IEC 20000-1:2018, clauses 9.1 and 10.
pub(super) fn target_missed_twice(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let mut answers: HashMap<EntryId, Answers> = HashMap::new();
    // An objective that is missed has a rule of its own: it may be missed on its way.
    for kind in [Kind::Process, Kind::Service, Kind::Agreement] {
        for entry in book.of_kind(kind).filter(|entry| book.is_in_force(entry)) {
            let (prefix, measures) = match &entry.data {
                Some(Data::Process(process)) => ("measure", &process.measures),
                Some(Data::Service(service)) => ("target", &service.targets),
                Some(Data::Agreement(agreement)) => ("target", &agreement.targets),
                _ => continue,
            };
            let missed = measures.iter().filter_map(|measure| {
                let target = &measure.target.as_ref()?.value;
                Some((measure, measure.actuals.missed_in_year(target, book.as_of).collect::<Vec<_>>()))
            });
            for (measure, periods) in missed.filter(|(_, periods)| periods.len() >= 2) {
                let anchor = format!("{prefix}-{}", measure.key.text);
                // A target of an agreement is often the one of its service, under the same name.
                let service = measure.service.as_ref().and_then(|it| book.keys.find(&it.key));
                let mut places = [entry.id].into_iter().chain(service);
                let is_answered = places.any(|id| {
                    let answers = answers.entry(id).or_insert_with(|| Answers::new(book, id));
                    answers.last_day(&anchor).is_some_and(|day| periods[0].start <= day)
                });
                if !is_answered {
                    out.push(diagnostic(entry, measure, &anchor, &periods));
                }
            }
        }
    }
}

fn diagnostic(entry: &Entry, measure: &Measure, anchor: &str, periods: &[&Period]) -> Diagnostic {
    let names: Vec<String> = periods.iter().map(|period| period.text.clone()).collect();
    let message = format!(
        "`{}` of `{}` missed its target in {}, and nobody follows it up",
        measure.key.text,
        entry.key,
        first_few(&names, 4)
    );
    let help = format!("look for the cause, in a finding or an improvement with `about: {}#{anchor}`", entry.key);
    Diagnostic::new(&RULE, measure.key.span, message).key(entry.key.as_str()).help(help)
}

/// Until when findings, improvements and decisions deal with an entry and its parts; `None` stands for the whole.
#[derive(Default)]
struct Answers(HashMap<Option<String>, Date>);

impl Answers {
    /// What names an entry or a part of it, in whatever way, and what it names.
    fn new(book: &Handbook, entry: EntryId) -> Self {
        let mut answers = Self::default();
        for edge in book.graph.to(entry) {
            answers.add(book, edge.from, edge.from_anchor.as_deref(), edge.to_anchor.as_deref());
        }
        for edge in book.graph.from(entry) {
            // What the whole entry calls related deals with each of its measures; a link somewhere in its text does not.
            let is_meant = edge.from_anchor.is_some() || edge.relation != Relation::MENTIONS;
            if let (Target::Entry(to), true) = (edge.to, is_meant) {
                answers.add(book, to, edge.to_anchor.as_deref(), edge.from_anchor.as_deref());
            }
        }
        answers
    }

    /// Adds what a finding, an improvement or the decision at an anchor says about a part.
    fn add(&mut self, book: &Handbook, answer: EntryId, anchor: Option<&str>, part: Option<&str>) {
        let (begun, over) = match &book.entry(answer).data {
            Some(Data::Finding(finding)) => (finding.found.value, finding.closed.map(|it| it.value)),
            Some(Data::Improvement(improvement)) => {
                let result = improvement.result.as_ref().and_then(|result| result.period.as_ref());
                (improvement.proposed.value, result.map(|period| period.end))
            }
            Some(Data::Review(review)) => {
                let decided = anchor.and_then(|anchor| anchor.strip_prefix("decision-"));
                let is_it = |decision: &&Action| decision.key.as_ref().map(|key| key.text.as_str()) == decided;
                let Some(decision) = review.decisions.iter().find(is_it).filter(|_| decided.is_some()) else { return };
                (review.on.value, decision.done.map(|done| done.value.max(review.on.value)))
            }
            _ => return,
        };
        if begun <= book.as_of {
            let last = self.0.entry(part.map(ToOwned::to_owned)).or_insert(Date::MIN);
            *last = (*last).max(over.unwrap_or(Date::MAX));
        }
    }

    /// The last day on which something dealt with a part, or with the whole.
    fn last_day(&self, part: &str) -> Option<Date> {
        self.0.get(&None).max(self.0.get(&Some(part.to_owned()))).copied()
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    fn late_calls(actuals: &str) -> String {
        PROCESS.replace("target: at most 2 calls}", &format!("target: at most 2 calls, over: P1M, {actuals}}}"))
    }

    const TWICE: &str = "actuals: {2026-08: 3, 2026-09: 2, 2026-10: 4}";

    #[test]
    fn a_target_missed_in_two_periods() {
        check(
            &late_calls(&format!("{TWICE}, notes: {{2026-08: Two were ill.}}")),
            str![[r#"
warning[target-missed-twice]: `late` of `PRC-A` missed its target in 2026-08 and 2026-10, and nobody follows it up
  --> processes/a.md:12:18
   |
12 | measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-08: 3, 2026-09: 2, 2026-10: 4}, notes: {...
   |                  ^^^^
   |
help: look for the cause, in a finding or an improvement with `about: PRC-A#measure-late`


"#]],
        );
        check(
            &late_calls("actuals: {2026-04: 3, 2026-05: 3, 2026-06: 3, 2026-07: 3, 2026-08: 3, 2026-09: 4}"),
            str![[r#"
warning[target-missed-twice]: `late` of `PRC-A` missed its target in 2026-04, 2026-05, 2026-06, 2026-07 and 2 more, and nobody follows it up
  --> processes/a.md:12:18
   |
12 | measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-04: 3, 2026-05: 3, 2026-06: 3, 2026-07: ...
   |                  ^^^^
   |
help: look for the cause, in a finding or an improvement with `about: PRC-A#measure-late`


"#]],
        );
    }

    #[test]
    fn one_miss_or_old_misses_or_a_month_that_is_not_over() {
        for actuals in [
            "actuals: {2026-09: 2, 2026-10: 4}",
            "actuals: {2025-10: 9, 2026-10: 4}",
            "actuals: {2026-10: 4, 2026-11: 9}",
        ] {
            check_clean(&late_calls(actuals));
        }
        // A process that is no longer in force.
        check_clean(&late_calls(TWICE).replace("status: approved", "status: retired"));
    }

    #[test]
    fn misses_that_somebody_looks_into() {
        let book = late_calls(TWICE);
        let finding =
            "--- findings/a.yaml\n- {key: OBS-A, title: Calls, grade: observation, found: 2026-09-15, ABOUT}\n";
        for about in ["about: PRC-A", "about: \"PRC-A#measure-late\"", "source: PRC-A", "related: PRC-A"] {
            check_clean(&format!("{book}{}", finding.replace("ABOUT", about)));
        }
        let improvement =
            "--- improvements/a.yaml\n- {key: IMP-A, title: Calls, proposed: 2026-09-15, related: ROL-A}\n";
        let named = late_calls(&format!("{TWICE}, notes: {{2026-08: \"Two were ill, see [[IMP-A]].\"}}"));
        check_clean(&format!("{named}{improvement}"));
        let decision = "--- reviews/a.yaml\n- {key: MR-A, title: Review, on: 2026-10-15, chair: ROL-B, decisions: [{key: calls, do: \"Open a second line for [[PRC-A]].\", owner: ROL-A}]}\n";
        let book_of_top = book.replace("title: Manager,", "title: Manager, top_management: true,");
        check_clean(&format!("{book_of_top}{decision}"));
        // About another part, or closed before it happened.
        let before = finding.replace("ABOUT", "about: PRC-A, closed: 2026-07-31").replace("2026-09-15", "2026-07-01");
        let other = finding.replace("ABOUT", "about: \"PRC-A#step-answer\"");
        for fixture in [before, other] {
            check(
                &format!("{book}{fixture}"),
                str![[r#"
warning[target-missed-twice]: `late` of `PRC-A` missed its target in 2026-08 and 2026-10, and nobody follows it up
  --> processes/a.md:12:18
   |
12 | measures: [{key: late, what: Late calls, target: at most 2 calls, over: P1M, actuals: {2026-08: 3, 2026-09: 2, 2026-10: 4}}]
   |                  ^^^^
   |
help: look for the cause, in a finding or an improvement with `about: PRC-A#measure-late`


"#]],
            );
        }
    }
}

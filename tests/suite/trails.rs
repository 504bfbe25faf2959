//! Trails: the chains that auditors walk, and which link of them is missing.

use clausebook::handbook::{At, Handbook, Link, Note, Stage, Trail};
use clausebook::model::{EntryId, Key};
use clausebook::pipeline;
use clausebook::source::{Settings, Sources};
use jiff::civil::date;

const CUSTOMER: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [iso20000-1]
--- customers/a.yaml
- {key: CUS-A, title: Nord, needs: [{key: mobile, what: Work on trains}]}
--- services/a.yaml
- key: SVC-A
  title: Laptop
  lifecycle: live
  depends_on: [{on: SUP-A}]
  requirements: [{key: mobile, what: Works on trains, from: CUS-A#need-mobile}]
--- suppliers/a.yaml
- {key: SUP-A, title: Repair partner, type: external}
--- agreements/sla.yaml
- key: AGR-SLA
  title: Agreement
  type: sla
  with: CUS-A
  services: [SVC-A]
  targets: [{key: swap, what: Swapped, measure: restore, target: at most 8 h, meets: SVC-A#req-mobile, actuals: {2026-08: 9, 2026-09: 10, 2026-10: 6}}]
--- agreements/contract.yaml
- {key: AGR-HW, title: Contract, type: contract, with: SUP-A, services: [SVC-A], targets: [{key: parts, what: Parts, measure: restore, target: at most 6 h}]}
--- improvements/a.yaml
- {key: IMP-A, title: Spares, about: [AGR-SLA#target-swap], proposed: 2026-10-02}
--- reviews/a.yaml
- {key: MR-A, title: Review, on: 2026-10-20, inputs: [{point: earlier-actions, refs: [IMP-A]}]}
";

fn handbook(text: &str) -> Handbook {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in text.trim_start().split_inclusive('\n') {
        match line.strip_prefix("--- ") {
            Some(path) => files.push((path.trim_end(), String::new())),
            None => files.last_mut().expect("a fixture begins with a path").1.push_str(line),
        }
    }
    let texts = files.iter().map(|(path, text)| (*path, text.as_str()));
    let (book, found) = pipeline::compile(Sources::from_texts(texts, Settings::on(date(2026, 11, 22))));
    let errors: Vec<_> = found.iter().filter(|it| it.severity == clausebook::diagnostic::Severity::Error).collect();
    assert!(errors.is_empty(), "the fixture is broken: {errors:#?}");
    book
}

fn id(book: &Handbook, key: &str) -> EntryId {
    book.by_key(&Key::new(key).expect("a key")).unwrap_or_else(|| panic!("there is no {key}")).id
}

#[track_caller]
fn only(book: &Handbook, key: &str) -> Trail {
    let mut trails = book.trails_of(id(book, key));
    assert_eq!(trails.len(), 1, "trails of {key}: {trails:#?}");
    trails.remove(0)
}

/// What stands at a station, as keys with parts.
fn at(book: &Handbook, trail: &Trail, stage: Stage) -> Vec<String> {
    let station = trail.stations.iter().find(|it| it.stage == stage).unwrap_or_else(|| panic!("no {stage:?}"));
    let name = |at: &At| match at {
        At::Entry(id, Some(anchor)) => format!("{}#{anchor}", book.entry(*id).key),
        At::Entry(id, None) => book.entry(*id).key.to_string(),
        At::Place(place) => book.standards.number(*place).to_owned(),
    };
    station.things.iter().map(|it| name(&it.at)).collect()
}

fn link(trail: &Trail, stage: Stage) -> Link {
    trail.stations.iter().find(|it| it.stage == stage).unwrap_or_else(|| panic!("no {stage:?}")).link
}

#[test]
fn from_a_need_to_the_management_review() {
    let book = handbook(CUSTOMER);
    for key in ["CUS-A", "SVC-A", "AGR-SLA", "AGR-HW", "IMP-A", "MR-A"] {
        let trail = only(&book, key);
        assert_eq!(trail.missing(), None, "from {key}");
        let expected = [
            (Stage::Need, "CUS-A#need-mobile"),
            (Stage::ServiceRequirement, "SVC-A#req-mobile"),
            (Stage::Service, "SVC-A"),
            (Stage::AgreementTarget, "AGR-SLA#target-swap"),
            (Stage::SupplierTarget, "AGR-HW#target-parts"),
            (Stage::Actuals, "AGR-SLA#target-swap"),
            (Stage::Missed, "AGR-SLA#target-swap"),
            (Stage::Improvement, "IMP-A"),
            (Stage::ManagementReview, "MR-A"),
        ];
        assert_eq!(trail.stations.len(), expected.len());
        for (stage, thing) in expected {
            assert_eq!(at(&book, &trail, stage), [thing], "{stage:?} from {key}");
        }
    }
    let trail = only(&book, "SVC-A");
    let missed = trail.stations.iter().find(|it| it.stage == Stage::Missed).and_then(|it| it.things[0].note.as_ref());
    let Some(Note::MissedIn(periods)) = missed else { panic!("{missed:?}") };
    assert_eq!(periods.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["2026-08", "2026-09"]);
}

/// Each link that is taken out is the one that is named.
#[test]
fn the_missing_link_is_named() {
    let without = |what: &str, with: &str| {
        assert!(CUSTOMER.contains(what), "{what}");
        CUSTOMER.replace(what, with)
    };
    let cases = [
        (without(", from: CUS-A#need-mobile", ""), Some(Stage::Need)),
        (without(", meets: SVC-A#req-mobile", ""), Some(Stage::AgreementTarget)),
        (without(", actuals: {2026-08: 9, 2026-09: 10, 2026-10: 6}", ""), Some(Stage::Actuals)),
        (without("about: [AGR-SLA#target-swap], ", ""), Some(Stage::Improvement)),
        (without(", inputs: [{point: earlier-actions, refs: [IMP-A]}]", ""), Some(Stage::ManagementReview)),
        // What was proposed after the last review waits for the next one.
        (
            without(", inputs: [{point: earlier-actions, refs: [IMP-A]}]", "")
                .replace("proposed: 2026-10-02", "proposed: 2026-10-21"),
            None,
        ),
        // One miss alone asks for nothing.
        (without("2026-08: 9, ", "").replace("about: [AGR-SLA#target-swap], ", ""), None),
        // A miss of the year before last is history.
        (
            without("2026-08: 9, 2026-09: 10", "2025-08: 9, 2025-09: 10").replace("about: [AGR-SLA#target-swap], ", ""),
            None,
        ),
        // Nobody else has to promise the same.
        (without("measure: restore, target: at most 6 h", "measure: respond, target: at most 6 h"), None),
    ];
    for (text, missing) in cases {
        let book = handbook(&text);
        assert_eq!(only(&book, "SVC-A").missing(), missing, "{text}");
    }
}

#[test]
fn from_a_risk_to_the_proof() {
    let risk = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [iso20000-1]
--- risks/a.yaml
- {key: RSK-A, title: Heat, type: risk, actions: [{key: chill, do: Rent chillers., done: 2026-06-01, evidence: [REC-A]}]}
--- records/a.yaml
- {key: REC-A, title: Invoice, on: 2026-06-01}
";
    let book = handbook(risk);
    for key in ["RSK-A", "REC-A"] {
        let trail = only(&book, key);
        assert_eq!((trail.missing(), at(&book, &trail, Stage::Proof)), (None, vec!["REC-A".to_owned()]));
    }
    let missing = |text: &str| only(&handbook(text), "RSK-A").missing();
    assert_eq!(missing(&risk.replace(", evidence: [REC-A]", "")), Some(Stage::Proof));
    // An open action needs no proof yet.
    assert_eq!(missing(&risk.replace("done: 2026-06-01, evidence: [REC-A]", "due: 2026-12-01")), None);
    let bare = risk.replace(", actions: [{key: chill, do: Rent chillers., done: 2026-06-01, evidence: [REC-A]}]", "");
    assert_eq!(missing(&bare), Some(Stage::Action));
    let accepted = bare.replace("type: risk", "type: risk, accepted: {by: ROL-A, on: 2026-05-01}");
    assert_eq!(missing(&(accepted + "--- roles/a.yaml\n- {key: ROL-A, title: Head}\n")), None);
}

#[test]
fn from_an_incident_to_its_change_and_review() {
    let records = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [iso20000-1]
--- processes/incident.md
---
key: PRC-INC
title: Incidents
clause: \"8.6.1\"
---
--- processes/problem.md
---
key: PRC-PRB
title: Problems
satisfies: [8.6.3]
---
--- processes/change.md
---
key: PRC-CHG
title: Changes
clause: \"8.5.1\"
---
--- records/a.yaml
- {key: REC-INC, title: Cut, on: 2026-08-09, of: PRC-INC, type: major-incident, related: [REC-PRB, REC-REV]}
- {key: REC-PRB, title: Cause, on: 2026-08-20, of: PRC-PRB, satisfies: [8.6.3-6]}
- {key: REC-CHG, title: New line, on: 2026-09-01, of: PRC-CHG, related: [REC-PRB]}
- {key: REC-REV, title: Look back, on: 2026-08-13, of: PRC-INC, type: review}
- {key: REC-ALONE, title: Another, on: 2026-08-13, of: PRC-INC}
";
    let book = handbook(records);
    for key in ["REC-INC", "REC-PRB", "REC-CHG", "REC-REV"] {
        let trail = only(&book, key);
        assert_eq!(trail.missing(), None, "from {key}");
        assert_eq!(at(&book, &trail, Stage::Incident), ["REC-INC"]);
        assert_eq!(at(&book, &trail, Stage::Problem), ["REC-PRB"]);
        assert_eq!(at(&book, &trail, Stage::KnownError), ["REC-PRB"]);
        assert_eq!(at(&book, &trail, Stage::Change), ["REC-CHG"]);
        assert_eq!(at(&book, &trail, Stage::Review), ["REC-REV"]);
        assert_eq!(link(&trail, Stage::Release), Link::NotCalledFor);
    }
    assert!(book.trails_of(id(&book, "REC-ALONE")).is_empty(), "a record that names no other is on no trail");
    let no_review = handbook(&records.replace(", REC-REV]", "]"));
    assert_eq!(only(&no_review, "REC-INC").missing(), Some(Stage::Review));
    let no_problem =
        handbook(&records.replace("[REC-PRB, REC-REV]", "[REC-CHG, REC-REV]").replace(", related: [REC-PRB]", ""));
    assert_eq!(only(&no_problem, "REC-INC").missing(), Some(Stage::Problem));
}

#[test]
fn from_a_commitment_to_its_result() {
    let text = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [iso20000-1]
--- policies/a.md
---
key: POL-A
title: Policy
commitments: [{key: promise, say: We promise what we measure., objectives: [OBJ-A]}]
---
--- objectives/a.yaml
- {key: OBJ-A, title: Fast, measures: [{key: in-time, what: In time, target: at least 92 %, actuals: {2026-10: 91}}]}
";
    let book = handbook(text);
    for key in ["POL-A", "OBJ-A"] {
        let trail = only(&book, key);
        assert_eq!(trail.missing(), None);
        assert_eq!(at(&book, &trail, Stage::Result), ["OBJ-A#measure-in-time"]);
    }
    let missing = |text: &str| only(&handbook(text), "POL-A").missing();
    assert_eq!(missing(&text.replace(", objectives: [OBJ-A]", "")), Some(Stage::Objective));
    assert_eq!(missing(&text.replace(", actuals: {2026-10: 91}", "")), Some(Stage::Result));
    // The objective may say itself what it serves.
    let serving = text
        .replace(", objectives: [OBJ-A]", "")
        .replace("title: Fast,", "title: Fast, serves: [POL-A#commitment-promise],");
    assert_eq!(missing(&serving), None);
}

#[test]
fn from_a_requirement_to_the_effect_of_a_finding() {
    let text = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [iso20000-1]
--- processes/incident.md
---
key: PRC-INC
title: Incidents
version: \"1.0\"
status: approved
approved: {by: ROL-A, on: 2026-03-01}
owner: ROL-A
steps: [{key: major, do: Run it, by: ROL-A, satisfies: [8.6.1-6]}]
---
--- roles/a.yaml
- {key: ROL-A, title: Desk}
--- records/a.yaml
- {key: REC-A, title: Log, on: 2026-08-09, of: PRC-INC#step-major}
--- audits/a.yaml
- {key: AUD-A, title: Audit, type: internal, criteria: [8.6], done: 2026-06-16}
--- findings/a.yaml
- key: NC-A
  title: No manager
  grade: minor
  found: 2026-06-16
  requirement: [8.6.1-6]
  actions: [{key: field, do: Make the field mandatory., done: 2026-07-01}]
  effectiveness: {worked: true, on: 2026-10-01}
  closed: 2026-10-01
";
    let book = handbook(text);
    let trail = only(&book, "NC-A");
    assert_eq!(trail.missing(), None);
    for (stage, thing) in [
        (Stage::Requirement, "8.6.1-6"),
        (Stage::Step, "PRC-INC#step-major"),
        (Stage::Record, "REC-A"),
        (Stage::Audit, "AUD-A"),
        (Stage::Finding, "NC-A"),
        (Stage::CorrectiveAction, "NC-A#action-field"),
        (Stage::Effectiveness, "NC-A"),
    ] {
        assert_eq!(at(&book, &trail, stage), [thing], "{stage:?}");
    }
    let missing = |text: &str| only(&handbook(text), "NC-A").missing();
    assert_eq!(
        missing(&text.replace("  effectiveness: {worked: true, on: 2026-10-01}\n", "")),
        Some(Stage::Effectiveness)
    );
    let no_action = text.replace("  actions: [{key: field, do: Make the field mandatory., done: 2026-07-01}]\n", "");
    assert_eq!(missing(&no_action), Some(Stage::CorrectiveAction));
    // A record is asked for where the requirement needs one.
    let bare = text.replace(", of: PRC-INC#step-major", "");
    assert_eq!(missing(&bare), None);
    let needs = "standards: [iso20000-1]\nneeds: [{requirement: 8.6.1-6, needs: both, because: Our customers ask.}]";
    assert_eq!(missing(&bare.replace("standards: [iso20000-1]", needs)), Some(Stage::Record));
}

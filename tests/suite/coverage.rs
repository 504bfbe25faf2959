//! When is a requirement covered? The rules of traceability, one handbook a line.

use clausebook::handbook::{Handbook, PromiseState, Status};
use clausebook::model::Key;
use clausebook::pipeline;
use clausebook::source::{Settings, Sources};
use clausebook::standards::{Place, ReqId};
use jiff::civil::Date;

/// A standard with one requirement of each sort.
const STANDARD: &str = r#"id: tiny
title: Tiny standard
edition: "2026"
kind: requirements
clauses:
  - id: "1"
    title: Desk
    requirements:
      - {id: 1-1, asks: Say it., needs: document}
      - {id: 1-2, asks: Do it., needs: record}
      - {id: 1-3, asks: Say and do it., needs: both}
      - {id: 1-4, asks: Put it in writing., needs: document, documented: true}
      - {id: 1-5, asks: Do it when it happens., needs: record, event: true}
      - {id: 1-6, asks: Do it again and again., needs: record, recurring: true, practice_interval: P3M}
      - {id: 1-7, asks: Report it., needs: record, reported: true}
      - {id: 1-8, asks: Name somebody., needs: record, named_person: true}
      - {id: 1-9, asks: Know that., informative: true}
"#;

/// Entries that fixtures are put together from.
const ROLE: &str = "--- roles/a.yaml\n- {key: ROL-A, title: Desk, held_by: [Team]}\n";

/// A document in force that claims something.
fn document(claims: &str) -> String {
    format!(
        "--- policies/a.md\n---\nkey: POL-A\ntitle: A\nversion: \"1.0\"\nstatus: approved\napproved: {{by: ROL-A, on: 2026-01-31}}\nreview: P6M\nsatisfies: [{claims}]\n---\n## Calls {{#calls}}\n"
    )
}

/// A record of a day that claims something.
fn record(on: &str, claims: &str) -> String {
    format!("--- records/a.yaml\n- {{key: REC-A, title: A, on: {on}, satisfies: [{claims}]}}\n")
}

fn handbook(as_of: &str, parts: &[&str]) -> Handbook {
    with_config("", as_of, parts)
}

fn with_config(config: &str, as_of: &str, parts: &[&str]) -> Handbook {
    with_standard(STANDARD, config, as_of, parts)
}

fn with_standard(standard: &str, config: &str, as_of: &str, parts: &[&str]) -> Handbook {
    let config = format!("title: Handbook\norganisation: Halden\nstandards: [tiny]\n{config}");
    let text = format!("--- handbook.yaml\n{config}--- standards/tiny.yaml\n{standard}{ROLE}{}", parts.concat());
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("--- ") {
            Some(path) => files.push((path.trim_end(), String::new())),
            None => files.last_mut().expect("a fixture begins with a path").1.push_str(line),
        }
    }
    let as_of: Date = as_of.parse().expect("a date");
    let texts = files.iter().map(|(path, text)| (*path, text.as_str()));
    let (book, found) = pipeline::compile(Sources::from_texts(texts, Settings::on(as_of)));
    let errors: Vec<_> = found.iter().filter(|it| it.severity == clausebook::diagnostic::Severity::Error).collect();
    let is_meant = |it: &&&clausebook::diagnostic::Diagnostic| it.rule.name == "forbidden-exclusion";
    assert_eq!(errors.iter().filter(is_meant).count(), errors.len(), "the fixture is broken: {errors:#?}");
    book
}

fn requirement(book: &Handbook, number: &str) -> ReqId {
    match book.standards.find("tiny", number) {
        Some(Place::Requirement(id)) => id,
        other => panic!("{number} is {other:?}"),
    }
}

fn status(book: &Handbook, number: &str) -> Status {
    book.coverage.requirement(requirement(book, number)).status
}

/// The status of one requirement in a handbook of these parts.
#[track_caller]
fn is(expected: Status, number: &str, as_of: &str, parts: &[&str]) {
    assert_eq!(status(&handbook(as_of, parts), number), expected, "{number} on {as_of}");
}

use Status::{Covered, Gap, NotApplicable, Partial, Stale};

/// A day on which the document is in force and the record holds.
const DAY: &str = "2026-06-01";
/// A day on which the review of the document is overdue.
const LATE: &str = "2026-11-22";

#[test]
fn what_needs_a_document() {
    is(Covered, "1-1", DAY, &[&document("1-1")]);
    is(Stale, "1-1", LATE, &[&document("1-1")]);
    is(Partial, "1-1", DAY, &[&document("1-1").replace("status: approved", "status: draft")]);
    is(Partial, "1-1", DAY, &[&document("1-1").replace("status: approved", "status: review")]);
    is(Partial, "1-1", DAY, &[&document("1-1").replace("status: approved", "status: retired")]);
    is(Partial, "1-1", "2026-01-30", &[&document("1-1")]);
    is(Gap, "1-1", DAY, &[]);
    // A record is no substitute for a rule.
    is(Gap, "1-1", DAY, &[&record(DAY, "1-1")]);
}

#[test]
fn what_needs_a_record() {
    is(Covered, "1-2", DAY, &[&record("2026-03-01", "1-2")]);
    is(Stale, "1-2", DAY, &[&record("2025-03-01", "1-2")]);
    is(Partial, "1-2", DAY, &[&document("1-2")]);
    is(Partial, "1-2", DAY, &[&document("1-2").replace("status: approved", "status: draft")]);
    is(Partial, "1-7", DAY, &[&record("2026-03-01", "1")]);
    is(Gap, "1-2", DAY, &[]);
    // What is dated after the day has not happened yet.
    is(Gap, "1-2", DAY, &[&record("2026-06-02", "1-2")]);
}

#[test]
fn what_needs_both() {
    let (rule, proof) = (document("1-3"), record("2026-03-01", "1-3"));
    is(Covered, "1-3", DAY, &[&rule, &proof]);
    is(Stale, "1-3", LATE, &[&rule, &proof]);
    is(Stale, "1-3", DAY, &[&rule, &proof.replace("2026-03-01", "2025-03-01")]);
    is(Stale, "1-3", LATE, &[&rule, &proof.replace("2026-03-01", "2025-03-01")]);
    is(Partial, "1-3", DAY, &[&rule]);
    is(Partial, "1-3", DAY, &[&proof]);
    is(Partial, "1-3", DAY, &[&rule.replace("status: approved", "status: draft"), &proof]);
    is(Partial, "1-3", DAY, &[&proof.replace("2026-03-01", "2025-03-01")]);
    is(Gap, "1-3", DAY, &[]);
}

#[test]
fn a_document_is_in_time_through_the_last_day_of_its_grace() {
    let rule = document("1-1");
    // 31 January and six months is 31 July; 30 days of grace end on 30 August.
    is(Covered, "1-1", "2026-08-30", &[&rule]);
    is(Stale, "1-1", "2026-08-31", &[&rule]);
    let short = with_config("review_grace: P1D\n", "2026-08-02", &[&rule]);
    assert_eq!(status(&short, "1-1"), Stale);
    let confirmed = rule.replace("review: P6M", "review: P6M\nconfirmed: [{by: ROL-A, on: 2026-07-30}]");
    is(Covered, "1-1", "2026-12-01", &[&confirmed]);
    // A confirmation that is still to come moves nothing.
    is(Stale, "1-1", "2026-09-10", &[&confirmed.replace("2026-07-30", "2026-09-11")]);
}

#[test]
fn one_good_document_of_several_is_enough() {
    let second = document("1-1").replace("policies/a.md", "policies/b.md").replace("POL-A", "POL-B");
    is(Covered, "1-1", LATE, &[&document("1-1"), &second.replace("2026-01-31", "2026-10-01")]);
    is(Covered, "1-1", DAY, &[&document("1-1"), &second.replace("status: approved", "status: draft")]);
}

#[test]
fn a_document_that_was_changed_is_overdue() {
    let changed = document("1-1").replace("2026-01-31}", "2026-01-31, fingerprint: \"sha256:0000\"}");
    is(Stale, "1-1", DAY, &[&changed]);
}

#[test]
fn entries_that_are_no_documents_hold_by_their_own_dates() {
    let agreement = "--- customers/a.yaml\n- {key: CUS-A, title: A}\n--- agreements/a.yaml\n- {key: AGR-A, title: A, type: sla, with: CUS-A, from: 2026-02-01, until: 2026-06-01, satisfies: [1-4]}\n";
    is(Partial, "1-4", "2026-01-31", &[agreement]);
    is(Covered, "1-4", "2026-02-01", &[agreement]);
    is(Covered, "1-4", "2026-06-01", &[agreement]);
    is(Partial, "1-4", "2026-06-02", &[agreement]);
    let service = "--- services/a.yaml\n- {key: SVC-A, title: A, lifecycle: live, satisfies: [1-4]}\n";
    is(Covered, "1-4", DAY, &[service]);
    is(Partial, "1-4", DAY, &[&service.replace("live", "retired")]);
}

#[test]
fn exact_broad_and_placed_claims() {
    let broad = handbook(DAY, &[&document("1")]);
    assert_eq!(status(&broad, "1-1"), Covered);
    // What has to be in writing needs a claim of its own.
    assert_eq!(status(&broad, "1-4"), Partial);
    let documented = &broad.coverage.requirement(requirement(&broad, "1-1")).documented_by[0];
    assert!(!documented.is_exact && !documented.is_placed && documented.counts);
    let placed = handbook(DAY, &[&document("1").replace("{#calls}", "{#calls satisfies=1-4}")]);
    assert_eq!(status(&placed, "1-4"), Covered);
    let documented = &placed.coverage.requirement(requirement(&placed, "1-4")).documented_by[0];
    assert_eq!((documented.is_placed, documented.anchor.as_deref()), (true, Some("calls")));
    let whole = handbook(DAY, &[&document("1-4")]);
    let documented = &whole.coverage.requirement(requirement(&whole, "1-4")).documented_by[0];
    assert!(documented.is_exact && !documented.is_placed);
}

#[test]
fn broad_evidence_counts_where_nothing_particular_is_asked() {
    let broad = handbook(DAY, &[&record("2026-05-01", "1")]);
    assert_eq!(status(&broad, "1-2"), Covered);
    for particular in ["1-5", "1-6", "1-7", "1-8"] {
        assert_eq!(status(&broad, particular), Partial, "{particular}");
        is(Covered, particular, DAY, &[&record("2026-05-01", particular)]);
    }
}

/// A process with a step, and an activity, that claim the reported requirement.
const WORK: &str = "--- processes/a.md
---
key: PRC-A
title: A
status: approved
approved: {by: ROL-A, on: 2026-01-31}
owner: ROL-A
satisfies: [1-2]
steps:
  - {key: report, do: Report, by: ROL-A, satisfies: [1-7]}
---
--- calendar/a.yaml
- {key: ACT-A, title: Report, every: P1M, grace: P5D, satisfies: [1-7]}
";

#[test]
fn a_record_without_claims_proves_what_it_is_evidence_of() {
    let of = |of: &str| format!("--- records/a.yaml\n- {{key: REC-A, title: A, on: 2026-05-20, of: {of}}}\n");
    is(Covered, "1-7", DAY, &[WORK, &of("PRC-A#step-report")]);
    is(Covered, "1-7", DAY, &[WORK, &of("ACT-A")]);
    // A whole process says too little about which of its steps was done.
    is(Partial, "1-7", DAY, &[WORK, &of("PRC-A")]);
    is(Covered, "1-2", DAY, &[WORK, &of("PRC-A")]);
    // With claims of its own a record proves those and no others.
    is(Partial, "1-7", DAY, &[WORK, &record("2026-05-20", "1-2").replace("satisfies", "of: ACT-A, satisfies")]);
}

#[test]
fn evidence_is_valid_through_its_last_day() {
    let plain = record("2025-06-15", "1-2");
    is(Covered, "1-2", "2026-06-15", &[&plain]);
    is(Stale, "1-2", "2026-06-16", &[&plain]);
    let own = plain.replace("satisfies", "valid_for: P2W, satisfies");
    is(Covered, "1-2", "2025-06-29", &[&own]);
    is(Stale, "1-2", "2025-06-30", &[&own]);
    let usual = record("2026-01-31", "1-6");
    is(Covered, "1-6", "2026-04-30", &[&usual]);
    is(Stale, "1-6", "2026-05-01", &[&usual]);
    // The interval and the grace of its activity: 20 June, and five days.
    let promised = "--- records/a.yaml\n- {key: REC-A, title: A, on: 2026-05-20, of: ACT-A}\n";
    is(Covered, "1-7", "2026-06-25", &[WORK, promised]);
    is(Stale, "1-7", "2026-06-26", &[WORK, promised]);
    // Of several activities the shortest.
    let second = "--- calendar/b.yaml\n- {key: ACT-B, title: Look, every: P1W}\n";
    let of_both = promised.replace("ACT-A", "[ACT-A, ACT-B]");
    is(Covered, "1-7", "2026-05-27", &[WORK, second, &of_both]);
    is(Stale, "1-7", "2026-05-28", &[WORK, second, &of_both]);
}

#[test]
fn a_leap_day_and_the_end_of_a_month() {
    let leap = record("2024-02-29", "1-2");
    is(Covered, "1-2", "2025-02-28", &[&leap]);
    is(Stale, "1-2", "2025-03-01", &[&leap]);
    let four_years = leap.replace("satisfies", "valid_for: P4Y, satisfies");
    is(Covered, "1-2", "2028-02-29", &[&four_years]);
    is(Stale, "1-2", "2028-03-01", &[&four_years]);
}

#[test]
fn a_nil_return_counts_for_events_alone() {
    let nil = "--- records/a.yaml\n- {key: REC-A, title: None, on: 2026-05-20, by: ROL-A, period: 2026-Q1, nil: true, looked_in: Tool, satisfies: [1-2, 1-5]}\n";
    is(Covered, "1-5", DAY, &[nil]);
    is(Partial, "1-2", DAY, &[nil]);
    let book = handbook(DAY, &[nil]);
    assert!(book.coverage.requirement(requirement(&book, "1-5")).evidence[0].is_nil);
    for half in [", looked_in: Tool", ", period: 2026-Q1", " by: ROL-A,"] {
        is(Partial, "1-5", DAY, &[&nil.replace(half, "")]);
    }
}

#[test]
fn audits_reviews_findings_improvements_and_competences_are_evidence() {
    let kinds = [
        ("audits", "type: internal, done: 2026-05-20"),
        ("reviews", "on: 2026-05-20"),
        ("findings", "grade: observation, found: 2026-05-01, closed: 2026-05-20"),
        ("improvements", "proposed: 2026-01-01, result: {value: 1, period: 2026-05-01/2026-05-20}"),
        ("competence", "for: [ROL-A], shown: [{role: ROL-A, on: 2026-05-20}]"),
    ];
    for (folder, fields) in kinds {
        let entry = format!("--- {folder}/a.yaml\n- {{key: X-A, title: A, {fields}, satisfies: [1-7]}}\n");
        is(Covered, "1-7", DAY, &[&entry]);
        let before = status(&handbook("2026-05-19", &[&entry]), "1-7");
        assert!(before != Covered, "{folder} counts before its day");
        is(Covered, "1-7", "2027-05-20", &[&entry]);
        is(Stale, "1-7", "2027-05-21", &[&entry]);
    }
    let read = "--- awareness/a.yaml\n- {key: AWR-A, title: A, for: [ROL-A], satisfies: [1-7]}\n--- acknowledgements/a.csv\nwho,role,document,version,date\nx,ROL-A,POL-A,1.0,2026-03-01\ny,ROL-A,POL-A,1.0,2026-04-01\n";
    let book = handbook(DAY, &[read, &document("1-1")]);
    let evidence = &book.coverage.requirement(requirement(&book, "1-7")).evidence;
    assert_eq!(evidence.iter().map(|it| it.on.to_string()).collect::<Vec<_>>(), ["2026-04-01"]);
}

#[test]
fn findings_change_readiness_and_no_status() {
    let finding = "--- findings/a.yaml\n- {key: NC-A, title: A, grade: major, found: 2026-05-20, requirement: [1-1], closed: 2026-08-01}\n";
    let ready = |as_of: &str, finding: &str| {
        let book = handbook(as_of, &[&document("1-1"), finding]);
        let clause = match book.standards.find("tiny", "1") {
            Some(Place::Clause(id)) => *book.coverage.clause(id),
            other => panic!("{other:?}"),
        };
        assert_eq!(status(&book, "1-1"), Covered);
        (book.coverage.requirement(requirement(&book, "1-1")).is_ready, clause.has_open_major)
    };
    assert_eq!(ready("2026-05-19", finding), (true, false));
    assert_eq!(ready("2026-05-20", finding), (false, true));
    assert_eq!(ready("2026-07-31", &finding.replace("major", "minor")), (false, false));
    assert_eq!(ready("2026-07-31", &finding.replace("major", "observation")), (true, false));
    assert_eq!(ready("2026-08-01", finding), (true, false));
    // A finding on the clause is one on all that it holds.
    assert_eq!(ready("2026-05-20", &finding.replace("[1-1]", "[1]")), (false, true));
}

#[test]
fn what_does_not_apply() {
    let config = "applicability: [{requirement: 1-1, applies: false, because: We have none.}]\n";
    // The standard has to allow it.
    assert_eq!(status(&with_config(config, DAY, &[]), "1-1"), Gap);
    // Where it does, a reason is needed, and what is declared beats what is there.
    let lenient = |because: &str| {
        let config = format!("applicability: [{{requirement: 1-1, applies: false{because}}}]\n");
        let standard = STANDARD.replace("kind: requirements", "kind: requirements\nexclusions_allowed: true");
        with_standard(&standard, &config, DAY, &[&document("1-1")])
    };
    let book = lenient(", because: We have none.");
    assert_eq!(status(&book, "1-1"), NotApplicable);
    let counts = book.coverage.standard(book.standards.by_name("tiny").expect("it is listed").id);
    assert_eq!((counts.n_requirements, counts.n_applicable(), counts.n_covered), (8, 7, 0));
    assert_eq!(status(&lenient(""), "1-1"), Covered);
}

#[test]
fn what_a_requirement_needs_may_be_set() {
    let config = "needs: [{requirement: 1-1, needs: both, because: Our customers ask for minutes.}]\n";
    assert_eq!(status(&with_config(config, DAY, &[&document("1-1")]), "1-1"), Partial);
    assert_eq!(status(&with_config(config, DAY, &[&document("1-1"), &record(DAY, "1-1")]), "1-1"), Covered);
}

#[test]
fn counts_leave_out_what_is_informative() {
    let book = handbook(DAY, &[&document("1-1"), &record("2026-03-01", "1-2")]);
    let standard = book.standards.by_name("tiny").expect("it is listed");
    let counts = book.coverage.standard(standard.id);
    assert_eq!(counts.n_requirements, 8);
    assert_eq!((counts.n_covered, counts.n_gap, counts.n_ready), (2, 6, 2));
    assert_eq!(counts.worst(), Gap);
}

/// A monthly activity with records on some days.
fn monthly(as_of: &str, fields: &str, records: &[&str]) -> Handbook {
    let activity = format!("--- calendar/a.yaml\n- {{key: ACT-A, title: Report, every: P1M, {fields}}}\n");
    let one = |(n, fields): (usize, &&str)| format!("- {{key: REC-{n}, title: A, of: ACT-A, {fields}}}\n");
    let records: String = records.iter().enumerate().map(one).collect();
    handbook(as_of, &[&activity, "--- records/a.yaml\n", &records])
}

fn promise(book: &Handbook) -> &clausebook::handbook::Promise {
    let id = book.keys.find(&Key::new("ACT-A").expect("a key")).expect("the activity is there");
    book.promises.iter().find(|it| it.entry == id).expect("an activity is a promise")
}

#[test]
fn how_a_promise_stands() {
    let state = |as_of: &str, records: &[&str]| promise(&monthly(as_of, "from: 2026-05-10, grace: P5D", records)).state;
    assert_eq!(state("2026-04-09", &[]), PromiseState::OnTime);
    assert_eq!(state("2026-04-10", &[]), PromiseState::DueSoon);
    assert_eq!(state("2026-05-15", &[]), PromiseState::DueSoon);
    assert_eq!(state("2026-05-16", &[]), PromiseState::Never);
    assert_eq!(state("2026-06-17", &["on: 2026-05-12"]), PromiseState::DueSoon);
    assert_eq!(state("2026-06-18", &["on: 2026-05-12"]), PromiseState::Overdue);
    // The newest record counts, and none that is still to come.
    assert_eq!(state("2026-06-18", &["on: 2026-05-12", "on: 2026-06-12"]), PromiseState::DueSoon);
    assert_eq!(state("2026-06-18", &["on: 2026-05-12", "on: 2026-06-19"]), PromiseState::Overdue);
}

#[test]
fn eleven_of_twelve_with_the_missing_one_named() {
    let months = [
        "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-06", "2026-07", "2026-08", "2026-09",
        "2026-10",
    ];
    let records: Vec<_> = months.iter().map(|month| format!("on: {month}-28")).collect();
    let records: Vec<_> = records.iter().map(String::as_str).collect();
    let book = monthly("2026-11-22", "from: 2025-01-01, grace: P5D", &records);
    let promise = promise(&book);
    assert_eq!((promise.n_kept(), promise.windows.len()), (11, 12));
    let missed: Vec<_> = promise.windows.iter().filter(|it| !it.is_kept).collect();
    assert_eq!(missed.len(), 1);
    assert_eq!((missed[0].start.to_string(), missed[0].end.to_string()), ("2026-05-01".into(), "2026-05-31".into()));
}

#[test]
fn a_window_is_kept_by_its_period_its_day_or_its_grace() {
    let kept = |as_of: &str, record: &str| -> Vec<bool> {
        let book = monthly(as_of, "from: 2026-05-01, grace: P5D", &[record]);
        promise(&book).windows.iter().map(|it| it.is_kept).collect()
    };
    assert_eq!(kept("2026-07-01", "on: 2026-05-31"), [true]);
    assert_eq!(kept("2026-07-06", "on: 2026-05-31"), [true, false]);
    // In the grace of May, and in June.
    assert_eq!(kept("2026-07-06", "on: 2026-06-05"), [true, true]);
    assert_eq!(kept("2026-07-06", "on: 2026-06-06"), [false, true]);
    assert_eq!(kept("2026-07-06", "on: 2026-07-01, period: 2026-05"), [true, true]);
    // May is over on 1 June, and its grace on 5 June: until then nothing is missed.
    assert_eq!(kept("2026-05-31", "on: 2026-05-02"), Vec::<bool>::new());
    assert_eq!(kept("2026-06-05", "on: 2026-04-02"), Vec::<bool>::new());
    assert_eq!(kept("2026-06-06", "on: 2026-04-02"), [false]);
}

#[test]
fn a_series_from_the_31st_does_not_slip() {
    let book = monthly("2026-06-10", "from: 2026-01-31", &["on: 2026-02-28"]);
    let starts: Vec<_> = promise(&book).windows.iter().map(|it| it.start.to_string()).collect();
    assert_eq!(starts, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
}

/// A standard whose requirements ask for the contents of a plan, an agreement, an objective and a supplier.
const CONTENTS: &str = r#"id: tiny
title: Tiny standard
kind: requirements
checklists:
  items:
    - id: promise
      title: Promise
      for: 1-1
      of: [agreement/sla]
      wanted: all
      points:
        - {id: targets, title: targets, shown_by: [targets.target]}
        - {id: exceptions, title: exceptions, shown_by: [exceptions]}
    - id: return
      title: Return
      for: 1-2
      of: [plan/continuity]
      wanted: all
      points:
        - {id: who, title: who calls it, requirement: 1-2}
        - {id: back, title: the way back, requirement: 1-3}
    - id: parts
      title: Parts
      for: 1-4
      of: [supplier]
      wanted: one
      points:
        - {id: services, title: services, shown_by: [provides.kind=service]}
        - {id: processes, title: processes, shown_by: [provides.kind=process]}
    - id: types
      title: Types
      for: 1-5
      of: [policy, process]
      wanted: claimed
      points:
        - {id: emergency, title: emergencies, requirement: 1-5, shown_by: [categories.emergency=true]}
    - id: measured
      title: Measured
      for: 1-6
      of: [objective]
      wanted: all
      each: measures
      points:
        - {id: target, title: a target, shown_by: [target]}
    - id: ended
      title: Ended
      for: 1-7
      of: [plan/new-service]
      wanted: all
      points:
        - {id: data, title: what becomes of data, when: service-ends}
        - {id: move, title: what moves, when: service-moves}
clauses:
  - id: "1"
    title: Desk
    requirements:
      - {id: 1-1, asks: Promise it., needs: document, documented: true}
      - {id: 1-2, asks: Call it., needs: document}
      - {id: 1-3, asks: Return., needs: document}
      - {id: 1-4, asks: List others., needs: document}
      - {id: 1-5, asks: Define types., needs: document}
      - {id: 1-6, asks: Measure., needs: document}
      - {id: 1-7, asks: Plan the end., needs: record}
"#;

#[track_caller]
fn holds(expected: Status, number: &str, parts: &[&str]) {
    let book = with_standard(CONTENTS, "", DAY, parts);
    assert_eq!(status(&book, number), expected, "{number}");
}

/// A plan in force with these fields and this text.
fn plan(fields: &str, text: &str) -> String {
    format!(
        "--- plans/a.md\n---\nkey: PLN-A\ntitle: A\nstatus: approved\napproved: {{by: ROL-A, on: 2026-01-31}}\n{fields}---\n{text}\n"
    )
}

#[test]
fn an_agreement_that_lacks_a_point_does_not_meet_its_requirement() {
    let sla = |fields: &str| {
        format!(
            "--- customers/a.yaml\n- {{key: CUS-A, title: A}}\n--- agreements/a.yaml\n- {{key: AGR-A, title: A, type: sla, with: CUS-A, satisfies: [1-1], {fields}}}\n"
        )
    };
    let target = "targets: [{key: a, what: A, target: at most 4 h}]";
    holds(Covered, "1-1", &[&sla(&format!("{target}, exceptions: [Storms]"))]);
    holds(Partial, "1-1", &[&sla(target)]);
    holds(Partial, "1-1", &[&sla("targets: [{key: a, what: A}], exceptions: [Storms]")]);
    holds(Partial, "1-1", &[&sla(&format!("{target}, exceptions: []"))]);
    // The signed text says it, which the author answers for.
    holds(Covered, "1-1", &[&sla(&format!("{target}, points: [exceptions]"))]);
    holds(Covered, "1-1", &[&sla(&format!("{target}, points: [promise/exceptions]"))]);
    // A contract is no such agreement.
    holds(Covered, "1-1", &[&sla(target).replace("type: sla", "type: ola")]);
    // A broad claim is no way round, and another entry may still meet it.
    let broad = sla(target).replace("[1-1]", "[1]");
    holds(Partial, "1-1", &[&broad]);
    holds(Covered, "1-1", &[&sla(target), &document("1-1")]);

    let book = with_standard(CONTENTS, "", DAY, &[&sla(target)]);
    let id = requirement(&book, "1-1");
    let documented = &book.coverage.requirement(id).documented_by[0];
    assert!(documented.is_contradicted && !documented.counts);
    assert_eq!(book.contradictions.missing(documented.entry, id), ["exceptions"]);
}

#[test]
fn a_section_or_its_claim_shows_a_point_of_a_plan() {
    let continuity = |text: &str| plan("type: continuity\nsatisfies: [1-2, 1-3]\n", text);
    holds(Covered, "1-3", &[&continuity("## Back {#back points=back}\n")]);
    holds(Covered, "1-3", &[&continuity("## Home {#home satisfies=1-3}\n")]);
    // What is missing contradicts its own requirement, and no other.
    holds(Partial, "1-2", &[&continuity("## Home {#home satisfies=1-3}\n")]);
    holds(Partial, "1-3", &[&continuity("## Call {#call points=who}\n")]);
    holds(Covered, "1-2", &[&continuity("## Call {#call points=who}\n")]);
    // A draft counts for nothing and contradicts nothing.
    let draft = continuity("").replace("status: approved\n", "status: draft\n");
    let book = with_standard(CONTENTS, "", DAY, &[&draft]);
    assert_eq!((status(&book, "1-2"), book.contradictions.iter().count()), (Partial, 0));
}

#[test]
fn one_point_of_several_is_enough_where_the_list_says_so() {
    let supplier = |provides: &str| {
        format!("--- suppliers/a.yaml\n- {{key: SUP-A, title: A, type: external, satisfies: [1-4], {provides}}}\n")
    };
    holds(Partial, "1-4", &[&supplier("provides: []")]);
    holds(Partial, "1-4", &[&supplier("provides: [{what: Repair}]")]);
    holds(Partial, "1-4", &[&supplier("provides: [{what: Parts, kind: component}]")]);
    holds(Covered, "1-4", &[&supplier("provides: [{what: Repair, kind: service}]")]);
}

#[test]
fn entries_that_claim_a_requirement_show_its_points_together() {
    let policy = document("1-5");
    let process = policy.replace("policies/a.md", "processes/a.md").replace("POL-A", "PRC-A");
    let types = "categories: [{key: urgent, what: At once, emergency: true}]\nsatisfies";
    holds(Partial, "1-5", &[&policy]);
    holds(Covered, "1-5", &[&policy.replace("satisfies", types)]);
    holds(Covered, "1-5", &[&policy, &process.replace("satisfies", types)]);
    holds(Partial, "1-5", &[&policy.replace("satisfies", &types.replace("true", "false"))]);
    // The claim of a section is believed, unless a field says otherwise.
    let section = policy.replace("satisfies: [1-5]\n", "").replace("{#calls}", "{#calls satisfies=1-5}");
    holds(Covered, "1-5", &[&section]);
    let otherwise = section.replace("---\n## ", "categories: [{key: usual, what: Later}]\n---\n## ");
    holds(Partial, "1-5", &[&otherwise]);
    // Who does not claim it is not asked.
    let book = with_standard(CONTENTS, "", DAY, &[&document("1-1")]);
    assert_eq!(book.contradictions.iter().count(), 0);
}

#[test]
fn each_item_of_a_list_needs_its_points() {
    let objective =
        |measures: &str| format!("--- objectives/a.yaml\n- {{key: OBJ-A, title: A, satisfies: [1-6], {measures}}}\n");
    let (good, bad) = ("{key: a, what: A, target: at least 92 %}", "{key: b, what: B}");
    holds(Covered, "1-6", &[&objective(&format!("measures: [{good}]"))]);
    holds(Partial, "1-6", &[&objective(&format!("measures: [{good}, {bad}]"))]);
    holds(Partial, "1-6", &[&objective("measures: []")]);
    // One whose day is past is history; through that day it has to be measured.
    holds(Covered, "1-6", &[&objective("by_when: 2026-05-31")]);
    holds(Partial, "1-6", &[&objective("by_when: 2026-06-01")]);
}

#[test]
fn a_point_is_asked_for_on_its_occasion_and_a_record_of_the_plan_proves_no_more_than_the_plan() {
    let service = "--- services/a.yaml\n- {key: SVC-A, title: A, lifecycle: live}\n";
    let of_plan = "--- records/a.yaml\n- {key: REC-A, title: Signed, on: 2026-05-01, of: PLN-A}\n";
    let new = plan("type: new-service\ncovers: [SVC-A]\nsatisfies: [1-7]\n", "");
    holds(Covered, "1-7", &[&new, service, of_plan]);
    let ended = service.replace("lifecycle: live", "lifecycle: retired, until: 2026-03-31");
    holds(Partial, "1-7", &[&new, &ended, of_plan]);
    let book = with_standard(CONTENTS, "", DAY, &[&new, &ended, of_plan]);
    let evidence = &book.coverage.requirement(requirement(&book, "1-7")).evidence[0];
    assert!(evidence.is_contradicted && !evidence.counts && evidence.is_current);
    // A record with a claim of its own proves what it says.
    holds(Covered, "1-7", &[&new, &ended, &of_plan.replace("of: PLN-A", "of: PLN-A, satisfies: [1-7]")]);
    let text = plan("type: new-service\ncovers: [SVC-A]\nsatisfies: [1-7]\n", "## Data {#data points=data}\n");
    holds(Covered, "1-7", &[&text, &ended, of_plan]);
}

#[test]
fn a_standard_that_is_not_listed_contradicts_nothing() {
    // The shipped checklist of the same agreement belongs to a standard that this handbook does not list.
    let sla = "--- customers/a.yaml\n- {key: CUS-A, title: A}\n--- agreements/a.yaml\n- {key: AGR-A, title: A, type: sla, with: CUS-A, satisfies: [1-1]}\n";
    let book = handbook(DAY, &[sla]);
    assert_eq!((status(&book, "1-1"), book.contradictions.iter().count()), (Covered, 0));
}

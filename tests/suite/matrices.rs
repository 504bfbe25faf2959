//! What stands in matrices, read from their JSON.

use serde_json::Value;

use crate::handbook_test::{AS_OF, HandbookTest};

/// The texts of each row, by the names of their columns.
fn rows(book: &HandbookTest, matrix: &str) -> Vec<Vec<(String, String)>> {
    let ran = book.run(&format!("export {matrix} --format json --as-of {AS_OF}")).code(0);
    let file: Value = serde_json::from_str(&ran.stdout_text()).expect("JSON");
    let text = |it: &Value| it.as_str().expect("a text").to_owned();
    let names: Vec<String> = file["columns"].as_array().expect("columns").iter().map(|it| text(&it["name"])).collect();
    let rows = file["rows"].as_array().expect("rows").iter();
    rows.map(|row| {
        let cells = row["cells"].as_array().expect("cells").iter().map(|it| text(&it["text"]));
        names
            .iter()
            .cloned()
            .zip(cells)
            .chain([("status".into(), row["status"].as_str().unwrap_or("").into())])
            .collect()
    })
    .collect()
}

#[track_caller]
fn cell<'r>(row: &'r [(String, String)], name: &str) -> &'r str {
    &row.iter().find(|it| it.0 == name).unwrap_or_else(|| panic!("no column {name} in {row:?}")).1
}

fn services(service: &str, agreement: &str) -> HandbookTest {
    HandbookTest::empty()
        .write("content/roles/a.md", "---\nkey: ROL-SMM\ntitle: Manager\nheld_by: [Ada]\n---\n")
        .write("content/customers/a.yaml", "- {key: CUS-A, title: A, needs: [{key: work, what: Works}]}\n")
        .write(
            "content/suppliers/a.yaml",
            "- {key: SUP-HW, title: Repair, type: external, owner: ROL-SMM, recovery: {rto: at most 12 h}}\n",
        )
        .write("content/services/a.md", format!("---\nkey: SVC-LAP\ntitle: Laptop\n{service}---\n"))
        .write("content/agreements/a.yaml", agreement)
}

const WHOLE: &str = "lifecycle: live
owner: ROL-SMM
criticality: {level: high}
requirements: [{key: mobile, what: Works on trains, from: CUS-A#need-work}]
recovery: {rto: at most 24 h}
depends_on: [{on: SUP-HW}]
capacity: [{what: Spares, target: at least 10 laptops, actuals: {2026-10: 12}}]
cost: {budget: EUR 100, period: 2026, actual: EUR 80}
";

const AGREEMENTS: &str = "- key: AGR-A
  title: With A
  type: sla
  with: CUS-A
  services: [SVC-LAP]
  targets: [{key: swap, what: Swapped, target: at most 8 h, meets: SVC-LAP#req-mobile}]
- {key: AGR-HW, title: Repair, type: contract, with: SUP-HW}
";

#[test]
fn a_service_of_which_all_is_said_agrees() {
    let rows = rows(&services(WHOLE, AGREEMENTS), "services");
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!(cell(row, "status"), "agrees");
    assert_eq!(cell(row, "in_scope"), "Yes");
    assert_eq!(cell(row, "requirements"), "SVC-LAP Laptop: Works on trains");
    assert_eq!(cell(row, "agreements"), "AGR-A");
    assert_eq!(cell(row, "suppliers"), "SUP-HW Repair");
    assert_eq!(cell(row, "budget"), "EUR 100 (2026)");
    assert_eq!(cell(row, "capacity"), "Spares: 12 laptops (at least 10 laptops)");
    assert_eq!(cell(row, "recovery"), "RTO at most 24 h");
}

#[test]
fn a_service_that_contradicts_itself_says_where() {
    let service = WHOLE
        .replace("owner: ROL-SMM\ncriticality: {level: high}\n", "")
        .replace("at most 24 h", "at most 4 h")
        .replace("2026-10: 12", "2026-10: 9")
        .replace("EUR 80", "EUR 120");
    let agreements = "- {key: AGR-A, title: With A, type: sla, with: CUS-A, services: [SVC-LAP], until: 2026-11-21}\n";
    let rows = rows(&services(&service, agreements), "services");
    let row = &rows[0];
    assert_eq!(cell(row, "status"), "disagrees");
    assert_eq!(cell(row, "owner"), "missing");
    assert_eq!(cell(row, "criticality"), "missing");
    assert_eq!(cell(row, "requirements"), "SVC-LAP Laptop: Works on trains no target meets it");
    assert_eq!(cell(row, "agreements"), "ended: AGR-A");
    assert_eq!(cell(row, "suppliers"), "SUP-HW Repair no agreement");
    assert_eq!(cell(row, "budget"), "EUR 100 (2026)\nspent more: EUR 120");
    assert_eq!(cell(row, "capacity"), "Spares: 9 laptops missed: at least 10 laptops");
    assert_eq!(cell(row, "recovery"), "RTO at most 4 h promises less: SUP-HW at most 12 h");
}

#[test]
fn a_forecast_above_the_budget_is_a_remark_and_no_disagreement() {
    let service = WHOLE.replace("EUR 80", "EUR 80, forecast: EUR 120");
    let rows = rows(&services(&service, AGREEMENTS), "services");
    assert_eq!(cell(&rows[0], "budget"), "EUR 100 (2026)\nforecast above: EUR 120");
    assert_eq!(cell(&rows[0], "status"), "agrees");
}

#[test]
fn a_service_that_is_only_planned_has_to_have_nothing_yet() {
    let rows = rows(&services("lifecycle: pipeline\n", ""), "services");
    assert_eq!((cell(&rows[0], "status"), cell(&rows[0], "in_scope")), ("agrees", "No"));
    let agreements = "- {key: AGR-A, title: With A, type: sla, with: CUS-A, services: [SVC-LAP]}\n";
    let rows = self::rows(&services("lifecycle: pipeline\n", agreements), "services");
    assert_eq!(cell(&rows[0], "catalogue"), "Planned\nagreed, and not live: AGR-A");
}

fn audits(audits: &str) -> HandbookTest {
    let config = "title: Handbook\norganisation: Halden\nstandards: [tiny]\naudit_cycle: 2026-01-01/2028-12-31\n";
    HandbookTest::empty()
        .write("content/handbook.yaml", config)
        .write(
            "content/standards/tiny.yaml",
            "id: tiny
title: Tiny
clauses:
  - id: \"1\"
    title: Desk
    clauses:
      - {id: \"1.1\", title: Calls, requirements: [{id: 1.1-1, asks: Answer.}]}
      - {id: \"1.2\", title: Letters, requirements: [{id: 1.2-1, asks: Write.}]}
",
        )
        .write(
            "content/scope.md",
            "---\nkey: SCOPE\ntitle: Scope\nversion: \"1\"\nstatus: approved\napproved: {by: ROL-A, on: 2026-01-01}\nlocations: [Oslo, Bergen]\n---\n",
        )
        .write("content/roles/a.md", "---\nkey: ROL-A\ntitle: Auditor\nheld_by: [Ada]\n---\n")
        .write("content/audits/a.yaml", audits)
}

#[test]
fn each_clause_and_location_says_which_audits_look_at_it() {
    let book = audits(
        "- {key: AUD-1, title: One, type: internal, criteria: [1.1], locations: [oslo], done: 2026-06-17}
- {key: AUD-OLD, title: Old, type: internal, criteria: [1], locations: [Bergen], done: 2025-06-17}
- {key: AUD-EXT, title: Certification, type: external, criteria: [1], locations: [Bergen], done: 2026-03-11}
- {key: AUD-2, title: Two, type: internal, criteria: [1.2], locations: [Oslo], planned: 2027-06}
- {key: AUD-LATE, title: Never held, type: internal, criteria: [1.2], locations: [Bergen], planned: 2026-10}
",
    );
    let rows = rows(&book, "audit-coverage");
    let of = |first: &str| rows.iter().find(|it| it[0].1 == first).unwrap_or_else(|| panic!("no row {first}")).clone();
    let calls = of("1.1 Calls");
    assert_eq!((cell(&calls, "status"), cell(&calls, "AUD-1"), cell(&calls, "AUD-2")), ("audited", "2026-06-17", ""));
    assert_eq!((cell(&calls, "last_audited"), cell(&calls, "next_planned")), ("2026-06-17", ""));
    let letters = of("1.2 Letters");
    assert_eq!((cell(&letters, "status"), cell(&letters, "AUD-LATE")), ("planned", "2026-10, Overdue"));
    assert_eq!((cell(&letters, "last_audited"), cell(&letters, "next_planned")), ("2026-03-11", "2027-06\nAUD-2"));
    // What was planned and not held is no plan any more, and the certification body audits for itself.
    assert_eq!(cell(&of("Bergen"), "status"), "not_planned");
    assert_eq!(cell(&of("Oslo"), "status"), "audited");
    assert!(rows.iter().all(|row| row.iter().all(|it| it.0 != "AUD-OLD")), "it is of another cycle");
}

#[test]
fn roles_say_in_which_steps_they_have_a_part() {
    let book = HandbookTest::empty()
        .write("content/roles/a.md", "---\nkey: ROL-A\ntitle: Analyst\nheld_by: [Ada]\n---\n")
        .write("content/roles/b.md", "---\nkey: ROL-B\ntitle: Manager\nheld_by: [Bo]\n---\n")
        .write(
            "content/processes/a.md",
            "---\nkey: PRC-INC\ntitle: Incidents\nowner: ROL-B\nsteps: [{key: log, do: Log it, by: ROL-A}, {key: tell, do: Tell them, by: ROL-A, raci: {A: ROL-A, I: ROL-B}}]\n---\n",
        )
        .write("content/processes/b.md", "---\nkey: PRC-NONE\ntitle: No steps\nowner: ROL-B\n---\n");
    let rows = rows(&book, "responsibilities");
    let texts: Vec<Vec<&str>> = rows.iter().map(|row| row[..5].iter().map(|it| it.1.as_str()).collect()).collect();
    assert_eq!(
        texts,
        [
            ["PRC-INC Incidents: Log it", "ROL-A Analyst", "ROL-B Manager", "", ""],
            ["PRC-INC Incidents: Tell them", "ROL-A Analyst", "ROL-A Analyst", "", "ROL-B Manager"],
            ["as a whole", "", "ROL-B Manager", "", ""],
            [
                "ROL-A Analyst",
                "PRC-INC Incidents: Log it\nPRC-INC Incidents: Tell them",
                "PRC-INC Incidents: Tell them",
                "",
                ""
            ],
            ["ROL-B Manager", "", "PRC-INC Incidents: Log it", "", "PRC-INC Incidents: Tell them"],
        ]
    );
}

//! `clausebook export`: what an owner opens in a spreadsheet.

use std::fs;

use crate::handbook_test::{AS_OF, HandbookTest};

fn book() -> HandbookTest {
    HandbookTest::empty()
        .write("content/roles/a.md", "---\nkey: ROL-SDM\ntitle: Service desk manager\nheld_by: [Desk lead]\n---\n")
        .write(
            "content/risks/a.yaml",
            "- key: RSK-HEAT
  title: Cooling fails
  type: risk
  cause: Outside-air cooling ends at *34* degrees.
  likelihood: 3
  impact: 4
  treatment: reduce
  owner: ROL-SDM
  actions: [{key: chill, do: Rent two chillers., owner: ROL-SDM, due: 2026-06-01}]
- {key: RSK-EVIL, title: '=1+1', type: risk}
",
        )
}

fn export(book: &HandbookTest, arguments: &str) -> crate::handbook_test::Ran {
    book.run(&format!("export {arguments} --as-of {AS_OF}"))
}

#[test]
fn a_register_goes_to_stdout() {
    let csv = export(&book(), "risks").code(0).stdout_text();
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert!(lines[0].starts_with("Key,Title,Type,Source,Cause,"), "{csv}");
    assert!(lines[1].starts_with("RSK-EVIL,'=1+1,Risk,"), "{csv}");
    assert!(
        lines[2].contains("RSK-HEAT,Cooling fails,Risk,,Outside-air cooling ends at 34 degrees.,,3,4,12,Reduce"),
        "{csv}"
    );
    assert!(lines[2].contains("Rent two chillers. (2026-06-01)"), "{csv}");
    assert!(lines[2].contains("ROL-SDM Service desk manager"), "{csv}");
    let actions = export(&book(), "actions").code(0).stdout_text();
    assert!(
        actions.contains("Rent two chillers.,RSK-HEAT Cooling fails,Overdue,ROL-SDM Service desk manager,2026-06-01"),
        "{actions}"
    );
}

#[test]
fn everything_that_is_listed_can_be_written_in_every_form() {
    let book = book();
    let list = book.run("export").code(0).stdout_text();
    let names: Vec<&str> = list.lines().filter_map(|it| it.strip_prefix("  ")).collect();
    assert!(names.len() > 30, "{list}");
    for name in names {
        let json = export(&book, &format!("{name} --format json")).code(0).stdout_text();
        serde_json::from_str::<serde_json::Value>(&json).unwrap_or_else(|error| panic!("{name}: {error}"));
        if name == "needs" {
            export(&book, "needs --format csv").code(2);
            continue;
        }
        assert!(export(&book, name).code(0).stdout_text().contains(','), "{name}");
        export(&book, &format!("{name} --out out.xlsx")).code(0);
        assert!(fs::read(book.path().join("out.xlsx")).is_ok_and(|it| it.starts_with(b"PK")), "{name}");
    }
}

#[test]
fn needs_say_what_is_missing() {
    let book = HandbookTest::empty().write(
        "content/standards/tiny.yaml",
        "id: tiny
title: Tiny
clauses:
  - {id: \"1\", title: Desk, requirements: [{id: 1-1, asks: Answer., needs: record, event: true, evidence: [call log]}]}
",
    );
    let needs: serde_json::Value = serde_json::from_str(&export(&book, "needs").code(0).stdout_text()).expect("JSON");
    let only = &needs["standards"][0]["requirements"][0];
    assert_eq!(only["id"], "1-1");
    assert_eq!(only["status"], "gap");
    assert_eq!(only["needs"], "record");
    assert_eq!(only["missing"], serde_json::json!(["record"]));
    assert_eq!(only["flags"], serde_json::json!(["event"]));
    assert_eq!(only["evidence_examples"], serde_json::json!(["call log"]));
}

#[test]
fn what_cannot_be_done_is_said_in_one_message() {
    let book = book();
    let unknown = export(&book, "risk").code(2);
    assert!(unknown.stderr_text().contains("did you mean `risks`?"), "{}", unknown.stderr_text());
    let terminal = export(&book, "risks --format xlsx").code(2);
    assert!(terminal.stderr_text().contains("--out risks.xlsx"), "{}", terminal.stderr_text());
    let missing = export(&book, "risks --out missing/risks.csv").code(2);
    let said = missing.stderr_text();
    assert!(said.starts_with("error: `missing/risks.csv` cannot be written:") && said.lines().count() == 1, "{said}");
    if cfg!(target_os = "linux") {
        let full = export(&book, "risks --out /dev/full").code(2);
        assert_eq!(full.stderr_text().lines().count(), 1, "{}", full.stderr_text());
    }
}

#[test]
fn a_file_is_replaced_and_the_same_content_gives_the_same_bytes() {
    let book = book().write("risks.xlsx", "old");
    let written = || {
        export(&book, "risks --out risks.xlsx").code(0);
        fs::read(book.path().join("risks.xlsx")).expect("it was written")
    };
    assert_eq!(written(), written());
    let beside = fs::read_dir(book.path()).expect("a folder").count();
    assert_eq!(beside, 2, "nothing stays beside `content` and the file");
}

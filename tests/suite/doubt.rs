//! What is in doubt because a text moved on is told wherever it is relied on.

use crate::handbook_test::{AS_OF, HandbookTest};

const PROCESS: &str = "---
key: PRC-A
title: Calls
summary: How calls are answered.
owner: ROL-A
version: \"2.1\"
status: approved
approved: {by: ROL-B, on: 2026-09-01}
satisfies: [1-1]
steps:
  - {key: answer, do: Answer, by: ROL-A}
measures: [{key: late, what: Late calls, target: at most 2 calls}]
records: [{what: Ticket, kept_in: Ticket tool, keep: P3Y}]
history:
  - {version: \"2.1\", on: 2026-09-01, by: ROL-B, change: Calls are answered in *ten* seconds.}
  - {version: \"1.9\", on: 2026-01-01, by: ROL-B, change: First version.}
---

## At night {#night}

Nobody answers.
";

fn handbook() -> HandbookTest {
    HandbookTest::empty()
        .write("content/standards/tiny.yaml", "id: tiny\ntitle: Tiny\nclauses: [{id: \"1\", title: Desk, requirements: [{id: 1-1, asks: Answer.}]}]\n")
        .write("content/roles/roles.yaml", "- {key: ROL-A, title: Desk agent, held_by: [Desk team]}\n- {key: ROL-B, title: Manager, held_by: [Kari]}\n")
        .write("content/processes/a.md", PROCESS)
        .write("content/pages/b.md", "---\nkey: PAG-B\ntitle: Nights\nsummary: What happens at night.\nowner: ROL-A\nstatus: approved\napproved: {by: ROL-B, on: 2026-09-01}\n---\n\n![[PRC-A#night]]\n")
        .write("content/records/a.yaml", "- {key: REC-A, title: Calls of May, on: 2026-06-01, by: ROL-B, of: PRC-A, made_under: \"1.9\", satisfies: [1-1]}\n")
}

/// The part of a page that its reader came for.
fn page(handbook: &HandbookTest, path: &str) -> String {
    let text = handbook.text(&format!("site/{path}/index.html"));
    let (_, main) = text.split_once("<main").unwrap_or_else(|| panic!("{path} has no <main>"));
    main.split_once("</main>").map_or(main, |(main, _)| main).to_owned()
}

fn build(handbook: &HandbookTest) {
    handbook.run(&format!("build --quiet --as-of {AS_OF}")).code(0);
}

#[test]
fn a_record_of_a_former_version() {
    let test = handbook();
    build(&test);
    let record = page(&test, "records/rec-a");
    for part in [
        "moved from version 1.9 to 2.1 since this record was made",
        "Calls are answered in <em>ten</em> seconds.",
        "To be looked at by Manager, Desk agent",
        "clausebook confirm REC-A --by ROL-B --because",
    ] {
        assert!(record.contains(part), "the record does not say: {part}\n{record}");
    }
    assert!(!record.contains("First version."), "what was there before is no change");
    assert!(page(&test, "processes/prc-a").contains("Records were made under an older version."));
    assert!(page(&test, "standards/tiny/1").contains("made under 1.9 of PRC-A; 2.1 is in force"));
    let tree = test.run(&format!("trace tiny:1-1 --as-of {AS_OF}")).code(0).stdout_text();
    assert!(tree.contains("suspect: made under 1.9 of PRC-A, 2.1 is in force"), "{tree}");
    let trace: serde_json::Value = serde_json::from_str(&test.text("site/data/trace.json")).expect("it is JSON");
    let suspect = &trace["standards"][0]["requirements"][0]["evidence"][0]["suspect"];
    assert_eq!(*suspect, serde_json::json!({"document": "PRC-A", "made_under": "1.9", "in_force": "2.1"}));

    let sheet = |name: &str| test.run(&format!("export {name} --as-of {AS_OF}")).code(0).stdout_text();
    assert!(sheet("evidence-by-clause").contains("(suspect: made under 1.9 of PRC-A; 2.1 is in force)"));
    assert!(sheet("clauses-by-evidence").contains("Suspect"));

    test.run(&format!("confirm REC-A --by ROL-B --because Same --as-of {AS_OF}")).code(0);
    assert!(!sheet("evidence-by-clause").contains("suspect"));
    build(&test);
    for path in ["records/rec-a", "processes/prc-a", "standards/tiny/1"] {
        let text = page(&test, path);
        assert!(!text.contains("older version") && !text.contains(">Suspect<"), "{path} still doubts:\n{text}");
    }
}

/// The history may say that the meaning stayed: then what was made under the former version is good.
#[test]
fn an_editorial_version_puts_nothing_in_doubt() {
    let editorial = PROCESS.replace("change: Calls are answered in *ten* seconds.", "editorial: true");
    let test = handbook().write("content/processes/a.md", editorial);
    let tree = test.run(&format!("trace tiny:1-1 --as-of {AS_OF}")).code(0).stdout_text();
    assert!(!tree.contains("suspect"), "{tree}");
}

#[test]
fn a_text_that_changed_after_its_approval() {
    let test = handbook();
    test.run(&format!("approve --seal PRC-A --as-of {AS_OF}")).code(0);
    let sealed = test.text("content/processes/a.md");
    let test = test.write("content/processes/a.md", sealed.replace("Nobody answers", "A machine answers"));
    build(&test);
    let banner = "What this is evidence of has changed since its approval.";
    assert!(page(&test, "records/rec-a").contains(banner));
    assert!(page(&test, "processes/prc-a").contains("The text has changed since its approval."));
    assert!(page(&test, "pages/pag-b").contains("A text shown here has changed since its approval."));
    assert!(page(&test, "standards/tiny/1").contains("Text changed since"));
    let tree = test.run(&format!("trace tiny:1-1 --as-of {AS_OF}")).code(0).stdout_text();
    assert!(tree.contains("documented by: PRC-A Calls [changed since approval]"), "{tree}");
    let trace: serde_json::Value = serde_json::from_str(&test.text("site/data/trace.json")).expect("it is JSON");
    let entries = trace["entries"].as_array().expect("there are entries");
    let changed: Vec<_> =
        entries.iter().filter(|it| it["changed_since_approval"] == true).map(|it| it["key"].as_str()).collect();
    assert_eq!(changed, [Some("PRC-A")]);
    let sheet = test.run(&format!("export evidence-by-clause --as-of {AS_OF}")).code(0).stdout_text();
    assert!(sheet.contains("PRC-A Calls (changed since approval)"), "{sheet}");
    let said = test.run(&format!("confirm REC-A --by ROL-B --because Same --as-of {AS_OF}")).code(2).stderr_text();
    assert!(said.contains("nobody can look beside it"), "{said}");
}

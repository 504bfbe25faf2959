//! A claim that the data disproves: what a reader, an auditor's tool and the command line are told of it.

use std::path::Path;

use serde_json::json;

use crate::built::{Built, SAMPLE, build, clausebook, copy, run};

/// The site of an agreement without workload limits and exceptions, in a language.
fn site(language: &str) -> Built {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken/sla-incomplete/content");
    let content = folder.path().join("content");
    copy(&fixture, &content);
    let config = content.join("handbook.yaml");
    let text = std::fs::read_to_string(&config).expect("the fixture has settings");
    std::fs::write(&config, format!("{text}language: {language}\n")).expect("the copy can be changed");
    let out = folder.path().join("site");
    run(&mut build(&content, &out), 0);
    Built::read(&out)
}

#[track_caller]
fn shows(site: &Built, page: &str, words: &[&str]) {
    let text = site.pages[page].text.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(text.contains(word), "{page} does not say `{word}`:\n{text}");
    }
}

#[test]
fn every_page_says_why_a_claim_does_not_count() {
    let site = site("en");
    let clause = "standards/tiny/1/index.html";
    shows(&site, clause, &["Partial", "contradicted", "does not count: nothing shows workload limits; exceptions"]);
    let agreement = "agreements/agr-nord/index.html";
    shows(
        &site,
        agreement,
        &["What the standard asks it to hold", "2 points are missing.", "exceptionsmissing1-1, Partial"],
    );
    shows(
        &site,
        agreement,
        &["service level targetsWhat we promise, and how we did1-1", "0 of 1 covered contradicted"],
    );
    shows(&site, "matrices/evidence-by-clause/index.html", &["contradicted"]);
    let sheet = String::from_utf8_lossy(&site.files["matrices/evidence-by-clause.csv"]);
    assert!(sheet.contains("AGR-NORD Agreement with Nordbygg (contradicted)"), "{sheet}");
    let german = self::site("de");
    shows(&german, clause, &["widerlegt", "zählt nicht: nirgends steht workload limits; exceptions"]);
    shows(&german, agreement, &["Was die Norm darin verlangt", "2 Punkte fehlen.", "fehlt"]);
}

#[test]
fn a_plan_shows_every_point_and_where_it_stands() {
    let plan = "plans/pln-registry/index.html";
    shows(&SAMPLE, plan, &["acceptance criteriaWhen we accept it8.5.2.1-2", "If it should move one day8.5.2.1-5"]);
    let contract = "agreements/agr-deskline/index.html";
    shows(&SAMPLE, contract, &["what is suppliedWhat they supply8.3.4.1-3", "both sidesAuthorities8.3.4.1-3"]);
    // A contract that stands elsewhere: its owner says that it holds the point.
    shows(&SAMPLE, "agreements/agr-nordlys/index.html", &["what is suppliedsaid by its owner8.3.4.1-3"]);
    // What every item of a list shows by itself is not repeated, and nothing of the sample is missing.
    for (page, document) in &SAMPLE.pages {
        assert!(!document.text.contains("Until something shows it"), "{page} lacks a point");
    }
    assert!(!SAMPLE.pages["plans/pln-com/index.html"].text.contains("What the standard asks it to hold"));
}

#[test]
fn the_data_names_what_is_missing() {
    let site = site("en");
    let trace = site.json("data/trace.json");
    let requirement = &trace["standards"][0]["requirements"][0];
    let documented = &requirement["documented_by"][0];
    assert_eq!((&requirement["status"], &documented["key"]), (&json!("partial"), &json!("AGR-NORD")));
    assert_eq!((&documented["state"], &documented["counts"]), (&json!("in_force"), &json!(false)));
    assert_eq!(documented["contradicted"], json!({"missing": ["workload limits", "exceptions"]}));
    let handbook = site.json("data/handbook.json");
    let list = &handbook["standards"][0]["checklists"][0];
    assert_eq!((&list["of"], &list["wanted"]), (&json!(["agreement/sla"]), &json!("all")));
    assert_eq!(list["points"][1]["shown_by"], json!(["workload.limit"]));
}

#[test]
fn the_handbook_file_holds_what_statuses_follow_from() {
    let handbook = SAMPLE.json("data/handbook.json");
    assert_eq!(handbook["config"]["standards"][0], "iso20000-1");
    let flagship = &handbook["standards"][0];
    assert_eq!(flagship["requirements"].as_array().map(Vec::len), Some(287));
    let entries = handbook["entries"].as_array().expect("a list");
    let plan = entries.iter().find(|it| it["fields"]["key"] == "PLN-CONT").expect("the sample has it");
    let fingerprint = plan["fingerprint"].as_str().expect("a controlled document has one");
    assert!(fingerprint.starts_with("sha256:") && fingerprint.len() == 71, "{fingerprint}");
    let back = plan["sections"].as_array().expect("a list").iter().find(|it| it["id"] == "return");
    assert_eq!(back.expect("it has the section")["points"], json!(["return"]));
    let risk = entries.iter().find(|it| it["kind"] == "risk").expect("the sample has risks");
    assert!(risk["fingerprint"].is_null());
}

#[test]
fn trace_says_it_on_the_command_line() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/broken/sla-incomplete/content");
    let mut command = clausebook();
    command.args(["trace", "1-1", "--as-of", crate::built::AS_OF, "--content"]).arg(content);
    let text = String::from_utf8(run(&mut command, 0).stdout).expect("it is UTF-8");
    let line =
        "documented by: AGR-NORD Agreement with Nordbygg [contradicted: nothing shows workload limits; exceptions]";
    assert!(text.contains(line), "{text}");
}

//! The trace, as other tools read it and as a reader follows it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::built::{SAMPLE, none};
use crate::crawl::{Goes, resolve};

fn list<'a>(value: &'a Value, field: &str) -> &'a Vec<Value> {
    value[field].as_array().unwrap_or_else(|| panic!("`{field}` is not a list in {value}"))
}

fn word<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_else(|| panic!("`{field}` is not a text in {value}"))
}

fn standard<'a>(trace: &'a Value, id: &str) -> &'a Value {
    list(trace, "standards").iter().find(|it| it["id"] == id).unwrap_or_else(|| panic!("no standard {id}"))
}

#[test]
fn the_trace_has_the_published_shape() {
    let trace = SAMPLE.json("data/trace.json");
    assert_eq!(word(&trace, "as_of"), crate::built::AS_OF);
    assert!(trace["audience"].is_null());
    assert!(word(&trace, "generator").starts_with("clausebook "));
    for standard in list(&trace, "standards") {
        word(standard, "id");
        word(standard, "title");
        for name in ["requirements", "covered", "stale", "partial", "gap", "not_applicable", "ready"] {
            assert!(standard["counts"][name].is_u64(), "{name}");
        }
        for clause in list(standard, "clauses") {
            word(clause, "id");
            word(clause, "title");
            word(clause, "url");
            assert!(clause["parent"].is_null() || clause["parent"].is_string());
            assert!(clause["status"].is_null() || clause["status"].is_string());
        }
        for requirement in list(standard, "requirements") {
            word(requirement, "id");
            word(requirement, "clause");
            assert!(["document", "record", "both"].contains(&word(requirement, "needs")));
            assert!(requirement["ready"].is_boolean());
            for document in list(requirement, "documented_by") {
                word(document, "key");
                word(document, "url");
                assert!(document["section"].is_null() || document["section"].is_string());
                assert!(document["exact"].is_boolean() && document["placed"].is_boolean());
                let contradicted = &document["contradicted"];
                let is_disproved = contradicted.is_object();
                assert!(contradicted.is_null() || !list(contradicted, "missing").is_empty(), "{document}");
                assert!(document["counts"].is_boolean() && !(is_disproved && document["counts"] == true), "{document}");
            }
            for record in list(requirement, "evidence") {
                word(record, "key");
                word(record, "on");
                word(record, "url");
                word(record, "valid_until");
                assert!(record["current"].is_boolean() && record["nil"].is_boolean());
                assert!(record["counts"].is_boolean() && record["contradicted"].is_boolean());
                let suspect = &record["suspect"];
                assert!(suspect.is_null() || suspect["made_under"].is_string() && suspect["in_force"].is_string());
            }
            assert!(list(requirement, "findings").iter().all(Value::is_string));
        }
    }
    for entry in list(&trace, "entries") {
        word(entry, "key");
        word(entry, "kind");
        word(entry, "title");
        word(entry, "url");
        for name in ["owner", "version", "status", "next_review"] {
            assert!(entry[name].is_null() || entry[name].is_string(), "{name} in {entry}");
        }
        assert!(list(entry, "satisfies").iter().all(Value::is_string));
        assert!(entry["changed_since_approval"].is_boolean());
        for link in list(entry, "links") {
            word(link, "relation");
            word(link, "to");
        }
    }
    for promise in list(&trace, "promises") {
        for name in ["key", "what", "every", "state", "url"] {
            word(promise, name);
        }
        for name in ["grace", "last", "last_by", "due"] {
            assert!(promise[name].is_null() || promise[name].is_string(), "{name} in {promise}");
        }
        assert!(promise["review"].is_boolean());
        assert!(list(promise, "who").iter().all(Value::is_string));
        let missing = u64::try_from(list(&promise["windows"], "missing").len()).expect("a list is not that long");
        assert_eq!(promise["windows"]["all"], promise["windows"]["kept"].as_u64().expect("it is a number") + missing);
    }
}

#[test]
fn promises_tell_how_often_they_were_kept() {
    let trace = SAMPLE.json("data/trace.json");
    let cost = list(&trace, "promises").iter().find(|it| it["key"] == "ACT-COST").expect("the sample promises it");
    assert_eq!((&cost["windows"]["kept"], &cost["windows"]["all"]), (&11.into(), &12.into()));
    let missing: Vec<_> = list(&cost["windows"], "missing").iter().filter_map(Value::as_str).collect();
    assert_eq!(missing.len(), 1);
    let (start, end) = missing[0].split_once('/').expect("a period has two days");
    assert!(start < "2026-08-20" && end > "2026-07-01", "{start} to {end} is about July");
    assert_eq!(word(cost, "every"), "P1M");
}

#[test]
fn counts_equal_what_is_counted_here() {
    let trace = SAMPLE.json("data/trace.json");
    for standard in list(&trace, "standards") {
        let mut counted: BTreeMap<&str, u64> = BTreeMap::new();
        for requirement in list(standard, "requirements").iter().filter(|it| it["informative"] != true) {
            *counted.entry("requirements").or_default() += 1;
            let status = word(requirement, "status");
            *counted.entry(status).or_default() += 1;
            *counted.entry("ready").or_default() += u64::from(requirement["ready"] == true);
        }
        for name in ["requirements", "covered", "stale", "partial", "gap", "not_applicable", "ready"] {
            let said = standard["counts"][name].as_u64().unwrap_or(u64::MAX);
            assert_eq!(said, counted.get(name).copied().unwrap_or(0), "{name} of {}", standard["id"]);
        }
    }
    let flagship = standard(&trace, "iso20000-1");
    assert_eq!(flagship["counts"]["requirements"], 286);
    assert_eq!(list(flagship, "requirements").len(), 287);
    assert_eq!(list(flagship, "clauses").len(), 88);
}

/// A status has to follow from the claims and records that stand beside it.
#[test]
fn statuses_follow_from_what_is_listed() {
    let trace = SAMPLE.json("data/trace.json");
    let mut wrong = Vec::new();
    for standard in list(&trace, "standards") {
        for requirement in list(standard, "requirements").iter().filter(|it| it["informative"] != true) {
            let documents = list(requirement, "documented_by");
            let records = list(requirement, "evidence");
            let in_force = documents.iter().any(|it| it["state"] == "in_force" && it["counts"] == true);
            let current = records.iter().any(|it| it["current"] == true && it["counts"] == true);
            let fits = match (word(requirement, "status"), word(requirement, "needs")) {
                ("covered", "document") => in_force,
                ("covered", "record") => current,
                ("covered", _) => in_force && current,
                ("gap", _) => documents.is_empty() && records.is_empty(),
                ("stale", "record") => !current && !records.is_empty(),
                ("stale", "document") => documents.iter().any(|it| it["state"] == "overdue"),
                ("stale" | "partial", _) => !documents.is_empty() || !records.is_empty(),
                ("not_applicable", _) => standard["id"] != "iso20000-1",
                _ => false,
            };
            let is_late =
                records.iter().any(|it| (it["current"] == true) != (word(it, "valid_until") >= crate::built::AS_OF));
            if !fits || is_late || (requirement["ready"] == true && requirement["status"] != "covered") {
                wrong.push(format!("{}: {requirement}", standard["id"]));
            }
        }
    }
    none("statuses do not follow", wrong);
}

#[test]
fn addresses_in_the_trace_are_there() {
    let trace = SAMPLE.json("data/trace.json");
    let mut addresses = Vec::new();
    for standard in list(&trace, "standards") {
        addresses.extend(list(standard, "clauses").iter().map(|it| word(it, "url")));
        for requirement in list(standard, "requirements") {
            addresses.extend(list(requirement, "documented_by").iter().map(|it| word(it, "url")));
            addresses.extend(list(requirement, "evidence").iter().map(|it| word(it, "url")));
        }
    }
    addresses.extend(list(&trace, "entries").iter().map(|it| word(it, "url")));
    addresses.extend(list(&trace, "promises").iter().map(|it| word(it, "url")));
    addresses.sort_unstable();
    addresses.dedup();
    let is_there = |address: &str| match resolve("index.html", address) {
        Goes::Inside(file, anchor) => {
            let page = SAMPLE.pages.get(&file);
            page.is_some_and(|page| anchor.is_none_or(|anchor| page.ids.contains(&anchor)))
        }
        _ => false,
    };
    none("addresses lead nowhere", addresses.into_iter().filter(|it| !is_there(it)).map(Into::into).collect());
}

/// A reader who starts at a requirement of incident management comes, over links alone, to the place where it is
/// documented and to a record.
#[test]
fn every_requirement_of_8_6_1_leads_to_a_section_and_a_record() {
    let trace = SAMPLE.json("data/trace.json");
    let name = "standards/iso20000-1/8.6.1/index.html";
    let page = &SAMPLE.pages[name];
    let kinds: BTreeMap<&str, &str> =
        list(&trace, "entries").iter().map(|it| (word(it, "url"), word(it, "kind"))).collect();
    let mut missing = Vec::new();
    let mut n_requirements = 0;
    for requirement in list(standard(&trace, "iso20000-1"), "requirements").iter().filter(|it| it["clause"] == "8.6.1")
    {
        n_requirements += 1;
        let id = format!("r-{}", word(requirement, "id"));
        let mut has_section = false;
        let mut has_record = false;
        for address in page.all("a").filter(|it| it.inside.contains(&id)).filter_map(|it| it.attribute("href")) {
            let Goes::Inside(file, anchor) = resolve(name, address) else { continue };
            let url = file.strip_suffix("index.html").unwrap_or(&file);
            let has_anchor = anchor.is_some_and(|anchor| SAMPLE.pages[&file].ids.contains(&anchor));
            match kinds.get(url) {
                Some(&("process" | "procedure" | "policy" | "plan" | "page" | "scope")) => has_section |= has_anchor,
                Some(&("record" | "audit" | "review" | "finding" | "improvement" | "competence")) => has_record = true,
                _ => {}
            }
        }
        if !page.ids.contains(&id) {
            missing.push(format!("{id} is not on the page"));
        }
        if !has_section {
            missing.push(format!("{id} leads to no section of a document"));
        }
        if !has_record {
            missing.push(format!("{id} leads to no record"));
        }
    }
    assert!(n_requirements >= 9, "8.6.1 has {n_requirements} requirements only");
    none("chains are broken", missing);
}

/// Every requirement of the first standard stands on its clause's page, under its own anchor.
#[test]
fn every_requirement_has_its_anchor() {
    let trace = SAMPLE.json("data/trace.json");
    let flagship = standard(&trace, "iso20000-1");
    let pages: BTreeMap<&str, &str> =
        list(flagship, "clauses").iter().map(|it| (word(it, "id"), word(it, "url"))).collect();
    let is_missing = |requirement: &&Value| {
        let page = format!("{}index.html", pages[word(requirement, "clause")]);
        !SAMPLE.pages[&page].ids.contains(&format!("r-{}", word(requirement, "id")))
    };
    let missing = list(flagship, "requirements").iter().filter(is_missing);
    none("requirements have no anchor", missing.map(|it| word(it, "id").to_owned()).collect());
}

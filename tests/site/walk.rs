//! Ways that an auditor walks over links alone: from a requirement to its proof and back, from a need to what became
//! of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::built::{SAMPLE, none};
use crate::crawl::{Goes, resolve};

/// Files of the site that a page links to, with the ids that the link lies in.
fn links(name: &str) -> Vec<(String, Vec<String>)> {
    let page = &SAMPLE.pages[name];
    let hrefs = page.all("a").filter_map(|it| Some((it.attribute("href")?, &it.inside)));
    hrefs
        .filter_map(|(address, inside)| match resolve(name, address) {
            Goes::Inside(file, _) => Some((file, inside.clone())),
            _ => None,
        })
        .collect()
}

fn file(url: &str) -> String {
    let path = url.split('#').next().unwrap_or(url);
    format!("{path}index.html")
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().map_or(&[], Vec::as_slice)
}

/// From the page of the standard: one click to the clause, the second to the document or the record; from there one
/// click leads back to the clause.
#[test]
fn every_requirement_leads_to_its_proof_in_two_clicks_and_back_in_one() {
    let trace = SAMPLE.json("data/trace.json");
    let mut broken = Vec::new();
    let mut n_walked = 0;
    let mut seen: BTreeMap<String, Vec<(String, Vec<String>)>> = BTreeMap::new();
    for standard in list(&trace, "standards") {
        let id = standard["id"].as_str().expect("an id");
        let home = format!("standards/{id}/index.html");
        let from_home: BTreeSet<String> = links(&home).into_iter().map(|(file, _)| file).collect();
        let pages: BTreeMap<&str, &str> = list(standard, "clauses")
            .iter()
            .map(|it| (it["id"].as_str().expect("an id"), it["url"].as_str().expect("an address")))
            .collect();
        let parents: BTreeMap<&str, Option<&str>> = list(standard, "clauses")
            .iter()
            .map(|it| (it["id"].as_str().expect("an id"), it["parent"].as_str()))
            .collect();
        for requirement in list(standard, "requirements") {
            let number = requirement["id"].as_str().expect("an id");
            let clause = requirement["clause"].as_str().expect("a clause");
            let clause_file = file(pages[clause]);
            if !from_home.contains(&clause_file) {
                broken.push(format!("{home} has no link to {clause_file}"));
            }
            let from_clause = seen.entry(clause_file.clone()).or_insert_with(|| links(&clause_file)).clone();
            let anchor = format!("r-{number}");
            let targets = list(requirement, "documented_by").iter().chain(list(requirement, "evidence"));
            for target in targets.map(|it| file(it["url"].as_str().expect("an address"))) {
                n_walked += 1;
                let is_there = from_clause.iter().any(|(file, inside)| *file == target && inside.contains(&anchor));
                if !is_there {
                    broken.push(format!("{clause_file}#{anchor} has no link to {target}"));
                }
                let back = seen.entry(target.clone()).or_insert_with(|| links(&target));
                // What claims a clause as a whole leads back to that clause.
                let mut above = Some(clause);
                let is_back = std::iter::from_fn(|| {
                    let clause = above?;
                    above = parents[clause];
                    Some(file(pages[clause]))
                })
                .any(|page| back.iter().any(|(file, _)| *file == page));
                if !is_back {
                    broken.push(format!("{target} has no link back to {clause_file}"));
                }
            }
        }
    }
    broken.sort();
    broken.dedup();
    assert!(n_walked > 1_000, "{n_walked} ways were walked only");
    none("ways are broken", broken);
}

/// The walk from a customer's need over requirement, catalogue, agreement, supplier, actuals, miss and improvement to
/// the management review stands on the pages of services, without a dead end.
#[test]
fn three_services_show_the_way_from_a_need_to_the_management_review() {
    let stops = |document: &str| -> Vec<Vec<String>> {
        // Each stop of a trail with the kinds of pages that it links to.
        let mut trails = Vec::new();
        for part in document.split("<ol class=\"trail\"").skip(1) {
            let part = part.split("</ol>").next().unwrap_or_default();
            trails.push(part.split("<li").skip(1).map(ToOwned::to_owned).collect());
        }
        trails
    };
    let mut whole = BTreeSet::new();
    for (name, bytes) in &SAMPLE.files {
        let is_service = name.starts_with("services/") && name.matches('/').count() == 2 && name.ends_with(".html");
        if !is_service {
            continue;
        }
        let text = std::str::from_utf8(bytes).expect("pages are UTF-8");
        for trail in stops(text) {
            let leads_to = |stop: &String, folder: &str| stop.contains(&format!("{folder}/")) && stop.contains("href=");
            let folders = [
                "customers",
                "#req-",
                "",
                "agreements",
                "agreements",
                "agreements",
                "agreements",
                "improvements",
                "reviews",
            ];
            let fits = trail.len() == folders.len()
                && trail.iter().zip(folders).all(|(stop, folder)| match folder {
                    // The page itself.
                    "" => true,
                    "#req-" => stop.contains("#req-"),
                    folder => leads_to(stop, folder),
                });
            if fits {
                whole.insert(name.clone());
            }
        }
    }
    assert!(whole.len() >= 3, "whole trails stand on {whole:?} only");
}

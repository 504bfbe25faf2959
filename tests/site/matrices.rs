//! Matrices: the same rows on pages and in files, inert whatever the handbook says.

use std::collections::BTreeSet;
use std::io::Read;

use crate::built::{Built, SAMPLE, build, handbook, none, run};

/// All matrices, by name.
const NAMES: [&str; 11] = [
    "evidence-by-clause",
    "clauses-by-document",
    "clauses-by-evidence",
    "responsibilities",
    "integrated",
    "applicability",
    "services",
    "other-parties",
    "audit-coverage",
    "documented-information",
    "itil",
];

/// Rows of a file of comma-separated values, the header first.
pub(crate) fn csv_rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let rows = reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect());
    rows.collect()
}

/// A file in a workbook.
pub(crate) fn part_of_workbook(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a workbook is a ZIP");
    let mut text = String::new();
    archive.by_name(name).expect("the workbook has it").read_to_string(&mut text).expect("XML is UTF-8");
    text
}

#[test]
fn every_matrix_has_a_page_and_three_files_with_the_same_rows() {
    let mut wrong = Vec::new();
    for name in NAMES {
        let json = SAMPLE.json(&format!("matrices/{name}.json"));
        let rows = json["rows"].as_array().expect("rows");
        let columns = json["columns"].as_array().expect("columns").len();
        let csv = csv_rows(&SAMPLE.files[&format!("matrices/{name}.csv")]);
        if csv.len() != rows.len() + 1 || csv[0].len() != columns {
            wrong.push(format!("{name}: {} rows in CSV, {} in JSON", csv.len() - 1, rows.len()));
        }
        for (row, line) in rows.iter().zip(&csv[1..]) {
            let texts: Vec<&str> =
                row["cells"].as_array().expect("cells").iter().map(|it| it["text"].as_str().expect("text")).collect();
            if texts != *line {
                wrong.push(format!("{name}: {texts:?} and {line:?}"));
            }
        }
        // Every row of the files is a row of the page or of one of its parts.
        let pages = SAMPLE.pages.iter().filter(|(path, _)| path.starts_with(&format!("matrices/{name}/")));
        let anchors: BTreeSet<&String> = pages.flat_map(|(_, page)| &page.ids).collect();
        let ids: Vec<String> = rows.iter().map(|it| it["id"].as_str().expect("an anchor").to_owned()).collect();
        wrong.extend(ids.iter().filter(|id| !anchors.contains(id)).map(|id| format!("{name}: no page has #{id}")));
        let distinct: BTreeSet<&String> = ids.iter().collect();
        if distinct.len() != ids.len() {
            wrong.push(format!("{name}: two rows share an anchor"));
        }
    }
    none("things differ", wrong);
}

#[test]
fn files_say_what_the_trace_says() {
    let trace = SAMPLE.json("data/trace.json");
    let matrix = SAMPLE.json("matrices/evidence-by-clause.json");
    let of_trace: Vec<(String, String)> = trace["standards"]
        .as_array()
        .expect("standards")
        .iter()
        .flat_map(|it| it["requirements"].as_array().expect("requirements"))
        .filter(|it| it["informative"] != true)
        .map(|it| (it["id"].as_str().expect("id").to_owned(), it["status"].as_str().expect("status").to_owned()))
        .collect();
    let rows = matrix["rows"].as_array().expect("rows").iter().filter(|it| it["status"] != "informative");
    let of_matrix: Vec<(String, String)> = rows
        .map(|it| {
            let text = |it: &serde_json::Value| it.as_str().expect("text").to_owned();
            (text(&it["cells"][0]["text"]), text(&it["status"]))
        })
        .collect();
    assert_eq!(of_matrix.len(), of_trace.len());
    none("rows differ", of_trace.iter().zip(&of_matrix).filter(|(a, b)| a != b).map(|it| format!("{it:?}")).collect());
}

#[test]
fn addresses_in_files_lead_to_pages_and_their_parts() {
    let mut wrong = Vec::new();
    for name in NAMES {
        let json = SAMPLE.json(&format!("matrices/{name}.json"));
        let cells = json["rows"].as_array().expect("rows").iter().flat_map(|it| it["cells"].as_array().expect("cells"));
        for address in cells.flat_map(|it| it["addresses"].as_array().expect("addresses")) {
            let address = address.as_str().expect("an address");
            let (path, anchor) = address.split_once('#').map_or((address, None), |(path, id)| (path, Some(id)));
            let page = SAMPLE.pages.get(&format!("{path}index.html"));
            let is_there = page.is_some_and(|page| anchor.is_none_or(|it| page.ids.iter().any(|id| id == it)));
            if !is_there {
                wrong.push(format!("{name}: {address}"));
            }
        }
    }
    none("addresses lead nowhere", wrong);
}

/// What a spreadsheet does with a workbook is written in its XML.
#[test]
fn workbooks_have_a_frozen_header_filters_and_links() {
    for name in NAMES {
        let bytes = &SAMPLE.files[&format!("matrices/{name}.xlsx")];
        let sheet = part_of_workbook(bytes, "xl/worksheets/sheet1.xml");
        let json = SAMPLE.json(&format!("matrices/{name}.json"));
        let (columns, rows) =
            (json["columns"].as_array().map_or(0, Vec::len), json["rows"].as_array().map_or(0, Vec::len));
        assert!(
            sheet.contains(r#"<pane xSplit="1" ySplit="1" topLeftCell="B2" activePane="bottomRight" state="frozen"/>"#),
            "{name}"
        );
        let last = char::from(b'A' + u8::try_from(columns).expect("a few columns") - 1);
        assert!(sheet.contains(&format!("<autoFilter ref=\"A1:{last}{}\"/>", rows + 1)), "{name}");
        assert!(!sheet.contains("<f>"), "{name} has a formula");
        assert!(sheet.contains("customWidth=\"1\""), "{name}");
        let links = part_of_workbook(bytes, "xl/worksheets/_rels/sheet1.xml.rels");
        assert!(links.contains("Target=\"https://handbook.halden.example/"), "{name}");
        let about = part_of_workbook(bytes, "xl/sharedStrings.xml");
        for text in ["2026-11-22", "the standard itself has to be bought", "ISO/IEC 20000-1:2018"] {
            assert!(about.contains(text), "{name} does not say {text}");
        }
    }
}

const EVIL: &str = "=HYPERLINK(\"https://evil.example\",\"x\")";

#[test]
fn a_handbook_of_formulas_gives_inert_files_and_empty_matrices_have_a_header() {
    let quoted = EVIL.replace('\'', "''");
    let service = format!("---\nkey: SVC-EVIL\ntitle: '{quoted}'\nlifecycle: live\ngroup: '@SUM(A1)'\n---\n");
    let supplier = "- {key: SUP-EVIL, title: '-1+1', type: external, provides: [{what: '+1', kind: component}]}\n";
    let book = handbook(&[
        ("handbook.yaml", "title: '=1'\norganisation: B\nstandards: [iso20000-1]\n"),
        ("services/evil.md", &service),
        ("suppliers/evil.yaml", supplier),
    ]);
    let out = book.path().join("site");
    run(&mut build(&book.path().join("content"), &out), 0);
    let site = Built::read(&out);
    for name in NAMES {
        let rows = csv_rows(&site.files[&format!("matrices/{name}.csv")]);
        assert!(!rows.is_empty() && rows[0].len() > 2, "{name} has no header");
        for cell in rows.iter().flatten() {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{name}: {cell}");
        }
        let sheet = part_of_workbook(&site.files[&format!("matrices/{name}.xlsx")], "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>"), "{name} has a formula");
    }
    let parties = csv_rows(&site.files["matrices/other-parties.csv"]);
    assert!(parties[1].contains(&"'+1".to_owned()), "{parties:?}");
    // Without an address of the site, links lead from the file.
    let links = part_of_workbook(&site.files["matrices/other-parties.xlsx"], "xl/worksheets/_rels/sheet1.xml.rels");
    assert!(links.contains("Target=\"../suppliers/sup-evil/index.html\""), "{links}");
}

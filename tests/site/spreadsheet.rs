//! Workbooks as LibreOffice reads them.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::built::{SAMPLE, none};
use crate::matrices::csv_rows;

/// Separator, quotes, UTF-8, from the first line on, and cells as they are shown.
const FILTER: &str = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1";

/// Every cell of every workbook of the sample says in a spreadsheet what the other files and the page say.
#[test]
#[ignore = "needs LibreOffice, which `tests/all` installs"]
fn a_spreadsheet_shows_what_the_other_files_say() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let books: Vec<(&String, &Vec<u8>)> = SAMPLE.files.iter().filter(|(name, _)| name.ends_with(".xlsx")).collect();
    assert_eq!(books.len(), 11);
    for (name, bytes) in &books {
        fs::write(folder.path().join(file_name(name)), bytes).expect("a file can be written");
    }
    // All of them in one call: most of its time is that of its start.
    let profile = format!("-env:UserInstallation=file://{}", folder.path().join("profile").display());
    let out = folder.path().join("out");
    let output = Command::new("soffice")
        .args([&profile, "--headless", "--convert-to", FILTER, "--outdir"])
        .arg(&out)
        .args(books.iter().map(|(name, _)| folder.path().join(file_name(name))))
        .output()
        .expect("LibreOffice can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut wrong = Vec::new();
    for (name, _) in books {
        let json = SAMPLE.json(&name.replace(".xlsx", ".json"));
        let shown = csv_rows(&read_first_sheet(&out, name));
        let mut expected = vec![texts(&json["columns"], "label")];
        expected.extend(json["rows"].as_array().expect("rows").iter().map(|row| texts(&row["cells"], "text")));
        if shown.len() != expected.len() {
            wrong.push(format!("{name}: {} rows for {}", shown.len(), expected.len()));
        }
        let differs = |(at, (a, b)): (usize, (&Vec<String>, &Vec<String>))| {
            (a != b).then(|| format!("{name}, row {}: {a:?} for {b:?}", at + 1))
        };
        wrong.extend(shown.iter().zip(&expected).enumerate().filter_map(differs));
        // The state of a row is the one that its page shows.
        for row in json["rows"].as_array().expect("rows") {
            let (id, state) = (row["id"].as_str().expect("an anchor"), row["status"].as_str());
            let pages = SAMPLE.pages.iter().filter(|(path, _)| path.starts_with(&name.replace(".xlsx", "/")));
            let on_page = pages.flat_map(|(_, page)| page.all("tr")).find(|it| it.attribute("id") == Some(id));
            if on_page.and_then(|it| it.attribute("data-status")) != state {
                wrong.push(format!("{name}: #{id} is {state:?} in the file"));
            }
        }
    }
    none("cells differ", wrong);
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The first sheet: some versions put its name into that of the file.
fn read_first_sheet(folder: &Path, name: &str) -> Vec<u8> {
    let stem = file_name(name).trim_end_matches(".xlsx");
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|it| it.expect("a file").path())
        .filter(|path| {
            path.file_stem()
                .and_then(|it| it.to_str())
                .is_some_and(|it| it == stem || it.starts_with(&format!("{stem}-")))
        })
        .collect();
    // `services` before `services-other`.
    found.sort_by_key(|path| path.as_os_str().len());
    fs::read(found.first().unwrap_or_else(|| panic!("{name} was not converted"))).expect("a file can be read")
}

fn texts(list: &serde_json::Value, field: &str) -> Vec<String> {
    let texts = list.as_array().expect("a list").iter();
    texts.map(|it| it[field].as_str().expect("a text").to_owned()).collect()
}

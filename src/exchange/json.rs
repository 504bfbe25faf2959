//! JSON for programs: columns, and rows of cells with text, keys and addresses.

use serde::Serialize;

use super::{Sheet, Site, Value};

#[derive(Serialize)]
struct File<'a> {
    name: &'a str,
    title: &'a str,
    as_of: String,
    generator: &'a str,
    /// What addresses are relative to; `null` where they are relative to the site's root, wherever that is.
    base_url: Option<&'a str>,
    columns: Vec<Column<'a>>,
    rows: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Column<'a> {
    name: &'a str,
    label: &'a str,
}

#[derive(Serialize)]
struct Row<'a> {
    id: Option<&'a str>,
    status: Option<&'a str>,
    cells: Vec<Cell<'a>>,
}

#[derive(Serialize)]
struct Cell<'a> {
    text: &'a str,
    value: Option<f64>,
    keys: Vec<&'a str>,
    addresses: Vec<&'a str>,
}

fn cell(cell: &super::Cell) -> Cell<'_> {
    Cell {
        text: &cell.text,
        value: if let Value::Number(number) = cell.value { Some(number) } else { None },
        keys: cell.links.iter().map(|it| it.key.as_str()).filter(|it| !it.is_empty()).collect(),
        addresses: cell.links.iter().map(|it| it.address.as_str()).collect(),
    }
}

/// The bytes of a file.
pub(super) fn write(sheet: &Sheet) -> Vec<u8> {
    let file = File {
        name: &sheet.name,
        title: &sheet.title,
        as_of: sheet.as_of.to_string(),
        generator: &sheet.generator,
        base_url: if let Site::At(base) = &sheet.site { Some(base) } else { None },
        columns: sheet.columns.iter().map(|it| Column { name: &it.name, label: &it.label }).collect(),
        rows: sheet
            .rows
            .iter()
            .map(|row| Row {
                id: Some(row.id.as_str()).filter(|it| !it.is_empty()),
                status: Some(row.state.as_str()).filter(|it| !it.is_empty()),
                cells: row.cells.iter().map(cell).collect(),
            })
            .collect(),
    };
    let mut bytes = serde_json::to_vec(&file).expect("texts, numbers, lists and maps always have a JSON form");
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn a_cell_has_its_text_its_keys_and_its_addresses() {
        let file: serde_json::Value = serde_json::from_slice(&write(&example("\"</script>"))).expect("JSON");
        assert_eq!(file["as_of"], "2026-11-22");
        assert_eq!(file["rows"][0]["status"], "gap");
        let cells = &file["rows"][0]["cells"];
        assert_eq!(cells[0]["text"], "\"</script>");
        assert_eq!(cells[0]["keys"], serde_json::json!(["PRC-INC"]));
        assert_eq!(cells[0]["addresses"], serde_json::json!(["processes/prc-inc/#step-log"]));
        assert_eq!(cells[2]["value"], -1.5);
    }
}

//! Comma-separated values: UTF-8 and RFC 4180, with lines that end in CR LF.

use csv::{Terminator, WriterBuilder};

use super::{Sheet, Value};

/// The bytes of a file.
pub(super) fn write(sheet: &Sheet) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    let why = "a vector takes every byte, and all rows have the same number of cells";
    writer.write_record(sheet.columns.iter().map(|it| inert(&it.label))).expect(why);
    for row in &sheet.rows {
        let cells = row.cells.iter().map(|cell| match cell.value {
            Value::Text => inert(&cell.text),
            Value::Day(_) | Value::Number(_) => cell.text.clone(),
        });
        writer.write_record(cells).expect(why);
    }
    writer.into_inner().expect(why)
}

/// A text that no spreadsheet takes for a formula: one that begins like a formula gets a quote in front, as people
/// write it themselves.
fn inert(text: &str) -> String {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠');
    if text.trim_start().starts_with(begins) || text.starts_with(begins) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    fn text_of(text: &str) -> String {
        String::from_utf8(write(&example(text))).expect("UTF-8")
    }

    #[test]
    fn quotes_commas_and_lines_stay_in_their_cell() {
        assert_eq!(text_of("a \"b\", c\nd"), "what,day,n\r\n\"a \"\"b\"\", c\nd\",2026-02-28,-1.5\r\n");
        assert_eq!(text_of("Störung"), "what,day,n\r\nStörung,2026-02-28,-1.5\r\n");
    }

    #[test]
    fn nothing_is_taken_for_a_formula() {
        for evil in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "＝1"] {
            let text = text_of(evil);
            let cell = text.lines().nth(1).expect("a row").trim_start_matches('"');
            assert!(cell.starts_with('\''), "{evil:?}: {cell}");
        }
        // A hyphen inside is no formula.
        assert!(text_of("PRC-INC").contains("\r\nPRC-INC,"));
    }
}

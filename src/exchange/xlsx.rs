//! Workbooks: the table on the first sheet, with a frozen header, filters, links and colours; what has to be known
//! about it on the second.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, FormatUnderline, Url, Workbook, Worksheet,
    XlsxError,
};

use super::{Cell, Colour, Sheet, Site, Value, is_safe};

/// The most UTF-16 units that the format takes in a cell, with room for what tells that something was cut.
const MAX_TEXT: usize = 32_700;
/// The most links that the format takes on a sheet.
const MAX_LINKS: usize = 65_000;
/// The longest address that the format takes.
const MAX_ADDRESS: usize = 2_000;
/// Rows and columns that the format takes.
const MAX_ROWS: usize = 1_048_570;
/// Widths of columns, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 9..=60;

/// The bytes of a file.
pub(super) fn write(sheet: &Sheet) -> Vec<u8> {
    workbook(sheet).expect("texts, links, rows and columns are cut to what the format takes")
}

fn workbook(sheet: &Sheet) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The day of the handbook and not of the clock: the same content gives the same bytes.
    let day = ExcelDateTime::from_ymd(
        sheet.as_of.year().unsigned_abs(),
        sheet.as_of.month().unsigned_abs(),
        sheet.as_of.day().unsigned_abs(),
    );
    let mut properties = DocProperties::new().set_title(cut(&sheet.title, 250)).set_comment(&sheet.generator);
    if let Ok(day) = day {
        properties = properties.set_creation_datetime(&day);
    }
    book.set_properties(&properties);
    let formats = Formats::new();
    let table = book.add_worksheet();
    table.set_name(sheet_name(&sheet.title))?;
    write_table(sheet, &formats, table)?;
    let about = book.add_worksheet();
    about.set_name(about_name(sheet))?;
    write_about(sheet, &formats, about)?;
    book.save_to_buffer()
}

/// How cells look.
struct Formats {
    head: Format,
    text: Format,
    link: Format,
    day: Format,
    strong: Format,
}

impl Formats {
    fn new() -> Self {
        let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            head: text
                .clone()
                .set_bold()
                .set_background_color(Color::RGB(0xE9_ED_F2))
                .set_border_bottom(FormatBorder::Thin),
            link: text.clone().set_font_color(Color::RGB(0x0B_4F_94)).set_underline(FormatUnderline::Single),
            day: text.clone().set_num_format("yyyy-mm-dd"),
            strong: text.clone().set_bold(),
            text,
        }
    }

    fn coloured(&self, colour: Colour) -> Format {
        let (ink, ground) = match colour {
            Colour::Good => (0x1B_5E_20, 0xE6_F4_E8),
            Colour::Partial => (0x7A_45_00, 0xFD_EE_D8),
            Colour::Bad => (0x9B_10_10, 0xFB_E3_E3),
            Colour::Old => (0x5B_2A_86, 0xF0_E6_F8),
            Colour::Quiet => (0x4A_52_5C, 0xF1_F3_F5),
        };
        self.text.clone().set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(ground))
    }
}

fn write_table(sheet: &Sheet, formats: &Formats, out: &mut Worksheet) -> Result<(), XlsxError> {
    let coloured: Vec<(Colour, Format)> = [Colour::Good, Colour::Partial, Colour::Bad, Colour::Old, Colour::Quiet]
        .map(|it| (it, formats.coloured(it)))
        .into();
    for (column, it) in (0u16..).zip(&sheet.columns) {
        out.write_string_with_format(0, column, cut(&it.label, MAX_TEXT), &formats.head)?;
        out.set_column_width(column, width(sheet, usize::from(column)) as f64)?;
    }
    let mut n_links = 0;
    let n_rows = sheet.rows.len().min(MAX_ROWS);
    for (row, it) in (1u32..).zip(&sheet.rows[..n_rows]) {
        for (column, cell) in (0u16..).zip(&it.cells) {
            let own = cell.colour.and_then(|colour| coloured.iter().find(|it| it.0 == colour)).map(|it| &it.1);
            let address = if n_links < MAX_LINKS { address(sheet, cell) } else { None };
            match (cell.value, address) {
                (Value::Number(number), _) => {
                    out.write_number_with_format(row, column, number, own.unwrap_or(&formats.text))?;
                }
                (Value::Day(day), None) => write_day(out, row, column, day, own.unwrap_or(&formats.day))?,
                (_, Some(address)) => {
                    n_links += 1;
                    let text = cut(&cell.text, MAX_TEXT);
                    let link = Url::new(address).set_text(text);
                    out.write_url_with_format(row, column, link, own.unwrap_or(&formats.link))?;
                }
                (Value::Text, None) if cell.text.is_empty() => {}
                (Value::Text, None) => {
                    out.write_string_with_format(row, column, cut(&cell.text, MAX_TEXT), own.unwrap_or(&formats.text))?;
                }
            }
        }
    }
    out.set_freeze_panes(1, 1)?;
    let last_column = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    let last_row = u32::try_from(n_rows).unwrap_or(u32::MAX);
    out.autofilter(0, 0, last_row, last_column)?;
    out.set_repeat_rows(0, 0)?;
    out.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

fn write_day(
    out: &mut Worksheet,
    row: u32,
    column: u16,
    day: jiff::civil::Date,
    format: &Format,
) -> Result<(), XlsxError> {
    let known =
        ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs());
    match known {
        Ok(known) if day.year() >= 1900 => out.write_datetime_with_format(row, column, &known, format)?,
        // Spreadsheets know no day before 1900.
        _ => out.write_string_with_format(row, column, day.to_string(), format)?,
    };
    Ok(())
}

/// What has to be known: title, day, version, standards, and what each state means.
fn write_about(sheet: &Sheet, formats: &Formats, out: &mut Worksheet) -> Result<(), XlsxError> {
    out.set_column_width(0, 24)?;
    out.set_column_width(1, 90)?;
    let mut row = 0;
    for (name, text) in &sheet.notes {
        out.write_string_with_format(row, 0, cut(name, MAX_TEXT), &formats.strong)?;
        out.write_string_with_format(row, 1, cut(text, MAX_TEXT), &formats.text)?;
        row += 1;
    }
    row += 1;
    for meaning in &sheet.legend {
        out.write_string_with_format(row, 0, cut(&meaning.word, MAX_TEXT), &formats.coloured(meaning.colour))?;
        out.write_string_with_format(row, 1, cut(&meaning.text, MAX_TEXT), &formats.text)?;
        row += 1;
    }
    out.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Where the first thing leads that a cell points at; a cell has one link.
fn address(sheet: &Sheet, cell: &Cell) -> Option<String> {
    let link = cell.links.first()?;
    if link.address.contains(char::is_control) {
        return None;
    }
    let address = if link.address.contains(':') {
        is_safe(&link.address).then(|| link.address.clone())?
    } else {
        match &sheet.site {
            // An author may have written anything for an address; a spreadsheet takes no link without a scheme.
            Site::At(base) if is_safe(base) => format!("{base}{}", link.address),
            // A spreadsheet opens files, not folders.
            Site::Around(way) => {
                let (path, anchor) =
                    link.address.split_once('#').map_or((&*link.address, None), |it| (it.0, Some(it.1)));
                let path =
                    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.into() };
                let anchor = anchor.map_or_else(String::new, |it| format!("#{it}"));
                format!("file:///{way}{path}{anchor}")
            }
            Site::At(_) | Site::Unknown => return None,
        }
    };
    (address.encode_utf16().count() <= MAX_ADDRESS).then_some(address)
}

/// A width in which most lines of a column fit.
fn width(sheet: &Sheet, column: usize) -> usize {
    let longest = |text: &str| text.split('\n').map(|line| line.chars().count()).max().unwrap_or(0);
    let cells = sheet.rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| longest(&cell.text));
    // Room for the button of the filter.
    let head = longest(&sheet.columns[column].label) + 3;
    (cells.max().unwrap_or(0).max(head) + 2).clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// The beginning of a text; an ellipsis where something was left out.
fn cut(text: &str, most: usize) -> String {
    if text.len() <= most || text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut n = 0;
    let kept = text.chars().take_while(|c| {
        n += c.len_utf16();
        n < most
    });
    kept.chain(['…']).collect()
}

/// A name that a sheet may have: at most 31 units, without some characters.
fn sheet_name(title: &str) -> String {
    let allowed = |c: char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !c.is_control();
    let name = cut(title.chars().filter(|c| allowed(*c)).collect::<String>().trim(), 31);
    let name = name.trim().to_owned();
    // One name is taken by the tools themselves.
    if name.is_empty() || name.eq_ignore_ascii_case("history") { format!("{name}_") } else { name }
}

/// The name of the second sheet, which is another one than the first.
fn about_name(sheet: &Sheet) -> String {
    let name = sheet_name(&sheet.about);
    if name.to_lowercase() == sheet_name(&sheet.title).to_lowercase() { format!("{} 2", cut(&name, 29)) } else { name }
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn the_same_sheet_gives_the_same_bytes() {
        assert_eq!(write(&example("a")), write(&example("a")));
    }

    #[test]
    fn whatever_a_cell_says_the_workbook_is_written() {
        let long = "x".repeat(100_000);
        for text in ["=1+1", "", "[]:*?/\\", "About", "History", "\u{1}\u{0}", "𝒳", &*long, &"𝒳".repeat(40_000)] {
            assert!(!write(&example(text)).is_empty());
        }
    }

    #[test]
    fn links_lead_from_the_file_or_to_the_site() {
        let mut sheet = example("a");
        let of = |sheet: &Sheet| address(sheet, &sheet.rows[0].cells[0]);
        assert_eq!(of(&sheet).as_deref(), Some("file:///../processes/prc-inc/index.html#step-log"));
        sheet.site = Site::At("https://a.example/".into());
        assert_eq!(of(&sheet).as_deref(), Some("https://a.example/processes/prc-inc/#step-log"));
        sheet.site = Site::At("a.example/".into());
        assert_eq!(of(&sheet), None);
        assert!(!write(&sheet).is_empty());
        sheet.site = Site::Unknown;
        assert_eq!(of(&sheet), None);
        sheet.rows[0].cells[0].links[0].address = "javascript:alert(1)".into();
        assert_eq!(of(&sheet), None);
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("𝒳𝒳𝒳", 4), "𝒳…");
    }
}

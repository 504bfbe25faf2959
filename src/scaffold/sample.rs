use std::borrow::Cow;

use jiff::civil::Date;

use super::{NewFile, beside};

/// The day on which the sample handbook lives.
pub const SAMPLE_DAY: Date = Date::constant(2026, 11, 22);

/// What to replace first.
const GUIDE: &str = include_str!("beside/sample.md");

/// The complete example: its files below the content folder as they are, and beside them a guide to making it one's own.
pub fn sample(content: &'static [(&'static str, &'static [u8])]) -> Vec<NewFile> {
    let file = |(path, bytes): &(&str, &'static [u8])| NewFile {
        path: format!("content/{path}"),
        bytes: Cow::Borrowed(*bytes),
    };
    let mut files: Vec<_> = content.iter().map(file).collect();
    let guide = GUIDE.replace("{day}", &SAMPLE_DAY.to_string()).replace("{version}", env!("CARGO_PKG_VERSION"));
    files.push(NewFile::text("README.md", guide));
    files.extend(beside::files());
    files
}

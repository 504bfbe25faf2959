use std::sync::OnceLock;

/// A text of the handbook and the path that it was read from.
#[derive(Debug)]
pub struct File {
    /// Path below the content folder, with `/` between its parts.
    pub path: String,
    /// The text without a byte order mark; line ends are the author's.
    pub text: String,
    line_starts: OnceLock<Vec<u32>>,
}

/// A place in a file as a person counts: line and column from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl File {
    /// A file from its path and text; a byte order mark is dropped.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text: String = text.into();
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        Self { path: path.into(), text, line_starts: OnceLock::new() }
    }

    /// The file's ending in lower case, without the dot: `md`, `yaml`, `csv`.
    pub fn extension(&self) -> String {
        extension(&self.path)
    }

    /// First byte of each line. Made on first use: most files never get a diagnostic.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let after_break = self.text.bytes().zip(1u32..).filter(|(byte, _)| *byte == b'\n').map(|(_, next)| next);
            std::iter::once(0).chain(after_break).collect()
        })
    }

    /// Index of the line, from 0, that holds the byte.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts().partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// Bytes of a line, from 0, without its line end; `None` after the last line.
    pub fn line(&self, line: usize) -> Option<std::ops::Range<usize>> {
        let start = *self.line_starts().get(line)? as usize;
        let end = self.line_starts().get(line + 1).map_or(self.text.len(), |next| *next as usize - 1);
        let end = if end > start && self.text.as_bytes()[end - 1] == b'\r' { end - 1 } else { end };
        Some(start..end)
    }

    /// Line and column of a byte.
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let start = self.line_starts()[line] as usize;
        Position { line: line + 1, column: self.text[start..offset].chars().count() + 1 }
    }
}

/// The ending of a path in lower case, without the dot.
pub(super) fn extension(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_every_sort_of_line_end() {
        let file = File::new("a.md", "\u{feff}är\r\n\nx");
        assert_eq!(file.text, "är\r\n\nx");
        assert_eq!(file.position(2), Position { line: 1, column: 2 });
        assert_eq!(file.position(5), Position { line: 2, column: 1 });
        assert_eq!(file.position(6), Position { line: 3, column: 1 });
        assert_eq!(file.position(99), Position { line: 3, column: 2 });
        assert_eq!(file.line(0), Some(0..3));
        assert_eq!(file.line(2), Some(6..7));
        assert_eq!(file.line(3), None);
    }
}

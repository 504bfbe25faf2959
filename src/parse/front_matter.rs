use std::ops::Range;

/// The two parts of a Markdown entry, as bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The fields, without the lines `---` around them.
    pub fields: Range<usize>,
    /// Everything after the second line `---`.
    pub body: Range<usize>,
}

/// Finds the fields of a Markdown file between two lines `---`; `Err` names what is missing.
pub fn split(text: &str) -> Result<Split, &'static str> {
    let is_fence = |line: &str| line.trim_end() == "---";
    let mut offset = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let next = offset + line.len();
        match start {
            None if is_fence(line) => start = Some(next),
            None if line.trim().is_empty() => {}
            None => return Err("the file does not begin with its fields"),
            Some(start) if is_fence(line) => return Ok(Split { fields: start..offset, body: next..text.len() }),
            Some(_) => {}
        }
        offset = next;
    }
    Err(if start.is_some() { "the fields have no closing line `---`" } else { "the file is empty" })
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn fields_and_body_are_ranges_of_the_text() {
        let text = "---\r\nkey: A\r\n---\r\nBody\r\n";
        let parts = split(text).unwrap();
        assert_eq!(&text[parts.fields], "key: A\r\n");
        assert_eq!(&text[parts.body], "Body\r\n");
        assert_eq!(split("---\n---").unwrap().body, 7..7);
        assert!(split("key: A").is_err());
        assert!(split("---\nkey: A").is_err());
        assert!(split("").is_err());
    }
}

//! Makes readable style sheets and scripts small, without understanding more of them than is safe.

/// A style sheet without comments and without the white space that means nothing. Strings are kept as they are.
pub(super) fn css(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    // White space that was seen and not yet written: it is dropped where a neighbour makes it meaningless.
    let mut gap = false;
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            gap = true;
            continue;
        }
        if c.is_whitespace() {
            rest = rest.trim_start();
            gap = true;
            continue;
        }
        let before = out.chars().next_back();
        let tight = before.is_none_or(|before| "{};,:>(".contains(before)) || "{};,>)!".contains(c);
        if gap && !tight {
            out.push(' ');
        }
        gap = false;
        if c == '}' && out.ends_with(';') {
            out.pop();
        }
        let length = if c == '"' || c == '\'' { string_length(rest, c) } else { c.len_utf8() };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// Bytes of the string at the start of the text, quotes included; the rest of the text where it does not end.
fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A script without lines of comment, empty lines and indents. Line ends stay, since they may end a statement.
///
/// A script with a template literal over several lines is left as it is: indents mean something there.
pub(super) fn js(source: &str) -> String {
    if source.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return source.to_owned();
    }
    let lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn css_keeps_what_it_means() {
        let cases = [
            ("a > b , c { color : red ; }", "a>b,c{color :red}"),
            (
                "/* x */ :is(.a, .b) :focus { margin: 0 auto !important; }\n",
                ":is(.a,.b) :focus{margin:0 auto!important}",
            ),
            ("a { width: calc(1px + 2px) }", "a{width:calc(1px + 2px)}"),
            ("@media (max-width: 44rem) { a { b: c } }", "@media (max-width:44rem){a{b:c}}"),
            (r#"a::before { content: " /* { \" " }"#, r#"a::before{content:" /* { \" "}"#),
            ("@media print and (x) { a:not(.b) .c { d: e } }", "@media print and (x){a:not(.b) .c{d:e}}"),
            ("a { b: c /* never closed", "a{b:c"),
            ("a { content: 'never closed", "a{content:'never closed"),
        ];
        for (source, expected) in cases {
            assert_eq!(css(source), expected);
        }
    }

    #[test]
    fn scripts_keep_their_lines() {
        assert_eq!(js("// a\n  let a = 1\n\n    // b\n  let b = \"//\"\n"), "let a = 1\nlet b = \"//\"\n");
        let literal = "let a = `x\n  // y`;\n";
        assert_eq!(js(literal), literal);
    }
}

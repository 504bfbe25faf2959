use std::fmt::Write as _;

use super::render::{Renderer, is_unsafe};
use super::{Diagnostic, Location, Severity};

impl Renderer<'_> {
    /// A diagnostic as a workflow command: GitHub shows it beside the line, in the pull request that brings it.
    pub(super) fn github(&self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "notice",
        };
        let mut out = format!("::{level} ");
        match &diagnostic.location {
            Location::Path(path) => {
                let _ = write!(out, "file={}", property(&self.shown(path)));
            }
            Location::Span(span) => {
                let file = self.sources.file(span.source);
                let (start, end) = (file.position(span.start as usize), file.position(span.end as usize));
                let path = property(&self.shown(&file.path));
                let _ = write!(out, "file={path},line={},endLine={}", start.line, end.line);
                // Columns are for a range within a line.
                if start.line == end.line {
                    let _ = write!(out, ",col={},endColumn={}", start.column, end.column);
                }
            }
        }
        let _ = write!(out, ",title={}::{}", property(diagnostic.rule.name), data(&diagnostic.message));
        if let Some(help) = &diagnostic.help {
            let _ = write!(out, "%0Ahelp: {}", data(help));
        }
        out
    }
}

/// A text behind the second `::`.
fn data(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => out.push_str("%25"),
            '\r' => out.push_str("%0D"),
            '\n' => out.push_str("%0A"),
            c if is_unsafe(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// A value of a property, which ends at a comma, and all of them at a colon.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_or_begin_another_is_written_otherwise() {
        assert_eq!(data("50 % of a,\n::error::b:\u{1b}[31m\r"), "50 %25 of a,%0A::error::b:\u{fffd}[31m%0D");
        assert_eq!(property("a,b: 5 %\n"), "a%2Cb%3A 5 %25%0A");
    }
}

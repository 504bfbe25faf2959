//! How changes to the content come to the disk, and what the person who asked is told.

use super::project::{Project, use_color};
use super::{Global, Outcome};
use crate::approval::{Changes, FileChange, Refusal};
use crate::diagnostic::{Format, Renderer};
use crate::{disk, pipeline};

/// Of so many files at once every line is shown; of more under `-v` only.
const MAX_FILES_SHOWN: usize = 5;

/// Reads the handbook again as it would be, writes the changes, and tells of them on stderr.
pub(super) fn write(global: &Global, project: &Project, changes: &Changes<'_>) -> Result<Outcome, String> {
    let files = changes.files();
    if files.is_empty() {
        return Ok(Outcome::Clean);
    }
    let (after, diagnostics) = pipeline::compile(changes.sources());
    changes.verify(&after, &diagnostics).map_err(|refusal| match refusal {
        Refusal::Otherwise(why) => why,
        Refusal::Mistakes(mistakes) => {
            eprint!("{}", Renderer::new(&after.sources, use_color(global), false).all(&mistakes, Format::Human));
            "nothing is written: it would bring these mistakes into the handbook".into()
        }
    })?;
    disk::apply(&project.content, &files)?;
    if !global.quiet {
        for done in changes.done() {
            eprintln!("{done}");
        }
        let is_short = files.len() <= MAX_FILES_SHOWN || global.verbose;
        for change in files.iter().filter(|_| is_short) {
            eprint!("{}", told(project, change));
        }
    }
    Ok(Outcome::Clean)
}

/// What became of a file: its path, and the lines that differ.
fn told(project: &Project, change: &FileChange<'_>) -> String {
    let shown = |path: &str| format!("{}{}", project.book.sources.settings.shown_prefix, path);
    let (path, old, new) = match change {
        FileChange::Write { path, old, new } => (path, *old, *new),
        FileChange::Remove { path, .. } => return format!("{} is removed\n", printable(&shown(path))),
    };
    let mut out = format!("{}\n", printable(&shown(path)));
    for (sign, line) in differences(old, new) {
        out.push_str(&format!("  {sign} {}\n", printable(line)));
    }
    out
}

/// Lines that stand in one of two texts only, in their order; of texts that differ in too much, none.
fn differences<'t>(old: &'t str, new: &'t str) -> Vec<(char, &'t str)> {
    /// Lines of each text that are compared with each other: fields are few, and a body does not change.
    const MAX_LINES: usize = 1_000;
    let (a, b): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let n_same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[n_same..], &b[n_same..]);
    let n_same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - n_same], &b[..b.len() - n_same]);
    if a.len().max(b.len()) > MAX_LINES {
        return Vec::new();
    }
    // How many lines two rests have in common, in their order.
    let mut common = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for (i, line) in a.iter().enumerate().rev() {
        for (j, other) in b.iter().enumerate().rev() {
            common[i][j] =
                if line == other { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    while i < a.len() || j < b.len() {
        if i < a.len() && j < b.len() && a[i] == b[j] {
            (i, j) = (i + 1, j + 1);
        } else if i < a.len() && (j == b.len() || common[i + 1][j] >= common[i][j + 1]) {
            out.push(('-', a[i]));
            i += 1;
        } else {
            out.push(('+', b[j]));
            j += 1;
        }
    }
    out
}

/// Control characters of a text would change what the terminal does.
fn printable(line: &str) -> String {
    line.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn lines_of_one_text_only() {
        assert_eq!(differences("a\nb\nc\n", "a\nx\nc\nd\n"), [('-', "b"), ('+', "x"), ('+', "d")]);
        assert!(differences("a\r\nb", "a\r\nb").is_empty());
    }
}

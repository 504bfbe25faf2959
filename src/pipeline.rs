//! Sources in, a handbook and its diagnostics out: the one function that walks through the rooms.

use std::sync::Arc;

use rayon::prelude::*;

use crate::checks;
use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::handbook::{self, Handbook, Parsed};
use crate::model::field::{Field, Reader};
use crate::model::kinds::RuleLevel;
use crate::model::{Contents, read_file, rules};
use crate::source::{ProblemKind, Sources};
use crate::standards::StandardFile;

/// Reads, links and checks everything. Diagnostics come out by file, then by place.
pub fn compile(sources: Sources) -> (Handbook, Vec<Diagnostic>) {
    let sources = Arc::new(sources);
    let mut out: Vec<Diagnostic> = sources.problems.iter().map(problem).collect();
    let read: Vec<(Contents, Vec<Diagnostic>)> = sources
        .iter()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(id, file)| {
            let mut found = Vec::new();
            let contents = read_file(file, id, &mut found);
            (contents, found)
        })
        .collect();
    let mut parsed = Parsed::default();
    for (contents, found) in read {
        out.extend(found);
        match contents {
            Contents::Config(config) => parsed.config = Some(config),
            Contents::Entries(entries) => parsed.entries.extend(entries),
            Contents::Acknowledgements(lines) => parsed.acknowledgements.extend(lines),
            Contents::Standard(node) => {
                parsed.standards.extend(StandardFile::read(&node, &mut Reader { out: &mut out, key: None }));
            }
            Contents::Nothing => {}
        }
    }
    let is_there = sources.files.iter().any(|file| file.path == "handbook.yaml")
        || sources.problems.iter().any(|problem| problem.path == "handbook.yaml");
    if parsed.config.is_none() && !is_there {
        let location = Location::Path("handbook.yaml".into());
        let diagnostic = Diagnostic::at(&handbook::HANDBOOK_MISSING, location, "there is no `handbook.yaml`");
        out.push(
            diagnostic.help(
                "write one with `title`, `organisation` and `standards`, or begin with `clausebook init --blank`",
            ),
        );
    }
    let book = Handbook::new(sources, parsed, &mut out);
    checks::run(&book, &mut out);
    settle(&book, &mut out);
    (book, out)
}

/// Severities as `handbook.yaml` wants them, and the order in which an author reads; to be called again when a later
/// room, such as that of the theme, has added diagnostics.
pub fn settle(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let changes = book.config.iter().flat_map(|config| &config.rules);
    for change in changes {
        let Some(rule) = checks::rule(&change.rule.value) else { continue };
        if rule.severity == Severity::Error {
            continue;
        }
        let severity = match change.severity.value {
            RuleLevel::Off => {
                out.retain(|diagnostic| diagnostic.rule.name != rule.name);
                continue;
            }
            RuleLevel::Advice => Severity::Advice,
            RuleLevel::Warning => Severity::Warning,
            RuleLevel::Error => Severity::Error,
        };
        for diagnostic in out.iter_mut().filter(|it| it.rule.name == rule.name) {
            diagnostic.severity = severity;
        }
    }
    // Gaps keep the order of the standard in which they were found.
    out.sort_by(|a, b| {
        let place = |it: &Diagnostic| (it.gap_of.is_some(), it.location.clone());
        place(a).cmp(&place(b))
    });
}

/// A file that could not be read, as the author is told.
fn problem(problem: &crate::source::Problem) -> Diagnostic {
    let (message, help) = match &problem.kind {
        ProblemKind::NotUtf8(offset) => {
            (format!("this file is not UTF-8 text: byte {} is wrong", offset + 1), "save it as UTF-8")
        }
        ProblemKind::TooLarge(bytes) => (
            format!("this file has {} MiB, and 16 MiB can be read", bytes.div_ceil(1024 * 1024)),
            "divide it, or link to where it lies",
        ),
        ProblemKind::Unreadable(reason) => {
            (format!("this file cannot be read: {reason}"), "check that it exists and that you may read it")
        }
        ProblemKind::LeadsOut => {
            ("this symbolic link leads out of the content folder".into(), "copy the file into the content folder")
        }
        ProblemKind::Loop => ("this symbolic link leads in a circle".into(), "remove the link"),
        ProblemKind::TooDeep => ("folders nest more than 64 deep here".into(), "move the files up"),
        ProblemKind::NameClash(other) => (
            format!("its name differs from `{other}` in case or Unicode form only"),
            "rename one of them: not every system can hold both",
        ),
    };
    Diagnostic::at(&rules::UNREADABLE_FILE, Location::Path(problem.path.clone()), message).help(help)
}

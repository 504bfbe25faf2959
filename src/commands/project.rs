use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;

use super::{Color, Global};
use crate::diagnostic::{Diagnostic, Format, Renderer, Severity, Summary};
use crate::disk;
use crate::handbook::Handbook;
use crate::pipeline;
use crate::source::{AsOf, Settings};

/// A handbook as the command line sees it.
pub(super) struct Project {
    /// The content folder.
    pub(super) content: PathBuf,
    /// What was read.
    pub(super) book: Arc<Handbook>,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Project {
    /// Finds, reads, links and checks the handbook.
    pub(super) fn open(global: &Global, base_url: Option<String>, theme: Option<String>) -> Result<Self, String> {
        let content = content_folder(global)?;
        let settings = Settings { as_of: as_of(global)?, base_url, theme, shown_prefix: shown_prefix(&content) };
        let themes = folder_of(&content).join("themes");
        let themes = themes.is_dir().then_some(themes);
        let sources = disk::load(&content, themes.as_deref(), settings)
            .map_err(|error| format!("the content folder `{}` cannot be read: {error}", content.display()))?;
        let (book, diagnostics) = pipeline::compile(sources);
        Ok(Self { content, book: Arc::new(book), diagnostics })
    }

    /// The folder that holds the content folder, the themes and the site.
    pub(super) fn folder(&self) -> PathBuf {
        folder_of(&self.content)
    }

    /// Prints the diagnostics to stderr and a line that counts them.
    pub(super) fn report(&self, global: &Global) -> Summary {
        let summary = Summary::of(&self.diagnostics);
        let renderer = Renderer::new(&self.book.sources, use_color(global), global.verbose);
        if global.quiet {
            let errors: Vec<_> = self.diagnostics.iter().filter(|it| it.severity == Severity::Error).cloned().collect();
            eprint!("{}", renderer.all(&errors, Format::Human));
        } else {
            eprint!("{}", renderer.all(&self.diagnostics, Format::Human));
        }
        summary
    }
}

fn folder_of(content: &Path) -> PathBuf {
    match content.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Whether what goes to stderr has colours.
pub(super) fn use_color(global: &Global) -> bool {
    match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::env::var_os("NO_COLOR").is_none_or(|it| it.is_empty()) && std::io::stderr().is_terminal(),
    }
}

/// The folder asked for, else `content` here or in the nearest folder above.
fn content_folder(global: &Global) -> Result<PathBuf, String> {
    if let Some(folder) = &global.content {
        return match folder.is_dir() {
            true => Ok(folder.clone()),
            false => Err(format!("there is no folder `{}`", folder.display())),
        };
    }
    let mut candidate = PathBuf::from("content");
    let here = std::env::current_dir().map_err(|error| format!("the current folder cannot be read: {error}"))?;
    for _ in here.ancestors() {
        if candidate.is_dir() {
            return Ok(candidate);
        }
        candidate = Path::new("..").join(candidate);
    }
    Err("there is no handbook here: no folder `content` in this folder or one above\nhelp: begin one with `clausebook init \
         --blank` or `clausebook init --sample`, or name its folder with `--content DIR`"
        .into())
}

/// What to put before a path below the content folder so that a terminal opens it.
fn shown_prefix(content: &Path) -> String {
    let shown = content.to_string_lossy().replace('\\', "/");
    let shown = shown.strip_prefix("./").unwrap_or(&shown);
    match shown.trim_end_matches('/') {
        "" | "." => String::new(),
        shown => format!("{shown}/"),
    }
}

/// The day on which something new is written, before there is a handbook that could name a time zone.
pub(super) fn today(global: &Global) -> Result<Date, String> {
    Ok(match as_of(global)? {
        AsOf::Day(day) => day,
        AsOf::Now(moment) => moment.to_zoned(jiff::tz::TimeZone::system()).date(),
    })
}

/// `--as-of`, else `SOURCE_DATE_EPOCH` in UTC, else now.
fn as_of(global: &Global) -> Result<AsOf, String> {
    if let Some(day) = global.as_of {
        return Ok(AsOf::Day(day));
    }
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(epoch) if !epoch.is_empty() => {
            let seconds = epoch.parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
            let moment =
                seconds.ok_or_else(|| format!("`SOURCE_DATE_EPOCH` is `{epoch}`, and has to be seconds since 1970"))?;
            Ok(AsOf::Day(moment.to_zoned(jiff::tz::TimeZone::UTC).date()))
        }
        _ => Ok(AsOf::Now(jiff::Timestamp::now())),
    }
}

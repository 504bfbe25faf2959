use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use super::check::outcome;
use super::project::{Project, use_color};
use super::{Global, Outcome};
use crate::diagnostic::Diagnostic;
use crate::disk::{WriteOptions, write_site};
use crate::handbook::Handbook;
use crate::pipeline;
use crate::site::Site;

/// Options of `build`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the site is written [default: `site` beside the content folder]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// A folder in `themes/` beside the content folder, laid over the built-in theme
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,
    /// Address of the published site, for canonical links
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// Number of threads [default: one for each core]
    #[arg(long, value_name = "N")]
    jobs: Option<std::num::NonZeroUsize>,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Outcome, String> {
    match args.jobs {
        None => build(global, args),
        Some(jobs) => {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build();
            let pool = pool.map_err(|error| format!("{jobs} threads cannot be started: {error}"))?;
            pool.install(|| build(global, args))
        }
    }
}

fn build(global: &Global, args: &Args) -> Result<Outcome, String> {
    let start = Instant::now();
    let mut project = Project::open(global, args.base_url.clone(), args.theme.clone())?;
    let out = args.out.clone().unwrap_or_else(|| project.folder().join("site"));
    let book = Arc::clone(&project.book);
    let site = Site::new(book, &mut project.diagnostics);
    pipeline::settle(&project.book, &mut project.diagnostics);
    let summary = project.report(global);
    let paths: Vec<&str> = site.paths().collect();
    let bar = progress(global, paths.len() as u64);
    let on_wait = |holder: Option<u32>| {
        let who = holder.map_or_else(String::new, |id| format!(" (process {id})"));
        bar.suspend(|| eprintln!("waiting for another run that writes to `{}`{who}", out.display()));
    };
    let on_progress = |done: usize, _: usize| bar.set_position(done as u64);
    let options = WriteOptions {
        forbidden: forbidden(&project.content),
        head: site.manifest_head(),
        on_wait: Some(&on_wait),
        on_progress: Some(&on_progress),
        ..WriteOptions::default()
    };
    // A template may fail on many pages: one diagnostic for each place in it is enough.
    let problems = Mutex::new(Vec::<Diagnostic>::new());
    let render = |index: usize| {
        let rendered = site.render(paths[index]).expect("the site lists only what it can render");
        if let Some(problem) = rendered.problem {
            let mut problems = problems.lock().unwrap_or_else(PoisonError::into_inner);
            if !problems.iter().any(|it| it.location == problem.location && it.message == problem.message) {
                problems.push(problem);
            }
        }
        rendered.bytes
    };
    let written = write_site(&out, &paths, render, &options).map_err(|error| error.to_string());
    bar.finish_and_clear();
    let written = written?;
    project.diagnostics = problems.into_inner().unwrap_or_else(PoisonError::into_inner);
    project.diagnostics.sort_by(|a, b| (&a.location, &a.message).cmp(&(&b.location, &b.message)));
    let late = project.report(global);
    let summary = summary.and(late);
    if !global.quiet {
        for kept in &written.kept_aside {
            eprintln!("note: files that appeared during the build were kept in `{}`", kept.display());
        }
        if summary.n_errors + summary.n_warnings + summary.n_advice > 0 {
            eprintln!("{}", summary.words());
        }
        let seconds = start.elapsed().as_secs_f64();
        eprintln!(
            "{}: {} files in {seconds:.2} s ({} new or changed), as of {}; {}; look at it: {}",
            out.display(),
            written.n_files,
            written.n_changed,
            site.book().as_of,
            covered(site.book()),
            address(&out),
        );
    }
    Ok(outcome(summary, args.strict))
}

/// Folders that a site must not be written over.
fn forbidden(content: &Path) -> Vec<PathBuf> {
    vec![content.to_owned()]
}

/// "213 of 286 requirements of ISO/IEC 20000-1:2018 covered, 210 ready"
fn covered(book: &Handbook) -> String {
    let Some(standard) = book.standards.first() else { return "no standard is listed".into() };
    let counts = book.coverage.standard(standard.id);
    let (covered, all, ready) = (counts.n_covered, counts.n_applicable(), counts.n_ready);
    format!("{covered} of {all} requirements of {} covered, {ready} ready", standard.title())
}

/// Where a browser finds the first page.
fn address(out: &Path) -> String {
    let whole = out.canonicalize().unwrap_or_else(|_| out.to_owned());
    format!("file://{}/index.html", whole.display())
}

/// A bar on a terminal; nothing elsewhere, where the closing line is enough.
fn progress(global: &Global, n_files: u64) -> ProgressBar {
    if global.quiet || !use_color(global) {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(n_files).with_style(style).with_message("rendering")
}

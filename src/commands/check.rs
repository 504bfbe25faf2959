use std::sync::Arc;

use super::project::Project;
use super::{Global, Outcome};
use crate::checks;
use crate::diagnostic::{Format, Renderer, Summary};
use crate::pipeline;
use crate::site::Site;

/// Options of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Form of the diagnostics; all but the one for people go to stdout: `json` one object a line, `sarif` a log for code
    /// scanning, `github` workflow commands that annotate a pull request
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: CheckFormat,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum CheckFormat {
    Human,
    Json,
    Sarif,
    Github,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Outcome, String> {
    let mut project = Project::open(global, None, None)?;
    // The site is not written; making it looks at the theme.
    Site::new(Arc::clone(&project.book), &mut project.diagnostics);
    pipeline::settle(&project.book, &mut project.diagnostics);
    let renderer = Renderer::new(&project.book.sources, false, global.verbose);
    match args.format {
        CheckFormat::Human => {
            let summary = project.report(global);
            if !global.quiet {
                let n_gaps = project.diagnostics.iter().filter(|it| it.gap_of.is_some()).count();
                // Of a few gaps the messages say enough.
                let more =
                    if n_gaps > 20 && !global.verbose { "; `check -v` says what would close each gap" } else { "" };
                eprintln!("{}{more}", summary.words());
            }
        }
        CheckFormat::Json => print!("{}", renderer.all(&project.diagnostics, Format::Json)),
        CheckFormat::Github => print!("{}", renderer.all(&project.diagnostics, Format::Github)),
        CheckFormat::Sarif => print!("{}", renderer.sarif(&project.diagnostics, checks::all_rules())),
    }
    let summary = Summary::of(&project.diagnostics);
    Ok(outcome(summary, args.strict))
}

/// What diagnostics mean for the exit code.
pub(super) fn outcome(summary: Summary, is_strict: bool) -> Outcome {
    let is_broken = summary.n_errors > 0 || (is_strict && summary.n_warnings > 0);
    if is_broken { Outcome::Broken } else { Outcome::Clean }
}

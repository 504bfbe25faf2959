use std::path::{Path, PathBuf};

use super::{Global, Outcome};
use crate::disk::{BeginError, begin};
use crate::scaffold::{NewFile, SAMPLE_DAY, blank, sample};

/// The files of the sample handbook, by their paths below its content folder.
pub type Sample = &'static [(&'static str, &'static [u8])];

/// Options of `init`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder that is to hold the folder `content`
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// The complete handbook of an invented firm, to be looked at and changed
    #[arg(long, conflicts_with = "blank")]
    sample: bool,
    /// A skeleton: settings, first drafts, templates, and every requirement as a line of a plan of work
    #[arg(long)]
    blank: bool,
}

pub(super) fn run(global: &Global, args: &Args, sample_files: Sample) -> Result<Outcome, String> {
    if let Some(content) = &global.content {
        let above = content.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        return Err(format!(
            "`init` makes the folder `content` itself; name the one that is to hold it: `clausebook init {}`",
            above.display()
        ));
    }
    let files = match (args.sample, args.blank) {
        (true, _) => sample(sample_files),
        (_, true) => {
            let today = super::project::today(global)?;
            let zone = jiff::tz::TimeZone::system();
            blank(today, zone.iana_name().unwrap_or("UTC"))
        }
        (false, false) => {
            return Err(
                "say what to begin with: `--blank` writes a skeleton with every requirement listed, `--sample` the \
                        complete handbook of an invented firm"
                    .into(),
            );
        }
    };
    begin(&args.folder, &files).map_err(|error| match error {
        BeginError::InTheWay(_) => {
            format!("{error}\nhelp: move away what is in the way, or name another folder: `clausebook init DIR`")
        }
        _ => error.to_string(),
    })?;
    if !global.quiet {
        report(args, &files);
    }
    Ok(Outcome::Clean)
}

/// What was written, and what to do next.
fn report(args: &Args, files: &[NewFile]) {
    let n_content = files.iter().filter(|it| it.path.starts_with("content/")).count();
    let beside: Vec<_> = files.iter().map(|it| it.path.as_str()).filter(|it| !it.starts_with("content/")).collect();
    let is_here = args.folder == Path::new(".");
    eprintln!(
        "wrote {n_content} files into `{}`",
        args.folder.join("content").display().to_string().trim_start_matches("./")
    );
    eprintln!("beside it: {}", beside.join(", "));
    let mut next = Vec::new();
    if !is_here {
        next.push(format!("cd {}", args.folder.display()));
    }
    if args.sample {
        next.push(format!("clausebook build --as-of {SAMPLE_DAY}    # the site, on the day on which the sample lives"));
        next.push("then README.md: what to replace first".into());
    } else {
        next.push("clausebook check                       # what is missing, clause by clause".into());
        next.push("clausebook build                       # the site".into());
        next.push("then README.md, and the plan of work on the site: what to do first".into());
    }
    eprintln!("next:");
    for line in next {
        eprintln!("  {line}");
    }
}

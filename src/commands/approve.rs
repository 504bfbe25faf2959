use super::project::Project;
use super::{Global, Outcome, change};
use crate::approval::{self, Approve, Changes};

/// Options of `approve`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Keys of the documents
    #[arg(value_name = "KEY", required_unless_present = "all")]
    keys: Vec<String>,
    /// The role that approves; `approvers` in handbook.yaml says which may
    #[arg(long, value_name = "ROLE", required_unless_present = "seal")]
    by: Option<String>,
    /// The new version, higher than every one before
    #[arg(long, value_name = "VERSION", conflicts_with = "seal")]
    version: Option<String>,
    /// The meaning stays: nobody has to read it anew, and the version stays unless one is given
    #[arg(long, conflicts_with = "seal")]
    editorial: bool,
    /// What changed, for the history
    #[arg(long, value_name = "TEXT", conflicts_with = "seal")]
    change: Option<String>,
    /// Keep the fingerprint of a text that was approved without one, and change nothing else
    #[arg(long, conflicts_with = "by")]
    seal: bool,
    /// With `--seal`: every document in force that has none
    #[arg(long, requires = "seal", conflicts_with = "keys")]
    all: bool,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Outcome, String> {
    let project = Project::open(global, None, None)?;
    let mut changes = Changes::new(&project.book, &project.diagnostics);
    if args.seal {
        let keys = match args.all {
            true => approval::unsealed(&project.book).map(|entry| entry.key.to_string()).collect(),
            false => args.keys.clone(),
        };
        let mut n_kept = 0;
        for key in &keys {
            n_kept += usize::from(!approval::seal(&mut changes, key)?);
        }
        if n_kept == keys.len() && !global.quiet {
            eprintln!("nothing to do: every text is the one that was approved, by its fingerprint");
        }
    } else {
        let wish = Approve {
            by: args.by.as_deref().unwrap_or_default(),
            version: args.version.as_deref(),
            is_editorial: args.editorial,
            change: args.change.as_deref(),
        };
        for key in &args.keys {
            approval::approve(&mut changes, key, &wish)?;
        }
    }
    change::write(global, &project, &changes)
}

use super::project::Project;
use super::{Global, Outcome, change};
use crate::approval::{self, Changes, Confirm};

/// Options of `confirm`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Keys of documents or records
    #[arg(value_name = "KEY", required = true)]
    keys: Vec<String>,
    /// The role that looked
    #[arg(long, value_name = "ROLE")]
    by: String,
    /// Why it still holds
    #[arg(long, value_name = "TEXT")]
    because: String,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Outcome, String> {
    let project = Project::open(global, None, None)?;
    let mut changes = Changes::new(&project.book, &project.diagnostics);
    for key in &args.keys {
        approval::confirm(&mut changes, key, &Confirm { by: &args.by, because: &args.because })?;
    }
    change::write(global, &project, &changes)
}

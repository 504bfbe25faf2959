//! One file a verb: what was asked on the command line, done at the edge.

mod approve;
mod build;
mod change;
mod check;
mod confirm;
mod explain;
mod export;
mod init;
mod new;
mod project;
mod trace;

pub use init::Sample;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// How a run ended, as an exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Clean.
    Clean,
    /// The handbook has errors, or warnings under `--strict`; everything that could be written was.
    Broken,
    /// It could not run.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Broken => Self::from(1),
            Outcome::Failed => Self::from(2),
        }
    }
}

/// Compiles a service management system, written as Markdown and YAML, into a published handbook.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    verb: Verb,
}

/// Options that every verb takes.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Options of every verb")]
struct Global {
    /// The content folder [default: `content` here or in the nearest folder above that has one]
    #[arg(long, global = true, value_name = "DIR")]
    content: Option<PathBuf>,
    /// The day for which statuses are computed [default: today in the handbook's time zone]
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Print errors only
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print more: what would close each gap
    #[arg(short, long, global = true)]
    verbose: bool,
    /// When to print in colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Begin a handbook: the complete example, or a skeleton
    Init(init::Args),
    /// Write one entry, with every field explained
    New(new::Args),
    /// Write the site
    Build(build::Args),
    /// Look at the handbook with every rule, and write nothing
    Check(check::Args),
    /// Write a matrix, a register or what requirements need, for a spreadsheet or another program
    Export(export::Args),
    /// Say what a rule looks for, why an auditor cares, and how to mend it
    Explain(explain::Args),
    /// Show what is above and below a requirement, a document or a record
    Trace(trace::Args),
    /// Approve documents: version, approver, day and fingerprint into their fields
    ///
    /// Sets `status`, `version` and `approved` with the fingerprint of the text as it stands, adds a line to `history`, and
    /// touches nothing else in the file. The day is that of `--as-of`.
    ///
    /// A material change has a new version, higher than every one before: `--version`, or the one that the author has written
    /// already. An editorial one renews the approval of the version there is. A draft that `replaces` another document takes
    /// its key and its place, and its own key becomes an alias. Nothing is written where the role may not approve, the text
    /// has not changed, or the handbook would have an error that it has not now.
    #[command(disable_version_flag = true)]
    Approve(approve::Args),
    /// Note a review without a change, or that a record still holds
    ///
    /// Adds a line to `confirmed` and touches nothing else in the file. The next review of a document is counted from the day of
    /// `--as-of`. A record that was made under an older version of its process is confirmed beside the version in force.
    Confirm(confirm::Args),
}

fn date(text: &str) -> Result<Date, String> {
    <Date as crate::model::field::Scalar>::parse(text).map_err(|(message, _)| message)
}

/// Does what the command line asks; `sample` are the files of the sample handbook.
pub fn run(cli: Cli, sample: Sample) -> Outcome {
    let Cli { global, verb } = cli;
    let result = match verb {
        Verb::Init(args) => init::run(&global, &args, sample),
        Verb::New(args) => new::run(&global, &args),
        Verb::Build(args) => build::run(&global, &args),
        Verb::Check(args) => check::run(&global, &args),
        Verb::Export(args) => export::run(&global, &args),
        Verb::Explain(args) => explain::run(&args),
        Verb::Trace(args) => trace::run(&global, &args),
        Verb::Approve(args) => approve::run(&global, &args),
        Verb::Confirm(args) => confirm::run(&global, &args),
    };
    result.unwrap_or_else(|message| {
        eprintln!("error: {message}");
        Outcome::Failed
    })
}

//! Arguments in, exit code out.

mod sample;

use std::process::ExitCode;

use clap::Parser;
use clausebook::commands::{Cli, run};

fn main() -> ExitCode {
    run(Cli::parse(), sample::FILES).into()
}

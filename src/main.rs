//! Arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser;
use clausebook::commands::{Cli, run};

fn main() -> ExitCode {
    run(Cli::parse()).into()
}

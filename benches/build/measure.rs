//! One run of the program, measured by a process that does nothing else, so that the peak is that of the run.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};

/// What a run took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    pub(crate) wall_seconds: f64,
    /// User and system time of all threads.
    pub(crate) cpu_seconds: f64,
    pub(crate) peak_mib: f64,
}

/// The argument that turns this program into the measuring process.
pub(crate) const MEASURE: &str = "--measure-one";

/// Runs the program in a measuring process of its own.
pub(crate) fn build(program: &str, content: &Path, out: &Path, verb: &str) -> Usage {
    let this = std::env::current_exe().expect("a running program has a path");
    let mut command = Command::new(this);
    command.args([MEASURE, program, verb, "--as-of", "2026-11-22", "--quiet", "--content"]).arg(content);
    if verb == "build" {
        command.arg("--out").arg(out);
    }
    let output = command.stderr(Stdio::inherit()).output().expect("this program can be started again");
    assert!(output.status.success(), "the measured run failed");
    let text = String::from_utf8(output.stdout).expect("numbers are text");
    let numbers: Vec<f64> = text.split_whitespace().map(|it| it.parse().expect("a number")).collect();
    Usage { wall_seconds: numbers[0], cpu_seconds: numbers[1], peak_mib: numbers[2] }
}

/// The measuring process: runs the command and prints seconds, CPU seconds and MiB.
pub(crate) fn measure_one(command: &[String]) {
    let start = Instant::now();
    let status = Command::new(&command[0])
        .args(&command[1..])
        .stdout(Stdio::null())
        .status()
        .expect("the program can be started");
    let wall = start.elapsed().as_secs_f64();
    assert!(status.success(), "`{}` ended with {status}", command.join(" "));
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system tells what children used");
    let seconds = |it: nix::sys::time::TimeVal| it.tv_sec() as f64 + it.tv_usec() as f64 / 1e6;
    // Linux counts in KiB, macOS in bytes.
    let unit = if cfg!(target_os = "macos") { 1024.0 * 1024.0 } else { 1024.0 };
    let peak = usage.max_rss() as f64 / unit;
    println!("{wall} {} {peak}", seconds(usage.user_time()) + seconds(usage.system_time()));
}

/// The run in the middle, by CPU time.
pub(crate) fn median(mut runs: Vec<Usage>) -> Usage {
    runs.sort_by(|a, b| a.cpu_seconds.total_cmp(&b.cpu_seconds));
    runs[runs.len() / 2]
}

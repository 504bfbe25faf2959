//! What a build costs: CPU seconds, time, peak memory and sizes, on handbooks made for it.
//!
//! ```text
//! cargo bench --bench build                         every handbook of the table of budgets
//! cargo bench --bench build -- 1000 trace           these alone: a number of pages, `trace` or `procedures`
//! cargo bench --bench build -- --runs 1 --check     once each, and fail where a limit is missed
//! cargo bench --bench build -- --in DIR             where handbooks and sites are written [default: below target/]
//! cargo bench --bench build -- --write DIR trace    write the handbook into DIR, measure nothing
//! ```
//!
//! Nothing is deleted between runs: removing ten thousand files while the next run creates as many measures the disk.

mod handbooks;
mod measure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use handbooks::Shape;
use measure::{MEASURE, Usage};

/// The program under measurement.
const PROGRAM: &str = env!("CARGO_BIN_EXE_clausebook");

/// No page but the print edition is larger.
const PAGE_LIMIT: u64 = 300 * 1024;

/// Limits that a run is held to under `--check`: CPU seconds and MiB.
fn limits(shape: Shape) -> Option<(f64, f64)> {
    match shape {
        Shape::Trace => Some((2.0, 300.0)),
        Shape::Pages(1000) => Some((1.5, 200.0)),
        Shape::Procedures | Shape::Pages(_) => None,
    }
}

struct Options {
    shapes: Vec<Shape>,
    runs: usize,
    folder: PathBuf,
    write: Option<PathBuf>,
    is_checked: bool,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|it| it == MEASURE) {
        measure::measure_one(&arguments[1..]);
        return ExitCode::SUCCESS;
    }
    let options = match parse(arguments) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("error: {message}");
            return ExitCode::from(2);
        }
    };
    if let Some(folder) = &options.write {
        for shape in &options.shapes {
            shape.write(folder).expect("the handbook can be written");
        }
        return ExitCode::SUCCESS;
    }
    println!("{}", machine());
    println!(
        "{:>12} {:>8} {:>8} {:>10} {:>9} {:>8} {:>10} {:>13}  largest page",
        "handbook", "CPU s", "wall s", "peak MiB", "check s", "files", "site MiB", "largest KiB"
    );
    let mut n_missed = 0;
    for shape in &options.shapes {
        n_missed += usize::from(!measure_shape(*shape, &options));
    }
    if options.is_checked && n_missed > 0 {
        eprintln!("{n_missed} of {} handbooks missed a limit", options.shapes.len());
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Measures and prints a line; whether it kept its limits.
fn measure_shape(shape: Shape, options: &Options) -> bool {
    let folder = tempfile::Builder::new()
        .prefix(&format!("{}-", shape.name()))
        .tempdir_in(&options.folder)
        .expect("a fresh folder")
        .keep();
    let content = folder.join("content");
    shape.write(&content).expect("the handbook can be written");
    let out = |run: usize| folder.join(format!("site-{run}"));
    let runs: Vec<Usage> = (0..options.runs).map(|run| measure::build(PROGRAM, &content, &out(run), "build")).collect();
    let used = measure::median(runs);
    let checks: Vec<Usage> = (0..options.runs).map(|_| measure::build(PROGRAM, &content, &out(0), "check")).collect();
    let check = measure::median(checks);
    let site = Site::look_at(&out(0));
    println!(
        "{:>12} {:>8.2} {:>8.2} {:>10.0} {:>9.2} {:>8} {:>10.1} {:>13.1}  {}",
        shape.name(),
        used.cpu_seconds,
        used.wall_seconds,
        used.peak_mib,
        check.cpu_seconds,
        site.n_files,
        site.bytes as f64 / f64::from(1 << 20),
        site.largest.1 as f64 / 1024.0,
        site.largest.0
    );
    let keeps_budget = limits(shape).is_none_or(|(cpu, mib)| used.cpu_seconds < cpu && used.peak_mib < mib);
    keeps_budget && site.largest.1 < PAGE_LIMIT
}

/// Sizes of a built site.
#[derive(Default)]
struct Site {
    n_files: usize,
    bytes: u64,
    /// Path and size of the largest page.
    largest: (String, u64),
}

impl Site {
    fn look_at(root: &Path) -> Self {
        let mut site = Self::default();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for item in fs::read_dir(&folder).expect("a site can be read") {
                let path = item.expect("a site can be read").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let size = fs::metadata(&path).expect("a site can be read").len();
                site.n_files += 1;
                site.bytes += size;
                if path.extension().is_some_and(|it| it == "html") && size > site.largest.1 {
                    site.largest = (path.strip_prefix(root).unwrap_or(&path).display().to_string(), size);
                }
            }
        }
        site
    }
}

fn parse(arguments: Vec<String>) -> Result<Options, String> {
    let mut options = Options {
        shapes: Vec::new(),
        runs: 3,
        folder: PathBuf::from(env!("CARGO_TARGET_TMPDIR")),
        write: None,
        is_checked: false,
    };
    let mut words = arguments.into_iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("`{word}` needs a value"));
        match word.as_str() {
            // Cargo adds it to every benchmark's arguments.
            "--bench" => {}
            "--check" => options.is_checked = true,
            "--runs" => {
                options.runs = value()?.parse().ok().filter(|n| *n > 0).ok_or("`--runs` needs a number above 0")?;
            }
            "--in" => options.folder = value()?.into(),
            "--write" => options.write = Some(value()?.into()),
            _ => options.shapes.push(Shape::parse(&word).ok_or_else(|| format!("there is no handbook `{word}`"))?),
        }
    }
    if options.shapes.is_empty() {
        options.shapes = vec![Shape::Trace, Shape::Procedures, Shape::Pages(1000), Shape::Pages(10_000)];
    }
    fs::create_dir_all(&options.folder).map_err(|error| format!("`{}`: {error}", options.folder.display()))?;
    Ok(options)
}

/// What it ran on.
fn machine() -> String {
    let run = |program: &str, argument: &str| {
        let output = Command::new(program).arg(argument).output().ok();
        output.map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned()).unwrap_or_default()
    };
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map_or("", |it| it.trim_start_matches([' ', '\t', ':']));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{}; {}; {} {}; {cores} cores; {cpu}",
        run(PROGRAM, "--version"),
        run("rustc", "--version"),
        run("uname", "-s"),
        run("uname", "-r")
    )
}

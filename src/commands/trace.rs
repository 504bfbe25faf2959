use std::fmt::Write as _;

use super::project::Project;
use super::{Global, Outcome};
use crate::handbook::{PlainStation, PlainTrail, Tree};

/// Options of `trace`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A key (`PRC-INC`, `PRC-INC#step-log`), clause or requirement (`8.6.1`, `iso27001-2022:A.5.24`)
    key: String,
    /// Form of the tree
    #[arg(long, value_name = "FORMAT", default_value = "tree")]
    format: TraceFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum TraceFormat {
    Tree,
    Json,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Outcome, String> {
    let project = Project::open(global, None, None)?;
    let trace = project.book.trace(&args.key).map_err(|near| match near {
        Some(near) => format!("nothing is called `{}`; did you mean `{near}`?", args.key),
        None => format!("nothing is called `{}`", args.key),
    })?;
    match args.format {
        TraceFormat::Json => println!("{}", serde_json::to_string_pretty(&trace).map_err(|error| error.to_string())?),
        TraceFormat::Tree => {
            let mut out = String::new();
            draw(&trace.tree, "", "", &mut out);
            draw_trails(&trace.trails, &mut out);
            print!("{out}");
        }
    }
    Ok(Outcome::Clean)
}

/// One line a node, with lines that lead from each to those below it.
fn draw(tree: &Tree, first: &str, rest: &str, out: &mut String) {
    let relation =
        if tree.relation.is_empty() { String::new() } else { format!("{}: ", tree.relation.replace('_', " ")) };
    let state = tree.state.as_ref().map_or_else(String::new, |state| format!(" [{state}]"));
    // Control characters of a title would change what the terminal does.
    let line = format!("{relation}{} {}{state}", tree.key, tree.title).replace(char::is_control, " ");
    let _ = writeln!(out, "{first}{line}");
    for (index, child) in tree.children.iter().enumerate() {
        let is_last = index + 1 == tree.children.len();
        let (branch, below) = if is_last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        draw(child, &format!("{rest}{branch}"), &format!("{rest}{below}"), out);
    }
}

/// One line a trail, from its first station to its last; what is missing is named where it should stand.
fn draw_trails(trails: &[PlainTrail], out: &mut String) {
    if trails.is_empty() {
        return;
    }
    let _ = writeln!(out, "\ntrails:");
    for trail in trails {
        let line = trail.stations.iter().filter_map(station).collect::<Vec<_>>().join(" > ");
        let _ = writeln!(out, "- {}", line.replace(char::is_control, " "));
    }
}

/// What stands at a station; `None` where nothing does and nothing is called for.
fn station(station: &PlainStation) -> Option<String> {
    if station.link == "missing" && station.things.is_empty() {
        return Some(format!("[{} missing]", station.stage));
    }
    let things = station.things.iter().map(|it| match &it.note {
        Some(note) => format!("{} ({note})", it.key),
        None => it.key.clone(),
    });
    let things = things.collect::<Vec<_>>().join(" + ");
    let missing = if station.link == "missing" { format!(" [{} missing]", station.stage) } else { String::new() };
    (!things.is_empty()).then(|| format!("{things}{missing}"))
}

use std::fmt::Write as _;

use super::project::Project;
use super::{Global, Outcome};
use crate::handbook::Tree;

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
    let tree = project.book.tree(&args.key).map_err(|near| match near {
        Some(near) => format!("nothing is called `{}`; did you mean `{near}`?", args.key),
        None => format!("nothing is called `{}`", args.key),
    })?;
    match args.format {
        TraceFormat::Json => println!("{}", serde_json::to_string_pretty(&tree).map_err(|error| error.to_string())?),
        TraceFormat::Tree => {
            let mut out = String::new();
            draw(&tree, "", "", &mut out);
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

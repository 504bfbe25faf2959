use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

use super::project::Project;
use super::{Global, Outcome};
use crate::diagnostic::closest;
use crate::disk;
use crate::exchange::FileFormat;
use crate::pipeline;
use crate::site::{Export, Site};

/// Writes a matrix, a register or the requirements for a spreadsheet or another program
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A matrix (`evidence-by-clause`), a register (`risks`), or `needs`: every requirement and what it lacks; without
    /// it, their names are listed
    what: Option<String>,
    /// Form of the file [default: by the ending of `--out`, else csv; json for `needs`]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ExportFormat>,
    /// Where it is written; without it, stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Address of the published site, for links in workbooks [default: that of handbook.yaml]
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ExportFormat {
    Csv,
    Xlsx,
    Json,
}

impl From<ExportFormat> for FileFormat {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Xlsx => Self::Xlsx,
            ExportFormat::Json => Self::Json,
        }
    }
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Outcome, String> {
    let Some(what) = &args.what else {
        return print(list().as_bytes());
    };
    // What cannot be done is said before anything is read.
    let export = Export::find(what).ok_or_else(|| unknown(what))?;
    let format = format(args, export)?;
    let mut project = Project::open(global, args.base_url.clone(), None)?;
    let site = Site::new(Arc::clone(&project.book), &mut project.diagnostics);
    pipeline::settle(&project.book, &mut project.diagnostics);
    let bytes = site.export(export, format);
    match &args.out {
        None => print(&bytes),
        Some(path) => {
            disk::replace(path, &bytes).map_err(|error| format!("`{}` cannot be written: {error}", path.display()))?;
            if !global.quiet {
                let n = bytes.len().div_ceil(1024);
                eprintln!("{}: {n} KiB, as of {}", path.display(), project.book.as_of);
            }
            Ok(Outcome::Clean)
        }
    }
}

/// The form asked for, else the one that the file's name ends with.
fn format(args: &Args, export: Export) -> Result<FileFormat, String> {
    let ending = args.out.as_ref().and_then(|it| it.extension()).map(|it| it.to_string_lossy().to_lowercase());
    let of_name = FileFormat::ALL.into_iter().find(|it| ending.as_deref() == Some(it.extension()));
    let format = match (args.format, of_name) {
        (Some(asked), _) => asked.into(),
        (None, Some(named)) => named,
        (None, None) if export.is_json_only() => FileFormat::Json,
        (None, None) => FileFormat::Csv,
    };
    if export.is_json_only() && format != FileFormat::Json {
        return Err(format!("`{}` is written as json only; say `--format json`", export.name()));
    }
    if format == FileFormat::Xlsx && args.out.is_none() {
        return Err(format!("a workbook is no text for the terminal; name a file: `--out {}.xlsx`", export.name()));
    }
    Ok(format)
}

fn print(bytes: &[u8]) -> Result<Outcome, String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(Outcome::Clean),
        // Whoever reads has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(Outcome::Clean),
        Err(error) => Err(format!("stdout cannot be written: {error}")),
    }
}

/// Everything that can be written, a name on a line.
fn list() -> String {
    let mut text = String::from("matrices:\n");
    let mut is_register = false;
    for export in Export::all() {
        if matches!(export, Export::Register(_)) && !is_register {
            is_register = true;
            text.push_str("registers:\n");
        }
        if matches!(export, Export::Needs) {
            text.push_str("requirements (json):\n");
        }
        text.push_str("  ");
        text.push_str(export.name());
        text.push('\n');
    }
    text
}

fn unknown(what: &str) -> String {
    let names: Vec<&str> = Export::all().map(Export::name).collect();
    let near = closest(what, names.iter().copied());
    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    format!("nothing to export is called `{what}`{near}\nthere are: {}", names.join(", "))
}

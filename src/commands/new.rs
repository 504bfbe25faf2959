use std::path::{Component, Path, PathBuf};

use super::project::Project;
use super::{Global, Outcome};
use crate::diagnostic::closest;
use crate::disk::{BeginError, write_entry};
use crate::handbook::Handbook;
use crate::model::kinds::SupplierType;
use crate::model::{Data, Key, Kind};
use crate::scaffold::{Form, NewEntry, Template};

/// Options of `new`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to write: `process`, `risk`, `record`, ...
    kind: String,
    /// Its key: a letter, then upper-case letters, digits, hyphens: `PRC-INC`
    key: String,
    /// Its title
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The file to write [default: the key in lower case, in the folder of the kind]
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Outcome, String> {
    let kind = kind(&args.kind)?;
    let key = key(&args.key)?;
    if args.title.as_ref().is_some_and(|title| title.trim().is_empty() || title.contains(char::is_control)) {
        return Err("a title is a line of text".into());
    }
    let project = Project::open(global, None, None)?;
    let book = &project.book;
    is_free(&project, kind, &key)?;
    let template = Template::of(kind);
    let (place, form) = match &args.file {
        Some(file) => asked_for(&project.content, kind, file)?,
        None => (project.content.join(template.path(&key)), template.form),
    };
    let with = match kind {
        Kind::Agreement => Some(other_side(book)?),
        _ => None,
    };
    let with = with.as_ref().map(|(sort, party)| (*sort, party.as_str()));
    let entry = NewEntry { key: &key, title: args.title.as_deref().map(str::trim), today: book.as_of, with };
    let text = template.write(&entry, form, &book.standards);
    write_entry(&place, text.as_bytes()).map_err(|error| match error {
        BeginError::InTheWay(_) => format!(
            "there is a file `{}` already; nothing was written\nhelp: name another one with `--file`",
            place.display()
        ),
        _ => error.to_string(),
    })?;
    println!("{}", place.display());
    if !global.quiet {
        eprintln!("take the `# ` away before the fields that you use; then `clausebook check`");
    }
    Ok(Outcome::Clean)
}

/// The kind that is called by its name, or by its folder.
fn kind(text: &str) -> Result<Kind, String> {
    let word = text.to_lowercase();
    let is_meant = |kind: &Kind| kind.word() == word || kind.name() == word || kind.folder() == word;
    if let Some(kind) = Kind::ALL.iter().copied().find(|kind| !word.is_empty() && is_meant(kind)) {
        return Ok(kind);
    }
    let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    let names = Kind::ALL.iter().flat_map(|kind| [kind.word(), kind.folder()]).filter(|name| !name.is_empty());
    let near = closest(&word, names).and_then(|near| {
        Kind::ALL.iter().find(|kind| kind.word() == near || kind.folder() == near).map(|kind| kind.word())
    });
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the kinds are {}", words.join(", ")),
    };
    Err(format!("there is no kind `{text}`\nhelp: {help}"))
}

fn key(text: &str) -> Result<Key, String> {
    Key::new(text).map_err(|reason| {
        let help = Key::meant_by(text).map_or_else(String::new, |meant| format!("\nhelp: did you mean `{meant}`?"));
        format!("`{text}` is not a key: {reason}{help}")
    })
}

/// The key is nobody's, now or formerly; and a handbook has one scope.
fn is_free(project: &Project, kind: Kind, key: &Key) -> Result<(), String> {
    let book = &project.book;
    let at = |entry: &crate::model::Entry| {
        let file = book.sources.file(entry.source);
        let line = file.position(entry.key_span.start as usize).line;
        format!("{}:{line}", project.content.join(&file.path).display())
    };
    if let Some(id) = book.keys.find(key) {
        let entry = book.entry(id);
        return Err(match entry.key == *key {
            true => format!("the key `{key}` is taken by {} `{}` ({})", entry.kind.name(), entry.title, at(entry)),
            false => format!("`{key}` is a former key of `{}` ({}) and still leads there", entry.key, at(entry)),
        });
    }
    match book.of_kind(Kind::Scope).next() {
        Some(scope) if kind == Kind::Scope => {
            Err(format!("a handbook has one scope, and it is `{}` ({})", scope.key, at(scope)))
        }
        _ => Ok(()),
    }
}

/// The file that was asked for, if it is one that is read as an entry of the kind.
fn asked_for(content: &Path, kind: Kind, file: &Path) -> Result<(PathBuf, Form), String> {
    let shown = file.display();
    let ending = file.extension().map(|it| it.to_string_lossy().to_lowercase());
    let form = match ending.as_deref() {
        Some("md") => Form::Markdown,
        Some("yaml") if kind.may_be_a_list() => Form::Yaml,
        _ if kind.may_be_a_list() => {
            return Err(format!(
                "{} stands in a file that ends in `.yaml` or `.md`, and not in `{shown}`",
                kind.with_article()
            ));
        }
        _ => {
            return Err(format!("{} is a document: its file ends in `.md`, and not as `{shown}`", kind.with_article()));
        }
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if name == "README.md" || name.starts_with(['.', '_']) {
        return Err(format!("a file called `{name}` is left out of the handbook: choose another name"));
    }
    let home = match kind {
        Kind::Scope => content.join("scope.md"),
        kind => content.join(kind.folder()),
    };
    let whole =
        |path: &Path| whole_path(path).map_err(|error| format!("`{}` cannot be found: {error}", path.display()));
    let (place, folder) = (whole(file)?, whole(&home)?);
    let fits = if kind == Kind::Scope { place == folder } else { place.starts_with(&folder) };
    match fits {
        true => Ok((file.to_owned(), form)),
        false => Err(format!("{} stands in `{}`, and not in `{shown}`", kind.with_article(), home.display())),
    }
}

/// The path from the root, without `..` and links, of a file that need not be there yet.
fn whole_path(path: &Path) -> std::io::Result<PathBuf> {
    let mut whole = std::env::current_dir()?;
    for part in path.components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            Component::CurDir => {}
            part => whole.push(part),
        }
        if let Ok(real) = whole.canonicalize() {
            whole = real;
        }
    }
    Ok(whole)
}

/// With whom a new agreement is made, until its author says otherwise: an agreement cannot be read without.
fn other_side(book: &Handbook) -> Result<(&'static str, String), String> {
    if let Some(customer) = book.of_kind(Kind::Customer).next() {
        return Ok(("sla", customer.key.to_string()));
    }
    let supplier = book.of_kind(Kind::Supplier).next().ok_or(
        "an agreement is made with somebody, and there is no customer or supplier yet\nhelp: begin with `clausebook new \
         customer KEY` or `clausebook new supplier KEY`",
    )?;
    let is_outside =
        matches!(&supplier.data, Some(Data::Supplier(it)) if it.supplier_type.value == SupplierType::External);
    Ok((if is_outside { "contract" } else { "ola" }, supplier.key.to_string()))
}

//! A site as a lazy value: every address, and how to make the bytes at each; it holds no page.
//!
//! **Invariant**: what is at an address is a pure function of the handbook, the theme and the address, so `build`,
//! which asks for all of them, and a preview, which asks for one, can never disagree.

mod calendar;
mod data;
mod export;
mod needs;
mod sheets;
mod written;

pub use export::Export;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::{Diagnostic, Location};
use crate::exchange::{self, FileFormat, Sheet};
use crate::handbook::Handbook;
use crate::matrices::Matrix;
use crate::model::field::Reader;
use crate::pages::{self, PageBody, PageRef, SiteInfo, View};
use crate::parse::parse_yaml;
use crate::source::SourceId;
use crate::theme::{Brand, Strings, Theme, shipped_strings};

/// What is at an address.
#[derive(Clone, Debug)]
enum Address {
    /// A page.
    Page(PageRef),
    /// A style sheet, script or icon of the theme; by its number among the assets.
    Asset(usize),
    /// A copy of a file below the content folder.
    Attachment(String),
    /// Data for other tools.
    Data(data::DataFile),
    /// Promises, for calendar programs.
    Calendar,
    /// A matrix as a file.
    Matrix(Matrix, FileFormat),
}

/// The bytes of a file, and what went wrong while they were made.
#[derive(Debug)]
pub struct Rendered {
    /// The file.
    pub bytes: Vec<u8>,
    /// A template of the user's that failed on this page; the built-in one stood in for it.
    pub problem: Option<Diagnostic>,
}

/// Every address of the site, and how to make each.
#[derive(Debug)]
pub struct Site {
    book: Arc<Handbook>,
    theme: Theme,
    theme_prefix: String,
    info: SiteInfo,
    addresses: BTreeMap<String, Address>,
}

impl Site {
    /// The site of a handbook. What is wrong with the theme is added to the diagnostics.
    pub fn new(book: Arc<Handbook>, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let config = book.config.as_deref();
        let settings = &book.sources.settings;
        let language = config.and_then(|it| it.language.as_ref()).map_or("en", |it| it.text.as_str());
        let theme_name =
            settings.theme.as_deref().or_else(|| config.and_then(|it| it.theme.as_ref()).map(|it| it.text.as_str()));
        let prefix = format!("{}/", theme_name.unwrap_or("default"));
        let is_there =
            |name: &str| name == "default" || book.sources.themes.iter().any(|file| file.name.starts_with(&prefix));
        if let Some(name) = theme_name.filter(|name| !is_there(name)) {
            diagnostics.push(unknown_theme(&book, name));
        }
        let files: Vec<(String, String)> = book
            .sources
            .themes
            .iter()
            .filter_map(|file| {
                let name = file.name.strip_prefix(&prefix)?;
                Some((name.to_owned(), String::from_utf8(file.bytes.to_vec()).ok()?))
            })
            .collect();
        let strings = strings(language, &files);
        let brand = brand(&book);
        diagnostics.extend(brand.problems().iter().map(|problem| brand_problem(&book, problem)));
        let (theme, errors) = Theme::new(&strings, &files, &brand);
        for error in errors {
            diagnostics.push(template_problem(&prefix, &error));
        }
        let base_url =
            settings.base_url.clone().or_else(|| config.and_then(|it| it.base_url.as_ref()).map(|it| it.text.clone()));
        let base_url = base_url.map(|url| if url.ends_with('/') { url } else { format!("{url}/") });
        let process_groups = pages::process_groups(&book);
        let info = SiteInfo { strings, base_url, mistakes: SiteInfo::mistakes_of(diagnostics), process_groups };
        let mut addresses = BTreeMap::new();
        for (path, page) in pages::all(&book) {
            let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
            addresses.insert(file, Address::Page(page));
        }
        for (number, asset) in theme.assets().all().into_iter().enumerate() {
            addresses.insert(asset.path.clone(), Address::Asset(number));
        }
        // Names that differ in case or Unicode form only have a diagnostic; not every system can hold both.
        let mut taken = std::collections::HashSet::new();
        for path in book.attachments.iter().filter(|path| taken.insert(path.nfc().collect::<String>().to_lowercase())) {
            addresses.insert(pages::attachment_path(path), Address::Attachment(path.clone()));
        }
        for file in data::DataFile::ALL {
            addresses.insert(file.path().to_owned(), Address::Data(*file));
        }
        if let Some(path) = pages::calendar_file(&book) {
            addresses.insert(path.to_owned(), Address::Calendar);
        }
        for matrix in Matrix::ALL {
            for format in FileFormat::ALL {
                let path = pages::matrix_file_path(*matrix, format.extension());
                addresses.insert(path, Address::Matrix(*matrix, format));
            }
        }
        Self { book, theme, theme_prefix: prefix, info, addresses }
    }

    /// Paths of all files, below the site's root, in their order.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &str> {
        self.addresses.keys().map(String::as_str)
    }

    /// The handbook that the site shows.
    pub fn book(&self) -> &Handbook {
        &self.book
    }

    /// A file of the site; `None` where there is none at this path.
    pub fn render(&self, path: &str) -> Option<Rendered> {
        let bytes = match self.addresses.get(path)? {
            Address::Page(page) => {
                let folder = path.strip_suffix("index.html").unwrap_or(path);
                let view = View::new(&self.book, &self.info, folder);
                let (html, error) = match pages::build(&view, page) {
                    PageBody::Html { template, page } => self.theme.render(template, &*page),
                    PageBody::Redirect(redirect) => self.theme.render("redirect.html", &redirect),
                };
                let problem = error.map(|error| template_problem(&self.theme_prefix, &error));
                return Some(Rendered { bytes: html.into_bytes(), problem });
            }
            Address::Asset(number) => self.theme.assets().all()[*number].text.clone().into_bytes(),
            Address::Attachment(path) => self.book.sources.attachments.get(path)?.bytes.to_vec(),
            Address::Data(file) => file.render(&self.book),
            Address::Calendar => calendar::render(&self.book, &self.info),
            Address::Matrix(matrix, format) => {
                let around = self.info.base_url.clone().map_or(exchange::Site::Around("../"), exchange::Site::At);
                self.matrix(*matrix, around).write(*format)
            }
        };
        Some(Rendered { bytes, problem: None })
    }

    /// A matrix as a sheet; addresses in it are below the site's root.
    fn matrix(&self, matrix: Matrix, site: exchange::Site) -> Sheet {
        sheets::matrix(&self.root_view(), matrix, site)
    }

    /// The bytes of an export. Links of a workbook lead to the published site, where its address is known.
    pub fn export(&self, export: Export, format: FileFormat) -> Vec<u8> {
        let site = self.info.base_url.clone().map_or(exchange::Site::Unknown, exchange::Site::At);
        match export {
            Export::Needs => needs::render(&self.book),
            Export::Matrix(matrix) => self.matrix(matrix, site).write(format),
            Export::Register(register) => sheets::register(&self.root_view(), register, site).write(format),
        }
    }

    fn root_view(&self) -> View<'_> {
        View::new(&self.book, &self.info, "")
    }

    /// The first fields of the site's manifest.
    pub fn manifest_head(&self) -> Map<String, Value> {
        let mut head = Map::new();
        head.insert("generator".into(), data::generator().into());
        head.insert("title".into(), self.book.config.as_ref().map_or(Value::Null, |it| it.title.text.clone().into()));
        head.insert("as_of".into(), self.book.as_of.to_string().into());
        head.insert("audience".into(), Value::Null);
        head
    }
}

/// The words of a language: the user's, then the shipped ones, then English.
fn strings(language: &str, files: &[(String, String)]) -> Strings {
    let name = format!("strings/{language}.yaml");
    let own = files.iter().find(|(file, _)| *file == name).map(|(_, text)| read_strings(language, text));
    let shipped = shipped_strings(language).map(|text| read_strings(language, text));
    let english = read_strings("en", shipped_strings("en").unwrap_or_default());
    [own, shipped]
        .into_iter()
        .flatten()
        .chain([english])
        .reduce(|strings, fallback| strings.or(&fallback))
        .unwrap_or_else(|| read_strings("en", ""))
}

fn read_strings(language: &str, text: &str) -> Strings {
    let mut out = Vec::new();
    let node = parse_yaml(text, 0..text.len(), SourceId(u32::MAX), &mut out);
    let lines = node.and_then(|node| crate::model::field::text_pairs(&node, &mut Reader { out: &mut out, key: None }));
    Strings::parse(language, lines.unwrap_or_default())
}

fn brand(book: &Handbook) -> Brand {
    let Some(brand) = book.config.as_ref().and_then(|it| it.brand.as_ref()) else { return Brand::default() };
    let text = |line: &Option<crate::model::Line>| line.as_ref().map(|it| it.text.clone());
    Brand {
        accent: text(&brand.accent),
        on: text(&brand.on),
        soft: text(&brand.soft),
        call: text(&brand.call),
        accent_dark: text(&brand.accent_dark),
        on_dark: text(&brand.on_dark),
        soft_dark: text(&brand.soft_dark),
        call_dark: text(&brand.call_dark),
    }
}

/// A theme that `handbook.yaml` or the command line names and that is no folder.
fn unknown_theme(book: &Handbook, name: &str) -> Diagnostic {
    let message = format!("there is no theme `{name}`");
    let written = book.config.as_ref().and_then(|it| it.theme.as_ref()).filter(|it| it.text == name);
    let location = match written {
        Some(line) => Location::Span(line.span),
        None => Location::Path(format!("themes/{name}")),
    };
    let names = book.sources.themes.iter().filter_map(|file| file.name.split('/').next());
    let near = crate::diagnostic::closest(name, names.collect::<std::collections::BTreeSet<_>>());
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("make a folder `themes/{name}` beside the content folder; the built-in theme stands in for it"),
    };
    Diagnostic::at(&crate::theme::UNKNOWN_THEME, location, message).help(help)
}

/// A colour that cannot be used as it is, at the place where it is written.
fn brand_problem(book: &Handbook, problem: &crate::theme::BrandProblem) -> Diagnostic {
    let fields = book.config.as_ref().and_then(|it| it.brand.as_ref());
    let line = fields.and_then(|brand| match problem.field {
        "accent" => brand.accent.as_ref(),
        "on" => brand.on.as_ref(),
        "soft" => brand.soft.as_ref(),
        "call" => brand.call.as_ref(),
        "accent_dark" => brand.accent_dark.as_ref(),
        "on_dark" => brand.on_dark.as_ref(),
        "soft_dark" => brand.soft_dark.as_ref(),
        _ => brand.call_dark.as_ref(),
    });
    let location = line.map_or_else(|| Location::Path("handbook.yaml".into()), |line| Location::Span(line.span));
    Diagnostic::at(&crate::theme::UNREADABLE_COLOUR, location, problem.message.clone())
}

fn template_problem(prefix: &str, error: &crate::theme::TemplateError) -> Diagnostic {
    let place = format!("../themes/{prefix}{}", error.template);
    let at = if error.line > 0 { format!(" (line {}, column {})", error.line, error.column) } else { String::new() };
    let message = format!("{}{at}", error.message);
    Diagnostic::at(&crate::theme::BAD_TEMPLATE, Location::Path(place), message)
        .help("the built-in template stands in for it until it is mended")
}

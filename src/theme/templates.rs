//! Templates: the built-in ones with a user's laid over them, and pages rendered with both.

use std::io::Write;

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use super::assets::Assets;
use super::brand::Brand;
use super::embedded::TEMPLATES;
use super::strings::Strings;

/// Everything that turns a page's data into HTML, ready for use by many threads at once.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// The default theme alone: stands in where a user's template fails on a page.
    /// `None` where the user has no templates, so that nothing else could be tried.
    built_in: Option<Tera>,
    assets: Assets,
}

/// A template that does not compile, or fails on a page. Line and column count from 1; both are 0 where the fault has
/// no single place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The file in the theme, such as `components/table.html`.
    pub template: String,
    pub line: usize,
    pub column: usize,
    /// What is wrong, one lowercase sentence without a full stop.
    pub message: String,
}

impl Theme {
    /// The default theme with these words, and with the files of a user's theme laid over it.
    ///
    /// Files are pairs of name and text, the name as in the theme's folder. Templates end in `.html`, `.svg` or
    /// `.xml`; `site.css`, `site.js` and `icon.svg` replace the built-in ones; anything else is no part of a theme's
    /// templates and is passed over. A template that does not compile is left out and reported.
    pub fn new(strings: &Strings, files: &[(String, String)], brand: &Brand) -> (Self, Vec<TemplateError>) {
        let assets = Assets::new(files, brand);
        let mut tera = Tera::default();
        tera.autoescape_on([""]);
        tera.set_escape_fn(escape);
        tera.global_context().insert("t", strings.texts());
        tera.global_context().insert("assets", &assets.addresses());
        tera.add_raw_templates(TEMPLATES.iter().copied()).expect("the default theme compiles: a test renders it");

        let mut own: Vec<&(String, String)> = files.iter().filter(|(name, _)| is_template(name)).collect();
        own.sort();
        if own.is_empty() {
            return (Self { tera, built_in: None, assets }, Vec::new());
        }
        let built_in = tera.clone();
        let errors = lay_over(&mut tera, own);
        (Self { tera, built_in: Some(built_in), assets }, errors)
    }

    /// The default theme alone.
    pub fn built_in(strings: &Strings) -> Self {
        Self::new(strings, &[], &Brand::default()).0
    }

    /// Style sheet, script and icon, to be written into the site at their addresses.
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// One page. The built-in templates stand in where the user's fail on it, and the fault is told beside it.
    ///
    /// A template that nobody wrote is one that fails; where no template at all can draw the page, a bare page says so.
    pub fn render<T: Serialize + ?Sized>(&self, template: &str, view: &T) -> (String, Option<TemplateError>) {
        let context = match Context::from_serialize(view) {
            Ok(context) => context,
            Err(error) => return bare(TemplateError::from_tera(template, &error)),
        };
        let error = match self.tera.render(template, &context) {
            Ok(html) => return (html, None),
            Err(error) => TemplateError::from_tera(template, &error),
        };
        match self.built_in.as_ref().map(|built_in| built_in.render(template, &context)) {
            Some(Ok(html)) => (html, Some(error)),
            _ => bare(error),
        }
    }
}

/// Adds a user's templates, all at once where they are sound; else one after the other, as often as that helps, since
/// one may need another that comes later. What then remains is broken.
fn lay_over(tera: &mut Tera, mut own: Vec<&(String, String)>) -> Vec<TemplateError> {
    if tera.add_raw_templates(own.iter().map(|(name, text)| (name, text))).is_ok() {
        return Vec::new();
    }
    loop {
        let before = own.len();
        let mut errors = Vec::new();
        own.retain(|(name, text)| match tera.add_raw_template(name, text) {
            Ok(()) => false,
            Err(error) => {
                errors.push(TemplateError::from_tera(name, &error));
                true
            }
        });
        if own.is_empty() || own.len() == before {
            return errors;
        }
    }
}

fn is_template(name: &str) -> bool {
    name != "icon.svg" && [".html", ".svg", ".xml"].iter().any(|ending| name.ends_with(ending))
}

/// What is shown where not even the built-in template can draw a page.
fn bare(error: TemplateError) -> (String, Option<TemplateError>) {
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Page not drawn</title></head>\
         <body><main><h1>Page not drawn</h1><p>",
    );
    crate::pages::block::escape_into(&error.to_string(), &mut html);
    html.push_str("</p></main></body></html>\n");
    (html, Some(error))
}

/// Makes a text inert in HTML, whole runs of harmless bytes at once.
fn escape(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    let bytes = text.as_bytes();
    let mut copied = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let entity: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'\'' => b"&#39;",
            0..=8 | 11..=31 | 127 => b"",
            _ => continue,
        };
        out.write_all(&bytes[copied..at])?;
        out.write_all(entity)?;
        copied = at + 1;
    }
    out.write_all(&bytes[copied..])
}

impl TemplateError {
    /// Puts an error of the engine into our shape; `asked` is the template that was to be compiled or drawn.
    fn from_tera(asked: &str, error: &tera::Error) -> Self {
        match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let template = if report.filename().is_empty() { asked } else { report.filename() };
                Self {
                    template: template.to_owned(),
                    line: report.span().start_line,
                    // The engine counts columns from 0.
                    column: report.span().start_col + 1,
                    message: sentence(report.message()),
                }
            }
            // What a check of all templates together finds comes as a text in the engine's own layout.
            ErrorKind::Msg(text) => Self::from_report(asked, text),
            other => Self { template: asked.to_owned(), line: 0, column: 0, message: sentence(&other.to_string()) },
        }
    }

    /// Reads `error: message`, then `--> file:line:column`; any other text is the message.
    fn from_report(asked: &str, text: &str) -> Self {
        let mut lines = text.lines();
        let message = sentence(lines.next().unwrap_or_default().trim_start_matches("error: "));
        let place = lines.next().and_then(|line| line.trim().strip_prefix("--> ")).and_then(|place| {
            let (rest, column) = place.rsplit_once(':')?;
            let (file, line) = rest.rsplit_once(':')?;
            Some((file.to_owned(), line.parse().ok()?, column.parse().ok()?))
        });
        let (template, line, column) = place.unwrap_or_else(|| (asked.to_owned(), 0, 0));
        Self { template, line, column, message }
    }
}

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {}", self.template, self.line, self.column, self.message)
    }
}

/// The engine's sentence in our manner: first letter small, no full stop.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let mut letters = text.chars();
    match letters.next() {
        // A name in capitals stays as it is.
        Some(first) if !letters.clone().next().is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

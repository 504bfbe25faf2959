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
    /// Its line.
    pub line: usize,
    /// Its column.
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
    crate::theme::block::escape_into(&error.to_string(), &mut html);
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

#[cfg(test)]
mod tests {
    use super::super::embedded::{JS, SHIPPED_STRINGS};
    use super::*;
    use crate::theme::block::*;
    use crate::theme::frame::*;

    const HOSTILE: &str = "</title><script>alert(\"1\")</script>'{{ frame }}";

    /// The words that the built-in templates name, each a hostile one.
    fn strings() -> Strings {
        let mut names: Vec<(&str, &str)> = Vec::new();
        for (_, text) in TEMPLATES {
            for part in text.split(" t.").skip(1) {
                let end = part.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(part.len());
                names.push((&part[..end], HOSTILE));
            }
        }
        Strings::parse("en", names)
    }

    #[test]
    fn every_word_that_templates_name_ships() {
        for name in strings().texts().keys() {
            for (language, text) in SHIPPED_STRINGS {
                assert!(text.contains(&format!("\n{name}: ")), "{language} has no `{name}`");
            }
        }
    }

    /// One of every block, with hostile text in every field that takes text.
    fn every_block() -> Vec<Block> {
        let x = HOSTILE;
        let link = || Inline::link("javascript:alert(1)", x);
        let chip = || Inline::chip(x, "#x", Tone::Gap, x);
        vec![
            Block::paragraph(x),
            Block::quote("<p>safe</p>"),
            Block::remark(x),
            Block::facts([Fact::new(x, x).note(x).id("fact")]),
            Block::dl([Fact::new(x, link()).note(x)]),
            Table::new(x)
                .id("table")
                .show_caption()
                .style(TableStyle::Matrix)
                .sortable()
                .filter(
                    Filter::new(x)
                        .statuses(x, [Choice::new(Tone::Gap, x, 3)])
                        .select(Select::new("owner", x, x).option(x, x))
                        .search(x)
                        .counted(x, x),
                )
                .columns([Column::new(x).width(Width::Id), Column::new(x).numeric().minor(), Column::new(x).nosort()])
                .group(Group::new(x).id("group").note(x))
                .row(Row::new([x, x, x]).id("row").status(Tone::Gap).data("owner", x))
                .into(),
            Table::new(x)
                .style(TableStyle::Thread)
                .columns([x, x])
                .row(Row::new([Cell::new(Inline::anchor("row", x)), Cell::new(x).sort(x).cut(true)]))
                .into(),
            List::new().style(ListStyle::Duties).label(x).item(ListItem::new(x).note(x).id("item")).into(),
            Block::note(Tone::Stale, x, x),
            Call::new(x, [Contact::phone(x, x).note(x), Contact::link(x, "data:text/html,x", x)]).footer(x).into(),
            Block::doors([Door::new(x, x).link("javascript:x", x, x)]),
            Block::figures([Figure::new(Tone::Ok, x, x).unit(x)]),
            Spectrum::new(x, [ClauseBars::new(x, "#a", x, &[Tone::Covered, Tone::Na])]).into(),
            Key::new(x).entry(Tone::Gap, x, 3, "#x").entry(Tone::Na, x, 0, "").into(),
            Heat::new([HeatRow::new(x, x).tile(HeatTile::new(x, "#x", Tone::Gap, x, x).major(true))]).into(),
            Flow::new([Step::new("step", x).by(x).html("<p>safe</p>").fact(Fact::new(x, x)).refs([chip()]).next(x)])
                .svg("<svg></svg>")
                .caption(x)
                .into(),
            Drawing::new(x, "<svg></svg>").bands([x.to_owned()]).caption(x).lines([x]).into(),
            Block::cards([Card::new(x).code(x).url("#x").id("card").text(x).point(x).foot(x).printable()]),
            Quiz::new([Question::new("q", x).multiple().right(x, x).wrong(x, x).see(link())]).into(),
            Block::columns([Pane::new("p", x).aside(x).block(Block::remark(x)), Pane::plain().block(Block::remark(x))]),
            Block::details(x, [Block::remark(x)]),
            Block::pre(x, "safe"),
            Block::buttons([Button::download("javascript:x", x).main(), Button::print(x)]),
            Block::tree(x, [Branch::new(x).id("branch").aside(x).open().children([Branch::new(link())])]),
            Block::chips(x, [chip()]),
        ]
    }

    fn page() -> Page {
        let x = || HOSTILE.to_owned();
        let frame = Frame {
            lang: "en".into(),
            title: x(),
            description: x(),
            root: "../".into(),
            site: Site { title: x(), organisation: x(), brand: x(), logo: "javascript:x".into() },
            nav: vec![NavLink::new("#x", x(), Current::Page)],
            side: Side {
                label: x(),
                groups: vec![
                    SideGroup::new(x()).url("#x").link(SideLink::new("#x", x(), Current::Branch).code(x())),
                    SideGroup::new(x()).url("javascript:x"),
                ],
            },
            crumbs: vec![Crumb::link("javascript:x", x()), Crumb::here(x())],
            as_of: Day::new("2026-11-22", x()),
            version: x(),
            audience: x(),
            foot_note: x().into(),
            foot_links: vec![Inline::link("#x", x())],
            canonical: "https://halden.example/".into(),
            edit_url: "javascript:x".into(),
            feed: "javascript:x".into(),
            no_index: true,
            ..Frame::default()
        };
        let head = Head::new(x())
            .kick(x())
            .code(x())
            .lede(x())
            .meta(x())
            .action(Button::link("#x", x()))
            .banner(Tone::Due, x(), x())
            .fact(Fact::new(x(), x()))
            .call(Call::new(x(), [Contact::phone(x(), x())]));
        let chip = Inline::chip(x(), "#x", Tone::Gap, x());
        Page::new(frame, head)
            .intro(Block::remark(x()))
            .section(Section::new("a", x()).number(x()).refs([chip]).aside(x()).blocks(every_block()))
            .section(Section::new("b", x()).level(3).block(Block::remark(x())))
            .section(Section::plain([Block::remark(x())]))
            .section(Section::new("c", x()).block(Block::remark(x())))
            .control(Control::new().fact(Fact::new(x(), x())).versions(Table::new(x()).columns([x()])).remark(x()))
            .rail(RailSection::new(x()).item(x()))
            .pager(Pager::new(Some(("#x".into(), x())), Some(("#x".into(), x()))))
    }

    #[test]
    fn every_template_draws_every_block_and_no_text_breaks_out() {
        let theme = Theme::built_in(&strings());
        let pages = TEMPLATES.iter().map(|(name, _)| *name).filter(|name| !name.contains('/'));
        for template in pages.filter(|name| !["base.html", "redirect.html"].contains(name)) {
            let (html, error) = theme.render(template, &page());
            assert_eq!(error, None, "{template}");
            // The frame has one script of its own, by address.
            assert_eq!(html.matches("<script").count(), 1, "{template}");
            assert!(!html.contains("javascript:") && !html.contains("data:text"), "{template}");
            assert_eq!(html.matches("<h1>").count(), 1, "{template}");
        }
        let redirect = Redirect { url: "javascript:x".into(), title: HOSTILE.into(), ..Redirect::default() };
        let (html, error) = theme.render("redirect.html", &redirect);
        assert_eq!((html.matches("<script").count(), error), (1, None));
    }

    #[test]
    fn a_theme_serves_many_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Theme>();
    }

    #[test]
    fn an_empty_page_is_drawn_too() {
        let (html, error) = Theme::built_in(&strings()).render("page.html", &Page::default());
        assert_eq!(error, None);
        assert!(!html.contains("<nav class=\"pager\"") && !html.contains("<aside") && !html.contains("<ol"));
    }

    fn own(files: &[(&str, &str)]) -> (Theme, Vec<TemplateError>) {
        let files: Vec<(String, String)> = files.iter().map(|(n, t)| ((*n).into(), (*t).into())).collect();
        Theme::new(&strings(), &files, &Brand::default())
    }

    #[test]
    fn a_users_files_replace_the_built_in_ones() {
        let facts = "{% component facts(items) %}<p>{{ items | length }} facts</p>{% endcomponent facts %}";
        let (theme, errors) = own(&[
            ("components/facts.html", facts),
            // It comes first in the alphabet, and needs one that comes later.
            ("a.html", "{% extends \"z.html\" %}{% block body %}{{ head.title }}{% endblock %}"),
            ("z.html", "{% extends \"page.html\" %}"),
            ("site.js", "own()"),
        ]);
        assert_eq!(errors, []);
        assert!(theme.render("page.html", &page()).0.contains("<p>1 facts</p>"));
        assert!(theme.render("a.html", &page()).0.contains("&lt;script&gt;"));
        assert_eq!(theme.assets().js.text, "own()\n");
        assert_ne!(theme.assets().js.text, JS);
    }

    #[test]
    fn what_does_not_compile_is_named_and_the_built_in_file_stands_in() {
        let (theme, errors) = own(&[
            ("components/dl.html", "{% component dl(items) %}\n  {% for x in %}\n{% endcomponent dl %}"),
            ("components/facts.html", "{% component facts(items) %}\n{{ items | shout }}{% endcomponent facts %}"),
            ("components/key.html", "{% component key(key) %}own key{% endcomponent key %}"),
        ]);
        assert_eq!(errors.len(), 2);
        assert_eq!((errors[0].template.as_str(), errors[0].line), ("components/dl.html", 2));
        assert_eq!(errors[1].to_string(), "components/facts.html:2:12: unknown filter `shout`");
        let (html, error) = theme.render("page.html", &page());
        assert_eq!(error, None);
        assert!(
            html.contains("<dl class=\"dl\">") && html.contains("<dl class=\"facts\">") && html.contains("own key")
        );
    }

    #[test]
    fn what_fails_on_a_page_is_named_and_the_built_in_file_stands_in() {
        let facts = "{% component facts(items) %}\n{{ items.nothing.here }}{% endcomponent facts %}";
        let (theme, errors) = own(&[("components/facts.html", facts)]);
        assert_eq!(errors, []);
        let (html, error) = theme.render("page.html", &page());
        let error = error.expect("the field does not exist");
        assert_eq!((error.template.as_str(), error.line), ("components/facts.html", 2));
        assert!(html.contains("<dl class=\"facts\">"));
    }

    #[test]
    fn a_page_that_nothing_can_draw_says_so() {
        let deep = (0..40).fold(Block::remark("x"), |block, _| Block::details("x", [block]));
        let page = page().section(Section::new("deep", "x").block(deep));
        let (html, error) = Theme::built_in(&strings()).render("page.html", &page);
        assert!(error.is_some() && html.contains("<h1>Page not drawn</h1>"));
        let (html, error) = Theme::built_in(&strings()).render("nobody.html", &Page::default());
        assert!(error.is_some() && html.contains("nobody.html"));
    }
}

//! What this edition is and how it was made; how far everybody can use it; and what is shown where there is no page.

use super::block::{Block, Fact, Inline, Inlines, List, Row, Section, Table};
use super::chrome::Part;
use super::frame::{Head, Page, Shell};
use super::{View, measure};
use crate::model::kinds::{Classification, Config, RuleLevel};
use crate::standards::Standard;

/// What this edition is.
pub fn about(view: &View<'_>) -> Page {
    let title = view.t("about");
    let mut frame = view.frame(Part::Handbook, title, view.t("about_lede"));
    frame.crumbs = view.crumbs(&[("", view.t("home"))], title);
    let version = frame.version.clone();
    let config = view.book.config.as_deref();
    let mut head = Head::new(title).lede(view.t("about_lede"));
    head = head.fact(Fact::new(view.t("as_of"), view.day(view.book.as_of)));
    if let Some(config) = config {
        head = head
            .fact(Fact::new(view.t("handbook"), &config.title.text))
            .fact(Fact::new(view.t("organisation"), &config.organisation.text));
    }
    head = head.fact(Fact::new(view.t("made_with"), version));
    let mut page = Page::new(frame, head).section(standards(view));
    if let Some(config) = config {
        page = page
            .section(settings(view, config))
            .section_if_any(applicability(view, config))
            .section_if_any(overrides(view, config));
    }
    let mut files = List::of([
        Inlines::from([
            Inline::link(view.url("manifest.json"), "manifest.json"),
            Inline::muted(view.t("manifest_text")),
        ]),
        Inlines::from([
            Inline::link(view.url("data/handbook.json"), "data/handbook.json"),
            Inline::muted(view.t("handbook_json_text")),
        ]),
        Inlines::from([
            Inline::link(view.url("data/trace.json"), "data/trace.json"),
            Inline::muted(view.t("trace_json_text")),
        ]),
    ]);
    if let Some(path) = super::calendar_file(view.book) {
        let link = Inline::link(view.url(path), path);
        files = files.item(Inlines::from([link, Inline::muted(view.t("calendar_file_text"))]));
    }
    if view.site.base_url.is_none() {
        files = files.item(view.t("no_base_url"));
    }
    page.section(Section::new("cb-files", view.t("data_files")).block(Block::from(files)))
}

/// Standards of the handbook: edition, amendments, what has to be known about them.
fn standards(view: &View<'_>) -> Section {
    let table = Table::new(view.t("standards")).columns([
        view.t("kind_standard"),
        view.t("edition"),
        view.t("coverage"),
        view.t("notes"),
    ]);
    let rows = view.book.standards.listed().map(|standard| {
        let file = &standard.file;
        let mut edition = view.line(file.edition.as_ref());
        edition.0.extend(file.amendments.iter().map(|it| Inline::small(&*it.text)));
        let counts = view.book.coverage.standard(standard.id);
        let (n, all) = (view.strings().count(counts.n_covered), view.strings().count(counts.n_applicable()));
        let coverage = if standard.has_status() {
            view.strings().fill("covered_of", &[("n", &n), ("all", &all)])
        } else {
            String::new()
        };
        let title = file.full_title.as_ref().map(|it| Inline::small(&*it.0));
        let name: Inlines =
            [Inline::link(view.standard_url(standard.id), standard.title())].into_iter().chain(title).collect();
        Row::new([name, edition, coverage.into(), Inline::lines(notes(standard).into_iter().map(Inlines::from)).into()])
    });
    Section::new("cb-standards", view.t("standards"))
        .block(Block::from(table.rows(rows)))
        .block(Block::remark(view.t("own_words")))
}

/// What has to be known about a standard.
fn notes(standard: &Standard) -> Vec<String> {
    let file = &standard.file;
    let notes = [
        &file.status,
        &file.status_note,
        &file.certifiable_note,
        &file.exclusions_note,
        &file.annex_note,
        &file.language_note,
        &file.trademark_note,
    ];
    notes.into_iter().flatten().map(|it| it.0.clone()).collect()
}

/// How the handbook is set, as far as readers and auditors may ask.
fn settings(view: &View<'_>, config: &Config) -> Section {
    let mut facts = Vec::new();
    let zone = config.time_zone.as_ref().map_or("UTC", |it| it.text.as_str());
    facts.push(Fact::new(view.t("time_zone"), zone));
    facts.push(Fact::new(view.t("language"), view.strings().language()));
    facts.push(Fact::new(view.t("review_grace"), view.length(view.book.review_grace())));
    if let Some(cycle) = &config.audit_cycle {
        facts.push(Fact::new(view.t("audit_cycle"), measure::period_of(view, &cycle.value)));
    }
    if let Some(scale) = &config.risk_scale {
        let text = view.strings().fill(
            "risk_scale_text",
            &[("levels", &scale.levels.value.to_string()), ("accept", &view.target(&scale.accept.value))],
        );
        facts.push(Fact::new(view.t("risk_scale"), text));
    }
    if let Some(target) = config.acknowledge.as_ref().and_then(|it| it.target.as_ref()) {
        facts.push(Fact::new(view.t("acknowledged"), view.target(&target.value)));
    }
    if !config.approvers.is_empty() {
        let lines = config.approvers.iter().map(|it| {
            let kinds: Vec<&str> = it.kinds.iter().map(|it| it.value.as_str()).collect();
            let mut line = Inlines::from([Inline::muted(format!("{}:", kinds.join(", ")))]);
            line.0.extend(view.keys(&it.by).0);
            line
        });
        facts.push(Fact::new(view.t("approvers"), Inline::lines(lines)));
    }
    if let Some(audiences) = &config.audiences {
        let lines = audiences.0.iter().map(|it| {
            let sees: Vec<&str> = it
                .sees
                .iter()
                .map(|it| {
                    view.t(match it.value {
                        Classification::Public => "public",
                        Classification::Internal => "internal",
                        Classification::Confidential => "confidential",
                    })
                })
                .collect();
            Inlines::from([Inline::muted(format!("{}:", it.name.value)), Inline::text(sees.join(", "))])
        });
        facts.push(Fact::new(view.t("audiences"), Inline::lines(lines)));
    }
    if let Some(repository) = &config.repository {
        facts.push(Fact::new(view.t("source"), Inline::code(repository.text.replace("{path}", ""))));
    }
    Section::new("cb-settings", view.t("settings")).block(Block::dl(facts))
}

/// Requirements declared to apply or not, with the reason.
fn applicability(view: &View<'_>, config: &Config) -> Section {
    let section = Section::new("cb-applicability", view.t("applicable"));
    if config.applicability.is_empty() {
        return section;
    }
    let table =
        Table::new(view.t("applicable")).columns([view.t("requirement"), view.t("applicable"), view.t("because")]);
    let n = config.applicability.len();
    let table = table.rows(config.applicability.iter().take(100).map(|it| {
        let name = view
            .book
            .place(&it.requirement)
            .map_or_else(|| Inline::code(it.requirement.text()), |place| view.chip(place));
        let because = it.because.as_ref().map(|it| super::prose::plain(&it.text)).unwrap_or_default();
        Row::new([Inlines::from(name), view.t(if it.applies.value { "yes" } else { "no" }).into(), because.into()])
    }));
    let section = section.block(Block::from(table));
    if n > 100 {
        section.block(Block::remark([Inline::link(view.url("matrices/"), view.t("see_all"))]))
    } else {
        section
    }
}

/// Where the handbook differs from the library and from the rules as they are shipped, with the reason.
fn overrides(view: &View<'_>, config: &Config) -> Section {
    let mut lines: Vec<Inlines> = Vec::new();
    for it in &config.needs {
        let needs = view.t(match it.needs.value {
            crate::model::kinds::Needs::Document => "needs_document",
            crate::model::kinds::Needs::Record => "needs_record",
            crate::model::kinds::Needs::Both => "needs_both",
        });
        let name = view
            .book
            .place(&it.requirement)
            .map_or_else(|| Inline::code(it.requirement.text()), |place| view.chip(place));
        lines.push(Inlines::from([
            name,
            Inline::text(format!("{needs}.")),
            Inline::muted(super::prose::plain(&it.because.text)),
        ]));
    }
    for it in &config.rules {
        let level = match it.severity.value {
            RuleLevel::Off => "off",
            RuleLevel::Advice => "advice",
            RuleLevel::Warning => "warning",
            RuleLevel::Error => "error",
        };
        lines.push(Inlines::from([
            Inline::code(&*it.rule.value),
            Inline::text(format!("{level}.")),
            Inline::muted(super::prose::plain(&it.because.text)),
        ]));
    }
    let section = Section::new("cb-overrides", view.t("overrides"));
    if lines.is_empty() { section } else { section.block(Block::from(List::of(lines))) }
}

/// How far the site can be used by everybody.
pub fn accessibility(view: &View<'_>) -> Page {
    let title = view.t("accessibility");
    let mut frame = view.frame(Part::Handbook, title, view.t("accessibility_lede"));
    frame.crumbs = view.crumbs(&[("", view.t("home"))], title);
    let list = |names: &[&str]| Block::from(List::of(names.iter().map(|name| Inlines::from(view.t(name)))));
    let mut page = Page::new(frame, Head::new(title).lede(view.t("accessibility_lede")));
    page = page.section(Section::new("cb-works", view.t("accessibility_works")).block(list(&[
        "a11y_keyboard",
        "a11y_contrast",
        "a11y_pictures",
        "a11y_script",
        "a11y_print",
        "a11y_zoom",
    ])));
    page = page.section(
        Section::new("cb-limits", view.t("accessibility_limits")).block(list(&["a11y_attachments", "a11y_links"])),
    );
    let contacts = view.book.contacts();
    // The last contact is the one for the handbook itself by custom; where only one is named, it is that one.
    if let Some(contact) = contacts.last() {
        page = page.section(
            Section::new("cb-tell", view.t("accessibility_tell"))
                .block(Block::paragraph(super::contact::line(view, contact))),
        );
    }
    page
}

/// What is shown at addresses that nothing has. A host serves it at any depth, so its links are full addresses.
pub fn not_found(view: &View<'_>) -> Page {
    let root = view.site.base_url.clone().unwrap_or_default();
    let view = &View { book: view.book, site: view.site, path: view.path, root };
    let title = view.t("not_found");
    let mut frame = view.frame(Part::Handbook, title, "");
    frame.shell = Shell::Wide;
    frame.canonical = super::block::Url::default();
    let links = List::of(
        [
            Inline::link(view.url(""), view.t("to_home")),
            Inline::link(view.url("processes/"), view.t("look_up_process")),
            Inline::link(view.url("services/"), view.t("look_up_service")),
            Inline::link(view.url("roles/"), view.t("find_my_role")),
            Inline::link(view.url("documents/"), view.t("documents_register")),
        ]
        .map(Inlines::from),
    );
    Page::new(frame, Head::new(title).lede(view.t("not_found_text"))).intro(Block::from(links))
}

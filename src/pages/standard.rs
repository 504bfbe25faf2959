//! Standards: how far each is covered, its clauses as a tree, and everything else that the library knows of it.

use super::block::{
    Block, Branch, Cell, Column, Fact, Figure, Inline, Inlines, List, ListItem, Row, Section, Table, Tone,
};
use super::chrome::Part;
use super::clause::{clause_status, edition};
use super::frame::{Head, RailSection};
use super::view::tone;
use super::{Page, View};
use crate::handbook::Status;
use crate::source::Spanned;
use crate::standards::{ClauseId, Place, Standard, StandardId, StandardKind};

/// All standards.
pub fn index(view: &View<'_>) -> Page {
    let title = view.t("standards").to_owned();
    let mut frame = view.frame(Part::Standard, &*title, view.t("standards_lede"));
    frame.crumbs = view.crumbs(&[], &title);
    let standards = &view.book.standards;
    let columns = [
        Column::new(view.t("kind_standard")),
        Column::new(view.t("edition")),
        Column::new(view.t("status_covered")).numeric(),
        Column::new(view.t("ready")).numeric(),
        Column::new(view.t("worst")),
    ];
    let rows = standards.listed().map(|standard| {
        let mut name = Inlines::from(Inline::link(view.standard_url(standard.id), standard.title()));
        name.push(Inline::small(standard.file.full_title.as_ref().map_or("", |it| it.0.as_str())));
        let counts = view.book.coverage.standard(standard.id);
        let (covered, ready, worst) = if standard.has_status() && counts.n_requirements > 0 {
            let of = view.strings().fill(
                "n_of_all",
                &[
                    ("n", &view.strings().count(counts.n_covered)),
                    ("all", &view.strings().count(counts.n_applicable())),
                ],
            );
            (of, view.strings().count(counts.n_ready), Inlines::from(view.status(counts.worst())))
        } else {
            (String::new(), String::new(), Inline::muted(view.t(kind_word(standard))).into())
        };
        Row::new([
            Cell::new(name),
            Cell::new(edition_words(standard)),
            Cell::new(covered),
            Cell::new(ready),
            Cell::new(worst),
        ])
    });
    let listed =
        Section::new("cb-listed", view.t("listed_standards")).block(Table::new(&*title).columns(columns).rows(rows));
    let others = standards.iter().filter(|it| !it.is_listed && it.kind() != StandardKind::Map);
    let items: Vec<ListItem> = others
        .map(|standard| {
            ListItem::new([Inline::text(standard.title()), Inline::code(standard.name())])
                .note(standard.file.full_title.as_ref().map_or("", |it| it.0.as_str()))
        })
        .collect();
    let mut shipped = Section::new("cb-shipped", view.t("shipped_standards"));
    if !items.is_empty() {
        shipped = shipped.block(Block::paragraph(view.t("how_to_list"))).block(List { items, ..List::new() });
    }
    Page::new(frame, Head::new(&*title).lede(view.t("standards_lede")))
        .section(listed)
        .section_if_any(shipped)
        .section_if_any(map_notes(view))
}

/// What the maps between standards say about themselves, and the topics that they hold.
fn map_notes(view: &View<'_>) -> Section {
    let section = Section::new("cb-map", view.t("map_of_standards"));
    let maps: Vec<&Standard> = view.book.standards.iter().filter(|it| it.kind() == StandardKind::Map).collect();
    if maps.is_empty() {
        return section;
    }
    let notes = maps.iter().flat_map(|it| notes(view, it));
    let link = Inline::link(
        view.url(&super::matrix::path(crate::matrices::Matrix::Integrated, 0)),
        view.t("matrix_integrated"),
    );
    let items = maps
        .iter()
        .flat_map(|it| &it.file.topics)
        .filter(|topic| topic.note.is_some())
        .map(|topic| ListItem::new(&topic.title.text).note(topic.note.as_ref().map_or("", |it| it.0.as_str())));
    let items: Vec<ListItem> = items.collect();
    let section = section.aside(link).block(Block::dl(notes));
    if items.is_empty() {
        section
    } else {
        section.block(Block::details(view.t("topics"), [Block::from(List { items, ..List::new() })]))
    }
}

fn edition_words(standard: &Standard) -> String {
    let edition = standard.file.edition.as_ref().map_or("", |it| it.text.as_str());
    let amendments: Vec<&str> = standard.file.amendments.iter().map(|it| it.text.as_str()).collect();
    if amendments.is_empty() { edition.to_owned() } else { format!("{edition}; {}", amendments.join("; ")) }
}

fn kind_word(standard: &Standard) -> &'static str {
    match standard.kind() {
        StandardKind::Requirements => "kind_requirements",
        StandardKind::Guidance => "guidance",
        StandardKind::PracticeFramework => "kind_framework",
        StandardKind::Map => "kind_map",
    }
}

/// One standard.
pub fn page(view: &View<'_>, id: StandardId) -> Page {
    let standard = view.book.standards.standard(id);
    let title = standard.title().to_owned();
    let full = standard.file.full_title.as_ref().map_or("", |it| it.0.as_str());
    let mut frame = view.frame(Part::Standard, &*title, full);
    frame.crumbs = view.crumbs(&[("standards/", view.t("standards"))], &title);
    let mut head = Head::new(&*title).lede(full).meta(edition(view, standard));
    if standard.file.certifiable.is_some_and(|it| it.value) {
        head = head.kick(view.t("certifiable"));
    }
    head = head.kick(view.t(kind_word(standard)));
    if let Some(status) = &standard.file.status {
        head = head.kick(Inline::tag(Tone::Plain, &*status.0));
    }
    let mut page = Page::new(frame, head);
    if standard.has_status() {
        page = page.intro(figures(view, standard));
        if standard.requirements.len() < 700 {
            page = page.section(
                Section::new("cb-heat", view.t("readiness_by_clause"))
                    .block(super::audit_room::heat(view, standard))
                    .block(Block::remark(view.t("heat_hint"))),
            );
        }
    }
    page = page.section(tree(view, standard));
    for section in [
        groups(view, standard),
        checklists(view, standard),
        information(view, standard),
        scope(view, standard),
        seventeen(view, standard),
        checked(view, standard),
        library_notes(view, standard),
    ] {
        page = page.section_if_any(section);
    }
    let matrices = [
        crate::matrices::Matrix::EvidenceByClause,
        crate::matrices::Matrix::ClausesByDocument,
        crate::matrices::Matrix::ClausesByEvidence,
    ];
    let links = matrices.map(|it| {
        Inline::link(view.url(&super::matrix::path(it, 0)), view.t(&format!("matrix_{}", it.name().replace('-', "_"))))
    });
    page.rail(RailSection::new(view.t("matrices")).items(links))
}

fn figures(view: &View<'_>, standard: &Standard) -> Block {
    let counts = view.book.coverage.standard(standard.id);
    let strings = view.strings();
    let of = strings
        .fill("n_of_all", &[("n", &strings.count(counts.n_covered)), ("all", &strings.count(counts.n_applicable()))]);
    let text = strings.fill("covered_and_ready", &[("covered", &of), ("ready", &strings.count(counts.n_ready))]);
    let mut figures =
        vec![Figure::new(Tone::Covered, strings.share(counts.n_covered, counts.n_applicable()), text).unit(" %")];
    for status in [Status::Partial, Status::Stale, Status::Gap] {
        figures.push(Figure::new(tone(status), counts.of(status), view.status_word(status)));
    }
    Block::figures(figures)
}

fn tree(view: &View<'_>, standard: &Standard) -> Section {
    let branches = standard.roots.iter().map(|id| branch(view, standard, *id, standard.clauses.len() < 120));
    Section::new("cb-clauses", view.t("all_clauses")).block(Block::tree(view.t("all_clauses"), branches))
}

fn branch(view: &View<'_>, standard: &Standard, id: ClauseId, is_open: bool) -> Branch {
    let clause = view.book.standards.clause(id);
    let mut name = Inlines::from(if standard.kind() == StandardKind::PracticeFramework {
        Inline::link(view.place_url(Place::Clause(id)), &*clause.title)
    } else {
        view.clause_link(id)
    });
    if clause.file.title_is_ours.is_some_and(|it| it.value) {
        name.push(Inline::muted(format!("({})", view.t("title_is_ours"))));
    }
    if clause.file.verify.is_some_and(|it| it.value) {
        name.push(Inline::tag(Tone::Due, view.t("to_verify")));
    }
    let branch = Branch::new(name).children(clause.children.iter().map(|it| branch(view, standard, *it, is_open)));
    let branch = if is_open { branch.open() } else { branch };
    if !standard.has_status() {
        return branch;
    }
    let counts = view.book.coverage.clause(id).counts;
    let mut aside = clause_status(view, id);
    if counts.n_requirements > 0 {
        aside.0.insert(0, Inline::muted(format!("{}/{}", counts.n_covered, counts.n_applicable())));
    }
    branch.aside(aside)
}

/// The place of an id in a standard, as a link; the id where there is none.
fn place(view: &View<'_>, standard: &Standard, id: &str) -> Inline {
    match view.book.standards.find_in(standard.id, id) {
        Some(Place::Clause(clause)) if standard.is_listed => view.clause_link(clause),
        Some(place) if standard.is_listed => view.chip(place),
        _ => Inline::text(id),
    }
}

fn places(view: &View<'_>, standard: &Standard, ids: &[Spanned<String>]) -> Inlines {
    Inline::lines(ids.iter().map(|it| Inlines::from(place(view, standard, &it.value)))).into()
}

fn groups(view: &View<'_>, standard: &Standard) -> Section {
    let section = Section::new("cb-groups", view.t("process_groups"));
    if standard.file.process_groups.is_empty() {
        return section;
    }
    let rows = standard.file.process_groups.iter().map(|group| {
        Row::new([
            Inlines::from([Inline::code(&*group.id.value), Inline::text(&*group.title.text)]),
            places(view, standard, &group.processes),
        ])
    });
    section.block(Table::new(view.t("process_groups")).columns([view.t("group"), view.t("clause")]).rows(rows))
}

fn checklists(view: &View<'_>, standard: &Standard) -> Section {
    let section = Section::new("cb-checklists", view.t("checklists"));
    let Some(lists) = &standard.file.checklists else { return section };
    let mut blocks: Vec<Block> = lists.note.iter().map(|note| Block::remark(&*note.0)).collect();
    for list in &lists.items {
        let rows = list.points.iter().map(|point| {
            let requirement = point.requirement.as_ref().unwrap_or(&list.requirement);
            Row::new([
                Inlines::from(&point.title.text),
                Inline::code(&*point.id.value).into(),
                place(view, standard, &requirement.value).into(),
            ])
        });
        let table =
            Table::new(&*list.title.text).columns(["point", "code", "requirement"].map(|it| view.t(it))).rows(rows);
        let summary = Inlines::from([
            Inline::strong(&*list.title.text),
            Inline::muted(format!("{} · {}", list.id.value, list.points.len())),
        ]);
        blocks.push(Block::details(summary, [Block::from(table)]));
    }
    section.blocks(blocks)
}

fn information(view: &View<'_>, standard: &Standard) -> Section {
    let section = Section::new("cb-information", view.t("core_documents"));
    let Some(core) = &standard.file.documented_information else { return section };
    let section = match &core.note {
        Some(note) => section.block(Block::remark(&*note.0)),
        None => section,
    };
    let rows = core
        .items
        .iter()
        .map(|item| Row::new([Inlines::from(&item.title.text), places(view, standard, &item.clauses)]));
    section
        .aside(place(view, standard, &core.clause.value))
        .block(Table::new(view.t("core_documents")).columns([view.t("document"), view.t("clause")]).rows(rows))
}

/// Parameters of a scope definition, its pattern, and what it has to stand.
fn scope(view: &View<'_>, standard: &Standard) -> Section {
    let section = Section::new("cb-scope-parameters", view.t("scope_parameters"));
    let file = &standard.file;
    if file.scope_parameters.is_empty() {
        return section;
    }
    let rows = file.scope_parameters.iter().map(|it| {
        let mut name = Inlines::from(Inline::strong(&*it.title.text));
        if it.required_by_part1.is_some_and(|it| it.value) {
            name.push(Inline::tag(Tone::Plain, view.t("required_by_part1")));
        }
        if it.verify.is_some_and(|it| it.value) {
            name.push(Inline::tag(Tone::Due, view.t("to_verify")));
        }
        let words = |words: Option<&String>| Inlines::from(words.map_or("", String::as_str));
        Row::new([name, words(it.asks.as_ref().map(|it| &it.0)), words(it.example.as_ref().map(|it| &it.0))])
    });
    let mut section = section.block(
        Table::new(view.t("scope_parameters"))
            .columns(["title", "what_to_write", "example"].map(|it| view.t(it)))
            .rows(rows),
    );
    if let Some(template) = &file.scope_statement_template {
        section = section.block(Block::note(Tone::Plain, view.t("scope_template"), &*template.0));
    }
    if !file.scope_checks.is_empty() {
        section = section
            .block(Block::paragraph(Inline::strong(view.t("scope_checks"))))
            .block(List::of(file.scope_checks.iter().map(|it| Inlines::from(&it.0))));
    }
    section
}

/// The reading of "17 explicit processes".
fn seventeen(view: &View<'_>, standard: &Standard) -> Section {
    let section = Section::new("cb-seventeen", view.t("explicit_processes"));
    let Some(explicit) = &standard.file.explicit_seventeen else { return section };
    let first = view.book.standards.first();
    let clause = |id: &str| first.map_or_else(|| Inline::text(id), |first| place(view, first, id));
    let mut section = section;
    if explicit.verify.is_some_and(|it| it.value) {
        section = section.block(Block::note(Tone::Due, view.t("to_verify"), ""));
    }
    let texts =
        [("claim", &explicit.claim), ("our_reading", &explicit.reading), ("other_reading", &explicit.other_reading)];
    let facts = texts.into_iter().filter_map(|(name, text)| Some(Fact::new(view.t(name), text.as_ref()?.0.as_str())));
    section = section.block(Block::dl(facts));
    let rows = explicit.list.iter().map(|it| {
        let practice = place(view, standard, &it.itil3.value);
        Row::new([
            Inlines::from(clause(&it.clause.value)),
            it.title.text.as_str().into(),
            practice.into(),
            it.why.as_ref().map_or("", |it| it.0.as_str()).into(),
        ])
    });
    section = section.block(
        Table::new(view.t("explicit_processes"))
            .columns(["clause", "title", "practice", "why"].map(|it| view.t(it)))
            .rows(rows),
    );
    if explicit.implicit.is_empty() {
        return section;
    }
    let rows = explicit.implicit.iter().map(|it| {
        let clauses = Inline::lines(it.clauses.iter().map(|it| Inlines::from(clause(&it.value))));
        Row::new([Inlines::from(place(view, standard, &it.itil3.value)), clauses.into()])
    });
    section.block(Block::details(
        view.t("implied_processes"),
        [Block::from(
            Table::new(view.t("implied_processes")).columns([view.t("practice"), view.t("clause")]).rows(rows),
        )],
    ))
}

/// How far each clause was compared with other sources.
fn checked(view: &View<'_>, standard: &Standard) -> Section {
    let section = Section::new("cb-checked", view.t("how_checked")).unlisted();
    let Some(lists) = &standard.file.checked else { return section };
    let rows = lists.0.iter().map(|(level, clauses)| {
        Row::new([
            Inlines::from(super::clause::level_text(view, level)),
            view.strings().count(clauses.len()).into(),
            clauses.join(", ").into(),
        ])
    });
    let columns =
        [Column::new(view.t("how_checked")), Column::new(view.t("number")).numeric(), Column::new(view.t("clause"))];
    section.block(Block::details(
        view.t("how_checked"),
        [Block::from(Table::new(view.t("how_checked")).columns(columns).rows(rows))],
    ))
}

/// Everything else that the file of a standard says.
fn notes(view: &View<'_>, standard: &Standard) -> Vec<Fact> {
    let file = &standard.file;
    let mut facts = Vec::new();
    let texts = [
        ("status_note", &file.status_note),
        ("harmonised_note", &file.harmonised_note),
        ("certifiable_note", &file.certifiable_note),
        ("exclusions_note", &file.exclusions_note),
        ("annex_note", &file.annex_note),
        ("language_note", &file.language_note),
        ("source_note", &file.source_note),
        ("trademark_note", &file.trademark_note),
        ("clause_pattern", &file.clause_pattern_note),
        ("integrated_note", &file.integrated_system_note),
    ];
    for (name, text) in texts {
        facts.extend(text.as_ref().map(|text| Fact::new(view.t(name), text.0.as_str())));
    }
    let mut flag = |name: &str, flag: Option<Spanned<bool>>| {
        facts.extend(flag.map(|it| Fact::new(view.t(name), view.t(if it.value { "yes" } else { "no" }))));
    };
    flag("harmonised", file.harmonised);
    flag("certifiable", file.certifiable);
    flag("exclusions_allowed", file.exclusions_allowed);
    flag("to_verify", file.status_verify);
    let lines = [("extends", &file.extends), ("guides", &file.guides), ("goes_with", &file.maps_to_standard)];
    for (name, line) in lines {
        facts.extend(line.as_ref().map(|line| Fact::new(view.t(name), line.text.as_str())));
    }
    let join = |lines: &[crate::model::Line]| lines.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" · ");
    if !file.clause_pattern.is_empty() {
        facts.push(Fact::new(view.t("clause_pattern"), join(&file.clause_pattern)));
    }
    if !file.standards.is_empty() {
        facts.push(Fact::new(view.t("standards"), join(&file.standards)));
    }
    facts
}

fn library_notes(view: &View<'_>, standard: &Standard) -> Section {
    let section = Section::new("cb-notes", view.t("about_standard")).unlisted();
    let facts = notes(view, standard);
    let section = if facts.is_empty() { section } else { section.block(Block::dl(facts)) };
    let Some(flags) = &standard.file.field_notes else { return section };
    // What flags of requirements mean, in the words of the library.
    let pairs = flags.0.iter().map(|(name, texts)| Fact::new(name.replace('_', " "), texts.join(" ")));
    section.block(Block::details(view.t("field_notes"), [Block::dl(pairs)]))
}

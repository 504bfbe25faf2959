//! A clause: each of its requirements, where we say what we do, and the proof that we do it.

use super::block::{Block, Cell, Fact, Inline, Inlines, List, Pane, Row, Section, Table, TableStyle, Tone, Url};
use super::chrome::Part;
use super::evidence_cells::{self as cells, MAX_LINES};
use super::frame::{Head, Pager, Shell};
use super::view::tone;
use super::{Page, View, prose};
use crate::handbook::{Handbook, Promise, PromiseState, Status};
use crate::model::kinds::{AuditType, Needs};
use crate::model::{Data, EntryId, Kind};
use crate::standards::{
    Clause, ClauseFile, ClauseId, Equivalent, Place, ReqId, RequirementFile, Standard, StandardKind, Strength,
};

/// A clause.
pub fn page(view: &View<'_>, id: ClauseId) -> Page {
    let clause = view.book.standards.clause(id);
    let standard = view.book.standards.standard(clause.standard);
    let title = format!("{} {}", clause.number, clause.title);
    let mut frame = view.frame(Part::Standard, title, &*clause.asks);
    frame.crumbs = crumbs(view, clause, standard);
    frame.shell = Shell::NoRail;
    let mut page = Page::new(frame, head(view, clause, standard));
    for section in [
        children(view, clause, standard),
        thread(view, clause, standard),
        findings(view, clause),
        coming(view, clause),
        promises(view, clause),
        claimed_by(view, clause, standard),
        examples(view, clause, standard),
    ] {
        page = page.section_if_any(section);
    }
    let (elsewhere, nearby) = (equivalents(view, clause), nearby(view, clause, standard));
    let panes: Vec<Pane> = [elsewhere, nearby].into_iter().flatten().collect();
    if !panes.is_empty() {
        page = page.section(Section::plain([Block::columns(panes)]));
    }
    page.section_if_any(about(view, clause, standard)).pager(pager(view, clause, standard))
}

fn crumbs(view: &View<'_>, clause: &Clause, standard: &Standard) -> Vec<super::frame::Crumb> {
    let standards = &view.book.standards;
    let mut above = Vec::new();
    let mut next = clause.parent;
    while let Some(id) = next {
        let parent = standards.clause(id);
        above.push((super::clause_path(view.book, id), format!("{} {}", parent.number, parent.title)));
        next = parent.parent;
    }
    above.push((super::standard_path(view.book, standard.id), standard.title().to_owned()));
    above.push(("standards/".to_owned(), view.t("standards").to_owned()));
    let above: Vec<(&str, &str)> = above.iter().rev().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    view.crumbs(&above, &clause.number)
}

fn head(view: &View<'_>, clause: &Clause, standard: &Standard) -> Head {
    let book = view.book;
    let mut head = Head::new(&*clause.title).code(&*clause.number);
    head = head.kick(view.t(if clause.is_control { "control" } else { "clause" }));
    let owner =
        book.standards.requirements_below(Place::Clause(clause.id)).into_iter().find_map(|it| book.owner_of(it));
    if let Some(owner) = owner {
        head = head.kick(Inlines::from(view.t("owner")).and(view.link(owner)));
    }
    if let Some((audit, day)) = last_audit(book, clause.id) {
        let key = book.entry(audit).key.as_str();
        head = head.kick(
            Inlines::from(view.t("last_internal_audit"))
                .and(view.day(day))
                .and(Inline::link(view.entry_url(audit, None), key)),
        );
    }
    if clause.is_informative {
        head = head.kick(Inline::tag(Tone::Na, view.t("status_informative")));
    }
    if clause.file.verify.is_some_and(|it| it.value) {
        head = head.kick(Inline::tag(Tone::Due, view.t("to_verify")));
    }
    if !clause.asks.is_empty() {
        head = head.lede(&*clause.asks);
    }
    if !standard.has_status() {
        return head.meta(view.t(kind_text(standard)));
    }
    let counts = book.coverage.clause(clause.id).counts;
    if counts.n_requirements == 0 {
        return head;
    }
    let status_fact = |status: Status, text: String| {
        // A state that nothing is in stays quiet.
        let value = if text == "0" { Inline::muted(text) } else { Inline::status(tone(status), text) };
        Fact::new(view.status_word(status), value)
    };
    let of = view
        .strings()
        .fill("n_of_all", &[("n", &counts.n_covered.to_string()), ("all", &counts.n_applicable().to_string())]);
    head = head.fact(status_fact(Status::Covered, of));
    for status in [Status::Partial, Status::Stale, Status::Gap] {
        head = head.fact(status_fact(status, counts.of(status).to_string()));
    }
    if counts.n_not_applicable > 0 {
        head = head.fact(status_fact(Status::NotApplicable, counts.n_not_applicable.to_string()));
    }
    head = head.fact(Fact::new(
        view.t("ready"),
        view.strings()
            .fill("n_of_all", &[("n", &counts.n_ready.to_string()), ("all", &counts.n_applicable().to_string())]),
    ));
    match answered_by(book, clause.id) {
        Some(document) => {
            let entry = book.entry(document);
            let version = entry.control.as_ref().and_then(|it| it.version.as_ref());
            let note = version.map(|it| format!("{} {}", view.t("version"), it.text)).unwrap_or_default();
            head.fact(
                Fact::new(view.t("answered_by"), Inline::link(view.entry_url(document, None), entry.key.as_str()))
                    .note(note),
            )
        }
        None => head,
    }
}

fn kind_text(standard: &Standard) -> &'static str {
    match standard.kind() {
        StandardKind::Guidance => "guidance_text",
        StandardKind::PracticeFramework => "framework_text",
        StandardKind::Requirements | StandardKind::Map => "map_text",
    }
}

/// The newest internal audit that looked at a clause.
fn last_audit(book: &Handbook, clause: ClauseId) -> Option<(EntryId, jiff::civil::Date)> {
    let standards = &book.standards;
    let audits = book.of_kind(Kind::Audit).filter_map(|entry| {
        let Some(Data::Audit(audit)) = &entry.data else { return None };
        let done = audit.done.map(|it| it.value).filter(|day| *day <= book.as_of)?;
        let is_here = |place| standards.is_below(clause, standards.clause_of(place));
        let is_internal = audit.audit_type.value == AuditType::Internal;
        (is_internal && audit.criteria.iter().filter_map(|it| book.place(it)).any(is_here)).then_some((entry.id, done))
    });
    audits.max_by_key(|(_, day)| *day)
}

/// The controlled document that answers the most requirements of a clause; of several the one that is named first.
fn answered_by(book: &Handbook, clause: ClauseId) -> Option<EntryId> {
    let mut counts: Vec<(EntryId, usize)> = Vec::new();
    for requirement in book.standards.requirements_below(Place::Clause(clause)) {
        for it in &book.coverage.requirement(requirement).documented_by {
            if !book.entry(it.entry).kind.is_controlled() {
                continue;
            }
            match counts.iter_mut().find(|(id, _)| *id == it.entry) {
                Some((_, n)) => *n += 1,
                None => counts.push((it.entry, 1)),
            }
        }
    }
    counts.into_iter().rev().max_by_key(|(_, n)| *n).map(|(id, _)| id)
}

fn children(view: &View<'_>, clause: &Clause, standard: &Standard) -> Section {
    let section = Section::new("cb-clauses", view.t("clauses_below"));
    if clause.children.is_empty() {
        return section;
    }
    section.block(clause_table(view, standard, &clause.children, view.t("clauses_below")))
}

/// Clauses with their counts and worst status.
pub fn clause_table(view: &View<'_>, standard: &Standard, clauses: &[ClauseId], caption: &str) -> Table {
    let mut columns = vec![view.t("clause").to_owned()];
    if standard.has_status() {
        columns.extend(["requirements", "status_covered", "worst"].map(|it| view.t(it).to_owned()));
    }
    let rows = clauses.iter().map(|id| {
        let clause = view.book.standards.clause(*id);
        let mut name = Inlines::from(view.clause_link(*id));
        if !clause.asks.is_empty() {
            name.push(Inline::small(&*clause.asks));
        }
        let mut cells = vec![Cell::new(name)];
        if standard.has_status() {
            let counts = view.book.coverage.clause(*id).counts;
            cells.push(view.strings().count(counts.n_requirements).into());
            cells.push(view.strings().count(counts.n_covered).into());
            cells.push(clause_status(view, *id).into());
        }
        Row::new(cells)
    });
    Table::new(caption).columns(columns).rows(rows)
}

/// The worst status of a clause, or that it asks nothing; with a mark where a major nonconformity is open.
pub fn clause_status(view: &View<'_>, id: ClauseId) -> Inlines {
    let coverage = view.book.coverage.clause(id);
    if coverage.counts.n_requirements == 0 {
        return Inline::status(Tone::Na, view.t("status_informative")).into();
    }
    let mut status = Inlines::from(view.status(coverage.counts.worst()));
    if coverage.has_open_major {
        status.push(Inline::tag(Tone::Gap, view.t("open_major")));
    }
    status
}

fn thread(view: &View<'_>, clause: &Clause, standard: &Standard) -> Section {
    let section = Section::new("cb-thread", view.t("trace"));
    if clause.requirements.is_empty() {
        return section;
    }
    let table = Table::new(view.t("trace"))
        .style(TableStyle::Thread)
        .columns(["what_is_asked", "where_we_say", "proof"].map(|it| view.t(it)))
        .rows(clause.requirements.iter().map(|id| thread_row(view, *id, clause, standard)));
    section.block(table).block(Block::remark(edition(view, standard)))
}

/// What a page that shows requirements says about the standard.
pub fn edition(view: &View<'_>, standard: &Standard) -> String {
    let mut text = standard.title().to_owned();
    if let Some(edition) = &standard.file.edition {
        text = format!("{text}, {} {}", view.t("edition"), edition.text);
    }
    if !standard.file.amendments.is_empty() {
        let amendments: Vec<_> = standard.file.amendments.iter().map(|it| it.text.as_str()).collect();
        text = format!("{text}, {}", view.strings().fill("with_amendments", &[("amendments", &amendments.join("; "))]));
    }
    format!("{text}. {}", view.t("must_be_bought"))
}

fn thread_row(view: &View<'_>, id: ReqId, clause: &Clause, standard: &Standard) -> Row {
    let book = view.book;
    let requirement = book.standards.requirement(id);
    let known = book.coverage.requirement(id);
    let anchor = format!("r-{}", requirement.number);
    let mut asked = Inlines::from(Inline::anchor(&*anchor, &*requirement.number));
    if requirement.is_informative {
        asked.push(Inline::status(Tone::Na, view.t("status_informative")));
    } else {
        asked.push(view.status(known.status));
    }
    let mut lines = vec![asked, Inlines::from(&requirement.asks)];
    let flags = cells::flags(view, requirement);
    if !flags.is_empty() {
        lines.push(Inline::muted(flags).into());
    }
    lines.push(Inline::muted(format!("{}: {}.", view.t("needs"), cells::needs_word(view, known.needs))).into());
    if let Some(reason) = needs_reason(book, id) {
        lines.push(Inlines::from(Inline::muted(format!("{}:", view.t("needs_set_here")))).and(Inline::text(reason)));
    }
    if let Some(because) = &known.because {
        let word = if known.status == Status::NotApplicable { "status_na" } else { "applicable" };
        lines.push(
            Inlines::from(Inline::strong(format!("{}:", view.t(word)))).and(Inline::text(prose::plain(&because.text))),
        );
    }
    let file = requirement_file(standard, clause, &requirement.number);
    if requirement.is_to_verify {
        let note = file.and_then(|it| it.verify_note.as_ref()).map(|it| format!(": {}", it.0)).unwrap_or_default();
        lines.push(Inline::tag(Tone::Due, format!("{}{note}", view.t("to_verify"))).into());
    }
    if let Some(note) = file.and_then(|it| it.note.as_ref()) {
        lines.push(Inline::muted(&*note.0).into());
    }
    let is_asked = known.status != Status::NotApplicable && !requirement.is_informative;
    let documented = documented_cell(view, id, is_asked);
    let proof = proof_cell(view, id, is_asked);
    Row::new([Cell::new(Inline::lines(lines)), documented, proof]).id(anchor).status(tone(known.status))
}

fn documented_cell(view: &View<'_>, id: ReqId, is_asked: bool) -> Cell {
    let known = view.book.coverage.requirement(id);
    if known.documented_by.is_empty() {
        let is_missing = is_asked && known.needs != Needs::Record;
        let word = if is_missing { "nothing_documented" } else { "not_needed" };
        return Cell::new(Inline::muted(view.t(word))).cut(is_missing);
    }
    // Documents say what is to be done; activities, risks and the like that claim the same come after them.
    let (documents, others): (Vec<_>, Vec<_>) =
        known.documented_by.iter().partition(|it| view.book.entry(it.entry).kind.is_controlled());
    let mut lines: Vec<Inlines> =
        documents.iter().chain(&others).take(MAX_LINES).map(|it| cells::documented_line(view, id, it, true)).collect();
    let rest = documents.iter().chain(&others).skip(MAX_LINES).map(|it| (it.entry, it.anchor.as_deref()));
    lines.extend(in_short(view, rest, crate::matrices::Matrix::ClausesByDocument));
    let is_cut = is_asked && known.needs != Needs::Record && !known.is_documented();
    Cell::new(cells::folded(view, lines, 3)).cut(is_cut)
}

/// The keys of what a cell has no room to describe, and where those are that even a list of keys has no room for.
fn in_short<'e>(
    view: &View<'_>,
    rest: impl Iterator<Item = (EntryId, Option<&'e str>)>,
    all: super::Matrix,
) -> Option<Inlines> {
    const MAX_KEYS: usize = 60;
    let rest: Vec<_> = rest.collect();
    let keys = rest
        .iter()
        .take(MAX_KEYS)
        .map(|(id, anchor)| Inline::link(view.entry_url(*id, *anchor), view.book.entry(*id).key.as_str()));
    let mut line = Inlines::joined(", ", keys);
    if rest.len() > MAX_KEYS {
        let n = view.strings().count(rest.len() - MAX_KEYS);
        let words = view.strings().fill("n_more", &[("n", &n)]);
        line = line.and(Inline::text(", ")).and(Inline::link(view.url(&super::matrix::path(all, 0)), words));
    }
    (!line.is_empty()).then_some(line)
}

fn proof_cell(view: &View<'_>, id: ReqId, is_asked: bool) -> Cell {
    let book = view.book;
    let requirement = book.standards.requirement(id);
    let known = book.coverage.requirement(id);
    let is_needed = is_asked && known.needs != Needs::Document;
    // What counts today comes first; older pieces of the same show that it is done again and again.
    let (current, older): (Vec<_>, Vec<_>) = known.evidence.iter().partition(|it| it.is_current && it.counts);
    let n_current = current.len();
    let in_order = || current.iter().chain(&older);
    let mut proof: Vec<Inlines> = in_order().take(MAX_LINES).map(|it| cells::evidence_line(view, it, true)).collect();
    let rest = in_order().skip(MAX_LINES).map(|it| (it.entry, None));
    proof.extend(in_short(view, rest, crate::matrices::Matrix::ClausesByEvidence));
    let mut lines: Vec<Inlines> = Vec::new();
    if !proof.is_empty() {
        lines.push(cells::folded(view, proof, n_current.clamp(1, 2)));
    }
    if lines.is_empty() {
        lines.push(Inline::muted(view.t(if is_needed { "nothing_evidenced" } else { "approval_is_proof" })).into());
    }
    let open = cells::open_findings(book, &known.findings);
    for finding in open.iter().take(MAX_LINES) {
        let mut line = Inlines::from(Inline::strong(view.t("kind_finding")));
        line.0.extend(cells::finding_line(view, *finding).0);
        lines.push(line);
    }
    if is_asked && known.status != Status::Covered && !requirement.evidence.is_empty() {
        let text = format!("{}: {}", view.t("would_show_it"), requirement.evidence.join("; "));
        lines.push(Inline::small(text).into());
    }
    Cell::new(Inline::lines(lines)).cut(is_needed && !known.is_evidenced())
}

/// Why `handbook.yaml` asks for something else than the library does, where it does.
fn needs_reason(book: &Handbook, id: ReqId) -> Option<String> {
    let config = book.config.as_ref()?;
    let place = Place::Requirement(id);
    let clause = book.standards.clause_of(place);
    let is_meant =
        |it: Place| it == place || matches!(it, Place::Clause(above) if book.standards.is_below(clause, above));
    let item = config.needs.iter().rev().find(|it| book.place(&it.requirement).is_some_and(is_meant))?;
    Some(prose::plain(&item.because.text))
}

/// The clause of a standard's file by its number.
pub fn clause_file<'a>(standard: &'a Standard, number: &str) -> Option<&'a ClauseFile> {
    let mut rest: Vec<&ClauseFile> = standard.file.clauses.iter().chain(&standard.file.annexes).collect();
    while let Some(clause) = rest.pop() {
        if clause.id.value == number {
            return Some(clause);
        }
        rest.extend(&clause.clauses);
    }
    None
}

fn requirement_file<'a>(standard: &'a Standard, clause: &Clause, number: &str) -> Option<&'a RequirementFile> {
    clause_file(standard, &clause.number)?.requirements.iter().find(|it| it.id.value == number)
}

fn findings(view: &View<'_>, clause: &Clause) -> Section {
    let book = view.book;
    let mut ids: Vec<EntryId> =
        clause.requirements.iter().flat_map(|it| book.coverage.requirement(*it).findings.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = |id: &EntryId| cells::finding_of(book.entry(*id)).map(|it| (it.is_open(book.as_of), it.found.value));
    ids.sort_by_key(|id| std::cmp::Reverse(found(id)));
    let section = Section::new("cb-findings", view.t("findings"));
    if ids.is_empty() {
        section
    } else {
        section.block(super::finding::table(view, ids.into_iter().take(50), view.t("findings")))
    }
}

fn coming(view: &View<'_>, clause: &Clause) -> Section {
    let section = Section::new("cb-coming", view.t("coming_title"));
    let coming = cells::coming(view.book, clause.id);
    if coming.is_empty() || clause.requirements.is_empty() {
        return section;
    }
    let items = coming
        .into_iter()
        .take(20)
        .map(|(id, day)| Inlines::from([view.link(id), Inline::tag(Tone::Plain, view.t("coming")), view.day(day)]));
    section.block(List::of(items)).block(Block::remark(view.t("coming_is_no_proof")))
}

/// A promise's state as a label.
pub fn promise_state(view: &View<'_>, state: PromiseState) -> Inline {
    let (tone, name) = match state {
        PromiseState::OnTime => (Tone::Ok, "on_time"),
        PromiseState::DueSoon => (Tone::Due, "due_soon"),
        PromiseState::Overdue => (Tone::Late, "overdue"),
        PromiseState::Never => (Tone::Gap, "never"),
    };
    Inline::tag(tone, view.t(name))
}

fn promises(view: &View<'_>, clause: &Clause) -> Section {
    let book = view.book;
    let standards = &book.standards;
    let concerns = |promise: &&Promise| {
        !promise.is_review && book.claims_of(promise.entry).any(|claim| standards.clause_of(claim.place) == clause.id)
    };
    let found: Vec<&Promise> = if clause.requirements.is_empty() {
        Vec::new()
    } else {
        book.promises.iter().filter(concerns).take(50).collect()
    };
    let section = Section::new("cb-promises", view.t("promises"));
    if found.is_empty() { section } else { section.block(super::calendar::table(view, &found, view.t("promises"))) }
}

/// What claims a clause of a standard that has no status.
fn claimed_by(view: &View<'_>, clause: &Clause, standard: &Standard) -> Section {
    let section = Section::new("cb-claims", view.t("claimed_by"));
    if standard.has_status() {
        return section;
    }
    let claims = view.book.claims.iter().filter(|claim| claim.place == Place::Clause(clause.id));
    let items: Vec<Inlines> =
        claims.take(50).map(|claim| cells::place_link(view, claim.entry, claim.anchor.as_deref()).into()).collect();
    if items.is_empty() { section } else { section.block(List::of(items)) }
}

fn examples(view: &View<'_>, clause: &Clause, standard: &Standard) -> Section {
    let section = Section::new("cb-examples", view.t("examples_of_evidence")).unlisted();
    let standards = &view.book.standards;
    let items =
        clause.requirements.iter().map(|id| standards.requirement(*id)).filter(|it| !it.evidence.is_empty()).map(
            |it| {
                let kind =
                    requirement_file(standard, clause, &it.number).and_then(|file| file.doc_kind).map(
                        |kind| match kind.value {
                            crate::standards::DocKind::Document => view.t("doc_kind_document"),
                            crate::standards::DocKind::Record => view.t("doc_kind_record"),
                        },
                    );
                let line =
                    Inlines::from(Inline::link(format!("#r-{}", it.number), &*it.number)).and(it.evidence.join("; "));
                kind.map_or(line.clone(), |kind| line.and(Inline::muted(format!("({kind})"))))
            },
        );
    let items: Vec<Inlines> = items.collect();
    if items.is_empty() {
        section
    } else {
        section.block(Block::details(view.t("examples_hint"), [Block::from(List::of(items))]))
    }
}

fn equivalents(view: &View<'_>, clause: &Clause) -> Option<Pane> {
    let standards = &view.book.standards;
    let equivalents = standards.equivalents(clause.id);
    if equivalents.is_empty() {
        return None;
    }
    let rows = equivalents.iter().map(|it| {
        let other = standards.clause(it.clause);
        let standard = standards.standard(other.standard);
        // Practices of a framework have names, and ids of our own.
        let name = match standard.kind() {
            StandardKind::PracticeFramework if standard.is_listed => {
                Inline::link(view.place_url(Place::Clause(other.id)), &*other.title)
            }
            StandardKind::PracticeFramework => Inline::text(&*other.title),
            _ => view.clause_link(it.clause),
        };
        Row::new([Inlines::from([name, Inline::small(standard.title())]), closeness(view, it)])
    });
    let table = Table::new(view.t("same_elsewhere")).columns(["clause", "how_close"].map(|it| view.t(it))).rows(rows);
    Some(Pane::new("cb-elsewhere", view.t("same_elsewhere")).block(table))
}

/// How close a clause of another standard is, in words.
fn closeness(view: &View<'_>, it: &Equivalent) -> Inlines {
    let word = match (it.is_harmonised, it.strength) {
        (true, _) => "harmonised",
        (false, Some(Strength::Strong)) => "strength_strong",
        (false, Some(Strength::Partial)) => "strength_partial",
        (false, Some(Strength::Weak)) => "strength_weak",
        (false, Some(Strength::None) | None) => "strength_related",
    };
    let text = Inlines::from(view.t(word));
    if it.why.is_empty() { text } else { text.and(Inline::small(&*it.why)) }
}

fn nearby(view: &View<'_>, clause: &Clause, standard: &Standard) -> Option<Pane> {
    let parent = view.book.standards.clause(clause.parent?);
    let here = parent.children.iter().position(|it| *it == clause.id).unwrap_or(0);
    let start = here.saturating_sub(4).min(parent.children.len().saturating_sub(9));
    let siblings = parent.children.iter().skip(start).take(9).copied().filter(|it| *it != clause.id);
    let ids: Vec<ClauseId> = std::iter::once(parent.id).chain(siblings).collect();
    let mut columns = vec![view.t("clause").to_owned()];
    if standard.has_status() {
        columns.extend(["requirements", "worst"].map(|it| view.t(it).to_owned()));
    }
    let rows = ids.into_iter().map(|id| {
        let mut name = Inlines::from(view.clause_link(id));
        if id == parent.id {
            name.push(Inline::small(view.t("parent")));
        }
        let mut cells = vec![Cell::new(name)];
        if standard.has_status() {
            cells.push(view.book.coverage.clause(id).counts.n_requirements.to_string().into());
            cells.push(clause_status(view, id).into());
        }
        Row::new(cells)
    });
    Some(Pane::new("cb-nearby", view.t("nearby")).block(Table::new(view.t("nearby")).columns(columns).rows(rows)))
}

/// What else the library says about a clause.
fn about(view: &View<'_>, clause: &Clause, standard: &Standard) -> Section {
    let file = &clause.file;
    let mut facts: Vec<Fact> = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push(Fact::new(view.t(name), value));
        }
    };
    let line = |line: &Option<crate::model::Line>| line.as_ref().map(|it| it.text.clone()).unwrap_or_default();
    let yes = |flag: Option<crate::source::Spanned<bool>>, name: &str| {
        if flag.is_some_and(|it| it.value) { view.t(name).to_owned() } else { String::new() }
    };
    let ids =
        |ids: &[crate::source::Spanned<String>]| ids.iter().map(|it| it.value.as_str()).collect::<Vec<_>>().join(", ");
    add("title", yes(file.title_is_ours, "title_is_ours_text"));
    add("status_informative", yes(file.informative, "informative_text"));
    add("how_checked", checked(view, standard, &clause.number));
    add("in_writing", yes(file.documented, "must_document"));
    add("note", file.note.as_ref().map(|it| it.0.clone()).unwrap_or_default());
    add("topics", file.topics.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join("; "));
    add("kind", line(&file.kind));
    add("level", line(&file.level));
    add("formerly", line(&file.formerly));
    add("new", yes(file.new_in_edition, "new_in_edition"));
    add("from_2013", ids(&file.from_2013));
    add("old_number", line(&file.old_id));
    add("named_in", line(&file.coverage));
    add("guidance", line(&file.guidance_clause));
    add("goes_with", ids(&file.maps_to));
    add("control_2013", ids(&file.iso27001_2013));
    add(
        "control_2022",
        [ids(&file.iso27001_2022), ids(&file.maps_to_iso27001_2022)]
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join(", "),
    );
    add("clause_20000", ids(&file.maps_to_iso20000_1));
    if clause.requirements.is_empty() {
        add("edition", edition(view, standard));
    }
    let section = Section::new("cb-about", view.t("about_clause")).unlisted();
    if facts.is_empty() { section } else { section.block(Block::dl(facts)) }
}

/// How far the library's words on a clause were compared with other sources.
pub fn checked(view: &View<'_>, standard: &Standard, number: &str) -> String {
    let Some(lists) = &standard.file.checked else { return String::new() };
    let level = lists.0.iter().find(|(_, clauses)| clauses.iter().any(|it| it == number));
    level.map(|(level, _)| level_text(view, level)).unwrap_or_default()
}

/// The words of a level of checking; one that an author's own standard names stands for itself.
pub fn level_text(view: &View<'_>, level: &str) -> String {
    let name = format!("checked_{level}");
    let text = view.t(&name);
    if text == name { level.replace('_', " ") } else { text.to_owned() }
}

fn pager(view: &View<'_>, clause: &Clause, standard: &Standard) -> Pager {
    let at = standard.clauses.iter().position(|it| *it == clause.id);
    let link = |id: Option<&ClauseId>| {
        let clause = view.book.standards.clause(*id?);
        Some((view.place_url(Place::Clause(clause.id)), format!("{} {}", clause.number, clause.title)))
    };
    let previous: Option<(Url, String)> =
        at.and_then(|at| at.checked_sub(1)).and_then(|at| link(standard.clauses.get(at)));
    Pager::new(previous, at.and_then(|at| link(standard.clauses.get(at + 1))))
}

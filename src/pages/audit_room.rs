//! The audit room: everything that an auditor asks for first, each number counted from the handbook itself.

use super::block::{
    Block, Cell, Column, Figure, Heat, HeatRow, HeatTile, Inline, Inlines, Key, Pane, Row, Section, Table, Tone,
};
use super::chrome::Part;
use super::evidence_cells::{self as cells, days_between};
use super::frame::{Head, Shell};
use super::view::tone;
use super::{Page, View, actions, audit, calendar, entry_frame, finding};
use crate::handbook::{DocumentState, Handbook, Promise, PromiseState, Status};
use crate::model::kinds::{AuditType, Needs};
use crate::model::{Data, EntryId, Interval, Kind};
use crate::standards::{ClauseId, Place, Standard};

/// The most rows of each table; what is left out is in the registers.
const MAX_ROWS: usize = 25;
/// The most promises; the calendar has all.
const MAX_PROMISES: usize = 12;

/// How far a certification stands: documents, and records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stages {
    /// Requirements that need a document.
    pub n_need_document: usize,
    /// Of these, those with one in force and in time.
    pub n_documented: usize,
    /// Requirements that need a record.
    pub n_need_record: usize,
    /// Of these, those with current evidence.
    pub n_evidenced: usize,
}

impl Stages {
    /// Counts one requirement.
    fn add(&mut self, needs: Needs, is_documented: bool, is_evidenced: bool) {
        if needs != Needs::Record {
            self.n_need_document += 1;
            self.n_documented += usize::from(is_documented);
        }
        if needs != Needs::Document {
            self.n_need_record += 1;
            self.n_evidenced += usize::from(is_evidenced);
        }
    }

    /// The figures of a standard; what is informative or does not apply is not counted.
    pub fn of(book: &Handbook, standard: &Standard) -> Self {
        let mut stages = Self::default();
        for id in &standard.requirements {
            let known = book.coverage.requirement(*id);
            if !book.standards.requirement(*id).is_informative && known.status != Status::NotApplicable {
                stages.add(known.needs, known.is_documented(), known.is_evidenced());
            }
        }
        stages
    }
}

/// The audit room.
pub fn page(view: &View<'_>) -> Page {
    let title = view.t("audit_room").to_owned();
    let mut frame = view.frame(Part::Audit, &*title, view.t("audit_room_lede"));
    frame.shell = Shell::Wide;
    let mut head = Head::new(&*title).lede(view.t("audit_room_lede"));
    if let Some(next) = next_external(view) {
        head = head.meta(next);
    }
    let mut page = Page::new(frame, head);
    if let Some(standard) = view.book.standards.first() {
        page = page.intro(figures(view, standard));
        page = page.section(readiness(view, standard)).section(stages(view, standard));
    }
    page = page.section(open_findings(view)).section_if_any(programme(view));
    page = page.section(promises(view));
    page = page.section(Section::plain([Block::columns([stale_evidence(view), documents(view)])]));
    page = page.section_if_any(reviews(view)).section_if_any(interviews(view)).section(changes(view));
    page.section(registers(view))
}

/// The next outside audit, in a sentence.
fn next_external(view: &View<'_>) -> Option<Inlines> {
    let book = view.book;
    let coming = book.of_kind(Kind::Audit).filter_map(|entry| match &entry.data {
        Some(Data::Audit(it))
            if it.audit_type.value == AuditType::External && it.done.is_none_or(|day| day.value > book.as_of) =>
        {
            let planned = it.planned.as_ref()?.value.start;
            (planned >= book.as_of).then_some((planned, entry.id))
        }
        _ => None,
    });
    let (day, id) = coming.min()?;
    Some(Inlines::from([Inline::text(format!("{}:", view.t("next_external"))), view.link(id), view.day(day)]))
}

fn figures(view: &View<'_>, standard: &Standard) -> Block {
    let book = view.book;
    let strings = view.strings();
    let counts = book.coverage.standard(standard.id);
    let of = |n: usize, all: usize| strings.fill("n_of_all", &[("n", &strings.count(n)), ("all", &strings.count(all))]);
    let open: Vec<EntryId> = open_ids(book);
    let n_major = open
        .iter()
        .filter(|id| {
            cells::finding_of(book.entry(**id)).is_some_and(|it| it.grade.value == crate::model::kinds::Grade::Major)
        })
        .count();
    let n_late = open
        .iter()
        .filter(|id| {
            cells::finding_of(book.entry(**id)).and_then(|it| it.due).is_some_and(|due| due.value < book.as_of)
        })
        .count();
    let findings =
        strings.fill("findings_late_major", &[("late", &n_late.to_string()), ("major", &n_major.to_string())]);
    let n_overdue =
        book.promises.iter().filter(|it| matches!(it.state, PromiseState::Overdue | PromiseState::Never)).count();
    let (n_in_time, n_documents) = documents_in_time(book);
    let worst = if counts.n_covered == counts.n_applicable() { Tone::Covered } else { tone(counts.worst()) };
    Block::figures([
        Figure::new(
            worst,
            strings.share(counts.n_covered, counts.n_applicable()),
            strings.fill(
                "covered_and_ready",
                &[("covered", &of(counts.n_covered, counts.n_applicable())), ("ready", &strings.count(counts.n_ready))],
            ),
        )
        .unit(" %"),
        Figure::new(
            if n_late + n_major > 0 {
                Tone::Gap
            } else if open.is_empty() {
                Tone::Ok
            } else {
                Tone::Partial
            },
            open.len(),
            findings,
        ),
        Figure::new(if n_overdue > 0 { Tone::Late } else { Tone::Ok }, n_overdue, view.t("promises_overdue")),
        Figure::new(
            if n_in_time == n_documents { Tone::Ok } else { Tone::Stale },
            n_in_time,
            view.t("documents_in_date"),
        )
        .unit(format!(" / {n_documents}")),
    ])
}

fn open_ids(book: &Handbook) -> Vec<EntryId> {
    let mut ids: Vec<EntryId> = book
        .of_kind(Kind::Finding)
        .filter(|entry| cells::finding_of(entry).is_some_and(|it| it.is_open(book.as_of)))
        .map(|it| it.id)
        .collect();
    ids.sort_by_key(|id| cells::finding_of(book.entry(*id)).map(|it| (it.due.is_none(), it.due.map(|due| due.value))));
    ids
}

/// Controlled documents in force: those inside their review, and all.
fn documents_in_time(book: &Handbook) -> (usize, usize) {
    let in_force =
        book.entries.iter().filter(|entry| entry.control.as_ref().is_some_and(|it| it.is_in_force(book.as_of)));
    in_force.fold((0, 0), |(n, all), entry| {
        let is_late = book.review_limit(entry).is_some_and(|limit| limit < book.as_of);
        (n + usize::from(!is_late), all + 1)
    })
}

fn readiness(view: &View<'_>, standard: &Standard) -> Section {
    let matrix = view.url(&super::matrix::path(crate::matrices::Matrix::EvidenceByClause, 0));
    let counts = view.book.coverage.standard(standard.id);
    let mut key = Key::new(view.t("key"));
    for status in Status::ALL.into_iter().rev().filter(|it| *it != Status::NotApplicable || counts.n_not_applicable > 0)
    {
        let url = format!("{}?status={}", matrix.as_str(), tone(status).class());
        key = key.entry(tone(status), view.status_word(status), counts.of(status), url);
    }
    Section::new("cb-readiness", view.t("readiness_by_clause"))
        .aside(Inline::link(matrix.as_str(), view.t("open_matrix")))
        .block(heat(view, standard))
        .block(key)
        .block(Block::remark(format!("{} {}", view.t("heat_hint"), super::clause::edition(view, standard))))
}

/// A tile for each leaf clause, by main clause.
pub fn heat(view: &View<'_>, standard: &Standard) -> Heat {
    let standards = &view.book.standards;
    let of =
        |n: usize, all: usize| view.strings().fill("covered_of", &[("n", &n.to_string()), ("all", &all.to_string())]);
    Heat::new(standard.roots.iter().filter(|id| view.book.coverage.clause(**id).counts.n_requirements > 0).map(
        |root| {
            let clause = standards.clause(*root);
            let counts = view.book.coverage.clause(*root).counts;
            let row = HeatRow::new(
                format!("{} {}", clause.number, clause.title),
                of(counts.n_covered, counts.n_applicable()),
            );
            leaves(view, *root).into_iter().fold(row, |row, id| {
                let leaf = standards.clause(id);
                let coverage = view.book.coverage.clause(id);
                let worst = coverage.counts.worst();
                let label = format!("{}: {}", leaf.title, view.status_word(worst));
                let count = format!("{}/{}", coverage.counts.n_covered, coverage.counts.n_applicable());
                row.tile(
                    HeatTile::new(&*leaf.number, view.place_url(Place::Clause(id)), tone(worst), count, label)
                        .major(coverage.has_open_major),
                )
            })
        },
    ))
}

fn leaves(view: &View<'_>, root: ClauseId) -> Vec<ClauseId> {
    let mut found = Vec::new();
    let mut rest = vec![root];
    while let Some(id) = rest.pop() {
        let clause = view.book.standards.clause(id);
        if clause.is_leaf() && view.book.coverage.clause(id).counts.n_requirements > 0 {
            found.push(id);
        }
        rest.extend(clause.children.iter().rev());
    }
    found
}

fn stages(view: &View<'_>, standard: &Standard) -> Section {
    let strings = view.strings();
    let stages = Stages::of(view.book, standard);
    let figure = |n: usize, all: usize, text: &str| {
        let tone = if n == all { Tone::Covered } else { Tone::Partial };
        Figure::new(tone, strings.share(n, all), view.t(text)).unit(format!(
            " % · {} / {}",
            strings.count(n),
            strings.count(all)
        ))
    };
    let section = Section::new("cb-stages", view.t("certification_stages")).block(Block::figures([
        figure(stages.n_documented, stages.n_need_document, "stage_1_text"),
        figure(stages.n_evidenced, stages.n_need_record, "stage_2_text"),
    ]));
    let young = young_processes(view);
    if young.is_empty() {
        return section.block(Block::remark(view.t("old_enough_to_sample")));
    }
    let n_young = young.len();
    let rows = young.into_iter().take(MAX_ROWS).map(|(id, months)| {
        let age = match months {
            Some(months) => Inlines::from([
                Inline::tag(Tone::Due, strings.plural("months", months)),
                Inline::muted(view.t("too_young")),
            ]),
            None => Inline::tag(Tone::Gap, view.t("no_record_yet")).into(),
        };
        Row::new([Inlines::from(view.link(id)), age])
    });
    let table = Table::new(view.t("too_young")).columns([view.t("kind_process"), view.t("oldest_record")]).rows(rows);
    let summary =
        Inlines::from([Inline::text(view.t("too_young_title")), Inline::muted(view.strings().count(n_young))]);
    section.block(Block::details(summary, [Block::from(table)]))
}

/// Processes whose oldest record is younger than three months, with its age in whole months; `None` for no record.
fn young_processes(view: &View<'_>) -> Vec<(EntryId, Option<usize>)> {
    let book = view.book;
    let three_months_ago = Interval::months(-3).after(book.as_of);
    let mut found = Vec::new();
    for process in book.of_kind(Kind::Process) {
        match oldest_record(book, process.id) {
            Some(day) if day <= three_months_ago => {}
            Some(day) => found.push((process.id, usize::try_from(days_between(day, book.as_of) / 30).ok())),
            None => found.push((process.id, None)),
        }
    }
    found
}

/// The first day that a record of a process tells of: one of the process itself or of a promise that belongs to it, or
/// one that proves a requirement which the process meets.
fn oldest_record(book: &Handbook, process: EntryId) -> Option<jiff::civil::Date> {
    let belongs =
        book.graph.to(process).filter(|edge| book.entry(edge.from).kind == Kind::Activity).map(|edge| edge.from);
    let sources = std::iter::once(process).chain(belongs);
    let named =
        sources.flat_map(|id| book.graph.to(id)).filter(|edge| edge.relation.0 == "evidence_of").filter_map(|edge| {
            match &book.entry(edge.from).data {
                Some(Data::Record(record)) => {
                    Some(record.period.as_ref().map_or(record.on.value, |it| it.value.start.min(record.on.value)))
                }
                _ => None,
            }
        });
    let proven = book.claims_of(process).filter(|claim| claim.is_exact()).filter_map(|claim| match claim.place {
        Place::Requirement(id) => book.coverage.requirement(id).evidence.last().map(|it| it.on),
        Place::Clause(_) => None,
    });
    named.chain(proven).filter(|day| *day <= book.as_of).min()
}

fn open_findings(view: &View<'_>) -> Section {
    let open = open_ids(view.book);
    let all = Inline::link(
        view.url("findings/"),
        view.strings().fill("all_n", &[("n", &view.book.of_kind(Kind::Finding).len().to_string())]),
    );
    let section = Section::new("cb-findings", view.t("open_findings")).aside(all);
    if open.is_empty() {
        return section.block(Block::paragraph(view.t("empty_findings")));
    }
    section.block(finding::table(view, open.into_iter().take(MAX_ROWS), view.t("open_findings")))
}

fn programme(view: &View<'_>) -> Section {
    let book = view.book;
    let mut ids: Vec<(jiff::civil::Date, EntryId)> = book
        .of_kind(Kind::Audit)
        .filter_map(|entry| match &entry.data {
            Some(Data::Audit(it)) => {
                Some((it.done.map(|it| it.value).or(it.planned.as_ref().map(|it| it.value.start))?, entry.id))
            }
            _ => None,
        })
        .collect();
    ids.sort_unstable();
    let section = Section::new("cb-programme", view.t("programme"))
        .aside(Inline::link(view.url("audits/"), view.strings().fill("all_n", &[("n", &ids.len().to_string())])));
    if ids.is_empty() {
        return section;
    }
    let from = ids.len().saturating_sub(MAX_ROWS);
    section.block(
        Table::new(view.t("programme"))
            .sortable()
            .columns(audit::columns(view))
            .rows(ids[from..].iter().map(|(_, id)| audit::row(view, *id))),
    )
}

fn promises(view: &View<'_>) -> Section {
    let mut due: Vec<&Promise> = view.book.promises.iter().filter(|it| it.state != PromiseState::OnTime).collect();
    due.sort_by_key(|it| (it.state, it.due));
    let all = Inline::link(
        view.url("calendar/"),
        view.strings().fill("all_n", &[("n", &view.book.promises.len().to_string())]),
    );
    let section = Section::new("cb-promises", view.t("promises_due")).aside(all);
    if due.is_empty() {
        return section.block(Block::paragraph(view.t("all_promises_kept")));
    }
    due.truncate(MAX_PROMISES);
    section.block(calendar::table(view, &due, view.t("promises_due")))
}

/// Requirements whose evidence has run out, with the newest of it.
fn stale_evidence(view: &View<'_>) -> Pane {
    let book = view.book;
    let requirements = book.standards.first().into_iter().flat_map(|it| &it.requirements);
    let mut stale: Vec<_> = requirements
        .filter_map(|id| {
            let known = book.coverage.requirement(*id);
            let newest = known.evidence.iter().find(|it| it.counts)?;
            (known.needs != Needs::Document && !known.is_evidenced()).then_some((*id, newest))
        })
        .collect();
    stale.sort_by_key(|(id, it)| (it.valid_until, *id));
    let pane = Pane::new("cb-evidence", view.t("evidence_ran_out"))
        .aside(Inline::link(view.url("records/"), view.t("evidence_register")));
    if stale.is_empty() {
        return pane.block(Block::paragraph(view.t("no_evidence_ran_out")));
    }
    let rows = stale.into_iter().take(MAX_ROWS).map(|(id, it)| {
        let entry = book.entry(it.entry);
        Row::new([
            Cell::new([view.link(it.entry), Inline::small(entry.key.as_str())]),
            Cell::new(view.requirement_chip(id)),
            Cell::new(cells::age_tag(view, it)).sort(it.valid_until.to_string()),
        ])
    });
    pane.block(
        Table::new(view.t("evidence_ran_out"))
            .columns([view.t("evidence"), view.t("proves"), view.t("age")])
            .rows(rows),
    )
}

/// Documents that are overdue or due soon.
fn documents(view: &View<'_>) -> Pane {
    let book = view.book;
    let soon = Interval { months: 0, days: 30 }.after(book.as_of);
    let mut due: Vec<_> = book
        .entries
        .iter()
        .filter_map(|entry| {
            let control = entry.control.as_ref().filter(|it| it.is_in_force(book.as_of))?;
            let day = control.next_review(book.as_of)?;
            let is_overdue = day < book.as_of && book.document_state(entry.id) == DocumentState::Overdue;
            (is_overdue || day <= soon).then_some((day, entry.id))
        })
        .collect();
    due.sort_unstable();
    let pane = Pane::new("cb-documents", view.t("documents_to_review"))
        .aside(Inline::link(view.url("documents/"), view.t("documents_register")));
    if due.is_empty() {
        return pane.block(Block::paragraph(view.t("no_document_due")));
    }
    let rows = due.into_iter().take(MAX_ROWS).map(|(day, id)| {
        let entry = book.entry(id);
        let version = entry.control.as_ref().and_then(|it| it.version.as_ref()).map_or("", |it| it.text.as_str());
        Row::new([
            Cell::new([view.link(id), Inline::small(entry.key.as_str())]),
            Cell::new(version),
            Cell::new(view.owner(entry)),
            Cell::new(cells::due_tag(view, day)).sort(day.to_string()),
        ])
    });
    pane.block(
        Table::new(view.t("documents_to_review"))
            .columns(["document", "version", "owner", "next_review"].map(|it| view.t(it)))
            .rows(rows),
    )
}

fn reviews(view: &View<'_>) -> Section {
    let book = view.book;
    let mut ids: Vec<(jiff::civil::Date, EntryId)> = book
        .of_kind(Kind::Review)
        .filter_map(|entry| match &entry.data {
            Some(Data::Review(it)) => Some((it.on.value, entry.id)),
            _ => None,
        })
        .collect();
    ids.sort_unstable_by(|a, b| b.cmp(a));
    let section = Section::new("cb-reviews", view.t("reviews"));
    if ids.is_empty() {
        return section;
    }
    let rows = ids.into_iter().take(6).map(|(day, id)| {
        let entry = book.entry(id);
        let Some(Data::Review(review)) = &entry.data else { return Row::default() };
        let shown = review.decisions.iter().take(3).map(|it| Inlines::from(view.inline(entry, &it.what)));
        let when = Inlines::from(view.day(day));
        let when = if day > book.as_of { when.and(Inline::tag(Tone::Plain, view.t("coming"))) } else { when };
        Row::new([
            Cell::new(when).sort(day.to_string()),
            Cell::new(view.link(id)),
            Cell::new(review.chair.as_ref().map(|it| view.key(it))),
            Cell::new(Inline::lines(shown)),
            Cell::new(actions::progress(view, &review.decisions)),
        ])
    });
    section.block(
        Table::new(view.t("reviews"))
            .columns(["held", "kind_review", "chair", "decisions", "actions"].map(|it| view.t(it)))
            .rows(rows),
    )
}

/// What auditors settle by asking: the requirements, and the roles to prepare.
fn interviews(view: &View<'_>) -> Section {
    let book = view.book;
    let requirements = book.standards.first().into_iter().flat_map(|it| &it.requirements);
    let asked: Vec<_> = requirements.map(|id| book.standards.requirement(*id)).filter(|it| it.is_interview).collect();
    let section = Section::new("cb-interviews", view.t("interviews"));
    if asked.is_empty() {
        return section;
    }
    let rows = asked.into_iter().take(60).map(|it| {
        let roles = if it.is_top_management {
            let top = book
                .of_kind(Kind::Role)
                .filter(|entry| matches!(&entry.data, Some(Data::Role(role)) if role.is_top_management()));
            Inlines::joined(", ", top.take(4).map(|entry| view.link(entry.id)))
        } else {
            Inlines::from(book.owner_of(it.id).map(|id| view.link(id)))
        };
        Row::new([Cell::new(view.requirement_chip(it.id)), Cell::new(&it.asks), Cell::new(roles)])
    });
    let table = Table::new(view.t("interviews"))
        .columns(["requirement", "what_is_asked", "who_is_asked"].map(|it| view.t(it)))
        .rows(rows);
    let awareness = Inline::link(view.url("awareness/"), view.t("what_i_must_know"));
    section.aside(awareness).block(Block::details(view.t("interviews_hint"), [Block::from(table)]))
}

/// Versions that came into force since the last outside audit.
fn changes(view: &View<'_>) -> Section {
    let book = view.book;
    let last = book.of_kind(Kind::Audit).filter_map(|entry| match &entry.data {
        Some(Data::Audit(it)) if it.audit_type.value == AuditType::External => {
            it.done.map(|it| it.value).filter(|day| *day <= book.as_of).map(|day| (day, entry.id))
        }
        _ => None,
    });
    let last = last.max();
    let since = last.map_or_else(|| Interval::months(-12).after(book.as_of), |(day, _)| day);
    let mut changed: Vec<_> = book
        .entries
        .iter()
        .flat_map(|entry| {
            entry.control.iter().flat_map(move |control| control.history.iter().map(move |it| (it.on.value, entry, it)))
        })
        .filter(|(day, ..)| *day > since && *day <= book.as_of)
        .collect();
    changed.sort_by_key(|(day, entry, _)| (std::cmp::Reverse(*day), entry.id));
    let aside = match last {
        Some((day, id)) => Inlines::from([view.link(id), view.day(day)]),
        None => view.t("last_twelve_months").into(),
    };
    let section = Section::new("cb-changes", view.t("changes_since")).aside(aside);
    if changed.is_empty() {
        return section.block(Block::paragraph(view.t("nothing_changed")));
    }
    let n = changed.len();
    let rows = changed.into_iter().take(MAX_ROWS).map(|(day, entry, it)| {
        Row::new([
            Cell::new(view.day(day)).sort(day.to_string()),
            Cell::new(view.link(entry.id)),
            Cell::new(&it.version.text),
            Cell::new(view.inline_or_empty(entry, it.change.as_ref())),
        ])
    });
    let section = section.block(
        Table::new(view.t("changes_since"))
            .columns(["date_col", "document", "version", "what_changed"].map(|it| view.t(it)))
            .rows(rows),
    );
    if n <= MAX_ROWS {
        return section;
    }
    let rest = view.strings().fill("n_more", &[("n", &(n - MAX_ROWS).to_string())]);
    section.block(Block::remark(Inline::link(view.url("changes/"), rest)))
}

/// Every register with its count.
fn registers(view: &View<'_>) -> Section {
    let kinds = Kind::ALL.iter().filter(|kind| !matches!(kind, Kind::Scope | Kind::Awareness));
    let rows = kinds.map(|kind| {
        let n = view.book.of_kind(*kind).len();
        Row::new([
            Inlines::from(Inline::link(
                view.url(&format!("{}/", kind.address())),
                view.t(entry_frame::register_title(*kind)),
            )),
            view.strings().count(n).into(),
        ])
    });
    let mut rows: Vec<Row> = rows.collect();
    let (_, n_documents) = documents_in_time(view.book);
    rows.insert(
        0,
        Row::new([
            Inlines::from(Inline::link(view.url("documents/"), view.t("documents_register"))),
            view.strings().count(n_documents).into(),
        ]),
    );
    let half = rows.len().div_ceil(2);
    let rest = rows.split_off(half);
    let table = |rows: Vec<Row>| {
        Table::new(view.t("registers"))
            .columns([Column::new(view.t("register")), Column::new(view.t("entries")).numeric()])
            .rows(rows)
    };
    let panes = [Pane::plain().block(table(rows)), Pane::plain().block(table(rest))];
    Section::new("cb-registers", view.t("registers")).block(Block::columns(panes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_counts_what_needs_its_sort_of_proof() {
        let mut stages = Stages::default();
        stages.add(Needs::Document, true, false);
        stages.add(Needs::Record, true, false);
        stages.add(Needs::Both, false, true);
        assert_eq!(stages, Stages { n_need_document: 2, n_documented: 1, n_need_record: 2, n_evidenced: 1 });
    }
}

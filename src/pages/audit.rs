//! An audit: what it looked at, against what, and what came out.

use super::block::{Block, Cell, Column, Fact, Inline, Inlines, Row, Section, Table, Tone, Width};
use super::evidence_cells as cells;
use super::finding::{self, references};
use super::{Page, View, entry_frame, record};
use crate::handbook::Handbook;
use crate::model::kinds::{Audit, AuditStage, AuditType};
use crate::model::{Data, EntryId, Kind};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let entry = view.book.entry(id);
    let (frame, mut head) = entry_frame::start(view, id);
    let Some(Data::Audit(audit)) = &entry.data else { return entry_frame::finish(view, id, Page::new(frame, head)) };
    let found = findings_of(view.book, id);
    let n_open = found
        .iter()
        .filter(|id| cells::finding_of(view.book.entry(**id)).is_some_and(|it| it.is_open(view.book.as_of)))
        .count();
    head = head
        .fact(Fact::new(view.t("type"), type_words(view, audit)))
        .fact(Fact::new(view.t("state"), state(view, audit)))
        .fact(Fact::new(view.t("planned"), audit.planned.as_ref().map_or("", |it| it.value.text.as_str())))
        .fact(Fact::new(view.t("auditor"), auditors(view, audit)))
        .fact(
            Fact::new(view.t("findings"), view.strings().count(found.len()))
                .note(view.strings().fill("n_open", &[("n", &n_open.to_string())])),
        );
    head.facts.retain(|it| !it.value.is_empty());
    let mut page = Page::new(frame, head);
    if let Some(conclusion) = &audit.conclusion {
        page = page.section(
            Section::new("cb-conclusion", view.t("conclusion")).block(Block::prose(view.text(entry, conclusion))),
        );
    }
    let mut facts = vec![
        Fact::new(view.t("criteria"), references(view, &audit.criteria)),
        Fact::new(view.t("covers"), view.keys(&audit.covers)),
        Fact::new(
            view.t("locations"),
            audit.locations.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(", "),
        ),
        Fact::new(view.t("keeps_promise"), view.keys(&audit.of)),
        Fact::new(view.t("report"), audit.place.as_ref().map(|it| view.place(it))),
    ];
    facts.retain(|it| !it.value.is_empty());
    let mut scope = Section::new("cb-scope", view.t("what_it_covered"));
    if !facts.is_empty() {
        scope = scope.block(Block::dl(facts));
    }
    let mut sample = Section::new("cb-sample", view.t("sample"));
    if !audit.sample.is_empty() {
        let rows = audit.sample.iter().map(|it| {
            Row::new([
                Inlines::from(&it.what.text),
                it.number.as_ref().map_or(Inlines::EMPTY, |it| it.value.text.as_str().into()),
                it.period.as_ref().map_or(Inlines::EMPTY, |it| it.value.text.as_str().into()),
            ])
        });
        sample = sample.block(
            Table::new(view.t("sample"))
                .columns([
                    Column::new(view.t("what")),
                    Column::new(view.t("number")).numeric(),
                    Column::new(view.t("period")),
                ])
                .rows(rows),
        );
    }
    let mut findings = Section::new("cb-findings", view.t("findings"));
    if !found.is_empty() {
        findings = findings.block(finding::table(view, found.into_iter(), view.t("findings")));
    } else if audit.done.is_some() {
        findings = findings.block(Block::paragraph(view.t("no_findings")));
    }
    page = page
        .section_if_any(scope)
        .section_if_any(sample)
        .section_if_any(findings)
        .section_if_any(record::proves(view, &record::proven(view, id)));
    entry_frame::finish(view, id, page)
}

/// Findings that come from an audit, the newest first.
pub fn findings_of(book: &Handbook, id: EntryId) -> Vec<EntryId> {
    let key = &book.entry(id).key;
    let of = book.of_kind(Kind::Finding).filter(|entry| {
        cells::finding_of(entry)
            .is_some_and(|it| it.found.value <= book.as_of && it.source.iter().any(|source| source.key == *key))
    });
    of.map(|entry| entry.id).collect()
}

/// Internal or external, with the stage.
pub fn type_words(view: &View<'_>, audit: &Audit) -> String {
    let kind = view.t(match audit.audit_type.value {
        AuditType::Internal => "internal",
        AuditType::External => "external",
    });
    let stage = audit.stage.map(|stage| match stage.value {
        AuditStage::Stage1 => "audit_stage_1",
        AuditStage::Stage2 => "audit_stage_2",
        AuditStage::Surveillance => "audit_surveillance",
        AuditStage::Recertification => "audit_recertification",
    });
    stage.map_or_else(|| kind.to_owned(), |stage| format!("{kind}, {}", view.t(stage)))
}

/// Done on a day, to come, or late.
pub fn state(view: &View<'_>, audit: &Audit) -> Inlines {
    let as_of = view.book.as_of;
    match (audit.done, &audit.planned) {
        (Some(done), _) if done.value <= as_of => {
            Inlines::from(Inline::tag(Tone::Ok, view.t("done"))).and(view.day(done.value))
        }
        (_, Some(planned)) if planned.value.end < as_of => Inline::tag(Tone::Late, view.t("overdue")).into(),
        _ => Inline::tag(Tone::Plain, view.t("coming")).into(),
    }
}

fn auditors(view: &View<'_>, audit: &Audit) -> Inlines {
    Inlines::joined(", ", audit.auditors.iter().map(|it| view.person(it)))
}

/// The columns of [`row`].
pub fn columns(view: &View<'_>) -> Vec<Column> {
    vec![
        Column::new(view.t("number")).width(Width::Id),
        Column::new(view.t("kind_audit")),
        Column::new(view.t("type")),
        Column::new(view.t("planned")),
        Column::new(view.t("state")),
        Column::new(view.t("criteria")).nosort(),
        Column::new(view.t("auditor")).minor(),
        Column::new(view.t("findings")).numeric(),
    ]
}

/// An audit as a row.
pub fn row(view: &View<'_>, id: EntryId) -> Row {
    const MAX_CRITERIA: usize = 6;
    let entry = view.book.entry(id);
    let key = Inline::link(view.entry_url(id, None), entry.key.as_str());
    let Some(Data::Audit(audit)) = &entry.data else {
        return Row::new([
            Cell::new(key),
            Cell::new(&*entry.title),
            Cell::default(),
            Cell::default(),
            Cell::default(),
            Cell::default(),
            Cell::default(),
            Cell::default(),
        ]);
    };
    let shown = &audit.criteria[..audit.criteria.len().min(MAX_CRITERIA)];
    let mut criteria = references(view, shown);
    if audit.criteria.len() > MAX_CRITERIA {
        criteria.push(Inline::muted(
            view.strings().fill("n_more", &[("n", &(audit.criteria.len() - MAX_CRITERIA).to_string())]),
        ));
    }
    let planned = audit
        .planned
        .as_ref()
        .map_or_else(Cell::default, |it| Cell::new(&it.value.text).sort(it.value.start.to_string()));
    Row::new([
        Cell::new(key),
        Cell::new(&*entry.title),
        Cell::new(type_words(view, audit)),
        planned,
        Cell::new(state(view, audit)),
        Cell::new(criteria),
        Cell::new(auditors(view, audit)),
        Cell::new(if audit.done.is_some() {
            view.strings().count(findings_of(view.book, id).len())
        } else {
            String::new()
        }),
    ])
    .data(
        "kind",
        match audit.audit_type.value {
            AuditType::Internal => "internal",
            AuditType::External => "external",
        },
    )
}

//! Controlled documents, processes and records.

use super::column::{self, RegisterColumn, column};
use crate::matrices::{Cell, Holds, Item, State};
use crate::model::kinds::EvidenceForm;

pub(super) const DOCUMENTS: &[RegisterColumn] = &[
    RegisterColumn { name: "kind", holds: Holds::Name, read: |_, entry| Cell::word(column::kind_word(entry.kind)) },
    RegisterColumn {
        name: "version",
        holds: Holds::Id,
        read: |_, entry| {
            let version = entry.control.as_ref().and_then(|it| it.version.as_ref());
            Cell::of(version.map(|it| Item::Text(it.text.clone())))
        },
    },
    RegisterColumn {
        name: "state",
        holds: Holds::State,
        read: |book, entry| Cell::state(State::Document(book.document_state(entry.id))),
    },
    RegisterColumn {
        name: "approved",
        holds: Holds::Id,
        read: |_, entry| Cell::day(entry.control.as_ref().and_then(|it| it.approved.as_ref()).map(|it| it.on.value)),
    },
    RegisterColumn {
        name: "approved_by_col",
        holds: Holds::Name,
        read: |book, entry| {
            let approved = entry.control.as_ref().and_then(|it| it.approved.as_ref());
            Cell::of(approved.map(|it| column::key(book, &it.by)))
        },
    },
    RegisterColumn { name: "next_review", holds: Holds::Id, read: column::review_due },
];

pub(super) const PROCESSES: &[RegisterColumn] = &[
    RegisterColumn {
        name: "clause",
        holds: Holds::Source,
        read: |book, entry| Cell::of(book.clause_of_process(entry.id).map(Item::Clause)),
    },
    column!("purpose", Prose, Process, |_, it| column::text(it.purpose.as_ref())),
    column!("steps", Id, Process, |_, it| Cell::of([Item::Count(it.steps.len())])),
    column!("measures", Prose, Process, |_, it| column::targets(&it.measures)),
    column!("records", Prose, Process, |_, it| column::lines(it.records.iter().map(|it| &it.what))),
    RegisterColumn {
        name: "state",
        holds: Holds::State,
        read: |book, entry| Cell::state(State::Document(book.document_state(entry.id))),
    },
    RegisterColumn { name: "next_review", holds: Holds::Id, read: column::review_due },
];

pub(super) const RECORDS: &[RegisterColumn] = &[
    column!("date_col", Id, Record, |_, it| Cell::day(Some(it.on.value))),
    column!("period", Id, Record, |_, it| Cell::of(it.period.as_ref().map(|it| Item::Text(it.value.text.clone())))),
    column!("type", Name, Record, |_, it| column::line(it.record_type.as_ref())),
    column!("form", Name, Record, |_, it| Cell::of(it.form.map(|it| Item::Word(match it.value {
        EvidenceForm::Report => "form_report",
        EvidenceForm::Register => "form_register",
        EvidenceForm::Minutes => "form_minutes",
        EvidenceForm::Log => "form_log",
        EvidenceForm::Sample => "form_sample",
        EvidenceForm::Statement => "form_statement",
    })))),
    column!("made_by", Name, Record, |book, it| column::keys(book, &it.by)),
    column!("evidence_of", Source, Record, |book, it| column::keys(book, &it.of)),
    column!("what_it_shows", Prose, Record, |_, it| column::text(it.shows.as_ref())),
    column!("population", Name, Record, |_, it| column::line(it.population.as_ref())),
    column!("nil_return", Name, Record, |_, it| Cell::word(if it.is_nil() { "yes" } else { "no" })),
    column!("where", Source, Record, |_, it| Cell::of(it.place.as_ref().map(|it| Item::Where(it.text.clone())))),
];

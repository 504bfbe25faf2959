//! A record: what it shows, where it lies, and how long it proves what.

use std::cmp::Reverse;

use super::block::{Block, Cell, Fact, Inline, Inlines, Row, Section, Table, Tone};
use super::evidence_cells::{age_tag, not_counting_word};
use super::{Page, View, actions, entry_frame};
use crate::handbook::EvidenceItem;
use crate::model::kinds::{Evidence, EvidenceForm};
use crate::model::{Data, Entry, EntryId};
use crate::standards::{Place, ReqId};

/// Requirements that are listed on a record's page; what it proves beyond them is in the matrix.
const MAX_PROVEN: usize = 200;

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let entry = view.book.entry(id);
    let (frame, mut head) = entry_frame::start(view, id);
    let Some(Data::Record(record)) = &entry.data else { return entry_frame::finish(view, id, Page::new(frame, head)) };
    if record.is_nil() {
        head = head.kick(Inline::tag(Tone::Plain, view.t("nil_return")));
    }
    let proven = proven(view, id);
    head = head.fact(
        Fact::new(view.t("made_on"), view.day(record.on.value))
            .note(view.strings().distance(record.on.value, view.book.as_of)),
    );
    if let Some(period) = &record.period {
        head = head.fact(Fact::new(view.t("period"), &period.value.text));
    }
    head = head.fact(Fact::new(view.t("made_by"), view.keys(&record.by)));
    if let Some((_, first)) = proven.iter().min_by_key(|(_, it)| it.valid_until) {
        head = head.fact(Fact::new(view.t("valid_until"), view.day(first.valid_until)).note(age_tag(view, first)));
    }
    let mut page = Page::new(frame, head);
    if let Some(shows) = &record.shows {
        page = page.section(Section::new("cb-shows", view.t("shows")).block(Block::prose(view.text(entry, shows))));
    }
    page = page
        .section_if_any(proves(view, &proven))
        .section(details(view, record))
        .section_if_any(confirmed(view, entry, record));
    entry_frame::finish(view, id, page)
}

/// Requirements that an entry proves, with what is known about each.
pub fn proven<'a>(view: &View<'a>, id: EntryId) -> Vec<(ReqId, &'a EvidenceItem)> {
    let day = match &view.book.entry(id).data {
        Some(Data::Record(record)) => record.on.value,
        Some(Data::Audit(audit)) => audit.done.map_or(view.book.as_of, |it| it.value),
        Some(Data::Review(review)) => review.on.value,
        _ => view.book.as_of,
    };
    let mut found: Vec<(ReqId, &EvidenceItem)> = Vec::new();
    for requirement in candidates(view, id) {
        // Evidence is sorted, the newest first, then by entry.
        let evidence = &view.book.coverage.requirement(requirement).evidence;
        let at = evidence.binary_search_by_key(&(Reverse(day), id), |it| (Reverse(it.on), it.entry));
        found.extend(at.ok().map(|at| (requirement, &evidence[at])));
    }
    found
}

/// What an entry proves that runs out first.
pub fn first_to_run_out<'a>(view: &View<'a>, id: EntryId) -> Option<&'a EvidenceItem> {
    proven(view, id).into_iter().map(|(_, item)| item).min_by_key(|it| it.valid_until)
}

/// Requirements that an entry may prove: those of its own claims, else those of what it is evidence of.
fn candidates(view: &View<'_>, id: EntryId) -> Vec<ReqId> {
    let book = view.book;
    let own: Vec<Place> = book.claims_of(id).map(|claim| claim.place).collect();
    let of = match &book.entry(id).data {
        Some(Data::Record(record)) => &record.of[..],
        Some(Data::Audit(audit)) => &audit.of[..],
        Some(Data::Review(review)) => &review.of[..],
        _ => &[],
    };
    let inherited = || {
        of.iter().filter_map(|reference| Some((book.keys.find(&reference.key)?, reference.anchor.as_deref()))).flat_map(
            |(entry, anchor)| {
                book.claims_of(entry)
                    .filter(move |claim| anchor.is_none() || claim.anchor.as_deref() == anchor)
                    .map(|claim| claim.place)
            },
        )
    };
    let places: Vec<Place> = if own.is_empty() { inherited().collect() } else { own };
    let mut requirements: Vec<ReqId> =
        places.into_iter().flat_map(|place| book.standards.requirements_below(place)).collect();
    requirements.sort_unstable();
    requirements.dedup();
    requirements
}

/// What an entry proves, and until when.
pub fn proves(view: &View<'_>, proven: &[(ReqId, &EvidenceItem)]) -> Section {
    let section = Section::new("cb-proves", view.t("proves"));
    if proven.is_empty() {
        return section;
    }
    let rows = proven.iter().take(MAX_PROVEN).map(|(id, item)| {
        let requirement = view.book.standards.requirement(*id);
        let mut how = Inlines::from(view.t(if item.is_exact { "exact" } else { "broad" }));
        if !item.counts {
            how.push(Inline::tag(Tone::Partial, view.t(not_counting_word(item))));
        }
        Row::new([
            Cell::new(view.requirement_chip(*id)),
            Cell::new(&requirement.asks),
            Cell::new(how),
            Cell::new(Inlines::from(view.day(item.valid_until)).and(age_tag(view, item)))
                .sort(item.valid_until.to_string()),
        ])
    });
    let table = Table::new(view.t("proves"))
        .columns(["requirement", "what_is_asked", "claim", "valid_until"].map(|it| view.t(it)))
        .rows(rows);
    let section = section.block(table);
    if proven.len() > MAX_PROVEN {
        let text = view.strings().fill("n_more", &[("n", &view.strings().count(proven.len() - MAX_PROVEN))]);
        return section.block(Block::remark(Inline::link(
            view.url(&super::matrix::path(crate::matrices::Matrix::ClausesByEvidence, 0)),
            text,
        )));
    }
    section
}

fn details(view: &View<'_>, record: &Evidence) -> Section {
    let form = record.form.map(|form| match form.value {
        EvidenceForm::Report => "form_report",
        EvidenceForm::Register => "form_register",
        EvidenceForm::Minutes => "form_minutes",
        EvidenceForm::Log => "form_log",
        EvidenceForm::Sample => "form_sample",
        EvidenceForm::Statement => "form_statement",
    });
    let mut facts = vec![
        Fact::new(
            view.t("where"),
            record
                .place
                .as_ref()
                .map_or(Inlines::from(Inline::tag(Tone::Partial, view.t("not_set"))), |it| view.place(it).into()),
        ),
        Fact::new(view.t("checksum"), record.sha256.as_ref().map(|it| Inline::code(format!("SHA-256 {}", it.text)))),
        Fact::new(view.t("evidence_of"), view.keys(&record.of)),
        Fact::new(view.t("type"), view.line(record.record_type.as_ref())),
        Fact::new(view.t("form"), form.map_or("", |it| view.t(it))),
        Fact::new(view.t("population"), view.line(record.population.as_ref())),
        Fact::new(view.t("looked_in"), view.line(record.looked_in.as_ref())),
        Fact::new(view.t("took_part"), view.keys(&record.with)),
        Fact::new(view.t("made_under"), record.made_under.as_ref().map_or("", |it| it.text.as_str())),
        Fact::new(view.t("valid_for"), record.valid_for.map_or_else(String::new, |it| view.length(it.value))),
    ];
    facts.retain(|it| !it.value.is_empty());
    Section::new("cb-details", view.t("where_it_is")).block(Block::dl(facts))
}

fn confirmed(view: &View<'_>, entry: &Entry, record: &Evidence) -> Section {
    let section = Section::new("cb-confirmed", view.t("still_holds"));
    if record.confirmed.is_empty() {
        return section;
    }
    let rows = record.confirmed.iter().map(|it| {
        Row::new([
            actions::signed(view, Some(&it.by), Some(it.on.value)),
            it.version.as_ref().map_or(Inlines::EMPTY, |it| it.text.as_str().into()),
            view.inline_or_empty(entry, it.because.as_ref()),
        ])
    });
    section.block(
        Table::new(view.t("still_holds"))
            .columns(["by_and_when", "version", "because"].map(|it| view.t(it)))
            .rows(rows),
    )
}

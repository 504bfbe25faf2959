//! What stands in a cell about a requirement: where it is written, what proves it, what was found about it.

use jiff::civil::Date;

use super::block::{Inline, Inlines, Tone, escape_into};
use super::{View, doubt, prose};
use crate::handbook::{DocumentState, Documented, EvidenceItem, Handbook};
use crate::model::kinds::{Finding, FindingState, Grade, Needs};
use crate::model::{Data, DocumentStatus, Entry, EntryId, Kind};
use crate::standards::{ClauseId, ReqId, Requirement};

/// The most documents, records or findings that one cell lists; the rest is counted.
pub const MAX_LINES: usize = 8;

/// Days from a day to another; negative where the other is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The tone of evidence by its age: fresh, due from 90 % of its time on, stale from the day after its last.
pub fn age_tone(on: Date, valid_until: Date, as_of: Date) -> Tone {
    if as_of > valid_until {
        return Tone::Stale;
    }
    let (used, whole) = (days_between(on, as_of), days_between(on, valid_until));
    if used * 10 > whole * 9 { Tone::Due } else { Tone::Fresh }
}

/// The age of evidence: "19 days ago", and once it has run out "449 days, limit 365".
pub fn age_tag(view: &View<'_>, item: &EvidenceItem) -> Inline {
    let as_of = view.book.as_of;
    let tone = age_tone(item.on, item.valid_until, as_of);
    let text = match tone {
        Tone::Stale => {
            let (age, limit) = (days_between(item.on, as_of), days_between(item.on, item.valid_until));
            view.strings().fill("age_limit", &[("n", &age.to_string()), ("limit", &limit.to_string())])
        }
        _ => view.strings().distance(item.on, as_of),
    };
    Inline::tag(tone, text)
}

/// The tone of a day by which something is to be done.
pub fn due_tone(due: Date, as_of: Date) -> Tone {
    match days_between(as_of, due) {
        ..0 => Tone::Late,
        0..=30 => Tone::Due,
        _ => Tone::Plain,
    }
}

/// A day by which something is to be done; past it, how late it is.
pub fn due_tag(view: &View<'_>, due: Date) -> Inline {
    let as_of = view.book.as_of;
    let tone = due_tone(due, as_of);
    let shown = view.strings().date(due);
    if tone != Tone::Late {
        return Inline::tag(tone, shown);
    }
    let late = usize::try_from(days_between(due, as_of)).unwrap_or(0);
    Inline::tag(tone, format!("{shown}, {}", view.strings().plural("days_late", late)))
}

/// What is wrong with a claim, where something is: a draft, an overdue review, a claim that is too broad.
pub fn state_tag(view: &View<'_>, id: EntryId, state: DocumentState) -> Option<Inline> {
    let entry = view.book.entry(id);
    match state {
        DocumentState::InForce => None,
        DocumentState::Overdue => {
            let is_late = view.book.review_limit(entry).is_some_and(|limit| limit < view.book.as_of);
            let word = if is_late { "overdue" } else { "changed_since_approval" };
            Some(Inline::tag(Tone::Late, view.t(word)))
        }
        DocumentState::NotInForce => Some(Inline::tag(Tone::Partial, view.t(not_in_force_word(view.book, entry)))),
    }
}

/// Why an entry is not in force.
fn not_in_force_word(book: &Handbook, entry: &Entry) -> &'static str {
    match (&entry.control, &entry.data) {
        (Some(control), _) => match control.status() {
            DocumentStatus::Draft => "draft",
            DocumentStatus::Review => "review_state",
            DocumentStatus::Retired => "retired",
            // Approved for a day to come.
            DocumentStatus::Approved => "coming",
        },
        (None, Some(Data::Agreement(agreement))) if agreement.from.is_some_and(|day| day.value > book.as_of) => {
            "coming"
        }
        (None, Some(Data::Service(_))) => "retired",
        _ => "ended",
    }
}

/// The first sentence of a part of an entry, or of its summary.
pub fn sentence_of(view: &View<'_>, id: EntryId, anchor: Option<&str>) -> String {
    let entry = view.book.entry(id);
    let Some(anchor) = anchor else { return entry.summary().map(|it| prose::plain(&it.text)).unwrap_or_default() };
    let steps = match &entry.data {
        Some(Data::Process(process)) => &process.steps[..],
        Some(Data::Procedure(procedure)) => &procedure.steps[..],
        _ => &[],
    };
    let step = anchor.strip_prefix("step-").and_then(|slug| steps.iter().find(|step| step.key.text == slug));
    match step {
        Some(step) => step.how.as_ref().map(|how| first_sentence(&prose::plain(&how.text))).unwrap_or_default(),
        None => prose::first_sentence(view, entry, anchor),
    }
}

/// The text up to the end of its first sentence.
pub fn first_sentence(text: &str) -> String {
    text.find(". ").map_or_else(|| text.to_owned(), |end| text[..=end].to_owned())
}

/// The link to where something is written: key and the name of the place.
pub fn place_link(view: &View<'_>, id: EntryId, anchor: Option<&str>) -> Inline {
    let entry = view.book.entry(id);
    let part = anchor.and_then(|anchor| view.part_title(id, anchor));
    let text = part.unwrap_or_else(|| entry.title.clone());
    Inline::coded_link(view.entry_url(id, anchor), entry.key.as_str(), text)
}

/// Where a requirement is documented: the place, one sentence of it, and what keeps it from counting. Of a claim that
/// the data disproves it says what is missing instead.
pub fn documented_line(view: &View<'_>, requirement: ReqId, it: &Documented, has_sentence: bool) -> Inlines {
    let mut line = Inlines::from(place_link(view, it.entry, it.anchor.as_deref()));
    if let Some(tag) = state_tag(view, it.entry, it.state) {
        line.push(tag);
    }
    if it.is_credit {
        line.push(Inline::tag(Tone::Plain, view.t("credit")));
    }
    if it.is_contradicted {
        line.push(Inline::tag(Tone::Partial, view.t("contradicted")));
    } else if !it.counts {
        line.push(Inline::tag(Tone::Partial, view.t("too_broad")));
    } else if !it.is_exact {
        line.push(Inline::muted(view.t("broad")));
    }
    if it.is_contradicted && has_sentence {
        let points = view.book.contradictions.missing(it.entry, requirement).join("; ");
        line.push(Inline::small(view.strings().fill("lacks_points", &[("points", &points)])));
        return line;
    }
    if has_sentence {
        let sentence = sentence_of(view, it.entry, it.anchor.as_deref());
        if !sentence.is_empty() {
            line.push(Inline::small(sentence));
        }
    }
    line
}

/// A piece of evidence: the record, its age and how long it counts.
pub fn evidence_line(view: &View<'_>, it: &EvidenceItem, is_long: bool) -> Inlines {
    let entry = view.book.entry(it.entry);
    let mut line = Inlines::from(Inline::coded_link(view.entry_url(it.entry, None), entry.key.as_str(), &*entry.title));
    line.push(age_tag(view, it));
    if it.is_nil {
        line.push(Inline::muted(view.t("nil_return")));
    }
    if !it.counts {
        line.push(Inline::tag(Tone::Partial, view.t(not_counting_word(it))));
    } else if !it.is_exact && is_long {
        line.push(Inline::muted(view.t("broad")));
    }
    line.0.extend(doubt::tags(view, it.entry).0);
    if is_long {
        line.0.extend(doubt::reasons(view, it.entry).0);
        let date = view.strings().date(it.valid_until);
        let left = days_between(view.book.as_of, it.valid_until);
        let until = match usize::try_from(left) {
            Ok(left) => format!(
                "{} ({})",
                view.strings().fill("valid_until_day", &[("date", &date)]),
                view.strings().plural("days_left", left)
            ),
            Err(_) => view.strings().fill("ran_out_on", &[("date", &date)]),
        };
        line.push(Inline::small(format!("{}, {until}", view.strings().date(it.on))));
    }
    line
}

/// Why a piece of evidence does not count, its age apart.
pub fn not_counting_word(it: &EvidenceItem) -> &'static str {
    match (it.is_contradicted, it.is_nil) {
        (true, _) => "of_incomplete",
        (false, true) => "nil_does_not_count",
        (false, false) => "too_broad",
    }
}

/// Lines of a cell below each other; what is beyond the first ones opens on request, and always in print.
pub fn folded(view: &View<'_>, lines: Vec<Inlines>, n_shown: usize) -> Inlines {
    // A fold that hides one line saves nothing.
    if lines.len() <= n_shown + 1 {
        return Inline::lines(lines).into();
    }
    let mut shown = lines;
    let rest = shown.split_off(n_shown);
    let mut html = String::from("<details class=\"more\"><summary>");
    escape_into(&view.strings().fill("n_more", &[("n", &rest.len().to_string())]), &mut html);
    html.push_str("</summary>");
    Inline::lines(rest).write_html(&mut html);
    html.push_str("</details>");
    Inlines::from([Inline::lines(shown), Inline::html(html)])
}

/// The fields of a finding.
pub fn finding_of(entry: &Entry) -> Option<&Finding> {
    match &entry.data {
        Some(Data::Finding(finding)) => Some(finding),
        _ => None,
    }
}

/// The word of a grade.
pub fn grade_word(view: &View<'_>, grade: Grade) -> String {
    view.t(&format!("grade_{}", grade_name(grade))).to_owned()
}

fn grade_name(grade: Grade) -> &'static str {
    match grade {
        Grade::Major => "major",
        Grade::Minor => "minor",
        Grade::Observation => "observation",
        Grade::Opportunity => "opportunity",
    }
}

/// The tone of a grade, for an open finding.
pub fn grade_tone(grade: Grade) -> Tone {
    match grade {
        Grade::Major => Tone::Gap,
        Grade::Minor => Tone::Partial,
        Grade::Observation | Grade::Opportunity => Tone::Plain,
    }
}

/// How far a finding has come, as a label.
pub fn finding_state(view: &View<'_>, finding: &Finding) -> Inline {
    let state = finding.state(view.book.as_of);
    let (tone, name) = match state {
        FindingState::Open => (Tone::Gap, "finding_open"),
        FindingState::Corrected => (Tone::Partial, "finding_corrected"),
        FindingState::CauseKnown => (Tone::Partial, "finding_cause_known"),
        FindingState::Acting => (Tone::Due, "finding_acting"),
        FindingState::Done => (Tone::Due, "finding_done"),
        FindingState::Closed => (Tone::Ok, "finding_closed"),
    };
    Inline::tag(tone, view.t(name))
}

/// A finding in a line: key, state, and the day by which it has to be closed.
pub fn finding_line(view: &View<'_>, id: EntryId) -> Inlines {
    let entry = view.book.entry(id);
    let mut line = Inlines::from(Inline::coded_link(view.entry_url(id, None), entry.key.as_str(), &*entry.title));
    if let Some(finding) = finding_of(entry) {
        line.push(finding_state(view, finding));
        if let (true, Some(due)) = (finding.is_open(view.book.as_of), finding.due) {
            line.push(due_tag(view, due.value));
        }
    }
    line
}

/// Open findings of a requirement, by the list of its coverage.
pub fn open_findings(book: &Handbook, findings: &[EntryId]) -> Vec<EntryId> {
    let is_open = |id: &&EntryId| finding_of(book.entry(**id)).is_some_and(|it| it.is_open(book.as_of));
    findings.iter().filter(is_open).copied().collect()
}

/// What shows that a requirement is met, in a word.
pub fn needs_word(view: &View<'_>, needs: Needs) -> String {
    view.t(match needs {
        Needs::Document => "needs_document",
        Needs::Record => "needs_record",
        Needs::Both => "needs_both",
    })
    .to_owned()
}

/// What else is known about a requirement, in short sentences.
pub fn flags(view: &View<'_>, requirement: &Requirement) -> String {
    let mut flags: Vec<String> = Vec::new();
    let mut add = |is: bool, name: &str| flags.extend(is.then(|| view.t(name).to_owned()));
    add(requirement.is_documented, "must_document");
    add(requirement.is_reported, "must_report");
    add(requirement.is_recurring, "must_recur");
    add(requirement.is_named_person, "must_name");
    add(requirement.is_event, "only_when_it_happens");
    add(requirement.is_top_management, "top_management_item");
    add(requirement.is_interview, "asked_in_interview");
    if let Some(interval) = requirement.practice_interval {
        flags.push(view.strings().fill("usual_interval", &[("every", &view.every(interval))]));
    }
    flags.join(" ")
}

/// Things that claim a clause or something below it, and are dated after the day: they are coming, and prove nothing
/// yet. Audits that are planned and not done count by their criteria.
pub fn coming(book: &Handbook, clause: ClauseId) -> Vec<(EntryId, Date)> {
    let standards = &book.standards;
    let is_here = |place| {
        standards.is_below(standards.clause_of(place), clause) || standards.is_below(clause, standards.clause_of(place))
    };
    let mut found = Vec::new();
    for kind in [Kind::Record, Kind::Review, Kind::Audit] {
        for entry in book.of_kind(kind) {
            let Some(day) = coming_day(entry, book.as_of) else { continue };
            let criteria = match &entry.data {
                Some(Data::Audit(audit)) => &audit.criteria[..],
                _ => &[],
            };
            let is_concerned = book.claims_of(entry.id).any(|claim| is_here(claim.place))
                || criteria.iter().filter_map(|it| book.place(it)).any(is_here);
            if is_concerned {
                found.push((entry.id, day));
            }
        }
    }
    found.sort_by_key(|(id, day)| (*day, *id));
    found
}

/// The day on which something is to happen, where that is after a day.
pub fn coming_day(entry: &Entry, as_of: Date) -> Option<Date> {
    let day = match &entry.data {
        Some(Data::Record(record)) => record.on.value,
        Some(Data::Review(review)) => review.on.value,
        Some(Data::Audit(audit)) => match (audit.done, &audit.planned) {
            (Some(done), _) => done.value,
            (None, Some(planned)) => return Some(planned.start),
            (None, None) => return None,
        },
        _ => return None,
    };
    (day > as_of).then_some(day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn evidence_is_due_from_nine_tenths_of_its_time_on() {
        let (on, until) = (date(2026, 1, 1), date(2026, 4, 11));
        assert_eq!(days_between(on, until), 100);
        assert_eq!(age_tone(on, until, on), Tone::Fresh);
        assert_eq!(age_tone(on, until, date(2026, 4, 1)), Tone::Fresh);
        assert_eq!(age_tone(on, until, date(2026, 4, 2)), Tone::Due);
        assert_eq!(age_tone(on, until, until), Tone::Due);
        assert_eq!(age_tone(on, until, date(2026, 4, 12)), Tone::Stale);
    }

    #[test]
    fn a_due_day_is_late_from_the_day_after() {
        let as_of = date(2026, 11, 22);
        assert_eq!(due_tone(date(2026, 11, 21), as_of), Tone::Late);
        assert_eq!(due_tone(as_of, as_of), Tone::Due);
        assert_eq!(due_tone(date(2026, 12, 22), as_of), Tone::Due);
        assert_eq!(due_tone(date(2026, 12, 23), as_of), Tone::Plain);
    }

    #[test]
    fn a_sentence_ends_at_its_point() {
        assert_eq!(first_sentence("Every call gets a ticket. Always."), "Every call gets a ticket.");
        assert_eq!(first_sentence("At 10.30 sharp"), "At 10.30 sharp");
    }
}

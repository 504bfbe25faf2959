//! A risk or a chance: how grave it is, what is done about it, and what remains.

use super::block::{Block, Cell, Fact, Inline, Inlines, Row, Section, Table, TableStyle, Tone, Url};
use super::evidence_cells::due_tag;
use super::{Page, View, actions, entry_frame};
use crate::handbook::Handbook;
use crate::model::kinds::{Risk, RiskType, Treatment};
use crate::model::{Data, EntryId};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let entry = view.book.entry(id);
    let (frame, mut head) = entry_frame::start(view, id);
    let Some(Data::Risk(risk)) = &entry.data else { return entry_frame::finish(view, id, Page::new(frame, head)) };
    let due = view.book.promises_of(id).find(|it| it.is_review).and_then(|it| it.due);
    head = head
        .fact(Fact::new(view.t("type"), view.t(type_word(risk))))
        .fact(Fact::new(view.t("level"), score_tag(view, risk, before(risk))).note(product_words(view, before(risk))))
        .fact(Fact::new(view.t("treatment"), treatment(view, risk)))
        .fact(Fact::new(view.t("residual"), score_tag(view, risk, after(risk))).note(product_words(view, after(risk))))
        .fact(
            Fact::new(view.t("next_review"), due.map(|day| due_tag(view, day)))
                .note(risk.review.map_or_else(String::new, |it| view.every(it.value))),
        )
        .fact(Fact::new(view.t("last_review"), risk.reviewed.map(|it| view.day(it.value))));
    head.facts.retain(|it| !it.value.is_empty());
    let mut facts = vec![
        Fact::new(view.t("source"), risk.source.as_ref().map_or_else(String::new, |it| source(view, &it.text))),
        Fact::new(view.t("cause"), view.inline_or_empty(entry, risk.cause.as_ref())),
        Fact::new(view.t("effect_on_customers"), view.inline_or_empty(entry, risk.effect.as_ref())),
    ];
    if let Some(accepted) = &risk.accepted {
        let because = view.inline_or_empty(entry, accepted.because.as_ref());
        facts.push(
            Fact::new(view.t("accepted"), actions::signed(view, Some(&accepted.by), Some(accepted.on.value)))
                .note(because),
        );
    }
    facts.retain(|it| !it.value.is_empty());
    let mut about = Section::new("cb-risk", view.t("cause_and_effect"));
    if !facts.is_empty() {
        about = about.block(Block::dl(facts));
    }
    let page = Page::new(frame, head).section_if_any(about).section_if_any(actions::section(
        view,
        entry,
        &risk.actions,
        "action",
        view.t("actions"),
    ));
    entry_frame::finish(view, id, page)
}

/// The name of the type.
pub fn type_word(risk: &Risk) -> &'static str {
    match risk.risk_type.value {
        RiskType::Risk => "kind_risk",
        RiskType::Opportunity => "kind_opportunity",
    }
}

/// The word of a source of risks, where it is one of the standard's.
pub fn source(view: &View<'_>, text: &str) -> String {
    let name = format!("source_{}", text.replace('-', "_"));
    let word = view.t(&name);
    if word == name { text.to_owned() } else { word.to_owned() }
}

/// Likelihood and impact before treatment.
pub fn before(risk: &Risk) -> Option<(u32, u32)> {
    Some((risk.likelihood?.value, risk.impact?.value))
}

/// Likelihood and impact after treatment.
pub fn after(risk: &Risk) -> Option<(u32, u32)> {
    risk.residual.as_ref().map(|it| (it.likelihood.value, it.impact.value))
}

/// What is done about it.
pub fn treatment(view: &View<'_>, risk: &Risk) -> String {
    let name = risk.treatment.map(|it| match it.value {
        Treatment::Avoid => "treatment_avoid",
        Treatment::Reduce => "treatment_reduce",
        Treatment::Share => "treatment_share",
        Treatment::Accept => "treatment_accept",
        Treatment::Pursue => "treatment_pursue",
    });
    name.map_or_else(String::new, |name| view.t(name).to_owned())
}

fn product_words(view: &View<'_>, level: Option<(u32, u32)>) -> String {
    level.map_or_else(String::new, |(likelihood, impact)| {
        view.strings().fill(
            "likelihood_times_impact",
            &[("likelihood", &likelihood.to_string()), ("impact", &impact.to_string())],
        )
    })
}

/// Likelihood times impact as a label: within what is accepted, or above it. A chance has no limit.
pub fn score_tag(view: &View<'_>, risk: &Risk, level: Option<(u32, u32)>) -> Inlines {
    let Some((likelihood, impact)) = level else { return Inlines::EMPTY };
    let score = u64::from(likelihood) * u64::from(impact);
    let tone = match risk.risk_type.value {
        RiskType::Opportunity => Tone::Plain,
        RiskType::Risk => score_tone(view.book, score),
    };
    Inline::tag(tone, score.to_string()).into()
}

/// The tone of a score: accepted, up to twice what is accepted, above that.
fn score_tone(book: &Handbook, score: u64) -> Tone {
    let Some(scale) = book.config.as_ref().and_then(|it| it.risk_scale.as_ref()) else { return Tone::Plain };
    let limit = scale.accept.value.number.value;
    let score = score as f64;
    if scale.accept.value.is_met_by(score) {
        Tone::Ok
    } else if score <= 2.0 * limit {
        Tone::Partial
    } else {
        Tone::Gap
    }
}

/// Risks by likelihood and impact, as they are now: after treatment where that is known. Each number is a link to the
/// rows below where there are few of them.
pub fn heat(view: &View<'_>, ids: &[EntryId]) -> Option<Table> {
    const MAX_LEVELS: u32 = 10;
    const MAX_LINKS: usize = 3;
    let levels = view.book.config.as_ref()?.risk_scale.as_ref()?.levels.value.clamp(1, MAX_LEVELS);
    let at = |likelihood: u32, impact: u32| {
        let here = ids.iter().filter(|id| match &view.book.entry(**id).data {
            Some(Data::Risk(risk)) => {
                risk.risk_type.value == RiskType::Risk && after(risk).or(before(risk)) == Some((likelihood, impact))
            }
            _ => false,
        });
        here.copied().collect::<Vec<EntryId>>()
    };
    let rows = (1..=levels).rev().map(|likelihood| {
        let name = Cell::new(Inline::strong(format!("{} {likelihood}", view.t("likelihood"))));
        let cells = (1..=levels).map(|impact| {
            let here = at(likelihood, impact);
            let tone = score_tone(view.book, u64::from(likelihood) * u64::from(impact));
            if here.is_empty() {
                return Cell::new(Inline::muted((likelihood * impact).to_string()));
            }
            let mut cell = Inlines::from(Inline::tag(tone, view.strings().plural("risks_n", here.len())));
            let links = here.iter().take(MAX_LINKS).map(|id| {
                let entry = view.book.entry(*id);
                Inline::link(Url::new(format!("#{}", entry.key.as_str().to_lowercase())), entry.key.as_str())
            });
            cell.push(Inline::small(Inlines::joined(", ", links)));
            Cell::new(cell)
        });
        Row::new(std::iter::once(name).chain(cells).collect::<Vec<_>>())
    });
    let columns = std::iter::once(view.t("risk_matrix").to_owned())
        .chain((1..=levels).map(|impact| format!("{} {impact}", view.t("impact"))));
    Some(Table::new(view.t("risk_matrix")).style(TableStyle::Plain).columns(columns.collect::<Vec<_>>()).rows(rows))
}

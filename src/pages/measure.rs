//! Measures and targets: what was promised, the newest value, the last periods as a line, met or missed.

use jiff::civil::Date;

use super::View;
use super::block::{Block, Cell, Column, Inline, Inlines, List, Row, Spark, Table, TableStyle, Tone, Width};
use crate::model::kinds::Measure;
use crate::model::{Comparison, Entry, Hours, Period, Series, Target, Unit};

/// Periods shown as a line; older values are in the source.
const MAX_PERIODS: usize = 12;

/// How the newest value stands against its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is no value up to the day, or no target.
    Unknown,
    /// It meets the target.
    Met,
    /// It meets the target, by a hair.
    JustMet,
    /// It does not meet the target.
    Missed,
}

impl Standing {
    /// Compares a value with a target. "Just met" is within a tenth of what a percentage leaves open, or a fiftieth of
    /// any other number.
    pub fn of(target: &Target, value: f64) -> Self {
        if !target.is_met_by(value) {
            return Self::Missed;
        }
        let limit = target.number.value;
        let margin = match (&target.unit, target.comparison) {
            (Unit::Percent, Comparison::AtLeast | Comparison::MoreThan) => (100.0 - limit) * 0.1,
            _ => limit.abs() * 0.02,
        };
        let is_close = target.comparison != Comparison::Exactly && limit != 0.0 && (value - limit).abs() < margin;
        if is_close { Self::JustMet } else { Self::Met }
    }

    /// Its tone.
    pub fn tone(self) -> Tone {
        match self {
            Self::Unknown => Tone::Plain,
            Self::Met => Tone::Ok,
            Self::JustMet => Tone::Partial,
            Self::Missed => Tone::Gap,
        }
    }

    /// Glyph and word.
    pub fn show(self, view: &View<'_>) -> Inline {
        match self {
            Self::Unknown => Inline::muted("–"),
            Self::Met => Inline::status(Tone::Ok, view.t("met")),
            Self::JustMet => Inline::status(Tone::Partial, view.t("just_met")),
            Self::Missed => Inline::status(Tone::Gap, view.t("missed")),
        }
    }
}

/// The newest value that was known on a day, and how it stands.
pub fn standing(target: Option<&Target>, actuals: &Series, on: Date) -> Standing {
    match (target, actuals.latest(on)) {
        (Some(target), Some((_, value))) => Standing::of(target, value.value.value),
        _ => Standing::Unknown,
    }
}

/// Measures as a table with a row each, and the remarks on single periods below it. `prefix` is `measure` or `target`:
/// what the anchors of the rows begin with.
pub fn blocks(view: &View<'_>, item: &Entry, measures: &[Measure], prefix: &str) -> Vec<Block> {
    if measures.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![Block::from(table(view, item, measures, prefix))];
    let mut notes = List::new().label(view.t("notes"));
    for measure in measures {
        for (period, text) in
            measure.notes.0.iter().rev().filter(|(period, _)| period.start <= view.book.as_of).take(MAX_NOTES)
        {
            let mut line =
                Inlines::from([Inline::strong(format!("{}, {}:", measure.what.text, period_of(view, period)))]);
            line.push(view.inline(item, text));
            notes = notes.item(line);
        }
    }
    if !notes.is_empty() {
        blocks.push(Block::details(view.t("remarks_on_values"), [Block::from(notes)]));
    }
    blocks
}

/// Remarks on each measure; the newest ones.
const MAX_NOTES: usize = 4;

/// Measures as a table.
pub fn table(view: &View<'_>, item: &Entry, measures: &[Measure], prefix: &str) -> Table {
    let caption = view.t(if prefix == "target" { "targets" } else { "measures" });
    let table = Table::new(caption).style(TableStyle::Kpis).columns(columns(view));
    table.rows(measures.iter().map(|measure| {
        let mut what = Inlines::from([Inline::strong(&*measure.what.text)]);
        let mut small: Vec<Inlines> = Vec::new();
        if let Some(service) = &measure.service {
            small.push(view.key(service).into());
        }
        let mut words: Vec<String> = Vec::new();
        words.extend(measure.case.as_ref().map(|it| it.text.clone()));
        words.extend(measure.window.as_ref().map(|it| hours(view, &it.value)));
        words.extend(measure.over.map(|it| view.every(it.value)));
        if !words.is_empty() {
            small.push(words.join(" · ").into());
        }
        if let Some(source) = &measure.source {
            small.push(format!("{}: {}", view.t("data_source"), source.text).into());
        }
        if !measure.meets.is_empty() {
            let mut line = Inlines::from([Inline::text(format!("{}:", view.t("meets")))]);
            line.0.extend(view.keys(&measure.meets).0);
            small.push(line);
        }
        let claims = view.claims(item.id, Some(&format!("{prefix}-{}", measure.key.text)));
        if !claims.is_empty() {
            small.push(Inlines::from(claims));
        }
        if !small.is_empty() {
            what.push(Inline::small(Inline::lines(small)));
        }
        let target = measure.target.as_ref().map(|it| &it.value);
        row(view, what, target, &measure.actuals).id(format!("{prefix}-{}", measure.key.text))
    }))
}

/// The columns of [`row`].
pub fn columns(view: &View<'_>) -> [Column; 5] {
    [
        Column::new(view.t("measure")),
        Column::new(view.t("target")).numeric(),
        Column::new(view.t("latest")).numeric(),
        Column::new(view.t("trend")).nosort(),
        Column::new(view.t("result")).width(Width::State),
    ]
}

/// A row of five cells: what is measured, target, newest value with its period, the last periods as a line, met or
/// missed. Also for capacity, workload and satisfaction, which are measured in the same way.
pub fn row(view: &View<'_>, what: impl Into<Inlines>, target: Option<&Target>, actuals: &Series) -> Row {
    let on = view.book.as_of;
    let standing = standing(target, actuals, on);
    let mut latest = Cell::new(view.t("no_value"));
    if let Some((period, value)) = actuals.latest(on) {
        let shown = value_of(view, target, &value.value.text);
        latest =
            Cell::new([Inline::strong(shown), Inline::small(period_of(view, &period.value))]).sort(&*value.value.text);
    }
    let spark = spark(target, actuals, on, standing.tone());
    Row::new([
        Cell::new(what.into()),
        Cell::new(target.map_or_else(String::new, |it| view.target(it))),
        latest,
        Cell::new(spark.map_or(Inlines::EMPTY, Inlines::from)),
        Cell::new(standing.show(view)),
    ])
}

/// The last periods as a line; `None` where there are fewer than two values.
pub fn spark(target: Option<&Target>, actuals: &Series, on: Date, tone: Tone) -> Option<Spark> {
    let known: Vec<f64> =
        actuals.0.iter().filter(|(period, _)| period.value.end <= on).map(|(_, value)| value.value.value).collect();
    let last = &known[known.len().saturating_sub(MAX_PERIODS)..];
    (last.len() > 1).then(|| Spark::new(last.iter().copied().map(Some), target.map(|it| it.number.value), tone))
}

/// A value as people read it: in the unit of its target, or alone.
pub fn value_of(view: &View<'_>, target: Option<&Target>, number: &str) -> String {
    // Number and unit stay on one line.
    target.map_or_else(|| number.to_owned(), |target| view.amount(target, number).replacen(' ', "\u{a0}", 1))
}

/// A period in words: "Oct 2026", "Q3 2026", "2026", a day, or two days.
pub fn period_of(view: &View<'_>, period: &Period) -> String {
    let strings = view.strings();
    let text = period.text.as_str();
    if text.contains('/') {
        return format!("{} – {}", strings.date(period.start), strings.date(period.end));
    }
    match (text.len(), text.split_once("-Q")) {
        (_, Some((year, quarter))) => strings.fill("quarter", &[("q", quarter), ("y", year)]),
        (7, None) => strings.month(period.start),
        (4, None) => text.to_owned(),
        _ => strings.date(period.start),
    }
}

/// Hours in words.
pub fn hours(view: &View<'_>, hours: &Hours) -> String {
    if hours.text == "24x7" { view.t("always").to_owned() } else { hours.text.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing_of(target: &str, value: f64) -> Standing {
        Standing::of(&Target::from_text(target).expect("the test writes targets that can be read"), value)
    }

    #[test]
    fn a_value_just_meets_its_target_when_little_is_left() {
        assert_eq!(standing_of("at least 92 %", 93.5), Standing::Met);
        assert_eq!(standing_of("at least 92 %", 92.2), Standing::JustMet);
        assert_eq!(standing_of("at least 92 %", 91.9), Standing::Missed);
        assert_eq!(standing_of("at least 99.9 %", 99.95), Standing::Met);
        assert_eq!(standing_of("at least 100 %", 100.0), Standing::Met);
        assert_eq!(standing_of("at most 1 incidents", 1.0), Standing::JustMet);
        assert_eq!(standing_of("at most 1 incidents", 0.0), Standing::Met);
        assert_eq!(standing_of("at most 0 incidents", 0.0), Standing::Met);
        assert_eq!(standing_of("exactly 4 audits", 4.0), Standing::Met);
    }
}

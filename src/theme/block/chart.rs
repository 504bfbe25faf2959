//! Numbers as shapes: bars, tiles, small plots. Each stands beside the same numbers in words.

use std::fmt::Write as _;

use serde::Serialize;

use super::inline::{Inline, Inlines, Tone, Url};

/// A headline number and what it counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figure {
    pub tone: Tone,
    /// The number: "90.9".
    pub number: String,
    /// What follows it in small type: " %", " / 272".
    pub unit: String,
    pub text: Inlines,
}

impl Figure {
    /// A number and what it counts.
    pub fn new(tone: Tone, number: impl ToString, text: impl Into<Inlines>) -> Self {
        Self { tone, number: number.to_string(), unit: String::new(), text: text.into() }
    }

    /// What follows the number in small type.
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }
}

/// One bar for each requirement, grouped by clause; shape and colour tell the state.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Spectrum {
    /// What it shows, for those who do not see it.
    pub label: String,
    pub clauses: Vec<ClauseBars>,
}

impl Spectrum {
    /// Bars under these clauses. Meant for some hundred requirements: above that, show [`Heat`].
    pub fn new(label: impl Into<String>, clauses: impl IntoIterator<Item = ClauseBars>) -> Self {
        Self { label: label.into(), clauses: clauses.into_iter().collect() }
    }
}

/// The bars of one clause.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ClauseBars {
    pub id: String,
    pub url: Url,
    /// The same in words: "Clause 8.6, 20 requirements: 18 covered, 1 partial, 1 stale".
    pub label: String,
    /// Six for each bar, in the units of the drawing.
    width: usize,
    /// Width on the screen in pixels.
    shown: usize,
    bars: Vec<BarPath>,
}

/// All bars of one state in a clause: the dashes of one line, 5 wide and 1 apart.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct BarPath {
    tone: Tone,
    d: String,
}

impl ClauseBars {
    /// The states of a clause's requirements, in the order of the standard.
    pub fn new(id: impl Into<String>, url: impl Into<Url>, label: impl Into<String>, states: &[Tone]) -> Self {
        let mut bars: Vec<BarPath> = Vec::new();
        let mut start = 0;
        for run in states.chunk_by(|a, b| a == b) {
            let at = match bars.iter().position(|path| path.tone == run[0]) {
                Some(at) => at,
                None => {
                    bars.push(BarPath { tone: run[0], d: String::new() });
                    bars.len() - 1
                }
            };
            // Shapes differ, so that the bars speak without colour: full, low half, broken, dashed, a stub.
            let heights: &[u8] = match run[0] {
                Tone::Partial => &[21],
                Tone::Gap => &[5, 23],
                Tone::Stale => &[3, 14, 25],
                Tone::Na => &[26],
                _ => &[14],
            };
            for height in heights {
                let _ = write!(bars[at].d, "M{} {height}h{}", start * 6, run.len() * 6 - 1);
            }
            start += run.len();
        }
        Self {
            id: id.into(),
            url: url.into(),
            label: label.into(),
            width: (states.len() * 6).max(6),
            shown: (states.len() * 4).max(4),
            bars,
        }
    }
}

/// What bars and glyphs mean, with counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Key {
    /// "Key".
    pub label: String,
    pub entries: Vec<KeyEntry>,
}

impl Key {
    /// A key; entries follow.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), entries: Vec::new() }
    }

    /// Adds a state with its count and where its rows are; an empty address for plain text.
    pub fn entry(mut self, tone: Tone, word: impl Into<String>, count: usize, url: impl Into<Url>) -> Self {
        self.entries.push(KeyEntry { tone, status: Inline::status(tone, word), count, url: url.into() });
        self
    }
}

/// A state of a [`Key`].
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeyEntry {
    pub tone: Tone,
    pub status: Inline,
    pub count: usize,
    pub url: Url,
}

/// One tile for each clause.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Heat {
    /// Level of the rows' headings: one below the section that they stand in.
    pub level: u8,
    pub rows: Vec<HeatRow>,
}

impl Heat {
    /// Rows of tiles, in a section of level 2.
    pub fn new(rows: impl IntoIterator<Item = HeatRow>) -> Self {
        Self { level: 3, rows: rows.into_iter().collect() }
    }
}

/// The tiles of one main clause.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HeatRow {
    pub title: String,
    /// Counts: "23 of 25 covered".
    pub note: String,
    pub tiles: Vec<HeatTile>,
}

impl HeatRow {
    /// A row; tiles follow.
    pub fn new(title: impl Into<String>, note: impl Into<String>) -> Self {
        Self { title: title.into(), note: note.into(), tiles: Vec::new() }
    }

    /// Adds a tile.
    pub fn tile(mut self, tile: HeatTile) -> Self {
        self.tiles.push(tile);
        self
    }
}

/// One clause: its worst state, and how far it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HeatTile {
    pub id: String,
    pub url: Url,
    pub tone: Tone,
    /// Glyph of the tone.
    pub glyph: Option<&'static str>,
    /// Counts: "3/4".
    pub count: String,
    /// Title and state in words: said, and shown on hover.
    pub label: String,
    /// True where a major nonconformity is open.
    pub major: bool,
}

impl HeatTile {
    /// A tile; `label` holds the clause's title and its worst state in words.
    pub fn new(
        id: impl Into<String>,
        url: impl Into<Url>,
        tone: Tone,
        count: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            url: url.into(),
            tone,
            glyph: tone.glyph(),
            count: count.into(),
            label: label.into(),
            major: false,
        }
    }

    /// Marks an open major nonconformity.
    pub fn major(mut self, major: bool) -> Self {
        self.major = major;
        self
    }
}

/// Values over time as a small line, with the target as a dashed one. The numbers stand beside it in text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spark {
    /// Oldest first; `None` where a period has no value, which breaks the line.
    pub values: Vec<Option<f64>>,
    pub target: Option<f64>,
    /// How the newest value stands against the target.
    pub tone: Tone,
}

impl Spark {
    /// A line through these values.
    pub fn new(values: impl IntoIterator<Item = Option<f64>>, target: Option<f64>, tone: Tone) -> Self {
        Self { values: values.into_iter().collect(), target, tone }
    }

    /// Appends the drawing, 128 by 30.
    pub(super) fn write_svg(&self, out: &mut String) {
        let plottable = |value: &f64| value.abs() < 1e300;
        let target = self.target.filter(plottable);
        let known = || self.values.iter().flatten().chain(&target).copied().filter(plottable);
        let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        if low > high {
            return;
        }
        // A flat line runs through the middle rather than along an edge.
        let range = if high > low { high - low } else { 1.0 };
        let floor = if high > low { low } else { low - 0.5 };
        let y = |value: f64| 26.0 - (value - floor) / range * 22.0;
        let step = 120.0 / (self.values.len().max(2) - 1) as f64;
        out.push_str("<svg class=\"spark\" viewBox=\"0 0 128 30\" aria-hidden=\"true\">");
        if let Some(target) = target {
            let _ = write!(out, "<line x1=\"2\" x2=\"126\" y1=\"{0:.1}\" y2=\"{0:.1}\"/>", y(target));
        }
        let mut path = String::new();
        let mut last = None;
        let mut pen_up = true;
        for (index, value) in self.values.iter().enumerate() {
            let Some(value) = value.filter(plottable) else {
                pen_up = true;
                continue;
            };
            let point = (4.0 + index as f64 * step, y(value));
            let _ = write!(path, "{}{:.1} {:.1}", if pen_up { 'M' } else { 'L' }, point.0, point.1);
            pen_up = false;
            last = Some(point);
        }
        if !path.is_empty() {
            let _ = write!(out, "<path d=\"{path}\"/>");
        }
        if let Some((x, y)) = last {
            let _ = write!(out, "<circle class=\"s-{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.6\"/>", self.tone.class());
        }
        out.push_str("</svg>");
    }
}

/// A value against its target as a small bar. The numbers stand beside it in text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meter {
    /// Value as a share of the bar, 0 to 1.
    pub share: f64,
    /// Target as a share of the bar, 0 to 1.
    pub target: Option<f64>,
    pub tone: Tone,
}

impl Meter {
    /// A bar; shares outside 0 to 1 are cut there.
    pub fn new(share: f64, target: Option<f64>, tone: Tone) -> Self {
        Self { share, target, tone }
    }

    /// Appends the drawing, 160 by 10.
    pub(super) fn write_svg(&self, out: &mut String) {
        let width = |share: f64| {
            if share.is_finite() { share.clamp(0.0, 1.0) * 160.0 } else { 0.0 }
        };
        let _ = write!(
            out,
            "<svg class=\"meter s-{}\" viewBox=\"0 0 160 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
             <rect class=\"m-bg\" y=\"2\" width=\"160\" height=\"6\" rx=\"3\"/>\
             <rect class=\"m-v\" y=\"2\" width=\"{:.1}\" height=\"6\" rx=\"3\"/>",
            self.tone.class(),
            width(self.share),
        );
        if let Some(target) = self.target {
            let _ = write!(out, "<path class=\"m-t\" d=\"M{:.1} 0v10\"/>", width(target).clamp(1.0, 159.0));
        }
        out.push_str("</svg>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_of_one_state_share_a_path() {
        let bars = ClauseBars::new("8.6", "#c-8.6", "", &[Tone::Covered, Tone::Covered, Tone::Gap, Tone::Covered]);
        assert_eq!(bars.width, 24);
        assert_eq!(bars.bars[0].d, "M0 14h11M18 14h5");
        assert_eq!(bars.bars[1].d, "M12 5h5M12 23h5");
    }

    #[test]
    fn a_spark_survives_any_numbers() {
        for values in [
            vec![],
            vec![None],
            vec![Some(3.0)],
            vec![Some(f64::NAN), Some(2.0), None, Some(-9e307)],
            vec![Some(9e299), Some(-9e299)],
        ] {
            let mut out = String::new();
            Spark::new(values, Some(2.0), Tone::Ok).write_svg(&mut out);
            assert!(!out.contains("NaN") && !out.contains("inf"), "{out}");
        }
    }
}

//! Pictures with their text twins: what is drawn is also said.

use serde::Serialize;

use super::inline::{Inline, Inlines};
use super::list::Fact;

/// The steps of a process or procedure: a drawing, and each step in words with its anchor.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Flow {
    /// Safe SVG with `role="img"` and a title; empty until there is one to draw.
    pub svg: String,
    /// A line below the drawing; empty for none.
    pub caption: Inlines,
    pub steps: Vec<Step>,
}

impl Flow {
    /// Steps in their order.
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: steps.into_iter().collect(), ..Self::default() }
    }

    /// The drawing, safe SVG.
    pub fn svg(mut self, svg: impl Into<String>) -> Self {
        self.svg = svg.into();
        self
    }

    /// A line below the drawing.
    pub fn caption(mut self, caption: impl Into<Inlines>) -> Self {
        self.caption = caption.into();
        self
    }
}

/// One step in words.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Step {
    /// Anchor, such as `step-log`.
    pub id: String,
    /// What is done, short.
    pub title: String,
    /// Who does it.
    pub by: Inlines,
    /// How it is done: safe HTML, empty for none.
    pub html: String,
    /// Time limit, record left behind, procedure to follow.
    pub facts: Vec<Fact>,
    /// Requirements that the step meets, as chips.
    pub refs: Vec<Inline>,
    /// Where it goes on, one line each; empty where the step below follows.
    pub next: Vec<Inlines>,
}

impl Step {
    /// A step with its anchor.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), ..Self::default() }
    }

    /// Who does it.
    pub fn by(mut self, by: impl Into<Inlines>) -> Self {
        self.by = by.into();
        self
    }

    /// How it is done: safe HTML.
    pub fn html(mut self, html: impl Into<String>) -> Self {
        self.html = html.into();
        self
    }

    /// Adds a fact: time limit, record, procedure.
    pub fn fact(mut self, fact: Fact) -> Self {
        self.facts.push(fact);
        self
    }

    /// Requirements that the step meets.
    pub fn refs(mut self, refs: impl IntoIterator<Item = Inline>) -> Self {
        self.refs.extend(refs);
        self
    }

    /// Adds a way on.
    pub fn next(mut self, next: impl Into<Inlines>) -> Self {
        self.next.push(next.into());
        self
    }
}

/// Any other drawing: dependencies, time-lines, plots.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Drawing {
    /// Safe SVG with `role="img"` and a title.
    pub svg: String,
    /// What it shows, for the region that scrolls where the drawing is wide.
    pub label: String,
    /// True where it keeps its size and scrolls sideways, as a time-line of a year does.
    pub wide: bool,
    /// Names of the bands of a wide drawing, which stay in sight while it scrolls. Each band is 32 high, the first one
    /// begins 32 below the top, and the drawing has `width` and `height`, so that it is not scaled.
    pub bands: Vec<String>,
    /// A line below it; empty for none.
    pub caption: Inlines,
    /// The same in words, where no table beside it says so.
    pub lines: Vec<Inlines>,
}

impl Drawing {
    /// A drawing; `label` says what it shows.
    pub fn new(label: impl Into<String>, svg: impl Into<String>) -> Self {
        Self { svg: svg.into(), label: label.into(), ..Self::default() }
    }

    /// Keeps its size and scrolls sideways.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// A line below it.
    pub fn caption(mut self, caption: impl Into<Inlines>) -> Self {
        self.caption = caption.into();
        self
    }

    /// Keeps its size and scrolls sideways, while the names of its bands stay in sight.
    pub fn bands(mut self, bands: impl IntoIterator<Item = String>) -> Self {
        self.wide = true;
        self.bands.extend(bands);
        self
    }

    /// The same in words.
    pub fn lines<T: Into<Inlines>>(mut self, lines: impl IntoIterator<Item = T>) -> Self {
        self.lines.extend(lines.into_iter().map(Into::into));
        self
    }
}

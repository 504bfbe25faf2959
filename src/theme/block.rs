//! What a page is made of: data that a template can draw without asking anybody anything.
//!
//! A builder turns a part of the handbook into [`Section`]s of [`Block`]s; the theme decides how each kind of block
//! looks, once for all pages. Text that goes into a block is plain text unless its type says HTML; the theme escapes it.
//! HTML comes from three places only: the Markdown renderer, the drawings, and [`Inlines`], which escape what they hold.
//!
//! Builders write blocks with the constructors and the chained setters; the test at the end of this file shows how.

mod chart;
mod flow;
mod inline;
mod list;
mod quiz;
mod table;
mod trail;

use serde::Serialize;

pub use chart::{ClauseBars, Figure, Heat, HeatRow, HeatTile, Key, KeyEntry, Meter, Spark, Spectrum};
pub use flow::{Drawing, Flow, Step};
pub use inline::{Inline, Inlines, Tone, Url, escape_into};
pub use list::{Branch, Button, Call, Card, Contact, Door, DoorLink, Fact, List, ListItem, ListStyle};
pub use quiz::{Answer, Question, Quiz};
pub use table::{Cell, Choice, Column, Filter, Group, Row, Select, Table, TableStyle, Width};
pub use trail::{Stop, Trail};

/// One part of a page, of a kind that the theme knows how to draw.
///
/// In a template `block.type` is the kebab-case name of the variant.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Block {
    /// Text by an author, already safe HTML.
    Prose { html: String },
    /// A lead quotation in large type, such as the policy in one sentence. Safe HTML.
    Quote { html: String },
    /// A short remark in small, quiet type.
    Remark { text: Inlines },
    /// A box of key facts: owner, version, review.
    Facts { items: Vec<Fact> },
    /// Terms and their descriptions, one a line.
    Dl { items: Vec<Fact> },
    /// Any table, from two columns to the matrix.
    Table(Table),
    /// Any list of items.
    List(List),
    /// One warning or hint. At most one a section.
    Note { tone: Tone, strong: Inlines, body: Inlines },
    /// Who to call. On home and role pages only.
    Call(Call),
    /// The ways into the handbook, one for each kind of reader.
    Doors { doors: Vec<Door> },
    /// Headline numbers.
    Figures { figures: Vec<Figure> },
    /// One bar for each requirement, grouped by clause.
    Spectrum(Spectrum),
    /// What the bars and glyphs mean, with counts.
    Key(Key),
    /// One tile for each clause, in the colour of its worst state.
    Heat(Heat),
    /// The steps of a process: a drawing, and each step in words.
    Flow(Flow),
    /// A drawing with a title and a text twin.
    Drawing(Drawing),
    /// What follows from what, from a beginning to an end.
    Trail(Trail),
    /// Entries as cards, two or three beside each other.
    Cards { cards: Vec<Card> },
    /// Questions a reader answers for themself.
    Quiz(Quiz),
    /// Blocks beside each other, below each other where it is narrow.
    Columns { columns: Vec<Pane> },
    /// Blocks that open on request, and always in print.
    Details { summary: Inlines, open: bool, blocks: Vec<Block> },
    /// Code or data, verbatim. `html` is safe HTML, highlighted or merely escaped.
    Pre { label: String, html: String },
    /// A row of buttons: downloads, print, external forms.
    Buttons { buttons: Vec<Button> },
    /// A hierarchy, such as the clauses of a standard.
    Tree { label: String, branches: Vec<Branch> },
    /// Requirement chips in a row, such as those of a whole document.
    Chips { label: String, chips: Vec<Inline> },
}

impl Block {
    /// Text by an author, already safe HTML.
    pub fn prose(html: impl Into<String>) -> Self {
        Self::Prose { html: html.into() }
    }

    /// One plain paragraph: what an empty section says, for example.
    pub fn paragraph(text: impl Into<Inlines>) -> Self {
        let mut html = String::from("<p>");
        text.into().write_html(&mut html);
        html.push_str("</p>");
        Self::Prose { html }
    }

    /// A lead quotation; safe HTML.
    pub fn quote(html: impl Into<String>) -> Self {
        Self::Quote { html: html.into() }
    }

    /// A short remark in quiet type.
    pub fn remark(text: impl Into<Inlines>) -> Self {
        Self::Remark { text: text.into() }
    }

    /// A box of key facts.
    pub fn facts(items: impl IntoIterator<Item = Fact>) -> Self {
        Self::Facts { items: items.into_iter().collect() }
    }

    /// Terms and their descriptions.
    pub fn dl(items: impl IntoIterator<Item = Fact>) -> Self {
        Self::Dl { items: items.into_iter().collect() }
    }

    /// One warning or hint: a strong sentence, and what follows from it.
    pub fn note(tone: Tone, strong: impl Into<Inlines>, body: impl Into<Inlines>) -> Self {
        Self::Note { tone, strong: strong.into(), body: body.into() }
    }

    /// The ways into the handbook.
    pub fn doors(doors: impl IntoIterator<Item = Door>) -> Self {
        Self::Doors { doors: doors.into_iter().collect() }
    }

    /// Headline numbers.
    pub fn figures(figures: impl IntoIterator<Item = Figure>) -> Self {
        Self::Figures { figures: figures.into_iter().collect() }
    }

    /// Entries as cards.
    pub fn cards(cards: impl IntoIterator<Item = Card>) -> Self {
        Self::Cards { cards: cards.into_iter().collect() }
    }

    /// Blocks beside each other.
    pub fn columns(columns: impl IntoIterator<Item = Pane>) -> Self {
        Self::Columns { columns: columns.into_iter().collect() }
    }

    /// Blocks that open on request.
    pub fn details(summary: impl Into<Inlines>, blocks: impl IntoIterator<Item = Block>) -> Self {
        Self::Details { summary: summary.into(), open: false, blocks: blocks.into_iter().collect() }
    }

    /// Code or data; `html` is safe, `label` names it for those who do not see it.
    pub fn pre(label: impl Into<String>, html: impl Into<String>) -> Self {
        Self::Pre { label: label.into(), html: html.into() }
    }

    /// A row of buttons.
    pub fn buttons(buttons: impl IntoIterator<Item = Button>) -> Self {
        Self::Buttons { buttons: buttons.into_iter().collect() }
    }

    /// A hierarchy; `label` names it for those who do not see it.
    pub fn tree(label: impl Into<String>, branches: impl IntoIterator<Item = Branch>) -> Self {
        Self::Tree { label: label.into(), branches: branches.into_iter().collect() }
    }

    /// Requirement chips in a row; `label` says what they have in common ("Meets").
    pub fn chips(label: impl Into<String>, chips: impl IntoIterator<Item = Inline>) -> Self {
        Self::Chips { label: label.into(), chips: chips.into_iter().collect() }
    }
}

macro_rules! block_from {
    ($($data:ident),*) => {$(
        impl From<$data> for Block {
            fn from(data: $data) -> Self {
                Self::$data(data)
            }
        }
    )*};
}
block_from!(Table, List, Call, Spectrum, Key, Heat, Flow, Drawing, Quiz, Trail);

/// One of several columns of blocks: a section without a number, beside others.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Pane {
    /// Anchor of the heading; empty without a heading.
    pub id: String,
    /// Heading; empty for none.
    pub title: String,
    /// Level of the heading: 2 for a pane in the page, 3 for one inside a section.
    pub level: u8,
    /// What stands small beside the heading.
    pub aside: Inlines,
    pub blocks: Vec<Block>,
}

impl Pane {
    /// A pane with a heading of level 2.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), level: 2, ..Self::default() }
    }

    /// A pane without a heading.
    pub fn plain() -> Self {
        Self { level: 2, ..Self::default() }
    }

    /// Makes the heading one of level 3, for panes inside a titled section.
    pub fn inner(mut self) -> Self {
        self.level = 3;
        self
    }

    /// What stands small beside the heading.
    pub fn aside(mut self, aside: impl Into<Inlines>) -> Self {
        self.aside = aside.into();
        self
    }

    /// Adds a block.
    pub fn block(mut self, block: impl Into<Block>) -> Self {
        self.blocks.push(block.into());
        self
    }
}

/// A titled part of a page. Sections stand one after the other; `level` says which belong under which.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Section {
    /// Anchor: part of the address, so it outlives a new title.
    pub id: String,
    /// Number before the title ("4.2"); empty for none.
    pub number: String,
    /// Heading; empty for blocks that follow without one.
    pub title: String,
    /// 2 to 6; never more than one below the section before.
    pub level: u8,
    /// Requirements that this section meets, as chips.
    pub refs: Vec<Inline>,
    /// What stands small beside the heading: a link to the whole list, a date.
    pub aside: Inlines,
    /// Left out of "On this page".
    pub unlisted: bool,
    pub blocks: Vec<Block>,
}

impl Section {
    /// A section of level 2.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self { id: id.into(), title: title.into(), level: 2, ..Self::default() }
    }

    /// Blocks without a heading of their own.
    pub fn plain(blocks: impl IntoIterator<Item = Block>) -> Self {
        Self { level: 2, unlisted: true, blocks: blocks.into_iter().collect(), ..Self::default() }
    }

    /// Number before the title.
    pub fn number(mut self, number: impl Into<String>) -> Self {
        self.number = number.into();
        self
    }

    /// Level of the heading, 2 to 6.
    pub fn level(mut self, level: u8) -> Self {
        self.level = level.clamp(2, 6);
        self
    }

    /// Requirements that this section meets, as [`Inline::chip`]s.
    pub fn refs(mut self, refs: impl IntoIterator<Item = Inline>) -> Self {
        self.refs.extend(refs);
        self
    }

    /// What stands small beside the heading.
    pub fn aside(mut self, aside: impl Into<Inlines>) -> Self {
        self.aside = aside.into();
        self
    }

    /// Leaves the section out of "On this page".
    pub fn unlisted(mut self) -> Self {
        self.unlisted = true;
        self
    }

    /// Adds a block.
    pub fn block(mut self, block: impl Into<Block>) -> Self {
        self.blocks.push(block.into());
        self
    }

    /// Adds blocks.
    pub fn blocks(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    /// True where there is nothing to show under the heading.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_as_a_builder_writes_it() {
        let section = Section::new("records", "Records we keep")
            .number("7")
            .refs([Inline::chip("8.6.1-4", "../../standards/iso20000-1/8.6.1/#r-8.6.1-4", Tone::Covered, "covered")])
            .block(
                Table::new("Records and their age").columns(["Record", "Where", "Age"]).row(
                    Row::new([
                        Inlines::from([Inline::link("../../records/rec-a/", "Sample"), Inline::small("REC-A")]),
                        "Ticket tool".into(),
                        Inline::tag(Tone::Fresh, "19 days ago").into(),
                    ])
                    .id("m-1"),
                ),
            )
            .block(Block::note(Tone::Stale, "Out of date.", "The limit is 365 days."));
        let json = serde_json::to_value(&section).expect("plain data serialises");
        assert_eq!(json["blocks"][0]["type"], "table");
        assert_eq!(
            json["blocks"][0]["groups"][0]["rows"][0]["cells"][0]["html"],
            "<a href=\"../../records/rec-a/\">Sample</a> <small>REC-A</small>"
        );
        assert_eq!(json["blocks"][1]["strong"], "Out of date.");
        assert_eq!(json["level"], 2);
    }
}

//! Facts, lists, cards, doors, buttons: small things that stand in rows.

use serde::Serialize;

use super::inline::{Inline, Inlines, Url};

/// A term and what it is: a key fact, or a line of a description list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Fact {
    pub term: String,
    pub value: Inlines,
    /// A second, quieter line: who approved it, how long until then.
    pub note: Inlines,
    /// Anchor of the line; empty for none.
    pub id: String,
}

impl Fact {
    /// A term and its value.
    pub fn new(term: impl Into<String>, value: impl Into<Inlines>) -> Self {
        Self { term: term.into(), value: value.into(), ..Self::default() }
    }

    /// A second, quieter line.
    pub fn note(mut self, note: impl Into<Inlines>) -> Self {
        self.note = note.into();
        self
    }

    /// Anchor of the line.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }
}

/// How a list looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListStyle {
    /// Points, or numbers where the order counts.
    #[default]
    Plain,
    /// Links without points, such as "see also".
    Links,
    /// Large numbered duties, for roles and the first minutes of an emergency.
    Duties,
    /// Events by date, newest first.
    Timeline,
}

/// A list of items.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct List {
    pub style: ListStyle,
    /// True where the order counts. Duties always do.
    pub ordered: bool,
    /// What the list is, for those who do not see it; empty where the heading says so.
    pub label: String,
    pub items: Vec<ListItem>,
}

impl List {
    /// An empty list with points.
    pub fn new() -> Self {
        Self::default()
    }

    /// A list of these items.
    pub fn of<T: Into<ListItem>>(items: impl IntoIterator<Item = T>) -> Self {
        Self { items: items.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// How it looks.
    pub fn style(mut self, style: ListStyle) -> Self {
        self.style = style;
        self.ordered |= style == ListStyle::Duties;
        self
    }

    /// Numbers instead of points.
    pub fn ordered(mut self) -> Self {
        self.ordered = true;
        self
    }

    /// What the list is, for those who do not see it.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds an item.
    pub fn item(mut self, item: impl Into<ListItem>) -> Self {
        self.items.push(item.into());
        self
    }

    /// True where it has no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// An item of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListItem {
    /// Anchor; empty for none.
    pub id: String,
    pub text: Inlines,
    /// A second, quieter line.
    pub note: Inlines,
}

impl ListItem {
    /// An item of one line.
    pub fn new(text: impl Into<Inlines>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A second, quieter line.
    pub fn note(mut self, note: impl Into<Inlines>) -> Self {
        self.note = note.into();
        self
    }

    /// Anchor of the item.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }
}

impl<T: Into<Inlines>> From<T> for ListItem {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// Who to call: numbers large enough to read while something burns.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Call {
    /// What the box is, for those who do not see it ("Who to call").
    pub label: String,
    pub contacts: Vec<Contact>,
    /// A last line across the box; empty for none.
    pub footer: Inlines,
}

impl Call {
    /// A box with these contacts.
    pub fn new(label: impl Into<String>, contacts: impl IntoIterator<Item = Contact>) -> Self {
        Self { label: label.into(), contacts: contacts.into_iter().collect(), footer: Inlines::EMPTY }
    }

    /// A last line across the box.
    pub fn footer(mut self, footer: impl Into<Inlines>) -> Self {
        self.footer = footer.into();
        self
    }
}

/// One way to reach somebody.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Contact {
    /// When to use it ("Something is broken?").
    pub when: Inlines,
    /// What is large: a number, a mail address, a name of a portal.
    pub shown: String,
    /// Where it leads; empty for plain text.
    pub url: Url,
    /// Who answers, and when.
    pub note: Inlines,
}

impl Contact {
    /// Somebody who can be called; the link is made from the digits of the number.
    pub fn phone(when: impl Into<Inlines>, number: impl Into<String>) -> Self {
        let shown = number.into();
        let dialled: String = shown.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        Self { when: when.into(), url: format!("tel:{dialled}").into(), shown, note: Inlines::EMPTY }
    }

    /// Any other way: a mail address, a portal.
    pub fn link(when: impl Into<Inlines>, url: impl Into<Url>, shown: impl Into<String>) -> Self {
        Self { when: when.into(), url: url.into(), shown: shown.into(), note: Inlines::EMPTY }
    }

    /// Who answers, and when.
    pub fn note(mut self, note: impl Into<Inlines>) -> Self {
        self.note = note.into();
        self
    }
}

/// A way into the handbook for one kind of reader.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Door {
    /// "I work here".
    pub title: String,
    pub text: Inlines,
    pub links: Vec<DoorLink>,
}

impl Door {
    /// A door; links follow.
    pub fn new(title: impl Into<String>, text: impl Into<Inlines>) -> Self {
        Self { title: title.into(), text: text.into(), links: Vec::new() }
    }

    /// Adds a link; `note` says what waits behind it ("14 roles").
    pub fn link(mut self, url: impl Into<Url>, text: impl Into<String>, note: impl Into<String>) -> Self {
        self.links.push(DoorLink { url: url.into(), text: text.into(), note: note.into() });
        self
    }
}

/// A link of a [`Door`].
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DoorLink {
    pub url: Url,
    pub text: String,
    pub note: String,
}

/// An entry as a card: more than a line, less than a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Card {
    /// Anchor; empty for none.
    pub id: String,
    /// A key or number above or beside the title; empty for none.
    pub code: String,
    pub title: String,
    /// Where the title leads; empty for a card that leads nowhere.
    pub url: Url,
    /// What it is, in a sentence or two.
    pub text: Inlines,
    /// Points below the text.
    pub points: Vec<Inlines>,
    /// Tags, states, owners: a last line each.
    pub foot: Vec<Inlines>,
    /// True for the card that is printed alone on the reader's wish (role card).
    pub printable: bool,
}

impl Card {
    /// A card with a title.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Where the title leads.
    pub fn url(mut self, url: impl Into<Url>) -> Self {
        self.url = url.into();
        self
    }

    /// A key or number beside the title.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = code.into();
        self
    }

    /// Anchor of the card.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// What it is.
    pub fn text(mut self, text: impl Into<Inlines>) -> Self {
        self.text = text.into();
        self
    }

    /// Adds a point below the text.
    pub fn point(mut self, point: impl Into<Inlines>) -> Self {
        self.points.push(point.into());
        self
    }

    /// Adds a last line.
    pub fn foot(mut self, foot: impl Into<Inlines>) -> Self {
        self.foot.push(foot.into());
        self
    }

    /// Can be printed alone.
    pub fn printable(mut self) -> Self {
        self.printable = true;
        self
    }
}

/// A button that leads somewhere: a download, a form outside, print.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Button {
    pub text: String,
    pub url: Url,
    /// True where the browser saves what it finds there.
    pub download: bool,
    /// True for the one thing to do on this page.
    pub main: bool,
    /// What the button prints, `page` or `card`; empty for a link.
    pub print: String,
}

impl Button {
    /// A button that leads somewhere.
    pub fn link(url: impl Into<Url>, text: impl Into<String>) -> Self {
        Self { text: text.into(), url: url.into(), ..Self::default() }
    }

    /// A file to save.
    pub fn download(url: impl Into<Url>, text: impl Into<String>) -> Self {
        Self { download: true, ..Self::link(url, text) }
    }

    /// Prints this page; shown where scripts run.
    pub fn print(text: impl Into<String>) -> Self {
        Self { text: text.into(), print: "page".into(), ..Self::default() }
    }

    /// Prints the printable card of this page; shown where scripts run.
    pub fn print_card(text: impl Into<String>) -> Self {
        Self { text: text.into(), print: "card".into(), ..Self::default() }
    }

    /// Makes it the one thing to do on this page.
    pub fn main(mut self) -> Self {
        self.main = true;
        self
    }
}

/// A node of a hierarchy, with what belongs under it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Branch {
    /// Anchor; empty for none.
    pub id: String,
    pub text: Inlines,
    /// Counts or a state at the end of the line.
    pub aside: Inlines,
    /// Whether it begins open.
    pub open: bool,
    /// Ten levels at most are drawn.
    pub children: Vec<Branch>,
}

impl Branch {
    /// A node.
    pub fn new(text: impl Into<Inlines>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Anchor of the node.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Counts or a state at the end of the line.
    pub fn aside(mut self, aside: impl Into<Inlines>) -> Self {
        self.aside = aside.into();
        self
    }

    /// Begins open.
    pub fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// What belongs under it.
    pub fn children(mut self, children: impl IntoIterator<Item = Branch>) -> Self {
        self.children.extend(children);
        self
    }
}

impl From<Inline> for Branch {
    fn from(inline: Inline) -> Self {
        Self::new(inline)
    }
}

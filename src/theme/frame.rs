//! Everything around the text of a page, and the page as a whole: what a template of the theme is given.

use serde::Serialize;

use super::block::{Block, Button, Call, Fact, Inline, Inlines, Section, Table, Tone, Url};

/// All that a page template sees.
///
/// The theme adds `t`, the words of the interface, and `assets`, the addresses of style sheet, script and icon below
/// the site's root.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Page {
    pub frame: Frame,
    pub head: Head,
    /// Blocks between the head and the first section.
    pub intro: Vec<Block>,
    pub sections: Vec<Section>,
    /// The box at the end of a controlled document.
    pub control: Option<Control>,
    pub rail: Vec<RailSection>,
    pub pager: Pager,
}

impl Page {
    /// A page in this frame, under this head.
    pub fn new(frame: Frame, head: Head) -> Self {
        Self { frame, head, ..Self::default() }
    }

    /// Adds a block between the head and the first section.
    pub fn intro(mut self, block: impl Into<Block>) -> Self {
        self.intro.push(block.into());
        self
    }

    /// Adds a section.
    pub fn section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    /// Adds a section, unless there is nothing under its heading.
    pub fn section_if_any(mut self, section: Section) -> Self {
        if !section.is_empty() {
            self.sections.push(section);
        }
        self
    }

    /// Adds sections.
    pub fn sections(mut self, sections: impl IntoIterator<Item = Section>) -> Self {
        self.sections.extend(sections);
        self
    }

    /// The box at the end of a controlled document.
    pub fn control(mut self, control: Control) -> Self {
        self.control = Some(control);
        self
    }

    /// Adds a part beside the text, unless it is empty.
    pub fn rail(mut self, section: RailSection) -> Self {
        if !section.items.is_empty() {
            self.rail.push(section);
        }
        self
    }

    /// Previous and next page of its kind.
    pub fn pager(mut self, pager: Pager) -> Self {
        self.pager = pager;
        self
    }
}

/// How the page shares its width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shell {
    /// Side navigation, text, rail.
    #[default]
    Normal,
    /// Side navigation and text: clause pages.
    NoRail,
    /// Text alone: home, matrix, audit room. The side navigation is in the drawer.
    Wide,
}

/// Everything around the text of a page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Frame {
    /// Language of the page, as in `lang`.
    pub lang: String,
    /// Title of the page, for the browser's tab; the handbook's title follows it there.
    pub title: String,
    /// One sentence on the page.
    pub description: String,
    /// The way from this page to the site's root: empty, `../`, `../../`; on the page for missing addresses the base
    /// address. Ends in `/` where it is not empty.
    pub root: String,
    pub site: Site,
    /// The main parts of the handbook.
    pub nav: Vec<NavLink>,
    /// The branch of the handbook that this page belongs to: 60 links at most.
    pub side: Side,
    pub crumbs: Vec<Crumb>,
    pub shell: Shell,
    /// The date for which all states hold.
    pub as_of: Day,
    /// What was built: edition or version of the handbook, generator.
    pub version: String,
    /// Name of the audience that this build is for; empty for a build with everything.
    pub audience: String,
    /// Remarks at the foot of each page: what the standards are, where they are sold.
    pub foot_note: Inlines,
    /// Links at the foot of each page: about, accessibility, how to suggest a change.
    pub foot_links: Vec<Inline>,
    /// Full address of the page; empty without a base address.
    pub canonical: Url,
    /// Where the source of this page can be changed; empty for none.
    pub edit_url: Url,
    /// Address of the feed that tells of changes to what the page shows; empty for none.
    pub feed: Url,
    /// True where search engines are asked to stay away from the page.
    #[serde(rename = "noindex")]
    pub no_index: bool,
}

/// What the whole site is called.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Site {
    /// Title of the handbook.
    pub title: String,
    pub organisation: String,
    /// The short name beside the logo.
    pub brand: String,
    /// Picture of the organisation, relative to the page; empty for the handbook's own sign.
    pub logo: Url,
}

/// A day for people and for machines.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Day {
    pub iso: String,
    pub shown: String,
}

impl Day {
    /// A day: ISO 8601, and as people read it.
    pub fn new(iso: impl Into<String>, shown: impl Into<String>) -> Self {
        Self { iso: iso.into(), shown: shown.into() }
    }
}

/// How a link of a navigation relates to the page that it stands on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Current {
    /// It leads elsewhere.
    #[default]
    No,
    /// It leads to this page.
    Page,
    /// It leads to the part that this page belongs to.
    Branch,
}

/// A link of the main navigation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct NavLink {
    pub text: String,
    pub url: Url,
    pub current: Current,
}

impl NavLink {
    /// A link of the main navigation.
    pub fn new(url: impl Into<Url>, text: impl Into<String>, current: Current) -> Self {
        Self { text: text.into(), url: url.into(), current }
    }
}

/// The side navigation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Side {
    /// What it navigates ("Handbook", "ISO/IEC 20000-1:2018").
    pub label: String,
    pub groups: Vec<SideGroup>,
}

/// Links under a common name.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SideGroup {
    /// Name; empty for links without one.
    pub title: String,
    /// Where the name leads; empty for nowhere.
    pub url: Url,
    /// Whether it begins open. A group without a name always is.
    pub open: bool,
    pub links: Vec<SideLink>,
}

impl SideGroup {
    /// A group that opens on request.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Where the name leads.
    pub fn url(mut self, url: impl Into<Url>) -> Self {
        self.url = url.into();
        self
    }

    /// Begins open, or not.
    pub fn open(mut self, open: bool) -> Self {
        self.open = open;
        self
    }

    /// Adds a link.
    pub fn link(mut self, link: SideLink) -> Self {
        self.open |= link.current != Current::No;
        self.links.push(link);
        self
    }
}

/// A link of the side navigation.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SideLink {
    /// Clause number or key; empty for none.
    pub code: String,
    pub text: String,
    pub url: Url,
    pub current: Current,
}

impl SideLink {
    /// A link of the side navigation.
    pub fn new(url: impl Into<Url>, text: impl Into<String>, current: Current) -> Self {
        Self { text: text.into(), url: url.into(), current, code: String::new() }
    }

    /// Clause number or key before the text.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = code.into();
        self
    }
}

/// One step of the way here. The last one is the page itself and leads nowhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Crumb {
    pub text: String,
    pub url: Url,
}

impl Crumb {
    /// A step that can be gone back to.
    pub fn link(url: impl Into<Url>, text: impl Into<String>) -> Self {
        Self { text: text.into(), url: url.into() }
    }

    /// The page itself, or a step without a page.
    pub fn here(text: impl Into<String>) -> Self {
        Self { text: text.into(), url: Url::default() }
    }
}

/// The head of a page: what it is, in one glance.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Head {
    /// Small things above the title: key, kind, requirement, state.
    pub kick: Vec<Inlines>,
    /// A number before the title in quiet type ("8.6.1"); empty for none.
    pub code: String,
    pub title: String,
    /// One sentence below the title; safe HTML, empty for none.
    pub lede: String,
    /// Quiet lines below the title, for pages with many numbers.
    pub meta: Inlines,
    /// Buttons: downloads beside the title, the thing to do below it.
    pub actions: Vec<Button>,
    /// What must be known before reading on: a draft, a change since approval, a mistake.
    pub banners: Vec<Banner>,
    /// Key facts in a box.
    pub facts: Vec<Fact>,
    /// Who to call; home and role pages.
    pub call: Option<Call>,
}

impl Head {
    /// A head with its title.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// Adds a small thing above the title.
    pub fn kick(mut self, kick: impl Into<Inlines>) -> Self {
        self.kick.push(kick.into());
        self
    }

    /// A number before the title.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = code.into();
        self
    }

    /// One sentence below the title: plain text or inlines.
    pub fn lede(mut self, lede: impl Into<Inlines>) -> Self {
        self.lede = lede.into().html();
        self
    }

    /// Quiet text below the title.
    pub fn meta(mut self, meta: impl Into<Inlines>) -> Self {
        self.meta = meta.into();
        self
    }

    /// Adds a button.
    pub fn action(mut self, button: Button) -> Self {
        self.actions.push(button);
        self
    }

    /// Adds what must be known before reading on.
    pub fn banner(mut self, tone: Tone, strong: impl Into<Inlines>, body: impl Into<Inlines>) -> Self {
        self.banners.push(Banner { tone, strong: strong.into(), body: body.into() });
        self
    }

    /// Adds a key fact.
    pub fn fact(mut self, fact: Fact) -> Self {
        self.facts.push(fact);
        self
    }

    /// Who to call.
    pub fn call(mut self, call: Call) -> Self {
        self.call = Some(call);
        self
    }
}

/// What must be known before reading on.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Banner {
    pub tone: Tone,
    pub strong: Inlines,
    pub body: Inlines,
}

/// The box at the end of a controlled document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Control {
    /// Key facts that do not stand in the head: classification, fingerprint, source.
    pub facts: Vec<Fact>,
    /// Versions, newest first; `None` where the document has no history yet.
    pub versions: Option<Table>,
    /// Links: all versions, comparison.
    pub links: Vec<Inline>,
    /// A last quiet line.
    pub remark: Inlines,
}

impl Control {
    /// An empty box.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a fact.
    pub fn fact(mut self, fact: Fact) -> Self {
        self.facts.push(fact);
        self
    }

    /// Versions, newest first.
    pub fn versions(mut self, table: Table) -> Self {
        self.versions = Some(table);
        self
    }

    /// Adds a link.
    pub fn link(mut self, link: Inline) -> Self {
        self.links.push(link);
        self
    }

    /// A last quiet line.
    pub fn remark(mut self, remark: impl Into<Inlines>) -> Self {
        self.remark = remark.into();
        self
    }
}

/// A part beside the text. The list of the page's sections comes before all of them by itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RailSection {
    pub title: String,
    pub items: Vec<Inlines>,
}

impl RailSection {
    /// A part with its title; items follow.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), items: Vec::new() }
    }

    /// Adds an item.
    pub fn item(mut self, item: impl Into<Inlines>) -> Self {
        self.items.push(item.into());
        self
    }

    /// Adds items.
    pub fn items<T: Into<Inlines>>(mut self, items: impl IntoIterator<Item = T>) -> Self {
        self.items.extend(items.into_iter().map(Into::into));
        self
    }
}

/// Previous and next page of its kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Pager {
    pub prev: Option<NavLink>,
    pub next: Option<NavLink>,
}

impl Pager {
    /// Previous and next page, as pairs of address and title.
    pub fn new(prev: Option<(Url, String)>, next: Option<(Url, String)>) -> Self {
        let link = |(url, text)| NavLink { url, text, current: Current::No };
        Self { prev: prev.map(link), next: next.map(link) }
    }
}

/// A page that only forwards: an alias, a section that moved. Drawn by `redirect.html`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Redirect {
    pub lang: String,
    /// The way from this page to the site's root.
    pub root: String,
    /// Where it leads, relative to this page.
    pub url: Url,
    /// Title of the page that it leads to.
    pub title: String,
    /// Full address of that page; empty without a base address.
    pub canonical: Url,
}

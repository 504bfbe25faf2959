//! Which pages there are, where they are, and what each shows.
//!
//! A page is a [`PageRef`] (which), a path (where) and a [`PageBody`] (what). Builders turn a part of the handbook into
//! data made of [`block`]s; they know no template but its name. **Invariant**: a builder looks at the handbook and
//! nothing else, so a page is a pure function of the handbook, the words and its address.

pub mod block;
mod chrome;
mod entry;
pub mod frame;
mod prose;
mod view;

use crate::handbook::Handbook;
use crate::model::{EntryId, Key, Kind};
use crate::standards::{ClauseId, StandardId};

pub use frame::Page;
pub use view::{SiteInfo, View, attachment_path};

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageRef {
    /// The first page.
    Home,
    /// An entry.
    Entry(EntryId),
    /// A former key, which forwards.
    Alias(Key, EntryId),
}

/// What is at an address, before it becomes bytes.
#[derive(Debug)]
pub enum PageBody {
    /// A page drawn by a template of the theme.
    Html {
        /// The template's name.
        template: &'static str,
        /// What it draws.
        page: Box<Page>,
    },
    /// A page that forwards.
    Redirect(frame::Redirect),
}

/// The path of an entry's page below the site's root: `processes/prc-inc/`.
pub fn entry_path(book: &Handbook, id: EntryId) -> String {
    let entry = book.entry(id);
    match entry.kind {
        Kind::Scope => "scope/".to_owned(),
        Kind::Term => "glossary/".to_owned(),
        kind => format!("{}/{}/", kind.address(), entry.key.as_str().to_lowercase()),
    }
}

/// The path of a standard's page.
pub fn standard_path(book: &Handbook, id: StandardId) -> String {
    format!("standards/{}/", book.standards.standard(id).name().to_lowercase())
}

/// The path of a clause's page.
pub fn clause_path(book: &Handbook, id: ClauseId) -> String {
    let clause = book.standards.clause(id);
    format!("{}{}/", standard_path(book, clause.standard), clause.address())
}

/// All pages of a handbook, with their paths below the site's root; a path ends in `/` and is `index.html` in its
/// folder.
pub fn all(book: &Handbook) -> Vec<(String, PageRef)> {
    let mut pages = vec![(String::new(), PageRef::Home)];
    for entry in &book.entries {
        if entry.kind != Kind::Term {
            pages.push((entry_path(book, entry.id), PageRef::Entry(entry.id)));
        }
    }
    for (key, id) in book.keys.aliases() {
        let kind = book.entry(id).kind;
        pages.push((format!("{}/{}/", kind.address(), key.as_str().to_lowercase()), PageRef::Alias(key.clone(), id)));
    }
    pages
}

/// Makes one page.
pub fn build(view: &View<'_>, page: &PageRef) -> PageBody {
    match page {
        PageRef::Home => html("home.html", entry::home(view)),
        PageRef::Entry(id) => html("document.html", entry::page(view, *id)),
        PageRef::Alias(_, id) => PageBody::Redirect(view.redirect(*id)),
    }
}

fn html(template: &'static str, page: Page) -> PageBody {
    PageBody::Html { template, page: Box::new(page) }
}

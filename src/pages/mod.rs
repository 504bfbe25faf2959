//! Which pages there are, where they are, and what each shows.
//!
//! A page is a [`PageRef`] (which), a path (where) and a [`PageBody`] (what). Builders turn a part of the handbook into
//! data made of [blocks](crate::theme::block); they know no template but its name. **Invariant**: a builder looks at the handbook and
//! nothing else, so a page is a pure function of the handbook, the words and its address.

mod about;
mod acknowledgement;
mod actions;
mod agreement;
mod audit;
mod audit_room;
mod awareness;
mod calendar;
mod changes;
mod checklist;
mod chrome;
mod clause;
mod competence;
mod contact;
mod context;
mod control;
mod customer;
mod document;
mod documents;
mod doubt;
mod entry;
mod entry_frame;
mod evidence_cells;
#[cfg(test)]
mod example;
mod finding;
mod glossary;
mod home;
mod improvement;
mod matrix;
mod matrix_cells;
mod matrix_filter;
mod measure;
mod objective;
mod process;
mod prose;
mod record;
mod register;
mod review;
mod risk;
mod role;
mod service;
mod standard;
mod steps;
mod supplier;
mod trail;
mod view;

use crate::handbook::Handbook;
use crate::matrices::Matrix;
use crate::model::{EntryId, Key, Kind};
use crate::standards::{ClauseId, StandardId};
// What pages are made of belongs to the theme, which draws it.
use crate::theme::{block, frame};

pub use calendar::calendar_file;
pub use chrome::{ProcessGroup, process_groups};
pub use clause::edition;
pub use entry_frame::register_title;
pub use frame::Page;
pub use matrix::{file_path as matrix_file_path, text as matrix_text, title as matrix_title};
pub use view::{SiteInfo, View, attachment_path};

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageRef {
    /// The first page.
    Home,
    /// What this edition is: versions, day, standards.
    About,
    /// How far the site can be used by everybody.
    Accessibility,
    /// What is shown at addresses that nothing has.
    NotFound,
    /// All terms.
    Glossary,
    /// All controlled documents.
    Documents,
    /// What changed, by date.
    Changes,
    /// Find my role, and what everybody has to know.
    AwarenessIndex,
    /// What one role has to know.
    Awareness(EntryId),
    /// An entry.
    Entry(EntryId),
    /// The rest of what points at an entry, by the number of the part, from 1.
    Referrers(EntryId, usize),
    /// All entries of a kind, or a part of them by its number, from 1; 0 is the first page.
    Register(Kind, usize),
    /// All standards.
    Standards,
    /// One standard: its clauses and how far they are covered.
    Standard(StandardId),
    /// A clause or control.
    Clause(ClauseId),
    /// All matrices.
    Matrices,
    /// A matrix, or a part of it by its number, from 1; 0 is the whole or the overview.
    Matrix(Matrix, usize),
    /// The audit room.
    AuditRoom,
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

/// The path of an entry's page below the site's root: `processes/prc-inc/`. Terms are rows of the glossary.
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

/// All pages of a handbook, with their paths below the site's root. A path ends in `/` and is `index.html` in its
/// folder; only the page for missing addresses is a file.
pub fn all(book: &Handbook) -> Vec<(String, PageRef)> {
    let mut pages = vec![
        (String::new(), PageRef::Home),
        ("about/".to_owned(), PageRef::About),
        ("accessibility/".to_owned(), PageRef::Accessibility),
        ("404.html".to_owned(), PageRef::NotFound),
        ("glossary/".to_owned(), PageRef::Glossary),
        ("documents/".to_owned(), PageRef::Documents),
        ("changes/".to_owned(), PageRef::Changes),
        ("awareness/".to_owned(), PageRef::AwarenessIndex),
        ("standards/".to_owned(), PageRef::Standards),
        ("matrices/".to_owned(), PageRef::Matrices),
        ("audit/".to_owned(), PageRef::AuditRoom),
    ];
    for entry in &book.entries {
        match entry.kind {
            Kind::Term => {}
            // What a role has to know stands on the role's page.
            Kind::Awareness => pages.push((entry_path(book, entry.id), PageRef::Entry(entry.id))),
            _ => pages.push((entry_path(book, entry.id), PageRef::Entry(entry.id))),
        }
        for part in 1..=entry::n_referrer_parts(book, entry.id) {
            pages.push((entry::referrers_path(book, entry.id, part), PageRef::Referrers(entry.id, part)));
        }
    }
    for role in book.of_kind(Kind::Role) {
        pages.push((format!("awareness/{}/", role.key.as_str().to_lowercase()), PageRef::Awareness(role.id)));
    }
    for kind in Kind::ALL {
        if matches!(kind, Kind::Scope | Kind::Term | Kind::Awareness) {
            continue;
        }
        for part in 0..=register::n_parts(book, *kind) {
            pages.push((register::path(*kind, part), PageRef::Register(*kind, part)));
        }
    }
    for standard in book.standards.listed() {
        pages.push((standard_path(book, standard.id), PageRef::Standard(standard.id)));
        for clause in &standard.clauses {
            pages.push((clause_path(book, *clause), PageRef::Clause(*clause)));
        }
    }
    for matrix in Matrix::ALL {
        for part in 0..=matrix::n_parts(book, *matrix) {
            pages.push((matrix::path(*matrix, part), PageRef::Matrix(*matrix, part)));
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
        PageRef::Home => html("home.html", home::page(view)),
        PageRef::About => html("page.html", about::about(view)),
        PageRef::Accessibility => html("page.html", about::accessibility(view)),
        PageRef::NotFound => html("404.html", about::not_found(view)),
        PageRef::Glossary => html("register.html", glossary::page(view)),
        PageRef::Documents => html("register.html", documents::page(view)),
        PageRef::Changes => html("register.html", changes::page(view)),
        PageRef::AwarenessIndex => html("register.html", awareness::index(view)),
        PageRef::Awareness(role) => html("role.html", awareness::page(view, *role)),
        PageRef::Entry(id) => entry_body(view, *id),
        PageRef::Referrers(id, part) => html("register.html", entry::referrers_page(view, *id, *part)),
        PageRef::Register(kind, part) => html("register.html", register_body(view, *kind, *part)),
        PageRef::Standards => html("register.html", standard::index(view)),
        PageRef::Standard(id) => html("register.html", standard::page(view, *id)),
        PageRef::Clause(id) => html("clause.html", clause::page(view, *id)),
        PageRef::Matrices => html("register.html", matrix::index(view)),
        PageRef::Matrix(matrix, part) => html("matrix.html", matrix::page(view, *matrix, *part)),
        PageRef::AuditRoom => html("audit.html", audit_room::page(view)),
        PageRef::Alias(_, id) => PageBody::Redirect(view.redirect(*id)),
    }
}

/// A register; the kinds that staff look for have a first page of their own while it fits on one.
fn register_body(view: &View<'_>, kind: Kind, part: usize) -> Page {
    let is_whole = register::n_parts(view.book, kind) == 0;
    match kind {
        Kind::Process if is_whole => process::map(view),
        Kind::Service if is_whole => service::catalogue(view),
        Kind::Role if is_whole => role::index(view),
        _ => register::page(view, kind, part),
    }
}

fn entry_body(view: &View<'_>, id: EntryId) -> PageBody {
    match view.book.entry(id).kind {
        Kind::Scope | Kind::Policy | Kind::Plan | Kind::Page => html("document.html", document::page(view, id)),
        Kind::Process | Kind::Procedure => html("process.html", process::page(view, id)),
        Kind::Role => html("role.html", role::page(view, id)),
        Kind::Service => html("service.html", service::page(view, id)),
        Kind::Customer => html("page.html", customer::page(view, id)),
        Kind::Agreement => html("page.html", agreement::page(view, id)),
        Kind::Supplier => html("page.html", supplier::page(view, id)),
        Kind::Issue | Kind::Party => html("page.html", context::page(view, id)),
        Kind::Objective => html("page.html", objective::page(view, id)),
        Kind::Risk => html("page.html", risk::page(view, id)),
        Kind::Activity => html("page.html", calendar::page(view, id)),
        Kind::Record => html("page.html", record::page(view, id)),
        Kind::Audit => html("page.html", audit::page(view, id)),
        Kind::Finding => html("page.html", finding::page(view, id)),
        Kind::Review => html("page.html", review::page(view, id)),
        Kind::Improvement => html("page.html", improvement::page(view, id)),
        Kind::Competence => html("page.html", competence::page(view, id)),
        Kind::Awareness => html("role.html", awareness::entry(view, id)),
        // Terms have no page of their own; `all` lists none.
        Kind::Term => html("register.html", glossary::page(view)),
    }
}

fn html(template: &'static str, page: Page) -> PageBody {
    PageBody::Html { template, page: Box::new(page) }
}

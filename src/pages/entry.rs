//! What all pages of entries share: which part they belong to, what could not be read, what points at them.

use super::View;
use super::block::{Block, Fact, Inline, Inlines, List, Section, Tone};
use super::chrome::Part;
use super::frame::{Head, Page};
use crate::handbook::Handbook;
use crate::model::{EntryId, Kind};

/// The most entries that are listed as pointing at an entry; the rest is on a page of their own.
pub const MAX_REFERRERS: usize = 50;

/// Which main part the pages of a kind belong to.
pub fn part_of(kind: Kind) -> Part {
    match kind {
        Kind::Service | Kind::Customer | Kind::Agreement | Kind::Supplier => Part::Services,
        Kind::Role | Kind::Awareness | Kind::Competence => Part::Roles,
        Kind::Record | Kind::Audit | Kind::Finding | Kind::Review | Kind::Improvement | Kind::Activity | Kind::Risk => {
            Part::Audit
        }
        _ => Part::Handbook,
    }
}

/// Says at the top of the page what of the entry could not be read.
pub fn broken(view: &View<'_>, id: EntryId, head: Head) -> Head {
    let entry = view.book.entry(id);
    match view.site.mistakes.get(entry.key.as_str()) {
        Some(mistakes) if entry.is_broken() => {
            let list = Inline::list(mistakes.iter().map(|it| Inlines::from(it.as_str())));
            head.banner(Tone::Gap, view.t("broken_banner"), list)
        }
        _ => head,
    }
}

/// What points at an entry, each entry once, by kind.
pub fn referrers(view: &View<'_>, id: EntryId) -> Section {
    let book = view.book;
    let mut ids: Vec<EntryId> = book.graph.to(id).map(|edge| edge.from).filter(|from| *from != id).collect();
    ids.sort_by_key(|id| (book.entry(*id).kind, *id));
    ids.dedup();
    let section = Section::new("cb-referrers", view.t("referred_by"));
    if ids.is_empty() {
        return section;
    }
    let n = ids.len();
    ids.truncate(MAX_REFERRERS);
    let facts = ids.chunk_by(|a, b| book.entry(*a).kind == book.entry(*b).kind).map(|of| {
        let word = view.t(&format!("kind_{}", book.entry(of[0]).kind.word())).to_owned();
        Fact::new(word, Inline::lines(of.iter().map(|id| view.link(*id))))
    });
    let section = section.block(Block::dl(facts));
    if n <= MAX_REFERRERS {
        return section;
    }
    let rest = view.strings().fill("n_more", &[("n", &(n - MAX_REFERRERS).to_string())]);
    section.block(Block::remark(Inline::link(view.url(&referrers_path(book, id, 1)), rest)))
}

/// Entries on each further page of what points at an entry.
const REFERRERS_A_PAGE: usize = 500;

/// Number of further pages of what points at an entry; 0 where its own page shows all.
pub fn n_referrer_parts(book: &Handbook, id: EntryId) -> usize {
    let n = referring(book, id).len();
    if n > MAX_REFERRERS { n.div_ceil(REFERRERS_A_PAGE) } else { 0 }
}

/// Path of such a page.
pub fn referrers_path(book: &Handbook, id: EntryId, part: usize) -> String {
    format!("{}links/{part}/", super::entry_path(book, id))
}

/// Entries that point at an entry, each once, by kind.
fn referring(book: &Handbook, id: EntryId) -> Vec<EntryId> {
    let mut ids: Vec<EntryId> = book.graph.to(id).map(|edge| edge.from).filter(|from| *from != id).collect();
    ids.sort_by_key(|id| (book.entry(*id).kind, *id));
    ids.dedup();
    ids
}

/// A further page of what points at an entry.
pub fn referrers_page(view: &View<'_>, id: EntryId, part: usize) -> Page {
    let entry = view.book.entry(id);
    let title = format!("{}: {} ({part})", entry.title, view.t("referred_by"));
    let mut frame = view.frame(part_of(entry.kind), &*title, "");
    let path = super::entry_path(view.book, id);
    frame.crumbs = view.crumbs(&[(&path, &entry.title)], &title);
    let ids = referring(view.book, id);
    let rows = ids.iter().skip((part - 1) * REFERRERS_A_PAGE).take(REFERRERS_A_PAGE);
    let list = List::of(rows.map(|id| Inlines::from(view.link(*id))));
    Page::new(frame, Head::new(&*title)).intro(Block::from(list))
}

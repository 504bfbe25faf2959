use super::entry::part_of;
use super::frame::Head;
use super::{Page, View};
use crate::handbook::Handbook;
use crate::model::Kind;

/// Number of parts of a register that is too long for one page; 0 where one page will do.
pub fn n_parts(_book: &Handbook, _kind: Kind) -> usize {
    0
}

/// Path of a register, or of a part of it. A key begins with a letter, so a number is never an entry's address.
pub fn path(kind: Kind, part: usize) -> String {
    if part == 0 { format!("{}/", kind.address()) } else { format!("{}/{part}/", kind.address()) }
}

/// All entries of a kind, or a part of them.
pub fn page(view: &View<'_>, kind: Kind, _part: usize) -> Page {
    let title = view.t(kind.address()).to_owned();
    Page::new(view.frame(part_of(kind), &*title, ""), Head::new(&*title))
}

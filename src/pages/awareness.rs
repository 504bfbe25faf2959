use super::chrome::Part;
use super::frame::Head;
use super::{Page, View, entry};
use crate::model::EntryId;

/// Find my role.
pub fn index(view: &View<'_>) -> Page {
    let title = view.t("awareness").to_owned();
    Page::new(view.frame(Part::Roles, &*title, ""), Head::new(&*title))
}

/// What one role has to know.
pub fn page(view: &View<'_>, role: EntryId) -> Page {
    let title = view.book.entry(role).title.clone();
    Page::new(view.frame(Part::Roles, &*title, ""), Head::new(&*title))
}

/// An entry of `awareness/`.
pub fn entry(view: &View<'_>, id: EntryId) -> Page {
    entry::page(view, id)
}

use super::chrome::Part;
use super::frame::Head;
use super::{Page, View};
use crate::standards::StandardId;

/// All standards.
pub fn index(view: &View<'_>) -> Page {
    let title = view.t("standards").to_owned();
    Page::new(view.frame(Part::Standard, &*title, ""), Head::new(&*title))
}

/// One standard.
pub fn page(view: &View<'_>, id: StandardId) -> Page {
    let title = view.book.standards.standard(id).title().to_owned();
    Page::new(view.frame(Part::Standard, &*title, ""), Head::new(&*title))
}

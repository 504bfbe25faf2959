use super::chrome::Part;
use super::frame::Head;
use super::{Page, View};

/// The page.
pub fn page(view: &View<'_>) -> Page {
    let title = view.t("home").to_owned();
    Page::new(view.frame(Part::Handbook, &*title, ""), Head::new(&*title))
}

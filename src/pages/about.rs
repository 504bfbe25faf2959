use super::chrome::Part;
use super::frame::Head;
use super::{Page, View};

fn plain(view: &View<'_>, name: &str) -> Page {
    let title = view.t(name).to_owned();
    Page::new(view.frame(Part::Handbook, &*title, ""), Head::new(&*title))
}

/// What this edition is.
pub fn about(view: &View<'_>) -> Page {
    plain(view, "about")
}

/// How far the site can be used by everybody.
pub fn accessibility(view: &View<'_>) -> Page {
    plain(view, "accessibility")
}

/// What is shown at addresses that nothing has.
pub fn not_found(view: &View<'_>) -> Page {
    plain(view, "not_found")
}

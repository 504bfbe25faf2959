use super::chrome::Part;
use super::frame::Head;
use super::{Page, View};
use crate::standards::ClauseId;

/// A clause.
pub fn page(view: &View<'_>, id: ClauseId) -> Page {
    let clause = view.book.standards.clause(id);
    Page::new(view.frame(Part::Standard, &*clause.title, ""), Head::new(&*clause.title).code(&*clause.number))
}

//! finding

use super::{Page, View, entry};
use crate::model::EntryId;

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    entry::page(view, id)
}

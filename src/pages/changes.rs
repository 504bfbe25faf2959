//! What changed, by date, from the histories of the documents.

use jiff::civil::Date;

use super::View;
use super::block::{Block, Inline, Inlines, List, ListItem, ListStyle, Section, Tone};
use super::chrome::Part;
use super::frame::{Head, Page};
use crate::handbook::Handbook;
use crate::model::{EntryId, Text};

/// A version of a document that came into force.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    /// The day.
    pub on: Date,
    /// The document.
    pub entry: EntryId,
    /// Its version.
    pub version: String,
    /// What changed.
    pub text: Option<&'a Text>,
    /// Whether the wording alone did.
    pub is_editorial: bool,
}

/// All changes up to the day, newest first.
pub fn all(book: &Handbook) -> Vec<Change<'_>> {
    let mut changes: Vec<Change<'_>> = Vec::new();
    for item in &book.entries {
        for it in item.control.iter().flat_map(|control| &control.history).filter(|it| it.on.value <= book.as_of) {
            changes.push(Change {
                on: it.on.value,
                entry: item.id,
                version: it.version.text.clone(),
                text: it.change.as_ref(),
                is_editorial: it.editorial.is_some_and(|it| it.value),
            });
        }
    }
    changes.sort_by(|a, b| {
        b.on.cmp(&a.on)
            .then_with(|| book.entry(a.entry).key.cmp(&book.entry(b.entry).key))
            .then_with(|| b.version.cmp(&a.version))
    });
    changes
}

/// Changes on the page; older ones are on the pages of their documents.
const MAX_CHANGES: usize = 300;

/// The page.
pub fn page(view: &View<'_>) -> Page {
    let title = view.t("changes");
    let mut frame = view.frame(Part::Handbook, title, view.t("changes_lede"));
    frame.crumbs = view.crumbs(&[("", view.t("home"))], title);
    let changes = all(view.book);
    let mut page = Page::new(frame, Head::new(title).lede(view.t("changes_lede")));
    if changes.is_empty() {
        return page.intro(Block::note(Tone::Plain, view.t("empty_register"), view.t("empty_changes")));
    }
    let shown = &changes[..changes.len().min(MAX_CHANGES)];
    for month in shown.chunk_by(|a, b| (a.on.year(), a.on.month()) == (b.on.year(), b.on.month())) {
        let list =
            month.iter().fold(List::new().style(ListStyle::Timeline), |list, change| list.item(line(view, change)));
        let id = format!("cb-{:04}-{:02}", month[0].on.year(), month[0].on.month());
        page = page.section(Section::new(id, view.strings().month(month[0].on)).block(Block::from(list)));
    }
    if changes.len() > MAX_CHANGES {
        let rest = view.strings().fill("older_changes", &[("n", &view.strings().count(changes.len() - MAX_CHANGES))]);
        page = page.section(Section::plain([Block::remark(rest)]));
    }
    page
}

fn line(view: &View<'_>, change: &Change<'_>) -> ListItem {
    let item = view.book.entry(change.entry);
    let mut line = Inlines::from([
        view.day(change.on),
        view.link(change.entry),
        Inline::muted(format!("{} {}", view.t(&format!("kind_{}", item.kind.word())), change.version)),
    ]);
    if change.is_editorial {
        line.push(Inline::tag(Tone::Plain, view.t("editorial")));
    }
    ListItem::new(line).note(change.text.map_or(Inlines::EMPTY, |text| view.inline(item, text).into()))
}

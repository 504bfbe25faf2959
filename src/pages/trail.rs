//! Trails through an entry: the chains that an auditor walks, drawn with the missing link named.

use super::block::{Block, Inline, Inlines, Section, Stop, Tone, Trail as Drawn};
use super::measure::period_of;
use super::{View, prose};
use crate::handbook::{At, Link, Note, Stage, Station, Thing, Trail};
use crate::model::EntryId;

/// The most trails that are open on a page, and the most of all.
const MAX_OPEN: usize = 4;
const MAX_TRAILS: usize = 24;

/// The most things at one stop.
const MAX_THINGS: usize = 4;

/// The trails through an entry; those with a missing link come first. `None` where there are none.
pub fn section(view: &View<'_>, id: EntryId) -> Option<Section> {
    let mut trails = view.book.trails_of(id);
    if trails.is_empty() {
        return None;
    }
    trails.sort_by_key(|trail| trail.missing().is_none());
    let n_left_out = trails.len().saturating_sub(MAX_TRAILS);
    trails.truncate(MAX_TRAILS);
    let rest = trails.split_off(trails.len().min(MAX_OPEN));
    let draw = |trail: &Trail| Block::from(drawn(view, trail, id));
    let mut section = Section::new("cb-trails", view.t("trails")).blocks(trails.iter().map(draw).collect::<Vec<_>>());
    if !rest.is_empty() {
        let n = view.strings().count(rest.len());
        section = section.block(Block::details(view.strings().fill("n_more", &[("n", &n)]), rest.iter().map(draw)));
    }
    if n_left_out > 0 {
        let key = view.book.entry(id).key.as_str();
        let words = view.strings().fill("trails_left_out", &[("n", &view.strings().count(n_left_out)), ("key", key)]);
        section = section.block(Block::remark(words));
    }
    Some(section)
}

fn drawn(view: &View<'_>, trail: &Trail, here: EntryId) -> Drawn {
    let label = view.t(&format!("trail_{}", trail.kind.word())).to_owned();
    Drawn::new(label, trail.stations.iter().filter_map(|station| stop(view, station, here)))
}

/// A stop; `None` where nothing stands and nothing is called for, except that nothing missed its target.
fn stop(view: &View<'_>, station: &Station, here: EntryId) -> Option<Stop> {
    let name = view.t(&format!("stage_{}", station.stage.word().replace(' ', "_"))).to_owned();
    let mut lines: Vec<Inlines> = station.things.iter().take(MAX_THINGS).map(|it| thing(view, it, here)).collect();
    if station.things.len() > MAX_THINGS {
        let n = view.strings().count(station.things.len() - MAX_THINGS);
        lines.push(Inline::muted(view.strings().fill("n_more", &[("n", &n)])).into());
    }
    if station.link == Link::Missing {
        lines.push(Inline::status(Tone::Gap, view.t("link_missing")).into());
    }
    if lines.is_empty() && station.stage == Stage::Missed {
        lines.push(Inline::muted(view.t("nothing_missed")).into());
    }
    (!lines.is_empty()).then(|| Stop::new(name, tone(station), Inline::lines(lines)))
}

fn tone(station: &Station) -> Tone {
    let is_bad = |thing: &Thing| {
        matches!(thing.note, Some(Note::Value(_, _, Some(false)) | Note::MissedIn(_) | Note::Worked(false)))
    };
    match station.link {
        Link::Missing => Tone::Gap,
        Link::NotCalledFor => Tone::Plain,
        Link::There if station.things.iter().any(is_bad) => Tone::Partial,
        Link::There => Tone::Ok,
    }
}

fn thing(view: &View<'_>, thing: &Thing, here: EntryId) -> Inlines {
    let mut line = match &thing.at {
        At::Place(place) => Inlines::from(view.chip(*place)),
        At::Entry(id, anchor) => Inlines::from(match (anchor, *id == here) {
            // A page does not link to itself.
            (None, true) => Inline::strong(&*view.book.entry(*id).title),
            (anchor, _) => Inline::link(view.entry_url(*id, anchor.as_deref()), name(view, *id, anchor.as_deref())),
        }),
    };
    if let Some(note) = &thing.note {
        line.push(Inline::small(words(view, note)));
    }
    line
}

/// What a thing is called: its part, with the entry where that part belongs to another kind of story.
fn name(view: &View<'_>, id: EntryId, anchor: Option<&str>) -> String {
    let entry = view.book.entry(id);
    match anchor.and_then(|anchor| view.part_title(id, anchor)) {
        Some(part) if entry.kind == crate::model::Kind::Agreement => format!("{part}, {}", entry.key),
        Some(part) => part,
        None => match anchor.and_then(|anchor| action_title(view, id, anchor)) {
            Some(action) => action,
            None => entry.title.clone(),
        },
    }
}

/// The first sentence of an action, by its anchor.
fn action_title(view: &View<'_>, id: EntryId, anchor: &str) -> Option<String> {
    use crate::model::Data;
    let slug = anchor.strip_prefix("action-")?;
    let actions = match &view.book.entry(id).data {
        Some(Data::Risk(it)) => &it.actions,
        Some(Data::Finding(it)) => &it.actions,
        _ => return None,
    };
    let action = actions.iter().find(|it| it.key.as_ref().is_some_and(|key| key.text == slug))?;
    let text = super::evidence_cells::first_sentence(&prose::plain(&action.what.text));
    Some(text.trim_end_matches('.').to_owned())
}

fn words(view: &View<'_>, note: &Note) -> Inlines {
    let strings = view.strings();
    match note {
        Note::Value(value, period, _) => format!("{value}, {}", period_of(view, period)).into(),
        Note::MissedIn(periods) => {
            Inlines::from(periods.iter().map(|it| period_of(view, it)).collect::<Vec<_>>().join(", "))
        }
        Note::Target(target) => view.target(target).into(),
        Note::On(day) => view.day(*day).into(),
        Note::Due(Some(day)) => strings.fill("open_until", &[("date", &strings.date(*day))]).into(),
        Note::Due(None) => view.t("finding_open").into(),
        Note::Worked(true) => view.t("worked").into(),
        Note::Worked(false) => view.t("did_not_work").into(),
        Note::State(state) => view.t(&format!("finding_{}", state.word().replace(' ', "_"))).into(),
    }
}

//! A training or qualification: who needs it, who has shown it, when it runs out.

use jiff::civil::Date;

use super::block::{Block, Cell, Fact, Inline, Inlines, List, Row, Section, Table, Tone};
use super::chrome::Part;
use super::frame::Page;
use super::{View, control, prose};
use crate::model::kinds::{Competence, Shown};
use crate::model::{Data, Entry, EntryId, Interval, Kind};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let book = view.book;
    let item = book.entry(id);
    let mut frame = view.frame(Part::Roles, &*item.title, control::summary(view, id));
    frame.edit_url = view.edit_url(id);
    frame.crumbs = view.crumbs(&[("competence/", view.t("competences"))], &item.title);
    let mut head = control::head(view, id);
    let (lead, sections) = prose::sections(view, item);
    let Some(Data::Competence(data)) = &item.data else {
        return Page::new(frame, head).sections(sections).sections(control::tail(view, id));
    };
    if let Some(renew) = data.renew {
        head = head.fact(Fact::new(view.t("renew"), view.every(renew.value)));
    }
    let mut page = Page::new(frame, head);
    if let Some(lead) = lead {
        page = page.intro(lead);
    }
    if let Some(how) = &data.how {
        page = page.section(Section::new("cb-how", view.t("how")).block(Block::prose(view.text(item, how))));
    }
    if !data.roles.is_empty() {
        let table = Table::new(view.t("who_needs_it")).columns([
            view.t("kind_role"),
            view.t("people"),
            view.t("shown"),
            view.t("renewal"),
        ]);
        let rows = data.roles.iter().filter_map(|key| book.keys.find(&key.key)).map(|role| {
            let [shown, due] = cells(view, data, role);
            let people = view.book.people_of(role).map_or_else(String::new, |n| view.strings().count(n));
            Row::new([Cell::new(view.link(role)), Cell::new(people), shown, due])
        });
        page = page.section(Section::new("cb-roles", view.t("who_needs_it")).block(Block::from(table.rows(rows))));
    }
    if !data.planned.is_empty() {
        let list = List::of(data.planned.iter().map(|day| Inlines::from(control::dated(view, day.value))));
        page = page.section(Section::new("cb-planned", view.t("planned")).block(Block::from(list)));
    }
    page = page.sections(sections).section_if_any(history(view, data));
    page = page.sections(control::tail(view, id));
    page.rail(control::satisfies(view, id))
}

/// Where the competence was shown, newest first, as counts.
fn history(view: &View<'_>, data: &Competence) -> Section {
    let section = Section::new("cb-shown", view.t("shown"));
    if data.shown.is_empty() {
        return section;
    }
    let mut shown: Vec<&Shown> = data.shown.iter().collect();
    shown.sort_by_key(|it| std::cmp::Reverse(it.on.value));
    let table = Table::new(view.t("shown")).columns([
        view.t("date_col"),
        view.t("kind_role"),
        view.t("people"),
        view.t("record"),
    ]);
    section.block(Block::from(table.rows(shown.into_iter().take(50).map(|it| {
        let people = it.people.map_or_else(String::new, |n| n.value.to_string());
        Row::new([
            Inlines::from(control::dated(view, it.on.value)),
            view.key(&it.role).into(),
            people.into(),
            view.keys(&it.record),
        ])
    }))))
}

/// Competences that a role needs: those it names, and those that name it.
pub fn of_role<'a>(view: &View<'a>, role: EntryId) -> Vec<(&'a Entry, &'a Competence)> {
    let book = view.book;
    let named: Vec<EntryId> = match &book.entry(role).data {
        Some(Data::Role(data)) => data.competence.iter().filter_map(|it| book.keys.find(&it.key)).collect(),
        _ => Vec::new(),
    };
    let all = book.of_kind(Kind::Competence).filter_map(|item| match &item.data {
        Some(Data::Competence(data)) => Some((item, &**data)),
        _ => None,
    });
    all.filter(|(item, data)| {
        named.contains(&item.id) || data.roles.iter().any(|it| book.keys.find(&it.key) == Some(role))
    })
    .collect()
}

/// What a role needs to have learned, with the day of its renewal.
pub fn training(view: &View<'_>, role: EntryId) -> Option<Table> {
    let needed = of_role(view, role);
    if needed.is_empty() {
        return None;
    }
    let table = Table::new(view.t("training_due")).columns([
        view.t("kind_competence"),
        view.t("renew"),
        view.t("shown"),
        view.t("renewal"),
    ]);
    Some(table.rows(needed.into_iter().map(|(item, data)| {
        let [shown, due] = cells(view, data, role);
        let every = data.renew.map(|it| view.every(it.value)).unwrap_or_default();
        let how = data.how.as_ref().map(|it| Inline::small(view.inline(item, it)));
        Row::new([
            Cell::new([view.link(item.id)].into_iter().chain(how).collect::<Inlines>()),
            Cell::new(every),
            shown,
            due,
        ])
    })))
}

/// The newest time that people of a role showed a competence and for how many it is still good, and when that runs out.
fn cells(view: &View<'_>, data: &Competence, role: EntryId) -> [Cell; 2] {
    const SOON: Interval = Interval { months: 0, days: 60 };
    let as_of = view.book.as_of;
    let state = view.book.competence_state(data, role);
    let Some(newest) = state.newest else {
        return [Cell::new(Inline::tag(Tone::Gap, view.t("never"))), Cell::new(next_date(view, data))];
    };
    let mut shown = Inlines::from(view.day(newest));
    if let Some(n) = state.n_people {
        let text = match view.book.people_of(role) {
            Some(all) => view
                .strings()
                .fill("n_of_all", &[("n", &n.to_string()), ("all", &view.strings().plural("people", all))]),
            None => view.strings().plural("people", n),
        };
        shown.push(Inline::small(text));
    }
    let ran_out = data.renew.map(|renew| renew.value.after(newest)).filter(|_| !state.is_current);
    let due = match state.until.or(ran_out) {
        None => Inlines::EMPTY,
        Some(due) => {
            let tone = if due < as_of {
                Tone::Late
            } else if due <= SOON.after(as_of) {
                Tone::Due
            } else {
                Tone::Ok
            };
            let tag = if tone == Tone::Ok { view.day(due) } else { Inline::tag(tone, view.strings().date(due)) };
            let mut cell = Inlines::from(tag);
            cell.0.extend(next_date(view, data).0);
            cell
        }
    };
    [Cell::new(shown).sort(newest.to_string()), Cell::new(due)]
}

/// The next date to come.
fn next_date(view: &View<'_>, data: &Competence) -> Inlines {
    let next: Option<Date> = data.planned.iter().map(|it| it.value).filter(|day| *day > view.book.as_of).min();
    next.map_or(Inlines::EMPTY, |day| {
        Inline::small(view.strings().fill("next_on", &[("date", &view.strings().date(day))])).into()
    })
}

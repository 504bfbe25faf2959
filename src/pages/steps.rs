//! Steps of processes and procedures: each in words, and who has which part in them.

use super::View;
use super::block::{Block, Column, Fact, Flow, Inline, Inlines, Row, Step as FlowStep, Table, TableStyle};
use crate::handbook::Handbook;
use crate::model::kinds::Step;
use crate::model::{Data, Entry, EntryId, KeyRef, Kind};

/// The steps of an entry; none for other kinds than processes and procedures.
pub fn of(item: &Entry) -> &[Step] {
    match &item.data {
        Some(Data::Process(it)) => &it.steps,
        Some(Data::Procedure(it)) => &it.steps,
        _ => &[],
    }
}

/// Which parts somebody has in a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Answers for it.
    pub accountable: bool,
    /// Does it.
    pub responsible: bool,
    /// Is asked first.
    pub consulted: bool,
    /// Is told.
    pub informed: bool,
}

impl Part {
    /// The letters, what weighs most first.
    pub fn letters(self) -> String {
        let letters = [(self.accountable, 'A'), (self.responsible, 'R'), (self.consulted, 'C'), (self.informed, 'I')];
        letters.iter().filter(|(is_set, _)| *is_set).map(|(_, letter)| *letter).collect()
    }

    /// Letters with the words that are said.
    pub fn show(self, view: &View<'_>) -> Inline {
        let words = [
            (self.accountable, "raci_a"),
            (self.responsible, "raci_r"),
            (self.consulted, "raci_c"),
            (self.informed, "raci_i"),
        ];
        let words: Vec<&str> = words.iter().filter(|(is_set, _)| *is_set).map(|(_, name)| view.t(name)).collect();
        Inline::raci(self.letters(), view.strings().list(&words))
    }
}

/// Who has which part in a step, in the order in which the step names them. Where nobody answers for it, the owner of
/// the process does.
pub fn parts(book: &Handbook, item: &Entry, step: &Step) -> Vec<(EntryId, Part)> {
    let mut found: Vec<(EntryId, Part)> = Vec::new();
    let mut add = |keys: &[KeyRef], set: fn(&mut Part)| {
        for id in keys.iter().filter_map(|it| book.keys.find(&it.key)) {
            let at = found.iter().position(|(who, _)| *who == id).unwrap_or_else(|| {
                found.push((id, Part::default()));
                found.len() - 1
            });
            set(&mut found[at].1);
        }
    };
    add(&step.by, |part| part.responsible = true);
    if let Some(raci) = &step.raci {
        add(&raci.responsible, |part| part.responsible = true);
    }
    match step.raci.as_ref().map(|raci| &raci.accountable).filter(|it| !it.is_empty()) {
        Some(accountable) => add(accountable, |part| part.accountable = true),
        None => add(item.owner().map_or(&[], std::slice::from_ref), |part| part.accountable = true),
    }
    if let Some(raci) = &step.raci {
        add(&raci.consulted, |part| part.consulted = true);
        add(&raci.informed, |part| part.informed = true);
    }
    found
}

/// Everybody who has a part in some step, in the order of the steps.
pub fn people(book: &Handbook, item: &Entry) -> Vec<EntryId> {
    let mut all: Vec<EntryId> = Vec::new();
    for (who, _) in of(item).iter().flat_map(|step| parts(book, item, step)) {
        if !all.contains(&who) {
            all.push(who);
        }
    }
    all
}

/// A step in which somebody has a part.
#[derive(Clone, Copy, Debug)]
pub struct Involvement<'a> {
    /// The process or procedure.
    pub item: &'a Entry,
    /// The step.
    pub step: &'a Step,
    /// The part.
    pub part: Part,
}

/// Every step of every process and procedure in force in which somebody has a part.
pub fn involvements<'a>(book: &'a Handbook, who: EntryId) -> Vec<Involvement<'a>> {
    let documents = book.of_kind(Kind::Process).chain(book.of_kind(Kind::Procedure));
    let mut found = Vec::new();
    for item in documents.filter(|item| item.control.as_ref().is_none_or(|it| it.replaces.is_none())) {
        for step in of(item) {
            let part = parts(book, item, step).into_iter().find(|(id, _)| *id == who);
            found.extend(part.map(|(_, part)| Involvement { item, step, part }));
        }
    }
    found
}

/// The steps in words, each with its anchor.
pub fn flow(view: &View<'_>, item: &Entry) -> Option<Block> {
    let steps = of(item);
    if steps.is_empty() {
        return None;
    }
    Some(Block::from(Flow::new(steps.iter().enumerate().map(|(index, step)| {
        let anchor = format!("step-{}", step.key.text);
        let mut shown = FlowStep::new(&*anchor, &*step.what.text).refs(view.claims(item.id, Some(&anchor)));
        let responsible = step.by.iter().chain(step.raci.iter().flat_map(|it| &it.responsible));
        shown = shown.by(Inlines::joined(", ", responsible.map(|it| view.key(it))));
        if let Some(how) = &step.how {
            shown = shown.html(view.text(item, how));
        }
        if let Some(within) = &step.within {
            shown = shown.fact(Fact::new(view.t("within"), view.target(&within.value)));
        }
        if let Some(record) = &step.record {
            shown = shown.fact(Fact::new(view.t("leaves"), &record.text));
        }
        if let Some(procedure) = &step.procedure {
            shown = shown.fact(Fact::new(view.t("follow"), view.key(procedure)));
        }
        let is_last = index + 1 == steps.len();
        if step.next.is_empty() && is_last {
            shown = shown.next(view.t("ends_here"));
        }
        for next in &step.next {
            let target = steps.iter().find(|it| it.key.text == next.to.value);
            let to = match target {
                Some(target) => Inline::link(format!("#step-{}", target.key.text), &*target.what.text),
                None => Inline::text(view.t("ends_here")),
            };
            let when = next.when.as_ref().map(|when| Inline::text(format!("{}:", when.text)));
            shown = shown.next(when.into_iter().chain([to]).collect::<Inlines>());
        }
        shown
    }))))
}

/// The most people that a table of letters has columns for; with more the letters are columns.
const MAX_COLUMNS: usize = 14;

/// Who does what: a row for each step. Few people have a column each, with letters; of many, the names stand below the
/// letters.
pub fn raci(view: &View<'_>, item: &Entry) -> Option<Table> {
    let people = people(view.book, item);
    if people.is_empty() {
        return None;
    }
    let table = Table::new(view.t("who_does_what"));
    if people.len() > MAX_COLUMNS {
        let columns =
            [view.t("step"), view.t("raci_do"), view.t("raci_answer"), view.t("raci_asked"), view.t("raci_informed")];
        return Some(table.columns(columns).rows(of(item).iter().map(|step| {
            let parts = parts(view.book, item, step);
            let names = |is_meant: fn(Part) -> bool| {
                Inlines::joined(", ", parts.iter().filter(|(_, part)| is_meant(*part)).map(|(who, _)| view.link(*who)))
            };
            Row::new([
                Inlines::from(&step.what.text),
                names(|part| part.responsible),
                names(|part| part.accountable),
                names(|part| part.consulted),
                names(|part| part.informed),
            ])
        })));
    }
    let columns = people.iter().map(|who| Column::inline(view.link(*who)));
    let table = table.style(TableStyle::Raci).columns([Column::new(view.t("step"))].into_iter().chain(columns));
    Some(table.rows(of(item).iter().map(|step| {
        let parts = parts(view.book, item, step);
        let cells = people.iter().map(|who| match parts.iter().find(|(id, _)| id == who) {
            Some((_, part)) => Inlines::from(part.show(view)),
            None => Inlines::EMPTY,
        });
        Row::new([Inlines::from(&step.what.text)].into_iter().chain(cells))
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Key;
    use crate::pages::example::{DESK, book};

    #[test]
    fn the_owner_answers_for_steps_that_name_nobody() {
        let book = book(DESK);
        let id = |key| book.keys.find(&Key::new(key).unwrap()).unwrap();
        let item = book.entry(id("PRC-INC"));
        let letters = |step: usize| -> Vec<(EntryId, String)> {
            parts(&book, item, &of(item)[step]).into_iter().map(|(who, part)| (who, part.letters())).collect()
        };
        assert_eq!(letters(0), [(id("ROL-SDA"), "R".into()), (id("ROL-SDM"), "A".into()), (id("ROL-DM"), "I".into())]);
        assert_eq!(letters(1), [(id("ROL-DM"), "AR".into()), (id("ROL-SDA"), "C".into())]);
        assert_eq!(people(&book, item), [id("ROL-SDA"), id("ROL-SDM"), id("ROL-DM")]);
    }

    #[test]
    fn a_role_is_found_in_every_step_in_which_it_has_a_part() {
        let book = book(DESK);
        let id = |key| book.keys.find(&Key::new(key).unwrap()).unwrap();
        let found: Vec<_> =
            involvements(&book, id("ROL-SDA")).iter().map(|it| (it.step.key.text.clone(), it.part.letters())).collect();
        assert_eq!(found, [("log".to_owned(), "R".to_owned()), ("major".to_owned(), "C".to_owned())]);
    }
}

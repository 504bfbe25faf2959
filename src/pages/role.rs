//! A role: what it is for, what it may decide, who holds it, its part in every process; and the list of all roles.

use super::block::{Block, Column, Fact, Filter, Inline, Inlines, List, ListStyle, Row, Section, Table, Tone};
use super::chrome::Part;
use super::frame::{Head, Page, RailSection, Shell};
use super::steps::{Involvement, involvements};
use super::{View, competence, contact, control, process, prose};
use crate::handbook::Handbook;
use crate::model::kinds::Role;
use crate::model::{Data, Entry, EntryId, Kind};

/// Its page.
pub fn page(view: &View<'_>, id: EntryId) -> Page {
    let book = view.book;
    let item = book.entry(id);
    let mut frame = view.frame(Part::Roles, &*item.title, control::summary(view, id));
    frame.edit_url = view.edit_url(id);
    frame.crumbs = view.crumbs(&[("roles/", view.t("roles"))], &item.title);
    let mut head = control::head(view, id);
    let (lead, sections) = prose::sections(view, item);
    let Some(Data::Role(data)) = &item.data else {
        return Page::new(frame, head).sections(sections).sections(control::tail(view, id));
    };
    head = facts(view, data, head);
    if let Some(call) = contact_of(book, data).and_then(|it| contact::call(view, [it])) {
        head = head.call(call);
    }
    let mut page = Page::new(frame, head);
    if let Some(purpose) = &data.purpose {
        page = page.intro(Block::quote(view.text(item, purpose)));
    }
    if let Some(lead) = lead {
        page = page.intro(lead);
    }
    let points = |texts: &[crate::model::Text]| List::of(texts.iter().map(|it| Inlines::from(view.inline(item, it))));
    if !data.responsibilities.is_empty() {
        let list = points(&data.responsibilities).style(ListStyle::Duties);
        page = page.section(Section::new("cb-duties", view.t("responsibilities")).block(Block::from(list)));
    }
    if !data.authorities.is_empty() {
        page = page.section(
            Section::new("cb-authorities", view.t("authorities")).block(Block::from(points(&data.authorities))),
        );
    }
    page = page.sections(sections).section_if_any(in_processes(view, id, view.t("in_processes")));
    if let Some(training) = competence::training(view, id) {
        page = page.section(Section::new("cb-competence", view.t("competence_needed")).block(Block::from(training)));
    }
    page = page.section_if_any(owns(view, id)).sections(control::tail(view, id));
    let awareness = format!("awareness/{}/", item.key.as_str().to_lowercase());
    page = page.rail(
        RailSection::new(view.t("awareness")).item(Inline::link(view.url(&awareness), view.t("what_i_must_know"))),
    );
    page = page.rail(control::satisfies(view, id));
    let order: Vec<EntryId> = by_title(book).into_iter().map(|it| it.id).collect();
    page.pager(process::neighbours(view, &order, id))
}

/// Who holds it, how many they are, who stands in.
pub fn facts(view: &View<'_>, data: &Role, mut head: Head) -> Head {
    let names: Vec<&str> = data.held_by.iter().map(|it| it.text.as_str()).collect();
    let holder = match names.is_empty() {
        true => Inlines::from(Inline::tag(Tone::Gap, view.t("nobody"))),
        false => view.strings().list(&names).into(),
    };
    head = head.fact(Fact::new(view.t("held_by"), holder));
    if let Some(people) = data.people {
        head = head.fact(Fact::new(view.t("people"), people.value.to_string()));
    }
    if let Some(backup) = &data.backup {
        head = head.fact(Fact::new(view.t("backup"), view.key(backup)).note(control::holder(view, backup)));
    }
    if data.is_top_management() {
        head = head.fact(Fact::new(view.t("top_management"), view.t("yes")));
    }
    head
}

/// The contact that a role names.
pub fn contact_of<'a>(book: &'a Handbook, data: &Role) -> Option<&'a crate::model::kinds::Contact> {
    data.contact.as_ref().and_then(|key| book.contact(&key.value))
}

/// The part of a role in each process and procedure, from their steps.
pub fn in_processes(view: &View<'_>, role: EntryId, title: &str) -> Section {
    let section = Section::new("cb-in-processes", title);
    let involved = involvements(view.book, role);
    if involved.is_empty() {
        return section;
    }
    let columns = [
        Column::new(view.t("kind_process")),
        Column::new(view.t("raci_do")),
        Column::new(view.t("raci_answer")),
        Column::new(view.t("raci_told")),
    ];
    let table = Table::new(title).columns(columns);
    section.block(Block::from(table.rows(involved.chunk_by(|a, b| a.item.id == b.item.id).map(|of| {
        let item = of[0].item;
        let n_steps = super::steps::of(item).len();
        let cell = |is_meant: fn(&Involvement<'_>) -> bool| {
            let steps: Vec<_> = of.iter().filter(|it| is_meant(it)).collect();
            if steps.len() == n_steps && n_steps > 3 {
                return Inlines::from(view.strings().fill("all_steps", &[("n", &n_steps.to_string())]));
            }
            Inlines::joined(
                ", ",
                steps.iter().map(|it| {
                    let anchor = format!("step-{}", it.step.key.text);
                    Inline::link(view.entry_url(item.id, Some(&anchor)), &*it.step.what.text)
                }),
            )
        };
        Row::new([
            Inlines::from(view.link(item.id)),
            cell(|it| it.part.responsible),
            cell(|it| it.part.accountable),
            cell(|it| it.part.consulted || it.part.informed),
        ])
    }))))
}

/// What a role answers for, by kind.
fn owns(view: &View<'_>, role: EntryId) -> Section {
    let book = view.book;
    let section = Section::new("cb-owns", view.t("owns"));
    let owned = owned(book, role);
    if owned.is_empty() {
        return section;
    }
    let n = owned.len();
    let shown: Vec<EntryId> = owned.into_iter().take(MAX_OWNED).collect();
    let facts = shown.chunk_by(|a, b| book.entry(*a).kind == book.entry(*b).kind).map(|of| {
        let kind = book.entry(of[0]).kind;
        let word = view.t(&format!("kind_{}", kind.word())).to_owned();
        Fact::new(word, Inline::lines(of.iter().map(|id| view.link(*id))))
    });
    let section = section.aside(view.strings().plural("entries", n)).block(Block::dl(facts));
    if n > MAX_OWNED {
        let rest = view.strings().fill("n_more", &[("n", &(n - MAX_OWNED).to_string())]);
        return section.block(Block::remark([Inline::link("#cb-referrers", rest)]));
    }
    section
}

/// Entries listed as owned; the rest is among what points at the role.
const MAX_OWNED: usize = 50;

/// Entries that a role owns, by kind and key.
pub fn owned(book: &Handbook, role: EntryId) -> Vec<EntryId> {
    let edges = book.graph.to(role).filter(|edge| edge.relation.0 == "owned_by");
    let mut owned: Vec<EntryId> = edges
        .map(|edge| edge.from)
        .filter(|from| book.entry(*from).owner().is_some_and(|owner| book.keys.find(&owner.key) == Some(role)))
        .collect();
    owned.sort_by_key(|id| (book.entry(*id).kind, book.entry(*id).key.clone()));
    owned.dedup();
    owned
}

/// All roles, by their titles.
pub fn by_title(book: &Handbook) -> Vec<&Entry> {
    let mut roles: Vec<&Entry> = book.of_kind(Kind::Role).collect();
    roles.sort_by_key(|it| it.title.to_lowercase());
    roles
}

/// Find my role: by title, holder, team.
pub fn index(view: &View<'_>) -> Page {
    let title = view.t("roles");
    let mut frame = view.frame(Part::Roles, title, view.t("roles_lede"));
    frame.crumbs = view.crumbs(&[("", view.t("home"))], title);
    frame.shell = Shell::NoRail;
    let roles = by_title(view.book);
    let n = roles.len();
    let head = Head::new(view.t("find_my_role")).kick(view.strings().plural("roles", n)).lede(view.t("roles_lede"));
    let page = Page::new(frame, head);
    if n == 0 {
        return page.intro(Block::note(Tone::Plain, view.t("empty_register"), view.t("empty_roles")));
    }
    let all = view.strings().plural("roles", n);
    let filter = Filter::new(view.t("filter")).search(view.t("find_role_hint")).counted(all, view.t("n_of_all"));
    let columns = [
        Column::new(view.t("kind_role")),
        Column::new(view.t("held_by")),
        Column::new(view.t("people")).numeric(),
        Column::new(view.t("awareness")),
    ];
    let table = Table::new(title).id("cb-roles").sortable().filter(filter).columns(columns);
    page.intro(table.rows(roles.into_iter().map(|item| {
        let (held, people) = match &item.data {
            Some(Data::Role(data)) => {
                let holders = view.holders(item.id);
                let held = if holders.is_empty() {
                    Inlines::from(Inline::tag(Tone::Gap, view.t("nobody")))
                } else {
                    holders.into()
                };
                (held, data.people.map_or_else(String::new, |it| it.value.to_string()))
            }
            _ => Default::default(),
        };
        let awareness = view.url(&format!("awareness/{}/", item.key.as_str().to_lowercase()));
        Row::new([
            Inlines::from([view.link(item.id), Inline::small(control::summary(view, item.id))]),
            held,
            people.into(),
            Inline::link(awareness, view.t("what_i_must_know")).into(),
        ])
    })))
}

//! What people of a role have to know: the policy, the objectives they move, their services, their part, and what goes
//! wrong otherwise. Computed from the handbook, with what `awareness/` adds to it.
//!
//! Source: ISO/IEC 20000-1:2018, clause 7.3.

use super::block::{
    Block, Button, Card, Column, Fact, Inline, Inlines, List, ListStyle, Pane, Question, Quiz, Row, Section, Table,
    Tone,
};
use super::chrome::Part;
use super::frame::{Head, Page, RailSection, Shell};
use super::{View, acknowledgement, competence, contact, control, measure, prose, role as role_page};
use crate::handbook::Handbook;
use crate::model::kinds::{Awareness, Contact, Lifecycle, Policy, PolicyType, QuestionType, Role};
use crate::model::{Audience, Data, Entry, EntryId, KeyRef, Kind};

/// Find my role, and how far what everybody has to know has been read.
pub fn index(view: &View<'_>) -> Page {
    let title = view.t("awareness");
    let mut frame = view.frame(Part::Roles, title, view.t("awareness_lede"));
    frame.crumbs = view.crumbs(&[("", view.t("home"))], title);
    frame.shell = Shell::NoRail;
    let page = Page::new(frame, Head::new(title).lede(view.t("awareness_lede")));
    let roles = role_page::by_title(view.book);
    if roles.is_empty() {
        return page.intro(Block::note(Tone::Plain, view.t("empty_register"), view.t("empty_roles")));
    }
    let columns = [
        Column::new(view.t("kind_role")),
        Column::new(view.t("people")).numeric(),
        Column::new(view.t("to_know")).numeric(),
        Column::new(view.t("acknowledged")),
    ];
    let table = Table::new(title).id("cb-awareness").sortable().columns(columns);
    let mut page = page.intro(table.rows(roles.into_iter().map(|item| {
        let url = view.url(&format!("awareness/{}/", item.key.as_str().to_lowercase()));
        let documents = documents_to_know(view, item.id);
        let people = view.book.people_of(item.id);
        let read = documents.iter().map(|id| view.book.readings.n_readers(item.id, *id)).filter(|n| *n > 0);
        let counted: Vec<usize> = read.collect();
        let share = match (people, counted.is_empty()) {
            (Some(people), false) => {
                share(view, counted.iter().map(|n| (*n).min(people)).sum(), people * counted.len())
            }
            _ => Inlines::EMPTY,
        };
        Row::new([
            Inlines::from([Inline::link(url, &*item.title), Inline::small(view.holders(item.id))]),
            people.map_or_else(String::new, |n| n.to_string()).into(),
            documents.len().to_string().into(),
            share,
        ])
    })));
    let entries = view.book.of_kind(Kind::Awareness);
    if entries.len() > 0 {
        let list =
            List::of(entries.map(|it| Inlines::from([view.link(it.id), Inline::muted(control::summary(view, it.id))])));
        page = page.section(Section::new("cb-lessons", view.t("lessons")).block(Block::from(list)));
    }
    page
}

/// A share of people in words, against the target of `handbook.yaml`.
pub(super) fn share(view: &View<'_>, n: usize, all: usize) -> Inlines {
    let text = view.strings().fill("n_of_all", &[("n", &view.strings().count(n)), ("all", &view.strings().count(all))]);
    let target = view.book.config.as_ref().and_then(|it| it.acknowledge.as_ref()).and_then(|it| it.target.as_ref());
    let percent = if all == 0 { 0.0 } else { n as f64 / all as f64 * 100.0 };
    let tone = match target {
        Some(target) if target.value.is_met_by(percent) => Tone::Ok,
        Some(_) => Tone::Partial,
        None => Tone::Plain,
    };
    Inline::tag(tone, text).into()
}

/// What one role has to know.
pub fn page(view: &View<'_>, role: EntryId) -> Page {
    let book = view.book;
    let item = book.entry(role);
    let title = view.strings().fill("awareness_title", &[("role", &item.title)]);
    let mut frame = view.frame(Part::Roles, &*title, control::summary(view, role));
    frame.edit_url = view.edit_url(role);
    frame.crumbs = view.crumbs(&[("awareness/", view.t("awareness"))], &item.title);
    let lessons = lessons(book, role);
    let data = match &item.data {
        Some(Data::Role(data)) => Some(&**data),
        _ => None,
    };
    let mut page = Page::new(frame, head(view, item, data));
    page = page.section_if_any(your_part(view, item, data, &lessons));
    page = page.section_if_any(policy_and_if_not(view, &lessons));
    page = page.section_if_any(objectives(view, role));
    page = page.section_if_any(services(view, role));
    page = page.section_if_any(role_page::in_processes(view, role, view.t("in_each_process")));
    page = page.section_if_any(situations(view, &lessons));
    page = page.section_if_any(documents(view, item));
    if let Some(training) = competence::training(view, role) {
        page = page.section(Section::new("cb-training", view.t("training_due")).block(Block::from(training)));
    }
    page = page.section_if_any(self_check(view, &lessons, true));
    page = page.section_if_any(card(view, item, data, &lessons));
    page = page.rail(RailSection::new(view.t("kind_role")).item(view.link(role)));
    page = page.rail(read_rail(view, item));
    let chips = lessons.iter().flat_map(|(lesson, _)| view.claims(lesson.id, None)).map(Inlines::from);
    let mut satisfies = RailSection::new(view.t("satisfies"));
    for chip in chips {
        if !satisfies.items.contains(&chip) {
            satisfies = satisfies.item(chip);
        }
    }
    page.rail(satisfies)
}

fn head(view: &View<'_>, item: &Entry, data: Option<&Role>) -> Head {
    let mut head = Head::new(view.strings().fill("awareness_title", &[("role", &item.title)]));
    head = head.kick([Inline::code(item.key.as_str())]).kick(view.t("kind_awareness"));
    if let Some(people) = view.book.people_of(item.id) {
        head = head.kick(view.strings().plural("people", people));
    }
    if let Some(purpose) = data.and_then(|it| it.purpose.as_ref()).or(item.summary()) {
        head = head.lede(view.inline(item, purpose));
    }
    head = head.action(Button::print(view.t("print")));
    if let Some(call) = contact::call(view, contacts(view.book, data)) {
        head = head.call(call);
    }
    head
}

/// Up to three numbers: the role's own contact, then those that can be called.
fn contacts<'a>(book: &'a Handbook, data: Option<&Role>) -> Vec<&'a Contact> {
    let own = data.and_then(|it| role_page::contact_of(book, it));
    let mut contacts: Vec<&Contact> = own.into_iter().collect();
    for contact in book.contacts().iter().filter(|it| it.phone.is_some()) {
        if contacts.len() < 3 && !contacts.iter().any(|it| it.key.text == contact.key.text) {
            contacts.push(contact);
        }
    }
    contacts
}

/// Lessons of `awareness/` for a role: its own before those for everybody.
fn lessons(book: &Handbook, role: EntryId) -> Vec<(&Entry, &Awareness)> {
    let mut found: Vec<(bool, &Entry, &Awareness)> = Vec::new();
    for item in book.of_kind(Kind::Awareness) {
        let Some(Data::Awareness(data)) = &item.data else { continue };
        match &data.roles {
            Some(Audience::All) => found.push((true, item, data)),
            Some(Audience::Roles(roles)) if roles.iter().any(|it| book.keys.find(&it.key) == Some(role)) => {
                found.push((false, item, data));
            }
            _ => {}
        }
    }
    found.sort_by_key(|(is_for_all, item, _)| (*is_for_all, item.id));
    found.into_iter().map(|(_, item, data)| (item, data)).collect()
}

fn your_part(view: &View<'_>, item: &Entry, data: Option<&Role>, lessons: &[(&Entry, &Awareness)]) -> Section {
    let mut section = Section::new("cb-your-part", view.t("your_part"));
    if let Some(data) = data.filter(|it| !it.responsibilities.is_empty()) {
        let list = List::of(data.responsibilities.iter().map(|it| Inlines::from(view.inline(item, it))));
        section = section.block(Block::from(list.style(ListStyle::Duties)));
    }
    let messages: Vec<Inlines> = lessons
        .iter()
        .flat_map(|(lesson, it)| it.messages.iter().map(|text| view.inline(lesson, text).into()))
        .collect();
    if messages.is_empty() {
        return section;
    }
    section.block(Block::note(Tone::Plain, view.t("messages"), Inline::list(messages)))
}

/// The service management policy in force, or any policy in force.
pub fn policy<'a>(view: &View<'a>) -> Option<(&'a Entry, &'a Policy)> {
    let policies =
        view.book.of_kind(Kind::Policy).filter(|it| view.book.is_in_force(it)).filter_map(|item| match &item.data {
            Some(Data::Policy(policy)) => Some((item, &**policy)),
            _ => None,
        });
    let is_main = |policy: &Policy| policy.policy_type.is_some_and(|it| it.value == PolicyType::ServiceManagement);
    policies.clone().find(|(_, policy)| is_main(policy)).or_else(|| policies.clone().next())
}

fn policy_and_if_not(view: &View<'_>, lessons: &[(&Entry, &Awareness)]) -> Section {
    let mut panes = Vec::new();
    let policy = policy(view);
    if let Some((item, data)) = policy.filter(|(_, data)| !data.commitments.is_empty()) {
        let list = List::of(data.commitments.iter().map(|it| Inlines::from(view.inline(item, &it.say))));
        let mut by = Inlines::from(view.link(item.id));
        by.0.extend(approval(view, item).0);
        panes.push(Pane::new("cb-policy", view.t("policy_plain")).block(Block::from(list)).block(Block::remark(by)));
    }
    let mut points: Vec<Inlines> = Vec::new();
    points.extend(policy.iter().filter_map(|(item, data)| Some(view.inline(item, data.if_not.as_ref()?).into())));
    points.extend(
        lessons
            .iter()
            .flat_map(|(lesson, it)| it.consequences.iter().map(|text| Inlines::from(view.inline(lesson, text)))),
    );
    if !points.is_empty() {
        panes.push(Pane::new("cb-if-not", view.t("if_not")).block(Block::from(List::of(points))));
    }
    if panes.is_empty() { Section::plain([]) } else { Section::plain([Block::columns(panes)]) }
}

/// "approved by …, on …" of a document in force.
pub fn approval(view: &View<'_>, item: &Entry) -> Inlines {
    let Some(approved) =
        item.control.as_ref().and_then(|it| it.approved.as_ref()).filter(|it| it.on.value <= view.book.as_of)
    else {
        return Inlines::EMPTY;
    };
    let text = view.strings().fill("approved_on_by", &[("date", &view.strings().date(approved.on.value))]);
    let mut line = Inlines::from([Inline::text(format!(", {text}")), view.key(&approved.by)]);
    let holder = control::holder(view, &approved.by);
    if !holder.is_empty() {
        line.push(Inline::muted(format!("({holder})")));
    }
    line
}

/// Objectives that a role moves, with today's value of each of their measures.
fn objectives(view: &View<'_>, role: EntryId) -> Section {
    let section = Section::new("cb-objectives", view.t("objectives_you_move"));
    let objectives = objectives_of(view.book, role);
    if objectives.is_empty() {
        return section;
    }
    let mut table =
        Table::new(view.t("objectives_you_move")).style(super::block::TableStyle::Kpis).columns(measure::columns(view));
    for item in objectives {
        let Some(Data::Objective(data)) = &item.data else { continue };
        for measure in &data.measures {
            let what = Inlines::from([view.link(item.id), Inline::small(&*measure.what.text)]);
            table.push(measure::row(view, what, measure.target.as_ref().map(|it| &it.value), &measure.actuals));
        }
    }
    section.block(Block::from(table))
}

fn objectives_of(book: &Handbook, role: EntryId) -> Vec<&Entry> {
    let names = |roles: &[KeyRef]| roles.iter().any(|it| book.keys.find(&it.key) == Some(role));
    book.of_kind(Kind::Objective)
        .filter(|it| matches!(&it.data, Some(Data::Objective(data)) if names(&data.roles)))
        .collect()
}

/// Services that a role touches: those it owns, those of the objectives it moves, of the customers it looks after, of
/// the agreements and suppliers it answers for. Where nothing says so, all that are live.
fn services_of(book: &Handbook, role: EntryId) -> Vec<EntryId> {
    let mut found: Vec<EntryId> = Vec::new();
    let mut add = |keys: &[KeyRef]| found.extend(keys.iter().filter_map(|it| book.keys.find(&it.key)));
    for item in objectives_of(book, role) {
        if let Some(Data::Objective(data)) = &item.data {
            add(&data.services);
        }
    }
    for item in book.of_kind(Kind::Customer) {
        if let Some(Data::Customer(data)) = &item.data
            && data.contact.iter().any(|it| book.keys.find(&it.key) == Some(role))
        {
            add(&data.services);
        }
    }
    let owned = role_page::owned(book, role);
    for id in &owned {
        match &book.entry(*id).data {
            Some(Data::Agreement(data)) => add(&data.services),
            Some(Data::Supplier(data)) => data.provides.iter().for_each(|it| add(&it.what_for)),
            _ => {}
        }
    }
    found.extend(owned);
    let is_live = |id: &EntryId| matches!(&book.entry(*id).data, Some(Data::Service(data)) if data.lifecycle.value == Lifecycle::Live);
    found.retain(is_live);
    found.sort_by_key(|id| book.entry(*id).key.clone());
    found.dedup();
    if found.is_empty() {
        found = book.of_kind(Kind::Service).map(|it| it.id).filter(is_live).collect();
    }
    found
}

fn services(view: &View<'_>, role: EntryId) -> Section {
    let section = Section::new("cb-services", view.t("your_services"));
    let ids = services_of(view.book, role);
    if ids.is_empty() {
        return section;
    }
    let n = ids.len();
    let table = Table::new(view.t("your_services")).columns([
        view.t("kind_service"),
        view.t("what_you_get_there"),
        view.t("targets"),
    ]);
    let section = section.block(Block::from(table.rows(ids.into_iter().take(20).map(|id| {
        let item = view.book.entry(id);
        Row::new([
            Inlines::from(view.link(id)),
            control::summary(view, id).into(),
            super::service::targets_met(view, item),
        ])
    }))));
    if n > 20 {
        section.block(Block::remark([Inline::link(view.url("services/"), view.t("see_all"))]))
    } else {
        section
    }
}

fn situations(view: &View<'_>, lessons: &[(&Entry, &Awareness)]) -> Section {
    let section = Section::new("cb-situations", view.t("usual_situations"));
    if lessons.iter().all(|(_, it)| it.situations.is_empty()) {
        return section;
    }
    let table = Table::new(view.t("usual_situations")).columns([view.t("situation"), view.t("do_this"), view.t("see")]);
    let rows = lessons.iter().flat_map(|(lesson, it)| {
        it.situations.iter().map(|it| {
            Row::new([
                Inlines::from(view.inline(lesson, &it.when)),
                view.inline(lesson, &it.what).into(),
                view.keys(&it.see),
            ])
        })
    });
    section.block(Block::from(table.rows(rows)))
}

/// Documents in force that a role has to know.
pub fn documents_to_know(view: &View<'_>, role: EntryId) -> Vec<EntryId> {
    let documents = view.book.entries.iter().filter(|it| it.kind.is_controlled() && view.book.is_in_force(it));
    let mut found: Vec<EntryId> = documents
        .filter(|it| view.book.readers_of(it).is_none_or(|roles| roles.contains(&role)))
        .map(|it| it.id)
        .collect();
    found.sort_by_key(|id| (view.book.entry(*id).kind, view.book.entry(*id).key.clone()));
    found
}

fn documents(view: &View<'_>, role: &Entry) -> Section {
    let section = Section::new("cb-to-know", view.t("to_know"));
    let ids = documents_to_know(view, role.id);
    if ids.is_empty() {
        return section;
    }
    let has_link = view.book.config.as_ref().is_some_and(|it| it.acknowledge.is_some());
    let mut columns =
        vec![Column::new(view.t("document")), Column::new(view.t("version")), Column::new(view.t("what_changed"))];
    if has_link {
        columns.push(Column::new(view.t("have_read")));
    }
    let n = ids.len();
    let table = Table::new(view.t("to_know")).columns(columns).rows(ids.into_iter().take(50).map(|id| {
        let item = view.book.entry(id);
        let control = item.control.as_ref();
        let version = control.and_then(|it| it.version.as_ref()).map_or("", |it| it.text.as_str());
        let newest = control.and_then(|it| it.history.iter().find(|it| it.on.value <= view.book.as_of));
        let changed = newest.map_or(Inlines::EMPTY, |it| view.inline_or_empty(item, it.change.as_ref()));
        let since = newest.map(|it| Inline::small(view.day(it.on.value)));
        let mut row = Row::new([
            Inlines::from([view.link(id), Inline::small(view.t(&format!("kind_{}", item.kind.word())))]),
            [Inline::text(version)].into_iter().chain(since).collect(),
            changed,
        ]);
        if has_link {
            let link = acknowledgement::link(view, role, item).map(|url| Inline::link(url, view.t("confirm_version")));
            row = row.cell(Inlines::from(link));
        }
        row
    }));
    let mut section = section.block(Block::from(table));
    if n > 50 {
        section = section.block(Block::remark([Inline::link(view.url("documents/"), view.t("see_all"))]));
    }
    if has_link { section.block(Block::remark(view.t("have_read_text"))) } else { section }
}

/// How many people of the role have read each document, as counts.
fn read_rail(view: &View<'_>, role: &Entry) -> RailSection {
    let section = RailSection::new(view.t("acknowledged"));
    let Some(people) = view.book.people_of(role.id).filter(|n| *n > 0) else { return section };
    let counted = documents_to_know(view, role.id).into_iter().filter_map(|id| {
        let item = view.book.entry(id);
        let n = view.book.readings.n_readers(role.id, id).min(people);
        view.book.readings.of_document(id).map(|_| {
            let mut line = share(view, n, people);
            line.push(Inline::small(&*item.title));
            line
        })
    });
    section.items(counted.take(12))
}

/// Questions of the lessons. On a role's page the names of the lessons keep their anchors apart.
fn self_check(view: &View<'_>, lessons: &[(&Entry, &Awareness)], is_for_role: bool) -> Section {
    let section = Section::new("cb-check", view.t("check_yourself")).aside(view.t("check_note"));
    let questions: Vec<Question> = lessons
        .iter()
        .flat_map(|(lesson, data)| {
            data.questions.iter().map(move |it| {
                let key = match is_for_role {
                    true => format!("{}-{}", lesson.key.as_str().to_lowercase(), it.key.text),
                    false => format!("question-{}", it.key.text),
                };
                let mut question = Question::new(key, view.inline(lesson, &it.ask));
                if it.question_type.is_some_and(|it| it.value == QuestionType::Multiple) {
                    question = question.multiple();
                }
                for answer in &it.answers {
                    let (say, because) =
                        (view.inline(lesson, &answer.say), view.inline_or_empty(lesson, answer.because.as_ref()));
                    question = if answer.right.is_some_and(|it| it.value) {
                        question.right(say, because)
                    } else {
                        question.wrong(say, because)
                    };
                }
                question.see(view.keys(&it.see))
            })
        })
        .collect();
    if questions.is_empty() { section } else { section.block(Block::from(Quiz::new(questions))) }
}

/// The card to carry: duties and numbers on a palm's width of paper.
fn card(view: &View<'_>, item: &Entry, data: Option<&Role>, lessons: &[(&Entry, &Awareness)]) -> Section {
    let section = Section::new("cb-card", view.t("role_card"));
    let mut card = Card::new(&*item.title).code(item.key.as_str()).printable();
    let numbers = contacts(view.book, data);
    if !numbers.is_empty() {
        card = card.text(Inline::lines(numbers.iter().map(|it| contact::line(view, it))));
    }
    let messages: Vec<Inline> =
        lessons.iter().flat_map(|(lesson, it)| it.messages.iter().map(|text| view.inline(lesson, text))).collect();
    let duties =
        data.iter().flat_map(|data| data.responsibilities.iter().map(|it| Inline::text(prose::plain(&it.text))));
    let points: Vec<Inline> = duties.chain(messages).take(6).collect();
    if points.is_empty() {
        return section;
    }
    for point in points {
        card = card.point(point);
    }
    card = card.foot(view.strings().fill("printed_from", &[("date", &view.strings().date(view.book.as_of))]));
    section.block(Block::buttons([Button::print_card(view.t("print_card"))])).block(Block::cards([card]))
}

/// An entry of `awareness/`: the lesson itself.
pub fn entry(view: &View<'_>, id: EntryId) -> Page {
    let item = view.book.entry(id);
    let mut frame = view.frame(Part::Roles, &*item.title, control::summary(view, id));
    frame.edit_url = view.edit_url(id);
    frame.crumbs = view.crumbs(&[("awareness/", view.t("awareness"))], &item.title);
    let mut head = control::head(view, id);
    let (lead, sections) = prose::sections(view, item);
    let Some(Data::Awareness(data)) = &item.data else {
        return Page::new(frame, head).sections(sections).sections(control::tail(view, id));
    };
    head = match &data.roles {
        Some(Audience::All) => head.fact(Fact::new(view.t("to_be_known_by"), view.t("everybody"))),
        Some(Audience::Roles(roles)) => {
            let links = roles.iter().filter_map(|it| view.book.keys.find(&it.key)).map(|role| {
                let role = view.book.entry(role);
                Inline::link(view.url(&format!("awareness/{}/", role.key.as_str().to_lowercase())), &*role.title)
            });
            head.fact(Fact::new(view.t("to_be_known_by"), Inlines::joined(", ", links)))
        }
        None => head,
    };
    let lesson = [(item, &**data)];
    let mut page = Page::new(frame, head);
    if let Some(lead) = lead {
        page = page.intro(lead);
    }
    let points = |texts: &[crate::model::Text]| List::of(texts.iter().map(|it| Inlines::from(view.inline(item, it))));
    if !data.messages.is_empty() {
        page = page.section(Section::new("cb-messages", view.t("messages")).block(Block::from(points(&data.messages))));
    }
    page = page.section_if_any(situations(view, &lesson));
    if !data.consequences.is_empty() {
        page = page.section(Section::new("cb-if-not", view.t("if_not")).block(Block::from(points(&data.consequences))));
    }
    page = page.sections(sections).section_if_any(self_check(view, &lesson, false));
    page.sections(control::tail(view, id)).rail(control::satisfies(view, id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Key;
    use crate::pages::example::{DESK, book, info};

    /// Everything that the five points of the clause are made from, and things of others that must stay away.
    const REST: &[(&str, &str)] = &[
        (
            "policies/pol.md",
            "---\nkey: POL\ntitle: Policy\nstatus: approved\napproved: {by: ROL-SDM, on: 2026-01-02}\napplies_to: all\ntype: service-management\n\
             commitments: [{key: a, say: We promise only what we measure.}]\nif_not: We lose contracts.\n---\n",
        ),
        (
            "objectives/o.yaml",
            "- {key: OBJ-A, title: Fast, roles: [ROL-SDA], services: [SVC-A], measures: [{key: m, what: In time, target: at least 90 %, actuals: {2026-10: 91, 2026-12: 10}}]}\n\
             - {key: OBJ-B, title: Cheap, roles: [ROL-DM]}\n",
        ),
        (
            "services/s.yaml",
            "- {key: SVC-A, title: Laptop, lifecycle: live}\n- {key: SVC-B, title: Mail, lifecycle: live}\n- {key: SVC-C, title: Old, lifecycle: retired}\n",
        ),
        (
            "awareness/a.yaml",
            "- {key: AWR, title: At the desk, for: [ROL-SDA], consequences: [A lost ticket.], situations: [{when: It burns, do: Call}]}\n",
        ),
    ];

    fn page_of(role: &str) -> String {
        let files: Vec<_> = DESK.iter().chain(REST).copied().collect();
        let (book, info) = (book(&files), info());
        let path = format!("awareness/{}/", role.to_lowercase());
        let view = View::new(&book, &info, &path);
        let role = book.keys.find(&Key::new(role).unwrap()).unwrap();
        serde_json::to_string(&super::page(&view, role).sections).unwrap()
    }

    #[test]
    fn a_role_finds_the_five_points_of_the_clause() {
        let page = page_of("ROL-SDA");
        for point in [
            "We promise only what we measure.",
            "Fast",
            "91\u{a0}%",
            "Laptop",
            "#step-log",
            "#step-major",
            "We lose contracts.",
            "A lost ticket.",
            "It burns",
        ] {
            assert!(page.contains(point), "{point} is missing in {page}");
        }
        for other in ["Cheap", "SVC-B", "Mail", "10\u{a0}%"] {
            assert!(!page.contains(other), "{other} is of others, in {page}");
        }
    }

    #[test]
    fn the_box_of_a_document_counts_who_has_read_it() {
        let read =
            "who,role,document,version,date\nx1,ROL-SDA,PRC-INC,2.1,2026-03-09\nx2,ROL-SDA,PRC-INC,2.0,2026-03-01\n";
        let files: Vec<_> = DESK.iter().copied().chain([("acknowledgements/a.csv", read)]).collect();
        let (book, mut info) = (book(&files), info());
        info.strings = crate::theme::Strings::parse("en", [("n_of_all", "{n} of {all}")]);
        let view = View::new(&book, &info, "processes/prc-inc/");
        let id = book.keys.find(&Key::new("PRC-INC").unwrap()).unwrap();
        let control = serde_json::to_string(&control::control(&view, id).unwrap()).unwrap();
        assert!(control.contains("acknowledged") && control.contains("2 of 3"), "{control}");
        assert!(!control.contains("x1") && !control.contains("x2"), "{control}");
    }

    #[test]
    fn a_role_without_services_of_its_own_touches_all_that_are_live() {
        let page = page_of("ROL-SDM");
        assert!(page.contains("Laptop") && page.contains("Mail") && !page.contains("Old"), "{page}");
        assert!(!page.contains("It burns") && !page.contains("A lost ticket."));
    }
}

use super::View;
use super::block::{Inline, Inlines, Url};
use super::frame::{Crumb, Current, Day, Frame, NavLink, Shell, Side, SideGroup, SideLink, Site};
use super::view::attachment_path;
use crate::handbook::Handbook;
use crate::model::{EntryId, Key, Kind};
use crate::standards::{ClauseId, Place};

/// Which of the five main parts a page belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Policies, processes, plans.
    Handbook,
    /// Services.
    Services,
    /// Roles and awareness.
    Roles,
    /// Standards and matrices.
    Standard,
    /// The audit room and its registers.
    Audit,
}

/// The most links that a side navigation has; what does not fit is behind its group's title.
const MAX_SIDE_LINKS: usize = 60;

impl View<'_> {
    /// The frame of a page.
    pub fn frame(&self, part: Part, title: impl Into<String>, description: impl Into<String>) -> Frame {
        let book = self.book;
        let config = book.config.as_deref();
        let organisation = config.map_or_else(String::new, |it| it.organisation.text.clone());
        let logo = config.and_then(|it| it.logo.as_ref()).filter(|it| book.attachments.contains(&it.text));
        let brand = organisation.split_whitespace().next().unwrap_or_default().to_owned();
        let path = |base: &String| format!("{base}{}", self.path);
        Frame {
            lang: self.strings().language().to_owned(),
            title: title.into(),
            description: description.into(),
            root: self.root.clone(),
            site: Site {
                title: config.map_or_else(String::new, |it| it.title.text.clone()),
                organisation,
                brand,
                logo: logo.map_or_else(Url::default, |it| self.url(&attachment_path(&it.text))),
            },
            nav: self.main_nav(part),
            side: self.side(part),
            crumbs: Vec::new(),
            shell: Shell::Normal,
            as_of: Day::new(book.as_of.to_string(), self.strings().date(book.as_of)),
            version: format!("clausebook {}", env!("CARGO_PKG_VERSION")),
            audience: String::new(),
            foot_note: Inlines::from(self.t("own_words")),
            foot_links: vec![
                Inline::link(self.url("about/"), self.t("about")),
                Inline::link(self.url("accessibility/"), self.t("accessibility")),
            ],
            canonical: Url::new(self.site.base_url.as_ref().map(path).unwrap_or_default()),
            edit_url: Url::default(),
            feed: Url::default(),
            no_index: true,
        }
    }

    fn main_nav(&self, part: Part) -> Vec<NavLink> {
        let standard = self
            .book
            .standards
            .first()
            .map_or_else(|| "standards/".to_owned(), |it| super::standard_path(self.book, it.id));
        [
            (Part::Handbook, "processes/".to_owned(), "handbook"),
            (Part::Services, "services/".to_owned(), "services_nav"),
            (Part::Roles, "roles/".to_owned(), "roles_nav"),
            (Part::Standard, standard, "standard_nav"),
            (Part::Audit, "audit/".to_owned(), "audit_room"),
        ]
        .into_iter()
        .map(|(of, path, name)| {
            let current = match (of == part, path == self.path) {
                (_, true) => Current::Page,
                (true, false) => Current::Branch,
                (false, false) => Current::No,
            };
            NavLink::new(self.url(&path), self.t(name), current)
        })
        .collect()
    }

    /// The branch of the handbook that a part's pages share.
    fn side(&self, part: Part) -> Side {
        let groups = match part {
            Part::Handbook => self.side_of_handbook(),
            Part::Services => vec![
                self.group_of(Kind::Service, "services"),
                self.links_group(
                    "see_also",
                    &[("customers/", "customers"), ("agreements/", "agreements"), ("suppliers/", "suppliers")],
                ),
            ],
            Part::Roles => vec![
                self.group_of(Kind::Role, "roles"),
                self.links_group("awareness", &[("awareness/", "awareness"), ("competence/", "competences")]),
            ],
            Part::Standard => self.side_of_standard(),
            Part::Audit => vec![
                self.links_group(
                    "audit_room",
                    &[
                        ("audit/", "overview"),
                        ("findings/", "findings"),
                        ("audits/", "audits"),
                        ("reviews/", "reviews"),
                        ("improvements/", "improvements"),
                        ("calendar/", "calendar"),
                    ],
                ),
                self.links_group(
                    "registers",
                    &[
                        ("records/", "evidence_register"),
                        ("documents/", "documents_register"),
                        ("risks/", "risks"),
                        ("objectives/", "objectives"),
                        ("matrices/", "matrices"),
                        ("changes/", "changes"),
                    ],
                ),
            ],
        };
        Side { label: self.t("handbook").to_owned(), groups }
    }

    fn current(&self, path: &str) -> Current {
        if path == self.path { Current::Page } else { Current::No }
    }

    fn links_group(&self, title: &str, links: &[(&str, &str)]) -> SideGroup {
        let group = SideGroup::new(self.t(title)).open(true);
        links.iter().fold(group, |group, (path, name)| {
            group.link(SideLink::new(self.url(path), self.t(name), self.current(path)))
        })
    }

    /// The entry of a kind that this page is about, told by its address: no list of entries is walked for it.
    fn entry_of(&self, kind: Kind) -> Option<EntryId> {
        let address = self.path.strip_prefix(kind.address())?.strip_prefix('/')?;
        let key = Key::new(&address.split('/').next()?.to_uppercase()).ok()?;
        self.book.keys.find(&key).filter(|id| self.book.entry(*id).kind == kind)
    }

    /// A group of the entries of a kind: all where they are few, else those nearest to the present page.
    fn group_of(&self, kind: Kind, title: &str) -> SideGroup {
        let register = format!("{}/", kind.address());
        let ids = self.book.ids_of(kind);
        let here = self.entry_of(kind).map_or(0, |id| self.book.rank(id));
        let room = MAX_SIDE_LINKS - 10;
        let start = here.saturating_sub(room / 2).min(ids.len().saturating_sub(room));
        let near = &ids[start..(start + room).min(ids.len())];
        let group = SideGroup::new(self.t(title)).url(self.url(&register)).open(true);
        near.iter().fold(group, |group, id| group.link(self.side_link(*id)))
    }

    fn side_link(&self, id: EntryId) -> SideLink {
        let path = super::entry_path(self.book, id);
        SideLink::new(self.url(&path), &*self.book.entry(id).title, self.current(&path))
    }

    /// Start, policies, the groups of processes, and the rest behind their registers.
    fn side_of_handbook(&self) -> Vec<SideGroup> {
        let mut groups = vec![self.links_group(
            "handbook",
            &[
                ("", "home"),
                ("scope/", "scope"),
                ("context/", "context"),
                ("parties/", "parties"),
                ("objectives/", "objectives"),
                ("documents/", "documents_register"),
                ("glossary/", "glossary"),
            ],
        )];
        const KINDS: [(Kind, &str); 4] =
            [(Kind::Policy, "policies"), (Kind::Plan, "plans"), (Kind::Procedure, "procedures"), (Kind::Page, "pages")];
        // Entries are borrowed and the present one is found by its address, so that no page walks all entries.
        let mut branches: Vec<(String, String, &[EntryId])> = Vec::new();
        for group in &self.site.process_groups {
            branches.push((group.title.clone(), "processes/".to_owned(), &group.processes));
        }
        let n_processes: usize = branches.iter().map(|(_, _, ids)| ids.len()).sum();
        for (kind, title) in KINDS {
            branches.push((self.t(title).to_owned(), format!("{}/", kind.address()), self.book.ids_of(kind)));
        }
        let present = [Kind::Process, Kind::Policy, Kind::Plan, Kind::Procedure, Kind::Page];
        let present = present.into_iter().find_map(|kind| self.entry_of(kind));
        // The main parts and the way to each register stand there in any case; what is nearest comes before the rest.
        let mut room = MAX_SIDE_LINKS.saturating_sub(5 + groups[0].links.len() + branches.len());
        let here = |ids: &[EntryId]| {
            let present = present?;
            let kind = self.book.entry(present).kind;
            let is_of_kind = ids.first().is_some_and(|id| self.book.entry(*id).kind == kind);
            match kind {
                _ if !is_of_kind => None,
                Kind::Process => ids.iter().position(|id| *id == present),
                _ => Some(self.book.rank(present)),
            }
        };
        let mut shown = vec![0..0; branches.len()];
        for (index, (_, _, ids)) in branches.iter().enumerate() {
            if let Some(at) = here(ids) {
                let n = ids.len().min(20).min(room);
                let start = at.saturating_sub(n / 2).min(ids.len() - n);
                shown[index] = start..start + n;
                room -= n;
            }
        }
        for (index, (_, _, ids)) in branches.iter().enumerate() {
            if shown[index].is_empty() && ids.len() <= room {
                shown[index] = 0..ids.len();
                room -= ids.len();
            }
        }
        for ((title, path, ids), range) in branches.into_iter().zip(shown) {
            let is_open = here(ids).is_some() || path == "processes/" && n_processes <= 12;
            let side = SideGroup::new(title).url(self.url(&path)).open(is_open);
            groups.push(ids[range].iter().fold(side, |side, id| side.link(self.side_link(*id))));
        }
        groups
    }

    /// The clauses of the standard that a page is about: the main ones, and those around the present one.
    fn side_of_standard(&self) -> Vec<SideGroup> {
        let standards = &self.book.standards;
        let mut groups = vec![self.links_group("overview", &[("standards/", "standards"), ("matrices/", "matrices")])];
        let name =
            self.path.strip_prefix("standards/").and_then(|rest| rest.split('/').next()).filter(|it| !it.is_empty());
        let standard = name
            .and_then(|name| standards.listed().find(|it| it.name().eq_ignore_ascii_case(name)))
            .or_else(|| standards.first());
        let Some(standard) = standard else { return groups };
        let mut n_links = groups[0].links.len();
        for root in &standard.roots {
            let clause = standards.clause(*root);
            let below = self.descendants(*root);
            let is_here = std::iter::once(root).chain(&below).any(|id| super::clause_path(self.book, *id) == self.path);
            let mut group = SideGroup::new(format!("{} {}", clause.number, clause.title))
                .url(self.place_url(Place::Clause(*root)))
                .open(is_here);
            if is_here {
                let here = below.iter().position(|id| super::clause_path(self.book, *id) == self.path).unwrap_or(0);
                let room = MAX_SIDE_LINKS.saturating_sub(n_links).min(45);
                let start = here.saturating_sub(room / 2).min(below.len().saturating_sub(room));
                for id in below.iter().skip(start).take(room) {
                    let below = standards.clause(*id);
                    let path = super::clause_path(self.book, *id);
                    group = group
                        .link(SideLink::new(self.url(&path), &*below.title, self.current(&path)).code(&*below.number));
                    n_links += 1;
                }
            }
            groups.push(group);
        }
        groups
    }

    fn descendants(&self, clause: ClauseId) -> Vec<ClauseId> {
        let mut found = Vec::new();
        let mut rest: Vec<ClauseId> = self.book.standards.clause(clause).children.iter().rev().copied().collect();
        while let Some(id) = rest.pop() {
            found.push(id);
            rest.extend(self.book.standards.clause(id).children.iter().rev());
        }
        found
    }

    /// Breadcrumbs: pairs of path and text, then the present page.
    pub fn crumbs(&self, above: &[(&str, &str)], here: &str) -> Vec<Crumb> {
        let mut crumbs: Vec<_> = above.iter().map(|(path, text)| Crumb::link(self.url(path), *text)).collect();
        crumbs.push(Crumb::here(here));
        crumbs
    }

    /// Where the source of an entry can be changed, by the pattern of `handbook.yaml`.
    pub fn edit_url(&self, id: EntryId) -> Url {
        let pattern = self.book.config.as_ref().and_then(|it| it.repository.as_ref());
        let path = self.book.path(self.book.entry(id).source);
        Url::new(pattern.map(|pattern| pattern.text.replace("{path}", path)).unwrap_or_default())
    }
}

/// A group of the map of processes.
#[derive(Clone, Debug)]
pub struct ProcessGroup {
    /// Number of the clause that the group stands for; empty for the rest.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its processes, in the order of their clauses.
    pub processes: Vec<EntryId>,
}

/// Processes by the groups of the standard, then by main clause; what claims nothing comes last.
pub fn process_groups(book: &Handbook) -> Vec<ProcessGroup> {
    let standards = &book.standards;
    let mut groups: Vec<ProcessGroup> = Vec::new();
    let known = standards.first().map_or(&[][..], |it| &it.file.process_groups);
    let mut rows: Vec<(Option<ClauseId>, EntryId)> =
        book.of_kind(Kind::Process).map(|entry| (book.clause_of_process(entry.id), entry.id)).collect();
    rows.sort_by_key(|(clause, id)| (clause.is_none(), *clause, book.entry(*id).key.clone()));
    for (clause, process) in rows {
        let number = clause.map(|it| standards.clause(it).number.clone());
        let group = number.as_ref().and_then(|number| known.iter().find(|group| is_in(number, &group.id.value)));
        let (id, title) = match (group, clause) {
            (Some(group), _) => (group.id.value.clone(), group.title.text.clone()),
            (None, Some(clause)) => {
                let root = standards.root_of(clause);
                (root.number.clone(), root.title.clone())
            }
            (None, None) => (String::new(), Kind::Process.name().to_owned()),
        };
        match groups.iter_mut().find(|it| it.id == id) {
            Some(group) => group.processes.push(process),
            None => groups.push(ProcessGroup { id, title, processes: vec![process] }),
        }
    }
    groups
}

/// Whether a clause is another one or below it, by their numbers.
fn is_in(number: &str, above: &str) -> bool {
    number.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}

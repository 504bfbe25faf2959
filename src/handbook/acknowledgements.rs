use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Handbook;
use crate::model::{Audience, Data, Entry, EntryId, KeyRef, Kind, Version};

/// Who read what, as counts. What identifies a reader is looked at here, to count people once, and goes no further.
#[derive(Debug, Default)]
pub struct Readings {
    by_document: BTreeMap<EntryId, Reading>,
}

/// How many people have read one document.
#[derive(Debug, Default)]
pub struct Reading {
    /// People of each role who acknowledged it, those of roles that need not know it too.
    pub roles: BTreeMap<EntryId, RoleReading>,
    /// People who have read the version in force, each once, whatever their roles.
    pub n_current: usize,
}

/// How many people of one role have read a document.
#[derive(Debug, Default)]
pub struct RoleReading {
    /// People who have read the version in force, or one before it from which only the wording differs.
    pub n_current: usize,
    /// The newest version before those that somebody of the role has read.
    pub earlier: Option<String>,
}

impl Readings {
    /// Counts the lines that are dated up to the day of the handbook.
    pub(super) fn of(book: &Handbook) -> Self {
        #[derive(Default)]
        struct Readers<'a> {
            current: BTreeSet<&'a str>,
            by_role: BTreeMap<EntryId, (BTreeSet<&'a str>, Option<&'a str>)>,
        }
        let mut versions: HashMap<EntryId, Vec<&str>> = HashMap::new();
        let mut found: BTreeMap<EntryId, Readers<'_>> = BTreeMap::new();
        for line in book.acknowledgements.iter().filter(|line| line.on.value <= book.as_of) {
            let (document, role) = (book.keys.find(&line.document.key), book.keys.find(&line.role.key));
            let (Some(document), Some(role)) = (document, role) else { continue };
            let valid = versions.entry(document).or_insert_with(|| valid_versions(book, book.entry(document)));
            let readers = found.entry(document).or_default();
            let (people, earlier) = readers.by_role.entry(role).or_default();
            if valid.contains(&line.version.as_str()) {
                people.insert(&line.who);
                readers.current.insert(&line.who);
            } else if valid.first().is_some_and(|in_force| Version::compare(&line.version, in_force).is_lt())
                && earlier.is_none_or(|known| Version::compare(known, &line.version).is_lt())
            {
                *earlier = Some(&line.version);
            }
        }
        let by_document = found.into_iter().map(|(document, readers)| {
            let roles = readers.by_role.into_iter().map(|(role, (people, earlier))| {
                (role, RoleReading { n_current: people.len(), earlier: earlier.map(ToOwned::to_owned) })
            });
            (document, Reading { roles: roles.collect(), n_current: readers.current.len() })
        });
        Self { by_document: by_document.collect() }
    }

    /// What is known of a document; `None` where nobody has acknowledged any version of it.
    pub fn of_document(&self, document: EntryId) -> Option<&Reading> {
        self.by_document.get(&document)
    }

    /// How many people of a role have read the version in force of a document. A version that changed the wording only
    /// keeps what was said of the one before.
    pub fn n_readers(&self, role: EntryId, document: EntryId) -> usize {
        self.of_document(document).and_then(|it| it.roles.get(&role)).map_or(0, |it| it.n_current)
    }
}

/// The version in force, and those before it from which only the wording differs.
fn valid_versions<'a>(book: &Handbook, document: &'a Entry) -> Vec<&'a str> {
    let Some(control) = &document.control else { return Vec::new() };
    let Some(version) = &control.version else { return Vec::new() };
    let mut versions = vec![version.text.as_str()];
    let mut is_open = true;
    for item in control.history.iter().filter(|it| it.on.value <= book.as_of) {
        if item.version.text != version.text && !versions.contains(&item.version.text.as_str()) {
            if !is_open {
                break;
            }
            versions.push(&item.version.text);
        }
        is_open = item.editorial.is_some_and(|it| it.value);
        if !is_open {
            break;
        }
    }
    versions
}

impl Handbook {
    /// How many people have a role; `None` where the role does not say.
    pub fn people_of(&self, role: EntryId) -> Option<usize> {
        match &self.entry(role).data {
            Some(Data::Role(data)) => data.people.and_then(|it| usize::try_from(it.value).ok()),
            _ => None,
        }
    }

    /// Roles that have to know a document: those it names, else those in the steps of a process or procedure. `None`
    /// where it is for everybody.
    pub fn readers_of(&self, document: &Entry) -> Option<Vec<EntryId>> {
        let find = |keys: &[KeyRef]| keys.iter().filter_map(|it| self.keys.find(&it.key)).collect::<Vec<_>>();
        match document.control.as_ref().and_then(|it| it.applies_to.as_ref()) {
            Some(Audience::All) => return None,
            Some(Audience::Roles(roles)) => return Some(find(roles)),
            None => {}
        }
        let steps = match &document.data {
            Some(Data::Process(it)) => &it.steps,
            Some(Data::Procedure(it)) => &it.steps,
            _ => return Some(Vec::new()),
        };
        let mut roles: Vec<EntryId> = Vec::new();
        for step in steps {
            let raci = step
                .raci
                .iter()
                .flat_map(|it| it.responsible.iter().chain(&it.accountable).chain(&it.consulted).chain(&it.informed));
            for key in step.by.iter().chain(raci) {
                let role = self.keys.find(&key.key).filter(|it| self.entry(*it).kind == Kind::Role);
                if let Some(role) = role.filter(|it| !roles.contains(it)) {
                    roles.push(role);
                }
            }
        }
        Some(roles)
    }

    /// How many people have read the version in force of a document, of how many who have to: of the roles that have to
    /// know it and say how many they are. Where it is for everybody, the scope knows how many that is, because people
    /// who hold two roles stand in both. `None` where nobody was asked yet, or nothing says how many there are.
    pub fn n_of_readers(&self, document: &Entry) -> Option<(usize, usize)> {
        let reading = self.readings.of_document(document.id)?;
        let count = |roles: &[EntryId]| {
            roles.iter().fold((0, 0), |(n, n_all), role| match self.people_of(*role) {
                Some(people) => (n + self.readings.n_readers(*role, document.id).min(people), n_all + people),
                None => (n, n_all),
            })
        };
        let (n, n_all) = match self.readers_of(document) {
            Some(roles) => count(&roles),
            None => {
                let in_scope = self.of_kind(Kind::Scope).find_map(|scope| match &scope.data {
                    Some(Data::Scope(scope)) => scope.people.and_then(|it| usize::try_from(it.value).ok()),
                    _ => None,
                });
                let n_all = in_scope.unwrap_or_else(|| count(self.ids_of(Kind::Role)).1);
                (reading.n_current.min(n_all), n_all)
            }
        };
        (n_all > 0).then_some((n, n_all))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use crate::handbook::Handbook;
    use crate::model::Key;
    use crate::source::{Settings, Sources};

    const HANDBOOK: &[(&str, &str)] = &[
        ("handbook.yaml", "title: Handbook\norganisation: Halden\n"),
        (
            "roles/roles.yaml",
            "- {key: ROL-SDA, title: Analyst, people: 3}\n- {key: ROL-SDM, title: Manager, people: 1}\n- {key: ROL-DM, title: Duty}\n",
        ),
        (
            "processes/inc.md",
            "---\nkey: PRC-INC\ntitle: Incidents\nversion: \"2.1\"\nstatus: approved\napproved: {by: ROL-SDM, on: 2026-03-02}\n\
             steps:\n  - {key: log, do: Log, by: ROL-SDA, raci: {I: ROL-SDM}}\n\
             history:\n  - {version: \"2.1\", on: 2026-03-02, editorial: true}\n  - {version: \"2.0\", on: 2026-01-05}\n  - {version: \"1.0\", on: 2025-01-05}\n---\n",
        ),
        (
            "acknowledgements/2026.csv",
            "who,role,document,version,date\na,ROL-SDA,PRC-INC,2.1,2026-03-09\na,ROL-SDA,PRC-INC,2.1,2026-04-09\nb,ROL-SDA,PRC-INC,2.0,2026-01-09\n\
             c,ROL-SDA,PRC-INC,1.0,2025-02-01\nc,ROL-SDA,PRC-INC,0.9,2025-01-01\nc,ROL-SDA,PRC-INC,2.2,2026-10-01\nd,ROL-DM,PRC-INC,2.1,2026-03-09\ne,ROL-SDA,PRC-INC,2.1,2026-12-09\n",
        ),
    ];

    fn book(more: &[(&str, &str)]) -> Handbook {
        let files = HANDBOOK.iter().chain(more).copied();
        crate::pipeline::compile(Sources::from_texts(files, Settings::on(date(2026, 11, 22)))).0
    }

    #[test]
    fn people_count_once_and_a_change_of_wording_keeps_them() {
        let book = book(&[]);
        let id = |key| book.keys.find(&Key::new(key).unwrap()).unwrap();
        // `a` twice, `b` by the version before; `c` read older ones and a draft, `d` has another role, `e` is still to come.
        assert_eq!(book.readings.n_readers(id("ROL-SDA"), id("PRC-INC")), 2);
        assert_eq!(book.readings.n_readers(id("ROL-SDM"), id("PRC-INC")), 0);
        let reading = book.readings.of_document(id("PRC-INC")).unwrap();
        assert_eq!(reading.roles[&id("ROL-SDA")].earlier.as_deref(), Some("1.0"));
        assert_eq!(book.n_of_readers(book.entry(id("PRC-INC"))), Some((2, 4)));
    }

    #[test]
    fn where_a_document_is_for_everybody_the_scope_says_how_many_that_is() {
        let policy = "---\nkey: POL\ntitle: Policy\nversion: \"1\"\napplies_to: all\n---\n";
        let scope = "---\nkey: SCOPE\ntitle: Scope\npeople: 3\n---\n";
        let read = "who,role,document,version,date\na,ROL-SDA,POL,1,2026-03-09\nb,ROL-SDM,POL,1,2026-03-09\n\
                    b,ROL-SDA,POL,1,2026-03-09\n";
        let files = [("policies/pol.md", policy), ("acknowledgements/pol.csv", read)];
        let n_of_readers = |book: &Handbook| book.n_of_readers(book.by_key(&Key::new("POL").unwrap()).unwrap());
        assert_eq!(n_of_readers(&book(&files)), Some((2, 4)));
        let [policy, read] = files;
        assert_eq!(n_of_readers(&book(&[policy, read, ("scope.md", scope)])), Some((2, 3)));
    }
}

use jiff::civil::Date;

use super::Handbook;
use crate::model::EntryId;
use crate::model::kinds::{Competence, Shown};

/// How far people of a role have shown a competence, on the day of the handbook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompetenceState {
    /// The newest day on which somebody showed it; `None` where nobody ever did.
    pub newest: Option<Date>,
    /// Whether what was shown is still good, for one person at least.
    pub is_current: bool,
    /// For how many people it is still good, as far as numbers are told: they can be shown in several groups.
    pub n_people: Option<usize>,
    /// The last day on which it is good for as many; `None` where it is not renewed, or has run out for all.
    pub until: Option<Date>,
}

impl Handbook {
    /// How far people of a role have shown a competence.
    pub fn competence_state(&self, competence: &Competence, role: EntryId) -> CompetenceState {
        let is_of_role = |it: &&Shown| it.on.value <= self.as_of && self.keys.find(&it.role.key) == Some(role);
        let last_day = |it: &Shown| competence.renew.map(|renew| renew.value.after(it.on.value));
        let shown: Vec<&Shown> = competence.shown.iter().filter(is_of_role).collect();
        let mut current: Vec<&Shown> =
            shown.iter().copied().filter(|it| last_day(it).is_none_or(|day| self.as_of <= day)).collect();
        current.sort_by_key(|it| std::cmp::Reverse(it.on.value));
        let all = self.people_of(role).unwrap_or(usize::MAX);
        let people = |it: &Shown| it.people.map(|n| usize::try_from(n.value).unwrap_or(usize::MAX));
        let n_people = |groups: &[&Shown]| {
            let numbers: Option<Vec<usize>> = groups.iter().map(|it| people(it)).collect();
            numbers.map(|it| it.into_iter().fold(0, usize::saturating_add).min(all))
        };
        let n_now = n_people(&current).filter(|_| !current.is_empty());
        // The oldest groups can go as long as newer ones have as many people.
        let is_enough = |n: &usize| n_now.is_none() || n_people(&current[..*n]) == n_now;
        let n_needed = (1..=current.len()).find(is_enough);
        CompetenceState {
            newest: shown.iter().map(|it| it.on.value).max(),
            is_current: !current.is_empty(),
            n_people: n_now,
            until: n_needed.and_then(|n| last_day(current[n - 1])),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::{Data, Key};
    use crate::source::{Settings, Sources};

    fn state(shown: &str) -> CompetenceState {
        let competence = format!("- {{key: COM, title: Course, for: [ROL-A], renew: P12M, shown: {shown}}}\n");
        let files = [
            ("handbook.yaml", "title: Handbook\norganisation: Halden\n"),
            ("roles/a.yaml", "- {key: ROL-A, title: A, people: 10}\n- {key: ROL-B, title: B}\n"),
            ("competence/a.yaml", &competence),
        ];
        let book = crate::pipeline::compile(Sources::from_texts(files, Settings::on(date(2026, 11, 22)))).0;
        let id = |key| book.keys.find(&Key::new(key).unwrap()).unwrap();
        match &book.entry(id("COM")).data {
            Some(Data::Competence(competence)) => book.competence_state(competence, id("ROL-A")),
            _ => panic!("it is a competence"),
        }
    }

    #[test]
    fn groups_add_up_while_they_are_good() {
        let groups = "[{role: ROL-A, on: 2026-09-01, people: 3}, {role: ROL-A, on: 2025-11-22, people: 4}, \
                      {role: ROL-A, on: 2025-11-21, people: 2}, {role: ROL-A, on: 2026-12-01, people: 1}, \
                      {role: ROL-B, on: 2026-10-01, people: 5}]";
        let (newest, until) = (Some(date(2026, 9, 1)), Some(date(2026, 11, 22)));
        assert_eq!(state(groups), CompetenceState { newest, is_current: true, n_people: Some(7), until });
    }

    #[test]
    fn a_group_that_a_newer_one_repeats_may_run_out() {
        let twice = "[{role: ROL-A, on: 2025-12-01, people: 10}, {role: ROL-A, on: 2026-11-02, people: 10}]";
        let (newest, until) = (Some(date(2026, 11, 2)), Some(date(2027, 11, 2)));
        assert_eq!(state(twice), CompetenceState { newest, is_current: true, n_people: Some(10), until });
    }

    #[test]
    fn what_has_run_out_or_tells_no_number() {
        let old = state("[{role: ROL-A, on: 2025-11-21, people: 10}]");
        assert_eq!(old, CompetenceState { newest: Some(date(2025, 11, 21)), ..CompetenceState::default() });
        let untold = state("[{role: ROL-A, on: 2026-11-21}]");
        assert_eq!((untold.is_current, untold.n_people), (true, None));
        assert_eq!(state("[]"), CompetenceState::default());
    }
}

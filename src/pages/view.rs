use std::collections::HashMap;

use jiff::civil::Date;

use super::block::{Inline, Inlines, Tone, Url};
use super::{ProcessGroup, clause_path, entry_path, frame, prose, standard_path};
use crate::diagnostic::{Diagnostic, Location};
use crate::handbook::{Handbook, Status};
use crate::model::kinds::{Money, Person};
use crate::model::{ClockUnit, Entry, EntryId, Interval, KeyRef, Kind, Line, Target, Text, Unit};
use crate::standards::{ClauseId, Place, ReqId, StandardId};
use crate::theme::Strings;

/// What all pages of a site share.
#[derive(Debug)]
pub struct SiteInfo {
    /// The words of the interface.
    pub strings: Strings,
    /// The site's address, ending in `/`, where it has one.
    pub base_url: Option<String>,
    /// Diagnostics by the key of the entry that they name, to be shown on its page where it could not be read.
    pub mistakes: HashMap<String, Vec<String>>,
    /// The map of processes.
    pub process_groups: Vec<ProcessGroup>,
}

impl SiteInfo {
    /// What the diagnostics say about entries that could not be read.
    pub fn mistakes_of(diagnostics: &[Diagnostic]) -> HashMap<String, Vec<String>> {
        let mut mistakes: HashMap<String, Vec<String>> = HashMap::new();
        for diagnostic in diagnostics {
            let is_error = diagnostic.severity == crate::diagnostic::Severity::Error;
            if let (true, Some(key), Location::Span(_)) = (is_error, &diagnostic.key, &diagnostic.location) {
                mistakes.entry(key.clone()).or_default().push(diagnostic.message.clone());
            }
        }
        mistakes
    }
}

/// What a builder of one page is given: the handbook, the words, and the way from the page to the site's root.
#[derive(Debug)]
pub struct View<'a> {
    /// The handbook.
    pub book: &'a Handbook,
    /// What all pages share.
    pub site: &'a SiteInfo,
    /// Path of this page below the site's root: `processes/prc-inc/`, empty for the first page.
    pub path: &'a str,
    /// The way to the site's root: empty, `../`, `../../`.
    pub root: String,
}

impl<'a> View<'a> {
    /// A view from the page at a path.
    pub fn new(book: &'a Handbook, site: &'a SiteInfo, path: &'a str) -> Self {
        let root = "../".repeat(path.matches('/').count());
        Self { book, site, path, root }
    }

    /// A word of the interface.
    pub fn t<'s>(&'s self, name: &'s str) -> &'s str {
        self.site.strings.get(name)
    }

    /// The words of the interface.
    pub fn strings(&self) -> &Strings {
        &self.site.strings
    }

    /// The address of a path below the site's root, seen from this page. The page's own folder is `./`.
    pub fn url(&self, path: &str) -> Url {
        let address = format!("{}{path}", self.root);
        Url::new(if address.is_empty() { "./".to_owned() } else { address })
    }

    /// The address of an entry, or of a part of it.
    pub fn entry_url(&self, id: EntryId, anchor: Option<&str>) -> Url {
        let entry = self.book.entry(id);
        let anchor = match (entry.kind, anchor) {
            (Kind::Term, None) => Some(entry.key.as_str().to_lowercase()),
            (_, anchor) => anchor.map(ToOwned::to_owned),
        };
        let path = entry_path(self.book, id);
        let path =
            if path == self.path && anchor.is_some() { String::new() } else { self.url(&path).as_str().to_owned() };
        Url::new(anchor.map_or(path.clone(), |anchor| format!("{path}#{anchor}")))
    }

    /// A link to an entry by its title.
    pub fn link(&self, id: EntryId) -> Inline {
        Inline::link(self.entry_url(id, None), &*self.book.entry(id).title)
    }

    /// A link to an entry, or a part of it, by title and the part's name.
    pub fn link_to(&self, id: EntryId, anchor: Option<&str>) -> Inline {
        let title = self.book.entry(id).title.clone();
        let text = match anchor.and_then(|anchor| self.part_title(id, anchor)) {
            Some(part) => format!("{title}: {part}"),
            None => title,
        };
        Inline::link(self.entry_url(id, anchor), text)
    }

    /// What a part of an entry is called: the words of a heading, what a step does.
    pub fn part_title(&self, id: EntryId, anchor: &str) -> Option<String> {
        use crate::model::Data;
        let entry = self.book.entry(id);
        if let Some(heading) = entry.body.iter().flat_map(|body| &body.headings).find(|it| it.id == anchor) {
            return Some(heading.text.clone());
        }
        let (prefix, slug) = anchor.split_once('-')?;
        let measures = |list: &[crate::model::kinds::Measure]| {
            list.iter().find(|it| it.key.text == slug).map(|it| it.what.text.clone())
        };
        match (prefix, entry.data.as_ref()?) {
            ("step", Data::Process(it)) => {
                it.steps.iter().find(|it| it.key.text == slug).map(|it| it.what.text.clone())
            }
            ("step", Data::Procedure(it)) => {
                it.steps.iter().find(|it| it.key.text == slug).map(|it| it.what.text.clone())
            }
            ("measure", Data::Process(it)) => measures(&it.measures),
            ("measure", Data::Objective(it)) => measures(&it.measures),
            ("target", Data::Service(it)) => measures(&it.targets),
            ("target", Data::Agreement(it)) => measures(&it.targets),
            ("req", Data::Service(it)) => {
                it.requirements.iter().find(|it| it.key.text == slug).map(|it| prose::plain(&it.what.text))
            }
            ("need", Data::Customer(it)) => {
                it.needs.iter().find(|it| it.key.text == slug).map(|it| prose::plain(&it.what.text))
            }
            ("commitment", Data::Policy(it)) => {
                it.commitments.iter().find(|it| it.key.text == slug).map(|it| prose::plain(&it.say.text))
            }
            ("category", Data::Policy(it)) => {
                it.categories.iter().find(|it| it.key.text == slug).map(|it| it.what.text.clone())
            }
            _ => None,
        }
    }

    /// A link to what a field refers to; the key as text where nothing has it.
    pub fn key(&self, reference: &KeyRef) -> Inline {
        match self.book.keys.find(&reference.key) {
            Some(id) => self.link_to(id, reference.anchor.as_deref().filter(|it| self.book.keys.has_anchor(id, it))),
            None => Inline::text(reference.key.as_str()),
        }
    }

    /// Links to what a field refers to, with commas between.
    pub fn keys(&self, references: &[KeyRef]) -> Inlines {
        Inlines::joined(", ", references.iter().map(|it| self.key(it)))
    }

    /// Somebody: a link to a role, or a name.
    pub fn person(&self, person: &Person) -> Inline {
        match person {
            Person::Key(key) => self.key(key),
            Person::Name(name) => Inline::text(&*name.text),
        }
    }

    /// The owner of an entry, as a link with the holder's name beside it.
    pub fn owner(&self, entry: &Entry) -> Inlines {
        entry.owner().map_or_else(Inlines::default, |owner| self.key(owner).into())
    }

    /// Who holds a role, in words; empty where nobody does.
    pub fn holders(&self, role: EntryId) -> String {
        match &self.book.entry(role).data {
            Some(crate::model::Data::Role(role)) => {
                let names: Vec<_> = role.held_by.iter().map(|line| line.text.as_str()).collect();
                self.strings().list(&names)
            }
            _ => String::new(),
        }
    }

    /// The address of a requirement on its clause's page, or of a clause.
    pub fn place_url(&self, place: Place) -> Url {
        let clause = self.book.standards.clause_of(place);
        let path = clause_path(self.book, clause);
        match place {
            Place::Clause(_) => self.url(&path),
            Place::Requirement(id) => {
                let requirement = self.book.standards.requirement(id);
                let page = if path == self.path { String::new() } else { self.url(&path).as_str().to_owned() };
                Url::new(format!("{page}#r-{}", requirement.number))
            }
        }
    }

    /// The page of a standard.
    pub fn standard_url(&self, id: StandardId) -> Url {
        self.url(&standard_path(self.book, id))
    }

    /// A chip that shows a requirement, control or clause with its status. Standards other than the first one are named.
    pub fn chip(&self, place: Place) -> Inline {
        let standards = &self.book.standards;
        let standard = standards.standard_of(place);
        let number = standards.number(place);
        let is_first = standards.first().is_some_and(|first| first.id == standard.id);
        let shown = if is_first { number.to_owned() } else { format!("{} {number}", self.short_name(standard.id)) };
        if !standard.has_status() {
            return Inline::chip(shown, self.place_url(place), Tone::Plain, "");
        }
        let status = self.book.status_of(place);
        Inline::chip(shown, self.place_url(place), tone(status), self.status_word(status))
    }

    /// The number of a standard without "ISO/IEC" and year: `27001`; its whole title where it has none.
    pub fn short_name(&self, id: StandardId) -> String {
        let title = self.book.standards.standard(id).title();
        let number = title.split([' ', ':']).find(|part| part.starts_with(|c: char| c.is_ascii_digit()));
        number.unwrap_or(title).to_owned()
    }

    /// The requirement's chip.
    pub fn requirement_chip(&self, id: ReqId) -> Inline {
        self.chip(Place::Requirement(id))
    }

    /// A clause's number and title, as a link where the standard is listed.
    pub fn clause_link(&self, id: ClauseId) -> Inline {
        let clause = self.book.standards.clause(id);
        if self.book.standards.standard(clause.standard).is_listed {
            Inline::coded_link(self.place_url(Place::Clause(id)), &*clause.number, &*clause.title)
        } else {
            Inline::text(format!("{} {}", clause.number, clause.title))
        }
    }

    /// The word of a status.
    pub fn status_word(&self, status: Status) -> &str {
        self.t(match status {
            Status::NotApplicable => "status_na",
            Status::Covered => "status_covered",
            Status::Stale => "status_stale",
            Status::Partial => "status_partial",
            Status::Gap => "status_gap",
        })
    }

    /// A status as glyph and word.
    pub fn status(&self, status: Status) -> Inline {
        Inline::status(tone(status), self.status_word(status))
    }

    /// Requirements that the whole entry claims, as chips.
    pub fn claims(&self, id: EntryId, anchor: Option<&str>) -> Vec<Inline> {
        let own = self.book.claims_of(id).filter(|claim| claim.anchor.as_deref() == anchor);
        own.map(|claim| self.chip(claim.place)).collect()
    }

    /// A day as people of the language write it.
    pub fn day(&self, day: Date) -> Inline {
        self.strings().time(day)
    }

    /// An interval in words: "every 12 months".
    pub fn every(&self, interval: Interval) -> String {
        let (name, n) = interval_unit(interval);
        self.strings().plural(&format!("every_{name}"), n)
    }

    /// An interval as a length: "12 months".
    pub fn length(&self, interval: Interval) -> String {
        let (name, n) = interval_unit(interval);
        self.strings().plural(name, n)
    }

    /// An amount of money: "NOK 24,200,000".
    pub fn money(&self, money: &Money) -> String {
        format!("{} {}", money.currency, self.strings().number(money.amount.value, 2))
    }

    /// A target in words of the language: "at least 99.9 %".
    pub fn target(&self, target: &Target) -> String {
        use crate::model::Comparison;
        let name = match target.comparison {
            Comparison::AtLeast => "at_least",
            Comparison::AtMost => "at_most",
            Comparison::MoreThan => "more_than",
            Comparison::LessThan => "less_than",
            Comparison::Exactly => "exactly",
        };
        self.strings().fill(name, &[("n", &self.amount(target, &target.number.text))])
    }

    /// A number in the unit of a target, as people read it.
    pub fn amount(&self, target: &Target, number: &str) -> String {
        match &target.unit {
            Unit::WorkingDays if number == "1" => self.t("one_working_day").to_owned(),
            Unit::WorkingDays => format!("{number} {}", self.t("unit_wd")),
            Unit::Clock(ClockUnit::Days) if number == "1" => self.t("days_one").to_owned(),
            Unit::Clock(ClockUnit::Days) => self.strings().fill("days_other", &[("n", number)]),
            _ => target.amount(number),
        }
    }

    /// Prose of a field as a block of HTML.
    pub fn text(&self, entry: &Entry, text: &Text) -> String {
        prose::block(self, entry, &text.text)
    }

    /// Prose of a field inside a line: one paragraph without its tags; several keep them.
    pub fn inline(&self, entry: &Entry, text: &Text) -> Inline {
        Inline::html(prose::inline(self, entry, &text.text))
    }

    /// Prose of a field that may be absent.
    pub fn inline_or_empty(&self, entry: &Entry, text: Option<&Text>) -> Inlines {
        text.map_or_else(Inlines::default, |text| self.inline(entry, text).into())
    }

    /// A line that may be absent.
    pub fn line(&self, line: Option<&Line>) -> Inlines {
        line.map_or_else(Inlines::default, |line| Inlines::from(&line.text))
    }

    /// Where something lies: an address as a link, an attachment as a link to its copy in the site.
    pub fn place(&self, place: &crate::model::Where) -> Inline {
        if place.is_address {
            let shown = place.text.trim_start_matches("https://").trim_end_matches('/');
            return Inline::link(&*place.text, shown);
        }
        let name = place.text.rsplit('/').next().unwrap_or(&place.text);
        if self.book.attachments.contains(&place.text) {
            Inline::link(self.url(&attachment_path(&place.text)), name)
        } else {
            Inline::text(name)
        }
    }

    /// A page that forwards to an entry.
    pub fn redirect(&self, id: EntryId) -> frame::Redirect {
        let entry = self.book.entry(id);
        let canonical = self.site.base_url.as_ref().map(|base| format!("{base}{}", entry_path(self.book, id)));
        frame::Redirect {
            lang: self.strings().language().to_owned(),
            root: self.root.clone(),
            url: self.entry_url(id, None),
            title: entry.title.clone(),
            canonical: Url::new(canonical.unwrap_or_default()),
        }
    }
}

/// The path of an attachment's copy in the site.
pub fn attachment_path(path: &str) -> String {
    format!("attachments/{path}")
}

/// The tone of a status.
pub fn tone(status: Status) -> Tone {
    match status {
        Status::NotApplicable => Tone::Na,
        Status::Covered => Tone::Covered,
        Status::Stale => Tone::Stale,
        Status::Partial => Tone::Partial,
        Status::Gap => Tone::Gap,
    }
}

/// The largest unit that an interval is a whole number of.
fn interval_unit(interval: Interval) -> (&'static str, usize) {
    let count = |n: i32| usize::try_from(n).unwrap_or(0);
    match interval {
        Interval { months, days: 0 } if months % 12 == 0 => ("years", count(months / 12)),
        Interval { months, days: 0 } => ("months", count(months)),
        Interval { months: 0, days } if days % 7 == 0 => ("weeks", count(days / 7)),
        Interval { months, days } => ("days", count(months * 30 + days)),
    }
}

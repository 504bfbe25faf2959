//! A trail in plain words, for the command line and for other tools.

use serde::Serialize;

use super::{At, Link, Note, Thing, Trail};
use crate::handbook::Handbook;
use crate::model::{Entry, Period};

/// A trail, with keys and words in place of indices.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct PlainTrail {
    /// Which chain: `customer`, `risk`, `operation`, `commitment`, `requirement`.
    pub kind: &'static str,
    /// The stage of the first link that is missing.
    pub missing: Option<&'static str>,
    /// Its stations, all of them.
    pub stations: Vec<PlainStation>,
}

/// A station, with words.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct PlainStation {
    /// Its stage.
    pub stage: &'static str,
    /// `there`, `missing` or `not called for`.
    pub link: &'static str,
    /// What stands there.
    pub things: Vec<PlainThing>,
}

/// A thing at a station, with words.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct PlainThing {
    /// Key with its part, or number of a requirement with its standard.
    pub key: String,
    /// Title of the entry, or what the requirement asks.
    pub title: String,
    /// What is known about it.
    pub note: Option<String>,
}

impl Handbook {
    /// A trail in plain words.
    pub fn plain_trail(&self, trail: &Trail) -> PlainTrail {
        let stations = trail.stations.iter().map(|station| PlainStation {
            stage: station.stage.word(),
            link: match station.link {
                Link::There => "there",
                Link::Missing => "missing",
                Link::NotCalledFor => "not called for",
            },
            things: station.things.iter().map(|it| self.plain_thing(it)).collect(),
        });
        PlainTrail {
            kind: trail.kind.word(),
            missing: trail.missing().map(super::Stage::word),
            stations: stations.collect(),
        }
    }

    fn plain_thing(&self, thing: &Thing) -> PlainThing {
        let (key, title) = match &thing.at {
            At::Entry(id, anchor) => {
                let entry: &Entry = self.entry(*id);
                let key = anchor.as_ref().map_or_else(|| entry.key.to_string(), |it| format!("{}#{it}", entry.key));
                (key, entry.title.clone())
            }
            At::Place(place) => {
                let standard = self.standards.standard_of(*place);
                let asks = match place {
                    crate::standards::Place::Requirement(id) => &self.standards.requirement(*id).asks,
                    crate::standards::Place::Clause(id) => &self.standards.clause(*id).title,
                };
                (format!("{}:{}", standard.name(), self.standards.number(*place)), asks.clone())
            }
        };
        PlainThing { key, title, note: thing.note.as_ref().map(plain_note) }
    }
}

fn plain_note(note: &Note) -> String {
    match note {
        Note::Value(value, period, is_met) => {
            let missed = if *is_met == Some(false) { ", missed" } else { "" };
            format!("{value} in {}{missed}", plain_period(period))
        }
        Note::MissedIn(periods) => {
            format!("missed in {}", periods.iter().map(plain_period).collect::<Vec<_>>().join(", "))
        }
        Note::Target(target) => target.text.clone(),
        Note::On(day) => day.to_string(),
        Note::Due(Some(day)) => format!("open, due {day}"),
        Note::Due(None) => "open".into(),
        Note::Worked(true) => "it worked".into(),
        Note::Worked(false) => "it did not work".into(),
        Note::State(state) => state.word().into(),
    }
}

/// As it was written.
fn plain_period(period: &Period) -> String {
    period.text.clone()
}

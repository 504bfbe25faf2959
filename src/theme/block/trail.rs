//! A trail: what follows from what, from a beginning to an end, with the missing link named.

use serde::Serialize;

use super::inline::{Inlines, Tone};

/// A chain of stops, beside each other where there is room.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Trail {
    /// What it leads from and to, for those who do not see it.
    pub label: String,
    /// Its stops, in their order.
    pub stops: Vec<Stop>,
}

/// One stop of a trail.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stop {
    /// What it is.
    pub name: String,
    /// How it stands.
    pub tone: Tone,
    /// What stands there, or that nothing does.
    pub text: Inlines,
}

impl Trail {
    /// A trail; `label` says where it leads.
    pub fn new(label: impl Into<String>, stops: impl IntoIterator<Item = Stop>) -> Self {
        Self { label: label.into(), stops: stops.into_iter().collect() }
    }
}

impl Stop {
    /// A stop.
    pub fn new(name: impl Into<String>, tone: Tone, text: impl Into<Inlines>) -> Self {
        Self { name: name.into(), tone, text: text.into() }
    }
}

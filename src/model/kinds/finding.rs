use jiff::civil::Date;

use super::{Action, Check};
use crate::model::field::{choice, record};
use crate::model::{KeyRef, Line, ReqRef, Text};
use crate::source::Spanned;

choice! {
    /// How grave a finding is.
    Grade {
        /// A requirement is missing or broken as a system.
        Major = "major",
        /// A single lapse.
        Minor = "minor",
        /// Something worth a look; no requirement is missed.
        Observation = "observation",
        /// Something that could be better.
        Opportunity = "opportunity",
    }
}

impl Grade {
    /// Whether a requirement is missed.
    pub fn is_nonconformity(self) -> bool {
        matches!(self, Self::Major | Self::Minor)
    }
}

record! {
    /// The result of an audit or another look: what is wrong, and what becomes of it.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 10.1.
    Finding {
        /// How grave it is.
        grade: Spanned<Grade>,
        /// The audit, review, record or agreement that it comes from.
        source: Vec<KeyRef>,
        /// The day it was found.
        found: Spanned<Date>,
        /// The site.
        location: Option<Line>,
        /// Requirements concerned.
        requirement: Vec<ReqRef>,
        /// Entries concerned.
        about: Vec<KeyRef>,
        /// What is wrong.
        what: Option<Text>,
        /// The day by which it has to be closed.
        due: Option<Spanned<Date>>,
        /// What was put right at once.
        correction: Option<Correction>,
        /// Whether there are similar cases.
        extent: Option<Extent>,
        /// Why it happened.
        cause: Option<Cause>,
        /// What removes the cause.
        actions: Vec<Action>,
        /// Whether that worked.
        effectiveness: Option<Check>,
        /// The day it was closed.
        closed: Option<Spanned<Date>>,
    }
}

record! {
    /// What was put right at once.
    Correction {
        /// What was done.
        did: Text,
        /// By whom.
        by: Option<KeyRef>,
        /// When.
        on: Option<Spanned<Date>>,
    }
}

record! {
    /// A look for similar cases.
    Extent {
        /// Where was looked.
        looked: Text,
        /// What was found.
        found: Option<Text>,
        /// By whom.
        by: Option<KeyRef>,
        /// When.
        on: Option<Spanned<Date>>,
    }
}

record! {
    /// Why it happened.
    Cause {
        /// The cause.
        is: Text,
        /// How it was found.
        method: Option<Line>,
        /// By whom.
        by: Option<KeyRef>,
        /// When.
        on: Option<Spanned<Date>>,
    }
}

choice! {
    /// How far a finding has come; computed, never written.
    FindingState {
        /// Nothing was done yet.
        Open = "open",
        /// It was put right.
        Corrected = "corrected",
        /// The cause is known.
        CauseKnown = "cause known",
        /// Actions are under way.
        Acting = "acting",
        /// All actions are done.
        Done = "done",
        /// It is closed.
        Closed = "closed",
    }
}

impl Finding {
    /// How far it has come on a day.
    pub fn state(&self, on: Date) -> FindingState {
        let by_then = |day: Option<Spanned<Date>>| day.is_none_or(|day| day.value <= on);
        if self.closed.is_some_and(|day| day.value <= on) {
            return FindingState::Closed;
        }
        if !self.actions.is_empty() {
            let is_done = self.actions.iter().all(|action| action.is_done(on));
            return if is_done { FindingState::Done } else { FindingState::Acting };
        }
        if self.cause.as_ref().is_some_and(|it| by_then(it.on)) {
            return FindingState::CauseKnown;
        }
        if self.correction.as_ref().is_some_and(|it| by_then(it.on)) {
            return FindingState::Corrected;
        }
        FindingState::Open
    }

    /// Whether it was found by a day and is not closed on it.
    pub fn is_open(&self, on: Date) -> bool {
        self.found.value <= on && self.state(on) != FindingState::Closed
    }
}

use jiff::civil::Date;

use crate::model::control::Confirmation;
use crate::model::field::{choice, record};
use crate::model::value::Where;
use crate::model::{Interval, KeyRef, Line, Period, Text, Version};
use crate::source::Spanned;

choice! {
    /// What lies where a record points.
    EvidenceForm {
        /// A report.
        Report = "report",
        /// A register.
        Register = "register",
        /// Minutes.
        Minutes = "minutes",
        /// A log.
        Log = "log",
        /// A sample.
        Sample = "sample",
        /// A statement.
        Statement = "statement",
    }
}

record! {
    /// A record cited as evidence.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 7.5.
    Evidence {
        /// When it was made.
        on: Spanned<Date>,
        /// What it covers.
        period: Option<Spanned<Period>>,
        /// Who made or stated it.
        by: Vec<KeyRef>,
        /// What it is evidence of: a process, a step, an activity, an agreement, a plan.
        of: Vec<KeyRef>,
        /// A word; checks know those of [`Evidence::KNOWN_TYPES`].
        record_type = "type": Option<Line>,
        /// What lies where it points.
        form: Option<Spanned<EvidenceForm>>,
        /// What a sample is drawn from.
        population: Option<Line>,
        /// Who else took part.
        with: Vec<KeyRef>,
        /// The version of the process then.
        made_under: Option<Version>,
        /// What it shows.
        shows: Option<Text>,
        /// Where it lies.
        place = "where": Option<Where>,
        /// SHA-256 of the file, where it lies below the content folder.
        sha256: Option<Line>,
        /// How long it is good for.
        valid_for: Option<Spanned<Interval>>,
        /// Whether it states that nothing happened.
        nil: Option<Spanned<bool>>,
        /// Where was looked, for a nil return.
        looked_in: Option<Line>,
        /// Looks at whether it still holds under a newer version.
        confirmed: Vec<Confirmation>,
    }
}

impl Evidence {
    /// A major incident.
    pub const MAJOR_INCIDENT: &str = "major-incident";
    /// A change that could not wait for the usual way.
    pub const EMERGENCY_CHANGE: &str = "emergency-change";
    /// A change that did not reach its aim, or was backed out.
    pub const FAILED_CHANGE: &str = "failed-change";
    /// A change that touched much.
    pub const MAJOR_CHANGE: &str = "major-change";
    /// A continuity plan that was called.
    pub const INVOCATION: &str = "invocation";
    /// A test of a plan.
    pub const TEST: &str = "test";
    /// A look back.
    pub const REVIEW: &str = "review";
    /// A problem.
    pub const PROBLEM: &str = "problem";

    /// The types that rules look for; every other one is a word of the author's.
    pub const KNOWN_TYPES: &[&str] = &[
        Self::MAJOR_INCIDENT,
        Self::EMERGENCY_CHANGE,
        Self::FAILED_CHANGE,
        Self::MAJOR_CHANGE,
        Self::INVOCATION,
        Self::TEST,
        Self::REVIEW,
        Self::PROBLEM,
    ];

    /// What sort of event or document it is, as it was written.
    pub fn type_word(&self) -> Option<&str> {
        self.record_type.as_ref().map(|it| it.text.as_str())
    }

    /// Whether it states that nothing happened.
    pub fn is_nil(&self) -> bool {
        self.nil.is_some_and(|it| it.value)
    }
}

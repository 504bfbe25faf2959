//! Messages to the author: what is wrong, where, why it matters, what to do.
//!
//! **Invariant**: one mistake gives one diagnostic, and its rule is in the table that
//! `clausebook explain` prints.

mod github;
mod render;
mod sarif;
mod suggest;

pub use render::{Format, Renderer, Summary};
pub use suggest::closest;

use crate::source::Span;

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A remark; nothing depends on it.
    Advice,
    /// A gap or contradiction that an auditor would find.
    Warning,
    /// The handbook is broken at this place.
    Error,
}

impl Severity {
    /// The word shown to people and machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A rule that diagnostics are made under.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable kebab-case name.
    pub name: &'static str,
    /// Severity, unless `handbook.yaml` says otherwise.
    pub severity: Severity,
    /// Clause of ISO/IEC 20000-1 that the rule serves; empty for rules of the file format.
    pub clause: &'static str,
    /// What it looks for, one sentence.
    pub looks_for: &'static str,
    /// Why an auditor or a reader cares.
    pub why: &'static str,
    /// How to mend it.
    pub fix: &'static str,
}

/// Where a diagnostic points.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A range in a text.
    Span(Span),
    /// A file as a whole, by its path below the content folder: it could not be read.
    Path(String),
}

/// A further place that explains a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Where to look.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// One message to the author.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// Severity; starts as the rule's own.
    pub severity: Severity,
    /// One lowercase sentence without a full stop that names the thing in backticks.
    pub message: String,
    /// The smallest text whose change would mend it.
    pub location: Location,
    /// A few words beside the marked text.
    pub label: Option<String>,
    /// Further places.
    pub notes: Vec<Note>,
    /// The next step, absent when there is none.
    pub help: Option<String>,
    /// The entry concerned.
    pub key: Option<String>,
    /// The clause or requirement concerned, with its standard.
    pub clause: Option<String>,
    /// Set where there is no text to point at, because something is missing from the whole handbook: the heading
    /// (a clause) under which such diagnostics stand together, one line each.
    pub gap_of: Option<String>,
}

impl Diagnostic {
    /// A diagnostic of a rule, at a span.
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        Self::at(rule, Location::Span(span), message)
    }

    /// A diagnostic of a rule, at any location.
    pub fn at(rule: &'static Rule, location: Location, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into(),
            location,
            label: None,
            notes: Vec::new(),
            help: None,
            key: None,
            clause: None,
            gap_of: None,
        }
    }

    /// Adds a few words beside the marked text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn note(mut self, span: Span, message: impl Into<String>) -> Self {
        self.notes.push(Note { span, message: message.into() });
        self
    }

    /// Adds the next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Names the entry concerned.
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Names the clause or requirement concerned.
    #[must_use]
    pub fn clause(mut self, clause: impl Into<String>) -> Self {
        self.clause = Some(clause.into());
        self
    }

    /// Marks it as something that is missing from the whole handbook, under the heading of its clause.
    #[must_use]
    pub fn gap_of(mut self, heading: impl Into<String>) -> Self {
        self.gap_of = Some(heading.into());
        self
    }
}

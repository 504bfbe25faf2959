//! The self-check of an awareness page: answered in the page, nothing is sent anywhere.

use serde::Serialize;

use super::inline::Inlines;

/// Questions a reader answers for themself. Without script the answers fold out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Quiz {
    pub questions: Vec<Question>,
}

impl Quiz {
    /// A self-check of these questions.
    pub fn new(questions: impl IntoIterator<Item = Question>) -> Self {
        Self { questions: questions.into_iter().collect() }
    }
}

/// One question.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Question {
    /// Unique in the page: lower-case letters, digits, hyphens.
    pub key: String,
    pub ask: Inlines,
    /// True where more than one answer can be right.
    pub multiple: bool,
    pub answers: Vec<Answer>,
    /// Where to read on; empty for none.
    pub see: Inlines,
}

impl Question {
    /// A question; answers follow.
    pub fn new(key: impl Into<String>, ask: impl Into<Inlines>) -> Self {
        Self { key: key.into(), ask: ask.into(), ..Self::default() }
    }

    /// More than one answer can be right.
    pub fn multiple(mut self) -> Self {
        self.multiple = true;
        self
    }

    /// Adds a right answer, and why it is right.
    pub fn right(mut self, text: impl Into<Inlines>, because: impl Into<Inlines>) -> Self {
        self.answers.push(Answer { text: text.into(), right: true, because: because.into() });
        self
    }

    /// Adds a wrong answer, and why it is wrong.
    pub fn wrong(mut self, text: impl Into<Inlines>, because: impl Into<Inlines>) -> Self {
        self.answers.push(Answer { text: text.into(), right: false, because: because.into() });
        self
    }

    /// Where to read on.
    pub fn see(mut self, see: impl Into<Inlines>) -> Self {
        self.see = see.into();
        self
    }
}

/// One of the answers to choose from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answer {
    pub text: Inlines,
    pub right: bool,
    /// Why; empty for none.
    pub because: Inlines,
}

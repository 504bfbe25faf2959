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
        Self {
            questions: questions.into_iter().collect(),
        }
    }
}

/// One question.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Question {
    /// Unique in the page: lower-case letters, digits, hyphens.
    pub key: String,
    pub ask: Inlines,
    pub answers: Vec<Answer>,
    /// Why the right answer is right.
    pub because: Inlines,
}

impl Question {
    /// A question; answers follow.
    pub fn new(
        key: impl Into<String>,
        ask: impl Into<Inlines>,
        because: impl Into<Inlines>,
    ) -> Self {
        Self {
            key: key.into(),
            ask: ask.into(),
            because: because.into(),
            answers: Vec::new(),
        }
    }

    /// Adds a right answer.
    pub fn right(mut self, text: impl Into<Inlines>) -> Self {
        self.answers.push(Answer {
            text: text.into(),
            right: true,
        });
        self
    }

    /// Adds a wrong answer.
    pub fn wrong(mut self, text: impl Into<Inlines>) -> Self {
        self.answers.push(Answer {
            text: text.into(),
            right: false,
        });
        self
    }
}

/// One of the answers to choose from.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answer {
    pub text: Inlines,
    pub right: bool,
}

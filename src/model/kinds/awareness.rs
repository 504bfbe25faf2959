use crate::model::control::Audience;
use crate::model::field::{choice, record};
use crate::model::{KeyRef, Slug, Text};
use crate::source::Spanned;

record! {
    /// What people of a role have to know.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 7.3.
    Awareness {
        /// Roles, or `all`.
        roles = "for": Option<Audience>,
        /// What to remember.
        messages: Vec<Text>,
        /// What usually happens, and what to do.
        situations: Vec<Situation>,
        /// What goes wrong otherwise.
        consequences: Vec<Text>,
        /// Questions for a self-check.
        questions: Vec<Question>,
    }
}

record! {
    /// Something that usually happens, and what to do.
    Situation {
        /// What happens.
        when: Text,
        /// What to do.
        what = "do": Text,
        /// Where it is written.
        see: Vec<KeyRef>,
    }
}

choice! {
    /// What sort of question it is.
    QuestionType {
        /// One answer is right.
        Single = "single",
        /// Several may be.
        Multiple = "multiple",
        /// What would you do?
        Case = "case",
    }
}

record! {
    /// A question of a self-check.
    Question {
        /// Unique in the entry.
        key: Slug,
        /// What sort of question it is.
        question_type = "type": Option<Spanned<QuestionType>>,
        /// The question.
        ask: Text,
        /// Possible answers.
        answers: Vec<Answer>,
        /// Where it is written.
        see: Vec<KeyRef>,
    }
}

record! {
    /// A possible answer.
    Answer {
        /// The answer.
        say: Text,
        /// Whether it is right.
        right: Option<Spanned<bool>>,
        /// Why, or why not.
        because: Option<Text>,
    }
}

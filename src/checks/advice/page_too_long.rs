use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::Step;
use crate::model::{Data, DocumentStatus, Kind};

/// A page that staff will not read to its end.
pub(super) const RULE: Rule = Rule {
    name: "page-too-long",
    severity: Severity::Advice,
    clause: "7.5.2",
    looks_for: "A policy, process, procedure or other page in force with more than 2,500 words in its text and steps.",
    why: "That is a quarter of an hour of reading. Somebody who looks for one rule while a customer waits gives up \
          earlier, and somebody who confirms to have read it has often not.",
    fix: "Move what only a few need to a procedure of its own and refer to it, or split the page by its readers.",
};

/// A quarter of an hour, at 170 words a minute: dense text is read more slowly than a story.
const MAX_WORDS: usize = 2500;

/// What staff have to read can be read.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.2.
pub(super) fn page_too_long(book: &Handbook, out: &mut Vec<Diagnostic>) {
    const KINDS: [Kind; 4] = [Kind::Policy, Kind::Process, Kind::Procedure, Kind::Page];
    for entry in KINDS.into_iter().flat_map(|kind| book.of_kind(kind)) {
        if entry.control.as_ref().is_none_or(|it| it.status() != DocumentStatus::Approved) {
            continue;
        }
        let body = entry.body.as_ref().map_or("", |body| &book.sources.file(body.source).text[body.range.clone()]);
        let steps: &[Step] = match &entry.data {
            Some(Data::Process(process)) => &process.steps,
            Some(Data::Procedure(procedure)) => &procedure.steps,
            _ => &[],
        };
        let in_steps = |step: &Step| n_words(&step.what.text) + step.how.as_ref().map_or(0, |how| n_words(&how.text));
        let n = n_words(body) + steps.iter().map(in_steps).sum::<usize>();
        if n <= MAX_WORDS {
            continue;
        }
        let message = format!("`{}` has {n} words, and a page for staff is read up to some {MAX_WORDS}", entry.key);
        let help = "move what only a few need to a page of its own and refer to it, or split it by its readers";
        out.push(Diagnostic::new(&RULE, entry.key_span, message).key(entry.key.as_str()).help(help));
    }
}

/// Words, without marks of Markdown that stand alone: bars of tables, dashes of lists.
fn n_words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::{MAX_WORDS, n_words};
    use crate::checks::fixture::{PROCESS, check, check_clean};

    fn process(n_words: usize) -> String {
        let text = "word ".repeat(n_words);
        PROCESS.replace("---\n--- roles", &format!("---\n{text}\n--- roles"))
    }

    #[test]
    fn one_word_too_many() {
        // The one step has one word.
        check(
            &process(MAX_WORDS),
            snapbox::str![[r#"
advice[page-too-long]: `PRC-A` has 2501 words, and a page for staff is read up to some 2500
 --> processes/a.md:2:6
  |
2 | key: PRC-A
  |      ^^^^^
  |
help: move what only a few need to a page of its own and refer to it, or split it by its readers


"#]],
        );
    }

    #[test]
    fn just_short_enough_or_retired() {
        check_clean(&process(MAX_WORDS - 1));
        check_clean(&process(MAX_WORDS).replace("status: approved", "status: retired"));
    }

    #[test]
    fn marks_are_no_words() {
        assert_eq!(n_words("| a | b |\n|---|---|\n- one *two*"), 4);
    }
}

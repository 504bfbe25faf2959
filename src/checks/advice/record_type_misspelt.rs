use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::Evidence;
use crate::model::{Data, Kind};

/// A type of record that is almost one of those that rules look for.
pub(super) const RULE: Rule = Rule {
    name: "record-type-misspelt",
    severity: Severity::Advice,
    clause: "",
    looks_for: "A record whose `type` is written almost like one that rules look for: with a space, in capitals, in the \
                plural, or one letter off.",
    why: "`type` takes any word, so this one is taken for your own, and rules about such events pass it by.",
    fix: "Write it as the rules do: major-incident, emergency-change, failed-change, major-change, invocation, test, review \
          or problem.",
};

/// The words of `type` that mean something are written as they are known.
pub(super) fn record_type_misspelt(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in book.of_kind(Kind::Record) {
        let Some(Data::Record(record)) = &entry.data else { continue };
        let Some(word) = &record.record_type else { continue };
        let Some(meant) = meant_by(&word.text) else { continue };
        let message = format!("no rule knows the type `{}` of record `{}`", word.text, entry.key);
        let help = format!("write `{meant}`, if that is what it is");
        out.push(Diagnostic::new(&RULE, word.span, message).key(entry.key.as_str()).help(help));
    }
}

/// The known word that another one was meant for.
fn meant_by(word: &str) -> Option<&'static str> {
    /// A letter off in a shorter word makes another word: `preview`, `rest`.
    const LONG: usize = 10;
    if Evidence::KNOWN_TYPES.contains(&word) {
        return None;
    }
    let plain = word.trim().to_lowercase().replace([' ', '_'], "-");
    let singular = plain.strip_suffix('s').unwrap_or(&plain);
    Evidence::KNOWN_TYPES.iter().copied().find(|known| {
        *known == plain || *known == singular || (known.len() >= LONG && strsim::osa_distance(known, &plain) == 1)
    })
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use super::*;
    use crate::checks::fixture::check;

    #[test]
    fn a_type_with_a_space() {
        check(
            "--- records/a.yaml\n- {key: REC-A, title: Mail down, on: 2026-10-22, type: Emergency change}\n",
            str![[r#"
advice[record-type-misspelt]: no rule knows the type `Emergency change` of record `REC-A`
 --> records/a.yaml:1:56
  |
1 | - {key: REC-A, title: Mail down, on: 2026-10-22, type: Emergency change}
  |                                                        ^^^^^^^^^^^^^^^^
  |
help: write `emergency-change`, if that is what it is


"#]],
        );
    }

    #[test]
    fn words_that_were_meant_for_a_known_one() {
        for (word, meant) in
            [("tests", "test"), ("Major_Incident", "major-incident"), ("invocaton", "invocation"), ("Review", "review")]
        {
            assert_eq!(meant_by(word), Some(meant), "{word}");
        }
        for word in ["test", "report", "preview", "rest", "incident", "emergency", "change"] {
            assert_eq!(meant_by(word), None, "{word}");
        }
    }
}

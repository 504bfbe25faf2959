use std::cmp::Ordering;

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::kinds::Evidence;
use crate::model::{Control, Data, Entry, Kind, Version};

/// Evidence made under a version of its process that is no longer in force.
pub(super) const RULE: Rule = Rule {
    name: "record-under-older-version",
    severity: Severity::Warning,
    clause: "7.5.3",
    looks_for: "A record that a requirement rests on, made under an older version of its process than the one in force.",
    why: "It shows that the former process was followed; whether it still holds for the present one is open until \
          somebody has looked.",
    fix: "Cite a newer record; or look, and add `{by, on, version, because}` to `confirmed` of the record.",
};

/// What evidence was made under is what is in force, or somebody looked.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.3.
pub(super) fn record_under_older_version(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let relied_on = relied_on(book);
    for entry in book.of_kind(Kind::Record) {
        let Some(Data::Record(record)) = &entry.data else { continue };
        let Some(made_under) = record.made_under.as_ref().filter(|_| relied_on[entry.id.0 as usize]) else { continue };
        let documents = record.of.iter().filter_map(|reference| book.by_key(&reference.key));
        for (document, control, version) in documents.filter_map(|document| in_force(book, document)) {
            let is_older = Version::compare(&made_under.text, &version.text) == Ordering::Less;
            if !is_older || is_confirmed(book, record, control, version) {
                continue;
            }
            let message = format!(
                "`{}` was made under version {} of `{}`, and {} is in force",
                entry.key, made_under.text, document.key, version.text
            );
            let help = format!(
                "cite a newer record, or look whether it still holds and say so in `confirmed` with `version: \"{}\"`",
                version.text
            );
            out.push(
                Diagnostic::new(&RULE, made_under.span, message)
                    .note(version.span, "the version in force")
                    .key(entry.key.as_str())
                    .help(help),
            );
        }
    }
}

/// For every entry, whether it is the newest evidence that counts for some requirement today.
fn relied_on(book: &Handbook) -> Vec<bool> {
    let mut relied_on = vec![false; book.entries.len()];
    for requirement in book.standards.listed().flat_map(|standard| &standard.requirements) {
        let evidence = &book.coverage.requirement(*requirement).evidence;
        if let Some(newest) = evidence.iter().find(|it| it.counts && it.is_current) {
            relied_on[newest.entry.0 as usize] = true;
        }
    }
    relied_on
}

fn in_force<'a>(book: &Handbook, document: &'a Entry) -> Option<(&'a Entry, &'a Control, &'a Version)> {
    let control = document.control.as_ref().filter(|it| it.is_in_force(book.as_of))?;
    Some((document, control, control.version.as_ref()?))
}

/// Whether somebody looked at the record beside the version in force.
fn is_confirmed(book: &Handbook, record: &Evidence, control: &Control, version: &Version) -> bool {
    let looked = record.confirmed.iter().filter(|look| look.on.value <= book.as_of);
    looked.into_iter().any(|look| match (&look.version, &control.approved) {
        (Some(seen), _) => Version::compare(&seen.text, &version.text) != Ordering::Less,
        (None, Some(approved)) => approved.on.value <= look.on.value,
        (None, None) => false,
    })
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    /// A handbook whose one clause counts, so that something rests on the record.
    const RECORD: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
--- standards/tiny.yaml
{id: tiny, title: Tiny standard, kind: requirements, clauses: [{id: \"1\", title: Desk}]}
--- records/a.yaml
- {key: REC-A, title: Calls, on: 2026-06-01, of: PRC-A, made_under: \"1.9\", satisfies: [1]}
";

    #[test]
    fn a_record_of_a_former_version() {
        check(
            &format!("{PROCESS}{RECORD}"),
            str![[r#"
warning[record-under-older-version]: `REC-A` was made under version 1.9 of `PRC-A`, and 2.1 is in force
 --> records/a.yaml:1:69
  |
1 | - {key: REC-A, title: Calls, on: 2026-06-01, of: PRC-A, made_under: "1.9", satisfies: [1]}
  |                                                                     ^^^^^
  |
 ::: processes/a.md:6:10
  |
6 | version: "2.1"
  |          ----- the version in force
  |
help: cite a newer record, or look whether it still holds and say so in `confirmed` with `version: "2.1"`


"#]],
        );
    }

    #[test]
    fn a_record_that_was_confirmed_or_followed_by_another() {
        let confirmed =
            RECORD.replace("satisfies", "confirmed: [{by: ROL-A, on: 2026-10-01, version: \"2.1\"}], satisfies");
        check_clean(&format!("{PROCESS}{confirmed}"));
        let newer = "- {key: REC-B, title: Calls, on: 2026-10-01, of: PRC-A, made_under: \"2.1\", satisfies: [1]}\n";
        check_clean(&format!("{PROCESS}{RECORD}{newer}"));
        check_clean(&format!("{PROCESS}{}", RECORD.replace("1.9", "2.1")));
    }
}

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::{Data, Entry, Kind};

/// Evidence made under a version of its process that is no longer in force.
pub(super) const RULE: Rule = Rule {
    name: "record-under-older-version",
    severity: Severity::Warning,
    clause: "7.5.3",
    looks_for: "A record that a requirement rests on, made under an older version of its process than the one in force.",
    why: "It shows that the former process was followed; whether it still holds for the present one is open until \
          somebody has looked.",
    fix: "Cite a newer record; or look, and say so with `clausebook confirm`, which adds `{by, on, version, because}` to \
          `confirmed` of the record.",
};

/// What evidence was made under is what is in force, or somebody looked.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.3.
pub(super) fn record_under_older_version(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let relied_on = relied_on(book);
    for entry in book.of_kind(Kind::Record).filter(|entry| relied_on[entry.id.0 as usize]) {
        for suspect in book.suspects(entry.id) {
            let document = book.entry(suspect.document);
            let (made_under, in_force) = (&suspect.made_under, &suspect.in_force);
            let message = format!(
                "`{}` was made under version {} of `{}`, and {} is in force",
                entry.key, made_under.text, document.key, in_force.text
            );
            let mut diagnostic = Diagnostic::new(&RULE, made_under.span, message).key(entry.key.as_str());
            diagnostic = match suspect.changes(book).first() {
                Some(newest) => diagnostic.note(newest.version.span, "the last change since"),
                None => diagnostic.note(in_force.span, "the version in force"),
            };
            out.push(diagnostic.help(format!(
                "cite a newer record; or look whether this one still holds, and `clausebook confirm {} --by {} --because TEXT`",
                entry.key,
                who_looks(entry, document)
            )));
        }
    }
}

/// The role that would know whether a record still holds: the one that made it, else the owner of its process.
fn who_looks<'b>(record: &'b Entry, document: &'b Entry) -> &'b str {
    let maker = match &record.data {
        Some(Data::Record(it)) => it.by.first(),
        _ => None,
    };
    maker.or(document.owner()).map_or("ROLE", |role| role.key.as_str())
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
help: cite a newer record; or look whether this one still holds, and `clausebook confirm REC-A --by ROL-A --because TEXT`


"#]],
        );
    }

    #[test]
    fn a_record_that_was_confirmed_or_followed_by_another() {
        let confirmed =
            RECORD.replace("satisfies", "confirmed: [{by: ROL-A, on: 2026-10-01, version: \"2.1\"}], satisfies");
        check_clean(&format!("{PROCESS}{confirmed}"));
        let editorial = PROCESS
            .replace("owner: ROL-A", "history: [{version: \"2.1\", on: 2026-09-01, editorial: true}]\nowner: ROL-A");
        check_clean(&format!("{editorial}{RECORD}"));
        let newer = "- {key: REC-B, title: Calls, on: 2026-10-01, of: PRC-A, made_under: \"2.1\", satisfies: [1]}\n";
        check_clean(&format!("{PROCESS}{RECORD}{newer}"));
        check_clean(&format!("{PROCESS}{}", RECORD.replace("1.9", "2.1")));
    }
}

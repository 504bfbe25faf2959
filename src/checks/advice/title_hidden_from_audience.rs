use std::collections::BTreeSet;

use crate::checks::list_of;
use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::{Destination, Handbook, Target};
use crate::model::field::Visitor;
use crate::model::kinds::{AudienceRule, Classification};
use crate::model::{Entry, EntryId, KeyRef, Kind, ReqRef, Slug, Text, Where};
use crate::parse::markdown::{LinkForm, outline};
use crate::source::Span;

/// A link that some readers will see only as a key.
pub(super) const RULE: Rule = Rule {
    name: "title-hidden-from-audience",
    severity: Severity::Advice,
    clause: "7.5.3.1",
    looks_for: "A document with a link, in its text and without words of its own, to an entry that an audience of the \
                document does not see (`audiences` in `handbook.yaml`, and the `classification` of both).",
    why: "In a handbook built for that audience nothing is left of the link but the key, and a sentence with a key in it \
          says nothing to somebody who cannot look it up.",
    fix: "Give the link words that this audience may read: `[[KEY|the agreement with the customer]]`; or move the \
          sentence to a document that only the others see.",
};

/// Links name what they lead to, for everybody who reads them.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.3.1.
pub(super) fn title_hidden_from_audience(book: &Handbook, out: &mut Vec<Diagnostic>) {
    let audiences = book.config.iter().filter_map(|config| config.audiences.as_ref()).flat_map(|it| &it.0);
    let audiences: Vec<&AudienceRule> = audiences.collect();
    for entry in Kind::ALL.iter().filter(|kind| kind.is_controlled()).flat_map(|kind| book.of_kind(*kind)) {
        let readers: Vec<&AudienceRule> =
            audiences.iter().copied().filter(|audience| sees(audience, entry.classification())).collect();
        let is_hidden = |id: EntryId| readers.iter().any(|it| !sees(it, book.entry(id).classification()));
        // Texts are read again only where something in them is hidden from somebody.
        let may_be = book.graph.from(entry.id).iter().any(|edge| match edge.to {
            Target::Entry(to) => is_hidden(to),
            Target::Place(_) => false,
        });
        if !may_be || !book.is_in_force(entry) {
            continue;
        }
        let bare: Vec<(EntryId, Span)> = bare_links(book, entry).into_iter().filter(|(to, _)| is_hidden(*to)).collect();
        if let Some(diagnostic) = diagnostic(book, entry, &readers, &bare) {
            out.push(diagnostic);
        }
    }
}

fn sees(audience: &AudienceRule, classification: Classification) -> bool {
    audience.sees.iter().any(|it| it.value == classification)
}

fn diagnostic(
    book: &Handbook,
    entry: &Entry,
    readers: &[&AudienceRule],
    bare: &[(EntryId, Span)],
) -> Option<Diagnostic> {
    const MAX_NAMED: usize = 4;
    let (first, span) = bare.first()?;
    let hidden: BTreeSet<EntryId> = bare.iter().map(|(to, _)| *to).collect();
    let blind = readers.iter().filter(|it| hidden.iter().any(|to| !sees(it, book.entry(*to).classification())));
    let blind: Vec<String> = blind.map(|it| format!("`{}`", it.name.value)).collect();
    let mut named = BTreeSet::new();
    let in_order: Vec<EntryId> = bare.iter().map(|(to, _)| *to).filter(|to| named.insert(*to)).collect();
    let mut keys: Vec<String> =
        in_order.iter().take(MAX_NAMED).map(|to| format!("`{}`", book.entry(*to).key)).collect();
    if in_order.len() > MAX_NAMED {
        keys.push(format!("{} more", in_order.len() - MAX_NAMED));
    }
    let words = |list: &[String]| list_of(&list.iter().map(String::as_str).collect::<Vec<_>>());
    let audiences = if blind.len() == 1 { "audience" } else { "audiences" };
    let its = if in_order.len() == 1 { "the key" } else { "the keys" };
    let message =
        format!("in `{}` readers of the {audiences} {} see only {its} of {}", entry.key, words(&blind), words(&keys));
    let help = format!("give the link words of its own: `[[{}|words]]`", book.entry(*first).key);
    Some(Diagnostic::new(&RULE, *span, message).key(entry.key.as_str()).help(help))
}

/// Links of an entry's texts that have no words of their own, in the order of the text: first the fields, then the body.
fn bare_links(book: &Handbook, entry: &Entry) -> Vec<(EntryId, Span)> {
    let mut texts = Texts { book, entry, found: Vec::new() };
    entry.walk(&mut texts);
    let mut found = texts.found;
    for link in entry.body.iter().flat_map(|body| &body.links).filter(|link| !link.has_words) {
        found.extend(target(book, entry, link.form, &link.target).map(|to| (to, link.span)));
    }
    found
}

fn target(book: &Handbook, entry: &Entry, form: LinkForm, target: &str) -> Option<EntryId> {
    match book.follow(entry, form, target) {
        Ok(Destination::Entry(to, _)) if form == LinkForm::Wiki => Some(to),
        _ => None,
    }
}

/// Finds links in the texts of fields.
struct Texts<'a> {
    book: &'a Handbook,
    entry: &'a Entry,
    found: Vec<(EntryId, Span)>,
}

impl Visitor for Texts<'_> {
    fn enter(&mut self, _: &'static str, _: &Slug) {}
    fn leave(&mut self) {}
    fn key(&mut self, _: &'static str, _: &KeyRef) {}
    fn requirement(&mut self, _: &'static str, _: &ReqRef) {}
    fn place(&mut self, _: &'static str, _: &Where) {}

    fn text(&mut self, _: &'static str, text: &Text) {
        if !text.text.contains("[[") {
            return;
        }
        for link in outline(&text.text).links.into_iter().filter(|link| !link.has_words) {
            let to = target(self.book, self.entry, link.form, &link.target);
            self.found.extend(to.map(|to| (to, text.part(link.range.start, link.range.end))));
        }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{check, check_clean};

    const HANDBOOK: &str = "
--- handbook.yaml
title: Handbook
organisation: Halden
standards: [tiny]
audiences: {public: [public], staff: [public, internal], auditor: [public, internal, confidential]}
--- standards/tiny.yaml
id: tiny
title: Tiny standard
clauses: [{id: \"1\", title: Desk, informative: true}]
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team], classification: public}
--- risks/a.yaml
- {key: RSK-A, title: The door is open, type: risk, treatment: accept, classification: confidential}
- {key: RSK-B, title: The line is down, type: risk, treatment: accept}
--- policies/a.md
---
key: POL-A
title: Calls
summary: How fast we answer, see [[RSK-B]].
owner: ROL-A
status: approved
approved: {by: ROL-A, on: 2026-01-01}
satisfies: [1]
CLASSIFICATION
---
Says [[RSK-A]] and [[ROL-A]].
";

    #[test]
    fn a_link_to_what_staff_do_not_see() {
        check(
            &HANDBOOK.replace("CLASSIFICATION", "classification: internal"),
            str![[r#"
advice[title-hidden-from-audience]: in `POL-A` readers of the audience `staff` see only the key of `RSK-A`
  --> policies/a.md:11:6
   |
11 | Says [[RSK-A]] and [[ROL-A]].
   |      ^^^^^^^^^
   |
help: give the link words of its own: `[[RSK-A|words]]`


"#]],
        );
    }

    #[test]
    fn links_that_two_audiences_do_not_see() {
        check(
            &HANDBOOK.replace("CLASSIFICATION", "classification: public"),
            str![[r#"
advice[title-hidden-from-audience]: in `POL-A` readers of the audiences `public` and `staff` see only the keys of `RSK-B` and `RSK-A`
 --> policies/a.md:4:34
  |
4 | summary: How fast we answer, see [[RSK-B]].
  |                                  ^^^^^^^^^
  |
help: give the link words of its own: `[[RSK-B|words]]`


"#]],
        );
    }

    #[test]
    fn words_of_its_own_or_a_document_that_is_as_hidden() {
        check_clean(&HANDBOOK.replace("CLASSIFICATION", "classification: confidential"));
        check_clean(&HANDBOOK.replace("CLASSIFICATION", "tags: [desk]").replace("[[RSK-A]]", "[[RSK-A|the door]]"));
        let one_audience = HANDBOOK.replace("staff: [public, internal], ", "").replace("public: [public], ", "");
        check_clean(&one_audience.replace("CLASSIFICATION", "tags: [desk]"));
    }
}

use crate::diagnostic::{Diagnostic, Rule, Severity};
use crate::handbook::Handbook;
use crate::model::field::Visitor;
use crate::model::{DocumentStatus, KeyRef, ReqRef, Slug, Text, Where};
use crate::parse::markdown::{LinkForm, outline};
use crate::source::Span;

/// A picture that says nothing to those who do not see it.
pub(super) const RULE: Rule = Rule {
    name: "image-without-text",
    severity: Severity::Advice,
    clause: "7.5.2",
    looks_for: "A picture without alternative text: `![](picture.png)`.",
    why: "A reader who listens to the page hears nothing, or the name of the file; so does everybody when the picture \
          does not load, and the search.",
    fix: "Say between the brackets what the picture shows, as you would on the telephone.",
};

/// Pictures say what they show.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.5.2.
pub(super) fn image_without_text(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for entry in &book.entries {
        if entry.control.as_ref().is_some_and(|it| it.status() == DocumentStatus::Retired) {
            continue;
        }
        let mut images = Images(Vec::new());
        entry.walk(&mut images);
        let in_body = entry.body.iter().flat_map(|body| &body.links);
        let in_body = in_body.filter(|link| link.form == LinkForm::Image && !link.has_words);
        images.0.extend(in_body.map(|link| (link.target.clone(), link.span)));
        for (target, span) in images.0 {
            let message = format!("the picture `{target}` has no alternative text");
            let help = format!("say what it shows: `![words]({target})`");
            out.push(Diagnostic::new(&RULE, span, message).key(entry.key.as_str()).help(help));
        }
    }
}

/// Pictures without words in the texts of fields.
struct Images(Vec<(String, Span)>);

impl Visitor for Images {
    fn enter(&mut self, _: &'static str, _: &Slug) {}
    fn leave(&mut self) {}
    fn key(&mut self, _: &'static str, _: &KeyRef) {}
    fn requirement(&mut self, _: &'static str, _: &ReqRef) {}
    fn place(&mut self, _: &'static str, _: &Where) {}

    fn text(&mut self, _: &'static str, text: &Text) {
        if !text.text.contains("![") {
            return;
        }
        for link in outline(&text.text).links {
            if link.form == LinkForm::Image && !link.has_words {
                self.0.push((link.target, text.part(link.range.start, link.range.end)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use snapbox::str;

    use crate::checks::fixture::{PROCESS, check, check_clean};

    fn with(text: &str) -> String {
        PROCESS.replace("---\n--- roles", &format!("---\n{text}\n--- roles"))
    }

    #[test]
    fn a_picture_without_words() {
        check(
            &with("So: ![ ](https://halden.example/desk.png)"),
            str![[r#"
advice[image-without-text]: the picture `https://halden.example/desk.png` has no alternative text
  --> processes/a.md:15:5
   |
15 | So: ![ ](https://halden.example/desk.png)
   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
help: say what it shows: `![words](https://halden.example/desk.png)`


"#]],
        );
    }

    #[test]
    fn a_picture_in_a_field() {
        check(
            &PROCESS.replace("do: Answer,", "do: Answer, how: \"![](https://halden.example/a.png)\","),
            str![[r#"
advice[image-without-text]: the picture `https://halden.example/a.png` has no alternative text
  --> processes/a.md:11:37
   |
11 |   - {key: answer, do: Answer, how: "![](https://halden.example/a.png)", by: ROL-A}
   |                                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
help: say what it shows: `![words](https://halden.example/a.png)`


"#]],
        );
    }

    #[test]
    fn a_picture_with_words_and_a_section_shown() {
        check_clean(&with("![The desk at night](https://halden.example/desk.png)"));
        check_clean(&with("![**`P1`**](https://halden.example/desk.png)"));
    }
}

use super::Check;
use crate::diagnostic::{Diagnostic, Rule, Severity, closest};
use crate::handbook::Handbook;
use crate::model::kinds::RuleLevel;

/// The check of the table of rules itself.
pub(super) const CHECKS: &[Check] = &[Check { rules: &[&RULE], run: unknown_rule }];

/// A rule that does not exist, or an error that is to be lowered.
const RULE: Rule = Rule {
    name: "unknown-rule",
    severity: Severity::Error,
    clause: "",
    looks_for: "A name in `rules:` of `handbook.yaml` that is no rule, or an error that is to be lowered.",
    why: "The rule that was meant keeps its severity, and nobody would notice.",
    fix: "Take the name from `clausebook explain`; what is broken stays an error until it is mended.",
};

/// What `rules:` of `handbook.yaml` changes exists, and may be changed.
fn unknown_rule(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for change in book.config.iter().flat_map(|config| &config.rules) {
        let name = change.rule.value.as_str();
        let Some(rule) = super::rule(name) else {
            let message = format!("no rule is called `{name}`");
            let diagnostic = Diagnostic::new(&RULE, change.rule.span, message);
            out.push(match closest(name, super::all_rules().map(|rule| rule.name)) {
                Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
                None => diagnostic.help("`clausebook explain` lists them"),
            });
            continue;
        };
        if rule.severity == Severity::Error && change.severity.value != RuleLevel::Error {
            let message = format!("`{name}` is an error, and errors cannot be lowered");
            let help = "remove this line, and mend what is broken";
            out.push(Diagnostic::new(&RULE, change.severity.span, message).help(help));
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
rules: [{rule: RULE, severity: off, because: Comes next year.}]
--- standards/tiny.yaml
id: tiny
title: Tiny standard
clauses: [{id: \"1\", title: Desk, informative: true}]
--- roles/a.yaml
- {key: ROL-A, title: Desk}
";

    #[test]
    fn a_rule_that_is_misspelt() {
        check(
            &HANDBOOK.replace("RULE", "role-without-holders").replace("Desk}", "Desk, held_by: [Team]}"),
            str![[r#"
error[unknown-rule]: no rule is called `role-without-holders`
 --> handbook.yaml:4:16
  |
4 | rules: [{rule: role-without-holders, severity: off, because: Comes next year.}]
  |                ^^^^^^^^^^^^^^^^^^^^
  |
help: did you mean `role-without-holder`?


"#]],
        );
    }

    #[test]
    fn an_error_that_is_to_be_lowered() {
        check(
            &HANDBOOK.replace("RULE", "unknown-reference").replace("Desk}", "Desk, held_by: [Team]}"),
            str![[r#"
error[unknown-rule]: `unknown-reference` is an error, and errors cannot be lowered
 --> handbook.yaml:4:45
  |
4 | rules: [{rule: unknown-reference, severity: off, because: Comes next year.}]
  |                                             ^^^
  |
help: remove this line, and mend what is broken


"#]],
        );
    }

    #[test]
    fn a_rule_that_is_turned_off() {
        check_clean(&HANDBOOK.replace("RULE", "role-without-holder"));
    }
}

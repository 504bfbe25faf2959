//! The rules that look at a whole handbook, and the table of all rules.
//!
//! A rule is a plain function; [`RULES`] is what `clausebook explain` prints. **Invariant**: every rule that any room
//! reports under is in the table, once.

use crate::diagnostic::{Diagnostic, Rule};
use crate::handbook::Handbook;
use crate::{handbook, model, standards, theme};

/// A rule and the function that looks for it.
pub struct Check {
    /// The rule.
    pub rule: &'static Rule,
    /// Adds what it finds.
    pub run: fn(&Handbook, &mut Vec<Diagnostic>),
}

/// The rules of this room.
pub const CHECKS: &[Check] = &[];

/// Runs every check.
pub fn run(book: &Handbook, out: &mut Vec<Diagnostic>) {
    for check in CHECKS {
        (check.run)(book, out);
    }
}

/// Every rule of the program: those of the fields, of the standards, of the links, and the checks.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    let earlier = [model::RULES, standards::RULES, handbook::RULES, theme::RULES].into_iter().flatten().copied();
    earlier.chain(CHECKS.iter().map(|check| check.rule))
}

/// A rule by its name.
pub fn rule(name: &str) -> Option<&'static Rule> {
    all_rules().find(|rule| rule.name == name)
}

//! Claims that the data disproves. What is missing was found with the coverage; here it is told, once for each entry.

mod incomplete;
mod rules;

use super::Check;

/// One walk over the entries that lack what their claim needs.
pub(super) const CHECKS: &[Check] = &[Check { rules: rules::RULES, run: incomplete::incomplete }];

//! What is allowed, and could be better.

mod summary_missing;

use super::Check;

/// Checks that advise.
pub(super) const CHECKS: &[Check] =
    &[Check { rules: &[&summary_missing::RULE], run: summary_missing::summary_missing }];

//! What is allowed, and could be better.

mod abbreviation_unknown;
mod effectiveness_judged_by_owner;
mod image_without_text;
mod page_too_long;
mod record_type_misspelt;
mod summary_missing;
mod title_hidden_from_audience;

use super::Check;

/// Checks that advise.
pub(super) const CHECKS: &[Check] = &[
    Check { rules: &[&summary_missing::RULE], run: summary_missing::summary_missing },
    Check { rules: &[&page_too_long::RULE], run: page_too_long::page_too_long },
    Check { rules: &[&abbreviation_unknown::RULE], run: abbreviation_unknown::abbreviation_unknown },
    Check { rules: &[&image_without_text::RULE], run: image_without_text::image_without_text },
    Check { rules: &[&title_hidden_from_audience::RULE], run: title_hidden_from_audience::title_hidden_from_audience },
    Check {
        rules: &[&effectiveness_judged_by_owner::RULE],
        run: effectiveness_judged_by_owner::effectiveness_judged_by_owner,
    },
    Check { rules: &[&record_type_misspelt::RULE], run: record_type_misspelt::record_type_misspelt },
];

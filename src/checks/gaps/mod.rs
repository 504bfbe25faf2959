//! What is missing, or was not done in time.

mod acknowledgements;
mod audit_programme;
mod auditors;
mod awareness_missing;
mod broad_claims;
mod changed_since_approval;
mod climate_question_open;
mod competence_not_shown;
mod document_not_approved;
mod document_without_owner;
mod external_document_incomplete;
mod finding_closed_too_early;
mod finding_overdue;
mod management_reviews;
mod nil_return_misused;
mod objectives;
mod orphan_document;
mod process_without_measure;
mod process_without_owner;
mod process_without_procedure;
mod process_without_record;
mod promises;
mod record_under_older_version;
mod requirements;
mod review_overdue;
mod risks;
mod role_without_holder;
mod step_without_role;
mod suppliers;
mod term_unused;
mod top_management_absent;

use super::Check;

/// Checks for gaps, in the order of the reading: requirements, documents, people, processes, promises, objectives, risks,
/// suppliers, audits, reviews, findings, terms.
pub(super) const CHECKS: &[Check] = &[
    Check { rules: requirements::RULES, run: requirements::requirements },
    Check { rules: &[&broad_claims::RULE], run: broad_claims::broad_claims },
    Check { rules: &[&climate_question_open::RULE], run: climate_question_open::climate_question_open },
    Check { rules: &[&top_management_absent::RULE], run: top_management_absent::top_management_absent },
    Check { rules: &[&review_overdue::RULE], run: review_overdue::review_overdue },
    Check { rules: &[&changed_since_approval::RULE], run: changed_since_approval::changed_since_approval },
    Check { rules: &[&document_not_approved::RULE], run: document_not_approved::document_not_approved },
    Check { rules: &[&document_without_owner::RULE], run: document_without_owner::document_without_owner },
    Check {
        rules: &[&external_document_incomplete::RULE],
        run: external_document_incomplete::external_document_incomplete,
    },
    Check { rules: &[&orphan_document::RULE], run: orphan_document::orphan_document },
    Check { rules: &[&role_without_holder::RULE], run: role_without_holder::role_without_holder },
    Check { rules: &[&competence_not_shown::RULE], run: competence_not_shown::competence_not_shown },
    Check { rules: &[&awareness_missing::RULE], run: awareness_missing::awareness_missing },
    Check { rules: acknowledgements::RULES, run: acknowledgements::acknowledgements },
    Check { rules: &[&process_without_owner::RULE], run: process_without_owner::process_without_owner },
    Check { rules: &[&process_without_measure::RULE], run: process_without_measure::process_without_measure },
    Check { rules: &[&process_without_record::RULE], run: process_without_record::process_without_record },
    Check { rules: &[&process_without_procedure::RULE], run: process_without_procedure::process_without_procedure },
    Check { rules: &[&step_without_role::RULE], run: step_without_role::step_without_role },
    Check { rules: promises::RULES, run: promises::promises },
    Check { rules: objectives::RULES, run: objectives::objectives },
    Check { rules: risks::RULES, run: risks::risks },
    Check { rules: suppliers::RULES, run: suppliers::suppliers },
    Check { rules: audit_programme::RULES, run: audit_programme::audit_programme },
    Check { rules: auditors::RULES, run: auditors::auditors },
    Check { rules: management_reviews::RULES, run: management_reviews::management_reviews },
    Check { rules: &[&finding_overdue::RULE], run: finding_overdue::finding_overdue },
    Check { rules: &[&finding_closed_too_early::RULE], run: finding_closed_too_early::finding_closed_too_early },
    Check { rules: &[&nil_return_misused::RULE], run: nil_return_misused::nil_return_misused },
    Check { rules: &[&record_under_older_version::RULE], run: record_under_older_version::record_under_older_version },
    Check { rules: &[&term_unused::RULE], run: term_unused::term_unused },
];

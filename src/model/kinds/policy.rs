use crate::model::field::{choice, record};
use crate::model::{KeyRef, Line, ReqRef, Slug, Text};
use crate::source::Spanned;

choice! {
    /// What a policy is about.
    PolicyType {
        /// The service management policy.
        ServiceManagement = "service-management",
        /// The change management policy.
        Change = "change",
        /// The information security policy.
        InformationSecurity = "information-security",
        /// Any other.
        Other = "other",
    }
}

record! {
    /// What top management commits to, in plain words.
    ///
    /// Source: ISO/IEC 20000-1:2018, clauses 5.2, 8.5.1.1 and 8.7.3.1.
    Policy {
        /// What it is about.
        policy_type = "type": Option<Spanned<PolicyType>>,
        /// Commitments in plain words.
        commitments: Vec<Commitment>,
        /// What goes wrong otherwise.
        if_not: Option<Text>,
        /// Categories of changes.
        categories: Vec<Category>,
        /// What makes a change a major one.
        major_criteria: Option<Text>,
    }
}

record! {
    /// One commitment.
    Commitment {
        /// Unique in the policy.
        key: Slug,
        /// The commitment, to staff.
        say: Text,
        /// Requirements that it meets.
        satisfies: Vec<ReqRef>,
        /// Objectives that make it measurable.
        objectives: Vec<KeyRef>,
        /// Why it matters.
        because: Option<Text>,
    }
}

record! {
    /// A category of changes or releases.
    Category {
        /// Unique in the entry.
        key: Slug,
        /// What belongs to it.
        what: Line,
        /// Whether it is for emergencies.
        emergency: Option<Spanned<bool>>,
        /// Requirements that it meets.
        satisfies: Vec<ReqRef>,
    }
}

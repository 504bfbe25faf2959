//! The kinds of entries, one file a kind; field names are those that authors write.

mod acknowledgement;
mod action;
mod activity;
mod agreement;
mod audit;
mod awareness;
mod competence;
mod customer;
mod finding;
mod handbook;
mod improvement;
mod issue;
mod measure;
mod objective;
mod page;
mod party;
mod plan;
mod policy;
mod procedure;
mod process;
mod record;
mod review;
mod risk;
mod role;
mod scope;
mod service;
mod supplier;
mod term;

pub use acknowledgement::{Acknowledgement, read_acknowledgements};
pub use action::{Action, Check};
pub use activity::Activity;
pub use agreement::{Agreement, AgreementType, Authorities, Report, Workload};
pub use audit::{Audit, AuditStage, AuditType, Person, Sample};
pub use awareness::{Answer, Awareness, Question, QuestionType, Situation};
pub use competence::{Competence, Shown};
pub use customer::{Complaint, Customer, CustomerType, Escalation, Need, Satisfaction, ServiceReview};
pub use finding::{Cause, Correction, Extent, Finding, FindingState, Grade};
pub use handbook::{
    Acknowledge, Applicability, Approvers, AudienceRule, Brand, Classification, Config, Contact, HomeBlock, Html,
    Needs, NeedsOverride, RiskScale, RuleChange, RuleLevel,
};
pub use improvement::{Decided, Decision, Improvement, Outcome};
pub use issue::{Climate, Issue, Side};
pub use measure::{Capacity, Measure, Money};
pub use objective::{Baseline, Objective};
pub use page::{External, Page};
pub use party::{Party, PartyNeed};
pub use plan::{
    CapacityNeed, CapacityResource, Communication, Limitation, Obligation, ObligationKind, Plan, PlanType,
    PlannedAudit, Register, ReportPlan, TestRun,
};
pub use policy::{Category, Commitment, Policy, PolicyType};
pub use procedure::Procedure;
pub use process::{Input, Interface, KeptRecord, Next, Output, Process, Raci, Step};
pub use record::{Evidence, EvidenceForm};
pub use review::{Review, ReviewInput};
pub use risk::{Acceptance, Level, Risk, RiskType, Treatment};
pub use role::Role;
pub use scope::{Excluded, OtherParty, Scope};
pub use service::{
    Availability, Cost, Criticality, CriticalityLevel, Dependency, Lifecycle, Recovery, Request, Service,
    ServiceRequirement, Support,
};
pub use supplier::{Choice, ControlMeans, Controlling, Dispute, Provided, ProvidedKind, Supplier, SupplierType};
pub use term::Term;

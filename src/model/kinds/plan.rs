use jiff::civil::Date;

use crate::model::field::{choice, record};
use crate::model::value::Where;
use crate::model::{Interval, KeyRef, Line, Period, Text};
use crate::source::Spanned;

choice! {
    /// What a plan is for.
    PlanType {
        /// The service management plan.
        ServiceManagement = "service-management",
        /// A service continuity plan.
        Continuity = "continuity",
        /// The internal audit programme.
        AuditProgramme = "audit-programme",
        /// The communication plan.
        Communication = "communication",
        /// The capacity plan.
        Capacity = "capacity",
        /// The plan of a new or changed service.
        NewService = "new-service",
        /// Any other.
        Other = "other",
    }
}

record! {
    /// A plan.
    ///
    /// Source: ISO/IEC 20000-1:2018, clauses 6.3, 7.4, 8.4.3, 8.5.2.1, 8.7.2 and 9.2.
    Plan {
        /// What it is for.
        plan_type = "type": Option<Spanned<PlanType>>,
        /// Services that it covers.
        covers: Vec<KeyRef>,
        /// Obligations that bear on the services.
        obligations: Vec<Obligation>,
        /// Known limitations.
        limitations: Vec<Limitation>,
        /// Tests of a continuity plan.
        tests: Vec<TestRun>,
        /// Audits of a programme.
        audits: Vec<PlannedAudit>,
        /// Communications.
        communications: Vec<Communication>,
        /// Reports.
        reports: Vec<ReportPlan>,
        /// Registers of assets, items, tickets and knowledge.
        registers: Vec<Register>,
        /// Needs of capacity.
        capacity: Vec<CapacityNeed>,
    }
}

choice! {
    /// Where an obligation comes from.
    ObligationKind {
        /// A law or regulation.
        Law = "law",
        /// A contract.
        Contract = "contract",
        /// A standard.
        Standard = "standard",
    }
}

record! {
    /// An obligation and what it means here.
    Obligation {
        /// What obliges.
        what: Line,
        /// Where it comes from.
        kind: Option<Spanned<ObligationKind>>,
        /// What it means for the services.
        means: Option<Text>,
    }
}

record! {
    /// A known limitation and what it means.
    Limitation {
        /// What is limited.
        what: Line,
        /// What it means for the services.
        means: Option<Text>,
    }
}

record! {
    /// A test of a continuity plan.
    TestRun {
        /// The day.
        on: Spanned<Date>,
        /// The record of it.
        record: Option<KeyRef>,
    }
}

record! {
    /// An audit in a programme.
    PlannedAudit {
        /// The audit.
        audit: KeyRef,
        /// When.
        planned: Option<Spanned<Period>>,
    }
}

record! {
    /// A communication: what, when, with whom, how, by whom.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 7.4.
    Communication {
        /// What is told.
        what: Line,
        /// When.
        when: Option<Line>,
        /// With whom: keys, or words.
        whom: Vec<super::Person>,
        /// How.
        how: Option<Line>,
        /// Who is responsible.
        who: Vec<KeyRef>,
    }
}

record! {
    /// A report, its purpose and its readers.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 9.4.
    ReportPlan {
        /// The report.
        what: Line,
        /// What it is for.
        purpose: Option<Line>,
        /// Who reads it.
        readers: Vec<super::Person>,
        /// How often it is made.
        every: Option<Spanned<Interval>>,
        /// Who makes it.
        who: Vec<KeyRef>,
    }
}

record! {
    /// A register that is kept in a tool.
    Register {
        /// What it lists.
        what: Line,
        /// Where it is.
        place = "where": Option<Where>,
        /// Who answers for it.
        owner: Option<KeyRef>,
        /// When it was last checked against the world.
        verified: Option<Spanned<Date>>,
    }
}

choice! {
    /// What capacity is of.
    CapacityResource {
        /// People.
        People = "people",
        /// Technology.
        Technology = "technology",
        /// Information.
        Information = "information",
        /// Money.
        Money = "money",
    }
}

record! {
    /// A need of capacity.
    CapacityNeed {
        /// What of.
        of: Spanned<CapacityResource>,
        /// What is needed.
        need: Line,
        /// When.
        by: Option<Spanned<Period>>,
    }
}

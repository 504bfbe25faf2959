use jiff::civil::Date;

use super::{Capacity, Measure, Money};
use crate::model::field::{choice, record};
use crate::model::value::Where;
use crate::model::{Hours, KeyRef, Line, Period, ReqRef, Slug, Target, Text};
use crate::source::Spanned;

choice! {
    /// Where a service is in its life.
    Lifecycle {
        /// Being prepared.
        Pipeline = "pipeline",
        /// Delivered.
        Live = "live",
        /// No longer delivered.
        Retired = "retired",
    }
}

choice! {
    /// How much depends on a service.
    CriticalityLevel {
        /// Much.
        High = "high",
        /// Some.
        Medium = "medium",
        /// Little.
        Low = "low",
    }
}

record! {
    /// A service as its customers see it.
    ///
    /// Source: ISO/IEC 20000-1:2018, clauses 8.2.2 and 8.2.4.
    Service {
        /// Heading in the catalogue.
        group: Option<Line>,
        /// Where it is in its life.
        lifecycle: Spanned<Lifecycle>,
        /// How much depends on it.
        criticality: Option<Criticality>,
        /// Whether it is a cloud service.
        cloud: Option<Spanned<bool>>,
        /// First day.
        from: Option<Spanned<Date>>,
        /// Last day.
        until: Option<Spanned<Date>>,
        /// What the customer gets.
        gets: Option<Text>,
        /// What belongs to it.
        includes: Vec<Line>,
        /// What does not.
        excludes: Vec<Line>,
        /// Who may use it.
        users: Option<Text>,
        /// How to ask for it.
        request: Option<Request>,
        /// When it can be used.
        hours: Option<Spanned<Hours>>,
        /// Who helps, and when.
        support: Option<Support>,
        /// What is promised.
        targets: Vec<Measure>,
        /// What it is built on.
        depends_on: Vec<Dependency>,
        /// Parts.
        components: Vec<Line>,
        /// How fast it comes back, and how much data may be lost.
        recovery: Option<Recovery>,
        /// What it is worth to the customer.
        value: Option<Text>,
        /// What customers require of it.
        requirements: Vec<ServiceRequirement>,
        /// What may run short.
        capacity: Vec<Capacity>,
        /// What availability is needed, and what endangers it.
        availability: Option<Availability>,
        /// What it costs.
        cost: Option<Cost>,
        /// The configuration item.
        register: Option<Where>,
    }
}

record! {
    /// How much depends on a service, and why.
    Criticality {
        /// How much.
        level: Spanned<CriticalityLevel>,
        /// Why.
        because: Option<Text>,
    }
}

record! {
    /// How to ask for a service.
    Request {
        /// How.
        how: Option<Text>,
        /// Where.
        url: Option<Where>,
        /// The procedure that fulfils it.
        procedure: Option<KeyRef>,
        /// How long it takes.
        takes: Option<Spanned<Target>>,
        /// What it costs.
        price: Option<Line>,
    }
}

record! {
    /// Who helps, and when.
    Support {
        /// Key of a contact in `handbook.yaml`.
        contact: Option<Spanned<String>>,
        /// When.
        hours: Option<Spanned<Hours>>,
    }
}

record! {
    /// Something that a service needs.
    Dependency {
        /// A service or supplier.
        on: Vec<KeyRef>,
        /// What for.
        what_for = "for": Option<Line>,
    }
}

record! {
    /// Recovery objectives.
    Recovery {
        /// How fast the service comes back.
        rto: Option<Spanned<Target>>,
        /// How much data may be lost.
        rpo: Option<Spanned<Target>>,
    }
}

record! {
    /// Something that customers require of a service.
    ServiceRequirement {
        /// Unique in the service.
        key: Slug,
        /// What is required.
        what: Text,
        /// The customer need that it comes from.
        from: Vec<KeyRef>,
        /// The day it was agreed.
        agreed: Option<Spanned<Date>>,
        /// Requirements of a standard that it meets.
        satisfies: Vec<ReqRef>,
    }
}

record! {
    /// What availability is needed, and what endangers it.
    Availability {
        /// What is needed.
        needs: Option<Text>,
        /// Risks.
        risks: Vec<KeyRef>,
    }
}

record! {
    /// What a service costs.
    Cost {
        /// How it is paid for.
        model: Option<Line>,
        /// What was planned.
        budget: Option<Money>,
        /// For which period.
        period: Option<Spanned<Period>>,
        /// What it cost until now.
        actual: Option<Money>,
        /// What is expected for the whole period.
        forecast: Option<Money>,
    }
}

impl Service {
    /// Where it is in its life on a day: what it says, unless its own dates say that it has not begun or is over.
    pub fn lifecycle_on(&self, day: Date) -> Lifecycle {
        let written = self.lifecycle.value;
        if written == Lifecycle::Retired || self.until.is_some_and(|until| until.value < day) {
            Lifecycle::Retired
        } else if written == Lifecycle::Pipeline || self.from.is_some_and(|from| day < from.value) {
            Lifecycle::Pipeline
        } else {
            Lifecycle::Live
        }
    }
}

use jiff::civil::Date;

use super::{Recovery, ServiceReview};
use crate::model::field::{choice, record};
use crate::model::{Interval, KeyRef, Line, ReqRef, Text};
use crate::source::Spanned;

choice! {
    /// What sort of other party it is.
    SupplierType {
        /// Another company.
        External = "external",
        /// Another part of the same organisation.
        Internal = "internal",
        /// A customer who supplies.
        Customer = "customer",
    }
}

record! {
    /// A party that provides or runs services, components or processes.
    ///
    /// Source: ISO/IEC 20000-1:2018, clauses 8.2.3 and 8.3.4.
    Supplier {
        /// What sort of other party it is.
        supplier_type = "type": Spanned<SupplierType>,
        /// What it provides.
        provides: Vec<Provided>,
        /// How hold is kept of what it runs.
        controls: Vec<Controlling>,
        /// How it was chosen.
        chosen: Option<Choice>,
        /// Disputes.
        disputes: Vec<Dispute>,
        /// What recovery it promises.
        recovery: Option<Recovery>,
        /// How often its performance is reviewed.
        review: Option<Spanned<Interval>>,
        /// Reviews held.
        reviews: Vec<ServiceReview>,
    }
}

choice! {
    /// What sort of thing is provided.
    ProvidedKind {
        /// A service.
        Service = "service",
        /// A component.
        Component = "component",
        /// A process, or a part of one.
        Process = "process",
    }
}

record! {
    /// Something that a supplier provides.
    Provided {
        /// What.
        what: Line,
        /// What sort of thing.
        kind: Option<Spanned<ProvidedKind>>,
        /// Services that it is for.
        what_for = "for": Vec<KeyRef>,
        /// Clauses whose process it runs.
        clauses: Vec<ReqRef>,
    }
}

choice! {
    /// What is looked at.
    ControlMeans {
        /// The result.
        Result = "result",
        /// How it is done.
        Process = "process",
    }
}

record! {
    /// How hold is kept of what a supplier runs.
    Controlling {
        /// What is done.
        what: Line,
        /// What is looked at.
        kind: Option<Spanned<ControlMeans>>,
    }
}

record! {
    /// How a supplier was chosen.
    Choice {
        /// By what.
        criteria: Option<Text>,
        /// By whom.
        by: Option<KeyRef>,
        /// When.
        on: Option<Spanned<Date>>,
    }
}

record! {
    /// A dispute.
    Dispute {
        /// The day.
        on: Spanned<Date>,
        /// What about.
        what: Text,
        /// The day it was settled.
        done: Option<Spanned<Date>>,
        /// What came out.
        result: Option<Text>,
    }
}

use jiff::civil::Date;

use crate::model::field::{choice, record};
use crate::model::{KeyRef, Line, Series, Slug, Target, Text};
use crate::source::Spanned;

choice! {
    /// Who pays, or who uses.
    CustomerType {
        /// Agrees and pays.
        Customer = "customer",
        /// Uses.
        Users = "users",
    }
}

record! {
    /// A customer or user group.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 8.3.2.
    Customer {
        /// Who pays, or who uses.
        customer_type = "type": Option<Spanned<CustomerType>>,
        /// Services used.
        services: Vec<KeyRef>,
        /// The role that looks after them.
        contact: Vec<KeyRef>,
        /// What they need.
        needs: Vec<Need>,
        /// Reviews of the services with them.
        reviews: Vec<ServiceReview>,
        /// How content they are.
        satisfaction: Option<Satisfaction>,
        /// What they complained about.
        complaints: Vec<Complaint>,
    }
}

record! {
    /// A need of a customer.
    Need {
        /// Unique in the entry.
        key: Slug,
        /// What is needed.
        what: Text,
    }
}

record! {
    /// A review with a customer, or of a supplier.
    ServiceReview {
        /// The day.
        on: Spanned<Date>,
        /// The role that held it.
        by: Vec<KeyRef>,
        /// What came out.
        result: Option<Text>,
        /// The record of it.
        record: Vec<KeyRef>,
    }
}

record! {
    /// How content customers are.
    Satisfaction {
        /// How it is asked.
        what: Line,
        /// Who is asked.
        sample: Option<Line>,
        /// How many answered.
        answers: Option<Spanned<u32>>,
        /// The target.
        target: Option<Spanned<Target>>,
        /// Results.
        actuals: Series,
    }
}

record! {
    /// A complaint and what became of it.
    Complaint {
        /// The day.
        on: Spanned<Date>,
        /// What about.
        what: Text,
        /// The service.
        service: Vec<KeyRef>,
        /// The role that handles it.
        by: Vec<KeyRef>,
        /// The day by which.
        due: Option<Spanned<Date>>,
        /// The day it was settled.
        done: Option<Spanned<Date>>,
        /// What came out.
        result: Option<Text>,
        /// To whom it was escalated.
        escalated: Option<Escalation>,
        /// The record of it.
        record: Vec<KeyRef>,
    }
}

record! {
    /// An escalation.
    Escalation {
        /// To whom.
        to: Vec<KeyRef>,
        /// The day.
        on: Option<Spanned<Date>>,
    }
}

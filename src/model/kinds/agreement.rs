use jiff::civil::Date;

use super::Measure;
use crate::model::field::{choice, record};
use crate::model::value::Where;
use crate::model::{Interval, KeyRef, Line, Series, Target, Text};
use crate::source::Spanned;

choice! {
    /// With whom an agreement is made.
    AgreementType {
        /// With a customer.
        Sla = "sla",
        /// With an internal supplier, or a customer who supplies.
        Ola = "ola",
        /// With an external supplier.
        Contract = "contract",
    }
}

record! {
    /// An agreement with a customer or supplier.
    ///
    /// Source: ISO/IEC 20000-1:2018, clauses 8.3.3 and 8.3.4.
    Agreement {
        /// With whom it is made.
        agreement_type = "type": Spanned<AgreementType>,
        /// The customer or supplier.
        with: KeyRef,
        /// Services covered.
        services: Vec<KeyRef>,
        /// First day.
        from: Option<Spanned<Date>>,
        /// Last day.
        until: Option<Spanned<Date>>,
        /// How long before its end it has to be given notice.
        notice: Option<Spanned<Interval>>,
        /// What is promised.
        targets: Vec<Measure>,
        /// How much work is covered.
        workload: Vec<Workload>,
        /// What is not covered.
        exceptions: Vec<Text>,
        /// What else a supplier has to do.
        obligations: Vec<Text>,
        /// Who may decide what.
        authorities: Option<Authorities>,
        /// What an internal supplier commits to.
        commitments: Vec<Text>,
        /// What an internal supplier does.
        activities: Vec<Text>,
        /// Where both sides meet.
        interfaces: Vec<Text>,
        /// Reports.
        reports: Vec<Report>,
        /// How often it is reviewed.
        review: Option<Spanned<Interval>>,
        /// When it was reviewed last.
        reviewed: Option<Spanned<Date>>,
        /// Where the signed text is.
        place = "where": Option<Where>,
    }
}

record! {
    /// How much work is covered.
    Workload {
        /// What is counted.
        what: Line,
        /// How much.
        limit: Option<Spanned<Target>>,
        /// Measured values.
        actuals: Series,
    }
}

record! {
    /// Who may decide what.
    Authorities {
        /// What we decide.
        ours: Option<Text>,
        /// What the other side decides.
        theirs: Option<Text>,
    }
}

record! {
    /// A report under an agreement.
    Report {
        /// The report.
        what: Line,
        /// How often.
        every: Option<Spanned<Interval>>,
        /// To whom.
        to: Vec<KeyRef>,
    }
}

impl Agreement {
    /// Whether it holds on a day, by its own dates.
    pub fn is_in_force(&self, on: Date) -> bool {
        self.from.is_none_or(|day| day.value <= on) && self.until.is_none_or(|day| on <= day.value)
    }

    /// Whether it holds for whatever its partner does, because it names no service at all.
    pub fn names_no_service(&self) -> bool {
        self.services.is_empty() && self.targets.iter().all(|it| it.service.is_none())
    }
}

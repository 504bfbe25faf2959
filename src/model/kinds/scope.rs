use crate::model::field::record;
use crate::model::{KeyRef, Line, Text};
use crate::source::Spanned;

record! {
    /// What the service management system covers.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 4.3; ISO/IEC 20000-3:2019.
    Scope {
        /// The scope in one statement.
        statement: Option<Text>,
        /// Organisational units.
        units: Vec<Line>,
        /// Services; default: every service that is live.
        services: Vec<KeyRef>,
        /// Places.
        locations: Vec<Line>,
        /// Number of people.
        people: Option<Spanned<u32>>,
        /// Customers, where that limits the scope.
        customers: Vec<KeyRef>,
        /// Technology, where that limits the scope.
        technology: Vec<Line>,
        /// What other parties run.
        other_parties: Vec<OtherParty>,
        /// What is left out, and why.
        excluded: Vec<Excluded>,
    }
}

record! {
    /// A party that runs a part of the services.
    OtherParty {
        /// The supplier.
        party: KeyRef,
        /// What it runs.
        runs: Line,
        /// The agreement by which it is controlled.
        controlled_by: Vec<KeyRef>,
    }
}

record! {
    /// Something left out of the scope.
    Excluded {
        /// What.
        what: Line,
        /// Why.
        because: Option<Text>,
    }
}

use super::field::{Reader, Record, Visitor};
use super::kinds;
use crate::parse::Mapping;

/// Declares the kinds: for each its folder below the content, its words, whether it is a controlled document, and
/// the record that holds its fields.
macro_rules! kinds {
    ($($(#[$meta:meta])* $variant:ident($record:ty), $folder:literal, $address:literal, $name:literal, $controlled:literal;)*) => {
        /// The kinds of entries.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$meta])* $variant),* }

        /// What an entry holds beyond the fields that all share.
        #[derive(Clone, Debug)]
        pub enum Data { $($(#[$meta])* $variant(Box<$record>)),* }

        impl Kind {
            /// Every kind, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The folder below the content that its entries stand in.
            pub const fn folder(self) -> &'static str {
                match self { $(Self::$variant => $folder),* }
            }

            /// The folder of its pages in the site.
            pub const fn address(self) -> &'static str {
                match self { $(Self::$variant => $address),* }
            }

            /// Its name in a sentence: `role`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// Whether its entries are controlled documents.
            pub const fn is_controlled(self) -> bool {
                match self { $(Self::$variant => $controlled),* }
            }

            /// Names of the fields that only this kind has.
            pub fn fields(self) -> &'static [&'static str] {
                match self { $(Self::$variant => <$record as Record>::FIELDS),* }
            }

            /// Reads those fields; `None` when a required one is missing.
            pub fn read(self, map: &Mapping, cx: &mut Reader<'_>) -> Option<Data> {
                match self { $(Self::$variant => <$record as Record>::take(map, cx).map(|it| Data::$variant(Box::new(it)))),* }
            }
        }

        impl Data {
            /// Shows all fields to a visitor.
            pub fn walk(&self, visitor: &mut dyn Visitor) {
                match self { $(Self::$variant(record) => record.walk_fields(visitor)),* }
            }
        }
    };
}

kinds! {
    /// What the system covers.
    Scope(kinds::Scope), "", "scope", "scope", true;
    /// An internal or external issue.
    Issue(kinds::Issue), "context", "context", "issue", false;
    /// An interested party.
    Party(kinds::Party), "parties", "parties", "interested party", false;
    /// A policy.
    Policy(kinds::Policy), "policies", "policies", "policy", true;
    /// An objective.
    Objective(kinds::Objective), "objectives", "objectives", "objective", false;
    /// A risk or opportunity.
    Risk(kinds::Risk), "risks", "risks", "risk", false;
    /// A plan.
    Plan(kinds::Plan), "plans", "plans", "plan", true;
    /// A role.
    Role(kinds::Role), "roles", "roles", "role", false;
    /// A process.
    Process(kinds::Process), "processes", "processes", "process", true;
    /// A procedure.
    Procedure(kinds::Procedure), "procedures", "procedures", "procedure", true;
    /// A service.
    Service(kinds::Service), "services", "services", "service", false;
    /// A customer or user group.
    Customer(kinds::Customer), "customers", "customers", "customer", false;
    /// An agreement.
    Agreement(kinds::Agreement), "agreements", "agreements", "agreement", false;
    /// A supplier.
    Supplier(kinds::Supplier), "suppliers", "suppliers", "supplier", false;
    /// Something promised at planned intervals.
    Activity(kinds::Activity), "calendar", "calendar", "activity", false;
    /// A record cited as evidence.
    Record(kinds::Evidence), "records", "records", "record", false;
    /// An audit.
    Audit(kinds::Audit), "audits", "audits", "audit", false;
    /// A finding.
    Finding(kinds::Finding), "findings", "findings", "finding", false;
    /// A management review.
    Review(kinds::Review), "reviews", "reviews", "management review", false;
    /// An improvement.
    Improvement(kinds::Improvement), "improvements", "improvements", "improvement", false;
    /// A competence.
    Competence(kinds::Competence), "competence", "competence", "competence", false;
    /// What people of a role have to know.
    Awareness(kinds::Awareness), "awareness", "awareness", "awareness page", false;
    /// A term.
    Term(kinds::Term), "glossary", "glossary", "term", false;
    /// Any other controlled page.
    Page(kinds::Page), "pages", "pages", "page", true;
}

impl Kind {
    /// How many kinds there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The kind whose folder this is.
    pub fn of_folder(folder: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| !kind.folder().is_empty() && kind.folder() == folder)
    }

    /// Its name with an article: `a role`, `an agreement`.
    pub fn with_article(self) -> String {
        let name = self.name();
        let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {name}")
    }

    /// Its name as one word, as an author calls it on the command line: `role`, `party`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Review => "review",
            Self::Awareness => "awareness",
            kind => kind.name(),
        }
    }

    /// Whether its entries may also stand in `.yaml` files, alone or as a list.
    pub fn may_be_a_list(self) -> bool {
        !self.is_controlled()
    }
}

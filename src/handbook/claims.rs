use crate::model::{Data, EntryId};
use crate::source::Span;
use crate::standards::{ClauseId, Place};

/// A claim that an entry, or a part of it, meets a requirement or a clause.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The entry.
    pub entry: EntryId,
    /// The section, step or other part; `None` for the whole entry.
    pub anchor: Option<String>,
    /// What it meets.
    pub place: Place,
    /// Whether it is credit through the map between standards.
    pub is_credit: bool,
    /// Where it is written.
    pub span: Span,
}

impl Claim {
    /// Whether it names the requirement, and not a clause above it.
    pub fn is_exact(&self) -> bool {
        matches!(self.place, Place::Requirement(_))
    }
}

impl super::Handbook {
    /// Claims of an entry, in the order of its text. Claims are kept entry by entry.
    pub fn claims_of(&self, entry: EntryId) -> impl Iterator<Item = &Claim> + Clone {
        let start = self.claims.partition_point(|claim| claim.entry < entry);
        self.claims[start..].iter().take_while(move |claim| claim.entry == entry)
    }

    /// The clause that a process is about, its place in the map of processes: the one that it names, else that of its
    /// first claim on the handbook's first standard.
    pub fn clause_of_process(&self, id: EntryId) -> Option<ClauseId> {
        let named = match &self.entry(id).data {
            Some(Data::Process(process)) => process.clause.as_ref().and_then(|it| self.place(it)),
            _ => None,
        };
        let first = self.standards.first()?.id;
        let claimed =
            || self.claims_of(id).map(|claim| claim.place).find(|place| self.standards.standard_of(*place).id == first);
        named.or_else(claimed).map(|place| self.standards.clause_of(place))
    }
}

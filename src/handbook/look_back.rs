//! Events that have to be looked back at, and what looks back at them.
//!
//! Source: ISO/IEC 20000-1:2018, clauses 8.5.1.3, 8.6.1 and 8.7.2.

use super::{Handbook, Target};
use crate::model::kinds::Evidence;
use crate::model::{Data, EntryId};

impl Handbook {
    /// Whether a record is of something that went wrong, or past the usual way.
    pub fn asks_for_look_back(record: &Evidence) -> bool {
        let types =
            [Evidence::EMERGENCY_CHANGE, Evidence::FAILED_CHANGE, Evidence::MAJOR_INCIDENT, Evidence::INVOCATION];
        // That none happened is no event.
        !record.is_nil() && record.type_word().is_some_and(|it| types.contains(&it))
    }

    /// Reviews, findings, problems and improvements that name a record, or that the record names.
    pub fn look_backs_at(&self, record: EntryId) -> impl Iterator<Item = EntryId> {
        let is_look_back = move |id: &EntryId| match &self.entry(*id).data {
            Some(Data::Record(other)) => {
                *id != record
                    && !other.is_nil()
                    && other.on.value <= self.as_of
                    && matches!(other.type_word(), Some(Evidence::REVIEW | Evidence::PROBLEM))
            }
            Some(Data::Review(review)) => review.on.value <= self.as_of,
            Some(Data::Finding(finding)) => finding.found.value <= self.as_of,
            Some(Data::Improvement(improvement)) => improvement.proposed.value <= self.as_of,
            _ => false,
        };
        let named = self.graph.from(record).iter().filter_map(|edge| match edge.to {
            Target::Entry(id) => Some(id),
            Target::Place(_) => None,
        });
        self.graph.to(record).map(|edge| edge.from).chain(named).filter(is_look_back)
    }
}

//! What two places of a handbook say differently: what fails most often in real audits.

use super::Check;

/// Checks for disagreements, in the order of the reading: services, agreements, processes, operation.
pub(super) const CHECKS: &[Check] = &[];

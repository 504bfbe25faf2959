//! What two places of a handbook say differently: what fails most often in real audits.

mod agreement_ended;
mod catalogue;
mod complaints;
mod continuity_plans;
mod interfaces;
mod levels;
mod live_services;
mod measured;
mod other_parties_run_everything;
mod process_missing;
mod recovery;
mod service_requirements;
mod supplier_steps;
mod target_missed_twice;
mod unreviewed_events;

use super::Check;
use crate::model::Entry;
use crate::parse::{Mapping, Value};

/// Checks for disagreements, in the order of the reading: services, agreements, processes, operation.
pub(super) const CHECKS: &[Check] = &[
    Check { rules: catalogue::RULES, run: catalogue::catalogue },
    Check { rules: live_services::RULES, run: live_services::live_services },
    Check { rules: service_requirements::RULES, run: service_requirements::service_requirements },
    Check { rules: levels::RULES, run: levels::levels },
    Check { rules: &[&recovery::RULE], run: recovery::recovery_tighter_than_dependency },
    Check { rules: measured::RULES, run: measured::measured },
    Check { rules: &[&agreement_ended::RULE], run: agreement_ended::agreement_ended },
    Check { rules: complaints::RULES, run: complaints::complaints },
    Check { rules: &[&process_missing::RULE], run: process_missing::process_missing },
    Check { rules: interfaces::RULES, run: interfaces::interfaces },
    Check { rules: supplier_steps::RULES, run: supplier_steps::supplier_steps },
    Check {
        rules: &[&other_parties_run_everything::RULE],
        run: other_parties_run_everything::other_parties_run_everything,
    },
    Check { rules: &[&target_missed_twice::RULE], run: target_missed_twice::target_missed_twice },
    Check { rules: unreviewed_events::RULES, run: unreviewed_events::unreviewed_events },
    Check { rules: continuity_plans::RULES, run: continuity_plans::continuity_plans },
];

/// An item in a list of an entry as it was written, found by the text of one of its fields: to know whether a part of it
/// was left out, or could not be read.
fn raw_item<'a>(entry: &'a Entry, list: &str, field: &str, text: &str) -> Option<&'a Mapping> {
    let Value::Sequence(items) = &entry.fields.get(list)?.value else { return None };
    items.iter().find_map(|item| match &item.value {
        Value::Mapping(map) if map.get(field).and_then(|node| node.text()) == Some(text) => Some(map),
        _ => None,
    })
}

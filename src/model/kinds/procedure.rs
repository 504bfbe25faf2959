use super::Step;
use crate::model::KeyRef;
use crate::model::field::record;

record! {
    /// A procedure: how one part of a process is done, step by step.
    Procedure {
        /// Processes that it belongs to.
        process: Vec<KeyRef>,
        /// What is done.
        steps: Vec<Step>,
    }
}

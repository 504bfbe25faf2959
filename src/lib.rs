//! Clausebook compiles a service management system, written as Markdown and YAML, into a published handbook.

pub mod source;
pub mod diagnostic;
pub mod parse;
pub mod model;
pub mod standards;
pub mod handbook;
pub mod checks;
pub mod pipeline;
pub mod disk;
pub mod commands;

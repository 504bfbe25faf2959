//! Clausebook compiles a service management system, written as Markdown and YAML, into a published handbook.
//!
//! Text comes in at the top and a site leaves at the bottom; a room may use the rooms above it, never those below.
//! Read them in this order: [`source`] and [`diagnostic`], then [`parse`], [`model`], [`standards`] and [`handbook`],
//! which make the handbook; [`checks`] look at it, [`matrices`] and [`registers`] lay it out, [`exchange`] writes it
//! for other tools, [`approval`] signs it; [`theme`] and [`pages`] draw it, [`site`] knows every address; [`scaffold`]
//! holds what a new handbook begins with; [`pipeline`] walks through the rooms. Below them is the edge: only [`disk`]
//! and [`commands`] open files.

// Tests may look at the repository.
#![cfg_attr(not(test), warn(clippy::disallowed_methods))]

pub mod source;

pub mod diagnostic;

pub mod parse;

pub mod model;

pub mod standards;

pub mod handbook;

pub mod checks;

pub mod matrices;

pub mod registers;

pub mod exchange;

pub mod approval;

pub mod theme;

pub mod pages;

pub mod site;

pub mod scaffold;

pub mod pipeline;

#[allow(clippy::disallowed_methods, reason = "the edge: it reads and writes files")]
pub mod disk;

#[allow(clippy::disallowed_methods, reason = "the edge: it knows the environment, the clock and where it runs")]
pub mod commands;

//! The edge to the file system: a folder becomes [`Sources`](crate::source::Sources), a site becomes a folder, and changed
//! texts come back to their files.
//!
//! **Invariant**: what a run could not finish leaves the former state whole.

mod approve;
mod begin;
mod fresh;
mod leftovers;
mod load;
mod lock;
mod manifest;
mod paths;
mod replace;
mod swap;
mod target;
mod write;
mod write_error;

pub use approve::apply;
pub use begin::{BeginError, begin, write_entry};
pub use load::load;
pub use manifest::{Checksum, FileRecord, MANIFEST, Manifest};
pub use replace::replace;
pub use swap::Swap;
pub use write::{WriteOptions, Written, write_site};
pub use write_error::{Left, WriteError};

//! One file's meaning: what an entry is, which kinds there are, what their fields say.
//!
//! [`field`] reads a YAML tree into a record and reports what does not fit; [`kinds`] holds one file a kind;
//! [`Entry`] is a named thing of the handbook. **Invariant**: reading never fails; a field that cannot be read is
//! absent, and its diagnostic is made here and nowhere else.

mod body;
mod control;
mod entry;
pub mod field;
mod id;
mod kind;
pub mod kinds;
mod reference;
mod relation;
pub mod rules;
mod strength;
mod time;
mod value;

pub use body::{Body, BodyLink, Heading};
pub use control::{Approval, Audience, Confirmation, Control, DocumentStatus, HistoryItem, Version};
pub use entry::{Common, Contents, Entry, read_file};
pub use id::{EntryId, Key};
pub use kind::{Data, Kind};
pub use reference::{KeyRef, ReqRef};
pub use relation::{Relation, anchor_prefix};
pub use rules::RULES;
pub use strength::{Difference, Promised, Strength};
pub use time::{Interval, Period};
pub use value::{ClockUnit, Comparison, Hours, Line, Number, Series, Slug, Target, Text, Unit, Where};

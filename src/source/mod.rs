//! Texts, and where they came from.
//!
//! Everything that the compiler reads is a value here before anything looks at it: files with their
//! text, attachments with their bytes, the settings of the run. **Invariant**: a [`Span`] always lies
//! inside the text of its source, on character borders.

mod file;
mod settings;
mod sources;
mod span;

pub use file::{File, Position};
pub use settings::{AsOf, Settings};
pub use sources::{Attachment, Problem, ProblemKind, Sources, ThemeFile};
pub use span::{SourceId, Span, Spanned};

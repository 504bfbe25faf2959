//! What `approve` and `confirm` write: a handbook in, changed texts out.
//!
//! [`approve`] and [`confirm`] decide whether what is asked for may be, and collect the new texts in [`Changes`]; the
//! edge has them read again as a whole handbook, and [`Changes::verify`] compares the two. **Invariant**: nothing but the
//! fields concerned differs, and no mistake is there that was not there before.

mod approve;
mod changes;
mod confirm;
mod seal;
mod takeover;
mod verify;
mod version;

pub use approve::{Approve, approve};
pub use changes::{Changes, FileChange};
pub use confirm::{Confirm, confirm};
pub use seal::{seal, unsealed};
pub use verify::Refusal;

use crate::diagnostic::closest;
use crate::handbook::Handbook;
use crate::model::field::quoted_list;
use crate::model::{Entry, Key, Kind};
use crate::parse::Scalar;

/// The entry of a key or a former key, among those of some kinds.
fn entry<'b>(book: &'b Handbook, text: &str, fits: impl Fn(Kind) -> bool) -> Result<&'b Entry, String> {
    if let Some(entry) = Key::new(text).ok().and_then(|key| book.by_key(&key)) {
        return Ok(entry);
    }
    let keys = book.entries.iter().filter(|entry| fits(entry.kind)).map(|entry| entry.key.as_str());
    Err(match closest(text, keys) {
        Some(near) => format!("nothing is called `{text}`; did you mean `{near}`?"),
        None => format!("nothing is called `{text}`"),
    })
}

/// A role by its key.
fn role<'b>(book: &'b Handbook, text: &str) -> Result<&'b Entry, String> {
    let is_role = |kind| kind == Kind::Role;
    let found = entry(book, text, is_role)?;
    match is_role(found.kind) {
        true => Ok(found),
        false => Err(format!("`{}` is {}, and only a role can sign", found.key, found.kind.with_article())),
    }
}

/// Whether a role may approve documents of a kind: without a line for the kind in `handbook.yaml`, any role.
fn may_approve(book: &Handbook, kind: Kind, role: &Entry) -> Result<(), String> {
    let Some(config) = &book.config else {
        return Err("handbook.yaml cannot be read, and it says who may approve".into());
    };
    let names: Vec<&Key> = config
        .approvers
        .iter()
        .filter(|rule| rule.kinds.iter().any(|it| it.value == kind.name()))
        .flat_map(|rule| &rule.by)
        .map(|it| book.by_key(&it.key).map_or(&it.key, |role| &role.key))
        .collect();
    if names.is_empty() || names.contains(&&role.key) {
        return Ok(());
    }
    let names: Vec<&str> = names.into_iter().map(Key::as_str).collect();
    Err(format!(
        "`{}` may not approve {}: `approvers` in handbook.yaml names {}",
        role.key,
        kind.with_article(),
        quoted_list(&names)
    ))
}

/// The fields of a signature: who, and when.
fn signature(book: &Handbook, role: &Entry) -> [(&'static str, Scalar); 2] {
    [("by", Scalar::Word(role.key.to_string())), ("on", Scalar::Word(book.as_of.to_string()))]
}

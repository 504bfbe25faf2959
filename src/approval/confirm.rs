use super::changes::{Changes, Touched};
use super::{entry, role, signature};
use crate::model::kinds::Evidence;
use crate::model::{Confirmation, Control, Data, Entry, Kind, Version};
use crate::parse::Scalar;

/// What is asked of [`confirm`].
#[derive(Clone, Copy, Debug)]
pub struct Confirm<'a> {
    /// Key of the role that looked.
    pub by: &'a str,
    /// Why it still holds.
    pub because: &'a str,
}

/// Notes a review of a document that ended without a change, or that a record still holds although its process moved on.
///
/// Refused where a document is not in force or was changed since its approval, and where a record is not in doubt.
pub fn confirm(changes: &mut Changes<'_>, key: &str, wish: &Confirm<'_>) -> Result<(), String> {
    let book = changes.book;
    let found = entry(book, key, |kind| kind.is_controlled() || kind == Kind::Record)?;
    if changes.touched.contains_key(&found.key) {
        return Ok(());
    }
    let role = role(book, wish.by)?;
    if wish.because.trim().is_empty() {
        return Err("say with `--because` why it still holds".into());
    }
    changes.refuse_errors(found)?;
    match (&found.control, &found.data) {
        (Some(control), _) => document(changes, found, control, role, wish),
        (None, Some(Data::Record(it))) => record(changes, found, it, role, wish),
        _ => Err(format!(
            "`{}` is {}, and only documents and records are confirmed",
            found.key,
            found.kind.with_article()
        )),
    }
}

fn document<'b>(
    changes: &mut Changes<'b>,
    document: &'b Entry,
    control: &Control,
    role: &Entry,
    wish: &Confirm<'_>,
) -> Result<(), String> {
    let book = changes.book;
    let key = &document.key;
    if !control.is_in_force(book.as_of) {
        return Err(format!(
            "`{key}` is not in force, so there is nothing to confirm\nhelp: `clausebook approve {key} --by ROLE` brings it into force"
        ));
    }
    if book.is_changed_since_approval(document) {
        return Err(format!(
            "`{key}` was changed after its approval, so it needs a new one\nhelp: `clausebook approve {key} --by ROLE --version VERSION`"
        ));
    }
    refuse_twice(changes, document, &control.confirmed, role, None)?;
    let line = line(changes, role, None, wish);
    changes.edit(document, |edit, fields| {
        edit.prepend(fields, "confirmed", &line, &["approved", "status", "version", "title", "key"])
    })?;
    let next = control.review.map(|it| format!("; its next review is due on {}", it.value.after(book.as_of)));
    let done = format!("`{key}` is confirmed by `{}`{}", role.key, next.unwrap_or_default());
    touch(changes, document, done);
    Ok(())
}

fn record<'b>(
    changes: &mut Changes<'b>,
    entry: &'b Entry,
    record: &Evidence,
    role: &Entry,
    wish: &Confirm<'_>,
) -> Result<(), String> {
    let book = changes.book;
    let suspects = book.suspects(entry.id);
    if suspects.is_empty() {
        let why = match &record.made_under {
            None => "it does not say under which version it was made",
            Some(_) => "what it is evidence of has not moved on since",
        };
        return Err(format!("`{}` needs no confirmation: {why}", entry.key));
    }
    let mut versions: Vec<&Version> = Vec::new();
    for suspect in suspects {
        let document = book.entry(suspect.document);
        if book.is_changed_since_approval(document) {
            let help = format!("`clausebook approve {} --by ROLE` comes first", document.key);
            return Err(format!(
                "`{}` was changed after its approval, so nobody can look beside it\nhelp: {help}",
                document.key
            ));
        }
        if !versions.iter().any(|it| it.text == suspect.in_force.text) {
            versions.push(&suspect.in_force);
        }
    }
    for version in &versions {
        refuse_twice(changes, entry, &record.confirmed, role, Some(version))?;
        let line = line(changes, role, Some(version), wish);
        changes.edit(entry, |edit, fields| edit.prepend(fields, "confirmed", &line, &[]))?;
    }
    let beside: Vec<String> =
        suspects.iter().map(|it| format!("`{}` {}", book.entry(it.document).key, it.in_force.text)).collect();
    touch(changes, entry, format!("`{}` still holds beside {}, says `{}`", entry.key, beside.join(" and "), role.key));
    Ok(())
}

fn refuse_twice(
    changes: &Changes<'_>,
    entry: &Entry,
    confirmed: &[Confirmation],
    role: &Entry,
    version: Option<&Version>,
) -> Result<(), String> {
    let is_same = |it: &&Confirmation| {
        it.on.value == changes.book.as_of
            && it.by.key == role.key
            && it.version.as_ref().map(|it| &it.text) == version.map(|it| &it.text)
    };
    match confirmed.iter().find(is_same) {
        Some(it) => Err(format!("`{}` was confirmed by `{}` on {} already", entry.key, role.key, it.on.value)),
        None => Ok(()),
    }
}

fn line(
    changes: &Changes<'_>,
    role: &Entry,
    version: Option<&Version>,
    wish: &Confirm<'_>,
) -> Vec<(&'static str, Scalar)> {
    let mut line = Vec::from(signature(changes.book, role));
    line.extend(version.map(|it| ("version", Scalar::Quoted(it.text.clone()))));
    line.push(("because", Scalar::Prose(wish.because.trim().to_owned())));
    line
}

fn touch<'b>(changes: &mut Changes<'b>, entry: &'b Entry, done: String) {
    let touched =
        Touched { like: entry, fields: &["confirmed"], fingerprint: None, replaces: None, completed: None, done };
    changes.touched.insert(entry.key.clone(), touched);
}

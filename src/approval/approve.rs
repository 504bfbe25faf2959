use super::changes::{Changes, Touched};
use super::version::{self, Question};
use super::{entry, may_approve, role, signature, takeover};
use crate::handbook::{Handbook, fingerprint};
use crate::model::{Control, Entry, HistoryItem};
use crate::parse::{CannotEdit, Edit, Mapping, Scalar, Value};

/// What is asked of [`approve`].
#[derive(Clone, Copy, Debug)]
pub struct Approve<'a> {
    /// Key of the role that approves.
    pub by: &'a str,
    /// The version; without one, the one that the author has written, where it is a new one.
    pub version: Option<&'a str>,
    /// Whether the meaning stayed.
    pub is_editorial: bool,
    /// What changed.
    pub change: Option<&'a str>,
}

/// Fields that an approval writes.
pub(super) const FIELDS: &[&str] = &["version", "status", "approved", "history"];

/// What an approval writes.
pub(super) struct Signed<'a> {
    pub(super) role: &'a Entry,
    pub(super) version: String,
    pub(super) fingerprint: String,
    pub(super) wish: Approve<'a>,
}

/// Approves a controlled document as it stands: its status, version, approval and a line of its history.
///
/// A draft that replaces another document takes its key and its place, and its own key becomes an alias. Refused, with
/// the reason and a way out, where the role may not approve, the text is the one that was approved, or the version is none
/// that comes after the last one.
pub fn approve<'b>(changes: &mut Changes<'b>, key: &str, wish: &Approve<'b>) -> Result<(), String> {
    let book = changes.book;
    let document = entry(book, key, crate::model::Kind::is_controlled)?;
    let control = control_of(document)?;
    if changes.touched.contains_key(&document.key) {
        return Ok(());
    }
    let role = role(book, wish.by)?;
    may_approve(book, document.kind, role)?;
    changes.refuse_errors(document)?;
    if let Some(replaced) = &control.replaces {
        return takeover::approve(changes, document, replaced, role, wish);
    }
    let now = fingerprint(document, &book.sources);
    let kept = control.approved.as_ref().and_then(|it| it.fingerprint.as_ref());
    let version = version::next(&Question {
        key: &document.key,
        control,
        written: written(control),
        is_changed: kept.map(|kept| kept.text != now),
        asked: wish.version,
        is_editorial: wish.is_editorial,
        as_of: book.as_of,
    })?;
    let signed = Signed { role, version, fingerprint: now, wish: *wish };
    let completed = line_ahead(control, &signed.version);
    changes.edit(document, |edit, fields| {
        sign(edit, fields, book, &signed)?;
        match completed {
            Some(at) => complete_line(edit, fields, at, book, &signed),
            None => edit.prepend(fields, "history", &history_line(book, &signed), &[]),
        }
    })?;
    let done = format!("`{}` {} is approved by `{}`", document.key, signed.version, role.key);
    let fingerprint = Some(signed.fingerprint);
    changes.touched.insert(
        document.key.clone(),
        Touched { like: document, fields: FIELDS, fingerprint, replaces: None, completed, done },
    );
    Ok(())
}

/// The document control of an entry; entries of other kinds are not approved.
pub(super) fn control_of(entry: &Entry) -> Result<&Control, String> {
    entry
        .control
        .as_ref()
        .ok_or_else(|| format!("`{}` is {}, and only documents are approved", entry.key, entry.kind.with_article()))
}

pub(super) fn written(control: &Control) -> Option<&str> {
    control.version.as_ref().map(|it| it.text.as_str())
}

/// Writes version, status and approval.
pub(super) fn sign(
    edit: &mut Edit<'_>,
    fields: &Mapping,
    book: &Handbook,
    signed: &Signed<'_>,
) -> Result<(), CannotEdit> {
    let [by, on] = signature(book, signed.role);
    let approval = [by, on, ("fingerprint", Scalar::Word(signed.fingerprint.clone()))];
    let version = Scalar::Quoted(signed.version.clone());
    // Fields that are new come in this order, behind what a reader expects in front of them.
    edit.set(fields, "version", &version, &["owner", "summary", "title", "key"])?;
    edit.set(fields, "status", &Scalar::Word("approved".into()), &["version", "owner", "summary", "title", "key"])?;
    edit.set_fields(fields, "approved", &approval, &["status", "version", "owner", "summary", "title", "key"])
}

/// The line of the history that an approval adds.
pub(super) fn history_line(book: &Handbook, signed: &Signed<'_>) -> Vec<(&'static str, Scalar)> {
    let [by, on] = signature(book, signed.role);
    let mut line = vec![("version", Scalar::Quoted(signed.version.clone())), on, by];
    line.extend(signed.wish.change.map(|change| ("change", Scalar::Prose(change.to_owned()))));
    line.extend(signed.wish.is_editorial.then(|| ("editorial", Scalar::Word("true".into()))));
    line
}

/// The line of the history that the author wrote ahead for a version.
pub(super) fn line_ahead(control: &Control, version: &str) -> Option<usize> {
    let is_ahead = |it: &HistoryItem| {
        it.version.text == version && control.approved.as_ref().is_none_or(|approved| approved.on.value < it.on.value)
    };
    control.history.iter().position(is_ahead)
}

/// Gives a line that the author wrote ahead its day and its role; what changed stays, unless it is said anew.
pub(super) fn complete_line(
    edit: &mut Edit<'_>,
    fields: &Mapping,
    at: usize,
    book: &Handbook,
    signed: &Signed<'_>,
) -> Result<(), CannotEdit> {
    let cannot = || CannotEdit { field: "history".into() };
    let line = match fields.get("history").map(|it| &it.value) {
        Some(Value::Sequence(lines)) => lines.get(at).map(|it| &it.value),
        _ => None,
    };
    let Some(Value::Mapping(line)) = line else { return Err(cannot()) };
    let mut written: Vec<&str> = Vec::new();
    for (name, value) in &history_line(book, signed)[1..] {
        written.insert(0, name);
        let after: Vec<&str> = written[1..].iter().copied().chain(["version"]).collect();
        edit.set(line, name, value, &after)?;
    }
    Ok(())
}

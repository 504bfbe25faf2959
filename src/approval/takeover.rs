//! A draft of the next version takes the key and the place of the document in force.

use super::approve::{Approve, Signed, complete_line, control_of, history_line, line_ahead, sign, written};
use super::changes::{Changes, Touched};
use super::version::{self, Question};
use crate::handbook::{Handbook, fingerprint_of};
use crate::model::{Control, Entry, HistoryItem, KeyRef};
use crate::parse::{Mapping, Scalar, Value};

/// Fields that differ between the draft and what it becomes.
const FIELDS: &[&str] = &["key", "replaces", "aliases", "version", "status", "approved", "history"];

pub(super) fn approve<'b>(
    changes: &mut Changes<'b>,
    draft: &'b Entry,
    replaced: &KeyRef,
    role: &'b Entry,
    wish: &Approve<'b>,
) -> Result<(), String> {
    let book = changes.book;
    // A reference to nothing is an error, and those have been refused.
    let old = book.by_key(&replaced.key).ok_or_else(|| format!("there is no `{}`", replaced.key))?;
    let (control, own) = (control_of(old)?, control_of(draft)?);
    if old.id == draft.id || old.kind != draft.kind {
        return Err(format!(
            "`{}` cannot take the place of `{}`: one is {}, the other {}",
            draft.key,
            old.key,
            draft.kind.with_article(),
            old.kind.with_article()
        ));
    }
    if changes.touched.contains_key(&old.key) {
        return Err(format!("`{}` and `{}` cannot be approved at once: one replaces the other", old.key, draft.key));
    }
    let now = fingerprint_of(&as_it_becomes(draft, old), body(book, draft));
    let kept = control.approved.as_ref().and_then(|it| it.fingerprint.as_ref());
    let is_same = kept.map(|kept| kept.text == now);
    // A run that was cut off has written the text and left the draft.
    if is_same == Some(true) && aliases(old).any(|it| it.key == draft.key) {
        changes.remove(draft);
        let done = format!("`{}` has taken the place of `{}`; its draft is removed", draft.key, old.key);
        let touched = Touched {
            like: old,
            fields: &[],
            fingerprint: Some(now),
            replaces: Some(draft.key.clone()),
            completed: None,
            done,
        };
        changes.touched.insert(old.key.clone(), touched);
        return Ok(());
    }
    if !control.is_in_force(book.as_of) {
        let help = format!("approve `{}` first, or take `replaces` out of `{}`", old.key, draft.key);
        return Err(format!("`{}` is not in force, so nothing can take its place\nhelp: {help}", old.key));
    }
    let version = version::next(&Question {
        key: &old.key,
        control,
        written: written(own),
        is_changed: is_same.map(|it| !it),
        asked: wish.version,
        is_editorial: wish.is_editorial,
        as_of: book.as_of,
    })?;
    let signed = Signed { role, version, fingerprint: now, wish: *wish };
    let former_keys = former_keys(draft, old);
    let former_lines = former_lines(own, old);
    let completed = line_ahead(own, &signed.version);
    changes.move_over(draft, old, |edit, fields| {
        edit.set(fields, "key", &Scalar::Word(old.key.to_string()), &[])?;
        edit.remove(fields, "replaces")?;
        edit.add_words(
            fields,
            "aliases",
            &former_keys,
            &["tags", "related", "replaces", "approved", "status", "title"],
        )?;
        sign(edit, fields, book, &signed)?;
        let line = history_line(book, &signed);
        if own.history.is_empty() {
            let lines: Vec<&[_]> = std::iter::once(&line[..]).chain(former_lines.iter().map(Vec::as_slice)).collect();
            return edit.append(fields, "history", &lines, &[]);
        }
        match completed {
            Some(at) => complete_line(edit, fields, at, book, &signed)?,
            None => edit.prepend(fields, "history", &line, &[])?,
        }
        edit.append(fields, "history", &former_lines.iter().map(Vec::as_slice).collect::<Vec<_>>(), &[])
    })?;
    let done = format!(
        "`{}` {} is approved by `{}`, and takes the place of `{}`",
        draft.key, signed.version, role.key, old.key
    );
    let fingerprint = Some(signed.fingerprint);
    changes.touched.insert(
        old.key.clone(),
        Touched { like: draft, fields: FIELDS, fingerprint, replaces: Some(draft.key.clone()), completed, done },
    );
    Ok(())
}

/// The fields of the draft with the key that it takes.
fn as_it_becomes(draft: &Entry, old: &Entry) -> Mapping {
    let mut fields = Mapping::clone(&draft.fields);
    fields.pairs.retain(|pair| pair.name.value != "replaces");
    for pair in fields.pairs.iter_mut().filter(|pair| pair.name.value == "key") {
        if let Value::Scalar { text, .. } = &mut pair.value.value {
            *text = old.key.to_string();
        }
    }
    fields
}

fn body<'b>(book: &'b Handbook, entry: &Entry) -> Option<&'b str> {
    let body = entry.body.as_ref()?;
    Some(&book.sources.file(body.source).text[body.range.clone()])
}

fn aliases(entry: &Entry) -> impl Iterator<Item = &KeyRef> {
    entry.common.iter().flat_map(|it| &it.aliases)
}

/// Names that lead to the document from now on: its own as a draft, and those of the document it replaces.
fn former_keys(draft: &Entry, old: &Entry) -> Vec<String> {
    let known = |key: &crate::model::Key| aliases(draft).any(|it| it.key == *key) || *key == old.key;
    let keys = std::iter::once(&draft.key).chain(aliases(old).map(|it| &it.key).filter(|it| **it != draft.key));
    keys.filter(|it| !known(it)).map(ToString::to_string).collect()
}

/// Lines of the history of the document in force that the draft does not tell.
fn former_lines(own: &Control, old: &Entry) -> Vec<Vec<(&'static str, Scalar)>> {
    let is_editorial = |it: &HistoryItem| it.editorial.is_some_and(|it| it.value);
    let is_told = |line: &&HistoryItem| {
        let is_it = |it: &HistoryItem| it.version.text == line.version.text && is_editorial(it) == is_editorial(line);
        own.history.iter().any(is_it)
    };
    let lines = old.control.iter().flat_map(|it| &it.history).filter(|it| !is_told(it));
    let line = |it: &HistoryItem| {
        let mut line =
            vec![("version", Scalar::Quoted(it.version.text.clone())), ("on", Scalar::Word(it.on.value.to_string()))];
        line.extend(it.by.as_ref().map(|by| ("by", Scalar::Word(key(by)))));
        line.extend(it.change.as_ref().map(|it| ("change", Scalar::Prose(it.text.clone()))));
        line.extend(it.editorial.map(|it| ("editorial", Scalar::Word(it.value.to_string()))));
        line
    };
    lines.map(line).collect()
}

fn key(reference: &KeyRef) -> String {
    match &reference.anchor {
        Some(anchor) => format!("{}#{anchor}", reference.key),
        None => reference.key.to_string(),
    }
}

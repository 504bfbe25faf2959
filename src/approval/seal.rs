use super::changes::{Changes, Touched};
use super::{approve, entry};
use crate::handbook::{Handbook, fingerprint};
use crate::model::{Entry, Kind};
use crate::parse::Scalar;

/// Keeps the fingerprint of a document as it stands in the approval that it has, and changes nothing else: the text is
/// the one that was approved. Says whether there was something to do.
///
/// Refused where the approval holds another fingerprint: then the text is not the one.
pub fn seal(changes: &mut Changes<'_>, key: &str) -> Result<bool, String> {
    let book = changes.book;
    let document = entry(book, key, Kind::is_controlled)?;
    let control = approve::control_of(document)?;
    let Some(approved) = control.approved.as_ref().filter(|_| control.is_in_force(book.as_of)) else {
        return Err(format!(
            "`{}` is not in force, so there is no approval that its text could belong to",
            document.key
        ));
    };
    changes.refuse_errors(document)?;
    let now = fingerprint(document, &book.sources);
    match &approved.fingerprint {
        Some(kept) if kept.text == now => return Ok(false),
        Some(_) => {
            return Err(format!(
                "`{0}` was changed after its approval on {1}\nhelp: `clausebook approve {0} --by ROLE` approves the text as it stands",
                document.key, approved.on.value
            ));
        }
        None => {}
    }
    changes.edit(document, |edit, fields| {
        edit.set_fields(fields, "approved", &[("fingerprint", Scalar::Word(now.clone()))], &[])
    })?;
    let done = format!("`{}` keeps the fingerprint of what was approved on {}", document.key, approved.on.value);
    changes.touched.insert(
        document.key.clone(),
        Touched {
            like: document,
            fields: &["approved"],
            fingerprint: Some(now),
            replaces: None,
            completed: None,
            done,
        },
    );
    Ok(true)
}

/// Documents in force whose approval holds no fingerprint, by kind and key.
pub fn unsealed(book: &Handbook) -> impl Iterator<Item = &Entry> {
    let documents = Kind::ALL.iter().filter(|kind| kind.is_controlled()).flat_map(|kind| book.of_kind(*kind));
    documents.filter(|entry| {
        let control = entry.control.as_ref().filter(|it| it.is_in_force(book.as_of));
        control.and_then(|it| it.approved.as_ref()).is_some_and(|it| it.fingerprint.is_none())
    })
}

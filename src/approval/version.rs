use std::cmp::Ordering;

use jiff::civil::Date;

use crate::model::{Control, DocumentStatus, Key, Version};

/// What is known when a version is to be approved.
pub(super) struct Question<'a> {
    pub(super) key: &'a Key,
    /// Of the document in force, where a draft takes its place; else of the document itself.
    pub(super) control: &'a Control,
    /// The version that the text to be approved has.
    pub(super) written: Option<&'a str>,
    /// Whether the text differs from the one that was approved; `None` where no fingerprint was kept.
    pub(super) is_changed: Option<bool>,
    pub(super) asked: Option<&'a str>,
    pub(super) is_editorial: bool,
    pub(super) as_of: Date,
}

/// The version that the approval is of, or why there can be none.
///
/// A material change has a new version, which is higher than every one that was approved. An editorial one renews the
/// approval of the version there is, unless another is asked for.
pub(super) fn next(question: &Question<'_>) -> Result<String, String> {
    let Question { key, control, written, is_changed, asked, is_editorial, as_of } = *question;
    if let Some(asked) = asked.filter(|it| !is_version(it)) {
        return Err(format!("`{asked}` is no version: write numbers with points between, such as `3.1`"));
    }
    if control.status() == DocumentStatus::Retired {
        return Err(format!("`{key}` is retired\nhelp: make it a `draft` first, if it is to come back"));
    }
    if let Some(approved) = control.approved.as_ref().filter(|it| it.on.value > as_of) {
        return Err(format!("`{key}` is approved for {}, and that is still to come", approved.on.value));
    }
    if let (true, Some(false), Some(approved)) = (control.is_in_force(as_of), is_changed, &control.approved) {
        return Err(format!(
            "`{key}` has not changed since `{}` approved it on {}\n\
             help: a review that ends without a change is `clausebook confirm {key} --by ROLE --because TEXT`",
            approved.by.key, approved.on.value
        ));
    }
    let Some(former) = former(control) else {
        if is_editorial {
            return Err(format!(
                "`{key}` has never been approved, so there is nothing that an edit could leave as it was"
            ));
        }
        let written = written.filter(|it| is_version(it));
        return match (asked, written) {
            (Some(asked), Some(written)) if is_before(asked, written) => {
                Err(format!("version {asked} is before {written}, which `{key}` has already"))
            }
            (Some(version), _) | (None, Some(version)) => Ok(version.to_owned()),
            (None, None) => Err(format!("say which version of `{key}` is approved: `--version 1.0`")),
        };
    };
    if let Some(asked) = asked {
        let is_renewed = is_editorial && Version::compare(asked, former) == Ordering::Equal;
        return match is_before(former, asked) || is_renewed {
            true => Ok(asked.to_owned()),
            false => {
                Err(format!("version {asked} has to be after {former}, the last one of `{key}` that was approved"))
            }
        };
    }
    // The author may have written the new version already.
    if let Some(written) = written.filter(|it| is_version(it) && is_before(former, it)) {
        return Ok(written.to_owned());
    }
    if is_editorial {
        return Ok(former.to_owned());
    }
    let help = match is_changed {
        None => format!(
            "\nhelp: if it is the very text that was approved, `clausebook approve --seal {key}` keeps its fingerprint"
        ),
        Some(_) => {
            "\nhelp: where the meaning stays, `--editorial` renews the approval of the version there is".to_owned()
        }
    };
    Err(format!("say which version of `{key}` this is with `--version`; the last one approved is {former}{help}"))
}

/// The newest version that was approved: of the lines of the history up to the approval, else the one that is written.
fn former(control: &Control) -> Option<&str> {
    let approved = control.approved.as_ref()?;
    let lines = control.history.iter().filter(|it| it.on.value <= approved.on.value);
    let newest = lines.map(|it| it.version.text.as_str()).max_by(|a, b| Version::compare(a, b));
    newest.or(control.version.as_ref().map(|it| it.text.as_str()))
}

fn is_before(a: &str, b: &str) -> bool {
    Version::compare(a, b) == Ordering::Less
}

/// Whether a text can be a version: it stands in addresses, mails and tables.
fn is_version(text: &str) -> bool {
    text.len() <= 32
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.contains(|c: char| c.is_ascii_digit())
        && text.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-'))
}

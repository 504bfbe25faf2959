use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Rule};
use crate::model::field::{Reader, Scalar};
use crate::model::{KeyRef, rules};
use crate::source::{File, SourceId, Span, Spanned};

/// One line of `acknowledgements/*.csv`: somebody read a version of a document.
///
/// Source: ISO/IEC 20000-1:2018, clause 7.3.
#[derive(Clone, Debug)]
pub struct Acknowledgement {
    /// Any identifier; used to count people, shown nowhere.
    pub who: String,
    /// The role.
    pub role: KeyRef,
    /// The document.
    pub document: KeyRef,
    /// The version that was read.
    pub version: String,
    /// The day.
    pub on: Spanned<Date>,
    /// The fingerprint that was read.
    pub fingerprint: Option<String>,
    /// The completion code of the self-check.
    pub code: Option<String>,
}

const HEADER: [&str; 7] = ["who", "role", "document", "version", "date", "fingerprint", "code"];

/// Reads a CSV file of acknowledgements; a line that cannot be read is reported and left out.
pub fn read_acknowledgements(file: &File, source: SourceId, cx: &mut Reader<'_>) -> Vec<Acknowledgement> {
    let mut acknowledgements = Vec::new();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(file.text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut is_header = true;
    while let Ok(true) = reader.read_record(&mut record) {
        let start =
            record.position().map_or(0, |it| usize::try_from(it.byte()).unwrap_or(usize::MAX)).min(file.text.len());
        let line = file.text[start..].lines().next().unwrap_or_default();
        let span = Span::new(source, start, start + line.len());
        if std::mem::take(&mut is_header) {
            let names: Vec<_> = record.iter().map(str::to_lowercase).collect();
            if names.len() < 5 || names.iter().zip(HEADER).any(|(name, expected)| name != expected) {
                let message = "this is not the header of a file of acknowledgements";
                cx.report(
                    Diagnostic::new(&rules::WRONG_TYPE, span, message)
                        .help(format!("the first line is `{}`", HEADER.join(","))),
                );
                return acknowledgements;
            }
            continue;
        }
        match acknowledgement(&record, span) {
            Ok(acknowledgement) => acknowledgements.push(acknowledgement),
            Err((rule, message)) => cx.report(Diagnostic::new(rule, span, message)),
        }
    }
    acknowledgements
}

/// Reads one line; the error is the rule and the message.
fn acknowledgement(record: &csv::StringRecord, span: Span) -> Result<Acknowledgement, (&'static Rule, String)> {
    let text = |index: usize| record.get(index).filter(|it| !it.is_empty());
    let required = |index: usize| {
        text(index).ok_or_else(|| (&rules::MISSING_FIELD, format!("this line has no `{}`", HEADER[index])))
    };
    let key = |index: usize| {
        let text = required(index)?;
        KeyRef::parse(text, span).map_err(|reason| (&rules::BAD_KEY, format!("`{text}` is not a key: {reason}")))
    };
    let day = Date::parse(required(4)?).map_err(|(message, _)| (&rules::BAD_DATE, message))?;
    Ok(Acknowledgement {
        who: required(0)?.to_owned(),
        role: key(1)?,
        document: key(2)?,
        version: required(3)?.to_owned(),
        on: Spanned { value: day, span },
        fingerprint: text(5).map(ToOwned::to_owned),
        code: text(6).map(ToOwned::to_owned),
    })
}

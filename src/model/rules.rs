//! Rules about fields that cannot be read.

use crate::diagnostic::{Rule, Severity};
use crate::parse::{DUPLICATE_FIELD, FRONT_MATTER_MISSING, INVALID_YAML};

const fn rule(name: &'static str, looks_for: &'static str, why: &'static str, fix: &'static str) -> Rule {
    Rule { name, severity: Severity::Error, clause: "", looks_for, why, fix }
}

/// A field that the kind does not have.
pub const UNKNOWN_FIELD: Rule = rule(
    "unknown-field",
    "A field that this kind of entry does not have.",
    "A misspelt field is silently empty everywhere else: an owner that nobody sees, a review that is never due.",
    "Correct the name; what only your theme reads goes below `extra:`.",
);
/// A required field is missing.
pub const MISSING_FIELD: Rule = rule(
    "missing-field",
    "An entry, or a part of one, without a field that it cannot be read without.",
    "The entry keeps its key and title, so references to it hold, and its page says what is wrong.",
    "Add the field.",
);
/// A value of the wrong sort.
pub const WRONG_TYPE: Rule = rule(
    "wrong-type",
    "A text where a list or a group of fields is expected, or the other way round.",
    "The field is left out until it can be read.",
    "Write the value in the shape that the message names.",
);
/// A word that is none of those allowed.
pub const UNKNOWN_WORD: Rule = rule(
    "unknown-word",
    "A word that is none of those that a field allows.",
    "Statuses, grades and types decide what is counted; an unknown one would be counted nowhere.",
    "Use one of the words that the message lists.",
);
/// A key that is not formed like one.
pub const BAD_KEY: Rule = rule(
    "bad-key",
    "A key that is not a letter followed by upper-case letters, digits and hyphens, 64 at most, or that Windows reserves.",
    "Keys become addresses and file names; they have to work on every system, for ever.",
    "Change the key: `PRC-INC`, `SVC-K8S`, `REC-INC-2026Q3`.",
);
/// A date that is none.
pub const BAD_DATE: Rule = rule(
    "bad-date",
    "A date or period that cannot be read, or that the calendar does not have.",
    "Without its date a record proves nothing, and a review is never due.",
    "Write `2026-11-20`; periods are `2026`, `2026-Q3`, `2026-09` or `2026-07-01/2026-09-30`.",
);
/// An interval that is none.
pub const BAD_INTERVAL: Rule = rule(
    "bad-interval",
    "An interval that is not a positive ISO 8601 duration of years, months, weeks or days.",
    "Auditors audit you against the intervals that you promised; the machine has to be able to add them.",
    "Write `P12M` for twelve months, `P2W` for two weeks, `P14D` for fourteen days.",
);
/// A target that is none.
pub const BAD_TARGET: Rule = rule(
    "bad-target",
    "A target that is not an operator, a number and a unit.",
    "A target that cannot be compared with a measured value cannot be met or missed.",
    "Write `at least 99.9 %`, `at most 30 min`, `more than`, `less than` or `exactly`.",
);
/// A number that is none.
pub const BAD_NUMBER: Rule = rule(
    "bad-number",
    "A number that cannot be read.",
    "Numbers are compared, added up and plotted.",
    "Write digits with a point for decimals: `91.2`.",
);
/// Hours that are none.
pub const BAD_HOURS: Rule = rule(
    "bad-hours",
    "Service hours that are neither `24x7` nor days with times.",
    "The clock of a target runs in these hours, so they have to be exact.",
    "Write `24x7`, or `Mon-Fri 07:00-19:00, Sat 09:00-13:00`.",
);
/// A place that is none.
pub const BAD_PLACE: Rule = rule(
    "bad-place",
    "A `where` that is neither an `https:` address nor a path below the content folder.",
    "An auditor has to be able to open what a record cites.",
    "Write an `https:` address or a path such as `files/q3.pdf`.",
);
/// A text in a field that has a form of its own.
pub const BAD_TEXT: Rule = rule(
    "bad-text",
    "A line with a line break, a heading in a field's text, or a name with characters that it may not have.",
    "Titles and labels stand in tables and drawings, where only one line fits; headings belong to the body.",
    "Shorten the text, or move it into the body below the fields.",
);
/// A file in a folder that is no kind's.
pub const UNKNOWN_KIND: Rule = rule(
    "unknown-kind",
    "A Markdown or YAML file in a folder that belongs to no kind of entry.",
    "Its content would be published nowhere, and nobody would notice.",
    "Move the file into a kind's folder, or begin its name with `_` if it is no entry.",
);
/// A file that could not be read.
pub const UNREADABLE_FILE: Rule = rule(
    "unreadable-file",
    "A file that cannot be read: no UTF-8, over 16 MiB, no permission, a symbolic link that leads out or in a circle, a clash of names.",
    "What it holds is missing from the handbook.",
    "See the message: save the file as UTF-8, divide it, or change its name or permissions.",
);
/// A trace on a heading that is not written as one.
pub const BAD_HEADING_TRACE: Rule = rule(
    "bad-heading-trace",
    "A heading's attributes that are not `{#id satisfies=8.6.1-5,8.6.1-6 points=return}`.",
    "After a space, or with quotes, Markdown sees other attributes, and the claim would silently be lost.",
    "Write the list without spaces and quotes; ids are lower-case letters, digits and hyphens.",
);
/// Two anchors of one entry with the same name.
pub const DUPLICATE_ANCHOR: Rule = rule(
    "duplicate-anchor",
    "Two steps, measures, targets or headings of one entry with the same key or id.",
    "A reference to one of them could land on the other.",
    "Rename one; keep the one that others refer to.",
);

/// The rules of this room and of the rooms above it.
pub const RULES: &[&Rule] = &[
    &INVALID_YAML,
    &DUPLICATE_FIELD,
    &FRONT_MATTER_MISSING,
    &UNKNOWN_FIELD,
    &MISSING_FIELD,
    &WRONG_TYPE,
    &UNKNOWN_WORD,
    &BAD_KEY,
    &BAD_DATE,
    &BAD_INTERVAL,
    &BAD_TARGET,
    &BAD_NUMBER,
    &BAD_HOURS,
    &BAD_PLACE,
    &BAD_TEXT,
    &UNKNOWN_KIND,
    &UNREADABLE_FILE,
    &BAD_HEADING_TRACE,
    &DUPLICATE_ANCHOR,
];

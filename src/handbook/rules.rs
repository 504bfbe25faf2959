//! Rules about how entries fit together.

use crate::diagnostic::{Rule, Severity};

const fn rule(
    name: &'static str,
    clause: &'static str,
    looks_for: &'static str,
    why: &'static str,
    fix: &'static str,
) -> Rule {
    Rule { name, severity: Severity::Error, clause, looks_for, why, fix }
}

/// Two entries with one key.
pub const DUPLICATE_KEY: Rule = rule(
    "duplicate-key",
    "7.5.2",
    "Two entries with the same key, or a former key (alias) that is in use.",
    "A key is the entry's name for ever: references, addresses and acknowledgements depend on it.",
    "Give one of them another key; the one that others refer to keeps it.",
);
/// A reference to an entry that does not exist.
pub const UNKNOWN_REFERENCE: Rule = rule(
    "unknown-reference",
    "7.5.3.1",
    "A reference to an entry that does not exist, or that is of the wrong kind.",
    "A process whose owner does not exist has no owner; an auditor who follows the link finds nothing.",
    "Correct the key, or write the entry.",
);
/// A reference to a clause or requirement that does not exist.
pub const UNKNOWN_REQUIREMENT: Rule = rule(
    "unknown-requirement",
    "",
    "A reference to a clause, control or requirement that the standard does not have, or to a standard that the handbook does not list.",
    "A claim on a number that does not exist covers nothing, and a wrong edition is the usual cause.",
    "Correct the id; `clausebook trace iso20000-1:8.6` lists what a clause holds.",
);
/// A link that leads nowhere.
pub const BROKEN_LINK: Rule = rule(
    "broken-link",
    "7.5.3.1",
    "A relative link or picture in prose whose file does not exist, or a section shown in a circle.",
    "Readers stop trusting a handbook at the first dead link.",
    "Correct the path, which is relative to the file that the link stands in, or use `[[KEY]]`, which survives moving.",
);
/// An anchor that does not exist.
pub const UNKNOWN_ANCHOR: Rule = rule(
    "unknown-anchor",
    "7.5.3.1",
    "A reference to a part of an entry (`KEY#part`) that the entry does not have.",
    "The link would open the page and miss the place that it promises.",
    "Use the key of a step (`#step-log`), measure, target or action, or the id of a heading.",
);
/// A step that leads nowhere.
pub const UNKNOWN_STEP: Rule = rule(
    "unknown-step",
    "4.4",
    "A step whose `next` names no step of the same entry.",
    "The drawing would end in the open, and so would the person who follows it.",
    "Use the key of a step of this entry, or `end`.",
);
/// A file that is cited and not there.
pub const MISSING_FILE: Rule = rule(
    "missing-file",
    "7.5.3.1",
    "A file that a record, logo or other field names and that is not below the content folder.",
    "Evidence that cannot be opened is no evidence.",
    "Put the file there, or correct the path.",
);
/// A file that is not the one that was cited.
pub const WRONG_CHECKSUM: Rule = rule(
    "wrong-checksum",
    "7.5.3.1",
    "A record's file whose SHA-256 differs from the one in the record, or a record of a file without one.",
    "The checksum shows that the file is the one that was cited then; records are never edited afterwards.",
    "Restore the file, or make a new record; a new record takes the checksum from the message.",
);
/// An exclusion that the standard does not allow.
pub const FORBIDDEN_EXCLUSION: Rule = rule(
    "forbidden-exclusion",
    "4.3",
    "A requirement declared not to apply where the standard allows no exclusion, or without a reason.",
    "ISO/IEC 20000-1 lets you leave services out of the scope, never requirements.",
    "Remove the declaration and meet the requirement; for Annex A of ISO/IEC 27001, give the reason in `because`.",
);
/// A point of a checklist that does not exist.
pub const UNKNOWN_POINT: Rule = rule(
    "unknown-point",
    "",
    "A point that its checklist does not have.",
    "The point that was meant would be reported as missing.",
    "Use one of the points that the message lists; another checklist's carries its id: `plan-content/services`.",
);
/// A time zone that does not exist.
pub const UNKNOWN_TIME_ZONE: Rule = rule(
    "unknown-time-zone",
    "",
    "A `time_zone` that is no IANA name.",
    "What is due today depends on where today is counted.",
    "Write a name such as `Europe/Oslo`.",
);
/// A handbook without its one file.
pub const HANDBOOK_MISSING: Rule = rule(
    "handbook-missing",
    "4.3",
    "A content folder without a `handbook.yaml` that can be read.",
    "It names the organisation and the standards; nothing can be counted without it.",
    "Write `handbook.yaml` with `title`, `organisation` and `standards`.",
);

/// The rules of this room.
pub const RULES: &[&Rule] = &[
    &DUPLICATE_KEY,
    &UNKNOWN_REFERENCE,
    &UNKNOWN_REQUIREMENT,
    &BROKEN_LINK,
    &UNKNOWN_ANCHOR,
    &UNKNOWN_STEP,
    &MISSING_FILE,
    &WRONG_CHECKSUM,
    &FORBIDDEN_EXCLUSION,
    &UNKNOWN_POINT,
    &UNKNOWN_TIME_ZONE,
    &HANDBOOK_MISSING,
];

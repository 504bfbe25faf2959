//! A small handbook for the tests of pages.

use std::collections::HashMap;

use jiff::civil::date;

use super::SiteInfo;
use crate::handbook::Handbook;
use crate::source::{Settings, Sources};
use crate::theme::Strings;

const CONFIG: &str = "title: Handbook\norganisation: Halden\nstandards: [iso20000-1]\nacknowledge: {link: \"mailto:a@b.example?subject=Read {document} {version}&body={role}\"}\n";

/// A handbook of these files on 22 November 2026.
pub fn book(files: &[(&str, &str)]) -> Handbook {
    let files = files.iter().copied().chain([("handbook.yaml", CONFIG)]);
    crate::pipeline::compile(Sources::from_texts(files, Settings::on(date(2026, 11, 22)))).0
}

/// What pages share, with names in the place of words.
pub fn info() -> SiteInfo {
    SiteInfo {
        strings: Strings::parse("en", Vec::<(String, String)>::new()),
        base_url: None,
        mistakes: HashMap::new(),
        process_groups: Vec::new(),
    }
}

/// A process with its roles: one does, one answers where nobody else is named.
pub const DESK: &[(&str, &str)] = &[
    (
        "roles/roles.yaml",
        "- {key: ROL-SDA, title: Analyst, people: 3, held_by: [Desk]}\n- {key: ROL-SDM, title: Manager}\n- {key: ROL-DM, title: Duty}\n",
    ),
    (
        "processes/inc.md",
        "---\nkey: PRC-INC\ntitle: Incidents\nowner: ROL-SDM\nversion: \"2.1\"\nstatus: approved\napproved: {by: ROL-SDM, on: 2026-03-02}\n\
         steps:\n  - {key: log, do: Log, by: ROL-SDA, raci: {I: ROL-DM}}\n  - {key: major, do: Lead, by: ROL-DM, raci: {A: ROL-DM, C: ROL-SDA}}\n\
         history:\n  - {version: \"2.1\", on: 2026-03-02, editorial: true}\n  - {version: \"2.0\", on: 2026-01-05}\n  - {version: \"1.0\", on: 2025-01-05}\n---\n\nText.\n",
    ),
];

//! A handbook as one string, and what its author reads: the form of every check's test.

use jiff::civil::Date;
use snapbox::data::Inline;

use crate::diagnostic::{Format, Renderer};
use crate::pipeline;
use crate::source::{Settings, Sources};

/// The day on which fixtures are looked at.
pub(super) const AS_OF: Date = Date::constant(2026, 11, 22);

/// What a fixture without a `handbook.yaml` gets: a standard that asks for nothing, so that no gap drowns the one
/// mistake.
const TINY: [(&str, &str); 2] = [
    ("handbook.yaml", "title: Handbook\norganisation: Halden\nstandards: [tiny]\n"),
    (
        "standards/tiny.yaml",
        "id: tiny\ntitle: Tiny standard\nedition: \"2026\"\nkind: requirements\nclauses: [{id: \"1\", title: Desk, informative: true}]\n",
    ),
];

/// Compares what the author of a fixture reads with what is expected.
///
/// The fixture is one text; a line `--- path` begins a file.
#[track_caller]
pub(super) fn check(fixture: &str, expected: Inline) {
    snapbox::assert_data_eq!(read(fixture), expected);
}

/// The passing twin: its author reads nothing.
#[track_caller]
pub(super) fn check_clean(fixture: &str) {
    assert_eq!(read(fixture), "");
}

fn read(fixture: &str) -> String {
    let mut files: Vec<(&str, String)> = Vec::new();
    for line in fixture.trim_start_matches('\n').split_inclusive('\n') {
        match line.strip_prefix("--- ") {
            Some(path) => files.push((path.trim_end(), String::new())),
            None => files.last_mut().expect("a fixture begins with `--- path`").1.push_str(line),
        }
    }
    let texts = files.iter().map(|(path, text)| (*path, text.as_str()));
    let is_bare = files.iter().all(|(path, _)| *path != "handbook.yaml");
    let tiny = if is_bare { &TINY[..] } else { &[] };
    let sources = Sources::from_texts(texts.chain(tiny.iter().copied()), Settings::on(AS_OF));
    let (book, diagnostics) = pipeline::compile(sources);
    Renderer::new(&book.sources, false, true).all(&diagnostics, Format::Human)
}

/// A process that every check is content with, to be broken by a test.
pub(super) const PROCESS: &str = "
--- processes/a.md
---
key: PRC-A
title: Calls
summary: How calls are answered.
status: approved
version: \"2.1\"
approved: {by: ROL-B, on: 2026-09-01}
owner: ROL-A
satisfies: [1]
steps:
  - {key: answer, do: Answer, by: ROL-A}
measures: [{key: late, what: Late calls, target: at most 2 calls}]
records: [{what: Ticket, kept_in: Ticket tool, keep: P3Y}]
---
--- roles/a.yaml
- {key: ROL-A, title: Desk, held_by: [Desk team]}
- {key: ROL-B, title: Manager, held_by: [Kari Nordmann]}
";

/// A live service with its customer, its supplier and what is agreed with both, to be broken by a test.
pub(super) const SERVICE: &str = "
--- services/a.yaml
- key: SVC-LAP
  title: Laptops
  summary: A laptop that works.
  owner: ROL-A
  lifecycle: live
  from: 2024-01-01
  criticality: {level: high}
  hours: Mon-Fri 07:00-19:00
  depends_on: [{on: SUP-A}]
  targets: [{key: swap, what: Swapped, measure: restore, target: at most 8 h, over: P1M, actuals: {2026-10: 6.5}}]
  recovery: {rto: at most 24 h, rpo: at most 24 h}
  requirements: [{key: swap, what: Swapped within a day}]
  cost: {budget: EUR 240000, period: 2026}
--- customers/a.yaml
- {key: CUS-A, title: Builders, services: [SVC-LAP]}
--- suppliers/a.yaml
- {key: SUP-A, title: Repairers, type: external, owner: ROL-A, review: P12M, reviews: [{on: 2026-07-01}], recovery: {rto: at most 12 h}}
--- agreements/a.yaml
- key: AGR-A
  title: With builders
  type: sla
  with: CUS-A
  services: [SVC-LAP]
  owner: ROL-A
  from: 2026-01-01
  targets:
    - {key: swap, service: SVC-LAP, what: Swapped, measure: restore, target: at most 8 h, over: P1M, meets: SVC-LAP#req-swap, actuals: {2026-10: 6.5}}
  workload: [{what: Laptops, limit: at most 400 laptops, actuals: {2026-10: 371}}]
- key: AGR-B
  title: With repairers
  type: contract
  with: SUP-A
  services: [SVC-LAP]
  owner: ROL-A
  from: 2025-06-01
  targets: [{key: swap, what: Swapped, measure: restore, target: at most 6 h, over: P1M, actuals: {2026-10: 4.5}}]
--- roles/a.yaml
- {key: ROL-A, title: Service owner, held_by: [Workplace lead]}
";

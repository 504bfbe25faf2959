//! One entry more: explained, in its place, and never over something that is there.

use std::fs;

use snapbox::str;

use crate::handbook_test::{AS_OF, HandbookTest};

/// The day on which entries are written.
fn new(here: &HandbookTest, arguments: &str) -> crate::handbook_test::Ran {
    here.run(&format!("new {arguments} --as-of {AS_OF}"))
}

fn blank() -> HandbookTest {
    let here = HandbookTest::nothing();
    here.run(&format!("init --blank --quiet --as-of {AS_OF}")).code(0);
    here
}

#[test]
fn every_kind_is_written_into_its_folder_and_reads_without_errors() {
    let here = blank();
    let kinds = [
        ("issue", "context/key-issue.yaml"),
        ("party", "parties/key-party.yaml"),
        ("policy", "policies/key-policy.md"),
        ("objective", "objectives/key-objective.yaml"),
        ("risk", "risks/key-risk.yaml"),
        ("plan", "plans/key-plan.md"),
        ("role", "roles/key-role.md"),
        ("process", "processes/key-process.md"),
        ("procedure", "procedures/key-procedure.md"),
        ("service", "services/key-service.md"),
        ("customer", "customers/key-customer.yaml"),
        ("agreement", "agreements/key-agreement.md"),
        ("supplier", "suppliers/key-supplier.yaml"),
        ("activity", "calendar/key-activity.yaml"),
        ("record", "records/key-record.yaml"),
        ("audit", "audits/key-audit.yaml"),
        ("finding", "findings/key-finding.yaml"),
        ("review", "reviews/key-review.yaml"),
        ("improvement", "improvements/key-improvement.yaml"),
        ("competence", "competence/key-competence.yaml"),
        ("awareness", "awareness/key-awareness.yaml"),
        ("term", "glossary/key-term.yaml"),
        ("page", "pages/key-page.md"),
    ];
    for (kind, path) in kinds {
        let written = new(&here, &format!("{kind} KEY-{}", kind.to_uppercase())).code(0).stdout_text();
        assert_eq!(written, format!("content/{path}\n"));
        assert!(here.path().join("content").join(path).is_file(), "{path}");
    }
    fs::remove_file(here.path().join("content/scope.md")).expect("the draft can go");
    assert_eq!(new(&here, "scope SCOPE").code(0).stdout_text(), "content/scope.md\n");
    let said = here.run(&format!("check --as-of {AS_OF}")).stderr_text();
    assert!(said.contains("\nno errors, "), "{said}");
    let agreement = fs::read_to_string(here.path().join("content/agreements/key-agreement.md")).expect("it is written");
    assert!(agreement.contains("\ntype: sla ") && agreement.contains("\nwith: KEY-CUSTOMER "), "{agreement}");
}

#[test]
fn a_new_entry_explains_its_fields() {
    let here = blank();
    let ran = new(&here, "activity ACT-REVIEW --title Review");
    assert_eq!(ran.stderr_text(), "take the `# ` away before the fields that you use; then `clausebook check`\n");
    snapbox::assert_data_eq!(
        fs::read_to_string(here.path().join("content/calendar/act-review.yaml")).expect("it is written"),
        str![[r###"
## Something done again and again at planned intervals; its records keep the promise (clause 9.1 and others).
key: ACT-REVIEW
title: Review
every: P12M                            # P1M, P3M, P12M, P2W, ...
# summary: Do we do what we say?
# owner: ROL-SDM                       # who sees that it is done
# from: 2026-11-22                     # the day of the first one; until a record says otherwise it is due then
# grace: P1M                           # how late it may be
# by: ROL-SDM                          # who does it
# of: PRC-INC                          # the process, agreement or plan that it belongs to
# satisfies: [9.2.1-1]                 # records with `of: ACT-REVIEW` then count for these

## On every entry, where it helps
# related: [SVC-LAP]                   # other entries that belong to it, of any kind
# points: [plan-content/services]      # points of a checklist that it meets and no field says: `checklist/point`
# accept: [iso27001-2022:A.5.24]       # once that standard is listed: credit through the map between standards
# tags: [desk]                         # words to find it by, in lower case
# aliases: [OLD-ACT-REVIEW]            # its former keys, which then lead here
# classification: internal             # public, internal (default) or confidential
# extra: {cost_centre: "4711"}         # anything that a theme of your own shows

"###]]
    );
}

#[test]
fn a_file_may_be_named() {
    let here = blank();
    assert_eq!(
        new(&here, "role ROL-A --file content/roles/desk/a.yaml").code(0).stdout_text(),
        "content/roles/desk/a.yaml\n"
    );
    assert_eq!(new(&here, "risk RSK-A --file content/risks/a.md").code(0).stdout_text(), "content/risks/a.md\n");
    let said = |arguments: &str| new(&here, arguments).code(2).stderr_text();
    for (arguments, expected) in [
        (
            "risk RSK-B --file content/risks/a.md",
            "error: there is a file `content/risks/a.md` already; nothing was written\nhelp: name another one with `--file`\n",
        ),
        ("risk RSK-B --file b.yaml", "error: a risk stands in `content/risks`, and not in `b.yaml`\n"),
        (
            "risk RSK-B --file content/risks/../roles/b.yaml",
            "error: a risk stands in `content/risks`, and not in `content/risks/../roles/b.yaml`\n",
        ),
        (
            "risk RSK-B --file content/risks/b.txt",
            "error: a risk stands in a file that ends in `.yaml` or `.md`, and not in `content/risks/b.txt`\n",
        ),
        (
            "process PRC-B --file content/processes/b.yaml",
            "error: a process is a document: its file ends in `.md`, and not as `content/processes/b.yaml`\n",
        ),
        (
            "process PRC-B --file content/processes/_b.md",
            "error: a file called `_b.md` is left out of the handbook: choose another name\n",
        ),
    ] {
        assert_eq!(said(arguments), expected);
    }
}

#[test]
fn what_cannot_be_written_says_why_and_what_else() {
    let here = blank().write(
        "content/risks/list.yaml",
        "- {key: RSK-A, title: Heat, type: risk}\n- {key: RSK-B, title: Cold, type: risk, aliases: [RSK-OLD]}\n",
    );
    let said = |arguments: &str| new(&here, arguments).code(2).stderr_text();
    for (arguments, expected) in [
        ("risk RSK-B", "error: the key `RSK-B` is taken by risk `Cold` (content/risks/list.yaml:2)\n"),
        (
            "risk RSK-OLD",
            "error: `RSK-OLD` is a former key of `RSK-B` (content/risks/list.yaml:2) and still leads there\n",
        ),
        ("scope SCOPE-2", "error: a handbook has one scope, and it is `SCOPE` (content/scope.md:3)\n"),
        ("proces PRC-A", "error: there is no kind `proces`\nhelp: did you mean `process`?\n"),
        ("policys POL-A", "error: there is no kind `policys`\nhelp: did you mean `policy`?\n"),
        (
            "process prc_inc",
            "error: `prc_inc` is not a key: it has to begin with an upper-case letter\nhelp: did you mean `PRC-INC`?\n",
        ),
        (
            "agreement AGR-A",
            "error: an agreement is made with somebody, and there is no customer or supplier yet\nhelp: begin with `clausebook new customer KEY` or `clausebook new supplier KEY`\n",
        ),
    ] {
        assert_eq!(said(arguments), expected);
    }
    assert!(said("handbook A").contains("help: the kinds are scope, issue, party, policy, "), "{}", said("handbook A"));
    assert!(!here.path().join("content/processes").exists());
}

#[test]
fn kinds_may_be_called_by_their_folders() {
    let here = blank();
    assert_eq!(new(&here, "calendar ACT-A").code(0).stdout_text(), "content/calendar/act-a.yaml\n");
    assert_eq!(new(&here, "Suppliers SUP-A").code(0).stdout_text(), "content/suppliers/sup-a.yaml\n");
    new(&here, "agreement AGR-A").code(0);
    let agreement = fs::read_to_string(here.path().join("content/agreements/agr-a.md")).expect("it is written");
    assert!(agreement.contains("\ntype: contract ") && agreement.contains("\nwith: SUP-A "), "{agreement}");
}

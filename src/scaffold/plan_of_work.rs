use std::borrow::Cow;
use std::fmt::Write;

use jiff::civil::Date;

use super::stages::{STAGES, Stage, Task};
use super::{NewFile, fill};
use crate::model::Kind;
use crate::model::kinds::Needs;
use crate::standards::{Clause, Requirement, Standard, Standards};

/// The page that leads, and one a stage.
pub(super) fn pages(today: Date, standards: &Standards) -> Vec<NewFile> {
    let Some(standard) = standards.by_name("iso20000-1") else { return Vec::new() };
    let mut files = vec![NewFile::text("content/pages/plan-of-work.md", overview(today, standards, standard))];
    for (index, stage) in STAGES.iter().enumerate() {
        let path = format!("content/pages/plan-of-work/stage-{}.md", index + 1);
        files.push(NewFile::text(path, page(index, stage, standards, standard)));
    }
    files
}

const OVERVIEW: &str = include_str!("templates/plan-of-work.md");

fn overview(today: Date, standards: &Standards, standard: &Standard) -> String {
    let of = |needs: Needs| counted(standards, standard).filter(|it| it.needs == needs).count().to_string();
    let stages = || {
        let mut out = String::new();
        for (index, stage) in STAGES.iter().enumerate() {
            let n = stage.tasks.iter().map(|task| of_task(task, standards, standard).count()).sum::<usize>();
            let _ = writeln!(out, "{}. [[{}|{}]], {n} requirements. {}", index + 1, key(index), stage.title, stage.why);
        }
        out.trim_end().to_owned()
    };
    fill(OVERVIEW, |name| {
        Some(Cow::Owned(match name {
            "today" => today.strftime("%-d %b %Y").to_string(),
            "all" => counted(standards, standard).count().to_string(),
            "document" => of(Needs::Document),
            "record" => of(Needs::Record),
            "both" => of(Needs::Both),
            "stages" => stages(),
            _ => return None,
        }))
    })
}

fn key(index: usize) -> String {
    format!("PAG-WORK-{}", index + 1)
}

fn page(index: usize, stage: &Stage, standards: &Standards, standard: &Standard) -> String {
    let mut out = format!(
        "---\nkey: {}\ntitle: \"Plan of work {}: {}\"\nsummary: {}\nowner: ROL-TOP\nstatus: draft\n---\n\n{}\n",
        key(index),
        index + 1,
        stage.title,
        super::template::yaml_line(&format!("Stage {} of the plan of work, clause by clause.", index + 1)),
        stage.why,
    );
    for task in stage.tasks {
        let Some(clause) = clause(task, standards, standard) else { continue };
        let requirements: Vec<_> = of_task(task, standards, standard).collect();
        let anchor = clause.number.replace('.', "-");
        let _ = write!(
            out,
            "\n## {} {} {{#c-{anchor}}}\n\n{}{}\n\n",
            clause.number,
            clause.title,
            task.begin,
            homes(task, &requirements)
        );
        for requirement in requirements {
            let _ = writeln!(out, "- [ ] {}", item(requirement));
        }
    }
    out.push_str("\nBack to [[PAG-WORK|the plan of work]].\n");
    out
}

/// Where documents and records go: "`context/`, begun with `clausebook new issue KEY`."
fn homes(task: &Task, requirements: &[&Requirement]) -> String {
    let folder = |kind: Kind| match kind {
        Kind::Scope => "`scope.md`".to_owned(),
        kind => format!("`{}/`", kind.folder()),
    };
    let begun = |kind: Kind| match kind {
        Kind::Scope => String::new(),
        kind => format!(" (`clausebook new {} KEY`)", kind.word()),
    };
    let needs = |needs: Needs| requirements.iter().any(|it| it.needs == needs || it.needs == Needs::Both);
    let mut out = String::new();
    if needs(Needs::Document) || task.documents.contains(&task.records) {
        let (first, rest) = (task.documents[0], &task.documents[1..]);
        let rest: String = rest.iter().map(|kind| format!(" or {}", folder(*kind))).collect();
        let _ = write!(out, " Write it in {}{}{rest}.", folder(first), begun(first));
    }
    if needs(Needs::Record) && !task.documents.contains(&task.records) {
        let _ = write!(out, " Show it in {}{}.", folder(task.records), begun(task.records));
    }
    out
}

/// One requirement as something to be done.
fn item(requirement: &Requirement) -> String {
    let needs = match requirement.needs {
        Needs::Document => "A document",
        Needs::Record => "A record",
        Needs::Both => "A document and a record",
    };
    let mut out = format!("[[{0}|{0}]] {1} *{needs}*", requirement.number, requirement.asks);
    if !requirement.evidence.is_empty() {
        let _ = write!(out, ", such as: {}", requirement.evidence.join("; "));
    }
    out.push('.');
    if requirement.is_recurring {
        out.push_str(" Again and again: promise it in `calendar/`.");
    }
    if requirement.is_event {
        out.push_str(" Asked only when it happens; until then a record with `nil: true` says that it did not.");
    }
    if requirement.is_named_person {
        out.push_str(" Name a person.");
    }
    if requirement.is_interview {
        out.push_str(" Auditors ask people about it.");
    }
    out
}

/// Requirements that count.
fn counted<'a>(standards: &'a Standards, standard: &'a Standard) -> impl Iterator<Item = &'a Requirement> {
    standard.requirements.iter().map(|id| standards.requirement(*id)).filter(|it| !it.is_informative)
}

fn clause<'a>(task: &Task, standards: &'a Standards, standard: &Standard) -> Option<&'a Clause> {
    standard.clauses.iter().map(|id| standards.clause(*id)).find(|it| it.number == task.clause)
}

fn of_task<'a>(task: &Task, standards: &'a Standards, standard: &'a Standard) -> impl Iterator<Item = &'a Requirement> {
    let clause = clause(task, standards, standard).map(|it| it.id);
    counted(standards, standard).filter(move |it| Some(it.clause) == clause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standards::shipped_files;

    #[test]
    fn every_requirement_that_counts_is_one_line_of_the_plan() {
        let standards = Standards::new(shipped_files(), Vec::new(), &[], &mut Vec::new());
        let pages = pages(Date::constant(2026, 11, 23), &standards);
        let text: String = pages.iter().map(|it| String::from_utf8_lossy(&it.bytes).into_owned()).collect();
        let standard = standards.by_name("iso20000-1").unwrap();
        for requirement in counted(&standards, standard) {
            let begin = format!("- [ ] [[{}|", requirement.number);
            assert_eq!(text.matches(&begin).count(), 1, "{}", requirement.number);
        }
        assert_eq!(text.matches("- [ ] ").count(), 286);
        assert!(
            text.contains(
                "asks for 286 things: 109 of them need a document, 147 a record of what was done, 30 need both"
            ),
            "{}",
            &text[..800]
        );
    }

    /// What shows it is written where the plan says, so each clause with records has such a place.
    #[test]
    fn a_clause_says_where_its_documents_and_records_go() {
        let standards = Standards::new(shipped_files(), Vec::new(), &[], &mut Vec::new());
        let pages = pages(Date::constant(2026, 11, 23), &standards);
        let text: String = pages.iter().map(|it| String::from_utf8_lossy(&it.bytes).into_owned()).collect();
        let section = |number: &str| {
            let from = text.find(&format!("\n## {number} ")).unwrap();
            text[from..].split("\n- ").next().unwrap().to_owned()
        };
        assert!(
            section("4.1").ends_with("Write it in `context/` (`clausebook new issue KEY`).\n"),
            "{}",
            section("4.1")
        );
        assert!(
            section("9.3").ends_with("Show it in `reviews/` (`clausebook new review KEY`).\n"),
            "{}",
            section("9.3")
        );
        assert!(section("8.6.1").ends_with("Write it in `processes/` (`clausebook new process KEY`). Show it in `records/` (`clausebook new record KEY`).\n"), "{}", section("8.6.1"));
        assert!(section("4.3").ends_with("Write it in `scope.md`.\n"), "{}", section("4.3"));
    }
}

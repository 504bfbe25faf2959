use super::checklist::Checklists;
use crate::diagnostic::Diagnostic;
use crate::model::field::{Field, Reader, choice, record};
use crate::model::kinds::Needs;
use crate::model::{Interval, Line, rules};
use crate::parse::{Node, Value};
use crate::source::Spanned;

choice! {
    /// What sort of text a standard is.
    StandardKind {
        /// It asks; its requirements have a status.
        Requirements = "requirements",
        /// It advises.
        Guidance = "guidance",
        /// A framework of practices.
        PracticeFramework = "practice-framework",
        /// A map between standards.
        Map = "map",
    }
}

choice! {
    /// What sort of documented information is asked for.
    DocKind {
        /// Kept up to date.
        Document = "document",
        /// Kept as proof of what happened.
        Record = "record",
    }
}

/// Lists of texts by name, in the author's order.
#[derive(Clone, Debug, Default)]
pub struct Lists(pub Vec<(String, Vec<String>)>);

impl Field for Lists {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let Value::Mapping(map) = &node.value else {
            cx.wrong_type(node, "lists by name");
            return None;
        };
        let lists = map.pairs.iter().filter_map(|pair| {
            let list = Vec::<Spanned<String>>::read(&pair.value, cx)?;
            Some((pair.name.value.clone(), list.into_iter().map(|it| it.value).collect()))
        });
        Some(Self(lists.collect()))
    }
}

/// A text that may run over several lines, joined into one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words(pub String);

impl Field for Words {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let Some(text) = node.text() else {
            cx.wrong_type(node, "a text");
            return None;
        };
        if text.trim().is_empty() {
            cx.report(Diagnostic::new(&rules::BAD_TEXT, node.span, "this text is empty"));
            return None;
        }
        Some(Self(text.split_whitespace().collect::<Vec<_>>().join(" ")))
    }
}

record! {
    /// A standard as it is written in a file: shipped, or an author's own.
    StandardFile {
        /// Its id: what references to it begin with.
        id: Spanned<String>,
        /// Short title with the year.
        title: Line,
        /// The whole title.
        full_title: Option<Words>,
        /// Year of the edition.
        edition: Option<Line>,
        /// Amendments and corrections that are taken into account.
        amendments: Vec<Line>,
        /// What sort of text it is.
        kind: Option<Spanned<StandardKind>>,
        /// Whether its clauses 4 to 10 follow the harmonised structure.
        harmonised: Option<Spanned<bool>>,
        /// What has to be known about that.
        harmonised_note: Option<Words>,
        /// Whether there are certificates to it.
        certifiable: Option<Spanned<bool>>,
        /// What has to be known about that.
        certifiable_note: Option<Words>,
        /// Whether a clause may be declared not to apply.
        exclusions_allowed: Option<Spanned<bool>>,
        /// What has to be known about that.
        exclusions_note: Option<Words>,
        /// What holds for its annexes.
        annex_note: Option<Words>,
        /// On the language of the texts.
        language_note: Option<Words>,
        /// Where the facts come from.
        source_note: Option<Words>,
        /// On trade marks.
        trademark_note: Option<Words>,
        /// Whether it is still in force.
        status: Option<Words>,
        /// What has to be known about that.
        status_note: Option<Words>,
        /// Whether that is still to be checked.
        status_verify: Option<Spanned<bool>>,
        /// The standard that it extends.
        extends: Option<Line>,
        /// The standard that it guides.
        guides: Option<Line>,
        /// The standard that `maps_to` points into.
        maps_to_standard: Option<Line>,
        /// How far each leaf clause was compared with other sources.
        checked: Option<Lists>,
        /// What the flags of requirements mean.
        field_notes: Option<Lists>,
        /// Contents that are asked for as lists.
        checklists: Option<Checklists>,
        /// Groups of processes.
        process_groups: Vec<ProcessGroup>,
        /// The core set of documented information.
        documented_information: Option<DocumentedInformation>,
        /// How each lowest clause is divided.
        clause_pattern: Vec<Line>,
        /// What has to be known about that.
        clause_pattern_note: Option<Words>,
        /// Parameters of a scope definition.
        scope_parameters: Vec<ScopeParameter>,
        /// A pattern of a scope statement.
        scope_statement_template: Option<Words>,
        /// What a scope statement has to stand.
        scope_checks: Vec<Words>,
        /// Clauses.
        clauses: Vec<ClauseFile>,
        /// Annexes.
        annexes: Vec<ClauseFile>,
        /// The reading of "17 explicit processes".
        explicit_seventeen: Option<ExplicitSeventeen>,
        /// Standards that a map is about.
        standards: Vec<Line>,
        /// Files of those standards.
        id_to_file: Option<Lists>,
        /// Topics that standards share.
        topics: Vec<Topic>,
        /// Clauses of the first standard and the controls that go with them.
        process_to_iso27001_2022: Vec<Pairing>,
        /// The same for continuity.
        process_to_iso22301: Vec<Pairing>,
        /// The same for quality.
        process_to_iso9001: Vec<Pairing>,
        /// The same for cloud security and privacy.
        iso27017_27018_27701_pointers: Vec<Pointer>,
        /// How integrated systems are best built.
        integrated_system_note: Option<Words>,
    }
}

record! {
    /// A clause, control or practice.
    ClauseFile {
        /// Its number.
        id: Spanned<String>,
        /// Its title.
        title: Line,
        /// What it asks, in our words.
        asks: Option<Words>,
        /// Clauses below it.
        clauses: Vec<ClauseFile>,
        /// What it asks, one obligation each.
        requirements: Vec<RequirementFile>,
        /// Clauses of other standards that it goes with.
        maps_to: Vec<Spanned<String>>,
        /// Whether the standard gives no title, so that this one is ours.
        title_is_ours: Option<Spanned<bool>>,
        /// Whether it asks nothing.
        informative: Option<Spanned<bool>>,
        /// Whether the standard asks for it in writing.
        documented: Option<Spanned<bool>>,
        /// Whether it is still to be checked against the standard.
        verify: Option<Spanned<bool>>,
        /// A remark.
        note: Option<Words>,
        /// What it speaks about.
        topics: Vec<Line>,
        /// What sort of thing it is, in a framework.
        kind: Option<Line>,
        /// Its level in an annex: domain, objective.
        level: Option<Line>,
        /// Its former name.
        formerly: Option<Line>,
        /// Controls of the former edition that went into it.
        from_2013: Vec<Spanned<String>>,
        /// Whether it is new in this edition.
        new_in_edition: Option<Spanned<bool>>,
        /// Whether the mapped standard names the practice or only implies it.
        coverage: Option<Line>,
        /// The clause with guidance on it.
        guidance_clause: Option<Line>,
        /// Its number in the former edition.
        old_id: Option<Line>,
        /// The control of ISO/IEC 27001:2013 that it adds to.
        iso27001_2013: Vec<Spanned<String>>,
        /// The controls of ISO/IEC 27001:2022 that it adds to.
        iso27001_2022: Vec<Spanned<String>>,
        /// Controls of ISO/IEC 27001:2022 that it goes with.
        maps_to_iso27001_2022: Vec<Spanned<String>>,
        /// Clauses of ISO/IEC 20000-1 that it goes with.
        maps_to_iso20000_1: Vec<Spanned<String>>,
    }
}

record! {
    /// One obligation in a clause.
    RequirementFile {
        /// Clause, hyphen, running number; ours, not the standard's.
        id: Spanned<String>,
        /// What is asked, in our words.
        asks: Words,
        /// What shows that it is met.
        needs: Option<Spanned<Needs>>,
        /// Examples of evidence.
        evidence: Vec<Line>,
        /// Whether it is asked only when something happens.
        event: Option<Spanned<bool>>,
        /// Whether auditors ask people or watch.
        interview: Option<Spanned<bool>>,
        /// Whether the standard asks for it in writing.
        documented: Option<Spanned<bool>>,
        /// What sort of documented information.
        doc_kind: Option<Spanned<DocKind>>,
        /// Whether the standard asks for a report.
        reported: Option<Spanned<bool>>,
        /// Whether the standard speaks of planned intervals.
        recurring: Option<Spanned<bool>>,
        /// The interval that is usual.
        practice_interval: Option<Spanned<Interval>>,
        /// Whether it is addressed to top management.
        top_management: Option<Spanned<bool>>,
        /// Whether a person has to be named.
        named_person: Option<Spanned<bool>>,
        /// Whether it asks nothing.
        informative: Option<Spanned<bool>>,
        /// Whether it is still to be checked against the standard.
        verify: Option<Spanned<bool>>,
        /// What is to be checked.
        verify_note: Option<Words>,
        /// A remark.
        note: Option<Words>,
    }
}

record! {
    /// A group of processes.
    ProcessGroup {
        /// The clause.
        id: Spanned<String>,
        /// Its title.
        title: Line,
        /// The clauses of its processes.
        processes: Vec<Spanned<String>>,
    }
}

record! {
    /// The core set of documented information.
    DocumentedInformation {
        /// The clause that asks for it.
        clause: Spanned<String>,
        /// What has to be known about it.
        note: Option<Words>,
        /// The items.
        items: Vec<DocumentedItem>,
    }
}

record! {
    /// One item of the core set.
    DocumentedItem {
        /// Its id.
        id: Spanned<String>,
        /// What it is.
        title: Line,
        /// Clauses that describe it.
        clauses: Vec<Spanned<String>>,
    }
}

record! {
    /// A parameter of a scope definition.
    ScopeParameter {
        /// Its id.
        id: Spanned<String>,
        /// Its title.
        title: Line,
        /// Whether the standard asks for it.
        required_by_part1: Option<Spanned<bool>>,
        /// What to write.
        asks: Option<Words>,
        /// An example.
        example: Option<Words>,
        /// Whether it is still to be checked.
        verify: Option<Spanned<bool>>,
    }
}

record! {
    /// A topic that standards share.
    Topic {
        /// Its id.
        id: Spanned<String>,
        /// What it is.
        title: Line,
        /// Whether the standards share its text.
        harmonised: Option<Spanned<bool>>,
        /// Clauses by standard.
        clauses: Lists,
        /// A remark.
        note: Option<Words>,
    }
}

record! {
    /// A clause of ISO/IEC 20000-1 and what goes with it in another standard.
    Pairing {
        /// The clause.
        clause = "iso20000-1": Spanned<String>,
        /// Controls.
        controls: Vec<Spanned<String>>,
        /// Clauses.
        clauses: Vec<Spanned<String>>,
        /// How close they are.
        strength: Option<Spanned<super::Strength>>,
        /// What they share.
        why: Option<Words>,
    }
}

record! {
    /// A clause of ISO/IEC 20000-1 and controls of cloud security and privacy.
    Pointer {
        /// The clause.
        clause = "iso20000-1": Spanned<String>,
        /// Controls of ISO/IEC 27017.
        iso27017: Vec<Spanned<String>>,
        /// Controls of ISO/IEC 27018.
        iso27018: Vec<Spanned<String>>,
        /// Clauses and controls of ISO/IEC 27701.
        iso27701: Vec<Spanned<String>>,
    }
}

record! {
    /// The reading of "17 explicit processes".
    ExplicitSeventeen {
        /// Whether it is still to be checked.
        verify: Option<Spanned<bool>>,
        /// What is said.
        claim: Option<Words>,
        /// How we read it.
        reading: Option<Words>,
        /// The processes.
        list: Vec<ExplicitItem>,
        /// How else one could count.
        other_reading: Option<Words>,
        /// Processes that are implied.
        implicit: Vec<ImplicitItem>,
    }
}

record! {
    /// A process that the standard names.
    ExplicitItem {
        /// The clause.
        clause: Spanned<String>,
        /// Its title.
        title: Line,
        /// The process of the framework.
        itil3: Spanned<String>,
        /// Why they are the same.
        why: Option<Words>,
    }
}

record! {
    /// A process that the standard implies.
    ImplicitItem {
        /// The process of the framework.
        itil3: Spanned<String>,
        /// Clauses that imply it.
        clauses: Vec<Spanned<String>>,
    }
}

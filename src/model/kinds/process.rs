use super::{Category, Measure};
use crate::model::field::{Field, Reader, Visitor, record};
use crate::model::{Interval, KeyRef, Line, ReqRef, Slug, Target, Text};
use crate::parse::Node;
use crate::source::{Span, Spanned};

record! {
    /// A process: who answers for it, its steps, what it leaves behind, how it is measured.
    ///
    /// Source: ISO/IEC 20000-1:2018, clauses 4.4 and 8.
    Process {
        /// Its place in the map of processes; default: the clause of its first claim.
        clause: Option<ReqRef>,
        /// What it is for.
        purpose: Option<Text>,
        /// What starts it.
        trigger: Vec<Text>,
        /// What comes in.
        inputs: Vec<Input>,
        /// What goes out.
        outputs: Vec<Output>,
        /// Where it meets other processes.
        interfaces: Vec<Interface>,
        /// What always holds.
        rules: Vec<Text>,
        /// What is done.
        steps: Vec<Step>,
        /// How it is measured.
        measures: Vec<Measure>,
        /// What it leaves behind.
        records: Vec<KeptRecord>,
        /// Categories of what it handles: releases, changes.
        categories: Vec<Category>,
    }
}

record! {
    /// Something that comes in.
    Input {
        /// What.
        what: Line,
        /// Where from.
        from: Vec<KeyRef>,
    }
}

record! {
    /// Something that goes out.
    Output {
        /// What.
        what: Line,
        /// Where to.
        to: Vec<KeyRef>,
    }
}

record! {
    /// A meeting point with another process.
    Interface {
        /// The other process.
        with: KeyRef,
        /// What for.
        what_for = "for": Option<Line>,
    }
}

record! {
    /// A step of a process or procedure.
    Step {
        /// Unique in the entry.
        key: Slug,
        /// What is done: the box in the drawing, 60 characters at most.
        what = "do": Line,
        /// How it is done.
        how: Option<Text>,
        /// Who does it.
        by: Vec<KeyRef>,
        /// Who else has a part.
        raci: Option<Raci>,
        /// How long it may take.
        within: Option<Spanned<Target>>,
        /// What it leaves behind.
        record: Option<Line>,
        /// The procedure that says more.
        procedure: Option<KeyRef>,
        /// Requirements that it meets.
        satisfies: Vec<ReqRef>,
        /// What comes next; without it, the step below.
        next: Vec<Next>,
    }
}

record! {
    /// Who is responsible, accountable, consulted and informed.
    Raci {
        /// Who does it, beside `by`.
        responsible = "R": Vec<KeyRef>,
        /// Who answers for it.
        accountable = "A": Vec<KeyRef>,
        /// Who is asked first.
        consulted = "C": Vec<KeyRef>,
        /// Who is told.
        informed = "I": Vec<KeyRef>,
    }
}

/// Where a step leads: another step, or the end.
#[derive(Clone, Debug)]
pub struct Next {
    /// Key of a step of the same entry, or `end`.
    pub to: Spanned<String>,
    /// When.
    pub when: Option<Line>,
    /// Where it is written.
    pub span: Span,
}

record! {
    /// `next` as it is written with a condition.
    NextFields {
        /// Key of a step.
        to: Spanned<String>,
        /// When.
        when: Option<Line>,
    }
}

impl Field for Next {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        if let Some(text) = node.text() {
            return Some(Self { to: Spanned { value: text.to_owned(), span: node.span }, when: None, span: node.span });
        }
        let fields = NextFields::read(node, cx)?;
        Some(Self { to: fields.to, when: fields.when, span: fields.span })
    }

    fn walk(&self, _: &'static str, _: &mut dyn Visitor) {}
}

record! {
    /// A record that a process leaves behind, and how long it is kept.
    KeptRecord {
        /// What.
        what: Line,
        /// In which tool.
        kept_in: Option<Line>,
        /// How long.
        keep: Option<Spanned<Interval>>,
        /// Who may see it.
        seen_by: Option<Line>,
    }
}

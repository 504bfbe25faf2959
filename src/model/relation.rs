/// How one thing points at another: the name that `data/trace.json` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Relation(pub &'static str);

impl Relation {
    /// A link in prose.
    pub const MENTIONS: Self = Self("mentions");
    /// A section shown in another entry's body.
    pub const SHOWS: Self = Self("includes");
    /// A claim that a requirement is met.
    pub const SATISFIES: Self = Self("satisfies");

    /// The relation of a field; most are called like the field.
    pub fn of_field(field: &'static str) -> Self {
        Self(match field {
            "owner" => "owned_by",
            "by" | "R" => "done_by",
            "A" => "accountable",
            "C" => "consults",
            "I" => "informs",
            "of" => "evidence_of",
            "on" => "depends_on",
            "with" => "with",
            "from" => "comes_from",
            "to" => "goes_to",
            "for" => "for",
            "satisfies" => "satisfies",
            other => other,
        })
    }
}

/// What the anchor of an item in a field's list begins with: a step `log` is `#step-log`.
pub fn anchor_prefix(field: &str) -> &str {
    match field {
        "steps" => "step",
        "measures" => "measure",
        "targets" => "target",
        "actions" => "action",
        "decisions" => "decision",
        "commitments" => "commitment",
        "requirements" => "req",
        "needs" => "need",
        "categories" => "category",
        "questions" => "question",
        "contacts" => "contact",
        other => other,
    }
}

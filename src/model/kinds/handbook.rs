use crate::model::field::{choice, record};
use crate::model::value::Where;
use crate::model::{Hours, Interval, KeyRef, Line, Period, ReqRef, Slug, Target, Text};
use crate::source::Spanned;

record! {
    /// `handbook.yaml`: the one file that every handbook has.
    Config {
        /// Title of the handbook.
        title: Line,
        /// The organisation.
        organisation: Line,
        /// Language of the interface and the search: `en`, `de`.
        language: Option<Line>,
        /// IANA name of the time zone in which "today" is counted.
        time_zone: Option<Line>,
        /// Ids of the standards that have pages and counts; the first is the default.
        standards: Vec<Spanned<String>>,
        /// Requirements left out, or in, with the reason.
        applicability: Vec<Applicability>,
        /// Who may see which classifications.
        audiences: Option<Audiences>,
        /// Who to call.
        contacts: Vec<Contact>,
        /// Address of the published site.
        base_url: Option<Line>,
        /// Address pattern of "edit this page", with `{path}`.
        repository: Option<Line>,
        /// Whether dates and changes come from git.
        git: Option<Spanned<bool>>,
        /// A folder in `themes/` beside the content.
        theme: Option<Line>,
        /// Picture of the organisation.
        logo: Option<Where>,
        /// Colours.
        brand: Option<Brand>,
        /// Blocks of the home page in their order.
        home: Vec<Spanned<HomeBlock>>,
        /// What becomes of raw HTML in prose.
        html: Option<Spanned<Html>>,
        /// How readers confirm that they have read.
        acknowledge: Option<Acknowledge>,
        /// Who may approve what.
        approvers: Vec<Approvers>,
        /// How risks are scored.
        risk_scale: Option<RiskScale>,
        /// The period in which every clause, process and site is audited once.
        audit_cycle: Option<Spanned<Period>>,
        /// How long a document may be past its review.
        review_grace: Option<Spanned<Interval>>,
        /// What requirements need, where it differs from the library.
        needs: Vec<NeedsOverride>,
        /// Rules with another severity.
        rules: Vec<RuleChange>,
        /// Anything, for a theme.
        extra: Option<crate::model::field::Free>,
    }
}

record! {
    /// A requirement declared to apply, or not, with the reason.
    Applicability {
        /// The requirement, clause or control.
        requirement: ReqRef,
        /// Whether it applies.
        applies: Spanned<bool>,
        /// Why.
        because: Option<Text>,
    }
}

choice! {
    /// Who may see a document.
    Classification {
        /// Everybody.
        Public = "public",
        /// The organisation.
        Internal = "internal",
        /// Those named.
        Confidential = "confidential",
    }
}

/// Names of audiences and the classifications that each may see.
#[derive(Clone, Debug)]
pub struct Audiences(pub Vec<AudienceRule>);

/// One audience.
#[derive(Clone, Debug)]
pub struct AudienceRule {
    /// Its name.
    pub name: Spanned<String>,
    /// What it may see.
    pub sees: Vec<Spanned<Classification>>,
}

impl crate::model::field::Field for Audiences {
    fn read(node: &crate::parse::Node, cx: &mut crate::model::field::Reader<'_>) -> Option<Self> {
        let crate::parse::Value::Mapping(map) = &node.value else {
            cx.wrong_type(node, "audiences and what they see, `{staff: [public, internal]}`,");
            return None;
        };
        let rules = map.pairs.iter().filter_map(|pair| {
            let sees = crate::model::field::Field::read(&pair.value, cx)?;
            Some(AudienceRule { name: pair.name.clone(), sees })
        });
        Some(Self(rules.collect()))
    }
}

record! {
    /// Who to call, for what, when.
    Contact {
        /// Unique in the handbook's contacts.
        key: Slug,
        /// Who answers.
        who: Line,
        /// What for.
        what_for = "for": Option<Line>,
        /// Telephone number.
        phone: Option<Line>,
        /// Mail address.
        mail: Option<Line>,
        /// Web address.
        url: Option<Where>,
        /// When somebody answers.
        hours: Option<Spanned<Hours>>,
    }
}

record! {
    /// The only colours that an organisation may replace; `_dark` ones hold in the dark theme.
    Brand {
        /// Links and marks.
        accent: Option<Line>,
        /// Text on the accent.
        on: Option<Line>,
        /// Tinted surfaces.
        soft: Option<Line>,
        /// The block of who to call.
        call: Option<Line>,
        /// Links and marks in the dark theme.
        accent_dark: Option<Line>,
        /// Text on the accent in the dark theme.
        on_dark: Option<Line>,
        /// Tinted surfaces in the dark theme.
        soft_dark: Option<Line>,
        /// The block of who to call in the dark theme.
        call_dark: Option<Line>,
    }
}

choice! {
    /// A block of the home page.
    HomeBlock {
        /// Who to call.
        Contacts = "contacts",
        /// The three doors.
        Doors = "doors",
        /// The services.
        Services = "services",
        /// The policy in short.
        Policy = "policy",
        /// How much is covered.
        Readiness = "readiness",
        /// What changed.
        Changes = "changes",
    }
}

choice! {
    /// What becomes of raw HTML in prose.
    Html {
        /// It is shown as text.
        Escape = "escape",
        /// What is harmless of it is kept.
        Sanitise = "sanitise",
    }
}

record! {
    /// How readers confirm that they have read.
    Acknowledge {
        /// Address with `{document}`, `{version}`, `{role}`, `{fingerprint}`, `{code}`.
        link: Line,
        /// How many of those concerned have to have read the present version.
        target: Option<Spanned<Target>>,
    }
}

record! {
    /// Who may approve documents of certain kinds.
    Approvers {
        /// Kinds of documents.
        kinds: Vec<Spanned<String>>,
        /// Roles.
        by: Vec<KeyRef>,
    }
}

record! {
    /// How risks are scored: likelihood times impact.
    RiskScale {
        /// The highest likelihood and impact.
        levels: Spanned<u32>,
        /// Which products are accepted without action.
        accept: Spanned<Target>,
    }
}

choice! {
    /// What shows that a requirement is met.
    Needs {
        /// A rule, description or agreement in force.
        Document = "document",
        /// Proof that it was done.
        Record = "record",
        /// Rule and proof.
        Both = "both",
    }
}

record! {
    /// Another value than the library's for what a requirement needs.
    NeedsOverride {
        /// The requirement or clause.
        requirement: ReqRef,
        /// What it needs.
        needs: Spanned<Needs>,
        /// Why.
        because: Text,
    }
}

choice! {
    /// The severity that a handbook gives to a rule.
    RuleLevel {
        /// Not reported.
        Off = "off",
        /// A remark.
        Advice = "advice",
        /// A warning.
        Warning = "warning",
        /// An error.
        Error = "error",
    }
}

record! {
    /// A rule with another severity.
    RuleChange {
        /// The rule's name.
        rule: Spanned<String>,
        /// Its severity here.
        severity: Spanned<RuleLevel>,
        /// Why.
        because: Text,
    }
}

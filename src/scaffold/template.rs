use std::borrow::Cow;

use jiff::ToSpan;
use jiff::civil::Date;

use super::fill;
use crate::model::{Key, Kind};
use crate::standards::{Point, Standards};

/// The explained file of a kind. Lines that begin with `## ` explain; lines that begin with `# ` are fields to be used,
/// as an editor comments a line out and in.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// The kind.
    pub kind: Kind,
    /// How it is written.
    pub form: Form,
    /// The key by which examples in other templates call an entry of this kind.
    pub example: &'static str,
    title: &'static str,
    text: &'static str,
}

/// How an entry is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Fields between two lines `---`, then Markdown.
    Markdown,
    /// Fields alone.
    Yaml,
}

impl Form {
    /// The ending of its files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Yaml => "yaml",
        }
    }
}

/// What is to be written from a template.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// The key.
    pub key: &'a Key,
    /// The title, if it is known already.
    pub title: Option<&'a str>,
    /// The day of writing.
    pub today: Date,
    /// With whom an agreement is made, and its type: the one reference that an entry cannot be read without.
    pub with: Option<(&'a str, &'a str)>,
}

/// Fields that every entry may have, and every controlled document.
const EVERY_ENTRY: &str = include_str!("templates/every-entry.yaml");
const EVERY_DOCUMENT: &str = include_str!("templates/every-document.yaml");

macro_rules! template {
    ($kind:expr, Markdown, $file:literal, $example:literal, $title:literal) => {
        Template {
            kind: $kind,
            form: Form::Markdown,
            example: $example,
            title: $title,
            text: include_str!(concat!("templates/", $file, ".md")),
        }
    };
    ($kind:expr, Yaml, $file:literal, $example:literal, $title:literal) => {
        Template {
            kind: $kind,
            form: Form::Yaml,
            example: $example,
            title: $title,
            text: include_str!(concat!("templates/", $file, ".yaml")),
        }
    };
}

impl Template {
    /// The template of a kind.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Scope => {
                template!(kind, Markdown, "scope", "SCOPE", "Scope of the service management system")
            }
            Kind::Issue => template!(kind, Yaml, "issue", "ISS-HEAT", "Summers get hotter"),
            Kind::Party => template!(kind, Yaml, "party", "PTY-CUSTOMERS", "Customers"),
            Kind::Policy => template!(kind, Markdown, "policy", "POL-SMS", "Service management policy"),
            Kind::Objective => template!(kind, Yaml, "objective", "OBJ-FAST", "Working again within four hours"),
            Kind::Risk => template!(kind, Yaml, "risk", "RSK-HEAT", "Cooling fails in a heat wave"),
            Kind::Plan => template!(kind, Markdown, "plan", "PLN-SMP", "Service management plan"),
            Kind::Role => template!(kind, Markdown, "role", "ROL-SDM", "Service desk manager"),
            Kind::Process => template!(kind, Markdown, "process", "PRC-INC", "Incident management"),
            Kind::Procedure => template!(kind, Markdown, "procedure", "PRO-MAJOR", "Major incident"),
            Kind::Service => template!(kind, Markdown, "service", "SVC-LAP", "Managed laptop"),
            Kind::Customer => template!(kind, Yaml, "customer", "CUS-NORD", "Nordbygg"),
            Kind::Agreement => {
                template!(kind, Markdown, "agreement", "AGR-NORD", "Service level agreement with Nordbygg")
            }
            Kind::Supplier => template!(kind, Yaml, "supplier", "SUP-HW", "Repair partner"),
            Kind::Activity => template!(kind, Yaml, "activity", "ACT-AUDIT", "Internal audit"),
            Kind::Record => template!(kind, Yaml, "record", "REC-INC", "Incidents of a quarter"),
            Kind::Audit => template!(kind, Yaml, "audit", "AUD-INT-1", "Internal audit of service delivery"),
            Kind::Finding => template!(kind, Yaml, "finding", "NC-1", "Changes without approval"),
            Kind::Review => template!(kind, Yaml, "review", "MR-1", "Management review"),
            Kind::Improvement => template!(kind, Yaml, "improvement", "IMP-1", "Spare laptops on site"),
            Kind::Competence => template!(kind, Yaml, "competence", "COM-ITSM", "Foundation of service management"),
            Kind::Awareness => template!(kind, Yaml, "awareness", "AWR-DESK", "At the desk"),
            Kind::Term => template!(kind, Yaml, "term", "TRM-SLA", "Service level agreement"),
            Kind::Page => template!(kind, Markdown, "page", "PAG-LAW", "Hosting law"),
        }
    }

    /// The file in which an entry with a key is written, below the content folder.
    pub fn path(&self, key: &Key) -> String {
        match self.kind {
            Kind::Scope => "scope.md".to_owned(),
            kind => format!("{}/{}.{}", kind.folder(), key.as_str().to_lowercase(), self.form.ending()),
        }
    }

    /// The text of an entry. As YAML, it has no body.
    pub fn write(&self, entry: &NewEntry<'_>, form: Form, standards: &Standards) -> String {
        let text = fill(self.text, |name| match name {
            "every entry" => Some(Cow::Borrowed(EVERY_ENTRY.trim_end())),
            "every document" => Some(Cow::Borrowed(EVERY_DOCUMENT.trim_end())),
            _ => None,
        });
        let text = aligned(&fill(&text, |name| self.value(name, entry, standards)));
        match form {
            Form::Markdown if self.form == Form::Yaml => format!("---\n{text}---\n"),
            Form::Yaml if self.form == Form::Markdown => fields(&text).to_owned(),
            _ => text,
        }
    }

    /// The template as an author keeps it beside the entries: written for the entry that examples call by its key.
    pub fn explained(&self, today: Date, standards: &Standards) -> String {
        let key = Key::new(self.example).expect("examples have keys");
        let with = Some(("sla", Self::of(Kind::Customer).example));
        let entry = NewEntry { key: &key, title: Some(self.title), today, with };
        self.write(&entry, self.form, standards)
    }

    /// What stands for a name between braces.
    fn value<'a>(&self, name: &str, entry: &NewEntry<'a>, standards: &Standards) -> Option<Cow<'a, str>> {
        let today = entry.today;
        let before = |months: i32| today.saturating_sub(months.months());
        let text = match name {
            "key" => return Some(Cow::Borrowed(entry.key.as_str())),
            "title" => match entry.title {
                Some(title) => yaml_line(title),
                None => format!("{}  # what readers see, such as: {}", entry.key, self.title),
            },
            "type" => return entry.with.map(|(sort, _)| Cow::Borrowed(sort)),
            "with" => return entry.with.map(|(_, party)| Cow::Borrowed(party)),
            "replaces" => self.example.to_owned(),
            "related" => match self.kind {
                Kind::Service => Self::of(Kind::Process).example.to_owned(),
                _ => Self::of(Kind::Service).example.to_owned(),
            },
            "points" => match self.kind {
                Kind::Awareness => "awareness-points/policy".to_owned(),
                _ => "plan-content/services".to_owned(),
            },
            "today" => today.to_string(),
            "due" => today.saturating_add(3.months()).to_string(),
            "month" => before(1).strftime("%Y-%m").to_string(),
            "quarter" => format!("{}-Q{}", before(3).year(), (before(3).month() + 2) / 3),
            "year" => today.year().to_string(),
            "last_year" => (today.year() - 1).to_string(),
            "sha256" => "0".repeat(64),
            "review_inputs" => review_inputs(standards),
            _ => return None,
        };
        Some(Cow::Owned(text))
    }
}

/// Explanations behind fields begin in one column where there is room, whatever was filled in before them.
pub(super) fn aligned(text: &str) -> String {
    let line = |line: &str| match line.get(1..).and_then(|rest| rest.find("  # ")) {
        Some(end) => {
            let (field, explanation) = line.split_at(end + 1);
            format!("{:<36}   {}\n", field.trim_end(), explanation.trim_start())
        }
        None => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

/// What stands between the two lines `---`.
fn fields(markdown: &str) -> &str {
    let fields = markdown.strip_prefix("---\n").unwrap_or(markdown);
    fields.split_once("\n---").map_or(fields, |(fields, _)| &markdown[4..fields.len() + 5])
}

/// One line for each point that a management review looks at, from the shipped library.
fn review_inputs(standards: &Standards) -> String {
    let first = standards.by_name("iso20000-1");
    let lists = first.iter().flat_map(|it| it.file.checklists.iter()).flat_map(|it| &it.items);
    let points = lists.filter(|it| it.id.value == "review-inputs").flat_map(|it| &it.points);
    let line = |(index, point): (usize, &Point)| {
        // The first line shows how it is done.
        let seen = if index == 0 { "Two of three done., refs: [NC-1]" } else { "..." };
        format!("#   - {{point: {}, seen: {seen}}}  # {}", point.id.value, point.title.text)
    };
    points.enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// A text as one line of YAML: as it is where that reads back the same, else in quotes.
pub(super) fn yaml_line(text: &str) -> String {
    let is_plain = !text.is_empty()
        && text.trim() == text
        && text.starts_with(char::is_alphanumeric)
        && !text.eq_ignore_ascii_case("null")
        && !text.contains([':', '#', '{', '}', '[', ']', '"', '\''])
        && !text.contains(char::is_control);
    if is_plain {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::diagnostic::{Diagnostic, Format, Renderer, Severity};
    use crate::model::field::Record;
    use crate::model::kinds::Config;
    use crate::model::{Common, Control};
    use crate::parse::{Value, parse_yaml};
    use crate::pipeline;
    use crate::scaffold::{NewFile, blank};
    use crate::source::{Settings, SourceId, Sources};
    use crate::standards::shipped_files;

    const TODAY: Date = Date::constant(2026, 11, 23);

    fn standards() -> Standards {
        Standards::new(shipped_files(), Vec::new(), &[], &mut Vec::new())
    }

    /// All fields in use, as an editor's shortcut for comments does it.
    fn in_use(text: &str) -> String {
        text.lines().map(|line| format!("{}\n", line.strip_prefix("# ").unwrap_or(line))).collect()
    }

    fn names_in(yaml: &str) -> Vec<String> {
        let mut out = Vec::new();
        let node = parse_yaml(yaml, 0..yaml.len(), SourceId(0), &mut out).expect("a template is YAML");
        assert!(out.is_empty(), "{out:?}\n{yaml}");
        let Value::Mapping(map) = node.value else { panic!("a template is a mapping") };
        map.pairs.iter().map(|pair| pair.name.value.clone()).collect()
    }

    #[test]
    fn every_field_of_every_kind_is_explained_and_no_other() {
        let standards = standards();
        for kind in Kind::ALL {
            let template = Template::of(*kind);
            let text = in_use(&template.explained(TODAY, &standards));
            let written = names_in(if template.form == Form::Markdown { fields(&text) } else { &text });
            let mut known: BTreeSet<&str> = ["key"].into();
            known.extend(Common::FIELDS.iter().chain(kind.fields()));
            if kind.is_controlled() {
                known.extend(Control::FIELDS);
            }
            assert_eq!(written.iter().map(String::as_str).collect::<BTreeSet<_>>(), known, "{}", kind.word());
            assert_eq!(written.len(), known.len(), "{} names a field twice", kind.word());
        }
        let handbook = blank(TODAY, "UTC").into_iter().find(|it| it.path == "content/handbook.yaml").unwrap();
        let written = names_in(&in_use(text_of(&handbook)));
        assert_eq!(
            written.iter().map(String::as_str).collect::<BTreeSet<_>>(),
            Config::FIELDS.iter().copied().collect::<BTreeSet<_>>()
        );
    }

    /// Fields in use explain themselves too: each line to be used is one that reads.
    #[test]
    fn a_line_explains_or_is_a_field_to_be_used() {
        let standards = standards();
        for kind in Kind::ALL {
            let text = Template::of(*kind).explained(TODAY, &standards);
            for line in text.lines().filter(|line| line.starts_with('#')) {
                assert!(line.starts_with("## ") || line.starts_with("# "), "{}: {line}", kind.word());
                assert!(!line.contains("{today}") && line.len() <= 180, "{}: {line}", kind.word());
            }
        }
    }

    fn text_of(file: &NewFile) -> &str {
        std::str::from_utf8(&file.bytes).expect("what is written is text")
    }

    fn content(files: &[NewFile]) -> Vec<(&str, &str)> {
        let is_read = |path: &str| !path.contains('_') && !path.ends_with("README.md");
        let files = files.iter().filter_map(|file| Some((file.path.strip_prefix("content/")?, text_of(file))));
        files.filter(|(path, _)| is_read(path)).collect()
    }

    #[track_caller]
    fn assert_no_errors(files: &[(&str, &str)]) {
        let sources = Sources::from_texts(files.iter().copied(), Settings::on(TODAY));
        let (book, found) = pipeline::compile(sources);
        let errors: Vec<Diagnostic> = found.into_iter().filter(|it| it.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{}", Renderer::new(&book.sources, false, true).all(&errors, Format::Human));
    }

    /// What the examples point at and no template is about.
    const BESIDE: [(&str, &str); 2] =
        [("processes/problem.md", "---\nkey: PRC-PRB\ntitle: Problem management\n---\n"), ("files/logo.svg", "")];

    #[test]
    fn all_templates_with_all_fields_in_use_are_one_handbook_without_errors() {
        let standards = standards();
        let blank = blank(TODAY, "Europe/Oslo");
        let mut files = content(&blank);
        // The drafts of the skeleton give way to the same entries with all their fields.
        files.retain(|(path, _)| !matches!(*path, "handbook.yaml" | "scope.md" | "policies/pol-sms.md"));
        files.extend(BESIDE.iter().filter(|(path, _)| path.ends_with(".md")));
        let settings = blank.iter().find(|it| it.path == "content/handbook.yaml").map(text_of).unwrap();
        let settings = in_use(settings)
            .replace("standards: [iso20000-1]", "standards: [iso20000-1, iso27001-2022]")
            .replace("logo: files/logo.svg", "");
        files.push(("handbook.yaml", &settings));
        let written: Vec<(String, String)> = Kind::ALL
            .iter()
            .map(|kind| {
                let template = Template::of(*kind);
                let key = Key::new(template.example).unwrap();
                (template.path(&key), in_use(&template.explained(TODAY, &standards)))
            })
            .collect();
        files.extend(written.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        assert_no_errors(&files);
    }

    #[test]
    fn new_entries_of_all_kinds_and_forms_read_without_errors() {
        let standards = standards();
        let blank = blank(TODAY, "UTC");
        let mut written: Vec<(String, String)> = Vec::new();
        for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Scope) {
            let template = Template::of(*kind);
            for (form, title) in [(Form::Markdown, None), (Form::Yaml, Some("Null: {today} # \"two\" \\ [[a]]"))] {
                if form == Form::Yaml && kind.is_controlled() {
                    continue;
                }
                let name = format!("NEW-{}-{}", kind.word(), form.ending()).to_uppercase();
                let key = Key::new(&name).unwrap();
                let entry = NewEntry { key: &key, title, today: TODAY, with: Some(("sla", "NEW-CUSTOMER-MD")) };
                let text = template.write(&entry, form, &standards);
                assert!(title.is_none() || text.contains(r#"title: "Null: {today} # \"two\" \\ [[a]]""#), "{text}");
                written.push((format!("{}/{name}.{}", kind.folder(), form.ending()), text));
            }
        }
        let mut files = content(&blank);
        files.extend(written.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        assert_no_errors(&files);
    }

    #[test]
    fn a_title_is_one_line_of_yaml_that_reads_back() {
        for title in
            ["A", "A: b", "a #b", "null", "- a", "[a]", "\"", "'a'", "\\", "a\\", "2026", "ä, b", "*a", "~", "a ", "@"]
        {
            let yaml = format!("title: {}\n", yaml_line(title));
            let mut out = Vec::new();
            let node = parse_yaml(&yaml, 0..yaml.len(), SourceId(0), &mut out).unwrap();
            let Value::Mapping(map) = &node.value else { panic!("{yaml}") };
            assert_eq!(map.get("title").and_then(crate::parse::Node::text), Some(title), "{yaml}");
            assert!(out.is_empty() && !map.get("title").unwrap().is_null(), "{yaml}");
        }
    }

    #[test]
    fn periods_lie_before_the_day_of_writing() {
        let standards = standards();
        let written = |today: Date| Template::of(Kind::Record).explained(today, &standards);
        let new_year = written(Date::constant(2027, 1, 31));
        assert!(new_year.contains("# period: 2026-Q4") && new_year.contains("on: 2027-01-31"), "{new_year}");
        let objective = |today| Template::of(Kind::Objective).explained(today, &standards);
        assert!(objective(Date::constant(2027, 3, 31)).contains("actuals: {2027-02: 93.1}"));
    }
}

use std::borrow::Cow;

use jiff::civil::Date;

use super::template::aligned;
use super::{NewEntry, NewFile, Template, beside, fill, plan_of_work};
use crate::model::{Key, Kind};
use crate::standards::{StandardKind, Standards, shipped_files};

/// The settings of a new handbook, explained.
const HANDBOOK: &str = include_str!("templates/handbook.yaml");

/// How to begin, beside the content.
const GUIDE: &str = include_str!("beside/blank.md");

/// Says what the folder is for.
const TEMPLATES_NOTE: &str = include_str!("beside/templates.md");

/// A skeleton: settings, drafts of the first three entries, a plan of work that lists every requirement of
/// ISO/IEC 20000-1, and the template of every kind, all explained.
pub fn blank(today: Date, time_zone: &str) -> Vec<NewFile> {
    let standards = Standards::new(shipped_files(), Vec::new(), &[], &mut Vec::new());
    let mut files = vec![NewFile::text("content/handbook.yaml", handbook(today, time_zone, &standards))];
    for First { kind, key, title, fields } in FIRST {
        let template = Template::of(kind);
        let key = Key::new(key).expect("these are keys");
        let entry = NewEntry { key: &key, title: Some(title), today, with: None };
        let text = template.write(&entry, template.form, &standards);
        let text = fields.iter().fold(text, |text, (field, value)| set(&text, field, value));
        files.push(NewFile::text(format!("content/{}", template.path(&key)), text));
    }
    files.extend(plan_of_work::pages(today, &standards));
    for kind in Kind::ALL {
        let template = Template::of(*kind);
        let path = format!("content/_templates/{}.{}", kind.word(), template.form.ending());
        files.push(NewFile::text(path, template.explained(today, &standards)));
    }
    files.push(NewFile::text("content/_templates/README.md", TEMPLATES_NOTE));
    files.push(NewFile::text("README.md", GUIDE.replace("{version}", env!("CARGO_PKG_VERSION"))));
    files.extend(beside::files());
    files
}

/// An entry that is there from the beginning: its template, with some fields in use.
struct First {
    kind: Kind,
    key: &'static str,
    title: &'static str,
    fields: &'static [(&'static str, &'static str)],
}

/// Where every management system begins: who directs it, what it covers, what it stands for.
const FIRST: [First; 3] = [
    First { kind: Kind::Role, key: "ROL-TOP", title: "Top management", fields: &[("top_management", "true")] },
    First {
        kind: Kind::Scope,
        key: "SCOPE",
        title: "Scope of the service management system",
        fields: &[("owner", "ROL-TOP"), ("summary", "What the system covers, where, for whom, and what is left out.")],
    },
    First {
        kind: Kind::Policy,
        key: "POL-SMS",
        title: "Service management policy",
        fields: &[("owner", "ROL-TOP"), ("summary", "What we promise our customers and each other.")],
    },
];

fn handbook(today: Date, time_zone: &str, standards: &Standards) -> String {
    aligned(&fill(HANDBOOK, |name| match name {
        "time_zone" => Some(Cow::Owned(time_zone.to_owned())),
        "year" => Some(Cow::Owned(today.year().to_string())),
        "cycle_end" => Some(Cow::Owned((today.year() + 2).to_string())),
        "standards" => {
            let others = standards.iter().filter(|it| it.kind() != StandardKind::Map && it.name() != "iso20000-1");
            Some(Cow::Owned(others.map(|it| it.name().to_owned()).collect::<Vec<_>>().join(", ")))
        }
        _ => None,
    }))
}

/// Puts a value into a field that the template holds as a line to be used.
fn set(text: &str, field: &str, value: &str) -> String {
    let begin = format!("# {field}: ");
    let line = |line: &str| match line.strip_prefix(&begin) {
        Some(rest) => {
            let explanation = rest.split_once(" # ").map_or(String::new(), |(_, words)| format!("  # {words}"));
            format!("{field}: {value}{explanation}\n")
        }
        None => format!("{line}\n"),
    };
    aligned(&text.lines().map(line).collect::<String>())
}

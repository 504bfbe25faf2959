//! Handbooks of any size, made by counting: the same call always writes the same files.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// What sort of handbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// 5,000 requirements of a standard of its own, and 9,800 links to them from sections of 50 documents.
    Trace,
    /// 10,000 procedures in one folder, all owned by one role.
    Procedures,
    /// This many pages of about 850 words, each with a table, lists and two links, every fifth with a block of code.
    Pages(usize),
}

impl Shape {
    /// What the tables of measurements call it.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Trace => "trace".into(),
            Self::Procedures => "procedures".into(),
            Self::Pages(n) => n.to_string(),
        }
    }

    /// Reads what [`Shape::name`] writes.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "trace" => Some(Self::Trace),
            "procedures" => Some(Self::Procedures),
            _ => word.parse().ok().filter(|n| *n > 0).map(Self::Pages),
        }
    }

    /// Writes the handbook into a folder, which is made.
    pub(crate) fn write(self, content: &Path) -> io::Result<()> {
        fs::create_dir_all(content.join("roles"))?;
        let standards = if self == Self::Trace { "[bench]" } else { "[iso20000-1]" };
        let config = format!("title: Measured handbook\norganisation: Example\nstandards: {standards}\n");
        fs::write(content.join("handbook.yaml"), config)?;
        fs::write(content.join("roles/owner.md"), ROLE)?;
        match self {
            Self::Trace => trace(content),
            Self::Procedures => procedures(content),
            Self::Pages(n) => pages(content, n),
        }
    }
}

const ROLE: &str = "---\nkey: ROL-OWN\ntitle: Document owner\nsummary: Answers for everything here.\n\
                    held_by: [Office]\npeople: 1\n---\n\nOwns all documents.\n";

/// Clauses of the standard, with 50 requirements each.
const CLAUSES: usize = 100;

/// A standard of 100 clauses and 5,000 requirements, and 50 documents of 98 sections with two claims each.
fn trace(content: &Path) -> io::Result<()> {
    let mut standard = String::from(
        "id: bench\ntitle: Measured standard\nfull_title: A standard to measure with\nedition: \"2026\"\nkind: requirements\nclauses:\n",
    );
    let mut words = Words::new(1);
    for group in 1..=10 {
        let _ = writeln!(standard, "  - id: \"{group}\"\n    title: Group {group}\n    clauses:");
        for clause in 1..=CLAUSES / 10 {
            let _ = writeln!(
                standard,
                "      - id: \"{group}.{clause}\"\n        title: Clause {group}.{clause}\n        requirements:"
            );
            for number in 1..=50 {
                let asks = words.sentence(12);
                let _ = writeln!(standard, "          - id: \"{group}.{clause}-{number}\"\n            asks: {asks}");
            }
        }
    }
    fs::create_dir_all(content.join("standards"))?;
    fs::write(content.join("standards/bench.yaml"), standard)?;
    fs::create_dir_all(content.join("procedures"))?;
    for document in 0..50 {
        let mut text = front("PRO", document, "Measured procedure", "");
        for section in 0..98 {
            let claim = |half: usize| {
                let n = (document * 196 + section * 2 + half) % (CLAUSES * 50);
                let (clause, number) = (n / 50, n % 50 + 1);
                format!("{}.{}-{number}", clause / 10 + 1, clause % 10 + 1)
            };
            let _ = writeln!(
                text,
                "\n## Section {section} {{#s-{section} satisfies={},{}}}\n\n{}",
                claim(0),
                claim(1),
                words.sentence(30)
            );
        }
        fs::write(content.join(format!("procedures/{document:02}.md")), text)?;
    }
    Ok(())
}

/// 10,000 short procedures.
fn procedures(content: &Path) -> io::Result<()> {
    fs::create_dir_all(content.join("procedures"))?;
    let mut words = Words::new(2);
    for number in 0..10_000 {
        let mut text = front("PRO", number, "Procedure", "applies_to: [ROL-OWN]\n");
        let _ = write!(text, "\n## What to do {{#do}}\n\n1. {}\n2. {}\n", words.sentence(12), words.sentence(12));
        fs::write(content.join(format!("procedures/{number:05}.md")), text)?;
    }
    Ok(())
}

/// Pages like those that the site generators in spec/quality.md were measured with.
fn pages(content: &Path, n: usize) -> io::Result<()> {
    let mut words = Words::new(3);
    for number in 0..n {
        let folder = content.join(format!("pages/{:03}", number / 100));
        if number % 100 == 0 {
            fs::create_dir_all(&folder)?;
        }
        let mut text = front("PAG", number, "Page", "");
        for section in 0..6 {
            let _ = writeln!(text, "\n## {}\n\n{}\n", words.heading(), words.paragraph(90));
            match section {
                0 => {
                    let (one, two) = ((number + 1) % n, (number * 7 + 13) % n);
                    let _ = writeln!(
                        text,
                        "See [[PAG-{one}]] and [[PAG-{two}|what belongs to it]]. {}",
                        words.paragraph(20)
                    );
                }
                1 => {
                    text.push_str("| Step | Who | Within |\n|---|---|---|\n");
                    for row in 1..=6 {
                        let _ = writeln!(text, "| {} | {} | {row} h |", words.phrase(4), words.phrase(2));
                    }
                }
                2 | 4 => {
                    for _ in 0..5 {
                        let _ = writeln!(text, "- {}", words.sentence(9));
                    }
                }
                3 if number % 5 == 0 => {
                    text.push_str("```sh\n");
                    for line in 0..6 {
                        let _ = writeln!(text, "run --step {line} --name {} | tee log-{line}.txt", words.word());
                    }
                    text.push_str("```\n");
                }
                _ => {
                    let _ = writeln!(text, "{}", words.paragraph(60));
                }
            }
        }
        fs::write(folder.join(format!("{number:06}.md")), text)?;
    }
    Ok(())
}

fn front(prefix: &str, number: usize, title: &str, more: &str) -> String {
    format!(
        "---\nkey: {prefix}-{number}\ntitle: {title} {number}\nsummary: One of many.\nowner: ROL-OWN\nversion: \"1.0\"\n\
         status: approved\napproved: {{by: ROL-OWN, on: 2026-03-02}}\nreview: P12M\n{more}---\n"
    )
}

/// Words in an order that looks random and is not.
struct Words(u64);

impl Words {
    fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self, below: usize) -> usize {
        // The constants are Knuth's for a linear congruential generator; its high bits are good enough for prose.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % below
    }

    fn word(&mut self) -> &'static str {
        VOCABULARY[self.next(VOCABULARY.len())]
    }

    fn phrase(&mut self, n: usize) -> String {
        let words: Vec<&str> = (0..n).map(|_| self.word()).collect();
        words.join(" ")
    }

    fn heading(&mut self) -> String {
        capital(&self.phrase(3))
    }

    fn sentence(&mut self, n: usize) -> String {
        format!("{}.", capital(&self.phrase(n)))
    }

    fn paragraph(&mut self, n: usize) -> String {
        let mut text = String::new();
        let mut left = n;
        while left > 0 {
            let length = (6 + self.next(10)).min(left);
            left -= length;
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&self.sentence(length));
        }
        text
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

const VOCABULARY: &[&str] = &[
    "access",
    "account",
    "action",
    "after",
    "agreed",
    "alarm",
    "all",
    "analyst",
    "and",
    "answer",
    "approve",
    "archive",
    "around",
    "asks",
    "asset",
    "audit",
    "backup",
    "before",
    "begins",
    "belongs",
    "between",
    "board",
    "boundary",
    "budget",
    "build",
    "calendar",
    "call",
    "capacity",
    "carries",
    "category",
    "cause",
    "centre",
    "chain",
    "change",
    "channel",
    "check",
    "choose",
    "clear",
    "clock",
    "close",
    "comes",
    "complaint",
    "component",
    "contact",
    "contract",
    "control",
    "copy",
    "count",
    "customer",
    "cycle",
    "daily",
    "date",
    "decides",
    "default",
    "defect",
    "deliver",
    "demand",
    "depends",
    "desk",
    "detail",
    "device",
    "differ",
    "directory",
    "disk",
    "document",
    "door",
    "draft",
    "early",
    "engineer",
    "entry",
    "error",
    "every",
    "evidence",
    "exact",
    "explains",
    "failure",
    "field",
    "file",
    "finds",
    "first",
    "fix",
    "follow",
    "form",
    "forward",
    "from",
    "gap",
    "goes",
    "group",
    "handbook",
    "hardware",
    "hear",
    "holds",
    "hour",
    "impact",
    "improve",
    "incident",
    "inside",
    "interval",
    "item",
    "keeps",
    "known",
    "label",
    "later",
    "leads",
    "level",
    "limit",
    "line",
    "list",
    "local",
    "log",
    "long",
    "loss",
    "machine",
    "mail",
    "major",
    "manager",
    "mark",
    "matters",
    "measure",
    "meeting",
    "message",
    "minute",
    "mirror",
    "month",
    "moves",
    "name",
    "needs",
    "network",
    "never",
    "next",
    "note",
    "notice",
    "number",
    "office",
    "often",
    "open",
    "order",
    "other",
    "outage",
    "owner",
    "page",
    "part",
    "partner",
    "people",
    "phone",
    "place",
    "plan",
    "point",
    "policy",
    "portal",
    "power",
    "practice",
    "priority",
    "problem",
    "process",
    "promise",
    "proof",
    "queue",
    "question",
    "quick",
    "reads",
    "reason",
    "record",
    "region",
    "release",
    "repair",
    "report",
    "request",
    "restore",
    "result",
    "review",
    "right",
    "risk",
    "role",
    "room",
    "rule",
    "runs",
    "sample",
    "scope",
    "second",
    "section",
    "sends",
    "server",
    "service",
    "shift",
    "shows",
    "simple",
    "site",
    "solve",
    "spare",
    "staff",
    "starts",
    "state",
    "status",
    "step",
    "storage",
    "supplier",
    "support",
    "system",
    "table",
    "target",
    "task",
    "team",
    "test",
    "ticket",
    "time",
    "tool",
    "trace",
    "track",
    "trend",
    "update",
    "urgency",
    "user",
    "value",
    "vendor",
    "version",
    "visit",
    "waits",
    "watch",
    "week",
    "window",
    "with",
    "work",
    "write",
    "year",
];

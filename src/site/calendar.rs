//! Promises as a calendar that other programs subscribe to: one event a promise, on the day when it is due.
//!
//! Written here and not by a crate: those bring clocks and random numbers, and this file is the same on every build.
//! An event does not recur: when a promise is due next depends on the day when it is kept, so the next edition moves it.
//!
//! Source: RFC 5545 (iCalendar) and RFC 7986 (the calendar's name).

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::handbook::{Handbook, Promise, PromiseState};
use crate::model::Kind;
use crate::pages::{SiteInfo, View, entry_path};

/// The calendar of all promises that have a day.
pub(super) fn render(book: &Handbook, info: &SiteInfo) -> Vec<u8> {
    let view = View::new(book, info, "");
    let mut lines = Lines::default();
    lines.add("BEGIN:VCALENDAR");
    lines.add("VERSION:2.0");
    lines.text("PRODID", &format!("-//clausebook//{}//{}", super::data::generator(), info.strings.language()));
    lines.add("CALSCALE:GREGORIAN");
    let whose = book.config.as_ref().map_or("", |config| config.organisation.text.as_str());
    let name = format!("{} – {whose}", view.t("calendar"));
    for property in ["NAME", "X-WR-CALNAME"] {
        lines.text(property, &name);
    }
    lines.add("REFRESH-INTERVAL;VALUE=DURATION:P1D");
    lines.add("X-PUBLISHED-TTL:P1D");
    let place = place_of_ids(book, info);
    let mut n_of_id: HashMap<String, usize> = HashMap::new();
    for promise in &book.promises {
        let mut id = id(book, promise);
        let n = n_of_id.entry(id.clone()).or_default();
        *n += 1;
        if *n > 1 {
            id = format!("{id}-{n}");
        }
        event(&view, promise, &format!("{id}@{place}"), &mut lines);
    }
    lines.add("END:VCALENDAR");
    lines.out.into_bytes()
}

/// The event of a promise; none where it has no day.
fn event(view: &View<'_>, promise: &Promise, id: &str, lines: &mut Lines) {
    let Some(due) = promise.due else { return };
    let book = view.book;
    let entry = book.entry(promise.entry);
    let sort = match entry.kind {
        _ if promise.is_review => view.t("calendar_review"),
        Kind::Activity => view.t("kind_activity"),
        _ => view.t("report"),
    };
    let mut summary = promise.what.clone();
    if promise.is_review {
        summary = format!("{sort}: {summary}");
    } else if promise.what != entry.title {
        summary = format!("{summary} ({})", entry.title);
    }
    lines.add("BEGIN:VEVENT");
    lines.text("UID", id);
    // The edition's day: the same text makes the same file.
    lines.add(&format!("DTSTAMP:{}T000000Z", book.as_of.strftime("%Y%m%d")));
    lines.add(&format!("DTSTART;VALUE=DATE:{}", due.strftime("%Y%m%d")));
    // Without an end an event of this sort lasts a day, but not every program knows that. The calendar has a last day.
    if let Ok(next) = due.tomorrow() {
        lines.add(&format!("DTEND;VALUE=DATE:{}", next.strftime("%Y%m%d")));
    }
    // Nobody is busy the whole day because of it.
    lines.add("TRANSP:TRANSPARENT");
    lines.text("SUMMARY", &summary);
    lines.text("DESCRIPTION", &description(view, promise));
    if let Some(base_url) = &view.site.base_url {
        lines.add(&format!("URL:{base_url}{}", entry_path(book, promise.entry)));
    }
    let state = view.t(state_name(promise.state));
    lines.add(&format!("CATEGORIES:{},{}", escaped(sort), escaped(state)));
    if due >= book.as_of {
        lines.add("BEGIN:VALARM");
        lines.add("ACTION:DISPLAY");
        lines.add("TRIGGER:-P7D");
        lines.text("DESCRIPTION", &summary);
        lines.add("END:VALARM");
    }
    lines.add("END:VEVENT");
}

/// Who, how often, when last and how it stands, a line each.
fn description(view: &View<'_>, promise: &Promise) -> String {
    let book = view.book;
    let mut facts = Vec::new();
    let who: Vec<&str> = promise.who.iter().map(|id| book.entry(*id).title.as_str()).collect();
    if !who.is_empty() {
        facts.push(("who", view.strings().list(&who)));
    }
    let grace = promise
        .grace
        .map(|grace| format!(" {}", view.strings().fill("and_grace", &[("length", &view.length(grace))])))
        .unwrap_or_default();
    facts.push(("how_often", format!("{}{grace}", view.every(promise.every))));
    let last = match (promise.last, promise.last_by) {
        (Some(day), Some(by)) => format!("{} ({})", view.strings().date(day), book.entry(by).key),
        (Some(day), None) => view.strings().date(day),
        (None, _) => view.t("never").to_owned(),
    };
    facts.push(("last_kept", last));
    facts.push(("state", view.t(state_name(promise.state)).to_owned()));
    if !promise.windows.is_empty() {
        let (n, all) = (promise.n_kept().to_string(), promise.windows.len().to_string());
        facts.push(("kept", view.strings().fill("kept_of", &[("n", &n), ("all", &all)])));
    }
    let lines = facts.iter().map(|(name, value)| format!("{}: {value}", view.t(name)));
    lines.chain([book.entry(promise.entry).key.to_string()]).collect::<Vec<_>>().join("\n")
}

fn state_name(state: PromiseState) -> &'static str {
    match state {
        PromiseState::OnTime => "on_time",
        PromiseState::DueSoon => "due_soon",
        PromiseState::Overdue => "overdue",
        PromiseState::Never => "never",
    }
}

/// What a promise is called in the calendar, from edition to edition: its key, and of several promises of one entry
/// which of them.
fn id(book: &Handbook, promise: &Promise) -> String {
    let entry = book.entry(promise.entry);
    let key = entry.key.as_str().to_lowercase();
    match entry.kind {
        _ if promise.is_review => format!("{key}-review"),
        Kind::Activity => key,
        _ => format!("{key}-report-{}", short_hash(&promise.what)),
    }
}

/// What makes the ids of this handbook differ from those of another: the host of its address, else the organisation.
fn place_of_ids(book: &Handbook, info: &SiteInfo) -> String {
    let host = info.base_url.as_deref().map(|url| {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest).to_owned()
    });
    let organisation = || book.config.as_ref().map(|config| config.organisation.text.clone());
    let name = host.or_else(organisation).unwrap_or_default().to_lowercase();
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') { c } else { '-' }).collect();
    // A name without any Latin letter still tells one organisation from another.
    if plain.contains(|c: char| c.is_ascii_alphanumeric()) { plain } else { format!("handbook-{}", short_hash(&name)) }
}

/// Eight hexadecimal digits for a text.
fn short_hash(text: &str) -> String {
    Sha256::digest(text.as_bytes())[..4].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The lines of a calendar: each ends in CR LF and is folded so that none is longer than 75 bytes.
#[derive(Default)]
struct Lines {
    out: String,
}

impl Lines {
    const MAX_BYTES: usize = 75;

    /// A property with a text as its value.
    fn text(&mut self, name: &str, value: &str) {
        self.add(&format!("{name}:{}", escaped(value)));
    }

    /// A line as it is; control characters, which would end it, are left out.
    fn add(&mut self, line: &str) {
        let mut n_bytes = 0;
        for c in line.chars().filter(|c| !c.is_control()) {
            if n_bytes + c.len_utf8() > Self::MAX_BYTES {
                self.out.push_str("\r\n ");
                n_bytes = 1;
            }
            self.out.push(c);
            n_bytes += c.len_utf8();
        }
        self.out.push_str("\r\n");
    }
}

/// A text with what has a meaning in a calendar made plain.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            // Some programs take these for the end of a line.
            '\t' | '\u{2028}' | '\u{2029}' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(line: &str) -> String {
        let mut lines = Lines::default();
        lines.add(line);
        lines.out
    }

    #[test]
    fn lines_are_folded_between_characters() {
        assert_eq!(folded("SUMMARY:short"), "SUMMARY:short\r\n");
        let long = "ø".repeat(200);
        let text = folded(&long);
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(text.replace("\r\n ", ""), format!("{long}\r\n"));
        assert_eq!(folded(&"a".repeat(75)).matches("\r\n").count(), 1);
        assert_eq!(folded(&"a".repeat(76)), format!("{}\r\n a\r\n", "a".repeat(75)));
    }

    #[test]
    fn a_text_cannot_end_its_line() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", "a;b,c\\n\r\nEND:VCALENDAR\u{2028}\u{85}\u{7}x");
        assert_eq!(lines.out, "SUMMARY:a\\;b\\,c\\\\n\\nEND:VCALENDAR x\r\n");
    }
}

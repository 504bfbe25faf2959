//! The words of the interface: texts by name, dates, numbers and counts as a reader of the language writes them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::theme::block::Inline;
use crate::theme::frame::Day;

/// All words of one language. A name that nobody translated reads as the fallback's text, at last as itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strings {
    language: String,
    texts: BTreeMap<String, String>,
}

impl Strings {
    /// The words of a language, from the pairs of its file. A later pair wins.
    pub fn parse<K, V>(language: &str, pairs: impl IntoIterator<Item = (K, V)>) -> Self
    where
        K: Into<String>,
        V: Into<String>,
    {
        let texts = pairs.into_iter().map(|(name, text)| (name.into(), text.into())).collect();
        Self { language: language.to_owned(), texts }
    }

    /// Takes what is missing from another language or from the built-in theme.
    pub fn or(mut self, fallback: &Self) -> Self {
        for (name, text) in &fallback.texts {
            self.texts.entry(name.clone()).or_insert_with(|| text.clone());
        }
        self
    }

    /// The language, as in `lang` of a page.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// All texts by name.
    pub fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// The text of a name.
    pub fn get<'a>(&'a self, name: &'a str) -> &'a str {
        self.texts.get(name).map_or(name, String::as_str)
    }

    /// The text of a name, with values in the place of `{field}`. A value is not looked at for braces again.
    pub fn fill(&self, name: &str, values: &[(&str, &str)]) -> String {
        let mut rest = self.get(name);
        let mut out = String::with_capacity(rest.len() + 16);
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let value = after.split_once('}').and_then(|(field, tail)| {
                let (_, value) = values.iter().find(|(name, _)| *name == field)?;
                Some((*value, tail))
            });
            match value {
                Some((value, tail)) => {
                    out.push_str(value);
                    rest = tail;
                }
                None => {
                    out.push('{');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// A count with its noun: the text of `name_one` or `name_other`, with the number for `{n}`.
    ///
    /// `plural("requirements", 286)` is "286 requirements".
    pub fn plural(&self, name: &str, n: usize) -> String {
        let form = if n == 1 { "one" } else { "other" };
        self.fill(&format!("{name}_{form}"), &[("n", &self.count(n))])
    }

    /// A day: 20 Nov 2026, 20. Nov. 2026.
    pub fn date(&self, date: Date) -> String {
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.fill("date", &[("d", &day), ("month", self.month_name(date)), ("y", &year)])
    }

    /// A month: Nov 2026.
    pub fn month(&self, date: Date) -> String {
        self.fill("month_year", &[("month", self.month_name(date)), ("y", &date.year().to_string())])
    }

    /// A day for a cell or a line, with its ISO form for machines.
    pub fn time(&self, date: Date) -> Inline {
        Inline::time(date.to_string(), self.date(date))
    }

    /// A day for the frame of a page.
    pub fn day(&self, date: Date) -> Day {
        Day::new(date.to_string(), self.date(date))
    }

    /// How long ago a day is: "today", "yesterday", "19 days ago"; for a day to come "in 3 days".
    pub fn distance(&self, date: Date, today: Date) -> String {
        let days = days_between(date, today);
        let n = usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX);
        match days {
            0 => self.get("today").to_owned(),
            1.. => self.plural("days_ago", n),
            _ => self.plural("in_days", n),
        }
    }

    /// A whole number, with marks between thousands.
    pub fn count(&self, n: usize) -> String {
        self.grouped(&n.to_string())
    }

    /// A number with at most this many decimals; zeros at its end are left out.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return "–".to_owned();
        }
        let text = format!("{:.decimals$}", value.abs());
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        let part = part.trim_end_matches('0');
        let sign = if value < 0.0 && (part.len() + whole.trim_matches('0').len()) > 0 { "−" } else { "" };
        let mark = if part.is_empty() { "" } else { self.get("decimal_mark") };
        format!("{sign}{}{mark}{part}", self.grouped(whole))
    }

    /// A share as a percentage with one decimal. Never 100 while a part is missing, never 0 while one is there.
    pub fn share(&self, part: usize, whole: usize) -> String {
        if whole == 0 {
            return "–".to_owned();
        }
        let permille = match (part as f64 / whole as f64 * 1000.0).round() {
            1000.0 if part < whole => 999.0,
            0.0 if part > 0 => 1.0,
            rounded => rounded,
        };
        self.number(permille / 10.0, 1)
    }

    /// Names in a row: "a", "a and b", "a, b and c".
    pub fn list<T: AsRef<str>>(&self, items: &[T]) -> String {
        match items {
            [] => String::new(),
            [one] => one.as_ref().to_owned(),
            [first @ .., last] => {
                let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
                format!("{} {} {}", first.join(", "), self.get("and"), last.as_ref())
            }
        }
    }

    fn month_name(&self, date: Date) -> &str {
        let month = usize::from(date.month().unsigned_abs());
        self.get("months").split(',').nth(month - 1).map_or("", str::trim)
    }

    fn grouped(&self, digits: &str) -> String {
        // Four digits read well without a mark, and years must not have one.
        if digits.len() < 5 {
            return digits.to_owned();
        }
        let mark = self.get("thousands_mark");
        let mut out = String::new();
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(mark);
            }
            out.push(digit);
        }
        out
    }
}

/// Days from one date to a later one; negative where it is earlier.
fn days_between(from: Date, to: Date) -> i64 {
    // Both are civil dates of the same calendar, so the difference in days always exists.
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::embedded::SHIPPED_STRINGS;
    use super::*;

    /// Enough of YAML for our own files: `name: "text"` on a line.
    fn shipped(language: &str) -> Strings {
        let (_, text) = SHIPPED_STRINGS.iter().find(|(tag, _)| *tag == language).expect("ships");
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Strings::parse(
            language,
            lines.map(|line| {
                let (name, text) = line.split_once(": ").expect("a name and a text");
                let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).expect("in quotes");
                (name, text.replace("\\\"", "\""))
            }),
        )
    }

    fn fields(text: &str) -> Vec<&str> {
        let mut fields: Vec<&str> = text.split('{').skip(1).filter_map(|part| part.split('}').next()).collect();
        fields.sort_unstable();
        fields
    }

    #[test]
    fn both_languages_have_all_words_and_fields() {
        let (en, de) = (shipped("en"), shipped("de"));
        let names = |strings: &Strings| strings.texts().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&en), names(&de));
        for (name, text) in en.texts() {
            assert!(!text.is_empty() && !de.get(name).is_empty(), "{name} is empty");
            assert_eq!(fields(text), fields(de.get(name)), "{name} has other fields");
        }
    }

    #[test]
    fn dates_read_as_in_the_language() {
        let (en, de) = (shipped("en"), shipped("de"));
        let day = date(2026, 11, 20);
        assert_eq!(en.date(day), "20 Nov 2026");
        assert_eq!(de.date(day), "20. Nov. 2026");
        assert_eq!(en.month(day), "Nov 2026");
        assert_eq!(en.distance(day, date(2026, 11, 20)), "today");
        assert_eq!(en.distance(day, date(2026, 11, 21)), "yesterday");
        assert_eq!(en.distance(day, date(2027, 1, 1)), "42 days ago");
        assert_eq!(de.distance(day, date(2025, 11, 20)), "in 365 Tagen");
        assert!(!en.time(day).is_empty());
    }

    #[test]
    fn numbers_read_as_in_the_language() {
        let (en, de) = (shipped("en"), shipped("de"));
        assert_eq!(en.plural("requirements", 1), "1 requirement");
        assert_eq!(de.plural("requirements", 12_860), "12.860 Anforderungen");
        assert_eq!(en.number(1234.50, 2), "1234.5");
        assert_eq!(de.number(-91.0, 1), "−91");
        assert_eq!(de.number(99.95, 2), "99,95");
        assert_eq!(en.number(-0.001, 1), "0");
        assert_eq!(en.number(f64::NAN, 1), "–");
        assert_eq!(en.share(286, 286), "100");
        assert_eq!(en.share(9_999, 10_000), "99.9");
        assert_eq!(en.share(1, 10_000), "0.1");
        assert_eq!(en.share(0, 0), "–");
        assert_eq!(en.list(&["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn values_are_filled_in_once() {
        let strings = Strings::parse("en", [("x", "{a} of {b}, {c}")]);
        assert_eq!(strings.fill("x", &[("a", "{b}"), ("b", "2")]), "{b} of 2, {c}");
        assert_eq!(strings.get("missing"), "missing");
        let de = Strings::parse("de", [("y", "Y")]).or(&strings);
        assert_eq!((de.get("x"), de.get("y")), ("{a} of {b}, {c}", "Y"));
    }
}

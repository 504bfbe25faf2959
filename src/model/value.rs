use std::fmt;

use super::field::{Field, Reader, Scalar, Visitor, part_of};
use super::{Interval, Period, rules};
use crate::diagnostic::{Diagnostic, Rule};
use crate::parse::{Node, Value};
use crate::source::{Span, Spanned};

/// Plain text on one line: a title, a name, a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

impl Field for Line {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let Some(text) = node.text() else {
            cx.wrong_type(node, "a line of text");
            return None;
        };
        let text = text.trim_end_matches('\n');
        if text.contains('\n') {
            let message = "a line break stands in a text that is shown on one line";
            cx.report(Diagnostic::new(&rules::BAD_TEXT, node.span, message).help("write it on one line"));
            return None;
        }
        Some(Self { text: text.to_owned(), span: node.span })
    }
}

/// Markdown with references, without headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The Markdown.
    pub text: String,
    /// Where it is written.
    pub span: Span,
    /// First byte of the same text in the source, where it stands there unchanged.
    pub text_at: Option<u32>,
}

impl Text {
    /// The place of a part of the text, given by bytes of it.
    pub fn part(&self, start: usize, end: usize) -> Span {
        part_of(self.span, self.text_at, start, end)
    }
}

impl Field for Text {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let Value::Scalar { text, text_at } = &node.value else {
            cx.wrong_type(node, "a text");
            return None;
        };
        let is_heading = |line: &str| {
            let rest = line.trim_start_matches('#');
            (1..=6).contains(&(line.len() - rest.len())) && rest.starts_with([' ', '\t'])
        };
        if text.lines().any(is_heading) {
            let help = "headings belong to the body, below the fields";
            cx.report(Diagnostic::new(&rules::BAD_TEXT, node.span, "a heading stands in a field's text").help(help));
            return None;
        }
        Some(Self { text: text.clone(), span: node.span, text_at: *text_at })
    }

    fn walk(&self, field: &'static str, visitor: &mut dyn Visitor) {
        visitor.text(field, self);
    }
}

/// The key of a step, a measure or another part of an entry: its anchor is made from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slug {
    /// Lower-case letters, digits and hyphens.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

impl Field for Slug {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let Some(text) = node.text() else {
            cx.wrong_type(node, "a word");
            return None;
        };
        if !is_slug(text) {
            let message = format!("`{text}` cannot become an anchor");
            let help = "use lower-case letters, digits and hyphens, 64 at most";
            cx.report(Diagnostic::new(&rules::BAD_TEXT, node.span, message).help(help));
            return None;
        }
        Some(Self { text: text.to_owned(), span: node.span })
    }

    fn slug(&self) -> Option<&Slug> {
        Some(self)
    }
}

/// Whether a text may be the key of a part or the id of a heading.
pub(super) fn is_slug(text: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&text.len())
        && text.chars().all(is_allowed)
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
}

/// A decimal number, with the digits that the author wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Its value.
    pub value: f64,
    /// As it was written: `91.20` keeps its zero.
    pub text: String,
}

impl Number {
    /// Reads digits with an optional sign and point; no exponents, no infinity.
    pub fn from_text(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_plain =
            digits.bytes().all(|it| it.is_ascii_digit() || it == b'.') && digits.bytes().any(|it| it.is_ascii_digit());
        let value: f64 = is_plain.then(|| text.parse().ok()).flatten()?;
        value.is_finite().then(|| Self { value, text: text.to_owned() })
    }
}

impl Scalar for Number {
    const RULE: &'static Rule = &rules::BAD_NUMBER;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        Self::from_text(text)
            .ok_or_else(|| (format!("`{text}` is not a number"), Some("write digits with a point: `91.2`".into())))
    }
}

/// How a measured value is compared with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `at least`, `>=`
    AtLeast,
    /// `at most`, `<=`
    AtMost,
    /// `more than`, `>`
    MoreThan,
    /// `less than`, `<`
    LessThan,
    /// `exactly`, `=`
    Exactly,
}

/// What a target counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// `%`
    Percent,
    /// Time by the clock, in the unit that was written.
    Clock(ClockUnit),
    /// Working days; never compared with time by the clock.
    WorkingDays,
    /// An amount of a currency, by its three letters.
    Money(String),
    /// A word of the author's.
    Word(String),
    /// No unit was written.
    None,
}

/// Units of time by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockUnit {
    /// `ms`
    Milliseconds,
    /// `s`
    Seconds,
    /// `min`
    Minutes,
    /// `h`
    Hours,
    /// `d`
    Days,
}

impl ClockUnit {
    /// How many seconds one of it has.
    pub fn seconds(self) -> f64 {
        match self {
            Self::Milliseconds => 0.001,
            Self::Seconds => 1.0,
            Self::Minutes => 60.0,
            Self::Hours => 3_600.0,
            Self::Days => 86_400.0,
        }
    }

    /// The unit as it is written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Minutes => "min",
            Self::Hours => "h",
            Self::Days => "d",
        }
    }
}

impl Unit {
    fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "" => Self::None,
            "%" => Self::Percent,
            "ms" => Self::Clock(ClockUnit::Milliseconds),
            "s" => Self::Clock(ClockUnit::Seconds),
            "min" => Self::Clock(ClockUnit::Minutes),
            "h" => Self::Clock(ClockUnit::Hours),
            "d" => Self::Clock(ClockUnit::Days),
            "wd" => Self::WorkingDays,
            words if Self::is_the_authors(words) => Self::Word(words.split_whitespace().collect::<Vec<_>>().join(" ")),
            _ => return None,
        })
    }

    /// Whether a unit is a word of the author's, or a few (`late swaps`): nothing that begins like a number or like
    /// another unit, so that `4 h 30 min` is no word.
    fn is_the_authors(text: &str) -> bool {
        let words: Vec<&str> = text.split_whitespace().collect();
        let is_other = |word: &&str| matches!(*word, "%" | "ms" | "s" | "min" | "h" | "d" | "wd");
        let is_plain = |word: &&str| !word.starts_with(|c: char| c.is_ascii_digit());
        match words.as_slice() {
            [] => false,
            [one] => is_plain(one),
            several => several.len() <= 4 && several.iter().all(|word| is_plain(word) && !is_other(word)),
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Percent => "%",
            Self::Clock(unit) => unit.word(),
            Self::WorkingDays => "wd",
            Self::Money(currency) => currency,
            Self::Word(word) => word,
            Self::None => "",
        })
    }
}

/// An operator, a number and a unit: `at least 99.9 %`.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// How a value is compared.
    pub comparison: Comparison,
    /// The number, in the unit.
    pub number: Number,
    /// What is counted.
    pub unit: Unit,
    /// As it was written, without white space around it.
    pub text: String,
}

impl Target {
    /// Whether a value in the target's own unit meets it.
    pub fn is_met_by(&self, value: f64) -> bool {
        let limit = self.number.value;
        match self.comparison {
            Comparison::AtLeast => value >= limit,
            Comparison::AtMost => value <= limit,
            Comparison::MoreThan => value > limit,
            Comparison::LessThan => value < limit,
            Comparison::Exactly => (value - limit).abs() <= f64::EPSILON * limit.abs().max(1.0),
        }
    }

    /// Reads an operator in words or signs, a number and a unit; an amount has its currency in front.
    pub fn from_text(text: &str) -> Option<Self> {
        use Comparison::{AtLeast, AtMost, Exactly, LessThan, MoreThan};
        const OPERATORS: &[(&str, Comparison)] = &[
            ("at least", AtLeast),
            ("at most", AtMost),
            ("more than", MoreThan),
            ("less than", LessThan),
            ("exactly", Exactly),
            (">=", AtLeast),
            ("<=", AtMost),
            ("≥", AtLeast),
            ("≤", AtMost),
            (">", MoreThan),
            ("<", LessThan),
            ("=", Exactly),
        ];
        let text = text.trim();
        let (comparison, rest) =
            OPERATORS.iter().find_map(|(word, comparison)| Some((*comparison, text.strip_prefix(word)?)))?;
        let rest = rest.trim();
        let currency =
            rest.split_whitespace().next().filter(|it| it.len() == 3 && it.bytes().all(|c| c.is_ascii_uppercase()));
        let (number, unit) = match currency {
            Some(currency) => (Number::from_text(rest[3..].trim())?, Unit::Money(currency.to_owned())),
            None => {
                let n_digits = rest.bytes().take_while(|it| it.is_ascii_digit() || matches!(it, b'.' | b'-')).count();
                (Number::from_text(&rest[..n_digits])?, Unit::from_text(rest[n_digits..].trim())?)
            }
        };
        Some(Self { comparison, number, unit, text: text.to_owned() })
    }

    /// Number and unit as people read them, without the operator: `99.9 %`, `EUR 5000`.
    pub fn amount(&self, number: &str) -> String {
        match &self.unit {
            Unit::Money(currency) => format!("{currency} {number}"),
            Unit::None => number.to_owned(),
            unit => format!("{number} {unit}"),
        }
    }
}

impl Scalar for Target {
    const RULE: &'static Rule = &rules::BAD_TARGET;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        Self::from_text(text).ok_or_else(|| {
            let help =
                "write an operator, a number and a unit: `at least 99.9 %`, `at most 30 min`, `at most EUR 5000`";
            (format!("`{text}` is not a target"), Some(help.into()))
        })
    }
}

/// Values by period, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Series(pub Vec<(Spanned<Period>, Spanned<Number>)>);

impl Series {
    /// The newest value of a period that is over on a day.
    pub fn latest(&self, on: jiff::civil::Date) -> Option<&(Spanned<Period>, Spanned<Number>)> {
        self.0.iter().rev().find(|(period, _)| period.end <= on)
    }

    /// Periods that ended in the twelve months up to a day and missed a target, oldest first.
    pub fn missed_in_year<'a>(&'a self, target: &'a Target, on: jiff::civil::Date) -> impl Iterator<Item = &'a Period> {
        let year_ago = Interval::months(-12).after(on);
        let values = self.0.iter().filter(move |(period, _)| year_ago < period.end && period.end <= on);
        values.filter(|(_, number)| !target.is_met_by(number.value.value)).map(|(period, _)| &period.value)
    }
}

/// Values of a mapping by period, oldest first; `what` says in a message what is expected.
fn by_period<T: Field>(node: &Node, what: &str, cx: &mut Reader<'_>) -> Option<Vec<(Spanned<Period>, T)>> {
    let Value::Mapping(map) = &node.value else {
        cx.wrong_type(node, what);
        return None;
    };
    let pairs = map.pairs.iter().filter_map(|pair| {
        let text = Value::Scalar { text: pair.name.value.clone(), text_at: None };
        let name = Node { span: pair.name.span, value: text };
        Some((Spanned::<Period>::read(&name, cx)?, T::read(&pair.value, cx)?))
    });
    let mut values: Vec<_> = pairs.collect();
    values.sort_by_key(|(period, _)| (period.start, period.end));
    Some(values)
}

impl Field for Series {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        by_period(node, "values by period, `{2026-09: 91.2}`,", cx).map(Self)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

/// Texts by period, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Notes(pub Vec<(Spanned<Period>, Text)>);

impl Field for Notes {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        by_period(node, "texts by period", cx).map(Self)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }

    fn walk(&self, field: &'static str, visitor: &mut dyn Visitor) {
        for (_, note) in &self.0 {
            visitor.text(field, note);
        }
    }
}

/// Hours of a week in which a clock runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// For each day from Monday, the minutes of the day from and until.
    pub days: [Vec<(u16, u16)>; 7],
    /// As it was written.
    pub text: String,
}

impl Hours {
    /// Minutes in a week.
    pub fn minutes(&self) -> u32 {
        self.days.iter().flatten().map(|(from, until)| u32::from(until - from)).sum()
    }

    fn from_text(text: &str) -> Option<Self> {
        const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let mut days: [Vec<(u16, u16)>; 7] = Default::default();
        if text.trim() == "24x7" {
            days = std::array::from_fn(|_| vec![(0, 24 * 60)]);
            return Some(Self { days, text: "24x7".into() });
        }
        let day = |name: &str| NAMES.iter().position(|it| *it == name);
        let minute = |text: &str| {
            let (hours, minutes) = text.split_once(':')?;
            let is_two = |it: &str| it.len() == 2 && it.bytes().all(|c| c.is_ascii_digit());
            let (hours, minutes): (u16, u16) =
                (is_two(hours).then(|| hours.parse().ok())??, is_two(minutes).then(|| minutes.parse().ok())??);
            (minutes < 60 && hours * 60 + minutes <= 24 * 60).then_some(hours * 60 + minutes)
        };
        for part in text.split(',') {
            let (names, times) = part.trim().split_once(' ')?;
            let (first, last) = match names.split_once('-') {
                Some((first, last)) => (day(first)?, day(last)?),
                None => (day(names)?, day(names)?),
            };
            let (from, until) = times.trim().split_once('-')?;
            let (from, until) = (minute(from)?, minute(until)?);
            if first > last || from >= until {
                return None;
            }
            for hours in &mut days[first..=last] {
                hours.push((from, until));
            }
        }
        for hours in &mut days {
            hours.sort_unstable();
            if hours.windows(2).any(|pair| pair[0].1 > pair[1].0) {
                return None;
            }
        }
        Some(Self { days, text: text.trim().to_owned() })
    }
}

impl Scalar for Hours {
    const RULE: &'static Rule = &rules::BAD_HOURS;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        Self::from_text(text).ok_or_else(|| {
            let help = "write `24x7`, or `Mon-Fri 07:00-19:00, Sat 09:00-13:00`";
            (format!("`{text}` cannot be read as hours"), Some(help.into()))
        })
    }
}

/// Where something lies: an `https:` address, or a file below the content folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Where {
    /// Address or path, as it was written.
    pub text: String,
    /// Whether it is an address.
    pub is_address: bool,
    /// Where it is written.
    pub span: Span,
}

impl Field for Where {
    fn read(node: &Node, cx: &mut Reader<'_>) -> Option<Self> {
        let Some(text) = node.text() else {
            cx.wrong_type(node, "an address or a path");
            return None;
        };
        let text = text.trim();
        let is_address = text
            .strip_prefix("https://")
            .is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric()) && !text.contains(char::is_whitespace));
        let is_path = !text.contains(['\\', '\n'])
            && !text.contains("://")
            && !text.starts_with('/')
            && text.split('/').all(|part| !matches!(part, "" | "." | ".."));
        if !is_address && !is_path {
            let message = format!("`{text}` is neither an `https:` address nor a path below the content folder");
            let help = "write an address that begins with `https:`, or a path such as `files/q3.pdf`";
            cx.report(Diagnostic::new(&rules::BAD_PLACE, node.span, message).help(help));
            return None;
        }
        Some(Self { text: text.to_owned(), is_address, span: node.span })
    }

    fn walk(&self, field: &'static str, visitor: &mut dyn Visitor) {
        visitor.place(field, self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_operator_number_and_unit() {
        let target = |text| Target::from_text(text).map(|it| (it.comparison, it.number.value, it.unit));
        assert_eq!(target("at least 99.9 %"), Some((Comparison::AtLeast, 99.9, Unit::Percent)));
        assert_eq!(target(">= 99.9%"), Some((Comparison::AtLeast, 99.9, Unit::Percent)));
        assert_eq!(target("at most 30 min"), Some((Comparison::AtMost, 30.0, Unit::Clock(ClockUnit::Minutes))));
        assert_eq!(target("at most EUR 5000"), Some((Comparison::AtMost, 5000.0, Unit::Money("EUR".into()))));
        assert_eq!(target("less than 3 wd"), Some((Comparison::LessThan, 3.0, Unit::WorkingDays)));
        assert_eq!(target("at least 10 laptops"), Some((Comparison::AtLeast, 10.0, Unit::Word("laptops".into()))));
        assert_eq!(target("at most 2 late swaps"), Some((Comparison::AtMost, 2.0, Unit::Word("late swaps".into()))));
        for bad in [
            "99.9 %",
            "at least",
            "at least many",
            "at least 1e5 %",
            "about 5 h",
            "at most 4 h 30 min",
            "at most 3 big things 4",
            "at least NaN",
        ] {
            assert_eq!(target(bad), None, "{bad}");
        }
        let at_least = Target::from_text("at least 90 %").unwrap();
        assert!(at_least.is_met_by(90.0) && !at_least.is_met_by(89.9));
    }

    #[test]
    fn hours_cover_days_and_times() {
        assert_eq!(Hours::from_text("24x7").unwrap().minutes(), 7 * 24 * 60);
        assert_eq!(Hours::from_text("Mon-Fri 07:00-19:00, Sat 09:00-13:00").unwrap().minutes(), 64 * 60);
        for bad in
            ["", "9-5", "Mon 19:00-07:00", "Fri-Mon 08:00-10:00", "Mon 08:00-25:00", "Mon 08:00-10:00, Mon 09:00-11:00"]
        {
            assert!(Hours::from_text(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn numbers_are_decimal() {
        assert_eq!(Number::from_text("91.20").unwrap().text, "91.20");
        assert_eq!(Number::from_text("-3").unwrap().value, -3.0);
        for bad in ["", ".", "1e3", "inf", "NaN", "1,5", "--1", "1.2.3"] {
            assert!(Number::from_text(bad).is_none(), "{bad}");
        }
    }
}

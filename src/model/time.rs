use std::fmt;

use jiff::civil::Date;
use jiff::{Span as Duration, ToSpan};

use super::field::Scalar;
use super::rules;
use crate::diagnostic::Rule;

impl Scalar for Date {
    const RULE: &'static Rule = &rules::BAD_DATE;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        date(text).ok_or_else(|| {
            let looks_right = text.len() == 10 && text.bytes().filter(u8::is_ascii_digit).count() == 8;
            let reason = if looks_right { "the calendar has no such day" } else { "dates are written `2026-11-20`" };
            (format!("`{text}` is not a date: {reason}"), None)
        })
    }
}

/// `2026-11-20`, nothing shorter, longer or with a time.
fn date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |part: &str| part.bytes().all(|it| it.is_ascii_digit()).then(|| part.parse::<i16>().ok()).flatten();
    let (year, month, day) = (number(text.get(..4)?)?, number(text.get(5..7)?)?, number(text.get(8..)?)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A positive number of years, months, weeks and days: `P12M`, `P2W`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// Years and months together, in months.
    pub months: i32,
    /// Weeks and days together, in days.
    pub days: i32,
}

impl Interval {
    /// An interval of months.
    pub const fn months(months: i32) -> Self {
        Self { months, days: 0 }
    }

    /// The day so long after a day. The end of a month is kept to: 31 January and one month is 28 February. Stays
    /// within the calendar (year 9999).
    pub fn after(self, day: Date) -> Date {
        // Longer than the calendar is long; more would be out of the library's range.
        let span: Duration = self.months.min(120_000).months().days(self.days.min(4_000_000));
        day.checked_add(span).unwrap_or(Date::MAX)
    }

    /// The day `n` intervals after a day: months are counted from that day, so that a series which begins on the 31st
    /// does not slip to the 28th for ever.
    pub fn times_after(self, n: i32, day: Date) -> Date {
        Self { months: self.months.saturating_mul(n), days: self.days.saturating_mul(n) }.after(day)
    }

    /// About how many days it lasts, for comparing intervals.
    pub fn approximate_days(self) -> f64 {
        f64::from(self.months) * 30.436_875 + f64::from(self.days)
    }

    /// Reads an ISO 8601 duration of years, months, weeks and days.
    pub fn from_iso(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('P')?;
        let mut interval = Self { months: 0, days: 0 };
        let mut units = ["Y", "M", "W", "D"].into_iter();
        while !rest.is_empty() {
            let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let (digits, tail) = rest.split_at(n_digits);
            let number: i32 = digits.parse().ok().filter(|it| *it <= 99_999)?;
            // Units come in this order, each once.
            let unit = units.by_ref().find(|unit| tail.starts_with(unit))?;
            match unit {
                "Y" => interval.months += number.checked_mul(12)?,
                "M" => interval.months += number,
                "W" => interval.days += number.checked_mul(7)?,
                _ => interval.days += number,
            }
            rest = &tail[1..];
        }
        (interval.months > 0 || interval.days > 0).then_some(interval)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        if self.months > 0 {
            write!(f, "{}M", self.months)?;
        }
        if self.days > 0 {
            write!(f, "{}D", self.days)?;
        }
        Ok(())
    }
}

impl Scalar for Interval {
    const RULE: &'static Rule = &rules::BAD_INTERVAL;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        Self::from_iso(text).ok_or_else(|| {
            let message = format!("`{text}` is not an interval of years, months, weeks or days");
            (message, Some("write `P12M` for twelve months, `P2W` for two weeks, `P14D` for fourteen days".into()))
        })
    }
}

/// A period of days, both ends inside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Period {
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// As it was written: `2026-Q3`.
    pub text: String,
}

impl Period {
    /// Whether two periods share a day.
    pub fn overlaps(&self, start: Date, end: Date) -> bool {
        self.start <= end && start <= self.end
    }

    /// Reads `start/end`, `2026`, `2026-Q3`, `2026-09` or a date.
    pub fn from_text(text: &str) -> Option<Self> {
        let new = |start: Date, end: Date| (start <= end).then(|| Self { start, end, text: text.to_owned() });
        if let Some((start, end)) = text.split_once('/') {
            return new(date(start)?, date(end)?);
        }
        if let Some(day) = date(text) {
            return new(day, day);
        }
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        let is_year = year.len() == 4 && year.bytes().all(|it| it.is_ascii_digit());
        let year: i16 = is_year.then(|| year.parse().ok()).flatten()?;
        let (first, last) = match rest {
            None => (1, 12),
            Some(quarter) if quarter.len() == 2 && quarter.starts_with('Q') => {
                let quarter: i8 = quarter[1..].parse().ok().filter(|it| (1..=4).contains(it))?;
                (quarter * 3 - 2, quarter * 3)
            }
            Some(month) if month.len() == 2 && month.bytes().all(|it| it.is_ascii_digit()) => {
                let month: i8 = month.parse().ok()?;
                (month, month)
            }
            Some(_) => return None,
        };
        new(Date::new(year, first, 1).ok()?, Date::new(year, last, 1).ok()?.last_of_month())
    }
}

impl Scalar for Period {
    const RULE: &'static Rule = &rules::BAD_DATE;

    fn parse(text: &str) -> Result<Self, (String, Option<String>)> {
        Self::from_text(text).ok_or_else(|| {
            let help = "periods are `2026`, `2026-Q3`, `2026-09`, `2026-07-01/2026-09-30` or a date";
            (format!("`{text}` is not a period"), Some(help.into()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        date(text).unwrap()
    }

    #[test]
    fn dates_are_ten_characters_and_exist() {
        assert!(date("2026-11-20").is_some());
        for bad in ["2026-11-31", "2025-02-29", "2026-1-02", "2026-11-20T10:00", "20261120", "-026-11-20", "2026-+1-20"]
        {
            assert!(date(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn intervals_keep_to_the_end_of_the_month() {
        assert_eq!(Interval::from_iso("P1M").unwrap().after(day("2026-01-31")), day("2026-02-28"));
        assert_eq!(Interval::from_iso("P1Y").unwrap().after(day("2024-02-29")), day("2025-02-28"));
        assert_eq!(Interval::from_iso("P2W").unwrap().after(day("2026-12-20")), day("2027-01-03"));
        assert_eq!(Interval::from_iso("P1M").unwrap().times_after(2, day("2026-01-31")), day("2026-03-31"));
        assert_eq!(Interval::from_iso("P99999Y").unwrap().after(day("2026-01-01")), Date::MAX);
        for bad in ["", "P", "P0D", "12M", "P1H", "PT1H", "P1D1M", "P-1D", "P1.5M", "p1m", "P1M1M"] {
            assert!(Interval::from_iso(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn periods_have_both_days_inside() {
        let bounds = |text| Period::from_text(text).map(|it| (it.start, it.end));
        assert_eq!(bounds("2026-Q3"), Some((day("2026-07-01"), day("2026-09-30"))));
        assert_eq!(bounds("2024-02"), Some((day("2024-02-01"), day("2024-02-29"))));
        assert_eq!(bounds("2026"), Some((day("2026-01-01"), day("2026-12-31"))));
        assert_eq!(bounds("2026-03-01/2026-04-02"), Some((day("2026-03-01"), day("2026-04-02"))));
        assert_eq!(bounds("2026-03-01"), Some((day("2026-03-01"), day("2026-03-01"))));
        for bad in ["2026-Q5", "2026-13", "2026-3", "26", "2026-04-02/2026-03-01", "Q3", "2026-QQ"] {
            assert_eq!(bounds(bad), None, "{bad}");
        }
    }
}

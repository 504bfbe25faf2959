use std::cmp::Ordering;

use super::value::{Comparison, Hours, Target, Unit};

/// A number that somebody promised, and the hours in which its clock runs.
#[derive(Clone, Copy, Debug)]
pub struct Promised<'a> {
    /// Operator, number and unit.
    pub target: &'a Target,
    /// The hours; `None` where neither the target nor the service names any.
    pub hours: Option<&'a Hours>,
}

/// How a promise stands against another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// It promises less.
    Weaker(Difference),
    /// Both promise the same.
    Equal,
    /// It promises more.
    Stronger(Difference),
}

/// What makes two promises differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Difference {
    /// The number, or whether the limit itself is inside.
    Number,
    /// The hours.
    Hours,
    /// Both, in the same direction.
    Both,
}

impl Promised<'_> {
    /// Whether it promises less or more than another; `None` where that cannot be said: other units, a floor against a
    /// ceiling, hours that lie beside each other, or a better number in narrower hours.
    ///
    /// Whether both are about the same thing (`measure` and `for`) is for the caller to know.
    pub fn against(self, other: Promised<'_>) -> Option<Strength> {
        let number = self.target.strength(other.target)?;
        let hours = match (self.hours, other.hours) {
            (Some(ours), Some(theirs)) => ours.width(theirs)?,
            (None, None) => Ordering::Equal,
            // The hours of one are unknown, so they may be wider or narrower.
            _ => return None,
        };
        let (direction, difference) = match (number, hours) {
            (Ordering::Equal, Ordering::Equal) => return Some(Strength::Equal),
            (number, Ordering::Equal) => (number, Difference::Number),
            (Ordering::Equal, hours) => (hours, Difference::Hours),
            (number, hours) if number == hours => (number, Difference::Both),
            _ => return None,
        };
        Some(if direction == Ordering::Less { Strength::Weaker(difference) } else { Strength::Stronger(difference) })
    }
}

impl Target {
    /// Whether a target asks for less or more than another, by the number alone: `Less` is weaker. `None` where they
    /// cannot be compared: other sorts of unit, or a floor against a ceiling.
    pub fn strength(&self, other: &Self) -> Option<Ordering> {
        if !self.unit.is_of_one_sort_with(&other.unit) {
            return None;
        }
        let numbers = order(self.in_base_unit(), other.in_base_unit());
        let is_floor = match (self.comparison.side(), other.comparison.side()) {
            (None, None) => return (numbers == Ordering::Equal).then_some(Ordering::Equal),
            (Some(ours), Some(theirs)) if ours != theirs => return None,
            (Some(side), _) | (None, Some(side)) => side == Side::Floor,
        };
        let by_number = if is_floor { numbers } else { numbers.reverse() };
        Some(by_number.then(self.comparison.strictness().cmp(&other.comparison.strictness())))
    }

    /// The number in the unit to which all of its sort are brought: seconds for time by the clock.
    fn in_base_unit(&self) -> f64 {
        match self.unit {
            Unit::Clock(unit) => self.number.value * unit.seconds(),
            _ => self.number.value,
        }
    }
}

impl Unit {
    /// Whether numbers in both units can be compared: 60 min is 1 h, and working days are never hours.
    pub fn is_of_one_sort_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Clock(_), Self::Clock(_)) => true,
            (Self::Word(ours), Self::Word(theirs)) => ours.to_lowercase() == theirs.to_lowercase(),
            (ours, theirs) => ours == theirs,
        }
    }
}

/// On which side of its number a target leaves room.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Above.
    Floor,
    /// Below.
    Ceiling,
}

impl Comparison {
    /// `None` for a target that leaves no room.
    fn side(self) -> Option<Side> {
        match self {
            Self::AtLeast | Self::MoreThan => Some(Side::Floor),
            Self::AtMost | Self::LessThan => Some(Side::Ceiling),
            Self::Exactly => None,
        }
    }

    /// Of two targets with one number the one that allows fewer values asks for more.
    fn strictness(self) -> u8 {
        match self {
            Self::AtLeast | Self::AtMost => 0,
            Self::Exactly => 1,
            Self::MoreThan | Self::LessThan => 2,
        }
    }
}

/// Orders numbers that were multiplied by the size of their units: 0.7 h is 42 min, though not to the last bit.
fn order(a: f64, b: f64) -> Ordering {
    if (a - b).abs() <= 1e-12 * a.abs().max(b.abs()) { Ordering::Equal } else { a.total_cmp(&b) }
}

impl Hours {
    /// Whether hours are narrower (`Less`) or wider than others; `None` where each has a time that the other has not.
    pub fn width(&self, other: &Self) -> Option<Ordering> {
        if self.days == other.days {
            return Some(Ordering::Equal);
        }
        match (self.lies_within(other), other.lies_within(self)) {
            (true, true) => Some(Ordering::Equal),
            (true, false) => Some(Ordering::Less),
            (false, true) => Some(Ordering::Greater),
            (false, false) => None,
        }
    }

    fn lies_within(&self, other: &Self) -> bool {
        let days = self.days.iter().zip(&other.days);
        days.into_iter().all(|(ours, theirs)| {
            let theirs = joined(theirs);
            ours.iter().all(|(from, until)| theirs.iter().any(|it| it.0 <= *from && *until <= it.1))
        })
    }
}

/// Times of one day, those that touch made one.
fn joined(times: &[(u16, u16)]) -> Vec<(u16, u16)> {
    let mut joined: Vec<(u16, u16)> = Vec::with_capacity(times.len());
    for (from, until) in times {
        match joined.last_mut() {
            Some(last) if last.1 == *from => last.1 = *until,
            _ => joined.push((*from, *until)),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Difference::{Both, Hours as ByHours, Number};
    use super::Strength::{Equal, Stronger, Weaker};
    use super::*;
    use crate::model::field::Scalar;

    const ALWAYS: &str = "24x7";
    const DAY: &str = "Mon-Fri 07:00-19:00";
    const LATE: &str = "Mon-Fri 12:00-24:00";

    fn against(ours: (&str, &str), theirs: (&str, &str)) -> Option<Strength> {
        let target = |text: &str| Target::from_text(text).unwrap_or_else(|| panic!("`{text}` is no target"));
        let hours = |text: &str| (!text.is_empty()).then(|| Hours::parse(text).expect("the test writes hours"));
        let (our_hours, their_hours) = (hours(ours.1), hours(theirs.1));
        let (our_target, their_target) = (target(ours.0), target(theirs.0));
        Promised { target: &our_target, hours: our_hours.as_ref() }
            .against(Promised { target: &their_target, hours: their_hours.as_ref() })
    }

    #[test]
    fn a_promise_is_weaker_by_its_number_its_strictness_or_its_hours() {
        let table = [
            // Numbers, in the direction of the operator.
            (("at least 99.5 %", ""), ("at least 99.9 %", ""), Some(Weaker(Number))),
            (("at least 99.9 %", ""), ("at least 99.90 %", ""), Some(Equal)),
            (("at most 12 h", ""), ("at most 8 h", ""), Some(Weaker(Number))),
            (("at most 6 h", ""), ("at most 8 h", ""), Some(Stronger(Number))),
            (("at most EUR 900", ""), ("at most EUR 1000", ""), Some(Stronger(Number))),
            (("at least 9 laptops", ""), ("at least 10 Laptops", ""), Some(Weaker(Number))),
            (("at least 9", ""), ("at least 10", ""), Some(Weaker(Number))),
            // Over units.
            (("at most 1 h", ""), ("at most 30 min", ""), Some(Weaker(Number))),
            (("at most 60 min", ""), ("at most 1 h", ""), Some(Equal)),
            (("at most 42 min", ""), ("at most 0.7 h", ""), Some(Equal)),
            (("at most 1 d", ""), ("at most 24 h", ""), Some(Equal)),
            (("at most 1500 ms", ""), ("at most 1 s", ""), Some(Weaker(Number))),
            // Strictness: the limit itself is inside, or not.
            (("at least 99.9 %", ""), ("more than 99.9 %", ""), Some(Weaker(Number))),
            (("more than 99.8 %", ""), ("at least 99.9 %", ""), Some(Weaker(Number))),
            (("less than 8 h", ""), ("at most 8 h", ""), Some(Stronger(Number))),
            (("exactly 100 %", ""), ("at least 99.9 %", ""), Some(Stronger(Number))),
            (("at least 100 %", ""), ("exactly 100 %", ""), Some(Weaker(Number))),
            (("exactly 4 visits", ""), ("exactly 4 visits", ""), Some(Equal)),
            // Hours.
            (("at most 8 h", DAY), ("at most 8 h", ALWAYS), Some(Weaker(ByHours))),
            (("at least 99.9 %", ALWAYS), ("at least 99.9 %", DAY), Some(Stronger(ByHours))),
            (("at most 12 h", DAY), ("at most 8 h", ALWAYS), Some(Weaker(Both))),
            (("at most 12 h", DAY), ("at most 8 h", DAY), Some(Weaker(Number))),
            (("at most 8 h", "Mon-Fri 07:00-12:00, Mon-Fri 12:00-19:00"), ("at most 8 h", DAY), Some(Equal)),
            (("at most 8 h", "Mon-Sun 00:00-24:00"), ("at most 8 h", ALWAYS), Some(Equal)),
        ];
        for (ours, theirs, expected) in table {
            assert_eq!(against(ours, theirs), expected, "{ours:?} against {theirs:?}");
        }
    }

    #[test]
    fn what_cannot_be_compared_is_not() {
        let table = [
            // Other units, other directions.
            (("at most 3 wd", ""), ("at most 8 h", "")),
            (("at most 3 wd", ""), ("at most 2 d", "")),
            (("at least 99 %", ""), ("at least 99 points", "")),
            (("at most EUR 5", ""), ("at most NOK 5", "")),
            (("at most 5", ""), ("at most 5 h", "")),
            (("at least 5 h", ""), ("at most 4 h", "")),
            (("exactly 3 visits", ""), ("exactly 4 visits", "")),
            // A better number in narrower hours.
            (("at most 6 h", DAY), ("at most 8 h", ALWAYS)),
            (("at most 12 h", ALWAYS), ("at most 8 h", DAY)),
            // Hours that lie beside each other, and hours that nobody named.
            (("at most 12 h", LATE), ("at most 8 h", DAY)),
            (("at most 12 h", ""), ("at most 8 h", DAY)),
        ];
        for (ours, theirs) in table {
            assert_eq!(against(ours, theirs), None, "{ours:?} against {theirs:?}");
            assert_eq!(against(theirs, ours), None, "{theirs:?} against {ours:?}");
        }
    }

    #[test]
    fn hours_are_narrower_when_others_hold_all_of_them() {
        let width = |a, b| Hours::parse(a).unwrap().width(&Hours::parse(b).unwrap());
        assert_eq!(width("Mon-Fri 07:00-19:00", "Mon-Sat 07:00-19:00"), Some(Ordering::Less));
        assert_eq!(width("Mon-Sun 06:00-22:00", "Mon-Fri 07:00-19:00, Sat 09:00-13:00"), Some(Ordering::Greater));
        assert_eq!(width("Mon-Fri 07:00-19:00", "Sat-Sun 00:00-24:00"), None);
        assert_eq!(width("Mon-Fri 08:00-20:00", "Mon-Fri 07:00-19:00"), None);
    }

    fn any_target() -> impl Strategy<Value = (String, u32, usize)> {
        let operators = ["at least", "at most", "more than", "less than", "exactly"];
        (prop::sample::select(operators.to_vec()), 0u32..200, 0usize..8).prop_map(|(operator, number, unit)| {
            let unit_text = ["%", "ms", "s", "min", "h", "d", "wd", "calls"][unit];
            (format!("{operator} {number} {unit_text}"), number, unit)
        })
    }

    fn any_hours() -> impl Strategy<Value = &'static str> {
        prop::sample::select(vec!["", ALWAYS, DAY, LATE, "Mon-Sun 06:00-22:00", "Sat 09:00-13:00"])
    }

    fn turned(strength: Strength) -> Strength {
        match strength {
            Weaker(difference) => Stronger(difference),
            Equal => Equal,
            Stronger(difference) => Weaker(difference),
        }
    }

    proptest! {
        /// Of two promises never both are weaker: seen from the other side the answer is turned round.
        #[test]
        fn the_other_side_says_the_opposite(a in any_target(), b in any_target(), x in any_hours(), y in any_hours()) {
            let (there, back) = (against((&a.0, x), (&b.0, y)), against((&b.0, y), (&a.0, x)));
            prop_assert_eq!(there, back.map(turned));
            prop_assert_eq!(against((&a.0, x), (&a.0, x)), Some(Equal));
        }

        /// What is weaker than a weaker promise is not the stronger one after all; where a floor meets a ceiling by way of
        /// an exact number, nothing is said.
        #[test]
        fn weaker_than_weaker_is_never_stronger(
            texts in (any_target(), any_target(), any_target()),
            hours in (any_hours(), any_hours(), any_hours()),
        ) {
            let (a, b, c) = ((&*texts.0.0, hours.0), (&*texts.1.0, hours.1), (&*texts.2.0, hours.2));
            if matches!((against(a, b), against(b, c)), (Some(Weaker(_)), Some(Weaker(_)))) {
                prop_assert!(matches!(against(a, c), None | Some(Weaker(_))), "{:?} {:?} {:?}", a, b, c);
            }
        }

        /// The same time in a larger or smaller unit changes nothing.
        #[test]
        fn units_do_not_change_the_outcome(a in any_target(), b in any_target(), hours in any_hours()) {
            let larger = [("ms", "s", 1000), ("s", "min", 60), ("min", "h", 60), ("h", "d", 24)];
            for (small, large, n) in larger {
                if !a.0.ends_with(&format!(" {large}")) {
                    continue;
                }
                let operator = a.0.split(&format!(" {} ", a.1)).next().unwrap_or_default();
                let converted = format!("{operator} {} {small}", a.1 * n);
                prop_assert_eq!(against((&converted, hours), (&a.0, hours)), Some(Equal));
                prop_assert_eq!(against((&converted, hours), (&b.0, hours)), against((&a.0, hours), (&b.0, hours)));
            }
        }
    }
}

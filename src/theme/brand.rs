//! The colours of the organisation. Four may be replaced; what is not given follows from the first, and a colour on
//! which text could not be read is moved until it can.

use std::fmt::Write as _;

/// Colours as an author wrote them: `#rrggbb` or `#rgb`. The dark ones are used in the dark theme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brand {
    /// Links, the current place, the main button.
    pub accent: Option<String>,
    /// Text on the accent.
    pub on: Option<String>,
    /// The quiet ground behind what is chosen.
    pub soft: Option<String>,
    /// The ground of the box that says who to call; its text is white.
    pub call: Option<String>,
    /// `accent` on dark ground.
    pub accent_dark: Option<String>,
    /// `on` on dark ground.
    pub on_dark: Option<String>,
    /// `soft` on dark ground.
    pub soft_dark: Option<String>,
    /// `call` on dark ground.
    pub call_dark: Option<String>,
}

/// A colour that cannot be used as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandProblem {
    /// The field, such as `accent_dark`.
    pub field: &'static str,
    /// What is wrong, one lowercase sentence without a full stop.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Colour([u8; 3]);

const WHITE: Colour = Colour([255; 3]);
const BLACK: Colour = Colour([0; 3]);
/// The ground of the dark theme: `--bg` in the style sheet.
const NIGHT: Colour = Colour([0x12, 0x17, 0x1d]);

/// What text needs against its ground (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;

impl Brand {
    /// What cannot be used as it is, in the order of the fields.
    pub fn problems(&self) -> Vec<BrandProblem> {
        self.resolve().1
    }

    /// The rules that put the colours in place of the built-in ones; empty where none is given.
    pub(super) fn css(&self) -> String {
        let (colours, _) = self.resolve();
        if colours.is_empty() {
            return String::new();
        }
        let mut css = String::from("@layer tokens{:root{");
        for (name, light, dark) in colours {
            let _ = write!(css, "--{name}:light-dark({light},{dark});");
        }
        css.pop();
        css.push_str("}}");
        css
    }

    fn resolve(&self) -> (Vec<(&'static str, Colour, Colour)>, Vec<BrandProblem>) {
        let mut problems = Vec::new();
        let mut read = |field: &'static str, text: &Option<String>| {
            let text = text.as_deref()?;
            let colour = Colour::parse(text);
            if colour.is_none() {
                problems.push(BrandProblem { field, message: format!("`{text}` is not a colour like `#0b5cad`") });
            }
            colour
        };
        let accent = read("accent", &self.accent);
        let on = read("on", &self.on);
        let soft = read("soft", &self.soft);
        let call = read("call", &self.call);
        let accent_dark = read("accent_dark", &self.accent_dark);
        let on_dark = read("on_dark", &self.on_dark);
        let soft_dark = read("soft_dark", &self.soft_dark);
        let call_dark = read("call_dark", &self.call_dark);

        // A colour as given, moved towards `to` until it can be read against `ground`; moving one is a problem.
        let mut fit = |field, given: Option<Colour>, ground: Colour, to: Colour| {
            let given = given?;
            let (fitting, moved) = given.until_readable(ground, to);
            if moved {
                let ratio = given.contrast(ground);
                problems.push(BrandProblem {
                    field,
                    message: format!(
                        "the contrast of `{given}` with `{ground}` is {ratio:.1}, and text needs {READABLE}"
                    ),
                });
            }
            Some(fitting)
        };
        let mut colours = Vec::new();
        if let Some(accent) = fit("accent", accent, WHITE, BLACK) {
            let dark =
                fit("accent_dark", accent_dark, NIGHT, WHITE).unwrap_or_else(|| accent.until_readable(NIGHT, WHITE).0);
            let light_on = fit("on", on, accent, WHITE).unwrap_or_else(|| accent.best_text());
            let dark_on = fit("on_dark", on_dark, dark, BLACK).unwrap_or_else(|| dark.best_text());
            colours.push(("accent", accent, dark));
            colours.push(("on", light_on, dark_on));
            // The accent is also text on the quiet ground, so that ground keeps its distance.
            let light_soft = fit("soft", soft, accent, WHITE)
                .unwrap_or_else(|| WHITE.mix(accent, 0.08).until_readable(accent, WHITE).0);
            let dark_soft = fit("soft_dark", soft_dark, dark, BLACK)
                .unwrap_or_else(|| NIGHT.mix(dark, 0.16).until_readable(dark, BLACK).0);
            colours.push(("soft", light_soft, dark_soft));
        }
        if let Some(call) = fit("call", call, WHITE, BLACK).or(colours.first().map(|(_, light, _)| *light)) {
            let dark = fit("call_dark", call_dark, WHITE, BLACK).unwrap_or_else(|| call.mix(NIGHT, 0.35));
            colours.push(("call", call, dark));
        }
        (colours, problems)
    }
}

impl Colour {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        let value = |text: &str| u8::from_str_radix(text, 16).ok();
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        match digits.len() {
            6 => Some(Self([value(&digits[..2])?, value(&digits[2..4])?, value(&digits[4..])?])),
            3 => Some(Self([value(&digits[..1])? * 17, value(&digits[1..2])? * 17, value(&digits[2..])? * 17])),
            _ => None,
        }
    }

    /// This colour with a share of another in it.
    fn mix(self, other: Self, share: f64) -> Self {
        let part = |at: usize| f64::from(self.0[at]) * (1.0 - share) + f64::from(other.0[at]) * share;
        Self([0, 1, 2].map(|at| part(at).round() as u8))
    }

    /// Relative luminance as WCAG defines it.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0[0]) + 0.7152 * linear(self.0[1]) + 0.0722 * linear(self.0[2])
    }

    /// Contrast ratio as WCAG defines it: 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This colour, moved towards another in small steps until it can be read; whether it had to move.
    fn until_readable(self, ground: Self, to: Self) -> (Self, bool) {
        let fitting =
            (0..=50).map(|step| self.mix(to, f64::from(step) / 50.0)).find(|c| c.contrast(ground) >= READABLE);
        let fitting = fitting.unwrap_or(to);
        (fitting, fitting != self)
    }

    /// The better of dark and white text on this colour.
    fn best_text(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(NIGHT) { WHITE } else { NIGHT }
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brand(accent: &str) -> Brand {
        Brand { accent: Some(accent.into()), ..Brand::default() }
    }

    #[test]
    fn no_colour_no_rule() {
        assert_eq!(Brand::default().css(), "");
    }

    #[test]
    fn one_colour_makes_a_palette_that_can_be_read() {
        for accent in ["#0b5cad", "#8a1c1c", "#000", "#1b5e20", "#ffd400", "#ffffff", "#777"] {
            let (colours, _) = brand(accent).resolve();
            let by = |name: &str| colours.iter().find(|c| c.0 == name).map(|c| (c.1, c.2)).expect("in every palette");
            let (accent, on, soft, call) = (by("accent"), by("on"), by("soft"), by("call"));
            for (text, ground) in [
                (accent.0, WHITE),
                (accent.1, NIGHT),
                (on.0, accent.0),
                (on.1, accent.1),
                (accent.0, soft.0),
                (accent.1, soft.1),
                (WHITE, call.0),
                (WHITE, call.1),
            ] {
                assert!(text.contrast(ground) >= READABLE, "{text} on {ground}: {}", text.contrast(ground));
            }
        }
    }

    #[test]
    fn a_colour_that_cannot_be_read_is_named() {
        let problems = brand("#ffd400").problems();
        assert_eq!(problems[0].field, "accent");
        assert_eq!(problems[0].message, "the contrast of `#ffd400` with `#ffffff` is 1.4, and text needs 4.5");
        let problems = brand("red; } * { color: red").problems();
        assert_eq!(problems[0].message, "`red; } * { color: red` is not a colour like `#0b5cad`");
    }
}

use jiff::civil::Date;

/// The day for which statuses are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsOf {
    /// A day that was asked for: `--as-of`, or `SOURCE_DATE_EPOCH` in UTC.
    Day(Date),
    /// The moment of the run; the day follows from the handbook's time zone.
    Now(jiff::Timestamp),
}

/// What the command line says about one run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The day for which statuses are computed.
    pub as_of: AsOf,
    /// Replaces `base_url` of `handbook.yaml`.
    pub base_url: Option<String>,
    /// Replaces `theme` of `handbook.yaml`.
    pub theme: Option<String>,
    /// What a path is prefixed with when it is shown, so that a terminal can open it: `content/`.
    pub shown_prefix: String,
}

impl Settings {
    /// Settings for a given day, with everything else as the handbook says.
    pub fn on(day: Date) -> Self {
        Self { as_of: AsOf::Day(day), base_url: None, theme: None, shown_prefix: String::new() }
    }
}

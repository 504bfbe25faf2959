use std::fmt;
use std::sync::Arc;

/// Index of an entry in one [`Handbook`](crate::handbook::Handbook). Never shown to a reader; show the [`Key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub u32);

/// The name of an entry: a letter, then upper-case letters, digits and hyphens, 64 at most.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(Arc<str>);

/// Names of devices that Windows does not allow as folders, with any ending.
const RESERVED: &[&str] = &["CON", "PRN", "AUX", "NUL"];

impl Key {
    /// The longest key, in characters.
    pub const MAX_LENGTH: usize = 64;

    /// The only way to a key; the error says what is wrong with the text.
    pub fn new(text: &str) -> Result<Self, &'static str> {
        let is_allowed = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        if !text.starts_with(|c: char| c.is_ascii_uppercase()) {
            return Err("it has to begin with an upper-case letter");
        }
        if !text.chars().all(is_allowed) {
            return Err("it may hold upper-case letters, digits and hyphens only");
        }
        if text.len() > Self::MAX_LENGTH {
            return Err("it may have 64 characters at most");
        }
        let is_port = matches!(text.len(), 4)
            && (text.starts_with("COM") || text.starts_with("LPT"))
            && text.ends_with(|c: char| c.is_ascii_digit());
        if RESERVED.contains(&text) || is_port {
            return Err("Windows reserves this name");
        }
        Ok(Self(text.into()))
    }

    /// The key that a text is nearest to: in upper case, with hyphens for what a key cannot hold.
    pub fn meant_by(text: &str) -> Option<Self> {
        let upper = text.to_uppercase();
        let meant: String = upper.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        Self::new(&meant).ok()
    }

    /// The key as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn keys_are_checked_at_the_border() {
        for good in ["PRC-INC", "SVC-K8S", "A", "COM", "COM10", "CONSOLE"] {
            assert!(Key::new(good).is_ok(), "{good}");
        }
        for bad in ["", "prc", "1A", "A_B", "CON", "NUL", "COM1", "LPT9", "-A", "Ä", &"A".repeat(65)] {
            assert!(Key::new(bad).is_err(), "{bad}");
        }
    }
}

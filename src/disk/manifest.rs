//! `manifest.json`: every file of a site with its size and SHA-256, so that anybody can tell later
//! whether what lies there is what was built.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

/// The manifest's place below the target. It lists every file but itself.
pub const MANIFEST: &str = "manifest.json";

/// What was built, and from what: the head as the caller gave it, and every file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Manifest {
    /// Generator, as-of date, audience, commit, title and the like, in the caller's order.
    #[serde(flatten)]
    pub head: Map<String, Value>,
    /// Every file of the site but the manifest, by path.
    pub files: Vec<FileRecord>,
}

/// One file of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Below the site's root, with `/`.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// Of its bytes.
    pub sha256: Checksum,
}

/// The SHA-256 of a file, written as 64 small hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Checksum([u8; 32]);

impl Manifest {
    /// A manifest of these files, sorted by path (by code point). A field `files` of the head is left
    /// out: the list of files has that name.
    pub fn new(mut head: Map<String, Value>, mut files: Vec<FileRecord>) -> Self {
        head.shift_remove("files");
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Manifest { head, files }
    }

    /// The manifest as it stands in the site: a field a line, a file a line, so that two manifests can
    /// be compared by eye and by any tool. Equal manifests give equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256 + self.files.len() * 160);
        out.extend_from_slice(b"{\n");
        for (name, value) in &self.head {
            let name = Value::from(name.as_str());
            out.extend_from_slice(format!("  {name}: {value},\n").as_bytes());
        }
        out.extend_from_slice(b"  \"files\": [");
        for (at, file) in self.files.iter().enumerate() {
            let path = Value::from(file.path.as_str());
            let (comma, size, sha256) = (if at == 0 { "" } else { "," }, file.size, file.sha256);
            let line = format!("{comma}\n    {{ \"path\": {path}, \"size\": {size}, \"sha256\": \"{sha256}\" }}");
            out.extend_from_slice(line.as_bytes());
        }
        out.extend_from_slice(b"\n  ]\n}\n");
        out
    }

    /// Reads a manifest back. Fails when it is not JSON of that shape.
    pub fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }
}

impl Checksum {
    /// The checksum of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Checksum(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        f.write_str(&text)
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Checksum {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "not a SHA-256: 64 hexadecimal digits";
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(WRONG);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let value = |digit: u8| char::from(digit).to_digit(16).ok_or(WRONG);
            // Two hexadecimal digits are at most 255.
            *byte = (value(pair[0])? * 16 + value(pair[1])?) as u8;
        }
        Ok(Checksum(bytes))
    }
}

impl Serialize for Checksum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Checksum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Map<String, Value> {
        let head = serde_json::json!({ "generator": "clausebook 0.1.0", "audience": null, "files": 3 });
        head.as_object().cloned().unwrap_or_default()
    }

    fn record(path: &str, bytes: &[u8]) -> FileRecord {
        FileRecord { path: path.to_owned(), size: bytes.len() as u64, sha256: Checksum::of(bytes) }
    }

    #[test]
    fn the_bytes_of_a_manifest() {
        let manifest = Manifest::new(head(), vec![record("b\"c", b"hello world"), record("a", b"")]);
        let expected = "{
  \"generator\": \"clausebook 0.1.0\",
  \"audience\": null,
  \"files\": [
    { \"path\": \"a\", \"size\": 0, \"sha256\": \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\" },
    { \"path\": \"b\\\"c\", \"size\": 11, \"sha256\": \"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9\" }
  ]
}
";
        assert_eq!(String::from_utf8_lossy(&manifest.to_bytes()), expected);
    }

    #[test]
    fn a_manifest_reads_back() {
        for files in [vec![], vec![record("a/ü.html", b"x")]] {
            let manifest = Manifest::new(head(), files);
            let read = Manifest::parse(&manifest.to_bytes()).expect("what we write, we read");
            assert_eq!(read, manifest);
        }
    }

    #[test]
    fn a_broken_manifest_is_an_error() {
        for text in ["", "{}", "[]", r#"{"files":[{"path":"a","size":1,"sha256":"xyz"}]}"#] {
            assert!(Manifest::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}

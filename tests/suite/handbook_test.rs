//! A fixture, copied, edited and run: what every test of the suite is written with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use snapbox::data::{Data, DataFormat};
use tempfile::TempDir;

/// The day on which fixtures are looked at.
pub const AS_OF: &str = "2026-11-22";

/// A handbook in a folder of its own, which vanishes with it.
pub struct HandbookTest {
    /// The fixture that it was copied from.
    fixture: PathBuf,
    folder: TempDir,
}

impl HandbookTest {
    /// A copy of a fixture, named by its path from the crate's root.
    pub fn copy(fixture: impl AsRef<Path>) -> Self {
        let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join(fixture);
        let folder = tempfile::tempdir().expect("a folder for the test can be made");
        copy_folder(&fixture, folder.path());
        Self { fixture, folder }
    }

    /// A folder with a `handbook.yaml`, a standard that asks for nothing, and nothing else.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test can be made");
        let this = Self { fixture: PathBuf::new(), folder };
        this.write("content/handbook.yaml", "title: Handbook\norganisation: Halden\nstandards: [tiny]\n").write(
            "content/standards/tiny.yaml",
            "id: tiny\ntitle: Tiny\nclauses: [{id: \"1\", title: Desk, informative: true}]\n",
        )
    }

    /// Copies of all fixtures in a folder, by name.
    pub fn all(folder: &str) -> Vec<Self> {
        names_in(folder).iter().map(|name| Self::copy(Path::new(folder).join(name))).collect()
    }

    /// An empty folder.
    pub fn nothing() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test can be made");
        Self { fixture: PathBuf::new(), folder }
    }

    /// The fixture's name.
    pub fn name(&self) -> String {
        self.fixture.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Where the copy is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file of the copy, with the folders above it.
    pub fn write(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("folders can be made");
        fs::write(path, bytes).expect("a file can be written");
        self
    }

    /// Lays the fixture's folder `mended` over the copy: what its author would write. An empty file there takes the file
    /// of that name away.
    pub fn mend(self) -> Self {
        lay_over(&self.fixture.join("mended"), self.path());
        self
    }

    /// How many lines the fixture's folder `mended` writes anew, and how many it takes out.
    pub fn n_lines_mended(&self) -> usize {
        n_lines_changed(&self.fixture.join("mended"), &self.fixture)
    }

    /// What a file beside the fixture's content is expected to hold.
    pub fn file(&self, name: &str) -> Data {
        Data::read_from(&self.fixture.join(name), Some(DataFormat::Text))
    }

    /// Runs the program in the copy; arguments are divided at spaces.
    pub fn run(&self, arguments: &str) -> Ran {
        self.run_with(&arguments.split(' ').collect::<Vec<_>>())
    }

    /// Runs the program in the copy, with arguments that may hold spaces.
    pub fn run_with(&self, arguments: &[&str]) -> Ran {
        let output = self.command().args(arguments).output().expect("the program can be started");
        Ran { name: self.name(), output }
    }

    /// The program, about to be started in the copy.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausebook"));
        command.current_dir(self.path()).env("NO_COLOR", "1").env_remove("SOURCE_DATE_EPOCH");
        command
    }

    /// The text of a file of the copy.
    #[track_caller]
    pub fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Looks at the copy with every rule.
    pub fn check(&self) -> Ran {
        self.run(&format!("check --strict --as-of {AS_OF}"))
    }
}

/// What the program did.
pub struct Ran {
    name: String,
    output: Output,
}

impl Ran {
    /// Its exit code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        let text = self.stderr_text();
        assert_eq!(self.output.status.code(), Some(code), "{}: exit code; it said:\n{text}", self.name);
        self
    }

    /// What it said to people.
    #[track_caller]
    pub fn stderr(self, expected: Data) -> Self {
        snapbox::assert_data_eq!(self.stderr_text(), expected.raw());
        self
    }

    /// What it said to people, as text.
    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// What was asked for.
    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }
}

/// Names of the folders in a folder, sorted.
pub fn names_in(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a folder can be read"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

fn lay_over(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let (from, to) = entry.map(|it| (it.path(), to.join(it.file_name()))).expect("a folder can be read");
        if from.is_dir() {
            fs::create_dir_all(&to).expect("folders can be made");
            lay_over(&from, &to);
        } else if fs::metadata(&from).is_ok_and(|it| it.len() == 0) {
            fs::remove_file(&to).unwrap_or_else(|error| panic!("{}: {error}", to.display()));
        } else {
            fs::copy(&from, &to).expect("a file can be copied");
        }
    }
}

/// Lines that stand in one of two folders only, over the files of the first one.
fn n_lines_changed(mended: &Path, broken: &Path) -> usize {
    let entries = fs::read_dir(mended).unwrap_or_else(|error| panic!("{}: {error}", mended.display()));
    let of_entry = |entry: std::io::Result<fs::DirEntry>| {
        let (mended, broken) = entry.map(|it| (it.path(), broken.join(it.file_name()))).expect("a folder can be read");
        if mended.is_dir() {
            return n_lines_changed(&mended, &broken);
        }
        // What is broken may be no text, or not be there.
        let lines = |path: &Path| -> Vec<Vec<u8>> {
            fs::read(path).unwrap_or_default().split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
        };
        let (mended, broken) = (lines(&mended), lines(&broken));
        let n_only_in = |a: &[Vec<u8>], b: &[Vec<u8>]| a.iter().filter(|line| !b.contains(line)).count();
        n_only_in(&mended, &broken) + n_only_in(&broken, &mended)
    };
    entries.map(of_entry).sum()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folders can be made");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("a folder can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

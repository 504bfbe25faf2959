"""The built sample, and small handbooks that a test builds: what the tests in this folder look at.

The program and the site of the sample are those that tests/all has made; CLAUSEBOOK and SITE name others.
"""

import json
import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("CLAUSEBOOK", ROOT / "target/release/clausebook")).resolve()
SAMPLE = Path(os.environ.get("SITE", ROOT / "site")).resolve()
AS_OF = "2026-11-22"


def json_file(site, path):
    """A file of data of a site."""
    return json.loads((site / path).read_text(encoding="utf-8"))


@contextmanager
def site_of(files, *arguments, as_of=AS_OF, codes=(0, 1)):
    """The folder of a site that is built from texts by their paths below the content folder."""
    with tempfile.TemporaryDirectory() as folder:
        content, site = Path(folder) / "content", Path(folder) / "site"
        for path, text in files.items():
            file = content / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        command = [PROGRAM, "build", "--quiet", "--as-of", as_of, "--content", content, "--out", site, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        # A handbook with errors is built all the same.
        if done.returncode not in codes:
            raise AssertionError(f"the program ended with {done.returncode}:\n{done.stderr}")
        yield site

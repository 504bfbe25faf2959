"""What the program says of the coverage, computed a second time: by naive.py, for the sample and for random handbooks."""

import csv
import re
import unittest

import openpyxl

import built
import naive
import random_handbook

N_RANDOM = 50


# The word of each status in the files for people, and how a status without one is called there.
WORDS = {
    "covered": "Covered", "stale": "Stale", "partial": "Partial", "gap": "Gap", "not_applicable": "Not applicable",
    None: "Informative",
}  # fmt: skip


def statuses_in_pages(site):
    """Status by anchor, over all pages of the matrix and over those of the clauses."""
    found = {}
    for page in sorted((site / "matrices/evidence-by-clause").rglob("index.html")):
        for tag in re.findall(r'<tr id="m-[^>]*>', page.read_text(encoding="utf-8")):
            anchor = re.search(r'id="m-([^"]*)"', tag).group(1)
            found[anchor] = re.search(r'data-status="([^"]*)"', tag).group(1)
    return found


def statuses_on_clauses(site, standard, clause):
    """Status by requirement on the page of a clause, as the glyph at each says it."""
    folder = site / clause["url"]
    text = (folder / "index.html").read_text(encoding="utf-8")
    rows = re.findall(r'<tr id="r-([^"]*)"(.*?)</tr>', text, flags=re.DOTALL)
    return {number: re.sub(r"<[^>]*>", " ", row) for number, row in rows}


def statuses_in_csv(site):
    with (site / "matrices/evidence-by-clause.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [(row["Requirement"], row["Status"]) for row in rows]


def statuses_in_workbook(site):
    book = openpyxl.load_workbook(site / "matrices/evidence-by-clause.xlsx", read_only=True)
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    number, status = header.index("Requirement"), header.index("Status")
    return [(row[number], row[status]) for row in rows]


class Coverage(unittest.TestCase):
    maxDiff = None

    def compare(self, site, name):
        """The trace, and the statuses of pages and files, with what was computed here."""
        data, trace = built.json_file(site, "data/handbook.json"), built.json_file(site, "data/trace.json")
        computed = naive.coverage(data)
        said = {}
        for standard in trace["standards"]:
            counts = dict.fromkeys(["requirements", "covered", "stale", "partial", "gap", "not_applicable", "ready"], 0)
            for requirement in standard["requirements"]:
                here = (standard["id"], requirement["id"])
                mine = computed[here]
                said[here] = requirement["status"]
                documents = [
                    (it["key"], it["section"], it["exact"], it["counts"], it["state"], it["contradicted"] is not None)
                    for it in requirement["documented_by"]
                ]
                self.assertEqual(sorted(documents, key=str), mine["documents"], f"{name}, documents of {here}")
                evidence = [
                    (it["key"], it["on"], it["valid_until"], it["current"], it["exact"], it["counts"], it["nil"])
                    for it in requirement["evidence"]
                ]
                own = [(key, str(on), str(until), *rest) for key, on, until, *rest in mine["evidence"]]
                self.assertEqual(sorted(evidence, key=str), sorted(own, key=str), f"{name}, evidence of {here}")
                if mine["informative"]:
                    self.assertIsNone(requirement["status"])
                    continue
                self.assertEqual(requirement["status"], mine["status"], f"{name}, status of {here}")
                self.assertEqual(requirement["ready"], mine["ready"], f"{name}, readiness of {here}")
                counts["requirements"] += 1
                counts[mine["status"]] += 1
                counts["ready"] += mine["ready"]
            self.assertEqual(standard["counts"], counts, f"{name}, counts of {standard['id']}")
        self.compare_files(site, trace, said, name)
        return computed

    def compare_files(self, site, trace, said, name):
        """The statuses that pages, CSV and workbook show with those that were computed."""
        first = trace["standards"][0]["id"]
        expected = [(number, WORDS[status]) for (_, number), status in said.items()]
        self.assertEqual(statuses_in_csv(site), expected, f"{name}, CSV")
        self.assertEqual(statuses_in_workbook(site), expected, f"{name}, workbook")
        on_pages = statuses_in_pages(site)
        for (standard, number), status in said.items():
            anchor = number if standard == first else f"{standard}-{number}"
            self.assertEqual(on_pages[anchor], status or "informative", f"{name}, #m-{anchor}")
        for standard in trace["standards"]:
            for clause in standard["clauses"]:
                for number, words in statuses_on_clauses(site, standard, clause).items():
                    word = WORDS[said[standard["id"], number]]
                    self.assertIn(word, words, f"{name}, {clause['url']}#r-{number}")

    def test_the_sample(self):
        computed = self.compare(built.SAMPLE, "sample")
        self.assertGreater(len(computed), 400)

    def test_random_handbooks(self):
        seen, n_disproved = set(), 0
        for seed in range(N_RANDOM):
            as_of, files = random_handbook.handbook(seed)
            with built.site_of(files, as_of=str(as_of), codes=(0,)) as site:
                computed = self.compare(site, f"handbook {seed} on {as_of}")
            n_disproved += sum(document[5] for it in computed.values() for document in it["documents"])
            seen |= {it["status"] for it in computed.values() if not it["informative"]}
        self.assertGreater(n_disproved, 50)
        self.assertEqual(seen, {"covered", "stale", "partial", "gap", "not_applicable"})


if __name__ == "__main__":
    unittest.main()

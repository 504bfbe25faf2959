"""What the program says of the coverage, computed a second time: by naive.py, for the sample and for random handbooks."""

import re
import unittest

import built
import naive
import random_handbook

N_RANDOM = 50


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text)).strip()


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
        return computed

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

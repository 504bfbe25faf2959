"""Coverage a second time: a naive reading of the specification over data/handbook.json, one requirement after the other,
without a line in common with the program. Slow and plain on purpose.
"""

import calendar
from datetime import date, timedelta

CONTROLLED = {"scope", "policy", "plan", "process", "procedure", "page"}
PROOF = {"record", "audit", "review", "finding", "improvement"}
NONCONFORMITY = {"major", "minor"}
# What the anchor of an item begins with, by the field that it stands in.
PREFIXES = {
    "steps": "step", "measures": "measure", "targets": "target", "actions": "action", "decisions": "decision",
    "commitments": "commitment", "requirements": "req", "needs": "need", "categories": "category",
    "questions": "question",
}  # fmt: skip


def day(text):
    return date.fromisoformat(text)


def period_end(text):
    """The last day of a period as authors write it."""
    if "/" in text:
        return day(text.split("/")[1])
    if len(text) == 10:
        return day(text)
    if len(text) == 4:
        return date(int(text), 12, 31)
    year, rest = text.split("-")
    month = int(rest[1:]) * 3 if rest.startswith("Q") else int(rest)
    return date(int(year), month, calendar.monthrange(int(year), month)[1])


def plus(start, interval):
    """A date and an interval: years and months first, kept to the end of the month, then weeks and days."""
    assert interval.startswith("P"), interval
    months = days = 0
    number = ""
    for char in interval[1:]:
        if char.isdigit():
            number += char
            continue
        n, number = int(number), ""
        months += {"Y": 12, "M": 1}.get(char, 0) * n
        days += {"W": 7, "D": 1}.get(char, 0) * n
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    month += 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1])) + timedelta(days=days)


def items(value):
    """One or a list, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def filled(value):
    """Whether anything stands in a field."""
    if isinstance(value, (dict, list)):
        return any(filled(it) for it in (value.values() if isinstance(value, dict) else value))
    return value is not None and value.strip() != ""


def holds(path, fields):
    """Whether fields hold what a path of a checklist asks for: `field`, `field.part` or `field.part=word`, joined by ` and `."""
    for term in path.split(" and "):
        name, _, word = term.partition("=")
        field, _, part = name.partition(".")
        values = [it.get(part) for it in items(fields.get(field)) if isinstance(it, dict)] if part else [fields.get(field)]
        if not any(it == word if word else filled(it) for it in values):
            return False
    return True


class Handbook:
    """What data/handbook.json says, with the few look-ups that the rules need."""

    def __init__(self, data):
        self.as_of = day(data["as_of"])
        self.config = data["config"]
        self.acknowledgements = data["acknowledgements"]
        self.entries = data["entries"]
        self.by_key = {}
        for entry in self.entries:
            self.by_key[entry["fields"]["key"]] = entry
        for entry in self.entries:
            for alias in items(entry["fields"].get("aliases")):
                self.by_key.setdefault(alias, entry)
        self.standards = {standard["id"]: standard for standard in data["standards"]}
        self.first = self.config["standards"][0] if isinstance(self.config["standards"], list) else self.config["standards"]
        # Requirements below each clause or requirement, by standard and id.
        self.below = {}
        for standard in data["standards"]:
            parents = {clause["id"]: clause["parent"] for clause in standard["clauses"]}
            for clause in parents:
                self.below[standard["id"], clause] = []
            for requirement in standard["requirements"]:
                here = requirement["clause"]
                while here is not None:
                    self.below[standard["id"], here].append(requirement["id"])
                    here = parents[here]
            for requirement in standard["requirements"]:
                self.below[standard["id"], requirement["id"]] = [requirement["id"]]

    def place(self, reference):
        """Standard and id that a reference names; None where it names nothing."""
        standard, _, number = reference.partition(":") if ":" in reference else (self.first, "", reference)
        return (standard, number) if (standard, number) in self.below else None

    def requirement(self, standard, number):
        return next(it for it in self.standards[standard]["requirements"] if it["id"] == number)

    def is_exact(self, place):
        return any(it["id"] == place[1] for it in self.standards[place[0]]["requirements"])

    def claims(self, entry):
        """Anchor (None for the whole), place and whether it is credit, for each claim of an entry."""
        fields = entry["fields"]
        found = [(None, text, False) for text in items(fields.get("satisfies"))]
        found += [(None, text, True) for text in items(fields.get("accept"))]
        for section in entry["sections"]:
            found += [(section["id"], text, False) for text in section["satisfies"]]
        for field, value in fields.items():
            for item in items(value) if field in PREFIXES else []:
                if isinstance(item, dict) and "key" in item:
                    anchor = f"{PREFIXES[field]}-{item['key']}"
                    found += [(anchor, text, False) for text in items(item.get("satisfies"))]
        places = [(anchor, self.place(text), credit) for anchor, text, credit in found]
        return [it for it in places if it[1] is not None]

    def is_in_force(self, entry):
        fields = entry["fields"]
        if entry["kind"] in CONTROLLED:
            approved = fields.get("approved")
            is_approved = fields.get("status") == "approved" and approved is not None
            return is_approved and day(approved["on"]) <= self.as_of
        if entry["kind"] == "agreement":
            begins = "from" not in fields or day(fields["from"]) <= self.as_of
            return begins and ("until" not in fields or self.as_of <= day(fields["until"]))
        if entry["kind"] == "service":
            return fields.get("lifecycle") != "retired" and ("until" not in fields or self.as_of <= day(fields["until"]))
        return True

    def is_overdue(self, entry):
        """Past its review and grace, or changed since its approval; only documents in force are asked."""
        fields = entry["fields"]
        if entry["kind"] not in CONTROLLED:
            return False
        kept = fields["approved"].get("fingerprint")
        if kept is not None and kept != entry["fingerprint"]:
            return True
        if "review" not in fields:
            return False
        looked = [day(fields["approved"]["on"])] + [day(it["on"]) for it in items(fields.get("confirmed"))]
        due = plus(max(on for on in looked if on <= self.as_of), fields["review"])
        return self.as_of > plus(due, self.config.get("review_grace", "P30D"))

    def deeds(self, entry):
        """What an entry proves by itself: day, nil, whether a nil return is complete, validity, what it is of."""
        fields = entry["fields"]
        kind = entry["kind"]
        plain = {"nil": False, "complete": True, "valid_for": None, "of": items(fields.get("of"))}
        if kind == "record":
            nil = fields.get("nil") == "true"
            complete = all(fields.get(name) for name in ("period", "looked_in", "by"))
            return [plain | {"on": day(fields["on"]), "nil": nil, "complete": complete, "valid_for": fields.get("valid_for")}]
        if kind == "audit" and "done" in fields:
            return [plain | {"on": day(fields["done"])}]
        if kind == "review":
            return [plain | {"on": day(fields["on"])}]
        if kind == "finding" and "closed" in fields:
            return [plain | {"on": day(fields["closed"]), "of": []}]
        if kind == "improvement" and "period" in fields.get("result", {}):
            return [plain | {"on": period_end(fields["result"]["period"]), "of": []}]
        if kind == "competence":
            shown = items(fields.get("shown"))
            return [plain | {"on": day(it["on"]), "valid_for": fields.get("renew"), "of": []} for it in shown]
        if kind == "awareness":
            roles = items(fields.get("for"))
            days = [
                day(line["date"])
                for line in self.acknowledgements
                if ("all" in roles or line["role"] in roles) and day(line["date"]) <= self.as_of
            ]
            return [plain | {"on": max(days), "of": []}] if days else []
        return []

    def proven(self, entry, deed):
        """Places that a deed proves, whether exactly, and by whose claim: its own, else those of what it is evidence of."""
        own = [(place, self.is_exact(place), None) for _, place, _ in self.claims(entry)]
        if own:
            return own
        found = []
        for reference in deed["of"]:
            key, _, anchor = reference.partition("#")
            of = self.by_key.get(key)
            if of is None:
                continue
            precise = bool(anchor) or of["kind"] in {"activity", "agreement", "plan"}
            for part, place, _ in self.claims(of):
                if not anchor or part == anchor:
                    found.append((place, precise and self.is_exact(place), of["fields"]["key"]))
        return found

    def is_asked(self, standard, checklist, entry):
        """Whether an entry in force has to show a checklist."""
        fields = entry["fields"]
        fits = False
        for of in checklist["of"]:
            kind, _, entry_type = of.partition("/")
            has_items = checklist["each"] is not None and items(fields.get(checklist["each"]))
            fits |= entry["kind"] == kind and (not entry_type or fields.get("type") == entry_type or bool(has_items))
        if not fits or not self.is_in_force(entry):
            return False
        if entry["kind"] == "objective" and "by_when" in fields and day(fields["by_when"]) < self.as_of:
            return False
        below = set(self.below[standard, checklist["for"]])
        places = [place for _, place, _ in self.claims(entry) if place[0] == standard]
        return checklist["wanted"] != "claimed" or any(below & set(self.below[place]) for place in places)

    def is_shown(self, standard, checklist, point, entry):
        """Whether an entry shows a point: by a field, a section, its word, or the claim of a part."""
        fields = entry["fields"]
        rows = items(fields.get(checklist["each"])) if checklist["each"] else []
        if checklist["each"]:
            shown = bool(rows) and all(any(holds(path, row) for path in point["shown_by"]) for row in rows)
        else:
            shown = any(holds(path, fields) for path in point["shown_by"])
        named = items(fields.get("points")) + [it for section in entry["sections"] for it in section["points"]]
        if shown or point["id"] in named or f"{checklist['id']}/{point['id']}" in named:
            return True
        roots = {term.partition(".")[0].partition("=")[0] for path in point["shown_by"] for term in path.split(" and ")}
        is_written = bool(rows) or (not checklist["each"] and any(root in fields for root in roots))
        number = point["requirement"]
        is_alone = [it["requirement"] or checklist["for"] for it in checklist["points"]].count(number) == 1
        for anchor, place, credit in self.claims(entry):
            if number and is_alone and not is_written and anchor and not credit and place == (standard, number):
                return True
        if point["when"] == "service-ends":
            covered = [self.by_key[key]["fields"] for key in items(fields.get("covers"))]
            return not any(it["lifecycle"] == "retired" or "until" in it for it in covered)
        return point["when"] == "service-moves"

    def disproved(self):
        """Key, standard and requirement of each claim that the entry's own data disproves."""
        found = set()
        for standard in self.standards.values():
            for checklist in standard["checklists"]:
                if checklist["wanted"] is None:
                    continue
                asked = [it for it in self.entries if self.is_asked(standard["id"], checklist, it)]
                missing = {}
                for entry in asked:
                    shown = [self.is_shown(standard["id"], checklist, it, entry) for it in checklist["points"]]
                    if checklist["wanted"] == "one" and any(shown):
                        shown = [True for _ in shown]
                    missing[entry["fields"]["key"]] = {index for index, it in enumerate(shown) if not it}
                if checklist["wanted"] == "claimed" and missing:
                    together = set.intersection(*missing.values())
                    missing = dict.fromkeys(missing, together)
                for key, points in missing.items():
                    for point in (checklist["points"][index] for index in points):
                        for number in self.below[standard["id"], point["requirement"] or checklist["for"]]:
                            found.add((key, standard["id"], number))
        return found

    def valid_until(self, deed, requirement):
        if deed["valid_for"]:
            return plus(deed["on"], deed["valid_for"])
        promised = []
        for reference in deed["of"]:
            of = self.by_key.get(reference.partition("#")[0])
            if of is not None and of["kind"] == "activity":
                due = plus(deed["on"], of["fields"]["every"])
                promised.append(plus(due, of["fields"]["grace"]) if "grace" in of["fields"] else due)
        return min(promised) if promised else plus(deed["on"], requirement.get("practice_interval") or "P12M")

    def needs(self, standard, requirement):
        needs = requirement["needs"]
        for it in items(self.config.get("needs")):
            place = self.place(it["requirement"])
            if place and place[0] == standard and requirement["id"] in self.below[place]:
                needs = it["needs"]
        return needs

    def may_be_left_out(self, place):
        standard = self.standards[place[0]]
        clause = place[1]
        if self.is_exact(place):
            clause = self.requirement(*place)["clause"]
        return next(it for it in standard["clauses"] if it["id"] == clause)["may_be_left_out"]

    def is_left_out(self, standard, requirement):
        """Whether it is declared not to apply, with a reason, and the standard allows that: only for controls."""
        left_out = False
        for it in items(self.config.get("applicability")):
            place = self.place(it["requirement"])
            if place is None or place[0] != standard or requirement["id"] not in self.below[place]:
                continue
            if it["applies"] == "true":
                left_out = False
            elif it.get("because") and self.may_be_left_out(place):
                left_out = True
        return left_out


def status(needs, documents, evidence):
    """The table of spec/trace.md, from the top. Documents are (counts, state), evidence is (counts, current)."""
    in_force = any(counts and state == "in_force" for counts, state in documents)
    was_there = any(counts and state in {"in_force", "overdue"} for counts, state in documents)
    current = any(counts and current for counts, current in evidence)
    was_proven = any(counts for counts, _ in evidence)
    if needs == "document":
        if in_force:
            return "covered"
        if was_there:
            return "stale"
        return "partial" if documents else "gap"
    if needs == "record":
        if current:
            return "covered"
        if was_proven:
            return "stale"
        return "partial" if documents or evidence else "gap"
    if in_force and current:
        return "covered"
    if was_there and was_proven:
        return "stale"
    return "partial" if documents or evidence else "gap"


def coverage(data):
    """Status and readiness, documents and evidence of every requirement, by standard and id."""
    book = Handbook(data)
    disproved = book.disproved()
    result = {}
    claims = [(entry, claim) for entry in book.entries for claim in book.claims(entry)]
    deeds = [(entry, deed) for entry in book.entries for deed in book.deeds(entry) if deed["on"] <= book.as_of]
    proofs = [(entry, deed, book.proven(entry, deed)) for entry, deed in deeds]
    findings = [it for it in book.entries if it["kind"] == "finding" and day(it["fields"]["found"]) <= book.as_of]
    for standard in data["standards"]:
        for requirement in standard["requirements"]:
            here = (standard["id"], requirement["id"])
            documents = []
            for entry, (anchor, place, _) in claims:
                if entry["kind"] in PROOF or place[0] != here[0] or here[1] not in book.below[place]:
                    continue
                exact = book.is_exact(place)
                state = "not_in_force"
                if book.is_in_force(entry):
                    state = "overdue" if book.is_overdue(entry) else "in_force"
                contradicted = (entry["fields"]["key"], *here) in disproved
                counts = (exact or not requirement["documented"]) and not contradicted
                documents.append((entry["fields"]["key"], anchor, exact, counts, state, contradicted))
            evidence = []
            for entry, deed, proven in proofs:
                hits = [it for it in proven if it[0][0] == here[0] and here[1] in book.below[it[0]]]
                if not hits:
                    continue
                good = [exact for _, exact, by in hits if (by, *here) not in disproved]
                exact = any(good)
                asks_exact = any(requirement[flag] for flag in ("recurring", "reported", "named_person", "event"))
                accepted = not deed["nil"] or (requirement["event"] and deed["complete"])
                until = book.valid_until(deed, requirement)
                counts = bool(good) and (exact or not asks_exact) and accepted
                evidence.append((entry["fields"]["key"], deed["on"], until, book.as_of <= until, exact, counts, deed["nil"]))
            found = "not_applicable"
            if not book.is_left_out(standard["id"], requirement):
                found = status(
                    book.needs(standard["id"], requirement),
                    [(counts, state) for *_, counts, state, _ in documents],
                    [(it[5], it[3]) for it in evidence],
                )
            open_nonconformity = False
            for finding in findings:
                fields = finding["fields"]
                places = [book.place(text) for text in items(fields.get("requirement"))]
                named = any(place and place[0] == here[0] and here[1] in book.below[place] for place in places)
                is_open = "closed" not in fields or day(fields["closed"]) > book.as_of
                open_nonconformity |= named and is_open and fields["grade"] in NONCONFORMITY
            result[here] = {
                "status": found,
                "ready": found == "covered" and not open_nonconformity,
                "informative": requirement["informative"],
                "documents": sorted(documents, key=str),
                "evidence": sorted(evidence, key=str),
            }
    return result

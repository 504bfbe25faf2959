"""Random handbooks whose dates lie around every boundary: the day of expiry, grace, leap days, the end of a year."""

import calendar
import random
from datetime import date, timedelta

DAYS = ["2026-11-22", "2028-02-29", "2027-02-28", "2026-12-31", "2027-01-01", "2026-03-31", "2027-10-30", "2028-03-01"]
INTERVALS = ["P1M", "P3M", "P6M", "P12M", "P1Y", "P2W", "P14D", "P1M10D"]


def dates(numbers, as_of, interval=None):
    """A day from which an interval ends within a few days of the as-of date, or a day close to it."""
    near = timedelta(days=numbers.choice([-40, -3, -2, -1, -1, 0, 0, 0, 1, 1, 2, 3, 31]))
    if interval is None:
        return as_of + near
    months = {"P1M": 1, "P3M": 3, "P6M": 6, "P12M": 12, "P1Y": 12, "P1M10D": 1}.get(interval, 0)
    days = {"P2W": 14, "P14D": 14, "P1M10D": 10}.get(interval, 0)
    index = as_of.year * 12 + as_of.month - 1 - months
    year, month = index // 12, index % 12 + 1
    start = date(year, month, min(as_of.day, calendar.monthrange(year, month)[1]))
    return start - timedelta(days=days) + near - timedelta(days=numbers.choice([0, 0, 0, 30, 31]))


def yaml(value):
    """A value as flow YAML; every text is quoted, so that nothing depends on how YAML reads it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {yaml(it)}" for name, it in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(yaml(it) for it in value) + "]"
    return '"' + str(value) + '"'


def markdown(fields, body):
    return "---\n" + "".join(f"{name}: {yaml(value)}\n" for name, value in fields.items()) + f"---\n{body}"


def checklists(numbers, requirements):
    """Contents that a standard asks for, of each sort, for requirements by chance."""
    asked = [numbers.choice(requirements) for _ in range(8)]
    point = {"id": "other", "title": "Other"}
    return {"items": [
        {"id": "promise", "title": "Promise", "for": asked[0], "of": ["agreement/sla"], "wanted": "all", "points": [
            {"id": "limits", "title": "Limits", "shown_by": ["workload.limit"]},
            {"id": "exceptions", "title": "Exceptions", "requirement": asked[1], "shown_by": ["exceptions", "obligations"]},
        ]},
        {"id": "way", "title": "Way", "for": asked[2], "of": ["plan/continuity"], "wanted": numbers.choice(["all", "one"]), "points": [
            {"id": "back", "title": "Back", "requirement": asked[3]},
            {"id": "need", "title": "Need", "requirement": asked[4], "shown_by": ["capacity.of=people and capacity.of=money"]},
            {"id": "end", "title": "End", "when": "service-ends"},
            {"id": "move", "title": "Move", "when": "service-moves"},
        ]},
        {"id": "types", "title": "Types", "for": asked[5], "of": ["policy", "process"], "wanted": "claimed", "points": [
            {"id": "urgent", "title": "Urgent", "requirement": asked[5], "shown_by": ["categories.emergency=true"]},
        ]},
        {"id": "told", "title": "Told", "for": asked[6], "of": ["plan/communication"], "wanted": "all", "each": "communications", "points": [
            {"id": "when", "title": "When", "requirement": asked[7], "shown_by": ["when"]},
            {"id": "how", "title": "How", "shown_by": ["how"]},
        ]},
        {"id": "names", "title": "Names", "for": asked[0], "of": ["page"], "points": [point]},
    ]}  # fmt: skip


def contents(numbers, folder):
    """Fields of a document that may show points."""
    fields = {}
    if folder in {"policies", "processes"} and numbers.random() < 0.6:
        fields["categories"] = [{"key": "c", "what": "C", "emergency": numbers.choice(["true", "false", "false"])}]
    if folder == "plans":
        fields["type"] = numbers.choice(["continuity", "communication", "capacity"])
        fields["covers"] = ["SVC-A"]
        if numbers.random() < 0.5:
            fields["capacity"] = [{"of": numbers.choice(["people", "money"]), "need": "More"} for _ in range(2)]
        if numbers.random() < 0.7:
            rows = [{"what": f"W{n}", "when": "Daily", "how": "Mail"} for n in range(numbers.randint(1, 3))]
            for row in rows:
                for name in ("when", "how"):
                    if numbers.random() < 0.2:
                        del row[name]
            fields["communications"] = rows
    return fields


def handbook(seed):
    """As-of date and files of a random handbook."""
    numbers = random.Random(seed)
    as_of = date.fromisoformat(DAYS[seed % len(DAYS)])
    files = {}
    requirements, clauses = [], []
    for major in range(1, 4):
        inner = []
        for minor in range(1, numbers.randint(2, 4)):
            number = f"{major}.{minor}"
            rows = []
            for index in range(1, numbers.randint(2, 5)):
                row = {"id": f"{number}-{index}", "asks": "Do it.", "needs": numbers.choice(["document", "record", "both"])}
                for flag in ("event", "documented", "reported", "recurring", "named_person", "top_management", "informative"):
                    if numbers.random() < 0.15:
                        row[flag] = "true"
                if numbers.random() < 0.4:
                    row["practice_interval"] = numbers.choice(INTERVALS)
                rows.append(row)
                requirements.append(row["id"])
            inner.append({"id": number, "title": f"Clause {number}", "requirements": rows})
            clauses.append(number)
        files.setdefault("standards/main.yaml", []).append({"id": str(major), "title": f"Part {major}", "clauses": inner})
        clauses.append(str(major))
    controls = [f"A.{index}" for index in range(1, 6)]
    annex = [{"id": "A", "title": "Annex", "clauses": [{"id": it, "title": f"Control {it}"} for it in controls]}]
    main = {"id": "main", "title": "Main", "edition": "1", "kind": "requirements"}
    files["standards/main.yaml"] = yaml(main | {"checklists": checklists(numbers, requirements), "clauses": files["standards/main.yaml"]}) + "\n"
    side = {"id": "side", "title": "Side", "edition": "1", "kind": "requirements", "clauses": [{"id": "1", "title": "One"}]}
    files["standards/side.yaml"] = yaml(side | {"annexes": annex}) + "\n"
    places = requirements * 3 + clauses + ["side:1"] + [f"side:{it}" for it in controls]

    def claims(most=4):
        return numbers.sample(places, numbers.randint(0, most))

    config = {"title": "Random", "organisation": "Nobody", "standards": ["main", "side"]}
    if numbers.random() < 0.5:
        config["review_grace"] = numbers.choice(INTERVALS)
    config["needs"] = [
        {"requirement": numbers.choice(requirements + clauses), "needs": numbers.choice(["document", "record", "both"]), "because": "So."}
    ]
    config["applicability"] = [
        {"requirement": f"side:{numbers.choice(controls)}", "applies": numbers.choice(["true", "false"]), "because": "So."}
    ]
    files["handbook.yaml"] = "".join(f"{name}: {yaml(value)}\n" for name, value in config.items())
    files["roles/a.yaml"] = yaml([{"key": f"ROL-{it}", "title": it} for it in "ABC"]) + "\n"

    documents, steps, activities, agreements, plans = [], [], [], [], []
    folders = {"policies": "POL", "processes": "PRC", "procedures": "PRO", "plans": "PLN", "pages": "PAG"}
    for index in range(numbers.randint(8, 14)):
        folder = numbers.choice(list(folders))
        key = f"{folders[folder]}-{index}"
        review = numbers.choice(INTERVALS)
        status = numbers.choice(["approved"] * 5 + ["draft", "review", "retired"])
        fields = {"key": key, "title": key, "version": "1.0", "status": status, "satisfies": claims()}
        if numbers.random() < 0.9:
            fields["approved"] = {"by": "ROL-A", "on": dates(numbers, as_of, review)}
            if numbers.random() < 0.15:
                fields["approved"]["fingerprint"] = "sha256:" + "0" * 64
        if numbers.random() < 0.7:
            fields["review"] = review
            if numbers.random() < 0.4:
                fields["confirmed"] = [{"by": "ROL-A", "on": dates(numbers, as_of, review), "because": "Read."}]
        if numbers.random() < 0.2:
            fields["accept"] = claims(2)
        if folder == "processes":
            fields["steps"] = [
                {"key": f"s{n}", "do": "Do it", "by": "ROL-A", "satisfies": claims(3)} for n in range(numbers.randint(1, 3))
            ]
            steps += [f"{key}#step-{it['key']}" for it in fields["steps"]]
        fields |= contents(numbers, folder)
        if folder == "plans":
            plans.append(key)
        body = ""
        for n in range(numbers.randint(0, 2)):
            named = claims(3)
            attributes = f" satisfies={','.join(named)}" if named else ""
            if folder == "plans" and numbers.random() < 0.5:
                attributes += " points=" + numbers.choice(["way/back", "way/need", "told/how", "way/end,told/when"])
            body += f"## Part {n} {{#part-{n}{attributes}}}\n\nText.\n\n"
        files[f"{folder}/{key.lower()}.md"] = markdown(fields, body)
        documents.append(key)
    for index in range(numbers.randint(2, 5)):
        fields = {"key": f"ACT-{index}", "title": "Again", "every": numbers.choice(INTERVALS), "satisfies": claims()}
        if numbers.random() < 0.5:
            fields["grace"] = numbers.choice(INTERVALS)
        activities.append((fields["key"], fields["every"]))
        files[f"calendar/{index}.yaml"] = yaml(fields) + "\n"
    files["customers/a.yaml"] = yaml({"key": "CUS-A", "title": "Customer"}) + "\n"
    for index in range(numbers.randint(1, 3)):
        fields = {"key": f"AGR-{index}", "title": "Agreed", "type": "sla", "with": "CUS-A", "satisfies": claims()}
        for name in ("from", "until"):
            if numbers.random() < 0.6:
                fields[name] = dates(numbers, as_of)
        if numbers.random() < 0.8:
            fields["workload"] = [{"what": "W"} | ({"limit": "at most 4 h"} if numbers.random() < 0.7 else {})]
        if numbers.random() < 0.7:
            fields[numbers.choice(["exceptions", "obligations"])] = ["Storms"] if numbers.random() < 0.8 else [" "]
        if numbers.random() < 0.3:
            fields["points"] = numbers.sample(["limits", "exceptions"], 1)
        agreements.append(fields["key"])
        files[f"agreements/{index}.yaml"] = yaml(fields) + "\n"
    service = {"key": "SVC-A", "title": "Service", "lifecycle": numbers.choice(["live", "pipeline", "retired"]), "satisfies": claims()}
    if numbers.random() < 0.5:
        service["until"] = dates(numbers, as_of)
    files["services/a.yaml"] = yaml(service) + "\n"

    records = []
    for index in range(numbers.randint(15, 40)):
        interval = numbers.choice(INTERVALS + ["P12M"] * 3)
        of = numbers.sample(documents + steps + agreements + plans + [it[0] for it in activities], numbers.randint(0, 2))
        for key, every in activities:
            if key in of:
                interval = every
        fields = {"key": f"REC-{index}", "title": "Done", "on": dates(numbers, as_of, interval)}
        if of:
            fields["of"] = of
        if numbers.random() < 0.6:
            fields["satisfies"] = claims(5)
        if numbers.random() < 0.3:
            fields["valid_for"] = interval
        if numbers.random() < 0.2:
            fields["nil"] = "true"
            fields |= {"period": "2026", "looked_in": "Tool", "by": "ROL-B"} if numbers.random() < 0.7 else {}
        records.append(fields)
    files["records/a.yaml"] = yaml(records) + "\n"
    audit = {"key": "AUD-1", "title": "Audit", "type": "internal", "satisfies": claims()}
    if numbers.random() < 0.8:
        audit["done"] = dates(numbers, as_of, "P12M")
    files["audits/a.yaml"] = yaml(audit) + "\n"
    files["reviews/a.yaml"] = yaml({"key": "MR-1", "title": "Review", "on": dates(numbers, as_of, "P12M"), "satisfies": claims()}) + "\n"
    findings = []
    for index in range(numbers.randint(1, 5)):
        fields = {"key": f"NC-{index}", "title": "Found", "grade": numbers.choice(["major", "minor", "observation", "opportunity"])}
        fields |= {"found": dates(numbers, as_of), "requirement": claims(3), "satisfies": claims(2)}
        if numbers.random() < 0.5:
            fields["closed"] = max(fields["found"], dates(numbers, as_of))
        findings.append(fields)
    files["findings/a.yaml"] = yaml(findings) + "\n"
    result = {"value": "1", "period": numbers.choice(["2025", "2026-Q3", "2026-11", "2026-10-01/2026-11-22", "2027-02"])}
    improvement = {"key": "IMP-1", "title": "Better", "proposed": dates(numbers, as_of, "P12M"), "satisfies": claims(), "result": result}
    files["improvements/a.yaml"] = yaml(improvement) + "\n"
    shown = [{"role": "ROL-A", "on": dates(numbers, as_of, "P12M"), "people": "1"} for _ in range(numbers.randint(1, 3))]
    competence = {"key": "COM-1", "title": "Course", "for": ["ROL-A"], "satisfies": claims(), "shown": shown}
    if numbers.random() < 0.5:
        competence["renew"] = numbers.choice(INTERVALS)
    files["competence/a.yaml"] = yaml(competence) + "\n"
    awareness = {"key": "AWR-1", "title": "Known", "for": numbers.choice(["all", ["all"], ["ROL-A"], ["ROL-A", "ROL-B"]]), "satisfies": claims()}
    files["awareness/a.yaml"] = yaml(awareness) + "\n"
    lines = ["who,role,document,version,date,fingerprint,code"]
    for index in range(numbers.randint(0, 6)):
        lines.append(f"p{index},ROL-{numbers.choice('ABC')},{numbers.choice(documents)},1.0,{dates(numbers, as_of, 'P12M')},,")
    files["acknowledgements/a.csv"] = "\n".join(lines) + "\n"
    return as_of, files

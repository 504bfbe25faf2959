"""calendar.ics, read by another program's parser."""

import unittest
from datetime import date, timedelta

from icalendar import Calendar

import built

HOSTILE = 'a;b,c\\d"e:f\u2028g\u0085h øø 漢字 \U0001f600 <script>alert(1)</script> END:VEVENT BEGIN:VALARM ' + "x" * 200

CONFIG = "title: Handbook\norganisation: Halden AS\nstandards: [iso20000-1]\n"


def read(site):
    """The calendar of a site and its events by their ids; what every calendar has to be is looked at on the way."""
    data = (site / "calendar.ics").read_bytes()
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r"), "every line ends in CR LF"
    for line in data.split(b"\r\n"):
        assert len(line) <= 75, line
        line.decode("utf-8")
    calendar = Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    assert len(events) == len(calendar.subcomponents), "there is nothing but events"
    for component in calendar.walk():
        assert not component.errors, component.errors
    by_id = {str(event["UID"]): event for event in events}
    assert len(by_id) == len(events), "ids are unique"
    return calendar, by_id


def promises(site):
    """Promises of the trace that have a day: the day, what is promised and the address, each as often as there is one."""
    return sorted(
        (promise["due"], promise["what"], promise["url"])
        for promise in built.json_file(site, "data/trace.json")["promises"]
        if promise["due"]
    )


class Sample(unittest.TestCase):
    """The calendar of the sample handbook."""

    @classmethod
    def setUpClass(cls):
        cls.calendar, cls.events = read(built.SAMPLE)

    def test_every_promise_is_on_its_day(self):
        base = "https://handbook.halden.example/"
        found = []
        for event in self.events.values():
            url = str(event["URL"])
            self.assertTrue(url.startswith(base), url)
            found.append((event.decoded("DTSTART").isoformat(), url.removeprefix(base)))
        self.assertGreater(len(found), 40)
        self.assertEqual(sorted(found), sorted((due, url) for due, _, url in promises(built.SAMPLE)))

    def test_every_event_says_what_is_promised(self):
        said = {(event.decoded("DTSTART").isoformat(), str(event["SUMMARY"])) for event in self.events.values()}
        missing = [
            (due, what)
            for due, what, _ in promises(built.SAMPLE)
            if not any(day == due and what in summary for day, summary in said)
        ]
        self.assertEqual(missing, [])

    def test_an_event_is_a_free_day_with_a_reminder(self):
        today = date.fromisoformat(built.AS_OF)
        for event in self.events.values():
            day = event.decoded("DTSTART")
            self.assertIs(type(day), date)
            self.assertEqual(event.decoded("DTEND"), day + timedelta(days=1))
            self.assertEqual(event.decoded("DTSTAMP").strftime("%Y-%m-%dT%H:%M:%SZ"), f"{built.AS_OF}T00:00:00Z")
            self.assertEqual(event["TRANSP"], "TRANSPARENT")
            self.assertNotIn("RRULE", event)
            alarms = event.walk("VALARM")
            self.assertEqual(len(alarms), 1 if day >= today else 0, event["UID"])
            for alarm in alarms:
                self.assertEqual(alarm.decoded("TRIGGER"), timedelta(days=-7))

    def test_descriptions_say_who_how_often_and_how_it_stands(self):
        late = self.events["act-ci@handbook.halden.example"]
        lines = str(late["DESCRIPTION"]).split("\n")
        trace = built.json_file(built.SAMPLE, "data/trace.json")
        promise = next(it for it in trace["promises"] if it["key"] == "ACT-CI")
        titles = {entry["key"]: entry["title"] for entry in trace["entries"]}
        self.assertIn("Who: " + " and ".join(titles[key] for key in promise["who"]), lines)
        self.assertTrue(any(line.startswith("How often: every 6 months") for line in lines), lines)
        self.assertTrue(any(line.startswith("Last kept: 10 Apr 2026") for line in lines), lines)
        self.assertIn("State: Overdue", lines)
        self.assertEqual(promise["state"], "overdue")
        self.assertIn("Overdue", [str(it) for it in late["CATEGORIES"].cats])

    def test_the_calendar_has_a_name(self):
        self.assertIn("Halden", str(self.calendar["X-WR-CALNAME"]))
        self.assertEqual(self.calendar["NAME"], self.calendar["X-WR-CALNAME"])


class Small(unittest.TestCase):
    """Calendars of small handbooks."""

    def test_hostile_text_stays_text(self):
        quoted = HOSTILE.replace("'", "''")
        files = {
            "handbook.yaml": f"title: '{quoted}'\norganisation: '{quoted}'\nstandards: [iso20000-1]\n",
            "roles/a.yaml": f"- {{key: ROL-A, title: '{quoted}', held_by: [Desk]}}\n",
            "calendar/a.yaml": f"- {{key: ACT-A, title: '{quoted}', every: P1M, from: 2026-12-01, by: ROL-A}}\n",
            "agreements/a.yaml": "- {key: AGR-A, title: Agreement, type: sla, with: CUS-A, from: 2026-01-01, reports: ["
            "{what: '" + quoted + "', every: P1M}, {what: '" + quoted + "', every: P1M}]}\n",
            "customers/a.yaml": "- {key: CUS-A, title: Customer}\n",
        }
        with built.site_of(files) as site:
            _, events = read(site)
        self.assertEqual(len(events), 3)
        shown = HOSTILE.replace("\u2028", " ").replace("\u0085", "")
        activity = next(event for id, event in events.items() if id.startswith("act-a@"))
        self.assertEqual(str(activity["SUMMARY"]), shown)
        self.assertIn(f"Who: {shown}", str(activity["DESCRIPTION"]).split("\n"))
        self.assertEqual(activity.decoded("DTSTART"), date(2026, 12, 1))
        self.assertNotIn("URL", activity)

    def test_ids_stay_when_a_promise_is_kept(self):
        files = {
            "handbook.yaml": CONFIG,
            "calendar/a.yaml": "- {key: ACT-A, title: Test, every: P1M, from: 2026-12-01}\n",
        }
        with built.site_of(files) as site:
            before = read(site)[1]
        files["records/a.yaml"] = "- {key: REC-A, title: Test, on: 2026-11-20, of: ACT-A}\n"
        with built.site_of(files) as site:
            after = read(site)[1]
        self.assertEqual(list(before), ["act-a@halden-as"])
        self.assertEqual(list(after), list(before))
        self.assertEqual(after["act-a@halden-as"].decoded("DTSTART"), date(2026, 12, 20))
        self.assertIn("Last kept: 20 Nov 2026 (REC-A)", str(after["act-a@halden-as"]["DESCRIPTION"]))

    def test_days_at_the_end_of_the_calendar(self):
        files = {
            "handbook.yaml": CONFIG,
            "calendar/a.yaml": "- {key: ACT-A, title: Test, every: P1M, from: 9999-12-31}\n",
        }
        with built.site_of(files) as site:
            events = read(site)[1]
        self.assertEqual([event.decoded("DTSTART") for event in events.values()], [date(9999, 12, 31)])

    def test_without_promises_there_is_no_calendar(self):
        with built.site_of({"handbook.yaml": CONFIG}) as site:
            self.assertFalse((site / "calendar.ics").exists())
            self.assertNotIn("calendar.ics", (site / "calendar/index.html").read_text(encoding="utf-8"))
        files = {"handbook.yaml": CONFIG, "calendar/a.yaml": "- {key: ACT-A, title: Test, every: P1M}\n"}
        with built.site_of(files) as site:
            self.assertFalse((site / "calendar.ics").exists())

    def test_the_page_says_how_to_subscribe(self):
        files = {
            "handbook.yaml": CONFIG,
            "calendar/a.yaml": "- {key: ACT-A, title: Test, every: P1M, from: 2026-12-01}\n",
        }
        with built.site_of(files, "--base-url", "https://book.example/sms") as site:
            page = (site / "calendar/index.html").read_text(encoding="utf-8")
            self.assertIn('href="../calendar.ics"', page)
            self.assertIn(">https://book.example/sms/calendar.ics</a>", page)
            event = read(site)[1]["act-a@book.example"]
        self.assertEqual(str(event["URL"]), "https://book.example/sms/calendar/act-a/")


if __name__ == "__main__":
    unittest.main()

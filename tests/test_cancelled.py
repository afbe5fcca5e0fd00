"""`cancelled: Snow day`: the session stays in sight, struck through, and counts nowhere."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import communities
from browser import Visiting
from conftest import Ran, Write
from cop_plan.schedule import history

Run = Callable[..., Ran]

LATER = datetime(2026, 11, 12, tzinfo=UTC)
TODAY = "2026-11-12"

OWN_PATTERN = {"own.yaml": "title: Our year\nyear_begins: august\nactivities: {}\n"}
COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Toronto
pattern: own.yaml
legacy: {discussed_at: [one]}
activities:
  one:
    title: First webinar
    kind: webinar
    when: 2026-11-17
    at: 15:30
    lasts: 90 minutes
    attendance: mandatory
    audience: participants
    steps:
      guide: {title: Guide sent, when: 1 week before, audience: participants, document: webinar-guide}
      note: {title: Room booked, when: 2026-11-02}
      thanks: {title: Thanks sent, when: 1 day after, document: thanks}
  two:
    title: Second webinar
    kind: webinar
    when: 2026-12-15
    at: 15:30
    lasts: 90 minutes
    attendance: mandatory
    audience: participants
  call: {title: Call, kind: online-meeting, repeat: [january, february], when: first wednesday, audience: participants}
"""
CANCELLED = COMMUNITY.replace("    at: 15:30", "    at: 15:30\n    cancelled: Snow day", 1)


def made(text: str, lock: history.Lock | None = None, now: datetime = communities.FIRST_DAY) -> communities.Made:
    known = history.parse(history.dump(lock)) if lock else None
    formats = ("ics", "sessions", "json", "md", "html")
    return communities.make(communities.Definition(text, OWN_PATTERN), known, now, formats)


def events(page: bytes) -> Mapping[str, list[str]]:
    """Return the lines of every event of a calendar by the name of its entry."""
    blocks = page.decode().replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]
    lines = [block.split("\r\n") for block in blocks]
    return {next(one for one in event if one.startswith("UID:"))[4:].partition("@")[0]: event for event in lines}


@pytest.fixture(scope="module")
def first() -> communities.Made:
    return made(COMMUNITY)


@pytest.fixture(scope="module")
def after(first: communities.Made) -> communities.Made:
    return made(CANCELLED, first.lock, LATER)


@pytest.mark.parametrize("calendar", ["calendar.ics", "sessions.ics", "team.ics"])
def test_every_calendar_shows_it_as_cancelled_under_its_uid(
    calendar: str, first: communities.Made, after: communities.Made
) -> None:
    event = events(after.pages[calendar])["one"]
    assert {"STATUS:CANCELLED", "SEQUENCE:1", "SUMMARY:Cancelled: First webinar", f"UID:{first['one'].uid}"} <= {*event}
    assert "DESCRIPTION:Cancelled: Snow day" in "".join(event)


def test_what_takes_place_keeps_its_sequence(after: communities.Made) -> None:
    assert {after[name].sequence for name in ("two", "call.january", "one.note")} == {0}


def test_without_the_line_it_is_on_again(after: communities.Made) -> None:
    again = made(COMMUNITY, after.lock, LATER)
    assert (again["one"].sequence, again["one"].status) == (2, "planned")
    assert "STATUS:CONFIRMED" in events(again.pages["calendar.ics"])["one"]


def test_a_cancelled_session_published_again_changes_no_byte(after: communities.Made) -> None:
    assert made(CANCELLED, after.lock, datetime(2027, 1, 5, tzinfo=UTC)).pages == after.pages


def test_left_out_later_it_stays_cancelled(after: communities.Made) -> None:
    text = COMMUNITY.replace("    title: First webinar", "    title: Gone", 1).replace("  one:", "  other:")
    gone = made(text.replace("legacy: {discussed_at: [one]}\n", ""), after.lock, LATER)
    assert (gone["one"].sequence, gone["one"].status) == (1, "cancelled")


def test_the_data_says_so(after: communities.Made) -> None:
    status = {entry["id"]: entry["status"] for entry in after.data["entries"]}
    assert {name: status[name] for name in ("one", "one.guide", "one.note", "one.thanks", "two")} == {
        "one": "cancelled",
        "one.guide": "cancelled",
        "one.note": "planned",  # a date of its own is written
        "one.thanks": "cancelled",
        "two": "planned",
    }


def test_what_changed_names_the_reason(first: communities.Made, after: communities.Made) -> None:
    found = {change.entry.id: change for change in history.changes(first.lock, after.published)}
    assert {"one", "one.guide", "one.thanks"} <= found.keys()
    assert {change.what for change in found.values()} == {"cancelled"}
    assert not {"one.note", "two"} & found.keys()
    assert found["one"].after is not None
    assert found["one"].after.cancelled == "Snow day"
    assert history.changes(after.lock, made(CANCELLED, after.lock, LATER).published) == []


def test_it_counts_in_no_hours(first: communities.Made, after: communities.Made) -> None:
    assert (first.dated.hours.mandatory, after.dated.hours.mandatory) == (180, 90)
    assert [one.id for one in after.dated.sessions] == ["two", "call.january", "call.february"]


def test_the_plan_strikes_it_through_and_says_why(after: communities.Made) -> None:
    plan = after.pages["plan.md"].decode()
    assert "- Tue 17 Nov, 3:30 pm to 5:00 pm · Cancelled: ~~First webinar~~ · _Snow day_\n" in plan
    assert "- [ ] **Tue 15 Dec, 3:30 pm to 5:00 pm · Second webinar**" in plan


def test_the_pages_say_it_in_words_too(after: communities.Made) -> None:
    page, team = (after.pages[name].decode() for name in ("plan.html", "team.html"))
    assert page.count("Cancelled: <s>First webinar</s>") == 2  # sessions, month
    assert "Cancelled: <s>First webinar</s>" in team
    assert "Snow day" in page
    assert 'download="one.ics"' not in page + team
    assert 'download="two.ics"' in page


def test_what_comes_next_is_a_session_that_takes_place(first: communities.Made) -> None:
    page = made(CANCELLED, first.lock, datetime(2026, 11, 16, tzinfo=UTC)).pages["plan.html"].decode()
    coming = page.partition('<div class="next">')[2].partition("</div>\n</div>")[0]
    assert ">Second webinar</a>" in coming
    assert "Thanks sent" not in coming


def test_one_entry_of_a_series_is_cancelled_alone(first: communities.Made) -> None:
    one = made(COMMUNITY + "  call.january: {cancelled: Flu}\n", first.lock, LATER)
    assert {one[name].status for name in ("call.january", "call.february")} == {"cancelled", "planned"}


def test_the_page_has_no_barrier_and_its_script_looks_ahead_to_a_session_that_takes_place(
    after: communities.Made, visit: Visiting, tmp_path: Path
) -> None:
    page = tmp_path / "plan.html"
    page.write_bytes(after.pages["plan.html"])
    with visit(page, now="2026-11-16T12:00:00") as visited:
        assert visited.barriers() == []
        coming = visited.page.locator("#sessions .next").inner_text()
        assert visited.page.locator("[data-next]").evaluate_all("all => all.map(one => one.id)") == ["two"]
    assert "Second webinar" in coming
    assert "First webinar" not in coming


# The commands.


@pytest.fixture
def definition(write: Write) -> Path:
    return write(CANCELLED, OWN_PATTERN)


def test_it_is_neither_overdue_nor_the_next_session(definition: Path, run: Run) -> None:
    found: dict[str, Any] = json.loads(run("status", definition, "--today", "2026-11-20", "--json").out)
    assert [one["id"] for one in found["overdue"]] == ["one.note"]
    assert found["next_session"]["id"] == "two"
    definition.write_text(COMMUNITY, encoding="utf-8")
    before = json.loads(run("status", definition, "--today", "2026-11-20", "--json").out)
    assert found["total_count"] < before["total_count"]


def test_a_table_of_the_terminal_says_it_in_words(definition: Path, run: Run) -> None:
    out = run("schedule", definition, "--today", TODAY).out
    assert "\n  2026-11-17  3:30 pm to 5:00 pm  Cancelled: First webinar  (Snow day)\n" in out


def test_it_is_cancelled_in_the_calendar_of_its_owner_and_nothing_of_it_is_overdue(definition: Path, run: Run) -> None:
    definition.write_text(CANCELLED.replace("    at: 15:30", "    at: 15:30\n    owner: Kim", 1), encoding="utf-8")
    assert run("schedule", definition, "--calendars", "--today", TODAY).code == 0
    calendar = events((definition.parent / "plan" / "calendars" / "kim.ics").read_bytes())
    assert "STATUS:CANCELLED" in calendar["one"]
    found = json.loads(run("status", definition, "--owner", "Kim", "--today", "2026-11-20", "--json").out)
    assert (found["overdue"], found["total_count"]) == ([], 0)


def test_the_kit_has_no_paper_for_it(definition: Path, run: Run) -> None:
    definition.write_text(
        CANCELLED.replace("when: 2026-11-02}", "when: 2026-11-02, document: reminder}"), encoding="utf-8"
    )
    assert run("kit", definition, "--today", TODAY, "--format", "md").code == 0
    named = run("kit", definition, "agenda", "webinar-guide", "--today", TODAY, "--format", "md")
    assert named.code == 0, named.err
    papers = {path.relative_to(definition.parent / "kit").as_posix() for path in definition.parent.rglob("kit/*/*")}
    assert not [name for name in papers if name.partition("/")[2].startswith("one")]
    assert "webinar-guide/two.md" in papers


def test_what_is_done_stays_when_its_session_is_cancelled(definition: Path, run: Run) -> None:
    assert run("done", definition, "one.guide", "--today", TODAY).code == 0
    assert run("schedule", definition, "--today", TODAY).code == 0
    data = json.loads((definition.parent / "plan" / "timeline.json").read_text(encoding="utf-8"))
    status = {entry["id"]: entry["status"] for entry in data["entries"]}
    assert (status["one"], status["one.guide"], status["one.thanks"]) == ("cancelled", "done", "cancelled")


def test_it_is_not_noted_as_done(definition: Path, run: Run) -> None:
    done = run("done", definition, "one", "--today", TODAY, COLUMNS="200")
    assert (done.code, "'one' is cancelled; if it takes place," in done.err) == (2, True), done.err


def test_a_record_of_who_came_to_it_is_a_problem(definition: Path, run: Run) -> None:
    folder = definition.parent / "records" / "attendance"
    folder.mkdir(parents=True)
    (folder / "one.csv").write_text("name,email\nBo Ek,bo@example.org\n", encoding="utf-8")
    done = run("report", definition, "--interim", "--today", "2026-12-01", "--format", "md")
    assert done.code == 1
    assert "'one' is cancelled: Snow day\n    hint: if it took place, take the line  cancelled  out of it" in done.err


def test_a_rule_can_still_be_ignored_for_it(definition: Path, run: Run) -> None:
    definition.write_text(CANCELLED + "ignore: {late-agenda: {one: Printed, two: Printed}}\n", encoding="utf-8")
    done = run("check", definition, "--today", TODAY)
    assert done.code == 0, done.err
    assert "nothing is there to ignore for late-agenda.two" in done.out
    assert "late-agenda.one" not in done.out

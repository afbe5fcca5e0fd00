"""What a person did not mean is found: sessions at once, a guide before a break, another year, a zone of elsewhere."""

import json
from collections.abc import Callable

import pytest

from conftest import Ran, Write

Run = Callable[..., Ran]

HEAD = "name: Readers\nyear: 2026-2027\ntimezone: America/Toronto\nregion: CA-ON\n"


def found(run: Run, write: Write, text: str, rule: str) -> list[str]:
    """Return what a rule finds."""
    told = json.loads(run("check", write(text), "--today", "2026-05-01", "--json").out)
    assert told["problems"] == []
    return [one["message"] for one in told["findings"] if one["rule"] == rule]


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        (
            "webinar-2: {at: '15:30', when: 2026-12-02}, online-meeting: {at: '15:30'}",
            ["'Webinar 2' (15:30 to 16:30) and 'Online meeting' (15:30 to 16:30) overlap on Wed 2 Dec 2026"],
        ),
        (
            "a: {title: Talk, kind: webinar, when: 2026-11-10, at: 9 am, lasts: 3 hours},"
            " b: {title: Visit, kind: visit, when: 2026-11-10, at: noon, lasts: 1 hour},"
            " c: {title: Lunch, kind: gathering, when: 2026-11-10, at: 11:30, lasts: 1 hour}",
            [
                "'Lunch' (11:30 to 12:30) and 'Talk' (09:00 to 12:00) overlap on Tue 10 Nov 2026",
                "'Visit' (12:00 to 13:00) and 'Lunch' (11:30 to 12:30) overlap on Tue 10 Nov 2026",
            ],
        ),
        (
            "a: {title: Talk, kind: webinar, when: 2026-11-10, at: 9 am, lasts: 1 hour},"
            " b: {title: Visit, kind: visit, when: 2026-11-10, at: 10 am, lasts: 1 hour}",
            [],
        ),
        ("a: {title: Talk, kind: webinar, when: 2026-11-10}, b: {title: Visit, kind: visit, when: 2026-11-10}", []),
    ],
    ids=["of a pattern", "one with two", "one after the other", "without an hour"],
)
def test_sessions_that_overlap_are_told_with_their_hours(
    sessions: str, said: list[str], run: Run, write: Write
) -> None:
    assert found(run, write, f"{HEAD}activities: {{{sessions}}}\n", "overlap") == said


@pytest.mark.parametrize(
    ("closures", "webinar", "days"),
    [
        ("{spring: 2027-03-15 to 2027-03-28}", "webinar-4: {when: 2027-03-30}", 18),
        ("{winter: 2026-12-19 to 2027-01-10}", "webinar-2: {when: 2027-01-13}", 26),
        ("{winter: 2026-12-19 to 2027-01-10}", "webinar-2: {when: 2027-01-19}", None),
        ("{fair: 2026-11-10 to 2026-11-11}", "webinar-1: {when: 2026-11-17}", None),
    ],
    ids=["spring break", "winter break", "after the break", "two days"],
)
def test_a_guide_that_goes_out_before_a_break_is_told(
    closures: str, webinar: str, days: int | None, run: Run, write: Write
) -> None:
    said = found(run, write, f"{HEAD}closures: {closures}\nactivities: {{{webinar}}}\n", "early-guide")
    assert [f" goes out {days} days before, " in line for line in said] == ([] if days is None else [True])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("closures: {winter: 2025-12-22 to 2026-01-02}\n", 1),
        ("closures: {winter: {days: [2025-12-22 to 2026-01-02, 2026-12-21 to 2027-01-01]}}\n", 1),
        ("activities: {talk: {title: Talk, kind: webinar, when: 2025-11-18}}\n", 1),
        ("activities: {talk: {title: Talk, kind: webinar, when: first tuesday of november 2025}}\n", 1),
        ("activities: {identify-questions: {when: 2026-04-01}}\n", 0),
        ("closures: {summer: 2027-07-20 to 2027-08-20}\n", 0),
        ("closures: {winter: 2025-12-22 to 2026-01-02}\nignore: {outside-year: We keep it}\n", 0),
    ],
    ids=["closure", "one of two spans", "session", "month of a year", "preparation", "over the end", "ignored"],
)
def test_what_lies_outside_the_year_is_told_by_check_and_by_schedule(
    text: str, said: int, run: Run, write: Write
) -> None:
    assert len(found(run, write, HEAD + text, "outside-year")) == said
    done = run("schedule", write(HEAD + text), "--today", "2026-05-01")
    assert done.code == 0
    assert done.err.count(": outside-year: ") == said


@pytest.mark.parametrize(
    ("zone", "region", "line"),
    [
        ("America/Toronto", "CA-AB", "timezone: America/Edmonton"),
        ("America/Edmonton", "US-TX", "timezone: America/Chicago  or  timezone: America/Denver"),
        ("Europe/London", "FR", "timezone: Europe/Paris"),
        ("America/Winnipeg", "CA-ON", None),
        ("Canada/Mountain", "CA-AB", None),
    ],
)
def test_a_zone_that_nobody_in_the_region_keeps_is_told_with_the_lines_to_write(
    zone: str, region: str, line: str | None, run: Run, write: Write
) -> None:
    text = f"name: Readers\nyear: 2026-2027\ntimezone: {zone}\nregion: {region}\n"
    said = found(run, write, text, "zone-and-region")
    assert said == ([f"nobody in {region} keeps the time of {zone}"] if line else [])
    if line:
        assert f"    hint: write  {line}\n" in run("check", write(text)).out


def test_a_southern_year_is_led_to_its_pattern(run: Run, write: Write) -> None:
    done = run("check", write("name: Southern Readers\nyear: 2027\ntimezone: Pacific/Auckland\nregion: NZ-AUK\n"))
    assert "write 2027-2028, or  pattern: calendar-year  for a school year from January to December" in done.err


def test_in_ontario_30_september_and_11_november_are_open(run: Run, write: Write) -> None:
    talk = "talk: {title: Talk, kind: webinar, when: fifth wednesday of september, at: 16:00}"
    group = "group: {title: Group, kind: online-meeting, repeat: november, when: second wednesday, at: 16:00}"
    done = run("schedule", write(f"{HEAD}activities: {{{talk}, {group}}}\n"), "--dry-run")
    assert "2026-09-30" in done.out
    assert "2026-11-11" in done.out

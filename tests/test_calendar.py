"""RFC 5545's rules for text and zones, and the rules of a calendar that real clients taught."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import communities
from cop_plan.app.project import CommunityProject
from cop_plan.dates import zones
from cop_plan.render import ical
from cop_plan.schedule import history

EXAMPLES = settings(max_examples=300, derandomize=True)
EXAMPLE_FILES = sorted((Path(__file__).parent.parent / "examples").glob("*/community.yaml"))

# What a person can type or paste; half a character (a lone surrogate) among it.
TEXTS = st.one_of(
    st.sampled_from(communities.HARD_TEXTS),
    st.text(max_size=300),
    st.text(alphabet="\\;,:\r\n nNé漢🎉\u0301\u2028", max_size=300),
    st.text(alphabet=st.characters(categories=("Cc", "Cs", "Zl", "Zp", "Lu")), max_size=80),
)


def kept(text: str) -> str:
    """Return a text as a calendar keeps it: line breaks as line feeds, no other control characters."""
    one_line_break = re.sub("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", "\n", text)
    return re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]", "", one_line_break)


# Text.


@EXAMPLES
@given(TEXTS)
def test_what_is_escaped_and_unescaped_is_the_text_without_its_control_characters(text: str) -> None:
    assert ical.unescape(ical.escape(text)) == kept(text)


@EXAMPLES
@given(TEXTS)
def test_an_escaped_text_is_one_line_of_text_value(text: str) -> None:
    assert re.fullmatch(r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f-\x9f]|\\[\\;,n])*", ical.escape(text))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        pytest.param("Free, behind; the school", r"Free\, behind\; the school", id="comma and semicolon"),
        pytest.param("C:\\new", r"C:\\new", id="backslash before an n, and a colon"),
        pytest.param("one\ntwo", r"one\ntwo", id="line feed"),
        pytest.param("one\r\ntwo", r"one\ntwo", id="carriage return and line feed"),
        pytest.param("one\rtwo", r"one\ntwo", id="carriage return"),
        pytest.param("one\u2028two\u2029three\x85four", r"one\ntwo\nthree\nfour", id="line breaks of Unicode"),
        pytest.param("a\0b\x1bc\x7fd\x9be", "abcde", id="control characters"),
        pytest.param("half \ud83d of one", "half  of one", id="half a character"),
        pytest.param('a\tb "c"', 'a\tb "c"', id="tab and quotes"),
    ],
)
def test_a_text_is_escaped(text: str, escaped: str) -> None:
    assert ical.escape(text) == escaped


@EXAMPLES
@given(st.lists(TEXTS.map(lambda text: "X:" + ical.escape(text)), max_size=4))
@example(["X:" + "é" * 36 + "\\n" * 80])
def test_what_is_folded_and_unfolded_is_the_same_lines(lines: list[str]) -> None:
    assert ical.unfold(ical.fold("\n".join(lines))) == lines


@EXAMPLES
@given(TEXTS)
def test_no_folded_line_is_longer_than_75_octets(text: str) -> None:
    folded = ical.fold("SUMMARY:" + ical.escape(text)).encode()
    assert all(len(line) <= 75 for line in folded.split(b"\r\n"))


@EXAMPLES
@given(TEXTS)
def test_a_fold_is_inside_no_character_and_no_escape(text: str) -> None:
    physical = ical.fold("SUMMARY:" + ical.escape(text)).encode().split(b"\r\n")
    for line in physical:
        unescaped = re.sub(r"\\[\\;,n]", "", line.decode())
        assert "\\" not in unescaped


@EXAMPLES
@given(TEXTS)
def test_folded_lines_end_with_crlf_and_hold_no_other_line_break(text: str) -> None:
    folded = ical.fold("SUMMARY:" + ical.escape(text))
    assert folded.endswith("\r\n")
    assert not re.search("(?<!\r)\n|\r(?!\n)|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", folded)


@pytest.mark.parametrize("octets", [74, 75, 76, 149, 150])
@pytest.mark.parametrize("letter", ["x", "é", "漢", "🎉"])
def test_a_line_is_folded_only_where_it_must_be(letter: str, octets: int) -> None:
    line = (letter * octets).encode()[:octets].decode(errors="ignore")
    folded = ical.fold(line)
    room = 74 // len(letter.encode())
    first = 75 // len(letter.encode())
    folds = max(0, -(-(len(line) - first) // room))
    assert folded.count("\r\n ") == folds


# Addresses.


@pytest.mark.parametrize(
    ("address", "uri"),
    [
        pytest.param("https://example.org/a?b=c,d;e#f", "https://example.org/a?b=c,d;e#f", id="as it is"),
        pytest.param("https://example.org/a b", "https://example.org/a%20b", id="space"),
        pytest.param("https://example.org/%20", "https://example.org/%20", id="encoded before"),
        pytest.param("https://example.org/100%", "https://example.org/100%25", id="percent sign of its own"),
        pytest.param("https://example.org/é", "https://example.org/%C3%A9", id="letter beyond ASCII"),
        pytest.param("https://example.org/\r\nATTENDEE:x", "https://example.org/%0D%0AATTENDEE:x", id="line break"),
        pytest.param('https://example.org/<">\\', "https://example.org/%3C%22%3E%5C", id="quotes and brackets"),
    ],
)
def test_an_address_is_a_uri(address: str, uri: str) -> None:
    assert ical.uri(address) == uri


@EXAMPLES
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_address_is_a_uri_and_stays_one(text: str) -> None:
    uri = ical.uri("https://example.org/" + text)
    assert re.fullmatch(r"https:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*", uri)
    assert ical.uri(uri) == uri


# Values.


@pytest.mark.parametrize(
    ("offset", "value"),
    [
        pytest.param(timedelta(0), "+0000", id="nought is positive"),
        pytest.param(timedelta(hours=-6), "-0600", id="behind"),
        pytest.param(timedelta(hours=14), "+1400", id="far ahead"),
        pytest.param(timedelta(hours=5, minutes=45), "+0545", id="quarter of an hour"),
        pytest.param(-timedelta(hours=2, minutes=30), "-0230", id="half an hour behind"),
        pytest.param(-timedelta(minutes=30), "-0030", id="only half an hour behind"),
        pytest.param(timedelta(minutes=17, seconds=30), "+001730", id="seconds"),
    ],
)
def test_an_offset_is_written(offset: timedelta, value: str) -> None:
    assert ical.offset_value(offset) == value


def test_a_day_is_written_with_four_digits_of_its_year() -> None:
    assert [ical.date_value(day) for day in (date(987, 6, 5), date(2026, 11, 7))] == ["09870605", "20261107"]


def test_a_moment_is_written_in_utc() -> None:
    moment = datetime(2026, 11, 17, 15, 30, tzinfo=zones.zone("America/Edmonton"))
    assert ical.utc_value(moment) == "20261117T213000Z"


# VTIMEZONE.

YEAR = datetime(2026, 4, 1, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC)
Observance = dict[str, str]


def observances(key: str, first: datetime = YEAR[0], last: datetime = YEAR[1]) -> list[Observance]:
    lines = list(ical.vtimezone(key, first, last))
    assert lines[:2] == ["BEGIN:VTIMEZONE", f"TZID:{key}"]
    assert lines[-1] == "END:VTIMEZONE"
    return list(_observances(lines[2:-1]))


def observance(name: str, start: str, before: str, after: str, rule: str | None = None) -> Observance:
    found = {"name": name, "DTSTART": start, "TZOFFSETFROM": before, "TZOFFSETTO": after}
    return {**found, "RRULE": rule} if rule else found


def _observances(lines: list[str]) -> Iterator[Observance]:
    for name, properties in re.findall(r"BEGIN:(STANDARD|DAYLIGHT)\n(.*?)\nEND:\1", "\n".join(lines), re.DOTALL):
        found = dict(line.split(":", 1) for line in properties.split("\n"))
        assert list(found)[:3] == ["DTSTART", "TZOFFSETFROM", "TZOFFSETTO"]
        assert set(found) <= {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"}
        yield {"name": name, **found}


def test_toronto_has_one_rule_for_winter_and_one_for_summer() -> None:
    assert observances("America/Toronto") == [
        observance("STANDARD", "20241103T020000", "-0400", "-0500", "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"),
        observance("DAYLIGHT", "20240310T020000", "-0500", "-0400", "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"),
    ]


def test_the_larger_offset_is_the_daylight_of_dublin_too() -> None:
    assert observances("Europe/Dublin") == [
        observance("STANDARD", "20241027T020000", "+0100", "+0000", "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
        observance("DAYLIGHT", "20240331T010000", "+0000", "+0100", "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU"),
    ]


def test_a_window_with_one_change_has_the_rules_of_the_years_around_it() -> None:
    window = datetime(2026, 9, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    assert observances("Europe/Dublin", *window) == observances("Europe/Dublin")


def test_a_rule_that_ends_has_the_rule_before_it_and_none_after_it() -> None:
    # Alberta's clocks went back for the last time in November 2025, and forward in March 2026.
    whole = observances("America/Edmonton", datetime(2025, 4, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))
    assert [one.get("RRULE") for one in whole] == [
        "FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
        "FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
    ]
    over = observances("America/Edmonton", datetime(2026, 3, 1, tzinfo=UTC), datetime(2027, 7, 1, tzinfo=UTC))
    assert over == [
        observance("STANDARD", "20260228T170000", "-0700", "-0700"),
        observance("DAYLIGHT", "20260308T020000", "-0700", "-0600"),
    ]


def test_lord_howe_changes_by_half_an_hour() -> None:
    assert [(change["TZOFFSETFROM"], change["TZOFFSETTO"]) for change in observances("Australia/Lord_Howe")] == [
        ("+1100", "+1030"),
        ("+1030", "+1100"),
    ]


@pytest.mark.parametrize("key", ["Africa/Casablanca", "Africa/El_Aaiun"])
def test_morocco_whose_changes_follow_no_rule_has_each_of_them(key: str) -> None:
    found = observances(key, datetime(2024, 8, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
    assert [(one["name"], one["DTSTART"]) for one in found] == [
        ("DAYLIGHT", "20240801T010000"),
        ("STANDARD", "20250223T030000"),
        ("DAYLIGHT", "20250406T020000"),
        ("STANDARD", "20260215T030000"),
    ]
    assert not any("RRULE" in one for one in found)


@pytest.mark.parametrize(
    ("key", "offset"),
    [
        pytest.param("America/Edmonton", "-0600", id="Alberta"),
        pytest.param("America/Inuvik", "-0600", id="Inuvik"),
        pytest.param("America/Yellowknife", "-0600", id="Yellowknife"),
        pytest.param("America/Vancouver", "-0700", id="Vancouver"),
        pytest.param("America/Regina", "-0600", id="Regina"),
        pytest.param("UTC", "+0000", id="UTC"),
        pytest.param("Factory", "+0000", id="Factory"),
        pytest.param("Etc/GMT+12", "-1200", id="-12"),
        pytest.param("Pacific/Kiritimati", "+1400", id="+14"),
    ],
)
def test_a_zone_that_does_not_change_is_a_single_standard(key: str, offset: str) -> None:
    (only,) = observances(key)
    assert (only["name"], only["TZOFFSETFROM"], only["TZOFFSETTO"]) == ("STANDARD", offset, offset)


def test_a_window_within_summer_time_has_a_standard_all_the_same() -> None:
    (only,) = observances("America/Toronto", datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC))
    assert (only["name"], only["TZOFFSETTO"]) == ("STANDARD", "-0400")


KEYS = st.sampled_from(communities.ZONES)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2060, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  # as it asks
WINDOWS = st.tuples(KEYS, MOMENTS.map(lambda moment: moment.replace(microsecond=0)), st.integers(0, 800))


@settings(EXAMPLES, max_examples=100)
@given(WINDOWS)
def test_any_zone_in_any_window_has_the_shape_that_all_clients_read(window: tuple[str, datetime, int]) -> None:
    key, first, days = window
    last = first + timedelta(days=days)
    found = observances(key, first, last)
    standard, daylight = ([one for one in found if one["name"] == name] for name in ("STANDARD", "DAYLIGHT"))
    assert standard
    assert bool(daylight) == bool(list(zones.changes(key, first, last)))
    for one in daylight:
        assert ical_offset(one["TZOFFSETTO"]) > max(ical_offset(other["TZOFFSETTO"]) for other in standard)
    if any("RRULE" in one for one in found):
        assert (len(standard), len(daylight)) == (1, 1)
        assert all("RRULE" in one for one in found)
        assert standard[0]["TZOFFSETTO"] == daylight[0]["TZOFFSETFROM"] != daylight[0]["TZOFFSETTO"]
        return
    assert found[0]["TZOFFSETFROM"] == found[0]["TZOFFSETTO"]
    assert found[0]["DTSTART"] == f"{first.astimezone(zones.zone(key)):%Y%m%dT%H%M%S}"
    for before, change in pairwise(found):
        assert change["TZOFFSETFROM"] == before["TZOFFSETTO"] != change["TZOFFSETTO"]
        assert change["DTSTART"] > before["DTSTART"]


def ical_offset(text: str) -> int:
    """Return an offset as a number that grows as it does."""
    return int(text.ljust(7, "0"))


@settings(EXAMPLES, max_examples=100)
@given(WINDOWS)
def test_where_a_zone_follows_no_rule_its_changes_begin_at_local_time_in_the_offset_before_them(
    window: tuple[str, datetime, int],
) -> None:
    key, first, days = window
    changes = list(zones.changes(key, first, first + timedelta(days=days)))
    found = observances(key, first, first + timedelta(days=days))
    if not any("RRULE" in one for one in found):
        expected = [f"{change.moment + change.before:%Y%m%dT%H%M%S}" for change in changes]
        assert [one["DTSTART"] for one in found[1:]] == expected


# The calendar and its events.

COMMUNITY = """
name: Readers, writers
year: 2026-2027
timezone: America/Toronto
id: readers
language: en-CA
pattern: own.yaml
membership:
  members:
    - {name: Amina Okafor, email: Amina.Okafor@example.org}
    - {name: Amina Okafor, email: amina2@example.org}
meetings: {meeting_place: elm-street, platform: "https://example.org/room 1"}
places:
  elm-street: {name: Elm Street School, address: "12 Elm Street, Exampleville", parking: Free; behind}
goals:
  routines: {aim: Weekly routines}
activities:
  orientation:
    {kind: gathering, phase: launch, when: 2026-09-29, at: 9:00, goal: routines, topic: Trust, attendance: mandatory,
     owner: "amina okafor [amina2@example.org]"}
  webinar: {kind: webinar, when: 2026-11-17, at: 3:30 pm, notes: "Write to facilitator@example.org (or call)"}
  visit: {kind: visit, when: 2027-03-14, attendance: optional}
  report: {title: "Report: done, sent; filed", kind: task, phase: wrap-up, when: 2027-06-01}
  call: {title: Call, kind: task, when: 2027-05-03, at: 12:00, notes: "With Amina Okafor <amina.okafor@EXAMPLE.org>"}
  letter: {kind: letter, when: 2027-01-05, audience: [participants], link: "mailto:office@example.org"}
legacy:
  capacity_building:
    - {activity: Half day, when: first monday of september next,
       team: ["Amina Okafor [Amina.Okafor@example.org]", "Amina Okafor (amina2@example.org)"]}
"""
OWN_PATTERN = {"own.yaml": "title: Our year\nyear_begins: august\nactivities: {}\n"}
Event = dict[str, str]


@pytest.fixture(scope="module")
def made() -> communities.Made:
    return communities.make(communities.Definition(COMMUNITY, OWN_PATTERN))


def head(content: bytes) -> list[str]:
    """Return the properties of the calendar itself."""
    return re.split("\nBEGIN:", "\n".join(ical.unfold(content.decode())), maxsplit=2)[0].split("\n")[1:]


def events(content: bytes) -> dict[str, Event]:
    """Return the events by the names of their entries: each property with its parameters, and its value."""
    text = "\n".join(ical.unfold(content.decode()))
    blocks = re.findall("BEGIN:VEVENT\n(.*?)\nEND:VEVENT", text, re.DOTALL)
    found = [dict(line.split(":", 1) for line in block.split("\n")) for block in blocks]
    return {event["UID"].partition("@")[0]: event for event in found}


def test_the_head_of_a_calendar_is_what_clients_look_for(made: communities.Made) -> None:
    from cop_plan import __version__

    assert head(made.pages["calendar.ics"]) == [
        "VERSION:2.0",
        f"PRODID:-//cop-plan//cop-plan {__version__}//EN",
        "CALSCALE:GREGORIAN",
        r"NAME:Readers\, writers 2026-2027",
        r"X-WR-CALNAME:Readers\, writers 2026-2027",
        "X-WR-TIMEZONE:America/Toronto",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
        "COLOR:steelblue",
    ]


def test_the_two_calendars_differ_in_name_and_color(made: communities.Made) -> None:
    participants, team = (set(head(made.pages[file])) for file in ("calendar.ics", "team.ics"))
    assert {line.partition(":")[0] for line in participants ^ team} == {"NAME", "X-WR-CALNAME", "COLOR"}


def test_a_session_is_written_on_its_own_clock(made: communities.Made) -> None:
    event = events(made.pages["calendar.ics"])["webinar"]
    assert event["DTSTART;TZID=America/Toronto"] == "20261117T153000"
    assert event["DTEND;TZID=America/Toronto"] == "20261117T163000"
    assert event["TRANSP"] == "OPAQUE"


@pytest.mark.parametrize("name", ["report", "letter", "orientation.reminder"])
def test_deadlines_letters_and_steps_are_transparent_days(name: str, made: communities.Made) -> None:
    event = events(made.pages["team.ics"])[name]
    day = made[name].entry.day
    assert event["DTSTART;VALUE=DATE"] == f"{day:%Y%m%d}"
    assert event["DTEND;VALUE=DATE"] == f"{day + timedelta(days=1):%Y%m%d}"
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_session_without_an_hour_is_a_day(made: communities.Made) -> None:
    assert events(made.pages["team.ics"])["visit"]["DTSTART;VALUE=DATE"] == "20270314"


def test_a_call_of_no_length_has_no_end(made: communities.Made) -> None:
    event = events(made.pages["team.ics"])["call"]
    assert event["DTSTART;TZID=America/Toronto"] == "20270503T120000"
    assert not any(name.startswith("DTEND") for name in event)


def test_an_event_has_kind_and_phase_as_categories(made: communities.Made) -> None:
    assert events(made.pages["team.ics"])["orientation"]["CATEGORIES"] == "Face-to-face session,Launch"


def test_a_step_is_related_to_its_session(made: communities.Made) -> None:
    found = events(made.pages["team.ics"])
    assert found["orientation.reminder"]["RELATED-TO"] == found["orientation"]["UID"]
    assert "RELATED-TO" not in found["orientation"]


def test_a_step_is_related_to_nothing_that_its_calendar_does_not_hold() -> None:
    text = COMMUNITY.replace("activities:\n", "activities:\n  call-out: {kind: task, when: 2026-10-01, "
                             "steps: {send: {kind: letter, when: same day, audience: participants}}}\n", 1)  # fmt: skip
    pages = communities.make(communities.Definition(text, OWN_PATTERN)).pages
    assert "RELATED-TO" not in events(pages["calendar.ics"])["call-out.send"]
    assert "RELATED-TO" in events(pages["team.ics"])["call-out.send"]


def test_a_place_is_where_and_a_platform_that_is_an_address_is_the_link(made: communities.Made) -> None:
    found = events(made.pages["team.ics"])
    assert found["orientation"]["LOCATION"] == r"Elm Street School\, 12 Elm Street\, Exampleville"
    assert found["webinar"]["URL"] == "https://example.org/room"


def test_a_title_is_escaped(made: communities.Made) -> None:
    assert events(made.pages["team.ics"])["report"]["SUMMARY"] == r"Report: done\, sent\; filed"


def test_a_description_is_plain_text_in_lines(made: communities.Made) -> None:
    description = ical.unescape(events(made.pages["calendar.ics"])["orientation"]["DESCRIPTION"]).split("\n")
    assert "Topic: Trust" in description
    assert "Goal: Weekly routines" in description
    assert "Parking: Free; behind" in description


def test_a_namesake_is_named_without_the_address(made: communities.Made) -> None:
    found = events(made.pages["team.ics"])
    assert found["orientation"]["DESCRIPTION"].endswith("Seen to by: Amina Okafor")
    assert found["capacity-building.1"]["DESCRIPTION"] == r"Seen to by: Amina Okafor\nAmina Okafor\, Amina Okafor"


@pytest.mark.parametrize("file", ["calendar.ics", "team.ics", "timeline.json"])
def test_no_members_address_is_in_what_is_shared(file: str, made: communities.Made) -> None:
    text = "".join(ical.unfold(made.pages[file].decode())).casefold()
    assert "amina.okafor@example.org" not in text
    assert "amina2@example.org" not in text


def test_what_a_person_wrote_of_others_stays(made: communities.Made) -> None:
    description = events(made.pages["team.ics"])["webinar"]["DESCRIPTION"]
    assert description.endswith("Write to facilitator@example.org (or call)")


@pytest.mark.parametrize(
    "name",
    ["METHOD", "ATTENDEE", "ORGANIZER", "RDATE", "EXDATE", "COMMENT", "BEGIN:VALARM", "BEGIN:VTODO", "DURATION", "GEO"],
)
def test_no_line_begins_with(name: str, made: communities.Made) -> None:
    for file in ("calendar.ics", "team.ics"):
        assert not [line for line in ical.unfold(made.pages[file].decode()) if re.match(f"{name}\\b", line)]


def test_participants_see_what_concerns_them_and_the_team_sees_everything(made: communities.Made) -> None:
    participants, team = events(made.pages["calendar.ics"]), events(made.pages["team.ics"])
    concerned = {one.entry.id for one in made.published if {"participants", "public"} & set(one.entry.audience)}
    assert set(participants) == concerned
    assert set(team) == {one.entry.id for one in made.published}
    assert "report" not in participants


def test_no_zone_is_defined_where_every_event_is_a_day() -> None:
    text = re.sub(", at: [^,}]*", "", COMMUNITY)
    pages = communities.make(communities.Definition(text, OWN_PATTERN)).pages
    assert b"VTIMEZONE" not in pages["team.ics"]


def test_a_uid_is_the_entrys_name_the_year_and_the_community(made: communities.Made) -> None:
    assert events(made.pages["team.ics"])["orientation.reminder"]["UID"] == (
        "orientation.reminder@2026-2027.readers.cop-plan"
    )


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        pytest.param("when: 2026-11-17, at: 3:30 pm", "when: 2026-12-01, at: 9:00", id="date and hour"),
        pytest.param("kind: webinar,", "kind: webinar, title: Another,", id="title"),
        pytest.param("name: Readers, writers", "name: Others", id="name of the community"),
        pytest.param("America/Toronto", "Europe/Dublin", id="zone"),
        pytest.param(
            "activities:\n", "activities:\n  earlier: {kind: task, when: 2026-08-20}\n", id="another before it"
        ),
    ],
)
def test_a_uid_does_not_depend_on(written: str, changed: str, made: communities.Made) -> None:
    assert written in COMMUNITY
    other = communities.make(communities.Definition(COMMUNITY.replace(written, changed), OWN_PATTERN))
    assert other["webinar"].uid == made["webinar"].uid


def test_uids_are_of_one_entry_each(made: communities.Made) -> None:
    assert len({one.uid for one in made.published}) == len(made.published)


def test_no_abbreviation_of_a_zone_is_printed(made: communities.Made) -> None:
    assert not re.search(r"\b(E[SD]T|TZNAME)\b", made.pages["team.ics"].decode())


# What a phone shows: the title, and how to join.

YEAR_OF_TWO = """
name: Readers
year: 2026-2027
timezone: America/Edmonton
pattern: own.yaml
activities:
  orientation:
    {kind: gathering, when: 2026-09-22, at: "9:00", where: Elm Street School library,
     link: "https://zoom.example/j/555", virtual_option: Join by Zoom}
  webinar-1:
    {title: Webinar 1, kind: webinar, when: 2026-11-17, at: "15:30", where: Zoom, link: "https://zoom.example/j/777"}
  webinar-2: {title: Webinar 2, kind: webinar, when: 2026-12-15, at: "15:30", link: "https://zoom.example/j/é"}
  meeting:
    title: Online meeting
    kind: online-meeting
    when: first wednesday
    repeat: [october, november]
    steps:
      questions: {title: Questions collected, when: 1 week before}
  survey:
    title: Survey 1
    kind: survey
    when: 2026-10-06
    audience: [participants]
    link: "https://forms.example/1"
    steps:
      develop: {title: Survey 1 developed, title_for_members: Survey 1 arrives, when: 1 week before,
                audience: [participants, team]}
"""


@pytest.fixture(scope="module")
def two() -> communities.Made:
    return communities.make(communities.Definition(YEAR_OF_TWO, OWN_PATTERN))


def described(event: Event) -> list[str]:
    return ical.unescape(event.get("DESCRIPTION", "")).split("\n")


@pytest.mark.parametrize("file", ["calendar.ics", "sessions.ics", "team.ics"])
def test_a_description_begins_with_how_to_join(file: str, two: communities.Made) -> None:
    found = events(two.pages[file])
    assert described(found["webinar-1"])[0] == "Join: https://zoom.example/j/777"
    assert described(found["orientation"])[0] == "Join: https://zoom.example/j/555"
    assert described(found["webinar-2"])[0] == "Join: https://zoom.example/j/%C3%A9"
    assert found["webinar-1"]["URL"] == found["webinar-1"]["CONFERENCE;VALUE=URI"] == "https://zoom.example/j/777"


def test_a_link_that_leads_into_nothing_is_no_way_to_join(two: communities.Made) -> None:
    survey = events(two.pages["calendar.ics"])["survey"]
    assert described(survey)[0] == "Link: https://forms.example/1"
    assert not {"LOCATION", "CONFERENCE;VALUE=URI"} & set(survey)


def test_the_link_is_the_place_only_where_there_is_none(two: communities.Made) -> None:
    found = events(two.pages["team.ics"])
    assert found["webinar-1"]["LOCATION"] == "Zoom"
    assert found["orientation"]["LOCATION"] == "Elm Street School library"
    assert found["webinar-2"]["LOCATION"] == "https://zoom.example/j/%C3%A9"


def test_only_who_meets_is_busy(two: communities.Made) -> None:
    for name, event in events(two.pages["team.ics"]).items():
        busy = name in ("orientation", "webinar-1", "webinar-2")
        assert event["X-MICROSOFT-CDO-BUSYSTATUS"] == ("BUSY" if busy else "FREE")
        assert event["TRANSP"] == ("OPAQUE" if busy else "TRANSPARENT")


def test_members_have_their_own_title_and_the_team_has_its_own(two: communities.Made) -> None:
    shared, team = (events(two.pages[file])["survey.develop"] for file in ("calendar.ics", "team.ics"))
    assert (shared["SUMMARY"], team["SUMMARY"]) == ("Survey 1 arrives", "Survey 1 developed")


def test_a_title_for_members_is_remembered_of_what_is_cancelled(two: communities.Made) -> None:
    without = re.sub(r"(?s)    steps:\n      develop:.*", "", YEAR_OF_TWO)
    lock = history.parse(history.dump(two.lock))
    after = communities.make(communities.Definition(without, OWN_PATTERN), lock)
    shared, team = (events(after.pages[file])["survey.develop"] for file in ("calendar.ics", "team.ics"))
    assert (shared["SUMMARY"], team["SUMMARY"]) == ("Cancelled: Survey 1 arrives", "Cancelled: Survey 1 developed")


def test_a_step_that_several_sessions_have_names_its_session(two: communities.Made) -> None:
    shared, team = (events(two.pages[file]) for file in ("calendar.ics", "team.ics"))
    assert shared["webinar-1.distribute-guide"]["SUMMARY"] == "Webinar 1: guide arrives"
    assert shared["webinar-2.distribute-guide"]["SUMMARY"] == "Webinar 2: guide arrives"
    assert team["orientation.sign-in"]["SUMMARY"] == "Orientation: put out the sign-in sheet"


def test_the_steps_of_a_series_share_a_title(two: communities.Made) -> None:
    found = events(two.pages["team.ics"])
    assert {found[f"meeting.{month}.questions"]["SUMMARY"] for month in ("october", "november")} == {
        "Online meeting: Questions collected"
    }


@pytest.mark.parametrize("file", ["calendar.ics", "sessions.ics"])
@pytest.mark.parametrize("example", EXAMPLE_FILES, ids=lambda path: path.parent.name)
def test_no_two_things_of_an_example_share_a_title(file: str, example: Path) -> None:
    named: dict[str, set[str]] = {}
    for name, event in events(communities.publish(CommunityProject(example).timeline).pages[file]).items():
        named.setdefault(event["SUMMARY"], set()).add(name.partition(".")[0])
    assert {title: names for title, names in named.items() if len(names) > 1} == {}


def test_the_sessions_have_a_calendar_of_their_own(two: communities.Made) -> None:
    assert set(events(two.pages["sessions.ics"])) == {
        *("orientation", "webinar-1", "webinar-2", "meeting.october", "meeting.november")
    }
    assert "NAME:Readers 2026-2027\\, sessions" in head(two.pages["sessions.ics"])


def test_a_session_of_the_team_alone_is_not_among_those_that_members_come_to() -> None:
    text = YEAR_OF_TWO.replace('at: "9:00"', 'at: "9:00", audience: [team]')
    pages = communities.make(communities.Definition(text, OWN_PATTERN)).pages
    assert "orientation" not in events(pages["sessions.ics"])
    assert "orientation" in events(pages["team.ics"])


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(("kind: webinar, when: 2026-12-15", "kind: task, when: 2026-12-15"), id="a task"),
        pytest.param(("when: 2026-12-15", "audience: [team], when: 2026-12-15"), id="for the team"),
    ],
)
def test_what_is_no_session_for_members_any_more_is_cancelled_among_the_sessions_and_stays_so(
    change: tuple[str, str], two: communities.Made
) -> None:
    text = YEAR_OF_TWO.replace(*change)
    once = communities.make(communities.Definition(text, OWN_PATTERN), history.parse(history.dump(two.lock)))
    again = communities.make(communities.Definition(text, OWN_PATTERN), history.parse(history.dump(once.lock)))
    for made in (once, again):
        event = events(made.pages["sessions.ics"])["webinar-2"]
        assert (event["STATUS"], event["SUMMARY"]) == ("CANCELLED", "Cancelled: Webinar 2")
        assert int(event["SEQUENCE"]) == 1
        assert "URL" not in event
        assert events(made.pages["team.ics"])["webinar-2"]["STATUS"] == "CONFIRMED"


def test_a_calendar_without_entries_is_not_written() -> None:
    text = re.sub(r"(?s)activities:.*", "activities:\n  report: {kind: task, when: 2027-06-01}\n", YEAR_OF_TWO)
    assert set(communities.make(communities.Definition(text, OWN_PATTERN)).pages) == {"team.ics", "timeline.json"}
    nothing = communities.make(communities.Definition(text.replace("  report: ", "  # "), OWN_PATTERN))
    assert set(nothing.pages) == {"timeline.json"}


def test_a_calendar_whose_entries_have_all_gone_holds_them_as_cancelled(two: communities.Made) -> None:
    text = re.sub(r"(?s)activities:.*", "activities:\n  report: {kind: task, when: 2027-06-01}\n", YEAR_OF_TWO)
    after = communities.make(communities.Definition(text, OWN_PATTERN), history.parse(history.dump(two.lock)))
    for file in ("calendar.ics", "sessions.ics"):
        found = events(after.pages[file])
        assert set(found) == set(events(two.pages[file]))
        assert {event["STATUS"] for event in found.values()} == {"CANCELLED"}


# Reminders.


def alarms(content: bytes) -> dict[str, str]:
    """Return when the alarms are by the names of their entries."""
    blocks = re.findall("BEGIN:VEVENT\n(.*?)\nEND:VEVENT", "\n".join(ical.unfold(content.decode())), re.DOTALL)
    found = {}
    for block in blocks:
        name = re.search("(?m)^UID:(.*)@", block)
        alarm = re.search("BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:(.*)\nTRIGGER:(.*)\nEND:VALARM$", block)
        assert name
        assert bool(alarm) == ("VALARM" in block)
        if alarm:
            assert f"SUMMARY:{alarm[1]}\n" in block
            found[name[1]] = alarm[2]
    return found


def reminding(*changes: tuple[str, str]) -> communities.Made:
    text, pattern = YEAR_OF_TWO, dict(OWN_PATTERN)
    for before, after in changes:
        assert before in text + pattern["own.yaml"]
        text = text.replace(before, after, 1)
        pattern["own.yaml"] = pattern["own.yaml"].replace(before, after, 1)
    return communities.make(communities.Definition(text, pattern))


def test_nothing_reminds_unasked(two: communities.Made) -> None:
    assert not any(b"VALARM" in content for content in two.pages.values())


def test_a_definition_reminds_of_every_session_and_a_day_of_its_morning_before() -> None:
    found = alarms(reminding(("year: 2026-2027", "year: 2026-2027\nreminder: 1 day")).pages["team.ics"])
    assert found == {
        **dict.fromkeys(("orientation", "webinar-1", "webinar-2"), "-P1D"),
        **dict.fromkeys(("meeting.october", "meeting.november"), "-PT15H"),
    }


def test_an_activity_and_a_step_say_their_own() -> None:
    whole = ("year: 2026-2027", "year: 2026-2027\nreminder: 1 day")
    own = ("when: 2026-11-17", "when: 2026-11-17, reminder: 90 minutes")
    never = ("when: 2026-12-15", "when: 2026-12-15, reminder: no")
    step = ("{title: Questions collected,", "{title: Questions collected, reminder: 2 hours,")
    found = alarms(reminding(whole, own, never, step).pages["team.ics"])
    assert found["webinar-1"] == "-PT90M"
    assert "webinar-2" not in found
    assert found["meeting.october.questions"] == "-PT2H"


def test_a_kind_says_its_own() -> None:
    kind = ("activities: {}", "kinds: {webinar: {reminder: 1 week}}\nactivities: {}")
    assert alarms(reminding(kind).pages["calendar.ics"]) == {"webinar-1": "-P7D", "webinar-2": "-P7D"}


def test_nothing_reminds_of_what_is_cancelled() -> None:
    whole = reminding(("year: 2026-2027", "year: 2026-2027\nreminder: 1 day"))
    text = re.sub(r"(?s)activities:.*", "activities:\n  report: {kind: task, when: 2027-06-01}\n", YEAR_OF_TWO)
    after = communities.make(communities.Definition(text, OWN_PATTERN), history.parse(history.dump(whole.lock)))
    assert alarms(after.pages["team.ics"]) == {}


def test_who_asks_for_reminders_publishes_the_sessions_anew(two: communities.Made) -> None:
    text = YEAR_OF_TWO.replace("year: 2026-2027", "year: 2026-2027\nreminder: 1 day")
    after = communities.make(communities.Definition(text, OWN_PATTERN), history.parse(history.dump(two.lock)))
    revised = {one.entry.id for one in after.published if one.sequence}
    assert revised == {one.entry.id for one in after.published if one.entry.is_session}

"""Whole calendars before three readers that share nothing: icalendar, vobject, and RFC 5545's grammar written out here.

Each must find what `timeline.json` says. Time zones are resolved through the calendar's own VTIMEZONE, never through
the system's files, and compared with the tzdata package, opened here without cop-plan.
"""

import calendar
import functools
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import event, given, reject, settings
from hypothesis import strategies as st

import calendar_checkers
import communities
from cop_plan.app import shipped
from cop_plan.app.project import CommunityProject
from cop_plan.base import errors
from cop_plan.render import ical

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*/community.yaml"))
CALENDARS = ("calendar.ics", "sessions.ics", "team.ics")
Moment = datetime | date


@dataclass(frozen=True)
class Seen:
    """What a reader finds of an event: moments in UTC, days as dates, an absent text as an empty one."""

    title: str
    begins: Moment
    ends: Moment | None
    status: str
    sequence: int
    stamp: datetime
    where: str
    link: str
    parent: str


# What there is to find.


@functools.cache
def oracle(key: str) -> ZoneInfo:
    with (resources.files("tzdata.zoneinfo").joinpath(*key.split("/"))).open("rb") as rules:
        return ZoneInfo.from_file(rules, key=key)


def readable(text: str | None) -> str:
    """Return a text as a calendar can hold it: line breaks of every kind as one, no other control characters."""
    lines = re.split("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]", text or "")
    return "\n".join(re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]", "", line) for line in lines)


def said_by_timeline_json(made: communities.Made, file: str) -> dict[str, Seen]:
    words = shipped.language(made.dated.community.language)
    entries = made.data["entries"]
    titles = {entry["id"]: entry["title"] for entry in entries}
    if file != "team.ics":
        entries = [entry for entry in entries if {"participants", "public"} & set(entry["audience"])]
        titles |= {entry["id"]: entry["title_for_members"] for entry in entries}
    if file == "sessions.ics":
        entries = [entry for entry in entries if entry["kind"] in ("gathering", "webinar", "online-meeting", "visit")]
    uids = {entry["id"]: entry["uid"] for entry in entries}
    found = {}
    for entry in entries:
        cancelled, title = entry["status"] == "cancelled", titles[entry["id"]]
        if "date" in entry:
            begins: Moment = date.fromisoformat(entry["date"])
            ends: Moment = begins + timedelta(days=1)
        else:
            begins, ends = (datetime.fromisoformat(entry[key]).astimezone(UTC) for key in ("start", "end"))
        found[entry["uid"]] = Seen(
            title=readable(words("calendar.cancelled", title=title) if cancelled else title),
            begins=begins,
            ends=None if ends == begins else ends,
            status="CANCELLED" if cancelled else "CONFIRMED",
            sequence=entry["sequence"],
            stamp=datetime.fromisoformat(entry["stamp"]),
            where=readable(entry["where"]) or (ical.uri(entry["link"]) if is_joined(entry, made) else ""),
            link=ical.uri(entry["link"] or ""),
            parent=uids.get(entry["parent"], ""),
        )
    return found


def is_joined(entry: Any, made: communities.Made) -> bool:
    """Return whether an entry's link leads into it."""
    is_online = entry["kind"] in ("webinar", "online-meeting")
    may_be_online = entry["kind"] in ("gathering", "visit") and bool(made[entry["id"]].entry.virtual_option)
    is_page = (entry["link"] or "").casefold().startswith("http")
    return is_page and entry["status"] != "cancelled" and (is_online or may_be_online)


# icalendar.


def rules_of(zone: icalendar.Component) -> tzinfo:
    """Return the rules that a VTIMEZONE spells out, whatever the system knows under its TZID."""
    assert isinstance(zone, icalendar.Timezone)
    rules: tzinfo = zone.to_tz(lookup_tzid=False)
    return rules


def read_by_icalendar(content: bytes) -> dict[str, Seen]:
    whole = icalendar.Calendar.from_ical(content.decode())
    assert [part.errors for part in whole.walk() if part.errors] == []
    rules = {str(zone["TZID"]): rules_of(zone) for zone in whole.walk("VTIMEZONE")}

    def moment(value: Any) -> Moment:
        if not isinstance(value.dt, datetime):
            return date.fromisoformat(value.dt.isoformat())
        if "TZID" not in value.params:
            assert value.dt.utcoffset() == timedelta(0)
            return value.dt.astimezone(UTC)
        # What icalendar made of the TZID comes from the system; only the wall clock is taken.
        return value.dt.replace(tzinfo=rules[value.params["TZID"]]).astimezone(UTC)

    found = {}
    for one in whole.walk("VEVENT"):
        assert str(one["UID"]) not in found
        stamp = moment(one["DTSTAMP"])
        assert isinstance(stamp, datetime)
        found[str(one["UID"])] = Seen(
            title=str(one.get("SUMMARY", "")),
            begins=moment(one["DTSTART"]),
            ends=moment(one["DTEND"]) if "DTEND" in one else None,
            status=str(one["STATUS"]),
            sequence=int(str(one["SEQUENCE"])),
            stamp=stamp,
            where=str(one.get("LOCATION", "")),
            link=str(one.get("URL", "")),
            parent=str(one.get("RELATED-TO", "")),
        )
    return found


# vobject.


def read_by_vobject(content: bytes) -> dict[str, Seen]:
    whole = next(vobject.readComponents(content.decode(), validate=True, transform=False))
    # vobject keeps every zone that it ever saw, prefers it to the one of the file, and takes those like UTC from pytz.
    for zone in whole.contents.get("vtimezone", []):
        vobject.icalendar.registerTzid(zone.tzid.value, zone.transformToNative().tzinfo)
    whole.transformChildrenToNative()
    known = {zone.tzid.value for zone in whole.contents.get("vtimezone", [])}

    def moment(line: Any) -> Moment:
        if not isinstance(line.value, datetime):
            assert isinstance(line.value, date)
            return line.value
        if "X-VOBJ-ORIGINAL-TZID" in line.params:
            assert getattr(line.value.tzinfo, "_tzid", None) in known, "the zone is of this file"
        return line.value.astimezone(UTC)

    found = {}
    for one in whole.contents.get("vevent", []):
        lines = {name: parts[0] for name, parts in one.contents.items()}
        assert all(len(parts) == 1 for parts in one.contents.values())
        text_of = {name: line.value for name, line in lines.items()}
        stamp = moment(lines["dtstamp"])
        assert isinstance(stamp, datetime)
        found[text_of["uid"]] = Seen(
            title=text_of.get("summary", ""),
            begins=moment(lines["dtstart"]),
            ends=moment(lines["dtend"]) if "dtend" in lines else None,
            status=text_of["status"],
            sequence=int(text_of["sequence"]),
            stamp=stamp,
            where=text_of.get("location", ""),
            link=text_of.get("url", ""),
            parent=text_of.get("related-to", ""),
        )
    return found


# RFC 5545, read strictly.

_TEXT = r"(?:[^\\;,\x00-\x08\x0a-\x1f\x7f]|\\[\\;,n])*"
_DAY = r"\d{8}"
_WALL = rf"{_DAY}T\d{{6}}"
_OFFSET = r"[+-]\d{4}(?:\d{2})?"
_KEY = r"[A-Za-z0-9_+/-]+"
_URI = r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*"

# Each component's properties: their parameters and values, and whether each must be there. None may be there twice.
GRAMMAR: Mapping[str, Mapping[str, tuple[str, bool]]] = {
    "VCALENDAR": {
        "VERSION": (r":2\.0", True),
        "PRODID": (rf":-//cop-plan//cop-plan {_TEXT}//(EN|FR)", True),
        "CALSCALE": (":GREGORIAN", True),
        "NAME": (f":{_TEXT}", True),
        "X-WR-CALNAME": (f":{_TEXT}", True),
        "X-WR-TIMEZONE": (f":{_KEY}", True),
        "REFRESH-INTERVAL": (";VALUE=DURATION:PT12H", True),
        "X-PUBLISHED-TTL": (":PT12H", True),
        "COLOR": (":[a-z]+", True),
    },
    "VTIMEZONE": {"TZID": (f":{_KEY}", True)},
    "STANDARD": {
        "DTSTART": (f":{_WALL}", True),
        "TZOFFSETFROM": (f":{_OFFSET}", True),
        "TZOFFSETTO": (f":{_OFFSET}", True),
        "RRULE": (r":FREQ=YEARLY;BYMONTH=\d+;BYDAY=(-1|[1-4])(MO|TU|WE|TH|FR|SA|SU)", False),
    },
    "VEVENT": {
        "UID": (f":{_TEXT}", True),
        "DTSTAMP": (f":{_WALL}Z", True),
        "LAST-MODIFIED": (f":{_WALL}Z", True),
        "SEQUENCE": (r":\d+", True),
        "DTSTART": (f";VALUE=DATE:{_DAY}|;TZID={_KEY}:{_WALL}", True),
        "DTEND": (f";VALUE=DATE:{_DAY}|;TZID={_KEY}:{_WALL}|:{_WALL}Z", False),
        "SUMMARY": (f":{_TEXT}", False),
        "DESCRIPTION": (f":{_TEXT}", False),
        "LOCATION": (f":{_TEXT}", False),
        "CONFERENCE": (f";VALUE=URI:{_URI}", False),
        "URL": (f":{_URI}", False),
        "CATEGORIES": (f":{_TEXT},{_TEXT}", True),
        "RELATED-TO": (f":{_TEXT}", False),
        "STATUS": (":(CONFIRMED|CANCELLED)", True),
        "TRANSP": (":(OPAQUE|TRANSPARENT)", True),
        "X-MICROSOFT-CDO-BUSYSTATUS": (":(BUSY|FREE)", True),
    },
}
GRAMMAR = {**GRAMMAR, "DAYLIGHT": GRAMMAR["STANDARD"]}
INSIDE = {"": {"VCALENDAR"}, "VCALENDAR": {"VTIMEZONE", "VEVENT"}, "VTIMEZONE": {"STANDARD", "DAYLIGHT"}}


@dataclass(frozen=True)
class Component:
    """A component: its properties, each as what follows its name, and the components in it."""

    name: str
    lines: Mapping[str, str]
    parts: tuple["Component", ...]

    def value(self, name: str) -> str:
        return self.lines[name].partition(":")[2]

    def text(self, name: str) -> str:
        return ical.unescape(self.lines.get(name, ":").partition(":")[2])


def content_lines(content: bytes) -> list[str]:
    """Return the content lines; fail where a line is too long, or is divided inside a character or an escape."""
    assert content.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content), "lines end with CRLF, and nothing else breaks them"
    lines: list[str] = []
    for physical in content.removesuffix(b"\r\n").split(b"\r\n"):
        assert 0 < len(physical) <= 75
        line = physical.decode()  # a character divided by a fold is none
        if line[0] not in " \t":
            lines.append(line)
            continue
        backslashes = len(lines[-1]) - len(lines[-1].rstrip("\\"))
        assert backslashes % 2 == 0, "a fold is not inside an escape"
        lines[-1] += line[1:]
    return lines


def components(lines: Iterable[str]) -> Component:
    """Return the one calendar that the lines are, by the grammar."""
    stack: list[tuple[str, dict[str, str], list[Component]]] = [("", {}, [])]
    for line in lines:
        found = re.fullmatch(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=[^;:,\"]+)*:.*)", line, re.DOTALL)
        assert found, line
        name, rest = found[1], found[2]
        if name == "BEGIN":
            assert rest[1:] in INSIDE.get(stack[-1][0], ())
            stack.append((rest[1:], {}, []))
        elif name == "END":
            ended, properties, parts = stack.pop()
            assert rest[1:] == ended
            missing = {one for one, (_, needed) in GRAMMAR[ended].items() if needed} - set(properties)
            assert not missing
            stack[-1][2].append(Component(ended, properties, tuple(parts)))
        else:
            inside, properties, parts = stack[-1]
            assert not parts, "properties come before components"
            assert name not in properties
            assert re.fullmatch(GRAMMAR[inside][name][0], rest, re.DOTALL), line
            properties[name] = rest
    ((name, _, parts),) = stack
    (whole,) = parts
    return whole


def _offset(text: str) -> timedelta:
    hours, minutes, seconds = int(text[1:3]), int(text[3:5]), int(text[5:7] or 0)
    return (-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _wall(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007  # a wall clock


def onset(part: Component, wall: datetime) -> datetime | None:
    """Return when an observance began last on a wall clock, by its yearly rule if it has one; None if not yet."""
    begins = _wall(part.value("DTSTART"))
    if "RRULE" not in part.lines:
        return begins if begins <= wall else None
    rule = dict(one.split("=") for one in part.value("RRULE").split(";"))
    nth, weekday = int(rule["BYDAY"][:-2]), ["MO", "TU", "WE", "TH", "FR", "SA", "SU"].index(rule["BYDAY"][-2:])
    found = []
    for year in range(begins.year, wall.year + 1):
        weeks = calendar.monthcalendar(year, int(rule["BYMONTH"]))
        days = [week[weekday] for week in weeks if week[weekday]]
        found.append(datetime.combine(date(year, int(rule["BYMONTH"]), days[nth - (nth > 0)]), begins.time()))
    assert found[0] == begins, "an observance begins as its rule says"
    return max((one for one in found if one <= wall), default=None)


def offset_at(parts: Iterable[Component], wall: datetime) -> timedelta:
    """Return the offset on a wall clock: that of the last observance begun. A time that is twice is the first."""
    begun = [(began, part) for part in parts if (began := onset(part, wall))]
    assert begun, "the window holds every event"
    return _offset(max(begun, key=lambda one: one[0])[1].value("TZOFFSETTO"))


def ways_to_take(zone: Component) -> list[tuple[Component, ...]]:
    """Return what readers take of a zone: all, or only the first of each name, or only the one that begins last.

    Where its changes follow no yearly rule, only who takes all can be right.
    """
    if len(zone.parts) > len({part.name for part in zone.parts}):
        return [zone.parts]
    named = [[part for part in zone.parts if part.name == name] for name in ("STANDARD", "DAYLIGHT")]
    firsts = tuple(parts[0] for parts in named if parts)
    latest = tuple(max(parts, key=lambda part: _wall(part.value("DTSTART"))) for parts in named if parts)
    return [zone.parts, firsts, latest]


def read_strictly(content: bytes) -> dict[str, Seen]:
    whole = components(content_lines(content))
    zones = {part.value("TZID"): part for part in whole.parts if part.name == "VTIMEZONE"}
    assert len(zones) == sum(part.name == "VTIMEZONE" for part in whole.parts)

    def moment(line: str) -> Moment:
        parameter, _, value = line.partition(":")
        if parameter == ";VALUE=DATE":
            return datetime.strptime(value, "%Y%m%d").replace(tzinfo=UTC).date()
        if value.endswith("Z"):
            return _wall(value.removesuffix("Z")).replace(tzinfo=UTC)
        key, wall = parameter.removeprefix(";TZID="), _wall(value)
        expected = wall.replace(tzinfo=oracle(key)).astimezone(UTC)
        for parts in ways_to_take(zones[key]):
            assert (wall - offset_at(parts, wall)).replace(tzinfo=UTC) == expected, "as tzdata says"
        return expected

    found = {}
    for one in (part for part in whole.parts if part.name == "VEVENT"):
        uid, begins = one.text("UID"), moment(one.lines["DTSTART"])
        ends = moment(one.lines["DTEND"]) if "DTEND" in one.lines else None
        assert uid
        assert uid not in found
        assert ends is None or (type(begins) is type(ends) and begins < ends)
        assert one.value("DTSTAMP") == one.value("LAST-MODIFIED")
        found[uid] = Seen(
            title=one.text("SUMMARY"),
            begins=begins,
            ends=ends,
            status=one.value("STATUS"),
            sequence=int(one.value("SEQUENCE")),
            stamp=_wall(one.value("DTSTAMP").removesuffix("Z")).replace(tzinfo=UTC),
            where=one.text("LOCATION"),
            link=one.lines.get("URL", ":")[1:],
            parent=one.text("RELATED-TO"),
        )
    used = set(re.findall(r";TZID=([^:]+):", "\n".join(line for part in whole.parts for line in part.lines.values())))
    assert set(zones) == used, "one VTIMEZONE for each TZID that is used"
    return found


READERS = (read_by_icalendar, read_by_vobject, read_strictly)


def assert_read_alike(made: communities.Made) -> None:
    for file in CALENDARS:
        expected = said_by_timeline_json(made, file)
        assert (file in made.pages) == bool(expected), "a calendar without entries is none"
        for read in READERS if expected else ():
            assert read(made.pages[file]) == expected, (file, read.__name__)
    assert calendar_checkers.complaints(made.pages) == []


# Properties of all calendars.


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@pytest.mark.parametrize("file", CALENDARS)
def test_a_reader_finds_in_an_example_what_timeline_json_says(file: str, read: Any, path: Path) -> None:
    made = communities.publish(CommunityProject(path).timeline)
    expected = said_by_timeline_json(made, file)
    assert expected
    assert read(made.pages[file]) == expected


@pytest.mark.slow
@settings(max_examples=200, derandomize=True)
@given(communities.definitions())
def test_all_readers_find_in_any_calendar_what_timeline_json_says(definition: communities.Definition) -> None:
    try:
        made = communities.make(definition)
    except errors.Problems:
        event("cannot be dated")
        reject()
    assert_read_alike(made)
    for file in set(CALENDARS) & set(made.pages):
        whole = "".join(content_lines(made.pages[file])).casefold()
        assert not any(address in whole for address in definition.addresses), "no member's address is in a calendar"


@settings(max_examples=50, derandomize=True)
@given(communities.definitions(), st.data())
def test_all_readers_find_what_was_cancelled_in_any_calendar(
    definition: communities.Definition, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(communities.ZONES))
    try:
        before = communities.make(definition)
        # The same community, in another zone, without its activities.
        text = re.sub(r'(?s)^"activities":.*?(?=^"|\Z)', "", definition.text, flags=re.MULTILINE)
        text = re.sub('(?m)^"timezone": .*$', f'"timezone": "{key}"', text)
        after = communities.make(communities.Definition(text, definition.beside), before.lock)
    except errors.Problems:
        reject()
    gone = [one for one in after.published if one.status == "cancelled"]
    assert {one.uid for one in before.published} == {one.uid for one in after.published}
    assert gone
    event("some with an hour are cancelled", payload=any(one.entry.start for one in gone))
    assert_read_alike(after)


# Edges of time.


PATTERNS = {
    begins: {"own.yaml": f"title: Our year\nyear_begins: {begins}\nactivities: {{}}\n"}
    for begins in ("august", "january")
}


def in_january_years(key: str, walls: Iterable[datetime], minutes: int = 60) -> list[communities.Made]:
    """Return a community for each year, with one entry at each wall clock."""
    made, length = [], f"{minutes} minutes"
    for year, of_year in groupby(sorted(walls), key=lambda wall: wall.year):
        entries = "".join(
            f"  entry-{number}: {{kind: showcase, when: {wall:%Y-%m-%d}, at: '{wall:%H:%M}', lasts: {length}}}\n"
            for number, wall in enumerate(of_year)
        )
        text = f"name: Edges\nyear: {year}\ntimezone: {key}\npattern: own.yaml\nactivities:\n{entries}"
        made.append(communities.make(communities.Definition(text, PATTERNS["january"])))
    return made


def tzdata_changes(key: str, first_year: int, last_year: int) -> list[datetime]:
    """Return the hours in UTC at which tzdata changes a zone's offset, found hour by hour."""
    moment, found = datetime(first_year, 1, 1, tzinfo=UTC), []
    offset = moment.astimezone(oracle(key)).utcoffset()
    while moment.year <= last_year:
        moment += timedelta(minutes=30)
        if (new := moment.astimezone(oracle(key)).utcoffset()) != offset:
            found.append(moment)
            offset = new
    return found


AROUND = (-1500, -61, -60, -1, 0, 60, 1500)
"""Minutes before and after a change."""

CHANGING = [
    "Africa/Casablanca",
    "Africa/El_Aaiun",
    "America/Toronto",
    "America/Vancouver",
    "America/Inuvik",
    "America/Yellowknife",
    "America/Edmonton",
    "America/St_Johns",
    "America/Nuuk",
    "Antarctica/Troll",
    "Australia/Lord_Howe",
    "Europe/Dublin",
    "Pacific/Chatham",
]


@pytest.mark.parametrize("key", CHANGING)
def test_a_session_around_a_change_of_the_clocks_is_at_its_moment(key: str) -> None:
    around = [change + timedelta(minutes=away) for change in tzdata_changes(key, 2026, 2027) for away in AROUND]
    walls = [moment.astimezone(oracle(key)) for moment in around]
    # Of a time that is twice, a definition can only mean the first.
    for made in in_january_years(key, {wall.replace(tzinfo=None) for wall in walls if not wall.fold}, minutes=150):
        assert_read_alike(made)


@pytest.mark.parametrize(
    ("key", "hours"),
    [
        pytest.param("Pacific/Kiritimati", 14, id="+14"),
        pytest.param("America/Edmonton", -6, id="Alberta"),
        pytest.param("America/Yellowknife", -6, id="Northwest Territories"),
        pytest.param("America/Inuvik", -6, id="Inuvik"),
        pytest.param("America/Vancouver", -7, id="British Columbia"),
        pytest.param("Asia/Kathmandu", 5.75, id="quarter of an hour"),
    ],
)
@pytest.mark.parametrize("at", [(0, 0), (15, 30), (23, 59)], ids=["first minute", "afternoon", "last minute"])
def test_a_session_in_november_2026_has_its_offset(key: str, hours: float, at: tuple[int, int]) -> None:
    wall = datetime(2026, 11, 17, *at)  # noqa: DTZ001  # a wall clock
    (made,) = in_january_years(key, [wall], minutes=24 * 60)
    (seen,) = read_strictly(made.pages["team.ics"]).values()
    assert seen.begins == (wall - timedelta(hours=hours)).replace(tzinfo=UTC)
    assert_read_alike(made)


@pytest.mark.parametrize(
    ("at", "minutes"),
    [
        pytest.param("00:30", 120, id="ends in the second of the hours that are twice"),
        pytest.param("01:30", 60, id="ends on the clock when it began"),
        pytest.param("01:45", 30, id="ends on the clock before it began"),
        pytest.param("01:45", 75, id="ends as the hour is over"),
    ],
)
def test_a_session_while_the_clocks_go_back_is_as_long_as_it_is(at: str, minutes: int) -> None:
    wall = datetime.fromisoformat(f"2026-11-01T{at}")
    (made,) = in_january_years("America/Toronto", [wall], minutes)
    (seen,) = read_by_icalendar(made.pages["team.ics"]).values()
    assert isinstance(seen.begins, datetime)
    assert isinstance(seen.ends, datetime)
    assert seen.ends - seen.begins == timedelta(minutes=minutes)
    assert_read_alike(made)


@pytest.mark.parametrize("key", ["America/Toronto", "Europe/Dublin", "Pacific/Auckland", "Africa/Casablanca"])
def test_changes_on_the_first_and_the_last_day_of_a_year_count(key: str) -> None:
    changes = tzdata_changes(key, 2026, 2027)
    first, last = (change.astimezone(oracle(key)) for change in (changes[0], changes[2]))
    text = (
        f"name: Edges\nyear: 2026-2027\ntimezone: {key}\npattern: own.yaml\nactivities:\n"
        f"  first: {{kind: showcase, when: {first:%Y-%m-%d}, at: 23:30, lasts: 29 minutes}}\n"
        f"  last: {{kind: showcase, when: {last:%Y-%m-%d}, at: 00:00, lasts: 24 hours}}\n"
    )
    made = communities.make(communities.Definition(text, PATTERNS["august"]))
    assert len(made.published) == 2
    assert_read_alike(made)


def test_what_was_cancelled_outside_the_year_as_it_is_now_keeps_its_moments() -> None:
    text = (
        "name: Edges\nyear: 2026-2027\ntimezone: America/Toronto\npattern: own.yaml\nactivities:\n"
        "  stays: {kind: showcase, when: 2027-01-12, at: 9:00, lasts: 1 hour}\n"
    )
    # Each holds a change of the clocks.
    gone = (
        "  before: {kind: showcase, when: 2026-10-31, at: 20:00, lasts: 12 hours}\n"
        "  after: {kind: showcase, when: 2027-03-13, at: 20:00, lasts: 12 hours}\n"
    )
    before = communities.make(communities.Definition(text + gone, PATTERNS["august"]))
    after = communities.make(communities.Definition(text, PATTERNS["august"]), before.lock)
    assert [one.status for one in after.published] == ["cancelled", "planned", "cancelled"]
    assert_read_alike(after)


def test_every_zone_of_tzdata_is_read_as_tzdata_has_it() -> None:
    first, last = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    wrong = Counter[str]()
    for key in communities.ZONES:
        lines = ical.vtimezone(key, first, last)
        zone = icalendar.Timezone.from_ical("\r\n".join(lines))
        read_zone, (strict,) = (
            rules_of(zone),
            components(["BEGIN:VCALENDAR", *_CALENDAR, *lines, "END:VCALENDAR"]).parts,
        )
        for fortnight in range(52):
            moment = first + timedelta(days=14 * fortnight, hours=fortnight % 24, minutes=30)
            wall = moment.astimezone(oracle(key)).replace(tzinfo=None)
            expected = wall.replace(tzinfo=oracle(key)).utcoffset()
            wrong[key] += wall.replace(tzinfo=read_zone).utcoffset() != expected
            wrong[key] += any(offset_at(parts, wall) != expected for parts in ways_to_take(strict))
    assert not +wrong


_CALENDAR = (
    "VERSION:2.0",
    "PRODID:-//cop-plan//cop-plan 1//EN",
    "CALSCALE:GREGORIAN",
    "NAME:Zone",
    "X-WR-CALNAME:Zone",
    "X-WR-TIMEZONE:UTC",
    "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
    "X-PUBLISHED-TTL:PT12H",
    "COLOR:teal",
)

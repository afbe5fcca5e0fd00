"""Random communities as a person could write them, and what cop-plan makes of them, without a disk or a clock.

The strategies build the text of a definition: any text where text may stand, any zone of tzdata, the years 2024 to
2060.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from cop_plan import plan, render
from cop_plan.app import shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.dates import phrases, zones
from cop_plan.definition import community, languages
from cop_plan.schedule import history, timeline

FIRST_DAY = datetime(2026, 4, 1, tzinfo=UTC)
ZONES = tuple(sorted(zones.names()))
LANGUAGES = (*languages.TAGS, "en-US", "en-GB", "fr", "fr-CH")
REGIONS = (None, None, "CA-AB", "FR", "IL")
"""Few, since their tables cost: none, one with government holidays, a plain one, one whose weekend begins on Friday."""

Tree = Mapping[str, Any]


# What cop-plan makes of a definition.


@dataclass(frozen=True)
class Definition:
    """The text of a definition and of the files beside it; `addresses` are its members' e-mail addresses."""

    text: str
    beside: Mapping[str, str] = field(default_factory=dict)
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A dated year, its pages by their files' names, and the lock that remembers them."""

    dated: timeline.Timeline
    published: tuple[history.Published, ...]
    pages: Mapping[str, bytes]
    lock: history.Lock

    @property
    def data(self) -> dict[str, Any]:
        """Return what `timeline.json` says."""
        parsed: dict[str, Any] = json.loads(self.pages["timeline.json"])
        return parsed

    def __getitem__(self, entry_id: str) -> history.Published:
        return next(one for one in self.published if one.entry.id == entry_id)


def dated_year(definition: Definition) -> timeline.Timeline:
    """Load and expand a definition. Raises Problems."""
    tables = {name: text.encode() for name, text in definition.beside.items()}
    return CommunityProject(
        Path("community.yaml"), ProjectOptions(content=definition.text.encode(), tables=tables)
    ).timeline


def publish(
    dated: timeline.Timeline,
    lock: history.Lock | None = None,
    now: datetime = FIRST_DAY,
    formats: Sequence[str] = ("ics", "sessions", "json"),
) -> Made:
    """Render a dated year over what a lock remembers, as `schedule` does."""
    published = history.publish(dated, lock, now)
    year = render.Year(dated, published, shipped.language(dated.community.language, dated.community.country))
    renewed = history.renewed(lock, dated, published, "../community.yaml")
    return Made(dated, published, plan.pages(year, formats, shipped.templates()), renewed)


def make(
    definition: Definition | str,
    lock: history.Lock | None = None,
    now: datetime = FIRST_DAY,
    formats: Sequence[str] = ("ics", "sessions", "json"),
) -> Made:
    """Load, expand, publish and render a definition. Raises Problems."""
    whole = Definition(definition) if isinstance(definition, str) else definition
    return publish(dated_year(whole), lock, now, formats)


# Text as YAML.


def yaml_text(tree: Tree, indent: str = "") -> str:
    """Return a tree of maps, lists and texts as YAML in blocks, every text in quotes."""
    return "".join(f"{indent}{quoted(key)}:{_value(value, indent)}" for key, value in tree.items())


def _value(value: object, indent: str) -> str:
    if isinstance(value, str):
        return f" {quoted(value)}\n"
    if isinstance(value, Mapping):
        return f"\n{yaml_text(value, indent + '  ')}" if value else " {}\n"
    assert isinstance(value, Sequence)
    if not value:
        return " []\n"
    # A dash with a space is as wide as an indentation of two.
    items = [_value(item, indent + "  ").lstrip("\n").removeprefix(indent + "    ").lstrip(" ") for item in value]
    return "\n" + "".join(f"{indent}  - {item}" for item in items)


def quoted(text: str) -> str:
    """Return a text in double quotes: letter by letter where YAML can show it, else as an escape."""
    return '"' + "".join(_in_quotes(character) for character in text) + '"'


def _in_quotes(character: str) -> str:
    code = ord(character)
    if character in '"\\':
        return "\\" + character
    if code < 0x100:
        return character if 0x20 <= code < 0x7F or code >= 0xA0 else f"\\x{code:02x}"
    if code < 0x10000:
        # YAML breaks lines at 2028 and 2029, and cannot show the others.
        return f"\\u{code:04x}" if code in (0x2028, 0x2029, 0xFEFF) or code >= 0xFFFE else character
    return character


# Any text.

HARD_TEXTS = (
    "Lire, écrire; parler: «l’essentiel» \\n, pas un saut",
    "שלום, עולם; قراءة \u202eabc\u202c",
    "👩‍👩‍👧‍👦 families 🏳️‍🌈 " * 6,
    "e\u0301" * 60,
    "x" * 200,
    "é" * 200,
    "\\" * 90,
    ";,\\" * 40,
    "line one\nline two\r\nline three\rline four\n\n",
    "a\u2028b\u2029c\x85d\x0be\x0cf",
    "\0\x07\x1b[31m\x7f\x9f\ufeff bell",
    "\t a tab,  two spaces  ",
    "title\r\nATTENDEE:mailto:someone@example.org\r\nBEGIN:VALARM",
    "END:VEVENT\nEND:VCALENDAR",
    "<script>alert('1')</script> & <b>bold</b> &amp;",
    "{{ 7 * 7 }} {% raw %} {# no #} {0} {name}",
    "\"quoted\" and 'quoted'",
    "=1+1",
    "\\n\\N\\,\\;\\\\",
    "ends with a backslash\\",
)
# A definition refuses the other control characters. Source: YAML 1.1, 5.1: c-printable
_REFUSED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ANY_TEXT = st.one_of(
    st.sampled_from(HARD_TEXTS),
    st.text(max_size=80),
    st.text(alphabet="\\;,:\"'\n\r\t aé漢🎉\u0301\u2028\x85\ufeff=^%", max_size=160),
).map(lambda text: _REFUSED.sub("", text))
SOME_TEXT = ANY_TEXT.filter(str.strip)

NAMES = st.lists(
    st.text(alphabet="abcdefgxyz0189éžλжא漢", min_size=1, max_size=7), min_size=1, max_size=3
).map("-".join)  # fmt: skip
LINKS = st.one_of(
    st.sampled_from(
        [
            "https://example.org/a?b=c,d;e&f=g#h",
            "http://user@example.org:8080/~x/%7Ey/100%",
            "https://example.org/" + "long/" * 40,
            "https://exämple.org/straße/漢字?q=é",
            "https://[2001:db8::1]/",
            "mailto:Someone.Else@example.org?subject=Yes,%20please;%20now",
        ]
    ),
    st.text(alphabet="abé漢/?#&=,;:%~'()*!$+@[]_.-", min_size=1, max_size=90).map("https://example.org/".__add__),
)


# The language of dates.

_MONTHS = st.sampled_from(phrases.MONTHS)
_WEEKDAYS = st.sampled_from(phrases.WEEKDAYS)
_NTH = st.sampled_from(["first", "second", "2nd", "third", "fourth", "last"])
_TIMES = st.one_of(
    st.sampled_from(["0:00", "23:59", "9:00", "3:30 pm", "12:00 am"]),
    st.builds("{}:{:02}".format, st.integers(0, 23).filter(lambda hour: not 1 <= hour <= 6), st.integers(0, 59)),
)
_LENGTHS = st.one_of(
    st.sampled_from(["1 hour", "2.5 hours", "90 minutes", "1 hour 15 minutes", "24 hours", "1 minute"]),
    st.integers(1, 1440).map("{} minutes".format),
)


def _without_month(draw: st.DrawFn) -> str:
    return draw(
        st.one_of(
            st.builds("{} {}".format, _NTH, _WEEKDAYS),
            st.sampled_from(["first working day", "3rd working day", "last working day", "middle", "start", "end"]),
        )
    )


def _distance(draw: st.DrawFn, units: Sequence[str] = ("day", "week", "working day", "month")) -> str:
    unit = draw(st.sampled_from(units))
    count = draw(st.integers(1, {"day": 20, "week": 5, "working day": 12, "month": 2}[unit]))
    plural = f"{unit}s" if count > 1 else unit
    return f"{count} {plural} {draw(st.sampled_from(['before', 'after']))}"


def _phrase(draw: st.DrawFn, year: phrases.SchoolYear, anchors: Sequence[str]) -> str:
    match draw(st.integers(0, 5 if anchors else 3)):
        case 0:
            day = year.first + timedelta(days=draw(st.integers(-120, 480)))
            return day.isoformat()
        case 1 | 2 | 3:
            of = draw(st.sampled_from(["", "", " prior", " next", f" {year.first_year}"]))
            return f"{_without_month(draw)} of {draw(_MONTHS)}{of}"
        case 4:
            return f"same day as {draw(st.sampled_from(anchors))}"
        case _:
            return f"{_distance(draw)} {draw(st.sampled_from(anchors))}"


# The parts of a definition.


@dataclass(frozen=True)
class _Cast:
    """What activities can name: people, goals, places, and days at which the clocks change."""

    year: phrases.SchoolYear
    owners: tuple[str, ...]
    goals: tuple[str, ...]
    places: tuple[str, ...]
    edges: tuple[datetime, ...]


def _some(draw: st.DrawFn, options: Mapping[str, st.SearchStrategy[Any]]) -> dict[str, Any]:
    """Return some of a map's keys, each with a value of its strategy."""
    chosen = draw(st.sets(st.sampled_from(sorted(options)))) if options else set()
    return {key: draw(options[key]) for key in sorted(chosen)}


def _step_options(cast: _Cast) -> dict[str, st.SearchStrategy[Any]]:
    options: dict[str, st.SearchStrategy[Any]] = {
        "title": ANY_TEXT,
        "where": st.one_of(ANY_TEXT, LINKS, st.sampled_from(cast.places) if cast.places else ANY_TEXT),
        "link": LINKS,
        "notes": ANY_TEXT,
        "phase": st.sampled_from(community.PHASES),
        "audience": st.lists(st.sampled_from(["team", "participants", "sponsor", "public"]), unique=True),
        "owner": st.sampled_from([*community.ROLES, *cast.owners]),
        "document": NAMES,
    }
    return options


def _activity(draw: st.DrawFn, cast: _Cast, anchors: Sequence[str]) -> dict[str, Any]:
    kind = draw(st.sampled_from(community.KINDS))
    options = _step_options(cast) | {
        "topic": ANY_TEXT,
        "presenter": ANY_TEXT,
        "virtual_option": ANY_TEXT,
        "readings": st.lists(ANY_TEXT, max_size=3),
        "attendance": st.sampled_from(["mandatory", "optional"]),
        "goal": st.sampled_from(cast.goals) if cast.goals else st.just(""),
    }
    if not cast.goals:
        del options["goal"]
    activity = {"kind": kind, "when": _phrase(draw, cast.year, anchors), "closed": "stay", **_some(draw, options)}
    if draw(st.booleans()):
        del activity["closed"]
        if kind in community.SESSIONS:
            # What is counted in days may fall on a weekend, where no session can be put.
            activity["when"] = f"{draw(_NTH)} {draw(_WEEKDAYS)} of {draw(_MONTHS)}"
    if draw(st.booleans()):
        activity |= {"at": draw(_TIMES), "lasts": draw(_LENGTHS)}
    if cast.edges and draw(st.integers(0, 2)) == 0:
        edge = draw(st.sampled_from(cast.edges))
        activity |= {"when": f"{edge:%Y-%m-%d}", "at": f"{edge:%H:%M}", "lasts": draw(_LENGTHS)}
    elif draw(st.integers(0, 4)) == 0:
        months = draw(st.lists(_MONTHS, min_size=1, max_size=4, unique=True))
        activity |= {"repeat": months, "when": f"{draw(_NTH)} {draw(_WEEKDAYS)}"}
    return activity


def _steps(draw: st.DrawFn, cast: _Cast) -> dict[str, Any]:
    steps: dict[str, Any] = {}
    for name in draw(st.lists(NAMES, max_size=3, unique=True)):
        when = draw(st.sampled_from([_distance(draw), "same day"]))
        if draw(st.booleans()) and steps:
            when = f"{_distance(draw)} {draw(st.sampled_from(sorted(steps)))}"
        steps[name] = {"when": when, **_some(draw, _step_options(cast))}
        if draw(st.integers(0, 3)) == 0:
            steps[name] |= {"at": draw(_TIMES), **_some(draw, {"lasts": _LENGTHS})}
    return steps


def _activities(draw: st.DrawFn, cast: _Cast) -> dict[str, Any]:
    activities: dict[str, Any] = {}
    anchors: list[str] = []
    for number in range(draw(st.integers(1, 5))):
        name = f"{draw(NAMES)}-{number}"
        activity = _activity(draw, cast, anchors)
        steps = _steps(draw, cast)
        activities[name] = {**activity, "steps": steps} if steps else activity
        if months := activity.get("repeat"):
            anchors += [f"{name}.{month}" for month in months]
        else:
            anchors += [name, *(f"{name}.{step}" for step in steps)]
    return activities


def _people(draw: st.DrawFn) -> list[dict[str, str]]:
    """Return members; the first two have one name, and only their addresses tell them apart."""
    people: list[dict[str, str]] = []
    for number in range(draw(st.integers(2, 5))):
        name = f"Namesake {draw(NAMES)}" if number == 0 else people[0]["name"] if number == 1 else f"Member {number}"
        people.append(
            {"name": name, "email": f"member.{number}@members.example.org", **_some(draw, {"brings": ANY_TEXT})}
        )
    return people


def _goals(draw: st.DrawFn, year: phrases.SchoolYear, owners: tuple[str, ...]) -> dict[str, Any]:
    goals: dict[str, Any] = {}
    for name in draw(st.lists(NAMES, max_size=2, unique=True)):
        options = {"what": ANY_TEXT, "how": ANY_TEXT, "owner": st.sampled_from(owners)}
        evidence = {
            key: {"by": _phrase(draw, year, []), **_some(draw, options)}
            for key in draw(st.lists(NAMES, max_size=2, unique=True))
        }
        goals[name] = {"aim": draw(SOME_TEXT), "evidence": evidence}
    return goals


def _closures(draw: st.DrawFn, year: phrases.SchoolYear) -> dict[str, Any]:
    closures: dict[str, Any] = {}
    for name in draw(st.lists(NAMES, max_size=2, unique=True)):
        first = year.first + timedelta(days=draw(st.integers(0, 360)))
        last = first + timedelta(days=draw(st.integers(0, 10)))
        kind = draw(st.sampled_from(["break", "teachers' convention", "no students", "other"]))
        closures[name] = {"days": f"{first} to {last}", "kind": kind}
    return closures


def _edges(key: str, year: phrases.SchoolYear) -> tuple[datetime, ...]:
    """Return wall clocks an hour before and an hour after each change of the clocks in a year."""
    first, last = (datetime.combine(day, time(), UTC) for day in (year.first, year.last))
    hour = timedelta(hours=1)
    moments = [change.moment + step for change in zones.changes(key, first, last) for step in (-hour, hour)]
    return tuple(moment.astimezone(zones.zone(key)) for moment in moments)


YEARS = st.builds(phrases.SchoolYear, st.integers(2024, 2060), st.sampled_from([8, 8, 9, 1, 7]))


@st.composite
def definitions(draw: st.DrawFn, years: st.SearchStrategy[phrases.SchoolYear] | None = None) -> Definition:
    """Build a community at random. Some cannot be dated: a clock change, or a day too far away, may forbid it."""
    year = draw(YEARS if years is None else years)
    begins = year.begins
    key = draw(st.sampled_from(ZONES))
    people = _people(draw)
    owners = (
        *(f"{person['name']} [{person['email']}]" for person in people[:2]),
        *(person["name"] for person in people[2:]),
    )
    goals = _goals(draw, year, owners)
    places = {name: _some(draw, dict.fromkeys(("name", "address", "parking", "accessibility"), ANY_TEXT))
              for name in draw(st.lists(NAMES, max_size=2, unique=True))}  # fmt: skip
    cast = _Cast(year, owners, tuple(goals), tuple(places), _edges(key, year))
    name = draw(SOME_TEXT)
    tree: dict[str, Any] = {
        "name": name,
        "year": str(year.first_year) if begins == 1 else f"{year.first_year}-{year.first_year + 1}",
        "timezone": key,
        "language": draw(st.sampled_from(LANGUAGES)),
        "pattern": draw(st.sampled_from(["half-day-meetings", *["own.yaml"] * 5])) if begins == 8 else "own.yaml",
        "membership": {"members": people},
        "goals": goals,
        "places": places,
        "closures": _closures(draw, year),
        "meetings": _some(draw, {"platform": st.one_of(ANY_TEXT, LINKS), "meeting_place": ANY_TEXT}),
        "activities": _activities(draw, cast),
    }
    if region := draw(st.sampled_from(REGIONS)):
        tree["region"] = region
    if not community.slug(name) or draw(st.booleans()):
        tree["id"] = f"{draw(NAMES)}-id"
    if draw(st.booleans()):
        team = [
            {"when": f"{_without_month(draw)} of {draw(_MONTHS)} next", "activity": draw(ANY_TEXT), "team": [*owners]}
        ]
        tree["legacy"] = {"capacity_building": team}
    own = f"title: Our year\nyear_begins: {phrases.MONTHS[begins - 1]}\nactivities: {{}}\n"
    return Definition(yaml_text(tree), {"own.yaml": own}, tuple(person["email"] for person in people))

"""Portfolios of any size, as values: plausible, always the same, with long and French names, problems and clashes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from cop_plan.base.errors import Place, Problem
from cop_plan.base.translatable import sentence
from cop_plan.portfolio.values import (
    Clash,
    ClashKind,
    CommunitySummary,
    Costs,
    Enrolled,
    GroupTotals,
    OfCommunities,
    Person,
    Portfolio,
    PortfolioEntry,
    PortfolioSession,
    YearTotals,
)
from cop_plan.report.values import Hidden, NotCollected, Shown, Tally

TODAY = date(2026, 11, 16)

_TOPICS = (
    *("Readers", "Numbers", "Land-based learning", "Lire et écrire à la maternelle", "Inclusive classrooms"),
    *("Science et société", "First-year teachers", "Assessment for learning", "L’oral en français langue seconde"),
    "School leaders who look at evidence of learning together, kindergarten to grade 12",
)
_FACILITATORS = (
    *("Jamie Blackwood", "Éloïse Bélanger-Tremblay", "Kim Lee", "Sam Okafor", "Marie-Ève d’Entremont"),
    *("Noor Haddad", "Jo Banerjee", "Alexandrina Wetaskiwin-Featherstonehaugh"),
)
_DIVISIONS = (
    "Prairie View School Division",
    "Elk Island",
    "Conseil scolaire Centre-Nord",
    "Foothills",
    "Grande Yellowhead",
)
_SPONSORS = ("Learning Network Educational Services", "Consortium provincial francophone", None)
_WHERE = ("Elm Street School", "Division office, Room 12", None)
_ZONES = ("America/Edmonton", "America/Vancouver")


def communities(number: int) -> tuple[CommunitySummary, ...]:
    """Return so many communities; every eleventh cannot be read, and every seventh has a problem beside its year."""
    return tuple(_community(at, Random(at)) for at in range(number))  # nothing secret: always the same


def _community(at: int, dice: Random) -> CommunitySummary:
    topic = _TOPICS[at % len(_TOPICS)]
    name = topic if at < len(_TOPICS) else f"{topic} {at // len(_TOPICS) + 1}"
    unread = CommunitySummary(f"community-{at}", name, f"communities/c{at}/community.yaml")
    if at % 11 == 4:
        said = sentence("no month is called {name}", name="'febuary'")
        hint = sentence("did you mean {name}?", name="'february'")
        place = Place(unread.file, 41, 11)
        return replace(unread, problems=(Problem(place, "activities.webinar-3.when", said, hint),))
    zone = _ZONES[at % 9 == 3]
    sessions = tuple(_sessions(dice, zone))
    facilitator = Person(_FACILITATORS[at % len(_FACILITATORS)] + ("" if at < 40 else f" {at // 40}"))
    entries, done = 40 + at % 13, dice.randrange(12, 24)
    said = sentence("no school is called {name}", name="'Elm'")
    missing = Problem(Place(f"communities/c{at}/members.csv", 7, 3), "", said)
    return replace(
        unread,
        year="2026-2027",
        timezone=zone,
        region="CA-BC" if zone.endswith("Vancouver") else "CA-AB",
        sponsor=_SPONSORS[at % 3],
        first=date(2026, 4, 7),
        last=date(2027, 6, 18),
        facilitator=facilitator,
        co_facilitator=Person("Alex Cardinal") if at % 4 == 0 else None,
        members=tuple(
            Enrolled(Person(f"Member {at}-{one}"), f"School {one % 5}", dice.choice(_DIVISIONS))
            for one in range(6 + at * 5 % 23)
        ),
        sessions=sessions,
        entries=entries,
        done=done,
        overdue=tuple(
            PortfolioEntry(
                f"webinar-{one}.reminder",
                f"Webinar {one}: send the reminder",
                TODAY - timedelta(days=3 * one + at % 5 + 1),
                (None, "co-facilitator", "core group", "Ana Whitford")[one % 4],
            )
            for one in reversed(range((0, 0, 2, 0, 7)[at % 5]))
        ),
        problems=(missing,) if at % 7 == 2 else (),
    )


def _sessions(dice: Random, zone: str) -> Iterator[PortfolioSession]:
    first = date(2026, 9, 15)
    for one in range(12):
        day = first + timedelta(days=21 * one + 7 * dice.randrange(2) + dice.randrange(4))
        start = datetime(
            day.year, day.month, day.day, dice.choice((9, 13, 15)), dice.choice((0, 30)), tzinfo=ZoneInfo(zone)
        )
        kind = ("gathering", "webinar", "online-meeting")[one % 3]
        where = dice.choice(_WHERE) if kind == "gathering" else None
        has_hour = one != 7
        yield PortfolioSession(
            f"{kind}-{one}",
            f"{kind.replace('-', ' ').capitalize()} {one + 1}",
            kind,
            day,
            start if has_hour else None,
            start + timedelta(minutes=90) if has_hour else None,
            where=where,
            place=where,
            is_mandatory=kind != "online-meeting",
            in_school_time=start.hour < 15 if has_hour else None,
            minutes=90 if has_hour else None,
        )


def clashes(shown: tuple[CommunitySummary, ...]) -> tuple[Clash, ...]:
    """Return some clashes of each kind, of communities that lie two apart, sorted by day."""
    found = []
    for one, other in zip(shown[::3], shown[2::3], strict=False):
        if not (one.sessions and other.sessions and one.facilitator):
            continue
        at = int(one.id.rpartition("-")[2])
        mine, theirs = one.sessions[at % 12], other.sessions[at % 12]
        entries = (f"{one.id}/{mine.entry}", f"{other.id}/{theirs.entry}")
        of_kind: tuple[tuple[ClashKind, str, int | None], ...] = (
            ("person", one.facilitator.name, None),
            ("place", "Elm Street School", None),
            ("school", "Elm Street School", 4),
        )
        kind, who, members = of_kind[at // 3 % 3]
        found.append(Clash(kind, who, mine.day, entries, members))
    return tuple(sorted(found, key=lambda clash: (clash.day, clash.who)))


def totals(shown: tuple[CommunitySummary, ...]) -> tuple[YearTotals, ...]:
    """Return totals of each kind: shown, of some communities only, hidden, not collected."""
    read = [one for one in shown if one.is_read]
    ids = tuple(one.id for one in read)
    costs = (Costs("CAD", Decimal(1200) * len(ids), Decimal("312.50")), Costs("EUR", Decimal(90)))
    everything = GroupTotals(
        None,
        ids,
        sum(len(one.members) for one in read),
        12 * len(ids),
        4 * len(ids),
        1080 * len(ids),
        Shown(OfCommunities(Tally(30 * len(ids), 44 * len(ids)), max(0, len(ids) - 3), len(ids), 1)),
        Shown(OfCommunities(14430 * len(ids), len(ids), len(ids))),
        costs,
    )
    groups = tuple(
        replace(
            everything, name=name, communities=ids[at::5], attended=attended, counted_minutes=counted, costs=costs[:at]
        )
        for at, (name, attended, counted) in enumerate(
            (
                (_DIVISIONS[0], everything.attended, everything.counted_minutes),
                (_DIVISIONS[2], Hidden("small group"), Hidden("small group")),
                (None, Hidden("several groups"), NotCollected(("records.attendance",))),
            )
        )
    )
    return (YearTotals("2026-2027", everything, groups),) if read else ()


def portfolio(shown: tuple[CommunitySummary, ...]) -> Portfolio:
    """Return the portfolio of some communities."""
    return Portfolio(TODAY, shown, clashes(shown), totals(shown))


def hostile(text: str) -> Portfolio:
    """Return two communities with a text wherever somebody writes one."""
    person, place = Person(text), Place(text, 3, 1)
    sessions = tuple(
        PortfolioSession(
            f"webinar-{one}",
            text,
            "webinar",
            TODAY + timedelta(days=one),
            where=text,
            place=text,
            is_mandatory=True,
            parts=(("presenter", person),),
        )
        for one in range(3)
    )
    one = CommunitySummary(
        id="one",
        name=text,
        file=text,
        year="2026-2027",
        region="CA-AB",
        sponsor=text,
        first=TODAY,
        last=TODAY,
        facilitator=person,
        members=(Enrolled(person, text, text),),
        sessions=sessions,
        entries=4,
        overdue=(PortfolioEntry("a", text, TODAY - timedelta(days=1), text),),
        problems=(
            Problem(place, text, sentence("no month is called {name}", name=text), sentence("{text}", text=text)),
        ),
    )
    other = CommunitySummary(id="two", name=text, file=text, problems=one.problems)
    kinds: tuple[ClashKind, ...] = ("person", "place", "school")
    found = tuple(Clash(kind, text, TODAY, ("one/webinar-0", "one/webinar-1"), 3) for kind in kinds)
    group = GroupTotals(text, ("one",), 1, 3, 0, 0, Hidden("small group"), NotCollected(()), (Costs(text, Decimal(1)),))
    return Portfolio(TODAY, (one, other), found, (YearTotals(text, replace(group, name=None), (group,)),))

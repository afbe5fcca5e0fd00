"""What the reports of communities hide stays hidden beside a portfolio of them: an attacker who has all of it.

The attacker knows who is in which community, from which jurisdiction and since when. He has every report.json, the
portfolio as JSON and as tables, grouped in every way there is one after the other, and the roll-up of the reports. He
goes through all worlds: everybody could have come to each session, or not. Those are left that agree with what was
published. What he learns from the portfolio is which of them it takes away that the reports alone leave.

People of one kind, in one community and jurisdiction and there from the same day on, can change places in every world.
A world therefore says of each kind how often each way of coming occurs.
"""

import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cop_plan.app import portfolio as portfolios
from cop_plan.app import report as reports
from cop_plan.app import shipped, summary
from cop_plan.app.project import CommunityProject
from cop_plan.portfolio import data, rollup
from cop_plan.portfolio.formats import PortfolioView, sqlite
from cop_plan.portfolio.values import GROUPINGS, CommunitySummary, Grouping
from cop_plan.report import pages as report_pages

LIMIT = 3
JUNE = date(2027, 6, 8)
DAYS = ("2026-10-06", "2026-12-01")
LATE = "2026-11-01"

DEFINITION = """\
name: {name}
year: 2026-2027
timezone: America/Edmonton
pattern: own.yaml
region: {region}
sponsor: {{organization: {sponsor}}}
leadership: {{facilitator: {{name: {facilitator}}}}}
membership: {{members: members.csv, schools: schools.csv}}
reporting: {{hide_groups_under: {limit}}}
currency: CAD
budget: [{{category: Books, planned: 500.00, actual: 400.00}}]
records: {{attendance: records}}
"""
SESSION = """\
  {name}:
    {{title: {name}, kind: gathering, when: {day}, at: 9:00, lasts: {hours} hours, attendance: {how}{more}}}
"""
SCHOOLS = "school,jurisdiction\nNorth School,North Division\nSouth School,South Division\n"
SCHOOL = ("North School", "South School")

Came = tuple[int, ...]
"""How many minutes of each hour somebody was at each session; 0 is not there."""


@dataclass(frozen=True)
class Kind:
    """People who can change places: how many, from which school, and whether they joined after the first session."""

    count: int
    school: int = 0
    late: bool = False

    def ways(self, minutes: Sequence[int], sessions: int) -> list[Came]:
        """Return how one of them can have come."""
        return [(0, *rest) if self.late else (first, *rest)
                for first in ((0,) if self.late else minutes)
                for rest in itertools.product(minutes, repeat=sessions - 1)]  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """A community: its people, how many sessions it has and whether they are mandatory, and by what it is grouped.

    The first session may be the team's own, to which members are not asked.
    """

    kinds: tuple[Kind, ...]
    mandatory: tuple[bool, ...] = (True, True)
    of_team: bool = False
    sponsor: int = 0
    facilitator: int = 0
    region: str = "CA-AB"

    def people(self, own: str) -> list[tuple[str, Kind]]:
        """Return everybody by name; the first of each kind is in every community that has this kind."""
        return [
            (f"Both {at}" if number == 0 and not kind.late else f"{own} {at} {number}", kind)
            for at, kind in enumerate(self.kinds)
            for number in range(kind.count)
        ]

    def worlds(self, minutes: Sequence[int]) -> Iterator[tuple[tuple[Came, ...], ...]]:
        """Yield how each kind can have come."""
        ways = (
            itertools.combinations_with_replacement(kind.ways(minutes, len(self.mandatory)), kind.count)
            for kind in self.kinds
        )
        yield from itertools.product(*ways)


World = tuple[tuple[Came, ...], ...]


@dataclass(frozen=True)
class Told:
    """A community in one of its worlds: what its report and its row say of it."""

    world: World
    report: str
    summary: CommunitySummary

    @property
    def row(self) -> str:
        """Return its row in the portfolio."""
        return told([self.summary], "jurisdiction")


def written(folder: Path, name: str, shape: Shape) -> Path:
    """Write a community without records; return its definition."""
    folder.mkdir(parents=True)
    sessions = (
        SESSION.format(
            name=f"day-{at}",
            day=day,
            hours=at + 1,
            how="mandatory" if is_mandatory else "optional",
            more=", audience: team" if shape.of_team and at == 0 else "",
        )
        for at, (day, is_mandatory) in enumerate(zip(DAYS, shape.mandatory, strict=False))
    )
    definition = DEFINITION.format(
        name=name,
        limit=LIMIT,
        region=shape.region,
        sponsor=f"Sponsor {shape.sponsor}",
        facilitator=f"Leader {shape.facilitator}",
    )
    members = ["name,email,school,joined"]
    for person, kind in shape.people(name):
        joined = LATE if kind.late else "2026-09-01"
        members.append(f"{person},{address(person)},{SCHOOL[kind.school]},{joined}")
    files = {"community.yaml": definition, "schools.csv": SCHOOLS, "members.csv": "\n".join(members) + "\n"}
    for file, text in {**files, "own.yaml": "title: Ours\nactivities:\n" + "".join(sessions)}.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "records").mkdir()
    return folder / "community.yaml"


def address(person: str) -> str:
    return f"{person.lower().replace(' ', '.')}@example.org"


def in_world(definition: Path, name: str, shape: Shape, world: World) -> Told:
    """Return a community as it is told in one of its worlds, from its real files."""
    came = [one for kind in world for one in kind]
    for at in range(len(shape.mandatory)):
        # A session to which no member came is recorded; two with the same people for the same minutes would be one.
        rows = [f"day-{at},Somebody Else,somebody@example.com,yes,{60 * (at + 1)}"]
        for (person, _), minutes in zip(shape.people(name), came, strict=True):
            if minutes[at]:
                rows.append(f"day-{at},{person},{address(person)},yes,{minutes[at] * (at + 1)}")
        text = "\n".join(("event,name,email,present,minutes", *rows)) + "\n"
        (definition.parent / "records" / f"day-{at}.csv").write_text(text, encoding="utf-8")
    made = reports.make(CommunityProject(definition), reports.ReportRequest(JUNE))
    found = summary.of(CommunityProject(definition), JUNE)
    assert found.problems == ()
    assert all(one.attended is not None for one in found.member_sessions)
    return Told(world, report_pages.report_json(made.report, made.year), found)


def told(communities: Sequence[CommunitySummary], grouping: Grouping) -> str:
    """Return what a portfolio publishes: its JSON, and its tables."""
    portfolio = portfolios.side_by_side(communities, JUNE, grouping=grouping)
    view = PortfolioView(portfolio, shipped.language("en"), shipped.messages("en"), shipped.templates())
    (tables,) = sqlite.make(view).values()
    return json.dumps(data.as_data(portfolio)) + tables.hex()


def everything(communities: Sequence[Told]) -> tuple[str, ...]:
    """Return all that is published of many communities beside their own reports."""
    annual = rollup.of(rollup.read(json.loads(one.report)) for one in communities)
    summaries = [one.summary for one in communities]
    return (*(told(summaries, one) for one in GROUPINGS), json.dumps([rollup.as_data(one) for one in annual]))


def all_worlds(folder: Path, shapes: Sequence[Shape], minutes: Sequence[int]) -> list[list[Told]]:
    """Return each community in all its worlds."""
    found = []
    for at, shape in enumerate(shapes):
        name = f"Community {at}"
        definition = written(folder / str(at), name, shape)
        found.append([in_world(definition, name, shape, world) for world in shape.worlds(minutes)])
    return found


def left_by(worlds: Iterable[Told], by: str) -> dict[tuple[str, ...], list[Told]]:
    """Return the worlds that agree with each other in what is published: in the reports, or also in the rows."""
    found: dict[tuple[str, ...], list[Told]] = defaultdict(list)
    for one in worlds:
        found[(one.report,) if by == "reports" else (one.report, one.row)].append(one)
    return found


def taken_away(communities: Sequence[Sequence[Told]], by: str, base: Sequence[Told]) -> list[tuple[World, World]]:
    """Return pairs of worlds of a community that only the portfolio tells apart, the others being as in `base`."""
    found = []
    for at, worlds in enumerate(communities):
        for same in left_by(worlds, by).values():
            published = [everything([*base[:at], one, *base[at + 1 :]]) for one in same]
            found += [
                (same[0].world, one.world) for one, text in zip(same, published, strict=True) if text != published[0]
            ]
    return found


# Communities whose report hides who came, since they are too few; of whose people one is from elsewhere; in which one
# came late, so that the first session was too small; and of one jurisdiction, to subtract from.
FEW = Shape((Kind(2),))
MIXED = Shape((Kind(2), Kind(1, school=1)), sponsor=1)
WITH_LATE = Shape((Kind(2), Kind(1, late=True)), facilitator=1)
WHOLE = Shape((Kind(3),), region="CA-BC")
SOUTH = Shape((Kind(3, school=1),), mandatory=(True, False), sponsor=1, facilitator=1)

KINDS = (
    st.lists(
        st.builds(Kind, st.integers(1, 2), st.integers(0, 1), st.booleans()), min_size=1, max_size=2, unique_by=repr
    )
    .map(tuple)
    .filter(lambda kinds: sum(one.count for one in kinds) <= LIMIT)
)
SHAPES = st.lists(
    st.builds(
        Shape, KINDS, st.sampled_from([(True, True), (True, False)]), st.booleans(),
        st.integers(0, 1), st.integers(0, 1), st.sampled_from(["CA-AB", "CA-BC"])
    ),
    min_size=2, max_size=2,
)  # fmt: skip


@pytest.mark.slow
@given(SHAPES, st.data())
@example([FEW, MIXED, WITH_LATE, WHOLE, SOUTH], None)
@settings(max_examples=3, suppress_health_check=list(HealthCheck))
def test_of_who_came_a_portfolio_says_nothing_that_the_reports_do_not(
    tmp_path_factory: pytest.TempPathFactory, shapes: list[Shape], drawn: Any
) -> None:
    communities = all_worlds(tmp_path_factory.mktemp("worlds"), shapes, (0, 60))
    base = [worlds[-1] if drawn is None else drawn.draw(st.sampled_from(worlds)) for worlds in communities]
    assert taken_away(communities, "reports", base) == []


@pytest.mark.slow
def test_of_how_long_people_stayed_the_totals_and_groups_say_nothing_that_the_communities_do_not(
    tmp_path: Path,
) -> None:
    shapes = [replace(one, mandatory=(True,)) for one in (FEW, MIXED, WHOLE, SOUTH)]
    communities = all_worlds(tmp_path, shapes, (0, 30, 60))
    assert taken_away(communities, "reports and rows", [worlds[len(worlds) // 2] for worlds in communities]) == []


@pytest.mark.slow
@pytest.mark.parametrize("shape", [FEW, MIXED, WHOLE], ids=["few", "of two jurisdictions", "of one"])
def test_how_long_one_person_stayed_is_not_certain_unless_all_who_came_stayed_alike(
    shape: Shape, tmp_path: Path
) -> None:
    (worlds,) = all_worlds(tmp_path, [replace(shape, mandatory=(True,))], (0, 30, 60))
    before = left_by(worlds, "reports")
    for (report, _), same in left_by(worlds, "reports and rows").items():
        for at in range(len(shape.kinds)):
            possible = {came for one in same for came in one.world[at]}
            alone = {came for one in before[report,] for came in one.world[at]}
            stayed = {came for kind in same[0].world for came in kind if any(came)}
            assert len(possible) > 1 or len(alone) == 1 or len(stayed) == 1, same


def test_the_attacker_finds_what_a_careless_portfolio_gives_away(tmp_path: Path) -> None:
    """He has teeth: where a portfolio would take a smaller limit than the report, he knows who came."""
    communities = all_worlds(tmp_path, [replace(FEW, mandatory=(True,)), replace(WHOLE, mandatory=(True,))], (0, 60))
    careless = [[replace(one, summary=replace(one.summary, hide_groups_under=1)) for one in of] for of in communities]
    assert taken_away(communities, "reports", [of[-1] for of in communities]) == []
    found = taken_away(careless, "reports", [of[-1] for of in careless])
    assert {other for _, other in found} == {(((0,), (60,)),), (((60,), (60,)),)}


@pytest.mark.slow
def test_the_reports_and_the_portfolio_say_the_same_of_those_that_both_show(tmp_path: Path) -> None:
    """Sums of one thing that differ by a person would tell of that person."""
    (worlds,) = all_worlds(tmp_path, [WHOLE], (0, 60))
    for one in worlds:
        report = json.loads(one.report)
        total = data.as_data(portfolios.side_by_side([one.summary], JUNE))["totals"]["years"][0]["all"]
        places = report["coming"]["mandatory"]
        assert total["attended"]["value"] == {"count": places["count"], "of": places["of"]}
        costs = report["first_page"]["unit_costs"]
        assert costs["hours"] in (None, total["counted_minutes"]["value"] // 60)


def test_every_column_of_the_tables_is_among_what_the_attacker_has(tmp_path: Path) -> None:
    """No table has a row for a person, so that nothing but sums can stand in it."""
    import sqlite3

    (worlds,) = all_worlds(tmp_path, [replace(WHOLE, mandatory=(True,))], (0, 60))
    portfolio = portfolios.side_by_side([worlds[-1].summary], JUNE)
    view = PortfolioView(portfolio, shipped.language("en"), shipped.messages("en"), shipped.templates())
    (tables,) = sqlite.make(view).values()
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(tables)
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        cells = [cell for name in names for row in database.execute(f'SELECT * FROM "{name}"') for cell in row]
    members = {one.person.name for one in worlds[-1].summary.members}
    assert members
    assert not members & {cell for cell in cells if isinstance(cell, str)}

"""examples/consortium: what a portfolio of it has is what tests/data/consortium.md works out by hand, and no more."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from conftest import ROOT, Ran
from cop_plan.app import portfolio as portfolios
from cop_plan.app import status, summary
from cop_plan.app.project import CommunityProject
from cop_plan.portfolio import data
from cop_plan.portfolio.values import CommunitySummary

CONSORTIUM = ROOT / "examples" / "consortium"
BY_HAND = (ROOT / "tests" / "data" / "consortium.md").read_text(encoding="utf-8")
COMMUNITIES = ("leaders", "lecture", "numbers", "readers", "readers-2025-2026", "science")
TODAY = date(2027, 6, 15)

Run = Callable[..., Ran]

# The same community has both years of the readers, so that the year tells them apart.
CLASHES = """
2026-10-21 place   Exampleville Public Library   readers-2026-2027/meeting-1 lecture/meeting-1
2026-10-21 school  Elm Street School (3)         readers-2026-2027/meeting-1 lecture/meeting-1
2026-12-09 place   Riverside School, Salle 204   leaders/meeting-2 lecture/meeting-2
2027-02-10 person  Alex Moreau                   readers-2026-2027/meeting-3 numbers/meeting-3
2027-02-10 person  Amina Okafor                  readers-2026-2027/meeting-3 numbers/meeting-3
2027-03-16 person  Priya Nair                    leaders/webinar-1 science/webinar-3
2027-05-04 person  Theo Lindqvist                numbers/webinar-2 science/webinar-2
"""


@pytest.fixture(scope="module")
def summaries() -> dict[str, CommunitySummary]:
    """Each community as a portfolio has it, by its folder."""
    return {name: summary.of(CommunityProject(CONSORTIUM / name / "community.yaml"), TODAY) for name in COMMUNITIES}


@pytest.fixture(scope="module")
def portfolio(summaries: dict[str, CommunitySummary]) -> dict[str, Any]:
    """The portfolio of the consortium, as data."""
    return data.as_data(portfolios.side_by_side([*summaries.values()], TODAY))


def test_each_community_is_a_few_lines_over_what_all_share(summaries: dict[str, CommunitySummary]) -> None:
    for name in COMMUNITIES:
        text = (CONSORTIUM / name / "community.yaml").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
        assert 10 <= len(lines) <= 25, name
        assert summaries[name].problems == ()
        assert summaries[name].sponsor == "Prairie Learning Consortium"


@pytest.mark.parametrize("name", COMMUNITIES)
def test_nothing_in_a_community_is_wrong(name: str, run: Run) -> None:
    assert run("check", CONSORTIUM / name, "--today", "2026-08-01").code == 0


def test_every_session_is_when_the_table_says(summaries: dict[str, CommunitySummary]) -> None:
    rows = re.findall(r"^\| (\w+)/([\w-]+) \| \w+ (\d+ \w+) \| (\S+) \|.*?\| (all|–) \|", BY_HAND, re.MULTILINE)
    of_year = [one for one in summaries.items() if one[0] != "readers-2025-2026"]
    found = []
    for name, community in of_year:
        for one in community.member_sessions:
            clock = f"{one.start:%-H:%M}-{one.end:%-H:%M}" if one.start and one.end else "none"
            found.append((name, one.entry, f"{one.day:%-d %b}", clock, "all" if one.is_mandatory else "–"))

    assert sorted(found) == sorted((name, entry, day, clock, who) for name, entry, day, clock, who in rows)


def test_of_a_year_that_is_over_nothing_is_overdue_any_more(summaries: dict[str, CommunitySummary]) -> None:
    before = CommunityProject(CONSORTIUM / "readers-2025-2026" / "community.yaml")
    assert summary.of(before, date(2026, 7, 31)).overdue
    assert summary.of(before, date(2026, 8, 1)).overdue == summaries["readers-2025-2026"].overdue == ()
    assert summaries["readers"].overdue
    assert [status.look(before, date(2026, *day)).data()["ended"] for day in ((7, 31), (8, 1))] == [False, True]


def test_every_clash_is_found_and_no_other(portfolio: dict[str, Any]) -> None:
    found = []
    for one in portfolio["clashes"]:
        missing = f" ({one['members']})" if "members" in one else ""
        found.append(f"{one['date']} {one['kind']} {one['who']}{missing} {' '.join(one['entries'])}")

    assert found == [" ".join(line.split()) for line in CLASHES.split("\n") if line]


def test_the_totals_are_those_worked_out_by_hand(portfolio: dict[str, Any]) -> None:
    this, before = portfolio["totals"]["years"]

    assert (this["year"], before["year"]) == ("2026-2027", "2025-2026")
    assert _numbers(this["all"]) == {
        "members": 26,
        "sessions": 24,
        "planned_minutes": 2460,
        "attended": ({"count": 32, "of": 37}, 2, 5, 1),
        "counted_minutes": (4995, 2, 5, 1),
        "costs": [("CAD", "3400.00", "1740.50")],
    }
    assert _numbers(before["all"]) == {
        "members": 6,
        "sessions": 3,
        "planned_minutes": 360,
        "attended": ({"count": 11, "of": 12}, 1, 1, 0),
        "counted_minutes": (2310, 1, 1, 0),
        "costs": [("CAD", "700.00", "655.00")],
    }


def test_the_totals_of_jurisdictions_are_those_worked_out_by_hand(portfolio: dict[str, Any]) -> None:
    groups = {one["name"]: one for one in portfolio["totals"]["years"][0]["groups"]}

    assert {
        name: (one["communities"], one["members"], one["sessions"], one["planned_minutes"], _numbers(one)["costs"])
        for name, one in groups.items()
    } == {
        "Foothills East School Division": (["leaders", "lecture", "numbers", "readers-2026-2027"], 10, 18, 1920, []),
        "Prairie View School Division": (["leaders", "lecture", "numbers", "readers-2026-2027"], 10, 18, 1920, []),
        "Two Rivers School Division": (["science"], 6, 6, 540, [("CAD", "900.00", None)]),
    }
    hidden, none = {"hidden": "several groups"}, {"not_collected": ["records.attendance"]}
    assert [one["attended"] for one in groups.values()] == [hidden, hidden, none]
    assert [one["counted_minutes"] for one in groups.values()] == [hidden, hidden, none]


def _numbers(group: dict[str, Any]) -> dict[str, Any]:
    """Return the numbers of a group; what is a sum over some communities, with how many of them and how many hidden."""
    sums = {
        key: (one["value"], one["communities"], one["of_communities"], one["hidden_communities"])
        for key in ("attended", "counted_minutes")
        if "value" in (one := group[key])
    }
    costs = [(one["currency"], one["planned"], one["spent"]) for one in group["costs"]]
    return {key: group[key] for key in ("members", "sessions", "planned_minutes")} | sums | {"costs": costs}


def test_the_small_french_community_says_in_french_what_all_are_asked() -> None:
    items = CommunityProject(CONSORTIUM / "lecture" / "community.yaml").community.surveys.items

    assert [*items] == ["collaborate", "practice", "support"]
    assert items["collaborate"].ask == "Je travaille avec des collègues d’autres écoles"
    assert items["collaborate"].area == "developing relationships", "as it is shared"

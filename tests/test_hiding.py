"""What is hidden stays hidden: an attacker who has every published JSON, and time, works out none of it.

The attacker knows how many answered and the words of the scale. For every hidden cell he counts over all worlds that
agree with what was published, whole people only, and sees which values the cell could have.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from answered import attendance, survey
from cop_plan import report
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.records.record_types import Records, Response, Survey
from cop_plan.report import earlier, hiding, surveys
from cop_plan.report.values import ChangeCounts, NotCollected
from cop_plan.schedule.timeline import Timeline

LOW, MIDDLE, HIGH = SCALE = ("Low", "Middle", "High")
LIMIT = 3
MOST = 14

DEFINITION = f"""
name: Readers
year: 2026-2027
timezone: America/Edmonton
membership:
  members: [{", ".join(f"{{name: Member {number:02}, email: m{number}@example.org}}" for number in range(MOST))}]
reporting: {{hide_groups_under: {LIMIT}}}
surveys:
  match_answers_by: email
  scale: [{", ".join(SCALE)}]
  items:
    item: {{ask: I read, shows: applied}}
"""

OCTOBER, MARCH, JUNE = date(2026, 10, 20), date(2027, 3, 4), date(2027, 6, 8)


def dated(text: str) -> Timeline:
    return CommunityProject(Path("community.yaml"), ProjectOptions(content=text.encode())).timeline


@cache
def year() -> Timeline:
    return dated(DEFINITION)


# What somebody answered before and after, as levels of the scale, and whether before October was over.


@dataclass(frozen=True)
class One:
    before: int | None
    after: int | None
    late: bool = False


PEOPLE = st.lists(
    st.builds(
        One, st.sampled_from([0, 1, 2, 2, 1, None]), st.sampled_from([0, 1, 2, 2, 2, None]), st.just(value=False)
    ),
    min_size=2,
    max_size=MOST,
)
LATE = st.lists(
    st.builds(One, st.sampled_from([0, 1, 2, None]), st.sampled_from([0, 1, 2, None]), st.booleans()),
    min_size=10,
    max_size=12,
)


def records_of(people: Sequence[One], timeline: Timeline) -> Records:
    names = [f"Member {number:02}" for number in range(len(people))]
    before = {
        name: {"item": SCALE[one.before]} for name, one in zip(names, people, strict=True) if one.before is not None
    }
    after = {name: {"item": SCALE[one.after]} for name, one in zip(names, people, strict=True) if one.after is not None}
    at = {
        name.replace(" ", "_"): datetime(2026, 12, 1) if one.late else datetime(2026, 9, 29)  # noqa: DTZ001
        for name, one in zip(names, people, strict=True)
    }
    community = timeline.community
    return Records({}, survey(before, community, **at), survey(after, community))


def published(people: Sequence[One], timeline: Timeline, *, kept: bool = True) -> list[dict[str, Any]]:
    """Return the roll-up of October, the interim report of March and the final report, each read from its own text.

    `kept` says whether the later ones are made with the earlier ones at hand.
    """
    records = records_of(people, timeline)
    known: list[earlier.EarlierReport] = []
    found: list[dict[str, Any]] = []
    for made in (
        lambda: report.survey_rollup(timeline, records, OCTOBER),
        lambda: report.of(timeline, records, MARCH, interim=True, before=known),
        lambda: report.of(timeline, records, JUNE, before=known),
    ):
        result = made()
        assert not isinstance(result, NotCollected)
        data = json.loads(json.dumps(report.as_data(result)))
        found.append(data)
        if kept and data["kind"] != "final":
            known.append(report.published_before(data, data["id"], data["year"]))
    return found


# The attacker.

Kind = tuple[int | None, int | None, bool]
"""A level before, a level after, and whether the answer was there in October."""

KINDS: tuple[Kind, ...] = tuple(
    (before, after, seen)
    for before in (0, 1, 2, None)
    for after in (0, 1, 2, None)
    for seen in ((True, False) if before is not None else (False,))
    if (before, after) != (None, None)
)


def cells(table: str) -> tuple[frozenset[Kind], ...]:
    """Return whom each cell of a table counts."""

    def whom(kind: Kind) -> int | None:
        before, after, seen = kind
        match table:
            case "october":
                return before if seen else None
            case "late":
                return before if not seen else None
            case "march":
                return before
            case "change" if before is not None and after is not None:
                return 0 if after > before else 1 if after == before else 2
            case "before" | "after" if before is not None and after is not None:
                return before if table == "before" else after
            case "only_before" if after is None:
                return before
            case "only_after" if before is None:
                return after
        return None

    return tuple(frozenset(kind for kind in KINDS if whom(kind) == at) for at in range(3))


def counts(data: Any) -> tuple[int, ...] | None:
    """Return the counts of a published table, None if it is hidden."""
    if "hidden" in data:
        return None
    return (
        tuple(cell["count"] for cell in data["cells"]) if "cells" in data else (data["up"], data["same"], data["down"])
    )


def constraints(people: Sequence[One], *tables: tuple[str, Any]) -> list[tuple[frozenset[Kind], int]]:
    """Return what the attacker knows: who counts, and how many; the sizes of the groups he is given."""
    sizes = Counter((one.before is None, one.after is None) for one in people)
    known = [
        (frozenset(kind for kind in KINDS if (kind[0] is None, kind[1] is None) == group), sizes[group])
        for group in ((False, False), (False, True), (True, False))
    ]
    early = sum(1 for one in people if one.before is not None and not one.late)
    known.append((frozenset(kind for kind in KINDS if kind[2]), early))
    for name, data in tables:
        if found := counts(data):
            known.extend(zip(cells(name), found, strict=True))
    return known


def values(known: Sequence[tuple[frozenset[Kind], int]], wanted: frozenset[Kind]) -> frozenset[int]:
    """Return which values a number could have in all worlds that agree with what is known."""
    groups = [group for group, _ in known]
    # Kinds that no known number tells apart are one, the worse for the attacker if they differ in what he wants.
    kinds = sorted({(tuple(kind in group for group in groups), kind in wanted) for kind in KINDS})
    last = {at: max(i for i, (row, _) in enumerate(kinds) if row[at]) for at in range(len(groups))}

    @cache
    def possible(at: int, left: tuple[int, ...]) -> frozenset[int]:
        if at == len(kinds):
            return frozenset([0]) if not any(left) else frozenset()
        row, counts_here = kinds[at]
        most = min((left[i] for i, there in enumerate(row) if there), default=0)
        found: set[int] = set()
        for count in range(most + 1):
            rest = tuple(number - count * there for number, there in zip(left, row, strict=True))
            if any(rest[i] for i, end in last.items() if end <= at):
                continue
            found |= {value + count * counts_here for value in possible(at + 1, rest)}
        return frozenset(found)

    found = possible(0, tuple(number for _, number in known))
    assert found, "one world agrees with everything: ours"
    return found


TABLES = ("change", "before", "after", "only_before", "only_after")


def pinned(people: Sequence[One], *, kept: bool = True) -> list[tuple[str, int]]:
    """Return the hidden cells that the attacker knows after June, and that no earlier table says by itself."""
    october, march, june = published(people, year(), kept=kept)
    (item,) = june["surveys"]["items"]
    first = ("october", october["items"][0]["distribution"])
    second = march["surveys"]["items"][0]["only_before"]
    again = counts(second) == counts(first[1])  # it says of how many, and so of whom
    known = [first, ("october" if again else "march", second)]
    alone = [constraints(people, one) for one in known]
    now = constraints(people, *known, *((table, item[table]) for table in TABLES))
    return [
        (table, at)
        for table in (*TABLES, "late")
        if (counts(item[table]) is None if table in item else any(one.late for one in people))
        for at, wanted in enumerate(cells(table))
        if len(values(now, wanted)) == 1 < min(len(values(then, wanted)) for then in alone)
    ]


@pytest.mark.slow
@given(PEOPLE)
@example([*[One(0, 2)] * 6, *[One(1, 1)] * 4, One(2, None)])
@example([*[One(0, 1)] * 9, One(2, 1), One(2, None)])
@example([*[One(0, 1)] * 11, One(1, None), One(0, None)])
@example([*[One(2, 2)] * 5, *[One(1, 0)] * 5, *[One(0, None)] * 3])
@settings(max_examples=40)
def test_no_hidden_answer_is_certain_to_who_has_all_reports(people: list[One]) -> None:
    assert pinned(people) == []


@given(PEOPLE)
@example([*[One(0, 2)] * 6, *[One(1, 1)] * 4, One(2, None)])
@settings(max_examples=15)
def test_it_is_not_so_either_where_the_earlier_reports_were_not_kept(people: list[One]) -> None:
    assert pinned(people, kept=False) == []


@given(LATE)
@example([*[One(0, 1)] * 6, *[One(1, 1)] * 5, One(2, 2, late=True)])
@example([*[One(0, 0)] * 8, One(0, 0, late=True), One(1, 0)])
@settings(max_examples=10)
def test_who_answers_between_two_reports_cannot_be_told_by_subtracting_them(people: list[One]) -> None:
    assert pinned(people) == []


@given(PEOPLE)
@example([*[One(0, 2)] * 6, *[One(1, 1)] * 4, One(2, None)])
@example([One(1, 1)] * 12)
@settings(max_examples=15)
def test_nothing_is_claimed_of_a_change_that_is_hidden_and_a_claim_says_no_more_than_its_counts(
    people: list[One],
) -> None:
    *_, june = published(people, year())
    (item,) = june["surveys"]["items"]
    shown = counts(item["change"])
    claimed = [] if shown is None else [surveys.kind(ChangeCounts(*shown))]
    assert [one["kind"] for one in june["first_page"]["found"]] == claimed


@given(PEOPLE, st.integers(1, 3))
@settings(max_examples=10)
def test_answers_of_nobody_known_change_no_number_but_their_own(people: list[One], strangers: int) -> None:
    timeline = year()
    known = records_of(people, timeline)
    assert known.baseline
    more = tuple(
        Response(row, {"item": HIGH}, email=f"{row}@example.com", is_counted=False) for row in range(90, 90 + strangers)
    )
    records = replace(known, baseline=replace(known.baseline, responses=(*known.baseline.responses, *more)))
    assert report.survey_rollup(timeline, records, OCTOBER) == report.survey_rollup(timeline, known, OCTOBER)
    with_them, without = (report.as_data(report.of(timeline, one, JUNE)) for one in (records, known))
    assert with_them["surveys"]["items"] == without["surveys"]["items"]
    assert with_them["surveys"]["respondents"] == without["surveys"]["respondents"] | {"others_baseline": strangers}


# What the attacker would find if the report were careless: he has teeth.


def test_the_attacker_finds_what_a_careless_report_gives_away() -> None:
    people = [*[One(0, 1)] * 6, *[One(1, 1)] * 4, One(2, None)]
    october, _, june = published(people, year())
    careless = dict(june["surveys"]["items"][0], before={"cells": [{"count": 6}, {"count": 4}, {"count": 0}]})
    first = ("october", october["items"][0]["distribution"])
    known = constraints(people, first, *((table, careless[table]) for table in TABLES))
    assert [values(known, cell) for cell in cells("only_before")] == [{0}, {0}, {1}]


# Groups into which the community is divided.

PERSON = st.tuples(st.booleans(), st.integers(0, 2))
"""Whether somebody completed the year, and how many days they were away for it."""

DIVIDED = st.lists(st.lists(PERSON, max_size=9), min_size=1, max_size=4)


def possible_sums(sizes: Sequence[int], most: int, total: int) -> list[frozenset[int]]:
    """Return which sums each of some groups could have, of people who count up to so much and of a known total."""
    reach = [range(size * most + 1) for size in sizes]
    others = [ways_of(reach[:at] + reach[at + 1 :]) for at in range(len(reach))]
    return [frozenset(own for own in reach[at] if total - own in others[at]) for at in range(len(reach))]


def ways_of(reach: Sequence[range]) -> frozenset[int]:
    """Return which sums can be made of one number of each range."""
    return frozenset(range(sum(one[-1] for one in reach) + 1))


@given(DIVIDED)
@example([[(True, 2)] * 2, [(True, 2), (False, 0)] * 4])
@example([[(True, 2)] * 7, [(True, 1), (False, 0)] * 4, [(False, 0), (True, 2)] * 5])
@example([[(True, 2)] * 2, [(True, 2)] * 5, [(True, 1), (False, 0)] * 4])
@settings(max_examples=300)
def test_no_number_of_a_hidden_group_is_certain_to_who_has_the_totals_and_the_others(
    divided: list[list[tuple[bool, int]]],
) -> None:
    groups = {f"group {at}": people for at, people in enumerate(divided)}
    shown = hiding.shown_groups(groups, LIMIT)
    hidden = [people for name, people in groups.items() if people and name not in shown]
    if sum(map(len, divided)) < LIMIT:
        return  # not even its total is published
    for at, most in enumerate((1, 2)):
        if len({person[at] for people in groups.values() for person in people}) < 2:
            continue  # the community's own total says it of everybody
        total = sum(person[at] for people in hidden for person in people)
        for values_of_one in possible_sums([len(people) for people in hidden], most, total):
            assert len(values_of_one) > 1


@given(DIVIDED)
def test_no_shown_group_is_small_or_alike(divided: list[list[tuple[bool, int]]]) -> None:
    groups = {f"group {at}": people for at, people in enumerate(divided)}
    for name in hiding.shown_groups(groups, LIMIT):
        assert len(groups[name]) >= LIMIT
        for at in range(2):
            if len({person[at] for people in divided for person in people}) > 1:
                assert len({person[at] for person in groups[name]}) > 1


def jurisdictions(sizes: Sequence[int]) -> Timeline:
    """Return a year whose members belong to jurisdictions of such sizes."""
    people = [
        f"{{name: Member {at:02}-{number:02}, jurisdiction: Division {at}}}"
        for at, size in enumerate(sizes)
        for number in range(size)
    ]
    members = f"members: [{', '.join(people)}]"
    text = re.sub(r"members: \[.*\]", members, DEFINITION)
    return dated(text)


@given(st.data(), st.lists(st.integers(1, 7), min_size=2, max_size=4).filter(lambda sizes: sum(sizes) >= LIMIT))
@settings(max_examples=15)
def test_nobody_is_known_to_have_completed_from_the_pages_of_jurisdictions(
    data: st.DataObject, sizes: list[int]
) -> None:
    timeline = jurisdictions(sizes)
    members = timeline.community.membership.members
    completed = data.draw(st.lists(st.booleans(), min_size=len(members), max_size=len(members)))
    came = [member for member, did in zip(members, completed, strict=True) if did]
    mandatory = [one.id for one in timeline.sessions if one.attendance == "mandatory"]
    final = survey({member.name: {"item": LOW} for member in members}, timeline.community)
    records = Records({name: attendance(came) for name in mandatory}, final=final)
    made = json.loads(json.dumps(report.as_data(report.of(timeline, records, JUNE))))

    total = made["coming"]["flow"]["completed"]
    assert total == len(came)
    pages = [(len(page["people"]), page["numbers"]) for page in made["jurisdictions"]]
    known = sum(numbers["completed"]["count"] for _, numbers in pages if "hidden" not in numbers)
    hidden = [size for size, numbers in pages if "hidden" in numbers]
    if 0 < total < len(members):
        for could_be in possible_sums(hidden, 1, total - known):
            assert len(could_be) > 1


# The short survey at two sessions: the attacker has the interim report and the final one, and knows how many answered
# when. What he does not know is who answered twice, so that each session is a riddle of its own.

PULSES = DEFINITION + "  pulse: {at: [webinar-2, webinar-3], items: {short: {ask: It was worth my time}}}\n"
SESSIONS = ("webinar-2", "webinar-3")

ShortAnswer = tuple[int, bool]
"""A level of the scale, and whether it was given after the interim report."""

SHORT = st.lists(st.tuples(st.sampled_from([0, 1, 1, 2]), st.sampled_from([False] * 6 + [True])), max_size=MOST)


def short_survey(answers: Sequence[ShortAnswer]) -> Survey:
    days = {False: datetime(2027, 2, 20), True: datetime(2027, 4, 1)}  # noqa: DTZ001
    return Survey(
        "plain",
        "UTF-8",
        ("short",),
        tuple(Response(row, {"short": SCALE[level]}, days[late]) for row, (level, late) in enumerate(answers, start=2)),
    )


@cache
def year_of_pulses() -> Timeline:
    return dated(PULSES)


def short_tables(given: Sequence[Sequence[ShortAnswer]]) -> list[list[Any]]:
    """Return what the interim report and then the final one publish of each session, as their texts have it."""
    timeline = year_of_pulses()
    surveys = {name: short_survey(answers) for name, answers in zip(SESSIONS, given, strict=True) if answers}
    records = Records({}, pulses=surveys)
    interim = json.loads(json.dumps(report.as_data(report.of(timeline, records, MARCH, interim=True))))
    known = report.published_before(interim, interim["id"], interim["year"])
    final = json.loads(json.dumps(report.as_data(report.of(timeline, records, JUNE, before=[known]))))
    told = [
        {one["session"]: one["distribution"] for one in data["pulses"]["items"][0]["answers"]}
        if "items" in data["pulses"]
        else {}
        for data in (interim, final)
    ]
    return [[tables.get(name) for tables in told] for name in SESSIONS]


def shares(people: int) -> list[tuple[int, int, int]]:
    """Return in which ways some people can be shared out among three levels."""
    return [(low, middle, people - low - middle) for low in range(people + 1) for middle in range(people - low + 1)]


def short_pinned(answers: Sequence[ShortAnswer], interim: Any, final: Any) -> list[tuple[str, int]]:
    """Return what no report shows, and the attacker knows: of the early, the late and all, how many gave an answer."""
    late = [level for level, is_late in answers if is_late]
    sizes = len(answers) - len(late), len(late)
    winter, summer = (counts(table) if table else None for table in (interim, final))
    is_repeated = final is not None and final.get("n") == sizes[0] != len(answers)
    worlds = [
        {"early": early, "late": rest, "all": tuple(map(sum, zip(early, rest, strict=True)))}
        for early in shares(sizes[0])
        for rest in shares(sizes[1])
    ]
    worlds = [world for world in worlds if winter in (None, world["early"])]
    worlds = [world for world in worlds if summer in (None, world["early" if is_repeated else "all"])]
    assert worlds, "one world agrees with everything: ours"
    is_shown = {"early": winter is not None or is_repeated, "all": summer is not None and not is_repeated}
    # Who came between two tables that were both published can be had: so they must be many, and not all alike.
    is_apart = (
        is_shown["early"] and is_shown["all"] and hiding.why_hidden(Counter(late).values(), len(late), LIMIT) is None
    )
    of_nobody = [at for at in range(3) if summer is not None and not is_repeated and summer[at] == 0]
    return [
        (group, at)
        for group, people in (("early", sizes[0]), ("late", sizes[1]), ("all", len(answers)))
        if people and not is_shown.get(group, is_apart)
        for at in range(3)
        if at not in of_nobody and len({world[group][at] for world in worlds}) == 1
    ]


@given(SHORT, SHORT)
@example([(0, False)] * 7 + [(1, False)] * 4 + [(2, True)], [(0, False)] * 9)
@example([(0, False)] * 12, [(0, False)] * 7 + [(1, False)] * 4 + [(2, True)] * 3)
@example([(0, False)] * 8 + [(1, True)] * 3, [(1, False)] * 6 + [(2, False)] * 5)
@settings(max_examples=60)
def test_no_hidden_answer_of_a_short_survey_is_certain_to_who_has_all_reports(
    first: list[ShortAnswer], second: list[ShortAnswer]
) -> None:
    for answers, tables in zip((first, second), short_tables((first, second)), strict=True):
        assert short_pinned(answers, *tables) == []


def test_of_a_short_survey_too_the_attacker_finds_what_a_careless_report_gives_away() -> None:
    answers = [(0, False)] * 7 + [(1, False)] * 4 + [(2, True)]
    (interim, _), _ = short_tables((answers, []))
    careless = {"n": 12, "cells": [{"count": 7}, {"count": 4}, {"count": 1}]}
    assert short_pinned(answers, interim, careless) == [("late", 0), ("late", 1), ("late", 2)]


def test_the_tables_of_one_session_say_nothing_of_another() -> None:
    one = [(0, False)] * 7 + [(1, False)] * 4
    for other in ([], [(2, False)] * 9, [(1, False)] * 12, [(0, False)] * 3 + [(2, True)] * 9):
        first, _ = short_tables((one, other))
        assert first == short_tables((one, []))[0]

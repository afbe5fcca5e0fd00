"""At which sessions plans for capacity building are discussed: the timeline, the plan and the rule say the same."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import MINIMAL, DatedYear, Ran, Write
from cop_plan import kit
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.schedule import session_days, timeline

PLANS = "discuss-capacity-building"


def discussed(year: DatedYear) -> list[str]:
    return [one.id for one in session_days.discussions(year.dated)]


@pytest.mark.parametrize(
    ("pattern", "sessions"),
    [
        ("sample-year", ["online-meeting.february", "online-meeting.april"]),
        ("compressed-year", ["online-meeting.february", "online-meeting.march"]),
    ],
)
def test_where_nobody_says_when_plans_are_discussed_the_pattern_does(
    year_of: Callable[..., DatedYear], pattern: str, sessions: list[str]
) -> None:
    assert discussed(year_of(f"{MINIMAL}pattern: {pattern}\n")) == sessions


def test_the_entries_take_the_days_of_the_sessions_that_are_named(year_of: Callable[..., DatedYear]) -> None:
    year = year_of(MINIMAL + "legacy: {discussed_at: [webinar-4, webinar-2, online-meeting.may]}\n")
    days = {f"{PLANS}": "webinar-4", f"{PLANS}.again": "webinar-2", f"{PLANS}.again-2": "online-meeting.may"}
    assert {name: year[name].day for name in days} == {name: year[session].day for name, session in days.items()}
    assert discussed(year) == ["webinar-2", "webinar-4", "online-meeting.may"]


def year_with(named: list[str]) -> timeline.Timeline:
    text = f"{MINIMAL}legacy: {{discussed_at: [{', '.join(named)}]}}\n"
    return CommunityProject(Path("community.yaml"), ProjectOptions(content=text.encode())).timeline


SESSIONS = [one.id for one in year_with([]).sessions]


@settings(max_examples=25)
@given(named=st.lists(st.sampled_from(SESSIONS), min_size=1, max_size=6, unique=True))
def test_whichever_sessions_are_named_the_timeline_and_the_agendas_follow(named: list[str]) -> None:
    dated = year_with(named)
    assert {one.id for one in session_days.discussions(dated)} == {*named}
    facts = kit.YearFacts(dated)
    for session in dated.sessions:
        found = facts.agenda(session)
        assert isinstance(found, tuple)
        has_time = any(block.key in ("capacity-building", "team-plans") for block in found)
        assert has_time == (session.id in named or facts.session_type(session) == "last")


def test_who_names_one_session_discusses_plans_once(year_of: Callable[..., DatedYear]) -> None:
    year = year_of(MINIMAL + "legacy: {discussed_at: webinar-2}\n")
    assert discussed(year) == ["webinar-2"]
    assert f"{PLANS}.again" not in {entry.id for entry in year.dated.entries}


def test_named_sessions_hold_where_the_series_lost_the_months_of_the_pattern(
    year_of: Callable[..., DatedYear],
) -> None:
    text = "activities: {online-meeting: {repeat: [october]}}\nlegacy: {discussed_at: [webinar-1, webinar-2]}\n"
    assert discussed(year_of(MINIMAL + text)) == ["webinar-1", "webinar-2"]


def test_a_day_that_the_person_wrote_for_the_entry_itself_holds(year_of: Callable[..., DatedYear]) -> None:
    written = f"activities: {{{PLANS}: {{when: 2027-01-14}}}}\nlegacy: {{discussed_at: [webinar-3, webinar-4]}}\n"
    assert discussed(year_of(MINIMAL + written)) == [PLANS, "webinar-4"]


def test_a_year_without_these_entries_has_the_sessions_that_are_named(year_of: Callable[..., DatedYear]) -> None:
    text = f"leave_out: {{{PLANS}: We plan by letter}}\nlegacy: {{discussed_at: [webinar-3]}}\n"
    assert discussed(year_of(MINIMAL + text)) == ["webinar-3"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("legacy: {discussed_at: [webinar-33]}\n", "4:25: legacy.discussed_at.1: no entry is called 'webinar-33'"),
        (
            "legacy: {discussed_at: [webinar-3, webinar-4]}\nleave_out: {webinar-4: no}\n",
            "4:36: legacy.discussed_at.2: 'webinar-4' is left out",
        ),
        (
            f"legacy: {{discussed_at: [webinar-3]}}\nactivities: {{webinar-3: {{when: 1 week after {PLANS}}}}}\n",
            f"these count from each other: webinar-3 → {PLANS} → webinar-3",
        ),
    ],
    ids=["unknown", "left out", "circle"],
)
def test_a_wrong_name_is_one_problem(run: Callable[..., Ran], write: Write, text: str, problem: str) -> None:
    done = run("check", write(MINIMAL + text))
    assert problem in done.err
    assert "1 problem in" in done.err


@pytest.mark.parametrize(
    ("legacy", "is_told"),
    [
        ("", False),
        ("legacy: {discussed_at: [webinar-3, webinar-4]}\n", False),
        ("legacy: {discussed_at: webinar-4}\n", True),
    ],
    ids=["default", "two", "one"],
)
def test_the_rule_counts_what_the_year_has(
    run: Callable[..., Ran], write: Write, legacy: str, *, is_told: bool
) -> None:
    done = run("check", write(MINIMAL + legacy), "--today", "2027-05-31")
    assert ("late-legacy" in done.out) == is_told


def test_the_plan_says_where_plans_are_discussed_though_nothing_is_written(
    run: Callable[..., Ran], write: Write
) -> None:
    definition = write(MINIMAL)
    run("schedule", definition, "--today", "2026-03-01")
    plan = (definition.parent / "plan" / "plan.md").read_text(encoding="utf-8")
    at = plan.index("At which sessions are capacity-building plans discussed?")
    assert plan[at:].split("\n\n")[0].count("Online meeting (Wednesday ") == 2
    assert "Open question: At which sessions are capacity-building" not in plan


def test_the_rules_know_what_stands_in_no_pattern(run: Callable[..., Ran], write: Write) -> None:
    definition = write(MINIMAL + "legacy: {discussed_at: [webinar-1, webinar-2, webinar-3, webinar-4]}\n")
    assert run("check", definition, "--today", "2027-06-20").code == 0


def test_a_further_entry_that_is_moved_by_itself_keeps_its_title(year_of: Callable[..., DatedYear]) -> None:
    legacy = "legacy: {discussed_at: [webinar-1, webinar-2, webinar-3]}\n"
    moved = f"activities: {{{PLANS}: {{steps: {{again-2: {{when: 2027-03-09}}}}}}}}\n"
    before, after = (year_of(MINIMAL + legacy + more)[f"{PLANS}.again-2"] for more in ("", moved))
    assert after.day.isoformat() == "2027-03-09"
    assert (after.title, after.audience) == (before.title, before.audience)


def test_what_was_ticked_before_fewer_sessions_were_named_is_no_trouble(run: Callable[..., Ran], write: Write) -> None:
    record = f"name,date,note\n{PLANS}.again,2027-02-16,\n"
    text = MINIMAL + "legacy: {discussed_at: webinar-2}\nrecords: {progress: progress.csv}\n"
    done = run("status", write(text, {"progress.csv": record}), "--today", "2027-03-01")
    assert (done.code, done.err) == (0, "")

from collections.abc import Set
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_plan import kit
from cop_plan.definition.community import Block
from cop_plan.kit import agenda_times
from cop_plan.schedule import typical_session
from cop_plan.schedule.breaks import BREAK_EVERY
from cop_plan.schedule.timeline import Entry
from cop_plan.schedule.typical_session import SessionType

RESTS = ("break", "lunch")
ASKED = (
    *("survey", "guidelines-draft", "guidelines-adopt", "guidelines-review", "capacity-building"),
    *("commitments", "impact-reflection"),
)


def session(minutes: int | None, **more: object) -> Entry:
    start = datetime(2026, 9, 29, 9, tzinfo=UTC)
    entry = Entry("orientation", "Orientation", "gathering", "launch", date(2026, 9, 29), None)
    end = start + timedelta(minutes=minutes or 0)
    return replace(entry, minutes=minutes, start=start, end=end, **more)  # type: ignore[arg-type]


def laid(minutes: int, called: SessionType = "other", *asked: str, **more: object) -> tuple[kit.TimedBlock, ...]:
    found = kit.agenda(session(minutes, **more), called, asked=frozenset(asked))
    assert isinstance(found, tuple)
    return found


def keys(blocks: tuple[kit.TimedBlock, ...]) -> list[str]:
    """Return the keys of the blocks but the rests; of one that goes on after a rest only once."""
    return list(dict.fromkeys(block.key for block in blocks if block.key not in RESTS))


def minutes_of(blocks: tuple[kit.TimedBlock, ...], key: str) -> int:
    return sum(block.minutes for block in blocks if block.key == key)


def stretches(slots: tuple[kit.TimedBlock, ...]) -> list[int]:
    found = [0]
    for slot in slots:
        if slot.key in RESTS:
            found.append(0)
        else:
            found[-1] += slot.minutes
    return found


kinds = st.sampled_from(sorted(agenda_times._SESSIONS))
asked_for = st.frozensets(st.sampled_from(ASKED))


@given(minutes=st.integers(1, 720), called=kinds, asked=asked_for, stories=st.integers(0, 40))
def test_an_agenda_takes_as_long_as_its_session_or_says_by_how_much_it_does_not_fit(
    minutes: int, called: SessionType, asked: Set[str], stories: int
) -> None:
    found = kit.agenda(session(minutes), called, asked=asked, stories=stories)
    if isinstance(found, tuple):
        assert sum(slot.minutes for slot in found) == minutes
        assert all(slot.minutes > 0 for slot in found)
        assert minutes % 5 or all(slot.minutes % 5 == 0 for slot in found)
        assert max(stretches(found)) <= BREAK_EVERY
        assert called != "last" or minutes_of(found, "stories") >= stories * 5
    else:
        assert isinstance(found, kit.TooShortSession)
        assert found.by > 0


@given(minutes=st.integers(1, 720), called=kinds, asked=asked_for)
def test_no_block_is_left_out_for_one_of_less_importance(minutes: int, called: SessionType, asked: Set[str]) -> None:
    entry = session(minutes)
    found = kit.agenda(entry, called, asked=asked)
    if isinstance(found, tuple):
        of_session = agenda_times._asked_for(entry, called, asked, 0)
        wanted = agenda_times._blocks(entry, called, of_session, frozenset(), 0)[2]
        there = [{"topics-from-survey": "choose-topics"}.get(key, key) for key in keys(found)]
        assert {*there} == {*wanted[: len(there)]}
        assert {*there} >= {*of_session} & {*agenda_times._SESSIONS[called].order}


@given(minutes=st.integers(1, 300), called=kinds, asked=asked_for, stories=st.integers(0, 40))
def test_a_session_that_is_longer_by_what_is_missing_has_an_agenda(
    minutes: int, called: SessionType, asked: Set[str], stories: int
) -> None:
    found = kit.agenda(session(minutes), called, asked=asked, stories=stories)
    if isinstance(found, kit.TooShortSession):
        found = kit.agenda(session(minutes + found.by), called, asked=asked, stories=stories)
    assert isinstance(found, tuple)


@pytest.mark.parametrize("minutes", range(60, 481, 5))
def test_orientation_of_any_length_has_what_matters_most(minutes: int) -> None:
    blocks = laid(minutes, "first", "survey", "guidelines-draft")
    found, worked = keys(blocks), sum(stretches(blocks))
    assert found[:4] == ["survey", "welcome", "purpose", "guidelines-draft"]
    assert {"existing-issues", "topics-from-survey", "reflection"} <= {*found}
    assert ("what-we-bring" in found) == (worked >= 70)
    assert ("first-try" in found) == (worked >= 75)
    assert ("website" in found) == (worked >= 85)


def test_orientation_of_a_day_is_no_single_block() -> None:
    found = laid(360, "first", "survey", "guidelines-draft")
    assert keys(found) == [
        *("survey", "welcome", "purpose", "guidelines-draft", "what-we-bring", "existing-issues"),
        *("topics-from-survey", "first-try", "website", "resource", "reflection"),
    ]
    assert max(minutes_of(found, key) for key in keys(found)) <= 60


def test_where_no_survey_is_taken_topics_are_not_chosen_from_it() -> None:
    assert "choose-topics" in keys(laid(120, "first"))


def test_a_topic_of_orientation_has_its_time() -> None:
    assert "topic" not in keys(laid(180, "first", "survey"))
    assert minutes_of(laid(180, "first", "survey", topic="Why aloud"), "topic") >= 15


def test_an_ordinary_meeting_of_an_hour() -> None:
    assert [(block.key, block.minutes) for block in laid(60)] == [
        *(("success", 5), ("try-it-reports", 10), ("topic", 25), ("resource", 5)),
        *(("next-try", 5), ("next-topics", 5), ("reflection", 5)),
    ]


def test_at_mid_year_guidelines_and_purpose_are_reviewed_plans_discussed_and_the_half_year_celebrated() -> None:
    found = laid(60, "other", "guidelines-review", "capacity-building")
    assert minutes_of(found, "capacity-building") == 15
    assert minutes_of(found, "guidelines-review") >= 10
    assert "half-year-celebration" in keys(found)
    assert "half-year-celebration" not in keys(laid(60))


def test_a_webinar_needs_no_resource_to_share() -> None:
    assert "resource" not in keys(laid(60, kind="webinar"))


def test_wrap_up_surveys_before_it_celebrates_and_gives_reflection_twenty_minutes() -> None:
    found = laid(360, "last", "survey", "commitments", "impact-reflection")
    assert keys(found) == [
        *("success", "stories", "results", "team-plans", "commitments", "impact-reflection", "survey", "celebration"),
    ]
    assert minutes_of(found, "impact-reflection") == 20


def test_plans_that_are_discussed_at_wrap_up_are_those_of_the_teams() -> None:
    found = keys(laid(120, "last", "capacity-building"))
    assert "team-plans" in found
    assert "capacity-building" not in found


def test_blocks_begin_one_after_the_other() -> None:
    found = laid(180)
    assert found[0].starts == datetime(2026, 9, 29, 9, tzinfo=UTC)
    for slot, following in pairwise(found):
        assert slot.starts
        assert following.starts == slot.starts + timedelta(minutes=slot.minutes)


def test_the_stories_of_all_members_fit_at_wrap_up_or_it_says_by_how_many_minutes_not() -> None:
    asked = frozenset(("survey", "commitments", "impact-reflection"))
    found = kit.agenda(session(120), "last", asked=asked, stories=30)
    assert isinstance(found, kit.TooShortSession)
    # 150 for stories, 10 for the survey, 10 for commitments, 20 for the reflection, and two breaks of 15.
    assert (found.needed, found.by) == (220, 100)


def test_a_session_without_a_length_has_no_agenda() -> None:
    assert kit.agenda(session(None)) == ()


@pytest.mark.parametrize("blocks", [50, 70])
def test_own_blocks_that_do_not_add_up_are_told(blocks: int) -> None:
    found = kit.agenda(session(60, agenda=(Block(title="Talk", lasts=blocks),)))
    assert isinstance(found, kit.UnevenAgenda)
    assert (found.blocks, found.minutes) == (blocks, 60)


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("A success 5 min, reports: 15 minutes; the routine (30 minutes), writing – 10 min.", [5, 15, 30, 10]),
        ("Une réussite 5 min, le sujet 1 h", [5, 60]),
        ("A success, try-it reports, the new routine", []),
        ("A success 5 min, the rest", []),
        ("Nothing 0 min", []),
        ("", []),
        (None, []),
    ],
)
def test_a_typical_session_is_read_where_each_block_has_its_minutes(text: str | None, blocks: list[int]) -> None:
    assert [block.lasts for block in typical_session.blocks(text)] == blocks


def test_a_typical_session_that_adds_up_is_the_agenda_and_gives_its_time_to_what_the_day_asks_for() -> None:
    typical = typical_session.blocks("A success 10 min, the routine 40 min, writing 10 min")
    found = kit.agenda(session(60), asked=frozenset(("capacity-building",)), typical=typical)
    assert isinstance(found, tuple)
    assert [(one.title or one.key, one.minutes) for one in found] == [
        *(("A success", 10), ("the routine", 25), ("capacity-building", 15), ("writing", 10)),
    ]
    other = kit.agenda(session(90), typical=typical)
    assert isinstance(other, tuple)
    assert all(one.title is None for one in other)

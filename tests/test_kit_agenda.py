from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cop_plan import kit
from cop_plan.kit.agenda_times import BREAK_EVERY
from cop_plan.schedule.timeline import Entry

RESTS = ("break", "lunch")


def session(minutes: int | None, **more: object) -> Entry:
    start = datetime(2026, 9, 29, 9, tzinfo=UTC)
    entry = Entry("orientation", "Orientation", "gathering", "launch", date(2026, 9, 29), None)
    end = start + timedelta(minutes=minutes or 0)
    return replace(entry, minutes=minutes, start=start, end=end, **more)  # type: ignore[arg-type]


def stretches(slots: tuple[kit.TimedBlock, ...]) -> list[int]:
    found = [0]
    for slot in slots:
        if slot.key in RESTS:
            found.append(0)
        else:
            found[-1] += slot.minutes
    return found


flags = st.sampled_from([{}, {"is_first": True, "survey": True}, {"is_last": True, "survey": True}, {"survey": True}])


@given(minutes=st.integers(1, 720), flags=flags, stories=st.integers(0, 40))
def test_an_agenda_takes_as_long_as_its_session_or_says_by_how_much_it_does_not_fit(
    minutes: int, flags: dict[str, bool], stories: int
) -> None:
    told = stories if flags.get("is_last") else 0
    found = kit.agenda(session(minutes), stories=told, **flags)
    if isinstance(found, tuple):
        assert sum(slot.minutes for slot in found) == minutes
        assert all(slot.minutes > 0 for slot in found)
        assert max(stretches(found)) <= BREAK_EVERY
        assert sum(slot.minutes for slot in found if slot.key == "stories") >= told * 5
    else:
        assert isinstance(found, kit.TooShortSession)
        assert found.by > 0


@given(minutes=st.integers(1, 300), flags=flags, stories=st.integers(0, 40))
def test_a_session_that_is_longer_by_what_is_missing_has_an_agenda(
    minutes: int, flags: dict[str, bool], stories: int
) -> None:
    told = stories if flags.get("is_last") else 0
    found = kit.agenda(session(minutes), stories=told, **flags)
    if isinstance(found, kit.TooShortSession):
        found = kit.agenda(session(minutes + found.by), stories=told, **flags)
    assert isinstance(found, tuple)


def test_orientation_begins_with_the_survey() -> None:
    found = kit.agenda(session(360), survey=True, is_first=True)
    assert isinstance(found, tuple)
    assert [slot.key for slot in found[:3]] == ["survey", "welcome", "existing-issues"]


def test_blocks_begin_one_after_the_other() -> None:
    found = kit.agenda(session(180))
    assert isinstance(found, tuple)
    assert found[0].starts == datetime(2026, 9, 29, 9, tzinfo=UTC)
    for slot, following in pairwise(found):
        assert slot.starts
        assert following.starts == slot.starts + timedelta(minutes=slot.minutes)


def test_the_stories_of_all_members_fit_at_wrap_up_or_it_says_by_how_many_minutes_not() -> None:
    found = kit.agenda(session(120), survey=True, is_last=True, stories=30)
    assert isinstance(found, kit.TooShortSession)
    # 10 for a success, 150 for stories, 15 for commitments, 5 for writing, 10 for the survey, and two breaks of 15.
    assert (found.needed, found.by) == (220, 100)


def test_a_session_without_a_length_has_no_agenda() -> None:
    assert kit.agenda(session(None)) == ()


@pytest.mark.parametrize("blocks", [50, 70])
def test_own_blocks_that_do_not_add_up_are_told(blocks: int) -> None:
    from cop_plan.definition.community import Block

    found = kit.agenda(session(60, agenda=(Block(title="Talk", lasts=blocks),)))
    assert isinstance(found, kit.UnevenAgenda)
    assert (found.blocks, found.minutes) == (blocks, 60)

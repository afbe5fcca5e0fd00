"""Dates that are still to be decided: they keep the day of the pattern and stand as an open question."""

from collections.abc import Callable

import pytest

from conftest import MINIMAL, DatedYear, Ran

YearOf = Callable[..., DatedYear]


@pytest.mark.parametrize("written", ["tbd", "TBD", "to be determined", "tba", "à déterminer"])
def test_what_is_to_be_decided_keeps_the_date_of_the_pattern(year_of: YearOf, written: str) -> None:
    usual = year_of(MINIMAL)["webinar-2"]
    kept = year_of(MINIMAL + f"activities: {{webinar-2: {{when: {written}}}}}\n")["webinar-2"]
    assert kept.day == usual.day
    assert kept.reason is not None
    assert kept.reason.phrase.undecided


def test_a_step_keeps_the_date_that_its_kind_gives(year_of: YearOf) -> None:
    usual = year_of(MINIMAL)["webinar-2.distribute-guide"]
    kept = year_of(MINIMAL + "activities: {webinar-2.distribute-guide: {when: tbd}}\n")["webinar-2.distribute-guide"]
    assert kept.day == usual.day


def test_an_entry_of_a_series_keeps_its_own_month(year_of: YearOf) -> None:
    usual = year_of(MINIMAL)["online-meeting.october"]
    kept = year_of(MINIMAL + "activities: {online-meeting.october: {when: tbd}}\n")["online-meeting.october"]
    assert kept.day == usual.day


def test_without_a_date_of_the_pattern_it_is_a_problem(problems_of: Callable[..., list[str]]) -> None:
    assert problems_of(MINIMAL + "activities: {tea: {title: Tea, when: tbd}}\n") == [
        "community.yaml:4:38: activities.tea.when: 'tbd' keeps the date that a pattern gives, and here is none to keep",
        "    hint: write a date, such as '2026-09-29', 'third tuesday of november', '1 week before webinar-1'"
        " or 'same day as orientation'",
    ]


def test_it_stands_as_an_open_question(run: Callable[..., Ran], write: Callable[..., object]) -> None:
    write(MINIMAL + "activities: {webinar-2: {when: tbd}}\n")
    done = run("check", "community.yaml", "--open", "--today", "2026-04-01")
    assert "activities.webinar-2.when: On which day is 'Webinar 2'?" in done.out


def test_a_whole_series_without_its_days_is_told_the_line_of_each(
    run: Callable[..., Ran], write: Callable[..., object], problems_of: Callable[..., list[str]]
) -> None:
    text = MINIMAL + "activities:\n  online-meeting: {when: tbd}\n"
    write(text)
    assert "hint: write under activities  online-meeting.october: {when: 2026-10-07}, or another day\n" in (
        run("check", "--today", "2026-10-01").out
    )
    assert problems_of(text + "  online-meeting.october: {when: 2026-10-07}\n") == []

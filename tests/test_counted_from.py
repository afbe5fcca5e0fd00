"""What a date may be counted from: an entry by its name or its title, a closure, a holiday."""

from collections.abc import Callable

import pytest

from conftest import MINIMAL, DatedYear

YearOf = Callable[..., DatedYear]
ProblemsOf = Callable[..., list[str]]
BARE = {"bare.yaml": "title: Bare\n"}
HEAD = (
    MINIMAL + "pattern: bare.yaml\nregion: CA-AB\n"
    "closures:\n  winter-break: 2026-12-21 to 2027-01-01\n  planning-day: {days: 2026-10-09, kind: no students}\n"
    "activities:\n  kick-off: {title: Opening Evening, when: 2026-11-17}\n"
)


@pytest.mark.parametrize(
    ("phrase", "day"),
    [
        ("1 week before Opening Evening", "2026-11-10"),
        ("2 days after the opening  evening", "2026-11-19"),
        ("1 week before kick off", "2026-11-10"),
        ("1 week before kick–off", "2026-11-10"),
        ("une semaine avant l’Opening Evening", "2026-11-10"),
        ("1 week before winter-break", "2026-12-14"),
        ("friday before Winter break", "2026-12-18"),
        ("first tuesday after the winter break", "2027-01-05"),
        ("2 days after winter break", "2027-01-04"),
        ("the day after planning-day", "2026-10-13"),
        ("tuesday after Thanksgiving", "2026-10-13"),
        ("1 week before Remembrance Day", "2026-11-04"),
        ("same day as Thanksgiving", "2026-10-12"),
        ("2 working days before Christmas", "2026-12-17"),
        ("tuesday before Truth and Reconciliation", "2026-09-29"),
    ],
)
def test_a_date_is_counted_from_a_title_a_closure_or_a_holiday(year_of: YearOf, phrase: str, day: str) -> None:
    assert year_of(f"{HEAD}  tea: {{title: Tea, when: {phrase}}}\n", BARE)["tea"].day.isoformat() == day


def test_the_reason_names_the_holiday(year_of: YearOf) -> None:
    dated = year_of(f"{HEAD}  tea: {{title: Tea, when: tuesday after Thanksgiving}}\n", BARE)
    reason = dated["tea"].reason
    assert reason is not None
    assert (reason.anchor, reason.day_off) == (None, "Thanksgiving Day")


def test_a_step_counts_from_a_step_of_the_same_activity_by_its_title(year_of: YearOf) -> None:
    text = HEAD + (
        "  one: {when: 2026-10-06, steps: {guide: {title: Guide, when: 1 week before},"
        " check: {when: 1 day before Guide}}}\n"
        "  two: {when: 2026-11-03, steps: {guide: {title: Guide, when: 1 week before}}}\n"
    )
    assert year_of(text, BARE)["one.check"].day.isoformat() == "2026-09-28"


def test_a_title_of_two_entries_is_a_problem_that_names_both(problems_of: ProblemsOf) -> None:
    text = HEAD + "  tea: {title: Opening evening, when: 2026-10-06}\n  cake: {when: 1 day before opening evening}\n"
    assert problems_of(text, BARE) == [
        "community.yaml:12:29: activities.cake.when:"
        " more than one entry, closure or holiday is called 'opening evening'",
        "    hint: write one of: kick-off, tea",
    ]


def test_the_beginning_of_two_holidays_is_a_problem_that_names_both(problems_of: ProblemsOf) -> None:
    assert problems_of(HEAD + "  cake: {when: tuesday after C}\n", BARE) == [
        "community.yaml:11:30: activities.cake.when: more than one entry, closure or holiday is called 'C'",
        "    hint: write one of: Christmas Day, Canada Day",
    ]


def test_the_same_day_as_a_closure_of_several_days_is_a_problem(problems_of: ProblemsOf) -> None:
    assert problems_of(HEAD + "  cake: {when: same day as winter break}\n", BARE) == [
        "community.yaml:11:16: activities.cake.when: Winter break has several days",
        "    hint: write 2026-12-21 or 2027-01-01",
    ]


def test_an_entry_that_is_called_like_a_holiday_comes_first(year_of: YearOf) -> None:
    text = HEAD + "  thanks: {title: Thanksgiving, when: 2026-11-24}\n  cake: {when: 1 week after thanksgiving}\n"
    assert year_of(text, BARE)["cake"].day.isoformat() == "2026-12-01"


def test_what_nothing_is_called_is_a_problem(problems_of: ProblemsOf) -> None:
    assert problems_of(HEAD + "  cake: {when: 1 week after kick-of}\n", BARE) == [
        "community.yaml:11:29: activities.cake.when: no entry is called 'kick-of'",
        "    hint: did you mean 'kick-off'?",
    ]


def test_a_definition_in_french_is_dated_in_french(year_of: YearOf) -> None:
    text = (
        "name: Lecture\nyear: 2026-2027\ntimezone: America/Toronto\nregion: CA-QC\nlanguage: fr-CA\n"
        "activities:\n  orientation: {when: quatrième mardi de septembre}\n"
        "  webinar-1: {when: troisième mardi de novembre}\n"
        "  merci: {title: Merci, when: une semaine après le webinaire 1}\n"
        "  suite: {title: Suite, when: mardi après l’Action de grâce}\n"
    )
    dated = year_of(text)
    days = [dated[name].day.isoformat() for name in ("orientation", "webinar-1", "merci", "suite")]
    assert days == ["2026-09-22", "2026-11-17", "2026-11-24", "2026-10-13"]

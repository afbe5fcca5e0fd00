"""The year as a terminal shows it: days and hours in one column, titles that hang, closed days, today at its place."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from rich.text import Text

from conftest import MINIMAL, ROOT, DatedYear
from cop_plan.app.project import CommunityProject
from cop_plan.cli import year_table
from cop_plan.render.year import Year

YearOf = Callable[..., DatedYear]
NOW = date(2026, 11, 29)
LITERACY = ROOT / "examples" / "literacy-for-all" / "community.yaml"
SGR = re.compile(r"\x1b\[[0-9;]*m")
TIMED = "activities: {webinar-1: {at: 15:30}, webinar-2: {at: 15:30, lasts: 75 minutes}}\n"


def styled(project: CommunityProject, columns: int, today: date = NOW, *, with_names: bool = False) -> list[str]:
    return year_table.styled(year(project), project.messages, today, columns, with_names=with_names).splitlines()


def year(project: CommunityProject) -> Year:
    return project.year(None, datetime(2026, 5, 1, tzinfo=UTC))


def plain(project: CommunityProject, columns: int, today: date = NOW, *, with_names: bool = False) -> list[str]:
    return [SGR.sub("", line) for line in styled(project, columns, today, with_names=with_names)]


def test_a_day_and_its_hour_are_one_column_and_a_title_continues_under_its_first_letter() -> None:
    shown = plain(CommunityProject(LITERACY), 80)
    at = shown.index("  Tue 17 Nov 3:30 pm   Webinar 1 · 1 hour")
    assert shown[at - 4 : at + 10] == [
        "  Thu 12 Nov           Welcome and answer what members have posted on the blog",
        "                         same day as “Publish the moderated blog post”",
        "  Mon 16 Nov           Webinar 1: send the reminder",
        "                         1 working day before Webinar 1",
        "  Tue 17 Nov 3:30 pm   Webinar 1 · 1 hour",
        "                         third Tuesday of November",
        "  Wed 18 Nov           Webinar 1: archive the webinar",
        "                         1 working day after Webinar 1",
        "  Wed 18 Nov           Webinar 1: archive the slides",
        "                         1 working day after Webinar 1",
        "  Wed 18 Nov           Webinar 1: send the link to the archive with one question",
        "                         same day as “Webinar 1: archive the webinar”",
        "  Thu 19 Nov           Webinar 1: note new knowledge and post highlights in the",
        "                       shared space",
    ]


def test_reasons_have_a_column_of_their_own_from_100_columns_on() -> None:
    line = next(line for line in plain(CommunityProject(LITERACY), 100) if "Webinar 1 ·" in line)
    assert re.fullmatch(r"  Tue 17 Nov 3:30 pm   Webinar 1 · 1 hour {20,}third Tuesday of November", line)


@pytest.mark.parametrize("columns", [20, 30, 40])
def test_on_a_narrow_terminal_titles_stand_under_their_days(columns: int) -> None:
    shown = plain(CommunityProject(LITERACY), columns)
    at = shown.index("Tue 17 Nov 3:30 pm")
    assert shown[at + 1] == "  Webinar 1 · 1 hour"


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_no_line_is_too_long_and_no_column_too_narrow(language: str, year_of: YearOf) -> None:
    long = "Réunion 読書の共同体 שלום 👩 " + "Supercalifragilistic" * 4
    text = MINIMAL + f"language: {language}\nactivities: {{webinar-1: {{at: 12:30, title: {long}}}}}\n"
    project = year_of(text).project
    for columns in (*range(20, 70, 3), 79, 80, 99, 100, 120):
        shown = plain(project, columns, with_names=True)
        assert max(Text(line).cell_len for line in shown) <= columns, columns
        texts = [line for line in shown if line.startswith("   ") and "  " not in line.strip()]
        begins = min((len(line) - len(line.lstrip()) for line in texts), default=0)
        assert columns - begins >= min(30, columns - 4), columns


def test_the_day_of_today_stands_among_the_dates(year_of: YearOf) -> None:
    project = year_of(MINIMAL).project
    for today, before, mark, after in (
        (date(2026, 11, 29), "", "── today, Sunday 29 November ──", ""),
        (date(2026, 11, 17), "", "── today, Tuesday 17 November ──", "  Tue 17 Nov "),
        (date(2026, 11, 18), "third Tuesday", "── today, Wednesday 18 November ──", "  Wed 18 Nov "),
        (date(2026, 4, 1), "April 2026", "── today, Wednesday 1 April 2026 ──", "  Tue 14 Apr "),
        (date(2025, 4, 1), "", "── today, Tuesday 1 April 2025 ──", ""),
        (date(2028, 4, 1), "", "── today, Saturday 1 April 2028 ──", None),
    ):
        shown = plain(project, 80, today)
        at = shown.index(mark)
        assert before in shown[at - 1]
        assert shown[at + 1 :] == [] if after is None else shown[at + 1].startswith(after)
        assert sum("today" in line for line in shown) == 1


def test_what_is_past_is_dim_and_sessions_are_bold(year_of: YearOf) -> None:
    project = year_of(MINIMAL + TIMED).project

    def line(title: str, today: date) -> str:
        return next(line for line in styled(project, 80, today) if SGR.sub("", line).endswith(title))

    assert "\x1b[1mWebinar 1\x1b[0m" in line("Webinar 1 · 1 hour", date(2026, 11, 17))
    assert "\x1b[1;2mWebinar 1\x1b[0m" in line("Webinar 1 · 1 hour", date(2026, 11, 18))
    assert line("Webinar 1: send the reminder", date(2026, 11, 16)).endswith("m          Webinar 1: send the reminder")
    assert "\x1b[2mWebinar 1: send the reminder\x1b[0m" in line("Webinar 1: send the reminder", date(2026, 11, 17))
    assert line("Webinar 2 · 1 hour 15 minutes", NOW)


def test_closed_days_are_lines_of_their_own_and_a_break_is_one(year_of: YearOf) -> None:
    text = MINIMAL + (
        "region: CA-AB\nclosures:\n"
        "  winter-break: 2026-12-21 to 2027-01-01\n"
        "  pd-day: {title: PD day, days: 2027-01-25}\n"
        "  weekend: 2027-01-30 to 2027-01-31\n"
    )
    shown = [line for line in plain(year_of(text).project, 80) if "closed" in line]
    from_december = next(at for at, line in enumerate(shown) if "Winter break" in line)
    assert shown[from_december - 1 : from_december + 3] == [
        "  Wed 11 Nov          closed: Remembrance Day",
        "  Mon 21 Dec – 1 Jan  closed: Winter break",
        "  Mon 25 Jan          closed: PD day",
        "  Mon 15 Feb          closed: Family Day",
    ]


def test_closed_days_are_named_in_the_language_of_the_community(year_of: YearOf) -> None:
    shown = plain(year_of(MINIMAL + "region: CA-QC\nlanguage: fr-CA\n").project, 80)
    assert any(line.endswith("fermé\N{NO-BREAK SPACE}: fête du Travail") for line in shown), shown
    assert "── aujourd’hui, dimanche 29 novembre ──" in shown


def test_what_a_space_joins_is_not_parted(year_of: YearOf) -> None:
    project = year_of(MINIMAL + "language: fr-CA\n" + TIMED).project
    for columns in range(30, 90):
        shown = plain(project, columns)
        assert not any(re.match(r"\s*[»:;?!]", line) or line.endswith("«") for line in shown), columns
        assert any("mar. 17 nov. 15\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30" in line for line in shown)


def test_names_of_entries_are_shown_where_they_are_asked_for(year_of: YearOf) -> None:
    project = year_of(MINIMAL).project
    shown = plain(project, 80, with_names=True)
    at = next(at for at, line in enumerate(shown) if line.endswith("Webinar 1: send the reminder"))
    assert shown[at + 1].strip() == "webinar-1.reminder"
    assert not any("webinar-1.reminder" in line for line in plain(project, 80))
    assert "  Webinar 1  [webinar-1]  (third Tuesday of November)" in year_table.lines(year(project), with_names=True)


def test_a_year_without_entries_says_what_the_day_is(year_of: YearOf) -> None:
    project = year_of(MINIMAL + "pattern: none.yaml\n", {"none.yaml": "title: Nothing\nactivities: {}\n"}).project
    assert plain(project, 80)[-1] == "── today, Sunday 29 November 2026 ──"

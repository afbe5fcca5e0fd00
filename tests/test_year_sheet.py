"""The year on one sheet of paper, and a sheet for each month: what stands on it, that it fits, that it prints so."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from datetime import date as Date
from pathlib import Path
from typing import Any

import pypdf
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from browser import Plan, Visiting
from conftest import MINIMAL, ROOT, DatedYear, Write
from cop_plan.base import browser
from cop_plan.plan import sheet_fit, year_sheet
from cop_plan.plan.sheet_fit import MM_PER_POINT, ListPart, ListRow
from cop_plan.render import qr

NOW = datetime(2026, 5, 1, tzinfo=UTC)
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml"))
OF_ALBERTA = MINIMAL + "region: CA-AB\n"
ALONE = OF_ALBERTA + "pattern: alone.yaml\n"
PATTERN = {"alone.yaml": "activities: {}\n"}
LONG = "Session {} with a title that goes on about what we do together this time"
ENDLESS = "Session {} " + "supercalifragilistic" * 12 + " long title words" * 20

YearOf = Callable[..., DatedYear]


def sessions(count: int, title: str = "Session {}", more: str = "at: 3:30 pm, ", every: int = 5) -> str:
    """Return a definition with so many sessions, each third of them mandatory."""
    lines = []
    for number in range(count):
        day = Date(2026, 9, 8) + timedelta(days=number * every)
        attendance = "optional" if number % 3 else "mandatory"
        of_all = f"kind: webinar, audience: participants, attendance: {attendance}"
        lines.append(f'  s{number}: {{{of_all}, when: {day}, {more}title: "{title.format(number)}"}}')
    return ALONE + "activities:\n" + "\n".join(lines) + "\n"


@pytest.fixture
def sheet_of(year_of: YearOf) -> Callable[[str], dict[str, Any]]:
    """Return what the sheet of a definition shows."""
    return lambda text: year_sheet.view(year_of(text, PATTERN).project.year(None, NOW))


# What stands on it.


def test_the_list_has_every_session_with_its_day_hour_and_topic(sheet_of: Callable[[str], dict[str, Any]]) -> None:
    text = sessions(2, more='at: 3:30 pm, lasts: 90 minutes, topic: "Reading aloud", ')
    assert [(one.look, one.date, one.hour, one.title, one.more) for one in sheet_of(text)["rows"]] == [
        ("must", "Tue 8 Sep", "3:30–5 pm", "Session 0", "Reading aloud"),
        ("may", "Sun 13 Sep", "3:30–5 pm", "Session 1", "Reading aloud"),
    ]


def test_where_no_session_has_an_hour_it_is_said_once_above(sheet_of: Callable[[str], dict[str, Any]]) -> None:
    shown = sheet_of(sessions(3, more=""))
    assert {one.hour for one in shown["rows"]} == {""}
    assert "3 sessions have no hour yet" in shown["head"].about
    assert "Alberta" not in shown["head"].about  # no hour, no clock


def test_where_one_has_an_hour_the_others_say_that_theirs_is_to_be_set(
    sheet_of: Callable[[str], dict[str, Any]],
) -> None:
    text = sessions(2, more="").replace("title: ", "at: 3:30 pm, title: ", 1)
    assert [one.hour for one in sheet_of(text)["rows"]] == ["3:30–4:30 pm", "time to be set"]


def test_a_cancelled_session_says_so_and_why_and_is_not_marked(sheet_of: Callable[[str], dict[str, Any]]) -> None:
    shown = sheet_of(sessions(3, more="at: 3:30 pm, ").replace("title: ", 'cancelled: "Snow", title: ', 1))
    assert next((one.look, one.before, one.more) for one in shown["rows"]) == ("cancelled", "Cancelled: ", "Snow")
    marked = [day.day.isoformat() for month in shown["grids"].months for day in month.days if day.mark]
    assert marked == ["2026-09-13", "2026-09-18"]


def test_people_go_to_places_and_read_no_links_off_a_sheet(sheet_of: Callable[[str], dict[str, Any]]) -> None:
    places = "places: {library: {name: Cedar Library, address: 1 Cedar Street}}\n"
    text = sessions(1, more="at: 9:00, where: library, ") + places
    assert [one.more for one in sheet_of(text)["rows"]] == ["Cedar Library"]
    text = sessions(1, more="at: 9:00, where: https://example.org/meet, ")
    assert [one.more for one in sheet_of(text)["rows"]] == [""]


def test_where_titles_are_shortened_those_of_what_is_sent_and_of_days_away_are_too(
    sheet_of: Callable[[str], dict[str, Any]],
) -> None:
    more = "at: 9:00, lasts: 2 hours, readings: [Chapter 1], "
    shown = sheet_of(sessions(20, "Session {} " + "W" * 2000, more, every=14))
    assert shown["columns"].longest
    titles = [one.title for part in ("rows", "sent", "away") for one in shown[part]]
    assert len(titles) > 40
    assert max(map(len, titles)) <= shown["columns"].longest + 1


def test_the_months_go_from_the_first_session_to_the_last(sheet_of: Callable[[str], dict[str, Any]]) -> None:
    shown = sheet_of(sessions(4, every=30))
    assert [one.key for one in shown["grids"].months] == ["2026-09", "2026-10", "2026-11", "2026-12"]


def test_months_in_which_nothing_is_get_no_sheet(sheet_of: Callable[[str], dict[str, Any]]) -> None:
    assert [one.month.key for one in sheet_of(sessions(3, every=70))["walls"]] == ["2026-09", "2026-11", "2027-01"]


def test_a_year_without_sessions_is_a_sheet_that_says_so(sheet_of: Callable[[str], dict[str, Any]]) -> None:
    shown = sheet_of(ALONE)
    assert (shown["rows"], shown["grids"], shown["walls"]) == ([], None, ())


def test_closed_days_are_told_by_date(sheet_of: Callable[[str], dict[str, Any]]) -> None:
    closed = "closures: {spring-break: 2027-03-29 to 2027-04-02, convention: 2027-02-11}\n"
    told = "Convention Thu 11 Feb · Spring break Mon 29 Mar to Fri 2 Apr"
    assert sheet_of(closed + sessions(8, every=30))["closed"] == told


def test_no_word_on_the_wall_is_broken_where_smaller_letters_hold_it(
    sheet_of: Callable[[str], dict[str, Any]],
) -> None:
    short, long = (
        sheet_of(sessions(1, title=f"{title} {{}}"))["walls"][0].points for title in ("Talk", "Recommandationsliste")
    )
    assert long < short


# The code of the website.


def drawn(path: str) -> set[tuple[int, int]]:
    """Return the dark modules of a code's path."""
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path)
    return {(int(x) + at, int(y)) for x, y, width in runs for at in range(int(width))}


@given(st.text(st.characters(codec="ascii", min_codepoint=33), max_size=80))
@settings(max_examples=30, derandomize=True)
def test_the_code_is_that_of_the_address_with_white_around_it(end: str) -> None:
    made = qr.code(f"https://example.org/{end}")
    assert made is not None
    theirs = segno.make_qr(f"https://example.org/{end}", error="m", boost_error=False)
    dark = {(x + 4, y + 4) for y, row in enumerate(theirs.matrix) for x, is_dark in enumerate(row) if is_dark}
    assert drawn(made.path) == dark
    assert made.size == theirs.symbol_size()[0]


@pytest.mark.parametrize("address", ["", "mailto:a@example.org", "javascript:alert(1)", "example.org", "ftp://a.org"])
def test_only_an_address_of_the_web_has_a_code(address: str) -> None:
    assert qr.code(address) is None


@pytest.mark.parametrize(("length", "has_code"), [(230, True), (300, False), (2000, False)])
def test_an_address_whose_code_no_telephone_would_read_off_paper_has_none(length: int, has_code: bool) -> None:
    assert (qr.code("https://example.org/" + "a" * length) is not None) == has_code


def test_an_address_that_no_code_can_hold_has_none() -> None:
    assert qr.code("https://example.org/" + "a" * 4000) is None


# That it fits.

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)
ROWS = st.builds(
    ListRow, st.just("Tue 17 Nov"), st.sampled_from(["", "3:30–4:30 pm"]), WORDS, st.just("") | WORDS, st.booleans()
)


@settings(max_examples=100, derandomize=True)
@given(parts=st.lists(st.builds(ListPart, st.lists(ROWS, max_size=40)), min_size=1, max_size=3))
def test_a_list_is_set_so_that_it_fits_or_goes_on_behind_its_sheet(parts: Sequence[ListPart]) -> None:
    found = sheet_fit.columns(parts, 259, 170)
    if found.fits and found.longest is None:
        assert sheet_fit.height_em(parts, found) * found.points * MM_PER_POINT <= 170 * found.number


def test_few_sessions_are_written_larger_than_many(sheet_of: Callable[[str], dict[str, Any]]) -> None:
    found = [sheet_of(sessions(count))["columns"] for count in (5, 40, 60)]
    assert [one.number for one in found] == sorted(one.number for one in found)
    assert found[0].points > found[2].points
    assert all(one.fits and one.longest is None for one in found)


# Whatever is too large for its place, as a browser sets it for print.
_CLIPPED = """() => [...document.querySelectorAll('.sheet, .lists, .months, .small, .wall .month-view')]
    .filter(part => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1)
    .map(part => [part.className, part.scrollHeight - part.clientHeight, part.scrollWidth - part.clientWidth])"""


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        (sessions(1), True),
        (sessions(30, every=9), True),
        (sessions(60, more='at: 3:30 pm, topic: "Reading in every subject", '), True),
        (sessions(60, LONG), True),
        (sessions(20, ENDLESS, every=14), False),
        (sessions(12, "لقاء {} لجميع القراء في المدينة", every=20).replace("CA-AB", "EG"), True),
        (sessions(12, "読書会の第{}回の集まり", every=20).replace("CA-AB", "JP"), True),
        (sessions(40, every=1), True),
        (sessions(30, every=0), True),
        (sessions(5, every=9) + "closures: {off: {title: " + "o" * 9000 + ", days: 2026-09-09}}\n", True),
        (sessions(20, "Session {} " + "W" * 2000, every=14), False),
        (sessions(8, more="at: 23:30, lasts: 3 hours, topic: " + "t" * 2000 + ", ", every=14), True),
        (sessions(14, every=20).replace("name: Readers", "name: " + "Readers of all schools " * 9), True),
    ],
    ids=[
        "one",
        "30",
        "60",
        "60 long",
        "20 endless",
        "Arabic",
        "Japanese",
        "every day",
        "one day",
        "a long closure",
        "one long word",
        "a long topic",
        "a long name",
    ],
)
def test_no_sheet_cuts_anything_off(text: str, is_whole: bool, write: Write, started: Any, visit: Visiting) -> None:
    definition = write(text, PATTERN)
    done = started.run(definition.parent, ["schedule", "community.yaml", "--today", "2026-05-01", "--format", "html"])
    assert done.code == 0, done.said
    with visit(definition.parent / "plan" / "year.html") as visited:
        visited.look(media="print")
        assert visited.page.evaluate(_CLIPPED) == []
        shown = visited.page.locator("#h_sessions ~ ol > li b").all_inner_texts()
    titles = [one.shown_to_members for one in DatedYear(definition).dated.attended()]
    assert len(shown) == len(titles)
    assert not is_whole or shown == titles


# That it prints so.


def joined(text: str) -> str:
    """Return a text without any space, since a reader of PDF files puts spaces where it pleases."""
    return "".join(text.split())


@pytest.fixture(scope="module")
def ten_lines(started: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the year of a definition that says almost nothing."""
    folder = tmp_path_factory.mktemp("ten-lines")
    (folder / "community.yaml").write_text(OF_ALBERTA, encoding="utf-8")
    done = started.run(folder, ["schedule", "community.yaml", "--today", "2026-05-01"])
    assert done.code == 0, done.said
    return folder / "plan"


@pytest.fixture
def folder_of(plan: Plan, ten_lines: Path) -> Callable[[str], Path]:
    """Return the folder of the year of an example, in French where a `+fr` follows, or of ten lines."""

    def folder_of(name: str) -> Path:
        if name == "ten lines":
            return ten_lines
        example, is_french, _ = name.partition("+fr")
        return plan(example, "fr-CA" if is_french or example == "lire-a-sept" else "en-CA")

    return folder_of


PRINTED = [*EXAMPLES, "literacy-for-all+fr", "ten lines"]


@pytest.mark.parametrize("name", PRINTED)
def test_the_first_printed_sheet_holds_the_title_of_every_session(
    name: str, folder_of: Callable[[str], Path], tmp_path: Path
) -> None:
    folder = folder_of(name)
    found = browser.installed(None)
    assert found is not None
    made = tmp_path / "year.pdf"
    made.write_bytes(browser.pdf(found, (folder / "year.html").read_bytes(), NOW))
    pages = pypdf.PdfReader(made).pages
    assert 2 <= len(pages) <= 18
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {(792, 612)}
    year = DatedYear(folder.parent / "community.yaml")
    first = joined(pages[0].extract_text())
    for entry in year.dated.attended():
        assert joined(entry.shown_to_members) in first
        assert joined(year.project.year(None, NOW).words.short_day(entry.day)) in first
    months = [joined(page.extract_text()) for page in pages[1:]]
    for entry in year.dated.attended():
        month = joined(year.project.year(None, NOW).words.month_and_year(entry.day))
        assert any(text.startswith(month) and joined(entry.shown_to_members) in text for text in months), entry.id


@pytest.mark.parametrize("name", PRINTED)
def test_the_sheet_can_be_read_by_everybody_on_any_screen(
    name: str, folder_of: Callable[[str], Path], visit: Visiting
) -> None:
    page = folder_of(name) / "year.html"
    assert page.stat().st_size < 150_000
    with visit(page) as visited:
        for width, scheme in ((1440, "light"), (375, "dark"), (768, "light"), (320, "light")):
            visited.look(width=width, scheme="dark" if scheme == "dark" else "light")
            assert visited.overflow == 0, width
            if width in (1440, 375):
                assert visited.barriers() == [], (width, scheme)
        visited.look(media="print")
        assert visited.page.evaluate(_CLIPPED) == []


def test_a_theme_for_other_paper_leaves_the_sheets_on_their_side(write: Write, started: Any, tmp_path: Path) -> None:
    write(OF_ALBERTA, {"ours/theme.css": "@page { size: A4; }\n"})
    words = ["schedule", "community.yaml", "--pdf", "--templates", "ours", "--format", "html", "--today", "2026-05-01"]
    done = started.run(tmp_path, words)
    assert done.code == 0, done.said
    sizes = {
        name: {(round(page.mediabox.width), round(page.mediabox.height)) for page in pypdf.PdfReader(path).pages}
        for name in ("plan", "year")
        for path in [tmp_path / "plan" / f"{name}.pdf"]
    }
    assert sizes == {"plan": {(595, 842)}, "year": {(792, 612)}}


def test_a_mark_leads_to_its_session(plan: Plan, visit: Visiting) -> None:
    with visit(plan("literacy-for-all", "en-CA") / "year.html") as visited:
        visited.page.get_by_role("link", name="Tue 17 Nov: Webinar 1").click()
        assert visited.page.url.endswith("#webinar-1")
        assert "Talk before text" in visited.page.locator("#webinar-1").inner_text()

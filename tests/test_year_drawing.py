"""The drawing of the year: each session once, no two labels that touch, phases and closed days as they are."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from browser import Plan, Visiting
from conftest import MINIMAL, ROOT, DatedYear
from cop_plan import render
from cop_plan.app import shipped
from cop_plan.cli import shell
from cop_plan.plan import drawn_labels, phase_ribbon, year_drawing
from cop_plan.plan.drawn_labels import LAYOUTS, Layout, text_width
from cop_plan.plan.year_drawing import Drawing, DrawnText, Mark
from cop_plan.schedule import history

YearOf = Callable[..., DatedYear]
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml"))
BARE = "activities: {}\n"


def drawn(year: DatedYear, *, for_members: bool = False) -> Drawing:
    published = history.publish(year.dated, None, shell.now("2026-05-01"))
    words = shipped.language(year.loaded.community.language)
    return year_drawing.drawing(render.Year(year.dated, published, words), for_members=for_members)


def of_days(days: Iterable[date], year_of: YearOf, more: str = "") -> Drawing:
    """Return the drawing of a year of which nothing is known but the days of its webinars."""
    listed = "".join(
        f"  w-{at}: {{title: W, kind: webinar, phase: learn, when: {day}}}\n" for at, day in enumerate(days)
    )
    return drawn(year_of(f"{MINIMAL}pattern: bare.yaml\n{more}activities:\n{listed}", {"bare.yaml": BARE}))


def at(share: str) -> float:
    return float(share.rstrip("%"))


def shown_in(layout: Layout, alternatives: Iterable[tuple[object, str]]) -> list[object]:
    return [one for one, classes in alternatives if not classes or f"at-{layout.name}" in classes.split()]


def marks_in(layout: Layout, drawing: Drawing) -> list[list[Mark]]:
    """Return the marks of each row in a layout."""
    rows = []
    for row in drawing.rows:
        (tracks,) = shown_in(layout, row.tracks)
        assert isinstance(tracks, year_drawing.Tracks)
        rows.append(list(tracks.marks))
    return rows


def span(text: DrawnText, size: float, pixels: int) -> tuple[float, float]:
    """Return from where to where a text reaches, in pixels."""
    width, x = text_width(text.text, size), at(text.x) / 100 * pixels
    left = {"start": x, "middle": x - width / 2, "end": x - width}[text.anchor]
    return left, left + width


def test_every_session_is_drawn_once_in_each_layout(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    for layout in LAYOUTS:
        marks = [mark.id for row in marks_in(layout, drawn(year)) for mark in row]
        assert sorted(marks) == sorted(entry.id for entry in year.dated.entries if entry.is_occasion)


DAYS = st.lists(st.dates(date(2026, 4, 1), date(2027, 11, 30)), min_size=3, max_size=60)


@settings(max_examples=40)
@given(days=DAYS)
def test_no_two_sessions_touch_however_they_lie(days: list[date], year_of: YearOf) -> None:
    drawing = of_days(days, year_of)
    for layout in LAYOUTS:
        for row in marks_in(layout, drawing):
            assert len(row) == len(days)
            for one, other in combinations(row, 2):
                across = abs(at(one.x) - at(other.x)) / 100 * layout.pixels
                assert across > year_drawing.CLOSEST - 0.1 or abs(one.y - other.y) >= year_drawing.CLOSEST


@settings(max_examples=40)
@given(days=DAYS, closed=st.lists(st.integers(0, 300), max_size=12))
def test_no_two_names_of_years_or_of_closures_touch(days: list[date], closed: list[int], year_of: YearOf) -> None:
    # A closed day that a session has by name is a matter of another test.
    spans = {f"break-{name}": date(2026, 8, 15) + timedelta(days=name) for name in closed}
    more = "".join(f"  {name}: {{days: {day} to {day + timedelta(days=4)}}}\n" for name, day in spans.items())
    drawing = of_days(days, year_of, f"closures:\n{more}" if more else "")
    for layout in LAYOUTS:
        for texts, size in ((drawing.years, 12), (drawing.closed_names, 11)):
            shown = [one for one in shown_in(layout, texts) if isinstance(one, DrawnText)]
            reached = sorted(span(one, size, layout.pixels) for one in shown)
            assert all(right < left for (_, right), (left, _) in pairwise(reached))
            assert all(left > -2 and right < layout.pixels + 2 for left, right in reached)


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("months", [5, 10, 18, 20, 36])
def test_the_axis_names_its_months_as_far_as_there_is_room(months: int, language: str, year_of: YearOf) -> None:
    # As far as a day may lie before the school year, if the year is drawn as long as one can be.
    first = date(2025, 8, 15) if months > 18 else date(2026, 8, 15)
    days = [first, first + timedelta(days=30 * (months - 1))]
    drawing = of_days(days, year_of, f"language: {language}\n")
    assert abs(len(drawing.months) - months) <= 1
    for layout in LAYOUTS:
        (axis,) = shown_in(layout, drawing.axis)
        assert isinstance(axis, year_drawing.MonthNames)
        assert len(axis.texts) == len(drawing.months) or months > 20
        reached = [span(one, 11, layout.pixels) for one in axis.texts]
        if any(len(one.text) > 1 for one in axis.texts):
            assert all(right <= left for (_, right), (left, _) in pairwise(reached))
        else:
            assert layout.pixels / len(axis.texts) >= 9


def test_the_drawn_year_begins_and_ends_with_whole_months(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    drawing = drawn(year)
    assert drawing.first.day == drawing.end.day == 1
    assert drawing.first <= year.dated.entries[0].day <= year.dated.entries[-1].day < drawing.end
    assert [month.short for month in drawing.months if month.begins_year] == ["Apr", "Jan"]
    assert {text.text for text, _ in drawing.years} == {"2026", "2027"}


def test_a_year_without_any_session_is_drawn_too(year_of: YearOf) -> None:
    bare = "activities: {only: {title: One, kind: task, when: 2027-01-04, phase: learn}}\n"
    drawing = drawn(year_of(f"{MINIMAL}pattern: bare.yaml\n", {"bare.yaml": bare}), for_members=True)
    assert (drawing.rows, drawing.first) == ((), date(2027, 1, 1))
    empty = drawn(year_of(f"{MINIMAL}pattern: bare.yaml\n", {"bare.yaml": BARE}))
    assert (empty.rows, empty.ribbon.pieces, len(empty.months)) == ((), (), 12)


CALLS = """\
activities:
  calls: {title: Planning call, kind: online-meeting, phase: learn, repeat: [october, march], when: first monday,
    audience: team}
"""


def test_members_see_what_they_attend_in_the_months_in_which_they_meet(year_of: YearOf) -> None:
    year = year_of(MINIMAL + CALLS)
    drawing = drawn(year, for_members=True)
    attended = year.dated.attended()
    for layout in LAYOUTS:
        assert sorted(mark.id for row in marks_in(layout, drawing) for mark in row) == sorted(
            one.id for one in attended
        )
    assert (drawing.first.month, (drawing.end - timedelta(days=1)).month) == (
        attended[0].day.month,
        attended[-1].day.month,
    )


def test_meetings_of_the_team_have_a_row_of_their_own(year_of: YearOf) -> None:
    drawing = drawn(year_of(MINIMAL + CALLS))
    assert [row.label for row in drawing.rows][-1] == "Team meetings"
    assert {mark.id for mark in marks_in(LAYOUTS[0], drawing)[-1]} == {"calls.october", "calls.march"}


def test_what_is_cancelled_is_not_drawn(year_of: YearOf) -> None:
    drawing = drawn(year_of(f"{MINIMAL}activities: {{webinar-1: {{cancelled: Snow day}}}}\n"))
    assert "webinar-1" not in {mark.id for row in marks_in(LAYOUTS[0], drawing) for mark in row}


# The phases.


def test_phases_share_the_height_of_one_ribbon_where_they_overlap(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    drawing = drawn(year)
    scale = year_drawing.Scale(drawing.first, drawing.end)
    names = ["prepare", "launch", "learn", "wrap-up", "legacy"]
    for number, phase in enumerate(names, start=1):
        days = [entry.day for entry in year.dated.entries if entry.phase == phase]
        own = sorted((piece.x, piece.x + piece.width) for piece in drawing.ribbon.pieces if piece.number == number)
        assert own[0][0] == pytest.approx(scale.share(days[0]))
        assert own[-1][1] == pytest.approx(scale.share(days[-1] + timedelta(days=1)))
        assert all(end == pytest.approx(start) for (_, end), (start, _) in pairwise(own))
    for day in (drawing.first + timedelta(days=at) for at in range((drawing.end - drawing.first).days)):
        middle = scale.share(day) + 0.01
        here = [piece for piece in drawing.ribbon.pieces if piece.x <= middle < piece.x + piece.width]
        assert sum(piece.height for piece in here) == pytest.approx(phase_ribbon.HEIGHT if here else 0)


def test_each_phase_is_named_in_the_ribbon_or_beside_its_number(year_of: YearOf) -> None:
    ribbon = drawn(year_of(MINIMAL)).ribbon
    for layout in LAYOUTS:
        labels = [one for one in shown_in(layout, ribbon.labels) if isinstance(one, phase_ribbon.PhaseLabel)]
        keys = {key for key in shown_in(layout, ribbon.keys) if isinstance(key, tuple)}
        named = {label.number for label in labels if label.is_name}
        assert named | {number for number, _ in keys} == {1, 2, 3, 4, 5}
        assert not named & {number for number, _ in keys}
    assert {label.text for label, classes in ribbon.labels if label.is_name} >= {"Prepare", "Learn together", "Legacy"}


# The closures.

CLOSURES = """\
closures:
  winter-break: 2026-12-21 to 2027-01-01
  conference: {days: 2027-02-11 to 2027-02-12, title: The long name of a conference that nobody has room for here,
    kind: teachers' convention}
  planning: {days: 2026-10-13, kind: no students}
  summer: 2029-07-01 to 2029-08-31
"""


def test_closed_days_are_shaded_with_their_titles_and_named_where_there_is_room(year_of: YearOf) -> None:
    drawing = drawn(year_of(MINIMAL + CLOSURES))
    assert [one.title.partition(",")[0] for one in drawing.closed] == [
        "Winter break",
        "The long name of a conference that nobody has room for here",
    ]
    assert drawing.closed[0].title == "Winter break, Mon 21 Dec to Fri 1 Jan"
    for layout in LAYOUTS:
        names = [one.text for one in shown_in(layout, drawing.closed_names) if isinstance(one, DrawnText)]
        assert "Winter break" in names


def test_the_drawing_says_in_words_what_it_shows(year_of: YearOf) -> None:
    said = drawn(year_of(MINIMAL + CLOSURES)).said
    assert said.startswith("The year from Wednesday 1 April 2026 to ")
    assert "Face-to-face session: 2; Webinar: 4; Online meeting: 8" in said
    assert "Closed: Winter break, Mon 21 Dec to Fri 1 Jan; " in said


# How wide texts are: no font of a browser may make one wider than is reckoned with.


@pytest.mark.parametrize(
    "text",
    [
        "Face-to-face session",
        "Apprentissage en commun",
        "MWQ@%…",
        "2026",
        "déc.",
        "研究会",
        "🎉 🦄",
        "Каникулы",
        "חופשת חורף",
        "छुट्टियाँ",
    ],
)
def test_a_text_is_no_wider_than_reckoned(text: str, visit: Visiting, tmp_path: str) -> None:

    page = Path(tmp_path) / "page.html"
    fonts = ("system-ui, sans-serif", "DejaVu Sans", "Liberation Sans")
    spans = "".join(f'<span style="font: 20px {font}">{text}</span><br>' for font in fonts)
    page.write_text(f'<!doctype html><meta charset="utf-8"><title>x</title>{spans}', encoding="utf-8")
    with visit(page) as visited:
        widths = visited.page.locator("span").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert max(widths) <= drawn_labels.text_width(text, 20)


# In a browser.

_TOUCHING = """() => {
    const shown = [...document.querySelectorAll(".drawing text, .drawing .lane > span, .drawing .flag text")]
        .filter(one => one.textContent && one.getBoundingClientRect().width);
    const boxes = shown.map(one => [one.textContent, one.getBoundingClientRect()]);
    const meet = (from, to, other, until) => from < until - 1 && other < to - 1;
    const touch = (a, b) => meet(a.left, a.right, b.left, b.right) && meet(a.top, a.bottom, b.top, b.bottom);
    return boxes.flatMap(([text, box], at) => boxes.slice(at + 1)
        .filter(([, other]) => touch(box, other)).map(([other]) => `${text} / ${other}`));
}"""


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_no_two_labels_touch_in_a_browser(example: str, language: str, plan: Plan, visit: Visiting) -> None:
    found = {}
    for name in ("plan.html", "team.html"):
        with visit(plan(example, language) / name, now="2026-12-24T12:00:00-07:00") as visited:
            for width in (320, 375, 768, 1440):
                visited.look(width=width)
                found[name, width] = (visited.page.evaluate(_TOUCHING), visited.overflow)
            visited.look(width=816, media="print")
            found[name, 0] = (visited.page.evaluate(_TOUCHING), visited.overflow)
    assert {where: what for where, what in found.items() if what != ([], 0)} == {}


def test_today_is_a_flag_behind_the_text(plan: Plan, visit: Visiting) -> None:
    page = plan("literacy-for-all", "en-CA") / "team.html"
    with visit(page, now="2026-11-17T12:00:00-07:00") as visited:
        flag = visited.page.locator(".drawing .flag text")
        assert flag.text_content() == "Today"
        # The mark of the session of this very day lies over the line.
        mark = visited.page.locator(".drawing a:visible", has_text="Webinar 1").first
        mark.scroll_into_view_if_needed()
        box = mark.bounding_box()
        assert box
        middle = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 4}
        on_top = visited.page.evaluate(
            "at => document.elementFromPoint(at.x, at.y).closest('a')?.getAttribute('href') ?? ''", middle
        )
        assert on_top.endswith("#webinar-1")
        mark.click()
        assert visited.page.url.endswith("#webinar-1")
    with visit(page, now="2030-01-01T12:00:00-07:00") as visited:
        assert visited.page.locator(".drawing .now").is_hidden()


def test_a_mark_is_reached_and_followed_by_keyboard(plan: Plan, visit: Visiting) -> None:
    with visit(plan("small-start", "en-CA") / "team.html", now="2026-11-17T12:00:00-07:00") as visited:
        visited.tab_to(".drawing a")
        visited.page.keyboard.press("Enter")
        target = visited.page.url.partition("#")[2]
        assert visited.page.locator(f"[id='{target}']").count() == 1

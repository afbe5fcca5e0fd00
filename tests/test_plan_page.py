"""The page that people look at: what it holds, what it lets in, and what its script can rely on."""

import base64
import hashlib
import html
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import unquote

import icalendar
import pytest

from conftest import MINIMAL, ROOT, DatedYear
from cop_plan import plan, render
from cop_plan.app import shipped
from cop_plan.base import files
from cop_plan.cli import shell
from cop_plan.plan import overview, page
from cop_plan.schedule import history
from test_render import Elements, everywhere

YearOf = Callable[..., DatedYear]
NOW = shell.now("2026-05-01")
STYLE = "".join(
    (ROOT / "templates" / name).read_text(encoding="utf-8") for name in ("page.css", "drawing.css", "plan.css")
)


def made(year: DatedYear, now: datetime = NOW, lock: history.Lock | None = None) -> render.Year:
    return render.Year(
        year.dated, history.publish(year.dated, lock, now), shipped.language(year.loaded.community.language)
    )


def page_of(year: DatedYear, now: datetime = NOW) -> str:
    return plan.pages(made(year, now), ["html"], shipped.templates())["plan.html"].decode()


def attributes(text: str, tag: str) -> list[dict[str, str | None]]:
    return [attrs for name, attrs in Elements(text).seen if name == tag]


# What it looks like.


def colours() -> Mapping[str, Mapping[str, str]]:
    """Return the colours of both schemes by their names."""
    light, dark = (dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", line)) for line in STYLE.splitlines()[:2])
    return {"light": light, "dark": light | dark}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours. Source: WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


TEXT = [(text, ground) for text in ("ink", "quiet", "accent") for ground in ("paper", "soft", "here")]
TEXT += [("ink", "bar"), ("ink", "bar2"), ("ink", "bar3"), ("quiet", "closed")]
DRAWN = [("accent", "paper"), ("accent", "soft"), ("accent", "here"), ("edge", "paper"), ("edge", "soft"),
         ("accent", "closed")]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), [*TEXT, ("paper", "ink")])
def test_text_can_be_read_on_its_ground(scheme: str, colour: str, ground: str) -> None:
    assert contrast(colours()[scheme][colour], colours()[scheme][ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("colour", "ground"), DRAWN)
def test_what_is_drawn_and_what_has_the_focus_stands_out(scheme: str, colour: str, ground: str) -> None:
    assert contrast(colours()[scheme][colour], colours()[scheme][ground]) >= 3


def test_every_colour_is_one_of_the_schemes() -> None:
    rules = "\n".join(STYLE.splitlines()[2:])
    # In the margin of a sheet of paper, not every browser knows custom properties.
    assert re.findall("#[0-9a-f]{6}", rules) == [colours()["light"]["quiet"]]
    assert set(re.findall(r"var\(--(\w+)\)", rules)) == set(colours()["light"])


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_a_full_year_is_under_150_kilobytes(language: str, year_of: YearOf) -> None:
    folder = ROOT / "examples" / "literacy-for-all"
    text = (folder / "community.yaml").read_text(encoding="utf-8")
    beside = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.csv")}
    year = year_of(re.sub("(?m)^language: .*$", f"language: {language}", text), beside)
    assert len(page_of(year).encode()) < 150_000


# What it lets in.


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_lets_in_the_pages_own_style_and_script_and_nothing_else(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL))
    (policy,) = (attrs["content"] for attrs in attributes(text, "meta") if attrs.get("http-equiv"))
    ((style,), (script,)) = (re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("style", "script"))
    assert policy == (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_a_theme_changes_colours_and_parts_and_the_policy_follows(year_of: YearOf) -> None:
    theme = (
        '{# A theme. #}{% extends "plan.html.j2" %}'
        "{% block colours %}:root { --accent: #7a1f3d; }{% endblock %}"
        "{% block letterhead %}<p>North Division</p>{% endblock %}"
    )
    texts = {"theme.html.j2": theme}
    year = made(year_of(MINIMAL))
    templates = render.environment(lambda name: texts.get(name) or files.template_text(name))
    shown = overview.view(year)
    text = templates.get_template("theme.html.j2").render(shown | page.view(year, shown, templates))
    (style,) = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    assert style.endswith(":root { --accent: #7a1f3d; }")
    assert digest(style) in html.unescape(text)
    assert "<p>North Division</p>" in text


def test_every_part_of_the_page_is_a_block_that_a_theme_may_replace() -> None:
    named = set(re.findall(r"\{% block (\w+) %\}", (ROOT / "templates" / "plan.html.j2").read_text(encoding="utf-8")))
    assert named == {
        *("head_extra", "letterhead", "colours", "header", "glance", "next", "months", "dates", "purpose", "goals"),
        *("people", "guidelines", "budget", "reporting", "legacy", "footer"),
    }


def test_nothing_that_only_a_script_can_do_shows_without_one(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL))
    (form,) = attributes(text, "form")
    assert "hidden" in form
    buttons = [attrs for attrs in attributes(text, "button") if attrs["type"] != "reset"]
    assert buttons
    assert all("hidden" in attrs for attrs in buttons)


# What it holds.


def test_the_parts_of_the_page_are_in_order(year_of: YearOf) -> None:
    sections = [attrs["id"] for attrs in attributes(page_of(year_of(MINIMAL)), "section")]
    assert sections == list(page.PARTS)


def test_every_link_within_the_page_leads_somewhere(year_of: YearOf) -> None:
    elements = Elements(page_of(year_of(MINIMAL)))
    ids = {attrs["id"] for _, attrs in elements.seen if "id" in attrs}
    linked = {href[1:] for _, attrs in elements.seen if (href := attrs.get("href") or "").startswith("#")}
    assert linked <= ids


def test_every_table_has_a_caption_and_its_heads_a_scope(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL + "budget: [{category: Books, planned: 10}]\nclosures: {a: 2026-10-01}\n"))
    assert text.count("<table") == text.count("<caption")
    assert all(attrs.get("scope") in ("col", "row") for attrs in attributes(text, "th"))


def test_a_row_says_what_the_script_goes_by(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "activities: {webinar-1: {at: 15:30}}\n")
    (row,) = (attrs for attrs in attributes(page_of(year), "tr") if attrs.get("id") == "webinar-1")
    assert row == {
        "id": "webinar-1",
        "class": "session",
        "data-end": "2026-11-17T16:30:00-06:00",
        "data-kind": "webinar",
        "data-audience": "participants team",
    }


def test_what_most_rows_are_is_not_written_in_them(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL + "leadership: {co_facilitator: Kim}\n"))
    rows = {attrs.get("id"): attrs for attrs in attributes(text, "tr")}
    assert rows["webinar-1.archive-webinar"] == {"id": "webinar-1.archive-webinar"}
    assert rows["webinar-1.reminder"] == {
        "id": "webinar-1.reminder", "data-kind": "letter", "data-owner": "co-facilitator",
    }  # fmt: skip
    assert text.count("Where nobody is named, the facilitator sees to it.") == 1


def test_an_entry_that_is_called_like_a_section_has_another_address(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL + "activities: {budget: {kind: visit, when: 2026-10-01, phase: learn}}\n"))
    ids = [attrs["id"] for _, attrs in Elements(text).seen if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert "entry_budget" in ids
    assert '<a href="#entry_budget">' in text


def test_one_can_choose_only_what_is_there(year_of: YearOf) -> None:
    year = made(year_of(MINIMAL + "activities: {webinar-1: {owner: Bo}}\n"))
    shown = overview.view(year)
    choices = page.view(year, shown, render.environment(files.template_text))["choices"]
    assert ("webinar", "Webinar") in choices["kind"]
    assert "visit" not in dict(choices["kind"])
    assert choices["owner"] == [("Bo", "Bo"), ("facilitator", "facilitator")]


def test_the_owners_address_is_nowhere_in_the_page(year_of: YearOf) -> None:
    members = "membership: {members: [{name: Amina, email: amina@example.org}]}\n"
    year = year_of(f"{MINIMAL}{members}activities: {{webinar-1: {{owner: 'Amina [amina@example.org]'}}}}\n")
    assert "amina@" not in page_of(year)
    assert 'data-owner="Amina"' in page_of(year)


# What is next.


def next_up(text: str) -> list[str]:
    return re.findall(r'<a href="#([^"]+)">', text.partition('<ol class="upcoming"')[2].partition("</ol>")[0])


def test_next_up_is_told_as_of_the_newest_stamp(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    text = page_of(year, shell.now("2026-11-17"))
    assert "As of Tuesday 17 November 2026." in text
    days = [year[name].day.isoformat() for name in next_up(text)]
    assert next_up(text)[0] == "webinar-1"
    assert days == sorted(days)
    assert days[0] == "2026-11-17"


def test_the_next_session_is_among_what_is_next_however_far_it_is(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    named = next_up(page_of(year, shell.now("2026-04-01")))
    assert [year[name].is_session for name in named] == [False] * 5 + [True]


def test_a_timed_session_is_next_until_it_ends(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "activities: {webinar-1: {at: 15:30}}\n")
    ends = datetime(2026, 11, 17, 22, 30, tzinfo=UTC)
    assert "webinar-1" in next_up(page_of(year, ends.replace(minute=29)))
    assert "webinar-1" not in next_up(page_of(year, ends))


def test_a_year_that_is_over_says_so(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL), shell.now("2028-01-01"))
    assert next_up(text) == []
    assert '<p class="over">Nothing more is planned for this year.</p>' in text
    assert '<p class="over" hidden>' in page_of(year_of(MINIMAL))


def test_a_later_rebuild_of_the_same_year_is_the_same_page(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    lock = history.renewed(None, year.dated, history.publish(year.dated, None, NOW), "community.yaml")
    later = made(year, shell.now("2027-01-01"), lock)
    assert plan.pages(later, ["html"], shipped.templates())["plan.html"].decode() == page_of(year)


def test_the_script_is_told_how_a_day_is_written(year_of: YearOf) -> None:
    (said,) = (attrs for attrs in attributes(page_of(year_of(MINIMAL)), "p") if attrs.get("class") == "quiet as-of")
    assert (said["data-said"], said["data-first"]) == ("As of {weekday} {day} {month} {year}.", "1")
    text = page_of(year_of(f"{MINIMAL}language: fr-CA\n"))
    (said,) = (attrs for attrs in attributes(text, "p") if attrs.get("class") == "quiet as-of")
    assert (said["data-said"], said["data-first"]) == ("En date du {weekday} {day} {month} {year}.", "1er")


# The calendar file of an entry.


def events(text: str) -> Mapping[str, icalendar.Event]:
    found = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return {str(event["UID"]): event for event in found if isinstance(event, icalendar.Event)}


@pytest.mark.parametrize("zone", ["America/Edmonton", "America/Toronto"])
def test_an_entrys_own_calendar_file_says_what_the_whole_calendar_says(zone: str, year_of: YearOf) -> None:
    activities = "activities: {webinar-1: {at: 15:30, topic: 'Talk, before; text é', link: 'https://example.org/1'}}\n"
    year = year_of(MINIMAL.replace("America/Edmonton", zone) + activities)
    pages = plan.pages(made(year), ["html", "ics"], shipped.templates())
    shared, team = (events(pages[file].decode()) for file in ("calendar.ics", "team.ics"))
    whole = {**team, **shared}
    added = [attrs for attrs in attributes(pages["plan.html"].decode(), "a") if attrs.get("class") == "add"]
    names = {entry.id for entry in year.dated.entries if entry.is_occasion}
    assert {str(attrs["download"]) for attrs in added} == {f"{name}.ics" for name in names}
    for attrs in added:
        kind, _, content = str(attrs["href"]).partition(",")
        assert kind == "data:text/calendar;charset=utf-8"
        ((uid, event),) = events(unquote(content)).items()
        assert event.to_ical() == whole[uid].to_ical()


def test_the_address_of_a_calendar_file_holds_nothing_that_ends_it(year_of: YearOf) -> None:
    hostile = "\"><script>&#x22;'%22 #? \u202e \U0001f984"
    text = page_of(year_of(everywhere(hostile)))
    for attrs in attributes(text, "a"):
        if attrs.get("class") == "add":
            assert re.fullmatch(r"data:text/calendar;charset=utf-8,[A-Za-z0-9!$()*+,\-./:;=?@_~%]+", str(attrs["href"]))

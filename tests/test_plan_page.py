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
from cop_plan.plan import anchors, overview, page, team_page
from cop_plan.schedule import history
from test_render import Elements, everywhere

YearOf = Callable[..., DatedYear]
NOW = shell.now("2026-05-01")
STYLE = "".join(
    (ROOT / "templates" / name).read_text(encoding="utf-8")
    for name in (
        *("colours.css", "page.css", "drawing.css", "month_grid.css", "month_view.css", "plan.css", "team.css"),
        "report.css",
    )
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
        *("head_extra", "letterhead", "colours", "header", "next", "sessions", "months", "glance", "bring", "away"),
        *("dates", "closures", "purpose", "goals", "people", "meetings", "guidelines", "legacy", "footer"),
    }


# What it holds.


def sections(text: str) -> list[str]:
    return [attrs["id"] or "" for attrs in attributes(text, "section")]


def test_the_parts_of_the_page_are_in_order_and_none_is_empty(year_of: YearOf) -> None:
    shown = sections(page_of(year_of(MINIMAL)))
    assert shown[0] == "sessions"
    assert shown == [part for part in page.PARTS if part in shown]
    assert not set(shown) & {"purpose", "goals", "guidelines", "legacy", "closed_days"}
    more = "purpose: {success: All read}\nguidelines: {decisions: By consent}\nclosures: {pd: 2026-10-09}\n"
    assert set(sections(page_of(year_of(MINIMAL + more)))) >= {"purpose", "guidelines", "closed_days"}


def test_only_marks_that_occur_are_explained(year_of: YearOf) -> None:
    pattern = {"alone.yaml": "activities: {}\n"}
    one = "activities: {s: {kind: webinar, audience: participants, attendance: optional, when: 2026-11-17}}\n"
    text = page_of(year_of(f"{MINIMAL}pattern: alone.yaml\n{one}", pattern))
    marks = text.partition('<ul class="marks">')[2].partition("</ul>")[0]
    assert ("Optional session" in marks, "Mandatory session" in marks) == (True, False)
    assert "optional session</li>" in text.partition('<section id="by_month"')[2]  # the months say it in the same words


def test_what_a_closed_day_is_is_said_only_where_its_name_does_not_say_it(year_of: YearOf) -> None:
    more = "closures: {winter-break: 2026-12-21 to 2027-01-01, fall-recess: 2026-11-09 to 2026-11-10}\n"
    closed = page_of(year_of(MINIMAL + more)).partition('<section id="closed_days"')[2].partition("</section>")[0]
    assert re.findall(r"<li>.*?</b>.*?( · \w+)?</li>", closed) == [" · break", ""]


def test_the_contents_name_each_section_of_the_page_and_no_other(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL))
    contents = text.partition("<nav")[2].partition("</nav>")[0]
    assert re.findall('href="#([^"]+)"', contents) == sections(text)


def test_each_section_has_a_name_that_no_entry_takes(year_of: YearOf) -> None:
    assert {part for part in (*page.PARTS, *team_page.PARTS) if "_" not in part} <= anchors.RESERVED
    text = page_of(year_of(f"{MINIMAL}activities: {{sessions: {{kind: visit, when: 2026-10-01, phase: learn}}}}\n"))
    ids = [attrs["id"] for _, attrs in Elements(text).seen if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert "entry_sessions" in ids
    assert '<a href="#entry_sessions">' in text


def test_no_open_question_and_nothing_that_is_the_teams_stands_in_it(year_of: YearOf) -> None:
    more = (
        "budget: [{category: Door prizes, planned: 31.41}]\nleave_out: {blog: Nobody writes}\n"
        "activities: {webinar-1: {notes: Ask Bo first}}\n"
    )
    year = year_of(MINIMAL + more)
    text = page_of(year)
    assert "Open question" not in text
    assert "open question" not in text
    for said in ("Door prizes", "31.41", "Nobody writes", "Ask Bo first"):
        assert said not in text
    for entry in year.dated.entries:
        assert entry.is_shared or f">{entry.title}<" not in text, entry.id
    assert "send the reminder" not in text


def test_each_entry_has_its_name_and_the_teams_lead_to_its_page(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    text = page_of(year)
    rows = {attrs.get("id") for attrs in attributes(text, "tr")}
    links = {attrs.get("id"): attrs["href"] for attrs in attributes(text, "a") if "id" in attrs}
    for entry in year.dated.entries:
        if entry.is_shared:
            assert entry.id in rows
        else:
            assert links[entry.id] == f"team.html#{entry.id}"


def test_every_link_within_the_page_leads_somewhere(year_of: YearOf) -> None:
    elements = Elements(page_of(year_of(MINIMAL)))
    ids = {attrs["id"] for _, attrs in elements.seen if "id" in attrs}
    linked = {href[1:] for _, attrs in elements.seen if (href := attrs.get("href") or "").startswith("#")}
    assert linked <= ids


def test_every_table_has_a_caption_and_its_heads_a_scope(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL + "meetings: {usual_time: {at: 9:00}}\n"))
    assert text.count("<table") == text.count("<caption") > 3
    assert all(attrs.get("scope") in ("col", "row") for attrs in attributes(text, "th"))


def test_no_address_of_a_member_is_in_the_page(year_of: YearOf) -> None:
    members = "membership: {members: [{name: Amina, email: amina@example.org}]}\n"
    read = "webinar-1: {readings: ['Chapter 2, from amina@example.org']}"
    gone = "webinar-2: {cancelled: 'Snow day, says amina@example.org'}"
    year = year_of(f"{MINIMAL}{members}activities: {{{read}, {gone}}}\n")
    assert "Chapter 2" in page_of(year)
    assert "Snow day" in page_of(year)
    assert "amina@" not in page_of(year)


def row_of(text: str, entry_id: str) -> str:
    return text.partition(f'<tr id="{entry_id}"')[2].partition("</tr>")[0]


def test_a_session_says_where_to_be_and_when(year_of: YearOf) -> None:
    room = "at: 15:30, topic: Talk, presenter: Noor Haddad, where: Hall 2, link: 'https://example.org/1'"
    row = row_of(page_of(year_of(f"{MINIMAL}activities: {{webinar-1: {{{room}}}}}\n")), "webinar-1")
    assert '<time datetime="2026-11-17T15:30:00-06:00">Tue 17 Nov</time>' in row
    assert 'data-end="2026-11-17T16:30:00-06:00"' in row
    for said in (
        "3:30 pm to 4:30 pm",
        "Webinar 1",
        "Talk",
        "Noor Haddad",
        "Hall 2",
        "mandatory",
        "https://example.org/1",
    ):
        assert said in row


def test_a_cancelled_session_is_struck_through_with_its_reason(year_of: YearOf) -> None:
    text = page_of(year_of(f"{MINIMAL}activities: {{webinar-1: {{at: 15:30, cancelled: Snow day}}}}\n"))
    row = row_of(text, "webinar-1")
    assert "Cancelled: <s>Webinar 1</s>" in row
    assert "Snow day" in row
    assert "data-next" not in row
    assert 'download="webinar-1.ics"' not in text


def test_what_members_send_is_read_once_and_not_among_the_other_dates(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL))
    others = text.partition('<section id="dates"')[2].partition("</section>")[0]
    assert "Send in your success story" in text.partition('<section id="to_send"')[2].partition("</section>")[0]
    assert "Send in your success story" not in others
    assert "Webinar 1: guide arrives" in others


def test_who_pays_for_substitutes_is_said_only_where_it_matters(year_of: YearOf) -> None:
    paid = "release_time: {paid_by: The consortium, how_to_book: By phone}\n"
    at_nine = "meetings: {usual_time: {at: 9:00}}\n"
    assert "The consortium" in page_of(year_of(MINIMAL + paid + at_nine))
    assert "The consortium" not in page_of(year_of(MINIMAL + paid + at_nine.replace("9:00", "16:00")))


# What is next.


def next_row(text: str) -> list[str]:
    return re.findall(r'<tr id="([^"]+)"[^>]* data-next="[^"]+">', text)


def told_next(text: str) -> str:
    return text.partition('<div class="next"')[2].partition("</section>")[0].partition("<table")[0]


def test_the_next_session_is_told_as_of_the_newest_stamp(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL), shell.now("2026-11-17"))
    assert next_row(text) == ["webinar-1"]
    assert "Next session, as of Tuesday 17 November 2026" in told_next(text)
    assert '<time datetime="2026-11-17">Tuesday 17 November</time>' in told_next(text)
    assert ">Webinar 1</a>" in told_next(text)
    assert 'class="past"' in text


def test_before_the_year_the_first_session_is_next(year_of: YearOf) -> None:
    assert next_row(page_of(year_of(MINIMAL), shell.now("2026-04-01"))) == ["orientation"]


def test_a_timed_session_is_next_until_it_ends(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "activities: {webinar-1: {at: 15:30}}\n")
    ends = datetime(2026, 11, 17, 22, 30, tzinfo=UTC)
    assert next_row(page_of(year, ends.replace(minute=29))) == ["webinar-1"]
    assert next_row(page_of(year, ends)) == ["online-meeting.december"]


def test_a_year_that_is_over_says_so(year_of: YearOf) -> None:
    text = page_of(year_of(MINIMAL), shell.now("2028-01-01"))
    assert next_row(text) == []
    assert '<div class="next" hidden>' in text
    assert '<p class="no-more">No further session is planned for this year.</p>' in text
    assert '<p class="no-more" hidden>' in page_of(year_of(MINIMAL))


def test_a_later_rebuild_of_the_same_year_is_the_same_page(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    lock = history.renewed(None, year.dated, history.publish(year.dated, None, NOW), "community.yaml")
    later = made(year, shell.now("2027-01-01"), lock)
    assert plan.pages(later, ["html"], shipped.templates())["plan.html"].decode() == page_of(year)


# The calendar file of an entry.


def events(text: str) -> Mapping[str, icalendar.Event]:
    found = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return {str(event["UID"]): event for event in found if isinstance(event, icalendar.Event)}


@pytest.mark.parametrize("zone", ["America/Edmonton", "America/Toronto"])
def test_an_entrys_own_calendar_file_says_what_the_whole_calendar_says(zone: str, year_of: YearOf) -> None:
    activities = "activities: {webinar-1: {at: 15:30, topic: 'Talk, before; text é', link: 'https://example.org/1'}}\n"
    year = year_of(MINIMAL.replace("America/Edmonton", zone) + activities)
    pages = plan.pages(made(year), ["html", "ics"], shipped.templates())
    whole = events(pages["calendar.ics"].decode())
    added = [attrs for attrs in attributes(pages["plan.html"].decode(), "a") if attrs.get("class") == "add"]
    names = {entry.id for entry in year.dated.entries if entry.is_occasion and entry.is_shared}
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

"""What the first letters tell of the year before: what its final report published, in plain words, and of nobody."""

import dataclasses
import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, Ran
from cop_plan import kit, render
from cop_plan.app import report, shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.kit import last_year
from cop_plan.kit.last_year import LastFinding, LastYear, NotOfTheYearBefore
from cop_plan.kit.writing import Papers

Run = Callable[..., Ran]

EXAMPLE = ROOT / "examples" / "literacy-for-all"
BEFORE = CommunityProject(EXAMPLE / "community.yaml").written.community
TEXT = (EXAMPLE / "community.yaml").read_text(encoding="utf-8")


def text_of(year: str = "2027-2028", language: str = "en-CA") -> str:
    named = f"year: {year}\nlast_year: ../2026-2027/community.yaml"
    return TEXT.replace("year: 2026-2027", named, 1).replace("language: en-CA", f"language: {language}", 1)


def following(year: str = "2027-2028", language: str = "en-CA") -> CommunityProject:
    content = text_of(year, language).encode()
    return CommunityProject(EXAMPLE / "community.yaml", ProjectOptions(content=content))


NEXT = following().written.community
FULL, BRIEF = ("case-for-sponsorship", "principal-brief"), ("invitation",)


def paragraphs(found: LastYear | None, language: str = "en-CA", documents: Sequence[str] = FULL) -> set[str]:
    """Return the paragraphs on the year before in letters, none where a letter has none; one where all say the same."""
    dated = following(language=language).timeline
    year = render.Year(dated, (), shipped.language(language))
    papers = Papers(year, render.environment(files.template_text), last_year=found)
    texts = [papers.written(paper).markdown for paper in kit.papers(dated, documents)]
    assert len(texts) > len(documents)
    head = r"(?m)^\*\*(?:Last year:|In 20|L’an dernier|En 20).*$"
    per_letter = [re.findall(head, text) for text in texts]
    assert len({tuple(one) for one in per_letter}) == 1, "each letter says the same"
    return {re.sub(r"\\(.)", r"\1", line) for line in per_letter[0]}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """The final report of the example, as its data."""
    folder = tmp_path_factory.mktemp("years") / "2026-2027"
    shutil.copytree(EXAMPLE, folder)
    order = report.ReportRequest(date(2027, 6, 10), formats=("json",))
    content = report.page(CommunityProject(folder / "community.yaml"), order)
    data: Mapping[str, Any] = json.loads(content)
    return data


FINDINGS = (
    "On “I collaborate regularly with colleagues outside my school”, 6 of 9 who answered both surveys chose a higher "
    "answer at the end of the year than at its beginning, 3 the same and 0 a lower one; on “I try new literacy "
    "practices in my classroom”, 8 of 9 a higher one, 1 the same and 0 a lower one."
)
POINTS = (
    "At its end we noted what to keep: “Talk before text, and the lesson bank”; what to change: “Four online meetings "
    "instead of seven, none of them in April”; what to stop: “Messages by e-mail beside the noticeboard”."
)
# By hand, from the records: 12 sessions have attendance, that of May is in the progress record, that of March in none.
MET = "We met 13 times; 11 members took part, for at least 158 hours of learning in all."


IN_BRIEF = (
    "We met 13 times; 11 members took part. On “I collaborate regularly with colleagues outside my school”, 6 of 9 "
    "answered higher at its end than at its beginning, 3 the same, 0 lower."
)


def test_the_first_letters_tell_what_the_report_published(run: Run, tmp_path: Path) -> None:
    before, after = tmp_path / "2026-2027", tmp_path / "2027-2028"
    shutil.copytree(EXAMPLE, before)
    shutil.copytree(EXAMPLE, after, ignore=shutil.ignore_patterns("records"))
    (after / "community.yaml").write_text(text_of(), encoding="utf-8")
    assert run("report", before, "--today", "2027-06-10").code == 0
    assert run("kit", after, *FULL, *BRIEF, "--today", "2027-05-03").code == 0

    for documents, said in ((FULL, f"{MET} {FINDINGS} {POINTS}"), (BRIEF, IN_BRIEF)):
        pages = [path for name in documents for path in (after / "kit").rglob(f"{name}*/*.html")]
        pages += [path for name in documents if (path := after / "kit" / f"{name}.html").is_file()]
        assert len(pages) > len(documents)
        texts = [path.read_text(encoding="utf-8") for path in pages if not path.name.startswith("print")]
        assert [text for text in texts if f"Last year:</strong> {said}</p>" not in text] == []

    # Another report, and the letters are made anew; one that is none stops nothing, and is told.
    (before / "report" / "report.json").write_text('{"schema_version": 1}', encoding="utf-8")
    told = run("kit", after, "invitation", "--today", "2027-05-03")
    assert told.code == 0
    assert "it is no final report of a year before, so that no letter tells of it" in told.err
    assert "Last year" not in "".join(path.read_text() for path in (after / "kit" / "invitation").glob("*.html"))
    shutil.rmtree(before)
    assert run("kit", after, "invitation", "--today", "2027-05-03").code == 0
    checked = run("check", after, "--today", "2027-05-03")
    assert "last-year: no definition of this community is in '../2026-2027/community.yaml'" in checked.out
    assert checked.code == 0


def test_what_is_read_is_what_was_published(published: Mapping[str, Any]) -> None:
    found = last_year.read(published, NEXT, BEFORE)

    assert (found.year, found.is_last, found.sessions, found.members, found.hours) == ("2026-2027", True, 13, 11, 158)
    assert paragraphs(found) == {f"**Last year:** {MET} {FINDINGS} {POINTS}"}
    assert paragraphs(found, documents=BRIEF) == {f"**Last year:** {IN_BRIEF}"}
    without = dataclasses.replace(found, findings=())
    assert paragraphs(without, documents=BRIEF) == {
        "**Last year:** We met 13 times; 11 members took part. At its end we noted what to change: “Four online "
        "meetings instead of seven, none of them in April”."
    }
    # Somebody changed the year in the definition of the year before: its report is as it was, its lists may not be.
    of_lists_of_now = last_year.read(published, NEXT, NEXT)
    assert of_lists_of_now == dataclasses.replace(found, keep=None, change=None, stop=None)
    # A year went by without a community.
    later = last_year.read(published, following("2028-2029").written.community, BEFORE)
    assert paragraphs(later) == {f"**In 2026-2027:** {MET} {FINDINGS} {POINTS}"}


def test_in_another_language_only_the_numbers_are_told(published: Mapping[str, Any]) -> None:
    french = following(language="fr-CA").written.community

    assert paragraphs(last_year.read(published, french, BEFORE), "fr-CA") == {
        "**L’an dernier\u00a0:** La communauté s’est réunie 13 fois; 11 membres y ont pris part, pour au moins 158 "
        "heures d’apprentissage en tout."
    }
    told = last_year.read({**published, "language": "fr-CA"}, french, BEFORE)
    said = paragraphs(told, "fr-CA").pop()
    assert said.partition("en tout. ")[2] == (
        "À la question «\u00a0I collaborate regularly with colleagues outside my school\u00a0», sur 9 membres qui "
        "ont répondu aux deux sondages, 6 ont choisi une réponse plus élevée à la fin de l’année qu’au début, 3 la "
        "même et 0 une moins élevée; à «\u00a0I try new literacy practices in my classroom\u00a0», sur 9, 8 ont "
        "choisi une réponse plus élevée, 1 la même et 0 une moins élevée. À la fin, nous avons noté ce qui est à "
        "garder\u00a0: «\u00a0Talk before text, and the lesson bank\u00a0»; ce qui est à changer\u00a0: "
        "«\u00a0Four online meetings instead of seven, none of them in April\u00a0»; ce qui est à cesser\u00a0: "
        "«\u00a0Messages by e-mail beside the noticeboard\u00a0»."
    )
    assert paragraphs(told, "fr-CA", BRIEF) == {
        "**L’an dernier\u00a0:** La communauté s’est réunie 13 fois; 11 membres y ont pris part. À «\u00a0I "
        "collaborate regularly with colleagues outside my school\u00a0», 6 membres sur 9 ont donné une réponse plus "
        "élevée à la fin qu’au début, 3 la même, 0 une moins élevée."
    }


ONE = LastFinding("Ask?", 9, 1, 8, 0)


@pytest.mark.parametrize(
    ("found", "english", "french"),
    [
        (
            LastYear("2026-2027", True, 1, 1, 1),
            "We met once; 1 member took part, for at least 1 hour of learning in all.",
            "La communauté s’est réunie 1 fois; 1 membre y a pris part, pour au moins 1 heure d’apprentissage en tout.",
        ),
        (LastYear("2026-2027", True, 2), "We met 2 times.", "La communauté s’est réunie 2 fois."),
        (
            LastYear("2026-2027", True, None, None, None, (ONE,)),
            "On “Ask?”, 1 of 9 who answered both surveys chose a higher answer at the end of the year than at its "
            "beginning, 8 the same and 0 a lower one.",
            "À la question «\u00a0Ask?\u00a0», sur 9 membres qui ont répondu aux deux sondages, 1 a choisi une réponse "
            "plus élevée à la fin de l’année qu’au début, 8 la même et 0 une moins élevée.",
        ),
        (
            LastYear("2026-2027", True, stop="Messages"),
            "At its end we noted what to stop: “Messages”.",
            "À la fin, nous avons noté ce qui est à cesser\u00a0: «\u00a0Messages\u00a0».",
        ),
    ],
    ids=["one of each", "nobody counted", "one finding", "one point"],
)
def test_it_is_right_for_one_and_for_little(found: LastYear, english: str, french: str) -> None:
    assert paragraphs(found) == {f"**Last year:** {english}"}
    assert paragraphs(found, "fr-CA") == {f"**L’an dernier\u00a0:** {french}"}


def test_nothing_is_said_where_nothing_is_known() -> None:
    assert paragraphs(None) == set()
    assert paragraphs(LastYear("2026-2027", True)) == set()
    # The invitation has room for what is to be changed, and for no other point.
    for language in ("en-CA", "fr-CA"):
        assert paragraphs(LastYear("2026-2027", True, keep="Pairs", stop="Messages"), language, BRIEF) == set()


def changed(data: Mapping[str, Any], *path: str | int, to: Any) -> Mapping[str, Any]:
    copy = deepcopy(dict(data))
    *way, last = path
    part: Any = copy
    for key in way:
        part = part[key]
    part[last] = to
    return copy


def test_what_the_report_hid_stays_hidden(published: Mapping[str, Any]) -> None:
    hidden = {"hidden": "small group"}
    without = changed(published, "coming", "flow", "attended", to=hidden)
    without = changed(without, "first_page", "unit_costs", to=None)
    assert MET.partition(";")[0] + ". " in paragraphs(last_year.read(without, NEXT, BEFORE)).pop()

    nothing = changed(published, "coming", to={"not_collected": ["records.attendance"]})
    nothing = changed(nothing, "first_page", "found", to=[])
    nothing = changed(nothing, "first_page", "asks", to={"to_be_written_by": "Alex Moreau"})
    assert not last_year.read(nothing, NEXT, BEFORE).is_any


@pytest.mark.parametrize(
    "text",
    [
        "- Ask Amina Okafor to host again.",
        "- Lunch at Elm Street School.",
        "- Write to amina.okafor@example.org.",
        "- " + "More of this. " * 20,
    ],
    ids=["a member", "a school", "an address", "too long for a page"],
)
def test_a_point_that_could_name_somebody_is_left_out(text: str, published: Mapping[str, Any]) -> None:
    data = changed(published, "first_page", "asks", "keep_on", 0, "text", to=text)
    found = last_year.read(data, NEXT, BEFORE)
    assert (found.keep, bool(found.change), bool(found.stop)) == (None, True, True)
    assert "At its end we noted what to change: “Four" in paragraphs(found).pop()
    # Where nobody knows any more who was there, no text can be known to be without a name.
    assert not last_year.read(data, NEXT, None).has_points


@pytest.mark.parametrize(
    "change",
    [
        (("kind",), "interim"),
        (("id",), "other-readers"),
        (("year",), "2027-2028"),
        (("year",), "2028-2029"),
        (("schema_version",), 2),
        (("today",), "2027-01-15"),
    ],
    ids=["interim", "another community", "this year", "a year to come", "another version", "of half a year"],
)
def test_another_report_tells_nothing(change: tuple[tuple[str, ...], object], published: Mapping[str, Any]) -> None:
    with pytest.raises(NotOfTheYearBefore):
        last_year.read(changed(published, *change[0], to=change[1]), NEXT, BEFORE)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
PLACES = [
    ("year",), ("language",), ("today",), ("first_page",), ("first_page", "found"),
    ("first_page", "found", 0, "change"), ("first_page", "found", 0, "change", "up"), ("first_page", "asks"),
    ("first_page", "asks", "keep_on"), ("first_page", "asks", "keep_on", 0, "text"), ("first_page", "unit_costs"),
    ("coming",), ("coming", "sessions"), ("coming", "flow"), ("coming", "not_recorded"), ("running",),
    ("running", "sessions"),
]  # fmt: skip


@settings(max_examples=200)
@given(place=st.sampled_from(PLACES), value=VALUES)
def test_a_report_that_a_person_changed_is_told_apart_or_read(
    place: tuple[str | int, ...], value: object, published: Mapping[str, Any]
) -> None:
    try:
        found = last_year.read(changed(published, *place, to=value), NEXT, BEFORE)
    except NotOfTheYearBefore:
        return
    assert all(number is None or number > 0 for number in (found.sessions, found.members, found.hours))

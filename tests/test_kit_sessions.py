"""What the papers of a session say of its day: the same as the timeline, in both languages."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import MINIMAL, DatedYear, Ran, Write, minimal
from cop_plan import kit
from cop_plan.schedule import session_days

TAGS = ("en-CA", "fr-CA")
each_language = pytest.mark.parametrize("language", TAGS)
NAMED = "legacy: {discussed_at: [webinar-3, webinar-4]}\n"


@pytest.fixture
def papers(run: Callable[..., Ran], write: Write) -> Callable[..., Mapping[str, str]]:
    """Write papers of a definition and return their texts as people read them, by their names in the kit."""

    def papers(text: str, *documents: str) -> Mapping[str, str]:
        definition = write(text)
        done = run("kit", definition, *documents, "--format", "md", "--today", "2026-04-01")
        assert done.code == 0, done.err
        folder: Path = definition.parent / "kit"
        return {
            str(path.relative_to(folder).with_suffix("")): re.sub(
                r"\\(?=\W)|\*\*", "", path.read_text(encoding="utf-8").replace("\u00a0", " ").replace("\u202f", " ")
            )
            for path in folder.rglob("*.md")
        }

    return papers


@pytest.mark.parametrize("legacy", ["", NAMED], ids=["by the pattern", "named"])
@pytest.mark.parametrize("pattern", ["sample-year", "compressed-year", "calendar-year"])
def test_the_agendas_with_time_for_plans_are_those_of_the_sessions_at_which_they_are_discussed(
    year_of: Callable[..., DatedYear], pattern: str, legacy: str
) -> None:
    dated = year_of(minimal(pattern) + legacy).dated
    facts = kit.YearFacts(dated)
    discussed = {one.id for one in session_days.discussions(dated)}
    assert len(discussed) == 2
    for session in dated.sessions:
        found = facts.agenda(session)
        assert isinstance(found, tuple), session.id
        minutes = sum(block.minutes for block in found if block.key == "capacity-building")
        assert minutes == (15 if session.id in discussed else 0), session.id


def test_the_half_day_year_discusses_plans_at_its_second_and_third_meeting(
    year_of: Callable[..., DatedYear],
) -> None:
    dated = year_of(minimal("half-day-meetings")).dated
    assert [one.id for one in session_days.discussions(dated)] == ["meeting-2", "meeting-3"]


def test_the_planner_names_the_sessions_at_which_plans_are_discussed(
    papers: Callable[..., Mapping[str, str]],
) -> None:
    (planner,) = papers(MINIMAL + NAMED, "capacity-building-planner").values()
    assert re.findall(r"\| ☐ \| (.*?): .*?2027 \|", planner) == ["Webinar 3", "Webinar 4"]


@each_language
def test_the_guide_to_a_webinar_says_that_plans_are_discussed(
    papers: Callable[..., Mapping[str, str]], language: str
) -> None:
    found = papers(f"{MINIMAL}language: {language}\n{NAMED}", "webinar-guide")
    said = ("Also in this webinar: Plans for capacity building", "Aussi à ce webinaire : Plans de renforcement")
    says = {name: said[TAGS.index(language)] in text for name, text in found.items()}
    assert says == {f"webinar-guide/webinar-{number}": number >= 3 for number in (1, 2, 3, 4)}


@each_language
def test_an_agenda_of_ones_own_names_what_else_its_day_is_for(
    papers: Callable[..., Mapping[str, str]], language: str
) -> None:
    own = "activities: {webinar-3: {agenda: [{Talk: 60 minutes}]}}\n"
    found = papers(f"{MINIMAL}language: {language}\n{NAMED}{own}", "agenda")
    said = ("Also planned for this session: Plans for capacity building.", "Aussi prévu à cette rencontre : Plans de")
    assert [name for name, text in found.items() if said[TAGS.index(language)] in text] == ["agenda/webinar-3"]


@each_language
def test_guidelines_are_drafted_adopted_and_reviewed_on_the_days_that_the_charter_tells(
    papers: Callable[..., Mapping[str, str]], year_of: Callable[..., DatedYear], language: str
) -> None:
    text = f"{MINIMAL}language: {language}\n"
    found = papers(text, "charter", "agenda")
    names = ("draft-guidelines", "adopt-guidelines", "review-guidelines")
    dated = year_of(text)
    blocks = (
        ("Our guidelines: a first draft", "Our guidelines: adopt", "Our guidelines and our purpose: review"),
        ("Nos lignes directrices : première", "directrices : adoption", "notre raison d’être : révision"),
    )[TAGS.index(language)]
    for name, block in zip(names, blocks, strict=True):
        at = [paper for paper, said in found.items() if paper.startswith("agenda/") and block in said]
        session = session_days.session_of(dated[name], dated.dated)
        assert session, name
        assert at == [f"agenda/{session.id.replace('.', '-')}"], name
        day = dated[name].day
        assert re.search(rf"\b{day.day}\b.*{day.year}", found["charter"].partition("## ")[2]), name
    asked = ("Is our purpose being achieved?", "Réalisons-nous notre raison d’être?")[TAGS.index(language)]
    assert [paper for paper, said in found.items() if asked in said] == at


@each_language
def test_a_host_and_a_note_taker_stand_on_the_agenda_or_a_line_to_write_them_on(
    papers: Callable[..., Mapping[str, str]], language: str
) -> None:
    text = f"{MINIMAL}language: {language}\nactivities: {{webinar-1: {{host: Ann Lee, note_taker: Bo Roy}}}}\n"
    found = papers(text, "agenda")
    line = ("Host: {} · Notes: {}", "Hôte : {} · Prise de notes : {}")[TAGS.index(language)]
    assert line.format("Ann Lee", "Bo Roy") in found["agenda/webinar-1"]
    assert line.format("_" * 20, "_" * 20) in found["agenda/webinar-2"]


@each_language
def test_a_typical_session_stands_on_the_invitation_and_on_ordinary_agendas_or_is_the_agenda(
    papers: Callable[..., Mapping[str, str]], language: str
) -> None:
    head = ("A typical session:", "Une rencontre type :")[TAGS.index(language)]
    told = f"{MINIMAL}language: {language}\nmeetings: {{typical_session: 'Hello, a talk'}}\n"
    found = papers(told, "agenda", "invitation")
    saying = {name for name, text in found.items() if f"{head} Hello, a talk." in text}
    assert "agenda/online-meeting-november" in saying
    assert saying.isdisjoint({"agenda/orientation", "agenda/webinar-1", "agenda/wrap-up"})
    assert any(name.startswith("invitation") for name in saying)
    timed = told.replace("Hello, a talk", "Hello 10 min, a talk 50 min")
    november = papers(timed, "agenda", "--force")["agenda/online-meeting-november"]
    assert "| Hello | 10 minutes |" in november
    assert head not in november

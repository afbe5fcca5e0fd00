"""The short survey at the end of some sessions: in the year, in the kit, in the records and in the report."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Problems
from cop_plan.kit import YearFacts
from cop_plan.schedule.timeline import Timeline

NBSP = "\N{NO-BREAK SPACE}"
AT = "at: [webinar-2, webinar-4]"

DEFINITION = f"""
name: Readers
year: 2026-2027
timezone: America/Edmonton
pattern: sample-year
meetings: {{usual_time: {{at: "15:30"}}}}
surveys:
  match_answers_by: email
  scale: [Low, Middle, High]
  items:
    reads: {{ask: I read}}
  pulse:
    {AT}
    items:
      worth: {{ask: Today was worth my time}}
      tried: {{ask: I tried something since last time, choices: [tried it, not yet]}}
      change: {{ask: What should we change?, type: text}}
"""


def project(text: str = DEFINITION) -> CommunityProject:
    return CommunityProject(Path("community.yaml"), ProjectOptions(content=text.encode()))


def dated(text: str = DEFINITION) -> Timeline:
    return project(text).timeline


def said(wrong: Problems) -> list[str]:
    return [f"{one.path}: {one.message}" for one in wrong.problems]


# In the year.


@pytest.mark.parametrize(
    ("language", "title", "for_members"),
    [
        ("en-CA", "Webinar 2: ask the short survey", "Webinar 2: short survey"),
        (
            "fr-CA",
            f"Webinaire 2{NBSP}: proposer le court sondage",
            f"Webinaire 2{NBSP}: court sondage",
        ),
    ],
)
def test_each_session_named_for_it_has_the_short_survey_on_its_day(language: str, title: str, for_members: str) -> None:
    year = dated(DEFINITION + f"language: {language}\n")
    asked = [one for one in year.entries if one.document == "pulse-survey"]
    assert [one.id for one in asked] == ["webinar-2.pulse", "webinar-4.pulse"]
    assert [one.day for one in asked] == [year.by_id[name].day for name in ("webinar-2", "webinar-4")]
    assert (asked[0].title, asked[0].shown_to_members) == (title, for_members)
    assert asked[0].is_sent_by_members


def test_a_year_without_it_has_no_trace_of_it() -> None:
    assert not [one.id for one in dated(DEFINITION.replace(AT, "")).entries if "pulse" in one.id]


def test_it_moves_with_its_session_and_may_have_a_day_of_its_own() -> None:
    moved = dated(DEFINITION + "activities: {webinar-2: {when: 2026-12-05}}\n")
    assert str(moved.by_id["webinar-2.pulse"].day) == "2026-12-05"
    steps = "{pulse: {when: 1 day after}}"
    later = dated(DEFINITION + f"activities: {{webinar-2: {{when: 2026-12-08, steps: {steps}}}}}\n")
    entry = later.by_id["webinar-2.pulse"]
    assert (str(entry.day), entry.document) == ("2026-12-09", "pulse-survey")


def test_of_a_cancelled_session_it_is_cancelled() -> None:
    year = dated(DEFINITION + "activities: {webinar-2: {cancelled: Snow}}\n")
    assert "webinar-2.pulse" in [one.id for one in year.cancelled]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("at: webinar-22", "surveys.pulse.at.1: no entry is called 'webinar-22'"),
        ("at: [webinar-2, baseline-survey]", "surveys.pulse.at.2: 'baseline-survey' is no session"),
        ("at: [webinar-2, webinar-2]", "surveys.pulse.at.2: 'webinar-2' is there twice"),
    ],
)
def test_it_is_asked_at_sessions_each_once(at: str, told: str) -> None:
    with pytest.raises(Problems) as wrong:
        dated(DEFINITION.replace(AT, at))
    assert told in said(wrong.value)


def test_at_a_session_that_is_left_out_it_cannot_be_asked() -> None:
    with pytest.raises(Problems) as wrong:
        dated(DEFINITION + "leave_out: {webinar-4: Too many}\n")
    assert "surveys.pulse.at.2: 'webinar-4' is left out" in said(wrong.value)


@pytest.mark.parametrize(
    ("item", "told"),
    [
        ("reads: {ask: I read}", "surveys.pulse.items.reads: an item of the other surveys is called 'reads' already"),
        ("more: {ask: More?, in: final}", "surveys.pulse.items.more.in: no key is called 'in' here"),
    ],
)
def test_its_questions_are_its_own(item: str, told: str) -> None:
    with pytest.raises(Problems) as wrong:
        dated(DEFINITION + f"      {item}\n")
    assert told in said(wrong.value)


# In the kit.


def test_the_agenda_ends_with_it() -> None:
    text = DEFINITION + "activities: {webinar-2: {lasts: 1 hour}, orientation: {lasts: 6 hours}}\n"
    text = text.replace(AT, "at: [orientation, webinar-2]")
    facts = YearFacts(dated(text))
    for name in ("orientation", "webinar-2"):
        agenda: Any = facts.agenda(facts.timeline.by_id[name])
        assert (agenda[-1].key, agenda[-1].minutes) == ("pulse", 5)
        assert sum(one.minutes for one in agenda) == facts.timeline.by_id[name].minutes


@pytest.fixture
def kit(tmp_path: Path, run: Callable[..., Any]) -> Callable[[str, str], str]:
    """Return one file of a kit."""

    def made(name: str, document: str) -> str:
        (tmp_path / "community.yaml").write_text(DEFINITION, encoding="utf-8")
        run("kit", document, cwd=tmp_path)
        return (tmp_path / "kit" / name).read_text(encoding="utf-8")

    return made


def test_its_form_asks_its_questions_and_nobody_by_name(kit: Callable[[str, str], str]) -> None:
    text = kit("pulse-survey.md", "pulse-survey")
    asked = ("Today was worth my time", "I tried something since last time", "What should we change?")
    assert all(question in text for question in asked)
    assert "I read" not in text
    assert "do not write your name" in text
    assert "email address" not in text
    script = kit("pulse-survey.google-forms.gs", "pulse-survey")
    assert '"collectEmail": false' in script
    assert "confidential, not anonymous" not in script


def test_the_guide_to_its_webinar_announces_it(kit: Callable[[str, str], str]) -> None:
    assert "Also in this webinar:** Short survey" in kit("webinar-guide/webinar-2.md", "webinar-guide")
    assert "Short survey" not in kit("webinar-guide/webinar-1.md", "webinar-guide")


def test_the_letter_of_agreement_says_that_it_is_asked(kit: Callable[[str, str], str]) -> None:
    text = kit("letter-of-agreement/blank.md", "letter-of-agreement")
    assert "Two surveys of ten minutes, a short survey at the end of some sessions" in text

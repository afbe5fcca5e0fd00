"""The short survey at the end of some sessions: in the year, in the kit, in the records and in the report."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from cop_plan import render, report
from cop_plan.app import exports, inspect, placements, records
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Problems
from cop_plan.cli import inspect_output
from cop_plan.kit import YearFacts, paper_copies, print_pages
from cop_plan.records.record_types import Concession, Records, Response, Survey
from cop_plan.report import pages
from cop_plan.report.values import NotCollected, Shown
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


def test_its_form_lies_with_what_is_printed_for_its_session() -> None:
    year = dated(DEFINITION.replace(AT, "at: [orientation, webinar-2]"))
    printed = print_pages.print_pages(year, paper_copies.papers(year))
    on_the_day = {one.session.id: [paper.name for paper in one.papers] for one in printed if one.session}
    assert "pulse-survey" in on_the_day["orientation"]
    assert "pulse-survey" not in on_the_day["wrap-up"]


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


# In the records. Webinar 2 is on 2026-12-15, webinar 4 on 2027-03-16.

HEAD = "Timestamp,Email,Today was worth my time,I tried something since last time,What should we change?\n"


@pytest.fixture
def collected(tmp_path: Path) -> Callable[..., records.CollectedRecords]:
    """Collect the records of a year with some files and some more of a definition."""

    def collect(surveys: str, more: str = "", **tables: str) -> records.CollectedRecords:
        (tmp_path / "community.yaml").write_text(f"{DEFINITION}{more}\nrecords: {{surveys: {{pulse: {surveys}}}}}\n")
        for name, rows in tables.items():
            (tmp_path / f"{name}.csv").write_text(HEAD + rows)
        return records.collect(CommunityProject(tmp_path / "community.yaml"))

    return collect


def given(found: records.CollectedRecords) -> dict[str, list[str | None]]:
    assert not found.problems
    return {name: [one.email for one in survey.responses] for name, survey in found.records.pulses.items()}


def told(found: records.CollectedRecords) -> list[str]:
    return [one.message for one in found.remarks]


TWICE = """\
2026-12-15 16:40,a@example.org,High,tried it,More time
2026-12-16 08:00,b@example.org,Low,not yet,
2027-03-16 16:45,a@example.org,Middle,tried it,Nothing
2027-06-01 10:00,c@example.org,Middle,tried it,
"""


def test_one_form_used_again_has_the_answers_of_each_session_until_the_next(
    collected: Callable[..., records.CollectedRecords],
) -> None:
    found = collected("one.csv", one=TWICE)
    assert given(found) == {
        "webinar-2": ["a@example.org", "b@example.org"],
        "webinar-4": ["a@example.org", "c@example.org"],
    }
    assert told(found) == []


def test_a_file_named_for_one_session_counts_its_days_alone(
    collected: Callable[..., records.CollectedRecords],
) -> None:
    found = collected("{webinar-2: one.csv}", one=TWICE)
    assert given(found) == {"webinar-2": ["a@example.org", "b@example.org"]}
    assert told(found) == ["answers of the days of 'webinar-4', which count for no session: 2"]
    assert given(collected("{webinar-2: one.csv, webinar-4: one.csv}", one=TWICE)).keys() == {"webinar-2", "webinar-4"}


def test_answers_from_before_the_first_session_count_for_none_unless_it_was_held_earlier(
    collected: Callable[..., records.CollectedRecords], tmp_path: Path
) -> None:
    early = "2026-12-11 16:40,a@example.org,High,tried it,\n"
    found = collected("one.csv", one=early)
    assert given(found) == {}
    assert told(found) == ["answers from before the day of 'webinar-2', which count for no session: 1"]
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "progress.csv").write_text("name,date,note\nwebinar-2,2026-12-11,\n")
    assert given(collected("one.csv", one=early)) == {"webinar-2": ["a@example.org"]}


def test_answers_without_a_day_are_of_the_session_that_their_file_is_named_for(
    collected: Callable[..., records.CollectedRecords],
) -> None:
    typed = ",,High,tried it,\n,,Low,not yet,\n"
    assert given(collected("{webinar-4: typed.csv}", typed=typed)) == {"webinar-4": [None, None]}
    found = collected("typed.csv", typed=typed)
    assert given(found) == {}
    assert told(found) == ["answers without a day, which could be of several sessions and count for none: 2"]


def test_who_answers_twice_at_one_session_counts_once(collected: Callable[..., records.CollectedRecords]) -> None:
    rows = "2026-12-15 16:40,a@example.org,High,,\n2026-12-15 17:00,a@example.org,Low,,\n"
    found = collected("one.csv", one=rows).records.pulses["webinar-2"]
    assert [one.answers["worth"] for one in found.responses] == ["Low"]


def test_no_answer_has_a_key_by_which_it_could_be_brought_together_with_another(
    collected: Callable[..., records.CollectedRecords],
) -> None:
    more = "membership: {members: [{name: Ann Abel, email: a@example.org}]}"
    survey = collected("one.csv", more, one=TWICE).records.pulses["webinar-2"]
    assert [one.key for one in survey.responses] == [None, None]
    assert [one.is_counted for one in survey.responses] == [True, False]


def test_a_file_of_a_session_at_which_it_is_not_asked_is_a_problem(
    collected: Callable[..., records.CollectedRecords],
) -> None:
    found = collected("{webinar-3: one.csv}", one=TWICE)
    (problem,) = found.problems
    assert (problem.path, problem.message) == (
        "records.surveys.pulse.webinar-3",
        "the short survey is not asked at 'webinar-3'",
    )
    assert problem.hint
    assert "webinar-2" in problem.hint


def test_a_file_that_is_not_there_yet_is_not_collected(collected: Callable[..., records.CollectedRecords]) -> None:
    found = collected("{webinar-2: later.csv}")
    assert (given(found), found.missing) == ({}, ("later.csv",))


def test_two_files_of_one_session_are_put_together_and_what_stands_in_both_counts_once(
    collected: Callable[..., records.CollectedRecords], tmp_path: Path
) -> None:
    inbox = tmp_path / "records" / "inbox"
    inbox.mkdir(parents=True)
    first = "2026-12-15 16:40,,High,tried it,\n2026-12-15 16:41,,High,tried it,\n"
    (inbox / "short.csv").write_text(HEAD + first)
    (inbox / "short (1).csv").write_text(HEAD + first + "2026-12-15 16:42,,Low,not yet,\n")
    (inbox / "spring.csv").write_text(HEAD + "2027-03-16 16:40,,Middle,not yet,\n")
    found = collected("later.csv")
    assert {name: len(answers) for name, answers in given(found).items()} == {"webinar-2": 3, "webinar-4": 1}
    assert found.missing == ()
    table = placements.table(CommunityProject(tmp_path / "community.yaml"), found.records)
    assert [line.split()[-4:] for line in table][-2:] == [
        ["webinar-2,", "short", "survey", "3"],
        ["webinar-4,", "short", "survey", "1"],
    ]


def test_who_answers_at_two_sessions_takes_nothing_back() -> None:
    read = exports.ExportReader(project().community).survey((HEAD + TWICE).encode(), "one.csv", "pulse")
    assert [one.email for one in read.responses] == ["a@example.org", "b@example.org", "a@example.org", "c@example.org"]


def test_a_file_of_the_short_survey_is_known_by_its_questions_and_looked_at_by_session(tmp_path: Path) -> None:
    (tmp_path / "community.yaml").write_text(DEFINITION, encoding="utf-8")
    asked_for = inspect.asked(tmp_path / "answers.csv", None, None, None)
    looked = inspect.look(CommunityProject(tmp_path / "community.yaml"), asked_for, (HEAD + TWICE).encode())
    assert (looked.which, looked.at) == ("pulse", {"webinar-2": 2, "webinar-4": 2})
    assert list(looked.remarks) == []
    (tmp_path / "community.yaml").write_text(
        f"{DEFINITION}\nrecords: {{surveys: {{pulse: {{webinar-4: answers.csv}}}}}}\n"
    )
    of_one = inspect.look(CommunityProject(tmp_path / "community.yaml"), asked_for, (HEAD + TWICE).encode())
    assert of_one.at == {"webinar-4": 2}
    assert list(inspect_output.lines(looked))[2:5] == [
        "4 answers, 2026-12-15 to 2027-06-01:",
        "  webinar-2: 2 answers",
        "  webinar-4: 2 answers",
    ]


# In the report.

JUNE, FEBRUARY = date(2027, 6, 20), date(2027, 2, 1)
MEMBERS = [f"Member {number:02}" for number in range(14)]
MANY = DEFINITION + f"membership: {{members: [{', '.join(f'{{name: {name}}}' for name in MEMBERS)}]}}\n"


def asked(answers: Sequence[str], at: datetime | None = None, item: str = "worth") -> Survey:
    responses = (Response(row, {item: answer}, at) for row, answer in enumerate(answers, start=2))
    return Survey("plain", "UTF-8", ("worth", "tried", "change"), tuple(responses))


def results(today: date = JUNE, text: str = MANY, **pulses: Survey) -> Any:
    found = Records({}, pulses={name.replace("_", "-"): one for name, one in pulses.items()})
    return report.of(dated(text), found, today).pulses


def shown(part: Any, item: str = "worth") -> list[Any]:
    """Return what is shown of an item at each session: its counts, or why they are hidden."""
    (found,) = (one for one in part.value.items if one.name == item)
    numbers = [one.distribution or one.texts for one in found.answers]
    return [one.value.counts if isinstance(one, Shown) else one.why for one in numbers]


def test_each_session_has_its_own_row_of_how_many_gave_which_answer() -> None:
    part = results(webinar_2=asked(["High"] * 7 + ["Low"] * 4), webinar_4=asked(["Middle"] * 9 + ["High"] * 3))
    times = [(one.session, str(one.day), one.answered, one.enrolled) for one in part.value.times]
    assert times == [("webinar-2", "2026-12-15", 11, 14), ("webinar-4", "2027-03-16", 12, 14)]
    assert shown(part) == [(4, 0, 7), (0, 9, 3)]


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        (["High"] * 3 + ["Low"] * 2, "small group"),
        (["High"] * 5 + ["Low"] * 4, "under ten"),
        (["High"] * 12, "protected"),
    ],
)
def test_a_session_that_few_answered_or_all_alike_is_hidden_alone(answers: list[str], why: str) -> None:
    part = results(webinar_2=asked(answers), webinar_4=asked(["High"] * 6 + ["Low"] * 5))
    assert shown(part) == [why, (5, 0, 6)]


def test_what_nobody_has_collected_is_said_and_where_there_is_no_short_survey_nothing() -> None:
    assert results() == NotCollected(("records.surveys.pulse",))
    assert [one.answered for one in results(webinar_4=asked(["High"] * 11)).value.times] == [None, 11]
    assert results(text=MANY.replace(AT, "")) is None
    assert results(today=date(2026, 11, 1)) is None
    without = report.as_data(report.of(dated(MANY.replace(AT, "")), Records({}), JUNE))
    assert "pulses" not in without
    assert "pulses" not in str(without["limits"])


def test_answers_of_people_who_are_no_members_do_not_count() -> None:
    survey = asked(["High"] * 6 + ["Middle"] * 5 + ["Low"] * 3)
    *members, stranger, known, other = survey.responses
    others = (replace(stranger, is_counted=False), replace(known, known_as="Kim"), replace(other, is_counted=False))
    assert shown(results(webinar_2=replace(survey, responses=(*members, *others)))) == [(0, 5, 6)]


def both(later: Sequence[str]) -> tuple[Any, Any]:
    """Return the interim and the final report of a session of which some answers came between the two."""
    year, early = dated(MANY), ["High"] * 7 + ["Low"] * 5
    first = Records({}, pulses={"webinar-2": asked(early, datetime(2026, 12, 15))})  # noqa: DTZ001
    interim = report.as_data(report.of(year, first, FEBRUARY, interim=True))
    known = report.published_before(json.loads(json.dumps(interim)), interim["id"], interim["year"])
    added = asked([*early, *later], datetime(2026, 12, 15))  # noqa: DTZ001
    then = report.of(year, Records({}, pulses={"webinar-2": added}), JUNE, before=[known])
    return interim, then


def test_what_was_published_in_the_winter_is_repeated_if_few_answered_since() -> None:
    _, then = both(["Low"])
    assert shown(then.pulses) == [(5, 0, 7)]
    _, then = both(["Low"] * 6 + ["Middle"] * 6)
    assert shown(then.pulses) == [(11, 6, 7)]


def test_a_report_made_anew_after_few_more_answers_is_known_to_tell_of_them() -> None:
    interim, then = both([])
    other = json.loads(json.dumps(report.as_data(then)))
    assert not report.tells_of_few(interim, other)
    other["pulses"]["items"][0]["answers"][0]["distribution"]["n"] += 1
    assert report.tells_of_few(interim, other)


def page(language: str, found: Records) -> list[str]:
    here = project(MANY + f"language: {language}\n")
    year = render.Year(here.timeline, (), here.language)
    made = report.of(year.timeline, found, JUNE)
    (section,) = (one for one in pages.view(made, year)["sections"] if one.key == "pulses")
    return [section.title, *map(str, section.blocks)]


@pytest.mark.parametrize(
    ("language", "title", "alone"),
    [("en-CA", "Along the way", "Each time stands alone"), ("fr-CA", "En cours de route", "Chaque fois se lit à part")],
)
def test_the_page_says_that_each_time_stands_alone(language: str, title: str, alone: str) -> None:
    found = Records({}, pulses={"webinar-2": asked(["High"] * 7 + ["Low"] * 5), "webinar-4": asked(["Low"] * 4)})
    section, *blocks = page(language, found)
    assert section == title
    assert alone in blocks[0]
    table = next(one for one in blocks if "Webin" in one and "'7'" in one)
    assert "'5'" in table
    assert "6" in table  # fewer than six


def test_more_answers_than_members_are_not_said_to_be_of_the_members() -> None:
    _, _, table, *_ = page("en-CA", Records({}, pulses={"webinar-2": asked(["High"] * 9 + ["Low"] * 8)}))
    assert "'17'" in table
    assert "17 of 14" not in table


def test_the_page_shows_choices_without_a_median_and_texts_only_if_they_may_be_quoted() -> None:
    chosen = asked(["tried it"] * 7 + ["not yet"] * 5, item="tried")
    wrote = asked([f"More time {number}" for number in range(12)], item="change")
    several = replace(
        chosen,
        responses=tuple(
            replace(one, answers={**one.answers, **other.answers})
            for one, other in zip(chosen.responses, wrote.responses, strict=True)
        ),
    )
    said = "\n".join(page("en-CA", Records({}, pulses={"webinar-2": several})))
    assert "Median" not in said.partition("I tried something")[2]
    assert "12 members wrote an answer" in said
    assert "More time 3" not in said


def test_what_does_not_count_and_what_could_not_be_read_are_limits_of_the_report() -> None:
    survey = asked(["High"] * 6 + ["Middle"] * 5 + ["Low"])
    responses = (*survey.responses[:-1], replace(survey.responses[-1], is_counted=False))
    cell = Concession("short.csv", 4, 2, "not on the scale", "so so")
    found = Records({}, pulses={"webinar-2": replace(survey, responses=responses, concessions=(cell,))})
    year = render.Year(dated(MANY), (), project(MANY).language)
    view = pages.view(report.of(year.timeline, found, JUNE), year)
    (limits,) = (str(one.blocks) for one in view["sections"] if one.key == "limits")
    assert "1 answer to the short survey is of nobody whom we know" in limits
    assert "short.csv, row 4" in limits

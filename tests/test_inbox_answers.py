"""Answers to surveys in the inbox: what they ask says of which survey they are, or else the days."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import Write
from cop_plan.app import placements, records
from cop_plan.app.project import CommunityProject

COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
pattern: own.yaml
membership:
  members:
    - {name: Amina Okafor, email: amina@example.org}
    - {name: Caleb Friesen, email: caleb@example.org}
activities:
  orientation: {kind: gathering, when: 2026-09-29, at: 9:00 am, lasts: 6 hours}
  webinar-1: {title: Webinar 1, kind: webinar, when: 2026-11-17, at: 3:30 pm, lasts: 1 hour}
  wrap-up: {kind: gathering, when: 2027-05-12, at: 9:00 am, lasts: 3 hours}
surveys:
  match_answers_by: email
  scale: [Never, Sometimes, Often]
  items:
    aloud: {ask: How often do you read aloud?}
    wish: {ask: What do you wish for?, type: text, in: [baseline]}
    told: {ask: What changed for you?, type: text, in: [final]}
  pulse:
    at: [webinar-1]
    items:
      worth: {ask: Was today worth your time?}
"""

Collect = Callable[..., records.CollectedRecords]


@pytest.fixture
def collected(write: Write, tmp_path: Path) -> Collect:
    """Collect the records of the community with such files in the inbox or elsewhere, and no others."""

    def collected(beside: Mapping[str, str], more: str = "") -> records.CollectedRecords:
        shutil.rmtree(tmp_path / "records", ignore_errors=True)
        definition = write(COMMUNITY + more, {"own.yaml": "activities: {}\n", **beside})
        return records.collect(CommunityProject(definition))

    return collected


def answers(*asked: str, day: str = "2026-09-29", people: str = "AC") -> str:
    """Return an export of a form that asks such questions."""
    given = {"How often do you read aloud?": "Often", "Was today worth your time?": "Often"}
    emails = {"A": "amina@example.org", "C": "caleb@example.org"}
    lines = [",".join(["Timestamp", "Email Address", *asked])]
    lines += [",".join([f"{day} 10:00:00", emails[one], *(given.get(ask, "More") for ask in asked)]) for one in people]
    return "\n".join(lines) + "\n"


ALOUD, WISH, TOLD = "How often do you read aloud?", "What do you wish for?", "What changed for you?"


def asked(found: records.CollectedRecords) -> dict[str, int]:
    """Return how many answered each survey."""
    read = found.records
    known = {"baseline": read.baseline, "final": read.final, **read.pulses}
    return {name: len(one.responses) for name, one in known.items() if one is not None}


@pytest.mark.parametrize(
    ("text", "survey"),
    [
        pytest.param(answers(ALOUD, WISH, day="2027-05-12"), "baseline", id="an item of the first survey alone"),
        pytest.param(answers(ALOUD, TOLD, day="2026-09-29"), "final", id="an item of the last survey alone"),
        pytest.param(answers(ALOUD, day="2026-10-06"), "baseline", id="days after orientation"),
        pytest.param(answers(ALOUD, day="2027-05-20"), "final", id="days after wrap-up"),
        pytest.param(answers("Was today worth your time?", day="2026-11-17"), "webinar-1", id="the short survey"),
    ],
)
def test_what_is_asked_and_when_says_of_which_survey_answers_are(text: str, survey: str, collected: Collect) -> None:
    found = collected({"records/inbox/Untitled form.csv": text})
    assert (found.problems, asked(found)) == ((), {survey: 2})


def test_answers_of_neither_survey_count_for_none_and_are_told(collected: Collect) -> None:
    found = collected({"records/inbox/x.csv": f"Email,{ALOUD}\namina@example.org,Often\n"})
    assert (found.problems, asked(found)) == ((), {})
    (told,) = (one for one in found.remarks if "both surveys ask these items" in one.message)
    assert told.hint == "name the file baseline.csv or final.csv"


def test_the_name_of_a_survey_says_it(collected: Collect) -> None:
    found = collected({"records/inbox/Final.csv": f"Email,{ALOUD}\namina@example.org,Often\n"})
    assert asked(found) == {"final": 1}


def test_what_the_definition_names_wins_over_the_inbox(collected: Collect) -> None:
    beside = {"b.csv": answers(ALOUD, WISH, people="A"), "records/inbox/x.csv": answers(ALOUD, WISH)}
    found = collected(beside, "records: {surveys: {baseline: b.csv}}\n")
    assert asked(found) == {"baseline": 1}
    assert [Path(one.file).name for one in found.remarks if "to the first survey too" in one.message] == ["x.csv"]


def test_what_the_definition_names_and_is_not_there_yet_is_found_in_the_inbox(collected: Collect) -> None:
    found = collected({"records/inbox/x.csv": answers(ALOUD, WISH)}, "records: {surveys: {baseline: b.csv}}\n")
    assert (asked(found), found.missing) == ({"baseline": 2}, ())


def test_of_two_files_of_one_survey_the_fuller_one_counts(collected: Collect, tmp_path: Path) -> None:
    beside = {"records/inbox/a.csv": answers(ALOUD, WISH, people="A"), "records/inbox/b.csv": answers(ALOUD, WISH)}
    found = collected(beside)
    assert asked(found) == {"baseline": 2}
    project = CommunityProject(tmp_path / "community.yaml")
    assert list(placements.table(project, found.records)) == [
        "where the files went:",
        "  file   session       day  people",
        "  b.csv  first survey            2",
    ]


def test_the_table_of_files_fits_a_terminal(collected: Collect, tmp_path: Path) -> None:
    name = f"Attendance report of {'our ' * 20}meeting.csv"
    found = collected({f"records/inbox/{name}": answers("Which school are you from?", day="2026-11-17")})
    *_, line = placements.table(CommunityProject(tmp_path / "community.yaml"), found.records)
    assert len(line) == 80
    assert "our meeting.csv  webinar-1  2026-11-17" in line


def test_a_form_to_sign_in_with_is_attendance(collected: Collect) -> None:
    found = collected({"records/inbox/sign in.csv": answers("Which school are you from?", day="2026-11-17")})
    assert (found.problems, asked(found)) == ((), {})
    assert {name: len(one.present) for name, one in found.records.attendance.items()} == {"webinar-1": 2}

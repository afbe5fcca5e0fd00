"""The year's records are collected from disk: what lies where, what is missing, and every problem of them at once."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import MINIMAL, ROOT, DatedYear, Write
from cop_plan.app import records
from cop_plan.app.project import CommunityProject
from cop_plan.base import errors
from cop_plan.records import pairs
from cop_plan.records.record_types import Survey

EXAMPLES = ROOT / "examples"
MEMBERS = """
membership:
  members:
    - {name: Amina Okafor, email: amina.okafor@example.org}
    - {name: Caleb Friesen, email: caleb.friesen@example.org}
    - {name: Jordan Wiebe}
"""
WHERE = """
records:
  surveys: {baseline: records/baseline.csv, final: records/final.xlsx}
  notes: records/notes/
  noticeboard: records/noticeboard.csv
  commitments: records/commitments.csv
  stories: records/stories/
  aliases: records/aliases.csv
"""
REGISTER = "event,email,name,present,role\n{event},amina.okafor@example.org,Amina Okafor,yes,member\n"
ATTENDANCE = "records/attendance"

Collect = Callable[..., records.CollectedRecords]


@pytest.fixture
def collected(write: Write) -> Collect:
    """Collect the records of a definition with such files beside it."""

    def collected(beside: Mapping[str, str], definition: str = MINIMAL + MEMBERS + WHERE) -> records.CollectedRecords:
        return of(write(definition, beside))

    return collected


def of(definition: Path) -> records.CollectedRecords:
    return records.collect(CommunityProject(definition))


def told(problems: tuple[errors.Problem, ...], folder: Path) -> list[str]:
    return [line.replace(f"{folder}/", "") for problem in problems for line in problem.lines()]


def register(event: str) -> str:
    return REGISTER.format(event=event)


# What is there, and what is not.


def test_without_records_nothing_is_collected_and_nothing_is_wrong(collected: Collect) -> None:
    found = collected({})
    assert found.problems == found.remarks == ()
    assert found.records.attendance == {}
    for name in ("baseline", "final", "notes", "stories", "noticeboard", "commitments", "done"):
        assert getattr(found.records, name) is None, name
    assert found.missing == (
        "records/baseline.csv",
        "records/final.xlsx",
        "records/notes/",
        "records/stories/",
        "records/noticeboard.csv",
        "records/commitments.csv",
    )


def test_a_definition_that_names_no_records_misses_none(collected: Collect) -> None:
    assert collected({}, MINIMAL).missing == ()


def test_tables_with_a_header_alone_are_collected_and_empty(collected: Collect) -> None:
    found = collected(
        {"records/noticeboard.csv": "date,kind,title,link,by\n", "records/commitments.csv": "member,to,commitment\n"}
    )
    assert (found.records.noticeboard, found.records.commitments) == ((), ())


@pytest.mark.parametrize(
    "name", ["webinar-1.csv", "Webinar 1.csv", "WEBINAR_1.CSV", "webinar-1.txt", "Webinar #1 .csv"]
)
def test_a_file_is_of_the_session_that_it_is_named_after(name: str, collected: Collect) -> None:
    found = collected({f"{ATTENDANCE}/{name}": register("webinar-1")})
    assert found.problems == ()
    assert list(found.records.attendance) == ["webinar-1"]


def test_an_entry_of_a_series_is_named_with_its_month(collected: Collect) -> None:
    found = collected(
        {
            f"{ATTENDANCE}/online-meeting.october.csv": register("online-meeting.october"),
            f"{ATTENDANCE}/Online meeting November.csv": register("online-meeting.november"),
        }
    )
    assert list(found.records.attendance) == ["online-meeting.october", "online-meeting.november"]


def test_what_is_no_record_is_left_alone(collected: Collect) -> None:
    beside = {
        ".DS_Store": "x",
        "README.md": "Put exports here.",
        "~$webinar-1.xlsx": "x",
        "Thumbs.db": "x",
        "desktop.ini": "x",
        "old/webinar-9.csv": "x",
    }
    found = collected({f"{ATTENDANCE}/{name}": text for name, text in beside.items()})
    assert found.problems == ()


def test_a_map_says_which_file_is_of_which_session(collected: Collect) -> None:
    where = "records:\n  attendance:\n    webinar-1: exports/tuesday.csv\n    webinar-2: exports/not-yet.csv\n"
    found = collected({"exports/tuesday.csv": register("webinar-1")}, MINIMAL + MEMBERS + where)
    assert found.problems == ()
    assert list(found.records.attendance) == ["webinar-1"]
    assert found.missing == ("exports/not-yet.csv",)


def test_parts_of_one_session_are_put_together(collected: Collect) -> None:
    meet = "First name,Last name,Email,Duration,Time joined,Time exited\n{}\n".format
    found = collected(
        {
            f"{ATTENDANCE}/orientation-part-1.csv": register("orientation"),
            f"{ATTENDANCE}/Orientation (part 2).csv": meet(
                "Caleb,Friesen,caleb.friesen@example.org,50 min,9:00 AM,9:50 AM"
            ),
            f"{ATTENDANCE}/orientation_part3.csv": meet("Caleb,Friesen,,1 hr,9:30 AM,10:30 AM"),
        }
    )
    assert found.problems == ()
    together = found.records.attendance["orientation"]
    assert together.kind == "register + google-meet"
    # Twenty minutes are in both parts.
    assert [(one.name, one.minutes) for one in together.people] == [("Amina Okafor", None), ("Caleb Friesen", 90)]


def test_one_register_can_hold_several_sessions(collected: Collect) -> None:
    rows = "".join(f"{event},,Jordan Wiebe,yes,\n" for event in ("Webinar 1", "webinar-2", "webinar-7"))
    found = collected({f"{ATTENDANCE}/sign-in sheets.csv": f"event,email,name,present,role\n{rows}"})
    assert list(found.records.attendance) == ["webinar-1", "webinar-2"]
    assert [problem.message for problem in found.problems] == ["no session is called 'webinar-7'"]


def test_pictures_beside_notes_are_left_alone(collected: Collect) -> None:
    found = collected({"records/notes/webinar-1.md": "## Decisions\n- One.\n", "records/notes/board.jpg": "x"})
    assert found.problems == ()
    assert found.records.notes is not None
    assert found.records.notes["webinar-1"].sections == {"Decisions": "- One."}


def test_the_progress_record_says_on_which_day_a_session_was_held(collected: Collect) -> None:
    found = collected({"records/progress.csv": "name,date,note\nwebinar-1,2026-11-18,\n"})
    assert found.records.done is not None
    assert found.records.done["webinar-1"].isoformat() == "2026-11-18"


# What is wrong.


def test_every_problem_of_every_record_is_told_at_once(collected: Collect, tmp_path: Path) -> None:
    leave_out = "\nleave_out: {webinar-4: We have three.}\n"
    found = collected(
        {
            f"{ATTENDANCE}/webinar-l.csv": "First name,Last name,Duration\nAmina,Okafor,1 hr\n",
            f"{ATTENDANCE}/webinar-2.csv": "\ufffd\ufffd",
            f"{ATTENDANCE}/webinar-3.csv": register("webinar-3"),
            f"{ATTENDANCE}/Webinar 3.csv": "event,name,present\nwebinar-3,Caleb Friesen,yes\n",
            f"{ATTENDANCE}/webinar-4.csv": register("webinar-4"),
            "records/aliases.csv": "seen,member\niPhone,Jordan Weibe\n",
            "records/commitments.csv": "member,to,commitment\nAmina Okafor,them,Share\n",
            "records/noticeboard.csv": "date,kind,title\n3/4/27,post,Word wall\n",
            "records/notes/webinar-1.md": "---\nsession: webinar-1\n---\n",
            "records/notes/again.md": "---\nsession: webinar-1\n---\n",
            "records/notes/webinar-2.docx": "x",
            "records/progress.csv": "name,date\nwebinar-8,2026-11-18\n",
            "records/stories/a.md": "---\ntitle: Talk\nconsent: yes\n---\n",
        },
        MINIMAL + MEMBERS + WHERE + leave_out,
    )
    assert told(found.problems, tmp_path) == [
        "records/aliases.csv:2:2: records.aliases.1.member: no member is called 'Jordan Weibe'",
        "    hint: did you mean 'Jordan Wiebe'?",
        "records/attendance/webinar-2.csv: this is no report of attendance that is known",
        "    hint: known are those of Google Meet, Microsoft Teams, Zoom, "
        "a form to sign in with, our register event,email,name,present,role, or the kit's register.xlsx",
        "records/attendance/webinar-3.csv: 'webinar-3' has two files",
        "    records/attendance/Webinar 3.csv: the other",
        "    hint: keep one; if both count, name them webinar-3-part-1 and webinar-3-part-2",
        "records/attendance/webinar-4.csv: 'webinar-4' is left out of this year",
        "    hint: take it out of leave_out, or the file out of here",
        "records/attendance/webinar-l.csv: no session is called 'webinar-l'",
        "    hint: did you mean 'webinar-3'?",
        "records/commitments.csv:2:2: records.commitments.1.to: 'them' is none of: my learning, colleagues, others",
        "    hint: did you mean 'others'?",
        "records/notes/webinar-1.md:2:10: session: 'webinar-1' has notes already",
        "    records/notes/again.md: these",
        "    hint: put them together",
        "records/notes/webinar-2.docx: this is not plain text",
        "    hint: save it as Markdown, .md",
        "records/noticeboard.csv:2:1: records.noticeboard.1.date: '3/4/27' can be two days",
        "    hint: write 2027-03-04 or 2027-04-03",
        "records/progress.csv:2:1: records.progress.1.name: no entry is called 'webinar-8'",
        "    hint: did you mean 'webinar-3'?",
        "records/stories/a.md:3:10: consent: 'yes' is none of: name, anonymous, none",
    ]


def test_a_map_names_sessions_that_there_are(collected: Collect, tmp_path: Path) -> None:
    where = "records:\n  attendance: {webinar-9: a.csv, webinar-4: b.csv}\nleave_out: {webinar-4: We have three.}\n"
    assert told(collected({}, MINIMAL + where).problems, tmp_path) == [
        "community.yaml:5:16: records.attendance.webinar-9: no session is called 'webinar-9'",
        "    hint: did you mean 'webinar-3'?",
        "community.yaml:5:34: records.attendance.webinar-4: 'webinar-4' is left out of this year",
    ]


def test_a_file_in_the_place_of_the_folder_is_told(collected: Collect) -> None:
    with pytest.raises(errors.Unreadable) as unreadable:
        collected({"records/attendance": "x"})
    assert unreadable.value.reason == "a file stands where a folder is needed"


def test_a_name_that_no_file_can_have_is_told(collected: Collect) -> None:
    with pytest.raises(errors.Unreadable) as unreadable:
        collected({}, f"{MINIMAL}records: {{noticeboard: {'n' * 300}.csv}}\n")
    assert unreadable.value.reason == "the name is too long"


# Known answers of the examples, worked out by hand.


@pytest.fixture(scope="module")
def literacy(tmp_path_factory: pytest.TempPathFactory) -> records.CollectedRecords:
    folder = tmp_path_factory.mktemp("examples") / "literacy-for-all"
    shutil.copytree(EXAMPLES / "literacy-for-all", folder)
    return of(folder / "community.yaml")


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> records.CollectedRecords:
    folder = tmp_path_factory.mktemp("examples") / "lire-a-sept"
    shutil.copytree(EXAMPLES / "lire-a-sept", folder)
    return of(folder / "community.yaml")


def test_the_records_of_the_examples_are_whole(
    literacy: records.CollectedRecords, seven: records.CollectedRecords
) -> None:
    for found in (literacy, seven):
        assert found.problems == ()
        assert found.missing == ()
        assert all(getattr(found.records, name) is not None for name in vars(found.records))
    assert [one.message for one in (*literacy.remarks, *seven.remarks)] == [
        "nobody whom the definition knows, and so counted apart: iPhone",
        "answers of nobody whom the definition knows, and so counted apart: Reader at home",
    ]


def test_the_records_of_the_first_example_come_in_many_shapes(literacy: records.CollectedRecords) -> None:
    kinds = {attendance.kind for attendance in literacy.records.attendance.values()}
    assert kinds == {"register", "zoom-meeting", "zoom-webinar", "teams", "google-meet"}


ATTENDED = {
    "orientation": "ABCDEFGHJKL",
    "online-meeting.october": "ABCEFGKL",
    "online-meeting.november": "ACEFJK",
    "webinar-1": "ABCDEFGH",
    "webinar-2": "ABCEFGIJ",
    "online-meeting.january": "ABEHJ",
    "online-meeting.february": "ACDEGHL",
    "webinar-3": "ABCDEFGH",
    "webinar-4": "ABCDEFHK",
    "online-meeting.april": "ABDEHK",
    "field-visit": "ABCG",
    "wrap-up": "ABCDEFGHK",
}


@pytest.mark.parametrize("session", ATTENDED)
def test_who_was_there_of_the_members_is_as_counted_by_hand(session: str, literacy: records.CollectedRecords) -> None:
    there = [one.member.name for one in literacy.records.attendance[session].present if one.member]
    # The members' first letters are those from A to L.
    assert "".join(sorted(name[0] for name in there)) == ATTENDED[session]


def test_all_sessions_are_counted_by_hand(literacy: records.CollectedRecords) -> None:
    assert set(literacy.records.attendance) == set(ATTENDED)


def test_only_one_telephone_is_nobodys_in_the_first_example(literacy: records.CollectedRecords) -> None:
    unmatched = [one.name for session in literacy.records.attendance.values() for one in session.unmatched]
    assert unmatched == ["iPhone"]


SCALES = {
    "collaborate": ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"],
    "try-practices": ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"],
    "use-evidence": ["Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"],
    "lead-discussion": ["1", "2", "3", "4", "5"],
}
FRENCH = ["Tout à fait en désaccord", "En désaccord", "Neutre", "D’accord", "Tout à fait d’accord"]


def changes(before: Survey | None, after: Survey | None, item: str, scale: list[str]) -> tuple[int, int, int]:
    """Return how many of the matched went up, stayed and went down."""
    assert before is not None
    assert after is not None
    steps = [
        scale.index(str(pair.after.answers[item])) - scale.index(str(pair.before.answers[item]))
        for pair in pairs.pair(before, after).matched
    ]
    return sum(step > 0 for step in steps), sum(step == 0 for step in steps), sum(step < 0 for step in steps)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("collaborate", (6, 3, 0)),
        ("try-practices", (8, 1, 0)),
        ("use-evidence", (4, 3, 2)),
        ("lead-discussion", (5, 3, 1)),
    ],
)
def test_up_same_and_down_are_as_counted_by_hand(
    item: str, expected: tuple[int, int, int], literacy: records.CollectedRecords
) -> None:
    records = literacy.records
    assert changes(records.baseline, records.final, item, SCALES[item]) == expected


@pytest.mark.parametrize(
    ("item", "expected"), [("collaborer", (4, 2, 0)), ("lire-chaque-jour", (5, 1, 0)), ("appui", (1, 4, 1))]
)
def test_up_same_and_down_of_the_seven_are_as_counted_by_hand(
    item: str, expected: tuple[int, int, int], seven: records.CollectedRecords
) -> None:
    assert changes(seven.records.baseline, seven.records.final, item, FRENCH) == expected


def test_nine_of_twelve_answered_twice_and_one_answer_is_nobodys(literacy: records.CollectedRecords) -> None:
    records = literacy.records
    assert records.baseline is not None
    assert records.final is not None
    found = pairs.pair(records.baseline, records.final)
    assert (len(found.matched), len(found.only_before), len(found.only_after)) == (9, 3, 1)
    assert [(one.row, one.why, one.name) for one in records.final.dropped] == [(4, "answered again", "Gurpreet Sandhu")]


def test_each_consent_is_given_once(literacy: records.CollectedRecords) -> None:
    assert sorted(story.consent for story in literacy.records.stories or ()) == ["anonymous", "name", "none"]


def test_the_three_webinars_were_held_on_other_days(literacy: records.CollectedRecords) -> None:
    done = literacy.records.done or {}
    held = [done[f"webinar-{number}"].isoformat() for number in (1, 2, 3, 4)]
    assert held == ["2026-11-18", "2026-12-09", "2027-02-10", "2027-03-16"]


def test_the_hybrid_session_of_the_seven_has_both_parts(seven: records.CollectedRecords) -> None:
    together = seven.records.attendance["meeting-3"]
    assert together.kind == "register + google-meet"
    assert len([one for one in together.present if one.member]) == 6


def test_a_year_dated_for_a_test_has_its_sessions(year_of: Callable[..., DatedYear]) -> None:
    # The tests above name these sessions; the pattern must go on to have them.
    year = year_of(MINIMAL)
    assert all(name in year for name in ("orientation", "webinar-4", "online-meeting.october"))

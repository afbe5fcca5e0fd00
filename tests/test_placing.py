"""Of which session an export is: its days are held against the plan, and nothing is counted where it may be false."""

import shutil
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from conftest import Write
from cop_plan.app import placements, records
from cop_plan.app.project import CommunityProject
from cop_plan.base.tables import moments

COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
pattern: own.yaml
membership:
  members:
    - {name: Amina Okafor, email: amina@example.org}
    - {name: Caleb Friesen, email: caleb@example.org}
    - {name: Priya Nair, email: priya@example.org}
activities:
  orientation: {kind: gathering, when: 2026-09-29, at: 9:00 am, lasts: 6 hours}
  webinar-1: {title: Webinar 1, kind: webinar, when: 2026-11-17, at: 3:30 pm, lasts: 1 hour}
  webinar-2: {title: Webinar 2, kind: webinar, when: 2026-12-15, at: 3:30 pm, lasts: 1 hour}
  late-talk: {title: A late talk, kind: webinar, when: 2027-02-09, at: 10:30 pm, lasts: 2 hours}
  morning: {title: Reading aloud, kind: gathering, when: 2027-04-14, at: 9:00 am, lasts: 2 hours}
  afternoon: {title: Reading alone, kind: gathering, when: 2027-04-14, at: 1:00 pm, lasts: 2 hours}
"""
FOLDER = "records/attendance"
INBOX = "records/inbox"
PEOPLE = {"A": ("Amina Okafor", "amina@example.org"), "C": ("Caleb Friesen", "caleb@example.org")}
PEOPLE["P"] = ("Priya Nair", "priya@example.org")

Collect = Callable[..., records.CollectedRecords]


@pytest.fixture
def collected(write: Write, tmp_path: Path) -> Collect:
    """Collect the records of the community with such files beside it, and no others."""

    def collected(
        beside: Mapping[str, str], more: str = "", order: moments.DateOrder | None = None
    ) -> records.CollectedRecords:
        shutil.rmtree(tmp_path / "records", ignore_errors=True)
        definition = write(COMMUNITY + more, {"own.yaml": "activities: {}\n", **beside})
        return records.collect(CommunityProject(definition), order)

    return collected


def zoom(
    *stays: tuple[str, str, int],
    title: str = "Our meeting",
    number: str = "845 1122 3344",
    form: str = "%m/%d/%Y %H:%M:%S",
) -> str:
    """Return a report of Zoom of people, each by a letter, from when and for how many minutes."""
    spans = [(who, (start := datetime.fromisoformat(at)), start + timedelta(minutes=long)) for who, at, long in stays]
    first, last = min(start for _, start, _ in spans), max(end for _, _, end in spans)
    head = "Topic,ID,Host,Duration (minutes),Start time,End time,Participants\n"
    meeting = f"{title},{number},Alex,{(last - first).seconds // 60},{first:{form}},{last:{form}},{len(stays)}\n"
    rows = "".join(
        f"{PEOPLE[who][0]},{PEOPLE[who][1]},{start:{form}},{end:{form}},{(end - start).seconds // 60},No,OK,No\n"
        for who, start, end in spans
    )
    columns = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,"
    return f"{head}{meeting}\n{columns}In waiting room\n{rows}"


def totals(*times: tuple[str, int]) -> str:
    """Return a report of Zoom that has no more than how long each was there."""
    rows = "".join(f"{PEOPLE[who][0]},{PEOPLE[who][1]},{long},No\n" for who, long in times)
    return f"Name (Original Name),User Email,Total Duration (Minutes),Guest\n{rows}"


def came(found: records.CollectedRecords) -> dict[str, str]:
    """Return who was at each session, by the first letters of their names."""
    return {
        name: "".join(sorted(one.name[0] for one in export.present))
        for name, export in found.records.attendance.items()
    }


def went(found: records.CollectedRecords) -> list[tuple[object, ...]]:
    """Return where the rows of each day went: the day, the session, by what, why to none, how many people."""
    return [(one.day and one.day.isoformat(), one.session, one.by, one.why, one.people) for one in found.records.placed]


def said(found: records.CollectedRecords, folder: Path) -> list[str]:
    return list(placements.remarks(CommunityProject(folder / "community.yaml"), found.records))


FIRST = zoom(("A", "2026-11-17T15:30", 60), ("C", "2026-11-17T15:35", 50))
SECOND = zoom(("P", "2026-12-15T15:30", 60))
WRONG_DAY = zoom(("A", "2026-12-15T15:30", 60))

# The day of a file that is named after a session.


def test_a_file_of_another_sessions_day_counts_for_none(collected: Collect, tmp_path: Path) -> None:
    found = collected({f"{FOLDER}/webinar-1.csv": WRONG_DAY})
    assert (found.problems, came(found)) == ((), {})
    assert went(found) == [("2026-12-15", None, None, "of another session's day", 1)]
    (one,) = found.records.placed
    assert (one.named, one.planned_for) == ("webinar-1", "webinar-2")
    remark, hint = said(found, tmp_path)
    for word in ("webinar-1", "17 November 2026", "webinar-2", "15 December 2026"):
        assert word in remark
    assert "cop-plan done webinar-1 --on 2026-12-15" in hint


@pytest.mark.parametrize(
    "form", ["%m/%d/%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%y %H:%M", "%d %b %Y %I:%M:%S %p"]
)
def test_it_does_however_the_day_is_written(form: str, collected: Collect) -> None:
    found = collected({f"{FOLDER}/webinar-1.csv": zoom(("A", "2026-12-15T15:30", 60), form=form)})
    assert went(found) == [("2026-12-15", None, None, "of another session's day", 1)]


def test_a_person_says_by_the_map_that_it_counts_all_the_same(collected: Collect, tmp_path: Path) -> None:
    found = collected({"tuesday.csv": WRONG_DAY}, "records: {attendance: {webinar-1: tuesday.csv}}\n")
    assert (came(found), went(found)) == ({"webinar-1": "A"}, [("2026-12-15", "webinar-1", "map", None, 1)])
    assert "as you say, though its day, Tuesday 15 December 2026, is that of webinar-2" in said(found, tmp_path)[0]


def test_a_person_says_by_the_progress_record_that_it_was_held_then(collected: Collect, tmp_path: Path) -> None:
    found = collected(
        {f"{FOLDER}/webinar-1.csv": WRONG_DAY, "records/progress.csv": "name,date,note\nwebinar-1,2026-12-15,\n"}
    )
    assert came(found) == {"webinar-1": "A"}
    assert said(found, tmp_path) == []


@pytest.mark.parametrize(("day", "is_told"), [("2026-11-18", False), ("2026-11-24", False), ("2026-11-26", True)])
def test_a_session_may_be_held_on_another_day_and_more_than_a_week_off_is_told(
    day: str, is_told: bool, collected: Collect, tmp_path: Path
) -> None:
    found = collected({f"{FOLDER}/webinar-1.csv": zoom(("A", f"{day}T15:30", 60))})
    assert came(found) == {"webinar-1": "A"}
    assert found.records.attendance["webinar-1"].day == date.fromisoformat(day)
    assert [line for line in said(found, tmp_path) if "9 days from it" in line] == said(found, tmp_path)[: int(is_told)]


def test_the_day_of_a_session_that_was_moved_is_nobody_elses(collected: Collect) -> None:
    progress = "name,date,note\nwebinar-2,2026-12-16,\n"
    found = collected({f"{FOLDER}/webinar-1.csv": WRONG_DAY, "records/progress.csv": progress})
    assert came(found) == {"webinar-1": "A"}


@pytest.mark.parametrize("where", [f"{FOLDER}/webinar-1.csv", f"{INBOX}/webinar-1.csv", f"{INBOX}/old.csv"])
@pytest.mark.parametrize("form", ["%m/%d/%Y %H:%M:%S", "%d/%m/%y %H:%M"])
def test_a_file_of_another_year_counts_for_none(where: str, form: str, collected: Collect, tmp_path: Path) -> None:
    found = collected({where: zoom(("A", "2019-11-19T15:30", 60), form=form), f"{FOLDER}/webinar-2.csv": SECOND})
    assert (found.problems, came(found)) == ((), {"webinar-2": "P"})
    assert went(found)[1:] == [("2019-11-19", None, None, "outside the school year", 1)]
    assert "19 November 2019 is outside the school year" in said(found, tmp_path)[0]


def test_not_even_the_map_brings_in_another_year(collected: Collect) -> None:
    old = zoom(("A", "2019-11-19T15:30", 60))
    found = collected({"a.csv": old}, "records: {attendance: {webinar-1: a.csv}}\n")
    assert (came(found), went(found)) == ({}, [("2019-11-19", None, None, "outside the school year", 1)])


# Several days in one file.

BOTH = zoom(("A", "2026-11-17T15:30", 30), ("C", "2026-11-17T15:30", 20), ("P", "2026-12-15T15:30", 60))


def test_of_several_days_each_counts_for_its_own_session(collected: Collect) -> None:
    found = collected({f"{INBOX}/export (3).csv": BOTH})
    assert came(found) == {"webinar-1": "AC", "webinar-2": "P"}
    assert went(found) == [
        ("2026-11-17", "webinar-1", "day", None, 2),
        ("2026-12-15", "webinar-2", "day", None, 1),
    ]


def test_of_a_file_that_is_named_after_a_session_only_its_day_counts(collected: Collect, tmp_path: Path) -> None:
    found = collected({f"{FOLDER}/webinar-1.csv": BOTH})
    assert came(found) == {"webinar-1": "AC"}
    assert went(found)[1:] == [("2026-12-15", None, None, "of another session's day", 1)]
    assert "what it has of Tuesday 15 December 2026 is of webinar-2, not of webinar-1" in said(found, tmp_path)[0]


def test_each_of_the_same_days_takes_its_own_part_by_the_map(collected: Collect) -> None:
    found = collected({"all.csv": BOTH}, "records: {attendance: {webinar-1: all.csv, webinar-2: all.csv}}\n")
    assert came(found) == {"webinar-1": "AC", "webinar-2": "P"}


@pytest.mark.parametrize("head", ["2026-11-17,2026-12-15,2027-01-20", "Webinar 1,Webinar 2,2027-01-20"])
def test_of_a_grid_of_days_a_session_takes_its_own_column_by_the_map(head: str, collected: Collect) -> None:
    grid = f"Name,{head}\nAmina Okafor,x,,x\nCaleb Friesen,x,,\nPriya Nair,,x,x\n"
    for name, there in (("webinar-1", "AC"), ("webinar-2", "P")):
        assert came(collected({"all.csv": grid}, f"records: {{attendance: {{{name}: all.csv}}}}\n")) == {name: there}
        assert came(collected({f"{FOLDER}/{name}.csv": grid})) == {name: there}
    of_none = "Name,2026-11-17,2026-12-15\nAmina Okafor,x,x\n"
    assert came(collected({"all.csv": of_none}, "records: {attendance: {late-talk: all.csv}}\n")) == {}


def test_rows_that_name_another_session_than_the_file_count_for_none(collected: Collect, tmp_path: Path) -> None:
    rows = "event,name,present\nwebinar-1,Amina Okafor,yes\nwebinar-2,Caleb Friesen,yes\n"
    found = collected({f"{FOLDER}/webinar-1.csv": rows})
    assert (came(found), went(found)[1:]) == (
        {"webinar-1": "A"},
        [(None, None, None, "of another session's day", 1)],
    )
    assert "called webinar-1, and these rows are of webinar-2" in said(found, tmp_path)[0]


def test_the_case_of_two_occurrences_in_one_file(collected: Collect) -> None:
    columns = "Topic,ID,Start time,End time,Duration (minutes),Name (original name),Email,Join time,Leave time,Guest\n"
    row = "Reading Circle,845,11/17/2026 03:25:00 PM,11/17/2026 04:30:00 PM,65,{},{},{},{},No\n".format
    text = columns + "".join(
        row(*PEOPLE[who], f"{day} 03:30:00 PM", f"{day} 04:00:00 PM")
        for who, day in (("A", "11/17/2026"), ("C", "11/17/2026"), ("P", "12/15/2026"))
    )
    assert came(collected({f"{FOLDER}/webinar-1.csv": text})) == {"webinar-1": "AC"}


def test_two_sessions_in_one_report_of_teams(collected: Collect) -> None:
    text = "Full Name\tUser Action\tTimestamp\n" + "".join(
        f"{PEOPLE[who][0]}\t{action}\t{at}\n"
        for who, action, at in (
            ("A", "Joined", "11/17/2026, 3:30:00 PM"),
            ("A", "Left", "11/17/2026, 4:30:00 PM"),
            ("P", "Joined", "12/15/2026, 3:30:00 PM"),
            ("P", "Left", "12/15/2026, 4:30:00 PM"),
        )
    )
    assert came(collected({f"{INBOX}/meetingAttendanceList.csv": text})) == {"webinar-1": "A", "webinar-2": "P"}


def test_who_joins_after_midnight_is_of_the_day_before(collected: Collect) -> None:
    late = zoom(("A", "2027-02-09T22:30", 125), ("C", "2027-02-10T00:10", 20))
    for name in (f"{INBOX}/late.csv", f"{FOLDER}/late-talk.csv"):
        found = collected({name: late})
        assert came(found) == {"late-talk": "AC"}
        assert [one.minutes for one in found.records.attendance["late-talk"].people] == [125, 20]


def test_two_sessions_of_one_day_are_told_apart_by_their_hours(collected: Collect) -> None:
    day = zoom(("A", "2027-04-14T08:55", 120), ("C", "2027-04-14T13:02", 110), ("A", "2027-04-14T13:05", 100))
    found = collected({f"{INBOX}/day.csv": day})
    assert came(found) == {"morning": "A", "afternoon": "AC"}
    assert [one.minutes for one in found.records.attendance["afternoon"].people] == [110, 100]
    assert came(collected({f"{FOLDER}/morning.csv": day})) == {"morning": "A"}


def test_or_by_the_title_or_else_the_name(collected: Collect) -> None:
    noon = zoom(("A", "2027-04-14T11:00", 60), title="Reading alone")
    assert came(collected({f"{INBOX}/day.csv": noon})) == {"afternoon": "A"}
    unclear = zoom(("A", "2027-04-14T11:00", 60))
    assert came(collected({f"{INBOX}/day.csv": unclear})) == {}
    assert came(collected({f"{FOLDER}/morning.csv": unclear})) == {"morning": "A"}


def saved_again(text: str) -> str:
    """Return a report as a spreadsheet writes it: with semicolons, and the columns of the people turned around."""
    above, people = text.split("\n\n")
    turned = [";".join(reversed(line.split(","))) for line in people.splitlines()]
    return "\n".join([*(line.replace(",", ";") for line in above.splitlines()), ";;;", *turned]) + "\n"


@pytest.mark.parametrize("form", ["%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M", "%d.%m.%y %H:%M", "%Y-%m-%d %H h %M"])
def test_a_file_that_was_saved_again_is_placed_as_before(form: str, collected: Collect) -> None:
    stays = (("A", "2026-11-17T15:30", 30), ("C", "2026-11-17T15:30", 20), ("P", "2026-12-15T15:30", 60))
    found = collected({f"{INBOX}/x.csv": saved_again(zoom(*stays, form=form))})
    assert came(found) == {"webinar-1": "AC", "webinar-2": "P"}


# The same meeting in two files.


def test_the_same_meeting_in_two_files_counts_once(collected: Collect, tmp_path: Path) -> None:
    found = collected({f"{FOLDER}/webinar-1.csv": FIRST, f"{INBOX}/participants.csv": FIRST})
    (export,) = found.records.attendance.values()
    assert [(one.name, one.minutes) for one in export.people] == [("Amina Okafor", 60), ("Caleb Friesen", 50)]
    assert [(Path(one.file).name, one.session, one.why) for one in found.records.placed] == [
        ("webinar-1.csv", "webinar-1", None),
        ("participants.csv", None, "the same meeting"),
    ]
    (remark,) = said(found, tmp_path)
    assert remark.startswith("records/inbox/participants.csv: this is the same meeting as in records/attendance/webi")


def test_with_totals_and_with_each_time_of_joining_it_is_the_same(collected: Collect) -> None:
    found = collected(
        {f"{FOLDER}/webinar-1-part-1.csv": totals(("A", 60), ("C", 50)), f"{FOLDER}/webinar-1-part-2.csv": FIRST}
    )
    (export,) = found.records.attendance.values()
    assert [(one.name, one.minutes) for one in export.people] == [("Amina Okafor", 60), ("Caleb Friesen", 50)]
    assert [(Path(one.file).name, one.why) for one in found.records.placed] == [
        ("webinar-1-part-2.csv", None),
        ("webinar-1-part-1.csv", "the same meeting"),
    ]


def test_a_copy_under_the_name_of_another_session_counts_for_neither(collected: Collect, tmp_path: Path) -> None:
    copies = {f"{FOLDER}/webinar-{number}.csv": totals(("A", 60), ("C", 50)) for number in (1, 2)}
    found = collected(copies)
    assert (came(found), [one.why for one in found.records.placed]) == ({}, ["of no session"] * 2)
    assert "called webinar-1, and records/attendance/webinar-2.csv has the same people" in said(found, tmp_path)[0]
    register = "event,name,present\n{},Amina Okafor,yes\n{},Caleb Friesen,yes\n".format
    marked = {f"{FOLDER}/webinar-{at}.csv": register(*[f"webinar-{at}"] * 2) for at in (1, 2)}
    assert came(collected(marked)) == {"webinar-1": "AC", "webinar-2": "AC"}


def test_an_export_made_while_people_were_still_there_adds_nobody_twice(collected: Collect) -> None:
    early = zoom(("A", "2026-11-17T15:30", 60))
    found = collected({f"{INBOX}/a.csv": early, f"{INBOX}/b.csv": FIRST})
    assert came(found) == {"webinar-1": "AC"}
    assert [one.minutes for one in found.records.attendance["webinar-1"].people] == [60, 50]


def test_parts_of_one_session_are_joined_under_any_names(collected: Collect) -> None:
    room = "event,name,present\nwebinar-1,Caleb Friesen,in person\n"
    again = zoom(("A", "2026-11-17T16:00", 40))
    cut = zoom(("A", "2026-11-17T15:30", 20))
    found = collected({f"{INBOX}/room.csv": room, f"{INBOX}/1.csv": cut, f"{INBOX}/2.csv": again})
    assert (found.problems, came(found)) == ((), {"webinar-1": "AC"})
    assert {one.name: one.minutes for one in found.records.attendance["webinar-1"].people} == {
        "Amina Okafor": 60,
        "Caleb Friesen": None,
    }


# The inbox.


@pytest.mark.parametrize("title", ["Webinar 1", "Reading Circle – Webinar 1 (Zoom)", "webinar_1"])
def test_a_file_without_a_session_on_its_day_is_placed_by_its_title(title: str, collected: Collect) -> None:
    found = collected({f"{INBOX}/x.csv": zoom(("A", "2026-11-26T15:30", 60), title=title)})
    assert went(found) == [("2026-11-26", "webinar-1", "title", None, 1)]


def test_a_list_of_a_call_is_of_the_day_above_it(collected: Collect) -> None:
    call = (
        "Date: 2026-11-17\nFirst name,Last name,Duration,Time joined,Time exited\nAmina,Okafor,1 hr,3:30 PM,4:30 PM\n"
    )
    assert went(collected({f"{INBOX}/x.csv": call})) == [("2026-11-17", "webinar-1", "day", None, 1)]


def test_rows_that_count_the_others_are_nobody(collected: Collect) -> None:
    grid = "#,Name,Webinar 1,Webinar 2\n1,Amina Okafor,1,1\n2,Caleb Friesen,1,0\n,Present,2,1\n,% present,100%,50%\n"
    assert came(collected({f"{INBOX}/x.csv": grid})) == {"webinar-1": "AC", "webinar-2": "A"}


def test_a_title_against_the_day_counts_for_none(collected: Collect) -> None:
    found = collected({f"{INBOX}/x.csv": zoom(("A", "2026-12-15T15:30", 60), title="Webinar 1")})
    assert went(found) == [("2026-12-15", None, None, "of another session's day", 1)]


def test_a_meeting_that_recurs_under_one_title_is_placed_by_its_days(collected: Collect) -> None:
    of = [zoom(("A", f"{day}T15:30", 60), title="Webinar 1") for day in ("2026-11-17", "2026-12-15")]
    found = collected({f"{INBOX}/1.csv": of[0], f"{INBOX}/2.csv": of[1]})
    assert [one[:3] for one in went(found)] == [
        ("2026-11-17", "webinar-1", "day"),
        ("2026-12-15", "webinar-2", "day"),
    ]


def test_a_day_near_one_session_is_its_own_and_told(collected: Collect, tmp_path: Path) -> None:
    near = zoom(("A", "2026-11-19T15:30", 60))
    found = collected({f"{INBOX}/x.csv": near})
    assert went(found) == [("2026-11-19", "webinar-1", "day", None, 1)]
    assert "2 days from it" in said(found, tmp_path)[0]
    taken = collected({f"{INBOX}/x.csv": near, f"{FOLDER}/webinar-1.csv": FIRST})
    assert went(taken)[1:] == [("2026-11-19", None, None, "of no session", 1)]


def test_a_session_has_one_day_and_what_is_of_another_is_no_part_of_it(collected: Collect, tmp_path: Path) -> None:
    far = zoom(("P", "2027-01-12T15:30", 60))
    for named in (FIRST, totals(("A", 60), ("C", 50))):
        found = collected({f"{FOLDER}/webinar-1.csv": named, f"{INBOX}/webinar-1.csv": far})
        assert (came(found), went(found)[1:]) == ({"webinar-1": "AC"}, [("2027-01-12", None, None, "of no session", 1)])
        assert "what it has of Tuesday 12 January 2027 is not of webinar-1" in said(found, tmp_path)[0]
    two = {f"{FOLDER}/webinar-1-part-{at}.csv": zoom(("A", f"2026-11-{17 + at}T15:30", 60)) for at in (1, 2)}
    assert [one[:2] for one in went(collected(two))] == [("2026-11-18", "webinar-1"), ("2026-11-19", None)]


def test_a_register_with_the_planned_day_in_its_head_goes_with_the_meeting_of_the_next_day(collected: Collect) -> None:
    grid = "Name,Webinar 1 (17 Nov 2026),Webinar 2 (15 Dec 2026)\nCaleb Friesen,x,\nPriya Nair,x,x\n"
    found = collected({f"{INBOX}/register.csv": grid, f"{INBOX}/webinar-1.csv": zoom(("A", "2026-11-18T15:30", 60))})
    assert came(found) == {"webinar-1": "ACP", "webinar-2": "P"}
    assert found.records.attendance["webinar-1"].day == date(2026, 11, 18)


def test_what_is_near_no_session_counts_for_none(collected: Collect, tmp_path: Path) -> None:
    found = collected({f"{INBOX}/x.csv": zoom(("A", "2027-01-12T15:30", 60)), f"{INBOX}/y.csv": totals(("A", 60))})
    assert (found.problems, came(found)) == ((), {})
    assert went(found) == [("2027-01-12", None, None, "of no session", 1), (None, None, None, "of no session", 1)]
    lines = said(found, tmp_path)
    assert "no session is on Tuesday 12 January 2027" in lines[0]
    assert "cop-plan done NAME --on 2027-01-12" in lines[1]
    assert "neither a day nor a title" in lines[2]


def test_a_folder_is_no_more_missed_where_all_came_into_the_inbox(collected: Collect) -> None:
    found = collected({f"{INBOX}/x.csv": FIRST}, f"records: {{attendance: {FOLDER}/}}\n")
    assert (came(found), found.missing) == ({"webinar-1": "AC"}, ())
    assert collected({}, f"records: {{attendance: {FOLDER}/}}\n").missing == (f"{FOLDER}/",)


def test_a_name_wins_where_nothing_inside_says_otherwise(collected: Collect) -> None:
    assert came(collected({f"{INBOX}/Webinar 2.csv": totals(("A", 60))})) == {"webinar-2": "A"}


@pytest.mark.parametrize("where", [INBOX, FOLDER])
@pytest.mark.parametrize("content", ["%PDF-1.4\n", "\x00\x01\x02", "", "a plan\n"])
def test_a_foreign_file_is_a_remark(content: str, where: str, collected: Collect) -> None:
    found = collected({f"{where}/other.pdf": content, f"{INBOX}/x.csv": FIRST})
    assert (found.problems, came(found), len(found.remarks)) == ((), {"webinar-1": "AC"}, 1)
    assert found.remarks[0].file.endswith("other.pdf")


def test_a_folder_in_the_inbox_is_told(collected: Collect) -> None:
    found = collected({f"{INBOX}/november/x.csv": FIRST})
    assert (came(found), [one.message for one in found.remarks]) == (
        {}, ["folders in here are not looked into: november"],
    )  # fmt: skip


def test_a_file_of_a_cancelled_session_is_told_and_stops_nothing(collected: Collect) -> None:
    snow = zoom(("A", "2027-01-19T15:30", 60))
    found = collected({f"{INBOX}/snow.csv": snow}, "  snow: {kind: webinar, when: 2027-01-19, cancelled: Snow}\n")
    assert (found.problems, came(found)) == ((), {})
    assert "'snow' is cancelled: Snow" in found.remarks[0].message


def test_a_folder_under_another_name_can_be_the_inbox(collected: Collect) -> None:
    assert came(collected({"downloads/x.csv": FIRST}, "records: {inbox: downloads}\n")) == {"webinar-1": "AC"}


# Days that can be two.


def test_the_plan_decides_which_day_is_meant_and_it_is_told(collected: Collect, tmp_path: Path) -> None:
    found = collected({f"{FOLDER}/webinar-1.csv": zoom(("A", "2026-11-12T15:30", 60))})
    assert (came(found), found.problems) == ({"webinar-1": "A"}, ())
    assert found.records.attendance["webinar-1"].day == date(2026, 11, 12)
    (remark, _) = said(found, tmp_path)
    assert "can be Friday 11 December 2026 or Thursday 12 November 2026; it is taken for Thursday 12" in remark


def test_a_cell_that_could_be_two_days_and_is_none_decides_nothing(collected: Collect, tmp_path: Path) -> None:
    export = zoom(("A", "2026-12-15T15:30", 60), number="3/4/27")
    more = "records: {attendance: {webinar-1: x.csv}}\n"
    found = collected({"x.csv": export}, more)
    assert went(found) == [("2026-12-15", "webinar-1", "map", None, 1)]
    assert ["of webinar-2" in remark for remark in said(found, tmp_path)] == [True]


def test_a_year_of_two_digits_is_one_of_the_school_year(collected: Collect) -> None:
    found = collected({f"{INBOX}/x.csv": zoom(("A", "2027-02-09T22:30", 60), form="%y/%m/%d %H:%M")})
    assert went(found) == [("2027-02-09", "late-talk", "day", None, 1)]


SEVENTH = "  seventh: {kind: webinar, when: 2026-12-11, at: 3:30 pm}\n  twelfth: {kind: webinar, when: 2026-11-12}\n"


def test_where_both_days_are_of_sessions_nothing_is_counted_until_somebody_says(
    collected: Collect, tmp_path: Path
) -> None:
    beside = {f"{INBOX}/x.csv": zoom(("A", "2026-11-12T15:30", 60))}
    found = collected(beside, SEVENTH)
    assert went(found) == [(None, None, None, "of no session", 1)]
    assert "--date-order" in said(found, tmp_path)[1]
    assert came(collected(beside, SEVENTH, order="mdy")) == {"twelfth": "A"}
    assert came(collected(beside, SEVENTH, order="dmy")) == {"seventh": "A"}


def test_a_name_settles_it_only_where_the_other_day_is_no_other_sessions(collected: Collect) -> None:
    beside = {f"{FOLDER}/webinar-1.csv": zoom(("A", "2026-11-12T15:30", 60))}
    assert came(collected(beside, "  seventh: {kind: webinar, when: 2026-12-11, at: 3:30 pm}\n")) == {}
    of_its_own = {f"{FOLDER}/twelfth.csv": zoom(("A", "2026-11-12T15:30", 60))}
    assert came(collected(of_its_own, SEVENTH)) == {"twelfth": "A"}


@pytest.mark.parametrize("order", [None, "mdy"])
def test_the_months_are_not_taken_for_days_where_somebody_would_stay_a_month(
    order: moments.DateOrder | None, collected: Collect
) -> None:
    late = zoom(("A", "2026-12-10T23:30", 60))  # 12/10 to 12/11: from 12 October to 12 November, the other way
    found = collected({f"{INBOX}/x.csv": late}, "  talk: {kind: webinar, when: 2026-12-10, at: 11:30 pm}\n", order)
    assert [one.minutes for one in found.records.attendance["talk"].people] == [60]


# Sessions that are cancelled.

CANCELLED = "  off: {title: Reading outside, kind: webinar, when: 2026-11-13, cancelled: Snow}\n"


@pytest.mark.parametrize("title", ["Our meeting", "Reading outside"])
@pytest.mark.parametrize("day", ["2026-11-13", "2026-11-14"])
def test_a_file_of_a_cancelled_sessions_day_is_not_of_the_next_one(
    title: str, day: str, collected: Collect, tmp_path: Path
) -> None:
    found = collected({f"{INBOX}/x.csv": zoom(("A", f"{day}T15:30", 60), title=title)}, CANCELLED)
    is_near = title == "Our meeting" and day == "2026-11-14"
    assert came(found) == ({"webinar-1": "A"} if is_near else {})
    assert ("off is cancelled" in said(found, tmp_path)[0]) is not is_near


@pytest.mark.parametrize("where", [INBOX, FOLDER])
def test_a_column_of_a_cancelled_session_says_that_it_is(where: str, collected: Collect, tmp_path: Path) -> None:
    found = collected({f"{where}/who.csv": "Name,Reading outside,Webinar 1\nAmina Okafor,x,x\n"}, CANCELLED)
    assert came(found) == {"webinar-1": "A"}
    assert "off is cancelled" in said(found, tmp_path)[0]
    assert [one.message for one in found.problems] == (["'off' is cancelled: Snow"] if where == FOLDER else [])


@pytest.mark.parametrize(
    "text",
    [
        "event,email,name,present\nwebinar-1,amina@example.org,Amina Okafor,yes\nwebinar-2,caleb@exa",
        "event,email,name,present\nwebinar-1,amina@example.org,Amina Okafor,yes\nwebi",
        "Name,Webinar 1,Webinar 2\nAmina Okafor,x,x\nCaleb Fri",
    ],
)
def test_a_register_that_breaks_off_in_a_row_of_which_nothing_is_left_says_so(
    text: str, collected: Collect, tmp_path: Path
) -> None:
    found = collected({f"{FOLDER}/who-came.csv": text})
    assert came(found)["webinar-1"] == "A"
    assert "records/attendance/who-came.csv, row 3" in said(found, tmp_path)[-1]

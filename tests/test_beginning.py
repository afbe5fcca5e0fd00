"""A community that begins late for its plan: what is laid out, what is offered, what is said of the rest."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from conftest import MINIMAL, DatedYear, Ran, Write
from cop_plan.app.project import CommunityProject

Run = Callable[..., Ran]
YearOf = Callable[..., DatedYear]

TODAY = "2026-11-29"  # a Sunday
BEGINS = MINIMAL + f"begins: {TODAY}\n"
TORONTO = MINIMAL.replace("Edmonton", "Toronto")  # where the clocks change


def test_nothing_is_laid_out_before_the_community_begins_and_everything_else_as_before(year_of: YearOf) -> None:
    without, dated = year_of(MINIMAL).dated, year_of(BEGINS).dated
    begins = date(2026, 11, 29)
    sessions = {entry.id: entry.day for entry in without.sessions}
    later = {
        entry.id
        for entry in without.entries
        if sessions.get(entry.id, sessions.get(entry.parent or "", entry.day)) >= begins
    }
    assert {entry.id for entry in dated.entries} == later
    assert {entry.id for entry in dated.before_beginning} == {entry.id for entry in without.entries} - later
    assert min(entry.day for entry in dated.entries) >= begins
    assert "webinar-1" not in {entry.id.partition(".")[0] for entry in dated.entries}
    assert dated.hours.mandatory < without.hours.mandatory
    assert [entry for entry in dated.entries if entry.reason and entry.reason.before_beginning is None] == [
        entry for entry in without.entries if entry.id in later and entry.day >= begins
    ]


@pytest.mark.parametrize(
    ("begins", "day"), [("2026-12-09", "2026-12-09"), ("2026-12-12", "2026-12-14"), ("2026-12-15", "2026-12-15")]
)
def test_what_prepares_the_next_session_is_due_when_the_community_begins(
    begins: str, day: str, year_of: YearOf
) -> None:
    year = year_of(MINIMAL + f"begins: {begins}\nactivities: {{webinar-2: {{when: 2026-12-15}}}}\n")
    assert str(year["webinar-2.distribute-guide"].day) == day
    assert str(year["webinar-2"].day) == "2026-12-15"
    assert all(entry.day <= year["webinar-2"].day for entry in year.dated.entries if entry.id == "webinar-2.reminder")


def test_it_is_said_why_a_step_stands_on_the_first_day(run: Run, write: Write) -> None:
    text = MINIMAL + "begins: 2026-12-09\nactivities: {webinar-2: {when: 2026-12-15}}\n"
    done = run("schedule", write(text), "--dry-run", "--today", "2026-12-09")
    assert "(1 week before Webinar 2, moved on from Tuesday 8 December: the community begins later)" in done.out
    french = run("schedule", write(f"{text}language: fr-CA\n"), "--dry-run", "--today", "2026-12-09")
    assert "la communauté débute plus tard)" in french.out


def test_a_step_keeps_its_hour_when_the_community_begins(year_of: YearOf) -> None:
    steps = "activities: {webinar-3: {steps: {call: {when: 2026-10-06, at: 16:00, lasts: 30 minutes}}}}\n"
    call = year_of(TORONTO + "begins: 2026-12-01\n" + steps)["webinar-3.call"]
    assert call.start
    assert call.end
    assert call.start.isoformat() == "2026-12-01T16:00:00-05:00"  # no summer time any more
    assert call.end - call.start == timedelta(minutes=30)


def test_what_is_still_to_be_done_gets_a_day_of_its_own(run: Run, write: Write) -> None:
    definition = write(BEGINS)
    done = run("schedule", definition, "--move", "orientation=2026-12-08", "--yes", "--today", TODAY)
    assert done.code == 0, done.err
    ids = {entry.id: entry.day for entry in CommunityProject(definition).timeline.entries}
    assert str(ids["orientation"]) == "2026-12-08"
    assert min(day for name, day in ids.items() if name.startswith("orientation")) == date(2026, 11, 30)


def test_nothing_is_overdue_for_who_begins_today(run: Run, write: Write) -> None:
    for day in (TODAY, "2026-11-30"):
        data = json.loads(run("status", write(BEGINS), "--today", day, "--json").out)
        assert (data["overdue_count"], data["overdue"], data["begins"]) == (0, [], TODAY)
        assert data["due"]
        assert data["next_session"]["day"] > TODAY
        assert sum(one["total_count"] for one in data["owners"]) == data["total_count"]
    assert "past-dates" not in run("check", write(BEGINS), "--today", TODAY).out


def test_plan_and_calendars_have_nothing_of_before_and_say_so(run: Run, write: Write) -> None:
    definition = write(BEGINS)
    done = run("schedule", definition, "--today", TODAY)
    before = CommunityProject(definition).timeline.before_beginning
    assert f"{len(before)} entries are not laid out, since the community begins on {TODAY}; " in done.err
    plan = definition.parent / "plan"
    said = (
        "The community begins on Sunday 29 November 2026; what the year has before that day is not part of this plan."
    )
    markdown = (plan / "plan.md").read_text(encoding="utf-8")
    assert markdown.count(said) == 1
    assert "(`orientation`): Tuesday 22 September 2026\n" in markdown
    assert said in (plan / "plan.html").read_text(encoding="utf-8")
    for name in ("calendar.ics", "sessions.ics", "team.ics"):
        events = Calendar.from_ical((plan / name).read_bytes()).events
        assert events
        assert min(str(event.start)[:10] for event in events) >= TODAY
    entries = json.loads((plan / "timeline.json").read_text(encoding="utf-8"))["entries"]
    assert min(entry["day"] for entry in entries) >= TODAY
    data = json.loads(run("schedule", definition, "--today", TODAY, "--json").out)["scheduled"][0]
    assert data["before_beginning"] == [entry.id for entry in before]


def test_a_plan_that_begins_before_its_first_entry_is_as_it_was(run: Run, write: Write) -> None:
    def pages(text: str) -> dict[str, bytes]:
        folder = write(text).parent / "plan"
        run("schedule", folder.parent / "community.yaml", "--today", "2026-04-01", "--force")
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "cop-plan.lock"}

    assert pages(MINIMAL + "id: x\n") == pages(MINIMAL + "id: x\nbegins: 2026-04-01\n")


def test_what_was_published_before_is_cancelled_in_calendars(run: Run, write: Write) -> None:
    definition = write(MINIMAL + "id: x\n")
    run("schedule", definition, "--today", "2026-04-01")
    write(BEGINS + "id: x\n")
    assert run("schedule", definition, "--today", TODAY).code == 0
    events = Calendar.from_ical((definition.parent / "plan" / "team.ics").read_bytes()).events
    states = {str(event["UID"]).partition("@")[0]: event.get("STATUS") for event in events}
    assert states["orientation"] == "CANCELLED"
    assert states["webinar-2"] != "CANCELLED"


def test_the_first_session_that_is_left_is_the_first(run: Run, write: Write) -> None:
    definition = write(BEGINS)
    assert run("kit", definition, "--today", TODAY, "--format", "md").code == 0
    agendas = {path.stem for path in (definition.parent / "kit" / "agenda").iterdir()}
    assert "orientation" not in agendas
    assert "online-meeting-december" in agendas


@pytest.mark.parametrize(
    "words", [["done", "orientation"], ["report", "--inspect", "x.csv", "--session", "orientation"]]
)
def test_it_is_said_that_a_name_lies_before_the_beginning(words: list[str], run: Run, write: Write) -> None:
    definition = write(BEGINS, {"x.csv": "name,present\nA,yes\n"})
    done = run(*words, "--today", TODAY, cwd=definition.parent)
    assert (done.code, f"'orientation' is not laid out: the community begins on {TODAY}" in done.err) == (2, True), (
        done.err
    )


def test_a_record_of_before_is_told_and_a_row_of_progress_is_no_trouble(run: Run, write: Write) -> None:
    files = {
        "records/progress.csv": "name,date,note\norientation,2026-09-22,\n",
        "records/attendance/orientation.csv": "name,present\nA,yes\n",
        "records/notes/orientation.md": "# Highlights\n\n- We met\n",
    }
    named = "records: {attendance: records/attendance/, notes: records/notes/}\n"
    definition = write(BEGINS + named, files)
    assert run("status", definition, "--today", TODAY).code == 0
    done = run("report", definition, "--interim", "--today", "2027-03-20")
    for name in ("attendance/orientation.csv", "notes/orientation.md"):
        assert f"records/{name}: 'orientation' is not laid out: the community begins on {TODAY}" in done.err
    assert "no session is called" not in done.err


def test_a_rule_may_be_ignored_for_what_lies_before(write: Write, run: Run) -> None:
    text = BEGINS + "ignore: {late-guide: {webinar-1: We know}}\n"
    assert "is called" not in run("check", write(text), "--today", TODAY).err


@pytest.mark.parametrize(
    ("begins", "said"),
    [
        ("2027-09-01", "begins: 2027-09-01 lies after the school year"),
        ("2027-07-30", "begins: from 2027-07-30 on nothing of the year is left"),
        ("soon", "begins: 'soon' is"),
        ("11/29/2026", "begins: '11/29/2026' is"),
    ],
)
def test_a_day_that_cannot_be_is_told_at_its_place(
    begins: str, said: str, problems_of: Callable[..., list[str]]
) -> None:
    first = problems_of(MINIMAL + f"begins: {begins}\n")[0]
    assert first.startswith(f"community.yaml:4:9: {said}")


@pytest.mark.parametrize(("text", "today"), [(MINIMAL, "2027-07-30"), (MINIMAL + "begins: 2026-10-30\n", TODAY)])
def test_a_beginning_that_leaves_nothing_or_is_written_already_is_not_offered(
    text: str, today: str, run: Run, write: Write
) -> None:
    definition = write(text)
    told = run("check", definition, "--today", today).out + run("status", definition, "--today", today).out
    assert "--before" in told
    assert "begins:" not in told


def test_an_hour_that_the_first_day_has_not_becomes_the_next_that_it_has(year_of: YearOf) -> None:
    call = "call: {when: 2026-10-06, at: '02:30', lasts: 1 hour}"
    session = f"webinar-3: {{when: 2027-03-14, closed: stay, steps: {{{call}}}}}"  # the clocks go forward that night
    found = year_of(TORONTO + f"begins: 2027-03-14\nactivities: {{{session}}}\n")["webinar-3.call"]
    assert found.start
    assert found.end
    assert (found.start.isoformat(), found.end.isoformat()[11:16]) == ("2027-03-14T03:00:00-04:00", "04:00")


# What is offered.


def test_status_offers_who_never_noted_anything_the_two_lines_to_choose_from(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    done = run("status", definition.name, "--today", TODAY, cwd=definition.parent)
    offered, chosen = f"  cop-plan done community.yaml --before {TODAY}\n", f"  begins: {TODAY}\n"
    assert (offered in done.out, chosen in done.out) == (True, True)
    assert json.loads(run("status", definition, "--today", TODAY, "--json").out)["never_noted"] is True
    # The one is not offered for a part of the year, nor where something is noted, nor to who has begun already.
    assert offered not in run("status", definition, "--owner", "facilitator", "--today", TODAY).out
    later = run("status", write(BEGINS), "--today", "2027-02-20").out
    assert ("--before 2027-02-20\n" in later, "begins: " in later) == (True, False)
    write(MINIMAL)
    assert offered not in run("status", definition, "--today", "2026-04-15").out
    over = run("status", definition, "--today", "2027-09-20").out  # such a day could not be written
    assert ("\nThe year is over; " in over, "\nOverdue\n" in over, "0 overdue" in over) == (True, False, False)
    assert ("--before 2027-09-20\n" in over, "begins: " in over) == (True, False)
    run("done", definition, "webinar-1", "--today", TODAY)
    assert offered not in run("status", definition, "--today", TODAY).out


def test_each_of_the_lines_that_status_offers_ends_what_is_overdue(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    line = next(one for one in run("status", definition, "--today", TODAY).out.splitlines() if " --before " in one)
    assert run(*line.split()[1:], "--yes", "--today", TODAY).code == 0
    data = json.loads(run("status", definition, "--today", TODAY, "--json").out)
    assert (data["overdue_count"], data["done_count"] > 40) == (0, True)


NAMED = "--name A --audience b --interest c --concern d --learn e --timezone America/Edmonton --no-input --defaults"


@pytest.mark.parametrize(("today", "is_offered"), [(TODAY, True), ("2026-04-02", False), ("2027-09-20", False)])
def test_init_in_the_middle_of_a_year_offers_the_same(today: str, is_offered: bool, run: Run, tmp_path: Path) -> None:
    done = run("init", "new.yaml", *NAMED.split(), "--year", "2026-2027", "--today", today, cwd=tmp_path)
    assert done.code == 0, done.err
    assert (f"write into new.yaml:  begins: {today}\n" in done.err) == is_offered
    assert (f"cop-plan done new.yaml --before {today}\n" in done.err) == is_offered


def test_init_offers_in_french_what_a_french_community_reads(run: Run, tmp_path: Path) -> None:
    words = [*NAMED.split(), "--year", "2026-2027", "--language", "fr-CA", "--today", TODAY]
    done = run("init", "new.yaml", *words, cwd=tmp_path)
    assert f"écrivez dans new.yaml\u00a0:  begins: {TODAY}\n" in done.err

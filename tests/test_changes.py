"""What changed since the last time, as a text for members and for the team."""

import dataclasses
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

import communities
from conftest import Ran, Write
from cop_plan import render
from cop_plan.app import shipped
from cop_plan.base import errors
from cop_plan.definition.community import Venue
from cop_plan.plan import changes
from cop_plan.schedule import details, history
from cop_plan.schedule.timeline import Entry, Timeline, year_name
from test_revisions import pairs

Run = Callable[..., Ran]

FIRST = datetime(2026, 4, 1, tzinfo=UTC)
LATER = datetime(2026, 9, 15, tzinfo=UTC)
COMMUNITY = """\
name: Readers
id: readers
year: 2026-2027
timezone: America/Edmonton
pattern: own.yaml
goals:
  routines: {aim: Weekly routines}
places:
  library: {name: Library, address: 12 Elm Street, parking: Behind}
membership:
  members: [{name: Amina Okafor, email: amina@example.org}]
activities:
  launch: {title: Launch, kind: gathering, when: last tuesday of september, at: 9:00, lasts: 3 hours, where: library}
  circle: {title: Circle, kind: online-meeting, repeat: [october, january], when: first wednesday, at: 16:00}
  talk:
    title: Talk
    kind: webinar
    when: third tuesday of november
    at: 15:30
    lasts: 1 hour
    where: Video
    topic: Reading
    presenter: Noor Haddad
    goal: routines
    steps:
      guide: {title: Guide sent, kind: letter, when: 1 week before, audience: participants}
      room: {title: Book the room, when: 2 weeks before}
  report: {title: Report, kind: task, when: 2027-06-01}
"""
STEPS = ("talk.guide", "talk.room", "talk.bus")
OWN_PATTERN = {"own.yaml": "title: Our year\nyear_begins: august\nactivities: {}\n"}


def dated(text: str = COMMUNITY) -> Timeline:
    """Return the dated year, with those steps alone that are written here."""
    year = communities.dated_year(communities.Definition(text, OWN_PATTERN))
    kept = tuple(one for one in year.all_entries if one.parent is None or one.id in STEPS)
    return Timeline(year.community, kept, year.left_out)


FIRST_YEAR = dated()


def lock_of(year: Timeline, before: history.Lock | None = None, now: datetime = FIRST) -> history.Lock:
    """Return the lock of a year as the next run finds it."""
    renewed = history.renewed(before, year, history.publish(year, before, now), "../community.yaml")
    return history.parse(history.dump(renewed))


def told(after: Timeline | str, lock: history.Lock | None = None, *, for_members: bool = False) -> str:
    """Return what the text says of a year after the first one, without its title."""
    year = dated(after) if isinstance(after, str) else after
    known = lock or lock_of(FIRST_YEAR)
    published = history.publish(year, known, LATER)
    community = year.community
    shown = render.Year(year, published, shipped.language(community.language, community.country))
    text = changes.changes_page(shown, history.changes(known, published), shipped.templates(), for_members=for_members)
    title, _, rest = text.partition("\n\n")
    assert title.endswith(f", {year_name(community)}")
    return rest


def changed(*replaced: tuple[str, str], text: str = COMMUNITY) -> str:
    for before, after in replaced:
        assert before in text, before
        text = text.replace(before, after)
    return text


WEEK_LATER = ("third tuesday", "fourth tuesday")


# What a reader finds.


def test_a_session_that_moved_is_told_with_its_hours_and_all_that_is_needed_to_come() -> None:
    said = told(changed(WEEK_LATER, ("title: Talk", "title: Writing"), ("Noor Haddad", "Sam Lee")))
    assert said.startswith(
        "- Writing (was called “Talk”): Tue 17 Nov → Tue 24 Nov, 3:30 pm to 4:30 pm, and its 2 steps\n"
        "  Topic: Reading\n"
        "  Presenter: Sam Lee (was Noor Haddad)\n"
        "  Where: Video\n"
    )


def test_members_are_told_what_they_get_and_nothing_of_the_teams_tasks() -> None:
    text = changed(WEEK_LATER, ("title: Report", "title: Great report"), ("2027-06-01", "2027-06-02"))
    assert told(text, for_members=True) == (
        "- Talk: Tue 17 Nov → Tue 24 Nov, 3:30 pm to 4:30 pm\n"
        "  Topic: Reading\n"
        "  Presenter: Noor Haddad\n"
        "  Where: Video\n"
        "  Guide sent: Tue 17 Nov\n"
    )


def test_members_have_the_title_that_is_theirs() -> None:
    text = changed(("title: Guide sent,", "title: Guide sent, title_for_members: Your guide,"))
    said = told(text.replace(*WEEK_LATER), lock_of(dated(text)), for_members=True)
    assert said.endswith("  Your guide: Tue 17 Nov\n")


def test_sessions_come_before_the_tasks_of_the_team_each_by_day() -> None:
    said = told(changed(WEEK_LATER, ("at: 9:00", "at: 10:00"), ("2027-06-01", "2027-06-02"), ("16:00", "16:15")))
    heads = re.findall(r"(?m)^- (\w+)|^(Tasks of the team)$", said)
    assert heads == [("Launch", ""), ("Circle", ""), ("Talk", ""), ("Circle", ""), ("", "Tasks of the team"),
                     ("Report", "")]  # fmt: skip


WHENS = {
    "hour": (("at: 15:30", "at: 16:00"), "Talk, Tue 17 Nov: 3:30 pm to 4:30 pm → 4:00 pm to 5:00 pm"),
    "hour and day": (("third tuesday of november\n    at: 15:30", "2026-11-19\n    at: 9:00"),
                     "Talk: Tue 17 Nov, 3:30 pm to 4:30 pm → Thu 19 Nov, 9:00 am to 10:00 am, and its 2 steps"),
    "no hour any more": (("at: 15:30\n    lasts", "lasts"), "Talk, Tue 17 Nov: 3:30 pm to 4:30 pm → all day"),
    "task": (("2027-06-01", "2027-06-03"), "Report: Tue 1 Jun → Thu 3 Jun"),
    "another year": (("2027-06-01", "2026-06-02"), "Report: Tue 1 Jun 2027 → Tue 2 Jun 2026"),
    "new": (("  report:", "  visit: {title: Visit, kind: visit, when: 2027-04-14, at: 13:00}\n  report:"),
            "Visit: new, Wed 14 Apr, 1:00 pm to 4:00 pm"),
    "taken out": (("  report: {title: Report, kind: task, when: 2027-06-01}\n", ""), "Report, Tue 1 Jun: cancelled"),
    "for the team only": (("audience: participants", "audience: team"), "Talk: Guide sent, Tue 10 Nov: now for"),
}  # fmt: skip


@pytest.mark.parametrize(("replaced", "said"), WHENS.values(), ids=WHENS.keys())
def test_what_happened_is_told_with_days_and_hours(replaced: tuple[str, str], said: str) -> None:
    assert f"- {said}" in told(changed(replaced))


def test_a_cancelled_session_is_told_with_its_hours_and_what_may_be_booked() -> None:
    said = told(re.sub(r"(?s)  talk:.*?(?=  report)", "", COMMUNITY))
    assert "- Talk, Tue 17 Nov, 3:30 pm to 4:30 pm: cancelled, and its 2 steps\n" in said
    assert "  may be booked already for Tuesday 17 November: the presenter (Noor Haddad); “Book the room”\n" in said


def test_members_are_told_of_a_cancelled_session_and_nothing_else() -> None:
    said = told(re.sub(r"(?s)  talk:.*?(?=  report)", "", COMMUNITY), for_members=True)
    assert said == "- Talk, Tue 17 Nov, 3:30 pm to 4:30 pm: cancelled\n"


def test_a_session_that_is_cancelled_with_a_reason_is_told_with_it() -> None:
    said = told(changed(("    topic: Reading", "    cancelled: Snow day\n    topic: Reading")))
    assert said.startswith("- Talk, Tue 17 Nov, 3:30 pm to 4:30 pm: cancelled, and its 2 steps\n  Why: Snow day\n")


def test_another_reason_of_a_cancelled_session_is_told() -> None:
    snow = changed(("    topic: Reading", "    cancelled: Snow day\n    topic: Reading"))
    said = told(snow.replace("Snow day", "Storm"), lock_of(dated(snow)))
    assert "cancelled" in said
    assert "  Why: Storm\n" in said


def test_what_is_on_again_is_told_with_what_is_needed() -> None:
    gone = dated(re.sub(r"(?s)  talk:.*?(?=  report)", "", COMMUNITY))
    said = told(COMMUNITY, lock_of(gone, lock_of(FIRST_YEAR), LATER))
    assert "- Talk: on again, Tue 17 Nov, 3:30 pm to 4:30 pm, and its 2 steps\n  Topic: Reading\n" in said


# What is said once.


WITHOUT_HOURS = re.sub(r", at: [0-9:]+|    at: [0-9:]+\n", "", COMMUNITY)


@pytest.mark.parametrize("text", [COMMUNITY, WITHOUT_HOURS], ids=["hours", "days alone"])
def test_another_time_zone_is_told_once(text: str) -> None:
    said = told(text.replace("Edmonton", "Toronto"), lock_of(dated(text)))
    assert said == "All times are now Eastern time; the same hours were Alberta time before.\n"


def test_beside_another_time_zone_only_what_else_changed_is_told() -> None:
    said = told(changed(("Edmonton", "Toronto"), ("Noor Haddad", "Sam Lee")))
    assert said == (
        "All times are now Eastern time; the same hours were Alberta time before.\n\n"
        "- Talk, Tue 17 Nov\n  Presenter: Sam Lee (was Noor Haddad)\n"
    )


def test_of_a_session_that_stays_members_are_told_no_day_of_its_steps() -> None:
    said = told(changed(("Edmonton", "Toronto"), ("Noor Haddad", "Sam Lee")), for_members=True)
    assert said.endswith("- Talk, Tue 17 Nov\n  Presenter: Sam Lee (was Noor Haddad)\n")


def test_of_a_session_that_has_an_hour_now_its_hours_say_how_long_it_lasts() -> None:
    without = COMMUNITY.replace("    at: 15:30\n", "")
    said = told(COMMUNITY, lock_of(dated(without)))
    assert said.startswith("- Talk, Tue 17 Nov: all day → 3:30 pm to 4:30 pm\n")
    assert "Duration" not in said


def test_another_language_is_told_once() -> None:
    said = told(changed(("name: Readers", "name: Readers\nlanguage: fr-CA")))
    assert said == "Langue du plan et des calendriers\u00a0: fr-CA (auparavant\u00a0: en-CA).\n"


def test_a_series_that_is_renamed_is_one_line() -> None:
    said = told(changed(("title: Circle", "title: Book club")))
    assert said == "- Book club (was called “Circle”), Wed 7 Oct, Wed 6 Jan\n"


def test_steps_whose_session_is_renamed_are_not_told() -> None:
    assert told(changed(("title: Talk", "title: Writing"))) == "- Writing (was called “Talk”), Tue 17 Nov\n"


def test_steps_that_name_their_session_are_not_told_where_it_is_renamed() -> None:
    named = changed(("title: Guide sent", 'title: "Talk: guide"'))
    said = told(
        named.replace("title: Talk", "title: Writing").replace('"Talk: g', '"Writing: g'), lock_of(dated(named))
    )
    assert said == "- Writing (was called “Talk”), Tue 17 Nov\n"


def test_the_same_link_for_several_sessions_is_one_line() -> None:
    link = 'link: "https://example.org/1"'
    said = told(changed(("at: 16:00", f"at: 16:00, {link}"), ("at: 15:30", f"at: 15:30\n    {link}")))
    assert said == "- Circle, Wed 7 Oct, Wed 6 Jan; Talk, Tue 17 Nov\n  Link: https://example.org/1\n"


def test_steps_that_changed_as_their_session_did_are_counted() -> None:
    said = told(changed(("    topic: Reading", "    topic: Reading\n    phase: legacy")))
    assert said == "- Talk, Tue 17 Nov, and its 2 steps\n  Phase: Legacy (was Learn together)\n"


def test_a_step_that_changed_by_itself_is_told_beside_its_session() -> None:
    said = told(changed(WEEK_LATER, ("title: Book the room", "title: Book the hall")))
    assert "and its step\n" in said
    assert "- Talk: Book the hall (was called “Talk: Book the room”): Tue 3 Nov → Tue 10 Nov\n" in said


# Nothing, and never nothing where there is something.


def test_nothing_is_told_of_nothing() -> None:
    assert told(COMMUNITY) == "Nothing changed since last time.\n"
    assert told(COMMUNITY, for_members=True) == "Nothing changed for members since last time.\n"


# For every fact of an entry another value; what nobody sees of it by itself is named below.
OTHER: dict[str, Any] = {
    "title": "Another title",
    "title_for_members": "For you",
    "kind": "visit",
    "phase": "legacy",
    "day": FIRST_YEAR.entries[0].day,
    "start": None,
    "end": None,
    "minutes": 90,
    "where": "Another room",
    "place": Venue(name="Hall", parking="In front"),
    "link": "https://example.org/2",
    "audience": ("team", "participants", "sponsor"),
    "attendance": "optional",
    "owner": "sponsor",
    "document": "thanks",
    "topic": "Writing",
    "presenter": "Sam Lee",
    "host": "Sam Lee",
    "note_taker": "Noor Haddad",
    "goal": None,
    "readings": ("A book",),
    "virtual_option": "By phone",
    "notes": "Bring a pen",
    "reminder_minutes": 60,
    "cancelled": "Snow day",
}
# The name never changes; a parent by its title alone; the hours of a session in its day; the reason is in the plan; in
# which of its lists the page has an entry changes nothing of the entry.
NOT_ALONE = {"id", "reason", "parent", "part_of", "agenda", "in_school_time", "from_members"}


# Told otherwise, or not of a task.
NOT_HERE = {"start", "end", "goal", "cancelled"}


def with_facts(year: Timeline, name: str, **facts: Any) -> Timeline:
    entries = [replace(one, **facts) if one.id == name else one for one in year.entries]
    return Timeline(year.community, tuple(entries), year.left_out)


BY_NAME = {one.id: one for one in FIRST_YEAR.entries}


def cases() -> Iterator[Any]:
    """Yield a fact and an entry that it can change in; of what has an hour, its length is told by its end."""
    for field in dataclasses.fields(Entry):
        for name in ("talk", "report", "talk.room"):
            known = BY_NAME[name]
            is_told = field.name not in NOT_ALONE and (field.name != "minutes" or known.start is None)
            if is_told and getattr(known, field.name) != OTHER[field.name]:
                yield pytest.param(field.name, name, id=f"{field.name} of {name}")


@pytest.mark.parametrize(("fact", "entry"), [*cases()])
def test_every_fact_of_an_entry_is_told_when_it_changes(fact: str, entry: str) -> None:
    facts = {"start": None, "end": None} if fact in ("start", "end") else {fact: OTHER[fact]}
    said = told(with_facts(FIRST_YEAR, entry, **facts))
    assert f"- {OTHER['title'] if fact == 'title' else BY_NAME[entry].title}" in said


@settings(max_examples=100, derandomize=True)
@given(st.dictionaries(st.sampled_from(sorted(set(OTHER) - NOT_HERE)), st.none(), min_size=1))
def test_any_facts_that_change_at_once_are_told(names: dict[str, None]) -> None:
    facts = {name: OTHER[name] for name in names}
    said = told(with_facts(FIRST_YEAR, "report", **facts))
    title = facts.get("title", "Report")
    assert f"- {title}" in said
    for name, words in (
        ("topic", "Topic: Writing"),
        ("presenter", "Presenter: Sam Lee"),
        ("notes", "Note: Bring a pen"),
    ):
        assert (words in said) is (name in names)


@pytest.mark.slow
@settings(max_examples=60, derandomize=True, suppress_health_check=list(HealthCheck))
@given(pairs(), st.booleans())
def test_any_year_over_another_is_told_without_an_address(
    pair: tuple[communities.Definition, communities.Definition], for_members: bool
) -> None:
    try:
        before, after = map(communities.dated_year, pair)
    except errors.Problems:
        reject()
    lock = lock_of(before)
    found = history.changes(lock, history.publish(after, lock, LATER))
    said = told(after, lock, for_members=for_members)
    assert bool(found) or said.count("\n") == 1
    assert (
        for_members or not found or re.search("(?m)^- ", said) or after.community.timezone != before.community.timezone
    )
    for address in (*pair[0].addresses, *pair[1].addresses):
        assert address.casefold() not in said.casefold()


ELSEWHERE = {
    "aim of the goal": (("aim: Weekly", "aim: Daily"), "- Talk, Tue 17 Nov\n  Goal: Daily routines\n"),
    "parking": (("parking: Behind", "parking: In front"), "- Launch, Tue 29 Sep\n  At the place: In front\n"),
    "rent": (("parking: Behind", "parking: Behind, cost: 10"), "- Launch, Tue 29 Sep\n  At the place: Behind\n"),
    "address": (("12 Elm", "14 Elm"), "  Where: Library, 14 Elm Street (was Library, 12 Elm Street)\n"),
}


@pytest.mark.parametrize(("replaced", "said"), ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_a_fact_that_is_written_elsewhere_is_told(replaced: tuple[str, str], said: str) -> None:
    assert said in told(changed(replaced))


def older(lock: history.Lock) -> history.Lock:
    """Return a lock as the program of November 2026 wrote it, which remembered no details."""
    text = re.sub(r',\n *"details": \{[^}]*\}', "", history.dump(lock))
    assert '"details"' not in text
    return history.parse(text)


def test_over_an_older_lock_nothing_seems_changed() -> None:
    assert told(COMMUNITY, older(lock_of(FIRST_YEAR))) == "Nothing changed since last time.\n"


def test_over_an_older_lock_it_is_told_that_details_changed() -> None:
    said = told(changed(("Noor Haddad", "Sam Lee")), older(lock_of(FIRST_YEAR)))
    assert said == "- Talk, Tue 17 Nov\n  details changed\n"


def test_over_an_older_lock_another_time_zone_is_told_once() -> None:
    said = told(changed(("Edmonton", "Toronto")), older(lock_of(FIRST_YEAR)))
    assert said == "All times are now Eastern time; the same hours were Alberta time before.\n"


@settings(max_examples=200, derandomize=True)
@given(st.data())
def test_a_lock_whose_details_were_changed_by_hand_is_damaged_or_told_from(data: st.DataObject) -> None:
    lock = json.loads(history.dump(lock_of(FIRST_YEAR)))
    one = data.draw(st.sampled_from(lock["entries"]))
    odd: st.SearchStrategy[Any] = st.sampled_from(
        ["", "x", "7", "-1", "٣", "/", "Europe/", "America/Toronto", "mandatory", "\ud800", None, 7, [], {}]
    )
    names = sorted({*details.PLAIN, "notes", "place", "other"})
    one["details"] = data.draw(st.dictionaries(st.sampled_from(names), odd) | odd)
    try:
        known = history.parse(json.dumps(lock))
    except history.DamagedLock:
        return
    assert told(changed(WEEK_LATER), known)


def test_no_address_of_a_member_is_told() -> None:
    said = told(with_facts(FIRST_YEAR, "talk", topic="Write to amina@example.org"))
    assert "Topic: Write to (was Reading)" in said


# The command.


@pytest.fixture
def written(write: Write, run: Run) -> Any:
    definition = write(COMMUNITY, OWN_PATTERN)
    run("schedule", definition, "--today", "2026-05-01")
    return definition


def test_a_change_of_the_plan_alone_is_told(written: Any, run: Run, write: Write) -> None:
    write(COMMUNITY + "purpose: {concern: students who fear books}\n", OWN_PATTERN)
    said = run("schedule", written, "--today", "2026-05-01", "--changes").out
    assert (
        "No date and no session changed since last time; something else did in plan.md, plan.html and team.html.\n"
        in said
    )


def test_the_first_time_there_is_nothing_to_compare(run: Run, write: Write) -> None:
    said = run("schedule", write(COMMUNITY, OWN_PATTERN), "--today", "2026-05-01", "--changes").out
    assert "This year is written for the first time" in said


def test_a_message_for_members_is_of_what_changed(written: Any, run: Run, write: Write) -> None:
    assert run("schedule", written, "--for-members").code == 2
    write(changed(WEEK_LATER), OWN_PATTERN)
    said = run("schedule", written, "--today", "2026-05-01", "--changes", "--for-members", "--dry-run").out
    assert "  Guide sent: Tue 17 Nov\n" in said


# What may be booked already.


def test_a_closure_that_moves_a_session_names_what_may_be_booked(run: Run, write: Write) -> None:
    def named(text: str, *arguments: str) -> str:
        said = run(arguments[0], write(text, OWN_PATTERN), "--today", "2026-05-01", *arguments[1:])
        return next(line for line in (said.out + said.err).splitlines() if "may be booked already" in line)

    run("schedule", write(COMMUNITY, OWN_PATTERN), "--today", "2026-05-01")
    closed = COMMUNITY + "closures: {storm: {days: 2026-09-29, kind: other}}\n"
    for said in (named(closed, "schedule", "--changes", "--dry-run"), named(closed, "check", "--days")):
        for words in ("the place (Library, 12 Elm Street)", "substitutes", "“Book the space"):
            assert words in said


def test_a_task_that_is_new_is_not_booked_already() -> None:
    bus = ("      room:", "      bus: {title: Book a bus, when: 3 weeks before}\n      room:")
    assert "“Book a bus”" not in told(changed(WEEK_LATER, bus))
    assert "“Book a bus”; “Book the room”" in told(changed(bus, WEEK_LATER), lock_of(dated(changed(bus))))


def test_what_is_prepared_in_the_last_week_is_not_booked() -> None:
    late = changed(("2 weeks before", "4 working days before"))
    assert "Book the room" not in told(late.replace(*WEEK_LATER), lock_of(dated(late)))

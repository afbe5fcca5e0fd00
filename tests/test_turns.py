"""Who hosts each session and who takes its notes."""

import json
from collections.abc import Callable
from itertools import cycle

import pytest

from conftest import MINIMAL, DatedYear, Ran, Write

MEMBERS = "name,email\nAnn Lee,ann@example.org\nBo Roy,bo@example.org\n"
TEXT = MINIMAL + "membership: {members: members.csv}\nleadership: {facilitator: Fay Ray}\n"


def year(year_of: Callable[..., DatedYear], more: str) -> DatedYear:
    return year_of(TEXT + more, {"members.csv": MEMBERS})


def test_the_names_of_a_series_take_turns_in_the_order_of_its_days(year_of: Callable[..., DatedYear]) -> None:
    dated = year(year_of, "activities: {online-meeting: {host: [Ann Lee, Bo Roy, facilitator]}}\n").dated
    meetings = [one for one in dated.sessions if one.kind == "online-meeting"]
    turns = cycle(["Ann Lee", "Bo Roy", "Fay Ray"])
    assert [one.host for one in meetings] == [next(turns) for _ in meetings]
    assert {one.host for one in dated.entries if one not in meetings} == {None}


def test_the_names_of_all_meetings_take_turns_through_the_sessions_for_which_nobody_is_named(
    year_of: Callable[..., DatedYear],
) -> None:
    written = "meetings: {note_takers: [Ann Lee, Bo Roy]}\nactivities: {webinar-1: {note_taker: Fay Ray}}\n"
    dated = year(year_of, written).dated
    turns = cycle(["Ann Lee", "Bo Roy"])
    assert [one.note_taker for one in dated.sessions] == [
        "Fay Ray" if one.id == "webinar-1" else next(turns) for one in dated.sessions
    ]


def test_whoever_hosts_a_session_takes_no_notes_if_somebody_else_can(year_of: Callable[..., DatedYear]) -> None:
    written = "meetings: {hosts: [facilitator, Ann Lee], note_takers: [Fay Ray, Ann Lee, Bo Roy]}\n"
    sessions = year(year_of, written).dated.sessions
    assert all(one.host and one.note_taker and one.host != one.note_taker for one in sessions)
    alone = year(year_of, "meetings: {hosts: facilitator, note_takers: Fay Ray}\n").dated.sessions
    assert {(one.host, one.note_taker) for one in alone} == {("Fay Ray", "Fay Ray")}


def test_the_host_sees_to_the_room_and_the_note_taker_to_the_notes(year_of: Callable[..., DatedYear]) -> None:
    found = year(year_of, "activities: {orientation: {host: facilitator, note_taker: Bo Roy}}\n")
    assert found["orientation"].host == "Fay Ray"
    assert found["orientation.prepare-room"].owner == "facilitator"
    assert {one.owner for one in found.dated.entries if one.parent == "orientation"} >= {"facilitator", "Bo Roy"}
    assert found["wrap-up.prepare-room"].owner == "facilitator"


def test_one_of_a_series_may_have_a_host_of_its_own_and_takes_nobodys_turn(year_of: Callable[..., DatedYear]) -> None:
    written = "activities:\n  online-meeting: {host: [Ann Lee, Bo Roy]}\n  online-meeting.november: {host: Fay Ray}\n"
    found = year(year_of, written)
    months = ("october", "november", "december")
    assert [found[f"online-meeting.{month}"].host for month in months] == ["Ann Lee", "Fay Ray", "Bo Roy"]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("meetings: {hosts: [Ann Leee]}\n", "6:20: meetings.hosts.1: no member is called 'Ann Leee'"),
        (
            "activities: {webinar-1: {note_taker: Zed}}\n",
            "6:38: activities.webinar-1.note_taker.1: no member is called 'Zed'",
        ),
        (
            "activities: {webinar-1: {host: [Ann Lee, Bo Roy]}}\n",
            "6:32: activities.webinar-1.host: only a series has names that take turns",
        ),
        (
            "activities: {online-meeting.may: {host: [Ann Lee, Bo Roy]}}\n",
            "6:41: activities.online-meeting.may.host: only a series has names that take turns",
        ),
        (
            "meetings: {hosts: [presenter, Ann Lee]}\n",
            "6:20: meetings.hosts.1: 'presenter' is a role that nobody holds for all sessions",
        ),
    ],
    ids=["misspelled", "unknown", "several at one session", "several at one of a series", "a role for one session"],
)
def test_a_wrong_name_is_told_at_its_place(problems_of: Callable[..., list[str]], written: str, problem: str) -> None:
    assert problem in problems_of(TEXT + written, {"members.csv": MEMBERS})[0]


def test_the_plan_and_the_data_show_them_without_addresses(run: Callable[..., Ran], write: Write) -> None:
    written = "meetings: {hosts: 'Ann Lee [ann@example.org]', note_takers: Bo Roy}\n"
    definition = write(TEXT + written, {"members.csv": MEMBERS})
    assert run("schedule", definition, "--today", "2026-03-01").code == 0
    plan = definition.parent / "plan"
    entries = json.loads((plan / "timeline.json").read_text(encoding="utf-8"))["entries"]
    orientation = next(one for one in entries if one["id"] == "orientation")
    assert (orientation["host"], orientation["note_taker"]) == ("Ann Lee", "Bo Roy")
    for page in ("plan.md", "team.html"):
        text = (plan / page).read_text(encoding="utf-8")
        assert "Host: Ann Lee · Notes: Bo Roy" in text, page
        assert "ann@example.org" not in text, page

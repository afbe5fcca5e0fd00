"""Who was there long enough to count, and what a person is told of who came."""

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import MINIMAL, Ran, Write
from cop_plan.app import records, shipped
from cop_plan.app.project import CommunityProject
from cop_plan.records import presence
from cop_plan.records.record_types import Attendance

MEET = "First name,Last name,Email,Duration,Time joined,Time exited\n"
MEMBERS = """
leadership: {facilitator: {name: Alex Moreau}}
membership:
  members: [{name: Amina Okafor}, {name: Caleb Friesen}, {name: Hélène Lavallée}, {name: Jo Lee}]
"""
TWO_PARTS = {
    "records/attendance/webinar-1-part-1.csv": f"{MEET}Amina,Okafor,,6 min,,\nCaleb,Friesen,,9 min,,\nJo,Lee,,,,\n",
    "records/attendance/webinar-1-part-2.csv": f"{MEET}Amina,Okafor,,6 min,,\nHélène,Lavallée,,4 min,,\n"
    "Alex,Moreau,,3 min,,\nGuest,Visitor,,2 min,,\n",
}
Collected = Callable[[str], records.CollectedRecords]


@pytest.fixture
def collected(write: Write) -> Collected:
    def collected(more: str = "") -> records.CollectedRecords:
        return records.collect(CommunityProject(write(MINIMAL + MEMBERS + more, TWO_PARTS)))

    return collected


def counts(found: Attendance) -> set[str]:
    return {one.member.name for one in found.counted if one.member}


def test_the_sum_of_the_parts_decides_and_who_was_there_for_nobody_knows_how_long_counts(collected: Collected) -> None:
    found = collected("records: {counts_from: 10 minutes}\n").records.attendance["webinar-1"]
    assert counts(found) == {"Amina Okafor", "Jo Lee"}
    assert {one.name for one in found.not_counted} == {
        "Caleb Friesen", "Hélène Lavallée", "Alex Moreau", "Guest Visitor"
    }  # fmt: skip
    assert len(found.present) == 6


def test_the_command_to_see_who_it_is_can_be_copied_whatever_the_file_is_called(collected: Collected) -> None:
    attendance = collected("").records.attendance["webinar-1"]
    hints = [
        one.hint for one in presence.remarks(attendance, None, "records/inbox/Sign in (1).csv", shipped.messages("en"))
    ]
    assert "see the lines to add:  cop-plan report --inspect 'records/inbox/Sign in (1).csv'" in hints


def test_exactly_so_many_minutes_count(collected: Collected) -> None:
    assert "Caleb Friesen" in counts(collected("records: {counts_from: 9 minutes}\n").records.attendance["webinar-1"])


def test_who_does_not_count_is_told_by_name(collected: Collected) -> None:
    told = [one.message for one in collected("records: {counts_from: 10 minutes}\n").remarks]
    assert told == [
        "nobody whom the definition knows, and so counted apart: Guest Visitor",
        "stayed under 10 minutes, and does not count as present: Caleb Friesen, Hélène Lavallée",
    ]


def test_unset_everybody_counts_and_who_stayed_under_five_minutes_is_told(collected: Collected) -> None:
    found = collected("")
    assert counts(found.records.attendance["webinar-1"]) == {
        "Amina Okafor", "Caleb Friesen", "Hélène Lavallée", "Jo Lee"
    }  # fmt: skip
    (told,) = (one for one in found.remarks if "under five" in one.message)
    assert told.message == "stayed under five minutes, and counts as present: Hélène Lavallée"
    assert told.hint == "if that is too short, write  records: {counts_from: 10 minutes}"


def test_who_was_there_too_briefly_to_count_gets_no_letter_for_the_absent(
    run: Callable[..., Ran], write: Write, tmp_path: Path
) -> None:
    members = "{name: Amina Okafor, email: amina@example.org}, {name: Caleb Friesen, email: caleb@example.org}"
    leader = "{name: Alex Moreau, email: alex@example.org}"
    definition = write(
        f"{MINIMAL}leadership: {{facilitator: {leader}}}\nmembership: {{members: [{members}]}}\n"
        "records: {counts_from: 10 minutes}\n",
        {"records/attendance/webinar-1.csv": f"{MEET}Amina,Okafor,,4 min,,\n"},
    )
    done = run("kit", definition, "absentee", "--out", tmp_path / "kit", "--today", "2026-11-20")
    assert done.code == 0, done.err
    (draft,) = (tmp_path / "kit").rglob("webinar-1.eml")
    assert ("caleb@example.org" in draft.read_text(), "amina@example.org" in draft.read_text()) == (True, False)

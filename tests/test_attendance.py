"""Who was there, and how long: every source, as its program writes it and as a spreadsheet saves it again.

The true people and minutes are worked out by hand from the files in `tests/data/records`.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT, calls
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Problems
from cop_plan.base.tables import moments
from cop_plan.definition import load, names
from cop_plan.definition.community import Community
from cop_plan.records import attendance, own_lists, people, stays
from cop_plan.records.people import MatchedPerson, PeopleMatcher
from cop_plan.records.record_types import Attendance, TimePresent
from workbooks import Cell, workbook

EXAMPLES = settings(max_examples=150, derandomize=True)

DATA = Path(__file__).parent / "data" / "records"
YEAR = (date(2026, 8, 1), date(2027, 7, 31))

# By file: the kind, and the whole minutes of everybody who was there.
TRUE: dict[str, tuple[str, dict[str, int | None]]] = {
    "orientation.csv": (
        "register",
        dict.fromkeys(
            (
                "Amina Okafor",
                "Bernadette Cardinal",
                "Caleb Friesen",
                "Danielle Gagnon",
                "Eun-ji Park",
                "Fiona O'Leary",
                "Gurpreet Sandhu",
                "Hélène Lavallée",
                "Jordan Wiebe",
                "Kateryna Melnyk",
                "Liam Tootoosis",
            )
        ),
    ),
    "webinar-1.csv": (
        "zoom-meeting",
        {
            "Amina Okafor": 60,  # 30 and 30, with two minutes away between
            "Bernadette Cardinal": 30,
            "Caleb Friesen": 58,
            "Danielle Gagnon": 30,
            "Eun-ji Park": 56,
            "Fiona O'Leary": 30,
            "Gurpreet Sandhu": 54,
            "Hélène Lavallée": 30,
            "iPhone": 12,
        },
    ),
    "webinar-2.csv": (
        "zoom-webinar",
        {
            "CoP Facilitator": 65,  # 65 minutes and 58 seconds
            "Dr. Noor Haddad": 63,  # and a half
            "Amina Okafor": 59,
            "Bernadette Cardinal": 58,
            "Caleb Friesen": 57,
            "Eun-ji Park": 55,
            "Fiona O'Leary": 54,
            "Gurpreet Sandhu": 53,
            "Isaac Bearspaw": 51,
            "17805550100": 30,
        },
    ),
    "webinar-3.csv": (
        "teams",
        {
            "Amina Okafor": 67,
            "Bernadette Cardinal": 65,
            "Caleb Friesen": 62,
            "Danielle Gagnon": 60,
            "Eun-ji Park": 58,
            "Fiona O'Leary (Guest)": 56,
            "Gurpreet Sandhu": 54,
            "Hélène Lavallée": 52,
        },
    ),
    "zoom-newer.csv": (
        "zoom-meeting",
        {
            "CoP Facilitator": 61,
            "A. Okafor (Amina Okafor)": 50,  # two devices, ten minutes of both
            "Jordan Wiebe (he/him)": 50,
            "Lavallée, Hélène": 31,
        },
    ),
    "zoom-newer-totals.csv": (
        "zoom-meeting",
        {"CoP Facilitator (Host)": 60, "Caleb Friesen": 58, "Amina Okafor": 41, "17805550100": 12},
    ),
    "zoom-totals.csv": ("zoom-meeting", {"Caleb Friesen": 58, "Amina Okafor": 41}),
    "zoom-french.csv": ("zoom-meeting", {"Hélène Lavallée": 55, "Danielle Gagnon (Invité)": 54}),
    # The second section adds Hélène's two devices up to an hour; she was there for fifty minutes.
    "teams-french.csv": ("teams", {"Amina Okafor": 67, "Hélène Lavallée": 50, "Fiona O'Leary (Invité)": 46}),
    "teams-german.csv": ("teams", {"Amina Okafor": 67, "Caleb Friesen": 50}),
    # Caleb never leaves: he stays until the last moment. Danielle has two devices.
    "teams-before-2022.csv": ("teams", {"Caleb Friesen": 65, "Amina Okafor": 50, "Danielle Gagnon": 60}),
    # Caleb's two durations are longer together than the time from his first to his last moment.
    "meet.csv": ("google-meet", {"Amina Okafor": 62, "Eun-ji Park": 45, "Caleb Friesen": 50}),
}


def read(content: bytes, **more: Any) -> Attendance:
    return attendance.read(content, "file.csv", **({"year": YEAR} | more))


def minutes(found: Attendance) -> dict[str, int | None]:
    return {one.name: one.minutes for one in found.present}


def problems_of(content: bytes, **more: Any) -> list[str]:
    with pytest.raises(Problems) as raised:
        read(content, **more)
    return [line for problem in raised.value.problems for line in problem.lines()]


def text_of(file: str) -> str:
    content = (DATA / file).read_bytes()
    return content.decode("utf-16" if content.startswith(b"\xff\xfe") else "utf-8-sig")


def grid_of(file: str) -> list[list[str]]:
    text = text_of(file)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text else ","))


def saved(
    grid: Sequence[Sequence[str]], delimiter: str = ",", line_end: str = "\r\n", encoding: str = "utf-8"
) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(grid)
    return out.getvalue().encode(encoding)


def blocks(grid: Sequence[Sequence[str]], change: Callable[[list[str], bool], list[str]]) -> list[list[str]]:
    """Return a grid whose rows of several cells are changed, filled up to their header."""
    changed, width = [], 0
    for row in grid:
        heads = any(
            re.fullmatch(r"(?i)(name|nom|full name|user name|attended|topic|sujet|event|first name)( \(.*)?", c)
            for c in row
        )
        if heads:
            width = len(row)
        several = len([cell for cell in row if cell]) > 1
        changed.append(change([*row, *[""] * (width - len(row))], heads) if several and width else list(row))
    return changed


# Each source, as it comes.


@pytest.mark.parametrize("file", TRUE)
def test_everybody_who_was_there_is_found_with_the_true_minutes(file: str) -> None:
    found = read((DATA / file).read_bytes())
    assert (found.kind, minutes(found)) == TRUE[file]


def test_a_report_says_which_meeting_it_was() -> None:
    meeting = read((DATA / "webinar-3.csv").read_bytes()).meeting
    assert (meeting.title, meeting.minutes) == ("Webinar #3 – Writing conferences", 69)
    assert meeting.start == datetime(2027, 2, 10, 15, 25, 4)  # noqa: DTZ001
    for file, day in {
        "webinar-1.csv": (2026, 11, 18),
        "webinar-2.csv": (2026, 12, 9),
        "zoom-french.csv": (2027, 1, 13),
    }.items():
        start = read((DATA / file).read_bytes()).meeting.start
        assert start is not None
        assert (start.year, start.month, start.day) == day


def test_who_did_not_come_waited_or_is_a_bot_is_listed_with_the_row_and_the_reason() -> None:
    def dropped(file: str) -> list[tuple[int, str, str]]:
        return [(one.row, one.why, one.name) for one in read((DATA / file).read_bytes()).dropped]

    assert dropped("webinar-2.csv") == [
        (16, "did not attend", "Danielle Gagnon"),
        (20, "did not attend", "Hélène Lavallée"),
        (22, "did not attend", "Jordan Wiebe"),
    ]
    assert dropped("zoom-newer.csv") == [
        (6, "waiting room", "A. Okafor (Amina Okafor)"),
        (10, "bot", "Otter.ai"),
        (11, "bot", "Fireflies.ai Notetaker (Amina)"),
    ]
    assert dropped("orientation.csv") == [(10, "did not attend", "Isaac Bearspaw")]


def test_a_register_keeps_who_sent_regrets() -> None:
    found = read((DATA / "orientation.csv").read_bytes())
    assert [(one.name, one.presence) for one in found.people if one not in found.present] == [
        ("Isaac Bearspaw", "regrets")
    ]


def test_hosts_and_panelists_are_people_with_their_role() -> None:
    roles = {one.name: one.role for one in read((DATA / "webinar-2.csv").read_bytes()).people}
    assert (roles["CoP Facilitator"], roles["Dr. Noor Haddad"], roles["Amina Okafor"]) == ("host", "panelist", None)


@pytest.mark.parametrize(
    ("name", "bots", "counts"),
    [
        pytest.param("Amina's Otter.ai", (), False, id="known, with a member's name"),
        pytest.param("Amina Okafor (Otter.ai)", (), False, id="known, in brackets"),
        pytest.param("READ.AI meeting notes", (), False, id="other case"),
        pytest.param("Eun-ji Park (note-taker)", (), True, id="a member who takes notes"),
        pytest.param("Eun-ji Park (notetaker)", (), True, id="and writes it in one word"),
        pytest.param("Division Scribe 2", (), True, id="not known"),
        pytest.param("Division Scribe 2", ("division scribe",), False, id="named by the definition"),
        pytest.param("Ottery Aikman", (), True, id="a name that only looks like one"),
    ],
)
def test_a_bot_does_not_count(name: str, bots: tuple[str, ...], counts: bool) -> None:
    content = f"Name (original name),Email,Total duration (minutes),Guest\n{name},,30,Yes\nCaleb Friesen,,20,No\n"
    found = read(content.encode(), more_bots=bots)
    assert len(found.people) == (2 if counts else 1)
    assert [one.why for one in found.dropped] == ([] if counts else ["bot"])


# Each source, as somebody saved it again.


def upper(grid: list[list[str]]) -> list[list[str]]:
    return [[cell.upper() if "@" in cell else cell for cell in row] for row in grid]


def spaced(grid: list[list[str]]) -> list[list[str]]:
    return blocks(
        grid, lambda row, heads: [cell.replace(" ", "\u00a0") + "\u00a0" if heads and cell else cell for cell in row]
    )


def backwards(grid: list[list[str]]) -> list[list[str]]:
    return blocks(grid, lambda row, _: row[::-1])


def noted(grid: list[list[str]]) -> list[list[str]]:
    return blocks(grid, lambda row, heads: ["Remarks" if heads else "a\n“b”, c", *row, "More" if heads else ""])


VARIANTS: dict[str, Callable[[str], bytes]] = {
    "with a mark": lambda file: saved(grid_of(file), encoding="utf-8-sig"),
    "without a mark": lambda file: saved(grid_of(file)),
    "UTF-16": lambda file: saved(grid_of(file), "\t", encoding="utf-16"),
    "a spreadsheet's cp1252 and semicolons": lambda file: saved(grid_of(file), ";", encoding="cp1252"),
    "LF": lambda file: saved(grid_of(file), line_end="\n"),
    "blank lines": lambda file: saved([line for row in grid_of(file) for line in ([], row, [""] * len(row))]),
    "no line end": lambda file: saved(grid_of(file)).rstrip(b"\r\n"),
    "upper-cased addresses": lambda file: saved(upper(grid_of(file))),
    "no-break spaces in headings": lambda file: saved(spaced(grid_of(file))),
    "a workbook": lambda file: workbook(grid_of(file)),
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("file", TRUE)
def test_an_export_that_was_saved_again_has_the_same_people_and_minutes(file: str, variant: str) -> None:
    found = read(VARIANTS[variant](file))
    assert (found.kind, minutes(found)) == TRUE[file]
    assert {one.email for one in found.people if one.email} == {
        one.email for one in read((DATA / file).read_bytes()).people if one.email
    }


@pytest.mark.parametrize("change", [backwards, noted], ids=["other order", "more columns, and line ends in cells"])
@pytest.mark.parametrize("file", sorted(set(TRUE) - {"teams-german.csv", "webinar-3.csv", "teams-french.csv"}))
def test_columns_may_stand_in_any_order_among_others(file: str, change: Callable[..., list[list[str]]]) -> None:
    assert minutes(read(saved(change(grid_of(file))))) == TRUE[file][1]


@pytest.mark.parametrize("file", ["webinar-3.csv", "teams-french.csv"])
def test_columns_of_teams_may_too_where_their_headings_are_known(file: str) -> None:
    def turned(row: list[str]) -> list[str]:
        return [row[-1], *row[1:-1], row[0]] if len(row) > 5 else row

    assert minutes(read(saved([turned(row) for row in grid_of(file)]))) == TRUE[file][1]


def test_a_workbook_may_have_true_dates_and_numbers() -> None:
    def typed(cell: str) -> Cell:
        try:
            return datetime.strptime(cell, "%m/%d/%Y %I:%M:%S %p")  # noqa: DTZ007
        except ValueError:
            return float(cell) if re.fullmatch(r"\d{1,3}", cell) else cell

    found = read(workbook([[typed(cell) for cell in row] for row in grid_of("webinar-1.csv")]))
    assert (found.kind, minutes(found)) == TRUE["webinar-1.csv"]


FRENCH = (
    "événement,courriel,nom,présence,rôle\n"
    "Orientation,a@example.org,Amina Okafor,oui,\n"
    "orientation,,Hélène Lavallée,en retard,animatrice\n"
    "orientation,,Caleb Friesen,non,\n"
    "orientation,,Danielle Gagnon,Excusée,\n"
    "webinar-1,,Jordan Wiebe,oui,\n"
    "orientation,,Fiona O’Leary,En ligne,\n"
)


def test_a_register_may_be_in_french_and_has_the_session_that_is_wanted() -> None:
    found = read(FRENCH.encode(), session="orientation")
    assert [(one.name, one.presence, one.manner, one.role) for one in found.people] == [
        ("Amina Okafor", "present", None, None),
        ("Hélène Lavallée", "present", None, "animatrice"),
        ("Caleb Friesen", "absent", None, None),
        ("Danielle Gagnon", "regrets", None, None),
        ("Fiona O’Leary", "present", "online", None),
    ]


def test_a_wide_header_costs_nothing_for_each_row() -> None:
    rows = "".join(f"N{at},x\n" for at in range(200))

    def work(columns: int) -> int:
        return calls(lambda: read(f"name,present,{','.join('c' * columns)}\n{rows}".encode()))

    assert work(1_500) - work(10) < 1_490 * 200


@pytest.mark.parametrize(
    "head", ["Name (Original Name),User Email,Total Duration (Minutes)", "Attended,Name,Join Time"]
)
def test_each_heading_that_stands_again_costs_the_same(head: str) -> None:
    def work(heads: int) -> int:
        return calls(lambda: problems_of(f"{head}\n".encode() * heads))

    assert work(600) - work(300) < 1.2 * (work(300) - work(10))


def test_a_name_of_many_spaces_is_a_name() -> None:
    assert people.bare(f"Amina{' ' * 50_000}Okafor") == "Amina Okafor"


def test_a_register_of_other_sessions_is_a_problem_with_their_names() -> None:
    assert problems_of(FRENCH.encode(), session="wrap-up") == [
        "file.csv: no row is of 'wrap-up'",
        "    hint: its sessions are orientation, webinar-1",
    ]
    assert problems_of(FRENCH.encode()) == [
        "file.csv: this register has several sessions",
        "    hint: say which with --session: orientation, webinar-1",
    ]


# What is damaged.


@pytest.mark.parametrize("file", TRUE)
def test_a_file_that_breaks_off_has_the_people_of_its_whole_lines_and_says_so_of_the_last(file: str) -> None:
    content = (DATA / file).read_bytes()
    line_end = "\r\n".encode("utf-16-le") if content.startswith(b"\xff\xfe") else b"\n"

    def found_in(content: bytes) -> Attendance | None:
        try:
            return read(content)
        except Problems:
            return None

    def told(found: Attendance, but: int = 0) -> set[object]:
        return {(one.name, one.email, one.minutes, one.presence) for one in found.people if but not in one.rows}

    for cut in range(11, len(content), 11):
        found = found_in(content[:cut])
        if found is None:
            continue
        end = content.index(line_end, max(cut - len(line_end), 0)) + len(line_end)
        whole = found_in(content[:end])
        assert whole is not None
        if not found.concessions:
            # A row of a register that breaks off in the name of its session is of none.
            assert told(found) == told(whole) or file == "orientation.csv", content[:cut][-60:]
            continue
        truly = minutes(whole) | dict.fromkeys(one.name for one in whole.dropped)
        assert truly.keys() >= minutes(found).keys()
        if file != "teams-before-2022.csv":  # where the last row is of one who came in another
            assert told(found) >= told(whole, found.concessions[0].row), content[:cut][-60:]


# By what is wrong: the file, everybody's minutes, and what is conceded, with its row and column counted from 1.
CONCEDED: dict[str, tuple[str, dict[str, int | None], list[tuple[int, int, str]]]] = {
    "breaks off": (
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n"
        "Amina,,2026-10-27 15:30:00,2026-10-27 16:30:00,60,No\n"
        "Caleb,,2026-10-27 15:30:00,2026-10-27 16:",
        {"Amina": 60, "Caleb": None},
        [(3, 4, "breaks off")],
    ),
    "breaks off in the name": (
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n"
        "Amina,,2026-10-27 15:30:00,2026-10-27 16:30:00,60,No\nCal",
        {"Amina": 60},
        [(3, 1, "breaks off")],
    ),
    "leaves before joining, with a duration": (
        "Name,Email,Join time,Leave time,Duration (minutes)\nAmina,,2026-10-27 15:30:00,2026-10-27 14:30:00,60\n",
        {"Amina": 60},
        [(2, 4, "left before joining")],
    ),
    "leaves before joining, and lasts less than nothing": (
        "Topic,ID,Host,Duration (minutes),Start time,End time,Participants\n"
        "Webinar 1,845 1122 3344,Alex,66,11/17/2026 03:25:10 PM,11/17/2026 04:31:02 PM,5\n\n"
        "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n"
        "Amina,,11/17/2026 03:30:00 PM,11/17/2026 04:30:00 PM,60,No\n"
        "Caleb,,11/17/2026 04:10:00 PM,11/17/2026 03:10:00 PM,-60,No\n",
        {"Amina": 60, "Caleb": None},
        [(6, 4, "left before joining"), (6, 5, "unreadable duration")],
    ),
    "the same, saved again in French": (
        "Sujet;ID;Hôte;Durée (minutes);Heure de début;Heure de fin;Participants\n"
        "Webinaire 1;845 1122 3344;Alex;66;17/11/2026 15:25;17/11/2026 16:31;5\n;;;;;;\n"
        "Nom (nom original);Courriel;Heure d’arrivée;Heure de départ;Durée (minutes);Invité\n"
        "Amina;;17/11/2026 15:30;17/11/2026 16:30;60;Non\n"
        "Caleb;;17/11/2026 16:10;17/11/2026 15:10;-60;Non\n",
        {"Amina": 60, "Caleb": None},
        [(6, 4, "left before joining"), (6, 5, "unreadable duration")],
    ),
    "leaves before joining, without days": (
        "Name,Email,Join time,Leave time,Duration (minutes)\nAmina,,3:30 PM,2:30 PM,60\nCaleb,,11:30 PM,12:30 AM,\n",
        {"Amina": 60, "Caleb": 60},
        [(2, 4, "left before joining")],
    ),
    "no such moments": (
        "Name,Email,Join time,Leave time,Duration (minutes)\nAmina,,noon,2026-02-31 14:30:00,60\n",
        {"Amina": 60},
        [(2, 3, "unreadable time"), (2, 4, "unreadable time")],
    ),
    "a column too narrow": (
        "Name,Email,Join time,Leave time,Duration (minutes)\n"
        "Amina,,########,########,60\nCaleb,,########,2026-10-27 16:30:00,\n",
        {"Amina": 60, "Caleb": None},
        [(2, 3, "unreadable time"), (2, 4, "unreadable time"), (3, 3, "unreadable time")],
    ),
    "a name that a spreadsheet cannot show": (
        "Name,Email,Join time,Leave time,Duration (minutes)\n#NAME?,a@example.org,,,60\n#NAME?,,,,50\n",
        {"a@example.org": 60},
        [(2, 1, "unreadable name"), (3, 1, "unreadable name")],
    ),
    "no time in one row": (
        "Name,Email,Join time,Leave time,Duration (minutes)\n"
        "Amina,,2026-10-27 15:30:00,2026-10-27 16:30:00,60\nCaleb,,2026-10-27 15:30:00,,\nEun-ji,,,,\n",
        {"Amina": 60, "Caleb": None, "Eun-ji": None},
        [(3, 4, "no time"), (4, 3, "no time")],
    ),
    "no total in one row": (
        "Name (original name),User Email,Total Duration (Minutes),Guest\nAmina,,41,No\nCaleb,,--,No\n",
        {"Amina": 41, "Caleb": None},
        [(3, 3, "no time")],
    ),
    "a waiting room that says neither": (
        "Name,Email,Join time,Leave time,Duration (minutes),In waiting room\n"
        "Amina,,2026-10-27 15:30:00,2026-10-27 16:30:00,60,perhaps\n",
        {"Amina": 60},
        [(2, 6, "yes or no")],
    ),
    "neither there nor not": (
        "event,email,name,present,role\norientation,,Amina,perhaps,\norientation,,Caleb,yes,\n",
        {"Caleb": None},
        [(2, 4, "no such presence")],
    ),
    "a webinar that does not say who came": (
        "Attendee Report\nAttended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)\n"
        "Yes,Amina,,2026-12-09 15:30:00,2026-12-09 16:29:00,59\n"
        ",Caleb,,2026-12-09 15:31:00,2026-12-09 16:29:00,58\nMaybe,Eun-ji,,--,--,--\n",
        {"Amina": 59, "Caleb": 58},
        [(5, 1, "no such presence")],
    ),
    "Meet, left before joining": (
        "First name,Last name,Email,Duration,Time joined,Time exited\n"
        "Amina,Okafor,,45 min,3:30 PM,2:30 PM\nCaleb,Friesen,,soon,3:30 PM,4:30 PM\n",
        {"Amina Okafor": 45, "Caleb Friesen": None},  # he may have been away between
        [(2, 6, "left before joining"), (3, 4, "unreadable duration")],
    ),
    "Teams, left before joining": (
        "1. Summary\n\n2. Participants\n"
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n"
        "Amina\t2/10/27, 3:30:00 PM\t2/10/27, 2:30:00 PM\t45m 0s\ta@example.org\t\tAttendee\n"
        "Caleb\t2/10/27, 3:30:00 PM\t2/10/27, 4:30:00 PM\t\tc@example.org\t\tAttendee\n",
        {"Amina": 45, "Caleb": None},
        [(5, 3, "left before joining"), (6, 4, "no time")],
    ),
    "Teams, fewer people than it counts": (
        "1. Summary\nMeeting title\tWebinar 3\nAttended participants\t3\n\n2. Participants\n"
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n"
        "Amina\t2/10/27, 3:30:00 PM\t2/10/27, 4:30:00 PM\t1h 0m 0s\ta@example.org\t\tAttendee\n"
        "Caleb\t2/10/27, 3:30:00 PM\t2/10/27, 4:00:00 PM\t30m 0s\tc@example.org\t\tAttendee\n",
        {"Amina": 60, "Caleb": 30},
        [(8, 7, "breaks off")],
    ),
    "a journal with a cell too narrow, and an action that is none": (
        "Full Name,User Action,Timestamp\n"
        "Amina,Joined,2026-11-17 15:30:00\nCaleb,Joined,2026-11-17 15:31:00\nEun-ji,Waved,2026-11-17 15:32:00\n"
        "Amina,Left,########\nCaleb,Left,2026-11-17 16:30:00\n",
        {"Amina": None, "Caleb": 59, "Eun-ji": None},
        [(4, 2, "no such action"), (5, 3, "unreadable time")],
    ),
    "a journal without a time, without an action, and of one who only left": (
        "Full Name,User Action,Timestamp\n"
        "Amina,Joined,2026-11-17 15:30:00\nAmina,Left,2026-11-17 16:00:00\nCaleb,Joined,\nEun-ji,,2026-11-17 15:32:00\n"
        "Fiona,Left,2026-11-17 15:50:00\n",
        {"Amina": 30, "Caleb": None, "Eun-ji": None, "Fiona": None},
        [(4, 3, "no time"), (5, 2, "no such action"), (6, 3, "no time")],
    ),
    "a day that the order does not have": (
        "Name,Email,Join time,Leave time,Duration (minutes)\nAmina,,31/31/27 15:25,31/31/27 16:25,60\n",
        {"Amina": 60},
        [(2, 3, "unreadable time"), (2, 4, "unreadable time")],
    ),
}


@pytest.mark.parametrize("wrong", CONCEDED)
def test_what_cannot_be_read_costs_its_cell_and_is_conceded_with_row_and_column(wrong: str) -> None:
    text, spent, conceded = CONCEDED[wrong]
    found = read(text.encode())
    assert minutes(found) == spent
    assert [(one.row, one.at + 1, one.why) for one in found.concessions] == conceded


@pytest.mark.parametrize("wrong", [wrong for wrong in CONCEDED if not wrong.startswith("breaks off")])
def test_a_workbook_concedes_the_same(wrong: str) -> None:
    text, spent, conceded = CONCEDED[wrong]
    delimiter = next(one for one in "\t;," if one in text)
    found = read(workbook(list(csv.reader(io.StringIO(text), delimiter=delimiter))))
    assert minutes(found) == spent
    assert [(one.row, one.at + 1, one.why) for one in found.concessions] == conceded


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            "a,b\n1,2\n",
            [
                "file.csv: this is no report of attendance that is known",
                "    hint: known are those of Google Meet, Microsoft Teams, Zoom, "
                "a form to sign in with, our register event,email,name,present,role, or the kit's register.xlsx",
            ],
            id="another table",
        ),
        pytest.param(
            "Name,Email,Total duration (minutes)\n",
            [
                "file.csv: nobody is listed in this report",
                "    hint: export it again as CSV or XLSX from the program that has it",
            ],
            id="nobody",
        ),
    ],
)
def test_what_cannot_be_read_is_a_problem_at_its_row_and_column(text: str, said: list[str]) -> None:
    assert problems_of(text.encode()) == said


# Days and times.


def totals(*times: str) -> bytes:
    rows = "".join(f'P{at},,"{time}","{time}",1\n' for at, time in enumerate(times))
    return f"Name,Email,Join time,Leave time,Duration (minutes)\n{rows}".encode()


def test_a_day_that_can_be_two_is_not_known_and_costs_nothing_else() -> None:
    found = read(totals("3/4/27, 3:25 PM"))
    assert [(one.row, one.at, one.why, one.text) for one in found.concessions] == [
        (2, 2, "ambiguous day", "3/4/27, 3:25 PM"),
    ]
    assert (found.day, [one.name for one in found.people]) == (None, ["P0"])


@pytest.mark.parametrize(
    ("times", "more", "day"),
    [
        pytest.param(["3/4/27 15:25", "3/13/27 15:25"], {}, date(2027, 3, 4), id="another day of the file"),
        pytest.param(["3/4/27 15:25", "2027-04-03 15:25"], {}, date(2027, 4, 3), id="an ISO day of the file"),
        pytest.param(["3/4/27 15:25"], {"planned": date(2027, 4, 3)}, date(2027, 4, 3), id="the planned day"),
        pytest.param(["2/10/27 15:25"], {}, date(2027, 2, 10), id="only one lies in the year"),
        pytest.param(["3/4/27 15:25"], {"date_order": "dmy"}, date(2027, 4, 3), id="the order that is given"),
        pytest.param(["4/4/27 15:25"], {}, date(2027, 4, 4), id="both are the same"),
    ],
)
def test_a_day_is_read_where_something_settles_it(times: list[str], more: dict[str, Any], day: date) -> None:
    start = read(totals(*times), **more).people[0].stays[0].start
    assert start is not None
    assert start.date() == day


def test_a_day_that_the_given_order_does_not_have_is_conceded() -> None:
    found = read(totals("3/13/2027 15:25"), date_order="dmy")
    assert minutes(found) == {"P0": 1}
    assert [(one.row, one.at, one.why) for one in found.concessions] == [
        (2, 2, "unreadable time"),
        (2, 3, "unreadable time"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2/10/27, 3:25:04 PM",
        "02/10/2027 03:25:04 p.m.",
        "2027-02-10 15:25:04",
        "2027-02-10T15:25:04Z",
        "2027/02/10 3:25:04 PM GMT-7",
        "10 février 2027 à 15 h 25 min 4 s",
        "10 févr. 2027, 15:25:04",
        "Feb 10, 2027 03:25:04\u202fPM",
        "Wednesday, February 10, 2027 3:25:04 PM",
        "2027-02-10, 3 h 25 min 04 s p.m.",
    ],
)
def test_a_moment_is_read_as_programs_write_it(text: str) -> None:
    assert moments.clock([text], "mdy").moment(text) == datetime(2027, 2, 10, 15, 25, 4)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1h 13m 42s", 4422),
        ("1 h 13 min 42 s", 4422),
        ("1 hr 2 min", 3720),
        ("1:13:42", 4422),
        ("45 min", 2700),
        ("12s", 12),
        ("1 Std. 13 Min. 42 Sek.", 4422),
        ("66", 3960),
    ],
)
def test_a_duration_is_read_as_programs_write_it(text: str, seconds: int) -> None:
    assert moments.seconds(text) == seconds


# How long.

EPOCH = datetime(2027, 2, 10)  # noqa: DTZ001
spans = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)).map(sorted), max_size=8)


@EXAMPLES
@given(spans)
def test_minutes_are_those_in_which_at_least_one_stay_holds(spans: list[list[int]]) -> None:
    held = {minute for start, end in spans for minute in range(start, end)}
    seen = [TimePresent(EPOCH + timedelta(minutes=start), EPOCH + timedelta(minutes=end)) for start, end in spans]
    assert stays.minutes(seen) == (len(held) if spans else None)
    assert stays.minutes(seen[::-1]) == stays.minutes(seen) == stays.minutes([*seen, *seen])


@EXAMPLES
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=5))
def test_durations_alone_add_up(seconds: list[int]) -> None:
    assert stays.minutes([TimePresent(seconds=one) for one in seconds]) == sum(seconds) // 60


# Who it is.


@pytest.fixture(scope="module")
def community() -> Community:
    return CommunityProject(ROOT / "examples" / "literacy-for-all" / "community.yaml").written.community


def named(people: PeopleMatcher, name: str, email: str | None = None) -> str | None:
    who = people.who(name, email)
    return who.member.name if who.member else who.known_as


@pytest.mark.parametrize(
    ("name", "email", "who"),
    [
        ("Amina Okafor", None, "Amina Okafor"),
        ("amina  OKAFOR", None, "Amina Okafor"),
        ("Helene Lavallee", None, "Hélène Lavallée"),
        ("Hélène\u00a0Lavallée", None, "Hélène Lavallée"),
        ("Fiona O’Leary (Guest)", None, "Fiona O'Leary"),
        ("Fiona O'Leary (Invité)", None, "Fiona O'Leary"),
        ("A. Okafor (Amina Okafor)", None, "Amina Okafor"),
        ("Okafor, Amina (she/her)", None, "Amina Okafor"),
        ("Ms. Amina Okafor [Elm Street]", None, "Amina Okafor"),
        ("Dr. Noor Haddad", None, "Noor Haddad"),
        ("iPad", "Amina.Okafor@Example.ORG", "Amina Okafor"),
        ("Amina Okafor", "amina@home.example", "Amina Okafor"),
        ("Bernadette Cardinal", "amina.okafor@example.org", "Amina Okafor"),
        ("Amina Okafor (Bernadette Cardinal)", None, None),
        ("Amina Okafo", None, None),
        ("Amina", None, None),
        ("iPhone", None, None),
    ],
)
def test_a_person_is_matched_by_address_or_exact_name_and_never_guessed(
    community: Community, name: str, email: str | None, who: str | None
) -> None:
    assert named(PeopleMatcher(community), name, email) == who


def read_aliases(content: bytes, community: Community) -> Mapping[str, MatchedPerson]:
    aliases, value_problems = own_lists.aliases(load.aliases(content, "aliases.csv").rows, community)
    assert value_problems == []
    return aliases


def test_two_members_of_a_name_are_told_apart_by_address_only(write: Callable[..., Path]) -> None:
    members = "name,email\nSam Lee,sam.lee@example.org\nSam Lee,s.lee@example.org\nKim Lee,kim@example.org\n"
    text = "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\nmembership: {members: members.csv}\n"
    community = CommunityProject(write(text, {"members.csv": members})).written.community
    people = PeopleMatcher(community)
    assert people.who("Sam Lee").member is None
    assert people.who("Sam Lee", "S.LEE@example.org").member == community.membership.members[1]
    assert list(names.slugs(community)) == ["sam-lee", "sam-lee-2", "kim-lee"]
    aliases = read_aliases(b"seen,member\nSammy,Sam Lee [s.lee@example.org]\n", community)
    assert PeopleMatcher(community, aliases).who("SAMMY").member == community.membership.members[1]


def test_an_alias_names_who_is_behind_a_name_or_an_address(community: Community) -> None:
    content = b"seen,member\n17805550100,Amina Okafor\nfamily@home.example,Caleb Friesen\n"
    people = PeopleMatcher(community, read_aliases(content, community))
    assert named(people, "17805550100") == "Amina Okafor"
    assert named(people, "The Friesens", "Family@Home.example") == "Caleb Friesen"


def test_whoever_is_left_is_listed_with_the_line_to_add(community: Community) -> None:
    people = PeopleMatcher(community)
    found = read((DATA / "webinar-2.csv").read_bytes(), people=people)
    assert [one.name for one in found.unmatched] == ["CoP Facilitator", "17805550100"]
    assert people.alias_line("17805550100", None, "WHO") == "17805550100,WHO"
    assert people.alias_line("Amina Okafo", None, "WHO") == "Amina Okafo,Amina Okafor"
    assert people.alias_line('Doe, "J"', None, "WHO") == '"Doe, ""J""",WHO'


def test_what_is_seen_of_one_member_by_several_names_is_one_person(community: Community) -> None:
    content = (
        "Name (original name),Email,Join time,Leave time,Duration (minutes)\n"
        "Amina Okafor,,2026-10-27 15:30:00,2026-10-27 16:00:00,30\n"
        "iPad,amina.okafor@example.org,2026-10-27 15:50:00,2026-10-27 16:20:00,30\n"
        '"Okafor, Amina (Guest)",,2026-10-27 16:25:00,2026-10-27 16:30:00,5\n'
    )
    [amina] = read(content.encode(), people=PeopleMatcher(community)).people
    assert (amina.member and amina.member.name, amina.minutes, amina.rows) == ("Amina Okafor", 55, (2, 3, 4))


def test_a_phone_is_nobody_because_another_of_that_name_has_an_address(community: Community) -> None:
    content = "Name (original name),Email,Total duration (minutes)\niPhone,amina.okafor@example.org,30\niPhone,,20\n"
    found = read(content.encode(), people=PeopleMatcher(community))
    assert [(one.member and one.member.name, one.minutes) for one in found.people] == [("Amina Okafor", 30), (None, 20)]


@pytest.mark.parametrize("seen", ["Scott Peck", "M. Scott Peck"])
def test_a_letter_of_a_name_is_no_title(write: Callable[..., Path], seen: str) -> None:
    text = "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\nmembership: {members: members.csv}\n"
    community = CommunityProject(write(text, {"members.csv": "name,email\nM Scott Peck,\n"})).written.community
    assert PeopleMatcher(community).who(seen).member is None
    assert PeopleMatcher(community).who("m scott peck").member is not None

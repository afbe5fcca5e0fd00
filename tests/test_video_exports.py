"""The reports of video meetings in their less usual shapes: who was there, and how long.

The true people and minutes are worked out by hand from each text.
"""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from cop_plan.base.errors import Problems
from cop_plan.records import attendance
from cop_plan.records.record_types import Attendance
from workbooks import workbook

YEAR = (date(2026, 8, 1), date(2027, 7, 31))

TEAMS_SUMMARY = (
    "Meeting title\tWebinar 1\nAttended participants\t3\nStart time\t11/17/26, 3:25:10 PM\n"
    "End time\t11/17/26, 4:31:02 PM\nMeeting duration\t1h 5m 52s\n\n"
)
TEAMS_PEOPLE = (
    "Amina Okafor\t11/17/26, 3:30:00 PM\t11/17/26, 4:30:00 PM\t1h 0m 0s\ta@example.org\ta@example.org\tOrganizer\n"
    "Caleb Friesen\t11/17/26, 3:30:00 PM\t11/17/26, 4:30:00 PM\t50m 0s\tc@example.org\tc@example.org\tPresenter\n"
    "Eun-ji Park (Unverified)\t11/17/26, 3:30:00 PM\t11/17/26, 4:00:00 PM\t30m 0s\t\t\tAttendee\n"
)
THREE: dict[str, int | None] = {"Amina Okafor": 60, "Caleb Friesen": 50, "Eun-ji Park (Unverified)": 30}
UNTOLD: dict[str, int | None] = {"Amina Okafor": None, "Caleb Friesen": None, "Eun-ji Park": None}

# By shape: the text, and everybody's minutes.
TEAMS: dict[str, tuple[str, dict[str, int | None]]] = {
    "sections without numbers": (
        f"Summary\n{TEAMS_SUMMARY}Participants\n"
        f"Name\tFirst join\tLast leave\tIn-meeting duration\tEmail\tParticipant ID (UPN)\tRole\n{TEAMS_PEOPLE}",
        THREE,
    ),
    "sections without numbers, in French": (
        "Résumé\nTitre de la réunion\tWebinaire 1\nParticipants présents\t2\n\nParticipants\n"
        "Nom\tPremière participation\tDernier départ\tDurée dans la réunion\tAdresse de courriel\tRôle\n"
        "Amina Okafor\t17/11/2026 15:30:00\t17/11/2026 16:30:00\t50 min 0 s\ta@example.org\tOrganisateur\n"
        "Hélène Lavallée\t17/11/2026 15:30:00\t17/11/2026 16:00:00\t30 min 0 s\t\tParticipant\n\n"
        "Activités pendant la réunion\nNom\tHeure d’arrivée\tHeure de départ\tDurée\tAdresse de courriel\tRôle\n"
        "Amina Okafor\t17/11/2026 15:30:00\t17/11/2026 15:50:00\t20 min\ta@example.org\tOrganisateur\n"
        "Amina Okafor\t17/11/2026 16:00:00\t17/11/2026 16:30:00\t30 min\ta@example.org\tOrganisateur\n"
        "Hélène Lavallée\t17/11/2026 15:30:00\t17/11/2026 16:00:00\t30 min\t\tParticipant\n",
        {"Amina Okafor": 50, "Hélène Lavallée": 30},
    ),
    "sections without numbers, in German": (
        "Zusammenfassung\nTitel der Besprechung\tWebinar 1\n\nTeilnehmer\n"
        "Name\tErster Beitritt\tLetztes Verlassen\tBesprechungsdauer\tE-Mail\tTeilnehmer-ID (UPN)\tRolle\n"
        "Amina Okafor\t17.11.26, 15:30:00\t17.11.26, 16:30:00\t50 Min. 0 Sek.\ta@example.org\t\tOrganisator\n",
        {"Amina Okafor": 50},
    ),
    "sections without numbers, in Spanish": (
        "Resumen\nTítulo de la reunión\tWebinar 1\n\nParticipantes\n"
        "Nombre\tPrimera unión\tÚltima salida\tDuración de la reunión\tCorreo electrónico\tRol\n"
        "Amina Okafor\t17/11/26, 15:30:00\t17/11/26, 16:30:00\t50m 0s\ta@example.org\tOrganizador\n",
        {"Amina Okafor": 50},
    ),
    "numbers, and a language that is not known": (
        "1. Podsumowanie\nTytuł spotkania\tWebinar 1\nObecni uczestnicy\t1\n\n2. Uczestnicy\n"
        "Nazwa\tPierwsze dołączenie\tOstatnie wyjście\tCzas trwania\tAdres e-mail\tIdentyfikator (UPN)\tRola\n"
        "Amina Okafor\t17.11.26, 15:30:00\t17.11.26, 16:30:00\t1 godz. 2 min 3 sek.\ta@example.org\t\tOrganizator\n",
        {"Amina Okafor": 60},  # not more than from the first time to the last
    ),
    "numbers, and units of a language that is not known": (
        "1. Özet\nToplantı başlığı\tWebinar 1\n\n2. Katılımcılar\n"
        "Ad\tİlk katılma\tSon ayrılma\tToplantıdaki süre\tE-posta\tKatılımcı kimliği (UPN)\tRol\n"
        "Amina Okafor\t17.11.26, 15:30:00\t17.11.26, 16:30:00\t50 dk. 0 sn.\ta@example.org\t\tDüzenleyen\n",
        {"Amina Okafor": None},  # from the first time to the last is not how long
    ),
    "times withheld": (
        f"1. Summary\n{TEAMS_SUMMARY}2. Participants\nName\tEmail\tParticipant ID (UPN)\tRole\n"
        "Amina Okafor\ta@example.org\ta@example.org\tOrganizer\nCaleb Friesen\t\t\tAttendee\n"
        "Eun-ji Park\te@example.org\te@example.org\tAttendee\n",
        UNTOLD,
    ),
    "times withheld, in a language that is not known": (
        "1. Podsumowanie\nTytuł spotkania\tWebinar 1\n\n2. Uczestnicy\nNazwa\tAdres\tIdentyfikator (UPN)\tRola\n"
        "Amina Okafor\ta@example.org\ta@example.org\tOrganizator\nCaleb Friesen\t\t\tUczestnik\n"
        "Eun-ji Park\te@example.org\te@example.org\tUczestnik\n",
        UNTOLD,
    ),
    "times withheld, without titles of sections": (
        "Participants\nName\tEmail\tParticipant ID (UPN)\tRole\nAmina Okafor\ta@example.org\ta@example.org\tOrganizer\n"
        "Caleb Friesen\t\t\tAttendee\nEun-ji Park\te@example.org\te@example.org\tAttendee\n",
        UNTOLD,
    ),
    "times withheld, and only the list of people": (
        "Name\tEmail\tParticipant ID (UPN)\tRole\nAmina Okafor\ta@example.org\ta@example.org\tOrganizer\n"
        "Caleb Friesen\t\t\tAttendee\nEun-ji Park\te@example.org\te@example.org\tAttendee\n",
        UNTOLD,
    ),
    "only the list of stays": (
        "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"
        "Amina Okafor\t11/17/26, 3:30:00 PM\t11/17/26, 4:00:00 PM\t30m 0s\ta@example.org\tOrganizer\n"
        "Amina Okafor\t11/17/26, 4:10:00 PM\t11/17/26, 4:30:00 PM\t20m 0s\ta@example.org\tOrganizer\n",
        {"Amina Okafor": 50},
    ),
    "only the list of people": (
        f"Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n{TEAMS_PEOPLE}",
        THREE,
    ),
    "before 2022, with a summary": (
        "Meeting Summary\nTotal Number of Participants\t2\nMeeting Title\tWebinar 1\n"
        "Meeting Start Time\t11/17/2026, 3:25:10 PM\nMeeting End Time\t11/17/2026, 4:31:02 PM\n\n"
        "Full Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\tParticipant ID (UPN)\n"
        "Amina Okafor\t11/17/2026, 3:30:00 PM\t11/17/2026, 4:00:00 PM\t30m 0s\ta@example.org\tOrganizer\t\n"
        "Amina Okafor\t11/17/2026, 4:10:00 PM\t11/17/2026, 4:30:00 PM\t20m 0s\ta@example.org\tOrganizer\t\n"
        "Caleb Friesen\t11/17/2026, 3:30:00 PM\t11/17/2026, 4:30:00 PM\t1h 0m 0s\tc@example.org\tPresenter\t\n",
        {"Amina Okafor": 50, "Caleb Friesen": 60},
    ),
    "a town hall, with registrations": (
        "1. Summary\nTitle\tTown hall\nRegistered participants\t3\nAttended participants\t1\n\n2. Participants\n"
        "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\tRegistration time\n"
        "Amina Okafor\t11/17/26, 3:30:00 PM\t11/17/26, 4:30:00 PM\t1h 0m 0s\ta@example.org\t\tAttendee"
        "\t11/10/26, 9:00:00 AM\nCaleb Friesen\t\t\t\tc@example.org\t\tAttendee\t11/10/26, 9:05:00 AM\n",
        {"Amina Okafor": 60},
    ),
    "registrations in a section before the people": (
        "1. Summary\nTitle\tWebinar\n\n2. Registrations\nName\tEmail\tRegistration time\n"
        "Danielle Gagnon\td@example.org\t11/10/26, 9:00:00 AM\n\n3. Participants\n"
        f"Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n{TEAMS_PEOPLE}",
        THREE,
    ),
    "rooms below": (
        f"1. Summary\n{TEAMS_SUMMARY}2. Participants\n"
        f"Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n{TEAMS_PEOPLE}\n"
        "Room 1\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\n"
        "Jordan Wiebe\t11/17/26, 3:50:00 PM\t11/17/26, 4:00:00 PM\t10m 0s\t\tAttendee\n",
        THREE,
    ),
    "commas between day and time that part them": (
        "1. Summary,,,,,,\nMeeting title,Webinar 1,,,,,\nStart time,11/17/26, 3:25:10 PM,,,,\n,,,,,,\n"
        "2. Participants,,,,,,\nName,First Join,Last Leave,In-Meeting Duration,Email,Participant ID (UPN),Role\n"
        "Amina Okafor,11/17/26, 3:30:00 PM,11/17/26, 4:30:00 PM,50m 0s,a@example.org,a@example.org,Organizer\n",
        {"Amina Okafor": 50},
    ),
    "a journal with commas that part day and time": (
        "Full Name,User Action,Timestamp\nAmina Okafor,Joined,11/17/2026, 3:30:22 PM\n"
        "Caleb Friesen,Joined before,11/17/2026, 3:31:31 PM\nCaleb Friesen,Left,11/17/2026, 4:30:32 PM\n"
        "Amina Okafor,Left,11/17/2026, 4:31:56 PM\n",
        {"Amina Okafor": 61, "Caleb Friesen": 59},
    ),
    "a journal in one column": (
        '"Full Name,User Action,Timestamp,"\n"Amina Okafor,Joined,11/17/2026, 3:30:22 PM"\n'
        '"Caleb Friesen,Joined,11/17/2026, 3:31:31 PM"\n"Caleb Friesen,Left,11/17/2026, 4:30:32 PM"\n'
        '"Amina Okafor,Left,11/17/2026, 4:31:56 PM"',
        {"Amina Okafor": 61, "Caleb Friesen": 59},
    ),
    "a journal in one column, in French": (
        '"Nom complet;Action de l’utilisateur;Horodatage"\n"Amina Okafor;A rejoint;17/11/2026 15:30:22"\n'
        '"Caleb Friesen;A rejoint avant;17/11/2026 15:31:31"\n"Caleb Friesen;A quitté;17/11/2026 16:30:32"\n'
        '"Amina Okafor;A quitté;17/11/2026 16:31:56"\n',
        {"Amina Okafor": 61, "Caleb Friesen": 59},
    ),
    "a journal in German": (
        "Vollständiger Name\tBenutzeraktion\tZeitstempel\nAmina Okafor\tBeigetreten\t17.11.2026, 15:30:22\n"
        "Amina Okafor\tVerlassen\t17.11.2026, 16:31:56\n",
        {"Amina Okafor": 61},
    ),
    "a live event": (
        "SessionId,ParticipantId,FullName,UserAgent,UtcEventTimestamp,Action,Role\n"
        "5a,a@example.org,Amina Okafor,Mozilla,11/17/2026 10:30:00 PM,Joined,Attendee\n"
        "5b,c@example.org,Caleb Friesen,SignalR,11/17/2026 10:31:00 PM,Joined,Attendee\n"
        "5a,a@example.org,Amina Okafor,Mozilla,11/17/2026 11:00:00 PM,Left,Attendee\n"
        "5b,c@example.org,Caleb Friesen,SignalR,11/17/2026 11:21:00 PM,Left,Attendee\n",
        {"Amina Okafor": 30, "Caleb Friesen": 50},
    ),
}

ZOOM_FLAT = (
    "Topic,ID,Host name,Host email,Department,Start time,End time,Duration (minutes),Participants,"
    "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room\n"
)
ZOOM_ABOVE = "Reading Circle,845 1122 3344,Alex,alex@example.org,,11/17/2026 03:25:00 PM,11/17/2026 04:30:00 PM,65,3,"
ZOOM_HEAD = "Topic,ID,Host,Duration (minutes),Start time,End time,Participants\n"
ZOOM_TIMES = "Name (original name),Email,Join time,Leave time,Duration (minutes),Guest\n"

ZOOM: dict[str, tuple[str, dict[str, int | None]]] = {
    "the meeting in each row": (
        f"{ZOOM_FLAT}{ZOOM_ABOVE}Amina Okafor,a@example.org,11/17/2026 03:30:00 PM,11/17/2026 04:00:00 PM,30,No,No\n"
        f"{ZOOM_ABOVE}Amina Okafor,a@example.org,11/17/2026 03:26:00 PM,11/17/2026 03:30:00 PM,4,No,Yes\n"
        f"{ZOOM_ABOVE}Caleb Friesen,,11/17/2026 03:30:00 PM,########,20,No,No\n",
        {"Amina Okafor": 30, "Caleb Friesen": 20},
    ),
    "the meeting in each row, with totals": (
        "Topic,ID,Start time,End time,Duration (minutes),Participants,Name (original name),Email,"
        "Total duration (minutes),Guest\n"
        "Reading Circle,845,11/17/2026 03:25:00 PM,11/17/2026 04:30:00 PM,65,2,Amina Okafor,a@example.org,30,No\n"
        "Reading Circle,845,11/17/2026 03:25:00 PM,11/17/2026 04:30:00 PM,65,2,Caleb Friesen,,--,No\n",
        {"Amina Okafor": 30, "Caleb Friesen": None},
    ),
    "two meetings, one below the other": (
        f"{ZOOM_HEAD}Webinar 1,845,Alex,65,11/17/2026 03:25:00 PM,11/17/2026 04:30:00 PM,1\n\n{ZOOM_TIMES}"
        "Amina Okafor,,11/17/2026 03:30:00 PM,11/17/2026 04:00:00 PM,30,No\n\n"
        f"{ZOOM_HEAD}Webinar 1,845,Alex,20,11/17/2026 04:40:00 PM,11/17/2026 05:00:00 PM,1\n\n{ZOOM_TIMES}"
        "Amina Okafor,,11/17/2026 04:40:00 PM,11/17/2026 05:00:00 PM,20,No\n",
        {"Amina Okafor": 50},
    ),
    "headings, titles and sums among the people": (
        f"My list for the division\n\n{ZOOM_TIMES}Amina Okafor,,11/17/2026 03:30:00 PM,11/17/2026 04:00:00 PM,30,No\n"
        f"{ZOOM_TIMES}Panelist Details\nCaleb Friesen,,11/17/2026 03:30:00 PM,11/17/2026 03:50:00 PM,20,No\n"
        "Total,,,,50,\n",
        {"Amina Okafor": 30, "Caleb Friesen": 20},
    ),
    "times as a spreadsheet counts them": (
        # A day is 46343 on 17 November 2026; 0.645833 is half past three, 0.6875 half past four.
        "Name (original name),Email,Join time,Leave time,Duration (minutes)\n"
        'Amina Okafor,,46343.645833333,46343.6875,60\n"Friesen, Caleb",,"46343,645833333",,"59,5"\n'
        "Eun-ji Park,,0.645833333,0.6875,\n",
        {"Amina Okafor": 60, "Friesen, Caleb": 59, "Eun-ji Park": 60},
    ),
    "all in one column": (
        '"Name (original name);Email;Join time;Leave time;Duration (minutes)"\n'
        '"Amina Okafor;a@example.org;2026-11-17 15:30:00;2026-11-17 16:30:00;60"\n'
        '"""Friesen; Caleb"";;2026-11-17 15:30:00;2026-11-17 16:00:00;30"\n',
        {"Amina Okafor": 60, "Friesen; Caleb": 30},
    ),
    "a telephone, twice": (
        "Name (original name),Email,Join time,Leave time,Duration (minutes)\n"
        "17805550100,,2026-11-17 15:30:00,2026-11-17 15:50:00,20\n"
        "17805550100,,2026-11-17 16:00:00,2026-11-17 16:10:00,10\n",
        {"17805550100": 30},
    ),
}

MEET: dict[str, tuple[str, dict[str, int | None]]] = {
    "first seen, with lines above": (
        "* Meeting code: abc-defg-hij\n* Created on 2026-11-17 15:25:00\n* Ended on 2026-11-17 16:31:00\n\n"
        '"Full Name","First Seen at","Time in Call"\n"Amina Okafor","15:30:12","00:58:44"\n'
        '"Caleb Friesen","15:31:00","01:00:02"\n',
        {"Amina Okafor": 58, "Caleb Friesen": 60},
    ),
    "joined at, left at": (
        "Participant Name,Joined At,Left At,Duration,Rejoins,Status\n"
        "Amina Okafor,11/17/2026 03:30:12 PM,11/17/2026 04:30:12 PM,50m 10s,1,Left\n"
        "Caleb Friesen,11/17/2026 03:30:12 PM,Still in meeting,1h 1m 0s,0,Active\n",
        {"Amina Okafor": 50, "Caleb Friesen": 61},
    ),
    "arrival": (
        "Name,Email,Arrival time,Time in call\nAmina Okafor,a@example.org,3:30 PM,58 min\nCaleb Friesen,,,\n",
        {"Amina Okafor": 58, "Caleb Friesen": None},
    ),
    "first seen alone": (
        "Names,First seen\nAmina Okafor,15:30\nCaleb Friesen,15:31\n",
        {"Amina Okafor": None, "Caleb Friesen": None},
    ),
    "each time of joining and leaving": (
        "Name,Email,Time,Type\nAmina Okafor,a@example.org,2026-11-17 15:30:00,Join\n"
        "Amina Okafor,a@example.org,2026-11-17 15:50:00,Leave\nAmina Okafor,a@example.org,2026-11-17 16:00:00,Join\n"
        "Caleb Friesen,,2026-11-17 15:30:00,Join\nCaleb Friesen,,2026-11-17 16:30:00,Leave\n"
        "Amina Okafor,a@example.org,2026-11-17 16:30:00,Leave\n",
        {"Amina Okafor": 50, "Caleb Friesen": 60},
    ),
    "its own report, in French": (
        "Prénom;Nom;Adresse e-mail;Durée;Heure d’arrivée;Heure de départ\n"
        "Hélène;Lavallée;h@example.org;1 h 2 min;15:27;16:30\n",
        {"Hélène Lavallée": 62},
    ),
}

SHAPES = {
    f"{kind}: {shape}": (kind, *told)
    for kind, shapes in (("teams", TEAMS), ("zoom-meeting", ZOOM), ("google-meet", MEET))
    for shape, told in shapes.items()
}


def read(content: bytes, **more: Any) -> Attendance:
    return attendance.read(content, "file.csv", year=YEAR, **more)


def told(found: Attendance) -> tuple[str, dict[str, int | None]]:
    assert {one.manner for one in found.present} == {"online"}
    return found.kind, {one.name: one.minutes for one in found.present}


SAVED: dict[str, Callable[[str], bytes]] = {
    "as it comes": lambda text: text.encode(),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "without its last line end": lambda text: text.rstrip("\n").encode(),
    "a title above, and blank lines": lambda text: f"Our meetings\n\n{text.replace(chr(10), chr(10) * 2)}".encode(),
    "a workbook": lambda text: workbook(list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))),
}


def _delimiter(text: str) -> str:
    return max("\t;,", key=lambda one: text.count(one) if not text.startswith('"') or one == "," else -1)


@pytest.mark.parametrize("saved", SAVED)
@pytest.mark.parametrize("shape", SHAPES)
def test_everybody_who_was_there_is_found_with_the_true_minutes(shape: str, saved: str) -> None:
    kind, text, minutes = SHAPES[shape]
    assert told(read(SAVED[saved](text))) == (kind, minutes)


def test_times_that_are_withheld_are_no_concession_and_the_summary_says_when_it_was() -> None:
    found = read(TEAMS["times withheld"][0].encode())
    assert found.concessions == ()
    assert found.meeting.start == datetime(2026, 11, 17, 15, 25, 10)  # noqa: DTZ001
    assert [(one.email, one.role) for one in found.people] == [
        ("a@example.org", "organizer"),
        (None, "attendee"),
        ("e@example.org", "attendee"),
    ]


def test_who_registered_with_teams_and_did_not_come_is_listed_as_such() -> None:
    found = read(TEAMS["a town hall, with registrations"][0].encode())
    assert [(one.name, one.why) for one in found.dropped] == [("Caleb Friesen", "did not attend")]
    assert found.concessions == ()


def test_a_meeting_is_known_by_the_lines_above_its_people() -> None:
    meeting = read(MEET["first seen, with lines above"][0].encode()).meeting
    assert (meeting.id, meeting.start) == ("abc-defg-hij", datetime(2026, 11, 17, 15, 25))  # noqa: DTZ001


def test_rows_with_a_meeting_of_their_own_have_its_day_where_they_have_no_times() -> None:
    head = "Topic,ID,Start time,Participants,Name (original name),Email,Total duration (minutes)\n"
    rows = (
        "Circle,845,2026-11-17 15:25:00,1,Amina Okafor,,30\nCircle,845,2026-12-15 15:25:00,1,Caleb Friesen,,20\n"
        "Circle,845,2026-12-15 15:25:00,1,Eun-ji Park,,20\n"
    )
    found = read((head + rows).encode(), session="webinar-2", planned=date(2026, 12, 15))
    assert [one.name for one in found.people] == ["Caleb Friesen", "Eun-ji Park"]


@pytest.mark.parametrize(
    ("later", "minutes", "conceded"),
    [
        pytest.param("11:45:30", {"Amina": 30, "Caleb": 60}, 0, id="none in its column has AM or PM"),
        pytest.param("11:45:30 AM", {"Amina": 31, "Caleb": 60}, 1, id="another in its column has one"),
    ],
)
def test_hours_without_am_and_pm_count_to_24_if_none_in_their_column_has_one(
    later: str, minutes: dict[str, int], conceded: int
) -> None:
    text = (
        "Attendee Report\nTopic,Webinar ID,Actual Start Time,Actual Duration (minutes)\n"
        'Webinar 2,912,"Dec 9, 2026 9:13 AM",66\nAttendee Details\n'
        "Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes)\n"
        'Yes,Amina,,"Dec 9, 2026 09:15:30","Dec 9, 2026 09:45:30",31\n'
        f'Yes,Caleb,,"Dec 9, 2026 10:45:30","Dec 9, 2026 {later}",60\n'
    )
    found = read(text.encode())
    assert {one.name: one.minutes for one in found.people} == minutes
    assert len(found.concessions) == conceded


def test_a_report_of_one_day_is_of_the_session_that_is_wanted_whenever_it_was_held() -> None:
    head = f"{ZOOM_HEAD}Webinar 1,845,Alex,65,11/19/2026 03:25:00 PM,11/19/2026 04:30:00 PM,1\n\n"
    rows = "Name (original name),Email,Total duration (minutes)\nAmina Okafor,,30\n,,20\n"
    found = read((head + rows).encode(), session="webinar-1", planned=date(2026, 11, 17))
    assert [(one.name, one.minutes) for one in found.people] == [("Amina Okafor", 30)]
    assert [one.why for one in found.dropped] == ["incomplete row"]


def test_columns_of_a_report_with_the_meeting_in_each_row_may_stand_in_the_other_order() -> None:
    text, minutes = ZOOM["the meeting in each row"]
    turned = io.StringIO()
    csv.writer(turned).writerows(row[::-1] for row in csv.reader(io.StringIO(text)))
    assert told(read(turned.getvalue().encode())) == ("zoom-meeting", minutes)


@pytest.mark.parametrize(
    "text",
    [
        "1. I use reading routines\n,\nAgree,6\n\n2. I collaborate\nAnswer,Count\nAgree,6\nDisagree,4\n",
        "Participants\nName,Team\nAmina Okafor,North\n",
    ],
    ids=["numbered questions", "a list below that word"],
)
def test_numbers_and_titles_alone_make_no_report_of_teams(text: str) -> None:
    with pytest.raises(Problems) as raised:
        read(text.encode())
    assert raised.value.problems[0].message == attendance.UNKNOWN


@pytest.mark.parametrize(
    ("times", "minutes"),
    [
        pytest.param(("1:00:05", "20:05"), [60, 20], id="one has hours"),
        pytest.param(("45:10", "5:20"), [45, 5], id="one would be nearly two days"),
        pytest.param(("1:00", "0:45"), [60, 45], id="hours and minutes"),
    ],
)
def test_a_time_in_a_call_of_two_parts_has_hours_only_where_that_can_be(
    times: tuple[str, str], minutes: list[int]
) -> None:
    rows = "".join(f"{name},{time}\n" for name, time in zip(("Amina Okafor", "Caleb Friesen"), times, strict=True))
    found = attendance.read(f"Full Name,Time in Call\n{rows}".encode(), "list.csv")
    assert [one.minutes for one in found.people] == minutes

"""Years made up so that every number of their report can be worked out by hand.

The members are called by letters, A, B, C and on. Who came to a session is a text of their letters; what they answered
is a text with a letter of the scale for each, in their order, and a dot for who did not answer.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LETTERS = "ABCDEFGHIJKLMNOP"
GIVEN = (
    *("Ada", "Ben", "Cam", "Dee", "Eli", "Flo", "Gus", "Hal"),
    *("Ida", "Jon", "Kit", "Lou", "Mia", "Noa", "Ola", "Pia"),
)
SCALE = {"1": "Never", "2": "Rarely", "3": "Sometimes", "4": "Often", "5": "Always"}
ASKS = {"aloud": "I read aloud to my class", "share": "I share books with colleagues"}
DAYS = {"orientation": "2026-09-29", "webinar-1": "2026-11-17", "webinar-2": "2026-12-15", "wrap-up": "2027-05-25"}
"""Orientation and wrap-up last from 9:00 to 15:00 with an hour of lunch; the webinars from 15:30 to 16:30."""

PATTERN = """\
title: Four meetings
source: made up
year_begins: august
kinds: {gathering: {lasts: 6 hours}}
activities:
  orientation: {title: Orientation, kind: gathering, phase: launch, when: 2026-09-29, at: 9:00, attendance: mandatory}
  webinar-1: {title: Webinar 1, kind: webinar, when: 2026-11-17, at: 15:30, lasts: 1 hour, attendance: mandatory}
  webinar-2: {title: Webinar 2, kind: webinar, when: 2026-12-15, at: 15:30, lasts: 1 hour, attendance: optional}
  wrap-up: {title: Wrap-up, kind: gathering, phase: wrap-up, when: 2027-05-25, at: 9:00, attendance: mandatory}
"""

DEFINITION = """\
name: Made-up Readers
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
pattern: own.yaml
sponsor: {organization: The Consortium}
leadership: {facilitator: {name: Rae Moss, email: rae.moss@example.org}}
membership: {members: members.csv, schools: schools.csv}
activities:
  orientation: {agenda: [Welcome: 60 minutes, Reading: 120 minutes, Lunch: 60 minutes, Talking: 120 minutes]}
  wrap-up: {agenda: [Welcome: 60 minutes, Reading: 120 minutes, Lunch: 60 minutes, Talking: 120 minutes]}
release_time: {paid_by: The Consortium}
surveys:
  match_answers_by: email
  scale: [Never, Rarely, Sometimes, Often, Always]
  items:
    aloud: {ask: I read aloud to my class, shows: applied}
    share: {ask: I share books with colleagues, shows: applied}
budget:
  - {category: Rooms, planned: 5000.00, actual: 4800.00}
currency: CAD
records:
  attendance: records/attendance/
  surveys: {baseline: records/baseline.csv, final: records/final.csv}
"""


def name(letter: str) -> str:
    """Return the full name of a member; of a small letter, somebody's who is none."""
    at = LETTERS.index(letter.upper())
    return f"{GIVEN[at]} {'Stranger' if letter.islower() else f'{letter}son'}"


def email(letter: str) -> str:
    """Return the address of a member; of a small letter, somebody's who is none."""
    return f"{name(letter).lower().replace(' ', '.')}@example.org"


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def register(session: str, came: str) -> str:
    """Return a register of who was in the room."""
    return table([("event", "email", "name", "present"), *((session, email(one), name(one), "yes") for one in came)])


def zoom(
    day: str, came: Iterable[tuple[str, str, str]], title: str = "Webinar 1", number: str = "845 1122 3344"
) -> str:
    """Return a Zoom report of a day, of letters with the times of joining and leaving."""
    year, month, date = day.split("-")
    shown = f"{month}/{date}/{year}"

    def moment(text: str) -> str:
        return f"{shown} {text} PM" if text[:1].isdigit() else text

    return table(
        [
            ("Topic", "ID", "Host", "Duration (minutes)", "Start time", "End time", "Participants"),
            (title, number, "Rae Moss", "70", moment("03:25:00"), moment("04:35:00"), "9"),
            (),
            (
                "Name (original name)",
                "Email",
                "Join time",
                "Leave time",
                "Duration (minutes)",
                "Guest",
                "In waiting room",
            ),
            *(
                (
                    name(one) if one.upper() in LETTERS else one,
                    email(one) if one.upper() in LETTERS else "",
                    moment(joined),
                    moment(left),
                    "",
                    "No",
                    "No",
                )
                for one, joined, left in came
            ),
        ]
    )


def whole(came: str) -> list[tuple[str, str, str]]:
    """Return people who were there for the whole hour."""
    return [(one, "03:30:00", "04:30:00") for one in came]


def teams(came: str) -> str:
    """Return a Teams report of webinar 2, where all stayed for the whole hour."""
    head = [
        ("1. Summary",),
        ("Meeting title", "Webinar 2"),
        ("Attended participants", str(len(came))),
        ("Start time", "12/15/26, 3:25:00 PM"),
        ("End time", "12/15/26, 4:35:00 PM"),
        ("Meeting duration", "1h 10m"),
        (),
        ("2. Participants",),
        ("Name", "First Join", "Last Leave", "In-Meeting Duration", "Email", "Participant ID (UPN)", "Role"),
    ]
    times = ("12/15/26, 3:30:00 PM", "12/15/26, 4:30:00 PM", "1h 0m 0s")
    rows = [(name(one), *times, email(one), email(one), "Attendee") for one in came]
    return "".join("\t".join(row) + "\r\n" for row in [*head, *rows])


def grid(columns: Mapping[str, str], members: str) -> str:
    """Return a sheet of names by days, with a cross for who came; columns are headed by their days."""
    rows = [[name(one), email(one), *("x" if one in came else "" for came in columns.values())] for one in members]
    return table([["Name", "Email", *columns], *rows])


def answers(day: str, people: str, given: Mapping[str, str]) -> str:
    """Return an export of answers: of each person, the letter of the scale for each item; a dot is no answer."""
    rows = []
    for at, one in enumerate(people):
        letters = [given[item][at] for item in given]
        if set(letters) != {"."}:
            rows.append([f"{day} 13:{at:02}:00", email(one), *(SCALE.get(letter, letter) for letter in letters)])
    return table([["Timestamp", "Email Address", *(ASKS[item] for item in given)], *rows])


@dataclass(frozen=True)
class MadeUp:
    """A year: its members by letters, what is other in its definition, its files, and the right values.

    `joined` and `left` are days of members by letter. The values are by the path into `report.json`.
    """

    members: str
    files: Mapping[str, str]
    right: Mapping[str, object]
    joined: Mapping[str, str] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    never_says: tuple[str, ...] = ()

    def written(self) -> dict[str, str]:
        """Return all files of the year."""
        definition = DEFINITION
        for old, new in self.instead.items():
            assert old in definition, old
            definition = definition.replace(old, new)
        rows = [
            (name(one), email(one), "North School", self.joined.get(one, "2026-09-01"), self.left.get(one, ""))
            for one in self.members
        ]
        return {
            "community.yaml": definition,
            "own.yaml": PATTERN,
            "members.csv": table([("name", "email", "school", "joined", "left"), *rows]),
            "schools.csv": table(
                [("school", "jurisdiction", "principal"), ("North School", "North Division", "Pat Roy")]
            ),
            **self.files,
        }


def tally(count: int, of: int) -> dict[str, int]:
    """Return so many of so many, as data."""
    return {"count": count, "of": of}


def change(up: int, same: int, down: int) -> dict[str, int]:
    """Return how many went up, stayed and went down, as data."""
    return {"up": up, "same": same, "down": down}


def respondents(enrolled: int, baseline: int, final: int, matched: int) -> dict[str, int]:
    """Return who was enrolled, answered and is matched, as data."""
    return {"enrolled": enrolled, "baseline": baseline, "final": final, "matched": matched}


HERE = "records/attendance"
FIRST, LAST = "2026-09-29", "2027-05-25"
TWELVE = "ABCDEFGHIJKL"


def surveys(
    before: Mapping[str, str], after: Mapping[str, str], people: str, then: str | None = None
) -> dict[str, str]:
    """Return the exports of both surveys; `then` are the people of the final one, if others."""
    return {
        "records/baseline.csv": answers(FIRST, people, before),
        "records/final.csv": answers(LAST, then or people, after),
    }


# A to D go from 2 to 3 and E to H from 3 to 4: 8 up. I, J and K stay: 3. L goes from 5 to 4: 1 down.
ALOUD = ("222233334425", "333344444424")
# A to H go down by one: 8. I and J stay at 5: 2. K goes from 2 to 4 and L from 3 to 5: 2 up.
SHARE = ("333344445523", "222233335545")

ALL_IN_ORDER = MadeUp(
    TWELVE,
    {
        f"{HERE}/orientation.csv": register("orientation", TWELVE),
        f"{HERE}/webinar-1.csv": zoom("2026-11-17", whole(TWELVE)),
        f"{HERE}/webinar-2.csv": teams("ABCDEFGHI"),
        f"{HERE}/wrap-up.csv": grid({"2027-05-25": "ABCDEFGHIJK"}, TWELVE),
        **surveys({"aloud": ALOUD[0], "share": SHARE[0]}, {"aloud": ALOUD[1], "share": SHARE[1]}, TWELVE),
    },
    {
        "surveys.respondents": respondents(12, 12, 12, 12),
        "surveys.items[aloud].change": change(8, 3, 1),
        "surveys.items[share].change": change(2, 2, 8),
        "first_page.found[aloud].kind": "rise",
        "first_page.found[share].kind": "fall",
        "coming.sessions[orientation].attended": tally(12, 12),
        "coming.sessions[webinar-1].attended": tally(12, 12),
        "coming.sessions[webinar-2].attended": tally(9, 12),
        "coming.sessions[wrap-up].attended": tally(11, 12),
        "coming.mandatory": tally(35, 36),
        "coming.optional": tally(9, 12),
        "first_page.completed": tally(11, 12),  # L was not at the wrap-up
        "first_page.substitutes.days": "23",  # 12 at the orientation, 11 at the wrap-up; a webinar begins after school
        "first_page.substitutes.minutes": 23 * 360,
        # A to I have 300 + 60 + 60 + 300 minutes without lunch: 12 hours. J and K lack webinar 2: 11 each. L has 6.
        "first_page.unit_costs": {
            "hours": 9 * 12 + 2 * 11 + 6,
            "per_member": "400",
            "per_hour": "35",
        },  # 4,800 by 12, by 136
    },
    says=("About $400 a member", "about $35 an hour of learning (136 hours"),
)

# A, B and C up: 3. D to H stay: 5. I and J down: 2.
BALANCED = MadeUp(
    "ABCDEFGHIJ",
    {
        f"{HERE}/orientation.csv": register("orientation", "ABCDEFGHIJ"),
        f"{HERE}/webinar-1.csv": zoom("2026-11-17", whole("ABCDEFGHIJ")),
        f"{HERE}/webinar-2.csv": teams("ABCDEF"),
        f"{HERE}/wrap-up.csv": register("wrap-up", "ABCDEFGHIJ"),
        **surveys(
            {"aloud": "2233344432", "share": "2233344432"},
            {"aloud": "3343344421", "share": "3333344431"},
            "ABCDEFGHIJ",
        ),
    },
    {
        "surveys.respondents": respondents(10, 10, 10, 10),
        "surveys.items[aloud].change": change(3, 5, 2),
        "surveys.items[share].change": change(2, 7, 1),
        "coming.mandatory": tally(30, 30),
        "coming.optional": tally(6, 10),
        "first_page.completed": tally(10, 10),
    },
    never_says=("report a rise", "report a fall"),
)

# Of 14, A to L answered at the end, and a stranger. A to K answered both times:
# A to G up, H down, I to K the same; of share A and B up, K down, the eight between the same.
STRANGERS = MadeUp(
    "ABCDEFGHIJKLMN",
    {
        f"{HERE}/orientation.csv": register("orientation", "ABCDEFGHIJKLMN"),
        f"{HERE}/webinar-1.csv": zoom(
            "2026-11-17",
            [*whole("ABCDEFGHIJa"), ("17805550100", "03:30:00", "04:30:00"), ("Rae Moss", "03:25:00", "04:35:00")],
        ),
        **surveys(
            {"aloud": "2222333344434", "share": "2222333344434"},
            {"aloud": "3333444244435", "share": "3322333344335"},
            "ABCDEFGHIJKMN",
            "ABCDEFGHIJKLa",
        ),
    },
    {
        "surveys.respondents": respondents(14, 13, 12, 11),
        "surveys.items[aloud].change": change(7, 3, 1),
        "surveys.items[share].change": change(2, 8, 1),
        "first_page.found[aloud].kind": "rise",
        "coming.sessions[webinar-1].attended": tally(10, 14),
        "coming.mandatory": tally(24, 28),
    },
    says=("1 answer",),
    never_says=("13 of 14", "Stranger", "17805550100"),
)

# A to F up: 6. G and H stay: 2. Of share A goes down, H up, the six between stay.
EIGHT = MadeUp(
    "ABCDEFGH",
    {
        f"{HERE}/orientation.csv": register("orientation", "ABCDEFGH"),
        f"{HERE}/webinar-1.csv": zoom("2026-11-17", whole("ABCDEFG")),
        **surveys({"aloud": "22233344", "share": "22233344"}, {"aloud": "33344444", "share": "12233345"}, "ABCDEFGH"),
    },
    {
        "surveys.respondents": respondents(8, 8, 8, 8),
        "surveys.items[aloud].change": change(6, 2, 0),
        "surveys.items[share].change": change(1, 6, 1),
        "surveys.items[aloud].before": {"hidden": "under ten"},
        "surveys.items[aloud].after": {"hidden": "under ten"},
        "first_page.found[aloud].kind": "rise",
        "coming.sessions[webinar-1].attended": tally(7, 8),
    },
)

FIVE = MadeUp(
    "ABCDE",
    {
        f"{HERE}/orientation.csv": register("orientation", "ABCDE"),
        f"{HERE}/webinar-1.csv": zoom("2026-11-17", whole("ABCD")),
        f"{HERE}/webinar-2.csv": teams("ABC"),
        f"{HERE}/wrap-up.csv": register("wrap-up", "ABCDE"),
        **surveys({"aloud": "22334", "share": "22334"}, {"aloud": "33444", "share": "12334"}, "ABCDE"),
    },
    {
        "surveys.items[aloud].change": {"hidden": "small group"},
        "surveys.items[share].change": {"hidden": "small group"},
        "first_page.found": [],
        "coming.sessions[webinar-1].attended": {"hidden": "small group"},
        "first_page.completed": {"hidden": "small group"},
        "first_page.substitutes": {"hidden": "small group"},
    },
    never_says=("4 of 5", "3 of 5"),
)

# All eleven go up by one, which may not be seen. Of share A to H go up, I to K stay.
ALL_ALIKE = MadeUp(
    "ABCDEFGHIJK",
    {
        f"{HERE}/orientation.csv": register("orientation", "ABCDEFGHIJK"),
        **surveys(
            {"aloud": "22223333444", "share": "22223333444"},
            {"aloud": "33334444555", "share": "33334444444"},
            "ABCDEFGHIJK",
        ),
    },
    {
        "surveys.respondents": respondents(11, 11, 11, 11),
        "surveys.items[aloud].change": {"hidden": "protected"},
        "surveys.items[share].change": change(8, 3, 0),
        "first_page.found[share].kind": "rise",
    },
    never_says=("11 went up", "all went up"),
)

# L joins on 1 December, K leaves on 15 January and comes to the wrap-up as a guest.
# Of A to J, who answered twice, A to F go up, G to I stay, J goes down; of share only J goes down.
COME_AND_GONE = MadeUp(
    TWELVE,
    {
        f"{HERE}/orientation.csv": register("orientation", "ABCDEFGHIJK"),
        f"{HERE}/webinar-1.csv": zoom("2026-11-17", whole("ABCDEFGHIJ")),
        f"{HERE}/webinar-2.csv": teams(TWELVE),
        f"{HERE}/wrap-up.csv": register("wrap-up", TWELVE),
        **surveys(
            {"aloud": "22233344453", "share": "22233344453"},
            {"aloud": "33344444443", "share": "22233344442"},
            "ABCDEFGHIJK",
            "ABCDEFGHIJL",
        ),
    },
    {
        "surveys.respondents": respondents(11, 11, 11, 10),
        "surveys.items[aloud].change": change(6, 3, 1),
        "surveys.items[share].change": change(0, 9, 1),
        "first_page.found[aloud].kind": "rise",
        "coming.sessions[orientation].attended": tally(11, 11),
        "coming.sessions[webinar-1].attended": tally(10, 11),
        "coming.sessions[webinar-2].attended": tally(12, 12),
        "coming.sessions[wrap-up].attended": tally(11, 11),
        "coming.mandatory": tally(32, 33),
        "first_page.completed": tally(11, 12),  # A to J, and L since joining; not K
    },
    joined={"L": "2026-12-01"},
    left={"K": "2027-01-15"},
)

# The file of webinar 1 has the day of webinar 2, that of the wrap-up is of 2019, and webinar 2 was exported twice.
WRONG_DAYS = MadeUp(
    TWELVE,
    {
        f"{HERE}/orientation.csv": register("orientation", TWELVE),
        f"{HERE}/webinar-1.csv": zoom("2026-12-15", whole("ABCDEFGH"), "Reading"),
        f"{HERE}/webinar-2.csv": teams("ABCDEFGHI"),
        f"{HERE}/webinar-2-part-2.csv": teams("ABCDEFGHI"),
        f"{HERE}/wrap-up.csv": zoom("2019-05-21", whole("ABCD"), "Reading"),
        **surveys({"aloud": ALOUD[0], "share": SHARE[0]}, {"aloud": ALOUD[1], "share": SHARE[1]}, TWELVE),
    },
    {
        "coming.sessions[orientation].attended": tally(12, 12),
        "coming.sessions[webinar-2].attended": tally(9, 12),
        "coming.not_recorded": ["webinar-1", "wrap-up"],
        "coming.mandatory": tally(12, 12),
        "surveys.items[aloud].change": change(8, 3, 1),
    },
    says=("webinar-1.csv", "wrap-up.csv"),
)

# In webinar 1 G stayed for five minutes, H left before joining, and a spreadsheet has ##### where I joined: A to F, H
# and I count. A's first answer is off the scale: of the nine others B to G go up, H to J stay.
ODD_CELLS = MadeUp(
    "ABCDEFGHIJ",
    {
        f"{HERE}/orientation.csv": register("orientation", "ABCDEFGHIJ"),
        f"{HERE}/webinar-1.csv": zoom(
            "2026-11-17",
            [
                *whole("ABCDEF"),
                ("G", "03:30:00", "03:35:00"),
                ("H", "04:10:00", "03:10:00"),
                ("I", "#####", "04:30:00"),
            ],
        ),
        **surveys(
            {"aloud": "?222333444", "share": "2222333444"},
            {"aloud": "3333444444", "share": "3222333443"},
            "ABCDEFGHIJ",
        ),
    },
    {
        "surveys.respondents": respondents(10, 10, 10, 10),
        "surveys.items[aloud].n": 9,
        "surveys.items[aloud].change": change(6, 3, 0),
        "surveys.items[share].change": change(1, 8, 1),
        "first_page.found[aloud].kind": "rise",
        "coming.sessions[webinar-1].attended": tally(8, 10),
    },
    instead={"records:\n": "records:\n  counts_from: 10 minutes\n"},
    says=("webinar-1.csv", "baseline.csv"),
)

# As the first year, but nobody named a file: only what is in them says what they are. K and L miss something else.
IN_THE_INBOX = MadeUp(
    TWELVE,
    {
        "records/inbox/participants_84511223344.csv": zoom("2026-11-17", whole("ABCDEFGHIJK"), "Reading Circle"),
        "records/inbox/Attendance report 12-15-26.csv": teams("ABCDEFGHI"),
        "records/inbox/Sheet1.csv": grid({"2026-09-29": TWELVE, "2027-05-25": TWELVE}, TWELVE),
        "records/inbox/Form responses.csv": answers(FIRST, TWELVE, {"aloud": ALOUD[0], "share": SHARE[0]}),
        "records/inbox/Form responses (1).csv": answers(LAST, TWELVE, {"aloud": ALOUD[1], "share": SHARE[1]}),
        "records/inbox/agenda.pdf": "%PDF-1.7\n%%EOF\n",
    },
    {
        "surveys.respondents": respondents(12, 12, 12, 12),
        "surveys.items[aloud].change": change(8, 3, 1),
        "coming.sessions[orientation].attended": tally(12, 12),
        "coming.sessions[webinar-1].attended": tally(11, 12),
        "coming.sessions[webinar-2].attended": tally(9, 12),
        "coming.sessions[wrap-up].attended": tally(12, 12),
        "coming.mandatory": tally(35, 36),
        "first_page.completed": tally(11, 12),
    },
    instead={
        "  attendance: records/attendance/\n  surveys: {baseline: records/baseline.csv, final: records/final.csv}\n": (
            "  inbox: records/inbox/\n"
        )
    },
)

YEARS: Mapping[str, MadeUp] = {
    "all in order": ALL_IN_ORDER,
    "balanced": BALANCED,
    "strangers": STRANGERS,
    "eight": EIGHT,
    "five": FIVE,
    "all alike": ALL_ALIKE,
    "come and gone": COME_AND_GONE,
    "wrong days": WRONG_DAYS,
    "odd cells": ODD_CELLS,
    "in the inbox": IN_THE_INBOX,
}

"""Twelve readers and the records of their year, as people write them, and the real command that reports it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from forks import Forks

PEOPLE = (
    *("Ada Bell", "Ben Cole", "Cam Drew", "Dee Eady", "Eli Ford", "Flo Gray"),
    *("Gus Hill", "Hal Ivey", "Ida Jory", "Jo Kerr", "Kit Lane", "Lou Mann"),
)
JUNE = "2027-06-21"

COMMUNITY = """\
name: Twelve Readers
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
sponsor: {organization: The Consortium}
purpose: {statement: We read together.}
leadership: {facilitator: {name: Rae Moss}}
goals:
  aloud: {aim: Read aloud every day, evidence: {notes: {what: Reading notes, by: last friday of april}}}
membership:
  members: members.csv
  schools: schools.csv
activities:
  orientation: {when: last tuesday of september, at: 9:00, lasts: 6 hours}
release_time: {paid_by: The Consortium}
surveys:
  match_answers_by: email
  scale: [Never, Rarely, Sometimes, Often, Always]
  items:
    aloud: {ask: How often do you read aloud?, shows: applied, goal: aloud}
    share: {ask: How often do you share books?, shows: potential}
    helped: {ask: How often did your school help?, shows: support}
    wish: {ask: What do you wish for?, type: text, in: [baseline]}
    told: {ask: What changed for you?, type: text, in: [final]}
budget:
  - {category: Books, planned: 1200.00, actual: 1187.22}
  - {category: Room, in_kind: 300.00}
currency: CAD
records:
  attendance: records/attendance/
  surveys: {baseline: records/baseline.csv, final: records/final.csv}
  notes: records/notes/
  stories: records/stories/
  noticeboard: records/noticeboard.csv
  commitments: records/commitments.csv
"""

BEFORE = {"aloud": "NNRRRSSSSOOO", "share": "SSSSSSOOOOOO", "helped": "RRRRSSSSOOOO"}
AFTER = {"aloud": "ROSRSSOSOOAS", "share": "OSRSOSOAOSOO", "helped": "RSRRSSOSOOAO"}
"""The answers of the twelve, in their order, by the first letters of the scale's words."""

WORDS = {"N": "Never", "R": "Rarely", "S": "Sometimes", "O": "Often", "A": "Always"}
ASKS = {
    "aloud": "How often do you read aloud?",
    "share": "How often do you share books?",
    "helped": "How often did your school help?",
}


def email(person: str) -> str:
    return f"{person.lower().replace(' ', '.')}@example.org"


def table(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as CSV."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


def answered(given: Mapping[str, str], asked: str, texts: str) -> str:
    """Return an export of a survey: who answered, and what."""
    rows = [
        ["Email", *(ASKS[name] for name in given), asked],
        *(
            [email(person), *(WORDS[letters[at]] for letters in given.values()), f"{texts} {at}"]
            for at, person in enumerate(PEOPLE)
        ),
    ]
    return table(rows)


def year() -> dict[str, str]:
    """Return the files of the year by their names."""
    members = [["name", "email", "school", "invited", "agreement_signed", "confirmed", "joined"]]
    for at, person in enumerate(PEOPLE):
        school = "North School" if at < 6 else "South School"
        members.append([person, email(person), school, "2026-05-04", "2026-06-01", "2026-06-15", "2026-09-01"])
    register = [["event", "email", "name", "present"], *(["orientation", email(one), one, "yes"] for one in PEOPLE)]
    return {
        "community.yaml": COMMUNITY,
        "members.csv": table(members),
        "schools.csv": table(
            [
                ["school", "jurisdiction", "principal"],
                ["North School", "North Division", "Pat Roy"],
                ["South School", "South Division", "Sam Lee"],
            ]
        ),
        "records/attendance/orientation.csv": table(register),
        "records/baseline.csv": answered(BEFORE, "What do you wish for?", "More books"),
        "records/final.csv": answered(AFTER, "What changed for you?", "We read more"),
        "records/notes/orientation.md": NOTES,
        "records/stories/a-shelf.md": STORY,
        "records/noticeboard.csv": "date,kind,title,link,by\n2026-11-02,resource,A shelf list,https://example.org/shelf,\n",
        "records/commitments.csv": table(
            [["member", "to", "commitment"], *([one, "colleagues", "Lend a book"] for one in PEOPLE[:7])]
        ),
    }


NOTES = """\
---
session: orientation
author: Rae Moss
---
## What did not work
The **first hour** was too long.

## Continue
Reading in pairs.

## Change
Shorter mornings.

## Barriers
No substitutes in *winter*.
"""
STORY = """\
---
title: A shelf in the hall
author: Ada Bell
session: orientation
consent: name
---
# What was tried
A shelf for everybody.

- books
- chairs
"""


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write the files of a year into a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def report(folder: Path, started: Forks, *more: str, today: str = JUNE) -> Path:
    """Report the year of a folder by the real command; return the folder of what it wrote."""
    done = started.run(folder, ["report", "community.yaml", "--today", today, *more])
    assert done.code == 0, done.said
    return folder / "report"

"""Release time as a principal, a member and a sponsor read it: nothing is asked or promised that the year has not."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from conftest import TODAY, DatedYear, Ran, Write
from cop_plan.schedule import release

Run = Callable[..., Ran]
Read = Callable[..., str]

HEAD = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
pattern: own.yaml
leadership: {facilitator: Alex Moreau, core_group: [Amina Okafor]}
membership: {members: members.csv, schools: schools.csv}
release_time: {paid_by: The consortium, how_to_book: Through the office}
"""
LISTS = {
    "members.csv": "name,email,school,joined\nAmina Okafor,,Elm,\nCaleb Friesen,,Oak,\nÈve Noël,,Elm,\nGuy Roy,,Elm,\n",
    "schools.csv": "school,jurisdiction,principal\nElm,North Division,Jo Banerjee\nOak,South Division,\n",
}
MEET = "  meet: {kind: gathering, when: 2026-11-17, at: 9:00, lasts: 6 hours}\n"
PATTERN = """\
title: Own
activities:
  letters-of-agreement:
    {title: Letters back, kind: letter, phase: prepare, when: 2026-09-01,
     steps: {send: {title: Send, when: 2 weeks before, document: letter-of-agreement}}}
  brief: {title: Brief, kind: letter, phase: prepare, when: 2026-08-20, document: principal-brief}
"""


@pytest.fixture
def read(run: Run, write: Write) -> Read:
    """Return a paper of a definition with these activities as it is read: without marks, with plain spaces."""

    def read(paper: str, activities: str = MEET, more: str = "", head: str = HEAD, lists: object = None) -> str:
        beside = {**LISTS, "own.yaml": PATTERN, **(lists if isinstance(lists, dict) else {})}
        definition = write(head + more + (f"activities:\n{activities}" if activities else ""), beside)
        done = run("kit", definition, paper.partition("/")[0], "--format", "md", "--today", TODAY)
        assert done.code == 0, done.err
        text = (definition.parent / "kit" / f"{paper}.md").read_text(encoding="utf-8")
        return re.sub(r"[^\S\n]+", " ", text.replace("\u00a0", " ").replace("**", ""))

    return read


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:2] == "| "]


@pytest.mark.parametrize(
    ("at", "lasts", "days"),
    [
        ("9:00", "6 hours", "1"),
        ("8:30", "3.5 hours", "0.5"),
        ("8:30", "211 minutes", "1"),
        ("15:00", "2 hours", "0.5"),
        ("15:30", "2 hours", "0"),
        ("7:00", "12 hours", "1"),
    ],
)
def test_more_than_half_of_the_school_day_is_a_day_and_less_is_half_a_day(
    at: str, lasts: str, days: str, year_of: Callable[..., DatedYear]
) -> None:
    activities = f"activities: {{meet: {{kind: gathering, when: 2026-11-17, at: {at}, lasts: {lasts}}}}}\n"
    year = year_of(HEAD + activities, {**LISTS, "own.yaml": PATTERN})
    assert release.substitute_days(year["meet"], year.dated.community, "North Division") == Decimal(days)


def test_a_principal_reads_each_date_with_its_days_and_their_sum(read: Read) -> None:
    text = read(
        "principal-brief/elm",
        MEET + "  noon: {kind: gathering, when: 2026-12-01, at: 12:30, lasts: 2 hours}\n"
        "  visit: {kind: visit, when: 2027-02-02, at: 9:00, lasts: 3 hours}\n"
        "  evening: {kind: webinar, when: 2027-02-03, at: 16:00}\n",
    )
    assert "We ask you for 4.5 substitute days, paid by the consortium." in text
    assert "anything else half a day.\n\n| Date" in text
    assert rows(text) == [
        ["Date in school time", "Who is away", "Substitute days"],
        ["Tue 17 Nov 2026, 9:00 am to 3:00 pm: Meet", "All: full day", "3"],
        ["Tue 1 Dec 2026, 12:30 pm to 2:30 pm: Noon", "All: half day", "1.5"],
        ["In all", "", "4.5"],
        ["Tue 2 Feb 2027, 9:00 am to 12:00 pm: Visit", "All: half day", "1.5"],
        ["With those that they may choose", "", "6"],
    ]
    assert "Outside school time: Evening (4:00 pm to 5:00 pm): Wed 3 Feb 2027." in text


def test_a_day_without_students_takes_no_substitute_of_that_division_alone(read: Read) -> None:
    closed = "closures: {pd: {days: 2026-11-17, kind: no students, for: [North Division]}}\n"
    north, south = (read(f"principal-brief/{school}", more=closed) for school in ("elm", "oak"))
    day = "Tue 17 Nov 2026, 9:00 am to 3:00 pm: Meet"
    assert rows(north)[1:] == [[day, "All: day without students, no substitute", "0"], ["In all", "", "0"]]
    assert "We ask you for" not in north
    assert "Booking" not in north
    assert rows(south)[1:] == [[day, "Caleb Friesen: full day", "1"], ["In all", "", "1"]]
    letters = [read(f"letter-of-agreement/{who}", more=closed) for who in ("eve-noel", "caleb-friesen")]
    assert ["●" in text for text in letters] == [False, True]
    assert ["Release time" in text for text in letters] == [False, True]


@pytest.mark.parametrize(
    ("activities", "said"),
    [
        ("  meet: {kind: gathering, when: 2026-11-17, at: 16:00, lasts: 2 hours}\n", "No session is in school time"),
        ("  meet: {kind: gathering, when: 2026-11-17, lasts: 2 hours}\n", "1 session has no hour yet. Which dates"),
        ("  meet: {kind: gathering, when: 2026-11-21, at: 9:00, lasts: 2 hours}\n", "No session is in school time"),
        ("", "[______ the mandatory dates]"),
    ],
    ids=["after school", "no hour", "a Saturday", "no session"],
)
def test_without_dates_in_school_time_there_is_no_table(activities: str, said: str, read: Read) -> None:
    text = read("principal-brief/elm", activities)
    assert said in text
    assert rows(text) == []
    assert "substitute days" not in text


def test_who_joins_late_and_who_is_of_the_core_group_is_counted_on_their_own_days(read: Read) -> None:
    team = "  team: {kind: online-meeting, when: 2027-02-02, at: 9:00, lasts: 1 hour, audience: team}\n"
    later = "  later: {kind: gathering, when: 2027-03-02, at: 9:00, lasts: 6 hours}\n"
    joined = (
        "name,email,school,joined\nAmina Okafor,,Elm,2026-09-01\nÈve Noël,,Elm,2026-09-01\nGuy Roy,,Elm,2027-01-12\n"
    )
    text = read("principal-brief/elm", MEET + team + later, lists={"members.csv": joined})
    assert [(who, days) for _, who, days in rows(text)[1:]] == [
        ("All but Guy Roy: full day", "2"),
        ("All: full day", "3"),
        ("", "5"),
        ("Amina Okafor: half day", "0.5"),
        ("", "5.5"),
    ]
    assert "Guy Roy joins on Tuesday 12 January 2027" in text


def test_a_school_without_members_reads_the_days_of_each(read: Read) -> None:
    text = read(
        "principal-brief/blank",
        head=HEAD.replace("membership", "# membership").replace(", core_group: [Amina Okafor]", ""),
    )
    assert "We ask you for 1 substitute day for each of them" in text
    assert rows(text)[1] == ["Tue 17 Nov 2026, 9:00 am to 3:00 pm: Meet", "Each member: full day", "1"]


@pytest.mark.parametrize(
    ("ahead", "said"),
    [("2 weeks", "Tue 3 Nov 2026"), ("6 days", "Tue 10 Nov 2026"), ("20 weeks", "At once"), ("no", None)],
    ids=["weeks", "a holiday", "past when the brief goes out", "no"],
)
def test_substitutes_are_booked_by_a_working_day_that_is_still_to_come(
    ahead: str, said: str | None, read: Read
) -> None:
    head = HEAD.replace("the office", f"the office, book_ahead: {ahead}")
    text = read("principal-brief/elm", head=head)
    assert rows(text)[0][-1] == ("Book by" if said else "Substitute days")
    assert rows(text)[1][-1] == (said or "3")


CONVENTION = "closures: {{convention: {{days: {days}, kind: teachers' convention{more}}}}}\n"
AVOIDED = "No session falls on the convention days"


@pytest.mark.parametrize(
    ("closures", "is_said"),
    [
        ("", False),
        (CONVENTION.format(days="2027-02-11 to 2027-02-12", more=""), True),
        (CONVENTION.format(days="2026-11-16 to 2026-11-17", more=""), False),
        (CONVENTION.format(days="2027-02-11", more=", for: [North Division]"), False),
        (CONVENTION.format(days="2027-02-11", more=", for: [North Division, South Division]"), True),
        (CONVENTION.format(days="2026-02-11", more=""), False),
    ],
    ids=["none", "avoided", "met", "of one division only", "of both", "of the year before"],
)
def test_only_known_conventions_that_no_session_meets_are_said_to_be_avoided(
    closures: str, is_said: bool, read: Read
) -> None:
    assert (AVOIDED in read("letter-of-agreement/eve-noel", more=closures)) is is_said


def survey(name: str, day: str) -> str:
    return f"  {name}: {{kind: survey, phase: launch, title: Survey, when: {day}, document: {name}}}\n"


BOTH = survey("baseline-survey", "2026-11-17") + survey("final-survey", "2027-05-18")


@pytest.mark.parametrize(
    ("activities", "there", "gone"),
    [
        (
            MEET,
            ["| Photographs", "Substitute cost", "on the dates marked ●"],
            [
                "urvey of ten",
                "surveys of ten",
                "story (",
                "sharing",
                "Recording",
                "My name",
                "My principal",
                "# What is",
            ],
        ),
        (MEET + BOTH, ["Two surveys of ten minutes.", "attendance and two surveys to plan"], ["story (", "sharing"]),
        (MEET + survey("final-survey", "2027-05-18"), ["One survey of ten minutes.", "and one survey to plan"], []),
        (
            "  call: {kind: webinar, when: 2026-11-17, at: 16:00}\n",
            ["| Recording of webinars"],
            ["Photographs", "# Release time", "●", "Substitute"],
        ),
        (
            "  call: {kind: online-meeting, when: 2026-11-17, at: 16:00,\n"
            "    steps: {archive: {title: archive, when: same day}}}\n",
            ["| Recording of online meetings"],
            ["Recording of webinars"],
        ),
        (
            "  last: {kind: gathering, phase: wrap-up, when: 2027-05-18, at: 16:00}\n"
            "  success-stories: {kind: task, title: Stories, phase: wrap-up, when: 2027-05-04}\n"
            "  sum: {kind: letter, title: Summary, phase: legacy, when: 2027-06-15, document: public-summary}\n"
            "  thank: {kind: letter, title: Thanks, phase: legacy, when: 2027-06-15, document: thank-you}\n",
            ["One story (only with your consent), sharing at wrap-up.", "| My name in", "| My principal is copied"],
            ["urvey of", "urveys of"],
        ),
    ],
    ids=["a meeting", "two surveys", "one survey", "a webinar", "a recorded meeting", "the rest"],
)
def test_a_letter_of_agreement_asks_and_promises_what_the_year_has(
    activities: str, there: list[str], gone: list[str], read: Read
) -> None:
    text = read("letter-of-agreement/eve-noel", activities)
    assert [one for one in there if one not in text] == [], text
    assert [one for one in gone if one in text] == [], text


def test_who_belongs_to_no_school_has_a_division_designate_and_no_principal(read: Read) -> None:
    lists = {"members.csv": "name,school,jurisdiction\nZoé Côté,,North Division\n"}
    thanks = "  thank: {kind: letter, title: Thanks, phase: legacy, when: 2027-06-15, document: thank-you}\n"
    text = read(
        "letter-of-agreement/zoe-cote",
        MEET + thanks,
        head=HEAD.replace(", core_group: [Amina Okafor]", ""),
        lists=lists,
    )
    assert "| Division designate: “I support" in text
    assert "rincipal" not in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("2 weeks before", "2 weeks before"), "signed by Tuesday 1 September 2026"),
        (("2 weeks before", "same day"), "signed by [______ the day by which to answer]"),
        (("2 weeks before", "3 weeks after"), "signed by [______ the day by which to answer]"),
    ],
    ids=["before", "the same day", "moved late"],
)
def test_a_letter_is_asked_back_after_it_was_sent_or_not_by_a_day(
    change: tuple[str, str], said: str, read: Read
) -> None:
    assert said in read("letter-of-agreement/eve-noel", lists={"own.yaml": PATTERN.replace(*change)})


def test_a_sponsor_reads_first_what_is_asked_by_when_and_which_substitutes_it_pays(read: Read) -> None:
    text = read("case-for-sponsorship", more="purpose: {concern: tired readers, needs: {teachers: Time}}\n")
    assert "Please decide by Tuesday 18 August 2026" in text
    assert "Release time: 4 substitute days, paid by the consortium." in text
    assert ["Teachers", "Time", ""] in rows(text)
    assert "[______ the benefits]" in text
    assert "What they need: " not in text


def test_a_missing_need_is_a_blank_and_never_the_concern(read: Read) -> None:
    text = read("case-for-sponsorship", more="purpose: {concern: tired readers, benefits: {teachers: Time}}\n")
    assert "[______ the need]" in text
    assert ["Teachers", "", "Time"] in rows(text)


@pytest.mark.parametrize("paper", ["principal-brief/a-b", "letter-of-agreement/b-c-d", "case-for-sponsorship"])
def test_names_with_marks_stay_names(paper: str, read: Read) -> None:
    lists = {
        "members.csv": 'name,school\n"b|*c*, [d]",a|b\n',
        "schools.csv": "school,jurisdiction,principal\na|b,<i>N</i>,# P\n",
    }
    head = HEAD.replace(", core_group: [Amina Okafor]", "").replace("The consortium", '"|x|"')
    text = read(paper, head=head, lists=lists)
    assert re.search(r"^# ", text, re.MULTILINE)
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert {len(row) for row in rows(text.replace("\\|", "/"))} <= {3, 4}

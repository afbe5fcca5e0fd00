"""`cop-plan hours`: the same sums in the table, on each page, in the data and on the certificate."""

import csv
import io
import json
import re
import stat
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from browser import Visiting
from conftest import ROOT, Ran, Write
from cop_plan import kit, render
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.definition import names
from cop_plan.definition.community import Member
from cop_plan.hours import ledger, texts
from cop_plan.kit.writing import Papers
from cop_plan.records import stays
from cop_plan.records.record_types import Attendance, Attendee, Meeting, Records, TimePresent
from cop_plan.records.recorded_year import RecordedYear

Run = Callable[..., Ran]
JUNE = "2027-06-20"
PEOPLE = ("Ada Bell", "Ben Cole", "Cam Drew")
COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
pattern: bare.yaml
sponsor: {organization: The Consortium, contact: Pat Roy}
leadership: {facilitator: Rae Moss}
membership:
  members:
    - {name: Ada Bell, email: ada@example.org}
    - {name: Ben Cole, email: ben@example.org}
    - {name: Cam Drew, email: cam@example.org}
activities:
  meet:
    {kind: gathering, when: 2026-10-06, at: "9:00", lasts: 3 hours, topic: Reading graphs, attendance: mandatory,
     audience: participants, agenda: [Welcome: 15 minutes, Work: 75 minutes, Break: 30 minutes, More work: 60 minutes]}
  call:
    {kind: online-meeting, when: 2026-11-03, at: "15:30", lasts: 1 hour, audience: participants, attendance: mandatory}
  visit: {kind: visit, when: 2026-12-08, lasts: 3 hours, audience: participants, attendance: optional}
  later: {kind: online-meeting, when: 2027-06-29, at: "15:30", audience: participants, topic: Next year}
  thanks: {when: 2027-06-21, document: certificate}
records: {attendance: records/attendance/}
"""
BARE = {"bare.yaml": "title: Bare\n"}
CREDIT = (
    "credit: {provider: The Consortium, number: A-7, standards: [Standard 2], step: 15 minutes, at_least: 1 of 2}\n"
)
REGISTER = (
    "event,email,name,present\nmeet,ada@example.org,Ada Bell,yes\nmeet,ben@example.org,Ben Cole,yes\n"
    "visit,ada@example.org,Ada Bell,yes\n"
)
CALL = (
    "Name (original name),Email,Total duration (minutes),Guest\n"
    "Ada Bell,ada@example.org,50,No\nCam Drew,cam@example.org,7,No\nA guest,,60,Yes\n"
)
RECORDS = {"records/attendance/all.csv": REGISTER, "records/attendance/call.csv": CALL}


@pytest.fixture
def definition(write: Write) -> Path:
    """Return the definition of a community with its records of a year."""
    return write(COMMUNITY + CREDIT, {**BARE, **RECORDS})


def table(folder: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((folder / "hours.csv").read_text(encoding="utf-8"))))


def test_a_row_for_each_member_and_session_with_its_proof(run: Run, definition: Path) -> None:
    done = run("hours", definition, "--today", JUNE)
    assert done.code == 0, done.err
    rows = table(definition.parent / "hours")
    assert [tuple(row.values()) for row in rows] == [
        ("Ada Bell", "meet", "2026-10-06", "Meet", "Reading graphs", "in person", "180", "", "150",
         "records/attendance/all.csv, row 2"),
        ("Ben Cole", "meet", "2026-10-06", "Meet", "Reading graphs", "in person", "180", "", "150",
         "records/attendance/all.csv, row 3"),
        ("Ada Bell", "call", "2026-11-03", "Call", "", "online", "60", "50", "45",
         "records/attendance/call.csv, row 2"),
        ("Cam Drew", "call", "2026-11-03", "Call", "", "online", "60", "7", "0", "records/attendance/call.csv, row 3"),
        ("Ada Bell", "visit", "2026-12-08", "Visit", "", "in person", "180", "", "165",
         "records/attendance/all.csv, row 4"),
    ]  # fmt: skip
    assert list(rows[0]) == list(texts.COLUMNS)
    assert re.sub(" +", " ", done.out).splitlines()[2:] == [
        "member sessions hours",
        "Ada Bell 3 6 hours",
        "Ben Cole 1 2 hours 30 minutes",
        "Cam Drew 1 0 hours",
        "total 5 8 hours 30 minutes",
    ]
    assert max(map(len, done.out.splitlines())) <= 80


def test_ones_own_page_has_nothing_of_anybody_else(run: Run, definition: Path) -> None:
    assert run("hours", definition, "--today", JUNE).code == 0
    page = (definition.parent / "hours" / "ada-bell.html").read_text(encoding="utf-8")
    for other in ("Ben", "Cole", "Cam ", "Drew", "guest", "@example.org"):
        assert other not in page
    for said in (
        "6 hours count, from 3 sessions",
        "came to 2 of 2",
        "That is reached",
        "A-7",
        "Standard 2",
        "Next year",
    ):
        assert said in page, said
    assert "That is not reached" not in page
    assert {oct(stat.S_IMODE(one.stat().st_mode)) for one in (definition.parent / "hours").iterdir()} == {"0o600"}


def test_one_member_alone_has_the_rows_shown_and_the_page_written(run: Run, definition: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = run("hours", definition, "--member", "ada bell", "--out", out, "--today", JUNE)
    assert done.code == 0
    assert [line.split()[-1] for line in done.out.splitlines()[3:]] == ["150", "45", "165", "360"]
    assert {one.name for one in out.iterdir()} == {"ada-bell.html", "cop-plan.lock"}
    wrong = run("hours", definition, "--member", "Ada Bel", "--today", JUNE)
    assert (wrong.code, "no member is called 'Ada Bel': did you mean 'Ada Bell'?" in wrong.err) == (2, True)


def test_the_same_run_writes_nothing_and_what_a_person_changed_is_kept(run: Run, definition: Path) -> None:
    first = run("hours", definition, "--today", JUNE, "--json")
    again = json.loads(run("hours", definition, "--today", JUNE, "--json").out)
    assert json.loads(first.out)["written"] == again["unchanged"]
    assert (again["written"], again["minutes"], len(again["rows"])) == ([], 510, 5)
    assert {row["counted_minutes"] for row in again["rows"]} == {150, 45, 0, 165}
    page = definition.parent / "hours" / "ben-cole.html"
    page.write_text("mine", encoding="utf-8")
    assert run("hours", definition, "--today", JUNE).code == 4
    assert page.read_text(encoding="utf-8") == "mine"
    assert run("hours", definition, "--today", JUNE, "--force").code == 0


def test_who_came_too_seldom_gets_no_certificate(run: Run, definition: Path) -> None:
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace("1 of 2", "2 of 3"), encoding="utf-8")
    done = run("kit", definition, "certificate", "--format", "md", "--today", JUNE)
    assert done.code == 0, done.err
    assert [one.stem for one in sorted((definition.parent / "kit" / "certificate").glob("*.md"))] == ["ada-bell"]
    assert done.err.count("no certificate for ") == 2
    said = run("hours", definition, "--today", JUNE)
    assert "Ben Cole came to 1 of 2 sessions that count towards a certificate, which needs 2 of every 3" in said.err


def test_who_came_to_nothing_is_certified_nothing(run: Run, write: Write) -> None:
    definition = write(COMMUNITY, {**BARE, "records/attendance/all.csv": REGISTER})
    done = run("kit", definition, "certificate", "--format", "md", "--today", JUNE)
    made = [one.stem for one in sorted((definition.parent / "kit" / "certificate").glob("*.md"))]
    assert made == ["ada-bell", "ben-cole"]
    assert "no certificate for Cam Drew, who came to no session that is recorded" in done.err


@pytest.mark.parametrize("least", ["4 of 3", "most", "3", "0 of 4"])
def test_a_share_that_is_none_is_a_problem_with_a_hint(run: Run, write: Write, least: str) -> None:
    done = run("check", write(COMMUNITY + f"credit: {{at_least: {least}}}\n", BARE))
    assert done.code == 1
    assert "credit.at_least" in done.out + done.err
    assert "hint: write 3 of 4" in done.out + done.err


def test_what_is_wrong_with_answers_hinders_no_hours(run: Run, definition: Path) -> None:
    text = definition.read_text(encoding="utf-8")
    definition.write_text(
        text.replace("records: {", "records: {surveys: {final: records/final.csv}, "), encoding="utf-8"
    )
    (definition.parent / "records" / "final.csv").write_text("no,answers\n", encoding="utf-8")
    assert run("report", definition, "--today", JUNE).code == 1
    done = run("hours", definition, "--today", JUNE)
    assert (done.code, "final.csv" in done.err) == (0, False)


def test_a_name_cannot_be_a_formula_in_the_table(run: Run, write: Write) -> None:
    text = COMMUNITY.replace("Ada Bell", '"=1+1"')
    register = REGISTER.replace("Ada Bell", "")
    definition = write(text, {**BARE, "records/attendance/all.csv": register})
    assert run("hours", definition, "--today", JUNE).code == 0
    assert table(definition.parent / "hours")[0]["member"] == "'=1+1"


def test_without_records_nothing_is_counted_and_nothing_fails(run: Run, write: Write) -> None:
    definition = write(COMMUNITY, BARE)
    done = run("hours", definition, "--today", JUNE)
    assert done.code == 0, done.err
    assert table(definition.parent / "hours") == []
    assert "No hours are recorded as of" in (definition.parent / "hours" / "ada-bell.html").read_text(encoding="utf-8")


# The same sums wherever they stand, for whatever was recorded.
MEMBERS = [Member(name=name, email=f"{name[:3].lower()}@example.org") for name in PEOPLE]
BEGINS = datetime.fromisoformat("2026-10-06T09:00")
STAY = st.one_of(
    st.none(),
    st.integers(0, 300).map(lambda minutes: TimePresent(seconds=minutes * 60)),
    st.tuples(st.integers(-30, 200), st.integers(0, 200)).map(
        lambda at: TimePresent(BEGINS + timedelta(minutes=at[0]), BEGINS + timedelta(minutes=at[0] + at[1]))
    ),
)
CAME = st.dictionaries(st.sampled_from(range(3)), STAY, max_size=3)
YEARS = st.fixed_dictionaries({"meet": CAME, "call": CAME, "visit": CAME})


def attendance(came: dict[int, TimePresent | None], project: CommunityProject) -> Attendance:
    people = []
    for at, stay in came.items():
        member, spent = project.community.membership.members[at], (stay,) if stay else ()
        minutes = stays.minutes(spent) if spent else None
        found = Attendee(member.name, minutes=minutes, rows=(at + 2,), files=("x.csv",), member=member, stays=spent)
        people.append(found)
    return Attendance("zoom-meeting", "utf-8", Meeting(), tuple(people))


templates = cache(partial(render.environment, files.template_text))
"""Making the templates takes longer than all else here."""


@settings(max_examples=25, derandomize=True)
@given(YEARS, st.sampled_from(("", "credit: {step: 15 minutes, not_counted: welcome}\n")))
def test_the_sums_are_the_same_everywhere(year: dict[str, dict[int, TimePresent | None]], credit: str) -> None:
    text = (COMMUNITY + credit).replace("pattern: bare.yaml\n", "pattern: half-day-meetings\n")
    project = CommunityProject(Path("community.yaml"), ProjectOptions(content=text.encode()))
    found = Records({name: attendance(came, project) for name, came in year.items()})
    told = ledger.ledger(RecordedYear(project.timeline, found, date.fromisoformat(JUNE)))
    words, of_year = project.language, render.Year(project.timeline, (), project.language)
    rows = [texts.csv_row(row, words, lambda file: file) for row in told.rows]
    by_name = {f"{slug}.html": member for slug, member in names.slugs(project.community).items()}
    pages = texts.HoursPages(told, of_year, templates(), by_name, lambda file: file)
    papers = Papers(of_year, templates(), found)
    certificates = {one.member.name: papers.written(one) for one in kit.papers(project.timeline, ["certificate"])
                    if one.member}  # fmt: skip
    for member in told.year.members:
        minutes = told.minutes_of(member)
        assert minutes == sum(int(row["counted_minutes"]) for row in rows if row["member"] == member.name)
        page, certificate = pages.of_member(member), certificates[member.name].markdown.replace("\u00a0", " ")
        if told.of(member):
            assert f">{words.number(minutes)}</td></tr>\n</tfoot>" in page
            cells = re.findall(r'<td class="number">([\d,]+)</td>\n</tr>', page)
            assert sum(int(one.replace(",", "")) for one in cells) == minutes
        listed = re.findall(r"\| (?:in person|online) +\| (\d+)|· (?:in person|online) \| (\d+) \|", certificate)
        assert sum(int("".join(one)) for one in listed) == minutes
        assert (f"**{words.duration(minutes)}** of professional learning" in certificate) == bool(minutes)
        assert (f"**Total: {words.count('minutes', minutes)}**" in certificate) == bool(minutes)
    assert told.minutes == sum(told.minutes_of(one) for one in told.year.members)
    assert f">{words.duration(told.minutes)}</td></tr>\n</tfoot>" in pages.of_all()


def test_the_pages_of_hours_are_accessible_and_fit_a_phone(run: Run, visit: Visiting, tmp_path: Path) -> None:
    definition = ROOT / "examples" / "literacy-for-all" / "community.yaml"
    assert run("hours", definition, "--out", tmp_path, "--today", JUNE).code == 0
    for name in ("index", "amina-okafor"):
        with visit(tmp_path / f"{name}.html") as visited:
            for scheme in ("light", "dark"):
                visited.look(width=360, scheme=scheme)
                assert visited.barriers() == []
                assert visited.overflow <= 0
            visited.look(width=360)
            cells = "[...document.querySelectorAll('td:first-child, th:first-child')]"
            assert visited.page.evaluate(f"Math.min(...{cells}.map(one => one.offsetWidth))") >= 90

"""`cop-plan portfolio`: what is found, read and written of many communities, and what a run does not do again."""

import json
import os
import re
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest

import calendar_checkers
import kill_points
from conftest import MINIMAL, ROOT, Ran
from cop_plan.portfolio.formats import sqlite

Run = Callable[..., Ran]
TODAY = "2026-11-16"

PATTERN = """\
title: Our year
activities:
  talk:
    title: A talk
    kind: visit
    when: 2026-11-18
    at: "10:00"
    lasts: 2 hours
    where: Elm Street School
    attendance: mandatory
  letter: {title: Send the letter, kind: letter, when: 2026-11-02}
"""
READERS = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
pattern: own.yaml
leadership: {facilitator: {name: Jamie Blackwood, email: jamie@example.org}}
membership: {members: members.csv}
"""
NUMBERS = READERS.replace("Readers", "Numbers").replace("Jamie Blackwood, email: jamie", "J. Blackwood, email: Jamie")
MEMBERS = "name,email,school\nAmina Okafor,amina@example.org,Elm\nCaleb Friesen,caleb@example.org,Elm\n"
BROKEN = MINIMAL.replace("Readers", "Broken") + "activities: {webinar-1: {when: first monday of febuary}}\n"

FILES = {
    "readers/community.yaml": READERS,
    "readers/own.yaml": PATTERN,
    "readers/members.csv": MEMBERS,
    "deeper/numbers/numbers.cop.yaml": NUMBERS,
    "deeper/numbers/own.yaml": PATTERN.replace("10:00", "11:00"),
    "deeper/numbers/members.csv": MEMBERS.replace("Caleb Friesen,caleb", "Cal Roy,cal"),
    "broken/community.yaml": BROKEN,
    # None of these is a community.
    "community.yaml": "timezone: America/Edmonton\nclosures: {winter-break: 2026-12-21 to 2027-01-01}\n",
    ".git/community.yaml": READERS,
    "readers/plan/community.yaml": READERS,
    "readers/records/community.yaml": READERS,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        file = tmp_path / "all" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "all"


@pytest.fixture
def portfolio(run: Run, folder: Path, tmp_path: Path) -> Callable[..., Ran]:
    """Write the portfolio, with a cache of this test."""

    def portfolio(*words: str | Path, **environment: str) -> Ran:
        kept = {"XDG_CACHE_HOME": str(tmp_path / "cache"), **environment}
        named = () if words and isinstance(words[0], Path) else (folder,)
        return run("portfolio", *named, *words, "--today", TODAY, "--out", tmp_path / "out", **kept)

    return portfolio


def data(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((tmp_path / "out" / "portfolio.json").read_text(encoding="utf-8"))
    return found


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_every_definition_below_a_folder_is_found_and_nothing_else(
    portfolio: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    (folder / "readers" / "circle").symlink_to(folder)
    done = portfolio()
    assert "found 3 definitions" in done.out
    assert [(one["id"], Path(one["file"]).name) for one in data(tmp_path)["communities"]] == [
        ("broken", "community.yaml"),
        ("numbers", "numbers.cop.yaml"),
        ("readers", "community.yaml"),
    ]


def test_a_community_that_cannot_be_read_is_a_row_with_what_is_wrong_and_stops_nothing(
    portfolio: Callable[..., Ran], tmp_path: Path
) -> None:
    done = portfolio()
    assert done.code == 1
    assert re.search(r"broken/community.yaml:4:\d+: activities.webinar-1.when: no month is called 'febuary'", done.err)
    assert "something is wrong with 1 community of 3; the others are complete" in done.err
    assert "wrote " in done.err
    broken, numbers, _ = data(tmp_path)["communities"]
    assert (broken["name"], broken["sessions"], broken["problems"][0]["line"]) == ("Broken", None, 4)
    assert numbers["problems"] == []


def test_a_row_tells_what_comes_next_what_is_overdue_and_whose(portfolio: Callable[..., Ran], tmp_path: Path) -> None:
    done = portfolio()
    readers = data(tmp_path)["communities"][2]
    assert (readers["members"], readers["sessions"]) == (2, 1)
    assert readers["next"]["entry"] == "talk"
    assert readers["next"]["start"] == "2026-11-18T10:00:00-06:00"
    assert [one["date"] for one in readers["overdue"]] == ["2026-10-07", "2026-11-02", "2026-11-11"]
    assert "  Jamie Blackwood: Readers (3)" in done.out
    row = next(line for line in done.out.splitlines() if line.startswith("Readers"))
    assert row.split() == ["Readers", "Wed", "18", "Nov", "A", "talk", "2", "3"]
    assert max(map(len, done.out.split("\n\n")[1].splitlines())) <= 80


def test_where_nobody_notes_what_is_done_nobody_is_named_for_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "community.yaml").write_text(MINIMAL, encoding="utf-8")
    done = run("portfolio", tmp_path, "--today", TODAY, "--out", tmp_path / "out", "--format", "json")
    assert re.search(r"\n\nNothing is noted as done yet in:\n  Readers \(\d+\)\n", done.out)
    assert "by whoever sees to it" not in done.out


def test_people_needed_at_the_same_sessions_are_one_line_and_what_is_past_is_only_counted(
    portfolio: Callable[..., Ran], run: Run, folder: Path, tmp_path: Path
) -> None:
    (line,) = (line for line in portfolio().out.splitlines() if line.startswith("2026-11-18  Amina"))
    both = "Readers, A talk (10 am–12 pm) · Numbers, A talk (11 am–1 pm)"
    assert line == f"2026-11-18  Amina Okafor, Jamie Blackwood: {both}"
    assert len(data(tmp_path)["clashes"]) == 4
    later = run("portfolio", folder, "--today", "2026-12-01", "--out", tmp_path / "later").out
    assert later.endswith("\n\nNo clash lies ahead; 3 are past.\n")


def test_the_name_leads_to_the_page_of_the_team_wherever_the_definition_puts_it(
    portfolio: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    (folder / "readers" / "community.yaml").write_text(READERS + "output: ours\n", encoding="utf-8")
    for of in ("readers/ours", "deeper/numbers/plan"):
        (folder / of).mkdir(exist_ok=True)
        (folder / of / "team.html").write_text("", encoding="utf-8")
    portfolio()
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert 'href="../all/readers/ours/team.html"' in page
    assert 'href="../all/deeper/numbers/plan/team.html"' in page


def test_the_clashes_are_these(portfolio: Callable[..., Ran], tmp_path: Path) -> None:
    portfolio()
    both = ["readers/talk", "numbers/talk"]
    assert data(tmp_path)["clashes"] == [
        {"kind": "person", "who": "Amina Okafor", "date": "2026-11-18", "entries": both},
        {"kind": "person", "who": "Jamie Blackwood", "date": "2026-11-18", "entries": both},
        {"kind": "place", "who": "Elm Street School", "date": "2026-11-18", "entries": both},
        {"kind": "school", "who": "Elm", "date": "2026-11-18", "entries": both, "members": 3},
    ]
    assert [one["kind"] for one in json.loads(portfolio("--school-limit", "4", "--json").out)["clashes"]].count(
        "school"
    ) == 0


def test_members_are_counted_once_in_the_totals(portfolio: Callable[..., Ran], tmp_path: Path) -> None:
    portfolio()
    (year,) = data(tmp_path)["totals"]["years"]
    everything = year["all"]
    assert (year["year"], everything["members"], everything["sessions"]) == ("2026-2027", 3, 2)
    assert everything["attended"] == {"not_collected": ["records.attendance"]}
    assert year["groups"] == []


def test_no_address_of_anybody_is_in_an_output(portfolio: Callable[..., Ran], tmp_path: Path) -> None:
    portfolio()
    for file in (tmp_path / "out").iterdir():
        assert b"@example.org" not in file.read_bytes(), file


def test_the_same_communities_change_no_byte_whether_they_are_kept_or_not(
    portfolio: Callable[..., Ran], tmp_path: Path
) -> None:
    portfolio()
    before = contents(tmp_path / "out")
    assert "nothing changed" in portfolio().err
    assert "nothing changed" in portfolio(COP_PLAN_CACHE="off").err
    assert contents(tmp_path / "out") == before


def test_what_a_community_was_is_kept_until_something_of_it_changes(
    portfolio: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    def members() -> list[int]:
        return [one["members"] for one in data(tmp_path)["communities"]][1:]

    portfolio()
    kept = [*(tmp_path / "cache" / "cop-plan").glob("portfolio-*.json")]
    assert len(kept) == 2  # what is wrong is read again each time
    portfolio()
    assert members() == [2, 2]
    with (folder / "readers/members.csv").open("a") as file:
        file.write("Noor Haddad,noor@example.org,Elm\n")
    portfolio()
    assert members() == [2, 3]
    (folder / "readers/records").mkdir(exist_ok=True)
    (folder / "readers/records/progress.csv").write_text("name,date,note\nletter,2026-11-02,\n", encoding="utf-8")
    portfolio()
    assert data(tmp_path)["communities"][2]["overdue"][1]["entry"] == "talk.send-logistics"


def test_a_new_day_is_told_of_what_is_kept(run: Run, folder: Path, tmp_path: Path) -> None:
    def overdue(day: str) -> list[int]:
        words = ("portfolio", folder, "--out", tmp_path / "out", "--json", "--today", day)
        done = run(*words, XDG_CACHE_HOME=str(tmp_path / "cache"))
        return [len(one["overdue"]) for one in json.loads(done.out)["communities"]]

    assert overdue("2026-11-02") == [0, 1, 1]
    assert overdue("2026-11-03") == [0, 2, 2]
    assert overdue("2026-11-19") == [0, 4, 4]
    assert overdue("2026-11-02") == [0, 1, 1]


def test_what_a_person_changed_is_not_overwritten(portfolio: Callable[..., Ran], tmp_path: Path) -> None:
    portfolio()
    ours = tmp_path / "out" / "portfolio.json"
    ours.write_text("mine", encoding="utf-8")
    done = portfolio()
    assert done.code == 4
    assert "a person changed it" in done.err
    assert ours.read_text(encoding="utf-8") == "mine"
    assert portfolio("--force").code == 1
    assert data(tmp_path)["communities"]


def test_a_damaged_lock_is_told_with_a_way_out_that_fits(portfolio: Callable[..., Ran], tmp_path: Path) -> None:
    portfolio()
    (tmp_path / "out" / "cop-plan.lock").write_text("{", encoding="utf-8")
    done = portfolio()
    hint = "bring cop-plan.lock back from a copy, or begin anew with --force: what somebody changed here is overwritten"
    assert (done.code, hint in done.err) == (4, True)
    assert portfolio("--force").code == 1


def test_a_dry_run_writes_nothing(portfolio: Callable[..., Ran], tmp_path: Path) -> None:
    done = portfolio("--dry-run")
    assert "would write " in done.err
    assert not (tmp_path / "out").exists()


def test_the_folder_of_a_community_is_not_taken(run: Run, folder: Path) -> None:
    definition = folder / "readers/community.yaml"
    assert run("schedule", definition, "--today", TODAY).code == 0
    done = run("portfolio", definition, "--out", folder / "readers/plan", "--today", TODAY)
    assert done.code == 4
    assert "it belongs to the community 'readers'" in done.err


def test_the_folder_of_a_portfolio_is_taken_by_no_community_whatever_its_id(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    definition = folder / "readers/community.yaml"
    definition.write_text(MINIMAL + "id: portfolio\n")
    assert run("schedule", definition, "--today", TODAY).code == 0
    assert run("portfolio", definition, "--out", folder / "readers/plan", "--today", TODAY).code == 4
    assert run("portfolio", definition, "--out", tmp_path / "out", "--today", TODAY).code == 0
    done = run("schedule", definition, "--out", tmp_path / "out", "--today", TODAY)
    assert (done.code, "a portfolio of many communities lies in it" in done.err) == (4, True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root looks into every folder")
def test_a_folder_that_cannot_be_looked_into_is_a_row_and_not_passed_over(
    portfolio: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    (folder / "readers").chmod(0)
    done = portfolio()
    (folder / "readers").chmod(0o700)
    assert (done.code, len(data(tmp_path)["communities"])) == (1, 3)
    assert "readers/community.yaml: permission denied" in done.err


def test_a_folder_without_any_definition_is_told(run: Run, tmp_path: Path) -> None:
    done = run("portfolio", tmp_path)
    assert done.code == 2
    assert "no definition lies in" in done.err


def test_a_definition_that_is_gone_is_a_row_unless_nothing_is_there(run: Run, folder: Path, tmp_path: Path) -> None:
    gone, out = folder / "gone.yaml", tmp_path / "out"
    done = run("portfolio", folder / "readers", gone, "--today", TODAY, "--out", out)
    assert (done.code, len(data(tmp_path)["communities"])) == (1, 2)
    assert "gone.yaml: there is no such file" in done.err
    done = run("portfolio", gone, "--today", TODAY, "--out", tmp_path / "other")
    assert (done.code, (tmp_path / "other").exists()) == (3, False)


def test_two_years_of_one_community_are_told_apart_and_the_second_of_one_year_is_a_problem(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    for name, year in (("next", "2027-2028"), ("double", "2026-2027")):
        (folder / name).mkdir()
        (folder / name / "community.yaml").write_text(MINIMAL.replace("2026-2027", year), encoding="utf-8")
    (folder / "readers/community.yaml").unlink()
    both = run("portfolio", folder / "next", folder / "double", "--json", "--today", TODAY, "--out", tmp_path / "out")
    assert [one["id"] for one in json.loads(both.out)["communities"]] == ["readers-2027-2028", "readers-2026-2027"]
    assert [one["year"] for one in json.loads(both.out)["totals"]["years"]] == ["2027-2028", "2026-2027"]
    assert both.code == 0
    (folder / "next" / "community.yaml").write_text(MINIMAL, encoding="utf-8")
    double = run("portfolio", folder / "next", folder / "double", "--json", "--today", TODAY, "--out", tmp_path / "out")
    first, second = json.loads(double.out)["communities"]
    assert ([one["id"] for one in (first, second)], double.code) == (["readers", "readers-2"], 1)
    assert (first["problems"], second["sessions"], second["overdue"]) == ([], None, [])
    said = "has the same id and year, readers and 2026-2027: this one is not counted"
    assert f"{folder}/double/community.yaml: id: {folder}/next/community.yaml {said}" in double.err
    assert json.loads(double.out)["clashes"] == []
    assert [one["all"]["communities"] for one in json.loads(double.out)["totals"]["years"]] == [["readers"]]
    assert "something is wrong with this community\n" in double.err


def test_only_the_communities_of_a_year_are_shown_and_those_that_cannot_be_read(
    portfolio: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    old = READERS.replace("2026-2027", "2025-2026")
    (folder / "readers" / "old.cop.yaml").write_text(old, encoding="utf-8")
    (folder / "readers" / "own.yaml").write_text(PATTERN.replace("2026-11", "2025-11"), encoding="utf-8")
    portfolio("--year", "2025-2026")
    assert [(one["id"], one["year"]) for one in data(tmp_path)["communities"]] == [
        ("broken", None),
        ("readers", "2025-2026"),
    ]
    done = portfolio("--year", "2031-2032")
    assert done.code == 2
    assert "no community is of the school year '2031-2032', but of 2025-2026, 2026-2027" in done.err


def test_the_calendar_of_all_has_the_events_of_each_calendar_with_the_name_of_the_community(
    run: Run, folder: Path, tmp_path: Path, portfolio: Callable[..., Ran]
) -> None:
    assert run("schedule", folder / "readers/community.yaml", "--today", TODAY, "--out", tmp_path / "own").code == 0
    portfolio()
    every, own = ((tmp_path / name).read_bytes() for name in ("out/all.ics", "own/sessions.ics"))
    unfolded = every.replace(b"\r\n ", b"").decode()
    assert unfolded.count("BEGIN:VEVENT") == 2
    assert unfolded.count("BEGIN:VTIMEZONE") == 1
    assert "SUMMARY:Readers: A talk" in unfolded
    assert "CATEGORIES:Numbers,Visit" in unfolded
    same = ("UID:", "SEQUENCE:", "DTSTART", "DTEND", "LOCATION:", "DESCRIPTION:", "STATUS:")
    of_own = [line for line in own.replace(b"\r\n ", b"").decode().splitlines() if line.startswith(same)]
    of_readers = next(part for part in unfolded.split("BEGIN:VEVENT") if "UID:talk@2026-2027.readers" in part)
    assert [line for line in of_readers.splitlines() if line.startswith(same)] == [
        line for line in of_own if not line.startswith("DTSTART:")
    ]
    assert calendar_checkers.complaints({"all.ics": every}) == []


def test_the_theme_that_all_communities_name_is_taken(
    portfolio: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    (folder / "ours").mkdir()
    template = '{% extends "cop-plan/portfolio.html.j2" %}\n{% block letterhead %}<p>Ours</p>{% endblock %}\n'
    (folder / "ours" / "portfolio.html.j2").write_text(template, encoding="utf-8")
    (folder / "shared.yaml").write_text("templates: ours\n", encoding="utf-8")

    def page() -> str:
        assert portfolio().code == 1
        return (tmp_path / "out" / "index.html").read_text(encoding="utf-8")

    numbers = folder / "deeper" / "numbers" / "numbers.cop.yaml"
    numbers.write_text(NUMBERS + "extends: ../../shared.yaml\n", encoding="utf-8")
    assert "<p>Ours</p>" not in page(), "the readers name none"
    (folder / "readers" / "community.yaml").write_text(READERS + "extends: ../shared.yaml\n", encoding="utf-8")
    assert "<p>Ours</p>" in page()
    (folder / "ours").rename(folder / "gone")
    assert "<p>Ours</p>" not in page()
    assert "ours: there is no such folder; the page is made without it" in portfolio().err


def test_the_language_is_that_of_the_run_or_of_most_communities(
    portfolio: Callable[..., Ran], folder: Path, tmp_path: Path
) -> None:
    for name in ("readers/community.yaml", "deeper/numbers/numbers.cop.yaml"):
        (folder / name).write_text((folder / name).read_text() + "language: fr-CA\n", encoding="utf-8")
    assert "communautés, au lundi 16 novembre 2026" in portfolio().out
    assert "Rencontres de toutes" in (tmp_path / "out/all.ics").read_text(encoding="utf-8")
    assert "3 communities" in portfolio("--language", "en").out


def test_the_tables_are_the_same_bytes_for_the_same_input_and_say_what_the_data_say(
    portfolio: Callable[..., Ran], tmp_path: Path
) -> None:
    portfolio()
    before = (tmp_path / "out/portfolio.sqlite").read_bytes()
    (tmp_path / "out/portfolio.sqlite").unlink()
    portfolio()
    assert (tmp_path / "out/portfolio.sqlite").read_bytes() == before
    with closing(sqlite3.connect(tmp_path / "out/portfolio.sqlite")) as database:
        assert {name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")} == {
            *sqlite.TABLES
        }
        told = data(tmp_path)
        rows = database.execute("SELECT id, members, overdue, problems FROM communities").fetchall()
        assert rows == [
            (one["id"], one["members"], len(one["overdue"]), len(one["problems"])) for one in told["communities"]
        ]
        assert database.execute("SELECT starts FROM sessions").fetchall() == [
            ("2026-11-18 17:00:00",),
            ("2026-11-18 16:00:00",),
        ]


@pytest.mark.slow
def test_a_killed_run_leaves_each_file_whole_and_the_next_one_brings_the_rest(
    environment: dict[str, str], tmp_path: Path
) -> None:
    report = json.loads((ROOT / "tests" / "golden" / "literacy-for-all" / "report.json").read_text(encoding="utf-8"))
    files = {"community.yaml": MINIMAL.replace("name:", f"id: {report['id']}\nname:").encode()}
    before, after = (
        {"report/report.json": json.dumps(report | {"year": year}).encode()} for year in ("2026-2027", "2025-2026")
    )
    words = ("portfolio", "community.yaml", "--report", "--format", "json", "--today", TODAY)
    scenario = kill_points.Scenario("portfolio", words, {**files, **before}, (words,), after)
    with kill_points.Starter(environment | {"COP_PLAN_CACHE": "off"}) as starter:
        played = kill_points.Played(scenario, starter, tmp_path / "killed")
        assert {name for name in played.before if name.startswith("portfolio/annual")} == {
            f"portfolio/annual-2026-2027.{ending}" for ending in ("md", "html", "json")
        }
        assert {name for name in played.after if name.startswith("portfolio/annual")} == {
            f"portfolio/annual-2025-2026.{ending}" for ending in ("md", "html", "json")
        }
        for struck in played.struck(only=("unlink", "replace")):
            assert struck.ended.code == -signal.SIGKILL, struck.call
            for name, content in struck.left.items():
                whole = (played.before.get(name), played.after.get(name))
                assert kill_points.is_hidden(name) or content in whole, (struck.call, name)
            ((ended, later),) = struck.later
            assert (ended.code, later) == (0, played.after), struck.call


# What the page says of the tables.

PAGE = (ROOT / "docs" / "portfolio.md").read_text(encoding="utf-8")


def queries(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_the_page_names_the_columns_of_every_table() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|$", PAGE, re.MULTILINE))
    assert told == {
        table: ", ".join(one.split()[0] for one in columns.split(", ")) for table, columns in sqlite.TABLES.items()
    }


def test_the_queries_of_the_page_answer(portfolio: Callable[..., Ran], tmp_path: Path) -> None:
    portfolio()
    with closing(sqlite3.connect(tmp_path / "out/portfolio.sqlite")) as database:
        late, clashes, totals = (database.execute(query).fetchall() for query in queries("sql"))
    assert late == [("Jamie Blackwood", 3, "2026-10-07"), ("J. Blackwood", 3, "2026-10-07")]
    assert clashes[0][:5] == ("2026-11-18", "person", "Amina Okafor", "Readers", "A talk")
    assert len(clashes) == 8
    assert totals == [("2026-2027", 2, 3, 2, 4.0)]
    (query,) = queries("sql duckdb")
    asked = duckdb.connect().execute(query.replace("portfolio.json", str(tmp_path / "out/portfolio.json")))
    assert [(name, members, str(day)) for name, members, day in asked.fetchall()] == [
        ("Numbers", 2, "2026-11-18"),
        ("Readers", 2, "2026-11-18"),
    ]

"""The next year: a new folder that is right from the first moment, and an old one that stays as it is."""

import csv
import json
import re
import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

import communities
import kill_points
import workbooks
from conftest import MINIMAL, ROOT, Ran, Write
from cop_plan.app import check, next_year
from cop_plan.app.next_year import NextYear
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Misuse, OverwriteConflict, Problems
from cop_plan.definition import nodes
from cop_plan.schedule import timeline

JUNE = date(2027, 6, 20)
EXAMPLES = sorted(
    one.parent.relative_to(ROOT / "examples").as_posix() for one in ROOT.glob("examples/**/community.yaml")
)
Run = Callable[..., Ran]


def begin(definition: Path, into: Path | None = None, today: date = JUNE) -> NextYear:
    """Write the next year of a definition."""
    begun = next_year.begin(CommunityProject(definition), into, today)
    next_year.write(begun)
    return begun


def state(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Return of all below a folder its content, when it was changed, and who may read it."""
    every = [folder, *sorted(folder.rglob("*"))]
    return {
        str(one): (one.read_bytes() if one.is_file() else b"", one.stat().st_mtime_ns, one.stat().st_mode)
        for one in every
    }


def texts(node: nodes.Node) -> Iterator[str]:
    """Yield every text that is no comment."""
    match node:
        case nodes.ScalarNode(text) if text:
            yield text
        case nodes.SequenceNode(items):
            for item in items:
                yield from texts(item)
        case nodes.MappingNode(entries):
            for item in entries.values():
                yield from texts(item)


def read(file: Path) -> nodes.Node:
    tree = nodes.read_yaml(file.read_bytes(), str(file))
    assert tree is not None
    return tree


def findings(definition: Path, today: date = JUNE) -> set[str]:
    found = check.look(CommunityProject(definition), today).results.findings
    return {one.rule.name for one in found}


def said(begun: NextYear) -> str:
    return "\n".join([*begun.kept, *begun.dropped, *(one.text for one in begun.to_decide)])


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the definition of a copy of an example, among copies of all."""
    folder = tmp_path_factory.mktemp("examples") / "all"
    shutil.copytree(ROOT / "examples", folder)
    return folder / str(request.param) / "community.yaml"


def test_the_next_year_of_each_example_is_whole_and_the_old_folder_stays_to_the_byte(example: Path) -> None:
    before, old = state(example.parent), CommunityProject(example)
    begun = begin(example)
    assert state(example.parent) == before

    new = CommunityProject(begun.definition)
    first = old.community.year.first_year + 1
    assert new.community.year.first_year == first
    assert new.community.identity == old.community.identity
    assert "outside-year" not in findings(begun.definition)
    assert (new.file.parent / (new.community.last_year or "")).resolve() == example.resolve()

    # A whole year of dates, and nobody's old one.
    days = [entry.day for entry in new.timeline.entries]
    assert min(days) < date(first, 10, 1)
    assert max(days) > date(first + 1, 4, 30)
    names = [{entry.id.partition(".")[0] for entry in one.timeline.entries} for one in (old, new)]
    for name in names[0] - names[1]:  # what had a day of its own is a comment
        assert re.search(rf"^ *# .*\b{name}: *(\{{|$)", begun.definition.read_text(), re.MULTILINE), name
    written = " ".join(texts(read(begun.definition)))
    assert not re.search(rf"{first - 1}-(0[89]|1[0-2])-\d\d", written)

    # Who is there, who is not, and what they agreed to.
    kept = {one.name: one for one in old.community.membership.members if one.left is None}
    assert [one.name for one in new.community.membership.members] == list(kept)
    for one in new.community.membership.members:
        assert (one.invited, one.agreement_sent, one.agreement_signed, one.confirmed, one.joined) == (None,) * 5
        assert one.declines == kept[one.name].declines
        assert (one.email, one.school, one.brings, one.support) == (
            kept[one.name].email,
            kept[one.name].school,
            kept[one.name].brings,
            kept[one.name].support,
        )
    assert all(line.actual is line.in_kind is None for line in new.community.budget)
    assert [line.planned for line in new.community.budget] == [line.planned for line in old.community.budget]
    assert not {name for name in begun.contents if name.startswith("records/")} - {"records/aliases.csv"}

    # Calendars of both years can lie side by side.
    uids = [{timeline.uid(one.community, entry.id) for entry in one.timeline.entries} for one in (old, new)]
    assert not uids[0] & uids[1]

    # And the year after that.
    third = begin(begun.definition, today=date(first + 1, 6, 20))
    assert CommunityProject(third.definition).community.year.first_year == first + 1
    assert "outside-year" not in findings(third.definition, date(first + 1, 6, 20))


LITERACY = ROOT / "examples" / "literacy-for-all"


@pytest.fixture
def literacy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(LITERACY, tmp_path / "2026-2027")) / "community.yaml"


def test_her_comments_order_and_words_stay_and_what_is_other_says_what_it_was(literacy: Path) -> None:
    begun = begin(literacy)
    old, new = (file.read_text().splitlines() for file in (literacy, begun.definition))
    lost = [line for line in old if line not in new]
    assert len(lost) == 23  # the year, 15 lines of closures, 6 of topics and readings, until when answers are kept
    at = new.index("closures:                        # days without meetings, beside weekends and holidays")
    assert new[at + 1 : at + 7] == [
        "  # 2026-2027: winter-break: 2026-12-21 to 2027-01-01",
        "  # 2026-2027: spring-break: 2027-03-29 to 2027-04-02",
        "  # 2026-2027:",
        "  # planning-day:",
        "  #   days: 2026-09-29",
        "  #   kind: no students            # open for meetings, and nobody needs a substitute",
    ]
    at = new.index("  webinar-4: {at: 3:30 pm, goal: shared-bank, link: https://example.org/webinar-4}")
    assert new[at - 1] == "  # 2026-2027: webinar-4: {topic: Building the bank}"
    assert "    when: fourth tuesday of february     # after the conventions" in new
    in_order = iter(old)
    assert all(line in in_order for line in new if line in old and line.strip(" #"))


def test_its_head_has_what_the_report_asks(literacy: Path, run: Run) -> None:
    run("report", str(literacy), "--today", "2027-06-20")
    for path in (literacy.parent / "records" / "notes").glob("*.md"):
        path.unlink()  # the report is what counts
    head = begin(literacy).definition.read_text().splitlines()[1:13]
    assert head == [
        "# The year 2027-2028, begun from 2026-2027 by cop-plan next. Lines such as “2026-2027: …” say what was there.",
        "#",
        "# What members said should continue, change and stop:",
        "#",
        "# Continue",
        "#   - Talk before text, and the lesson bank.",
        "#",
        "# Change",
        "#   - Four online meetings instead of seven, none of them in April.",
        "#",
        "# Stop",
        "#   - Messages by e-mail beside the noticeboard.",
    ]


def test_without_a_report_its_head_has_what_the_notes_say_in_the_communitys_language(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "examples" / "lire-a-sept", tmp_path / "sept"))
    head = begin(folder / "community.yaml").definition.read_text()
    assert "# Poursuivre\n#   - Les trois demi-journées, avec la lecture à deux.\n#\n# Changer\n" in head


def test_a_note_cannot_break_out_of_its_comment(literacy: Path) -> None:
    notes = literacy.parent / "records" / "notes" / "wrap-up.md"
    notes.write_text("## Continue\n\none\u2028name: Evil\x85year: 1999\n")
    begun = begin(literacy)
    assert CommunityProject(begun.definition).community.name == "Literacy for All"
    assert "#   - name: Evil\n#   - year: 1999\n" in begun.definition.read_text()


def test_no_character_of_a_report_is_taken_for_what_marks_a_comment(literacy: Path) -> None:
    asks = {"keep_on": [{"text": "the \ue0005\ue000 circle"}], "change": [], "stop": []}
    report = json.loads((ROOT / "tests" / "golden" / "literacy-for-all" / "report.json").read_text(encoding="utf-8"))
    report["first_page"]["asks"] = asks
    (literacy.parent / "report").mkdir()
    (literacy.parent / "report" / "report.json").write_text(json.dumps(report))
    assert "#   - the 5 circle\n" in begin(literacy).definition.read_text()


def test_that_the_records_cannot_be_read_is_not_taken_for_silence(literacy: Path) -> None:
    (literacy.parent / "records" / "progress.csv").write_text("nothing\nto see\n")
    (literacy.parent / "records" / "notes" / "wrap-up.md").write_text("## Continue\n\n\x0b\n")
    head = begin(literacy).definition.read_text()
    assert "since the records of 2026-2027 have problems" in head
    assert "Nobody has written down" not in head


@pytest.mark.parametrize(
    ("folder", "year", "next_folder", "next_year_written"),
    [
        ("2026-2027", "2026-2027", "2027-2028", "2027-2028"),
        ("readers-2026-2027", "2026-27", "readers-2027-2028", "2027-28"),
        ("2026-27 Readers", "2026/2027", "2027-28 Readers", "2027/2028"),
        ("Readers", '"2026–27"', "Readers-2027-2028", '"2027–28"'),
        ("Room 2026", "2026-2027", "Room 2026-2027-2028", "2027-2028"),
        ("20262027", "2026 - 2027", "20272028", "2027 - 2028"),
    ],
)
def test_the_folder_and_the_year_keep_their_form(
    tmp_path: Path, folder: str, year: str, next_folder: str, next_year_written: str
) -> None:
    (tmp_path / folder).mkdir()
    definition = tmp_path / folder / "community.yaml"
    definition.write_text(MINIMAL.replace("2026-2027", year))
    begun = begin(definition)
    assert begun.folder == tmp_path / next_folder
    assert f"\nyear: {next_year_written}\n" in begun.definition.read_text()


def test_a_year_from_january_and_a_file_named_by_its_year(tmp_path: Path) -> None:
    (tmp_path / "2027").mkdir()
    definition = tmp_path / "2027" / "readers-2027.cop.yaml"
    definition.write_text(
        MINIMAL.replace("2026-2027", "2027") + "pattern: calendar-year\nclosures: {fair: 2027-07-01}\n"
    )
    begun = begin(definition, today=date(2027, 11, 20))
    assert begun.definition == tmp_path / "2028" / "readers-2028.cop.yaml"
    assert CommunityProject(begun.definition).community.year.first == date(2028, 1, 1)
    assert "closures: {}\n" in begun.definition.read_text()


def test_a_mark_of_the_byte_order_and_line_ends_of_windows_stay(tmp_path: Path) -> None:
    made = []
    for name, mark, line_end in (("one", "", "\n"), ("two", "\ufeff", "\r\n")):
        folder = Path(shutil.copytree(LITERACY, tmp_path / name / "2026-2027"))
        text = (folder / "community.yaml").read_text()
        (folder / "community.yaml").write_bytes((mark + text.replace("\n", line_end)).encode())
        made.append(begin(folder / "community.yaml").definition.read_bytes().decode())
    assert made[1] == "\ufeff" + made[0].replace("\n", "\r\n")


def test_what_is_written_to_is_refused_and_nothing_is_written(tmp_path: Path, run: Run) -> None:
    definition = tmp_path / "this" / "community.yaml"
    definition.parent.mkdir()
    definition.write_text(MINIMAL)
    there = tmp_path / "there"
    there.mkdir()
    (there / "mine.txt").write_text("mine")
    before = state(tmp_path)
    with pytest.raises(OverwriteConflict):
        begin(definition, there)
    with pytest.raises(OverwriteConflict):
        begin(definition, there / "mine.txt")
    with pytest.raises(Misuse, match="lies in the folder of the year before"):
        begin(definition, definition.parent / "2027-2028")
    ended = run("next", str(definition), "--into", str(there))
    assert (ended.code, ended.out) == (4, "")
    assert "there is something in it already" in ended.err
    assert ended.err.count("nothing was written") == 1
    assert run("next", "-", given=MINIMAL.encode()).code == 2
    assert run("next", str(definition), "--into", "").code == 2
    assert state(tmp_path) == before
    (there / "mine.txt").unlink()
    assert begin(definition, there).folder == there  # an empty one is filled


def test_a_dry_run_writes_nothing_and_json_says_the_same(literacy: Path, run: Run) -> None:
    before = state(literacy.parent.parent)
    dry = run("next", str(literacy), "--dry-run", "--today", "2027-06-20")
    assert "nothing is written" in dry.out
    assert state(literacy.parent.parent) == before
    data = json.loads(run("next", str(literacy), "--json", "--today", "2027-06-20").out)
    assert data["schema_version"] == 1
    assert data["year"] == "2027-2028"
    assert "1 member who left" in data["dropped"]
    assert data["next"][0] == f"cop-plan check {data['new_definition']}"
    lines = Path(data["new_definition"]).read_text(encoding="utf-8").splitlines()
    closed = next(one for one in data["to_decide"] if one["text"] == "when is it closed in 2027-2028?")
    assert len(closed["lines"]) == 5
    assert all("# 2026-2027:" in lines[number - 1] for number in closed["lines"])


def test_on_a_terminal_it_is_one_screen(literacy: Path, run: Run) -> None:
    shown = run("next", str(literacy), "--today", "2027-06-20", COLUMNS="80").out.splitlines()
    assert len(shown) < 32
    assert "  1 member who left" in shown
    assert "  the invitations and agreements of 11 members" in shown


def test_in_the_third_year_no_head_says_what_nobody_had_said_the_year_before(literacy: Path) -> None:
    for path in (literacy.parent / "records" / "notes").glob("*.md"):
        path.unlink()
    second = begin(literacy)
    third = begin(second.definition).definition.read_text()
    head = third.replace("2028-2029", "2027-2028", 2).splitlines()[3:9]
    assert "# The year 2028-2029, begun from 2027-2028 by cop-plan next" in third
    assert third.count("by cop-plan next") == third.count("Nobody has written down yet") == 1
    assert head == second.definition.read_text().splitlines()[3:9]


def test_what_lists_and_words_say_of_last_year_is_asked(write: Write) -> None:
    text = (
        "purpose: {success: By June 2027 each class reads, concern: Since September 2027 more do}\n"
        "guests: [{name: Noor Haddad, topic: Poems}]\n"
        "budget: [{category: Books, planned: 100.00, actual: 90.00, note: One left}]\n"
        "records: {attendance: came/lists}\noutput: web\n"
    )
    definition = write(MINIMAL + text)
    for name in ("web", "came/lists", "report"):
        (definition.parent / name).mkdir(parents=True)
    begun = begin(definition, definition.parent.parent / "new")
    lines = begun.definition.read_text().splitlines()
    asked = {one.text: [lines[line - 1].partition(":")[0] for line in one.lines] for one in begun.to_decide}
    assert asked == {
        "this names a month of 2026-2027: does it still hold?": ["purpose"],
        "do the topics of guests still hold?": ["guests"],
        "do the notes still hold?": ["budget"],
    }
    assert "left where they are: web/, report/, came/" in begun.dropped


# The year that was changed in place.


def test_where_the_year_was_changed_in_place_the_old_one_is_what_was_published(literacy: Path, run: Run) -> None:
    assert run("schedule", str(literacy), "--today", "2027-05-20").code == 0
    text = literacy.read_text(encoding="utf-8").replace("year: 2026-2027 ", "year: 2027-2028 ", 1)
    literacy.write_text(
        text.replace("  spring-break: 2027-03-29 to 2027-04-02", "  spring-break: 2028-03-27 to 2028-03-31"),
        encoding="utf-8",
    )
    before = state(literacy.parent)
    begun = begin(literacy)
    assert state(literacy.parent) == before
    assert begun.folder.name == "2027-2028"
    assert begun.set_back is not None
    assert (begun.set_back[0].line, begun.set_back[1]) == (7, "2026-2027")
    new = begun.definition.read_text()
    assert "\nyear: 2027-2028 " in new
    assert "\n  spring-break: 2028-03-27 to 2028-03-31\n" in new
    assert "\n  # 2026-2027: winter-break: 2026-12-21 to 2027-01-01\n" in new
    assert "outside-year" not in findings(begun.definition)


# What stands in definitions.

HEAD = "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\nregion: CA-AB\n"
WRITTEN: Mapping[str, tuple[str, list[str], list[str]]] = {
    # what it is: what stands there, which lines of it the new one has, and which it has not
    "a date in quotes, under a quoted key": (
        'activities:\n  webinar-1: {"when": "2026-11-10", "at": "9:00"}\n',
        ['  # 2026-2027: webinar-1: {"when": "2026-11-10"}', '  webinar-1: {"at": "9:00"}'],
        ['  webinar-1: {"when": "2026-11-10", "at": "9:00"}'],
    ),
    "braces over several lines, with comments": (
        "activities:\n  webinar-1: {\n    at: 9:00,  # early\n    when: 10 november 2026  # moved\n  }\n",
        ["    at: 9:00,  # early", "    # 2026-2027: when: 10 november 2026  # moved"],
        [],
    ),
    "an activity of one's own on a day": (
        "activities:\n  tea:\n    kind: visit\n    when: 2027-04-14\n    steps: {bake: {when: 1 week before}}\n"
        "  thanks: {when: 1 week after tea, title: Thank}\n",
        ["  # tea:", "  #   when: 2027-04-14", "  # 2026-2027: thanks: {when: 1 week after tea, title: Thank}"],
        ["  tea:"],
    ),
    "an anchor and its alias": (
        "activities:\n  webinar-1: &late {when: 2026-11-10, at: 9:00}\n  webinar-2: {at: 16:00}\n  webinar-3: *late\n",
        ["  webinar-1: &late {at: 9:00}", "  webinar-3: *late"],
        [],
    ),
    "an anchor of an activity of one's own": (
        "activities:\n  tea: &tea {title: Tea, kind: visit, when: 2027-04-14}\n  more-tea: *tea\n"
        "  wrap-up: {at: 9:00}\n",
        ["  # 2026-2027: more-tea: *tea", "  wrap-up: {at: 9:00}"],
        ["  more-tea: *tea"],
    ),
    "a block of text that looks like dates": (
        "activities:\n  webinar-1:\n    notes: |\n      when: 2026-11-10\n      # and more\n    when: 2026-11-10\n",
        ["      when: 2026-11-10", "      # and more", "    # 2026-2027: when: 2026-11-10"],
        ["    when: 2026-11-10"],
    ),
    "a sign in a text": (
        'activities:\n  webinar-1: {topic: "C# and, {more}", at: 9:00, where: "Room #4"}\n',
        ['  # 2026-2027: webinar-1: {topic: "C# and, {more}"}', '  webinar-1: {at: 9:00, where: "Room #4"}'],
        [],
    ),
    "some days of a closure": (
        "closures:\n  pd:\n    days:\n      - 2026-11-10\n      - 2027-11-10   # known already\n",
        ["      # 2026-2027: - 2026-11-10", "      - 2027-11-10   # known already"],
        [],
    ),
    "days without a year": ("closures: {winter: Dec 21 to Jan 1}\n", ["closures: {winter: Dec 21 to Jan 1}"], []),
    "a cancelled session, and one who is sought": (
        "activities:\n  online-meeting.january: {cancelled: Snow day}\n  webinar-1: {presenter: tbd}\n",
        ["  # 2026-2027: online-meeting.january: {cancelled: Snow day}", "  webinar-1: {presenter: tbd}"],
        [],
    ),
    "an approval, and until when": (
        "privacy:\n  approved_by: Jo Vance\n  kept_until: 2028-06-30\n  contact: Jo Vance\n",
        ["  # 2026-2027: approved_by: Jo Vance", "  # 2026-2027: kept_until: 2028-06-30", "  contact: Jo Vance"],
        [],
    ),
    "a late beginning and hours that were agreed to": (
        "begins: 2026-10-20\nthresholds: {agreed_hours: 20, gap_weeks: 7}\n",
        ["# 2026-2027: begins: 2026-10-20", "thresholds: {gap_weeks: 7}"],
        [],
    ),
    "members in the definition": (
        "membership:\n  members:\n    - {name: Amina Okafor, invited: 2026-05-01, declines: recording}\n"
        "    - joined: 2026-09-29\n      name: Caleb Friesen\n    - {name: Dale Reed, left: 2027-02-01}\n    - Kim\n"
        "leadership: {core_group: [Amina Okafor, Dale Reed]}\n",
        [
            "    - {name: Amina Okafor, declines: recording}",
            "    - name: Caleb Friesen",
            "    - Kim",
            "leadership: {core_group: [Amina Okafor]}",
        ],
        ["    - {name: Dale Reed, left: 2027-02-01}"],
    ),
    "who sees to something has left": (
        "membership: {members: [{name: Dale Reed, left: 2027-02-01}, Kim]}\n"
        "activities:\n  wrap-up:\n    owner: Dale Reed\n    at: 9:00\n",
        ["    # 2026-2027: owner: Dale Reed", "    at: 9:00"],
        [],
    ),
    "a day of a month that the next year has not": (
        "activities:\n  leap: {title: Leap, when: fifth tuesday of march, kind: visit, at: 9:00}\n",
        ["  # 2026-2027: leap: {title: Leap, when: fifth tuesday of march, kind: visit, at: 9:00}"],
        [],
    ),
    "records and pages that lie elsewhere": (
        "output: ../site\nrecords: {attendance: ../records/2026, notes: records/notes/}\n",
        ["# 2026-2027: output: ../site", "records: {notes: records/notes/}"],
        [],
    ),
}


@pytest.mark.parametrize("what", WRITTEN)
def test_what_belongs_to_the_old_year_becomes_a_comment_and_all_else_stays(what: str, write: Write) -> None:
    written, has, has_not = WRITTEN[what]
    begun = begin(write(HEAD + written))
    lines = begun.definition.read_text().splitlines()
    assert not set(has) - set(lines)
    assert not set(has_not) & set(lines)
    assert "outside-year" not in findings(begun.definition)


def test_a_definition_in_json_can_be_begun_anew(write: Write) -> None:
    tree = {
        "name": "Readers",
        "year": "2026-2027",
        "timezone": "America/Edmonton",
        "closures": {"winter": "2026-12-21 to 2027-01-01"},
        "activities": {"webinar-1": {"when": "2026-11-10", "at": "9:00"}},
    }
    begun = begin(write(json.dumps(tree, indent=1)))
    community = CommunityProject(begun.definition).community
    assert community.year.first_year == 2027
    assert not community.closures
    assert community.activities["webinar-1"].at


def test_a_definition_that_is_wrong_is_told_and_nothing_is_written(write: Write) -> None:
    definition = write(MINIMAL + "closures: {winter: 2026-12-21 to 2027-13-01}\n")
    with pytest.raises(Problems):
        begin(definition)
    assert not definition.parent.with_name(f"{definition.parent.name}-2027-2028").exists()


# The files that it names.


def test_lists_keep_their_columns_encoding_and_order(tmp_path: Path) -> None:
    folder = tmp_path / "2026-2027"
    folder.mkdir()
    (folder / "community.yaml").write_text(HEAD + "membership: {members: people.csv}\nbudget: money.csv\n")
    people = (
        "Our members;;;\r\nPrénom et nom;Courriel;Shoe size;a quitté le;invité le;declines\r\n"
        'Zoé;zoe@example.org;38;;2026-05-01;recording\r\n"Ann; Lee";ann@example.org;;2027-01-10;2026-05-01;\r\n'
        "=Bo;bo@example.org;41;2028-01-10;;\r\n"
    )
    header = people.replace("Prénom et nom", "name").replace("a quitté le", "left").replace("invité le", "invited")
    (folder / "people.csv").write_bytes(header.replace("=Bo", "'=Bo").encode("cp1252"))
    (folder / "people.csv").chmod(0o600)
    (folder / "money.csv").write_text("category,planned,actual,in_kind\nBooks,100,90.50,\nRoom,0,,200\n")
    begun = begin(folder / "community.yaml")
    new = (begun.folder / "people.csv").read_bytes().decode("cp1252")
    assert new.splitlines()[1:] == [
        "name;Courriel;Shoe size;left;invited;declines",
        "Zoé;zoe@example.org;38;;;recording",
        "'=Bo;bo@example.org;41;2028-01-10;;",
    ]
    assert (begun.folder / "people.csv").stat().st_mode & 0o777 == 0o600
    assert (begun.folder / "money.csv").read_text() == "category,planned,actual,in_kind\nBooks,100,,\nRoom,0,,\n"


def test_a_workbook_becomes_a_csv_file_and_this_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "2026-2027"
    folder.mkdir()
    (folder / "community.yaml").write_text(HEAD + "membership: {members: people.xlsx}\n")
    rows: list[list[workbooks.Cell]] = [
        ["name", "email", "joined", "left", "Shoe size"],
        ["Zoé", "zoe@example.org", date(2026, 9, 29), "", 38],
    ]
    (folder / "people.xlsx").write_bytes(workbooks.workbook(rows))
    begun = begin(folder / "community.yaml")
    with (begun.folder / "members.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [rows[0], ["Zoé", "zoe@example.org", "", "", "38"]]
    assert "people.xlsx, as members.csv" in said(begun)
    assert "membership: {members: members.csv}" in begun.definition.read_text()


ICS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Schools//EN\r\nBEGIN:VEVENT\r\nUID:1@s.example\r\n"
    "DTSTAMP:20260501T000000Z\r\nDTSTART;VALUE=DATE:{first}\r\nSUMMARY:Winter break\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_calendars_patterns_and_aliases_come_along_where_they_serve(tmp_path: Path) -> None:
    folder = tmp_path / "2026-2027"
    (folder / "records").mkdir(parents=True)
    (tmp_path / "shared").mkdir()
    (folder / "community.yaml").write_text(
        HEAD + "pattern: own.yaml\nclosures:\n  old: {from: old.ics}\n  new: {from: new.ics, only: break}\n"
        "  both: {from: ../shared/both.ics}\nmembership: {schools: ../shared/schools.csv}\n"
        "records: {aliases: records/aliases.csv}\n"
    )
    old, new = ICS.format(first="20261221"), ICS.format(first="20271221")
    (folder / "old.ics").write_text(old)
    new = new.partition("EN\r\n")[2].replace("1@s", "2@s")
    (folder / "new.ics").write_text(old.replace("END:VCALENDAR\r\n", new))
    (tmp_path / "shared" / "both.ics").write_text((folder / "new.ics").read_text())
    (tmp_path / "shared" / "schools.csv").write_text("school\nElm Street School\n")
    (folder / "own.yaml").write_text(
        "title: Ours\nactivities:\n  tea: {title: Tea, when: first tuesday of may}\n"
        "  fair: {title: Fair, when: 2027-05-04}\n"
    )
    (folder / "own.fr.yaml").write_text("activities: {tea: {title: Thé}}\n")
    (folder / "records" / "aliases.csv").write_text("seen,member\n")
    (folder / "records" / "progress.csv").write_text("name,date,note\n")
    (folder / ".gitignore").write_text("records/\n")
    for into in (None, tmp_path / "elsewhere" / "deep" / "2027"):
        begun = begin(folder / "community.yaml", into)
        assert sorted(begun.contents) == [
            ".gitignore", "community.yaml", "new.ics", "own.fr.yaml", "own.yaml", "records/aliases.csv",
        ]  # fmt: skip
        community = CommunityProject(begun.definition).community
        assert set(community.closures) == {"new", "both"}
        assert len(community.membership.schools) == 1
        assert {one.title for one in CommunityProject(begun.definition).timeline.entries} == {"Tea"}
        assert "  # 2026-2027: old: {from: old.ics}" in begun.definition.read_text().splitlines()
    assert "schools: ../../../shared/schools.csv" in begun.definition.read_text().replace('"', "")


CONSORTIUM = """\
extends: below.yaml
year: 2026-2027
closures: {winter: 2026-12-21 to 2027-01-01}
"""
BELOW = "timezone: America/Edmonton\nregion: CA-AB\nprivacy: {approved_by: Dana Whitfield}\n"


@pytest.fixture
def consortium(tmp_path: Path) -> Path:
    """Return a definition that has its year, and what lasts, from files that others share."""
    (tmp_path / "readers").mkdir()
    (tmp_path / "2026-2027.yaml").write_text(CONSORTIUM)
    (tmp_path / "below.yaml").write_text(BELOW)
    definition = tmp_path / "readers" / "community.yaml"
    definition.write_text("extends: ../2026-2027.yaml   # of all\nname: Readers\nid: readers\n")
    return definition


def test_where_the_shared_file_of_the_new_year_is_there_it_is_extended(consortium: Path) -> None:
    following = consortium.parent.parent / "2027-2028.yaml"
    following.write_text("extends: below.yaml\nyear: 2027-2028\nclosures: {winter: 2027-12-20 to 2027-12-31}\n")
    before = state(consortium.parent)
    begun = begin(consortium)
    assert "extends: ../2027-2028.yaml   # of all\nname: Readers\nid: readers\n" in begun.definition.read_text()
    assert CommunityProject(begun.definition).community.closures["winter"].days[0].first == date(2027, 12, 20)
    assert state(consortium.parent) == before
    (asked,) = [one for one in begun.to_decide if one.file.endswith("below.yaml")]
    assert (asked.lines, asked.text) == ((3,), "who approves the privacy notice for 2027-2028?")


def test_where_nobody_made_it_yet_what_lasts_is_extended_and_this_is_said(consortium: Path) -> None:
    begun = begin(consortium)
    text = begun.definition.read_text()
    assert "extends: ../below.yaml   # of all\nname: Readers\nyear: 2027-2028\nid: readers\n" in text
    assert not CommunityProject(begun.definition).community.closures
    assert "outside-year" not in findings(begun.definition)
    assert "nobody made 2027-2028.yaml yet" in said(begun)


def test_a_shared_file_with_more_than_its_year_stays_and_what_is_old_in_it_is_told(consortium: Path) -> None:
    shared = consortium.parent.parent / "2026-2027.yaml"
    shared.write_text(CONSORTIUM + "sponsor: The consortium\n")
    begun = begin(consortium)
    community = CommunityProject(begun.definition).community
    assert (community.year.first_year, community.sponsor.organization) == (2027, "The consortium")
    (asked,) = [one for one in begun.to_decide if one.file.endswith("2026-2027.yaml")]
    assert (asked.lines, asked.text) == ((3,), "closures.winter: it lies outside the new year")


def test_where_the_shared_file_names_the_new_year_already_the_old_one_is_what_was_published(
    consortium: Path, run: Run
) -> None:
    assert run("schedule", str(consortium), "--today", "2026-05-20").code == 0
    shared = consortium.parent.parent / "2026-2027.yaml"
    shared.write_text(CONSORTIUM.replace("year: 2026-2027", "year: 2027-2028").replace("2026-12-21", "2027-12-21"))
    shared.write_text(shared.read_text().replace("2027-01-01", "2028-01-01"))
    assert run("schedule", str(consortium), "--today", "2027-06-20").code == 4
    checked = run("check", str(consortium), "--today", "2027-06-20").out
    assert f"{consortium}:1:10: outside-year: the plan that lies there is of 2026-2027" in checked
    begun = begin(consortium)
    assert begun.folder.name == "readers-2027-2028"
    assert CommunityProject(begun.definition).community.closures
    shown = run("next", str(consortium), "--dry-run", "--into", str(consortium.parent.parent / "other")).out
    assert f"  in the folder of 2026-2027, {consortium}:1:10: write  year: 2026-2027  and set back what else" in shown


# Any definition.


@settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much])
@given(definition=communities.definitions())
def test_whatever_loads_has_a_next_year_that_loads(
    definition: communities.Definition, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any") / "this"
    folder.mkdir()
    for name, text in {"community.yaml": definition.text, **definition.beside}.items():
        (folder / name).write_text(text, newline="")
    project = CommunityProject(folder / "community.yaml")
    try:
        old = project.timeline
    except Problems:
        assume(False)
    before = state(folder)
    begun = begin(folder / "community.yaml", today=old.community.year.last)
    new = CommunityProject(begun.definition)
    assert new.timeline.community.year.first_year == old.community.year.first_year + 1
    assert "outside-year" not in findings(begun.definition, old.community.year.last)
    assert state(folder) == before
    third = begin(begun.definition, today=new.community.year.last)
    assert CommunityProject(third.definition).timeline


# A run that is killed.


@pytest.mark.slow
def test_a_run_killed_at_any_of_its_calls_leaves_the_whole_folder_or_none(
    environment: dict[str, str], tmp_path: Path
) -> None:
    files = {f"old/{name}": content for name, content in kill_points.BEFORE.items()}
    words = ("next", "old/community.yaml", "--into", "new", "--today", "2027-06-20")
    scenario = kill_points.Scenario("next", words, files)
    with kill_points.Starter(environment) as starter:
        played = kill_points.Played(scenario, starter, tmp_path)
        names = {name for name in played.after if name.startswith("new/")}
        assert names == {"new/community.yaml", "new/own.yaml", "new/members.csv"}
        for struck in played.struck():
            assert struck.ended.code == -signal.SIGKILL, struck.call
            there = {name for name in struck.left if name.startswith("new/")}
            assert there in (set(), names), struck.call
            ended, later = struck.later[0]
            assert ended.code == (4 if there else 0), struck.call
            if not there:
                assert later == played.after, struck.call

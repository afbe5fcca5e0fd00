"""`cop-plan kit` as a person runs it: what it writes, what it keeps, what it says."""

import csv
import email
import email.policy
import io
import json
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import mailparser
import pytest

from conftest import ROOT, TODAY, Ran, Write
from cop_plan import kit
from cop_plan.app.project import CommunityProject
from cop_plan.base import files

Run = Callable[..., Ran]

COMMUNITY = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
id: readers
leadership: {facilitator: {name: Alex Moreau, email: alex@example.org}}
membership: {members: members.csv, schools: schools.csv}
"""
LISTS = {
    "members.csv": "name,email,school\nAmina Okafor,amina@example.org,Elm\nCaleb Friesen,caleb@example.org,Oak\n"
    "Ève Noël,eve@example.org,Elm\n",
    "schools.csv": "school,jurisdiction,principal,email,jurisdiction_contact,jurisdiction_email\n"
    "Elm,North Division,Jo Banerjee,jo@example.org,Lee Marchand,lee@example.org\nOak,South Division,,,,\n",
}
FEW = ("letter-of-agreement", "thank-you")


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def papers_in(folder: Path) -> set[str]:
    return {name.removesuffix(".md") for name in files_in(folder) if name.endswith(".md")}


@pytest.fixture
def definition(write: Write) -> Path:
    return write(COMMUNITY, LISTS)


@pytest.fixture
def pack(run: Run, definition: Path) -> Callable[..., Ran]:
    """Run the command on the definition, for papers of few documents."""

    def pack(*words: str, **more: str) -> Ran:
        return run("kit", definition, *words, "--today", TODAY, **more)

    return pack


def test_the_whole_kit_is_written_as_text_page_and_draft_and_again_changes_no_byte(
    pack: Callable[..., Ran], definition: Path
) -> None:
    done = pack()
    assert done.code == 0, done.err
    folder = definition.parent / "kit"
    before = files_in(folder)
    assert {"index.html", "mail-merge.csv", "cop-plan.lock"} <= set(before)
    assert "letter-of-agreement/amina-okafor.html" in before
    assert "thank-jurisdictions/schools/elm.eml" in before
    papers = papers_in(folder)
    assert {f"{name}.html" for name in papers} <= set(before)
    drafts = {name.removesuffix(".eml") for name in before if name.endswith(".eml")}
    assert drafts == {name for name in papers if kit.DOCUMENTS[name.partition("/")[0]].message}
    for name in papers:
        assert f'href="{name}.html"' in before["index.html"].decode()
    again = pack()
    assert (again.code, files_in(folder)) == (0, before)
    assert "nothing changed" in again.err


def test_what_is_missing_is_told_by_document_in_plain_words(pack: Callable[..., Ran]) -> None:
    done = pack(*FEW)
    assert "Letter of agreement: 1 paper lacks the principal's name: Caleb Friesen\n" in done.err
    told = json.loads(pack(*FEW, "--json").out)
    assert told["missing"]["principal"] == ["letter-of-agreement/caleb-friesen", "thank-you/caleb-friesen"]


def test_what_is_missing_is_told_in_the_language_of_the_community(run: Run, write: Write) -> None:
    done = run("kit", write(COMMUNITY + "language: fr-CA\n", LISTS), "letter-of-agreement", "--today", TODAY)
    told = done.err.replace("\u00a0", " ")
    assert "Lettre d’entente : 1 document à compléter (le nom de la direction) : Caleb Friesen\n" in told


def test_only_what_is_due_is_made(pack: Callable[..., Ran], definition: Path) -> None:
    assert pack("--due", "4w").code == 0
    made = {name.partition("/")[0] for name in papers_in(definition.parent / "kit")}
    assert {"charter", "invitation"} <= made
    assert not {"thank-you", "certificate"} & made


@pytest.mark.parametrize(
    ("document", "who", "paper"),
    [
        ("letter-of-agreement", "amina-okafor", "letter-of-agreement/amina-okafor"),
        ("letter-of-agreement", "Eve NOEL", "letter-of-agreement/eve-noel"),
        ("principal-brief", "elm", "principal-brief/elm"),
        ("capacity-building-planner", "North Division", "capacity-building-planner/north-division"),
        ("agenda", "orientation", "agenda/orientation"),
    ],
)
def test_one_paper_is_made_for(document: str, who: str, paper: str, pack: Callable[..., Ran], definition: Path) -> None:
    assert pack(document, "--for", who).code == 0
    assert papers_in(definition.parent / "kit") == {paper}


def test_the_list_says_why_and_when_and_writes_nothing(pack: Callable[..., Ran], definition: Path) -> None:
    done = pack("--list")
    assert done.code == 0
    assert "commitment-card  ×3" in done.out
    assert "A commitment that is written down lasts" in done.out
    assert not (definition.parent / "kit").exists()
    rows = json.loads(pack("--list", "--json").out)["documents"]
    assert {row["document"] for row in rows} == set(kit.DOCUMENTS)


def test_the_list_is_only_of_those_for_whom_and_by_when_papers_are_wanted(pack: Callable[..., Ran]) -> None:
    everything = json.loads(pack("--list", "--json").out)["documents"]
    due = json.loads(pack("--list", "--json", "--due", "4w").out)["documents"]
    assert 0 < len(due) < len(everything)
    assert all(row["papers"] and row["due"] for row in due)
    for_one = json.loads(pack("commitment-card", "--list", "--json", "--for", "amina-okafor").out)["documents"]
    assert [(row["document"], row["papers"]) for row in for_one] == [("commitment-card", 1)]


def test_in_the_folder_of_the_plan_its_files_are_no_papers(
    pack: Callable[..., Ran], run: Run, definition: Path
) -> None:
    plan = definition.parent / "plan"
    assert run("schedule", definition, "--today", TODAY).code == 0
    done = pack("charter", "--out", str(plan))
    assert (done.code, "no longer made" in done.err) == (0, False)
    assert (plan / "calendar.ics").exists()


def test_where_nothing_is_due_that_is_said(pack: Callable[..., Ran]) -> None:
    for words in (("charter", "--due", "0d"), ("charter", "--due", "0d", "--list")):
        for _ in range(2):
            done = pack(*words)
            assert (done.code, done.err.splitlines()[0]) == (0, "no paper is due in this time")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("letter-of-agrement",), "did you mean 'letter-of-agreement'?"),
        (("thank-you", "--for", "amina-okafr"), "did you mean 'amina-okafor'?"),
        (("sign-in-sheet", "--for", "xyz"), "there is no paper for 'xyz': there are papers for online-meeting-april, "),
        (("sign-in-sheet", "--for", ""), "there are papers for online-meeting-april, "),
        (("--due", "soon"), "write 4w or 10d"),
        (("--format", "pdf"), "choose from md, html, eml"),
    ],
)
def test_what_there_is_not_is_code_2_with_a_hint(
    words: tuple[str, ...], hint: str, pack: Callable[..., Ran], definition: Path
) -> None:
    done = pack(*words, COLUMNS="200")
    assert done.code == 2
    assert hint in " ".join(re.sub("[│╭╮╰╯─]", " ", done.err).split())
    assert not (definition.parent / "kit").exists()


def test_what_a_person_changed_is_kept_the_rest_is_written_and_both_are_told(
    pack: Callable[..., Ran], definition: Path
) -> None:
    pack(*FEW)
    folder = definition.parent / "kit"
    mine, other = folder / "thank-you" / "amina-okafor.md", folder / "thank-you" / "eve-noel.md"
    ours = mine.read_bytes()
    mine.write_text("# My own words\n")
    definition.write_text(COMMUNITY.replace("Alex Moreau", "Kim Sandoval"), encoding="utf-8")
    done = pack(*FEW, "--json")
    told = json.loads(done.out)
    assert mine.read_text() == "# My own words\n"
    assert "Kim Sandoval" in other.read_text()
    assert told["kept"] == ["thank-you/amina-okafor.md"]
    assert "thank-you/eve-noel.md" in told["written"]
    assert "thank-you/amina-okafor.md: kept, since a person changed it" in done.err
    pack(*FEW, "--force")
    assert mine.read_bytes() == ours.replace(b"Alex Moreau", b"Kim Sandoval")


def test_papers_that_are_no_longer_made_are_told_in_a_line_and_stay(pack: Callable[..., Ran], definition: Path) -> None:
    pack(*FEW)
    (definition.parent / "members.csv").write_text(LISTS["members.csv"].replace("Caleb Friesen,caleb", "Cy Li,cy"))
    done = pack(*FEW)
    said = (
        "2 papers are no longer made; they are kept until you delete them: "
        "letter-of-agreement/caleb-friesen, thank-you/caleb-friesen\n"
    )
    assert said in done.err
    assert (definition.parent / "kit" / "thank-you" / "caleb-friesen.md").is_file()


def test_another_communitys_folder_is_code_4(pack: Callable[..., Ran], definition: Path) -> None:
    pack("charter")
    before = files_in(definition.parent / "kit")
    definition.write_text(COMMUNITY.replace("id: readers", "id: writers"), encoding="utf-8")
    done = pack("charter")
    assert done.code == 4
    assert "--out" in done.err
    assert files_in(definition.parent / "kit") == before


AGENDA = "activities: {orientation: {at: 9:00, lasts: 2 hours, agenda: [Talk: 60 minutes, Walk: 75 minutes]}}\n"


def test_an_agenda_that_does_not_add_up_is_told_with_its_minutes_and_the_rest_is_written(
    run: Run, write: Write
) -> None:
    definition = write(COMMUNITY + AGENDA, LISTS)
    done = run("kit", definition, "agenda", "charter", "--today", TODAY)
    assert done.code == 1
    assert re.search(r"community\.yaml:8:\d+: .*the blocks of the agenda take 135 minutes", done.err)
    assert "hint: take away 15 minutes" in done.err
    made = papers_in(definition.parent / "kit")
    assert {"charter", "agenda/wrap-up"} <= made
    assert "agenda/orientation" not in made


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for files")
def test_a_full_disk_is_code_3_and_leaves_nothing(environment: dict[str, str], definition: Path) -> None:
    import resource

    def small_files_only() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    command = [sys.executable, "-m", "cop_plan", "kit", str(definition), "charter", "--today", TODAY]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, preexec_fn=small_files_only)
    assert done.returncode == 3, done.stderr
    assert not (definition.parent / "kit").exists()


@pytest.mark.skipif(files.is_root(), reason="to root no folder is read-only")
def test_a_read_only_folder_is_code_3(pack: Callable[..., Ran], definition: Path) -> None:
    definition.parent.chmod(0o555)
    try:
        assert pack("charter").code == 3
    finally:
        definition.parent.chmod(0o755)


# Who has left, what is called by name, what has no place in one's own file.

LEFT = {
    **LISTS,
    "members.csv": "name,email,school,left\nAmina Okafor,amina@example.org,Elm,\n"
    "Caleb Friesen,caleb@example.org,Oak,2026-12-01\n",
}


def test_who_has_left_gets_no_paper_that_is_due_later(run: Run, write: Write) -> None:
    definition = write(COMMUNITY, LEFT)
    done = run("kit", definition, "--today", TODAY)
    assert done.code == 0, done.err
    folder = definition.parent / "kit"
    found = papers_in(folder)
    assert {"invitation/caleb-friesen", "letter-of-agreement/caleb-friesen", "thank-you/amina-okafor"} <= found
    assert not {"thank-you/caleb-friesen", "certificate/caleb-friesen", "confirmation/wrap-up/caleb-friesen"} & found
    assert b"Caleb" not in (folder / "thank-jurisdictions" / "south-division.md").read_bytes()
    assert b"Caleb" in (folder / "principal-brief" / "oak.md").read_bytes()
    assert b"caleb@" in (folder / "reminder" / "orientation.eml").read_bytes()
    assert b"caleb@" not in (folder / "reminder" / "wrap-up.eml").read_bytes()
    assert b"Caleb" not in (folder / "mail-merge.csv").read_bytes()


LATE = {
    **LISTS,
    "members.csv": "name,email,school,joined\nAmina Okafor,amina@example.org,Elm,2026-09-22\n"
    "Caleb Friesen,caleb@example.org,Oak,2027-01-12\nÈve Noël,eve@example.org,Elm,2027-07-01\n",
}
TIMES = (
    "activities: {orientation: {at: 9:00, lasts: 6 hours}, webinar-1: {at: 15:30}, webinar-4: {at: 15:30},\n"
    "  wrap-up: {at: 9:00, lasts: 5 hours}}\n"
)


@pytest.mark.parametrize(
    ("language", "said", "hours", "nothing"),
    [
        (
            "en-CA",
            "You join on Tuesday 12 January 2027: this letter",
            "**7 hours**",
            "No mandatory session is left",
        ),
        (
            "fr-CA",
            "le mardi 12 janvier 2027\u00a0: la présente lettre",
            "**7 heures**",
            "Il ne reste aucune rencontre",
        ),
    ],
)
def test_who_joins_late_agrees_to_what_is_still_to_come(
    language: str, said: str, hours: str, nothing: str, run: Run, write: Write
) -> None:
    definition = write(f"{COMMUNITY}language: {language}\n{TIMES}", LATE)
    done = run("kit", definition, "--today", TODAY, "--format", "md")
    assert done.code == 0, done.err
    timeline = CommunityProject(definition).timeline
    w = CommunityProject(definition).language
    shared = [one for one in timeline.sessions if one.is_shared]
    folder = definition.parent / "kit"
    for document in ("letter-of-agreement", "invitation"):
        of = {path.stem: path.read_text(encoding="utf-8") for path in (folder / document).iterdir()}
        for one in shared:
            listed = w.short_day(one.day).partition(" ")[2]
            assert listed in of["amina-okafor"]
            assert (listed in of["caleb-friesen"]) == (str(one.day) >= "2027-01-12")
            assert listed not in of["eve-noel"]
        assert "2026" not in of["caleb-friesen"].replace("2026-2027", "")
        assert w("blanks.mandatory_dates") not in of["eve-noel"]
    letters = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "letter-of-agreement").iterdir()}
    assert said in letters["caleb-friesen"]
    assert hours in letters["caleb-friesen"]
    assert nothing in letters["eve-noel"]
    assert said[:11] not in letters["amina-okafor"]
    table = csv.reader(io.StringIO((folder / "mail-merge.csv").read_text(encoding="utf-8-sig")))
    rows = {cells[0].partition(" ")[0]: cells for cells in table}
    first, second = rows["Amina"], rows["Caleb"]
    assert second[-2] in hours
    assert first[-2] not in hours
    assert set(second[-1].split("; ")) < set(first[-1].split("; "))


def test_a_principal_reads_from_which_day_on_somebody_agrees(run: Run, write: Write) -> None:
    definition = write(COMMUNITY + TIMES, LATE)
    assert run("kit", definition, "principal-brief", "--today", TODAY, "--format", "md").code == 0
    folder = definition.parent / "kit" / "principal-brief"
    oak, elm = ((folder / f"{name}.md").read_text(encoding="utf-8") for name in ("oak", "elm"))
    assert "Caleb Friesen joins on Tuesday 12 January 2027, and agrees to the dates from then on." in oak
    assert ("Tue 22 Sep" in oak, "Tue 22 Sep" in elm) == (False, True)
    assert "Amina Okafor joins" not in elm


def test_nothing_is_sent_for_a_session_before_somebody_joined(run: Run, write: Write) -> None:
    definition = write(COMMUNITY, LATE)
    assert run("kit", definition, "--today", TODAY, "--format", "md,eml").code == 0
    folder = definition.parent / "kit"
    assert "letter-of-agreement/caleb-friesen" in papers_in(folder)
    assert b"caleb@" not in (folder / "reminder" / "webinar-1.eml").read_bytes()
    assert b"caleb@" in (folder / "reminder" / "webinar-3.eml").read_bytes()
    assert b"Caleb" not in (folder / "sign-in-sheet" / "orientation.md").read_bytes()


def test_who_has_left_is_thanked_if_the_document_is_called_by_name(run: Run, write: Write) -> None:
    definition = write(COMMUNITY, LEFT)
    assert run("kit", definition, "thank-you", "--for", "caleb-friesen", "--today", TODAY).code == 0
    assert papers_in(definition.parent / "kit") == {"thank-you/caleb-friesen"}


def test_a_document_called_by_name_is_there_for_every_session_that_has_it(
    pack: Callable[..., Ran], definition: Path
) -> None:
    assert pack("sign-in-sheet", "--for", "webinar-1").code == 0
    assert papers_in(definition.parent / "kit") == {"sign-in-sheet/webinar-1"}


def test_the_list_counts_the_papers_that_the_year_asks_for(pack: Callable[..., Ran]) -> None:
    rows = {row["document"]: row for row in json.loads(pack("--list", "--json").out)["documents"]}
    assert list(rows) == list(kit.DOCUMENTS)
    assert (rows["sign-in-sheet"]["papers"], rows["sign-in-sheet"]["due"]) == (2, ["2026-09-22", "2027-05-25"])
    assert (rows["absentee"]["papers"] > 2, rows["absentee"]["due"]) == (True, [])


MANY = "name\n" + "".join(f"Member {number}\n" for number in range(60))


@pytest.mark.parametrize(
    ("activities", "line"),
    [
        ("", 1),
        ("activities:\n  orientation: {at: '9:00'}\n", 8),
        ("activities:\n  wrap-up: {at: '9:00'}\n", 9),
        ("activities:\n  wrap-up:\n    lasts: 6 hours\n", 10),
    ],
    ids=["nothing", "other activities", "the session", "its length"],
)
def test_a_session_too_short_for_its_stories_is_told_in_ones_own_file_with_a_length_that_is_enough(
    activities: str, line: int, run: Run, write: Write
) -> None:
    definition = write(COMMUNITY + activities, {**LISTS, "members.csv": MANY})
    done = run("kit", definition, "agenda", "--for", "wrap-up", "--today", TODAY)
    assert done.code == 1
    said = "activities.wrap-up.lasts: 'Wrap-up' lasts 360 minutes; its agenda with 60 stories takes 70 more\n"
    assert re.search(rf"community\.yaml:{line}:\d+: {said}", done.err), done.err
    assert "    hint: write  lasts: 430 minutes  under activities.wrap-up, or an agenda of your own\n" in done.err
    longer = COMMUNITY + "activities: {wrap-up: {lasts: 430 minutes}}\n"
    assert run("kit", write(longer), "agenda", "--for", "wrap-up", "--today", TODAY).code == 0


# The theme's own letterhead.


def test_every_page_has_the_letterhead_of_the_theme(pack: Callable[..., Ran], definition: Path) -> None:
    shutil.copytree(ROOT / "docs" / "theme", definition.parent / "letterhead")
    done = pack("thank-you", "--templates", str(definition.parent / "letterhead"))
    assert done.code == 0, done.err
    page = (definition.parent / "kit" / "thank-you" / "amina-okafor.html").read_text(encoding="utf-8")
    assert "learning@prairiesky.example" in page[: page.index("<main")]
    assert "--accent: #7a1f3d" in page


def test_a_letter_in_the_themes_own_words_takes_the_place_of_ours(pack: Callable[..., Ran], definition: Path) -> None:
    theme = definition.parent / "theme" / "kit" / "en"
    theme.mkdir(parents=True)
    letter = '# Thanks\n\n{{ school.principal|known("principal") }}: {{ member.name|inside|md }}\n'
    (theme / "thank-you.md.j2").write_text(letter, encoding="utf-8")
    done = pack("thank-you", "--templates", str(definition.parent / "theme"), "--format", "md")
    assert done.code == 0, done.err
    made = definition.parent / "kit" / "thank-you"
    assert (made / "amina-okafor.md").read_text(encoding="utf-8") == "# Thanks\n\nJo Banerjee: Amina Okafor\n"
    assert "______ the principal's name" in (made / "caleb-friesen.md").read_text(encoding="utf-8")
    assert "Thank-you letter: 1 paper lacks the principal's name: Caleb Friesen\n" in done.err


def test_what_the_policy_of_a_page_keeps_from_working_is_told_and_nothing_is_written(
    pack: Callable[..., Ran], definition: Path
) -> None:
    theme = definition.parent / "theme"
    theme.mkdir()
    page = (
        '{% extends "cop-plan/paper.html.j2" %}\n{% block letterhead %}\n<img src="logo.svg" alt="">\n{% endblock %}\n'
    )
    (theme / "paper.html.j2").write_text(page, encoding="utf-8")
    done = pack("thank-you", "--templates", str(theme))
    assert done.code == 1
    assert "theme/paper.html.j2:3: the page fetches nothing, not even from beside it\n" in done.err
    assert not papers_in(definition.parent / "kit")


# Names that do harm where they are taken for more than names.
HOSTILE = [
    "../../x",
    "CON",
    "🦉🦉",
    "N" * 300,
    "Eve\r\nBcc: all",
    'Quote "Q" <q at example.org>',
    "=HYPERLINK(1)",
    "<script>alert(1)</script>",
    "a | b ](javascript:x) **c**",
    "\u202eevil",
]


def test_hostile_names_stay_in_the_folder_and_out_of_headers_pages_and_cells(run: Run, write: Write) -> None:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["name", "email", "school"])
    writer.writerows([name, f"m{number}@example.org", name] for number, name in enumerate(HOSTILE))
    schools = io.StringIO()
    rows = csv.writer(schools)
    rows.writerow(["school", "jurisdiction", "principal", "email"])
    rows.writerows([name, name, name, f"p{number}@example.org"] for number, name in enumerate(HOSTILE))
    definition = write(COMMUNITY, {"members.csv": table.getvalue(), "schools.csv": schools.getvalue()})
    around = set(definition.parent.rglob("*"))
    done = run("kit", definition, "thank-you", "principal-brief", "thank-jurisdictions", "--today", TODAY)
    assert done.code == 0, done.err
    made = {path.relative_to(definition.parent) for path in set(definition.parent.rglob("*")) - around}
    assert all(path.parts[0] == "kit" for path in made)
    for path in made:
        assert re.fullmatch(r"kit(/[a-z0-9.-]{1,90})*", path.as_posix()), path
    assert len({path for path in made if path.match("kit/thank-you/*.eml")}) == len(HOSTILE)
    for path in made:
        content = (definition.parent / path).read_bytes() if path.suffix else b""
        if path.suffix == ".eml":
            message = email.message_from_bytes(content, policy=email.policy.default)
            assert message["Bcc"] is None
            assert {name.casefold() for name in message.keys()} <= HEADERS  # noqa: SIM118  # headers repeat
        elif path.suffix == ".html":
            assert b"<script" not in content
            assert b'href="javascript' not in content


HEADERS = {"x-unsent", "to", "cc", "bcc", "subject", "mime-version", "content-type"}


@pytest.mark.parametrize("name", ["literacy-for-all", "small-start", "hospital-schools", "college-readers"])
def test_every_draft_of_an_example_opens_in_two_mail_parsers(name: str, run: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / name, tmp_path / name)
    done = run("kit", tmp_path / name / "community.yaml", "--today", TODAY, "--format", "eml")
    assert done.code == 0, done.err
    drafts = list((tmp_path / name / "kit").rglob("*.eml"))
    assert len(drafts) > 10
    for path in drafts:
        content = path.read_bytes()
        message = email.message_from_bytes(content, policy=email.policy.default)
        other = mailparser.parse_from_bytes(content)
        assert not message.defects
        assert message["X-Unsent"] == "1"
        assert {header.casefold() for header in message.keys()} <= HEADERS  # noqa: SIM118  # headers repeat
        assert message["Subject"] == " ".join(other.subject.split())
        assert re.search(rb"^Subject: \S", content, re.MULTILINE)
        for header, parsed in (("To", other.to), ("Cc", other.cc), ("Bcc", other.bcc)):
            found = [one.addr_spec for one in message[header].addresses] if message[header] else []
            assert found == [address for _, address in parsed]
            assert len(found) == len(set(found))
        text, page = message.get_body(("plain",)), message.get_body(("html",))
        assert text
        assert page
        assert text.get_content().splitlines() == "\n".join(other.text_plain).splitlines()
        assert "<html" in page.get_content()
        assert len(other.text_html) == 1
        assert all(len(line) <= 998 for line in content.split(b"\r\n"))


def test_a_thank_you_goes_to_the_member_with_a_copy_to_the_principal(
    pack: Callable[..., Ran], definition: Path
) -> None:
    pack("thank-you")
    draft = (definition.parent / "kit" / "thank-you" / "eve-noel.eml").read_bytes()
    parsed = mailparser.parse_from_bytes(draft)
    assert parsed.to == [("Ève Noël", "eve@example.org")]
    assert parsed.cc == [("Jo Banerjee", "jo@example.org")]


def test_the_table_for_a_mailer_computes_nothing(run: Run, write: Write) -> None:
    members = 'name,email,school\n"=1+1",amina@example.org,Elm\n@cmd,caleb@example.org,Elm\n'
    definition = write(COMMUNITY, {**LISTS, "members.csv": members})
    run("kit", definition, "--today", TODAY, "--format", "md")
    text = (definition.parent / "kit" / "mail-merge.csv").read_text(encoding="utf-8-sig")
    assert [row["name"] for row in csv.DictReader(io.StringIO(text))] == ["'=1+1", "'@cmd"]

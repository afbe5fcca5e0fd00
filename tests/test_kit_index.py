"""The first page of a kit: what is due now, how much of it is ready, and what is printed at once."""

import functools
import json
import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest

from browser import Mistakes, Visiting, in_language
from conftest import ROOT, TODAY, Ran, Write
from forks import Forks
from test_kit import COMMUNITY, LISTS, files_in

Run = Callable[..., Ran]

SPRING = "2027-05-03"
"""A day on which something is overdue in a year of which nothing was noted, and something is due soon."""


@pytest.fixture
def definition(write: Write) -> Path:
    return write(COMMUNITY, LISTS)


@pytest.fixture
def pack(run: Run, definition: Path) -> Callable[..., Ran]:
    """Run the command on the definition, and expect that it is done."""

    def pack(*words: str, today: str = SPRING) -> Ran:
        done = run("kit", definition, *words, "--today", today)
        assert done.code == 0, done.err
        return done

    return pack


def read(folder: Path) -> str:
    return (folder / "kit" / "index.html").read_text(encoding="utf-8")


def due(page: str) -> str:
    """Return what a reader finds at the head of the page, a line for each task, title and sentence."""
    found = re.search(r'<section class="due">(.*?)</section>', page, re.DOTALL)
    assert found
    text = re.sub(r"\s+", " ", found[1])
    text = re.sub(r"<(h\d|li|p|summary)\b", r"\n<\1", text)
    return unescape(re.sub(r"<[^>]+>", "", text)).replace("\u00a0", " ")


def line(text: str, begins: str) -> str:
    return next(one.strip() for one in text.splitlines() if begins in one)


def test_the_page_begins_with_what_is_overdue_and_due_by_the_day_of_the_run(
    pack: Callable[..., Ran], definition: Path
) -> None:
    pack()
    told = due(read(definition.parent))
    assert "What is due, as of Monday 3 May 2027" in told
    titles = [one.strip() for one in told.splitlines() if re.match(r"(Overdue|This week|The two weeks)", one)]
    assert titles == [
        "Overdue",
        "This week, until Sunday 9 May",
        "The two weeks after this week, until Sunday 23 May",
    ]
    pack(today="2026-04-01")
    assert "Overdue" not in due(read(definition.parent))


def test_what_is_noted_as_done_is_not_overdue(pack: Callable[..., Ran], run: Run, definition: Path) -> None:
    pack()
    assert "Invite participants" in due(read(definition.parent))
    assert run("done", definition, "invite-participants", "--today", SPRING).code == 0
    pack()
    assert "Invite participants" not in due(read(definition.parent))


def test_a_year_of_which_nothing_is_noted_has_what_is_overdue_folded(
    pack: Callable[..., Ran], run: Run, definition: Path
) -> None:
    pack()
    assert re.search(r"<details><summary>\d+ entries from before today; nothing is noted", read(definition.parent))
    assert f"If all that was planned before today is done, note it at once: cop-plan done --before {SPRING}" in due(
        read(definition.parent)
    )
    assert run("done", definition, "invite-participants", "--today", SPRING).code == 0
    pack()
    assert "nothing is noted" not in read(definition.parent)


def test_where_nothing_is_due_the_page_says_what_comes_next(pack: Callable[..., Ran], definition: Path) -> None:
    pack(today="2026-01-05")
    assert "No document is overdue, and none is due until Sunday 25 January 2026. The next one: " in due(
        read(definition.parent)
    )


def test_a_task_names_its_owner_its_recipients_and_who_has_no_address(run: Run, write: Write, tmp_path: Path) -> None:
    members = (
        LISTS["members.csv"].replace("caleb@example.org", "") + "Fay,fay@example.org,Oak\nIvo,ivo@example.org,Oak\n"
    )
    definition = write(COMMUNITY, LISTS | {"members.csv": members})
    assert run("kit", definition, "--today", SPRING).code == 0
    task = line(due(read(tmp_path)), "Send the letters of agreement")
    assert "Seen to by: facilitator" in task
    invitations = line(due(read(tmp_path)), "Invite participants")
    assert "To: Amina Okafor, Ève Noël, Fay and 1 other" in invitations
    assert "No address: Caleb Friesen" in invitations
    reminder = next(one for one in due(read(tmp_path)).splitlines() if "Reminder" in one)
    assert "To: Amina Okafor, Ève Noël, Fay and 1 other" in reminder  # in Bcc
    assert "No address: Caleb Friesen" in reminder


def test_blanks_are_those_of_the_files_that_lie_there(pack: Callable[..., Ran], definition: Path) -> None:
    pack()
    folder = definition.parent / "kit"
    task = line(due(read(definition.parent)), "Charter")
    in_file = (folder / "charter.html").read_text(encoding="utf-8").count('<span class="blank">')
    assert task.endswith(f"{in_file} blanks")
    # A paper that is not made again is counted as it lies there: a person filled one of its blanks.
    charter = folder / "charter.html"
    text = charter.read_text(encoding="utf-8")
    charter.write_text(re.sub(r'<span class="blank">.*?</span></span>', "filled", text, count=1), encoding="utf-8")
    for words in (("invitation",), ()):
        pack(*words)
        assert line(due(read(definition.parent)), "Charter").endswith(f"{in_file - 1} blanks")


def test_a_paper_that_is_not_there_is_not_linked(pack: Callable[..., Ran], definition: Path) -> None:
    pack("charter")
    told = due(read(definition.parent))
    assert "not in this folder yet" in line(told, "Invitation")
    assert "not in this folder yet" not in line(told, "Charter")
    pack("letter-of-agreement", "--for", "amina-okafor")
    assert "Letter of agreement: 3 papers · only 1 is in this folder" in due(read(definition.parent))
    hrefs = re.findall(r'href="([^"#]+)"', read(definition.parent))
    assert hrefs
    assert [one for one in hrefs if not (definition.parent / "kit" / one).is_file()] == []


def test_every_link_of_the_page_leads_somewhere(pack: Callable[..., Ran], definition: Path) -> None:
    pack()
    page = read(definition.parent)
    folder = definition.parent / "kit"
    assert [one for one in re.findall(r'href="([^"#]+)"', page) if not (folder / one).is_file()] == []
    anchors = set(re.findall(r'id="([^"]+)"', page))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= anchors


def test_what_is_due_has_its_draft_beside_it(pack: Callable[..., Ran], definition: Path) -> None:
    pack()
    head = read(definition.parent).partition('<section class="due">')[2].partition("</section>")[0]
    assert re.search(r'<a href="(agenda/wrap-up)\.html">Agenda</a> · <a href="\1\.eml">draft of the message</a>', head)


def test_no_two_links_of_papers_that_no_entry_asks_for_say_the_same(pack: Callable[..., Ran], definition: Path) -> None:
    pack("calendar-invitation")
    said = re.findall(r'<a href="calendar-invitation/[^"]*\.html">([^<]*)</a>', read(definition.parent))
    assert len(said) == len(set(said)) > 3
    assert "Invitation to accept in the calendar: Amina Okafor · Wrap-up · Tue 25 May" in said


def test_another_day_makes_the_page_anew_and_nothing_else(pack: Callable[..., Ran], definition: Path) -> None:
    pack()
    folder = definition.parent / "kit"
    before = files_in(folder)
    assert "nothing changed" in pack().err
    assert files_in(folder) == before
    pack(today="2027-05-04")
    after = files_in(folder)
    changed = {name for name in after if after[name] != before.get(name)}
    of_the_day = {name for name in changed if name.startswith("evidence-so-far")}  # it says what there is by then
    assert changed - of_the_day == {"index.html", "cop-plan.lock"}


def test_all_copies_are_on_one_page_with_a_letterhead_each(pack: Callable[..., Ran], definition: Path) -> None:
    pack()
    folder = definition.parent / "kit"
    page = (folder / "letter-of-agreement" / "print-all.html").read_text(encoding="utf-8")
    assert page.count('<article class="copy') == page.count('<header class="letterhead">') == 3
    assert page.count("<main>") == 1
    assert all(name in page for name in ("Amina Okafor", "Caleb Friesen", "Ève Noël"))
    assert "<title>Letter of agreement: 3 copies</title>" in page
    assert oct((folder / "letter-of-agreement" / "print-all.html").stat().st_mode & 0o777) == "0o600"
    assert 'href="letter-of-agreement/print-all.html">print all 3</a>' in read(definition.parent)


def test_what_a_session_needs_is_on_one_page(pack: Callable[..., Ran], definition: Path) -> None:
    pack()
    page = (definition.parent / "kit" / "on-the-day" / "orientation.html").read_text(encoding="utf-8")
    headings = re.findall(r"<h1>(.*?)</h1>", page)
    assert [one.partition(":")[0] for one in headings] == ["Agenda", "Checklist for the host", "Sign-in sheet"] + [
        one.partition(":")[0] for one in headings[3:]
    ]
    assert len(headings) > 3  # the survey
    assert "Print all for the day</a>: Agenda, Checklist for the host, Sign-in sheet" in read(definition.parent)


def test_what_a_person_changed_is_printed_as_it_was_changed(pack: Callable[..., Ran], definition: Path) -> None:
    pack()
    folder = definition.parent / "kit" / "letter-of-agreement"
    changed = folder / "caleb-friesen.html"
    text = changed.read_text(encoding="utf-8").replace("</main>", "<p>As we said.</p></main>")
    changed.write_text(text.replace("<title>", "<title>Mine: "), encoding="utf-8")
    for words in ((), ("charter",)):  # whether it would be made again or not
        pack(*words)
        assert "<p>As we said.</p>" in (folder / "print-all.html").read_text(encoding="utf-8")
        assert "Mine" not in (folder / "print-all.html").read_text(encoding="utf-8")
    pack("--force")
    assert "As we said." not in (folder / "print-all.html").read_text(encoding="utf-8")


def test_where_a_changed_page_has_no_body_there_is_no_page_of_all_and_it_is_said(
    pack: Callable[..., Ran], definition: Path
) -> None:
    pack("letter-of-agreement", "--format", "md")
    (definition.parent / "kit" / "letter-of-agreement" / "caleb-friesen.html").write_text("mine", encoding="utf-8")
    pack("letter-of-agreement")
    assert not (definition.parent / "kit" / "letter-of-agreement" / "print-all.html").exists()
    said = "no page to print all: letter-of-agreement/caleb-friesen.html was changed and has no body"
    assert said in read(definition.parent)


def test_without_pages_there_is_none_to_print(pack: Callable[..., Ran], definition: Path) -> None:
    pack("--format", "md")
    names = set(files_in(definition.parent / "kit"))
    assert not [name for name in names if name.endswith(".html") and name != "index.html"]
    assert "print-all" not in read(definition.parent)


def test_pages_to_print_are_no_papers(pack: Callable[..., Ran], definition: Path) -> None:
    told = json.loads(pack("--json").out)
    assert "letter-of-agreement/print-all.html" in told["written"]
    assert told["no_longer_made"] == []
    assert json.loads(pack("--json").out)["no_longer_made"] == []
    rows = {row["document"]: row["papers"] for row in json.loads(pack("--list", "--json").out)["documents"]}
    assert rows["letter-of-agreement"] == 3
    lock = json.loads((definition.parent / "kit" / "cop-plan.lock").read_text(encoding="utf-8"))
    assert {"letter-of-agreement/print-all.html", "on-the-day/orientation.html"} <= set(lock["files"])


def test_a_page_of_all_copies_that_is_no_longer_made_is_named(
    pack: Callable[..., Ran], definition: Path, write: Write
) -> None:
    pack()
    write(COMMUNITY, LISTS | {"members.csv": "name,email,school\nAmina Okafor,amina@example.org,Elm\n"})
    gone = json.loads(pack("--json").out)["no_longer_made"]
    assert {"letter-of-agreement/print-all", "letter-of-agreement/caleb-friesen"} <= set(gone)
    assert "letter-of-agreement/print-all.html" not in read(definition.parent)


def test_somebody_called_print_all_has_papers_of_their_own(run: Run, write: Write, tmp_path: Path) -> None:
    definition = write(COMMUNITY, LISTS | {"members.csv": LISTS["members.csv"] + "Print All,all@example.org,Oak\n"})
    assert run("kit", definition, "letter-of-agreement", "--today", SPRING).code == 0
    page = (tmp_path / "kit" / "letter-of-agreement" / "print-all.html").read_text(encoding="utf-8")
    assert "Caleb Friesen" not in page
    assert "Print All" in page


def test_the_letterhead_of_a_theme_stands_on_each_copy(run: Run, definition: Path) -> None:
    done = run("kit", definition, "letter-of-agreement", "--templates", ROOT / "docs" / "theme", "--today", TODAY)
    assert done.code == 0, done.err
    page = (definition.parent / "kit" / "letter-of-agreement" / "print-all.html").read_text(encoding="utf-8")
    assert page.count(">learning@prairiesky.example<") == 3


@pytest.fixture(scope="module")
def example(started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Make the kit of an example in a language, once."""

    @functools.cache
    def example(language: str) -> Path:
        folder = tmp_path_factory.mktemp(f"kit-{language}")
        shutil.copytree(ROOT / "examples" / "literacy-for-all", folder, dirs_exist_ok=True)
        text = in_language((folder / "community.yaml").read_text(encoding="utf-8"), language)
        (folder / "community.yaml").write_text(text, encoding="utf-8")
        done = started.run(folder, ["kit", "community.yaml", "--today", SPRING])
        assert done.code == 0, done.said
        return folder / "kit"

    return example


PAGES = ("index.html", "invitation/print-all.html", "on-the-day/wrap-up.html")


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
@pytest.mark.parametrize("name", PAGES)
def test_the_page_has_no_barrier_and_fits_at_every_width_in_light_and_dark(
    name: str, language: str, example: Callable[[str], Path], visit: Visiting
) -> None:
    found = {}
    with visit(example(language) / name) as visited:
        for scheme in ("light", "dark"):
            # A sheet to sign is a wide table.
            for width in (768, 1440) if name.startswith("on-the-day") else (320, 768, 1440):
                visited.look(width=width, scheme=scheme)
                found[scheme, width] = (visited.barriers(), visited.overflow)
    assert {where: what for where, what in found.items() if what != ([], 0)} == {}


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_the_pages_are_valid(language: str, example: Callable[[str], Path], mistakes: Mistakes) -> None:
    # Each copy has the heading that it has alone, so that a theme's style for it holds.
    by_copy = re.compile("Consider using the “h1” element as a top-level heading only|Article lacks heading")
    assert [one for one in mistakes([example(language) / name for name in PAGES]) if not by_copy.search(one)] == []

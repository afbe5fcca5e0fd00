"""Messages: what goes with them, how mail programs show them, and those that tell what happened to the year."""

import email
import email.policy
import json
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import calendar_checkers
from browser import Visiting
from conftest import PATIENCE_SECONDS, ROOT, Ran, Write
from cop_plan import kit
from cop_plan.render import ical, markup
from cop_plan.schedule import history
from forks import Forks
from test_mail_addresses import ReadElsewhere, hostile_name, read_elsewhere  # noqa: F401  # a fixture

Run = Callable[..., Ran]

FIRST, LATER = "2026-06-01", "2026-11-02"
DEFINITION = """\
name: Readers
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
id: readers
pattern: own.yaml
leadership: {facilitator: {name: Alex Moreau, email: alex@example.org}}
membership: {members: members.csv}
activities:
  meeting: {title: First meeting, kind: gathering, when: 2026-10-06, at: 9:00, lasts: 3 hours, where: Elm School}
  talk: {title: The talk, kind: webinar, when: 2026-11-17, at: 15:30, presenter: Noor Haddad}
  trip: {title: The trip, kind: visit, when: 2027-04-14, attendance: optional, where: The farm}
"""
BESIDE = {
    "own.yaml": """\
title: Our year
year_begins: august
kinds:
  gathering: {audience: [participants, team], attendance: mandatory}
  webinar: {link: "https://example.org/room", audience: [participants, team], attendance: mandatory, lasts: 1 hour}
  visit: {audience: [participants, team]}
""",
    "members.csv": "name,email,joined\nAmina Okafor,amina@example.org,2026-09-01\nZoe Late,zoe@example.org,2026-11-20\n"
    "Bo Ek,,2026-09-01\n",
}


@pytest.fixture
def published(run: Run, write: Write) -> Path:
    """A definition whose plan was published once."""
    path = write(DEFINITION, BESIDE)
    assert run("schedule", path, "--today", FIRST).code == 0
    return path


def change(definition: Path, before: str, after: str) -> None:
    text = definition.read_text(encoding="utf-8")
    assert before in text
    definition.write_text(text.replace(before, after), encoding="utf-8")


def made(definition: Path, *names: str, run: Run, today: str = LATER) -> Path:
    """Make some documents and return the folder of the kit."""
    done = run("kit", definition, *names, "--today", today)
    assert done.code == 0, done.err
    return definition.parent / "kit"


def read(draft: Path) -> EmailMessage:
    message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def text_of(draft: Path) -> str:
    body = read(draft).get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def page_of(draft: Path) -> str:
    body = read(draft).get_body(("html",))
    assert body is not None
    return str(body.get_content())


def attached(draft: Path) -> dict[str, bytes]:
    return {part.get_filename() or "": part.get_content() for part in _attachments(draft)}


def calendar_of(draft: Path) -> str:
    (content,) = (
        one.get_payload(decode=True) for one in _attachments(draft) if (one.get_filename() or "")[-4:] == ".ics"
    )
    assert isinstance(content, bytes)
    return content.decode()


def _attachments(draft: Path) -> Sequence[EmailMessage]:
    return [part for part in read(draft).iter_attachments() if isinstance(part, EmailMessage)]


def event_in(calendar: str, uid: str) -> str:
    """Return the lines of the event with a UID."""
    events = re.findall(r"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", calendar, re.DOTALL)
    (found,) = (one for one in events if f"UID:{uid}\r\n" in one)
    return str(found)


TALK = "talk@2026-2027.readers.cop-plan"


# The calendar file of a session.


def test_a_reminder_carries_the_event_that_the_published_calendar_has(published: Path, run: Run) -> None:
    change(published, "at: 15:30", "at: 16:00")
    assert run("schedule", published, "--today", LATER).code == 0
    folder = made(published, "reminder", run=run, today="2026-11-09")
    calendar = (published.parent / "plan" / "calendar.ics").read_bytes().decode()
    event = event_in(calendar, TALK)
    assert "SEQUENCE:1\r\n" in event
    assert event_in(calendar_of(folder / "reminder" / "talk.eml"), TALK) == event


def test_a_session_without_an_hour_is_a_whole_day(published: Path, run: Run) -> None:
    folder = made(published, "reminder", run=run)
    assert "DTSTART;VALUE=DATE:20270414\r\nDTEND;VALUE=DATE:20270415\r\n" in calendar_of(
        folder / "reminder" / "trip.eml"
    )


def test_before_the_plan_is_published_a_draft_is_the_same_on_every_day(run: Run, write: Write) -> None:
    path = write(DEFINITION, BESIDE)
    first = (made(path, "reminder", run=run, today=FIRST) / "reminder" / "talk.eml").read_bytes()
    assert (made(path, "reminder", run=run, today=LATER) / "reminder" / "talk.eml").read_bytes() == first
    assert run("schedule", path, "--today", LATER).code == 0
    calendar = calendar_of(made(path, "reminder", run=run) / "reminder" / "talk.eml")
    assert "DTSTAMP:20261102T000000Z\r\nLAST-MODIFIED:20261102T000000Z\r\nSEQUENCE:0\r\n" in calendar


@pytest.mark.parametrize("document", ["reminder", "confirmation", "presenter-brief", "webinar-guide", "agenda"])
def test_what_is_said_before_a_session_carries_its_calendar_file_and_says_so(
    document: str, published: Path, run: Run
) -> None:
    folder = made(published, document, run=run)
    drafts = sorted((folder / document).rglob("*.eml"))
    assert drafts
    for draft in drafts:
        (name,) = attached(draft)
        assert f"The attached file {name} puts this session into your calendar" in " ".join(text_of(draft).split())


def test_what_follows_a_session_puts_nothing_past_into_a_calendar(published: Path, run: Run) -> None:
    folder = made(published, "thanks", "absentee", run=run)
    assert [draft for draft in folder.rglob("*.eml") if attached(draft)] == []


def test_no_program_says_anything_against_a_calendar_that_a_message_carries(run: Run, tmp_path: Path) -> None:
    definition = tmp_path / "community.yaml"
    for file in (ROOT / "examples" / "literacy-for-all").glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    assert run("schedule", definition, "--today", FIRST).code == 0
    assert run("move", definition, "webinar-3", "2027-02-16", "--yes", "--today", LATER).code == 0
    assert run("cancel", definition, "webinar-4", "--because", "Snow; ice, wind", "--yes", "--today", LATER).code == 0
    names = ("reminder", "calendar-invitation", "moved", "cancelled")
    folder = made(definition, *names, run=run)
    calendars = {f"{draft.relative_to(folder)}.ics": calendar_of(draft).encode() for draft in folder.rglob("*.eml")}
    assert {name.partition("/")[0] for name in calendars} == set(names)
    assert calendar_checkers.complaints(calendars) == []


def test_two_readers_of_mail_find_the_files_and_their_kinds(
    published: Path,
    run: Run,
    read_elsewhere: ReadElsewhere,  # noqa: F811
) -> None:
    assert run("cancel", published, "talk", "--because", "Snow day", "--yes", "--today", LATER).code == 0
    folder = made(published, "cancelled", "reminder", "calendar-invitation", run=run)
    drafts = [folder / name for name in ("reminder/meeting.eml", "cancelled/talk.eml")]
    drafts.append(folder / "calendar-invitation" / "trip" / "amina-okafor.eml")
    found = read_elsewhere([one.read_bytes() for one in drafts])
    kinds = [[tuple(file[:3]) for file in one["attached"]] for one in found]
    assert kinds[0] == [("meeting.ics", "text/calendar", "")]
    assert kinds[1] == [("talk.ics", "text/calendar", "CANCEL")]
    assert ("invite.ics", "application/ics", "") in kinds[2]
    assert [one["attached"][0][3].splitlines() for one in found[:2]] == [
        calendar_of(draft).splitlines() for draft in drafts[:2]
    ]


# How a message looks.


class Tags(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


ALL_MARKDOWN = """\
## A heading

A *paragraph* with **bold**, [a link](https://example.org/a), 9:00 am, 10 pm and [______ the link].

- ☐ one
- two

1. three

> quoted

| Date | Time |
|---|:-:|
| Tuesday | 3:30 pm to 4:30 pm |

---

______________________________ `code`
"""


def test_every_tag_of_a_message_has_its_style_with_it_and_none_needs_a_sheet() -> None:
    tags = Tags(markup.mail_html(ALL_MARKDOWN)).found
    plain = {"strong", "em", "code", "thead", "tbody", "tr", "br"}  # programs show these alike
    assert [tag for tag, attrs in tags if "style" not in attrs and tag not in plain] == []
    assert [tag for tag, attrs in tags if "class" in attrs] == []
    styles = dict(tags)
    assert "text-align:center" in (styles["td"]["style"] or "")


def test_a_message_has_no_colour_of_text_without_its_background() -> None:
    for _, attrs in Tags(markup.mail_html(ALL_MARKDOWN)).found:
        style = attrs.get("style") or ""
        assert ("background-color:" in style) == bool(re.search(r"(^|;)color:", style))


def test_an_hour_is_never_broken_in_a_message() -> None:
    shown = markup.mail_html(ALL_MARKDOWN)
    for hour in ("9:00", "10", "3:30", "4:30"):
        assert re.search(f"\\b{hour}\u00a0[ap]m", shown)
    assert not re.search(r"\d [ap]m", shown)


def test_a_blank_is_marked_in_a_message_as_it_is_on_paper() -> None:
    assert ">[______ the link]</span>" in markup.mail_html(ALL_MARKDOWN)


def test_a_line_that_many_letters_share_is_the_same_in_each() -> None:
    star = "1 hour\\*"
    for number in range(3):
        table = f"| Time |\n|---|\n| {star} |\n| {star} |"
        shown = markup.html(f"Letter {number}\n\n{table}\n\n\\* = the hour is still to be set.\n")
        assert shown.count("<td>1 hour*</td>") == 2
        assert "<p>* = the hour is still to be set.</p>" in shown


def test_what_a_message_shows_does_not_change_the_paper() -> None:
    before = markup.html(ALL_MARKDOWN)
    markup.mail_html(ALL_MARKDOWN)
    assert markup.html(ALL_MARKDOWN) == before
    assert "style=" not in before


def test_a_message_names_its_language(run: Run, write: Write) -> None:
    path = write(DEFINITION + "language: fr-CA\n", BESIDE)
    page = page_of(made(path, "reminder", run=run) / "reminder" / "talk.eml")
    assert page.count('lang="fr-CA"') == 2


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 320])
def test_a_message_fits_a_phone(width: int, run: Run, write: Write, visit: Visiting, tmp_path: Path) -> None:
    path = write(DEFINITION, BESIDE)
    folder = made(path, "late-joiner", "reminder", "letter-of-agreement", run=run)
    for draft in (folder / "late-joiner" / "zoe-late.eml", folder / "reminder" / "talk.eml"):
        page = tmp_path / f"{draft.stem}.html"
        page.write_text(page_of(draft), encoding="utf-8")
        with visit(page) as seen:
            seen.look(width=width)
            assert seen.overflow == 0
            seen.look(width=1440)
            assert seen.page.evaluate("document.querySelector('div').offsetWidth") <= 616


@pytest.mark.browser
@pytest.mark.parametrize("name", ["literacy-for-all", "lire-a-sept"])
def test_the_tables_of_a_real_year_fit_a_phone(name: str, run: Run, visit: Visiting, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / name, tmp_path / name)
    folder = made(tmp_path / name / "community.yaml", "principal-brief", "invitation", run=run)
    for document in ("principal-brief", "invitation"):
        draft = min((folder / document).glob("*.eml"))
        page = tmp_path / f"{document}.html"
        page.write_text(page_of(draft), encoding="utf-8")
        with visit(page) as seen:
            seen.look(width=375)
            assert seen.overflow == 0


GREETING = {"en-CA": r"^Dear .+[,:]$", "fr-CA": r"^(Bonjour|Madame|Mesdames).*,$"}
CLOSING = {"en-CA": r"^(With kind regards|Yours truly),$", "fr-CA": r"^(Cordialement,|Nous vous prions d’agréer.*)$"}


@pytest.mark.parametrize("language", GREETING)
def test_every_message_greets_and_is_signed(language: str, happened: Mapping[str, Path]) -> None:
    folder = happened[language]
    names = {name for name, document in kit.DOCUMENTS.items() if document.message}
    texts = {draft.relative_to(folder).as_posix(): text_of(draft) for draft in folder.rglob("*.eml")}
    assert {name.removesuffix(".eml").partition("/")[0] for name in texts} == names
    del texts["audience-draft/blank.eml"]  # no message while its channel is not known
    for looked_for in (GREETING[language], CLOSING[language], r"^alex@example\.org$"):
        assert [name for name, text in texts.items() if not re.search(looked_for, text, re.MULTILINE)] == []


def test_a_line_to_write_on_stays_in_a_message(published: Path, run: Run) -> None:
    text = text_of(made(published, "agenda", run=run) / "agenda" / "talk.eml")
    assert f"- {'_' * 30}\n- {'_' * 30}\n\nNext date: " in text
    assert f"\n{'_' * 27}\n" not in text
    text = text_of(made(published, "webinar-guide", run=run) / "webinar-guide" / "talk.eml")
    assert f"What I will try: {'_' * 60}\n\nWith kind regards" in text


# What happened to the year.


@pytest.fixture(scope="module")
def happened(
    started: Forks, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """Return the kits of a year, in each language, in which all happened of which a message tells."""

    def run(*words: str | Path) -> None:
        ended = started.run(tmp_path_factory.getbasetemp(), [str(word) for word in words], environment, b"")
        assert ended.code == 0, ended.err

    found = {}
    for language in GREETING:
        folder = tmp_path_factory.mktemp(language)
        definition = folder / "community.yaml"
        led = DEFINITION.replace("Alex Moreau", "Kim Sandoval").replace("alex@", "kim@")
        definition.write_text(f"{led}language: {language}\n", encoding="utf-8")
        for name, text in BESIDE.items():
            (folder / name).write_text(text, encoding="utf-8")
        (folder / "schools.csv").write_text("school,jurisdiction\nElm,North\n", encoding="utf-8")
        change(definition, "members: members.csv", "members: members.csv, schools: schools.csv")
        run("schedule", definition, "--today", FIRST)
        for words in (
            ("move", definition, "trip", "2027-04-21", "--because", "Lambing"),
            ("cancel", definition, "meeting", "--because", "Flood"),
        ):
            run(*words, "--yes", "--today", FIRST)
        change(definition, "Noor Haddad", "Ana Silva")
        change(definition, "Kim Sandoval, email: kim@", "Alex Moreau, email: alex@")
        late = "\n  late: {title: A late one, kind: gathering, when: 2027-05-05, at: 9:00, lasts: 2 hours}\n"
        definition.write_text(definition.read_text(encoding="utf-8").replace("\n  trip:", f"{late}  trip:"))
        run("kit", definition, *kit.DOCUMENTS, "--today", LATER)
        found[language] = folder / "kit"
    return found


@pytest.mark.parametrize(
    ("name", "language", "said"),
    [
        ("moved/trip", "en-CA", ["Now: Wednesday 21 April 2027", "Before: Wednesday 14 April 2027", "Why: Lambing"]),
        ("moved/trip", "fr-CA", ["le mercredi 21 avril 2027", "le mercredi 14 avril 2027", "Lambing"]),
        (
            "cancelled/meeting",
            "en-CA",
            ["does not take place", "Why: Flood", "The session after it: The talk, Tuesday 17 Nov"],
        ),
        ("cancelled/meeting", "fr-CA", ["n’aura pas lieu", "Flood", "The talk, le mardi 17 novembre 2026"]),
        ("presenter-changed/talk", "en-CA", ["Ana Silva presents at The talk, in place of Noor Haddad."]),
        ("presenter-changed/talk", "fr-CA", ["assurée par Ana Silva, et non par Noor Haddad"]),
        ("new-facilitator", "en-CA", ["Alex Moreau leads our", "Kim Sandoval led it before", "alex@example.org"]),
        ("new-facilitator", "fr-CA", ["animée par Alex Moreau", "auparavant par Kim Sandoval", "alex@example.org"]),
        (
            "late-joiner/zoe-late",
            "en-CA",
            ["on Friday 20 November 2026", "Tuesday 17 November 2026: The talk", "The trip"],
        ),
        ("late-joiner/zoe-late", "fr-CA", ["le vendredi 20 novembre 2026", "The talk", "The trip"]),
    ],
)
def test_a_message_tells_what_happened(
    name: str, language: str, said: Sequence[str], happened: Mapping[str, Path]
) -> None:
    text = " ".join(text_of(happened[language] / f"{name}.eml").split())
    assert [one for one in said if one not in text] == []


def test_who_joins_late_gets_the_letter_of_agreement_with_it(happened: Mapping[str, Path]) -> None:
    (name, content), *others = attached(happened["en-CA"] / "late-joiner" / "zoe-late.eml").items()
    assert (name, content[:2], others) == ("letter-of-agreement.docx", b"PK", [])


def test_who_was_there_from_the_beginning_is_no_late_joiner(happened: Mapping[str, Path]) -> None:
    assert {path.stem for path in (happened["en-CA"] / "late-joiner").iterdir()} == {"zoe-late"}


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("moved", "moved: no session has moved since the plan was first written"),
        ("cancelled", "cancelled: no session is cancelled"),
        ("presenter-changed", "presenter-changed: no session has another presenter than the plan said before"),
        ("new-facilitator", "new-facilitator: nobody else led the community when the plan was written before"),
        ("late-joiner", "late-joiner: nobody joins after the first session"),
    ],
)
def test_nothing_is_told_that_did_not_happen(document: str, said: str, run: Run, write: Write) -> None:
    path = write(DEFINITION, {**BESIDE, "members.csv": "name\nAmina Okafor\n"})
    assert run("schedule", path, "--today", FIRST).code == 0
    done = run("kit", path, document, "--today", LATER)
    assert (done.code, said in " ".join(done.err.split())) == (2, True), done.err
    assert not (path.parent / "kit" / document).exists()
    listed = run("kit", path, "--list", "--json", "--today", LATER)
    assert {"document": document, "papers": 0}.items() <= next(
        row.items() for row in json.loads(listed.out)["documents"] if row["document"] == document
    )


def test_of_several_documents_the_one_that_has_no_paper_is_named(published: Path, run: Run) -> None:
    done = run("kit", published, "reminder", "moved", "--today", LATER)
    assert (done.code, "moved: no session has moved" in done.err) == (2, True)


def test_another_time_zone_or_title_moves_nothing(published: Path, run: Run) -> None:
    change(published, "America/Edmonton", "America/Winnipeg")
    change(published, "The talk", "A talk")
    assert run("schedule", published, "--today", LATER).code == 0
    assert run("kit", published, "moved", "--today", LATER).code == 2


def test_an_hour_that_is_set_at_last_moves_nothing(published: Path, run: Run) -> None:
    change(published, "when: 2027-04-14,", "when: 2027-04-14, at: 9:00, lasts: 2 hours,")
    assert run("schedule", published, "--today", LATER).code == 0
    assert run("kit", published, "moved", "--today", LATER).code == 2


def test_what_moved_is_known_before_and_after_the_plan_is_written(published: Path, run: Run) -> None:
    change(published, "at: 15:30", "at: 16:00")
    before = text_of(made(published, "moved", run=run) / "moved" / "talk.eml")
    assert "at another time" in before
    assert "- Before: Tuesday 17 November 2026, 3:30 pm to 4:30 pm" in before
    for _ in range(2):
        assert run("schedule", published, "--today", LATER).code == 0
    assert text_of(made(published, "moved", run=run) / "moved" / "talk.eml") == before


def test_a_presenter_who_is_named_for_the_first_time_is_no_other(run: Run, write: Write) -> None:
    path = write(DEFINITION.replace("presenter: Noor Haddad", "presenter: tbd"), BESIDE)
    assert run("schedule", path, "--today", FIRST).code == 0
    change(path, "presenter: tbd", "presenter: Ana Silva")
    assert run("kit", path, "presenter-changed", "--today", LATER).code == 2


def test_a_presenter_who_cannot_come_is_told_though_nobody_is_found_yet(published: Path, run: Run) -> None:
    change(published, "presenter: Noor Haddad", "presenter: tbd")
    text = text_of(made(published, "presenter-changed", run=run) / "presenter-changed" / "talk.eml")
    assert "Noor Haddad does not present at The talk. Who presents is not decided yet." in text


def test_a_session_that_is_taken_out_is_told_as_cancelled_without_a_reason(published: Path, run: Run) -> None:
    assert (
        run("move", published, "talk", "2026-11-24", "--because", "Noor is away", "--yes", "--today", FIRST).code == 0
    )
    text = published.read_text(encoding="utf-8")
    published.write_text(re.sub("  talk: .*\n", "", text), encoding="utf-8")
    text = text_of(made(published, "cancelled", run=run) / "cancelled" / "talk.eml")
    assert "The talk on Tuesday 24 November 2026, 3:30 pm to 4:30 pm does not take place." in text
    assert "Why" not in text


def test_a_cancelled_session_is_cancelled_in_calendars_as_the_published_one_is(published: Path, run: Run) -> None:
    assert run("cancel", published, "talk", "--because", "Snow day", "--yes", "--today", LATER).code == 0
    calendar = calendar_of(published.parent / "kit" / "cancelled" / "talk.eml")
    lines = set(ical.unfold(event_in(calendar, TALK)))
    event = event_in((published.parent / "plan" / "calendar.ics").read_bytes().decode(), TALK)
    assert "\r\nMETHOD:CANCEL\r\n" in calendar
    assert {"SEQUENCE:1", "STATUS:CANCELLED"} <= lines
    assert lines - set(ical.unfold(event)) == {'ORGANIZER;CN="Alex Moreau":mailto:alex@example.org'}


def test_without_an_organizer_a_cancellation_is_no_request(run: Run, write: Write) -> None:
    path = write(DEFINITION.replace(", email: alex@example.org", ""), BESIDE)
    assert run("schedule", path, "--today", FIRST).code == 0
    assert run("cancel", path, "talk", "--because", "Snow day", "--yes", "--today", LATER).code == 0
    calendar = calendar_of(path.parent / "kit" / "cancelled" / "talk.eml")
    assert "METHOD" not in calendar
    assert "STATUS:CANCELLED\r\n" in calendar


# What `move` and `cancel` write.


def test_move_and_cancel_name_the_draft_that_they_wrote(published: Path, run: Run) -> None:
    moved = run("move", published, "talk", "2026-11-24", "--because", "Noor is away", "--yes", "--today", FIRST)
    draft = published.parent / "kit" / "moved" / "talk.eml"
    said = "a draft of it for your mail program, with the calendar file: "
    assert moved.err.splitlines()[-1] == f"{said}{draft}"
    assert "- Why: Noor is away" in text_of(draft)
    cancelled = run("cancel", published, "trip", "--because", "Flood", "--yes", "--today", FIRST, "--json")
    (one,) = json.loads(cancelled.out)["scheduled"]
    assert one["move"]["drafts"] == [str(published.parent / "kit" / "cancelled" / "trip.eml")]
    none = run("kit", published, "reminder", "--for", "trip", "--today", FIRST, COLUMNS="200")
    assert (none.code, "there is no paper for 'trip': it is cancelled" in none.err) == (2, True)
    # The reason stays, and a whole kit neither loses nor disowns what was written.
    assert made(published, "moved", run=run).is_dir()
    assert "- Why: Noor is away" in text_of(draft)
    whole = run("kit", published, "--today", LATER)
    assert (whole.code, "no longer made" in whole.err) == (0, False)
    assert "moved/talk.html" in (published.parent / "kit" / "index.html").read_text(encoding="utf-8")
    # Now there are papers with the day of before.
    again = run("move", published, "talk", "2026-11-25", "--yes", "--today", FIRST)
    assert again.err.splitlines()[-2:] == [
        f"{said}{draft}",
        "the other papers in kit/ still say what was planned before; to write them anew: cop-plan kit",
    ]


@pytest.mark.parametrize(
    "words", [("move", "talk", "2026-11-24"), ("cancel", "talk", "--because", "Snow")], ids=["move", "cancel"]
)
def test_a_dry_run_writes_no_draft(words: Sequence[str], published: Path, run: Run) -> None:
    done = run(words[0], published, *words[1:], "--dry-run", "--today", LATER)
    assert (done.code, "a draft of it" in done.err) == (0, False)
    assert not (published.parent / "kit").exists()


def test_where_the_plan_was_never_written_a_move_has_no_draft(run: Run, write: Write) -> None:
    path = write(DEFINITION, BESIDE)
    done = run("move", path, "talk", "2026-11-24", "--yes", "--today", FIRST)
    assert (done.code, "a draft of it" in done.err) == (0, False), done.err


def test_a_kit_folder_of_another_community_stops_only_the_draft(published: Path, run: Run, write: Write) -> None:
    folder = published.parent / "kit"
    folder.mkdir()
    (folder / history.FILE_NAME).write_text(
        history.dump(history.Lock("others", "2026-2027", "../other.yaml")), encoding="utf-8"
    )
    done = run("move", published, "talk", "2026-11-24", "--yes", "--today", FIRST)
    assert done.code == 4
    assert "it belongs to the community 'others'" in done.err
    assert done.out.startswith("Subject: The talk moves to Tuesday 24 November 2026\n")
    assert '"2026-11-24"' in published.read_text(encoding="utf-8")


def test_a_draft_that_a_person_changed_is_kept(published: Path, run: Run) -> None:
    assert run("move", published, "talk", "2026-11-24", "--yes", "--today", FIRST).code == 0
    draft = published.parent / "kit" / "moved" / "talk.eml"
    draft.write_bytes(b"X-Unsent: 1\r\n\r\nmine\r\n")
    done = run("move", published, "talk", "2026-12-01", "--yes", "--today", FIRST)
    assert draft.read_bytes().endswith(b"mine\r\n")
    assert any(str(draft) in line and "kept" in line for line in done.err.splitlines())
    assert "a draft of it" not in done.err


# The lock remembers.


def test_a_lock_of_before_is_taken_and_knows_nothing_more(published: Path, run: Run) -> None:
    lock = published.parent / "plan" / history.FILE_NAME
    data = json.loads(lock.read_text(encoding="utf-8"))
    assert data.pop("facilitators") == {"now": "Alex Moreau"}
    lock.write_text(history.as_json(data), encoding="utf-8")
    change(published, "Alex Moreau", "Kim Sandoval")
    assert run("schedule", published, "--today", LATER).code == 0
    assert run("kit", published, "new-facilitator", "--today", LATER).code == 2


@pytest.mark.parametrize(
    "damage", [{"date": "soon"}, {"start": "2026-11-17T15:30:00-07:00"}, {"presenter": 7}, [], "x"]
)
def test_a_damaged_memory_of_what_was_is_a_damaged_lock(damage: Any, published: Path, run: Run) -> None:
    lock = published.parent / "plan" / history.FILE_NAME
    data = json.loads(lock.read_text(encoding="utf-8"))
    data["entries"][0]["was"] = damage
    with pytest.raises(history.DamagedLock):
        history.parse(json.dumps(data))


def test_what_was_is_read_back_as_it_was_written(published: Path, run: Run) -> None:
    assert run("move", published, "talk", "2026-11-24", "--because", "Noor, away", "--yes", "--today", FIRST).code == 0
    text = (published.parent / "plan" / history.FILE_NAME).read_text(encoding="utf-8")
    lock = history.parse(text)
    assert history.dump(lock) == text
    (was,) = (one.was for one in lock.entries if one.entry.id == "talk")
    assert was is not None
    assert (str(was.day), was.because, was.start and was.start.hour) == ("2026-11-17", "Noor, away", 15)


# Invitations that a calendar answers.


def test_an_invitation_asks_one_member_to_one_session(published: Path, run: Run) -> None:
    folder = made(published, "calendar-invitation", run=run) / "calendar-invitation"
    draft = folder / "talk" / "amina-okafor.eml"
    message = read(draft)
    (request,) = (part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert request.get_param("method") == "REQUEST"
    calendar = calendar_of(draft)
    assert request.get_payload(decode=True) == calendar.encode()
    lines = ical.unfold(calendar)
    assert "METHOD:REQUEST" in lines
    assert [line for line in lines if line.startswith(("ORGANIZER", "ATTENDEE"))] == [
        'ORGANIZER;CN="Alex Moreau":mailto:alex@example.org',
        'ATTENDEE;CN="Amina Okafor";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:amina@example.org',
    ]
    assert f"UID:{TALK}" in lines
    assert "ROLE=OPT-PARTICIPANT" in calendar_of(folder / "trip" / "amina-okafor.eml")
    assert message["To"] == "Amina Okafor <amina@example.org>"


def test_who_joins_later_is_not_invited_to_what_is_past_and_who_has_no_address_gets_no_draft(
    published: Path, run: Run
) -> None:
    done = run("kit", published, "calendar-invitation", "--today", LATER)
    folder = published.parent / "kit" / "calendar-invitation"
    assert {path.stem for path in (folder / "talk").glob("*.md")} == {"amina-okafor", "bo-ek"}
    assert {path.stem for path in (folder / "trip").glob("*.eml")} == {"amina-okafor", "zoe-late"}
    assert "the member's address: Bo Ek" in done.err


def test_nobody_is_invited_to_a_session_that_is_past(published: Path, run: Run) -> None:
    folder = published.parent / "kit" / "calendar-invitation"
    assert run("kit", published, "calendar-invitation", "--today", "2027-04-01").code == 0
    assert [path.name for path in folder.iterdir()] == ["trip"]
    past = run("kit", published, "calendar-invitation", "--for", "talk", "--today", "2027-04-01", COLUMNS="200")
    assert (past.code, "there is no paper for 'talk'" in past.err) == (2, True)


def test_without_an_organizer_nobody_is_invited_and_the_place_to_mend_is_named_once(run: Run, write: Write) -> None:
    path = write(DEFINITION.replace(", email: alex@example.org", ""), BESIDE)
    done = run("kit", path, "calendar-invitation", "--today", LATER)
    assert done.code == 1
    assert done.err.count("a calendar invitation comes from the facilitator, whose email is missing") == 1
    assert "community.yaml:7:27: leadership.facilitator.email: " in done.err
    assert "hint: write  email: name@example.org" in done.err
    assert not list((path.parent / "kit").rglob("*.eml"))


def test_nobody_is_invited_unasked(published: Path, run: Run) -> None:
    assert run("kit", published, "--today", LATER).code == 0
    assert not (published.parent / "kit" / "calendar-invitation").exists()


HOSTILE = [
    'Ann "A;B:C, D" O\'Neil',
    "Ann\r\nATTENDEE:mailto:stranger@example.com",
    "Ann\nEND:VEVENT",
    "^n^'^^ Ann",
    "Ann\t\x00\x1b\u2028Bo",
    "Ан" * 60,
    "👩‍👩‍👧‍👦" * 30,
    ";:,=",
]


@pytest.mark.parametrize("name", [*HOSTILE, *(hostile_name(random.Random(at)) for at in range(40))])
def test_no_name_breaks_out_of_its_parameter(name: str) -> None:
    held = ical.parameter(name, "CN")
    assert re.fullmatch(r'(;CN="[^"\x00-\x1f\x7f]*")?', held)
    folded = ical.fold(f"ATTENDEE{held};RSVP=TRUE:{ical.mailto('a@example.org')}")
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    assert ical.unfold(folded) == [f"ATTENDEE{held};RSVP=TRUE:mailto:a@example.org"]


def test_an_address_is_a_uri_that_gives_itself_back() -> None:
    from urllib.parse import unquote

    address = "a!#$%&'*+/=?^_`{|}~-b@example.org"
    assert re.fullmatch(r"mailto:[A-Za-z0-9!$'*+._~@%-]+", ical.mailto(address))
    assert unquote(ical.mailto(address)) == f"mailto:{address}"


# Other documents that go with a message.


def test_the_last_letter_brings_the_templates_that_it_speaks_of(run: Run, tmp_path: Path) -> None:
    """S0-32."""
    for file in (ROOT / "examples" / "literacy-for-all").glob("*.*"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    folder = made(tmp_path / "community.yaml", "webinars-letter", run=run) / "webinars-letter"
    found = {draft.stem: list(attached(draft)) for draft in folder.glob("*.eml")}
    assert found == {"midyear-letter": [], "spring-letter": ["success-story.docx", "final-product.docx"]}


def test_without_word_a_document_goes_along_as_a_page(write: Write) -> None:
    path = write(DEFINITION, BESIDE)
    without = "import sys; sys.modules['docx'] = None; from cop_plan.cli import main; sys.exit(main())"
    words = ["kit", str(path), "late-joiner", "--today", LATER]
    done = subprocess.run(
        [sys.executable, "-c", without, *words], capture_output=True, text=True, timeout=PATIENCE_SECONDS, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    (part,) = _attachments(path.parent / "kit" / "late-joiner" / "zoe-late.eml")
    assert (part.get_filename(), part.get_content_type()) == ("letter-of-agreement.html", "text/html")
    assert "Zoe Late" in part.get_content()


# What a message promises.


@pytest.mark.parametrize("presenter", [", presenter: tbd", ", presenter: Noor Haddad"])
def test_a_brief_is_for_a_presenter_who_is_named_or_sought(presenter: str, run: Run, write: Write) -> None:
    path = write(DEFINITION.replace(", presenter: Noor Haddad", presenter), BESIDE)
    folder = made(path, "presenter-brief", run=run) / "presenter-brief"
    assert {file.stem for file in folder.iterdir()} == {"talk"}


def test_without_a_presenter_there_is_no_brief(run: Run, write: Write) -> None:
    path = write(DEFINITION.replace(", presenter: Noor Haddad", ""), BESIDE)
    done = run("kit", path, "presenter-brief", "--today", LATER)
    assert (done.code, "no session has a presenter, or seeks one" in done.err) == (2, True)


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_no_message_speaks_of_a_recording_or_an_archive_that_there_is_not(
    language: str, run: Run, write: Write
) -> None:
    names = ("thanks", "absentee", "presenter-brief", "reminder")
    nothing = "leave_out: {talk.archive-webinar: not now, talk.archive-slides: not now}\n"
    path = write(f"{DEFINITION}language: {language}\n{nothing}", BESIDE)
    folder = made(path, *names, run=run)
    spoken = re.compile(r"archive|record|enregistr", re.IGNORECASE)
    assert [draft for draft in folder.rglob("*.eml") if spoken.search(text_of(draft))] == []
    path.write_text(path.read_text(encoding="utf-8") + "website: https://example.org/readers\n", encoding="utf-8")
    folder = made(path, *names, run=run)
    assert "archive" in text_of(folder / "thanks" / "meeting.eml")
    assert not re.search("record|enregistr", text_of(folder / "thanks" / "talk.eml"), re.IGNORECASE)


def test_a_recording_is_spoken_of_where_the_year_plans_one(run: Run, write: Write) -> None:
    folder = made(write(DEFINITION, BESIDE), "thanks", "presenter-brief", run=run)
    assert "Recording and slides in the archive" in text_of(folder / "thanks" / "talk.eml")
    assert "With your consent the session is recorded" in " ".join(
        text_of(folder / "presenter-brief" / "talk.eml").split()
    )


def test_a_reminder_promises_no_link_that_is_not_known(run: Run, write: Write) -> None:
    folder = made(write(DEFINITION, BESIDE), "reminder", run=run) / "reminder"
    assert "Link" not in text_of(folder / "meeting.eml")
    assert "cannot travel" not in text_of(folder / "meeting.eml")
    assert "Link: https://example.org/room" in text_of(folder / "talk.eml")

"""Exports that are known and do not say who was there: what each is, and which is wanted in its place.

Each is known by headings that only it has together, by its title, or by what stands in a column or line.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

from cop_plan.base.errors import Problems
from cop_plan.base.tables.headings import plain
from cop_plan.base.tables.reader import SEARCHED, Row, Table
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.records import sources
from cop_plan.records.sources import google_meet, teams, zoom_meeting, zoom_webinar


class UselessExport(Problems):
    """Raised for an export that is known, and that says nothing of who was there."""


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """An export that does not say who was there, but what `says` says.

    `wanted` are the kinds of the sources of which one is wanted. `headings` are sets of plain ones, `titles` the
    beginnings of a line at the top.
    """

    called: Sentence
    says: Sentence
    wanted: tuple[str, ...]
    headings: tuple[Collection[str], ...] = ()
    titles: tuple[str, ...] = ()


_OF_ZOOM = ("zoom-webinar", "zoom-meeting")

_INVITATION = _Kind(called=sentence("a list of invitations"), says=sentence("who accepted"), wanted=())

_TRANSCRIPT = _Kind(called=sentence("the transcript of a meeting"), says=sentence("what was spoken"), wanted=())

_CHAT = _Kind(called=sentence("the chat of a meeting"), says=sentence("what was written"), wanted=())

_KINDS = (
    _Kind(
        called=sentence("Zoom's registration report"),
        says=sentence("who registered"),
        wanted=_OF_ZOOM,
        headings=(
            {"registration time", "approval status"},
            {"heure d'inscription", "statut d'approbation"},
            {"date d'inscription", "statut d'approbation"},
            {"heure d'inscription", "état d'approbation"},
        ),
        titles=("registration report", "registrant report", "rapport d'inscription", "rapport sur les inscriptions"),
    ),
    _Kind(
        called=sentence("Zoom's report of polls"),
        says=sentence("who answered them"),
        wanted=_OF_ZOOM,
        headings=(
            {"user name", "submitted date/time"},
            {"user name", "submitted date and time"},
            {"nom d'utilisateur", "date/heure d'envoi"},
        ),
        titles=("poll report", "polling report", "rapport de sondage", "rapport sur les sondages"),
    ),
    _Kind(
        called=sentence("Zoom's report of questions and answers"),
        says=sentence("who asked"),
        wanted=_OF_ZOOM,
        headings=({"question", "asker name"}, {"question", "asker email"}),
        titles=("q&a report", "rapport q&r", "rapport sur les questions et réponses"),
    ),
    _Kind(
        called=sentence("a meeting's report of polls"),
        says=sentence("what was answered"),
        wanted=(),
        headings=(
            *({"poll question", one} for one in ("option", "options", "answer", "response", "votes", "responses")),
            {"poll", "option", "votes"},
            {"poll", "responses"},
            {"question du sondage", "réponse"},
            {"question du sondage", "votes"},
            {"sondage", "option", "votes"},
        ),
        titles=("poll results", "polls report", "résultats du sondage", "résultats des sondages"),
    ),
    _Kind(
        called=sentence("a meeting's report of questions and answers"),
        says=sentence("what was asked"),
        wanted=(),
        headings=(
            *({"question", one} for one in ("asker", "asked by", "upvotes", "votes", "votes received")),
            *({"question", one} for one in ("posée par", "auteur", "votes positifs", "votes pour")),
        ),
    ),
    _Kind(
        called=sentence("Zoom's list of meetings"),
        says=sentence("how many took part"),
        wanted=("zoom-meeting",),
        headings=(
            {"topic", "id", "participants"},
            {"topic", "meeting id", "participants"},
            {"sujet", "id", "participants"},
            {"sujet", "n° de réunion", "participants"},
        ),
    ),
    _Kind(
        called=sentence("Microsoft Teams' list of registrations"),
        says=sentence("who registered"),
        wanted=("teams",),
        headings=(
            {"registration time", "registration status"},
            {"registration date", "registration status"},
            {"heure d'inscription", "statut d'inscription"},
            {"date d'inscription", "statut d'inscription"},
        ),
    ),
    _Kind(
        called=sentence("Outlook's tracking of an invitation"),
        says=sentence("who accepted"),
        wanted=(),
        headings=(
            {"name", "attendance", "response"},
            {"full name", "attendance", "response"},
            {"nom", "présence", "réponse"},
            {"nom", "participation", "réponse"},
        ),
    ),
    _Kind(
        called=sentence("the summary of a form"),
        says=sentence("how many gave each answer"),
        wanted=(),
        headings=({"answer choices", "responses"}, {"choix de réponses", "réponses"}),
    ),
)

_OF_PEOPLE_THERE = frozenset((
    *zoom_meeting.JOINED,
    *zoom_meeting.PARTICIPANTS["total"],
    "name (original name)",
    "user name (original name)",
    *zoom_webinar.PEOPLE["attended"],
    *zoom_webinar.PEOPLE["duration"],
    *teams.HEADINGS["joined"],
    *google_meet.HEADINGS["joined"],
))  # fmt: skip
"""Headings of which any says who was there."""

_OF_TRANSCRIPT = re.compile(r"webvtt\b|(?:\d{1,2}:)?\d\d:\d\d[., ]\d{3} -->", re.ASCII)

_OF_CHAT = re.compile(
    r"(?:\d{4}-\d\d-\d\d )?\d{1,2}:\d\d:\d\d (?:from|de) |(?:\d{1,2}:\d\d:\d\d\.\d{3} ?){2}$", re.ASCII
)
"""How the first line of a chat begins that Zoom saved, in English and in French, and what it is in one of Meet's."""

_REPLY = ("response", "response status", "status", "rsvp", "guest status", "réponse", "statut", "statut de la réponse")

_GIVEN = frozenset((
    "accepted", "tentative", "declined", "tentatively accepted",
    "accepté", "acceptée", "provisoire", "refusé", "refusée",
))  # fmt: skip

_NOT_GIVEN = frozenset((
    "", "none", "no response", "needs action", "needsaction", "awaiting", "organizer", "meeting organizer", "maybe",
    "aucune", "aucune réponse", "en attente", "organisateur", "organisatrice", "peut-être",
))  # fmt: skip


def check(table: Table) -> None:
    """Raise UselessExport for a table that is an export, and does not say who was there."""
    kind = _found(table)
    if kind is not None:
        said = sentence("this is {export}: it says {what}, not who was there", export=kind.called, what=kind.says)
        raise UselessExport([table.problem(said, hint=_wanted(kind))])


def _wanted(kind: _Kind) -> Sentence:
    known = {source.kind: source for source in sources.attendance()}
    how = [sentence("{where}, {how}", where=known[one].where, how=known[one].how) for one in kind.wanted]
    if not how:
        return sentence("you need the report of attendance of the program in which you met, or a register")
    first, *others = how
    for other in others:
        first = sentence("{one}; or {other}", one=first, other=other)
    return sentence("you need the report of attendance: {where}", where=first)


def _found(table: Table) -> _Kind | None:
    rows = table.rows[:SEARCHED]
    if any(_OF_TRANSCRIPT.match(line) for line in _lines(rows)):
        return _TRANSCRIPT
    if _OF_CHAT.match(_lines(rows)[0]):
        return _CHAT
    headings = [frozenset(map(plain, row.cells)) for row in rows]
    if any(_OF_PEOPLE_THERE & found for found in headings):
        return None
    for kind in _KINDS:
        has_headings = any(found.issuperset(needed) for found in headings for needed in kind.headings)
        if has_headings or (kind.titles and any(line.startswith(kind.titles) for line in _lines(rows[:3]))):
            return kind
    return _INVITATION if _is_invitation(table.rows) else None


def _lines(rows: Collection[Row]) -> list[str]:
    return [plain(" ".join(row.cells)) for row in rows]


def _is_invitation(rows: Collection[Row]) -> bool:
    """Return whether people stand beside nothing but replies to an invitation."""
    header, *below = rows
    names = ("name", "guest", "guests", "email", "attendee", "nom", "invité", "invités", "courriel")
    columns = [at for at, cell in enumerate(header.cells) if plain(cell) in _REPLY]
    if not columns or not any(plain(cell) in names for cell in header.cells):
        return False
    replies = [plain(row.cell(columns[0])) for row in below]
    return any(one in _GIVEN for one in replies) and all(one in _GIVEN | _NOT_GIVEN for one in replies)

"""Texts among the records: the notes of the sessions, success stories and final products.

A text begins with a head between two lines of `---`. What it says is safe to read in one way only: without a word of
consent nothing of a story may be shown.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache

from cop_plan.base.errors import Path, ValueProblem, did_you_mean, nearest, quote
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.definition import community as models
from cop_plan.definition import languages, names
from cop_plan.records.record_types import Note, Story

_SLIP = 0.8
"""So much of a member's name is a slip of it; what is less may be somebody else."""


def is_headed(heading: str, section: str) -> bool:
    """Return whether a heading of notes is one under which people write a section that the outputs take over.

    Which there are stands in the `notes.yaml` of every language. Any other heading may stand in notes too.
    """
    return names.alike(heading) in _headings(section)


def heading(section: str, tag: str) -> str:
    """Return the heading that is proposed for a section in a language; in English if the language has none."""
    own = languages.read(languages.of(tag).folder, "notes.yaml") or {}
    (first, *_) = own.get(section) or languages.tables("notes.yaml")[0][section]
    return str(first)


@cache
def _headings(section: str) -> frozenset[str]:
    known = (heading for table in languages.tables("notes.yaml") for heading in table.get(section, ()))
    return frozenset(map(names.alike, known))


def note(
    head: models.NoteHead, body: str, named: str, sessions: Collection[str], people: names.PeopleByName
) -> tuple[Note | None, list[ValueProblem]]:
    """Return the notes of a session, and value_problems.

    `named` is what the file is called, less its ending: whose notes they are where the head does not say. `sessions`
    are the names of the year's sessions.
    """
    written = head.session or named
    session = session_of(written, sessions)
    if session is None:
        path = ("session",) if head.session else ()
        at_top = None if head.session else sentence("write  session: webinar-1  at the top")
        return None, [_no_session(written, sessions, path, at_top)]
    return Note(session, sections(body), people.shown(head.author) if head.author else None), []


def story(
    head: models.StoryHead, body: str, file: str, sessions: Collection[str], people: names.PeopleByName
) -> tuple[Story, list[ValueProblem]]:
    """Return a story, and what is wrong with its head. `sessions` are the names of the year's sessions."""
    value_problems = [*_wrong_author(head, people)]
    session = session_of(head.session, sessions) if head.session else None
    if head.session and session is None:
        value_problems.append(_no_session(head.session, sessions, ("session",)))
    member = people.member(head.author) if head.author else None
    author = people.shown(head.author) if head.author else None
    return Story(head.title, author, session, head.consent, body.strip(), member, file), value_problems


def _no_session(written: str, sessions: Collection[str], path: Path, otherwise: Sentence | None = None) -> ValueProblem:
    said = sentence("no session is called {name}", name=quote(written))
    return ValueProblem(path, said, did_you_mean(written, sessions) or otherwise)


def _wrong_author(head: models.StoryHead, people: names.PeopleByName) -> Iterator[ValueProblem]:
    if head.author is None:
        if head.consent == "name":
            said = sentence("a name may be shown, and none is written")
            yield ValueProblem(("consent",), said, sentence("write  author: Amina Okafor"))
    elif (wrong := people.value_problem(head.author, ("author",))) and nearest(head.author, people.names, _SLIP):
        # Whose story it is says also what an anonymous one must not: a slip would let a name through.
        yield wrong


def session_of(written: str, sessions: Collection[str]) -> str | None:
    """Return the session that somebody means who writes `Webinar 1`, `webinar_1` or `online-meeting.october`."""
    if written in sessions:
        return written
    plain = _plain(written)
    found = [session for session in sessions if _plain(session) == plain]
    return found[0] if len(found) == 1 else None


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "-", names.alike(text)).strip("-")


def sections(body: str) -> Mapping[str, str]:
    """Return what stands under the second-level headings of a Markdown text, by the heading.

    What stands before the first is under ''. The title of the text is none of it, and neither are headings under which
    nothing stands. What stands under the same heading twice is put together.
    """
    found: dict[str, list[str]] = {}
    heading, fence = "", ""
    for at, line in enumerate(body.strip().split("\n")):
        opened = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if opened and (not fence or (opened[1].startswith(fence) and line.strip() == opened[1])):
            fence = "" if fence else opened[1]
        title = None if fence else re.fullmatch(r" {0,3}(#{1,2})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*", line)
        if title and title[1] == "##":
            heading = title[2]
        elif not (title and at == 0):
            found.setdefault(heading, []).append(line)
    texts = {heading: "\n".join(lines).strip() for heading, lines in found.items()}
    return {heading: text for heading, text in texts.items() if text}

"""Put a new date into a definition: what that changes is worked out first, and nothing is written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, did_you_mean, quote
from cop_plan.dates import phrases
from cop_plan.definition import edit, load, nodes
from cop_plan.schedule import drafts, history, timeline


@dataclass(frozen=True, slots=True)
class Move:
    """An entry, or a series, and the phrase that is to give its date."""

    name: str
    phrase: str


@dataclass(frozen=True, slots=True)
class ReplacedDate:
    """A date in the definition: where it stands now or will stand, and its phrase before and after."""

    path: str
    before: str | None
    after: str


@dataclass(frozen=True)
class MoveOutcome:
    """What comes of moving: the project before and after, what moves with it, and the rules that it would newly break.

    `would_break` has a line for each.
    """

    before: CommunityProject
    after: CommunityProject
    replaced: tuple[ReplacedDate, ...]
    changes: tuple[history.Change, ...]
    would_break: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Return whether the definition's text changes."""
        return self.before.content != self.after.content


def parse(written: Iterable[str]) -> tuple[Move, ...]:
    """Return the moves of texts such as `webinar-3=2027-02-23`. Raises Misuse."""
    moves: dict[str, Move] = {}
    for one in written:
        name, equals, phrase = (part.strip() for part in one.partition("="))
        if not (name and equals and phrase):
            raise Misuse(f"--move: write NAME=DATE, as in webinar-3=2027-02-23, not {quote(one)}")
        try:
            phrases.parse(phrase)
        except phrases.Unclear as unclear:
            hint = f"; {unclear.hint}" if unclear.hint else ""
            raise Misuse(f"--move {name}: {unclear.message}{hint}") from None
        if name in moves:
            raise Misuse(f"--move: {quote(name)} is moved twice")
        moves[name] = Move(name, phrase)
    return tuple(moves.values())


def outcome(project: CommunityProject, moves: Sequence[Move], now: datetime) -> MoveOutcome:
    """Return what comes of moving.

    Raises Misuse, Problems of the definition as it is and as it would be, and Unreadable where it is no file of a disk,
    into which a date could be put.
    """
    from cop_plan.app import check  # the rules cost an import that nothing else here needs

    if project.asked.content is None:
        content = files.read(project.file, nodes.MAX_BYTES)
        project = CommunityProject(project.file, replace(project.asked, content=content))
    text, replaced = _spliced(project, moves)
    after = CommunityProject(project.file, replace(project.asked, content=text))
    as_it_is = check.checked(project, now.date())
    known = {(one.rule.name, one.remark.about, one.remark.path) for one in as_it_is.findings}
    would_break = tuple(
        check.line(one, after)
        for one in check.checked(after, now.date()).findings
        if (one.rule.name, one.remark.about, one.remark.path) not in known
    )
    return MoveOutcome(project, after, replaced, tuple(_moved(project.timeline, after.timeline, now)), would_break)


def _moved(before: timeline.Timeline, after: timeline.Timeline, now: datetime) -> Iterable[history.Change]:
    """Return what is other in one year than in the other, whatever was published."""
    as_it_is = history.renewed(None, before, history.publish(before, None, now), "")
    return history.changes(as_it_is, history.publish(after, as_it_is, now))


def _spliced(project: CommunityProject, moves: Iterable[Move]) -> tuple[bytes, tuple[ReplacedDate, ...]]:
    loaded = project.loaded
    text, replaced = project.content.decode(), []
    drawn = {draft.id: draft for draft in drafts.draw(loaded.community, loaded.is_own, project.open_days).in_order}
    root = nodes.read_yaml(project.content, loaded.file)
    own = nodes.plain(root) if root is not None else {}
    for move in moves:
        path, before = _place_of(move.name, loaded, drawn, own)
        try:
            text = edit.with_answer(text, path, move.phrase)
        except edit.CannotEdit:
            said = f"--move {move.name}: its date cannot be replaced from here; write it yourself"
            raise Misuse(f"{said} at {nodes.dotted(path)}") from None
        replaced.append(ReplacedDate(nodes.dotted(path), before, move.phrase))
    return text.encode(), tuple(replaced)


def _place_of(
    name: str, loaded: load.Loaded, drawn: Mapping[str, drafts.Draft], own: Mapping[str, Any]
) -> tuple[tuple[str, ...], str | None]:
    """Return the path at which the phrase of an entry belongs, and the phrase of now. Raises Misuse."""
    draft = drawn.get(name)
    if draft is None:
        series = loaded.community.activities.get(name)
        if series is not None and series.repeat:
            return ("activities", name, "when"), series.when.text if series.when else None
        near = did_you_mean(name, drawn)
        raise Misuse(f"--move: no entry is called {quote(name)}" + (f"; {near}" if near else ""))
    before = draft.phrase.text
    if draft.path[0] != "activities":
        return tuple(str(key) for key in draft.when), before
    if name in (own.get("activities") or {}):
        return ("activities", name, "when"), before
    if draft.parent is None:
        return ("activities", draft.home, "when"), before
    return ("activities", draft.home, "steps", name.removeprefix(f"{draft.home}."), "when"), before

"""`cop-plan schedule --move`: put a new date into a definition, after showing all that comes of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from cop_plan import plan, render
from cop_plan.base.errors import did_you_mean, quote
from cop_plan.cli import shell, terminal
from cop_plan.dates import phrases
from cop_plan.definition import edit, load, nodes
from cop_plan.schedule import drafts, history, timeline


@dataclass(frozen=True, slots=True)
class Move:
    """An entry, or a series, and the phrase that is to give its date."""

    name: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Replaced:
    """A date in the definition: where it stands now or will stand, and its phrase before and after."""

    place: str
    before: str | None
    after: str


@dataclass(frozen=True)
class Outcome:
    """What comes of moving: the new text, what moves with it, and the rules that it would newly break."""

    text: bytes
    loaded: load.Loaded
    replaced: tuple[Replaced, ...]
    changes: tuple[history.Change, ...]
    would_break: tuple[str, ...]

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "replaced": [{"path": one.place, "before": one.before, "after": one.after} for one in self.replaced],
            "would_break": list(self.would_break),
        }


def parse(written: Iterable[str]) -> tuple[Move, ...]:
    """Return the moves of a command line, `NAME=DATE` each."""
    moves: dict[str, Move] = {}
    for one in written:
        name, equals, phrase = (part.strip() for part in one.partition("="))
        if not (name and equals and phrase):
            raise typer.BadParameter(f"--move: write NAME=DATE, as in webinar-3=2027-02-23, not {quote(one)}")
        try:
            phrases.parse(phrase)
        except phrases.Unclear as unclear:
            hint = f"; {unclear.hint}" if unclear.hint else ""
            raise typer.BadParameter(f"--move {name}: {unclear.message}{hint}") from None
        if name in moves:
            raise typer.BadParameter(f"--move: {quote(name)} is moved twice")
        moves[name] = Move(name, phrase)
    return tuple(moves.values())


def outcome(
    definition: Path, data: bytes, loaded: load.Loaded, lock: history.Lock | None, moves: Sequence[Move], now: Any
) -> Outcome:
    """Return what comes of moving. Raises Problems of the definition as it is, and as it would be."""
    from cop_plan.cli import findings  # no other command needs the rules, and they cost an import

    before = shell.dated(loaded)
    text, replaced = _spliced(data, loaded, moves)
    after_loaded = shell.loaded(definition, text)
    after = shell.dated(after_loaded)
    known = {
        (one.rule.name, one.remark.about, one.remark.path)
        for one in findings.checked(definition, loaded, before, now.date(), lock).findings
    }
    would_break = tuple(
        findings.line(one, after_loaded)
        for one in findings.checked(definition, after_loaded, after, now.date(), lock).findings
        if (one.rule.name, one.remark.about, one.remark.path) not in known
    )
    return Outcome(text, after_loaded, replaced, tuple(_moved(before, after, now)), would_break)


def _moved(before: timeline.Timeline, after: timeline.Timeline, now: Any) -> Iterable[history.Change]:
    """Return what is other in one year than in the other, whatever was published."""
    as_it_is = history.renewed(None, before, history.publish(before, None, now), "")
    return history.changes(as_it_is, history.publish(after, as_it_is, now))


def _spliced(data: bytes, loaded: load.Loaded, moves: Iterable[Move]) -> tuple[bytes, tuple[Replaced, ...]]:
    text, replaced = data.decode(), []
    drawn = {draft.id: draft for draft in drafts.draw(loaded.community, loaded.is_own).in_order}
    root = nodes.read_yaml(data, loaded.file)
    own = nodes.plain(root) if root is not None else {}
    for move in moves:
        path, before = _place_of(move.name, loaded, drawn, own)
        try:
            text = edit.with_answer(text, path, move.phrase)
        except edit.CannotEdit:
            said = f"--move {move.name}: its date cannot be replaced from here; write it yourself"
            raise typer.BadParameter(f"{said} at {nodes.dotted(path)}") from None
        replaced.append(Replaced(nodes.dotted(path), before, move.phrase))
    return text.encode(), tuple(replaced)


def _place_of(
    name: str, loaded: load.Loaded, drawn: Mapping[str, drafts.Draft], own: Mapping[str, Any]
) -> tuple[tuple[str, ...], str | None]:
    """Return the path at which the phrase of an entry belongs, and the phrase of now."""
    draft = drawn.get(name)
    if draft is None:
        series = loaded.community.activities.get(name)
        if series is not None and series.repeat:
            return ("activities", name, "when"), series.when.text if series.when else None
        near = did_you_mean(name, drawn)
        raise typer.BadParameter(f"--move: no entry is called {quote(name)}" + (f"; {near}" if near else ""))
    before = draft.phrase.text
    if draft.path[0] != "activities":
        return tuple(str(key) for key in draft.when), before
    if name in (own.get("activities") or {}):
        return ("activities", name, "when"), before
    if draft.parent is None:
        return ("activities", draft.home, "when"), before
    return ("activities", draft.home, "steps", name.removeprefix(f"{draft.home}."), "when"), before


def tell(found: Outcome, year: render.Year) -> None:
    """Say what moving does: to the definition, to the year, to the rules of good practice."""
    for one in found.replaced:
        was = f"{quote(one.before)} becomes " if one.before else ""
        shell.say(f"{one.place}: {was}{quote(one.after)}")
    shell.say("this moves:" if found.changes else "this moves nothing")
    for line in plan.changed(year, found.changes, steps_too=True):
        shell.say(f"  {line}")
    shell.say("it would break:" if found.would_break else "it breaks no rule anew")
    for line in found.would_break:
        shell.say(f"  {line}")


def agreed() -> bool:
    """Ask whether to go on. Raises KeyboardInterrupt where nobody answers, Unreadable where nobody can see it."""
    try:
        while (answer := terminal.ask("Move it? [y/N] ").strip().casefold()) not in ("y", "yes", "n", "no", ""):
            shell.say("write y or n")
    except EOFError:
        raise KeyboardInterrupt from None
    return answer.startswith("y")

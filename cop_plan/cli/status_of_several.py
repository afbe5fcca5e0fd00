"""How several communities stand, as a terminal of 80 columns shows it: a line for each, then what is open in all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from cop_plan.app import shipped
from cop_plan.base.frozen import frozen
from cop_plan.cli import terminal
from cop_plan.render.words import Words

_COLUMNS, _GAP, _MAX_NAME = 80, 2, 30


@frozen
class _OpenEntry:
    """What somebody sees to in a community, with how both are called."""

    day: str
    title: str
    owner: str | None
    community: str
    id: str

    def line(self) -> str:
        """Return it as one line."""
        facts = (self.title, self.owner, self.community)
        return " ".join(f"  {self.day}  {' · '.join(one for one in facts if one)}  [{self.id}]".splitlines())


def lines(rows: Sequence[dict[str, Any]], most: int | None, owner: str | None) -> Iterator[str]:
    """Yield how communities stand, each as `YearStatus.data` has it with its people and the language of the run.

    At most so many of all that is overdue are listed, and so many that are due unless they are one owner's.
    """
    w = shipped.language(rows[0]["language"])
    several_years = len({row["community"]["year"] for row in rows}) > 1
    over = {"overdue": (), "overdue_count": 0, "never_noted": False}
    rows = [
        {**row, "called": _called(row, several_years=several_years), **(over if row["ended"] else {})} for row in rows
    ]
    number = len({row["community"]["id"] for row in rows})
    said = [w.count("status.communities", number), *([w.role(owner)] if owner else [])]
    yield " · ".join((*said, w.full_day(date.fromisoformat(rows[0]["today"]))))
    yield ""
    yield from _table(rows, w)
    if never := [row["called"] for row in rows if row["never_noted"]]:
        yield from ("", w("status.never_noted_in", names=w.listed(never)))
    noted = [row for row in rows if not row["never_noted"]]
    overdue, due = (_open(those, key, w, named=owner is None) for those, key in ((noted, "overdue"), (rows, "due")))
    before = max(0, len(overdue) - most) if most is not None else 0
    after = max(0, len(due) - most) if most is not None and owner is None else 0
    if overdue:
        yield from ("", w("status.overdue"))
        if before:
            yield f"  {w.count('status.more', before)}"
        yield from (one.line() for one in overdue[before:])
    if due:
        yield from ("", w("status.due"))
        yield from (one.line() for one in due[: len(due) - after])
        if after:
            yield f"  {w.count('status.more_after', after)}"
    if owner is None and (overdue or due):
        yield from ("", w("status.by_owner"))
        yield from _owners(overdue, due, w)


def _table(rows: Sequence[dict[str, Any]], w: Words) -> Iterator[str]:
    """Yield a line for each community: its name, its next session, and how much is overdue."""
    names = [row["called"] for row in rows]
    late = [w.count("status.overdue_count", row["overdue_count"]) if row["overdue_count"] else "" for row in rows]
    widest, last = max(map(len, names)), max(map(len, late))
    room = _COLUMNS - 2 - widest - 2 * _GAP - last
    for row, name, overdue in zip(rows, names, late, strict=True):
        session = row["next_session"]
        following = w("status.over" if row["ended"] else "status.no_session")
        if session is not None:
            day = w.short_day(date.fromisoformat(session["day"]))
            following = terminal.one_line(f"{day}{w('colon')}{session['title']}", room)
        yield f"  {name:<{widest}}  {following:<{room}}  {overdue:>{last}}".rstrip()


def _called(row: dict[str, Any], *, several_years: bool) -> str:
    """Return what a community is called, with its year where there are several."""
    community = row["community"]
    if not several_years:
        return terminal.one_line(community["name"], _MAX_NAME)
    year = f", {community['year']}"
    return f"{terminal.one_line(community['name'], _MAX_NAME - len(year))}{year}"


def _open(rows: Sequence[dict[str, Any]], key: str, w: Words, *, named: bool) -> list[_OpenEntry]:
    """Return what is overdue or due in all communities, by day; whose it is, unless all is one owner's."""
    found = []
    for row in rows:
        community = row["called"]
        for one in row[key]:
            title = w("status.part_of", title=one["title"], of=one["part_of"]) if one["part_of"] else one["title"]
            owner = _owner(one["owner"], row, community, w) if named else None
            found.append(_OpenEntry(one["day"], title, owner, community, one["id"]))
    return sorted(found, key=lambda one: one.day)


def _owner(written: str | None, row: dict[str, Any], community: str, w: Words) -> str | None:
    """Return who sees to something: whoever has a role by name, since each community has a facilitator of its own."""
    if written is None or written in row["people"]:
        return written and row["people"][written]
    called = w.role(written)
    return called if called == written else w("status.role_in", role=called, community=community)


def _owners(overdue: Sequence[_OpenEntry], due: Sequence[_OpenEntry], w: Words) -> Iterator[str]:
    """Yield how much is open for each owner, most overdue first."""
    late, soon = (Counter(one.owner for one in listed if one.owner) for listed in (overdue, due))
    for owner in sorted(late.keys() | soon.keys(), key=lambda one: (-late[one], -soon[one], one)):
        facts = [(late, "status.overdue_count"), (soon, "status.due_count")]
        said = [w.count(key, counts[owner]) for counts, key in facts if counts[owner]]
        yield f"  {' '.join(owner.split())}{w('colon')}{', '.join(said)}"

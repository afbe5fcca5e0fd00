"""The year by month: as plain lines for whatever reads them, and as a terminal shows it to a person.

A terminal has days and hours at the left, titles beside them, and the reason of each date below its title, or in a
column of its own where there is room. No column of text is narrower than 30 characters: below that, the title stands
under its day. What is past is dim.
"""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from cop_plan.base.frozen import frozen
from cop_plan.cli import terminal
from cop_plan.dates.months import last_of_month
from cop_plan.plan import overview
from cop_plan.render.messages import Messages
from cop_plan.render.year import Year

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from cop_plan.dates.workdays import ClosedSpan

NARROWEST_COLUMN, WITH_REASONS_BESIDE = 30, 100
_GAP = 2


def lines(year: Year, *, with_names: bool) -> str:
    """Return the year by month as plain and whole lines: one for each entry, with its reason and, if wanted, name."""
    found = [overview.title(year), overview.hours(year)]
    for month in overview.months(year):
        found += ["", month["name"]]
        for line in month["lines"]:
            when = f"{line.entry.day}  {line.time:<19}".rstrip()
            name = f"  [{line.entry.id}]" if with_names else ""
            found.append(f"  {when:<30}  {line.title}{name}  ({line.because})")
    return "\n".join(map(terminal.visible_line, found))


def styled(year: Year, m: Messages, today: date, columns: int, *, with_names: bool) -> str:
    """Return the year by month with the escapes of a terminal, and what the day is today at its place."""
    months = list(_months(year, m, with_names=with_names))
    every = [row for month in months for row in month.rows]
    layout = _Layout(columns, max((_text(row.when).cell_len for row in every), default=0))
    ahead = next((row for row in every if row.day >= today), None)
    mark = _today(year, m, today, columns, is_within=bool(every) and every[0].day <= today <= every[-1].day)
    shown = [*_wrapped(_text(overview.title(year), "bold"), columns), *_wrapped(_text(overview.hours(year)), columns)]
    for month in months:
        is_before = month.rows[0] is ahead and today < ahead.day.replace(day=1)
        shown += [_text(""), *mark] if is_before else []
        shown += [_text(""), *_wrapped(_text(month.name, "bold cyan"), columns)]
        for row in month.rows:
            shown += mark if row is ahead and not is_before else []
            shown += _row(row, layout, is_past=row.day < today)
    shown += [_text(""), *mark] if ahead is None else []
    return terminal.styled(*shown, columns=columns)


@frozen
class _Row:
    """An entry or closed days: when, what, in which style, how long it lasts, why then, and the name if it is shown."""

    day: date
    when: str
    title: str
    style: str
    lasts: str = ""
    because: str = ""
    name: str = ""


@frozen
class _Month:
    """A month that has entries, with the closed days that begin in it."""

    name: str
    rows: tuple[_Row, ...]


@frozen
class _Layout:
    """Where columns stand on a terminal that has so many; `when` is the width of the longest day with its hour."""

    columns: int
    when: int

    @property
    def _room(self) -> int:
        return self.columns - _GAP - self.when - _GAP

    @property
    def is_stacked(self) -> bool:
        """Return whether there is no room for a title beside its day."""
        return self._room < NARROWEST_COLUMN

    @property
    def has_reasons_beside(self) -> bool:
        """Return whether there is room for a third column."""
        return self.columns >= WITH_REASONS_BESIDE and self.because >= NARROWEST_COLUMN

    @property
    def because(self) -> int:
        """Return how wide a column of reasons is."""
        return (self._room - _GAP) * 2 // 5

    @property
    def title(self) -> int:
        """Return how wide the column of titles is."""
        if self.is_stacked:
            return self.columns - _GAP
        return self._room - _GAP - self.because if self.has_reasons_beside else self._room


def _months(year: Year, m: Messages, *, with_names: bool) -> Iterator[_Month]:
    """Yield the months that have entries, their rows by day; closed days stand before what is on the first of them."""
    months = overview.months(year)
    if not months:
        return
    first, last = months[0]["lines"][0].entry.day, months[-1]["lines"][-1].entry.day
    closed = list(year.timeline.open_days.named_spans(first, last))
    for month in months:
        end = last_of_month(month["lines"][0].entry.day)
        begun = [one for one in closed if one.first <= end]
        closed = [one for one in closed if one.first > end]
        begun = [one for one in begun if one.last >= end.replace(day=1)]  # a month without entries is not shown
        rows = [_closed(one, year, m) for one in begun]
        rows += [_entry(line, year, with_names=with_names) for line in month["lines"]]
        yield _Month(month["name"], tuple(sorted(rows, key=lambda row: row.day)))


def _closed(span: "ClosedSpan", year: Year, m: Messages) -> _Row:
    words = year.words
    when = words.short_day(span.first)
    if span.last != span.first:
        when += f" – {words.short_day(span.last).removeprefix(words.short_weekday(span.last)).strip(' ,')}"
    return _Row(span.first, when, m("year_table.closed", name=words.inside(span.name)), "magenta")


def _entry(line: overview.EntryLine, year: Year, *, with_names: bool) -> _Row:
    entry = line.entry
    when = f"{line.day} {year.words.time(entry.start)}" if entry.start else line.day
    style = "strike" if entry.cancelled else "bold" if entry.is_session else ""
    lasts = line.lasts if entry.is_session and not entry.cancelled else ""
    return _Row(entry.day, when, line.title, style, lasts, line.because, entry.id if with_names else "")


def _today(year: Year, m: Messages, today: date, columns: int, *, is_within: bool) -> "list[Text]":
    day = year.words.day(today) if is_within else year.words.full_day(today)
    text = m("year_table.today", day=day)
    return _wrapped(_text(f"── {text} ──" if len(text) + 6 <= columns else text, "bold green"), columns)


def _row(row: _Row, layout: _Layout, *, is_past: bool) -> Iterator["Text"]:
    """Yield the lines of an entry or of closed days."""
    dim = "dim " if is_past else ""
    when = _wrapped(_text(row.when, f"{dim}cyan"), layout.columns)
    title = _text(row.title, f"{dim}{row.style}")
    if row.lasts:
        title.append(terminal.visible_line(f" · {row.lasts}"), f"{dim}not bold")
    what = _wrapped(title, layout.title)
    what += _wrapped(_text(row.name, f"{dim}cyan"), layout.title) if row.name else []
    because, at = _text(row.because, "dim"), _GAP + layout.when + _GAP
    if layout.has_reasons_beside:
        beside = at + layout.title + _GAP
        yield from _across((_GAP, when), (at, what), (beside, _wrapped(because, layout.because)))
        return
    if layout.is_stacked:
        at = _GAP
        yield from when
        yield from _across((at, what))
    else:
        yield from _across((_GAP, when), (at, what))
    inset = _GAP if layout.title - _GAP >= NARROWEST_COLUMN else 0
    yield from _across((at + inset, _wrapped(because, layout.title - inset)))


def _across(*cells: "tuple[int, list[Text]]") -> Iterator["Text"]:
    """Yield lines of cells that stand beside each other, each from its column on."""
    for pieces in zip_longest(*(texts for _, texts in cells)):
        line = _text("")
        for (at, _), piece in zip(cells, pieces, strict=True):
            if piece is not None:
                line.append(" " * (at - line.cell_len)).append_text(piece)
        yield line


def _wrapped(text: "Text", width: int) -> "list[Text]":
    """Return a text in lines of so many columns at most; none of an empty one."""
    if not text.plain:
        return []
    text.plain = text.plain.translate(_HELD)  # the library breaks lines at spaces that join words, too
    found = list(text.wrap(_console(), width))
    for line in found:
        line.plain = line.plain.translate(_LET_GO).rstrip()
    return found


_HELD = {ord("\N{NO-BREAK SPACE}"): "\ufdd0", ord("\N{NARROW NO-BREAK SPACE}"): "\ufdd1"}
_LET_GO = {ord(held): space for space, held in _HELD.items()}


@cache
def _console() -> "Console":
    from rich.console import Console

    return Console()


def _text(text: str, style: str = "") -> "Text":
    """Return somebody's text as rich shows it: without markup, and with nothing that steers a terminal."""
    from rich.text import Text

    return Text(terminal.visible_line(text), style, overflow="fold")

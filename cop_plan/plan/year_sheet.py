"""The year on one sheet of paper, and a sheet for each month: what `year.html` shows, and how large it is set.

Sheets are landscape, of the size on which people of the country print. Everything is measured in millimetres and points
before a browser sets it, so that each sheet holds what it has to hold.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from cop_plan.dates.months import next_month
from cop_plan.plan import closed_days, for_members, month_grids, overview, sheet_fit
from cop_plan.plan.for_members import AwayRow, SentRow, SessionRow
from cop_plan.plan.month_grids import Chip, GridDay, GridMonth
from cop_plan.plan.sheet_fit import LINE, MM_PER_POINT, ListPart, ListRow
from cop_plan.render import qr
from cop_plan.render.words import Words, shortened
from cop_plan.render.year import Year

MARGIN_MM, GUTTER_MM = 10, 8
CODE_MM = 18
MAX_MONTHS = 17
"""So many sheets of months: more than that nobody hangs on a wall."""

_TITLE_POINTS = (22, 19, 16, 13, 11)
_ABOUT_POINTS, _FOOT_POINTS = 9.5, 8
_WALL_POINTS = (12, 11, 10, 9, 8, 7, 6, 5)
_BROKEN_FROM = 8
"""In points: larger letters are not set where they would break a word."""

_LONGEST = (100, 60, 30)
"""In characters: what titles are shortened to where whole ones do not fit into their day."""
_MOST = (12, 9, 6, 4, 2)
"""So many entries of a day are shown where shorter titles do not help; how many others there are is said."""

_LARGEST_NUMBER = 11
_MOST_LINES = 2
_HEAD_SPACE_MM, _FOOT_SPACE_MM, _WALL_SPACE_MM = 7, 6, 29
MONTH_GAP_MM = 5
_LINES_OF_MONTH = 8.2
"""A month has its name, the weekdays and six weeks."""
_CELL_EM = 2.0
"""How large a day is, of the size of its number: two digits in a circle."""
_CHIP_EM = 1.2
_CELL_PADDING_MM, _LOWEST_WEEK_MM = 3.5, 8
_LONGEST_CLOSED = 360
"""In characters: what is longer says no more than the months show."""


class SheetRow(NamedTuple):
    """A line of the list: `look` is `must`, `may` or `cancelled` for a session, else `send` or `away`.

    `anchor` is empty where another line has it; `before` says of a session that it is cancelled.
    """

    anchor: str
    look: str
    datetime: str
    date: str
    hour: str
    title: str
    more: str
    before: str = ""

    @property
    def measured(self) -> ListRow:
        """Return the row as it is measured."""
        return ListRow(self.date, self.hour, self.before + self.title, self.more, bold=self.look == "must")


class Head(NamedTuple):
    """The title of the sheet with what is said of the whole year, and how high both are together."""

    title: str
    points: float
    about: str
    height_mm: float


class Grids(NamedTuple):
    """The months of the first sheet: how many stand beside each other, and how large their numbers and weeks are."""

    months: tuple[GridMonth, ...]
    columns: int
    points: float
    week_mm: float


class Wall(NamedTuple):
    """A month on a sheet of its own, the size of what stands in its days, and how high a week is at least."""

    month: GridMonth
    points: float
    week_mm: float


def view(year: Year) -> dict[str, Any]:
    """Return what `year.html` shows beside the plan; sizes are in millimetres and points."""
    size = year.community.paper_size
    # Half a millimetre less than there is: a browser rounds.
    width, height = size.height_mm - 2 * MARGIN_MM, size.width_mm - 2 * MARGIN_MM - 0.5
    rows, sent = _rows(year), [*map(_sent, for_members.sent(year))]
    away = [_away(row, year.words) for row in for_members.days_away(year).rows]
    about_away = [*_about_away(year)]
    code = qr.code(year.community.website or "")
    blocks = [
        ListPart([one.measured for one in rows]),
        *([ListPart([one.measured for one in sent])] if sent else []),
        *([ListPart([one.measured for one in away], about_away)] if away or about_away else []),
    ]
    head = _head(year, width, CODE_MM if code else 0)
    body = height - head.height_mm
    columns = sheet_fit.columns(blocks, width, body)
    if columns.longest:
        rows, sent, away = (
            [one._replace(title=shortened(one.title, columns.longest)) for one in every] for every in (rows, sent, away)
        )
        about_away = [shortened(one, columns.longest) for one in about_away]
    months = _months(year) if columns.leaves_room else ()
    closed, legend = _closed(year, months), month_grids.legend(months)
    explained = "    ".join(year.words.name("months_view.legend", one) for one in legend)
    left = width * (1 - columns.share) - GUTTER_MM
    walls = _walls(year, width, height)
    return {
        "sheet": {
            "margin": MARGIN_MM,
            "width": round(width, 2),
            "height": round(height, 2),
            "body": round(body, 2),
            "lists": round(width * columns.share, 2),
        },
        "head": head,
        "columns": columns,
        "rows": rows,
        "sent": sent,
        "away": away,
        "about_away": about_away,
        "code": code,
        "address": (year.community.website or "").removeprefix("https://").rstrip("/"),
        "grids": _grids(months, left, body, [explained, closed]) if months else None,
        "closed": closed,
        "walls": walls,
        "month_view": {
            **month_grids.weekdays(year),
            "legend": legend,
            "wall_legend": month_grids.legend([one.month for one in walls]),
        },
    }


# The list.


def _rows(year: Year) -> list[SheetRow]:
    sessions = for_members.sessions(year)
    # Where no session has its hour, it is said once, above.
    is_said = any(row.has_hour for row in sessions)
    return [_session(row, year, is_said=is_said) for row in sessions]


def _session(row: SessionRow, year: Year, *, is_said: bool) -> SheetRow:
    place, look = row.entry.place, "cancelled" if row.is_cancelled else "must" if row.is_mandatory else "may"
    start, end = row.entry.start, row.entry.end
    hour = year.words.short_times(start, end) if start and end else row.time
    # Where a link leads, nobody reads off a sheet; where people go, they do.
    where = "" if row.link else (place and place.name) or row.where
    more = [row.because] if row.is_cancelled else [row.topic, where]
    told = " · ".join(filter(None, more))
    before = f"{year.words('plan.cancelled')}{year.words('colon')}" if row.is_cancelled else ""
    return SheetRow(row.anchor, look, row.datetime, row.short_day, hour if is_said else "", row.title, told, before)


def _sent(row: SentRow) -> SheetRow:
    anchor = "" if row.entry.is_session else row.anchor  # the session has it
    return SheetRow(anchor, "send", row.datetime, row.short_day, "", row.title, "")


def _away(row: AwayRow, words: Words) -> SheetRow:
    told = words("year_sheet.book_by", said=row.said, day=row.book_by) if row.book_by else row.said
    return SheetRow("", "away", row.datetime, row.short_day, "", row.title, told)


def _about_away(year: Year) -> Iterator[str]:
    away, words = for_members.days_away(year), year.words
    if away.paid_by:
        yield words("year_sheet.paid_by", who=away.paid_by)
    if away.how_to_book:
        yield words("year_sheet.how_to_book", how=away.how_to_book)
    if away.not_known:
        yield away.not_known


# What stands above.


def _head(year: Year, width: float, code_mm: float) -> Head:
    width -= 4 * code_mm  # the code, with what it leads to beside it
    title, about = overview.title(year), " · ".join(_about(year))
    one_line = (one for one in _TITLE_POINTS if sheet_fit.lines(title, width / (one * MM_PER_POINT), bold=True) <= 1)
    points = next(one_line, _TITLE_POINTS[-1])
    lines = sheet_fit.lines(title, width / (points * MM_PER_POINT), bold=True)
    below = sheet_fit.lines(about, width / (_ABOUT_POINTS * MM_PER_POINT))
    high = min(lines, _MOST_LINES) * points + below * _ABOUT_POINTS
    return Head(title, points, about, max(high * LINE * MM_PER_POINT, code_mm) + _HEAD_SPACE_MM)


def _about(year: Year) -> Iterator[str]:
    """Yield what is said of the whole year: its hours, and whose clock they are of."""
    spent, words = year.timeline.hours, year.words
    if spent.mandatory:
        yield words("year_sheet.mandatory", hours=words.duration(spent.mandatory))
    if spent.optional:
        yield words("year_sheet.optional", hours=words.duration(spent.optional))
    if spent.without_hour:
        yield words.count("year_sheet.without_hour", spent.without_hour)
    if any(row.has_hour for row in for_members.sessions(year)):
        yield words("year_sheet.time_zone", zone=words.zone(year.community.timezone))


# The months of the first sheet.


def _months(year: Year) -> tuple[GridMonth, ...]:
    """Return the months from the first session to the last, with the days on which something is sent."""
    entries = [row.entry for row in for_members.sessions(year) if not row.is_cancelled]
    on_days = {day: list(found) for day, found in month_grids.chips(year, entries, for_members=True).items()}
    if on_days:
        first, end = min(on_days).replace(day=1), next_month(max(on_days))
        for row in for_members.sent(year):
            if first <= row.entry.day < end:
                on_days.setdefault(row.entry.day, []).append(Chip(row.entry, row.anchor, row.title, "", "send"))
    return month_grids.months(year, on_days)


def _closed(year: Year, months: Sequence[GridMonth]) -> str:
    """Return the closures within some months with their days, by date; nothing where few lines do not hold them."""
    if not months:
        return ""
    first, end = next(months[0].days).day, next_month(next(months[-1].days).day)
    said = []
    for title, closure, spans in closed_days.titled(year):
        within = [one for one in spans if closure.closes and first <= one.last and one.first < end]
        if within:
            days = year.words.listed(closed_days.short_days(one.first, one.last, year.words) for one in within)
            said.append((min(one.first for one in within), f"{title} {days}"))
    text = " · ".join(one for _, one in sorted(said))
    return text if len(text) <= _LONGEST_CLOSED else ""


def _grids(months: tuple[GridMonth, ...], left_mm: float, body_mm: float, foot: Iterable[str]) -> Grids:
    """Return how months are set in a room, above the lines that explain them."""
    line = left_mm / (_FOOT_POINTS * MM_PER_POINT)
    high = (
        body_mm - sum(sheet_fit.lines(one, line) for one in foot) * _FOOT_POINTS * LINE * MM_PER_POINT - _FOOT_SPACE_MM
    )

    def sides(columns: int) -> tuple[float, float]:
        rows = -(-len(months) // columns)
        across = (left_mm - (columns - 1) * MONTH_GAP_MM) / columns / 7
        return across, (high - (rows - 1) * MONTH_GAP_MM) / rows / _LINES_OF_MONTH

    columns = max(range(1, len(months) + 1), key=lambda one: min(sides(one)))
    across, down = sides(columns)
    points = min(min(across, down) / MM_PER_POINT / _CELL_EM, _LARGEST_NUMBER)
    return Grids(months, columns, round(points, 2), round(min(down, across * 1.1), 2))


# A sheet a month.


def _walls(year: Year, width: float, height: float) -> tuple[Wall, ...]:
    """Return the months that hold something for members, as many as anybody hangs up: those with sessions first."""
    entries = (one for one in year.timeline.all_entries if one.is_shared)
    every = month_grids.months(year, month_grids.chips(year, entries, for_members=True))
    found = [one for one in every if not one.is_bare]
    if len(found) > MAX_MONTHS:
        kept = sorted(found, key=lambda one: (-sum(bool(chip.look) for day in one.days for chip in day.chips), one.key))
        found = sorted(kept[:MAX_MONTHS], key=lambda one: one.key)
    return tuple(_wall(one, width, height - _WALL_SPACE_MM) for one in found)


def _wall(month: GridMonth, width: float, high: float) -> Wall:
    """Return a month as large as its fullest days allow, its weeks as alike as they can be."""
    for points, shown in _ways(month):
        em = points * MM_PER_POINT
        within = (width / 7 - _CELL_PADDING_MM) / em
        weeks = [max(_day_em(day, within) for day in week if day) * em for week in shown.weeks]
        is_whole = points <= _BROKEN_FROM or _widest_em(shown) <= within - _CHIP_EM
        times = (sheet_fit.width(chip.time, bold=chip.look == "must") for day in shown.days for chip in day.chips)
        if (
            is_whole
            and max(times, default=0) <= within - _CHIP_EM
            and sum(max(_LOWEST_WEEK_MM, one) for one in weeks) <= high
        ):
            break
    alike, left = high / len(weeks), high
    for nth, week in enumerate(sorted(weeks, reverse=True)):
        alike = left / (len(weeks) - nth)
        if week <= alike:
            break
        left -= week
    return Wall(shown, points, round(max(alike, 0), 2))


def _ways(month: GridMonth) -> Iterator[tuple[float, GridMonth]]:
    """Yield a month in smaller and smaller letters, then with shorter and shorter titles, then with fewer entries."""
    yield from ((points, month) for points in _WALL_POINTS)
    for longest in _LONGEST:
        yield _WALL_POINTS[-1], month.shortened(longest)
    for most in _MOST:
        yield _WALL_POINTS[-1], month.shortened(_LONGEST[-1]).cut(most)


def _widest_em(month: GridMonth) -> float:
    """Return how wide the widest word of a month is; a line may end at a hyphen."""
    texts = [(chip.title, chip.look == "must") for day in month.days for chip in day.chips]
    texts += [(_topic(chip), False) for day in month.days for chip in day.chips]
    texts += [(one.said, False) for day in month.days for one in day.off if not one.goes_on]
    return max((sheet_fit.width(word, bold=bold) for text, bold in texts for word in _words_of(text)), default=0)


def _words_of(text: str) -> Iterator[str]:
    return (word for part in text.split() for word in part.replace("-", "- ").split())


def _topic(chip: Chip) -> str:
    return f"· {chip.topic}" if chip.topic else ""


def _day_em(day: GridDay, within: float) -> float:
    """Return how high what stands in a day is, in em."""
    off = sum(sheet_fit.lines(one.said, within) for one in day.off if not one.goes_on)
    chips = [
        sheet_fit.lines(one.time, within - _CHIP_EM, bold=one.look == "must")
        + sheet_fit.lines(one.title, within - _CHIP_EM, bold=one.look == "must", more=_topic(one))
        for one in day.chips
    ]
    return (off + sum(chips) + bool(day.more)) * LINE + len(chips) * 0.6 + 2

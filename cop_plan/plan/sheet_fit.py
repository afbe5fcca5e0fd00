"""How large the year can be written so that one sheet holds all of it: lines are counted before a browser breaks them.

Widths are in em, those of a font that is wider than most, so that whoever prints with another one has room to spare.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from cop_plan.render.words import shortened

MM_PER_POINT = 25.4 / 72
LINE = 1.25
"""The height of a line, in em."""

# Advance widths of DejaVu Sans, which is wider than most, rounded up. Source: its table hmtx.
_WIDTHS = {
    0.29: "'IJijlîïí",
    0.33: ",./:;\\|· \u00a0’",
    0.41: "ft!()-[]r",
    0.5: '"*_`”“–°',
    0.55: "?cszç",
    0.6: "FLPkvxy•",
    0.62: "aeogpéèêëàâô",
    0.8: "&DGOQHNU",
    1.0: "#+<=>^w~M%@Wm—…æ",
    1.1: "œ№Œ",
}
_WIDTH_OF = {character: width for width, characters in _WIDTHS.items() for character in characters}
_BOLD = 1.125


@lru_cache(maxsize=4096)
def _width_of(character: str) -> float:
    if character in _WIDTH_OF:
        return _WIDTH_OF[character]
    if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0xFFFF:
        return 1.25
    if unicodedata.combining(character):
        return 0.0
    return 0.7 if character.isupper() else 0.64


def width(text: str, *, bold: bool = False) -> float:
    """Return how wide a text is in one line."""
    return sum(map(_width_of, text)) * (_BOLD if bold else 1)


def lines(text: str, within: float, *, bold: bool = False, more: str = "") -> int:
    """Return how many lines a text takes, with more of it that is never bold; a word wider than a line is broken."""
    sizes = [width(word, bold=bold) for word in text.split()] + [width(word) for word in more.split()]
    count, used, space = min(len(sizes), 1), 0.0, _width_of(" ")
    for size in sizes:
        if used and used + space + size > within:
            count, used = count + 1, 0.0
        elif used:
            used += space
        broken, rest = divmod(size, within)
        count += int(broken)
        used = used + size if not broken else rest
    return count


class ListRow(NamedTuple):
    """A row of the list: what is bold, and what follows it in the same lines."""

    date: str
    hour: str
    title: str
    more: str = ""
    bold: bool = False


class ListPart(NamedTuple):
    """A part of the list below its heading: rows, then sentences."""

    rows: Sequence[ListRow] = ()
    sentences: Sequence[str] = ()


class Columns(NamedTuple):
    """How the list is set: its size in points, its columns and their widths. Widths of a row's cells are in em.

    `longest` is how many characters of a title are shown, None for all. One that does not fit goes on behind its sheet.
    """

    points: float
    number: int
    width_mm: float
    date_em: float
    hour_em: float
    has_more: bool = True
    longest: int | None = None
    fits: bool = True

    @property
    def called(self) -> str:
        """Return how many columns there are, as a word."""
        return ("one", "two", "three")[self.number - 1]

    @property
    def share(self) -> float:
        """Return how much of the sheet's width the list takes."""
        return SHARES[self.number]

    @property
    def leaves_room(self) -> bool:
        """Return whether anything can stand beside the list."""
        return self.share < 1


MARK, GAP_MM = 1.5, 6.0
_HEADING, _ROW_PADDING, _BETWEEN = 1.8, 0.4, 0.6


def height_em(blocks: Iterable[ListPart], columns: Columns) -> float:
    """Return how high some blocks are together, set in one column of the width of these."""
    whole = columns.width_mm / (columns.points * MM_PER_POINT)
    return sum(
        _HEADING
        + sum(row_em(one, whole, columns) for one in block.rows)
        + sum(lines(one, whole) * LINE + _ROW_PADDING for one in block.sentences)
        + _BETWEEN
        for block in blocks
    )


def _lost_em(blocks: Iterable[ListPart], columns: Columns) -> float:
    """Return how much of a column stays empty at most: its last row, with a heading, that goes on to the next."""
    whole = columns.width_mm / (columns.points * MM_PER_POINT)
    rows = (row_em(row, whole, columns) for block in blocks for row in block.rows)
    return max(rows, default=0) + _HEADING


def row_em(row: ListRow, whole: float, columns: Columns) -> float:
    """Return how high a row is, in em, in a column that is so many em wide."""
    cell = whole - MARK - columns.date_em - (columns.hour_em if row.hour else 0)
    more = f"· {row.more}" if row.more and columns.has_more else ""
    return lines(row.title, cell, bold=row.bold, more=more) * LINE + _ROW_PADDING


SHARES = {1: 0.39, 2: 0.58, 3: 1.0}
"""How much of the sheet's width a list of so many columns takes."""

_WAYS = (
    (1, True, (10.5, 10, 9.5, 9, 8.5, 8, 7.5)),
    (2, True, (9.5, 9, 8.5, 8, 7.5, 7)),
    (1, False, (10, 9.5, 9, 8.5, 8, 7.5)),
    (2, False, (9.5, 9, 8.5, 8, 7.5, 7)),
    (3, True, (9, 8.5, 8, 7.5, 7)),
    (3, False, (8, 7.5, 7, 6.5, 6, 5.5)),
)
"""How many columns a list has, whether with what follows the titles, in which sizes: the first that fits is taken."""

_LONGEST = (160, 100, 60)
"""In characters: what titles are shortened to where whole ones do not fit."""

_NARROWEST = 8.0
"""In em: a title that has less room than this is a column of syllables."""

_FLOWING = 8.0
"""The size of a list that goes on behind its sheet, in points."""

# Columns are filled by whole rows, so that some room is left in each.
_FULL, _FILLED = 0.99, 0.92


def columns(blocks: Sequence[ListPart], width_mm: float, height_mm: float) -> Columns:
    """Return how a list is set on a sheet of a width and height: as large as it fits, in as few columns as it can be.

    What follows the titles is left out before the months are that would stand beside it; titles are shortened where
    nothing else helps. Where that does not help either, the list goes on on further sheets.
    """
    rows = [row for block in blocks for row in block.rows]
    date_em = round(max((width(one.date, bold=one.bold) for one in rows), default=0) + 0.6, 2)
    hour_em = round(max((width(one.hour, bold=one.bold) for one in rows), default=0) + 0.6, 2)
    for longest in (None, *_LONGEST):
        shown = blocks if longest is None else [_shortened(block, longest) for block in blocks]
        for number, has_more, sizes in _WAYS:
            of_one = (width_mm * SHARES[number] - GAP_MM * (number - 1)) / number
            room = height_mm * (_FULL if number == 1 else _FILLED * number)
            for points in sizes:
                found = Columns(points, number, of_one, date_em, hour_em, has_more, longest)
                is_wide = of_one / (points * MM_PER_POINT) - MARK - date_em - hour_em >= _NARROWEST
                lost = _lost_em(shown, found) * (number - 1)
                set_in = height_em(shown, found) * points * MM_PER_POINT
                if is_wide and set_in <= min(room, height_mm * number - lost * points * MM_PER_POINT):
                    return found
    return Columns(_FLOWING, 3, width_mm / 3 - GAP_MM, date_em, hour_em, has_more=False, fits=False)


def _shortened(block: ListPart, longest: int) -> ListPart:
    rows = [row._replace(title=shortened(row.title, longest)) for row in block.rows]
    return ListPart(rows, [shortened(one, longest) for one in block.sentences])

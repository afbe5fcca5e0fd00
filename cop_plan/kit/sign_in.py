"""The rows of a sign-in sheet: who is expected, then so many to write in that its printed pages are full.

Heights and widths are millimetres, those that `sheets.css` gives a sheet for rows to write in. A row is as high as its
longest cell needs; signs are taken as wide as those of the widest fonts that a browser may choose.
"""

import textwrap
from collections.abc import Sequence

from cop_plan.definition.paper import Size
from cop_plan.kit.forms import ExpectedPerson

ROW = 9.2
"""The height of a row: room to write in."""

_MARGINS = 27
_LETTERHEAD, _HEADING, _INTRODUCTION, _COLUMN_HEADS = 10.5, 6.5, 11, 7.5
_HEADING_CHARACTERS = 80
_LINE, _BORDER = 3.97, 0.27
_CELL_CHARACTERS = 23
_FEWEST_SPARE = 2


def spare_rows(expected: Sequence[ExpectedPerson], title: str, paper: Size) -> int:
    """Return how many empty rows follow those of the people expected, down to the foot of the last page.

    There are always some, for guests and for whoever is not on the list.
    """
    page = paper.width_mm - _MARGINS - _COLUMN_HEADS  # the sheet lies on its side
    room = page - _LETTERHEAD - _HEADING * _lines(title, _HEADING_CHARACTERS) - _INTRODUCTION
    for one in expected:
        height = max(ROW, _LINE * max(_lines(cell, _CELL_CHARACTERS) for cell in one) + _BORDER)
        room = (room if room >= height else page) - height
    spare = int(room / ROW)
    return spare if spare >= _FEWEST_SPARE else spare + int(page / ROW)


def _lines(text: str, characters: int) -> int:
    return len(textwrap.wrap(text, characters)) or 1

"""Where the labels of a drawing stand, so that no two touch, whatever the width at which it is looked at.

A drawing is laid out for the narrowest width of each of its layouts, in pixels; wider, its places move apart and its
text keeps its size. Places across are shares of the width, from 0 to 1.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, TypeVar

Made = TypeVar("Made")

Anchor = Literal["start", "middle", "end"]


class Layout(NamedTuple):
    """A layout of the drawing: its name, and how many pixels the days have at its narrowest."""

    name: Literal["narrow", "wide", "wider"]
    pixels: int


NARROW, WIDE, WIDER = Layout("narrow", 190), Layout("wide", 470), Layout("wider", 670)
"""On a phone of 320 pixels; where the drawing has 640 pixels, with the names of its rows; where it has 840.

`drawing.css` has the same bounds.
"""

LAYOUTS = (NARROW, WIDE, WIDER)


def by_layout(make: Callable[[Layout], Iterable[Made]]) -> Iterable[tuple[Made, str]]:
    """Yield what is drawn in each layout, once where several have it alike, with the class of where it shows.

    The class is empty for what shows in all of them.
    """
    layouts: dict[Made, list[str]] = {}
    for layout in LAYOUTS:
        for made in make(layout):
            layouts.setdefault(made, []).append(f"at-{layout.name}")
    for made, names in layouts.items():
        yield made, "" if len(names) == len(LAYOUTS) else " ".join(names)


class LabelPlace(NamedTuple):
    """Where a label stands: the share of the width at which it begins, ends or has its middle."""

    share: float
    anchor: Anchor


_SLIM, _BROAD = frozenset("fijlrtI.,:;'’|()[]!-·  "), frozenset("mwMW%@…—œŒ")
_LAST_OF_CYRILLIC = 0x52F
_SPACE_BETWEEN = 6
"""In pixels, between two labels."""


def text_width(text: str, size: float) -> float:
    """Return how wide a text of a size is at most, both in pixels, in any of the sans-serif fonts that devices have."""
    return size * sum(map(_width, text))


def _width(character: str) -> float:
    if character in _SLIM:
        return 0.42
    if unicodedata.combining(character):
        return 0
    if character in _BROAD:
        return 1.0
    if ord(character) > _LAST_OF_CYRILLIC:  # other scripts and pictures are as wide as anything may be
        return 1.4
    return 0.79 if character.isupper() else 0.64


def placed(wanted: Iterable[tuple[float, float]], layout: Layout) -> Sequence[LabelPlace | None]:
    """Return the places of labels in one row, each wanted around a share and so many pixels wide; None without room.

    Whoever comes first has its place first. None leaves the drawing: near an edge a label begins or ends there.
    """
    taken: list[tuple[float, float]] = []
    return [_placed(share, pixels / layout.pixels, layout, taken) for share, pixels in wanted]


def _placed(share: float, width: float, layout: Layout, taken: list[tuple[float, float]]) -> LabelPlace | None:
    space = _SPACE_BETWEEN / layout.pixels
    place: tuple[float, Anchor] = (share, "middle")
    left = share - width / 2
    if left < 0:
        place, left = (0, "start"), 0
    elif left + width > 1:
        place, left = (1, "end"), 1 - width
    right = left + width
    if width > 1 or any(left < end + space and start < right + space for start, end in taken):
        return None
    taken.append((left, right))
    return LabelPlace(*place)

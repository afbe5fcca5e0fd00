"""The phases of the year as one ribbon: where several run at once, they share its height.

A phase reaches from its first entry to its last. It is named inside the ribbon where there is room for its name, and
has its number there otherwise.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple, Protocol

from cop_plan.plan.drawn_labels import Layout, by_layout, text_width

HEIGHT = 33
"""In pixels: a third of it still holds a number."""


class _Look(NamedTuple):
    """How large a label is, and how high the piece of the ribbon must be in which it stands, in pixels."""

    size: int
    height: int


_NAME, _NUMBER = _Look(12, 16), _Look(9, 10)


class Across(Protocol):
    """Says how far across a drawing a day begins, from 0 to 100."""

    def share(self, day: date) -> float:
        """Return how far across a day begins, in percent."""


class PhaseSpan(NamedTuple):
    """A phase with its days; `end` is the day after its last."""

    name: str
    first: date
    end: date


class Piece(NamedTuple):
    """A part of a phase's band; `number` is the phase's, from 1. Shares are in percent, heights in pixels."""

    number: int
    x: float
    width: float
    y: float
    height: float


class PhaseLabel(NamedTuple):
    """What names a phase in the ribbon: its name, or its number; `x` is its middle, `y` its baseline."""

    number: int
    text: str
    is_name: bool
    x: float
    y: float


class Ribbon(NamedTuple):
    """The ribbon. `keys` tell what a number means where it stands alone.

    Each label and each key has the class of the layouts in which it shows.
    """

    pieces: tuple[Piece, ...]
    labels: tuple[tuple[PhaseLabel, str], ...]
    keys: tuple[tuple[tuple[int, str], str], ...]


def ribbon(spans: Sequence[PhaseSpan], scale: Across) -> Ribbon:
    """Return the ribbon of phases, in the order in which they are given."""
    pieces = tuple(_joined(_pieces(spans, scale)))

    def keys(layout: Layout) -> Iterable[tuple[int, str]]:
        named = {label.number for label in _labels(spans, pieces, layout) if label.is_name}
        return ((number, span.name) for number, span in enumerate(spans, start=1) if number not in named)

    labels = tuple(by_layout(lambda layout: _labels(spans, pieces, layout)))
    return Ribbon(pieces, labels, tuple(sorted(by_layout(keys))))


def _pieces(spans: Sequence[PhaseSpan], scale: Across) -> Iterable[Piece]:
    """Yield a piece for every phase between any two days on which one begins or ends."""
    days = sorted({day for span in spans for day in (span.first, span.end)})
    for first, end in pairwise(days):
        at_once = [number for number, span in enumerate(spans, 1) if span.first <= first and end <= span.end]
        x, width = scale.share(first), scale.share(end) - scale.share(first)
        for at, number in enumerate(at_once):
            height = HEIGHT / len(at_once)
            yield Piece(number, x, width, at * height, height)


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    """Return pieces of which those that go on alike are one."""
    joined: list[Piece] = []
    for piece in pieces:
        for at, before in enumerate(joined):
            is_alike = (before.number, before.y, before.height) == (piece.number, piece.y, piece.height)
            if is_alike and abs(before.x + before.width - piece.x) < 1e-9:
                joined[at] = before._replace(width=before.width + piece.width)
                break
        else:
            joined.append(piece)
    return joined


def _labels(spans: Sequence[PhaseSpan], pieces: Sequence[Piece], layout: Layout) -> Iterable[PhaseLabel]:
    """Yield a label for each phase that has room for one: all are numbers where most have no room for their names."""
    names = [_label(number, span.name, _NAME, pieces, layout) for number, span in enumerate(spans, start=1)]
    are_names = len([one for one in names if one]) * 2 > len(names)
    for number, name in enumerate(names, start=1):
        label = (are_names and name) or _label(number, str(number), _NUMBER, pieces, layout)
        if label:
            yield label


def _label(number: int, text: str, look: _Look, pieces: Sequence[Piece], layout: Layout) -> PhaseLabel | None:
    """Return the label of a phase in the widest of its pieces that are high enough; None if the text is wider."""
    tall = [piece for piece in pieces if piece.number == number and piece.height >= look.height]
    widest = max(tall, key=lambda piece: (piece.width, piece.height), default=None)
    if widest is None or text_width(text, look.size) > widest.width / 100 * layout.pixels:
        return None
    baseline = widest.y + widest.height / 2 + look.size * 0.36
    return PhaseLabel(number, text, look is _NAME, widest.x + widest.width / 2, baseline)

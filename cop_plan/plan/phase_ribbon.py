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

_NAME_SIZE, _NUMBER_SIZE, _NAME_HEIGHT, _NUMBER_HEIGHT = 12, 9, 16, 10


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
    for number, span in enumerate(spans, start=1):
        own = [piece for piece in pieces if piece.number == number]
        for text, size, height, is_name in (
            (span.name, _NAME_SIZE, _NAME_HEIGHT, True),
            (str(number), _NUMBER_SIZE, _NUMBER_HEIGHT, False),
        ):
            tall = [piece for piece in own if piece.height >= height]
            widest = max(tall, key=lambda piece: (piece.width, piece.height), default=None)
            if widest and text_width(text, size) <= widest.width / 100 * layout.pixels:
                baseline = widest.y + widest.height / 2 + size * 0.36
                yield PhaseLabel(number, text, is_name, widest.x + widest.width / 2, baseline)
                break

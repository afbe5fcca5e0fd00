"""What a person should hear while something takes long: it comes to a callback, one event at a time."""

from collections.abc import Callable
from typing import NamedTuple


class NoticeEvent(NamedTuple):
    """Something to be told, as a line; it stops nothing."""

    text: str


class ProgressEvent(NamedTuple):
    """How many of all are done; `what` says of what, in words for the person."""

    what: str
    done: int
    total: int


Event = NoticeEvent | ProgressEvent
EventListener = Callable[[Event], None]


def ignore(_: Event) -> None:
    """Ignore an event."""

"""A bar on the terminal for work that takes longer than a person likes to wait without a word."""

import time
from types import TracebackType
from typing import Any

from cop_plan.app.events import ProgressEvent
from cop_plan.cli import terminal

SLOW_SECONDS = 2.0
"""Work that takes longer gets a bar."""
_REDRAWN_SECONDS = 0.1


class ProgressBar:
    """A bar that appears once work has taken long, and is gone when it ends."""

    def __init__(self, *, is_wanted: bool = True) -> None:
        """Begin to wait. A bar that is not wanted, or that nobody would see, never appears."""
        self._is_shown = is_wanted and terminal.can_draw()
        self._next = time.monotonic() + SLOW_SECONDS
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the bar away until the next update, so that lines can be written."""
        if self._bar is not None:
            self._bar.stop()

    def update(self, event: ProgressEvent) -> None:
        """Take in how far the work is."""
        if not self._is_shown or (now := time.monotonic()) < self._next:
            return
        self._next = now + _REDRAWN_SECONDS
        if self._bar is None:
            self._bar = _drawn_bar()
        self._bar.start()
        if event.what not in self._tasks:
            self._tasks[event.what] = self._bar.add_task(event.what, total=event.total)
        self._bar.update(self._tasks[event.what], completed=event.done, total=event.total)
        self._bar.refresh()


def _drawn_bar() -> Any:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # Drawn when there is news, not by a thread of its own; what is printed goes where it always goes.
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=terminal.canvas(),
        transient=True,
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
    )

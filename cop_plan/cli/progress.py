"""A bar on the terminal for work that takes longer than a person likes to wait without a word."""

import time
from types import TracebackType
from typing import Any

from cop_plan.app.events import Progress

SLOW_SECONDS = 2.0
"""Work that takes longer gets a bar."""


class Bar:
    """A bar that appears once work has taken long, and is gone when it ends."""

    def __init__(self, *, is_shown: bool) -> None:
        """Begin to wait. A bar that is not shown never appears."""
        self._is_shown = is_shown
        self._began = time.monotonic()
        self._bar: Any = None
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def clear(self) -> None:
        """Take the bar away until the next update, so that lines can be written."""
        if self._bar is not None:
            self._bar.stop()

    def update(self, event: Progress) -> None:
        """Take in how far the work is."""
        if not self._is_shown or time.monotonic() - self._began < SLOW_SECONDS:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bars

            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = Bars(*columns, console=Console(stderr=True), transient=True)
        self._bar.start()
        if event.what not in self._tasks:
            self._tasks[event.what] = self._bar.add_task(event.what, total=event.total)
        self._bar.update(self._tasks[event.what], completed=event.done, total=event.total)

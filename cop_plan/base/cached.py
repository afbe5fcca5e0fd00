"""Plain data that take long to work out and are the same in every run: kept in the person's cache."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from cop_plan.base import files
from cop_plan.base.version import __version__


def data(name: str, make: Callable[[], Any]) -> Any:
    """Return data that JSON can hold and that follow from the program alone: as they are kept, else made now."""
    kept = f"{name}-{_program()}.json"
    content = files.read_cache(kept)
    if content is not None:
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            pass  # they are made anew
    made = make()
    files.write_cache(kept, json.dumps(made).encode())
    return made


@cache
def _program() -> str:
    """Return what is another wherever the program's own files are."""
    return files.digest(f"{__version__} {files.checkout_stamp()}".encode())[:40]

"""Where the templates of a house run: out of reach of the machine, and of all that they were not given."""

from collections.abc import Iterator
from types import BuiltinMethodType
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cop_plan.base.errors import quote
from cop_plan.render.house import Unusable

LONGEST_PAGE = 10_000_000
"""So many letters a page of a house may have, which is sixty times the longest of ours."""


def bounded(pieces: Iterator[str]) -> Iterator[str]:
    """Yield the pieces of a page. Raises Unusable where they come to too much."""
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > LONGEST_PAGE:
            raise Unusable(f"it makes a page of more than {LONGEST_PAGE:,} letters")
        yield piece


class Sandbox(ImmutableSandboxedEnvironment):
    """Runs what a house wrote: it changes nothing, and calls only what it was given and what plain values can do.

    Jinja's own sandbox lets any method be called whose name has no underscore, and libraries have some that read files.
    """

    def is_safe_callable(self, obj: Any) -> bool:
        """Return whether a template may call something."""
        return super().is_safe_callable(obj) and _home(obj).partition(".")[0] in _HOMES

    def call(self, context: Any, obj: Any, /, *args: Any, **options: Any) -> Any:
        """Call something for a template. Raises SecurityError where it may not."""
        if not self.is_safe_callable(obj):
            raise SecurityError("a template may not call this")
        return super().call(context, obj, *args, **options)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:
        """Return what stands for an attribute that a template may not see."""
        said = f"{quote(attribute)} is out of a template's reach"
        return self.undefined(said, name=attribute, obj=obj, exc=SecurityError)


_HOMES = ("builtins", "cop_plan", "datetime", "decimal", "jinja2", "markupsafe")


def _home(obj: object) -> str:
    """Return the module in which something that can be called is at home; a method of a built-in type is of its type's.

    What is called without being a function or a class is at home where its class is.
    """
    if isinstance(obj, BuiltinMethodType) and obj.__module__ is None:
        return type(obj.__self__).__module__
    own = getattr(obj, "__module__", None)
    return own if isinstance(own, str) else type(obj).__module__

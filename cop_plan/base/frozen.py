"""Frozen values: classes like frozen dataclasses, without functions of their own.

`dataclasses` compiles about six functions for each class, in every run. These share theirs, so that a class costs a
tenth; `replace`, `fields` and `field` work with them. An instance holds what it was made of; the rest are the defaults
of its class.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

Kind = TypeVar("Kind")


def _init(self: Any, *args: Any, **values: Any) -> None:
    cls, held = type(self), vars(self)
    if args:
        held.update(zip(cls.__match_args__, args, strict=False))
    held.update(values)
    for name, make in cls._factories:
        if name not in held:
            held[name] = make()
    if not held.keys() >= cls._required:
        missing = ", ".join(sorted(cls._required - held.keys()))
        raise TypeError(f"{cls.__name__} lacks {missing}")


def _eq(self: Any, other: Any) -> Any:
    return self._compared(self) == self._compared(other) if type(other) is type(self) else NotImplemented


def _hash(self: Any) -> int:
    return hash(self._compared(self))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{type(self).__name__}({shown})"


def _set(self: object, name: str, _: object) -> NoReturn:
    raise AttributeError(f"{name} of a {type(self).__name__} cannot be changed")


def _delete(self: object, name: str) -> NoReturn:
    raise AttributeError(f"{name} of a {type(self).__name__} cannot be deleted")


_SHARED: Mapping[str, Callable[..., Any]] = {
    "__init__": _init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _set,
    "__delattr__": _delete,
}


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[Kind]) -> type[Kind]:
    """Make a class of annotations one of frozen values, which are equal if all that they hold is."""
    made: Any = dataclass(init=False, repr=False, eq=False)(cls)
    known = fields(made)
    names = [one.name for one in known if one.compare]
    made._compared = staticmethod(attrgetter(*names)) if names else staticmethod(_nothing)
    made._factories = tuple((one.name, one.default_factory) for one in known if one.default_factory is not MISSING)
    made._required = frozenset(one.name for one in known if one.default is MISSING and one.default_factory is MISSING)
    for name, function in _SHARED.items():
        setattr(made, name, function)
    return cls


def _nothing(_: object) -> tuple[()]:
    return ()

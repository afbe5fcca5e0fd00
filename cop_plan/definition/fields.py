"""Values of annotated fields, read from plain data with everything that is wrong at once.

A class below `FieldValues` is written as a dataclass is; its instances are frozen, and equal if all that they hold is.
What a field takes stands in its annotation: a text, one of a `Literal`, a `tuple[…, ...]`, a `Mapping[…, …]`, another
such class, or a choice of these; `Annotated` adds a `Reader`, which turns a text into its meaning, or `Before`, which
changes what is written before it is read. An instance holds what was written; the rest are the defaults of its class.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, NoReturn, Self, TypeVar, Union, get_args, get_origin

from cop_plan.base.errors import Path
from cop_plan.base.translatable import Sentence
from cop_plan.dates import phrases

Context = Mapping[str, Any]
"""What values are read with beside what is written: the school year."""

_NOTHING: Context = {}

Hook = TypeVar("Hook", bound=Callable[..., Any])
Shape = Literal["a text", "keys", "a list"]


class _Required:
    def __repr__(self) -> str:
        return "required"


REQUIRED: Any = _Required()
"""The default of a field that has to be written."""


class Unfit(Exception):
    """Raised for a value that does not mean what it should; `at` leads to the part of it that is wrong.

    `error` is what the reader of the language of dates found: with the school year its hint can show dates.
    """

    def __init__(
        self,
        message: Sentence,
        hint: Sentence | None = None,
        offset: int = 0,
        at: Path = (),
        error: phrases.Unclear | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.hint, self.offset, self.at, self.error = message, hint, offset, at, error


class Fault(NamedTuple):
    """What is wrong at a path: the key, or the value for one reason.

    `is_missing` and `is_unknown` are said of a key, the others of a value: the shape that was expected, the words among
    which it should be, or what its reader says.
    """

    path: Path
    at_key: bool = False
    is_missing: bool = False
    is_unknown: bool = False
    expected: Shape | None = None
    choices: tuple[str, ...] = ()
    written: Any = None
    unfit: Unfit | None = None


class Faults(Exception):
    """Raised with everything that is wrong with plain data."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(faults)
        self.faults = faults


class Field:
    """What is known of a field: `alias` is its key where that is another than its name."""

    takes: Any
    """What its annotation says, which the class fills in."""
    annotation: Any
    """The same without what `Annotated` adds."""

    def __init__(
        self,
        description: str | None = None,
        default: Any = REQUIRED,
        alias: str | None = None,
        extra: Mapping[str, Any] = _NOTHING,
    ) -> None:
        self.description, self.default, self.alias, self.extra = description, default, alias, extra

    @property
    def is_required(self) -> bool:
        """Return whether it has to be written."""
        return self.default is REQUIRED


class Reader(NamedTuple):
    """Reads a text with what is known beside it; a value of type `whole` has been read before."""

    parse: Callable[[str, Context], Any]
    whole: type | tuple[type, ...] = ()

    def read(self, value: Any, context: Context, path: Path, faults: list[Fault]) -> Any:
        """Return the meaning of a text."""
        if not isinstance(value, str):
            if not isinstance(value, self.whole):
                faults.append(Fault(path, expected="a text"))
            return value
        try:
            return self.parse(value, context)
        except phrases.Unclear as error:
            faults.append(Fault(path, unfit=Unfit(error.message, error.hint, error.offset, error=error)))
        except Unfit as unfit:
            faults.append(Fault(path, unfit=unfit))
        return None


class Before(NamedTuple):
    """Changes what is written before it is read."""

    func: Callable[[Any], Any]


_Read = Callable[[Any, Context, Path, list[Fault]], Any]


def before(hook: Hook) -> Hook:
    """Mark a class method that changes what is written before the fields are read; the last one begins."""
    hook.runs = "before"  # type: ignore[attr-defined]
    return hook


def after(hook: Hook) -> Hook:
    """Mark a method that looks at the whole value when its fields are read."""
    hook.runs = "after"  # type: ignore[attr-defined]
    return hook


class FieldValues:
    """A value of annotated fields. No field is called as what such a value has: all of that begins with `model_`."""

    model_fields: ClassVar[Mapping[str, Field]] = {}
    model_keys: ClassVar[Mapping[str, str]] = {}
    _before: ClassVar[tuple[str, ...]] = ()
    _after: ClassVar[tuple[str, ...]] = ()
    _held: ClassVar[Any]
    _readers: ClassVar[Mapping[str, _Read]]

    def __init_subclass__(cls) -> None:
        own = {name: _field(cls, name, takes) for name, takes in cls.__annotations__.items() if _is_field(takes)}
        cls.model_fields = {**cls.model_fields, **own}
        cls.model_keys = {one.alias or name: name for name, one in cls.model_fields.items()}
        for name, one in own.items():
            if not one.is_required:
                setattr(cls, name, one.default)
            elif name in vars(cls):
                delattr(cls, name)
        hooks = {name: getattr(one, "runs", None) for name, one in vars(cls).items()}
        cls._before = (*reversed([name for name, runs in hooks.items() if runs == "before"]), *cls._before)
        cls._after = (*cls._after, *(name for name, runs in hooks.items() if runs == "after"))
        cls._held = staticmethod(attrgetter(*cls.model_fields)) if cls.model_fields else staticmethod(lambda _: ())

    def __init__(self, **values: Any) -> None:
        vars(self).update(values)  # they were read before

    @classmethod
    def model_validate(cls, data: Any, context: Context = _NOTHING) -> Self:
        """Return the value that plain data mean. Raises Faults."""
        faults: list[Fault] = []
        made = cls._read(data, context, (), faults)
        if faults:
            raise Faults(faults)
        assert isinstance(made, cls), "without faults there is a value"
        return made

    def model_copy(self, update: Mapping[str, Any]) -> Self:
        """Return the value with others in the place of some that it holds."""
        return type(self)(**{**vars(self), **update})

    @property
    def model_fields_set(self) -> set[str]:
        """Return the fields that were written."""
        return set(vars(self))

    @classmethod
    def _read(cls, data: Any, context: Context, path: Path, faults: list[Fault]) -> Self | None:
        if isinstance(data, cls):
            return data
        found = len(faults)
        try:
            for hook in cls._before:
                data = getattr(cls, hook)(data)
            if not isinstance(data, dict):
                faults.append(Fault(path, expected="keys"))
                return None
            made = cls(**dict(cls._values(data, context, path, faults)))
            if len(faults) == found:
                for hook in cls._after:
                    getattr(made, hook)()
        except Unfit as unfit:
            faults.append(Fault(path, unfit=unfit))
        return made if len(faults) == found else None

    @classmethod
    def _values(
        cls, data: Mapping[str, Any], context: Context, path: Path, faults: list[Fault]
    ) -> Iterator[tuple[str, Any]]:
        if "_readers" not in vars(cls):  # made when the first is read: most definitions write few of the parts
            cls._readers = {key: _reader(cls.model_fields[name].takes) for key, name in cls.model_keys.items()}
        for key, name in cls.model_keys.items():
            if key in data:
                yield name, cls._readers[key](data[key], context, (*path, key), faults)
            elif cls.model_fields[name].is_required:
                faults.append(Fault((*path, key), is_missing=True))
        faults += (Fault((*path, key), is_unknown=True) for key in data if key not in cls.model_keys)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._held(self) == self._held(other)

    def __hash__(self) -> int:
        return hash(self._held(self))

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return ((name, getattr(self, name)) for name in self.model_fields)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self)})"

    def __setattr__(self, name: str, _: object) -> NoReturn:
        raise AttributeError(f"{name} of a {type(self).__name__} cannot be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{name} of a {type(self).__name__} cannot be deleted")


def _is_field(takes: Any) -> bool:
    return get_origin(takes) is not ClassVar and takes is not ClassVar


def _field(cls: type[FieldValues], name: str, takes: Any) -> Field:
    """Return a field of a class, with what it takes."""
    said = vars(cls).get(name, REQUIRED)
    known = said if isinstance(said, Field) else Field(default=said)
    known.takes, known.annotation = takes, get_args(takes)[0] if get_origin(takes) is Annotated else takes
    return known


def read(takes: Any, value: Any, context: Context = _NOTHING) -> Any:
    """Return what a value means where such an annotation stands. Raises Faults."""
    faults: list[Fault] = []
    meant = _reader(takes)(value, context, (), faults)
    if faults:
        raise Faults(faults)
    return meant


@cache
def _reader(takes: Any) -> _Read:
    """Return what reads a value where such an annotation stands."""
    origin, inside = get_origin(takes), get_args(takes)
    if origin is Annotated:
        return _annotated(inside[0], inside[1:])
    if origin is Literal:
        return _chosen(inside)
    if origin is tuple:
        return _listed(_reader(inside[0]))
    if origin is Mapping:
        return _mapped(*map(_reader, inside))
    if origin in (Union, UnionType):
        return _either([one for one in inside if one is not NoneType], may_be_none=NoneType in inside)
    if takes is str:
        return _text
    if takes is Any:
        return _as_it_is
    assert issubclass(takes, FieldValues), f"{takes} is no annotation of a field"
    read_part: _Read = takes._read
    return read_part


def _annotated(takes: Any, marks: tuple[Any, ...]) -> _Read:
    readers = [one.read for one in marks if isinstance(one, Reader)]
    reader: _Read = readers[0] if readers else _reader(takes)
    changes = [one.func for one in marks if isinstance(one, Before)]
    if not changes:
        return reader

    def changed(value: Any, context: Context, path: Path, faults: list[Fault]) -> Any:
        try:
            for change in changes:
                value = change(value)
        except Unfit as unfit:
            faults.append(Fault(path, unfit=unfit))
            return None
        return reader(value, context, path, faults)

    return changed


def _text(value: Any, _: Context, path: Path, faults: list[Fault]) -> Any:
    if not isinstance(value, str):
        faults.append(Fault(path, expected="a text"))
    return value


def _as_it_is(value: Any, *_: object) -> Any:
    return value


def _chosen(choices: tuple[str, ...]) -> _Read:
    def chosen(value: Any, _: Context, path: Path, faults: list[Fault]) -> Any:
        if value not in choices:
            faults.append(Fault(path, choices=choices, written=value))
        return value

    return chosen


def _listed(item: _Read) -> _Read:
    def listed(value: Any, context: Context, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, list | tuple):
            faults.append(Fault(path, expected="a list"))
            return None
        return tuple(item(one, context, (*path, at), faults) for at, one in enumerate(value))

    return listed


def _mapped(key: _Read, value: _Read) -> _Read:
    def mapped(written: Any, context: Context, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(written, Mapping):
            faults.append(Fault(path, expected="keys"))
            return None
        meant = {}
        for name, one in written.items():
            wrong: list[Fault] = []
            named = key(name, context, (*path, name), wrong)
            faults += (fault._replace(at_key=True) for fault in wrong)
            meant[named] = value(one, context, (*path, name), faults)
        return meant

    return mapped


def _either(takes: list[Any], *, may_be_none: bool) -> _Read:
    """Return what reads one of several shapes: keys and lists by the last one, all else by the first."""
    first, last = _reader(takes[0]), _reader(takes[-1])

    def either(value: Any, context: Context, path: Path, faults: list[Fault]) -> Any:
        if value is None and may_be_none:
            return None
        reader = last if isinstance(value, dict | list) else first
        return reader(value, context, path, faults)

    return either

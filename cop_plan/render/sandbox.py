"""Where the templates of a theme run: out of reach of the machine, of all that they were not given, and within bounds.

What a template does is counted as it runs, in steps: a step is about a character or a value that is looked at, copied
or written. What would make something large is counted before it is made. So a template stops at the same place on every
machine, however fast that is, and takes no more memory than its steps.
"""

import contextlib
import functools
import itertools
import re
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping, ValuesView
from types import BuiltinMethodType, CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.nodes import EvalContext
from jinja2.parser import Parser
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cop_plan.base.errors import quote
from cop_plan.base.translatable import grouped, sentence
from cop_plan.render.theme import SaidToJinja, UnusableValue

MAX_PAGE_CHARACTERS = 10_000_000
"""So many characters a page of a theme may have, which is sixty times the longest of ours."""

MAX_STEPS = 50_000_000
"""So many steps the templates of one page may take."""

MAX_BLOCKS, MAX_LOOPS, MAX_PARTS, MAX_LEVELS = 30, 15, 60, 60
"""How deep a template may be nested in blocks, loops and parts of an expression, and its values in each other.

Python itself takes 20 loops, 100 blocks and 200 parentheses within each other.
"""

MAX_BRANCHES, MAX_BITS = 200, 10_000
"""So many branches one `if` may have, and bits a number that is written out."""

_PER_CALL, _PER_PART = 200, 10
"""The steps of a call, whatever is called, and of a value or a body, above those of the characters in it."""


class BeyondLimits(TemplateSyntaxError):
    """Raised for a template that is nested deeper, or has more in it, than it may; its message is ours."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Runs what a theme wrote: it changes nothing, and calls only what it was given and what plain values can do.

    Jinja's own sandbox lets any method be called whose name has no underscore, and libraries have some that read files.
    """

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, **options: Any) -> None:
        super().__init__(finalize=self.weighed, **options)
        self.steps = 0
        self.code_generator_class = _CountingGenerator
        self.globals.pop("lipsum")
        self.filters = _CountingTable(self, {**self.filters, _WEIGHED: self.weighed, _LISTED: self.listed})
        self.tests = _CountingTable(self, self.tests)

    def take(self, steps: int) -> None:
        """Count some steps. Raises UnusableValue where they come to too many."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            said = sentence("this goes beyond the {count} steps that a page may take", count=grouped(MAX_STEPS))
            raise UnusableValue(said, sentence("look for loops within loops, or a text, list or number that grows"))

    def bounded(self, pieces: Iterator[str]) -> Iterator[str]:
        """Yield the pieces of a page and count its steps from here. Raises UnusableValue where it becomes too long."""
        self.steps = length = 0
        for piece in pieces:
            length += len(piece)
            if length > MAX_PAGE_CHARACTERS:
                most = grouped(MAX_PAGE_CHARACTERS)
                raise UnusableValue(sentence("it makes a page of more than {count} characters", count=most))
            yield piece

    def weighed(self, value: Any) -> Any:
        """Count the steps of looking at all of a value, and return it."""
        self.take(_PER_PART)
        levels = [iter((value,))]
        while levels:
            for part in levels[-1]:
                if isinstance(part, (str, bytes, range)):
                    self.take(len(part))
                elif isinstance(part, int):
                    self.take(_digits(part))
                elif isinstance(part, _CONTAINERS):
                    if len(levels) == MAX_LEVELS:
                        said = sentence("this value has more than {count} lists within each other", count=MAX_LEVELS)
                        raise UnusableValue(said)
                    self.take(_PER_PART * (1 + len(part)))
                    levels.append(itertools.chain(part, part.values()) if isinstance(part, dict) else iter(part))
                    break
            else:
                levels.pop()
        return value

    def listed(self, values: Any) -> Any:
        """Count the steps of going through values, and return them; what yields them only once becomes a list."""
        if isinstance(values, Iterator):
            return list(self._each(values))
        if not isinstance(values, jinja2.Undefined):
            with contextlib.suppress(TypeError):  # it cannot be gone through, or each time anew
                self.take(len(values))
        return values

    def _each(self, values: Iterator[Any]) -> Iterator[Any]:
        for value in values:
            self.take(_PER_PART)
            yield value

    def is_safe_callable(self, obj: Any) -> bool:
        """Return whether a template may call something."""
        if isinstance(_owner(obj), (str, bytes)) and obj.__name__ in _TOO_COSTLY:
            return False
        return super().is_safe_callable(obj) and _home(obj).partition(".")[0] in _HOMES

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805  # as Jinja's
        """Call something within bounds. Raises SecurityError where it may not be called."""
        if not __self.is_safe_callable(__obj):
            raise SecurityError(SaidToJinja(sentence("a template may not call this")))
        __self.take(_PER_CALL)
        if not isinstance(__obj, Macro):  # what that does with its arguments is counted in it
            owner, given = _owner(__obj), (*args, *kwargs.values())
            __self.weighed(given)
            if isinstance(owner, (str, bytes, int)):
                __self._grow(getattr(__obj, "__name__", ""), owner, given)
        return __self.weighed(__self.listed(super().call(__context, __obj, *args, **kwargs)))

    def counted(self, name: str, called: Callable[..., Any]) -> Callable[..., Any]:
        """Return a filter or a test that counts its steps."""

        @functools.wraps(called)
        def counting(*args: Any, **kwargs: Any) -> Any:
            given = [one for one in (*args, *kwargs.values()) if not isinstance(one, _OF_JINJA)]
            self.weighed(given)
            if given:
                self._grow(name, given[0], given[1:])
            return self.weighed(self.listed(called(*args, **kwargs)))

        return counting

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate within bounds."""
        self.weighed((left, right))
        if operator == "%" and isinstance(left, (str, bytes)):
            self._grow("format", left, (right,))
        elif isinstance(left, int) and isinstance(right, int):
            if operator == "**":
                self.take((left.bit_length() * abs(right) // 30) ** 2)
            else:
                self.take(_digits(left) * _digits(right))
        elif operator == "*":
            for many, times in ((left, right), (right, left)):
                if isinstance(many, (str, bytes, list, tuple)) and isinstance(times, int):
                    self.take(len(many) * max(times, 0))
        return super().call_binop(context, operator, left, right)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return a part of a value."""
        self.weighed(argument)
        return super().getitem(obj, argument)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute of a value, or a part of it."""
        self.take(_PER_PART)
        return super().getattr(obj, attribute)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:
        """Return what stands for an attribute that a template may not see."""
        said = sentence("{name} is out of a template's reach", name=quote(attribute))
        return self.undefined(SaidToJinja(said), name=attribute, obj=obj, exc=SecurityError)

    def _grow(self, name: str, value: Any, given: Any) -> None:
        """Count the steps of what makes more of a value than it was given, before it is done."""
        if name in _GROWING:
            self.take(_size(value) * (1 + sum(map(_size, given))))
        elif name in _SQUARE:
            self.take(_size(value) ** 2 // 1000)
        elif name == "replace":
            old, new = [*map(_size, given), 1, 1][:2]
            self.take(_size(value) // old * new)
        elif name == "sum":
            self.take(_size(value) ** 2 if any(isinstance(one, (list, tuple)) for one in given) else 0)
        elif name == "round":
            self.take(sum((one // 30) ** 2 for one in given if isinstance(one, int)))
        elif name == "strftime":
            self.take(256 * sum(map(_size, given)))
        elif name in ("format", "format_map"):
            text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
            if _WIDTH_FROM_ELSEWHERE.search(text):
                said = sentence("a width cannot come from another value here")
                raise UnusableValue(said, sentence("write it as a number"))
            widths = sum(int(digits[:12]) for digits in re.findall(r"[0-9]+", text))
            before = self.steps
            self.weighed(given)
            self.take(widths + (text.count("%") + text.count("{")) * (self.steps - before))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parser = Parser(self, source, name, filename)
        try:
            tree = parser.parse()
        except (RecursionError, MemoryError):
            raise BeyondLimits(_TOO_DEEP, parser.stream.current.lineno, name, filename) from None
        except ValueError:
            raise BeyondLimits(_TOO_LONG_A_NUMBER, parser.stream.current.lineno, name, filename) from None
        _look_how_deep(tree, name, filename)
        return tree

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        _count_what_looks_at_values(source)
        return super()._generate(source, name, filename, defer_init)

    def _compile(self, source: str, filename: str) -> CodeType:
        try:
            return super()._compile(source, filename)
        except (SyntaxError, RecursionError, MemoryError):
            raise BeyondLimits(_TOO_DEEP, 0, filename, filename) from None


_CONTAINERS = (list, tuple, dict, set, frozenset, KeysView, ValuesView, ItemsView)
_OF_JINJA = (Context, EvalContext, jinja2.Environment)
_TOO_COSTLY = ("translate", "maketrans", "encode", "decode")

# The result may be as long as the value times what is given: a number of spaces, a text between or before lines.
_GROWING = frozenset((
    "batch", "center", "expandtabs", "indent", "join", "ljust", "rfind", "rindex", "rjust", "rpartition", "rsplit",
    "slice", "to_bytes", "tojson", "urlize", "wordwrap", "zfill",
))  # fmt: skip
# They go over a long text again and again.
_SQUARE = frozenset(("pprint", "prose", "prose_md", "striptags"))
_WIDTH_FROM_ELSEWHERE = re.compile(r"%(\([^)]*\))?[-+ #0-9.]*\*|\{[^{}]*:[^{}]*\{")

_TOO_LONG_A_NUMBER = SaidToJinja(sentence("this number has too many digits"))
_TOO_DEEP = SaidToJinja(
    sentence("this is nested too deep"), sentence("put the inner part into a template of its own, and include that")
)


def _digits(number: int) -> int:
    """Return how many digits of 30 bits a number has, as Python keeps it."""
    return number.bit_length() // 30 + 1


def _size(value: object) -> int:
    """Return how long a value is, or how large a number; one more, so that nothing is for nothing."""
    if isinstance(value, int):
        return 1 + abs(value)
    if isinstance(value, (str, bytes, range)):
        return 1 + len(value)
    if isinstance(value, Mapping):
        return 1 + sum(_size(part) for part in value.values())
    return 1 + sum(map(_size, value)) if isinstance(value, _CONTAINERS) else 1


def _look_how_deep(tree: nodes.Template, name: str | None, filename: str | None) -> None:
    """Raise BeyondLimits where a template is nested deeper than it may be."""
    left: list[tuple[nodes.Node, int, int, int, int]] = [(tree, 1, 0, 0, 0)]
    while left:
        node, line, blocks, loops, parts = left.pop()
        line = node.lineno or line
        loops += isinstance(node, nodes.For)
        blocks += isinstance(node, nodes.Stmt) and "body" in node.fields
        parts = 0 if isinstance(node, nodes.Stmt) else parts + 1
        if blocks > MAX_BLOCKS or loops > MAX_LOOPS or parts > MAX_PARTS:
            raise BeyondLimits(_TOO_DEEP, line, name, filename)
        if isinstance(node, nodes.If) and len(node.elif_) >= MAX_BRANCHES:
            said = sentence("this 'if' has more than {count} branches", count=MAX_BRANCHES)
            raise BeyondLimits(SaidToJinja(said), line, name, filename)
        if isinstance(node, nodes.Const) and isinstance(node.value, int) and node.value.bit_length() > MAX_BITS:
            raise BeyondLimits(_TOO_LONG_A_NUMBER, line, name, filename)
        left.extend((child, line, blocks, loops, parts) for child in node.iter_child_nodes())


# Names that no template can write.
_WEIGHED, _LISTED = "(weighed)", "(listed)"


def _through(filter_name: str, value: nodes.Node) -> nodes.Filter:
    return nodes.Filter(value, filter_name, [], [], None, None, lineno=value.lineno)


def _count_what_looks_at_values(tree: nodes.Template) -> None:
    """Put what counts steps where a template looks at all of a value, other than in calls, filters and calculations."""
    for one in list(tree.find_all((nodes.For, nodes.Compare, nodes.Concat, nodes.Getitem, nodes.Pair))):
        match one:
            case nodes.For():
                one.iter = _through(_LISTED, one.iter)
            case nodes.Compare():
                one.expr = _through(_WEIGHED, one.expr)
                for operand in one.ops:
                    operand.expr = _through(_WEIGHED, operand.expr)
            case nodes.Concat():
                one.nodes = [_through(_WEIGHED, part) for part in one.nodes]
            case nodes.Getitem() if isinstance(one.arg, nodes.Slice):
                one.node = _through(_WEIGHED, one.node)
            case nodes.Pair():
                one.key = _through(_WEIGHED, one.key)


class _CountingGenerator(CodeGenerator):
    """Makes code that counts the steps of each body, as often as it is run."""

    def blockvisit(self, nodes: Any, frame: Frame) -> None:
        """Write the code of a body."""
        body = list(nodes)
        self.writeline(f"environment.take({_PER_PART + sum(map(_steps, body))})")
        super().blockvisit(body, frame)


def _steps(node: nodes.Node) -> int:
    """Return how many steps a statement has without the bodies in it: one for each part, and for each character."""
    steps, left = 0, [node]
    while left:
        one = left.pop()
        steps += 1 + (len(one.data) if isinstance(one, nodes.TemplateData) else 0)
        left.extend(one.iter_child_nodes(exclude=("body", "else_")))
    return steps


class _CountingTable(dict[str, Any]):
    """Filters or tests by their names, each of which counts its steps when it is taken from here."""

    def __init__(self, sandbox: Sandbox, called: Mapping[str, Any]) -> None:
        super().__init__(called)
        self._sandbox = sandbox

    def __getitem__(self, name: str) -> Any:
        called = super().__getitem__(name)
        return called if name in (_WEIGHED, _LISTED) else self._sandbox.counted(name, called)

    def get(self, name: str, default: Any = None) -> Any:
        """Return one by its name."""
        return self[name] if name in self else default  # noqa: SIM401  # it would call itself


_HOMES = ("builtins", "cop_plan", "datetime", "decimal", "jinja2", "markupsafe")


def _owner(called: Any) -> object:
    """Return the value whose method is called; None for what is no method."""
    return getattr(getattr(called, "__wrapped__", called), "__self__", None)


def _home(obj: object) -> str:
    """Return the module in which something that can be called is at home; a method of a built-in type is of its type's.

    What is called without being a function or a class is at home where its class is.
    """
    if isinstance(obj, BuiltinMethodType) and obj.__module__ is None:
        return type(obj.__self__).__module__
    own = getattr(obj, "__module__", None)
    return own if isinstance(own, str) else type(obj).__module__

"""Standard input, output and error: all that is printed leaves here, and all that is typed arrives here.

Text of files, names and arguments is never trusted: whatever steers a terminal or cannot be seen shows as U+FFFD.
Output that cannot be written stops no run, so that files are written or not as ever; `close` tells of it at the end.
"""

import contextlib
import errno
import io
import json
import os
import re
import select
import shutil
import sys
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any, TextIO, cast

from cop_plan.base import files
from cop_plan.base.errors import NON_PRINTING, Unreadable
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.cli import folding, language

STDIN, STDOUT, STDERR = sentence("standard input"), sentence("standard output"), sentence("standard error")

NARROWEST = 20
"""The least width, in columns, for which text is laid out: a narrower terminal wraps it by itself."""


class Output(io.TextIOBase):
    """A standard stream that text is filtered for, and whose failure is remembered instead of raised.

    Nothing is buffered, so that nothing can fail later than it is written. It has no `buffer`, since a library that
    finds one writes past the filter. A character that the encoding lacks is written as a question mark.
    """

    encoding, errors = "utf-8", "replace"

    def __init__(self, name: str, stream: TextIO | None) -> None:
        self.name = name
        self.failure: OSError | None = None
        binary = getattr(stream, "buffer", None)
        self._file = getattr(binary, "raw", binary)
        self.encoding = getattr(stream, "encoding", None) or self.encoding

    def writable(self) -> bool:
        """Return True."""
        return True

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self._file is not None and self._file.isatty()

    def fileno(self) -> int:
        """Return the number of the file. Raises OSError where it is closed."""
        if self._file is None:
            raise OSError(errno.EBADF, "closed")
        return int(self._file.fileno())

    def write(self, text: str) -> int:
        """Write text, filtered."""
        if not isinstance(text, str):
            raise TypeError("this is a stream of text")
        self.put_styled(_visible(text))
        return len(text)

    def put_styled(self, text: str) -> None:
        """Write text that may hold the escapes of colours: whatever is not ours in it is filtered before."""
        lines = text if os.linesep == "\n" else text.replace("\n", os.linesep)
        self.put(lines.encode(self.encoding, "replace"))

    def put(self, content: bytes) -> bool:
        """Write bytes as they are; return whether this and all before could be written."""
        rest = memoryview(content)
        while rest and self.failure is None:
            try:
                if self._file is None:
                    raise OSError(errno.EBADF, "closed")
                written = self._file.write(rest)
                if written is None:  # a pipe that does not wait, and is full
                    select.select([], [self._file], [])
            except OSError as error:
                self.failure = error
            else:
                rest = rest[written or 0 :]
        return self.failure is None

    def settle(self) -> None:
        """Learn of what fails only when a file is closed, as on some disks of a network."""
        if self.failure is None and self._file is not None:
            try:
                os.close(os.dup(self._file.fileno()))
            except OSError as error:
                self.failure = error


class _DrawingOutput(Output):
    """A terminal for what draws on it with escapes of its own, such as a bar, and shows nobody's text."""

    def write(self, text: str) -> int:
        """Write text as it is."""
        self.put_styled(text)
        return len(text)


class LinkedLine(str):
    """A line of which some words, between colons, are a link where a terminal can show one.

    `address` is asked for only there; None is no link.
    """

    __slots__ = ("_address", "_words")

    _words: str
    _address: Callable[[], str | None]

    def __new__(cls, line: str, words: str, address: Callable[[], str | None]) -> "LinkedLine":
        """Make one."""
        made = super().__new__(cls, line)
        made._words, made._address = words, address
        return made

    def linked(self, folded: list[str]) -> list[str]:
        """Return the lines in which it is shown, its words as a link: an escape that takes no room.

        Source: Egmont Koblinger, "Hyperlinks in terminal emulators", which calls it OSC 8.
        """
        words = re.compile(rf"(^ *|: )({re.escape(self._words)}):")
        at = next((at for at, line in enumerate(folded) if words.search(line)), None)
        if at is None or (address := self._address()) is None:
            return folded
        link = f"\x1b]8;;{address}\x1b\\{self._words}\x1b]8;;\x1b\\:"
        return [*folded[:at], words.sub(lambda found: found[1] + link, folded[at], count=1), *folded[at + 1 :]]


def open_streams() -> None:
    """Take standard output and error over for the rest of the run."""
    sys.stdout, sys.stderr = Output(STDOUT, sys.stdout), Output(STDERR, sys.stderr)
    for number in range(3):  # a file that is opened must not get the number of a closed stream, or a child writes to it
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def close() -> bool:
    """Tell what could not be written; return whether all could."""
    out, err = _output(), _errors()
    out.settle()
    # Who leaves a pipe early, as `head` does, has what it wanted.
    if out.failure is not None and not _left(out.failure):
        say(sentence("{file}: {why}", file=STDOUT, why=_reason(out.failure)))
    err.settle()
    return out.failure is None and err.failure is None


def _left(failure: OSError) -> bool:
    # Windows says of a pipe without a reader that the argument is invalid.
    return failure.errno == errno.EPIPE or (sys.platform == "win32" and failure.errno == errno.EINVAL)


def _reason(failure: OSError) -> Sentence:
    return sentence("it is closed") if failure.errno == errno.EBADF else files.reason(failure)


def _output() -> Output:
    return sys.stdout if isinstance(sys.stdout, Output) else Output(STDOUT, sys.stdout)


def _errors() -> Output:
    return sys.stderr if isinstance(sys.stderr, Output) else Output(STDERR, sys.stderr)


def _visible(text: str) -> str:
    return NON_PRINTING.sub("\N{REPLACEMENT CHARACTER}", text)


def visible_line(text: str) -> str:
    """Return somebody's text as it can stand on a line of a terminal."""
    return _visible(text.replace("\t", " ")).replace("\n", "\N{REPLACEMENT CHARACTER}")


def one_line(text: str, most: int | None = None) -> str:
    """Return a text as one line of at most so many characters."""
    line = " ".join(text.split())
    return line if most is None else cut(line, most)


def cut(line: str, most: int) -> str:
    """Return a line of at most so many characters."""
    return line if len(line) <= most else f"{line[: most - 1]}…"


def say(line: str) -> None:
    """Say something to the person: a line on standard error; a sentence in the language of the run."""
    _write_folded(_errors(), [language.translated(line)])


def show(*lines: str) -> None:
    """Show lines on standard output."""
    _write_folded(_output(), lines)


def show_whole(*lines: str) -> None:
    """Show lines on standard output that a person copies, or that are broken where they should be."""
    _output().write("".join(f"{visible_line(line)}\n" for line in lines))


def _write_folded(stream: Output, lines: Iterable[str]) -> None:
    """Write lines; on a terminal those that are too long are continued under their text."""
    if _is_screen(stream):
        columns = width()
        shown: Iterable[str] = chain.from_iterable(_on_screen(line, columns) for line in lines)
    else:
        shown = map(visible_line, lines)
    stream.put_styled("".join(f"{line}\n" for line in shown))


def _on_screen(line: str, columns: int) -> list[str]:
    """Return a line as a terminal shows it, folded."""
    folded = list(folding.folded(visible_line(line), columns))
    return line.linked(folded) if isinstance(line, LinkedLine) and _has_links() else folded


def _has_links() -> bool:
    """Return whether the terminal knows links, or at least leaves out what it does not know."""
    return os.environ.get("TERM") != "linux" and (sys.platform != "win32" or "WT_SESSION" in os.environ)


def show_text(text: str) -> None:
    """Show a text of several lines on standard output."""
    _output().write(text)


def show_json(data: Any) -> bool:
    """Show data as JSON on standard output, non-printing characters escaped; return whether it could be written."""
    out = _output()
    is_unicode = out.encoding.casefold().replace("_", "-") in ("utf-8", "utf8")
    text = json.dumps(data, ensure_ascii=not is_unicode, indent=1)
    return out.put((NON_PRINTING.sub(_escaped, text) + "\n").encode())


def _escaped(found: Any) -> str:
    return json.dumps(found[0])[1:-1] if found[0] != "\x7f" else "\\u007f"


def deliver(content: bytes) -> None:
    """Write an artefact to standard output, every byte as it is."""
    _output().put(content)


def has_colour() -> bool:
    """Return whether standard output is a terminal that takes more than plain text."""
    return _is_screen(_output())


def _is_screen(stream: Output) -> bool:
    return stream.isatty() and os.environ.get("TERM") not in ("dumb", "unknown") and _takes_escapes(stream.fileno())


if sys.platform == "win32":

    def _takes_escapes(number: int) -> bool:
        """Ask a console to obey escapes, which not each does by itself; return whether it does.

        Source: SetConsoleMode, ENABLE_VIRTUAL_TERMINAL_PROCESSING.
        """
        import ctypes
        import msvcrt

        kernel, mode = ctypes.windll.kernel32, ctypes.c_ulong()
        console = ctypes.c_void_p(msvcrt.get_osfhandle(number))
        is_console = kernel.GetConsoleMode(console, ctypes.byref(mode))
        return bool(is_console and kernel.SetConsoleMode(console, mode.value | 4))

else:

    def _takes_escapes(_number: int) -> bool:
        return True


def width() -> int:
    """Return how many columns the terminal has, at least NARROWEST; 80 where nobody knows."""
    return max(NARROWEST, shutil.get_terminal_size().columns)


def styled(*parts: Any, columns: int) -> str:
    """Return what rich can render as text with the escapes of a terminal. Texts in it are of `visible_line`."""
    from rich.console import Console  # costs an import that only a terminal needs

    rendered = io.StringIO()
    console = Console(file=rendered, force_terminal=True, width=columns)
    for part in parts:
        console.print(part)
    return rendered.getvalue()


def can_draw() -> bool:
    """Return whether something can be drawn on standard error, and taken away again."""
    return _is_screen(_errors()) and os.environ.get("TERM") != ""


def canvas() -> Any:
    """Return standard error for what rich draws there. No text of a file or a person may be in it."""
    from rich.console import Console  # costs an import that only a terminal needs

    return Console(file=cast("TextIO", _DrawingOutput(STDERR, sys.__stderr__)), force_terminal=True, width=width())


def show_styled(text: str) -> None:
    """Show a text of `styled` on standard output."""
    _output().put_styled(text)


def can_ask() -> bool:
    """Return whether somebody sits at the other end of standard input."""
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def ask(prompt: str) -> str:
    """Return the line that a person types. Raises EOFError where the input ends, Unreadable where nobody can see it."""
    if (failure := _errors().failure) is not None:
        raise Unreadable(STDERR, _reason(failure))
    if sys.stdin is None:
        raise EOFError
    if sys.stdin.isatty() and _output().isatty():
        _load_line_editor()
        return input(prompt)
    say(prompt)
    try:
        line = sys.stdin.readline()
    except OSError as error:
        raise Unreadable(STDIN, _reason(error)) from None
    if not line:
        raise EOFError
    return line


def _load_line_editor() -> None:
    with contextlib.suppress(ImportError):  # not every system has one
        import readline  # noqa: F401  # lets a person edit the line


def read(limit_bytes: int) -> bytes:
    """Return what standard input holds, and of more a byte more than the limit. Raises Unreadable."""
    if sys.stdin is None:
        raise Unreadable(STDIN, sentence("it is closed"))
    if sys.stdin.closed:
        raise Unreadable(STDIN, sentence("it was read already"))
    if sys.stdin.isatty():
        end = sentence("Ctrl-Z and Enter") if sys.platform == "win32" else sentence("Ctrl-D")
        say(sentence("reading what you type, until {end}", end=end))
    try:
        content = sys.stdin.buffer.read(limit_bytes + 1)
    except OSError as error:
        raise Unreadable(STDIN, _reason(error)) from None
    sys.stdin.close()
    return content


def start_line() -> None:
    """Begin a new line where a terminal shows the ^C of an interrupt on this one."""
    if _errors().isatty():
        _errors().write("\n")

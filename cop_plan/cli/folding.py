"""Lines that are too long for a terminal, continued under their text instead of broken inside a word."""

import re
from collections.abc import Iterator

NARROWEST_TEXT = 30

_BEGINNING = re.compile(r"(?P<indent> *)(?P<day>\d{4}-\d\d-\d\d  )?")
_COMMAND = re.compile(r"(?<=\s)cop-plan .*")
_PIECE = re.compile(r" *[^ ]+")


def folded(line: str, columns: int) -> Iterator[str]:
    """Yield a line in lines of so many columns at most; only a word, or a command to copy, that is longer stays whole.

    What follows is indented: under the text behind a day, or two columns more than the line is.
    """
    if len(line) * 2 <= columns:  # no character is wider than two columns
        yield line
        return
    hanging = _hanging(line, columns)
    begun, is_begun = "", False
    for piece in _pieces(line):
        if is_begun and _width(begun) + _width(piece) > columns:
            yield begun
            begun = hanging + piece.lstrip(" ")
        else:
            begun += piece
        is_begun = True
    yield begun


def _hanging(line: str, columns: int) -> str:
    beginning = _BEGINNING.match(line)
    assert beginning is not None, "it may be empty"
    under_text = len(beginning[0])
    if beginning["day"] and columns - under_text >= NARROWEST_TEXT:
        return " " * under_text
    return " " * min(len(beginning["indent"]) + 2, columns // 4)


def _pieces(line: str) -> list[str]:
    """Return the words of a line, each with the spaces before it; a command is one of them."""
    command = _COMMAND.search(line)
    text = line[: command.start()] if command else line
    found = _PIECE.findall(text)
    if command:
        found.append(line[len("".join(found)) :])
    return found or [line]


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # costs an import that only a terminal needs

    return cell_len(text)

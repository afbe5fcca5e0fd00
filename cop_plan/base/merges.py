"""The marks that git leaves in a file that two people changed: `<<<<<<<`, `|||||||`, `=======`, `>>>>>>>`.

Source: git-merge, "How conflicts are presented".
"""

import re
from collections.abc import Iterator

from cop_plan.base.errors import Place, Problem
from cop_plan.base.translatable import sentence

_MARK = re.compile(r"(?P<mark><{7}|>{7}|\|{7}|={7})(?: .*)?\r?\n?")

_MEND = sentence("keep the lines that are right, and take out those that begin with <<<<<<<, ======= and >>>>>>>")


def _marked(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield each line with its number and the first sign of its mark; an empty one if it has none."""
    for number, line in enumerate(re.findall(r"[^\n]*\n|[^\n]+$", text), start=1):
        found = _MARK.fullmatch(line)
        yield number, line, found["mark"][0] if found else ""


def problems(text: str, file: str) -> list[Problem]:
    """Return where both versions of a merge stand in a file, each with its first line."""
    if "<<<<<<<" not in text and ">>>>>>>" not in text:
        return []
    found, begun = list[tuple[int, int]](), 0
    for number, _, mark in _marked(text):
        if mark == "<":
            found += [(begun, begun)] if begun else []
            begun = number
        elif mark == ">":
            found.append((begun or number, number))
            begun = 0
    found += [(begun, begun)] if begun else []
    return [
        Problem(
            Place(file, first, 1),
            "",
            sentence("git left both versions of a merge here, down to line {last}", last=last)
            if first < last
            else sentence("a merge left its mark here"),
            _MEND if at == 0 else None,
        )
        for at, (first, last) in enumerate(found)
    ]


def sides(text: str) -> tuple[str, str] | None:
    """Return a text with our side of each conflict, and with theirs; None if there is none, or if a mark is missing."""
    ours, theirs, at = list[str](), list[str](), ""
    follows = {"<": ("",), "|": ("<",), "=": ("<", "|"), ">": ("=",)}
    count = 0
    for _, line, mark in _marked(text):
        if mark:
            if at not in follows[mark]:
                return None
            at = "" if mark == ">" else mark
            count += mark == ">"
            continue
        if at in ("", "<"):
            ours.append(line)
        if at in ("", "="):
            theirs.append(line)
    return ("".join(ours), "".join(theirs)) if count and not at else None

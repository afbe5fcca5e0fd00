"""Texts with a byte for each character: as Windows writes them, or as an older Mac does.

Nothing in such a file says which. So it is read both ways, and the one counts whose letters stand as in words.
"""

import re
from itertools import islice

WINDOWS, MAC = "cp1252", "mac_roman"

_LOOKED_AT = 10_000

_IN_WORDS = frozenset("’'-–—·.…")
"""What stands between letters without being one."""


def encoding(content: bytes) -> str:
    """Return how a text is written; Windows, unless read as from a Mac fewer of its characters are out of place."""
    misread = dict.fromkeys((WINDOWS, MAC), 0)
    for found in islice(re.finditer(rb"[\x80-\xff]", content), _LOOKED_AT):
        around = content[max(found.start() - 1, 0) : found.end() + 1]
        for name in misread:
            text = around.decode(name, "replace")
            at = 1 if found.start() else 0
            misread[name] += _is_out_of_place(text[:at], text[at], text[at + 1 :])
    return MAC if misread[MAC] < misread[WINDOWS] else WINDOWS


_BEFORE_WORDS = frozenset("“‘«§¶¿¡±÷×")

_LOOK_LIKE_LETTERS = frozenset("ƒªº")


def _is_out_of_place(before: str, one: str, after: str) -> bool:
    """Return whether no word has such a character between what stands before and behind it."""
    if one == "\ufffd":
        return True
    if not one.isalpha():
        is_behind = before.isalpha() and one in _BEFORE_WORDS
        return is_behind or (before.isalpha() and after.isalpha() and one not in _IN_WORDS)
    is_inside = before.isalpha() and (before.islower() or after.islower())
    return one in _LOOK_LIKE_LETTERS or (one.isupper() and is_inside)

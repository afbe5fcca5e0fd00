"""E-mail addresses: what one is, and how one is told from the name beside which somebody wrote it."""

import re

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
EMAIL = rf"[A-Za-z0-9_](?:{_ATOM})?(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])?"
"""An e-mail address that every mail program takes: plain words with dots, and a domain in ASCII.

It begins with no sign that a spreadsheet would compute: behind an apostrophe it would be somebody else's.

Source: RFC 5321, 4.1.2. No engine of regular expressions needs a flag for it.
"""

# Whatever somebody may have meant as an address: whether it is one, the field says that it belongs into.
_WRITTEN = r"(?:mailto:)?([^\s<>()\[\]{},;:\"“”«»?]+@[^\s<>()\[\]{},;:\"“”«»?]+)(?:\?[^\s<>()\[\]]*)?"
_ANY = re.compile(rf"[<(\[]\s*{_WRITTEN}\s*[>)\]]|{_WRITTEN}", re.IGNORECASE)


def split(text: str) -> tuple[str, tuple[str, ...]]:
    """Return a text without the addresses in it, and the addresses: `Kim <kim@example.org>`, `Kim, kim@example.org`.

    A text without an address stays as it is.
    """
    if "@" not in text:
        return text, ()
    found = tuple((one[1] or one[2]).rstrip(".") for one in _ANY.finditer(text))
    if not found:
        return text, ()
    left = re.sub(r"[(\[]\s*[,;]?\s*[)\]]", "", _ANY.sub(" ", text))
    left = re.sub(r"\s*[,;:]\s*(?=[)\],;:])|(?<=[(\[])\s*[,;:]\s*", "", " ".join(left.split()))
    return left.strip(' ,;:/|–—-"“”«»'), found

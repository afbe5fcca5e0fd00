"""How the columns of a table are headed: two spellings of one heading made equal."""

import re
import unicodedata
from functools import lru_cache


def plain(text: str) -> str:
    """Return a heading such that two that look the same are equal: case, width and spaces do not matter."""
    if text.isascii():
        return " ".join(text.casefold().split())
    seen = "".join(c for c in unicodedata.normalize("NFKC", text.replace("’", "'")) if unicodedata.category(c) != "Cf")
    return " ".join(seen.casefold().split())


@lru_cache(maxsize=4096)
def spelled(text: str) -> str:
    """Return a heading such that two of one spelling are equal: accents, hyphens and what stands around it are left."""
    letters = (c for c in unicodedata.normalize("NFKD", plain(text)) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", "".join(letters)).strip().replace("e mail", "email")

"""What an entry is called in the address of a page, the same on each page that shows it."""

RESERVED = frozenset(
    (
        *("plan", "next", "sessions", "glance", "months", "by_month", "dates", "filter", "shown", "copied"),
        *("purpose", "goals", "membership", "leadership", "people", "guidelines", "meetings", "designing"),
        *("budget", "reporting", "surveys", "legacy", "closures", "due", "questions"),
    )
)
"""What the pages call their own parts, where that could be an entry's name: those have no underscore."""


def anchor(entry_id: str) -> str:
    """Return the name of an entry in an address; one that is called like a part of a page has a longer one."""
    return f"entry_{entry_id}" if entry_id in RESERVED else entry_id

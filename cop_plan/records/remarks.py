"""Remarks on records that can be read: problems that stop nothing, in the community's language.

`say` returns a text of `remarks` in `messages.yaml` with its braces filled.
"""

from collections.abc import Callable, Sequence

from cop_plan.base.errors import Place, Problem, shown
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence

Say = Callable[..., Sentence]

MAX_LISTED = 12
"""So many names or rows stand in one remark; `--inspect` shows all."""


@frozen
class RecordRemark(Problem):
    """What a person should know of a file, in the community's language."""


def remark(say: Say, file: str, said: str, hint: str | None = None, **facts: object) -> RecordRemark:
    """Return a remark on a file; `said` and `hint` are the keys of its texts, which `facts` fill."""
    what_to_do = None if hint is None else say(f"remarks.hints.{hint}", **facts)
    return RecordRemark(Place(file, 0, 0), "", say(f"remarks.{said}", **facts), what_to_do)


def listed(say: Say, texts: Sequence[str]) -> str:
    """Return texts in a row, such as names."""
    names = ", ".join(map(shown, texts[:MAX_LISTED]))
    more = len(texts) - MAX_LISTED
    return say("remarks.more", names=names, count=more) if more > 0 else names


def rows(say: Say, numbers: Sequence[int]) -> str:
    """Return the rows of a file by their numbers."""
    found = sorted(set(numbers))
    return say("remarks.row" if len(found) == 1 else "remarks.rows", numbers=listed(say, [*map(str, found)]))

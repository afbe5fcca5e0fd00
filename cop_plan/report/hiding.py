"""What must not be seen, and what must not be seen so that it cannot be worked out.

Four rules hold for answers. A group of fewer people than the limit is not shown. A group of fewer than ten shows only
how many went up, stayed and went down. A group whose members all said the same is not shown. And nothing is shown from
which one of these could be worked out.

The last rule rests on exchanges. The attacker knows every number that was ever published, and wants one that was not.
If some people could have answered otherwise, such that every published number stays and the hidden one becomes
another, the hidden number is not certain. `certain` looks for such people: one, or two or three whose answers change
together. What it finds is a proof; where it finds none the report shows less, until nothing is left that makes anything
certain. What was said of nobody at all, by a published zero, is no secret.

Groups into which the community is divided follow from the same thought: of the groups that are hidden there are always
two or more, with as many people together as the limit, not all alike. Then two people of different hidden groups could
change places. Groups are shown or hidden with all their numbers, since people change places whole.

The totals of the whole community on coming and completing are no secret: it sat in one room. A member knows their own
answer, and so a little more than this attacker; the limit is there for that.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from cop_plan.report.values import HiddenWhy

Kind = TypeVar("Kind", bound=Hashable)

FULL = 10
"""From so many people on a distribution is shown."""


def is_alike(counts: Iterable[int], n: int) -> bool:
    """Return whether all of a group said the same: one answer has them all."""
    return any(count == n for count in counts)


def why_hidden(counts: Collection[int], n: int, limit: int, *, whole: bool = True) -> HiddenWhy | None:
    """Return why the answers of a group are not shown, or None if they may be.

    `whole` answers are a distribution; the others are only up, same and down.
    """
    if n < limit:
        return "small group"
    if whole and n < FULL:
        return "under ten"
    return "protected" if is_alike(counts, n) else None


class PeopleCount(NamedTuple):
    """A number: how many people there are of any of these kinds."""

    kinds: frozenset[Any]


def certain(
    people: Mapping[Kind, int],
    published: Sequence[PeopleCount],
    hidden: Iterable[PeopleCount],
    may_become: Callable[[Kind], Iterable[Kind]],
) -> Iterator[PeopleCount]:
    """Yield the hidden numbers of which no exchange shows that they could be others, the published ones being known.

    `people` says how many there are of each kind; `may_become` is what somebody of a kind could have been instead.
    """
    zeros = [count.kinds for count in published if not any(people.get(kind) for kind in count.kinds)]
    moves = [
        _AnswerChange(kind, other, _published(published, kind, other))
        for kind, count in people.items()
        if count
        for other in may_become(kind)
        if other != kind
    ]
    exchanges = _Exchanges(people, moves)
    for count in hidden:
        if not any(count.kinds <= zero for zero in zeros) and not exchanges.move(count):
            yield count


class _AnswerChange(NamedTuple):
    """Somebody of a kind answers otherwise; `published` is what becomes of the published numbers, as one number."""

    kind: Any
    other: Any
    published: int


# Of three moves each changes a number by one at most, so that in this base no two sums of changes are the same.
_BASE = 8


def _published(numbers: Sequence[PeopleCount], kind: Any, other: Any) -> int:
    changes = ((other in number.kinds) - (kind in number.kinds) for number in numbers)
    return sum(change * _BASE**at for at, change in enumerate(changes))


class _Exchanges:
    """Up to three people who could have answered otherwise, such that no published number changes."""

    def __init__(self, people: Mapping[Any, int], moves: Sequence[_AnswerChange]) -> None:
        self._people, self._moves = people, moves

    def move(self, hidden: PeopleCount) -> bool:
        """Return whether some of them change a hidden number."""
        by_published: dict[int, dict[tuple[Any, int], None]] = defaultdict(dict)
        for one in self._moves:
            by_published[one.published][one.kind, self._change(hidden, one)] = None
        every = [(published, *one) for published, ones in by_published.items() for one in ones]
        first = [one for one in every if one[2]]
        return (
            any(not published for published, _, _ in first)
            or any(self._completed(by_published, (one,)) for one in first)
            or any(self._completed(by_published, (one, two)) for one in first for two in every)
        )

    def _completed(
        self, by_published: Mapping[int, Mapping[tuple[Any, int], None]], some: tuple[tuple[int, Any, int], ...]
    ) -> bool:
        """Return whether one more takes back what some change of the published numbers, but not of the hidden one."""
        more = by_published.get(-sum(published for published, _, _ in some))
        if not more:
            return False
        changed, kinds = sum(change for _, _, change in some), [kind for _, kind, _ in some]
        return any(
            changed + change and all(self._people[one] >= (*kinds, kind).count(one) for one in (*kinds, kind))
            for kind, change in more
        )

    @staticmethod
    def _change(hidden: PeopleCount, move: _AnswerChange) -> int:
        return (move.other in hidden.kinds) - (move.kind in hidden.kinds)


def shown_groups(groups: Mapping[str, Sequence[tuple[Hashable, ...]]], limit: int) -> frozenset[str]:
    """Return which groups of a divided community may show their numbers, beside the totals of the community.

    A group is the sequence of its people; a person is a tuple of what the numbers count, in the same order for all.
    Small groups and groups that are alike in something are hidden first, then the smallest others until people of the
    hidden groups could change places. What all the community is alike in, its total says of everybody.
    """
    everybody = [person for people in groups.values() for person in people]
    telling = [at for at, values in enumerate(zip(*everybody, strict=True)) if len(set(values)) > 1]

    def may_stand_alone(people: Sequence[tuple[Hashable, ...]]) -> bool:
        return len(people) >= limit and all(len({person[at] for person in people}) > 1 for at in telling)

    hidden = [name for name, people in groups.items() if people and not may_stand_alone(people)]
    others = sorted((len(people), name) for name, people in groups.items() if people and name not in hidden)
    for _, name in others:
        together = [person for one in hidden for person in groups[one]]
        if not hidden or (len(hidden) > 1 and may_stand_alone(together)):
            break
        hidden.append(name)
    return frozenset(name for name, people in groups.items() if people) - set(hidden)

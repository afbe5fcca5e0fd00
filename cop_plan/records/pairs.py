"""A person's answers before and after, brought together by what the definition says: address, code or nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cop_plan.records.record_types import Response, Survey


@dataclass(frozen=True, slots=True)
class Pair:
    """One person's answers to both surveys."""

    key: str
    before: Response
    after: Response


@dataclass(frozen=True, slots=True)
class SharedKey:
    """What several people gave as one key: none of their answers can be matched."""

    key: str
    before: tuple[Response, ...]
    after: tuple[Response, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The answers of two surveys: every response stands in one of the four, in the order of keys, then of rows."""

    matched: tuple[Pair, ...]
    only_before: tuple[Response, ...]
    only_after: tuple[Response, ...]
    ambiguous: tuple[SharedKey, ...] = ()


def pair(before: Survey, after: Survey) -> Pairs:
    """Bring together the answers that have one key in both surveys, and there one person each."""
    first, last = _by_key(before.responses), _by_key(after.responses)
    matched, ambiguous = [], []
    only_before, only_after = list(first.pop(None, ())), list(last.pop(None, ()))
    for key in sorted(filter(None, first.keys() | last.keys())):
        begun, ended = first.get(key, ()), last.get(key, ())
        if len(begun) > 1 or len(ended) > 1:
            ambiguous.append(SharedKey(key, tuple(begun), tuple(ended)))
        elif begun and ended:
            matched.append(Pair(key, begun[0], ended[0]))
        else:
            only_before += begun
            only_after += ended
    return Pairs(tuple(matched), tuple(only_before), tuple(only_after), tuple(ambiguous))


def _by_key(responses: Iterable[Response]) -> dict[str | None, list[Response]]:
    found: dict[str | None, list[Response]] = defaultdict(list)
    for response in responses:
        found[response.key].append(response)
    return dict(found)

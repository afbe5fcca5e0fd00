"""What problems say that cannot be said in another language than English."""

from collections.abc import Iterable, Iterator
from functools import cache

from cop_plan.app import shipped
from cop_plan.base.errors import Problem
from cop_plan.base.translatable import Sentence
from cop_plan.definition import languages

OTHERS = [one for one in languages.BY_FOLDER.values() if one.folder != languages.MAIN]


def untranslated(*texts: str | None) -> list[str]:
    """Return what of some messages a language cannot say: texts that are no sentences, templates not translated."""
    return [left for text in texts if text is not None for left in _left(text)]


def untranslated_in(problems: Iterable[Problem]) -> list[str]:
    """Return what of some problems a language cannot say, with their hints and other places."""
    return [
        left
        for problem in problems
        for left in untranslated(problem.message, problem.hint, *(words for _, words in problem.others))
    ]


def _left(text: str) -> Iterator[str]:
    if not isinstance(text, Sentence) or not text.template:
        yield text
        return
    if not all(text.template in table for table in _tables()):
        yield text.template
    for fact in text.facts.values():
        if isinstance(fact, Sentence) and fact.template:  # another text is the person's own, or a number
            yield from _left(fact)


@cache
def _tables() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(shipped.messages(one.tag).problems) for one in OTHERS)

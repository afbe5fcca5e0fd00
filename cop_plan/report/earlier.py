"""What was published before: the roll-up of the fall and the interim report, read back from their own JSON.

What was once published stays known, and whoever subtracts it from what is published later learns of those who came
between. So a report has to know it. Where nothing is handed over, the roll-up of all answers to the baseline survey is
taken for published, since its letter is part of every year.

A table that is published again is either the same, or so different that what lies between is a group that could itself
be shown; else the earlier one is repeated. Of matched answers see `surveys`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cop_plan.base.translatable import Sentence, sentence
from cop_plan.report.hiding import FULL, is_alike
from cop_plan.report.values import AnswerCount, Distribution, Hidden, Number, Shown, WrittenAnswers


class NotAReport(ValueError):
    """Raised for data that no report of this year's community is; says why."""

    def __init__(self, why: Sentence) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class EarlierReport:
    """What one earlier report said of the baseline survey, by the names of the items.

    An item that is not there was not shown, `protected` if it is among these. `pulses` is what it said of the short
    survey, by the names of the sessions.
    """

    day: date
    tables: Mapping[str, Distribution]
    texts: Mapping[str, WrittenAnswers]
    protected: frozenset[str] = frozenset()
    pulses: Mapping[str, "EarlierReport"] = field(default_factory=dict)

    def of_pulse(self, session: str) -> tuple["EarlierReport", ...]:
        """Return what it said of the short survey at a session, if it said something."""
        return (self.pulses[session],) if session in self.pulses else ()


def read(data: Any, community: str, year: str) -> EarlierReport:
    """Return what a report's JSON says of the baseline survey. Raises NotAReport."""
    try:
        if (data.get("schema_version", 1), data["id"], data["year"]) != (1, community, year):
            raise NotAReport(sentence("it is another community's, another year's or of another version"))
        if data["kind"] not in ("rollup", "interim"):
            raise NotAReport(sentence("it is not of before the final report"))
        items = data["items"] if data["kind"] == "rollup" else _items(data["surveys"])
        day, pulses = date.fromisoformat(data["today"]), defaultdict(list)
        for session, item in _pulse_items(data):
            pulses[session].append(item)
        of_pulses = {session: _published(day, told) for session, told in pulses.items()}
        return replace(_published(day, items), pulses=of_pulses)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise error if isinstance(error, NotAReport) else NotAReport(sentence("it is no report")) from None


def _items(surveys: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return [] if "not_collected" in surveys else surveys["items"]


def _pulse_items(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what a report says of each question of the short survey at each session."""
    for item in data.get("pulses", {}).get("items", ()):
        for answers in item["answers"]:
            yield answers["session"], {"name": item["name"], **answers}


def _published(day: date, items: Sequence[Mapping[str, Any]]) -> EarlierReport:
    tables, texts, protected = {}, {}, set()
    for item in items:
        if item.get("survey", "baseline") != "baseline":
            continue
        table = item["only_before"] if "only_before" in item else item["distribution"]
        written = item.get("texts")
        if table and "cells" in table:
            tables[item["name"]] = _distribution(table)
        elif written and "answers" in written:
            quoted = bool(written["quoted"])
            told = WrittenAnswers(int(written["n"]), tuple(written["answers"]), bool(written["withheld"]), quoted)
            texts[item["name"]] = told
        elif "protected" in ((table or {}).get("hidden"), (written or {}).get("hidden")):
            protected.add(item["name"])
    return EarlierReport(day, tables, texts, frozenset(protected))


def _distribution(table: Mapping[str, Any]) -> Distribution:
    cells = tuple(AnswerCount(str(cell["answer"]), int(cell["count"])) for cell in table["cells"])
    return Distribution(int(table["n"]), cells, tuple(table["median"]))


def tells_of_few(known: Any, now: Any) -> bool:
    """Return whether two versions of one report, as their JSON, tell together what a few people answered.

    That is where both show a result that is not the same, with fewer people between them than may be told apart.
    """
    try:
        old, new = _shown(known), _shown(now)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False  # whoever changed the file by hand is asked about that
    return any(old[name] != new[name] and abs(new[name][0] - old[name][0]) < FULL for name in old.keys() & new.keys())


def _shown(data: Mapping[str, Any]) -> Mapping[tuple[str, ...], tuple[int, Any]]:
    """Return the results that a report shows, by item and table, each with how many people are in it.

    Of surveys that are not matched the table of all is compared with that of the matched, for whoever has both.
    """
    items = list(data["items"] if data["kind"] == "rollup" else _items(data["surveys"]))
    items += [{**item, "survey": session} for session, item in _pulse_items(data)]
    return {
        (item["name"], item.get("survey", ""), _compared(item, name)): (
            int(table["n"]),
            {key: table.get(key) for key in _RESULTS},
        )
        for item in items
        for name, table in item.items()
        if isinstance(table, Mapping) and "n" in table
    }


def _compared(item: Mapping[str, Any], table: str) -> str:
    return table.removeprefix("only_") if "not_collected" in (item.get("change") or {}) else table


_RESULTS = ("cells", "up", "same", "down", "answers")


def table_again(name: str, now: Number[Distribution], before: Iterable[EarlierReport]) -> Number[Distribution]:
    """Return a table of the baseline survey such that it tells nothing beside the earlier ones."""
    for published in before:
        if name in published.protected:
            return Hidden("protected")
        known = published.tables.get(name)
        if known and not (isinstance(now, Shown) and _stand_apart(known, now.value)):
            return Shown(known)
    return now


def _stand_apart(known: Distribution, now: Distribution) -> bool:
    if known == now:
        return True
    if [cell.answer for cell in known.cells] != [cell.answer for cell in now.cells]:
        return False
    between = [new - old for new, old in zip(now.counts, known.counts, strict=True)]
    people = now.n - known.n
    return people >= FULL and min(between) >= 0 and not is_alike(between, people)


def texts_again(name: str, now: Number[WrittenAnswers], before: Iterable[EarlierReport]) -> Number[WrittenAnswers]:
    """Return written answers such that none that was added since can be told from the others."""
    for published in before:
        if name in published.protected:
            return Hidden("protected")
        known = published.texts.get(name)
        if known and not (isinstance(now, Shown) and _is_apart(known, now.value)):
            return Shown(known)
    return now


def _is_apart(known: WrittenAnswers, now: WrittenAnswers) -> bool:
    added = len(set(now.answers) - set(known.answers))
    return known == now or (set(known.answers) <= set(now.answers) and added >= FULL)

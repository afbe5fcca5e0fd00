"""The rules of good practice: what they find in a dated year, what is ignored, what is still open.

A rule is a small pure function under `@rule(…)`. It is found by itself, in any module of this package: those of a lower
`ORDER` come first (50 if a module gives none), then by name. The example of a rule, `NAME.yaml`, lies beside it; its
texts stand under its name in `rules.yaml` of each language. `docs/extending.md` shows a whole one.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date, datetime
from typing import Any

from cop_plan.base.errors import Path, ValueProblem, did_you_mean, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.dates.phrases import parse_day
from cop_plan.definition import names
from cop_plan.definition.community import Community, Thresholds, questions
from cop_plan.rules.context import Busy, Remark, RuleContext, dotted, texts
from cop_plan.rules.declare import SEVERITIES, About, Rule
from cop_plan.schedule import drafts
from cop_plan.schedule.timeline import Timeline

__all__ = (
    "BY_NAME",
    "HEAD",
    "RULES",
    "SEVERITIES",
    "Busy",
    "Example",
    "Excused",
    "Remark",
    "Rule",
    "RuleContext",
    "RuleFinding",
    "RuleResults",
    "Thresholds",
    "example",
    "in_order",
    "run",
    "unknown_rules",
    "value_problems",
)  # fmt: skip


def _every() -> Iterator[Rule]:
    """Yield all rules, in the order of their modules and of their places in them."""
    modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    for module in sorted(modules, key=lambda module: (getattr(module, "ORDER", 50), module.__name__)):
        rules = (value for value in vars(module).values() if isinstance(value, Rule))
        yield from (rule for rule in rules if rule.look.__module__ == module.__name__)


RULES: tuple[Rule, ...] = tuple(_every())
BY_NAME: Mapping[str, Rule] = {rule.name: rule for rule in RULES}


@frozen
class RuleFinding:
    """A rule's remark on this year."""

    rule: Rule
    remark: Remark


@frozen
class Excused:
    """A finding that the community has reason to ignore."""

    finding: RuleFinding
    reason: str


@frozen
class RuleResults:
    """What the rules came to: errors first, then warnings, then hints, each in the order of `RULES`.

    `open` are those that are not due yet, and ask what the planning tool does not.
    """

    findings: tuple[RuleFinding, ...]
    excused: tuple[Excused, ...]
    open: tuple[RuleFinding, ...]


def run(context: RuleContext) -> RuleResults:
    """Look at a year with all rules."""
    reasons = _Reasons(context.community)
    findings: list[RuleFinding] = []
    excused: list[Excused] = []
    still_open: list[RuleFinding] = []
    asked = {one.path for one in questions(context.community) if one.answer is None}
    for rule in RULES:
        is_due = rule.decided_at is None or context.has_passed(rule.decided_at)
        if rule.name == "unused-ignore":
            # Once it is on again, a cancelled session needs its reasons again.
            cancelled = {names.alike(entry.id) for entry in context.timeline.cancelled}
            unused = (path for path in reasons.unused() if names.alike(str(path[-1])) not in cancelled)
            context = replace(context, unused=tuple(unused))
        for remark in rule.look(context):
            finding = RuleFinding(rule, remark)
            reason = reasons.of(finding)
            if reason is not None:
                excused.append(Excused(finding, reason))
            elif is_due:
                findings.append(finding)
            elif remark.question and remark.path not in asked:
                still_open.append(finding)
    findings.sort(key=lambda finding: SEVERITIES.index(finding.rule.severity))
    return RuleResults(tuple(findings), tuple(excused), tuple(still_open))


class _Reasons:
    """The reasons that a definition gives for breaking rules, and which of them were needed."""

    def __init__(self, community: Community) -> None:
        self._written = community.ignore
        self._alone = {
            name: {names.alike(one): one for one in written}
            for name, written in community.ignore.items()
            if not isinstance(written, str)
        }
        self._needed: set[Path] = set()

    def of(self, finding: RuleFinding) -> str | None:
        """Return the reason to ignore a finding, or None."""
        name, about = finding.rule.name, finding.remark.about
        written = self._written.get(name)
        if written is None or isinstance(written, str):
            self._needed.add(("ignore", name))
            return written
        for alike in _names_of(about) if about else ():
            if (one := self._alone[name].get(alike)) is not None:
                self._needed.add(("ignore", name, one))
                return written[one]
        return None

    def unused(self) -> Iterator[Path]:
        """Yield the paths of reasons that no finding needed."""
        for name, written in self._written.items():
            rule = BY_NAME.get(name)
            if rule is None or rule.comes_and_goes or name == "unused-ignore":
                continue
            paths: list[Path] = [("ignore", name)]
            if not isinstance(written, str):
                paths = [("ignore", name, one) for one in written]
            yield from (path for path in paths if path not in self._needed)


def _names_of(about: str) -> Iterator[str]:
    """Yield the names under which something can be ignored: its own, and those of what it is part of."""
    alike = names.alike(about)
    yield alike
    while "." in alike:
        alike = alike.rpartition(".")[0]
        yield alike


def unknown_rules(community: Community) -> Iterator[ValueProblem]:
    """Yield what is wrong with the names of rules in `ignore`."""
    for name in community.ignore:
        if name not in BY_NAME:
            said = sentence("no rule is called {name}", name=quote(name))
            yield ValueProblem(("ignore", name), said, did_you_mean(name, BY_NAME), at_key=True)


def value_problems(timeline: Timeline) -> Iterator[ValueProblem]:
    """Yield what is wrong with the names of rules, and of what they are ignored for."""
    yield from unknown_rules(timeline.community)
    left_out = {gone.id for gone in timeline.left_out}
    for name, written in timeline.community.ignore.items():
        if isinstance(written, str) or name not in BY_NAME:
            continue
        known = _known(BY_NAME[name], timeline)
        alike = {names.alike(one) for one in known}
        for one in written:
            path: Path = ("ignore", name, one)
            about = BY_NAME[name].about
            if about is None:
                said = sentence("the rule {name} speaks of the whole year", name=quote(name))
                hint = sentence("write  {name}: and the reason", name=name)
                yield ValueProblem(path, said, hint, at_key=True)
            elif names.alike(one) not in alike:
                said = drafts.is_left_out(one) if one in left_out else _no_such(about, one)
                yield ValueProblem(path, said, did_you_mean(one, known), at_key=True)


def _no_such(about: About, name: str) -> Sentence:
    """Return that nothing of a sort that rules are about has a name."""
    match about:
        case "entry":
            return drafts.no_entry(name)
        case "goal":
            return sentence("no goal is called {name}", name=quote(name))
        case "jurisdiction":
            return sentence("no jurisdiction is called {name}", name=quote(name))
        case "position":
            return sentence("no position is called {name}", name=quote(name))
        case "place":
            return sentence("no place is called {name}", name=quote(name))
        case "value":
            return sentence("no value is called {name}", name=quote(name))


def _known(rule: Rule, timeline: Timeline) -> set[str]:
    """Return the names of all that a rule can be ignored for."""
    community = timeline.community
    match rule.about:
        case "entry":
            entries = (*timeline.all_entries, *timeline.before_beginning)
            return {name for entry in entries for name in _names_of(entry.id)}
        case "goal":
            return set(community.goals)
        case "jurisdiction":
            return set(names.jurisdictions(community))
        case "position":
            return {needed.position for needed in community.membership.must_include}
        case "place":
            return set(community.places)
        case "value":
            return {dotted(path) for path, _ in texts(community)}
        case None:
            return set()


HEAD = "name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\n"
"""With what the definition of every example begins."""


@frozen
class Example:
    """A definition that breaks a rule and one that keeps it, and what else is known on that day."""

    today: date
    breaks: str
    keeps: str
    recorded: bool = True
    published: Mapping[str, date] = field(default_factory=dict)
    busy: tuple[Busy, ...] = ()


def example(written: Mapping[str, Any]) -> Example:
    """Return an example from its plain data: breaks, keeps, and where they matter today, recorded, published, busy."""
    return Example(
        parse_day(written.get("today", "2026-05-01")),
        HEAD + written["breaks"],
        HEAD + written["keeps"],
        written.get("recorded", "yes") == "yes",
        {name: parse_day(day) for name, day in written.get("published", {}).items()},
        tuple(
            Busy("my-calendar.ics", datetime.fromisoformat(start), datetime.fromisoformat(end))
            for start, end in written.get("busy", {}).items()
        ),
    )


def in_order(findings: Iterable[RuleFinding]) -> Iterator[tuple[str, list[RuleFinding]]]:
    """Yield the findings of each severity that has some, the gravest first."""
    found = list(findings)
    for severity in SEVERITIES:
        if some := [finding for finding in found if finding.rule.severity == severity]:
            yield severity, some

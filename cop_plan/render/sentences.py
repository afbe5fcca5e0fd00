"""What the rules of good practice say: the texts of `rules.yaml` in each language, filled with what a rule found.

A rule's texts stand under its name: `reason`, `source`, and those that its remarks name by their keys. What depends on
a number has `one` and `other`. Under `forms` stands how a language writes days, times and lists in these sentences.
"""

from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from cop_plan.base.frozen import frozen
from cop_plan.definition import languages
from cop_plan.render.words import MissingWord, Words
from cop_plan.rules import Rule, RuleFinding
from cop_plan.rules.context import ClosureName, Fact, Facts, MonthOfYear, RuleText, Weekday

MAX_NAMES = 5
"""So many names are told in a list: who has more to look up finds them in the definition."""


@frozen
class Sentences:
    """The sentences of the rules in one language. `main` gives those of English, said where `table` has none."""

    words: Words
    table: Mapping[str, Any]
    main: Callable[[], "Sentences"] | None = None

    def message(self, finding: RuleFinding) -> str:
        """Return what a rule finds. Raises MissingWord, as all of these do."""
        return self._said(finding.rule.name, finding.remark.message, finding.remark.facts)

    def question(self, finding: RuleFinding) -> str:
        """Return what a rule asks as long as that is not decided; empty if it asks nothing."""
        key = finding.remark.question
        return self._said(finding.rule.name, key, finding.remark.facts) if key else ""

    def hint(self, finding: RuleFinding, under: str | None = None) -> str | None:
        """Return what would do; None if that is plain. `under` is the path of the entry under which to write it."""
        key = finding.remark.hint
        if key is None:
            return None
        says = self._with(finding.rule.name, key)
        said, write = says._said(finding.rule.name, key, finding.remark.facts), f"{says._form('write')}  "
        if under is None or not said.startswith(write):
            return said
        return f"{says._form('write_under', path=under)}  {said.removeprefix(write)}"

    def reason(self, rule: Rule) -> str:
        """Return why there is a rule."""
        return self._said(rule.name, "reason", {})

    def source(self, rule: Rule) -> str:
        """Return where a rule comes from."""
        return self._said(rule.name, "source", {})

    def source_in_full(self, rule: Rule) -> str:
        """Return where a rule comes from, with the titles of the documents that it names."""
        source = self.source(rule)
        named = [self._form("is_titled", name=key, title=title) for key, title in self.sources if f"{key}-" in source]
        return "; ".join([source, *named])

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Return the field's own documents: how rules name each, and its title. S3-66 is row 66 of S3."""
        return list(self._with("sources", "S0").table["sources"].items())

    def _with(self, section: str, key: str) -> "Sentences":
        """Return the sentences of the language that has a text: of this one, or else of English."""
        if self.table.get(section, {}).get(key):
            return self
        if self.main is None:
            raise MissingWord(self.words.tag, f"{section}.{key}")
        return self.main()._with(section, key)

    def _said(self, rule: str, key: str, facts: Facts) -> str:
        says = self._with(rule, key)
        text = says.table[rule][key]
        if isinstance(text, Mapping):
            is_singular = languages.of(says.words.tag).is_singular(facts["number"])
            text = text["one" if is_singular else "other"]
        return str(text).format(**{name: says._fact(rule, fact) for name, fact in facts.items()})

    def _form(self, key: str, **facts: object) -> str:
        return str(self._with("forms", key).table["forms"][key]).format(**facts)

    def _fact(self, rule: str, fact: Fact) -> str:
        match fact:
            case RuleText(key, facts):
                return self._said(rule, key, facts)
            case date():
                short = self.words.short_day(fact, with_year=True)
                return self._form("day", short=short, full=self.words.full_day(fact))
            case time():
                return self._form("time", time=self.words.time(fact), hour=fact.hour, minute=fact.minute)
            case Weekday(number):
                return str(self.words.at("weekdays")[number])
            case MonthOfYear(first):
                return self.words.month_and_year(first)
            case ClosureName(name):
                return self.words.inside(name)
            case tuple():
                return self._listed(rule, fact)
            case float() | Decimal():
                text = f"{fact:g}" if isinstance(fact, float) else str(fact)
                return text.replace(".", self.words("example_number")[-2])
            case _:
                return str(fact)

    def _listed(self, rule: str, facts: tuple[Fact, ...]) -> str:
        """Return a list in a sentence: of many names the first few, of days and times all."""
        said = [self._fact(rule, fact) for fact in facts]
        more = len(said) - MAX_NAMES
        if more <= 0 or not isinstance(facts[0], str):
            return self._form("comma").join(said)
        return self._form("and_more", names=self._form("comma").join(said[:MAX_NAMES]), number=more)

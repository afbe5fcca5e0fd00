"""How the values of a report are said in words, the same wherever they stand.

What is hidden is said with its reason, what was not collected as such, and neither with a number.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from cop_plan.records.record_types import SOMETHING_ELSE
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.report.pages.blocks import TableCell
from cop_plan.report.values import Hidden, NotCollected, NotePassage, Number, Report, Rollup, Shown, Substitutes, Tally

Value = TypeVar("Value")

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True)
class ReportText:
    """A report and the year that it is of, in the words of its language."""

    report: Report | Rollup
    year: Year

    @property
    def words(self) -> Words:
        """Return the words."""
        return self.year.words

    def __call__(self, key: str, **facts: object) -> str:
        """Return a text of the reports with its braces filled."""
        return self.words(f"report.{key}", **facts)

    def count(self, key: str, number: int | Decimal, **facts: object) -> str:
        """Return a text of the reports that depends on a number."""
        return self.words.count(f"report.{key}", number, **facts)

    def number(self, number: int) -> str:
        """Return a number."""
        return self.words.number(number)

    @cached_property
    def _titles(self) -> dict[str, str]:
        """What every entry is called; where several are called the same, the day of each tells them apart."""
        entries = self.year.timeline.all_entries
        same = Counter(entry.title for entry in entries if entry.is_session)
        return {
            entry.id: f"{entry.title} ({self.short_day(entry.day)})" if same[entry.title] > 1 else entry.title
            for entry in entries
        }

    def title(self, entry: str) -> str:
        """Return the title of an entry; one that is no longer there keeps its name."""
        return self._titles.get(entry, entry)

    def titles(self, entries: Iterable[str]) -> str:
        """Return titles of entries as a list in a sentence."""
        return self.words.listed([self.title(one) for one in entries])

    def foreign(self, text: str) -> str:
        """Return somebody's text as it may be shared: without addresses of members."""
        return self.year.shareable(text)

    def answer(self, text: str) -> str:
        """Return a step of a scale or a choice, or that somebody wrote something else."""
        return self("something_else") if text == SOMETHING_ELSE else self.foreign(text)

    def day(self, day: date) -> str:
        """Return a day with its year."""
        return self.words.full_day(day)

    def short_day(self, day: date) -> str:
        """Return a day in short."""
        return self.words.short_day(day)

    # Numbers, and what stands where there is none.

    def tally(self, tally: Tally) -> str:
        """Return so many of so many; with a percentage beside it only where there are enough."""
        count, of = self.number(tally.count), self.number(tally.of)
        if tally.may_be_percentage:
            percent = self.number((200 * tally.count + tally.of) // (2 * tally.of))
            return self("with_percentage", count=count, of=of, percent=percent)
        return self("k_of_n", count=count, of=of)

    def why(self, gap: Hidden | NotCollected) -> str:
        """Return why something is not there."""
        if isinstance(gap, Hidden):
            return self(f"hidden.{gap.why}", limit=self.number(self.report.limit))
        if self._is_interim and gap.missing == ("records.surveys.final",):
            return self("hidden.interim")
        because = self.words.at("report.because").get(gap.missing[-1])
        return because.format(no_key=self.no_key()) if because else self("not_collected")

    @property
    def _is_interim(self) -> bool:
        return isinstance(self.report, Report) and self.report.is_interim

    def no_key(self, keyless: Sequence[str] | None = None) -> str:
        """Return which answers lack what they would be matched by, in half a sentence."""
        surveys = self.report.surveys if isinstance(self.report, Report) else None
        if not isinstance(surveys, Shown):
            return self("no_key.both", what=self("key_of.email"))
        keyless = keyless or surveys.value.respondents.keyless
        which = "both" if len(keyless) != 1 else keyless[0]
        return self(f"no_key.{which}", what=self.key_of())

    def key_of(self) -> str:
        """Return what answers are matched by: an address or a code."""
        surveys = self.report.surveys if isinstance(self.report, Report) else None
        by_code = isinstance(surveys, Shown) and surveys.value.matched_by == "code"
        return self("key_of.code" if by_code else "key_of.email")

    def known(self, number: Number[Value], say: Callable[[Value], str]) -> str:
        """Return a number in words, or why there is none."""
        return say(number.value) if isinstance(number, Shown) else self.why(number)

    def cell(self, number: Number[Value], say: Callable[[Value], str]) -> TableCell:
        """Return a cell with a number, or with a mark that says why there is none."""
        return TableCell(self.known(number, say), marked=not isinstance(number, Shown))

    def missing(self, names: Iterable[str]) -> str:
        """Return what was not collected, in a sentence."""
        return self("not_collected_of", what=self.gaps(names))

    def gaps(self, names: Iterable[str]) -> str:
        """Return what was not collected, as a list in a sentence."""
        return self.words.listed(dict.fromkeys(map(self._missing, names)))

    def _missing(self, name: str) -> str:
        return self(f"missing.{name}")

    def substitutes(self, used: Substitutes) -> str:
        """Return release time in a sentence."""
        days = self.count("substitute_days", used.days)
        return self("substitutes", days=days, hours=self.count("substitute_hours", used.hours))

    def money(self, amount: Decimal | None, currency: str | None, *, signed: bool = False) -> TableCell:
        """Return an amount with the sign of its currency; one that nobody wrote is marked."""
        if amount is None:
            return TableCell(self("not_written"), marked=True)
        sign = MINUS if amount < 0 else "+" if signed and amount else ""
        return TableCell(sign + self.words.money(abs(amount), currency))

    def about_money(self, amount: Decimal, currency: str | None) -> str:
        """Return an amount in whole units, as is fitting where it is a quotient."""
        return self.words.money(amount, currency, decimals=0)

    # People's own words.

    def whose(self, written: NotePassage) -> str:
        """Return whose words stand in a note, and of which session."""
        session = self.title(written.session)
        return self("told_by", who=written.author, where=session) if written.author else session

    def blank(self, by: str | None) -> str:
        """Return the marked blank that somebody is to fill."""
        return self("blank", who=by) if by else self("blank_by_nobody")

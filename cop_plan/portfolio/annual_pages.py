"""The pages of a year's roll-up: for whoever pays for several communities, one page first, then what it stands on.

They are made of the blocks of a report, so that both look alike and say the same in Markdown and HTML.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cop_plan.base.frozen import frozen
from cop_plan.base.version import __version__
from cop_plan.definition import languages, paper
from cop_plan.portfolio import rollup as rollups
from cop_plan.portfolio.rollup import AnnualRollup, ComparedAnswers, ComparedChange, CurrencyCosts, PublishedReport, Sum
from cop_plan.portfolio.values import OfCommunities
from cop_plan.render import prose
from cop_plan.report.pages import bars
from cop_plan.report.pages.blocks import (
    Heading,
    PageBlock,
    PageSection,
    PageTable,
    Paragraph,
    Points,
    Prose,
    TableCell,
    said_once,
)
from cop_plan.report.values import Hidden, Number, Shown, Tally

if TYPE_CHECKING:
    import jinja2

    from cop_plan.render.theme import Theme
    from cop_plan.render.words import Words

HTML_TEMPLATE, MD_TEMPLATE = "annual.html.j2", "annual.md.j2"

# So many questions stand on the first page.
_ON_FIRST_PAGE = 6

_WAYS = ("down", "same", "up")


_NAMED = re.compile(rf"annual-({rollups.YEAR})\.(?:md|html|json)")


def year_of(name: str) -> str | None:
    """Return the year whose roll-up a file of such a name is; None for any other file."""
    found = _NAMED.fullmatch(name)
    return found[1] if found else None


def files(
    rollup: AnnualRollup, words: "Words", templates: "jinja2.Environment", theme: "Theme | None" = None
) -> dict[str, bytes]:
    """Return a year's roll-up as Markdown, page and data, by the names of the files. Raises Problems of templates."""
    prose.add_filters(templates)
    shown, stem = view(rollup, words), f"annual-{rollup.year}"
    page = templates.get_template(HTML_TEMPLATE).render(shown)
    if theme is not None:
        from cop_plan.render import content_security_policy

        content_security_policy.check([(page, HTML_TEMPLATE)], theme)
    data = json.dumps(rollups.as_data(rollup), ensure_ascii=False, indent=1) + "\n"
    texts = {"md": templates.get_template(MD_TEMPLATE).render(shown), "html": page, "json": data}
    return {f"{stem}.{ending}": text.encode("utf-8", "replace") for ending, text in texts.items()}


def view(rollup: AnnualRollup, words: "Words") -> dict[str, Any]:
    """Return what the templates show."""
    tell = _Teller(rollup, words)
    sections = tuple(
        PageSection(name, tell(f"parts.{name}"), said_once(blocks)) for name, blocks in tell.sections() if blocks
    )
    blocks = [block for section in sections for block in section.blocks]
    return {
        "w": words,
        "language": words.tag,
        "paper_size": paper.size_in(languages.territory(rollup.reports[0].language)).name,
        "title": tell("title", year=rollup.year),
        "lead": tell.count("lead", len(rollup.reports)),
        "is_interim": False,
        "about": (),
        "sections": sections,
        "drawn": any(isinstance(block, PageTable) and block.is_drawn for block in blocks),
        "version": __version__,
    }


@frozen
class _Teller:
    """A roll-up in the words of a language."""

    rollup: AnnualRollup
    words: "Words"

    def __call__(self, key: str, **facts: object) -> str:
        return self.words(f"annual.{key}", **facts)

    def count(self, key: str, number: int, **facts: object) -> str:
        """Return a text that depends on a number."""
        return self.words.count(f"annual.{key}", number, **facts)

    def sections(self) -> Iterator[tuple[str, tuple[PageBlock, ...]]]:
        """Yield the sections by name; one without blocks is left out."""
        yield "summary", tuple(self._summary())
        yield "asks", tuple(self._asks())
        yield "changes", tuple(self._changes())
        yield "answers", tuple(self._answers())
        yield "communities", (self._communities(),)
        yield "costs", tuple(map(self._cost_table, self.rollup.costs))
        yield "limits", (Points(tuple(map(TableCell, self._limits()))),)

    # In short.

    def _summary(self) -> Iterator[PageBlock]:
        year, w = self.rollup, self.words
        yield Points(
            (
                self._said("memberships", year.memberships, lambda number: self.count("memberships", number)),
                self._held(),
                self._said("places", year.places, lambda tally: self("places", tally=self._tally(tally))),
                self._said("completed", year.completed, lambda tally: self("completed", tally=self._tally(tally))),
                self._said("hours", year.hours, lambda number: self.count("hours", number)),
                self._said(
                    "substitute_days",
                    year.substitute_days,
                    lambda days: self("substitutes", days=w.count("report.substitute_days", days)),
                ),
            )
        )
        yield Heading(self("parts.changes"))
        first = [one for one in year.changes if isinstance(one.change, Shown)]
        if first:
            yield Points(tuple(TableCell(self._claim(one)) for one in first[:_ON_FIRST_PAGE]))
            if more := len(first) - _ON_FIRST_PAGE:
                yield from [Paragraph(self.count("more_changes", more), "quiet")] if more > 0 else []
        else:
            yield Paragraph(self("nothing_compared"), "marked")
        yield Heading(self("parts.costs"))
        if year.costs:
            yield Points(tuple(TableCell(self._cost(one)) for one in year.costs))
        else:
            yield Paragraph(self("no_costs"), "marked")

    def _held(self) -> TableCell:
        """Return how many sessions were held, of how many planned: both are of the same reports."""
        planned = self.rollup.planned

        def say(held: int) -> str:
            number = planned.value.value if isinstance(planned, Shown) else held
            return self("held", held=self.words.number(held), planned=self.words.number(number))

        return self._said("held", self.rollup.held, say)

    def _said(self, name: str, number: Sum[Any], say: Callable[[Any], str]) -> TableCell:
        """Return a sum in a sentence, with from how many reports it is where it is not from all."""
        if not isinstance(number, Shown):
            key = "hidden_everywhere" if isinstance(number, Hidden) else "in_no_report"
            return TableCell(self(key, what=self(f"numbers.{name}")), marked=True)
        found, said = number.value, say(number.value.value)
        if found.count < found.of:
            said = self("of_some", said=said, count=found.count, of=found.of)
            said += f" {self.count('hide', found.hidden)}" if found.hidden else ""
        return TableCell(said)

    def _tally(self, tally: Tally) -> str:
        w = self.words
        count, of = w.number(tally.count), w.number(tally.of)
        if not tally.may_be_percentage:
            return w("report.k_of_n", count=count, of=of)
        return w("report.with_percentage", count=count, of=of, percent=round(100 * tally.count / tally.of))

    def _claim(self, one: ComparedChange) -> str:
        """Return what members of several communities report on a question, and who asked it."""
        assert isinstance(one.change, Shown), "what is hidden is not claimed"
        change = one.change.value.value
        facts = {way: self.words.number(getattr(change, way)) for way in ("n", *_WAYS)}
        said = self.words(f"report.found_kinds.{one.kind}", ask=one.ask, **facts)
        return self("asked_by", said=said, communities=self._shown_by(one.change.value))

    def _shown_by(self, found: OfCommunities[Any]) -> str:
        if found.count == found.of:
            return self.count("communities", found.of)
        return self.count("shown_by", found.count, of=found.of)

    def _cost(self, costs: CurrencyCosts) -> str:
        amounts = [
            self(
                key,
                amount=self.words.money(number.value.value, costs.currency),
                communities=self.count("communities", number.value.count),
            )
            for key, number in self._amounts(costs)
            if isinstance(number, Shown)
        ]
        return self("cost", currency=costs.currency or self("no_currency"), amounts=self.words.listed(amounts))

    @staticmethod
    def _amounts(costs: CurrencyCosts) -> tuple[tuple[str, Sum[Any]], ...]:
        return ("planned", costs.planned), ("actual", costs.actual), ("in_kind", costs.in_kind)

    # What the communities ask.

    def _asks(self) -> Iterator[PageBlock]:
        for report in self.rollup.reports:
            if (asks := report.asks) is not None:
                yield Heading(report.name)
                for key, texts in (("keep_on", asks.keep_on), ("do_change", asks.change), ("stop", asks.stop)):
                    if texts:
                        yield Paragraph(self.words(f"report.{key}"), "strong")
                        yield from map(Prose, texts)
        if silent := [one.name for one in self.rollup.reports if one.asks is None]:
            yield Paragraph(self("no_asks", names=self._names(silent)), "marked")

    # What changed, and what was answered.

    def _changes(self) -> Iterator[PageBlock]:
        w, listed = self.words, self.rollup.changes
        if listed:
            yield Paragraph(w("report.reading"))
            shown = [one for one in listed if isinstance(one.change, Shown)]
            drawn = bars.changes([one.change.value.value for one in shown if isinstance(one.change, Shown)])
            bar_of = {id(one): bar for one, bar in zip(shown, drawn, strict=True)}
            yield PageTable(
                self("compared_table"),
                (
                    w("report.question"),
                    self("asked_in"),
                    w("report.answered_twice"),
                    *(w(f"report.{way}") for way in _WAYS),
                ),
                tuple(self._change_row(one, bar_of.get(id(one), ())) for one in listed),
                numbers=frozenset((2, 3, 4, 5)),
                marks=dict(enumerate(_WAYS, start=3)),
            )
            if any(isinstance(one.change, Shown) and one.change.value.value.down for one in listed):
                yield Paragraph(w("report.fall"))
        else:
            yield Paragraph(self("nothing_compared"), "marked")
        if self.rollup.not_compared:
            yield Paragraph(self.count("not_compared", self.rollup.not_compared), "quiet")

    def _change_row(self, one: ComparedChange, bar: bars.Bar) -> tuple[TableCell, ...]:
        ask = TableCell(one.ask, bar=bar)
        if not isinstance(one.change, Shown):
            asked = self.count("communities", len(one.asked_by))
            why = self("hidden_answers") if isinstance(one.change, Hidden) else self.words("report.not_collected")
            return ask, TableCell(asked), TableCell(why, marked=True, span=4)
        change = one.change.value.value
        numbers = (self.words.number(getattr(change, way)) for way in ("n", *_WAYS))
        return ask, TableCell(self._shown_by(one.change.value)), *map(TableCell, numbers)

    def _answers(self) -> Iterator[PageBlock]:
        for one in self.rollup.answers:
            yield Heading(one.ask)
            yield from self._answered(one)

    def _answered(self, one: ComparedAnswers) -> Iterator[PageBlock]:
        w = self.words
        assert isinstance(one.answers, Shown), "two show it"
        table = one.answers.value.value
        yield Paragraph(self("asked_by", said="", communities=self._shown_by(one.answers.value)).strip(), "quiet")
        if sum(table.counts) > table.n:
            yield Paragraph(w("report.several"), "quiet")
        of = w.number(table.n)
        yield PageTable(
            w("report.choices_table", ask=one.ask),
            (w("report.answer"), w("report.how_many")),
            tuple(
                (TableCell(cell.answer), TableCell(w("report.k_of_n", count=w.number(cell.count), of=of)))
                for cell in table.cells
            ),
            numbers=frozenset((1,)),
            is_headed=True,
        )

    # The communities.

    def _communities(self) -> PageTable:
        heads = (self("community"), self("as_of"), *(self(f"numbers.{name}") for name in _COLUMNS))
        rows = tuple(self._community(one) for one in self.rollup.reports)
        return PageTable(self("table"), heads, rows, numbers=frozenset(range(2, len(heads))))

    def _community(self, report: PublishedReport) -> tuple[TableCell, ...]:
        w = self.words

        def cell(number: Number[Any], say: Callable[[Any], str]) -> TableCell:
            if isinstance(number, Shown):
                return TableCell(say(number.value))
            if isinstance(number, Hidden):
                return TableCell(w(f"report.hidden.{number.why}", limit=w.number(report.limit)), marked=True)
            # What a report does not have may have been collected: hours stand only beside what was spent.
            return TableCell(w("report.not_collected") if number.missing else self("not_in_report"), marked=True)

        return (
            TableCell(report.name),
            TableCell(w.short_day(report.today, with_year=True)),
            cell(report.memberships, w.number),
            cell(report.held, w.number),
            cell(report.places, self._tally),
            cell(report.completed, self._tally),
            cell(report.hours, w.number),
        )

    def _cost_table(self, costs: CurrencyCosts) -> PageTable:
        rows = tuple(
            (
                TableCell(self.words(f"report.{_AMOUNT_HEADS[key]}")),
                TableCell(self.words.money(number.value.value, costs.currency)),
                TableCell(self.count("communities", number.value.count)),
            )
            for key, number in self._amounts(costs)
            if isinstance(number, Shown)
        )
        caption = self("costs_table", currency=costs.currency) if costs.currency else self("costs_table_plain")
        heads = (self("of_what"), self("amount"), self("from_reports"))
        return PageTable(caption, heads, rows, numbers=frozenset((1,)))

    # Limits.

    def _limits(self) -> Iterator[str]:
        w, year = self.words, self.rollup
        yield self("limits.sums")
        for kind in ("self-report", "no comparison", "not for supervision"):
            yield w(f"report.limits.{kind}")
        yield self("limits.no_ranking")
        if year.without:
            names = self._names([one.name for one in year.without])
            yield self.count("limits.without", len(year.without), names=names)
        if interim := [one.name for one in year.without if one.has_interim]:
            yield self("limits.interim", names=self._names(interim))
        if year.twice:
            yield self("limits.twice", names=self._names(year.twice))
        if partial := [one.name for one in year.reports if one.partial_hours and isinstance(one.hours, Shown)]:
            yield self("limits.partial_hours", names=self._names(partial))
        for costs in year.costs:
            if costs.partial:
                currency = costs.currency or self("no_currency")
                yield self.count("limits.partial_costs", costs.partial, currency=currency)

    def _names(self, names: Sequence[str]) -> str:
        return self.words.listed(names)


_COLUMNS = ("memberships", "held", "places", "completed", "hours")

_AMOUNT_HEADS = {"planned": "planned_amount", "actual": "actual", "in_kind": "in_kind"}

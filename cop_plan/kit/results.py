"""What letters and papers say of results: lines of a report that has hidden already what must not be seen."""

from collections.abc import Iterator, Sequence

from cop_plan.kit import forms
from cop_plan.kit.forms import (
    EvidenceSoFar,
    GoalSoFar,
    ItemResult,
    MissingEvidence,
    NotePoint,
    PieceSoFar,
    YearResults,
)
from cop_plan.records.record_types import Records
from cop_plan.render.year import Year
from cop_plan.report.pages import opening
from cop_plan.report.pages.blocks import Points
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import DecisionsAsked, NotePassage, Report, Rollup, Shown, SingleItem, SurveyFinding


def of_survey(rollup: Rollup, year: Year) -> tuple[ItemResult, ...]:
    """Return what the first survey found, for each of its questions, so that no group under the limit can be told.

    The roll-up shows a whole table from ten answers on; a letter shows no cell of it that few people fill, nor one that
    could be had by subtraction.
    """
    tell = ReportText(rollup, year)
    results = ((tell.foreign(item.ask), tuple(_lines(tell, item, rollup.limit))) for item in rollup.items)
    return tuple(ItemResult(ask, lines, hidden=not lines) for ask, lines in results)


def _lines(tell: ReportText, item: SingleItem, limit: int) -> Iterator[str]:
    words = tell.words
    if item.form == "text":
        yield words("kit.own_words")  # said of all: how many wrote would tell how many did not
        return
    table = item.distribution.value if isinstance(item.distribution, Shown) else None
    if table is None or table.n < 2 * limit:
        return
    levels = [tell.answer(cell.answer) for cell in table.cells]
    number = tell.number(table.n)
    if item.form == "choices":
        often = [levels[at] for at in often_chosen(table.counts, limit)]
        if often:
            yield words("kit.often_chosen", limit=tell.number(limit), of=number, choices=words.listed(often))
        return
    if ends := forms.numbered_ends(levels):
        yield words("kit.scale_ends", low=ends[0], high=ends[1])
    joined = joined_levels(table.counts, limit)
    for some in joined:
        answers = words.listed((levels[at] for at in some), "kit.or")
        said = tell("k_of_n", count=tell.number(sum(table.counts[at] for at in some)), of=number)
        yield f"{answers}{words('colon')}{said}"
    if not joined:
        yield words("kit.middle_answer", of=number, answer=words.listed(tell.foreign(one) for one in table.median))


def joined_levels(counts: Sequence[int], limit: int) -> tuple[range, ...]:
    """Return the levels of a scale joined with their neighbours, so that at least `limit` people answered each part.

    As many parts as there can be, at least two; none where that is impossible.
    """
    ends, since = [0], 0
    for level, count in enumerate(counts, start=1):
        since += count
        if since >= limit and sum(counts[level:]) >= limit:
            ends.append(level)
            since = 0
    return tuple(map(range, ends, (*ends[1:], len(counts)))) if len(ends) > 1 else ()


def often_chosen(counts: Sequence[int], limit: int) -> list[int]:
    """Return the choices that at least `limit` people took, the most frequent first: an order tells no number."""
    return sorted((at for at, count in enumerate(counts) if count >= limit), key=lambda at: -counts[at])


def of_year(report: Report, year: Year) -> YearResults:
    """Return what a report says on its first page; nothing of what nobody wrote, or what may not be said."""
    tell, page = ReportText(report, year), report.first_page
    blocks = opening.found(tell, page, report)
    asks = page.asks.value if isinstance(page.asks, Shown) else DecisionsAsked()
    asked = (("keep_on", asks.keep_on), ("do_change", asks.change), ("stop", asks.stop))
    return YearResults(
        tuple(cell.text for block in blocks if isinstance(block, Points) for cell in block.points if not cell.marked),
        _written(tell, page.did_not_work.value) if isinstance(page.did_not_work, Shown) else (),
        tuple(NotePoint(tell(key), _written(tell, some)) for key, some in asked if some),
        tuple((area, opening.finding(tell, one)) for one in page.found if (area := _area(one, year))),
    )


def _area(finding: SurveyFinding, year: Year) -> str | None:
    item = year.community.surveys.items.get(finding.item)
    return item.area if item else None


def _written(tell: ReportText, passages: Sequence[NotePassage]) -> tuple[str, ...]:
    points = forms.points(("", passage.text) for passage in passages)
    return tuple(tell.foreign(line) for point in points for line in point.lines)


def so_far(report: Report, records: Records, year: Year) -> EvidenceSoFar:
    """Return what evidence there is in an interim report, hidden where it must be, and what is missing."""
    tell, words, timeline = ReportText(report, year), year.words, year.timeline
    lead = year.role("facilitator")
    goals, missing = [], list[MissingEvidence]()
    for goal in report.goals.value if isinstance(report.goals, Shown) else ():
        pieces = []
        for piece in goal.evidence:
            entry = timeline.by_id.get(f"evidence.{goal.name}.{piece.name}")
            what = tell.foreign(piece.what or (entry.title if entry else piece.name))
            by = words.full_day(piece.planned) if piece.planned else None
            since = words.full_day(piece.done) if piece.done else None
            pieces.append(PieceSoFar(what, by, year.role(entry.owner) if entry else lead, since))
        goals.append(GoalSoFar(tell.foreign(goal.aim or goal.name), tuple(pieces)))
        missing += [MissingEvidence(one.what, one.owner, one.by) for one in pieces if one.there_since is None]
    coming = report.coming.value if isinstance(report.coming, Shown) else None
    attendance = tuple(
        f"{tell.foreign(one.title)}, {words.short_day(one.day)}{words('colon')}{tell.known(one.attended, tell.tally)}"
        for one in (coming.sessions if coming else ())
    )
    if coming and coming.not_recorded:
        missing.append(MissingEvidence(words("kit.so_far.no_attendance", of=tell.titles(coming.not_recorded)), lead))
    held = [one for one in timeline.sessions if one.is_shared and one.day <= report.today]
    noted = [one for one in held if one.id in (records.notes or {})]
    if quiet := [one.id for one in held if one not in noted]:
        missing.append(MissingEvidence(words("kit.so_far.no_notes", of=tell.titles(quiet)), lead))
    told = report.stories.value.told if isinstance(report.stories, Shown) else ()
    if not told:
        entry = timeline.by_id.get("success-stories")
        by = words.full_day(entry.day) if entry else None
        missing.append(MissingEvidence(words("kit.so_far.no_stories"), year.role(entry.owner) if entry else lead, by))
    made = report.gains.value.made if isinstance(report.gains, Shown) else None
    resources = made.value if isinstance(made, Shown) else ()
    collected = (
        *([words("kit.so_far.notes", of=tell.titles(one.id for one in noted))] if noted else ()),
        *([words.count("kit.so_far.stories", len(told))] if told else ()),
        *([words.count("kit.so_far.resources", len(resources))] if resources else ()),
    )
    return EvidenceSoFar(words.full_day(report.today), tuple(goals), attendance, collected, tuple(missing))

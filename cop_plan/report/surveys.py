"""Both surveys, and what they come to: every item in the order of the questionnaire, whichever way it went."""

from collections.abc import Iterator

from cop_plan.definition.community import Item, Which
from cop_plan.report.answers import Answers, is_paired, single, without_key
from cop_plan.report.paired import paired
from cop_plan.report.values import (
    ChangeCounts,
    FindingKind,
    NotCollected,
    PairedItem,
    Part,
    Respondents,
    Rollup,
    Shown,
    SingleItem,
    SurveyFinding,
    SurveyResults,
)
from cop_plan.schedule.timeline import year_name


def surveys(answers: Answers) -> Part[SurveyResults]:
    """Return the results of both surveys."""
    items = answers.year.community.surveys.items
    missing = tuple(
        f"records.surveys.{which}" for which in ("baseline", "final") if getattr(answers.year.records, which) is None
    )
    if not items:
        return NotCollected(("surveys.items",))
    if answers.baseline is None and answers.final is None:
        return NotCollected(missing)
    told = [one for name, item in items.items() for one in _told(answers, name, item)]
    privacy = answers.year.community.privacy
    return Shown(SurveyResults(respondents(answers), answers.matched_by, privacy.seen_by, tuple(told)))


def respondents(answers: Answers) -> Respondents:
    """Return how many were enrolled, answered each survey, and are matched."""
    which: Which = "baseline" if answers.final is None else "final"
    is_matched = answers.matched_by in ("email", "code")
    return Respondents(
        len(answers.year.enrolled(answers.day_of(which))),
        None if answers.baseline is None else len(answers.baseline.responses),
        None if answers.final is None else len(answers.final.responses),
        None if answers.pairs is None else len(answers.pairs.matched),
        0 if answers.pairs is None else sum(len(one.before) + len(one.after) for one in answers.pairs.ambiguous),
        answers.others("baseline"),
        answers.others("final"),
        answers.keyless,
        without_key(answers.baseline) if is_matched else 0,
        without_key(answers.final) if is_matched else 0,
        answers.not_joined,
    )


def _told(answers: Answers, name: str, item: Item) -> Iterator[PairedItem | SingleItem]:
    if is_paired(answers.year.community.surveys, item):
        yield paired(answers, name, item)
        return
    if "baseline" in item.in_ and answers.baseline is not None:
        yield single(answers, name, item, "baseline")
    if "final" in item.in_ and answers.final is not None:
        yield single(answers, name, item, "final")


def rollup(answers: Answers) -> Rollup | NotCollected:
    """Return what members said in the first survey: each item that it asks, in the order of the questionnaire."""
    community, limit = answers.year.community, answers.year.limit
    if answers.baseline is None:
        return NotCollected(("records.surveys.baseline",))
    items = community.surveys.asked_in("baseline")
    return Rollup(
        community.name,
        community.identity,
        year_name(community),
        answers.year.today,
        limit,
        len(answers.year.enrolled(answers.day_of("baseline"))),
        len(answers.baseline.responses),
        tuple(single(answers, name, item, "baseline") for name, item in items.items()),
    )


def findings(part: Part[SurveyResults]) -> tuple[SurveyFinding, ...]:
    """Return which way each shared item went of which that may be said, in the order of the questionnaire."""
    items = part.value.items if isinstance(part, Shown) else ()
    return tuple(
        SurveyFinding(kind(item.change.value), item.name, item.ask, item.change.value)
        for item in items
        if isinstance(item, PairedItem) and isinstance(item.change, Shown)
    )


def kind(change: ChangeCounts) -> FindingKind:
    """Return what may be claimed: a majority for a rise, and not much against it."""
    up, same, down, n = change.up, change.same, change.down, change.n
    if 2 * up > n and up >= 2 * down:
        return "rise"
    if 2 * down > n and down >= 2 * up:
        return "fall"
    return "most the same" if 2 * same > n else "half the same" if 2 * same == n else "both ways"

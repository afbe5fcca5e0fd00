"""Rules about the hour at which people meet."""

from collections.abc import Iterator

from cop_plan.base.errors import shown
from cop_plan.dates.clock import MorningOrEvening
from cop_plan.rules.context import Facts, Remark, RuleContext
from cop_plan.rules.declare import rule

ORDER = 14


@rule(
    severity="hint",
    about="entry",
)
def morning_or_evening(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions from 7:00 to 7:59 whose hour could be one of the evening."""
    told = set()
    for session in context.timeline.sessions:
        at = context.part(session).at
        path = (*context.when(session)[:-1], "at")
        # The hour of a series is written once.
        if isinstance(at, MorningOrEvening) and path not in told:
            told.add(path)
            facts: Facts = {"title": shown(session.title), "hour": at, "written": f"{at.hour}:{at.minute:02}"}
            yield Remark(path, facts, about=session.id)

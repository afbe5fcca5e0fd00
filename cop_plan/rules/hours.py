"""Rules about the hour at which people meet."""

from collections.abc import Iterator

from cop_plan.base.errors import quote
from cop_plan.dates.clock import MorningOrEvening
from cop_plan.rules.context import Remark, RuleContext
from cop_plan.rules.declare import rule


@rule(
    severity="hint",
    reason="A session at 7:30 may be meant for the morning before school, or for the evening.",
    source="ours",
    about="entry",
)
def morning_or_evening(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions from 7:00 to 7:59 whose hour could be one of the evening."""
    for session in context.timeline.sessions:
        at = context.part(session).at
        if isinstance(at, MorningOrEvening):
            shown = f"{at.hour}:{at.minute:02}"
            said = f"{quote(session.title)} begins at {shown} in the morning"
            path = (*context.when(session)[:-1], "at")
            yield Remark(path, said, f"write  at: {shown} am, or {shown} pm", session.id)

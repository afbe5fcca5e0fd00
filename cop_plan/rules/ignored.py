"""The rule on what is ignored. It looks last, when it is known what the other rules needed."""

from collections.abc import Iterator

from cop_plan.rules.context import Remark, RuleContext, dotted
from cop_plan.rules.declare import rule

ORDER = 100


@rule(
    severity="hint",
)
def unused_ignore(context: RuleContext) -> Iterator[Remark]:
    """Remark on what is ignored in vain."""
    for path in context.unused:
        yield Remark(path, {"name": dotted(path[1:])}, at_key=True)

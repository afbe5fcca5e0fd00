"""The rule on what is ignored. It looks last, when it is known what the other rules needed."""

from collections.abc import Iterator

from cop_plan.rules.context import Remark, RuleContext, dotted
from cop_plan.rules.declare import rule

ORDER = 100


@rule(
    severity="hint",
    reason="An excuse that outlives its reason hides the next finding.",
    source="ours",
)
def unused_ignore(context: RuleContext) -> Iterator[Remark]:
    """Remark on what is ignored in vain."""
    for path in context.unused:
        said = f"nothing is there to ignore for {dotted(path[1:])}"
        yield Remark(path, said, "take it out; what it excused is mended", at_key=True)

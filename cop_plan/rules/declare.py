"""What a rule is: a function under `@rule(…)`. Why there is the rule stands with its texts, in `rules.yaml`.

What is not decided yet is an open question, not a finding: a rule about something missing has the entries at which that
is decided (the first of them that the year has, or else its launch), and is silent until that day has passed.
An error would harm people or publish something false; at a warning a colleague would speak up; a hint is worth a
thought.
"""

from collections.abc import Callable, Iterator
from typing import Literal

from cop_plan.base.frozen import frozen
from cop_plan.rules.context import Remark, RuleContext

Severity = Literal["error", "warning", "hint"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")

# Where things are decided, in each pattern. What the letter of agreement says is to be decided when members sign it: a
# colleague speaks up then, and not while the plan is being made.
PLAN = ("detailed-plan", "share-vision")
FACILITATOR = ("designate-facilitator", "identify-facilitator")
BUDGET = ("detailed-plan", "set-budget")
INVITATION = ("invite-participants",)
LETTERS = ("letters-of-agreement",)
CONFIRMATION = ("confirm-participants", "letters-of-agreement")
ORIENTATION = ("orientation", "meeting-1")
WRAP_UP = ("wrap-up", "final-survey")

About = Literal["entry", "goal", "jurisdiction", "position", "place", "value"]
Look = Callable[[RuleContext], Iterator[Remark]]


@frozen
class Rule:
    """A rule of good practice.

    `about` says what it can be ignored for alone, by name; None if it speaks of the whole year. `decided_at` are the
    entries at which what may be missing is decided; None if nothing is waited for. A rule that `comes_and_goes` with
    time may be ignored before it has something to say.
    """

    name: str
    severity: Severity
    look: Look
    about: About | None = None
    decided_at: tuple[str, ...] | None = None
    comes_and_goes: bool = False


def rule(
    *,
    severity: Severity,
    about: About | None = None,
    decided_at: tuple[str, ...] | None = None,
    comes_and_goes: bool = False,
) -> Callable[[Look], Rule]:
    """Make a rule of a function: `late_guide` is the rule `late-guide`, and its example is `late-guide.yaml`."""

    def declared(look: Look) -> Rule:
        name = look.__name__.replace("_", "-")
        return Rule(name, severity, look, about, decided_at, comes_and_goes)

    return declared

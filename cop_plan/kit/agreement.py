"""What a letter of agreement asks for and promises: only what the year has, and what comes after somebody joins."""

from typing import Literal, NamedTuple, TypeAlias

from cop_plan.definition.community import ONLINE
from cop_plan.kit.documents import DOCUMENTS
from cop_plan.kit.facts import YearFacts
from cop_plan.kit.paper_copies import Paper
from cop_plan.schedule.drafts import PULSE_SURVEY
from cop_plan.schedule.timeline import Entry

Recorded: TypeAlias = Literal["webinars", "online meetings", "both"]


class Agreement(NamedTuple):
    """What is asked of a member beside coming, and what there is to consent to.

    `surveys` are those of ten minutes, `pulses` are the sessions at whose end the short one is asked.
    `recorded` are the sessions that are recorded, None if none is. `shares` says that members share at wrap-up,
    `copied` that their principals get a copy of the thanks.
    """

    surveys: int
    pulses: int
    story: bool
    shares: bool
    photographs: bool
    recorded: Recorded | None
    named: bool
    copied: bool
    has_principal: bool


def agreement(paper: Paper, facts: YearFacts) -> Agreement:
    """Return what the year asks of the member of a letter of agreement."""
    since = facts.joins_late(paper.member)
    entries = [one for one in facts.timeline.entries if since is None or one.day >= since]
    documents = {one.document for one in entries if one.document in DOCUMENTS}
    sessions = [one for one in entries if one.is_attended]
    # Whoever belongs to no school has none; a letter that is still blank may have one.
    has_principal = paper.member is None or paper.school is not None
    return Agreement(
        surveys=len({asks for name in documents if name and (asks := DOCUMENTS[name].asks)} - {"pulse"}),
        pulses=sum(1 for one in entries if one.document == PULSE_SURVEY),
        story="success-story" in documents or any(one.id == "success-stories" for one in entries),
        shares=any(one.phase == "wrap-up" for one in sessions),
        photographs=any(one.is_occasion and one.is_shared and one.kind not in ONLINE for one in entries),
        recorded=_recorded(sessions, facts),
        named="public-summary" in documents,
        copied="thank-you" in documents and DOCUMENTS["thank-you"].copy_to_principal and has_principal,
        has_principal=has_principal,
    )


def _recorded(sessions: list[Entry], facts: YearFacts) -> Recorded | None:
    kinds = {one.kind for one in sessions if facts.is_recorded(one)}
    if not kinds:
        return None
    return "webinars" if kinds == {"webinar"} else "online meetings" if "webinar" not in kinds else "both"

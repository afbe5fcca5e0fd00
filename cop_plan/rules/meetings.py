"""Rules on the sessions themselves: how many, how long, their agenda, link and follow-up."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from cop_plan.base.errors import shown
from cop_plan.definition.community import ONLINE
from cop_plan.rules.aims import is_bare_no
from cop_plan.rules.context import Facts, Remark, RuleContext
from cop_plan.rules.declare import INVITATION, ORIENTATION, rule
from cop_plan.schedule import breaks
from cop_plan.schedule.timeline import Entry

ORDER = 40

HALF_DAYS = "half-day-meetings"

# Source: S3-49, "2-4 times per school year"
FEWEST_MEETINGS, MOST_MEETINGS = 2, 4


def _half_days(context: RuleContext) -> list[Entry]:
    """Return the gatherings of a year of half days; none in another."""
    gatherings = [session for session in context.sessions if session.kind == "gathering"]
    return gatherings if context.community.pattern == HALF_DAYS else []


@rule(
    severity="hint",
)
def meeting_count(context: RuleContext) -> Iterator[Remark]:
    """Remark on fewer or more half days than can be kept free."""
    meetings = _half_days(context)
    if context.community.pattern == HALF_DAYS and not FEWEST_MEETINGS <= len(meetings) <= MOST_MEETINGS:
        yield Remark(("pattern",), {"number": len(meetings), "fewest": FEWEST_MEETINGS, "most": MOST_MEETINGS})


@rule(
    severity="hint",
    about="entry",
)
def half_day_length(context: RuleContext) -> Iterator[Remark]:
    """Remark on half days that are shorter or longer than half a day."""
    shortest, longest = context.thresholds.half_day_hours
    for meeting in _half_days(context):
        if meeting.minutes and not shortest * 60 <= meeting.minutes <= longest * 60:
            facts: Facts = {
                "number": float(f"{meeting.minutes / 60:.3g}"),
                "title": shown(meeting.title),
                "shortest": shortest,
                "longest": longest,
            }
            yield Remark((*context.path(meeting), "lasts"), facts, about=meeting.id)


@rule(
    severity="warning",
    about="entry",
)
def consecutive_optional(context: RuleContext) -> Iterator[Remark]:
    """Remark on two optional half days in a row."""
    for before, after in pairwise(_half_days(context)):
        if before.attendance == after.attendance == "optional":
            facts = {"before": shown(before.title), "after": shown(after.title)}
            yield Remark((*context.path(after), "attendance"), facts, about=after.id)


@rule(
    severity="warning",
    about="entry",
)
def no_break(context: RuleContext) -> Iterator[Remark]:
    """Remark on agendas with more than 90 minutes on end."""
    for session in context.timeline.sessions:
        minutes = 0
        for at, block in enumerate(context.activity(session).agenda):
            minutes = 0 if breaks.is_break(block.title) else minutes + block.lasts
            if minutes > breaks.BREAK_EVERY:
                facts: Facts = {"title": shown(session.title), "minutes": minutes, "block": shown(block.title)}
                hint = "hint_to_divide" if block.lasts > breaks.BREAK_EVERY else "hint"
                yield Remark((*context.path(session), "agenda", at), facts, hint=hint, about=session.id)
                break


@rule(
    severity="warning",
    about="entry",
)
def agenda_arithmetic(context: RuleContext) -> Iterator[Remark]:
    """Remark on agendas whose blocks do not add up to the session."""
    for session in context.timeline.sessions:
        agenda = context.activity(session).agenda
        minutes = sum(block.lasts for block in agenda)
        if agenda and session.minutes and minutes != session.minutes:
            facts: Facts = {"title": shown(session.title), "minutes": minutes, "lasts": session.minutes}
            yield Remark((*context.path(session), "agenda"), facts, about=session.id, at_key=True)


@rule(
    severity="warning",
    about="entry",
)
def no_follow_up(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions after which nothing follows."""
    for session in context.sessions:
        if not any(_follows_up(entry, session) for entry in context.hanging.get(session.id, ())):
            yield Remark(context.path(session), {"title": shown(session.title)}, about=session.id, at_key=True)


def _follows_up(entry: Entry, session: Entry) -> bool:
    if entry.day < session.day:
        return False
    to_members = entry.kind == "letter" and "participants" in entry.audience
    return to_members or entry.document == "thanks" or entry.id.endswith(".follow-up")


@rule(
    severity="warning",
    about="entry",
    comes_and_goes=True,
)
def no_link(context: RuleContext) -> Iterator[Remark]:
    """Remark on online sessions of the coming weeks without a link."""
    soon = context.today + timedelta(days=context.thresholds.link_days)
    for session in context.timeline.sessions:
        if session.kind in ONLINE and not session.link and context.today <= session.day <= soon:
            facts: Facts = {"title": shown(session.title), "day": session.day}
            yield Remark((*context.path(session), "link"), facts, about=session.id)


@rule(
    severity="warning",
    decided_at=ORIENTATION,
)
def no_moderator(context: RuleContext) -> Iterator[Remark]:
    """Remark on a blog that nobody moderates."""
    if context.community.meetings.blog_moderator:
        return
    # What a post itself has for steps, such as its welcome, is no post.
    posts = [
        entry
        for entry in context.timeline.entries
        if "blog" in entry.id.split(".") and "blog" not in (entry.parent or "").split(".")
    ]
    if posts:
        yield Remark(("meetings", "blog_moderator"), {"number": len(posts), "day": posts[0].day})


@rule(
    severity="hint",
    about="entry",
    decided_at=INVITATION,
)
def no_virtual_option(context: RuleContext) -> Iterator[Remark]:
    """Remark on gatherings to which nobody can come from afar."""
    for session in context.sessions:
        option = session.virtual_option
        if session.kind == "gathering" and (not option or is_bare_no(option)):
            yield Remark(
                (*context.path(session), "virtual_option"),
                {"title": shown(session.title), "option": shown(option or "")},
                message="without_reason" if option else "message",
                question="question",
                about=session.id,
            )

"""Rules on the sessions themselves: how many, how long, their agenda, link and follow-up."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from cop_plan.base.errors import quote
from cop_plan.definition import names
from cop_plan.definition.community import ONLINE
from cop_plan.rules.aims import is_bare_no
from cop_plan.rules.context import Remark, RuleContext, count, said_day
from cop_plan.rules.declare import INVITATION, ORIENTATION, rule
from cop_plan.schedule.timeline import Entry

ORDER = 40

HALF_DAYS = "half-day-meetings"

# Source: S3-49, "2-4 times per school year"
FEWEST_MEETINGS, MOST_MEETINGS = 2, 4

# Source: S3-66, "wellness breaks": a break in each 90 minutes
LONGEST_WITHOUT_BREAK_MINUTES = 90
PAUSES = re.compile(
    r"\b(breaks?|lunch|breakfast|supper|dinner|coffee|tea|recess|snacks?|meal|pause|diner|repas|midi)\b"
)


def _half_days(context: RuleContext) -> list[Entry]:
    """Return the gatherings of a year of half days; none in another."""
    gatherings = [session for session in context.sessions if session.kind == "gathering"]
    return gatherings if context.community.pattern == HALF_DAYS else []


@rule(
    severity="hint",
    reason="Two to four half days a year can be kept free. Webinars and visits do not count.",
    source="S3-49",
)
def meeting_count(context: RuleContext) -> Iterator[Remark]:
    """Remark on fewer or more half days than can be kept free."""
    meetings = _half_days(context)
    if context.community.pattern == HALF_DAYS and not FEWEST_MEETINGS <= len(meetings) <= MOST_MEETINGS:
        said = f"there {'is' if len(meetings) == 1 else 'are'} {count(len(meetings), 'meeting')} in the year"
        yield Remark(("pattern",), said, f"{FEWEST_MEETINGS} to {MOST_MEETINGS} a year work well")


@rule(
    severity="hint",
    reason="Half-days work well: a shorter one is hardly worth the way, a longer one is a day away from the students.",
    source="S3-51; two to four hours are ours (thresholds.half_day_hours)",
    about="entry",
)
def half_day_length(context: RuleContext) -> Iterator[Remark]:
    """Remark on half days that are shorter or longer than half a day."""
    shortest, longest = context.thresholds.half_day_hours
    for meeting in _half_days(context):
        if meeting.minutes and not shortest * 60 <= meeting.minutes <= longest * 60:
            said = f"{quote(meeting.title)} lasts {meeting.minutes / 60:.3g} hours"
            hint = f"half days of {shortest} to {longest} hours work well"
            yield Remark((*context.path(meeting), "lasts"), said, hint, meeting.id)


@rule(
    severity="warning",
    reason="At least every other meeting is mandatory, so that nobody loses touch for half a year.",
    source="S3-50",
    about="entry",
)
def consecutive_optional(context: RuleContext) -> Iterator[Remark]:
    """Remark on two optional half days in a row."""
    for before, after in pairwise(_half_days(context)):
        if before.attendance == after.attendance == "optional":
            said = f"{quote(before.title)} and {quote(after.title)} are both optional"
            hint = "at least every other meeting is mandatory:  attendance: mandatory"
            yield Remark((*context.path(after), "attendance"), said, hint, after.id)


@rule(
    severity="warning",
    reason="People learn badly for more than 90 minutes on end.",
    source="S3-66",
    about="entry",
)
def no_break(context: RuleContext) -> Iterator[Remark]:
    """Remark on agendas with more than 90 minutes on end."""
    for session in context.timeline.sessions:
        minutes = 0
        for at, block in enumerate(context.activity(session).agenda):
            minutes = 0 if PAUSES.search(names.alike(block.title)) else minutes + block.lasts
            if minutes > LONGEST_WITHOUT_BREAK_MINUTES:
                said = f"{quote(session.title)} has {minutes} minutes without a break, up to {quote(block.title)}"
                hint = "put a line before it:  - Break: 10 minutes"
                if block.lasts > LONGEST_WITHOUT_BREAK_MINUTES:
                    hint = "divide it, with a line between:  - Break: 10 minutes"
                yield Remark((*context.path(session), "agenda", at), said, hint, session.id)
                break


@rule(
    severity="warning",
    reason="An agenda that does not add up ends late, or without what stands last.",
    source="S3-62",
    about="entry",
)
def agenda_arithmetic(context: RuleContext) -> Iterator[Remark]:
    """Remark on agendas whose blocks do not add up to the session."""
    for session in context.timeline.sessions:
        agenda = context.activity(session).agenda
        minutes = sum(block.lasts for block in agenda)
        if agenda and session.minutes and minutes != session.minutes:
            said = (
                f"the blocks of the agenda take {minutes} minutes, and {quote(session.title)} lasts {session.minutes}"
            )
            yield Remark(
                (*context.path(session), "agenda"), said, f"write  lasts: {minutes} minutes", session.id, at_key=True
            )


@rule(
    severity="warning",
    reason="What is decided in a session happens if somebody follows up on it.",
    source="S3-69",
    about="entry",
)
def no_follow_up(context: RuleContext) -> Iterator[Remark]:
    """Remark on sessions after which nothing follows."""
    for session in context.sessions:
        if not any(_follows_up(entry, session) for entry in context.hanging.get(session.id, ())):
            said = f"nothing follows up on {quote(session.title)}"
            hint = "a note with thanks, next steps and a link is enough"
            yield Remark(context.path(session), said, hint, session.id, at_key=True)


def _follows_up(entry: Entry, session: Entry) -> bool:
    if entry.day < session.day:
        return False
    to_members = entry.kind == "letter" and "participants" in entry.audience
    return to_members or entry.document == "thanks" or entry.id.endswith((".follow-up", ".post-highlights"))


@rule(
    severity="warning",
    reason="Members need the link in the reminder and in their calendars.",
    source="S0-27; two weeks are ours (thresholds.link_days)",
    about="entry",
    comes_and_goes=True,
)
def no_link(context: RuleContext) -> Iterator[Remark]:
    """Remark on online sessions of the coming weeks without a link."""
    soon = context.today + timedelta(days=context.thresholds.link_days)
    for session in context.timeline.sessions:
        if session.kind in ONLINE and not session.link and context.today <= session.day <= soon:
            said = f"{quote(session.title)} is on {said_day(session.day)}, and has no link"
            hint = "write its link, or a web address under meetings.platform"
            yield Remark((*context.path(session), "link"), said, hint, session.id)


@rule(
    severity="warning",
    reason="A blog on which people write to one another needs somebody who reads along.",
    source="S0-18",
    decided_at=ORIENTATION,
)
def no_moderator(context: RuleContext) -> Iterator[Remark]:
    """Remark on a blog that nobody moderates."""
    if context.community.meetings.blog_moderator:
        return
    posts = [entry for entry in context.timeline.entries if "blog" in entry.id.split(".")]
    if posts:
        said = f"{count(len(posts), 'blog post')}, from {said_day(posts[0].day)} on, and nobody moderates the blog"
        yield Remark(("meetings", "blog_moderator"), said, "name a leader or a member under meetings.blog_moderator")


@rule(
    severity="hint",
    reason="Meeting virtually includes those without the means to travel each time. Visits are exempt.",
    source="S3-56; 'none, because …' answers it",
    about="entry",
    decided_at=INVITATION,
)
def no_virtual_option(context: RuleContext) -> Iterator[Remark]:
    """Remark on gatherings to which nobody can come from afar."""
    for session in context.sessions:
        option = session.virtual_option
        if session.kind == "gathering" and (not option or is_bare_no(option)):
            said = f"{quote(session.title)} says nothing on those who cannot travel"
            if option:
                said = f"{quote(session.title)} says {quote(option)}, and no reason, to those who cannot travel"
            hint = "write  virtual_option: a video link, or  none, because …"
            asked = f"How do those take part in {quote(session.title)} who cannot travel?"
            yield Remark((*context.path(session), "virtual_option"), said, hint, session.id, asked)

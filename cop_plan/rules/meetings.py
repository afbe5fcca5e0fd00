"""Rules on the sessions themselves: how many, how long, their agenda, link and follow-up."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from cop_plan.base.errors import quote
from cop_plan.definition import names
from cop_plan.definition.community import ONLINE
from cop_plan.rules.aims import is_bare_no
from cop_plan.rules.year import Remark, Year, count, said_day
from cop_plan.schedule.timeline import Entry

HALF_DAYS = "half-day-meetings"

# Source: S3-49, "2-4 times per school year"
FEWEST_MEETINGS, MOST_MEETINGS = 2, 4

# Source: S3-66, "wellness breaks": a break in each 90 minutes
LONGEST_WITHOUT_BREAK_MINUTES = 90
PAUSES = re.compile(
    r"\b(breaks?|lunch|breakfast|supper|dinner|coffee|tea|recess|snacks?|meal|pause|diner|repas|midi)\b"
)


def _half_days(year: Year) -> list[Entry]:
    """Return the gatherings of a year of half days; none in another."""
    gatherings = [session for session in year.sessions if session.kind == "gathering"]
    return gatherings if year.community.pattern == HALF_DAYS else []


def meeting_count(year: Year) -> Iterator[Remark]:
    """Remark on fewer or more half days than can be kept free."""
    meetings = _half_days(year)
    if year.community.pattern == HALF_DAYS and not FEWEST_MEETINGS <= len(meetings) <= MOST_MEETINGS:
        said = f"there {'is' if len(meetings) == 1 else 'are'} {count(len(meetings), 'meeting')} in the year"
        yield Remark(("pattern",), said, f"{FEWEST_MEETINGS} to {MOST_MEETINGS} a year work well")


def half_day_length(year: Year) -> Iterator[Remark]:
    """Remark on half days that are shorter or longer than half a day."""
    shortest, longest = year.thresholds.half_day_hours
    for meeting in _half_days(year):
        if meeting.minutes and not shortest * 60 <= meeting.minutes <= longest * 60:
            said = f"{quote(meeting.title)} lasts {meeting.minutes / 60:.3g} hours"
            hint = f"half days of {shortest} to {longest} hours work well"
            yield Remark((*year.path(meeting), "lasts"), said, hint, meeting.id)


def consecutive_optional(year: Year) -> Iterator[Remark]:
    """Remark on two optional half days in a row."""
    for before, after in pairwise(_half_days(year)):
        if before.attendance == after.attendance == "optional":
            said = f"{quote(before.title)} and {quote(after.title)} are both optional"
            hint = "at least every other meeting is mandatory:  attendance: mandatory"
            yield Remark((*year.path(after), "attendance"), said, hint, after.id)


def no_break(year: Year) -> Iterator[Remark]:
    """Remark on agendas with more than 90 minutes on end."""
    for session in year.timeline.sessions:
        minutes = 0
        for at, block in enumerate(year.activity(session).agenda):
            minutes = 0 if PAUSES.search(names.alike(block.title)) else minutes + block.lasts
            if minutes > LONGEST_WITHOUT_BREAK_MINUTES:
                said = f"{quote(session.title)} has {minutes} minutes without a break, up to {quote(block.title)}"
                hint = "put a line before it:  - Break: 10 minutes"
                if block.lasts > LONGEST_WITHOUT_BREAK_MINUTES:
                    hint = "divide it, with a line between:  - Break: 10 minutes"
                yield Remark((*year.path(session), "agenda", at), said, hint, session.id)
                break


def agenda_arithmetic(year: Year) -> Iterator[Remark]:
    """Remark on agendas whose blocks do not add up to the session."""
    for session in year.timeline.sessions:
        agenda = year.activity(session).agenda
        minutes = sum(block.lasts for block in agenda)
        if agenda and session.minutes and minutes != session.minutes:
            said = (
                f"the blocks of the agenda take {minutes} minutes, and {quote(session.title)} lasts {session.minutes}"
            )
            yield Remark(
                (*year.path(session), "agenda"), said, f"write  lasts: {minutes} minutes", session.id, at_key=True
            )


def no_follow_up(year: Year) -> Iterator[Remark]:
    """Remark on sessions after which nothing follows."""
    for session in year.sessions:
        if not any(_follows_up(entry, session) for entry in year.hanging.get(session.id, ())):
            said = f"nothing follows up on {quote(session.title)}"
            hint = "a note with thanks, next steps and a link is enough"
            yield Remark(year.path(session), said, hint, session.id, at_key=True)


def _follows_up(entry: Entry, session: Entry) -> bool:
    if entry.day < session.day:
        return False
    to_members = entry.kind == "letter" and "participants" in entry.audience
    return to_members or entry.document == "thanks" or entry.id.endswith((".follow-up", ".post-highlights"))


def no_link(year: Year) -> Iterator[Remark]:
    """Remark on online sessions of the coming weeks without a link."""
    soon = year.today + timedelta(days=year.thresholds.link_days)
    for session in year.timeline.sessions:
        if session.kind in ONLINE and not session.link and year.today <= session.day <= soon:
            said = f"{quote(session.title)} is on {said_day(session.day)}, and has no link"
            hint = "write its link, or a web address under meetings.platform"
            yield Remark((*year.path(session), "link"), said, hint, session.id)


def no_moderator(year: Year) -> Iterator[Remark]:
    """Remark on a blog that nobody moderates."""
    if year.community.meetings.blog_moderator:
        return
    posts = [entry for entry in year.timeline.entries if "blog" in entry.id.split(".")]
    if posts:
        said = f"{count(len(posts), 'blog post')}, from {said_day(posts[0].day)} on, and nobody moderates the blog"
        yield Remark(("meetings", "blog_moderator"), said, "name a leader or a member under meetings.blog_moderator")


def no_virtual_option(year: Year) -> Iterator[Remark]:
    """Remark on gatherings to which nobody can come from afar."""
    for session in year.sessions:
        option = session.virtual_option
        if session.kind == "gathering" and (not option or is_bare_no(option)):
            said = f"{quote(session.title)} says nothing on those who cannot travel"
            if option:
                said = f"{quote(session.title)} says {quote(option)}, and no reason, to those who cannot travel"
            hint = "write  virtual_option: a video link, or  none, because …"
            asked = f"How do those take part in {quote(session.title)} who cannot travel?"
            yield Remark((*year.path(session), "virtual_option"), said, hint, session.id, asked)

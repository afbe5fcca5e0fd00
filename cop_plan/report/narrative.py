"""What only people can say, as they said it in the notes of the sessions, and the stories that may be told.

Nothing is invented: where nobody wrote under such a heading there is a blank, with the name of who is to fill it.
"""

from cop_plan.records import notes
from cop_plan.records.record_types import Story
from cop_plan.report.texts import AnonymityCheck
from cop_plan.report.values import (
    Blank,
    DecisionsAsked,
    NotCollected,
    NotePassage,
    Part,
    Shown,
    ShownStory,
    Stories,
    ToWrite,
)
from cop_plan.report.year import ReportedYear


def under(year: ReportedYear, section: str) -> tuple[NotePassage, ...]:
    """Return what the notes have under the headings of a section, in the order of the sessions."""
    noted = [
        note
        for session in year.timeline.sessions
        if year.day_of(session) <= year.today and (note := (year.records.notes or {}).get(session.id))
    ]
    return tuple(
        NotePassage(text, note.session, note.author)
        for note in noted
        for heading, text in note.sections.items()
        if notes.is_headed(heading, section)
    )


def did_not_work(year: ReportedYear) -> ToWrite[tuple[NotePassage, ...]]:
    """Return what did not work, or the blank for it."""
    found = under(year, "did not work")
    return Shown(found) if found else blank(year)


def asks(year: ReportedYear) -> ToWrite[DecisionsAsked]:
    """Return what readers are asked to continue, change and stop, or the blank for it."""
    found = DecisionsAsked(under(year, "keep on"), under(year, "change"), under(year, "stop"))
    return Shown(found) if found != DecisionsAsked() else blank(year)


def blank(year: ReportedYear) -> Blank:
    """Return a gap that the facilitator is to fill."""
    return Blank(year.community.leadership.facilitator.name)


def stories(year: ReportedYear) -> Part[Stories]:
    """Return the stories that may be told, each as its writer allowed.

    One without a name loses name, school and what could tell of them; if its own text names somebody it is not told.
    """
    if year.records.stories is None:
        return NotCollected(("records.stories",))
    anonymous = AnonymityCheck(year.community)
    agreed = [story for story in year.records.stories if story.consent != "none"]
    naming = [story for story in agreed if story.consent == "anonymous" and _tells(story, anonymous)]
    told = tuple(_told(story) for story in agreed if story not in naming)
    return Shown(Stories(told, len(year.records.stories) - len(agreed), len(naming)))


def _tells(story: Story, anonymous: AnonymityCheck) -> bool:
    text = f"{story.title}\n{story.body}"
    return anonymous.tells_of(story.member, text) if story.member else anonymous.names_somebody(text)


def _told(story: Story) -> ShownStory:
    if story.consent == "anonymous":
        return ShownStory(story.title, story.body)
    school = story.member.school if story.member else None
    return ShownStory(story.title, story.body, story.author, school, story.session)

"""What only people can say, as they said it in the notes of the sessions, and the stories that may be told.

Nothing is invented: where nobody wrote under such a heading there is a blank, with the name of who is to fill it.
"""

from cop_plan.records import notes
from cop_plan.records.record_types import Story
from cop_plan.report.texts import Anonymous
from cop_plan.report.values import Asks, Blank, NotCollected, Part, Shown, Stories, ToldStory, ToWrite, Written
from cop_plan.report.year import Year


def under(year: Year, section: str) -> tuple[Written, ...]:
    """Return what the notes have under the headings of a section, in the order of the sessions."""
    noted = [
        note
        for session in year.timeline.sessions
        if year.day_of(session) <= year.today and (note := (year.records.notes or {}).get(session.id))
    ]
    return tuple(
        Written(text, note.session, note.author)
        for note in noted
        for heading, text in note.sections.items()
        if notes.is_headed(heading, section)
    )


def did_not_work(year: Year) -> ToWrite[tuple[Written, ...]]:
    """Return what did not work, or the blank for it."""
    found = under(year, "did not work")
    return Shown(found) if found else blank(year)


def asks(year: Year) -> ToWrite[Asks]:
    """Return what readers are asked to continue, change and stop, or the blank for it."""
    found = Asks(under(year, "keep on"), under(year, "change"), under(year, "stop"))
    return Shown(found) if found != Asks() else blank(year)


def blank(year: Year) -> Blank:
    """Return a gap that the facilitator is to fill."""
    return Blank(year.community.leadership.facilitator.name)


def stories(year: Year) -> Part[Stories]:
    """Return the stories that may be told, each as its writer allowed.

    One without a name loses name, school and what could tell of them; if its own text names somebody it is not told.
    """
    if year.records.stories is None:
        return NotCollected(("records.stories",))
    anonymous = Anonymous(year.community)
    agreed = [story for story in year.records.stories if story.consent != "none"]
    naming = [story for story in agreed if story.consent == "anonymous" and _tells(story, anonymous)]
    told = tuple(_told(story) for story in agreed if story not in naming)
    return Shown(Stories(told, len(year.records.stories) - len(agreed), len(naming)))


def _tells(story: Story, anonymous: Anonymous) -> bool:
    text = f"{story.title}\n{story.body}"
    return anonymous.tells_of(story.member, text) if story.member else anonymous.names_somebody(text)


def _told(story: Story) -> ToldStory:
    if story.consent == "anonymous":
        return ToldStory(story.title, story.body)
    school = story.member.school if story.member else None
    return ToldStory(story.title, story.body, story.author, school, story.session)

"""What gives a letter its form: how it greets, and its sessions as the rows of one table."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from cop_plan.definition import names
from cop_plan.render.templates import one_line
from cop_plan.render.words import Words
from cop_plan.schedule.timeline import Entry

Manner = Literal["first name", "full name", "formal"]
"""How a letter greets: `letters.salutation` of a definition."""


class Session(NamedTuple):
    """A session in words; what it has not is None."""

    entry: Entry
    title: str
    day: str
    time: str | None
    lasts: str | None
    where: str | None
    address: str | None
    parking: str | None
    accessibility: str | None
    link: str | None
    is_online: bool
    in_school_time: bool
    is_mandatory: bool
    goal: str | None
    topic: str | None
    presenter: str | None
    host: str | None
    note_taker: str | None
    readings: tuple[str, ...]
    virtual_option: str | None


class DateRow(NamedTuple):
    """Sessions that are alike but for their days, as a row of a table of dates.

    `time` is None where the hour is not set; `lasts` is known or not. `is_choice` marks an optional session in a table
    that has mandatory ones, too.
    """

    days: str
    time: str | None
    lasts: str | None
    title: str
    topic: str | None
    where: str | None
    is_online: bool
    in_school_time: bool
    is_choice: bool


def date_rows(sessions: Iterable[Session], words: Words) -> list[DateRow]:
    """Return sessions as rows in the order of their first days; what has a topic of its own has its own row."""
    alike: dict[tuple[object, ...], list[Session]] = {}
    for one in sessions:
        key = (one.title, one.topic, one.time, one.lasts, one.where, one.is_online, one.in_school_time)
        alike.setdefault((*key, one.is_mandatory), []).append(one)
    is_mixed = len({of_row[0].is_mandatory for of_row in alike.values()}) == 2
    return [
        DateRow(
            words.short_days([one.entry.day for one in of_row]),
            of_row[0].time,
            of_row[0].lasts,
            of_row[0].title,
            of_row[0].topic,
            None if of_row[0].is_online else of_row[0].where,
            of_row[0].is_online,
            of_row[0].in_school_time,
            is_mixed and not of_row[0].is_mandatory,
        )
        for of_row in alike.values()
    ]


class Salutation:
    """Greets people in one manner, in the words of a language.

    A first name is the first word of a name, or what stands behind its comma. A name that begins with a title, such as
    Dr., stays whole: which of its words is the family name nobody can know.
    """

    def __init__(self, manner: Manner, words: Words) -> None:
        self._manner = manner
        self._titles = {names.alike(title) for title in words("letter.titles").split()}

    def of(self, name: str) -> str:
        """Return what stands behind Dear: a part of a name, or all of it; a name of one word stays as it is."""
        text = one_line(name)
        last, _, first = (part.strip() for part in text.partition(","))
        if last and first:
            return first if self._manner == "first name" else f"{first} {last}"
        word = text.partition(" ")[0]
        return word if self._manner == "first name" and names.alike(word) not in self._titles else text

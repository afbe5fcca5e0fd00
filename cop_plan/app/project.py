"""A definition and all that follows from it: each thing is read and worked out once, when it is first asked for."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cop_plan import render
from cop_plan.app import outputs, shipped
from cop_plan.app.options import STDIN, ProjectOptions
from cop_plan.base import files
from cop_plan.base.errors import (
    Misuse,
    Place,
    Problem,
    Problems,
    Unreadable,
    ValueProblem,
    ValueProblems,
    choice_of_lines,
    quote,
)
from cop_plan.base.errors import Path as ValuePath
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import one_of, sentence
from cop_plan.dates import calendar_files, workdays, zones
from cop_plan.definition import load, nodes
from cop_plan.definition.community import Community, ProgressRow
from cop_plan.render.messages import Messages
from cop_plan.render.words import Words
from cop_plan.schedule import history, progress, timeline
from cop_plan.schedule.timeline import Entry

if TYPE_CHECKING:
    import jinja2

    from cop_plan.render.theme import Theme

_ANY_REGION = sentence("write an ISO code such as CA-AB or FR")


@frozen
class ProgressRecord:
    """What the progress record tells of a year. `problems` are those of rows that name no entry; `rows` counts all."""

    file: Path
    rows: int
    done: Mapping[str, progress.Done]
    problems: tuple[Problem, ...]


class CommunityProject:
    """A definition and all that follows from it.

    A property raises Problems with everything that is wrong, each with its place, and Unreadable for a file that cannot
    be read; nothing is read before it is needed, and nothing is written. `read` has the digest of each file that was
    read, by its path, and of each folder the state of its names; None for what was looked for and is not there.
    """

    def __init__(self, file: Path, asked: ProjectOptions | None = None) -> None:
        """Take a definition's file."""
        self.file = file
        self.asked = asked or ProjectOptions()
        self.read: dict[str, str | None] = {}

    @property
    def shown_as(self) -> str:
        """Return how the definition's file is named to people."""
        return "stdin" if self.file == STDIN else str(self.file)

    @cached_property
    def content(self) -> bytes:
        """Return the definition's bytes."""
        given = self.asked.content
        content = files.read(self.file, nodes.MAX_BYTES, or_pipe=True) if given is None else given
        self.read[str(self.file.absolute())] = files.digest(content)
        return content

    @cached_property
    def written(self) -> load.Loaded:
        """Return the definition as it is written, with what it names."""
        return load.community(self.content, self.shown_as, self._files)

    @cached_property
    def _files(self) -> "_ProjectFiles":
        return _ProjectFiles(self)

    @cached_property
    def folder(self) -> Path:
        """Return the folder of the plan's outputs: the one asked for, else the definition's `output`, else `plan`."""
        return self.folder_of(self.written.community)

    def folder_of(self, community: outputs.Named) -> Path:
        """Return the folder of the plan's outputs; the head of a definition tells it before all of it is loaded."""
        return outputs.folder(self.file, community, out=self.asked.out, is_shared=self.asked.is_shared)

    @cached_property
    def lock(self) -> history.Lock | None:
        """Return what was published in the folder; None if it is nothing, another's, or cannot be told."""
        return outputs.known(self.folder, self.file, self.written.community)

    def claim(self, into: Path, *, force: bool) -> outputs.FolderOwnership:
        """Return what a folder is known by, to be written into. Raises OverwriteConflict."""
        claim = outputs.claim(into, self.file, self.written.community, force=force)
        self.refuse_other_year(into, claim.lock)
        return claim

    def refuse_other_year(self, into: Path, lock: history.Lock | None) -> None:
        """Raise OverwriteConflict where another school year lies in the plan's folder, or else in this one.

        `lock` is this one's. What the plan's folder says counts: there each run says which year is in it.
        """
        if self.lock is not None:
            into, lock = self.folder, self.lock
        outputs.refuse_other_year(into, lock, self.file, self.written.community)

    @cached_property
    def loaded(self) -> load.Loaded:
        """Return the definition under the id that its calendars already have."""
        return outputs.identified(self.written, self.lock)

    @property
    def community(self) -> Community:
        """Return the community."""
        return self.loaded.community

    @cached_property
    def language(self) -> Words:
        """Return the words of the community's language."""
        community = self.written.community
        return shipped.language(community.language, community.country)

    @cached_property
    def spoken(self) -> Words:
        """Return the words in which a run shows days and numbers to whoever runs it."""
        asked = self.asked.language
        return shipped.language(asked, self.written.community.country) if asked else self.language

    @property
    def messages(self) -> Messages:
        """Return what commands say, in the language of the run or the community's."""
        return shipped.messages(self.asked.language or self.written.community.language)

    @cached_property
    def templates(self) -> "jinja2.Environment":
        """Return the templates, a theme's over the program's own."""
        if self.theme is None:
            return shipped.templates()
        from cop_plan.app import themes  # costs imports that most runs do not need

        return themes.templates(self.theme)

    @property
    def theme_folder(self) -> Path | None:
        """Return the folder of the theme that the definition names, whether it is there or not."""
        name = self.written.community.templates
        return None if name is None else self._files.folder_of(self.written.place(("templates",))) / name

    @cached_property
    def theme(self) -> "Theme | None":
        """Return the theme that the run names, or else the definition; None if neither does."""
        if self.asked.theme is not None or self.written.community.templates is None:
            return self.asked.theme
        from cop_plan.app import themes  # costs imports that most runs do not need

        key, name = "templates", self.written.community.templates
        place = self.written.place((key,))
        with files.noting() as read:
            folder = str(self._files.folder_beside(name, place, key))
            try:
                found = themes.read(folder)
            except Unreadable as error:
                said = sentence("{file}: {why}", file=quote(error.file), why=error.reason)
                raise Problems([Problem(place, key, said)]) from None
            except Problems as wrong:
                # What is wrong with all of the folder is told where it is named.
                raise Problems(
                    replace(one, place=place, path=key) if one.file == folder else one for one in wrong.problems
                ) from None
        self.read.update(read)
        return found

    @property
    def basis(self) -> history.Basis:
        """Return what the year is made with: what was published with it, or else the newest. Raises Problems."""
        now = history.Basis(self.written.patterns, self._holidays[0])
        return now.after(self.lock.basis) if self.lock and self._is_of_this_year(self.lock) else now

    @cached_property
    def _holidays(self) -> tuple[workdays.HolidayTable | None, workdays.Holidays]:
        """Return the table of holidays of the year, and the holidays as the definition changes them."""
        community, lock = self.written.community, self.lock
        if community.region is None or lock is None or self.asked.is_newest or not self._is_of_this_year(lock):
            return self._newest_holidays
        for published in lock.basis.all_holidays:
            if published.is_of(community.region, community.year.calendar_years, community.language):
                return self._as_chosen(published, is_published=True)
        return self._newest_holidays

    def _is_of_this_year(self, lock: history.Lock) -> bool:
        return lock.year == timeline.year_name(self.written.community)

    @cached_property
    def _newest_holidays(self) -> tuple[workdays.HolidayTable | None, workdays.Holidays]:
        """Return the table of holidays that the program has now, and the holidays as the definition changes them."""
        community, chosen = self.written.community, self.written.community.holidays
        if community.region is None:
            if not (chosen.open or chosen.closed):
                return None, workdays.Holidays()
            said = sentence("without a region no holidays are known")
            hint = sentence("write, for example,  region: CA-AB")
            raise self.written.problems([ValueProblem(("holidays",), said, hint, at_key=True)])
        years, language = community.year.calendar_years, community.language
        try:
            known = shipped.holidays(community.region, years, language)
        except workdays.UnknownRegion as unknown:
            near = [f"region: {code}" for code in unknown.near]
            hint = sentence("write  {lines}", lines=choice_of_lines(near)) if near else _ANY_REGION
            said = sentence("no holidays are known for {region}", region=quote(community.region))
            raise self.written.problems([ValueProblem(("region",), said, hint)]) from None
        table = workdays.HolidayTable(community.region, (years[0], years[-1]), language, known)
        return self._as_chosen(table, is_published=False)

    def _as_chosen(
        self, table: workdays.HolidayTable, *, is_published: bool
    ) -> tuple[workdays.HolidayTable, workdays.Holidays]:
        community, chosen = self.written.community, self.written.community.holidays
        try:
            return workdays.with_choice(table, chosen.open, chosen.closed, is_published=is_published)
        except workdays.UnknownHolidays as unknown:
            raise self.written.problems(_unknown_holidays(community, unknown, table.holidays)) from None

    def newer_holidays(self, first: date, last: date) -> dict[date, tuple[str | None, str | None]]:
        """Return the days that the program knows otherwise now than when the year was published, with both names.

        None of them if the holidays of the definition are not known any more: the year keeps its own.
        """
        try:
            newest = self._newest_holidays
        except Problems:
            return {}
        return {} if newest is self._holidays else workdays.differences(self._holidays[1], newest[1], first, last)

    @cached_property
    def open_days(self) -> workdays.Workdays:
        """Return the community's open and closed days."""
        return timeline.workdays_of(self.written.community, self._holidays[1])

    @cached_property
    def timeline(self) -> timeline.Timeline:
        """Return the dated year."""
        unknown: Problems | None = None
        try:
            open_days = self.open_days
        except Problems as found:
            open_days, unknown = timeline.workdays_of(self.written.community, workdays.Holidays()), found
        try:
            dated = timeline.expand(self.community, open_days, self.loaded.is_own, self._is_done)
        except ValueProblems as wrong:
            problems = self.loaded.problems(wrong.value_problems).problems
            raise Problems([*problems, *(unknown.problems if unknown else ())]) from None
        if unknown:
            raise unknown
        return dated

    def _is_done(self, entry: Entry) -> bool:
        return progress.is_noted(entry, self._progress_rows)

    @cached_property
    def _progress_rows(self) -> Sequence[ProgressRow]:
        return load.progress(self._progress_content, str(self.progress_file)).rows

    @cached_property
    def _progress_content(self) -> bytes:
        content = files.read_if_there(self.progress_file, nodes.MAX_BYTES)
        self.read[str(self.progress_file.absolute())] = None if content is None else files.digest(content)
        return content or b""

    @cached_property
    def busy(self) -> tuple[tuple[str, calendar_files.Event], ...]:
        """Return what the calendars under `busy` have in these years that takes time, each with its file's name.

        The community's own entries in them are not of it.
        """
        days = self.community.year.calendar_years
        first, last = date(days[0], 1, 1), date(days[-1], 12, 31)
        found, problems = list[tuple[str, calendar_files.Event]](), list[Problem]()
        for at, name in enumerate(self.community.busy):
            try:
                place = self.written.place(("busy", at))
                file, content = self._files.beside(name, place, f"busy.{at + 1}", calendar_files.MAX_BYTES)
                zone = zones.zone(self.community.timezone)
                events = calendar_files.events(content, first, last, zone, is_private=True)
            except Problems as missing:
                problems += missing.problems
            except calendar_files.Broken as broken:
                problems += (Problem(Place(file, line, 1), "", said, hint) for line, said, hint in broken.faults)
            else:
                found += ((name, one) for one in events if one.is_busy and not self._is_ours(one))
        if problems:
            raise Problems(problems)
        return tuple(found)

    def _is_ours(self, event: calendar_files.Event) -> bool:
        return event.uid.endswith(timeline.uid(self.community, ""))

    @property
    def progress_file(self) -> Path:
        """Return where the progress record lies."""
        return self.file.parent / self.written.community.records.progress

    @cached_property
    def progress(self) -> ProgressRecord:
        """Return what the progress record tells; one that is not there yet tells nothing."""
        return self.progress_of(self._progress_content)

    def progress_of(self, content: bytes) -> ProgressRecord:
        """Return what a progress record of such content tells. Raises Problems."""
        record = load.progress(content, str(self.progress_file))
        done, value_problems = progress.join(self.timeline, record.rows)
        return ProgressRecord(self.progress_file, len(record.rows), done, record.problems(value_problems).problems)

    def year(self, lock: history.Lock | None, now: datetime) -> render.Year:
        """Return the dated year over what was published of it, with what is done."""
        published = history.with_done(history.publish(self.timeline, lock, now), self.progress.done)
        led_before = history.facilitators(lock, self.timeline).before
        return render.Year(self.timeline, published, self.language, led_before, self.written.patterns)

    def entry(self, name: str) -> Entry:
        """Return the entry of a name, a step of a cancelled session too. Raises Misuse, Problems."""
        found = progress.found(self.timeline, name)
        if isinstance(found, progress.UnknownEntry):
            raise Misuse(found.in_one_line)
        return found

    def day(self, now: datetime) -> date:
        """Return the day of a moment where the community is. Raises Problems, of the time zone too."""
        return now.astimezone(zones.zone(self.timeline.community.timezone)).date()

    def place_to_mend(self, path: ValuePath, *, at_key: bool = False) -> Place:
        """Return where a person can mend something; what a shipped pattern wrote is changed in their own definition."""
        place = self.loaded.place(path, key=at_key)
        while self.is_shipped(place) and len(path) > 1:
            path = path[:-1]
            place = self.loaded.place(path, key=True)
        return place

    def is_shipped(self, place: Place) -> bool:
        """Return whether something was written by a pattern that ships with the program."""
        is_a_persons = place.file in (self.loaded.file, *self.loaded.extended)
        named_like = not is_a_persons and place.file.startswith(("patterns/", "locale/"))
        return named_like and files.shipped_text(place.file) is not None


def _unknown_holidays(
    community: Community, unknown: workdays.UnknownHolidays, table: workdays.Holidays
) -> Iterator[ValueProblem]:
    by_day = {day.isoformat(): sentence("its name is {name}", name=quote(name)) for day, name in table.days.items()}
    chosen, country = community.holidays, (community.region or "").partition("-")[0]
    for key, names, found, otherwise in (
        (
            "open",
            chosen.open,
            unknown.opened,
            sentence("without this name, cop-plan check --days lists the closed days"),
        ),
        ("closed", chosen.closed, unknown.closed, sentence("other days are closed under closures")),
    ):
        for at, near in found.items():
            hint = by_day.get(names[at], otherwise)
            if near:
                hint = sentence("did you mean {names}?", names=one_of([*map(quote, near)]))
            said = sentence("no holiday of {country} is called {name}", country=country, name=quote(names[at]))
            yield ValueProblem(("holidays", key, at), said, hint)


class _ProjectFiles(files.DefinitionFiles):
    """The files that a definition names, as they are or will be."""

    def __init__(self, project: CommunityProject) -> None:
        super().__init__(project.file, nodes.MAX_BYTES)
        self._project = project
        self._contents = project.asked.tables
        self._beside = project.file.parent
        self._read = project.read

    def beside(self, name: str, place: Place, path: str, limit_bytes: int | None = None) -> tuple[str, bytes]:
        """Return what will lie there, or else what does."""
        found = self._new(name, place) or super().beside(name, place, path, limit_bytes)
        self._read[str(Path(found[0]).absolute())] = files.digest(found[1])
        return found

    def _new(self, name: str, place: Place) -> tuple[str, bytes] | None:
        """Return what will lie there before it is written; None if nothing is known of it."""
        # Of what lies in the definition's own folder the name is known as it is written.
        is_beside = self.folder_of(place) == self._beside
        way = name if is_beside else Path(os.path.relpath(self.folder_of(place) / name, self._beside)).as_posix()
        content = self._contents.get(way)
        if content is None:
            return None
        self.names_files(self._beside / way)
        return str(self._beside / way), content

    def versions(self, definition: object, names: Iterable[str]) -> Mapping[str, int]:
        """Return the versions of patterns in the lock, if the same year was published and has these patterns."""
        assert isinstance(definition, nodes.MappingNode), "a definition is a map"
        head = outputs.head(definition)
        if self._project.asked.is_newest or not head.identity:
            return {}
        lock = outputs.known(self._project.folder_of(head), self._project.file, head)
        if lock is None or lock.year not in head.years:
            return {}
        if lock.basis.patterns is None:
            return dict.fromkeys(names, 1)
        return next((one for one in lock.basis.all_patterns if one.keys() == {*names}), {})

    def beside_if_there(self, name: str, place: Place) -> tuple[str, bytes] | None:
        """Return what lies there, if anything does."""
        found = self._new(name, place) or super().beside_if_there(name, place)
        file = self.folder_of(place) / name if found is None else Path(found[0])
        self._read[str(file.absolute())] = None if found is None else files.digest(found[1])
        return found


def moment_of(day: date) -> datetime:
    """Return the moment for which a day stands: 00:00 UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)

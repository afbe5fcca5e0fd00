"""An export read for one community: what its attendance or its answers come to, with its people matched."""

import contextlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property

from cop_plan.base.errors import Place, Problem, Problems
from cop_plan.base.tables import moments, reader
from cop_plan.base.translatable import sentence
from cop_plan.definition import languages
from cop_plan.definition.community import Community, SurveyName, Which
from cop_plan.records import attendance, people, placing, scales, surveys
from cop_plan.records.attendance import PlacedAttendance, Readings
from cop_plan.records.record_types import Survey
from cop_plan.records.useless_exports import UselessExport

LIMIT_BYTES = reader.LIMIT_BYTES


@dataclass(frozen=True)
class ExportReader:
    """How exports are read for a community: whose names stand for whom, and in which order days are written."""

    community: Community
    aliases: Mapping[str, people.MatchedPerson] = field(default_factory=dict)
    date_order: moments.DateOrder | None = None
    survey_days: Mapping[Which, date] = field(default_factory=dict)
    """The days on which the surveys are asked, by which one form used for both is divided."""

    @cached_property
    def people(self) -> people.PeopleMatcher:
        """Return the people of the community, as exports show them."""
        return people.PeopleMatcher(self.community, self.aliases)

    def opened(self, content: bytes, file: str, days: placing.SessionDays) -> Readings:
        """Return all that an export says of attendance, of whatever session and day. Raises Problems."""
        found = attendance.opened(content, file, days, self.date_order)
        if found.each[0].found.kind == attendance.FORM and self._asks_items(content, file):
            said = sentence("this looks like answers to a survey, not like a form to sign in with")
            raise Problems([Problem(Place(file, 0, 0), "", said)])
        return found

    def _asks_items(self, content: bytes, file: str) -> bool:
        with contextlib.suppress(Problems):
            return bool(self.survey(content, file, None).items)
        return False

    def placed(self, export: Readings, days: placing.SessionDays, claim: placing.Claim) -> tuple[PlacedAttendance, ...]:
        """Return what an export says of each session, and of each day that is of none."""
        return attendance.placed(export, days, claim, self.community.records.bots, self.people)

    def answers(self, content: bytes, file: str) -> Survey | None:
        """Return the answers to any items in a file; None if it asks none, or cannot be read as answers."""
        with contextlib.suppress(Problems):
            found = self.survey(content, file, None)
            return found if found.items else None
        return None

    def survey(self, content: bytes, file: str, which: SurveyName | None) -> Survey:
        """Return the answers to a survey, or to any item if it is not known to which. Raises Problems."""
        return surveys.read(
            content,
            file,
            self.community,
            which,
            wordings=wordings(),
            people=self.people,
            date_order=self.date_order,
            asked_on=self.survey_days,
        )

    def pulse(
        self, content: bytes, file: str, days: Mapping[str, date], named: Collection[str]
    ) -> surveys.PulseAnswers:
        """Return the answers to the short survey by the sessions at which they were given; see `surveys.read_pulse`."""
        return surveys.read_pulse(
            content,
            file,
            self.community,
            days,
            named,
            wordings=wordings(),
            people=self.people,
            date_order=self.date_order,
        )

    def either(
        self, content: bytes, file: str, days: placing.SessionDays, which: SurveyName | None
    ) -> Readings | Survey:
        """Return what an export comes to, by what it holds. Raises Problems."""
        if which is not None:
            return self.survey(content, file, which)
        if is_of_form(content, file):
            return self._of_form(content, file, days)
        # A table of our own that asks several items has answers, whatever else it could be.
        with contextlib.suppress(Problems):
            if len((answers := self.survey(content, file, None)).items) > 1:
                return answers
        try:
            return self.opened(content, file, days)
        except Problems as found:
            if not _is_unknown(found):
                raise
            no_attendance = found
        try:
            return self.survey(content, file, None)
        except Problems:
            raise no_attendance from None

    def _of_form(self, content: bytes, file: str, days: placing.SessionDays) -> Readings | Survey:
        """Return what a form comes to: answers, or who signed in if it asks no item of the surveys. Raises Problems."""
        try:
            return self.survey(content, file, None)
        except Problems as found:
            no_survey = found
        try:
            return self.opened(content, file, days)
        except UselessExport:
            raise
        except Problems:
            raise no_survey from None


def is_of_form(content: bytes, file: str) -> bool:
    """Return whether a form service wrote a table, or a sheet of a workbook. Raises Problems."""
    return any(surveys.found(table) for table in reader.tables(content, file))


def _is_unknown(found: Problems) -> bool:
    """Return whether all that is wrong with an export is that nobody knows such a report of attendance."""
    return [problem.message for problem in found.problems] == [attendance.UNKNOWN]


@cache
def wordings() -> scales.StepWordings:
    """Return the words that say the same on scales of all languages."""
    return scales.StepWordings.of(languages.tables("scales.yaml"))

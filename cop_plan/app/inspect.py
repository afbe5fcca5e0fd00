"""How an export is understood: as what, of which session or survey, who is in it, and what does not count."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cop_plan.app import exports, records
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, Place, Problem, Problems
from cop_plan.base.tables import moments, reader
from cop_plan.definition import community as models
from cop_plan.definition import names
from cop_plan.records import attendance, attendance_sheets, survey_remarks, surveys
from cop_plan.records.record_types import Attendance, Attendee, Response, Survey
from cop_plan.schedule import timeline


@dataclass(frozen=True)
class InspectRequest:
    """An export, and what the person says of it; None is what the export itself is to tell."""

    export: Path
    session: str | None = None
    survey: models.SurveyName | None = None
    date_order: moments.DateOrder | None = None


def asked(export: Path, session: str | None, survey: str | None, date_order: str | None) -> InspectRequest:
    """Return what a person says of an export, as the command line has it."""
    which = next((one for one in models.SURVEY_NAMES if one == survey), None)
    return InspectRequest(export, session, which, next((one for one in moments.ORDERS if one == date_order), None))


@dataclass(frozen=True)
class InspectedExport:
    """An export as it was understood. Without a definition, `project` is None, and nobody is known."""

    asked: InspectRequest
    project: CommunityProject | None
    session: timeline.Entry | None
    found: Attendance | Survey
    remarks: tuple[Problem, ...] = ()

    @property
    def slugs(self) -> Mapping[tuple[str, str | None], str]:
        """Return the short name of each member, by name and address."""
        members = names.slugs(self.project.community) if self.project else {}
        return {(member.name, member.email): slug for slug, member in members.items()}


def look(project: CommunityProject | None, asked: InspectRequest, content: bytes | None = None) -> InspectedExport:
    """Read an export, of which `content` is what it holds if given, for a community, or for none.

    Raises Misuse for what is no session, Problems, Unreadable.
    """
    if content is None:
        content = files.read(asked.export, exports.LIMIT_BYTES, or_pipe=True)
    if project is None:
        return InspectedExport(asked, None, None, _alone(content, asked))
    how = exports.ExportReader(project.community, records.aliases(project), asked.date_order)
    which = asked.survey or records.survey_of(project, asked.export)
    session = None if which else _session(project, asked)
    found = how.either(content, str(asked.export), session, which)
    if isinstance(found, Attendance):
        unread = attendance_sheets.remarks(str(asked.export), found.unread_sheets)
        return InspectedExport(asked, project, session, found, tuple(unread))
    remarks = survey_remarks.remarks(found, project.community, is_matched=which != "pulse") if which else ()
    return InspectedExport(asked, project, None, found, tuple(remarks))


def nearest(export: Path) -> Path | None:
    """Return the definition here, or the one beside an export or in a folder around it; None if there is none."""
    here = Path("community.yaml")
    around = (folder / "community.yaml" for folder in export.absolute().parents[:4])
    return next((path for path in (here, *around) if path.is_file()), None)


def _session(project: CommunityProject, asked: InspectRequest) -> timeline.Entry | None:
    if asked.session is None:
        return records.session_of(project, asked.export)
    entry = project.entry(asked.session)
    if not entry.is_session:
        raise Misuse(f"--session: {entry.id} is no session")
    return entry


def _alone(content: bytes, asked: InspectRequest) -> Attendance:
    """Return an attendance whose people nobody knows. Raises Problems, also for answers: their items are not known."""
    file = str(asked.export)
    if service := surveys.found(reader.read(content, file)):
        said = f"these are answers from {service}, and answers are read by the items of a definition"
        hint = "name the definition: cop-plan report community.yaml --inspect …"
        raise Problems([Problem(Place(file, 0, 0), "", said, hint)])
    return attendance.read(content, file, session=asked.session, date_order=asked.date_order)


def data(looked: InspectedExport) -> dict[str, Any]:
    """Return an export as it was understood as plain data."""
    found = looked.found
    return {
        "kind": found.kind,
        "encoding": found.encoding,
        "session": _session_data(looked),
        "people": [_person(one, looked) for one in _people(found)],
        "items": list(found.items) if isinstance(found, Survey) else [],
        "responses": len(found.responses) if isinstance(found, Survey) else 0,
        "dropped": [{"row": one.row, "why": one.why} for one in found.dropped],
        "unmatched": [one.name or one.email for one in _unmatched(found)],
    }


def _session_data(looked: InspectedExport) -> dict[str, Any]:
    found, session = looked.found, looked.session
    if not isinstance(found, Attendance):
        return {}
    meeting = found.meeting
    return {
        "id": session.id if session else None,
        "planned": session.day.isoformat() if session else None,
        "title": meeting.title,
        "start": meeting.start and meeting.start.isoformat(),
        "end": meeting.end and meeting.end.isoformat(),
        "minutes": meeting.minutes,
        "meeting_id": meeting.id,
    }


def _person(one: Attendee | Response, looked: InspectedExport) -> dict[str, Any]:
    return {
        "name": one.name,
        "email": one.email,
        "minutes": one.minutes if isinstance(one, Attendee) else None,
        "member": looked.slugs[one.member.name, one.member.email] if one.member else None,
    }


def _people(found: Attendance | Survey) -> Iterable[Attendee | Response]:
    """Return who was there, or who gave answers with a name."""
    if isinstance(found, Attendance):
        return found.present
    return [one for one in found.responses if one.name or one.email]


def _unmatched(found: Attendance | Survey) -> Iterable[Attendee | Response]:
    return found.unmatched

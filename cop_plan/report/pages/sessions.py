"""Did it run, and did people come: the sessions of the year and who came to them, as blocks of a page."""

from collections.abc import Iterator

from cop_plan.report.pages import pictures
from cop_plan.report.pages.blocks import Legend, PageBlock, PageTable, Paragraph, Picture, TableCell
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import (
    AttendanceResults,
    Number,
    ParticipantFlow,
    ProgressResults,
    SessionAttendance,
    SessionHeld,
    Shown,
    Tally,
)

# Did it run?


def running(tell: ReportText, part: ProgressResults) -> Iterator[PageBlock]:
    """Yield the sessions as planned and as held."""
    sessions = part.sessions
    whens = [pictures.when(one) for one in sessions]
    counts = {name: tell.number(whens.count(name)) for name in ("on_day", "moved", "unknown")}
    held = tell.tally(Tally(len(sessions) - whens.count("unknown"), len(sessions)))
    yield Paragraph(tell("sessions_held", held=held, moved=counts["moved"]))
    if isinstance(part.entries_done, Shown):
        yield Paragraph(tell("entries_done", tally=tell.tally(part.entries_done.value)))
    else:
        yield Paragraph(tell("entries_done_none", why=tell.why(part.entries_done)), "marked")
    yield Picture(
        "strip",
        tell("strip_title"),
        tell("strip_said", count=tell.number(len(sessions)), **counts),
        pictures.strip([(one, _said_of(tell, one)) for one in sessions]),
        (
            Legend("on_day", tell("on_day")),
            Legend("moved", tell("on_another_day")),
            Legend("unknown", tell("no_record")),
            Legend("tall", tell("mandatory_cell")),
            Legend("flat", tell("optional_cell")),
        ),
    )
    first, last = pictures.first_and_last(sessions)
    yield Picture(
        "days",
        tell("dates_title"),
        tell("dates_said", first=tell.day(first), last=tell.day(last)),
        pictures.days([(one, tell.foreign(one.title), _both_days(tell, one)) for one in sessions], tell.words),
        (Legend("planned_day", tell("planned_day")), Legend("held_day", tell("held_day"))),
    )
    heads = ("session", "attendance", "planned", "held", "later", "lead_time", "archived")
    yield PageTable(tell("sessions_table"), tuple(map(tell, heads)), tuple(_session_row(tell, one) for one in sessions))


def _said_of(tell: ReportText, session: SessionHeld) -> str:
    held = tell.short_day(session.held.day) if session.held else tell("not_kept")
    return f"{tell.foreign(session.title)}{tell.words('colon')}{held}"


def _both_days(tell: ReportText, session: SessionHeld) -> str:
    held = tell.short_day(session.held.day) if session.held else tell("not_kept")
    return tell("planned_and_held", planned=tell.short_day(session.planned), held=held)


def _session_row(tell: ReportText, one: SessionHeld) -> tuple[TableCell, ...]:
    no_record = TableCell(tell("not_kept"), marked=True)
    mandatory = tell.words.name("attendance", "mandatory" if one.mandatory else "optional")
    kept = TableCell(tell("not_kept"), marked=True) if not one.archived else TableCell(tell("kept"))
    return (
        TableCell(tell.foreign(one.title)),
        TableCell(mandatory),
        TableCell(tell.short_day(one.planned)),
        TableCell(tell.short_day(one.held.day)) if one.held else no_record,
        TableCell(_difference(tell, one.days_later)) if one.days_later is not None else no_record,
        _lead(tell, one),
        kept,
    )


def _difference(tell: ReportText, days: int) -> str:
    if not days:
        return tell("same_day")
    return tell.count("days_later", days) if days > 0 else tell.count("days_earlier", -days)


def _lead(tell: ReportText, one: SessionHeld) -> TableCell:
    if one.planned_lead is None:
        return TableCell(tell("no_guide"))
    lead = tell("not_kept") if one.guide_lead is None else _before(tell, one.guide_lead)
    if one.guide_lead == one.planned_lead:
        return TableCell(lead)
    planned = tell("lead_planned", lead=lead, planned=tell.number(one.planned_lead))
    return TableCell(planned, marked=one.guide_lead is None)


def _before(tell: ReportText, days: int) -> str:
    if days < 0:
        return tell("after_session")
    return tell.count("days_before", days) if days else tell("on_the_day")


# Did people come?


def coming(tell: ReportText, part: AttendanceResults) -> Iterator[PageBlock]:
    """Yield who came, from the invitation on, and to which session."""
    stages = _stages(tell, part.flow)
    steps = tell.words.listed(tell("flow_step", step=label, count=cell.text) for label, cell, _ in stages)
    yield Picture(
        "flow",
        tell("flow_title"),
        tell("flow_said", said=steps),
        pictures.flow((label, cell.text, count) for label, cell, count in stages),
    )
    yield PageTable(
        tell("flow_table"),
        (tell("step"), tell("members")),
        tuple((TableCell(label), cell) for label, cell, _ in stages),
        numbers=frozenset((1,)),
    )
    yield Paragraph(tell.count("left", part.flow.left) if part.flow.left else tell("left_none"))
    places = {name: tell.known(getattr(part, name), tell.tally) for name in ("mandatory", "optional")}
    yield Paragraph(tell("places", **places))
    if part.sessions:
        heads = ("session", "day", "attendance", "came", "online", "others", "unmatched")
        yield PageTable(
            tell("came_table"),
            tuple(map(tell, heads)),
            tuple(_attendance_row(tell, one) for one in part.sessions),
            numbers=frozenset((3, 4, 5, 6)),
        )
    if part.not_recorded:
        yield Paragraph(tell("without_attendance", sessions=tell.foreign(tell.titles(part.not_recorded))), "marked")
    yield Paragraph(tell("archive_views"), "quiet")


def _stages(tell: ReportText, flow: ParticipantFlow) -> list[tuple[str, TableCell, int | None]]:
    stages: list[tuple[str, Number[int]]] = [
        ("invited", flow.invited),
        ("agreed", flow.agreed),
        ("confirmed", flow.confirmed),
        ("joined", Shown(flow.joined)),
        ("attended", flow.attended),
        ("completed", flow.completed),
    ]
    return [
        (tell(f"stages.{name}"), tell.cell(count, tell.number), count.value if isinstance(count, Shown) else None)
        for name, count in stages
    ]


def _attendance_row(tell: ReportText, one: SessionAttendance) -> tuple[TableCell, ...]:
    return (
        TableCell(tell.foreign(one.title)),
        TableCell(tell.short_day(one.day)),
        TableCell(tell.words.name("attendance", "mandatory" if one.mandatory else "optional")),
        tell.cell(one.attended, tell.tally),
        tell.cell(one.online, tell.number),
        TableCell(tell.number(one.others)),
        TableCell(tell.number(one.unmatched)),
    )

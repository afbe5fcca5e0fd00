"""Did it run, and did people come: the sessions of the year and who came to them, as blocks of a page."""

from collections.abc import Iterable, Iterator

from cop_plan.report.pages import bars, shared
from cop_plan.report.pages.blocks import PageBlock, PageTable, Paragraph, TableCell
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import (
    AttendanceResults,
    NotCollected,
    Number,
    ParticipantFlow,
    ProgressResults,
    SessionAttendance,
    SessionHeld,
    Shown,
    Tally,
)

MAX_NAMED = 3
"""So many sessions stand in a sentence; more are a list."""

# Did it run?


def running(tell: ReportText, part: ProgressResults) -> Iterator[PageBlock]:
    """Yield the sessions as planned and as held, and those that were cancelled."""
    sessions = part.sessions
    whens = [bars.when(one) for one in sessions]
    if set(whens) - {"unknown"}:
        held = tell.tally(Tally(len(sessions) - whens.count("unknown"), len(sessions)))
        yield Paragraph(tell("sessions_held", held=held, moved=tell.number(whens.count("moved"))))
    for gone in part.cancelled:
        facts = {"title": gone.title, "day": tell.day(gone.planned), "why": gone.why}
        yield Paragraph(tell.foreign(tell("session_cancelled", **facts)))
    if isinstance(part.entries_done, Shown):
        yield Paragraph(tell("entries_done", tally=tell.tally(part.entries_done.value)))
    else:
        yield Paragraph(tell("entries_done_none", why=tell.why(part.entries_done)), "marked")
    if sessions:
        heads = ("session", "attendance", "planned", "held", "lead_time", "archived")
        is_sent = any(one.guide_lead is not None for one in sessions)
        yield PageTable(
            tell("sessions_table"),
            tuple(map(tell, heads)),
            tuple(_session_row(tell, one, is_sent=is_sent) for one in sessions),
            steady={1: "attendance_throughout", 3: "held_throughout", 4: "lead_throughout", 5: "archived_throughout"},
            instead={3: "held_nowhere", 4: "lead_nowhere", 5: "archived_nowhere"},
        )


def _session_row(tell: ReportText, one: SessionHeld, *, is_sent: bool) -> tuple[TableCell, ...]:
    """Return the row of a session; `is_sent` says that of some session it is known when its guide went out."""
    mandatory = tell.words.name("attendance", "mandatory" if one.mandatory else "optional")
    return (
        TableCell(tell.foreign(one.title)),
        TableCell(mandatory),
        TableCell(tell.short_day(one.planned)),
        _held(tell, one),
        _lead(tell, one, is_sent=is_sent),
        _kept(tell, one),
    )


def _held(tell: ReportText, one: SessionHeld) -> TableCell:
    if one.held is None or one.days_later is None:
        return TableCell(tell("not_kept"), marked=True)
    if not one.days_later:
        return TableCell(tell("as_planned"), mark=bars.when(one))
    said = tell("held_on", day=tell.short_day(one.held.day), difference=_difference(tell, one.days_later))
    return TableCell(said, mark=bars.when(one))


def _kept(tell: ReportText, one: SessionHeld) -> TableCell:
    """Return whether something was kept of a session; nothing where nothing was to be kept."""
    if one.archived is None:
        return TableCell("")
    return TableCell(tell("kept")) if one.archived else TableCell(tell("not_kept"), marked=True)


def _difference(tell: ReportText, days: int) -> str:
    return tell.count("days_later", days) if days > 0 else tell.count("days_earlier", -days)


def _lead(tell: ReportText, one: SessionHeld, *, is_sent: bool) -> TableCell:
    if one.planned_lead is None:
        return TableCell(tell("no_guide") if is_sent else "")
    if not is_sent:
        return TableCell(tell("not_kept"), marked=True)
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
    stages = _stages(part.flow)
    collected = [(name, number) for name, number in stages if not isinstance(number, NotCollected)]
    drawn = bars.shares([number.value if isinstance(number, Shown) else None for _, number in collected])
    if len(set(drawn)) == 1:
        drawn = ((),) * len(drawn)  # all alike: a picture of nothing
    yield PageTable(
        tell("flow_table"),
        (tell("step"), tell("members")),
        tuple(
            (TableCell(tell(f"stages.{name}"), bar=bar), tell.cell(number, tell.number))
            for (name, number), bar in zip(collected, drawn, strict=True)
        ),
        numbers=frozenset((1,)),
    )
    if missing := [tell(f"stages.{name}") for name, number in stages if isinstance(number, NotCollected)]:
        yield Paragraph(tell("not_collected_of", what=tell.words("list_semicolon").join(missing)), "marked")
    yield Paragraph(tell.count("left", part.flow.left) if part.flow.left else tell("left_none"))
    places = {name: tell.known(getattr(part, name), tell.tally) for name in ("mandatory", "optional")}
    yield Paragraph(tell("places", **places))
    if part.sessions:
        heads = ("session", "day", "attendance", "came", "online")
        yield PageTable(
            tell("came_table"),
            tuple(map(tell, heads)),
            tuple(_attendance_row(tell, one, bar) for one, bar in zip(part.sessions, _bars(part), strict=True)),
            numbers=frozenset((3, 4)),
            steady={2: "attendance_throughout"},
        )
        yield from _besides(tell, part.sessions)
    if len(part.not_recorded) > MAX_NAMED:
        titles = map(tell.foreign, map(tell.title, part.not_recorded))
        yield from shared.folded(tell.count("sessions_without", len(part.not_recorded)), titles)
    elif part.not_recorded:
        yield Paragraph(tell("without_attendance", sessions=tell.foreign(tell.titles(part.not_recorded))), "marked")
    yield Paragraph(tell("archive_views"), "quiet")


def _stages(flow: ParticipantFlow) -> list[tuple[str, Number[int]]]:
    return [
        ("invited", flow.invited),
        ("agreed", flow.agreed),
        ("confirmed", flow.confirmed),
        ("joined", Shown(flow.joined)),
        ("attended", flow.attended),
        ("completed", flow.completed),
    ]


def _bars(part: AttendanceResults) -> tuple[bars.Bar, ...]:
    """Return a bar for each session, none where all are alike: that would be a picture of nothing."""
    came = [one.attended.value if isinstance(one.attended, Shown) else None for one in part.sessions]
    drawn = tuple(bars.share(one.count, one.of) if one else () for one in came)
    return drawn if len(set(drawn)) > 1 else ((),) * len(drawn)


def _attendance_row(tell: ReportText, one: SessionAttendance, bar: bars.Bar) -> tuple[TableCell, ...]:
    return (
        TableCell(tell.foreign(one.title), bar=bar),
        TableCell(tell.short_day(one.day)),
        TableCell(tell.words.name("attendance", "mandatory" if one.mandatory else "optional")),
        tell.cell(one.attended, tell.tally),
        tell.cell(one.online, tell.number),
    )


def _besides(tell: ReportText, sessions: Iterable[SessionAttendance]) -> Iterator[PageBlock]:
    """Yield who else was there, and names of nobody, where there were any."""
    listed = list(sessions)
    for key in ("others", "unmatched"):
        some = [(one, number) for one in listed if (number := getattr(one, key))]
        if some:
            said = (tell("at_session", number=tell.number(number), session=tell.title(one.id)) for one, number in some)
            yield Paragraph(
                tell.foreign(tell("column_says", what=tell(key), said=tell.words("list_semicolon").join(said)))
            )

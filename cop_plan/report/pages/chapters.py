"""What members gained, how they were supported, goals, wishes and stories, as blocks of a page."""

from collections.abc import Iterator, Sequence

from cop_plan.report.pages import shared, survey_results
from cop_plan.report.pages.blocks import FactList, Heading, PageBlock, PageTable, Paragraph, Prose, TableCell
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.values import (
    AreaOfPurpose,
    GoalEvidence,
    MemberRequests,
    Report,
    Shown,
    ShownStory,
    Stories,
    Support,
    WhatMembersGained,
)

# What did they gain?


def gains(tell: ReportText, part: WhatMembersGained, report: Report) -> Iterator[PageBlock]:
    """Yield what members gained: answers, what was made, areas of purpose."""
    if surveys := shared.surveys_of(report):
        # What only the first survey asked is no gain: it stands with what members asked for.
        asked_first = {one.name for one in report.asked.value.items} if isinstance(report.asked, Shown) else set()
        yield from survey_results.items(tell, [name for name in part.items if name not in asked_first], surveys)
    if not isinstance(part.made, Shown):
        yield Paragraph(tell("made_none", why=tell.why(part.made)), "marked")
    elif not part.made.value:
        yield Paragraph(tell("made_nothing"))
    else:
        yield Heading(tell("made"))
        yield PageTable(
            tell("made"),
            (tell("what"), tell("notice_kind"), tell("day")),
            tuple(
                (
                    TableCell(tell.foreign(one.title), link=one.link),
                    TableCell(tell(f"notices.{one.kind}")),
                    TableCell(tell.short_day(one.day) if one.day else ""),
                )
                for one in part.made.value
            ),
        )
    yield from _areas(tell, part.areas, report)


def _areas(tell: ReportText, areas: Sequence[AreaOfPurpose], report: Report) -> Iterator[PageBlock]:
    """Yield a paragraph on each area of purpose of which something is known, and the names of the others."""
    if not areas:
        return
    yield Heading(tell("areas"))
    told, silent = list[tuple[str, str]](), list[str]()
    for one in areas:
        name, known = tell.words.name("areas", one.area), list(_known(tell, one, report))
        aims = [tell.foreign(_aim(report, goal)) for goal in one.goals]
        goals = [tell.count("area_goals", len(aims), goals=tell.words("list_semicolon").join(aims))] if aims else []
        if known:
            told.append((_capital(name), " ".join((*goals, *known))))
        else:
            silent.append(name)
    for area, paragraph in told:
        yield Paragraph(area, "strong")
        yield Paragraph(paragraph)
    if silent:
        yield Paragraph(tell("areas_silent", areas=tell.words.listed(silent)), "quiet")


def _known(tell: ReportText, one: AreaOfPurpose, report: Report) -> Iterator[str]:
    """Yield sentences on what was done in an area, what members report on its questions, and what evidence there is."""
    semicolon = tell.words("list_semicolon")
    sessions = report.running.value.named(one.sessions) if isinstance(report.running, Shown) else ()
    if sessions:
        days = {session.id: tell.short_day(session.held.day) for session in sessions if session.held}
        said = (
            tell("on_day", what=session.title, day=days[session.id]) if session.id in days else session.title
            for session in sessions
        )
        yield tell("area_sessions", sessions=tell.words.listed(map(tell.foreign, said)))
    surveys = shared.surveys_of(report)
    if surveys and (lines := survey_results.in_sentence(tell, one.items, surveys)):
        yield tell("area_items", items=semicolon.join(lines))
    goals = report.goals.value if isinstance(report.goals, Shown) else ()
    there = [
        tell("on_day", what=tell.foreign(piece.what or piece.name), day=tell.short_day(piece.done))
        for goal in goals
        if goal.name in one.goals
        for piece in goal.evidence
        if piece.done
    ]
    if there:
        yield tell("area_evidence", evidence=tell.words.listed(there))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _aim(report: Report, name: str) -> str:
    goals = report.goals.value if isinstance(report.goals, Shown) else ()
    return next((goal.aim for goal in goals if goal.name == name and goal.aim), name)


# Support.


def support(tell: ReportText, part: Support, report: Report) -> Iterator[PageBlock]:
    """Yield how the community was supported, and what stood in the way."""
    if part.paid_by:
        yield Paragraph(tell("release_paid", who=tell.foreign(part.paid_by)))
    else:
        yield Paragraph(tell("release_unpaid"), "marked")
    if part.how_to_book:
        yield Paragraph(tell("how_to_book", how=tell.foreign(part.how_to_book)))
    yield Paragraph(tell.count("in_school_time", part.in_school_time))
    yield from shared.substitutes(tell, part.substitutes)
    if part.principals.of:
        yield Paragraph(tell("principals", tally=tell.tally(part.principals)))
    surveys = shared.surveys_of(report)
    if surveys and part.items:
        yield from survey_results.items(tell, part.items, surveys)
    else:
        yield Paragraph(tell("no_items"), "quiet")
    if part.barriers:
        yield Heading(tell("barriers"))
        yield from shared.written(tell, part.barriers)
    else:
        yield Paragraph(tell("barriers_none"), "marked")


# Goals.


def goals(tell: ReportText, part: tuple[GoalEvidence, ...], report: Report) -> Iterator[PageBlock]:
    """Yield what there is for each goal."""
    for goal in part:
        yield Heading(tell.foreign(goal.aim or goal.name))
        facts = [
            (tell("outcome"), goal.outcome),
            (tell("for_students"), goal.for_students),
            (tell.words("plan.area"), goal.area and tell.words.name("areas", goal.area)),
            (tell.words("plan.horizon"), goal.horizon and tell.words.name("answers", goal.horizon)),
        ]
        told = tuple((label, TableCell(tell.foreign(fact))) for label, fact in facts if fact)
        yield FactList((*told, (tell("goal_sessions"), shared.listed(tell, map(tell.title, goal.sessions)))))
        if goal.evidence:
            yield _evidence(tell, goal)
        else:
            yield Paragraph(tell("no_evidence"), "marked")
        if surveys := shared.surveys_of(report):
            yield from survey_results.reported(tell, goal.items, surveys)


def _evidence(tell: ReportText, goal: GoalEvidence) -> PageTable:
    def row(name: str) -> TableCell:
        return TableCell(tell(name), marked=True)

    return PageTable(
        tell("evidence_for", goal=tell.foreign(goal.aim or goal.name)),
        (tell("evidence"), tell("evidence_planned"), tell("evidence_done"), tell("shared_at")),
        tuple(
            (
                TableCell(tell.foreign(f"{one.what or one.name} ({one.how})" if one.how else one.what or one.name)),
                TableCell(tell.short_day(one.planned)) if one.planned else row("no_day"),
                TableCell(tell.short_day(one.done)) if one.done else row("not_kept"),
                TableCell(tell.foreign(tell.title(one.share_at)) if one.share_at else ""),
            )
            for one in goal.evidence
        ),
        instead={2: "evidence_nowhere"},
        is_headed=True,
    )


# What members asked for.


def asked(tell: ReportText, part: MemberRequests, report: Report) -> Iterator[PageBlock]:
    """Yield what members asked for in the fall, and the topics that were taken up since."""
    yield from survey_results.asked(tell, part.items)
    rows = report.running.value.named(part.sessions) if isinstance(report.running, Shown) else ()
    if not rows:
        yield Paragraph(tell("no_topics"), "marked")
        return
    yield Heading(tell("sessions_with_topic"))
    yield PageTable(
        tell("sessions_with_topic"),
        (tell("session"), tell("topic"), tell("day")),
        tuple(
            (
                TableCell(tell.foreign(one.title)),
                TableCell(tell.foreign(one.topic or "")),
                TableCell(tell.short_day(one.held.day if one.held else one.planned)),
            )
            for one in rows
        ),
    )
    yield Paragraph(tell("topics_are_not_proof"), "quiet")


# Stories.


def stories(tell: ReportText, part: Stories) -> Iterator[PageBlock]:
    """Yield the stories that may be told, each as its writer allowed."""
    for one in part.told:
        yield Heading(tell.foreign(one.title))
        yield Prose(tell.foreign(one.body), _teller(tell, one))
    if not part.told:
        yield Paragraph(tell("no_stories"), "marked")
    if part.without_consent:
        yield Paragraph(tell.count("without_consent", part.without_consent), "quiet")
    if part.naming_somebody:
        yield Paragraph(tell.count("naming", part.naming_somebody), "quiet")


def _teller(tell: ReportText, story: ShownStory) -> str:
    if not story.author:
        return tell("anonymously")
    said = tell("told_by", who=story.author, where=story.school) if story.school else story.author
    if story.session:
        said += tell.words("list_comma") + tell("after_session_of", session=tell.title(story.session))
    return tell.foreign(said)

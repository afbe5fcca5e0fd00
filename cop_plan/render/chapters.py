"""The parts of a report beside the surveys, each as blocks of a page. A part without records says that it has none."""

from collections.abc import Iterable, Iterator, Mapping

from cop_plan.render import answers, pictures
from cop_plan.render.blocks import Block, Cell, Facts, Heading, Legend, Picture, Points, Prose, Table, Text
from cop_plan.render.telling import Telling
from cop_plan.report.values import (
    Asked,
    Blank,
    Budget,
    CapacityPlan,
    Coming,
    FirstPage,
    Flow,
    Gains,
    GoalEvidence,
    Jurisdiction,
    JurisdictionNumbers,
    Legacy,
    Limit,
    Money,
    Next,
    NotCollected,
    Number,
    PairedItem,
    Part,
    Report,
    Running,
    SessionAttendance,
    SessionHeld,
    Shown,
    Stories,
    Substitutes,
    Support,
    Surveys,
    Tally,
    ToldStory,
    ToWrite,
    Written,
)


def surveys_of(report: Report) -> Surveys | None:
    """Return the surveys, if there are any."""
    return report.surveys.value if isinstance(report.surveys, Shown) else None


# The first page.


def first_page(tell: Telling, page: FirstPage, report: Report) -> Iterator[Block]:
    """Yield what a reader sees who reads no further."""
    yield Heading(tell("set_out"))
    purpose = page.purpose
    statement = purpose.statement or tell.words.statement(
        purpose.audience, purpose.shared_interest, purpose.concern, purpose.learn_together_how_best_to
    )
    if statement:
        yield Text(tell.foreign(statement))
    if page.aims:
        yield Points(tuple(Cell(tell.foreign(aim)) for aim in page.aims))
    if not statement and not page.aims:
        yield Text(tell("blank_by_nobody"), "marked")
    yield Heading(tell("found"))
    yield from _found(tell, page, report)
    yield Heading(tell("did_not_work"))
    yield from _to_write(tell, page.did_not_work)
    yield Heading(tell("cost"))
    yield from _cost(tell, page, report.currency)
    yield Heading(tell("decide"))
    if isinstance(page.asks, Blank):
        yield from _to_write(tell, page.asks)
    else:
        asks = page.asks.value
        for key, asked in (("keep_on", asks.keep_on), ("do_change", asks.change), ("stop", asks.stop)):
            if asked:
                yield Text(tell(key), "strong")
                yield from _written(tell, asked)
    names = [(tell(key), people) for key, people in (("written_by", page.written_by), ("paid_by", page.paid_by))]
    yield Facts(tuple((label, _names(tell, people)) for label, people in names))


def _found(tell: Telling, page: FirstPage, report: Report) -> Iterator[Block]:
    surveys = surveys_of(report)
    points = []
    for one in page.found:
        change = {way: tell.number(getattr(one.change, way)) for way in ("n", "up", "same", "down")}
        points.append(Cell(tell(f"found_{one.kind}", ask=tell.foreign(one.ask), **change)))
    if not points:
        points.append(Cell(tell("no_finding", why=_why_none_found(tell, report)), marked=True))
    if isinstance(page.completed, Shown):
        points.append(Cell(tell("completed", tally=tell.tally(page.completed.value))))
    else:
        points.append(Cell(tell("completed_none", why=tell.why(page.completed)), marked=True))
    yield Points(tuple(points))
    if any(one.change.down for one in page.found):
        yield Text(tell("fall"))
    if surveys:
        yield Text(answers.numbers(tell, surveys.respondents), "quiet")


def _why_none_found(tell: Telling, report: Report) -> str:
    surveys = surveys_of(report)
    gaps = [item.change for item in surveys.items if isinstance(item, PairedItem)] if surveys else []
    return next((tell.why(one) for one in gaps if not isinstance(one, Shown)), tell("not_collected"))


def _cost(tell: Telling, page: FirstPage, currency: str | None) -> Iterator[Block]:
    if isinstance(page.cost, Shown):
        amounts = {
            name: tell.money(getattr(page.cost.value, name), currency).text for name in ("planned", "actual", "in_kind")
        }
        yield Text(tell("spent", **amounts))
    else:
        yield Text(tell("spent_none", why=tell.why(page.cost)), "marked")
    yield from _substitutes(tell, page.substitutes)


def _substitutes(tell: Telling, used: Number[Substitutes]) -> Iterator[Block]:
    if isinstance(used, Shown):
        yield Text(tell.substitutes(used.value))
        return
    yield Text(tell("substitutes_none", why=tell.why(used)), "marked")
    if isinstance(used, NotCollected):
        yield Text(tell.missing(used.missing), "quiet")


def _names(tell: Telling, people: Iterable[str]) -> Cell:
    listed = [tell.foreign(one) for one in people]
    return Cell(tell.words.listed(listed)) if listed else Cell(tell("nobody_named"), marked=True)


def _to_write(tell: Telling, written: ToWrite[tuple[Written, ...]] | Blank) -> Iterator[Block]:
    if isinstance(written, Blank):
        yield Text(tell.blank(written.by), "marked")
    else:
        yield from _written(tell, written.value)


def _written(tell: Telling, written: Iterable[Written]) -> Iterator[Block]:
    for one in written:
        yield Prose(tell.foreign(one.text), tell.foreign(tell.whose(one)))


# Did it run?


def running(tell: Telling, part: Running) -> Iterator[Block]:
    """Yield the sessions as planned and as held."""
    sessions = part.sessions
    whens = [pictures.when(one) for one in sessions]
    counts = {name: tell.number(whens.count(name)) for name in ("on_day", "moved", "unknown")}
    held = tell.tally(Tally(len(sessions) - whens.count("unknown"), len(sessions)))
    yield Text(tell("sessions_held", held=held, moved=counts["moved"]))
    if isinstance(part.entries_done, Shown):
        yield Text(tell("entries_done", tally=tell.tally(part.entries_done.value)))
    else:
        yield Text(tell("entries_done_none", why=tell.why(part.entries_done)), "marked")
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
        pictures.days(sessions, tell.words),
        (Legend("planned_day", tell("planned_day")), Legend("held_day", tell("held_day"))),
    )
    heads = ("session", "attendance", "planned", "held", "later", "lead_time", "archived")
    yield Table(tell("sessions_table"), tuple(map(tell, heads)), tuple(_session_row(tell, one) for one in sessions))


def _said_of(tell: Telling, session: SessionHeld) -> str:
    held = tell.short_day(session.held.day) if session.held else tell("no_record")
    return f"{tell.foreign(session.title)}{tell.words('colon')}{held}"


def _session_row(tell: Telling, one: SessionHeld) -> tuple[Cell, ...]:
    no_record = Cell(tell("no_record"), marked=True)
    mandatory = tell.words.name("attendance", "mandatory" if one.mandatory else "optional")
    kept = Cell(tell("not_kept"), marked=True) if not one.archived else Cell(tell("kept"))
    return (
        Cell(tell.foreign(one.title)),
        Cell(mandatory),
        Cell(tell.short_day(one.planned)),
        Cell(tell.short_day(one.held.day)) if one.held else no_record,
        Cell(_difference(tell, one.days_later)) if one.days_later is not None else no_record,
        _lead(tell, one),
        kept,
    )


def _difference(tell: Telling, days: int) -> str:
    if not days:
        return tell("same_day")
    return tell.count("days_later", days) if days > 0 else tell.count("days_earlier", -days)


def _lead(tell: Telling, one: SessionHeld) -> Cell:
    if one.planned_lead is None:
        return Cell(tell("no_guide"))
    planned = tell.count("days_before", one.planned_lead)
    lead = tell("no_record") if one.guide_lead is None else _before(tell, one.guide_lead)
    return Cell(tell("lead_planned", lead=lead, planned=planned), marked=one.guide_lead is None)


def _before(tell: Telling, days: int) -> str:
    if days < 0:
        return tell("after_session")
    return tell.count("days_before", days) if days else tell("on_the_day")


# Did people come?


def coming(tell: Telling, part: Coming) -> Iterator[Block]:
    """Yield who came, from the invitation on, and to which session."""
    stages = _stages(tell, part.flow)
    steps = tell.words.listed(tell("flow_step", step=label, count=cell.text) for label, cell, _ in stages)
    yield Picture(
        "flow",
        tell("flow_title"),
        tell("flow_said", said=steps),
        pictures.flow((label, cell.text, count) for label, cell, count in stages),
    )
    yield Table(
        tell("flow_title"),
        (tell("step"), tell("members")),
        tuple((Cell(label), cell) for label, cell, _ in stages),
        numbers=frozenset((1,)),
    )
    yield Text(tell.count("left", part.flow.left) if part.flow.left else tell("left_none"))
    places = {name: tell.known(getattr(part, name), tell.tally) for name in ("mandatory", "optional")}
    yield Text(tell("places", **places))
    if part.sessions:
        heads = ("session", "day", "attendance", "came", "online", "others", "unmatched")
        yield Table(
            tell("came_table"),
            tuple(map(tell, heads)),
            tuple(_attendance_row(tell, one) for one in part.sessions),
            numbers=frozenset((3, 4, 5, 6)),
        )
    if part.not_recorded:
        yield Text(tell("without_attendance", sessions=tell.foreign(tell.titles(part.not_recorded))), "marked")
    yield Text(tell("archive_views"), "quiet")


def _stages(tell: Telling, flow: Flow) -> list[tuple[str, Cell, int | None]]:
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


def _attendance_row(tell: Telling, one: SessionAttendance) -> tuple[Cell, ...]:
    return (
        Cell(tell.foreign(one.title)),
        Cell(tell.short_day(one.day)),
        Cell(tell.words.name("attendance", "mandatory" if one.mandatory else "optional")),
        tell.cell(one.attended, tell.tally),
        tell.cell(one.online, tell.number),
        Cell(tell.number(one.others)),
        Cell(tell.number(one.unmatched)),
    )


# What did they gain?


def gains(tell: Telling, part: Gains, report: Report) -> Iterator[Block]:
    """Yield what members gained: answers, what was made, areas of purpose."""
    if surveys := surveys_of(report):
        # What only the first survey asked is no gain: it stands with what members asked for.
        asked_first = {one.name for one in report.asked.value.items} if isinstance(report.asked, Shown) else set()
        yield from answers.items(tell, [name for name in part.items if name not in asked_first], surveys)
    yield Heading(tell("made"))
    if not isinstance(part.made, Shown):
        yield Text(tell("made_none", why=tell.why(part.made)), "marked")
    elif not part.made.value:
        yield Text(tell("made_nothing"))
    else:
        yield Table(
            tell("made"),
            (tell("what"), tell("notice_kind"), tell("day")),
            tuple(
                (
                    Cell(tell.foreign(one.title), link=one.link),
                    Cell(tell(f"notices.{one.kind}")),
                    Cell(tell.short_day(one.day) if one.day else ""),
                )
                for one in part.made.value
            ),
        )
    if part.areas:
        yield Heading(tell("areas"))
        yield Table(
            tell("areas"),
            (tell("area"), tell("area_goals"), tell("area_items"), tell("area_sessions")),
            tuple(
                (
                    Cell(_capital(tell.words.name("areas", one.area))),
                    _listed(tell, (_aim(report, name) for name in one.goals)),
                    _listed(tell, (_ask(report, name) for name in one.items)),
                    _listed(tell, map(tell.title, one.sessions)),
                )
                for one in part.areas
            ),
        )


def _listed(tell: Telling, texts: Iterable[str]) -> Cell:
    listed = [tell.foreign(one) for one in texts]
    return Cell(tell.words("list_semicolon").join(listed)) if listed else Cell(tell("none_of_them"), marked=True)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _aim(report: Report, name: str) -> str:
    goals = report.goals.value if isinstance(report.goals, Shown) else ()
    return next((goal.aim for goal in goals if goal.name == name and goal.aim), name)


def _ask(report: Report, name: str) -> str:
    surveys = surveys_of(report)
    return next((item.ask for item in surveys.items if item.name == name), name) if surveys else name


# Support.


def support(tell: Telling, part: Support, report: Report) -> Iterator[Block]:
    """Yield how the community was supported, and what stood in the way."""
    if part.paid_by:
        yield Text(tell("release_paid", who=tell.foreign(part.paid_by)))
    else:
        yield Text(tell("release_unpaid"), "marked")
    if part.how_to_book:
        yield Text(tell("how_to_book", how=tell.foreign(part.how_to_book)))
    yield Text(tell.count("in_school_time", part.in_school_time))
    yield from _substitutes(tell, part.substitutes)
    if part.principals.of:
        yield Text(tell("principals", tally=tell.tally(part.principals)))
    surveys = surveys_of(report)
    if surveys and part.items:
        yield from answers.items(tell, part.items, surveys)
    else:
        yield Text(tell("no_items"), "quiet")
    yield Heading(tell("barriers"))
    if part.barriers:
        yield from _written(tell, part.barriers)
    else:
        yield Text(tell("barriers_none"), "marked")


# Goals.


def goals(tell: Telling, part: tuple[GoalEvidence, ...], report: Report) -> Iterator[Block]:
    """Yield what there is for each goal."""
    for goal in part:
        yield Heading(tell.foreign(goal.aim or goal.name))
        facts = [
            (tell("outcome"), goal.outcome),
            (tell("for_students"), goal.for_students),
            (tell.words("plan.area"), goal.area and tell.words.name("areas", goal.area)),
            (tell.words("plan.horizon"), goal.horizon and tell.words.name("answers", goal.horizon)),
        ]
        told = tuple((label, Cell(tell.foreign(fact))) for label, fact in facts if fact)
        yield Facts((*told, (tell("goal_sessions"), _listed(tell, map(tell.title, goal.sessions)))))
        if goal.evidence:
            yield _evidence(tell, goal)
        else:
            yield Text(tell("no_evidence"), "marked")
        if surveys := surveys_of(report):
            yield from answers.reported(tell, goal.items, surveys)


def _evidence(tell: Telling, goal: GoalEvidence) -> Table:
    def row(name: str) -> Cell:
        return Cell(tell(name), marked=True)

    return Table(
        tell("evidence_for", goal=tell.foreign(goal.aim or goal.name)),
        (tell("evidence"), tell("evidence_planned"), tell("evidence_done"), tell("shared_at")),
        tuple(
            (
                Cell(tell.foreign(f"{one.what or one.name} ({one.how})" if one.how else one.what or one.name)),
                Cell(tell.short_day(one.planned)) if one.planned else row("no_day"),
                Cell(tell.short_day(one.done)) if one.done else row("not_yet"),
                Cell(tell.foreign(tell.title(one.share_at)) if one.share_at else ""),
            )
            for one in goal.evidence
        ),
    )


# What members asked for.


def asked(tell: Telling, part: Asked, report: Report) -> Iterator[Block]:
    """Yield what members asked for in the fall, and the topics that were taken up since."""
    if surveys := surveys_of(report):
        yield from answers.asked(tell, part.items, answers.numbers(tell, surveys.respondents))
    yield Heading(tell("sessions_with_topic"))
    rows = report.running.value.named(part.sessions) if isinstance(report.running, Shown) else ()
    if not rows:
        yield Text(tell("no_topics"), "marked")
        return
    yield Table(
        tell("sessions_with_topic"),
        (tell("session"), tell("topic"), tell("day")),
        tuple(
            (
                Cell(tell.foreign(one.title)),
                Cell(tell.foreign(one.topic or "")),
                Cell(tell.short_day(one.held.day if one.held else one.planned)),
            )
            for one in rows
        ),
    )
    yield Text(tell("topics_are_not_proof"), "quiet")


# Stories.


def stories(tell: Telling, part: Stories) -> Iterator[Block]:
    """Yield the stories that may be told, each as its writer allowed."""
    for one in part.told:
        yield Heading(tell.foreign(one.title))
        yield Prose(tell.foreign(one.body), _teller(tell, one))
    if not part.told:
        yield Text(tell("no_stories"), "marked")
    if part.without_consent:
        yield Text(tell.count("without_consent", part.without_consent), "quiet")
    if part.naming_somebody:
        yield Text(tell.count("naming", part.naming_somebody), "quiet")


def _teller(tell: Telling, story: ToldStory) -> str:
    if not story.author:
        return tell("anonymously")
    said = tell("told_by", who=story.author, where=story.school) if story.school else story.author
    if story.session:
        said += tell.words("list_comma") + tell("after_session_of", session=tell.title(story.session))
    return tell.foreign(said)


# Budget.


def budget(tell: Telling, part: Budget) -> Iterator[Block]:
    """Yield the budget by category and in total."""

    def amounts(money: Money) -> tuple[Cell, ...]:
        return (
            tell.money(money.planned, None),
            tell.money(money.actual, None),
            tell.money(money.difference, None, signed=True),
            tell.money(money.in_kind, None),
        )

    heads = ("category", "planned_amount", "actual", "difference", "in_kind", "for", "note")
    caption = tell("budget_table", currency=part.currency) if part.currency else tell("budget_table_plain")
    rows = tuple(
        (
            Cell(tell.foreign(one.category)),
            *amounts(one.money),
            Cell(tell.foreign(tell.words("list_semicolon").join(one.occasions))),
            Cell(tell.foreign(tell.words("list_semicolon").join(one.notes))),
        )
        for one in part.categories
    )
    total = (Cell(tell("total")), *amounts(part.total), Cell(""), Cell(""))
    yield Table(caption, tuple(map(tell, heads)), (*rows, total), numbers=frozenset((1, 2, 3, 4)), has_total=True)
    yield Text(tell("difference_read"), "quiet")


# What lasts.


def legacy(tell: Telling, part: Legacy) -> Iterator[Block]:
    """Yield commitments, what teams do in their jurisdictions, and where the knowledge lies."""
    yield Heading(tell("commitments"))
    if isinstance(part.commitments, Shown):
        yield Table(
            tell("commitments_table"),
            (tell("commitments"), tell("members")),
            tuple(
                (Cell(tell(f"commitment_to.{to}")), tell.cell(number, tell.tally))
                for to, number in part.commitments.value.items()
            ),
            numbers=frozenset((1,)),
        )
    else:
        yield Text(tell("commitments_none", why=tell.why(part.commitments)), "marked")
    yield Heading(tell("capacity"))
    if part.plans:
        yield plans(tell, part.plans, tell("capacity_table"))
    else:
        yield Text(tell("no_plans"), "marked")
    if part.discussed:
        yield Text(tell("discussed", sessions=tell.foreign(tell.words.listed(one.title for one in part.discussed))))
    else:
        yield Text(tell("discussed_none"), "marked")
    yield Heading(tell("knowledge"))
    kept = [("resources", part.resources, None), ("licence", part.licence, None), ("url", part.url, part.url)]
    facts = [
        (tell(key), Cell(tell.foreign(said), link=link) if said else Cell(tell("not_written"), marked=True))
        for key, said, link in kept
    ]
    told = [f"{who} ({channel})" if channel else who for who, channel in part.audiences]
    yield Facts((*facts, (tell("audiences"), _listed(tell, told))))


def plans(tell: Telling, planned: tuple[CapacityPlan, ...], caption: str) -> Table:
    """Return what teams do in their jurisdictions."""
    heads = ("activity", "jurisdiction", "team", "for_audience", "when", "support_needed")
    return Table(caption, tuple(map(tell, heads)), tuple(_plan_row(tell, one) for one in planned))


def _plan_row(tell: Telling, plan: CapacityPlan) -> tuple[Cell, ...]:
    gap = Cell(tell("not_written"), marked=True)
    if plan.done:
        when = Cell(tell("done_on", day=tell.short_day(plan.done)))
    else:
        when = Cell(tell.day(plan.day)) if plan.day else Cell(tell("no_day"), marked=True)
    return (
        Cell(tell.foreign(plan.activity)) if plan.activity else gap,
        Cell(tell.foreign(plan.jurisdiction)) if plan.jurisdiction else gap,
        _names(tell, plan.team),
        _listed(tell, (tell.words.name("answers", one) for one in plan.audience)),
        when,
        Cell(tell.foreign(plan.support or "")),
    )


# What it cannot say, and what comes next.


def limits(tell: Telling, listed: Iterable[Limit]) -> Iterator[Block]:
    """Yield the limits of the report in sentences."""
    yield Points(tuple(Cell(_limit(tell, one)) for one in listed))


def _limit(tell: Telling, limit: Limit) -> str:
    names = limit.names
    if limit.kind == "not collected":
        names = tuple(tell(f"parts.{name}") for name in names)
    elif limit.kind == "published before cannot be made again":
        names = tuple(tell("ask_quoted", ask=_ask(tell.report, name)) for name in names)  # type: ignore[arg-type]
    else:
        names = tuple(map(tell.title, names))
    key, count = f"limits.{limit.kind}", limit.count or 0
    facts = {"of": tell.number(limit.of or 0), "names": tell.words.listed(names)}
    if isinstance(tell.words.at(f"report.{key}"), Mapping):
        return tell.foreign(tell.count(key, count, **facts))
    return tell.foreign(tell(key, count=tell.number(count), **facts))


def following(tell: Telling, part: Next) -> Iterator[Block]:
    """Yield what comes next."""
    if part.entries:
        yield Heading(tell("ahead"))
        lines = (f"{tell.day(day)}{tell.words('colon')}{tell.foreign(title)}" for day, title in part.entries)
        yield Points(tuple(map(Cell, lines)))
    else:
        yield Text(tell("nothing_ahead"))
    if part.longer_goals:
        yield Heading(tell("longer_goals"))
        yield Points(tuple(Cell(tell.foreign(goal)) for goal in part.longer_goals))
    lead = Cell(tell.foreign(part.lead)) if part.lead else Cell(tell("not_written"), marked=True)
    yield Facts(((tell("lead_next"), lead),))


# A jurisdiction's page.


def jurisdiction(tell: Telling, one: Jurisdiction) -> Iterator[Block]:
    """Yield the page of a jurisdiction: its own people and plans, and its numbers if they may be seen."""
    yield Facts(
        (
            (tell("people"), _people(tell, one.people)),
            (tell("schools"), _people(tell, one.schools)),
        )
    )
    yield Heading(tell("its_numbers"))
    if isinstance(one.numbers, Shown):
        yield _its_numbers(tell, one.numbers.value)
    else:
        yield Text(tell("numbers_hidden", why=tell.why(one.numbers)), "marked")
    yield Heading(tell("its_plans"))
    if one.plans:
        yield plans(tell, one.plans, tell("its_plans"))
    else:
        yield Text(tell("no_plans"), "marked")


def _people(tell: Telling, names: tuple[str, ...]) -> Cell:
    return Cell(tell.foreign(tell.words.listed(names))) if names else Cell(tell("nobody"), marked=True)


def _its_numbers(tell: Telling, numbers: JurisdictionNumbers) -> Facts:
    release = numbers.substitutes
    return Facts(
        (
            (tell("its_completed"), tell.cell(numbers.completed, tell.tally)),
            (tell("its_committed"), tell.cell(numbers.committed, tell.tally)),
            (tell("its_days"), tell.cell(release, lambda used: tell.words.number(used.days))),
            (tell("its_hours"), tell.cell(release, lambda used: tell.words.number(used.hours))),
        )
    )


def gap(tell: Telling, part: Part[object]) -> tuple[Block, ...]:
    """Return what stands in place of a part of which there is no record."""
    assert isinstance(part, NotCollected), "what is shown has blocks of its own"
    return Text(tell("not_collected_part"), "marked"), Text(tell.missing(part.missing), "quiet")

"""What the pages of the plan show, made ready in the language of the community, so that no template computes."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

from cop_plan.base.version import __version__
from cop_plan.definition import names
from cop_plan.definition.community import (
    AREAS,
    DESIGNING,
    Channel,
    Community,
    Item,
    Leader,
    MustInclude,
    Organization,
    Part,
    PlanningQuestion,
    Showing,
    SizeRange,
    is_fixed,
    questions,
)
from cop_plan.plan import closed_days
from cop_plan.plan.closed_days import ClosedLine
from cop_plan.render import documents
from cop_plan.render.words import Words
from cop_plan.render.year import Year
from cop_plan.schedule import session_days
from cop_plan.schedule.timeline import Entry, year_name


def view(year: Year) -> dict[str, Any]:
    """Return what the templates of the plan show."""
    community, words = year.community, year.words
    asked = [
        PlanningQuestion(one.path, words.question(one.path, one.question), _answer(one, year), one.fixed)
        for one in questions(community)
    ]
    sections = {name: [one for one in asked if _section(one) == name] for name in set(map(_section, asked))}
    return {
        "w": words,
        "community": community,
        "language": community.language,
        "paper_size": community.paper_size.name,
        "title": title(year),
        "version": __version__,
        "hours": hours(year),
        "statement": _statement(community, words),
        "sections": sections,
        "undecided": [one for one in asked if one.answer is None],
        "purpose_facts": [one for one in sections["purpose"] if not _is_in_statement(one, community)],
        "stakeholders": _stakeholders(community),
        "goals": _goals(year),
        "sessions": [_line(entry, year) for entry in year.timeline.all_entries if entry.is_session],
        "months": months(year),
        "closures": closed_days.closures(year),
        "holidays": closed_days.holidays(year),
        "left_out": _left_out(year),
        "begins": _begins(year),
        "before_beginning": [one for one in year.timeline.before_beginning if one.parent is None],
        "budget": _budget(community, words),
        "resources": [{"one": one, "cost": _money(one.cost, community, words)} for one in community.resources],
        "members": _members(community, words),
    }


def _section(asked: PlanningQuestion) -> str:
    """Return the part of the plan in which a question stands."""
    section, *below = asked.path
    return "designing" if section == "meetings" and below[0] in DESIGNING else section


_IN_STATEMENT = frozenset(("audience", "shared_interest", "concern", "learn_together_how_best_to", "needs", "benefits"))


def _is_in_statement(asked: PlanningQuestion, community: Community) -> bool:
    """Return whether the statement or the table of stakeholders answers a question; what they lack stays open."""
    is_answered = asked.answer is not None or community.purpose.statement is not None
    return asked.path[1] in _IN_STATEMENT and is_answered


def title(year: Year) -> str:
    """Return what the plan is called."""
    return year.words("plan.title", name=year.community.name, year=year_name(year.community))


def hours(year: Year) -> str:
    """Return the hours of the sessions of members in sentences: what is asked, what is in school time, what is open."""
    spent, words = year.timeline.hours, year.words
    of_all = words("plan.hours", mandatory=words.duration(spent.mandatory), optional=words.duration(spent.optional))
    told = [of_all]
    if spent.in_school_time:
        told.append(words("plan.hours_in_school_time", hours=words.duration(spent.in_school_time)))
    elif not spent.without_hour and spent.mandatory + spent.optional:
        told.append(words("plan.hours_none_in_school"))
    if spent.without_hour:
        told.append(words.count("plan.without_hour", spent.without_hour))
    return " ".join(told)


def _statement(community: Community, words: Words) -> str | None:
    """Return the purpose in one sentence: the person's own, or the planning tool's; None if too little is decided."""
    purpose = community.purpose
    if purpose.statement:
        return purpose.statement
    return words.statement(
        purpose.audience, purpose.shared_interest, purpose.concern, purpose.learn_together_how_best_to
    )


def _answer(asked: PlanningQuestion, year: Year) -> list[str] | str | None:
    """Return the answer to a question in words; what is named by its key is shown by its title."""
    match asked.path, asked.answer:
        case ("meetings", "meeting_place"), str(name) if name in year.community.places:
            return year.community.places[name].name or name
        case ("resources" | "guests" | "budget" | "goals",), decided if decided is not None:
            return []  # they have tables of their own
        case ("membership", "members"), tuple(members):
            return year.words.count("plan.members_count", len(members))
        case ("legacy", "discussed_at"), _:
            # What is not answered is as the pattern has it.
            found = session_days.discussions(year.timeline)
            return [f"{one.title} ({year.words.full_day(one.day)})" for one in found] or None
        case ("leadership", "core_group"), tuple(people):
            return [names.shown(one) for one in people]
        case ("meetings", "blog_moderator"), str(moderator):
            return names.shown(moderator)
        case ("reporting", "showcase"), tuple() | Showing() as shown:
            every = (shown,) if isinstance(shown, Showing) else shown
            named = [(one.what, one.where, year.role(one.shown_by)) for one in every]
            return [year.shareable(" · ".join(text for text in texts if text)) for texts in named]
        case ("reporting", "to"), tuple(readers):
            known = year.words.at("reported_to")
            return [str(known.get(name.casefold(), name)) for name in readers]
        case _:
            answer = _in_words(asked.answer, year.words, fixed=asked.fixed)
    return [year.shareable(text) for text in answer] if isinstance(answer, list) else answer and year.shareable(answer)


def _in_words(answer: Any, words: Words, *, fixed: bool = False) -> list[str] | str | None:
    """Return an answer as text, or as a list of texts; None if it is not decided yet.

    Only the values of a fixed set have a name in the language; somebody's own words stay as they are.
    """
    match answer:
        case None:
            return None
        case SizeRange(low, high):
            return str(low) if low == high else words("range", low=low, high=high)
        case str():
            return words.name("areas" if answer in AREAS else "answers", answer) if fixed else answer
        case Part():
            return _part_in_words(answer, words)
        case Mapping():
            return [f"{key}{words('colon')}{_text(_in_words(value, words), words)}" for key, value in answer.items()]
        case tuple() | list():
            return [_text(_in_words(item, words, fixed=fixed), words) for item in answer]
        case _:
            return str(answer)


def _text(value: list[str] | str | None, words: Words) -> str:
    return words.listed(value) if isinstance(value, list) else value or ""


def _part_in_words(part: Part, words: Words) -> str:
    """Return a part in one line. No address of a person is in it: these lines are shared."""
    match part:
        case Leader():
            return part.name or ""
        case Organization():
            return ", ".join(text for text in (part.organization, part.contact) if text)
        case MustInclude():
            return part.position
        case Channel():
            return f"{part.who} ({part.channel})" if part.channel else part.who
        case Item():
            return part.ask
        case _:
            # A phrase is not shown: its date stands among the dates.
            shown = [
                _in_words(
                    tuple(map(names.shown, value)) if name == "team" else value, words, fixed=is_fixed(type(part), name)
                )
                for name, value in part
                if name not in ("email", "jurisdiction_email", "consultant_email", "when")
            ]
            return " · ".join(text for value in shown if (text := _text(value, words)))


def _stakeholders(community: Community) -> list[dict[str, str]]:
    needs, benefits = community.purpose.needs, community.purpose.benefits
    stakeholders = dict.fromkeys([*needs, *benefits])
    return [{"name": one, "need": needs.get(one, ""), "benefit": benefits.get(one, "")} for one in stakeholders]


def _goals(year: Year) -> list[dict[str, Any]]:
    words = year.words
    entries = year.timeline.by_id
    goals = []
    for name, goal in year.community.goals.items():
        evidence = []
        for evidence_name, one in goal.evidence.items():
            entry = entries.get(f"evidence.{name}.{evidence_name}")
            what = one.what or evidence_name
            evidence.append(
                {
                    "what": words("plan.evidence_line", what=what, how=one.how) if one.how else what,
                    "day": words.full_day(entry.day) if entry else None,
                    "owner": year.role(one.owner),
                    "shown_at": shown.title if (shown := entries.get(one.share_at or "")) else None,
                }
            )
        goals.append(
            {
                "aim": goal.aim or name,
                "area": words.name("areas", goal.area) if goal.area else None,
                "outcome": goal.outcome,
                "for_students": goal.for_students,
                "horizon": words.name("answers", goal.horizon) if goal.horizon else None,
                "reached": goal.horizon,
                "evidence": evidence,
            }
        )
    return goals


class EntryLine(NamedTuple):
    """An entry as the tables show it, in the words of its language; what it has not is empty.

    `title` says that the entry is cancelled, and `because` then says why.
    """

    entry: Entry
    title: str
    day: str
    full_day: str
    time: str
    phase: str
    audience: str
    attendance: str
    lasts: str
    document: str
    notes: str
    because: str
    roles: str


def _line(entry: Entry, year: Year) -> EntryLine:
    words, is_asked = year.words, entry.is_session and not entry.cancelled
    return EntryLine(
        entry=entry,
        title=words("calendar.cancelled", title=entry.title) if entry.cancelled else entry.title,
        day=words.short_day(entry.day),
        full_day=words.full_day(entry.day),
        time=words.times(entry.start, entry.end) if entry.start and entry.end else "",
        phase=words.name("phases", entry.phase),
        audience=words.listed(words.name("audiences", one) for one in entry.audience),
        attendance=words.name("attendance", entry.attendance) if is_asked and entry.attendance else "",
        lasts=words.duration(entry.minutes) if entry.minutes else "",
        document="" if entry.cancelled else document(entry.document, words.tag),
        notes=year.shareable(entry.notes or ""),
        roles=_roles(entry, year),
        because=year.shareable(entry.cancelled) if entry.cancelled else year.because(entry) or "",
    )


def _roles(entry: Entry, year: Year) -> str:
    """Return who hosts a session and who takes its notes."""
    named = {"host": year.role(entry.host), "note_taker": year.role(entry.note_taker)}
    words = year.words
    return " · ".join(f"{words(f'plan.{key}')}{words('colon')}{name}" for key, name in named.items() if name)


def document(name: str | None, language: str) -> str:
    """Return what a document is called; nothing for one that the kit does not have."""
    return documents.title(name, language.partition("-")[0]) if name else ""


class MonthLine(NamedTuple):
    """A line of a month, which begins with its day: an activity, or days that are closed, which are no entry.

    `also` is what else is to be done that day for the same session, without its name.
    """

    day: str
    title: str
    entry: Entry | None = None
    also: tuple[str, ...] = ()

    @property
    def is_session(self) -> bool:
        """Return whether people meet, and nobody has cancelled it."""
        return self.entry is not None and self.entry.is_session and not self.entry.cancelled


def months(year: Year) -> list[dict[str, Any]]:
    """Return the months of the year, each with the lines of all its entries and, by date, its activities.

    A step is among a month's activities only where its own activity is in another month.
    """
    return year.once(_months)


def _months(year: Year) -> list[dict[str, Any]]:
    words, found = year.words, []
    for _, entries in groupby(year.timeline.all_entries, key=lambda entry: (entry.day.year, entry.day.month)):
        lines = [_line(entry, year) for entry in entries]
        first = lines[0].entry.day
        here = {line.entry.id for line in lines}
        activities = [
            line for line in lines if line.entry.parent not in here and not (line.entry.parent and line.entry.cancelled)
        ]
        found.append(
            {
                "name": words.month_and_year(first),
                "key": f"{first:%Y-%m}",
                "phases": list(dict.fromkeys(line.phase for line in lines)),
                "lines": lines,
                "activities": _by_date(activities, closed_days.within(year, first), words),
            }
        )
    return found


def _by_date(activities: Iterable[EntryLine], closed: Iterable[ClosedLine], words: Words) -> list[MonthLine]:
    """Return the lines of a month by date, a closure before what is done on its first day."""
    days = [(one.first, 0, MonthLine(one.short_days, one.title)) for one in closed]
    last: EntryLine | None = None
    for line in activities:
        entry, (name, colon, rest) = line.entry, line.entry.title.partition(words("colon"))
        if last and rest and _is_of(last.entry, entry) and last.entry.title.startswith(f"{name}{colon}"):
            day, at, before = days[-1]
            days[-1] = day, at, before._replace(also=(*before.also, rest))
        else:
            days.append((entry.day, 1, MonthLine(line.day, entry.title, entry)))
        last = line
    return [line for _, _, line in sorted(days, key=lambda day: day[:2])]


def _is_of(before: Entry, entry: Entry) -> bool:
    """Return whether two steps are of one activity on one day."""
    return entry.parent is not None and (before.parent, before.day) == (entry.parent, entry.day)


def _begins(year: Year) -> str | None:
    """Return the sentence of when a community begins that is late for its plan; None if nothing lies before."""
    begins = year.community.begins
    return (
        year.words("plan.begins", day=year.words.full_day(begins))
        if begins and year.timeline.before_beginning
        else None
    )


def _left_out(year: Year) -> list[dict[str, str]]:
    """Return what was left out, once for each name, and the activities that went with it; their steps are not told."""
    words = year.words
    told: dict[str, dict[str, str]] = {}
    for gone in year.timeline.left_out:
        is_step = gone.hung_on is not None and gone.id.startswith(f"{gone.hung_on}.")
        if gone.hung_on is None:
            told.setdefault(gone.name, {"name": gone.name, "title": gone.title, "why": gone.why or ""})
        elif not is_step and gone.id not in told:
            why = words("plan.goes_with", title=year.called(gone.hung_on))
            told[gone.id] = {"name": gone.id, "title": gone.title, "why": why}
    return list(told.values())


def _budget(community: Community, words: Words) -> dict[str, Any]:
    lines = community.budget

    def total(amounts: Iterable[Decimal | None]) -> str:
        return _money(sum((amount for amount in amounts if amount is not None), Decimal(0)), community, words)

    return {
        "lines": [
            {
                "category": line.category,
                "planned": _money(line.planned, community, words),
                "in_kind": _money(line.in_kind, community, words),
                "for": line.for_ or "",
                "note": line.note or "",
            }
            for line in lines
        ],
        "planned": total(line.planned for line in lines),
        "in_kind": total(line.in_kind for line in lines),
    }


def _money(amount: Decimal | None, community: Community, words: Words) -> str:
    return "" if amount is None else words.money(amount, community.currency)


def _members(community: Community, words: Words) -> dict[str, Any]:
    """Return how many members there are, from where; names and addresses stay in the list."""
    members = community.membership.members
    homes: dict[str, int] = {}
    for member in members:
        home = member.school or member.jurisdiction or ""
        homes[home] = homes.get(home, 0) + 1
    return {
        "count": words.count("plan.members_count", len(members)) if members else None,
        "homes": [
            {"name": home, "count": words.count("plan.members_count", number)} for home, number in homes.items() if home
        ],
    }

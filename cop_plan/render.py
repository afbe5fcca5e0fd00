"""From the timeline to pages, through the templates.

Templates are texts that the caller brings; nothing here touches the disk. Foreign text goes through its format's own
filter: HTML is escaped by Jinja, `md` escapes Markdown, `ical` escapes iCalendar text. What a template shows is made
ready here, in the language of the community, so that no template computes.
"""

import base64
import contextlib
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple, Protocol

import jinja2

from cop_plan import __version__, calendar, history
from cop_plan.community import (
    AREAS,
    Asked,
    BudgetLine,
    Channel,
    Community,
    Item,
    Leader,
    MustInclude,
    Organization,
    Part,
    SizeRange,
    is_fixed,
    questions,
)
from cop_plan.history import Change, Published
from cop_plan.timeline import Entry, Timeline, year_name
from cop_plan.words import Language

TemplateText = Callable[[str], str | None]
"""Gives the text of a template by its name, or None."""


class Keeper(Protocol):
    """Keeps between runs what can be made again, by name. What was not kept is None."""

    def recall(self, name: str) -> bytes | None:
        """Return what was remembered under a name."""

    def remember(self, name: str, content: bytes) -> None:
        """Keep something under a name, or do not."""


@dataclass(frozen=True)
class Year:
    """All that a page is made from."""

    timeline: Timeline
    published: tuple[Published, ...]
    words: Language

    @property
    def community(self) -> Community:
        """Return the community."""
        return self.timeline.community

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """Return the title of every entry by its name."""
        return {one.entry.id: one.entry.title for one in self.published}

    @cached_property
    def _called(self) -> Mapping[str, str]:
        """Return what every entry is called inside a sentence: a session by its name, what is done in quotes."""
        quote = self.words.at("quote")
        return {
            one.entry.id: one.entry.title if one.entry.is_session else quote.format(text=one.entry.title)
            for one in self.published
        }

    def called(self, entry_id: str) -> str:
        """Return what an entry is called inside a sentence, one that is left out too."""
        titles = {gone.id: gone.title for gone in self.timeline.left_out}
        return self._called.get(entry_id) or self.words("quote", text=titles.get(entry_id, entry_id))

    def because(self, entry: Entry) -> str | None:
        """Return the sentence of an entry's reason; None for one that is only remembered."""
        return self.words.because(entry.reason, self._called, self.community.year) if entry.reason else None

    @cached_property
    def _addresses(self) -> frozenset[str]:
        return frozenset(one.email.casefold() for one in self.community.membership.members if one.email)

    def shareable(self, text: str) -> str:
        """Return a text without the addresses of members; what a person wrote of others stays."""
        return _ADDRESS.sub(lambda found: "" if found[1].casefold() in self._addresses else found[0], text)

    @cached_property
    def view(self) -> Mapping[str, Any]:
        """Return what the templates of the plan show, and the terminal."""
        return plan_view(self)


# An address, in brackets or bare.
_ADDRESS = re.compile(r"\s*[\[(<]?\b([^\s\[\]()<>,;:]+@[^\s\[\]()<>,;:]*[^\s\[\]()<>,;:.])[\])>]?")

# What Markdown gives a meaning to, wherever it stands, and at the beginning of a line.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~$&])")
# A no-break space is none of them: it is part of the text.
_LINE_BREAKS_AND_SPACES = re.compile("[ \t\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+")
_MARKDOWN_AT_START = re.compile(r"^(\d{0,9})([#+=.)-])")


def markdown_text(text: object) -> str:
    """Return any text as one line of Markdown that means itself. Source: CommonMark 0.31, 2.4; GFM 0.29."""
    line = _LINE_BREAKS_AND_SPACES.sub(" ", str(text)).strip()
    escaped = _MARKDOWN.sub(r"\\\1", line)
    return _MARKDOWN_AT_START.sub(r"\1\\\2", escaped)


def markdown_link(address: str) -> str:
    """Return an address as a Markdown link."""
    return f"<{calendar.uri(address)}>"


class _Compiled(jinja2.BytecodeCache):
    """Keeps templates compiled, which takes longer than to render them. Jinja tells by itself whether one is stale.

    For the program's own templates only: in a sandbox the same text is compiled to other code.
    """

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Fill a bucket with the code that was kept for its template, if any."""
        with contextlib.suppress(Exception):  # whatever is wrong with what was kept, the template is compiled anew
            bucket.bytecode_from_string(self._keeper.recall(_kept_as(bucket)) or b"")

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep the code of a bucket's template."""
        self._keeper.remember(_kept_as(bucket), bucket.bytecode_to_string())


def _kept_as(bucket: jinja2.bccache.Bucket) -> str:
    return f"template-{__version__}-{sys.implementation.cache_tag}-{bucket.key}"


def environment(template_text: TemplateText, keeper: Keeper | None = None) -> jinja2.Environment:
    """Return the environment in which all templates are rendered; with a keeper they are compiled once for all runs."""
    made = jinja2.Environment(
        loader=jinja2.FunctionLoader(template_text),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(enabled_extensions=("html", "html.j2")),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=_Compiled(keeper) if keeper else None,
    )
    made.filters |= {
        "md": markdown_text,
        "md_link": markdown_link,
        "ical": calendar.escape,
        "uri": calendar.uri,
        "utc": calendar.utc_value,
        "local": calendar.local_value,
        "date_value": calendar.date_value,
    }
    return made


# What each page is made of: a template, and the entries that it holds.
def pages(
    year: Year, formats: Iterable[str], template_text: TemplateText, keeper: Keeper | None = None
) -> dict[str, bytes]:
    """Return the content of every page of the wanted formats by its file's name.

    The formats are `md`, `html`, `ics`, `todos`, `json`.
    """
    templates = environment(template_text, keeper)
    made: dict[str, str] = {}
    wanted = set(formats)
    if "md" in wanted:
        made["plan.md"] = templates.get_template("plan.md.j2").render(year.view)
    if "html" in wanted:
        style = template_text("plan.css") or ""
        made["plan.html"] = templates.get_template("plan.html.j2").render({**year.view, **styled(style)})
    if "ics" in wanted:
        made["calendar.ics"] = icalendar(year, templates, participants=True)
        made["team.ics"] = icalendar(year, templates, participants=False)
    if "todos" in wanted:
        made["team-todos.ics"] = to_dos(year, templates)
    if "json" in wanted:
        made["timeline.json"] = timeline_json(year)
    return {name: text.encode() for name, text in made.items()}


def styled(style: str) -> dict[str, str]:
    """Return the style sheet of a page and the policy that lets nothing else in.

    Source: Content Security Policy Level 3, 2.3.1.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {"style": style, "policy": f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"}


def icalendar(year: Year, templates: jinja2.Environment, *, participants: bool, name: str | None = None) -> str:
    """Return a calendar file: what participants need, or everything; `name` is what it is called if not after these."""
    words, community = year.words, year.community
    shown = [one for one in year.published if not participants or one.is_shared or one.withdrawn]
    uids = {one.entry.id: one.uid for one in shown}
    text = templates.get_template("calendar.ics.j2").render(
        name=name
        or words(
            "calendar.for_participants" if participants else "calendar.for_team",
            name=community.name,
            year=year_name(community),
        ),
        version=__version__,
        language=words.tag.partition("-")[0].upper(),
        zone=community.timezone,
        color="steelblue" if participants else "slategray",
        vtimezones=_zones(shown, year),
        events=[_event(one, year, uids, withdrawn=participants and one.withdrawn) for one in shown],
    )
    return calendar.fold(text)


def to_dos(year: Year, templates: jinja2.Environment) -> str:
    """Return the calendar file of what the team has to do: tasks, letters and surveys.

    Each has the UID of its event with a suffix, so that the two never meet. Source: RFC 5545, 3.6.2.
    """
    words, community = year.words, year.community
    shown = [one for one in year.published if not one.entry.is_session and one.entry.kind != "showcase"]
    uids = {one.entry.id: f"{one.uid}{TO_DO}" for one in shown}
    text = templates.get_template("todos.ics.j2").render(
        name=words("calendar.for_to_dos", name=community.name, year=year_name(community)),
        version=__version__,
        language=words.tag.partition("-")[0].upper(),
        zone=community.timezone,
        vtimezones=_zones(shown, year),
        to_dos=[
            {"event": _event(one, year, uids), "uid": uids[one.entry.id], "status": _TO_DO_STATUS[one.status]}
            for one in shown
        ],
    )
    return calendar.fold(text)


TO_DO = "-todo"
"""What the UID of a to-do ends with, after that of its event."""

_TO_DO_STATUS: Mapping[history.Status, str] = {
    "planned": "NEEDS-ACTION",
    "done": "COMPLETED",
    "cancelled": "CANCELLED",
}


def _zones(shown: Iterable[Published], year: Year) -> list[list[str]]:
    """Return the rules of every zone in which something shown stands."""
    # What was cancelled may lie outside the year as it is now, or in the zone of before.
    moments = [moment for one in shown for moment in (one.entry.start, one.entry.end) if moment]
    first, last = year.timeline.window
    first, last = min([first, *moments]), max([last, *moments])
    return [calendar.vtimezone(key, first, last) for key in sorted({str(moment.tzinfo) for moment in moments})]


def personal(year: Year, owner: str, template_text: TemplateText, keeper: Keeper | None = None) -> bytes:
    """Return the calendar of one owner's entries, which are all that the year has published."""
    name = year.words("calendar.for_owner", name=year.community.name, year=year_name(year.community), owner=owner)
    return icalendar(year, environment(template_text, keeper), participants=False, name=name).encode()


class _Event(NamedTuple):
    """What the calendar's template shows of an entry. `next_day` is where an all-day event ends."""

    uid: str
    stamp: datetime
    sequence: int
    cancelled: bool
    title: str
    day: date
    next_day: date
    start: datetime | None
    end: datetime | None
    where: str | None
    link: str | None
    categories: tuple[str, ...]
    parent: str | None
    busy: bool
    description: str


def _event(one: Published, year: Year, uids: Mapping[str, str], *, withdrawn: bool = False) -> _Event:
    """Return what the calendar shows of an entry; of one that was `withdrawn`, only that it is cancelled, and when."""
    entry, words = one.entry, year.words
    cancelled = withdrawn or one.status == "cancelled"
    return _Event(
        uid=one.uid,
        stamp=one.stamp,
        sequence=one.sequence,
        cancelled=cancelled,
        title=words("calendar.cancelled", title=entry.title) if cancelled else entry.title,
        day=entry.day,
        next_day=entry.day.fromordinal(entry.day.toordinal() + 1),
        start=entry.start,
        end=entry.end if _takes_time(entry) else None,
        where=None if withdrawn else entry.where,
        link=None if withdrawn else entry.link,
        categories=(words.name("kinds", entry.kind), words.name("phases", entry.phase)),
        parent=uids.get(entry.parent or ""),
        busy=entry.is_session and entry.start is not None and not cancelled,
        description="" if withdrawn else "\n".join(_description(entry, year)),
    )


def _takes_time(entry: Entry) -> bool:
    # In UTC: on its own clock, what ends when the clocks go back may seem to end as it begins, or before.
    return entry.start is not None and entry.end is not None and entry.start.astimezone(UTC) < entry.end.astimezone(UTC)


def _description(entry: Entry, year: Year) -> Iterable[str]:
    """Yield the lines of an entry's plain description. The reason for its date is not part of it: see `history`."""
    words = year.words
    goal = year.community.goals.get(entry.goal or "")
    place = entry.place
    facts = {
        "topic": entry.topic,
        "presenter": entry.presenter,
        "goal": goal.aim if goal else None,
        "readings": ", ".join(entry.readings),
        "virtual_option": entry.virtual_option,
        "parking": place.parking if place else None,
        "accessibility": place.accessibility if place else None,
        "owner": _role(entry.owner, words),
    }
    if entry.part_of:
        yield words("calendar.part_of", title=entry.part_of)
    if entry.is_session and entry.attendance:
        yield words(f"calendar.{entry.attendance}")
    for key, value in facts.items():
        if value:
            yield f"{words(f'calendar.{key}')}{words('colon')}{value}"
    if entry.notes:
        yield year.shareable(entry.notes)


def _role(owner: str | None, words: Language) -> str | None:
    return str(words.at("roles").get(owner, owner)) if owner else None


def changed(year: Year, changes: Iterable[Change], *, steps_too: bool = False) -> Iterable[str]:
    """Yield a line for each change; steps that went with their activity are counted, or listed with `steps_too`."""
    listed = list(changes)
    whats = {change.entry.id: change.what for change in listed}
    with_it = Counter((change.entry.parent, change.what) for change in listed)
    for change in listed:
        line = year.shareable(_one_line(_changed(change, year.words)))
        steps = with_it[change.entry.id, change.what]
        if steps_too:
            yield f"{line} · {change.entry.part_of}" if change.entry.part_of else line
        elif change.entry.parent is None or whats.get(change.entry.parent) != change.what:
            yield year.words.count("changes.with_steps", steps, change=line) if steps else line


def _changed(change: Change, w: Language) -> str:
    """Return a change as a sentence: days, times where they differ, and what else is new."""
    before, after, what = change.before, change.after, change.what
    if before is None or after is None:
        day = w.short_day(change.entry.day)
        return w(f"changes.{what}", title=change.entry.title, before=day, after=day)
    new_day, new_time = before.day != after.day, _clock(before) != _clock(after)
    was, now = (_when(entry, w, new_time=new_time) for entry in (before, after))
    if what == "moved" and not new_day:
        what = "changed"
        if new_time:
            was, now = (_time_of(entry, w) for entry in (before, after))
            line = w("changes.same_day", title=after.title, day=w.short_day(after.day), before=was, after=now)
            return w("list_semicolon").join([line, *_new_facts(before, after, w)])
    facts = list(_new_facts(before, after, w))
    if what == "changed" and facts:
        return w("changes.facts", title=after.title, after=now, facts=w("list_semicolon").join(facts))
    return w("list_semicolon").join([w(f"changes.{what}", title=after.title, before=was, after=now), *facts])


def _one_line(text: str) -> str:
    return _LINE_BREAKS_AND_SPACES.sub(" ", text).strip()


def _clock(entry: Entry) -> tuple[object, object]:
    return entry.start and entry.start.time(), entry.end and entry.end.time()


def _time_of(entry: Entry, w: Language) -> str:
    return w.times(entry.start, entry.end) if entry.start and entry.end else w("changes.all_day")


def _when(entry: Entry, w: Language, *, new_time: bool) -> str:
    day = w.short_day(entry.day)
    return w("changes.at", day=day, time=_time_of(entry, w)) if new_time else day


def _new_facts(before: Entry, after: Entry, w: Language) -> Iterable[str]:
    if before.title != after.title:
        yield w("changes.called", before=w("quote", text=before.title))
    if before.where != after.where and after.where:
        yield w("changes.place", after=after.where)
    if before.link != after.link and after.link:
        yield w("changes.link", after=after.link)


def changes_page(year: Year, changes: Iterable[Change], template_text: TemplateText) -> str:
    """Return what changed since the last time as a text that the team can forward."""
    title = year.words("changes.title", name=year.community.name, year=year_name(year.community))
    template = environment(template_text).get_template("changes.txt.j2")
    return template.render(w=year.words, title=_one_line(title), lines=list(changed(year, changes)))


def timeline_json(year: Year) -> str:
    """Return the year as data, by the schema of version 1."""
    community = year.community
    data = {
        "schema_version": 1,
        "community": {
            "id": community.identity,
            "name": community.name,
            "year": year_name(community),
            "timezone": community.timezone,
        },
        "entries": [_entry_data(one, year) for one in year.published],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def _entry_data(one: Published, year: Year) -> dict[str, Any]:
    entry = one.entry
    when = (
        {"start": entry.start.isoformat(), "end": entry.end.isoformat()}
        if entry.start and entry.end
        else {"date": entry.day.isoformat()}
    )
    return {
        "id": entry.id,
        "title": entry.title,
        "kind": entry.kind,
        "phase": entry.phase,
        "parent": entry.parent,
        **when,
        "where": entry.where,
        "link": entry.link,
        "audience": list(entry.audience),
        "attendance": entry.attendance,
        "owner": entry.owner and _ADDRESS.sub("", entry.owner),
        "document": entry.document,
        "because": year.because(entry),
        "uid": one.uid,
        "sequence": one.sequence,
        "stamp": history.stamp_text(one.stamp),
        "status": one.status,
    }


def plan_view(year: Year) -> dict[str, Any]:
    """Return what the templates of the plan show."""
    community, words = year.community, year.words
    asked = [
        Asked(one.path, words.question(one.path, one.question), _answer(one, year), one.fixed)
        for one in questions(community)
    ]
    sections = {name: [one for one in asked if one.path[0] == name] for name in {one.path[0] for one in asked}}
    return {
        "w": words,
        "community": community,
        "language": community.language,
        "title": words("plan.title", name=community.name, year=year_name(community)),
        "version": __version__,
        "hours": _hours(year),
        "statement": _statement(community, words),
        "sections": sections,
        "undecided": [one for one in asked if one.answer is None],
        "purpose_facts": [one for one in sections["purpose"] if one.path[1] not in _IN_STATEMENT],
        "stakeholders": _stakeholders(community),
        "goals": _goals(year),
        "sessions": [_line(entry, year) for entry in year.timeline.sessions],
        "months": _months(year),
        "closures": _closures(year),
        "left_out": _left_out(year),
        "budget": _budget(community.budget, words),
        "resources": [
            {"one": one, "cost": words.money(one.cost) if one.cost is not None else ""} for one in community.resources
        ],
        "members": _members(community, words),
    }


_IN_STATEMENT = frozenset(("audience", "shared_interest", "concern", "learn_together_how_best_to", "needs", "benefits"))


def _hours(year: Year) -> str:
    hours, words = year.timeline.hours, year.words
    return words(
        "plan.hours" if hours.in_school_time else "plan.hours_none_in_school",
        mandatory=words.duration(hours.mandatory),
        optional=words.duration(hours.optional),
        in_school_time=words.duration(hours.in_school_time),
    )


def _statement(community: Community, words: Language) -> str | None:
    """Return the purpose in one sentence: the person's own, or the planning tool's; None if too little is decided."""
    purpose = community.purpose
    if purpose.statement:
        return purpose.statement
    return words.statement(
        purpose.audience, purpose.shared_interest, purpose.concern, purpose.learn_together_how_best_to
    )


def _answer(asked: Asked, year: Year) -> list[str] | str | None:
    """Return the answer to a question in words; what is named by its key is shown by its title."""
    match asked.path, asked.answer:
        case ("meetings", "meeting_place"), str(name) if name in year.community.places:
            return year.community.places[name].name or name
        case ("resources" | "guests" | "budget" | "goals",), decided if decided is not None:
            return []  # they have tables of their own
        case ("membership", "members"), tuple(members):
            return year.words.count("plan.members_count", len(members))
        case ("legacy", "discussed_at"), tuple(names):
            return [year.titles.get(name, name) for name in names]
        case ("reporting", "to"), tuple(names):
            known = year.words.at("reported_to")
            return [str(known.get(name.casefold(), name)) for name in names]
        case _:
            answer = _in_words(asked.answer, year.words, fixed=asked.fixed)
    return [year.shareable(text) for text in answer] if isinstance(answer, list) else answer and year.shareable(answer)


def _in_words(answer: Any, words: Language, *, fixed: bool = False) -> list[str] | str | None:
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


def _text(value: list[str] | str | None, words: Language) -> str:
    return words.listed(value) if isinstance(value, list) else value or ""


def _part_in_words(part: Part, words: Language) -> str:
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
                _in_words(value, words, fixed=is_fixed(type(part), name))
                for name, value in part
                if name not in ("email", "jurisdiction_email", "when")
            ]
            return " · ".join(text for value in shown if (text := _text(value, words)))


def _stakeholders(community: Community) -> list[dict[str, str]]:
    needs, benefits = community.purpose.needs, community.purpose.benefits
    names = dict.fromkeys([*needs, *benefits])
    return [{"name": name, "need": needs.get(name, ""), "benefit": benefits.get(name, "")} for name in names]


def _goals(year: Year) -> list[dict[str, Any]]:
    words = year.words
    entries = {entry.id: entry for entry in year.timeline.entries}
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
                    "owner": _role(one.owner, words),
                    "shown_at": entries[one.share_at].title if one.share_at in entries else None,
                }
            )
        goals.append(
            {
                "aim": goal.aim or name,
                "area": words.name("areas", goal.area) if goal.area else None,
                "outcome": goal.outcome,
                "for_students": goal.for_students,
                "horizon": words.name("answers", goal.horizon) if goal.horizon else None,
                "evidence": evidence,
            }
        )
    return goals


class Line(NamedTuple):
    """An entry as the tables show it, in the words of its language; what it has not is empty."""

    entry: Entry
    day: str
    full_day: str
    time: str
    phase: str
    audience: str
    attendance: str
    lasts: str
    because: str


def _line(entry: Entry, year: Year) -> Line:
    words = year.words
    return Line(
        entry=entry,
        day=words.short_day(entry.day),
        full_day=words.full_day(entry.day),
        time=words.times(entry.start, entry.end) if entry.start and entry.end else "",
        phase=words.name("phases", entry.phase),
        audience=words.listed(words.name("audiences", one) for one in entry.audience),
        attendance=words.name("attendance", entry.attendance) if entry.is_session and entry.attendance else "",
        lasts=words.duration(entry.minutes) if entry.minutes else "",
        because=year.because(entry) or "",
    )


def _months(year: Year) -> list[dict[str, Any]]:
    """Return the months of the year, each with its lines and, as the sample plan has it, its activities."""
    words, titles = year.words, {entry.id: entry for entry in year.timeline.entries}
    months = []
    for _, entries in groupby(year.timeline.entries, key=lambda entry: (entry.day.year, entry.day.month)):
        lines = [_line(entry, year) for entry in entries]
        first = lines[0].entry.day
        activities: dict[str, dict[str, Any]] = {}
        for line in lines:
            entry = line.entry
            home = titles.get(entry.parent or "", entry)
            activity = activities.setdefault(home.id, {"entry": home, "day": None, "steps": []})
            if home is entry:
                activity["day"] = line.day
            else:
                activity["steps"].append(line)
        months.append(
            {
                "name": words.month_and_year(first),
                "key": f"{first:%Y-%m}",
                "phases": list(dict.fromkeys(line.phase for line in lines)),
                "lines": lines,
                "activities": list(activities.values()),
            }
        )
    return months


def _closures(year: Year) -> list[dict[str, Any]]:
    words = year.words
    return [
        {
            "name": name.replace("-", " ").capitalize(),
            "days": words.listed(words.days(days.first, days.last) for days in closure.days),
            "why": words.name("closure_kinds", closure.kind),
            "for": words.listed(closure.for_) if closure.for_ else words("plan.everyone"),
        }
        for name, closure in year.community.closures.items()
    ]


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


def _budget(lines: tuple[BudgetLine, ...], words: Language) -> dict[str, Any]:
    def money(amount: Decimal | None) -> str:
        return "" if amount is None else words.money(amount)

    def total(amounts: Iterable[Decimal | None]) -> str:
        return money(sum((amount for amount in amounts if amount is not None), Decimal(0)))

    return {
        "lines": [
            {
                "category": line.category,
                "planned": money(line.planned),
                "in_kind": money(line.in_kind),
                "for": line.for_ or "",
                "note": line.note or "",
            }
            for line in lines
        ],
        "planned": total(line.planned for line in lines),
        "in_kind": total(line.in_kind for line in lines),
    }


def _members(community: Community, words: Language) -> dict[str, Any]:
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

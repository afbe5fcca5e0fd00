"""What the page of a portfolio shows, worked out before its template: what needs somebody, the rows, clashes, totals.

Everything stands as of the day of the run. Lists that could be long are cut, and say by how much.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from cop_plan.base.version import __version__
from cop_plan.dates.workdays import ONE_DAY
from cop_plan.definition import names, paper
from cop_plan.portfolio.formats import PortfolioView
from cop_plan.portfolio.values import (
    Clash,
    CommunitySummary,
    GroupTotals,
    OfCommunities,
    Person,
    PortfolioEntry,
    PortfolioSession,
    YearTotals,
    number_of,
    together,
)
from cop_plan.portfolio.year_line import YearLine, YearScale
from cop_plan.render.words import Words, shortened
from cop_plan.render.year import without_address
from cop_plan.report.values import Hidden, NotCollected, Number, Tally

Value = TypeVar("Value")

SOON = timedelta(days=14)
"""What comes next reaches so far, the day of the run included."""

LONGEST_NAME = 44
"""In characters: as much of a community's name as stands in a list; its row has all of it."""

HALF_A_YEAR = timedelta(days=180)
"""Further away than this, a day is told with its year."""

MOST_NAMED = 5
"""So many are named where it says at the head what needs somebody, and so many lines are in a cell of a row."""

MOST_COMING, MOST_CLASHES = 12, 50
"""So many lie open; the others are folded."""

MOST_FOLDED = 300
"""So many are folded; the others are only counted."""

MOST_PEOPLE = 20
"""So many are named who are needed at the same sessions; at the head only two."""


class Link(NamedTuple):
    """A community by its name, with what is said of it, and the row to which it leads."""

    anchor: str
    name: str
    said: str = ""


class FirstFew(NamedTuple):
    """The first of a list, and how many more there are."""

    first: Sequence[Any]
    more: int

    @classmethod
    def of(cls, everything: Sequence[Any], most: int = MOST_NAMED) -> "FirstFew":
        """Return the first of a list."""
        return cls(everything[:most], len(everything[most:]))


class ClashesByDay(NamedTuple):
    """A long list by days: what lies open, what is folded, of how many, and how many are only counted."""

    open: Sequence[tuple[str, Sequence[Any]]]
    folded: Sequence[tuple[str, Sequence[Any]]]
    number_folded: int
    left: int


class SessionLine(NamedTuple):
    """A session as a line: when, with the clock where it is not that of most, what, and in which community."""

    datetime: str
    day: str
    time: str
    title: str
    where: str
    community: Link


class ClashLine(NamedTuple):
    """A clash: its name in the page's address, what it is, who or what is wanted twice, and the sessions."""

    anchor: str
    kind: str
    who: FirstFew
    members: str
    day: str
    sessions: Sequence[SessionLine]


class OverdueLine(NamedTuple):
    """An entry that is overdue, and whose it is."""

    day: str
    title: str
    owner: str


class OwnerLine(NamedTuple):
    """Somebody with what is overdue: how much, and in which communities."""

    owner: str
    number: int
    communities: FirstFew


class CommunityRow(NamedTuple):
    """A community as a row of the table. What is not known is None; `is_read` is false of one without a year.

    `unread` is why. `never_noted` is how much was never noted as done of a year that is over, None of any other.
    `groups` are the numbers of what it can be chosen by, as in `choices`. `overdue` are the latest, `overdue_more` how
    many lie before these. `first_clash` is where the page shows its next clash, or the last one.
    """

    anchor: str
    name: str
    href: str
    year: str
    look: str
    groups: Mapping[str, str]
    is_read: bool
    unread: str
    facilitator: str
    next: SessionLine | None
    never_noted: int | None
    members: int | None
    done: int
    entries: int
    overdue: int
    overdue_lines: FirstFew
    has_noted: bool
    problems: int
    problem_lines: FirstFew
    clashes: int
    first_clash: str
    sessions: int
    drawn: YearLine | None


class TotalsLine(NamedTuple):
    """The totals of some communities; what is hidden or not collected says so."""

    name: str
    communities: str
    members: str
    sessions: str
    held: str
    hours: str
    attended: str
    counted: str
    planned: str
    spent: str


class TotalsTable(NamedTuple):
    """The totals of a year: of its groups, and last of all; `columns` are those in which something stands."""

    year: str
    columns: Sequence[str]
    lines: Sequence[TotalsLine]


class _PortfolioPage:
    """What is looked up for many parts of the page."""

    def __init__(self, view: PortfolioView) -> None:
        self.portfolio, self.words, self.messages, self.links = view.portfolio, view.words, view.messages, view.links
        portfolio = view.portfolio
        self.today = portfolio.today
        self.read = [one for one in portfolio.communities if one.is_read]
        clashes = together(portfolio.clashes)
        self.ahead = [those for those in clashes if those[0].day >= self.today]
        past = [those for those in clashes if those[0].day < self.today]
        self.past = sorted(past, key=lambda those: those[0].day, reverse=True)
        self.anchors = {one.id: f"r{at}" for at, one in enumerate(portfolio.communities)}
        listed = [*self.past[:MOST_FOLDED], *self.ahead[: MOST_CLASHES + MOST_FOLDED]]
        self.clash_anchors = {id(one): f"k{at}" for at, those in enumerate(listed) for one in those}
        zones = [one.timezone for one in self.read]
        self.zone = max(zones, key=zones.count) if zones else None
        self.limit = max((one.hide_groups_under for one in self.read), default=0)
        self.has_years = len({one.year for one in self.read}) > 1

    def link(self, community: CommunitySummary, said: str = "") -> Link:
        """Return a community by its name."""
        name = shortened(community.name, LONGEST_NAME)
        name = f"{name}, {community.year}" if self.has_years and community.year else name
        return Link(self.anchors[community.id], name, said)

    def day(self, day: date) -> str:
        """Return a day in short, with its year where that is not clear."""
        return self.words.short_day(day, with_year=abs(day - self.today) > HALF_A_YEAR)

    def session(self, community: CommunitySummary, session: PortfolioSession) -> SessionLine:
        """Return a session as a line."""
        time = ""
        if session.start and session.end:
            time = self.words.short_times(session.start, session.end)
            if community.timezone != self.zone:
                time = f"{time} ({self.words.zone(community.timezone)})"
        began = session.start or session.day
        # Nobody travels to a link or a platform.
        where = session.where if session.where and session.place else ""
        return SessionLine(began.isoformat(), self.day(session.day), time, session.title, where, self.link(community))

    def unread(self, community: CommunitySummary) -> str:
        """Return why there is nothing but problems of a community."""
        return self.words("portfolio.not_counted" if community.is_second else "portfolio.unreadable")

    def clash(self, those: Sequence[Clash]) -> ClashLine:
        """Return a clash as a line, of several people if they are needed at the same sessions."""
        clash = those[0]
        return ClashLine(
            self.clash_anchors[id(clash)],
            clash.kind,
            FirstFew.of([without_address(one.who) for one in those], MOST_PEOPLE),
            self.words.count("portfolio.away", clash.members) if clash.members else "",
            self.day(clash.day),
            [self.session(*self.portfolio.session(entry)) for entry in clash.entries],
        )

    def owner(self, community: CommunitySummary, entry: PortfolioEntry) -> tuple[str, bool]:
        """Return whose an entry is, and whether that is only a role, of which each community has its own."""
        owner = community.owner_of(entry)
        if isinstance(owner, Person):
            return without_address(owner.name), False
        return self.words.role(without_address(owner)), owner in self.words.at("roles")


def view(of: PortfolioView) -> dict[str, Any]:
    """Return what the page shows."""
    page, portfolio, words = _PortfolioPage(of), of.portfolio, of.words
    scale = YearScale.over([session.day for one in page.read for session in one.sessions], page.today)
    choices, coming = _choices(page.read), _coming(page)
    return {
        "w": words,
        "language": words.tag,
        "version": __version__,
        "paper_size": paper.size_in(_country(page.read)).name,
        "number": portfolio.number,
        "unread": number_of(one for one in portfolio.communities if not one.is_read and not one.is_second),
        "has_years": page.has_years,
        "years": words.listed(sorted({one.year for one in page.read})),
        "as_of": words.full_day(page.today),
        "zone": words.zone(page.zone) if page.zone else "",
        "has_zones": len({one.timezone for one in page.read}) > 1,
        "wrong": _wrong(page),
        "wrong_number": number_of(one for one in portfolio.communities if one.problems),
        "overdue": _overdue(page),
        "clashes_next": FirstFew(
            [page.clash(those) for those in page.ahead[:MOST_NAMED]], len(page.ahead[MOST_NAMED:])
        ),
        "clashes_ahead": len(page.ahead),
        "coming": coming[:MOST_COMING],
        "coming_later": coming[MOST_COMING:],
        "coming_until": words.full_day(page.today + SOON - ONE_DAY),
        "axis": scale.axis(words),
        "choices": {name: values for name, values in choices.items() if len(values) > 1},
        "rows": [_row(page, scale, one, choices) for one in portfolio.communities],
        "clashes": _by_day(page, page.ahead),
        "past_clashes": _by_day(page, page.past, most=0),
        "grouping": portfolio.grouping,
        "totals": [_totals(page, one) for one in portfolio.totals],
    }


def _country(read: Sequence[CommunitySummary]) -> str | None:
    """Return the country of most communities."""
    countries = [one.region[:2] for one in read if one.region]
    return max(countries, key=countries.count) if countries else None


def _choices(read: Iterable[CommunitySummary]) -> dict[str, list[str]]:
    """Return what rows can be chosen by: the names of each group, sorted; a row has the numbers of its own."""
    found: dict[str, set[str]] = {
        "year": set(),
        "jurisdiction": set(),
        "sponsor": set(),
        "facilitator": set(),
        "region": set(),
    }
    for one in read:
        for name, values in groups_of(one).items():
            found[name].update(values)
    return {name: sorted(values, key=names.alike) for name, values in found.items()}


def groups_of(community: CommunitySummary) -> Mapping[str, Sequence[str]]:
    """Return the groups that a community belongs to: several jurisdictions, one of each of the others at most."""
    leader = community.facilitator
    return {
        "year": [community.year] if community.year else [],
        "jurisdiction": sorted({one.jurisdiction for one in community.members if one.jurisdiction}),
        "sponsor": [community.sponsor] if community.sponsor else [],
        "facilitator": [without_address(leader.name)] if leader else [],
        "region": [community.region] if community.region else [],
    }


def _wrong(page: _PortfolioPage) -> FirstFew:
    """Return the communities with problems: first those that cannot be read."""
    wrong = sorted((one for one in page.portfolio.communities if one.problems), key=lambda one: one.is_read)
    return FirstFew.of(
        [
            page.link(
                one,
                page.words.count("portfolio.problems", len(one.problems)) if one.is_read else page.unread(one),
            )
            for one in wrong
        ]
    )


def _overdue(page: _PortfolioPage) -> dict[str, Any]:
    """Return what is overdue by whose it is, and the communities of which nothing was ever noted as done."""
    late = [one for one in page.read if one.overdue]
    by_owner: dict[Hashable, list[tuple[str, CommunitySummary]]] = defaultdict(list)
    for community in late:
        for entry in community.overdue if community.done else ():
            owner, is_role = page.owner(community, entry)
            key = names.alike(owner), community.id if is_role else None
            by_owner[key].append((owner, community))
    lines = [
        OwnerLine(
            found[0][0],
            len(found),
            FirstFew.of([page.link(one) for one in {one.id: one for _, one in found}.values()], 2),
        )
        for found in by_owner.values()
    ]
    never = [one for one in late if not one.done]
    return {
        "number": sum(len(one.overdue) for one in late if one.done),
        "in": number_of(one for one in late if one.done),
        "owners": FirstFew.of(sorted(lines, key=lambda one: (-one.number, names.alike(one.owner)))),
        "never": FirstFew.of([_never_noted(page, one) for one in never]),
        "number_never": number_of(never),
    }


def _never_noted(page: _PortfolioPage, community: CommunitySummary) -> Link:
    """Return a community of which nothing was ever noted as done: how much is overdue, and whom to ask."""
    leader = without_address(community.facilitator.name) if community.facilitator else ""
    said = [page.words.number(len(community.overdue)), *([leader] if leader else [])]
    return page.link(community, " · ".join(said))


def _coming(page: _PortfolioPage) -> Sequence[SessionLine]:
    """Return the sessions of the next days."""
    found = [
        (session, community)
        for community in page.read
        for session in community.sessions
        if page.today <= session.day < page.today + SOON
    ]
    found.sort(key=lambda one: (one[0].day, one[0].start.timestamp() if one[0].start else 0, names.alike(one[1].name)))
    return [page.session(community, session) for session, community in found]


def _by_day(page: _PortfolioPage, clashes: Sequence[Sequence[Clash]], most: int = MOST_CLASHES) -> ClashesByDay:
    """Return clashes by their days; a list that is only a little too long lies open."""
    most = len(clashes) if most and len(clashes) <= most * 1.2 else most
    folded = clashes[most : most + MOST_FOLDED]

    def days(shown: Iterable[Sequence[Clash]]) -> list[tuple[str, list[ClashLine]]]:
        by_day = groupby(shown, key=lambda those: those[0].day)
        return [(page.words.full_day(day), [page.clash(one) for one in found]) for day, found in by_day]

    left = len(clashes[most + len(folded) :])
    return ClashesByDay(days(clashes[:most]), days(folded), len(folded) + left, left)


def _totals(page: _PortfolioPage, of: YearTotals) -> TotalsTable:
    every = (*of.groups, of.all)
    lines = [_totals_line(page, one, page.words("portfolio.no_group")) for one in of.groups]
    lines.append(_totals_line(page, of.all, page.words("portfolio.all")))
    collected = {
        "attended": any(one.attended.is_collected for one in every),
        "counted": any(one.counted_minutes.is_collected for one in every),
        "planned": any(cost.planned is not None for one in every for cost in one.costs),
        "spent": any(cost.spent is not None for one in every for cost in one.costs),
    }
    columns = [name for name in TotalsLine._fields if name != "name" and collected.get(name, True)]
    return TotalsTable(of.year, columns, lines)


def _totals_line(page: _PortfolioPage, of: GroupTotals, unnamed: str) -> TotalsLine:
    words = page.words

    def came(places: Tally) -> str:
        return words("portfolio.came", count=words.number(places.count), of=words.number(places.of))

    return TotalsLine(
        name=of.name or unnamed,
        communities=words.number(len(of.communities)),
        members=words.number(of.members),
        sessions=words.number(of.sessions),
        held=words.number(of.held),
        hours=_hours(words, of.minutes),
        attended=_said(page, of.attended, came),
        counted=_said(page, of.counted_minutes, lambda minutes: _hours(words, minutes)),
        planned=_money(words, [(one.planned, one.currency) for one in of.costs]),
        spent=_money(words, [(one.spent, one.currency) for one in of.costs]),
    )


def _hours(words: Words, minutes: int) -> str:
    return words.number(round(Decimal(minutes) / 60, 1))


def _money(words: Words, amounts: Iterable[tuple[Decimal | None, str]]) -> str:
    known = [f"{words.money(amount)} {currency}".rstrip() for amount, currency in amounts if amount is not None]
    return words("list_semicolon").join(known)


def _said(page: _PortfolioPage, number: Number[OfCommunities[Value]], shown: Callable[[Value], str]) -> str:
    """Return a number, and of how many communities it is if not of all; or why it is not there."""
    words = page.words
    if isinstance(number, NotCollected):
        return words("report.not_collected")
    if isinstance(number, Hidden):
        return words(f"report.hidden.{number.why}", limit=page.limit)
    of = number.value
    text = shown(of.value)
    if of.count < of.of:
        key = "portfolio.of_communities_hidden" if of.hidden else "portfolio.of_communities"
        text += f" ({words(key, count=of.count, of=of.of, hidden=of.hidden)})"
    return text


def _row(
    page: _PortfolioPage, scale: YearScale, community: CommunitySummary, choices: Mapping[str, Sequence[str]]
) -> CommunityRow:
    clashes = page.portfolio.clashes_of.get(community.id, ())
    shown = next((one for one in clashes if one.day >= page.today), clashes[-1] if clashes else None)
    clashing = {entry.partition("/")[2] for one in clashes for entry in one.entries if _is_of(entry, community)}
    following = community.next_session(page.today)
    looks = (
        ("unread", not community.is_read),
        ("wrong", community.problems),
        ("late", community.overdue),
        ("clash", clashes),
    )
    own = groups_of(community)
    return CommunityRow(
        anchor=page.anchors[community.id],
        name=community.name,
        href=page.links.get(community.id, ""),
        year=community.year if page.has_years else "",
        look=" ".join(name for name, holds in looks if holds),
        groups={
            name: " ".join(str(values.index(one)) for one in own[name])
            for name, values in choices.items()
            if len(values) > 1 and own[name] and name != "facilitator"
        },
        is_read=community.is_read,
        unread="" if community.is_read else page.unread(community),
        facilitator=without_address(community.facilitator.name) if community.facilitator else "",
        next=page.session(community, following) if following else None,
        never_noted=community.entries - community.done if community.is_over(page.today) else None,
        members=len(community.members_on(page.today)),
        done=community.done,
        entries=community.entries,
        overdue=len(community.overdue),
        overdue_lines=_overdue_lines(page, community),
        has_noted=bool(community.done),
        problems=len(community.problems),
        problem_lines=FirstFew(
            [one.lines(page.messages.translated) for one in community.problems[:MOST_NAMED]],
            len(community.problems[MOST_NAMED:]),
        ),
        clashes=len(together(clashes)),
        first_clash=page.clash_anchors.get(id(shown), "clashes"),
        sessions=len(community.sessions),
        drawn=scale.line(community.sessions, clashing, page.words) if community.sessions else None,
    )


def _overdue_lines(page: _PortfolioPage, community: CommunitySummary) -> FirstFew:
    latest = sorted(community.overdue, key=lambda one: one.day)[-MOST_NAMED:]
    lines = [OverdueLine(page.day(one.day), one.title, page.owner(community, one)[0]) for one in latest]
    return FirstFew(lines, len(community.overdue) - len(latest))


def _is_of(entry: str, community: CommunitySummary) -> bool:
    return entry.partition("/")[0] == community.id

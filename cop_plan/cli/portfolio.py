"""`cop-plan portfolio`: many communities side by side."""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.base.errors import Unreadable
from cop_plan.base.translatable import sentence
from cop_plan.cli import language, shell, terminal
from cop_plan.portfolio import formats as outputs
from cop_plan.portfolio.clashes import SCHOOL_LIMIT
from cop_plan.portfolio.values import GROUPINGS, number_of, together
from cop_plan.schedule.progress import HANDFUL

if TYPE_CHECKING:
    from cop_plan.app.portfolio import PortfolioRequest, WrittenPortfolio
    from cop_plan.app.rollup import AnnualReports
    from cop_plan.portfolio.values import Clash, CommunitySummary, Portfolio, PortfolioSession
    from cop_plan.render.messages import Messages
    from cop_plan.render.theme import Theme
    from cop_plan.render.words import Words

SHOWN, MOST_PEOPLE, MOST_PROBLEMS = 12, 4, 20
"""So many clashes and owners are shown, people of one clash, and problems; the page has all."""

# A day that is further away is shown with its year.
_FAR_DAYS = 180


@shell.report_errors
def portfolio(
    definitions: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|DIR]...",
            help="Definitions, or folders in which they lie; if left out, the current folder.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write here instead of portfolio/ in the current folder."),
    ] = None,
    wanted: Annotated[
        str, typer.Option("--format", "-f", metavar="LIST", help=f"Which of {', '.join(outputs.names())}, with commas.")
    ] = ",".join(outputs.names()),
    group: Annotated[
        str, typer.Option("--group", metavar="|".join(GROUPINGS), help="By what the totals are divided.")
    ] = "jurisdiction",
    year: Annotated[
        str | None,
        typer.Option("--year", metavar="YEAR", help="Only communities of this school year, such as 2026-2027."),
    ] = None,
    school_limit: Annotated[
        int,
        typer.Option(
            "--school-limit", metavar="N", min=1, help="Name a school that misses so many members on one school day."
        ),
    ] = SCHOOL_LIMIT,
    report: Annotated[
        bool, typer.Option("--report", help="Write what each year came to, too, from the final reports of communities.")
    ] = False,
    dry_run: shell.DryRun = False,
    templates: shell.Templates = None,
    force: shell.Force = False,
    workers: shell.Workers = None,
    cluster: shell.Cluster = None,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Look over many communities: what is overdue, who is wanted twice, what comes next.

    \b
    Example:
      cop-plan portfolio communities
      cop-plan portfolio readers numbers/community.yaml --out overview
      cop-plan portfolio communities --year 2026-2027
      cop-plan portfolio communities --group sponsor --school-limit 4
      cop-plan portfolio communities --json | jq .clashes
      cop-plan portfolio communities --report

    Reads each definition with its lists and records. Of a folder without a definition, all that lie in the folders
    below it are taken. Shows each community with its next session, its members, what is overdue and what is wrong; then
    clashes: people and places that two sessions need at the same time, schools that miss many members on one day.

    Writes index.html (all of it as a page), all.ics (the sessions of all), portfolio.json and portfolio.sqlite (for
    other programs); all or none. Totals are of one school year each, count a person once, and hide what small groups
    would tell. A community that cannot be read is a row with what is wrong, and stops nothing.

    --report adds a page for whoever pays for all, annual-2026-2027.html, with the same as text and as data: what the
    communities of a year came to, from the final report beside each definition and from nothing else. What is hidden in
    a report is hidden there.
    """
    from cop_plan.app import kept_summary
    from cop_plan.app import portfolio as use_case
    from cop_plan.app.events import ProgressEvent
    from cop_plan.cli.progress import ProgressBar

    grouping = next((one for one in GROUPINGS if one == group), None)
    if grouping is None:
        raise typer.BadParameter(sentence("--group: choose from {choices}", choices=", ".join(GROUPINGS)))
    shell.refuse_no_folder(out)
    shell.refuse_with_cluster(cluster, {"--workers": workers})
    paths = [Path(one) for one in definitions or []]
    shell.refuse_stdin(*paths)
    found = use_case.definitions(paths)
    day = shell.local_day(today)
    jobs = [kept_summary.SummaryJob(one, day, language.spoken()) for one in found]
    order = use_case.PortfolioRequest(
        Path(use_case.FOLDER if out is None else out),
        shell.formats(wanted, outputs.names()),
        language.spoken(),
        shell.theme(templates),
        force=force,
        dry_run=dry_run,
    )
    made, annual = list["CommunitySummary"](), None
    with ProgressBar(is_wanted=len(jobs) > 1 and not shell.is_quiet()) as bar:
        for one in kept_summary.every(jobs, workers, cluster):
            made.append(one)
            bar.update(ProgressEvent(shell.messages()("portfolio.communities"), len(made), len(jobs)))
    made = [*use_case.each_once(made)]
    if year is not None:
        made = [*use_case.of_year(made, year)]
        order = replace(order, year=use_case.year_named(year))
    if templates is None:
        order = replace(order, theme=_shared_theme(made))
    if report:
        from cop_plan.app import rollup

        annual = rollup.of_communities(made)
        made, order = list(annual.communities), replace(order, annual=annual.rollups, are_read=annual.are_read)
    done = use_case.write(
        use_case.side_by_side(made, day, school_limit=school_limit, grouping=grouping),
        order,
    )
    _show(done, order, use_case.found_in(paths, found), annual, as_json=as_json)
    return shell.Exit.PROBLEMS if any(one.problems for one in done.portfolio.communities) else shell.Exit.DONE


def _shared_theme(communities: Sequence["CommunitySummary"]) -> "Theme | None":
    """Return the theme that all communities name; without one, or where its folder is gone, which is told, None."""
    from cop_plan.app import portfolio as use_case

    try:
        return shell.theme(use_case.theme_of(communities))
    except Unreadable as gone:
        shell.warn(sentence("{folder}: {why}; the page is made without it", folder=gone.file, why=gone.reason))
        return None


def _show(
    done: "WrittenPortfolio",
    order: "PortfolioRequest",
    found: str | None,
    annual: "AnnualReports | None",
    *,
    as_json: bool,
) -> None:
    """Show the portfolio, or all of it as data; say what is wrong, and what was written."""
    from cop_plan.app import portfolio as use_case
    from cop_plan.app import shipped

    tag = use_case.language_of(done.portfolio, order.language)
    m, words = shipped.messages(tag), shipped.language(tag)
    if as_json:
        from cop_plan.portfolio import data, rollup

        shown = {**data.as_data(done.portfolio), "folder": str(done.folder), "written": list(done.new)}
        shown["removed"] = list(done.removed)
        shown["unchanged"] = [name for name in done.pages if name not in done.new]
        if annual is not None:
            shown["annual"] = [rollup.as_data(one) for one in annual.rollups]
        shell.show_json(shown)
    else:
        terminal.show(*_Screen(done.portfolio, m, words).lines(found))
    _tell_problems(done.portfolio, m)
    for notice in done.notices:
        shell.say(notice)
    if annual is not None:
        for line in _annual(annual, m):
            shell.say(line)
    for line in _written(done, order, m):
        shell.say(line)


def _annual(annual: "AnnualReports", m: "Messages") -> Iterator[str]:
    """Yield of how many communities each year's roll-up is."""
    for year in annual.rollups:
        count = len(year.reports)
        yield m.count("portfolio.annual", count, year=year.year, communities=count + len(year.without))
    if not annual.rollups:
        yield m("portfolio.no_annual")


def _tell_problems(portfolio: "Portfolio", m: "Messages") -> None:
    """Tell what is wrong, of much the first."""
    every = [problem for one in portfolio.communities for problem in one.problems]
    for problem in every[:MOST_PROBLEMS]:
        for line in m.problem_lines(problem):
            shell.warn(line)
    if len(every) > MOST_PROBLEMS:
        shell.warn(m.count("portfolio.more_problems", len(every) - MOST_PROBLEMS))
    if every:
        wrong, all_of_them = number_of(one for one in portfolio.communities if one.problems), portfolio.number
        key = "portfolio.half_read" if wrong < all_of_them else "portfolio.all_wrong"
        shell.warn(m.count(key, wrong, communities=all_of_them))


def _written(done: "WrittenPortfolio", order: "PortfolioRequest", m: "Messages") -> Iterator[str]:
    where, names = f"{done.folder}{os.sep}", ", ".join(done.new)
    if order.dry_run:
        key = "schedule.would_write" if names else "schedule.would_change_nothing"
        if names or not done.removed:
            yield m(key, names=names, folder=where)
        yield m("nothing_written")
    elif names:
        yield m("wrote", names=names, folder=where)
        if page := next((name for name in done.pages if name.endswith(".html")), None):
            yield m("kit.to_open", file=done.folder / page)
    elif not done.removed:
        yield m("unchanged", folder=where)


class _Screen:
    """What a terminal shows of a portfolio."""

    def __init__(self, portfolio: "Portfolio", m: "Messages", words: "Words") -> None:
        self._portfolio, self._m, self._words = portfolio, m, words
        self._named = Counter(one.name for one in portfolio.communities)

    def lines(self, found: str | None) -> Iterator[str]:
        """Yield the lines."""
        today = self._portfolio.today
        if found:
            yield self._m.translated(found)
        yield self._m.count("portfolio.title", self._portfolio.number, day=self._words.full_day(today))
        yield ""
        yield from self._table()
        yield from self._late()
        yield from self._clashes()

    def _table(self) -> Iterator[str]:
        m = self._m
        head: list[str] = [
            *(m("portfolio.community"), m("portfolio.next"), m("portfolio.members")),
            *(m("portfolio.overdue"), m("portfolio.wrong")),
        ]
        rows: list[list[str]] = [head, *(self._row(one) for one in self._portfolio.communities)]
        numbers = [max(len(row[at]) for row in rows) for at in range(2, 5)]
        left = terminal.width() - sum(numbers) - 2 * 4
        name = min(max(len(row[0]) for row in rows), max(10, left * 3 // 5))
        following = min(max(len(row[1]) for row in rows), max(10, left - name))
        for row in rows:
            texts = [terminal.cut(row[0], name).ljust(name), terminal.cut(row[1], following).ljust(following)]
            cells = [cell.rjust(width) for cell, width in zip(row[2:], numbers, strict=True)]
            yield "  ".join([*texts, *cells]).rstrip()

    def _row(self, one: "CommunitySummary") -> list[str]:
        today, name = self._portfolio.today, self._called(one)
        wrong = str(len(one.problems) or "")
        if not one.is_read:
            key = "portfolio.not_counted" if one.is_second else "portfolio.not_read"
            return [name, self._m(key), "", "", wrong]
        following = one.next_session(today)
        what: str = self._m("portfolio.year_over" if one.is_over(today) else "portfolio.no_session")
        if following:
            what = f"{self._day(following.day)}  {terminal.one_line(following.title)}"
        return [name, what, str(len(one.members_on(today))), str(len(one.overdue) or ""), wrong]

    def _called(self, one: "CommunitySummary") -> str:
        """Return the name of a community, with its year if another has that name."""
        name = terminal.one_line(one.name)
        return f"{name}, {one.year}" if self._named[one.name] > 1 and one.year else name

    def _day(self, day: date) -> str:
        return self._words.short_day(day, with_year=abs((day - self._portfolio.today).days) > _FAR_DAYS)

    def _late(self) -> Iterator[str]:
        """Yield who is late with how much, and where, most first; then where nobody notes what is done."""
        late: dict[str, dict[str, int]] = {}
        never_noted: dict[str, int] = {}
        for one in self._portfolio.communities:
            if not one.done and len(one.overdue) > HANDFUL:
                never_noted[self._called(one)] = len(one.overdue)
                continue
            for entry in one.overdue:
                counts = late.setdefault(one.who_sees_to(entry, self._words.role), {})
                counts[self._called(one)] = counts.get(self._called(one), 0) + 1
        if late:
            yield from ("", self._m("portfolio.late"))
            for owner in sorted(late, key=lambda owner: (-sum(late[owner].values()), owner))[:SHOWN]:
                yield f"  {terminal.one_line(owner)}{self._words('colon')}{self._counted(late[owner])}"
            yield from self._more(len(late) - SHOWN)
        if never_noted:
            yield from ("", self._m("portfolio.never_noted"), f"  {self._counted(never_noted)}")

    def _counted(self, counts: Mapping[str, int]) -> str:
        """Return the first communities with how much each has, and how many more there are."""
        parts = [f"{name} ({count})" for name, count in counts.items()]
        if len(parts) > SHOWN:
            parts[SHOWN:] = [self._m.count("portfolio.more", len(parts) - SHOWN)]
        return terminal.one_line(", ".join(parts))

    def _clashes(self) -> Iterator[str]:
        every = together(self._portfolio.clashes)
        ahead = [those for those in every if those[0].day >= self._portfolio.today]
        past = len(every) - len(ahead)
        if not ahead and past:
            yield from ("", self._m.count("portfolio.all_past", past))
            return
        if ahead:
            yield from ("", self._m("portfolio.clashes"))
        for those in ahead[:SHOWN]:
            yield f"{those[0].day}  {terminal.one_line(self._clash(those))}"
        yield from self._more(len(ahead[SHOWN:]))
        if past:
            yield "  " + self._m.count("portfolio.past_clashes", past)

    def _more(self, count: int) -> Iterator[str]:
        if count > 0:
            yield "  " + self._m.count("portfolio.more", count)

    def _clash(self, those: "Sequence[Clash]") -> str:
        """Return a clash, of several people if they are needed at the same sessions."""
        clash, people = those[0], [one.who for one in those]
        if len(people) > MOST_PEOPLE:
            people[MOST_PEOPLE:] = [self._m.count("portfolio.more", len(people) - MOST_PEOPLE)]
        found = [self._portfolio.session(entry) for entry in clash.entries]
        has_zones = len({one.timezone for one, _ in found}) > 1
        hours = [self._hours(session, one.timezone if has_zones else None) for one, session in found]
        shown = zip(found, hours, strict=True)
        where = " · ".join(f"{self._called(one)}, {session.title}{when}" for (one, session), when in shown)
        if clash.members is None:
            return f"{', '.join(people)}{self._words('colon')}{where}"
        return self._m.count("portfolio.misses", clash.members, school=clash.who, sessions=where)

    def _hours(self, session: "PortfolioSession", zone: str | None) -> str:
        """Return the hours of a session, with the clock that shows them where there are several."""
        if session.start is None or session.end is None:
            return ""
        hours = self._words.short_times(session.start, session.end)
        return f" ({hours}, {self._words.zone(zone)})" if zone else f" ({hours})"

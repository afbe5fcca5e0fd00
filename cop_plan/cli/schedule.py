"""`cop-plan schedule`: write the dated year."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import sentence
from cop_plan.cli import complete, language, several, shell, terminal
from cop_plan.plan import formats as outputs

if TYPE_CHECKING:
    from cop_plan.app import schedule as use_case
    from cop_plan.app.options import ProjectOptions
    from cop_plan.app.project import CommunityProject
    from cop_plan.app.unchanged import UnchangedOutputs
    from cop_plan.cli.running import DefinitionOutput
    from cop_plan.cli.schedule_output import DisplayOptions


@shell.report_errors
def schedule(
    definitions: shell.Definitions = None,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="Write here instead of plan/ beside the file; - for stdout."),
    ] = None,
    formats: Annotated[
        str,
        typer.Option(
            "--format",
            "-f",
            metavar="LIST",
            help=f"Which of {', '.join(outputs.names())}, with commas.",
            autocompletion=complete.output,
        ),
    ] = ",".join(outputs.defaults()),
    moves: Annotated[
        list[str] | None,
        typer.Option("--move", metavar="NAME=DATE", help="Give an entry another date in the definition, after asking."),
    ] = None,
    update_pattern: Annotated[
        bool,
        typer.Option(
            "--update-pattern", help="Take the newer pattern and public holidays of this cop-plan, after asking."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Move, or take what is newer, without asking.")] = False,
    dry_run: shell.DryRun = False,
    only_changes: Annotated[
        bool, typer.Option("--changes", help="Show what changed as a text to forward, instead of the year.")
    ] = False,
    for_members: Annotated[
        bool,
        typer.Option("--for-members", help="With --changes, show only what members need, to paste into a message."),
    ] = False,
    todos: Annotated[
        bool, typer.Option("--todos", help="Write team-todos.ics too; later runs keep it up to date.")
    ] = False,
    calendars: Annotated[
        bool,
        typer.Option("--calendars", help="Write calendars/NAME.ics for each owner; later runs do too."),
    ] = False,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Print plan.pdf and year.pdf, through an installed Chromium, Chrome or Edge.")
    ] = False,
    names: Annotated[
        bool, typer.Option("--names", help="Show the name of each entry, which move, cancel and done take.")
    ] = False,
    templates: shell.Templates = None,
    force: shell.Force = False,
    workers: shell.Workers = None,
    cluster: shell.Cluster = None,
    today: shell.Today = None,
    as_json: shell.AsJson = False,
) -> int:
    """Show the dated year and write it: pages, plan, calendars, data.

    \b
    Example:
      cop-plan schedule community.yaml
      cop-plan schedule community.yaml --format json --out - | jq .entries
      cop-plan schedule */community.yaml --out published
      cop-plan schedule community.yaml --move webinar-3=2027-02-23
      cop-plan schedule community.yaml --changes --dry-run
      cop-plan schedule community.yaml --changes --for-members
      cop-plan schedule community.yaml --dry-run --names
      cop-plan schedule community.yaml --pdf --templates letterhead

    Shows the year as a table, unless there are several, and writes it, all or none, into plan/ beside the definition,
    or where its `output` says. To share with everybody: plan.html, year.html (on paper, for the wall), calendar.ics
    (what participants need), sessions.ics (what they come to). For the team alone: team.html (what is due, and all the
    rest), plan.md (the same as text), team.ics (everything), timeline.json (for other programs). A calendar without
    entries is not written. Several definitions get a folder each. What a person changed in these files is never
    overwritten without --force. On standard output, ics is the participants' calendar, html the page to share.

    --move takes any date that a definition may hold, such as "fourth tuesday of february". It shows what moves with the
    entry and which rules that would break, and changes nothing else in the definition.

    A year that was published keeps the pattern and the public holidays that it was published with, whatever an update
    of cop-plan brings. --update-pattern shows what the newer ones change, and takes them. What is done or past stays.
    """
    from cop_plan.app import find

    found = [find.definition(Path(one)) for one in definitions or []] or [find.definition()]
    wanted = shell.formats(formats, outputs.names())
    if todos and "todos" not in wanted:
        wanted = (*wanted, "todos")
    if calendars and "calendars" not in wanted:
        wanted = (*wanted, "calendars")
    if for_members and not only_changes:
        raise typer.BadParameter(sentence("--for-members tells what changed: give --changes too"))
    shell.refuse_no_folder(out, or_stdout=True)
    is_one = len(found) == 1
    changes = [name for name, asked in (("--move", moves), ("--update-pattern", update_pattern)) if asked]
    _refuse_mixed(changes, is_alone=is_one and out != "-")
    shell.refuse_with_cluster(
        cluster, {**dict.fromkeys(changes, True), "--workers": workers, "--pdf": pdf, "--out -": out == "-"}
    )
    if out == "-":
        _refuse_several(wanted, is_alone=is_one and not pdf)
    if out != "-":
        shell.refuse_stdin(*found)
    with shell.before_writing():
        how = _RunOptions(
            shell.now(today),
            shell.is_day_given(today),
            wanted,
            force=force,
            dry_run=dry_run,
            browser=_browser() if pdf else None,
            as_json=as_json,
            only_changes=only_changes,
            for_members=for_members,
            shows_year=len(found) == 1 or dry_run,
            with_names=names,
        )
        jobs = _jobs(found, None if out in (None, "-") else Path(str(out)), templates, how)
    if out == "-":
        return _to_stdout(jobs[0])
    if moves:
        return _move(jobs[0], moves, yes=yes)
    if update_pattern:
        return _update(jobs[0], yes=yes)
    from cop_plan.cli import running

    told, code = running.tell(_results(jobs, workers, cluster), total=len(jobs))
    if as_json:
        shell.show_json({"scheduled": [one.data for one in told if one.data is not None]})
    return code


def _refuse_mixed(changes: Sequence[str], *, is_alone: bool) -> None:
    """Refuse options that change a definition or its year, where others do too. Raises BadParameter."""
    if len(changes) > 1:
        raise typer.BadParameter(sentence("give --move and --update-pattern in runs of their own"))
    if changes and not is_alone:
        raise typer.BadParameter(sentence("{option} changes one definition, and not with --out -", option=changes[0]))


def _refuse_several(wanted: Sequence[str], *, is_alone: bool) -> None:
    """Refuse what is not one page for standard output. Raises BadParameter."""
    if not is_alone or len(wanted) != 1:
        raise typer.BadParameter(sentence("with --out - give one definition and one --format"))
    if tuple(wanted) == ("calendars",):
        raise typer.BadParameter(sentence("calendars are several files, one for each owner: give a folder with --out"))


@frozen
class _RunOptions:
    """How the years of a run are written and shown."""

    now: datetime
    is_day_given: bool
    formats: tuple[str, ...]
    force: bool
    dry_run: bool
    browser: str | None
    as_json: bool
    only_changes: bool
    for_members: bool
    shows_year: bool
    with_names: bool

    @property
    def may_be_skipped(self) -> bool:
        """Return whether a year that would be written as it lies there need not be made."""
        is_shown = self.as_json or self.only_changes or self.with_names
        return not (self.force or self.dry_run or self.browser or is_shown)

    @property
    def order(self) -> "use_case.ScheduleRequest":
        """Return what is to be written."""
        from cop_plan.app import schedule as use_case

        return use_case.ScheduleRequest(
            self.now, self.formats, browser=self.browser, force=self.force, dry_run=self.dry_run
        )

    def day(self, project: "CommunityProject") -> date:
        """Return the day of the run: the one given, or the one that it is then where the community is."""
        return self.now.date() if self.is_day_given else project.day(self.now)


@frozen
class _ScheduleJob:
    """The year of one definition. `columns` is how wide the terminal is; None is no terminal.

    `among_others` is the folder of its outputs where those of others lie too, for who does not see theirs.
    """

    file: Path
    asked: "ProjectOptions"
    how: _RunOptions
    columns: int | None
    among_others: Path | None = None

    @property
    def asked_alone(self) -> "ProjectOptions":
        """Return how the definition is read by who does not see those of others."""
        return replace(self.asked, out=self.among_others, is_shared=False) if self.among_others else self.asked


def _jobs(found: list[Path], out: Path | None, templates: str | None, how: _RunOptions) -> list[_ScheduleJob]:
    from cop_plan.app.options import ProjectOptions, shared

    theme = shell.theme(templates)
    if len(found) == 1:
        language.work_on(found[0])
    columns = terminal.width() if terminal.has_colour() else None
    together = shared(found, out)
    return [
        _ScheduleJob(one, ProjectOptions(out, one in together, theme, language=language.spoken()), how, columns)
        for one in found
    ]


def _results(jobs: list[_ScheduleJob], workers: int | None, cluster: str | None) -> "Iterator[DefinitionOutput]":
    """Yield what each job came to: those that are as they lie there by a comparison, the others by their work."""
    from cop_plan.cli import running

    same = [_unchanged(job) for job in jobs]
    refused = several.in_one_folder([(job.file, _shared_folder(job, one)) for job, one in zip(jobs, same, strict=True)])
    left = [job for at, job in enumerate(jobs) if at not in refused and same[at] is None]
    if cluster is None or not left:
        worked = running.each(running.DefinitionWork(_write), left, workers)
    else:
        sent = [replace(job, among_others=_shared_folder(job, None)) for job in left]
        worked = running.ClusterWork(_write, _make, _put, _paths, attrgetter("file")).each(sent, cluster)
    for at, one in enumerate(same):
        yield (
            refused[at]
            if at in refused
            else running.DefinitionOutput(err=[one.said])
            if one is not None
            else next(worked)
        )


def _unchanged(job: _ScheduleJob) -> "UnchangedOutputs | None":
    from cop_plan.app import unchanged

    return unchanged.same(job.file, job.asked, job.how.formats) if job.how.may_be_skipped else None


def _shared_folder(job: _ScheduleJob, same: "UnchangedOutputs | None") -> Path | None:
    """Return the folder of a definition among those of others; None if it has one of its own."""
    if not job.asked.is_shared:
        return None
    return same.folder if same is not None else several.meant_folder(job.file, job.asked.out)


def _write(job: _ScheduleJob, told: "DefinitionOutput") -> None:
    """Write the year of one definition, and show it."""
    from cop_plan.app import schedule as use_case
    from cop_plan.app.project import CommunityProject
    from cop_plan.cli import schedule_output

    done = use_case.write(CommunityProject(job.file, job.asked), job.how.order)
    schedule_output.show(done, _screen(job, job.how.day(done.project)), told)


def _make(job: _ScheduleJob, told: "DefinitionOutput") -> "use_case.MadeYear | None":
    """Make the year of one definition, and show it as if it were written: it is, if all goes well."""
    from cop_plan.app import schedule as use_case
    from cop_plan.app.project import CommunityProject
    from cop_plan.cli import schedule_output

    done, made = use_case.make(CommunityProject(job.file, job.asked_alone), job.how.order)
    schedule_output.show(done, _screen(job, job.how.day(done.project)), told)
    return None if job.how.dry_run else made


def _put(job: _ScheduleJob, made: "use_case.MadeYear", refuse_changed: Callable[[], None]) -> None:
    """Write the year of one definition that was made elsewhere."""
    from cop_plan.app import schedule as use_case

    use_case.put(made, job.file, job.asked, job.how.order, refuse_changed)


def _paths(job: _ScheduleJob) -> "Iterable[Path]":
    """Return the files that the year of a definition is likely to be made of. Raises Unsendable."""
    from cop_plan.app import bundle

    return bundle.of_year(job.file, job.asked_alone.out, has_theme=job.asked.theme is not None)


def _screen(job: _ScheduleJob, today: date) -> "DisplayOptions":
    from cop_plan.cli import schedule_output

    how = job.how
    return schedule_output.DisplayOptions(
        *(how.as_json, how.only_changes, job.columns, how.shows_year, today),
        for_members=how.for_members,
        with_names=how.with_names,
    )


def _to_stdout(job: _ScheduleJob) -> int:
    """Write one page to standard output, and remember nothing."""
    from cop_plan.app import schedule as use_case

    project = shell.project(job.file, job.asked)
    page = use_case.page(project, job.how.order)
    if page is None:
        shell.warn(project.messages("no_calendar"))
    else:
        terminal.deliver(page)
    return shell.Exit.DONE


def _move(job: _ScheduleJob, moves: list[str], *, yes: bool) -> int:
    """Show what moving does, ask, and write the definition with its year."""
    from cop_plan.app import move
    from cop_plan.app.project import CommunityProject
    from cop_plan.cli import moving

    order, asked = job.how.order, move.parse(moves)
    project = move.as_read(CommunityProject(job.file, job.asked))
    today = job.how.day(project)
    return moving.carry_out(move.outcome(project, asked, order.now, today), order, _screen(job, today), yes=yes)


def _update(job: _ScheduleJob, *, yes: bool) -> int:
    """Show what taking a newer pattern and newer public holidays does, ask, and write the year."""
    from cop_plan.app import move, newer, update
    from cop_plan.app.project import CommunityProject
    from cop_plan.cli import moving

    order, project = job.how.order, move.as_read(CommunityProject(job.file, job.asked))
    found = newer.than(project)
    if not found.is_any:
        is_published = update.is_published(project, force=order.force)
        said = "update.nothing_newer" if is_published else "update.not_published"
        shell.say(project.messages(said, folder=f"{project.folder}{os.sep}"))
        if job.how.as_json:
            shell.show_json({"scheduled": []})
        return shell.Exit.DONE
    today = job.how.day(project)
    return moving.carry_out(update.outcome(project, found, order.now, today), order, _screen(job, today), yes=yes)


def _browser() -> str:
    """Return the browser that prints. Raises Unreadable where there is none."""
    from cop_plan.base import browser
    from cop_plan.base.errors import Unreadable, quote

    named = os.environ.get(browser.NAMED_BY, "").strip() or None
    program = browser.installed(named)
    if program is None and named:
        raise Unreadable(browser.NAMED_BY, sentence("no program is called {name}", name=quote(named)))
    if program is None:
        said = sentence(
            "there is no Chromium, Chrome or Edge to print it: install one, or name one in {variable}",
            variable=browser.NAMED_BY,
        )
        raise Unreadable("plan.pdf", said)
    return program

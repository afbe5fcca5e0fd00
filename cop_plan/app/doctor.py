"""Whether the installation and a definition's files are in order: what is there, what disagrees, what to do.

What it says is meant to be sent to somebody who helps: no member's name or address is in it, and no text of a file.
"""

import importlib.util
import os
import platform
import re
import shlex
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal, NamedTuple

from cop_plan.app import check, outputs, records, schedule
from cop_plan.app.project import CommunityProject
from cop_plan.base import browser, documentation, files
from cop_plan.base.errors import OverwriteConflict, Problems, Unreadable
from cop_plan.base.version import __version__
from cop_plan.definition import load
from cop_plan.plan import formats
from cop_plan.schedule import history

State = Literal["ok", "note", "problem", "unreadable"]

FEW_BYTES = 50_000_000
"""With less room than this on a disk, a large kit may not fit."""


class Check(NamedTuple):
    """What was found of one thing, and what to do about it; None where nothing is to be done."""

    name: str
    state: State
    found: str
    to_do: str | None = None


def installation() -> Iterator[Check]:
    """Yield what is installed, and where."""
    python = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    yield Check("cop-plan", "ok", f"{__version__}, {python}, in {_shown(files.PACKAGE)}")
    yield Check("documentation", "ok", documentation.SITE)
    for package in ("tzdata", "holidays"):
        yield Check(package, "ok", files.version_of(package))
    templates = files.shipped_folder("templates")
    if files.template_names():
        yield Check("templates", "ok", _shown(templates))
    else:
        yield Check("templates", "problem", f"none are in {_shown(templates)}", "install cop-plan again")
    yield _cache()
    word = importlib.util.find_spec("docx") is not None
    yield Check("Word files", "ok" if word else "note", *_word(is_there=word))
    program = browser.installed(os.environ.get(browser.NAMED_BY, "").strip() or None)
    if program is not None:
        yield Check("browser for --pdf", "ok", _shown(Path(program)))
    else:
        to_do = f"for --pdf, install Chromium, Chrome or Edge, or name one in {browser.NAMED_BY}"
        yield Check("browser for --pdf", "note", "there is none", to_do)


def _word(*, is_there: bool) -> tuple[str, str | None]:
    return ("can be made", None) if is_there else ("cannot be made", "for them: pip install 'cop-plan[word]'")


def _cache() -> Check:
    where, why_not = files.cache_state()
    if why_not is None:
        return Check("cache", "ok", _shown(where) if where else "")
    found = f"not used: {why_not}" + (f" ({_shown(where)})" if where else "")
    return Check("cache", "note", found, "every run works without it, and is slower")


def definition(project: CommunityProject, now: datetime) -> Iterator[Check]:
    """Yield whether a definition, its outputs and its records agree. Nothing is written."""
    name = "definition"
    try:
        _ = project.timeline
    except Problems as found:
        first = found.problems[0]
        said = f"{_many(len(found.problems), 'problem')}, the first at {_shown_text(str(first.place))}"
        yield Check(name, "problem", said, f"cop-plan check {_shown(project.file)}")
        yield from _left_behind(project.file.parent)
        return
    except Unreadable as error:
        yield Check(name, "unreadable", f"{_shown_text(error.file)}: {error.reason}", "see that the file can be read")
        return
    year = f"{_many(len(project.timeline.entries), 'entry')} in the year"
    yield Check(name, "ok", f"{_shown(project.file)}, {year}")
    yield from _findings(project, now)
    yield from _plan(project, now)
    yield from _records(project)
    for folder, command in ((outputs.KIT, "kit"), (outputs.REPORT, "report"), (outputs.HOURS, "hours")):
        yield from _folder(project.file.parent / folder, command, project)
    for at_work in dict.fromkeys((project.file.parent, project.folder)):
        yield from _left_behind(at_work)
        yield from _room(at_work)
    yield from _private(project)
    yield from _copies(project)


def _findings(project: CommunityProject, now: datetime) -> Iterator[Check]:
    try:
        count = len(check.look(project, now.date()).results.findings)
    except (Problems, Unreadable):
        return  # what is wrong is told of the records
    to_do = f"cop-plan check {_shown(project.file)}" if count else None
    yield Check("good practice", "ok", _many(count, "finding"), to_do)


def _plan(project: CommunityProject, now: datetime) -> Iterator[Check]:
    """Yield whether the lock, the files and the definition agree."""
    folder, again = project.folder, f"cop-plan schedule {_shown(project.file)}"
    lock = yield from _lock(folder, project, again)
    if lock is None:
        return
    yield from _files(folder, lock, again)
    written = tuple(
        one.name for one in formats.every() if one.is_default and not lock.files.keys().isdisjoint(one.files)
    )
    if not written:
        return
    try:
        would_write = schedule.write(
            project, schedule.ScheduleRequest(now, written, dry_run=True, force=True)
        ).new_pages
    except (Problems, Unreadable, OverwriteConflict):
        return  # it is told elsewhere
    if would_write:
        said = f"{', '.join(would_write)} would be other than what lies there"
        yield Check("plan", "problem", said, again)
    else:
        yield Check("plan", "ok", f"{_shown(folder)} is as the definition says")


def _lock(folder: Path, project: CommunityProject, again: str) -> Generator[Check, None, history.Lock | None]:
    """Yield what the lock of a folder is; return it if it is this community's."""
    name, file = f"lock of {folder.name}", _shown(folder / history.FILE_NAME)
    try:
        content = files.existing(folder, [history.FILE_NAME]).get(history.FILE_NAME)
    except Unreadable as error:
        yield Check(name, "unreadable", f"{_shown_text(error.file)}: {error.reason}", "see that the file can be read")
        return None
    if content is None:
        has_files = bool(files.existing_names(folder))
        state: State = "problem" if has_files else "note"
        said = f"there is none in {_shown(folder)}" if has_files else "nothing was written yet"
        yield Check(name, state, said, "bring it back from a copy, if calendars were shared" if has_files else again)
        return None
    text = content.decode("utf-8", "replace")
    try:
        if history.of_merge(text) is not None:
            to_do = f"{again} --force takes the newer of each entry, and makes the files again"
            yield Check(name, "problem", f"git left both sides of a merge in {file}", to_do)
            return None
        lock = history.parse(text)
    except history.DamagedLock as damaged:
        to_do = "update cop-plan" if damaged.is_newer else f"bring it back from a copy; {again} says what it can do"
        if damaged.is_merge:
            to_do = f"take the side that was shared last (git checkout --theirs {file} or --ours), then {again}"
        yield Check(name, "problem", f"{file}: {damaged}", to_do)
        return None
    if outputs.known(folder, project.file, project.written) is None:
        yield Check(name, "problem", f"{file} belongs to another community", "give this one a folder of its own")
        return None
    yield Check(name, "ok", f"{_many(len(lock.files), 'file')}, {_many(len(lock.entries), 'entry')}")
    return lock


def _files(folder: Path, lock: history.Lock, again: str, *, has_names: bool = False) -> Iterator[Check]:
    """Yield which files of a lock are missing, changed by a person, or not written to the end.

    Files that have the names of people are only counted.
    """

    def said_of(names: list[str]) -> str:
        return _many(len(names), "file") if has_names else _few(names)

    missing, changed, unfinished = [], [], []
    for name, digests in lock.files.items():
        digest = files.digest_of(folder / name)
        if digest is None:
            missing.append(name)
        elif digest == digests.before and digest != digests.now:
            unfinished.append(name)
        elif digest != digests.now:
            changed.append(name)
    if unfinished:
        said = (
            f"a run was stopped while it wrote: {said_of(unfinished)} {'is' if len(unfinished) == 1 else 'are'} older"
        )
        yield Check("files", "problem", said, again)
    if changed:
        said = f"a person changed {said_of(changed)}"
        yield Check("files", "note", said, "rename what is to be kept; --force overwrites it")
    if missing:
        yield Check("files", "note", f"{said_of(missing)} {'is' if len(missing) == 1 else 'are'} not there", again)
    if not (unfinished or changed or missing):
        yield Check("files", "ok", f"all in {_shown(folder)} are as they were written")


def _records(project: CommunityProject) -> Iterator[Check]:
    try:
        progress = project.progress
        wrong = len(progress.problems)
        found = records.collect(project)
    except Problems as problems:
        yield Check("records", "problem", _many(len(problems.problems), "problem"), _report(project))
        return
    except Unreadable as error:
        yield Check("records", "unreadable", f"{_shown_text(error.file)}: {error.reason}", "see that it can be read")
        return
    wrong = max(wrong, len(found.problems))
    of_year = found.records
    read = sum(map(bool, (of_year.attendance, of_year.baseline, of_year.final, of_year.pulses, of_year.notes)))
    if wrong:
        yield Check("records", "problem", _many(wrong, "problem"), _report(project))
    elif uncounted := {one.file for one in of_year.placed if not one.session and one.why != "the same meeting"}:
        said = f"{_many(len(uncounted), 'file')} with people who count for no session"
        folder = shlex.quote(_shown(Path(min(uncounted)).parent))
        yield Check("records", "note", said, f"cop-plan report {_shown(project.file)} --inspect {folder}")
    elif read or progress.rows:
        yield Check("records", "ok", f"{_many(progress.rows, 'row')} of progress, {_many(read, 'kind')} of records")
    else:
        yield Check("records", "note", "none are collected yet")


def _report(project: CommunityProject) -> str:
    return f"cop-plan report {_shown(project.file)} --out - --format json says which"


def _folder(folder: Path, command: str, project: CommunityProject) -> Iterator[Check]:
    """Yield whether the files of the kit, or of the reports, are as they were written; nothing if there are none."""
    if not files.existing_names(folder):
        return
    again = f"cop-plan {command} {_shown(project.file)}"
    lock = yield from _lock(folder, project, again)
    if lock is not None:
        yield from _files(folder, lock, again, has_names=True)


def _left_behind(folder: Path) -> Iterator[Check]:
    left = files.stale_temp_files(folder)
    if left:
        said = f"a stopped run left {_many(len(left), 'hidden file')} in {_shown(folder)}"
        yield Check("left behind", "note", said, "the next run that writes there removes them")


def _room(folder: Path) -> Iterator[Check]:
    can_write, free_bytes = files.room(folder)
    if not can_write:
        yield Check("folder", "problem", f"{_shown(folder)} cannot be written to", "change who may write there")
    elif free_bytes is not None and free_bytes < FEW_BYTES:
        yield Check("disk", "problem", f"{free_bytes // 1_000_000} MB are free at {_shown(folder)}", "make room")


def _private(project: CommunityProject) -> Iterator[Check]:
    """Yield which files with names or addresses others on this machine can read."""
    named = (project.written.place(path).file for path in outputs.PEOPLE_TABLES)
    tables = [Path(one) for one in dict.fromkeys(named) if Path(one) != project.file]
    folders = [project.file.parent / name for name in (outputs.KIT, outputs.REPORT, outputs.HOURS)]
    open_to_all = [one for one in (*tables, *folders) if files.is_readable_by_others(one)]
    if open_to_all:
        said = f"others on this machine can read {_few([one.name for one in open_to_all])}"
        yield Check("private files", "note", said, "they hold names and addresses: chmod go-rwx, if that is not meant")


# What a drive calls the other version when two people save a file at once, or a person a copy; not Part 2 of a list.
_COPY = re.compile(r"[ ._-]*\(\d+\)| \d|.*(?:conflict|conflit|copy|copie|kopie).*", re.IGNORECASE | re.DOTALL)


def _copies(project: CommunityProject) -> Iterator[Check]:
    """Yield which files have another version beside them; what that is called may name a person, and is not told."""
    plan, record = project.folder, project.progress_file
    tables = (Path(project.written.place(path).file) for path in load.TABLES)
    ours = (project.file, *tables, record, *(plan / name for name in (history.FILE_NAME, history.TIMELINE_NAME)))
    for file in dict.fromkeys(ours):
        beside = [Path(name) for name in files.existing_names(file.parent)]
        others = [one for one in beside if one.suffix == file.suffix and one.stem.startswith(file.stem)]
        copies = sum(bool(_COPY.fullmatch(one.stem.removeprefix(file.stem))) for one in others)
        if copies:
            said = f"{_shown(file)} has {_many(copies, 'other version')} beside it, as when two people save at once"
            yield Check("copies", "note", said, "bring together what differs, and keep one: cop-plan reads no other")


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _many(number: int, what: str) -> str:
    plural = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{number:,} {what if number == 1 else plural}"


def _shown(path: Path) -> str:
    return _shown_text(str(path))


def _shown_text(text: str) -> str:
    """Return a path without the name of the person's own folder."""
    home = os.path.expanduser("~")  # noqa: PTH111  # no error without a home
    is_below = home not in ("~", "/", os.sep) and text.startswith(home + os.sep)
    return "~" + text[len(home) :] if is_below else text

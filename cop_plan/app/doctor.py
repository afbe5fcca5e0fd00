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

from cop_plan.app import check, newer, outputs, records, schedule
from cop_plan.app.project import CommunityProject
from cop_plan.base import browser, documentation, files
from cop_plan.base.errors import OverwriteConflict, Problems, Unreadable
from cop_plan.base.translatable import Sentence, counted, grouped, joined, sentence
from cop_plan.base.version import __version__
from cop_plan.definition import load
from cop_plan.plan import formats
from cop_plan.schedule import history

State = Literal["ok", "note", "problem", "unreadable"]

FEW_BYTES = 50_000_000
"""With less room than this on a disk, a large kit may not fit."""


class Check(NamedTuple):
    """What was found of one thing, and what to do about it; None where nothing is to be done."""

    name: Sentence
    state: State
    found: Sentence
    to_do: Sentence | None = None


_FILES, _RECORDS, _DEFINITION = sentence("files"), sentence("records"), sentence("definition")
_WORD_FILES, _BROWSER = sentence("Word files"), sentence("browser for --pdf")
_READABLE = sentence("see that the file can be read")


def installation() -> Iterator[Check]:
    """Yield what is installed, and where."""
    python = f"Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    said = sentence(
        "{version}, {python}, in {folder}", version=__version__, python=python, folder=_shown(files.PACKAGE)
    )
    yield Check(Sentence("cop-plan"), "ok", said)
    yield Check(sentence("documentation"), "ok", Sentence(documentation.SITE))
    for package in ("tzdata", "holidays"):
        yield Check(Sentence(package), "ok", Sentence(files.version_of(package)))
    templates = files.shipped_folder("templates")
    if files.template_names():
        yield Check(sentence("templates"), "ok", Sentence(_shown(templates)))
    else:
        said = sentence("none are in {folder}", folder=_shown(templates))
        yield Check(sentence("templates"), "problem", said, sentence("install cop-plan again"))
    yield _cache()
    word = importlib.util.find_spec("docx") is not None
    yield Check(_WORD_FILES, "ok" if word else "note", *_word(is_there=word))
    program = browser.installed(os.environ.get(browser.NAMED_BY, "").strip() or None)
    if program is not None:
        yield Check(_BROWSER, "ok", Sentence(_shown(Path(program))))
    else:
        to_do = sentence(
            "for --pdf, install Chromium, Chrome or Edge, or name one in {variable}", variable=browser.NAMED_BY
        )
        yield Check(_BROWSER, "note", sentence("there is none"), to_do)


def _word(*, is_there: bool) -> tuple[Sentence, Sentence | None]:
    if is_there:
        return sentence("can be made"), None
    return sentence("cannot be made"), sentence("for them: pip install 'cop-plan[word]'")


def _cache() -> Check:
    where, why_not = files.cache_state()
    if why_not is None:
        return Check(sentence("cache"), "ok", Sentence(_shown(where) if where else ""))
    found = sentence("not used: {why}", why=why_not)
    if where:
        found = sentence("not used: {why} ({folder})", why=why_not, folder=_shown(where))
    return Check(sentence("cache"), "note", found, sentence("every run works without it, and is slower"))


def definition(project: CommunityProject, now: datetime) -> Iterator[Check]:
    """Yield whether a definition, its outputs and its records agree. Nothing is written."""
    name = _DEFINITION
    try:
        _ = project.timeline
    except Problems as found:
        first = found.problems[0]
        said = counted(
            len(found.problems),
            "{number} problem, the first at {place}",
            "{number} problems, the first at {place}",
            place=_shown_text(str(first.place)),
        )
        yield Check(name, "problem", said, Sentence(f"cop-plan check {_shown(project.file)}"))
        yield from _left_behind(project.file.parent)
        return
    except Unreadable as error:
        yield Check(name, "unreadable", _unreadable(error), _READABLE)
        return
    year = counted(
        len(project.timeline.entries),
        "{file}, {number} entry in the year",
        "{file}, {number} entries in the year",
        file=_shown(project.file),
    )
    yield Check(name, "ok", year)
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
    to_do = Sentence(f"cop-plan check {_shown(project.file)}") if count else None
    yield Check(sentence("good practice"), "ok", counted(count, "{number} finding", "{number} findings"), to_do)


def _plan(project: CommunityProject, now: datetime) -> Iterator[Check]:
    """Yield whether the lock, the files and the definition agree."""
    folder, again = project.folder, f"cop-plan schedule {_shown(project.file)}"
    lock = yield from _lock(folder, project, again)
    if lock is None:
        return
    yield from _files(folder, lock, again)
    yield from _patterns(project)
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
        said = sentence("not up to date: {names}", names=", ".join(would_write))
        to_share, _ = formats.readers(would_write)
        yield Check(sentence("plan"), "problem" if to_share else "note", said, Sentence(again))
    else:
        said = sentence("{folder} is as the definition says", folder=_shown(folder))
        yield Check(sentence("plan"), "ok", said)


def _patterns(project: CommunityProject) -> Iterator[Check]:
    """Yield which versions of patterns a published year has, and whether the program has newer ones."""
    found = newer.than(project)
    to_do = sentence(
        "to see what they change: {command}", command=f"cop-plan schedule {_shown(project.file)} --update-pattern"
    )
    versions = joined([_version(name, version) for name, version in project.written.patterns.items()])
    if found.patterns:
        newest = joined([_version(name, newest) for name, (_, newest) in found.patterns.items()])
        said = sentence("{versions}; newer: {newest}", versions=versions, newest=newest)
        yield Check(sentence("pattern"), "note", said, to_do)
    else:
        yield Check(sentence("pattern"), "ok", versions)
    if found.holidays:
        said = counted(
            len(found.holidays),
            "{number} day is other in this cop-plan than when the year was published",
            "{number} days are other in this cop-plan than when the year was published",
        )
        yield Check(sentence("public holidays"), "note", said, to_do)


def _version(name: str, version: int) -> Sentence:
    return sentence("{name} version {version}", name=name, version=version)


def _lock(folder: Path, project: CommunityProject, again: str) -> Generator[Check, None, history.Lock | None]:
    """Yield what the lock of a folder is; return it if it is this community's."""
    name, file = sentence("lock of {folder}", folder=folder.name), _shown(folder / history.FILE_NAME)
    try:
        content = files.existing(folder, [history.FILE_NAME]).get(history.FILE_NAME)
    except Unreadable as error:
        yield Check(name, "unreadable", _unreadable(error), _READABLE)
        return None
    if content is None:
        has_files = bool(files.existing_names(folder))
        state: State = "problem" if has_files else "note"
        said, to_do = sentence("nothing was written yet"), Sentence(again)
        if has_files:
            said = sentence("there is none in {folder}", folder=_shown(folder))
            to_do = sentence("bring it back from a copy, if calendars were shared")
        yield Check(name, state, said, to_do)
        return None
    text = content.decode("utf-8", "replace")
    try:
        if history.of_merge(text) is not None:
            to_do = sentence(
                "{command} --force takes the newer of each entry, and makes the files again", command=again
            )
            yield Check(name, "problem", sentence("git left both sides of a merge in {file}", file=file), to_do)
            return None
        lock = history.parse(text)
    except history.DamagedLock as damaged:
        to_do = sentence("bring it back from a copy; {command} says what it can do", command=again)
        if damaged.is_newer:
            to_do = sentence("update cop-plan")
        if damaged.is_merge:
            to_do = sentence(
                "take the side that was shared last (git checkout --theirs {file} or --ours), then {command}",
                file=file,
                command=again,
            )
        yield Check(name, "problem", sentence("{what}: {why}", what=file, why=damaged.why), to_do)
        return None
    if outputs.known(folder, project.file, project.written.community) is None:
        said = sentence("{file} belongs to another community", file=file)
        yield Check(name, "problem", said, sentence("give this one a folder of its own"))
        return None
    try:
        project.refuse_other_year(folder, lock)
    except OverwriteConflict as refused:
        yield Check(name, "problem", refused.files[0][1], refused.hint)
        return lock
    many = len(lock.entries)
    entries = counted(many, "{number} entry", "{number} entries", number=grouped(many))
    yield Check(name, "ok", joined([_number_of_files(len(lock.files)), entries]))
    return lock


def _files(folder: Path, lock: history.Lock, again: str, *, has_names: bool = False) -> Iterator[Check]:
    """Yield which files of a lock are missing, changed by a person, or not written to the end.

    Files that have the names of people are only counted.
    """

    def said_of(names: list[str]) -> Sentence:
        return _number_of_files(len(names)) if has_names else _few(names)

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
        said = counted(
            len(unfinished),
            "a run was stopped while it wrote: {files} is older",
            "a run was stopped while it wrote: {files} are older",
            files=said_of(unfinished),
        )
        yield Check(_FILES, "problem", said, Sentence(again))
    if changed:
        said = sentence("a person changed {files}", files=said_of(changed))
        yield Check(_FILES, "note", said, sentence("rename what is to be kept; --force overwrites it"))
    if missing:
        said = counted(len(missing), "{files} is not there", "{files} are not there", files=said_of(missing))
        yield Check(_FILES, "note", said, Sentence(again))
    if not (unfinished or changed or missing):
        said = sentence("all in {folder} are as they were written", folder=_shown(folder))
        yield Check(_FILES, "ok", said)


def _records(project: CommunityProject) -> Iterator[Check]:
    try:
        progress = project.progress
        wrong = len(progress.problems)
        found = records.collect(project)
    except Problems as problems:
        yield Check(_RECORDS, "problem", _number_of_problems(len(problems.problems)), _report(project))
        return
    except Unreadable as error:
        yield Check(_RECORDS, "unreadable", _unreadable(error), sentence("see that it can be read"))
        return
    wrong = max(wrong, len(found.problems))
    of_year = found.records
    read = sum(map(bool, (of_year.attendance, of_year.baseline, of_year.final, of_year.pulses, of_year.notes)))
    if wrong:
        yield Check(_RECORDS, "problem", _number_of_problems(wrong), _report(project))
    elif uncounted := {one.file for one in of_year.placed if not one.session and one.why != "the same meeting"}:
        said = counted(
            len(uncounted),
            "{number} file with people who count for no session",
            "{number} files with people who count for no session",
        )
        folder = shlex.quote(_shown(Path(min(uncounted)).parent))
        yield Check(_RECORDS, "note", said, Sentence(f"cop-plan report {_shown(project.file)} --inspect {folder}"))
    elif read or progress.rows:
        many = progress.rows
        rows = counted(many, "{number} row of progress", "{number} rows of progress", number=grouped(many))
        kinds = counted(read, "{number} kind of records", "{number} kinds of records")
        yield Check(_RECORDS, "ok", joined([rows, kinds]))
    else:
        yield Check(_RECORDS, "note", sentence("none are collected yet"))


def _report(project: CommunityProject) -> Sentence:
    return sentence("{command} says which", command=f"cop-plan report {_shown(project.file)} --out - --format json")


def _unreadable(error: Unreadable) -> Sentence:
    return sentence("{what}: {why}", what=_shown_text(error.file), why=error.reason)


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
        said = counted(
            len(left),
            "a stopped run left {number} hidden file in {folder}",
            "a stopped run left {number} hidden files in {folder}",
            folder=_shown(folder),
        )
        yield Check(sentence("left behind"), "note", said, sentence("the next run that writes there removes them"))


def _room(folder: Path) -> Iterator[Check]:
    can_write, free_bytes = files.room(folder)
    if not can_write:
        said = sentence("{folder} cannot be written to", folder=_shown(folder))
        yield Check(sentence("folder"), "problem", said, sentence("change who may write there"))
    elif free_bytes is not None and free_bytes < FEW_BYTES:
        said = sentence("{number} MB are free at {folder}", number=free_bytes // 1_000_000, folder=_shown(folder))
        yield Check(sentence("disk"), "problem", said, sentence("make room"))


def _private(project: CommunityProject) -> Iterator[Check]:
    """Yield which files with names or addresses others on this machine can read."""
    named = (project.written.place(path).file for path in outputs.PEOPLE_TABLES)
    tables = [Path(one) for one in dict.fromkeys(named) if Path(one) != project.file]
    folders = [project.file.parent / name for name in (outputs.KIT, outputs.REPORT, outputs.HOURS)]
    open_to_all = [one for one in (*tables, *folders) if files.is_readable_by_others(one)]
    if open_to_all:
        said = sentence("others on this machine can read {files}", files=_few([one.name for one in open_to_all]))
        to_do = sentence("they hold names and addresses: chmod go-rwx, if that is not meant")
        yield Check(sentence("private files"), "note", said, to_do)


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
            said = counted(
                copies,
                "{file} has {number} other version beside it, as when two people save at once",
                "{file} has {number} other versions beside it, as when two people save at once",
                file=_shown(file),
            )
            to_do = sentence("bring together what differs, and keep one: cop-plan reads no other")
            yield Check(sentence("copies"), "note", said, to_do)


def _few(names: list[str]) -> Sentence:
    more = len(names) - 3
    first = joined(names[:3])
    return sentence("{names} and {count} more", names=first, count=more) if more > 0 else first


def _number_of_files(number: int) -> Sentence:
    return counted(number, "{number} file", "{number} files", number=grouped(number))


def _number_of_problems(number: int) -> Sentence:
    return counted(number, "{number} problem", "{number} problems")


def _shown(path: Path) -> str:
    return _shown_text(str(path))


def _shown_text(text: str) -> str:
    """Return a path without the name of the person's own folder."""
    home = os.path.expanduser("~")  # noqa: PTH111  # no error without a home
    is_below = home not in ("~", "/", os.sep) and text.startswith(home + os.sep)
    return "~" + text[len(home) :] if is_below else text

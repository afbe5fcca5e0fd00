"""Begin the next year from a definition: everything is worked out first, then written into a new folder, or nothing is.

The new definition is the text of the old one, edited. What belongs to the old year alone becomes a comment that says
what it was; what the members agreed to is taken out. What comes of it is loaded, dated and checked before it is
written, and what does not fit the new year becomes a comment too.
"""

import contextlib
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from cop_plan.app import next_year_summary, outputs
from cop_plan.app.next_year_files import NextYearFiles, shared
from cop_plan.app.next_year_summary import Decision
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, Place, Problem, Problems, ValueProblem, quote
from cop_plan.base.errors import Path as ValuePath
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.dates import phrases
from cop_plan.definition import commenting, edit, nodes
from cop_plan.definition import community as models
from cop_plan.interview import questions
from cop_plan.schedule import timeline

# So often what does not fit the new year is taken out before it is said that this cannot be done.
_ROUNDS = 40


@frozen
class NextYear:
    """The next year of a community, before it is written.

    `project` is the year before. `contents` are the files of the new `folder`, `private` those that nobody but their
    owner may read. `set_back` is where the old definition names the new year, and what it should say.
    """

    project: CommunityProject
    folder: Path
    definition: Path
    year_before: str
    year: str
    contents: Mapping[str, bytes]
    private: frozenset[str]
    kept: tuple[Sentence, ...]
    dropped: tuple[Sentence, ...]
    to_decide: tuple[Decision, ...]
    set_back: tuple[Place, str] | None = None

    def data(self, said: Callable[[Sentence], str], *, is_written: bool) -> dict[str, Any]:
        """Return it as plain data; `said` gives a sentence in the language of the run."""
        place, year = self.set_back or (None, None)
        return {
            "definition": str(self.project.file),
            "folder": str(self.folder),
            "new_definition": str(self.definition),
            "year": self.year,
            "year_before": self.year_before,
            "written": sorted(self.contents) if is_written else [],
            "kept": [said(one) for one in self.kept],
            "dropped": [said(one) for one in self.dropped],
            "to_decide": [{"file": one.file, "lines": one.lines, "text": said(one.text)} for one in self.to_decide],
            "set_back": place and {"file": place.file, "line": place.line, "year": year},
        }


def begin(project: CommunityProject, into: Path | None, today: date) -> NextYear:
    """Return the next year of a community, for a folder or for the one that is named by the year.

    Raises Misuse, Problems of the definition as it is, OverwriteConflict where something lies there, Unreadable.
    """
    old, set_back = _year_before(project)
    _ = old.timeline
    began = old.community.year
    before = timeline.name_of_year(began)
    first = began.first_year + 1 if set_back is None else _named_year(project)
    year = timeline.name_of_year(phrases.SchoolYear(first, began.begins))
    folder = into if into is not None else _sibling(project.file, before, year)
    _refuse_inside(folder, project.file)
    files.refuse_filled(folder)
    name = _renamed(project.file.name, before, year)
    try:
        new = NextYearFiles(old, project.content, folder, name, before, is_changed=set_back is not None)
        return replace(_begun(new, year, today), project=project, set_back=set_back)
    except edit.CannotEdit as error:
        raise project.written.problems([ValueProblem(error.path, _WRITE_IT)]) from None


def write(begun: NextYear) -> None:
    """Write the next year, all of it or nothing. Raises OverwriteConflict, Unreadable."""
    files.make_folder(begun.folder, begun.contents, private=begun.private)


def _year_before(project: CommunityProject) -> tuple[CommunityProject, tuple[Place, str] | None]:
    """Return the year from which the next one begins: the definition's, or the one published if that is an earlier one.

    With it where the definition names the new year already, and what it should say. Raises Problems, OverwriteConflict
    where a later year was published.
    """
    tree = nodes.read_yaml(project.content, project.shown_as)
    if not isinstance(tree, nodes.MappingNode):
        _ = project.written  # which says what is wrong
        return project, None
    head = outputs.head(tree)
    lock = outputs.known(project.folder_of(head), project.file, head) if head.identity else None
    published = models.year_in(lock.year, None) if lock else None
    named = _named_year(project)
    if lock is None or published is None or published.first_year == named:
        return project, None
    if published.first_year > named:  # the year after it lies here already
        project.refuse_other_year(project.folder, lock)
        return project, None
    written = nodes.text_at(tree, ("year",))
    text = project.content.decode()
    if written is None:
        # What others share was changed, and this definition has to say which year was its own.
        back = edit.with_answer(text, ("year",), lock.year, order=questions.key_paths())
        place = nodes.place_of(tree, ("extends",))
    else:
        back, place = _with_year(text, written, lock.year), nodes.place_of(tree, ("year",))
    asked = replace(project.asked, content=back.encode())
    return CommunityProject(project.file, asked), (place, lock.year)


def _named_year(project: CommunityProject) -> int:
    """Return the calendar year in which the year begins of a definition, or of what it extends. Raises Problems."""
    tree = nodes.read_yaml(project.content, project.shown_as)
    named = models.year_in(nodes.text_at(tree, ("year",)), None) if tree is not None else None
    return project.written.community.year.first_year if named is None else named.first_year


def _with_year(text: str, before: str, after: str) -> str:
    """Return a definition with another year; it is written as the one before. Raises Problems where that cannot be."""
    bare = text.removeprefix("\ufeff")
    span = nodes.spans(bare)[("year",)]
    old = bare[span.start : span.end]
    first = after[:4]
    short = re.sub(r"^\d{4}", first, before.strip())
    short = re.sub(r"(?<=\D)(\d{2}|\d{4})$", lambda found: after[-len(found[1]) :], short)
    for new in (old.replace(before, short), short, after):
        changed = text[: len(text) - len(bare)] + bare[: span.start] + new + bare[span.end :]
        with contextlib.suppress(edit.CannotEdit):
            edit.must_mean(changed, {("year",): short if new != after else after})
            return changed
    return edit.with_answer(text, ("year",), after)


def _sibling(definition: Path, before: str, year: str) -> Path:
    """Return the folder beside a definition's own that is named by the year.

    Where its own has the year before in its name, it is called so with the next one; else the year stands behind it.
    """
    own = definition.absolute().parent
    name = _renamed(own.name, before, year)
    if not own.name:
        return own / year
    folder = own.with_name(name if name != own.name else f"{own.name}-{year}")
    return folder if definition.is_absolute() else Path(os.path.relpath(folder))


def _renamed(name: str, before: str, year: str) -> str:
    """Return a name with the year in it replaced, in whichever form it stands there; as it is without one."""
    first, _, last = before.partition("-")
    if not last:
        return re.sub(rf"(?<!\d){first}(?!\d)", year, name)
    forms = rf"(?<!\d){first}(?P<between>[-–_/]?)(?P<last>{last}|{last[2:]})(?!\d)"
    return re.sub(forms, lambda found: f"{year[:4]}{found['between']}{year[-len(found['last']) :]}", name)


def _refuse_inside(folder: Path, definition: Path) -> None:
    own = files.real(definition.parent)
    if files.real(folder).is_relative_to(own):
        said = sentence(
            "{folder} lies in the folder of the year before, which stays as it is: name one beside it",
            folder=quote(str(folder)),
        )
        raise Misuse(said)


# What a file holds that several communities extend for one year alone.
_OF_A_SHARED_YEAR = frozenset(("extends", "year", "closures", "holidays"))

_WRITE_IT = sentence("this cannot be changed from here; save the file anew as UTF-8, with a key on each line")
_OUTSIDE = sentence("it lies outside the new year")


def _problems(project: CommunityProject, today: date) -> list[Problem]:
    """Return what keeps a definition from being a year, or else what it has of another year."""
    from cop_plan.app import check  # the rules cost an import

    try:
        findings = check.look(project, today).results.findings
    except Problems as wrong:
        return list(wrong.problems)
    outside = (one.remark for one in findings if one.rule.name == "outside-year")
    return [
        Problem(project.loaded.place(one.path, key=one.at_key), nodes.dotted(one.path), _OUTSIDE) for one in outside
    ]


def _begun(new: NextYearFiles, year: str, today: date) -> NextYear:
    """Return the next year of what its files are so far. Raises Problems, Misuse, Unreadable."""
    told = _follow_shared_year(new, year)
    written = nodes.text_at(new.tree(new.own), ("year",))
    if written is not None and not new.is_changed:
        new.own.text = _with_year(new.own.text, written, year)
    new.take_along()
    _name_itself(new)
    outside = _fit(new, today)
    new.own.text = next_year_summary.with_head(new, year, today)
    marks = new.take_marks_out()  # from here on the texts are as they will lie there
    return NextYear(
        project=new.old,
        folder=new.folder,
        definition=new.folder / new.name,
        year_before=new.before,
        year=year,
        contents=new.contents,
        private=new.private,
        kept=(*next_year_summary.kept(new), *told.kept, *new.renamed),
        dropped=tuple(next_year_summary.dropped(new)),
        to_decide=(*outside, *next_year_summary.to_decide(new, marks, year, told.asked)),
    )


# What is extended.


@frozen
class _Followed:
    """What is told of what is extended: that it is kept, and at which path a person is asked for what."""

    kept: tuple[Sentence, ...] = ()
    asked: tuple[tuple[ValuePath, Sentence], ...] = ()


def _follow_shared_year(new: NextYearFiles, year: str) -> _Followed:
    """Extend the file of the new year, where the one of the old year is extended; else what that itself extends.

    The year is written down where no file says it any more.
    """
    told, name = _Followed(), nodes.text_at(new.tree(new.own), ("extends",))
    chain = list(shared(new.own.home, name))
    if name is None or not chain:
        return told
    file, tree = chain[0]
    named = models.year_in(nodes.text_at(tree, ("year",)), None)
    is_of_old_year = named is not None and named.first_year == new.old.community.year.first_year
    following = file.with_name(_renamed(file.name, new.before, year))
    if is_of_old_year and following != file and files.is_file(following):
        new.splice(new.own, ("extends",), str(PurePosixPath(name).with_name(following.name)))
        told = _Followed(kept=(sentence("what is shared, now from {file}", file=following.name),))
    elif is_of_old_year and isinstance(tree, nodes.MappingNode) and tree.entries.keys() <= _OF_A_SHARED_YEAR:
        told = _extend_what_is_below(new, tree, name, following.name)
    if nodes.text_at(new.tree(new.own), ("year",)) is None and _shared_year(new) != year:
        new.own.text = edit.with_answer(new.own.text, ("year",), year, order=questions.key_paths())
    return told


def _extend_what_is_below(new: NextYearFiles, tree: nodes.Node, name: str, following: str) -> _Followed:
    """Leave out a file that holds only the old year and its closures: nobody made that of the new one yet."""
    said = sentence("nobody made {file} yet: when it is there, extend it, and take  year  out", file=following)
    below = nodes.text_at(tree, ("extends",))
    if below is None:
        new.comment(new.own, ("extends",), "does not fit", said)
        return _Followed()
    new.splice(new.own, ("extends",), (PurePosixPath(name).parent / below).as_posix())
    return _Followed(asked=((("extends",), said),))


def _shared_year(new: NextYearFiles) -> str | None:
    """Return the year that what is extended names, as years are written; None if it names none."""
    for _, tree in shared(new.own.home, nodes.text_at(new.tree(new.own), ("extends",))):
        if year := models.year_in(nodes.text_at(tree, ("year",)), new.old.community.year.begins):
            return timeline.name_of_year(year)
    return None


# The definition itself.


def _name_itself(new: NextYearFiles) -> None:
    """Write down the community's id, by which calendars know it, and where the year before lies."""
    order = questions.key_paths()
    answers = {("id",): new.old.community.identity}
    before = files.from_folder(new.folder, new.old.file)
    if before.isprintable():
        answers[("last_year",)] = before
    for path, value in answers.items():
        try:
            new.own.text = edit.with_answer(new.own.text, path, value, order=order)
        except edit.CannotEdit:
            new.refuse(new.own, path)


def _fit(new: NextYearFiles, today: date) -> list[Decision]:
    """Turn into comments what keeps the new definition from being a year; return what others have to mend.

    Raises Problems where that cannot be.
    """
    problems: list[Problem] = []
    for _ in range(_ROUNDS):
        problems = _problems(new.project(), today)
        by_file = {str(new.folder / one.name): one for one in new.texts.values()}
        ours = [one for one in problems if one.place.file in by_file]
        if not ours:
            break
        before = {name: one.text for name, one in new.texts.items()}
        for one in sorted(ours, key=lambda one: (one.place.line, one.place.column), reverse=True):
            text = by_file[one.place.file]
            path = commenting.at(text.text, one.place.line, one.place.column)
            if len(path) < 1 or path in (("year",), ("name",), ("timezone",), ("id",)):
                raise Problems(problems)
            if commenting.at(before[text.name], one.place.line, one.place.column) != path:
                continue  # it is gone with what stood behind it
            said = sentence("{path}: {why}", path=one.path or nodes.dotted(path), why=one.message)
            new.comment(text, new.with_its_activity(path), "does not fit", said)
    if any(one.message != _OUTSIDE for one in problems):
        raise Problems(problems)
    # What is left stands in a file that others share.
    return [
        Decision(one.place.file, (one.place.line,), sentence("{path}: {why}", path=one.path, why=one.message))
        for one in problems
    ]

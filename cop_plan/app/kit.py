"""Make the documents of the year: choose papers, render them, keep what a person changed, write the rest."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cop_plan import kit, render
from cop_plan.app import kit_inputs, outputs, unchanged
from cop_plan.app.events import Event, EventListener, NoticeEvent, ProgressEvent, ignore
from cop_plan.app.kit_folder import PagesOfFolder
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, Problem, ValueProblem, ValueProblems, did_you_mean, nearest, quote
from cop_plan.base.tables import writer
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.definition import names, nodes
from cop_plan.kit import formats as paper_formats
from cop_plan.kit.folder import INDEX
from cop_plan.kit.formats import PaperView
from cop_plan.kit.print_pages import ON_THE_DAY
from cop_plan.kit.writing import Missing, Papers, WrittenPaper
from cop_plan.render.documents import Happened
from cop_plan.render.messages import Messages
from cop_plan.render.templates import one_line
from cop_plan.render.words import Words
from cop_plan.schedule import history, timeline

if TYPE_CHECKING:
    from cop_plan.kit.word import Letterhead
    from cop_plan.render.theme import Theme

_MAIL_MERGE, _REGISTER = "mail-merge.csv", "register.xlsx"

# So many papers are named in a line of what is missing.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class KitRequest:
    """Which papers are wanted: of which documents, for whom, due within how many days of today; None is all.

    `out` is the folder of the kit, `reported` that of the reports, if they are not those beside the definition.
    """

    today: date
    documents: tuple[str, ...] | None = None
    for_: str | None = None
    days: int | None = None
    formats: tuple[str, ...] = field(default_factory=paper_formats.defaults)
    force: bool = False
    out: Path | None = None
    reported: Path | None = None
    letterhead: "Letterhead | None" = None

    @property
    def is_whole(self) -> bool:
        """Return whether the whole kit is wanted."""
        return self.documents is None and self.for_ is None and self.days is None

    def is_due(self, entry: timeline.Entry) -> bool:
        """Return whether what an entry asks for is wanted by its day."""
        return self.days is None or self.today <= entry.day <= self.today + timedelta(days=self.days)


def known_documents(asked: Sequence[str]) -> tuple[str, ...] | None:
    """Return the names of documents; None for none, which means all. Raises Misuse."""
    for name in asked:
        if name not in kit.DOCUMENTS:
            hint = did_you_mean(name, kit.DOCUMENTS) or sentence("cop-plan kit FILE --list shows all")
            raise Misuse(sentence("no document is called {name}: {hint}", name=quote(name), hint=hint))
    return tuple(asked) or None


def _no_document(entry: str, name: str, m: Messages) -> str:
    near = nearest(name, kit.DOCUMENTS)
    hint = m("kit.list_documents") if near is None else m("did_you_mean", name=near)
    return m("kit.no_document", entry=entry, document=quote(name), hint=hint)


def days(due: str | None) -> int | None:
    """Return the days of a time such as `4w` or `10 days`. Raises Misuse."""
    if due is None:
        return None
    found = re.fullmatch(r"(\d{1,3}) ?(d|day|days|w|week|weeks)", due.strip().casefold(), re.ASCII)
    if found is None:
        raise Misuse(sentence("--due: {text} is not a time: write 4w or 10d", text=quote(due)))
    return int(found[1]) * (7 if found[2].startswith("w") else 1)


def letterhead(file: str | None, formats: Sequence[str]) -> "Letterhead | None":
    """Return the letterhead on which Word files are written; None is the program's own.

    Raises Misuse where no Word file can be made, Problems, Unreadable.
    """
    if "docx" not in formats:
        if file is not None:
            raise Misuse(sentence("--letterhead is for Word files: add docx to --format"))
        return None
    try:
        from cop_plan.kit import word  # an extra: most do without it
    except ModuleNotFoundError as missing:
        if missing.name != "docx":
            raise
        raise Misuse(sentence("--format docx needs the extra 'word': pip install 'cop-plan[word]'")) from None
    return None if file is None else word.letterhead(files.read(Path(file), word.MAX_BYTES, or_pipe=True), file)


@dataclass(frozen=True)
class WrittenKit:
    """What was written into the folder of a kit.

    `pages` are the names of all its files, `new` those that are other than before, `kept` those that a person changed.
    `gone` are papers there that are no longer made, `wrong` the agendas that do not add up.
    """

    folder: Path
    words: Words
    pages: tuple[str, ...]
    new: tuple[str, ...]
    kept: tuple[str, ...]
    papers: tuple[WrittenPaper, ...]
    gone: tuple[str, ...]
    wrong: tuple[Problem, ...]

    @property
    def missing(self) -> dict[str, list[Missing]]:
        """Return what papers lack, by what it is."""
        found: dict[str, list[Missing]] = {}
        for paper in self.papers:
            for one in paper.missing:
                found.setdefault(one.what, []).append(one)
        return found

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "folder": str(self.folder),
            "written": list(self.new),
            "kept": list(self.kept),
            "unchanged": [name for name in self.pages if name not in self.new and name not in self.kept],
            "missing": {what: [one.paper.name for one in found] for what, found in self.missing.items()},
            "no_longer_made": list(self.gone),
        }

    def lacks(self) -> Iterator[str]:
        """Yield what papers lack: a line for those of a document that lack the same."""
        by_document: dict[str, list[WrittenPaper]] = {}
        for one in self.papers:
            by_document.setdefault(one.paper.document.name, []).append(one)
        for document, written in by_document.items():
            lacking: dict[str, list[kit.Paper]] = {}
            for missing in (missing for one in written for missing in one.missing):
                lacking.setdefault(missing.what, []).append(missing.paper)
            alike: dict[tuple[str, ...], list[str]] = {}
            for what, papers in lacking.items():
                alike.setdefault(tuple(self._called(paper) for paper in papers), []).append(what)
            for who, whats in alike.items():
                yield self._line(document, who, whats, of=len(written))

    def _line(self, document: str, who: Sequence[str], whats: Sequence[str], of: int) -> str:
        w = self.words
        what = w.listed(w(f"blanks.{what}") for what in whats)
        key = "kit.lacks_all" if len(who) == of else "kit.lacks"
        return w.count(key, len(who), document=kit.DOCUMENTS[document].title(w.tag), what=what, who=first_few(who))

    def _called(self, paper: kit.Paper) -> str:
        """Return what one of a document's papers is called: its recipient, its session, or the entry that asks."""
        session = paper.session.title if paper.session else None
        entry = paper.entries[0].title if paper.entries else None
        return one_line(paper.recipient or session or entry or paper.name)


def first_few(names_shown: Sequence[str]) -> str:
    """Return the first few of many names, as a message has them."""
    return ", ".join(names_shown[:_SHOWN]) + (" …" if len(names_shown) > _SHOWN else "")


def listed(project: CommunityProject, order: KitRequest) -> list[dict[str, Any]]:
    """Return which documents there are, why, when each is due, and how many papers it has, as plain data.

    Where papers are wanted only for somebody, or due within some days, these alone count. Raises Misuse as `write`.
    """
    w, year = project.spoken, _year(project)
    dated = year.timeline
    asked = kit.asked_for(dated)
    by_name = order.documents or [name for name in kit.DOCUMENTS if name not in asked]
    found = [*(() if order.documents else kit.papers(dated)), *kit.papers(dated, by_name, year)]
    found = _narrowed(found, order, dated)
    counts = {name: 0 for name in kit.DOCUMENTS if order.documents is None or name in order.documents}
    for paper in found:
        counts[paper.document.name] += 1
    if order.for_ is not None or order.days is not None:
        counts = {name: number for name, number in counts.items() if number}
    return [
        {
            "document": name,
            "title": kit.DOCUMENTS[name].title(w.tag),
            "why": kit.DOCUMENTS[name].reason(w.tag),
            "due": [entry.day.isoformat() for entry in asked.get(name, ()) if order.is_due(entry)],
            "papers": number,
        }
        for name, number in counts.items()
    ]


def write(project: CommunityProject, order: KitRequest, hear: EventListener = ignore) -> WrittenKit:
    """Write the papers that are wanted. What a person changed is kept, unless forced.

    Raises Misuse for whom no paper is, Problems, Unreadable, OverwriteConflict.
    """
    into = order.out if order.out is not None else project.file.parent / outputs.KIT
    noticed = False

    def heard(event: Event) -> None:
        nonlocal noticed
        noticed = noticed or isinstance(event, NoticeEvent)
        hear(event)

    outputs.remove_stale_temp_files(project.file, project.written)
    with outputs.locked({into: [history.FILE_NAME]}):
        _remove_stale_temp_files(into)
        claim = project.claim(into, force=order.force)
        for notice in claim.notices:
            heard(NoticeEvent(notice))
        for entry in kit.unknown(project.timeline):
            heard(NoticeEvent(_no_document(entry.id, entry.document or "", project.messages)))
        earlier = files.there(into, claim.lock.files) if claim.lock else set()
        with files.noting() as read:
            # A new plan changes calendar files.
            files.existing(project.folder, (history.FILE_NAME, history.TIMELINE_NAME))
            made = _made(project, order, heard)
        on_disk = files.existing(into, [*made.pages, history.FILE_NAME])
        kept = [] if order.force else outputs.edited(made.pages, on_disk, claim.lock)
        folder = PagesOfFolder(into, made.pages, earlier, {name: on_disk[name] for name in kept}, made.papers)
        of_several, without = folder.to_print_at_once() if "html" in order.formats else ({}, {})
        of_several[INDEX] = folder.index(of_several, without, project, order.today)
        _look_over(made.pages | {INDEX: of_several[INDEX]}, project.theme)
        on_disk |= files.existing(into, of_several)
        kept += [] if order.force else outputs.edited(of_several, on_disk, claim.lock)
        all_pages = {**made.pages, **of_several}
        pages = {name: content for name, content in all_pages.items() if name not in set(kept)}
        lock = outputs.lock_of_year(claim.lock, into, project.file, project.loaded)
        new = outputs.new_files(pages, on_disk, lock)
        heard(ProgressEvent(project.messages("kit.writing"), 0, len(new)))
        if new:
            files.write_all(into, new, first=history.FILE_NAME, private=new)
        lock_text = new.get(history.FILE_NAME, on_disk.get(history.FILE_NAME, b""))
    packed = WrittenKit(
        folder=into,
        words=project.spoken,
        pages=tuple(all_pages),
        new=tuple(name for name in pages if name in new),
        kept=tuple(kept),
        papers=made.written,
        gone=folder.no_longer_made(without, {_MAIL_MERGE, _REGISTER}),
        wrong=made.wrong,
    )
    if (
        packed.papers
        and not (noticed or packed.kept or packed.gone or packed.wrong or without)
        and project.asked.content is None
    ):
        said = [*packed.lacks(), project.messages("unchanged", folder=f"{into}{os.sep}")]
        unchanged.keep_kit(project, order, into, read, lock_text, said)
    return packed


def has_other_papers(project: CommunityProject) -> bool:
    """Return whether the kit beside the definition has papers but those that tell what happened."""
    into = project.file.parent / outputs.KIT
    lock = outputs.known(into, project.file, project.written.community)
    tell_of_it = tuple(f"{document.name}/" for document in kit.DOCUMENTS.values() if document.happened)
    return any(
        name != INDEX and not name.startswith(tell_of_it) for name in files.there(into, lock.files if lock else ())
    )


def write_message(project: CommunityProject, document: str, session: str, today: date) -> WrittenKit | None:
    """Write a document that tells what happened to a session, given by its name; None if the plan never said otherwise.

    Raises as `write`. The project is read anew: what was published may have changed since.
    """
    fresh = CommunityProject(project.file, replace(project.asked, content=None))
    year = _year(fresh)
    if not any(paper.session and paper.session.id == session for paper in kit.papers(year.timeline, [document], year)):
        return None
    return write(fresh, KitRequest(today=today, documents=(document,), for_=session))


@dataclass(frozen=True)
class _BuiltKit:
    """The files of the papers of a kit by their names, who wrote them, what they say, agendas that are wrong."""

    pages: dict[str, bytes]
    papers: Papers
    written: tuple[WrittenPaper, ...]
    wrong: tuple[Problem, ...]


def _made(project: CommunityProject, order: KitRequest, hear: EventListener) -> _BuiltKit:
    """Return the files of the papers that are wanted."""
    year = _year(project)
    wanted = _wanted(year, order)
    reported = order.reported or project.file.parent / outputs.REPORT
    known = kit_inputs.gather(project, year, order.today, {paper.document.tells for paper in wanted}, reported)
    problems = [*known.problems, *project.progress.problems]
    for line in [*(line for problem in problems for line in project.messages.problem_lines(problem)), *known.notices]:
        hear(NoticeEvent(line))
    papers = Papers(
        year,
        project.templates,
        known.records,
        known.first_survey,
        known.results,
        known.so_far,
        order.today,
        known.last_year,
    )
    pages: dict[str, bytes] = {}
    written, wrong = [], []
    making = project.messages("kit.making")
    for number, paper in enumerate(wanted):
        hear(ProgressEvent(making, number, len(wanted)))
        if withheld := papers.why_withheld(paper):
            hear(NoticeEvent(project.messages(f"kit.withheld.{withheld}", member=paper.recipient)))
            continue
        if paper.document.agenda and paper.session and (uneven := _wrong_agenda(paper.session, papers)):
            wrong.append(_problem(uneven, project))
            continue
        one = papers.written(paper)
        try:
            pages |= paper_formats.files(PaperView(one, papers, order.formats, order.letterhead))
        except ValueProblems as found:  # no draft goes to somebody else than it names
            wrong += [_problem(value_problem, project) for value_problem in found.value_problems]
            continue
        written.append(one)
    if order.is_whole:
        from cop_plan.kit import register  # a few papers do without it

        pages |= {_MAIL_MERGE: _mail_merge(papers), _REGISTER: register.workbook(papers.facts, year.words)}
    return _BuiltKit(pages, papers, tuple(written), tuple(dict.fromkeys(wrong)))


# The stamp of what is not published yet: older than any that a publication can have, which then counts; and the same
# each time, so that a kit that is made again is the same.
_NOT_PUBLISHED = datetime(2000, 1, 1, tzinfo=UTC)


def _year(project: CommunityProject) -> render.Year:
    """Return the year over what was published of it, so that calendar files change what people have."""
    dated, lock = project.timeline, project.lock
    published = history.publish(dated, lock, _NOT_PUBLISHED)
    return render.Year(dated, published, project.language, history.facilitators(lock, dated).before)


def _wanted(year: render.Year, order: KitRequest) -> list[kit.Paper]:
    """Return the papers that are wanted. Raises Misuse where there is none for whom they are asked."""
    found = list(kit.papers(year.timeline, order.documents, year))
    made = {paper.document.name for paper in found}
    if none := [name for name in order.documents or () if name not in made]:
        said, *more = [_why_none(kit.DOCUMENTS[name]) for name in none]
        for one in more:
            said = sentence("{before}; {last}", before=said, last=one)
        raise Misuse(said)
    return _narrowed(found, order, year.timeline)


def _narrowed(found: list[kit.Paper], order: KitRequest, dated: timeline.Timeline) -> list[kit.Paper]:
    """Return the papers for whom, and until when, they are wanted. Raises Misuse where there is none for somebody."""
    found = [paper for paper in found if not _invites_to_the_past(paper, order.today)]
    if order.for_ is not None:
        known = sorted({paper.name.rpartition("/")[2] for paper in found})
        found = [paper for paper in found if _is_for(paper, order.for_)]
        if not found:
            hint = did_you_mean(order.for_, known) or sentence("there are papers for {names}", names=first_few(known))
            if names.alike(order.for_) in {
                names.alike(name) for one in dated.cancelled for name in (one.id, one.title)
            }:
                hint = sentence("it is cancelled")
            raise Misuse(sentence("--for: there is no paper for {name}: {hint}", name=quote(order.for_), hint=hint))
    if order.days is not None:
        found = [paper for paper in found if any(order.is_due(one) for one in paper.entries)]
    return found


def _invites_to_the_past(paper: kit.Paper, today: date) -> bool:
    return paper.document.calendar == "invitation" and paper.session is not None and paper.session.day < today


def _why_none(document: kit.Document) -> Sentence:
    """Return why there is no paper of a document."""
    if document.goes_to == "presenter":
        why = sentence("no session has a presenter, or seeks one")
    else:
        why = _NOTHING_HAPPENED[document.happened] if document.happened else sentence("no session has it")
    return sentence("{what}: {why}", what=document.name, why=why)


_NOTHING_HAPPENED: Mapping[Happened, Sentence] = {
    "moved": sentence("no session has moved since the plan was first written"),
    "cancelled": sentence("no session is cancelled"),
    "presenter changed": sentence("no session has another presenter than the plan said before"),
    "joined late": sentence("nobody joins after the first session; write it under joined in the list of members"),
    "facilitator changed": sentence("nobody else led the community when the plan was written before"),
}


def _is_for(paper: kit.Paper, who: str) -> bool:
    called = [paper.recipient, paper.session and paper.session.id, paper.session and paper.session.title]
    return who in paper.name.split("/")[1:] or names.alike(who) in {names.alike(name) for name in called if name}


def _remove_stale_temp_files(folder: Path) -> None:
    """Remove what a killed run left in a kit's folder and in those of its documents, whichever papers it made."""
    endings = {name.rpartition(".")[2] for name in (*paper_formats.endings(), INDEX, _MAIL_MERGE, _REGISTER)}
    files.remove_stale_temp_files(folder, (), endings)
    for below in files.folders_in(folder):
        if below.name in (*kit.DOCUMENTS, ON_THE_DAY) or folder.name in kit.DOCUMENTS:
            _remove_stale_temp_files(below)


def _wrong_agenda(session: timeline.Entry, papers: Papers) -> ValueProblem | None:
    """Return what is wrong with the agenda of a session, by how many minutes; None if it adds up."""
    match papers.facts.agenda(session):
        case kit.UnevenAgenda(_, minutes, blocks):
            said = sentence(
                "the blocks of the agenda take {blocks} minutes, and {session} lasts {minutes}",
                blocks=blocks,
                session=quote(session.title),
                minutes=minutes,
            )
            by = blocks - minutes
            hint = (
                sentence("take away {minutes} minutes", minutes=by)
                if by > 0
                else sentence("add {minutes} minutes", minutes=-by)
            )
            return ValueProblem(("activities", session.id, "agenda"), said, hint)
        case kit.TooShortSession() as short:
            named, minutes = quote(session.title), short.minutes
            said = sentence(
                "{session} lasts {minutes} minutes; its agenda takes {more} more",
                session=named,
                minutes=minutes,
                more=short.by,
            )
            if short.stories:
                said = sentence(
                    "{session} lasts {minutes} minutes; its agenda with {stories} stories takes {more} more",
                    session=named,
                    minutes=minutes,
                    stories=short.stories,
                    more=short.by,
                )
            hint = sentence(
                "write  lasts: {minutes} minutes  under activities.{session}, or an agenda of your own",
                minutes=short.needed,
                session=session.id,
            )
            return ValueProblem(("activities", session.id, "lasts"), said, hint)
    return None


def _problem(value_problem: ValueProblem, project: CommunityProject) -> Problem:
    """Return what is wrong at the place where the person can mend it."""
    place = project.place_to_mend(value_problem.path)
    return Problem(place, nodes.dotted(value_problem.path), value_problem.message, value_problem.hint)


def _look_over(pages: Mapping[str, bytes], theme: "Theme | None") -> None:
    """Look over the pages that a theme's templates made. Raises Problems for what their policy keeps from working."""
    if theme is None:
        return
    from cop_plan.render import content_security_policy

    made = {name: content.decode() for name, content in pages.items() if name.endswith(".html")}
    content_security_policy.check(
        [(text, "kit.html.j2" if name == INDEX else "paper.html.j2") for name, text in made.items()], theme
    )


def _mail_merge(papers: Papers) -> bytes:
    """Return a table of the members for a mailer of one's own."""
    return writer.text(papers.mail_merge(), line_end="\r\n", marked=True).encode()

"""What `cop-plan kit` does: choose papers, render them, keep what a person changed, write the rest, tell both."""

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from cop_plan import kit, render
from cop_plan.base import files
from cop_plan.base.errors import Complaint, Problem, Problems, did_you_mean, quote
from cop_plan.cli import folder, knowing, shell
from cop_plan.definition import load, names, nodes
from cop_plan.kit import messages, services
from cop_plan.kit.writing import Missing, Papers, Written
from cop_plan.render import markup, words
from cop_plan.render.templates import one_line
from cop_plan.schedule import history, timeline

if TYPE_CHECKING:
    from cop_plan.kit.word import Letterhead
    from cop_plan.render.theme import Theme

FOLDER = "kit"
"""Where the kit lies beside the definition."""

_FORMATS = ("md", "html", "eml", "forms", "docx")
_INDEX, _MAIL_MERGE = "index.html", "mail-merge.csv"

# So many papers are named in a line of what is missing.
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Order:
    """Which papers are wanted: of which documents, for whom, due within how many days; None is all."""

    documents: tuple[str, ...] | None
    for_: str | None
    days: int | None
    formats: tuple[str, ...]
    force: bool
    today: str | None
    letterhead: "Letterhead | None" = None
    theme: "Theme | None" = None

    @property
    def is_whole(self) -> bool:
        """Return whether the whole kit is wanted."""
        return self.documents is None and self.for_ is None and self.days is None


def order(
    documents: Sequence[str], for_: str | None, due: str | None, formats: str, *, force: bool, today: str | None
) -> Order:
    """Return what is wanted. Raises typer.BadParameter for what there is not."""
    for name in documents:
        if name not in kit.DOCUMENTS:
            near = did_you_mean(name, kit.DOCUMENTS) or "cop-plan kit FILE --list shows all"
            raise typer.BadParameter(f"no document is called {quote(name)}: {near}")
    wanted = shell.formats(formats, _FORMATS)
    return Order(tuple(documents) or None, for_, _days(due), wanted, force, today)


def in_word(order: Order, letterhead: str | None) -> Order:
    """Return an order with the letterhead that its Word files are written on.

    Raises typer.BadParameter where Word files are not asked for, or cannot be made here; Problems, Unreadable.
    """
    if "docx" not in order.formats:
        if letterhead is not None:
            raise typer.BadParameter("--letterhead is for Word files: add docx to --format")
        return order
    try:
        from cop_plan.kit import word  # an extra: most do without it
    except ModuleNotFoundError as missing:
        if missing.name != "docx":
            raise
        raise typer.BadParameter("--format docx needs the extra 'word': pip install 'cop-plan[word]'") from None
    if letterhead is None:
        return order
    content = files.read(Path(letterhead), word.LARGEST_BYTES)
    return replace(order, letterhead=word.letterhead(content, letterhead))


def _days(due: str | None) -> int | None:
    if due is None:
        return None
    found = re.fullmatch(r"(\d{1,3}) ?(d|day|days|w|week|weeks)", due.strip().casefold(), re.ASCII)
    if found is None:
        raise typer.BadParameter(f"--due: {quote(due)} is not a time: write 4w or 10d")
    return int(found[1]) * (7 if found[2].startswith("w") else 1)


@dataclass(frozen=True)
class _Year:
    """The year whose papers are wanted, and the day of today."""

    loaded: load.Loaded
    dated: timeline.Timeline
    today: date

    def papers(self, order: Order) -> list[kit.Paper]:
        """Return the papers that are wanted. Raises typer.BadParameter if `--for` names nobody."""
        found = list(kit.papers(self.dated, order.documents))
        if order.for_ is not None:
            found = [paper for paper in found if _is_for(paper, order.for_)]
            if not found:
                known = sorted({paper.name.rpartition("/")[2] for paper in kit.papers(self.dated, order.documents)})
                near = did_you_mean(order.for_, known) or "give a name as its list writes it"
                raise typer.BadParameter(f"--for: there is no paper for {quote(order.for_)}: {near}")
        if order.days is not None:
            last = self.today + timedelta(days=order.days)
            found = [paper for paper in found if any(self.today <= one.day <= last for one in paper.entries)]
        return found


def _is_for(paper: kit.Paper, who: str) -> bool:
    called = [paper.recipient, paper.session and paper.session.id, paper.session and paper.session.title]
    return who in paper.name.split("/")[1:] or names.alike(who) in {names.alike(name) for name in called if name}


def _year(definition: Path, order: Order) -> _Year:
    loaded = shell.loaded(definition)
    return _Year(loaded, shell.dated(loaded), shell.day(order.today, loaded.community.timezone))


def show(definition: Path, order: Order, *, as_json: bool) -> None:
    """Show which documents there are, why, when each is due, and how many papers it has."""
    year = _year(definition, order)
    w = shell.language(year.loaded.community.language)
    asked = kit.asked_for(year.dated)
    by_name = order.documents or [name for name in kit.DOCUMENTS if name not in asked]
    found = [*(() if order.documents else kit.papers(year.dated)), *kit.papers(year.dated, by_name)]
    counts: dict[str, int] = {}
    for paper in sorted(found, key=lambda one: list(kit.DOCUMENTS).index(one.document.name)):
        counts[paper.document.name] = counts.get(paper.document.name, 0) + 1
    rows: list[dict[str, Any]] = [
        {
            "document": name,
            "title": w(f"documents.{name}.title"),
            "why": w(f"documents.{name}.why"),
            "due": [entry.day.isoformat() for entry in asked.get(name, ())],
            "papers": number,
        }
        for name, number in counts.items()
    ]
    if as_json:
        typer.echo(json.dumps({"documents": rows}, ensure_ascii=False, indent=1))
        return
    for row in rows:
        days = [*row["due"][:3], "…"] if len(row["due"]) > 3 else row["due"]
        typer.echo(f"{row['document']}  ×{row['papers']}  {', '.join(days) or w('kit.by_name')}\n    {row['why']}")


def pack(definition: Path, out: str | None, order: Order, *, as_json: bool) -> None:
    """Write the papers that are wanted. What a person changed is kept, unless forced."""
    year = _year(definition, order)
    into = Path(out) if out is not None else definition.parent / FOLDER
    with files.alone(into):
        lock = folder.remembered(into, definition, year.loaded, force=order.force)
        loaded = folder.identified(year.loaded, lock)
        year = _Year(loaded, year.dated, year.today)
        for entry in kit.unknown(year.dated):
            near = did_you_mean(entry.document or "", kit.DOCUMENTS) or "cop-plan kit FILE --list shows all"
            shell.say(f"{entry.id}: no document is called {quote(entry.document or '')}: {near}")
        earlier = files.there(into, lock.files) if lock else set()
        packed = _packed(year, order, earlier)
        _look_over(packed.pages, order.theme)
        _sweep(into, packed.pages)
        pages = dict(packed.pages)
        on_disk = files.existing(into, [*pages, history.FILE_NAME])
        kept = [] if order.force else _changed_by_a_person(pages, on_disk, lock)
        for name in kept:
            del pages[name]
        new = folder.new_files(pages, on_disk, lock or folder.first_lock(into, definition, loaded))
        if new:
            files.write_all(into, new, first=history.FILE_NAME)
    _tell(into, packed, [name for name in pages if name in new], kept, as_json=as_json)
    if packed.wrong:
        raise Problems(packed.wrong)


@dataclass(frozen=True)
class _Packed:
    """The files of a kit by their names, and what its papers lack. `gone` are papers there that are no longer made."""

    pages: Mapping[str, bytes]
    papers: tuple[Written, ...]
    words: words.Language
    wrong: tuple[Problem, ...]
    gone: tuple[str, ...]

    @property
    def missing(self) -> dict[str, list[Missing]]:
        """Return what papers lack, by what it is."""
        found: dict[str, list[Missing]] = {}
        for paper in self.papers:
            for one in paper.missing:
                found.setdefault(one.what, []).append(one)
        return found

    def lacks(self) -> Iterator[str]:
        """Yield what papers lack in the community's language: a line for those of a document that lack the same."""
        by_document: dict[str, list[Written]] = {}
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
        shown = ", ".join(who[:_SHOWN]) + (" …" if len(who) > _SHOWN else "")
        what = w.listed(w(f"blanks.{what}") for what in whats)
        key = "kit.lacks_all" if len(who) == of else "kit.lacks"
        return w.count(key, len(who), document=w(f"documents.{document}.title"), what=what, who=shown)

    def _called(self, paper: kit.Paper) -> str:
        """Return what one of a document's papers is called: its recipient, its session, or the entry that asks."""
        session = paper.session.title if paper.session else None
        entry = paper.entries[0].title if paper.entries else None
        return one_line(paper.recipient or session or entry or paper.name)


def _packed(year: _Year, order: Order, earlier: Set[str]) -> _Packed:
    """Return the files of the papers that are wanted. `earlier` are the names of those that are there already."""
    language = shell.language(year.loaded.community.language)
    shown = render.Year(year.dated, history.publish(year.dated, None, shell.now(order.today)), language)
    templates = render.environment(files.template_text, order.theme)
    wanted = year.papers(order)
    known = knowing.known(year.loaded, year.dated, shown, year.today, {paper.document.name for paper in wanted})
    papers = Papers(shown, templates, known.records, known.first_survey, known.in_short)
    pages: dict[str, bytes] = {}
    written, problems = [], []
    for paper in wanted:
        if paper.document.name == "agenda" and paper.session and (wrong := _wrong_agenda(paper.session, papers)):
            problems.append(_problem(wrong, year.loaded))
            continue
        one = papers.written(paper)
        written.append(one)
        pages |= _files(one, papers, order)
    all_papers = kit.papers(year.dated, kit.DOCUMENTS)
    pages[_INDEX] = papers.index(all_papers, {*pages, *earlier}).encode()
    if order.is_whole:
        pages[_MAIL_MERGE] = _mail_merge(papers)
    made = {paper.name for paper in all_papers}
    gone = sorted({stem for name in earlier - {*pages, _MAIL_MERGE} if (stem := _of_paper(name)) not in made})
    return _Packed(pages, tuple(written), language, tuple(problems), tuple(gone))


def _of_paper(name: str) -> str:
    """Return the name of the paper that a file belongs to: no paper's name has a dot, and an ending may have two."""
    return re.sub(r"\.[^/]*$", "", name)


def _sweep(into: Path, pages: Iterable[str]) -> None:
    """Take away what a run that was killed left in the kit's folders."""
    by_folder: dict[Path, list[str]] = {into: [history.FILE_NAME]}
    for page in pages:
        folder_name, _, name = page.rpartition("/")
        by_folder.setdefault(into / folder_name, []).append(name)
    for place, found in by_folder.items():
        files.sweep(place, found)


def _wrong_agenda(session: timeline.Entry, papers: Papers) -> Complaint | None:
    """Return what is wrong with the agenda of a session, by how many minutes; None if it adds up."""
    match papers.facts.agenda(session):
        case kit.Uneven(_, minutes, blocks):
            said = f"the blocks of the agenda take {blocks} minutes, and {quote(session.title)} lasts {minutes}"
            by = blocks - minutes
            hint = f"take away {by} minutes" if by > 0 else f"add {-by} minutes"
            return Complaint(("activities", session.id, "agenda"), said, hint)
        case kit.Short() as short:
            stories = f" with {short.stories} stories" if short.stories else ""
            said = f"{quote(session.title)} lasts {short.minutes} minutes; its agenda{stories} takes {short.by} more"
            hint = f"write  lasts: {short.needed} minutes  under activities.{session.id}, or an agenda of your own"
            return Complaint(("activities", session.id, "lasts"), said, hint)
    return None


def _problem(complaint: Complaint, loaded: load.Loaded) -> Problem:
    """Return what is wrong at the place where the person can mend it."""
    place = shell.place_to_mend(loaded, complaint.path)
    return Problem(place, nodes.dotted(complaint.path), complaint.message, complaint.hint)


def _look_over(pages: Mapping[str, bytes], theme: "Theme | None") -> None:
    """Look over the pages that a theme's templates made. Raises Problems for what their policy keeps from working."""
    if theme is None:
        return
    from cop_plan.render import content_security_policy

    made = {name: content.decode() for name, content in pages.items() if name.endswith(".html")}
    content_security_policy.check(
        [(text, "kit.html.j2" if name == _INDEX else "paper.html.j2") for name, text in made.items()], theme
    )


def _files(written: Written, papers: Papers, order: Order) -> dict[str, bytes]:
    """Return the files of one paper by their names."""
    paper, found, formats = written.paper, {}, order.formats
    page = papers.page(written)
    if "md" in formats:
        found[f"{paper.name}.md"] = written.markdown.encode()
    if "html" in formats:
        found[f"{paper.name}.html"] = page.encode()
    if "eml" in formats and paper.document.message:
        envelope = kit.envelope(paper, papers.facts, papers.present(paper))
        text = markup.plain(written.body)
        found[f"{paper.name}.eml"] = messages.draft(envelope, written.title, text, papers.mail(written))
    if "docx" in formats:
        found[f"{paper.name}.docx"] = _word_file(written.markdown, written.title, papers, order)
    if "forms" in formats and (survey := papers.questionnaire(paper)):
        found |= {f"{paper.name}.{ending}": text.encode() for ending, text in papers.online(survey).items()}
        if "docx" in formats:
            text = services.microsoft_forms_markdown(survey)
            found[f"{paper.name}.microsoft-forms.docx"] = _word_file(text, survey.title, papers, order)
    return found


def _word_file(markdown: str, title: str, papers: Papers, order: Order) -> bytes:
    from cop_plan.kit import word

    community = papers.facts.community
    return word.page(markdown, title, house=community.name, language=papers.year.words.tag, letterhead=order.letterhead)


def _changed_by_a_person(
    pages: Mapping[str, bytes], on_disk: Mapping[str, bytes], lock: history.Lock | None
) -> list[str]:
    return [
        name
        for name, content in pages.items()
        if (old := on_disk.get(name)) is not None
        and old != content
        and not history.is_ours(lock, name, files.digest(old))
    ]


def _mail_merge(papers: Papers) -> bytes:
    """Return a table of the members for a mailer of one's own; a cell that a spreadsheet would compute is quoted."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    header, *rows = papers.mail_merge()
    writer.writerow(header)
    writer.writerows([[nodes.guarded(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def _tell(into: Path, packed: _Packed, new: Sequence[str], kept: Sequence[str], *, as_json: bool) -> None:
    where = f"{into}{os.sep}"
    if as_json:
        data = {
            "folder": str(into),
            "written": list(new),
            "kept": list(kept),
            "unchanged": [name for name in packed.pages if name not in new and name not in kept],
            "missing": {what: [one.paper.name for one in found] for what, found in packed.missing.items()},
            "no_longer_made": list(packed.gone),
        }
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
    for line in packed.lacks():
        shell.say(line)
    if packed.gone:
        shown = ", ".join(packed.gone[:_SHOWN]) + (" …" if len(packed.gone) > _SHOWN else "")
        shell.say(packed.words.count("kit.gone", len(packed.gone), papers=shown))
    for name in kept:
        shell.say(f"{into / name}: kept, since a person changed it")
    if kept:
        shell.say("    hint: rename what is to be kept, or overwrite it with --force")
    shell.say(f"wrote {len(new)} files to {where}" if new else f"nothing changed in {where}")

"""Look over many communities: find their definitions, read each by itself, and write what all are side by side."""

import contextlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote as quote_address

from cop_plan import render
from cop_plan.app import outputs, shipped
from cop_plan.app.find import NAME
from cop_plan.base import files
from cop_plan.base.errors import Misuse, Place, Problem, Unreadable, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, all_of, counted, sentence
from cop_plan.definition import languages, nodes
from cop_plan.portfolio import annual_pages, clashes, formats
from cop_plan.portfolio import totals as sums
from cop_plan.portfolio.rollup import AnnualRollup
from cop_plan.portfolio.values import CommunitySummary, Grouping, Portfolio
from cop_plan.schedule import history

if TYPE_CHECKING:
    from cop_plan.render.theme import Theme

FOLDER = "portfolio"
"""The folder, in the current one, into which a portfolio is written unless the run says otherwise."""

TEAM_PAGE = "team.html"
"""The page of a community to which its row leads."""

MAX_FOLDERS = 50_000
"""So many folders are looked through for definitions."""

_PASSED_OVER = frozenset(
    (outputs.PLAN, outputs.KIT, outputs.REPORT, outputs.HOURS, FOLDER, "records", "node_modules", "__pycache__")
)
"""Folders in which no community lies: those of outputs and records, and of other programs."""

_NAMED = re.compile(rb"^[\"']?name[\"']?[ \t]*:", re.MULTILINE)


def definitions(named: Sequence[Path]) -> tuple[Path, ...]:
    """Return the definitions of files and folders, each once, in the order in which they are named.

    Of a folder it is those that lie in it, or else all below it, by name. What has no name of its own, such as what
    several definitions extend, is found in no folder. One may lie in a folder that cannot be looked into.
    Raises Misuse for a folder without any, Unreadable.
    """
    found: dict[Path, Path] = {}
    for one in named or [Path()]:
        for file in _in_folder(one) if files.is_folder(one) else [one]:
            found.setdefault(files.real(file), file)
    if all(map(_is_gone, found)):  # a slip of the pen, and no community that is gone
        files.read(next(iter(found.values())), nodes.MAX_BYTES)
    return tuple(found.values())


def _is_gone(file: Path) -> bool:
    with contextlib.suppress(Unreadable):
        return not files.is_there(file)
    return False


def _in_folder(folder: Path) -> Sequence[Path]:
    if here := [*_definitions_in(folder)]:
        return here
    below = [file for one in files.folders_below(folder, _PASSED_OVER, MAX_FOLDERS) for file in _definitions_in(one)]
    if not below:
        said = sentence("no definition lies in {folder}, nor in the folders below it", folder=quote(str(folder)))
        raise Misuse(said)
    return below


def _definitions_in(folder: Path) -> Iterator[Path]:
    main = folder / NAME
    if not files.is_open(folder):
        yield main  # whoever reads it is told why that cannot be
        return
    for file in (*((main,) if files.is_file(main) else ()), *files.matching(folder, "*.cop.yaml")):
        if _may_be_community(file):
            yield file


def _may_be_community(file: Path) -> bool:
    """Return whether a definition has a name, or is told to have something wrong."""
    try:
        content = files.read(file, nodes.MAX_BYTES)
    except Unreadable:
        return True
    if _NAMED.search(content):
        return True
    head = outputs.head_of(content)
    return head is None or bool(head.name)


def year_named(written: str) -> str:
    """Return a school year as it is called."""
    return written.strip().replace("\N{EN DASH}", "-")


def of_year(communities: Iterable[CommunitySummary], year: str) -> tuple[CommunitySummary, ...]:
    """Return the communities of a year, and those of which none is known. Raises Misuse where no community is of it."""
    every = tuple(communities)
    wanted = year_named(year)
    if all(one.year != wanted for one in every):
        if known := ", ".join(sorted({one.year for one in every if one.year})):
            said = sentence("no community is of the school year {year}, but of {years}", year=quote(year), years=known)
            raise Misuse(said)
        raise Misuse(sentence("no community is of the school year {year}", year=quote(year)))
    return tuple(one for one in every if one.year in ("", wanted))


def side_by_side(
    communities: Iterable[CommunitySummary],
    today: date,
    *,
    school_limit: int = clashes.SCHOOL_LIMIT,
    grouping: Grouping = "jurisdiction",
) -> Portfolio:
    """Return communities side by side, in the order in which they were named."""
    named = identified(communities)
    return Portfolio(today, named, clashes.clashes(named, school_limit), sums.totals(named, grouping), grouping)


def identified(communities: Iterable[CommunitySummary]) -> tuple[CommunitySummary, ...]:
    """Return the communities, each with an id of its own: where several have one, the school year is added to each."""
    found = each_once(communities)
    of_id = Counter(one.id for one in found if not one.is_second)
    taken: set[str] = set()
    named = []
    for one in found:
        wanted = f"{one.id}-{one.year}" if of_id[one.id] > 1 and one.year else one.id
        known, count = wanted, 2
        while known in taken:
            known, count = f"{wanted}-{count}", count + 1
        taken.add(known)
        named.append(replace(one, id=known, own_id=one.id))
    return tuple(named)


def each_once(communities: Iterable[CommunitySummary]) -> tuple[CommunitySummary, ...]:
    """Return communities, of which one that has the id and the year of an earlier one is a problem and no more."""
    first: dict[tuple[str, str], CommunitySummary] = {}
    found = []
    for one in communities:
        before = first.setdefault((one.id, one.year), one) if one.is_read else one
        found.append(one if before is one else _second(one, before))
    return tuple(found)


def _second(one: CommunitySummary, before: CommunitySummary) -> CommunitySummary:
    said = sentence(
        "{file} has the same id and year, {id} and {year}: this one is not counted",
        file=before.file,
        id=one.id,
        year=one.year,
    )
    hint = sentence("if it is another community, give it an id of its own; if it is a copy, take one away")
    problem = Problem(Place(one.file, 0, 0), "id", said, hint)
    return CommunitySummary(one.id, one.name, one.file, one.year, problems=(problem,), is_second=True)


@frozen
class PortfolioRequest:
    """What is to be written, and where. `language` is that of the run; None for the one of most communities.

    `annual` are the roll-ups of the years' reports that are written beside the rest, None where they are not asked for,
    and `are_read` says whether every report could be read; `year` is the only school year that is asked for, None for
    all.
    """

    out: Path = Path(FOLDER)
    formats: tuple[str, ...] = ()
    language: str | None = None
    theme: "Theme | None" = None
    force: bool = False
    dry_run: bool = False
    annual: tuple[AnnualRollup, ...] | None = None
    are_read: bool = True
    year: str | None = None


@frozen
class WrittenPortfolio:
    """What was written into a folder, or would be in a dry run: all its files, and those that are other than before.

    `removed` are ours of before, of years that have no report any more. `notices` stop nothing and are to be told.
    """

    portfolio: Portfolio
    folder: Path
    pages: tuple[str, ...]
    new: tuple[str, ...]
    removed: tuple[str, ...] = ()
    notices: tuple[Sentence, ...] = ()


def theme_of(communities: Iterable[CommunitySummary]) -> str | None:
    """Return the folder of the theme that all communities name; None where they do not name the same one."""
    named = [Path(one.file).parent / one.templates if one.templates else None for one in communities if one.is_read]
    homes = {one and files.real(one) for one in named}
    return files.from_folder(Path(), named[0]) if named and named[0] and len(homes) == 1 else None


def language_of(portfolio: Portfolio, asked: str | None) -> str:
    """Return the language of a portfolio: the one asked for, else the one of most communities, of several the first."""
    spoken = Counter(one.language for one in portfolio.communities if one.is_read)
    most = spoken.most_common(1)
    return asked or (most[0][0] if most else languages.main().tag)


def write(portfolio: Portfolio, order: PortfolioRequest) -> WrittenPortfolio:
    """Write a portfolio into its folder, all files or none. Raises Problems, Unreadable, OverwriteConflict.

    Problems are those of a theme's template; what is wrong with a community is in its row. What a person changed there
    is not overwritten without `force`; the same portfolio changes no byte.
    """
    made = pages(portfolio, order)
    if order.dry_run:
        return _written(portfolio, order, made, write_them=False)
    with outputs.locked({order.out: [history.FILE_NAME, *formats.files(), *made]}):
        return _written(portfolio, order, made, write_them=True)


def _written(
    portfolio: Portfolio, order: PortfolioRequest, made: Mapping[str, bytes], *, write_them: bool
) -> WrittenPortfolio:
    into = order.out
    claim = outputs.claim(into, into, _Owner(), force=order.force)
    lock = claim.lock or history.Lock(_Owner.identity, _NO_YEAR, ".")
    old = {name for name in lock.files if name not in made and _is_of_no_report(name, order)}
    there = files.existing(into, sorted(old))
    kept = {name for name, content in there.items() if not history.is_ours(lock, name, files.digest(content))}
    lock = replace(lock, files={name: known for name, known in lock.files.items() if name not in old - kept})
    new = outputs.changed(into, made, claim.lock, lock, force=order.force)
    gone = tuple(name for name in there if name not in kept)
    if new and write_them:
        for name in gone:  # the lock forgets them afterwards: should the run be killed here, the next one goes on
            files.remove(into / name)
        files.write_all(into, new, first=history.FILE_NAME)
    notices = (*claim.notices, *_told_of_old(gone, sorted(kept), write_them=write_them))
    return WrittenPortfolio(portfolio, into, tuple(made), tuple(name for name in made if name in new), gone, notices)


def _is_of_no_report(name: str, order: PortfolioRequest) -> bool:
    """Return whether a file is the roll-up of a year of which no report is left.

    Nobody knows where none was asked for, or one cannot be read.
    """
    year = annual_pages.year_of(name)
    return order.annual is not None and order.are_read and year is not None and order.year in (None, year)


def _told_of_old(gone: Sequence[str], kept: Sequence[str], *, write_them: bool) -> Iterator[Sentence]:
    if gone and write_them:
        yield sentence(
            "{files}: taken away, since none of these communities has a final report of the year", files=all_of(gone)
        )
    elif gone:
        yield sentence(
            "{files}: to be taken away, since none of these communities has a final report of the year",
            files=all_of(gone),
        )
    if kept:
        yield sentence(
            "{files}: none of these communities has a final report of the year; it stays, since a person changed it",
            files=all_of(kept),
        )


_NO_YEAR = "all"


class _Owner:
    """By what a folder of a portfolio is known, as that of a community is by the community."""

    id = outputs.MANY
    identity = outputs.MANY
    output = None


def pages(portfolio: Portfolio, order: PortfolioRequest) -> dict[str, bytes]:
    """Return the wanted files by their names. Raises Problems of templates."""
    tag, theme = language_of(portfolio, order.language), order.theme
    templates = shipped.templates() if theme is None else render.environment(files.template_text, theme=theme)
    words, messages = shipped.language(tag), shipped.messages(tag)
    view = formats.PortfolioView(portfolio, words, messages, templates, _links(portfolio, order.out))
    wanted = order.formats or formats.names()
    made = {name: content for one in formats.every() if one.name in wanted for name, content in one.make(view).items()}
    if theme is not None:
        from cop_plan.render import content_security_policy

        of_page = [(text.decode(), "portfolio.html.j2") for name, text in made.items() if name.endswith(".html")]
        content_security_policy.check(of_page, theme)
    for year in order.annual or ():
        made |= annual_pages.files(year, view.words, templates, theme)
    return made


def _links(portfolio: Portfolio, out: Path) -> Mapping[str, str]:
    """Return the addresses of the pages for the team that lie beside their definitions, by the communities' ids."""
    beside = {one.id: Path(one.file).parent / one.plan / TEAM_PAGE for one in portfolio.communities if one.is_read}
    ways = {key: files.from_folder(out, page) for key, page in beside.items() if files.is_file(page)}
    return {key: quote_address(way) for key, way in ways.items() if not Path(way).is_absolute()}


def found_in(named: Sequence[Path], found: Sequence[Path]) -> Sentence | None:
    """Return how many definitions were found in folders, to be told; None where each was named."""
    if not any(files.is_folder(one) for one in named or [Path()]):
        return None
    return counted(len(found), "found 1 definition", "found {number} definitions")

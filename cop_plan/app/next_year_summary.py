"""What is told of a next year: at the head of its definition, and to whoever begins it; nothing is changed here."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from cop_plan.app import outputs
from cop_plan.app.next_year_files import BUDGET, MEMBERS, Kind, NewComment, NextYearFiles, is_inside, shared
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Path as ValuePath
from cop_plan.base.errors import Problems, Unreadable
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, all_of, counted, joined, sentence
from cop_plan.definition import commenting, nodes, of_one_year
from cop_plan.definition import community as models
from cop_plan.schedule import timeline

_GUESTS = ("guests",)

_SECTIONS = frozenset(models.Community.model_fields) - {"closures", "holidays", "records", "budget", "guests"}

_TO_DECIDE: Mapping[Kind, Sentence] = {
    "closure": sentence("when is it closed in {year}?", year=""),
    "calendar": sentence("ask for the calendar of {year}", year=""),
    "date": sentence("which day is it in {year}?", year=""),
    "topic": sentence("what are the sessions about in {year}, and who presents?", year=""),
    "approval": sentence("who approves the privacy notice for {year}?", year=""),
    "kept until": sentence("until when are the answers of {year} kept?", year=""),
    "agreement": sentence("which hours do the letters of agreement name in {year}?", year=""),
    "records": sentence("last year’s records lie there: where will those of {year} lie?", year=""),
    "output": sentence("last year’s pages lie there: where will those of {year} lie?", year=""),
}


@frozen
class Decision:
    """What a person has to decide: the file of the new folder and the lines where it stands; none for all of it."""

    file: str
    lines: tuple[int, ...]
    text: Sentence


def with_head(new: NextYearFiles, year: str, today: date) -> str:
    """Return the new definition with what the members said should continue, change and stop at its head."""
    w = new.old.language
    said = [w("next_year.head", year=year, before=new.before), ""]
    try:
        asked = _asked(new.old, today)
    except (Problems, Unreadable):
        said.append(w("next_year.unreadable", before=new.before))
    else:
        said += [w("next_year.asked"), *_asked_lines(asked, w)] if asked else [w("next_year.no_report")]
    bare = _without_silent_head(new, new.own.text.removeprefix("\ufeff"))
    line_end = "\r\n" if "\r\n" in bare else "\n"
    begins = re.match(r"#[^\n]*\$schema=[^\n]*(?:\n|\Z)", bare)
    at = begins.end() if begins else 0
    unmarked = (line.replace(new.mark, "") for line in (*said, ""))
    block = "".join(f"# {line}".rstrip() + line_end for line in unmarked)
    rest = bare[at:]
    gap = "" if rest.startswith(("\n", "\r")) else line_end
    bom = "\ufeff" if new.own.text.startswith("\ufeff") else ""
    return bom + bare[:at] + block.removesuffix(f"#{line_end}") + gap + rest


def _without_silent_head(new: NextYearFiles, text: str) -> str:
    """Return a definition without the head that the year before was begun with, if it says what nobody had said."""
    w = new.old.language
    head = re.escape(w("next_year.head", year=new.before, before="\0")).replace("\0", r"[\d-]+")
    nothing_known = (w(f"next_year.{one}", before="\0") for one in ("no_report", "unreadable"))
    silent = "|".join(re.escape(one).replace("\0", r"[\d-]+") for one in nothing_known)
    return re.sub(rf"(?m)^# {head}\r?\n#\r?\n# (?:{silent})\r?\n(?:\r?\n)?", "", text, count=1)


def to_decide(
    new: NextYearFiles, marks: Iterable[NewComment], year: str, of_shared: Iterable[tuple[ValuePath, Sentence]]
) -> Iterator[Decision]:
    """Yield what a person has to decide: of what became a comment, of what is shared, and of what was kept."""
    listed = tuple(marks)
    lines: dict[tuple[str, Kind], dict[int, None]] = {}
    for one in listed:
        lines.setdefault((one.file, one.kind), {})[one.line] = None
    for (name, kind), those in lines.items():
        if kind in _TO_DECIDE:
            yield Decision(str(new.folder / name), tuple(those), _TO_DECIDE[kind].but(year=year))
    for one in listed:
        if one.why is not None:
            yield Decision(str(new.folder / one.file), (one.line,), one.why)
    yield from _still(new, year, of_shared)


def _still(new: NextYearFiles, year: str, of_shared: Iterable[tuple[ValuePath, Sentence]]) -> Iterator[Decision]:
    """Yield what was kept, and holds in the new year only if a person says so."""
    tree = new.tree(new.own)
    texts, definition = dict(nodes.texts(tree)), str(new.folder / new.name)

    def on(paths: Iterable[ValuePath], said: Sentence) -> Iterator[Decision]:
        places = [nodes.place_of(tree, path).line for path in paths]
        if places:
            yield Decision(definition, tuple(dict.fromkeys(places)), said)

    for path, said in of_shared:
        yield from on([path], said)
    for file, below in shared(new.folder, nodes.text_at(tree, ("extends",))):
        for path, kind in of_one_year.found(below, new.until, new.until):
            if kind in _TO_DECIDE and kind not in ("closure", "date"):  # these are found with what does not fit
                line = nodes.place_of(below, path, key=True).line
                yield Decision(str(file), (line,), _TO_DECIDE[kind].but(year=year))
    first = new.before[:4]
    named = [path for path in of_one_year.named_years(texts, first) if path[0] not in ("id", "last_year", "year")]
    yield from on(named, sentence("this names {year}: does it still hold?", year=first))
    ended = [path for path in of_one_year.named_months(texts, new.until) if path not in named]
    yield from on(ended, sentence("this names a month of {year}: does it still hold?", year=new.before))
    closures = [path for path in texts if path[0] == "closures" and path[-1] in (path[1], "days")]
    yield from on(closures, sentence("these days name no year: do they still hold?"))
    links = [path for path in texts if path[0] == "activities" and path[-1] == "link"]
    yield from on(links, sentence("do these links still hold?"))
    gone = [path for path, text in texts.items() if text.casefold() in new.left and path[:2] != MEMBERS]
    yield from on(gone, sentence("who is named here has left"))
    plans, reached = nodes.find(tree, ("legacy", "capacity_building"))
    if len(reached) == 2 and not nodes.is_empty(plans):
        yield from on([("legacy", "capacity_building")], sentence("what each team promised was for last year"))
    community = new.project().community
    for path, is_there, said in (
        (MEMBERS, new.counts["hopes"], sentence("what members bring and want was said for last year")),
        (_GUESTS, any(one.topic for one in community.guests), sentence("do the topics of guests still hold?")),
        (BUDGET, any(one.note for one in community.budget), sentence("do the notes still hold?")),
    ):
        node, reached = nodes.find(tree, path)
        if is_there and len(reached) == len(path):
            if isinstance(node, nodes.ScalarNode) and node.text:
                yield Decision(str(new.folder / node.text), (), said)
            else:
                yield from on([path], said)


def kept(new: NextYearFiles) -> Iterator[Sentence]:
    """Yield what of the year before the new one has too."""
    tree = new.tree(new.own)
    sections = [
        key
        for key, node in (tree.entries.items() if isinstance(tree, nodes.MappingNode) else ())
        if key in _SECTIONS and isinstance(node, nodes.MappingNode | nodes.SequenceNode)
    ]
    if sections:
        yield sentence("your words and comments in {sections}", sections=joined(sections))
    community = new.project().community
    declining = sum(bool(one.declines) for one in community.membership.members)
    numbers = (
        counted(len(community.membership.members), "1 member", "{number} members"),
        counted(len(community.membership.schools), "1 school", "{number} schools"),
        counted(len(community.guests), "1 guest to invite", "{number} guests to invite"),
        counted(len(community.resources), "1 resource", "{number} resources"),
        counted(len(community.budget), "1 line of the budget", "{number} lines of the budget"),
        counted(declining, "what 1 member declines", "what {number} members decline"),
    )
    if some := [one for one in numbers if one.number]:
        yield all_of(some)
    dates = sum(path[-1] in ("when", "by", "repeat") for path, _ in nodes.texts(tree))
    if dates:
        yield counted(dates, "1 date that is a phrase", "{number} dates that are phrases")
    yield sentence("the id {id}, by which calendars know the community", id=community.identity)


def dropped(new: NextYearFiles) -> Iterator[Sentence]:
    """Yield what the new year has no more, or as a comment."""
    counts = new.counts
    if counts["left"]:
        yield counted(counts["left"], "1 member who left", "{number} members who left")
    if counts["agreements"]:
        yield counted(
            counts["agreements"],
            "the invitation and the agreement of 1 member",
            "the invitations and agreements of {number} members",
        )
    if counts["spent"]:
        yield counted(
            counts["spent"],
            "what was spent or given in kind, in 1 line of the budget",
            "what was spent or given in kind, in {number} lines of the budget",
        )
    closures = counts["closure"] + counts["calendar"]
    numbers = (
        counted(closures, "1 closure", "{number} closures"),
        counted(counts["date"], "1 date", "{number} dates"),
        counted(counts["topic"], "1 topic, presenter or reading", "{number} topics, presenters and readings"),
        counted(counts["cancelled"], "1 cancelled session", "{number} cancelled sessions"),
        counted(counts["begins"], "the late beginning", "the late beginnings"),
    )
    if some := [one for one in numbers if one.number]:
        yield sentence("comments now: {what}", what=all_of(some))
    if there := [f"{one}/" for one in _left_there(new) if files.is_folder(new.old.file.parent / one)]:
        yield sentence("left where they are: {folders}", folders=joined(there))


def _left_there(new: NextYearFiles) -> Iterable[str]:
    """Return the folders that hold what was made of the year before, and its records, each once."""
    tree = nodes.read_yaml(new.written, "")
    named = dict(nodes.texts(tree)) if tree is not None else {}
    records = [text for path, text in named.items() if path[0] == "records" and path[-1] != "counts_from"]
    plan = named.get(("output",), outputs.PLAN)
    every = (plan, outputs.KIT, outputs.HOURS, outputs.REPORT, "records", *records)
    inside = [os.path.normpath(one).replace(os.sep, "/") for one in every if is_inside(one)]
    return dict.fromkeys(one.partition("/")[0] for one in inside)


_ASKED = ("keep_on", "change", "stop")


def _asked(old: CommunityProject, today: date) -> Mapping[str, Sequence[str]] | None:
    """Return what the report of a year asks to continue, change and stop, or else its notes; None if nobody said so.

    Raises Problems of the records, Unreadable.
    """
    from cop_plan.app import report, rollup
    from cop_plan.portfolio.rollup import PublishedReport

    found, this = rollup.read(report.final_of(old.file)), (old.community.identity, timeline.year_name(old.community))
    if isinstance(found, PublishedReport) and (found.id, found.year) == this:
        said = {key: getattr(found.asks, key, ()) for key in _ASKED}
        if any(said.values()):
            return said
    made = report.make(old, report.ReportRequest(today)).report
    page = getattr(made, "first_page", None)
    asks = getattr(page and page.asks, "value", None)
    return asks and {key: [one.text for one in getattr(asks, key)] for key in _ASKED}


def _asked_lines(asked: Mapping[str, Sequence[str]], w: Any) -> Iterator[str]:
    for key, word in zip(_ASKED, ("keep_on", "do_change", "stop"), strict=True):
        lines = [line for text in asked[key] for line in commenting.lines_of(text) if line]
        if lines:
            yield ""
            yield w(f"report.{word}")
            yield from (f"  {line if line.startswith(('-', '*')) else f'- {line}'}" for line in lines)

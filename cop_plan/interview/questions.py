"""The questions, derived from the models' fields: how each is answered, and where its answer stands.

An answer is plain data as a definition would have it; `read` makes it of what a person types, `typed` shows it so.
"""

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from cop_plan.base.errors import nearest, quote
from cop_plan.base.tables import writer
from cop_plan.dates import phrases, workdays, zones
from cop_plan.definition import community as models
from cop_plan.definition import edit, load, nodes
from cop_plan.render.messages import Messages

Path = tuple[str, ...]
Form = Literal["text", "choice", "choices", "list", "pairs", "part", "parts", "named", "goals"]
Answers = Mapping[Path, Any]

LONGEST_LINE = 2_000
MOST_LINES = 1_000
STATEMENT: tuple[Path, ...] = tuple(
    ("purpose", key) for key in ("audience", "shared_interest", "concern", "learn_together_how_best_to")
)
"""What the purpose statement is made of."""

ESSENTIALS: tuple[Path, ...] = (
    ("name",),
    *STATEMENT,
    ("year",),
    ("timezone",),
    ("region",),
    ("leadership", "facilitator"),
    ("sponsor",),
)
"""The order in which the essential questions are asked. The region is guessed from the time zone."""

SECTIONS: tuple[tuple[str, tuple[Path, ...]], ...] = (
    ("Purpose", (("name",), ("purpose",))),
    ("Results and celebrations", (("goals",), ("meetings", "reflection_and_celebration"), ("reporting",))),
    ("Membership", (("membership",), ("partners",))),
    ("Leadership", (("leadership",), ("sponsor",))),
    (
        "Implementation plan",
        tuple(
            (key,) for key in ["year", "timezone", "region", "pattern", "language", "website", "closures", "meetings"]
        ),
    ),
    ("Guidelines", (("guidelines",),)),
    ("Resources and budget", (("resources",), ("guests",), ("budget",), ("release_time",))),
    ("Impact on practice", (("surveys",),)),
    ("Legacy", (("legacy",),)),
)
"""The sections in which questions are offered: the planning tool's seven, and two more; the longest path counts.

Source: the planning tool of the College of Alberta School Superintendents (domain, S2); the legacy plan (domain, S4).
"""

# What a line of a list may say of one thing, divided by semicolons.
_PIECES: Mapping[type[models.Part], tuple[str, ...]] = {
    models.Leader: ("name", "email"),
    models.Organization: ("organization", "contact", "email"),
    models.MustInclude: ("position", "one_from"),
    models.Member: ("name", "school", "position", "email"),
    models.School: ("school", "jurisdiction", "principal", "email"),
    models.Resource: ("title", "kind", "quantity", "cost"),
    models.Guest: ("name", "organization", "topic", "email"),
    models.BudgetLine: ("category", "planned", "note"),
    models.CapacityBuilding: ("jurisdiction", "activity", "when"),
    models.Channel: ("who", "channel"),
    models.Closure: ("days", "kind"),
    models.Evidence: ("what", "by"),
    models.Item: ("ask", "in"),
}

TABLES: Mapping[Path, str] = {
    ("membership", "members"): "members.csv",
    ("membership", "schools"): "schools.csv",
    ("budget",): "budget.csv",
}
"""The lists that lie in files of their own beside a new definition."""


class UnclearAnswer(ValueError):
    """Raised for an answer that does not mean anything; its text says why, and what would do."""


@dataclass(frozen=True)
class Question:
    """A question: where its answer stands, what it asks, and in which form it is answered."""

    path: Path
    text: str
    help: str
    example: Any
    essential: bool
    required: bool
    default: str | None
    in_plan: bool
    form: Form
    choices: tuple[str, ...] = ()
    part: type[models.Part] | None = None

    @property
    def shown(self) -> Any:
        """Return what a comment in a new definition shows: the default, or else the example."""
        return self.example if self.default is None else self.default

    @property
    def several_lines(self) -> bool:
        """Return whether the answer is ended by an empty line."""
        return self.form in ("list", "pairs", "parts", "named", "goals")


@cache
def questions() -> tuple[Question, ...]:
    """Return all questions, in the order of the definition."""
    return tuple(_questions(models.Community, ()))


def _questions(part: type[models.Part], path: Path) -> Iterator[Question]:
    for name, spoken in part.model_fields.items():
        here = (*path, spoken.alias or name)
        extra = spoken.json_schema_extra
        if isinstance(extra, dict) and "question" in extra:
            form, choices, inner = _form(spoken.annotation)
            if here == ("pattern",):
                form, choices = "choice", load.SHIPPED_PATTERNS
            yield Question(
                path=here,
                text=str(extra["question"]),
                help=str(extra["help"]),
                example=extra["example"],
                essential=bool(extra.get("essential")),
                required=spoken.is_required(),
                default=spoken.default if isinstance(spoken.default, str) else None,
                in_plan=bool(extra.get("in_plan", True)),
                form=form,
                choices=choices,
                part=inner,
            )
        elif (inner := part_in(spoken.annotation)) is spoken.annotation and inner is not None:
            yield from _questions(inner, here)


def _form(annotation: Any) -> tuple[Form, tuple[str, ...], type[models.Part] | None]:
    """Return how a value of a type is answered: its form, its choices, and what it is made of."""
    choices, part = _choices_in(annotation), part_in(annotation)
    origins = set(_origins(annotation))
    if part is models.Goal:
        return "goals", (), part
    if part is not None:
        return ("parts" if tuple in origins else "named" if Mapping in origins else "part"), (), part
    if tuple in origins:
        return ("choices" if choices else "list"), choices, None
    if Mapping in origins:
        return "pairs", (), None
    return ("choice" if choices else "text"), choices, None


def _origins(annotation: Any) -> Iterator[Any]:
    origin = get_origin(annotation)
    yield Mapping if isinstance(origin, type) and issubclass(origin, Mapping) else origin
    if origin is not Literal:
        for inner in get_args(annotation)[: 1 if origin is Annotated else None]:
            yield from _origins(inner)


def _choices_in(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return get_args(annotation)
    return next((found for inner in get_args(annotation) if (found := _choices_in(inner))), ())


def part_in(annotation: Any) -> type[models.Part] | None:
    """Return the part that a value of a type is, or is made of; None if it is plain."""
    if isinstance(annotation, type) and issubclass(annotation, models.Part):
        return annotation
    return next((found for inner in get_args(annotation) if (found := part_in(inner))), None)


def section_of(question: Question) -> str:
    """Return the section in which a question is offered."""
    prefixes = [(len(prefix), title) for title, those in SECTIONS for prefix in those if _begins(question.path, prefix)]
    return max(prefixes)[1]


def _begins(path: Path, prefix: Path) -> bool:
    return path[: len(prefix)] == prefix


def open_questions(loaded: load.Loaded) -> list[Question]:
    """Return the questions that a definition leaves open."""
    return [one for one in questions() if _is_open(one, loaded)]


def _is_open(question: Question, loaded: load.Loaded) -> bool:
    value: Any = loaded.community
    for key in question.path:
        value = getattr(value, key)
    if question.default is not None:
        return not loaded.is_own(question.path)
    return models.is_undecided(value)


def coming_year(today: date) -> str:
    """Return the school year that somebody who plans today means: the one that begins in August of this year.

    Preparation begins in April; who plans later in the year is late for it, and who plans in January is early.
    """
    return f"{today.year}-{today.year + 1}"


def zone_guess(machine: str | None) -> str | None:
    """Return the machine's time zone if it is that of a place; None for UTC and the like."""
    return machine if machine in zones.names() and "/" in (machine or "") and not _is_nowhere(machine) else None


def _is_nowhere(zone: str | None) -> bool:
    return (zone or "").startswith(("Etc/", "SystemV/"))


def region_guess(zone: str | None) -> str | None:
    """Return the region of a time zone where it is sure and its holidays are known."""
    region = zones.region_of(zone) if zone else None
    try:
        return _read_region(region) if region else None
    except UnclearAnswer:
        return None


def identity(name: str) -> str:
    """Return an id made of a name: in ASCII where something of it is left, else in its own script."""
    own = "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name).casefold()))[:60].strip("-")
    return models.slug(name) or (own if models.is_name(own) else "community")


def clean(line: str) -> str:
    """Return a typed line without what surrounds it. Raises UnclearAnswer for one that cannot stand in a file."""
    text = unicodedata.normalize("NFC", line.strip().strip("\ufeff").replace("\t", " ")).strip()
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UnclearAnswer("a letter in this line could not be read: please type it again")
    if (character := nodes.unprintable(text)) is not None:
        raise UnclearAnswer(
            f"an invisible control character (U+{ord(character):04X}) is in this line, perhaps from an arrow key: "
            "please type it again"
        )
    if len(text) > LONGEST_LINE:
        raise UnclearAnswer(f"this line is {len(text) - LONGEST_LINE:,} characters too long: a sentence or two will do")
    return text


def read(question: Question, lines: Sequence[str]) -> Any:
    """Return the answer that lines of text give. Raises UnclearAnswer."""
    match question.form:
        case "choice":
            return _read_choice(lines[0], question)
        case "choices":
            words = [word for word in re.split(r"[,;]", lines[0]) if word.strip()]
            if len(words) == 1 and re.fullmatch(r"[\d ]+", words[0], re.ASCII):
                words = words[0].split()
            return list(dict.fromkeys(_read_choice(word, question) for word in words))
        case "list":
            return list(lines)
        case "pairs":
            return _read_pairs(lines)
        case "part" | "parts":
            assert question.part is not None, "such an answer has parts"
            parts = [_read_part(line, question.part) for line in lines]
            return parts if question.form == "parts" else parts[0]
        case "named":
            return _read_named(lines, question)
        case "goals":
            return goals(lines)[0]
        case _ if question.path == ("timezone",):
            return _read_zone(lines[0])
        case _ if question.path == ("region",):
            return _read_region(lines[0])
        case _:
            return lines[0]


def answer(question: Question, lines: Sequence[str], pattern: str | None = None) -> Any:
    """Return the answer that lines of text give, and that can stand in a definition. Raises UnclearAnswer.

    In a shipped pattern the year begins in August; of one's own this is not known here.
    """
    found = read(question, [clean(line) for line in lines])
    problem = load.wrong_with(question.path, found, year_begins(pattern))
    if problem is not None:
        raise UnclearAnswer(f"{problem.message}: {problem.hint}" if problem.hint else problem.message)
    return found


def year_begins(pattern: str | None) -> int | None:
    """Return the month in which a pattern's year begins, None for a pattern of one's own."""
    return 8 if pattern is None or pattern in load.SHIPPED_PATTERNS else None


def _read_choice(text: str, question: Question) -> str:
    word = text.strip()
    if re.fullmatch(r"\d{1,3}", word, re.ASCII) and 1 <= int(word) <= len(question.choices):
        return question.choices[int(word) - 1]
    alike = [choice for choice in question.choices if choice.casefold() == word.casefold()]
    begun = [choice for choice in question.choices if choice.casefold().startswith(word.casefold())]
    if alike or len(begun) == 1:
        return (alike or begun)[0]
    if question.path == ("pattern",) and word.endswith((".yaml", ".yml")):
        return word
    raise UnclearAnswer(f"{quote(word)} is none of these: type a number from 1 to {len(question.choices)}, or the word")


def _read_zone(text: str) -> str:
    wanted = re.sub(r"\s+", "_", text).casefold()
    for zone in sorted(zones.names()):
        if zone.casefold() == wanted:
            return zone
    cities = sorted(zone for zone in zones.names() if zone.casefold().rpartition("/")[2] == wanted and "/" in zone)
    if len(cities) == 1:
        return cities[0]
    near = nearest(text, zones.names())
    raise UnclearAnswer(
        f"no time zone is called {quote(text)}: " + (f"did you mean {near}?" if near else "try America/Edmonton")
    )


@cache
def _read_region(text: str) -> str:
    region = workdays.region_named(text) or text.upper().replace("_", "-").replace(" ", "-")
    try:
        workdays.holidays_of(region, (2026,), "en-CA")
    except workdays.UnknownRegion as unknown:
        near = ", ".join(unknown.near) or "a code such as CA-AB or FR"
        raise UnclearAnswer(f"no holidays are known for {quote(text)}: try {near}") from None
    return region


def _read_pairs(lines: Iterable[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for line in lines:
        key, colon, value = (piece.strip() for piece in line.partition(":"))
        if not (key and colon and value) or len(key) > 100:
            raise UnclearAnswer(f"{quote(line)} needs a colon: write  teachers: what they need")
        if key in pairs:
            raise UnclearAnswer(f"{quote(key)} is there already")
        pairs[key] = value
    return pairs


def _read_part(line: str, part: type[models.Part]) -> dict[str, str]:
    """Return what a line says of one thing, its pieces divided by semicolons; an e-mail address is known anywhere."""
    columns = _PIECES[part]
    pieces = [piece.strip() for piece in line.split(";")]
    found: dict[str, str] = {}
    if "email" in columns:
        if inside := re.fullmatch(r"(.*?)[\s,]*[<(\[]?([^\s@<>()\[\],]+@[^\s@<>()\[\],]+)[>)\]]?", pieces[0]):
            pieces = [inside[1], *pieces[1:], inside[2]] if inside[1] else pieces
        addresses = [piece for piece in pieces[1:] if re.fullmatch(r"\S+@\S+", piece)]
        if len(addresses) == 1:
            found["email"] = addresses[0]
            pieces = [pieces[0], *(piece for piece in pieces[1:] if piece != addresses[0])]
    places = [column for column in columns if column not in found]
    if len([piece for piece in pieces if piece]) > len(places) or len(pieces) > len(places):
        raise UnclearAnswer(f"there are too many semicolons in {quote(line)}: write  {shape(part)}")
    found = {**{column: piece for column, piece in zip(places, pieces, strict=False) if piece}, **found}
    if columns[0] not in found:
        raise UnclearAnswer(f"begin with the {_spoken(columns[0])}: write  {shape(part)}")
    for column in {"by", "when"} & set(found):
        _refuse_without_month(found[column])
    return {column: found[column] for column in columns if column in found}


def _refuse_without_month(phrase: str) -> None:
    with contextlib.suppress(phrases.Unclear):  # it is told with what else is wrong
        if phrases.parse(phrase).lacks_month:
            raise UnclearAnswer(f"the phrase names no month: write, for example, {quote(f'{phrase} of february')}")


def row(path: Path, item: Any) -> dict[str, str]:
    """Return the row of a table that an item of an answer gives; a text is its first column."""
    found = dict(item) if isinstance(item, Mapping) else {next(iter(columns_of(path))): item}
    return {column: str(cell) for column, cell in found.items() if cell is not None}


def shape(part: type[models.Part]) -> str:
    """Return how a line about one thing is written."""
    return "; ".join(_spoken(column) for column in _PIECES[part])


def _spoken(column: str) -> str:
    return {"email": "e-mail", "one_from": "each jurisdiction or each school", "ask": "question or statement",
            "in": "baseline or final", "by": "by when"}.get(column, column)  # fmt: skip


def _read_named(lines: Iterable[str], question: Question) -> dict[str, dict[str, Any]]:
    named: dict[str, dict[str, Any]] = {}
    for line in lines:
        if question.part is models.Item:
            item: dict[str, Any] = _read_part(line, models.Item)
            item |= {"type": "text"} if item["ask"].endswith("?") else {}
            named[_free_name(item["ask"], "item", named)] = item
            continue
        title, _, rest = (piece.strip() for piece in line.partition(":"))
        name = models.slug(title)
        if not (name and rest):
            raise UnclearAnswer(
                f"{quote(line)} needs a name and a colon: write  winter break: 2026-12-21 to 2027-01-01"
            )
        if name in named:
            raise UnclearAnswer(f"{quote(title)} is there already")
        named[name] = _read_part(rest, models.Closure)
    return named


def _free_name(text: str, otherwise: str, taken: Iterable[str]) -> str:
    """Return a name made of the first words of a text that is not taken yet."""
    first = models.slug(" ".join(text.split()[:4]))[:30].strip("-") or otherwise
    names = [first, *(f"{first}-{number}" for number in range(2, MOST_LINES + 3))]
    return next(name for name in names if name not in set(taken))


_AREA = Question(("goals",), "", "", None, False, False, None, True, "choice", models.AREAS)


class GoesOn(NamedTuple):
    """What is asked next while an answer goes on: a message of `interview.goals` and its facts."""

    message: str
    facts: Mapping[str, object]


def goals(lines: Sequence[str]) -> tuple[dict[str, dict[str, Any]], GoesOn | None]:
    """Return the goals that lines tell of, and what is asked next; None at the end.

    A goal is its aim, the expected outcome, what students gain, an area, each of which but the aim may be empty, and
    lines of evidence up to an empty one. An empty aim ends the goals.
    """
    goals: dict[str, dict[str, Any]] = {}
    left = list(lines)
    while True:
        if not left:
            return goals, GoesOn("aim", {"number": len(goals) + 1})
        if not (aim := left.pop(0)):
            return goals, None
        goal: dict[str, Any] = {"aim": aim}
        goals[_free_name(aim, "goal", goals)] = goal
        for key in ("outcome", "for_students", "area"):
            if not left:
                return goals, GoesOn(key, {"areas": _numbered(models.AREAS)})
            if text := left.pop(0):
                goal[key] = _read_choice(text, _AREA) if key == "area" else text
        evidence: dict[str, dict[str, str]] = {}
        while True:
            if not left:
                return goals, GoesOn("evidence", {})
            if not (text := left.pop(0)):
                break
            one = _read_part(text, models.Evidence)
            evidence[_free_name(one["what"], "evidence", evidence)] = one
            goal["evidence"] = evidence


def _numbered(choices: Iterable[str]) -> str:
    return ", ".join(f"{number} {choice}" for number, choice in enumerate(choices, 1))


def typed(question: Question, value: Any) -> list[str]:
    """Return an answer as somebody would type it, in lines; what is left out of a goal is an empty one."""
    match question.form:
        case "choices" | "choice":
            return [", ".join([value] if isinstance(value, str) else value)]
        case _ if isinstance(value, str):
            return [value]
        case "list":
            return list(value)
        case "pairs":
            return [f"{key}: {text}" for key, text in value.items()]
        case "part":
            return ["; ".join(str(piece) for piece in value.values())]
        case "parts":
            return [item if isinstance(item, str) else "; ".join(map(_piece, item.values())) for item in value]
        case "named" if question.part is models.Closure:
            return [f"{name}: {item if isinstance(item, str) else '; '.join(map(_piece, item.values()))}"
                    for name, item in value.items()]  # fmt: skip
        case "named":
            return ["; ".join([item["ask"], *map(_piece, [item["in"]] if "in" in item else [])])
                    for item in value.values()]  # fmt: skip
        case _:
            return [line for goal in value.values() for line in _goal_lines(goal)]


def _piece(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(map(str, value))


def _goal_lines(goal: Any) -> Iterator[str]:
    if isinstance(goal, str):
        yield goal
        return
    yield from (goal.get(key, "") for key in ("aim", "outcome", "for_students", "area"))
    for one in goal.get("evidence", {}).values():
        yield "; ".join(one[key] for key in ("what", "by") if one.get(key))
    yield ""


def how(question: Question, m: Messages) -> str | None:
    """Return how a question is answered; None where it is plain."""
    match question.form:
        case "choices":
            return m("interview.how.choices")
        case "list":
            return m("interview.how.list")
        case "pairs":
            return m("interview.how.pairs")
        case "parts":
            assert question.part is not None, "such an answer has parts"
            return m("interview.how.parts", shape=shape(question.part))
        case "part":
            assert question.part is not None, "such an answer has parts"
            return m("interview.how.part", shape=shape(question.part))
        case "named" if question.part is models.Closure:
            return m("interview.how.closures")
        case "named":
            return m("interview.how.items")
        case _:
            return None


def explained(question: Question, m: Messages) -> list[str]:
    """Return the help of a question: the principle behind it, how it is answered, an example."""
    way = m("interview.how.zone") if question.path == ("timezone",) else how(question, m)
    example = [line for line in typed(question, question.example) if line]
    if len(example) == 1:
        shown = [m("interview.example", text=example[0])]
    else:
        shown = [m("interview.examples"), *(f"  {line}" for line in example)]
    keep = m("interview.needed" if question.required else "interview.can_wait")
    return [question.help, *([way] if way else []), *shown, keep]


_HEAD = """\
# {name}: a community of practice and its year, for cop-plan.
# A line that begins with # is a comment. To answer an open question, take away the # before its key and put your own
# words for the example; or run  cop-plan init {file}  again: it asks what is still open.
"""


def definition(answers: Answers, file: str, schema: str | None) -> str:
    """Return a new definition: every key explained, every open question as a comment, with its default or an example.

    `schema` is the name of the JSON Schema beside it, for editors. Raises edit.CannotEdit for an answer that no text
    can mean.
    """
    values = {**answers, **{path: table for path, table in TABLES.items() if not isinstance(answers.get(path), str)}}
    values.setdefault(("id",), identity(str(answers["name",])))
    name, file = (" ".join(text.split()) for text in (str(answers["name",]), file))
    head = (f"# yaml-language-server: $schema={schema}\n" if schema else "") + _HEAD.format(name=name, file=file)
    text = head + "\n".join(_laid_out(models.Community, (), values)) + "\n"
    edit.must_mean(text, values)
    return text


def _laid_out(part: type[models.Part], path: Path, values: Mapping[Path, Any]) -> Iterator[str]:
    known = {one.path: one for one in questions()}
    indent = edit.INDENT * len(path)
    for name, spoken in part.model_fields.items():
        key = spoken.alias or name
        here, section = (*path, key), spoken.annotation
        if not path:
            yield ""
        if here in values or here in known:
            yield f"{indent}# {known[here].text if here in known else spoken.description}"
            lines = edit.lines(key, values[here]) if here in values else edit.commented(key, known[here].shown)
            yield from (indent + line for line in lines)
        elif isinstance(section, type) and issubclass(section, models.Part):
            yield f"{indent}{key}:  # {spoken.description}"
            yield from _laid_out(section, here, values)
        else:
            yield f"{indent}#{key}:  # {spoken.description}"


def tables(answers: Answers) -> dict[str, str]:
    """Return the CSV files beside a new definition, by name, with the rows that were answered."""
    items = {path: answers.get(path, ()) for path in TABLES}
    return {TABLES[path]: _table(path, rows) for path, rows in items.items() if not isinstance(rows, str)}


def _table(path: Path, items: Iterable[Any]) -> str:
    columns, rows = list(columns_of(path)), [row(path, item) for item in items]
    return writer.text([columns, *([one.get(name, "") for name in columns] for one in rows)], marked=True)


def columns_of(path: Path) -> dict[str, bool]:
    """Return the columns of the list that answers a question, and whether each must be there."""
    return models.column_names(load.TABLES[path])

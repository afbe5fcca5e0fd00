"""The questions, derived from the models' fields: how each is answered, and where its answer stands.

An answer is plain data as a definition would have it; `read` makes it of what a person types, `typed` shows it so.
"""

import contextlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

from cop_plan.base.errors import Problem
from cop_plan.base.frozen import frozen
from cop_plan.base.tables import writer
from cop_plan.dates import phrases, places, workdays, zones
from cop_plan.definition import addresses, edit, languages, load, nodes
from cop_plan.definition import community as models
from cop_plan.interview.wording import Wording, plain, shown

Path = tuple[str, ...]
Form = Literal["text", "choice", "choices", "list", "pairs", "part", "parts", "named", "goals"]
Answers = Mapping[Path, Any]

IDEAL_SIZE = ("membership", "ideal_size")
# The columns in which a phrase of dates stands.
_DATES = ("by", "when", "days")
LONGEST_LINE = 2_000
MOST_LINES = 1_000
STATEMENT: tuple[Path, ...] = tuple(
    ("purpose", key) for key in ("audience", "shared_interest", "concern", "learn_together_how_best_to")
)
"""What the purpose statement is made of."""

USUAL_TIME = ("meetings", "usual_time")
PATTERN = ("pattern",)

ESSENTIALS: tuple[Path, ...] = (
    ("name",),
    STATEMENT[-1],
    ("leadership", "facilitator"),
    ("year",),
    ("timezone",),
    ("region",),
    PATTERN,
    USUAL_TIME,
    ("closures",),
    ("meetings", "platform"),
)
"""The order in which the essential questions are asked: without one of these no date, or no session, would hold.

The year and the time zone are guessed from the day and the machine, the region from the time zone.
"""

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
    ("Designing activities", tuple(("meetings", key) for key in models.DESIGNING)),
    ("Guidelines", (("guidelines",),)),
    ("Resources and budget", (("resources",), ("guests",), ("budget",), ("release_time",))),
    ("Impact on practice", (("surveys",),)),
    ("Legacy", (("legacy",),)),
)
"""The sections in which questions are offered: the planning tool's seven, and three more; the longest path counts.

Source: the planning tool of the College of Alberta School Superintendents (domain, S2); the sample questions on
designing activities (domain, S1-27); the legacy plan (domain, S4).
"""

# What a line of a list may say of one thing, divided by semicolons.
_PIECES: Mapping[type[models.Part], tuple[str, ...]] = {
    models.Leader: ("name", "email"),
    models.UsualTime: ("at", "in_person_at", "weekday"),
    models.Organization: ("organization", "contact", "email"),
    models.MustInclude: ("position", "one_from"),
    models.Member: ("name", "school", "position", "email"),
    models.School: ("school", "jurisdiction", "principal", "email"),
    models.Resource: ("title", "kind", "quantity", "cost"),
    models.Guest: ("name", "organization", "relation", "topic", "takes_part", "email"),
    models.BudgetLine: ("category", "planned", "note"),
    models.CapacityBuilding: ("jurisdiction", "activity", "when"),
    models.Channel: ("who", "channel"),
    models.Closure: ("days", "kind"),
    models.Showing: ("what", "where", "shown_by"),
    models.Evidence: ("what", "by"),
    models.Item: ("ask", "in"),
}

# The pieces of a guest that are known wherever they stand, with the longest that may be said before them.
_OF_GUESTS = {"relation": "i would like to ", "takes_part": "to "}

TABLES: Mapping[Path, str] = {
    ("membership", "members"): "members.csv",
    ("membership", "schools"): "schools.csv",
    ("budget",): "budget.csv",
}
"""The lists that lie in files of their own beside a new definition."""


class UnclearAnswer(ValueError):
    """Raised for an answer that does not mean anything; its text says why, and what would do."""


@frozen
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

    def shown(self, w: Wording) -> Any:
        """Return what a comment in a new definition shows: the default, or else the example."""
        return w.example(self.path, self.example) if self.default is None else self.default

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
            if here == ("reporting", "to"):
                choices = ("sponsor", "partners")  # whom the program knows; others may be named
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
    if question.default is not None:
        return not loaded.is_own(question.path)
    return models.answer(loaded.community, question.path) is None


# Where the school year begins in January or February. Source: the ministries' calendars of 2026 and 2027
_CALENDAR_YEARS = (
    "AO", "AR", "AU", "BD", "BN", "BO", "BR", "BW", "CL", "CO", "CR", "EC", "FJ", "GT", "HN", "KE", "KR", "LS", "MW",
    "MZ", "NA", "NI", "NZ", "PA", "PE", "PG", "PY", "SB", "SG", "SV", "SZ", "TO", "TZ", "UG", "UY", "VU", "WS", "ZA",
    "ZM", "ZW",
)  # fmt: skip


def coming_year(today: date, zone: str | None = None) -> str:
    """Return the school year that somebody in a time zone means who plans today.

    Where it begins in August: the one of this year. Preparation begins in April; who plans later in the year is late
    for it, and who plans in January is early. Where it begins in January: this year's up to June, then the next.
    """
    country = (zones.region_of(zone) or "").partition("-")[0] if zone else ""
    if country in _CALENDAR_YEARS:
        return str(today.year if today.month <= 6 else today.year + 1)
    return f"{today.year}-{today.year + 1}"


def likely_pattern(year: str | None) -> str | None:
    """Return the pattern against which a school year is read as long as none is chosen; None where both are likely.

    `year` is the coming one where the community is. Where schools begin in August, a single year is a slip.
    """
    return None if is_calendar_year(year) else load.SHIPPED_PATTERNS[0]


def is_calendar_year(year: Any) -> bool:
    """Return whether a school year is written as one that begins in January."""
    return isinstance(year, str) and re.fullmatch(r"\s*\d{4}\s*", year, re.ASCII) is not None


def with_pattern(answers: Answers) -> Answers:
    """Return answers with the pattern that a school year from January needs, unless one is chosen."""
    if is_calendar_year(answers.get(("year",))) and not answers.get(("pattern",)):
        return {**answers, ("pattern",): load.CALENDAR_YEAR}
    return answers


def zone_guess(machine: str | None) -> str | None:
    """Return the machine's time zone if it is that of a place; None for UTC and the like."""
    is_place = machine is not None and machine in zones.names() and "/" in machine and not zones.is_clock(machine)
    return machine if is_place else None


def region_guess(zone: str | None) -> str | None:
    """Return the region of a time zone where it is sure and its holidays are known."""
    region = zones.region_of(zone) if zone else None
    try:
        return _region(region) if region else None
    except workdays.UnknownRegion:
        return None


def identity(name: str) -> str:
    """Return an id made of a name: in ASCII where something of it is left, else in its own script."""
    own = _in_own_script(name)
    return models.slug(name) or (own if models.is_name(own) else "community")


def _in_own_script(text: str) -> str:
    """Return words as a name; it may be empty, or none."""
    return "-".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))[:60].strip("-")


def clean(line: str, w: Wording) -> str:
    """Return a typed line without what surrounds it. Raises UnclearAnswer for one that cannot stand in a file."""
    text = unicodedata.normalize("NFC", line.strip().strip("\ufeff").replace("\t", " ")).strip()
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise UnclearAnswer(w("interview.unreadable"))
    if (character := nodes.unprintable(text)) is not None:
        raise UnclearAnswer(w("interview.control_character", code=f"{ord(character):04X}"))
    if len(text) > LONGEST_LINE:
        raise UnclearAnswer(w("interview.too_long_line", number=w.words.number(len(text) - LONGEST_LINE)))
    return text


def read(question: Question, lines: Sequence[str], w: Wording) -> Any:
    """Return the answer that lines of text give. Raises UnclearAnswer."""
    match question.form:
        case "choice":
            return _read_choice(lines[0], question, w)
        case "choices":
            words = [word for word in re.split(r"[,;]", lines[0]) if word.strip()]
            if len(words) == 1 and re.fullmatch(r"[\d ]+", words[0], re.ASCII):
                words = words[0].split()
            return list(dict.fromkeys(_read_choice(word, question, w) for word in words))
        case "list":
            return [w.value(line, question.choices) or line for line in lines]
        case "pairs":
            return _read_pairs(lines, w)
        case "part" | "parts":
            assert question.part is not None, "such an answer has parts"
            parts = [_read_part(line, question.part, w) for line in lines]
            return parts if question.form == "parts" else parts[0]
        case "named":
            return _read_named(lines, question, w)
        case "goals":
            return goals(lines, w)[0]
        case _:
            as_named = _READ_BY_NAME.get(question.path)
            return as_named(lines[0], w) if as_named else lines[0]


def answer(question: Question, lines: Sequence[str], w: Wording, pattern: str | None = None) -> Any:
    """Return the answer that lines of text give, and that can stand in a definition. Raises UnclearAnswer.

    Without a pattern a year may begin in any month, as for a pattern of one's own.
    """
    found = read(question, [clean(line, w) for line in lines], w)
    problem = load.wrong_with(question.path, found, year_begins(pattern))
    if problem is not None:
        wrong, hint = refusal(problem, question.path, found, w)
        raise UnclearAnswer(w("interview.wrong_with_hint", wrong=wrong, hint=hint) if hint else wrong)
    return found


def refusal(problem: Problem, path: Path, value: Any, w: Wording) -> tuple[str, str | None]:
    """Return what is said of an answer at a path that cannot stand in a definition: what is wrong, and a hint."""
    keys = problem.path.split(".")
    at = next((key for key in reversed(keys) if not key.isdecimal()), "")
    for key in keys[len(path) :]:
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list):  # in a table, those of the answers stand below those that were there
            value = dict(enumerate(value, 1)).get(int(key)) if key.isdecimal() else None
    text = value if isinstance(value, str) else ""
    own = w.messages.own("refused") or {}
    at = at if at in own or path != ("closures",) else "days"
    typed_as = partial(w.as_typed, kind="sizes" if at == IDEAL_SIZE[-1] else "dates" if at in _DATES else None)
    if not text or at not in own:
        hint = problem.hint and w.messages.translated(problem.hint)
        return w.messages.translated(problem.message), hint and w.hint_of_year(hint, text)
    hint = problem.hint or ""
    wrong = w(f"refused.{at}.said", text=shown(typed_as(text)))
    if near := re.fullmatch("did you mean '(.+)'\\?", hint):
        return wrong, w("did_you_mean", name=typed_as(near[1]))
    if better := re.fullmatch(r"write (\S+(?: to \S+)?)", hint):
        return wrong, w("refused.write", text=typed_as(better[1]))
    facts = {"year": w.year, "days": break_days(w), "day": w.of_year("2027-02-26")}
    return wrong, w(f"refused.{at}.hint", **facts) if "hint" in own[at] else None


def year_begins(pattern: str | None) -> int | None:
    """Return the month in which a pattern's year begins; None without a pattern, or for one of one's own."""
    if pattern not in load.SHIPPED_PATTERNS:
        return None
    return 1 if pattern == load.CALENDAR_YEAR else 8


def holds_year(pattern: str, year: str | None) -> bool:
    """Return whether a school year begins where a pattern's does, as far as both are known."""
    return year is None or load.wrong_with(("year",), year, year_begins(pattern)) is None


def is_late_for_a_day(usual_time: Mapping[str, str], pattern: str | None) -> bool:
    """Return whether whole days in person, which all patterns but the half days have, would begin after noon."""
    if "at" not in usual_time or "in_person_at" in usual_time or pattern == "half-day-meetings":
        return False
    return phrases.parse_time(usual_time["at"]).hour >= 12


def _read_choice(text: str, question: Question, w: Wording) -> str:
    word = text.strip()
    if re.fullmatch(r"\d{1,3}", word, re.ASCII) and 1 <= int(word) <= len(question.choices):
        return question.choices[int(word) - 1]
    names = {choice: (plain(choice), plain(w.label(choice))) for choice in question.choices}
    alike = [choice for choice in names if plain(word) in names[choice]]
    begun = [choice for choice in names if any(name.startswith(plain(word)) for name in names[choice])]
    if alike or len(begun) == 1:
        return (alike or begun)[0]
    if question.path == ("pattern",) and word.endswith((".yaml", ".yml")):
        return word
    raise UnclearAnswer(w("interview.no_choice", text=shown(word), number=len(question.choices)))


def _read_zone(text: str, w: Wording) -> str:
    if text in zones.names() and not zones.is_clock(text):
        return text
    meant = places.zones_named(text)
    if len(meant) == 1 and not places.is_misspelled(text):
        return meant[0]
    is_clock = text.upper() in zones.names() or zones.is_clock(text)
    near = w("list_comma").join(meant) or "America/Edmonton"
    raise UnclearAnswer(
        w("interview.clock_of_no_place" if is_clock else "interview.no_zone", text=shown(text), near=near)
    )


def _read_language(text: str, _: Wording) -> str:
    """Return the tag of the language that a text names in any language; the text where it names none, or is one."""
    called = [
        (tag, label) for table in languages.tables("interview.yaml") for tag, label in table.get("values", {}).items()
    ]
    begun = [tag for tag, label in called if tag in languages.TAGS and plain(label).startswith(plain(text))]
    is_tag = text.partition("-")[0] in languages.BY_FOLDER
    return text if is_tag or not text else next(iter((*begun, *languages.meant_by(text))), text)


def _read_region(text: str, w: Wording) -> str:
    try:
        return _region(text)
    except workdays.UnknownRegion as unknown:
        near = w("list_comma").join(unknown.near) or w("interview.a_code")
        raise UnclearAnswer(w("interview.no_region", text=shown(text), near=near)) from None


def _read_size(text: str, w: Wording) -> str:
    return w.written(text, "sizes")


_READ_BY_NAME: Mapping[Path, Callable[[str, Wording], str]] = {
    ("timezone",): _read_zone,
    ("region",): _read_region,
    ("language",): _read_language,
    IDEAL_SIZE: _read_size,
}
"""How texts are read that mean something by another name than a definition has."""


@cache
def _region(text: str) -> str:
    """Return the code of a region. Raises workdays.UnknownRegion."""
    named = () if places.is_misspelled(text) else places.regions_named(text)
    region = named[0] if len(named) == 1 else text.upper().replace("_", "-").replace(" ", "-")
    workdays.holidays_of(region, (2026,), "en-CA")
    return region


def _read_pairs(lines: Iterable[str], w: Wording) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for line in lines:
        key, colon, value = (piece.strip() for piece in line.partition(":"))
        if not (key and colon and value) or len(key) > 100:
            raise UnclearAnswer(w("interview.needs_colon", line=shown(line)))
        if key in pairs:
            raise UnclearAnswer(w("interview.is_there_already", name=shown(key)))
        pairs[key] = value
    return pairs


def _read_part(line: str, part: type[models.Part], w: Wording) -> dict[str, str]:
    """Return what a line says of one thing, its pieces divided by semicolons, or by commas where it has none.

    An e-mail address is known wherever it stands.
    """
    if part is models.UsualTime:
        return _read_usual_time(line, w)
    columns, choices = _PIECES[part], _choices_of(part)
    pieces = [piece.strip() for piece in line.split(";")]
    email: dict[str, str] = {}
    if "email" in columns:
        pieces, email = _without_address(pieces, line, w)
    found = _by_commas(pieces[0], part, choices, w) if len(pieces) == 1 else None
    if found is None:
        found = _placed(pieces, [column for column in columns if column not in email], choices, w)
    if found is None:
        raise UnclearAnswer(w("interview.semicolons", line=shown(line), shape=shape(part, w)))
    if columns[0] not in found:
        raise UnclearAnswer(w("interview.begin_with", first=w(f"interview.pieces.{columns[0]}"), shape=shape(part, w)))
    for column in set(_DATES) & set(found):
        found[column] = _phrase(found[column], column, w)
    found |= email
    return {
        column: w.value(found[column], choices.get(column, ())) or found[column]
        for column in columns
        if column in found
    }


def _without_address(pieces: Sequence[str], line: str, w: Wording) -> tuple[list[str], dict[str, str]]:
    """Return the pieces of a line without the address in them, and the address. Raises UnclearAnswer for several."""
    kept, found = list[str](), list[str]()
    for piece in pieces:
        text, addresses_in = addresses.split(piece)
        found += addresses_in
        if text or not addresses_in:
            kept.append(text)
    if len(found) > 1:
        raise UnclearAnswer(w("interview.two_addresses", line=shown(line)))
    return kept or [""], {"email": found[0]} if found else {}


def _placed(
    pieces: Sequence[str], columns: Sequence[str], choices: Mapping[str, tuple[str, ...]], w: Wording
) -> dict[str, str] | None:
    """Return pieces by the columns in whose order they stand; None for too many.

    How a guest is known, and what for, say by themselves what they are: what stands before them are the columns before,
    and so on.
    """
    for known, before in _OF_GUESTS.items():
        if known not in columns:
            continue
        place, meant = columns.index(known), [_meant(piece, choices[known], w, before) for piece in pieces]
        at = next((at for at, value in enumerate(meant) if value), None)
        if at is None:
            columns = [column for column in columns if column != known]
        else:
            pieces = [*pieces[:at], *[""] * (place - at), str(meant[at]), *pieces[at + 1 :]]
    if len(pieces) > len(columns):
        return None
    return {column: piece for column, piece in zip(columns, pieces, strict=False) if piece}


def _meant(piece: str, values: Sequence[str], w: Wording, before: str) -> str | None:
    """Return the value that a piece is, in either language, with no more than `before` standing before it; or None."""
    labels = {plain(label): value for value in values for label in (value, w.label(value))}
    typed = plain(piece)
    ends = [label for label in labels if typed.endswith(label) and len(typed) <= len(label) + len(before)]
    return labels[max(ends, key=len)] if ends else None


# Words by which a name is that of an organization, in English and French. Not compiled here: `check` needs none of it.
_OF_ORGANIZATIONS = (
    r"(?i)\b(academy|agency|alliance|association|authority|board|centers?|centres?|college|commission|company|consortium"
    r"|cooperative|council|department|district|division|faculty|foundation|group|hospital|institute|library|ministry"
    r"|museum|network|office|school|schools|service|services|society|team|trust|union|university|agence|autorité"
    r"|bibliothèque|bureau|cégep|collège|conseil|coopérative|école|écoles|équipe|faculté|fédération|fondation|groupe"
    r"|hôpital|institut|ministère|musée|réseau|société|syndicat|université|inc|ltd|ltée)\b"
)
_PERSON = (
    r"(?:(?:Dr|Mr|Mrs|Ms|Prof|M|Mme)\.? )?[^\W\d_a-z][\w'’.-]*(?: (?:[^\W\d_a-z][\w'’.-]*|d[eui]|la|van|von|bin)){1,4}"
)


def _is_person(text: str) -> bool:
    return re.fullmatch(_PERSON, text) is not None and not re.search(_OF_ORGANIZATIONS, text)


def _by_commas(
    text: str, part: type[models.Part], choices: Mapping[str, tuple[str, ...]], w: Wording
) -> dict[str, str] | None:
    """Return what a line without semicolons says of one thing; None where it may be one name with a comma in it."""
    if part is models.Organization:
        return _read_organization(text)
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    if part not in (models.Guest, models.Member, models.School) or len(pieces) == 1:
        return None
    if len(pieces) == 2 and all(" " not in piece for piece in pieces):
        return None  # Haddad, Noor
    return _placed(pieces, [column for column in _PIECES[part] if column != "email"], choices, w)


def _read_organization(text: str) -> dict[str, str] | None:
    """Return an organization and who speaks for it, in either order; None where nobody is named beside it."""
    pieces = [piece.strip() for piece in re.split(r"[,()\[\]]|\s[–—-]\s|\s/\s", text) if piece.strip()]
    pieces = [re.sub(r"^(contact|attn|attention|c/o)\b[.:]? *", "", piece, flags=re.IGNORECASE) for piece in pieces]
    people = [piece for piece in pieces if _is_person(piece)]
    others = [piece for piece in pieces if piece not in people]
    if len(people) == 2 and not others:
        return {"organization": people[0], "contact": people[1]}
    if len(people) != 1 or not others:
        return None
    named = [piece for piece in others if re.search(_OF_ORGANIZATIONS, piece)] or others
    of_person = [*people, *(piece for piece in others if piece not in named)]
    return {"organization": ", ".join(named), "contact": ", ".join(of_person)}


def _read_usual_time(line: str, w: Wording) -> dict[str, str]:
    """Return the hours and the weekday that a line says, in whichever order."""
    days = {word: day for day in phrases.WEEKDAYS for word in (day, plain(w.label(day)))}
    on_a_day = re.compile(rf"\b({'|'.join(days)})s?\b", re.IGNORECASE)
    named = {days[plain(one[1])] for one in on_a_day.finditer(line)}
    if len(named) > 1:
        raise UnclearAnswer(w("interview.one_weekday", line=shown(line)))
    found: dict[str, str] = {}
    for piece in re.split(rf"[;,]|\s/\s|\b(?:{w('interview.times.and')})\b", on_a_day.sub(" ", line)):
        in_person = re.search(w("interview.times.in_person"), piece, re.IGNORECASE) is not None
        hour = " ".join(re.sub(w("interview.times.around"), " ", piece, flags=re.IGNORECASE).split())
        if not hour:
            continue
        key = "in_person_at" if in_person or "at" in found else "at"
        if key in found:
            raise UnclearAnswer(w("interview.semicolons", line=shown(line), shape=shape(models.UsualTime, w)))
        found[key] = hour
    found |= {"weekday": named.pop()} if named else {}
    return {key: found[key] for key in _PIECES[models.UsualTime] if key in found}


def _choices_of(part: type[models.Part]) -> dict[str, tuple[str, ...]]:
    """Return the values of those keys of a part that have a fixed set of them."""
    return {field.alias or name: _choices_in(field.annotation) for name, field in part.model_fields.items()}


def _phrase(text: str, column: str, w: Wording) -> str:
    """Return a phrase of dates in the words of a definition. Raises Unclear for one that names no month."""
    if column == "days":
        return _days(text, w)
    written = w.written(text, "dates")
    with contextlib.suppress(phrases.Unclear):  # it is told with what else is wrong
        if phrases.parse(written).lacks_month:
            raise UnclearAnswer(w("interview.no_month", phrase=shown(text)))
        return written
    return text


def _days(text: str, w: Wording) -> str:
    """Return days as a definition has them; without a year, they are of the school year that is planned."""
    with contextlib.suppress(phrases.Unclear):
        written = w.written(text, "dates")
        phrases.parse_days(written)
        return written
    year = models.year_in(w.year, 1 if is_calendar_year(w.year) else None)
    ends = re.split(rf"\s+(?:{w('interview.times.until')})\s+|\s*[–—]\s*|\s+-\s+", text.strip(), flags=re.IGNORECASE)
    with contextlib.suppress(phrases.Unclear, phrases.NoSuchDay):  # it is told with what else is wrong
        forms = [phrases.parse(re.sub(w("interview.times.around"), "", end, flags=re.IGNORECASE)).form for end in ends]
        if year and len(ends) <= 2 and all(isinstance(one, phrases.Fixed | phrases.DayOfMonth) for one in forms):
            days = " to ".join(str(phrases.resolve(one, year, workdays.Workdays(), None)) for one in forms)
            phrases.parse_days(days)
            return days
    return text


def row(path: Path, item: Any) -> dict[str, str]:
    """Return the row of a table that an item of an answer gives; a text is its first column."""
    found = dict(item) if isinstance(item, Mapping) else {next(iter(columns_of(path))): item}
    return {column: str(cell) for column, cell in found.items() if cell is not None}


def shape(part: type[models.Part], w: Wording) -> str:
    """Return how a line about one thing is written."""
    return "; ".join(w(f"interview.pieces.{column}") for column in _PIECES[part])


def _read_named(lines: Iterable[str], question: Question, w: Wording) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for line in lines:
        if question.part is models.Item:
            item: dict[str, Any] = _read_part(line, models.Item, w)
            item |= {"type": "text"} if item["ask"].endswith("?") else {}
            named[_free_name(item["ask"], "item", named)] = item
            continue
        title, _, rest = (piece.strip() for piece in line.partition(":" if ":" in line else ","))
        name = _closure_name(title)
        if not (name and rest):
            raise UnclearAnswer(w("interview.needs_name_and_colon", line=shown(line), days=break_days(w)))
        if name in named:
            raise UnclearAnswer(w("interview.is_there_already", name=shown(title)))
        closure = _read_part(rest, models.Closure, w)
        named[name] = closure["days"] if closure.keys() == {"days"} else closure
    return named


def _closure_name(title: str) -> str:
    """Return the name of a closure, which the pages show: with its accents, or in ASCII, or an empty one."""
    own = _in_own_script(title)
    return own if not title.isascii() and models.is_name(own) else models.slug(title)


def break_days(w: Wording) -> str:
    """Return the days of a winter break in the school year, as an example."""
    return w.as_typed(next(iter(w.of_year(_closures().example).values())), "dates")


@cache
def _closures() -> Question:
    return next(one for one in questions() if one.path == ("closures",))


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


def goals(lines: Sequence[str], w: Wording) -> tuple[dict[str, dict[str, Any]], GoesOn | None]:
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
                return goals, GoesOn(key, {"areas": ", ".join(numbered(models.AREAS, w))})
            if text := left.pop(0):
                goal[key] = _read_choice(text, _AREA, w) if key == "area" else text
        evidence: dict[str, dict[str, str]] = {}
        while True:
            if not left:
                return goals, GoesOn("evidence", {})
            if not (text := left.pop(0)):
                break
            one = _read_part(text, models.Evidence, w)
            evidence[_free_name(one["what"], "evidence", evidence)] = one
            goal["evidence"] = evidence


def numbered(choices: Iterable[str], w: Wording) -> list[str]:
    """Return choices as they are shown, each with the number by which it can be typed."""
    return [f"{number} {w.label(choice)}" for number, choice in enumerate(choices, 1)]


def choices_of(question: Question, w: Wording) -> list[str]:
    """Return the choices of a question, with what one gets by each pattern."""
    shown = numbered(question.choices, w)
    if question.path != PATTERN:
        return shown
    gets = [w(f"interview.patterns.{one}") for one in question.choices]
    return [w("interview.pattern", choice=choice, gets=what) for choice, what in zip(shown, gets, strict=True)]


def typed(question: Question, value: Any, w: Wording) -> list[str]:
    """Return an answer as somebody would type it, in lines; what is left out of a goal is an empty one."""
    part = question.part
    match question.form:
        case "choices" | "choice":
            return [", ".join(map(w.label, [value] if isinstance(value, str) else value))]
        case _ if isinstance(value, str):
            return [w.as_typed(value, "sizes") if question.path == IDEAL_SIZE else value]
        case "list":
            return [w.label(item) if item in question.choices else item for item in value]
        case "pairs":
            return [f"{key}: {text}" for key, text in value.items()]
        case "part":
            return [_typed_part(part, value, w)]
        case "parts":
            return [_typed_part(part, item, w) for item in value]
        case "named" if part is models.Closure:
            return [f"{name}: {_typed_part(part, item, w)}" for name, item in value.items()]
        case "named":
            return [_typed_part(part, {key: item[key] for key in ("ask", "in") if key in item}, w)
                    for item in value.values()]  # fmt: skip
        case _:
            return [line for goal in value.values() for line in _goal_lines(goal, w)]


def _typed_part(part: type[models.Part] | None, value: Any, w: Wording) -> str:
    assert part is not None, "such an answer has parts"
    if isinstance(value, str):
        return w.as_typed(value, "dates") if part is models.Closure else value
    choices = _choices_of(part)

    def shows(key: str, text: str) -> str:
        return w.as_typed(text, "dates") if key in _DATES else w.label(text) if choices.get(key) else text

    texts = {
        key: ", ".join(shows(key, str(text)) for text in ([item] if isinstance(item, str) else item))
        for key, item in value.items()
    }
    if part is models.UsualTime and "at" not in texts and "in_person_at" in texts:
        texts["at"] = w("interview.times.only_in_person", hour=texts.pop("in_person_at"))
    return "; ".join(_in_order(part, texts))


def _in_order(part: type[models.Part], texts: Mapping[str, str]) -> Iterator[str]:
    """Yield the pieces of a line, an empty one for what is left out before another; an address comes last."""
    columns = [column for column in _PIECES[part] if column != "email"]
    left_out = 0
    for column in columns:
        if column in texts:
            # Where these stand, they are known.
            yield from [""] * (0 if column in (*_OF_GUESTS, "weekday") else left_out)
            yield texts[column]
        left_out = left_out + 1 if column not in texts and column not in _OF_GUESTS else 0
    yield from (text for key, text in texts.items() if key not in columns)


def _goal_lines(goal: Any, w: Wording) -> Iterator[str]:
    if isinstance(goal, str):
        yield goal
        return
    yield from (goal.get(key, "") for key in ("aim", "outcome", "for_students"))
    yield w.label(goal["area"]) if "area" in goal else ""
    for one in goal.get("evidence", {}).values():
        yield _typed_part(models.Evidence, {key: one[key] for key in ("what", "by") if one.get(key)}, w)
    yield ""


def how(question: Question, w: Wording) -> str | None:
    """Return how a question is answered; None where it is plain."""
    match question.form:
        case "choices":
            return w("interview.how.choices")
        case "list":
            return w("interview.how.list")
        case "pairs":
            return w("interview.how.pairs")
        case "parts":
            assert question.part is not None, "such an answer has parts"
            return w("interview.how.parts", shape=shape(question.part, w))
        case "part" if question.part is models.UsualTime:
            return w("interview.how.usual_time", shape=shape(question.part, w))
        case "part":
            assert question.part is not None, "such an answer has parts"
            return w("interview.how.part", shape=shape(question.part, w))
        case "named" if question.part is models.Closure:
            return w("interview.how.closures", days=break_days(w))
        case "named":
            return w("interview.how.items")
        case _:
            return None


def explained(question: Question, w: Wording) -> list[str]:
    """Return the help of a question: the principle behind it, how it is answered, an example."""
    way = w("interview.how.zone") if question.path == ("timezone",) else how(question, w)
    example = [line for line in typed(question, w.example(question.path, question.example), w) if line]
    if len(example) == 1:
        shows: list[str] = [w("interview.example", text=example[0])]
    else:
        shows = [w("interview.examples"), *(f"  {line}" for line in example)]
    keep = w("interview.needed" if question.required else "interview.can_wait")
    return [w.help(question.path, question.help), *([way] if way else []), *shows, keep]


def definition(answers: Answers, file: str, schema: str | None, w: Wording) -> str:
    """Return a new definition: what is answered, and the names of the lists beside it.

    `schema` is the name of the JSON Schema beside it, for editors. Raises edit.CannotEdit for an answer that no text
    can mean.
    """
    values = {**answers, **{path: table for path, table in TABLES.items() if not isinstance(answers.get(path), str)}}
    values.setdefault(("id",), identity(str(answers["name",])))
    name, file = (" ".join(text.split()) for text in (str(answers["name",]), file))
    head = (f"# yaml-language-server: $schema={schema}\n" if schema else "") + w("init.head", name=name, file=file)
    text = head + "\n".join(_laid_out(models.Community, (), values, w)) + "\n"
    edit.must_mean(text, values)
    return text


def _laid_out(part: type[models.Part], path: Path, values: Mapping[Path, Any], w: Wording) -> Iterator[str]:
    """Yield the lines of what is answered, a blank one before a section."""
    indent = edit.INDENT if path else ""
    after_a_section = True
    for key, section in _keys_of(part):
        here = (*path, key)
        lines = edit.lines(key, values[here]) if here in values else []
        if not lines and section is not None and any(_begins(one, here) for one in values):
            lines = [f"{key}:", *_laid_out(section, here, values, w)]
        if not lines:
            continue
        is_section = len(lines) > 1
        if not path and (is_section or after_a_section):
            yield ""
        after_a_section = is_section
        if here == ("id",):
            yield "# " + w("init.keep_id")
        yield from (indent + line for line in lines)


def _keys_of(part: type[models.Part]) -> Iterator[tuple[str, type[models.Part] | None]]:
    """Yield the keys of a part, and for those that are a part themselves which."""
    for name, spoken in part.model_fields.items():
        inner = part_in(spoken.annotation)
        yield spoken.alias or name, inner if inner is spoken.annotation else None


@cache
def key_paths() -> tuple[Path, ...]:
    """Return the paths of all keys of a definition, in its order."""

    def below(part: type[models.Part], path: Path) -> Iterator[Path]:
        for key, section in _keys_of(part):
            yield (*path, key)
            if section is not None:
                yield from below(section, (*path, key))

    return tuple(below(models.Community, ()))


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

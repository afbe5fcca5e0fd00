"""The definition as a JSON Schema, for editors and for validators that know nothing of us.

It is made from the models and describes what a person writes, as YAML readers hand it on: text may arrive as a number
or a boolean, a date as text or as a date of its own, and what is not decided yet as null. A schema knows shapes, not
what they refer to: names of entries and people, days that no month has, files beside the definition are left to us.
Source: JSON Schema 2020-12. Beyond it, `patternErrorMessage` is what editors say where a pattern does not fit, and
`markdownDescription` what they show of a key, with a link into the documentation.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from cop_plan.base import documentation
from cop_plan.dates import phrases
from cop_plan.definition import addresses, community, languages, load, spelling

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# JSON has no dates, and some readers of YAML do: while a schema is made, `date` is one of its types. In the end it is
# said by the types that the value is not.
_TYPES = ("object", "array", "string", "number", "boolean", "null")


class ValueType(NamedTuple):
    """A kind of value that is written as one text: what the schema calls it, what it is, how it looks."""

    name: str
    meaning: str
    examples: tuple[str, ...]
    schema: Schema


def _value(
    name: str,
    types: str,
    expression: str | None,
    meaning: str,
    *examples: str,
    required: bool = False,
    exactly: bool = False,
    least: int | None = None,
    most: int | None = None,
) -> ValueType:
    """Return a kind of value. `least` and `most` bound the number that it may arrive as, or the length of a name."""
    schema: Schema = {"description": meaning, "type": types.split()}
    if expression is not None:
        pattern = spelling.whole(expression, required=required)
        schema |= {"pattern": f"{spelling.exactly(expression)}|^$" if exactly else pattern}
        schema |= {"patternErrorMessage": f"{meaning}. Write, for example: {' · '.join(examples)}"}
    schema |= {} if least is None else {"minimum": least, "maximum": most}
    schema |= {"examples": list(examples)} if examples else {}
    return ValueType(name, meaning, examples, schema)


_TEXT = _value("text", "string number boolean null", None, "A text; a number, yes and no are texts as well")
_REQUIRED_TEXT = _value("required-text", "string number boolean", r"[\s\S]*\S[\s\S]*", "A text", required=True)
_REQUIRED_TEXT.schema["patternErrorMessage"] = "This has to be written"

_KEY: Schema = {
    "description": "A name that somebody gives: small letters, digits and hyphens",
    "pattern": spelling.exactly(spelling.NAME),
    "patternErrorMessage": "A name has small letters, digits and hyphens, such as kick-off",
}

_PHRASES = (
    "2026-09-29",
    "third tuesday of november",
    "first working day of june",
    "middle of october",
    "1 week before webinar-1",
    "same day as orientation",
)
_DURATIONS = ("6 hours", "2.5 hours", "90 minutes", "1 hour 15 minutes")
_MAX_MONEY = 999_999_999_999

_VALUES: Mapping[Any, ValueType] = {
    community.Text: _TEXT,
    community.Name: _value(
        "name",
        "string integer null",
        spelling.NAME,
        "A name: small letters, digits and hyphens",
        "weekly-routines",
        exactly=True,
    ),
    community.Phrase: _value(
        "date-phrase",
        "string date null",
        f"{spelling.PHRASE}|{spelling.UNDECIDED}",
        "A day, in the language of dates",
        *_PHRASES,
    ),
    community.Day: _value("date", "string date null", spelling.DAY, "A date, as year-month-day", "2026-09-29"),
    community.At: _value("time", "string null", spelling.TIME, "A time of day", "9:00", "15:30", "3:30 pm"),
    community.Minutes: _value("duration", "string null", spelling.DURATION, "A duration", *_DURATIONS),
    community.Reminder: _value(
        "reminder",
        "string boolean null",
        spelling.REMINDER,
        "How long before something, or no",
        *("1 day", "2 hours", "30 minutes", "no"),
    ),
    community.Days: _value(
        "days",
        "string date null",
        spelling.DAYS,
        "Days, both ends included, or one day",
        "2026-12-21 to 2027-01-01",
        "Dec 21 to Jan 1",
        "2026-09-29",
    ),
    community.SchoolDay: _value("hours", "string null", spelling.HOURS, "Hours of a day", "8:30 to 15:30"),
    community.Window: _value("window", "string null", spelling.WINDOW, "Days of a year", "21 september to 10 october"),
    community.SeriesMonth: _value(
        "month", "string null", spelling.MONTH, "A month of the school year", "october", "june prior", "august next"
    ),
    community.Repeated: _value(
        "month-or-weeks",
        "string null",
        spelling.REPEATED,
        "A month of a series, or a weekday every so many weeks",
        "october",
        "june prior",
        "every two weeks on wednesday from 7 october to april",
    ),
    community.Count: _value(
        "count", "string integer null", spelling.COUNT, "A whole number", "6", least=0, most=999_999
    ),
    community.Group: _value(
        "group", "string integer null", spelling.GROUP, "A number of people from three on", "6", least=3, most=999_999
    ),
    community.Money: _value(
        "amount",
        "string number null",
        spelling.MONEY,
        "An amount: digits, and at most two decimals",
        "4800.00",
        "0",
        least=-_MAX_MONEY,
        most=_MAX_MONEY,
    ),
    community.Yes: _value("yes-or-no", "string boolean null", spelling.YES, "yes or no", "yes", "no"),
    community.Sizes: _value(
        "size",
        "string integer null",
        spelling.SIZES,
        "A number of people, or a range",
        "20",
        "12 to 30",
        least=1,
        most=99_999,
    ),
    community.AtLeast: _value("share", "string null", spelling.SHARE, "So many of every so many", "3 of 4", "3 sur 4"),
    community.Link: _value(
        "link", "string null", spelling.LINK, "A web address, written in full", "https://example.org/room"
    ),
    community.Why: _value(
        "reason", "string number boolean", r"[\s\S]*\S[\s\S]*", "A reason, in a few words", "Snow day", required=True
    ),
    community.Email: _value("e-mail", "string null", addresses.EMAIL, "An e-mail address", "name@example.org"),
    community.Currency: _value(
        "currency", "string null", spelling.CURRENCY, "The three letters of a currency", "CAD", exactly=True
    ),
    community.LanguageTag: _value(
        "language",
        "string null",
        spelling.language_tags(languages.BY_FOLDER),
        "A language, alone or with the country of those who write it",
        *languages.TAGS,
        "en-GB",
        "fr-CH",
        exactly=True,
    ),
    community.Id: _value(
        "id",
        "string integer null",
        spelling.ID,
        "An identity that is kept for good: small letters, digits and hyphens",
        "literacy-for-all",
        exactly=True,
    ),
    community.Year: _value(
        "school-year",
        "string integer",
        spelling.SCHOOL_YEAR,
        "A school year",
        "2026-2027",
        "2027",
        required=True,
        least=1990,
        most=2090,
    ),
}

_SHIPPED_PATTERNS: Mapping[str, str] = {
    "sample-year": "April preparation, orientation in September, four webinars, wrap-up in May, report in June",
    "compressed-year": "The same from August to May",
    "half-day-meetings": "Two to four half days, at least every other one mandatory, and a field trip",
    "calendar-year": "For schools whose year is the calendar year, from September preparation to November report",
}
assert tuple(_SHIPPED_PATTERNS) == load.SHIPPED_PATTERNS

MEANINGS: tuple[Mapping[str, str], ...] = (
    {
        "gathering": "A face-to-face session",
        "webinar": "A live online session with a guide before it and an archive after it",
        "online-meeting": "A shorter online session, often one of a series",
        "visit": "A visit or field trip",
        "showcase": "An event of others at which work is shown; its date never moves",
        "task": "Something to do",
        "letter": "Something to send",
        "survey": "A survey to answer",
    },
    {
        "prepare": "Before the year: purpose, plan, people",
        "launch": "Orientation and what surrounds it",
        "learn": "The sessions of the year",
        "wrap-up": "The last session, the stories, the report",
        "legacy": "What lasts when the year is over",
    },
    {
        "team": "Those who run the community; it stands in the team's calendar",
        "participants": "All members; it stands in their calendar",
        "sponsor": "Who pays or supports",
        "public": "Everyone",
    },
    {"mandatory": "Members agreed in their letter to come", "optional": "Members come if they can"},
    {
        "break": "A school break; its days are closed",
        "teachers' convention": "A convention of teachers; its days are closed for everyone",
        "no students": "A day without students: open for meetings, and nobody needs a substitute",
        "other": "Closed for another reason",
    },
    {
        "developing relationships": "Members come to know and trust each other",
        "learning and developing practice": "Members learn, and try it in their work",
        "carrying out tasks and projects": "Members make or do something together",
        "creating new knowledge": "Members find out what is not known yet, and write it down",
    },
    {
        "same weekday": "It goes to the nearest open same weekday of its month; sessions do",
        "working day": "It goes to the working day before, or after where the phrase says `after`",
        "stay": "It stays",
    },
    {
        "photographs": "No photograph of the member is used",
        "recording": "The member is in no recording",
        "name in the summary": "The public summary does not name the member",
        "copy to the principal": "No thanks to the member are copied to the principal",
    },
    {"core": "Plans with the facilitator", "active": "Takes part in most sessions", "occasional": "Comes now and then"},
    {"each jurisdiction": "One from each jurisdiction", "each school": "One from each school"},
    {"yes": "They list it", "no": "They do not", "not yet": "They may"},
    {"this year": "It is to be reached this year", "longer": "It takes longer than this year"},
    {day: f"On {day.capitalize()}s" for day in phrases.WEEKDAYS},
    {"per session": "Each session has its own topic", "one for the year": "One topic lasts all year"},
    {
        "work with": "You work with the person now",
        "want to work with": "You would like to",
        "does interesting work": "You know of the person's work",
    },
    {
        "speak": "To speak at a session",
        "share": "To share a resource",
        "join": "To join the community",
    },
    {
        "potential": "What members learned or gained",
        "applied": "What members do differently",
        "realized": "What came of it for students and schools",
        "support": "What helped or hindered",
    },
    {"scale": "An answer on a scale", "choices": "A choice among several", "text": "A written answer"},
    {"baseline": "The survey at the beginning", "final": "The survey at the end"},
    {
        "email": "By the address that the form collects",
        "code": "By a code that only the person can make again",
        "nothing": "Not at all; only the whole groups are compared",
    },
    {
        "teachers": "Teachers of the jurisdiction",
        "school leaders": "Principals and other leaders of its schools",
        "other jurisdictional staff": "Consultants, coordinators, central staff",
    },
    {"presenter": "A session with a presenter, or one that seeks one"},
    {
        "first name": "Dear Amina",
        "full name": "Dear Amina Okafor",
        "formal": "The full name with a colon, and a formal closing; in French Madame, Monsieur",
    },
)
"""What the words of each fixed set mean."""

_BY_WORDS = {tuple(meanings): meanings for meanings in MEANINGS}


def page() -> str:
    """Return the JSON Schema of a definition as text, as it ships."""
    return json.dumps(definition(), ensure_ascii=False, indent=1) + "\n"


def definition() -> Schema:
    """Return the JSON Schema of a definition."""
    parts: dict[str, Schema] = {}
    whole = _as_map(community.Community, parts) | {"type": ["object"]}
    whole |= {"if": _stands_alone(), "then": {"required": whole.pop("required")}}
    # Only a pattern says in which month its year begins.
    used = [value for takes, value in _VALUES.items() if takes != community.SeriesMonth]
    values = {value.name: value.schema for value in (*used, _REQUIRED_TEXT)} | {"key": _KEY}
    described = {"$schema": DIALECT, "title": "A community of practice", **whole}
    finished = _finished(described | {"$defs": dict(sorted((values | parts).items()))})
    assert isinstance(finished, dict), "a map stays one"
    return finished


def _stands_alone() -> Schema:
    """Return the schema of a file that needs all that is required: it extends none, and communities do not share it.

    What is shared has sections, and neither name nor id: see `load`.
    """
    extends, *own = (
        {"required": [key], "properties": {key: {"not": {"type": "null"}}}} for key in ("extends", "name", "id")
    )
    has_sections = {"not": {"additionalProperties": {"not": {"type": ["object", "array"]}}}}
    return {"not": {"anyOf": [extends, has_sections | {"allOf": [{"not": one} for one in own]}]}}


class Key(NamedTuple):
    """A key of a part: the field that it fills and what it takes."""

    key: str
    field: str
    takes: Any
    required: bool
    description: str
    default: Any
    essential: bool = False
    question: str | None = None
    help: str | None = None
    example: Any = None


def keys(part: type[community.Part]) -> Iterable[Key]:
    """Yield the keys of a part in the order of the definition."""
    hints = get_type_hints(part, include_extras=True)
    for name, field in part.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        yield Key(
            field.alias or name,
            name,
            _decided(hints[name]),
            field.is_required(),
            _sentence(field.description or ""),
            _as_written(field.default),
            bool(extra.get("essential")),
            str(extra["question"]) if "question" in extra else None,
            str(extra["help"]) if "help" in extra else None,
            extra.get("example"),
        )


def values() -> Iterable[ValueType]:
    """Yield the kinds of values that are written as one text."""
    yield from _VALUES.values()


def value_of(takes: Any) -> ValueType | None:
    """Return the kind of value that is written as one text, or None if it is none."""
    return _VALUES.get(takes)


def meanings_of(takes: Any) -> Mapping[str, str] | None:
    """Return the words of a fixed set and what each means, or None if it is no fixed set."""
    return _BY_WORDS[get_args(takes)] if get_origin(takes) is Literal else None


def is_part(takes: Any) -> bool:
    """Return whether it is a part of the definition, with keys of its own."""
    return isinstance(takes, type) and issubclass(takes, community.Part)


def options_of(takes: Any) -> tuple[Any, ...]:
    """Return what a value may be, one after the other; most may be one thing only."""
    return get_args(takes) if get_origin(takes) in (Union, UnionType) else (takes,)


def item_of(takes: Any) -> Any:
    """Return what the items of a list are, or None if it is no list."""
    inner = get_args(takes)[0] if get_origin(takes) is Annotated else takes
    return _decided(get_args(inner)[0]) if get_origin(inner) is tuple else None


def map_of(takes: Any) -> tuple[Any, Any] | None:
    """Return what keys and values of a map are, or None if it is no map."""
    if takes == community.ByStakeholder:
        return community.Text, community.Text
    return (get_args(takes)[0], get_args(takes)[1]) if get_origin(takes) is Mapping else None


def part_in(takes: Any) -> type[community.Part] | None:
    """Return the part that a key leads to, if it has keys of its own on the page."""
    named = map_of(takes)
    inner = named[1] if named else item_of(takes) or takes
    return inner if is_part(inner) and inner is not community.Block else None


def heading_below(path: str, key: Key) -> str:
    """Return how the page names what stands below a key of the part at `path`."""
    below = f"{path}.{key.key}" if path else key.key
    if map_of(key.takes):
        return f"{below}.<name>"
    return f"{below}[]" if item_of(key.takes) else below


@cache
def headings() -> Mapping[type[community.Part], str]:
    """Return the heading under which each part is described: the path at which it stands first."""
    found: dict[type[community.Part], str] = {community.Community: "The community"}
    _describe(community.Community, "", found)
    return found


def _describe(part: type[community.Part], path: str, found: dict[type[community.Part], str]) -> None:
    new = []
    for key in keys(part):
        inner = part_in(key.takes)
        if inner is not None and inner not in found:
            found[inner] = heading_below(path, key)
            new.append(inner)
    for inner in new:
        _describe(inner, found[inner], found)


def anchor(part: type[community.Part]) -> str:
    """Return the anchor of a part's heading, as a forge and the site make it."""
    return re.sub(r"[^\w -]", "", headings()[part]).lower().replace(" ", "-")


def address_of_part(part: type[community.Part]) -> str | None:
    """Return the address of the heading under which a part is described; None if the page has none."""
    return documentation.address("definition", anchor(part)) if part in headings() else None


def _decided(hint: Any) -> Any:
    """Return what a field takes once it is decided."""
    options = tuple(one for one in options_of(hint) if one is not NoneType)
    takes = options[0] if len(options) == 1 else Union[options]  # noqa: UP007  # made of values
    is_bounded_text = get_origin(takes) is Annotated and get_args(takes)[0] is str and takes not in _VALUES
    return community.Text if is_bounded_text else takes


def _as_written(default: Any) -> Any:
    """Return a default as a person would write it; None if it says nothing."""
    match default:
        case bool():
            return "yes" if default else "no"
        case str() | int():
            return default
        case phrases.Hours(first, last):
            return f"{first.hour}:{first:%M} to {last.hour}:{last:%M}"
        case phrases.Month(number, "this"):
            return phrases.MONTHS[number - 1]
        case community.SizeRange(low, high):
            return f"{low} to {high}"
        case tuple() if default:
            return list(default)
    return None


def _sentence(text: str) -> str:
    first = " ".join(text.split("\n\n")[0].split())
    return first if not first or first.endswith((".", "?", "!")) else f"{first}."


def _as_map(part: type[community.Part], parts: dict[str, Schema]) -> Schema:
    """Return the schema of a part written as a map; those of the parts in it are put into `parts`."""
    properties: Schema = {}
    for key in keys(part):
        said = "\n\n".join(filter(None, (key.description, key.help, key.question)))
        described: Schema = {"description": said}
        if part in headings():
            described["markdownDescription"] = f"{said}\n\n[In the documentation]({address_of_part(part)})"
        if key.default is not None and key.field != "closed":  # the kinds bring that
            described["default"] = key.default
        if key.example is not None:
            described["examples"] = [key.example]
        if part is community.Community and key.field == "pattern":
            taken = _pattern()
        elif key.required and key.takes is community.Text:
            taken = _ref(_REQUIRED_TEXT)
        else:
            taken = _taken(key.takes, parts)
        properties[key.key] = taken | described
    required = [key.key for key in keys(part) if key.required]
    return {
        "description": _sentence(part.__doc__ or ""),
        "type": ["object", "null"],
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _pattern() -> Schema:
    shipped = [{"const": name, "description": meaning} for name, meaning in _SHIPPED_PATTERNS.items()]
    own = {"type": ["string"], "pattern": r"\.ya?ml$", "description": "The file of a pattern of one's own"}
    return {"anyOf": [*shipped, own, {"type": ["null"]}]}


def _ref(value: ValueType) -> Schema:
    return {"$ref": f"#/$defs/{value.name}"}


def _taken(takes: Any, parts: dict[str, Schema]) -> Schema:
    """Return the schema of what a key takes, with references to what is described once."""
    if value := value_of(takes):
        return _ref(value)
    if (meanings := meanings_of(takes)) is not None:
        return _choice(meanings)
    if is_part(takes):
        return _part(takes, parts)
    return _shape(takes, parts)


def _shape(takes: Any, parts: dict[str, Schema]) -> Schema:
    """Return the schema of what a key takes, written out."""
    if takes == community.AgendaBlock:
        return _agenda_block()
    if (value := value_of(takes)) is not None:
        return value.schema
    if (named := map_of(takes)) is not None:
        return _map(takes, *named, parts)
    if (item := item_of(takes)) is not None:
        return _list(item, parts, one_is_enough=community.takes_one(takes))
    return _either(*(_shape(one, parts) for one in options_of(takes)))


def _either(*schemas: Schema) -> Schema:
    """Return one schema for what may have several shapes.

    JSON Schema's words about one type leave values of another alone, so that they can stand side by side: an editor
    then knows what was meant, where a choice of schemas would let it guess.
    """
    types = list(dict.fromkeys(one for schema in schemas for one in schema["type"]))
    first, *others = schemas
    merged = {key: value for other in others for key, value in other.items() if key != "description"}
    return first | merged | {"type": types}


def _choice(meanings: Mapping[str, str]) -> Schema:
    choices: list[Schema] = [{"const": word, "description": meaning} for word, meaning in meanings.items()]
    if "yes" in meanings:
        choices.append({"type": ["boolean"], "description": "As some readers of YAML take yes and no"})
    return {"anyOf": [*choices, {"type": ["null"]}]}


def _part(part: type[community.Part], parts: dict[str, Schema]) -> Schema:
    name = part.__name__.lower()
    if name not in parts:
        parts[name] = {}  # described below; a part within itself refers to it
        parts[name] = _either(_as_map(part, parts), *_shorthand(part, parts))
    return {"$ref": f"#/$defs/{name}"}


def _shorthand(part: type[community.Part], parts: dict[str, Schema]) -> Iterable[Schema]:
    """Yield the schema of the text that is enough to write a part, if one is."""
    for key in keys(part):
        if key.field == part.shorthand:
            takes = item_of(key.takes) or key.takes
            yield _REQUIRED_TEXT.schema if key.required else _shape(takes, parts)


def _list(item: Any, parts: dict[str, Schema], *, one_is_enough: bool) -> Schema:
    items = _taken(item, parts)
    if is_part(item) and _has_required(item):
        items = {"anyOf": [items, {"type": ["null"]}]}  # an empty item is none
    listed: Schema = {"type": ["array", "null"], "items": items}
    if item in load.TABLES.values():
        return listed | {"type": ["string", "array", "null"]}
    if not one_is_enough:
        return listed
    if meanings_of(item) is not None:
        return {"anyOf": [*items["anyOf"], listed]}
    one = next(iter(_shorthand(item, parts))) if is_part(item) else _shape(item, parts)
    return _either(listed, {key: value for key, value in one.items() if key != "examples"})


def _has_required(part: type[community.Part]) -> bool:
    return any(key.required for key in keys(part))


def _map(takes: Any, key: Any, value: Any, parts: dict[str, Schema]) -> Schema:
    named: Schema = {"propertyNames": {"$ref": "#/$defs/key"}} if key == community.Name else {}
    if takes == community.ByStakeholder:
        values = _ref(_TEXT)
    elif value is community.Text:
        values = _ref(_REQUIRED_TEXT)  # a reason or a file is written, or the whole line is not
    elif len(options_of(value)) > 1:
        values = _either(*(_shape(one, parts) for one in options_of(value))) | _REQUIRED_TEXT.schema
        values = values | {"type": [*_REQUIRED_TEXT.schema["type"], "object"]}
    else:
        values = _taken(value, parts)
        if value is community.Activity or _has_required(value):
            values = values | {"type": ["object"]}
        if value is community.Activity:
            named["propertyNames"] = named["propertyNames"] | {"not": {"enum": list(community.RESERVED_NAMES)}}
            yes = _ref(_VALUES[community.Yes])
            named["properties"] = {name: {"anyOf": [values, yes]} for name in load.OPTIONAL}
    return {"type": ["object", "null"], **named, "additionalProperties": values}


def _agenda_block() -> Schema:
    minutes = {**_ref(_VALUES[community.Minutes]), "type": ["string"], "minLength": 1}
    return {
        "description": "A block of the agenda and how long it lasts, such as  Welcome: 15 minutes",
        "type": ["object", "null"],
        "anyOf": [
            {"minProperties": 1, "maxProperties": 1, "additionalProperties": minutes},
            {
                "properties": {"title": _ref(_REQUIRED_TEXT), "lasts": minutes},
                "required": ["title", "lasts"],
                "additionalProperties": False,
            },
        ],
    }


def _finished(schema: Any) -> Any:
    """Return a schema in JSON's own types: `date` is said by those that the value is not."""
    if isinstance(schema, list):
        return [_finished(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    done = {
        key: _finished(value) if key not in ("examples", "default", "const") else value for key, value in schema.items()
    }
    types = schema.get("type")
    if isinstance(types, list):
        if "date" in types:
            del done["type"]
            named = ["number" if one == "integer" else one for one in types]
            return done | {"not": {"type": [one for one in _TYPES if one not in named]}}
        done["type"] = types[0] if len(types) == 1 else types
    return done

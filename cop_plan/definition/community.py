"""What a person wrote: the models of the definition, of members and of schools.

Every value arrives as text and leaves with its meaning. A field that is None, or an empty tuple, is not decided yet;
those with a question are the open questions of the planning tool. Names are keys: small letters, digits and hyphens.
The text of a field's description is made into the JSON Schema and the documentation.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self, TypeVar, get_args, get_origin, overload

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetPydanticSchema,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from cop_plan.base.errors import as_list, choice_of_lines, did_you_mean, nearest, quote
from cop_plan.base.translatable import Sentence, joined, sentence
from cop_plan.dates import phrases, spoken, weeks, zones
from cop_plan.dates.calendar_files import TitledDays
from cop_plan.definition import addresses, languages, paper

Kind = Literal["gathering", "webinar", "online-meeting", "visit", "showcase", "task", "letter", "survey"]
KINDS: tuple[Kind, ...] = ("gathering", "webinar", "online-meeting", "visit", "showcase", "task", "letter", "survey")
SESSIONS: frozenset[Kind] = frozenset(("gathering", "webinar", "online-meeting", "visit"))
OCCASIONS: frozenset[Kind] = SESSIONS | {"showcase"}
"""What people come to."""
ONLINE: frozenset[Kind] = frozenset(("webinar", "online-meeting"))
Phase = Literal["prepare", "launch", "learn", "wrap-up", "legacy"]
PHASES: tuple[Phase, ...] = ("prepare", "launch", "learn", "wrap-up", "legacy")
Audience = Literal["team", "participants", "sponsor", "public"]
Attendance = Literal["mandatory", "optional"]
ClosureKind = Literal["break", "teachers' convention", "no students", "other"]
Area = Literal[
    "developing relationships",
    "learning and developing practice",
    "carrying out tasks and projects",
    "creating new knowledge",
]
AREAS: tuple[Area, ...] = (
    "developing relationships",
    "learning and developing practice",
    "carrying out tasks and projects",
    "creating new knowledge",
)
Which = Literal["baseline", "final"]
"""The surveys at the beginning and at the end of the year, whose shared questions show change."""
WHICH: tuple[Which, ...] = ("baseline", "final")
SurveyName = Literal[Which, "pulse"]
SURVEY_NAMES: tuple[SurveyName, ...] = (*WHICH, "pulse")
FACILITATOR = "facilitator"
ROLES = (FACILITATOR, "co-facilitator", "core group", "sponsor", "moderator", "presenter", "host", "note-taker")
"""Who can see to an entry without being named: what a role sees to that nobody holds, the facilitator does.

The moderator is the blog's; presenter, host and note-taker are those of the session that the entry belongs to.
"""
SMALLEST_GROUP = 3
"""In a group of two, each knows the other's answer."""
_ONE_SURVEY = sentence("write one of {names}", names=joined(SURVEY_NAMES))
RESPONDENT = ("email", "name", "code")
"""The columns of a survey's export that say whose answers they are."""
RESERVED_NAMES = ("evidence", "capacity-building")

Value = TypeVar("Value")


def unclear(
    message: Sentence,
    hint: Sentence | None = None,
    offset: int = 0,
    at: tuple[str, ...] = (),
    error: phrases.Unclear | None = None,
) -> PydanticCustomError:
    """Return the error of a value that does not mean what it should; `at` leads to the part of it that is wrong.

    `error` is what the reader of the language of dates found: with the school year its hint can show dates.
    """
    facts = {"message": message, "hint": hint, "offset": offset, "at": at, "error": error}
    return PydanticCustomError("unclear", "{message}", facts)


def _read(parse: Callable[[str], Value], *, whole: type | tuple[type, ...] | None = None) -> GetPydanticSchema:
    """Return a validator that reads text with a parser; a value of type `whole` has been read before."""
    # The parser answers for the type of what it returns: pydantic need not build a second check of it, which costs more
    # time than all the parsing.

    def read(text: Any) -> Any:
        if not isinstance(text, str):
            if whole is not None and isinstance(text, whole):
                return text
            raise PydanticCustomError("text_expected", "text expected")
        try:
            return parse(text)
        except phrases.Unclear as error:
            raise unclear(error.message, error.hint, error.offset, error=error) from None

    text_schema = core_schema.str_schema()
    return GetPydanticSchema(
        lambda *_: core_schema.no_info_plain_validator_function(read, json_schema_input_schema=text_schema)
    )


def _listed(value: Any) -> Any:
    """Take one scalar as a list of one."""
    return [value] if isinstance(value, str) else value


def _decided(value: Any) -> Any:
    """Take out of a map what is not decided yet."""
    return {key: item for key, item in value.items() if item is not None} if isinstance(value, dict) else value


def _write(text: object) -> Sentence:
    return sentence("write {text}", text=text)


def _parse_count(text: str) -> int:
    if not re.fullmatch(r"\d{1,6}", text.strip(), re.ASCII):
        raise phrases.Unclear(sentence("{text} is not a whole number", text=quote(text)))
    return int(text)


def _parse_group(text: str) -> int:
    people = _parse_count(text)
    if people < SMALLEST_GROUP:
        said = sentence("under a limit of {people} single people are recognized", people=people)
        raise phrases.Unclear(said, sentence("write {fewest} or more, such as 6", fewest=SMALLEST_GROUP))
    return people


def _parse_money(text: str) -> Decimal:
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,2})?", text.strip(), re.ASCII):
        plain = re.sub(r"[\s\u00a0\u202f$€£]|,(?=\d{3}\b)", "", text)
        plain = re.sub(r",(?=\d{1,2}$)", ".", plain)
        hint = sentence("write digits and at most two decimals: 4800.00")
        if re.fullmatch(r"-?\d{1,12}(\.\d{1,2})?", plain, re.ASCII):
            hint = _write(plain)
        raise phrases.Unclear(sentence("{text} is not an amount", text=quote(text)), hint)
    return Decimal(text.strip())


def _parse_yes(text: str) -> bool:
    try:
        return {"yes": True, "no": False}[text.strip().casefold()]
    except KeyError:
        raise phrases.Unclear(sentence("{text} is neither yes nor no", text=quote(text))) from None


class SizeRange(NamedTuple):
    """A number of people, from `low` to `high`, both included."""

    low: int
    high: int


def _parse_sizes(text: str) -> SizeRange:
    found = re.fullmatch(r"\s*(\d{1,5})(?:\s+to\s+(\d{1,5}))?\s*", text, re.ASCII | re.I)
    if not found:
        raise phrases.Unclear(sentence("{text} is not a size", text=quote(text)), sentence("write 20, or 12 to 30"))
    low, high = int(found[1]), int(found[2] or found[1])
    if not 0 < low <= high:
        hint = sentence("write {low} to {high}", low=high, high=low) if high else None
        raise phrases.Unclear(sentence("{text} is not a size", text=quote(text)), hint)
    return SizeRange(low, high)


class Share(NamedTuple):
    """At least so many of every so many: `number` of `of`, neither 0."""

    number: int
    of: int


def _parse_share(text: str) -> Share:
    found = re.fullmatch(r"\s*([1-9]\d{0,2})\s*(?:of|sur|/)\s*([1-9]\d{0,2})\s*", text, re.ASCII | re.I)
    if not found:
        hint = sentence("write 3 of 4: three of every four sessions")
        raise phrases.Unclear(sentence("{text} is not a share", text=quote(text)), hint)
    number, of = int(found[1]), int(found[2])
    if number > of:
        hint = sentence("write {number} of {of}", number=of, of=number)
        raise phrases.Unclear(sentence("{text} is more than all", text=quote(text)), hint)
    return Share(number, of)


# A link to write to one address, with a subject at most: further headers would name further recipients, and a percent
# sign would stand for a comma. Source: RFC 6068, 2
_MAILTO = r"mailto:[a-z0-9_][a-z0-9!$'*+/=^_`{|}~.-]*@[a-z0-9.-]+\.[a-z0-9-]+(\?subject=[^\s<>\"&#]*)?"


def _parse_link(text: str) -> str:
    address = text.strip()
    if not re.fullmatch(rf"https?://[^\s<>\"{{}}|\\^`\x00-\x20\x7f]+|{_MAILTO}", address, re.I | re.ASCII):
        is_cut = re.fullmatch(r"(www\.|[\w-]+\.)[\w./-]+", address)
        hint = _write(f"https://{address}") if is_cut else sentence("write it in full: https://…")
        raise phrases.Unclear(sentence("{text} is not a web address", text=quote(text)), hint)
    return address


_NO_REASON = (
    sentence("a session is cancelled for a reason, and this gives none"),
    sentence("write, for example,  cancelled: Snow day"),
)


def _parse_why(text: str) -> str:
    if not text.strip():
        raise phrases.Unclear(*_NO_REASON)
    return text


def link_in(text: str) -> str | None:
    """Return the web address with which words begin, or None: `https://example.org/meet (code 1234)`."""
    found = re.match(r"\s*(https?://[^\s<>\"{}|\\^`\x00-\x20\x7f]+)", text, re.I)
    return found[1].rstrip(".,;") if found else None


def _parse_email(text: str) -> str:
    address = text.strip()
    if re.fullmatch(addresses.EMAIL, address):
        name, _, _ = address.rpartition("@")
        # Source: RFC 5321, 4.5.3.1
        if len(name) > 64 or len(address) > 254:
            raise phrases.Unclear(sentence("{text} is longer than an e-mail address can be", text=quote(text)))
        return address
    inside = re.search(rf"<({addresses.EMAIL})>", text)
    better = inside[1] if inside else _in_ascii(address)
    hint = _write(better) if better else sentence("it looks like name@example.org")
    raise phrases.Unclear(sentence("{text} is not an e-mail address", text=quote(text)), hint)


def _in_ascii(address: str) -> str | None:
    """Return an address whose domain has other letters than ASCII's as mail programs write it; None if it is none."""
    name, _, domain = address.rpartition("@")
    if address.isascii() or not 0 < len(domain) <= 253:
        return None
    try:
        ascii_domain = domain.encode("idna").decode()
        is_same = ascii_domain.encode().decode("idna") == domain.lower()
    except UnicodeError:
        return None
    found = f"{name}@{ascii_domain}"
    return found if is_same and re.fullmatch(addresses.EMAIL, found) else None


def _parse_currency(text: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text):
        hint = sentence("write its three letters, such as CAD")
        raise phrases.Unclear(sentence("{text} is not a currency", text=quote(text)), hint)
    return text


def _parse_language(text: str) -> str:
    language, dash, country = text.partition("-")
    if language in languages.BY_FOLDER and (country in zones.countries() or not dash):
        return text
    meant = languages.meant_by(text)
    if language in languages.BY_FOLDER and re.fullmatch("[A-Z]{2}", country):
        said = sentence("no country has the code {code}", code=quote(country))
    elif meant:
        said = sentence("{text} is not how a language is written", text=quote(text))
    else:
        said = sentence("no language {text} is known", text=quote(text))
    raise phrases.Unclear(said, _write_one_of(f"language: {tag}" for tag in meant or languages.TAGS))


def _write_one_of(lines: Iterable[str]) -> Sentence:
    return sentence("write  {lines}", lines=choice_of_lines([*lines]))


def _parse_id(text: str) -> str:
    if not re.fullmatch(NAME, text) or len(text) > 100:
        said = sentence("{text} is not an id", text=quote(text))
        raise phrases.Unclear(said, _write(slug(text) or "literacy-for-all"))
    return text


NAME = r"[^\W_A-Z]+(?:-[^\W_A-Z]+)*"
"""A name: words of small letters and digits of any script, joined by hyphens."""


def slug(text: str) -> str:
    """Return a text as a name in ASCII, or an empty one if nothing of it is left."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:60].strip("-")


def is_name(text: str) -> bool:
    """Return whether a text can be a name."""
    return bool(re.fullmatch(NAME, text)) and text == text.casefold() and len(text) <= 100


def as_name(text: str) -> str:
    """Return what a key such as `Webinar 1` would be as a name, in ASCII; empty if it would be none."""
    parts = [slug(re.sub("[‐-―]", "-", part)) for part in text.split(".")]
    return ".".join(parts) if all(parts) else ""


NO_COLON = sentence("is a colon missing before the brace?")


def _parse_name(text: str) -> str:
    """Read a key that names something; entries of a series and of its steps are named with dots."""
    if not all(is_name(part) for part in text.split(".")):
        better = as_name(text)
        hint = _write(better) if better else sentence("use small letters, digits and hyphens")
        if "{" in text:
            hint = NO_COLON
        raise phrases.Unclear(sentence("{text} cannot be a name", text=quote(text)), as_list(text) or hint)
    return text


def _parse_year(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d{4})(?:\s*[-–/]\s*(\d{4}|\d{2}))?\s*", text, re.ASCII)
    if not found:
        hint = sentence("write 2026-2027, or 2027 where it begins in January")
        raise phrases.Unclear(sentence("{text} is not a school year", text=quote(text)), hint)
    first = int(found[1])
    if not 1990 <= first <= 2090:
        hint = sentence("write a year from 1990 to 2090")
        raise phrases.Unclear(sentence("the year {year} is out of reach", year=first), hint)
    if found[2] is None:
        return first, first
    last = int(found[2]) if len(found[2]) == 4 else first // 100 * 100 + int(found[2])
    if last != first + 1:
        said = sentence("{text} is not a school year", text=quote(text))
        raise phrases.Unclear(said, _write(f"{first}-{first + 1}"))
    return first, last


def _school_year(text: Any, info: ValidationInfo) -> Any:
    """Read the school year; the month in which it begins comes from the pattern, as context."""
    if isinstance(text, phrases.SchoolYear):
        return text
    if not isinstance(text, str):
        raise PydanticCustomError("text_expected", "text expected")
    begins: int | None = (info.context or {}).get("year_begins", 8)
    try:
        first, last = _parse_year(text)
    except phrases.Unclear as error:
        raise unclear(error.message, error.hint, error.offset) from None
    if begins is None:  # the pattern's own problem, told there
        begins = 1 if first == last else 8
    if begins > 1 and first == last:
        hint = sentence(
            "write {year}, or  pattern: calendar-year  for a school year from January to December",
            year=f"{first}-{first + 1}",
        )
        month = spoken.month(begins)
        raise unclear(sentence("the pattern's year begins in {month}, so it lies in two years", month=month), hint)
    if begins == 1 and first != last:
        said = sentence("the pattern's year begins in January, so it lies in one year")
        raise unclear(said, _write(last))
    return phrases.SchoolYear(first, begins)


def _days(text: Any, info: ValidationInfo) -> Any:
    """Read days of the school year, which comes as context where it is known."""
    if isinstance(text, phrases.Days):
        return text
    if not isinstance(text, str):
        raise PydanticCustomError("text_expected", "text expected")
    try:
        return phrases.parse_days(text, (info.context or {}).get("year"))
    except phrases.Unclear as error:
        raise unclear(error.message, error.hint, error.offset, error=error) from None


def year_in(text: str | None, begins: int | None) -> phrases.SchoolYear | None:
    """Return the school year that a text says, of a pattern that begins in that month; None if it says none."""
    try:
        return phrases.SchoolYear(_parse_year(text or "")[0], begins or 8)
    except phrases.Unclear:
        return None


def _parse_agenda_block(item: Any) -> Any:
    if isinstance(item, dict) and len(item) == 1:
        ((title, minutes),) = item.items()
        return {"title": title, "lasts": minutes}
    if isinstance(item, dict) and set(item) == {"title", "lasts"}:
        return item
    said, hint = sentence("an agenda is a list of blocks with their minutes"), sentence("write - Welcome: 15 minutes")
    raise unclear(said, hint)


def _person(text: Any) -> Any:
    """Read whom somebody names, with an address in brackets behind the name if there is one."""
    if not isinstance(text, str):
        return text
    name, found = addresses.split(text)
    if not found:
        return text
    if not name:
        said = sentence("{text} is an address, and no name", text=quote(text))
        raise unclear(said, sentence("write the person's name"))
    if len(found) > 1:
        raise unclear(sentence("{text} has two addresses", text=quote(text)), sentence("name one person"))
    return f"{name} [{found[0]}]"


def _title(text: Any) -> Any:
    """Read words that pages and calendars show, in which no address may stand."""
    if isinstance(text, str) and (apart := addresses.split(text))[1]:
        name, (address, *_) = apart
        said = sentence("the address {address} would be shown on pages and in calendars", address=quote(address))
        raise unclear(said, _write(name) if name else sentence("write a name"))
    return text


Text = str
Title = Annotated[Text, BeforeValidator(_title)]
"""Words that stand where everybody reads them."""
Person = Annotated[Text, BeforeValidator(_person)]
"""Somebody's name. No page shows the address that tells two people of one name apart."""
Name = Annotated[str, _read(_parse_name)]
Phrase = Annotated[phrases.Phrase, _read(phrases.parse, whole=phrases.Phrase)]
Day = Annotated[date, _read(phrases.parse_day, whole=date)]
At = Annotated[time, _read(phrases.parse_time, whole=time)]
Minutes = Annotated[int, _read(phrases.parse_minutes, whole=int)]
Reminder = Annotated[int, _read(phrases.parse_reminder, whole=int)]
Days = Annotated[phrases.Days, BeforeValidator(_days)]
SchoolDay = Annotated[phrases.Hours, _read(phrases.parse_hours, whole=phrases.Hours)]
Window = Annotated[phrases.Window, _read(phrases.parse_window, whole=phrases.Window)]
SeriesMonth = Annotated[phrases.Month, _read(phrases.parse_month, whole=phrases.Month)]
Repeated = Annotated[phrases.Month | phrases.Every, _read(phrases.parse_repeated, whole=(phrases.Month, phrases.Every))]
Count = Annotated[int, _read(_parse_count, whole=int)]
Group = Annotated[int, _read(_parse_group, whole=int)]
Money = Annotated[Decimal, _read(_parse_money, whole=Decimal)]
Yes = Annotated[bool, _read(_parse_yes, whole=bool)]
Sizes = Annotated[SizeRange, _read(_parse_sizes, whole=SizeRange)]
AtLeast = Annotated[Share, _read(_parse_share, whole=Share)]
Link = Annotated[str, _read(_parse_link)]
Why = Annotated[str, _read(_parse_why)]
Email = Annotated[str, _read(_parse_email)]
Currency = Annotated[str, _read(_parse_currency)]
LanguageTag = Annotated[str, _read(_parse_language)]
Id = Annotated[str, _read(_parse_id)]
Texts = Annotated[tuple[Text, ...], BeforeValidator(_listed)]
People = Annotated[tuple[Person, ...], BeforeValidator(_listed)]
ByStakeholder = Annotated[Mapping[str, Text], BeforeValidator(_decided)]
Year = Annotated[phrases.SchoolYear, BeforeValidator(_school_year)]


def asked(
    question: str,
    description: str,
    *,
    principle: str,
    example: Any,
    default: Any = None,
    essential: bool = False,
    in_plan: bool = True,
) -> Any:
    """Return a field that is a question: what `init` asks, and what the plan shows as open until it is answered.

    `principle` says why it is asked; `example` is plain data as a definition would have it. An essential question is
    asked first. One with `in_plan` false sets the calendar up, and is no question of the planning tool.
    """
    extra: dict[str, Any] = {"question": question, "help": principle, "example": example}
    extra |= {"essential": True} if essential else {}
    extra |= {} if in_plan else {"in_plan": False}
    return Field(default=default, description=description, json_schema_extra=extra)


def said(description: str, *, default: Any = None, alias: str | None = None, example: Any = None) -> Any:
    """Return a field that is written where it is known, and missed by nobody; `example` is as a definition has it."""
    extra: dict[str, Any] = {"json_schema_extra": {"example": example}} if example is not None else {}
    return Field(default=default, description=description, alias=alias, **extra)


class Part(BaseModel):
    """A part of the definition. What is empty is not decided yet; an unknown key is a problem."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)

    shorthand: ClassVar[str | None] = None
    """The field that a plain text fills, where one is enough."""

    addressed: ClassVar[Mapping[str, str]] = {}
    """The fields that name somebody, and the fields for their addresses: who writes both into one means this."""

    _built: ClassVar[type["Part"] | None] = None

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """Build the validator of this part."""
        Part._built, before = cls, Part._built
        try:
            return super().model_rebuild(**options)
        finally:
            Part._built = before

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Return how this part is read; inside another part, by its own validator, built when first one is written.

        Most definitions write few of the parts, and the same are in several others.
        """
        if Part._built is cls:
            return handler(source)

        def read(value: Any, info: ValidationInfo) -> Any:
            return value if isinstance(value, cls) else cls.model_validate(value, context=info.context)

        return core_schema.with_info_plain_validator_function(read)

    @model_validator(mode="before")
    @classmethod
    def _undecided(cls, value: Any) -> Any:
        if value is None:
            return {}
        if isinstance(value, str) and cls.shorthand:
            value = {cls.shorthand: value}
        if isinstance(value, dict):
            decided = {key: item for key, item in value.items() if item is not None or key not in _keys(cls)}
            return _with_addresses_apart(decided, cls.addressed)
        return value


def _with_addresses_apart(written: dict[str, Any], addressed: Mapping[str, str]) -> dict[str, Any]:
    """Return a part with the address that stands beside a name in the field for it."""
    apart = written
    for key, email in addressed.items():
        text = written.get(key)
        if not isinstance(text, str) or not (split := addresses.split(text))[1]:
            continue
        name, (address, *others) = split
        if not name:
            said = sentence("{text} is an address, and no name", text=quote(text))
            hint = sentence("write the name, and  {key}: {address}", key=email, address=address)
            raise unclear(said, hint, at=(key,))
        if others or apart.get(email, address) != address:
            hint = sentence("write one, as  {key}: {address}", key=email, address=address)
            raise unclear(sentence("{text} has another address", text=quote(text)), hint, at=(key,))
        apart = {**apart, key: name, email: address}
    return apart


@cache
def _keys(part: type[Part]) -> frozenset[str]:
    return frozenset(column_names(part))


AnyPart = TypeVar("AnyPart", bound=Part)


def empty(part: type[AnyPart]) -> AnyPart:
    """Return a part in which nothing is decided, without the validator that reading one needs."""
    made: AnyPart = part.model_construct()  # type: ignore[assignment]  # the plugin forgets which part
    return made


Consent = Literal["photographs", "recording", "name in the summary", "copy to the principal"]


def _separated(value: Any) -> Any:
    """Read a cell with several values, joined by semicolons."""
    return (
        tuple(part.strip() for part in value.split(";") if part.strip()) if isinstance(value, str) else _listed(value)
    )


class Organization(Part):
    """A sponsor or a partner."""

    shorthand = "organization"
    addressed = {"contact": "email", "organization": "email"}

    organization: Title | None = said("Its name")
    contact: Title | None = said("Who speaks for it")
    email: Email | None = said("The contact's address")


class Leader(Part):
    """The facilitator or the co-facilitator."""

    shorthand = "name"
    addressed = {"name": "email"}

    name: Title | None = said("The person's name")
    email: Email | None = said("The person's address")


class Member(Part):
    """A member of the community: one row of `members.csv`."""

    shorthand = "name"
    addressed = {"name": "email"}

    name: Title = Field(description="The name as it is to be written")
    email: Email | None = said("The address by which records are matched")
    school: Title | None = said("The school, as `schools.csv` names it")
    jurisdiction: Title | None = said("The jurisdiction of a member without a school")
    position: Title | None = said("What the person does there")
    role: Text | None = said("The part the person takes: host, presenter, note-taker")
    level: Literal["core", "active", "occasional"] | None = said(
        "How far the person takes part: how willing and able to come"
    )
    brings: Text | None = said("What the person can contribute, once or all year")
    wants: Text | None = said("What the person hopes to learn")
    support: Text | None = said(
        "What the person needs from the facilitator to take part; only the team's papers show it",
        example="A ride from the station",
    )
    invited: Day | None = said("The day the invitation went out")
    agreement_sent: Day | None = said("The day the letter of agreement went out")
    agreement_signed: Day | None = said("The day it came back signed")
    confirmed: Day | None = said("The day the person confirmed")
    joined: Day | None = said("The day the person joined")
    left: Day | None = said("The day the person left")
    declines: Annotated[tuple[Consent, ...], BeforeValidator(_separated)] = said(
        "What the person did not consent to in the letter of agreement, joined by semicolons", default=()
    )


class School(Part):
    """A school whose people take part: one row of `schools.csv`."""

    addressed = {"principal": "email", "jurisdiction_contact": "jurisdiction_email", "consultant": "consultant_email"}

    school: Title = Field(description="The school's name")
    jurisdiction: Title | None = said("The division that it belongs to")
    principal: Title | None = said("The principal's name")
    email: Email | None = said("The principal's address")
    jurisdiction_contact: Title | None = said(
        "Who speaks for the jurisdiction; another row of the same jurisdiction may name another person"
    )
    jurisdiction_email: Email | None = said("That person's address")
    consultant: Title | None = said("A consultant or other jurisdictional staff who is thanked and told the results")
    consultant_email: Email | None = said("That person's address")


class MustInclude(Part):
    """A position without which the purpose cannot be reached."""

    shorthand = "position"

    position: Title = Field(description="The position, as the members' list names it")
    one_from: Literal["each jurisdiction", "each school"] | None = said("Where one is needed from")


class Membership(Part):
    """Who belongs, and how they come to."""

    ideal_member: Text | None = asked(
        "What is the profile of an ideal member?",
        "The profile of an ideal member",
        principle="Membership should match the purpose. A community is a group that people choose to join: say who "
        "would gain from it and can give to it.",
        example="Teaches a subject in grades 4 to 9 and can try a routine within two weeks of a webinar",
    )
    must_include: Annotated[tuple[MustInclude, ...], BeforeValidator(_listed)] = asked(
        "Are there certain people who must be members for the purpose to be achieved?",
        "Positions that must be among the members",
        principle="Some purposes need a certain position in the room, such as somebody from each school. The "
        "positions named here are looked for among the members.",
        example=[{"position": "Literacy lead", "one_from": "each jurisdiction"}],
        default=(),
    )
    roles_and_participation: Text | None = asked(
        "Will there be members with different roles and levels of participation?",
        "The roles and levels of participation",
        principle="Roles help everyone to take part in tasks and decisions. Some plan, some try and report, some "
        "come for one topic: all of these are members.",
        example="A core of three plans the sessions; everyone tries and reports; guests come for one topic",
    )
    ideal_size: Sizes | None = asked(
        "What is the ideal size of the community?",
        "A number of members, or a range: 12 to 30",
        principle="In a smaller group everyone speaks; a larger one bears an absence. Begin small, with those "
        "closest to you. We recommend 12 to 20 (cop-plan's own number: no source gives one), since from 12 on the "
        "surveys can show more than the whole, and up to 20 one person can facilitate.",
        example="12 to 20",
    )
    invitation: Text | None = asked(
        "How will members be invited to join?",
        "How members are invited",
        principle="Do not invite everyone at once: start with the people closest to you, and think of how willing "
        "and able each one is to come.",
        example="Core group first, by phone; the others by letter through their principal",
    )
    between_sessions: Text | None = asked(
        "How much time do members give between the sessions?",
        "The work between sessions, such as '1 hour a month'",
        principle="People can say yes only to a time that they know. It stands in the invitation and in the letter "
        "of agreement.",
        example="1 hour a month",
    )
    members: tuple[Member, ...] = asked(
        "Who are the members?",
        "A CSV file, or a list of the same columns",
        principle="List the members, then compare the list with the purpose: is everyone there whom it needs? Their "
        "names and addresses stay in your files.",
        example=[{"name": "Amina Okafor", "email": "amina.okafor@example.org"}],
        default=(),
    )
    schools: tuple[School, ...] = asked(
        "Which schools take part?",
        "A CSV file, or a list of the same columns",
        principle="Principals and jurisdictions are told of the dates before the year, and thanked after it, each "
        "for their own people.",
        example=[{"school": "Elm Street School", "jurisdiction": "Prairie View School Division"}],
        default=(),
        in_plan=False,
    )


class Leadership(Part):
    """Who leads, and how the lead is shared."""

    facilitator: Leader = asked(
        "Who is the facilitator?",
        "The facilitator",
        principle="A community needs somebody who welcomes, plans and keeps it going. It is the first thing to settle.",
        example={"name": "Alex Moreau", "email": "alex.moreau@example.org"},
        default=empty(Leader),
        essential=True,
    )
    co_facilitator: Leader = asked(
        "Is there a co-facilitator?",
        "The co-facilitator",
        principle="Two share the work, and one can lead when the other is away. It is worth having in a larger group.",
        example={"name": "Kim Sandoval", "email": "kim.sandoval@example.org"},
        default=empty(Leader),
    )
    core_group: People = asked(
        "Who is in the core group?",
        "Members who plan with the facilitator",
        principle="Some members take a leadership role: they plan, host and invite. Name them as the members' list "
        "does.",
        example=["Amina Okafor"],
        default=(),
    )
    structure: Text | None = asked(
        "What will the leadership structure be?",
        "The leadership structure",
        principle="A shared lead lasts longer than one person's energy. Say who leads what, and whether it rotates.",
        example="Facilitator and co-facilitator, with a core group of three that rotates the hosting",
    )
    responsibilities: Texts = asked(
        "What are the leadership's role and responsibilities?",
        "What the leaders do",
        principle="Leaders may set up meetings, craft guiding questions or topics, and keep the community on track "
        "and aligned with its purpose.",
        example=["Set up meetings", "Craft guiding questions and topics", "Keep the community on track"],
        default=(),
    )
    communicated: Text | None = asked(
        "How will the leadership structure be communicated to members?",
        "How members learn of it",
        principle="Members who know who leads know whom to ask, and where they could lead themselves.",
        example="In the letter of agreement and again at orientation",
    )
    next: Text | None = asked(
        "Who will be equipped to lead next?",
        "How the lead is passed on",
        principle="Prepare and equip others: recruit them early and lead them through it once.",
        example="A member of the core group leads with the facilitator from January",
    )


class Purpose(Part):
    """Why the community convenes."""

    statement: Text | None = said("The purpose in one sentence; without it, written from the lines below")
    audience: Text | None = asked(
        "Whom is the community for?",
        "Whom the community is for",
        principle="It begins the purpose statement: 'This community of practice is intended for …'. Educators join "
        "because they see themselves in it.",
        example="literacy leads and classroom teachers",
    )
    shared_interest: Text | None = asked(
        "What is the shared area of interest or expertise?",
        "The shared interest",
        principle="A community of practice is a group of educators who share a common concern, interest or passion. "
        "It continues the statement: '… who share an interest in …'.",
        example="reading across the subjects",
    )
    concern: Text | None = asked(
        "What concern do the members share?",
        "The shared concern",
        principle="A focused purpose answers a concern that members have in their own work. It stands behind the "
        "statement: 'The shared concern: …'.",
        example="students in grades 4 to 9 who cannot yet read the texts of their subjects",
    )
    learn_together_how_best_to: Text | None = asked(
        "For what purpose are you convening: what will you learn together how best to do?",
        "What the members learn together how best to do",
        principle="It ends the purpose statement: '… and commit to learning together how best to …'. Begin with a "
        "verb.",
        example="teach reading in every subject",
        essential=True,
    )
    research_questions: Texts = asked(
        "Which research issues or questions will you explore?",
        "The research issues or questions",
        principle="The sample plan begins, in April, with research issues or questions: they establish the purpose.",
        example=["Which reading routines carry over from language arts to science and social studies?"],
        default=(),
    )
    areas: Annotated[tuple[Area, ...], BeforeValidator(_listed)] = asked(
        "Which areas of purpose does the community have?",
        "The areas of purpose",
        principle="These four areas are the framework by which success is documented at the end. Two well chosen are "
        "better than four.",
        example=["learning and developing practice", "creating new knowledge"],
        default=(),
    )
    alignment: Text | None = asked(
        "How is the purpose tied to the organization's mission?",
        "The tie to the organization's mission",
        principle="A purpose that serves the organization's mission finds time, money and support more easily.",
        example="The consortium's three-year literacy plan, priority 2",
    )
    division_priority: Literal["yes", "no", "not yet"] | None = asked(
        "Do the divisions list this work as a priority?",
        "Whether the divisions list the work as a priority",
        principle="You can have a community of practice even if your division does not list it as a priority, but "
        "then it needs a sponsor who speaks for it: where none is named, `check` says so.",
        example="yes",
    )
    members_priorities: Text | None = asked(
        "How is the purpose tied to the priorities of the members?",
        "The members' own priorities",
        principle="People come back to what helps them in their own work this month.",
        example="Routines that can be tried within two weeks",
    )
    needs: ByStakeholder = asked(
        "What does each stakeholder need?",
        "Needs, by stakeholder",
        principle="Address the needs of all who have a stake in it: teachers, school leaders, students, families, "
        "the sponsor.",
        example={"teachers": "Colleagues to plan with outside their own school"},
        default={},
    )
    benefits: ByStakeholder = asked(
        "What are the benefits to each stakeholder?",
        "Benefits, by stakeholder",
        principle="Define the purpose in terms of benefits: the invitation and the case for a sponsor are made from "
        "them.",
        example={
            "students": "Read and discuss subject texts at grade level",
            "teachers": "A shared set of routines, and colleagues who use them",
        },
        default={},
    )
    success: Text | None = asked(
        "What does success look like for the group?",
        "A vision of success",
        principle="Describe a vision of success early. It keeps the group together, and the report at the end speaks "
        "to it.",
        example="By June every participating school has two reading routines in weekly use",
    )


class Evidence(Part):
    """Something that shows whether a goal is reached, and when it is collected."""

    what: Title | None = said("What is collected")
    how: Text | None = said("How it is collected")
    by: Phrase | None = said("The day by which it is there, in the language of dates")
    owner: Person | None = said("Who collects it: a role or a member")
    share_at: Name | None = said("The showcase at which it is shared")


class Goal(Part):
    """A goal that the community is organized to meet."""

    shorthand = "aim"

    aim: Title | None = said("The goal in one sentence")
    area: Area | None = said("The area of purpose that it belongs to")
    outcome: Text | None = said("The expected outcome")
    for_students: Text | None = said("What students gain")
    horizon: Literal["this year", "longer"] | None = said("Whether it is for this year or longer")
    evidence: Mapping[Name, Evidence] = said("The evidence, by name", default={})


class Guidelines(Part):
    """How the community will work together, in trust and safety."""

    role_and_voice: Text | None = asked(
        "How will the community ensure that all members have a role and a voice?",
        "How all have a role and a voice",
        principle="A community is grounded in trust and safety. Include all participants in tasks and decisions.",
        example="Everyone speaks before anyone speaks twice; roles rotate",
    )
    stay_on_track: Text | None = asked(
        "How will the community stay on track and aligned with its purpose?",
        "How it stays on track",
        principle="Time together is scarce. Each session should serve the purpose, and be seen to.",
        example="Each agenda names the aim that it serves",
    )
    conflict: Text | None = asked(
        "How will the community manage conflict and disagreement?",
        "How conflict and disagreement are managed",
        principle="Disagreement is part of learning. It is easier to agree on how to disagree before it happens.",
        example="Named in the meeting, settled within a week by the two people and the facilitator",
    )
    decisions: Text | None = asked(
        "How will the community make decisions or recommendations?",
        "How decisions are made",
        principle="Members who know how decisions are made take part in them, and stand by them.",
        example="Consent; the facilitator records each decision",
    )
    shared_resources: Text | None = asked(
        "How will the community gather shared resources or knowledge?",
        "How shared resources are gathered",
        principle="Identifying, reviewing and sharing resources is how a community builds its collective knowledge.",
        example="One shared folder; whoever recommends a resource writes two lines on its use",
    )
    new_members: Text | None = asked(
        "How will the community invite new members to join as required?",
        "How new members join",
        principle="Say until when, and by whom, people may be brought in, so that newcomers are welcomed and not a "
        "surprise.",
        example="Invited by the core group until the end of October",
    )
    purpose_achieved: Text | None = asked(
        "How will the community decide when it has achieved its purpose?",
        "How it knows that the purpose is achieved",
        principle="Most communities are for a limited time. Decide beforehand when you would call it done.",
        example="Reviewed at mid-year and at wrap-up against the goals",
    )
    accountability: Text | None = asked(
        "To what standards do members hold each other?",
        "What members hold each other to",
        principle="Set the standards together, and expect to be held accountable each time.",
        example="We come prepared, try one routine between sessions and say how it went",
    )
    developed_and_shared: Text | None = asked(
        "How will the guidelines be developed and shared with members?",
        "How the guidelines come about",
        principle="Guidelines that members wrote themselves are kept; those handed out are not.",
        example="Drafted at orientation, adopted in October, posted on the website",
    )


class Closure(Part):
    """Days without meetings, beside weekends and holidays."""

    shorthand = "days"

    days: Annotated[tuple[Days, ...], BeforeValidator(_listed)] = said(
        "One or more spans, `2026-12-21 to 2027-01-01` or `Dec 21 to Jan 1`, both days included", default=()
    )
    from_: Text | None = said(
        "A school's calendar file (iCalendar), beside the definition: the days of its events of whole days, each under "
        "its title",
        alias="from",
        example="prairie-view.ics",
    )
    only: Texts = said(
        "Words, in any case: of the file, only the events with one of them in their titles",
        default=(),
        example=["break", "PD day", "convention"],
    )
    title: Title | None = said("What it is called where it closes a day; without it, its name", example="Spring break")
    kind: ClosureKind = said("`no students` leaves the day open", default="break")
    for_: Texts = said("The jurisdictions that it concerns", default=(), alias="for")

    @model_validator(mode="before")
    @classmethod
    def _with_straight_apostrophe(cls, written: Any) -> Any:
        """Take the kind with the curly apostrophe that word processors write."""
        if isinstance(written, dict) and isinstance(kind := written.get("kind"), str):
            return {**written, "kind": kind.replace("’", "'")}
        return written

    @model_validator(mode="before")
    @classmethod
    def _no_file_for_days(cls, written: Any) -> Any:
        """Refuse a calendar file alone, where days are written."""
        has_keys = isinstance(written, dict) and written.keys() != {"days"}
        days = written.get("days") if isinstance(written, dict) else written
        if isinstance(days, str) and days.strip().lower().endswith(".ics"):
            line = f"from: {days.strip()}"
            hint = sentence("write  {line}", line=line if has_keys else f"{{{line}}}")
            raise unclear(sentence("{text} is a file, not days", text=quote(days)), hint)
        return written

    @property
    def closes(self) -> bool:
        """Return whether its days are closed for meetings."""
        return self.kind != "no students"

    def has(self, day: date) -> bool:
        """Return whether a day is one of its days."""
        return any(days.first <= day <= days.last for days in self.days)

    def called(self, name: str) -> str:
        """Return what it is called where it has this name: its title, or else the name as words."""
        return self.title or name.replace("-", " ").capitalize()

    def titled(self, name: str) -> Mapping[str, tuple[phrases.Days, ...]]:
        """Return its days by what they are called: the events of a file have titles of their own."""
        own, found = self.called(name), dict[str, tuple[phrases.Days, ...]]()
        for days in self.days:
            title = (isinstance(days, TitledDays) and days.title) or own
            found[title] = (*found.get(title, ()), days)
        return found or {own: ()}

    @model_validator(mode="after")
    def _words_of_a_file(self) -> Self:
        if self.only and not self.from_:
            raise unclear(
                sentence("these words choose among the events of a file, and none is named"),
                sentence("write  {line}", line="from: school.ics"),
                at=("only",),
            )
        return self


class HolidayChoice(Part):
    """Holidays of which the community thinks otherwise than its region, by their names."""

    open: Texts = said("Those of the region on which there may be meetings", default=(), example=["Veterans Day"])
    closed: Texts = said(
        "Those on which there are none, though the region does not close them", default=(), example=["Easter Monday"]
    )


DESIGNING = (
    "learning", "kinds_of_activity", "rhythm", "communication", "interactions", "collaboration", "knowledge_sharing"
)  # fmt: skip
"""The questions to explore when designing activities, under `meetings`. Source: S1-27"""


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class UsualTime(Part):
    """When sessions are, where nothing is written about a session itself."""

    shorthand = "at"

    at: At | None = said("The hour at which a session begins that has none of its own", example="3:30 pm")
    in_person_at: At | None = said("The hour of sessions in person, if it is another", example="9:00")
    weekday: Weekday | None = said("The weekday, in place of the pattern's", example="thursday")


class Meetings(Part):
    """How the sessions work together."""

    learning: Text | None = asked(
        "Learning: how do the activities support what members want to learn?",
        "How the activities lead to learning",
        principle="Members learn by sharing information and experiences, and by trying things in their own work.",
        example="Each session ends with something to try",
    )
    kinds_of_activity: Text | None = asked(
        "Activities: which kinds give energy, and the sense of belonging to the group?",
        "Kinds of activities",
        principle="People come back to activities in which they do something together. Think of trying things out, "
        "visits, guests and stories, and not of presentations alone.",
        example="Trying a routine on each other, a visit to a classroom, a guest in January",
    )
    rhythm: Text | None = asked(
        "Rhythm: how often, when and where will the community meet?",
        "How often, when, where and for how long",
        principle="A predictable rhythm tells members how and when to take part. Say how often, on which day, how "
        "long, and whether in person or online.",
        example="A webinar on the third Tuesday, an hour online on the first Wednesday, two days in person",
    )
    communication: Text | None = asked(
        "Communication: how will members stay in touch between sessions?",
        "Messages between sessions",
        principle="A few messages on a known day keep the momentum through the longer breaks.",
        example="One message a week at most, on Mondays",
    )
    interactions: Text | None = asked(
        "Interactions: who talks with whom about what they try?",
        "Interactions among members",
        principle="A community connects people who might otherwise only cross paths. Pairs and threes draw in those "
        "who are silent in a large group.",
        example="Pairs across schools report to each other between sessions",
    )
    collaboration: Text | None = asked(
        "Collaboration: what will members make or plan together?",
        "Collaboration among members",
        principle="Meetings in person, live online events and collaboration over time belong together.",
        example="Two members plan each online meeting",
    )
    knowledge_sharing: Text | None = asked(
        "Knowledge sharing: how will what each member knows, and what comes from outside, reach everybody?",
        "How knowledge is passed on within the community and from outside",
        principle="Members know more together than any one of them, and others outside know more still. Say how the "
        "one and the other reach everybody.",
        example="Each session has five minutes for a find; a librarian answers questions on the blog",
    )
    usual_time: UsualTime = asked(
        "At what time do sessions usually begin?",
        "The usual hour and weekday of sessions; what is written of a session itself comes first",
        principle="Without an hour a session stands in calendars as a whole day. The hour of sessions in person, and a "
        "weekday for all sessions, can be written too; one session can always be at another time.",
        example={"at": "3:30 pm", "in_person_at": "9:00", "weekday": "thursday"},
        default=empty(UsualTime),
        essential=True,
        in_plan=False,
    )
    meeting_place: Title | None = asked(
        "What is the initial meeting place?",
        "A place, or words; the default of face-to-face sessions",
        principle="Use spaces that you have access to, in creative ways, before you rent one or pay for parking.",
        example="Elm Street School library",
    )
    school_day: SchoolDay = said("School time on a day with students", default=phrases.Hours(time(8, 30), time(15, 30)))
    platform: Text | None = asked(
        "On what platform do you meet online?",
        "Words, or a web address that becomes the link of online sessions",
        principle="Meeting online includes those who cannot travel each time. One platform all year is one less "
        "thing to learn.",
        example="https://example.org/our-room",
        essential=True,
    )
    typical_session: Text | None = asked(
        "What will occur during meetings to help achieve the purpose?",
        "A typical session",
        principle="Define a typical session before you recruit: people want to know what they say yes to. Leave time "
        "for trust, and a break.",
        example="A success, try-it reports, the new routine, plan the next try, two minutes of writing",
    )
    topics: Literal["per session", "one for the year"] | None = asked(
        "Do topics change from session to session, or is there one for the year?",
        "Whether topics change",
        principle="Both work. Topics may also change after the first survey, without moving a date.",
        example="per session",
    )
    topic_ideas: Texts = asked(
        "Which topics is the group interested in?",
        "Ideas for topics",
        principle="Members choose the topics. Keep a list that grows at each meeting.",
        example=["Reading graphs", "Reading primary sources"],
        default=(),
    )
    face_to_face: Text | None = asked(
        "What face-to-face opportunities are there, and how do they fit in?",
        "Face-to-face opportunities",
        principle="You do not have to meet in person, but where you can it builds trust and a sense of place. Think of "
        "conferences and days when members are in one place anyway.",
        example="Orientation and wrap-up; a visit in spring if a host is found",
    )
    reflection_and_celebration: Text | None = asked(
        "How will reflection and celebration be embedded throughout?",
        "Reflection and celebration",
        principle="Celebrate along the way, not only at the end: a success at each session is enough.",
        example="One success opens each session, two minutes of writing close it",
    )
    technology: Texts = asked(
        "What technology or resources will be required?",
        "Technology supports",
        principle="Settle before the year what members need to take part, to post and to find things again.",
        example=["Video meetings", "Shared folder", "Moderated blog on the website"],
        default=(),
    )
    gather_knowledge: Text | None = asked(
        "With what tools will you gather knowledge?",
        "Tools to gather knowledge",
        principle="Knowledge that is gathered throughout the year, and not at its end, is what lasts.",
        example="Try-it reports, polls in the webinars, the shared folder",
    )
    share_resources: Text | None = asked(
        "With what tools will you share resources?",
        "Tools to share resources",
        principle="The best resources come from other members, just in time. Give them one place.",
        example="Website, blog and the January and April letters",
    )
    blog_moderator: Person | None = asked(
        "Who moderates the blog?",
        "A leader or a member",
        principle="A blog or forum lives when one person welcomes each post.",
        example="Kim Sandoval",
    )
    hosts: People = said(
        "Members or roles who take turns to host the sessions for which nobody else is named",
        default=(),
        example=["Amina Okafor", "Kim Sandoval"],
    )
    note_takers: People = said(
        "Members or roles who take turns to take the notes of the sessions for which nobody else is named",
        default=(),
        example=["Kim Sandoval", "Amina Okafor"],
    )
    visit_ideas: Texts = asked(
        "Which places near you could the group explore?",
        "Places for a visit or field trip",
        principle="You do not need to travel far to have an adventure: explore places where your students may be "
        "when they are not with you.",
        example=["The public library's makerspace"],
        default=(),
    )


class Venue(Part):
    """A place where the community meets."""

    shorthand = "name"

    name: Title | None = said("Its name")
    address: Text | None = said("Its address")
    parking: Text | None = said("Where to park")
    parking_cost: Money | None = said("What one car pays for a session, 0 if nothing", example="12.00")
    accessibility: Text | None = said("How everybody gets in")
    cost: Money | None = said("The rent, 0 for a space that you have access to")


class Block(Part):
    """A block of an agenda."""

    title: Title = Field(description="What happens")
    lasts: Minutes = Field(description="How long")


AgendaBlock = Annotated[Block, BeforeValidator(_parse_agenda_block)]


class Step(Part):
    """A dated step of an activity."""

    title: Title | None = said("What is done, as the team has it: `Invite participants`")
    title_for_members: Title | None = said(
        "What members get by it, as their calendars show it; without it, the title", example="Webinar 1: guide arrives"
    )
    kind: Kind = said("What kind of entry it is", default="task")
    phase: Phase | None = said("The phase of the year; without it the activity's")
    when: Phrase | None = said("The day, in the language of dates; a name may be left out: `1 week before`")
    at: At | None = said("The hour; without it, a session is at the usual time, and else it is an all-day entry")
    lasts: Minutes | None = said("How long it lasts")
    where: Title | None = said("A place, or words")
    link: Link | None = said("A web address")
    audience: Annotated[tuple[Audience, ...], BeforeValidator(_listed)] = said("Whom it concerns", default=())
    attendance: Attendance | None = said("Whether members agreed to come")
    owner: Person | None = said(f"Who sees to it: a member, or a role ({', '.join(ROLES)}); else the facilitator")
    prepares: Yes = said("Whether it comes before what stands on the same day and it is counted from", default=False)
    from_members: Yes = said(
        "Whether members bring or send something then, such as a story: the pages list it under what to bring or send; "
        "so they do each survey that is for members",
        default=False,
    )
    only_with: Literal["presenter"] | None = said("A step that only a session with a presenter, or seeking one, has")
    reminder: Reminder | None = said(
        "How long before it calendars remind of it, such as `1 day`; `no` for never", example="1 day"
    )
    document: Name | None = said("The document of the kit that it needs")
    expected: Window | None = said("The window that good practice gives, such as `21 september to 10 october`")
    notes: Text | None = said("Anything else")
    closed: phrases.WhenClosed = said("What happens if the computed day is closed", default="working day")


class Activity(Step):
    """An activity of the year, with its steps."""

    virtual_option: Text | None = said("How those who cannot travel take part")
    cancelled: Why | None = said(
        "Why a session does not take place: it stays in the plan, struck through, and calendars show it as cancelled",
        example="Snow day",
    )
    topic: Title | None = said("What it is about")
    presenter: Person | None = said("Who presents; `tbd` where somebody is sought")
    host: People = said(
        "Who hosts it: a member or a role; of a series several, who take turns", default=(), example="Amina Okafor"
    )
    note_taker: People = said(
        "Who takes notes: a member or a role; of a series several, who take turns", default=(), example="Kim Sandoval"
    )
    goal: Name | None = said("The goal that it serves")
    readings: Texts = said("What to read before", default=())
    agenda: tuple[AgendaBlock, ...] = said("Blocks and their minutes", default=())
    steps: Mapping[Name, Step] = said("Its dated steps, by name", default={})
    repeat: Annotated[tuple[Repeated, ...], BeforeValidator(_listed)] = said(
        "The months of a series, whose `when` then names no month; or every so many weeks, and then it has no `when`",
        default=(),
    )

    @property
    def seeks_presenter(self) -> bool:
        """Return whether somebody is sought who presents."""
        return phrases.is_undecided(self.presenter or "")

    @model_validator(mode="before")
    @classmethod
    def _cancelled_with_a_reason(cls, written: Any) -> Any:
        """Refuse a cancellation that gives no reason: elsewhere, what is empty is not decided yet."""
        if isinstance(written, dict) and "cancelled" in written and written["cancelled"] is None:
            raise unclear(*_NO_REASON, at=("cancelled",))
        return written

    @model_validator(mode="after")
    def _cancelled_alone(self) -> Self:
        if self.cancelled and self.repeat:
            hint = sentence("cancel its entries by name, as in  online-meeting.january: {{cancelled: Snow day}}")
            raise unclear(sentence("this would cancel every entry of the series"), hint, at=("cancelled",))
        if self.cancelled and self.kind not in OCCASIONS:
            said = sentence("only a session is cancelled, and this is a {kind}", kind=self.kind)
            raise unclear(said, sentence("to do without it, see leave_out"), at=("cancelled",))
        return self


UNDATED_STEP = (
    sentence("a step needs a date, and this has none"),
    sentence("write  when: and a distance, such as '1 week before'"),
)
"""What is said of a step without a date, and the hint."""


def undated_activity(name: str, activities: Iterable[str]) -> tuple[Sentence, Sentence]:
    """Return what is said of an activity without a date, and the hint: the activity that was meant, if one is near.

    `webinar-5` is no slip for `webinar-4`: the numbers in both must agree.
    """
    number = re.sub(r"\D", "", name)
    others = [one for one in activities if one != name and re.sub(r"\D", "", one) == number]
    hint = sentence("write  when: and a date, such as 'third tuesday of november'")
    if near := nearest(name, others, 0.8):
        hint = sentence("did you mean '{name}'?", name=near)
    return sentence("an activity needs a date, and this has none"), hint


class Resource(Part):
    """A professional resource: one row of `resources.csv`."""

    title: Title = Field(description="Its title")
    kind: Text | None = said("people, professionals, print, local, published, draft, documentary, program, service")
    quantity: Count | None = said("How many")
    cost: Money | None = said("The cost of one")
    recommended_by: Title | None = said("Who recommends it")
    review: Text | None = said("Two lines on its use")
    link: Link | None = said("Where it is")


class Guest(Part):
    """A guest to invite: one row of `guests.csv`."""

    addressed = {"name": "email"}

    name: Title = Field(description="The person's name")
    organization: Title | None = said("Where the person works")
    relation: Literal["work with", "want to work with", "does interesting work"] | None = said("How you know them")
    topic: Title | None = said("What they could speak on")
    takes_part: Literal["speak", "share", "join"] | None = said("What you ask of them; their letter says so")
    email: Email | None = said("Their address")


class BudgetLine(Part):
    """A line of the budget: one row of `budget.csv`."""

    category: Text = Field(description="What the money is for")
    planned: Money | None = said("The amount planned")
    actual: Money | None = said("The amount spent")
    in_kind: Money | None = said("What was given instead of money: its worth")
    for_: Text | None = said("The occasion", alias="for")
    note: Text | None = said("A note, or who gave it")


class ProgressRow(Part):
    """Something that is done: one row of the progress record. Of several rows of a name, the last one counts."""

    name: Text = Field(description="The name of the entry")
    day: Day = Field(description="The day on which it was done", alias="date")
    note: Text | None = said("A note")


class NoticeRow(Part):
    """Something to notice: one row of the noticeboard."""

    day: Day = Field(description="The day on which it was posted", alias="date")
    kind: Literal["post", "research", "blog", "resource", "opportunity"] = Field(description="What it is")
    title: Text = Field(description="Its title")
    link: Link | None = said("Where it is")
    by: Text | None = said("Who posted or recommended it")
    note: Text | None = said("Why to read it, in a line")


class CommitmentRow(Part):
    """What a member commits to at the end of the year: one row of the commitments."""

    member: Text = Field(description="The member's name")
    to: Literal["my learning", "colleagues", "others"] = Field(description="To whom")
    commitment: Text = Field(description="What the member will do, in the member's own words")


class Alias(Part):
    """A name or an address as an export shows it: one row of the aliases."""

    seen: Text = Field(description="What the export shows: a name, an address or a telephone number")
    member: Text = Field(description="The name of the member, leader or guest whose it is")


class NoteHead(Part):
    """What stands at the top of a session's notes."""

    session: Text | None = said("The name of the session; without it, the file is named after it")
    author: Text | None = said("Who wrote them")


class StoryHead(Part):
    """What stands at the top of a success story or a final product."""

    title: Text = Field(description="Its title")
    author: Text | None = said("Who wrote it, by name")
    session: Text | None = said("The name of the session that it belongs to")
    consent: Literal["name", "anonymous", "none"] = said(
        "Whether it may be shown: with the author's name, without it, or not", default="none"
    )


class ReleaseTime(Part):
    """Who pays for substitute teachers, and how they are booked."""

    paid_by: Title | None = asked(
        "Who pays for substitute teachers?",
        "Who pays for substitutes",
        principle="Time is the first reason not to come. A session in school time needs somebody who pays for it.",
        example="Example Regional Consortium",
    )
    how_to_book: Text | None = asked(
        "How is release time booked?",
        "How release time is booked",
        principle="It goes into the letter of agreement and the brief to principals, so that nobody has to ask.",
        example="Through the school office, under the consortium's code, two weeks ahead",
    )
    book_ahead: Reminder | None = said(
        "How long before a session its substitutes are booked: the brief to principals gives the day", example="2 weeks"
    )


class Privacy(Part):
    """What the notice on forms says; the division's coordinator settles it."""

    collected_by: Text | None = said("Who collects the answers")
    authority: Text | None = said("Under what authority")
    seen_by: Text | None = said("Who sees answers with names")
    kept_in: Text | None = said("Where they are kept")
    kept_until: Day | None = said("The day they are destroyed")
    automated: Text | None = said("Automated systems that work on them, or none")
    contact: Text | None = said("Whom to ask")
    approved_by: Text | None = said("Who approved the notice; until then, forms print as drafts")


class Showing(Part):
    """What is shown before the year is over."""

    shorthand = "what"

    what: Text | None = said("Which evidence is shown")
    where: Text | None = said("At which conference, meeting or other occasion")
    shown_by: Text | None = said("Who shows it")


class Reporting(Part):
    """Which evidence is collected and shown along the way; to whom, how and when results are reported."""

    evidence: Texts = asked(
        "Given the purpose, what evidence will be collected along the way to show that it is achieved?",
        "The evidence that is collected along the way; what is named under a goal with its day answers it too",
        principle="At the end of the year it is too late to begin. Name two or three things that come up in the work "
        "anyway; under a goal, as its evidence, each has a day and somebody who collects it.",
        example=["Lesson artefacts", "Notes on what was tried"],
        default=(),
    )
    showcase: Showing = asked(
        "What evidence will be shared before the year is over, such as in March: where, and by whom?",
        "What is shown before the year is over; evidence under a goal that is shared at a showcase answers it too",
        principle="The planning tool asks it for the annual conference of the College of Alberta School "
        "Superintendents (CASS), in March: that is earlier than the final survey, so decide it early. With "
        "`activities: {showcase: yes}` it has its day in the calendar.",
        example={
            "what": "Lesson artefacts from three schools",
            "where": "The annual conference of CASS",
            "shown_by": "Two members of the core group",
        },
        default=empty(Showing),
    )
    to: Texts = asked(
        "To whom are results reported?",
        "To whom results are reported",
        principle="The plan says from the beginning who will hear of the results: the sponsor, and other partners.",
        example=["sponsor", "partners"],
        default=(),
    )
    how: Text | None = asked(
        "How are results reported?",
        "The form of the report",
        principle="The form decides what you have to collect. A page that can be shared reaches more people than a "
        "binder.",
        example="A written report and a page on the website",
    )
    procedures: Text | None = asked(
        "What are the reporting procedures?",
        "What is collected when",
        principle="Who knows what is collected when, and by whom, is not surprised by it in a full week.",
        example="Attendance after each session; both surveys at the face-to-face days; stories two weeks before "
        "wrap-up",
    )
    hide_groups_under: Group = said("Smaller groups are never shown on their own", default=6)


class SurveyQuestion(Part):
    """A question of a survey, and how it is answered."""

    ask: Text = Field(description="The question or statement")
    scale: Texts = said("Its own scale, from low to high", default=())
    choices: Texts = said("The choices, instead of a scale", default=())
    several: Yes = said("Whether several choices may be taken", default=False)
    type: Literal["scale", "choices", "text"] | None = said("`text` for a written answer")


class Item(SurveyQuestion):
    """A survey item."""

    area: Area | None = said("The area of purpose that it belongs to")
    goal: Name | None = said("The goal that it belongs to")
    shows: Literal["potential", "applied", "realized", "support"] | None = said("The value cycle that it shows")
    in_: Annotated[tuple[Which, ...], BeforeValidator(_listed)] = said(
        "The surveys that ask it", default=("baseline", "final"), alias="in"
    )


class Pulse(Part):
    """A short survey, asked at the end of some sessions: the same few questions each time."""

    at: Annotated[tuple[Name, ...], BeforeValidator(_listed)] = said(
        "The sessions at whose end it is asked", default=(), example=["webinar-2", "webinar-4"]
    )
    items: Mapping[Name, SurveyQuestion] = said(
        "Its questions, by name; no name of an item of the other surveys",
        default={},
        example={
            "worth-my-time": {"ask": "Today was worth my time"},
            "change": {"ask": "What should we change?", "type": "text"},
        },
    )


class Surveys(Part):
    """The baseline and the final survey, and the short one between them."""

    match_answers_by: Literal["email", "code", "nothing"] | None = asked(
        "How are a person's two answers brought together?",
        "email, code or nothing",
        principle="Change shows only where the first and the last answer of one person can be compared. Matched "
        "answers are confidential, not anonymous.",
        example="email",
    )
    code_question: Text | None = said("The question for the code, if answers are matched by code")
    scale: Texts = said("The scale of items without their own, from low to high", default=())
    items: Mapping[Name, Item] = asked(
        "Which items do the surveys have?",
        "The items, by name",
        principle="Ask at orientation and again at wrap-up. For the areas of purpose that you chose, `init` offers "
        "starter items: change them as you like. On impact, the planning tool asks what you learned, how it will "
        "translate into your practice, and which self-reflective practices you will use to go on.",
        example={
            "collaborate": {"ask": "I collaborate regularly with colleagues outside my school"},
            "learned": {
                "ask": "What new learning, knowledge or skills did you acquire?",
                "type": "text",
                "in": ["final"],
            },
        },
        default={},
    )
    pulse: Pulse = said("The short survey between these two", default=empty(Pulse))
    quotes: Yes = said(
        "Whether what members write may be quoted without their names: the forms then say so, and else that it is not",
        default=False,
    )
    columns: Mapping[Name, Text | Mapping[Name, Text]] = said(
        "Where an export does not have an item's text: the item and its column; under `baseline`, `final` or `pulse` "
        "for one survey only. `email`, `name` and `code` are the columns that say whose answers they are",
        default={},
    )
    words: Mapping[Text, Text] = said(
        "What answers say that are worded otherwise than the definition: the answer, and the step of a scale or the "
        "choice that it says",
        default={},
        example={"Somewhat agree": "Agree"},
    )

    @overload
    def asked_in(self, which: Which) -> Mapping[str, Item]: ...

    @overload
    def asked_in(self, which: SurveyName | None) -> Mapping[str, SurveyQuestion]: ...

    def asked_in(self, which: SurveyName | None) -> Mapping[str, SurveyQuestion]:
        """Return the items that a survey asks, in the order of the questionnaire; all items of all surveys for None."""
        yearly = {name: item for name, item in self.items.items() if which is None or which in item.in_}
        return {**yearly, **(self.pulse.items if which in ("pulse", None) else {})}

    def key_of(self, name: str) -> Literal["items", "pulse.items"]:
        """Return the key under which an item is written, from `surveys` on."""
        return "pulse.items" if name in self.pulse.items else "items"

    def form_of(self, item: SurveyQuestion) -> Literal["scale", "choices", "text"]:
        """Return how an item is answered."""
        if item.choices and item.type in (None, "choices"):
            return "choices"
        return "scale" if item.type in (None, "scale") and self.scale_of(item) else "text"

    def scale_of(self, item: SurveyQuestion) -> tuple[str, ...]:
        """Return the scale of an item that is answered on one, from low to high."""
        return item.scale or self.scale

    def words_of(self, item: SurveyQuestion) -> tuple[str, ...]:
        """Return the steps of the scale or the choices with which an item is answered; none for a text."""
        form = self.form_of(item)
        return self.scale_of(item) if form == "scale" else item.choices if form == "choices" else ()

    def columns_of(self, which: SurveyName | None) -> Mapping[str, str]:
        """Return the columns that are named for a survey, by item; what is said of this survey alone comes first."""
        everywhere = {name: column for name, column in self.columns.items() if isinstance(column, str)}
        here = self.columns.get(which or "", {})
        return {**everywhere, **(here if not isinstance(here, str) else {})}

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        for name in self.pulse.items:
            if name in self.items:
                said = sentence("an item of the other surveys is called {name} already", name=quote(name))
                raise unclear(said, sentence("choose another name"), at=("pulse", "items", name))
        return self

    @model_validator(mode="after")
    def _words_of_items(self) -> Self:
        known = {word for item in self.asked_in(None).values() for word in self.words_of(item)}
        for text, word in self.words.items():
            if word not in known:
                said = sentence("no scale has the step {word}, and no item the choice", word=quote(word))
                raise unclear(said, did_you_mean(word, known), at=("words", text))
        return self

    @model_validator(mode="after")
    def _columns_of_items(self) -> Self:
        known = {*self.asked_in(None), *RESPONDENT}
        for name, column in self.columns.items():
            if isinstance(column, str):
                self._known_column(name, known, ())
            elif name not in SURVEY_NAMES:
                said = sentence("{name} is no survey", name=quote(name))
                raise unclear(said, _ONE_SURVEY, at=("columns", name))
            else:
                for item in column:
                    self._known_column(item, known, (name,))
        return self

    @staticmethod
    def _known_column(name: str, known: set[str], above: tuple[str, ...]) -> None:
        if name not in known:
            said = sentence("no item is called {name}", name=quote(name))
            raise unclear(said, did_you_mean(name, known), at=("columns", *above, name))


class CapacityBuilding(Part):
    """What a participating team does for its jurisdiction after the year."""

    jurisdiction: Title | None = said("The jurisdiction")
    team: People = said("The members who do it", default=())
    audience: Annotated[
        tuple[Literal["teachers", "school leaders", "other jurisdictional staff"], ...], BeforeValidator(_listed)
    ] = said("For whom", default=())
    activity: Title | None = said("What is done")
    when: Phrase | None = said("The day, in the language of dates")
    support: Text | None = said("What support it needs")


class CollectiveKnowledge(Part):
    """Where the community's knowledge lies when the year is over."""

    resources: Text | None = asked(
        "What robust resources come of the year?",
        "The resources that result",
        principle="New knowledge is collected throughout, and made into resources that benefit the broader community. "
        "Literacy for All, Numeracy for All and the 1-2-1 Mobile Tablet Project are examples of such robust online "
        "resources.",
        example="Lesson bank",
    )
    licence: Text | None = asked(
        "Under what licence are they shared?",
        "Their licence",
        principle="Resources that are freely available need words that say so; without a licence nobody may reuse "
        "them.",
        example="CC BY 4.0",
    )
    url: Link | None = asked(
        "Where can others find them?",
        "Their public address",
        principle="Every letter at the end directs people to where they find more. It needs one address.",
        example="https://example.org/literacy-for-all/bank",
    )


class Channel(Part):
    """An audience, and how it hears of the results."""

    shorthand = "who"

    who: Title = Field(description="The audience")
    channel: Text | None = said("How it is reached")


class Legacy(Part):
    """What lasts when the year is over."""

    commitment: Text | None = asked(
        "How do participants document their commitment?",
        "How commitments are documented",
        principle="At wrap-up participants write down what they will go on with: their own learning, sharing with "
        "colleagues, sharing with others.",
        example="Each member writes one commitment to their own learning, one to colleagues and one to others",
    )
    discussed_at: Annotated[tuple[Name, ...], BeforeValidator(_listed)] = asked(
        "At which sessions are capacity-building plans discussed?",
        "At least two sessions before wrap-up; without it, those of the pattern",
        principle="Teams need several opportunities to discuss their plans before the year ends: at least two. Without "
        "an answer it is at those of the pattern; the sessions that you name take their place, and have it on their "
        "agendas.",
        example=["webinar-3", "webinar-4"],
        default=(),
    )
    capacity_building: tuple[CapacityBuilding, ...] = asked(
        "What will each participating team do in its jurisdiction?",
        "One row for each jurisdiction",
        principle="A legacy plan raises the return on the year: each team commits to an activity for the teachers, "
        "school leaders or other staff of its jurisdiction.",
        example=[
            {
                "jurisdiction": "Prairie View School Division",
                "activity": "A half day on subject reading",
                "when": "fourth monday of august next",
            }
        ],
        default=(),
    )
    collective_knowledge: CollectiveKnowledge = said("The shared knowledge", default=empty(CollectiveKnowledge))
    audiences: Annotated[tuple[Channel, ...], BeforeValidator(_listed)] = asked(
        "Who should know of the results?",
        "Audiences and their channels",
        principle="Spread the word: identify the key audiences, and how each will hear of the knowledge and get to it.",
        example=[{"who": "Principals of participating schools", "channel": "email"}],
        default=(),
    )


class SurveyFiles(Part):
    """The answers, as the form services export them."""

    baseline: Text | None = said("The answers to the baseline survey")
    final: Text | None = said("The answers to the final survey")
    pulse: Text | Mapping[Name, Text] | None = said(
        "The answers to the short survey: one file with those of every session, or a map of sessions and files",
        example={"webinar-2": "records/pulse-webinar-2.csv"},
    )


class RecordFiles(Part):
    """Where the year's records lie, beside the definition."""

    progress: Text = said("name,date,note: what is done", default="records/progress.csv")
    attendance: Text | Mapping[Name, Text] = said(
        "A folder with one export for each session, or a map of sessions and files", default="records/attendance/"
    )
    inbox: Text = said(
        "A folder with exports under any names: what is inside says of which session or survey they are",
        default="records/inbox/",
    )
    surveys: SurveyFiles = said("The survey exports", default=empty(SurveyFiles))
    notes: Text | None = said("A folder with one Markdown file for each session")
    noticeboard: Text | None = said("date,kind,title,link,by,note")
    commitments: Text | None = said("member,to,commitment")
    stories: Text | None = said("A folder with one Markdown file for each story")
    aliases: Text | None = said("seen,member: names and addresses as exports show them")
    bots: Texts = said("Words in the names of programs that come to meetings, beside those that are known", default=())
    counts_from: Minutes | None = said(
        "How long a person has to be at a session to count as present; unset, everybody who was there counts"
    )


class Thresholds(Part):
    """The numbers that the rules of `check` count with. No source gives them: they are ours, and can be changed."""

    gap_weeks: Count = said("`gap`: weeks that may pass without a session, message or post", default=6)
    weekdays_or_times: Count = said(
        "`irregular-rhythm`: weekdays, and start times, that the sessions of one kind may have", default=2
    )
    report_working_days: Count = said("`report-too-soon`: working days from final survey to report", default=10)
    agenda_days: Count = said("`late-agenda`: days before a gathering by which its agenda goes out", default=7)
    link_days: Count = said("`no-link`: days before an online session by which it has its link", default=14)
    notice_weeks: Count = said("`short-notice`: weeks from the invitation to the first session", default=4)
    co_facilitator_over: Count = said("`no-co-facilitator`: members whom one facilitator can lead", default=20)
    core_group_over: Count = said("`no-core-group`: members who need no core group", default=12)
    resources_from: Count = said("`resources-of-one-kind`: resources among which there should be variety", default=5)
    half_day_hours: Sizes = said("`half-day-length`: hours of a half day", default=SizeRange(2, 4))
    agreed_hours: Count | None = said(
        "`hours-over-agreed`: mandatory hours that the signed letters of agreement name; without it the rule is silent"
    )


class Letters(Part):
    """How letters and messages are written."""

    salutation: Literal["first name", "full name", "formal"] = said(
        "How a letter greets whom it goes to; a title such as Dr. stays, and with a comma the last name stands first",
        default="full name",
    )


class Credit(Part):
    """The rules by which hours count, as whoever credits them writes them down; none is shipped."""

    provider: Title | None = said(
        "Who gives the credit, as certificates name it", example="Example Regional Consortium"
    )
    number: Text | None = said("The provider's or the activity's number", example="PL-2026-117")
    standards: Texts = said(
        "The standards that the hours are for, as whoever credits them names them",
        default=(),
        example=["Ongoing learning"],
    )
    step: Minutes | None = said(
        "The step to which the minutes of each session are rounded down; without it every whole minute counts",
        example="15 minutes",
    )
    not_counted: Texts = said(
        "Words of the titles of blocks in agendas that do not count; breaks and meals never do",
        default=(),
        example=["welcome"],
    )
    at_least: AtLeast | None = said(
        "The share of mandatory sessions, since a member joined, without which there is no certificate",
        example="3 of 4",
    )


class Community(Part):
    """A community of practice and its year."""

    name: Annotated[Title, Field(min_length=1)] = asked(
        "What is the community called?",
        "The community's name",
        principle="It stands on every letter and calendar. A name that says what you learn together invites by itself.",
        example="Literacy for All",
        default=...,
        essential=True,
        in_plan=False,
    )
    year: Year = asked(
        "Which school year is it for?",
        "The school year: 2026-2027, or 2027 where it begins in January",
        principle="The sample plan begins in the April before it, with preparation, and ends in June with the report.",
        example="2026-2027",
        default=...,
        essential=True,
        in_plan=False,
    )
    timezone: Text = asked(
        "Which time zone are its clocks in?",
        "The IANA time zone of its clocks, such as America/Edmonton",
        principle="Calendars show every session at the right hour, wherever a member is.",
        example="America/Edmonton",
        default=...,
        essential=True,
        in_plan=False,
    )
    region: Text | None = asked(
        "In which province, state or country are the schools?",
        "Whose holidays close a day: an ISO 3166 code such as CA-AB",
        principle="The holidays of its schools close a day: no session falls on one, and what is due then is due "
        "earlier. A name such as Alberta is enough here; the file has its code.",
        example="CA-AB",
        essential=True,
        in_plan=False,
    )
    extends: Text | None = said(
        "The file with what several communities share, from this one's folder: it is laid under this definition",
        example="../consortium.yaml",
    )
    pattern: Text = asked(
        "Which pattern of a year do you start from?",
        "sample-year, compressed-year, half-day-meetings, calendar-year, or the path of a pattern of one's own",
        principle="The sample year runs from April to June with four webinars; the compressed one from August to "
        "May; half-day meetings come together two to four times a year; calendar-year is for school years that begin "
        "in January. Every date can be changed afterwards.",
        example="sample-year",
        default="sample-year",
        essential=True,
        in_plan=False,
    )
    language: LanguageTag = asked(
        "In which language are plan, letters and calendars written?",
        "The language of everything that is rendered, such as en-CA, en-GB, fr-CA or fr-CH",
        principle="Your own words stay as you wrote them; everything else is written in this language. With a country, "
        "days, hours and amounts are written as people there write them, where that is known.",
        example="en-CA",
        default="en-CA",
        in_plan=False,
    )
    begins: Day | None = said(
        "The day on which a community begins that is late for its plan: nothing before it is laid out, and what "
        "prepares the sessions after it is due from then on",
        example="2026-11-29",
    )
    id: Id | None = said("The identity of every calendar entry; kept for good")
    last_year: Text | None = said(
        "The definition of the year before, from this one's folder: the first letters tell what its report published",
        example="../2025-2026/community.yaml",
    )
    output: Text | None = said(
        "The folder of the outputs, from the definition's own: plan, if it is not given", example="published"
    )
    templates: Text | None = said(
        "The folder of a theme, from the folder of the file that names it: templates, styles and images for pages, "
        "papers and reports. `--templates` takes its place in a run",
        example="letterhead",
    )
    reminder: Reminder | None = said(
        "How long before a session calendars remind of it, where the session does not say so itself; without it, never",
        example="1 day",
    )
    website: Link | None = asked(
        "Is there a website for participants?",
        "The participants' website",
        principle="One place gives access to information and webinars, and lets participants talk with one another: "
        "a community needs a sense of place, online as well. It may be built or licensed.",
        example="https://example.org/literacy-for-all",
    )
    sponsor: Organization = asked(
        "Who sponsors the community?",
        "The sponsor",
        principle="The sponsor gives time or money, and receives the report. Where the divisions do not list the "
        "work as a priority, it matters even more.",
        example={
            "organization": "Example Regional Consortium",
            "contact": "Robin Achebe",
            "email": "robin.achebe@example.org",
        },
        default=empty(Organization),
    )
    partners: Annotated[tuple[Organization, ...], BeforeValidator(_listed)] = asked(
        "Who are the partners?",
        "Other partners who are reported to",
        principle="Universities, associations and others who give or learn something also receive the results.",
        example=[{"organization": "Example University, Faculty of Education", "contact": "Sam Ito"}],
        default=(),
    )
    closures: Mapping[Name, Closure] = asked(
        "On which days are there no meetings, beside weekends and holidays?",
        "Days without meetings, by name",
        principle="Breaks and teachers' conventions differ from place to place. With them in the plan, no date falls "
        "on them.",
        example={"winter-break": "2026-12-21 to 2027-01-01", "spring-break": "2027-03-29 to 2027-04-02"},
        default={},
        essential=True,
        in_plan=False,
    )
    busy: Texts = said(
        "Calendar files (iCalendar) of those who lead, beside the definition: `check` tells which sessions overlap an "
        "event there",
        default=(),
        example=["my-calendar.ics"],
    )
    holidays: HolidayChoice = said("Holidays that are open or closed otherwise", default=empty(HolidayChoice))
    purpose: Purpose = said("Why the community convenes", default=empty(Purpose))
    goals: Mapping[Name, Goal] = asked(
        "Which goals is the community organized to meet?",
        "The goals, by name",
        principle="Each goal needs an expected outcome, for educators and in the end for students, and evidence that "
        "is collected along the way: some of it is shown in March, before the year is over.",
        example={
            "weekly-routines": {
                "aim": "Two reading routines in weekly use in every participating school",
                "outcome": "Teachers name and use the routines without the guide",
                "for_students": "Students can say which routine they used and why",
                "evidence": {"lesson-artefacts": {"what": "Lesson artefacts", "by": "last friday of february"}},
            }
        },
        default={},
    )
    membership: Membership = said("Who belongs", default=empty(Membership))
    leadership: Leadership = said("Who leads", default=empty(Leadership))
    guidelines: Guidelines = said("How members work together", default=empty(Guidelines))
    meetings: Meetings = said("How the sessions work together", default=empty(Meetings))
    places: Mapping[Name, Venue] = said("Places, by name", default={})
    activities: Mapping[Name, Activity] = said("What the pattern lays out, changed by name, and new ones", default={})
    leave_out: Mapping[str, Text] = said("Entries of the pattern that are left out, and why", default={})
    resources: tuple[Resource, ...] = asked(
        "Which professional resources does the community need?",
        "A CSV file, or a list of its columns",
        principle="Look for variety: people and professionals, print, local, published and draft works, "
        "documentaries, programs and services. They are ordered in August, for orientation.",
        example=[{"title": "Reading in every subject", "kind": "print"}],
        default=(),
    )
    guests: tuple[Guest, ...] = asked(
        "Whom could you invite to speak, share or join?",
        "A CSV file, or a list of its columns",
        principle="Think of people and organizations you work with, want to work with, or who do interesting work.",
        example=[
            {
                "name": "Noor Haddad",
                "organization": "Elm Street Library",
                "relation": "want to work with",
                "topic": "Talk before text",
            }
        ],
        default=(),
    )
    budget: tuple[BudgetLine, ...] = asked(
        "What is the budget?",
        "A CSV file, or a list of its columns",
        principle="A small budget for professional resources is enough to begin. Count what is given in kind too: "
        "door prizes, and incentives for members or guest presenters.",
        example=[{"category": "Professional resources", "planned": "1200.00"}],
        default=(),
    )
    currency: Currency | None = said("The budget's currency: CAD")
    release_time: ReleaseTime = said("Substitute teachers", default=empty(ReleaseTime))
    privacy: Privacy = said("The privacy notice of the forms", default=empty(Privacy))
    reporting: Reporting = said("The report", default=empty(Reporting))
    surveys: Surveys = said("The surveys", default=empty(Surveys))
    legacy: Legacy = said("What lasts", default=empty(Legacy))
    records: RecordFiles = said("Where the year's records lie", default=empty(RecordFiles))
    credit: Credit = said("The rules by which hours count", default=empty(Credit))
    ignore: Mapping[str, Text | Mapping[str, Text]] = said(
        "Rules that the community has reason to break: `rule: reason` or `rule: {entry: reason}`", default={}
    )
    letters: Letters = said("How letters and messages are written", default=empty(Letters))
    thresholds: Thresholds = said("The numbers that the rules of `check` count with", default=empty(Thresholds))

    @property
    def country(self) -> str | None:
        """Return the ISO 3166 code of the country: of the region, else of the language's tag, else of the time zone."""
        of_region = (self.region or "").partition("-")[0]
        of_language = languages.territory(self.language)
        # A language that nobody wrote tells of no place.
        written = of_language if "language" in self.model_fields_set else None
        known = zones.countries()
        return of_region if of_region in known else written or zones.country_of(self.timezone) or of_language

    @property
    def paper_size(self) -> paper.Size:
        """Return the size of the paper that people print on."""
        return paper.size_in(self.country)

    @property
    def first_weekday(self) -> int:
        """Return the weekday on which people begin a week, counted from Monday = 0."""
        return weeks.first_day(self.country)

    @property
    def identity(self) -> str:
        """Return the id, or else the slug of the name; empty if nothing of the name is left."""
        return self.id or slug(self.name)

    @model_validator(mode="after")
    def _begun_in_its_year(self) -> Self:
        if self.begins is not None and self.begins > self.year.last:
            hint = sentence("the school year ends on {day}", day=self.year.last)
            raise unclear(sentence("{day} lies after the school year", day=self.begins), hint, at=("begins",))
        return self

    @model_validator(mode="after")
    def _identifiable(self) -> Self:
        if not self.identity:
            hint = sentence("write an id, such as  id: literacy-for-all")
            raise unclear(sentence("an id cannot be made from this name"), hint, at=("name",))
        return self


class PlanningQuestion(NamedTuple):
    """A question of the planning tool, its path in the definition and its answer; None if it is not decided yet.

    `fixed` says that the answer is one of a fixed set, and not somebody's own words.
    """

    path: tuple[str, ...]
    question: str
    answer: Any
    fixed: bool = False


def questions(community: Community) -> Iterator[PlanningQuestion]:
    """Yield the questions of the planning tool, in the order of the definition."""
    yield from _questions(community, community, ())


def _questions(community: Community, part: Part, path: tuple[str, ...]) -> Iterator[PlanningQuestion]:
    for name, field in type(part).model_fields.items():
        value, where = getattr(part, name), (*path, name)
        extra = field.json_schema_extra
        question = extra.get("question") if isinstance(extra, dict) else None
        if question and isinstance(extra, dict) and extra.get("in_plan", True):
            yield PlanningQuestion(where, str(question), answer(community, where), is_fixed(type(part), name))
        elif isinstance(value, Part):
            yield from _questions(community, value, where)


_UNDECIDED: tuple[Any, ...] = ((), {}, empty(Leader), empty(Organization), empty(Showing), empty(UsualTime))


def answer(community: Community, path: tuple[str, ...]) -> Any:
    """Return the answer to the question at a path; None if it is not decided yet.

    What evidence is collected and shown may be told with the goals instead.
    """
    value: Any = community
    for key in path:
        value = getattr(value, key)
    if value is not None and value not in _UNDECIDED:
        return value
    return _of_goals(community, path) or None


def _of_goals(community: Community, path: tuple[str, ...]) -> tuple[Any, ...]:
    found = [(one.what or name, one) for goal in community.goals.values() for name, one in goal.evidence.items()]
    if path == ("reporting", "evidence"):
        return tuple(what for what, _ in found)
    if path == ("reporting", "showcase"):
        return tuple(
            Showing(what=what, where=_titled(community, one.share_at), shown_by=one.owner)
            for what, one in found
            if one.share_at
        )
    return ()


def _titled(community: Community, name: str) -> str:
    activity = community.activities.get(name)
    return (activity and activity.title) or name


@cache
def is_fixed(part: type[Part], name: str) -> bool:
    """Return whether a field takes values of a fixed set only."""

    def in_any(annotation: Any) -> bool:
        return get_origin(annotation) is Literal or any(in_any(inner) for inner in get_args(annotation))

    return in_any(part.model_fields[name].annotation)


def column_names(part: type[Part]) -> dict[str, bool]:
    """Return the columns of a CSV file whose rows are such parts, and whether each must be there."""
    return {field.alias or name: field.is_required() for name, field in part.model_fields.items()}


SYNONYMS: Mapping[type[Part], Mapping[str, str]] = {
    Step: {
        "date": "when", "day": "when", "time": "at", "hour": "at", "start": "at", "place": "where", "location": "where",
        "room": "where", "end": "lasts", "duration": "lasts", "length": "lasts", "name": "title", "who": "owner",
        "responsible": "owner", "every": "repeat", "zoom": "link", "description": "notes",
    },
    Closure: {"date": "days", "dates": "days", "when": "days", "start": "days", "end": "days", "type": "kind"},
    Venue: {"title": "name", "location": "address", "where": "address"},
}  # fmt: skip
"""Other words for the keys of a part, which people write for them."""


def takes_one(annotation: Any) -> bool:
    """Return whether one scalar may stand for a list of one."""
    return any(getattr(validator, "func", None) is _listed for validator in get_args(annotation)[1:])

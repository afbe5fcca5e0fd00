"""What is wrong with a text that is no phrase of the language of dates, and what to write instead.

A hint is worked out from what was meant. Where only the spelling is wrong it names the nearest word, if that word can
stand there: a word that the language knows is never taken for one of another sort.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple, NoReturn

from dateutil.relativedelta import relativedelta

from cop_plan.base.errors import nearest, quote
from cop_plan.base.translatable import Sentence, joined, one_of, sentence
from cop_plan.dates import spoken
from cop_plan.dates.forms import (
    MONTHS,
    UNITS,
    DayOfMonth,
    Distance,
    Fixed,
    Form,
    Month,
    Unclear,
)
from cop_plan.dates.grammar import Progress, Word
from cop_plan.dates.vocabulary import ENGLISH, FRENCH, LANGUAGES, Vocabulary

EXAMPLES = sentence("'2026-09-29', 'third tuesday of november', '1 week before webinar-1' or 'same day as orientation'")
YEAR_MONTH_DAY = sentence("write year-month-day, such as 2026-09-29")


def not_so(text: str) -> Sentence:
    """Return that a date is written in another way than ours."""
    return sentence("{text} is not how a date is written here", text=quote(text))


def did_you_mean(word: str) -> Sentence:
    """Return the hint that names a word."""
    return sentence("did you mean '{name}'?", name=word)


def nth_in_digits(nth: int) -> Sentence:
    """Return an ordinal in digits: 1st, 2nd, 11th."""
    match 0 if 4 <= nth % 100 <= 20 else nth % 10:
        case 1:
            return sentence("{nth}st", nth=nth)
        case 2:
            return sentence("{nth}nd", nth=nth)
        case 3:
            return sentence("{nth}rd", nth=nth)
        case _:
            return sentence("{nth}th", nth=nth)


def wrong_weekday(day: date, weekday: int) -> tuple[Sentence, Sentence]:
    """Return what is wrong with a date beside which another weekday is written, and the days that may be meant."""
    near = min((day + timedelta(days=away) for away in range(-3, 4)), key=lambda one: one.weekday() != weekday)
    said = sentence("{day} is a {weekday}", day=spoken.day(day), weekday=spoken.weekday(day.weekday()))
    hint = sentence(
        "write {day}, or {near} for the {weekday} near it", day=day, near=near, weekday=spoken.weekday(weekday)
    )
    return said, hint


# Dates in other signs.

_SIGNS = re.compile(r"(?<![\w./])(\d{1,4})([/.])(\d{1,2})\2(\d{1,4})(?![\w/])", re.ASCII)
_YEAR_LAST = re.compile(r"\s*(\d{1,2})(-)(\d{1,2})-(\d{4})\s*", re.ASCII)
_NO_YEAR = re.compile(r"\s*(?:[a-z]{3,9},?\s+)?((\d{1,2})(/)(\d{1,2}))\s*", re.ASCII | re.IGNORECASE)
_NO_ZEROS = re.compile(r"\s*(\d{4})(?:-(\d{1,2})-(\d)|-(\d)-(\d\d)|(\d{2})(\d{2})|\s(\d{2})\s(\d{2}))\s*", re.ASCII)


# As word processors write a hyphen. Source: Unicode, Dash_Punctuation
_DASHED = re.compile(r"\s*(\d{4})[-‐‑‒–—−](\d{1,2})[‐‑‒–—−](\d{1,2})\s*", re.ASCII)


def refuse_other_dates(text: str) -> None:
    """Raise Unclear for a date in other signs than ours, with every day that it can mean."""
    if found := _DASHED.fullmatch(text):
        _refuse_signs(text.strip(), found.start(1), [(int(found[1]), int(found[2]), int(found[3]))])
    if found := _SIGNS.search(text) or _YEAR_LAST.fullmatch(text):
        one, two, three = int(found[1]), int(found[3]), int(found[4])
        if len(found[1]) == 4:
            _refuse_signs(found[0].strip(), found.start(1), [(one, two, three)])
        year = three if three > 99 else 2000 + three
        _refuse_signs(found[0].strip(), found.start(1), [(year, one, two), (year, two, one)])
    if found := _NO_YEAR.fullmatch(text):
        one, two = int(found[2]), int(found[4])
        _refuse_signs(found[1], found.start(1), [(None, one, two), (None, two, one)])
    if found := _NO_ZEROS.fullmatch(text):
        year, month, day = (int(part) for part in found.groups() if part)
        try:
            right = sentence("write {text}", text=date(year, month, day))
        except ValueError:
            right = YEAR_MONTH_DAY
        if found[2] or found[4]:
            raise Unclear(sentence("{text} lacks a zero", text=quote(text.strip())), right)
        raise Unclear(not_so(text.strip()), right)


def _refuse_signs(written: str, offset: int, orders: Sequence[tuple[int | None, int, int]]) -> NoReturn:
    days: list[Fixed | DayOfMonth] = []
    for year, month, day in orders:
        try:
            # Of a month without its year, as in a leap year.
            found = date(2024 if year is None else year, month, day)
        except ValueError:
            continue
        one = DayOfMonth(day, Month(month)) if year is None else Fixed(found)
        days += [] if one in days else [one]
    shown = [str(one.day) if isinstance(one, Fixed) else spoken.day_of_month(one.day, one.month.number) for one in days]
    hint = sentence("write {text}", text=one_of(shown)) if shown else YEAR_MONTH_DAY
    raise Unclear(not_so(written), hint, offset, days)


def refuse_date_as_name(form: Form, name: str, offset: int) -> None:
    """Raise Unclear where a date is counted from a date, with the date that it comes to if that is plain."""
    refuse_other_dates(name)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", name, re.ASCII):
        return
    hint = sentence("write the date that it comes to")
    try:
        day = date.fromisoformat(name)
        if isinstance(form, Distance) and form.unit != "working day":
            meant = day + relativedelta(**{f"{form.unit}s": form.count})  # type: ignore[arg-type]
            hint = sentence("write {text}", text=meant)
    except (ValueError, OverflowError):
        pass
    said = sentence("a date is counted from an entry, a closure or a holiday, not from another date")
    raise Unclear(said, hint, offset)


# What can mean several things.

_MONTH = "|".join(sorted(ENGLISH.months, key=len, reverse=True)).replace(".", r"\.")
_WEEKDAY = "|".join(sorted(ENGLISH.weekdays, key=len, reverse=True)).replace(".", r"\.")
_UNIT = "|".join(sorted(ENGLISH.units, key=len, reverse=True))
_HOUR = r"\d{1,2}(?::\d{2}|\s?h(?:\s?\d{2})?)(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?|noon|midnight"
_ROUGHLY = "around|about|approximately|approx\\.?|circa|roughly|by|vers|autour du|environ"

_Can = Callable[[str], bool]
_Found = re.Match[str]


def _is(expression: str, text: str) -> _Found | None:
    """Return how an expression fits a whole text; it is compiled only where something is refused."""
    return re.fullmatch(rf"\s*(?:{expression})\s*", text, re.ASCII | re.IGNORECASE)


def _early(found: _Found) -> Sentence:
    month = found["rest"]
    if found["part"].casefold() == "early":
        return sentence("write 'start of {month}', 'middle of {month}' or 'first tuesday of {month}', say", month=month)
    return sentence("write 'end of {month}', 'last tuesday of {month}' or 'middle of {month}', say", month=month)


def _edge_day(found: _Found) -> Sentence:
    number = ENGLISH.months[found["month"].lower()]
    month = MONTHS[number - 1] + (found["more"] or "")
    nth = found["nth"].lower()
    day = 1 if nth == "first" else (date(2023, number, 1) + relativedelta(day=31)).day
    return sentence("write '{nth} working day of {month}' or '{day} {month}'", nth=nth, month=month, day=day)


def _week_of_month(found: _Found) -> Sentence:
    nth = {"first": 1, "second": 8, "third": 15, "fourth": 22, "last": 28}[found["nth"].lower()]
    phrase = f"week of {nth} {found['month'].lower()}"
    return sentence("write '{phrase}', with a day of the week that you mean", phrase=phrase)


_GENERAL = sentence("write, for example, {examples}", examples=EXAMPLES)
_FROM_TO = "from 7 october to april"
_SERIES = sentence(
    "write  repeat: every two weeks on wednesday from 7 october to april,  or  repeat: [october, november]"
)
_ORDINAL = "|".join(word for word, nth in ENGLISH.ordinals.items() if nth > 0)
_FRENCH_DAY = "|".join(FRENCH.weekdays).replace(".", r"\.")
_FRENCH_FROM_TO = "du 7 octobre à avril"


def _by_number(found: _Found) -> Sentence:
    nth, month = found["nth"] or found["after"], found["month"] or found["before"]
    return sentence("write '{phrase}'", phrase=f"{ENGLISH.ordinals[nth.lower()]} {month.lower()}")


def _every(every: str, found: _Found, from_to: str) -> Sentence:
    phrase = f"{every} {found['weekday'].lower()}"
    return sentence("write  repeat: {phrase} {from_to}", phrase=phrase, from_to=from_to)


def _every_second(found: _Found) -> Sentence:
    return sentence(
        "write  repeat: every two weeks on {weekday} {from_to},  or  repeat: [october, november]  with  when: second"
        " {weekday}",
        weekday=found["weekday"].lower(),
        from_to=_FROM_TO,
    )


def _several_days(text: str) -> Sentence:
    return sentence("{text} can mean several days", text=quote(text))


def _two_days(text: str) -> Sentence:
    return sentence("{text} can mean two days", text=quote(text))


def _two_things(text: str) -> Sentence:
    return sentence("{text} can mean two things", text=quote(text))


def _series(text: str) -> Sentence:
    return sentence("{text} is a series", text=quote(text))


def _of_today(text: str) -> Sentence:
    return sentence("{text} depends on the day on which it is read", text=quote(text))


def _how_many(text: str) -> Sentence:
    return sentence("{text} does not say how many", text=quote(text))


def _of_days(text: str) -> Sentence:
    return sentence("{text} is more than one day", text=quote(text))


_AMBIGUOUS: Sequence[tuple[str, Callable[[str], Sentence], Callable[[_Found], Sentence]]] = (
    (
        rf"(?:in\s+)?(?P<part>early|late)(?:\s+in\s+|[\s-]+)(?P<rest>(?:{_MONTH})(?:\s+(?:\d{{4}}|prior|next))?)",
        _several_days,
        _early,
    ),
    (
        rf"(?:the\s+)?(?P<nth>first|last)\s+day\s+(?:of|in)\s+(?P<month>{_MONTH})(?P<more>\s+\S+)?",
        _two_days,
        _edge_day,
    ),
    (
        rf"(?:the\s+)?(?P<nth>first|second|third|fourth|last)\s+week\s+(?:of|in)\s+(?P<month>{_MONTH})(?:\s+\S+)?",
        _several_days,
        _week_of_month,
    ),
    (
        rf"every\s+(?:second|other|2nd)\s+(?P<weekday>{_WEEKDAY})s?\b.*",
        _two_things,
        _every_second,
    ),
    (
        rf"every\s+(?P<weekday>{_WEEKDAY})\b.*",
        _series,
        lambda found: _every("every week on", found, _FROM_TO),
    ),
    (
        r"(?P<all>(?:every|each)\s.*?\bon\b.*\bfrom\b.*)",
        _series,
        lambda found: sentence("write  repeat: {phrase}", phrase=found["all"]),
    ),
    (
        r"(?:(?:every|each)\s.*|weekly|biweekly|fortnightly|monthly|quarterly)",
        _series,
        lambda _: _SERIES,
    ),
    (
        r"(?P<day>.*\S)\s+(?:of|in)\s+(?:the|each|every)\s+month",
        _series,
        lambda found: sentence("write  repeat: [october, november]  with  when: {day}", day=found["day"]),
    ),
    (
        rf"(?:tous\s+les|chaque)\s+(?P<weekday>{_FRENCH_DAY})s?(?:\s.*)?",
        _series,
        lambda found: _every("toutes les semaines le", found, _FRENCH_FROM_TO),
    ),
    (
        rf"un\s+(?P<weekday>{_FRENCH_DAY})\s+sur\s+deux(?:\s.*)?",
        _series,
        lambda found: _every("toutes les deux semaines le", found, _FRENCH_FROM_TO),
    ),
    (
        rf"(?:le\s+)?(?:{_FRENCH_DAY})\s+prochain|aujourd['’]hui|demain|dans\s+\S+\s+(?:jours?|semaines?|mois)",
        _of_today,
        lambda _: _day_of_year("premier mardi d’octobre", "6 octobre"),
    ),
    (
        r"(?:la\s+)?semaine\s+(?P<rest>(?:avant|après)\b.*?)",
        _how_many,
        lambda found: _say(f"1 semaine {found['rest']}"),
    ),
    (
        rf"(?:sometime\s+)?(?:in|during|throughout)\s+(?P<month>{_MONTH})",
        _several_days,
        lambda found: sentence(
            "write 'start of {month}', 'middle of {month}' or 'end of {month}', say", month=found["month"]
        ),
    ),
    (
        (
            rf"(?:the\s+)?(?P<nth>{_ORDINAL})\s+of\s+(?P<month>{_MONTH})"
            rf"|(?P<before>{_MONTH})\s+(?P<after>{_ORDINAL})"
        ),
        lambda text: sentence("{text} needs the day as a number", text=quote(text)),
        _by_number,
    ),
    (
        rf"(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})\s*[-–]\s*\d{{1,2}}",
        _of_days,
        lambda found: sentence("write its first day: '{phrase}'", phrase=f"{found['day']} {found['month']}"),
    ),
    (
        rf"(?P<day>\d{{1,2}})\s*[-–]\s*\d{{1,2}}\s+(?P<month>{_MONTH})",
        _of_days,
        lambda found: sentence("write its first day: '{phrase}'", phrase=f"{found['day']} {found['month']}"),
    ),
    (
        rf"(?:(?:{_WEEKDAY}),?\s+)?(?:the\s+)?(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)",
        lambda text: sentence("{text} lacks its month", text=quote(text)),
        lambda found: _say(f"{int(found['day'])} october"),
    ),
    (r"[12]\d{3}", lambda text: sentence("{text} is a year, not a day", text=quote(text)), lambda _: _GENERAL),
    (
        rf"today|tomorrow|yesterday|now|soon|asap|in\s+\S+\s+(?:{_UNIT})",
        _of_today,
        lambda _: _day_of_year("first tuesday of october", "6 october"),
    ),
    (
        rf"(?:next|this|coming|last)\s+(?P<what>{_WEEKDAY}|week|month|{_MONTH})",
        _of_today,
        lambda _: _day_of_year("first tuesday of october", "6 october"),
    ),
    (
        rf"(?:the\s+)?(?P<unit>{_UNIT})\s+(?P<rest>(?:before|after|prior to)\b.*?)",
        _how_many,
        lambda found: _say(f"{_counted(found['unit'])} {found['rest']}"),
    ),
    (
        r"(?P<way>before|after|prior to)\s+(?P<rest>\S.*?)",
        lambda text: sentence("{text} does not say how long", text=quote(text)),
        lambda found: _say(f"1 week {found['way'].lower()} {found['rest']}"),
    ),
    (
        rf"(?P<hour>{_HOUR})",
        lambda text: sentence("{text} is an hour, not a day", text=quote(text)),
        lambda found: sentence("write it under  at: {hour}", hour=found["hour"]),
    ),
)


def _say(phrase: str) -> Sentence:
    return sentence("write '{phrase}', say", phrase=phrase)


def _day_of_year(one: str, other: str) -> Sentence:
    return sentence("write a day of the school year, such as '{one}' or '{other}'", one=one, other=other)


def _counted(unit: str) -> str:
    return f"{'2' if unit.lower().endswith('s') else '1'} {unit.lower()}"


def refuse_ambiguous(text: str, words: Sequence[Word], can_be_read: _Can) -> None:
    """Raise Unclear for what is understood and cannot be taken: what can mean two things, a series, an hour."""
    if len(text) > 200:
        return
    for pattern, said, right in _AMBIGUOUS:
        if found := _is(pattern, text):
            raise Unclear(said(text.strip()), right(found), words[0].offset)
    found = _is(rf"(?P<day>.+?)(?:,|\s+at|\s+à|t)?\s*\b(?P<hour>{_HOUR})", text)
    if found and can_be_read(found["day"]):
        hint = sentence("write  when: {day}  and  at: {hour}", day=found["day"].strip(), hour=found["hour"])
        raise Unclear(sentence("the hour stands apart from the day"), hint, found.start("hour"))
    found = _is(rf"(?P<roughly>{_ROUGHLY})\s+(?P<day>.+?)", text)
    if found and can_be_read(found["day"]):
        said_of_it = sentence("{word} leaves the day open", word=quote(found["roughly"]))
        raise Unclear(said_of_it, sentence("write '{phrase}'", phrase=found["day"]), words[0].offset)


_BEGINS = re.compile(r"\s(?:(?:from|starting|beginning|between|du|de|à partir)(?!\w)|d['’])", re.IGNORECASE)


def refuse_repeated(text: str, can_be_read: _Can) -> None:
    """Raise Unclear for a series that can mean two things, is written otherwise, or lacks its beginning and end."""
    for pattern, said, right in _AMBIGUOUS:
        found = _is(pattern, text) if len(text) <= 200 and said in (_two_things, _series) else None
        if not found:
            continue
        hint, begins = right(found), _BEGINS.search(text)
        if begins:
            if "weekday" not in found.groupdict():
                return  # the word at which the reading stopped says more
            own = text[begins.start() :].strip()
            if any(can_be_read(f"{every} {own}") for every in ("every week on monday", "toutes les semaines le lundi")):
                hint = hint.but(from_to=own)
        what, at = text.strip(), len(text) - len(text.lstrip())
        if said is _two_things:
            raise Unclear(said(what), hint, at)
        if begins:
            raise Unclear(sentence("{text} is not how a series is written here", text=quote(what)), hint, at)
        raise Unclear(sentence("{text} does not say from when to when", text=quote(what)), hint, at)


# Where the reading stopped.


def furthest(words: Sequence[Word], reached: Sequence[Progress]) -> tuple[Vocabulary, Progress]:
    """Return the language in which a text was read furthest, and how far; of two the one that knows more words."""

    def merit(one: tuple[Vocabulary, Progress]) -> tuple[int, int]:
        vocabulary, progress = one
        known = sum(word.text in vocabulary.sorts for word in words)
        return max(progress.at, progress.wrong[0] if progress.wrong else 0), known

    return max(zip(LANGUAGES, reached, strict=True), key=merit)


def _no_number_of_weeks(word: Sentence, _: Vocabulary) -> Sentence:
    return sentence("{word} is no number of weeks", word=word)


def _missing(of_sort: Callable[[Vocabulary], str]) -> Callable[[Sentence, Vocabulary], Sentence]:
    return lambda word, vocabulary: missing_before(of_sort(vocabulary), word)


def missing_before(needed: str, word: Sentence) -> Sentence:
    """Return that a word of the language is missing before one that is written."""
    return sentence("'{needed}' is missing before {word}", needed=needed, word=word)


def _no_unit(word: Sentence, _: Vocabulary) -> Sentence:
    return sentence("{word} is no unit of distance", word=word)


def _units(vocabulary: Vocabulary) -> Sentence:
    words = [next(word for word, meant in vocabulary.units.items() if meant == (unit, 1)) for unit in UNITS]
    return sentence("a unit is missing: {units}", units=joined(words))


def _no_weekday(word: Sentence, _: Vocabulary) -> Sentence:
    return sentence("no weekday is called {word}", word=word)


def _no_direction(word: Sentence, vocabulary: Vocabulary) -> Sentence:
    before, after = _directions(vocabulary)
    return sentence("{word} is neither '{before}' nor '{after}'", word=word, before=before, after=after)


def _direction(vocabulary: Vocabulary) -> Sentence:
    before, after = _directions(vocabulary)
    return sentence("'{before}' or '{after}' is missing", before=before, after=after)


def _directions(vocabulary: Vocabulary) -> tuple[str, str]:
    before, after = (next(word for word, way in vocabulary.directions.items() if way == one) for one in (-1, 1))
    return before, after


def _no_month(word: Sentence, _: Vocabulary) -> Sentence:
    return sentence("no month is called {word}", word=word)


def _no_day_of_month(word: Sentence, _: Vocabulary) -> Sentence:
    return sentence("{word} is no day of a month", word=word)


def _no_name(word: Sentence, _: Vocabulary) -> Sentence:
    return sentence("{word} is no name", word=word)


class _Sort(NamedTuple):
    """What is said where a word of a sort should stand: of another word there, and of none."""

    name: str
    wrong: Callable[[Sentence, Vocabulary], Sentence]
    missing: Sentence | Callable[[Vocabulary], Sentence]


_SORTS = (
    _Sort("week", _no_number_of_weeks, sentence("a number of weeks is missing")),
    _Sort("on", _missing(lambda one: one.on[0]), sentence("the weekday is missing")),
    _Sort("from", _missing(lambda one: one.from_[0]), sentence("the day on which it begins is missing")),
    _Sort("to", _missing(lambda one: one.to[0]), sentence("the day on which it ends is missing")),
    _Sort("unit", _no_unit, _units),
    _Sort("weekday", _no_weekday, sentence("a weekday is missing")),
    _Sort("working day", _no_weekday, sentence("a weekday is missing")),
    _Sort("direction", _no_direction, _direction),
    _Sort("as", _missing(lambda one: one.as_[0]), sentence("a name is missing")),
    _Sort("month", _no_month, sentence("a month is missing")),
    _Sort("day of the month", _no_day_of_month, sentence("a day is missing")),
    _Sort("name", _no_name, sentence("a name is missing")),
)
_EXAMPLE_OF: Mapping[bool, Mapping[str, str]] = {
    True: {
        "week": "two weeks on wednesday from 7 october to april",
        "on": "on wednesday from 7 october to april",
        "from": "from 7 october to april",
        "to": "to april",
        "unit": "weeks before webinar-1",
        "weekday": "tuesday of november",
        "working day": "working day of november",
        "direction": "before webinar-1",
        "as": "as orientation",
        "month": "november",
        "day of the month": "29",
        "name": "webinar-1",
    },
    False: {
        "week": "deux semaines le mercredi du 7 octobre à avril",
        "on": "le mercredi du 7 octobre à avril",
        "from": "du 7 octobre à avril",
        "to": "à avril",
        "unit": "semaines avant webinar-1",
        "weekday": "mardi de novembre",
        "working day": "jour ouvrable de novembre",
        "direction": "avant webinar-1",
        "as": "que orientation",
        "month": "novembre",
        "name": "webinar-1",
    },
}
"""What can go on with a word of a sort, in English or not."""


def _example(kept: str, sort: str, vocabulary: Vocabulary, can_be_read: _Can) -> Sentence:
    """Return the hint that shows how a text goes on; a general one if that would make no phrase of it."""
    example = f"{kept} {_EXAMPLE_OF[vocabulary is ENGLISH].get(sort, '')}".strip()
    if kept.split()[-1:] and kept.split()[-1].lower() in ("a", "an", "one", "1", "un", "une"):
        example = example.replace(" weeks", " week").replace(" semaines", " semaine")
    return sentence("write, for example, '{phrase}'", phrase=example) if can_be_read(example) else _GENERAL


def _right(phrase: str, can_be_read: _Can) -> Sentence:
    """Return the hint that shows a phrase; a general one if it is none."""
    return sentence("write '{phrase}'", phrase=phrase) if can_be_read(phrase) else _GENERAL


def of_phrase(
    text: str, words: Sequence[Word], vocabulary: Vocabulary, progress: Progress, can_be_read: _Can
) -> Unclear:
    """Return what is wrong at the word at which the reading stopped."""
    if not words:
        return Unclear(sentence("no date is written here"), _GENERAL, len(text.rstrip()))
    named = words[words[0].text in vocabulary.articles and len(words) > 1 :]
    in_english = vocabulary is ENGLISH
    for sort, example in (
        ("weekday", "first {} of october" if in_english else "premier {} d’octobre"),
        ("month", f"{'first tuesday' if in_english else 'premier mardi'} {_of(named[0], vocabulary)}{{}}"),
    ):
        if _is_of(named[0], sort, vocabulary) and all(re.fullmatch(r"[12]\d{3}", one.text) for one in named[1:]):
            alone = text[named[0].offset :].strip()
            hint = sentence("say which one: '{phrase}'", phrase=example.format(alone.lower()))
            return Unclear(sentence("{word} alone is not a day", word=quote(alone)), hint, named[0].offset)
    if progress.wrong and progress.wrong[0] >= progress.at:
        _, wrong, at = progress.wrong
        return Unclear(wrong.message, wrong.hint, words[at].offset)
    if progress.at >= len(words):
        return _too_short(text, progress.sorts, vocabulary, can_be_read)
    word = words[progress.at]
    if "number" in progress.sorts and progress.at <= (words[0].text in vocabulary.articles):
        return _no_beginning(words, word, vocabulary, progress)
    near = _near(word.text, vocabulary)
    sort_of_near = progress.sorts & vocabulary.sorts.get(near or "", frozenset())
    month = next((one for one in words[progress.at :] if _is_of(one, "month", vocabulary)), None)
    if "of" in progress.sorts and month is not None and not sort_of_near:
        right = f"{text[: word.offset].strip()} {_of(month, vocabulary)}{text[month.offset :].strip()}"
        said = missing_before(vocabulary.of[0], quote(word.written))
        return Unclear(said, _right(right, can_be_read), word.offset)
    if 0 < progress.complete_at == progress.at and not sort_of_near and "as" not in progress.sorts:
        kept = text[: word.offset].strip()
        return Unclear(_too_many(word), _right(kept, can_be_read), word.offset)
    for needed in _SORTS:
        if needed.name not in progress.sorts or (sort_of_near and needed.name not in sort_of_near):
            continue
        hint = (
            did_you_mean(near)
            if near is not None and sort_of_near
            else _hint(text, word, needed.name, vocabulary, can_be_read)
        )
        return Unclear(needed.wrong(quote(word.written), vocabulary), hint, word.offset)
    return Unclear(_too_many(word), _GENERAL, word.offset)


def _of(month: Word, vocabulary: Vocabulary) -> str:
    """Return the word before a month, with the space after it if there is one."""
    return "d’" if vocabulary is FRENCH and month.text[0] in "ao" else f"{vocabulary.of[0]} "


def _too_many(word: Word) -> Sentence:
    return sentence("{word} is one word too many", word=quote(word.written))


def _is_of(word: Word, sort: str, vocabulary: Vocabulary) -> bool:
    return sort in vocabulary.sorts.get(word.text, ())


def _near(word: str, vocabulary: Vocabulary) -> str | None:
    """Return the word of the language that is nearest to one that it does not know; None for one that it knows.

    A word of another language is near to the one that means the same.
    """
    for other in LANGUAGES:
        if word in other.sorts:
            return None if other is vocabulary else _translated(word, other, vocabulary)
    if len(word) < 3:
        return None
    short = {
        name
        for names in (vocabulary.months, vocabulary.weekdays)
        for name in names
        if next(one for one in names if names[one] == names[name]) != name
    }
    return nearest(word, [known for known in vocabulary.sorts if len(known) > 2 and known not in short], _LIKENESS)


_LIKENESS = 0.7
"""So much of two words has to agree for one to be a slip of the other."""


def _translated(word: str, language: Vocabulary, into: Vocabulary) -> str | None:
    for table, other in (
        (language.months, into.months),
        (language.weekdays, into.weekdays),
        (language.units, into.units),
        (language.directions, into.directions),
        (language.ordinals, into.ordinals),
        (language.numbers, into.numbers),
    ):
        if word in table:
            return next((one for one, value in other.items() if value == table[word]), None)
    return None


def _hint(text: str, word: Word, sort: str, vocabulary: Vocabulary, can_be_read: _Can) -> Sentence:
    before, rest = text[: word.offset].strip(), text[word.offset :].strip()
    if sort == "direction":
        name = (
            rest if can_be_read(f"same day as {rest}") and re.search(r"[-.\d]", word.text) else rest.partition(" ")[2]
        )
        ways = _directions(vocabulary)
        if can_be_read(f"{before} {ways[0]} webinar-1") and not can_be_read(name):
            phrases = [sentence("'{text}'", text=f"{before} {way} {name or 'webinar-1'}") for way in ways]
            return sentence("write {text}", text=one_of(phrases))
    if sort == "as" and can_be_read(right := f"{before} {vocabulary.as_[0]} {rest}"):
        return sentence("write '{phrase}'", phrase=right)
    return _example(before, sort, vocabulary, can_be_read)


def _too_short(text: str, sorts: set[str], vocabulary: Vocabulary, can_be_read: _Can) -> Unclear:
    for sort in _SORTS:
        if sort.name in sorts:
            said = sort.missing if isinstance(sort.missing, Sentence) else sort.missing(vocabulary)
            return Unclear(said, _example(text.strip(), sort.name, vocabulary, can_be_read), len(text.rstrip()))
    return Unclear(sentence("the phrase is not complete"), _GENERAL, len(text.rstrip()))


def _no_beginning(words: Sequence[Word], word: Word, vocabulary: Vocabulary, progress: Progress) -> Unclear:
    near = _near(word.text, vocabulary)
    hint = did_you_mean(near) if near and vocabulary.sorts[near] & progress.sorts else None
    if hint is None and len(words) == 1 and re.fullmatch(r"[^\W_]+(?:[.-][^\W_]+)+", word.text):
        hint = sentence("write 'same day as {name}' if an entry is called so", name=word.written)
    said = sentence("no phrase begins with {word}", word=quote(word.written))
    return Unclear(said, hint or _GENERAL, word.offset)

"""What is wrong with a text that is no phrase of the language of dates, and what to write instead.

A hint is worked out from what was meant. Where only the spelling is wrong it names the nearest word, if that word can
stand there: a word that the language knows is never taken for one of another sort.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import NoReturn

from dateutil.relativedelta import relativedelta

from cop_plan.base.errors import nearest, quote
from cop_plan.dates.forms import (
    MONTHS,
    WEEKDAYS,
    DayOfMonth,
    Distance,
    Fixed,
    Form,
    Month,
    Unclear,
)
from cop_plan.dates.grammar import Progress, Word
from cop_plan.dates.vocabulary import ENGLISH, FRENCH, LANGUAGES, Vocabulary

EXAMPLES = "'2026-09-29', 'third tuesday of november', '1 week before webinar-1' or 'same day as orientation'"


def nth_in_digits(nth: int) -> str:
    """Return an ordinal in digits: 1st, 2nd, 11th."""
    return f"{nth}{'th' if 4 <= nth % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(nth % 10, 'th')}"


def wrong_weekday(day: date, weekday: int) -> tuple[str, str]:
    """Return what is wrong with a date beside which another weekday is written, and the days that may be meant."""
    near = min((day + timedelta(days=away) for away in range(-3, 4)), key=lambda one: one.weekday() != weekday)
    said = f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year} is a {WEEKDAYS[day.weekday()].capitalize()}"
    return said, f"write {day}, or {near} for the {WEEKDAYS[weekday].capitalize()} near it"


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
            right = f"write {date(year, month, day)}"
        except ValueError:
            right = "write year-month-day, such as 2026-09-29"
        said = "lacks a zero" if found[2] or found[4] else "is not how a date is written here"
        raise Unclear(f"{quote(text.strip())} {said}", right)


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
    shown = " or ".join(
        str(one.day) if isinstance(one, Fixed) else f"{one.day} {MONTHS[one.month.number - 1]}" for one in days
    )
    hint = f"write {shown}" if shown else "write year-month-day, such as 2026-09-29"
    raise Unclear(f"{quote(written)} is not how a date is written here", hint, offset, days)


def refuse_date_as_name(form: Form, name: str, offset: int) -> None:
    """Raise Unclear where a date is counted from a date, with the date that it comes to if that is plain."""
    refuse_other_dates(name)
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", name, re.ASCII):
        return
    hint = "write the date that it comes to"
    try:
        day = date.fromisoformat(name)
        if isinstance(form, Distance) and form.unit != "working day":
            hint = f"write {day + relativedelta(**{f'{form.unit}s': form.count})}"  # type: ignore[arg-type]
    except (ValueError, OverflowError):
        pass
    raise Unclear("a date is counted from an entry, a closure or a holiday, not from another date", hint, offset)


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


def _early(found: _Found) -> str:
    month = found["rest"]
    if found["part"].casefold() == "early":
        return f"write 'start of {month}', 'middle of {month}' or 'first tuesday of {month}', say"
    return f"write 'end of {month}', 'last tuesday of {month}' or 'middle of {month}', say"


def _edge_day(found: _Found) -> str:
    number = ENGLISH.months[found["month"].lower()]
    month = MONTHS[number - 1] + (found["more"] or "")
    nth = found["nth"].lower()
    day = 1 if nth == "first" else (date(2023, number, 1) + relativedelta(day=31)).day
    return f"write '{nth} working day of {month}' or '{day} {month}'"


def _week_of_month(found: _Found) -> str:
    nth = {"first": 1, "second": 8, "third": 15, "fourth": 22, "last": 28}[found["nth"].lower()]
    return f"write 'week of {nth} {found['month'].lower()}', with a day of the week that you mean"


_GENERAL = f"write, for example, {EXAMPLES}"
_FROM_TO = "from 7 october to april"
_SERIES = f"write  repeat: every two weeks on wednesday {_FROM_TO},  or  repeat: [october, november]"
_ORDINAL = "|".join(word for word, nth in ENGLISH.ordinals.items() if nth > 0)
_FRENCH_DAY = "|".join(FRENCH.weekdays).replace(".", r"\.")
_FRENCH_FROM_TO = "du 7 octobre à avril"


def _by_number(found: _Found) -> str:
    nth, month = found["nth"] or found["after"], found["month"] or found["before"]
    return f"write '{ENGLISH.ordinals[nth.lower()]} {month.lower()}'"


_AMBIGUOUS: Sequence[tuple[str, str, Callable[[_Found], str]]] = (
    (
        rf"(?:in\s+)?(?P<part>early|late)(?:\s+in\s+|[\s-]+)(?P<rest>(?:{_MONTH})(?:\s+(?:\d{{4}}|prior|next))?)",
        "can mean several days",
        _early,
    ),
    (
        rf"(?:the\s+)?(?P<nth>first|last)\s+day\s+(?:of|in)\s+(?P<month>{_MONTH})(?P<more>\s+\S+)?",
        "can mean two days",
        _edge_day,
    ),
    (
        rf"(?:the\s+)?(?P<nth>first|second|third|fourth|last)\s+week\s+(?:of|in)\s+(?P<month>{_MONTH})(?:\s+\S+)?",
        "can mean several days",
        _week_of_month,
    ),
    (
        rf"every\s+(?:second|other|2nd)\s+(?P<weekday>{_WEEKDAY})s?\b.*",
        "can mean two things",
        lambda found: (
            f"write  repeat: every two weeks on {found['weekday'].lower()} {_FROM_TO},  or"
            f"  repeat: [october, november]  with  when: second {found['weekday'].lower()}"
        ),
    ),
    (
        rf"every\s+(?P<weekday>{_WEEKDAY})\b.*",
        "is a series",
        lambda found: f"write  repeat: every week on {found['weekday'].lower()} {_FROM_TO}",
    ),
    (
        r"(?P<all>(?:every|each)\s.*?\bon\b.*\bfrom\b.*)",
        "is a series",
        lambda found: f"write  repeat: {found['all']}",
    ),
    (
        r"(?:(?:every|each)\s.*|weekly|biweekly|fortnightly|monthly|quarterly)",
        "is a series",
        lambda _: _SERIES,
    ),
    (
        r"(?P<day>.*\S)\s+(?:of|in)\s+(?:the|each|every)\s+month",
        "is a series",
        lambda found: f"write  repeat: [october, november]  with  when: {found['day']}",
    ),
    (
        rf"(?:tous\s+les|chaque)\s+(?P<weekday>{_FRENCH_DAY})s?(?:\s.*)?",
        "is a series",
        lambda found: f"write  repeat: toutes les semaines le {found['weekday'].lower()} {_FRENCH_FROM_TO}",
    ),
    (
        rf"un\s+(?P<weekday>{_FRENCH_DAY})\s+sur\s+deux(?:\s.*)?",
        "is a series",
        lambda found: f"write  repeat: toutes les deux semaines le {found['weekday'].lower()} {_FRENCH_FROM_TO}",
    ),
    (
        rf"(?:le\s+)?(?:{_FRENCH_DAY})\s+prochain|aujourd['’]hui|demain|dans\s+\S+\s+(?:jours?|semaines?|mois)",
        "depends on the day on which it is read",
        lambda _: "write a day of the school year, such as 'premier mardi d’octobre' or '6 octobre'",
    ),
    (
        r"(?:la\s+)?semaine\s+(?P<rest>(?:avant|après)\b.*?)",
        "does not say how many",
        lambda found: f"write '1 semaine {found['rest']}', say",
    ),
    (
        rf"(?:sometime\s+)?(?:in|during|throughout)\s+(?P<month>{_MONTH})",
        "can mean several days",
        lambda found: (
            f"write 'start of {found['month']}', 'middle of {found['month']}' or 'end of {found['month']}', say"
        ),
    ),
    (
        (
            rf"(?:the\s+)?(?P<nth>{_ORDINAL})\s+of\s+(?P<month>{_MONTH})"
            rf"|(?P<before>{_MONTH})\s+(?P<after>{_ORDINAL})"
        ),
        "needs the day as a number",
        _by_number,
    ),
    (
        rf"(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})\s*[-–]\s*\d{{1,2}}",
        "is more than one day",
        lambda found: f"write its first day: '{found['day']} {found['month']}'",
    ),
    (
        rf"(?P<day>\d{{1,2}})\s*[-–]\s*\d{{1,2}}\s+(?P<month>{_MONTH})",
        "is more than one day",
        lambda found: f"write its first day: '{found['day']} {found['month']}'",
    ),
    (
        rf"(?:(?:{_WEEKDAY}),?\s+)?(?:the\s+)?(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)",
        "lacks its month",
        lambda found: f"write '{int(found['day'])} october', say",
    ),
    (r"[12]\d{3}", "is a year, not a day", lambda _: _GENERAL),
    (
        rf"today|tomorrow|yesterday|now|soon|asap|in\s+\S+\s+(?:{_UNIT})",
        "depends on the day on which it is read",
        lambda _: "write a day of the school year, such as 'first tuesday of october' or '6 october'",
    ),
    (
        rf"(?:next|this|coming|last)\s+(?P<what>{_WEEKDAY}|week|month|{_MONTH})",
        "depends on the day on which it is read",
        lambda _: "write a day of the school year, such as 'first tuesday of october' or '6 october'",
    ),
    (
        rf"(?:the\s+)?(?P<unit>{_UNIT})\s+(?P<rest>(?:before|after|prior to)\b.*?)",
        "does not say how many",
        lambda found: f"write '{_counted(found['unit'])} {found['rest']}', say",
    ),
    (
        r"(?P<way>before|after|prior to)\s+(?P<rest>\S.*?)",
        "does not say how long",
        lambda found: f"write '1 week {found['way'].lower()} {found['rest']}', say",
    ),
    (rf"(?P<hour>{_HOUR})", "is an hour, not a day", lambda found: f"write it under  at: {found['hour']}"),
)


def _counted(unit: str) -> str:
    return f"{'2' if unit.lower().endswith('s') else '1'} {unit.lower()}"


def refuse_ambiguous(text: str, words: Sequence[Word], can_be_read: _Can) -> None:
    """Raise Unclear for what is understood and cannot be taken: what can mean two things, a series, an hour."""
    if len(text) > 200:
        return
    for pattern, said, right in _AMBIGUOUS:
        if found := _is(pattern, text):
            raise Unclear(f"{quote(text.strip())} {said}", right(found), words[0].offset)
    found = _is(rf"(?P<day>.+?)(?:,|\s+at|\s+à|t)?\s*\b(?P<hour>{_HOUR})", text)
    if found and can_be_read(found["day"]):
        hint = f"write  when: {found['day'].strip()}  and  at: {found['hour']}"
        raise Unclear("the hour stands apart from the day", hint, found.start("hour"))
    found = _is(rf"(?P<roughly>{_ROUGHLY})\s+(?P<day>.+?)", text)
    if found and can_be_read(found["day"]):
        raise Unclear(f"{quote(found['roughly'])} leaves the day open", f"write '{found['day']}'", words[0].offset)


_BEGINS = re.compile(r"\s(?:(?:from|starting|beginning|between|du|de|à partir)(?!\w)|d['’])", re.IGNORECASE)


def refuse_repeated(text: str, can_be_read: _Can) -> None:
    """Raise Unclear for a series that can mean two things, is written otherwise, or lacks its beginning and end."""
    for pattern, said, right in _AMBIGUOUS:
        found = _is(pattern, text) if len(text) <= 200 and said in ("can mean two things", "is a series") else None
        if not found:
            continue
        hint, begins = right(found), _BEGINS.search(text)
        if begins:
            if "weekday" not in found.groupdict():
                return  # the word at which the reading stopped says more
            own = text[begins.start() :].strip()
            if any(can_be_read(f"{every} {own}") for every in ("every week on monday", "toutes les semaines le lundi")):
                hint = hint.replace(_FROM_TO, own).replace(_FRENCH_FROM_TO, own)
        if said == "is a series":
            said = "is not how a series is written here" if begins else "does not say from when to when"
        raise Unclear(f"{quote(text.strip())} {said}", hint, len(text) - len(text.lstrip()))


# Where the reading stopped.


def furthest(words: Sequence[Word], reached: Sequence[Progress]) -> tuple[Vocabulary, Progress]:
    """Return the language in which a text was read furthest, and how far; of two the one that knows more words."""

    def merit(one: tuple[Vocabulary, Progress]) -> tuple[int, int]:
        vocabulary, progress = one
        known = sum(word.text in vocabulary.sorts for word in words)
        return max(progress.at, progress.wrong[0] if progress.wrong else 0), known

    return max(zip(LANGUAGES, reached, strict=True), key=merit)


_SAID: Sequence[tuple[str, str, str]] = (
    ("week", "{} is no number of weeks", "a number of weeks is missing"),
    ("on", "'on' is missing before {}", "the weekday is missing"),
    ("from", "'from' is missing before {}", "the day on which it begins is missing"),
    ("to", "'to' is missing before {}", "the day on which it ends is missing"),
    ("unit", "{} is no unit of distance", "a unit is missing: days, weeks, months, working days"),
    ("weekday", "no weekday is called {}", "a weekday is missing"),
    ("working day", "no weekday is called {}", "a weekday is missing"),
    ("direction", "{} is neither 'before' nor 'after'", "'before' or 'after' is missing"),
    ("as", "'as' is missing before {}", "a name is missing"),
    ("month", "no month is called {}", "a month is missing"),
    ("day of the month", "{} is no day of a month", "a day is missing"),
    ("name", "{} is no name", "a name is missing"),
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


def _example(kept: str, sort: str, vocabulary: Vocabulary, can_be_read: _Can) -> str:
    """Return the hint that shows how a text goes on; a general one if that would make no phrase of it."""
    example = f"{kept} {_EXAMPLE_OF[vocabulary is ENGLISH].get(sort, '')}".strip()
    if kept.split()[-1:] and kept.split()[-1].lower() in ("a", "an", "one", "1", "un", "une"):
        example = example.replace(" weeks", " week").replace(" semaines", " semaine")
    return f"write, for example, '{example}'" if can_be_read(example) else _GENERAL


def of_phrase(
    text: str, words: Sequence[Word], vocabulary: Vocabulary, progress: Progress, can_be_read: _Can
) -> Unclear:
    """Return what is wrong at the word at which the reading stopped."""
    if not words:
        return Unclear("no date is written here", f"write, for example, {EXAMPLES}", len(text.rstrip()))
    named = words[words[0].text in vocabulary.articles and len(words) > 1 :]
    in_english = vocabulary is ENGLISH
    for sort, example in (
        ("weekday", "first {} of october" if in_english else "premier {} d’octobre"),
        ("month", "first tuesday of {}" if in_english else "premier mardi de {}"),
    ):
        if _is_of(named[0], sort, vocabulary) and all(re.fullmatch(r"[12]\d{3}", one.text) for one in named[1:]):
            alone = text[named[0].offset :].strip()
            hint = f"say which one: '{example.format(alone.lower())}'"
            return Unclear(f"{quote(alone)} alone is not a day", hint, named[0].offset)
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
        elided = vocabulary is not ENGLISH and month.text[0] in "ao"
        of = "d’" if elided else f"{vocabulary.of[0]} "
        right = f"{text[: word.offset].strip()} {of}{text[month.offset :].strip()}"
        right = f"write '{right}'" if can_be_read(right) else _GENERAL
        return Unclear(f"'{vocabulary.of[0]}' is missing before {quote(word.written)}", right, word.offset)
    if 0 < progress.complete_at == progress.at and not sort_of_near and "as" not in progress.sorts:
        kept = text[: word.offset].strip()
        return Unclear(
            f"{quote(word.written)} is one word too many",
            f"write '{kept}'" if can_be_read(kept) else _GENERAL,
            word.offset,
        )
    for sort, said, _ in _SAID:
        if sort not in progress.sorts or (sort_of_near and sort not in sort_of_near):
            continue
        hint = f"did you mean '{near}'?" if sort_of_near else _hint(text, word, sort, vocabulary, can_be_read)
        return Unclear(said.format(quote(word.written)), hint, word.offset)
    return Unclear(f"{quote(word.written)} is one word too many", _GENERAL, word.offset)


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


def _hint(text: str, word: Word, sort: str, vocabulary: Vocabulary, can_be_read: _Can) -> str:
    before, rest = text[: word.offset].strip(), text[word.offset :].strip()
    if sort == "direction":
        name = (
            rest if can_be_read(f"same day as {rest}") and re.search(r"[-.\d]", word.text) else rest.partition(" ")[2]
        )
        ways = ("before", "after") if vocabulary is ENGLISH else ("avant", "après")
        if can_be_read(f"{before} {ways[0]} webinar-1") and not can_be_read(name):
            return "write " + " or ".join(f"'{before} {way} {name or 'webinar-1'}'" for way in ways)
    if sort == "as" and can_be_read(right := f"{before} {vocabulary.as_[0]} {rest}"):
        return f"write '{right}'"
    return _example(before, sort, vocabulary, can_be_read)


def _too_short(text: str, sorts: set[str], vocabulary: Vocabulary, can_be_read: _Can) -> Unclear:
    for sort, _, missing in _SAID:
        if sort in sorts:
            return Unclear(missing, _example(text.strip(), sort, vocabulary, can_be_read), len(text.rstrip()))
    return Unclear("the phrase is not complete", _GENERAL, len(text.rstrip()))


def _no_beginning(words: Sequence[Word], word: Word, vocabulary: Vocabulary, progress: Progress) -> Unclear:
    near = _near(word.text, vocabulary)
    hint = f"did you mean '{near}'?" if near and vocabulary.sorts[near] & progress.sorts else None
    if hint is None and len(words) == 1 and re.fullmatch(r"[^\W_]+(?:[.-][^\W_]+)+", word.text):
        hint = f"write 'same day as {word.written}' if an entry is called so"
    return Unclear(f"no phrase begins with {quote(word.written)}", hint or _GENERAL, word.offset)

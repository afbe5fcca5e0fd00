"""How single values are written, as regular expressions that the engines of Python and of JavaScript both take.

They serve validators and editors that know nothing of us: no flags, no look-around, no Unicode classes. Each expression
is the inside of one that `whole` makes: it allows space around it and, as nothing is decided yet, nothing at all.
What an expression cannot say, such as that a span ends after it begins, is left to us.
"""

from collections.abc import Iterable

from cop_plan.dates.phrases import LONGEST_DISTANCE, MONTHS, NUMBERS, ORDINALS, WEEKDAYS

_BLANKS = r"\s+"
_UP_TO_23 = "0?[1-9]|1[0-9]|2[0-3]"


def whole(expression: str, *, required: bool = False) -> str:
    """Return the expression of a whole value. Unless it is required, an empty text is one too."""
    return rf"^\s*(?:{expression}){'' if required else '?'}\s*$"


def exactly(expression: str) -> str:
    """Return the expression of a whole value that allows no space around it."""
    return f"^(?:{expression})$"


def _word(words: str) -> str:
    """Return what takes some words in any case."""
    in_any_case = ("".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in word) for word in words.split())
    return _BLANKS.join(in_any_case)


def _any(expressions: Iterable[str]) -> str:
    return f"(?:{'|'.join(expressions)})"


def _words(words: Iterable[str]) -> str:
    return _any(map(_word, words))


# A letter or digit of any script. Without Unicode classes it is said by what it is not: ASCII's other characters and
# capitals, Latin-1's signs, and the blocks of punctuation and symbols. Capitals of other scripts are left to us.
_SIGNS = r"\u2000-\u206f\u2190-\u2bff\u3000-\u3004\u3008-\u3020\ufe30-\ufe6f"
_NAME_LETTER = rf"[^\x00-\x2f\x3a-\x60\x7b-\xa9\xab-\xb1\xb4-\xb8\xbb\xbf-\xdf\xf7{_SIGNS}]"
_LETTER = rf"[^\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xa9\xab-\xb1\xb4\xb6-\xb8\xbb\xbf\xd7\xf7{_SIGNS}]"


def _names(letter: str, joined_by: str) -> str:
    return rf"{letter}+(?:{joined_by}{letter}+)*"


ID = _names(_NAME_LETTER, "-")
NAME = _names(_NAME_LETTER, "[.-]")
"""A name; entries of a series and of its steps are named with dots."""

_ANCHOR = _names(_LETTER, "[.-]")

MONTH = rf"{_words(MONTHS)}(?:{_BLANKS}{_any([_word('prior'), _word('next'), '[12][0-9]{3}'])})?"
_OF_MONTH = rf"(?:{_BLANKS}{_word('of')}{_BLANKS}{MONTH})?"

_YEAR_NUMBER = "(?:000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP_YEAR = _any(
    ["[0-9]{2}(?:0[48]|[2468][048]|[13579][26])", "(?:0[48]|[2468][048]|[13579][26])00"]  # every fourth century
)
_DAYS_OF_MONTHS = (
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])",
    "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)",
    "02-(?:0[1-9]|1[0-9]|2[0-8])",
)
DAY = _any([f"{_YEAR_NUMBER}-{_any(_DAYS_OF_MONTHS)}", f"{_LEAP_YEAR}-02-29"])
"""A date that is in the calendar."""


def _ordinal(highest: int, digits: str) -> str:
    words = [word for word, number in ORDINALS.items() if number <= highest]
    return _any([_words(words), f"(?:{digits}){_words(['st', 'nd', 'rd', 'th'])}"])


_NTH_WEEKDAY = rf"{_ordinal(5, '0{0,2}[1-5]')}{_BLANKS}{_words(WEEKDAYS)}{_OF_MONTH}"
_NTH_WORKING_DAY = (
    rf"{_ordinal(23, f'00[1-9]|{_UP_TO_23}|0(?:1[0-9]|2[0-3])')}{_BLANKS}{_word('working day')}{_OF_MONTH}"
)
_PART_OF_MONTH = rf"{_words(['start', 'end', 'middle'])}{_OF_MONTH}"

assert LONGEST_DISTANCE == 999, "three digits"
_COUNT = _any([_words(NUMBERS), "0{0,16}[1-9][0-9]{0,2}"])
_UNIT = _any([f"{_words(['day', 'week', 'month'])}[Ss]?", f"{_word('working day')}[Ss]?"])
_DISTANCE = rf"{_COUNT}{_BLANKS}{_UNIT}{_BLANKS}{_words(['before', 'after'])}(?:{_BLANKS}{_ANCHOR})?"
_SAME_DAY = rf"{_word('same day')}(?:{_BLANKS}{_word('as')}{_BLANKS}{_ANCHOR})?"

PHRASE = "|".join([DAY, _NTH_WEEKDAY, _NTH_WORKING_DAY, _PART_OF_MONTH, _DISTANCE, _SAME_DAY])
"""The language of dates. Source: `dates.parse`."""

TIME = _any(["(?:[01]?[0-9]|2[0-3]):[0-5][0-9]", r"(?:0?[1-9]|1[0-2]):[0-5][0-9]\s*[AaPp]\.?[Mm]\.?"])

_TO = rf"{_BLANKS}{_word('to')}{_BLANKS}"
DAYS = f"{DAY}(?:{_TO}{DAY})?"
HOURS = f"{TIME}{_TO}{TIME}"

_LONG_MONTHS = [name for name in MONTHS if name not in ("february", "april", "june", "september", "november")]
_DAY_OF_MONTH = _any(
    [
        f"(?:0?[1-9]|[12][0-9]|3[01]){_BLANKS}{_words(_LONG_MONTHS)}",
        f"(?:0?[1-9]|[12][0-9]|30){_BLANKS}{_words(['april', 'june', 'september', 'november'])}",
        f"(?:0?[1-9]|[12][0-9]){_BLANKS}{_word('february')}",
    ]
)
WINDOW = f"{_DAY_OF_MONTH}{_TO}{_DAY_OF_MONTH}"

# Of an hour, what is a whole number of minutes: tenths, twentieths.
_PART_OF_HOUR = r"\.(?:[0-9]|[0-9][05]|[0-9][05]0)"
_SOME_HOURS = _any(
    [
        rf"0{{0,2}}(?:0?[1-9]|1[0-9]|2[0-3])(?:{_PART_OF_HOUR})?",
        r"0{1,4}\.(?:[1-9]|[1-9][05]|05|[1-9][05]0|050)",
        r"0{0,2}24(?:\.0{1,3})?",
    ]
)
_ANY_HOURS = _any([_SOME_HOURS, r"0{1,4}(?:\.0{1,3})?"])
_SOME_MINUTES = "0{0,4}[1-9]|0{0,3}[1-9][0-9]|0{0,2}[1-9][0-9]{2}|0?1(?:[0-3][0-9]{2}|4[0-3][0-9]|440)"
_HOURS_WORD, _MINUTES_WORD = rf"\s*{_word('hour')}[Ss]?", rf"\s*{_word('minute')}[Ss]?"
REMINDER = _any(
    [rf"[1-9][0-9]{{0,2}}\s*(?:{'|'.join(map(_word, ('minute', 'hour', 'day', 'week')))})[Ss]?", _word("no")]
)
DURATION = _any(
    [
        f"{_SOME_HOURS}{_HOURS_WORD}",
        f"(?:{_ANY_HOURS}{_HOURS_WORD})?\\s*(?:{_SOME_MINUTES}){_MINUTES_WORD}",
        f"{_SOME_HOURS}{_HOURS_WORD}\\s*0{{1,5}}{_MINUTES_WORD}",
    ]
)
"""A duration of at most a day; of hours and minutes together, their sum is left to us."""

COUNT = "[0-9]{1,6}"
GROUP = _any(["0{0,5}[3-9]", *(f"0{{0,{5 - more}}}[1-9][0-9]{{{more}}}" for more in range(1, 6))])
"""A count from three on."""

MONEY = r"-?[0-9]{1,12}(?:\.[0-9]{1,2})?"
YES = _words(["yes", "no"])
_SIZE = _any(f"0{{{zeros}}}[1-9][0-9]{{0,{4 - zeros}}}" for zeros in range(5))
SIZES = f"{_SIZE}(?:{_TO}{_SIZE})?"
SCHOOL_YEAR = _any(["(?:199[0-9]|20[0-8][0-9]|2090)", *(f"{year}-{year + 1}" for year in range(1990, 2091))])
CURRENCY = "[A-Z]{3}"
LINK = _any(
    [
        rf'{_word("http")}[Ss]?://[^\s<>"{{}}|\\^`\x00-\x20\x7f]+',
        rf"{_word('mailto')}:[A-Za-z0-9_][A-Za-z0-9!$'*+/=^_`{{|}}~.-]*@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+"
        rf'(?:\?{_word("subject")}=[^\s<>"&#]*)?',
    ]
)

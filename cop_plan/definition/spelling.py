"""How single values are written, as regular expressions that the engines of Python and of JavaScript both take.

They serve validators and editors that know nothing of us: no flags, no look-around, no Unicode classes. Each expression
is the inside of one that `whole` makes: it allows space around it and, as nothing is decided yet, nothing at all.
What an expression cannot say, such as that a span ends after it begins, is left to us.
"""

from collections.abc import Iterable

from cop_plan.dates import clock, phrases

_BLANKS = r"\s+"


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


def _names(letter: str, joined_by: str) -> str:
    return rf"{letter}+(?:{joined_by}{letter}+)*"


ID = _names(_NAME_LETTER, "-")
NAME = _names(_NAME_LETTER, "[.-]")
"""A name; entries of a series and of its steps are named with dots."""

MONTH = phrases.month_expression()
DAY = phrases.DAY
"""A date that is in the calendar."""

REPEATED = phrases.repeated_expression()
PHRASE = phrases.expression()
"""The language of dates. Source: `dates.phrases`."""

UNDECIDED = phrases.undecided_expression()
"""What keeps the date of the pattern, until another is decided."""

TIME = clock.TIME

_TO = rf"{_BLANKS}{_words(phrases.TO)}{_BLANKS}"
# The expression of a day in words takes the space behind it.
_SPAN_DAY = phrases.span_day_expression()
DAYS = rf"(?:{_SPAN_DAY}{_words(phrases.TO)}{_BLANKS}|{DAY}{_TO})?(?:{_SPAN_DAY}|{DAY})"
HOURS = f"{TIME}{_TO}{TIME}"

_DAY_OF_MONTH = phrases.day_of_month_expression()
# The expression of a day takes the space behind it.
WINDOW = rf"{_DAY_OF_MONTH}{_words(phrases.TO)}{_BLANKS}{_DAY_OF_MONTH}"

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
_IN_FRENCH = _words(["heure", "heures"])
_HOURS_WORD = rf"\s*(?:{_words(['hour', 'hours', 'heure', 'heures'])}|{_words(['hr', 'hrs', 'h'])}\.?)"
_MINUTES_WORD = rf"\s*(?:{_words(['minute', 'minutes'])}|{_words(['min', 'mins'])}\.?)"
_AND = rf"(?:\s*,\s*|\s+{_words(['and', 'et'])}\s+|\s*)"
REMINDER = _any([rf"[1-9][0-9]{{0,2}}\s*(?:{_words(clock.REMINDER_UNITS)})[Ss]?", _words(clock.NEVER)])
DURATION = _any(
    [
        f"{_SOME_HOURS}{_HOURS_WORD}",
        f"{_SOME_HOURS}\\s*{_IN_FRENCH}".replace(r"\.", "[.,]"),
        f"(?:{_ANY_HOURS}{_HOURS_WORD}{_AND})?(?:{_SOME_MINUTES}){_MINUTES_WORD}",
        f"{_SOME_HOURS}{_HOURS_WORD}{_AND}0{{1,5}}{_MINUTES_WORD}",
        r"(?:0?[1-9]|1[0-9]|2[0-3])\s*[Hh]\s*[0-5][0-9]",
        _words(clock.IN_WORDS),
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
_SHARE = r"[1-9][0-9]{0,2}"
SHARE = rf"{_SHARE}\s*(?:[Oo][Ff]|[Ss][Uu][Rr]|/)\s*{_SHARE}"
_YEAR_AND_NEXT = (rf"{year}\s*[-–/]\s*(?:{year + 1}|{(year + 1) % 100:02})" for year in range(1990, 2091))
SCHOOL_YEAR = _any(["(?:199[0-9]|20[0-8][0-9]|2090)", *_YEAR_AND_NEXT])
CURRENCY = "[A-Z]{3}"


def language_tags(languages: Iterable[str]) -> str:
    """Return the expression of the tags of some languages."""
    return rf"{_any(languages)}(?:-[A-Z]{{2}})?"


LINK = _any(
    [
        rf'{_word("http")}[Ss]?://[^\s<>"{{}}|\\^`\x00-\x20\x7f]+',
        rf"{_word('mailto')}:[A-Za-z0-9_][A-Za-z0-9!$'*+/=^_`{{|}}~.-]*@[A-Za-z0-9.-]+\.[A-Za-z0-9-]+"
        rf'(?:\?{_word("subject")}=[^\s<>"&#]*)?',
    ]
)

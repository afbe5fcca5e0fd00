"""The words of dates in each language that phrases may be written in.

Each table says what words mean; words of several parts have spaces between them. A part that ends with an apostrophe or
a hyphen stands close to the next, as in `mid-october` and `fin d'octobre`. The first word of a meaning is the one that
hints propose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from cop_plan.dates.forms import MONTHS, WEEKDAYS, Unit

UnitOf = tuple[Unit, int]
"""A unit and how many of it a word means: a fortnight is two weeks."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of one language, in tables by the sort of what they mean."""

    articles: tuple[str, ...]
    of: tuple[str, ...]
    of_may_be_missing: bool
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    suffixes: tuple[str, ...]
    units: Mapping[str, UnitOf]
    working_day: tuple[str, ...]
    directions: Mapping[str, int]
    next_to: Mapping[str, int]
    parts: Mapping[str, int]
    middle_of: tuple[str, ...]
    years: Mapping[str, str]
    same_day: tuple[str, ...]
    as_: tuple[str, ...]
    week_of: tuple[str, ...]
    every: tuple[str, ...]
    weeks: Mapping[str, int]
    on: tuple[str, ...]
    from_: tuple[str, ...]
    to: tuple[str, ...]
    undecided: tuple[str, ...]
    month_first: bool

    @cached_property
    def sorts(self) -> Mapping[str, frozenset[str]]:
        """Return the sorts of every word of the language, by the word."""
        found: dict[str, set[str]] = {}
        for sort, words in (
            ("article", self.articles),
            ("of", self.of),
            ("month", self.months),
            ("weekday", self.weekdays),
            ("number", self.numbers),
            ("ordinal", self.ordinals),
            ("unit", self.units),
            ("working day", self.working_day),
            ("direction", self.directions),
            ("next to", self.next_to),
            ("part", (*self.parts, *self.middle_of)),
            ("year", self.years),
            ("same day", self.same_day),
            ("as", self.as_),
            ("week of", self.week_of),
            ("every", self.every),
            ("to", self.to),
            ("undecided", self.undecided),
        ):
            for word in words:
                found.setdefault(word, set()).add(sort)
        return {word: frozenset(of) for word, of in found.items()}

    def ordinal(self, nth: int) -> str:
        """Return the word for the nth, -1 for the last."""
        return next(word for word, number in self.ordinals.items() if number == nth)


def _table(*rows: str) -> Mapping[str, int]:
    """Return a table of rows that each hold the words for one number, counted from 1."""
    return {word: number for number, row in enumerate(rows, 1) for word in row.split()}


def _counted(words: Iterable[str], first: int) -> dict[str, int]:
    return {word: number for number, word in enumerate(words, first)}


def _short(names: Iterable[str], *short: str) -> Mapping[str, int]:
    """Return names counted from 0, with what is short for each, with or without a full stop."""
    found = _counted(names, 0)
    for number, words in enumerate(short):
        for word in words.split():
            found |= {word: number, f"{word}.": number}
    return found


def _from_one(table: Mapping[str, int]) -> Mapping[str, int]:
    return {word: number + 1 for word, number in table.items()}


ENGLISH = Vocabulary(
    articles=("the", "on", "on the"),
    of=("of", "in"),
    of_may_be_missing=False,
    months=_from_one(
        _short(MONTHS, "jan", "feb", "mar", "apr", "", "jun", "jul", "aug", "sep sept", "oct", "nov", "dec")
    ),
    weekdays=_short(WEEKDAYS, "mon", "tue tues", "wed weds", "thu thur thurs", "fri", "sat", "sun"),
    numbers={
        **_counted(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"  # noqa: SIM905
            " seventeen eighteen nineteen twenty".split(),
            1,
        ),
        "a": 1,
        "an": 1,
    },
    ordinals={
        **_counted("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1),  # noqa: SIM905
        "last": -1,
        "second last": -2,
        "second-last": -2,
        "second to last": -2,
        "second-to-last": -2,
        "next to last": -2,
        "penultimate": -2,
    },
    suffixes=("st", "nd", "rd", "th"),
    units={
        "days": ("day", 1),
        "day": ("day", 1),
        "weeks": ("week", 1),
        "week": ("week", 1),
        "months": ("month", 1),
        "month": ("month", 1),
        "working days": ("working day", 1),
        "working day": ("working day", 1),
        "business days": ("working day", 1),
        "business day": ("working day", 1),
        "school days": ("working day", 1),
        "school day": ("working day", 1),
        "fortnights": ("week", 2),
        "fortnight": ("week", 2),
    },
    working_day=("working day", "business day", "school day"),
    directions={"before": -1, "after": 1, "prior to": -1, "prior": -1},
    next_to={"day before": -1, "day after": 1, "day prior to": -1, "day prior": -1},
    parts={"start": 1, "beginning": 1, "end": -1, "middle": 0, "working day nearest to the middle": 0},
    middle_of=("mid", "mid-"),
    years={"prior": "prior", "next": "next"},
    same_day=("same day",),
    as_=("as",),
    week_of=("week of", "week of the"),
    every=("every",),
    weeks={"week": 1, "weeks": 1, "fortnight": 2},
    on=("on", "on the"),
    from_=("from",),
    to=("to", "until", "till"),
    undecided=("tbd", "tba", "tbc", "to be decided", "to be determined", "to be announced", "to be confirmed"),
    month_first=True,
)

FRENCH = Vocabulary(
    articles=("le", "la", "les", "l'", "au", "à la", "à l'"),
    of=("de", "d'", "du mois de", "du mois d'", "en"),
    of_may_be_missing=True,
    months=_from_one(
        _short(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),  # noqa: SIM905
            "janv jan", "févr fév fevr fev fevrier", "", "avr", "", "", "juil juill", "aout", "sept", "oct", "nov",
            "déc dec decembre",
        )
    ),
    weekdays=_short(
        "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),  # noqa: SIM905
        "lun", "mar", "mer", "jeu", "ven", "sam", "dim",
    ),
    numbers={
        **_counted(
            "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(),  # noqa: SIM905
            1,
        ),
        "dix-sept": 17,
        "dix-huit": 18,
        "dix-neuf": 19,
        "vingt": 20,
        "une": 1,
    },
    ordinals={
        **_table(
            "premier première premiere", "deuxième deuxieme second seconde", "troisième troisieme",
            "quatrième quatrieme", "cinquième cinquieme", "sixième sixieme", "septième septieme", "huitième huitieme",
            "neuvième neuvieme", "dixième dixieme",
        ),
        "dernier": -1,
        "dernière": -1,
        "derniere": -1,
        "avant-dernier": -2,
        "avant-dernière": -2,
        "avant dernier": -2,
        "avant dernière": -2,
    },
    suffixes=("er", "re", "e", "ère", "ème", "eme", "nd", "nde"),
    units={
        "jours": ("day", 1),
        "jour": ("day", 1),
        "semaines": ("week", 1),
        "semaine": ("week", 1),
        "mois": ("month", 1),
        "jours ouvrables": ("working day", 1),
        "jour ouvrable": ("working day", 1),
        "jours d' école": ("working day", 1),
        "jour d' école": ("working day", 1),
        "jours de classe": ("working day", 1),
        "jour de classe": ("working day", 1),
        "quinzaines": ("week", 2),
        "quinzaine": ("week", 2),
    },
    working_day=("jour ouvrable", "jour d' école", "jour de classe"),
    directions={"avant": -1, "après": 1, "apres": 1, "précédant": -1, "suivant": 1},
    next_to={
        f"{word}{of}": count
        for word, count in {"veille": -1, "lendemain": 1, "jour avant": -1, "jour après": 1, "jour apres": 1}.items()
        for of in (("", " de", " d'", " du", " des") if "jour" not in word else ("",))
    },
    parts={
        "début": 1,
        "debut": 1,
        "fin": -1,
        "milieu": 0,
        "jour ouvrable le plus proche du milieu": 0,
    },
    middle_of=("mi", "mi-"),
    years={"précédent": "prior", "suivant": "next"},
    same_day=("même jour", "meme jour", "coïncide", "coincide"),
    as_=("que", "qu'", "avec"),
    week_of=("semaine du", "semaine du lundi"),
    every=("toutes les", "chaque"),
    weeks={"semaine": 1, "semaines": 1, "quinzaine": 2},
    on=("le",),
    from_=("du", "de", "d'", "à partir du", "à partir de", "à partir d'"),
    to=("au", "à", "jusqu' au", "jusqu' à", "jusqu' en", "à la fin de", "à la fin d'"),
    undecided=("à déterminer", "à confirmer", "à venir"),
    month_first=False,
)  # fmt: skip

LANGUAGES = (ENGLISH, FRENCH)

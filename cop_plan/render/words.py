"""Sentences and words in each language: reasons, kinds, months, dates.

One table a language, `words.yaml` in its folder of `locale`, with the same keys. Nothing here knows a page or a file.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from typing import Any

from cop_plan.base.frozen import frozen
from cop_plan.dates import phrases, zones
from cop_plan.definition import languages
from cop_plan.render import statement
from cop_plan.schedule.timeline import Reason


class MissingWord(LookupError):
    """Raised for a key under which a language's table has nothing."""

    def __init__(self, tag: str, key: str) -> None:
        super().__init__(f"{tag}: {key}")
        self.key = key


def with_dotted_keys(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what stands in a table and in those inside it, by its key with those above it."""
    for key, value in table.items():
        yield above + key, value
        if isinstance(value, Mapping):
            yield from with_dotted_keys(value, f"{above}{key}.")


# Those that end a part of a sentence or begin a text that goes on with one: neither of an address or an entity, nor
# between letters; with what escapes them.
_HIGH_MARKS = re.compile(r"&#?\w+;|((?<=[^\s\\])\\?[;?!]+(?=[\s*_)\]»”|]|$)|\A[;?!]+(?=\s))")

# A place in a sentence whose full stop follows it.
_BEFORE_FULL_STOP = re.compile(r"\{(\w+)\}\.(?=\s|$)")

LONGEST_QUOTE = 60
"""In characters: as much of a title as a sentence about another entry can hold."""


def shortened(line: str, most: int) -> str:
    """Return a line of at most so many characters: one that is longer is cut, before a new thought if there is one."""
    if len(line) <= most:
        return line
    # Neither what stands before the first sign that begins a new thought nor whole words that fit are cut too short.
    cut = re.match(rf"(.{{12,{most}}}?\w)\s*[:·,;(]\s", line) or re.match(rf"(.{{12,{most}}}\w)\s", line)
    return f"{cut[1] if cut else line[:most]}…"


def _spaced(text: str, space: str | None) -> str:
    return _HIGH_MARKS.sub(lambda found: f"{space}{found[1]}" if found[1] else found[0], text) if space else text


def all_spaced(value: Any, space: str | None) -> Any:
    """Return a table, a list or a text with `space` before `;`, `?` and `!` in each of its texts; as it is for None."""
    if isinstance(value, Mapping):
        return {key: all_spaced(one, space) for key, one in value.items()}
    if isinstance(value, list):
        return [all_spaced(one, space) for one in value]
    return _spaced(value, space)


@frozen
class Words:
    """The words of one language. `tag` is as the definition writes it, such as `en-CA`."""

    tag: str
    table: Mapping[str, Any]

    def at(self, key: str) -> Any:
        """Return what stands at a dotted key. Raises MissingWord."""
        value = self._by_key.get(key)
        if value is None or value == "":
            raise MissingWord(self.tag, key)
        return value

    @cached_property
    def _by_key(self) -> Mapping[str, Any]:
        # Looked up many times for every entry.
        return dict(with_dotted_keys(self.table))

    def __call__(self, key: str, **facts: object) -> str:
        """Return the text at a key with its braces filled, with one full stop after `2 avr.`. Raises MissingWord."""
        text = str(self.at(key))
        if not facts:
            return text
        if "}." in text:
            text = _BEFORE_FULL_STOP.sub(
                lambda found: found[0].removesuffix(".") if str(facts.get(found[1])).endswith(".") else found[0], text
            )
        return text.format(**facts)

    def spaced(self, text: str) -> str:
        """Return a text with what people of the country write before `;`, `?` and `!`, if anything."""
        return _spaced(text, self.table.get("before_high_marks"))

    def name(self, kind: str, value: str) -> str:
        """Return the name of a value of a fixed set: a kind, a phase, an area. Raises MissingWord."""
        return self(f"{kind}.{value}")

    def role(self, owner: str) -> str:
        """Return what an owner is called: a role in the language, a person by name."""
        return str(self.at("roles").get(owner, owner))

    def count(self, key: str, number: int | Decimal, **facts: object) -> str:
        """Return a text that depends on a number."""
        singular = languages.of(self.tag).is_singular(number)
        return self(f"{key}.{'one' if singular else 'other'}", number=self.number(number), **facts)

    def number(self, number: int | Decimal) -> str:
        """Return a number with the language's signs."""
        return self._with_signs(f"{number:,}" if isinstance(number, int) else f"{number.normalize():,f}")

    def money(self, amount: Decimal, currency: str | None = None, *, decimals: int = 2) -> str:
        """Return an amount with so many decimals, and with the sign of its currency if that has one."""
        written = self._with_signs(f"{abs(amount):,.{decimals}f}", "example_amount")
        sign = self.at("currency_signs").get(currency)
        text = self("money", amount=written, sign=sign) if sign else written
        return f"-{text}" if amount < 0 else text

    def _with_signs(self, number: str, example: str = "example_number") -> str:
        """Return a number with the signs of an example of the language's: those between its digits."""
        group, decimal = re.findall(r"\D", self(example if example in self.table else "example_number"))
        return number.translate({ord(","): group, ord("."): decimal})

    def listed(self, words: Iterable[str], before_last: str = "list_and") -> str:
        """Return words as a list in a sentence. `before_last` is the key of the word before the last one."""
        *most, last = list(words) or [""]
        return self("list_comma").join(most) + f" {self(before_last)} {last}" if most else last

    def month(self, day: date) -> str:
        """Return the name of a day's month."""
        return str(self.at("months")[day.month - 1])

    def month_and_year(self, day: date) -> str:
        """Return a day's month with its year, as a heading."""
        text = self("month_and_year", month=self.month(day), year=day.year)
        return text[:1].upper() + text[1:]

    def day(self, day: date) -> str:
        """Return a day without its year: Tuesday 17 November."""
        return self("day", **self._parts(day))

    def full_day(self, day: date) -> str:
        """Return a day with its year: Tuesday 17 November 2026."""
        return self("full_day", **self._parts(day))

    def short_day(self, day: date, *, with_year: bool = False) -> str:
        """Return a day in short: Tue 17 Nov."""
        short = {"weekday": self.at("short_weekdays")[day.weekday()], "month": self.at("short_months")[day.month - 1]}
        return self("short_full_day" if with_year else "short_day", **(self._parts(day) | short))

    def short_weekday(self, day: date) -> str:
        """Return the short name of a day's weekday: Tue."""
        return str(self.at("short_weekdays")[day.weekday()])

    def short_days(self, days: Sequence[date]) -> str:
        """Return days in short, in their order: Wed 7 Oct, 4 Nov 2026, 6 Jan 2027."""
        shown = []
        for before, day, after in zip((None, *days), days, (*days[1:], None), strict=False):
            text = self.short_day(day, with_year=after is None or after.year != day.year)
            is_said = before is not None and before.weekday() == day.weekday()
            shown.append(text.removeprefix(self.short_weekday(day)).lstrip(", ") if is_said else text)
        # A day that has a comma itself needs another sign between it and the next.
        return self("list_semicolon" if any("," in one for one in shown) else "list_comma").join(shown)

    def days(self, first: date, last: date) -> str:
        """Return the days of a closure, both ends included."""
        if first == last:
            return self("one_day", day=self.full_day(first))
        return self("day_span", first=self.full_day(first), last=self.full_day(last))

    def _parts(self, day: date) -> dict[str, object]:
        first = self.table.get("first_of_month")
        return {
            "weekday": self.at("weekdays")[day.weekday()],
            "number": first if first and day.day == 1 else day.day,
            "month": self.month(day),
            "year": day.year,
        }

    def time(self, at: time | datetime) -> str:
        """Return a time of day: 3:30 pm."""
        text = self(
            "time" if at.minute or "whole_hour" not in self.table else "whole_hour",
            hour=at.hour,
            hour12=at.hour % 12 or 12,
            minute=at.minute,
            half=self("am" if at.hour < 12 else "pm"),
        )
        return text.strip()

    def times(self, start: datetime, end: datetime) -> str:
        """Return when something begins and ends; only the beginning if it takes no time."""
        if start.timestamp() == end.timestamp():
            return self.time(start)
        return self("time_span", start=self.time(start), end=self.time(end))

    def short_times(self, start: datetime, end: datetime) -> str:
        """Return when something begins and ends, as short as it is exact: 3:30–4:30 pm, 9 am–3 pm."""
        begun, ended = self._short_time(start), self._short_time(end)
        if start.timestamp() == end.timestamp():
            return begun
        half = self("am" if end.hour < 12 else "pm")
        is_same = start.date() == end.date() and (start.hour < 12) == (end.hour < 12)
        begun = begun.removesuffix(half).rstrip() if is_same and ended.endswith(half) else begun
        return self("short_time_span", start=begun, end=ended)

    def _short_time(self, at: datetime) -> str:
        if at.minute:
            return self.time(at)
        return self("short_hour", hour=at.hour, hour12=at.hour % 12 or 12, half=self("am" if at.hour < 12 else "pm"))

    def zone(self, key: str) -> str:
        """Return what people call the clock of a time zone: Alberta time. One without a name is called by its city."""
        of_zones, key = self.at("zones"), zones.named_now(key)
        if key in of_zones["names"]:
            return str(of_zones["names"][key])
        city = key.rpartition("/")[2].replace("_", " ")
        return self("zones.of_vowel" if city[0] in "AEIOU" else "zones.of_city", city=city)

    def duration(self, minutes: int) -> str:
        """Return a duration in hours and minutes: 1 hour 15 minutes."""
        hours, rest = divmod(minutes, 60)
        parts = [self.count("hours", hours)] if hours or not rest else []
        return " ".join([*parts, *([self.count("minutes", rest)] if rest else [])])

    def ordinal(self, nth: int) -> str:
        """Return an ordinal number; -1 is the last, -2 the one before it."""
        ordinals = self.at("ordinals")
        if nth < 0:
            return self("last" if nth == -1 else "second_last")
        if nth <= len(ordinals):
            return str(ordinals[nth - 1])
        teens = 4 <= nth % 100 <= 20
        suffix = "other" if teens else {1: "one", 2: "two", 3: "three"}.get(nth % 10, "other")
        return self("nth", number=nth, suffix=self.at("nth_suffixes")[suffix])

    def called(self, title: str, *, is_session: bool) -> str:
        """Return what an entry is called inside a sentence: a session by its name, what is done in quotes.

        In French a name has its article, and one whose article we do not know is a title in guillemets.
        """
        articles = self.table.get("articles")
        if is_session and articles is None:
            return title
        article = articles.get(re.split(r"[\s\u2013:]", title, maxsplit=1)[0]) if is_session and articles else None
        if article:
            return f"{article}{title[:1].lower()}{title[1:]}"
        return self("quote", text=title if is_session else shortened(title, LONGEST_QUOTE))

    def because(self, reason: Reason, called: Mapping[str, str], year: phrases.SchoolYear) -> str:
        """Return the sentence of a reason. `called` gives what every entry is called inside a sentence."""
        text = self._settled(reason, called, year)
        if reason.before_beginning is None:
            return text
        day = self("from_day", day=self.day(reason.before_beginning))
        return self("because.moved_on", reason=text, day=day, cause=self("because.begins"))

    def _settled(self, reason: Reason, called: Mapping[str, str], year: phrases.SchoolYear) -> str:
        text = self._computed(reason, called, year)
        if reason.moved_from is None or reason.closed_by is None or reason.moved_to is None:
            return text
        key = "because.moved_back" if reason.moved_to < reason.moved_from else "because.moved_on"
        cause = self.inside(reason.closed_by.name) or self("because.weekend")
        day = self("from_day", day=self.day(reason.moved_from))
        return self(key, reason=text, day=day, cause=cause)

    def _computed(self, reason: Reason, called: Mapping[str, str], year: phrases.SchoolYear) -> str:
        anchor = called.get(reason.anchor or "", "")
        if reason.day_off:
            anchor = self.called(reason.day_off, is_session=True)
        match reason.phrase.form:
            case phrases.Fixed() | phrases.DayOfMonth():
                return self("because.fixed")
            case phrases.SameDay():
                return self("because.same_day", anchor=anchor)
            case phrases.Distance(count, unit, _):
                distance = self.count(f"units.{unit}", abs(count))
                return self("because.before" if count < 0 else "because.after", distance=distance, anchor=anchor)
            case phrases.WeekOf(day):
                held = day.day if isinstance(day, phrases.Fixed) else year.day(day)
                assert held is not None, "a dated entry's phrase has its day"
                shown = {"number": self._parts(held)["number"], "month": self.month(held), "year": held.year}
                return self("because.week_of" if year.first <= held <= year.last else "because.week_of_year", **shown)
            case phrases.WeekdayFrom(nth, weekday, _):
                name = self.at("weekdays")[weekday]
                if abs(nth) > 1:
                    name = self("because.nth_weekday_from", nth=self.ordinal(abs(nth)), weekday=name)
                return self("because.before" if nth < 0 else "because.after", distance=name, anchor=anchor)
            case phrases.NthWeekday(nth, weekday, month):
                name = self.at("weekdays")[weekday]
                of_month = self._of_month(month, year)
                return self("because.nth_weekday", nth=self.ordinal(nth), weekday=name, of_month=of_month)
            case phrases.NthWorkingDay(nth, month):
                return self("because.nth_working_day", nth=self.ordinal(nth), of_month=self._of_month(month, year))
            case phrases.Middle(month):
                return self("because.middle", of_month=self._of_month(month, year))

    def _of_month(self, month: phrases.Month | None, year: phrases.SchoolYear) -> str:
        assert month is not None, "a dated entry's phrase has its month"
        of_month = str(self.at("of_months")[month.number - 1])
        if month.of == "this":
            return of_month
        return self("because.of_month_and_year", of_month=of_month, year=year.month(month)[0])

    def holiday(self, name: str) -> str:
        """Return what a holiday is called by itself; the calendar of holidays may have it in another language."""
        called = str(self.table.get("holidays", {}).get(name, name))
        return called[:1].upper() + called[1:]

    def inside(self, name: str) -> str:
        """Return the name of a holiday or closure as it stands inside a sentence: in French, common nouns are small."""
        name = self.table.get("holidays", {}).get(name, name)
        return name[:1].lower() + name[1:] if name.split(" ")[0] in self.table.get("small_inside", ()) else name

    def statement(
        self, audience: str | None, interest: str | None, concern: str | None, learn: str | None
    ) -> str | None:
        """Return the planning tool's sentence of the purpose; None if too little of it is decided."""
        answers = {"audience": audience, "interest": interest, "concern": concern, "learn": learn}
        return statement.purpose(self.at("statement"), answers) if any(answers.values()) else None

    def question(self, path: tuple[str, ...], english: str) -> str:
        """Return a question of the planning tool; the model has it in English."""
        if "questions" not in self.table:
            return english
        question = self.question_or(path, "")
        if not question:
            raise MissingWord(self.tag, f"questions.{'.'.join(path)}")
        return question

    def question_or(self, path: tuple[str, ...], english: str) -> str:
        """Return a question that `init` asks: in English where the language has none, as for what the plan asks not."""
        return str(self.table.get("questions", {}).get(".".join(path)) or english)

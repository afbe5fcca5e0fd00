"""Regions of the world: what people of a country write otherwise, the paper that they print on, their clocks' names."""

import io
import json
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_decimal

from conftest import MINIMAL, TODAY, DatedYear, Ran, Write
from cop_plan.app import shipped
from cop_plan.dates import zones
from cop_plan.definition import languages, paper

Run = Callable[..., Ran]
YearOf = Callable[..., DatedYear]

# Five communities: how their language, place and pattern are written; then the size of paper in style sheets and in
# Word, and what their year says.
FIVE = {
    "en-GB": (
        "language: en-GB\nregion: GB-ENG\ntimezone: Europe/London\nyear: 2026-2027\n",
        ("A4", 210, 297),
        ("All times are London time.", "Tuesday 17 November", "15:30 to 16:30", "£1,200.00"),
    ),
    "en-US": (
        "language: en-US\nregion: US-TX\ntimezone: America/Chicago\nyear: 2026-2027\n",
        ("letter", 215.9, 279.4),
        ("All times are Central time.", "Tuesday, November 17", "3:30 PM to 4:30 PM", "$1,200.00"),
    ),
    "en-AU": (
        "language: en-AU\nregion: AU-VIC\ntimezone: Australia/Melbourne\nyear: 2027\npattern: calendar-year\n",
        ("A4", 210, 297),
        ("All times are Melbourne time.", "Tuesday 18 May", "3:30 pm to 4:30 pm", "$1,200.00"),
    ),
    "fr-FR": (
        "language: fr-FR\nregion: FR\ntimezone: Europe/Paris\nyear: 2026-2027\n",
        ("A4", 210, 297),
        (
            "Toutes les heures sont données à l’heure de Paris.",
            "mardi 17 novembre",
            "de 15\u00a0h\u00a030 à 16\u00a0h\u00a030",
            "1\u202f200,00\u00a0€",
        ),
    ),
    "fr in CH": (
        "language: fr\nregion: CH\ntimezone: Europe/Zurich\nyear: 2026-2027\n",
        ("A4", 210, 297),
        (
            "Toutes les heures sont données à l’heure suisse.",
            "mardi 17 novembre",
            "de 15h30 à 16h30",
            "1\u202f200.00",
        ),
    ),
}
CURRENCIES = {"en-GB": "GBP", "en-US": "USD", "en-AU": "AUD", "fr-FR": "EUR", "fr in CH": "CHF"}
REST = """\
name: Readers
activities: {webinar-1: {at: "15:30", lasts: 1 hour}}
membership: {members: [{name: Amina Okafor, email: amina@example.org}]}
budget: [{category: Books, planned: "1200"}]
"""


@pytest.mark.parametrize("which", FIVE)
def test_a_community_of_another_country_is_made_whole(which: str, write: Write, run: Run) -> None:
    place, (name, width, height), said = FIVE[which]
    definition = write(f"{place}currency: {CURRENCIES[which]}\n{REST}")
    for words in (
        ("schedule", definition),
        ("kit", definition, "--format", "md,html,docx"),
        ("report", definition, "--format", "html"),
        ("status", definition),
    ):
        done = run(*words, "--today", TODAY)
        assert done.code == 0, done.err
    page = (definition.parent / "plan" / "plan.html").read_text(encoding="utf-8")
    team = (definition.parent / "plan" / "team.html").read_text(encoding="utf-8")
    assert [text for text in said if text not in page + team] == []
    tag = which.partition(" ")[0]
    printed = [path for path in definition.parent.rglob("*.html") if "@page" in path.read_text(encoding="utf-8")]
    assert {path.relative_to(definition.parent).parts[0] for path in printed} == {"plan", "kit", "report"}
    for path in printed:
        text = path.read_text(encoding="utf-8")
        size = f"{name} landscape" if path.name == "year.html" else name
        assert re.search(rf"@page ?{{ ?size: {size};", text), path
        assert f'<html lang="{tag}">' in text, path
    letters = sorted(definition.parent.rglob("*.docx"))
    assert letters
    for path in letters[:5]:
        made = docx.Document(io.BytesIO(path.read_bytes()))
        # Word counts in twentieths of a point.
        section = made.sections[0]
        assert [round(side.mm, 1) for side in (section.page_width, section.page_height) if side] == [width, height]
        assert made.core_properties.language == tag
    assert json.loads((definition.parent / "plan" / "timeline.json").read_text(encoding="utf-8"))["entries"]


def test_what_the_rules_find_has_the_days_of_the_country(write: Write, run: Run) -> None:
    done = run("check", write(f"{MINIMAL}language: en-US\n"), "--today", "2026-11-29")
    assert "'Online meeting' is on Wed, Dec 2, 2026, and has no link" in done.out


def test_a_new_definition_is_in_the_language_of_any_country_that_is_asked_for(run: Run, tmp_path: Path) -> None:
    place = ("--timezone", "Europe/Zurich", "--region", "CH")
    done = run("init", "new.yaml", "--name", "Lire", *place, "--language", "fr-CH", "--defaults")
    assert done.code == 0, done.err
    assert "\nlanguage: fr-CH\n" in (tmp_path / "new.yaml").read_text(encoding="utf-8")


# The country.


@pytest.mark.parametrize(
    ("written", "country", "size"),
    [
        ("timezone: America/Edmonton\n", "CA", paper.LETTER),
        ("timezone: America/Toronto\n", "CA", paper.LETTER),
        ("timezone: Pacific/Auckland\n", "NZ", paper.A4),
        ("timezone: US/Eastern\nlanguage: en\n", "US", paper.LETTER),
        ("timezone: Europe/Zurich\nlanguage: fr\n", "CH", paper.A4),
        ("timezone: Europe/Zurich\nlanguage: fr-FR\n", "FR", paper.A4),
        ("timezone: Europe/Zurich\nlanguage: fr-FR\nregion: CA-QC\n", "CA", paper.LETTER),
        ("timezone: America/Mexico_City\nlanguage: en-GB\nregion: MX\n", "MX", paper.LETTER),
        ("timezone: America/Chicago\nregion: USA\n", "US", paper.LETTER),
    ],
)
def test_the_country_is_that_of_the_region_else_of_the_language_else_of_the_zone(
    written: str, country: str, size: paper.Size, year_of: YearOf
) -> None:
    community = year_of(f"name: Readers\nyear: 2026-2027\n{written}").project.community
    assert (community.country, community.paper_size) == (country, size)


def test_a_theme_says_its_own_paper(write: Write, run: Run, tmp_path: Path) -> None:
    definition = write(f"{MINIMAL}region: CA-AB\n")
    theme = tmp_path / "theme"
    theme.mkdir()
    (theme / "theme.css").write_text("@page { size: A4; }\n", encoding="utf-8")
    assert run("schedule", definition, "--templates", theme, "--today", TODAY).code == 0
    page = (definition.parent / "plan" / "plan.html").read_text(encoding="utf-8")
    assert page.rindex("@page { size: A4; }") > page.index("@page { size: letter;")


# What people write.

DAYS = [date(2026, 8, 2) + timedelta(days=number) for number in range(365)]
TIMES = [time(hour, minute) for hour in range(24) for minute in (0, 5, 30)]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_babel_writes_the_days_of_the_united_states_so() -> None:
    words = shipped.language("en-US")
    assert [words.full_day(day) for day in DAYS] == [format_date(day, "full", "en_US") for day in DAYS]
    assert [words.short_day(day) for day in DAYS] == [format_skeleton("MMMEd", day, locale="en_US") for day in DAYS]
    assert words.day(date(2026, 11, 17)) == "Tuesday, November 17"


@pytest.mark.parametrize("tag", ["en-GB", "en-AU"])
def test_babel_writes_short_days_so(tag: str) -> None:
    words, locale = shipped.language(tag), tag.replace("-", "_")
    assert [words.short_day(day) for day in DAYS] == [format_skeleton("MMMEd", day, locale=locale) for day in DAYS]


@pytest.mark.parametrize("tag", ["fr-FR", "fr-CH", "fr-BE"])
def test_babel_writes_short_french_days_so_but_for_the_first_of_a_month(tag: str) -> None:
    words, locale = shipped.language(tag), tag.replace("-", "_")
    days = [day for day in DAYS if day.day > 1]
    assert [words.short_day(day) for day in days] == [format_skeleton("MMMEd", day, locale=locale) for day in days]


@pytest.mark.parametrize("tag", ["en-US", "en-GB", "en-IE", "en-AU", "en-NZ", "en-ZA"])
def test_babel_writes_times_so(tag: str) -> None:
    words, locale = shipped.language(tag), tag.replace("-", "_")
    assert [words.time(at) for at in TIMES] == [plain(format_time(at, "short", locale=locale)) for at in TIMES]


@pytest.mark.parametrize("number", [7, 1000, 1234567, Decimal("12345.75")])
def test_babel_writes_numbers_of_france_so(number: int | Decimal) -> None:
    assert shipped.language("fr-FR").number(number) == format_decimal(number, locale="fr_FR")


def test_an_amount_of_switzerland_has_a_point_and_another_number_a_comma() -> None:
    words = shipped.language("fr-CH")
    assert words.money(Decimal("1234.5")) == "1\u202f234.50"
    assert words.number(Decimal("1234.5")) == "1\u202f234,5"


def test_the_country_of_a_tag_comes_before_that_of_the_region() -> None:
    assert shipped.language("en-CA", "US") == shipped.language("en-CA")
    assert shipped.language("en", "US").table == shipped.language("en-US").table


@pytest.mark.parametrize("language", languages.BY_FOLDER.values(), ids=lambda one: one.folder)
def test_what_a_country_writes_otherwise_is_something_that_the_language_has(language: languages.Language) -> None:
    optional = {"example_amount", "before_high_marks"}
    table = languages.read(language.folder, "words.yaml") or {}
    for countries, variant in (languages.read(language.folder, "variants.yaml") or {}).items():
        assert set(countries.split()) <= set(zones.countries())
        assert variant.keys() - optional <= table.keys()
        for key, value in variant.items():
            assert isinstance(value, type(table.get(key, ""))), key


# Time zones.


@pytest.mark.parametrize(
    ("key", "english", "french"),
    [
        ("America/Edmonton", "Alberta time", "heure de l’Alberta"),
        ("Canada/Mountain", "Alberta time", "heure de l’Alberta"),
        ("America/Toronto", "Eastern time", "heure de l’Est"),
        ("America/Montreal", "Eastern time", "heure de l’Est"),
        ("US/Eastern", "Eastern time", "heure de l’Est"),
        ("America/Regina", "Saskatchewan time", "heure de la Saskatchewan"),
        ("Pacific/Auckland", "Auckland time", "heure d’Auckland"),
        ("NZ", "Auckland time", "heure d’Auckland"),
        ("Europe/London", "London time", "heure de Londres"),
        ("Europe/Paris", "Paris time", "heure de Paris"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time", "heure de Buenos Aires"),
        ("Australia/NSW", "Sydney time", "heure de Sydney"),
    ],
)
def test_a_zone_is_called_as_people_call_their_clock(key: str, english: str, french: str) -> None:
    assert (shipped.language("en-CA").zone(key), shipped.language("fr-CA").zone(key)) == (english, french)


PLACES = sorted(key for key in zones.names() if not zones.is_clock(key))


@pytest.mark.parametrize("tag", languages.TAGS)
def test_zones_of_one_name_show_the_same_time_all_year(tag: str) -> None:
    weeks = [datetime(2025, 1, 1, 12, tzinfo=UTC) + timedelta(weeks=number) for number in range(52 * 4)]
    named = defaultdict(set)
    for key in PLACES:
        named[shipped.language(tag).zone(key)].add(tuple(zones.offset(key, week) for week in weeks))
    assert [name for name, clocks in named.items() if len(clocks) > 1] == []


@pytest.mark.parametrize("tag", languages.TAGS)
def test_no_name_of_a_zone_is_an_abbreviation_or_left_over(tag: str) -> None:
    words = shipped.language(tag)
    assert [name for name in map(words.zone, PLACES) if any(part.isupper() for part in name.split())] == []
    assert set(words.at("zones.names")) <= zones.names()

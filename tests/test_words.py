"""The words of both languages: none is missing, none is left over, and French is written as in French Canada."""

import dataclasses
import html
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from string import Formatter
from typing import Any

import holidays
import pytest
from babel import Locale
from babel.dates import format_date, format_datetime, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from conftest import MINIMAL, ROOT, DatedYear, Ran, Write, minimal
from cop_plan import plan, render
from cop_plan.app import shipped
from cop_plan.base import errors, files
from cop_plan.definition import community, load, nodes
from cop_plan.plan import changes
from cop_plan.render import documents, ical, words
from cop_plan.schedule import history

YearOf = Callable[..., DatedYear]
Run = Callable[..., Ran]
EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/community.yaml"))
NOW = datetime(2026, 4, 1, tzinfo=UTC)
DAYS = [date(2026, 8, 1) + timedelta(days=number) for number in range(365)]
NO_BREAK = "\u00a0"


def shipped_data(*parts: str) -> Any:
    """Read a shipped YAML file as the program does."""
    text = files.shipped_text(*parts)
    assert text is not None
    tree = nodes.read_yaml(text.encode(), parts[-1])
    assert tree is not None
    return nodes.plain(tree)


def language(tag: str) -> words.Words:
    beside = {name: shipped_data("locale", tag[:2], f"{name}.yaml") for name in ("zones", "statement")}
    return words.Words(tag, shipped_data("locale", tag[:2], "words.yaml") | beside)


def flat(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text of a table with its path; positions in a list are names."""
    items = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else None
    if items is None:
        yield path, str(value)
    else:
        for key, item in items:
            yield from flat(item, (*path, str(key)))


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def literals(text: str) -> list[str]:
    """Return what a text says itself, between its braces."""
    return [said.strip(" ,;:()→" + NO_BREAK) for said, _, _, _ in Formatter().parse(text)]


ENGLISH, FRENCH = language("en-CA"), language("fr-CA")
ONLY_FRENCH = {"questions", "first_of_month", "whole_hour", "small_inside", "holidays", "articles"}
# Lists of words and expressions that are read, not said: each language has its own number of them.
READ = (
    ("kit", "small_inside"),
    ("zones", "names"),
    *(("statement", read) for read in ("rewrite", "say", "small", "proper", "is_one", "has_who")),
)
EN_TEXTS = {path: text for path, text in flat(ENGLISH.table) if path[:2] not in READ}
FR_TEXTS = {
    path: text
    for path, text in flat({key: value for key, value in FRENCH.table.items() if key not in ONLY_FRENCH})
    if path[:2] not in READ
}

# The keys whose texts a pattern says to people.
SPOKEN = {"title", "title_for_members", "notes", "topic", "presenter", "where", "virtual_option"}


def spoken(name: str, *below: str) -> dict[tuple[str, ...], str]:
    return {path: text for path, text in flat(shipped_data(*below, "patterns", name)) if path[-1] in SPOKEN}


PATTERN_FILES = ("kinds", *load.SHIPPED_PATTERNS)


def pages(year: DatedYear, table: words.Words | None = None) -> dict[str, str]:
    """Return all pages of a year as text."""
    tongue = table or language(year.loaded.community.language)
    made = render.Year(year.dated, history.publish(year.dated, None, NOW), tongue)
    return {
        name: content.decode()
        for name, content in plan.pages(
            made, ("md", "html", "ics", "sessions", "todos", "json"), shipped.templates()
        ).items()
    }


# The tables.


def test_every_word_of_one_language_is_in_the_other() -> None:
    assert EN_TEXTS.keys() == FR_TEXTS.keys()


def test_both_languages_tell_the_same_facts() -> None:
    of_the_clock = {
        ("time",): ({"hour12", "minute", "half"}, {"hour", "minute"}),
        ("short_hour",): ({"hour12", "half"}, {"hour"}),
    }
    told = {path: (braces(EN_TEXTS[path]), braces(FR_TEXTS[path])) for path in EN_TEXTS}
    assert {path: both for path, both in told.items() if both[0] != both[1]} == of_the_clock


def test_every_question_has_a_french_one_and_none_is_left_over(year_of: YearOf) -> None:
    asked = {".".join(one.path) for one in community.questions(year_of(MINIMAL).loaded.community)}
    assert asked == set(FRENCH.at("questions"))


def test_every_question_ends_as_one_and_no_two_are_the_same() -> None:
    questions = list(FRENCH.at("questions").values())
    assert all(question.endswith("?") for question in questions)
    assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("key", [key for key in FRENCH.table if key not in ONLY_FRENCH])
def test_a_missing_word_is_an_error(key: str) -> None:
    table = {name: value for name, value in FRENCH.table.items() if name != key}
    with pytest.raises(words.MissingWord, match=re.escape(f"fr-CA: {key}")):
        words.Words("fr-CA", table)(key)


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_blank_is_a_missing_word(nothing: str | None) -> None:
    with pytest.raises(words.MissingWord, match=r"plan\.budget"):
        words.Words("fr-CA", {"plan": {"budget": nothing}})("plan.budget")


@pytest.mark.parametrize(
    ("section", "word"), [("plan", "budget"), ("units", "week"), ("kinds", "webinar"), ("questions", "budget")]
)
def test_no_page_is_made_with_a_word_missing(section: str, word: str, year_of: YearOf) -> None:
    less = {name: text for name, text in FRENCH.table[section].items() if name != word}
    lacking = dataclasses.replace(FRENCH, table={**FRENCH.table, section: less})
    # Where a template says it, its place is told with it.
    with pytest.raises((words.MissingWord, errors.Problems), match=rf"{section}\.{word}"):
        pages(year_of(MINIMAL + "language: fr-CA\n"), lacking)


def test_a_text_that_lacks_one_of_its_numbers_is_an_error() -> None:
    with pytest.raises(words.MissingWord, match=r"hours\.other"):
        words.Words("fr-CA", {**FRENCH.table, "hours": {"one": "{number} heure"}}).count("hours", 2)


# The patterns.


@pytest.mark.parametrize("name", PATTERN_FILES)
def test_every_title_of_a_pattern_has_a_french_one_and_none_is_left_over(name: str) -> None:
    assert spoken(f"{name}.yaml").keys() == spoken(f"{name}.yaml", "locale", "fr").keys()


@pytest.mark.parametrize("name", PATTERN_FILES)
def test_a_language_overlay_holds_nothing_but_words(name: str) -> None:
    assert {path[-1] for path, _ in flat(shipped_data("locale", "fr", "patterns", f"{name}.yaml"))} <= SPOKEN


@pytest.mark.parametrize("pattern", load.SHIPPED_PATTERNS)
def test_no_english_title_remains_in_a_french_year(pattern: str, year_of: YearOf) -> None:
    definition = minimal(pattern)
    english, french = year_of(definition), year_of(definition + "language: fr-CA\n")
    assert [entry.id for entry in english.dated.entries] == [entry.id for entry in french.dated.entries]
    both = zip(english.dated.entries, french.dated.entries, strict=True)
    assert [said.title for said, dit in both if said.title == dit.title] == []


@pytest.mark.parametrize("pattern", load.SHIPPED_PATTERNS)
def test_the_language_moves_no_date(pattern: str, year_of: YearOf) -> None:
    definition = minimal(pattern) + "region: CA-AB\n"
    english, french = year_of(definition), year_of(definition + "language: fr-CA\n")
    assert [entry.day for entry in english.dated.entries] == [entry.day for entry in french.dated.entries]


def test_the_same_step_has_the_same_title_in_every_pattern() -> None:
    by_english: dict[str, set[str]] = {}
    for name in PATTERN_FILES:
        french = spoken(f"{name}.yaml", "locale", "fr")
        for path, text in spoken(f"{name}.yaml").items():
            by_english.setdefault(text, set()).add(french[path])
    assert {text: titles for text, titles in by_english.items() if len(titles) > 1} == {}


# The reasons.

DAYS_OFF = """\
region: CA-AB
closures:
  congrès-de-district: {days: 2026-12-01, kind: teachers' convention}
activities:
  webinar-1: {when: 2026-11-18}
  wrap-up: {when: last tuesday of may}
  repère: {title: Repère, phase: learn, when: 2026-11-04}
  lundi: {title: Lundi, phase: learn, when: 2026-09-21}
  mercredi: {title: Mercredi, phase: learn, when: 2026-12-02}
"""
OF_A_PHRASE = [
    ("2026-09-29", "the date that was set", "date fixée d’avance"),
    ("third tuesday of december", "third Tuesday of December", "troisième mardi de décembre"),
    ("last friday of october", "last Friday of October", "dernier vendredi d’octobre"),
    ("second monday of april prior", "second Monday of April 2026", "deuxième lundi d’avril 2026"),
    ("2nd wednesday of august next", "second Wednesday of August 2027", "deuxième mercredi d’août 2027"),
    ("start of june", "first working day of June", "premier jour ouvrable de juin"),
    ("end of april", "last working day of April", "dernier jour ouvrable d’avril"),
    ("6th working day of august", "6th working day of August", "6e jour ouvrable d’août"),
    (
        "middle of october",
        "working day nearest to the middle of October",
        "jour ouvrable le plus proche du milieu d’octobre",
    ),
    ("same day as webinar-1", "same day as Webinar 1", "coïncide avec Webinaire 1"),
    ("1 day before webinar-1", "1 day before Webinar 1", "1 jour avant Webinaire 1"),
    ("2 days after webinar-1", "2 days after Webinar 1", "2 jours après Webinaire 1"),
    (
        "a week before webinar-1.reminder",
        "1 week before Webinar 1: send the reminder",
        "1 semaine avant Webinaire 1\u00a0: envoyer le rappel",
    ),
    ("two weeks after wrap-up", "2 weeks after Wrap-up", "2 semaines après Rencontre bilan"),
    ("a month after webinar-1", "1 month after Webinar 1", "1 mois après Webinaire 1"),
    ("3 months before wrap-up", "3 months before Wrap-up", "3 mois avant Rencontre bilan"),
    ("1 working day before wrap-up", "1 working day before Wrap-up", "1 jour ouvrable avant Rencontre bilan"),
    ("5 working days after wrap-up", "5 working days after Wrap-up", "5 jours ouvrables après Rencontre bilan"),
    (
        "1 week before webinar-1",
        "1 week before Webinar 1, moved back from Wednesday 11 November: Remembrance Day",
        "1 semaine avant Webinaire 1, avancé du mercredi 11 novembre\u00a0: jour du Souvenir",
    ),
    (
        "1 week after repère",
        "1 week after Repère, moved on from Wednesday 11 November: Remembrance Day",
        "1 semaine après Repère, reporté du mercredi 11 novembre\u00a0: jour du Souvenir",
    ),
    (
        "1 day before lundi",
        "1 day before Lundi, moved back from Sunday 20 September: weekend",
        "1 jour avant Lundi, avancé du dimanche 20 septembre\u00a0: fin de semaine",
    ),
    (
        "1 day before mercredi",
        "1 day before Mercredi, moved back from Tuesday 1 December: Congrès de district",
        "1 jour avant Mercredi, avancé du mardi 1er décembre\u00a0: congrès de district",
    ),
]


@pytest.mark.parametrize("tag", ["en-CA", "fr-CA"])
@pytest.mark.parametrize(("phrase", "english", "french"), OF_A_PHRASE, ids=[phrase for phrase, _, _ in OF_A_PHRASE])
def test_a_reason_is_a_sentence(tag: str, phrase: str, english: str, french: str, year_of: YearOf) -> None:
    definition = f"{MINIMAL}language: {tag}\n{DAYS_OFF}  essai: {{title: Essai, phase: learn, when: {phrase}}}\n"
    year = year_of(definition)
    titles = {entry.id: entry.title for entry in year.dated.entries}
    reason = year["essai"].reason
    assert reason is not None
    said = language(tag).because(reason, titles, year.loaded.community.year)
    assert said == (english if tag == "en-CA" else french)


@pytest.mark.parametrize("number", range(12))
def test_de_is_elided_before_a_vowel_alone(number: int) -> None:
    month = FRENCH.at("months")[number]
    assert FRENCH.at("of_months")[number] == (f"d’{month}" if month[0] in "ao" else f"de {month}")


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Jour du Souvenir", "jour du Souvenir"),
        ("Fête du Canada", "fête du Canada"),
        ("Journée Louis Riel", "journée Louis Riel"),
        ("Action de grâce", "Action de grâce"),
        ("Noël", "Noël"),
    ],
)
def test_a_common_noun_is_small_inside_a_french_sentence(name: str, inside: str, year_of: YearOf) -> None:
    key = name.casefold().replace(" ", "-")
    year = year_of(
        f"{MINIMAL}language: fr-CA\nclosures: {{{key}: 2026-10-07}}\n"
        "activities: {x: {title: X, when: 1 day before y}, y: {title: Y, when: 2026-10-08}}\n"
    )
    reason = year["x"].reason
    assert reason is not None
    assert reason.closed_by is not None
    named = dataclasses.replace(reason, closed_by=dataclasses.replace(reason.closed_by, name=name))
    assert FRENCH.because(named, {"y": "Y"}, year.loaded.community.year).endswith(f"7 octobre\u00a0: {inside}")


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Webinaire 1", "le webinaire 1"),
        ("Rencontre bilan", "la rencontre bilan"),
        ("Séance d’orientation", "la séance d’orientation"),
        ("Demi-journée 2", "la demi-journée 2"),
        ("Atelier d’écriture", "l’atelier d’écriture"),
        ("Lire ensemble", "«\u00a0Lire ensemble\u00a0»"),
        ("Sorties et visites", "«\u00a0Sorties et visites\u00a0»"),
    ],
)
def test_a_session_has_its_article_inside_a_french_sentence(title: str, inside: str) -> None:
    assert FRENCH.called(title, is_session=True) == inside
    assert FRENCH.called(title, is_session=False) == f"«\u00a0{title}\u00a0»"
    assert ENGLISH.called(title, is_session=True) == title


@pytest.mark.parametrize("pattern", load.SHIPPED_PATTERNS)
def test_every_session_of_a_pattern_has_its_article_in_french(pattern: str, year_of: YearOf) -> None:
    year = year_of(minimal(pattern) + "language: fr-CA\n")
    titles = {entry.title for entry in year.dated.sessions}
    assert [title for title in titles if "«" in FRENCH.called(title, is_session=True)] == []


def test_a_holiday_that_is_known_in_english_only_has_a_french_name() -> None:
    assert FRENCH.inside("Boxing Day") == "lendemain de Noël"
    assert FRENCH.inside("Boxing Day (observé)") == "lendemain de Noël (observé)"


@pytest.mark.parametrize("country", ["CA", "FR", "BE", "CH", "LU", "MC"])
def test_no_holiday_has_a_typewriter_apostrophe_in_french(country: str) -> None:
    calendar = getattr(holidays, country)
    tongue = next(one for one in calendar.supported_languages if one.startswith("fr"))
    known = {"categories": calendar.supported_categories, "years": 2027, "language": tongue}
    names = {name for part in (None, *calendar.subdivisions) for name in calendar(subdiv=part, **known).values()}
    said = [FRENCH.holiday(one) for name in names for one in name.split("; ")]
    assert [one for one in said if "'" in one and one != "Matāri'i"] == []


# A French year.

FRENCH_YEAR = """\
name: La lecture pour tous
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
language: fr-CA
currency: CAD
sponsor: {organization: Consortium des Prairies, contact: Mireille Gagnon}
partners: [Université de la Vallée]
closures:
  congé-des-fêtes: 2026-12-21 to 2027-01-01
  congrès-de-district: {days: [2027-02-11 to 2027-02-12, 2027-02-18], kind: teachers' convention, for: Conseil du Nord}
  journée-pédagogique: {days: 2026-10-09, kind: no students}
  fermeture: {days: 2026-11-12, kind: other}
purpose:
  audience: des enseignantes et enseignants de la 4e à la 9e année
  shared_interest: la lecture dans toutes les matières
  concern: les élèves qui ne peuvent pas encore lire leurs textes
  learn_together_how_best_to: enseigner la lecture dans chaque matière
  areas: [developing relationships, creating new knowledge]
  division_priority: not yet
  needs: {élèves: Des textes à leur portée}
  benefits: {élèves: Le plaisir de lire}
goals:
  routines:
    aim: Deux routines par école
    area: learning and developing practice
    outcome: Chaque école utilise deux routines
    for_students: Ils savent nommer leur routine
    horizon: longer
    evidence:
      leçons: {what: Leçons, how: dossier commun, by: last friday of february, owner: facilitator, share_at: congrès}
membership:
  ideal_size: 12 to 30
  members:
    - {name: Amélie Roy, school: École du Parc}
    - {name: Benoît Cyr, school: École du Parc}
    - {name: Chloé Ly, school: École des Pins}
leadership: {facilitator: {name: Alex Moreau}, co_facilitator: Kim Roy, core_group: [Amélie Roy, Benoît Cyr, Chloé Ly]}
meetings: {topics: per session, platform: Vidéoconférence}
activities:
  orientation: {at: 9:00, where: École du Parc, virtual_option: Un lien vidéo}
  webinar-1: {at: 15:30, topic: Parler avant de lire, presenter: Noor Haddad, goal: routines, owner: co-facilitator}
  congrès: {title: Présentation au congrès, kind: showcase, phase: learn, when: third friday of march}
  visite: {title: Visite de classe, kind: visit, when: second wednesday of april, at: 12:30, owner: core group}
leave_out: {online-meeting.december: Le webinaire suffit avant le congé}
resources: [{title: Lire ensemble, kind: imprimé, quantity: 14, cost: 48.50}]
guests: [{name: Noor Haddad, organization: Université de la Vallée, topic: La lecture}]
budget: [{category: Suppléance, planned: 4800.00, in_kind: 350.00, for: rencontres, note: versé en août}]
surveys: {match_answers_by: email, items: {essai: {ask: "J’essaie de nouvelles routines"}}}
legacy:
  capacity_building:
    - jurisdiction: Conseil du Nord
      team: [Amélie Roy, Chloé Ly]
      audience: [teachers, school leaders]
      activity: Une demi-journée
      when: fourth monday of august next
"""


# A webinar is put off, an hour and a place are new, one is left out and one comes in.
CHANGED_YEAR = FRENCH_YEAR.replace(
    "webinar-1: {at: 15:30,", "webinar-1: {when: 2026-12-01, at: 16:00, where: École des Pins,"
).replace(
    "leave_out: {online-meeting.december: Le webinaire suffit avant le congé}",
    "  atelier: {title: Atelier, kind: gathering, phase: learn, when: first monday of may}\n"
    "leave_out: {online-meeting.december: Le webinaire suffit avant le congé, website: Il y en a un}",
)


@pytest.fixture(scope="module")
def french_pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Write and make the French year once."""
    definition = tmp_path_factory.mktemp("lecture") / "community.yaml"
    definition.write_text(FRENCH_YEAR, encoding="utf-8")
    return pages(DatedYear(definition))


def said_in(name: str, page: str) -> str:
    """Return what a page says to people, without markup and without the names that programs read."""
    if name == "timeline.json":
        return "\n".join(f"{entry['title']}\n{entry['because']}" for entry in json.loads(page)["entries"])
    if name.endswith(".ics"):
        lines = re.findall(r"^(?:SUMMARY|DESCRIPTION|CATEGORIES|NAME|LOCATION):(.*)$", page.replace("\r\n ", ""), re.M)
        return ical.unescape("\n".join(lines))
    if name.endswith(".html"):
        page = re.sub(r"<style>.*?</style>|<script>.*?</script>|<code>.*?</code>", "", page, flags=re.DOTALL)
    page = re.sub(r"\]\(#\w+\)|`.*?`", "", page)
    return html.unescape(re.sub(r"<[^>]*>", "\n", page))


def stands_in(said: str, text: str) -> bool:
    return said in text and re.search(rf"(?<!\w){re.escape(said)}(?!\w)", text) is not None


# What the program and its patterns say in English. A word such as Date, final or participants is of both languages.
ENGLISH_TEXTS = [
    *EN_TEXTS.values(),
    *(text for name in PATTERN_FILES for text in spoken(f"{name}.yaml").values()),
    *(one.titles["en"] for one in documents.shipped().values()),
]
FRENCH_SAYINGS = [
    *(dit for text in FR_TEXTS.values() for dit in literals(text)),
    *(text for name in PATTERN_FILES for text in spoken(f"{name}.yaml", "locale", "fr").values()),
    *(one.titles["fr"] for one in documents.shipped().values()),
]
ENGLISH_SAYINGS = sorted(
    said
    for said in {said for text in ENGLISH_TEXTS for said in literals(text)}
    if said and not any(stands_in(said, dit) for dit in FRENCH_SAYINGS)
)


def english_in(text: str) -> list[str]:
    return [said for said in ENGLISH_SAYINGS if stands_in(said, text)]


PAGES = ("plan.md", "plan.html", "team.html", "year.html", "calendar.ics", "sessions.ics", "team.ics", "timeline.json")


@pytest.mark.parametrize("page", PAGES)
def test_a_french_year_has_no_english_word(page: str, french_pages: Mapping[str, str]) -> None:
    assert english_in(said_in(page, french_pages[page])) == []


@pytest.mark.parametrize("page", PAGES)
def test_an_undecided_french_year_has_no_english_word(page: str, year_of: YearOf) -> None:
    assert english_in(said_in(page, pages(year_of(MINIMAL + "language: fr-CA\n"))[page])) == []


@pytest.mark.parametrize("page", PAGES)
def test_english_words_are_found_where_there_are_some(page: str, year_of: YearOf) -> None:
    assert english_in(said_in(page, pages(year_of(MINIMAL))[page])) != []


@pytest.mark.parametrize("pattern", load.SHIPPED_PATTERNS)
@pytest.mark.parametrize("page", [*PAGES, "team-todos.ics"])
def test_no_pattern_says_an_english_word_in_a_french_year(page: str, pattern: str, year_of: YearOf) -> None:
    year = year_of(minimal(pattern) + "language: fr-CA\nregion: CA-AB\n")
    assert english_in(said_in(page, pages(year)[page])) == []


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_in_french_an_example_says_in_english_only_what_its_people_wrote(folder: Path, tmp_path: Path) -> None:
    for path in filter(Path.is_file, folder.iterdir()):
        text = path.read_text(encoding="utf-8")
        if path.name == "community.yaml":
            text = re.sub(r"^language:.*\n", "", text, flags=re.MULTILINE) + "\nlanguage: fr-CA\n"
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    written = "\n".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir()).casefold().replace("-", " ")
    for page, text in pages(DatedYear(tmp_path / "community.yaml")).items():
        said = english_in(said_in(page, text))
        assert [one for one in said if one.casefold().replace("-", " ") not in written] == [], page


def test_what_changed_is_told_without_an_english_word(year_of: YearOf) -> None:
    before, after = year_of(FRENCH_YEAR), year_of(CHANGED_YEAR)
    told = "".join(changes_told(before, after))
    assert english_in(told) == []
    assert "Ce qui a changé\u00a0: La lecture pour tous, 2026-2027" in told
    assert "Webinaire 1\u00a0: mar. 17 nov., de 15\u00a0h\u00a030 à 16\u00a0h\u00a030 → mar. 1er déc." in told
    assert "annulation" in told
    assert "ajout" in told


def changes_told(before: DatedYear, after: DatedYear) -> str:
    """Return what the text of changes says of a year that was published before."""
    was = history.publish(before.dated, None, NOW)
    lock = history.renewed(None, before.dated, was, "community.yaml")
    now = history.publish(after.dated, lock, NOW + timedelta(days=1))
    return changes.changes_page(render.Year(after.dated, now, FRENCH), history.changes(lock, now), shipped.templates())


@pytest.mark.parametrize("command", ["schedule", "status"])
def test_the_terminal_shows_a_french_year_without_an_english_word(command: str, run: Run, write: Write) -> None:
    definition = write(FRENCH_YEAR)
    done = run(command, definition.name, "--today", "2026-10-01", cwd=definition.parent)
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) > 10
    # Names of entries, and lines to type, are the same in every language.
    assert english_in(re.sub(r"\[[\w.-]+\]$|^  (cop-plan|begins:) .*", "", done.out, flags=re.MULTILINE)) == []


def test_a_french_plan_asks_no_english_question(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "language: fr-CA\n")
    plan = said_in("plan.html", pages(year)["plan.html"])
    assert [one.question for one in community.questions(year.loaded.community) if one.question in plan] == []


@pytest.mark.parametrize(
    "line",
    [
        "Rencontres auxquelles nous demandons aux membres de participer\u00a0: 16 heures; facultatives",
        "| mardi 22 septembre 2026 | de 9\u00a0h à 15\u00a0h | Séance d’orientation |",
        "| mardi 17 novembre 2026 | de 15\u00a0h\u00a030 à 16\u00a0h\u00a030 | Webinaire 1 |",
        "| Congé des fêtes | du lundi 21 décembre 2026 au vendredi 1er janvier 2027 | congé | tout le monde |",
        "du jeudi 11 février 2027 au vendredi 12 février 2027 et le jeudi 18 février 2027 | congrès des enseignants",
        "| Journée pédagogique | le vendredi 9 octobre 2026 | journée sans élèves | tout le monde |",
        "Cette communauté de pratique réunit des enseignantes et enseignants de la 4e à la 9e année qui partagent un"
        " intérêt pour la lecture dans toutes les matières, et qui s’engagent à apprendre ensemble comment mieux"
        " enseigner la lecture dans chaque matière. La préoccupation commune\u00a0: les élèves qui ne peuvent pas"
        " encore lire leurs textes.",
        "**Quelle est la taille idéale de la communauté?** de 12 à 30",
        "3 membres\u00a0: École du Parc (2 membres), École des Pins (1 membre).",
        "_À décider\u00a0: Comment invitera-t-on les membres à se joindre à la communauté?_",
        "| Suppléance | 4\u00a0800,00\u00a0$ | 350,00\u00a0$ | rencontres | versé en août |",
        "### Avril 2026",
        "- [ ] mar. 10 nov. · Webinaire 1\u00a0: envoyer le guide · membres et équipe · "
        "Document\u00a0: Guide du webinaire · _1 semaine avant le webinaire 1_",
        "Leçons (dossier commun) · vendredi 26 février 2027 · personne animatrice → Présentation au congrès",
        "Conseil du Nord · Amélie Roy et Chloé Ly · personnel enseignant et directions d’école · Une demi-journée",
    ],
)
def test_a_french_plan_says(line: str, french_pages: Mapping[str, str]) -> None:
    assert line in french_pages["plan.md"]


@pytest.mark.parametrize(
    "line",
    [
        "NAME:La lecture pour tous 2026-2027",
        "Présence obligatoire\u00a0: prévue dans la lettre d’entente",
        "Sujet\u00a0: Parler avant de lire",
        "Personne-ressource\u00a0: Noor Haddad",
        "Objectif\u00a0: Deux routines par école",
        "Responsable\u00a0: personne coanimatrice",
        "Participation à distance\u00a0: Un lien vidéo",
        "CATEGORIES:Rencontre en présentiel,Lancement",
    ],
)
def test_a_french_calendar_says(line: str, french_pages: Mapping[str, str]) -> None:
    file = "team.ics" if line.startswith("Responsable") else "calendar.ics"
    assert line in ical.unescape(french_pages[file].replace("\r\n ", ""))


# Dates, times and numbers.


@pytest.mark.parametrize(
    ("said", "written"),
    [
        pytest.param(FRENCH.full_day(date(2026, 11, 17)), "mardi 17 novembre 2026", id="day with its year"),
        pytest.param(FRENCH.full_day(date(2026, 12, 1)), "mardi 1er décembre 2026", id="first of a month"),
        pytest.param(FRENCH.short_day(date(2027, 7, 1)), "jeu. 1er juill.", id="short day"),
        pytest.param(FRENCH.month_and_year(date(2026, 8, 1)), "Août 2026", id="month as a heading"),
        pytest.param(FRENCH.time(time(15, 30)), "15\u00a0h\u00a030", id="half past three"),
        pytest.param(FRENCH.time(time(9)), "9\u00a0h", id="nine"),
        pytest.param(FRENCH.time(time(9, 5)), "9\u00a0h\u00a005", id="five past nine"),
        pytest.param(FRENCH.time(time(0)), "0\u00a0h", id="midnight"),
        pytest.param(FRENCH.duration(75), "1 heure 15 minutes", id="an hour and minutes"),
        pytest.param(FRENCH.duration(0), "0 heure", id="no time"),
        pytest.param(FRENCH.duration(120), "2 heures", id="hours"),
        pytest.param(FRENCH.count("hours", Decimal("1.5")), "1,5 heure", id="one and a half is singular"),
        pytest.param(FRENCH.count("plan.members_count", 0), "0 membre", id="nought is singular"),
        pytest.param(FRENCH.count("units.month", 2), "2 mois", id="mois does not change"),
        pytest.param(FRENCH.number(1234567), "1\u00a0234\u00a0567", id="thousands"),
        pytest.param(FRENCH.money(Decimal(4800)), "4\u00a0800,00", id="amount"),
        pytest.param(FRENCH.money(Decimal(1200), "CAD"), "1\u00a0200,00\u00a0$", id="dollars"),
        pytest.param(FRENCH.money(Decimal(12), "ISK"), "12,00", id="a currency without a sign"),
        pytest.param(FRENCH.ordinal(1), "premier", id="first"),
        pytest.param(FRENCH.ordinal(-1), "dernier", id="last"),
        pytest.param(FRENCH.ordinal(21), "21e", id="twenty-first"),
        pytest.param(FRENCH("quote", text="Essai"), "«\u00a0Essai\u00a0»", id="guillemets"),
        pytest.param(ENGLISH.full_day(date(2026, 12, 1)), "Tuesday 1 December 2026", id="English day"),
        pytest.param(ENGLISH.time(time(15, 30)), "3:30 pm", id="English time"),
        pytest.param(ENGLISH.time(time(0)), "12:00 am", id="English midnight"),
        pytest.param(ENGLISH.count("plan.members_count", 0), "0 members", id="English nought"),
        pytest.param(ENGLISH.money(Decimal("4800.5")), "4,800.50", id="English amount"),
        pytest.param(ENGLISH.number(Decimal("1234.50")), "1,234.5", id="English number"),
        pytest.param(ENGLISH.ordinal(11), "11th", id="English eleventh"),
        pytest.param(ENGLISH.ordinal(21), "21st", id="English twenty-first"),
        pytest.param(ENGLISH.days(date(2026, 10, 9), date(2026, 10, 9)), "Friday 9 October 2026", id="English closure"),
    ],
)
def test_it_is_written(said: str, written: str) -> None:
    assert said == written


@pytest.mark.parametrize("tongue", [ENGLISH, FRENCH], ids=["en-CA", "fr-CA"])
def test_babel_has_the_same_months_and_weekdays(tongue: words.Words) -> None:
    locale = Locale.parse(tongue.tag, sep="-")
    assert tongue.at("months") == [locale.months["format"]["wide"][number] for number in range(1, 13)]
    assert tongue.at("weekdays") == [locale.days["format"]["wide"][number] for number in range(7)]


def test_babel_has_the_same_short_names_in_french() -> None:
    locale = Locale("fr", "CA")
    assert FRENCH.at("short_months") == [locale.months["format"]["abbreviated"][number] for number in range(1, 13)]
    assert FRENCH.at("short_weekdays") == [locale.days["format"]["abbreviated"][number] for number in range(7)]


@pytest.mark.parametrize("tongue", [ENGLISH, FRENCH], ids=["en-CA", "fr-CA"])
def test_babel_writes_every_day_of_the_year_so(tongue: words.Words) -> None:
    locale = Locale.parse(tongue.tag, sep="-")
    # Babel has no ordinal for the first of a French month.
    days = [day for day in DAYS if day.day > 1 or tongue is ENGLISH]
    assert [tongue.full_day(day) for day in days] == [format_date(day, "EEEE d MMMM y", locale) for day in days]
    assert [tongue.day(day) for day in days] == [format_date(day, "EEEE d MMMM", locale) for day in days]


def test_babel_writes_the_short_days_of_a_french_year_so() -> None:
    days = [day for day in DAYS if day.day > 1]
    assert [FRENCH.short_day(day) for day in days] == [format_date(day, "EEE d MMM", "fr_CA") for day in days]


def test_babel_writes_french_hours_so_but_lets_them_break() -> None:
    hours = [time(hour, minute) for hour in range(10, 24) for minute in range(1, 60)]
    ours = [FRENCH.time(hour).replace(NO_BREAK, " ") for hour in hours]
    assert ours == [format_time(hour, "short", locale="fr_CA").replace(NO_BREAK, " ") for hour in hours]


@pytest.mark.parametrize("tongue", [ENGLISH, FRENCH], ids=["en-CA", "fr-CA"])
@pytest.mark.parametrize("number", [0, 7, 999, 1000, 1234567, Decimal("0.5"), Decimal("12345.75"), Decimal(-1200)])
def test_babel_writes_numbers_so(tongue: words.Words, number: int | Decimal) -> None:
    assert tongue.number(number) == format_decimal(number, locale=tongue.tag.replace("-", "_"))


@pytest.mark.parametrize("tongue", [ENGLISH, FRENCH], ids=["en-CA", "fr-CA"])
@pytest.mark.parametrize("amount", ["0", "48.5", "1200", "-350.25", "1234567.89"])
def test_babel_writes_amounts_so(tongue: words.Words, amount: str) -> None:
    written = format_decimal(Decimal(amount), format="#,##0.00", locale=tongue.tag.replace("-", "_"))
    assert tongue.money(Decimal(amount)) == written
    written = format_currency(Decimal(amount), "CAD", locale=tongue.tag.replace("-", "_"))
    assert tongue.money(Decimal(amount), "CAD") == written


@pytest.mark.parametrize("tongue", [ENGLISH, FRENCH], ids=["en-CA", "fr-CA"])
@pytest.mark.parametrize("number", [0, 1, 2, 21])
def test_babel_writes_durations_so(tongue: words.Words, number: int) -> None:
    locale = tongue.tag.replace("-", "_")
    for ours, theirs in [("hours", "hour"), ("minutes", "minute"), ("units.day", "day"), ("units.week", "week")]:
        written = format_unit(number, f"duration-{theirs}", locale=locale).replace(NO_BREAK, " ")
        assert tongue.count(ours, number) == written


def test_babel_writes_a_french_day_with_its_year_and_its_time_so() -> None:
    moments = [datetime(day.year, day.month, day.day, 15, 30, tzinfo=UTC) for day in DAYS if day.day > 1]
    ours = [FRENCH("changes.at", day=FRENCH.full_day(one.date()), time=FRENCH.time(one)) for one in moments]
    pattern = f"EEEE d MMMM y, HH{NO_BREAK}'h'{NO_BREAK}mm"
    assert ours == [format_datetime(one, pattern, tzinfo=UTC, locale="fr_CA") for one in moments]
    assert "mardi 17 novembre 2026, 15\u00a0h\u00a030" in ours


@pytest.mark.parametrize(
    ("tag", "times"),
    [
        ("en-CA", ["9 am–3 pm", "3:30–4:30 pm", "12–1 pm", "11 pm–1 am", "9 am"]),
        ("en-US", ["9 AM–3 PM", "3:30–4:30 PM", "12–1 PM", "11 PM–1 AM", "9 AM"]),
        ("en-GB", ["09:00–15:00", "15:30–16:30", "12:00–13:00", "23:00–01:00", "09:00"]),
        ("fr-CA", ["9 h à 15 h", "15 h 30 à 16 h 30", "12 h à 13 h", "23 h à 1 h", "9 h"]),
        ("fr-CH", ["9h à 15h", "15h30 à 16h30", "12h à 13h", "23h à 1h", "9h"]),
    ],
)
def test_times_are_as_short_as_they_are_exact(tag: str, times: list[str]) -> None:
    day = datetime(2026, 11, 17, tzinfo=UTC)
    spans = [(9, 15), (15.5, 16.5), (12, 13), (23, 25), (9, 9)]
    short = shipped.language(tag).short_times
    written = [short(day + timedelta(hours=start), day + timedelta(hours=end)) for start, end in spans]
    assert [one.replace(NO_BREAK, " ") for one in written] == times


def test_a_sentence_that_ends_with_an_abbreviation_has_one_full_stop() -> None:
    until = FRENCH.short_day(date(2027, 4, 2))
    assert FRENCH("plan.glance_closed", said=until) == "Fermeture\u00a0: ven. 2 avr."
    assert FRENCH("plan.glance_closed", said="congé") == "Fermeture\u00a0: congé."
    assert ENGLISH("plan.glance_said", first="1 May", last="4 p.m.") == "The year from 1 May to 4 p.m., drawn."


def test_what_joins_a_list_is_spaced_as_the_country_writes_it() -> None:
    assert FRENCH("list_semicolon") == "; "
    assert shipped.language("fr-FR")("list_semicolon") == "\u202f; "


@pytest.mark.parametrize("count", range(1, 5))
def test_babel_lists_french_words_so(count: int) -> None:
    names = ["Amélie", "Benoît", "Chloé", "David"][:count]
    assert FRENCH.listed(names) == format_list(names, locale="fr_CA")


# Typography. Source: Banque de dépannage linguistique, Office québécois de la langue française, « Espacement ».

FRENCH_TEXTS = [
    *(text for path, text in flat(FRENCH.table) if path[:2] not in READ),
    *(text for name in PATTERN_FILES for text in spoken(f"{name}.yaml", "locale", "fr").values()),
    *(one.titles["fr"] for one in documents.shipped().values()),
    # On a terminal two spaces set columns apart.
    *(re.sub(" {2,}", " ", text).strip(" ") for _, text in flat(shipped_data("locale", "fr", "messages.yaml"))),
    # After two spaces stands what a person writes into the definition.
    *(text.partition("  ")[0] for _, text in flat(shipped_data("locale", "fr", "rules.yaml"))),
]


def outside_braces(text: str) -> str:
    return "X".join(said for said, _, _, _ in Formatter().parse(text))


@pytest.mark.parametrize(
    ("wrong", "pattern"),
    [
        pytest.param("a straight quote", r"[\"']", id="quotes"),
        pytest.param("a colon without a no-break space", r"[^\u00a0]:|^:", id="colon"),
        pytest.param("a space before ; ! or ?", r"\s[;!?]", id="semicolon"),
        pytest.param("guillemets without no-break spaces", r"«[^\u00a0]|[^\u00a0]»", id="guillemets"),
        pytest.param("two spaces", r"[ \u00a0]{2}", id="spaces"),
        pytest.param("three dots", r"\.\.\.", id="dots"),
        pytest.param("de before a vowel", r"(?<!-)\b(?:de|que|le|la|se|ne) [aeiouyâàéèêîïôœ]", id="elision"),
        pytest.param("de le, à le", r"\b(?:de|à) les?\b", id="contraction"),
    ],
)
def test_no_french_text_has(wrong: str, pattern: str) -> None:
    assert [text for text in FRENCH_TEXTS if re.search(pattern, outside_braces(text))] == [], wrong


def test_no_break_spaces_reach_the_plan(year_of: YearOf) -> None:
    plan = pages(year_of(MINIMAL + "language: fr-CA\n"))["plan.md"]
    assert not re.search(r"[ \w]:(?= |$)", re.sub(r"`[^`]*`|<[^>]*>", "", plan), re.MULTILINE)

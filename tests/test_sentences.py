"""What the rules say: every text is said by its rule, every language has it, and French is French."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conftest import MINIMAL, DatedYear, Ran, Write
from cop_plan import rules
from cop_plan.app import check, shipped
from cop_plan.definition import languages
from cop_plan.render.sentences import Sentences
from cop_plan.render.words import MissingWord

Run = Callable[..., Ran]
YearOf = Callable[..., DatedYear]

ENGLISH, FRENCH = check.sentences(), check.sentences("fr-CA")
OTHERS = [one.tag for one in languages.BY_FOLDER.values() if one.folder != languages.MAIN]
RULES = [*rules.BY_NAME]
BARE = {
    "bare.yaml": "title: Bare\nactivities: {}\n",
    # What a school closed in the spring before the year.
    "school.ics": "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260406\nSUMMARY:Break\n"
    "END:VEVENT\nEND:VCALENDAR\n",
}


def at(text: str) -> datetime:
    """Return a moment where the communities of these tests are."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/Edmonton"))


# Years in which the rules find what their examples do not show.
YEARS = {
    "no sessions": "pattern: bare.yaml\n",
    "one day and one school": (
        "membership: {must_include: [{position: Principal}], members: [{name: Amina, school: Elm}]}\n"
        "closures: {convention: {days: 2027-02-16, kind: teachers' convention}}\n"
        "activities:\n"
        "  orientation: {virtual_option: no, lasts: 3 hours, agenda: [Talk: 3 hours]}\n"
        "  webinar-1: {steps: {distribute-guide: {when: 2 weeks after}}}\n"
        "  webinar-2: {when: 2026-11-28}\n"
        "  old: {title: Old, kind: task, when: 2025-11-28}\n"
        "  webinar-3: {when: 2027-02-16}\n"
        "  webinar-4: {steps: {distribute-guide: {when: same day}}}\n"
        "  wrap-up: {steps: {distribute-agenda: {when: same day}}}\n"
    ),
    "two schools": (
        "membership: {members: [{name: Amina, school: Elm}, {name: Caleb, school: Oak}]}\n"
        "activities:\n"
        "  orientation: {when: second tuesday of january, steps: {distribute-agenda: {when: 1 day after}}}\n"
    ),
    "series": (
        "closures: {fair: 2026-10-12}\n"
        "activities:\n"
        "  online-meeting: {when: tbd}\n"
        "  calls: {title: Calls, kind: online-meeting, repeat: every week on monday from october to may, at: noon}\n"
    ),
    "another year": (
        "begins: 2025-11-02\n"
        "closures: {school: {from: school.ics}, storm: 2026-03-03}\n"
        "membership: {members: [{name: Amina, agreement_signed: 2025-05-02}]}\n"
        "privacy: {kept_until: 2026-06-30}\n"
    ),
    "letters of another year": (
        "membership:\n  members:\n"
        "    - {name: Amina, agreement_signed: 2025-05-02}\n    - {name: Caleb, agreement_signed: 2025-05-09}\n"
    ),
    "nothing else to come": "pattern: bare.yaml\nactivities:\n"
    "  talk: {kind: visit, when: 2026-11-03, cancelled: Flu}\n  survey: {kind: survey, when: same day as talk}\n",
    "a discussion of nobody": "activities: {webinar-3: {cancelled: Flu}}\nlegacy: {discussed_at: [webinar-3]}\n",
    "an early end": "activities: {wrap-up: {when: first tuesday of march}}\n",
    "many days": "pattern: bare.yaml\nthresholds: {weekdays_or_times: 1}\nactivities:\n"
    + "".join(
        f"  {kind}-{day}: {{kind: {kind}, when: 2026-11-{day:02}}}\n"
        for kind in ("gathering", "online-meeting", "visit")
        for day in (3, 10, 18)
    ),
    "many hours": "pattern: bare.yaml\nthresholds: {weekdays_or_times: 1}\nactivities:\n"
    + "".join(f"  talk-{day}: {{kind: webinar, when: 2026-11-{day:02}, at: {day:02}:30}}\n" for day in (3, 10, 17)),
}

# On and around 17 November, when a session has an hour: a whole day, whole days, hours with a title, a night.
BUSY = (
    rules.Busy("mine.ics", at("2026-11-17T00:00"), at("2026-11-18T00:00"), whole_days=True),
    rules.Busy("mine.ics", at("2026-11-16T00:00"), at("2026-11-19T00:00"), whole_days=True),
    rules.Busy("mine.ics", at("2026-11-17T17:00"), at("2026-11-17T18:00"), title="Dentist"),
    rules.Busy("mine.ics", at("2026-11-16T20:00"), at("2026-11-18T06:00")),
)


def found(
    year: DatedYear,
    today: date,
    *,
    recorded: bool,
    published: Mapping[str, date],
    busy: tuple[rules.Busy, ...] = BUSY,
    held: str | None = None,
) -> Iterator[rules.RuleFinding]:
    """Yield all that the rules find in a year, due or not; that it ignores `gap` is said to be in vain."""
    open_days, in_vain = year.project.open_days, (("ignore", "gap"),)
    context = rules.RuleContext(
        year.dated, open_days, today, recorded, published, in_vain, year.loaded.is_own, busy, held
    )
    return (rules.RuleFinding(rule, remark) for rule in rules.RULES for remark in rule.look(context))


@pytest.fixture
def findings(year_of: YearOf) -> list[rules.RuleFinding]:
    """Return what the rules find in their examples, and in the years above."""
    made: list[rules.RuleFinding] = []
    for rule in rules.RULES:
        example = check.example(rule)
        year, known = year_of(example.breaks), (example.recorded, example.published, example.busy)
        made += found(year, example.today, recorded=known[0], published=known[1], busy=known[2])
    for text in YEARS.values():
        made += found(year_of(MINIMAL + text, BARE), date(2026, 7, 1), recorded=True, published={})
    late = year_of(MINIMAL + "begins: 2026-11-01\n")
    made += found(late, date(2026, 12, 1), recorded=False, published={})
    for held in ("2025-2026", "2027-2028"):
        made += found(year_of(MINIMAL), date(2026, 7, 1), recorded=False, published={}, held=held)
    return made


def said(says: Sentences, finding: rules.RuleFinding) -> list[str]:
    return [text for text in (says.message(finding), says.hint(finding), says.question(finding)) if text]


class Heard(dict[str, Any]):
    """The texts of a rule, which remember what was looked for."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        super().__init__(texts)
        self.keys_heard: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        self.keys_heard.add(key)
        return super().get(key, default)


# The tables.


@pytest.mark.parametrize("tag", languages.TAGS)
def test_every_text_is_said_by_its_rule_and_none_is_missing(tag: str, findings: list[rules.RuleFinding]) -> None:
    shipped_table = check.sentences(tag).table
    table = {name: Heard(texts) if name in RULES else texts for name, texts in shipped_table.items()}
    says = Sentences(shipped.language(tag), table)  # without English behind it
    for finding in findings:
        said(says, finding)
    for rule in rules.RULES:
        assert says.reason(rule).endswith(".")
        assert says.source(rule)
    assert {name: table[name].keys_heard for name in RULES} == {name: set(shipped_table[name]) for name in RULES}


def test_the_tables_name_no_rule_that_there_is_not() -> None:
    for tag in languages.TAGS:
        assert set(check.sentences(tag).table) == {"forms", "sources", *RULES}


def facts(text: str | Mapping[str, str]) -> set[str]:
    texts = [text] if isinstance(text, str) else text.values()
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("tag", OTHERS)
def test_a_language_has_the_texts_of_english_and_tells_the_same_facts(tag: str, rule: str) -> None:
    english, other = ENGLISH.table[rule], check.sentences(tag).table[rule]
    assert {key: facts(text) for key, text in other.items()} == {key: facts(text) for key, text in english.items()}
    counted = [set(text) for text in (*english.values(), *other.values()) if isinstance(text, Mapping)]
    assert all(forms == {"one", "other"} for forms in counted)


@pytest.mark.parametrize("tag", OTHERS)
def test_a_language_names_the_same_sources_and_settings(tag: str) -> None:
    def named(says: Sentences, rule: rules.Rule) -> list[str]:
        return re.findall(r"\bS\d-R?\d+(?:\.\.\d+)?|\w+\.\w+_\w+", says.source(rule))

    other = check.sentences(tag)
    assert {rule.name: named(other, rule) for rule in rules.RULES} == {
        rule.name: named(ENGLISH, rule) for rule in rules.RULES
    }
    assert [key for key, _ in other.sources] == [key for key, _ in ENGLISH.sources]
    assert set(other.table["forms"]) == set(ENGLISH.table["forms"])


@pytest.mark.parametrize("tag", languages.TAGS)
def test_a_message_and_a_hint_end_without_a_full_stop_and_a_question_as_one(tag: str) -> None:
    for rule in RULES:
        for key, text in check.sentences(tag).table[rule].items():
            for one in [text] if isinstance(text, str) else text.values():
                end = r"\." if key == "reason" else r"\?" if key.startswith("question") else r"[^.?]"
                assert re.search(f"{end}$", one), f"{rule}.{key}"


def test_a_text_that_a_language_lacks_is_said_in_english_with_english_days(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "activities: {webinar-2: {when: 2026-11-28}}\n")
    (finding,) = [
        one for one in found(year, date(2026, 5, 1), recorded=True, published={}) if one.rule.name == "closed-day"
    ]
    table = {name: texts for name, texts in FRENCH.table.items() if name != "closed-day"}
    says = Sentences(FRENCH.words, table, check.sentences)
    message = "'Webinar 2' is on Sat 28 Nov 2026, which is closed: a weekend"
    assert said(says, finding) == [message, "the nearest open day is 2026-11-27"]
    with pytest.raises(MissingWord, match=r"fr-CA: closed-day\.message"):
        Sentences(FRENCH.words, table).message(finding)


def test_a_language_without_any_of_these_texts_says_all_of_them_in_english(findings: list[rules.RuleFinding]) -> None:
    says = Sentences(FRENCH.words, {}, check.sentences)
    assert [said(says, finding) for finding in findings] == [said(ENGLISH, finding) for finding in findings]
    assert {says.hint(one, "activities.report") for one in findings} == {
        ENGLISH.hint(one, "activities.report") for one in findings
    }
    assert [*map(says.source_in_full, rules.RULES)] == [*map(ENGLISH.source_in_full, rules.RULES)]


# How a language says them.


@pytest.mark.parametrize(
    ("written", "rule", "english", "french"),
    [
        (
            "membership: {members: [{name: A, school: Elm}, {name: B, school: Oak}]}",
            "unsigned-letters",
            ["2 of 2 letters of agreement are not signed", "still to sign: A, B"],
            ["2 lettres d’entente sur 2 ne sont pas signées", "signatures à obtenir\u00a0: A, B"],
        ),
        (
            f"membership: {{members: [{', '.join(f'{{name: {name}, school: Elm}}' for name in 'ABCDEFG')}]}}",
            "unsigned-letters",
            ["7 of 7 letters of agreement are not signed", "still to sign: A, B, C, D, E and 2 more"],
            [
                "7 lettres d’entente sur 7 ne sont pas signées",
                "signatures à obtenir\u00a0: A, B, C, D, E, et 2 de plus",
            ],
        ),
        (
            "places: {hall: {name: The hall, cost: 120.50}}\nmeetings: {meeting_place: hall}",
            "paid-venue",
            ["'The hall' costs 120.50 in rent"],
            ["«\u00a0The hall\u00a0» coûte 120,50 en location"],
        ),
        (
            "pattern: half-day-meetings\nactivities: {meeting-2: {at: 9:00, lasts: 90 minutes}}",
            "half-day-length",
            ["'Half-day meeting 2' lasts 1.5 hours"],
            ["«\u00a0Half-day meeting 2\u00a0» dure 1,5 heure"],
        ),
        (
            "pattern: half-day-meetings\nactivities: {meeting-2: {at: 9:00, lasts: 1 hour}}",
            "half-day-length",
            ["'Half-day meeting 2' lasts 1 hour"],
            ["«\u00a0Half-day meeting 2\u00a0» dure 1 heure"],
        ),
        (
            "closures: {journée-sans-élèves: 2026-11-24}\nactivities: {webinar-2: {when: 2026-11-24}}",
            "closed-day",
            ["'Webinar 2' is on Tue 24 Nov 2026, which is closed: Journée sans élèves"],
            [
                "«\u00a0Webinar 2\u00a0» tombe le mardi 24 novembre 2026, un jour de fermeture\u00a0:"
                " journée sans élèves"
            ],
        ),
        (
            YEARS["many hours"].strip(),
            "irregular-rhythm",
            ["the 3 webinars begin at 3 times of day: 03:30, 10:30, 17:30"],
            [
                "les 3 webinaires commencent à 3 heures différentes\u00a0:"
                " 3\u00a0h\u00a030, 10\u00a0h\u00a030, 17\u00a0h\u00a030"
            ],
        ),
        (
            YEARS["many days"].strip(),
            "irregular-rhythm",
            ["the 3 gatherings fall on 2 weekdays: Tuesday, Wednesday"],
            ["les 3 rencontres en présentiel occupent 2 jours différents de la semaine\u00a0: mardi, mercredi"],
        ),
    ],
    ids=["letters", "many names", "money", "part of an hour", "an hour", "closure", "times", "weekdays"],
)
def test_numbers_days_times_and_lists_are_said_as_in_the_language(
    written: str, rule: str, english: list[str], french: list[str], year_of: YearOf
) -> None:
    year = year_of(f"{MINIMAL}{written}\n", BARE)
    every = found(year, date(2026, 7, 1), recorded=True, published={})
    first = next(one for one in every if one.rule.name == rule)
    assert said(ENGLISH, first)[: len(english)] == english
    assert said(FRENCH, first)[: len(french)] == french


# French.

ENGLISH_WORDS = re.compile(
    r"\b(a|an|and|are|as|at|before|by|comes|day|days|for|has|is|it|its|members|nothing|of|one|or|says|session|sessions"
    r"|that|the|there|this|to|what|when|where|which|who|with|without|write)\b"
)


def english_in(text: str) -> list[str]:
    """Return the English words in what is said; titles, paths, and what a person is to write, are no part of it."""
    text = re.sub(r"«.*?»", "", re.sub(r"  .*", "", text))
    return [word for word in ENGLISH_WORDS.findall(re.sub(r"\w+(?:[.:-]\w+)+", "", text.lower())) if word != "a"]


def test_english_words_are_found_where_there_are_some(findings: list[rules.RuleFinding]) -> None:
    texts = {finding.rule.name: ENGLISH.message(finding) for finding in findings}
    assert len([name for name, text in texts.items() if english_in(text)]) > len(RULES) * 0.9


def test_no_finding_in_french_has_an_english_word(findings: list[rules.RuleFinding]) -> None:
    texts = {text for finding in findings for text in said(FRENCH, finding)}
    texts |= {text for rule in rules.RULES for text in (FRENCH.reason(rule), FRENCH.source_in_full(rule))}
    titles = dict(FRENCH.sources).values()
    assert {text: english_in(text) for text in texts if english_in(_without(titles, text))} == {}


def _without(titles: Any, text: str) -> str:
    for title in titles:
        text = text.replace(title, "")
    return text


FRENCH_YEAR = (
    "name: La lecture pour tous\nyear: 2026-2027\ntimezone: America/Edmonton\nlanguage: fr-CA\n"
    "places: {salle: {name: La salle du village, cost: 120}}\nmeetings: {meeting_place: salle}\n"
    "ignore: {past-dates: On ne tient pas de registre}\n"
)


def test_a_french_community_is_told_in_french_on_the_terminal_and_as_data(run: Run, write: Write) -> None:
    definition = write(FRENCH_YEAR)
    done = run("check", definition.name, "--open", "--today", "2026-05-01", cwd=definition.parent)
    assert "community.yaml:5:51: paid-venue: «\u00a0La salle du village\u00a0» coûte 120 en location\n" in done.out
    assert (
        "    conseil\u00a0: une école, une bibliothèque ou le lieu de travail d’un membre a peut-être une" in done.out
    )
    _, _, asked = done.out.partition("\nSelon les règles\n")
    option = "  activities.wrap-up.virtual_option: Comment les personnes qui ne peuvent pas se déplacer participent"
    assert option in asked
    findings = re.findall(r"^community\.yaml:\d+:\d+: [\w-]+: (.*)|^    (conseil.*)", done.out, re.MULTILINE)
    told = [line.strip() for line in (*map("".join, findings), *asked.splitlines())]
    assert {line: english_in(line) for line in told if english_in(line)} == {}
    data = json.loads(run("check", definition, "--today", "2026-07-01", "--json").out)
    texts = [one[key] for one in data["findings"] for key in ("message", "hint")]
    texts += [one["question"] for one in data["questions_of_rules"]]
    assert "Qui sont les partenaires?" in [one["question"] for one in data["open_questions"]]
    assert {text: english_in(text) for text in texts if english_in(text)} == {}


def test_a_french_move_tells_its_new_warnings_in_french(run: Run, write: Write) -> None:
    done = run("schedule", write(FRENCH_YEAR), "--today", "2026-05-01", "--move", "webinar-2=2026-12-26", "--yes")
    assert "closed-day: «\u00a0Webinaire 2\u00a0» tombe le samedi 26 décembre 2026, un jour de fermeture" in done.err


@pytest.mark.parametrize("name", ["gap", "no-purpose", "past-dates", "letter-changed"])
def test_a_rule_is_explained_in_the_language_of_the_definition(name: str, run: Run, write: Write) -> None:
    definition = write(FRENCH_YEAR)
    shown = run("check", "--explain", name, cwd=definition.parent).out  # it lies here
    assert run("check", definition, "--explain", name).out == shown
    rule = rules.BY_NAME[name]
    plain = " ".join(shown.split())
    for part in (
        FRENCH.reason(rule),
        f"Source\u00a0: {FRENCH.source_in_full(rule)}.",
        "Exemple qui respecte la règle, en date du",
    ):
        assert " ".join(part.split()) in plain
    told = " ".join(line for line in shown.splitlines()[1:] if not line.startswith("    "))
    assert english_in(_without(dict(FRENCH.sources).values(), told)) == []


@pytest.mark.parametrize("written", ["language: fr-CA\nno_such_key: 1\n", None], ids=["with a problem", "none"])
def test_a_rule_is_explained_in_english_where_no_definition_can_be_read(
    written: str | None, run: Run, write: Write
) -> None:
    definition = write(MINIMAL + (written or ""))
    named = [definition] if written else [definition.parent / "other.yaml"]
    done = run("check", *named, "--explain", "gap")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("gap (warning)\n\nMomentum is lost in long breaks")

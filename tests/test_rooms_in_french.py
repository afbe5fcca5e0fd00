"""What is wrong with records, templates, commands and folders is a sentence that every language can say."""

import re
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conftest import MINIMAL, Ran, Write
from cop_plan import render
from cop_plan.app import check, doctor, find, kit, move, outputs, schedule
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.base.errors import Misuse, OverwriteConflict, Problem, Problems
from cop_plan.base.translatable import Sentence
from cop_plan.definition import languages, names
from cop_plan.definition.community import NoteHead, StoryHead
from cop_plan.records import attendance, notes, surveys
from cop_plan.records.scales import StepWordings
from cop_plan.render import content_security_policy, documents
from cop_plan.render.theme import Theme
from said import untranslated, untranslated_in

NOW = datetime(2026, 10, 20, tzinfo=UTC)
DAY = date(2026, 10, 1)


def left_in_english(said: Iterable[str | None]) -> list[str]:
    """Return what is no sentence, or one that is not translated; names, versions and paths may have no template."""
    texts = [one for one in said if one is not None]
    return [one for one in texts if not isinstance(one, Sentence)] + [
        left for one in texts if isinstance(one, Sentence) and one.template for left in untranslated(one)
    ]


def problems_of(work: Callable[[], object]) -> Problems:
    with pytest.raises(Problems) as found:
        work()
    return found.value


def theme(**texts: str | bytes) -> Theme:
    content = {name: text.encode() if isinstance(text, str) else text for name, text in texts.items()}
    return Theme("theme", content, frozenset(files.template_names()))


# Templates.


@pytest.mark.parametrize(
    "text",
    [
        *("{{ comunity }}", "{{ 'x' | uper }}", "{{ 1 is evn }}", "{% include 'plan.html.j3' %}", "{% if %}"),
        *("{{ asset('gone.svg') }}", "{{ asset('a.txt') }}", "{% include 'plan.html.j2' %}", "{{ community.nam }}"),
        *("{{ 'a'.translate({}) }}", "{{ ''.__class__ }}", "{{ range(10**9) }}", "{{ '%*d' % (9, 1) }}"),
        *("{% for a in range(90000) %}{% for b in range(90000) %}{% endfor %}{% endfor %}", "{{ 1 / 0 }}", "{{ x() }}"),
        *("{% if a %}" * 40 + "{% endif %}" * 40, "{{ 9" + "9" * 9000 + " }}", "{{ 2 ** 99999 }}"),
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        *("{% extends 'cop-plan/plan.html.j2' %}{% block budget %}{% endblock %}", "{{ 1e999 | int }}"),
        '{% extends "cop-plan/plan.html.j2" %}{% block leterhead %}{% endblock %}',
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_what_is_wrong_with_a_template_can_be_said_in_every_language(text: str) -> None:
    own = theme(**{"plan.html.j2": text, "a.txt": "a"})

    def made() -> None:
        render.check(own, files.template_text)
        render.environment(files.template_text, theme=own).get_template("plan.html.j2").render(community=NOW, x=1)

    assert untranslated_in(problems_of(made).problems) == []


def test_what_is_wrong_with_a_theme_can_be_said_in_every_language() -> None:
    texts = {"a.js": "", "teme.css": "a {}", "theme.css": "/* */ @import 'x.css'; </style> {# ", "b.html.j2": "\xff"}
    own = theme(**{name: text.encode("latin-1") for name, text in texts.items()})
    assert untranslated_in(problems_of(lambda: render.check(own, files.template_text)).problems) == []
    nothing = problems_of(lambda: render.check(theme(), files.template_text))
    assert untranslated_in(nothing.problems) == []


def test_what_the_policy_of_a_page_refuses_can_be_said_in_every_language() -> None:
    text = (
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\"><base href=x><style>a{}</style>"
        "<script>a</script><img src=x><p style='a' onclick='b'><link rel=stylesheet href=x><iframe src=x></iframe>"
    )
    own = theme(**{"plan.html.j2": "x"})
    told = list(content_security_policy.refused(text, "plan.html", own))
    assert len(told) > 6
    assert untranslated_in([*told, *content_security_policy.refused("<p>", "plan.html", own)]) == []


@pytest.mark.parametrize(
    "head",
    [
        *("", "for: memer", "a: b\ntitle: [x]", "for: [x]\nkinds: [sesion, 1]\nattach: {a: b}", "- a", "place: x"),
        *("for: member\nfollows: nothing", "title: a\nwhy: b\nfor: member\nsheet: rows"),
    ],
)
def test_what_is_wrong_with_the_head_of_a_document_can_be_said_in_every_language(head: str) -> None:
    begun = f"{{# document\n{head}\n#}}\n" if head else "# Card"
    texts = {"kit/en/card.md.j2": begun, "kit/fr/card.md.j2": "{# document\nplace: 1\n#}", "kit/fr/other.md.j2": begun}
    assert untranslated_in(problems_of(lambda: documents.read(texts)).problems) == []


# Records.

SURVEYED = f"""{MINIMAL}
membership: {{members: [{{name: Amina Okafor}}]}}
surveys: {{items: {{confident: {{ask: How confident are you?}}}}, columns: {{confident: Gone}}}}
"""


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"a,b\n1,2\n", b"name,agreement_signed\nAmina,yes\n", b"category,planned\na,1\n", b"\xff\xfe\x00"),
        *(b"answer choices,responses\nA,3\n", b"Timestamp,Other\n2026-10-01 10:00,x\n"),
        b"event,email,name,present,role\n",
        b"#,Question,Asker Name,Asker Email,Answer(s)\n1,Why?,Amina,,Yes\n",
        b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n",
        b"Registration Report\nTopic,ID\nName,Registration Time,Approval Status\nAmina,2026-11-20,approved\n",
        b"Name,Join Time,Leave Time\nAmina,3/4/27 9:00 AM,3/4/27 10:00 AM\n",
    ],
    ids=lambda content: content[:30].decode("latin-1"),
)  # fmt: skip
def test_what_is_wrong_with_an_export_can_be_said_in_every_language(content: bytes, write: Write) -> None:
    community = CommunityProject(write(SURVEYED)).community
    wordings = StepWordings.of(languages.tables("scales.yaml"))
    told: list[Problem] = []
    for work in (
        lambda: attendance.read(content, "x.csv", session="webinar-1"),
        lambda: surveys.read(content, "x.csv", community, "baseline", wordings=wordings),
        lambda: surveys.read(content, "x.csv", community, "pulse", wordings=wordings),
    ):
        try:
            work()
        except Problems as found:
            told += found.problems
    assert told
    assert untranslated_in(told) == []


def test_what_is_wrong_with_notes_and_stories_can_be_said_in_every_language(write: Write) -> None:
    people = names.PeopleByName(CommunityProject(write(SURVEYED)).community)
    _, of_notes = notes.note(NoteHead(session="webinr-1"), "", "x", ["webinar-1"], people)
    _, of_name = notes.note(NoteHead(), "", "elsewhere", ["webinar-1"], people)
    head = StoryHead(title="A", session="gone", consent="name")
    _, of_story = notes.story(head, "", "a.md", ["webinar-1"], people)
    assert untranslated(*(text for one in (*of_notes, *of_name, *of_story) for text in (one.message, one.hint))) == []


# Commands and folders.


@pytest.mark.parametrize(
    "work",
    [
        lambda _: move.parse(["webinar-3"]),
        lambda _: move.parse(["a=2026-10-01", "a=2026-10-02"]),
        lambda _: move.parse(["a=sometime"]),
        lambda _: move.reason(" "),
        lambda project: move.session(project, "establish-purpose"),
        lambda project: move.to(project, "webnar-1", "2027-01-01"),
        lambda project: move.outcome(project, [move.Move("webinar-1", "2031-01-01")], NOW, NOW.date()),
        lambda project: move.outcome(project, [move.Move("nothing", "2027-01-05")], NOW, NOW.date()),
        lambda _: kit.known_documents(["agendas"]),
        lambda _: kit.known_documents(["nothing-of-it"]),
        lambda _: kit.days("never"),
        lambda _: kit.letterhead("x.docx", ["html"]),
        lambda project: kit.write(project, kit.KitRequest(DAY, ("moved", "late-joiner", "presenter-changed"))),
        lambda project: kit.write(project, kit.KitRequest(DAY, for_="Nobody")),
        lambda _: check.explain("no-sponsr"),
        lambda _: check.explain("nothing"),
    ],
)  # fmt: skip
def test_a_misuse_can_be_said_in_every_language(work: Callable[[CommunityProject], object], write: Write) -> None:
    with pytest.raises(Misuse) as wrong:
        work(CommunityProject(write(MINIMAL)))
    assert untranslated(wrong.value.message) == []


def test_that_there_is_no_definition_can_be_said_in_every_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = []
    for name in (None, "a.cop.yaml", "b.cop.yaml"):
        if name is not None:
            (tmp_path / name).write_text(MINIMAL, encoding="utf-8")
        try:
            find.definition()
        except Misuse as wrong:
            said.append(wrong.message)
    assert len(said) == 2
    assert untranslated(*said) == []


def test_all_that_doctor_says_of_a_year_in_disorder_can_be_said_in_every_language(write: Write) -> None:
    file = write(MINIMAL)
    found = list(doctor.installation())
    found += doctor.definition(CommunityProject(file), NOW)
    schedule.write(CommunityProject(file), schedule.ScheduleRequest(NOW, ("md", "html", "ics")))
    plan = file.parent / "plan"
    found += doctor.definition(CommunityProject(file), NOW)
    (plan / "plan.md").write_text("mine", encoding="utf-8")
    (plan / "calendar.ics").unlink()
    shutil.copy(file, file.with_name("community (1).yaml"))
    found += doctor.definition(CommunityProject(file), NOW)
    with pytest.raises(OverwriteConflict) as refused:
        schedule.write(CommunityProject(file), schedule.ScheduleRequest(NOW, ("md",)))
    conflict = [*(why for _, why in refused.value.files), refused.value.hint]
    for content in ("{", "[]", '{"version": 99}', "<<<<<<< a\n=======\n>>>>>>> b\n"):
        (plan / "cop-plan.lock").write_text(content, encoding="utf-8")
        found += doctor.definition(CommunityProject(file), NOW)
        try:
            conflict += outputs.claim(plan, file, CommunityProject(file).written.community, force=False).notices
        except OverwriteConflict as told:
            conflict += [*(why for _, why in told.files), told.hint]
    write(MINIMAL.replace("year:", "yeer:"))
    found += doctor.definition(CommunityProject(file), NOW)
    assert left_in_english(text for one in found for text in (one.name, one.found, one.to_do)) == []
    assert left_in_english(conflict) == []


# A run in another language than the community's.


def test_what_a_run_shows_has_days_in_its_own_language(run: Callable[..., Ran], write: Write) -> None:
    write(MINIMAL)
    asked = ("--language", "fr", "--today", "2026-10-20")
    table = run("schedule", "community.yaml", "--dry-run", *asked).out
    assert "\nOctobre 2026\n" in table
    moved = run("move", "community.yaml", "webinar-1", "2026-11-24", "--yes", *asked)
    assert re.search(r"Webinar 1\xa0: mar\. \d+ nov\. → mar\. 24 nov\.", moved.err)
    assert moved.out.startswith("Subject: Webinar 1 moves to Tuesday 24 November 2026\n")
    assert run("done", "community.yaml", "establish-purpose", *asked).err.startswith("noté comme fait\xa0: ")
    assert "Lettre d’entente\xa0: " in run("kit", "community.yaml", "letter-of-agreement", *asked).err


def test_each_wrong_name_has_a_line_of_its_own_in_every_language(run: Callable[..., Ran], write: Write) -> None:
    write(MINIMAL)
    said = run("done", "community.yaml", "nothing", "no.*", "--language", "fr").err
    assert said.splitlines()[-2:] == [
        "Erreur\xa0: aucun élément ne s’appelle «\xa0nothing\xa0»",
        "aucun élément ne correspond à «\xa0no.*\xa0»; cop-plan status --all affiche des noms",
    ]


def test_an_owner_is_found_by_the_role_that_status_shows(run: Callable[..., Ran], write: Write) -> None:
    write(MINIMAL)
    asked = ("--language", "fr", "--today", "2026-10-20", "--owner")
    shown = run("status", "community.yaml", *asked, "Personne animatrice").out
    assert shown == run("status", "community.yaml", *asked, "facilitator").out
    assert shown.startswith("Readers, 2026-2027 · personne animatrice · mardi 20 octobre 2026\n")

"""The letters between sessions and the papers of the year's end: each has all its parts, in both languages."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from conftest import MINIMAL, ROOT, DatedYear
from cop_plan import kit, render
from cop_plan.app import shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.kit.forms import YearResults
from cop_plan.kit.writing import Papers, WrittenPaper
from cop_plan.records.record_types import Attendance, Attendee, Meeting, Note, Notice, Records
from cop_plan.schedule import history
from kit_pages import TEN_LINES, read, tokens_of
from test_kit_papers_a import EMPTY

LANGUAGES = ("en-CA", "fr-CA")
DEFINITIONS = ("literacy-for-all", "small-start", "ten lines")

# What each document must contain, as a reader finds it: in English and in French.
# Source: the documents of the year, table A; S0-29, S0-32, S1-08 to S1-10, S1-30, S2-43 to S2-46, S3-57 to S3-61, S4.
PARTS: dict[str, dict[str, tuple[str, str]]] = {
    "webinars-letter": {
        "its webinars": ("# The webinars\n- Webinar 1, ", "# Les webinaires\n- Webin"),
        "invitation to the website": ("# You are invited to the website", "# Le site Web vous attend"),
        "posts of members": ("Recent posts of members", "Les billets récents des membres"),
        "new research": ("New research", "De nouvelles recherches"),
        "blog post": ("On the blog", "Sur le blogue"),
        "regions": ("# Professional learning in the regions", "# Le perfectionnement professionnel dans les régions"),
        "question": ("What is coming up in yours?", "Qu’est-ce qui se prépare dans la vôtre?"),
    },
    "in-between": {
        "recent posts": ("# Recent posts", "# Les billets récents"),
        "question": ("# A question", "# Une question"),
        "resource": ("# A resource", "# Une ressource"),
        "recommended by": ("recommended by ", "recommandée par "),
    },
    "success-story": {
        "context": ("The context.", "Le contexte."),
        "tried": ("What was tried.", "Ce qui a été essayé."),
        "learned": ("What was learned.", "Ce qui a été appris."),
        "changed": ("What changed.", "Ce qui a changé."),
        "evidence": ("The evidence.", "Les traces et les données."),
        "minutes": ("you have 5 minutes", "vous avez 5 minutes"),
        "slides": ("three slides", "trois diapositives"),
        "consent": ("# Your consent", "# Votre consentement"),
        "anonymous": ("☐ Anonymously", "☐ De façon anonyme"),
        "no student": ("Name no student", "Ne nommez et ne montrez aucun élève"),
        "draft": ("Draft: privacy notice not approved.", "Ébauche : avis de confidentialité non approuvé."),
        "privacy": ("# Privacy notice", "# Avis de confidentialité"),
    },
    "final-product": {
        "title": ("| Title |", "| Titre |"),
        "maker": ("| Made by |", "| Création |"),
        "for whom": ("| For whom", "| Public visé"),
        "how to use it": ("| How to use it", "| Mode d’emploi"),
        "licence": ("# Licence", "# Licence"),
        "draft": ("Draft: privacy notice not approved.", "Ébauche : avis de confidentialité non approuvé."),
        "privacy": ("# Privacy notice", "# Avis de confidentialité"),
    },
    "capacity-building-planner": {
        "jurisdiction": ("Jurisdiction: ", "Autorité scolaire : "),
        "team": ("| Team |", "| Équipe |"),
        "audience": ("| Audience |", "| Public |"),
        "teachers": (" teachers ·", " personnel enseignant ·"),
        "school leaders": (" school leaders ·", " directions d’école ·"),
        "other staff": (" other jurisdictional staff", " autre personnel de l’autorité scolaire"),
        "activity": ("| Activity |", "| Activité |"),
        "date": ("| Date |", "| Date |"),
        "support": ("| Support needed", "| Appui nécessaire"),
        "discussed twice": ("at least twice before wrap-up", "au moins deux fois avant la fin de l’année"),
    },
    "commitment-card": {
        "my learning": ("# To my own learning", "# Envers mon propre apprentissage"),
        "colleagues": ("# To sharing with my colleagues", "# Envers mes collègues"),
        "others": ("# To others", "# Envers les autres"),
        "example": ("For example: “", "Par exemple : « "),
        "privacy": ("# Privacy notice", "# Avis de confidentialité"),
    },
    "impact-reflection": {
        "why": ("# Why reflect?", "# Pourquoi réfléchir?"),
        "own practice": ("your own practice", "sa propre pratique"),
        "reflective leader": ("reflective leader", "leader réflexif"),
        "learning": (
            "# 1. What new learning, knowledge or skills did you acquire?",
            "# 1. Quels nouveaux apprentissages, connaissances ou habiletés avez-vous acquis?",
        ),
        "practice": (
            "# 2. How will these translate into your professional practice?",
            "# 2. Comment se traduiront-ils dans votre pratique professionnelle?",
        ),
        "self-reflection": (
            "# 3. What self-reflective practices will you use to continue to build capacity?",
            "# 3. Par quelles pratiques réflexives continuerez-vous à développer vos capacités?",
        ),
        "yours to keep": (
            "Yours to keep. This page is not collected, and it is not used to evaluate you.",
            "Cette page est à vous. Elle n’est pas recueillie, et elle ne sert pas à vous évaluer.",
        ),
    },
    "donation-request": {
        "item": ("Item: ", "Article ou service : "),
        "door prize": ("☐ a door prize", "☐ de prix de présence"),
        "incentive": ("☐ an incentive", "☐ de petite attention"),
        "guest": ("☐ a guest presenter", "☐ à inviter une personne à présenter"),
        "acknowledged": ("How we thank you:", "Nos remerciements :"),
    },
    "guest-letter": {
        "for what": ("Would you ", "Voudriez-vous "),
        "by when": ("Please answer by Tuesday 23 June 2026", "Veuillez répondre d’ici le mardi 23 juin 2026"),
    },
    "certificate": {
        "hours": (" of professional learning", " de perfectionnement professionnel"),
        "topics": ("Topics:", "Sujets :"),
        "who signs": ("| Facilitator | Sponsor", "| Animation | Commanditaire"),
        "day of issue": ("Issued on ", "Délivrée le "),
    },
    "thank-you": {
        "thanks": ("Thank you for the year", "Merci pour l’année"),
        "report": ("The results are in the report", "Les résultats se trouvent dans le rapport"),
        "copy": ("Copy to: ", "Copie conforme : "),
    },
    "thank-jurisdictions": {
        "its people": ("These colleagues of ", "Voici vos collègues qui y ont pris part ("),
        "their work": ("That is work, and it deserves to be seen.", "C’est du travail, et il mérite d’être vu."),
        "thanks": ("Thank you for your support.", "Merci de votre appui."),
        "results": ("# What came of it", "# Ce que l’année a donné"),
        "how others benefit": ("# How others benefit", "# Ce que d’autres en retirent"),
        "where to find more": ("# Where to find more", "# Où en savoir plus"),
    },
    "public-summary": {
        "results": ("# What we learned", "# Ce que nous avons appris"),
        "licence": ("Licence: ", "Licence : "),
        "contact": ("Contact: ", "Personne à joindre : "),
    },
    "design-worksheet": {
        "what to do": ("☐ Open the agenda of the next session", "☐ Ouvrez l’ordre du jour de la prochaine rencontre"),
        "where it goes": ("goes into the definition under", "va dans la définition, sous"),
    },
    "members-at-a-glance": {
        "for whom": ("For the facilitator and the core group only.", "Pour l’animation et le noyau seulement."),
        "support": ("Support from the facilitator", "Appui de l’animation"),
    },
    "closing-checklist": {
        "who keeps the archive": ("It is kept by: ", "La personne qui les garde : "),
        "when records are deleted": ("They are deleted on: ", "Ils sont détruits le : "),
        "who deletes them": ("They are deleted by: ", "La personne qui les détruit : "),
    },
}

each_definition = pytest.mark.parametrize("definition", DEFINITIONS)
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_document = pytest.mark.parametrize("document", PARTS)


def papers_of(
    project: CommunityProject, language: str, records: Records | None = None, in_short: Sequence[str] = ()
) -> dict[str, list[WrittenPaper]]:
    dated = project.timeline
    year = render.Year(
        dated, history.publish(dated, None, datetime(2026, 5, 1, tzinfo=UTC)), shipped.language(language)
    )
    made = Papers(year, render.environment(files.template_text), records=records, came_to=YearResults(tuple(in_short)))
    return {name: [made.written(paper) for paper in kit.papers(dated, [name])] for name in PARTS}


def example(name: str) -> CommunityProject:
    return CommunityProject(ROOT / "examples" / name / "community.yaml")


def text_of(text: str) -> CommunityProject:
    return CommunityProject(Path("community.yaml"), ProjectOptions(content=text.encode()))


@cache
def written(definition: str, language: str) -> dict[str, list[WrittenPaper]]:
    return papers_of(text_of(TEN_LINES) if definition == "ten lines" else example(definition), language)


def first(definition: str, language: str, document: str) -> str:
    return read(written(definition, language)[document][0].markdown)


@each_definition
@each_language
@each_document
def test_a_document_has_all_its_parts(definition: str, language: str, document: str) -> None:
    text = first(definition, language, document)
    parts = {name: both[LANGUAGES.index(language)] for name, both in PARTS[document].items()}
    assert [name for name, part in parts.items() if part not in text] == [], text


@each_definition
@each_language
@each_document
def test_every_copy_is_markdown_as_it_was_meant_with_no_empty_fact(
    definition: str, language: str, document: str
) -> None:
    for paper in written(definition, language)[document]:
        source, tokens = paper.markdown, tokens_of(paper.markdown)
        opened = [token.type for token in tokens]
        headings = [token for token in tokens if token.type == "heading_open"]
        assert [token.tag for token in headings] == ["h1", *["h2"] * (len(headings) - 1)]
        assert len(headings) == len(re.findall(r"^#", source, re.MULTILINE))
        assert opened.count("list_item_open") == len(re.findall(r"^- ", source, re.MULTILINE))
        assert opened.count("tr_open") + opened.count("table_open") == len(re.findall(r"^\|", source, re.MULTILINE))
        assert not [one for token in tokens for one in token.children or () if one.type == "softbreak"], source
        in_lists = [token for token in tokens if token.type == "paragraph_open" and token.level > 1]
        assert all(token.hidden for token in in_lists if token.level > 2), "the points of a list stand apart"
        assert "\n\n\n" not in source
        empty = [line for line in read(source).splitlines() if EMPTY.search(line.replace("| |", ""))]
        assert not empty, source


@each_language
def test_the_last_letter_after_webinars_brings_the_templates(language: str) -> None:
    letters = [read(paper.markdown) for paper in written("literacy-for-all", language)["webinars-letter"]]
    templates = ("Success story", "Final product") if language == "en-CA" else ("récit de réussite", "produit final")
    assert [all(template in letter for template in templates) for letter in letters] == [False, True]


NOTICES = (
    Notice(date(2027, 1, 5), "post", "What worked in lab reports", "https://example.org/post", "Danielle Gagnon"),
    Notice(
        date(2027, 1, 6),
        "research",
        "Reading graphs: a review",
        "javascript:alert(1)",
        None,
        "Ask amina.okafor@example.org for *its* tables",
    ),
    Notice(date(2026, 10, 1), "post", "Posted before", None, "amina.okafor@example.org"),
    Notice(date(2027, 1, 7), "opportunity", "A conference in Exampleton", None, "<amina.okafor@example.org>"),
    Notice(date(2027, 2, 5), "post", "Posted afterwards"),
)


@each_language
def test_a_letter_has_the_noticeboard_since_the_one_before(language: str) -> None:
    records = Records({}, noticeboard=NOTICES)
    letters = papers_of(example("literacy-for-all"), language, records)["webinars-letter"]
    january, april = (letter.markdown for letter in letters)
    assert "[What worked in lab reports](<https://example.org/post>) (Danielle Gagnon)" in january
    assert re.search(r"- Reading graphs: a review.*: Ask  ?for \\\*its\\\* tables\n", january)
    assert "](<javascript" not in january
    assert "Posted before" not in january
    assert "amina.okafor@example.org" not in january
    assert "Posted afterwards" in april
    assert "What worked" not in april


@each_language
def test_a_letter_after_webinars_has_what_stood_out_in_their_notes(language: str) -> None:
    noted = Note("webinar-1", {"Highlights": "- The clips.\n- A chart\n", "Decisions": "- None"})
    january, april = papers_of(example("literacy-for-all"), language, Records({}, notes={"webinar-1": noted}))[
        "webinars-letter"
    ]
    said = ("What stood out: the clips; a chart.", "À retenir : The clips; A chart.")[LANGUAGES.index(language)]
    assert said in read(january.markdown)
    assert said[:8] not in read(april.markdown)


def certificates(attended: Sequence[str], done: Mapping[str, date] | None = None) -> list[WrittenPaper]:
    """Write the certificates of a year at some of whose sessions the first member was, 55 minutes at each."""
    loaded = example("literacy-for-all")
    amina = loaded.community.membership.members[0]
    came = Attendance("zoom", "utf-8", Meeting(), (Attendee("Amina", minutes=55, member=amina),))
    return papers_of(loaded, "en-CA", Records(dict.fromkeys(attended, came), done=done))["certificate"]


def test_a_certificate_has_the_hours_days_and_topics_of_its_member() -> None:
    made = certificates(["webinar-1", "webinar-2"])
    text = made[0].markdown.replace("\u00a0", " ")
    for part in (
        "for **1 hour 50 minutes** of professional learning",
        "from Tuesday 17 November 2026 to Tuesday 15 December 2026",
        "| Tue 17 Nov 2026 | Talk before text · online | 55 |\n"
        "| Tue 15 Dec 2026 | Vocabulary that carries over · online | 55 |\n",
        "Minutes without breaks and meals. **Total: 110 minutes**\n",
        "Issued on Tuesday 15 June 2027",
    ):
        assert part in text
    assert [one.what for one in made[0].missing] == []
    assert [one.what for one in made[1].missing] == [
        *("hours_attended", "attended_from", "attended_until", "topics_attended")
    ]


def test_many_sessions_of_a_certificate_stand_beside_each_other() -> None:
    attended = ["webinar-1", "webinar-2", "webinar-3", "webinar-4", "online-meeting.october"]
    lines = certificates(attended)[0].markdown.replace("\u00a0", " ").splitlines()
    table = [line for line in lines if " 55 |" in line]
    assert [line.count(" 55 |") for line in table] == [2, 2, 1]
    assert table[0].startswith("| Wed 7 Oct 2026 | Online meeting · online | 55 | Tue 23 Feb 2027 |")


def test_a_certificate_names_the_days_on_which_sessions_were_held() -> None:
    moved = certificates(["webinar-1"], {"webinar-1": date(2026, 11, 19)})[0].markdown
    assert "\non Thursday 19 November 2026\n" in moved


def test_a_certificate_is_not_issued_before_the_last_session_that_it_counts() -> None:
    late = certificates(["webinar-1"], {"webinar-1": date(2027, 6, 16)})[0]
    assert "Issued on [______ the day of issue]" in late.markdown


MEMBERS = TEN_LINES + (
    "membership:\n  schools: [{school: Elm, jurisdiction: North, principal: Jo}]\n  members:\n"
    "    - {name: Ana, school: Elm, role: host, brings: Poems, agreement_signed: 2026-06-01}\n"
    "    - {name: Ben, school: Elm, agreement_signed: 2026-06-01, "
    "declines: [copy to the principal, name in the summary]}\n"
    "    - {name: Cy, school: Elm}\n"
)


def test_a_thank_you_names_the_members_part_and_is_copied_unless_the_member_declined() -> None:
    ana, ben, _ = (one.markdown for one in papers_of(text_of(MEMBERS), "en-CA")["thank-you"])
    assert "host" in ana
    assert "oems" in ana
    assert "Copy to: Jo, Elm" in ana
    assert "Copy to" not in ben
    assert "[______ what this member contributed]" in ben


def test_the_public_summary_names_only_who_signed_and_did_not_decline() -> None:
    summary = papers_of(text_of(MEMBERS), "en-CA")["public-summary"][0].markdown
    assert "named with their consent: Ana." in summary
    assert not re.search(r"\bBen\b|\bCy\b", summary)


@each_language
def test_no_address_of_a_member_is_in_what_others_read(language: str) -> None:
    addresses = [one.email for one in example("literacy-for-all").community.membership.members if one.email]
    for name, papers in written("literacy-for-all", language).items():
        assert not [one for one in addresses for paper in papers if one in paper.markdown], name


def test_schools_and_jurisdictions_hear_the_results_in_short_each_with_its_own_people() -> None:
    thanks = papers_of(example("literacy-for-all"), "en-CA", in_short=["9 of 11 members use a routine weekly"])
    for paper in thanks["thank-jurisdictions"]:
        assert "- 9 of 11 members use a routine weekly" in paper.markdown
        assert "results" not in [one.what for one in paper.missing]
    school = next(one for one in thanks["thank-jurisdictions"] if one.paper.name.endswith("schools/elm-street-school"))
    assert "Amina Okafor" in school.markdown
    assert "Caleb Friesen" not in school.markdown


def test_the_planner_ticks_the_audience_and_has_the_day_of_its_own_jurisdiction() -> None:
    prairie, foothills = (one.markdown for one in written("literacy-for-all", "en-CA")["capacity-building-planner"])
    assert "☒ teachers · ☐ school leaders" in prairie
    assert "☐ teachers · ☒ school leaders" in foothills
    assert "Monday 23 August 2027" in prairie
    assert "Webinar 3: Tuesday 23 February 2027" in prairie


@pytest.mark.parametrize("name", ["literacy-for-all", "small-start", "hospital-schools", "college-readers"])
def test_a_letter_in_between_falls_in_a_month_without_another(name: str) -> None:
    entries = example(name).timeline.entries
    months = [(one.day.year, one.day.month) for one in entries if one.document == "in-between"]
    others = {
        (one.day.year, one.day.month)
        for one in entries
        if one.document in ("orientation-letter", "webinars-letter", "invitation")
    }
    assert len(set(months)) == len(months)
    assert not others & set(months)


def test_a_letter_after_webinars_speaks_of_recordings_only_where_one_is_archived(
    year_of: Callable[..., DatedYear],
) -> None:
    left_out = ", ".join(f"webinar-{number}.archive-webinar: not filmed" for number in range(1, 5))
    for extra, is_said in (("", True), (f"leave_out: {{{left_out}}}\n", False)):
        found = papers_of(year_of(f"{MINIMAL}website: https://example.org/readers\n{extra}").project, "en-CA")
        january = found["webinars-letter"][0]
        assert ("Recordings and slides are in the archive" in january.markdown) is is_said

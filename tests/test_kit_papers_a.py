"""The papers from the charter to the note to who could not come: each has all its parts, in both languages."""

import json
import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser

import pytest

from conftest import MINIMAL, ROOT, DatedYear
from cop_plan import kit
from cop_plan.app import shipped
from cop_plan.app.project import CommunityProject
from cop_plan.definition import names
from cop_plan.kit.forms import ItemResult
from cop_plan.kit.writing import ROOM_TO_SIGN, WrittenPaper
from cop_plan.records.record_types import Note, Records
from kit_pages import (
    DEFINITIONS,
    DOCUMENTS,
    LANGUAGES,
    TEN_LINES,
    each_language,
    first,
    papers_of,
    read,
    said,
    tokens_of,
    written,
)

# What each document must contain, as a reader finds it: in English and in French.
# Source: the documents of the year, table A, and the wording for the letters.
PARTS: dict[str, dict[str, tuple[str, str]]] = {
    "charter": {
        "purpose and scope": ("# Purpose and scope", "# Raison d’être et portée"),
        "scope": ("In scope: ", "Portée : "),
        "goals and outcomes": ("# Goals and expected outcomes", "# Objectifs et résultats attendus"),
        "roles": ("# Who does what", "# Rôles"),
        "guidelines, with trust and safety": (
            "# Guidelines: how we work together, in trust and safety",
            "# Lignes directrices, dans la confiance et la sécurité",
        ),
        "voice": ("- Role and voice: ", "- Rôle et voix de chaque membre : "),
        "rhythm": ("- Rhythm: ", "- Rythme : "),
        "reporting": ("- Reporting: ", "- Communication des résultats : "),
        "budget": ("- Budget: ", "- Budget : "),
        "version": ("version of Tuesday 12 May 2026", "version du mardi 12 mai 2026"),
        "review date": ("to be reviewed together on ", "à revoir ensemble le "),
    },
    "case-for-sponsorship": {
        "need": ("# The need, ", "# Le besoin, "),
        "benefit to each stakeholder": ("and what each stakeholder gains", "et les bienfaits pour chaque groupe"),
        "by when": (
            "Please decide by Wednesday 10 June 2026",
            "Veuillez nous faire part de votre décision d’ici le mercredi 10 juin 2026",
        ),
        "cost": ("# What it costs", "# Le coût"),
        "what is asked": ("# What we ask of you", "# Ce que nous vous demandons"),
        "reporting dates": ("# What you will hear, and when", "# Ce que vous recevrez, et quand"),
        "interim": ("first evidence, marked as interim", "premières traces, présentées comme provisoires"),
        "the report's day": ("Tuesday 8 June 2027: ", "Le mardi 8 juin 2027 : "),
    },
    "invitation": {
        "what it is": ("a community of practice", "une communauté de pratique"),
        "a choice": ("Whether you join is your choice", "C’est votre choix"),
        "all dates": ("Tue 17 Nov 2026", "Mar. 17 nov. 2026"),
        "optional dates": ("Wed 7 Oct", "Mer. 7 oct."),
        "total hours": ("16 hours of sessions", "16 heures de rencontres"),
        "work between sessions": ("Between sessions: ", "Entre les rencontres : "),
        "benefits": ("What it brings: ", "Ce que vous y gagnez : "),
        "who leads": ("Who leads: ", "Qui anime : "),
        "what follows": ("What follows: ", "La suite : "),
        "input": ("# Your input matters", "# Votre apport compte"),
        "resources": ("What you will have: ", "Ce qui sera à votre disposition : "),
        "reply date": ("please answer by Tuesday 9 June 2026", "répondez d’ici le mardi 9 juin 2026"),
        "reply slip": ("☐ I would like to talk first", "☐ J’aimerais d’abord en parler"),
        "what I could bring": ("- What could you bring? ____", "- Que pourriez-vous apporter? ____"),
    },
    "letter-of-agreement": {
        "your choice": (
            "Taking part is voluntary. “Mandatory” means: agreed in this letter. You may leave at any time by telling "
            "the facilitator.",
            "La participation est volontaire. « Obligatoire » signifie : convenu dans la présente lettre. Vous pouvez "
            "vous retirer à tout moment en avisant la personne animatrice.",
        ),
        "goals": ("What we want to reach together", "Ce que nous voulons atteindre ensemble"),
        "hours summed": (
            "We ask you to come to 16 hours of sessions on 6 dates",
            "16 heures de rencontres, réparties sur 6 dates",
        ),
        "mandatory dates": ("Tue 17 Nov 2026", "Mar. 17 nov. 2026"),
        "optional": (" hours more are your choice", " heures de plus sont facultatives"),
        "between sessions": ("Between sessions: ", "Entre les rencontres : "),
        "release time": (
            " is paid by ",
            "rise en charge des frais de suppléance",
        ),
        "booking": ("Booking: ", "Pour réserver : "),
        "no substitute": (
            "If no substitute is found, join online or see the recording where there is one; it does not count "
            "against you.",
            "S’il n’y a pas de suppléance possible, joignez-vous en ligne ou consultez l’enregistrement, s’il y en a "
            "un; cela ne vous porte aucun préjudice.",
        ),
        "left to the division": (
            "Whether after-school sessions are assigned time, and what is paid for mileage and meals, is settled by "
            "your division and the collective agreement; this letter changes neither.",
            "relèvent de votre autorité scolaire et de la convention collective; la présente lettre n’y change rien.",
        ),
        "what is asked": (
            "Two surveys of ten minutes, one story (only with your consent), sharing at wrap-up.",
            "Deux sondages de dix minutes, un récit (seulement avec votre consentement), une mise en commun à la "
            "rencontre bilan.",
        ),
        "not evaluation": (
            "Attendance, survey answers, reflections and stories are not used in supervision or evaluation. You may "
            "use them in your own growth plan.",
            "Les présences, les réponses aux sondages, les réflexions et les récits ne servent ni à la supervision ni "
            "à l’évaluation. Vous pouvez vous en servir dans votre propre plan de croissance professionnelle.",
        ),
        "consents": ("| I consent to | Yes | No", "| Je consens à ce qui suit | Oui | Non"),
        "photographs": ("| Photographs | ☐ | ☐", "| Photographies | ☐ | ☐"),
        "recording": ("| Recording of webinars | ☐ | ☐", "| Enregistrement des webinaires | ☐ | ☐"),
        "name": ("| My name in the public summary | ☐ | ☐", "| Mention de mon nom dans le résumé public | ☐ | ☐"),
        "copy": (
            "| My principal is copied on my thank-you letter | ☐ | ☐",
            "| Copie de ma lettre de remerciement à la direction de mon école | ☐ | ☐",
        ),
        "privacy notice": ("# Privacy notice", "# Avis de confidentialité"),
        "signatures": ("| Member: ", "| Membre : "),
        "facilitator": ("| Facilitator: ", "| Personne animatrice : "),
        "principal": (
            ") or division designate: “I support release on the dates ",
            ") ou personne désignée par l’autorité scolaire : « J’appuie la libération aux dates ",
        ),
    },
    "principal-brief": {
        "its people": ("these colleagues of ", "ces collègues de votre école "),
        "dates": ("# Their dates", "# Leurs dates"),
        "release time": ("# Release time", "# Libération et suppléance"),
        "support asked": ("# The support that we ask for", "# L’appui que nous vous demandons"),
        "expected return": ("# What the school can expect in return", "# Ce que l’école peut en attendre"),
    },
    "confirmation": {
        "place and address": ("- Where: ", "- Lieu : "),
        "parking": ("- Parking: ", "- Stationnement : "),
        "accessibility": ("- Getting in: ", "- Accès : "),
        "virtual link": ("- Joining from afar: ", "- Participation à distance : "),
        "what to prepare": ("# To prepare", "# À préparer"),
    },
    "calendar-invitation": {
        "when": ("- When: ", "- Quand : "),
        "what is asked": ("Please accept or decline", "Veuillez accepter ou refuser"),
    },
    "call-for-topics": {
        "one question": ("What comes up in your work right now", "De quoi, dans votre travail en ce moment"),
        "by when": ("the day on which we send the agenda", "jour où nous envoyons l’ordre du jour"),
    },
    "agenda": {
        "goal served": (" that it serves:", " visé"),
        "blocks": ("What | How long", "Point | Durée"),
        "in all": ("| In all | ", "| En tout | "),
        "topics for next time": ("# Topics for next time", "# Sujets pour la prochaine fois"),
        "existing issues": ("# Existing issues", "# Enjeux actuels"),
        "next date": ("Next date: ", "Prochaine rencontre : "),
    },
    "host-checklist": {
        "room": ("# Room", "# Salle"),
        "agenda": ("# Agenda", "# Ordre du jour"),
        "sign-in sheet": ("# Sign-in sheet", "# Feuille de présence"),
        "presenters": ("# Presenters", "# Présentations"),
        "breaks": ("# Breaks", "# Pauses"),
        "resources handed out": ("# Resources handed out", "# Ressources à remettre"),
        "wellness": ("# Wellness", "# Mieux-être"),
    },
    "presenter-brief": {
        "audience": ("# Your audience", "# Votre public"),
        "length": ("- Length: ", "- Durée : "),
        "needs": ("# What they need", "# Leurs besoins"),
        "the presenter's needs": ("# What do you need?", "# De quoi avez-vous besoin?"),
        "what the community hopes for": ("# What they hope for", "# Leurs attentes"),
        "thanks": ("Thank you.", "Merci."),
    },
    "sign-in-sheet": {
        "columns": (
            "| # | Name | School | Jurisdiction | Present | Time in | Time out | Signature",
            "| Nº | Nom | École | Autorité scolaire | Présence | Arrivée | Départ | Signature",
        ),
        "rows": ("| ☐ in person ☐ online | ", "| ☐ en présentiel ☐ en ligne | "),
    },
    "baseline-survey": {
        "items": ("# Where you stand today", "# Où vous en êtes aujourd’hui"),
        "how answers are matched": ("# How your two answers are matched", "# Comment vos deux réponses sont appari"),
        "privacy notice": ("# Privacy notice", "# Avis de confidentialité"),
    },
    "final-survey": {
        "items": ("# Where you stand today", "# Où vous en êtes aujourd’hui"),
        "how answers are matched": ("# How your two answers are matched", "# Comment vos deux réponses sont appari"),
        "privacy notice": ("# Privacy notice", "# Avis de confidentialité"),
    },
    "orientation-letter": {
        "schedule of webinars": ("# Schedule of webinars", "# Calendrier des webinaires"),
        "its dates": ("Tue 15 Dec 2026", "Mar. 15 déc. 2026"),
        "results of the survey": ("# Results of the survey", "# Résultats du sondage"),
        "roll-up": ("# What orientation gathered", "# Ce que l’orientation a permis de recueillir"),
    },
    "webinar-guide": {
        "goal": ("Goal that it serves: ", "Objectif visé : "),
        "topic": ("- Topic: ", "- Sujet : "),
        "three questions": ("# Three questions to think about", "# Trois questions pour y réfléchir"),
        "readings": ("# Readings", "# Lectures"),
        "something to try": ("# Something to try", "# Quelque chose à essayer"),
        "link": ("- Link: ", "- Lien : "),
        "presenter": ("- Presenter: ", "- Présentation : "),
    },
    "reminder": {
        "day": ("Tuesday ", "mardi "),
        "how to get in": ("Where: ", "Lieu : "),
        "goal": (" that it serves:", " visé"),
    },
    "thanks": {
        "highlights": ("# Highlights", "# Faits saillants"),
        "resources": ("# Resources", "# Ressources"),
        "one question": ("One question: ", "Une question : "),
    },
    "absentee": {
        "one question": ("One question: ", "Une question : "),
        "no copy to a principal": ("no principal gets a copy", "aucune direction d’école n’en reçoit copie"),
    },
}

# What is left in a sentence where a fact is missing.
EMPTY = re.compile(r"\bNone\b|\bUndefined\b|\(\)|\*\*|, ,|[,:;(] ?[.;)]|\.\.|\[\]|<>|(?<=[^|]) {2,}|“”|« »")

each_document = pytest.mark.parametrize("document", PARTS)


def test_every_document_of_the_first_half_is_in_the_table() -> None:
    # No example has a short survey along the way: its form is in tests/test_pulse.py.
    assert tuple(PARTS) == tuple(one for one in DOCUMENTS if one != "pulse-survey")


@pytest.mark.parametrize("definition", DEFINITIONS)
@each_language
@each_document
def test_a_document_has_all_its_parts(definition: str, language: str, document: str) -> None:
    if definition == "small-start" and document == "presenter-brief":
        assert not written(definition, language)[document], "nobody presents there"
        return
    text = read(first(definition, language, document))
    parts = {name: both[LANGUAGES.index(language)] for name, both in PARTS[document].items()}
    if document == "host-checklist":  # of orientation, where somebody is sought in ten lines alone
        assert (parts.pop("presenters") in text) == (definition == "ten lines")
    assert [name for name, part in parts.items() if part not in text] == [], text


@pytest.mark.parametrize("definition", DEFINITIONS)
@each_language
@each_document
def test_every_copy_is_markdown_as_it_was_meant(definition: str, language: str, document: str) -> None:
    for paper in written(definition, language)[document]:
        source, tokens = paper.markdown, tokens_of(paper.markdown)
        opened = [token.type for token in tokens]
        headings = [token for token in tokens if token.type == "heading_open"]
        assert [token.tag for token in headings] == ["h1", *["h2"] * (len(headings) - 1)]
        assert paper.paper.document.frame or opened[0] == "heading_open"
        assert len(headings) == len(re.findall(r"^#", source, re.MULTILINE))
        assert opened.count("list_item_open") == len(re.findall(r"^(?:- |\d+\. )", source, re.MULTILINE))
        assert opened.count("tr_open") + opened.count("table_open") == len(re.findall(r"^\|", source, re.MULTILINE))
        broken = [token for token in tokens for one in token.children or () if one.type == "softbreak"]
        assert [said(token) for token in broken] == [], "two lines run into one"
        paragraphs = [token for token in tokens if token.type == "paragraph_open"]
        in_lists = [token for token in paragraphs if token.level > 1]
        assert all(token.hidden for token in in_lists), "the points of a list stand apart"
        assert not re.search(r"\n{3}", source)
        assert not source.endswith("\n\n")


@pytest.mark.parametrize("definition", DEFINITIONS)
@each_language
@each_document
def test_no_copy_has_an_empty_fact(definition: str, language: str, document: str) -> None:
    for paper in written(definition, language)[document]:
        text = read(paper.markdown)
        lines = text.splitlines()
        assert all(line.strip("-# |") for line in lines)
        assert not EMPTY.search(text), text
        # Behind a label something stands, or a list or a table below it.
        labels = [at for at, line in enumerate(lines) if line.endswith(":")]
        assert all(lines[at + 1].startswith(("- ", "| ")) for at in labels), text


@pytest.mark.parametrize("definition", DEFINITIONS)
@each_language
def test_what_is_not_known_is_a_marked_blank_and_is_told(definition: str, language: str) -> None:
    blanks = shipped.language(language).at("blanks")
    for papers in written(definition, language).values():
        for paper in papers:
            shown = set(re.findall(r"\[_{6} ([^\]]+)\]", paper.markdown))
            assert shown == {blanks[one.what] for one in paper.missing}


@each_language
def test_an_agenda_goes_from_a_success_to_two_minutes_of_writing(
    language: str, year_of: Callable[..., DatedYear]
) -> None:
    keys = ("success", "try-it-reports", "topic", "break", "topic", "resource", "next-try", "next-topics", "reflection")
    words = shipped.language(language)
    blocks = [words(f"agenda.{key}") for key in keys]
    blocks[4] = words("kit.agenda_continued", block=blocks[4])
    half_days = MINIMAL + "pattern: half-day-meetings\nlegacy: {discussed_at: [meeting-1, meeting-3]}\n"
    _, found = papers_of(year_of(half_days).project, language)
    of_second = next(one for one in found["agenda"] if one.paper.session and one.paper.session.id == "meeting-2")
    rows = [line.split("| ")[1].strip() for line in read(of_second.markdown).splitlines() if line.startswith("| ")]
    assert rows[1:-1] == blocks


@each_language
def test_at_the_first_meeting_only_existing_issues_are_named(language: str) -> None:
    heading = ("# Existing issues", "# Enjeux actuels")[LANGUAGES.index(language)]
    texts = [read(paper.markdown) for paper in written("literacy-for-all", language)["agenda"]]
    assert [heading in text for text in texts] == [True, *[False] * (len(texts) - 1)]


NOTES = Note("orientation", {
    "Highlights": "- Pairs across **schools**\n- 14 first tries\n",
    "Faits saillants": "1. Des paires entre les écoles\n",
    "Hopes": "* Routines that *last*\n",
    "Empty": "\n",
})  # fmt: skip


def recorded(language: str, results: Sequence[ItemResult] | None) -> dict[str, list[WrittenPaper]]:
    return papers_of(
        CommunityProject(ROOT / "examples/literacy-for-all/community.yaml"),
        language,
        Records({}, notes={"orientation": NOTES}),
        results,
    )[1]


@each_language
def test_the_letter_after_orientation_has_the_results_without_small_groups_and_what_was_gathered(language: str) -> None:
    results = [
        ItemResult("Which topics?", ("Vocabulary: 7 of 12",)),
        ItemResult("Which school?", ("Elm: 2",), hidden=True),
    ]
    text = read(recorded(language, results)["orientation-letter"][0].markdown)
    assert "\nWhich topics?\n- Vocabulary: 7 of 12" in text
    assert "Elm: 2" not in text
    assert "\nHighlights\n- Pairs across schools\n- 14 first tries\n" in text
    assert "- Routines that last" in text
    assert "Empty" not in text
    assert "____" not in text.replace(ROOM_TO_SIGN, "")


@each_language
def test_thanks_have_the_highlights_of_the_notes(language: str) -> None:
    text = read(recorded(language, None)["thanks"][0].markdown)
    highlight = ("- Pairs across schools", "- Des paires entre les écoles")[LANGUAGES.index(language)]
    assert highlight in text
    assert "Routines that last" not in text


@each_language
def test_a_note_to_who_could_not_come_is_copied_to_nobody(language: str) -> None:
    made, found = papers_of(CommunityProject(ROOT / "examples/literacy-for-all/community.yaml"), language)
    assert all(kit.envelope(one.paper, made.facts).cc == () for one in found["absentee"])
    assert all(read(one.markdown).count("?") == 1 for one in found["absentee"])


@each_language
def test_no_address_of_a_member_is_on_a_shared_paper(language: str) -> None:
    members = CommunityProject(ROOT / "examples/literacy-for-all/community.yaml").written.community.membership.members
    addresses = [member.email for member in members if member.email]
    for papers in written("literacy-for-all", language).values():
        assert not [address for one in papers for address in addresses if address in one.markdown]


@each_language
def test_the_charter_leaves_no_guideline_out(language: str, year_of: Callable[..., DatedYear]) -> None:
    project = year_of(TEN_LINES).project
    text = read(papers_of(project, language)[1]["charter"][0].markdown)
    fields = type(project.community.guidelines).model_fields
    assert text.count(f"[______ {shipped.language(language)('blanks.open')}]") == len(fields)


@each_language
def test_members_are_not_told_of_a_session_of_the_team(language: str) -> None:
    made, found = papers_of(CommunityProject(ROOT / "examples/literacy-for-all/community.yaml"), language)
    assert not [one for one in found["absentee"] if "planning call" in one.markdown]
    of_the_team = [one.paper for one in found["thanks"] if "planning call" in one.markdown]
    assert of_the_team
    by_address = {one.email: names.alike(one.name) for one in made.facts.community.membership.members}
    told = {by_address[one.email] for paper in of_the_team for one in kit.envelope(paper, made.facts).bcc}
    assert told <= made.facts.core_group


@each_language
def test_where_there_is_one_goal_every_session_serves_it(language: str, year_of: Callable[..., DatedYear]) -> None:
    found = papers_of(year_of(TEN_LINES + "goals: {reading: {aim: Everybody reads}}\n").project, language)[1]
    told = [read(one.markdown) for document in ("agenda", "reminder", "webinar-guide") for one in found[document]]
    assert all(re.search(r"(?:Goal that it serves|Objectif visé) ?: Everybody reads\n", text) for text in told)


HOSTILE = "*a* _b_ <b>c</b> [d](http://x.example) `e` | f # g ~~h~~ ![i](j) &amp; $k$ {{ l }} {% m %}"


def hostile() -> str:
    text, ask = json.dumps(HOSTILE), json.dumps("- " + HOSTILE)
    return f"""\
name: {text}
year: 2026-2027
timezone: America/Edmonton
pattern: sample-year
purpose: {{audience: {text}, shared_interest: {text}, concern: {text}, learn_together_how_best_to: {text},
  alignment: {text}, success: {text}, needs: {{{text}: {text}}}, benefits: {{{text}: {text}}}}}
goals: {{first: {{aim: {text}, outcome: {text}}}}}
sponsor: {{organization: {text}, contact: {text}}}
membership:
  between_sessions: {text}
  members: [{{name: {text}, school: {text}, position: {text}, wants: {text}}}]
  schools: [{{school: {text}, jurisdiction: {text}, principal: {text}}}]
leadership: {{facilitator: {text}, co_facilitator: {text}, core_group: [{text}], responsibilities: [{text}]}}
guidelines: {{conflict: {text}}}
meetings: {{rhythm: {text}, topic_ideas: [{text}], technology: [{text}], meeting_place: hall}}
places: {{hall: {{name: {text}, address: {text}, parking: {text}, accessibility: {text}}}}}
activities:
  orientation: {{topic: {text}, presenter: {text}, virtual_option: {text}, agenda: [{{title: {text}, lasts: 6 hours}}]}}
  webinar-1: {{topic: {text}, presenter: {text}, where: {text}}}
resources: [{{title: {text}, kind: print}}]
budget: [{{category: {text}, planned: 10}}]
release_time: {{paid_by: {text}, how_to_book: {text}}}
privacy:
  {{collected_by: {text}, authority: {text}, seen_by: {text}, kept_in: {text}, automated: {text}, contact: {text}}}
reporting: {{how: {text}}}
surveys:
  match_answers_by: code
  code_question: {text}
  scale: [{text}, {text}]
  items: {{one: {{ask: {ask}}}, two: {{ask: {ask}, choices: [{text}, {text}]}}, three: {{ask: {ask}, type: text}}}}
"""


class Tags(HTMLParser):
    """The tags and links of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str | None] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value for name, value in attrs if name in ("href", "src")}


@each_language
def test_what_people_wrote_is_text_wherever_it_stands(language: str, year_of: Callable[..., DatedYear]) -> None:
    made, found = papers_of(year_of(hostile()).project, language)
    for document, papers in found.items():
        for paper in papers:
            page = Tags(made.page(paper))
            assert not page.tags & {"em", "b", "img", "s", "code", "pre", "a"}, document
            assert page.links == set(), document
            for row in re.findall(r"<tr>.*?</tr>", made.page(paper), re.DOTALL):
                assert len(re.findall("<t[hd]", row)) in (2, 3, 4, 5, 8), document
        shown = read(papers[0].markdown) if document != "sign-in-sheet" else read(papers[0].markdown).replace("\n", " ")
        assert HOSTILE in shown or document in ("reminder", "absentee", "confirmation"), document

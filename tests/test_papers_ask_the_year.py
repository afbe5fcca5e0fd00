"""No paper speaks of what its year has not: patterns with each thing on and off, in both languages.

A row of the table is a word that a reader knows an activity by, and which entries a year must have for it to be true.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from cop_plan import kit, render
from cop_plan.app import shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.kit.writing import Papers
from cop_plan.schedule import history
from cop_plan.schedule.timeline import Entry, Timeline

LANGUAGES = ("en-CA", "fr-CA")
PATTERNS = {
    "sample-year": "2026-2027",
    "compressed-year": "2026-2027",
    "half-day-meetings": "2026-2027",
    "calendar-year": "2027",
}

Has = Callable[[Timeline], bool]


def entry(test: Callable[[Entry], bool]) -> Has:
    """Return whether a year has an entry for which this holds."""
    return lambda year: any(test(one) for one in year.entries)


def of_kind(*kinds: str) -> Has:
    return entry(lambda one: one.kind in kinds)


def called(*names: str) -> Has:
    return entry(lambda one: one.id.partition(".")[0] in names)


def with_document(*documents: str) -> Has:
    return entry(lambda one: one.document in documents)


def either(*tests: Has) -> Has:
    return lambda year: any(test(year) for test in tests)


def website(year: Timeline) -> bool:
    return bool(year.community.website)


# activity: (what a reader knows it by in English, in French, when a year has it)
TABLE: Mapping[str, tuple[str, str, Has]] = {
    "webinar": (r"\bwebinars?\b", r"\bwebinaires?\b", of_kind("webinar")),
    "field trip": (r"\bfield (trip|visit)s?\b", r"\bsorties?\b", of_kind("visit")),
    "showcase": (r"\bshowcases?\b", r"\bvitrines?\b|présentation publique", of_kind("showcase")),
    "wrap-up": (r"\bwrap-up\b", r"\brencontres? bilan\b", called("wrap-up")),
    "orientation": (r"\borientation\b", r"\bséance d’orientation\b", called("orientation")),
    "survey": (r"\bsurveys?\b", r"\bsondages?\b", of_kind("survey")),
    "first survey": (r"\b(first survey|survey 1|baseline)\b", r"\bpremier sondage\b", called("baseline-survey")),
    "final survey": (r"\b(final|last|second) survey\b", r"\bsondage final\b", called("final-survey")),
    "success story": (
        r"\bsuccess stor(y|ies)\b",
        r"\brécits? de réussite\b",
        either(called("success-stories"), with_document("success-story")),
    ),
    "final product": (r"\bfinal products?\b", r"\b(produits? fina(l|ls|ux))\b", with_document("final-product")),
    "website": (r"\bweb ?site\b", r"\bsite Web\b", either(website, called("website"))),
    "blog": (r"\bblog\b", r"\bblogue\b", either(website, called("blog"))),
    "thank-you letters": (r"\bthank-you letters?\b", r"\blettres? de remerciements?\b", with_document("thank-you")),
    "certificate": (r"\bcertificates?\b", r"\battestations?\b", with_document("certificate")),
    "public summary": (r"\bpublic summary\b", r"\b(sommaire|résumé) public\b", with_document("public-summary")),
    "letter of agreement": (
        r"\bletters? of agreement\b",
        r"\blettres? d’entente\b",
        either(called("letters-of-agreement"), with_document("letter-of-agreement")),
    ),
    "recording": (r"\brecordings?\b", r"\benregistrements?\b", of_kind("webinar", "online-meeting")),
    "commitment card": (r"\bcommitment cards?\b", r"\bcartes? d’engagement\b", with_document("commitment-card")),
    "capacity building": (
        r"\bcapacity.building\b",
        r"\brenforcement des capacités\b",
        either(called("discuss-capacity-building"), with_document("capacity-building-planner")),
    ),
}

# What a member makes can be a recording, whatever the year has.
MAY_SAY = {("final-product", "recording")}

BASE = """\
name: Readers of the North
timezone: America/Edmonton
region: CA-AB
purpose: {audience: grade 6 teachers, concern: readers who give up}
leadership: {facilitator: {name: Alex Moreau, email: alex@example.org}}
"""
MEMBERS = """\
membership:
  members:
    - {name: Amina Okafor, email: amina@example.org, school: Elm}
    - {name: Caleb Friesen, email: caleb@example.org, school: Oak}
  schools: [{school: Elm, jurisdiction: North Division}, {school: Oak, jurisdiction: South Division}]
"""
WEBSITE = "website: https://example.org/readers\n"


def without(*names: str) -> str:
    return "leave_out: {" + ", ".join(f"{name}: not this year" for name in names) + "}\n"


# What a definition says beside its pattern, by what is tried.
SWITCHES: Mapping[str, str] = {
    "nothing else": "",
    "members and a website": MEMBERS + WEBSITE,
    "field trip and showcase": MEMBERS + "activities: {field-trip: yes, showcase: yes}\n",
    "no website": MEMBERS + without("website", "blog"),
    "no webinars": MEMBERS + WEBSITE + without("webinar-1", "webinar-2", "webinar-3", "webinar-4"),
    "no online meetings": MEMBERS + without("online-meeting"),
    "nothing online": MEMBERS + without("webinar-1", "webinar-2", "webinar-3", "webinar-4", "online-meeting"),
    "no surveys": MEMBERS + WEBSITE + without("baseline-survey", "final-survey"),
    "no first survey": MEMBERS + without("baseline-survey"),
    "no final survey": MEMBERS + without("final-survey"),
    "no wrap-up": MEMBERS + WEBSITE + without("wrap-up"),
    "no orientation": MEMBERS + without("orientation"),
    "no stories": MEMBERS + without("success-stories"),
    "no field trip": MEMBERS + without("field-trip"),
    "no letters of agreement": MEMBERS + without("letters-of-agreement"),
    "no thanks": MEMBERS + without("thank-members", "thank-jurisdictions", "share-results"),
    "no commitments": MEMBERS + without("commitment", "reflection", "discuss-capacity-building"),
    "a cancelled webinar": MEMBERS + "activities: {webinar-2: {cancelled: Snow day}}\n",
    "a cancelled orientation": MEMBERS + "activities: {orientation: {cancelled: Snow day}}\n",
    "a presenter who is sought": MEMBERS + "activities: {webinar-1: {presenter: tbd}}\n",
    "a presenter": MEMBERS
    + "activities: {webinar-1: {presenter: Noor Haddad}, orientation: {presenter: Noor Haddad}}\n",
    "no partner and no report": MEMBERS + without("report", "case-for-sponsorship"),
    "no guidelines": MEMBERS + without("draft-guidelines", "adopt-guidelines", "review-guidelines"),
    "plans for capacity building": MEMBERS
    + "legacy: {capacity_building: [{jurisdiction: North Division, activity: A lesson study, when: 2027-05-04}]}\n",
    "no blog": MEMBERS + WEBSITE + without("blog"),
    "one survey item": MEMBERS + "surveys: {items: {sure: {ask: I feel sure, in: [baseline, final]}}}\n",
}


@cache
def project(pattern: str, switch: str) -> CommunityProject | None:
    """Return a community; None where the pattern has not what is switched."""
    said = SWITCHES[switch]
    known = {name for one in _community(pattern).timeline.all_entries for name in (one.id, one.id.partition(".")[0])}
    left_out = re.findall(r"([\w-]+): not this year", said)
    kept = [name for name in left_out if name in known]
    switched = re.search(r"^activities: \{([\w.-]+): \{", said, re.MULTILINE)
    if (left_out and not kept) or (switched and switched[1] not in known):
        return None
    return _community(pattern, re.sub(r"leave_out: .*\n", without(*kept), said))


@cache
def _community(pattern: str, said: str = "") -> CommunityProject:
    text = f"{BASE}year: {PATTERNS[pattern]}\npattern: {pattern}\n{said}"
    return CommunityProject(Path("community.yaml"), ProjectOptions(content=text.encode()))


def papers_of(made: CommunityProject, language: str) -> Papers:
    published = history.publish(made.timeline, None, datetime(2026, 5, 1, tzinfo=UTC))
    return Papers(render.Year(made.timeline, published, shipped.language(language)), shipped.templates())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_paper_speaks_of_what_the_year_has_not(pattern: str, switch: str, language: str) -> None:
    made = project(pattern, switch)
    if made is None:
        pytest.skip("the pattern has none of it")
    dated = made.timeline
    papers = papers_of(made, language)
    absent = {
        name: re.compile(words[LANGUAGES.index(language)], re.IGNORECASE)
        for name, (*words, has) in TABLE.items()
        if not has(dated)
    }
    faults: dict[str, str] = {}
    for paper in kit.papers(dated):
        text = papers.written(paper).markdown
        for name, words in absent.items():
            if (paper.document.name, name) not in MAY_SAY and (found := words.search(text)):
                line = text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
                faults.setdefault(f"{paper.document.name}: {name}", line)
    assert not faults, "\n".join(f"{where}: {line}" for where, line in faults.items())


@pytest.mark.parametrize("switch", SWITCHES)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_paper_is_made_for_what_is_not_there(pattern: str, switch: str) -> None:
    made = project(pattern, switch)
    if made is None:
        pytest.skip("the pattern has none of it")
    dated = made.timeline
    faults = []
    for paper in kit.papers(dated):
        has = {
            "its entries": set(paper.entries) <= set(dated.entries),
            "its session": paper.session is None or paper.session in dated.sessions,
            "a presenter": paper.document.name != "presenter-brief" or _seeks_presenter(paper.session, dated),
            "a webinar": paper.document.name != "webinar-guide" or _is_webinar(paper.session),
            "a survey": paper.document.asks is None or of_kind("survey")(dated),
        }
        faults += [f"{paper.name}: {what} is not there" for what, is_there in has.items() if not is_there]
    assert not faults, "\n".join(faults)


def _seeks_presenter(session: Entry | None, year: Timeline) -> bool:
    activity = year.community.activities.get(session.id) if session else None
    return session is not None and bool(session.presenter or (activity and activity.seeks_presenter))


def _is_webinar(session: Entry | None) -> bool:
    return session is not None and session.kind == "webinar"


# What a reader of a session's paper knows a presenter by. The guide to a webinar has a blank while nobody is found.
_OF_PRESENTERS = ("presenter-brief", "webinar-guide")
PRESENTER = (r"\bpresent(er|ers)\b", r"\bpersonnes?-ressources?\b")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("switch", ["members and a website", "a presenter"])
@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_papers_of_a_session_without_a_presenter_name_none(pattern: str, switch: str, language: str) -> None:
    made = project(pattern, switch)
    if made is None:
        pytest.skip("the pattern has none of it")
    papers = papers_of(made, language)
    words = re.compile(PRESENTER[LANGUAGES.index(language)], re.IGNORECASE)
    faults: dict[str, str] = {}
    for paper in kit.papers(made.timeline):
        session = paper.session
        if session is None or session.presenter or f"{session.id}.book-presenters" in made.timeline.by_id:
            continue  # somebody presents, or it is a step to decide who does
        if paper.document.name not in _OF_PRESENTERS:
            text = papers.written(paper).markdown
            if found := words.search(text):
                line = text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
                faults.setdefault(paper.document.name, line)
    assert not faults, "\n".join(f"{where}: {line}" for where, line in faults.items())

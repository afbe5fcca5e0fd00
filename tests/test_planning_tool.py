"""Every row of the planning tool, and what the other sources ask of a definition, is found where this table says.

S0 and S1 are the two sample plans, S2 the planning tool of the College of Alberta School Superintendents (CASS),
S3 the slides of a hospital schools community, S4 the page on legacy plans. A row is answered by a question (asked by
`init`, open in the plan until it is answered) and its section, a field, a help text, an entry of a pattern, a document
or the words of its paper, a starter item, a part of the plan, a text of its words, a rule of `check`, a block on the
agenda of a session, or a line of a document.
"""

import html
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from conftest import MINIMAL, ROOT, TODAY, Ran, Write
from cop_plan import kit, rules
from cop_plan.app import init, shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.definition import community
from cop_plan.interview import questions, starter
from cop_plan.schedule import session_days, timeline

TABLE = """
S0-01 | line charter We want to find out | line webinar-guide What we want to find out together
S0-10 | step letters-of-agreement.brief-principals facilitator | step letters-of-agreement.send facilitator
S0-10 | step letters-of-agreement.remind co-facilitator | step letters-of-agreement facilitator
S0-11 | step designate-facilitator sponsor
S0-13 | step website.choose facilitator
S0-14 | step website facilitator
S0-15 | step website.place-webinars co-facilitator
S0-16 | step website.open-blog Ed
S0-17 | rule empty-month | step online-meeting.october.follow-up facilitator
S0-18 | step blog.october Ed | step blog.october.welcome Ed
S0-22 | starter openness
S0-24 | step baseline-survey.use core group | step half-day-meetings/baseline-survey.use core group
S0-27 | step webinar-1.book-presenter facilitator | step webinar-1.brief-presenter facilitator
S0-27 | step webinar-1.develop-guide Noor Haddad
S0-35 | starter learned
S1-13 | question purpose.concern
S1-14 | question purpose.alignment
S1-15 | question purpose.members_priorities | line invitation Why now
S1-16 | question purpose.benefits
S1-17 | question goals
S1-18 | choice purpose.areas developing relationships
S1-19 | choice purpose.areas learning and developing practice
S1-20 | choice purpose.areas carrying out tasks and projects
S1-21 | choice purpose.areas creating new knowledge
S1-23 | help meetings.learning sharing information and experiences
S1-24 | question meetings.rhythm | rule irregular-rhythm | rule gap | help meetings.rhythm predictable rhythm
S1-25 | rule modes | question meetings.collaboration
S1-27 | question meetings.learning Designing activities | question meetings.kinds_of_activity Designing activities
S1-27 | question meetings.rhythm Designing activities | question meetings.communication Designing activities
S1-27 | question meetings.interactions Designing activities | question meetings.collaboration Designing activities
S1-27 | question meetings.knowledge_sharing Designing activities | part designing
S1-27 | line design-worksheet knowledge_sharing
S1-26 | help website sense of place | help meetings.face_to_face sense of place
S1-28 | question meetings.face_to_face | line charter Face to face
S1-29 | question meetings.face_to_face
S2-01 | question purpose.audience | question purpose.shared_interest | question purpose.concern
S2-01 | question purpose.learn_together_how_best_to
S2-02 | question membership.members
S2-03 | help membership.members compare the list with the purpose | rule must-include
S2-04 | question membership.ideal_member
S2-05 | question membership.must_include | rule must-include
S2-06 | line members-at-a-glance Who does what
S2-06 | question membership.roles_and_participation | field membership.members.role | field membership.members.level
S2-07 | question membership.ideal_size | rule size
S2-08 | question membership.invitation
S2-09 | part activities | part dates
S2-10 | field activities.goal | rule session-without-goal
S2-11 | question meetings.rhythm
S2-12 | field activities.lasts | help meetings.rhythm how long
S2-13 | question meetings.face_to_face | question meetings.platform | help meetings.rhythm in person or online
S2-14 | question meetings.topic_ideas | field activities.topic
S2-15 | question meetings.gather_knowledge
S2-16 | question meetings.share_resources
S2-17 | part by_month
S2-18 | question meetings.rhythm | question meetings.meeting_place | question meetings.platform
S2-19 | question meetings.typical_session
S2-20 | question meetings.technology | question resources
S2-21 | question leadership.core_group
S2-22 | help leadership.responsibilities set up meetings
S2-23 | help leadership.responsibilities craft guiding questions or topics
S2-24 | help leadership.responsibilities keep the community on track and aligned with its purpose
S2-24 | block review-guidelines guidelines-review
S2-25 | question leadership.structure
S2-26 | question leadership.responsibilities
S2-26 | step interim-evidence core group | step webinar-1.reminder co-facilitator | step report facilitator
S2-27 | question leadership.communicated | line invitation Who leads
S2-28 | question purpose.shared_interest
S2-29 | question purpose.concern
S2-30 | question purpose.learn_together_how_best_to
S2-31 | question reporting.evidence
S2-31 | field goals.evidence.by | rule evidence-only-at-the-end | rule goal-without-evidence
S2-32 | question reporting.showcase | help reporting.showcase earlier than the final survey
S2-32 | field goals.evidence.share_at | entry interim-evidence | rule evidence-after-showing
S2-32 | step showcase core group | step showcase.choose core group
S2-33 | question meetings.reflection_and_celebration | rule no-celebration
S2-33 | block review-guidelines half-year-celebration | line agenda Reflection and celebration
S2-34 | part guidelines | help guidelines.role_and_voice trust and safety
S2-34 | block draft-guidelines guidelines-draft | line charter Drafted together
S2-35 | question guidelines.role_and_voice
S2-36 | question guidelines.stay_on_track
S2-37 | question guidelines.conflict
S2-38 | question guidelines.decisions
S2-39 | question guidelines.shared_resources
S2-40 | question guidelines.new_members
S2-41 | question guidelines.purpose_achieved
S2-41 | block review-guidelines guidelines-review | line agenda Is our purpose being achieved?
S2-42 | question guidelines.developed_and_shared | block adopt-guidelines guidelines-adopt | line charter Adopted
S2-43 | document impact-reflection | entry reflection | block reflection impact-reflection
S2-44 | document impact-reflection | starter learned
S2-44 | help surveys.items what you learned | block reflection impact-reflection
S2-45 | document impact-reflection | starter into-practice | help surveys.items translate into your practice
S2-45 | block reflection impact-reflection
S2-46 | document impact-reflection | starter reflection | help surveys.items self-reflective practices
S2-46 | block reflection impact-reflection
S2-46 | step reflection.hand-out facilitator
S3-01 | help membership.ideal_member people choose to join
S3-03 | question purpose.concern | help purpose.shared_interest a common concern, interest or passion
S3-04 | question meetings.rhythm | rule gap
S3-06 | field goals.for_students
S3-07 | question purpose.benefits
S3-10 | question leadership.facilitator | rule no-facilitator
S3-11 | question leadership.co_facilitator | rule no-co-facilitator
S3-12 | question membership.roles_and_participation | line agenda Host | line agenda Notes
S3-13 | question membership.between_sessions | rule hours-over-agreed
S3-14 | question guidelines.accountability
S3-16 | question goals | field goals.horizon | line charter Beyond this year
S3-17 | question meetings.meeting_place | question meetings.platform
S3-17 | step half-day-meetings/meeting-place facilitator
S3-18 | question meetings.typical_session | line invitation A typical session | line agenda A typical session
S3-19 | field membership.members.brings | field membership.members.wants | line invitation What could you bring
S3-20 | question purpose.needs | line case-for-sponsorship needs
S3-22 | line members-at-a-glance level | help membership.invitation willing
S3-23 | question guidelines.role_and_voice | field meetings.hosts | field activities.note_taker | line agenda Notes
S3-24 | field membership.members.brings | line members-at-a-glance Who could present or host
S3-25 | question resources | field resources.recommended_by
S3-27 | question guidelines.accountability
S3-28 | question purpose.success | word report.success Success, we said
S3-29 | line members-at-a-glance Brings, now or later
S3-30 | field membership.members.support | line members-at-a-glance Support from the facilitator
S3-31 | block orientation purpose | block orientation welcome | block orientation guidelines-draft
S3-33 | question membership.members
S3-37 | question meetings.topic_ideas
S3-38 | document call-for-topics
S3-39 | field membership.members.brings | field membership.members.wants
S3-39 | block orientation what-we-bring | line agenda Our meetings need
S3-40 | question leadership.next
S3-43 | question meetings.visit_ideas
S3-43 | step field-trip Bo | step half-day-meetings/field-trip Bo
S3-44 | help meetings.visit_ideas You do not need to travel far
S3-44 | step field-trip.find-place facilitator
S3-45 | question purpose.division_priority | rule not-a-priority | line case-for-sponsorship A voice for this work
S3-46 | help membership.ideal_size we recommend | help membership.ideal_size smaller group | rule size
S3-47 | question meetings.face_to_face | help meetings.face_to_face You do not have to meet in person
S3-49 | rule meeting-count
S3-50 | field activities.attendance | rule consecutive-optional
S3-51 | field activities.lasts | rule half-day-length
S3-53 | field places.cost | rule paid-venue | help meetings.meeting_place spaces that you have access to
S3-54 | rule paid-venue | help meetings.meeting_place in creative ways
S3-55 | field places.parking_cost | rule paid-parking
S3-56 | field activities.virtual_option | rule no-virtual-option
S3-57 | question budget | rule no-budget
S3-58 | field budget.in_kind | document donation-request
S3-59 | help budget door prizes
S3-60 | help budget incentives
S3-61 | help budget incentives for members or guest presenters
S3-65 | field activities.presenter
S3-65 | step webinar-1.book-presenter facilitator | step orientation.book-presenters facilitator
S3-66 | field activities.agenda | rule no-break
S3-67 | step field-trip Bo
S3-68 | question meetings.visit_ideas | field activities.where
S3-69 | step online-meeting.october.follow-up facilitator
S3-70 | rule gap
S3-71 | step webinar-1.post-highlights Kim | step orientation.post-highlights Kim
S3-72 | question guests | field guests.relation
S3-73 | question guests | field guests.takes_part | document guest-letter
S3-73 | step reach-out core group | step half-day-meetings/reach-out core group
S3-74 | field resources.kind | rule resources-of-one-kind
S3-76 | field guests.organization | document guest-letter
S3-76 | step reach-out core group
S3-77 | question meetings.topic_ideas | block orientation topics-from-survey
S3-78 | question meetings.topics
S3-79 | block online-meeting.november resource
S3-80 | question guidelines.shared_resources | field resources.recommended_by | field resources.review
S3-80 | step midyear-letter.ask facilitator | step spring-letter.ask facilitator
S4-01 | question year | help guidelines.purpose_achieved for a limited time
S4-03 | help legacy.capacity_building raises the return | word report.returns the more it returns
S4-04 | question legacy.collective_knowledge.resources
S4-05 | question legacy.commitment | document commitment-card
S4-05 | step half-day-meetings/commitment facilitator
S4-06 | help legacy.commitment their own learning
S4-07 | help legacy.commitment sharing with colleagues
S4-08 | help legacy.commitment sharing with others
S4-10 | question legacy.capacity_building | field legacy.capacity_building.team
S4-10 | step half-day-meetings/discuss-capacity-building facilitator
S4-11 | field legacy.capacity_building.jurisdiction | rule jurisdiction-without-plan
S4-12 | field legacy.capacity_building.audience
S4-13 | field legacy.capacity_building.audience
S4-14 | field legacy.capacity_building.audience
S4-16 | question legacy.discussed_at | rule late-legacy
S4-16 | block discuss-capacity-building capacity-building | block discuss-capacity-building.again capacity-building
S4-18 | step webinar-1.post-highlights Kim | step online-meeting.october.post-highlights Kim
S4-20 | step share-results.choose-resources core group | step share-results.clear-rights facilitator
S4-20 | step half-day-meetings/share-results.make-resources facilitator
S4-21 | question legacy.collective_knowledge.licence | question legacy.collective_knowledge.url
S4-22 | help legacy.collective_knowledge.resources 1-2-1 Mobile Tablet Project
S4-23 | question legacy.audiences
S4-24 | field legacy.audiences.channel
S4-25 | step half-day-meetings/thank-jurisdictions facilitator | step thank-jurisdictions facilitator
S4-29 | question legacy.collective_knowledge.url | rule no-url
"""

# The rows of S2, and of S1, S3 and S4 those whose check is a field of the definition or a rule.
NEEDED = {
    "S1": [*range(13, 22), 24, 25, 27, 28, 29],
    "S2": [*range(1, 47)],
    "S3": [1, 3, 4, 6, 7, *range(10, 15), *range(16, 21), *range(22, 26), 28, 29, 33, 37, 39, 40, 43, *range(45, 48),
           *range(49, 52), *range(53, 62), 65, 66, 68, 70, *range(72, 75), *range(76, 79), 80],
    "S4": [1, 4, 6, 7, 8, *range(10, 15), 16, 21, 23, 24, 29],
}  # fmt: skip

LINES = [line.split(" | ") for line in TABLE.strip().splitlines()]
ANSWERS = [(row, *answer.split(" ", 1)) for row, *answers in LINES for answer in answers]
ASKED = {".".join(one.path): one for one in questions.questions()}
PATTERNS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "cop_plan" / "patterns").glob("*.yaml"))
ENGLISH = shipped.language("en-CA")
PLAN = (ROOT / "templates" / "plan.md.j2").read_text(encoding="utf-8")

# What nobody needs to answer, since the pattern does.
ANSWERED_BY_THE_PATTERN = {"legacy.discussed_at"}


def test_no_row_is_missing() -> None:
    assert {row for row, *_ in LINES} >= {f"{source}-{number:02}" for source, rows in NEEDED.items() for number in rows}


def field_at(path: str) -> Any:
    """Return a field by its path; what stands by name or in a list is looked into."""
    part: type[community.Part] | None = community.Community
    found: Any = None
    for key in path.split("."):
        assert part is not None, path
        found = part.model_fields.get(key) or part.model_fields[f"{key}_"]
        part = questions.part_in(found.annotation)
    return found


@cache
def bare_year() -> timeline.Timeline:
    return CommunityProject(Path("community.yaml"), ProjectOptions(content=MINIMAL.encode())).timeline


ALL_ROLES = """
leadership: {facilitator: Ana, co_facilitator: Cy, core_group: [Di, Fay]}
sponsor: {organization: The Board}
meetings: {blog_moderator: Ed, hosts: [Bo], note_takers: [Kim]}
activities: {field-trip: yes}
"""
PRESENTED = ALL_ROLES.replace("yes}", "yes, showcase: yes, webinar-1: {presenter: Noor Haddad}}")


@cache
def owners_of(pattern: str) -> dict[str, str | None]:
    """Return who sees to each entry of a pattern's year in which every role is held."""
    more = PRESENTED if pattern == "sample-year" else ALL_ROLES
    content = f"{MINIMAL}pattern: {pattern}{more}".encode()
    year = CommunityProject(Path("community.yaml"), ProjectOptions(content=content)).timeline
    return {entry.id: entry.owner for entry in year.entries}


def blocks_on_the_day_of(name: str) -> set[str]:
    """Return the blocks of a bare year on the agenda of a session, or of the one to which an entry belongs."""
    year = bare_year()
    entry = next(one for one in year.entries if one.id == name)
    session = entry if entry.is_session else session_days.session_of(entry, year)
    found = kit.YearFacts(year).agenda(session) if session else ()
    assert isinstance(found, tuple)
    return {block.key for block in found}


def is_found(kind: str, what: str) -> bool:
    path, _, words = what.partition(" ")
    match kind:
        case "question":
            return path in ASKED and words in ("", questions.section_of(ASKED[path]))
        case "starter":
            return what in starter.items(community.AREAS, "en-CA")
        case "field":
            return bool(field_at(what).description)
        case "choice":
            return words in ASKED[path].choices
        case "help":
            return words in ASKED[path].help or (words[0].upper() + words[1:]) in ASKED[path].help
        case "rule":
            return what in rules.BY_NAME
        case "step":
            pattern, _, name = path.rpartition("/")
            return owners_of(pattern or "sample-year").get(name) == words
        case "entry" | "document":
            written = rf"^ +{re.escape(what)}:" if kind == "entry" else rf"document: {re.escape(what)}\b"
            return bool(re.search(written, PATTERNS, re.MULTILINE))
        case "block":
            return words in blocks_on_the_day_of(path)
        case "line":
            return words in (ROOT / "templates" / "kit" / "en" / f"{path}.md.j2").read_text(encoding="utf-8")
    return is_text_found(kind, path, words)


def is_text_found(kind: str, path: str, words: str) -> bool:
    if kind == "word":
        return words in str(ENGLISH.at(path))
    assert kind == "part", kind
    return f'## {{{{ w("plan.{path}") }}}}' in PLAN or f'"{path}"' in PLAN


@pytest.mark.parametrize(("row", "kind", "what"), ANSWERS, ids=lambda value: value[:40])
def test_a_row_is_found_where_the_table_says(row: str, kind: str, what: str) -> None:
    assert is_found(kind, what), row


@pytest.mark.parametrize("path", ASKED)
def test_a_question_of_a_row_has_a_description(path: str) -> None:
    assert field_at(path).description


def test_a_question_that_is_not_answered_is_open_in_the_plan(run: Callable[..., Ran], write: Write) -> None:
    definition = write(MINIMAL)
    assert run("schedule", definition, "--today", TODAY).code == 0
    page = (definition.parent / "plan" / "plan.md").read_text(encoding="utf-8")
    web = html.unescape((definition.parent / "plan" / "team.html").read_text(encoding="utf-8"))
    shown = re.sub(r"\\(.)", r"\1", page)
    for path, one in ASKED.items():
        if one.in_plan and path not in ANSWERED_BY_THE_PATTERN:
            assert f"Open question: {one.text}" in shown, path
            assert re.search(rf">(Open question: )?{re.escape(one.text)}</(li|p|dd)>", web), path


def test_with_every_question_answered_none_is_open(run: Callable[..., Ran], write: Write) -> None:
    answers = {one.path: one.example for one in questions.questions()} | {("timezone",): "America/Edmonton"}
    definition = write(
        questions.definition(answers, "community.yaml", None, init.wording("en-CA")), questions.tables(answers)
    )
    done = run("schedule", definition, "--today", TODAY)
    assert "Open question" not in (definition.parent / "plan" / "plan.md").read_text(encoding="utf-8"), done.err


DESIGNING = {
    "learning": "Learning", "kinds_of_activity": "Activities", "rhythm": "Rhythm", "communication": "Communication",
    "interactions": "Interactions", "collaboration": "Collaboration", "knowledge_sharing": "Knowledge sharing",
}  # fmt: skip


def test_the_seven_questions_on_designing_activities_are_asked_by_their_names_in_their_order() -> None:
    section = [one for one in questions.questions() if questions.section_of(one) == "Designing activities"]
    assert [(one.path[-1], one.text.partition(":")[0]) for one in section] == list(DESIGNING.items())


def test_the_seven_answers_stand_together_in_the_plan(run: Callable[..., Ran], write: Write) -> None:
    answers = "".join(f"  {key}: The answer on {name.lower()}\n" for key, name in DESIGNING.items())
    definition = write(f"{MINIMAL}meetings:\n{answers}")
    run("schedule", definition, "--today", TODAY)
    page = (definition.parent / "plan" / "plan.md").read_text(encoding="utf-8")
    _, _, below = page.partition("\n## Designing activities\n")
    part, _, _ = below.partition("\n## ")
    assert re.findall(r"The answer on (.+)", part) == [name.lower() for name in DESIGNING.values()]


def test_evidence_under_a_goal_answers_what_is_collected_and_shown_along_the_way(
    run: Callable[..., Ran], write: Write
) -> None:
    goal = "goals: {routines: {aim: Two routines, evidence: {artefacts: {what: Lesson artefacts, by: 2027-02-26}}}}\n"
    showcase = "activities: {fair: {title: Spring fair, kind: showcase, when: 2027-03-19}}\n"
    shared = goal.replace("by:", "owner: facilitator, share_at: fair, by:")
    collected, shown = "what evidence will be collected", "What evidence will be shared"

    def is_open(text: str) -> list[str]:
        out = run("check", write(MINIMAL + text), "--open", "--today", TODAY).out
        return [one for one in (collected, shown) if one in out]

    assert is_open("") == [collected, shown]
    assert is_open(goal) == [shown]
    assert is_open(shared + showcase) == []
    assert is_open("reporting: {evidence: Stories, showcase: {where: The spring fair}}\n") == []
    definition = write(MINIMAL + shared + showcase)
    run("schedule", definition, "--today", TODAY)
    assert "Lesson artefacts · Spring fair · facilitator" in (definition.parent / "plan" / "plan.md").read_text("utf-8")


def test_what_a_member_needs_is_on_a_paper_of_the_team_alone(run: Callable[..., Ran], write: Write) -> None:
    members = "name,email,support\nAmina Okafor,amina@example.org,A ride from the station\n"
    definition = write(f"{MINIMAL}membership: {{members: members.csv}}\n", {"members.csv": members})
    folder = definition.parent
    for command in ("schedule", "kit"):
        assert run(command, definition, "--today", TODAY).code == 0
    assert run("kit", definition, "members-at-a-glance", "--today", TODAY).code == 0
    holds = {
        path.relative_to(folder).as_posix().partition(".")[0]
        for path in folder.rglob("*")
        if path.is_file() and b"A ride from the station" in path.read_bytes()
    }
    assert holds == {"members", "kit/members-at-a-glance"}


def test_what_parking_costs_stands_with_where_to_park(run: Callable[..., Ran], write: Write) -> None:
    hall = "places: {hall: {name: The hall, parking: Garage on Third Street, parking_cost: 12.00}}\ncurrency: CAD\n"
    definition = write(f"{MINIMAL}{hall}meetings: {{meeting_place: hall}}\n")
    run("schedule", definition, "--today", TODAY)
    calendar = (definition.parent / "plan" / "calendar.ics").read_text(encoding="utf-8")
    assert "Parking: Garage on Third Street\\, $12.00 a car" in calendar.replace("\n ", "").replace("\r", "")

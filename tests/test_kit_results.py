"""The papers of results and legacy: to whom they go, what they say, and what they leave unsaid."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conftest import MINIMAL, ROOT
from cop_plan import kit, render
from cop_plan.app import kit_inputs, shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base import files
from cop_plan.kit.forms import ItemResult, NotePoint, YearResults
from cop_plan.kit.writing import Papers
from cop_plan.schedule import history
from kit_pages import read

HALF_DAYS = MINIMAL + "pattern: half-day-meetings\nregion: CA-AB\nleadership: {facilitator: Alex Moreau}\n"

RESULTS = YearResults(
    ("9 of 11 members use a routine weekly",),
    ("Seven online meetings were too many",),
    (NotePoint("Change", ("Four online meetings",)),),
)


def project(text: str) -> CommunityProject:
    return CommunityProject(Path("community.yaml"), ProjectOptions(content=text.encode()))


def made(from_: CommunityProject, language: str = "en-CA", results: YearResults | None = None) -> Papers:
    dated = from_.timeline
    published = history.publish(dated, None, datetime(2026, 5, 1, tzinfo=UTC))
    year = render.Year(dated, published, shipped.language(language))
    return Papers(year, render.environment(files.template_text), came_to=results)


def texts(of: Papers, *documents: str) -> dict[str, str]:
    """Return the papers of documents by their names; of all that the year asks for, without one."""
    papers = kit.papers(of.year.timeline, documents or None)
    return {paper.name: read(of.written(paper).markdown) for paper in papers}


# Letters of results.


def test_the_sponsor_and_each_partner_has_a_letter_of_results_on_the_day_of_the_report() -> None:
    of = made(CommunityProject(ROOT / "examples/literacy-for-all/community.yaml"), results=RESULTS)
    papers = [one for one in kit.papers(of.year.timeline) if one.document.name == "results-letter"]
    assert [one.recipient for one in papers] == [
        "Example Regional Consortium",
        "Example University, Faculty of Education",
    ]
    assert {entry.id for one in papers for entry in one.entries} == {"report"}
    envelopes = [kit.envelope(one, of.facts) for one in papers]
    assert [one.to[0].email for one in envelopes] == ["robin.achebe@example.org", "sam.ito@example.org"]
    sponsor, partner = (read(of.written(one).markdown) for one in papers)
    for letter in (sponsor, partner):
        assert letter.startswith("Tuesday 8 June 2027")
        assert "- 9 of 11 members use a routine weekly" in letter
        assert "- Seven online meetings were too many" in letter
        assert "Change\n- Four online meetings" in letter
    assert "- The cost of substitutes for release time" in sponsor
    assert "What we ask you to decide" in sponsor
    assert "What you gave: [______ what this organization gave]" in partner
    assert "ask you to decide" not in partner


def test_before_the_report_a_letter_of_results_has_blanks_and_no_result() -> None:
    letter = texts(made(CommunityProject(ROOT / "examples/hospital-schools/community.yaml")), "results-letter")
    (text,) = letter.values()
    for blank in ("the results in short", "what did not work", "what is to be continued, changed or stopped"):
        assert f"[______ {blank}]" in text
    assert "Dear [______ the sponsor's contact]" in text


def test_what_an_organization_gave_is_named_from_the_definition() -> None:
    text = (
        HALF_DAYS
        + """\
sponsor: {organization: Northern Trust, contact: Robin Achebe}
partners: [{organization: Hill College, contact: Sam Ito}]
guests: [{name: Jo Reed, organization: Hill College}]
budget:
  - {category: Room, in_kind: 150.00, note: Lent by Northern Trust}
  - {category: Books, planned: 150.00, note: Bought with help of Northern Trust}
activities: {meeting-1: {presenter: Jo Reed}, meeting-2: {presenter: Sam Ito}, meeting-3: {presenter: Someone Else}}
"""
    )
    letters = texts(made(project(text)), "results-letter")
    assert "What you gave:\n- Room, in kind\n" in letters["results-letter/northern-trust"]
    assert "Books" not in letters["results-letter/northern-trust"]
    assert (
        "- Half-day meeting 1, presented by Jo Reed\n- Half-day meeting 2, presented by Sam Ito\n"
        in letters["results-letter/hill-college"]
    )
    assert "Someone Else" not in letters["results-letter/hill-college"]


def test_without_sponsor_and_partners_there_is_one_letter_to_fill_in() -> None:
    assert list(texts(made(project(HALF_DAYS)), "results-letter")) == ["results-letter/blank"]


# Drafts for audiences.

AUDIENCES = """\
legacy:
  audiences:
    - {who: Principals, channel: by e-mail}
    - {who: Our staff, channel: Staff meeting}
    - {who: Everybody, channel: Social media}
    - {who: Trustees, channel: Report to the board}
    - {who: Teachers, channel: Newsletter}
    - Friends
"""


def test_each_audience_has_a_draft_for_its_channel_on_the_day_of_sharing() -> None:
    of = made(project(HALF_DAYS + AUDIENCES), results=RESULTS)
    drafts = {paper.name: paper for paper in kit.papers(of.year.timeline) if paper.document.name == "audience-draft"}
    said = {name.partition("/")[2]: read(of.written(one).markdown) for name, one in drafts.items()}
    assert list(said) == ["principals", "our-staff", "everybody", "trustees", "teachers", "friends"]
    assert {entry.document for one in drafts.values() for entry in one.entries} == {"public-summary"}
    assert "\nHello,\n" in said["principals"]
    assert "To be said in two minutes" in said["our-staff"]
    assert "One result, if there is room: 9 of 11" in said["everybody"]
    assert "For information." in said["trustees"]
    assert "For information." not in said["teachers"]
    assert "Channel: [______ the channel]" in said["friends"]
    assert all("9 of 11 members use a routine weekly" in text for text in said.values())
    assert [name for name, one in drafts.items() if of.is_message(one)] == ["audience-draft/principals"]


def test_in_a_year_that_shares_nothing_the_drafts_belong_to_the_report() -> None:
    of = made(project(HALF_DAYS + AUDIENCES + "leave_out: {share-results: None}\n"))
    drafts = [one for one in kit.papers(of.year.timeline) if one.document.name == "audience-draft"]
    assert {entry.id for one in drafts for entry in one.entries} == {"report"}


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_a_draft_without_results_says_none(language: str) -> None:
    for text in texts(made(project(HALF_DAYS + AUDIENCES), language), "audience-draft").values():
        assert "______" in text


# What a legacy plan calls for.

PLANS = """\
membership:
  members: [{name: Amina Okafor, jurisdiction: Prairie View}]
legacy:
  capacity_building: [{jurisdiction: Prairie View, team: [Amina Okafor], activity: A half day}]
"""


def test_plans_for_capacity_building_have_their_planner_in_a_year_that_leaves_their_entry_out() -> None:
    text = HALF_DAYS + PLANS + "leave_out: {discuss-capacity-building: We meet three times only}\n"
    of = made(project(text))
    assert not of.facts.asks_for("capacity-building-planner")
    assert "capacity-building-planner/prairie-view" in texts(of)
    planners = [one for one in kit.papers(of.year.timeline) if one.document.name == "capacity-building-planner"]
    assert [[entry.id for entry in one.entries] for one in planners] == [["meeting-3"]]
    named = made(project(text.replace("legacy:\n", "legacy:\n  discussed_at: [meeting-1, meeting-2]\n")))
    planners = [one for one in kit.papers(named.year.timeline) if one.document.name == "capacity-building-planner"]
    assert [[entry.id for entry in one.entries] for one in planners] == [["meeting-1", "meeting-2"]]
    without = made(project(text.replace(PLANS, "")))
    assert not [name for name in texts(without) if name.startswith("capacity-building-planner")]


@pytest.mark.parametrize("language", ["en-CA", "fr-CA"])
def test_the_title_of_a_session_breaks_no_table_of_a_planner(language: str) -> None:
    titled = "activities: {meeting-3: {title: 'Plans | *tries* | <b>'}}\n"
    plans = PLANS.replace("legacy:\n", "legacy:\n  discussed_at: [meeting-1, meeting-3]\n")
    of = made(project(HALF_DAYS + plans + titled), language)
    planner = next(one for one in kit.papers(of.year.timeline) if one.document.name == "capacity-building-planner")
    page = of.page(of.written(planner))
    assert "Plans | *tries* | &lt;b&gt;" in page


# Thanks to a jurisdiction.

SCHOOLS = """\
membership:
  members: [{name: Amina Okafor, school: Elm}]
  schools:
    - {school: Elm, jurisdiction: Prairie View, jurisdiction_contact: Lee Marchand, consultant: Ines Vogt}
    - {school: Oak, jurisdiction: Prairie View, jurisdiction_contact: lee marchand, jurisdiction_email: lee@example.org}
    - {school: Ash, jurisdiction: Prairie View, jurisdiction_contact: Dana Cole}
    - {school: Yew, jurisdiction: Prairie View, consultant: Ines Vogt, consultant_email: ines@example.org}
    - {school: Far, jurisdiction: Foothills}
"""


def test_each_contact_and_each_consultant_of_a_jurisdiction_is_thanked_once() -> None:
    of = made(project(HALF_DAYS + SCHOOLS))
    thanks = {one.name: one for one in kit.papers(of.year.timeline, ["thank-jurisdictions"])}
    letters = {name: kit.envelope(one, of.facts) for name, one in thanks.items() if "/schools/" not in name}
    assert {name: [one.email for one in envelope.to] for name, envelope in letters.items()} == {
        "thank-jurisdictions/prairie-view": ["lee@example.org"],
        "thank-jurisdictions/prairie-view/dana-cole": [],
        "thank-jurisdictions/prairie-view/ines-vogt": ["ines@example.org"],
        "thank-jurisdictions/foothills": [],
    }
    assert letters["thank-jurisdictions/foothills"].without == ("Foothills",)
    assert "Dear Ines Vogt" in read(of.written(thanks["thank-jurisdictions/prairie-view/ines-vogt"]).markdown)


# Evidence so far.


def evidence(example: str, today: date) -> str:
    from_ = CommunityProject(ROOT / "examples" / example / "community.yaml")
    dated = from_.timeline
    year = render.Year(dated, history.publish(dated, None, datetime(2026, 5, 1, tzinfo=UTC)), from_.language)
    known = kit_inputs.gather(from_, year, today, {"evidence so far"}, Path("report"))
    papers = Papers(year, from_.templates, known.records, so_far=known.so_far)
    (paper,) = kit.papers(dated, ["evidence-so-far"])
    return read(papers.written(paper).markdown)


def test_the_evidence_so_far_says_what_is_there_until_a_day_and_who_brings_the_rest() -> None:
    text = evidence("literacy-for-all", date(2027, 3, 4))
    assert "What is recorded until Thursday 4 March 2027." in text
    assert "- Orientation, Tue 29 Sep: 11 of 11\n" in text
    assert "Wrap-up" not in text.partition("What is missing")[0]
    there, _, missing = text.partition("# What is missing, and who brings it")
    assert "Published lessons | Friday 16 April 2027 | ☐ not yet" in there
    assert "Published lessons | " in missing
    assert "Lesson artefacts | Friday 26 February 2027 | ☒ since" in there
    assert "Lesson artefacts" not in missing


def test_before_anything_is_recorded_the_evidence_so_far_says_so() -> None:
    text = evidence("hospital-schools", date(2027, 3, 4))
    assert "No attendance is recorded yet." in text
    assert "Nothing else is recorded yet." in text
    assert "[______ the goals]" in text
    assert "Success stories | Facilitator | " in text


def test_attendance_in_a_group_under_the_limit_is_not_in_the_evidence_so_far(tmp_path: Path) -> None:
    from_ = ROOT / "examples/lire-a-sept"
    shutil.copytree(from_, tmp_path / "lire")
    definition = tmp_path / "lire/community.yaml"
    definition.write_text(definition.read_text().replace("hide_groups_under: 6", "hide_groups_under: 8"))
    found = CommunityProject(definition)
    dated = found.timeline
    year = render.Year(dated, history.publish(dated, None, datetime(2026, 5, 1, tzinfo=UTC)), found.language)
    so_far = kit_inputs.gather(found, year, date(2027, 3, 4), {"evidence so far"}, tmp_path / "report").so_far
    assert so_far is not None
    assert so_far.attendance
    assert not [line for line in so_far.attendance if "sur 7" in line]


# Papers ask the year first.


def test_the_closing_checklist_ticks_only_what_the_year_has() -> None:
    bare = HALF_DAYS + "leave_out: {report: None, commitment: None, reflection: None}\n"
    (text,) = texts(made(project(bare)), "closing-checklist").values()
    for word in ("ecording", "website", "survey", "form services", "report", "card of commitments", "Reflections"):
        assert word not in text, word
    full = CommunityProject(ROOT / "examples/literacy-for-all/community.yaml")
    (text,) = texts(made(full), "closing-checklist").values()
    for word in ("Recordings", "website", "survey answers", "The report reached", "card of commitments", "Reflections"):
        assert word in text, word


@pytest.mark.parametrize(("language", "second"), [("en-CA", "come again on"), ("fr-CA", "reviendront le")])
def test_a_survey_speaks_of_a_second_one_only_where_there_is_one(language: str, second: str) -> None:
    items = "surveys: {scale: [Low, High], items: {read: {ask: I read, in: [%s]}}}\n"
    both = texts(made(project(HALF_DAYS + items % "baseline, final"), language), "baseline-survey")
    once = texts(made(project(HALF_DAYS + items % "baseline"), language), "baseline-survey")
    assert second in both["baseline-survey"]
    assert second not in once["baseline-survey"]
    assert "match" in both["baseline-survey"] or "appari" in both["baseline-survey"]
    assert "match" not in once["baseline-survey"]
    assert "appari" not in once["baseline-survey"]
    none = texts(made(project(HALF_DAYS + "leave_out: {final-survey: No time}\n"), language), "baseline-survey")
    assert second not in none["baseline-survey"]


def test_a_scale_of_bare_numbers_says_which_end_is_high() -> None:
    items = "surveys: {items: {read: {ask: I read, scale: [1, 2, 3]}, try: {ask: I try, scale: [Low, High]}}}\n"
    (text,) = texts(made(project(HALF_DAYS + items)), "baseline-survey").values()
    assert "Tick one box in each row (1 = low, 3 = high) | 1 | 2 | 3" in text
    assert "Tick one box in each row | Low | High" in text


def test_half_days_thank_schools_and_jurisdictions_on_a_day_of_their_own() -> None:
    of = made(CommunityProject(ROOT / "examples/lire-a-sept/community.yaml"))
    thanks = [one for one in kit.papers(of.year.timeline) if one.document.name == "thank-jurisdictions"]
    assert {one.recipient for one in thanks} == {
        *("Division scolaire des Trois-Rivières", "Division scolaire du Piémont"),
        *(one.school for one in of.facts.community.membership.schools),
    }
    assert {entry.id for one in thanks for entry in one.entries} == {"thank-jurisdictions"}


# Each area of purpose.


def test_the_review_by_area_has_the_goals_and_findings_of_each_area_and_those_that_nobody_chose() -> None:
    text = """\
purpose: {areas: [creating new knowledge]}
goals: {routines: {aim: Two routines, area: learning and developing practice}}
surveys: {scale: [Low, High], items: {together: {ask: I meet others, area: developing relationships}}}
"""
    found = YearResults(by_area=(("developing relationships", "They meet others more"),))
    (review,) = texts(made(project(HALF_DAYS + text), results=found), "areas-review").values()
    heads = ["Creating new knowledge", "Learning and developing practice", "Developing relationships"]
    parts = review.split("\n# ")
    assert [part.partition("\n")[0] for part in parts[1:]] == heads
    assert "- [______ the results in short]" in parts[1]
    assert "- Two routines: ☐ reached" in parts[2]
    assert "- They meet others more" in parts[3]


def test_the_report_tells_which_area_its_findings_belong_to(tmp_path: Path) -> None:
    found = CommunityProject(ROOT / "examples/literacy-for-all/community.yaml")
    year = render.Year(
        found.timeline, history.publish(found.timeline, None, datetime(2026, 5, 1, tzinfo=UTC)), found.language
    )
    results = kit_inputs.gather(found, year, date(2027, 6, 20), {"results"}, tmp_path).results
    areas = {area for area, _ in results.by_area}
    assert areas == {"developing relationships", "learning and developing practice"}
    assert all(line in results.in_short for _, line in results.by_area)


def test_a_letter_in_which_all_results_are_hidden_says_so_once() -> None:
    of = made(project(HALF_DAYS))
    hidden = [ItemResult("I read", hidden=True), ItemResult("I write", hidden=True)]
    all_hidden = Papers(of.year, render.environment(files.template_text), results=hidden)
    (text,) = texts(all_hidden, "orientation-letter").values()
    assert text.count("too few members answered each question") == 1
    assert "I read" not in text


# The map of the year.


@pytest.mark.parametrize("example", ["literacy-for-all", "lire-a-sept", "hospital-schools", "college-readers"])
def test_the_map_has_each_session_and_each_letter_of_the_year_and_no_step(example: str) -> None:
    of = made(CommunityProject(ROOT / "examples" / example / "community.yaml"))
    (text,) = texts(of, "year-map").values()
    timeline = of.year.timeline
    for entry in timeline.entries:
        row = f"{entry.title} ({of.year.words.short_day(entry.day)})".replace("\u00a0", " ")
        assert (row in text) == (entry.is_session or (entry.kind == "letter" and entry.parent is None)), entry.id

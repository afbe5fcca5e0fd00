"""The rules of good practice: each with its two examples, and what the command tells of them."""

import itertools
import json
import re
import runpy
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

import communities
from conftest import MINIMAL, ROOT, TODAY, DatedYear, Ran, Write, calls, minimal
from cop_plan import rules
from cop_plan.app import check
from cop_plan.base import errors
from cop_plan.dates import workdays
from cop_plan.definition import languages, load
from cop_plan.definition.community import Thresholds
from cop_plan.interview import questions
from cop_plan.schedule import timeline as timelines

Run = Callable[..., Ran]
YearOf = Callable[..., DatedYear]

RULES = {rule.name: rule for rule in rules.RULES}
SAYS = check.sentences()
EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/community.yaml"))
DECIDED = (
    "purpose: {concern: students who cannot yet read the texts of their subjects}\n"
    "leadership: {facilitator: Alex Moreau}\n"
)


def checked(
    year: DatedYear,
    today: str = TODAY,
    *,
    recorded: bool = True,
    published: dict[str, date] | None = None,
    busy: tuple[rules.Busy, ...] = (),
) -> rules.RuleResults:
    """Look at a year as the command does."""
    open_days, day = year.project.open_days, date.fromisoformat(today)
    return rules.run(
        rules.RuleContext(year.dated, open_days, day, recorded, published or {}, is_own=year.loaded.is_own, busy=busy)
    )


def found(looked: rules.RuleResults, *severities: str) -> list[str]:
    wanted = severities or rules.SEVERITIES
    return [finding.rule.name for finding in looked.findings if finding.rule.severity in wanted]


def messages(looked: rules.RuleResults, rule: str) -> list[str]:
    return [SAYS.message(finding) for finding in looked.findings if finding.rule.name == rule]


def asked(looked: rules.RuleResults) -> list[str]:
    return [SAYS.question(finding) for finding in looked.open]


# All rules.


@pytest.mark.parametrize("name", RULES)
def test_a_rule_finds_what_breaks_it_and_leaves_in_peace_what_keeps_it(name: str, year_of: YearOf) -> None:
    example = check.example(RULES[name])
    looked = [
        checked(
            year_of(text),
            str(example.today),
            recorded=example.recorded,
            published=dict(example.published),
            busy=example.busy,
        )
        for text in (example.breaks, example.keeps)
    ]
    broken, kept = map(found, looked)
    assert broken.count(name) == 1, f"`breaks` of {name}.yaml has one remark of {name}; found: {broken}"
    # Nothing else is between the two.
    assert [one for one in broken if one != name] == kept, "`breaks` and `keeps` differ in more than the one remark"
    others = {*found(looked[0], "error", "warning")} - {name} | {*found(looked[1], "error", "warning")}
    assert not others, f"{name}.yaml lacks what is due on {example.today}: write it in, or take an earlier day"


def test_every_rule_has_its_examples_and_no_example_is_of_no_rule() -> None:
    assert {path.stem for path in (ROOT / "cop_plan" / "rules").glob("*.yaml")} == set(RULES)


def test_no_two_rules_have_one_name_and_every_one_has_a_reason_and_a_source() -> None:
    assert len(RULES) == len(rules.RULES)
    assert all(SAYS.reason(rule).endswith(".") and SAYS.source(rule) for rule in rules.RULES)


def test_every_threshold_is_named_by_its_rule_as_ours() -> None:
    named = {name for rule in rules.RULES for name in re.findall(r"thresholds\.(\w+)", SAYS.source(rule))}
    assert named == set(Thresholds.model_fields)
    for name, field in Thresholds.model_fields.items():
        rule = re.match(r"`([\w-]+)`: ", field.description or "")
        assert rule, name
        assert f"thresholds.{name}" in SAYS.source(RULES[rule[1]])


@pytest.mark.parametrize("rule", [rule for rule in rules.RULES if rule.decided_at], ids=lambda rule: rule.name)
def test_a_rule_waits_for_entries_that_a_pattern_has(rule: rules.Rule, year_of: YearOf) -> None:
    known: set[str] = set()
    for pattern in load.SHIPPED_PATTERNS:
        known |= {entry.id for entry in year_of(minimal(pattern)).dated.entries}
    assert set(rule.decided_at or ()) <= known


def test_rules_stand_in_the_order_of_their_themes_and_of_their_places_there() -> None:
    themes = ["days", "aims", "people", "meetings", "ignored"]
    modules = dict.fromkeys(rule.look.__module__.rpartition(".")[2] for rule in rules.RULES)
    assert [module for module in modules if module in themes] == themes
    for _, found in itertools.groupby(rules.RULES, key=lambda rule: rule.look.__module__):
        lines = [rule.look.__code__.co_firstlineno for rule in found]
        assert lines == sorted(lines)


def test_what_is_ignored_in_vain_is_looked_for_last() -> None:
    assert rules.RULES[-1].name == "unused-ignore"


def test_the_page_on_the_rules_is_made_from_them() -> None:
    made = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    assert made == runpy.run_path(str(ROOT / "docs" / "rules.py"))["page"](), "run  make docs"


# What is not decided yet is an open question, not a finding.


@pytest.mark.parametrize("pattern", load.SHIPPED_PATTERNS)
@pytest.mark.parametrize("today", ["2026-05-01", "2026-05-31"])
def test_ten_lines_in_may_give_neither_error_nor_warning(pattern: str, today: str, year_of: YearOf) -> None:
    text = minimal(pattern) + "region: CA-AB\nactivities: {orientation: {at: 9:00}}\n"
    if pattern == "half-day-meetings":
        text = text.replace("orientation", "meeting-1")
    assert found(checked(year_of(text), today), "error", "warning") == []


def test_what_is_missing_is_an_open_question_until_it_is_decided_and_then_one_warning(year_of: YearOf) -> None:
    year = year_of(MINIMAL + DECIDED + "goals: {routines: Two routines in weekly use}\n")
    letters = year["letters-of-agreement"].day
    before, after = checked(year, str(letters)), checked(year, str(letters.replace(day=letters.day + 1)))
    question = "What will show that the goal 'Two routines in weekly use' is reached?"
    assert question in asked(before)
    assert found(before, "warning") == []
    assert question not in asked(after)
    assert found(after, "warning") == ["goal-without-evidence"]


def test_what_the_planning_tool_asks_no_rule_asks_again(year_of: YearOf) -> None:
    members = "[{name: Amina, jurisdiction: Prairie View}, {name: Caleb, jurisdiction: Foothills}]"
    text = f"{MINIMAL}membership: {{members: {members}}}\n"
    decided = text + "legacy: {capacity_building: [{jurisdiction: Foothills}]}\n"
    at = [[one.remark.path for one in checked(year_of(text)).open] for text in (text, decided)]
    assert [("legacy", "capacity_building") in paths for paths in at] == [False, True]


def test_without_its_entry_a_rule_waits_for_the_first_session(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "leave_out: {letters-of-agreement: We know each other}\n")
    assert "no-purpose" not in found(checked(year, str(year["orientation"].day)))
    assert "no-purpose" in found(checked(year, "2026-09-30"))


def test_a_place_without_any_words_on_the_matter_is_the_definition_itself(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    looked = checked(year, "2026-07-01")
    (remark,) = [one.remark for one in looked.findings if one.rule.name == "no-purpose"]
    assert str(year.loaded.place(remark.path, key=remark.at_key)).endswith("/community.yaml:1:1")


# Single rules, where there is more to say than two examples do.


@pytest.mark.parametrize("first", range(2024, 2041))
@pytest.mark.parametrize("pattern", load.SHIPPED_PATTERNS)
def test_no_month_of_a_pattern_is_empty(pattern: str, first: int, year_of: YearOf) -> None:
    year = str(first) if pattern == load.CALENDAR_YEAR else f"{first}-{first + 1}"
    region = "NZ" if pattern == load.CALENDAR_YEAR else "CA-AB"
    text = f"name: Readers\nyear: {year}\ntimezone: America/Edmonton\nregion: {region}\npattern: {pattern}\n"
    assert not {"gap", "empty-month"} & set(found(checked(year_of(text))))


QUIET = "leave_out: {blog: No time, online-meeting: The webinars are enough, webinar-3: The winter is full}\n"


def test_of_an_empty_month_and_a_gap_one_speaks(year_of: YearOf) -> None:
    early = "activities: {webinar-4: {when: 2027-03-09}}\n"
    looked = checked(year_of(MINIMAL + QUIET + early))
    assert [one for one in found(looked) if one in ("gap", "empty-month")] == ["empty-month"]
    assert "nothing reaches the members in February 2027, between" in messages(looked, "empty-month")[0]
    looked = checked(year_of(MINIMAL + QUIET))  # a week later it is a gap
    assert [one for one in found(looked) if one in ("gap", "empty-month")] == ["gap"]


def test_a_month_that_is_closed_throughout_is_not_empty(year_of: YearOf) -> None:
    early = "activities: {webinar-4: {when: 2027-03-09}}\n"
    closed = "closures: {winter: 2027-02-01 to 2027-02-28}\n"
    assert "empty-month" not in found(checked(year_of(MINIMAL + QUIET + early + closed)))


@pytest.mark.parametrize(("said", "is_found"), [("no", True), ("not yet", True), ("yes", False), ("", False)])
def test_a_community_that_is_no_priority_needs_a_sponsor(said: str, is_found: bool, year_of: YearOf) -> None:
    text = MINIMAL + f"purpose: {{division_priority: {said}}}\n"
    assert ("not-a-priority" in found(checked(year_of(text), "2026-04-01"))) == is_found
    assert "not-a-priority" not in found(checked(year_of(text + "sponsor: Example Consortium\n")))


def test_only_posts_are_counted_where_nobody_moderates_the_blog(year_of: YearOf) -> None:
    year = year_of(MINIMAL)
    titles = ("Publish the moderated blog post", "Publish a blog post on a related topic")
    posts = [entry for entry in year.dated.entries if entry.title in titles]
    (said,) = messages(checked(year, "2026-10-01"), "no-moderator")
    assert said.startswith(f"{len(posts)} blog posts, ")


def test_what_is_to_be_shown_needs_a_day_of_any_showcase(year_of: YearOf) -> None:
    text = MINIMAL + "reporting: {showcase: {where: The spring fair}}\n"
    own = "activities: {fair: {title: Fair, kind: showcase, when: 2027-03-19}}\n"
    assert "showing-without-day" in found(checked(year_of(text)))
    assert "showing-without-day" not in found(checked(year_of(text + own)))
    assert "showing-without-day" not in found(checked(year_of(MINIMAL)))


def test_july_and_august_are_no_gap(year_of: YearOf) -> None:
    bare = "title: Bare\nactivities: {}\n"
    text = MINIMAL + "pattern: bare.yaml\nactivities:\n"
    for number, when in enumerate(["2026-06-20", "2026-09-10"]):
        text += f"  meeting-{number}: {{kind: gathering, when: {when}, steps: {{follow-up: {{when: same day}}}}}}\n"
    assert "gap" not in found(checked(year_of(text, {"bare.yaml": bare})))
    text = text.replace("2026-06-20", "2026-09-20").replace("2026-09-10", "2026-11-20")
    assert "gap" in found(checked(year_of(text, {"bare.yaml": bare})))


def test_a_convention_of_a_division_that_sends_nobody_is_a_closed_day_and_no_error(year_of: YearOf) -> None:
    text = MINIMAL + (
        "closures: {c: {days: 2027-02-11, kind: teachers' convention, for: [Foothills]}}\n"
        "membership:\n"
        "  schools: [{school: Elm, jurisdiction: Prairie View}, {school: Oak, jurisdiction: Foothills}]\n"
        "  members: [{name: Amina, school: Elm}%s]\n"
        "activities: {webinar-3: {when: 2027-02-11}}\n"
    )
    assert found(checked(year_of(text % "")), "error", "warning") == ["closed-day"]
    assert found(checked(year_of(text % ", {name: Caleb, school: Oak}")), "error", "warning") == ["convention-day"]


def test_a_conference_has_its_date_whatever_is_closed(year_of: YearOf) -> None:
    text = MINIMAL + "activities: {conference: {kind: showcase, when: 2027-03-20}}\n"  # a Saturday
    assert "closed-day" not in found(checked(year_of(text)))


def test_the_same_day_is_in_order(year_of: YearOf) -> None:
    text = (
        MINIMAL + "activities: {report: {when: same day as final-survey}, thank-members: {when: same day as report}}\n"
    )
    assert "wrong-order" not in found(checked(year_of(text)))


def test_resources_come_after_confirmation_and_before_orientation(year_of: YearOf) -> None:
    assert "wrong-order" not in found(checked(year_of(MINIMAL)))  # ordered in August, confirmed in September
    late = year_of(MINIMAL + "activities: {order-resources: {when: first tuesday of october}}\n")
    assert "which builds on it" in messages(checked(late), "wrong-order")[0]


@pytest.mark.parametrize(
    ("written", "said", "hint"),
    [
        (
            "success-stories: {when: 1 week after wrap-up}",
            "'Collect the success stories' on Tue 1 Jun 2027 comes after 'Wrap-up' on Tue 25 May 2027,"
            " which builds on it",
            "write  when: 2027-05-25, or change activities.wrap-up.when",
        ),
        (
            "wrap-up: {when: first tuesday of march}",
            "'Wrap-up' on Tue 2 Mar 2027 comes before 'Webinar 4' on Tue 16 Mar 2027, on which it builds",
            "write  when: 2027-03-16, or change activities.webinar-4.when",
        ),
    ],
    ids=["too late", "too early"],
)
def test_what_is_out_of_order_is_told_once_at_the_date_that_the_person_wrote(
    written: str, said: str, hint: str, year_of: YearOf
) -> None:
    looked = checked(year_of(MINIMAL + f"activities: {{{written}}}\n"))
    (finding,) = [one for one in looked.findings if one.rule.name == "wrong-order"]
    assert (SAYS.message(finding), SAYS.hint(finding)) == (said, hint)
    assert finding.remark.path == ("activities", written.partition(":")[0], "when")


def test_lunch_is_a_break_and_so_is_a_pause_in_french(year_of: YearOf) -> None:
    text = MINIMAL + (
        "activities: {orientation: {lasts: 3 hours, agenda: [A: 80 minutes, %s: 20 minutes, B: 80 minutes]}}\n"
    )
    for pause in ("Lunch together", "Wellness break", "Pause café", "Dîner"):
        assert "no-break" not in found(checked(year_of(text % pause)))
    assert "no-break" in found(checked(year_of(text % "Breakthroughs")))


@pytest.mark.parametrize(
    ("agenda", "hint"),
    [
        ("Talk: 120 minutes", "divide it, with a line between:  - Break: 10 minutes"),
        ("Talk: 60 minutes, Work: 60 minutes", "put a line before it:  - Break: 10 minutes"),
    ],
)
def test_a_block_that_is_too_long_alone_is_divided(agenda: str, hint: str, year_of: YearOf) -> None:
    looked = checked(year_of(MINIMAL + f"activities: {{orientation: {{lasts: 2 hours, agenda: [{agenda}]}}}}\n"))
    assert [SAYS.hint(one) for one in looked.findings if one.rule.name == "no-break"] == [hint]


@pytest.mark.parametrize(
    ("step", "late"),
    [
        ("{when: 2 days before, document: webinar-guide}", ["talk.guide-out"]),
        ("{when: 2 days before, kind: letter, document: webinar-guide}", ["talk.guide-out"]),
        ("{when: 8 days before, document: webinar-guide}", []),
        ("{when: 1 day after, document: webinar-guide}", []),
    ],
    ids=["task", "letter", "early", "posted again"],
)
def test_a_guide_is_late_by_the_last_step_that_has_it(step: str, late: list[str], year_of: YearOf) -> None:
    text = MINIMAL + f"activities: {{talk: {{kind: webinar, when: 2026-11-24, steps: {{guide-out: {step}}}}}}}\n"
    looked = checked(year_of(text))
    assert [one.remark.about for one in looked.findings if one.rule.name == "late-guide"] == late


def test_resources_of_no_kind_are_not_said_to_be_of_one(year_of: YearOf) -> None:
    text = (
        MINIMAL + "resources: [{title: A, kind: print}, {title: B, kind: print}%s]\nthresholds: {resources_from: 3}\n"
    )
    without = ", {title: C}, {title: D}"
    assert messages(checked(year_of(text % without)), "resources-of-one-kind") == []
    said = ["all 3 resources whose kind is written are of one kind: print"]
    assert messages(checked(year_of(text % f"{without}, {{title: E, kind: print}}")), "resources-of-one-kind") == said


def test_only_the_place_where_a_session_is_costs_rent(year_of: YearOf) -> None:
    text = PAID.replace("places: {", "places: {barn: {name: The barn, cost: 80}, attic: {name: The attic, cost: 90}, ")
    text += "activities: {orientation: {where: barn}}\n"
    looked = checked(year_of(text))
    assert [one.remark.about for one in looked.findings if one.rule.name == "paid-venue"] == ["barn", "hall"]


def test_who_never_confirmed_signs_no_letter_and_who_has_no_school_needs_none(year_of: YearOf) -> None:
    text = MINIMAL + (
        "membership:\n  schools: [{school: Elm, principal: Jo}]\n  members:\n"
        "    - {name: Amina, school: Elm, agreement_signed: 2026-06-12, confirmed: 2026-09-08}\n"
        "    - {name: Isaac, school: Elm, agreement_sent: 2026-06-01}\n"
        "    - {name: Ada, jurisdiction: Prairie View, confirmed: 2026-09-08}\n"
    )
    year = year_of(text)
    assert messages(checked(year, "2026-07-01"), "unsigned-letters") == ["1 of 2 letters of agreement is not signed"]
    assert messages(checked(year, "2026-10-01"), "unsigned-letters") == []


def test_who_joins_later_has_not_failed_to_sign_yet_and_signed_for_no_session_before(year_of: YearOf) -> None:
    text = MINIMAL + (
        "membership:\n  schools: [{school: Elm, principal: Jo}]\n  members:\n"
        "    - {name: Amina, school: Elm, confirmed: 2026-09-08, agreement_signed: 2026-06-12, joined: 2026-09-22}\n"
        "    - {name: Bo, school: Elm, confirmed: 2026-09-08, %s joined: 2027-01-12}\n"
    )
    unsigned = year_of(text % "")
    assert messages(checked(unsigned, "2027-01-11"), "unsigned-letters") == []
    assert messages(checked(unsigned, "2027-01-12"), "unsigned-letters") == [
        "1 of 2 letters of agreement is not signed"
    ]
    signed = year_of(text % "agreement_signed: 2027-01-08,")
    published = {"webinar-1": date(2026, 11, 10), "webinar-3": date(2027, 2, 9)}
    found = messages(checked(signed, "2027-01-12", published=published), "letter-changed")
    assert [said.partition(", and ")[2][:8] for said in found] == ["1 member", "2 member"]


def test_a_link_is_missed_in_the_two_weeks_before_a_session_and_not_after_it(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "leave_out: {online-meeting: too many}\n")
    days = ("2026-11-02", "2026-11-03", "2026-11-17", "2026-11-18")
    assert ["no-link" in found(checked(year, day)) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("wanted", "held", "is_held"),
    [
        ("Principal", "Vice-principal", False),
        ("Principal", "Assistant Principal", False),
        ("directrice", "Directrice adjointe", False),
        ("Lead", "Team Leader", False),
        ("Principal", "Principal, Elm Street School", True),
        ("literacy lead", "Grade 5 teacher and Literacy Lead", True),
        ("Teacher", "Teacher, Assistant Principal", True),
        ("Vice-principal", "Vice principal", True),
    ],
)
def test_a_position_is_held_by_whole_words_and_not_by_a_deputy(
    wanted: str, held: str, is_held: bool, year_of: YearOf
) -> None:
    text = MINIMAL + (
        f'membership: {{must_include: [{{position: "{wanted}"}}], members: [{{name: Amina, position: "{held}"}}]}}\n'
    )
    assert ("must-include" in found(checked(year_of(text), "2026-10-01"))) != is_held


def test_a_blank_in_a_table_has_its_row_and_cell(year_of: YearOf) -> None:
    year = year_of(MINIMAL + "membership: {members: m.csv}\n", {"m.csv": "name,brings\nAmina,\nCaleb,lessons on ___\n"})
    (remark,) = [one.remark for one in checked(year).findings if one.rule.name == "unfilled-blank"]
    assert str(year.loaded.place(remark.path)).endswith("m.csv:3:2")


@pytest.mark.parametrize(
    ("written", "is_found"),
    [
        ("no", True),
        ("None.", True),
        ("none at all", True),
        ("aucune", True),
        ('"none, because we cook together"', False),
        ("none because we cook together", False),
        ('"aucune, on cuisine ensemble"', False),
        ("aucune parce qu’on cuisine ensemble", False),
        ("No-cost video link", False),
    ],
)
def test_no_without_a_reason_is_no_way_to_take_part(written: str, is_found: bool, year_of: YearOf) -> None:
    text = MINIMAL + f"activities: {{orientation: {{at: 9:00, virtual_option: {written}}}}}\n"
    looked = checked(year_of(text), "2026-06-01")
    paths = [one.remark.path for one in looked.findings if one.rule.name == "no-virtual-option"]
    assert (("activities", "orientation", "virtual_option") in paths) == is_found


def test_a_threshold_can_be_changed(year_of: YearOf) -> None:
    text = MINIMAL + "thresholds: {report_working_days: %s}\n"
    assert "report-too-soon" not in found(checked(year_of(text % 10)))
    assert "report-too-soon" in found(checked(year_of(text % 11)))


def test_the_work_grows_with_the_entries_and_no_faster(year_of: YearOf) -> None:
    few, many = (many_entries(year_of, count) for count in (100, 200))
    assert calls(lambda: checked(many)) < 2.5 * calls(lambda: checked(few))
    assert len(checked(many).excused) == 200


def many_entries(year_of: YearOf, activities: int) -> DatedYear:
    """Return a year of so many activities, each with steps, of which none is as it should be."""
    lines = [
        f"  m-{n}: {{kind: webinar, when: 2026-{10 + n % 3}-{1 + n % 28:02}, agenda: [A: 30 minutes, B: 31 minutes],"
        f" steps: {{s: {{when: same day}}}}}}\n"
        for n in range(activities)
    ]
    ignored = "ignore:\n  agenda-arithmetic:\n" + "".join(f"    m-{n}: on purpose\n" for n in range(activities))
    bare = {"bare.yaml": "title: Bare\nactivities: {}\n"}
    return year_of(MINIMAL + "pattern: bare.yaml\nactivities:\n" + "".join(lines) + ignored, bare)


@settings(max_examples=60, derandomize=True)
@given(definition=communities.definitions(), days_in=st.integers(-300, 600), recorded=st.booleans())
def test_the_rules_can_look_at_any_year_on_any_day(
    definition: communities.Definition, days_in: int, recorded: bool
) -> None:
    try:
        dated = communities.dated_year(definition)
    except errors.Problems:
        reject()
    today = dated.community.year.first + timedelta(days=days_in)
    open_days = timelines.workdays_of(dated.community, workdays.Holidays())
    looked = rules.run(rules.RuleContext(dated, open_days, today, recorded))
    for finding in looked.findings:
        for says in map(check.sentences, languages.TAGS):
            assert "\n" not in f"{says.message(finding)}{says.hint(finding)}{says.question(finding)}"
        assert finding.remark.about is None or finding.rule.about


# Ignoring.

PAID = MINIMAL + "places: {hall: {name: The hall, cost: 120}}\nmeetings: {meeting_place: hall}\n"


@pytest.mark.parametrize("written", ["{paid-venue: It is dear to us}", "{paid-venue: {hall: It is dear to us}}"])
def test_a_rule_is_ignored_with_its_reason(written: str, year_of: YearOf) -> None:
    looked = checked(year_of(PAID + f"ignore: {written}\n"))
    assert found(looked) == []
    assert [(one.finding.rule.name, one.reason) for one in looked.excused] == [("paid-venue", "It is dear to us")]


def test_what_is_ignored_for_an_activity_is_ignored_for_its_parts(year_of: YearOf) -> None:
    text = MINIMAL + (
        "activities: {webinar-1: {steps: {distribute-guide: {when: 2 days before}}}}\n"
        "ignore: {late-guide: {webinar-1: It is short}}\n"
    )
    assert found(checked(year_of(text))) == []


def test_an_ignore_is_used_before_its_rule_is_due(year_of: YearOf) -> None:
    text = MINIMAL + "ignore: {no-virtual-option: {wrap-up: spoken in the room}}\n"
    for today in (TODAY, "2026-07-01"):
        assert "unused-ignore" not in found(checked(year_of(text), today))


def test_an_ignore_of_what_comes_and_goes_is_never_unused(year_of: YearOf) -> None:
    assert found(checked(year_of(MINIMAL + "ignore: {no-link: It is sent by e-mail}\n"))) == []


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("{no-virtual-options: why}", ["no rule is called 'no-virtual-options'", "did you mean 'no-virtual-option'?"]),
        ("{no-follow-up: {webinar-7: why}}", ["no entry is called 'webinar-7'", "did you mean 'webinar-4'?"]),
        ("{no-follow-up: {blog.may: why}}", ["'blog.may' is left out"]),
        ("{no-budget: {webinar-1: why}}", ["'no-budget' speaks of the whole year", "no-budget: and the reason"]),
        ("{goal-without-evidence: {rutines: why}}", ["no goal is called 'rutines'", "did you mean 'routines'?"]),
    ],
    ids=["rule", "entry", "left-out", "whole-year", "goal"],
)
def test_an_ignore_of_what_is_not_there_is_a_problem_with_its_place(
    written: str, answer: Iterable[str], run: Run, write: Write
) -> None:
    text = MINIMAL + "goals: {routines: Two}\nleave_out: {blog.may: no}\n"
    done = run("check", write(text + f"ignore: {written}\n"))
    assert done.code == 1
    assert re.search(r"community\.yaml:6:\d+: ignore\.", done.err)
    for part in answer:
        assert part in done.err


def test_an_unknown_rule_is_told_beside_other_problems(run: Run, write: Write) -> None:
    done = run("check", write(MINIMAL + "activities: {report: {when: 1 day after rapport}}\nignore: {gup: why}\n"))
    assert "no entry is called 'rapport'" in done.err
    assert "did you mean 'gap'?" in done.err
    assert "2 problems" in done.err


# The command.

LATE_EVIDENCE = (
    "goals: {routines: {aim: Two routines, evidence: {artefacts: {by: last friday of march, share_at: conference}}}}\n"
    "activities: {conference: {kind: showcase, when: third friday of march}}\n"
)


@pytest.mark.parametrize("today", ["2026-05-01", "2026-11-21", "2027-09-30"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_gives_neither_error_nor_warning_all_year(name: str, today: str, run: Run) -> None:
    done = run("check", f"examples/{name}/community.yaml", "--strict", "--today", today, cwd=ROOT)
    assert done.code == 0, done.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("  online-meeting.january: {cancelled: Flu}", ["review-guidelines"]),
        ("  orientation: {cancelled: Flu}", ["baseline-survey", "draft-guidelines"]),
        ("  orientation: {cancelled: Flu}\n  other: {title: Other, kind: visit, when: 2026-09-22}", []),
        (
            "  webinar-3: {cancelled: Flu}\nlegacy: {discussed_at: [webinar-3, webinar-4]}",
            ["discuss-capacity-building"],
        ),
    ],
)
def test_what_stays_on_the_day_of_a_cancelled_session_is_told_once(more: str, said: list[str], year_of: YearOf) -> None:
    looked = checked(year_of(f"{MINIMAL}activities:\n{more}\n"))
    assert [one.remark.about for one in looked.findings if one.rule.name == "cancelled-day"] == said
    assert not {one.remark.about for one in looked.findings if one.rule.name == "wrong-order"} & set(said)


def test_findings_are_grouped_the_gravest_first_with_place_and_hint(run: Run, write: Write) -> None:
    definition = write(PAID + LATE_EVIDENCE + "ignore: {past-dates: We keep no record}\n")
    done = run("check", definition.name, "--today", TODAY, cwd=definition.parent)
    assert done.err == ""
    *lines, counts = done.out.splitlines(keepends=True)
    assert "".join(lines) == (
        "1 error\n"
        "community.yaml:6:66: evidence-after-showing: 'Two routines' is due on Fri 26 Mar 2027, after 'Conference' on"
        " Fri 19 Mar 2027, where it is shared\n"
        "    hint: write  by: 1 week before conference\n"
        "1 hint\n"
        "community.yaml:4:39: paid-venue: 'The hall' costs 120 in rent\n"
        "    hint: a school, a library or a member's workplace may have a room that is free\n"
        "1 ignored\n"
        "community.yaml:2:7: past-dates: 2 entries lie before today, and nothing is recorded as done\n"
        "    because: We keep no record\n"
    )
    said = (
        r"community\.yaml: no problems; a year of \d+ entries; 1 error, 1 hint, 1 ignored; "
        r"\d+ open questions and \d+ of the rules\n"
    )
    assert re.fullmatch(said, counts)


HINT = "    hint: write under {}  virtual_option: a video link"


@pytest.mark.parametrize("tongue", ["", "language: fr-CA\n"], ids=["English", "French"])
@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("", "1:1"),
        ("activities:\n  report: {notes: By us}\n", "{last}:1"),
        ("activities: {orientation.follow-up: {when: 2 days after}}\n", "{last}:14"),
    ],
    ids=["no activities", "another entry", "a step of it"],
)
def test_a_finding_about_what_a_pattern_wrote_stands_in_the_definition_and_says_where_to_write(
    written: str, place: str, tongue: str, run: Run, write: Write
) -> None:
    definition = write(MINIMAL + tongue + written)
    done = run("check", definition.name, "--today", "2026-07-01", cwd=definition.parent)
    told = re.search(r"(community\.yaml:\d+:\d+): no-virtual-option: .*orientation.*\n(.*)", done.out, re.I)
    assert told
    assert told[1] == "community.yaml:" + place.format(last=(MINIMAL + tongue).count("\n") + 1)
    hint = "    conseil\u00a0: écrivez sous {}  virtual_option: un lien vidéo" if tongue else HINT
    assert told[2].startswith(hint.format("activities.orientation"))
    assert "no-virtual-option: activities.wrap-up.virtual_option: " in done.out


@pytest.mark.parametrize("pattern", load.SHIPPED_PATTERNS)
def test_no_finding_names_a_file_of_the_program(pattern: str, run: Run, write: Write) -> None:
    launch = "meeting-1" if pattern == "half-day-meetings" else "orientation"
    text = minimal(pattern) + (
        f"region: CA-AB\nactivities: {{{launch}: {{when: second tuesday of january}}}}\n"
        "goals: {a: A, b: B}\nthresholds: {agenda_days: 40, gap_weeks: 1, notice_weeks: 90, link_days: 300}\n"
    )
    for today in ("2026-10-01", "2027-06-30"):
        done = run("check", write(text), "--today", today, "--json")
        found = json.loads(done.out)["findings"]
        assert {one["file"].rpartition("/")[2] for one in found} == {"community.yaml"}


def test_a_finding_about_a_pattern_of_ones_own_stands_in_it(run: Run, write: Write) -> None:
    own = "title: Ours\nactivities:\n  start: {title: Start, kind: gathering, when: 2026-09-22}\n"
    definition = write(MINIMAL + "pattern: patterns/ours.yaml\n", {"patterns/ours.yaml": own})
    done = run("check", definition.name, "--today", "2026-10-01", cwd=definition.parent)
    assert "patterns/ours.yaml:3:10: no-virtual-option: 'Start'" in done.out
    assert "hint: write  virtual_option" in done.out


def test_a_finding_is_one_line_whatever_a_person_wrote(run: Run, write: Write) -> None:
    definition = write(PAID.replace("The hall", '"The\\nhall"') + "ignore:\n  past-dates: |\n    We keep\n    none\n")
    done = run("check", definition, "--today", TODAY)
    assert "because: We keep none\n" in done.out
    assert len(done.out.splitlines()) == 7


def test_errors_are_code_1_and_warnings_only_when_strict(run: Run, write: Write) -> None:
    assert run("check", write(MINIMAL + LATE_EVIDENCE), "--today", TODAY).code == 1
    definition = write(MINIMAL)
    assert run("check", definition, "--today", "2026-07-01").code == 0
    assert run("check", definition, "--today", "2026-07-01", "--strict").code == 1
    assert run("check", definition, "--today", TODAY, "--strict").code == 0


def test_findings_are_data_too(run: Run, write: Write) -> None:
    done = run("check", write(PAID + "ignore: {past-dates: We keep no record}\n"), "--today", TODAY, "--json")
    data = json.loads(done.out)
    assert done.err == ""
    assert data["problems"] == []
    (finding,) = data["findings"]
    assert finding["file"].endswith("community.yaml")
    assert {key: finding[key] for key in ("rule", "severity", "line", "column", "path", "entry")} == {
        "rule": "paid-venue", "severity": "hint", "line": 4, "column": 39, "path": "places.hall.cost", "entry": "hall",
    }  # fmt: skip
    assert [(one["rule"], one["reason"]) for one in data["ignored"]] == [("past-dates", "We keep no record")]
    (question,) = [one for one in data["open_questions"] if one["path"] == "purpose.concern"]
    assert (question["section"], question["question"]) == ("Purpose", "What concern do the members share?")


def test_open_questions_are_listed_by_the_sections_of_the_planning_tool(run: Run, write: Write) -> None:
    done = run("check", write(MINIMAL + "goals: {routines: Two routines}\n"), "--today", TODAY, "--open")
    counted = re.search(r"; (\d+) open questions and (\d+) of the rules\n", done.out)
    assert counted
    _, _, listed = done.out.partition(counted[0])
    lines = listed.splitlines()
    assert sum(line.startswith("  ") for line in lines) == int(counted[1]) + int(counted[2])
    titles = [title for title, _ in questions.SECTIONS]
    assert [line for line in lines if not line.startswith("  ")] == [*titles, "Of the rules"]
    below = lines[lines.index("Of the rules") + 1 :]
    assert "  goals.routines: What will show that the goal 'Two routines' is reached?" in below


def test_check_and_init_count_the_same_questions(run: Run, write: Write) -> None:
    definition = write(MINIMAL)
    told = run("init", definition.name, "--no-input", "--audience", "us", cwd=definition.parent)
    checked = run("check", definition.name, "--today", TODAY, cwd=definition.parent)
    (open_to_init,) = re.findall(r"(\d+) questions are open", told.err)
    (open_to_check,) = re.findall(r"(\d+) open questions", checked.out)
    assert open_to_init == open_to_check


@pytest.mark.parametrize("name", RULES)
def test_a_rule_explains_itself_with_both_examples(name: str, run: Run) -> None:
    shown = run("check", "--explain", name).out
    example = check.example(RULES[name])
    plain = " ".join(shown.split())
    for part in (f"{name} ({RULES[name].severity})", SAYS.reason(RULES[name]), SAYS.source(RULES[name])):
        assert " ".join(part.split()) in plain
    for definition in (example.breaks, example.keeps):
        assert "".join(f"    {line}\n" for line in definition.rstrip().splitlines()) in shown


def test_a_rule_is_explained_as_data(run: Run) -> None:
    data = json.loads(run("check", "--explain", "gap", "--json").out)
    assert (data["rule"], data["severity"]) == ("gap", "warning")
    assert "breaks" in data
    assert "keeps" in data


@pytest.mark.parametrize("words", [["--explain", "gup"], []], ids=["unknown rule", "nothing named"])
def test_nothing_to_check_or_explain_is_misuse(words: list[str], run: Run) -> None:
    done = run("check", *words)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert ("did you mean 'gap'?" in done.err) == bool(words)


def test_past_dates_are_in_peace_once_something_is_recorded(run: Run, write: Write) -> None:
    for record, told in (("name,date,note\n", True), ("name,date,note\nidentify-questions,2026-04-14,\n", False)):
        definition = write(MINIMAL, {"records/progress.csv": record})
        assert ("past-dates" in run("check", definition, "--today", TODAY).out) == told


def test_a_date_that_moves_after_letters_are_signed_is_told_before_it_is_published(run: Run, write: Write) -> None:
    text = MINIMAL + "membership: {members: [{name: Amina, agreement_signed: 2026-06-12}]}\n"
    definition = write(text)
    run("schedule", definition, "--today", "2026-06-13")
    assert "letter-changed" not in run("check", definition, "--today", "2026-06-14").out
    definition.write_text(text + "activities: {webinar-3: {when: fourth tuesday of february}}\n", encoding="utf-8")
    done = run("check", definition, "--today", "2026-06-14")
    assert "letter-changed: 'Webinar 3' moves from Tue 16 Feb 2027 to Tue 23 Feb 2027" in done.out


def test_a_schedule_does_not_load_the_rules(run: Run, environment: dict[str, str], tmp_path: Path) -> None:
    import subprocess
    import sys

    seen = "import sys, cop_plan.cli; print('cop_plan.rules' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], env=environment, cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.strip() == b"False"

"""What a year came to: known answers, worked out by hand on the sample records, and the rules of an honest report."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from answered import attendance, survey
from conftest import ROOT
from cop_plan import render, report
from cop_plan.app import exports, records, shipped
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.hours.ledger import ledger
from cop_plan.records import attendance as exported
from cop_plan.records.record_types import Commitment, Concession, Note, Placement, Records, Response, Story
from cop_plan.report import surveys
from cop_plan.report.pages import closing
from cop_plan.report.pages.blocks import Points
from cop_plan.report.pages.report_text import ReportText
from cop_plan.report.texts import AnonymityCheck
from cop_plan.report.values import (
    Blank,
    ChangeBounds,
    ChangeCounts,
    DayByPlan,
    Hidden,
    NotCollected,
    PairedItem,
    Report,
    Shown,
    SingleItem,
    Substitutes,
    Tally,
    UncountedFile,
    UnitCosts,
    UnreadCells,
    WrittenAnswers,
)
from cop_plan.report.year import ReportedYear
from cop_plan.schedule.timeline import Timeline

EXAMPLE = ROOT / "examples" / "literacy-for-all"
SAMPLES = ROOT / "tests" / "data" / "records"
OCTOBER, MARCH, JUNE = date(2026, 10, 20), date(2027, 3, 4), date(2027, 6, 8)
NOTHING = Records({})


def project(path: Path, text: str | None = None) -> CommunityProject:
    return CommunityProject(path, ProjectOptions(content=None if text is None else text.encode()))


@cache
def sample_year() -> Timeline:
    """The sample community, with a wrap-up whose hours are known."""
    path = EXAMPLE / "community.yaml"
    text = path.read_text(encoding="utf-8")
    if "\n  wrap-up:" not in text:
        text = text.replace("\n  webinar-2:", "\n  wrap-up: {at: 9:00}\n  webinar-2:", 1)
    return project(path, text).timeline


@cache
def sample_records() -> Records:
    """The sample exports, and no others."""
    timeline = sample_year()
    reader = exports.ExportReader(timeline.community)
    named = ("orientation", "webinar-1", "webinar-2", "webinar-3")
    found = {
        name: exported.read(
            (SAMPLES / f"{name}.csv").read_bytes(),
            f"{name}.csv",
            session=name,
            planned=timeline.by_id[name].day,
            year=(timeline.community.year.first, timeline.community.year.last),
            people=reader.people,
        )
        for name in named
    }
    return Records(found, baseline=reader.survey((EXAMPLE / "records/baseline.csv").read_bytes(), "b.csv", "baseline"))


COLLABORATE = {  # beside each, what the sample says before
    "Amina Okafor": "Agree",  # Neutral: up
    "Bernadette Cardinal": "Disagree",  # Disagree: same
    "Caleb Friesen": "Strongly agree",  # Agree: up
    "Danielle Gagnon": "Disagree",  # Strongly disagree: up
    "Eun-ji Park": "Agree",  # Agree: same
    "Fiona O'Leary": "Neutral",  # Agree: down
    "Gurpreet Sandhu": "Agree",  # Neutral: up
    "Hélène Lavallée": "Neutral",  # Disagree: up
    "Jordan Wiebe": "Strongly disagree",  # Strongly disagree: same
    "Kateryna Melnyk": "Agree",  # Neutral: up
}


def with_final(answers: Mapping[str, str], item: str = "collaborate", **records: Any) -> Records:
    community = sample_year().community
    final = survey({who: {item: answer} for who, answer in answers.items()}, community)
    emails = {member.name: member.email for member in community.membership.members}
    keyed = tuple(replace(one, key=emails[one.name]) for one in final.responses)
    return replace(sample_records(), final=replace(final, responses=keyed), **records)


def june(records: Records, **more: Any) -> Report:
    return report.of(sample_year(), records, JUNE, **more)


def item_of(made: Report, name: str) -> PairedItem | SingleItem:
    assert isinstance(made.surveys, Shown)
    return next(item for item in made.surveys.value.items if item.name == name)


def paired(made: Report, name: str) -> PairedItem:
    item = item_of(made, name)
    assert isinstance(item, PairedItem)
    return item


# Did people come?


@pytest.mark.parametrize(("online", "shown"), [(11, Shown(11)), (9, Hidden("small group")), (6, Hidden("small group"))])
def test_who_came_online_is_counted_where_neither_they_nor_the_others_are_few(online: int, shown: object) -> None:
    export = sample_records().attendance["orientation"]
    here = [one for one in export.people if one.presence == "present"]
    people = tuple(replace(one, manner="online" if at < online else "in person") for at, one in enumerate(here))
    made = june(Records({"orientation": replace(export, people=people)}))
    assert isinstance(made.coming, Shown)
    assert made.coming.value.sessions[0].online == shown


def test_attendance_is_of_those_enrolled_on_the_day_of_the_session() -> None:
    made = june(sample_records())
    assert isinstance(made.coming, Shown)
    came = {one.id: (one.day, one.attended) for one in made.coming.value.sessions}
    assert came == {
        "orientation": (date(2026, 9, 29), Shown(Tally(11, 11))),
        "webinar-1": (date(2026, 11, 18), Shown(Tally(8, 11))),
        "webinar-2": (date(2026, 12, 9), Shown(Tally(6, 11))),  # and one who never joined
        "webinar-3": (date(2027, 2, 10), Shown(Tally(8, 11))),
    }
    assert made.coming.value.mandatory == Shown(Tally(33, 44))


def test_attendance_of_each_person_is_known() -> None:
    year = ReportedYear(sample_year(), sample_records(), JUNE)
    came = {member.name: year.attended(member) for member in year.members}
    assert came["Amina Okafor"] == ("orientation", "webinar-1", "webinar-2", "webinar-3")
    assert came["Danielle Gagnon"] == ("orientation", "webinar-1", "webinar-3")
    assert came["Jordan Wiebe"] == ("orientation",)
    assert "Isaac Bearspaw" not in came


def test_who_left_is_not_expected_any_more() -> None:
    amina = sample_year().community.membership.members[0]
    records = Records({"webinar-4": attendance([amina], datetime(2027, 3, 16, 15, 30))})  # noqa: DTZ001
    made = june(records)
    assert isinstance(made.coming, Shown)
    assert made.coming.value.sessions[0].attended == Shown(Tally(1, 10))


def test_those_whom_nobody_could_be_found_for_are_counted_apart() -> None:
    made = june(sample_records())
    assert isinstance(made.coming, Shown)
    first = next(one for one in made.coming.value.sessions if one.id == "webinar-1")
    assert first.unmatched == 1
    assert any(limit.kind == "unmatched people" for limit in made.limits)


def test_completed_is_all_mandatory_sessions_and_the_final_survey() -> None:
    members = {member.name: member for member in sample_year().community.membership.members}
    some = [members[name] for name in list(COLLABORATE)[:7]]
    mandatory = [one.id for one in sample_year().sessions if one.attendance == "mandatory"]
    everything = {name: attendance(some) for name in mandatory}
    late = {**everything, "wrap-up": attendance(some[1:])}
    answered = {name: answer for name, answer in COLLABORATE.items() if name != "Bernadette Cardinal"}
    made = june(with_final(answered, attendance=late))
    assert isinstance(made.coming, Shown)
    assert made.coming.value.flow.completed == Shown(5)
    assert made.first_page.completed == Shown(Tally(5, 11))


def test_who_joined_late_completed_with_the_sessions_from_then_on() -> None:
    timeline = sample_year()
    mandatory = [one for one in timeline.sessions if one.attendance == "mandatory"]
    last = mandatory[-1].day

    def made(joined: date) -> Report:
        community = timeline.community
        late = next(one for one in community.membership.members if one.name == "Amina Okafor")
        members = tuple(
            one.model_copy(update={"joined": joined}) if one is late else one for one in community.membership.members
        )
        year = replace(
            timeline,
            community=community.model_copy(
                update={"membership": community.membership.model_copy(update={"members": members})}
            ),
        )
        came = {
            one.id: attendance([member for member in members if member.joined and member.joined <= one.day])
            for one in mandatory
        }
        records = with_final(COLLABORATE, attendance=came)
        assert records.final
        by_name = {member.name: member for member in members}
        answers = tuple(
            replace(one, member=by_name[one.member.name] if one.member else None) for one in records.final.responses
        )
        return report.of(year, replace(records, final=replace(records.final, responses=answers)), JUNE)

    everybody, none_left = made(last), made(last.replace(day=last.day + 1))
    assert isinstance(everybody.first_page.completed, Shown)
    assert isinstance(none_left.first_page.completed, Shown)
    assert everybody.first_page.completed.value.count == none_left.first_page.completed.value.count + 1


def test_completed_is_not_guessed_where_a_session_has_no_record() -> None:
    made = june(with_final(COLLABORATE))
    assert made.first_page.completed == NotCollected(("records.attendance",))


def test_release_time_is_of_sessions_in_school_time_only() -> None:
    members = {member.name: member for member in sample_year().community.membership.members}
    some = [members[name] for name in list(COLLABORATE)[:7]]
    mandatory = [one.id for one in sample_year().sessions if one.attendance == "mandatory"]
    made = june(Records({name: attendance(some) for name in mandatory}))
    # Webinars begin when school ends, orientation is on a day without students: only wrap-up, 9:00 to 15:00.
    assert made.first_page.substitutes == Shown(Substitutes(Decimal(7), 7 * 360))
    assert made.first_page.substitutes.value.hours == Decimal("42.0")


# Did it run?


def test_a_session_was_held_when_the_progress_record_says_or_else_its_export() -> None:
    made = june(replace(sample_records(), done={"webinar-2": date(2026, 12, 10)}))
    assert isinstance(made.running, Shown)
    held = {one.id: one for one in made.running.value.sessions}
    assert (held["webinar-1"].held.day, held["webinar-1"].held.source) == (date(2026, 11, 18), "export")  # type: ignore[union-attr]
    assert (held["webinar-2"].held.day, held["webinar-2"].held.source) == (date(2026, 12, 10), "progress record")  # type: ignore[union-attr]
    assert held["webinar-1"].days_later == 1
    assert held["webinar-4"].held is None


def test_the_lead_of_a_guide_is_counted_to_the_day_of_the_session() -> None:
    done = {"webinar-1.distribute-guide": date(2026, 11, 13), "webinar-1": date(2026, 11, 18)}
    made = june(replace(sample_records(), done=done))
    assert isinstance(made.running, Shown)
    first = next(one for one in made.running.value.sessions if one.id == "webinar-1")
    assert (first.planned_lead, first.guide_lead, first.archived) == (7, 5, False)


# What members answered.


def test_change_is_counted_up_same_and_down_among_those_matched() -> None:
    item = paired(june(with_final(COLLABORATE)), "collaborate")
    assert item.n == 10
    assert item.change == Shown(ChangeCounts(6, 3, 1))
    assert isinstance(item.after, Shown)
    assert item.after.value.counts == (1, 2, 2, 4, 1)
    assert item.after.value.median == ("Neutral", "Agree")


def test_the_answers_of_two_who_answered_once_cannot_be_had_by_subtraction() -> None:
    item = paired(june(with_final(COLLABORATE)), "collaborate")
    assert item.before == Hidden("protected")
    assert item.only_before == Hidden("small group")


def test_six_to_nine_show_only_up_same_and_down_and_the_bounds_count_who_is_missing() -> None:
    nine = {name: answer for name, answer in COLLABORATE.items() if name != "Kateryna Melnyk"}
    item = paired(june(with_final(nine)), "collaborate")
    assert item.change == Shown(ChangeCounts(5, 3, 1))
    assert item.bounds == Shown(ChangeBounds(5, 6, 10))
    assert item.after == Hidden("under ten")


def test_fewer_than_the_limit_show_nothing() -> None:
    item = paired(june(with_final(dict(list(COLLABORATE.items())[:5]))), "collaborate")
    assert {item.change, item.bounds, item.after} == {Hidden("small group")}


def test_that_all_went_the_same_way_is_not_shown() -> None:
    item = paired(june(with_final(dict.fromkeys(COLLABORATE, "Strongly agree"))), "collaborate")
    assert item.change == Hidden("protected")
    assert item.after == Hidden("protected")


@pytest.mark.parametrize(
    ("up", "same", "down", "kind"),
    [
        (7, 2, 1, "rise"),
        (6, 1, 3, "rise"),
        (6, 0, 4, "both ways"),  # most went up, and not twice as many as went down
        (5, 5, 0, "half the same"),
        (5, 2, 3, "both ways"),
        (4, 3, 3, "both ways"),
        (5, 0, 5, "both ways"),
        (3, 5, 2, "half the same"),
        (2, 7, 1, "most the same"),
        (0, 10, 0, "most the same"),
        (3, 1, 6, "fall"),
        (0, 5, 5, "half the same"),
    ],
)
def test_a_rise_or_a_fall_is_claimed_of_a_clear_majority_only(up: int, same: int, down: int, kind: str) -> None:
    assert surveys.kind(ChangeCounts(up, same, down)) == kind


def test_a_fall_is_found_like_a_rise_and_every_item_is_told_in_order() -> None:
    some_up = {"Danielle Gagnon": "Disagree", "Jordan Wiebe": "Disagree", "Amina Okafor": "Neutral"}
    made = june(with_final(dict.fromkeys(COLLABORATE, "Strongly disagree") | some_up))
    assert [one.kind for one in made.first_page.found] == ["fall"]
    assert isinstance(made.surveys, Shown)
    assert [item.name for item in made.surveys.value.items] == list(sample_year().community.surveys.items)


def test_every_result_names_who_was_enrolled_answered_and_is_matched() -> None:
    made = june(with_final(COLLABORATE))
    assert isinstance(made.surveys, Shown)
    numbers = made.surveys.value.respondents
    assert (numbers.enrolled, numbers.baseline, numbers.final, numbers.matched) == (10, 12, 10, 10)
    assert "confidential, not anonymous" in [limit.kind for limit in made.limits]


def test_the_roll_up_for_the_letter_has_distributions_and_topics() -> None:
    rolled = report.survey_rollup(sample_year(), sample_records(), OCTOBER)
    assert not isinstance(rolled, NotCollected)
    assert (rolled.enrolled, rolled.answered) == (11, 12)
    tables = {item.name: item.distribution.value for item in rolled.items if isinstance(item.distribution, Shown)}
    assert tables["collaborate"].counts == (2, 2, 5, 3, 0)
    assert tables["collaborate"].median == ("Neutral",)
    assert {cell.answer: cell.count for cell in tables["topics"].cells} == {
        "Early reading": 1,
        "Vocabulary": 6,
        "Writing": 9,
        "Assessment": 8,
    }


def test_a_written_answer_that_names_somebody_is_withheld() -> None:
    baseline = sample_records().baseline
    assert baseline is not None
    changed = tuple(
        replace(one, answers={**one.answers, "hope": "To plan with Amina"}) if at == 1 else one
        for at, one in enumerate(baseline.responses)
    )
    rolled = report.survey_rollup(
        sample_year(), replace(sample_records(), baseline=replace(baseline, responses=changed)), OCTOBER
    )
    assert not isinstance(rolled, NotCollected)
    hope = next(item for item in rolled.items if item.name == "hope")
    assert isinstance(hope.texts, Shown)
    assert hope.texts.value.withheld
    assert not any("Amina" in text for text in hope.texts.value.answers)


def test_what_members_write_is_not_quoted_where_the_survey_did_not_ask() -> None:
    path = EXAMPLE / "community.yaml"
    text = path.read_text(encoding="utf-8").replace("\n  quotes: yes", "\n  quotes: no")
    rolled = report.survey_rollup(project(path, text).timeline, sample_records(), OCTOBER)
    assert not isinstance(rolled, NotCollected)
    hope = next(item for item in rolled.items if item.name == "hope")
    assert hope.texts == Shown(WrittenAnswers(10, (), quoted=False))


def test_what_was_published_and_cannot_be_made_again_leaves_its_item_hidden() -> None:
    data = report.as_data(_rollup())
    for item in data["items"]:
        if item["name"] == "collaborate":
            item["distribution"]["cells"][0]["count"] += 1
    known = report.published_before(data, "literacy-for-all", "2026-2027")
    made = june(with_final(COLLABORATE), before=[known])
    assert paired(made, "collaborate").change == Hidden("protected")
    assert [limit.names for limit in made.limits if "published" in limit.kind] == [("collaborate",)]


def test_an_earlier_report_without_a_version_is_read_as_the_first() -> None:
    data = report.as_data(_rollup())
    known = report.published_before(data, "literacy-for-all", "2026-2027")
    del data["schema_version"]
    assert report.published_before(data, "literacy-for-all", "2026-2027") == known
    with pytest.raises(report.NotAReport):
        report.published_before(data | {"schema_version": 2}, "literacy-for-all", "2026-2027")


def test_a_report_of_another_year_is_not_taken_for_an_earlier_one() -> None:
    with pytest.raises(report.NotAReport):
        report.published_before(report.as_data(_rollup()), "literacy-for-all", "2025-2026")
    with pytest.raises(report.NotAReport):
        report.published_before([], "literacy-for-all", "2026-2027")


def _rollup() -> Any:
    return report.survey_rollup(sample_year(), sample_records(), OCTOBER)


# Who counts, and what could not be read.


def test_answers_of_nobody_known_are_counted_apart() -> None:
    records = with_final(COLLABORATE)
    assert records.final
    stranger = Response(99, {"collaborate": "Agree"}, email="stranger@example.com", is_counted=False)
    final = replace(records.final, responses=(*records.final.responses, stranger))
    made = june(replace(records, final=final))
    assert isinstance(made.surveys, Shown)
    numbers = made.surveys.value.respondents
    assert (numbers.final, numbers.others_final, numbers.matched) == (10, 1, 10)
    assert [(one.count, one.names) for one in made.limits if one.kind == "answers of nobody known"] == [(1, ("final",))]
    assert paired(made, "collaborate") == paired(june(records), "collaborate")


def without_addresses(records: Records, count: int) -> Records:
    """Return records of whose final survey the first answers have no name and no address."""
    assert records.final
    bare = tuple(
        replace(one, name="", email=None, member=None, key=None) if at < count else one
        for at, one in enumerate(records.final.responses)
    )
    return replace(records, final=replace(records.final, responses=bare))


def test_where_no_answer_has_an_address_nothing_is_matched_and_nobody_said_to_have_completed() -> None:
    members = [one for one in sample_year().community.membership.members if one.name in COLLABORATE]
    mandatory = [one.id for one in sample_year().sessions if one.attendance == "mandatory"]
    came = {name: attendance(members) for name in mandatory}
    made = june(without_addresses(with_final(COLLABORATE, attendance=came), 10))
    assert isinstance(made.surveys, Shown)
    numbers = made.surveys.value.respondents
    assert (numbers.final, numbers.matched, numbers.keyless) == (10, None, ("final",))
    assert paired(made, "collaborate").change == NotCollected(("records.surveys.addresses",))
    assert made.first_page.completed == NotCollected(("records.surveys.addresses",))
    assert isinstance(made.first_page.coming, Shown)
    assert made.first_page.coming.value.every == Shown(Tally(10, 11))
    kinds = [one.kind for one in made.limits]
    assert "answers could not be matched" in kinds
    assert "answers not matched" not in kinds


def test_beside_the_table_of_all_the_matched_would_tell_of_the_few_others() -> None:
    eleven = with_final(COLLABORATE | {"Liam Tootoosis": "Agree"})
    unmatched = report.as_data(june(without_addresses(eleven, 11)))
    matched = report.as_data(june(without_addresses(with_final({"Liam Tootoosis": "Agree"} | COLLABORATE), 1)))
    assert report.tells_of_few(unmatched, matched)
    assert not report.tells_of_few(unmatched, unmatched)


def test_some_answers_without_an_address_are_a_limit_and_the_others_are_matched() -> None:
    made = june(without_addresses(with_final(COLLABORATE), 2))
    assert isinstance(made.surveys, Shown)
    assert made.surveys.value.respondents.matched == 8
    without = [(one.count, one.names) for one in made.limits if one.kind == "answers without an address"]
    assert without == [(2, ("final",))]


def test_whoever_left_before_the_final_survey_opened_is_not_one_of_the_enrolled_who_answered() -> None:
    eleven = COLLABORATE | {"Liam Tootoosis": "Agree"}
    left = {one.name for one in sample_year().community.membership.members if one.left}
    made = june(with_final({name: answer for name, answer in eleven.items() if name != "Amina Okafor"}))
    (limit,) = [one for one in made.limits if one.kind == "not everybody answered"]
    assert (limit.count, limit.of) == (len(set(eleven) - {"Amina Okafor"} - left), 10)


def test_a_row_says_nothing_of_an_answer_that_its_hidden_table_counts() -> None:
    records = with_final(COLLABORATE)
    assert records.final is not None
    odd = (
        Concession("f.csv", 2, 3, "not among the choices", "Poetry"),
        Concession("f.csv", 3, 2, "not on the scale", "7"),
    )
    made = june(replace(records, final=replace(records.final, concessions=odd)))
    (limit,) = [one for one in made.limits if one.kind == "cells that could not be read"]
    assert (limit.count, limit.cells) == (1, (UnreadCells("f.csv", "not on the scale", (3,)),))


def test_cells_and_files_that_do_not_count_are_limits_by_name_and_row_and_say_nothing_of_anybody() -> None:
    amina = sample_year().community.membership.members[0]
    bad = [Concession("/home/rae/webinar-4.csv", row, 2, "no time", "Amina was late") for row in (5, 7)]
    bad.append(Concession("/home/rae/webinar-4.csv", 7, 3, "unreadable duration", "Amina was late"))
    export = replace(attendance([amina], datetime(2027, 3, 16, 15, 30)), concessions=tuple(bad))  # noqa: DTZ001
    placed = (
        Placement("/home/rae/old.csv", 9, date(2019, 1, 8), why="outside the school year"),
        Placement("/home/rae/again.csv", 9, date(2027, 3, 16), why="the same meeting"),
        Placement(
            *("/home/rae/webinar-1.csv", 9, date(2026, 11, 12), "webinar-1"),
            written="11/12/2026",
            readings=(date(2026, 11, 12), date(2026, 12, 11)),
        ),
    )
    made = june(Records({"webinar-4": export}, placed=placed))
    found = {one.kind: one for one in made.limits}
    assert found["cells that could not be read"].cells == (
        UnreadCells("webinar-4.csv", "no time", (5, 7)),
        UnreadCells("webinar-4.csv", "unreadable duration", (7,)),
    )
    assert found["cells that could not be read"].count == 2
    assert found["files left out"].files == (UncountedFile("old.csv", date(2019, 1, 8), "outside the school year"),)
    assert found["days decided by the plan"].days == (DayByPlan("webinar-1.csv", "11/12/2026", date(2026, 11, 12)),)
    told = json.dumps(report.as_data(made))
    assert "/home" not in told
    assert "Amina was" not in told
    words = closing.limits(ReportText(made, render.Year(sample_year(), (), shipped.language("en-CA"))), made.limits, ())
    said = [point.text for block in words if isinstance(block, Points) for point in block.points]
    assert "2 rows could not be read in full, and count as far as they could: webinar-4.csv, rows 5 and 7 (" in "".join(
        one for one in said if "rows" in one
    )
    assert any("old.csv, Tuesday 8 January 2019 (its day is outside the school year)" in one for one in said)


def test_short_stays_are_a_number_and_none_in_a_group_too_small() -> None:
    members = sample_year().community.membership.members[:7]
    came = attendance(members, datetime(2026, 11, 18, 15, 30))  # noqa: DTZ001
    brief = replace(came, people=tuple(replace(one, minutes=1 if at < 2 else 60) for at, one in enumerate(came.people)))
    (limit,) = [one for one in june(Records({"webinar-1": brief})).limits if one.kind == "short stays"]
    assert (limit.count, limit.of, limit.names) == (2, 5, ())
    community = sample_year().community
    reporting = community.reporting.model_copy(update={"hide_groups_under": 20})
    small = replace(sample_year(), community=community.model_copy(update={"reporting": reporting}))
    few = report.of(small, Records({"webinar-1": brief}), JUNE)
    assert "short stays" not in [one.kind for one in few.limits]


# What it cost.


def test_cost_is_divided_by_members_and_by_the_hours_that_are_recorded() -> None:
    members = [one for one in sample_year().community.membership.members if one.name in COLLABORATE]
    sessions = [one for one in sample_year().sessions if one.day <= JUNE and "participants" in one.audience]
    came = {one.id: attendance(members, datetime.combine(one.day, time(15, 30))) for one in sessions}
    every = june(Records(came)).first_page.unit_costs
    hours = ledger(ReportedYear(sample_year(), Records(came), JUNE)).minutes // 60
    # 6,415.12 by 11 members
    assert every == UnitCosts(
        Decimal(583), 11, every.per_hour if every else None, hours, partial=not all(one.minutes for one in sessions)
    )
    del came["webinar-1"]
    some = june(Records(came)).first_page.unit_costs
    assert some
    assert some.partial
    assert june(Records({"webinar-2": came["webinar-2"]})).first_page.unit_costs == UnitCosts(Decimal(583), 11)
    assert report.of(sample_year(), Records(came), MARCH, interim=True).first_page.unit_costs is None


def test_differences_of_the_budget_are_computed() -> None:
    made = june(NOTHING)
    assert isinstance(made.budget, Shown)
    differences = {one.category: str(one.money.difference) for one in made.budget.value.categories}
    assert differences == {
        "Substitute teachers": "-284.50",
        "Resources": "-12.78",
        "Facilitator travel": "112.40",
        "Webinar licence": "-350.00",
        "Venue": "0.00",
        "Door prizes": "0.00",
    }
    assert str(made.budget.value.total.difference) == "-534.88"
    assert made.budget.value.total.in_kind == Decimal("900.00")
    assert report.as_data(made)["budget"]["total"]["difference"] == "-534.88"


# What people wrote.


def test_what_did_not_work_is_taken_from_the_notes_and_else_a_blank() -> None:
    notes = {"wrap-up": Note("wrap-up", {"What did not work": "Too many calls.", "Stop": "The blog."}, "Kim Sandoval")}
    page = june(replace(NOTHING, notes=notes)).first_page
    assert isinstance(page.did_not_work, Shown)
    assert [one.text for one in page.did_not_work.value] == ["Too many calls."]
    assert isinstance(page.asks, Shown)
    assert [one.text for one in page.asks.value.stop] == ["The blog."]
    assert june(NOTHING).first_page.did_not_work == Blank("Alex Moreau")


def test_a_story_is_told_as_its_writer_allowed() -> None:
    amina = sample_year().community.membership.members[0]

    def story(consent: Any, body: str) -> Story:
        return Story("A story", amina.name, "webinar-1", consent, body, amina)

    told = [story("name", "With a name."), story("anonymous", "Without."), story("none", "Not at all.")]
    naming = [story("anonymous", "I am Amina."), story("anonymous", "As a literacy lead, I tried it.")]
    made = june(replace(NOTHING, stories=(*told, *naming))).stories
    assert isinstance(made, Shown)
    assert [(one.author, one.school, one.body) for one in made.value.told] == [
        ("Amina Okafor", "Elm Street School", "With a name."),
        (None, None, "Without."),
    ]
    assert (made.value.without_consent, made.value.naming_somebody) == (1, 2)


def test_of_commitments_only_their_number_is_told() -> None:
    members = sample_year().community.membership.members
    written = tuple(Commitment(member, "colleagues", "A secret plan") for member in members[:4])
    made = june(replace(NOTHING, commitments=written))
    assert isinstance(made.legacy, Shown)
    assert isinstance(made.legacy.value.commitments, Shown)
    assert made.legacy.value.commitments.value["colleagues"] == Shown(Tally(4, 11))
    assert "secret" not in json.dumps(report.as_data(made))


# The whole.


def test_without_any_record_every_part_is_there_and_says_so() -> None:
    made = june(NOTHING)
    assert set(made.not_collected) == {"running", "surveys", "gains", "use", "change", "asked", "stories"}
    data = report.as_data(made)
    assert data["surveys"] == {"not_collected": ["records.surveys.baseline", "records.surveys.final"]}
    assert [limit.names for limit in made.limits if limit.kind == "not collected"] == [made.not_collected]


def test_the_interim_report_holds_only_what_is_known_by_then() -> None:
    made = report.of(sample_year(), with_final(COLLABORATE), MARCH, interim=True)
    assert made.is_interim
    assert made.limits[0].kind == "interim"
    assert isinstance(made.surveys, Shown)
    assert made.surveys.value.respondents.final is None
    assert made.first_page.found == ()
    assert made.first_page.completed == Hidden("interim")
    assert made.change == NotCollected(("records.surveys.final",))
    assert report.as_data(made)["kind"] == "interim"


def test_no_address_and_no_single_answer_is_in_a_report() -> None:
    made = june(with_final(COLLABORATE))
    assert "@" not in json.dumps(report.as_data(made))
    assert not _holds_a_person(made)


def _holds_a_person(value: Any) -> bool:
    if type(value).__name__ in ("Member", "Response", "Attendee"):
        return True
    if isinstance(value, Mapping):
        return any(map(_holds_a_person, value.values()))
    if isinstance(value, tuple):
        return any(map(_holds_a_person, value))
    return is_dataclass(value) and any(_holds_a_person(getattr(value, field.name)) for field in fields(value))


def test_jurisdictions_of_five_and_six_show_their_people_and_no_numbers() -> None:
    made = june(with_final(COLLABORATE))
    assert isinstance(made.jurisdictions, Shown)
    first, second = made.jurisdictions.value
    assert (len(first.people), first.numbers) == (5, Hidden("small group"))
    assert (len(second.people), second.numbers) == (6, Hidden("protected"))


@pytest.mark.parametrize("name", [path.parent.name for path in sorted(ROOT.glob("examples/*/records"))])
@pytest.mark.parametrize("interim", [False, True])
def test_the_examples_have_a_report(name: str, *, interim: bool) -> None:
    definition = project(ROOT / "examples" / name / "community.yaml")
    found = records.collect(definition).records
    assert found.attendance
    made = report.of(definition.timeline, found, MARCH if interim else JUNE, interim=interim)
    assert json.loads(json.dumps(report.as_data(made)))["community"] == definition.community.name


def test_of_seven_members_only_up_same_and_down_are_seen() -> None:
    definition = project(ROOT / "examples" / "lire-a-sept" / "community.yaml")
    made = report.of(definition.timeline, records.collect(definition).records, JUNE)
    assert isinstance(made.surveys, Shown)
    for item in made.surveys.value.items:
        shown = (item.before, item.after) if isinstance(item, PairedItem) else (item.distribution, item.texts)
        assert not any(isinstance(one, Shown) for one in shown)
    assert isinstance(made.jurisdictions, Shown)
    assert not any(isinstance(page.numbers, Shown) for page in made.jurisdictions.value)


def test_without_release_time_or_schools_support_is_not_collected() -> None:
    small = project(ROOT / "examples" / "small-start" / "community.yaml")
    made = report.of(small.timeline, NOTHING, JUNE)
    assert {"support", "coming", "budget", "legacy", "goals", "jurisdictions"} <= set(made.not_collected)


def test_a_register_without_a_day_counts_from_the_planned_day_of_its_session() -> None:
    amina = sample_year().community.membership.members[0]
    records = Records({"orientation": attendance([amina]), "wrap-up": attendance([amina])})
    made = report.of(sample_year(), records, MARCH, interim=True)
    assert isinstance(made.coming, Shown)
    assert [one.id for one in made.coming.value.sessions] == ["orientation"]


def test_answers_that_are_not_brought_together_stand_apart_and_are_not_subtracted() -> None:
    timeline, records = sample_year(), with_final(COLLABORATE)
    unmatched = timeline.community.surveys.model_copy(update={"match_answers_by": "nothing"})
    apart = replace(timeline, community=timeline.community.model_copy(update={"surveys": unmatched}))
    made = report.of(apart, records, JUNE)
    item = paired(made, "collaborate")
    assert item.change == NotCollected(("surveys.match_answers_by",))
    assert isinstance(item.only_before, Shown)
    assert isinstance(item.only_after, Shown)
    assert item.only_before.value.counts == (2, 2, 5, 3, 0)
    assert item.only_after.value.counts == (1, 2, 2, 4, 1)
    assert made.first_page.found == ()
    assert "answers not matched" in [limit.kind for limit in made.limits]


def test_a_table_with_one_person_more_than_in_march_is_repeated_as_it_was() -> None:
    baseline = sample_records().baseline
    assert baseline is not None
    first = replace(sample_records(), baseline=replace(baseline, responses=baseline.responses[:-1]))
    data = report.as_data(report.of(sample_year(), first, MARCH, interim=True))
    known = report.published_before(data, "literacy-for-all", "2026-2027")
    topics = item_of(june(with_final(COLLABORATE), before=[known]), "topics")
    assert isinstance(topics, SingleItem)
    assert isinstance(topics.distribution, Shown)
    assert (topics.n, topics.distribution.value.n) == (12, 11)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("I met Amina there", True),
        ("AMINA helped", True),
        ("Everybody at elm street school", True),
        ("write to a.b@example.org", True),
        ("call 780-555-0100", True),
        ("We met in the park", False),
        ("Grade 3, from 2026 to 2027", False),
        ("Moi aussi, j'ai essayé", False),
    ],
)
def test_a_text_is_without_names_only_if_nobody_is_in_it(text: str, *, named: bool) -> None:
    assert AnonymityCheck(sample_year().community).names_somebody(text) is named

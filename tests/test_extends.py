"""A definition that extends a file: what communities share is written once, and laid under each of them."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from communities import Definition, definitions, yaml_text
from conftest import DatedYear, Ran, Write
from cop_plan.app import next_year, outputs
from cop_plan.app.options import ProjectOptions
from cop_plan.app.project import CommunityProject
from cop_plan.base.errors import Place, Problems
from cop_plan.definition import load, nodes
from cop_plan.schedule import timeline
from said import untranslated

Run = Callable[..., Ran]
YearOf = Callable[..., DatedYear]

CONSORTIUM = """\
year: 2026-2027
timezone: America/Edmonton
region: CA-AB
closures:
  winter-break: 2026-12-21 to 2027-01-01
places:
  hall: {name: Prairie Hall, address: 1 Main Street}
membership: {schools: schools.csv}
thresholds: {agenda_days: 9}
activities:
  webinar-1: {at: 3:30 pm, when: third tuesday of november}
  webinar-1.reminder: {when: 1 week before}
  orientation: {at: 9:00, where: hall}
"""
SCHOOLS = "school,jurisdiction\nElm Street School,Prairie View School Division\n"
SHARED = {"shared/consortium.yaml": CONSORTIUM, "shared/schools.csv": SCHOOLS}
READERS = "name: Readers\nextends: shared/consortium.yaml\n"


def test_a_definition_of_two_lines_has_all_that_is_shared(year_of: YearOf) -> None:
    year = year_of(READERS, SHARED)
    community = year.loaded.community

    assert (community.name, community.timezone, community.region) == ("Readers", "America/Edmonton", "CA-AB")
    assert [school.school for school in community.membership.schools] == ["Elm Street School"]
    assert str(year["webinar-1"].day) == "2026-11-17"
    assert str(year["webinar-1.reminder"].day) == "2026-11-10", "what is shared changes the pattern under dotted names"
    assert "Prairie Hall" in str(year["orientation"].where)


def test_maps_merge_and_lists_and_texts_replace(year_of: YearOf) -> None:
    shared = {
        **SHARED,
        "shared/consortium.yaml": CONSORTIUM + "partners: [University, College]\nlanguage: fr-CA\nbusy: [team.ics]\n",
        "own.ics": "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nEND:VCALENDAR\n",
    }
    own = """\
partners: [Library]
language: en-CA
closures: {spring-break: 2027-03-29 to 2027-04-02}
thresholds: {co_facilitator_over: 30}
membership: {ideal_size: 20}
busy: own.ics
"""
    community = year_of(READERS + own, shared).loaded.community

    assert [one.organization for one in community.partners] == ["Library"]
    assert community.language == "en-CA"
    assert [*community.closures] == ["winter-break", "spring-break"]
    assert (community.thresholds.agenda_days, community.thresholds.co_facilitator_over) == (9, 30)
    assert len(community.membership.schools) == 1
    assert community.busy == ("own.ics",)


def test_a_change_of_the_definition_is_laid_over_that_of_the_file_whichever_way_each_is_written(
    year_of: YearOf,
) -> None:
    own = """\
activities:
  Webinar 1:
    topic: Number talks
    steps: {reminder: {when: 5 days before}}
  online-meeting.october: {at: 10:00}
"""
    year = year_of(READERS + own, SHARED)

    assert (str(year["webinar-1"].day), year["webinar-1"].topic) == ("2026-11-17", "Number talks")
    assert str(year["webinar-1.reminder"].day) == "2026-11-12"
    assert year["online-meeting.october"].start is not None


def test_what_the_pattern_has_for_those_who_want_it_is_taken_for_all_and_declined_by_one(year_of: YearOf) -> None:
    shared = {**SHARED, "shared/consortium.yaml": CONSORTIUM + "  field-trip: yes\n"}

    assert "field-trip" in year_of(READERS, shared)
    assert "field-trip" in year_of(READERS + "activities: {field-trip: yes}\n", shared)
    assert "field-trip" not in year_of(READERS + "activities: {field-trip: no}\n", shared)


def test_a_chain_is_laid_file_by_file_and_each_file_names_what_lies_beside_it(year_of: YearOf) -> None:
    year = year_of(
        "name: Readers\nextends: a/division.yaml\n",
        {
            "a/division.yaml": "extends: ../b/province.yaml\nregion: CA-AB\nmembership: {schools: lists/schools.csv}\n",
            "a/lists/schools.csv": SCHOOLS,
            "b/province.yaml": "year: 2026-2027\ntimezone: America/Toronto\nregion: CA-ON\npattern: our-year.yaml\n",
            "b/our-year.yaml": "title: Ours\nactivities: {meet: {kind: gathering, when: first tuesday of october}}\n",
            "b/our-year.en.yaml": "activities: {meet: {title: We meet}}\n",
        },
    )
    community = year.loaded.community

    assert (community.timezone, community.region) == ("America/Toronto", "CA-AB")
    assert len(community.membership.schools) == 1
    assert year["meet"].title == "We meet"


def test_the_calendars_of_a_shared_file_lie_beside_it(year_of: YearOf) -> None:
    calendar = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20260501T000000Z\n{days}\n"
        "SUMMARY:Winter break\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    year = year_of(
        READERS,
        {
            **SHARED,
            "shared/consortium.yaml": CONSORTIUM.replace("2026-12-21 to 2027-01-01", "{from: division.ics}")
            + "busy: taken.ics\n",
            "shared/division.ics": calendar.format(days="DTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20270102"),
            "shared/taken.ics": calendar.format(days="DTSTART:20261110T220000Z\nDTEND:20261110T230000Z"),
        },
    )

    assert [str(day) for span in year.loaded.community.closures["winter-break"].days for day in span[:2]] == [
        "2026-12-21",
        "2027-01-01",
    ]
    assert [name for name, _ in year.project.busy] == ["taken.ics"]


def test_records_and_outputs_lie_beside_the_definition_wherever_they_are_named(year_of: YearOf, tmp_path: Path) -> None:
    shared = {**SHARED, "shared/consortium.yaml": CONSORTIUM + "records: {progress: records/done.csv}\n"}

    assert year_of(READERS, shared).project.progress_file == tmp_path / "records" / "done.csv"


def test_a_year_that_is_shared_is_known_before_the_definition_is_loaded(run: Run, write: Write) -> None:
    definition = write(READERS, SHARED)
    published = run("schedule", definition, "--today", "2026-05-01")
    assert published.code == 0, published.err

    lock = CommunityProject(definition).lock
    assert lock is not None
    assert lock.year == "2026-2027"
    tree = nodes.read_yaml(CONSORTIUM.encode(), "")
    assert isinstance(tree, nodes.MappingNode)
    assert "2026-2027" in outputs.head(tree).years


def test_a_change_of_the_shared_file_makes_every_year_anew(run: Run, write: Write) -> None:
    definition = write(READERS, SHARED)
    shared = definition.parent / "shared" / "consortium.yaml"
    assert run("schedule", definition, "--today", "2026-05-01").code == 0
    assert "nothing changed" in run("schedule", definition, "--today", "2026-05-01").err

    shared.write_text(CONSORTIUM.replace("third tuesday", "second tuesday"), encoding="utf-8")
    again = run("schedule", definition, "--today", "2026-05-01")
    data = json.loads((definition.parent / "plan" / "timeline.json").read_text(encoding="utf-8"))

    assert "nothing changed" not in again.err
    assert {one["id"]: one["day"] for one in data["entries"]}["webinar-1"] == "2026-11-10"


@pytest.mark.parametrize(
    "words",
    [("move", "webinar-1", "2026-11-24"), ("cancel", "webinar-1", "--because", "Snow day")],
    ids=["move", "cancel"],
)
def test_what_is_shared_is_changed_in_the_definition_and_never_in_the_shared_file(
    words: tuple[str, ...], run: Run, write: Write
) -> None:
    definition = write(READERS, SHARED)
    command, *rest = words
    done = run(command, definition, *rest, "--today", "2026-10-01", "--yes")
    assert done.code == 0, done.err

    written = yaml.safe_load(definition.read_text(encoding="utf-8"))["activities"]["webinar-1"]
    assert written == ({"when": "2026-11-24"} if command == "move" else {"cancelled": "Snow day"})
    for name, text in SHARED.items():
        assert (definition.parent / name).read_text(encoding="utf-8") == text


def test_a_finding_names_the_place_in_the_shared_file(run: Run, write: Write) -> None:
    late = CONSORTIUM + "  webinar-2: {kind: webinar, when: 2026-12-23}\n"
    definition = write(READERS, {**SHARED, "shared/consortium.yaml": late})

    found = json.loads(run("check", definition, "--json", "--today", "2026-05-01").out)["findings"]
    places = {Path(one["file"]).name: one["line"] for one in found if one["rule"] == "closed-day"}

    assert places == {"consortium.yaml": len(late.splitlines())}


def test_an_entry_of_the_shared_file_that_hangs_on_what_a_community_leaves_out_is_told_with_both_places(
    problems_of: Callable[..., list[str]],
) -> None:
    shared = {**SHARED, "shared/consortium.yaml": CONSORTIUM + "  social: {when: 1 day after webinar-4}\n"}

    told = problems_of(READERS + "leave_out: {webinar-4: No money}\n", shared)

    assert told[0].startswith("shared/consortium.yaml:14:18: activities.social.when: ")
    assert any(line.startswith("    community.yaml:3:") for line in told)


def test_init_asks_nothing_that_the_shared_file_answers(run: Run, write: Write) -> None:
    definition = write(READERS, SHARED)
    answers = definition.with_name("answers.yaml")
    answers.write_text("sponsor: Prairie View School Division\n", encoding="utf-8")

    done = run("init", definition, "--answers", answers, "--today", "2026-05-01")

    assert done.code == 0, done.err
    assert yaml.safe_load(definition.read_text(encoding="utf-8")) == {
        **yaml.safe_load(READERS),
        "sponsor": "Prairie View School Division",
    }


def test_many_communities_read_what_they_share_once(tmp_path: Path) -> None:
    (tmp_path / "consortium.yaml").write_text(CONSORTIUM.replace("membership: {schools: schools.csv}\n", ""))
    before = load._shared_part.cache_info()
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "community.yaml").write_text(f"name: {name}\nextends: ../consortium.yaml\n")
        loaded = CommunityProject(tmp_path / name / "community.yaml").written
        assert loaded.extended == (str(tmp_path / "consortium.yaml"),), "as a person finds it"

    assert load._shared_part.cache_info().misses - before.misses == 1


def test_a_link_to_a_folder_is_followed_before_the_way_up(tmp_path: Path) -> None:
    for name in ("there/consortium.yaml", "consortium.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(
            f"year: 2026-2027\ntimezone: UTC\npartners: {'there' if '/' in name else 'here'}\n"
        )
    (tmp_path / "there" / "readers").mkdir()
    (tmp_path / "there" / "readers" / "community.yaml").write_text("name: Readers\nextends: ../consortium.yaml\n")
    (tmp_path / "link").symlink_to(tmp_path / "there" / "readers", target_is_directory=True)

    partners = CommunityProject(tmp_path / "link" / "community.yaml").community.partners
    assert [one.organization for one in partners] == ["there"]


def test_so_many_files_below_one_another_are_refused(tmp_path: Path) -> None:
    for number in range(load.MAX_EXTENDED + 2):
        (tmp_path / f"{number}.yaml").write_text(f"name: Readers\nextends: {number + 1}.yaml\n")

    with pytest.raises(Problems) as refused:
        _ = CommunityProject(tmp_path / "0.yaml").written

    assert str(refused.value.problems[0].message) == f"more than {load.MAX_EXTENDED} files extend one another"


# Both written together by hand are the same community.


def divided(tree: Mapping[str, Any], random: Random, depth: int = 3) -> tuple[dict[str, Any], dict[str, Any]]:
    """Divide a map in two at random, and the maps in it."""
    own: dict[str, Any] = {}
    shared: dict[str, Any] = {}
    for key, value in tree.items():
        if depth == 3 and key in load.OF_EACH:
            own[key] = value
        elif isinstance(value, dict) and value and depth > 1 and random.random() < 0.6:
            for into, part in zip((own, shared), divided(value, random, depth - 1), strict=True):
                if part:
                    into[key] = part
        else:
            random.choice((own, shared))[key] = value
    return own, shared


def as_loaded(text: str, beside: Mapping[str, str]) -> Any:
    tables = {name: content.encode() for name, content in beside.items()}
    project = CommunityProject(Path("community.yaml"), ProjectOptions(content=text.encode(), tables=tables))
    try:
        timeline = project.timeline
    except Problems as found:
        return {(problem.path, problem.message) for problem in found.problems}
    community = {name: value for name, value in project.community if name != "extends"}
    return community, {entry.id: (entry.day, entry.start, entry.end, entry.title) for entry in timeline.entries}


@settings(max_examples=60)
@given(definitions(), st.randoms(use_true_random=False))
def test_what_is_divided_in_two_is_the_same_community(definition: Definition, random: Random) -> None:
    own, shared = divided(yaml.load(definition.text, Loader=yaml.BaseLoader), random)
    beside = {**definition.beside, "consortium.yaml": yaml_text(shared) if shared else "language: en-CA\n"}
    written = yaml_text({"extends": "consortium.yaml", **own})

    assert as_loaded(written, beside) == as_loaded(definition.text, definition.beside)


# The next year.


def next_year_of(definition: Path) -> dict[str, Any]:
    """Begin the next year, and return what its definition says."""
    begun = next_year.begin(CommunityProject(definition), None, date(2027, 6, 20))
    next_year.write(begun)
    loaded = CommunityProject(begun.definition).written
    assert timeline.name_of_year(loaded.community.year) == "2027-2028"
    said: dict[str, Any] = yaml.safe_load(begun.definition.read_text(encoding="utf-8"))
    return {key: value for key, value in said.items() if key in ("extends", "year")}


def test_the_next_year_of_one_community_is_written_over_that_of_all(tmp_path: Path) -> None:
    shared = "year: 2026-2027\ntimezone: America/Edmonton\n"
    (tmp_path / "consortium.yaml").write_text(shared, encoding="utf-8")
    (tmp_path / "readers").mkdir()
    definition = tmp_path / "readers" / "community.yaml"
    definition.write_text("name: Readers\nextends: ../consortium.yaml\n", encoding="utf-8")

    assert next_year_of(definition) == {"extends": "../consortium.yaml", "year": "2027-2028"}


@pytest.mark.parametrize("says", ["2027-2028", "2026-2027"], ids=["as its name", "the year before"])
def test_the_next_year_extends_the_file_of_its_own_where_there_is_one(says: str, tmp_path: Path) -> None:
    for name, year in (("2026-2027", "2026-2027"), ("2027-2028", says)):
        (tmp_path / f"{name}.yaml").write_text(f"year: {year}\ntimezone: America/Edmonton\n", encoding="utf-8")
    (tmp_path / "readers").mkdir()
    definition = tmp_path / "readers" / "community.yaml"
    definition.write_text("name: Readers\nextends: ../2026-2027.yaml\n", encoding="utf-8")

    expected = {"extends": "../2027-2028.yaml"}
    assert next_year_of(definition) == expected | ({"year": "2027-2028"} if says == "2026-2027" else {})


def test_a_year_that_was_changed_for_all_begins_where_the_published_one_ends(run: Run, tmp_path: Path) -> None:
    shared = tmp_path / "consortium.yaml"
    shared.write_text("year: 2026-2027\ntimezone: America/Edmonton\n", encoding="utf-8")
    (tmp_path / "readers").mkdir()
    definition = tmp_path / "readers" / "community.yaml"
    definition.write_text("name: Readers\nextends: ../consortium.yaml\n", encoding="utf-8")
    assert run("schedule", definition, "--today", "2026-05-01").code == 0
    shared.write_text("year: 2027-2028\ntimezone: America/Edmonton\n", encoding="utf-8")

    begun = next_year.begin(CommunityProject(definition), None, date(2027, 6, 20))

    assert (begun.year_before, begun.year) == ("2026-2027", "2027-2028")
    assert begun.set_back == (Place(str(definition), 2, 10), "2026-2027")


def test_without_a_file_of_the_next_year_it_extends_what_lasts_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "consortium.yaml").write_text("timezone: America/Edmonton\n", encoding="utf-8")
    year = "extends: consortium.yaml\nyear: 2026-2027\nclosures: {winter-break: 2026-12-21 to 2027-01-01}\n"
    (tmp_path / "2026-2027.yaml").write_text(year, encoding="utf-8")
    (tmp_path / "readers").mkdir()
    definition = tmp_path / "readers" / "community.yaml"
    definition.write_text("name: Readers\nextends: ../2026-2027.yaml\n", encoding="utf-8")
    begun = next_year.begin(CommunityProject(definition), None, date(2027, 6, 20))

    assert [(one.file, one.lines) for one in begun.to_decide] == [(str(begun.definition), (7,))]
    assert untranslated(*(one.text for one in begun.to_decide)) == []
    assert next_year_of(definition) == {"extends": "../consortium.yaml", "year": "2027-2028"}

"""What the communities of a year came to: a function of their published final reports, which tells nothing new."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT, Ran
from cop_plan.app import rollup as use_case
from cop_plan.app import shipped
from cop_plan.portfolio import annual_pages, rollup
from cop_plan.portfolio.rollup import AnnualRollup, PublishedReport, Unreported

Run = Callable[..., Ran]
GOLDEN = ROOT / "tests" / "golden"
Report = dict[str, Any]
TODAY = ("--today", "2027-06-30")


def published(name: str, **more: Any) -> Report:
    """Return the final report of an example as it was published, with some of its keys other."""
    report: Report = json.loads((GOLDEN / name / "report.json").read_text(encoding="utf-8"))
    return report | more


LITERACY, LIRE = published("literacy-for-all"), published("lire-a-sept")
NUMBERS = copy.deepcopy(LITERACY) | {"community": "Numbers", "id": "numbers"}


def of(*reports: Report, without: tuple[Unreported, ...] = ()) -> AnnualRollup:
    (found,) = rollup.of(map(rollup.read, reports), without)
    return found


def data(*reports: Report) -> dict[str, Any]:
    return rollup.as_data(of(*reports))


def changed(report: Report, *path: Any, to: Any) -> Report:
    """Return a report in which something else stands at a place."""
    other = copy.deepcopy(report)
    at: Any = other
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = to
    return other


def markdown(year: AnnualRollup, language: str = "en-CA") -> str:
    files = annual_pages.files(year, shipped.language(language), shipped.templates())
    return files[f"annual-{year.year}.md"].decode()


def whole(value: Any) -> dict[str, Any]:
    return {"value": value, "communities": 2, "of_communities": 2, "hidden_communities": 0}


# The sums, by hand: Literacy for All has 11 members, held 15 of 17 sessions, and so on; Lire à sept 7, and 4 of 4.


def test_what_two_communities_came_to_is_the_sum_of_what_both_reports_say() -> None:
    found = data(LITERACY, LIRE)
    assert found["totals"] == {
        "memberships": whole(11 + 7),
        "planned": whole(17 + 4),
        "held": whole(15 + 4),
        "places": whole({"count": 51 + 13, "of": 64 + 14, "may_be_percentage": True}),
        "completed": whole({"count": 5 + 6, "of": 11 + 7, "may_be_percentage": False}),
        "hours": whole(158 + 51),
        "substitute_days": whole("22.5"),
    }
    assert found["costs"] == [
        {
            "currency": "CAD",
            "planned": whole("8770.00"),
            "actual": whole("8112.27"),
            "in_kind": whole("1050.00"),
            "partial_communities": 0,
        }
    ]


def test_currencies_are_never_added() -> None:
    costs = data(LITERACY, LIRE | {"currency": "EUR"}, NUMBERS | {"currency": None})["costs"]
    assert [(one["currency"], one["planned"]["value"]) for one in costs] == [
        ("CAD", "6950.00"),
        ("EUR", "1820.00"),
        (None, "6950.00"),
    ]


def test_years_are_never_mixed_and_the_newest_comes_first() -> None:
    found = rollup.of(map(rollup.read, (LITERACY | {"year": "2025-2026"}, LIRE, NUMBERS)))
    assert [(one.year, [of.name for of in one.reports]) for one in found] == [
        ("2026-2027", ["Lire à sept", "Numbers"]),
        ("2025-2026", ["Literacy for All"]),
    ]


def test_a_report_of_the_same_community_and_year_counts_once_and_is_said() -> None:
    year = of(LITERACY, LITERACY, LIRE)
    assert len(year.reports) == 2
    assert "Of these there is more than one report; the first counts: Literacy for All." in markdown(year)


# What is comparable.


def test_a_question_that_two_communities_asked_in_the_same_words_is_compared() -> None:
    changes = data(LITERACY, LIRE, NUMBERS)["changes"]
    assert [(one["name"], one["asked_by"]) for one in changes] == [
        (name, ["Literacy for All", "Numbers"])
        for name in ("collaborate", "try-practices", "use-evidence", "lead-discussion")
    ]
    assert changes[0]["change"] == whole({"up": 12, "same": 6, "down": 0, "n": 18})


@pytest.mark.parametrize(
    ("key", "other"),
    [("name", "together"), ("ask", "I work with colleagues of other schools"), ("scale", ["No", "Yes"])],
)
def test_a_question_of_another_name_other_words_or_another_scale_is_not(key: str, other: Any) -> None:
    found = data(LITERACY, changed(NUMBERS, "surveys", "items", 0, key, to=other))
    assert "collaborate" not in [one["name"] for one in found["changes"]]
    assert len(found["changes"]) == 3
    assert (data(LITERACY, NUMBERS)["not_compared"], found["not_compared"]) == (0, 2)


def final_item(report: Report, table: Any) -> Report:
    item = {"name": "useful", "ask": "How useful was it?", "form": "choices", "survey": "final", "distribution": table}
    return changed(report, "surveys", "items", to=[*report["surveys"]["items"], item])


def table(*counts: int, answers: tuple[str, ...] = ("Little", "Much")) -> Any:
    cells = [{"answer": answer, "count": count} for answer, count in zip(answers, counts, strict=True)]
    return {"n": sum(counts), "cells": cells, "median": []}


def test_answers_to_the_same_question_with_the_same_choices_are_added() -> None:
    hides = final_item(LIRE, {"hidden": "small group"})
    other = final_item(LITERACY | {"id": "o"}, table(5, 5, answers=("No", "Yes")))
    (found,) = data(final_item(LITERACY, table(4, 7)), final_item(NUMBERS, table(10, 1)), hides, other)["answers"]
    assert found["asked_by"] == ["Literacy for All", "Numbers", "Lire à sept"]
    assert found["answers"]["value"]["cells"] == [{"answer": "Little", "count": 14}, {"answer": "Much", "count": 8}]
    assert [found["answers"][key] for key in ("communities", "of_communities", "hidden_communities")] == [2, 3, 1]


def test_where_nothing_can_be_compared_it_is_said() -> None:
    assert "No question was asked in the same words, with the same answers, by two communities." in markdown(of(LIRE))


def test_a_session_of_which_it_is_known_who_came_took_place(tmp_path: Path) -> None:
    sessions = [{**one, "held": None} for one in LIRE["running"]["sessions"]]
    report = changed(LIRE, "running", "sessions", to=sessions)
    assert rollup.as_data(of(report))["totals"]["held"]["value"] == len(LIRE["coming"]["sessions"])


def test_of_those_who_ask_the_same_it_is_said_how_many_show_it() -> None:
    hides = changed(NUMBERS, "surveys", "items", 0, "change", to={"hidden": "small group"})
    text = markdown(of(LITERACY, hides))
    assert "6 up, 3 the same, 0 down. Asked by 2 communities, of which 1 shows it." in text
    assert "16 up, 2 the same, 0 down. Asked by 2 communities." in text


def test_who_asks_nothing_is_named_once() -> None:
    silent = [changed(one, "first_page", "asks", to={"to_be_written_by": None}) for one in (NUMBERS, LIRE)]
    assert "_Nothing of this is written in the reports of: Numbers and Lire à sept._" in markdown(of(LITERACY, *silent))


# What is hidden.


def test_a_sum_is_over_those_that_show_the_number_and_says_so() -> None:
    hides = changed(NUMBERS, "first_page", "completed", to={"hidden": "small group"})
    year = of(LITERACY, LIRE, hides)
    completed = rollup.as_data(year)["totals"]["completed"]
    assert completed["value"]["count"] == 5 + 6
    assert [completed[key] for key in ("communities", "of_communities", "hidden_communities")] == [2, 3, 1]
    assert "Memberships completed: 11 of 18." in markdown(year)
    assert "That is from 2 of 3 reports. 1 hides it, to protect a small group." in markdown(year)


def test_hours_that_a_report_does_not_have_are_not_said_to_be_uncollected() -> None:
    text = markdown(of(changed(NUMBERS, "first_page", "unit_costs", to=None)))
    (row,) = (line for line in text.splitlines() if line.startswith("| Numbers |"))
    assert row.endswith("| _not in its report_ |")


def test_what_each_report_hides_is_hidden_and_what_none_has_is_in_no_report() -> None:
    hidden = {"hidden": "small group"}
    both = [changed(one, "coming", "mandatory", to=hidden) for one in (LITERACY, LIRE)]
    both = [changed(one, "first_page", "substitutes", to={"not_collected": ["release_time"]}) for one in both]
    year = of(*both)
    found = rollup.as_data(year)["totals"]
    assert found["places"] == hidden
    assert found["substitute_days"] == {"not_collected": []}
    assert "Places taken at mandatory sessions: hidden in every report that has it." in markdown(year)
    assert "Substitute teachers: in no report." in markdown(year)


def numbers(value: Any) -> list[Any]:
    """Return every number at the ends of data."""
    if isinstance(value, dict):
        return [one for part in value.values() for one in numbers(part)]
    if isinstance(value, list):
        return [one for part in value for one in numbers(part)]
    return [value] if isinstance(value, int) and not isinstance(value, bool) else []


SOME_TALLY = st.one_of(
    st.just({"hidden": "small group"}),
    st.just({"hidden": "protected"}),
    st.just({"not_collected": ["records.attendance"]}),
    st.integers(0, 30).map(lambda count: {"count": count, "of": 30, "may_be_percentage": True}),
)
SOME_CHANGE = st.one_of(
    st.just({"hidden": "small group"}),
    st.just({"not_collected": ["records.surveys.final"]}),
    st.tuples(*[st.integers(0, 9)] * 3).map(lambda ways: dict(zip(("up", "same", "down"), ways, strict=True))),
)


@given(st.lists(st.tuples(SOME_TALLY, SOME_CHANGE), min_size=1, max_size=5))
def test_every_sum_is_the_sum_of_exactly_the_shown_numbers(communities: list[tuple[Any, Any]]) -> None:
    reports = [
        changed(changed(LITERACY | {"id": f"c{at}"}, "first_page", "completed", to=completed),
                "surveys", "items", 0, "change", to=change)
        for at, (completed, change) in enumerate(communities)
    ]  # fmt: skip
    found = data(*reports)
    for told, parts, keys in (
        (found["totals"]["completed"], [one for one, _ in communities], ("count", "of")),
        *[
            (one["change"], [change for _, change in communities], ("up", "same", "down"))
            for one in found["changes"]
            if one["name"] == "collaborate"
        ],
    ):
        shown = [one for one in parts if keys[0] in one]
        if shown:
            assert [told["value"][key] for key in keys] == [sum(one[key] for one in shown) for key in keys]
            assert told["communities"] == len(shown)
            assert told["hidden_communities"] == sum("hidden" in one for one in parts)
        else:
            assert "value" not in told


# It is a function of what was published, and of nothing else.


@pytest.fixture
def communities(tmp_path: Path) -> Path:
    """A folder of two communities with their reports, and one that has only an interim one."""
    for report in (LITERACY, LIRE):
        folder = tmp_path / "all" / report["id"]
        (folder / "report").mkdir(parents=True)
        (folder / "report" / "report.json").write_text(json.dumps(report), encoding="utf-8")
        text = f"name: {report['community']}\nid: {report['id']}\nyear: 2026-2027\ntimezone: America/Edmonton\n"
        (folder / "community.yaml").write_text(text, encoding="utf-8")
    writers = tmp_path / "all" / "writers"
    (writers / "report").mkdir(parents=True)
    (writers / "report" / "report-interim.json").write_text(json.dumps(LITERACY | {"kind": "interim"}))
    (writers / "community.yaml").write_text("name: Writers\nyear: 2026-2027\ntimezone: America/Edmonton\n")
    return tmp_path / "all"


def annual(tmp_path: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in (tmp_path / "out").glob("annual-*")}


def test_without_any_definition_the_same_reports_give_the_same(run: Run, communities: Path, tmp_path: Path) -> None:
    (communities / "writers" / "community.yaml").unlink()
    assert run("portfolio", communities, "--report", "--out", tmp_path / "out", *TODAY).code == 0
    files = sorted(communities.glob("*/report/report.json"))
    for one in communities.glob("*/community.yaml"):
        one.unlink()
    (again,) = use_case.of_files(files)
    found = json.loads(annual(tmp_path)["annual-2026-2027.json"])
    assert found == rollup.as_data(again)
    # The order of the names is that of the communities; every number is in a report, or a sum of such.
    assert found["totals"]["memberships"]["value"] == sum(
        json.loads(one.read_text(encoding="utf-8"))["coming"]["flow"]["joined"] for one in files
    )


def test_what_is_in_the_records_of_a_community_moves_nothing(run: Run, communities: Path, tmp_path: Path) -> None:
    assert run("portfolio", communities, "--report", "--out", tmp_path / "out", *TODAY).code == 0
    before = annual(tmp_path)
    definition = communities / "lire-a-sept" / "community.yaml"
    definition.write_text(
        definition.read_text(encoding="utf-8")
        + "membership: {members: [{name: Amina Okafor}, {name: Caleb Friesen}]}\n"
        + "reporting: {hide_groups_under: 3}\nbudget: [{category: Books, planned: 12.00}]\ncurrency: CAD\n",
        encoding="utf-8",
    )
    assert run("portfolio", communities, "--report", "--out", tmp_path / "out", *TODAY).code == 0
    assert annual(tmp_path) == before


def test_it_is_written_beside_the_rest_in_one_language_and_says_who_has_no_report(
    run: Run, communities: Path, tmp_path: Path
) -> None:
    done = run("portfolio", communities, "--report", "--out", tmp_path / "out", *TODAY)
    assert done.code == 0
    assert "2026-2027: 2 of 3 communities have a final report" in done.err
    text = annual(tmp_path)["annual-2026-2027.md"].decode()
    assert text.startswith("# What the communities came to, 2026-2027\n")
    assert "1 community of this year has no final report, and is in no number: Writers." in text
    assert "Interim reports are not read, since nothing in them is final: Writers." in text
    before = annual(tmp_path)
    again = run("portfolio", communities, "--report", "--out", tmp_path / "out", *TODAY)
    assert "nothing changed" in again.err
    assert annual(tmp_path) == before
    french = run("portfolio", communities, "--report", "--language", "fr", "--out", tmp_path / "fr", *TODAY)
    assert "2 communautés sur 3 ont un rapport final" in french.err
    page = (tmp_path / "fr" / "annual-2026-2027.html").read_text(encoding="utf-8")
    assert "<h1>Le bilan des communautés, 2026-2027</h1>" in page


def test_a_page_that_somebody_changed_is_not_overwritten(run: Run, communities: Path, tmp_path: Path) -> None:
    words = ("portfolio", communities, "--report", "--out", tmp_path / "out", *TODAY)
    assert run(*words).code == 0
    page = tmp_path / "out" / "annual-2026-2027.md"
    page.write_text("mine")
    assert run(*words, "--language", "fr").code == 4
    assert page.read_text() == "mine"
    assert run(*words, "--force").code == 0
    assert page.read_text() != "mine"


def test_the_roll_up_of_a_year_without_a_report_is_taken_away_unless_a_person_changed_it(
    run: Run, communities: Path, tmp_path: Path
) -> None:
    words = ("portfolio", communities, "--out", tmp_path / "out", *TODAY)
    assert run(*words, "--report").code == 0
    for one in communities.glob("*/report/report.json"):
        one.unlink()
    (tmp_path / "out" / "annual-2026-2027.md").write_text("mine")
    assert run(*words).code == 0
    assert len(annual(tmp_path)) == 3, "nobody asked for it"
    would = run(*words, "--report", "--dry-run")
    assert "annual-2026-2027.html and annual-2026-2027.json: to be taken away" in would.err
    assert "nothing would change" not in would.err
    done = run(*words, "--report")
    assert "nothing changed" not in done.err
    assert "annual-2026-2027.html and annual-2026-2027.json: taken away" in done.err
    assert annual(tmp_path) == {"annual-2026-2027.md": b"mine"}
    again = run(*words, "--report")
    assert "annual-2026-2027.md: none of these communities has a final report of the year; it stays" in again.err
    assert "taken away" not in again.err


def test_no_roll_up_is_taken_away_while_a_report_cannot_be_read(run: Run, communities: Path, tmp_path: Path) -> None:
    words = ("portfolio", communities, "--report", "--out", tmp_path / "out", *TODAY)
    assert run(*words).code == 0
    before = annual(tmp_path)
    for one in communities.glob("*/report/report.json"):
        one.write_text("{", encoding="utf-8")
    found = run(*words)
    assert found.code == 1
    assert "it is no JSON" in found.err
    assert "taken away" not in found.err
    assert annual(tmp_path) == before


def test_a_year_that_leads_out_of_the_folder_is_no_year(run: Run, communities: Path, tmp_path: Path) -> None:
    file = min(communities.glob("*/report/report.json"))
    report = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(report | {"year": "2026-2027/../../evil"}), encoding="utf-8")
    found = run("portfolio", communities, "--report", "--out", tmp_path / "out", *TODAY)
    assert found.code == 1
    assert "report.json: it is no report" in found.err
    assert not [*tmp_path.rglob("evil*")]


def test_it_is_among_the_data_and_only_when_asked_for(run: Run, communities: Path, tmp_path: Path) -> None:
    words = ("portfolio", communities, "--json", "--out", tmp_path / "out", *TODAY)
    assert "annual" not in json.loads(run(*words).out)
    assert annual(tmp_path) == {}
    (year,) = json.loads(run(*words, "--report").out)["annual"]
    assert year == json.loads(annual(tmp_path)["annual-2026-2027.json"])


def test_no_report_at_all_is_said_and_nothing_is_written(run: Run, communities: Path, tmp_path: Path) -> None:
    for one in communities.glob("*/report/report.json"):
        one.unlink()
    done = run("portfolio", communities, "--report", "--out", tmp_path / "out", *TODAY)
    assert (done.code, annual(tmp_path)) == (0, {})
    assert "no community has a final report yet" in done.err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "it is no JSON"),
        ("[]", "it is no report"),
        ("[" * 100_000, "it is nested too deep"),
        (json.dumps(LIRE | {"kind": "interim"}), "it is not a final report"),
        (json.dumps(LIRE | {"schema_version": 2}), "it is a report of another version of cop-plan"),
        (json.dumps(changed(LIRE, "coming", "flow", "joined", to="seven")), "it is no report"),
        (json.dumps(changed(LIRE, "first_page", "cost", "planned", to="NaN")), "it is no report"),
        (json.dumps(LIRE | {"id": "another"}), "it is the report of another community, another"),
    ],
    ids=["no JSON", "a list", "deep", "interim", "of another version", "a word", "not a number", "of another"],
)
def test_a_report_that_cannot_be_read_is_a_row_with_its_problem(
    text: str, why: str, run: Run, communities: Path, tmp_path: Path
) -> None:
    (communities / "lire-a-sept" / "report" / "report.json").write_text(text, encoding="utf-8")
    done = run("portfolio", communities, "--report", "--out", tmp_path / "out", *TODAY)
    assert done.code == 1
    assert f"lire-a-sept/report/report.json: {why}" in done.err.replace(":0:0:", ":").replace("id: ", "")
    assert [one["name"] for one in json.loads(annual(tmp_path)["annual-2026-2027.json"])["communities"]] == [
        "Literacy for All"
    ]


def test_what_people_wrote_is_text_in_every_format() -> None:
    hostile = "<script>alert(1)</script> {w} %s *Readers*"
    report = changed(LITERACY | {"community": hostile}, "surveys", "items", 0, "ask", to=hostile)
    year = of(report, report | {"id": "other"})
    files = annual_pages.files(year, shipped.language("en"), shipped.templates())
    assert "<script>alert" not in files["annual-2026-2027.html"].decode()
    assert "<script>alert" not in files["annual-2026-2027.md"].decode()
    assert json.loads(files["annual-2026-2027.json"])["communities"][0]["name"] == hostile


def test_a_report_of_each_example_is_read() -> None:
    for file in GOLDEN.glob("*/report.json"):
        assert isinstance(use_case.read(file), PublishedReport), file
    assert use_case.read(GOLDEN / "nowhere.json") is None

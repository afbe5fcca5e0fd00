"""What docs/extending.md shows is all that it takes: each example runs in a copy of the program as it stands there."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import MINIMAL, TODAY
from extended import Extended, is_shown

pytestmark = pytest.mark.slow

Extend = Callable[[str], Extended]

SOURCE, RULE, DOCUMENT = "Add a source of records", "Add a rule", "Add a document of the kit"
REPORT, KIT, PORTFOLIO = (f"Add a format of the {one}" for one in ("report", "kit", "portfolio"))


@pytest.fixture
def extend(tmp_path: Path, environment: Mapping[str, str]) -> Extend:
    return lambda section: Extended(tmp_path, environment, section)


@pytest.mark.parametrize("section", [SOURCE, RULE, DOCUMENT, REPORT, KIT, PORTFOLIO])
def test_what_is_added_does_what_the_page_shows(section: str, extend: Extend) -> None:
    copy = extend(section)
    for command, text in copy.commands:
        program, *words = command.split()
        ran = copy.cop_plan(*words)
        assert (program, ran.code) == ("cop-plan", 0), ran
        assert is_shown(text, ran.out.removeprefix("\ufeff")), ran.out


def test_the_format_of_the_portfolio_writes_its_row(extend: Extend) -> None:
    copy = extend(PORTFOLIO)
    assert copy.cop_plan("portfolio", "community.yaml", "--format", "csv", "--today", "2026-10-01").code == 0
    rows = copy.read("portfolio/communities.csv").removeprefix("\ufeff").splitlines()
    assert rows == ["community,year,members,next", "Readers,2026-2027,0,2026-10-21"]


def test_the_test_of_the_source_passes(extend: Extend) -> None:
    extend(SOURCE).passes("tests/test_parlour.py")


def test_the_example_of_the_rule_is_its_test(extend: Extend) -> None:
    extend(RULE).passes("tests/test_check.py", "-k", "no-step-free-way and finds_what_breaks_it")


def test_the_rule_is_known_wherever_rules_are(extend: Extend) -> None:
    copy = extend(RULE)
    copy.write("wrong.yaml", MINIMAL + "ignore: {no-step-free-wai: Everybody knows the way}\n")
    ran = copy.cop_plan("check", "wrong.yaml")
    assert (ran.code, "hint: did you mean 'no-step-free-way'?" in ran.err) == (1, True)
    completed = copy.run("-c", "from cop_plan.cli import complete; print(complete.rule('no-step'))")
    assert completed.out == "[('no-step-free-way', 'warning')]\n"
    assert copy.run("docs/rules.py").code == 0
    assert "\n## no-step-free-way\n" in copy.read("docs/rules.md")


def test_the_rule_speaks_the_language_of_the_community_and_english_where_that_has_no_texts(extend: Extend) -> None:
    copy = extend(RULE)
    copy.write("community.yaml", copy.read("community.yaml") + "language: fr-CA\n")
    french = "no-step-free-way: rien ne dit comment tout le monde entre dans «\u00a0Cedar Library\u00a0»\n"
    assert french in copy.cop_plan("check", "community.yaml").out
    name = "cop_plan/locale/fr/rules.yaml"
    copy.write(name, copy.read(name).partition("no-step-free-way:")[0])
    english = "no-step-free-way: nothing says how everybody gets into 'Cedar Library'\n"
    assert english in copy.cop_plan("check", "community.yaml").out


def test_the_rules_of_a_new_module_come_after_the_themes_and_before_what_looks_at_them_all(extend: Extend) -> None:
    ran = extend(RULE).run("-c", "from cop_plan import rules; print(*(rule.name for rule in rules.RULES[-3:]))")
    assert ran.out == "no-virtual-option no-step-free-way unused-ignore\n"


def test_the_document_stands_in_its_place_with_one_copy_for_each_it_is_for(extend: Extend) -> None:
    copy = extend(DOCUMENT)
    assert copy.cop_plan("kit", "community.yaml", "door-sign", "--today", TODAY).code == 0
    assert "**Half-day meeting 1**, Wednesday 21 October 2026" in copy.read("kit/door-sign/meeting-1.md")
    lines = copy.cop_plan("kit", "community.yaml", "--list").out.splitlines()
    names = [line.split()[0] for line in lines if not line.startswith(" ")]
    at = names.index("door-sign")
    assert names[at - 1 : at + 2] == ["host-checklist", "door-sign", "presenter-brief"]


def test_the_document_is_in_english_for_a_community_in_french_until_it_has_a_french_template(extend: Extend) -> None:
    copy = extend(DOCUMENT)
    copy.write("community.yaml", copy.read("community.yaml") + "language: fr-CA\n")
    listed = ("kit", "community.yaml", "door-sign", "--list")
    assert "Who comes for the first time finds the room." in copy.cop_plan(*listed).out
    assert copy.cop_plan("kit", "community.yaml", "door-sign", "--today", TODAY).code == 0
    assert "Welcome. Come in" in copy.read("kit/door-sign/meeting-1.md")
    head = "{# document\ntitle: Affiche pour la porte\nwhy: On trouve la salle.\n#}\n"
    copy.write("templates/kit/fr/door-sign.md.j2", head + "Bienvenue à {{ community.name|md }}.\n")
    assert "On trouve la salle." in copy.cop_plan(*listed).out
    assert copy.cop_plan("kit", "community.yaml", "door-sign", "--today", TODAY).code == 0
    assert copy.read("kit/door-sign/meeting-1.md") == "Bienvenue à Readers.\n"


def test_what_is_wrong_in_the_head_of_a_document_is_told_at_its_place(extend: Extend) -> None:
    copy = extend(DOCUMENT)
    name = "templates/kit/en/door-sign.md.j2"
    copy.write(name, copy.read(name).replace("gathering", "gathring"))
    ran = copy.cop_plan("kit", "community.yaml", "--list")
    told = (
        f"{name}:6:9: no kind of entry is called 'gathring'\n    hint: did you mean 'gathering'?\n1 problem in {name}\n"
    )
    assert (ran.code, ran.out, ran.err) == (1, "", told)


def test_a_format_of_the_report_is_known_wherever_formats_are(extend: Extend) -> None:
    copy = extend(REPORT)
    assert "Only these of csv, html, json, md, with commas" in " ".join(copy.cop_plan("report", "--help").out.split())
    assert copy.run("-c", "from cop_plan.cli import complete; print(complete.report_format('c'))").out == "['csv']\n"
    ran = copy.cop_plan("report", "community.yaml", "--format", "pdf", "--today", TODAY)
    assert (ran.code, "no format is called 'pdf': choose from md, html, json, csv" in ran.err) == (2, True)
    assert copy.cop_plan("report", "community.yaml", "--format", "csv", "--today", "2027-06-20").code == 0
    assert copy.read("report/report.csv").count("\n") == 5
    assert copy.read("report/report.json").startswith("{")


def test_a_format_of_the_kit_is_known_wherever_formats_are(extend: Extend) -> None:
    copy = extend(KIT)
    help_ = " ".join(copy.cop_plan("kit", "--help").out.split())
    assert "Only these of docx, eml, forms, html, md, txt, with commas" in help_
    words = ("kit", "community.yaml", "in-between", "--today", TODAY)
    assert copy.cop_plan(*words).code == 0
    assert copy.cop_plan(*words, "--format", "txt").code == 0
    assert copy.read("kit/in-between/in-between-november.txt").startswith("Readers: a question and something to read\n")
    page = copy.read("kit/index.html")
    assert '<a href="in-between/in-between-november.html">' in page
    assert '<a href="in-between/in-between-november.txt">txt</a>' in page

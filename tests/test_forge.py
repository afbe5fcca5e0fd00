"""What the forge and pre-commit are told: pinned actions, few rights, targets that exist, a hook that checks."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import MINIMAL, ROOT, Ran

FORGE = ROOT / ".github"
WORKFLOWS = sorted((FORGE / "workflows").glob("*.yml"))
FORMS = sorted((FORGE / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
TEXTS = [
    *sorted(path for path in FORGE.rglob("*") if path.is_file()),
    *(ROOT / name for name in ("SECURITY.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "Makefile")),
    *(ROOT / name for name in (".pre-commit-config.yaml", ".pre-commit-hooks.yaml", ".gitattributes", ".editorconfig")),
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each job of each workflow with its name."""
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items():
            yield f"{path.stem}: {name}", job


def commands(job: dict[str, Any]) -> str:
    return "\n".join(step["run"] for step in job["steps"] if "run" in step)


@pytest.mark.parametrize("path", WORKFLOWS, ids=named)
def test_every_action_is_pinned_by_its_digest_and_says_its_version(path: Path) -> None:
    used = re.findall(r"uses: *(.+)", path.read_text(encoding="utf-8"))
    assert used
    for one in used:
        assert re.fullmatch(r"[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one), one


def test_an_action_has_one_version_in_all_workflows() -> None:
    used = {one for path in WORKFLOWS for one in re.findall(r"uses: *(.+)", path.read_text(encoding="utf-8"))}
    assert len({one.partition("@")[0] for one in used}) == len(used)


@pytest.mark.parametrize("path", WORKFLOWS, ids=named)
def test_a_workflow_grants_nothing_that_a_job_does_not_ask_for(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow


@pytest.mark.parametrize(("name", "job"), [*jobs()], ids=[name for name, _ in jobs()])
def test_a_job_ends_by_itself_and_writes_only_where_it_must(name: str, job: dict[str, Any]) -> None:
    assert job["timeout-minutes"] <= 300
    rights = {right for right, degree in job["permissions"].items() if degree == "write"}
    assert rights == {
        "docs: publish": {"pages", "id-token"},
        "release: attest": {"id-token", "attestations"},
        "release: publish": {"id-token"},
        "release: announce": {"contents"},
    }.get(name, set())


def test_only_a_tag_of_a_version_publishes_and_a_person_allows_it() -> None:
    # YAML 1.1 reads the key `on` as true.
    workflow = yaml.safe_load((FORGE / "workflows" / "release.yml").read_text(encoding="utf-8"))
    assert workflow[True] == {"push": {"tags": ["v*"]}}
    assert workflow["jobs"]["publish"]["environment"] == "release"


def test_every_job_of_the_tests_must_pass_but_those_that_nobody_has_seen_pass() -> None:
    found = yaml.safe_load((FORGE / "workflows" / "tests.yml").read_text(encoding="utf-8"))["jobs"]
    assert {*found.pop("passed")["needs"]} == {*found} - {"desktops"}


def test_every_target_that_a_workflow_makes_is_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(" ".join(re.findall(r"^([\w -]+):", makefile, re.MULTILINE)).split())
    made = {found for _, job in jobs() for found in re.findall(r'\bmake "?([\w-]+)', commands(job))}
    assert {"lint", "test", "quick", "coverage", "nightly"} <= made
    bounds = {f"test-{one['bound']}" for one in dict(jobs())["tests: bounds"]["strategy"]["matrix"]["include"]}
    assert (made | bounds) - {"test-"} <= targets


def test_where_there_is_no_make_the_same_tests_are_quick() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    quick = re.search(r"^QUICK := (.*)$", makefile, re.MULTILINE)
    assert quick
    assert f'python -m pytest -n auto -m "{quick[1]}"' in commands(dict(jobs())["tests: desktops"])


def test_every_python_that_is_promised_is_tested() -> None:
    told = {one.rpartition(" ")[2] for one in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", one)}
    tested = {*dict(jobs())["tests: linux"]["strategy"]["matrix"]["python"]}
    assert told <= tested
    assert PROJECT["project"]["requires-python"] == f">={min(tested)}"


@pytest.mark.parametrize("path", TEXTS, ids=named)
def test_no_file_names_the_host_of_a_registry(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"pypi\.org|pythonhosted|npmjs|deb\.debian|ghcr\.io|docker\.io|/(work|tmp|root)/", text)


def test_addresses_of_the_project_are_those_of_its_metadata() -> None:
    urls = PROJECT["project"]["urls"]
    allowed = (urls["Repository"] + "/", urls["Documentation"])
    for path in TEXTS:
        for address in re.findall(r"https?://[^\s)>'\"]+", path.read_text(encoding="utf-8")):
            if "cop-plan" in address:
                assert address.startswith(allowed), f"{named(path)}: {address}"


def test_a_form_asks_nobody_for_names_and_says_who_reads_it() -> None:
    bug = (FORGE / "ISSUE_TEMPLATE" / "1-bug.yml").read_text(encoding="utf-8")
    assert "Everybody can read this" in bug
    assert "cop-plan doctor" in bug
    for path in FORMS:
        for part in yaml.safe_load(path.read_text(encoding="utf-8"))["body"]:
            label = part["attributes"].get("label", "")
            assert not re.search(r"\b(your name|e-?mail|which school)\b", label, re.IGNORECASE), label


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("community.yaml", True),
        ("north/readers/community.yaml", True),
        ("readers.cop.yaml", True),
        ("north/readers.cop.yaml", True),
        ("my-community.yaml", False),
        ("community.yaml.bak", False),
        ("compose.yaml", False),
        ("members.csv", False),
    ],
)
def test_the_hook_takes_definitions_and_nothing_else(name: str, is_one: bool) -> None:
    assert bool(re.search(HOOK["files"], name)) is is_one


def test_the_hook_checks_each_definition_and_fails_when_one_has_a_problem(run: Any, tmp_path: Path) -> None:
    entry = HOOK["entry"].split()
    assert entry[0] in PROJECT["project"]["scripts"]
    for name, text in {"good": MINIMAL, "bad": MINIMAL + "regoin: CA-AB\n"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "community.yaml").write_text(text, encoding="utf-8")
    both: Ran = run(*entry[1:], "good/community.yaml", "bad/community.yaml")
    assert both.code == 1
    assert "bad/community.yaml:4:1" in both.err
    assert run(*entry[1:], "good/community.yaml").code == 0


def test_nothing_that_was_committed_is_changed_when_it_is_checked_out() -> None:
    calendar = ROOT / "tests" / "golden" / "literacy-for-all" / "calendar.ics"
    assert b"\r\n" in calendar.read_bytes()
    assert "* -text" in (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()

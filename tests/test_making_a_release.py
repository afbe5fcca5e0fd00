"""What `make release` refuses: each of its proofs fails on what is not so. The long way is only in `make release`.

Also here: the README as the index of packages shows it, and the addresses of the project.
"""

import os
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager
from readme_renderer import markdown

from conftest import ROOT
from cop_plan.base.version import __version__

RELEASE = runpy.run_path(str(ROOT / ".ci" / "release.py"))
NotProved: type[Exception] = RELEASE["NotProved"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CHANGELOG = "# Changes\n\n## Unreleased\n\n## 1.0.0 – 2026-11-29\n\nThe first.\n"


@pytest.mark.parametrize("tags", [[], ["v1.0.0"], ["v1.0.0", "a-good-day"]])
def test_program_changelog_and_tag_of_one_version_are_a_release(tags: list[str]) -> None:
    assert RELEASE["same_version"]("1.0.0", CHANGELOG, tags).startswith("version 1.0.0 ")


@pytest.mark.parametrize(
    ("version", "changelog", "tags", "why"),
    [
        ("1.0.0", CHANGELOG.replace("1.0.0", "0.9.0"), [], "the newest entry of CHANGELOG.md is 0.9.0 – 2026-11-29"),
        ("1.0.0", "# Changes\n\n## Unreleased\n\n- New.\n", [], "the newest entry of CHANGELOG.md is none"),
        ("1.0.0", CHANGELOG.replace("11-29", "11"), [], "the newest entry of CHANGELOG.md is 1.0.0 – 2026-11"),
        ("1.0.0", CHANGELOG.replace("Unreleased", "Unreleased\n\n- New."), [], "changes under Unreleased"),
        ("1.0.0", CHANGELOG.replace("Unreleased", "Unreleased\n\n### Added"), [], "changes under Unreleased"),
        ("1.0.0", CHANGELOG.replace("The first.", "## 0.9.0 – 2026-01-01\n\nX"), [], "says nothing of 1.0.0"),
        ("1.0.0", CHANGELOG, ["v1.0.1"], "the commit is tagged v1.0.1"),
        ("1.0.0", CHANGELOG, ["v1.0.0", "v1.0.1"], "the commit is tagged v1.0.0, v1.0.1"),
        ("1.0.0", CHANGELOG, ["1.0.0"], "the commit is tagged 1.0.0"),
        ("1.0.0.dev1", CHANGELOG, [], "1.0.0.dev1 is no version of a release"),
    ],
)
def test_versions_that_differ_are_no_release(version: str, changelog: str, tags: list[str], why: str) -> None:
    with pytest.raises(NotProved, match=re.escape(why)):
        RELEASE["same_version"](version, changelog, tags)


def test_the_changelog_tells_of_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## ([\d.]+) – \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)[0] == __version__
    assert changelog.index("\n## Unreleased\n") < changelog.index(f"\n## {__version__} ")


def test_a_checkout_with_changes_or_new_files_is_no_release(tmp_path: Path) -> None:
    quiet = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    as_somebody = ["-c", "user.name=A", "-c", "user.email=a@example.org"]

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", tmp_path, *as_somebody, *words], check=True, capture_output=True, env=quiet)

    def status() -> str:
        return str(RELEASE["git"](tmp_path, "status", "--porcelain"))

    git("init")
    (tmp_path / "a").write_text("1", encoding="utf-8")
    git("add", "a")
    git("commit", "-m", "One")
    assert RELEASE["clean"](status()) == "the checkout is as it is committed"
    for name in ("a", "b"):
        (tmp_path / name).write_text("2", encoding="utf-8")
        with pytest.raises(NotProved, match=f" {name}"):
            RELEASE["clean"](status())
    git("tag", "v2.0.0")
    assert RELEASE["tags"](tmp_path) == ["v2.0.0"]


TRACKED = [
    "README.md",
    "cop_plan/__main__.py",
    "cop_plan/patterns/sample-year.yaml",
    "cop_plan/locale/en/words.yaml",
    "cop_plan/locale/fr/words.yaml",
    "templates/kit/en/charter.md.j2",
    "templates/page.css",
    "examples/small-start/community.yaml",
    "docs/README.md",
    "docs/fr/README.md",
    "docs/make.py",
    "docs/dates.md",
    "docs/fr/guide.md",
    "tests/test_dates.py",
]
WHEEL = [
    "cop_plan/__main__.py",
    "cop_plan/patterns/sample-year.yaml",
    "cop_plan/locale/en/words.yaml",
    "cop_plan/locale/fr/words.yaml",
    "cop_plan/templates/kit/en/charter.md.j2",
    "cop_plan/templates/page.css",
    "cop_plan/_compiled/kit_en_charter_md_j2.py",
    "cop_plan/examples/small-start/community.yaml",
    "cop_plan/docs/dates.md",
    "cop_plan/docs/fr/guide.md",
    "cop_plan-1.0.0.dist-info/METADATA",
]


def test_a_wheel_has_the_program_its_data_and_a_module_for_each_template() -> None:
    assert "11 files" in RELEASE["wheel_holds"](WHEEL, TRACKED)


@pytest.mark.parametrize("name", WHEEL[:-1])
def test_a_wheel_that_lacks_a_file_is_refused(name: str) -> None:
    with pytest.raises(NotProved, match=re.escape(f"the wheel lacks {name}")):
        RELEASE["wheel_holds"]([one for one in WHEEL if one != name], TRACKED)


@pytest.mark.parametrize(
    "name", ["tests/test_dates.py", "cop_plan/examples/small-start/plan/team.html", "cop_plan/docs/README.md"]
)
def test_a_wheel_with_anything_else_is_refused(name: str) -> None:
    with pytest.raises(NotProved, match=re.escape(f"the wheel has {name}")):
        RELEASE["wheel_holds"]([*WHEEL, name], TRACKED)


@pytest.mark.parametrize("part", ["cop_plan/locale/fr/", "cop_plan/patterns/", "templates/kit/", "docs/"])
def test_a_checkout_without_a_part_of_the_program_makes_no_wheel(part: str) -> None:
    tracked = [name for name in TRACKED if not name.startswith(part)]
    gone = {"templates/kit/": "_compiled/", "docs/": "cop_plan/docs/"}.get(part, part)
    wheel = [name for name in WHEEL if not name.startswith((part, f"cop_plan/{part}", "cop_plan/_compiled", gone))]
    kept = [*wheel, "cop_plan/_compiled/kit_en_charter_md_j2.py"] if part != "templates/kit/" else wheel
    with pytest.raises(NotProved, match="the wheel has no cop_plan/"):
        RELEASE["wheel_holds"](kept, tracked)


def test_an_sdist_is_what_git_tracks() -> None:
    assert "14 files" in RELEASE["sdist_holds"]([*TRACKED, "PKG-INFO"], TRACKED)
    with pytest.raises(NotProved, match=r"the sdist has records/members\.csv"):
        RELEASE["sdist_holds"]([*TRACKED, "PKG-INFO", "records/members.csv"], TRACKED)
    with pytest.raises(NotProved, match=r"the sdist lacks tests/test_dates\.py"):
        RELEASE["sdist_holds"]([*TRACKED[:-1], "PKG-INFO"], TRACKED)


def test_of_many_names_a_few_are_told() -> None:
    with pytest.raises(NotProved, match="lacks a0, a1, a2, a3, a4 and 4 more"):
        RELEASE["differ"]([], [f"a{number}" for number in range(9)], "the sdist")


def test_other_bytes_are_refused() -> None:
    RELEASE["same_bytes"]({"a.whl": "1"}, {"a.whl": "1", "a.tar.gz": "2"}, "built twice")
    for other in ({"a.whl": "2"}, {}):
        with pytest.raises(NotProved, match=r"a\.whl differs when built twice"):
            RELEASE["same_bytes"]({"a.whl": "1"}, other, "built twice")


def bill(**changes: Any) -> dict[str, Any]:
    whole = {"component": {"name": "cop-plan", "version": "1.0.0"}}
    return {"specVersion": "1.6", "metadata": whole, "components": [{"name": "Py_YAML", "version": "6"}], **changes}


def test_a_bill_of_materials_names_what_is_installed() -> None:
    assert "of 1 libraries" in RELEASE["names_all"](bill(), {"py-yaml": "6"}, "1.0.0")


@pytest.mark.parametrize(
    ("changes", "libraries", "why"),
    [
        ({}, {"py-yaml": "7"}, "differ in py-yaml"),
        ({}, {}, "differ in py-yaml"),
        ({}, {"py-yaml": "6", "rich": "15"}, "differ in rich"),
        ({"serialNumber": "urn:uuid:1"}, {"py-yaml": "6"}, "serial number"),
        ({"externalReferences": [{"url": "file:///home/a/cop.whl"}]}, {"py-yaml": "6"}, "a path of this machine"),
        ({"metadata": {"component": {"name": "cop-plan", "version": "0.9"}}}, {"py-yaml": "6"}, "is of cop-plan 0.9"),
        ({"metadata": {"component": {"name": "cop-plan"}}}, {"py-yaml": "6"}, "without a version"),
    ],
)
def test_a_bill_of_materials_that_is_not_of_this_release_is_refused(
    changes: dict[str, Any], libraries: dict[str, str], why: str
) -> None:
    with pytest.raises(NotProved, match=why):
        RELEASE["names_all"](bill(**changes), libraries, "1.0.0")


def test_the_digests_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"abc")
    assert RELEASE["digests"](tmp_path) == {"a.whl": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}


def test_what_built_a_release_is_written_as_pip_takes_constraints() -> None:
    wheels = ["jinja2-3.1.6-py3-none-any.whl", "hatch_fancy_pypi_readme-25.1.0-py3-none-any.whl"]
    assert RELEASE["exact_versions"](wheels) == "hatch_fancy_pypi_readme==25.1.0\njinja2==3.1.6\n"


def test_a_command_that_fails_is_told_with_what_it_said() -> None:
    with pytest.raises(NotProved, match="ended with 1:\nno way"):
        RELEASE["run"](sys.executable, "-c", "import sys; sys.exit('no way')")


# The README on the index of packages.


@pytest.fixture(scope="module")
def readme() -> str:
    """The README of the metadata, as the index of packages renders it."""
    metadata = ProjectMetadata(str(ROOT), PluginManager())
    assert metadata.core.readme_content_type == "text/markdown"
    rendered = markdown.render(metadata.core.readme)
    assert rendered
    return str(rendered)


def test_every_address_of_the_readme_holds_at_the_tag(readme: str) -> None:
    tag = f"v{__version__}"
    repository = PROJECT["urls"]["Repository"]
    pictures = repository.replace("https://github.com/", "https://raw.githubusercontent.com/")
    ours = {f"{repository}/blob/{tag}/", f"{pictures}/{tag}/"}
    headings = {f"#{anchor}" for anchor in re.findall(r' id="([^"]*)"', readme)}
    addresses = [one for one in re.findall(r'(?:href|src)="([^"]*)"', readme) if one not in headings]
    assert len(addresses) > 10
    for address in addresses:
        assert address.startswith("https://"), address
        for beginning in ours:
            if address.startswith(beginning):
                assert (ROOT / address.removeprefix(beginning).partition("#")[0]).exists(), address
        if address.startswith((repository, pictures)):
            assert address.startswith((*ours, PROJECT["urls"]["Issues"], f"{repository}/releases")), address
    assert any(address.startswith(pictures) for address in addresses)


def test_the_index_shows_every_picture_with_its_words(readme: str) -> None:
    pictures = re.findall(r"<img [^>]*>", readme)
    assert len(pictures) == len(re.findall(r"!\[", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert all(re.search(r'alt="[^"]{20,}"', picture) for picture in pictures)


def test_the_classifiers_name_each_python_from_the_oldest_on() -> None:
    named = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", line)]
    assert PROJECT["requires-python"] == f">={named[0]}"
    assert named == [f"3.{minor}" for minor in range(int(named[0][2:]), int(named[0][2:]) + len(named))]


def test_whatever_reads_or_builds_the_metadata_is_required_for_a_build() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {re.split(r"[<>=\[]", text)[0] for text in settings["build-system"]["requires"]}
    hooks = settings["tool"]["hatch"]["metadata"]["hooks"]
    assert {f"hatch-{name}" for name in hooks} <= needed


# The container.


def test_the_container_runs_as_nobody_on_a_python_that_is_tested() -> None:
    steps = (ROOT / "Containerfile").read_text(encoding="utf-8")
    images = re.findall(r"^FROM (\S+)", steps, re.MULTILINE)
    assert {re.sub(r"^python:(3\.\d+)-slim$", r"\1", image) for image in images} <= {
        line.rpartition(" ")[2] for line in PROJECT["classifiers"]
    }
    (user,) = re.findall(r"^USER (\d+):\d+$", steps, re.MULTILINE)
    assert int(user) != 0


def test_what_a_container_is_built_from_is_there() -> None:
    kept = re.findall(r"^!(.*)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert kept
    assert [name for name in kept if not (ROOT / name).exists()] == []
    needed = {"requirements.txt", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "cop_plan", "templates"}
    assert needed <= {*kept}

"""The libraries: what pyproject.toml allows, and the exact versions with hashes for whoever installs no others."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORD = PROJECT["optional-dependencies"]["word"]
DOCS = PROJECT["optional-dependencies"]["docs"]
DEVELOPMENT = PROJECT["optional-dependencies"]["dev"]
INSTALLED = [Requirement(text) for text in (*PROJECT["dependencies"], *WORD)]
EXACT = (ROOT / "requirements.txt").read_text(encoding="utf-8")


def exact() -> dict[str, tuple[str, list[str]]]:
    """Return the version and the hashes of each library in requirements.txt."""
    found: dict[str, tuple[str, list[str]]] = {}
    for entry in EXACT.replace("\\\n", " ").splitlines():
        if not entry.startswith("#"):
            name, version = entry.split()[0].split("==")
            found[canonicalize_name(name)] = version, re.findall(r"--hash=(\S+)", entry)
    return found


@pytest.mark.parametrize("needed", INSTALLED, ids=lambda needed: needed.name)
def test_a_library_has_its_exact_version_within_its_bounds(needed: Requirement) -> None:
    version, _ = exact()[canonicalize_name(needed.name)]
    assert needed.specifier.contains(version)


@pytest.mark.parametrize("name", exact())
def test_every_exact_version_has_its_hashes(name: str) -> None:
    _, hashes = exact()[name]
    assert hashes
    assert all(re.fullmatch("sha256:[0-9a-f]{64}", one) for one in hashes)


def test_the_exact_versions_name_no_address_and_no_folder() -> None:
    assert "://" not in EXACT
    assert not re.search(r"^(-i|--\w*index|--find|-f|-e)", EXACT, re.MULTILINE)
    assert not re.search(r"\s/\w", EXACT)


@pytest.mark.parametrize("text", [*PROJECT["dependencies"], *WORD, *DEVELOPMENT])
def test_a_bound_says_the_oldest_version_with_which_the_tests_pass(text: str) -> None:
    assert any(bound.operator == ">=" for bound in Requirement(text).specifier)


def test_the_extras_are_tested_with_the_versions_that_are_installed() -> None:
    assert {*WORD, *DOCS} <= set(DEVELOPMENT)

"""The definition that is meant where none is named."""

import sys
from pathlib import Path

import pytest

from conftest import MINIMAL
from cop_plan.app import find
from cop_plan.base.errors import Misuse


@pytest.fixture
def below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, two below an empty one in which nobody else may write."""
    folder = tmp_path / "top" / "middle" / "below"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def put(folder: Path, name: str = "community.yaml") -> Path:
    (folder / name).write_text(MINIMAL, encoding="utf-8")
    return folder / name


def test_it_lies_here_or_in_the_nearest_folder_above(below: Path) -> None:
    with pytest.raises(Misuse, match=r"there is no community\.yaml here.*begin with cop-plan init"):
        find.definition()
    far = put(below.parents[1])
    assert find.definition() == far
    near = put(below.parent, "readers.cop.yaml")
    assert find.definition() == near
    put(below)
    assert find.definition() == Path("community.yaml")


def test_one_of_several_is_not_chosen(below: Path) -> None:
    for name in ("a.cop.yaml", "b.cop.yaml"):
        put(below.parent, name)
    with pytest.raises(Misuse, match=r"name one of a\.cop\.yaml, b\.cop\.yaml"):
        find.definition()


def test_a_folder_stands_for_the_definition_in_it(below: Path) -> None:
    assert find.definition(below) == below
    assert find.definition(below) == below  # what is wrong with it is told where it is read
    assert find.definition(put(below).parent) == below / "community.yaml"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows says otherwise who may write")
def test_the_search_ends_below_a_folder_in_which_anybody_may_write(below: Path) -> None:
    put(below.parents[1])
    put(below.parent)
    below.parent.chmod(0o1777)
    with pytest.raises(Misuse, match=r"there is no community\.yaml here"):
        find.definition()
    here = put(below)
    below.chmod(0o1777)  # the person is there, and has seen what lies there
    assert find.definition().absolute() == here

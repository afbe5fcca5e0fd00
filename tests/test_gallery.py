"""Every slip in `problems/` beside its exact answer: what the person reads, less the closing count.

A case that needs other files is a folder: the definition `community.yaml`, the files beside it, and `answer.txt`.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

GALLERY = Path(__file__).parent / "problems"
ALONE = sorted(GALLERY.glob("*.yaml"))
FOLDERS = sorted(path for path in GALLERY.iterdir() if path.is_dir())


@pytest.mark.parametrize("case", ALONE, ids=lambda path: path.stem)
def test_a_slip_in_a_definition_is_answered(case: Path, problems_of: Callable[..., list[str]]) -> None:
    answer = case.with_suffix(".txt").read_text(encoding="utf-8")

    assert _told(problems_of(case.read_text(encoding="utf-8"))) == answer


@pytest.mark.parametrize("case", FOLDERS, ids=lambda path: path.name)
def test_a_slip_among_several_files_is_answered(
    case: Path, problems_of: Callable[..., list[str]], tmp_path: Path
) -> None:
    texts = {
        path.relative_to(case).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(case.rglob("*"))
        if path.is_file()
    }
    answer, definition = texts.pop("answer.txt"), texts.pop("community.yaml")

    # Where the folder lies is no part of the answer.
    assert _told(problems_of(definition, texts)).replace(f"{tmp_path}/", "") == answer


def test_every_case_of_the_gallery_has_its_answer() -> None:
    answers = {path.stem for path in GALLERY.glob("*.txt")}

    assert answers == {path.stem for path in ALONE}


def _told(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)

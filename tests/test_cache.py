"""What lies in the cache is believed only if the program wrote it for this person; the plan is right either way."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import MINIMAL, TODAY, Ran, Write
from cop_plan.base import files

Run = Callable[..., Ran]
NAME = "holidays-1.json"
CONTENT = b'{"days": {"2026-11-11": "Remembrance Day"}}'

needs_root = pytest.mark.skipif(not files.is_root(), reason="only root can give a file to somebody else")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder with one file in it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("COP_PLAN_CACHE", raising=False)
    files.write_cache(NAME, CONTENT)
    return tmp_path / "cop-plan"


def test_content_that_was_written_is_read(folder: Path) -> None:
    assert files.read_cache(NAME) == CONTENT
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_only_its_owner_can_look_into_the_cache(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600


def test_no_file_of_another_name_is_believed(folder: Path) -> None:
    (folder / NAME).rename(folder / "holidays-2.json")
    assert files.read_cache("holidays-2.json") is None


def test_no_single_flipped_bit_is_believed(folder: Path) -> None:
    whole = (folder / NAME).read_bytes()
    for bit in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        (folder / NAME).write_bytes(flipped)
        assert files.read_cache(NAME) is None, bit


def test_no_shorter_or_longer_file_is_believed(folder: Path) -> None:
    whole = (folder / NAME).read_bytes()
    for other in (*(whole[:length] for length in range(len(whole))), whole + b" ", whole * 2, b"\0" * 3_000_000):
        (folder / NAME).write_bytes(other)
        assert files.read_cache(NAME) is None, len(other)


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777, 0o1777], ids=oct)
def test_a_folder_that_others_can_write_to_is_no_cache(mode: int, folder: Path) -> None:
    folder.chmod(mode)
    assert files.read_cache(NAME) is None
    files.write_cache("other", b"1")
    assert not (folder / "other").exists()


@pytest.mark.parametrize("mode", [0o660, 0o606], ids=oct)
def test_a_file_that_others_can_write_to_is_not_believed(mode: int, folder: Path) -> None:
    (folder / NAME).chmod(mode)
    assert files.read_cache(NAME) is None
    files.write_cache(NAME, CONTENT)
    assert files.read_cache(NAME) == CONTENT


@needs_root
@pytest.mark.parametrize("which", [".", NAME])
def test_what_belongs_to_somebody_else_is_not_believed(which: str, folder: Path) -> None:
    os.chown(folder / which, 12345, -1)
    assert files.read_cache(NAME) is None


def test_a_link_to_a_cache_is_no_cache(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")
    assert files.read_cache(NAME) is None
    files.write_cache("other", b"1")
    assert not (folder / "other").exists()


def test_a_link_in_the_cache_is_neither_followed_nor_written_through(folder: Path) -> None:
    aside = folder.parent / "aside"
    (folder / NAME).rename(aside)
    (folder / NAME).symlink_to(aside)
    assert files.read_cache(NAME) is None
    files.write_cache(NAME, b"new")
    assert files.read_cache(NAME) == b"new"
    assert aside.read_bytes().endswith(CONTENT)


@pytest.mark.parametrize("value", ["off"])
def test_the_cache_can_be_turned_off(value: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COP_PLAN_CACHE", value)
    assert files.read_cache(NAME) is None
    files.write_cache("other", b"1")
    assert not (folder / "other").exists()


def test_without_a_home_there_is_no_cache(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "relative")
    files.write_cache("other", b"1")
    assert files.read_cache("other") is None
    assert [path.name for path in tmp_path.iterdir()] == ["cop-plan"]


# The program with such a cache.


def _empty_table(file: Path) -> None:
    file.write_bytes(b'{"weekend": [5, 6], "days": {}, "worked": []}')


def _empty_table_with_the_digest_of_another(file: Path) -> None:
    file.write_bytes(file.read_bytes().partition(b"\n")[0] + b'\n{"weekend": [5, 6], "days": {}, "worked": []}')


def _empty_table_with_a_digest_of_its_content_alone(file: Path) -> None:
    content = b'{"weekend": [5, 6], "days": {}, "worked": []}'
    file.write_bytes(files.digest(content).encode() + b"\n" + content)


def _nothing(file: Path) -> None:
    file.write_bytes(b"")


def _digest_of_what_is_no_table(file: Path) -> None:
    content = b'{"days": {}}'
    file.write_bytes(files.digest(file.name.encode() + b"\n" + content).encode() + b"\n" + content)


def _pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _link_to_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file.with_name("pipe"))
    file.symlink_to("pipe")


def _link_to_what_never_ends(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/zero")


def _open_to_all(file: Path) -> None:
    _empty_table(file)
    file.parent.chmod(0o777)


def _read_only(file: Path) -> None:
    _empty_table(file)
    file.chmod(0o400)
    file.parent.chmod(0o500)


def _file_for_a_folder(file: Path) -> None:
    file.unlink()
    file.parent.rmdir()
    file.parent.write_text("")


@pytest.mark.parametrize(
    "spoil",
    [
        _empty_table,
        _empty_table_with_the_digest_of_another,
        _empty_table_with_a_digest_of_its_content_alone,
        _nothing,
        _digest_of_what_is_no_table,
        _pipe,
        _folder,
        _link_to_a_pipe,
        _link_to_what_never_ends,
        _open_to_all,
        _read_only,
        _file_for_a_folder,
    ],
    ids=lambda spoil: spoil.__name__.strip("_"),
)
def test_the_plan_is_right_whatever_lies_in_the_cache(
    spoil: Callable[[Path], None], run: Run, write: Write, tmp_path: Path
) -> None:
    definition = write(MINIMAL + "region: CA-AB\nactivities: {webinar-1: {when: 2nd wednesday of november}}\n")
    asked = ("schedule", definition, "-f", "json", "-o", "-", "--today", TODAY)
    known = run(*asked, COP_PLAN_CACHE="off").out
    assert "Remembrance Day" in known
    cache = str(tmp_path / "cache")
    assert run(*asked, XDG_CACHE_HOME=cache).out == known
    (file,) = (tmp_path / "cache" / "cop-plan").iterdir()
    spoil(file)
    assert run(*asked, XDG_CACHE_HOME=cache) == Ran(0, known, "")
    assert run(*asked, XDG_CACHE_HOME=cache) == Ran(0, known, "")


def test_a_table_of_another_version_is_not_believed(run: Run, write: Write, tmp_path: Path) -> None:
    definition = write(MINIMAL + "region: CA-AB\n")
    cache = str(tmp_path / "cache")
    run("check", definition, XDG_CACHE_HOME=cache)
    (kept,) = (tmp_path / "cache" / "cop-plan").iterdir()
    assert files.version_of("holidays") in kept.name


@pytest.mark.parametrize("home", ["", "/proc/none", "/dev/null"])
def test_no_place_for_a_cache_is_no_trouble(home: str, run: Run, write: Write) -> None:
    done = run("check", write(MINIMAL + "region: CA-AB\n"), XDG_CACHE_HOME=home, HOME=home, LOCALAPPDATA="")
    assert done.code == 0, done.err

"""The disk: what is read is bounded, what is written is whole, and what the system says reaches a person as a line."""

import errno
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cop_plan.base import errors, files
from cop_plan.base.translatable import Sentence

LIMIT = 1000
PLACE = errors.Place("community.yaml", 4, 9)


def reason(act: Callable[[], object]) -> tuple[str, str]:
    """Return the file and the reason that a person reads."""
    with pytest.raises(errors.Unreadable) as found:
        act()
    return found.value.file, found.value.reason


# Reading


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbfname\r\n\x00")

    assert files.read(tmp_path / "a.csv", LIMIT) == b"\xef\xbb\xbfname\r\n\x00"


@pytest.mark.parametrize(("size", "read"), [(LIMIT, LIMIT), (LIMIT + 1, LIMIT + 1), (10 * LIMIT, LIMIT + 1)])
def test_of_a_larger_file_a_byte_more_than_the_limit_is_read(size: int, read: int, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a" * size)

    assert len(files.read(tmp_path / "a.csv", LIMIT)) == read


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without an end")
def test_a_file_without_an_end_is_read_up_to_the_limit() -> None:
    assert len(files.read(Path("/dev/zero"), LIMIT, or_pipe=True)) == LIMIT + 1


def test_a_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"name: Readers\n",))
    writer.start()

    assert files.read(pipe, LIMIT, or_pipe=True) == b"name: Readers\n"
    writer.join()


def test_a_missing_file_is_told_in_the_words_that_were_written(tmp_path: Path) -> None:
    path = tmp_path / "comunity.yaml"

    assert reason(lambda: files.read(path, LIMIT)) == (str(path), "there is no such file")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert reason(lambda: files.read(tmp_path, LIMIT))[1] == "this is a folder, and a file is needed"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")

    assert reason(lambda: files.read(tmp_path / "a" / "b", LIMIT))[1] == "a file stands where a folder is needed"


def test_links_in_a_circle_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")

    assert reason(lambda: files.read(tmp_path / "a", LIMIT))[1] == "the links go round in a circle"


@pytest.mark.parametrize(
    ("name", "told"), [("a" * 300, "the name is too long"), ("a\x00b", "no file can have this name")]
)
def test_an_impossible_name_is_told(name: str, told: str, tmp_path: Path) -> None:
    assert reason(lambda: files.read(tmp_path / name, LIMIT))[1] == told


@pytest.fixture
def strange(tmp_path: Path) -> Iterator[dict[str, Path]]:
    """Things that have a name in a folder and are no files."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(tmp_path)  # the whole way may be too long for a socket
        one.bind("socket")
        os.chdir(here)
        yield {"pipe": tmp_path / "pipe", "socket": tmp_path / "socket", "device": Path(os.devnull)}


@pytest.mark.parametrize("called", ["pipe", "socket", "device"])
def test_what_is_no_file_is_told_and_not_waited_for(called: str, strange: dict[str, Path]) -> None:
    told = (str(strange[called]), f"this is a {called}, and a file is needed")

    assert reason(lambda: files.read(strange[called], LIMIT)) == told
    assert reason(lambda: files.append(strange[called], lambda _: b"more", LIMIT)) == told
    assert reason(lambda: files.write_all(strange[called].parent, {strange[called].name: b"new"})) == told


# What a definition names


def beside(folder: Path, name: str) -> tuple[str, bytes]:
    return files.DefinitionFiles(folder / "community.yaml", LIMIT).beside(name, PLACE, "budget")


def test_a_file_is_found_beside_the_definition(tmp_path: Path) -> None:
    (tmp_path / "money").mkdir()
    (tmp_path / "money" / "budget.csv").write_text("category\n")

    assert beside(tmp_path, "money/budget.csv") == (str(tmp_path / "money" / "budget.csv"), b"category\n")


@pytest.mark.parametrize(
    ("name", "hint"), [("bugdet.csv", "did you mean 'budget.csv'?"), ("x", None), ("nowhere/budget.csv", None)]
)
def test_a_missing_file_is_a_problem_at_the_place_that_names_it(name: str, hint: str | None, tmp_path: Path) -> None:
    (tmp_path / "budget.csv").write_text("category\n")

    with pytest.raises(errors.Problems) as found:
        beside(tmp_path, name)

    (problem,) = found.value.problems
    assert problem == errors.Problem(PLACE, "budget", Sentence(f"there is no file '{name}' beside this one"))
    assert problem.hint == hint


def test_a_hint_never_names_a_hidden_file(tmp_path: Path) -> None:
    (tmp_path / ".members.csv.abcd1234.new").write_text("")

    with pytest.raises(errors.Problems) as found:
        beside(tmp_path, "members.csv")

    assert found.value.problems[0].hint is None


def test_a_link_to_nothing_in_the_place_of_a_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "budget.csv").symlink_to("gone.csv")

    assert reason(lambda: beside(tmp_path, "budget.csv")) == (
        str(tmp_path / "budget.csv"),
        "this link leads to nothing",
    )


def test_a_folder_in_the_place_of_a_table_is_told(tmp_path: Path) -> None:
    assert reason(lambda: beside(tmp_path, "."))[1] == "this is a folder, and a file is needed"


@pytest.mark.parametrize("name", ["a" * 300, "a\x00b"])
def test_a_definition_that_names_an_impossible_file_is_answered(name: str, tmp_path: Path) -> None:
    with pytest.raises((errors.Problems, errors.Unreadable)):
        beside(tmp_path, name)


def test_patterns_are_shipped() -> None:
    shelf = files.DefinitionFiles(Path("community.yaml"), LIMIT)

    assert shelf.shipped("no-such-year") is None
    shipped = shelf.shipped("sample-year")
    assert shipped is not None
    assert shipped[0] == "patterns/sample-year.yaml"


# Writing


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_files_are_written_into_a_folder_that_is_made(tmp_path: Path) -> None:
    files.write_all(tmp_path / "a" / "b", {"plan.md": b"1", "plan.html": b"2"})

    assert contents(tmp_path / "a" / "b") == {"plan.html": b"2", "plan.md": b"1"}


def test_what_was_there_is_replaced_and_its_neighbours_stay(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_bytes(b"old")
    (tmp_path / "notes.md").write_bytes(b"mine")

    files.write_all(tmp_path, {"plan.md": b"new"})

    assert contents(tmp_path) == {"notes.md": b"mine", "plan.md": b"new"}


def test_if_one_cannot_be_written_none_is_changed(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_bytes(b"old")
    (tmp_path / "calendar.ics").mkdir()

    told = reason(lambda: files.write_all(tmp_path, {"plan.md": b"new", "calendar.ics": b"new"}))

    assert told == (str(tmp_path / "calendar.ics"), "this is a folder, and a file is needed")
    assert (tmp_path / "plan.md").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["calendar.ics", "plan.md"]


def test_a_folder_made_in_vain_is_taken_away_again(tmp_path: Path) -> None:
    told = reason(lambda: files.write_all(tmp_path / "a" / "b", {"c" * 300: b""}))

    assert told[1] == "the name is too long"
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "plan").write_text("")

    told = reason(lambda: files.write_all(tmp_path / "plan", {"plan.md": b""}))

    assert told == (str(tmp_path / "plan"), "a file stands where a folder is needed")


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_replaced_file_keeps_who_may_read_it(mode: int, tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_bytes(b"old")
    (tmp_path / "plan.md").chmod(mode)

    files.write_all(tmp_path, {"plan.md": b"new"})

    assert (tmp_path / "plan.md").stat().st_mode & 0o777 == mode


def test_a_new_file_may_be_read_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_bytes(b"")

    files.write_all(tmp_path, {"plan.md": b""})

    assert (tmp_path / "plan.md").stat().st_mode == (tmp_path / "other.md").stat().st_mode


@pytest.mark.parametrize("mode", [0o644, 0o600])
def test_a_private_file_is_for_its_owner_only(mode: int, tmp_path: Path) -> None:
    (tmp_path / "letter.md").write_bytes(b"old")
    (tmp_path / "letter.md").chmod(mode)

    files.write_all(
        tmp_path, {"letter.md": b"new", "reply.md": b"new", "plan.md": b""}, private=["letter.md", "reply.md"]
    )

    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert (modes["letter.md"], modes["reply.md"]) == (0o600, 0o600)
    assert modes["plan.md"] & 0o444 == 0o444


def test_a_write_protected_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_bytes(b"old")
    (tmp_path / "plan.md").chmod(0o444)

    assert reason(lambda: files.write_all(tmp_path, {"a.md": b"new", "plan.md": b"new"}))[1] == "it is write-protected"
    assert contents(tmp_path) == {"plan.md": b"old"}


def test_what_is_behind_a_link_is_written(tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "plan.md").write_bytes(b"old")
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.md").symlink_to("../published/plan.md")

    files.write_all(tmp_path / "plan", {"plan.md": b"new"})

    assert (tmp_path / "plan" / "plan.md").is_symlink()
    assert contents(tmp_path / "published") == {"plan.md": b"new"}


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on another disk."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK) or shared.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no other disk")
    with tempfile.TemporaryDirectory(dir=shared) as folder:
        yield Path(folder)


def test_a_link_to_another_disk_is_told_before_anything_is_changed(tmp_path: Path, other_disk: Path) -> None:
    (other_disk / "plan.md").write_bytes(b"old")
    (tmp_path / "plan.md").symlink_to(other_disk / "plan.md")

    told = reason(lambda: files.write_all(tmp_path, {"a.md": b"new", "plan.md": b"new"}))

    assert told[1].startswith("this link leads to another disk")
    assert contents(tmp_path) == {"plan.md": b"old"}


def test_one_that_must_be_new_is_refused_before_another_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"old")
    (tmp_path / "b.csv").write_bytes(b"theirs")

    with pytest.raises(errors.OverwriteConflict):
        files.write_all(tmp_path, {"c.csv": b"new", "b.csv": b"new", "a.csv": b"new"}, only_new=["c.csv", "b.csv"])
    assert contents(tmp_path) == {"a.csv": b"old", "b.csv": b"theirs"}

    told = reason(lambda: files.write_all(tmp_path, {"a.csv": b"new", "b.csv": b"new"}, only_new=["b.csv"]))
    assert told == (str(tmp_path / "b.csv"), "another program put it there when others were written already")
    assert contents(tmp_path) == {"a.csv": b"new", "b.csv": b"theirs"}


def test_a_record_behind_a_link_grows_and_one_behind_a_link_to_nothing_does_not(tmp_path: Path) -> None:
    (tmp_path / "shared.csv").write_bytes(b"1")
    (tmp_path / "a.csv").symlink_to("shared.csv")
    (tmp_path / "b.csv").symlink_to("gone.csv")

    files.append(tmp_path / "a.csv", lambda _: b"2", LIMIT)

    assert (tmp_path / "shared.csv").read_bytes() == b"12"
    assert reason(lambda: files.append(tmp_path / "b.csv", lambda _: b"2", LIMIT))[1] == "this link leads to nothing"
    assert not (tmp_path / "gone.csv").exists()


def test_files_that_are_there_are_found(tmp_path: Path) -> None:
    (tmp_path / "plan.md").write_bytes(b"1")

    assert files.existing(tmp_path, ["plan.md", "plan.html"]) == {"plan.md": b"1"}


def test_a_link_to_nothing_stands_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "plan.md").symlink_to("gone")

    assert reason(lambda: files.existing(tmp_path, ["plan.md"]))[1] == "this link leads to nothing"


def test_a_digest_tells_contents_apart() -> None:
    assert files.digest(b"1") == files.digest(b"1") != files.digest(b"2")


def write_new(folder: Path, contents: dict[str, bytes]) -> None:
    files.write_all(folder, contents, only_new=contents)


def test_new_files_are_written_whole_and_only_where_none_is(tmp_path: Path) -> None:
    write_new(tmp_path / "new", {"a": b"1", "b": b"2"})
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {"a": b"1", "b": b"2"}
    with pytest.raises(errors.OverwriteConflict) as refused:
        write_new(tmp_path / "new", {"c": b"3", "b": b"theirs?"})
    assert refused.value.files == ((str(tmp_path / "new" / "b"), "there is one already"),)
    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {"a": b"1", "b": b"2"}


def test_new_files_that_cannot_be_written_leave_nothing(tmp_path: Path) -> None:
    with pytest.raises(errors.Unreadable):
        write_new(tmp_path / "new", {"a": b"1", "b" * 300: b"2"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("America/Edmonton", "America/Edmonton"),
        (":America/Edmonton", "America/Edmonton"),
        (":/usr/share/zoneinfo/America/Edmonton", "America/Edmonton"),
        ("/usr/share/zoneinfo/posix/America/Edmonton", "America/Edmonton"),
        ("/etc/mine", None),
    ],
)
def test_the_machine_says_its_zone(said: str, zone: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", said)
    assert files.machine_zone() == zone


def test_the_files_of_a_folder_are_listed_without_what_people_did_not_put_there(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", ".hidden", "~$a.xlsx", "Readme.txt", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "folder.csv").mkdir()
    assert files.files_in(tmp_path, 10) == [tmp_path / "a.csv", tmp_path / "b.csv"]
    (tmp_path / "link.csv").symlink_to("gone")  # whoever reads it is told
    assert files.files_in(tmp_path, 10) == [tmp_path / name for name in ("a.csv", "b.csv", "link.csv")]
    assert files.files_in(tmp_path / "missing", 10) is None
    with pytest.raises(errors.Unreadable) as unreadable:
        files.files_in(tmp_path, 1)
    assert unreadable.value.reason == "there are more than 1 files in it"


# As Windows has it


@pytest.mark.parametrize("number", [32, 33], ids=["shared by nobody", "locked in part"])
def test_a_file_that_an_office_program_holds_is_told_as_that(number: int) -> None:
    refused = PermissionError(errno.EACCES, "The process cannot access the file")
    refused.winerror = number  # type: ignore[attr-defined, unused-ignore]  # Windows alone gives it one

    assert files.reason(refused) == "another program has it open; close it there, and try again"


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """A folder in which nothing can be put in place, as where Windows has a file open, with a file to put there."""
    if files.is_root():
        pytest.skip("to root no folder is read-only")
    folder = tmp_path / "held"
    folder.mkdir()
    (folder / "plan.html").write_bytes(b"old")
    (folder / "new").write_bytes(b"new")
    folder.chmod(0o555)
    return folder


def test_a_place_that_is_let_go_is_awaited(held: Path) -> None:
    letting_go = threading.Timer(0.3, held.chmod, [0o755])
    letting_go.start()

    files.replace(held / "new", held / "plan.html", attempts=600)

    assert contents(held) == {"plan.html": b"new"}
    letting_go.join()


def test_a_place_that_is_not_let_go_is_told_and_what_is_there_stays(held: Path) -> None:
    with pytest.raises(OSError, match="held open") as found:
        files.replace(held / "new", held / "plan.html", attempts=2)

    assert files.reason(found.value) == "another program has it open; close it there, and try again"
    assert contents(held) == {"plan.html": b"old", "new": b"new"}
    held.chmod(0o755)

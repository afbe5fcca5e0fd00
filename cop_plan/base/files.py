"""The only room that touches the disk: reading, finding what is shipped, writing all or nothing, the cache.

Names of files are shown as the person wrote them. What the system says of a file reaches the person as one line.
"""

import contextlib
import errno
import hashlib
import io
import os
import re
import shutil
import stat
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO

from cop_plan.base.errors import OverwriteConflict, Place, Problem, Problems, Unreadable, did_you_mean, quote
from cop_plan.base.translatable import Sentence, grouped, sentence

PACKAGE = Path(__file__).resolve().parent.parent

# What a file is called, after its own name and eight letters, before it is put in its place.
_NEW = ".new"

_REASONS: Mapping[int, Sentence] = {
    errno.ENOENT: sentence("there is no such file"),
    errno.EISDIR: sentence("this is a folder, and a file is needed"),
    errno.ENOTDIR: sentence("a file stands where a folder is needed"),
    errno.EEXIST: sentence("a file stands where a folder is needed"),
    errno.EACCES: sentence("permission denied"),
    errno.EPERM: sentence("not permitted"),
    errno.EROFS: sentence("the disk is read-only"),
    errno.ENOSPC: sentence("the disk is full"),
    errno.EDQUOT: sentence("the disk quota is used up"),
    errno.EFBIG: sentence("the file would be larger than is allowed"),
    errno.ENAMETOOLONG: sentence("the name is too long"),
    errno.ELOOP: sentence("the links go round in a circle"),
    errno.EAGAIN: sentence("another program is writing to it"),
    errno.EBUSY: sentence("another program has it open; close it there, and try again"),
    errno.EINVAL: sentence("this is no file that can be written to"),
    errno.EXDEV: sentence("this link leads to another disk, and files are put in place whole only within one"),
}

# What Windows says of a file that an office program, a scanner or a cloud drive holds. To Python it is EACCES.
# Source: System Error Codes, ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION.
_HELD_BY_ANOTHER = (32, 33)


def reason(error: OSError) -> Sentence:
    """Return what the system says, in the reader's words; as it says it, where it is none of what mostly goes wrong."""
    if getattr(error, "winerror", None) in _HELD_BY_ANOTHER:
        return _REASONS[errno.EBUSY]
    known = _REASONS.get(error.errno or 0)
    return known if known is not None else Sentence((error.strerror or str(error)).casefold())


@contextlib.contextmanager
def _told(path: Path | str) -> Iterator[None]:
    """Turn what the system says into Unreadable."""
    try:
        yield
    except OSError as error:
        why = reason(error)
        if error.errno in (errno.ENOENT, errno.EEXIST) and _leads_to_nothing(Path(path)):
            why = sentence("this link leads to nothing")
        raise Unreadable(str(path), why) from None
    except ValueError:
        # A zero byte in a name.
        raise Unreadable(quote(str(path)), sentence("no file can have this name")) from None


def _leads_to_nothing(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return path.is_symlink() and not path.exists()
    return False


def read(path: Path, limit_bytes: int, *, or_pipe: bool = False) -> bytes:
    """Return a file's content, and of a larger one a byte more than the limit. Raises Unreadable.

    With `or_pipe` the path may lead to a pipe or a device, as those do that a shell names on a command line; elsewhere
    these are refused, since whoever reads one may wait for ever.
    """
    # A pipe may never end: what is read is bounded.
    with _told(path), open(path, "rb", opener=None if or_pipe else _open_file) as file:
        content = file.read(limit_bytes + 1)
    _note(path, lambda _: digest(content))
    return content


_noted: dict[str, str | None] | None = None


@contextlib.contextmanager
def noting() -> Iterator[dict[str, str | None]]:
    """Note what is read meanwhile: of each file its digest, of a folder the digest of its names; None for nothing.

    Of a file that is only looked for, and is there, what it holds is noted too. See `state_of`.
    """
    global _noted  # one run, one record
    before, _noted = _noted, {}
    try:
        yield _noted
    finally:
        if before is not None and _noted is not None:
            before.update(_noted)
        _noted = before


def _note(path: Path, state: Callable[[Path], str | None]) -> None:
    """Note the state of a file or folder that is looked at; what its state is found by is not noted."""
    global _noted
    if _noted is not None:
        into, _noted = _noted, None
        try:
            into[str(path.absolute())] = state(path)
        finally:
            _noted = into


def state_of(path: Path) -> str | None:
    """Return what tells whether a file, or what lies in a folder, is as before; None for nothing.

    Hidden files in a folder are not part of it: nobody asks for them.
    """
    if is_folder(path):
        shown = sorted(name for name in _names_in(path) if not name.startswith("."))
        return digest("\0".join(shown).encode("utf-8", "surrogateescape"))
    return digest_of(path)


def _open_file(name: str, flags: int) -> int:
    """Open a file; what is none, such as a pipe, is refused without waiting. Raises OSError, Unreadable."""
    path = Path(name)
    _refuse_special(path, path.stat())  # before it is opened: whoever waits at the other end of a pipe would notice
    return os.open(path, flags | _NO_WAIT)


_NO_WAIT = getattr(os, "O_NONBLOCK", 0)  # Windows has no pipes among its files

_SPECIAL = (
    (stat.S_ISFIFO, sentence("this is a pipe, and a file is needed")),
    (stat.S_ISSOCK, sentence("this is a socket, and a file is needed")),
    (stat.S_ISCHR, sentence("this is a device, and a file is needed")),
    (stat.S_ISBLK, sentence("this is a device, and a file is needed")),
)


def _refuse_special(path: Path, known: os.stat_result) -> None:
    """Raise Unreadable where a path leads to a pipe, a socket or a device."""
    for is_one, said in _SPECIAL:
        if is_one(known.st_mode):
            raise Unreadable(str(path), said)


def _refuse_unfit(path: Path) -> os.stat_result | None:
    """Return what the system knows of a file that is to be written, None if there is none.

    Raises OSError, Unreadable where something else is there, a link to nothing, or a file that is write-protected.
    """
    try:
        known = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            raise
        return None
    if stat.S_ISDIR(known.st_mode):
        raise IsADirectoryError(errno.EISDIR, "is a directory")
    _refuse_special(path, known)
    if not known.st_mode & 0o222:  # it can be replaced even so, but somebody protected it
        raise Unreadable(str(path), sentence("it is write-protected"))
    return known


def shipped_folder(name: str) -> Path:
    """Return the folder of `templates`, `examples` or `docs`: in the package if installed, beside it in a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def shipped_places() -> tuple[Path, ...]:
    """Return the folders in which the program's own files lie."""
    return (PACKAGE, PACKAGE.parent / "templates", PACKAGE.parent / "docs")


def shipped_text(*parts: str) -> str | None:
    """Return the text of a file that ships inside the package, such as `rules/gap.yaml`; None if there is none."""
    path = PACKAGE.joinpath(*parts)
    return path.read_text(encoding="utf-8") if path.is_file() else None


def shipped_folders(*parts: str) -> list[str]:
    """Return the names of the folders in a folder that ships inside the package, in their order."""
    return [path.name for path in folders_in(PACKAGE.joinpath(*parts)) if path.name[0] not in "._"]


def _names_in(folder: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return [file.name for file in folder.iterdir()]
    return []


def _as_on_disk(file: Path) -> Path:
    """Return the path by which a file is there: a Mac may have given it its accents as marks apart."""
    if file.name.isascii() or file.exists():
        return file
    written = unicodedata.normalize("NFC", file.name)
    alike = (one for one in _names_in(file.parent) if unicodedata.normalize("NFC", one) == written)
    return file.with_name(next(alike, file.name))


def _shortest(file: Path) -> Path:
    """Return a path without the way down and up again, as in `readers/../shared.yaml`, where it leads to the same."""
    if ".." in file.parts:
        short = Path(os.path.normpath(file))
        with contextlib.suppress(OSError):
            return short if short.samefile(file) else file
        if not file.parent.exists():  # from a folder that is not made yet, through which no system walks
            return short
    return file


_A_FOLDER = sentence("this is a file, and a folder is needed")
_SAVE_IT = sentence("nothing is fetched: save it beside the definition, and write the name of that file")


class DefinitionFiles:
    """The files that one definition names, and those that these name, and those shipped with the program."""

    def __init__(self, definition: Path, limit_bytes: int) -> None:
        self._folder = definition.parent
        self._limit_bytes = limit_bytes
        self._folders: dict[str, Path] = {}

    def folder_of(self, place: Place) -> Path:
        """Return the folder in which what is named at a place lies: that of the file in which the name is written."""
        return self._folders.get(place.file, self._folder)

    def names_files(self, file: Path) -> None:
        """Know that what a file names lies beside it."""
        self._folders[str(file)] = file.parent

    def beside(self, name: str, place: Place, path: str, limit_bytes: int | None = None) -> tuple[str, bytes]:
        """Read a file beside the one that names it. Raises Problems at `place` if it is missing, else Unreadable.

        `limit_bytes` is for a file that may be larger than a definition.
        """
        with _told(quote(name)):
            file = _as_on_disk(_shortest(self.folder_of(place) / name))
            missing = not is_there(file)
        if missing:
            own = Path(place.file).name if file.parent == self.folder_of(place) else None
            others = (one for one in _names_in(file.parent) if not one.startswith(".") and one != own)
            is_address = "://" in name
            hint = _SAVE_IT if is_address else self._with_slashes(name, place) or did_you_mean(file.name, [*others])
            said = sentence("there is no file {name} beside this one", name=quote(name))
            raise Problems([Problem(place, path, said, hint)])
        self.names_files(file)
        return str(file), read(file, limit_bytes or self._limit_bytes)

    def folder_beside(self, name: str, place: Place, path: str) -> Path:
        """Return a folder that lies beside the file that names it. Raises Problems at `place` where it is none."""
        with _told(quote(name)):
            folder = _as_on_disk(_shortest(self.folder_of(place) / name))
        if is_folder(folder):
            return folder
        if is_file(folder):
            raise Problems([Problem(place, path, _A_FOLDER)])
        near = (one for one in _names_in(folder.parent) if (folder.parent / one).is_dir())
        said = sentence("there is no folder {name} beside this file", name=quote(name))
        hint = self._with_slashes(name, place) or did_you_mean(folder.name, [*near])
        raise Problems([Problem(place, path, said, hint)])

    def _with_slashes(self, name: str, place: Place) -> Sentence | None:
        """Return how the name is written that has backslashes between folders, as only Windows takes them."""
        way = name.replace("\\", "/")
        is_meant = way != name and is_there(_as_on_disk(_shortest(self.folder_of(place) / way)))
        return sentence("write / between folders: {name}", name=way) if is_meant else None

    def beside_if_there(self, name: str, place: Place) -> tuple[str, bytes] | None:
        """Read a file beside the one that names it; None if there is none. Raises Unreadable."""
        file = _as_on_disk(_shortest(self.folder_of(place) / name))
        return (str(file), read(file, self._limit_bytes)) if is_file(file) else None

    def shipped(self, name: str, version: int | None = None) -> tuple[str, bytes] | None:
        """Read a pattern that ships with the program, in an older version if one is named; None if there is none."""
        return self._shipped("patterns", name, version)

    def shipped_titles(self, name: str, language: str, version: int | None = None) -> tuple[str, bytes] | None:
        """Read the titles of a shipped pattern in a language, such as `fr`; None if there are none."""
        return self._shipped(f"locale/{language}/patterns", name, version)

    def versions(self, definition: object, names: Iterable[str]) -> Mapping[str, int]:  # noqa: ARG002
        """Return no version for any pattern: nothing is known of a published year, so that each is the newest."""
        return {}

    def _shipped(self, folder: str, name: str, version: int | None) -> tuple[str, bytes] | None:
        file = f"{folder}/{name}/{version}.yaml" if has_newer_pattern(name, version) else f"{folder}/{name}.yaml"
        text = shipped_text(*file.split("/"))
        return None if text is None else (file, text.encode())


def has_newer_pattern(name: str, version: int | None) -> bool:
    """Return whether the program ships a newer version of a pattern: the older ones lie in a folder of its name."""
    return version is not None and PACKAGE.joinpath("patterns", name, f"{version}.yaml").is_file()


def guides(language: str = "") -> list[str]:
    """Return the names of the guides that ship with the program, such as `sharing-the-calendar`.

    Those in another language than English are in a folder of their own, such as `fr`.
    """
    return sorted(path.stem for path in (shipped_folder("docs") / language).glob("*.md") if path.stem != "README")


def guide(name: str, language: str = "") -> str:
    """Return the text of a guide."""
    return (shipped_folder("docs") / language / f"{name}.md").read_text(encoding="utf-8")


def template_text(name: str) -> str | None:
    """Return the text of a template that ships with the program; None if there is none."""
    # A template asks for others by name, and a name may say anything; a way out of the folder is no name.
    if not _IS_NAME.fullmatch(name):
        return None
    path = shipped_folder("templates") / name
    return path.read_text(encoding="utf-8") if path.is_file() else None


_IS_NAME = re.compile(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", re.ASCII)


def template_names() -> frozenset[str]:
    """Return the names of the templates that ship with the program."""
    folder = shipped_folder("templates")
    return frozenset(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


MAX_THEME_FILES = 500
MAX_THEME_FILE_BYTES = 1_000_000
OF_A_THEME = (".j2", ".css", ".svg", ".png", ".jpg", ".jpeg", ".webp")


def theme(folder: Path) -> dict[str, bytes | None]:
    """Return the files of a theme's own folder by their names, with slashes; of what is no template's, None.

    Raises Unreadable where the folder cannot be read, Problems for what is too large or leads out of the folder.
    """
    found: dict[str, bytes | None] = {}
    problems = []
    with _told(folder):
        if not folder.is_dir():
            is_file = folder.exists()
            why = _A_FOLDER if is_file else sentence("there is no such folder")
            raise Unreadable(str(folder), why)
        for path in _shown_below(folder):
            if len(found) == MAX_THEME_FILES:
                said = sentence("there are more than {most} files in it", most=MAX_THEME_FILES)
                hint = sentence("give the templates a folder of their own")
                raise Problems([Problem(Place(str(folder), 0, 0), "", said, hint)])
            name = path.relative_to(folder).as_posix()
            found[name] = None
            if unfit := _unfit(path, folder):
                problems.append(Problem(Place(str(path), 0, 0), "", *unfit))
            elif path.suffix in OF_A_THEME:
                found[name] = content = read(path, MAX_THEME_FILE_BYTES)
                if len(content) > MAX_THEME_FILE_BYTES:
                    said = sentence("is larger than {most} MB", most=MAX_THEME_FILE_BYTES // 1_000_000)
                    problems.append(Problem(Place(str(path), 0, 0), "", said))
    if problems:
        raise Problems(problems)
    return found


def _shown_below(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder and in those below it, by name; hidden files are nobody's templates."""
    _note(folder, state_of)
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _shown_below(path)
        else:
            yield path


def _unfit(path: Path, folder: Path) -> tuple[Sentence, Sentence | None] | None:
    """Return why something cannot be a file of the theme, and what would do; None where it can."""
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        return sentence("this link leads out of the folder"), _COPY
    if path.is_symlink() and path.is_dir():
        return sentence("this is a link to a folder"), _COPY
    return None if path.is_file() else (sentence("this is no file"), None)


_COPY = sentence("put a copy there instead")


def program(names: Iterable[str], places: Iterable[str]) -> str | None:
    """Return the first program that is installed under one of these names on the PATH, or in one of these places.

    A place may begin with `~` or with a variable of the system, such as `$LOCALAPPDATA`.
    """
    for name in names:
        if found := shutil.which(name):
            return found
    for place in places:
        start, slash, rest = place.partition("/")
        base = os.environ.get(start[1:], "") if start.startswith("$") else start
        path = Path(base + slash + rest)
        if (base or not start) and (whole := shutil.which(os.path.expanduser(path))):  # noqa: PTH111  # no error without a home
            return whole
    return None


def is_root() -> bool:
    """Return whether the program may do anything on this machine."""
    return sys.platform != "win32" and os.geteuid() == 0


@contextlib.contextmanager
def scratch(contents: Mapping[str, bytes], program: str) -> Iterator[Path]:
    """Make a folder with some files in which another program works, and take it away again. Raises Unreadable."""
    # What was installed as a snap sees of the temporary folder, and of hidden ones, nothing.
    snap = Path(os.path.expanduser("~"), "snap", Path(program).name, "common")  # noqa: PTH111  # no error without a home
    with contextlib.ExitStack() as stack:
        with _told(tempfile.gettempdir()):
            made = tempfile.TemporaryDirectory(
                prefix="cop-plan-", dir=snap if snap.is_dir() else None, ignore_cleanup_errors=True
            )
            folder = Path(stack.enter_context(made)).resolve()
            for name, content in contents.items():
                (folder / name).write_bytes(content)
        yield folder


def nameless() -> IO[bytes]:
    """Return a new file without a name, which is gone when it is closed."""
    return tempfile.TemporaryFile()


def real(path: Path) -> Path:
    """Return where a path leads in the end; one that goes round in a circle stays as it is."""
    return Path(os.path.realpath(path))


def from_folder(folder: Path, file: Path) -> str:
    """Return the way from a folder to a file, with slashes; the whole way where they lie on different disks.

    Bytes of a name that are no text stand in it as escapes.
    """
    try:
        way = Path(os.path.relpath(file.resolve(), folder.resolve())).as_posix()
    except ValueError:
        way = file.resolve().as_posix()
    return way.encode(errors="backslashreplace").decode()


def whole_name(file: Path) -> str:
    """Return the whole way to a file, links followed, with slashes; bytes that are no text stand in it as escapes."""
    return file.resolve().as_posix().encode(errors="backslashreplace").decode()


def digest(content: bytes) -> str:
    """Return the digest by which a written file is known again."""
    return hashlib.sha256(content).hexdigest()


# No file of ours is as large; of one that is, so much is read, and it is another's.
_MAX_OUTPUT_BYTES = 200_000_000


def existing(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Return the content of those files that are there. Raises Unreadable, also for what is there and is no file."""
    return {name: read(folder / name, _MAX_OUTPUT_BYTES) for name in names if is_there(folder / name)}


def there(folder: Path, names: Iterable[str]) -> set[str]:
    """Return which of these names are those of files in a folder, which is not noted."""
    return {name for name in names if (folder / name).is_file()}


def folders_in(folder: Path) -> list[Path]:
    """Return the folders in a folder, by name; none if it is not there."""
    _note(folder, state_of)
    with contextlib.suppress(OSError):
        return sorted(path for path in folder.iterdir() if path.is_dir())
    return []


def folders_with(folder: Path, name: str) -> Iterator[tuple[Path, tuple[int, ...]]]:
    """Yield the folders in a folder that hold a file of a name, and what tells its version from another, by name."""
    with contextlib.suppress(OSError):
        for below in sorted(os.listdir(folder)):  # noqa: PTH208  # texts: in a run over many, this is done for each
            with contextlib.suppress(OSError):
                known = os.stat(f"{folder}{os.sep}{below}{os.sep}{name}")  # noqa: PTH116
                yield folder / below, (known.st_ino, known.st_size, known.st_mtime_ns)


def folders_below(folder: Path, passed_over: Container[str], most: int) -> Iterator[Path]:
    """Yield a folder and all below it, each before those in it, by name; links are followed, and each is there once.

    Hidden ones are passed over, and those of some names. One that cannot be read is empty. Raises Unreadable where
    there are more than `most`.
    """
    seen: set[str] = set()
    left = [folder]
    while left:
        one = left.pop()
        home = os.path.realpath(one)
        if home in seen:
            continue
        if len(seen) >= most:
            raise Unreadable(str(folder), sentence("there are more than {most} folders in it", most=grouped(most)))
        seen.add(home)
        yield one
        names = sorted(_names_in(one), reverse=True)
        left += [one / name for name in names if not name.startswith(".") and name not in passed_over
                 and is_folder(one / name)]  # fmt: skip


# What systems and office programs leave beside the files of a person.
_CLUTTER = re.compile(r"\.|~\$|readme|(thumbs\.db|desktop\.ini)$", re.IGNORECASE)


def files_in(folder: Path, most: int) -> list[Path] | None:
    """Return the files in a folder, by name; None if it is not there. Raises Unreadable, also if there are too many.

    Hidden files, files that are called README, and what office programs leave behind are none of them. What is neither
    file nor folder is among them, such as a link to nothing: whoever reads it is told.
    """
    _note(folder, state_of)
    with _told(folder):
        try:
            found = sorted(path for path in folder.iterdir() if not _CLUTTER.match(path.name) and not path.is_dir())
        except FileNotFoundError:
            return None
    if len(found) > most:
        raise Unreadable(str(folder), sentence("there are more than {most} files in it", most=grouped(most)))
    return found


_ATTEMPTS = 50
_PAUSE_SECONDS = 0.1
# A file that holds a folder where folders themselves cannot be held.
_HOLD = ".cop-plan.busy"


@contextlib.contextmanager
def lock_directory(folder: Path, attempts: int = _ATTEMPTS) -> Iterator[bool]:
    """Keep other runs of the program out of a folder, made where it is missing; yield whether one had to be awaited.

    The system releases the lock when a run ends, however it ends. A folder that was made and stays empty is removed
    again. Raises Unreadable where another run holds the lock through all `attempts`.
    """
    with _told(folder):
        held, made, waited = _held(folder, attempts)
    try:
        yield waited
    finally:
        if sys.platform == "win32":
            os.close(held)
            with contextlib.suppress(OSError):  # another run may hold it by now
                (folder / _HOLD).unlink()
        _remove_empty(made)
        if sys.platform != "win32":
            os.close(held)


def _held(folder: Path, attempts: int) -> tuple[int, list[Path], bool]:
    """Return what holds a folder until it is closed, the folders made for it, innermost first, and if it waited."""
    made: list[Path] = []
    for attempt in range(attempts):
        if attempt:
            time.sleep(_PAUSE_SECONDS)
        made += _make(folder)
        with contextlib.suppress(FileNotFoundError):  # the run before took away the empty folder that it had made
            if (handle := _try_to_hold(folder)) is not None:
                return handle, made, attempt > 0
    _remove_empty(made)
    raise Unreadable(str(folder), sentence("another run of cop-plan is at work there; try again when it is done"))


if sys.platform == "win32":
    import msvcrt

    def _try_to_hold(folder: Path) -> int | None:
        """Return what holds a folder, or None while another run holds it."""
        handle = os.open(folder / _HOLD, os.O_RDWR | os.O_CREAT)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            os.close(handle)
            return None
        return handle

else:
    import fcntl

    def _try_to_hold(folder: Path) -> int | None:
        """Return what holds a folder, or None while another run holds it."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return None
        except OSError:
            return handle  # a disk that knows no locks; every file is whole even so
        try:
            still_there = os.path.samestat(os.fstat(handle), folder.stat())
        except FileNotFoundError:
            still_there = False
        if not still_there:
            os.close(handle)
            raise FileNotFoundError(errno.ENOENT, "taken away")
        return handle


def remove_stale_temp_files(folder: Path, names: Iterable[str], endings: Iterable[str] = ()) -> None:
    """Remove the temporary files that a killed run left beside these files, and beside all with these endings.

    Only for who holds the lock of the folder.
    """
    for path in _stale_temp_files(folder, names, endings):
        with contextlib.suppress(OSError):
            path.unlink()


def remove_stale_temp_files_if_idle(folder: Path, names: Iterable[str]) -> None:
    """Remove the temporary files that a killed run left beside these files, unless another run is at work there."""
    if _stale_temp_files(folder, names):
        with contextlib.suppress(Unreadable), lock_directory(folder, attempts=1):
            remove_stale_temp_files(folder, names)


def stale_temp_files(folder: Path) -> list[str]:
    """Return the names of the hidden files that a killed run, or one that is at work now, left in a folder."""
    ours = re.compile(rf"\..+\.[a-z0-9_]{{8}}{re.escape(_NEW)}|{re.escape(_HOLD)}", re.DOTALL)
    return sorted(name for name in _names_in(folder) if ours.fullmatch(name))


def existing_names(folder: Path) -> list[str]:
    """Return the names of what lies in a folder, hidden files left out; none if it is not there."""
    return [name for name in _names_in(folder) if not name.startswith(".")]


def room(folder: Path) -> tuple[bool, int | None]:
    """Return whether files can be made in a folder, or where it would be made, and how many bytes are free there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        return os.access(folder, os.W_OK | os.X_OK), shutil.disk_usage(folder).free
    except OSError:
        return False, None


def is_readable_by_others(path: Path) -> bool:
    """Return whether others on this machine may read a file, or one in a folder; False where systems do not say."""
    with contextlib.suppress(OSError, ValueError):
        found = path.rglob("*") if path.is_dir() else (path,)
        return sys.platform != "win32" and any(one.stat().st_mode & 0o044 for one in found if one.is_file())
    return False


def is_writable_by_others(folder: Path) -> bool:
    """Return whether anybody on this machine may put a file into a folder; False where systems do not say."""
    with contextlib.suppress(OSError, ValueError):
        return sys.platform != "win32" and bool(folder.stat().st_mode & 0o002)
    return False


def cache_state() -> tuple[Path | None, Sentence | None]:
    """Return the folder of the cache, if one is meant, and why it is not used; None where it is."""
    if os.environ.get("COP_PLAN_CACHE") == "off":
        return None, sentence("COP_PLAN_CACHE is off")
    try:
        folder = _cache_folder()
    except OSError:
        return None, sentence("no home folder is known")
    try:
        is_private = _is_private(folder.lstat(), stat.S_ISDIR)
    except OSError:
        return folder, None if room(folder)[0] else sentence("it cannot be made")
    return folder, None if is_private else sentence("it is not a folder that you alone can write to")


def _stale_temp_files(folder: Path, names: Iterable[str], endings: Iterable[str] = ()) -> list[Path]:
    of_files = [*map(re.escape, names), *(rf".+\.{re.escape(ending)}" for ending in endings)]
    temporary = re.compile(rf"\.(?:{'|'.join(of_files)})\.[a-z0-9_]{{8}}{re.escape(_NEW)}", re.DOTALL)
    return [folder / name for name in _names_in(folder) if temporary.fullmatch(name)]


def write_all(
    folder: Path,
    contents: Mapping[str, bytes],
    first: str | None = None,
    before: Mapping[Path, bytes] | None = None,
    *,
    private: Iterable[str] = (),
    only_new: Iterable[str] = (),
) -> None:
    """Write files into a folder, made where it is missing, such that each is whole at any moment, old or new.

    A file's name may lead into folders below it, with slashes. What is behind a link is written, and the link stays.
    Those that are `private` nobody but their owner may read, from the moment at which they exist. Of the others a new
    one may be read as any other, and one that is there as before.

    All are written beside their places and flushed; only when every one lies there are they put in place: files of
    other folders, `before`, then `first`, since it explains the others, then these in their order. Raises Unreadable:
    then nothing is changed, unless the system refuses a place when others are taken; each file is whole even so. Raises
    OverwriteConflict where one that is `only_new` is there; then nothing is changed.
    """
    of_owner, unless_there = ({folder / name for name in names} for names in (private, only_new))
    in_order = sorted(contents, key=lambda name: name != first)
    wanted = {**(before or {}), **{folder / name: contents[name] for name in in_order}}
    parents = dict.fromkeys([folder, *(path.parent for path in wanted)])
    temporary: dict[Path, Path] = {}
    made: list[Path] = []
    linked: list[Path] = []
    try:
        for parent in parents:
            with _told(parent):
                made = [*_make(parent), *made]
        is_large = len(wanted) > _MANY_FILES
        for path, content in wanted.items():
            with _placing(path):
                # Its name is known before the file is there, so that no interrupt leaves it behind.
                temporary[path] = _name_beside(path)
                _write_beside(path, temporary[path], content, private=path in of_owner, flushed=not is_large)
        if is_large:
            _flush_together(temporary)
        for at, (path, new) in enumerate(temporary.items()):
            with _placing(path):
                if path not in unless_there:
                    replace(new, _home(path))
                elif _put_in_place(new, path):
                    linked.append(path)
                elif at == len(linked):
                    said = sentence("there is one already")
                    raise OverwriteConflict([(str(path), said)], sentence("give another name"))
                else:
                    why = sentence("another program put it there when others were written already")
                    raise Unreadable(str(path), why)
        for parent in parents:
            _flush_folder(parent)
    except BaseException:
        for path in (*linked, *temporary.values()):
            with contextlib.suppress(OSError):
                path.unlink()
        _remove_empty(made)
        raise


def make_folder(folder: Path, contents: Mapping[str, bytes], *, private: Iterable[str] = ()) -> None:
    """Make a folder with files in it: it is there with all of them, or not at all; an empty one is filled so too.

    Files are named as for `write_all`. What a killed run began beside it is removed. Raises Unreadable, and
    OverwriteConflict where something lies there.
    """
    place = real(folder)
    with lock_directory(place.parent):
        for begun in _begun(place):
            shutil.rmtree(begun, ignore_errors=True)
        new = _name_beside(place)
        try:
            _write_new_folder(folder, new, contents, private)
            refuse_filled(folder)
            with _told(folder):
                if place.is_dir():
                    place.rmdir()  # elsewhere than on POSIX no folder takes the place of an empty one
                replace(new, place)
                _flush_folder(place.parent)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise


def _write_new_folder(folder: Path, new: Path, contents: Mapping[str, bytes], private: Iterable[str]) -> None:
    try:
        write_all(new, contents, private=private)
    except Unreadable as error:  # nobody knows the name that it has until it is whole
        raise Unreadable(error.file.replace(str(new), str(folder), 1), error.reason) from None


def _begun(folder: Path) -> list[Path]:
    return [one for one in _stale_temp_files(folder.parent, [folder.name]) if one.is_dir()]


def refuse_filled(folder: Path) -> None:
    """Raise OverwriteConflict where a folder is to be made, and something lies in it or has its name."""
    with _told(folder):
        if folder.is_dir():
            said = sentence("there is something in it already") if any(folder.iterdir()) else None
        else:
            said = sentence("there is a file of this name") if folder.exists() or folder.is_symlink() else None
    if said is not None:
        raise OverwriteConflict([(str(folder), said)], sentence("name another folder with --into"))


def remove(path: Path) -> None:
    """Remove a file of ours, if it is still there. Raises Unreadable."""
    with _told(path):
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _placing(path: Path) -> Iterator[None]:
    """Turn what the system says into Unreadable, and say where it is the folder that is gone."""
    with _told(path):
        try:
            yield
        except FileNotFoundError:
            if path.parent.is_dir():
                raise
            raise Unreadable(str(path.parent), sentence("this folder was taken away meanwhile")) from None


def _put_in_place(temporary: Path, path: Path) -> bool:
    """Give a file its name, unless something has it; return whether it has it now."""
    try:
        path.hardlink_to(temporary)  # unlike renaming, it never replaces
    except FileExistsError:
        return False
    except OSError:  # not every disk has links
        if path.is_symlink() or path.exists():
            return False
        replace(temporary, path)
    else:
        with contextlib.suppress(OSError):
            temporary.unlink()
    return True


def replace(new: Path, place: Path, attempts: int = 20 if sys.platform == "win32" else 1) -> None:
    """Put a file in a place where it and its folder may be written. Raises OSError.

    Windows replaces no file that somebody has open. A scanner or a cloud drive lets go within a moment, and is awaited.
    """
    for left in reversed(range(attempts)):
        try:
            new.replace(place)
        except PermissionError:
            if attempts > 1 and not left:
                raise OSError(errno.EBUSY, "held open") from None
            if not left:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _home(path: Path) -> Path:
    """Return the place of a file: its own, or for a link that of the file behind it. Raises OSError."""
    if not path.is_symlink():
        return path
    behind = path.stat()  # of a link to nothing, or one in a circle, the system says so
    home = path.resolve()
    if behind.st_dev != path.parent.stat().st_dev:
        raise OSError(errno.EXDEV, "another disk")
    if not os.access(home.parent, os.W_OK):
        raise OSError(errno.EACCES, "permission denied")
    return home


def machine_zone() -> str | None:
    """Return what the machine calls its time zone, if it says so: TZ, else where /etc/localtime leads.

    Source: POSIX.1-2024, 8.3 (TZ); localtime(5).
    """
    path = os.environ.get("TZ", "").removeprefix(":") or os.path.realpath("/etc/localtime")
    name = re.sub(r"^/.*/zoneinfo[^/]*/(posix/|right/)?", "", path)
    return None if name.startswith("/") else name


def _remove_empty(folders: Iterable[Path]) -> None:
    for path in folders:
        with contextlib.suppress(OSError):
            path.rmdir()


def _make(folder: Path) -> list[Path]:
    """Make a folder and those above it; return the ones made, innermost first."""
    missing = []
    for path in (folder, *folder.parents):
        if path.exists():
            break
        missing.append(path)
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
    return missing


# So many files are flushed one by one; of more, the disk takes several at once.
_MANY_FILES = 200
_FLUSHED_AT_ONCE = 16


def _flush_together(temporary: Mapping[Path, Path]) -> None:
    """Flush files that were written beside their places. Raises Unreadable."""
    from concurrent.futures import ThreadPoolExecutor  # costs an import that few files do not need

    def flush(path: Path) -> None:
        with _placing(path):
            handle = os.open(temporary[path], os.O_RDWR)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    with ThreadPoolExecutor(_FLUSHED_AT_ONCE) as threads:
        for _ in threads.map(flush, temporary):
            pass


def _name_beside(path: Path) -> Path:
    """Return the name of a file that does not exist yet, beside a place. `_stale_temp_files` knows such names."""
    return path.with_name(f".{path.name}.{os.urandom(4).hex()}{_NEW}")


def _make_file(new: Path) -> int:
    """Make a file that its owner alone may read, and return its handle. Raises OSError, also where there is one."""
    return os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


def _write_beside(path: Path, new: Path, content: bytes, *, private: bool, flushed: bool) -> None:
    """Write what is to be put into a place into a new file beside it, and flush it. Raises OSError, Unreadable.

    Whoever calls removes the new file where this ends with an error or an interrupt.
    """
    if known := _refuse_unfit(path):
        _home(path)
    handle = _make_file(new)
    try:
        if not private:
            new.chmod(known.st_mode & 0o777 if known else 0o666 & ~_umask())
        _write(handle, content)
        if flushed:
            os.fsync(handle)
    finally:
        os.close(handle)


def _write(handle: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _flush_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system can
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def is_file(path: Path) -> bool:
    """Return whether there is a file of a name that can be looked at."""
    _note(path, state_of)
    with contextlib.suppress(OSError, ValueError):
        return path.is_file()
    return False


def is_folder(path: Path) -> bool:
    """Return whether there is a folder of a name that can be looked at."""
    _note(path, state_of)
    with contextlib.suppress(OSError, ValueError):
        return path.is_dir()
    return False


def is_open(folder: Path) -> bool:
    """Return whether this person can look into a folder and at the files in it."""
    with contextlib.suppress(OSError):
        os.scandir(folder).close()
        return os.access(folder, os.X_OK)
    return False


def matching(folder: Path, pattern: str) -> list[Path]:
    """Return the files in a folder whose names fit a pattern such as `*.cop.yaml`, by name; no hidden ones."""
    _note(folder, state_of)
    with contextlib.suppress(OSError):
        return sorted(one for one in folder.glob(pattern) if not one.name.startswith(".") and one.is_file())
    return []


def is_there(path: Path) -> bool:
    """Return whether there is anything of a name, be it a link to nothing. Raises Unreadable."""
    _note(path, state_of)
    with _told(path):
        return path.is_symlink() or path.exists()


def read_if_there(path: Path, limit_bytes: int) -> bytes | None:
    """Return a file's content as `read` does; None if there is nothing of its name. Raises Unreadable."""
    return read(path, limit_bytes) if is_there(path) else None


def append(path: Path, more: Callable[[bytes], bytes], limit_bytes: int, patience_seconds: float = 10) -> None:
    """Append to a file, made with its folder where it is missing, what `more` returns for its content.

    What is there is never written again; behind a link, that file grows. The file is locked from reading to the end of
    writing, so that two programs that append this way follow each other. It is all or nothing: if `more` raises, or if
    not all can be written, the file is as long as before. `more` may be called again where another program puts a new
    file in the place. Raises Unreadable.
    """
    with _told(path.parent):
        made = _make(path.parent)
    try:
        while True:
            with _told(path):
                was_there = _refuse_unfit(path) is not None
                # Appending, the system itself puts what is written behind the end.
                flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | _NO_WAIT | getattr(os, "O_BINARY", 0)
                handle = os.open(path, flags, 0o666)
            with open(handle, "r+b", buffering=0) as file:  # noqa: PTH123  # a handle, not a path
                if _appended(file, path, more, limit_bytes, patience_seconds, was_there=was_there):
                    break
        _flush_folder(path.parent)
    except BaseException:
        _remove_empty(made)
        raise


def _appended(
    file: io.FileIO,
    path: Path,
    more: Callable[[bytes], bytes],
    limit_bytes: int,
    patience_seconds: float,
    *,
    was_there: bool,
) -> bool:
    """Append to an open file; return False if it is no longer the one of its name."""
    with _locked(file, path, patience_seconds):
        content = _content_unless_gone(file, path, limit_bytes)
        if content is None:
            return False
        size = os.fstat(file.fileno()).st_size
        try:
            added = more(content)
            with _told(path):
                _write(file.fileno(), added)
                os.fsync(file.fileno())
        except BaseException:
            with contextlib.suppress(OSError):
                os.ftruncate(file.fileno(), size)
                if not (was_there or size):
                    path.unlink()
            raise
    return True


def rewrite(path: Path, change: Callable[[bytes], bytes], limit_bytes: int, patience_seconds: float = 10) -> None:
    """Put what `change` returns for a file's content in its place; at any moment the file is whole, old or new.

    The file is locked as `append` locks it, so that no row that another program adds is lost. Behind a link, that file
    is replaced. `change` may be called again where another program puts a new file in the place; if it raises, nothing
    is changed. Raises Unreadable.
    """
    while True:
        with _told(path):
            _refuse_unfit(path)
            handle = os.open(path, os.O_RDWR | _NO_WAIT | getattr(os, "O_BINARY", 0))
        temporary: Path | None = None
        try:
            with open(handle, "r+b", buffering=0) as file, _locked(file, path, patience_seconds):  # noqa: PTH123  # a handle, not a path
                content = _content_unless_gone(file, path, limit_bytes)
                if content is None:
                    continue
                new = change(content)
                if new == content:
                    return
                with _placing(path):
                    temporary = _name_beside(path)
                    _write_beside(path, temporary, new, private=False, flushed=True)
                    if sys.platform != "win32":
                        replace(temporary, _home(path))
            if sys.platform == "win32":  # a file that is open cannot be replaced there
                with _placing(path):
                    replace(temporary, _home(path))
        except BaseException:
            if temporary is not None:
                with contextlib.suppress(OSError):
                    temporary.unlink()
            raise
        _flush_folder(path.parent)
        return


def _content_unless_gone(file: io.FileIO, path: Path, limit_bytes: int) -> bytes | None:
    """Return what is in a file that is held; None if it is no longer the one of its name. Raises Unreadable."""
    with _told(path):
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "this is no file to append to")
        # While this one waited, another may have put a new file there, or taken away what it had begun.
        if not path.exists() or not os.path.samestat(path.stat(), os.fstat(file.fileno())):
            return None
        return file.read(limit_bytes + 1) or b""


@contextlib.contextmanager
def _locked(file: io.FileIO, path: Path, patience_seconds: float) -> Iterator[None]:
    """Hold a file for this program alone. Raises Unreadable where another one holds it for too long."""
    until = time.monotonic() + patience_seconds
    with _told(path):
        while not _lock(file.fileno()):
            if time.monotonic() > until:
                raise OSError(errno.EAGAIN, "another program is writing to it")
            time.sleep(0.02)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # when it is closed it is let go all the same
            _lock(file.fileno(), on=False)


# Some disks have no locks. There, what is appended in one piece is still whole.
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)

# A lock of Windows keeps others from reading what it covers, so it covers one byte, far behind the end.
_FAR_BEHIND_THE_END = 2**31 - 2


def _lock(handle: int, *, on: bool = True) -> bool:
    """Take a lock on an open file, or let it go; return False while another program has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(handle, _FAR_BEHIND_THE_END, os.SEEK_SET)
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK if on else msvcrt.LK_UNLCK, 1)
            finally:
                os.lseek(handle, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if on else fcntl.LOCK_UN)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
        if error.errno not in _NO_LOCKS:
            raise
    return True


MAX_CACHED_BYTES = 1_000_000


def read_cache(name: str) -> bytes | None:
    """Return the content that `write_cache` wrote under a name, or None where there is none that can be trusted.

    A folder or a file that others own or can write to, that is a link, or whose digest does not fit is no cache.
    """
    try:
        folder = _cache_folder()
        if not _is_private(folder.lstat(), stat.S_ISDIR):
            return None
        # Neither follow a link nor wait for somebody to write to a pipe.
        careful = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(folder / name, os.O_RDONLY | careful)
        try:
            if not _is_private(os.fstat(handle), stat.S_ISREG):
                return None
            with open(handle, "rb", closefd=False) as file:
                found = file.read(MAX_CACHED_BYTES + 1)
        finally:
            os.close(handle)
    except OSError:
        return None
    written, _, content = found.partition(b"\n")
    return content if written == _cache_digest(name, content) else None


def write_cache(name: str, content: bytes) -> None:
    """Keep, for this person alone, what was costly to make; a cache that cannot be written is no trouble."""
    with contextlib.suppress(OSError):
        folder = _cache_folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_private(folder.lstat(), stat.S_ISDIR):
            return
        temporary = _name_beside(folder / name)
        try:
            with open(_make_file(temporary), "wb") as file:  # a handle, not a path
                file.write(_cache_digest(name, content) + b"\n" + content)
            temporary.replace(folder / name)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _cache_digest(name: str, content: bytes) -> bytes:
    return digest(name.encode() + b"\n" + content).encode()


def _is_private(status: os.stat_result, is_kind: Callable[[int], bool]) -> bool:
    """Return whether something is of a kind and, where the system tells, only its owner, this person, can write it."""
    if not is_kind(status.st_mode):
        return False
    return sys.platform == "win32" or (status.st_uid == os.geteuid() and not status.st_mode & 0o022)


def _cache_folder() -> Path:
    """Return the folder for what can be made again. Source: XDG Base Directory Specification.

    Raises OSError where there is none: COP_PLAN_CACHE is `off`, or nobody's home is known.
    """
    if os.environ.get("COP_PLAN_CACHE") == "off":
        raise FileNotFoundError(errno.ENOENT, "turned off")
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or ""
    base = Path(home) if Path(home).is_absolute() else Path(os.path.expanduser("~")) / ".cache"  # noqa: PTH111  # no error without a home
    if not base.is_absolute():
        # Without a home the name would mean a folder here, in which anybody may have put something.
        raise FileNotFoundError(errno.ENOENT, "no home")
    return base / "cop-plan"


@cache
def checkout_stamp() -> str:
    """Return what changes with the program's own files; nothing for an installed program, which has a version."""
    if (PACKAGE / "templates").is_dir():
        return ""
    ours = (path for folder in (PACKAGE, PACKAGE.parent / "templates") for path in folder.rglob("*.[pyjc]*"))
    return str(max(path.stat().st_mtime_ns for path in ours if path.suffix != ".pyc"))


def digest_of(path: Path) -> str | None:
    """Return the digest of a file as it lies there; None if there is none that can be read."""
    try:
        return digest(read(path, _MAX_OUTPUT_BYTES))
    except Unreadable:
        return None


def version_of(package: str) -> str:
    """Return the version of an installed package, without importing it."""
    if found := _installed().get(re.sub("[-.]+", "_", package).lower()):
        return found
    from importlib.metadata import version  # slower: only where the package is installed in another way

    return version(package)


@cache
def _installed() -> Mapping[str, str]:
    """Return the versions of the packages that lie on the path, by the names that their folders have in small letters.

    Source: Binary distribution format, "The .dist-info directory".
    """
    found: dict[str, str] = {}
    for folder in sys.path:
        for name in _names_in(Path(folder)):
            if told := re.fullmatch(r"(.+)-(.+)\.dist-info", name):
                found.setdefault(told[1].lower(), told[2])
    return found

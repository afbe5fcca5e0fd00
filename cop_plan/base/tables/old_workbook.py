"""Workbooks as Excel saved them until 2007 (XLS), their size made sure of before the reader holds all of their cells.

They are files in a file: sectors in chains, as on a disk of that time. The one that has the cells is taken out and put
into a container of its own, so that nothing is read that is not looked at here. Sources: [MS-CFB], [MS-XLS].
"""

import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 4096
"""Of the container that is written; large enough for a file of hundreds of megabytes without a second table."""

_SHEET, _END_OF_PART, _PASSWORD, _SHARED, _CONTINUED, _DIMENSIONS = 0x85, 0x0A, 0x2F, 0xFC, 0x3C, 0x200
_SHARED_CELL = 0xFD
_CELLS = frozenset((0x06, 0x203, 0x204, 0x205, 0x27E, _SHARED_CELL, 0xBD))

_MAX_RECORDS = 1_000_000


class LockedError(Exception):
    """Raised for a workbook with a password."""


@dataclass(frozen=True, slots=True)
class OldWorkbook:
    """A workbook with nothing but its cells: how many its sheets span, and how long the texts in them are."""

    content: bytes
    cells: int
    characters: int


def checked(content: bytes) -> OldWorkbook:
    """Return a workbook and how large its sheets would be. Raises LockedError, ValueError for a damaged one."""
    try:
        streams = _streams(content)
    except (struct.error, IndexError):
        raise ValueError from None
    if "encryptedpackage" in streams:
        raise LockedError
    book = streams.get("workbook", streams.get("book"))
    if book is None:
        raise ValueError
    try:
        cells, characters, dimensions = _measured(book)
    except (struct.error, IndexError):
        raise ValueError from None
    for at, size in dimensions:
        # The reader makes room for what a sheet claims to span: what it has is enough.
        book[at : at + size] = bytes(size)
    return OldWorkbook(_container(book), cells, characters)


# The container.


def _streams(content: bytes) -> dict[str, bytearray]:
    """Return the files in a container by their names in small letters: those that matter here."""
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    (directory,) = struct.unpack_from("<I", content, 48)
    cutoff, mini_start, _, more, _ = struct.unpack_from("<5I", content, 56)
    if shift not in (9, 12) or mini_shift != 6:
        raise ValueError
    size = 1 << shift

    def sector(at: int) -> bytes:
        found = content[(at + 1) * size : (at + 2) * size]
        if not found:
            raise ValueError
        return found.ljust(size, b"\0")

    of_table = [at for at in struct.unpack_from("<109I", content, 76) if at < _FAT]
    while more < _FAT and len(of_table) * size <= len(content):
        *listed, more = struct.unpack(f"<{size // 4}I", sector(more))
        of_table += [at for at in listed if at < _FAT]
    table = [at for one in of_table[: len(content) // size + 1] for at in struct.unpack(f"<{size // 4}I", sector(one))]
    most = len(content) // size + 1

    def stream(start: int) -> bytes:
        return b"".join(sector(at) for at in _chain(start, table, most))

    entries = stream(directory)
    found: dict[str, bytearray] = {}
    small = b""
    for at in range(0, len(entries), 128):
        length, kind = struct.unpack_from("<HB", entries, at + 64)
        start, bytes_long = struct.unpack_from("<IQ" if shift == 12 else "<II", entries, at + 116)
        name = entries[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace").casefold()
        if kind == 5:
            small = stream(start) if start < _FAT else b""
        elif kind == 2 and name == "encryptedpackage":
            found[name] = bytearray()
        elif kind == 2 and name in ("workbook", "book"):
            if bytes_long >= cutoff:
                whole = stream(start)
            else:
                mini_table = struct.unpack(f"<{len(stream(mini_start)) // 4}I", stream(mini_start))
                parts = _chain(start, mini_table, len(small) // 64 + 1)
                whole = b"".join(small[one * 64 : one * 64 + 64] for one in parts)
            found[name] = bytearray(whole[:bytes_long])
    return found


def _chain(start: int, table: Sequence[int], most: int) -> Iterator[int]:
    """Yield the sectors of a stream. Raises ValueError for a chain that never ends."""
    for _ in range(most):
        if start >= _FAT:
            return
        yield start
        start = table[start]
    if start < _FAT:
        raise ValueError


def _container(book: bytes | bytearray) -> bytes:
    """Return a container with one file, the workbook, before a sector for small files, the directory and the table."""
    sectors = -(-max(len(book), 1) // _SECTOR)
    of_table = 1
    while of_table * (_SECTOR // 4) < sectors + 2 + of_table:
        of_table += 1
    table = [*range(1, sectors), _END, _END, _END, *[_FAT] * of_table]
    table += [_FREE] * (of_table * (_SECTOR // 4) - len(table))
    places = [*range(sectors + 2, sectors + 2 + of_table), *[_FREE] * (109 - of_table)]
    head = MAGIC + bytes(16) + struct.pack("<5H6x", 62, 4, 0xFFFE, 12, 6)
    head += struct.pack("<9I109I", 1, of_table, sectors + 1, 0, 4096, _END, 0, _END, 0, *places)
    entries = _entry("Root Entry", 5, sectors, 64, child=1) + _entry("Workbook", 2, 0, sectors * _SECTOR)
    parts = (head, bytes(book).ljust(sectors * _SECTOR, b"\0"), b"\0", entries, struct.pack(f"<{len(table)}I", *table))
    return b"".join(part.ljust(_SECTOR, b"\0") for part in parts)


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<64sHBB3I", written, len(written), kind, 1, _FREE, _FREE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


# The records of a workbook.


def _records(book: bytes | bytearray, at: int) -> Iterator[tuple[int, int, int]]:
    """Yield the kind, the position and the length of each record of a part of a workbook."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        yield kind, at + 4, length
        if kind == _END_OF_PART:
            return
        at += 4 + length


def _measured(book: bytes | bytearray) -> tuple[int, int, list[tuple[int, int]]]:
    """Return how many cells the sheets span, the characters of the texts that cells share, and where sizes stand."""
    sheets, shared, dimensions = list[int](), list[tuple[int, int]](), list[tuple[int, int]]()
    before = 0
    for kind, at, length in _records(book, 0):
        if kind == _PASSWORD:
            raise LockedError
        if kind == _SHEET:
            sheets.append(struct.unpack_from("<I", book, at)[0])
        if kind == _SHARED or (kind == _CONTINUED and shared and before in (_SHARED, _CONTINUED)):
            shared.append((at, length))
            before = _SHARED
        else:
            before = kind
    lengths = _lengths([bytes(book[at : at + length]) for at, length in shared])
    cells = characters = records = 0
    for start in sheets:
        last_row = last_column = 0
        uses: Counter[int] = Counter()
        for kind, at, length in _records(book, start):
            records += 1
            if records > _MAX_RECORDS:
                raise ValueError
            if kind == _DIMENSIONS:
                dimensions.append((at, min(length, len(book) - at)))
            elif kind in _CELLS:
                row, column = struct.unpack_from("<HH", book, at)
                column += (length - 10) // 6 if kind == 0xBD else 0
                last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
                if kind == _SHARED_CELL:
                    uses[struct.unpack_from("<I", book, at + 6)[0]] += 1
        cells += last_row * last_column
        characters += sum(lengths[at] * times for at, times in uses.items() if at < len(lengths))
    return cells, characters, dimensions


def _lengths(parts: Sequence[bytes]) -> list[int]:
    """Return how many characters each text has that cells share; they stand in a record and what continues it."""
    if not parts:
        return []
    texts = _SharedTexts(parts)
    (count,) = struct.unpack("<4xI", texts.take(8))
    return [texts.length() for _ in range(min(count, sum(map(len, parts)) // 3))]


class _SharedTexts:
    """The bytes of the shared texts, and how far they are read."""

    def __init__(self, parts: Sequence[bytes]) -> None:
        self._parts, self._part, self._at = parts, 0, 0

    def take(self, wanted: int) -> bytes:
        """Return so many bytes, wherever records end between them."""
        taken = b""
        while len(taken) < wanted:
            here = self._parts[self._part][self._at : self._at + wanted - len(taken)]
            taken += here
            self._at += len(here)
            if len(taken) < wanted:
                self._part, self._at = self._part + 1, 0
        return taken

    def length(self) -> int:
        """Return how long the next text is, and read on behind it."""
        length, flags = struct.unpack("<HB", self.take(3))
        runs = struct.unpack("<H", self.take(2))[0] if flags & 8 else 0
        more = struct.unpack("<I", self.take(4))[0] if flags & 4 else 0
        left = length
        while left:
            wide = 2 if flags & 1 else 1
            here = min(left, (len(self._parts[self._part]) - self._at) // wide)
            self._at += here * wide
            left -= here
            if left:
                # A record that continues a text says again how wide its characters are.
                self._part, self._at = self._part + 1, 1
                flags = self._parts[self._part][0]
        self.take(runs * 4 + more)
        return int(length)

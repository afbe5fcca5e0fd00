"""Files that nobody would write: real ones, changed at their bytes, lines, tokens and structure.

One input is a family, a seed and a number; the same three give the same input. The command runs in this process, and
what it may do is to end with a documented exit code, within a minute of the processor's time.
"""

import csv
import gc
import io
import json
import os
import random
import re
import shutil
import signal
import sys
import traceback
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import yaml

from conftest import ROOT, TODAY
from cop_plan import cli

SECONDS = 60
CODES = frozenset((0, 1, 2, 3, 4))
REPORT_DAY = "2027-06-10"

# Changes. Each takes a content and returns another.

BYTES = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\x1a", b"\x1b[31m", b"\r", b"\n", b"\t", b"\x85",
    b"\xc0\x80", b"\xf4\x90\x80\x80", "\u2028".encode(), "\u202e".encode(), "\ufeff".encode(), b"\x00\x00", b"\x7f",
)  # fmt: skip
TOKENS = (
    "", "0", "-1", "00", "1e999", "-0.0", ".inf", ".nan", "0x10", "0o17", "1_000", "9" * 30, "9" * 5000, "1.5", "~",
    "null", "yes", "no", "true", "[]", "{}", "[[[]]]", "{a: {b: [c]}}", "- - - a", "&a", "*a", "<<: *a",
    "!!binary aGk=", "!!python/object:os.system", "!a b", "? a", "| ", "> ", "|9", "%YAML 9.9", "---", "...", "@a",
    "`", '"', "'", '"""', "'''", "\\", '"\\ud800"', '"\\0"', '"\\U0010FFFF"', "\ud7ff", "\uffff", "é", "e\u0301", "ﬃ",
    "٣", "漢字", "👩‍👩‍👧‍👦", "x" * 300, "x" * 100_000, "a " * 3000, "(" * 200, "[" * 2000, "{" * 2000, "=1+1",
    "../../x", "/etc/passwd", ".", "..", "CON", "a/b", "C:\\x", "2027-02-30", "2027-13-01", "0000-00-00", "9999-12-31",
    "0001-01-01", "24:00", "99:99", "2027-02-29T25:61:61", "first monday of january", "1 week before webinar-1",
    "999999999 weeks before orientation", "5th friday of february", "1 day after itself", "last day",
    "the day before the day before", "{{ 1/0 }}", "{% for x in range(10**9) %}{% endfor %}", "{{ ''.__class__ }}",
    "{%", "{#", "{{", "<script>alert(1)</script>", "</", "<!--", "&#0;", "&amp;", "http://[", "https://[::1",
    "mailto:", "a@b", "a@b.c", "@", ",", ";", "\t", ":", ": ", "#", "3/4/27", "12:00 AM", "Duration", "Name", "name",
    "email", "1h 99m", "-5 minutes", "1,5", "1.234,56", "$", "%", "-",
)  # fmt: skip

Change = Callable[[bytes, random.Random], bytes]


def _spot(content: bytes, pick: random.Random) -> tuple[int, int]:
    start = pick.randint(0, len(content))
    return start, min(len(content), start + pick.choice((0, 1, 2, 8, 64, 1000)))


def change_bytes(content: bytes, pick: random.Random) -> bytes:
    start, end = _spot(content, pick)
    match pick.randrange(6):
        case 0:
            return content[:start] + content[end:]
        case 1:
            return content[:start] + content[start:end] * pick.choice((2, 3, 50)) + content[end:]
        case 2:
            return content[:start] + pick.choice(BYTES) + content[start:]
        case 3:
            return (
                content[:start] + bytes((byte ^ 1 << pick.randrange(8)) for byte in content[start:end]) + content[end:]
            )
        case 4:
            return content[:start] + pick.randbytes(end - start + 1) + content[end:]
    return content[:start]


def change_encoding(content: bytes, pick: random.Random) -> bytes:
    text = content.decode(errors="replace")
    match pick.randrange(5):
        case 0:
            encoding = pick.choice(
                ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp037", "utf-7")
            )
            return text.encode(encoding, errors="replace")
        case 1:
            return b"\xef\xbb\xbf" * pick.randint(1, 2) + content
        case 2:
            return text.replace("\n", pick.choice(("\r", "\r\n", "\n\n", "\u2028", "\x85", "\r\r\n", "\v"))).encode()
        case 3:
            return text.replace(" ", pick.choice(("\u00a0", "\t", "\u3000", ""))).encode()
    return text.swapcase().encode()


def change_lines(content: bytes, pick: random.Random) -> bytes:
    lines = content.splitlines(keepends=True)
    if not lines:
        return b"\n"
    at, other = pick.randrange(len(lines)), pick.randrange(len(lines))
    match pick.randrange(8):
        case 0:
            del lines[at]
        case 1:
            lines.insert(other, lines[at])
        case 2:
            lines[at], lines[other] = lines[other], lines[at]
        case 3:
            lines[at] = b" " * pick.choice((1, 2, 3, 80)) + lines[at]
        case 4:
            lines[at] = lines[at].lstrip()
        case 5:
            lines[at] = lines[at].rstrip()
        case 6:
            lines[at] = lines[at] * pick.choice((2, 100, 2000))
        case 7:
            lines[at] = lines[at].rstrip() + b" x" * pick.choice((100, 50_000)) + b"\n"
    return b"".join(lines)


def change_tokens(content: bytes, pick: random.Random) -> bytes:
    text = content.decode(errors="surrogateescape")
    found = list(re.finditer(r"[\w.-]+|[^\w\s]", text))
    if not found:
        return pick.choice(TOKENS).encode()
    one, other = pick.choice(found), pick.choice(found)
    new = pick.choice((pick.choice(TOKENS), other[0], one[0] + pick.choice(TOKENS)))
    if pick.randrange(8) == 0 and len(text) < 100_000:
        text = text.replace(one[0], new[:200], 50)
    else:
        text = text[: one.start()] + new + text[one.end() :]
    return text.encode(errors="surrogateescape")


Tree = Any


def _places(tree: Tree, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from _places(value, (*path, key))


def _at(tree: Tree, path: tuple[Any, ...]) -> Tree:
    for key in path:
        tree = tree[key]
    return tree


def _value(tree: Tree, places: Sequence[tuple[Any, ...]], pick: random.Random) -> Tree:
    match pick.randrange(9):
        case 0:
            return pick.choice(TOKENS)
        case 1:
            return pick.choice((None, True, False, 0, -1, 10**30, 1e308, float("nan"), float("inf"), 0.1, "", [], {}))
        case 2:
            nested: Tree = "x"
            for _ in range(pick.choice((3, 60, 300))):
                nested = [nested] if pick.randrange(2) else {"a": nested}
            return nested
        case 3:
            return [pick.choice(TOKENS)] * pick.choice((1, 3, 500))
        case 4:
            return {pick.choice(TOKENS)[:300]: pick.choice(TOKENS) for _ in range(pick.choice((1, 3, 100)))}
        case 5:
            return {pick.choice((1, None, True, 1.5, "a")): "b"}
    found = _at(tree, pick.choice(places))
    return json.loads(json.dumps(found, default=str))


def change_tree(tree: Tree, pick: random.Random) -> Tree:
    places = list(_places(tree))
    path = pick.choice(places)
    if not path:
        return _value(tree, places, pick)
    parent, key = _at(tree, path[:-1]), path[-1]
    match pick.randrange(5):
        case 0:
            del parent[key]
        case 1 if isinstance(parent, dict):
            parent[pick.choice((pick.choice(TOKENS)[:300], str(key).upper(), f"{key}s"))] = parent.pop(key)
        case 2 if isinstance(parent, list):
            pick.shuffle(parent)
        case 3 if isinstance(parent, list):
            parent *= pick.choice((2, 40))
        case _:
            parent[key] = _value(tree, places, pick)
    return tree


PHRASES = (
    "first monday of january", "last friday of june", "2026-08-31", "2027-08-31", "2026-12-25", "31 october",
    "29 february", "same day as orientation", "1 week before orientation", "2 months after wrap-up",
    "1 school day after webinar-1", "soon", "fourth tuesday of february", "5th monday of may",
    "12 weeks before wrap-up", "400 days after orientation", "undecided",
)  # fmt: skip


def _known() -> dict[str, list[Tree]]:
    """Return what real definitions and patterns say under each key."""
    found: dict[str, list[Tree]] = {}
    for path in (
        *sorted((ROOT / "examples").glob("*/*.yaml")),
        *sorted((ROOT / "cop_plan" / "patterns").glob("*.yaml")),
    ):
        tree = yaml.load(path.read_bytes(), yaml.BaseLoader)
        for place in _places(tree):
            if place and isinstance(place[-1], str):
                found.setdefault(place[-1], []).append(_at(tree, place))
    found["when"] = [*found["when"], *PHRASES]
    return {key: [json.loads(json.dumps(value, default=str)) for value in values] for key, values in found.items()}


KNOWN = _known()


def change_meaning(tree: Tree, pick: random.Random) -> Tree:
    """Give a key what it says elsewhere, or a section a key that it has elsewhere."""
    places = [place for place in _places(tree) if place and place[-1] in KNOWN]
    if not places:
        return change_tree(tree, pick)
    path = pick.choice(places)
    if pick.randrange(4) == 0 and isinstance(more := pick.choice(KNOWN[path[-1]]), dict) and more:
        key = pick.choice(sorted(more))
        if isinstance(found := _at(tree, path), dict):
            found[key] = more[key]
            return tree
    _at(tree, path[:-1])[path[-1]] = pick.choice(KNOWN[path[-1]])
    return tree


def change_yaml(content: bytes, pick: random.Random) -> bytes:
    try:
        tree = yaml.load(content, yaml.BaseLoader)  # 9:00 is no number
        for _ in range(pick.choice((1, 1, 2, 4))):
            tree = pick.choice((change_meaning, change_meaning, change_tree))(tree, pick)
        flow = pick.choice((None, True, False))
        return yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, default_flow_style=flow).encode(
            errors="replace"
        )
    except (yaml.YAMLError, ValueError, TypeError, RecursionError):
        return change_tokens(content, pick)


def change_json(content: bytes, pick: random.Random) -> bytes:
    try:
        return json.dumps(change_tree(json.loads(content), pick)).encode()
    except (ValueError, RecursionError):
        return change_tokens(content, pick)


def change_table(content: bytes, pick: random.Random) -> bytes:
    try:
        rows = list(csv.reader(io.StringIO(content.decode(errors="replace"))))
    except csv.Error:
        return change_lines(content, pick)
    rows = [row for row in rows if row] or [[""]]
    at, column = pick.randrange(len(rows)), pick.randrange(len(rows[0]))
    delimiter = ","
    match pick.randrange(8):
        case 0:
            rows = [row[:column] + row[column + 1 :] for row in rows]
        case 1:
            rows = [[*row, *row[column : column + 1]] for row in rows]
        case 2:
            rows = [row[::-1] for row in rows]
        case 3:
            rows[at] = rows[at] * pick.choice((2, 400))
        case 4:
            rows[at] = rows[at][:column]
        case 5:
            delimiter = pick.choice((";", "\t", "|"))
        case 6:
            rows[0][column] = pick.choice(TOKENS)
        case 7:
            rows[at] = [pick.choice(TOKENS) for _ in rows[at]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=pick.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))).writerows(rows)
    return out.getvalue().encode(errors="replace")


def change_zip(content: bytes, pick: random.Random) -> bytes:
    try:
        parts = _parts(content)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError, RuntimeError):
        return change_bytes(content, pick)
    name = pick.choice(sorted(parts))
    match pick.randrange(4):
        case 0:
            del parts[name]
        case 1:
            parts[name] = pick.choice((change_bytes, change_encoding))(parts[name], pick)
        case _:
            parts[name] = change_tokens(parts[name], pick)
    return _zipped(parts)


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return parts as one file, without the time of day."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, part in parts.items():
            whole.writestr(zipfile.ZipInfo(name), part)
    return made.getvalue()


BY_ENDING: Mapping[str, Change] = {
    ".yaml": change_yaml, ".json": change_json, ".lock": change_json, ".csv": change_table, ".xlsx": change_zip,
    ".docx": change_zip, ".ods": change_zip,
}  # fmt: skip


def changed(content: bytes, ending: str, pick: random.Random) -> bytes:
    """Return a content with one to three changes."""
    plain: list[Change] = [change_bytes, change_encoding, change_lines, change_tokens, change_tokens]
    by_structure = BY_ENDING.get(ending)
    ways = [*plain, *([by_structure] * 4 if by_structure else [])]
    if by_structure is change_zip:
        ways = [change_bytes, change_zip, change_zip]
    for _ in range(pick.choice((1, 1, 1, 2, 3))):
        content = pick.choice(ways)(content, pick)
        if len(content) > 3_000_000:
            break
    return content


# Running.


class Hung(BaseException):
    """Raised where a command takes too long."""


@dataclass(frozen=True)
class Ran:
    """What one run of the command did. `fault` is a traceback, or what else it must not do."""

    code: int | None
    fault: str | None = None


def _hung(*_: object) -> None:
    raise Hung


def run(words: Sequence[str], folder: Path, typed: bytes = b"") -> Ran:
    """Run the command in this process, in a folder, with what somebody types."""
    out, err, given = io.BytesIO(), io.BytesIO(), io.BytesIO(typed)
    kept, here = (sys.stdin, sys.stdout, sys.stderr), Path.cwd()
    before = signal.signal(signal.SIGPROF, _hung)
    os.chdir(folder)
    sys.stdin = io.TextIOWrapper(given, encoding="utf-8", errors="surrogateescape")
    streams = [io.TextIOWrapper(one, encoding="utf-8", errors="replace") for one in (out, err)]
    sys.stdout, sys.stderr = streams
    code: int | None = None
    fault: str | None = None
    gc.disable()  # what is raised while garbage is collected, Python swallows
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        cli.app(list(words), prog_name="cop-plan")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException as error:  # whatever comes out is the fault that is looked for
        fault = f"{type(error).__name__}\n{''.join(traceback.format_exception(error, limit=-12))}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.enable()
        signal.signal(signal.SIGPROF, before)
        for stream in streams:
            stream.flush()
        sys.stdin, sys.stdout, sys.stderr = kept
        os.chdir(here)
    if fault is None:
        fault = wrong_end(code, out.getvalue(), err.getvalue(), asks="init" in words)
    return Ran(code, fault)


def wrong_end(code: int | None, out: bytes, err: bytes, *, asks: bool = False) -> str | None:
    """Return what is wrong with how a command ended; None if nothing is.

    Of one that asks, the input may end before the questions do: that interrupts it.
    """
    if code not in CODES and not (code == 130 and asks):
        return f"exit code {code}\n{err.decode(errors='replace')[-500:]}"
    if b"Traceback" in err + out:
        return f"a traceback was printed\n{err.decode(errors='replace')[-2000:]}"
    if code and not (err + out).strip():
        return f"exit code {code} without a word"
    return None


# Families: which real files are changed, and which commands read them.

Files = dict[str, bytes]


@dataclass(frozen=True)
class Input:
    """Files in a folder, the words of a command, and what is typed."""

    files: Files
    words: tuple[str, ...]
    typed: bytes = b""


def _content(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


EXAMPLES = {path.parent.name: _content(path.parent) for path in sorted((ROOT / "examples").glob("*/community.yaml"))}
SHARED = {name: text for name, text in _content(ROOT / "examples" / "consortium").items() if "/" not in name}
PROBLEMS = {
    path.stem: {"community.yaml": path.read_bytes()} for path in sorted((ROOT / "tests/problems").glob("*.yaml"))
}
PROBLEMS |= {path.name: _content(path) for path in sorted((ROOT / "tests/problems").iterdir()) if path.is_dir()}
RECORDS = _content(ROOT / "tests" / "data" / "records")
TEMPLATES = _content(ROOT / "templates")
HEAVY = ("literacy-for-all", "lire-a-sept")
FILE = "community.yaml"

READING = (
    ("check", FILE), ("check", FILE, "--json"), ("check", FILE, "--open", "--today", REPORT_DAY),
    ("check", FILE, "--strict"), ("status", FILE, "--today", TODAY),
    ("status", FILE, "--json", "--today", REPORT_DAY),
    ("status", FILE, "--owner", "facilitator", "--ics", "--today", TODAY),
)  # fmt: skip
WRITING = (
    ("schedule", FILE, "--today", TODAY), ("schedule", FILE, "--dry-run", "--changes", "--today", TODAY),
    ("schedule", FILE, "--out", "-", "--format", "json", "--today", TODAY),
    ("schedule", FILE, "--move", "orientation=first tuesday of october", "--yes", "--today", TODAY),
    ("move", FILE, "orientation", "first tuesday of october", "--yes", "--today", "2026-09-25"),
    ("cancel", FILE, "orientation", "--because", "Snow day", "--yes", "--today", "2026-09-25"),
    ("schedule", FILE, "--todos", "--today", TODAY), ("done", FILE, "orientation", "--today", REPORT_DAY),
    ("done", FILE, "orientation", "--on", "2026-10-02", "--note", "x"),
    ("done", FILE, "--before", "2027-01-10", "--yes", "--today", REPORT_DAY), ("report", FILE, "--today", REPORT_DAY),
    ("report", FILE, "--interim", "--today", "2027-03-20", "--format", "json"),
    ("report", FILE, "--survey", "baseline", "--today", REPORT_DAY, "--out", "-", "--format", "json"),
    ("kit", FILE, "--list", "--today", TODAY),
    ("kit", FILE, "thank-you", "agenda", "--format", "eml,md", "--today", TODAY),
    ("kit", FILE, "baseline-survey", "--format", "forms", "--today", TODAY),
    ("init", FILE, "--no-input", "--defaults", "--today", TODAY), ("portfolio", FILE, "--today", TODAY),
    ("next", FILE, "--dry-run", "--today", REPORT_DAY),
)  # fmt: skip
REPORTING = (
    ("report", FILE, "--today", REPORT_DAY, "--format", "json"),
    ("report", FILE, "--today", REPORT_DAY, "--format", "md"),
    ("report", FILE, "--interim", "--today", "2027-03-20", "--format", "json"),
    ("hours", FILE, "--today", REPORT_DAY, "--force"), ("portfolio", ".", "--today", REPORT_DAY, "--out", "all"),
)  # fmt: skip


def _one_changed(files: Files, names: Sequence[str], pick: random.Random) -> Files:
    name = pick.choice(names)
    return files | {name: changed(files[name], Path(name).suffix, pick)}


def definition(pick: random.Random) -> Input:
    base = pick.choice(sorted(EXAMPLES)) if pick.randrange(4) else None
    files = EXAMPLES[base] if base else PROBLEMS[pick.choice(sorted(PROBLEMS))]
    if base and pick.randrange(2):
        files = files | {FILE: change_yaml(files[FILE], pick)}
    else:
        files = _one_changed(files, [FILE], pick)
    if pick.randrange(20) == 0:  # the head of one and the tail of another
        other = PROBLEMS[pick.choice(sorted(PROBLEMS))][FILE]
        files |= {FILE: files[FILE][: pick.randint(0, len(files[FILE]))] + other[pick.randint(0, len(other)) :]}
    return Input(files, pick.choice(READING if pick.randrange(4) else WRITING))


def pattern(pick: random.Random) -> Input:
    if pick.randrange(4) == 0:  # what lies below may be of a person's own as well
        own = b"name: Readers\nextends: 2026-2027.yaml\n"
        return Input({FILE: own, **_one_changed(SHARED, sorted(SHARED), pick)}, pick.choice(READING))
    shipped = sorted((ROOT / "cop_plan" / "patterns").glob("*.yaml"))
    text = pick.choice(shipped).read_bytes()
    own = b"name: Readers\nyear: 2026-2027\ntimezone: America/Edmonton\npattern: own.yaml\n"
    return Input({FILE: own, "own.yaml": changed(text, ".yaml", pick)}, pick.choice(READING))


def tables(pick: random.Random) -> Input:
    files = EXAMPLES[pick.choice([name for name, found in EXAMPLES.items() if "members.csv" in found])]
    names = [name for name in files if re.fullmatch(r"[a-z]+\.csv", name)]
    ways = (*READING, ("kit", FILE, "letter-of-agreement", "--format", "md", "--today", TODAY), REPORTING[0])
    return Input(_one_changed(files, names, pick), pick.choice(ways))


def records(pick: random.Random) -> Input:
    if pick.randrange(3):
        name = pick.choice(sorted(RECORDS))
        content = changed(RECORDS[name], Path(name).suffix, pick)
        more = pick.choice(
            ((), ("--date-order", "dmy"), ("--json",), ("--survey", "baseline"), ("--session", "webinar-1"))
        )
        base = pick.choice((None, "small-start", "college-readers"))
        here = EXAMPLES[base] if base else {}
        words = ("report", *((FILE,) if base else ()), "--inspect", Path(name).name, *more)
        return Input({**here, Path(name).name: content}, words)
    files = EXAMPLES[pick.choice(HEAVY)]
    names = [name for name in files if name.startswith("records/") and "progress" not in name]
    changed_files = _one_changed(files, names, pick)
    (name,) = [name for name in names if changed_files[name] != files[name]] or [names[0]]
    ways = (("report", FILE, "--inspect", name), ("report", FILE, "--inspect", name, "--json"), *REPORTING)
    return Input(changed_files, pick.choice(ways))


def progress(pick: random.Random) -> Input:
    files = EXAMPLES[pick.choice(HEAVY)]
    ways = (
        ("status", FILE, "--today", REPORT_DAY), ("status", FILE, "--json", "--today", TODAY), ("check", FILE),
        ("done", FILE, "orientation", "--today", REPORT_DAY),
        ("done", FILE, "orientation*", "--undo", "--yes", "--today", REPORT_DAY),
        ("schedule", FILE, "--dry-run", "--today", TODAY), REPORTING[0],
    )  # fmt: skip
    return Input(_one_changed(files, ["records/progress.csv"], pick), pick.choice(ways))


def answers(pick: random.Random) -> Input:
    given = (
        "name: Numeracy Circle\nyear: 2026-2027\ntimezone: America/Edmonton\nregion: CA-AB\npattern: small-start\n"
        "leadership: {facilitator: {name: Alex Moreau, email: alex@example.org}}\n"
        "sponsor: {organization: Example, contact: Robin}\npurpose: {audience: teachers, shared_interest: numeracy}\n"
        "membership: {members: [{name: Amina Okafor, email: amina@example.org}], ideal_size: 12 to 30}\n"
        "goals: {a-goal: {aim: Teachers plan together}}\n"
    )
    text, ending = given.encode(), ".yaml"
    if pick.randrange(3) == 0:
        text, ending = json.dumps(yaml.safe_load(given)).encode(), ".json"
    elif pick.randrange(3) == 0:
        asked = yaml.load(pick.choice(list(EXAMPLES.values()))[FILE], yaml.BaseLoader)
        kept = (
            "name",
            "year",
            "timezone",
            "purpose",
            "sponsor",
            "membership",
            "goals",
            "leadership",
            "legacy",
            "guidelines",
        )
        text = yaml.safe_dump({key: asked[key] for key in kept if key in asked}, sort_keys=False).encode()
    name = f"answers{ending}"
    files = {
        name: text
        if pick.randrange(4) == 0
        else change_yaml(text, pick)
        if pick.randrange(2)
        else changed(text, ending, pick)
    }
    if pick.randrange(3) == 0:
        files |= EXAMPLES["small-start"]
    more = ("--defaults",) if pick.randrange(2) else ()
    return Input(files, ("init", FILE, "--answers", name, *more, "--today", TODAY))


def interview(pick: random.Random) -> Input:
    plain = [
        "",
        "Numeracy Circle",
        "teachers",
        "1",
        "?",
        "later",
        "<",
        "yes",
        "no",
        "2026-2027",
        "America/Edmonton",
        "CA-AB",
    ]
    plain += [
        "Amina Okafor; Elm; teacher; amina@example.org",
        "q",
        "save",
        "skip",
        "back",
        "next",
        "0",
        "99",
        "1, 2, 3",
    ]
    lines = [pick.choice((pick.choice(plain), pick.choice(TOKENS))) for _ in range(pick.randint(1, 120))]
    typed = "\n".join(lines).encode(errors="surrogateescape")
    if pick.randrange(4) == 0:
        typed = change_bytes(typed, pick)
    files = EXAMPLES["small-start"] if pick.randrange(2) else {}
    return Input(files, ("init", FILE, "--today", TODAY), typed or b"\n")


def templates(pick: random.Random) -> Input:
    kit_pages = ("paper", "kit", "mail", "page")
    names = [name for name in TEMPLATES if "/" not in name]
    name = pick.choice(names)
    content = changed(TEMPLATES[name], Path(name).suffix, pick)
    if name.startswith(kit_pages) or pick.randrange(8) == 0:
        words: tuple[str, ...] = ("kit", FILE, "charter", "--today", TODAY)
    elif name.startswith("report") or pick.randrange(8) == 0:
        words = ("report", FILE, "--today", REPORT_DAY)
    else:
        words = ("schedule", FILE, "--today", TODAY)
    return Input({**EXAMPLES["small-start"], f"theme/{name}": content}, (*words, "--templates", "theme"))


def letterhead(pick: random.Random) -> Input:
    made = io.BytesIO()
    paper = docx.Document()
    paper.sections[0].header.paragraphs[0].text = "Example Regional Consortium"
    paper.save(made)
    words = ("kit", FILE, "charter", "--format", "docx", "--letterhead", "letterhead.docx", "--today", TODAY)
    return Input(
        {**EXAMPLES["small-start"], "letterhead.docx": changed(_zipped(_parts(made.getvalue())), ".docx", pick)}, words
    )


def command_line(pick: random.Random) -> Input:
    words = list(pick.choice((*READING, *WRITING, *REPORTING, ("schema",), ("check", "--explain", "gap"))))
    for _ in range(pick.randint(1, 2)):
        at = pick.randrange(len(words))
        new = pick.choice(TOKENS).replace("\0", "")
        match pick.randrange(4):
            case 0:
                words[at] = new
            case 1:
                words.insert(at, new)
            case 2:
                words.append(
                    pick.choice(("--json", "--force", "--out", "--today", "--for", "--due", "--format", "--move", "-"))
                )
                words.append(new)
            case 3:
                del words[at]
                words = words or [new]
    words = [word for word in words if not word.startswith(("/", "../", "--pdf", "--install", "--show"))]
    return Input(EXAMPLES["small-start"], tuple(words))


class Written:
    """Families that change what the program wrote before: locks, timelines, reports, kits."""

    def __init__(self, folder: Path) -> None:
        self._made: dict[str, Files] = {}
        for name in ("small-start", "lire-a-sept"):
            put(folder, EXAMPLES[name])
            ways = [("schedule", FILE, "--today", TODAY), ("report", FILE, "--interim", "--today", "2027-03-20")]
            ways += [("kit", FILE, "charter", "--format", "md", "--today", TODAY)]
            for words in ways:
                ran = run(words, folder)
                assert ran.fault is None, ran.fault
            self._made[name] = _content(folder)
            assert f"plan/{'cop-plan.lock'}" in self._made[name]

    def __call__(self, pick: random.Random) -> Input:
        """Return an input whose outputs of an earlier run were changed."""
        files = self._made[pick.choice(sorted(self._made))]
        names = [name for name in files if name.endswith((".lock", ".json"))]
        names += [name for name in names if name.endswith(".lock")] * 3
        ways = (
            ("schedule", FILE, "--today", "2026-05-02"), ("schedule", FILE, "--dry-run", "--today", "2026-05-02"),
            ("schedule", FILE, "--changes", "--dry-run", "--force", "--today", "2026-05-02"),
            ("status", FILE, "--today", TODAY), ("report", FILE, "--today", REPORT_DAY, "--format", "json"),
            ("report", FILE, "--interim", "--today", "2027-03-21", "--format", "json"),
            ("kit", FILE, "charter", "--format", "md", "--today", TODAY),
        )  # fmt: skip
        return Input(_one_changed(files, names, pick), pick.choice(ways))


Family = Callable[[random.Random], Input]
# How many inputs of a hundred each family has; those that only read are quick.
FAMILIES: Mapping[str, tuple[Family | type[Written], int]] = {
    "definition": (definition, 27), "pattern": (pattern, 6), "tables": (tables, 14), "records": (records, 20),
    "progress": (progress, 6), "answers": (answers, 8), "interview": (interview, 3), "templates": (templates, 4),
    "command-line": (command_line, 6), "written": (Written, 5), "letterhead": (letterhead, 1),
}  # fmt: skip


def put(folder: Path, files: Files) -> None:
    """Make a folder hold these files and no other."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    folder.mkdir(exist_ok=True)


@dataclass(frozen=True)
class Fault:
    """An input at which the command did what it must not. `name` is how to make it again."""

    name: str
    words: tuple[str, ...]
    said: str


def faults(family: str, seed: int, numbers: Sequence[int], folder: Path) -> Iterator[Fault]:
    """Yield the inputs of a family at which the command did what it must not."""
    made, _ = FAMILIES[family]
    make: Family = made(folder) if isinstance(made, type) else made
    for number in numbers:
        one = make(random.Random(f"{seed} {family} {number}"))
        put(folder, one.files)
        ran = run(one.words, folder, one.typed)
        if ran.fault is not None:
            yield Fault(f"{seed}:{family}:{number}", one.words, ran.fault)

"""An installed browser prints a page: the only room that starts another program.

Nothing is fetched and no script runs meanwhile: what is printed is what the page itself says.
"""

import re
import subprocess
from datetime import datetime

from cop_plan.base import files
from cop_plan.base.errors import Unreadable
from cop_plan.base.translatable import Sentence, sentence

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
"""What the browsers that print are called on Linux, and anywhere they are on the PATH."""

PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "$PROGRAMFILES/Google/Chrome/Application/chrome.exe",
    "$PROGRAMFILES(X86)/Google/Chrome/Application/chrome.exe",
    "$LOCALAPPDATA/Google/Chrome/Application/chrome.exe",
    "$LOCALAPPDATA/Chromium/Application/chrome.exe",
    "$PROGRAMFILES(X86)/Microsoft/Edge/Application/msedge.exe",
    "$PROGRAMFILES/Microsoft/Edge/Application/msedge.exe",
)
"""Where they are put on macOS and Windows, from where no PATH leads to them."""

NAMED_BY = "COP_PLAN_BROWSER"
"""The variable that names a browser."""

PATIENCE_SECONDS = 300
"""So long a browser may take: a page takes a second or two, and far longer on a machine that is busy."""

# Source: the switches of Chromium (headless/app/headless_command_line.cc, chrome/common/chrome_switches.cc). An older
# browser passes over those that it does not know.
_SWITCHES = (
    "--headless",
    "--disable-gpu",
    "--no-pdf-header-footer",
    "--print-to-pdf-no-header",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
)


def installed(named: str | None) -> str | None:
    """Return the program of an installed browser, the `named` one if any; None where there is none."""
    return files.program([named], [named]) if named else files.program(NAMES, PLACES)


def pdf(program: str, page: bytes, stamp: datetime, patience_seconds: float = PATIENCE_SECONDS) -> bytes:
    """Return a page of HTML as PDF, the same bytes for the same page, moment and browser. Raises Unreadable.

    `stamp` is the moment, in UTC, at which it says that it was made.
    """
    printed = _LINK_TO_A_FILE.sub(rb"\1", page.replace(b"<head>", _NO_SCRIPTS, 1))
    with files.scratch({"page.html": printed}, program) as folder:
        made = folder / "page.pdf"
        command = [
            program,
            *_SWITCHES,
            *(["--no-sandbox"] if files.is_root() else []),  # a browser refuses to be confined by who may do anything
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={made}",
            (folder / "page.html").as_uri(),
        ]
        code, said = _run(command, patience_seconds)
        content = files.read_if_there(made, _MAX_BYTES)
    # One that has printed and does not end has printed all the same.
    if code or content is None or not _is_whole(content):
        raise Unreadable(program, _failed(code, said, f"{patience_seconds:g}"))
    return _settled(content, files.digest(page), stamp)


# A page may have several policies: what one forbids no other allows. The browser needs scripts of its own to print.
_NO_SCRIPTS = b"""<head><meta http-equiv="Content-Security-Policy" content="script-src 'none'">"""

# From paper no link leads to a file beside the page, or to one that the page holds; printed, it would name our folder.
_LINK_TO_A_FILE = re.compile(rb'(<a\b[^>]*?) href="(?!https?:|mailto:|#)[^">]*"')

_MAX_BYTES = 100_000_000
_LAST_BYTES = 4096


def _failed(code: int | None, said: str, patience: str) -> Sentence:
    """Return how a browser ended, and its last words if it had any."""
    if code is None and said:
        return sentence(
            "the browser took longer than {patience} seconds and was stopped: {said}", patience=patience, said=said
        )
    if code is None:
        return sentence(
            "the browser took longer than {patience} seconds and was stopped, and said nothing", patience=patience
        )
    if said:
        return sentence("the browser ended with {code} and without a page: {said}", code=code, said=said)
    return sentence("the browser ended with {code} and without a page, and said nothing", code=code)


def _is_whole(content: bytes) -> bool:
    """Return whether a PDF has its beginning and its end."""
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-32:] and len(content) <= _MAX_BYTES


def _run(command: list[str], patience_seconds: float) -> tuple[int | None, str]:
    """Run a program; return its exit code, None if it was stopped, and its last words. Raises Unreadable."""
    try:
        with files.nameless() as words:
            try:
                code = subprocess.run(  # noqa: S603  # the program that the person has or names
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    # A file, since what the browser leaves running would keep a pipe open.
                    stderr=words,
                    timeout=patience_seconds,
                    check=False,
                ).returncode
            except subprocess.TimeoutExpired:
                code = None
            words.seek(max(0, words.seek(0, 2) - _LAST_BYTES))
            said = words.read().decode("utf-8", "replace")
    except OSError as error:
        raise Unreadable(command[0], sentence("it cannot be started: {why}", why=files.reason(error))) from None
    return code, _last_words(said)


def _last_words(said: str) -> str:
    """Return the last lines of what a program said, as they can stand in a message."""
    lines = ["".join(letter if letter.isprintable() else " " for letter in line) for line in said.splitlines()]
    return "; ".join(line.strip()[:200] for line in lines[-3:] if line.strip())


_DATE = re.compile(rb"(?<=Date )\(D:\d{14}[+-]\d\d'\d\d'\)")
_CREATOR = re.compile(rb"(?<=/Creator )\((?:[^\\()]|\\.)*\)")
# What cells call the headers that they belong to. Source: ISO 32000-1, 14.8.5.7.
_NODE = re.compile(rb"\(node\d{8}\)")
_MADE_OF = re.compile(rb"/Creator \(cop-plan, of a page with SHA-256 ([0-9a-f]{64}) *\)")
# The browser writes what it knows of the whole file first.
_HEAD_BYTES = 4096


def _settled(content: bytes, page_digest: str, stamp: datetime) -> bytes:
    """Return a PDF with the moment given for the clock's, and the digest of its page for the machine's description.

    Both take as much room as what they stand for: further on, places are counted in bytes. Source: ISO 32000-1, 7.5.4.
    """
    head, rest = content[:_HEAD_BYTES], content[_HEAD_BYTES:]
    head = _DATE.sub(f"(D:{stamp:%Y%m%d%H%M%S}+00'00')".encode(), head)
    said = f"(cop-plan, of a page with SHA-256 {page_digest}"
    head = _CREATOR.sub(
        lambda found: f"{said:<{len(found[0]) - 1}})".encode() if len(said) < len(found[0]) else found[0], head, count=1
    )
    return head + _numbered_anew(rest)


def _numbered_anew(content: bytes) -> bytes:
    """Return the parts of a PDF with the names of its headers counted from 1, in their order.

    The browser takes its own numbers, which depend on what it did before it read the page.
    """
    numbers = {name: number for number, name in enumerate(sorted(set(_NODE.findall(content))), start=1)}
    return _NODE.sub(lambda found: b"(node%08d)" % numbers[found[0]], content)


def made_of(content: bytes) -> str | None:
    """Return the digest of the page that a PDF of ours shows; None if it does not say."""
    found = _MADE_OF.search(content[:_HEAD_BYTES])
    return found[1].decode() if found else None

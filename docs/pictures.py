"""Make the pictures of the README and of the documentation from examples.

They show a Monday of the year: what is done until then is noted as done. Each ends where something ends, so that
nothing in it is cut.
"""

import csv
import io
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "images"
EXAMPLE = "literacy-for-all"
DAY = "2026-11-09"
COLUMNS = 80
MONTHS = ("November 2026", "December 2026")  # the terminal is shown from the first to before the second
MARGIN = 16
SCREEN = """<body style="margin: 0"><pre style="margin: 0; padding: 16px; display: inline-block;
font: 15px/1.35 'DejaVu Sans Mono', monospace; color: {foreground}; background: {background}">{code}</pre>"""


@dataclass(frozen=True)
class View:
    """A page as far down as an element goes, on a screen or as it is printed.

    `width` is in CSS pixels, `scale` in pixels of the picture for each.
    """

    page: str
    until: str
    width: int
    colours: str = "light"
    scale: float = 1.5
    is_printed: bool = False
    example: str = EXAMPLE


VIEWS = {
    "year.png": View("year.html", ".sheet", 1200, is_printed=True),
    "year-fr.png": View("year.html", ".sheet", 1200, is_printed=True, example="lire-a-sept"),
    "plan.png": View("plan.html", "#sessions > :last-child", 1000),
    "plan-phone.png": View("plan.html", "#sessions .calendar", 375, "dark", 2),
    "team.png": View("team.html", "main > section", 900),
}
OF_MANY = View("index.html", "#communities .legend", 1200, example="consortium")
NOTED_UNTIL = {"leaders": "2026-12-01", "lecture": "2026-11-30", "numbers": "2026-11-12", "readers": "2026-12-03"}
"""What communities of that example have noted as done: all before a day; a fifth has noted nothing."""
DAY_OF_MANY = "2026-12-03"


def main() -> int:
    """Make every picture."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.stderr.write("the pictures need Chromium; on Debian:  apt-get install chromium\n")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for example in dict.fromkeys(view.example for view in VIEWS.values()):
            _pictures(browser, example)
        _picture_of_many(browser)
        browser.close()
    return 0


def _pictures(browser: Browser, example: str) -> None:
    """Make the pictures of one example."""
    with _community(example) as folder:
        _run(folder, "kit", "--quiet")
        _run(folder, "schedule", "--quiet")
        for name, view in VIEWS.items():
            if view.example == example:
                _picture(browser, (folder / "plan" / view.page).as_uri(), view, PICTURES / name)
        if example == EXAMPLE:
            _terminal(browser, folder, PICTURES / "terminal.png")


def _picture_of_many(browser: Browser) -> None:
    """Make the picture of a portfolio."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "communities"
        shutil.copytree(ROOT / "examples" / OF_MANY.example, folder)
        for name, day in NOTED_UNTIL.items():
            _run(folder, "done", name, "--before", day, "--yes", "--quiet", today=DAY_OF_MANY)
        _run(folder, "portfolio", *NOTED_UNTIL, "science", "--quiet", today=DAY_OF_MANY)
        _picture(browser, (folder / "portfolio" / OF_MANY.page).as_uri(), OF_MANY, PICTURES / "portfolio.png")


@contextmanager
def _community(example: str) -> Iterator[Path]:
    """Make an example anew, as its team has it on the day of the pictures."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "community"
        shutil.copytree(ROOT / "examples" / example, folder)
        progress = folder / "records" / "progress.csv"
        head, *rows = csv.reader(progress.read_text(encoding="utf-8").splitlines())
        with progress.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *(row for row in rows if row[head.index("date")] < DAY)])
        yield folder


def _command(*words: str, today: str = DAY) -> list[str]:
    return [sys.executable, "-m", "cop_plan", *words, "--today", today]


def _run(folder: Path, *words: str, today: str = DAY) -> None:
    subprocess.run(_command(*words, today=today), cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  # our own


def _picture(browser: Browser, address: str, view: View, to: Path) -> None:
    page = browser.new_page(
        viewport={"width": view.width, "height": 800}, color_scheme=view.colours, device_scale_factor=view.scale
    )
    page.clock.set_fixed_time(f"{DAY}T16:00:00Z")
    page.goto(address)
    if view.is_printed:
        page.emulate_media(media="print")
        page.evaluate(f"document.body.style.margin = '{MARGIN}px'")
        page.locator(view.until).first.evaluate("sheet => { while (sheet.nextSibling) sheet.nextSibling.remove() }")
    box = page.locator(view.until).first.bounding_box()
    assert box is not None, f"{view.until} is not shown"
    width = box["x"] + box["width"] + MARGIN if view.is_printed else view.width
    clip = {"x": 0, "y": 0, "width": width, "height": box["y"] + box["height"] + MARGIN}
    page.screenshot(path=to, full_page=True, clip=clip)
    page.close()


def _terminal(browser: Browser, folder: Path, to: Path) -> None:
    """Show some months of the year as a terminal does."""
    lines = _in_terminal(folder, "schedule", "--dry-run").replace("\r\n", "\n").split("\n")
    first, last = (next(at for at, line in enumerate(lines) if month in line) for month in MONTHS)
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi("\n".join(lines[first:last]).strip("\n")))
    shown = console.export_html(theme=DIMMED_MONOKAI, inline_styles=True, code_format=SCREEN)
    page = browser.new_page(viewport={"width": 1200, "height": 800}, device_scale_factor=1.5)
    page.set_content(shown)
    page.locator("pre").screenshot(path=to)
    page.close()


def _in_terminal(folder: Path, *words: str) -> str:
    """Return what a command shows on a terminal."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
    with subprocess.Popen(  # noqa: S603  # our own command
        _command(*words), cwd=folder, env=environment, stdout=theirs, stderr=subprocess.DEVNULL
    ):
        os.close(theirs)
        shown = b""
        try:
            while more := os.read(ours, 65536):
                shown += more
        except OSError:  # so a terminal ends whose other side is closed
            pass
    os.close(ours)
    return shown.decode()


if __name__ == "__main__":
    sys.exit(main())

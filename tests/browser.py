"""Pages in a real browser, and the outer readers that judge them.

The browser is the machine's own Chromium, driven by Playwright; each visit notes what the page said and asked for.
`axe-core` judges accessibility, `vnu` validity, `mermaid` diagrams: they come from npm, into `node_modules` beside this
file (see `make test`).
"""

import contextlib
import functools
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect, sync_playwright

from conftest import CHROMIUMS, PATIENCE_SECONDS, ROOT, TODAY
from forks import Forks

NODE_MODULES = ROOT / "tests" / "node_modules"

# Far longer than a page takes on a slow and busy machine, and shorter than a person who waits for a failing test.
_PATIENCE_MILLISECONDS = 180_000
expect.set_options(timeout=_PATIENCE_MILLISECONDS)

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's Chromium, without a window, with a profile that is thrown away."""
    program = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    assert program, "no Chromium here; make test says how to get one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS, timeout=_PATIENCE_MILLISECONDS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Visit:
    """A page that is open, what it `said` (console, errors, dialogs), and what it asked for beyond itself."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def look(self, *, width: int = 1440, scheme: Literal["light", "dark"] = "light", media: str = "screen") -> None:
        """Look at the page at a width, in a colour scheme, on the screen or as it is printed."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(media="print" if media == "print" else "screen", color_scheme=scheme)

    @property
    def overflow(self) -> int:
        """How many pixels the page is wider than its window."""
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wider))

    def barriers(self) -> list[str]:
        """Return what axe-core finds: the name of each broken rule, and the elements that break it."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_script("axe-core/axe.min.js"))
        return list(self.page.evaluate(_AXE, _AXE_OPTIONS))

    def tab_to(self, selector: str, *, most: int = 400) -> None:
        """Press Tab until an element has the focus, as somebody without a mouse does."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"Tab does not come to {selector}")


# What nobody may break, and what the rules' authors advise beside it. Source: axe-core, doc/API.md
_AXE_OPTIONS: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # everything stands in the page
}
_AXE = """options => axe.run(document, options).then(found => found.violations.map(
    broken => `${broken.id}: ${broken.nodes.map(node => node.html.slice(0, 200)).join(' | ')}`))"""


def _script(name: str) -> str:
    return (NODE_MODULES / name).read_text(encoding="utf-8")


Visiting = Callable[..., contextlib.AbstractContextManager[Visit]]


@pytest.fixture(scope="session")
def visit(chromium: Browser) -> Visiting:
    """Visit a file or an address; when the visit ends, nothing may have been said, and nothing asked of anybody.

    A page of several files may ask for those whose addresses begin with `within`.
    """

    @contextlib.contextmanager
    def visit(
        path: Path | str, *, fragment: str = "", now: str | None = None, within: str | None = None, **context: Any
    ) -> Iterator[Visit]:
        address = path if isinstance(path, str) else path.resolve().as_uri()
        with contextlib.closing(chromium.new_context(**{"timezone_id": "America/Edmonton", **context})) as opened:
            opened.set_default_timeout(_PATIENCE_MILLISECONDS)
            if now is not None:
                opened.clock.install(time=now)
            visited = Visit(opened.new_page())
            _listen(opened, visited, address, within)
            visited.page.goto(address + fragment)
            yield visited
        assert (visited.said, visited.asked) == ([], [])

    return visit


def _listen(context: BrowserContext, visited: Visit, address: str, within: str | None) -> None:
    """Note what any page of a context says, and every request but for the file itself and what stands in it."""

    def note_request(url: str) -> None:
        is_ours = url.partition("#")[0].partition("?")[0] == address or (within is not None and url.startswith(within))
        if not is_ours and not url.startswith("data:"):
            visited.asked.append(url)

    def note_dialog(dialog: Any) -> None:
        visited.said.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    context.on("console", lambda message: visited.said.append(f"{message.type}: {message.text}"))
    context.on("weberror", lambda wrong: visited.said.append(f"error: {wrong.error}"))
    context.on("dialog", note_dialog)
    context.on("request", lambda request: note_request(request.url))


Plan = Callable[[str, str], Path]


@pytest.fixture(scope="session")
def plan(started: Forks, tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Make the year of an example in a language, once, by the real command; return the folder of its outputs."""

    @functools.cache
    def plan(example: str, language: str) -> Path:
        folder = tmp_path_factory.mktemp(f"{example}-{language}")
        shutil.copytree(ROOT / "examples" / example, folder, dirs_exist_ok=True)
        return scheduled(
            folder, in_language((folder / "community.yaml").read_text(encoding="utf-8"), language), started
        )

    return plan


def scheduled(folder: Path, definition: str, started: Forks) -> Path:
    """Write a definition into a folder and make its year; return the folder of its outputs."""
    (folder / "community.yaml").write_text(definition, encoding="utf-8")
    done = started.run(folder, ["schedule", "community.yaml", "--today", TODAY])
    assert done.code == 0, done.said
    return folder / "plan"


def in_language(definition: str, language: str) -> str:
    """Return the text of a definition with another language in it."""
    return re.sub(r"^language:.*\n", "", definition, flags=re.MULTILINE).rstrip("\n") + f"\nlanguage: {language}\n"


Mistakes = Callable[[Sequence[Path]], list[str]]


@pytest.fixture(scope="session")
def mistakes() -> Mistakes:
    """What the Nu HTML Checker finds wrong in pages, and what it warns of, with file and line."""
    return _mistakes


def _mistakes(pages: Sequence[Path]) -> list[str]:
    jar = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = ["java", "-jar", str(jar), "--format", "json", "--stdout", "--exit-zero-always", *map(str, pages)]
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE_SECONDS
    )
    return [
        f"{'/'.join(Path(one['url']).parts[-3:])}:{one.get('lastLine')}: {one['message']}"
        for one in json.loads(done.stdout)["messages"]
        if (one["type"] != "info" or one.get("subType") == "warning") and not _IS_LET_IN.match(one["message"])
    ]


# The checker knows no hashes in a policy that stands in the page; the browser does, and says what it does not let in.
_IS_LET_IN = re.compile(
    "Inline (style|script) violates Content Security Policy"
    # Its style sheets are of before SVG 2 and container queries, which every browser knows.
    "|CSS: “(container-type|paint-order|vector-effect|r|y)”: Property .* doesn't exist"
    "|CSS: Unrecognized at-rule “@container”"
)


@dataclass(frozen=True)
class Diagrams:
    """The real Mermaid, in a page of its own."""

    page: Page

    def drawn(self, text: str) -> str:
        """Return the drawing of a diagram as SVG. Raises ValueError with what the parser says."""
        try:
            return str(self.page.evaluate(_DRAW, text))
        except Error as wrong:
            raise ValueError(wrong.message) from None


_DRAW = """async text => {
    await mermaid.parse(text);
    return (await mermaid.render('drawing', text)).svg;
}"""


@pytest.fixture(scope="session")
def mermaid(chromium: Browser) -> Iterator[Diagrams]:
    """Mermaid, ready to draw."""
    with contextlib.closing(chromium.new_page()) as page:
        page.set_default_timeout(_PATIENCE_MILLISECONDS)
        page.add_script_tag(path=NODE_MODULES / "mermaid" / "dist" / "mermaid.min.js")
        page.evaluate("mermaid.initialize({startOnLoad: false})")
        yield Diagrams(page)

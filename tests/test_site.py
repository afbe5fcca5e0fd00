"""The documentation site as a reader has it: every link leads somewhere, all can read it, nobody else is asked."""

import contextlib
import functools
import http.server
import re
import runpy
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pypdf
import pytest
from playwright.sync_api import expect

from browser import Visiting
from conftest import PATIENCE_SECONDS, ROOT
from cop_plan import rules
from cop_plan.base import documentation, files
from cop_plan.cli.commands import COMMANDS
from cop_plan.definition import reference, schema

DOCS = ROOT / "docs"
WEBSITE = runpy.run_path(str(DOCS / "website.py"))
PAGES = WEBSITE["pages"]()

# Where links of the site lead beside the site itself and the repository: pages of others, looked at by a person.
ELSEWHERE = {
    "distributed.dask.org",
    "duckdb.org",
    "github.com",
    "jinja.palletsprojects.com",
    "keepachangelog.com",
    "pradyunsg.me",
    "semver.org",
    "support.apple.com",
    "support.google.com",
    "support.microsoft.com",
    "usemooncal.com",
    "www.hetk.io",
    "www.sphinx-doc.org",
    "www.usecarly.com",
}

# One page of each kind.
KINDS = ("index.html", "facilitators-guide.html", "rules.html", "commands.html", "definition.html", "fr/index.html")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made once for all processes of a run."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    with files.lock_directory(shared / "site-lock", attempts=100_000):
        if not (shared / "site" / "made").exists():
            WEBSITE["build"](shared / "site")
            (shared / "site" / "made").touch()
    return shared / "site"


class _Read(HTMLParser):
    """What a page is called, in which language it is, what can be linked to on it, and what it links to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.language = ""
        self.anchors: set[str] = set()
        self.links: set[str] = set()
        self.sources: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "a" and "href" in given:
            self.links.add(given["href"])
        if tag == "link" and given.get("rel") != "canonical":
            self.sources.add(given["href"])
        if "src" in given:
            self.sources.add(given["src"])


@pytest.fixture(scope="session")
def read(site: Path) -> dict[str, _Read]:
    """Every page of the site, by its name."""
    return {path.relative_to(site).as_posix(): _Read(path) for path in sorted(site.rglob("*.html"))}


# What is on it.


def test_every_page_of_the_documentation_stands_in_the_navigation() -> None:
    written = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    written |= {f"../{path.name}" for path in ROOT.glob("*.md") if path.name != "README.md"}
    assert written == set(PAGES), "write it into docs/website/navigation.yaml, then  make docs"


def test_every_page_is_on_the_site_in_its_own_language(read: dict[str, _Read]) -> None:
    for page in PAGES.values():
        name = f"{page.name}.html" if page.language == "en" else f"{page.language}/{page.name}.html"
        assert read[name].language == page.language, name
    assert len({(page.language, page.name) for page in PAGES.values()}) == len(PAGES)


def test_each_of_two_pages_in_two_languages_links_to_the_other(read: dict[str, _Read]) -> None:
    for english, french in documentation.IN_FRENCH.items():
        assert f"fr/{french}.html" in read[f"{english}.html"].links
        assert f"../{english}.html" in read[f"fr/{french}.html"].links


def test_no_link_of_the_site_leads_to_nothing(site: Path, read: dict[str, _Read]) -> None:
    dead = []
    for name, page in read.items():
        for link in page.links | page.sources:
            address = urlsplit(urljoin(f"http://here/{name}", link))
            if address.hostname != "here":
                assert address.hostname in ELSEWHERE, f"{name}: {link}"
                continue
            target = unquote(address.path.removeprefix("/"))
            is_there = target in read and (not address.fragment or unquote(address.fragment) in read[target].anchors)
            if not is_there and not (site / target).is_file():
                dead.append(f"{name}: {link}")
    assert not dead


def test_what_a_page_shows_stands_beside_it(read: dict[str, _Read]) -> None:
    assert not {source for page in read.values() for source in page.sources if re.match(r"\w+:|//", source)}


def test_a_link_into_the_repository_leads_to_a_file_of_it(read: dict[str, _Read]) -> None:
    found = {link for page in read.values() for link in page.links if link.startswith(f"{documentation.REPOSITORY}/")}
    paths = {re.sub(r"^.*?/(?:blob|tree)/v[\d.]+/|#.*", "", link) for link in found if "/v" in link}
    assert paths
    assert all((ROOT / path).exists() for path in paths)


def test_a_heading_that_is_missing_fails_the_site(tmp_path: Path) -> None:
    shutil.copytree(DOCS, tmp_path / "docs")
    for beside in ROOT.iterdir():
        if beside.name != "docs":
            (tmp_path / beside.name).symlink_to(beside)
    with (tmp_path / "docs" / "hours.md").open("a", encoding="utf-8") as hours:
        hours.write("\nSee [the kit](kit.md#no-such-heading).\n")
    done = subprocess.run(
        [sys.executable, tmp_path / "docs" / "website.py"], capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    assert done.returncode != 0
    assert "no-such-heading" in done.stderr


def test_a_page_that_is_missing_fails_the_site() -> None:
    link = re.search(r"(\]\()([^)#]*)(#[^)]*)?", "[the kit](no-such-page.md)")
    with pytest.raises(FileNotFoundError, match=re.escape("hours.md: no-such-page.md")):
        WEBSITE["_linked"](link, PAGES["hours.md"], PAGES)


# What leads into it.


def test_the_addresses_of_the_program_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["urls"]["Documentation"] == documentation.SITE
    assert project["urls"]["Repository"] == documentation.REPOSITORY


def printed() -> Iterator[str]:
    """Yield every address that the program can print."""
    yield from (documentation.address("index", language=language) for language in ("en", "fr"))
    yield from (documentation.address(page, language=language) for page in files.guides() for language in ("en", "fr"))
    yield from (documentation.address("commands", command) for command in COMMANDS)
    yield from (documentation.address("rules", rule) for rule in rules.BY_NAME)
    yield from filter(None, map(reference.address, ("activities.webinar-1.when", *schema.headings().values())))
    yield from (str(schema.address_of_part(part)) for part in schema.headings())


@pytest.mark.parametrize("address", sorted(set(printed())))
def test_an_address_that_the_program_prints_is_there(address: str, read: dict[str, _Read]) -> None:
    page, _, anchor = address.removeprefix(documentation.SITE).partition("#")
    name = page if page.endswith(".html") else f"{page}index.html"
    assert not anchor or anchor in read[name].anchors


def test_every_key_in_an_editor_leads_to_its_section() -> None:
    said = re.findall(r"\(https:[^)]*definition\.html#([^)]*)\)", schema.page())
    assert set(said) == {schema.anchor(part) for part in schema.headings()}
    page = (DOCS / "definition.md").read_text(encoding="utf-8")
    for part, heading in schema.headings().items():
        title = f"`{heading}`" if "." in heading or heading.islower() else heading
        section = re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", page, re.DOTALL | re.MULTILINE)
        assert section, heading
        assert all(f"`{key.key}`" in section[1] for key in schema.keys(part)), heading


# In a browser.


@pytest.mark.parametrize("page", [*KINDS, "search.html"])
def test_everybody_can_read_a_page(page: str, site: Path, visit: Visiting) -> None:
    with visit(site / page, within=site.as_uri()) as visited:
        visited.look(width=1440, scheme="light")
        assert visited.barriers() == []
        visited.look(width=360, scheme="dark")
        assert visited.barriers() == []


def test_the_keyboard_never_goes_where_nothing_is_seen(site: Path, visit: Visiting) -> None:
    with visit(site / "for-principals.html", within=site.as_uri()) as visited:
        visited.look(width=360)  # as a window of 1440 pixels at four times its size
        for drawer in (".sidebar-drawer", ".toc-drawer"):
            visited.tab_to(f"{drawer} li a")
            expect(visited.page.locator(f"{drawer} :focus")).to_be_in_viewport(ratio=1)


def test_no_page_is_wider_than_a_phone(site: Path, read: dict[str, _Read], visit: Visiting) -> None:
    with visit(site / "index.html", within=site.as_uri()) as visited:
        visited.look(width=360)
        for name in read:
            visited.page.goto((site / name).as_uri())
            assert visited.overflow == 0, name


@pytest.mark.parametrize(
    ("folder", "word", "page"), [("", "convention", "rules.html"), ("fr/", "communauté", "index.html")]
)
def test_a_word_is_found_without_a_network(folder: str, word: str, page: str, site: Path, visit: Visiting) -> None:
    with visit(site / folder / "index.html", within=site.as_uri()) as visited:
        visited.page.locator("input.sidebar-search").first.fill(word)
        visited.page.keyboard.press("Enter")
        visited.page.locator(f"#search-results a[href^='{page}']").first.wait_for()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_: Any) -> None:
        """Keep silent."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; yield its address."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_the_site_works_below_any_address(site: Path, visit: Visiting, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "where").symlink_to(site)
    with served(tmp_path) as address, visit(f"{address}/some/where/", within=f"{address}/some/where/") as visited:
        visited.page.get_by_role("link", name="The language of dates").first.click()
        visited.page.get_by_role("heading", level=1, name="The language of dates").wait_for()
        visited.page.goto(f"{address}/some/where/fr/")
        visited.page.get_by_role("link", name="English").first.click()
        visited.page.get_by_role("heading", level=1, name="cop-plan").wait_for()


def test_a_page_prints_whole_and_without_what_only_a_screen_needs(site: Path, visit: Visiting, tmp_path: Path) -> None:
    with visit(site / "rules.html", within=site.as_uri()) as visited:
        visited.page.pdf(path=tmp_path / "rules.pdf", format="Letter")
        last = visited.page.locator("article h2").last.inner_text().strip("#¶ \n")
    printed = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "rules.pdf").pages]
    assert "The rules of" in printed[0]
    assert last in "".join(printed)
    assert not any(word in "".join(printed) for word in ("On this page", "Français", "Back to top", "Skip to content"))

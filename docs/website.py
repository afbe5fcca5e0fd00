"""Make the documentation site: the pages of docs/ and of the top of the checkout, in each language, into site/.

Run by `make site`. A link that leads nowhere fails it. The pages stay Markdown with relative links, as a forge and
`cop-plan help` show them: here each is laid under the name that it has on the site, and a link to what is not on the
site, such as an example, becomes an address in the repository.
"""

import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from cop_plan.base import documentation
from cop_plan.base.version import __version__

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
WEBSITE = DOCS / "website"
HOME = {"en": "README.md", "fr": "fr/README.md"}
DESCRIPTIONS = {
    "en": "The dated year of a community of practice, with its calendars and letters, from one text file",
    "fr": "L’année datée d’une communauté de pratique, avec ses calendriers et ses lettres, à partir d’un seul fichier",
}

_LINK = re.compile(r"(\]\()([^)#\s]*)(#[^)\s]*)?(?=\))")
_FENCE = re.compile(r"^(```.*?^```$)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A page of the site: its source, named from docs/, its language, its name on the site, and what it says."""

    source: str
    language: str
    name: str
    says: str


def navigation(language: str) -> dict[str, dict[str, str]]:
    """Return the sections of a language, each with the sources of its pages and what they say."""
    written: dict[str, dict[str, dict[str, str]]]
    written = yaml.safe_load((WEBSITE / "navigation.yaml").read_text(encoding="utf-8"))
    return written[language]


def pages() -> dict[str, Page]:
    """Return all pages by their source."""
    found = [Page(HOME[language], language, "index", says) for language, says in DESCRIPTIONS.items()]
    found += [
        Page(source, language, Path(source).stem.lower().replace("_", "-"), says)
        for language in HOME
        for sources in navigation(language).values()
        for source, says in sources.items()
    ]
    return {page.source: page for page in found}


def build(out: Path, words: tuple[str, ...] = ()) -> None:
    """Build the site into a folder that is made anew. Raises CalledProcessError where Sphinx finds something wrong."""
    shutil.rmtree(out, ignore_errors=True)
    for language in HOME:
        to = out if language == "en" else out / language
        with tempfile.TemporaryDirectory() as folder:
            laid = Path(folder)
            shutil.copytree(WEBSITE / "locale", laid / "locale")  # Sphinx compiles it where it lies
            _lay(language, laid / "source")
            command = [sys.executable, "-m", "sphinx", "--builder", "html", "--fail-on-warning", "--quiet", *words]
            command += ["--conf-dir", str(WEBSITE), "--doctree-dir", str(laid / "read"), str(laid / "source"), str(to)]
            address = documentation.SITE if language == "en" else f"{documentation.SITE}{language}/"
            told = {"SITE_LANGUAGE": language, "SITE_ADDRESS": address, "SITE_LOCALE": str(laid / "locale")}
            subprocess.run(command, check=True, env=os.environ | told)  # noqa: S603  # our own words
        (to / ".buildinfo").unlink()
        shutil.rmtree(to / "_sources", ignore_errors=True)
        for path in to.glob("*.html"):
            path.write_text(_mended(path.read_text(encoding="utf-8"), language), encoding="utf-8")
    (out / ".nojekyll").touch()  # or the forge leaves out the folders that begin with an underscore


# What the theme says in English alone, or leaves unnamed: in each language what stands in its place.
_NAMED = {
    '<aside class="sidebar-drawer">': {
        "en": '<aside class="sidebar-drawer" aria-label="All pages">',
        "fr": '<aside class="sidebar-drawer" aria-label="Toutes les pages">',
    },
    '<aside class="toc-drawer': {
        "en": '<aside aria-label="On this page" class="toc-drawer',
        "fr": '<aside aria-label="Sur cette page" class="toc-drawer',
    },
    'aria-label="Toggle site navigation sidebar"': {
        "en": 'aria-label="Show or hide all pages"',
        "fr": 'aria-label="Afficher ou masquer toutes les pages"',
    },
    'aria-label="Toggle table of contents sidebar"': {
        "en": 'aria-label="Show or hide the contents of this page"',
        "fr": 'aria-label="Afficher ou masquer le contenu de cette page"',
    },
    'aria-label="Toggle Light / Dark / Auto color theme"': {
        "en": 'aria-label="Light, dark, or as the system has it"',
        "fr": 'aria-label="Clair, sombre ou comme le système"',
    },
}


def _mended(page: str, language: str) -> str:
    """Return a page on which everything has a name in its language."""
    for written, named in _NAMED.items():
        assert written in page, f"the theme no longer writes {written}"
        page = page.replace(written, named[language])
    return page


def _lay(language: str, folder: Path) -> None:
    """Lay the pages of a language into a folder, as Sphinx reads them."""
    known = pages()
    folder.mkdir(parents=True)
    shutil.copytree(DOCS / "images", folder / "images")
    for page in known.values():
        if page.language == language:
            text = _text(page, known) + "".join(_sections(language, known) if page.name == "index" else ())
            (folder / f"{page.name}.md").write_text(text, encoding="utf-8")


def _text(page: Page, known: Mapping[str, Page]) -> str:
    """Return the text of a page with links as they hold on the site; those in blocks of code are left alone."""
    parts = _FENCE.split((DOCS / page.source).read_text(encoding="utf-8"))
    head = yaml.safe_dump({"myst": {"html_meta": {"description": page.says.replace("`", "")}}}, allow_unicode=True)
    return f"---\n{head}---\n" + "".join(
        part if part.startswith("```") else _LINK.sub(lambda link: _linked(link, page, known), part) for part in parts
    )


def _linked(link: re.Match[str], page: Page, known: Mapping[str, Page]) -> str:
    """Return the beginning and the target of a link, as it holds on the site."""
    before, target, anchor = link[1], link[2], link[3] or ""
    if not target or ":" in target:
        return link[0]
    source = posixpath.normpath(posixpath.join(posixpath.dirname(page.source), target))
    if not (DOCS / source).exists():
        raise FileNotFoundError(f"{page.source}: {target}")
    if other := known.get(source):
        if other.language == page.language:
            return f"{before}{other.name}.md{anchor}"
        up = "../" if page.language != "en" else f"{other.language}/"
        return f"{before}{'heading' if anchor else 'page'}:{up}{other.name}.html{anchor}"
    if source.startswith("images/"):
        return f"{before}{source}"
    path = posixpath.normpath(posixpath.join("docs", source))
    kind = "tree" if (ROOT / path).is_dir() else "blob"
    return f"{before}{documentation.REPOSITORY}/{kind}/v{__version__}/{path}{anchor}"


def _sections(language: str, known: Mapping[str, Page]) -> Iterator[str]:
    """Yield the navigation as Sphinx reads it."""
    for title, sources in navigation(language).items():
        names = "\n".join(known[source].name for source in sources)
        yield f"\n```{{toctree}}\n:hidden:\n:caption: {title}\n\n{names}\n```\n"


if __name__ == "__main__":
    build(ROOT / "site")
    print(f"The site is made. Open it in a browser:  {ROOT / 'site' / 'index.html'}")  # noqa: T201

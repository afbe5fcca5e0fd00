"""What the policy of a page keeps from working in what a theme wrote, told instead of failing in silence.

Source: Content Security Policy Level 3, 6.1.
"""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from cop_plan.base.errors import Problem, Problems
from cop_plan.base.translatable import Sentence, sentence
from cop_plan.render.theme import ORIGINAL, STYLE, Theme, source_digest


class CheckedPage(HTMLParser):
    """A page as a browser's policy sees it: what it styles, runs and fetches, and the policy itself."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sources: list[tuple[str, str]] = []
        self.policies: list[str] = []
        self.is_late = False
        self.refused: list[tuple[str, Sentence, Sentence]] = []
        self._inside = ""
        self._text: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in an element."""
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("http-equiv", "").casefold() == "content-security-policy":
            self.policies.append(given.get("content", ""))
        elif tag in ("style", "script", "img", "link") and not self.policies:
            self.is_late = True
        if tag in ("style", "script"):
            self._inside, self._text = tag, []
        if tag == "base":
            said = sentence("the page's addresses have no other base")
            self.refused.append(("<base", said, sentence("write them whole")))
        for name, value in given.items():
            self.refused.extend(_refused(tag, name, value, given))

    def handle_data(self, data: str) -> None:
        """Take in the text of a style sheet or script."""
        if self._inside:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        """Take in the end of an element."""
        if tag == self._inside:
            self.sources.append((tag, "".join(self._text)))
            self._inside = ""


_LEAVE_OUT = sentence("leave it out")
_NO_SCRIPT = (sentence("a script of one's own does not run in the page"), _LEAVE_OUT)
_FETCHES_NOTHING = sentence("the page fetches nothing, not even from beside it")
_FETCHING = {"src", "srcset", "data", "poster", "background"}
_LINKS_THAT_FETCH = re.compile(r"\b(stylesheet|icon|preload|prefetch|modulepreload|manifest|preconnect|dns-prefetch)\b")
_A_PICTURE = re.compile(r"data:image/(svg\+xml|png|jpeg|webp|gif)[;,]")


def _refused(tag: str, name: str, value: str, given: dict[str, str]) -> Iterator[tuple[str, Sentence, Sentence]]:
    """Yield what the policy would keep from working: the words to find it by, what it is, and what would do."""
    value = value.strip()
    if name == "style":
        hint = sentence("give it a class, and style that in {file}", file=STYLE)
        yield value, sentence("a style in an element does not work in the page"), hint
    elif name.startswith("on") or (name == "href" and value.casefold().startswith("javascript:")):
        yield value, *_NO_SCRIPT
    elif name in _FETCHING or (tag == "link" and name == "href" and _LINKS_THAT_FETCH.search(given.get("rel", ""))):
        is_image = tag in ("img", "link", "source", "image") and name != "data"
        if not (is_image and _A_PICTURE.match(value)):
            hint = _LEAVE_OUT
            if tag in ("img", "source"):
                write = '{{ asset("logo.svg") }}'
                hint = sentence("put the image into the folder and write {write}", write=write)
            elif tag == "link":
                hint = sentence("put styles into {file}", file=STYLE)
            yield value, _FETCHES_NOTHING, hint


_LETS_IN = re.compile(
    r"(default-src|base-uri|form-action|frame-src|object-src) 'none'|img-src data:|(style|script)-src( 'sha256-\S+')+"
)


def _is_strict(policy: str) -> bool:
    """Return whether a policy lets in nothing but what the page itself holds, named by its digest."""
    parts = [" ".join(part.split()) for part in policy.split(";") if part.strip()]
    return "default-src 'none'" in parts and all(_LETS_IN.fullmatch(part) for part in parts)


def check(pages: Iterable[tuple[str, str]], theme: Theme) -> None:
    """Raise Problems for what the policies of pages keep from working; each is a text with its template's name."""
    if wrong := [problem for text, template in pages for problem in refused(text, template, theme)]:
        raise Problems(wrong)


def refused(text: str, name: str, theme: Theme) -> Iterator[Problem]:
    """Yield what the policy of a page keeps from working, at the line of the theme's template where it stands."""
    page = CheckedPage(text)
    if not page.policies or page.is_late or not _is_strict(page.policies[0]):
        said = sentence("the page does not begin with a policy that keeps everything else out")
        meta = '<meta http-equiv="Content-Security-Policy" …>'
        hint = sentence('extend "{page}", or take its {meta} before styles', page=f"{ORIGINAL}{name}", meta=meta)
        yield Problem(theme.place(name), "", said, hint)
        return
    for tag, source in page.sources:
        if source_digest(source) not in page.policies[0]:
            if tag == "style":
                said = sentence("this style does not work in the page")
                hint = sentence("put it into {file} or into the block 'colours'", file=STYLE)
            else:
                said, hint = _NO_SCRIPT
            yield _found(theme, name, source, said, hint)
    for words, said, hint in page.refused:
        yield _found(theme, name, words, said, hint)


def _found(theme: Theme, name: str, words: str, said: Sentence, hint: Sentence) -> Problem:
    """Return a problem at the first line of the theme's templates that has some words of the page."""
    first = next((line for line in words.splitlines() if line.strip()), "").strip()
    for file, text in theme.templates().items():
        at = text.find(first) if first else -1
        if at >= 0:
            return Problem(theme.place(file, text.count("\n", 0, at) + 1), "", said, hint)
    return Problem(theme.place(name), "", said, hint)


_FETCHED_BY_STYLE = re.compile(r"@import\b|url\(\s*[\"']?(?!data:image/|#|[\"')]|\{\{)", re.IGNORECASE)
_END_OF_STYLE = re.compile(r"</style", re.IGNORECASE)


def in_styles(theme: Theme) -> Iterator[Problem]:
    """Yield what does not work in the style sheets of a theme."""
    for name in theme.files:
        text = theme.text(name) if name.endswith(".css") else None
        # What stands in a comment fetches nothing.
        text = re.sub(r"/\*.*?\*/", lambda comment: re.sub(r"[^\n]", " ", comment[0]), text or "", flags=re.DOTALL)
        for pattern, said, hint in (
            (
                _FETCHED_BY_STYLE,
                _FETCHES_NOTHING,
                sentence("write the style here, and an image as {write}", write="url({{ asset('logo.svg') }})"),
            ),
            (_END_OF_STYLE, sentence("a style sheet cannot hold the end of itself"), _LEAVE_OUT),
        ):
            for found in pattern.finditer(text):
                yield Problem(theme.place(name, text.count("\n", 0, found.start()) + 1), "", said, hint)

"""A theme: a folder of templates that take the place of shipped ones, a style sheet, images.

A file of the theme takes the place of ours of the same name; ours stays within reach under its name after `cop-plan/`.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping

from markupsafe import Markup

from cop_plan.base.errors import Place, did_you_mean, quote
from cop_plan.base.frozen import frozen
from cop_plan.base.translatable import Sentence, sentence

ORIGINAL = "cop-plan/"
"""What stands before the name of a template of ours where a theme's may have the same name."""

SHIPPED_IN = "templates/"
"""Where a template of ours is said to lie."""

STYLE = "theme.css"
"""The style sheet of a theme, laid over that of every page."""

MAX_ASSET_BYTES = 256_000
_MAX_KB = MAX_ASSET_BYTES // 1000

_A_PICTURE = sentence("it takes an SVG, PNG, JPEG or WebP image that lies there")

_KINDS: Mapping[str, Callable[[bytes], object]] = {
    "image/svg+xml": re.compile(
        rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>/]", re.DOTALL
    ).match,
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n").match,
    "image/jpeg": re.compile(rb"\xff\xd8\xff").match,
    "image/webp": re.compile(rb"RIFF....WEBP", re.DOTALL).match,
}


class UnusableValue(Exception):
    """Raised where a template asks for something that it cannot have."""

    def __init__(self, message: Sentence, hint: Sentence | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message, hint)


class SaidToJinja(str):
    """What is wrong, as an error of Jinja's carries it: a text that knows its sentence and its hint."""

    __slots__ = ("hint", "said")

    said: Sentence
    hint: Sentence | None

    def __new__(cls, said: Sentence, hint: Sentence | None = None) -> "SaidToJinja":
        """Make one."""
        made = super().__new__(cls, said)
        made.said, made.hint = said, hint
        return made


def source_digest(text: str) -> str:
    """Return what a page's policy calls a style sheet or a script that stands in the page, so that it lets it in.

    A browser reads every line end as a line feed first. Source: Content Security Policy Level 3, 2.3.1.
    """
    read = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(read.encode()).digest()).decode()}'"


@frozen
class Theme:
    """The folder of a theme as it was read, each file by its name, and the names of what ships with the program.

    Of a file that is neither a template nor a style sheet nor an image the content is None.
    """

    folder: str
    files: Mapping[str, bytes | None]
    shipped: frozenset[str]

    def place(self, name: str, line: int = 0) -> Place:
        """Return where a file of the theme lies."""
        return Place(f"{self.folder.rstrip('/')}/{name}", line, 0)

    def text(self, name: str) -> str | None:
        """Return the text of a template or style sheet; None if there is none."""
        content = self.files.get(name) if name.endswith((".j2", ".css")) else None
        return None if content is None else content.decode("utf-8-sig", "replace").replace("\r\n", "\n")

    def templates(self) -> Mapping[str, str]:
        """Return the texts of the theme's templates, style sheets among them, by their names."""
        return {name: text for name in self.files if (text := self.text(name)) is not None}

    def asset(self, name: object) -> Markup:
        """Return an image of the theme as an address that holds all of it. Raises UnusableValue."""
        content = self.files.get(str(name))
        if content is None or str(name).endswith((".j2", ".css")):
            images = [one for one, held in self.files.items() if held and not one.endswith((".j2", ".css"))]
            hint = did_you_mean(str(name), images) or _A_PICTURE
            raise UnusableValue(sentence("no image of the folder is called {name}", name=quote(str(name))), hint)
        if len(content) > MAX_ASSET_BYTES:
            large = sentence("the image {name} is larger than {most} kB", name=quote(str(name)), most=_MAX_KB)
            raise UnusableValue(large, sentence("it becomes part of every page"))
        for kind, fits in _KINDS.items():
            if fits(content[:4096]):
                return Markup(f"data:{kind};base64,{base64.b64encode(content).decode()}")  # noqa: S704  # letters only
        said = sentence("{name} holds no image that a page can show", name=quote(str(name)))
        raise UnusableValue(said, sentence("save it as SVG, PNG, JPEG or WebP"))

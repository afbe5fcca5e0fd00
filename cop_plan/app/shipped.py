"""What is the same for every definition of a run, and so is read or worked out once in a process."""

import re
from functools import cache
from typing import TYPE_CHECKING

from cop_plan import render
from cop_plan.base import files
from cop_plan.base.version import __version__
from cop_plan.dates import workdays
from cop_plan.definition import languages
from cop_plan.render import words
from cop_plan.render.messages import Messages

if TYPE_CHECKING:
    import jinja2


@cache
def language(tag: str) -> words.Words:
    """Return the words of a language."""
    table = languages.read(languages.BY_TAG[tag].folder, "words.yaml")
    assert table is not None, f"every language has words, {tag} too"
    return words.Words(tag, table)


@cache
def messages(tag: str | None = None) -> Messages:
    """Return what commands say in a language; in English for a run that knows no community."""
    language, main = languages.BY_TAG[tag] if tag else languages.main(), languages.main()
    read = languages.read(main.folder, "messages.yaml")
    assert read is not None, "English has messages"
    own = read if language == main else languages.read(language.folder, "messages.yaml")
    return Messages(language.tag, own or {}, read)


@cache
def templates() -> "jinja2.Environment":
    """Return the environment of the program's own templates."""
    return render.environment(files.template_text)


@cache
def holidays(region: str, years: range, language: str) -> workdays.Holidays:
    """Return a region's holidays, kept between runs. Raises workdays.UnknownRegion."""
    known = f"holidays-{__version__}-{files.version_of('holidays')}-{region}-{years[0]}-{years[-1]}-{language}.json"
    name = known if re.fullmatch(r"[\w.-]{1,120}", known, re.ASCII) else None
    if name and (content := files.read_cache(name)):
        try:
            return workdays.parse(content)
        except ValueError:
            pass  # it is made anew
    made = workdays.holidays_of(region, years, language)
    if name:
        files.write_cache(name, workdays.dump(made))
    return made

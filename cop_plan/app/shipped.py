"""What is the same for every definition of a run, and so is read or worked out once in a process."""

import re
from functools import cache
from typing import Any

import jinja2

from cop_plan import render
from cop_plan.base import cached, files
from cop_plan.base.version import __version__
from cop_plan.dates import workdays
from cop_plan.render import words


@cache
def language(tag: str) -> words.Language:
    """Return the words of a language."""
    spoken = tag.partition("-")[0]
    return words.Language(tag, cached.data(f"words-{spoken}", lambda: _words(spoken)))


def _words(spoken: str) -> Any:
    from cop_plan.definition import nodes

    name = f"locale/{spoken}.yaml"
    tree = nodes.read_yaml((files.shipped_text(name) or "").encode(), name)
    assert tree is not None, f"the program ships {name}"
    return nodes.plain(tree)


@cache
def templates() -> jinja2.Environment:
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

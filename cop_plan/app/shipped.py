"""What is the same for every definition of a run, and so is read or worked out once in a process."""

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

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
def language(tag: str, country: str | None = None) -> words.Words:
    """Return the words of a language as people of the tag's country write them, or of `country` if it names none."""
    folder = languages.of(tag).folder
    table, of_zones = languages.read(folder, "words.yaml"), languages.read(folder, "zones.yaml")
    assert table is not None, f"every language has words, {tag} too"
    written = languages.overlaid(table, languages.variant(folder, languages.territory(tag) or country))
    of_purpose = languages.read(folder, "statement.yaml") or languages.read(languages.MAIN, "statement.yaml")
    spaced = words.all_spaced(written, written.get("before_high_marks"))
    return words.Words(tag, spaced | {"zones": of_zones or {}, "statement": of_purpose})


@cache
def messages(tag: str | None = None) -> Messages:
    """Return what commands say in a language; in English for a run that knows no community."""
    return _messages(tag, "messages.yaml")


@cache
def interview_messages(tag: str) -> Messages:
    """Return what the interview says in a language, and with it what all commands say."""
    return _messages(tag, "messages.yaml", "interview.yaml")


def _messages(tag: str | None, *names: str) -> Messages:
    """Return what these files of a language say; with what those of English say, where it has nothing."""
    language, main = languages.of(tag) if tag else languages.main(), languages.main()

    def said(folder: str) -> dict[str, Any]:
        return {key: text for name in names for key, text in (languages.read(folder, name) or {}).items()}

    english = said(main.folder)
    if language == main:
        return Messages(language.tag, english, english)
    return Messages(language.tag, said(language.folder), english, _translations(language.folder))


@cache
def _translations(folder: str) -> Mapping[str, Any]:
    """Return what a language says for the sentences in English by which problems are told, by their templates.

    The file has a table for each room of the program in which they are found.
    """
    rooms = languages.read(folder, "problems.yaml") or {}
    return {template: text for room in rooms.values() for template, text in room.items()}


@cache
def templates() -> "jinja2.Environment":
    """Return the environment of the program's own templates."""
    return render.environment(files.template_text)


@cache
def holidays(region: str, years: range, language: str) -> workdays.Holidays:
    """Return a region's holidays, kept between runs. Raises workdays.UnknownRegion."""
    # What else the days come from is in the name, so that another version's days are never believed.
    of_schools = files.digest((files.shipped_text("dates", "school_holidays.csv") or "").encode())[:12]
    versions = f"{__version__}-{files.version_of('holidays')}-{of_schools}"
    known = f"holidays-{versions}-{region}-{years[0]}-{years[-1]}-{language}.json"
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

"""In which language a run speaks to whoever runs it: the one of `--language`, else that of the person's system.

Where neither names one that there is, it is the community's, and English where no community is known. What the
program writes for members is in the community's language, whoever runs it.
"""

import contextlib
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cop_plan.base import files
from cop_plan.base.translatable import Sentence

OPTION = "--language"

# One run, one voice.
_spoken: str | None = None
_definition: Path | None = None


def spoken() -> str | None:
    """Return the language of this run; None for that of the community."""
    return _spoken


def speak(folder: str | None) -> None:
    """Speak a language for the rest of the run; None for that of the community."""
    global _spoken
    _spoken = folder


def of_messages() -> str | None:
    """Return the language of what is said now: of the run, or else the one that the definition at work names."""
    return _spoken or (written_in([str(_definition)]) if _definition is not None else None)


def translated(line: str) -> str:
    """Return what is said now in its language."""
    spoken = of_messages() if isinstance(line, Sentence) else None
    if spoken is None:
        return line
    from cop_plan.app import shipped  # costs imports that what is said in English does not need

    return shipped.messages(spoken).translated(line)


def work_on(definition: Path) -> None:
    """Remember the definition that a run is about."""
    global _definition
    _definition = definition


def begin(words: Sequence[str]) -> None:
    """Speak the language that a command line asks for, or else the system's, also where no command is reached."""
    written = asked(words)
    speak((None if written is None else known(written)) or of_system())


def asked(words: Sequence[str]) -> str | None:
    """Return what a command line gives for `--language`, of whatever text; None if it gives nothing."""
    for at, word in enumerate(words):
        if word == "--":
            return None
        if word == OPTION:
            return words[at + 1] if at + 1 < len(words) else None
        if word.startswith(f"{OPTION}="):
            return word.partition("=")[2]
    return None


def of_system(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the language of a person's system, such as `fr`, if we have it; None otherwise.

    Source: GNU gettext manual, 2.3 "Setting the Locale through Environment Variables"
    """
    return next((folder for one in _named(environment) if (folder := known(one)) is not None), None)


def locale_of_system(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the name of that language with its country, such as `fr_CA`, or `fr` where the system names no country."""
    folder, named = of_system(environment), _named(environment)
    same = [re.split(r"[.@]", one)[0] for one in named if known(one) == folder] if folder else []
    return next((one for one in same if re.search("[-_]", one)), next(iter(same), None))


def _named(environment: Mapping[str, str]) -> list[str]:
    """Return what a person's system names, the language that is wanted most first."""
    named = next((one for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (one := environment.get(name))), None)
    if named is None:
        named = _of_windows()
    if named is None or re.split(r"[.@]", named)[0] in ("C", "POSIX"):
        return []
    wanted = environment.get("LANGUAGE")
    return [*wanted.split(":"), named] if wanted else [named]


def _of_windows() -> str | None:
    """Return the language of a person's Windows, as Python names it; None elsewhere."""
    if sys.platform != "win32":
        return None
    import ctypes
    import locale

    return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage())


def known(written: str) -> str | None:
    """Return the language that `fr`, `fr-CA` or `fr_CA.UTF-8` names; None if we do not have it."""
    language = re.split(r"[-_.@]", written.strip().casefold())[0]
    return language if language in files.shipped_folders("locale") else None


_WRITTEN = re.compile(rb"""^language:\s*["']?([A-Za-z]{2,3})\b""", re.MULTILINE)


def written_in(names: Sequence[str]) -> str | None:
    """Return the language that the first of these files names which names one: of a definition that does not load."""
    for name in names:
        with contextlib.suppress(OSError):
            found = _WRITTEN.search(_beginning(Path(name))) if Path(name).is_file() else None
            if found and (folder := known(found[1].decode())):
                return folder
    return None


def _beginning(file: Path) -> bytes:
    """Return as much of a file as a definition may hold; what is given for one may be longer."""
    from cop_plan.definition import nodes  # costs an import that what is said in English does not need

    with file.open("rb") as opened:
        return opened.read(nodes.MAX_BYTES)

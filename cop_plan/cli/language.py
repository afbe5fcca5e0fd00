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

OPTION = "--language"


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
    named = next((one for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (one := environment.get(name))), None)
    if named is None:
        named = _of_windows()
    if named is None or re.split(r"[.@]", named)[0] in ("C", "POSIX"):
        return None
    chosen = environment.get("LANGUAGE") or named
    return next((folder for one in chosen.split(":") if (folder := known(one)) is not None), None)


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
            found = _WRITTEN.search(Path(name).read_bytes()) if Path(name).is_file() else None
            if found and (folder := known(found[1].decode())):
                return folder
    return None

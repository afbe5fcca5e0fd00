"""What is made of the program's own texts when the package is built: modules of `cop_plan/_compiled`.

A run uses one only if it was made from the same text. This module imports nothing of the program, so that a build can
import it alone.
"""

import hashlib
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGE = "cop_plan._compiled"


def templates(folder: Path) -> Mapping[str, Path]:
    """Return the templates in a folder and below by their names; the styles and scripts in a page are some too."""
    found = sorted(path for path in folder.rglob("*") if path.suffix in (".j2", ".css", ".js"))
    return {path.relative_to(folder).as_posix(): path for path in found}


def tables(package: Path) -> Mapping[str, Path]:
    """Return the files of all languages in the program's package by their names, less the titles of patterns."""
    return {path.relative_to(package).as_posix(): path for path in sorted(package.glob("locale/*/*.yaml"))}


def module_name(source: str) -> str:
    """Return the name of the module of a source, such as `locale/en/words.yaml`."""
    return re.sub(r"\W", "_", source, flags=re.ASCII)


def data_module(source: str, text: str, data: object) -> str:
    """Return the module that holds the plain data of a source."""
    return f"data = {data!r}\ndigest = {_digest(source, text)!r}\n"


def data(source: str, text: str) -> Any:
    """Return the plain data of a source from the module that was built from this text; None if there is none."""
    try:
        module = import_module(f"{PACKAGE}.{module_name(source)}")
    except Exception:  # none was built, or it is damaged
        return None
    return module.data if getattr(module, "digest", None) == _digest(source, text) else None


def _digest(source: str, text: str) -> str:
    return hashlib.sha256(f"{source}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()

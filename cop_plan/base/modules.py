"""Modules that are found by themselves: each module of a package has a value under one name."""

import importlib
import pkgutil
from pathlib import Path
from typing import Any

_PROGRAM = Path(__file__).parent.parent


def values(package: str, name: str) -> list[Any]:
    """Import every module of a package, given as `kit.formats`, and return the value that each has under a name."""
    return [getattr(importlib.import_module(f"cop_plan.{package}.{module}"), name) for module in names(package)]


def names(package: str) -> list[str]:
    """Return the names of the modules of a package, in the order of the alphabet, without importing anything."""
    return sorted(module.name for module in pkgutil.iter_modules([str(_PROGRAM.joinpath(*package.split(".")))]))

"""A report as plain data, for `report.json`: the same numbers as the pages have, since it is made of the same values.

What is shown stands as itself, what is hidden as `{"hidden": why}`, what was not collected as `{"not_collected":
[keys]}`, what a person has yet to say as `{"to_be_written_by": name}`. Days
are ISO 8601, money is text with its decimals.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from cop_plan.base.translatable import Sentence
from cop_plan.report.values import Blank, Hidden, NotCollected, Report, Rollup, Shown

SCHEMA_VERSION = 1


class NotAFinalReport(ValueError):
    """Raised for data that is no final report that can be read, or not the one that is wanted; says why."""

    def __init__(self, why: Sentence) -> None:
        self.why = why
        super().__init__(why)


def as_data(report: Report | Rollup) -> dict[str, Any]:
    """Return a report or a roll-up as data that JSON can hold."""
    kind = "rollup" if isinstance(report, Rollup) else "interim" if report.is_interim else "final"
    data = {"schema_version": SCHEMA_VERSION, "kind": kind, **plain(report)}
    if data.get("pulses", ...) is None:
        del data["pulses"]
    return data


def plain(value: Any) -> Any:
    """Return a value of a report as data that JSON can hold."""
    match value:
        case Shown():
            return plain(value.value)
        case Hidden():
            return {"hidden": value.why}
        case NotCollected():
            return {"not_collected": list(value.missing)}
        case Blank():
            return {"to_be_written_by": value.by}
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case Mapping():
            return {key: plain(one) for key, one in value.items()}
        case tuple() | list():
            return [plain(one) for one in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    return value


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    """Return what a value has: what it is made of, and what is computed from that, such as differences."""
    computed = (name for name, found in vars(kind).items() if isinstance(found, property))
    return (*(field.name for field in fields(kind)), *computed)

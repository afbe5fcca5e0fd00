"""Frozen values behave as frozen dataclasses do."""

from collections.abc import Mapping
from dataclasses import field, fields, is_dataclass, replace
from functools import cached_property

import pytest

from cop_plan.base.frozen import frozen


@frozen
class Point:
    """A point, and what is told of it."""

    x: int
    y: int = 0
    notes: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def sum(self) -> int:
        """Return the sum of both."""
        return self.x + self.y


@frozen
class Other:
    """Something else with the same fields."""

    x: int
    y: int = 0


def test_values_are_equal_if_what_they_hold_is() -> None:
    assert Point(1) == Point(x=1, y=0) == Point(1, notes={"a": "b"})
    assert Point(1) != Point(1, 2)
    assert {Point(1), Other(1)} == {Other(1), Point(1)} != {Point(1)}
    assert len({Point(1), Point(1, 0), Point(2)}) == 2


def test_a_value_cannot_be_changed_but_replaced() -> None:
    point = Point(1, 2)
    with pytest.raises(AttributeError):
        point.x = 3  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del point.x
    assert replace(point, x=3) == Point(3, 2)
    assert (point.sum, replace(point, x=3).sum) == (3, 5)


def test_values_are_dataclasses_to_those_who_ask() -> None:
    assert repr(Point(1)) == "Point(x=1, y=0)"
    assert [one.name for one in fields(Point)] == ["x", "y", "notes"]
    match Point(1, 2):
        case Point(x, y):
            assert (x, y) == (1, 2)
    assert is_dataclass(Point)


def test_each_value_has_a_default_of_its_own() -> None:
    assert Point(1).notes is not Point(1).notes


def test_what_has_no_default_is_needed() -> None:
    with pytest.raises(TypeError, match="Point lacks x"):
        Point(y=1)  # type: ignore[call-arg]

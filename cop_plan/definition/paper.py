"""The size of the paper that people of a country print on."""

from typing import NamedTuple


class Size(NamedTuple):
    """A size of paper: its name in style sheets, and its sides."""

    name: str
    width_mm: float
    height_mm: float


LETTER = Size("letter", 215.9, 279.4)
A4 = Size("A4", 210, 297)

# Source: Unicode CLDR, supplementalData.xml, measurementData: paperSize US-Letter; A4 everywhere else
_ON_LETTER = frozenset({"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"})


def size_in(country: str | None) -> Size:
    """Return the size of paper in a country, by its ISO 3166 code; None is a country that is not known."""
    return LETTER if country in _ON_LETTER else A4

"""An address as a QR code that a page draws: the only module that opens `segno`."""

from itertools import groupby
from typing import NamedTuple

_QUIET = 4
"""So many modules around a code stay white. Source: ISO/IEC 18004, 5.3.8."""

_MOST_VERSION = 11
"""Of a larger code on a sheet each module is less than a quarter of a millimetre: no telephone reads it."""


class QrCode(NamedTuple):
    """A code as a path of SVG, and how many modules its drawing is wide, with what stays white around it."""

    size: int
    path: str


def code(address: str) -> QrCode | None:
    """Return the code of a web address; None for what is no address of the web, or too long to be read."""
    if not address.lower().startswith(("https://", "http://")):
        return None
    import segno  # costs an import that few pages need

    try:
        made = segno.make_qr(address, error="m", boost_error=False)
    except segno.DataOverflowError:
        return None
    if int(made.version) > _MOST_VERSION:
        return None
    path = []
    for y, row in enumerate(made.matrix, start=_QUIET):
        x = _QUIET
        for dark, run in groupby(row):
            width = len(list(run))
            if dark:
                path.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width
    return QrCode(len(made.matrix) + 2 * _QUIET, "".join(path))

"""Rows → CSV, such that no spreadsheet takes a cell for a formula.

A cell that could be one gets an apostrophe before it, and a list that is read loses it again. Source: OWASP, "CSV
Injection".
"""

import csv
import io
import re
from collections.abc import Iterable

# Sheets and Excel compute what begins with one of these, after spaces too; East Asian keyboards write the wide ones.
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def guarded(cell: str) -> str:
    """Return a cell such that no spreadsheet takes it for a formula; `unguarded` gives the cell back."""
    return f"'{cell}" if is_formula(cell) else cell


def unguarded(cell: str) -> str:
    """Return the cell that was guarded; any other cell as it is."""
    return cell[1:] if cell.startswith("'") and is_formula(cell) else cell


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet could take a cell for a formula, or would if an apostrophe less stood before it."""
    return _FORMULA.match(cell) is not None


def text(rows: Iterable[Iterable[str]], delimiter: str = ",", line_end: str = "\n", *, marked: bool = False) -> str:
    """Return rows as CSV text; `marked` begins it with the byte order mark by which spreadsheets know UTF-8."""
    # Without the mark Excel takes the file for its own code page and saves accents as something else.
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return ("\ufeff" if marked else "") + out.getvalue()

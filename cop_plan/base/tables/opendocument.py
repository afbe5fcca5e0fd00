"""How large the sheets of an OpenDocument spreadsheet (ODS) are: one cell there can stand for millions of its kind."""

from dataclasses import dataclass

_MAX_REPEATED = 1 << 40


@dataclass(slots=True)
class SpannedCells:
    """How many cells the sheets span, up to the last with something in it, and how long their texts are together.

    It is told of each element of the part that has the cells, in their order.
    """

    cells: int = 0
    characters: int = 0
    _rows: int = 0
    _last_column: int = 0
    _row_repeated: int = 1
    _column: int = 0
    _cell_repeated: int = 1
    _cell_length: int = 0
    _row_length: int = 0
    _has_something: bool = False
    _last_row: int = 0
    _is_inside: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element. Raises ValueError for a number of times that is none."""
        match name.rpartition(":")[2]:
            case "table" if self._is_inside:
                raise ValueError
            case "table":
                self._is_inside = True
                self._rows = self._last_row = self._last_column = 0
            case "table-row":
                self._row_repeated = _number(attributes, "number-rows-repeated")
                self._column = self._row_length = 0
            case "table-cell" | "covered-table-cell":
                self._cell_repeated = _number(attributes, "number-columns-repeated")
                self._has_something = any(key.rpartition(":")[2] in ("value-type", "formula") for key in attributes)
                self._cell_length = sum(len(one) for one in attributes.values())
            case "s":
                # So many spaces.
                self._cell_length += _number(attributes, "c")

    def text(self, characters: str) -> None:
        """Take the text of an element."""
        self._cell_length += len(characters)
        self._has_something |= bool(characters.strip())

    def end(self, name: str) -> None:
        """Take the end of an element."""
        match name.rpartition(":")[2]:
            case "table-cell" | "covered-table-cell":
                self._column += self._cell_repeated
                if self._has_something:
                    self._row_length += self._cell_length * self._cell_repeated
                    self._last_column = max(self._last_column, self._column)
                    self._last_row = self._rows + self._row_repeated
                self._has_something = False
            case "table-row":
                self._rows += self._row_repeated
                self.characters += self._row_length * self._row_repeated
            case "table":
                self.cells += self._last_row * self._last_column
                self._is_inside = False


def _number(attributes: dict[str, str], what: str) -> int:
    """Return the number of an attribute, 1 where it is not there. Raises ValueError for what is none."""
    number = next((int(text) for key, text in attributes.items() if key.rpartition(":")[2] == what), 1)
    if not 0 < number < _MAX_REPEATED:
        raise ValueError
    return number

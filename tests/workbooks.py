"""Workbooks as spreadsheets write them, and as nobody should: made by hand, so that each byte is meant."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from xml.sax.saxutils import escape

Cell = str | float | datetime | date | time | None

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006"

# Cell formats by their number: 0 is plain, 1 a date and time, 2 a date, 3 a time.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4">'
    '<xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/>'
    '<xf numFmtId="21" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def column(at: int) -> str:
    """Return the letters of a column, whose position counts from 0."""
    return (column(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)


def cell(value: Cell, place: str) -> str:
    """Return a cell as XML."""
    match value:
        case None:
            return ""
        case str():
            return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        case datetime():
            days = (value - datetime(1899, 12, 30)).total_seconds() / 86400  # noqa: DTZ001
            return f'<c r="{place}" s="1"><v>{days!r}</v></c>'
        case date():
            return f'<c r="{place}" s="2"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        case time():
            seconds = value.hour * 3600 + value.minute * 60 + value.second
            return f'<c r="{place}" s="3"><v>{seconds / 86400!r}</v></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def sheet(rows: Sequence[Sequence[Cell]]) -> str:
    """Return a sheet as XML; an empty row is not written, as spreadsheets do."""
    written = (
        f'<row r="{number}">{"".join(cell(value, f"{column(at)}{number}") for at, value in enumerate(row))}</row>'
        for number, row in enumerate(rows, 1)
        if row
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(written)}</sheetData></worksheet>'


def packed(*sheets: str | bytes, more: dict[str, str | bytes] | None = None, hidden: Sequence[int] = ()) -> bytes:
    """Return a workbook of sheets as XML; `hidden` are the positions of those that do not show."""
    named = "".join(
        f'<sheet name="S{at}" sheetId="{at + 1}" state="{"hidden" if at in hidden else "visible"}" r:id="rId{at}"/>'
        for at in range(len(sheets))
    )
    linked = "".join(
        f'<Relationship Id="rId{at}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(len(sheets))
    )
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    typed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{main}.worksheet+xml"/>'
        for at in range(len(sheets))
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>{typed}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_TYPES}/relationships">'
        f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{named}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_TYPES}/relationships">{linked}'
        f'<Relationship Id="rIdS" Type="{_LINKS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rIdT" Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }
    parts |= {f"xl/worksheets/sheet{at}.xml": text for at, text in enumerate(sheets)}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in (parts | (more or {})).items():
            file.writestr(name, text)
    return out.getvalue()


def workbook(*sheets: Sequence[Sequence[Cell]], hidden: Sequence[int] = ()) -> bytes:
    """Return a workbook whose sheets have such cells."""
    return packed(*map(sheet, sheets), hidden=hidden)

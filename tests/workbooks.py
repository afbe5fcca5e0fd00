"""Workbooks as spreadsheets write them, and as nobody should: made by hand, so that each byte is meant."""

import base64
import io
import zipfile
import zlib
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


def packed(
    *sheets: str | bytes,
    more: dict[str, str | bytes] | None = None,
    hidden: Sequence[int] = (),
    names: Sequence[str] = (),
) -> bytes:
    """Return a workbook of sheets as XML; `hidden` are the positions of those that do not show."""
    named = "".join(
        f'<sheet name="{names[at] if names else f"S{at}"}" sheetId="{at + 1}" '
        f'state="{"hidden" if at in hidden else "visible"}" r:id="rId{at}"/>'
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


def workbook(*sheets: Sequence[Sequence[Cell]], hidden: Sequence[int] = (), names: Sequence[str] = ()) -> bytes:
    """Return a workbook whose sheets have such cells."""
    return packed(*map(sheet, sheets), hidden=hidden, names=names)


_ODS = "urn:oasis:names:tc:opendocument:xmlns"


def opendocument(*sheets: str | Sequence[Sequence[Cell]], hidden: Sequence[int] = (), locked: bool = False) -> bytes:
    """Return an OpenDocument spreadsheet; a sheet is its rows, or what stands in it as XML."""
    tables = (
        f'<table:table table:name="S{at}" table:style-name="{"h" if at in hidden else "v"}">'
        f"{one if isinstance(one, str) else ''.join(map(ods_row, one))}</table:table>"
        for at, one in enumerate(sheets)
    )
    spaces = " ".join(f'xmlns:{name}="{_ODS}:{name}:1.0"' for name in ("office", "table", "text", "style", "manifest"))
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shows}"/>'
        "</style:style>"
        for name, shows in (("h", "false"), ("v", "true"))
    )
    body = f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"{body}</office:document-content>",
        "META-INF/manifest.xml": f"<manifest:manifest {spaces}>"
        f"{'<manifest:encryption-data/>' if locked else ''}</manifest:manifest>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def ods_row(cells: Sequence[Cell], attributes: str = "") -> str:
    """Return a row of an OpenDocument sheet as XML."""
    return f"<table:table-row {attributes}>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_cell(value: Cell, attributes: str = "") -> str:
    """Return a cell of an OpenDocument sheet as XML."""
    match value:
        case None:
            return f"<table:table-cell {attributes}/>"
        case date():
            typed = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case float():
            typed = f'office:value-type="float" office:value="{value!r}"'
        case _:
            typed = 'office:value-type="string"'
    return f"<table:table-cell {typed} {attributes}><text:p>{escape(str(value))}</text:p></table:table-cell>"


OLD = zlib.decompress(
    base64.b85decode(
        "c-rk)T}V_x6#i!R$6Zl(*EG;zS%j=igXkp!T`fu<%B+_nin_YDT-+bIZJ|AsW&0QeJr%tO7G+@d(tl8IJp@JtK@ey`Bt8WNJ*c-"
        "cXYcyg1}>DK+;5pPGv~~l`8nsz%-%O6fzg5cm19_d1~@Qndf}eK6O_E!iXS95O;yb19!jQ-Wd*N?4C!{^Y4Pg<WkY4}F-"
        "Y8Vz9b5KrgRwHXiX;c&=O)h&p{Jv4)wxGz9(^=QVA+}UZqSsn66@am)kyL+Q^(sOzWxbs5pd?aBIz0%a0GrDwdTH6?n*fJ~C%B%J"
        "EA1@wv+))7FJ1BdWz#iXiAL!XU`j&3ZyNRNaRgC<J;5b@6yzBocI%<E9GmSyrgCb6Y$<iZXJLLHsmBz>n-"
        "n@FHaMmzFO;{9p6=1%Kgt$hx`sUNZ4Q{uSv2`d}UtDlF0zIJcZiQi!HhN>4<zM2DWHpn2j}4&_EmG!oGhlQ^RMi4!$%)#5tc1Ur("
        "a3?r(?d_c>1>>HgPyS39=EH<u}0-bt{ysuI3(c;}PeN)mnK~CCJ1T@8?2`#j@OFN!4Xpob7hoPqm)xE>#lz-kiRm{;_L^J{)mjfK"
        "bep>Y8?eA~*w6}$iGN+I4rpyhtRxJ`H&Z{2Oxr8MSrb<%7JvK7Ez*^UExsqua#S!JzZRJ*BS3kG8$kJ*WXA9$9c-"
        "@@xdMc+U_B{%wzl1kXdAND(Oxf^<@BpgF5E1IHe*LHwwc^@Ug~#D+F08Ze6Vr-"
        "6&OMLxTXQ$9Yubk?70`qL(@ah6j#~d&scMq62H#6Kc>NC2b!TX3C^h)CQRx#o^a<7{Eq#LZIc92-YEDbLAbx-"
        "?q;$y~x+LpzDTZ`gmV3_Yl-3vlOgPlM8e}ORC<dMBvsem`5HobSdW6X75o(`!SCMO1ZP>73!-"
        "fqTD<6X2f|>WPdIh<xmsElEU1y5YwEdZ6#bQ5_^h?nn!JSA@ZlE_W|5*)}$m$Y{?34XosBnNrH_(N4o<~>S{!1@mF?T(S?&$w_A("
        "Zd<)A`KvKac+#wt6uz"
    )
)
"""A workbook as Excel saved it until 2007, of two sheets, `Attendance` and one that does not show."""

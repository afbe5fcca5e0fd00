"""Sheets of landscape paper in Word: a framed certificate, two cards side by side, rows to write in by hand.

Source: ECMA-376, part 1, 17.6 (sections).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENTATION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Emu, Length, Mm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from cop_plan.render.documents import Sheet as Layout

BETWEEN_CARDS = Mm(20)

_ACCENT = "0B5C8A"
_LOWEST_ROW = Mm(9)

# On a page of landscape paper, letter or A4, below the heads of the columns; as `sheets.css` has it.
_ROWS, _COLUMN_HEADS = 19, Mm(8)

# Of a sign-in sheet, more or less as `sheets.css` has them.
_LIST_SHARES = (9, 41, 41, 41, 31, 19, 19, 48)

_CERTIFICATE_SIZES = {"Heading 1": Pt(27), "Heading 2": Pt(33)}
_CERTIFICATE_SIZE = Pt(13)

# What the schema wants after the borders of a page, and after its columns. Source: ECMA-376, part 1, 17.6.17.
_AFTER_COLUMNS = ("formProt", "vAlign", "noEndnote", "titlePg", "textDirection", "bidi", "rtlGutter", "docGrid")
_AFTER_BORDERS = ("lnNumType", "pgNumType", "cols", *_AFTER_COLUMNS)


def lay(made: Document, layout: Layout, *, is_plain: bool) -> None:
    """Turn the pages of a document on their side, and lay them out; a letterhead's own margins stay."""
    for section in made.sections:
        width, height = section.page_width, section.page_height
        if width is not None and height is not None and width < height:
            section.page_width, section.page_height = height, width
        section.orientation = WD_ORIENTATION.LANDSCAPE
        if is_plain:
            section.top_margin, section.bottom_margin = Mm(16), Mm(11)
            section.left_margin = section.right_margin = Mm(15)
            section.header_distance, section.footer_distance = Mm(7), Mm(5)
        if layout == "certificate":
            _frame(section._sectPr)
            if is_plain:
                section.left_margin = section.right_margin = Mm(28)
                section.header_distance, section.top_margin = Mm(18), Mm(30)
                _center_header(section)
        elif layout == "cards":
            _columns(section._sectPr)


def _frame(properties: Any) -> None:
    lines = "".join(
        f'<w:{side} w:val="double" w:sz="12" w:space="24" w:color="{_ACCENT}"/>'
        for side in ("top", "left", "bottom", "right")
    )
    frame = parse_xml(f'<w:pgBorders {nsdecls("w")} w:offsetFrom="page">{lines}</w:pgBorders>')
    properties.insert_element_before(frame, *(f"w:{name}" for name in _AFTER_BORDERS))


def _center_header(section: Any) -> None:
    """Give the name at the top its place over the certificate; a single page needs no number."""
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in header._p.pPr.findall(qn("w:pBdr")):
        header._p.pPr.remove(border)
    for run in header.runs:
        run.font.size = Pt(14)
    footer = section.footer.paragraphs[0]
    for child in list(footer._p):
        footer._p.remove(child)


def _columns(properties: Any) -> None:
    """Lay out two columns with a line between them, along which the sheet is cut."""
    for old in properties.findall(qn("w:cols")):
        properties.remove(old)
    columns = parse_xml(f'<w:cols {nsdecls("w")} w:num="2" w:space="{BETWEEN_CARDS.twips}" w:sep="1"/>')
    properties.insert_element_before(columns, *(f"w:{name}" for name in _AFTER_COLUMNS))


def widths(layout: Layout | None, columns: int, width: Length) -> list[Length] | None:
    """Return the widths of a table's columns where a layout says them; None where it does not."""
    shares = (1,) * columns if layout == "certificate" else _LIST_SHARES if layout == "list" else ()
    if len(shares) != columns:
        return None
    return [Emu(int(width * share / sum(shares))) for share in shares]


def row_height(section: Section) -> Length:
    """Return how high a row to write in is, so that a page holds as many in Word as in a browser."""
    lengths = (section.page_height, section.top_margin, section.bottom_margin)
    page, *margins = (length if length is not None else Mm(0) for length in lengths)
    return max(_LOWEST_ROW, Emu((page - sum(margins) - _COLUMN_HEADS) // _ROWS))


def finish(layout: Layout, added: Iterable[Any], made: Document) -> None:
    """Give what was written the sizes and places of its layout."""
    elements = list(added)
    paragraphs = [Paragraph(one, made._body) for top in elements for one in top.iter(qn("w:p"))]
    tables = [Table(one, made._body) for one in elements if one.tag == qn("w:tbl")]
    if layout == "certificate":
        _center(paragraphs, tables)
    elif layout == "list":
        _tighten(paragraphs, tables)


def _center(paragraphs: Iterable[Paragraph], tables: Iterable[Table]) -> None:
    """Center the lines of a certificate, and leave room to sign."""
    for one in paragraphs:
        one.alignment = WD_ALIGN_PARAGRAPH.CENTER
        one.paragraph_format.space_before = one.paragraph_format.space_after = Pt(9)
        _resize(one, _CERTIFICATE_SIZES, _CERTIFICATE_SIZE)
    for table in tables:
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell in (cell for row in table.rows for cell in row.cells):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            cell.paragraphs[0].paragraph_format.left_indent = cell.paragraphs[0].paragraph_format.right_indent = Mm(8)


def _tighten(paragraphs: Iterable[Paragraph], tables: Iterable[Table]) -> None:
    """Keep the lines of a list close together: its rows are what the sheet is for."""
    for one in paragraphs:
        one.paragraph_format.space_before, one.paragraph_format.line_spacing = Pt(0), 1.0
        one.paragraph_format.space_after = Pt(3)
        _resize(one, {"Heading 1": Pt(14)}, Pt(9.5))
    for table in tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            _resize(cell.paragraphs[0], {}, Pt(9))


def _resize(paragraph: Paragraph, sizes: Mapping[str, Length], otherwise: Length) -> None:
    style = paragraph.style.name if paragraph.style is not None else None
    for run in paragraph.runs:
        run.font.size = sizes.get(style or "", otherwise)

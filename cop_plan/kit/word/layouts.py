"""How papers are laid out in Word: close, to fit on a page; on landscape paper framed, as cards, or as rows to fill in.

Source: ECMA-376, part 1, 17.6 (sections).
"""

from collections.abc import Iterable, Mapping, Sequence
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

from cop_plan.render.documents import Document as KitDocument
from cop_plan.render.documents import Sheet as Layout

BETWEEN_CARDS = Mm(20)

_ACCENT = "0B5C8A"
_LOWEST_ROW = Mm(9)

# On a page of landscape paper, letter or A4, below the heads of the columns; as `sheets.css` has it.
_ROWS, _COLUMN_HEADS = 19, Mm(8)

# Of a sign-in sheet, more or less as `sheets.css` has them.
_LIST_SHARES: tuple[int, ...] = (9, 41, 41, 41, 31, 19, 19, 48)

_CERTIFICATE_SIZES = {"Heading 1": Pt(27), "Heading 2": Pt(30)}
_CERTIFICATE_SIZE = Pt(13)
# Of a certificate that lists sessions, and of these.
_LISTING_SIZES, _LISTING_SIZE, _CERTIFIED_SIZE = {"Heading 1": Pt(22), "Heading 2": Pt(24)}, Pt(11), Pt(8)
# Of the table of who signs, and of those of sessions, by how many columns they have.
_CERTIFICATE_SHARES: Mapping[int, tuple[int, ...]] = {2: (1, 1), 3: (3, 6, 2), 6: (5, 10, 3, 5, 10, 3)}
_CARD_SIZES = {"Heading 1": Pt(15), "Heading 2": Pt(11)}
_CLOSE_SIZES = {"Heading 1": Pt(13), "Heading 2": Pt(11)}

_LINE_TO_WRITE_ON = "\t"

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
                section.header_distance, section.top_margin = Mm(16), Mm(26)
                _center_header(section)
                middle = parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>')
                section._sectPr.insert_element_before(middle, *(f"w:{name}" for name in _AFTER_COLUMNS[2:]))
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
    shares = (
        _CERTIFICATE_SHARES.get(columns, ()) if layout == "certificate" else _LIST_SHARES if layout == "list" else ()
    )
    if len(shares) != columns:
        return None
    return [Emu(int(width * share / sum(shares))) for share in shares]


def row_height(section: Section) -> Length:
    """Return how high a row to write in is, so that a page holds as many in Word as in a browser."""
    lengths = (section.page_height, section.top_margin, section.bottom_margin)
    page, *margins = (length if length is not None else Mm(0) for length in lengths)
    return max(_LOWEST_ROW, Emu((page - sum(margins) - _COLUMN_HEADS) // _ROWS))


def finish(document: KitDocument, added: Iterable[Any], made: Document) -> None:
    """Give what was written the sizes and places that its document asks for."""
    elements = list(added)
    paragraphs = [Paragraph(one, made._body) for top in elements for one in top.iter(qn("w:p"))]
    tables = [Table(one, made._body) for one in elements if one.tag == qn("w:tbl")]
    match document.sheet:
        case "certificate":
            _center(paragraphs, tables)
        case "list":
            _tighten(paragraphs, tables)
        case "cards":
            _fit(paragraphs, _CARD_SIZES, Pt(10), is_form=True)
            for one in paragraphs:
                if one.text == _LINE_TO_WRITE_ON:
                    one.paragraph_format.space_before = Pt(15)
        case None if document.one_page:
            _fit(paragraphs, _CLOSE_SIZES, Pt(9.5), is_form=document.form)
    if document.message:
        for one in paragraphs:
            if one.text == _LINE_TO_WRITE_ON:
                one.paragraph_format.keep_with_next = True  # room to sign stays with the name of who signs


def _list_sessions(table: Table) -> None:
    """Write the sessions of a certificate small and close together."""
    for row in table.rows:
        for at, cell in enumerate(row.cells):
            for one in cell.paragraphs:
                one.alignment = WD_ALIGN_PARAGRAPH.RIGHT if at % 3 == 2 else WD_ALIGN_PARAGRAPH.LEFT
                one.paragraph_format.space_before = one.paragraph_format.space_after = Pt(0)
                _resize(one, {}, _CERTIFIED_SIZE)


def _center(paragraphs: Iterable[Paragraph], tables: Sequence[Table]) -> None:
    """Center the lines of a certificate, closer where it lists sessions, and leave room to sign."""
    apart, sizes, size = Pt(7), _CERTIFICATE_SIZES, _CERTIFICATE_SIZE
    if len(tables) > 1:
        apart, sizes, size = Pt(2), _LISTING_SIZES, _LISTING_SIZE
    for one in paragraphs:
        one.alignment = WD_ALIGN_PARAGRAPH.CENTER
        one.paragraph_format.space_before = one.paragraph_format.space_after = apart
        _resize(one, sizes, size)
    for table in tables:
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        if len(table.columns) > len(_CERTIFICATE_SHARES[2]):
            _list_sessions(table)
            continue
        for cell in (cell for row in table.rows for cell in row.cells):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            form = cell.paragraphs[0].paragraph_format
            form.left_indent = form.right_indent = Mm(8)
            form.space_before, form.space_after = Pt(6), Pt(2)


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


def _fit(paragraphs: Sequence[Paragraph], sizes: Mapping[str, Length], size: Length, *, is_form: bool) -> None:
    """Set paragraphs close, to fit on a page; the notice at the end of a form, and what is quoted, is small print."""
    last = max((at for at, one in enumerate(paragraphs) if _is_heading(one)), default=len(paragraphs))
    for at, one in enumerate(paragraphs):
        form = one.paragraph_format
        is_quoted = (
            form.left_indent is not None and one._p.pPr is not None and one._p.pPr.find(qn("w:pBdr")) is not None
        )
        form.space_after, form.line_spacing = Pt(2), 1.0
        if _is_heading(one):
            form.space_before = Pt(7)
        _resize(one, sizes, Pt(8) if is_quoted or (is_form and at > last) else size)


def _is_heading(paragraph: Paragraph) -> bool:
    return paragraph.style is not None and (paragraph.style.name or "").startswith("Heading ")


def _resize(paragraph: Paragraph, sizes: Mapping[str, Length], otherwise: Length) -> None:
    style = paragraph.style.name if paragraph.style is not None else None
    for run in paragraph.runs:
        run.font.size = sizes.get(style or "", otherwise)

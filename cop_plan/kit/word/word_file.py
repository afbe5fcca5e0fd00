"""A paper's Markdown, as the parser of `render.letters` reads it, written into a Word file.

A blank is a tinted, underlined run; a line to write on runs to the margin, and in a table its cell is where to write.
Lists are Word's own, each numbered from its own start. Source: ECMA-376, part 1 (WordprocessingML).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Length, Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from cop_plan.definition.paper import LETTER, Size
from cop_plan.kit.word import layouts
from cop_plan.kit.word.letterhead_file import ACCENT, PLACE, Letterhead, bordered, numbering, sheet, zipped
from cop_plan.render import markup
from cop_plan.render.documents import Document as KitDocument
from cop_plan.render.documents import Sheet as Layout

_TINT = "FFF3D6"
_INK = RGBColor(0x1A, 0x1F, 0x26)
_INDENT = Mm(7)

# What no XML document may hold. Source: XML 1.0, 2.2.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)

_ALIGNED = {"center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}


def page(
    markdown: str,
    title: str,
    *,
    organization: str,
    language: str,
    letterhead: Letterhead | None = None,
    paper: Size = LETTER,
    document: KitDocument | None = None,
) -> bytes:
    """Return a paper as a Word file in a language such as `en-CA`.

    Without a letterhead, which has its own size, the name of the `organization` stands at the top. The `document`
    says how its papers are laid out.
    """
    layout = document.sheet if document is not None else None
    markdown, title, organization = (_NOT_IN_XML.sub(" ", text) for text in (markdown, title, organization))
    made = sheet(letterhead, organization, paper, layout)
    place = next((one for one in made.paragraphs if one.text.strip() == PLACE), None)
    before = list(made.element.body)
    _Page(made, layout).write(markup.tokens(markdown))
    if document is not None:
        added = [one for one in made.element.body if one not in before]
        layouts.finish(document, added, made)
    if place is not None:
        for element in [one for one in made.element.body if one not in before]:
            place._p.addprevious(element)
        made.element.body.remove(place._p)
    _called(made, title, organization, language)
    saved = io.BytesIO()
    made.save(saved)
    with zipfile.ZipFile(saved) as packed:
        return zipped([(name, packed.read(name)) for name in packed.namelist()])


def _called(made: Document, title: str, organization: str, language: str) -> None:
    """Say what a document is and which language its words are in; when it was made and by what program stays unsaid."""
    about = made.core_properties
    about.title, about.author, about.language = title[:255], organization[:255], language
    about.comments = about.last_modified_by = about.keywords = about.subject = about.category = ""
    about.revision = 1
    for name in ("dcterms:created", "dcterms:modified", "cp:lastPrinted"):
        for found in about._element.findall(qn(name)):
            about._element.remove(found)
    default = made.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    styles = [made.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}"), default and default.element]
    for style in styles:
        if style is not None:
            found = style.find(qn("w:rPr"))
            if found is None:
                found = OxmlElement("w:rPr")
                style.append(found)
            for old in found.findall(qn("w:lang")):
                found.remove(old)
            said = OxmlElement("w:lang")
            said.set(qn("w:val"), language)
            found.append(said)


@dataclass(frozen=True)
class _RunStyle:
    """How the next run is written."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    address: str = ""


@dataclass
class _OpenList:
    """A list that is being written: the number of its numbering, and how deep it lies, from 0."""

    number: int
    depth: int


@dataclass
class _OpenTable:
    """A table that is being collected: its rows of cells, each with its inline token and its alignment."""

    rows: "list[list[tuple[markup.Token | None, str]]]" = field(default_factory=list)
    headed: int = 0


class _Page:
    """Where a page stands while its tokens are written: in which lists, quotes and table."""

    def __init__(self, made: Document, layout: Layout | None) -> None:
        self._made = made
        self._layout = layout
        self._lists: list[_OpenList] = []
        self._marked = False
        self._quotes = 0
        self._grid: _OpenTable | None = None
        self._align = ""
        self._heading = 0
        self._breaks = False  # the next heading begins the second card
        self._numbers = numbering(made)
        section = made.sections[0]
        lengths = (section.page_width, section.left_margin, section.right_margin)
        width, left, right = (length if length is not None else Mm(0) for length in lengths)
        self._width = Emu(width - left - right)
        if layout == "cards":
            self._width = Emu((self._width - layouts.BETWEEN_CARDS) // 2)

    def write(self, tokens: "Iterable[markup.Token]") -> None:
        """Write all tokens."""
        for token in tokens:
            kind = token.type.removesuffix("_open").removesuffix("_close")
            if kind in ("bullet_list", "ordered_list", "list_item"):
                self._in_list(token)
            elif kind in ("table", "thead", "tbody", "tr", "th", "td"):
                self._in_table(token)
            elif kind == "blockquote":
                self._quotes += token.nesting
            elif kind == "heading":
                self._heading = int(token.tag[1]) if token.nesting == 1 else 0
            elif token.type == "inline" and self._grid is not None:
                self._grid.rows[-1][-1] = (token, self._align)
            elif token.type == "inline":
                # A box is its own bullet.
                self._inline(self._paragraph(is_marked=not token.content.startswith("☐")), token)
            elif kind == "hr" and self._layout == "cards":
                self._breaks = True
            elif kind == "hr":
                bordered(self._made.add_paragraph(), "bottom", "6", RGBColor(0x9A, 0xA5, 0xB1))
            elif kind in ("fence", "code_block"):
                for line in token.content.splitlines():
                    self._run(self._paragraph(), line, _RunStyle()).font.name = "Consolas"

    def _in_list(self, token: "markup.Token") -> None:
        if token.type == "list_item_open":
            self._marked = False
        elif token.nesting == 1:
            start = int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None
            self._lists.append(_OpenList(_numbered(self._numbers, start, len(self._lists)), len(self._lists)))
        elif token.nesting == -1 and token.type != "list_item_close":
            self._lists.pop()
            if not self._lists and self._made.paragraphs:
                self._made.paragraphs[-1].paragraph_format.space_after = Pt(8)

    def _in_table(self, token: "markup.Token") -> None:
        match token.type:
            case "table_open":
                self._grid = _OpenTable()
            case "tr_open" if self._grid:
                self._grid.rows.append([])
            case "th_open" | "td_open" if self._grid:
                found = re.search(r"text-align:(\w+)", str(token.attrGet("style") or ""))
                self._align = found[1] if found else ""
                self._grid.rows[-1].append((None, self._align))
            case "thead_close" if self._grid:
                self._grid.headed = len(self._grid.rows)
            case "table_close" if self._grid:
                grid, self._grid = self._grid, None
                self._table(grid)

    def _paragraph(self, *, is_marked: bool = True) -> Paragraph:
        """Return a new paragraph for where the page stands."""
        if self._heading:
            heading = self._made.add_paragraph(style=f"Heading {min(self._heading, 3)}")
            if self._breaks:
                heading.add_run().add_break(WD_BREAK.COLUMN)
                self._breaks = False
            return heading
        made = self._made.add_paragraph()
        if self._quotes:
            bordered(made, "left", "24", ACCENT)
            made.paragraph_format.left_indent = Emu(_INDENT * self._quotes)
        if self._lists:
            here = self._lists[-1]
            made.paragraph_format.left_indent = Emu(_INDENT * (here.depth + 1))
            made.paragraph_format.space_after = Pt(2)
            if not self._marked and is_marked:
                _mark(made, here)
                made.paragraph_format.first_line_indent = Emu(-_INDENT)
            self._marked = True
        return made

    def _inline(self, paragraph: Paragraph, token: "markup.Token", *, in_cell: bool = False) -> None:
        """Write what stands in a line."""
        manner = _RunStyle()
        children = [one for one in token.children or () if one.type != "text" or one.content]
        for at, one in enumerate(children):
            match one.type:
                case "text" | "code_inline" | "image" | "html_inline":
                    self._run(paragraph, one.content, manner)
                case "softbreak":
                    self._run(paragraph, " ", manner)
                case "hardbreak":
                    paragraph.add_run().add_break()
                case "strong_open" | "strong_close":
                    manner = replace(manner, bold=one.nesting == 1)
                case "em_open" | "em_close":
                    manner = replace(manner, italic=one.nesting == 1)
                case "s_open" | "s_close":
                    manner = replace(manner, struck=one.nesting == 1)
                case "link_open" | "link_close":
                    address = str(one.attrGet("href") or "") if one.nesting == 1 else ""
                    manner = replace(manner, address=address if _ADDRESS.match(address) else "")
                case "blank":
                    _blank(paragraph, one.content)
                case "line" if in_cell and self._layout == "certificate":
                    bordered(paragraph, "bottom", "6", _INK)
                case "line" if not in_cell:
                    self._line(paragraph, one.content, is_last=at == len(children) - 1)

    def _run(self, paragraph: Paragraph, text: str, manner: _RunStyle) -> Any:
        run = paragraph.add_run(text)
        # None, not False: what the style says stays.
        run.bold, run.italic, run.font.strike = manner.bold or None, manner.italic or None, manner.struck or None
        if manner.address:
            run.font.color.rgb, run.font.underline = ACCENT, True
            self._linked(paragraph, run, manner.address)
        return run

    def _linked(self, paragraph: Paragraph, run: Any, address: str) -> None:
        """Put a run into a link."""
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), self._made.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(run._r)
        paragraph._p.append(link)

    def _line(self, paragraph: Paragraph, text: str, *, is_last: bool) -> None:
        """Draw a line to write on: to the margin where nothing follows, else as long as its underscores are."""
        if is_last:
            tabs = paragraph.paragraph_format.tab_stops
            tabs.add_tab_stop(self._width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
            paragraph.paragraph_format.space_before = Pt(10)
            above = paragraph._p.getprevious()
            if not paragraph.text and above is not None and above.tag == qn("w:p"):
                # A question stays with the lines for its answer.
                Paragraph(above, paragraph._parent).paragraph_format.keep_with_next = True
            paragraph.add_run("\t")
        else:
            paragraph.add_run("\u00a0" * len(text)).font.underline = True

    def _table(self, grid: _OpenTable) -> None:
        columns = max(map(len, grid.rows))
        table = self._made.add_table(0, columns)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        if self._layout != "certificate":
            _lined(table)
        widths = layouts.widths(self._layout, columns, self._width) or _widths(grid, self._width)
        for number, row in enumerate(grid.rows):
            cells = table.add_row().cells
            self._row(table, number, row, cells, is_head=number < grid.headed)
        if len(grid.rows) <= _SHORT:
            for cell in (cell for row in table.rows[:-1] for cell in row.cells):
                cell.paragraphs[0].paragraph_format.keep_with_next = True
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
            for cell in column.cells:
                cell.width = width
        after = self._made.add_paragraph()  # two tables without a paragraph between them would be one
        after.paragraph_format.space_after, after.paragraph_format.line_spacing = Pt(0), Pt(8)

    def _row(
        self,
        table: Table,
        number: int,
        row: "Sequence[tuple[markup.Token | None, str]]",
        cells: Sequence[Any],
        *,
        is_head: bool,
    ) -> None:
        laid = table.rows[number]
        properties = laid._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if self._layout == "list" and not is_head:
            laid.height, laid.height_rule = layouts.row_height(self._made.sections[0]), WD_ROW_HEIGHT_RULE.AT_LEAST
        elif any(one.type == "line" for token, _ in row for one in _children(token)):
            laid.height, laid.height_rule = Mm(10), WD_ROW_HEIGHT_RULE.AT_LEAST
        if is_head:
            properties.append(OxmlElement("w:tblHeader"))
        for (token, align), cell in zip(row, cells, strict=False):
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            paragraph.alignment = _ALIGNED.get(align)
            if token is not None:
                self._inline(paragraph, token, in_cell=True)
            if is_head:
                for run in paragraph.runs:
                    run.bold = True


def _blank(paragraph: Paragraph, what: str) -> None:
    """Write a marked blank, to be typed over."""
    run = paragraph.add_run(f"\u00a0\u00a0{what}\u00a0\u00a0")
    run.font.underline, run.font.color.rgb = True, RGBColor(0x6B, 0x4A, 0x00)
    run._r.get_or_add_rPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_TINT}"/>'))


def _mark(paragraph: Paragraph, here: _OpenList) -> None:
    """Make a paragraph the beginning of an item of a list."""
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = min(here.depth, 8)
    properties.get_or_add_numId().val = here.number


_BULLETS = "•–▪"


def _numbered(numbers: Any, start: int | None, depth: int) -> int:
    """Return the number of a new numbering: bullets, or figures from a start, for a list that lies so deep."""
    last = max((int(one.get(qn("w:abstractNumId"))) for one in numbers.findall(qn("w:abstractNum"))), default=-1)
    taken = max((int(one.get(qn("w:numId"))) for one in numbers.findall(qn("w:num"))), default=0)
    level = min(depth, 8)
    shape, text = ("bullet", _BULLETS[level % 3]) if start is None else ("decimal", f"%{level + 1}.")
    indent, hanging = Length(_INDENT * (level + 1)).twips, Length(_INDENT).twips
    described = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{last + 1}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="{level}"><w:start w:val="{1 if start is None else start}"/><w:numFmt w:val="{shape}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="{hanging}"/></w:pPr></w:lvl></w:abstractNum>'
    )
    first = next(iter(numbers.findall(qn("w:num"))), None)
    if first is None:
        numbers.append(described)
    else:
        first.addprevious(described)  # all descriptions come before what uses them
    numbers.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{taken + 1}"><w:abstractNumId w:val="{last + 1}"/></w:num>')
    )
    return taken + 1


# What the schema wants after the borders of a table. Source: ECMA-376, part 1, 17.4.59.
_AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption", "w:tblDescription")


def _lined(table: Table) -> None:
    """Give a table its lines itself: a letterhead may have no style for that."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "9AA5B1")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    table._tbl.tblPr.insert_element_before(borders, *_AFTER_BORDERS)


_SHORT = 8
"""A table of so few rows stays on one sheet, and no name under a letter stands without its line; LibreOffice does not
print every row of some that break."""

_WIDEST, _NARROWEST = 42, 5
_WHOLE = 8
"""So few signs, such as an hour, stay in one line."""

_BOLD = 1.25
"""How much wider signs are where they are bold, or of a font that takes the place of another."""

_OF_A_LINE = 24
_SIGN = Pt(6)
"""How wide a sign is, more or less."""


def _widths(grid: _OpenTable, width: Length) -> list[Length]:
    """Return the widths of the columns of a table: each takes its longest word, and what is left after its text."""
    columns = max(map(len, grid.rows))
    least, needs = [_NARROWEST] * columns, [_NARROWEST] * columns
    for row in grid.rows:
        for at, (token, _) in enumerate(row):
            parts = [" " * _OF_A_LINE if one.type == "line" else one.content for one in _children(token)]
            text = "".join(parts)
            words = [text] if len(text) <= _WHOLE else text.split()
            least[at] = max(least[at], *(round(len(word) * _BOLD) + 2 for word in words or [""]))
            needs[at] = max(needs[at], min(len(text), _WIDEST))
    least = [min(one, _WIDEST) for one in least]
    left = max(width // _SIGN - sum(least), 0)
    more = [max(need - one, 0) for need, one in zip(needs, least, strict=True)]
    shares = [one + left * share / (sum(more) or 1) for one, share in zip(least, more, strict=True)]
    return [Emu(int(width * share / sum(shares))) for share in shares]


def _children(token: "markup.Token | None") -> "Sequence[markup.Token]":
    return (token.children if token else None) or ()

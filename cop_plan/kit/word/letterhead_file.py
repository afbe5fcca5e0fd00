"""The sheet that a paper is written on: an organization's own Word file, or a plain one.

The header, footer, page size, margins and styles of that file are kept. What stands in its body gives way to the paper;
where a paragraph of it says `{letter}`, only that paragraph does, so that a logo or an address in the body stays.
"""

import io
import warnings
import zipfile
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.parts.numbering import NumberingPart
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from cop_plan.base.errors import Place, Problem, Problems
from cop_plan.base.translatable import sentence
from cop_plan.definition.paper import LETTER, Size
from cop_plan.kit.word import layouts
from cop_plan.render.documents import Sheet as Layout

MAX_BYTES = 10_000_000
_MAX_UNPACKED_BYTES = 100_000_000

PLACE = "{letter}"
"""The paragraph of a letterhead that says where the paper stands."""

ACCENT = RGBColor(0x0B, 0x5C, 0x8A)

_TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
_UNREADABLE = sentence("this is no Word document that can be read")
_HINT = sentence("open the letterhead in Word and save it anew as a .docx document")

_HEADINGS = {"Heading 1": 18, "Heading 2": 13, "Heading 3": 11}


@dataclass(frozen=True)
class Letterhead:
    """An organization's Word file that was opened once, and can be."""

    content: bytes


def letterhead(content: bytes, file: str) -> Letterhead:
    """Return an organization's Word file as one that papers are written on. Raises Problems if it is none.

    A template of Word (.dotx) is taken as the document that Word would begin from it.
    """
    if len(content) > MAX_BYTES:
        said = sentence("this is larger than {most} MB", most=MAX_BYTES // 1_000_000)
        hint = sentence("a letterhead has a small picture at most")
        raise Problems([Problem(Place(file, 0, 0), "", said, hint)])
    try:
        found = Letterhead(_as_document(content))
        tried = sheet(found, "", LETTER)
        numbering(tried)
        tried.core_properties.title = ""
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")  # of two parts of one name the library only warns, and writes both
            tried.save(io.BytesIO())
        if warned:
            raise ValueError(str(warned[0].message))
    # Whatever is wrong inside a file of somebody else's, the library says it in its own many ways.
    except Exception:
        raise Problems([Problem(Place(file, 0, 0), "", _UNREADABLE, _HINT)]) from None
    return found


def _as_document(content: bytes) -> bytes:
    """Return a file with a template's content type made a document's. Raises ValueError where it would grow too large.

    Source: ECMA-376, part 1, 11.3.10.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(one.file_size for one in packed.infolist()) > _MAX_UNPACKED_BYTES:
            raise ValueError(content[:4])
        if _TEMPLATE not in packed.read("[Content_Types].xml"):
            return content
        parts = [(one.filename, packed.read(one)) for one in packed.infolist()]
    document = CONTENT_TYPE.WML_DOCUMENT_MAIN.encode()
    return zipped([(name, part.replace(_TEMPLATE, document) if name[0] == "[" else part) for name, part in parts])


def zipped(parts: list[tuple[str, bytes]]) -> bytes:
    """Return files in one archive that is always the same for the same files: none of them has a date of its own."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in parts:
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def sheet(own: Letterhead | None, organization: str, paper: Size, layout: Layout | None = None) -> Document:
    """Return an empty document to write on: the organization's, or a plain one of a size with its name at the top.

    One with a `layout` lies on its side, whichever it is.
    """
    if own is None:
        made = _plain(organization, paper)
    else:
        made = docx.Document(io.BytesIO(own.content))
        _clear(made)
        for name, size in _HEADINGS.items():
            _headed(made, name, size)
    if layout is not None:
        layouts.lay(made, layout, is_plain=own is None)
    return made


def _clear(made: Document) -> None:
    """Take away what stands in a letterhead's body, but for the first page's layout, and the rest if it says where."""
    body = made.element.body
    first = deepcopy(made.sections[0]._sectPr)
    if any(paragraph.text.strip() == PLACE for paragraph in made.paragraphs):
        return
    for one in list(body):
        body.remove(one)
    body.append(first)


def _plain(organization: str, paper: Size) -> Document:
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(paper.width_mm), Mm(paper.height_mm)
    section.top_margin, section.bottom_margin = Mm(24), Mm(20)
    section.left_margin = section.right_margin = Mm(22)
    section.header_distance = section.footer_distance = Mm(11)
    normal = _paragraph_style(made, "Normal")
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.1
    for name, size in _HEADINGS.items():
        _heading(_paragraph_style(made, name), size)
    header = section.header.paragraphs[0]
    run = header.add_run(organization)
    run.font.size, run.font.color.rgb = Pt(10), RGBColor(0x55, 0x60, 0x6E)
    bordered(header, "bottom", "8", ACCENT)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for field, between in (("PAGE", " / "), ("NUMPAGES", "")):
        footer._p.append(_field(field))
        footer.add_run(between)
    for run in footer.runs:
        run.font.size = Pt(9)
    return made


def _field(name: str) -> Any:
    return parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="{name}"><w:r><w:rPr><w:sz w:val="18"/></w:rPr><w:t>1</w:t></w:r>'
        "</w:fldSimple>"
    )


def bordered(paragraph: Any, side: str, eighths: str, colour: RGBColor) -> None:
    """Draw a line at one side of a paragraph, so many eighths of a point thick."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", eighths), ("space", "4"), ("color", str(colour))):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_BORDERS)


# What the schema wants after the borders of a paragraph. Source: ECMA-376, part 1, 17.3.1.26.
_AFTER_BORDERS = tuple(
    f"w:{name}"
    for name in (
        "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
        "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing",
        "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl",
        "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
    )
)  # fmt: skip


def _paragraph_style(made: Document, name: str) -> ParagraphStyle:
    found = made.styles[name]
    assert isinstance(found, ParagraphStyle), name
    return found


def _headed(made: Document, name: str, size: int) -> None:
    """Give a document a style of headings that it lacks; its own stay as they are."""
    if not any(one.name == name for one in made.styles):
        style = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        assert isinstance(style, ParagraphStyle)
        _heading(style, size)


def _heading(style: ParagraphStyle, size: int) -> None:
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), True, ACCENT
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12), Pt(4)
    style.paragraph_format.keep_with_next = True


def numbering(made: Document) -> Any:
    """Return the element that holds a document's lists; a letterhead may have none yet."""
    part = made.part
    try:
        return part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element  # type: ignore[attr-defined]
    except KeyError:
        element = parse_xml(f"<w:numbering {nsdecls('w')}/>")
        assert part.package is not None
        made_part = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element, part.package)
        part.relate_to(made_part, RELATIONSHIP_TYPE.NUMBERING)
        return element
